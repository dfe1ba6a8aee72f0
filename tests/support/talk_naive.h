#ifndef AMBIT_TESTS_TALK_NAIVE_H
#define AMBIT_TESTS_TALK_NAIVE_H

#include <stdint.h>

#include "proc/frame.h"

/*
 * The table of cages.md 6, written down again as plainly as it stands there:
 * what may follow what, and the sums. It weighs nothing else that a frame
 * says, so what it refuses, the gate must refuse.
 */

enum naive {
	NAIVE_WRONG,
	NAIVE_ENDED, /* too early */
	NAIVE_WHOLE,
};

struct naive_talk {
	enum {
		NAIVE_START,
		NAIVE_ITEMS,
		NAIVE_FACTS,
		NAIVE_BODY,
		NAIVE_DONE
	} state;
	unsigned rank;     /* kind of the last fact */
	uint64_t facts[3]; /* parties, nets, fields that are still to come */
	uint64_t items, framed, raw, sent;
	bool stream; /* items have as many bytes as come, and flaws in them */
};

static inline uint64_t
naive_number(const unsigned char *p, size_t n)
{
	uint64_t value = 0;

	for (size_t i = 0; i < n; i++)
		value = value * 256 + p[i];
	return value;
}

/* Where in bodies numbers of eight bytes lie, and the counts of a HEAD. */
#define NAIVE_ITEM_FRAMED 20
#define NAIVE_ITEM_RAW    36
#define NAIVE_HEAD_RAW    8
#define NAIVE_HEAD_COUNTS 32

static inline bool
naive_begin_item(struct naive_talk *talk, const unsigned char *body, size_t len)
{
	if (talk->state != NAIVE_ITEMS || len < NAIVE_ITEM_RAW + 8)
		return false;
	talk->state = NAIVE_FACTS;
	talk->rank = 0;
	talk->facts[0] = talk->facts[1] = talk->facts[2] = 0;
	talk->sent = 0;
	talk->raw = naive_number(body + NAIVE_ITEM_RAW, 8);
	talk->framed += naive_number(body + NAIVE_ITEM_FRAMED, 8);
	return naive_number(body, 4) == ++talk->items;
}

static inline bool
naive_head(struct naive_talk *talk, const unsigned char *body, size_t len)
{
	if (talk->rank > 0 || len < NAIVE_HEAD_COUNTS + 12)
		return false;
	talk->rank = PROC_HEAD;
	talk->raw = naive_number(body + NAIVE_HEAD_RAW, 8);
	for (size_t i = 0; i < 3; i++)
		talk->facts[i] =
		    naive_number(body + NAIVE_HEAD_COUNTS + 4 * i, 4);
	return true;
}

static inline bool
naive_fact(struct naive_talk *talk, unsigned kind)
{
	if (talk->rank == 0 || kind < talk->rank)
		return false;
	talk->rank = kind;
	return kind == PROC_COLUMN || talk->facts[kind - PROC_PARTY]-- > 0;
}

static inline bool
naive_end(struct naive_talk *talk, const unsigned char *body, size_t len)
{
	bool none = talk->state == NAIVE_FACTS;

	if (talk->state != NAIVE_BODY && talk->state != NAIVE_FACTS)
		return false;
	if (none && talk->facts[0] + talk->facts[1] + talk->facts[2] > 0)
		return false;
	talk->state = NAIVE_ITEMS;
	if (len != 12 || naive_number(body, 8) != talk->sent)
		return false;
	if (!none && talk->stream)
		return true;
	return naive_number(body + 8, 4) == 0 &&
	    (none || talk->sent == talk->raw);
}

static inline bool
naive_body(struct naive_talk *talk, size_t len)
{
	if (talk->state != NAIVE_FACTS ||
	    talk->facts[0] + talk->facts[1] + talk->facts[2] > 0)
		return false;
	talk->state = NAIVE_BODY;
	return len == 0;
}

static inline bool
naive_data(struct naive_talk *talk, size_t len)
{
	talk->sent += len;
	return talk->state == NAIVE_BODY && len > 0 &&
	    (talk->stream || talk->sent <= talk->raw);
}

static inline bool
naive_last(struct naive_talk *talk, const unsigned char *body, size_t len)
{
	if (talk->state != NAIVE_ITEMS || len < 16)
		return false;
	talk->state = NAIVE_DONE;
	return naive_number(body, 8) == talk->items &&
	    naive_number(body + 8, 8) == talk->framed;
}

static inline bool
naive_step(struct naive_talk *talk, unsigned kind, const unsigned char *body,
    size_t len)
{
	switch (kind) {
	case PROC_HELLO:
		if (talk->state != NAIVE_START)
			return false;
		talk->state = NAIVE_ITEMS;
		return true;
	case PROC_ITEM:
		return naive_begin_item(talk, body, len);
	case PROC_HEAD:
		return talk->state == NAIVE_FACTS &&
		    naive_head(talk, body, len);
	case PROC_PARTY:
	case PROC_NET:
	case PROC_FIELD:
	case PROC_COLUMN:
		return talk->state == NAIVE_FACTS && naive_fact(talk, kind);
	case PROC_BODY:
		return naive_body(talk, len);
	case PROC_DATA:
		return naive_data(talk, len);
	case PROC_END:
		return naive_end(talk, body, len);
	case PROC_LAST:
		return naive_last(talk, body, len);
	default:
		return false;
	}
}

/* What the table makes of a conversation. stream: about a store of Outlook. */
static inline enum naive
naive_judge(struct ambit_span all, bool stream)
{
	struct naive_talk talk = { .state = NAIVE_START, .stream = stream };
	const unsigned char *p = all.ptr;
	size_t left = all.len;
	uint64_t sequence = 0;

	while (left > 0) {
		uint64_t len = left < 4 ? 0 : naive_number(p, 4);

		if (left >= 4 && (len < 5 || len > AMBIT_WIRE_FRAME))
			return NAIVE_WRONG;
		if (left < 4 || len > left - 4)
			return talk.state == NAIVE_DONE ? NAIVE_WRONG
							: NAIVE_ENDED;
		if (naive_number(p + 5, 4) != ++sequence ||
		    !naive_step(&talk, p[4], p + 9, (size_t)len - 5))
			return NAIVE_WRONG;
		p += 4 + len;
		left -= 4 + (size_t)len;
	}
	return talk.state == NAIVE_DONE ? NAIVE_WHOLE : NAIVE_ENDED;
}

#endif
