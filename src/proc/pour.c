/*
 * Pouring: a unit's items again, each into its place in an archive.
 *
 * The reader's part parses nothing: it is told where the items lie. The gate's
 * part knows how many bytes each place gets and which digest they must have, so
 * what comes through the pipe needs no word of its own.
 */

/* System. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Floor 6 and below. */
#include "ambit/file.h"
#include "ambit/linux.h"
#include "ambit/pour.h"
#include "ambit/source.h"

/* Floor 7. */
#include "child.h"
#include "house.h"
#include "word.h"

/* How many items pass between two words about it. */
#define PROGRESS_ITEMS 512

/* Most bytes that go into the pipe in one: it holds no more. */
#define PIPE ((size_t)1 << 20)

/* Bytes taken from the pipe in one. */
#define TAKE ((size_t)1 << 18)

/* ---- the reader's part ---- */

struct pouring {
	const struct proc_pair *pair;
	struct ambit_pour *places;
	struct ambit_source *source; /* gzip: the stream */
	int filefd;                  /* folders: of the item at hand */
};

/* A folder's items are files of their own. */
static int
aim(struct pouring *p, struct ambit_span path, struct ambit_err *err_r)
{
	char name[4096];

	if (path.len == 0)
		return 0;
	proc_close(&p->filefd);
	if (path.len >= sizeof(name))
		return ambit_err_set(err_r, AMBIT_E_LIMIT, "path of an item");
	memcpy(name, path.ptr, path.len);
	name[path.len] = '\0';
	p->filefd = openat(p->pair->storefd, name,
	    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (p->filefd == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "open an item again");
	return 0;
}

static int
shrank(struct ambit_err *err_r)
{
	return ambit_err_set(err_r, AMBIT_E_CHANGED,
	    "the store shrank while it was read");
}

static int
pour_stream(struct pouring *p, uint64_t off, uint64_t left,
    struct ambit_err *err_r)
{
	struct ambit_span win;

	while (left > 0) {
		if (ambit_source_lend(p->source, off, 1, &win, err_r) < 0)
			return -1;
		if (win.len == 0)
			return shrank(err_r);
		win = ambit_span_sub(win, 0,
		    left < win.len ? (size_t)left : win.len);
		if (ambit_file_write(p->pair->tellfd, win) == -1)
			return ambit_err_set(err_r, AMBIT_E_CRASH,
			    "the gate has gone");
		off += win.len;
		left -= win.len;
	}
	return 0;
}

/* Bytes that nobody looks at need not be copied. */
static int
pour_file(int fd, uint64_t off, uint64_t left, int tellfd,
    struct ambit_err *err_r)
{
	ssize_t n;

	while (left > 0) {
		n = ambit_linux_pipe(fd, off, tellfd,
		    left < PIPE ? (size_t)left : PIPE);
		if (n == -1)
			return ambit_err_set(err_r, AMBIT_E_IO, "pour an item");
		if (n == 0)
			return shrank(err_r);
		off += (uint64_t)n;
		left -= (uint64_t)n;
	}
	return 0;
}

static int
pour_one(struct pouring *p, const struct ambit_pour_place *place,
    struct ambit_err *err_r)
{
	const struct proc_pair *pair = p->pair;

	if (pair->unit->store->gzip) {
		ambit_source_keep(p->source, place->off);
		return pour_stream(p, place->off, place->bytes, err_r);
	}
	if (aim(p, place->path, err_r) < 0)
		return -1;
	return pour_file(place->path.len > 0 ? p->filefd : pair->storefd,
	    place->off, place->bytes, pair->tellfd, err_r);
}

static int
pour_all(struct pouring *p, struct ambit_err *err_r)
{
	struct ambit_pour_place place;
	int got;

	if (ambit_pour_begin(p->pair->placesfd, &p->places, err_r) < 0 ||
	    (p->pair->unit->store->gzip &&
		ambit_source_new_gzip(p->pair->storefd, AMBIT_SOURCE_WINDOW,
		    &p->source, err_r) < 0))
		return -1;
	while ((got = ambit_pour_next(p->places, &place, err_r)) == 1) {
		if (!place.cut && pour_one(p, &place, err_r) < 0)
			return -1;
	}
	return got;
}

/* The order of the archives is nearly that of the store, and not quite: a disk
 * would rather read the unit from end to end. */
static void
read_ahead(const struct proc_pair *pair)
{
	const struct ambit_unit *unit = pair->unit;

	if (unit->whole > 0)
		(void)posix_fadvise(pair->storefd, (off_t)unit->from,
		    (off_t)unit->bytes, POSIX_FADV_WILLNEED);
}

/* Where it fails it ends early, and the gate says that bytes are missing. */
void
proc_reader_pour(void *pair)
{
	struct pouring p = { .pair = pair, .filefd = -1 };
	struct ambit_err err;

	read_ahead(pair);
	if (pour_all(&p, &err) < 0)
		_exit(1);
}

/* ---- the gate's part ---- */

struct filling {
	const struct proc_pair *pair;
	struct ambit_pour *places;
	struct ambit_pour_into *into;
	uint64_t items, bytes;
	struct ambit_span piped; /* what is left of heard */
	unsigned char heard[TAKE], cut[TAKE];
};

/* Bytes of the pipe, or of the unit's cuts where it is a place there. */
static int
get(const struct filling *f, const uint64_t *at, unsigned char *to, size_t want,
    struct ambit_span *bytes_r, struct ambit_err *err_r)
{
	ssize_t n;

	do {
		n = at != NULL ? pread(f->pair->cutsfd, to, want, (off_t)*at)
			       : read(f->pair->hearfd, to, want);
	} while (n == -1 && errno == EINTR);
	if (n == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "read an item again");
	if (n == 0)
		return ambit_err_set(err_r, AMBIT_E_CHANGED,
		    "an item is not there any more as it was judged");
	*bytes_r = (struct ambit_span){ to, (size_t)n };
	return 0;
}

/* Some bytes of the place. The pipe brings those of the next ones too. */
static int
take(struct filling *f, const struct ambit_pour_place *place, uint64_t done,
    struct ambit_span *bytes_r, struct ambit_err *err_r)
{
	uint64_t left = place->bytes - done, at = place->off + done;
	size_t want = left < TAKE ? (size_t)left : TAKE;

	if (place->cut)
		return get(f, &at, f->cut, want, bytes_r, err_r);
	if (f->piped.len == 0 &&
	    get(f, NULL, f->heard, TAKE, &f->piped, err_r) < 0)
		return -1;
	*bytes_r = ambit_span_sub(f->piped, 0, want);
	f->piped = ambit_span_sub(f->piped, bytes_r->len, f->piped.len);
	return 0;
}

static int
tell_progress(const struct filling *f, struct ambit_err *err_r)
{
	struct proc_word word = { .kind = PROC_WORD_PROGRESS,
		.a = f->items,
		.b = f->bytes };

	return proc_word_send(f->pair->wordfd, &word, 1, err_r);
}

static int
fill_one(struct filling *f, const struct ambit_pour_place *place,
    struct ambit_err *err_r)
{
	struct ambit_span bytes = { 0 };

	if (ambit_pour_into_open(f->into, place, err_r) < 0)
		return -1;
	for (uint64_t done = 0; done < place->bytes; done += bytes.len) {
		if (take(f, place, done, &bytes, err_r) < 0 ||
		    ambit_pour_into_put(f->into, bytes, err_r) < 0)
			return -1;
	}
	f->items++;
	f->bytes += place->bytes;
	if (ambit_pour_into_end(f->into, err_r) < 0)
		return -1;
	return f->items % PROGRESS_ITEMS == 0 ? tell_progress(f, err_r) : 0;
}

static int
fill_all(struct filling *f, struct ambit_err *err_r)
{
	struct ambit_pour_place place;
	int got;

	if (ambit_pour_begin(f->pair->placesfd, &f->places, err_r) < 0 ||
	    ambit_pour_into_begin(f->pair->terms->order,
		f->pair->terms->archive, f->pair->bagfd, &f->into, err_r) < 0)
		return -1;
	while ((got = ambit_pour_next(f->places, &place, err_r)) == 1) {
		if (fill_one(f, &place, err_r) < 0)
			return -1;
	}
	if (got == 0)
		got = ambit_pour_into_flush(f->into, err_r);
	ambit_pour_into_free(&f->into);
	return got;
}

void
proc_gate_pour(void *pair)
{
	struct filling *f = calloc(1, sizeof(*f));
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct proc_word word = { .kind = PROC_WORD_DONE };

	if (f == NULL)
		_exit(1);
	f->pair = pair;
	if (fill_all(f, &err) < 0) {
		word.kind = PROC_WORD_FAIL;
		word.err = err;
	}
	word.a = f->items;
	word.b = f->bytes;
	if (proc_word_send(f->pair->wordfd, &word, 0, &err) < 0)
		_exit(1);
}
