#ifndef AMBIT_ARENA_H
#define AMBIT_ARENA_H

#include <stdalign.h>
#include <stddef.h>

/*
 * One arena per lifetime: one for the order, one for a store, one for an item
 * that is reset before the next. Nothing in an arena is freed by itself, and
 * nothing outside one is allocated while evidence is being read.
 */
struct ambit_arena;

/* cap is the most the arena will ever hold; it is a limit on hostile input. */
struct ambit_arena *ambit_arena_new(size_t cap);
void ambit_arena_free(struct ambit_arena **arena);
void ambit_arena_reset(struct ambit_arena *arena);

/* Zeroed, aligned; NULL when the cap is reached. */
void *
ambit_arena_get(struct ambit_arena *arena, size_t n, size_t size, size_t align);

/*
 * Where the arena stands; and back to there, which gives back all that was
 * got since. For scratch in the midst of a lifetime.
 */
size_t ambit_arena_mark(const struct ambit_arena *arena);
void ambit_arena_release(struct ambit_arena *arena, size_t mark);

#define AMBIT_ARENA_GET(arena, type, n) \
	((type *)ambit_arena_get((arena), (n), sizeof(type), alignof(type)))

#endif
