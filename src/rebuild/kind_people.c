/*
 * People of a meeting.
 *
 * Knows who of a message's people is what in a calendar. An address that is
 * none of the Internet's stands in quotes at a domain that cannot be (pst.md
 * 14.2); a name without one has none.
 */

/* Floor 3. */
#include "kind_form.h"

/* Of 0C15 (pst.md 9). */
#define TO       1
#define RESOURCE 3

/* 5FFD: [MS-OXOCAL] 2.2.4.9.1. */
#define IS_ORGANIZER 2

static const struct kind_person_ids sender = { 0x0042, 0x0064, 0x0065, 0x5d02 };
static const struct kind_person_ids recipient = { 0x3001, 0x3002, 0x3003,
	0x39fe };

void
kind_put_mailto(struct ambit_span type, struct ambit_span address,
    struct ambit_span smtp, struct line *line)
{
	if (smtp.len == 0 && ambit_span_equal_nocase(type, AMBIT_LIT("SMTP")))
		smtp = address;
	if (smtp.len > 0) {
		line_str(line, "mailto:");
		line_uri(line, smtp);
	} else if (address.len > 0) {
		line_str(line, "mailto:%22");
		line_uri(line, address);
		line_str(line, "%22@ex.invalid");
	} else {
		line_str(line, "invalid:nomail");
	}
}

/* ;CN="name":mailto:address */
static void
put_person(struct rebuild_kind *kind, const struct ambit_mapi_object *object,
    const struct kind_person_ids *ids, struct line *line)
{
	size_t mark = ambit_arena_mark(kind->arena);
	struct ambit_span name =
	    kind_text(kind, ambit_mapi_find(object, ids->name));

	if (name.len > 0)
		line_param(line, "CN", name);
	line_str(line, ":");
	kind_put_mailto(kind_text(kind, ambit_mapi_find(object, ids->type)),
	    kind_text(kind, ambit_mapi_find(object, ids->address)),
	    kind_text(kind, ambit_mapi_find(object, ids->smtp)), line);
	line_end(line);
	ambit_arena_release(kind->arena, mark);
}

static int32_t
number_of(const struct ambit_mapi_object *object, uint16_t id)
{
	int32_t n;

	return kind_number(ambit_mapi_find(object, id), &n) ? n : 0;
}

/* [MS-OXOCAL] 2.2.4.10.1: 5FFF. */
static const char *
answer_of(const struct ambit_mapi_object *object)
{
	switch (number_of(object, 0x5fff)) {
	case 2:
		return ";PARTSTAT=TENTATIVE";
	case 3:
		return ";PARTSTAT=ACCEPTED";
	case 4:
		return ";PARTSTAT=DECLINED";
	default:
		return ";PARTSTAT=NEEDS-ACTION";
	}
}

static void
put_attendee(struct rebuild_kind *kind, const struct ambit_mapi_object *object,
    struct line *line)
{
	int32_t type = number_of(object, 0x0c15) & 15;

	line_str(line, "ATTENDEE");
	line_str(line,
	    type == RESOURCE ? ";CUTYPE=RESOURCE;ROLE=NON-PARTICIPANT"
		: type == TO ? ";ROLE=REQ-PARTICIPANT"
			     : ";ROLE=OPT-PARTICIPANT");
	line_str(line, answer_of(object));
	put_person(kind, object, &recipient, line);
}

static bool
is_recipient(const struct ambit_mapi_object *object)
{
	return object->kind == AMBIT_MAPI_RECIPIENT;
}

/* He answers the organizer, to whom he writes. */
static void
put_reply(struct rebuild_kind *kind, const char *answer, struct line *line)
{
	const struct ambit_mapi_object *message = kind->message;

	for (size_t i = 0; i < message->n_parts; i++) {
		const struct ambit_mapi_object *to = message->parts[i];

		if (is_recipient(to) && (number_of(to, 0x0c15) & 15) == TO) {
			line_str(line, "ORGANIZER");
			put_person(kind, to, &recipient, line);
			break;
		}
	}
	line_str(line, "ATTENDEE;PARTSTAT=");
	line_str(line, answer);
	put_person(kind, message, &sender, line);
}

void
kind_put_people(struct rebuild_kind *kind, const struct kind_form *form,
    struct line *line)
{
	const struct ambit_mapi_object *message = kind->message;

	if (form->answer != NULL) {
		put_reply(kind, form->answer, line);
		return;
	}
	line_str(line, "ORGANIZER");
	put_person(kind, message, &sender, line);
	for (size_t i = 0; i < message->n_parts && !line->out->full; i++) {
		const struct ambit_mapi_object *object = message->parts[i];

		if (is_recipient(object) &&
		    (number_of(object, 0x5ffd) & IS_ORGANIZER) == 0)
			put_attendee(kind, object, line);
	}
}
