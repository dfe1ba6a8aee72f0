/*
 * The layout of a volume: every file and folder that is there, by name and
 * kind (package.md 1, 2). Every file goes into the ledger, where those that
 * nobody speaks of show.
 */

/* System. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Floor 6. */
#include "verify_state.h"

/* data/task-001/content */
#define FOLDERS_DEEP 3

/* Where the walk is: the path so far, with its / at the end. */
struct place {
	char path[VERIFY_PATH + 1];
	size_t len;
	unsigned depth;
};

static int
walk(struct verify *v, int fd, struct place *at, struct ambit_err *err_r);

static bool
is_plain(const char *name)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz"
				      "0123456789._-";

	return name[strspn(name, letters)] == '\0';
}

/* What cannot be looked at, and why. */
static int
refuse(struct verify *v, struct ambit_span path, const char *what,
    struct ambit_err *err_r)
{
	if (!verify_is_closed(errno))
		return ambit_err_set(err_r, AMBIT_E_IO, "%s", what);
	return verify_defect(v, "V_LAYOUT", path, "it is closed to readers");
}

static int
enter_folder(struct verify *v, int fd, const char *name, struct place *at,
    struct ambit_err *err_r)
{
	struct ambit_span path = { (const unsigned char *)at->path, at->len };
	int below, done;

	if (at->depth == FOLDERS_DEEP)
		return verify_defect(v, "V_LAYOUT", path,
		    "a folder deeper than any of a package");
	below =
	    openat(fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (below == -1)
		return refuse(v, path, "open a folder", err_r);
	at->path[at->len++] = '/';
	at->depth++;
	done = walk(v, below, at, err_r);
	at->depth--;
	return done;
}

/* One entry of the folder, its name at the end of the path. */
static int
enter(struct verify *v, int fd, const char *name, struct place *at,
    struct ambit_err *err_r)
{
	struct ambit_span path = { (const unsigned char *)at->path, at->len };
	struct stat st;

	if (!is_plain(name))
		return verify_defect(v, "V_LAYOUT", path,
		    "a name that no package has");
	if (fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) == -1)
		return refuse(v, path, "stat a file", err_r);
	if (S_ISDIR(st.st_mode))
		return enter_folder(v, fd, name, at, err_r);
	if (!S_ISREG(st.st_mode))
		return verify_defect(v, "V_LAYOUT", path,
		    "it is a link or no file at all");
	v->walked++;
	return verify_enter(v, path, VERIFY_ON_DISK, (struct ambit_span){ 0 },
	    err_r);
}

static int
list(struct verify *v, DIR *dir, struct place *at, struct ambit_err *err_r)
{
	size_t len = at->len;
	bool empty = true;
	const struct dirent *entry;

	while ((errno = 0, entry = readdir(dir)) != NULL) {
		size_t n = strlen(entry->d_name);

		if (strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		empty = false;
		at->len = len;
		if (n >= VERIFY_PATH - len) {
			(void)verify_defect(v, "V_LAYOUT",
			    ambit_span_str(entry->d_name),
			    "a name longer than any of a package");
			continue;
		}
		memcpy(at->path + len, entry->d_name, n);
		at->len += n;
		if (enter(v, dirfd(dir), entry->d_name, at, err_r) < 0)
			return -1;
	}
	at->len = len;
	if (errno != 0)
		return ambit_err_set(err_r, AMBIT_E_IO, "list a folder");
	if (empty)
		return verify_defect(v, "V_LAYOUT",
		    (struct ambit_span){ (const unsigned char *)at->path, len },
		    "an empty folder");
	return 0;
}

/* Takes fd. */
static int
walk(struct verify *v, int fd, struct place *at, struct ambit_err *err_r)
{
	DIR *dir = fdopendir(fd);
	int done;

	if (dir == NULL) {
		(void)close(fd);
		return ambit_err_set(err_r, AMBIT_E_IO, "list a folder");
	}
	done = list(v, dir, at, err_r);
	(void)closedir(dir);
	return done;
}

int
verify_layout(struct verify *v, struct ambit_err *err_r)
{
	struct place at = { .len = 0 };
	int fd = openat(v->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd == -1)
		return refuse(v, AMBIT_LIT(""), "open a volume", err_r);
	return walk(v, fd, &at, err_r);
}
