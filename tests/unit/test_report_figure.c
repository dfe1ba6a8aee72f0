#include "check.h"

#include <stdio.h>
#include <string.h>

#include "ambit/report.h"

#include "provider/report_out.h"

/* ---- shares ---- */

static const struct share {
	const char *name;
	uint64_t count, base;
	const char *percent;
} shares[] = {
	{ "nothing of something is none", 0, 7, "0.00" },
	{ "all of it is a hundred", 7, 7, "100.00" },
	{ "a third is cut below the half", 1, 3, "33.33" },
	{ "two thirds are rounded up", 2, 3, "66.67" },
	{ "a half of a hundredth goes up: 1 of 20000", 1, 20000, "0.01" },
	{ "just below a half of a hundredth goes down", 1, 20001, "0.00" },
	{ "a half of a hundredth goes up: 3 of 32", 3, 32, "9.38" },
	{ "a half goes up even behind an even digit: 1 of 32", 1, 32, "3.13" },
	{ "29 of 32 has the half too", 29, 32, "90.63" },
	{ "nearly all can be a hundred", 199999, 200000, "100.00" },
	{ "just less than that is not", 19998, 20000, "99.99" },
	{ "one of a thousand", 1, 1000, "0.10" },
	{ "numbers beyond 32 bits", UINT64_C(1) << 47, UINT64_C(3) << 47,
	    "33.33" },
	{ "without a base there is no share", 0, 0, "" },
};

static void
a_share_is_so(void **state)
{
	const struct share *row = *state;
	const struct ambit_report_cell cell = { .kind = AMBIT_CELL_SHARE,
		.n = row->count,
		.base = row->base };
	char count[REPORT_CELL_LEN], percent[REPORT_CELL_LEN];

	report_cell_words(&cell, "-", count, percent);
	assert_string_equal(percent, row->percent);
}

/* The definition, by trial: the least p with p - 1/2 <= exact < p + 1/2. */
static void
every_share_of_small_numbers(void **state)
{
	(void)state;
	for (uint64_t base = 1; base <= 400; base++) {
		for (uint64_t count = 0; count <= base; count++) {
			uint64_t twice =
			    2 * base * ambit_report_hundredths(count, base);
			uint64_t exact = 20000 * count;

			assert_true(twice <= exact + base);
			assert_true(exact < twice + base);
		}
	}
}

/* ---- bands ---- */

static const struct band {
	const char *name;
	uint64_t n, width;
	const char *text;
} bands[] = {
	{ "zero is in the first band", 0, 1000, "0-999" },
	{ "the last of the first band", 999, 1000, "0-999" },
	{ "the first of the second band", 1000, 1000, "1000-1999" },
	{ "bands of five hundred", 1499, 500, "1000-1499" },
	{ "bands of two hundred and fifty", 250, 250, "250-499" },
	{ "bands of a hundred", 99, 100, "0-99" },
};

static void
a_number_is_in_the_band(void **state)
{
	const struct band *row = *state;
	uint64_t first = ambit_report_band(row->n, row->width);
	const struct ambit_report_cell cell = { .kind = AMBIT_CELL_BAND,
		.n = first,
		.base = first + row->width - 1 };
	char count[REPORT_CELL_LEN], percent[REPORT_CELL_LEN];

	report_cell_words(&cell, "-", count, percent);
	assert_string_equal(count, row->text);
	assert_string_equal(percent, "");
}

/* ---- half-years ---- */

static const struct half {
	const char *name, *text, *range, *six_months_later;
} halves[] = {
	{ "the first half", "2026H1",
	    "2026-01-01T00:00:00Z 2026-07-01T00:00:00Z",
	    "2027-01-01T00:00:00Z" },
	{ "the second half ends with the year", "2026H2",
	    "2026-07-01T00:00:00Z 2027-01-01T00:00:00Z",
	    "2027-07-01T00:00:00Z" },
	{ "a leap year", "2024H1", "2024-01-01T00:00:00Z 2024-07-01T00:00:00Z",
	    "2025-01-01T00:00:00Z" },
	{ "the first year", "1970H1",
	    "1970-01-01T00:00:00Z 1970-07-01T00:00:00Z",
	    "1971-01-01T00:00:00Z" },
	{ "a year before it is none", "1969H2", "none", "" },
	{ "a year after the last is none", "2101H1", "none", "" },
	{ "there is no third half", "2026H3", "none", "" },
	{ "nor a half of nought", "2026H0", "none", "" },
	{ "a quarter is none", "2026Q1", "none", "" },
	{ "a small letter is none", "2026h1", "none", "" },
	{ "a year alone is none", "2026", "none", "" },
	{ "nothing may follow", "2026H11", "none", "" },
	{ "nor go before", " 2026H1", "none", "" },
	{ "a year has digits", "20x6H1", "none", "" },
	{ "nothing is none", "", "none", "" },
};

static void
a_half_is_read_so(void **state)
{
	const struct half *row = *state;
	char from[AMBIT_INSTANT_LEN], until[AMBIT_INSTANT_LEN], text[64];
	struct ambit_half half;
	struct ambit_range range;

	if (!ambit_half_parse(ambit_span_str(row->text), &half)) {
		assert_string_equal(row->range, "none");
		return;
	}
	range = ambit_half_range(half);
	ambit_instant_format(range.from, from);
	ambit_instant_format(range.until, until);
	(void)snprintf(text, sizeof(text), "%s %s", from, until);
	assert_string_equal(text, row->range);
	ambit_instant_format(ambit_half_months_after(range.until, 6), text);
	assert_string_equal(text, row->six_months_later);
}

/* ---- words ---- */

static void
thousands_are_parted(void **state)
{
	static const struct {
		uint64_t n;
		const char *text;
	} numbers[] = { { 0, "0" }, { 999, "999" }, { 1000, "1,000" },
		{ 12345, "12,345" }, { 1234567, "1,234,567" },
		{ UINT64_MAX, "18,446,744,073,709,551,615" } };
	char text[REPORT_CELL_LEN];

	(void)state;
	for (size_t i = 0; i < COUNT(numbers); i++) {
		report_thousands(numbers[i].n, text);
		assert_string_equal(text, numbers[i].text);
	}
}

static void
countries_have_names_in_order(void **state)
{
	size_t denmark, austria, none;

	(void)state;
	assert_string_equal(ambit_country_name("DK", &denmark), "Denmark");
	assert_string_equal(ambit_country_name("AT", &austria), "Austria");
	assert_string_equal(ambit_country_name("ZZ", &none), "ZZ");
	assert_true(austria < denmark && denmark < none);
}

#define ADD(table, test)                                     \
	for (size_t i = 0; i < COUNT(table); i++)            \
		tests[n++] = (struct CMUnitTest)             \
		{                                            \
			(table)[i].name, test, NULL, NULL,   \
			    (void *)(uintptr_t) & (table)[i] \
		}

int
main(void)
{
	struct CMUnitTest
	    tests[COUNT(shares) + COUNT(bands) + COUNT(halves) + 3] = {
		    cmocka_unit_test(every_share_of_small_numbers),
		    cmocka_unit_test(thousands_are_parted),
		    cmocka_unit_test(countries_have_names_in_order),
	    };
	size_t n = 3;

	ADD(shares, a_share_is_so);
	ADD(bands, a_number_is_in_the_band);
	ADD(halves, a_half_is_read_so);
	return cmocka_run_group_tests_name("report_figure", tests, NULL, NULL);
}
