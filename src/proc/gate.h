#ifndef AMBIT_PROC_GATE_H
#define AMBIT_PROC_GATE_H

#include "ambit/reader.h"
#include "ambit/run.h"
#include "ambit/table.h"

/*
 * The gate: asks the filters about one item under every task that opens its
 * store, and lets out what they let out.
 */
struct ambit_gate {
	const struct ambit_run_terms *terms;
	struct ambit_production *production;
	struct ambit_custody *custody;
	struct ambit_sink_hash hash; /* for held items */
	struct ambit_table *tables;  /* one a task */
	char *row;                   /* AMBIT_TABLE_ROW_MAX */
};

int ambit_gate_init(struct ambit_gate *gate,
    const struct ambit_run_terms *terms, struct ambit_production *production,
    struct ambit_custody *custody, struct ambit_err *err_r);
void ambit_gate_clear(struct ambit_gate *gate);

/* Judge, stage and record one item. 0, or -1 and *err_r: the run fails. */
int ambit_gate_item(struct ambit_gate *gate, struct ambit_reader *r,
    struct ambit_item *item, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

#endif
