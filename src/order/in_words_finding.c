/*
 * A finding in one line: where in the order it is, what stands there, and
 * what is wrong with it.
 *
 * Which part of the order a rule is about is a table: by level, by code, and
 * where one code has rules about several parts, by a word of what it says.
 */

/* System. */
#include <string.h>

/* Floor 0. */
#include "ambit/item.h"

/* Floor 5. */
#include "ambit/in_words.h"

/* A value longer than this is cut; its beginning tells which it is. */
#define VALUE_MAX 120

/* ---- values ---- */

static void
put_value(struct ambit_text *text, struct ambit_span value)
{
	struct ambit_span left = value;

	while (left.len > 0 && value.len - left.len < VALUE_MAX)
		(void)ambit_text_cut_utf8(&left);
	ambit_text_str(text, "\"");
	ambit_text_escaped(text,
	    (struct ambit_span){ value.ptr, value.len - left.len });
	ambit_text_str(text, left.len > 0 ? "...\"" : "\"");
}

static void
put_stamp(struct ambit_text *text, int64_t at, int zone)
{
	char zoned[AMBIT_INSTANT_ZONED_LEN];

	ambit_instant_format_zoned(at, zone, zoned);
	ambit_text_print(text, "\"%s\"", zoned);
}

static void
put_given(struct ambit_text *text, struct ambit_stamp stamp)
{
	if (stamp.given)
		put_stamp(text, stamp.at, stamp.zone);
	else
		ambit_text_str(text, "none");
}

/* ---- the whole order ---- */

static void
put_type(struct ambit_text *text, const struct ambit_subject *s)
{
	put_value(text, s->order->legal_type);
}

static void
put_country(struct ambit_text *text, const struct ambit_subject *s)
{
	put_value(text, s->order->country);
}

static void
put_addressee(struct ambit_text *text, const struct ambit_subject *s)
{
	put_value(text, s->order->addressee);
}

static void
put_recipient(struct ambit_text *text, const struct ambit_subject *s)
{
	put_value(text, s->order->recipient);
}

static void
put_case(struct ambit_text *text, const struct ambit_subject *s)
{
	put_value(text, ambit_span_str(ambit_case_name(s->order->case_type)));
}

static void
put_issued(struct ambit_text *text, const struct ambit_subject *s)
{
	put_given(text, s->order->issued);
}

static void
put_served(struct ambit_text *text, const struct ambit_subject *s)
{
	put_given(text, s->order->served);
}

static void
put_due(struct ambit_text *text, const struct ambit_subject *s)
{
	put_given(text, s->order->due);
}

static void
put_expires(struct ambit_text *text, const struct ambit_subject *s)
{
	put_given(text, s->order->expires);
}

static void
put_tasks(struct ambit_text *text, const struct ambit_subject *s)
{
	ambit_text_print(text, "%zu of them", s->order->n_tasks);
}

/* ---- approvals, bars ---- */

static void
put_signed(struct ambit_text *text, const struct ambit_subject *s)
{
	put_given(text, s->approval->signed_at);
}

static void
put_role(struct ambit_text *text, const struct ambit_subject *s)
{
	put_value(text,
	    ambit_span_str(ambit_legal_role_name(s->approval->role)));
}

static void
put_document(struct ambit_text *text, const struct ambit_subject *s)
{
	put_value(text, s->approval->document);
}

static void
put_bar(struct ambit_text *text, const struct ambit_subject *s)
{
	put_value(text, s->secrecy->reference);
}

static void
put_bar_from(struct ambit_text *text, const struct ambit_subject *s)
{
	put_given(text, s->secrecy->from);
}

static void
put_bar_until(struct ambit_text *text, const struct ambit_subject *s)
{
	put_given(text, s->secrecy->until);
}

/* ---- tasks and what is in them ---- */

static void
put_target(struct ambit_text *text, const struct ambit_subject *s)
{
	put_value(text, s->task->target.value);
}

static void
put_task(struct ambit_text *text, const struct ambit_subject *s)
{
	put_value(text, s->task->id);
}

static void
put_range(struct ambit_text *text, const struct ambit_subject *s)
{
	put_stamp(text, s->task->range.from, s->task->from_zone);
	ambit_text_str(text, " to ");
	put_stamp(text, s->task->range.until, s->task->until_zone);
}

static void
put_until(struct ambit_text *text, const struct ambit_subject *s)
{
	put_stamp(text, s->task->range.until, s->task->until_zone);
}

static void
put_demand(struct ambit_text *text, const struct ambit_subject *s)
{
	ambit_text_print(text, "\"%s\" of \"%s\"",
	    ambit_class_name(s->demand->class),
	    ambit_holds_name(s->demand->store));
}

static void
put_field(struct ambit_text *text, const struct ambit_subject *s)
{
	put_value(text, *s->field);
}

static void
put_narrow(struct ambit_text *text, const struct ambit_subject *s)
{
	put_value(text, s->narrow->value);
}

/* ---- where ---- */

static const struct {
	enum ambit_level level;
	const char *code; /* NULL: any other of the level */
	const char *word; /* in what the rule says; NULL: any */
	const char *at;   /* behind the element of the level */
	void (*put)(struct ambit_text *text, const struct ambit_subject *s);
} places[] = {
	{ AMBIT_LEVEL_ORDER, "E_JURIS_COUNTRY", NULL, "/Jurisdiction/@country",
	    put_country },
	{ AMBIT_LEVEL_ORDER, "E_ADDR_ENTITY", NULL, "/Addressee",
	    put_addressee },
	{ AMBIT_LEVEL_ORDER, "E_ADDR_DELIVERY", NULL, "/Delivery/@recipient",
	    put_recipient },
	{ AMBIT_LEVEL_ORDER, "E_FORM_CONFLICT", NULL, "/CaseType", put_case },
	{ AMBIT_LEVEL_ORDER, "E_BROAD_COUNT", NULL, "/Task", put_tasks },
	{ AMBIT_LEVEL_ORDER, "E_SIGN_MISSING", NULL, "/Approval", NULL },
	{ AMBIT_LEVEL_ORDER, "E_AUTHZ_EMERGENCY", "signed", "/Approval", NULL },
	{ AMBIT_LEVEL_ORDER, "E_AUTHZ_EMERGENCY", "time", "/Timespan/@served",
	    put_served },
	{ AMBIT_LEVEL_ORDER, "E_AUTHZ_EMERGENCY", NULL, "/Emergency", NULL },
	{ AMBIT_LEVEL_ORDER, "E_AUTHZ_COUNTERSIGN", NULL, "/Approval", NULL },
	{ AMBIT_LEVEL_ORDER, "E_DATE_EXPIRED", NULL, "/Timespan/@expires",
	    put_expires },
	{ AMBIT_LEVEL_ORDER, "E_DATE_FUTURE", NULL, "/Timespan/@issued",
	    put_issued },
	{ AMBIT_LEVEL_ORDER, "E_DATE_ORDER", "due", "/Timespan/@due", put_due },
	{ AMBIT_LEVEL_ORDER, "E_DATE_ORDER", NULL, "/Timespan/@served",
	    put_served },
	{ AMBIT_LEVEL_ORDER, "E_DATE_STALE", NULL, "/Timespan/@served",
	    put_served },
	{ AMBIT_LEVEL_ORDER, NULL, NULL, "/LegalType", put_type },

	{ AMBIT_LEVEL_APPROVAL, "E_DATE_ORDER", NULL, "/@signed", put_signed },
	{ AMBIT_LEVEL_APPROVAL, "E_DATE_FUTURE", NULL, "/@signed", put_signed },
	{ AMBIT_LEVEL_APPROVAL, "E_SIGN_MISSING", NULL, "/@document",
	    put_document },
	{ AMBIT_LEVEL_APPROVAL, NULL, NULL, "/@role", put_role },

	{ AMBIT_LEVEL_SECRECY, "E_DATE_ORDER", NULL, "/@until", put_bar_until },
	{ AMBIT_LEVEL_SECRECY, "E_NDO_MISMATCH", "began", "/@from",
	    put_bar_from },
	{ AMBIT_LEVEL_SECRECY, NULL, "end", "/@until", put_bar_until },
	{ AMBIT_LEVEL_SECRECY, NULL, NULL, "/@reference", put_bar },

	{ AMBIT_LEVEL_TASK, "E_DATE_ORDER", NULL, "/Range/@until", put_until },
	{ AMBIT_LEVEL_TASK, "E_AUTHORITY_REACH", NULL, "/Range", put_range },
	{ AMBIT_LEVEL_TASK, "E_SCOPE_LIVE", NULL, "/Range/@until", put_until },
	{ AMBIT_LEVEL_TASK, "E_FORM_CONFLICT", NULL, "/@id", put_task },
	{ AMBIT_LEVEL_TASK, "E_BROAD_NORANGE", NULL, "/@id", put_task },
	{ AMBIT_LEVEL_TASK, NULL, NULL, "/Target", put_target },

	{ AMBIT_LEVEL_DEMAND, NULL, NULL, "", put_demand },
	{ AMBIT_LEVEL_FIELD, NULL, NULL, "", put_field },
	{ AMBIT_LEVEL_NARROW, NULL, NULL, "/@value", put_narrow },
};

static size_t
place_of(const struct ambit_check *check)
{
	size_t i = 0;

	while (places[i].level != check->level ||
	    (places[i].code != NULL &&
		strcmp(places[i].code, check->code) != 0) ||
	    (places[i].word != NULL &&
		strstr(check->says, places[i].word) == NULL))
		i++;
	return i;
}

/* The element of the level, and its line. */
static unsigned
put_element(struct ambit_text *text, const struct ambit_subject *s)
{
	const struct ambit_task *task = s->task;

	ambit_text_str(text, "Order");
	if (s->approval != NULL) {
		ambit_text_print(text, "/Approval[%td]",
		    s->approval - s->order->approvals + 1);
		return s->approval->line;
	}
	if (s->secrecy != NULL) {
		ambit_text_print(text, "/NonDisclosure[%td]",
		    s->secrecy - s->order->secrecies + 1);
		return s->secrecy->line;
	}
	if (task == NULL)
		return 0;
	ambit_text_print(text, "/Task[%td]", task - s->order->tasks + 1);
	if (s->narrow != NULL) {
		ambit_text_print(text, "/Narrow[%td]",
		    s->narrow - task->narrows + 1);
		return s->narrow->line;
	}
	if (s->demand == NULL)
		return task->line;
	ambit_text_print(text, "/Data[%td]", s->demand - task->demands + 1);
	if (s->field != NULL)
		ambit_text_print(text, "/Field[%td]",
		    s->field - s->demand->fields + 1);
	return s->demand->line;
}

unsigned
ambit_finding_in_words(const struct ambit_finding *finding,
    struct ambit_text *text)
{
	const struct ambit_subject *s = &finding->subject;
	size_t i = place_of(finding->check);
	unsigned line = put_element(text, s);

	ambit_text_str(text, places[i].at);
	ambit_text_str(text, ": ");
	if (places[i].put != NULL) {
		places[i].put(text, s);
		ambit_text_str(text, ": ");
	}
	ambit_text_str(text, finding->check->says);
	return line;
}
