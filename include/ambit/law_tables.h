#ifndef AMBIT_LAW_TABLES_H
#define AMBIT_LAW_TABLES_H

#include <stddef.h>

#include "ambit/err.h"
#include "ambit/law.h"
#include "ambit/registry.h"
#include "ambit/sink.h"
#include "ambit/text.h"

/*
 * The tables of law.h, validity.h and notice.h as text, for counsel to read and
 * to sign: every row with every column. What counsel has approved is the digest
 * of their CSV (Registry/LawTables).
 */
enum ambit_law_table {
	AMBIT_LAW_INSTRUMENTS,
	AMBIT_LAW_FIELDS, /* columns, then what is no column */
	AMBIT_LAW_RULES,
	AMBIT_LAW_GUARDS, /* of notice: ambit/notice.h */
};
#define AMBIT_N_LAW_TABLES 4

/* The longest cell, and the most columns, of any table. */
#define AMBIT_LAW_CELL_MAX    400
#define AMBIT_LAW_COLUMNS_MAX 32

/* The name of a column, from 0; NULL behind the last. brief_r, unless NULL:
 * is it one of those for a screen? */
const char *ambit_law_table_column(enum ambit_law_table table, size_t column,
    bool *brief_r);

size_t ambit_law_table_rows(enum ambit_law_table table);

/* Append one cell of a row: words, "yes" or "no", a number, or nothing. */
void ambit_law_table_cell(enum ambit_law_table table, size_t row, size_t column,
    struct ambit_text *text);

/* The table as CSV (package.md 5, without the mark at its front and without
 * guards): a row of names, then the rows. 0 or -1. */
int ambit_law_table_csv(enum ambit_law_table table, struct ambit_sink *sink,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* SHA-256 of the CSV of one table; of all, one behind the other in the
 * order of the enum. 0 or -1. */
int ambit_law_table_digest(enum ambit_law_table table,
    unsigned char sha256_r[AMBIT_DIGEST_LEN], struct ambit_err *err_r)
    __attribute__((warn_unused_result));
int ambit_law_digest(unsigned char sha256_r[AMBIT_DIGEST_LEN],
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* Has counsel of the registry approved tables of this digest by now: a person
 * who was counsel at the instant of approval? */
bool ambit_registry_approves(const struct ambit_registry *registry,
    const unsigned char sha256[AMBIT_DIGEST_LEN], int64_t now);

#endif
