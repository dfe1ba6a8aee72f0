#include "check.h"
#include "talk_world.h"

#include <signal.h>

static struct talk talk;

/* The wire as it is, byte for byte: other machines read what this one wrote,
 * and a change is a new PROC_VERSION. */
struct row {
	const char *name;
	void (*say)(const struct talk_world *w, struct proc_tell *tell);
	const char *hex; /* blanks between what belongs together */
};

static void
say_hello(const struct talk_world *w, struct proc_tell *tell)
{
	assert_int_equal(proc_tell_hello(tell, &w->unit, NULL), 0);
}

static void
say_item(const struct talk_world *w, struct proc_tell *tell)
{
	assert_int_equal(proc_tell_item(tell, &w->items[0], NULL), 0);
}

static void
say_head(const struct talk_world *w, struct proc_tell *tell)
{
	struct ambit_item head = w->head;

	head.n_parties = head.n_nets = 1;
	assert_int_equal(proc_tell_head(tell, &head, false, NULL), 0);
}

static void
say_field(const struct talk_world *w, struct proc_tell *tell)
{
	struct ambit_item head = w->head;

	head.n_parties = head.n_nets = 0;
	head.n_fields = 1;
	head.when[0].n = head.when[1].n = head.when[2].n = 0;
	head.raw_when[0] = head.raw_when[1] = head.raw_when[2] =
	    (struct ambit_span){ 0 };
	assert_int_equal(proc_tell_head(tell, &head, true, NULL), 0);
}

static void
say_column(const struct talk_world *w, struct proc_tell *tell)
{
	assert_int_equal(proc_tell_column(tell, w->columns[0].task,
			     w->columns[0].column, w->columns[0].value, NULL),
	    0);
}

static void
say_body(const struct talk_world *w, struct proc_tell *tell)
{
	struct ambit_sink *sink;

	(void)w;
	assert_int_equal(proc_tell_body(tell, &sink, NULL), 0);
	assert_int_equal(ambit_sink_write(sink, AMBIT_LIT("hi"), NULL), 0);
	assert_int_equal(ambit_sink_write(sink, AMBIT_LIT(""), NULL), 0);
	assert_int_equal(ambit_sink_write(sink, AMBIT_LIT("!"), NULL), 0);
	assert_int_equal(ambit_sink_finish(sink, NULL), 0);
	assert_int_equal(sink->count, 3);
	assert_int_equal(proc_tell_end(tell, NULL), 0);
}

static void
say_found(const struct talk_world *w, struct proc_tell *tell)
{
	struct ambit_sink *sink;

	(void)w;
	assert_int_equal(proc_tell_body(tell, &sink, NULL), 0);
	tell->flaws = AMBIT_FLAW_LOST;
	assert_int_equal(proc_tell_end(tell, NULL), 0);
	tell->flaws = 0;
}

static void
say_last(const struct talk_world *w, struct proc_tell *tell)
{
	struct proc_last last = { 2, 3, 4, AMBIT_LIT("claim"), "st" };

	(void)w;
	assert_int_equal(proc_tell_last(tell, &last, NULL), 0);
}

static const struct row rows[] = {
	{ "HELLO", say_hello,
	    "00000046 01 00000001 00000002 00000003 00000008 00000001 "
	    "00000002 0000000000000000 0000000000000000 0000000000000000 "
	    "00000008 2e412f6375722f31 00000005 6375722f33" },
	{ "ITEM", say_item,
	    "00000073 02 00000001 00000001 0000000000000000 "
	    "0000000000000000 000000000000002d "
	    "0000000000000000 000000000000002d 01 00000100 "
	    "00000008 2e412f6375722f31 00000001 41 "
	    "01 0000000000000001 0000000000000001 "
	    "00 0000000a 546875204e6f76202039 "
	    "00 00 00000000 00 00 00000000" },
	{ "HEAD, PARTY and NET", say_head,
	    "00000099 03 00000001 0000000000000005 0000000000000028 "
	    "00000300 000000000000001e 00000010 00000001 00000001 00000000 "
	    "01 0000000000000001 0000000000000001 "
	    "00 0000000a 546875204e6f76202039 "
	    "01 fffffffffffffffb 0000000000000007 "
	    "00 00000010 204d6f6e2c2031204d61722032303231 "
	    "02 fffffffffffffffb 0000000000000007 "
	    "0000000000000008 7fffffffffffffff 02 "
	    "0000001b 04 00000002 00 00000000 01 00000003 612062 "
	    "00000005 782e6f7267 "
	    "00000024 05 00000003 00 00000000 01 00000015 "
	    "20226120622240782e6f72672c206340782e6f7267" },
	{ "FIELD", say_field,
	    "00000043 03 00000001 0000000000000005 0000000000000028 "
	    "00000300 000000000000001e 00000010 00000000 00000000 00000001 "
	    "00 00 00000000 00 00 00000000 00 00 00000000 "
	    "0000001d 06 00000002 0000000000000000 000000000000000a "
	    "00000004 46726f6d" },
	{ "COLUMN", say_column,
	    "0000000f 07 00000001 00000001 1f 00000001 76" },
	{ "BODY, DATA and END", say_body,
	    "00000005 08 00000001 00000008 09 00000002 686921 "
	    "00000011 0a 00000003 0000000000000003 00000000" },
	{ "what was found in the bytes", say_found,
	    "00000005 08 00000001 00000011 0a 00000002 "
	    "0000000000000000 00020000" },
	{ "LAST", say_last,
	    "00000046 0b 00000001 0000000000000002 0000000000000003 "
	    "0000000000000004 00000005 636c61696d "
	    "7374000000000000 0000000000000000 0000000000000000 "
	    "0000000000000000" },
};

static void
say(const struct row *row, char *hex, size_t size)
{
	struct ambit_text text = { .ptr = hex, .cap = size };
	struct ambit_span bytes;
	struct talk_world w;

	talk_maildir(&w);
	talk_join(&w);
	talk_begin(&talk);
	row->say(&w, &talk.tell);
	bytes = talk_end(&talk);
	ambit_text_hex(&text, bytes);
	talk_free(&bytes);
}

static void
the_bytes_are_these(void **state)
{
	const struct row *row = *state;
	char want[2048], got[2048] = { 0 };
	size_t n = 0;

	for (const char *c = row->hex; *c != '\0'; c++) {
		if (*c != ' ')
			want[n++] = *c;
	}
	want[n] = '\0';
	say(row, got, sizeof(got) - 1);
	assert_string_equal(got, want);
}

/* ---- what is told of bytes ---- */

/* As many DATA as the bytes need, of whatever is written at once. */
static void
bytes_are_told_in_frames_of_their_own(void **state)
{
	static const size_t lens[] = { 1, AMBIT_WIRE_DATA, AMBIT_WIRE_DATA + 1,
		3 * AMBIT_WIRE_DATA };
	static unsigned char large[3 * AMBIT_WIRE_DATA];
	struct ambit_sink *sink;
	struct ambit_span told;

	(void)state;
	for (size_t i = 0; i < COUNT(lens); i++) {
		size_t frames =
		    (lens[i] + AMBIT_WIRE_DATA - 1) / AMBIT_WIRE_DATA;

		talk_begin(&talk);
		assert_int_equal(proc_tell_body(&talk.tell, &sink, NULL), 0);
		assert_int_equal(ambit_sink_write(sink,
				     (struct ambit_span){ large, lens[i] },
				     NULL),
		    0);
		assert_int_equal(talk.tell.sent, lens[i]);
		assert_int_equal(talk.tell.out.sequence, 1 + frames);
		told = talk_end(&talk);
		assert_int_equal(told.len,
		    lens[i] + (1 + frames) * PROC_FRAME_HEAD);
		talk_free(&told);
	}
}

/* Items follow each other: what was sent of one is not counted again. */
static void
each_item_counts_its_own_bytes(void **state)
{
	struct talk_world w;
	struct ambit_sink *sink;
	struct ambit_span told;

	(void)state;
	talk_mbox(&w);
	talk_begin(&talk);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(proc_tell_item(&talk.tell, &w.items[i], NULL),
		    0);
		assert_int_equal(talk.tell.sent, 0);
		assert_int_equal(proc_tell_body(&talk.tell, &sink, NULL), 0);
		assert_int_equal(ambit_sink_write(sink, AMBIT_LIT("ab"), NULL),
		    0);
		assert_int_equal(sink->count, 2);
		assert_int_equal(proc_tell_end(&talk.tell, NULL), 0);
		assert_int_equal(talk.tell.sent, 2);
	}
	told = talk_end(&talk);
	talk_free(&told);
}

/* Three clocks that read one field of a full header fit into one frame. */
static void
a_clock_that_fills_a_header_is_told_once(void **state)
{
	static unsigned char date[PROC_VALUE_MAX];
	static char room[TALK_TEXT];
	struct ambit_text text = AMBIT_TEXT(room);
	struct ambit_span told, again;
	struct talk_world w;
	struct ambit_err err;

	(void)state;
	talk_mbox(&w);
	for (size_t i = 0; i < AMBIT_N_CLOCKS; i++)
		w.head.raw_when[i] = (struct ambit_span){ date, sizeof(date) };
	told = talk_tell(&w);
	assert_int_equal(talk_hear(told, &w.unit, &text, &again, &err), 0);
	assert_int_equal(again.len, told.len);
	assert_memory_equal(again.ptr, told.ptr, told.len);
	talk_free(&told);
	talk_free(&again);
}

static void
a_gate_that_has_gone_is_an_error(void **state)
{
	static unsigned char large[AMBIT_WIRE_DATA];
	static struct proc_tell tell;
	struct ambit_sink *sink;
	struct ambit_err err;
	int ends[2];

	(void)state;
	(void)signal(SIGPIPE, SIG_IGN);
	assert_int_equal(pipe(ends), 0);
	(void)close(ends[0]);
	proc_tell_init(&tell, ends[1]);
	assert_int_equal(proc_tell_body(&tell, &sink, &err), 0);
	assert_int_equal(ambit_sink_write(sink,
			     (struct ambit_span){ large, sizeof(large) }, &err),
	    -1);
	assert_int_equal(err.code, AMBIT_E_CRASH);
	(void)close(ends[1]);
}

int
main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(bytes_are_told_in_frames_of_their_own),
		cmocka_unit_test(each_item_counts_its_own_bytes),
		cmocka_unit_test(a_clock_that_fills_a_header_is_told_once),
		cmocka_unit_test(a_gate_that_has_gone_is_an_error),
	};
	struct CMUnitTest tests[COUNT(rows) + COUNT(others)];

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[i] =
		    (struct CMUnitTest){ rows[i].name, the_bytes_are_these,
			    NULL, NULL, (void *)(uintptr_t)&rows[i] };
	memcpy(tests + COUNT(rows), others, sizeof(others));
	return cmocka_run_group_tests_name("tell", tests, NULL, NULL);
}
