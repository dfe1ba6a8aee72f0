/*
 * The first opinion: every item of the store, by our own reader, as records
 * beside which libpst's are laid. Of each item its stream is kept in a file
 * without a name, and forgotten with the next.
 */

/* System. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/* Floor 6 and below. */
#include "ambit/limits.h"
#include "ambit/linux.h"
#include "ambit/reader.h"

/* Floor 7. */
#include "ambit/second.h"
#include "child.h"

/* What is loaded of one stream: a value takes some hundred bytes. */
#define STREAM_ARENA ((size_t)256 << 20)

/* ---- a stream in a file ---- */

struct stream {
	struct ambit_sink sink;
	int fd;
};

static int
stream_write(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	struct stream *s = (struct stream *)sink;

	while (bytes.len > 0) {
		ssize_t n = write(s->fd, bytes.ptr, bytes.len);

		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return ambit_err_set(err_r, AMBIT_E_IO,
			    "write a temporary file");
		bytes.ptr += n;
		bytes.len -= (size_t)n;
	}
	return 0;
}

static const struct ambit_sink_ops stream_ops = { "stream", stream_write,
	NULL };

static int
stream_begin(struct stream *s, struct ambit_err *err_r)
{
	s->sink = (struct ambit_sink){ .ops = &stream_ops };
	if (ftruncate(s->fd, 0) == -1 || lseek(s->fd, 0, SEEK_SET) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO,
		    "empty a temporary file");
	return 0;
}

/* ---- items ---- */

struct own {
	struct ambit_reader r;
	struct stream stream;
	struct ambit_source *source; /* of the stream */
	struct ambit_arena *arena;   /* of an item */
	struct ambit_spool *spool;
	struct ambit_second_own *counts;
	char *room; /* of a record */
};

/* Messages within the message. */
static uint64_t
count_embedded(const struct ambit_mapi_object *object)
{
	uint64_t n = 0;

	/* At most AMBIT_MAPI_DEPTH deep: see ambit_mapi_load. */
	for (size_t i = 0; i < object->n_parts; i++)
		n += (object->parts[i]->kind == AMBIT_MAPI_MESSAGE) +
		    count_embedded(object->parts[i]);
	return n;
}

static int
load(struct own *o, struct ambit_second_item *told, struct ambit_err *err_r)
{
	const struct ambit_mapi_object *message;

	if (ambit_source_aim(o->source, o->stream.fd, err_r) < 0 ||
	    ambit_mapi_load(o->source, o->arena, &message, err_r) < 0 ||
	    ambit_second_ours(o->source, message, o->arena, told, err_r) < 0)
		return -1;
	o->counts->embedded += count_embedded(message);
	return 0;
}

static int
put(struct own *o, const struct ambit_second_item *told,
    struct ambit_err *err_r)
{
	struct ambit_text text = ambit_text_over(o->room, AMBIT_SECOND_RECORD);

	ambit_second_put(&text, told);
	o->counts->items++;
	o->counts->files += told->n_files;
	o->counts->bare += told->bare;
	o->counts->recipients += told->recipients;
	return ambit_spool_put(o->spool, ambit_text_span(&text), err_r);
}

static int
tell(struct own *o, const struct ambit_item *item, struct ambit_err *err_r)
{
	struct ambit_second_item told = { .nid = (uint32_t)item->at.off };
	unsigned flaws = 0;

	/* A row of a folder that no node goes with: there is nothing of it. */
	if (item->raw.len == 0) {
		o->counts->rows++;
		return 0;
	}
	o->counts->kinds[item->kind]++;
	ambit_arena_reset(o->arena);
	/* What is not read at all is not streamed either. */
	if ((item->flaws & AMBIT_FLAWS_DAMAGE) == 0 &&
	    (stream_begin(&o->stream, err_r) < 0 ||
		ambit_reader_stream(&o->r, item, &o->stream.sink, &flaws,
		    err_r) < 0))
		return -1;
	told.flaws = item->flaws | flaws;
	if (told.flaws & AMBIT_FLAWS_DAMAGE)
		told.flaws |= AMBIT_FLAW_LOST;
	if (told.flaws & AMBIT_FLAW_LOST)
		o->counts->lost++;
	else if (load(o, &told, err_r) < 0)
		return -1;
	return put(o, &told, err_r);
}

static int
tell_all(struct own *o, struct ambit_err *err_r)
{
	struct ambit_item item;
	int got;

	while ((got = o->r.ops->next(&o->r, &item, err_r)) == 1) {
		if (ambit_reader_read(&o->r, &item, err_r) < 0 ||
		    tell(o, &item, err_r) < 0)
			return ambit_err_at(err_r, item.at);
	}
	return got < 0 ? -1 : o->r.ops->check(&o->r, err_r);
}

static int
open_store(struct own *o, const struct ambit_second_terms *terms,
    const struct ambit_store *store, const struct ambit_limits *limits,
    struct ambit_err *err_r)
{
	static const struct ambit_span none;
	struct ambit_unit unit = ambit_unit_whole(store);
	int rc;

	if (ambit_reader_open(&o->r, &unit, limits, terms->storefd, none,
		err_r) < 0)
		return -1;
	rc = tell_all(o, err_r);
	ambit_reader_close(&o->r);
	return rc;
}

int
ambit_second_own(const struct ambit_second_terms *terms,
    const struct ambit_store *store, const struct ambit_limits *limits,
    struct ambit_spool *spool, struct ambit_second_own *counts_r,
    struct ambit_err *err_r)
{
	struct own o = { .spool = spool, .counts = counts_r };
	int rc = -1;

	*counts_r = (struct ambit_second_own){ .items = 0 };
	o.stream.fd = ambit_linux_open_nameless(terms->spoolfd);
	o.arena = ambit_arena_new(STREAM_ARENA);
	o.room = malloc(AMBIT_SECOND_RECORD);
	if (o.stream.fd == -1)
		(void)ambit_err_set(err_r, AMBIT_E_IO, "open a temporary file");
	else if (o.arena == NULL || o.room == NULL)
		(void)ambit_err_set(err_r, AMBIT_E_MEMORY, "second opinion");
	else if (ambit_source_new(-1, AMBIT_SOURCE_WINDOW, &o.source, err_r) ==
	    0)
		rc = open_store(&o, terms, store, limits, err_r);
	ambit_source_free(&o.source);
	free(o.room);
	ambit_arena_free(&o.arena);
	proc_close(&o.stream.fd);
	return rc;
}
