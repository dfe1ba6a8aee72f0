/*
 * A ring of bytes that one process lays and another takes.
 */

/* System. */
#include <string.h>

/* Floor 7. */
#include "tray.h"

struct ambit_span
proc_tray_lend(const struct proc_tray *tray, uint64_t at, size_t len)
{
	size_t off = (size_t)(at % PROC_TRAY);

	return (struct ambit_span){ tray->room + off,
		len < PROC_TRAY - off ? len : PROC_TRAY - off };
}

void
proc_tray_take(struct proc_tray *tray, uint64_t taken)
{
	atomic_store_explicit(&tray->taken, taken, memory_order_release);
}

static size_t
room(const struct proc_tray *tray, uint64_t laid)
{
	uint64_t taken =
	    atomic_load_explicit(&tray->taken, memory_order_acquire);

	return PROC_TRAY - (size_t)(laid - taken);
}

size_t
proc_tray_lay(struct proc_tray *tray, uint64_t *laid, struct ambit_span bytes)
{
	struct ambit_span left = ambit_span_sub(bytes, 0, room(tray, *laid));
	size_t n = left.len;

	while (left.len > 0) {
		size_t off = (size_t)(*laid % PROC_TRAY);
		size_t some = proc_tray_lend(tray, *laid, left.len).len;

		memcpy(tray->room + off, left.ptr, some);
		left = ambit_span_sub(left, some, left.len);
		*laid += some;
	}
	return n;
}
