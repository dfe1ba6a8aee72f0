/*
 * Traps: correct mail spoilt in one place each, as the rows of mail.md say,
 * and what the row says of it written into the truth.
 */

/* System. */
#include <stdio.h>
#include <string.h>

/* Ours. */
#include "corpus.h"

#define MBOX  FORMAT_MBOX
#define FILES (FORMAT_MAILDIR | FORMAT_EML)
#define EVERY (FORMAT_MBOX | FILES)
#define ITEMS (EVERY | FORMAT_PST) /* what a header says of its date */

struct trap {
	const char *id;
	unsigned formats; /* in which it can stand */
	void (*spoil)(struct draft *d, struct world *w, const char *with);
	const char *with;
};

int64_t
trap_instant(struct world *w)
{
	static const int64_t off[] = { 0, -AMBIT_SECOND, AMBIT_SECOND,
		-AMBIT_DAY, AMBIT_DAY, AMBIT_HOUR, -AMBIT_HOUR };
	struct random *r = &w->random;
	const struct ask *ask = &w->asks[random_below(r, N_ASKS)];
	int64_t at = random_chance(r, 500) ? ask->from : ask->until;

	if (random_chance(r, 500)) {
		ask = &w->asks[ASK_NARROW];
		at = ask->from +
		    (int64_t)random_below(r,
			(uint64_t)(ask->until - ask->from));
	}
	at += off[random_below(r, 7)];
	return at - at % AMBIT_SECOND;
}

/* B1, B7, B8: lines in the text that look like a separator. */
static void
framing(struct draft *d, struct world *w, const char *with)
{
	(void)w;
	ambit_text_str(&d->insert, with);
	d->truth.framing = true;
	if (d->shape == SHAPE_BASE64)
		d->shape = SHAPE_PLAIN;
}

static void
text_line(struct draft *d, struct world *w, const char *with)
{
	(void)w;
	ambit_text_str(&d->insert, with);
	if (d->shape == SHAPE_BASE64)
		d->shape = SHAPE_PLAIN;
}

static void
length(struct draft *d, struct world *w, const char *with)
{
	(void)w;
	d->length = *with == '-' ? LENGTH_MINUS
	    : *with == '2'       ? LENGTH_TWO
				 : LENGTH_OFF;
	d->length_off = -100;
}

/* H2: where the header ends is in doubt. */
static void
block(struct draft *d, struct world *w, const char *with)
{
	(void)w;
	ambit_text_str(&d->extra, with);
	d->truth.block = true;
}

static void
block_nul(struct draft *d, struct world *w, const char *with)
{
	(void)w;
	(void)with;
	ambit_text_put(&d->extra, AMBIT_LIT("X-Nul: a\0b\n"));
	d->truth.block = true;
}

static void
block_many(struct draft *d, struct world *w, const char *with)
{
	(void)w;
	for (unsigned i = 0; i < 1001; i++)
		ambit_text_str(&d->extra, with);
	d->truth.block = true;
}

static void
block_first(struct draft *d, struct world *w, const char *with)
{
	(void)w;
	(void)snprintf(d->first, sizeof(d->first), "%s", with);
	d->truth.block = true;
}

/* H3: fields and nothing else. */
static void
fields_only(struct draft *d, struct world *w, const char *with)
{
	(void)w;
	(void)with;
	d->shape = SHAPE_PLAIN;
	d->length = LENGTH_NONE;
	d->no_body = true;
}

/* H1: the same field twice, equal or with another value. */
static void
date_twice(struct draft *d, struct world *w, const char *with)
{
	(void)w;
	if (*with == '\0')
		ambit_text_str(&d->extra, d->date);
	else
		ambit_text_str(&d->extra, with);
	d->truth.header.n = 0;
}

static void
from_twice(struct draft *d, struct world *w, const char *with)
{
	(void)w;
	ambit_text_str(&d->extra, *with == '\0' ? d->from : with);
	draft_forget(d, ROLE_FROM);
	draft_mention(d, ROLE_FROM, MENTION_HIDDEN, "");
}

static void
id_twice(struct draft *d, struct world *w, const char *with)
{
	(void)w;
	(void)with;
	ambit_text_str(&d->extra, d->id);
	d->truth.msgid[0] = '\0';
}

/* Neither field has anyone of the orders: the union changes nothing. */
static void
to_twice(struct draft *d, struct world *w, const char *with)
{
	(void)w;
	(void)with;
	d->cc[0] = '\0';
	draft_forget(d, ROLE_CC);
	draft_forget(d, ROLE_TO);
	(void)strcpy(d->to, "To: one@elsewhere.test\nTo: two@elsewhere.test\n");
	draft_mention(d, ROLE_TO, MENTION_STRICT, "one@elsewhere.test");
	draft_mention(d, ROLE_TO, MENTION_STRICT, "two@elsewhere.test");
	d->truth.tokens &= ~(1U << TOKEN_ADDRESS);
}

/* H4: every other date says that it lies in the narrow range. */
static void
other_dates(struct draft *d, struct world *w, const char *with)
{
	char date[DATE_LEN];

	(void)with;
	date_write(w->asks[ASK_NARROW].from + AMBIT_HOUR, 0, date);
	ambit_text_print(&d->extra,
	    "Delivery-Date: %s\nX-Date: %s\nResent-Date: %s\n", date, date,
	    date);
}

static void
shaped(struct draft *d, struct world *w, const char *with)
{
	(void)w;
	(void)with;
	if (d->shape != SHAPE_NESTED)
		d->shape = SHAPE_MIXED;
	if (d->attachment_len > 60000)
		d->attachment_len = 60000;
}

static void
long_epilogue(struct draft *d, struct world *w, const char *with)
{
	struct ambit_text text = AMBIT_TEXT(d->epilogue);

	shaped(d, w, with);
	prose_put(PROSE_ASCII, 1500, &w->random, &text);
	ambit_text_put(&text, AMBIT_LIT("\0"));
	d->truth.parts = true;
}

static void
boundary(struct draft *d, struct world *w, const char *with)
{
	shaped(d, w, with);
	d->shape = SHAPE_NESTED;
	(void)snprintf(d->boundary, sizeof(d->boundary), "%s", with);
	d->truth.parts = true;
}

/* The type is written in a way that leaves the parts unknown. */
static void
typed(struct draft *d, struct world *w, const char *with)
{
	shaped(d, w, with);
	(void)strcpy(d->boundary, "XYZZY");
	(void)snprintf(d->type, sizeof(d->type), "MIME-Version: 1.0\n%s\n",
	    with);
	d->truth.parts = true;
}

static void
unclosed(struct draft *d, struct world *w, const char *with)
{
	shaped(d, w, with);
	d->shape = SHAPE_ALTERNATIVE;
	d->open = true;
	d->truth.parts = true;
}

static void
attached(struct draft *d, struct world *w, const char *with)
{
	shaped(d, w, with);
	d->attachment_type = with;
}

static void
charset(struct draft *d, struct world *w, const char *with)
{
	(void)w;
	d->shape = SHAPE_PLAIN;
	(void)snprintf(d->type, sizeof(d->type),
	    "MIME-Version: 1.0\nContent-Type: text/plain; charset=%s\n", with);
}

static void
file_name(struct draft *d, struct world *w, const char *with)
{
	shaped(d, w, with);
	(void)snprintf(d->filename, sizeof(d->filename), "%s", with);
}

/* F4: a separator in front of a single message, or what looks like one. */
static void
separator(struct draft *d, struct world *w, const char *with)
{
	(void)w;
	(void)snprintf(d->first, sizeof(d->first), "%s", with);
	d->truth.block = strchr(with, '@') == NULL;
}

static void
empty(struct draft *d, struct world *w, const char *with)
{
	uint64_t serial = d->truth.serial;

	(void)w;
	(void)with;
	d->empty = true;
	d->truth = (struct truth){ .followed = true, .serial = serial };
}

/* The provider's own line is not on top, or names itself elsewhere. */
static void
received(struct draft *d, struct world *w, const char *with)
{
	char own[sizeof(d->received)];

	(void)w;
	memcpy(own, d->received, sizeof(own));
	(void)snprintf(d->received, sizeof(d->received), "%s%.600s", with, own);
	d->truth.delivered.n = 0;
}

static void
named(struct draft *d, struct world *w, const char *with)
{
	static char name[64];

	(void)w;
	(void)snprintf(name, sizeof(name), "%s%llu", with,
	    (unsigned long long)d->truth.serial);
	d->file_name = name;
	d->truth.delivered.n = 0;
}

static void
date(struct draft *d, struct world *w, const char *with)
{
	(void)with;
	trap_date(d, w);
}

static void
address(struct draft *d, struct world *w, const char *with)
{
	(void)with;
	trap_address(d, w);
}

#define SEPARATOR "From a@elsewhere.test Thu Jan  6 10:00:00 2022\n"

static const struct trap traps[] = {
	{ "B1", MBOX, framing, "It begins.\nFrom me to you, with a word.\n" },
	{ "B1", MBOX, framing, "It begins.\n\nFrom here we go on.\n" },
	{ "B3", EVERY, length, "short" },
	{ "B3", EVERY, length, "-1" },
	{ "B3", EVERY, length, "2" },
	{ "B4", EVERY, text_line, "\n>From me\n>>From you\n" },
	{ "B7", MBOX, framing,
	    "\n" SEPARATOR SEPARATOR "Subject: two in a row\n\n" },
	{ "B8", MBOX, framing, "\n" SEPARATOR "\n" },
	{ "F3", FORMAT_MAILDIR, named, "x.y" },
	{ "F3", FORMAT_MAILDIR, named, "99999999999999.M" },
	{ "F4", FILES, separator, SEPARATOR },
	{ "F4", FORMAT_EML, separator, "From me to you\n" },
	{ "F5", FILES, block_first, "\xef\xbb\xbf" },
	{ "F6", FORMAT_EML, empty, "" },
	{ "H1", ITEMS, date_twice, "" },
	{ "H1", ITEMS, date_twice, "Date: Thu, 6 Jan 2022 10:00:00 +0000\n" },
	{ "H1", EVERY, from_twice, "" },
	{ "H1", EVERY, from_twice, "From: <second@elsewhere.test>\n" },
	{ "H1", EVERY, id_twice, "" },
	{ "H1", EVERY, to_twice, "" },
	{ "H2", EVERY, block, "This line has no colon\n" },
	{ "H2", EVERY, block, "X-Blank : before the colon\n" },
	{ "H2", EVERY, block, "X-\xe9t\xe9: eight bits in a name\n" },
	{ "H2", EVERY, block, "X-\001: a control in a name\n" },
	{ "H2", EVERY, block, "X-Blanks: a line of them\n \t \n" },
	{ "H2", EVERY, block, "X-Cr: a\rb\n" },
	{ "H2", EVERY, block, "X-Ff: a\fb\n" },
	{ "H2", EVERY, block, "X-Vt: a\vb\n" },
	{ "H2", EVERY, block_nul, "" },
	{ "H2", EVERY, block_many, "X-N: 1\n" },
	{ "H3", EVERY, fields_only, "" },
	{ "H4", ITEMS, other_dates, "" },
	{ "H6", FILES, typed,
	    "Content-Type: multipart/mixed;\n"
	    " boundary*0=XYZ; boundary*1=ZY" },
	{ "H6", EVERY, file_name,
	    "filename*0*=utf-8''%2e%2e%2f; filename*1=\"etc\"" },
	{ "S1", EVERY, long_epilogue, "" },
	{ "S2", EVERY, boundary, "inner" },
	{ "S2", FILES, boundary, "B " },
	{ "S3", EVERY, typed,
	    "Content-Type: multipart/mixed; boundary=XYZZY\n"
	    "Content-Type: text/plain" },
	{ "S3", EVERY, typed,
	    "Content-Type: multipart/mixed; boundary=XYZZY\n"
	    "Content-Transfer-Encoding: base64" },
	{ "S4", FILES, unclosed, "" },
	{ "S6", EVERY, attached,
	    "message/external-body; access-type=local-file;\n"
	    " name=\"/etc/passwd\"" },
	{ "S7", EVERY, attached, "application/ms-tnef" },
	{ "S8", EVERY, attached, "application/pkcs7-mime" },
	{ "S9", EVERY, charset, "utf-7" },
	{ "S9", EVERY, charset, "x-unknown" },
	{ "received", FORMAT_EML, received,
	    "Received: from x by relay.elsewhere.test;"
	    " Thu, 6 Jan 2022 10:00:00 +0000\n" },
	{ "received", FORMAT_EML, received,
	    "Received: from x (by " OWN_HOST ") by relay.elsewhere.test;"
	    " Thu, 6 Jan 2022 10:00:00 +0000\n" },
	{ "D", ITEMS, date, "" },
	{ "A", EVERY, address, "" },
};

#define N_TRAPS (sizeof(traps) / sizeof(traps[0]))

/* Dates and addresses are large tables of their own: half of all traps. */
void
trap_spoil(struct draft *d, struct world *w, unsigned formats)
{
	const struct trap *trap;

	do {
		size_t n = random_below(&w->random, N_TRAPS * 2);

		trap = &traps[n < N_TRAPS ? n : N_TRAPS - 1 - n % 2];
	} while ((formats & ~trap->formats) != 0);
	d->truth.trap = trap->id;
	trap->spoil(d, w, trap->with);
	if (d->truth.trap == NULL)
		d->truth.trap = trap->id;
}

/* A draft keeps the time at which it was last saved where a message has that
 * of its delivery; what was never delivered may have none. */
void
trap_clockless(struct draft *d, struct world *w)
{
	d->unsent = random_chance(&w->random, 500);
	d->undated = !d->unsent;
	d->truth.trap = d->unsent ? "unsent" : "undated";
	d->truth.delivered.n = 0;
}
