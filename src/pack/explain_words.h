#ifndef AMBIT_PACK_EXPLAIN_WORDS_H
#define AMBIT_PACK_EXPLAIN_WORDS_H

#include "ambit/order.h"
#include "ambit/registry.h"
#include "ambit/sink.h"

/* The columns of items.csv. */
enum explain_column {
	EXPLAIN_TASK,
	EXPLAIN_STORE,
	EXPLAIN_LOCATOR,
	EXPLAIN_BYTES,
	EXPLAIN_SHA256,
	EXPLAIN_OUTCOME,
	EXPLAIN_RULE,
	EXPLAIN_CLOCK,
	EXPLAIN_CLOCK_SOURCE,
	EXPLAIN_RAW_DATE,
	EXPLAIN_LO,
	EXPLAIN_HI,
	EXPLAIN_FLAWS,
	EXPLAIN_BATES,
	EXPLAIN_DUPLICATE_OF,
	EXPLAIN_COLUMNS,
};

/* Say which item a row is about. */
int explain_item(const struct ambit_span *row, struct ambit_sink *sink,
    struct ambit_err *err_r);

/* Say what became of it under the task of the row, and why. */
int explain_row(const struct ambit_span *row, const struct ambit_order *order,
    const struct ambit_registry *registry, struct ambit_sink *sink,
    struct ambit_err *err_r);

#endif
