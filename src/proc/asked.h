#ifndef AMBIT_PROC_ASKED_H
#define AMBIT_PROC_ASKED_H

#include "ambit/run.h"
#include "ambit/table.h"

/*
 * The filters asked about one item under every task: by a reader to save work,
 * by a gate because its answer counts. Decides nothing itself.
 */
struct asked_task {
	bool opens; /* the task opens the store */
	struct ambit_verdict verdict;
	enum ambit_outcome outcome;
	unsigned classes; /* that it asks of items of the kind */
};

struct asked {
	const struct ambit_run_terms *terms;
	size_t n;
	bool reduced; /* a task that is not answered NO wants pieces */
	struct asked_task tasks[];
};

struct asked *asked_new(const struct ambit_run_terms *terms);
void asked_free(struct asked *asked);

/* Does the item leave under the scope in pieces, if it leaves? Only mail does.
 */
bool
asked_reduces(const struct ambit_scope *scope, const struct ambit_item *item);

/* Ask, with what is known of the item by now. */
void asked_decide(struct asked *asked, const struct ambit_store *store,
    const struct ambit_item *item);

/* Is there a task that is not answered NO? */
bool asked_more(const struct asked *asked);

/* Does a task need the item's bytes: to leave, or to describe what is held? */
bool asked_bytes(const struct asked *asked, const struct ambit_item *item);

/* Does the item give the task of that index a row? */
bool asked_row(const struct asked *asked, size_t task,
    const struct ambit_item *item);

/* Or may it yet? Of an item that leaves in pieces the parts are asked about
 * last, and by the gate alone. */
bool asked_row_yet(const struct asked *asked, size_t task,
    const struct ambit_item *item);

/* Does the task of that index let it out as content? */
bool asked_content(const struct asked *asked, size_t task);

/* The table of every task; NULL: no memory. */
struct ambit_table *asked_tables(const struct ambit_run_terms *terms);

#endif
