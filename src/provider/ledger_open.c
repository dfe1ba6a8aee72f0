/*
 * Opening the ledger. What is not ours, or of a newer version, is found by
 * looking, before SQLite is asked: SQLite may write to what it opens.
 */

/* System. */
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Floor 1 and below. */
#include "ambit/file.h"

/* Floor 5. */
#include "ledger_state.h"

/* How long another may write before we give up. */
#define PATIENCE_MS 10000

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

int
ledger_look(const struct ambit_ledger *ledger, const char *path,
    struct ambit_err *err_r)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
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
int
ledger_path(const struct ambit_ledger *ledger, const char *suffix,
    char path_r[LEDGER_PATH_ROOM], struct ambit_err *err_r)
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
	(void)snprintf(path_r, LEDGER_PATH_ROOM, "%s/%s%s", real, name, suffix);
	free(real);
	return 0;
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

int
ledger_connect(struct ambit_ledger *ledger, const char *path, bool make,
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

static int
find(struct ambit_ledger *ledger, struct ambit_err *err_r)
{
	int got;

	while ((got = ledger_look(ledger, ledger->path, err_r)) == 0) {
		errno = ENOENT;
		if (!ledger->writes)
			return ambit_err_set(err_r, AMBIT_E_IO, "ledger %s",
			    ledger->path);
		if (ledger_make(ledger, err_r) < 0)
			return -1;
	}
	return got < 0 ? -1 : 0;
}

static int
open_ledger(struct ambit_ledger *ledger, struct ambit_err *err_r)
{
	char path[LEDGER_PATH_ROOM];

	if (find(ledger, err_r) < 0 || ledger_key(ledger, err_r) < 0 ||
	    ledger_path(ledger, "", path, err_r) < 0 ||
	    ledger_connect(ledger, path, false, err_r) < 0 ||
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
