/*
 * Properties as text, times and numbers.
 *
 * Knows what each type is in the stream, and guesses none.
 */

/* System. */
#include <string.h>

/* Floor 3. */
#include "kind_value.h"

/* FILETIME: 100 ns since 1601. */
#define TICKS_OF_1970 INT64_C(116444736000000000)
#define TICKS_NOT_SET UINT64_C(0x0cb34557a3dd4000)

/* As stored: three numbers little-endian, eight bytes. */
static const unsigned char sets[KIND_N_SETS][16] = {
#define PSETID(y)                                                         \
	{                                                                 \
		(y), 0x20, 6, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46 \
	}
	[KIND_APPOINTMENT] = PSETID(0x02),
	[KIND_TASK] = PSETID(0x03),
	[KIND_ADDRESS] = PSETID(0x04),
	[KIND_COMMON] = PSETID(0x08),
	[KIND_LOG] = PSETID(0x0a),
	[KIND_NOTE] = PSETID(0x0e),
#undef PSETID
	[KIND_MEETING] = { 0x90, 0xda, 0xd8, 0x6e, 0x0b, 0x45, 0x1b, 0x10, 0x98,
	    0xda, 0x00, 0xaa, 0x00, 0x3f, 0x13, 0x05 },
	[KIND_PUBLIC] = { 0x29, 0x03, 0x02, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0,
	    0, 0x46 },
};

/* ---- finding ---- */

const struct ambit_mapi_value *
kind_find(const struct rebuild_kind *kind, uint16_t id)
{
	return ambit_mapi_find(kind->message, id);
}

const struct ambit_mapi_value *
kind_named(const struct rebuild_kind *kind, enum kind_set set, uint32_t number)
{
	return ambit_mapi_numbered(kind->message, sets[set], number);
}

const struct ambit_mapi_value *
kind_keywords(const struct rebuild_kind *kind)
{
	return ambit_mapi_named(kind->message, sets[KIND_PUBLIC],
	    AMBIT_LIT("Keywords"));
}

const struct ambit_mapi_value *
kind_next(const struct ambit_mapi_object *object,
    const struct ambit_mapi_value *value)
{
	const struct ambit_mapi_value *next = value + 1;

	if (next == object->values + object->n_values ||
	    next->prop.id != value->prop.id)
		return NULL;
	return next;
}

/* ---- strings ---- */

static int
type_of(const struct ambit_mapi_value *value)
{
	return value->prop.type & ~AMBIT_MAPI_MULTIPLE;
}

static struct ambit_span
lend(struct rebuild_kind *kind, const struct ambit_mapi_value *value,
    size_t max)
{
	struct ambit_span bytes = { NULL, 0 };

	if (kind->failed || value->prop.len > max)
		return bytes;
	if (ambit_mapi_lend(kind->stream, value, max, kind->arena, &bytes,
		kind->err_r) < 0) {
		kind->failed = true;
		return (struct ambit_span){ NULL, 0 };
	}
	return bytes;
}

struct ambit_span
kind_text(struct rebuild_kind *kind, const struct ambit_mapi_value *value)
{
	struct ambit_span utf8 = { NULL, 0 };

	if (kind->failed || value == NULL ||
	    value->prop.len > REBUILD_STRING_MAX)
		return utf8;
	kind->failed = rebuild_string(kind->stream, kind->page, value,
			   kind->arena, &utf8, &kind->flaws, kind->err_r) < 0;
	return utf8;
}

static struct ambit_span
decode(struct rebuild_kind *kind, struct ambit_span bytes, uint16_t type)
{
	struct ambit_span utf8 = { NULL, 0 };

	if (!kind->failed)
		kind->failed =
		    rebuild_bytes(bytes, type, kind->page, kind->arena, &utf8,
			&kind->flaws, kind->err_r) < 0;
	return utf8;
}

struct ambit_span
kind_utf16(struct rebuild_kind *kind, struct ambit_span bytes)
{
	return decode(kind, bytes, AMBIT_MAPI_STRING);
}

struct ambit_span
kind_string8(struct rebuild_kind *kind, struct ambit_span bytes)
{
	return decode(kind, bytes, AMBIT_MAPI_STRING8);
}

struct ambit_span
kind_binary(struct rebuild_kind *kind, const struct ambit_mapi_value *value,
    size_t max)
{
	if (value == NULL || type_of(value) != AMBIT_MAPI_BINARY)
		return (struct ambit_span){ NULL, 0 };
	return lend(kind, value, max);
}

/* ---- numbers ---- */

bool
kind_time(const struct ambit_mapi_value *value, int64_t *at_r)
{
	int64_t ticks;

	*at_r = 0;
	if (value == NULL || type_of(value) != AMBIT_MAPI_TIME ||
	    value->number == 0 || value->number >= TICKS_NOT_SET)
		return false;
	ticks = (int64_t)value->number - TICKS_OF_1970;
	*at_r = ticks / 10 - (ticks % 10 < 0);
	return true;
}

bool
kind_number(const struct ambit_mapi_value *value, int32_t *number_r)
{
	*number_r = 0;
	if (value == NULL ||
	    (value->prop.type != AMBIT_MAPI_INT16 &&
		value->prop.type != AMBIT_MAPI_INT32 &&
		value->prop.type != AMBIT_MAPI_BOOLEAN))
		return false;
	*number_r = (int32_t)(uint32_t)value->number;
	return true;
}

bool
kind_is_true(const struct ambit_mapi_value *value)
{
	return value != NULL && value->prop.type == AMBIT_MAPI_BOOLEAN &&
	    value->number != 0;
}

bool
kind_double(const struct ambit_mapi_value *value, double *number_r)
{
	if (value == NULL || value->prop.type != AMBIT_MAPI_DOUBLE)
		return false;
	memcpy(number_r, &value->number, sizeof(*number_r));
	return true;
}
