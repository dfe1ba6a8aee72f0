/*
 * Items that leave in part: cut from the bytes that lie in AMBIT_STAGE_RAW.
 *
 * Whatever the places to cut at are, what leaves is made of this one item's
 * bytes and nothing else.
 */

/* System. */
#include <assert.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Floor 1. */
#include "ambit/file.h"

/* Floor 6. */
#include "stage_state.h"

/* Its only name goes away at once. */
static int
make_raw(struct stage_raw *raw, struct ambit_err *err_r)
{
	raw->fd = openat(raw->dirfd, raw->name,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (raw->fd != -1)
		raw->readfd = openat(raw->dirfd, raw->name,
		    O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (raw->readfd == -1 || unlinkat(raw->dirfd, raw->name, 0) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "make a file for %s",
		    raw->name);
	return 0;
}

static int
put_raw(struct stage_raw *raw, struct ambit_span bytes, struct ambit_err *err_r)
{
	if (raw->fd == -1 && make_raw(raw, err_r) < 0)
		return -1;
	if (ambit_file_write_at(raw->fd, bytes, raw->written) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO,
		    "write an item's bytes");
	raw->written += bytes.len;
	if (raw->size < raw->written)
		raw->size = raw->written;
	return 0;
}

static int
put_held(struct stage_raw *raw, struct ambit_err *err_r)
{
	struct ambit_span held = { raw->held, raw->n_held };

	raw->n_held = 0;
	return put_raw(raw, held, err_r);
}

static int
raw_write(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	struct stage_raw *raw = (struct stage_raw *)sink;

	if (bytes.len > AMBIT_STAGED_HELD - raw->n_held &&
	    put_held(raw, err_r) < 0)
		return -1;
	if (bytes.len > AMBIT_STAGED_HELD)
		return put_raw(raw, bytes, err_r);
	memcpy(raw->held + raw->n_held, bytes.ptr, bytes.len);
	raw->n_held += bytes.len;
	return 0;
}

/* Who will want them, and where, is not known yet. */
static int
raw_finish(struct ambit_sink *sink, struct ambit_err *err_r)
{
	(void)sink;
	(void)err_r;
	return 0;
}

static const struct ambit_sink_ops raw_ops = {
	.name = "raw",
	.write = raw_write,
	.finish = raw_finish,
};

void
stage_raw_begin(struct stage_raw *raw)
{
	raw->sink = (struct ambit_sink){ .ops = &raw_ops };
	raw->written = 0;
	raw->n_held = 0;
}

static int
settle(struct stage_raw *raw, struct ambit_err *err_r)
{
	if (put_held(raw, err_r) < 0)
		return -1;
	/* Whoever may read it sees one item, never the one before. */
	if (raw->size > raw->written &&
	    ftruncate(raw->fd, (off_t)raw->written) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "cut %s", raw->name);
	raw->size = raw->written;
	return 0;
}

int
stage_raw_lies(struct stage_raw *raw, struct ambit_staged_bytes *bytes_r,
    struct ambit_err *err_r)
{
	*bytes_r = (struct ambit_staged_bytes){
		.held = { raw->held, raw->n_held },
		.fd = -1,
	};
	if (raw->written == 0)
		return 0;
	if (settle(raw, err_r) < 0)
		return -1;
	*bytes_r = (struct ambit_staged_bytes){ .fd = raw->readfd };
	return 0;
}

/* One cut on its way: its own digests, into a file or the unit's cuts. */
struct cutting {
	struct pack_crc crc;
	struct ambit_sink_hash hash;
	struct ambit_sink *into;
};

static int
reduce(struct ambit_stage *s, const struct ambit_mail_cut *cut,
    struct ambit_arena *arena, struct cutting *c, struct ambit_err *err_r)
{
	struct ambit_source *source = NULL;
	struct ambit_staged_bytes raw;
	int rc;

	if (stage_raw_lies(&s->raw, &raw, err_r) < 0 ||
	    ambit_source_new(raw.fd, AMBIT_SOURCE_WINDOW, &source, err_r) < 0)
		return -1;
	if (raw.fd == -1)
		ambit_source_aim_bytes(source, raw.held);
	pack_crc_init(&c->crc, &c->hash.sink);
	rc = ambit_mail_reduce(source, 0, cut, arena, &c->crc.sink, err_r);
	ambit_source_free(&source);
	return rc < 0 ? -1 : c->hash.sink.ops->finish(&c->hash.sink, err_r);
}

/* Into a file of its own; none where nothing is left. */
static int
into_file(struct ambit_stage *s, const struct ambit_mail_cut *cut,
    struct ambit_arena *arena, struct cutting *c, struct ambit_err *err_r)
{
	char name[STAGE_NAME_LEN];

	stage_file_name(s->n_files + 1, name);
	if (ambit_sink_file_open(&s->file, s->fd, name, err_r) < 0 ||
	    reduce(s, cut, arena, c, err_r) < 0 ||
	    ambit_sink_finish(&s->file.sink, err_r) < 0)
		return -1;
	s->n_files++;
	return 0;
}

static int
make(struct ambit_stage *s, const struct ambit_mail_cut *cut,
    struct ambit_arena *arena, struct cutting *c, struct pack_item *item_r,
    struct ambit_err *err_r)
{
	bool poured = s->terms->poured;
	struct ambit_sink *cuts = &s->cuts.sink;

	if (poured) {
		item_r->from = PACK_FROM_CUTS;
		item_r->off = cuts->count;
	}
	c->hash.sink.next = poured ? cuts : &s->file.sink;
	if ((poured ? reduce : into_file)(s, cut, arena, c, err_r) < 0)
		return -1;
	item_r->bytes = c->hash.sink.count;
	item_r->file = poured ? 0 : s->n_files;
	item_r->crc = poured ? c->crc.crc : 0;
	memcpy(item_r->sha256, c->hash.digest, sizeof(item_r->sha256));
	return 0;
}

int
ambit_stage_cut(struct ambit_stage *stage,
    const struct ambit_produced *produced, const struct ambit_mail_cut *cut,
    struct ambit_arena *arena, uint64_t *bytes_r,
    unsigned char sha256_r[AMBIT_DIGEST_LEN], struct ambit_err *err_r)
{
	struct pack_item item = { 0 };
	struct cutting c;
	int rc;

	assert(!stage->opened);
	*bytes_r = 0;
	if (cut->n_fields == 0 && cut->n_parts == 0)
		return 0;
	rc = ambit_sink_hash_init(&c.hash, NULL, err_r);
	if (rc == 0)
		rc = make(stage, cut, arena, &c, &item, err_r);
	ambit_sink_hash_clear(&c.hash);
	if (rc < 0)
		return -1;
	*bytes_r = item.bytes;
	memcpy(sha256_r, item.sha256, AMBIT_DIGEST_LEN);
	rc = stage_await(stage, produced, item, err_r);
	stage->waiting.cut = true;
	return rc;
}
