/*
 * Lines that several kinds have.
 */

/* Floor 3. */
#include "kind_form.h"

/* A global id is 40 bytes, or carries a UID of another's. */
#define GLOBAL_ID_MAX 1024

/* ---- strings and times ---- */

static void
put_value(const char *name, struct ambit_span utf8, struct line *line)
{
	if (utf8.len == 0)
		return;
	line_str(line, name);
	line_str(line, ":");
	line_text(line, utf8);
	line_end(line);
}

void
kind_put_text(struct rebuild_kind *kind, const char *name,
    const struct ambit_mapi_value *value, struct line *line)
{
	size_t mark = ambit_arena_mark(kind->arena);

	put_value(name, kind_text(kind, value), line);
	ambit_arena_release(kind->arena, mark);
}

void
kind_put_texts(struct rebuild_kind *kind, const char *name,
    const struct ambit_mapi_value *value, struct line *line)
{
	for (; value != NULL && !line->out->full;
	     value = kind_next(kind->message, value))
		kind_put_text(kind, name, value, line);
}

void
kind_put_time(const char *name, const struct ambit_mapi_value *value,
    struct line *line)
{
	int64_t at;

	if (!kind_time(value, &at))
		return;
	line_str(line, name);
	line_str(line, ":");
	line_utc(line, at);
	line_end(line);
}

void
kind_put_subject(struct rebuild_kind *kind, const char *name, struct line *line)
{
	size_t mark = ambit_arena_mark(kind->arena);
	struct ambit_span subject = kind_text(kind, kind_find(kind, 0x0037));

	if (subject.len > 0 && subject.ptr[0] == 1) {
		subject = ambit_span_sub(subject, 1, subject.len);
		if (subject.len > 0)
			(void)ambit_text_cut_utf8(&subject);
	}
	put_value(name, subject, line);
	ambit_arena_release(kind->arena, mark);
}

void
kind_put_categories(struct rebuild_kind *kind, struct line *line)
{
	kind_put_texts(kind, "CATEGORIES", kind_keywords(kind), line);
}

/* ---- calendars ---- */

void
kind_put_calendar(const char *method, struct line *line)
{
	line_of(line, "BEGIN:VCALENDAR");
	line_of(line, "PRODID:-//ambit//rebuilt//EN");
	line_of(line, "VERSION:2.0");
	if (method != NULL) {
		line_str(line, "METHOD:");
		line_of(line, method);
	}
}

static void
put_uid(struct rebuild_kind *kind, struct line *line)
{
	static const char digits[] = "0123456789ABCDEF";
	size_t mark = ambit_arena_mark(kind->arena);
	struct ambit_span id = kind_binary(kind,
	    kind_named(kind, KIND_MEETING, 0x23), GLOBAL_ID_MAX);

	if (id.len == 0)
		id = kind_binary(kind, kind_named(kind, KIND_MEETING, 0x03),
		    GLOBAL_ID_MAX);
	line_str(line, "UID:");
	for (size_t i = 0; i < id.len; i++) {
		char hex[3] = { digits[id.ptr[i] >> 4], digits[id.ptr[i] & 15],
			'\0' };

		line_str(line, hex);
	}
	if (id.len == 0)
		line_str(line, kind->digest);
	line_end(line);
	ambit_arena_release(kind->arena, mark);
}

/* RFC 5545 3.8.7.2: there must be one. What was never changed was made. */
void
kind_put_identity(struct rebuild_kind *kind, struct line *line)
{
	int64_t at;

	put_uid(kind, line);
	kind_put_time("DTSTAMP",
	    kind_find(kind,
		kind_time(kind_find(kind, 0x3008), &at) ? 0x3008 : 0x3007),
	    line);
	kind_put_time("CREATED", kind_find(kind, 0x3007), line);
	kind_put_time("LAST-MODIFIED", kind_find(kind, 0x3008), line);
}

/* [MS-OXCMSG] 2.2.1.13 and 2.2.1.11. */
void
kind_put_rank(struct rebuild_kind *kind, struct line *line)
{
	static const char *const classes[] = { "CLASS:PUBLIC",
		"CLASS:X-PERSONAL", "CLASS:PRIVATE", "CLASS:CONFIDENTIAL" };
	static const char *const priorities[] = { "PRIORITY:9", "PRIORITY:5",
		"PRIORITY:1" };
	int32_t n;

	if (kind_number(kind_find(kind, 0x0036), &n) && n >= 0 && n < 4)
		line_of(line, classes[n]);
	if (kind_number(kind_find(kind, 0x0017), &n) && n >= 0 && n < 3)
		line_of(line, priorities[n]);
	kind_put_categories(kind, line);
}
