/*
 * A message of a PST ([MS-PST] 2.4.5): its properties, the tables of its
 * recipients and attachments, and a message within it.
 */

/* System. */
#include <stdio.h>
#include <string.h>

/* Ours. */
#include "../corpus.h"
#include "mail.h"

enum { TABLE_RECIPIENTS = 0x692, TABLE_ATTACHMENTS = 0x671 };
enum { METHOD_VALUE = 1, METHOD_EMBEDDED = 5 };
enum { FLAG_READ = 1, FLAG_UNSENT = 8, FLAG_ATTACHMENT = 16 };

/* The index of the only attachment's node, and of the message in it. */
#define INDEX 0x401U

const struct pst_column pst_recipient_columns[] = {
	{ 0x0c15, PST_INT32 },
	{ 0x0e0f, PST_BOOL },
	{ 0x0ff9, PST_BINARY },
	{ 0x0ffe, PST_INT32 },
	{ 0x0fff, PST_BINARY },
	{ 0x3001, PST_STRING },
	{ 0x3002, PST_STRING },
	{ 0x3003, PST_STRING },
	{ 0x300b, PST_BINARY },
	{ 0x3900, PST_INT32 },
	{ 0x39fe, PST_STRING },
	{ 0x39ff, PST_STRING },
	{ 0x3a40, PST_BOOL },
	{ 0x67f2, PST_INT32 },
	{ 0x67f3, PST_INT32 },
};

const struct pst_column pst_attachment_columns[] = {
	{ 0x0e20, PST_INT32 },
	{ 0x3704, PST_STRING },
	{ 0x3705, PST_INT32 },
	{ 0x370b, PST_INT32 },
	{ 0x67f2, PST_INT32 },
	{ 0x67f3, PST_INT32 },
};

/* A letter being written. */
struct desk {
	struct pst *pst;
	struct pst_room *room;
	const struct pst_letter *letter;
	struct pst_props *props;
	struct pst_subs subs;
};

static void
put_string(struct pst_room *room, struct pst_props *props, unsigned id,
    const char *str)
{
	pst_bytes(props, id, PST_STRING, pst_utf16(room, ambit_span_str(str)));
}

/* 100 ns since 1601. */
static void
put_time(struct pst_props *props, unsigned id, int64_t at)
{
	if (at != 0)
		pst_number(props, id, PST_TIME,
		    (uint64_t)at * 10 + UINT64_C(116444736000000000));
}

/* ---- who ---- */

/* The same address twice, as SMTP has it. */
static void
put_sender(struct desk *k, unsigned name, unsigned type, unsigned addr,
    unsigned smtp)
{
	const struct pst_party *from = &k->letter->from;

	put_string(k->room, k->props, name, from->name);
	put_string(k->room, k->props, type, "SMTP");
	put_string(k->room, k->props, addr, from->addr);
	put_string(k->room, k->props, smtp, from->addr);
}

/* [MS-OXCDATA] 2.2.5.1: a one-off entry id. */
static struct ambit_span
one_off(struct pst_room *room, const struct pst_party *party)
{
	static const unsigned char head[24] = { 0, 0, 0, 0, 0x81, 0x2b, 0x1f,
		0xa4, 0xbe, 0xa3, 0x10, 0x19, 0x9d, 0x6e, 0x00, 0xdd, 0x01,
		0x0f, 0x54, 0x02, 0, 0, 0x01, 0x90 };
	const char *const strings[] = { party->name, "SMTP", party->addr };
	unsigned char *at = pst_room(room, sizeof(head));

	memcpy(at, head, sizeof(head));
	for (size_t i = 0; i < 3; i++) {
		(void)pst_utf16(room, ambit_span_str(strings[i]));
		memset(pst_room(room, 2), 0, 2);
	}
	return (struct ambit_span){ at, (size_t)(room->ptr + room->len - at) };
}

static void
put_party(struct desk *k, struct pst_table *table, uint32_t row)
{
	const struct pst_party *party = &k->letter->to[row];
	struct pst_props props = { .n = 0 };

	pst_number(&props, 0x0c15, PST_INT32, party->type);
	pst_number(&props, 0x0e0f, PST_BOOL, 1);
	pst_number(&props, 0x0ffe, PST_INT32, 6);
	pst_bytes(&props, 0x0fff, PST_BINARY, one_off(k->room, party));
	put_string(k->room, &props, 0x3001, party->name);
	put_string(k->room, &props, 0x3002, "SMTP");
	put_string(k->room, &props, 0x3003, party->addr);
	pst_number(&props, 0x3900, PST_INT32, 0);
	put_string(k->room, &props, 0x39fe, party->addr);
	pst_number(&props, 0x3a40, PST_BOOL, 0);
	pst_table_row(table, row, &props);
}

static void
put_parties(struct desk *k)
{
	static struct pst_table table;

	pst_table_begin(&table, k->pst, pst_recipient_columns,
	    PST_N_RECIPIENT_COLUMNS);
	for (uint32_t i = 0; i < k->letter->n_to; i++)
		put_party(k, &table, i);
	pst_sub(&k->subs, TABLE_RECIPIENTS, pst_table_end(&table, &k->subs), 0);
}

/* Their names, as a list of messages shows them. */
static void
put_names(struct desk *k, unsigned id, unsigned type)
{
	const struct pst_letter *letter = k->letter;
	char list[PST_PARTIES * 100];
	struct ambit_text text = AMBIT_TEXT(list);

	for (size_t i = 0; i < letter->n_to; i++) {
		if (letter->to[i].type != type)
			continue;
		if (text.len > 0)
			ambit_text_str(&text, "; ");
		ambit_text_str(&text, letter->to[i].name);
	}
	pst_bytes(k->props, id, PST_STRING,
	    pst_utf16(k->room, ambit_text_span(&text)));
}

/* ---- what is attached ---- */

static void
put_embedded(struct desk *k, struct pst_props *props, struct pst_subs *subs)
{
	static struct pst_props inner_props;
	const struct pst_letter *inner = k->letter->inner;
	uint32_t nid = PST_NID(INDEX, PST_MESSAGE);
	struct pst_node node;

	node = pst_letter(k->pst, k->room, inner, &inner_props);
	pst_sub(subs, nid, node.data, node.sub);
	pst_number(props, 0x3705, PST_INT32, METHOD_EMBEDDED);
	pst_number(props, 0x3701, PST_OBJECT, nid | inner->size << 32);
	pst_bytes(props, 0x3001, PST_STRING,
	    pst_utf16(k->room, inner->subject));
}

/* Eight characters and three, for programs that know no more. */
static void
put_file(struct desk *k, struct pst_props *props)
{
	const struct pst_letter *letter = k->letter;

	pst_number(props, 0x3705, PST_INT32, METHOD_VALUE);
	pst_bytes(props, 0x3701, PST_BINARY, letter->bytes);
	put_string(k->room, props, 0x3001, letter->name);
	put_string(k->room, props, 0x3703, ".pdf");
	put_string(k->room, props, 0x3704, "REPORT~1.PDF");
	put_string(k->room, props, 0x3707, letter->name);
	put_string(k->room, props, 0x370e, letter->type);
}

static void
put_attachment(struct desk *k)
{
	static struct pst_table table;
	uint32_t nid = PST_NID(INDEX, PST_ATTACHMENT);
	const struct pst_letter *inner = k->letter->inner;
	uint64_t size = inner != NULL ? inner->size : k->letter->bytes.len;
	struct pst_subs subs = { .n = 0 };
	struct pst_props props = { .n = 0 };
	uint64_t data;

	pst_number(&props, 0x0e20, PST_INT32, size + 400);
	pst_number(&props, 0x0e21, PST_INT32, 0);
	pst_number(&props, 0x370b, PST_INT32, UINT32_MAX);
	pst_number(&props, 0x3714, PST_INT32, 0);
	if (inner != NULL)
		put_embedded(k, &props, &subs);
	else
		put_file(k, &props);
	data = pst_props_end(k->pst, &props, &subs);
	pst_sub(&k->subs, nid, data, pst_subs_end(k->pst, &subs));
	pst_table_begin(&table, k->pst, pst_attachment_columns,
	    PST_N_ATTACHMENT_COLUMNS);
	pst_table_row(&table, nid, &props);
	pst_sub(&k->subs, TABLE_ATTACHMENTS, pst_table_end(&table, &k->subs),
	    0);
}

/* ---- the message ---- */

/* [MS-OXCMSG] 2.2.1.10: two characters in front say how long its prefix is. */
static void
put_subject(struct desk *k)
{
	struct ambit_span subject = k->letter->subject;
	size_t prefix = ambit_span_begins(subject, AMBIT_LIT("Re: ")) ? 4 : 0;
	unsigned char *at = pst_room(k->room, 4);
	struct ambit_span text = pst_utf16(k->room, subject);

	pst_put16(at, 1);
	pst_put16(at + 2, (uint32_t)prefix + 1);
	pst_bytes(k->props, 0x0037, PST_STRING,
	    (struct ambit_span){ at, text.len + 4 });
	if (prefix > 0)
		pst_bytes(k->props, 0x003d, PST_STRING,
		    ambit_span_sub(text, 0, prefix * 2));
	text = ambit_span_sub(text, prefix * 2, text.len);
	pst_bytes(k->props, 0x0070, PST_STRING, text);
	pst_bytes(k->props, 0x0e1d, PST_STRING, text);
}

static void
put_state(struct desk *k)
{
	const struct pst_letter *letter = k->letter;
	bool attached = letter->inner != NULL || letter->name != NULL;
	unsigned flags = letter->unread ? 0 : FLAG_READ;

	if (letter->unsent)
		flags |= FLAG_UNSENT;
	if (attached)
		flags |= FLAG_ATTACHMENT;
	pst_number(k->props, 0x0017, PST_INT32, 1);
	put_string(k->room, k->props, 0x001a, "IPM.Note");
	pst_number(k->props, 0x0026, PST_INT32, 0);
	pst_number(k->props, 0x0036, PST_INT32, 0);
	pst_number(k->props, 0x0e07, PST_INT32, flags);
	pst_number(k->props, 0x0e08, PST_INT32, letter->size);
	pst_number(k->props, 0x0e17, PST_INT32, 0);
	pst_number(k->props, 0x0e1b, PST_BOOL, attached);
	pst_number(k->props, 0x3fde, PST_INT32, 65001);
	pst_number(k->props, 0x3ffd, PST_INT32, 1252);
	pst_number(k->props, 0x8000, PST_BOOL, 0);
}

static void
put_times(struct desk *k)
{
	const struct pst_letter *letter = k->letter;

	put_time(k->props, 0x0039, letter->submitted);
	put_time(k->props, 0x0e06, letter->delivered);
	put_time(k->props, 0x3007, letter->kept);
	put_time(k->props, 0x3008, letter->kept);
}

static void
put_contents(struct desk *k)
{
	const struct pst_letter *letter = k->letter;

	if (letter->header.len > 0)
		pst_bytes(k->props, 0x007d, PST_STRING,
		    pst_utf16(k->room, letter->header));
	if (letter->text.len > 0)
		pst_bytes(k->props, 0x1000, PST_STRING, letter->text);
	if (letter->html.len > 0)
		pst_bytes(k->props, 0x1013, PST_BINARY, letter->html);
	if (letter->msgid[0] != '\0')
		put_string(k->room, k->props, 0x1035, letter->msgid);
}

struct pst_node
pst_letter(struct pst *p, struct pst_room *room,
    const struct pst_letter *letter, struct pst_props *props_r)
{
	struct desk k = { .pst = p,
		.room = room,
		.letter = letter,
		.props = props_r };
	struct pst_node node = { 0 };

	props_r->n = 0;
	put_state(&k);
	put_subject(&k);
	put_times(&k);
	put_sender(&k, 0x0042, 0x0064, 0x0065, 0x5d02);
	put_sender(&k, 0x0c1a, 0x0c1e, 0x0c1f, 0x5d01);
	put_names(&k, 0x0e04, 1);
	put_names(&k, 0x0e03, 2);
	put_contents(&k);
	if (letter->inner != NULL || letter->name != NULL)
		put_attachment(&k);
	put_parties(&k);
	node.data = pst_props_end(p, props_r, &k.subs);
	node.sub = pst_subs_end(p, &k.subs);
	return node;
}
