/*
 * Who sent it and to whom, as addresses of mail (pst.md 14.2).
 *
 * Knows where the properties keep an address of the internet, and believes one
 * that is of its form alone. Any other stands in quotes at a domain that is
 * none, so that no reader takes it for what it is not.
 */

/* System. */
#include <string.h>

/* Floor 3 and below. */
#include "ambit/address.h"
#include "part.h"
#include "text.h"
#include "words.h"

/* Bytes of an address that are quoted; each may take two. */
#define QUOTED_MAX (REBUILD_LINE / 2)

/* Where an object keeps a person. */
struct ids {
	uint16_t name, kind, address, smtp, entry;
};

static const struct ids represented = { 0x0042, 0x0064, 0x0065, 0x5d02,
	0x0041 };
static const struct ids sender = { 0x0c1a, 0x0c1e, 0x0c1f, 0x5d01, 0x0c19 };
static const struct ids recipient = { 0x3001, 0x3002, 0x3003, 0x39fe, 0x0fff };

struct who {
	struct ambit_span name, address;
	bool is_smtp, is_ex;
};

static int
ask(struct rebuild *r, const struct ambit_mapi_object *message,
    const struct ambit_mapi_object *object, uint16_t id,
    struct ambit_span *utf8_r, struct ambit_err *err_r)
{
	return rebuild_ask(r, message, ambit_mapi_find(object, id), utf8_r,
	    err_r);
}

/* ---- one-off entry ids ([MS-OXCDATA] 2.2.5.1) ---- */

/* A string that ends with a NUL of its own width; false: it does not end. */
static bool
cut_string(struct ambit_span *left, bool wide, struct ambit_span *text_r)
{
	size_t step = wide ? 2 : 1, n = 0;

	while (n + step <= left->len &&
	    (left->ptr[n] != 0 || (wide && left->ptr[n + 1] != 0)))
		n += step;
	if (n + step > left->len)
		return false;
	*text_r = ambit_span_sub(*left, 0, n);
	*left = ambit_span_sub(*left, n + step, left->len);
	return true;
}

/* The address of a one-off of type SMTP, or none. */
static int
one_off(struct rebuild *r, const struct ambit_mapi_value *value,
    struct ambit_span *address_r, struct ambit_err *err_r)
{
	static const unsigned char provider[] = { 0x81, 0x2b, 0x1f, 0xa4, 0xbe,
		0xa3, 0x10, 0x19, 0x9d, 0x6e, 0x00, 0xdd, 0x01, 0x0f, 0x54,
		0x02 };
	struct ambit_span left, name, kind, address;
	uint16_t type;
	bool wide;

	*address_r = (struct ambit_span){ 0 };
	if (value == NULL || value->prop.type != AMBIT_MAPI_BINARY ||
	    value->at.len < 24 || value->at.len > REBUILD_STRING_MAX)
		return 0;
	if (ambit_mapi_lend(r->stream, value, REBUILD_STRING_MAX, r->arena,
		&left, err_r) < 0)
		return -1;
	if (memcmp(left.ptr + 4, provider, sizeof(provider)) != 0)
		return 0;
	wide = (left.ptr[23] & 0x80) != 0;
	type = wide ? AMBIT_MAPI_STRING : AMBIT_MAPI_STRING8;
	left = ambit_span_sub(left, 24, left.len);
	if (!cut_string(&left, wide, &name) ||
	    !cut_string(&left, wide, &kind) ||
	    !cut_string(&left, wide, &address))
		return 0;
	if (rebuild_bytes(kind, type, 0, r->arena, &kind, &r->flaws, err_r) <
		0 ||
	    rebuild_bytes(address, type, 0, r->arena, &address, &r->flaws,
		err_r) < 0)
		return -1;
	if (ambit_span_equal_nocase(kind, AMBIT_LIT("SMTP")))
		*address_r = address;
	return 0;
}

/* ---- who it is ---- */

static int
ask_who(struct rebuild *r, const struct ambit_mapi_object *message,
    const struct ambit_mapi_object *object, const struct ids *ids,
    struct who *who_r, struct ambit_err *err_r)
{
	struct ambit_span kind, stored, smtp;

	*who_r = (struct who){ 0 };
	if (ask(r, message, object, ids->name, &who_r->name, err_r) < 0 ||
	    ask(r, message, object, ids->kind, &kind, err_r) < 0 ||
	    ask(r, message, object, ids->address, &stored, err_r) < 0 ||
	    ask(r, message, object, ids->smtp, &smtp, err_r) < 0)
		return -1;
	if (smtp.len == 0 && ambit_span_equal_nocase(kind, AMBIT_LIT("SMTP")))
		smtp = stored;
	if (smtp.len == 0 &&
	    one_off(r, ambit_mapi_find(object, ids->entry), &smtp, err_r) < 0)
		return -1;
	who_r->is_smtp = smtp.len > 0;
	who_r->is_ex = ambit_span_equal_nocase(kind, AMBIT_LIT("EX"));
	who_r->address = who_r->is_smtp ? smtp : stored;
	return 0;
}

static bool
is_nobody(const struct who *who)
{
	return who->name.len == 0 && who->address.len == 0;
}

/* ---- a mailbox ---- */

static bool
is_strict(struct ambit_span address)
{
	struct ambit_addr addr;

	for (size_t i = 0; i < address.len; i++) {
		if (address.ptr[i] <= 0x20 || address.ptr[i] >= 0x7f)
			return false;
	}
	return address.len <= REBUILD_LINE &&
	    ambit_address_spec(address, &addr);
}

static bool
can_be_quoted(struct ambit_span address)
{
	for (size_t i = 0; i < address.len; i++) {
		if (address.ptr[i] < 0x20 || address.ptr[i] >= 0x7f)
			return false;
	}
	return address.len <= QUOTED_MAX;
}

static int
put_angle(const struct who *who, struct ambit_sink *sink,
    struct ambit_err *err_r)
{
	const char *end =
	    who->is_ex && !who->is_smtp ? "@ex.invalid>" : "@address.invalid>";
	bool strict = who->is_smtp && is_strict(who->address);

	if (rebuild_str(sink, "<", err_r) < 0 ||
	    (strict ? ambit_sink_write(sink, who->address, err_r)
		    : rebuild_put_quoted(sink, who->address, err_r)) < 0)
		return -1;
	return rebuild_str(sink, strict ? ">" : end, err_r);
}

/* What is too long or too strange for an address goes with the name. */
static int
put_strange(struct rebuild *r, const struct who *who, struct ambit_sink *sink,
    struct ambit_err *err_r)
{
	size_t len = who->name.len + who->address.len + 3;
	unsigned char *all = AMBIT_ARENA_GET(r->arena, unsigned char, len);

	if (all == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "an address");
	if (who->name.len > 0)
		memcpy(all, who->name.ptr, who->name.len);
	memcpy(all + who->name.len, " <", 2);
	memcpy(all + who->name.len + 2, who->address.ptr, who->address.len);
	all[len - 1] = '>';
	if (rebuild_put_phrase(sink, (struct ambit_span){ all, len }, err_r) <
	    0)
		return -1;
	return rebuild_str(sink, "\r\n <strange@address.invalid>", err_r);
}

/* Name and address are short enough for one line. */
static bool
is_short(const struct who *who)
{
	return who->name.len + who->address.len <= 60 &&
	    rebuild_is_plain(who->name);
}

/* A name without an address is a group of nobody (RFC 5322 3.4). */
static int
put_mailbox(struct rebuild *r, const struct who *who, struct ambit_sink *sink,
    struct ambit_err *err_r)
{
	bool strict = who->is_smtp && is_strict(who->address);

	if (who->address.len == 0) {
		if (rebuild_put_phrase(sink, who->name, err_r) < 0)
			return -1;
		return rebuild_str(sink, ":;", err_r);
	}
	if (!strict && !can_be_quoted(who->address))
		return put_strange(r, who, sink, err_r);
	if (who->name.len > 0 &&
	    !ambit_span_equal_nocase(who->name, who->address) &&
	    (rebuild_put_phrase(sink, who->name, err_r) < 0 ||
		rebuild_str(sink, is_short(who) ? " " : "\r\n ", err_r) < 0))
		return -1;
	return put_angle(who, sink, err_r);
}

/* ---- fields ---- */

static int
put_one(struct rebuild *r, const char *name, const struct who *who,
    struct ambit_sink *sink, struct ambit_err *err_r)
{
	if (rebuild_str(sink, name, err_r) < 0 ||
	    put_mailbox(r, who, sink, err_r) < 0)
		return -1;
	return rebuild_str(sink, "\r\n", err_r);
}

/* Whom it is from: who it was sent for, else who sent it; and that one too,
 * where it is another. */
static int
put_senders(struct rebuild *r, const struct ambit_mapi_object *message,
    unsigned wanted, struct ambit_sink *sink, struct ambit_err *err_r)
{
	struct who from, by;

	if (ask_who(r, message, message, &represented, &from, err_r) < 0 ||
	    ask_who(r, message, message, &sender, &by, err_r) < 0)
		return -1;
	if (is_nobody(&from))
		from = by;
	if ((wanted & 1u << REBUILD_FROM) != 0 && !is_nobody(&from) &&
	    put_one(r, "From: ", &from, sink, err_r) < 0)
		return -1;
	if ((wanted & 1u << REBUILD_SENDER) == 0 || is_nobody(&by) ||
	    ambit_span_equal_nocase(by.address, from.address))
		return 0;
	return put_one(r, "Sender: ", &by, sink, err_r);
}

/* The next recipient of that kind that is somebody. */
static int
next_recipient(struct rebuild *r, const struct ambit_mapi_object *message,
    uint32_t kind, size_t *at, struct who *who_r, struct ambit_err *err_r)
{
	for (; *at < message->n_parts; ++*at) {
		const struct ambit_mapi_object *row = message->parts[*at];

		if (row->kind != AMBIT_MAPI_RECIPIENT ||
		    (rebuild_number(row, 0x0c15, 0) & 15) != kind)
			continue;
		if (ask_who(r, message, row, &recipient, who_r, err_r) < 0)
			return -1;
		if (is_nobody(who_r))
			continue;
		++*at;
		return 1;
	}
	return 0;
}

static int
put_recipients(struct rebuild *r, const struct ambit_mapi_object *message,
    const char *name, uint32_t kind, struct ambit_sink *sink,
    struct ambit_err *err_r)
{
	size_t at = 0, mark = ambit_arena_mark(r->arena);
	const char *before = name;
	struct who who;
	int got;

	while ((got = next_recipient(r, message, kind, &at, &who, err_r)) > 0) {
		if (rebuild_str(sink, before, err_r) < 0 ||
		    put_mailbox(r, &who, sink, err_r) < 0)
			return -1;
		before = ",\r\n ";
		ambit_arena_release(r->arena, mark);
	}
	if (got < 0 || before == name)
		return got;
	return rebuild_str(sink, "\r\n", err_r);
}

int
rebuild_addresses(struct rebuild *r, const struct ambit_mapi_object *message,
    unsigned wanted, struct ambit_sink *sink, struct ambit_err *err_r)
{
	static const struct {
		const char *name;
		enum rebuild_who who;
	} fields[] = {
		{ "To: ", REBUILD_TO },
		{ "Cc: ", REBUILD_CC },
		{ "Bcc: ", REBUILD_BCC },
	};

	if (put_senders(r, message, wanted, sink, err_r) < 0)
		return -1;
	for (uint32_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		if ((wanted & 1u << fields[i].who) != 0 &&
		    put_recipients(r, message, fields[i].name, i + 1, sink,
			err_r) < 0)
			return -1;
	}
	return 0;
}
