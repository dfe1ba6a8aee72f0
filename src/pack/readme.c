/*
 * data/README.txt: the production in plain words, for the one who receives it.
 *
 * A template filled from what the head of production.xml holds and nothing
 * else: what it explains follows from the order, never from what was found. It
 * counts nothing, so that it is as long in every volume.
 */

/* System. */
#include <string.h>

/* Floor 6. */
#include "ambit/table.h"
#include "production_state.h"

#define WIDTH  76
#define INDENT 16

static void
put_title(struct pack_out *out, const char *title)
{
	pack_out_str(out, "\n");
	pack_out_str(out, title);
	pack_out_str(out, "\n\n");
}

/* "  Reference     ", and what stands behind it. */
static void
put_label(struct pack_out *out, const char *label)
{
	pack_out_print(out, "  %-*s", INDENT - 2, label);
}

static void
put_line(struct pack_out *out, const char *label, struct ambit_span value)
{
	put_label(out, label);
	pack_out_escaped(out, value);
	pack_out_str(out, "\n");
}

/* ---- what was ordered ---- */

static void
put_order(const struct production_volume *volume, struct pack_out *out)
{
	const struct ambit_order *order = volume->production->terms.order;

	pack_out_str(out, "PRODUCTION UNDER A LEGAL ORDER\n\n");
	pack_out_print(out, "This folder is volume %03u of %03u.\n\n",
	    volume->number, volume->of);
	put_line(out, "Production", ambit_span_str(volume->production->id));
	put_line(out, "Provider", order->addressee);
	put_line(out, "Order", order->reference);
	put_line(out, "Legal type", order->legal_type);
	put_line(out, "Country", order->country);
	put_line(out, "Order id", order->id);
	put_label(out, "Generation");
	pack_out_print(out, "%u\n", (unsigned)order->generation);
	put_label(out, "Order SHA-256");
	pack_out_sha256(out, order->sha256);
	pack_out_str(out, "\n");
}

/* Words joined by commas, over as many lines as they need. */
struct list {
	struct pack_out *out;
	size_t column;
	bool any;
};

static void
put_word(struct list *list, const char *word)
{
	size_t len = strlen(word);

	if (list->any)
		pack_out_str(list->out, ",");
	if (list->any && list->column + len + 2 > WIDTH) {
		pack_out_print(list->out, "\n%*s", INDENT, "");
		list->column = INDENT;
	} else if (list->any) {
		pack_out_str(list->out, " ");
	}
	pack_out_str(list->out, word);
	list->column += len + 2;
	list->any = true;
}

static const char *explain_class(enum ambit_class class)
{
	switch (class) {
	case AMBIT_CLASS_SUBSCRIBER:
		return "who the customer is";
	case AMBIT_CLASS_IDENTIFICATION:
		return "from which addresses it was used";
	case AMBIT_CLASS_TRAFFIC:
		return "who, when and by which way, without content";
	case AMBIT_CLASS_CONTENT:
		return "what was written and stored";
	}
	return "";
}

static void
put_demand(const struct ambit_order *order, const struct ambit_demand *demand,
    struct pack_out *out)
{
	const struct ambit_law_field *fields[PRODUCTION_FIELDS];
	size_t n = production_fields(order, demand, fields, PRODUCTION_FIELDS);
	struct list list = { .out = out, .column = INDENT };

	put_label(out, "Data");
	pack_out_print(out, "%s of %s (%s):\n%*s",
	    ambit_class_name(demand->class), ambit_holds_name(demand->store),
	    explain_class(demand->class), INDENT, "");
	for (size_t i = 0; i < n; i++)
		put_word(&list, fields[i]->id);
	pack_out_str(out, n == 0 ? "nothing\n" : "\n");
}

static const char *
explain_clock(enum ambit_clock clock)
{
	switch (clock) {
	case AMBIT_CLOCK_DELIVERED:
		return "when it reached the provider";
	case AMBIT_CLOCK_SUBMITTED:
		return "when the provider was given it to send";
	case AMBIT_CLOCK_HEADER:
		return "the date that its sender wrote into it";
	case AMBIT_N_CLOCKS:
		break;
	}
	return "";
}

static void
put_range(const struct ambit_scope *scope, struct pack_out *out)
{
	struct ambit_range range = production_range(scope->task);
	enum ambit_clock clock = scope->task->clock;

	put_label(out, "From");
	pack_out_instant(out, range.from);
	pack_out_str(out, " on (UTC)\n");
	put_label(out, "Until");
	pack_out_instant(out, range.until);
	pack_out_str(out, ", this instant no longer included (UTC)\n");
	put_label(out, "Clock");
	pack_out_print(out, "%s: %s\n", ambit_clock_name(clock),
	    explain_clock(clock));
}

static void
put_narrows(const struct ambit_task *task, struct pack_out *out)
{
	struct list list = { .out = out, .column = INDENT };

	if (task->n_narrows == 0)
		return;
	put_label(out, "Narrowed by");
	for (size_t i = 0; i < task->n_narrows; i++)
		put_word(&list, ambit_narrow_name(task->narrows[i].by));
	pack_out_str(out, "\n");
}

/* The categories of production.xml, for a person. */
static const char *
explain_category(const char *category)
{
	static const char *const words[][2] = {
		{ "content", "content" },
		{ "contentDerived", "what is computed from content" },
		{ "displayNames", "names beside addresses" },
		{ "subject", "subjects" },
		{ "attachments", "attachments and whether there are any" },
		{ "sizes", "sizes" },
		{ "identifiersOfOtherData", "identifiers of other data" },
		{ "secrets", "passwords and keys" },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i][0], category) == 0)
			return words[i][1];
	}
	return category;
}

static void
put_task(const struct ambit_order *order, const struct ambit_scope *scope,
    struct pack_out *out)
{
	const struct ambit_task *task = scope->task;
	const char *categories[PRODUCTION_CATEGORIES];
	size_t n = production_not_produced(order, scope, categories);
	struct list list = { .out = out, .column = INDENT };

	pack_out_print(out, "task-%03u\n\n", (unsigned)task->number);
	put_line(out, "Account", task->target.value);
	put_line(out, "Namespace", task->target.space);
	for (size_t i = 0; i < task->n_demands; i++)
		put_demand(order, &task->demands[i], out);
	if (task->has_range)
		put_range(scope, out);
	put_narrows(task, out);
	put_label(out, "Not produced");
	for (size_t i = 0; i < n; i++)
		put_word(&list, explain_category(categories[i]));
	pack_out_str(out, "\n\n");
}

/* ---- how to read and check it ---- */

/* What the tasks of the order ask for, whatever was found. */
struct asked {
	bool whole, parts; /* of messages */
	bool table;
};

static bool
has_content(const struct ambit_order *order, const struct ambit_task *task)
{
	const struct ambit_law_field *field;

	for (size_t i = 0; i < task->n_demands; i++) {
		if (task->demands[i].class == AMBIT_CLASS_CONTENT &&
		    production_fields(order, &task->demands[i], &field, 1) > 0)
			return true;
	}
	return false;
}

static struct asked
ask(const struct ambit_production_terms *terms)
{
	struct asked asked = { .table = false };
	const char *column;

	for (size_t i = 0; i < terms->order->n_tasks; i++) {
		const struct ambit_scope *scope = &terms->scopes[i];

		if (ambit_table_columns(terms->order, scope->task, &column, 1))
			asked.table = true;
		if (!has_content(terms->order, scope->task))
			continue;
		asked.whole = asked.whole || !scope->reduced;
		asked.parts = asked.parts || scope->reduced;
	}
	return asked;
}

/* package.md 1: of no responsive records in one wording, on one line. */
static const char reading[] =
    "What was produced for a task lies in its folder below data/, such as\n"
    "data/task-001, in this volume or in another. One rule holds for every "
    "task:\n"
    "a table without rows, or a task without files, means: no responsive "
    "records.\n"
    "\n"
    "All instants are in UTC, to the second, such as 2026-01-31T23:59:59Z.\n"
    "\n";

static const char reading_content[] =
    "content/ holds one file for each message, entry of a calendar and\n"
    "contact. Its name is its control number (Bates number). Numbers run\n"
    "through all tasks and volumes without a gap. Messages of one task that\n"
    "are the same byte for byte are produced once.\n";

static const char reading_whole[] =
    "A message produced as \"native\" is the message as it is stored, byte "
    "for\n"
    "byte; a line that begins with >From was stored so and is left so. What\n"
    "Outlook stores has no such form: it is rebuilt from its properties "
    "alone,\n"
    "and ambit/production.xml says native=\"rebuilt\" of it.\n";

static const char reading_parts[] =
    "From a message of which the order names parts alone, nothing but these\n"
    "parts is taken, each as it is stored; of what Outlook stores, as it is\n"
    "rebuilt.\n";

static const char reading_table[] =
    "messages.csv is a table of messages without their content: UTF-8, values\n"
    "between commas. A spreadsheet could take some values for a formula; "
    "these\n"
    "have one ' in front. Take one leading ' away from every value that has\n"
    "one, and each is as it was. Values of a list are joined by \"; \"; within "
    "a\n"
    "value such a sign is written as \\u{3b}. A hop is written as\n"
    "address|host|instant|asserted; one that is marked asserted was written "
    "by\n"
    "others than the provider. An empty value means that there is none, or\n"
    "none that is certain.\n"
    "\n";

static const char reading_programs[] =
    "ambit/production.xml lists every table and every message with its "
    "SHA-256,\n"
    "in a form for programs; ambit/rules.csv the rules under which each field\n"
    "was produced.\n";

static void
put_reading(const struct ambit_production_terms *terms, struct pack_out *out)
{
	struct asked asked = ask(terms);

	pack_out_str(out, "HOW TO READ IT\n\n");
	pack_out_str(out, reading);
	if (asked.whole || asked.parts)
		pack_out_str(out, reading_content);
	if (asked.whole)
		pack_out_str(out, reading_whole);
	if (asked.parts)
		pack_out_str(out, reading_parts);
	if (asked.whole || asked.parts)
		pack_out_str(out, "\n");
	if (asked.table)
		pack_out_str(out, reading_table);
	pack_out_str(out, reading_programs);
}

static const char checking[] =
    "With OpenSSL and the certificate of the provider's authority, in the\n"
    "folder of the volume:\n"
    "\n"
    "  openssl cms -verify -binary -inform DER \\\n"
    "      -in tagmanifest-sha256.txt.p7s -content tagmanifest-sha256.txt \\\n"
    "      -CAfile provider-ca.pem -out /dev/null\n"
    "  sha256sum -c tagmanifest-sha256.txt\n"
    "  sha256sum -c manifest-sha256.txt\n"
    "\n"
    "The first says who signed; the second, that the lists of this volume are\n"
    "those that were signed; the third, that every file is as listed.\n";

void
production_readme(const struct production_volume *volume, struct pack_out *out)
{
	const struct ambit_production_terms *terms = &volume->production->terms;

	put_order(volume, out);
	put_title(out, "WHAT THE ORDER NAMES");
	for (size_t i = 0; i < terms->order->n_tasks; i++)
		put_task(terms->order, &terms->scopes[i], out);
	put_reading(terms, out);
	put_title(out, "HOW TO CHECK IT");
	pack_out_str(out, checking);
}
