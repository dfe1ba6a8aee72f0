/*
 * Figures of the report: half-years, shares, bands. Integer arithmetic alone,
 * so that the same counts give the same digits everywhere.
 */

/* System. */
#include <assert.h>

/* Floor 5. */
#include "ambit/report.h"

static bool
is_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

bool
ambit_half_parse(struct ambit_span text, struct ambit_half *half_r)
{
	int year = 0;

	if (text.len != 6 || text.ptr[4] != 'H' ||
	    (text.ptr[5] != '1' && text.ptr[5] != '2'))
		return false;
	for (size_t i = 0; i < 4; i++) {
		if (!is_digit(text.ptr[i]))
			return false;
		year = year * 10 + text.ptr[i] - '0';
	}
	if (year < AMBIT_YEAR_MIN || year > AMBIT_YEAR_MAX)
		return false;
	*half_r =
	    (struct ambit_half){ .year = year, .part = text.ptr[5] - '0' };
	return true;
}

static int64_t
first_of(int year, unsigned month)
{
	return ambit_instant_days(year, month, 1) * AMBIT_DAY;
}

struct ambit_range
ambit_half_range(struct ambit_half half)
{
	if (half.part == 1)
		return (struct ambit_range){ first_of(half.year, 1),
			first_of(half.year, 7) };
	return (struct ambit_range){ first_of(half.year, 7),
		first_of(half.year + 1, 1) };
}

int64_t
ambit_half_months_after(int64_t first, unsigned months)
{
	struct ambit_civil civil = ambit_instant_civil(first);
	unsigned month = civil.month - 1 + months;

	return first_of(civil.year + (int)(month / 12), month % 12 + 1);
}

/* Half up: the floor of the exact value and a half, both doubled. */
unsigned
ambit_report_hundredths(uint64_t count, uint64_t base)
{
	assert(base > 0 && count <= base && base < UINT64_C(1) << 49);
	return (unsigned)((20000 * count + base) / (2 * base));
}

uint64_t
ambit_report_band(uint64_t n, uint64_t width)
{
	return n / width * width;
}
