#define _GNU_SOURCE
/* What is left of root. */
#include "cage.h"
#include "check.h"
#include "folder.h"

#include <fcntl.h>

struct drop {
	const char *name;
	uid_t owner; /* of the output folder */
	bool as_nobody;
	int (*act)(int outfd);
};

/* Of a line of /proc/self/status: "CapEff:\t0000000000000000\n". */
static bool
status_says(const char *begin, const char *rest)
{
	char line[256];
	bool found = false;
	FILE *f = fopen("/proc/self/status", "re");

	if (f == NULL)
		return false;
	while (fgets(line, sizeof(line), f) != NULL) {
		if (strncmp(line, begin, strlen(begin)) == 0)
			found = strcmp(line + strlen(begin), rest) == 0;
	}
	(void)fclose(f);
	return found;
}

static int
is_somebody_for_good(int outfd)
{
	uid_t uid[3];
	gid_t gid[3];

	(void)outfd;
	if (getresuid(&uid[0], &uid[1], &uid[2]) == -1 ||
	    getresgid(&gid[0], &gid[1], &gid[2]) == -1)
		return 1;
	for (size_t i = 0; i < 3; i++) {
		if (uid[i] != NOBODY || gid[i] != NOBODY)
			return 2;
	}
	if (getgroups(0, NULL) != 0)
		return 3;
	return setuid(0) == -1 && seteuid(0) == -1 && setgid(0) == -1 ? 0 : 4;
}

static int
has_no_capability(int outfd)
{
	static const char none[] = "\t0000000000000000\n";

	(void)outfd;
	return status_says("CapEff:", none) && status_says("CapPrm:", none) &&
		status_says("CapInh:", none) && status_says("CapAmb:", none) &&
		status_says("CapBnd:", none) &&
		status_says("NoNewPrivs:", "\t1\n")
	    ? 0
	    : 1;
}

static int
writes_its_folder(int outfd)
{
	int fd = openat(outfd, "new", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	return fd == -1 ? errno : 0;
}

static int
reads_what_root_has(int outfd)
{
	int fd = openat(outfd, "roots", O_RDONLY | O_CLOEXEC);

	return fd == -1 ? errno : 0;
}

static int
reads_what_nobody_has(int outfd)
{
	int fd = openat(outfd, "nobodys", O_RDONLY | O_CLOEXEC);

	return fd == -1 ? errno : 0;
}

static int
gives_nothing_away(int outfd)
{
	return fchownat(outfd, "roots", NOBODY, NOBODY, 0) == -1 ? 0 : 1;
}

static int
changes_no_root(int outfd)
{
	return fchdir(outfd) == -1 || chroot(".") == -1 ? 0 : 1;
}

static int
is_refused(int rc)
{
	return rc == EACCES ? 0 : 1;
}

static int
is_kept_from_root(int outfd)
{
	return is_refused(reads_what_root_has(outfd));
}

static int
is_kept_from_nobody(int outfd)
{
	return is_refused(reads_what_nobody_has(outfd));
}

static const struct drop drops[] = {
	{ "the owner of the folder, for good", NOBODY, false,
	    is_somebody_for_good },
	{ "the owner has no capability", NOBODY, false, has_no_capability },
	{ "the owner writes the folder", NOBODY, false, writes_its_folder },
	{ "the owner does not read what root alone may", NOBODY, false,
	    is_kept_from_root },
	{ "the owner reads what is its own", NOBODY, false,
	    reads_what_nobody_has },
	{ "root has no capability", 0, false, has_no_capability },
	{ "root writes its folder", 0, false, writes_its_folder },
	{ "root reads what is its own", 0, false, reads_what_root_has },
	{ "root does not read what another alone may", 0, false,
	    is_kept_from_nobody },
	{ "root gives nothing away", 0, false, gives_nothing_away },
	{ "root changes no root", 0, false, changes_no_root },
	{ "another user stays itself, whosever the folder is", 0, true,
	    is_somebody_for_good },
};

static _Noreturn void
drop(const struct drop *row, int outfd)
{
	static const gid_t staff = 50;
	struct ambit_err err;
	bool root = !(row->owner == 0 && !row->as_nobody);

	cage_need(setgroups(1, &staff) == 0, "setgroups");
	if (row->as_nobody)
		cage_become_nobody();
	if (ambit_role_drop(outfd, &root, &err) < 0) {
		(void)fprintf(stderr, "%s\n", err.text);
		_exit(100);
	}
	if (root != (row->owner == 0 && !row->as_nobody))
		_exit(101);
	_exit(row->act(outfd));
}

static void
root_is_dropped(void **state)
{
	const struct drop *row = *state;
	int fd = folder_new(), status;
	pid_t pid;

	if (!cage_is_root()) {
		folder_free(&fd);
		skip();
	}
	folder_file(fd, "roots", "x");
	folder_file(fd, "nobodys", "x");
	cage_need(fchownat(fd, "nobodys", NOBODY, NOBODY, 0) == 0 &&
		fchown(fd, row->owner, row->owner) == 0,
	    "chown");
	pid = fork();
	cage_need(pid != -1, "fork");
	if (pid == 0)
		drop(row, fd);
	cage_need(waitpid(pid, &status, 0) == pid, "wait");
	folder_free(&fd);
	assert_int_equal(status, 0);
}

/* Where the test is not root either. */
static void
who_is_not_root_changes_nothing(void **state)
{
	int fd = folder_new();
	struct ambit_err err;
	bool root = true;

	(void)state;
	if (cage_is_root()) {
		folder_free(&fd);
		skip();
	}
	assert_int_equal(ambit_role_drop(fd, &root, &err), 0);
	assert_false(root);
	folder_free(&fd);
}

static void
a_folder_that_is_not_there(void **state)
{
	struct ambit_err err;
	bool root;

	(void)state;
	assert_int_equal(ambit_role_drop(-1, &root, &err), -1);
	assert_int_equal(err.code, AMBIT_E_IO);
}

int
main(void)
{
	struct CMUnitTest tests[2 + COUNT(drops)] = {
		cmocka_unit_test(a_folder_that_is_not_there),
		cmocka_unit_test(who_is_not_root_changes_nothing),
	};

	if (!cage_is_root())
		print_message("not root: there is nothing to drop\n");
	for (size_t i = 0; i < COUNT(drops); i++)
		tests[2 + i] =
		    (struct CMUnitTest){ drops[i].name, root_is_dropped, NULL,
			    NULL, (void *)(uintptr_t)&drops[i] };
	return cmocka_run_group_tests_name("role_drop", tests, NULL, NULL);
}
