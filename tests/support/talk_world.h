#ifndef AMBIT_TESTS_TALK_WORLD_H
#define AMBIT_TESTS_TALK_WORLD_H

#include "talk.h"

/*
 * A small conversation as a plain structure, so that a test can spoil it in
 * one place before it is told: telling weighs nothing.
 */

struct talk_world {
	struct ambit_store store, told_store;
	struct ambit_unit unit;      /* as the gate knows it */
	struct ambit_unit told_unit; /* as the reader greets with it */
	struct ambit_item items[2];
	size_t n_items;

	/* Of the first item. */
	bool has_head, has_body, has_fields;
	struct ambit_item head;
	struct ambit_party parties[2];
	struct ambit_net nets[2];
	struct ambit_header_field fields[2];
	struct proc_column columns[TALK_COLUMNS_MAX + 1];
	size_t n_columns;
	size_t data[3]; /* bytes in each DATA; 0: an empty one */
	size_t n_data;
	uint64_t sent_more; /* than was sent, says END */
	uint32_t found;     /* flaws in the bytes, says END */

	struct proc_last last;
};

static inline struct ambit_when
talk_when(int64_t lo, int64_t hi)
{
	return (struct ambit_when){ .n = 1, .at = { { lo, hi } } };
}

/* What is told of the header of the first item; raw.len is 40. */
static inline void
talk_head(struct talk_world *w)
{
	static const unsigned char date[] = " Mon, 1 Mar 2021";

	w->head = w->items[0];
	w->head.read = true;
	w->head.flaws |= AMBIT_FLAW_REPEATED;
	w->head.body = 30;
	w->head.doubted = 1u << AMBIT_PARTY_CC;
	w->head.when[1] = w->head.when[2] = talk_when(-5, 7);
	w->head.when[2].n = 2;
	w->head.when[2].at[1] = (struct ambit_interval){ 8, INT64_MAX };
	w->head.raw_when[1] = w->head.raw_when[2] =
	    (struct ambit_span){ date, sizeof(date) - 1 };
	w->parties[0] = (struct ambit_party){ AMBIT_PARTY_FROM, 0,
		{ AMBIT_LIT("a b"), AMBIT_LIT("x.org"), true } };
	w->parties[1] = (struct ambit_party){ AMBIT_PARTY_FROM, 0,
		{ AMBIT_LIT("c"), AMBIT_LIT("x.org"), false } };
	w->nets[0] = (struct ambit_net){ AMBIT_PARTY_FROM, 0,
		AMBIT_LIT(" \"a b\"@x.org, c@x.org"), true };
	w->nets[1] = (struct ambit_net){ AMBIT_PARTY_CC, 1,
		AMBIT_LIT("\0\xff="), false };
	w->fields[0] = (struct ambit_header_field){ .name = AMBIT_LIT("From"),
		.at = { 0, 10 } };
	w->fields[1] = (struct ambit_header_field){ .name = AMBIT_LIT("cc"),
		.at = { 10, 20 } };
	w->head.n_parties = w->head.n_nets = w->head.n_fields = 2;
	w->columns[0] = (struct proc_column){ 1, 31, AMBIT_LIT("v") };
	w->columns[1] = (struct proc_column){ 2, 0, AMBIT_LIT("") };
	w->n_columns = 2;
	w->has_head = w->has_body = w->has_fields = true;
	w->data[0] = 33;
	w->data[1] = w->head.raw.len - 33;
	w->n_data = 2;
}

/* The second of three parts of an mbox: two messages, the first one whole. */
static inline void
talk_mbox(struct talk_world *w)
{
	*w = (struct talk_world){ 0 };
	w->store = (struct ambit_store){ .number = 3,
		.account = 2,
		.format = AMBIT_STORE_MBOX,
		.holds = AMBIT_HOLDS_MAIL,
		.clocks = { { .source = AMBIT_SOURCE_FROM_LINE },
		    { .source = AMBIT_SOURCE_DATE_HEADER } } };
	w->unit = (struct ambit_unit){ .number = 7,
		.part = 2,
		.parts = 3,
		.bytes = 1000,
		.from = 100,
		.until = 200 };
	w->items[0] = (struct ambit_item){ .at = { 3, 1, 111 },
		.framed = { 110, 70 },
		.raw = { 130, 40 },
		.kind = AMBIT_KIND_MAIL,
		.flaws = AMBIT_FLAW_LENGTH,
		.when = { talk_when(1, 1) },
		.raw_when = { AMBIT_LIT("Thu Nov  9") } };
	w->items[1] = (struct ambit_item){ .at = { 3, 2, 180 },
		.framed = { 180, 820 },
		.raw = { 199, 801 },
		.kind = AMBIT_KIND_MAIL,
		.flaws = AMBIT_FLAW_FRAMING | AMBIT_FLAW_TRUNCATED };
	w->n_items = 2;
	talk_head(w);
	w->last = (struct proc_last){ 2, 890, 1000, AMBIT_LIT("claim"), "st" };
	w->told_unit = w->unit;
	w->told_store = w->store;
}

/* A slice of a Maildir: a message in a folder, and a link. */
static inline void
talk_maildir(struct talk_world *w)
{
	talk_mbox(w);
	w->store.format = AMBIT_STORE_MAILDIR;
	w->unit = (struct ambit_unit){ .number = 8,
		.part = 1,
		.parts = 2,
		.first = AMBIT_LIT(".A/cur/1"),
		.end = AMBIT_LIT("cur/3") };
	w->items[0].at.off = 0;
	w->items[0].framed = w->items[0].raw = (struct ambit_extent){ 0, 45 };
	w->items[0].path = AMBIT_LIT(".A/cur/1");
	w->items[0].folder = AMBIT_LIT("A");
	w->items[1] = (struct ambit_item){ .at = { 3, 2, 0 },
		.flaws = AMBIT_FLAW_LINK,
		.path = AMBIT_LIT("cur/2") };
	talk_head(w);
	/* F4: a separator of five bytes. */
	w->head.raw = (struct ambit_extent){ 5, 40 };
	w->data[1] = 40 - 33;
	w->last = (struct proc_last){ .items = 2, .bytes = 45 };
	w->told_unit = w->unit;
	w->told_store = w->store;
}

/* A store that is one file. */
static inline void
talk_file(struct talk_world *w)
{
	talk_maildir(w);
	w->store.format = AMBIT_STORE_EML;
	w->unit = (struct ambit_unit){ .number = 9,
		.part = 1,
		.parts = 1,
		.bytes = 45 };
	w->items[0].path = w->items[0].folder = (struct ambit_span){ 0 };
	w->head.path = w->head.folder = (struct ambit_span){ 0 };
	w->n_items = 1;
	w->last = (struct proc_last){ .items = 1, .bytes = 45, .end = 45 };
	w->told_unit = w->unit;
	w->told_store = w->store;
}

/* A store of Outlook: two items, of which the first is sent as a stream. */
static inline void
talk_pst(struct talk_world *w)
{
	talk_mbox(w);
	w->store.format = AMBIT_STORE_PST;
	w->store.holds = AMBIT_HOLDS_MAIL | AMBIT_HOLDS_CALENDAR;
	w->store.clocks[0].source = AMBIT_SOURCE_DELIVERY_TIME;
	w->unit = (struct ambit_unit){ .number = 10,
		.part = 1,
		.parts = 1,
		.bytes = 500 };
	w->items[0].at.off = 0x200024;
	w->items[0].framed = w->items[0].raw = (struct ambit_extent){ 0, 40 };
	w->items[0].kind = AMBIT_KIND_CALENDAR;
	w->items[0].flaws = AMBIT_FLAW_ENCODING;
	w->items[0].folder = AMBIT_LIT("Top/\xc3\x9c/x");
	w->items[1] = (struct ambit_item){ .at = { 3, 2, 0x200044 },
		.framed = { 40, 1000 },
		.raw = { 40, 1000 },
		.flaws = AMBIT_FLAW_ORPHAN | AMBIT_FLAW_LOST };
	talk_head(w);
	w->head.body = 0;
	w->head.n_fields = 0;
	w->has_fields = false;
	w->data[1] = 333;
	w->found = AMBIT_FLAW_ATTACHMENTS | AMBIT_FLAW_TOO_DEEP;
	w->last = (struct proc_last){ .items = 2, .bytes = 1040, .end = 1040 };
	w->told_unit = w->unit;
	w->told_store = w->store;
}

/* Pointers of the world into itself, where it has no others. */
static inline void
talk_join(struct talk_world *w)
{
	w->unit.store = &w->store;
	w->told_unit.store = &w->told_store;
	if (w->head.parties == NULL)
		w->head.parties = w->parties;
	if (w->head.nets == NULL)
		w->head.nets = w->nets;
	if (w->head.fields == NULL)
		w->head.fields = w->fields;
}

static inline void
talk_tell_body(const struct talk_world *w, struct proc_tell *tell)
{
	static const unsigned char bytes[2 * AMBIT_WIRE_DATA] = "From: ...";
	struct ambit_sink *sink;

	if (proc_tell_body(tell, &sink, NULL) < 0)
		abort();
	for (size_t i = 0; i < w->n_data; i++) {
		struct ambit_span some = { bytes, w->data[i] };

		/* Else few bytes would join those before them. */
		if (proc_frame_flush(&tell->out, NULL) < 0)
			abort();
		if (some.len > 0 && ambit_sink_write(sink, some, NULL) == 0)
			continue;
		proc_frame_begin(&tell->out, PROC_DATA);
		if (proc_frame_end(&tell->out, NULL) < 0)
			abort();
	}
	tell->sent += w->sent_more;
}

static inline void
talk_tell_item(const struct talk_world *w, size_t i, struct proc_tell *tell)
{
	struct ambit_err err;

	if (proc_tell_item(tell, &w->items[i], &err) < 0)
		abort();
	if (i == 0 && w->has_head &&
	    proc_tell_head(tell, &w->head, w->has_fields, &err) < 0)
		abort();
	for (size_t k = 0; i == 0 && k < w->n_columns; k++) {
		if (proc_tell_column(tell, w->columns[k].task,
			w->columns[k].column, w->columns[k].value, &err) < 0)
			abort();
	}
	if (i == 0 && w->has_body)
		talk_tell_body(w, tell);
	tell->flaws = i == 0 ? w->found : 0;
	if (proc_tell_end(tell, &err) < 0)
		abort();
}

/* The whole conversation, which the caller frees. */
static inline struct ambit_span
talk_tell(struct talk_world *w)
{
	static struct talk talk;

	talk_join(w);
	talk_begin(&talk);
	if (proc_tell_hello(&talk.tell, &w->told_unit, NULL) < 0)
		abort();
	for (size_t i = 0; i < w->n_items; i++)
		talk_tell_item(w, i, &talk.tell);
	if (proc_tell_last(&talk.tell, &w->last, NULL) < 0)
		abort();
	return talk_end(&talk);
}

#endif
