/*
 * Rows of the custody record: cells, escaped and cut where they come from
 * evidence.
 */

/* System. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

/* Floor 1. */
#include "ambit/sink.h"

/* Floor 6. */
#include "custody_row.h"

void
custody_row_begin(struct custody_row *row)
{
	row->line = AMBIT_TEXT(row->room);
	row->begun = false;
}

void
custody_row_cell(struct custody_row *row, struct ambit_span value)
{
	ambit_csv_field(&row->line, !row->begun, false, value);
	row->begun = true;
}

void
custody_row_str(struct custody_row *row, const char *value)
{
	custody_row_cell(row, ambit_span_str(value));
}

void
custody_row_number(struct custody_row *row, uint64_t value)
{
	char digits[24];

	(void)snprintf(digits, sizeof(digits), "%ju", (uintmax_t)value);
	custody_row_str(row, digits);
}

void
custody_row_hex(struct custody_row *row, const unsigned char *digest)
{
	char hex[2 * AMBIT_DIGEST_LEN];
	struct ambit_text text = AMBIT_TEXT(hex);

	if (digest != NULL)
		ambit_text_hex(&text,
		    (struct ambit_span){ digest, AMBIT_DIGEST_LEN });
	custody_row_cell(row, ambit_text_span(&text));
}

void
custody_instant(int64_t at, char text_r[CUSTODY_INSTANT_LEN])
{
	struct ambit_civil c = ambit_instant_civil(at);
	int64_t part = at % AMBIT_SECOND;

	if (part < 0)
		part += AMBIT_SECOND;
	(void)snprintf(text_r, CUSTODY_INSTANT_LEN,
	    "%04u-%02u-%02uT%02u:%02u:%02u.%06uZ", (unsigned)c.year % 10000,
	    c.month % 100, c.day % 100, c.hour % 100, c.minute % 100,
	    c.second % 100, (unsigned)part % 1000000);
}

static void
cell_ends(struct custody_row *row, const struct ambit_when *when, bool hi)
{
	struct ambit_text text = { .ptr = row->cell, .cap = CUSTODY_CELL };
	char at[CUSTODY_INSTANT_LEN];

	for (unsigned i = 0; i < when->n; i++) {
		custody_instant(hi ? when->at[i].hi : when->at[i].lo, at);
		ambit_text_print(&text, "%s%s", i > 0 ? ";" : "", at);
	}
	custody_row_cell(row, ambit_text_span(&text));
}

void
custody_row_lo(struct custody_row *row, const struct ambit_when *when)
{
	cell_ends(row, when, false);
}

void
custody_row_hi(struct custody_row *row, const struct ambit_when *when)
{
	cell_ends(row, when, true);
}

int
custody_row_evidence(struct custody_row *row, struct ambit_span value,
    struct ambit_err *err_r)
{
	struct ambit_text text = { .ptr = row->cell, .cap = CUSTODY_CELL };
	unsigned char digest[AMBIT_DIGEST_LEN];

	ambit_text_escaped(&text, ambit_span_sub(value, 0, CUSTODY_CUT));
	if (value.len > CUSTODY_CUT) {
		if (ambit_sink_digest(value, digest, err_r) < 0)
			return -1;
		ambit_text_str(&text, " sha256=");
		ambit_text_hex(&text,
		    (struct ambit_span){ digest, sizeof(digest) });
	}
	custody_row_cell(row, ambit_text_span(&text));
	return 0;
}

int
custody_row_locator(struct custody_row *row, const struct ambit_item *item,
    struct ambit_err *err_r)
{
	char place[64];

	if (item->path.len > 0)
		return custody_row_evidence(row, item->path, err_r);
	(void)snprintf(place, sizeof(place), "off=%ju,len=%ju",
	    (uintmax_t)item->raw.off, (uintmax_t)item->raw.len);
	custody_row_str(row, place);
	return 0;
}

struct ambit_span
custody_row_line(const struct custody_row *row)
{
	assert(!row->line.full);
	return ambit_text_span(&row->line);
}

int
custody_row_write(struct custody_row *row, struct custody_file *file,
    struct ambit_err *err_r)
{
	ambit_csv_end(&row->line);
	return custody_file_put(file, custody_row_line(row), err_r);
}
