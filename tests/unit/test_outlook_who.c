#include "props.h"

static const struct ambit_store store = {
	.number = 1,
	.format = AMBIT_STORE_PST,
	.envelope_field = AMBIT_LIT_INIT("X-Envelope"),
};

static struct ambit_arena *arena;

struct row {
	const char *name;
	struct prop props[PROPS_MAX];
	const char *want;
};

#define ONE_OFF(flags)                                     \
	"\0\0\0\0\x81\x2b\x1f\xa4\xbe\xa3\x10\x19\x9d\x6e" \
	"\0\xdd\x01\x0f\x54\x02\0\0" flags
#define TO ROW, INT(0x0c15, 1)

/* pst.md 10, and 9 of strings. */
static const struct row rows[] = {
	{ "nobody_is_nobody", { INT(0x0e07, 1) }, "" },
	{ "the_author_is_5d02",
	    { WIDE(0x5d02, "a@b.c"), WIDE(0x0042, "Ann"), WIDE(0x0064, "EX"),
		WIDE(0x0065, "/O=X/CN=A") },
	    "from[\"Ann\" <a@b.c> </O=X/CN=A>]=a@b.c " },
	{ "or_0065_if_0064_is_smtp",
	    { WIDE(0x0064, "smtp"), WIDE(0x0065, "a@b.c") },
	    "from[<a@b.c>]=a@b.c " },
	{ "5d02_comes_before_0065",
	    { WIDE(0x5d02, "a@b.c"), WIDE(0x0064, "SMTP"),
		WIDE(0x0065, "x@y.z") },
	    "from[<a@b.c> <x@y.z>]=a@b.c " },
	{ "an_empty_one_is_none",
	    { WIDE(0x5d02, ""), WIDE(0x0064, "SMTP"), WIDE(0x0065, "x@y.z") },
	    "from[<x@y.z>]=x@y.z " },
	{ "a_name_of_exchange_is_no_address",
	    { WIDE(0x0042, "Ann"), WIDE(0x0064, "EX"),
		WIDE(0x0065, "/O=X/CN=A") },
	    "!address ?from from[\"Ann\" </O=X/CN=A>] " },
	{ "nor_is_a_name", { WIDE(0x0042, "a@b.c") },
	    "!address ?from from[\"a@b.c\"] " },
	{ "an_address_of_no_type_is_none", { WIDE(0x0065, "a@b.c") },
	    "!address ?from from[<a@b.c>] " },
	{ "a_name_may_hold_another_address",
	    { WIDE(0x0042, "x@y.z"), WIDE(0x5d02, "a@b.c") },
	    "from[\"x@y.z\" <a@b.c>]=a@b.c " },
	{ "the_sender_is_5d01", { WIDE(0x5d01, "a@b.c"), WIDE(0x0c1a, "Ann") },
	    "sender[\"Ann\" <a@b.c>]=a@b.c " },
	{ "or_0c1f_if_0c1e_is_smtp",
	    { WIDE(0x0c1e, "SMTP"), WIDE(0x0c1f, "a@b.c") },
	    "sender[<a@b.c>]=a@b.c " },
	{ "what_0c19_says_too_is_in_the_net",
	    { WIDE(0x5d01, "a@b.c"),
		BINARY(0x0c19, ONE_OFF("\0\0") "Bob\0SMTP\0x@y.z\0") },
	    "sender[\"Bob\" <a@b.c> <x@y.z>]=a@b.c " },
	{ "author_and_sender_are_two",
	    { WIDE(0x5d02, "a@b.c"), WIDE(0x5d01, "x@y.z") },
	    "from[<a@b.c>]=a@b.c sender[<x@y.z>]=x@y.z " },
	{ "a_recipient_is_39fe",
	    { TO, WIDE(0x39fe, "a@b.c"), WIDE(0x3001, "Ann"),
		WIDE(0x5ff6, "Anna"), WIDE(0x3002, "EX"),
		WIDE(0x3003, "/O=X") },
	    "to[\"Ann\" \"Anna\" <a@b.c> </O=X>]=a@b.c " },
	{ "or_3003_if_3002_is_smtp",
	    { TO, WIDE(0x3002, "SMTP"), WIDE(0x3003, "a@b.c") },
	    "to[<a@b.c>]=a@b.c " },
	{ "or_a_one_off_of_type_smtp",
	    { TO, BINARY(0x0fff, ONE_OFF("\0\0") "Ann\0SMTP\0a@b.c\0") },
	    "to[\"Ann\" <a@b.c>]=a@b.c " },
	{ "or_a_wide_one",
	    { TO,
		BINARY(0x0fff,
		    ONE_OFF("\1\x90") "A\0n\0\0\0S\0M\0T\0P\0\0\0"
				      "a\0@\0b\0\0\0") },
	    "to[\"An\" <a@b>]=a@b " },
	{ "but_not_of_another_type",
	    { TO, BINARY(0x0fff, ONE_OFF("\0\0") "Ann\0EX\0/O=X\0") },
	    "!address ?to to[\"Ann\" </O=X>] " },
	{ "nor_of_another_provider",
	    { TO,
		BINARY(0x0fff,
		    "\0\0\0\0\xdc\xa7\x40\xc8\xc0\x42\x10\x1a\xb4"
		    "\xb9\x08\0\x2b\x2f\xe1\x82\1\0\0\0/o=x\0") },
	    "!address ?to to[] " },
	{ "nor_of_another_version",
	    { TO,
		BINARY(0x0fff,
		    "\0\0\0\0\x81\x2b\x1f\xa4\xbe\xa3\x10\x19"
		    "\x9d\x6e\0\xdd\x01\x0f\x54\x02\1\0\0\0"
		    "Ann\0SMTP\0a@b.c\0") },
	    "!address ?to to[] " },
	{ "nor_one_that_ends_too_early",
	    { TO, BINARY(0x0fff, ONE_OFF("\0\0") "Ann\0SMTP\0a@b.c") },
	    "!address ?to to[] " },
	{ "one_role_has_one_net_in_the_order_of_the_rows",
	    { TO, WIDE(0x39fe, "b@b"), WIDE(0x3001, "B"), ROW, INT(0x0c15, 2),
		WIDE(0x39fe, "c@c"), TO, WIDE(0x39fe, "a@a") },
	    "to[\"B\" <b@b>, <a@a>]=b@b=a@a cc[<c@c>]=c@c " },
	{ "bits_about_delivery_are_no_role",
	    { ROW, INT(0x0c15, 0x80000003), WIDE(0x39fe, "a@b") },
	    "bcc[<a@b>]=a@b " },
	{ "whoever_has_no_role_may_have_any",
	    { ROW, INT(0x0c15, 0), WIDE(0x39fe, "a@b") },
	    "!address ?to ?cc ?bcc to[<a@b>]=a@b " },
	{ "or_one_that_is_not_known",
	    { ROW, INT(0x0c15, 4), WIDE(0x39fe, "a@b") },
	    "!address ?to ?cc ?bcc to[<a@b>]=a@b " },
	{ "k14_or_one_of_another_type",
	    { ROW, NUMBER(0x0c15, AMBIT_MAPI_INT16, 1), WIDE(0x39fe, "a@b") },
	    "!address !property ?to ?cc ?bcc to[<a@b>]=a@b " },
	{ "a_recipient_of_whom_nothing_is_known", { TO },
	    "!address ?to to[] " },
	{ "one_without_an_address_casts_no_doubt_on_the_others",
	    { TO, WIDE(0x39fe, "a@b"), TO, WIDE(0x3002, "EX"),
		WIDE(0x3003, "/O=X") },
	    "!address ?to to[<a@b>, </O=X>]=a@b " },
	{ "one_whose_address_is_none_takes_the_facts_of_all",
	    { TO, WIDE(0x39fe, "a@b"), TO, WIDE(0x39fe, "x@y.") },
	    "to~[<a@b>, <x@y.>] " },
	{ "a_name_of_exchange_where_smtp_should_be",
	    { TO, WIDE(0x39fe, "/O=X") }, "!address ?to to~[</O=X>] " },
	{ "an_address_with_a_name_is_none", { TO, WIDE(0x39fe, "Ann <a@b>") },
	    "to~[<Ann <a@b>>] " },
	{ "two_addresses_are_none", { TO, WIDE(0x39fe, "a@b, c@d") },
	    "to~[<a@b, c@d>] " },
	{ "a_comment_in_an_address", { TO, WIDE(0x39fe, "a@b (c)") },
	    "to~[<a@b (c)>] " },
	{ "a3_quotes_are_told", { TO, WIDE(0x39fe, "\"a b\"@c") },
	    "to[<\"a b\"@c>]\"a b@c " },
	{ "a4_a_percent_sign_hides", { TO, WIDE(0x39fe, "a%b@c") },
	    "!address ?to to[<a%b@c>]=a%b@c " },
	{ "h5_an_encoded_word_in_a_name",
	    { TO, WIDE(0x39fe, "a@b"), WIDE(0x3001, "=?utf-8?q?x=40y?=") },
	    "!address ?to to[\"=?utf-8?q?x=40y?=\" <a@b>]=a@b " },
	{ "a6_letters_beyond_ascii_are_certain_in_utf16",
	    { TO, UNITS(0x39fe, "\xe4\0@\0b\0"), UNITS(0x3001, "@\0\xe4\0") },
	    "to[\"@\xc3\xa4\" <\xc3\xa4@b>]=\xc3\xa4@b " },
	{ "and_not_in_a_code_page",
	    { INT(0x3ffd, 1252), TO, NARROW(0x39fe, "\xe4@b") },
	    "!address ?to to[<\\x{e4}@b>] " },
	{ "nor_in_an_address_that_does_not_count",
	    { TO, NARROW(0x3003, "/O=\xe4"), WIDE(0x39fe, "a@b") },
	    "!address ?to to[<a@b> </O=\\x{e4}>]=a@b " },
	{ "ascii_is_certain_in_a_code_page",
	    { INT(0x3fde, 932), TO, NARROW(0x39fe, "a@b") }, "to[<a@b>]=a@b " },
	{ "but_not_in_utf_7",
	    { INT(0x3fde, 65000), TO, NARROW(0x39fe, "a+AEA-b@c") },
	    "!address ?to to[<a+AEA-b@c>] " },
	{ "3ffd_comes_before_3fde",
	    { INT(0x3fde, 65000), INT(0x3ffd, 1252), TO,
		NARROW(0x39fe, "a+b@c") },
	    "to[<a+b@c>]=a+b@c " },
	{ "a_name_in_a_code_page_hides_nothing_without_an_at_sign",
	    { TO, NARROW(0x3001, "\xe4"), WIDE(0x39fe, "a@b") },
	    "to[\"\\x{e4}\" <a@b>]=a@b " },
	{ "with_one_it_may",
	    { TO, NARROW(0x3001, "\xe4@c"), WIDE(0x39fe, "a@b") },
	    "!address ?to to[\"\\x{e4}@c\" <a@b>]=a@b " },
	{ "half_a_surrogate_in_an_address",
	    { TO, UNITS(0x39fe, "a\0\x01\xd8@\0b\0") },
	    "!address !encoding ?to to[<a\xef\xbf\xbd@b>] " },
	{ "half_a_character_in_an_address", { TO, UNITS(0x39fe, "a\0@\0b\0c") },
	    "!address !encoding ?to to[<a@b\xef\xbf\xbd>] " },
	{ "half_a_surrogate_in_a_name",
	    { TO, UNITS(0x3001, "a\0\x01\xd8"), WIDE(0x39fe, "a@b") },
	    "!encoding to[\"a\xef\xbf\xbd\" <a@b>]=a@b " },
	{ "k14_an_address_of_another_type",
	    { TO, INT(0x39fe, 1), WIDE(0x3002, "SMTP"), WIDE(0x3003, "a@b") },
	    "!address !property ?to to[<a@b>] " },
	{ "k10_an_address_that_stands_twice",
	    { TO, SPOILT(0x39fe, OUTLOOK_TWICE) },
	    "!address !property ?to to[] " },
	{ "k9_a_name_that_cannot_be_read_may_be_any",
	    { WIDE(0x5d02, "a@b"), SPOILT(0x0042, OUTLOOK_LOST) },
	    "!address !lost ?from from[<a@b>]=a@b " },
	{ "or_one_that_is_too_long",
	    { TO, WIDE(0x39fe, "a@b"), SPOILT(0x3001, OUTLOOK_LONG) },
	    "!address ?to to[<a@b>]=a@b " },
	{ "an_entry_id_that_is_no_bytes",
	    { TO, WIDE(0x39fe, "a@b"), WIDE(0x0fff, "x") },
	    "!address !property ?to to[<a@b>]=a@b " },
	{ "k11_rows_that_cannot_be_read", { TO, WIDE(0x39fe, "a@b"), GAP },
	    "!address !lost ?to ?cc ?bcc to[<a@b>]=a@b " },
	{ "the_header_decides_nothing",
	    { NARROW(0x007d, "From: x@y\nTo: x@y\nCc: x@y\n"),
		WIDE(0x5d02, "a@b") },
	    "from[<a@b>]=a@b " },
	{ "but_for_the_reply_and_the_envelope",
	    { NARROW(0x007d,
		  "X-Envelope: e@f\nReply-To: r <r@s>, t@u\n"
		  "reply-to: x@y\nX-Envelope: g@h\n"),
		WIDE(0x5d02, "a@b"), TO, WIDE(0x39fe, "c@d") },
	    "from[<a@b>]=a@b reply-to[ r <r@s>, t@u]=r@s=t@u "
	    "reply-to[ x@y]=x@y to[<c@d>]=c@d envelope[ e@f]=e@f " },
};

static void
judge(void **state)
{
	const struct row *row = *state;
	char got[1024];
	struct ambit_text out = ambit_text_over(got, sizeof(got));
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct ambit_item item = { .at = { 0 } };
	struct props p;

	props_init(&p, row->props);
	ambit_arena_reset(arena);
	if (outlook_read(&p.props, &store, AMBIT_HEADER_MAX, &item, arena,
		&err) < 0)
		fail_msg("%s", err.text);
	memset(p.loan, '!', sizeof(p.loan));
	item.flaws &= ~(unsigned)AMBIT_FLAW_REPEATED;
	props_put_flaws(&out, &item);
	props_put_people(&out, &item);
	(void)ambit_text_end(&out);
	assert_string_equal(got, row->want);
}

/* ---- bounds ---- */

/* As many recipients as there are rows, of which each says the same. */
struct crowd {
	size_t n, at;
	struct prop cell[3];
	unsigned char loan[16384];
};

static int
crowd_find(void *ctx, uint16_t id, size_t max, struct outlook_value *value_r,
    struct ambit_err *err_r)
{
	(void)ctx;
	(void)id;
	(void)max;
	(void)err_r;
	*value_r = (struct outlook_value){ .state = OUTLOOK_NONE };
	return 0;
}

static int
crowd_next(void *ctx, enum outlook_state *state_r, struct ambit_err *err_r)
{
	struct crowd *crowd = ctx;

	(void)err_r;
	*state_r = crowd->at++ < crowd->n ? OUTLOOK_FOUND : OUTLOOK_NONE;
	return 0;
}

static int
crowd_cell(void *ctx, uint16_t id, size_t max, struct outlook_value *value_r,
    struct ambit_err *err_r)
{
	struct crowd *crowd = ctx;
	const struct prop *at = crowd->cell;

	(void)err_r;
	*value_r = (struct outlook_value){ .state = OUTLOOK_NONE };
	for (; at->id != 0; at++) {
		if (at->id != id)
			continue;
		value_r->type = at->type;
		value_r->number = at->number;
		value_r->state = at->len > max ? OUTLOOK_LONG : OUTLOOK_FOUND;
		if (value_r->state == OUTLOOK_FOUND)
			value_r->bytes = (struct ambit_span){
				(const unsigned char *)at->text, at->len
			};
	}
	return 0;
}

/* How many people are facts, and is there doubt? */
static size_t
count(size_t n, const char *text, size_t len, bool *doubt_r)
{
	struct crowd crowd = { .n = n,
		.cell = { INT(0x0c15, 1),
		    { 0x39fe, AMBIT_MAPI_STRING8, 0, text, len, OUTLOOK_FOUND },
		    { 0 } } };
	const struct outlook_props props = { &crowd, crowd_find, crowd_next,
		crowd_cell };
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct ambit_item item = { .at = { 0 } };

	ambit_arena_reset(arena);
	if (outlook_read(&props, &store, AMBIT_HEADER_MAX, &item, arena, &err) <
	    0)
		fail_msg("%s", err.text);
	*doubt_r = item.doubted != 0;
	assert_int_equal(item.n_nets, 1);
	assert_true(item.nets[0].text.len <= AMBIT_HEADER_MAX);
	return item.n_parties;
}

static void
there_are_no_more_people_than_may_be(void **state)
{
	bool doubt;

	(void)state;
	assert_int_equal(count(AMBIT_ADDRESSES_MAX - 2, "a@b", 3, &doubt),
	    AMBIT_ADDRESSES_MAX - 2);
	assert_false(doubt);
	assert_int_equal(count(AMBIT_ADDRESSES_MAX, "a@b", 3, &doubt),
	    AMBIT_ADDRESSES_MAX - 2);
	assert_true(doubt);
	assert_int_equal(count(SIZE_MAX, "a@b", 3, &doubt),
	    AMBIT_ADDRESSES_MAX - 2);
	assert_true(doubt);
}

static void
nor_do_they_take_more_bytes(void **state)
{
	static char text[8193];
	bool doubt;
	size_t n;

	(void)state;
	memset(text, 'a', sizeof(text));
	text[sizeof(text) - 2] = '@';
	n = count(128, text + 1, sizeof(text) - 1, &doubt);
	assert_int_equal(n, 128);
	/* 128 of them, with brackets, are more than a net may have. */
	assert_true(doubt);
	(void)count(127, text + 1, sizeof(text) - 1, &doubt);
	assert_false(doubt);
	n = count(AMBIT_ADDRESSES_MAX, text + 1, sizeof(text) - 1, &doubt);
	assert_int_equal(n, ((size_t)3 << 19) / (sizeof(text) - 1));
	assert_true(doubt);
	n = count(1, text, sizeof(text), &doubt);
	assert_int_equal(n, 0);
	assert_true(doubt);
}

int
main(void)
{
	struct CMUnitTest tests[COUNT(rows) + 2] = {
		cmocka_unit_test(there_are_no_more_people_than_may_be),
		cmocka_unit_test(nor_do_they_take_more_bytes),
	};
	int rc;

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[i + 2] = (struct CMUnitTest){ rows[i].name, judge, NULL,
			NULL, (void *)(uintptr_t)&rows[i] };
	arena = ambit_arena_new(AMBIT_ITEM_ARENA);
	rc = cmocka_run_group_tests_name("outlook_who", tests, NULL, NULL);
	ambit_arena_free(&arena);
	return rc;
}
