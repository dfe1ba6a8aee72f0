/*
 * Law tables: rows of constants as text, in one canonical form.
 *
 * What is digested is what counsel reads: the CSV that ambit prints.
 */

/* System. */
#include <string.h>

/* Floor 2. */
#include "ambit/csv.h"

/* Floor 5. */
#include "ambit/law_tables.h"

/* Here. */
#include "law_table.h"

/* A row of the widest table, quotes and commas and all. */
#define LINE_MAX_LEN 4096

static const struct law_table *const tables[AMBIT_N_LAW_TABLES] = {
	[AMBIT_LAW_INSTRUMENTS] = &law_instruments,
	[AMBIT_LAW_FIELDS] = &law_fields,
	[AMBIT_LAW_RULES] = &law_rules,
	[AMBIT_LAW_GUARDS] = &law_guards,
};

/* ---- cells ---- */

void
law_yes(struct ambit_text *text, bool is)
{
	ambit_text_str(text, is ? "yes" : "no");
}

void
law_bits(struct ambit_text *text, unsigned bits, const char *const *words)
{
	const char *between = "";

	for (; bits != 0; bits >>= 1, words++) {
		if (!(bits & 1))
			continue;
		ambit_text_str(text, between);
		ambit_text_str(text, *words);
		between = " ";
	}
}

void
law_classes(struct ambit_text *text, unsigned classes)
{
	for (unsigned i = 0; i < AMBIT_N_CLASSES; i++) {
		if (classes & 1U << i)
			ambit_text_put(text,
			    (struct ambit_span){
				(const unsigned char *)&"SITC"[i], 1 });
	}
	if (classes & AMBIT_LAW_NEVER)
		ambit_text_str(text, "N");
	if (classes == AMBIT_LAW_WITHHELD)
		ambit_text_str(text, "W");
}

void
law_regime(struct ambit_text *text, unsigned regime)
{
	static const char *const words[] = { "any", "us", "eu", "gb" };

	ambit_text_str(text, words[regime]);
}

/* ---- tables ---- */

const char *
ambit_law_table_column(enum ambit_law_table table, size_t column, bool *brief_r)
{
	if (column >= tables[table]->n_columns)
		return NULL;
	if (brief_r != NULL)
		*brief_r = tables[table]->columns[column].brief;
	return tables[table]->columns[column].name;
}

size_t
ambit_law_table_rows(enum ambit_law_table table)
{
	size_t n = 0;

	while (tables[table]->row(n) != NULL)
		n++;
	return n;
}

void
ambit_law_table_cell(enum ambit_law_table table, size_t row, size_t column,
    struct ambit_text *text)
{
	tables[table]->columns[column].put(text, tables[table]->row(row));
}

/* ---- CSV ---- */

static void
put_head(struct ambit_text *line, const struct law_table *table)
{
	for (size_t i = 0; i < table->n_columns; i++)
		ambit_csv_field(line, i == 0, false,
		    ambit_span_str(table->columns[i].name));
	ambit_csv_end(line);
}

static void
put_row(struct ambit_text *line, const struct law_table *table, const void *row)
{
	for (size_t i = 0; i < table->n_columns; i++) {
		char room[AMBIT_LAW_CELL_MAX];
		struct ambit_text cell = AMBIT_TEXT(room);

		table->columns[i].put(&cell, row);
		line->full |= cell.full;
		ambit_csv_field(line, i == 0, false, ambit_text_span(&cell));
	}
	ambit_csv_end(line);
}

static int
write_line(const struct ambit_text *line, struct ambit_sink *sink,
    struct ambit_err *err_r)
{
	if (line->full)
		return ambit_err_set(err_r, AMBIT_E_LIMIT,
		    "row of a law table");
	return ambit_sink_write(sink, ambit_text_span(line), err_r);
}

int
ambit_law_table_csv(enum ambit_law_table table, struct ambit_sink *sink,
    struct ambit_err *err_r)
{
	char room[LINE_MAX_LEN];
	struct ambit_text line = AMBIT_TEXT(room);
	const void *row;

	put_head(&line, tables[table]);
	if (write_line(&line, sink, err_r) < 0)
		return -1;
	for (size_t i = 0; (row = tables[table]->row(i)) != NULL; i++) {
		line.len = 0;
		put_row(&line, tables[table], row);
		if (write_line(&line, sink, err_r) < 0)
			return -1;
	}
	return 0;
}

/* ---- digests ---- */

static int
digest(enum ambit_law_table from, enum ambit_law_table to,
    unsigned char sha256_r[AMBIT_DIGEST_LEN], struct ambit_err *err_r)
{
	struct ambit_sink_hash hash;
	int rc = ambit_sink_hash_init(&hash, NULL, err_r);

	for (enum ambit_law_table i = from; rc == 0 && i <= to; i++)
		rc = ambit_law_table_csv(i, &hash.sink, err_r);
	if (rc == 0)
		rc = ambit_sink_finish(&hash.sink, err_r);
	memcpy(sha256_r, hash.digest, AMBIT_DIGEST_LEN);
	ambit_sink_hash_clear(&hash);
	return rc;
}

int
ambit_law_table_digest(enum ambit_law_table table,
    unsigned char sha256_r[AMBIT_DIGEST_LEN], struct ambit_err *err_r)
{
	return digest(table, table, sha256_r, err_r);
}

int
ambit_law_digest(unsigned char sha256_r[AMBIT_DIGEST_LEN],
    struct ambit_err *err_r)
{
	return digest(AMBIT_LAW_INSTRUMENTS, AMBIT_N_LAW_TABLES - 1, sha256_r,
	    err_r);
}

/* ---- approval ---- */

static bool
contains(struct ambit_range range, int64_t at)
{
	return range.from <= at && at < range.until;
}

bool
ambit_registry_approves(const struct ambit_registry *registry,
    const unsigned char sha256[AMBIT_DIGEST_LEN], int64_t now)
{
	for (size_t i = 0; i < registry->n_laws; i++) {
		const struct ambit_law_approval *law = &registry->laws[i];
		const struct ambit_approver *by =
		    &registry->approvers[law->approver];

		if (memcmp(law->sha256, sha256, AMBIT_DIGEST_LEN) == 0 &&
		    by->role == AMBIT_APPROVER_COUNSEL &&
		    contains(by->valid, law->on) && law->on <= now)
			return true;
	}
	return false;
}
