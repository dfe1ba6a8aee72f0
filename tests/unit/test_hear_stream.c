#include "check.h"
#include "talk_rows.h"

static void
talk_msgs(struct talk_world *w)
{
	talk_maildir(w);
	w->store.format = AMBIT_STORE_MSG;
	w->items[0].folder = AMBIT_LIT("");
	w->head.folder = AMBIT_LIT("");
	w->head.raw = w->items[0].raw;
	w->head.body = 0;
	w->head.n_fields = 0;
	w->has_fields = false;
	w->data[1] = 333;
	w->told_store = w->store;
}

static void
talk_msg(struct talk_world *w)
{
	talk_msgs(w);
	w->unit = (struct ambit_unit){ .number = 9,
		.part = 1,
		.parts = 1,
		.bytes = 45 };
	w->items[0].path = w->head.path = AMBIT_LIT("");
	w->n_items = 1;
	w->last = (struct proc_last){ .items = 1, .bytes = 45, .end = 45 };
	w->told_unit = w->unit;
}

/* What cages.md 6 says of stores of Outlook. */
static const struct row rows[] = {
	{ "a PST", talk_pst, NULL, { NOTHING } },
	{ "an OST", talk_pst, NULL, { POKE(store.format, AMBIT_STORE_OST) } },
	{ "a folder of .msg", talk_msgs, NULL, { NOTHING } },
	{ "one .msg", talk_msg, NULL, { NOTHING } },
	/* the item */
	{ "mail", talk_pst, NULL, { POKE(items[0].kind, AMBIT_KIND_MAIL) } },
	{ "a contact", talk_pst, NULL,
	    { POKE(items[0].kind, AMBIT_KIND_CONTACT) } },
	{ "what nobody has classified", talk_pst, NULL,
	    { POKE(items[0].kind, AMBIT_KIND_UNKNOWN) } },
	{ "a file", talk_pst, "the kind does not go with the flaws",
	    { POKE(items[0].kind, AMBIT_KIND_FILE) } },
	{ "a kind that there is not", talk_pst,
	    "the kind does not go with the flaws",
	    { POKE(items[0].kind, AMBIT_KIND_CALENDAR + 1) } },
	{ "an unknown flaw", talk_pst, "an unknown flaw",
	    { POKE(items[1].flaws, 1u << AMBIT_N_FLAWS) } },
	{ "a flaw of framing", talk_pst, "a flaw that the format does not have",
	    { POKE(items[1].flaws, AMBIT_FLAW_FRAMING) } },
	{ "an end within a line", talk_pst,
	    "a flaw that the format does not have",
	    { POKE(items[1].flaws, AMBIT_FLAW_TRUNCATED) } },
	{ "bytes of nobody", talk_pst, "a flaw that the format does not have",
	    { POKE(items[1].flaws, AMBIT_FLAW_UNFRAMED) } },
	{ "a link", talk_pst, "a flaw that only files have",
	    { POKE(items[1].flaws, AMBIT_FLAW_LINK) } },
	{ "a store of two names", talk_pst, "a flaw that only files have",
	    { POKE(items[1].flaws, AMBIT_FLAW_HARD_LINK) } },
	{ "what is not of the store", talk_pst, "a flaw that only files have",
	    { POKE(items[1].flaws, AMBIT_FLAW_FOREIGN) } },
	{ "an mbox that has lost something", talk_mbox,
	    "a flaw that the format does not have",
	    { POKE(items[1].flaws, AMBIT_FLAW_LOST) } },
	{ "a Maildir with an orphan", talk_maildir,
	    "a flaw that the format does not have",
	    { POKE(items[0].flaws, AMBIT_FLAW_ORPHAN) } },
	{ "an mbox that recurs", talk_mbox,
	    "a flaw that the format does not have",
	    { POKE(items[1].flaws, AMBIT_FLAW_RECURRENCE) } },
	{ "a path", talk_pst, "a store of Outlook holds no files",
	    { SPAN(items[1].path, "a") } },
	{ "raw bytes less than the item", talk_pst,
	    "raw bytes are not the item", { POKE(items[1].raw.len, 999) } },
	{ "raw bytes that begin later", talk_pst,
	    "raw bytes outside the framing", { POKE(items[1].raw.off, 41) } },
	{ "a gap", talk_pst, "a gap or an overlap",
	    { POKE(items[1].framed.off, 41), POKE(items[1].raw.off, 41) } },
	{ "an overlap", talk_pst, "a gap or an overlap",
	    { POKE(items[1].framed.off, 39), POKE(items[1].raw.off, 39) } },
	{ "a first item that begins late", talk_pst, "a gap or an overlap",
	    { POKE(items[0].framed.off, 1), POKE(items[0].raw.off, 1) } },
	{ "a later part that begins late", talk_pst, "a gap or an overlap",
	    { POKE(unit.part, 2), POKE(told_unit.part, 2),
		POKE(items[0].framed.off, 1), POKE(items[0].raw.off, 1) } },
	{ "a later part", talk_pst, NULL,
	    { POKE(unit.part, 2), POKE(told_unit.part, 2), POKE(unit.parts, 2),
		POKE(told_unit.parts, 2) } },
	{ "a row without a node", talk_pst, NULL,
	    { POKE(items[1].framed.len, 0), POKE(items[1].raw.len, 0),
		POKE(last.bytes, 40), POKE(last.end, 40) } },
	{ "more bytes than there can be", talk_pst, "framing beyond the store",
	    { POKE(items[1].framed.len, INT64_MAX),
		POKE(items[1].raw.len, INT64_MAX) } },
	{ "a node that there cannot be", talk_pst,
	    "a node that there cannot be",
	    { POKE(items[1].at.off, (uint64_t)1 << 32) } },
	{ "a folder of a .msg", talk_msgs, "the folder is not the path's",
	    { SPAN(items[0].folder, "A") } },
	{ "a .msg that begins later", talk_msgs,
	    "raw bytes outside the framing", { POKE(items[0].raw.off, 5) } },
	{ "a .msg that is longer", talk_msg, "framing is not the file",
	    { POKE(items[0].framed.len, 46), POKE(items[0].raw.len, 46) } },
	/* what stands for a header */
	{ "a header with a body behind it", talk_pst,
	    "a header of what has none", { POKE(head.body, 1) } },
	{ "a header with fields", talk_pst, "a header of what has none",
	    { POKE(head.n_fields, 1), POKE(has_fields, 1) } },
	{ "a header with other bytes", talk_pst, "the header begins elsewhere",
	    { POKE(head.raw.len, 39) } },
	{ "a header of an mbox that has lost something", talk_mbox,
	    "a flaw that the format does not have",
	    { POKE(head.flaws, AMBIT_FLAW_LENGTH | AMBIT_FLAW_LOST) } },
	{ "a property of the wrong type", talk_pst, NULL,
	    { POKE(head.flaws, AMBIT_FLAW_ENCODING | AMBIT_FLAW_PROPERTY) } },
	{ "the header of what is too large", talk_pst,
	    "the header of what has none",
	    { POKE(items[0].flaws, AMBIT_FLAW_TOO_LARGE),
		POKE(head.flaws, AMBIT_FLAW_TOO_LARGE) } },
	/* the stream */
	{ "a stream of fewer bytes than the item", talk_pst, NULL,
	    { POKE(n_data, 1) } },
	{ "a stream of none", talk_pst, NULL, { POKE(n_data, 0) } },
	{ "a stream that does not come", talk_pst, NULL,
	    { POKE(has_body, 0), POKE(found, 0) } },
	{ "a stream of nothing in a frame", talk_pst,
	    "DATA holds none, or too many",
	    { POKE(data[2], 0), POKE(n_data, 3) } },
	{ "a stream counted wrong", talk_pst, "END counts other bytes",
	    { POKE(sent_more, 1) } },
	{ "nothing wrong in the stream", talk_pst, NULL, { POKE(found, 0) } },
	{ "all that can be wrong in a stream", talk_pst, NULL,
	    { POKE(found, PROC_BODY_FLAWS & ~(unsigned)AMBIT_FLAW_ENCODING) } },
	{ "a flaw told twice", talk_pst, "a flaw that is told twice",
	    { POKE(found, AMBIT_FLAW_ENCODING) } },
	{ "a flaw that no stream shows", talk_pst,
	    "a flaw that no bytes can show",
	    { POKE(found, AMBIT_FLAW_ORPHAN) } },
	{ "a flaw without a stream", talk_pst, "a flaw that no bytes can show",
	    { POKE(has_body, 0) } },
	{ "a flaw in the bytes of an mbox", talk_mbox,
	    "a flaw that no bytes can show",
	    { POKE(found, AMBIT_FLAW_ATTACHMENTS) } },
	{ "the stream of what is too large", talk_pst,
	    "bytes of what is not read",
	    { POKE(items[0].flaws, AMBIT_FLAW_TOO_LARGE), POKE(has_head, 0),
		POKE(n_columns, 0) } },
	{ "claims", talk_pst, "a folder has no claims",
	    { SPAN(last.claims, "c") } },
};

/* A stream of a .msg has any length too. */
static void
a_stream_is_as_long_as_it_is(void **state)
{
	void (*const makes[])(struct talk_world *) = { talk_pst, talk_msgs };
	static char room[TALK_TEXT];

	(void)state;
	for (size_t i = 0; i < COUNT(makes); i++) {
		for (size_t n = 1; n < 3000; n = n * 3 + 1) {
			struct ambit_text text = AMBIT_TEXT(room);
			struct ambit_span bytes, again;
			struct talk_world w;
			struct ambit_err err;

			makes[i](&w);
			w.data[1] = n;
			bytes = talk_tell(&w);
			assert_int_equal(talk_hear(bytes, &w.unit, &text,
					     &again, &err),
			    0);
			assert_int_equal(again.len, bytes.len);
			talk_free(&bytes);
			talk_free(&again);
		}
	}
}

int
main(void)
{
	static struct CMUnitTest tests[COUNT(rows) + 1] = {
		cmocka_unit_test(a_stream_is_as_long_as_it_is),
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[i + 1] = (struct CMUnitTest){ rows[i].name,
			the_gate_hears_it_or_says_what_is_wrong, NULL, NULL,
			(void *)(uintptr_t)&rows[i] };
	return cmocka_run_group_tests_name("hear stream", tests, NULL, NULL);
}
