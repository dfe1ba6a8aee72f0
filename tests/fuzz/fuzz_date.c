/*
 * Dates: what is exact is read again from its own writing; blanks around
 * change nothing; a later minute never reads earlier; and what strptime makes
 * of the same bytes lies within one of our readings, or we have none.
 */

/* strptime. */
#undef _XOPEN_SOURCE
#define _XOPEN_SOURCE 700

/* System. */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* Floor 3 and below. */
#include "ambit/date.h"

#define TEXT_MAX 256

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static bool
holds(const struct ambit_when *when, int64_t at)
{
	for (unsigned i = 0; i < when->n; i++) {
		if (when->at[i].lo <= at && at <= when->at[i].hi)
			return true;
	}
	return false;
}

static void
lie_within_the_years(const struct ambit_when *when)
{
	int64_t end = ambit_instant_days(AMBIT_YEAR_MAX + 1, 1, 1) * AMBIT_DAY;

	assert(when->n <= 2);
	for (unsigned i = 0; i < when->n; i++) {
		assert(when->at[i].lo >= 0);
		assert(when->at[i].lo <= when->at[i].hi);
		assert(when->at[i].hi < end);
	}
}

static void
is_read_again(int64_t at)
{
	char text[AMBIT_DATE_LEN];
	struct ambit_when when;

	ambit_date_format(at, 0, text);
	when = ambit_date_parse(ambit_span_str(text));
	assert(when.n == 1 && when.at[0].lo == at && when.at[0].hi == at);
}

static void
strptime_agrees(const char *text, const char *form,
    const struct ambit_when *when)
{
	struct tm tm = { 0 };
	const char *end = strptime(text, form, &tm);
	int64_t at;

	if (when->n == 0 || end == NULL || *end != '\0')
		return;
	at = ambit_instant_days(tm.tm_year + 1900, (unsigned)tm.tm_mon + 1,
		 (unsigned)tm.tm_mday) *
		AMBIT_DAY +
	    tm.tm_hour * AMBIT_HOUR + tm.tm_min * AMBIT_MINUTE +
	    tm.tm_sec * AMBIT_SECOND - tm.tm_gmtoff * AMBIT_SECOND;
	/* Answers outside D16 apart. */
	if (tm.tm_year >= 70 && at >= 0)
		assert(holds(when, at));
}

static bool
is_same(const struct ambit_when *a, const struct ambit_when *b)
{
	if (a->n != b->n)
		return false;
	for (unsigned i = 0; i < a->n; i++) {
		if (a->at[i].lo != b->at[i].lo || a->at[i].hi != b->at[i].hi)
			return false;
	}
	return true;
}

/* One minute later where a minute can be added as text. */
static void
later_is_not_earlier(unsigned char *text, size_t len,
    const struct ambit_when *when)
{
	struct ambit_when later;
	unsigned char *colon = memchr(text, ':', len);

	if (when->n == 0 || colon == NULL || text + len - colon < 3 ||
	    colon[2] < '0' || colon[2] > '8')
		return;
	colon[2]++;
	later = ambit_date_parse((struct ambit_span){ text, len });
	colon[2]--;
	if (later.n != when->n)
		return; /* second 60 */
	for (unsigned i = 0; i < later.n; i++)
		assert(later.at[i].lo > when->at[i].lo &&
		    later.at[i].hi > when->at[i].hi);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static const char *const forms[] = { "%a, %d %b %Y %H:%M:%S %z",
		"%d %b %Y %H:%M:%S %z", "%d %b %Y %H:%M %z",
		"%a, %d %b %Y %H:%M:%S", "%a %b %d %H:%M:%S %Y",
		"%d %b %y %H:%M:%S %z" };
	struct ambit_span all = { bytes, len };
	struct ambit_when when = ambit_date_parse(all), other;
	unsigned char text[TEXT_MAX + 3] = " ";

	lie_within_the_years(&when);
	if (when.n == 1 && when.at[0].lo == when.at[0].hi)
		is_read_again(when.at[0].lo);
	other = ambit_date_parse_from_line(all, len % 2 == 0, 60);
	lie_within_the_years(&other);
	other = ambit_date_parse_file_name(all);
	lie_within_the_years(&other);
	/* A blank beside a line end makes a fold of it. */
	if (len == 0 || len > TEXT_MAX || bytes[0] == '\r' ||
	    bytes[0] == '\n' || bytes[len - 1] == '\n')
		return 0;
	memcpy(text + 1, bytes, len);
	text[len + 1] = ' ';
	other = ambit_date_parse((struct ambit_span){ text, len + 2 });
	assert(is_same(&when, &other));
	later_is_not_earlier(text, len + 1, &when);
	text[len + 1] = '\0';
	if (strlen((char *)text) != len + 1)
		return 0;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		strptime_agrees((char *)text, forms[i], &when);
	return 0;
}
