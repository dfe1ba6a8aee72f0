#ifndef AMBIT_PROC_TRAY_H
#define AMBIT_PROC_TRAY_H

#include <stdatomic.h>
#include <stdint.h>

#include "ambit/span.h"

/* A power of two, and little enough to stay near the processor. */
#define PROC_TRAY ((size_t)1 << 18)

/*
 * Where a reader lays the streams of its items, and its gate takes them from:
 * two copies less than through their pipe, which tells how many bytes there
 * are. Lent to these two alone (lent.h). It goes round; what has no room on it
 * goes over the pipe, so that neither ever waits for the other's word.
 *
 * The gate reads a byte of it once, into memory of its own: a reader may change
 * there what it likes at any time, as it may send what it likes. What it does
 * to taken harms nobody but its own items.
 */
struct proc_tray {
	_Atomic uint64_t taken; /* bytes, of all that were laid */
	unsigned char apart[56];
	unsigned char room[PROC_TRAY];
};

/* The reader: lay as many of the bytes as have room, and say how many. *laid
 * counts them, from 0. */
size_t
proc_tray_lay(struct proc_tray *tray, uint64_t *laid, struct ambit_span bytes);

/* The gate: up to len bytes from the at-th on, fewer where the tray begins
 * anew; they lie there until it says that it has taken so many. */
struct ambit_span
proc_tray_lend(const struct proc_tray *tray, uint64_t at, size_t len);
void proc_tray_take(struct proc_tray *tray, uint64_t taken);

#endif
