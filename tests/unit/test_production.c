/* memmem is a word of GNU. */
#define _GNU_SOURCE

#include "staged.h"

static void
everything_lies_in_its_place(void **state)
{
	struct output out = output_new();
	struct ambit_production_sums sums;

	(void)state;
	staged_make(&out, sample, COUNT(sample), &registry, &sums);
	assert_string_equal(output_tree(&out, false),
	    "755 315532800 " WHOLE "\n"
	    "755 315532800 " WHOLE "/" WHOLE "-v001\n"
	    "755 315532800 " VOL "ambit\n"
	    "644 315532800 " VOL "ambit/production.xml\n"
	    "644 315532800 " VOL "ambit/rules.csv\n"
	    "644 315532800 " VOL "bag-info.txt\n"
	    "644 315532800 " VOL "bagit.txt\n"
	    "755 315532800 " VOL "data\n"
	    "644 315532800 " VOL "data/README.txt\n"
	    "755 315532800 " VOL "data/task-001\n"
	    "755 315532800 " VOL "data/task-001/content\n"
	    "644 315532800 " VOL "data/task-001/content/A2F0C1A5-00000001.eml\n"
	    "644 315532800 " VOL "data/task-001/content/A2F0C1A5-00000002.eml\n"
	    "644 315532800 " VOL "data/task-001/content/A2F0C1A5-00000003.eml\n"
	    "755 315532800 " VOL "data/task-002\n"
	    "644 315532800 " VOL "data/task-002/messages.csv\n"
	    "755 315532800 " VOL "data/task-003\n"
	    "755 315532800 " VOL "data/task-003/content\n"
	    "644 315532800 " VOL "data/task-003/content/A2F0C1A5-00000004.eml\n"
	    "644 315532800 " VOL "data/task-003/content/A2F0C1A5-00000005.eml\n"
	    "644 315532800 " VOL "data/task-003/content/A2F0C1A5-00000006.eml\n"
	    "644 315532800 " VOL "manifest-sha256.txt\n"
	    "644 315532800 " VOL "tagmanifest-sha256.txt\n"
	    "644 315532800 " VOL "tagmanifest-sha256.txt.p7s\n");
	assert_int_equal(sums.volumes, 1);
	assert_int_equal(sums.files, 6);
	assert_int_equal(sums.rows, 5);
	output_free(&out);
}

/* Files by instant, to the second, then digest; where none is shown by digest
 * alone. Rows so too, those without an instant first and by their bytes. */
static void
everything_stands_in_canonical_order(void **state)
{
	struct output out = output_new();
	struct ambit_production_sums sums;

	(void)state;
	staged_make(&out, sample, COUNT(sample), &registry, &sums);
	assert_holds(&out, VOL "data/task-001/content/A2F0C1A5-00000001.eml",
	    "early\n");
	assert_holds(&out, VOL "data/task-001/content/A2F0C1A5-00000002.eml",
	    "a third\n");
	assert_holds(&out, VOL "data/task-001/content/A2F0C1A5-00000003.eml",
	    "late\n");
	assert_holds(&out, VOL "data/task-003/content/A2F0C1A5-00000004.eml",
	    "two\n");
	assert_holds(&out, VOL "data/task-003/content/A2F0C1A5-00000005.eml",
	    "one\n");
	assert_holds(&out, VOL "data/task-003/content/A2F0C1A5-00000006.eml",
	    "late\n");
	assert_holds(&out, VOL "data/task-002/messages.csv",
	    "\xef\xbb\xbfrow,account,direction,date_submitted,"
	    "date_delivered,env_from,env_to,from_addr,sender_addr,"
	    "reply_to_addr,to_addr,cc_addr,bcc_addr,msgid,client_ip,hops,"
	    "date_header,read_at,deleted_at\r\n"
	    "1,c,none\r\n2,c,none\r\n3,z,none\r\n4,b,2\r\n5,a,9\r\n");
	output_free(&out);
}

/* Which line of the unit's items leaves a place at that byte? From 1. */
static unsigned
line_of(const struct making *m, const struct ambit_numbered *numbered)
{
	char name[64];
	unsigned line = 1;
	size_t len = 0;
	char *items;

	(void)snprintf(name, sizeof(name), "unit-%04u/items",
	    (unsigned)numbered->unit);
	items = output_read_at(m->staging.fd, name, &len);
	assert_non_null(items);
	assert_true(numbered->hole < len);
	for (uint64_t i = 0; i < numbered->hole; i++)
		line += items[i] == '\n';
	assert_memory_equal(items + numbered->hole, ",,\r\n", 4);
	free(items);
	return line;
}

/* What the custody record is told: "unit.line number", "=" a copy. */
static void
every_staged_file_gets_its_number(void **state)
{
	static const struct stage stages[] = {
		{ 1, 3, 7, "same\n", NULL, HOURS(5), NULL },
		{ 1, 2, 9, "same\n", NULL, HOURS(4), NULL },
		{ 3, 2, 9, "same\n", NULL, HOURS(1), NULL },
		{ 1, 2, 8, "same\n", NULL, HOURS(6), NULL },
		{ 1, 2, 7, "other\n", NULL, HOURS(3), NULL },
	};
	struct output out = output_new();
	struct ambit_numbered got;
	struct ambit_err err;
	struct making m;
	char text[512];
	size_t used = 0;
	int rc;

	(void)state;
	staged_begin(&m, &out, &registry);
	for (size_t i = 0; i < COUNT(stages); i++)
		staged_put(&m, &stages[i]);
	staged_number(&m);
	while ((rc = ambit_production_next(m.production, &got, &err)) == 1)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
		    "%u.%u %u%s, ", (unsigned)got.unit, line_of(&m, &got),
		    (unsigned)got.number, got.duplicate ? "=" : "");
	assert_int_equal(rc, 0);
	assert_string_equal(text, "2.1 2, 2.2 3, 2.3 2=, 2.4 1, 3.1 2=, ");
	staged_free(&m);
	output_free(&out);
}

/* The record of the one file says the digest of the other. */
static void
mistake(int unitfd, const char *one, const char *other)
{
	unsigned char is[AMBIT_DIGEST_LEN], says[AMBIT_DIGEST_LEN];
	int fd = openat(unitfd, "records", O_WRONLY);
	char *records, *at;
	size_t len;

	staged_need(ambit_sink_digest(ambit_span_str(one), is, NULL), NULL);
	staged_need(ambit_sink_digest(ambit_span_str(other), says, NULL), NULL);
	records = output_read_at(unitfd, "records", &len);
	assert_non_null(records);
	at = memmem(records, len, is, sizeof(is));
	assert_non_null(at);
	assert_int_equal(pwrite(fd, says, sizeof(says), at - records),
	    sizeof(says));
	(void)close(fd);
	free(records);
}

static void
add_unit(struct making *m, uint32_t store)
{
	const struct ambit_stage_end end = { 0 };
	struct staged_unit *u = &m->units[store];
	struct ambit_staged staged;
	struct ambit_err err;
	const char *why;

	staged_need(ambit_stage_end(u->stage, &end, &err), &err);
	if (store == 3)
		mistake(u->fd, "much longer\n", "same\n");
	assert_int_equal(ambit_staged_open(&u->terms, u->fd, &staged, &why,
			     &err),
	    1);
	staged_need(ambit_production_add(m->production, &staged, &err), &err);
	ambit_staged_close(&staged);
}

/* Whatever went wrong before: no file is dropped for another's copy. */
static void
a_copy_is_as_long_as_what_it_is_a_copy_of(void **state)
{
	static const struct stage stages[] = {
		{ 1, 2, 1, "same\n", NULL, HOURS(5), NULL },
		{ 1, 3, 1, "much longer\n", NULL, HOURS(5), NULL },
	};
	struct output out = output_new();
	struct ambit_err err;
	struct making m;

	(void)state;
	staged_begin(&m, &out, &registry);
	for (size_t i = 0; i < COUNT(stages); i++)
		staged_put(&m, &stages[i]);
	staged_need(ambit_production_begin(&m.terms, &m.production, &err),
	    &err);
	add_unit(&m, 2);
	add_unit(&m, 3);
	assert_int_equal(ambit_production_number(m.production, &err), -1);
	assert_int_equal(err.code, AMBIT_E_SUMS);
	staged_free(&m);
	output_free(&out);
}

/* L7, L17: the same items, five times and in another order. */
static void
copies_and_places_do_not_show(void **state)
{
	struct stage other[5 * COUNT(sample)];
	struct output a = output_new(), b = output_new();
	struct ambit_production_sums sums;
	size_t n = 0;
	char *want;

	(void)state;
	staged_make(&a, sample, COUNT(sample), &registry, &sums);
	want = strdup(output_tree(&a, true));
	for (size_t i = 0; i < 5 * COUNT(sample); i++) {
		const struct stage *s =
		    &sample[COUNT(sample) - 1 - i % COUNT(sample)];

		/* Rows are never merged. */
		if (s->row != NULL && i >= COUNT(sample))
			continue;
		other[n] = *s;
		other[n].store = 9;
		other[n++].item = (uint32_t)(1000 - i);
	}
	staged_make(&b, other, n, &registry, &sums);
	assert_string_equal(output_tree(&b, true), want);
	free(want);
	output_free(&a);
	output_free(&b);
}

/* L8: whoever makes it, wherever. */
static void
umask_and_zone_do_not_show(void **state)
{
	struct output a = output_new(), b = output_new();
	struct ambit_production_sums sums;
	mode_t before = umask(0);
	char *want;

	(void)state;
	staged_make(&a, sample, COUNT(sample), &registry, &sums);
	want = strdup(output_tree(&a, true));
	(void)umask(0177);
	assert_int_equal(setenv("TZ", "Pacific/Kiritimati", 1), 0);
	staged_make(&b, sample, COUNT(sample), &registry, &sums);
	(void)umask(before);
	assert_int_equal(unsetenv("TZ"), 0);
	assert_string_equal(output_tree(&b, true), want);
	free(want);
	output_free(&a);
	output_free(&b);
}

static void
no_responsive_records_are_an_empty_table(void **state)
{
	struct output out = output_new();
	struct ambit_production_sums sums;

	(void)state;
	staged_make(&out, NULL, 0, &registry, &sums);
	assert_int_equal(sums.files, 0);
	assert_int_equal(sums.rows, 0);
	assert_null(strstr(output_tree(&out, false), "content"));
	assert_null(strstr(output_tree(&out, false), "task-001"));
	assert_holds(&out, VOL "data/task-002/messages.csv",
	    "\xef\xbb\xbfrow,account,direction,date_submitted,"
	    "date_delivered,env_from,env_to,from_addr,sender_addr,"
	    "reply_to_addr,to_addr,cc_addr,bcc_addr,msgid,client_ip,hops,"
	    "date_header,read_at,deleted_at\r\n");
	output_free(&out);
}

static void
a_file_without_a_byte_is_not_staged(void **state)
{
	static const struct stage nothing = { 1, 1, 1, "", NULL, 0, NULL };
	struct output out = output_new();
	struct ambit_numbered got;
	struct ambit_err err;
	struct making m;

	(void)state;
	staged_begin(&m, &out, &registry);
	staged_put(&m, &nothing);
	staged_number(&m);
	assert_int_equal(ambit_production_next(m.production, &got, &err), 0);
	staged_free(&m);
	output_free(&out);
}

/* The content of files and the traffic of mail, of an account that has mail
 * alone: a row of each message is all that there can be. */
static void
what_is_asked_of_files_is_not_missed_in_mail(void **state)
{
	static const struct ambit_demand both[] = {
		{ .class = AMBIT_CLASS_CONTENT, .store = AMBIT_HOLDS_FILES },
		{ .class = AMBIT_CLASS_TRAFFIC, .store = AMBIT_HOLDS_MAIL },
	};
	static const struct stage row = { 1, 1, 1, NULL, "a,9", HOURS(9),
		NULL };
	struct output out = output_new();
	struct ambit_task task = tasks[1];
	struct ambit_order mixed = order;
	const struct ambit_production_terms terms = { .order = &mixed,
		.registry = &registry,
		.scopes = scopes };
	struct ambit_numbered got;
	struct ambit_err err;
	struct making m;

	(void)state;
	task.number = 1;
	task.demands = both;
	task.n_demands = COUNT(both);
	mixed.tasks = &task;
	mixed.n_tasks = 1;
	staged_begin_with(&m, &out, &terms);
	staged_put(&m, &row);
	staged_number(&m);
	assert_int_equal(ambit_production_next(m.production, &got, &err), 0);
	staged_free(&m);
	output_free(&out);
}

/* ---- what goes wrong ---- */

static void
a_run_that_is_given_up_leaves_nothing(void **state)
{
	struct output out = output_new();
	struct making m;

	(void)state;
	staged_begin(&m, &out, &registry);
	staged_put(&m, &sample[0]);
	assert_string_not_equal(output_tree(&out, false), "");
	staged_free(&m);
	assert_string_equal(output_tree(&out, false), "");
	output_free(&out);
}

static void
without_a_signature_nothing_appears(void **state)
{
	static const struct signer_traits code = {
		.extended_usage = "codeSigning",
	};
	struct output out = output_new();
	struct signer s = signer_with(EVP_EC_gen("P-256"), &code);
	struct ambit_production_sums sums;
	struct ambit_err err;
	struct making m;

	(void)state;
	staged_begin(&m, &out, &registry);
	staged_put(&m, &sample[0]);
	staged_number(&m);
	staged_need(ambit_production_lay(m.production, &sums, &err), &err);
	staged_need(ambit_production_write(m.production, &err), &err);
	staged_need(ambit_production_sync(m.production, false, &err), &err);
	assert_int_equal(staged_seal(&m, 1, &s, &err), -1);
	assert_int_equal(err.code, AMBIT_E_CRYPTO);
	assert_int_equal(faccessat(out.fd, WHOLE, F_OK, 0), -1);
	staged_free(&m);
	assert_string_equal(output_tree(&out, false), "");
	signer_free(&s);
	output_free(&out);
}

/* The last rename never replaces. */
static void
a_production_that_came_between_is_kept(void **state)
{
	struct output out = output_new();
	struct signer s = signer_new();
	struct ambit_production_sums sums;
	struct ambit_err err;
	struct making m;

	(void)state;
	staged_begin(&m, &out, &registry);
	staged_put(&m, &sample[0]);
	staged_number(&m);
	assert_int_equal(output_run(&out, ".", "mkdir " WHOLE), 0);
	staged_write(&m, &s, &sums);
	assert_int_equal(ambit_staging_publish(&m.staging, &err), -1);
	assert_int_equal(err.code, AMBIT_E_EXISTS);
	staged_free(&m);
	assert_int_equal(output_run(&out, ".", "rmdir " WHOLE), 0);
	assert_string_equal(output_tree(&out, false), "");
	signer_free(&s);
	output_free(&out);
}

static void
ids_and_numbers_follow_from_the_order(void **state)
{
	char id[AMBIT_PRODUCTION_ID_LEN], bates[AMBIT_BATES_LEN];

	(void)state;
	ambit_production_id(&order, id);
	assert_string_equal(id, WHOLE);
	ambit_production_bates(&order, 1, bates);
	assert_string_equal(bates, "A2F0C1A5-00000001");
	ambit_production_bates(&order, 99999999, bates);
	assert_string_equal(bates, "A2F0C1A5-99999999");
}

/* Archives are laid out before their documents are written, and documents that
 * are longer or shorter than was reckoned are refused: none is, whatever the
 * volumes hold. */
static void
archives_are_laid_out_as_folders_are(void **state)
{
	static const uint64_t limits[] = { 1, 4096, (uint64_t)1 << 30 };
	struct stage stages[COUNT(sample) + 1] = { { 1, 1, 3,
	    "of more than nine bytes\n", NULL, HOURS(3), NULL } };

	(void)state;
	memcpy(&stages[1], sample, sizeof(sample));
	for (size_t i = 0; i < COUNT(limits); i++) {
		const struct ambit_registry reg = {
			.limits = { .volume_bytes = limits[i] },
		};
		const struct ambit_production_terms terms = { .order = &order,
			.registry = &reg,
			.scopes = scopes,
			.archive = true };
		struct ambit_production_sums want = { 0 }, got = { 0 };
		struct output a = output_new(), b = output_new();
		struct ambit_err err;
		struct making m;

		staged_make(&a, stages, COUNT(stages), &reg, &want);
		staged_begin_with(&m, &b, &terms);
		for (size_t k = 0; k < COUNT(stages); k++)
			staged_put(&m, &stages[k]);
		staged_number(&m);
		staged_need(ambit_production_lay(m.production, &got, &err),
		    &err);
		staged_need(ambit_production_write(m.production, &err), &err);
		assert_int_equal(got.volumes, want.volumes);
		assert_int_equal(got.files, want.files);
		assert_int_equal(got.rows, want.rows);
		assert_int_equal(got.bytes, want.bytes);
		staged_free(&m);
		output_free(&b);
		output_free(&a);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything_lies_in_its_place),
		cmocka_unit_test(everything_stands_in_canonical_order),
		cmocka_unit_test(every_staged_file_gets_its_number),
		cmocka_unit_test(a_copy_is_as_long_as_what_it_is_a_copy_of),
		cmocka_unit_test(copies_and_places_do_not_show),
		cmocka_unit_test(umask_and_zone_do_not_show),
		cmocka_unit_test(no_responsive_records_are_an_empty_table),
		cmocka_unit_test(a_file_without_a_byte_is_not_staged),
		cmocka_unit_test(what_is_asked_of_files_is_not_missed_in_mail),
		cmocka_unit_test(a_run_that_is_given_up_leaves_nothing),
		cmocka_unit_test(without_a_signature_nothing_appears),
		cmocka_unit_test(a_production_that_came_between_is_kept),
		cmocka_unit_test(archives_are_laid_out_as_folders_are),
		cmocka_unit_test(ids_and_numbers_follow_from_the_order),
	};

	return cmocka_run_group_tests_name("production", tests, NULL, NULL);
}
