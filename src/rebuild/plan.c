/*
 * What parts a message has, and how they stand in each other (pst.md 14).
 *
 *	mixed( related( alternative( text HTML calendar ) what HTML shows )
 *	       what else there is )
 *
 * each of them only where it has more than one part. Messages within messages
 * are planned by planning them: as deep as a stream can have them.
 */

/* System. */
#include <string.h>

/* Floor 0. */
#include "ambit/text.h"

/* Floor 3. */
#include "part.h"

struct rebuild_part *
rebuild_new(struct rebuild *r, enum rebuild_from from, const char *type,
    struct ambit_err *err_r)
{
	struct rebuild_part *part =
	    AMBIT_ARENA_GET(r->arena, struct rebuild_part, 1);

	if (part == NULL) {
		(void)ambit_err_set(err_r, AMBIT_E_MEMORY, "a part");
		return NULL;
	}
	part->from = from;
	part->type = type;
	return part;
}

void
rebuild_add(struct rebuild_row *row, struct rebuild_part *part)
{
	if (row->last == NULL)
		row->first = part;
	else
		row->last->next = part;
	row->last = part;
}

void
rebuild_append(struct rebuild_row *row, const struct rebuild_row *more)
{
	if (more->first == NULL)
		return;
	rebuild_add(row, more->first);
	row->last = more->last;
}

/* The parts of a row as one; NULL where it has none. */
static int
join(struct rebuild *r, const struct rebuild_row *row, const char *type,
    struct rebuild_part **part_r, struct ambit_err *err_r)
{
	*part_r = row->first;
	if (row->first == row->last)
		return 0;
	*part_r = rebuild_new(r, REBUILD_MULTI, type, err_r);
	if (*part_r == NULL)
		return -1;
	(*part_r)->first = row->first;
	return 0;
}

/* RFC 2387 3.1: related says what the first of its parts is. */
static const char *
related(struct rebuild *r, const struct rebuild_part *body)
{
	size_t cap = strlen(body->type) + 40;
	char *room = AMBIT_ARENA_GET(r->arena, char, cap);
	struct ambit_text text;

	if (room == NULL)
		return NULL;
	text = ambit_text_over(room, cap);
	ambit_text_str(&text, "multipart/related; type=\"");
	ambit_text_put(&text,
	    (struct ambit_span){ (const unsigned char *)body->type,
		strcspn(body->type, ";") });
	ambit_text_str(&text, "\"");
	return ambit_text_end(&text);
}

static int
join_related(struct rebuild *r, const struct rebuild_row *shown,
    struct rebuild_part **body, struct ambit_err *err_r)
{
	struct rebuild_row row = { 0 };
	const char *type = related(r, *body);

	if (type == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "a part");
	rebuild_add(&row, *body);
	rebuild_append(&row, shown);
	return join(r, &row, type, body, err_r);
}

static int
plan_body(struct rebuild *r, const struct ambit_mapi_object *message,
    struct rebuild_row *mixed, struct ambit_err *err_r)
{
	struct rebuild_row alternatives = { 0 }, shown = { 0 }, others = { 0 };
	struct rebuild_part *body;

	if (rebuild_plan_body(r, message, &alternatives, &others, err_r) < 0 ||
	    rebuild_plan_attachments(r, message, &shown, &others, err_r) < 0 ||
	    join(r, &alternatives, "multipart/alternative", &body, err_r) < 0)
		return -1;
	if (body != NULL && join_related(r, &shown, &body, err_r) < 0)
		return -1;
	if (body != NULL)
		rebuild_add(mixed, body);
	else
		rebuild_append(mixed, &shown);
	rebuild_append(mixed, &others);
	return 0;
}

/* A stored header that must be kept beside the body leaves no body that is
 * signed and nothing else. */
struct rebuild_part *
rebuild_plan(struct rebuild *r, const struct ambit_mapi_object *message,
    struct ambit_err *err_r)
{
	struct rebuild_row mixed = { 0 }, header = { 0 };
	const struct rebuild_transport *transport;
	struct rebuild_part *part = NULL;

	if (rebuild_plan_header(r, message, &transport, &header, err_r) < 0 ||
	    (header.first == NULL &&
		rebuild_plan_signed(r, message, &part, err_r) < 0))
		return NULL;
	if (part == NULL && plan_body(r, message, &mixed, err_r) < 0)
		return NULL;
	rebuild_append(&mixed, &header);
	if (part == NULL &&
	    join(r, &mixed, "multipart/mixed", &part, err_r) < 0)
		return NULL;
	if (part == NULL)
		part = rebuild_new(r, REBUILD_NOTHING,
		    "text/plain; charset=us-ascii", err_r);
	if (part != NULL) {
		part->message = message;
		part->transport = transport;
	}
	return part;
}
