/*
 * A row of items.csv in words. It says what the record says and asks the
 * filters for nothing but their sentences; it decides nothing again.
 */

/* System. */
#include <stdio.h>
#include <string.h>

/* Floor 5 and below. */
#include "ambit/law.h"
#include "ambit/scope.h"
#include "ambit/text.h"

/* Floor 6. */
#include "custody_words.h"
#include "explain_words.h"

#define COLUMNS 78
#define INDENT  13

/* The longest cell has some 1,300 bytes. */
#define WORDS 8192

/* Cut the next word off; the blank behind it goes too. */
static struct ambit_span
cut_word(struct ambit_span *rest)
{
	const unsigned char *blank = memchr(rest->ptr, ' ', rest->len);
	size_t n = blank != NULL ? (size_t)(blank - rest->ptr) : rest->len;
	struct ambit_span word = ambit_span_sub(*rest, 0, n);

	*rest = ambit_span_sub(*rest, n + 1, rest->len);
	return word;
}

/* Words under a label, wrapped; what has no blank stays in one piece. */
static int
say(const char *label, const struct ambit_text *words, struct ambit_sink *sink,
    struct ambit_err *err_r)
{
	char room[2 * WORDS];
	struct ambit_text out = AMBIT_TEXT(room);
	struct ambit_span rest = ambit_text_span(words);
	size_t column = INDENT;

	ambit_text_print(&out, "  %-10.10s", label);
	while (rest.len > 0) {
		struct ambit_span word = cut_word(&rest);

		if (column > INDENT && column + 1 + word.len > COLUMNS) {
			ambit_text_print(&out, "\n%*s", INDENT - 1, "");
			column = INDENT;
		}
		ambit_text_str(&out, " ");
		ambit_text_put(&out, word);
		column += 1 + word.len;
	}
	ambit_text_str(&out, "\n");
	if (words->full || out.full)
		return ambit_err_set(err_r, AMBIT_E_FORMAT,
		    "items.csv: a row that is too long");
	return ambit_sink_write(sink, ambit_text_span(&out), err_r);
}

int
explain_item(const struct ambit_span *row, struct ambit_sink *sink,
    struct ambit_err *err_r)
{
	char room[WORDS];
	struct ambit_text out = AMBIT_TEXT(room);

	ambit_text_str(&out, "Item ");
	ambit_text_put(&out, row[EXPLAIN_LOCATOR]);
	ambit_text_str(&out, " of store ");
	ambit_text_put(&out, row[EXPLAIN_STORE]);
	ambit_text_str(&out, ", ");
	ambit_text_put(&out, row[EXPLAIN_BYTES]);
	ambit_text_str(&out,
	    ambit_span_begins(row[EXPLAIN_LOCATOR], AMBIT_LIT("nid="))
		? " bytes\n"
		: " bytes with its framing\n");
	if (row[EXPLAIN_SHA256].len > 0) {
		ambit_text_str(&out, "SHA-256 ");
		ambit_text_put(&out, row[EXPLAIN_SHA256]);
		ambit_text_str(&out, "\n");
	}
	if (out.full)
		return ambit_err_set(err_r, AMBIT_E_FORMAT,
		    "items.csv: a row that is too long");
	return ambit_sink_write(sink, ambit_text_span(&out), err_r);
}

static bool
is(struct ambit_span cell, const char *word)
{
	return ambit_span_equal(cell, ambit_span_str(word));
}

static void
put_instant(struct ambit_text *words, int64_t at)
{
	char text[AMBIT_INSTANT_LEN];

	ambit_instant_format(at, text);
	ambit_text_str(words, text);
}

/* What the task asks for: "content of mail, traffic of mail". */
static void
put_demands(struct ambit_text *words, const struct ambit_task *task)
{
	for (size_t i = 0; i < task->n_demands; i++) {
		ambit_text_print(words, "%s%s of %s", i > 0 ? ", " : "",
		    ambit_class_name(task->demands[i].class),
		    ambit_holds_name(task->demands[i].store));
	}
}

static int
say_task(const struct ambit_task *task, struct ambit_sink *sink,
    struct ambit_err *err_r)
{
	char room[WORDS];
	struct ambit_text out = AMBIT_TEXT(room);

	ambit_text_print(&out, "\nTask %u, ", (unsigned)task->number);
	ambit_text_put(&out, ambit_span_sub(task->id, 0, 200));
	ambit_text_str(&out, ": ");
	put_demands(&out, task);
	ambit_text_str(&out, "\n  account    ");
	ambit_text_escaped(&out, ambit_span_sub(task->target.value, 0, 1000));
	ambit_text_str(&out, "\n");
	return ambit_sink_write(sink, ambit_text_span(&out), err_r);
}

/* The bounds that judged: the order's, cut to when the account had the name. */
static int
say_range(const struct ambit_scope *scope, struct ambit_sink *sink,
    struct ambit_err *err_r)
{
	const struct ambit_task *task = scope->task;
	char room[WORDS];
	struct ambit_text words = AMBIT_TEXT(room);
	bool cut = scope->range.from != task->range.from ||
	    scope->range.until != task->range.until;

	if (!task->has_range) {
		ambit_text_str(&words, "the order names none");
	} else {
		ambit_text_str(&words, "from ");
		put_instant(&words, task->range.from);
		ambit_text_str(&words, " until before ");
		put_instant(&words, task->range.until);
		ambit_text_print(&words, " on the clock \"%s\"",
		    ambit_clock_name(task->clock));
	}
	if (scope->account == NULL)
		ambit_text_str(&words, "; nobody held the account's name then");
	else if (cut && scope->range.from < scope->range.until)
		ambit_text_str(&words,
		    ", cut to when the account held that name");
	return say("range", &words, sink, err_r);
}

/* The cell of lo or hi: one instant, or two with a ; between. */
static struct ambit_span
part_of(struct ambit_span cell, unsigned i)
{
	const unsigned char *gap = memchr(cell.ptr, ';', cell.len);
	size_t n = gap != NULL ? (size_t)(gap - cell.ptr) : cell.len;

	return i == 0 ? ambit_span_sub(cell, 0, n)
		      : ambit_span_sub(cell, n + 1, cell.len);
}

/* One reading: one instant, or between two. */
static void
put_reading(struct ambit_text *words, const struct ambit_span *row, unsigned i)
{
	struct ambit_span lo = part_of(row[EXPLAIN_LO], i);
	struct ambit_span hi = part_of(row[EXPLAIN_HI], i);

	if (lo.len == 0)
		return;
	ambit_text_str(words, i > 0 ? ", or " : "");
	if (!ambit_span_equal(lo, hi)) {
		ambit_text_str(words, "between ");
		ambit_text_put(words, lo);
		ambit_text_str(words, " and ");
	}
	ambit_text_put(words, hi);
}

static int
say_happened(const struct ambit_span *row, struct ambit_sink *sink,
    struct ambit_err *err_r)
{
	char room[WORDS];
	struct ambit_text words = AMBIT_TEXT(room);

	if (is(row[EXPLAIN_CLOCK_SOURCE], "none")) {
		ambit_text_str(&words, "not known: the store has no clock \"");
		ambit_text_put(&words, row[EXPLAIN_CLOCK]);
		ambit_text_str(&words, "\"");
		return say("happened", &words, sink, err_r);
	}
	if (row[EXPLAIN_LO].len == 0)
		ambit_text_str(&words,
		    row[EXPLAIN_RAW_DATE].len > 0
			? "not known: it is no certain date, in "
			: "not known: there is none, in ");
	put_reading(&words, row, 0);
	put_reading(&words, row, 1);
	ambit_text_str(&words, row[EXPLAIN_LO].len > 0 ? ", from " : "");
	ambit_text_put(&words, row[EXPLAIN_CLOCK_SOURCE]);
	ambit_text_str(&words, row[EXPLAIN_RAW_DATE].len > 0 ? ": " : "");
	ambit_text_put(&words, row[EXPLAIN_RAW_DATE]);
	return say("happened", &words, sink, err_r);
}

static int
say_outcome(const struct ambit_span *row, struct ambit_sink *sink,
    struct ambit_err *err_r)
{
	char room[WORDS];
	struct ambit_text words = AMBIT_TEXT(room);

	ambit_text_put(&words, row[EXPLAIN_OUTCOME]);
	if (row[EXPLAIN_DUPLICATE_OF].len > 0) {
		ambit_text_str(&words, ", as a copy, equal in every byte, of ");
		ambit_text_put(&words, row[EXPLAIN_DUPLICATE_OF]);
		ambit_text_str(&words, ", which stands in the package once");
	} else if (row[EXPLAIN_BATES].len > 0) {
		ambit_text_str(&words, " as ");
		ambit_text_put(&words, row[EXPLAIN_BATES]);
	}
	if (is(row[EXPLAIN_OUTCOME], ambit_outcome_name(AMBIT_HELD)))
		ambit_text_str(&words,
		    ": it leaves only by a decision of a person");
	return say("outcome", &words, sink, err_r);
}

static int
say_rule(const struct ambit_span *row, struct ambit_sink *sink,
    struct ambit_err *err_r)
{
	const struct ambit_rule *rule = ambit_scope_rule(row[EXPLAIN_RULE]);
	char room[WORDS];
	struct ambit_text words = AMBIT_TEXT(room);

	if (rule == NULL)
		return ambit_err_set(err_r, AMBIT_E_FORMAT,
		    "items.csv: a rule that ambit does not have");
	if (is(row[EXPLAIN_OUTCOME], ambit_outcome_name(AMBIT_PRODUCED))) {
		ambit_text_str(&words, "every rule says yes");
	} else if (is(row[EXPLAIN_OUTCOME],
		       ambit_outcome_name(AMBIT_DAMAGED))) {
		ambit_text_str(&words, "it could not be read");
	} else if (is(row[EXPLAIN_OUTCOME], ambit_outcome_name(AMBIT_HELD))) {
		custody_doubt(&words, rule);
		ambit_text_print(&words, " (rule \"%s\")", rule->name);
	} else {
		ambit_text_print(&words, "it is not so that %s (rule \"%s\")",
		    rule->says, rule->name);
	}
	return say("because", &words, sink, err_r);
}

/* Each flaw by its name, with what it means. */
static int
say_flaws(const struct ambit_span *row, struct ambit_sink *sink,
    struct ambit_err *err_r)
{
	struct ambit_span rest = row[EXPLAIN_FLAWS];

	while (rest.len > 0) {
		struct ambit_span name = cut_word(&rest);
		char room[WORDS];
		struct ambit_text words = AMBIT_TEXT(room);
		unsigned bit = 0;

		while (bit < AMBIT_N_FLAWS && !is(name, ambit_flaw_name(bit)))
			bit++;
		if (bit == AMBIT_N_FLAWS)
			return ambit_err_set(err_r, AMBIT_E_FORMAT,
			    "items.csv: a flaw that ambit does not know");
		ambit_text_print(&words, "%s: %s", ambit_flaw_name(bit),
		    custody_flaw_says(bit));
		if (say("flaw", &words, sink, err_r) < 0)
			return -1;
	}
	return 0;
}

static const struct ambit_task *
task_of(const struct ambit_order *order, struct ambit_span id)
{
	for (size_t i = 0; i < order->n_tasks; i++) {
		if (ambit_span_equal(order->tasks[i].id, id))
			return &order->tasks[i];
	}
	return NULL;
}

int
explain_row(const struct ambit_span *row, const struct ambit_order *order,
    const struct ambit_registry *registry, struct ambit_sink *sink,
    struct ambit_err *err_r)
{
	const struct ambit_task *task = task_of(order, row[EXPLAIN_TASK]);
	struct ambit_scope scope;
	size_t n;

	if (task == NULL)
		return ambit_err_set(err_r, AMBIT_E_FORMAT,
		    "items.csv: a task that the order does not have");
	scope = ambit_scope_resolve(order, task, registry, &n);
	if (say_task(task, sink, err_r) < 0 ||
	    say_range(&scope, sink, err_r) < 0 ||
	    say_happened(row, sink, err_r) < 0 ||
	    say_outcome(row, sink, err_r) < 0 || say_rule(row, sink, err_r) < 0)
		return -1;
	return say_flaws(row, sink, err_r);
}
