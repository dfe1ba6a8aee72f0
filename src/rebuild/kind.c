/*
 * Kinds: which class becomes what.
 *
 * Knows the classes of Outlook, and nothing of what the parts hold.
 */

/* Floor 3. */
#include "kind_form.h"

/* What a part may take: 16 times more each time it was not enough. */
#define ROOM_FIRST ((size_t)1 << 16)
#define ROOM_LAST  ((size_t)1 << 24)

/* Bytes of a class; real ones have some dozens. */
#define CLASS_MAX 1024

#define CALENDAR(m) "text/calendar; charset=utf-8; method=" m

/* pst.md 14.8. The first that a class is, or is below, counts. */
static const struct kind_form forms[] = {
	{ .class = "IPM.Note" },
	{ .class = "IPM.Post" },
	{ .class = "REPORT" },
	{ "IPM.Appointment", CALENDAR("PUBLISH"), "event.ics", kind_put_event,
	    "PUBLISH", NULL },
	/* An instance that was changed, within its series. */
	{ "IPM.OLE.CLASS.{00061055-0000-0000-C000-000000000046}",
	    CALENDAR("PUBLISH"), "event.ics", kind_put_event, "PUBLISH", NULL },
	{ "IPM.Schedule.Meeting.Request", CALENDAR("REQUEST"), "meeting.ics",
	    kind_put_event, "REQUEST", NULL },
	{ "IPM.Schedule.Meeting.Resp.Pos", CALENDAR("REPLY"), "meeting.ics",
	    kind_put_event, "REPLY", "ACCEPTED" },
	{ "IPM.Schedule.Meeting.Resp.Neg", CALENDAR("REPLY"), "meeting.ics",
	    kind_put_event, "REPLY", "DECLINED" },
	{ "IPM.Schedule.Meeting.Resp.Tent", CALENDAR("REPLY"), "meeting.ics",
	    kind_put_event, "REPLY", "TENTATIVE" },
	{ "IPM.Schedule.Meeting.Canceled", CALENDAR("CANCEL"), "meeting.ics",
	    kind_put_event, "CANCEL", NULL },
	{ "IPM.Task", "text/calendar; charset=utf-8", "task.ics", kind_put_task,
	    NULL, NULL },
	{ "IPM.Activity", "text/calendar; charset=utf-8", "journal.ics",
	    kind_put_journal, NULL, NULL },
	{ "IPM.StickyNote", "text/plain; charset=utf-8", "colour.txt",
	    kind_put_note, NULL, NULL },
	{ "IPM.Contact", "text/vcard; charset=utf-8", "contact.vcf",
	    kind_put_card, NULL, NULL },
	{ "IPM.DistList", "text/vcard; charset=utf-8", "list.vcf",
	    kind_put_list, NULL, NULL },
};

static const struct kind_form other = { "", "text/plain; charset=utf-8",
	"properties.txt", kind_put_properties, NULL, NULL };

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* ---- classes ---- */

/* The one named, or one below it; ASCII case aside. */
static bool
is_of(struct ambit_span class, const char *name)
{
	struct ambit_span whole = ambit_span_str(name);
	struct ambit_span below = ambit_span_sub(class, whole.len, class.len);

	return ambit_span_begins_nocase(class, whole) &&
	    (below.len == 0 || ambit_span_begins(below, AMBIT_LIT(".")));
}

/* pst.md 9: without a NUL and blanks behind it. */
static struct ambit_span
class_of(struct rebuild_kind *kind)
{
	const struct ambit_mapi_value *value = kind_find(kind, 0x001a);
	struct ambit_span class = { NULL, 0 };

	if (value != NULL && value->prop.len <= CLASS_MAX)
		class = kind_text(kind, value);
	while (class.len > 0 &&
	    (class.ptr[class.len - 1] == '\0' ||
		class.ptr[class.len - 1] == ' '))
		class.len--;
	return class;
}

static const struct kind_form *
form_of(struct rebuild_kind *kind)
{
	struct ambit_span class = class_of(kind);

	for (size_t i = 0; i < COUNT(forms); i++) {
		if (is_of(class, forms[i].class))
			return &forms[i];
	}
	return &other;
}

/* ---- parts ---- */

static int
full(struct ambit_err *err_r)
{
	return ambit_err_set(err_r, AMBIT_E_LIMIT,
	    "an item is larger in its other form than its arena");
}

static int
print(struct rebuild_kind *kind, const struct kind_form *form,
    struct ambit_span *bytes_r, struct ambit_err *err_r)
{
	size_t mark = ambit_arena_mark(kind->arena);

	for (size_t cap = ROOM_FIRST; cap <= ROOM_LAST; cap *= 16) {
		char *room = AMBIT_ARENA_GET(kind->arena, char, cap);
		struct ambit_text out;
		struct line line = { .out = &out };

		if (room == NULL)
			break;
		out = ambit_text_over(room, cap);
		form->put(kind, form, &line);
		if (kind->failed)
			return -1;
		*bytes_r = ambit_text_span(&out);
		if (!out.full)
			return 0;
		ambit_arena_release(kind->arena, mark);
	}
	return full(err_r);
}

static int
attach(struct rebuild_kind *kind, struct rebuild_kind_part *part_r,
    struct ambit_err *err_r)
{
	*part_r = (struct rebuild_kind_part){ "application/octet-stream",
		"recurrence.bin", { NULL, 0 } };
	kind->flaws |= AMBIT_FLAW_RECURRENCE;
	return ambit_mapi_lend(kind->stream, kind->pattern, ROOM_LAST,
	    kind->arena, &part_r->bytes, err_r);
}

int
rebuild_kind_parts(struct rebuild_kind *kind,
    struct rebuild_kind_part parts_r[REBUILD_KIND_PARTS], size_t *n_r,
    struct ambit_err *err_r)
{
	const struct kind_form *form;

	*n_r = 0;
	kind->page = rebuild_page(kind->message);
	kind->failed = false;
	kind->err_r = err_r;
	kind->pattern = NULL;
	form = form_of(kind);
	if (kind->failed)
		return -1;
	if (form->put == NULL)
		return 0;
	parts_r[0] =
	    (struct rebuild_kind_part){ form->type, form->name, { NULL, 0 } };
	if (print(kind, form, &parts_r[0].bytes, err_r) < 0)
		return -1;
	*n_r = parts_r[0].bytes.len > 0;
	if (kind->pattern == NULL)
		return 0;
	*n_r = 2;
	return attach(kind, &parts_r[1], err_r);
}
