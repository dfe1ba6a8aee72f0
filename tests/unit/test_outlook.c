#include "props.h"

/* 2021-03-01T09:00:00.1234567Z */
#define T(ticks) (UINT64_C(132590628000000000) + (ticks))
#define SENT     INT(0x0e07, 1)

static const struct ambit_store store = {
	.number = 1,
	.format = AMBIT_STORE_PST,
	.clocks = {
		[AMBIT_CLOCK_DELIVERED] = { .source =
			AMBIT_SOURCE_DELIVERY_TIME },
		[AMBIT_CLOCK_SUBMITTED] = { .source =
			AMBIT_SOURCE_CLIENT_SUBMIT_TIME },
		[AMBIT_CLOCK_HEADER] = { .source = AMBIT_SOURCE_DATE_HEADER },
	},
};

static struct ambit_arena *arena;

static void
read_item(const struct ambit_store *of, const struct prop *list,
    uint64_t header_bytes, struct ambit_item *item_r)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct props p;

	props_init(&p, list);
	ambit_arena_reset(arena);
	*item_r = (struct ambit_item){ .raw = { 7, 100 } };
	if (outlook_read(&p.props, of, header_bytes, item_r, arena, &err) < 0)
		fail_msg("%s", err.text);
	memset(p.loan, '!', sizeof(p.loan));
	assert_true(item_r->read);
	assert_int_equal(item_r->body, 0);
}

/* ---- clocks: pst.md 10 ---- */

struct row {
	const char *name;
	struct prop props[PROPS_MAX];
	const char *want;
};

#define NOTHING "delivered() submitted() header() "

static const struct row clocks[] = {
	{ "an_item_without_times_has_no_clock", { SENT }, NOTHING },
	{ "delivery_is_0e06_cut_to_microseconds",
	    { SENT, TIME(0x0e06, T(1234567)) },
	    "delivered=1614589200123456(2021-03-01T09:00:00.1234567Z) "
	    "submitted() header() " },
	{ "the_registry_names_which_submission",
	    { SENT, TIME(0x0039, T(0)), TIME(0x0048, T(10)) },
	    "delivered() submitted=1614589200000000"
	    "(2021-03-01T09:00:00.0000000Z) header() " },
	{ "no_time_stands_in_for_another",
	    { SENT, TIME(0x0048, T(0)), TIME(0x3007, T(0)),
		TIME(0x3008, T(0)) },
	    NOTHING },
	{ "a_draft_has_no_clock",
	    { INT(0x0e07, 9), TIME(0x0e06, T(0)), TIME(0x0039, T(0)) },
	    "delivered(2021-03-01T09:00:00.0000000Z) "
	    "submitted(2021-03-01T09:00:00.0000000Z) header() " },
	{ "what_does_not_say_that_it_was_sent_has_no_clock",
	    { TIME(0x0e06, T(0)) },
	    "delivered(2021-03-01T09:00:00.0000000Z) submitted() header() " },
	{ "flags_that_cannot_be_read_say_nothing",
	    { SPOILT(0x0e07, OUTLOOK_LOST), TIME(0x0e06, T(0)) },
	    "!lost delivered(2021-03-01T09:00:00.0000000Z) "
	    "submitted() header() " },
	{ "zero_is_not_set", { SENT, TIME(0x0e06, 0) },
	    "delivered(1601-01-01T00:00:00.0000000Z) submitted() header() " },
	{ "the_year_4501_is_not_set",
	    { SENT, TIME(0x0e06, UINT64_C(0x0cb34557a3dd4000)) },
	    "delivered(4501-01-01T00:00:00.0000000Z) submitted() header() " },
	{ "d16_no_instant_before_1970",
	    { SENT, TIME(0x0e06, UINT64_C(116444735999999999)),
		TIME(0x0039, UINT64_C(116444736000000009)) },
	    "delivered(1969-12-31T23:59:59.9999999Z) "
	    "submitted=0(1970-01-01T00:00:00.0000009Z) header() " },
	{ "d16_no_instant_after_2100",
	    { SENT, TIME(0x0e06, UINT64_C(157784543999999999)),
		TIME(0x0039, UINT64_C(157784544000000000)) },
	    "delivered=4133980799999999(2100-12-31T23:59:59.9999999Z) "
	    "submitted(2101-01-01T00:00:00.0000000Z) header() " },
	{ "no_calendar_has_it", { SENT, TIME(0x0e06, UINT64_MAX) },
	    "delivered(18446744073709551615) submitted() header() " },
	{ "the_last_time_that_a_calendar_has",
	    { SENT, TIME(0x0e06, UINT64_C(2650467743999999999)),
		TIME(0x0039, UINT64_C(2650467744000000000)) },
	    "delivered(9999-12-31T23:59:59.9999999Z) "
	    "submitted(2650467744000000000) header() " },
	{ "k14_a_time_of_another_type_is_none",
	    { SENT, NUMBER(0x0e06, AMBIT_MAPI_INT64, T(0)) },
	    "!property " NOTHING },
	{ "k14_flags_of_another_type_are_none",
	    { NUMBER(0x0e07, AMBIT_MAPI_INT16, 1), TIME(0x0e06, T(0)) },
	    "!property delivered(2021-03-01T09:00:00.0000000Z) "
	    "submitted() header() " },
	{ "k14_a_clock_that_nobody_asks_for_counts_too",
	    { SENT, NUMBER(0x0048, AMBIT_MAPI_ERROR, 1) },
	    "!property " NOTHING },
	{ "k10_a_time_that_stands_twice_is_none",
	    { SENT, SPOILT(0x0e06, OUTLOOK_TWICE) }, "!property " NOTHING },
	{ "k9_a_time_that_cannot_be_read_is_none",
	    { SENT, SPOILT(0x0e06, OUTLOOK_LOST) }, "!lost " NOTHING },
	{ "k14_a_class_of_another_type", { SENT, INT(0x001a, 3) },
	    "!property " NOTHING },
	{ "k14_a_code_page_of_another_type", { SENT, WIDE(0x3fde, "1252") },
	    "!property " NOTHING },
	{ "header_is_the_date_of_007d",
	    { SENT, WIDE(0x007d, "Date: Mon, 1 Mar 2021 10:00:00 +0100\r\n") },
	    "delivered() submitted() header=1614589200000000"
	    "(Mon, 1 Mar 2021 10:00:00 +0100) " },
	{ "a_draft_has_the_date_that_it_has",
	    { WIDE(0x007d, "Date: Mon, 1 Mar 2021 10:00:00 +0100\r\n") },
	    "delivered() submitted() header=1614589200000000"
	    "(Mon, 1 Mar 2021 10:00:00 +0100) " },
	{ "h1_of_two_dates_none_is_the_date",
	    { SENT,
		NARROW(0x007d,
		    "Date: Mon, 1 Mar 2021 10:00:00 +0100\n"
		    "date: Mon, 1 Mar 2021 10:00:00 +0100\n") },
	    "!repeated " NOTHING },
	{ "h2_a_header_in_doubt_has_no_date",
	    { SENT,
		NARROW(0x007d,
		    "what\n"
		    "Date: Mon, 1 Mar 2021 10:00:00 +0100\n") },
	    NOTHING },
	{ "h3_nor_has_one_that_ends_within_a_line",
	    { SENT, NARROW(0x007d, "Date: Mon, 1 Mar 2021 10:00:00 +0100") },
	    NOTHING },
	{ "outlook_puts_a_line_in_front",
	    { SENT,
		WIDE(0x007d,
		    "Microsoft Mail Internet Headers Version 2.0\r\n"
		    "Date: Mon, 1 Mar 2021 10:00:00 +0100\r\n") },
	    "delivered() submitted() header=1614589200000000"
	    "(Mon, 1 Mar 2021 10:00:00 +0100) " },
	{ "a_date_behind_the_empty_line_is_none",
	    { SENT,
		WIDE(0x007d,
		    "A: b\r\n\r\n"
		    "Date: Mon, 1 Mar 2021 10:00:00 +0100\r\n") },
	    NOTHING },
	{ "skew_is_told",
	    { SENT, TIME(0x0e06, T(0)),
		WIDE(0x007d, "Date: Wed, 3 Mar 2021 10:00:01 +0100\r\n") },
	    "!skew delivered=1614589200000000(2021-03-01T09:00:00.0000000Z) "
	    "submitted() header=1614762001000000"
	    "(Wed, 3 Mar 2021 10:00:01 +0100) " },
	{ "k6_a_header_that_cannot_be_read_is_none",
	    { SENT, SPOILT(0x007d, OUTLOOK_LOST) }, "!lost " NOTHING },
};

static void
judge_clock(void **state)
{
	const struct row *row = *state;
	char got[1024];
	struct ambit_text out = ambit_text_over(got, sizeof(got));
	struct ambit_item item;

	read_item(&store, row->props, AMBIT_HEADER_MAX, &item);
	props_put_flaws(&out, &item);
	props_put_clocks(&out, &item);
	(void)ambit_text_end(&out);
	assert_string_equal(got, row->want);
}

/* ---- fields ---- */

static const struct row fields[] = {
	{ "no_header_has_no_fields", { SENT }, "" },
	{ "an_id_of_the_properties_stands_for_the_field",
	    { WIDE(0x1035, "<a@b>") }, "Message-ID:<a@b>;" },
	{ "but_not_beside_the_field",
	    { WIDE(0x1035, "<a@b>"), WIDE(0x007d, "message-id: <c@d>\r\n") },
	    "message-id: <c@d>;" },
	{ "nor_if_it_is_no_text", { INT(0x1035, 1) }, "" },
	{ "nor_if_nobody_knows_what_it_says", { NARROW(0x1035, "<\xe4@b>") },
	    "" },
	{ "an_id_that_cannot_be_read", { SPOILT(0x1035, OUTLOOK_LOST) },
	    "!lost " },
	{ "an_id_that_is_too_long", { SPOILT(0x1035, OUTLOOK_LONG) }, "" },
	{ "fields_keep_their_order_and_their_folds",
	    { WIDE(0x007d, "Received: x\r\n y\r\nX-Originating-IP: [1]\r\n") },
	    "Received: x\\u{d}\\u{a} y;X-Originating-IP: [1];" },
	{ "fields_of_people_come_from_their_properties",
	    { WIDE(0x007d,
		  "From: x@y\r\nX: y\r\nTO: x@y\r\nCc: x@y\r\n"
		  "bcc: x@y\r\nSender: x@y\r\nReply-To: x@y\r\n"),
		WIDE(0x5d02, "a@b.c") },
	    "X: y;Reply-To: x@y;From:;" },
	{ "a_header_of_a_code_page_is_lexed_as_it_is",
	    { NARROW(0x007d, "Subject: \xe4\nX: y\n") },
	    "Subject: \\x{e4};X: y;" },
	{ "a_surrogate_alone_in_it_is_told",
	    { UNITS(0x007d, "X\0:\0\x00\xd8\n\0") },
	    "!encoding X:\xef\xbf\xbd;" },
	{ "k14_a_header_of_another_type", { BINARY(0x007d, "X: y\n") },
	    "!property " },
	{ "a_header_that_is_longer_than_the_registry_allows",
	    { WIDE(0x007d,
		"X: y\r\nZ: 0123456789012345678901234567890123\r\n") },
	    "" },
};

static void
judge_fields(void **state)
{
	const struct row *row = *state;
	char got[1024];
	struct ambit_text out = ambit_text_over(got, sizeof(got));
	struct ambit_item item;

	/* Of the longest but one. */
	read_item(&store, row->props, 200, &item);
	if (strcmp(row->name,
		"a_header_that_is_longer_than_the_registry_allows") == 0)
		read_item(&store, row->props, 43, &item);
	item.doubted = 0;
	item.flaws &= ~(unsigned)AMBIT_FLAW_BAD_ADDRESS;
	props_put_flaws(&out, &item);
	props_put_fields(&out, &item);
	(void)ambit_text_end(&out);
	assert_string_equal(got, row->want);
	for (size_t i = 0; i < item.n_fields; i++)
		assert_int_equal(item.fields[i].at.len, 0);
}

/* As many fields as there may be leave no room for those of the properties. */
static void
too_many_fields_are_none(void **state)
{
	static char block[4 * AMBIT_FIELDS_MAX + 1];
	struct prop list[] = { { 0x007d, AMBIT_MAPI_STRING8, 0, block, 0,
				   OUTLOOK_FOUND },
		{ 0 } };
	struct ambit_item item;

	(void)state;
	for (size_t i = 0; i < AMBIT_FIELDS_MAX; i++)
		memcpy(block + 4 * i, "A:b\n", 5);
	list[0].len = (size_t)4 * (AMBIT_FIELDS_MAX - 6);
	read_item(&store, list, AMBIT_HEADER_MAX, &item);
	assert_int_equal(item.n_fields, AMBIT_FIELDS_MAX - 6);
	list[0].len += 4;
	read_item(&store, list, AMBIT_HEADER_MAX, &item);
	assert_int_equal(item.n_fields, 0);
}

/* ---- kinds ---- */

static const struct {
	const char *name;
	struct prop class;
	enum ambit_kind kind;
} kinds[] = {
	{ "note_is_mail", WIDE(0x001a, "IPM.Note"), AMBIT_KIND_MAIL },
	{ "case_does_not_count", WIDE(0x001a, "ipm.NOTE.SMIME"),
	    AMBIT_KIND_MAIL },
	{ "nor_do_a_nul_and_blanks_behind", WIDE(0x001a, "IPM.Note \0 "),
	    AMBIT_KIND_MAIL },
	{ "a_class_of_a_code_page", NARROW(0x001a, "IPM.Post"),
	    AMBIT_KIND_MAIL },
	{ "reports_are_mail", WIDE(0x001a, "REPORT.IPM.Note.NDR"),
	    AMBIT_KIND_MAIL },
	{ "invitations_are_mail", WIDE(0x001a, "IPM.Schedule.Meeting.Request"),
	    AMBIT_KIND_MAIL },
	{ "requests_of_tasks_are_mail", WIDE(0x001a, "IPM.TaskRequest.Accept"),
	    AMBIT_KIND_MAIL },
	{ "shared_folders_are_offered_by_mail", WIDE(0x001a, "IPM.Sharing"),
	    AMBIT_KIND_MAIL },
	{ "a_recall_is_mail", WIDE(0x001a, "IPM.Outlook.Recall"),
	    AMBIT_KIND_MAIL },
	{ "and_so_is_its_report", WIDE(0x001a, "IPM.Recall.Report.Success"),
	    AMBIT_KIND_MAIL },
	{ "appointments", WIDE(0x001a, "IPM.Appointment"),
	    AMBIT_KIND_CALENDAR },
	{ "tasks", WIDE(0x001a, "IPM.Task.x"), AMBIT_KIND_CALENDAR },
	{ "journal", WIDE(0x001a, "IPM.Activity"), AMBIT_KIND_CALENDAR },
	{ "notes", WIDE(0x001a, "IPM.StickyNote"), AMBIT_KIND_CALENDAR },
	{ "contacts", WIDE(0x001a, "IPM.Contact"), AMBIT_KIND_CONTACT },
	{ "lists", WIDE(0x001a, "IPM.DistList"), AMBIT_KIND_CONTACT },
	{ "a_class_that_only_begins_so", WIDE(0x001a, "IPM.Notes"),
	    AMBIT_KIND_UNKNOWN },
	{ "a_class_of_a_third_party", WIDE(0x001a, "IPM.Document"),
	    AMBIT_KIND_UNKNOWN },
	{ "half_a_class", WIDE(0x001a, "IPM"), AMBIT_KIND_UNKNOWN },
	{ "no_class", WIDE(0x001a, ""), AMBIT_KIND_UNKNOWN },
	{ "letters_that_look_alike", UNITS(0x001a, "I\0P\0M\0.\0N\1o\0t\0e\0"),
	    AMBIT_KIND_UNKNOWN },
	{ "a_class_that_is_no_text", BINARY(0x001a, "IPM.Note"),
	    AMBIT_KIND_UNKNOWN },
	{ "a_class_that_cannot_be_read", SPOILT(0x001a, OUTLOOK_LOST),
	    AMBIT_KIND_UNKNOWN },
	{ "a_class_too_long", SPOILT(0x001a, OUTLOOK_LONG),
	    AMBIT_KIND_UNKNOWN },
	{ "half_a_character", UNITS(0x001a, "I\0P\0M\0.\0N\0o\0t\0e\0x"),
	    AMBIT_KIND_MAIL },
};

static void
judge_kind(void **state)
{
	const struct prop *class = *state;
	struct props p;
	struct outlook_value value;

	props_init(&p, NULL);
	props_lend(&p, class, OUTLOOK_CLASS_MAX, &value);
	for (size_t i = 0; i < COUNT(kinds); i++) {
		if (class == &kinds[i].class)
			assert_int_equal(outlook_kind(&value), kinds[i].kind);
	}
}

int
main(void)
{
	struct CMUnitTest tests[COUNT(clocks) + COUNT(fields) + COUNT(kinds) +
	    1] = { cmocka_unit_test(too_many_fields_are_none) };
	size_t n = 1;
	int rc;

	for (size_t i = 0; i < COUNT(clocks); i++)
		tests[n++] = (struct CMUnitTest){ clocks[i].name, judge_clock,
			NULL, NULL, (void *)(uintptr_t)&clocks[i] };
	for (size_t i = 0; i < COUNT(fields); i++)
		tests[n++] = (struct CMUnitTest){ fields[i].name, judge_fields,
			NULL, NULL, (void *)(uintptr_t)&fields[i] };
	for (size_t i = 0; i < COUNT(kinds); i++)
		tests[n++] = (struct CMUnitTest){ kinds[i].name, judge_kind,
			NULL, NULL, (void *)(uintptr_t)&kinds[i].class };
	arena = ambit_arena_new(AMBIT_ITEM_ARENA);
	rc = cmocka_run_group_tests_name("outlook", tests, NULL, NULL);
	ambit_arena_free(&arena);
	return rc;
}
