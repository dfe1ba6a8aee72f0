/*
 * The letter to the authority: why the order is not carried out.
 *
 * Entries stand by the reasons of the published policy. Where a rule was broken
 * because of what the registry says of an account, the letter says less than
 * the rule: whoever wrote the order must not learn from it who is a customer.
 * Such entries read alike whatever the rule is: no code, one reason, one place
 * behind the others, once a task, and never a rejection by themselves.
 */

/* System. */
#include <string.h>

/* Floor 0. */
#include "ambit/text.h"

/* Floor 5. */
#include "ambit/in_words.h"
#include "ambit/letter.h"

/* Here. */
#include "letter.h"

/* ---- what may be said ---- */

static const char vague[] =
    "the identifier, its namespace and the range of dates do not lead to an "
    "account that this demand can reach";
static const char vague_cure[] =
    "check whom it is addressed to, the identifier, and for which dates";

/* Rules that are broken by what the registry knows of an account; those of the
 * order as a whole ask it of none. */
static bool
tells_of_an_account(const struct ambit_check *check)
{
	static const char *const codes[] = { "E_JURIS_ENTITY",
		"E_JURIS_ARRANGEMENT", "E_DATE_RANGE_HELD",
		"E_TARGET_AMBIGUOUS" };

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		if (check->level == AMBIT_LEVEL_TASK &&
		    strcmp(check->code, codes[i]) == 0)
			return true;
	}
	return false;
}

static enum ambit_reason
reason_of(const struct ambit_check *check)
{
	return tells_of_an_account(check) ? AMBIT_REASON_MISTAKE
					  : check->reason;
}

static enum ambit_severity
severity_of(const struct ambit_check *check)
{
	return tells_of_an_account(check) ? AMBIT_NARROW_IT : check->severity;
}

/* Is the same said of the task already? */
static bool
is_repeated(const struct ambit_letter_refusal *refusal, size_t nth)
{
	const struct ambit_finding *v = refusal->findings;

	for (size_t i = 0; i < nth; i++) {
		if (tells_of_an_account(v[i].check) &&
		    v[i].subject.task == v[nth].subject.task)
			return true;
	}
	return false;
}

/* Is it an entry, and of those that hide what they rest on, or of the others?
 */
static bool
is_said(const struct ambit_letter_refusal *refusal, size_t nth, bool hides)
{
	const struct ambit_check *check = refusal->findings[nth].check;
	enum ambit_severity severity = severity_of(check);

	if (tells_of_an_account(check) != hides ||
	    (hides && is_repeated(refusal, nth)))
		return false;
	return severity == AMBIT_REFUSE || severity == AMBIT_NARROW_IT;
}

/* ---- entries ---- */

/* "Order/Task[1]/Data[2]/@class" as "Task 1, Data 2, class". */
static void
say_element(struct words_out *out, struct ambit_span path)
{
	const unsigned char *slash = memchr(path.ptr, '/', path.len);
	size_t skip = slash == NULL ? 0 : (size_t)(slash - path.ptr) + 1;

	path = ambit_span_sub(path, skip, path.len);
	for (size_t i = 0; i < path.len; i++) {
		struct ambit_span one = ambit_span_sub(path, i, 1);

		if (one.ptr[0] == '/')
			words_say(out, ", ");
		else if (one.ptr[0] == '[')
			words_say(out, " ");
		else if (one.ptr[0] != ']' && one.ptr[0] != '@')
			words_text(out, one);
	}
}

/* The element stands before the first colon: no value does. */
static void
say_place(struct words_out *out, const struct ambit_finding *finding)
{
	char line[1024];
	struct ambit_text text = AMBIT_TEXT(line);
	struct ambit_span path;
	const unsigned char *colon;

	(void)ambit_finding_in_words(finding, &text);
	path = ambit_text_span(&text);
	colon = memchr(path.ptr, ':', path.len);
	if (colon != NULL)
		path.len = (size_t)(colon - path.ptr);
	say_element(out, path);
}

#define ENTRY_MARGIN 3

static void
say_finding(struct words_out *out, const struct ambit_finding *finding)
{
	const struct ambit_check *check = finding->check;
	bool hides = tells_of_an_account(check);

	words_indent(out, ENTRY_MARGIN);
	say_place(out, finding);
	words_say(out, ": ");
	words_say(out, hides ? vague : check->says);
	if (!hides) {
		words_say(out, " (");
		words_say(out, check->code);
		words_say(out, ")");
	}
	words_say(out, ". What would cure it: ");
	words_say(out, hides ? vague_cure : check->cure);
	words_say(out, ".");
	words_end(out);
}

static void
say_head(struct words_out *out, enum ambit_reason reason, size_t number)
{
	if (number > 1)
		words_blank(out);
	words_indent(out, 0);
	words_number(out, number);
	words_say(out, ". ");
	words_say(out, ambit_reason_name(reason));
	words_end(out);
}

/* Everything of one reason; nothing where nothing is. Returns how much. */
static size_t
say_reason(struct words_out *out, const struct ambit_letter_refusal *refusal,
    enum ambit_reason reason, size_t number)
{
	size_t n = 0;

	for (unsigned hides = 0; hides < 2; hides++) {
		for (size_t i = 0; i < refusal->n_findings; i++) {
			const struct ambit_finding *f = &refusal->findings[i];

			if (reason_of(f->check) != reason ||
			    !is_said(refusal, i, hides != 0))
				continue;
			if (n++ == 0)
				say_head(out, reason, number);
			say_finding(out, f);
		}
	}
	return n;
}

static void
say_reasons(struct words_out *out, const void *ctx)
{
	const struct ambit_letter_refusal *refusal = ctx;
	size_t number = 1;

	for (unsigned i = 0; i < AMBIT_N_REASONS; i++) {
		if (say_reason(out, refusal, (enum ambit_reason)i, number) > 0)
			number++;
	}
}

/* ---- the letter ---- */

static bool
has(const struct ambit_letter_refusal *refusal, enum ambit_severity severity)
{
	for (size_t i = 0; i < refusal->n_findings; i++) {
		if (severity_of(refusal->findings[i].check) == severity)
			return true;
	}
	return false;
}

bool
ambit_letter_refuses(const struct ambit_letter_refusal *refusal)
{
	return has(refusal, AMBIT_REFUSE) || has(refusal, AMBIT_NARROW_IT);
}

int
ambit_letter_refusal(const struct ambit_letter_refusal *refusal,
    struct ambit_sink *sink, struct ambit_err *err_r)
{
	const struct ambit_order *order = refusal->order;
	const struct ambit_approval *issuer = letter_issuer(order);
	struct words_out out = { .sink = sink,
		.err_r = err_r,
		.columns = LETTER_COLUMNS };
	const struct letter_value values[] = {
		{ .name = "provider", .value = order->addressee },
		{ .name = "person",
		    .absent = issuer->name.len == 0,
		    .value = issuer->name },
		{ .name = "agency", .value = issuer->authority },
		{ .name = "today", .write = letter_date, .ctx = &refusal->now },
		{ .name = "reference",
		    .quoted = true,
		    .value = order->reference },
		{ .name = "instrument",
		    .write = letter_instrument,
		    .ctx = order },
		{ .name = "issued",
		    .write = letter_date,
		    .ctx = &order->issued.at },
		{ .name = "served",
		    .write = letter_date,
		    .ctx = &order->served.at },
		{ .name = "reasons",
		    .lines = true,
		    .write = say_reasons,
		    .ctx = refusal },
	};

	letter_fill(&out,
	    has(refusal, AMBIT_REFUSE) ? ambit_letter_rejection()
				       : ambit_letter_clarification(),
	    values, sizeof(values) / sizeof(values[0]));
	return words_finish(&out);
}
