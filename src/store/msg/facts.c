/*
 * Properties and recipients of a .msg, lent to what knows their meaning. Reads
 * their lists and the streams that are asked for, and nothing else of it.
 */

/* Floor 4. */
#include "facts.h"
#include "ambit/mapi.h"
#include "value.h"

int
msg_facts_open(struct msg_facts *facts, struct msg_file *file,
    struct ambit_err *err_r)
{
	int rc;

	*facts = (struct msg_facts){ .sound = false };
	rc = msg_object_open(&facts->top, file, ambit_cfb_root(file->cfb),
	    MSG_HEAD_TOP, err_r);
	facts->sound = rc == 1;
	facts->mark = ambit_arena_mark(file->arena);
	return rc < 0 ? -1 : 0;
}

/* What no fact asks for has no bytes: several values, objects. */
static bool
has_bytes(uint16_t type)
{
	return type == AMBIT_MAPI_STRING || type == AMBIT_MAPI_STRING8 ||
	    type == AMBIT_MAPI_BINARY || type == AMBIT_MAPI_GUID;
}

static int
read_bytes(const struct msg_object *object, const struct msg_prop *prop,
    size_t max, struct outlook_value *value_r, struct ambit_err *err_r)
{
	struct msg_value value;
	int rc = msg_value_find(object, prop, &value, err_r);

	if (rc != 1)
		return rc;
	if (value.len > max) {
		value_r->state = OUTLOOK_LONG;
		return 1;
	}
	/* And its NUL. */
	rc = msg_load(object->file, value.stream, max + 2, &value_r->bytes,
	    err_r);
	value_r->bytes = ambit_span_sub(value_r->bytes, 0, (size_t)value.len);
	return rc;
}

static int
lend(const struct msg_object *object, uint16_t id, size_t max,
    struct outlook_value *value_r, struct ambit_err *err_r)
{
	const struct msg_prop *prop = msg_object_find(object, id);
	struct msg_value value;
	int rc = 1;

	*value_r = (struct outlook_value){ .state = OUTLOOK_NONE };
	if (prop == NULL)
		return 0;
	*value_r = (struct outlook_value){ .state = prop->twice ? OUTLOOK_TWICE
								: OUTLOOK_FOUND,
		.type = prop->type };
	if (prop->twice)
		return 0;
	if (has_bytes(prop->type)) {
		rc = read_bytes(object, prop, max, value_r, err_r);
	} else if (ambit_mapi_is_number(prop->type) &&
	    !(prop->type & AMBIT_MAPI_MULTIPLE)) {
		rc = msg_value_find(object, prop, &value, err_r);
		value_r->number = value.number;
	}
	if (rc == 0)
		*value_r = (struct outlook_value){ .state = OUTLOOK_LOST };
	return rc < 0 ? -1 : 0;
}

static int
find(void *ctx, uint16_t id, size_t max, struct outlook_value *value_r,
    struct ambit_err *err_r)
{
	struct msg_facts *facts = ctx;

	*value_r = (struct outlook_value){ .state = OUTLOOK_LOST };
	if (!facts->sound)
		return 0;
	/* Behind the mark is the current recipient, later. */
	if (!facts->begun)
		ambit_arena_release(facts->top.file->arena, facts->mark);
	return lend(&facts->top, id, max, value_r, err_r);
}

/* As many as the message tells of, or it is not known how many there are. */
static int
begin(struct msg_facts *facts)
{
	int rc = facts->sound;

	facts->begun = true;
	if (rc == 1)
		rc = msg_parts_open(&facts->recipients, &facts->top,
		    MSG_RECIPIENT);
	if (rc == 1 && facts->recipients.n != facts->top.n_recipients)
		rc = msg_damaged(facts->top.file,
		    "there are not as many recipients as it says");
	facts->mark = ambit_arena_mark(facts->top.file->arena);
	return rc;
}

static int
next(void *ctx, enum outlook_state *state_r, struct ambit_err *err_r)
{
	struct msg_facts *facts = ctx;
	int rc = 1;

	*state_r = OUTLOOK_NONE;
	ambit_arena_release(facts->top.file->arena, facts->mark);
	if (!facts->begun)
		rc = begin(facts);
	if (rc == 1 && facts->at < facts->recipients.n) {
		*state_r = OUTLOOK_FOUND;
		rc = msg_object_open(&facts->row, facts->top.file,
		    facts->recipients.entries[facts->at++], MSG_HEAD_PART,
		    err_r);
		if (rc == 1 && !facts->row.whole)
			rc = 0;
	}
	if (rc == 0)
		*state_r = OUTLOOK_LOST;
	return rc < 0 ? -1 : 0;
}

static int
cell(void *ctx, uint16_t id, size_t max, struct outlook_value *value_r,
    struct ambit_err *err_r)
{
	struct msg_facts *facts = ctx;

	return lend(&facts->row, id, max, value_r, err_r);
}

struct outlook_props
msg_facts_props(struct msg_facts *facts)
{
	return (struct outlook_props){ .ctx = facts,
		.find = find,
		.next = next,
		.cell = cell };
}
