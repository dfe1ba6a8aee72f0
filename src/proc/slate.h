#ifndef AMBIT_PROC_SLATE_H
#define AMBIT_PROC_SLATE_H

#include "ambit/stage.h"

/* More of what is made of an item goes over the pipe. */
#define PROC_SLATE_MADE ((size_t)1 << 18)

/*
 * Where a gate and its decoder pass each other the bytes of an item, which
 * would be copied four times on their way through pipes. Lent to them alone
 * (lent.h), and wiped before another decoder has it.
 *
 * The gate writes item and keeps a copy; it reads made once, into memory of its
 * own, before it looks at it: a decoder may change there what it likes at any
 * time, as it may send what it likes.
 */
struct proc_slate {
	unsigned char item[AMBIT_STAGED_HELD]; /* the gate's */
	unsigned char made[PROC_SLATE_MADE];   /* the decoder's */
};

#endif
