/*
 * Rows of the custody record: cells, escaped and cut where they come from
 * evidence.
 */

/* System. */
#include <assert.h>
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
	struct ambit_text text = AMBIT_TEXT(digits);

	ambit_text_decimal(&text, value, 1);
	custody_row_cell(row, ambit_text_span(&text));
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
	int64_t part = at % AMBIT_SECOND;
	struct ambit_text text = { .ptr = text_r,
		.cap = CUSTODY_INSTANT_LEN,
		.len = AMBIT_INSTANT_LEN - 2 };

	ambit_instant_format(at, text_r);
	ambit_text_str(&text, "."); /* in the place of the Z */
	ambit_text_decimal(&text,
	    (uint64_t)(part < 0 ? part + AMBIT_SECOND : part), 6);
	ambit_text_str(&text, "Z");
	(void)ambit_text_end(&text);
}

static void
cell_ends(struct custody_row *row, const struct ambit_when *when, bool hi)
{
	struct ambit_text text = { .ptr = row->cell, .cap = CUSTODY_CELL };
	char at[CUSTODY_INSTANT_LEN];

	for (unsigned i = 0; i < when->n; i++) {
		custody_instant(hi ? when->at[i].hi : when->at[i].lo, at);
		ambit_text_str(&text, i > 0 ? ";" : "");
		ambit_text_str(&text, at);
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

/* Nothing in it to escape, as in most dates and paths. */
static bool
is_plain(struct ambit_span value)
{
	for (size_t i = 0; i < value.len; i++) {
		unsigned char c = value.ptr[i];

		if (c < 0x20 || c > 0x7e || c == '\\')
			return false;
	}
	return true;
}

int
custody_row_evidence(struct custody_row *row, struct ambit_span value,
    struct ambit_err *err_r)
{
	struct ambit_text text = { .ptr = row->cell, .cap = CUSTODY_CELL };
	unsigned char digest[AMBIT_DIGEST_LEN];

	if (value.len <= CUSTODY_CUT && is_plain(value)) {
		custody_row_cell(row, value);
		return 0;
	}
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
custody_row_locator(struct custody_row *row, const struct ambit_store *store,
    const struct ambit_item *item, struct ambit_err *err_r)
{
	char place[64];
	struct ambit_text text = AMBIT_TEXT(place);

	if (item->path.len > 0)
		return custody_row_evidence(row, item->path, err_r);
	if (store->format == AMBIT_STORE_PST ||
	    store->format == AMBIT_STORE_OST) {
		ambit_text_str(&text, "nid=");
		ambit_text_decimal(&text, item->at.off, 1);
	} else {
		ambit_text_str(&text, "off=");
		ambit_text_decimal(&text, item->raw.off, 1);
		ambit_text_str(&text, ",len=");
		ambit_text_decimal(&text, item->raw.len, 1);
	}
	custody_row_cell(row, ambit_text_span(&text));
	return 0;
}

void
custody_row_end(struct custody_row *row)
{
	ambit_csv_end(&row->line);
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
	custody_row_end(row);
	return custody_file_put(file, custody_row_line(row), err_r);
}
