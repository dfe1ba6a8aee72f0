#ifndef AMBIT_TESTS_STORE_H
#define AMBIT_TESTS_STORE_H

#include <stdio.h>
#include <string.h>

#include "pack.h"

#include "ambit/limits.h"
#include "ambit/reader.h"

/* Limits as a registry without any of its own has them. */
static const struct ambit_limits store_limits = {
	.header_bytes = AMBIT_HEADER_MAX,
	.item_bytes = AMBIT_ITEM_MAX,
	.depth = AMBIT_DEPTH_MAX,
};

/* As ambit_reader_open, with a window of one's own; the unit may go. */
static inline int
open_unit(struct ambit_reader *r, const struct ambit_unit *unit, int fd,
    size_t window, struct ambit_span claims, struct ambit_err *err_r)
{
	struct ambit_unit *own;

	*r = (struct ambit_reader){
		.ops = ambit_reader_of(unit->store->format),
		.fd = fd,
		.store = unit->store,
		.claims = claims,
		.limits = &store_limits,
		.window = window,
		.memory = ambit_arena_new((size_t)1 << 16),
		.arena = ambit_arena_new((size_t)1 << 18),
	};
	own = AMBIT_ARENA_GET(r->memory, struct ambit_unit, 1);
	*own = *unit;
	r->unit = own;
	if (r->ops->open(r, err_r) == 0)
		return 0;
	ambit_reader_close(r);
	return -1;
}

/* A store as a whole. */
static inline int
open_window(struct ambit_reader *r, const struct ambit_store *store, int fd,
    size_t window, struct ambit_err *err_r)
{
	struct ambit_unit unit = ambit_unit_whole(store);

	return open_unit(r, &unit, fd, window, (struct ambit_span){ 0 }, err_r);
}

/* The names of the item's flaws, a blank before each. */
static inline void
print_flaws(char *out, size_t size, unsigned flaws)
{
	size_t used = strlen(out);

	for (unsigned i = 0; i < AMBIT_N_FLAWS; i++) {
		if (!(flaws & 1u << i) || used >= size)
			continue;
		(void)snprintf(out + used, size - used, " %s",
		    ambit_flaw_name(i));
		used += strlen(out + used);
	}
}

#endif
