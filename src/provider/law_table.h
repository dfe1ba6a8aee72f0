#ifndef AMBIT_PROVIDER_LAW_TABLE_H
#define AMBIT_PROVIDER_LAW_TABLE_H

#include "ambit/text.h"

/* A column: how one cell of a row is written. */
struct law_column {
	const char *name;
	void (*put)(struct ambit_text *text, const void *row);
	bool brief; /* shown on a screen */
};

struct law_table {
	const struct law_column *columns;
	size_t n_columns;
	const void *(*row)(size_t nth); /* NULL behind the last */
};

extern const struct law_table law_instruments, law_fields, law_rules,
    law_guards;

/* What cells are made of. */
void law_yes(struct ambit_text *text, bool is);
/* The words of the bits that are set, in the order of the bits. */
void law_bits(struct ambit_text *text, unsigned bits, const char *const *words);
/* "S", "I", "T", "C", "N" for never; "W" where none is set. */
void law_classes(struct ambit_text *text, unsigned classes);
void law_regime(struct ambit_text *text, unsigned regime);

#endif
