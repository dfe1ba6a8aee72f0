/*
 * Sources: windows onto a store, filled by pread(2) or by a stream.
 *
 * Knows how a window moves; where its bytes come from is behind source_ops.h.
 * Measured against mmap(2): the same speed once the bytes are hashed, and a
 * store truncated under us is a short read, not a SIGBUS.
 */

/* System. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Floor 1. */
#include "source_ops.h"

/*
 * A window that moves on takes along what was kept, where that is at most a
 * quarter of it: a message that straddles two windows is read once.
 */
static size_t
tail_max(const struct ambit_source *s)
{
	return s->window / 4;
}

int
ambit_source_pread(const struct ambit_source *source, uint64_t off,
    struct source_room *room, struct ambit_err *err_r)
{
	size_t n = room->len;
	ssize_t got;

	room->got = 0;
	/* Bytes that come while we read are not of the store: B9. */
	if (off >= source->size)
		return 0;
	if (n > source->size - off)
		n = (size_t)(source->size - off);
	do {
		got = pread(source->fd, room->ptr, n,
		    (off_t)(source->begin + off));
	} while (got == -1 && errno == EINTR);
	if (got == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "read store");
	room->got = (size_t)got;
	return 0;
}

static int
plain_read(struct ambit_source *source, uint64_t off, struct source_room *room,
    struct ambit_err *err_r)
{
	return ambit_source_pread(source, off, room, err_r);
}

static void
plain_free(struct ambit_source *source)
{
	(void)source;
}

static const struct ambit_source_ops plain_ops = {
	.read = plain_read,
	.free = plain_free,
};

static int
stat_file(int fd, struct stat *st_r, struct ambit_err *err_r)
{
	if (fstat(fd, st_r) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "stat store");
	if (!S_ISREG(st_r->st_mode))
		return ambit_err_set(err_r, AMBIT_E_FORMAT,
		    "the store is not a regular file");
	return 0;
}

struct ambit_source *
ambit_source_make(const struct ambit_source_ops *ops, int fd, size_t window,
    struct ambit_err *err_r)
{
	size_t room = AMBIT_SOURCE_MAX + window / 4;
	struct stat st = { 0 };
	struct ambit_source *s;

	assert(window > 0 && window <= AMBIT_SOURCE_MAX);
	if (fd != -1 && stat_file(fd, &st, err_r) < 0)
		return NULL;
	/* Reserved whole, so that no loan allocates; what is not touched
	 * costs nothing. */
	s = malloc(sizeof(*s) + room);
	if (s == NULL) {
		(void)ambit_err_set(err_r, AMBIT_E_MEMORY, "source window");
		return NULL;
	}
	*s = (struct ambit_source){
		.ops = ops,
		.fd = fd,
		.st = st,
		.size = (uint64_t)st.st_size,
		.window = window,
	};
	return s;
}

int
ambit_source_new(int fd, size_t window, struct ambit_source **source_r,
    struct ambit_err *err_r)
{
	*source_r = ambit_source_make(&plain_ops, fd, window, err_r);
	return *source_r == NULL ? -1 : 0;
}

void
ambit_source_free(struct ambit_source **source)
{
	if (*source == NULL)
		return;
	(*source)->ops->free(*source);
	free(*source);
	*source = NULL;
}

static void
aim(struct ambit_source *source, int fd, const struct stat *st)
{
	source->fd = fd;
	source->st = *st;
	source->begin = 0;
	source->size = (uint64_t)st->st_size;
	source->off = source->kept = 0;
	source->len = 0;
	source->ended = false;
	source->lying = (struct ambit_span){ 0 };
}

int
ambit_source_aim(struct ambit_source *source, int fd, struct ambit_err *err_r)
{
	struct stat st;

	assert(source->ops == &plain_ops);
	if (stat_file(fd, &st, err_r) < 0)
		return -1;
	aim(source, fd, &st);
	return 0;
}

int
ambit_source_aim_part(struct ambit_source *source, int fd, uint64_t off,
    uint64_t len, struct ambit_err *err_r)
{
	struct stat st;

	assert(source->ops == &plain_ops);
	if (stat_file(fd, &st, err_r) < 0)
		return -1;
	if (off > (uint64_t)st.st_size || len > (uint64_t)st.st_size - off)
		return ambit_err_set(err_r, AMBIT_E_FORMAT,
		    "the part reaches behind the end of the store");
	aim(source, fd, &st);
	source->begin = off;
	source->size = len;
	return 0;
}

void
ambit_source_aim_bytes(struct ambit_source *source, struct ambit_span bytes)
{
	static const unsigned char none[1];
	const struct stat st = { .st_size = (off_t)bytes.len };

	assert(source->ops == &plain_ops);
	aim(source, -1, &st);
	source->lying = bytes;
	if (bytes.len == 0)
		source->lying.ptr = none;
}

static void
lend_lying(const struct ambit_source *s, uint64_t off, struct ambit_span *win_r)
{
	size_t from = off < s->lying.len ? (size_t)off : s->lying.len;

	*win_r = ambit_span_sub(s->lying, from, s->lying.len - from);
}

/* Make buf begin at off, with as much of it as is there already. */
static void
slide(struct ambit_source *s, uint64_t off)
{
	size_t skip = 0;

	if (off < s->off || off - s->off > s->len) {
		s->len = 0;
	} else {
		skip = (size_t)(off - s->off);
		s->len -= skip;
		memmove(s->buf, s->buf + skip, s->len);
	}
	s->off = off;
}

static int
fill(struct ambit_source *s, uint64_t off, size_t min, struct ambit_err *err_r)
{
	uint64_t from = off;
	size_t want = min > s->window ? min : s->window;
	struct source_room room;

	if (s->kept >= s->off && s->kept <= off &&
	    off - s->kept <= tail_max(s) && off - s->off <= s->len)
		from = s->kept;
	slide(s, from);
	want += (size_t)(off - from);
	s->ended = false;
	while (s->len < want && !s->ended) {
		room = (struct source_room){ .ptr = s->buf + s->len,
			.len = want - s->len };
		if (s->ops->read(s, s->off + s->len, &room, err_r) < 0)
			return -1;
		s->ended = room.got == 0;
		s->len += room.got;
	}
	return 0;
}

static bool
holds(const struct ambit_source *s, uint64_t off, size_t min)
{
	return off >= s->off && off - s->off <= s->len &&
	    (s->ended || s->len - (size_t)(off - s->off) >= min);
}

int
ambit_source_lend(struct ambit_source *source, uint64_t off, size_t min,
    struct ambit_span *win_r, struct ambit_err *err_r)
{
	size_t skip;

	assert(min <= AMBIT_SOURCE_MAX);
	if (source->lying.ptr != NULL) {
		lend_lying(source, off, win_r);
		return 0;
	}
	assert(source->fd != -1);
	if (min == 0)
		min = 1;
	*win_r = (struct ambit_span){ 0 };
	if (!holds(source, off, min) && fill(source, off, min, err_r) < 0)
		return -1;
	skip = (size_t)(off - source->off);
	*win_r = (struct ambit_span){ source->buf + skip, source->len - skip };
	return 0;
}

void
ambit_source_keep(struct ambit_source *source, uint64_t off)
{
	if (off > source->kept)
		source->kept = off;
}

uint64_t
ambit_source_stored(const struct ambit_source *source)
{
	return source->size;
}

const struct stat *
ambit_source_stat(const struct ambit_source *source)
{
	return &source->st;
}

static bool
same_time(struct timespec a, struct timespec b)
{
	return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

int
ambit_source_check(const struct ambit_source *source, struct stat *now_r,
    struct ambit_err *err_r)
{
	const struct stat *was = &source->st;
	struct stat now;

	if (fstat(source->fd, &now) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "stat store");
	if (now_r != NULL)
		*now_r = now;
	if (was->st_dev != now.st_dev || was->st_ino != now.st_ino ||
	    was->st_size != now.st_size ||
	    !same_time(was->st_mtim, now.st_mtim) ||
	    !same_time(was->st_ctim, now.st_ctim))
		return ambit_err_set(err_r, AMBIT_E_CHANGED,
		    "the store changed while it was read");
	return 0;
}
