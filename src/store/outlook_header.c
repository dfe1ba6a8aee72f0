/*
 * The transport headers of an item of Outlook, 007D: what they alone tell, and
 * the fields that an item has for whoever asks for one by its name. What is not
 * certain to be a header block, whole, is none; nothing that decides hangs on
 * it, but for the clock that is its Date.
 */

/* System. */
#include <string.h>

/* Floor 0. */
#include "ambit/limits.h"

/* Floor 3. */
#include "ambit/header.h"
#include "ambit/mail.h"

/* Floor 4. */
#include "outlook_facts.h"

/* pst.md 14.1: a line that Outlook has put in front. */
#define OWN_LINE AMBIT_LIT("Microsoft Mail Internet Headers")

/* Bytes of an id that is worth a look (law.md 3.3 allows 250). */
#define MSGID_BYTES ((size_t)2048)

/* Rather none at all than more than the item may have with ours. */
#define FIELDS_ROOM (AMBIT_FIELDS_MAX - OUTLOOK_FIELDS)

static const struct ambit_span names[] = {
	[AMBIT_PARTY_FROM] = AMBIT_LIT_INIT("From"),
	[AMBIT_PARTY_SENDER] = AMBIT_LIT_INIT("Sender"),
	[AMBIT_PARTY_REPLY_TO] = { NULL, 0 },
	[AMBIT_PARTY_TO] = AMBIT_LIT_INIT("To"),
	[AMBIT_PARTY_CC] = AMBIT_LIT_INIT("Cc"),
	[AMBIT_PARTY_BCC] = AMBIT_LIT_INIT("Bcc"),
};

#define N_NAMES (sizeof(names) / sizeof(names[0]))

bool
outlook_tells(struct ambit_span name, enum ambit_party_role *role_r)
{
	for (unsigned i = 0; i < N_NAMES; i++) {
		if (names[i].len == 0 ||
		    !ambit_span_equal_nocase(names[i], name))
			continue;
		*role_r = (enum ambit_party_role)i;
		return true;
	}
	return false;
}

/* Those fields whose part no property takes. */
static int
keep(struct outlook *o, const struct ambit_header *header,
    struct ambit_err *err_r)
{
	struct ambit_header_field *fields = AMBIT_ARENA_GET(o->arena,
	    struct ambit_header_field, header->n_fields);
	enum ambit_party_role role;

	if (fields == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "header fields");
	o->item->fields = fields;
	for (size_t i = 0; i < header->n_fields; i++) {
		if (outlook_tells(header->fields[i].name, &role))
			continue;
		fields[o->item->n_fields] = header->fields[i];
		fields[o->item->n_fields++].at = (struct ambit_extent){ 0 };
	}
	return 0;
}

static int
lex(struct outlook *o, struct ambit_span block, size_t limit,
    struct ambit_header *header_r, struct ambit_err *err_r)
{
	struct ambit_span line;

	*header_r = (struct ambit_header){ 0 };
	if (ambit_span_begins_nocase(block, OWN_LINE) &&
	    !ambit_span_cut_line(&block, &line))
		return 0;
	if (ambit_header_read(block, true, limit, o->arena, header_r) < 0)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "header fields");
	if (header_r->flaws != 0 || header_r->n_fields > FIELDS_ROOM)
		*header_r = (struct ambit_header){ 0 };
	return 0;
}

int
outlook_header(struct outlook *o, uint64_t header_bytes,
    struct ambit_err *err_r)
{
	static const struct outlook_want want = { 0x007d, OUTLOOK_IS_TEXT,
		false };
	size_t limit = AMBIT_HEADER_MAX;
	struct outlook_value value;
	struct outlook_text text;
	struct ambit_header header;

	if (header_bytes < limit)
		limit = (size_t)header_bytes;
	/* Of UTF-16 twice as many. */
	if (outlook_ask(o, &want, 2 * limit, &value, err_r) < 0 ||
	    outlook_take(o, &value, &text, err_r) < 0 ||
	    lex(o, text.text, limit, &header, err_r) < 0 ||
	    keep(o, &header, err_r) < 0)
		return -1;
	return ambit_mail_facts(o->store, o->item, o->arena, err_r);
}

/* ---- fields that stand for properties ---- */

static void
add(struct ambit_item *item, struct ambit_header_field *fields,
    struct ambit_span name, struct ambit_span value)
{
	fields[item->n_fields++] = (struct ambit_header_field){
		.name = name,
		.value = value,
		.line = value.len > 0 ? value : name,
	};
}

/* The id of the message, where no field has it (law.md 3.4). */
static int
add_msgid(struct outlook *o, struct ambit_header_field *fields,
    struct ambit_err *err_r)
{
	static const struct ambit_span name = AMBIT_LIT_INIT("Message-ID");
	const struct ambit_header_field *first;
	struct outlook_value value;
	struct outlook_text text;

	if (ambit_header_count(fields, o->item->n_fields, name, &first) > 0)
		return 0;
	if (o->props->find(o->props->ctx, 0x1035, MSGID_BYTES, &value, err_r) <
	    0)
		return -1;
	if (value.state == OUTLOOK_LOST)
		o->item->flaws |= AMBIT_FLAW_LOST;
	/* It decides nothing: what is no text is no id. */
	if (value.state != OUTLOOK_FOUND ||
	    (value.type != AMBIT_MAPI_STRING &&
		value.type != AMBIT_MAPI_STRING8))
		return 0;
	if (outlook_take(o, &value, &text, err_r) < 0)
		return -1;
	if (text.sure)
		add(o->item, fields, name, text.text);
	return 0;
}

int
outlook_fields(struct outlook *o, struct ambit_err *err_r)
{
	struct ambit_item *item = o->item;
	size_t n = item->n_fields;
	struct ambit_header_field *fields = AMBIT_ARENA_GET(o->arena,
	    struct ambit_header_field, n + OUTLOOK_FIELDS);

	if (fields == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "header fields");
	if (n > 0)
		memcpy(fields, item->fields, n * sizeof(*fields));
	item->fields = fields;
	for (size_t i = 0; i < item->n_nets; i++) {
		enum ambit_party_role role = item->nets[i].role;

		if (role < N_NAMES && names[role].len > 0)
			add(item, fields, names[role],
			    (struct ambit_span){ 0 });
	}
	return add_msgid(o, fields, err_r);
}
