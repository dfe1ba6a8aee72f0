/*
 * Digests, encodings and boundaries, from the leaves up.
 *
 * Each leaf is read once; short text is kept as it was read. A boundary is
 * made of what stands between it, and of where it stands, so that no two of one
 * message are alike and none can be foretold into a part; a part in which a
 * line could be taken for one all the same is encoded, and has none then.
 */

/* System. */
#include <string.h>

/* Floor 0. */
#include "ambit/text.h"

/* Floor 3. */
#include "encode.h"
#include "part.h"
#include "text.h"

/* "1.2.1": a number for each level of parts. A message adds its multiparts
 * and itself. */
#define PATH ((size_t)AMBIT_MAPI_DEPTH * 4 * 6)

/* Text of few bytes is turned into UTF-8 once, and kept until it is written. */
#define HELD_MAX ((uint64_t)1 << 16)

static bool
may_hold(const struct rebuild *r, const struct rebuild_part *part)
{
	return part->from == REBUILD_TEXT && rebuild_is_string(part->value) &&
	    part->value->at.len <= HELD_MAX && rebuild_may_hold(r);
}

static int
hold(struct rebuild *r, struct rebuild_part *part, struct ambit_err *err_r)
{
	size_t mark = ambit_arena_mark(r->arena);

	if (rebuild_string_of(r->stream, rebuild_page(part->message),
		part->value, HELD_MAX, r->arena, &part->bytes, &r->flaws,
		err_r) < 0)
		return -1;
	rebuild_hold(r, mark);
	part->from = REBUILD_BYTES;
	return 0;
}

static int
measure_leaf(struct rebuild *r, struct rebuild_part *part, bool alone,
    struct ambit_err *err_r)
{
	struct rebuild_look look;

	if (ambit_sink_hash_reset(&r->hash, err_r) < 0 ||
	    (may_hold(r, part) && hold(r, part, err_r) < 0))
		return -1;
	/* Of what stands between no boundaries none is made. */
	rebuild_look_init(&look, alone ? NULL : &r->hash.sink);
	if (rebuild_pour(r, part, &look.sink, err_r) < 0 ||
	    ambit_sink_finish(&look.sink, err_r) < 0)
		return -1;
	if (!alone)
		memcpy(part->digest, r->hash.digest, sizeof(part->digest));
	part->base64 = look.coded;
	return 0;
}

static int
digest_parts(struct rebuild *r, struct rebuild_part *part,
    struct ambit_span path, struct ambit_err *err_r)
{
	if (ambit_sink_hash_reset(&r->hash, err_r) < 0)
		return -1;
	for (const struct rebuild_part *p = part->first; p != NULL;
	     p = p->next) {
		if (ambit_sink_write(&r->hash.sink,
			(struct ambit_span){ p->digest, sizeof(p->digest) },
			err_r) < 0)
			return -1;
	}
	if (ambit_sink_write(&r->hash.sink, path, err_r) < 0 ||
	    ambit_sink_finish(&r->hash.sink, err_r) < 0)
		return -1;
	memcpy(part->digest, r->hash.digest, sizeof(part->digest));
	return 0;
}

static void
name_boundary(struct rebuild_part *part)
{
	struct ambit_text text = AMBIT_TEXT(part->boundary);

	ambit_text_str(&text, "=_");
	ambit_text_hex(&text,
	    (struct ambit_span){ part->digest, REBUILD_DIGITS / 2 });
	(void)ambit_text_end(&text);
}

static int
measure(struct rebuild *r, struct rebuild_part *part, struct ambit_text *path,
    struct ambit_err *err_r)
{
	size_t begin = path->len;
	unsigned n = 0;

	for (struct rebuild_part *p = part->first; p != NULL; p = p->next) {
		ambit_text_print(path, ".%u", ++n);
		if (measure(r, p, path, err_r) < 0)
			return -1;
		path->len = begin;
	}
	if (path->full)
		return ambit_err_set(err_r, AMBIT_E_LIMIT,
		    "parts too deep within each other");
	if (part->from != REBUILD_MULTI && part->from != REBUILD_MESSAGE)
		return measure_leaf(r, part, path->len == 1, err_r);
	if (digest_parts(r, part, ambit_text_span(path), err_r) < 0)
		return -1;
	name_boundary(part);
	return 0;
}

int
rebuild_measure(struct rebuild *r, struct rebuild_part *part,
    struct ambit_err *err_r)
{
	char buf[PATH];
	struct ambit_text path = AMBIT_TEXT(buf);

	ambit_text_str(&path, "1");
	return measure(r, part, &path, err_r);
}
