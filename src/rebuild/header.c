/*
 * The header of a message (pst.md 14.1): the stored one's fields, then those
 * that it lacks and a property has.
 *
 * Invents nothing: what is not stored is not there. MIME-Version and Content-*
 * are the frame's, whatever was stored.
 */

/* Floor 0. */
#include "ambit/text.h"

/* Floor 3 and below. */
#include "ambit/date.h"
#include "ambit/limits.h"
#include "transport.h"
#include "words.h"

/* 100 ns from 1601 to 1970; and what stands for a time that is not set. */
#define EPOCH INT64_C(116444736000000000)
#define UNSET UINT64_C(0x0cb34557a3dd4000)

/* An id as mail has them; and what one line of them may be. */
#define ID_MAX ((size_t)900)

/* Once to plan, and kept to be written: NULL where there is no room. */
static int
read_once(struct rebuild *r, const struct ambit_mapi_object *message,
    struct rebuild_transport *t, const struct rebuild_transport **held_r,
    struct ambit_err *err_r)
{
	size_t mark = ambit_arena_mark(r->arena);
	bool may_hold = rebuild_may_hold(r);
	struct rebuild_transport *held =
	    AMBIT_ARENA_GET(r->arena, struct rebuild_transport, 1);

	if (held == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "stored header");
	if (rebuild_transport(r, message, held, err_r) < 0)
		return -1;
	*t = *held;
	*held_r = may_hold ? held : NULL;
	if (may_hold)
		rebuild_hold(r, mark);
	else
		ambit_arena_release(r->arena, mark);
	return 0;
}

int
rebuild_plan_header(struct rebuild *r, const struct ambit_mapi_object *message,
    const struct rebuild_transport **transport_r, struct rebuild_row *others,
    struct ambit_err *err_r)
{
	struct rebuild_transport t = { 0 };
	struct rebuild_part *part;

	if (read_once(r, message, &t, transport_r, err_r) < 0)
		return -1;
	if (t.value == NULL || (t.kept && t.whole))
		return 0;
	part = rebuild_new(r, REBUILD_TEXT, "text/plain; charset=utf-8", err_r);
	if (part == NULL)
		return -1;
	part->name = "headers.txt";
	part->message = message;
	part->value = t.value;
	rebuild_add(others, part);
	return 0;
}

/* ---- the stored fields ---- */

static bool
is_frame(struct ambit_span name)
{
	return ambit_span_begins_nocase(name, AMBIT_LIT("Content-")) ||
	    ambit_span_equal_nocase(name, AMBIT_LIT("MIME-Version"));
}

static int
put_stored(const struct rebuild_transport *t, struct ambit_sink *sink,
    struct ambit_err *err_r)
{
	for (size_t i = 0; t->kept && i < t->header.n_fields; i++) {
		const struct ambit_header_field *field = &t->header.fields[i];

		if (!is_frame(field->name) &&
		    ambit_sink_write(sink, field->line, err_r) < 0)
			return -1;
	}
	return 0;
}

static bool
lacks(const struct rebuild_transport *t, const char *name)
{
	const struct ambit_header_field *first;

	return !t->kept ||
	    ambit_header_count(t->header.fields, t->header.n_fields,
		ambit_span_str(name), &first) == 0;
}

/* ---- fields from properties ---- */

/* A prefix of the subject is told by two characters before it, which are no
 * text. */
static void
drop_prefix_mark(struct ambit_span *subject)
{
	if (subject->len == 0 || subject->ptr[0] != 1)
		return;
	*subject = ambit_span_sub(*subject, 1, subject->len);
	if (subject->len > 0)
		(void)ambit_text_cut_utf8(subject);
}

static int
put_subject(struct rebuild *r, const struct ambit_mapi_object *message,
    struct ambit_sink *sink, struct ambit_err *err_r)
{
	struct ambit_span subject;

	if (rebuild_ask(r, message, ambit_mapi_find(message, 0x0037), &subject,
		err_r) < 0)
		return -1;
	drop_prefix_mark(&subject);
	if (subject.len == 0)
		return 0;
	if (rebuild_str(sink, "Subject: ", err_r) < 0 ||
	    rebuild_put_text(sink, subject, err_r) < 0)
		return -1;
	return rebuild_str(sink, "\r\n", err_r);
}

static int
put_date(const struct ambit_mapi_object *message, struct ambit_sink *sink,
    struct ambit_err *err_r)
{
	const struct ambit_mapi_value *value = ambit_mapi_find(message, 0x0039);
	char date[AMBIT_DATE_LEN];
	int64_t at;

	if (value == NULL || value->prop.type != AMBIT_MAPI_TIME ||
	    value->number < (uint64_t)EPOCH || value->number >= UNSET)
		return 0;
	at = ((int64_t)value->number - EPOCH) / 10;
	if (ambit_instant_civil(at).year > AMBIT_YEAR_MAX)
		return 0;
	ambit_date_format(at, 0, date);
	if (rebuild_str(sink, "Date: ", err_r) < 0 ||
	    rebuild_str(sink, date, err_r) < 0)
		return -1;
	return rebuild_str(sink, "\r\n", err_r);
}

static bool
is_space(unsigned char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The next run of characters that are no blanks; false where it may not stand
 * in a header, or would be decoded there. */
static bool
cut_id(struct ambit_span *left, struct ambit_span *id_r)
{
	size_t n = 0;

	while (left->len > 0 && is_space(left->ptr[0]))
		*left = ambit_span_sub(*left, 1, left->len);
	while (n < left->len && left->ptr[n] > 0x20 && left->ptr[n] < 0x7f)
		n++;
	*id_r = ambit_span_sub(*left, 0, n);
	if (ambit_span_contains_nocase(*id_r, AMBIT_LIT("=?")))
		return false;
	*left = ambit_span_sub(*left, n, left->len);
	return n <= ID_MAX && (left->len == 0 || is_space(left->ptr[0]));
}

static bool
are_ids(struct ambit_span ids, size_t most)
{
	struct ambit_span id;
	size_t n = 0;

	while (ids.len > 0) {
		if (!cut_id(&ids, &id))
			return false;
		n += id.len > 0;
	}
	return n <= most;
}

/* Ids, each in a line of its own. */
static int
put_ids(const char *name, struct ambit_span ids, struct ambit_sink *sink,
    struct ambit_err *err_r)
{
	struct ambit_span id;
	const char *before = name;

	while (cut_id(&ids, &id) && id.len > 0) {
		if (rebuild_str(sink, before, err_r) < 0 ||
		    ambit_sink_write(sink, id, err_r) < 0 ||
		    rebuild_str(sink, "\r\n", err_r) < 0)
			return -1;
		before = " ";
	}
	return 0;
}

static int
put_threading(struct rebuild *r, const struct ambit_mapi_object *message,
    const struct rebuild_transport *t, struct ambit_sink *sink,
    struct ambit_err *err_r)
{
	static const struct {
		const char *name, *field;
		uint16_t id;
		size_t most;
	} fields[] = {
		{ "Message-ID", "Message-ID: ", 0x1035, 1 },
		{ "In-Reply-To", "In-Reply-To: ", 0x1042, SIZE_MAX },
		{ "References", "References: ", 0x1039, SIZE_MAX },
	};

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		struct ambit_span ids;

		if (!lacks(t, fields[i].name))
			continue;
		if (rebuild_ask(r, message,
			ambit_mapi_find(message, fields[i].id), &ids,
			err_r) < 0)
			return -1;
		if (!are_ids(ids, fields[i].most))
			r->flaws |= AMBIT_FLAW_ENCODING;
		else if (put_ids(fields[i].field, ids, sink, err_r) < 0)
			return -1;
	}
	return 0;
}

static unsigned
wanted(const struct rebuild_transport *t)
{
	static const char *const names[] = {
		[REBUILD_FROM] = "From",
		[REBUILD_SENDER] = "Sender",
		[REBUILD_TO] = "To",
		[REBUILD_CC] = "Cc",
		[REBUILD_BCC] = "Bcc",
	};
	unsigned bits = 0;

	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		bits |= lacks(t, names[i]) ? 1u << i : 0;
	return bits;
}

static int
put_fields(struct rebuild *r, const struct rebuild_part *part,
    struct ambit_sink *sink, struct ambit_err *err_r)
{
	const struct ambit_mapi_object *message = part->message;
	const struct rebuild_transport *t = part->transport;
	struct rebuild_transport again;

	if (t == NULL) {
		t = &again;
		if (rebuild_transport(r, message, &again, err_r) < 0)
			return -1;
	}
	if (put_stored(t, sink, err_r) < 0 ||
	    rebuild_addresses(r, message, wanted(t), sink, err_r) < 0)
		return -1;
	if ((lacks(t, "Subject") && put_subject(r, message, sink, err_r) < 0) ||
	    (lacks(t, "Date") && put_date(message, sink, err_r) < 0) ||
	    put_threading(r, message, t, sink, err_r) < 0)
		return -1;
	return rebuild_str(sink, "X-Ambit: rebuilt\r\nMIME-Version: 1.0\r\n",
	    err_r);
}

int
rebuild_header(struct rebuild *r, const struct rebuild_part *part,
    struct ambit_sink *sink, struct ambit_err *err_r)
{
	size_t mark = ambit_arena_mark(r->arena);
	uint64_t begin = sink->count;

	if (put_fields(r, part, sink, err_r) < 0)
		return -1;
	ambit_arena_release(r->arena, mark);
	/* The rest of the block is the frame's, and short. */
	if (sink->count - begin > AMBIT_HEADER_MAX - AMBIT_HEADER_MAX / 8)
		return ambit_err_set(err_r, AMBIT_E_LIMIT,
		    "a header of more bytes than can be read again");
	return 0;
}
