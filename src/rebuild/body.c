/*
 * The body of a message, in every form that is stored (pst.md 14.3, 14.8).
 *
 * Prefers none: text, HTML and what the item's kind has are alternatives, and
 * RTF is kept beside them. HTML or text is taken out of the RTF only where
 * there is none of its own.
 */

/* Floor 0. */
#include "ambit/text.h"

/* Floor 3. */
#include "charset.h"
#include "kind.h"
#include "part.h"
#include "pour.h"
#include "text.h"

#define TEXT_TYPE "text/plain; charset=utf-8"
#define HTML_TYPE "text/html; charset=utf-8"

/* The bodies: the id of each. */
enum { PLAIN = 0x1000, HTML = 0x1013, RTF = 0x1009 };

/* What the item's kind has. */
struct forms {
	struct rebuild_row calendar, others;
};

/* What RTF becomes that nobody looks at. */
static int
drop_write(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	(void)sink;
	(void)bytes;
	(void)err_r;
	return 0;
}

static const struct ambit_sink_ops drop_ops = { .name = "drop",
	.write = drop_write };

static int
add(struct rebuild *r, struct rebuild_row *row, const struct rebuild_part *like,
    struct ambit_err *err_r)
{
	struct rebuild_part *part =
	    rebuild_new(r, like->from, like->type, err_r);

	if (part == NULL)
		return -1;
	*part = *like;
	rebuild_add(row, part);
	return 0;
}

/* A body that has bytes, and is of a type that it can be; one of another is a
 * flaw of the item, and no body. */
static const struct ambit_mapi_value *
body(struct rebuild *r, const struct ambit_mapi_object *message, uint16_t id)
{
	const struct ambit_mapi_value *value = ambit_mapi_find(message, id);
	bool fits;

	if (value == NULL || value->prop.type == AMBIT_MAPI_ERROR)
		return NULL;
	fits = value->prop.type == AMBIT_MAPI_BINARY;
	if (id == PLAIN || (id == HTML && !fits))
		fits = rebuild_is_string(value) && value->prop.index == 0 &&
		    (value->prop.type & AMBIT_MAPI_MULTIPLE) == 0;
	if (!fits)
		r->flaws |= AMBIT_FLAW_PROPERTY;
	return fits && value->at.len > 0 ? value : NULL;
}

static int
add_plain(struct rebuild *r, const struct ambit_mapi_object *message,
    struct rebuild_row *row, struct ambit_err *err_r)
{
	struct rebuild_part part = { .from = REBUILD_TEXT,
		.type = TEXT_TYPE,
		.message = message };

	part.value = body(r, message, PLAIN);
	return part.value == NULL ? 0 : add(r, row, &part, err_r);
}

/* HTML is stored as the bytes of a document, rarely as a string. */
static int
add_html(struct rebuild *r, const struct ambit_mapi_object *message,
    struct rebuild_row *row, struct ambit_err *err_r)
{
	struct rebuild_part part = { .from = REBUILD_TEXT,
		.type = HTML_TYPE,
		.message = message };

	part.value = body(r, message, HTML);
	if (part.value == NULL)
		return 0;
	if (!rebuild_is_string(part.value)) {
		part.from = REBUILD_VALUE;
		part.type =
		    rebuild_html_type(rebuild_number(message, 0x3fde, 0));
	}
	return add(r, row, &part, err_r);
}

/* What RTF wraps, where that form is missing. */
static int
add_wrapped(struct rebuild *r, const struct rebuild_part *rtf,
    struct rebuild_row *row, struct ambit_err *err_r)
{
	struct ambit_sink drop = { .ops = &drop_ops };
	struct rebuild_part part = *rtf;
	enum ambit_rtf_kind kind;

	if (rebuild_take_out(r, rtf->value, &drop, &kind, err_r) < 0)
		return -1;
	part.from = REBUILD_OUT_OF;
	part.name = NULL;
	part.type = kind == AMBIT_RTF_HTML ? HTML_TYPE : TEXT_TYPE;
	if (kind == AMBIT_RTF_NATIVE ||
	    body(r, rtf->message, kind == AMBIT_RTF_HTML ? HTML : PLAIN) !=
		NULL)
		return 0;
	return add(r, row, &part, err_r);
}

static int
add_rtf(struct rebuild *r, const struct ambit_mapi_object *message,
    struct rebuild_row *alternatives, struct rebuild_row *others,
    struct ambit_err *err_r)
{
	struct ambit_sink drop = { .ops = &drop_ops };
	struct rebuild_part part = { .from = REBUILD_RTF,
		.type = "application/rtf",
		.name = "body.rtf",
		.message = message };
	bool whole;

	part.value = body(r, message, RTF);
	if (part.value == NULL)
		return 0;
	if (rebuild_unfold(r, part.value, &drop, &whole, err_r) < 0)
		return -1;
	if (!whole) {
		r->flaws |= AMBIT_FLAW_LOST;
		return 0;
	}
	if (add_wrapped(r, &part, alternatives, err_r) < 0)
		return -1;
	return add(r, others, &part, err_r);
}

/* ---- what the item's kind has ---- */

/* Mail alone: it has no other form. */
static bool
is_mail(struct ambit_span name)
{
	static const struct ambit_span mail[] = {
		AMBIT_LIT_INIT("IPM.Note"),
		AMBIT_LIT_INIT("IPM.Post"),
		AMBIT_LIT_INIT("REPORT"),
	};

	for (size_t i = 0; i < sizeof(mail) / sizeof(mail[0]); i++) {
		size_t len = mail[i].len;

		if (ambit_span_begins_nocase(name, mail[i]) &&
		    (name.len == len || name.ptr[len] == '.'))
			return true;
	}
	return false;
}

/* Of the item as it was sent: it names a kind that has no name of its own. */
static const char *
digest_of(struct rebuild *r, struct ambit_err *err_r)
{
	char *room = AMBIT_ARENA_GET(r->arena, char, 2 * AMBIT_DIGEST_LEN + 1);
	struct ambit_text text;
	struct ambit_span win;
	uint64_t off = 0;

	if (room == NULL || ambit_sink_hash_reset(&r->hash, err_r) < 0)
		return NULL;
	do {
		if (ambit_source_lend(r->stream, off, 1, &win, err_r) < 0 ||
		    (win.len > 0 &&
			ambit_sink_write(&r->hash.sink, win, err_r) < 0))
			return NULL;
		off += win.len;
	} while (win.len > 0);
	if (ambit_sink_finish(&r->hash.sink, err_r) < 0)
		return NULL;
	text = ambit_text_over(room, 2 * AMBIT_DIGEST_LEN + 1);
	ambit_text_hex(&text,
	    (struct ambit_span){ r->hash.digest, AMBIT_DIGEST_LEN });
	return ambit_text_end(&text);
}

/* Where each of them stands: a calendar is one form of the body more, all else
 * is attached. */
static int
add_kind_part(struct rebuild *r, const struct rebuild_kind_part *of,
    struct forms *forms, struct ambit_err *err_r)
{
	struct rebuild_part part = { .from = REBUILD_BYTES,
		.type = of->type,
		.name = of->name,
		.bytes = of->bytes };
	bool is_calendar = ambit_span_begins_nocase(ambit_span_str(of->type),
	    AMBIT_LIT("text/calendar"));

	if (is_calendar)
		part.name = NULL;
	return add(r, is_calendar ? &forms->calendar : &forms->others, &part,
	    err_r);
}

static int
add_kind(struct rebuild *r, const struct ambit_mapi_object *message,
    struct forms *forms, struct ambit_err *err_r)
{
	struct rebuild_kind kind = { .stream = r->stream,
		.message = message,
		.arena = r->arena };
	struct rebuild_kind_part parts[REBUILD_KIND_PARTS];
	struct ambit_span name;
	size_t n;

	if (rebuild_class(r, message, &name, err_r) < 0)
		return -1;
	if (is_mail(name))
		return 0;
	kind.digest = digest_of(r, err_r);
	if (kind.digest == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY,
		    "digest of an item");
	if (rebuild_kind_parts(&kind, parts, &n, err_r) < 0)
		return -1;
	r->flaws |= kind.flaws;
	for (size_t i = 0; i < n; i++) {
		if (add_kind_part(r, &parts[i], forms, err_r) < 0)
			return -1;
	}
	return 0;
}

int
rebuild_plan_body(struct rebuild *r, const struct ambit_mapi_object *message,
    struct rebuild_row *alternatives, struct rebuild_row *others,
    struct ambit_err *err_r)
{
	struct forms forms = { 0 };
	struct rebuild_row rtf = { 0 };

	if (add_kind(r, message, &forms, err_r) < 0)
		return -1;
	*others = forms.others;
	if (add_plain(r, message, alternatives, err_r) < 0 ||
	    add_html(r, message, alternatives, err_r) < 0 ||
	    add_rtf(r, message, alternatives, &rtf, err_r) < 0)
		return -1;
	rebuild_append(alternatives, &forms.calendar);
	rebuild_append(others, &rtf);
	return 0;
}
