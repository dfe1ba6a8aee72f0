/*
 * One word that two processes see, whole at any time.
 */
/* System. */
#include <stdatomic.h>

/* Floor 7. */
#include "lent.h"
#include "whereabouts.h"

struct proc_whereabouts {
	_Atomic uint64_t word; /* twice the ordinal, and 1 within the item */
};

struct proc_whereabouts *
proc_whereabouts_new(void)
{
	return proc_lent_new(sizeof(struct proc_whereabouts));
}

int
proc_whereabouts_lend(struct proc_whereabouts *at, bool lent,
    struct ambit_err *err_r)
{
	return proc_lent_let(at, sizeof(*at), lent, err_r);
}

void
proc_whereabouts_free(struct proc_whereabouts **at)
{
	proc_lent_free(*at, sizeof(**at));
	*at = NULL;
}

void
proc_whereabouts_set(struct proc_whereabouts *at, uint32_t item, bool within)
{
	atomic_store_explicit(&at->word, (uint64_t)item * 2 + within,
	    memory_order_relaxed);
}

void
proc_whereabouts_get(const struct proc_whereabouts *at, uint32_t *item_r,
    bool *within_r)
{
	uint64_t word = atomic_load_explicit(&at->word, memory_order_relaxed);

	*item_r = (uint32_t)(word / 2);
	*within_r = (word & 1) != 0;
}
