/*
 * Received: one hop of the way a message took (RFC 5321 4.4). Reads the
 * address that connected, the host that took the message, and when; skips
 * what the client said of itself. A piece that two readers could read in two
 * ways is empty.
 */

/* System. */
#include <arpa/inet.h>
#include <string.h>

/* Floor 3 and below. */
#include "address_token.h"
#include "ambit/date.h"
#include "ambit/header.h"
#include "ambit/mail.h"

/* Longer than any address as text. */
#define IP_LEN 64

/* Text of an address in a buffer, canonically; 0: it is none. */
static size_t
canonical(int family, const char *text, char out_r[IP_LEN])
{
	unsigned char bits[sizeof(struct in6_addr)];

	if (inet_pton(family, text, bits) != 1 ||
	    inet_ntop(family, bits, out_r, IP_LEN) == NULL)
		return 0;
	return strlen(out_r);
}

/* RFC 5321 4.1.3: "192.0.2.1", "IPv6:2001:db8::1", and that without tag. */
static size_t
read_ip(struct ambit_span text, char out_r[IP_LEN])
{
	static const struct ambit_span tag = AMBIT_LIT_INIT("IPv6:");
	char buf[IP_LEN] = { 0 };
	bool tagged = ambit_span_begins_nocase(text, tag);
	size_t n;

	if (tagged)
		text = ambit_span_sub(text, tag.len, text.len);
	if (text.len == 0 || text.len >= IP_LEN || address_holds(text, '\0'))
		return 0;
	memcpy(buf, text.ptr, text.len);
	n = tagged ? 0 : canonical(AF_INET, buf, out_r);
	return n > 0 ? n : canonical(AF_INET6, buf, out_r);
}

/* The literal rewritten in arena; empty if it is none. -1: arena full. */
static int
keep_ip(struct ambit_span text, struct ambit_arena *arena,
    struct ambit_span *ip_r)
{
	char out[IP_LEN];
	unsigned char *copy;
	size_t n;

	*ip_r = (struct ambit_span){ 0 };
	if (text.len > 2 && text.ptr[0] == '[' && text.ptr[text.len - 1] == ']')
		text = ambit_span_sub(text, 1, text.len - 2);
	n = read_ip(text, out);
	if (n == 0)
		return 0;
	copy = AMBIT_ARENA_GET(arena, unsigned char, n);
	if (copy == NULL)
		return -1;
	memcpy(copy, out, n);
	*ip_r = (struct ambit_span){ copy, n };
	return 0;
}

struct ambit_span
ambit_mail_ip(struct ambit_span text, struct ambit_arena *arena)
{
	struct ambit_span ip;

	(void)keep_ip(ambit_span_trim(text), arena, &ip);
	return ip;
}

/*
 * Cut a word off the front, outside comments: what stands up to a blank, a
 * comment or a semicolon. A quoted string is one word. False: broken.
 */
static bool
cut_word(struct ambit_span *s, struct ambit_span *word_r)
{
	struct ambit_span start = *s, quoted;

	if (s->ptr[0] == '"') {
		if (!address_cut_quoted(s, &quoted))
			return false;
	} else {
		size_t n = 0;

		while (n < s->len && s->ptr[n] > ' ' && s->ptr[n] != 0x7f &&
		    strchr("();\"", s->ptr[n]) == NULL)
			n++;
		*s = ambit_span_sub(*s, n, s->len);
	}
	*word_r = (struct ambit_span){ start.ptr, start.len - s->len };
	return word_r->len > 0;
}

/* Where the clauses stand, as far as there is one of each. */
struct clauses {
	bool has_from, has_date;
	unsigned n_words, n_by;
	struct ambit_span from; /* between the words "from" and "by" */
	struct ambit_span by;   /* the word behind "by" */
	struct ambit_span date; /* behind the last semicolon */
};

/* Note the word, which stands before rest. */
static void
add_word(struct clauses *c, struct ambit_span word, struct ambit_span rest)
{
	if (c->n_by == 1 && c->by.len == 0 && !c->has_date)
		c->by = word;
	if (c->n_words++ == 0 &&
	    ambit_span_equal_nocase(word, AMBIT_LIT("from"))) {
		c->has_from = true;
		c->from = rest;
	}
	if (!ambit_span_equal_nocase(word, AMBIT_LIT("by")))
		return;
	if (c->n_by++ == 0 && c->has_from)
		c->from.len = (size_t)(word.ptr - c->from.ptr);
}

/*
 * Walk over the words outside comments. A client may call itself anything: if
 * "by" stands there twice, it may be the client that wrote one of them, and
 * neither counts. False: a comment or a quoted string never ends.
 */
static bool
find_clauses(struct ambit_span rest, struct clauses *c)
{
	struct ambit_span word;

	while (address_skip(&rest)) {
		if (rest.len == 0)
			return true;
		if (address_cut_char(&rest, ';')) {
			c->date = rest;
			c->has_date = true;
		} else if (cut_word(&rest, &word)) {
			add_word(c, word, rest);
		} else {
			return false;
		}
	}
	return false;
}

/* Cut off what stands before the next blank. */
static struct ambit_span
cut_piece(struct ambit_span *s)
{
	struct ambit_span piece = { s->ptr, 0 };

	while (piece.len < s->len && s->ptr[piece.len] != ' ' &&
	    s->ptr[piece.len] != '\t')
		piece.len++;
	*s = ambit_span_trim(ambit_span_sub(*s, piece.len, s->len));
	return piece;
}

/*
 * TCP-info of RFC 5321 4.4, what the host itself saw: "[192.0.2.1]" first in
 * the comment, or behind one name. Empty: the comment says something else.
 */
static struct ambit_span
tcp_info(struct ambit_span comment)
{
	struct ambit_span rest = ambit_span_trim(comment), literal;
	struct ambit_span name = rest;

	if (address_cut_literal(&name, &literal))
		return literal;
	name = cut_piece(&rest);
	if (ambit_span_equal_nocase(name, AMBIT_LIT("HELO")) ||
	    ambit_span_equal_nocase(name, AMBIT_LIT("EHLO")) ||
	    address_holds(name, '=') || !address_cut_literal(&rest, &literal))
		return (struct ambit_span){ 0 };
	return literal;
}

/* "(helo=name)": a host that writes so has its peer in front of it. */
static bool
is_helo(struct ambit_span comment)
{
	return ambit_span_contains_nocase(comment, AMBIT_LIT("helo=")) &&
	    !address_holds(comment, '[');
}

/*
 * The literal of the address that connected; empty where the clause is not a
 * name with comments behind it, or has two answers. A literal for a name is
 * what the client said, unless nothing else is known or the host says so.
 */
static struct ambit_span
find_peer(struct ambit_span clause)
{
	static const struct ambit_span none;
	struct ambit_span name, comment, info, peer = none;
	bool doubt = false;

	clause = ambit_span_trim(clause);
	if (clause.len == 0 || !cut_word(&clause, &name))
		return none;
	for (clause = ambit_span_trim(clause); clause.len > 0;
	     clause = ambit_span_trim(clause)) {
		if (!address_cut_comment(&clause, &comment))
			return none;
		info = tcp_info(comment);
		if (info.len == 0)
			doubt = doubt || !is_helo(comment);
		else if (peer.len > 0 && !ambit_span_equal(peer, info))
			return none;
		else
			peer = info;
	}
	if (peer.len > 0)
		return peer;
	return !doubt && name.ptr[0] == '[' ? name : none;
}

/* A host is a dot-atom of ASCII; anything else is empty. */
static struct ambit_span
read_host(struct ambit_span word)
{
	struct ambit_span rest = word, atom;

	if (!address_cut_dot_atom(&rest, &atom) || rest.len > 0 ||
	    !address_is_ascii(word))
		return (struct ambit_span){ 0 };
	return atom;
}

int
ambit_mail_hop(struct ambit_span value, struct ambit_arena *arena,
    struct ambit_hop *hop_r)
{
	struct ambit_span text = ambit_header_unfold(value, arena);
	struct clauses c = { 0 };

	*hop_r = (struct ambit_hop){ 0 };
	if (text.ptr == NULL && value.len > 0)
		return -1;
	if (!find_clauses(text, &c))
		return 0;
	if (c.has_date)
		hop_r->when = ambit_date_parse(c.date);
	if (c.n_by != 1)
		return 0;
	hop_r->by = read_host(c.by);
	return c.has_from ? keep_ip(find_peer(c.from), arena, &hop_r->from_ip)
			  : 0;
}
