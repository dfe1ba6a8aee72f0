#include "record.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>

#include "ambit/text.h"

/* ---- events ---- */

/* Is every line chained to the one before, and the first to the order? */
static bool
is_chained(struct ambit_span log, const struct ambit_order *order)
{
	char prev[65];
	struct ambit_text text = AMBIT_TEXT(prev);
	struct ambit_span line;

	ambit_text_hex(&text,
	    (struct ambit_span){ order->sha256, AMBIT_DIGEST_LEN });
	prev[64] = '\0';
	while (ambit_span_cut_line(&log, &line)) {
		char copy[4096], want[80];
		const char *hash;
		unsigned char sha256[AMBIT_DIGEST_LEN];

		(void)snprintf(copy, sizeof(copy), "%.*s", (int)line.len,
		    (const char *)line.ptr);
		(void)snprintf(want, sizeof(want), ",\"prev\":\"%s\"", prev);
		hash = strstr(copy, ",\"hash\"");
		if (hash == NULL || strstr(copy, want) == NULL)
			return false;
		line.len = (size_t)(hash - copy);
		assert_int_equal(ambit_sink_digest(line, sha256, NULL), 0);
		text.len = 0;
		ambit_text_hex(&text,
		    (struct ambit_span){ sha256, sizeof(sha256) });
		(void)snprintf(want, sizeof(want), ",\"hash\":\"%s\"}", prev);
		if (strcmp(hash, want) != 0)
			return false;
	}
	return log.len == 0;
}

static void
events_are_chained_from_the_order_on(void **state)
{
	struct fixture f;
	struct ambit_span log;

	(void)state;
	begin(&f);
	assert_int_equal(ambit_custody_event(f.custody, "open",
			     "a \"store\"\n\\", &f.err),
	    0);
	finish(&f);
	log = record(&f, "events.ndjson");
	assert_non_null(strstr((const char *)log.ptr,
	    "\"kind\":\"open\",\"body\":\"a \\\"store\\\"\\\\u{a}\\\\u{5c}\""));
	assert_non_null(strstr((const char *)log.ptr, "{\"seq\":3,"));
	assert_non_null(strstr((const char *)log.ptr, "\"body\":\"exit 0\""));
	assert_true(is_chained(log, &f.w.order));
	/* The test's own eyes: a changed letter shows. */
	((unsigned char *)(uintptr_t)log.ptr)[20] ^= 1;
	assert_false(is_chained(log, &f.w.order));
	world_drop(log);
	world_free(&f.w);
}

static void
an_event_is_on_the_disk_at_once(void **state)
{
	struct fixture f;
	struct ambit_span log;

	(void)state;
	begin(&f);
	assert_int_equal(ambit_custody_event(f.custody, "open", "inbox",
			     &f.err),
	    0);
	log = record(&f, "events.ndjson");
	assert_non_null(strstr((const char *)log.ptr, "\"body\":\"inbox\""));
	world_drop(log);
	finish(&f);
	world_free(&f.w);
}

/* ---- where it lies ---- */

static void
the_order_is_copied_as_it_was(void **state)
{
	struct fixture f;
	struct ambit_span is;

	(void)state;
	begin(&f);
	is = record(&f, "order/order.xml");
	assert_string_equal((const char *)is.ptr, record_order);
	world_drop(is);
	is = record(&f, "order/order.xml.p7s");
	assert_string_equal((const char *)is.ptr, "signatures");
	world_drop(is);
	is = record(&f, "order/registry.xml");
	assert_string_equal((const char *)is.ptr, record_registry);
	world_drop(is);
	finish(&f);
	world_free(&f.w);
}

static void
nobody_else_may_read_it(void **state)
{
	static const char *const names[] = { "items.csv", "held.csv",
		"damage.csv", "accounting.csv", "stores.csv", "run.csv",
		"events.ndjson", "order/order.xml" };
	struct fixture f;
	char id[AMBIT_PRODUCTION_ID_LEN], path[256];
	struct stat st;

	(void)state;
	begin(&f);
	finish(&f);
	ambit_production_id(&f.w.order, id);
	(void)snprintf(path, sizeof(path), "out/custody/%s", id);
	assert_int_equal(fstatat(f.w.fd, path, &st, 0), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	for (size_t i = 0; i < COUNT(names); i++) {
		(void)snprintf(path, sizeof(path), "out/custody/%s/%s", id,
		    names[i]);
		assert_int_equal(fstatat(f.w.fd, path, &st, 0), 0);
		assert_int_equal(st.st_mode & 07777, 0600);
	}
	(void)snprintf(path, sizeof(path), "out/custody/%s/.items", id);
	assert_int_equal(fstatat(f.w.fd, path, &st, 0), -1);
	world_free(&f.w);
}

static void
an_earlier_record_is_set_aside_and_kept(void **state)
{
	struct fixture f;
	char id[AMBIT_PRODUCTION_ID_LEN], path[256];
	struct ambit_span is;

	(void)state;
	begin(&f);
	(void)record_unit_begin(&f, RECORD_INBOX);
	assert_int_equal(put(&f, 0, 1, 11, AMBIT_OUTSIDE), 0);
	assert_int_equal(record_unit_of(&f, 1, 11), 0);
	finish(&f);
	record_open(&f);
	finish(&f);
	record_open(&f);
	finish(&f);
	ambit_production_id(&f.w.order, id);
	(void)snprintf(path, sizeof(path), "out/custody/%s.before-1/items.csv",
	    id);
	is = world_get(&f.w, path);
	assert_non_null(strstr((const char *)is.ptr, ",11,"));
	world_drop(is);
	(void)snprintf(path, sizeof(path), "out/custody/%s.before-2/items.csv",
	    id);
	is = world_get(&f.w, path);
	assert_null(strstr((const char *)is.ptr, ",11,"));
	world_drop(is);
	assert_rows(&f, "items.csv", "");
	world_free(&f.w);
}

static void
the_record_of_a_package_is_never_begun_again(void **state)
{
	struct fixture f;
	char id[AMBIT_PRODUCTION_ID_LEN];
	struct ambit_custody *custody = NULL;

	(void)state;
	begin(&f);
	finish(&f);
	ambit_production_id(&f.w.order, id);
	assert_int_equal(mkdirat(f.w.outfd, id, 0700), 0);
	assert_int_equal(ambit_custody_begin(f.w.outfd, &f.w.order,
			     AMBIT_LIT(""), &f.w.registry, 0, 0, &custody,
			     &f.err),
	    -1);
	assert_int_equal(f.err.code, AMBIT_E_EXISTS);
	assert_null(custody);
	assert_rows(&f, "items.csv", "");
	world_free(&f.w);
}

/* ---- what ran ---- */

static void
the_run_is_described(void **state)
{
	struct fixture f;
	struct ambit_production_sums sums = { .volumes = 2, .files = 7 };
	struct ambit_custody_end end = { .sums = &sums,
		.exit_code = 6,
		.workers = 3 };
	struct ambit_span is;
	static const char *const lines[] = {
		"engine,",
		"workers,3\r\n",
		"started,2026-02-01T10:00:00.000000Z\r\n",
		"limit volumeBytes,1000000\r\n",
		"confirmed US_2703_A_WARRANT,",
		"confirmed mail native,",
		"exit,6\r\n",
		"volumes,2\r\n",
		"tagmanifest,0000",
	};

	(void)state;
	begin(&f);
	assert_int_equal(close_record(&f, NULL, &end), 0);
	is = record(&f, "run.csv");
	for (size_t i = 0; i < COUNT(lines); i++)
		assert_non_null(strstr((const char *)is.ptr, lines[i]));
	assert_null(strstr((const char *)is.ptr, "asOf"));
	assert_null(strstr((const char *)is.ptr, "confirmed mail from_addr"));
	world_drop(is);
	world_free(&f.w);
}

static void
a_failed_run_says_why(void **state)
{
	struct fixture f;
	struct ambit_err why = { .text = "inbox: no mbox" };
	struct ambit_custody_end end = { .exit_code = 1, .err = &why };
	struct ambit_span is;

	(void)state;
	begin(&f);
	(void)record_unit_begin(&f, RECORD_INBOX);
	assert_int_equal(put(&f, 0, 1, 10, AMBIT_PRODUCED), 0);
	assert_int_equal(record_unit_of(&f, 1, 10), 0);
	assert_int_equal(close_record(&f, NULL, &end), 0);
	is = record(&f, "run.csv");
	assert_non_null(
	    strstr((const char *)is.ptr, "exit,1\r\nerror,inbox: no mbox\r\n"));
	world_drop(is);
	is = record(&f, "events.ndjson");
	assert_non_null(
	    strstr((const char *)is.ptr, "exit 1, no package: inbox: no mbox"));
	world_drop(is);
	is = record(&f, "items.csv");
	assert_non_null(strstr((const char *)is.ptr, ",produced,range,"));
	assert_non_null(strstr((const char *)is.ptr, ",,\r\n"));
	world_drop(is);
	world_free(&f.w);
}

static void
a_store_stands_as_it_was_and_as_it_is(void **state)
{
	struct fixture f;
	struct stat before = { .st_size = 5, .st_dev = 6, .st_ino = 7 };
	struct stat after = { .st_size = 8, .st_dev = 6, .st_ino = 9 };

	(void)state;
	begin(&f);
	before.st_mtim.tv_nsec = 1999;
	assert_int_equal(ambit_custody_store(f.custody, &f.w.registry.stores[0],
			     &f.w.registry, &before, &after, &f.err),
	    0);
	finish(&f);
	assert_rows(&f, "stores.csv",
	    "inbox,alice,mbox,inbox,5,6,7,1970-01-01T00:00:00.000001Z,"
	    "1970-01-01T00:00:00.000000Z,8,6,9,1970-01-01T00:00:00.000000Z,"
	    "1970-01-01T00:00:00.000000Z\r\n");
	world_free(&f.w);
}

/* Is that which nobody reads of a PST said, where a store is of a format? */
static bool
is_unread(enum ambit_store_format format)
{
	static const char says[] =
	    "\"not read in pst, ost\",\"free space, allocation maps, deleted "
	    "items without a node\"\r\n";
	struct ambit_custody_end end = { .exit_code = 0 };
	struct stat st = { .st_size = 5 };
	struct fixture f;
	struct ambit_store store;
	struct ambit_span is;
	bool said;

	begin(&f);
	store = f.w.registry.stores[0];
	store.format = format;
	assert_int_equal(ambit_custody_store(f.custody, &store, &f.w.registry,
			     &st, &st, &f.err),
	    0);
	assert_int_equal(close_record(&f, NULL, &end), 0);
	is = record(&f, "run.csv");
	said = strstr((const char *)is.ptr, says) != NULL;
	assert_int_equal(strstr((const char *)is.ptr, "not read") != NULL,
	    said);
	world_drop(is);
	world_free(&f.w);
	return said;
}

static void
what_nobody_reads_of_a_pst_is_said(void **state)
{
	(void)state;
	assert_true(is_unread(AMBIT_STORE_PST));
	assert_true(is_unread(AMBIT_STORE_OST));
	assert_false(is_unread(AMBIT_STORE_MBOX));
	assert_false(is_unread(AMBIT_STORE_MSG));
}

/* ---- the machine ---- */

/* Fill the record until the disk is full: the run must hear of it. */
static void
a_write_that_fails_is_told(void **state)
{
	struct rlimit was, small = { .rlim_cur = 30000 };
	struct fixture f;
	struct ambit_custody_end end = { .exit_code = 0 };
	int got = 0;

	(void)state;
	begin(&f);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
	small.rlim_max = was.rlim_max;
	(void)signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	for (uint32_t i = 1; got == 0 && i <= 3000; i++)
		got = ambit_custody_event(f.custody, "open", "inbox", &f.err);
	assert_int_equal(got, -1);
	assert_int_equal(f.err.code, AMBIT_E_IO);
	assert_int_equal(f.err.sys, EFBIG);
	/* It is not tried again, even where there would be room now. */
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
	assert_int_equal(close_record(&f, NULL, &end), -1);
	assert_int_equal(f.err.code, AMBIT_E_IO);
	assert_null(f.custody);
	world_free(&f.w);
}

static void
a_place_that_cannot_be_made_is_told(void **state)
{
	struct world w = world_new(record_order, record_registry);
	struct ambit_custody *custody = NULL;
	struct ambit_err err;

	(void)state;
	world_put(&w, "out/custody", AMBIT_LIT("a file"));
	assert_int_equal(ambit_custody_begin(w.outfd, &w.order, AMBIT_LIT(""),
			     &w.registry, 0, 0, &custody, &err),
	    -1);
	assert_int_equal(err.code, AMBIT_E_IO);
	assert_int_equal(err.sys, ENOTDIR);
	world_free(&w);
}

/* A package whose place was taken at the last moment was not made. */
static void
the_last_end_is_what_the_record_tells(void **state)
{
	struct ambit_err err = { .text = "its place is taken" };
	struct ambit_custody_end well = { .exit_code = 0 };
	struct ambit_custody_end ill = { .exit_code = 1, .err = &err };
	struct fixture f;
	struct ambit_span is;

	(void)state;
	begin(&f);
	assert_int_equal(ambit_custody_close(f.custody, &well, &f.err), 0);
	assert_int_equal(close_record(&f, NULL, &ill), 0);
	is = record(&f, "run.csv");
	assert_null(strstr((const char *)is.ptr, "exit,0\r\n"));
	assert_non_null(strstr((const char *)is.ptr,
	    "exit,1\r\nerror,its place is taken\r\n"));
	world_drop(is);
	is = record(&f, "events.ndjson");
	assert_non_null(strstr((const char *)is.ptr, "\"exit 0\""));
	assert_non_null(strstr((const char *)is.ptr,
	    "\"exit 1, no package: its place is taken\""));
	world_drop(is);
	world_free(&f.w);
}

static void
the_documents_are_kept(void **state)
{
	struct fixture f;
	struct ambit_span is;

	(void)state;
	begin(&f);
	assert_int_equal(ambit_custody_documents(f.custody, f.w.fd, &f.err),
	    -1);
	assert_int_equal(f.err.sys, ENOENT);
	world_put(&f.w, "warrant.pdf", AMBIT_LIT("a scan\n"));
	assert_int_equal(ambit_custody_documents(f.custody, f.w.fd, &f.err), 0);
	is = record(&f, "order/warrant.pdf");
	assert_string_equal((const char *)is.ptr, "a scan\n");
	world_drop(is);
	finish(&f);
	world_free(&f.w);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(events_are_chained_from_the_order_on),
		cmocka_unit_test(an_event_is_on_the_disk_at_once),
		cmocka_unit_test(the_order_is_copied_as_it_was),
		cmocka_unit_test(nobody_else_may_read_it),
		cmocka_unit_test(an_earlier_record_is_set_aside_and_kept),
		cmocka_unit_test(the_record_of_a_package_is_never_begun_again),
		cmocka_unit_test(the_run_is_described),
		cmocka_unit_test(a_failed_run_says_why),
		cmocka_unit_test(a_store_stands_as_it_was_and_as_it_is),
		cmocka_unit_test(what_nobody_reads_of_a_pst_is_said),
		cmocka_unit_test(a_write_that_fails_is_told),
		cmocka_unit_test(a_place_that_cannot_be_made_is_told),
		cmocka_unit_test(the_last_end_is_what_the_record_tells),
		cmocka_unit_test(the_documents_are_kept),
	};

	return cmocka_run_group_tests_name("custody", tests, NULL, NULL);
}
