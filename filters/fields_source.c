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

/* How well the row fits: 0 not at all, by its beginning, by its name. */
static unsigned
fits(const struct ambit_law_field *row, struct ambit_span id)
{
	struct ambit_span name = ambit_span_str(row->id);

	if (ambit_span_equal_nocase(name, id))
		return 2;
	return name.ptr[name.len - 1] == '*' &&
	    ambit_span_begins_nocase(id, ambit_span_sub(name, 0, name.len - 1));
}

const struct ambit_law_field *
ambit_law_source(enum ambit_stands stands, struct ambit_span id,
    enum ambit_regime regime)
{
	const struct ambit_law_field *found = NULL;
	unsigned best = 0;
	size_t n;
	const struct ambit_law_field *row = ambit_law_sources(stands, &n);

	for (size_t i = 0; i < n; i++, row++) {
		/* The regime's own row before that of any. */
		unsigned fit = 2 * fits(row, id);

		if (fit == 0 ||
		    (row->regime != AMBIT_REGIME_ANY && row->regime != regime))
			continue;
		fit += row->regime == regime;
		if (fit > best) {
			best = fit;
			found = row;
		}
	}
	return found;
}
