/*
 * An item of Outlook as an .eml: planned, measured, written.
 *
 * Asks no clock, locale, chance, host or path: equal streams give equal bytes.
 */

/* Floor 2. */
#include "ambit/codepage.h"

/* Floor 3. */
#include "ambit/rebuild.h"
#include "part.h"
#include "text.h"

/* What is kept so as not to be read twice. */
#define HELD_ALL  ((size_t)4 << 20)
#define ARENA_MAX ((size_t)64 << 20)

bool
rebuild_may_hold(const struct rebuild *r)
{
	return r->held < HELD_ALL && ambit_arena_mark(r->arena) <= ARENA_MAX;
}

void
rebuild_hold(struct rebuild *r, size_t mark)
{
	r->held += ambit_arena_mark(r->arena) - mark;
}

int
rebuild_ask(struct rebuild *r, const struct ambit_mapi_object *message,
    const struct ambit_mapi_value *value, struct ambit_span *utf8_r,
    struct ambit_err *err_r)
{
	return rebuild_string(r->stream, rebuild_page(message), value, r->arena,
	    utf8_r, &r->flaws, err_r);
}

int
rebuild_class(struct rebuild *r, const struct ambit_mapi_object *message,
    struct ambit_span *class_r, struct ambit_err *err_r)
{
	if (rebuild_ask(r, message, ambit_mapi_find(message, 0x001a), class_r,
		err_r) < 0)
		return -1;
	while (class_r->len > 0 &&
	    (class_r->ptr[class_r->len - 1] == '\0' ||
		class_r->ptr[class_r->len - 1] == ' '))
		class_r->len--;
	return 0;
}

uint32_t
rebuild_number(const struct ambit_mapi_object *object, uint16_t id,
    uint32_t fallback)
{
	const struct ambit_mapi_value *value = ambit_mapi_find(object, id);

	return value != NULL && value->prop.type == AMBIT_MAPI_INT32
	    ? (uint32_t)value->number
	    : fallback;
}

int
ambit_rebuild_warm(struct ambit_err *err_r)
{
	unsigned char digest[AMBIT_DIGEST_LEN];

	/* The digest's code is found by its name when it is first used. */
	if (ambit_sink_digest(AMBIT_LIT(""), digest, err_r) < 0)
		return -1;
	return ambit_codepage_warm(err_r);
}

static int
rebuild(struct rebuild *r, struct ambit_sink *sink, struct ambit_err *err_r)
{
	const struct ambit_mapi_object *message;
	struct rebuild_part *part;

	if (ambit_mapi_load(r->stream, r->arena, &message, err_r) < 0)
		return -1;
	part = rebuild_plan(r, message, err_r);
	if (part == NULL || rebuild_measure(r, part, err_r) < 0)
		return -1;
	return rebuild_write(r, part, sink, err_r);
}

int
ambit_rebuild(struct ambit_source *source, struct ambit_arena *arena,
    struct ambit_sink *sink, unsigned *flaws_r, struct ambit_err *err_r)
{
	struct rebuild r = { .stream = source, .arena = arena };
	int got = ambit_sink_hash_init(&r.hash, NULL, err_r);

	if (got == 0)
		got = rebuild(&r, sink, err_r);
	ambit_sink_hash_clear(&r.hash);
	*flaws_r = r.flaws;
	return got;
}
