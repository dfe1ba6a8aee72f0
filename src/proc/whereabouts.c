/*
 * One word that two processes see, whole at any time.
 */
#define _GNU_SOURCE

/* System. */
#include <stdatomic.h>
#include <stddef.h>
#include <sys/mman.h>

/* Floor 7. */
#include "whereabouts.h"

struct proc_whereabouts {
	_Atomic uint64_t word; /* twice the ordinal, and 1 within the item */
};

struct proc_whereabouts *
proc_whereabouts_new(void)
{
	void *page = mmap(NULL, sizeof(struct proc_whereabouts),
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (page == MAP_FAILED)
		return NULL;
	if (madvise(page, sizeof(struct proc_whereabouts), MADV_DONTFORK) == 0)
		return page;
	(void)munmap(page, sizeof(struct proc_whereabouts));
	return NULL;
}

int
proc_whereabouts_lend(struct proc_whereabouts *at, bool lent,
    struct ambit_err *err_r)
{
	if (madvise(at, sizeof(*at), lent ? MADV_DOFORK : MADV_DONTFORK) == 0)
		return 0;
	return ambit_err_set(err_r, AMBIT_E_MEMORY, "the word of a reader");
}

void
proc_whereabouts_free(struct proc_whereabouts **at)
{
	if (*at != NULL)
		(void)munmap(*at, sizeof(**at));
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
