/*
 * Making the ledger, where there is none. First it is grown whole under a name
 * of its own, then its key appears, then the ledger: a key without a ledger is
 * of one that is lost, unless that other name says that no more than the last
 * step was missed.
 */

/* System. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Floor 1 and below. */
#include "ambit/file.h"
#include "ambit/linux.h"

/* Floor 5. */
#include "ledger_state.h"

struct making {
	struct ambit_ledger *ledger;
	char path[LEDGER_PATH_ROOM], grown[LEDGER_PATH_ROOM];
	char key[LEDGER_PATH_ROOM], new_key[LEDGER_PATH_ROOM];
	int keyfd; /* of the key, under either of its names, locked */
};

static int
fail(const struct making *m, struct ambit_err *err_r)
{
	return ambit_err_set(err_r, AMBIT_E_IO, "make the ledger %s",
	    m->ledger->path);
}

static int
sync_folder(const struct making *m, struct ambit_err *err_r)
{
	char folder[LEDGER_PATH_ROOM];
	int fd, rc;

	(void)snprintf(folder, sizeof(folder), "%.*s",
	    (int)(strrchr(m->path, '/') - m->path) + 1, m->path);
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	rc = fd == -1 ? -1 : fsync(fd);
	if (fd != -1)
		(void)close(fd);
	return rc == 0 ? 0 : fail(m, err_r);
}

/* ---- growing it ---- */

static int
put_head(struct ambit_ledger *ledger, struct ambit_err *err_r)
{
	const struct ambit_ledger_head none = { .seq = 0 };
	unsigned char mac[LEDGER_HASH_LEN];
	sqlite3_stmt *stmt = NULL;
	int rc = -1;

	if (ledger_mac_head(ledger, &none, mac, err_r) < 0)
		return -1;
	if (sqlite3_prepare_v2(ledger->db,
		"INSERT INTO head VALUES (1, 0, ?, ?)", -1, &stmt,
		NULL) == SQLITE_OK) {
		ledger_bind_blob(stmt, 1,
		    (struct ambit_span){ none.hash, LEDGER_HASH_LEN });
		ledger_bind_blob(stmt, 2,
		    (struct ambit_span){ mac, LEDGER_HASH_LEN });
		rc = ledger_step(ledger, stmt, err_r);
	} else {
		rc = ledger_fail(ledger, err_r);
	}
	(void)sqlite3_finalize(stmt);
	return rc;
}

static int
fill(struct ambit_ledger *ledger, struct ambit_err *err_r)
{
	char pragmas[128];

	(void)snprintf(pragmas, sizeof(pragmas),
	    "PRAGMA application_id = %d; PRAGMA user_version = %d",
	    LEDGER_APPLICATION, LEDGER_VERSION);
	if (ledger_run(ledger, "PRAGMA synchronous = FULL; BEGIN", err_r) < 0)
		return -1;
	if (ledger_script(ledger->db, ledger_schema()) != SQLITE_OK)
		return ledger_fail(ledger, err_r);
	if (ledger_run(ledger, pragmas, err_r) < 0 ||
	    put_head(ledger, err_r) < 0)
		return -1;
	return ledger_run(ledger, "COMMIT; PRAGMA journal_mode = WAL", err_r);
}

/* What a stopped run has left under that name. */
static int
remove_grown(const struct making *m, bool all, struct ambit_err *err_r)
{
	static const char *const left[] = { ".new-journal", ".new-wal",
		".new-shm", ".new" };
	char path[LEDGER_PATH_ROOM];

	for (size_t i = 0; i < (all ? 4 : 3); i++) {
		if (ledger_path(m->ledger, left[i], path, err_r) < 0)
			return -1;
		(void)unlink(path);
	}
	return 0;
}

static int
grow(const struct making *m, struct ambit_err *err_r)
{
	struct ambit_ledger *ledger = m->ledger;
	int got;

	if (remove_grown(m, true, err_r) < 0)
		return -1;
	got = ledger_connect(ledger, m->grown, true, err_r);
	if (got == 0)
		got = fill(ledger, err_r);
	(void)sqlite3_close(ledger->db);
	ledger->db = NULL;
	if (got == 0 && chmod(m->grown, 0600) == -1)
		got = fail(m, err_r);
	return got == 0 ? sync_folder(m, err_r) : got;
}

/* ---- its key ---- */

static bool
is_at(int fd, const char *path)
{
	struct stat ours, there;

	return fstat(fd, &ours) == 0 && lstat(path, &there) == 0 &&
	    ours.st_dev == there.st_dev && ours.st_ino == there.st_ino;
}

static bool
is_there(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 || errno != ENOENT;
}

/* Of two that begin at once, one makes it. */
static int
lock_key(struct making *m, struct ambit_err *err_r)
{
	int fd = open(m->key, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

	if (fd == -1 && errno == ENOENT)
		fd = open(m->new_key, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC,
		    0600);
	if (fd == -1)
		return ambit_err_set(err_r, AMBIT_E_IO,
		    "key of the ledger %s.key", m->ledger->path);
	m->keyfd = fd;
	return flock(fd, LOCK_EX) == 0 ? 0 : fail(m, err_r);
}

/* Is what was locked still the key, or what is to be it? */
static bool
is_ours(const struct making *m)
{
	return is_at(m->keyfd, m->key) ||
	    (is_at(m->keyfd, m->new_key) && !is_there(m->key));
}

/* Whole, or not at all. */
static int
put_key(const struct making *m, struct ambit_err *err_r)
{
	if (ftruncate(m->keyfd, 0) == -1 ||
	    ambit_file_write_at(m->keyfd,
		(struct ambit_span){ m->ledger->key, LEDGER_HASH_LEN },
		0) == -1 ||
	    fsync(m->keyfd) == -1 ||
	    ambit_linux_rename(AT_FDCWD, m->new_key, AT_FDCWD, m->key) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO,
		    "make the key of the ledger, %s.key", m->ledger->path);
	return sync_folder(m, err_r);
}

/* ---- one after the other ---- */

/* The log of a ledger that is gone would be read into the new one. */
static int
ask_no_log(const struct making *m, struct ambit_err *err_r)
{
	static const char *const logs[] = { "-wal", "-journal" };
	char path[LEDGER_PATH_ROOM];

	for (size_t i = 0; i < sizeof(logs) / sizeof(logs[0]); i++) {
		if (ledger_path(m->ledger, logs[i], path, err_r) < 0)
			return -1;
		if (is_there(path))
			return ledger_refuse(m->ledger,
			    "it is gone, and its log is there; restore it "
			    "from a copy, or remove the log to begin another",
			    err_r);
	}
	return 0;
}

static int
appear(const struct making *m, struct ambit_err *err_r)
{
	if (rename(m->grown, m->path) == -1)
		return fail(m, err_r);
	return sync_folder(m, err_r);
}

static int
resume(const struct making *m, struct ambit_err *err_r)
{
	struct ambit_err unsaid;

	if (ledger_look(m->ledger, m->grown, &unsaid) == 1)
		return remove_grown(m, false, err_r) < 0 ? -1
							 : appear(m, err_r);
	if (remove_grown(m, true, err_r) < 0)
		return -1;
	return ledger_refuse(m->ledger,
	    "it is gone, and its key is there; restore it from a copy, or "
	    "remove the key to begin another",
	    err_r);
}

static int
begin(const struct making *m, struct ambit_err *err_r)
{
	if (ledger_key_draw(m->ledger, err_r) < 0 || grow(m, err_r) < 0 ||
	    put_key(m, err_r) < 0)
		return -1;
	return appear(m, err_r);
}

static int
make(const struct making *m, struct ambit_err *err_r)
{
	int got = ledger_look(m->ledger, m->path, err_r);

	if (got != 0)
		return got < 0 ? -1 : 0;
	if (ask_no_log(m, err_r) < 0)
		return -1;
	return is_at(m->keyfd, m->key) ? resume(m, err_r) : begin(m, err_r);
}

int
ledger_make(struct ambit_ledger *ledger, struct ambit_err *err_r)
{
	struct making m = { .ledger = ledger, .keyfd = -1 };
	int got;

	if (ledger_path(ledger, "", m.path, err_r) < 0 ||
	    ledger_path(ledger, ".new", m.grown, err_r) < 0 ||
	    ledger_path(ledger, ".key", m.key, err_r) < 0 ||
	    ledger_path(ledger, ".key.new", m.new_key, err_r) < 0)
		return -1;
	got = lock_key(&m, err_r);
	if (got == 0 && is_ours(&m))
		got = make(&m, err_r);
	if (m.keyfd != -1 && is_at(m.keyfd, m.new_key))
		(void)unlink(m.new_key);
	if (m.keyfd != -1)
		(void)close(m.keyfd);
	return got;
}
