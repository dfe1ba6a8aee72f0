#ifndef AMBIT_COST_H
#define AMBIT_COST_H

#include <stdbool.h>
#include <stdint.h>

#include "ambit/err.h"
#include "ambit/ledger.h"
#include "ambit/order.h"
#include "ambit/sink.h"
#include "ambit/text.h"

/*
 * What a case has cost (law.md 7.3; 18 U.S.C. 2706): costs that are reasonably
 * necessary and were directly incurred, for an amount that was agreed, or that
 * the court has set. What is recorded stays with the provider; the statement
 * says the amount and the hours, and no more.
 */

/* The words of 2706(a). */
enum ambit_cost_phase {
	AMBIT_COST_SEARCH,    /* searching for */
	AMBIT_COST_ASSEMBLE,  /* assembling */
	AMBIT_COST_REPRODUCE, /* reproducing */
	AMBIT_COST_PROVIDE,   /* otherwise providing */
	AMBIT_N_COST_PHASES,
};

/* "search", "assemble", "reproduce", "provide". */
const char *ambit_cost_phase_name(enum ambit_cost_phase phase);

/* Zero: nothing. */
struct ambit_cost {
	uint64_t minutes[AMBIT_N_COST_PHASES]; /* of operators */
	uint64_t cpu_seconds, bytes_read, bytes_written;
	uint64_t media; /* pieces handed over */
	bool agreed;
	uint64_t cents; /* of US$, where it is agreed */
};

/* Why nothing may be claimed for the order, as a clause; NULL: it may. */
const char *ambit_cost_waiver(const struct ambit_order *order);

/* All that the ledger has of the case: minutes, media and amount from its cost
 * events, the rest from its productions. 0, or -1 and *err_r. */
int ambit_cost_read(struct ambit_ledger *ledger, struct ambit_span case_id,
    struct ambit_cost *cost_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* The body of a cost event: more comes to what there is, which is all that was
 * recorded before. Overflow is the text's affair. */
void
ambit_cost_event(const struct ambit_cost *more, const struct ambit_cost *before,
    const char *waiver, struct ambit_text *text);

/* The statement, for whoever has to pay. 0, or -1 and *err_r. */
int ambit_cost_statement(const struct ambit_order *order,
    const struct ambit_cost *cost, struct ambit_sink *sink,
    struct ambit_err *err_r);

/* "187.50" or "187" as cents: true; false where it is no amount. */
bool ambit_cost_amount(struct ambit_span text, uint64_t *cents_r);

/* Hundredths of an hour, half up. */
uint64_t ambit_cost_hours(const struct ambit_cost *cost);

#endif
