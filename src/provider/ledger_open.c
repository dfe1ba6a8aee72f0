/*
 * Opening the ledger, and making it. What is not ours, or of a newer version,
 * is found by looking, before SQLite is asked: SQLite may write to what it
 * opens.
 */

/* System. */
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Floor 1 and below. */
#include "ambit/file.h"

/* Floor 5. */
#include "ledger_state.h"

/* How long another may write before we give up. */
#define PATIENCE_MS 10000

/* A folder made real, and a name in it. */
#define PATH_ROOM 8400

/* The header of an SQLite file (sqlite.org/fileformat2.html 1.3). */
#define HEADER_LEN         100
#define HEADER_VERSION     60
#define HEADER_APPLICATION 68

static uint32_t
big_endian(const unsigned char *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
	    (uint32_t)at[2] << 8 | at[3];
}

static int
judge_version(const struct ambit_ledger *ledger, uint32_t application,
    uint32_t version, struct ambit_err *err_r)
{
	if (application != LEDGER_APPLICATION)
		return ledger_refuse(ledger,
		    "it is a database, but no ledger of ambit; name another "
		    "with Ledger/@path of the registry",
		    err_r);
	if (version > LEDGER_VERSION)
		return ledger_refuse(ledger,
		    "a newer version of ambit has made it; use that one",
		    err_r);
	if (version != LEDGER_VERSION)
		return ledger_refuse(ledger,
		    "it is damaged; restore it from a copy", err_r);
	return 0;
}

/* 1: it is there and ours; 0: it is yet to be made; -1 and *err_r. */
static int
look_inside(const struct ambit_ledger *ledger, int fd, struct ambit_err *err_r)
{
	unsigned char head[HEADER_LEN];
	struct stat st;
	int got;

	if (fstat(fd, &st) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "ledger %s",
		    ledger->path);
	if (!S_ISREG(st.st_mode))
		return ledger_refuse(ledger, "it is no file", err_r);
	/* It never is, not even while it is made: a new one in its place would
	 * hide that all of it is lost. */
	if (st.st_size == 0)
		return ledger_refuse(ledger,
		    "it is empty; restore it from a copy, or remove it to "
		    "begin another",
		    err_r);
	got = ambit_file_read_exactly(fd, head, sizeof(head));
	if (got == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "ledger %s",
		    ledger->path);
	if (got == 0 || memcmp(head, "SQLite format 3", 16) != 0)
		return ledger_refuse(ledger,
		    "it is no ledger, or damaged; restore it from a copy",
		    err_r);
	if (judge_version(ledger, big_endian(head + HEADER_APPLICATION),
		big_endian(head + HEADER_VERSION), err_r) < 0)
		return -1;
	return 1;
}

static int
look(const struct ambit_ledger *ledger, struct ambit_err *err_r)
{
	int fd =
	    open(ledger->path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	int got;

	if (fd == -1 && errno == ENOENT)
		return 0;
	if (fd == -1 && errno == ELOOP)
		return ledger_refuse(ledger,
		    "it is a symbolic link; name the file itself", err_r);
	if (fd == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "ledger %s",
		    ledger->path);
	got = look_inside(ledger, fd, err_r);
	(void)close(fd);
	return got;
}

/* SQLite refuses a link anywhere in a path; the folder may be one. */
static int
full_path(const struct ambit_ledger *ledger, const char *suffix,
    char path_r[PATH_ROOM], struct ambit_err *err_r)
{
	char folder[sizeof(ledger->path)];
	const char *slash = strrchr(ledger->path, '/');
	const char *name = slash == NULL ? ledger->path : slash + 1;
	char *real;

	(void)snprintf(folder, sizeof(folder), "%.*s",
	    slash == NULL ? 1 : (int)(slash - ledger->path) + 1,
	    slash == NULL ? "." : ledger->path);
	real = realpath(folder, NULL);
	if (real == NULL)
		return ambit_err_set(err_r, AMBIT_E_IO,
		    "folder of the ledger %s", ledger->path);
	(void)snprintf(path_r, PATH_ROOM, "%s/%s%s", real, name, suffix);
	free(real);
	return 0;
}

static int
sync_folder(const char *path, struct ambit_err *err_r)
{
	char folder[PATH_ROOM];
	int fd, rc;

	(void)snprintf(folder, sizeof(folder), "%.*s",
	    (int)(strrchr(path, '/') - path) + 1, path);
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	rc = fd == -1 ? -1 : fsync(fd);
	if (fd != -1)
		(void)close(fd);
	return rc == 0
	    ? 0
	    : ambit_err_set(err_r, AMBIT_E_IO, "folder of the ledger %s", path);
}

/* Settings of the connection: none is kept in the file but WAL. */
static int
set_up(struct ambit_ledger *ledger, struct ambit_err *err_r)
{
	if (ledger_run(ledger,
		"PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; "
		"PRAGMA cell_size_check = ON",
		err_r) < 0)
		return -1;
	if (!ledger->writes)
		return ledger_run(ledger, "PRAGMA query_only = ON", err_r);
	if (sqlite3_db_readonly(ledger->db, "main") == 0)
		return 0;
	errno = 0;
	return ambit_err_set(err_r, AMBIT_E_IO,
	    "ledger %s: it cannot be written; let file and folder belong to "
	    "who runs ambit",
	    ledger->path);
}

/* Is what SQLite sees, its log included, a ledger? */
static int
look_again(struct ambit_ledger *ledger, struct ambit_err *err_r)
{
	sqlite3_stmt *stmt = NULL;
	uint32_t got[2] = { 0, 0 };
	static const char *const asks[] = { "PRAGMA application_id",
		"PRAGMA user_version" };

	for (size_t i = 0; i < 2; i++) {
		if (sqlite3_prepare_v2(ledger->db, asks[i], -1, &stmt, NULL) !=
			SQLITE_OK ||
		    sqlite3_step(stmt) != SQLITE_ROW) {
			(void)sqlite3_finalize(stmt);
			return ledger_fail(ledger, err_r);
		}
		got[i] = (uint32_t)sqlite3_column_int64(stmt, 0);
		(void)sqlite3_finalize(stmt);
	}
	return judge_version(ledger, got[0], got[1], err_r);
}

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

static int
connect_to(struct ambit_ledger *ledger, const char *path, bool make,
    struct ambit_err *err_r)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW |
	    SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;

	if (sqlite3_open_v2(path, &ledger->db,
		flags | (make ? SQLITE_OPEN_CREATE : 0), NULL) != SQLITE_OK)
		return ledger_fail(ledger, err_r);
	(void)sqlite3_busy_timeout(ledger->db, PATIENCE_MS);
	return 0;
}

/* The log of a ledger that is gone would be read into the new one. */
static int
ask_no_log(struct ambit_ledger *ledger, struct ambit_err *err_r)
{
	static const char *const logs[] = { "-wal", "-journal" };
	char path[PATH_ROOM];
	struct stat st;

	for (size_t i = 0; i < sizeof(logs) / sizeof(logs[0]); i++) {
		if (full_path(ledger, logs[i], path, err_r) < 0)
			return -1;
		if (lstat(path, &st) == 0)
			return ledger_refuse(ledger,
			    "it is gone, and its log is there; restore it "
			    "from a copy, or remove the log to begin another",
			    err_r);
	}
	return 0;
}

/* Grown under another name, with what a stopped run has left there removed: a
 * ledger appears whole, or not at all. */
static int
grow(struct ambit_ledger *ledger, struct ambit_err *err_r)
{
	static const char *const left[] = { ".new", ".new-journal", ".new-wal",
		".new-shm" };
	char path[PATH_ROOM], tmp[PATH_ROOM];
	int got;

	for (size_t i = 0; i < sizeof(left) / sizeof(left[0]); i++) {
		if (full_path(ledger, left[i], tmp, err_r) < 0)
			return -1;
		(void)unlink(tmp);
	}
	if (full_path(ledger, left[0], tmp, err_r) < 0 ||
	    full_path(ledger, "", path, err_r) < 0)
		return -1;
	got = connect_to(ledger, tmp, true, err_r);
	if (got == 0)
		got = fill(ledger, err_r);
	(void)sqlite3_close(ledger->db);
	ledger->db = NULL;
	if (got == 0 && (chmod(tmp, 0600) == -1 || rename(tmp, path) == -1))
		got = ambit_err_set(err_r, AMBIT_E_IO, "make the ledger %s",
		    ledger->path);
	return got == 0 ? sync_folder(path, err_r) : got;
}

/* Under a lock on the key: of two that begin at once, one makes it. */
static int
make(struct ambit_ledger *ledger, struct ambit_err *err_r)
{
	char name[PATH_ROOM];
	int fd, got;

	if (ledger_key(ledger, true, err_r) < 0 ||
	    full_path(ledger, ".key", name, err_r) < 0)
		return -1;
	fd = open(name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd == -1 || flock(fd, LOCK_EX) == -1) {
		if (fd != -1)
			(void)close(fd);
		return ambit_err_set(err_r, AMBIT_E_IO, "lock %s", name);
	}
	got = look(ledger, err_r);
	if (got == 0)
		got = ask_no_log(ledger, err_r);
	if (got == 0)
		got = grow(ledger, err_r);
	(void)close(fd);
	return got < 0 ? -1 : 0;
}

static int
find(struct ambit_ledger *ledger, struct ambit_err *err_r)
{
	int there = look(ledger, err_r);

	if (there != 0)
		return there < 0 ? -1 : 0;
	if (ledger->writes)
		return make(ledger, err_r);
	errno = ENOENT;
	return ambit_err_set(err_r, AMBIT_E_IO, "ledger %s", ledger->path);
}

static int
open_ledger(struct ambit_ledger *ledger, struct ambit_err *err_r)
{
	char path[PATH_ROOM];

	if (find(ledger, err_r) < 0 || ledger_key(ledger, false, err_r) < 0 ||
	    full_path(ledger, "", path, err_r) < 0 ||
	    connect_to(ledger, path, false, err_r) < 0 ||
	    set_up(ledger, err_r) < 0)
		return -1;
	ledger->hashing = EVP_MD_CTX_new();
	if (ledger->hashing == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "ledger");
	return look_again(ledger, err_r);
}

int
ambit_ledger_open(const char *path, enum ambit_ledger_mode mode,
    struct ambit_ledger **ledger_r, struct ambit_err *err_r)
{
	struct ambit_ledger *ledger = calloc(1, sizeof(*ledger));

	*ledger_r = NULL;
	if (ledger == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "ledger");
	/* That SQLite counts its memory nobody asks, and threads wait for it.
	 * Once it has begun it says no, and it does no harm. */
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	ledger->writes = mode == AMBIT_LEDGER_WRITE;
	if (strlen(path) + 32 > sizeof(ledger->path)) {
		errno = ENAMETOOLONG;
		(void)ambit_err_set(err_r, AMBIT_E_IO, "path of the ledger");
		free(ledger);
		return -1;
	}
	(void)snprintf(ledger->path, sizeof(ledger->path), "%s", path);
	if (open_ledger(ledger, err_r) < 0) {
		ambit_ledger_close(&ledger);
		return -1;
	}
	*ledger_r = ledger;
	return 0;
}

void
ambit_ledger_close(struct ambit_ledger **ledger)
{
	struct ambit_ledger *l = *ledger;

	if (l == NULL)
		return;
	if (l->began)
		ambit_ledger_rollback(l);
	for (size_t i = 0; i < LEDGER_N_STMTS; i++)
		(void)sqlite3_finalize(l->stmt[i]);
	(void)sqlite3_close(l->db);
	EVP_MD_CTX_free(l->hashing);
	OPENSSL_cleanse(l->key, sizeof(l->key));
	free(l);
	*ledger = NULL;
}

struct sqlite3 *
ambit_ledger_db(struct ambit_ledger *ledger)
{
	return ledger->db;
}
