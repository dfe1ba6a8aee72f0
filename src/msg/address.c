/*
 * Address fields: lists, groups, mailboxes (RFC 5322 3.4). A field that leaves
 * the grammar gives no address at all; whether one may hide in it is said.
 * Names of people and groups, and comments, are skipped unread.
 */

/* Floor 3 and below. */
#include "ambit/address.h"
#include "address_token.h"

/* RFC 5322 sets no bound; law.md 3.3 does. */
#define MSGID_MAX 250

/* A walk over the list. */
struct walk {
	struct ambit_span rest;
	size_t n, max;
	struct ambit_addr *addrs; /* room for max */
	struct ambit_arena *arena;
	bool hidden, full;
};

/* What stands before an angle bracket or the colon of a group. */
struct phrase {
	struct ambit_span text;
	bool has_words, has_at;
	bool has_coded; /* an encoded word in quotes */
};

static bool
cut_phrase_word(struct ambit_span *s, struct phrase *p)
{
	struct ambit_span quoted = { 0 };
	size_t n = address_atom_char(*s);

	if (n > 0) {
		*s = ambit_span_sub(*s, n, s->len);
		p->has_words = true;
		return true;
	}
	if (address_cut_char(s, '@')) {
		p->has_at = true;
		return true;
	}
	if (address_cut_char(s, '.'))
		return true;
	if (!address_cut_quoted(s, &quoted))
		return false;
	p->has_words = true;
	p->has_coded = p->has_coded || address_holds_coded(quoted);
	return true;
}

/* Words up to '<' or ':'. Readers take much for a name, so we skip much. */
static bool
cut_phrase(struct ambit_span *s, struct phrase *p)
{
	struct ambit_span start = *s;

	*p = (struct phrase){ 0 };
	for (;;) {
		if (!address_skip(s) || s->len == 0)
			return false;
		if (s->ptr[0] == '<' || s->ptr[0] == ':')
			break;
		if (!cut_phrase_word(s, p))
			return false;
	}
	p->text = (struct ambit_span){ start.ptr, start.len - s->len };
	return true;
}

/* May another reader find an address in the name (A1, H5)? */
static bool
phrase_hides(const struct phrase *p)
{
	if (p->has_coded || !p->has_at)
		return p->has_coded;
	return address_holds(p->text, '"') || address_holds(p->text, '(') ||
	    !address_is_plain(p->text);
}

/* H5, A4: the local part may stand for another address. */
static bool
spec_hides(const struct ambit_addr *addr)
{
	return address_holds(addr->local, '%') ||
	    address_holds(addr->local, '!') ||
	    address_holds_coded(addr->local) ||
	    address_holds_coded(addr->domain);
}

/* Take the backslashes out (RFC 5322 3.2.4). */
static bool
unquote(struct walk *w, struct ambit_span *local)
{
	unsigned char *out;
	size_t len = 0;

	if (!address_holds(*local, '\\'))
		return true;
	out = AMBIT_ARENA_GET(w->arena, unsigned char, local->len);
	if (out == NULL) {
		w->full = true;
		return false;
	}
	for (size_t i = 0; i < local->len; i++) {
		if (local->ptr[i] == '\\')
			i++;
		out[len++] = local->ptr[i];
	}
	*local = (struct ambit_span){ out, len };
	return true;
}

static bool
keep(struct walk *w, struct ambit_addr addr)
{
	if (w->n == w->max) {
		w->hidden = true;
		return false;
	}
	w->hidden = w->hidden || spec_hides(&addr);
	if (addr.quoted && !unquote(w, &addr.local))
		return false;
	w->addrs[w->n++] = addr;
	return true;
}

/* Does an element of the list end here? */
static bool
is_end(struct ambit_span rest)
{
	return rest.len == 0 || rest.ptr[0] == ',' || rest.ptr[0] == ';';
}

/* An addr-spec alone, or one in angle brackets behind a name. */
static bool
cut_mailbox(struct walk *w)
{
	struct ambit_span *s = &w->rest, start = w->rest;
	struct ambit_addr addr;
	struct phrase phrase;

	if (address_cut_spec(s, &addr) && address_skip(s) && is_end(*s))
		return keep(w, addr);
	*s = start;
	if (!cut_phrase(s, &phrase) || !address_cut_char(s, '<') ||
	    !address_skip(s) || !address_cut_spec(s, &addr) ||
	    !address_skip(s) || !address_cut_char(s, '>'))
		return false;
	w->hidden = w->hidden || phrase_hides(&phrase);
	return address_skip(s) && keep(w, addr);
}

static bool
cut_group(struct walk *w)
{
	struct ambit_span *s = &w->rest;
	struct phrase phrase;

	if (!cut_phrase(s, &phrase) || !phrase.has_words || phrase.has_at ||
	    !address_cut_char(s, ':') || !address_skip(s))
		return false;
	w->hidden = w->hidden || phrase_hides(&phrase);
	if (address_cut_char(s, ';'))
		return true;
	do {
		if (!address_skip(s) || !cut_mailbox(w))
			return false;
	} while (address_cut_char(s, ','));
	return address_cut_char(s, ';');
}

static bool
cut_address(struct walk *w)
{
	struct ambit_span start = w->rest;

	if (cut_mailbox(w))
		return true;
	w->rest = start;
	return cut_group(w) && address_skip(&w->rest);
}

/* Does all of it keep to the grammar? */
static bool
walk(struct walk *w)
{
	if (!address_skip(&w->rest))
		return false;
	if (w->rest.len == 0)
		return true;
	do {
		if (!address_skip(&w->rest) || !cut_address(w))
			return false;
	} while (address_cut_char(&w->rest, ','));
	return w->rest.len == 0;
}

/* No more than there are signs for it. */
static size_t
most(struct ambit_span text, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < text.len && n < max; i++)
		n += text.ptr[i] == '@';
	return n;
}

int
ambit_address_parse(struct ambit_span text, size_t max,
    struct ambit_arena *arena, struct ambit_address_list *list_r)
{
	struct walk w = { .rest = text,
		.max = most(text, max),
		.arena = arena };

	*list_r = (struct ambit_address_list){ 0 };
	w.addrs = AMBIT_ARENA_GET(arena, struct ambit_addr, w.max);
	if (w.addrs == NULL)
		return -1;
	if (!walk(&w)) {
		list_r->hidden = w.hidden || address_may_hide(text);
		return w.full ? -1 : 0;
	}
	*list_r = (struct ambit_address_list){
		.addrs = w.addrs,
		.n_addrs = w.n,
		.strict = true,
		.hidden = w.hidden,
	};
	return 0;
}

bool
ambit_address_spec(struct ambit_span text, struct ambit_addr *addr_r)
{
	return address_cut_spec(&text, addr_r) && text.len == 0 &&
	    !addr_r->quoted;
}

bool
ambit_address_msgid(struct ambit_span text, struct ambit_span *id_r)
{
	struct ambit_span id = ambit_span_trim(text), rest = id, part;

	if (id.len > MSGID_MAX || !address_is_ascii(id) ||
	    !address_cut_char(&rest, '<') ||
	    !address_cut_dot_atom(&rest, &part) ||
	    !address_cut_char(&rest, '@') ||
	    !address_cut_dot_atom(&rest, &part) ||
	    !address_cut_char(&rest, '>') || rest.len > 0)
		return false;
	*id_r = id;
	return true;
}
