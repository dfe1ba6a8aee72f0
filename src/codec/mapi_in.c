/*
 * The stream of an item's properties, read token by token.
 *
 * Believes nothing: an object where none may be, a property out of its order,
 * a length that reaches behind the end, and whatever exceeds a bound, all end
 * the reading. Jumps over the bytes of properties: that they are there is
 * shown by what must follow them.
 */

/* System. */
#include <string.h>

/* Floor 0. */
#include "ambit/wire.h"

/* Floor 2. */
#include "mapi_form.h"

static int
refuse(const struct mapi_in *in, const char *why, struct ambit_err *err_r)
{
	(void)ambit_err_set(err_r, AMBIT_E_FORMAT, "stream of an item: %s",
	    why);
	return ambit_err_at(err_r, (struct ambit_place){ .off = in->off });
}

/* Lend n bytes from the next on, and pass them by. */
static int
take(struct mapi_in *in, size_t n, struct ambit_span *bytes_r,
    struct ambit_err *err_r)
{
	if (ambit_source_lend(in->source, in->off, n, bytes_r, err_r) < 0)
		return -1;
	if (bytes_r->len < n)
		return refuse(in, "it ends too early", err_r);
	bytes_r->len = n;
	in->off += n;
	return 0;
}

int
mapi_open(struct mapi_in *in, struct ambit_source *source,
    struct ambit_err *err_r)
{
	struct ambit_span magic;

	memset(in, 0, sizeof(*in));
	in->source = source;
	if (take(in, MAPI_MAGIC.len, &magic, err_r) < 0)
		return -1;
	if (!ambit_span_equal(magic, MAPI_MAGIC))
		return refuse(in, "it begins with something else", err_r);
	return 0;
}

static int
read_begin(struct mapi_in *in, struct ambit_err *err_r)
{
	struct ambit_mapi_level *level =
	    in->depth > 0 ? &in->levels[in->depth - 1] : NULL;
	struct ambit_span bytes;

	if (take(in, 1, &bytes, err_r) < 0)
		return -1;
	if (bytes.ptr[0] < AMBIT_MAPI_MESSAGE ||
	    bytes.ptr[0] > AMBIT_MAPI_ATTACHMENT)
		return refuse(in, "an object of no known kind", err_r);
	in->kind = (enum ambit_mapi_kind)bytes.ptr[0];
	in->token = MAPI_IS_BEGIN;
	if (level == NULL ? in->kind != AMBIT_MAPI_MESSAGE
			  : !mapi_may_hold(level, in->kind))
		return refuse(in, "an object where none may be", err_r);
	if (in->depth == AMBIT_MAPI_OPEN)
		return refuse(in, "objects too deep within each other", err_r);
	if (level != NULL && level->n_parts == AMBIT_MAPI_PARTS)
		return refuse(in, "too many objects within one", err_r);
	if (level != NULL)
		mapi_held(level, in->kind);
	in->levels[in->depth++] = (struct ambit_mapi_level){ .kind = in->kind };
	return 0;
}

static uint16_t
get16(struct ambit_wire *wire)
{
	unsigned high = ambit_wire_u8(wire);

	return (uint16_t)(high << 8 | ambit_wire_u8(wire));
}

/* All that a property can be, and a number with it, in one loan: it is cut
 * short where the stream ends alone. */
static int
lend_prop(struct mapi_in *in, struct ambit_wire *wire_r,
    struct ambit_err *err_r)
{
	size_t most =
	    MAPI_BEFORE - 1 + AMBIT_MAPI_NAME + MAPI_BEHIND + sizeof(uint64_t);

	*wire_r = (struct ambit_wire){ .bad = false };
	return ambit_source_lend(in->source, in->off, most, &wire_r->left,
	    err_r);
}

/* Its bytes lie behind it; those of a number are lent along with it. */
static int
pass_value(struct mapi_in *in, struct ambit_wire number,
    struct ambit_err *err_r)
{
	struct ambit_mapi_value *value = &in->value;

	value->at = (struct ambit_extent){ in->off, value->prop.len };
	if (value->prop.len > INT64_MAX - in->off)
		return refuse(in, "a length beyond all files", err_r);
	in->off += value->prop.len;
	if (!ambit_mapi_is_number(value->prop.type))
		return 0;
	value->number = ambit_wire_u64(&number);
	return number.bad ? refuse(in, "it ends too early", err_r) : 0;
}

static int
read_prop(struct mapi_in *in, struct ambit_err *err_r)
{
	struct ambit_mapi_level *level = &in->levels[in->depth - 1];
	struct ambit_mapi_prop *prop = &in->value.prop;
	struct ambit_span set;
	struct ambit_wire wire;

	in->token = MAPI_IS_PROPERTY;
	if (lend_prop(in, &wire, err_r) < 0)
		return -1;
	prop->id = get16(&wire);
	prop->type = get16(&wire);
	set = ambit_wire_bytes(&wire, sizeof(prop->set));
	prop->number = ambit_wire_u32(&wire);
	prop->name = ambit_wire_string(&wire, AMBIT_MAPI_NAME);
	prop->index = ambit_wire_u32(&wire);
	prop->len = ambit_wire_u64(&wire);
	if (wire.bad)
		return refuse(in, "it ends too early, or a name is too long",
		    err_r);
	memcpy(prop->set, set.ptr, sizeof(prop->set));
	in->off += MAPI_BEFORE - 1 + prop->name.len + MAPI_BEHIND;
	if (!mapi_may_have(level, prop))
		return refuse(in, "a property that may not be there", err_r);
	if (level->n_props == AMBIT_MAPI_PROPS ||
	    in->n_values == AMBIT_MAPI_VALUES)
		return refuse(in, "too many properties", err_r);
	mapi_had(level, prop);
	in->n_values++;
	return pass_value(in, wire, err_r);
}

/* Nothing may stand behind the outermost object. */
static int
read_whole(struct mapi_in *in, struct ambit_err *err_r)
{
	struct ambit_span bytes;

	in->token = MAPI_IS_WHOLE;
	if (ambit_source_lend(in->source, in->off, 1, &bytes, err_r) < 0)
		return -1;
	return bytes.len == 0 ? 0
			      : refuse(in, "there is more behind it", err_r);
}

int
mapi_next(struct mapi_in *in, struct ambit_err *err_r)
{
	struct ambit_span letter;

	in->value = (struct ambit_mapi_value){ 0 };
	if (in->ended)
		return read_whole(in, err_r);
	if (take(in, 1, &letter, err_r) < 0)
		return -1;
	if (letter.ptr[0] == MAPI_BEGIN)
		return read_begin(in, err_r);
	if (in->depth == 0)
		return refuse(in, "it begins with no object", err_r);
	if (letter.ptr[0] == MAPI_END) {
		in->token = MAPI_IS_END;
		in->ended = --in->depth == 0;
		return 0;
	}
	if (letter.ptr[0] != MAPI_PROPERTY)
		return refuse(in, "neither an object nor a property", err_r);
	return read_prop(in, err_r);
}
