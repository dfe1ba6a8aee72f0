#include "record.h"

static struct ambit_production *
production_of(struct fixture *f)
{
	const struct ambit_production_terms terms = { .order = &f->w.order,
		.registry = &f->w.registry,
		.scopes = f->w.scopes,
		.fd = f->staging.fd };
	struct ambit_production *p = NULL;

	assert_int_equal(ambit_production_begin(&terms, &p, &f->err), 0);
	return p;
}

/* An item that leaves under the first task. */
static void
put_content(struct fixture *f, uint32_t ordinal, const char *text)
{
	struct ambit_stage *stage = f->units[f->n - 1].stage;
	const struct ambit_produced produced = { .task = 1,
		.store = 1,
		.item = ordinal,
		.has_instant = true,
		.instant = FEBRUARY - ordinal * AMBIT_SECOND };
	const unsigned char *sha256;
	struct ambit_span none = { 0 };
	struct ambit_sink *sink;
	uint64_t bytes;

	assert_int_equal(ambit_stage_open(stage, AMBIT_STAGE_FILE, &sink,
			     &f->err),
	    0);
	assert_int_equal(ambit_sink_write(sink, ambit_span_str(text), &f->err),
	    0);
	assert_int_equal(ambit_stage_close(stage, &bytes, &sha256, &f->err), 0);
	assert_int_equal(ambit_stage_keep(stage, &produced, 0, none, &f->err),
	    0);
	assert_int_equal(put(f, 0, ordinal, 10, AMBIT_PRODUCED), 0);
}

/* The last two cells of every row: number, whose copy. */
static void
numbers_of(const struct fixture *f, char *out, size_t size)
{
	struct ambit_span csv = record(f, "items.csv");
	const char *line = strstr((const char *)csv.ptr, "\r\n") + 2;
	size_t used = 0;

	out[0] = '\0';
	while (*line != '\0') {
		const char *end = strstr(line, "\r\n"), *p = end;

		for (int commas = 0; commas < 2;)
			commas += *--p == ',';
		used += (size_t)snprintf(out + used, size - used, "%.*s|",
		    (int)(end - p), p);
		line = end + 2;
	}
	world_drop(csv);
}

/* Items 1, 3, 4 and 5 of two units leave; 4 alone is not like the others. */
static void
add_five(struct fixture *f, struct ambit_production *p)
{
	struct ambit_staged staged;

	for (uint32_t i = 1; i <= 5; i++) {
		if (i == 1 || i == 4)
			(void)record_unit_begin(f, RECORD_INBOX);
		if (i == 2)
			assert_int_equal(put(f, 0, i, 10, AMBIT_OUTSIDE), 0);
		else
			put_content(f, i, i == 4 ? "A: b\n\n" : "A: a\n\n");
		assert_int_equal(put(f, 1, i, 10, AMBIT_OUTSIDE), 0);
		if (i == 3 || i == 5) {
			const struct ambit_stage_end end = { .items = i };

			assert_int_equal(record_unit_end(f, &end, &staged), 0);
			assert_int_equal(ambit_production_add(p, &staged,
					     &f->err),
			    0);
			ambit_staged_close(&staged);
		}
	}
}

static void
a_number_joins_its_item_and_its_copies(void **state)
{
	struct fixture f;
	struct ambit_production *p;
	struct ambit_custody_end end = { .exit_code = 0 };
	char got[400], want[400], one[AMBIT_BATES_LEN], two[AMBIT_BATES_LEN];

	(void)state;
	begin(&f);
	p = production_of(&f);
	add_five(&f, p);
	assert_int_equal(ambit_production_number(p, &f.err), 0);
	assert_int_equal(close_record(&f, p, &end), 0);
	ambit_production_bates(&f.w.order, 1, one);
	ambit_production_bates(&f.w.order, 2, two);
	/* The earliest of the copies is the fifth; it is kept. */
	(void)snprintf(want, sizeof(want),
	    ",%s,%s|,,|,,|,,|,%s,%s|,,|,%s,|,,|"
	    ",%s,|,,|",
	    one, one, one, one, two, one);
	numbers_of(&f, got, sizeof(got));
	assert_string_equal(got, want);
	ambit_production_free(&p);
	world_free(&f.w);
}

/* A unit that the accounting never heard of. */
static void
a_number_without_an_item_fails_the_run(void **state)
{
	struct fixture f;
	struct ambit_production *p;
	struct ambit_custody_end end = { .exit_code = 0 };
	struct ambit_accounting *whole;

	(void)state;
	begin(&f);
	p = production_of(&f);
	add_five(&f, p);
	assert_int_equal(ambit_production_number(p, &f.err), 0);
	whole = f.accounting;
	assert_int_equal(unlinkat(ambit_custody_dirfd(f.custody), "items.csv",
			     0) |
		unlinkat(ambit_custody_dirfd(f.custody), "held.csv", 0) |
		unlinkat(ambit_custody_dirfd(f.custody), "damage.csv", 0) |
		unlinkat(ambit_custody_dirfd(f.custody), "accounting.csv", 0),
	    0);
	assert_int_equal(ambit_accounting_begin(ambit_custody_dirfd(f.custody),
			     f.staging.fd, &f.w.order, &f.accounting, &f.err),
	    0);
	ambit_accounting_free(&whole);
	assert_int_equal(close_record(&f, p, &end), -1);
	assert_int_equal(f.err.code, AMBIT_E_SUMS);
	assert_string_equal(f.err.text,
	    "a numbered file is no item of the custody record");
	ambit_production_free(&p);
	world_free(&f.w);
}

/* Where in the record of a file its hole is told: behind the head, the key,
 * an empty folder's name and the unit (src/pack/pack_record.c). */
#define HOLE_AT (5 + 4 + 32 + 1 + 8 + 1 + 2 + 4)

static const struct {
	const char *name;
	int64_t by; /* from the end of the items on */
	bool good;
} holes[] = {
	{ "a hole at the last four bytes is one", -4, true },
	{ "a hole that the items end within is none", -3, false },
	{ "a hole at the end of the items is none", 0, false },
	{ "a hole behind the items is none", 1, false },
	{ "a hole that far behind that it wraps is none", INT64_MAX, false },
};

/* A gate that lies about where its numbers go. */
static void
a_hole_is_within_its_items(void **state)
{
	size_t i = (size_t)(uintptr_t)*state;
	const struct ambit_stage_end end = { .items = 1 };
	struct ambit_custody_end well = { .exit_code = 0 };
	struct fixture f;
	struct ambit_production *p;
	struct ambit_staged staged;
	unsigned char told[8];
	struct stat st;
	uint64_t at;
	int fd;

	begin(&f);
	p = production_of(&f);
	(void)record_unit_begin(&f, RECORD_INBOX);
	put_content(&f, 1, "A: b\n\n");
	assert_int_equal(record_unit_end(&f, &end, &staged), 0);
	assert_int_equal(fstatat(f.units[0].fd, "items", &st, 0), 0);
	at = (uint64_t)st.st_size + (uint64_t)holes[i].by;
	for (size_t k = 0; k < 8; k++)
		told[k] = (unsigned char)(at >> (56 - 8 * k));
	fd = openat(f.units[0].fd, "records", O_WRONLY);
	assert_int_equal(pwrite(fd, told, 8, HOLE_AT), 8);
	(void)close(fd);
	assert_int_equal(ambit_production_add(p, &staged, &f.err), 0);
	ambit_staged_close(&staged);
	assert_int_equal(ambit_production_number(p, &f.err), 0);
	assert_int_equal(close_record(&f, p, &well), holes[i].good ? 0 : -1);
	if (!holes[i].good) {
		assert_int_equal(f.err.code, AMBIT_E_SUMS);
		assert_string_equal(f.err.text,
		    "a numbered file is no item of its unit");
	}
	ambit_production_free(&p);
	world_free(&f.w);
}

static void
two_numbers_have_no_hole_in_common(void **state)
{
	const struct ambit_stage_end end = { .items = 2 };
	struct ambit_custody_end well = { .exit_code = 0 };
	struct fixture f;
	struct ambit_production *p;
	struct ambit_staged staged;
	unsigned char first[HOLE_AT + 8];
	int fd, one, two;
	struct stat st;

	(void)state;
	begin(&f);
	p = production_of(&f);
	(void)record_unit_begin(&f, RECORD_INBOX);
	put_content(&f, 1, "A: b\n\n");
	put_content(&f, 2, "A: c\n\n");
	assert_int_equal(record_unit_end(&f, &end, &staged), 0);
	fd = openat(f.units[0].fd, "records", O_RDWR);
	assert_int_equal(fstat(fd, &st), 0);
	one = HOLE_AT;
	two = (int)st.st_size / 2 + HOLE_AT;
	assert_int_equal(pread(fd, first, 8, one), 8);
	assert_int_equal(pwrite(fd, first, 8, two), 8);
	(void)close(fd);
	assert_int_equal(ambit_production_add(p, &staged, &f.err), 0);
	ambit_staged_close(&staged);
	assert_int_equal(ambit_production_number(p, &f.err), 0);
	assert_int_equal(close_record(&f, p, &well), -1);
	assert_int_equal(f.err.code, AMBIT_E_SUMS);
	ambit_production_free(&p);
	world_free(&f.w);
}

int
main(void)
{
	struct CMUnitTest tests[COUNT(holes) + 3] = {
		cmocka_unit_test(a_number_joins_its_item_and_its_copies),
		cmocka_unit_test(a_number_without_an_item_fails_the_run),
		cmocka_unit_test(two_numbers_have_no_hole_in_common),
	};

	for (size_t i = 0; i < COUNT(holes); i++)
		tests[i + 3] = (struct CMUnitTest){ holes[i].name,
			a_hole_is_within_its_items, NULL, NULL, (void *)i };
	return cmocka_run_group_tests_name("accounting number", tests, NULL,
	    NULL);
}
