/*
 * Memory that is lent to the next process alone.
 */
#define _GNU_SOURCE

/* System. */
#include <sys/mman.h>

/* Floor 7. */
#include "lent.h"

void *
proc_lent_new(size_t len)
{
	void *memory = mmap(NULL, len, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		return NULL;
	/* Nor does it lie in any core. */
	if (madvise(memory, len, MADV_DONTFORK) == 0 &&
	    madvise(memory, len, MADV_DONTDUMP) == 0)
		return memory;
	proc_lent_free(memory, len);
	return NULL;
}

void
proc_lent_free(void *memory, size_t len)
{
	if (memory != NULL)
		(void)munmap(memory, len);
}

int
proc_lent_let(void *memory, size_t len, bool lent, struct ambit_err *err_r)
{
	if (madvise(memory, len, lent ? MADV_DOFORK : MADV_DONTFORK) == 0)
		return 0;
	return ambit_err_set(err_r, AMBIT_E_MEMORY, "memory that is lent");
}

/* By giving the pages back: those that were never touched cost nothing. */
int
proc_lent_wipe(void *memory, size_t len, struct ambit_err *err_r)
{
	if (madvise(memory, len, MADV_REMOVE) == 0)
		return 0;
	return ambit_err_set(err_r, AMBIT_E_MEMORY, "memory that was lent");
}

void
proc_lent_fetch(void *memory, size_t len)
{
	(void)madvise(memory, len, MADV_POPULATE_WRITE);
}
