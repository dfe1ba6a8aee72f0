#include <errno.h>
#include <sys/stat.h>

#include "ledger.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Four events of two cases, and what hangs on them. */
static struct shelf
filled(void)
{
	struct shelf shelf = shelf_new();
	struct ambit_ledger *ledger = ledger_open(&shelf, AMBIT_LEDGER_WRITE);

	ledger_put(ledger, CASE_A, AMBIT_LEDGER_RECEIVED,
	    RECEIVED(DIGEST_A, ACCOUNT(KEY_1, "1", "10", "20")));
	ledger_put(ledger, CASE_B, AMBIT_LEDGER_RECEIVED,
	    RECEIVED(DIGEST_B, ACCOUNT(KEY_2, "1", "10", "20")));
	ledger_put(ledger, CASE_A, AMBIT_LEDGER_CHECKED,
	    "{\"exit\":3,\"findings\":[{\"code\":\"E_DATE_STALE\","
	    "\"severity\":\"R\"}]}");
	ledger_put(ledger, CASE_A, AMBIT_LEDGER_REJECTED, "{}");
	ambit_ledger_close(&ledger);
	return shelf;
}

/* ---- changes ---- */

#define FREELY "DROP TRIGGER events_no_update; DROP TRIGGER events_no_delete; "
#define AGAIN                                                               \
	"; CREATE TRIGGER events_no_update BEFORE UPDATE ON events BEGIN\n" \
	"  SELECT raise(ABORT, 'an event is never changed');\nEND; "        \
	"CREATE TRIGGER events_no_delete BEFORE DELETE ON events BEGIN\n"   \
	"  SELECT raise(ABORT, 'an event is never removed');\nEND"

static const struct spoiled {
	const char *name, *sql;
	uint64_t seq; /* the first event that is wrong */
	const char *says;
} changes[] = {
	{ "an instant that was changed is found",
	    FREELY "UPDATE events SET at = at + 1 WHERE seq = 2" AGAIN, 2,
	    "not as it was written" },
	{ "an operator that was changed is found",
	    FREELY "UPDATE events SET by = 'other' WHERE seq = 3" AGAIN, 3,
	    "not as it was written" },
	{ "a kind that was changed is found",
	    FREELY "UPDATE events SET kind = 'sealed' WHERE seq = 4" AGAIN, 4,
	    "not as it was written" },
	{ "a case that was changed is found",
	    FREELY "UPDATE events SET case_id = '" CASE_B
		   "' WHERE seq = 4" AGAIN,
	    4, "not as it was written" },
	{ "a body that was changed is found",
	    FREELY "UPDATE events SET body = '{\"exit\":0,\"findings\":[]}' "
		   "WHERE seq = 3" AGAIN,
	    3, "not as it was written" },
	{ "a hash that was changed is found",
	    FREELY "UPDATE events SET hash = zeroblob(32) WHERE seq = 1" AGAIN,
	    1, "not as it was written" },
	{ "a prev that was changed is found",
	    FREELY "UPDATE events SET prev = zeroblob(32) WHERE seq = 2" AGAIN,
	    2, "does not follow" },
	{ "an event that was removed is found",
	    FREELY "DELETE FROM events WHERE seq = 3" AGAIN, 3, "missing" },
	{ "the first event removed is found",
	    FREELY "DELETE FROM events WHERE seq = 1" AGAIN, 1, "missing" },
	{ "an end that was cut off is found",
	    FREELY "DELETE FROM events WHERE seq >= 3; DELETE FROM findings; "
		   "UPDATE cases SET outcome = 'pending', seq = 1 WHERE "
		   "case_id = '" CASE_A "'" AGAIN,
	    3, "last events are missing" },
	{ "a head that was moved with it is found",
	    FREELY "DELETE FROM events WHERE seq = 4; UPDATE cases SET outcome "
		   "= 'pending', seq = 1 WHERE case_id = '" CASE_A
		   "'; UPDATE head SET seq = 3, hash = (SELECT hash FROM "
		   "events WHERE seq = 3)" AGAIN,
	    3, "was not put there by ambit" },
	{ "two events that changed places are found",
	    FREELY "UPDATE events SET seq = 9 WHERE seq = 3; UPDATE events SET "
		   "seq = 3 WHERE seq = 4; UPDATE events SET seq = 4 WHERE "
		   "seq = 9" AGAIN,
	    3, "does not follow" },
	{ "an event that was added is found",
	    "INSERT INTO events SELECT 5, at, by, case_id, 'sealed', '{}', "
	    "hash, zeroblob(32) FROM events WHERE seq = 4",
	    5, "not as it was written" },
	{ "an outcome that was changed is found",
	    "UPDATE cases SET outcome = 'pending' WHERE case_id = '" CASE_A "'",
	    4, "a row of cases" },
	{ "a class that was changed is found",
	    "UPDATE cases SET classes_requested = 'traffic' WHERE case_id = "
	    "'" CASE_B "'",
	    2, "a row of cases" },
	{ "a finding that was removed is found", "DELETE FROM findings", 3,
	    "a row of findings" },
	{ "a finding that was added is found",
	    "INSERT INTO findings VALUES ('" CASE_B
	    "', 1, 'E_X', 'R', NULL, NULL, 2, 0, 2)",
	    2, "a row of findings" },
	{ "an account that was changed is found",
	    "UPDATE case_accounts SET data_region = 'FR' WHERE seq = 2", 2,
	    "a row of case_accounts" },
	{ "a range that was changed is found",
	    "UPDATE case_ranges SET until_at = 21 WHERE seq = 1", 1,
	    "a row of case_ranges" },
	{ "a bar that was lifted is found",
	    "UPDATE secrecy SET until = 2 WHERE seq = 2", 2,
	    "a row of secrecy" },
	{ "a notice that nobody gave is found",
	    "INSERT INTO notices VALUES ('" CASE_A
	    "', 'GIVEN', 1, NULL, NULL, 1)",
	    1, "a row of notices" },
	{ "a trigger that was removed is found",
	    "DROP TRIGGER events_no_update", 0, "schema" },
	{ "of two changes the first event is named",
	    "DELETE FROM findings; UPDATE secrecy SET until = 2 WHERE seq = 1",
	    1, "a row of secrecy" },
};

static void
is_found(void **state)
{
	const struct spoiled *row = *state;
	struct shelf shelf = filled();
	struct ambit_ledger_verdict verdict = ledger_verdict(&shelf, NULL);

	assert_true(verdict.good);
	assert_int_equal(verdict.head.seq, 4);
	ledger_break(&shelf, row->sql);
	verdict = ledger_verdict(&shelf, NULL);
	assert_false(verdict.good);
	if (strstr(verdict.what, row->says) == NULL)
		fail_msg("%s", verdict.what);
	assert_int_equal(verdict.seq, row->seq);
	folder_free(&shelf.fd);
}

/* What nobody can undo without the key, nothing is built upon. */
static void
nothing_is_appended_to_an_end_that_was_cut_off(void **state)
{
	struct shelf shelf = filled();
	struct ambit_ledger *ledger;
	struct ambit_err err = { .code = AMBIT_E_NONE };
	(void)state;

	ledger_break(&shelf, FREELY "DELETE FROM events WHERE seq = 4" AGAIN);
	ledger = ledger_open(&shelf, AMBIT_LEDGER_WRITE);
	assert_int_equal(ledger_try(ledger, CASE_A, AMBIT_LEDGER_SEALED, "{}",
			     &err),
	    -1);
	assert_int_equal(err.code, AMBIT_E_FORMAT);
	ambit_ledger_close(&ledger);
	folder_free(&shelf.fd);
}

static void
a_head_that_was_noted_down_must_be_come_by(void **state)
{
	struct shelf shelf = filled();
	struct ambit_ledger_verdict first = ledger_verdict(&shelf, NULL);
	struct ambit_ledger_head known = first.head;
	struct ambit_ledger *ledger = ledger_open(&shelf, AMBIT_LEDGER_WRITE);
	(void)state;

	ledger_put(ledger, CASE_A, AMBIT_LEDGER_SEALED, "{}");
	ambit_ledger_close(&ledger);
	assert_true(ledger_verdict(&shelf, &known).good);
	known.hash[31] ^= 1;
	assert_int_equal(ledger_verdict(&shelf, &known).seq, 4);
	known.hash[31] ^= 1;
	known.seq = 6;
	assert_int_equal(ledger_verdict(&shelf, &known).seq, 6);
	folder_free(&shelf.fd);
}

static void
a_key_of_another_ledger_is_told_of(void **state)
{
	struct shelf shelf = filled();
	struct ambit_ledger_verdict verdict;
	struct ambit_ledger *ledger;
	struct ambit_err err = { .code = AMBIT_E_NONE };
	(void)state;

	folder_file(shelf.fd, "ledger.db.key",
	    "0123456789abcdef0123456789abcdef");
	verdict = ledger_verdict(&shelf, NULL);
	assert_false(verdict.good);
	assert_non_null(strstr(verdict.what, "key"));
	ledger = ledger_open(&shelf, AMBIT_LEDGER_WRITE);
	assert_int_equal(ledger_try(ledger, CASE_A, AMBIT_LEDGER_SEALED, "{}",
			     &err),
	    -1);
	ambit_ledger_close(&ledger);
	folder_free(&shelf.fd);
}

/* ---- files that are no ledger ---- */

static void
make_of(const struct shelf *shelf, const char *sql)
{
	sqlite3 *db;

	folder_empty(shelf->fd);
	assert_int_equal(sqlite3_open(shelf->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	(void)sqlite3_close(db);
}

static void
of_another_program(const struct shelf *shelf)
{
	make_of(shelf, "PRAGMA application_id = 77; CREATE TABLE t(x)");
}

static void
of_no_program(const struct shelf *shelf)
{
	make_of(shelf, "CREATE TABLE t(x)");
}

static void
newer(const struct shelf *shelf)
{
	ledger_break(shelf, "PRAGMA user_version = 2");
}

static void
text(const struct shelf *shelf)
{
	folder_file(shelf->fd, "ledger.db", "This is no database at all.\n");
}

static void
a_link(const struct shelf *shelf)
{
	assert_int_equal(renameat(shelf->fd, "ledger.db", shelf->fd, "real"),
	    0);
	assert_int_equal(symlinkat("real", shelf->fd, "ledger.db"), 0);
}

static void
a_folder(const struct shelf *shelf)
{
	folder_empty(shelf->fd);
	folder_make(shelf->fd, "ledger.db");
}

static void
emptied(const struct shelf *shelf)
{
	folder_file(shelf->fd, "ledger.db", "");
}

static void
without_key(const struct shelf *shelf)
{
	assert_int_equal(unlinkat(shelf->fd, "ledger.db.key", 0), 0);
}

static void
open_key(const struct shelf *shelf)
{
	assert_int_equal(fchmodat(shelf->fd, "ledger.db.key", 0644, 0), 0);
}

static void
short_key(const struct shelf *shelf)
{
	folder_file(shelf->fd, "ledger.db.key", "short");
}

static const struct bad {
	const char *name;
	void (*spoil)(const struct shelf *shelf);
	const char *says;
} bad[] = {
	{ "a database of another program is refused", of_another_program,
	    "no ledger of ambit" },
	{ "a database of no program is refused", of_no_program,
	    "no ledger of ambit" },
	{ "a ledger of a newer version is refused", newer, "newer version" },
	{ "a text is refused", text, "no ledger, or damaged" },
	{ "a link is refused", a_link, "symbolic link" },
	{ "a folder is refused", a_folder, "no file" },
	{ "a ledger of no byte is refused, and none made in its place", emptied,
	    "it is empty" },
	{ "a ledger without its key is refused", without_key, "missing" },
	{ "a key that others may read is refused", open_key, "chmod 600" },
	{ "a key that is too short is refused", short_key, "damaged" },
};

/* Names and bytes of the ledger's folder, as one number. */
static uint64_t
sum_of(const struct shelf *shelf)
{
	int fd = openat(shelf->fd, "ledger.db", O_RDONLY | O_CLOEXEC);
	uint64_t sum = folder_count(shelf->fd);
	unsigned char bytes[4096];
	ssize_t n;

	while (fd != -1 && (n = read(fd, bytes, sizeof(bytes))) > 0) {
		for (ssize_t i = 0; i < n; i++)
			sum = sum * 31 + bytes[i];
	}
	if (fd != -1)
		(void)close(fd);
	return sum;
}

static void
is_refused(void **state)
{
	static const enum ambit_ledger_mode modes[] = { AMBIT_LEDGER_READ,
		AMBIT_LEDGER_WRITE };
	const struct bad *row = *state;
	struct shelf shelf = filled();
	uint64_t before;

	row->spoil(&shelf);
	before = sum_of(&shelf);
	for (size_t i = 0; i < COUNT(modes); i++) {
		struct ambit_err err = { .code = AMBIT_E_NONE };
		struct ambit_ledger *ledger;

		assert_int_equal(ambit_ledger_open(shelf.path, modes[i],
				     &ledger, &err),
		    -1);
		assert_null(ledger);
		assert_int_equal(err.code, AMBIT_E_FORMAT);
		if (strstr(err.text, row->says) == NULL)
			fail_msg("%s", err.text);
		assert_null(strchr(err.text, '\n'));
	}
	assert_true(sum_of(&shelf) == before);
	folder_free(&shelf.fd);
}

static void
a_ledger_that_is_not_there_is_made_to_write_alone(void **state)
{
	struct shelf shelf = shelf_new();
	struct ambit_ledger *ledger;
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct stat st;
	(void)state;

	assert_int_equal(ambit_ledger_open(shelf.path, AMBIT_LEDGER_READ,
			     &ledger, &err),
	    -1);
	assert_int_equal(err.sys, ENOENT);
	assert_int_equal(folder_count(shelf.fd), 0);
	ledger = ledger_open(&shelf, AMBIT_LEDGER_WRITE);
	assert_string_equal(ledger_ask(ambit_ledger_db(ledger),
				"PRAGMA journal_mode"),
	    "wal");
	assert_string_equal(ledger_ask(ambit_ledger_db(ledger),
				"PRAGMA synchronous"),
	    "2");
	assert_string_equal(ledger_ask(ambit_ledger_db(ledger),
				"PRAGMA foreign_keys"),
	    "1");
	ambit_ledger_close(&ledger);
	assert_int_equal(folder_count(shelf.fd), 2);
	assert_int_equal(fstatat(shelf.fd, "ledger.db.key", &st, 0), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	ledger_is_good(&shelf);
	folder_free(&shelf.fd);
}

static void
a_ledger_that_is_read_is_not_written(void **state)
{
	struct shelf shelf = filled();
	struct ambit_ledger *ledger = ledger_open(&shelf, AMBIT_LEDGER_READ);
	struct ambit_err err = { .code = AMBIT_E_NONE };
	(void)state;

	assert_int_equal(ledger_try(ledger, CASE_A, AMBIT_LEDGER_SEALED, "{}",
			     &err),
	    -1);
	ambit_ledger_close(&ledger);
	assert_int_equal(ledger_verdict(&shelf, NULL).head.seq, 4);
	folder_free(&shelf.fd);
}

/* SQLite would read the log of the old one into a new one. */
static void
none_is_made_where_the_log_of_another_lies(void **state)
{
	static const char *const logs[] = { "ledger.db-wal",
		"ledger.db-journal" };
	(void)state;

	for (size_t i = 0; i < COUNT(logs); i++) {
		struct shelf shelf = filled();
		struct ambit_ledger *ledger;
		struct ambit_err err = { .code = AMBIT_E_NONE };

		assert_int_equal(unlinkat(shelf.fd, "ledger.db", 0), 0);
		folder_file(shelf.fd, logs[i], "left");
		assert_int_equal(ambit_ledger_open(shelf.path,
				     AMBIT_LEDGER_WRITE, &ledger, &err),
		    -1);
		assert_int_equal(err.code, AMBIT_E_FORMAT);
		assert_non_null(strstr(err.text, "its log is there"));
		assert_int_equal(folder_count(shelf.fd), 2);
		folder_free(&shelf.fd);
	}
}

/* What was lost must not be begun again as if it had never been. */
static void
none_is_made_where_the_key_of_another_lies(void **state)
{
	/* Of no making that a kill has ended: that has ended its file first. */
	static const char *const left[] = { NULL, "", "SQLite format 3" };
	(void)state;

	for (size_t i = 0; i < COUNT(left); i++) {
		struct shelf shelf = filled();
		struct ambit_ledger *ledger;
		struct ambit_err err = { .code = AMBIT_E_NONE };

		assert_int_equal(unlinkat(shelf.fd, "ledger.db", 0), 0);
		if (left[i] != NULL)
			folder_file(shelf.fd, "ledger.db.new", left[i]);
		for (int again = 0; again < 2; again++) {
			assert_int_equal(ambit_ledger_open(shelf.path,
					     AMBIT_LEDGER_WRITE, &ledger, &err),
			    -1);
			assert_int_equal(err.code, AMBIT_E_FORMAT);
			assert_non_null(
			    strstr(err.text, "its key is there; restore"));
		}
		assert_int_equal(folder_count(shelf.fd), 1);
		assert_int_equal(unlinkat(shelf.fd, "ledger.db.key", 0), 0);
		ledger = ledger_open(&shelf, AMBIT_LEDGER_WRITE);
		ambit_ledger_close(&ledger);
		ledger_is_good(&shelf);
		folder_free(&shelf.fd);
	}
}

/* What a run that made the first ledger has left when it was killed. */
static void
a_making_that_was_killed_is_ended(void **state)
{
	static const char *const names[] = { "ledger.db.new",
		"ledger.db.new-journal", "ledger.db.key.new" };
	struct shelf shelf = shelf_new();
	struct ambit_ledger *ledger;
	(void)state;

	/* Before its key was there: all of it is made anew. */
	for (size_t i = 0; i < COUNT(names); i++)
		folder_file(shelf.fd, names[i], "SQLite format 3, or half");
	ledger = ledger_open(&shelf, AMBIT_LEDGER_WRITE);
	ambit_ledger_close(&ledger);
	assert_int_equal(folder_count(shelf.fd), 2);
	/* After that: it lacks no more than its name. */
	assert_int_equal(renameat(shelf.fd, "ledger.db", shelf.fd, names[0]),
	    0);
	folder_file(shelf.fd, names[1], "left");
	ledger = ledger_open(&shelf, AMBIT_LEDGER_WRITE);
	ambit_ledger_close(&ledger);
	assert_int_equal(folder_count(shelf.fd), 2);
	ledger_is_good(&shelf);
	folder_free(&shelf.fd);
}

/* SQLite's own triggers, for whoever has no more than it. */
static void
an_event_cannot_be_changed_or_removed(void **state)
{
	static const char *const tries[] = { "UPDATE events SET at = 0",
		"DELETE FROM events WHERE seq = 4",
		"INSERT OR REPLACE INTO events SELECT * FROM events LIMIT 1" };
	struct shelf shelf = filled();
	sqlite3 *db;
	(void)state;

	assert_int_equal(sqlite3_open(shelf.path, &db), SQLITE_OK);
	for (size_t i = 0; i < COUNT(tries); i++)
		assert_int_equal(sqlite3_exec(db, tries[i], NULL, NULL, NULL),
		    SQLITE_CONSTRAINT);
	(void)sqlite3_close(db);
	ledger_is_good(&shelf);
	folder_free(&shelf.fd);
}

int
main(void)
{
	struct CMUnitTest tests[COUNT(changes) + COUNT(bad) + 9] = {
		cmocka_unit_test(
		    nothing_is_appended_to_an_end_that_was_cut_off),
		cmocka_unit_test(a_head_that_was_noted_down_must_be_come_by),
		cmocka_unit_test(a_key_of_another_ledger_is_told_of),
		cmocka_unit_test(
		    a_ledger_that_is_not_there_is_made_to_write_alone),
		cmocka_unit_test(a_ledger_that_is_read_is_not_written),
		cmocka_unit_test(none_is_made_where_the_log_of_another_lies),
		cmocka_unit_test(none_is_made_where_the_key_of_another_lies),
		cmocka_unit_test(a_making_that_was_killed_is_ended),
		cmocka_unit_test(an_event_cannot_be_changed_or_removed),
	};
	size_t n = 9;

	for (size_t i = 0; i < COUNT(changes); i++)
		tests[n++] = (struct CMUnitTest){ changes[i].name, is_found,
			NULL, NULL, (void *)(uintptr_t)&changes[i] };
	for (size_t i = 0; i < COUNT(bad); i++)
		tests[n++] = (struct CMUnitTest){ bad[i].name, is_refused, NULL,
			NULL, (void *)(uintptr_t)&bad[i] };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
