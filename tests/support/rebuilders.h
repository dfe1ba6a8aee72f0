#ifndef AMBIT_TESTS_REBUILDERS_H
#define AMBIT_TESTS_REBUILDERS_H

#include "decoders.h"

/* Rows leave out what is zero. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

/*
 * A gate whose store is one of Outlook, and decoders that rebuild: good ones,
 * dead ones, and liars.
 */

/* What a reader sends of an item, and what a decoder makes of it. */
#define STREAM "canary: properties of an item"
#define MADE   TEXT

static const char gated_outlook[] = WORLD_REGISTRY(
    "<Store id=\"inbox\" account=\"alice\" format=\"pst\" path=\"inbox\""
    " holds=\"mail calendar\"><Clock name=\"delivered\""
    " source=\"deliveryTime\"/></Store>") WORLD_LIMITS("1000000");

/* Whole messages. */
static const char gated_mail[] =
    WORLD_ORDER(GATED_TASK("t1", "<Data class=\"content\" store=\"mail\"/>"));

/* Calendars, and of mail the subject alone. */
static const char gated_both[] = WORLD_ORDER(GATED_TASK("t1",
    "<Data class=\"content\" store=\"calendar\"/>"
    "<Data class=\"content\" store=\"mail\"><Field>subject</Field></Data>"));

/* ---- as a reader ---- */

/* The next item, of these flaws, delivered within the dates. */
static inline void
stream_item(struct gated *g, enum ambit_kind kind, unsigned flaws)
{
	g->item = (struct ambit_item){ .at = { .store = 1,
					   .item = g->item.at.item + 1,
					   .off = 0x200024 },
		.framed = { g->last.end, 100 },
		.raw = { g->last.end, 100 },
		.kind = kind,
		.flaws = flaws };
	g->item.when[AMBIT_CLOCK_DELIVERED] =
	    (struct ambit_when){ 1, { { GATED_IN, GATED_IN } } };
	g->last.items++;
	g->last.bytes += 100;
	g->last.end += 100;
	(void)!proc_tell_item(g->tell, &g->item, &g->err);
	g->item.read = true;
	(void)!proc_tell_head(g->tell, &g->item, false, &g->err);
}

static inline void
stream_body(struct gated *g, unsigned found)
{
	gated_body(g, AMBIT_LIT(STREAM));
	g->tell->flaws = found;
	gated_item_end(g);
}

/* An item as an honest reader tells it. */
static inline void
stream_honest(struct gated *g, enum ambit_kind kind)
{
	stream_item(g, kind, 0);
	stream_body(g, 0);
}

/* ---- as a decoder ---- */

static inline void
put_data(struct decoding *d, const char *bytes)
{
	proc_frame_begin(d->out, PROC_DATA);
	ambit_text_str(&d->out->text, bytes);
	(void)!proc_frame_end(d->out, NULL);
}

/* On the slate, and told to be so many. */
static inline void
put_made(struct decoding *d, const char *bytes, uint32_t len)
{
	memcpy(d->job.slate->made, bytes, strlen(bytes));
	proc_frame_begin(d->out, PROC_LENT);
	ambit_wire_put32(&d->out->text, len);
	(void)!proc_frame_end(d->out, NULL);
}

static inline void
rebuild_well(struct decoding *d)
{
	/* It has the stream, and no file. */
	if (d->what != PROC_WANT_REBUILT || d->len != strlen(STREAM) ||
	    !d->held || d->job.itemfd != -1 ||
	    memcmp(d->job.slate->item, STREAM, strlen(STREAM)) != 0)
		_exit(1);
	put_made(d, "From: Bob ", 10);
	put_data(d, &MADE[10]);
	put_done(d, d->item, strlen(MADE), 0);
}

/* All of the stream is one byte, again and again. */
static inline void
rebuild_any(struct decoding *d)
{
	for (size_t i = 0; i < d->len; i++) {
		if (d->job.slate->item[i] != 'c')
			_exit(1);
	}
	put_made(d, MADE, (uint32_t)strlen(MADE));
	put_done(d, d->item, strlen(MADE), 0);
}

static inline void
rebuild_over_the_pipe(struct decoding *d)
{
	put_data(d, "From: Bob ");
	put_data(d, &MADE[10]);
	put_done(d, d->item, strlen(MADE), 0);
}

static inline void
rebuild_on_the_slate(struct decoding *d)
{
	put_made(d, MADE, (uint32_t)strlen(MADE));
	put_done(d, d->item, strlen(MADE), 0);
}

/* What the decoder before saw or wrote there, this one must not see. */
static inline void
rebuild_on_a_clean_slate(struct decoding *d)
{
	const struct proc_slate *slate = d->job.slate;

	for (size_t i = d->len; i < sizeof(slate->item); i++) {
		if (slate->item[i] != 0)
			_exit(1);
	}
	for (size_t i = 0; i < sizeof(slate->made); i++) {
		if (slate->made[i] != 0)
			_exit(1);
	}
	rebuild_on_the_slate(d);
	memset(d->job.slate->made + LEN, 'x', sizeof(slate->made) - LEN);
	memset(d->job.slate->item + d->len, 'x', sizeof(slate->item) - d->len);
}

static inline void
rebuild_none_on_the_slate(struct decoding *d)
{
	put_made(d, MADE, 0);
	put_data(d, MADE);
	put_done(d, d->item, strlen(MADE), 0);
}

static inline void
rebuild_more_than_the_slate(struct decoding *d)
{
	put_made(d, MADE, PROC_SLATE_MADE + 1);
	put_done(d, d->item, PROC_SLATE_MADE + 1, 0);
}

static inline void
rebuild_on_the_slate_twice(struct decoding *d)
{
	put_made(d, MADE, (uint32_t)strlen(MADE));
	put_made(d, MADE, (uint32_t)strlen(MADE));
	put_done(d, d->item, 2 * strlen(MADE), 0);
}

static inline void
rebuild_on_the_slate_too_late(struct decoding *d)
{
	put_data(d, MADE);
	put_made(d, MADE, (uint32_t)strlen(MADE));
	put_done(d, d->item, 2 * strlen(MADE), 0);
}

static inline void
rebuild_on_the_slate_and_say_more(struct decoding *d)
{
	memcpy(d->job.slate->made, MADE, strlen(MADE));
	proc_frame_begin(d->out, PROC_LENT);
	ambit_wire_put64(&d->out->text, strlen(MADE));
	(void)!proc_frame_end(d->out, NULL);
	put_done(d, d->item, strlen(MADE), 0);
}

static inline void
rebuild_for_another_item(struct decoding *d)
{
	put_data(d, MADE);
	put_done(d, d->item + 1, strlen(MADE), 0);
}

static inline void
rebuild_and_count_wrong(struct decoding *d)
{
	put_data(d, MADE);
	put_done(d, d->item, strlen(MADE) - 1, 0);
}

static inline void
rebuild_with_a_flaw_of_others(struct decoding *d)
{
	put_data(d, MADE);
	put_done(d, d->item, strlen(MADE), AMBIT_FLAW_ORPHAN);
}

static inline void
rebuild_nothing(struct decoding *d)
{
	put_done(d, d->item, 0, 0);
}

static inline void
rebuild_in_an_empty_frame(struct decoding *d)
{
	put_data(d, "");
	put_data(d, MADE);
	put_done(d, d->item, strlen(MADE), 0);
}

static inline void
rebuild_and_tell_parts(struct decoding *d)
{
	put_data(d, MADE);
	put_part(d, AMBIT_PART_TEXT, 0, BODY, BODY, LEN - BODY);
	put_done(d, d->item, strlen(MADE), 0);
}

static inline void
rebuild_and_die(struct decoding *d)
{
	put_data(d, MADE);
	(void)!proc_frame_flush(d->out, NULL);
	(void)signal(SIGSEGV, SIG_DFL);
	(void)raise(SIGSEGV);
}

/* As much as may be made, and a byte. */
static inline void
rebuild_without_end(struct decoding *d)
{
	static const unsigned char zeros[AMBIT_WIRE_DATA];
	uint64_t left = proc_rebuilt_most(d->len) + 1;

	while (left > 0) {
		struct ambit_span some = { zeros,
			left < sizeof(zeros) ? (size_t)left : sizeof(zeros) };

		if (proc_frame_data(d->out, some, NULL) < 0)
			return;
		left -= some.len;
	}
	put_done(d, d->item, proc_rebuilt_most(d->len) + 1, 0);
}

/* And no byte more. */
static inline void
rebuild_as_much_as_it_may(struct decoding *d)
{
	static const unsigned char zeros[AMBIT_WIRE_DATA];
	uint64_t most = proc_rebuilt_most(d->len), left = most;

	while (left > 0) {
		struct ambit_span some = { zeros,
			left < sizeof(zeros) ? (size_t)left : sizeof(zeros) };

		if (proc_frame_data(d->out, some, NULL) < 0)
			return;
		left -= some.len;
	}
	put_done(d, d->item, most, 0);
}

static inline void
rebuild_what_is_lost(struct decoding *d)
{
	put_data(d, "canary");
	put_done(d, d->item, 6, AMBIT_FLAW_LOST);
}

static inline void
rebuild_without_an_attachment(struct decoding *d)
{
	put_data(d, MADE);
	put_done(d, d->item, strlen(MADE), AMBIT_FLAW_ATTACHMENTS);
}

static inline void
rebuild_what_is_too_deep(struct decoding *d)
{
	put_data(d, MADE);
	put_done(d, d->item, strlen(MADE), AMBIT_FLAW_TOO_DEEP);
}

static inline void
rebuild_what_is_encrypted(struct decoding *d)
{
	put_data(d, MADE);
	put_done(d, d->item, strlen(MADE),
	    AMBIT_FLAW_ENCRYPTED | AMBIT_FLAW_ENCODING | AMBIT_FLAW_REFERENCE |
		AMBIT_FLAW_RECURRENCE);
}

/* ---- fields and parts of what was made ---- */

static inline void
put_head(struct decoding *d, uint64_t body)
{
	proc_frame_begin(d->out, PROC_HEAD);
	ambit_wire_put64(&d->out->text, body);
	(void)!proc_frame_end(d->out, NULL);
}

static inline void
put_field(struct decoding *d, uint64_t off, uint64_t len, const char *name)
{
	proc_frame_begin(d->out, PROC_FIELD);
	ambit_wire_put64(&d->out->text, off);
	ambit_wire_put64(&d->out->text, len);
	ambit_wire_put_string(&d->out->text, ambit_span_str(name));
	(void)!proc_frame_end(d->out, NULL);
}

/* MADE: "From: Bob <bob@example.org>\n" and "Subject: one\n". */
#define SUBJECT     28
#define SUBJECT_LEN 13

static inline void
tell_fields_well(struct decoding *d)
{
	if (d->what != PROC_WANT_FIELDS || d->len != LEN)
		_exit(1);
	put_head(d, BODY);
	put_field(d, 0, SUBJECT, "From");
	put_field(d, SUBJECT, SUBJECT_LEN, "Subject");
	put_text(d);
	put_done(d, d->item, d->len, 0);
}

/* What comes in the place of the head, the fields and the parts. */
struct telling {
	const char *name;
	uint64_t body;
	struct {
		uint64_t off, len;
		const char *name; /* NULL: no such field */
	} fields[2];
	bool no_head, again; /* a head that is none, or comes twice */
};

static size_t telling;
static const struct telling tellings[] = {
	{ "no head", 0, { { 0, 28, "From" } }, .no_head = true },
	{ "two heads", BODY, { { 0, 28, "From" } }, .again = true },
	{ "a body behind the end", LEN + 1, { { 0, 28, "From" } } },
	{ "a field in the body", BODY, { { 0, BODY + 1, "From" } } },
	{ "a field behind the header", BODY, { { BODY + 1, 1, "F" } } },
	{ "a field that wraps", BODY, { { 1, UINT64_MAX, "From" } } },
	{ "fields that overlap", BODY,
	    { { 0, 28, "From" }, { 27, 14, "Subject" } } },
	{ "fields that go back", BODY,
	    { { 28, 13, "Subject" }, { 0, 28, "From" } } },
	{ "a field without a name", BODY, { { 0, 28, "" } } },
	{ "a field that is all name", BODY, { { 0, 4, "From" } } },
};

static inline void
tell_fields_wrong(struct decoding *d)
{
	const struct telling *t = &tellings[telling];

	if (!t->no_head)
		put_head(d, t->body);
	if (t->again)
		put_head(d, t->body);
	for (size_t i = 0; i < 2 && t->fields[i].name != NULL; i++)
		put_field(d, t->fields[i].off, t->fields[i].len,
		    t->fields[i].name);
	put_part(d, AMBIT_PART_TEXT, 0, t->body, t->body, 0);
	put_done(d, d->item, d->len, 0);
}

/* Rebuilds, and tells what is wrong of what it made. */
static inline void
rebuild_and_lie_about_fields(struct decoding *d)
{
	if (d->what == PROC_WANT_REBUILT)
		rebuild_well(d);
	else
		tell_fields_wrong(d);
}

static inline void
rebuild_and_tell_fields(struct decoding *d)
{
	if (d->what == PROC_WANT_REBUILT)
		rebuild_well(d);
	else
		tell_fields_well(d);
}

#endif
