/*
 * When, as an item of Outlook tells: delivery and submission, of the
 * provider's or the client's hand (pst.md 10). A draft, an appointment or a
 * contact may have such times too: only what says that it is no draft has
 * clocks, and no time stands in for another.
 */

/* Floor 0. */
#include "ambit/text.h"

/* Floor 4. */
#include "outlook_facts.h"

/* FILETIME: 100 ns since 1601. */
#define TICKS      UINT64_C(10000000)
#define EPOCH      INT64_C(11644473600) /* seconds from 1601 to 1970 */
#define PER_MICRO  10
#define TICK_WIDTH 7

/* 0E07: it was never sent. */
#define UNSENT 0x8

/* What no calendar has: year 10000. */
#define END UINT64_C(2650467744000000000)

static const struct {
	enum ambit_clock_source source;
	struct outlook_want want;
} times[] = {
	{ AMBIT_SOURCE_DELIVERY_TIME, { 0x0e06, OUTLOOK_IS_TIME, false } },
	{ AMBIT_SOURCE_PROVIDER_SUBMIT_TIME,
	    { 0x0048, OUTLOOK_IS_TIME, false } },
	{ AMBIT_SOURCE_CLIENT_SUBMIT_TIME, { 0x0039, OUTLOOK_IS_TIME, false } },
};

/*
 * mail.md D16 holds for every clock; so what means "not set", 0 and the year
 * 4501 (pst.md 9), is no reading either.
 */
static struct ambit_when
reading(uint64_t time)
{
	int64_t end = ambit_instant_days(AMBIT_YEAR_MAX + 1, 1, 1) * AMBIT_DAY;
	int64_t at = (int64_t)(time / PER_MICRO) - EPOCH * AMBIT_SECOND;

	if (at < 0 || at >= end)
		return (struct ambit_when){ 0 };
	return (struct ambit_when){ 1, { { at, at } } };
}

/* For the record: nothing of it is cut. */
static int
print(struct outlook *o, uint64_t time, struct ambit_span *raw_r,
    struct ambit_err *err_r)
{
	char *room = AMBIT_ARENA_GET(o->arena, char, 32);
	char instant[AMBIT_INSTANT_LEN];
	struct ambit_text text;

	if (room == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "time of an item");
	text = ambit_text_over(room, 32);
	if (time >= END) {
		ambit_text_decimal(&text, time, 1);
	} else {
		ambit_instant_format(((int64_t)(time / TICKS) - EPOCH) *
			AMBIT_SECOND,
		    instant);
		ambit_text_put(&text,
		    ambit_span_sub(ambit_span_str(instant), 0,
			AMBIT_INSTANT_LEN - 2));
		ambit_text_str(&text, ".");
		ambit_text_decimal(&text, time % TICKS, TICK_WIDTH);
		ambit_text_str(&text, "Z");
	}
	*raw_r = ambit_text_span(&text);
	return 0;
}

/* Every clock that the store reads there. */
static int
set(struct outlook *o, enum ambit_clock_source source, uint64_t time, bool sent,
    struct ambit_err *err_r)
{
	struct ambit_span raw;

	if (print(o, time, &raw, err_r) < 0)
		return -1;
	for (unsigned i = 0; i < AMBIT_N_CLOCKS; i++) {
		if (o->store->clocks[i].source != source)
			continue;
		o->item->raw_when[i] = raw;
		if (sent)
			o->item->when[i] = reading(time);
	}
	return 0;
}

int
outlook_clocks(struct outlook *o, struct ambit_err *err_r)
{
	static const struct outlook_want flags = { 0x0e07, OUTLOOK_IS_INT,
		false };
	struct outlook_value value;
	bool sent;

	if (outlook_ask(o, &flags, 0, &value, err_r) < 0)
		return -1;
	sent = value.state == OUTLOOK_FOUND && (value.number & UNSENT) == 0;
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		if (outlook_ask(o, &times[i].want, 0, &value, err_r) < 0)
			return -1;
		if (value.state == OUTLOOK_FOUND &&
		    set(o, times[i].source, value.number, sent, err_r) < 0)
			return -1;
	}
	return 0;
}
