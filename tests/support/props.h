#ifndef AMBIT_TESTS_PROPS_H
#define AMBIT_TESTS_PROPS_H

#include <stdio.h>
#include <string.h>

#include "check.h"

#include "ambit/limits.h"
#include "ambit/text.h"
#include "store/outlook.h"

/* Properties of an item as a test writes them down, and what is told of it. */

/* id 0 ends a list; with PROPS_ROW begins a recipient, with PROPS_GAP what
 * cannot be read of them. */
struct prop {
	uint16_t id, type;
	uint64_t number;
	const char *text;
	size_t len; /* of text */
	enum outlook_state state;
};

#define PROPS_ROW 1
#define PROPS_GAP 2
#define PROPS_MAX 40

#define PROP_BYTES(id, type, lit)                                      \
	{                                                              \
		(id), (type), 0, (lit), sizeof(lit) - 1, OUTLOOK_FOUND \
	}
/* ASCII, which is stored as UTF-16; and bytes of a code page; and UTF-16. */
#define WIDE(id, lit)   PROP_BYTES(id, 0xffff, lit)
#define NARROW(id, lit) PROP_BYTES(id, AMBIT_MAPI_STRING8, lit)
#define UNITS(id, lit)  PROP_BYTES(id, AMBIT_MAPI_STRING, lit)
#define BINARY(id, lit) PROP_BYTES(id, AMBIT_MAPI_BINARY, lit)
#define NUMBER(id, type, n)                               \
	{                                                 \
		(id), (type), (n), NULL, 0, OUTLOOK_FOUND \
	}
#define INT(id, n)  NUMBER(id, AMBIT_MAPI_INT32, n)
#define TIME(id, n) NUMBER(id, AMBIT_MAPI_TIME, n)
#define SPOILT(id, how)                                    \
	{                                                  \
		(id), AMBIT_MAPI_STRING, 0, NULL, 0, (how) \
	}
#define ROW                                            \
	{                                              \
		0, PROPS_ROW, 0, NULL, 0, OUTLOOK_NONE \
	}
#define GAP                                            \
	{                                              \
		0, PROPS_GAP, 0, NULL, 0, OUTLOOK_NONE \
	}

/* Lends what a list says; each loan ends with the next, and is overwritten. */
struct props {
	struct outlook_props props;
	const struct prop *list, *row;
	unsigned char loan[16384];
};

static inline void
props_lend(struct props *p, const struct prop *at, size_t max,
    struct outlook_value *value_r)
{
	size_t width = at->type == 0xffff ? 2 : 1;

	*value_r = (struct outlook_value){ .state = at->state,
		.type = width == 2 ? AMBIT_MAPI_STRING : at->type,
		.number = at->number };
	memset(p->loan, '@', sizeof(p->loan));
	if (at->state != OUTLOOK_FOUND)
		return;
	if (at->len * width > max) {
		value_r->state = OUTLOOK_LONG;
		return;
	}
	assert_true(at->len * width <= sizeof(p->loan));
	for (size_t i = 0; i < at->len; i++) {
		p->loan[i * width + width - 1] = 0;
		p->loan[i * width] = (unsigned char)at->text[i];
	}
	value_r->bytes = (struct ambit_span){ p->loan, at->len * width };
}

static inline void
props_seek(struct props *p, const struct prop *at, uint16_t id, size_t max,
    struct outlook_value *value_r)
{
	*value_r = (struct outlook_value){ .state = OUTLOOK_NONE };
	for (; at->id != 0; at++) {
		if (at->id == id) {
			props_lend(p, at, max, value_r);
			return;
		}
	}
}

static inline int
props_find(void *ctx, uint16_t id, size_t max, struct outlook_value *value_r,
    struct ambit_err *err_r)
{
	struct props *p = ctx;

	(void)err_r;
	props_seek(p, p->list, id, max, value_r);
	return 0;
}

static inline int
props_next(void *ctx, enum outlook_state *state_r, struct ambit_err *err_r)
{
	struct props *p = ctx;

	(void)err_r;
	while (p->row->id != 0)
		p->row++;
	*state_r = p->row->type == PROPS_ROW ? OUTLOOK_FOUND
	    : p->row->type == PROPS_GAP      ? OUTLOOK_LOST
					     : OUTLOOK_NONE;
	if (*state_r == OUTLOOK_FOUND)
		p->row++;
	return 0;
}

static inline int
props_cell(void *ctx, uint16_t id, size_t max, struct outlook_value *value_r,
    struct ambit_err *err_r)
{
	struct props *p = ctx;

	(void)err_r;
	props_seek(p, p->row, id, max, value_r);
	return 0;
}

static inline void
props_init(struct props *p, const struct prop *list)
{
	*p = (struct props){ .list = list, .row = list };
	p->props =
	    (struct outlook_props){ p, props_find, props_next, props_cell };
}

/* ---- what is told ---- */

static const char *const props_roles[AMBIT_N_PARTIES] = { "from", "sender",
	"reply-to", "to", "cc", "bcc", "envelope" };

static inline void
props_put_flaws(struct ambit_text *out, const struct ambit_item *item)
{
	for (unsigned i = 0; i < AMBIT_N_FLAWS; i++) {
		if (item->flaws >> i & 1) {
			ambit_text_str(out, "!");
			ambit_text_str(out, ambit_flaw_name(i));
			ambit_text_str(out, " ");
		}
	}
	for (unsigned i = 0; i < AMBIT_N_PARTIES; i++) {
		if (item->doubted >> i & 1) {
			ambit_text_str(out, "?");
			ambit_text_str(out, props_roles[i]);
			ambit_text_str(out, " ");
		}
	}
}

static inline void
props_put_clocks(struct ambit_text *out, const struct ambit_item *item)
{
	for (unsigned i = 0; i < AMBIT_N_CLOCKS; i++) {
		ambit_text_str(out, ambit_clock_name((enum ambit_clock)i));
		for (unsigned k = 0; k < item->when[i].n; k++) {
			ambit_text_print(out, "=%jd",
			    (intmax_t)item->when[i].at[k].lo);
			assert_true(
			    item->when[i].at[k].lo == item->when[i].at[k].hi);
		}
		ambit_text_str(out, "(");
		ambit_text_escaped(out, item->raw_when[i]);
		ambit_text_str(out, ") ");
	}
}

static inline void
props_put_people(struct ambit_text *out, const struct ambit_item *item)
{
	for (size_t i = 0; i < item->n_nets; i++) {
		const struct ambit_net *net = &item->nets[i];

		ambit_text_print(out, "%s%s[", props_roles[net->role],
		    net->strict ? "" : "~");
		ambit_text_escaped(out, net->text);
		ambit_text_str(out, "]");
		for (size_t k = 0; k < item->n_parties; k++) {
			const struct ambit_party *party = &item->parties[k];

			if (party->role != net->role ||
			    party->instance != net->instance)
				continue;
			ambit_text_str(out, party->addr.quoted ? "\"" : "=");
			ambit_text_escaped(out, party->addr.local);
			ambit_text_str(out, "@");
			ambit_text_escaped(out, party->addr.domain);
		}
		ambit_text_str(out, " ");
	}
}

static inline void
props_put_fields(struct ambit_text *out, const struct ambit_item *item)
{
	for (size_t i = 0; i < item->n_fields; i++) {
		ambit_text_escaped(out, item->fields[i].name);
		ambit_text_str(out, ":");
		ambit_text_escaped(out, item->fields[i].value);
		ambit_text_str(out, ";");
	}
}

#endif
