/*
 * The sample orders: six ways to ask for alice's mail, each a document as
 * order.xsd wants it, with the one file that it binds beside it.
 */

/* System. */
#include <stdio.h>
#include <string.h>

/* Ours. */
#include "corpus.h"

/* The court's zone, in which the orders are written. */
#define ZONE (-300)

static const struct ask asks[N_ASKS] = {
	[ASK_CONTENT] = { .name = "content",
	    .says = "A warrant for the content of one mailbox over a quarter"
		    " of the time.",
	    .uuid = "2f0c1a52-8d6e-4a54-9b41-0d9a1c3e7f10" },
	[ASK_HEADERS] = { .name = "headers",
	    .says = "A warrant for header fields and text alone, by the"
		    " sender's clock.",
	    .uuid = "2f0c1a52-8d6e-4a54-9b41-0d9a1c3e7f11",
	    .fields = FIELDS_REDUCED,
	    .by_header = true },
	[ASK_TRAFFIC] = { .name = "traffic",
	    .says = "A court order for records: who wrote to whom, and when.",
	    .uuid = "2f0c1a52-8d6e-4a54-9b41-0d9a1c3e7f12",
	    .fields = FIELDS_TRAFFIC },
	[ASK_NARROW] = { .name = "narrow",
	    .says = "A warrant for a hundredth of the time: what two people"
		    " sent to the account.",
	    .uuid = "2f0c1a52-8d6e-4a54-9b41-0d9a1c3e7f13",
	    .narrowed = true },
	[ASK_SLICE] = { .name = "slice",
	    .says = "A warrant for everything within the same hundredth.",
	    .uuid = "2f0c1a52-8d6e-4a54-9b41-0d9a1c3e7f14" },
	[ASK_ALL] = { .name = "all",
	    .says = "A warrant for everything at all.",
	    .uuid = "2f0c1a52-8d6e-4a54-9b41-0d9a1c3e7f15" },
};

/* That many hundredths of the span, on a whole second. */
static int64_t
part(const struct world *w, int64_t hundredths)
{
	int64_t at = w->from + (w->until - w->from) / 100 * hundredths;

	return at - at % AMBIT_SECOND;
}

void
orders_make(struct world *w)
{
	static const struct {
		int64_t from, until;
	} ranges[N_ASKS] = { { 25, 50 }, { 30, 60 }, { 40, 75 }, { 60, 61 },
		{ 60, 61 }, { 0, 0 } };

	memcpy(w->asks, asks, sizeof(asks));
	for (size_t i = 0; i < N_ASKS; i++) {
		w->asks[i].from = part(w, ranges[i].from);
		w->asks[i].until = part(w, ranges[i].until);
	}
	w->asks[ASK_ALL].until = w->until;
	w->alias_until = part(w, 45);
	w->alias_from = part(w, 55);
}

static void
put_instant(struct ambit_text *text, const char *name, int64_t at)
{
	char zoned[AMBIT_INSTANT_ZONED_LEN];

	ambit_instant_format_zoned(at, ZONE, zoned);
	ambit_text_print(text, " %s=\"%s\"", name, zoned);
}

/* The court bars notice in the same document, so that nobody has to be told
 * before a release. */
static void
put_secrecy(struct ambit_text *text, const struct ask *ask, int64_t from)
{
	ambit_text_print(text,
	    "  <NonDisclosure authority=\"US_2705_B\""
	    " reference=\"specimen %s\"",
	    ask->name);
	put_instant(text, "from", from);
	ambit_text_str(text, " indefinite=\"true\" document=\"d2\"/>\n");
}

/* Who ordered what, up to the tasks. Served two days after the last item. */
static void
put_head(struct ambit_text *text, const struct world *w, const struct ask *ask)
{
	bool traffic = ask->fields == FIELDS_TRAFFIC;
	int64_t issued = w->until + AMBIT_DAY;

	ambit_text_print(text,
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- %s -->\n"
	    "<Order xmlns=\"urn:ambit:order:1\" id=\"%s\" generation=\"1\">\n"
	    "  <OrderReference>specimen %s</OrderReference>\n"
	    "  <LegalType>%s</LegalType>\n"
	    "  <Jurisdiction country=\"US\"/>\n"
	    "  <CaseType>criminal</CaseType>\n"
	    "  <Addressee>Example Mail Corp.</Addressee>\n  <Timespan",
	    ask->says, ask->uuid, ask->name,
	    traffic ? "US_2703_D_ORDER" : "US_2703_A_WARRANT");
	put_instant(text, "issued", issued);
	put_instant(text, "served", issued + AMBIT_DAY);
	ambit_text_str(text, "/>\n  <Approval type=\"issuing\" role=\"judge\"");
	put_instant(text, "signed", issued);
	ambit_text_str(text,
	    " signature=\"wetInk\" document=\"d1\">\n"
	    "    <Authority>U.S. District Court, District of Example"
	    "</Authority>\n"
	    "    <Name>Magistrate Judge A. Specimen</Name>\n"
	    "  </Approval>\n");
	put_secrecy(text, ask, issued);
}

static void
put_fields(struct ambit_text *text, const char *const *fields)
{
	for (; *fields != NULL; fields++)
		ambit_text_print(text, "\n      <Field>%s</Field>", *fields);
}

static void
put_task(struct ambit_text *text, const struct ask *ask)
{
	static const char *const reduced[] = { "headers", "text", NULL };
	static const char *const traffic[] = { "direction", "date_delivered",
		"from_addr", "to_addr", "cc_addr", "msgid", "date_header",
		NULL };

	ambit_text_print(text,
	    "  <Task id=\"t1\">\n"
	    "    <Target format=\"email\" namespace=\"mail.example.com\">" ALICE
	    "</Target>\n"
	    "    <Data class=\"%s\" store=\"mail\">",
	    ask->fields == FIELDS_TRAFFIC ? "traffic" : "content");
	if (ask->fields == FIELDS_REDUCED)
		put_fields(text, reduced);
	else if (ask->fields == FIELDS_TRAFFIC)
		put_fields(text, traffic);
	ambit_text_str(text, "</Data>\n    <Range");
	put_instant(text, "from", ask->from);
	put_instant(text, "until", ask->until);
	ambit_text_print(text, " clock=\"%s\"/>\n",
	    ask->by_header ? "header" : "delivered");
	if (ask->narrowed)
		ambit_text_str(text,
		    "    <Narrow by=\"participant\" value=\"" BOB "\"/>\n"
		    "    <Narrow by=\"participant\" value=\"" DANA "\"/>\n"
		    "    <Narrow by=\"direction\" value=\"received\"/>\n");
	ambit_text_str(text, "  </Task>\n");
}

static void
put_tail(struct ambit_text *text, const struct world *w, const struct ask *ask)
{
	char document[128], bureau[HEX_LEN + 1], sha256[HEX_LEN + 1];
	int len = snprintf(document, sizeof(document),
	    "ambit specimen order-%s.pdf\n", ask->name);
	struct ambit_span bytes = { (unsigned char *)document, (size_t)len };

	digest_certificate(w, "bureau", bureau);
	digest_hex(bytes, sha256);
	ambit_text_print(text,
	    "  <Delivery recipient=\"Example Bureau of Inquiry, Field Office"
	    " One\" certificateSha256=\"%s\" format=\"bag\"/>\n"
	    "  <Document id=\"d1\" role=\"order\" name=\"order-%s.pdf\""
	    " sha256=\"%s\"/>\n"
	    "  <Document id=\"d2\" role=\"nonDisclosure\""
	    " name=\"order-%s.pdf\" sha256=\"%s\"/>\n</Order>\n",
	    bureau, ask->name, sha256, ask->name, sha256);
	(void)snprintf(sha256, sizeof(sha256), "order-%s.pdf", ask->name);
	write_file(w->dirfd, sha256, bytes);
}

void
orders_write(const struct world *w)
{
	char room[8192], name[64];

	for (size_t i = 0; i < N_ASKS; i++) {
		struct ambit_text text = AMBIT_TEXT(room);

		put_head(&text, w, &w->asks[i]);
		put_task(&text, &w->asks[i]);
		put_tail(&text, w, &w->asks[i]);
		if (text.full)
			die("an order is too long");
		(void)snprintf(name, sizeof(name), "order-%s.xml",
		    w->asks[i].name);
		write_file(w->dirfd, name, ambit_text_span(&text));
	}
}
