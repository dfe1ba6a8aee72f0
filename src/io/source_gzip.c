/*
 * A gzip file as a source: one member, inflated as one stream (RFC 1952).
 *
 * A stream goes forward only, a reader goes back to the header of a message
 * whose end it has found. So the state of the inflater is set aside now and
 * then: once before what is kept, and twice close behind the front, wherever
 * that is. Memory is the same for a message of 1 KiB and of 4 GiB. Every
 * other gzip reader has its own mind about a second member and bytes behind
 * the end, so both refuse the store.
 */

/* System. */
#include <assert.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* Floor 1. */
#include "source_ops.h"

#define INPUT ((size_t)1 << 16)

/* RFC 1952 with the largest window; zlib checks CRC and length itself. */
#define GZIP_ONLY (16 + MAX_WBITS)

/* A mark costs a copy of 40 KiB: nothing against inflating this much. */
#define MARK_EVERY ((uint64_t)1 << 20)
#define N_MARKS    ((size_t)3)

/* What zlib allocates for one inflater: its state and its window. */
#define ROOM    ((size_t)48 << 10)
#define N_ROOMS (2 * (1 + N_MARKS))

struct room {
	alignas(max_align_t) unsigned char bytes[ROOM];
};

struct gunzip {
	/* zlib ties a state to the address of its stream: never moved. */
	z_stream z[1 + N_MARKS];
	uint64_t in_off[1 + N_MARKS]; /* in the file, of the next input byte */
	uint64_t pos[1 + N_MARKS];    /* of the next byte inflated */
	size_t mark[N_MARKS];         /* oldest first: which of z */
	size_t n_marks;
	bool ended;
	unsigned char in[INPUT];
	bool used[N_ROOMS];
	struct room rooms[N_ROOMS];
};

#define LIVE 0

static voidpf
room_get(voidpf opaque, uInt n, uInt size)
{
	struct gunzip *g = opaque;

	if (size == 0 || n > ROOM / size)
		return Z_NULL;
	for (size_t i = 0; i < N_ROOMS; i++) {
		if (!g->used[i]) {
			g->used[i] = true;
			return g->rooms[i].bytes;
		}
	}
	return Z_NULL;
}

static void
room_free(voidpf opaque, voidpf p)
{
	struct gunzip *g = opaque;

	for (size_t i = 0; i < N_ROOMS; i++) {
		if (p == g->rooms[i].bytes)
			g->used[i] = false;
	}
}

static int
no_memory(struct ambit_err *err_r)
{
	return ambit_err_set(err_r, AMBIT_E_MEMORY, "inflater");
}

static int
refuse(const char *why, struct ambit_err *err_r)
{
	return ambit_err_set(err_r, AMBIT_E_FORMAT, "gzip: %s", why);
}

/* Where the next input byte lies in the file. */
static uint64_t
input_at(const struct gunzip *g)
{
	return g->in_off[LIVE] - g->z[LIVE].avail_in;
}

static int
begin(struct gunzip *g, struct ambit_err *err_r)
{
	z_stream *z = &g->z[LIVE];

	(void)inflateEnd(z);
	*z = (z_stream){ .zalloc = room_get, .zfree = room_free, .opaque = g };
	g->in_off[LIVE] = g->pos[LIVE] = 0;
	g->ended = false;
	if (inflateInit2(z, GZIP_ONLY) != Z_OK)
		return no_memory(err_r);
	return 0;
}

/* Copy one state over another; the input is read again where it was. */
static int
copy(struct gunzip *g, size_t to, size_t from, struct ambit_err *err_r)
{
	uint64_t at = from == LIVE ? input_at(g) : g->in_off[from];

	(void)inflateEnd(&g->z[to]);
	if (inflateCopy(&g->z[to], &g->z[from]) != Z_OK)
		return no_memory(err_r);
	g->z[to].next_in = Z_NULL;
	g->z[to].avail_in = 0;
	g->in_off[to] = at;
	g->pos[to] = g->pos[from];
	return 0;
}

/*
 * Set the state aside. The oldest mark goes once the second serves for all
 * that is kept; else the second goes, so that two stay close to the front.
 */
static int
set_mark(struct gunzip *g, uint64_t kept, struct ambit_err *err_r)
{
	size_t n = g->n_marks, which;

	if (n < N_MARKS) {
		which = g->n_marks = n + 1;
	} else {
		which = g->mark[1];
		if (g->pos[which] <= kept) {
			which = g->mark[0];
			g->mark[0] = g->mark[1];
		}
		g->mark[1] = g->mark[2];
		n = N_MARKS - 1;
	}
	g->mark[n] = which;
	return copy(g, which, LIVE, err_r);
}

static bool
mark_is_due(const struct gunzip *g)
{
	uint64_t pos = g->pos[LIVE];

	if (g->n_marks == 0)
		return pos >= MARK_EVERY;
	return pos >= g->pos[g->mark[g->n_marks - 1]] + MARK_EVERY;
}

/* Make off lie at or before the front, as close as the marks allow. */
static int
go(struct gunzip *g, uint64_t off, struct ambit_err *err_r)
{
	uint64_t pos = g->pos[LIVE];

	for (size_t i = g->n_marks; i > 0; i--) {
		size_t which = g->mark[i - 1];

		if (g->pos[which] > off)
			continue;
		if (pos <= off && pos >= g->pos[which])
			return 0;
		g->ended = false;
		return copy(g, LIVE, which, err_r);
	}
	return pos <= off ? 0 : begin(g, err_r);
}

static int
more_input(struct ambit_source *s, struct gunzip *g, struct ambit_err *err_r)
{
	struct source_room room = { .ptr = g->in, .len = INPUT };

	if (ambit_source_pread(s, g->in_off[LIVE], &room, err_r) < 0)
		return -1;
	if (room.got == 0)
		return refuse("the file ends within the stream", err_r);
	g->z[LIVE].next_in = g->in;
	g->z[LIVE].avail_in = (uInt)room.got;
	g->in_off[LIVE] += room.got;
	return 0;
}

static int
end_stream(struct ambit_source *s, struct gunzip *g, struct ambit_err *err_r)
{
	if (input_at(g) < ambit_source_stored(s))
		return refuse("bytes behind the end of the stream", err_r);
	g->ended = true;
	return 0;
}

/* Inflate up to n bytes at to; fewer only at the end of the stream. */
static int
inflate_some(struct ambit_source *s, struct gunzip *g, unsigned char *to,
    size_t n, struct ambit_err *err_r)
{
	z_stream *z = &g->z[LIVE];
	int rc = Z_OK;

	z->next_out = to;
	z->avail_out = (uInt)n;
	while (z->avail_out > 0 && rc == Z_OK) {
		if (z->avail_in == 0 && more_input(s, g, err_r) < 0)
			return -1;
		rc = inflate(z, Z_NO_FLUSH);
		if (rc == Z_MEM_ERROR)
			return no_memory(err_r);
		if (rc != Z_OK && rc != Z_STREAM_END)
			return refuse("damaged stream", err_r);
	}
	g->pos[LIVE] += n - z->avail_out;
	return rc == Z_STREAM_END ? end_stream(s, g, err_r) : 0;
}

static int
gunzip_read(struct ambit_source *source, uint64_t off, struct source_room *room,
    struct ambit_err *err_r)
{
	struct gunzip *g = source->stream;
	uint64_t was;

	room->got = 0;
	if (go(g, off, err_r) < 0)
		return -1;
	while (!g->ended) {
		uint64_t left = off - g->pos[LIVE];
		size_t n =
		    left > 0 && left < room->len ? (size_t)left : room->len;

		if (mark_is_due(g) && set_mark(g, source->kept, err_r) < 0)
			return -1;
		was = g->pos[LIVE];
		if (inflate_some(source, g, room->ptr, n, err_r) < 0)
			return -1;
		if (was == off) {
			room->got = (size_t)(g->pos[LIVE] - was);
			break;
		}
	}
	return 0;
}

static void
gunzip_free(struct ambit_source *source)
{
	free(source->stream);
}

static const struct ambit_source_ops gunzip_ops = {
	.read = gunzip_read,
	.free = gunzip_free,
};

int
ambit_source_new_gzip(int fd, size_t window, struct ambit_source **source_r,
    struct ambit_err *err_r)
{
	struct gunzip *g;

	assert(fd != -1);
	*source_r = ambit_source_make(&gunzip_ops, fd, window, err_r);
	if (*source_r == NULL)
		return -1;
	(*source_r)->stream = g = calloc(1, sizeof(*g));
	if (g == NULL || begin(g, err_r) < 0) {
		ambit_source_free(source_r);
		return no_memory(err_r);
	}
	return 0;
}
