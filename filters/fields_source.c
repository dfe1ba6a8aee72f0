/*
 * What is no column: which row speaks of what stands in a store?
 *
 * A header field or a property without a row is withheld, and so is one whose
 * row has no class; not even its name is printed (law.md 3.1, R1).
 */

/* Filters. */
#include "fields.h"

const struct ambit_law_field *
ambit_law_sources(enum ambit_stands stands, size_t *n_r)
{
	switch (stands) {
	case AMBIT_STANDS_HEADER:
		*n_r = ambit_fields_n_header;
		return ambit_fields_header;
	case AMBIT_STANDS_PROPERTY:
		*n_r = ambit_fields_n_property;
		return ambit_fields_property;
	case AMBIT_STANDS_RECIPIENT:
		*n_r = ambit_fields_n_recipient;
		return ambit_fields_recipient;
	case AMBIT_STANDS_ATTACHMENT:
		*n_r = ambit_fields_n_attachment;
		return ambit_fields_attachment;
	case AMBIT_STANDS_FOLDER:
		*n_r = ambit_fields_n_folder;
		return ambit_fields_folder;
	case AMBIT_STANDS_RECORD:
		*n_r = ambit_fields_n_record;
		return ambit_fields_record;
	case AMBIT_STANDS_COLUMN:
		break;
	}
	return ambit_law_fields(n_r);
}

/* By its whole name; a row that ends in a star, by its beginning. */
static bool
fits(const struct ambit_law_field *row, struct ambit_span id)
{
	struct ambit_span name = ambit_span_str(row->id);

	if (ambit_span_equal_nocase(name, id))
		return true;
	return name.ptr[name.len - 1] == '*' &&
	    ambit_span_begins_nocase(id, ambit_span_sub(name, 0, name.len - 1));
}

/* The tables list a whole name before a beginning of it. */
static const struct ambit_law_field *
first_that_fits(enum ambit_stands stands, struct ambit_span id,
    enum ambit_regime regime)
{
	size_t n;
	const struct ambit_law_field *row = ambit_law_sources(stands, &n);

	for (size_t i = 0; i < n; i++, row++) {
		if (row->regime == regime && fits(row, id))
			return row;
	}
	return NULL;
}

const struct ambit_law_field *
ambit_law_source(enum ambit_stands stands, struct ambit_span id,
    enum ambit_regime regime)
{
	const struct ambit_law_field *own = first_that_fits(stands, id, regime);

	return own != NULL ? own
			   : first_that_fits(stands, id, AMBIT_REGIME_ANY);
}
