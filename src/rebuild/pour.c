/*
 * The bytes of a part, from where they lie into a sink.
 *
 * Reads the same twice as once, and keeps nothing in between. What cannot be
 * unfolded is damage; how much came out of it until then is never written,
 * for it is poured before, to be measured.
 */

/* Floor 2. */
#include "ambit/lzfu.h"
#include "ambit/rtf.h"

/* Floor 3. */
#include "part.h"
#include "pour.h"
#include "text.h"

static int
pour_text(struct rebuild *r, const struct rebuild_part *part,
    struct ambit_sink *sink, struct ambit_err *err_r)
{
	struct rebuild_text text;

	rebuild_text_init(&text, part->value, rebuild_page(part->message),
	    sink);
	if (rebuild_value(r->stream, part->value, &text.sink, err_r) < 0 ||
	    ambit_sink_finish(&text.sink, err_r) < 0)
		return -1;
	if (text.bad)
		r->flaws |= AMBIT_FLAW_ENCODING;
	return 0;
}

static int
unfold(struct rebuild *r, const struct ambit_mapi_value *value,
    struct ambit_sink *sink, bool *whole_r, struct ambit_err *err_r)
{
	struct ambit_span bytes;
	const char *why;
	int got;

	if (ambit_mapi_lend(r->stream, value, REBUILD_RTF_MAX, r->arena, &bytes,
		err_r) < 0)
		return -1;
	got = ambit_lzfu_pour(bytes, sink, &why, err_r);
	*whole_r = got == 1;
	return got < 0 ? -1 : 0;
}

int
rebuild_unfold(struct rebuild *r, const struct ambit_mapi_value *value,
    struct ambit_sink *sink, bool *whole_r, struct ambit_err *err_r)
{
	size_t mark = ambit_arena_mark(r->arena);
	int got = unfold(r, value, sink, whole_r, err_r);

	ambit_arena_release(r->arena, mark);
	return got;
}

static int
take_out(struct rebuild *r, const struct ambit_mapi_value *value,
    struct ambit_sink *sink, enum ambit_rtf_kind *kind_r,
    struct ambit_err *err_r)
{
	struct ambit_rtf *rtf = AMBIT_ARENA_GET(r->arena, struct ambit_rtf, 1);
	bool whole;

	if (rtf == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "a body");
	ambit_rtf_init(rtf, sink);
	if (unfold(r, value, &rtf->sink, &whole, err_r) < 0 ||
	    ambit_sink_finish(&rtf->sink, err_r) < 0)
		return -1;
	*kind_r = whole && rtf->why == NULL ? rtf->kind : AMBIT_RTF_NATIVE;
	if (rtf->kind != AMBIT_RTF_NATIVE &&
	    (rtf->doubtful || rtf->why != NULL))
		r->flaws |= AMBIT_FLAW_ENCODING;
	return 0;
}

int
rebuild_take_out(struct rebuild *r, const struct ambit_mapi_value *value,
    struct ambit_sink *sink, enum ambit_rtf_kind *kind_r,
    struct ambit_err *err_r)
{
	size_t mark = ambit_arena_mark(r->arena);
	int got = take_out(r, value, sink, kind_r, err_r);

	ambit_arena_release(r->arena, mark);
	return got;
}

int
rebuild_pour(struct rebuild *r, const struct rebuild_part *part,
    struct ambit_sink *sink, struct ambit_err *err_r)
{
	enum ambit_rtf_kind kind;
	bool whole;

	switch (part->from) {
	case REBUILD_BYTES:
		return part->bytes.len > 0
		    ? ambit_sink_write(sink, part->bytes, err_r)
		    : 0;
	case REBUILD_VALUE:
	case REBUILD_ENTITY:
		return rebuild_value(r->stream, part->value, sink, err_r);
	case REBUILD_TEXT:
		return pour_text(r, part, sink, err_r);
	case REBUILD_RTF:
		return rebuild_unfold(r, part->value, sink, &whole, err_r);
	case REBUILD_OUT_OF:
		return rebuild_take_out(r, part->value, sink, &kind, err_r);
	case REBUILD_NOTHING:
	case REBUILD_MESSAGE:
	case REBUILD_MULTI:
		break;
	}
	return 0;
}
