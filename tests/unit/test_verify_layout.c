#include "checked.h"

#include <sys/socket.h>
#include <sys/un.h>

/* ---- files too many ---- */

static const struct {
	const char *name, *code, *words;
} extras[] = {
	{ "fetch.txt", "V_EXTRA", "in no manifest" },
	{ "note.txt", "V_EXTRA", "in no manifest" },
	{ ".hidden", "V_EXTRA", "in no manifest" },
	{ "manifest-sha512.txt", "V_EXTRA", "in no manifest" },
	{ "ambit/note.txt", "V_EXTRA", "in no manifest" },
	{ "data/note.txt", "V_EXTRA", "in no manifest" },
	{ "data/certificate.txt", "V_EXTRA", "in no manifest" },
	{ "data/task-001/messages.csv", "V_EXTRA", "in no manifest" },
	{ "data/task-001/content/note.eml", "V_EXTRA", "in no manifest" },
	{ "data/task-005/messages.csv", "V_EXTRA", "in no manifest" },
	{ "data/task-001/content/a/b/c.eml", "V_LAYOUT", "a folder deeper" },
	{ "data/task-001/content/\xc3\xa9.eml", "V_LAYOUT", "no package has" },
	{ "tagmanifest-sha256.txt.p7s.tsr", "V_SIGN", "no time token" },
};

static void
an_added_file_shows(void **state)
{
	size_t i = (size_t)(uintptr_t)*state;
	struct checked f;

	checked_make(&f);
	reseal_put(&f.w, f.volume, extras[i].name, AMBIT_LIT("x"));
	(void)checked_verify(&f);
	checked_defect(&f, extras[i].code, extras[i].words);
}

static void
what_is_no_file_shows(void **state)
{
	struct checked f;
	char path[512];

	(void)state;
	checked_make(&f);
	checked_place(&f, "data/task-009", path);
	assert_int_equal(mkdirat(f.w.fd, path, 0755), 0);
	(void)checked_verify(&f);
	checked_defect(&f, "V_LAYOUT", "an empty folder");
	assert_int_equal(unlinkat(f.w.fd, path, AT_REMOVEDIR), 0);
	assert_int_equal(mkfifoat(f.w.fd, path, 0644), 0);
	(void)checked_verify(&f);
	checked_defect(&f, "V_LAYOUT", "it is a link or no file at all");
	assert_int_equal(unlinkat(f.w.fd, path, 0), 0);
	checked_place(&f, "../note", path);
	world_put(&f.w, path, AMBIT_LIT("x"));
	(void)checked_verify(&f);
	checked_defect(&f, "V_LAYOUT", "it is no volume of this production");
	assert_int_equal(unlinkat(f.w.fd, path, 0), 0);
	assert_int_equal(checked_verify(&f), AMBIT_VALID);
}

/* ---- something else in the place of a file ---- */

static void
put_fifo(const struct checked *f, const char *path)
{
	assert_int_equal(mkfifoat(f->w.fd, path, 0644), 0);
}

static void
put_folder(const struct checked *f, const char *path)
{
	assert_int_equal(mkdirat(f->w.fd, path, 0755), 0);
}

/* Its bytes are the right ones, and nobody asks. */
static void
put_link(const struct checked *f, const char *path)
{
	char target[256];

	(void)snprintf(target, sizeof(target), "%s/out/aside", f->w.path);
	assert_int_equal(symlinkat(target, f->w.fd, path), 0);
}

static void
put_endless_link(const struct checked *f, const char *path)
{
	assert_int_equal(symlinkat("/dev/zero", f->w.fd, path), 0);
}

static void
put_socket(const struct checked *f, const char *path)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	/* A short name, for the path of a socket may not be long. */
	(void)snprintf(to.sun_path, sizeof(to.sun_path), "%s/socket",
	    f->w.path);
	assert_int_equal(bind(fd, (struct sockaddr *)&to, sizeof(to)), 0);
	assert_int_equal(renameat(f->w.fd, "socket", f->w.fd, path), 0);
	(void)close(fd);
}

/* To root nothing is closed; the file is then as good as it was. */
static void
put_closed(const struct checked *f, const char *path)
{
	int from = openat(f->w.fd, "out/aside", O_RDONLY);
	int to = openat(f->w.fd, path, O_WRONLY | O_CREAT | O_EXCL, 0);
	char bytes[8192];
	ssize_t n;

	while ((n = read(from, bytes, sizeof(bytes))) > 0)
		assert_int_equal(write(to, bytes, (size_t)n), n);
	(void)close(from);
	(void)close(to);
}

static const struct kind {
	const char *name;
	void (*put)(const struct checked *f, const char *path);
	const char *listed; /* what the layout says; NULL: nothing */
	bool not_for_root;
} kinds[] = {
	{ "a FIFO in the place of any file shows", put_fifo,
	    ": it is a link or no file at all", false },
	{ "a folder in the place of any file shows", put_folder,
	    "/: an empty folder", false },
	{ "a link in the place of any file shows", put_link,
	    ": it is a link or no file at all", false },
	{ "a link to an endless device in the place of any file shows",
	    put_endless_link, ": it is a link or no file at all", false },
	{ "a socket in the place of any file shows", put_socket,
	    ": it is a link or no file at all", false },
	{ "a file closed to readers in the place of any file shows", put_closed,
	    NULL, true },
};

static void
assert_layout(struct checked *f, const char *name, const char *words)
{
	char text[256];

	(void)snprintf(text, sizeof(text), "/%s%s", name, words);
	checked_defect(f, "V_LAYOUT", text);
}

static const char *
listed_as(const struct kind *kind, const char *name)
{
	/* There is no folder below content/. */
	return kind->put == put_folder && strstr(name, "/content/") != NULL
	    ? ": a folder deeper than any of a package"
	    : kind->listed;
}

static void
assert_not_read(struct checked *f, const struct kind *kind, const char *name)
{
	/* A read that waits would wait for ever. */
	(void)alarm(60);
	(void)checked_verify(f);
	(void)alarm(0);
	if (kind->listed != NULL)
		assert_layout(f, name, listed_as(kind, name));
	/* Payload that was listed as no file is missing, and not opened. */
	if (kind->listed == NULL || strncmp(name, "data/task", 9) != 0)
		assert_layout(f, name,
		    ": it is a link, or no file that can be read");
	assert_non_null(strstr(f->page, "\nNOT VALID: "));
}

static void
what_is_no_file_is_not_read(void **state)
{
	const struct kind *kind = *state;
	struct checked f;
	char names[32][128], path[512];
	size_t n;

	if (kind->not_for_root && geteuid() == 0)
		skip();
	checked_make(&f);
	n = checked_files(&f, names);
	(void)snprintf(names[n], sizeof(names[n]), CHECKED_TSR);
	reseal_put(&f.w, f.volume, names[n++], AMBIT_LIT("x"));
	for (size_t i = 0; i < n; i++) {
		checked_place(&f, names[i], path);
		assert_int_equal(renameat(f.w.fd, path, f.w.fd, "out/aside"),
		    0);
		kind->put(&f, path);
		assert_not_read(&f, kind, names[i]);
		world_remove(f.w.fd, path);
		assert_int_equal(renameat(f.w.fd, "out/aside", f.w.fd, path),
		    0);
	}
}

/* Nor a folder whose files nobody may name. */
static void
a_folder_closed_to_readers_shows(void **state)
{
	struct checked f;
	char path[512];

	(void)state;
	if (geteuid() == 0)
		skip();
	checked_make(&f);
	for (mode_t mode = 0; mode <= 0400; mode += 0400) {
		checked_place(&f, "data/task-001/content", path);
		assert_int_equal(fchmodat(f.w.fd, path, mode, 0), 0);
		(void)checked_verify(&f);
		assert_int_equal(fchmodat(f.w.fd, path, 0755, 0), 0);
		checked_defect(&f, "V_LAYOUT", "it is closed to readers");
	}
}

int
main(void)
{
	static const struct CMUnitTest singles[] = {
		cmocka_unit_test(what_is_no_file_shows),
		cmocka_unit_test(a_folder_closed_to_readers_shows),
	};
	struct CMUnitTest tests[COUNT(singles) + COUNT(extras) + COUNT(kinds)];
	size_t n = COUNT(singles);

	memcpy(tests, singles, sizeof(singles));
	for (size_t i = 0; i < COUNT(extras); i++)
		tests[n++] = (struct CMUnitTest){ extras[i].name,
			an_added_file_shows, NULL, NULL, (void *)i };
	for (size_t i = 0; i < COUNT(kinds); i++)
		tests[n++] = (struct CMUnitTest){ kinds[i].name,
			what_is_no_file_is_not_read, NULL, NULL,
			(void *)(uintptr_t)&kinds[i] };
	return cmocka_run_group_tests_name("verify_layout", tests,
	    checked_begin, checked_end);
}
