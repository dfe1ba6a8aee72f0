/*
 * The stream of an item's properties, written; and its form, which reading it
 * asks for too.
 *
 * Knows which object may hold which, and what a property may be called. Knows
 * nothing of what a property means, and keeps none.
 */

/* System. */
#include <assert.h>
#include <string.h>

/* Floor 0. */
#include "ambit/text.h"
#include "ambit/wire.h"

/* Floor 2. */
#include "mapi_form.h"

/* ---- the form ---- */

bool
ambit_mapi_is_number(uint16_t type)
{
	switch (type & ~AMBIT_MAPI_MULTIPLE) {
	case AMBIT_MAPI_INT16:
	case AMBIT_MAPI_INT32:
	case AMBIT_MAPI_FLOAT:
	case AMBIT_MAPI_DOUBLE:
	case AMBIT_MAPI_CURRENCY:
	case AMBIT_MAPI_APP_TIME:
	case AMBIT_MAPI_ERROR:
	case AMBIT_MAPI_BOOLEAN:
	case AMBIT_MAPI_INT64:
	case AMBIT_MAPI_TIME:
		return true;
	default:
		return false;
	}
}

bool
mapi_may_hold(const struct ambit_mapi_level *level, enum ambit_mapi_kind kind)
{
	switch (level->kind) {
	case AMBIT_MAPI_MESSAGE:
		return kind == AMBIT_MAPI_ATTACHMENT ||
		    (kind == AMBIT_MAPI_RECIPIENT && !level->attached);
	case AMBIT_MAPI_ATTACHMENT:
		return kind == AMBIT_MAPI_MESSAGE && level->n_parts == 0;
	case AMBIT_MAPI_RECIPIENT:
		break;
	}
	return false;
}

static bool
is_utf8(struct ambit_span name)
{
	while (name.len > 0) {
		if (ambit_text_cut_utf8(&name) < 0)
			return false;
	}
	return true;
}

/* A name belongs to the upper half of the ids alone; it is a number or a
 * string. */
static bool
is_named_so(const struct ambit_mapi_prop *prop)
{
	static const unsigned char none[16];
	bool is_set = memcmp(prop->set, none, sizeof(none)) != 0;

	if (prop->id < MAPI_NAMED || !is_set)
		return !is_set && prop->number == 0 && prop->name.len == 0;
	return (prop->name.len == 0 || prop->number == 0) &&
	    is_utf8(prop->name);
}

bool
mapi_may_have(const struct ambit_mapi_level *level,
    const struct ambit_mapi_prop *prop)
{
	if (level->n_parts > 0 || !is_named_so(prop))
		return false;
	if (ambit_mapi_is_number(prop->type) && prop->len != 8)
		return false;
	if (level->n_props == 0 || prop->id > level->id)
		return prop->index == 0;
	return prop->id == level->id && prop->type == level->type &&
	    (prop->type & AMBIT_MAPI_MULTIPLE) != 0 &&
	    prop->index == level->index + 1;
}

void
mapi_held(struct ambit_mapi_level *level, enum ambit_mapi_kind kind)
{
	level->n_parts++;
	level->attached |= kind == AMBIT_MAPI_ATTACHMENT;
}

void
mapi_had(struct ambit_mapi_level *level, const struct ambit_mapi_prop *prop)
{
	level->n_props++;
	level->id = prop->id;
	level->type = prop->type;
	level->index = prop->index;
}

/* ---- writing ---- */

static struct ambit_mapi_level *
innermost(struct ambit_mapi_out *out)
{
	assert(out->depth > 0 && out->depth <= AMBIT_MAPI_OPEN);
	assert(out->owed == 0);
	return &out->levels[out->depth - 1];
}

static int
begin(struct ambit_mapi_out *out, enum ambit_mapi_kind kind,
    struct ambit_err *err_r)
{
	unsigned char bytes[2] = { MAPI_BEGIN, (unsigned char)kind };

	out->levels[out->depth++] = (struct ambit_mapi_level){ .kind = kind };
	return ambit_sink_write(out->sink,
	    (struct ambit_span){ bytes, sizeof(bytes) }, err_r);
}

int
ambit_mapi_start(struct ambit_mapi_out *out, struct ambit_sink *sink,
    struct ambit_err *err_r)
{
	out->sink = sink;
	out->depth = 0;
	out->owed = 0;
	out->n_values = 0;
	if (ambit_sink_write(sink, MAPI_MAGIC, err_r) < 0)
		return -1;
	return begin(out, AMBIT_MAPI_MESSAGE, err_r);
}

int
ambit_mapi_begin(struct ambit_mapi_out *out, enum ambit_mapi_kind kind,
    struct ambit_err *err_r)
{
	struct ambit_mapi_level *level = innermost(out);

	assert(mapi_may_hold(level, kind));
	if (level->n_parts == AMBIT_MAPI_PARTS)
		return ambit_err_set(err_r, AMBIT_E_LIMIT,
		    "more parts than %d in one", AMBIT_MAPI_PARTS);
	if (out->depth == AMBIT_MAPI_OPEN)
		return ambit_err_set(err_r, AMBIT_E_LIMIT,
		    "more messages than %d within each other",
		    AMBIT_MAPI_DEPTH);
	mapi_held(level, kind);
	return begin(out, kind, err_r);
}

int
ambit_mapi_end(struct ambit_mapi_out *out, struct ambit_err *err_r)
{
	unsigned char end = MAPI_END;

	(void)innermost(out);
	out->depth--;
	return ambit_sink_write(out->sink, (struct ambit_span){ &end, 1 },
	    err_r);
}

static void
put16(struct ambit_text *text, uint16_t value)
{
	ambit_wire_put8(text, (uint8_t)(value >> 8));
	ambit_wire_put8(text, (uint8_t)value);
}

static int
put_prop(struct ambit_mapi_out *out, const struct ambit_mapi_prop *prop,
    struct ambit_err *err_r)
{
	char buf[MAPI_BEFORE + AMBIT_MAPI_NAME + MAPI_BEHIND];
	struct ambit_text text = AMBIT_TEXT(buf);

	ambit_wire_put8(&text, MAPI_PROPERTY);
	put16(&text, prop->id);
	put16(&text, prop->type);
	ambit_text_put(&text, (struct ambit_span){ prop->set, 16 });
	ambit_wire_put32(&text, prop->number);
	ambit_wire_put_string(&text, prop->name);
	ambit_wire_put32(&text, prop->index);
	ambit_wire_put64(&text, prop->len);
	assert(!text.full);
	return ambit_sink_write(out->sink, ambit_text_span(&text), err_r);
}

int
ambit_mapi_prop(struct ambit_mapi_out *out, const struct ambit_mapi_prop *prop,
    struct ambit_err *err_r)
{
	struct ambit_mapi_level *level = innermost(out);

	assert(mapi_may_have(level, prop));
	if (prop->name.len > AMBIT_MAPI_NAME)
		return ambit_err_set(err_r, AMBIT_E_LIMIT,
		    "a name of more than %d bytes", AMBIT_MAPI_NAME);
	if (level->n_props == AMBIT_MAPI_PROPS ||
	    out->n_values == AMBIT_MAPI_VALUES)
		return ambit_err_set(err_r, AMBIT_E_LIMIT,
		    "more properties than %d in one, or %d in all",
		    AMBIT_MAPI_PROPS, AMBIT_MAPI_VALUES);
	mapi_had(level, prop);
	out->n_values++;
	out->owed = prop->len;
	return put_prop(out, prop, err_r);
}

int
ambit_mapi_bytes(struct ambit_mapi_out *out, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	assert(bytes.len <= out->owed);
	out->owed -= bytes.len;
	return bytes.len > 0 ? ambit_sink_write(out->sink, bytes, err_r) : 0;
}

int
ambit_mapi_number(struct ambit_mapi_out *out,
    const struct ambit_mapi_prop *prop, uint64_t number,
    struct ambit_err *err_r)
{
	struct ambit_mapi_prop whole = *prop;
	char buf[8];
	struct ambit_text text = AMBIT_TEXT(buf);

	assert(ambit_mapi_is_number(prop->type));
	whole.len = sizeof(buf);
	ambit_wire_put64(&text, number);
	if (ambit_mapi_prop(out, &whole, err_r) < 0)
		return -1;
	return ambit_mapi_bytes(out, ambit_text_span(&text), err_r);
}

bool
ambit_mapi_has_room(const struct ambit_mapi_out *out, uint64_t len,
    uint64_t max)
{
	const struct ambit_mapi_level *level = &out->levels[out->depth - 1];

	return level->n_props < AMBIT_MAPI_PROPS &&
	    level->n_parts < AMBIT_MAPI_PARTS &&
	    out->n_values < AMBIT_MAPI_VALUES && out->sink->count <= max &&
	    len <= max - out->sink->count;
}
