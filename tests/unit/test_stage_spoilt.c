#include "unit.h"

/* A unit of the sample, done and full. */
static void
begin(struct unit *u)
{
	unit_begin(u, false);
	unit_fill(u);
	unit_done(u);
}

/* Would the next run use it? Its files too are looked at. */
static bool
is_used(struct unit *u)
{
	const char *why;
	int got = unit_open(u, &why);

	assert_in_range(got + 1, 0, 2);
	if (got != 1) {
		/* It says why, in one way or the other. */
		assert_true(got == -1 || why != NULL);
		assert_null(u->staged.arena);
		return false;
	}
	got = ambit_staged_check(&u->staged, true, &u->err);
	ambit_staged_close(&u->staged);
	return got == 1;
}

/* ---- done ---- */

static void
done_that_is_cut_is_not_used(void **state)
{
	struct unit u;
	size_t len = 0;
	char *done;

	(void)state;
	begin(&u);
	done = output_read(&u.out, "done", &len);
	for (size_t n = 0; n < len; n++) {
		unit_put(&u, "done", done, n);
		if (is_used(&u))
			fail_msg("cut at %zu of %zu", n, len);
	}
	/* The NUL that is behind it. */
	unit_put(&u, "done", done, len + 1);
	assert_false(is_used(&u));
	unit_put(&u, "done", done, len);
	assert_true(is_used(&u));
	free(done);
	unit_free(&u);
}

static void
done_with_any_bit_flipped_is_not_used(void **state)
{
	struct unit u;
	size_t len = 0;
	char *done;

	(void)state;
	begin(&u);
	done = output_read(&u.out, "done", &len);
	for (size_t bit = 0; bit < 8 * len; bit++) {
		done[bit / 8] ^= (char)(1u << bit % 8);
		unit_put(&u, "done", done, len);
		if (is_used(&u))
			fail_msg("bit %zu of byte %zu", bit % 8, bit / 8);
		done[bit / 8] ^= (char)(1u << bit % 8);
	}
	free(done);
	unit_free(&u);
}

static void
done_longer_than_any_is_not_read(void **state)
{
	char *much = calloc(1, STAGE_DONE_MAX + 1);
	struct unit u;

	(void)state;
	assert_non_null(much);
	begin(&u);
	unit_put(&u, "done", much, STAGE_DONE_MAX + 1);
	assert_false(is_used(&u));
	free(much);
	unit_free(&u);
}

/* ---- whose it is ---- */

#define OTHER_CUT "it was cut from the store in another way"
#define OTHER_RUN                                                 \
	"it belongs to another order, registry, version or form " \
	"of package"

static void
other_order(struct unit *u)
{
	u->terms.whose[31] ^= 1;
}

static void
other_form(struct unit *u)
{
	u->terms.archive = u->terms.poured = true;
}

static void
other_number(struct unit *u)
{
	u->unit.number++;
}

static void
other_store(struct unit *u)
{
	u->store.number++;
}

static void
other_part(struct unit *u)
{
	u->unit.part++;
}

static void
other_parts(struct unit *u)
{
	u->unit.parts++;
}

static void
other_from(struct unit *u)
{
	u->unit.from++;
}

static void
other_until(struct unit *u)
{
	u->unit.until++;
}

static void
other_first(struct unit *u)
{
	u->unit.first.len--;
}

static void
other_end(struct unit *u)
{
	u->unit.end = AMBIT_LIT("cur/kk");
}

static const struct {
	const char *name;
	void (*change)(struct unit *u);
	const char *why;
} owners[] = {
	{ "a unit of another order or registry", other_order, OTHER_RUN },
	{ "a unit of another form of package", other_form, OTHER_RUN },
	{ "a unit of another number", other_number, OTHER_CUT },
	{ "a unit of another store", other_store, OTHER_CUT },
	{ "a unit of another part", other_part, OTHER_CUT },
	{ "a unit of more parts", other_parts, OTHER_CUT },
	{ "a unit that begins elsewhere", other_from, OTHER_CUT },
	{ "a unit that ends elsewhere", other_until, OTHER_CUT },
	{ "a unit that begins at another file", other_first, OTHER_CUT },
	{ "a unit that ends at another file", other_end, OTHER_CUT },
};

static void
what_is_anothers_is_not_used(void **state)
{
	size_t i = (size_t)(uintptr_t)*state;
	const char *why;
	struct unit u;

	begin(&u);
	owners[i].change(&u);
	assert_int_equal(unit_open(&u, &why), 0);
	assert_string_equal(why, owners[i].why);
	unit_free(&u);
}

/* ---- what done tells of ---- */

static void
any_log_that_was_touched_shows(void **state)
{
	struct unit u;

	(void)state;
	begin(&u);
	for (size_t i = 0; i < STAGE_LOGS; i++) {
		const char *name = stage_log_name[i];
		size_t len = 0;
		char *log = output_read(&u.out, name, &len);

		unit_put(&u, name, log, len + 1);
		assert_false(is_used(&u));
		assert_int_equal(unlinkat(u.out.fd, name, 0), 0);
		assert_false(is_used(&u));
		assert_int_equal(symlinkat("/dev/null", u.out.fd, name), 0);
		assert_false(is_used(&u));
		if (len > 0) {
			unit_put(&u, name, log, len - 1);
			assert_false(is_used(&u));
			log[len / 2] ^= 1;
			unit_put(&u, name, log, len);
			assert_false(is_used(&u));
			log[len / 2] ^= 1;
		}
		unit_put(&u, name, log, len);
		assert_true(is_used(&u));
		free(log);
	}
	unit_free(&u);
}

static void
any_file_that_was_touched_shows(void **state)
{
	static const char *const files[] = { "00000001", "00000002" };
	struct unit u;

	(void)state;
	begin(&u);
	for (size_t i = 0; i < COUNT(files); i++) {
		size_t len = 0;
		char *file = output_read(&u.out, files[i], &len);

		unit_put(&u, files[i], file, len - 1);
		assert_false(is_used(&u));
		unit_put(&u, files[i], file, len + 1);
		assert_false(is_used(&u));
		file[0] ^= 1;
		unit_put(&u, files[i], file, len);
		assert_false(is_used(&u));
		/* The assembler had it when it was stopped. */
		assert_int_equal(unlinkat(u.out.fd, files[i], 0), 0);
		assert_false(is_used(&u));
		assert_int_equal(symlinkat("items", u.out.fd, files[i]), 0);
		assert_false(is_used(&u));
		file[0] ^= 1;
		unit_put(&u, files[i], file, len);
		assert_true(is_used(&u));
		free(file);
	}
	unit_free(&u);
}

/* Where files need not be there any more, nobody asks for them. */
static void
logs_alone_can_be_checked(void **state)
{
	struct unit u;

	(void)state;
	begin(&u);
	assert_int_equal(unlinkat(u.out.fd, "00000001", 0), 0);
	unit_must_open(&u);
	assert_int_equal(ambit_staged_check(&u.staged, false, &u.err), 1);
	assert_int_equal(ambit_staged_check(&u.staged, true, &u.err), 0);
	ambit_staged_close(&u.staged);
	unit_free(&u);
}

/* ---- records, of a gate that is another's ---- */

/* All of them: 0 where they read, each with values that there are. */
static int
read_records(struct unit *u)
{
	struct staged_records records;
	struct ambit_span record;
	enum stage_kind kind;
	int got;

	assert_int_equal(staged_records_open(&u->staged, &records, &u->err), 0);
	while ((got = staged_records_next(&records, &kind, &record, &u->err)) ==
	    1) {
		struct pack_item item;

		if (kind == STAGE_ROW) {
			assert_in_range(pack_record_task(record), 1,
			    order.n_tasks);
			continue;
		}
		item = pack_item_of_digest(record);
		assert_in_range(item.task, 1, order.n_tasks);
		assert_int_equal(item.unit, 7);
	}
	if (got == -1)
		assert_int_equal(u->err.code, AMBIT_E_WIRE);
	staged_records_close(&records);
	return got;
}

static void
records_with_any_bit_flipped_are_refused_or_sound(void **state)
{
	size_t len = 0, refused = 0;
	struct unit u;
	char *bytes;

	(void)state;
	begin(&u);
	bytes = output_read(&u.out, "records", &len);
	unit_must_open(&u);
	assert_int_equal(read_records(&u), 0);
	for (size_t bit = 0; bit < 8 * len; bit++) {
		bytes[bit / 8] ^= (char)(1u << bit % 8);
		unit_put(&u, "records", bytes, len);
		refused += read_records(&u) == -1;
		if (bit % 64 == 0)
			assert_int_equal(ambit_staged_check(&u.staged, false,
					     &u.err),
			    0);
		bytes[bit / 8] ^= (char)(1u << bit % 8);
	}
	assert_in_range(refused, 100, 8 * len - 1);
	ambit_staged_close(&u.staged);
	free(bytes);
	unit_free(&u);
}

/* Three records: only where one ends may they end. */
static void
records_that_are_cut_are_refused(void **state)
{
	size_t len = 0, whole = 0;
	struct unit u;
	char *bytes;

	(void)state;
	begin(&u);
	bytes = output_read(&u.out, "records", &len);
	unit_must_open(&u);
	for (size_t n = 0; n < len; n++) {
		unit_put(&u, "records", bytes, n);
		whole += read_records(&u) == 0;
	}
	assert_int_equal(whole, 3);
	ambit_staged_close(&u.staged);
	free(bytes);
	unit_free(&u);
}

int
main(void)
{
	static const struct CMUnitTest singles[] = {
		cmocka_unit_test(done_that_is_cut_is_not_used),
		cmocka_unit_test(done_with_any_bit_flipped_is_not_used),
		cmocka_unit_test(done_longer_than_any_is_not_read),
		cmocka_unit_test(any_log_that_was_touched_shows),
		cmocka_unit_test(any_file_that_was_touched_shows),
		cmocka_unit_test(logs_alone_can_be_checked),
		cmocka_unit_test(
		    records_with_any_bit_flipped_are_refused_or_sound),
		cmocka_unit_test(records_that_are_cut_are_refused),
	};
	struct CMUnitTest tests[COUNT(singles) + COUNT(owners)];
	size_t n = COUNT(singles);

	memcpy(tests, singles, sizeof(singles));
	for (size_t i = 0; i < COUNT(owners); i++)
		tests[n++] = (struct CMUnitTest){ owners[i].name,
			what_is_anothers_is_not_used, NULL, NULL, (void *)i };
	return cmocka_run_group_tests_name("stage spoilt", tests, NULL, NULL);
}
