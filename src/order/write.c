/*
 * order.xml from a flat order.
 *
 * Every value is escaped by the same few lines, and what is white space or
 * markup in a value is written as a reference, so that a parser gives back the
 * very bytes. Judges nothing: an order that is wrong is written as it is.
 */

/* System. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

/* Floor 5. */
#include "ambit/draft.h"

struct out {
	struct ambit_sink *sink;
	struct ambit_err *err_r;
	bool failed;
};

/* ---- bytes ---- */

static void
put(struct out *out, struct ambit_span bytes)
{
	if (!out->failed && bytes.len > 0)
		out->failed =
		    ambit_sink_write(out->sink, bytes, out->err_r) < 0;
}

/* Our own words, and numbers: nothing that needs to be escaped. */
static void __attribute__((format(printf, 2, 3)))
print(struct out *out, const char *fmt, ...)
{
	char line[256];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	put(out, ambit_span_str(line));
}

/* XML 1.0 2.4, 3.3.3: white space in an attribute would be read as blanks. */
static const char *
entity(unsigned char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\t':
		return "&#9;";
	case '\n':
		return "&#10;";
	case '\r':
		return "&#13;";
	default:
		return NULL;
	}
}

static void
put_value(struct out *out, struct ambit_span value)
{
	size_t done = 0;

	for (size_t i = 0; i < value.len; i++) {
		const char *as = entity(value.ptr[i]);

		if (as == NULL)
			continue;
		put(out, ambit_span_sub(value, done, i - done));
		put(out, ambit_span_str(as));
		done = i + 1;
	}
	put(out, ambit_span_sub(value, done, value.len));
}

static void
put_attr(struct out *out, const char *name, struct ambit_span value)
{
	print(out, " %s=\"", name);
	put_value(out, value);
	print(out, "\"");
}

static void
put_element(struct out *out, const char *indent, const char *name,
    struct ambit_span value)
{
	print(out, "%s<%s>", indent, name);
	put_value(out, value);
	print(out, "</%s>\n", name);
}

/* With the fraction, if there is one: nothing is cut on the way. */
static void
put_instant(struct out *out, const char *name, int64_t at, int zone)
{
	int64_t us = (at % AMBIT_SECOND + AMBIT_SECOND) % AMBIT_SECOND;
	char text[AMBIT_INSTANT_ZONED_LEN];

	ambit_instant_format_zoned(at, zone, text);
	print(out, " %s=\"%.19s", name, text);
	if (us != 0)
		print(out, ".%06" PRId64, us);
	print(out, "%s\"", text + 19);
}

static void
put_stamp(struct out *out, const char *name, const struct ambit_stamp *stamp)
{
	if (stamp->given)
		put_instant(out, name, stamp->at, stamp->zone);
}

static void
put_sha256(struct out *out, const char *name, const unsigned char sha256[32])
{
	char hex[64];
	struct ambit_text text = AMBIT_TEXT(hex);

	ambit_text_hex(&text, (struct ambit_span){ sha256, 32 });
	put_attr(out, name, ambit_text_span(&text));
}

/* ---- the order ---- */

static void
put_head(struct out *out, const struct ambit_order *order)
{
	print(out, "<Order xmlns=\"urn:ambit:order:1\"");
	put_attr(out, "id", order->id);
	print(out, " generation=\"%" PRIu32 "\">\n", order->generation);
	put_element(out, "  ", "OrderReference", order->reference);
	put_element(out, "  ", "LegalType", order->legal_type);
	print(out, "  <Jurisdiction");
	put_attr(out, "country", order->country);
	if (order->subdivision.len > 0)
		put_attr(out, "subdivision", order->subdivision);
	print(out, "/>\n  <CaseType>%s</CaseType>\n",
	    ambit_case_name(order->case_type));
	for (unsigned i = 0; i < AMBIT_ORDER_N_FLAGS; i++) {
		if (order->flags & 1U << i)
			print(out, "  <Flag>%s</Flag>\n",
			    ambit_order_flag_name(1U << i));
	}
	put_element(out, "  ", "Addressee", order->addressee);
	print(out, "  <Timespan");
	put_stamp(out, "issued", &order->issued);
	put_stamp(out, "served", &order->served);
	put_stamp(out, "serveBy", &order->serve_by);
	put_stamp(out, "expires", &order->expires);
	put_stamp(out, "due", &order->due);
	print(out, "/>\n");
}

static void
put_approval(struct out *out, const struct ambit_approval *approval)
{
	print(out, "  <Approval type=\"%s\" role=\"%s\"",
	    approval->validates ? "validating" : "issuing",
	    ambit_legal_role_name(approval->role));
	put_stamp(out, "signed", &approval->signed_at);
	put_attr(out, "signature", approval->signature);
	put_attr(out, "document", approval->document);
	print(out, ">\n");
	put_element(out, "    ", "Authority", approval->authority);
	put_element(out, "    ", "Name", approval->name);
	print(out, "  </Approval>\n");
}

static void
put_emergency(struct out *out, const struct ambit_order *order)
{
	if (!order->has_emergency)
		return;
	print(out, "  <Emergency letterhead=\"%s\">\n",
	    order->letterhead ? "true" : "false");
	put_element(out, "    ", "Summary", order->emergency_summary);
	put_element(out, "    ", "HowDataHelps", order->emergency_helps);
	print(out, "  </Emergency>\n");
}

static void
put_consent(struct out *out, const struct ambit_consent *consent)
{
	print(out, "  <Consent");
	put_attr(out, "task", consent->task);
	print(out, " givenBy=\"%s\"", ambit_legal_role_name(consent->given_by));
	put_stamp(out, "signed", &consent->signed_at);
	put_attr(out, "document", consent->document);
	print(out, "/>\n");
}

static void
put_secrecy(struct out *out, const struct ambit_secrecy *secrecy)
{
	print(out, "  <NonDisclosure");
	put_attr(out, "authority", secrecy->authority);
	put_attr(out, "reference", secrecy->reference);
	put_stamp(out, "from", &secrecy->from);
	put_stamp(out, "until", &secrecy->until);
	if (secrecy->indefinite)
		print(out, " indefinite=\"true\"");
	put_attr(out, "document", secrecy->document);
	print(out, "/>\n");
}

/* ---- a task ---- */

static void
put_demand(struct out *out, const struct ambit_demand *demand)
{
	print(out, "    <Data class=\"%s\" store=\"%s\"%s>\n",
	    ambit_class_name(demand->class), ambit_holds_name(demand->store),
	    demand->n_fields == 0 ? "/" : "");
	for (size_t i = 0; i < demand->n_fields; i++)
		put_element(out, "      ", "Field", demand->fields[i]);
	if (demand->n_fields > 0)
		print(out, "    </Data>\n");
}

static void
put_range(struct out *out, const struct ambit_task *task)
{
	if (!task->has_range)
		return;
	print(out, "    <Range");
	put_instant(out, "from", task->range.from, task->from_zone);
	put_instant(out, "until", task->range.until, task->until_zone);
	print(out, " clock=\"%s\"/>\n", ambit_clock_name(task->clock));
}

static void
put_task(struct out *out, const struct ambit_task *task)
{
	print(out, "  <Task");
	put_attr(out, "id", task->id);
	print(out, ">\n    <Target format=\"%s\"",
	    ambit_name_format_name(task->target.format));
	put_attr(out, "namespace", task->target.space);
	print(out, ">");
	put_value(out, task->target.value);
	print(out, "</Target>\n");
	for (size_t i = 0; i < task->n_demands; i++)
		put_demand(out, &task->demands[i]);
	put_range(out, task);
	for (size_t i = 0; i < task->n_narrows; i++) {
		print(out, "    <Narrow by=\"%s\"",
		    ambit_narrow_name(task->narrows[i].by));
		put_attr(out, "value", task->narrows[i].value);
		print(out, "/>\n");
	}
	print(out, "  </Task>\n");
}

/* ---- what is at the end ---- */

static void
put_delivery(struct out *out, const struct ambit_order *order)
{
	print(out, "  <Delivery");
	put_attr(out, "recipient", order->recipient);
	if (order->has_recipient_sha256)
		put_sha256(out, "certificateSha256", order->recipient_sha256);
	put_attr(out, "format", order->delivery_format);
	if (order->split)
		print(out, " split=\"true\"");
	print(out, "/>\n");
}

static void
put_document(struct out *out, const struct ambit_document *document)
{
	print(out, "  <Document");
	put_attr(out, "id", document->id);
	print(out, " role=\"%s\"", ambit_document_role_name(document->role));
	put_attr(out, "name", document->name);
	put_sha256(out, "sha256", document->sha256);
	print(out, "/>\n");
}

int
ambit_order_write(const struct ambit_order *order, struct ambit_sink *sink,
    struct ambit_err *err_r)
{
	struct out out = { .sink = sink, .err_r = err_r };

	print(&out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	put_head(&out, order);
	for (size_t i = 0; i < order->n_approvals; i++)
		put_approval(&out, &order->approvals[i]);
	put_emergency(&out, order);
	for (size_t i = 0; i < order->n_consents; i++)
		put_consent(&out, &order->consents[i]);
	for (size_t i = 0; i < order->n_secrecies; i++)
		put_secrecy(&out, &order->secrecies[i]);
	for (size_t i = 0; i < order->n_tasks; i++)
		put_task(&out, &order->tasks[i]);
	put_delivery(&out, order);
	for (size_t i = 0; i < order->n_documents; i++)
		put_document(&out, &order->documents[i]);
	print(&out, "</Order>\n");
	return out.failed ? -1 : 0;
}
