/*
 * Arenas: memory with a lifetime instead of an owner.
 *
 * One block, reserved whole at birth, so that a pointer never moves and the
 * cap is a fact rather than a policy. The pages cost nothing until touched.
 */

/* System. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Floor 0. */
#include "ambit/arena.h"

struct ambit_arena {
	size_t cap;
	size_t used;
	max_align_t bytes[];
};

struct ambit_arena *
ambit_arena_new(size_t cap)
{
	struct ambit_arena *arena;

	if (cap > SIZE_MAX / 2)
		return NULL;
	arena = malloc(sizeof(*arena) + cap);
	if (arena == NULL)
		return NULL;
	arena->cap = cap;
	arena->used = 0;
	return arena;
}

void
ambit_arena_free(struct ambit_arena **arena)
{
	free(*arena);
	*arena = NULL;
}

void
ambit_arena_reset(struct ambit_arena *arena)
{
	arena->used = 0;
}

void *
ambit_arena_get(struct ambit_arena *arena, size_t n, size_t size, size_t align)
{
	size_t at = (arena->used + align - 1) & ~(align - 1);
	void *p;

	if (at > arena->cap || n > (arena->cap - at) / size)
		return NULL;
	p = (char *)arena->bytes + at;
	arena->used = at + n * size;
	return memset(p, 0, n * size);
}

size_t
ambit_arena_mark(const struct ambit_arena *arena)
{
	return arena->used;
}

void
ambit_arena_release(struct ambit_arena *arena, size_t mark)
{
	assert(mark <= arena->used);
	arena->used = mark;
}
