#include "scope_rows.h"

static const struct ambit_task header_task = { .has_range = true,
	.clock = AMBIT_CLOCK_HEADER };

static const struct ambit_scope plain = SCOPE(plain_task, .reduced = false);
static const struct ambit_scope reduced =
    SCOPE(plain_task, .reduced = true, .pieces = AMBIT_PIECE_TEXT);
static const struct ambit_scope subject_alone =
    SCOPE(plain_task, .reduced = true, .pieces = AMBIT_PIECE_SUBJECT);
static const struct ambit_scope reduced_and_row = { .task = &plain_task,
	.account = &alice,
	.account_number = 1,
	.range = { 1000, 2000 },
	.classes = { AMBIT_CLASS_CONTENT | AMBIT_CLASS_TRAFFIC },
	.reduced = true,
	.pieces = AMBIT_PIECE_TEXT };

/* Texts of mail, and calendars whole. */
static const struct ambit_scope reduced_mail = { .task = &plain_task,
	.account = &alice,
	.account_number = 1,
	.range = { 1000, 2000 },
	.classes = { AMBIT_CLASS_CONTENT, AMBIT_CLASS_CONTENT },
	.reduced = true,
	.pieces = AMBIT_PIECE_TEXT };

static const struct ambit_part text_part[] = { { AMBIT_PART_TEXT, { 0 },
    { 0 } } };
static const struct ambit_part other_part[] = { { AMBIT_PART_OTHER, { 0 },
    { 0 } } };
static const struct ambit_header_field a_subject[] = { { .name = AMBIT_LIT_INIT(
							     "Subject") } };
#define HAS_TEXT    .structured = true, .parts = text_part, .n_parts = 1
#define HAS_OTHER   .structured = true, .parts = other_part, .n_parts = 1
#define HAS_SUBJECT .structured = true, .fields = a_subject, .n_fields = 1
static const struct ambit_scope by_header =
    SCOPE(header_task, .reduced = false);

NARROWED(word, WITH("bob", "example.org"), BY(AMBIT_NARROW_KEYWORD, "x"));
NARROWED(file, BY(AMBIT_NARROW_FILENAME, "x"));
NARROWED(junk, BY(AMBIT_NARROW_FOLDER_ROLE, "x"));

static const struct ambit_name umlaut_names[] = {
	NAME("\xc3\xa4nne", "example.com", 0, 9000),
};
static const struct ambit_account umlaut = { .names = umlaut_names,
	.n_names = COUNT(umlaut_names) };

/* Scopes that differ from plain in account, range or classes. */
#define OTHER(which, who, from, until, ...)                              \
	{                                                                \
		.task = &(which), .account = (who), .account_number = 1, \
		.range = { (from), (until) }, .classes = {               \
			__VA_ARGS__                                      \
		}                                                        \
	}
#define CONTENT AMBIT_CLASS_CONTENT
#define TRAFFIC AMBIT_CLASS_TRAFFIC

static const struct ambit_scope of_umlaut =
    OTHER(plain_task, &umlaut, 1000, 2000, CONTENT);
static const struct ambit_scope of_nobody =
    OTHER(plain_task, NULL, 1000, 2000, CONTENT);
static const struct ambit_scope always =
    OTHER(plain_task, &alice, INT64_MIN, INT64_MAX, CONTENT);
static const struct ambit_scope ever_after =
    OTHER(plain_task, &alice, 0, INT64_MAX, CONTENT);
static const struct ambit_scope ever_before =
    OTHER(plain_task, &alice, INT64_MIN, 5000, CONTENT);
static const struct ambit_scope nothing =
    OTHER(plain_task, &alice, 1000, 2000, 0);
/* Traffic of mail, content of files. */
static const struct ambit_scope word_of_traffic =
    OTHER(word_task, &alice, 1000, 2000, TRAFFIC, 0, 0, CONTENT);
/* Calendars and contacts alone. */
static const struct ambit_scope no_mail =
    OTHER(plain_task, &alice, 1000, 2000, 0, CONTENT, CONTENT);

static const struct row rows[] = {
	/* item, and the damage that is none of the rules' business */
	{ "a message of hers within the dates is in", &plain, { IN }, AMBIT_YES,
	    "item" },
	{ "F2: a file that is no item of the store is out", &plain,
	    { IN, .flaws = AMBIT_FLAW_FOREIGN }, AMBIT_NO, "item" },
	/* account */
	{ "a name that nobody ever held is nobody's", &of_nobody, { IN },
	    AMBIT_NO, "account" },
	{ "nor is what lies in a shared store then", &of_nobody,
	    { MAIL, AT(1500, 1500) }, AMBIT_NO, "account",
	    { { ENVELOPE, 0, ALICE } } },
	{ "another account's store is out", &plain,
	    { MAIL, AT(1500, 1500), .account = 2 }, AMBIT_NO, "account" },
	{ "doubt about the time cannot save another account", &plain,
	    { MAIL, .account = 2 }, AMBIT_NO, "account" },
	{ "A9: in a shared store the provider's field names her", &plain,
	    { MAIL, AT(1500, 1500) }, AMBIT_YES, "item",
	    { { ENVELOPE, 0, ALICE } } },
	{ "A9: in a shared store the provider's field names another", &plain,
	    { MAIL, AT(1500, 1500) }, AMBIT_NO, "account",
	    { { ENVELOPE, 0, BOB } } },
	{ "A9: without the provider's field nobody knows", &plain,
	    { MAIL, AT(1500, 1500) }, AMBIT_UNSURE, "account",
	    { { TO, 0, ALICE } } },
	{ "A9: only the first of them is the provider's", &plain,
	    { MAIL, AT(1500, 1500) }, AMBIT_UNSURE, "account",
	    { { ENVELOPE, 1, ALICE } } },
	{ "A9: a second one below it names nobody", &plain,
	    { MAIL, AT(1500, 1500) }, AMBIT_NO, "account",
	    { { ENVELOPE, 0, BOB }, { ENVELOPE, 1, ALICE } } },
	{ "A9: one below it does not come first by standing first", &plain,
	    { MAIL, AT(1500, 1500) }, AMBIT_YES, "item",
	    { { ENVELOPE, 1, BOB }, { ENVELOPE, 0, ALICE } } },
	{ "A9: To and Cc do not name the account", &plain,
	    { MAIL, AT(1500, 1500) }, AMBIT_NO, "account",
	    { { ENVELOPE, 0, BOB }, { TO, 0, ALICE }, { CC, 0, ALICE } } },
	{ "A9: a provider's field that is not strict is for a person", &plain,
	    { MAIL, AT(1500, 1500) }, AMBIT_UNSURE, "account",
	    { { ENVELOPE, 0, "eve at example.org" } } },
	{ "A9: one that may hide an address is for a person", &plain,
	    { MAIL, AT(1500, 1500), .doubted = 1 << ENVELOPE }, AMBIT_UNSURE,
	    "account", { { ENVELOPE, 0, BOB } } },
	{ "A9: even where it names her", &plain,
	    { MAIL, AT(1500, 1500), .doubted = 1 << ENVELOPE }, AMBIT_UNSURE,
	    "account", { { ENVELOPE, 0, ALICE } } },
	{ "A7: the domain's letter case is nothing", &plain,
	    { MAIL, AT(1500, 1500) }, AMBIT_YES, "item",
	    { { ENVELOPE, 0, "alice@EXAMPLE.com", "alice", "EXAMPLE.com" } } },
	{ "A7: the local part's is for a person", &plain,
	    { MAIL, AT(1500, 1500) }, AMBIT_UNSURE, "account",
	    { { ENVELOPE, 0, "Alice@example.com", "Alice", "example.com" } } },
	{ "an alias names her while it was hers", &plain,
	    { MAIL, AT(1599, 1599) }, AMBIT_YES, "item",
	    { { ENVELOPE, 0, SPECIMEN } } },
	{ "and not after that", &plain, { MAIL, AT(1600, 1600) }, AMBIT_NO,
	    "account", { { ENVELOPE, 0, SPECIMEN } } },
	{ "and perhaps where that is not certain", &plain,
	    { MAIL, AT(1599, 1600) }, AMBIT_UNSURE, "account",
	    { { ENVELOPE, 0, SPECIMEN } } },
	{ "a user id is no address", &plain, { MAIL, AT(1500, 1500) }, AMBIT_NO,
	    "account",
	    { { ENVELOPE, 0, "user@example.com", "user", "example.com" } } },
	{ "without an instant nobody knows whose an address was", &always,
	    { MAIL }, AMBIT_UNSURE, "account", { { ENVELOPE, 0, ALICE } } },
	{ "a shared message that was not read is nobody's yet", &plain,
	    { UNREAD, AT(1500, 1500) }, AMBIT_UNSURE, "account" },
	{ "H2: nor is one whose header is in doubt", &plain,
	    { MAIL, AT(1500, 1500), .flaws = AMBIT_FLAW_HEADER }, AMBIT_UNSURE,
	    "account", { { ENVELOPE, 0, BOB } } },
	{ "B1: nor is one whose framing is in doubt", &plain,
	    { MAIL, AT(1500, 1500), .flaws = AMBIT_FLAW_FRAMING }, AMBIT_UNSURE,
	    "account", { { ENVELOPE, 0, BOB } } },
	{ "A1: the net over a strict field is for a person", &plain,
	    { MAIL, AT(1500, 1500) }, AMBIT_UNSURE, "account",
	    { { ENVELOPE, 0, "\"alice@example.com\" <eve@example.org>", "eve",
		"example.org" } } },
	{ "A6: two addresses beyond ASCII may be one", &of_umlaut,
	    { MAIL, AT(1500, 1500) }, AMBIT_UNSURE, "account",
	    { { ENVELOPE, 0, "a\xcc\x88nne@example.com", "a\xcc\x88nne",
		"example.com" } } },
	/* class */
	{ "a task that compels nothing gets nothing", &nothing, { IN },
	    AMBIT_NO, "class" },
	{ "a kind that the task does not ask for is out", &plain,
	    { A(CALENDAR), .holds = AMBIT_HOLDS_MAIL | AMBIT_HOLDS_CALENDAR,
		AT(1500, 1500) },
	    AMBIT_NO, "class" },
	{ "a kind that the store is not said to hold is out", &plain,
	    { A(MAIL), .holds = AMBIT_HOLDS_FILES, AT(1500, 1500) }, AMBIT_NO,
	    "class" },
	{ "mail is not contacts", &no_mail, { IN }, AMBIT_NO, "class" },
	{ "contacts are contacts", &no_mail,
	    { A(CONTACT), .holds = AMBIT_HOLDS_CONTACTS, AT(1500, 1500) },
	    AMBIT_YES, "item" },
	{ "contacts are not calendars", &no_mail,
	    { A(CONTACT), .holds = AMBIT_HOLDS_CALENDAR, AT(1500, 1500) },
	    AMBIT_NO, "class" },
	{ "a calendar is a calendar", &no_mail,
	    { A(CALENDAR), .holds = AMBIT_HOLDS_CALENDAR | AMBIT_HOLDS_MAIL,
		AT(1500, 1500) },
	    AMBIT_YES, "item" },
	{ "a file is a file", &word_of_traffic,
	    { A(FILE), .holds = AMBIT_HOLDS_FILES, AT(2500, 2500) }, AMBIT_NO,
	    "range" },
	{ "what nobody classified is for a person", &plain,
	    { .holds = AMBIT_HOLDS_MAIL,
		.account = 1,
		.read = true,
		AT(1500, 1500) },
	    AMBIT_UNSURE, "class" },
	{ "nor did one who lies about it", &plain,
	    { .kind = (enum ambit_kind)99,
		.holds = AMBIT_HOLDS_MAIL,
		.account = 1,
		.read = true,
		AT(1500, 1500) },
	    AMBIT_UNSURE, "class" },
	{ "unless the task asks for none of the kinds it may be", &plain,
	    { .holds = AMBIT_HOLDS_FILES,
		.account = 1,
		.read = true,
		AT(1500, 1500) },
	    AMBIT_NO, "class" },
	{ "a word that no order has is asked by none", &plain,
	    { .holds = 1 << 6, .account = 1, .read = true, AT(1500, 1500) },
	    AMBIT_NO, "class" },
	/* clock and range */
	{ "the first instant of the range is in", &plain,
	    { OWN, AT(1000, 1000) }, AMBIT_YES, "item" },
	{ "the instant before it is out", &plain, { OWN, AT(999, 999) },
	    AMBIT_NO, "range" },
	{ "the last instant of the range is in", &plain,
	    { OWN, AT(1999, 1999) }, AMBIT_YES, "item" },
	{ "the first instant after it is out", &plain, { OWN, AT(2000, 2000) },
	    AMBIT_NO, "range" },
	{ "an interval that fills the range is in", &plain,
	    { OWN, AT(1000, 1999) }, AMBIT_YES, "item" },
	{ "one that begins too early is for a person", &plain,
	    { OWN, AT(999, 1500) }, AMBIT_UNSURE, "range" },
	{ "one that ends too late is for a person", &plain,
	    { OWN, AT(1500, 2000) }, AMBIT_UNSURE, "range" },
	{ "one that may be any time is for a person", &plain,
	    { OWN, AT(0, 5000) }, AMBIT_UNSURE, "range" },
	{ "one that ends before the range is out", &plain, { OWN, AT(0, 999) },
	    AMBIT_NO, "range" },
	{ "one that touches its begin is for a person", &plain,
	    { OWN, AT(0, 1000) }, AMBIT_UNSURE, "range" },
	{ "D14: two readings, both in", &plain, { OWN, EITHER(1000, 1999) },
	    AMBIT_YES, "item" },
	{ "D14: two readings, out on either side", &plain,
	    { OWN, EITHER(999, 2000) }, AMBIT_NO, "range" },
	{ "D14: two readings, one in, are for a person", &plain,
	    { OWN, EITHER(1500, 2000) }, AMBIT_UNSURE, "range" },
	{ "D14: two readings, the other in, are for a person", &plain,
	    { OWN, EITHER(999, 1500) }, AMBIT_UNSURE, "range" },
	{ "D22: no time is for a person", &plain, { OWN }, AMBIT_UNSURE,
	    "clock" },
	{ "H4: another clock does not stand in", &by_header, { IN },
	    AMBIT_UNSURE, "clock" },
	{ "the order's own clock decides", &by_header,
	    { OWN,
		.when = { { 1, { { 1, 1 } } }, { 0 },
		    { 1, { { 1500, 1500 } } } } },
	    AMBIT_YES, "item" },
	{ "an order for all of time needs no clock", &always, { OWN },
	    AMBIT_YES, "item" },
	{ "nor does it look at one", &always, { OWN, EITHER(-5, 1500) },
	    AMBIT_YES, "item" },
	{ "one that begins at some time needs one", &ever_after, { OWN },
	    AMBIT_UNSURE, "clock" },
	{ "so does one that ends at some time", &ever_before, { OWN },
	    AMBIT_UNSURE, "clock" },
	/* folder role, keyword, file name */
	{ "R4: without content a keyword finds nothing", &word_of_traffic,
	    { IN }, AMBIT_NO, "keyword", { { FROM, 0, BOB } } },
	{ "with content a keyword is for a person", &word, { IN }, AMBIT_UNSURE,
	    "keyword", { { FROM, 0, BOB } } },
	{ "and what another rule refuses stays refused", &word, { IN },
	    AMBIT_NO, "participant", { { FROM, 0, EVE } } },
	{ "a file name is for a person", &file, { IN }, AMBIT_UNSURE,
	    "filename" },
	{ "a folder role is for a person", &junk, { IN }, AMBIT_UNSURE,
	    "folderRole" },
	/* parts */
	{ "a message that leaves whole needs no parts", &plain,
	    { IN,
		.flaws = AMBIT_FLAW_STRUCTURE | AMBIT_FLAW_UNCLOSED |
		    AMBIT_FLAW_TOO_DEEP | AMBIT_FLAW_STRAY },
	    AMBIT_YES, "item" },
	{ "one that leaves in parts needs them", &reduced, { IN }, AMBIT_UNSURE,
	    "parts" },
	{ "and here they are", &reduced, { IN, HAS_TEXT }, AMBIT_YES, "item" },
	{ "one that has nothing of what is named is out", &reduced,
	    { IN, HAS_OTHER }, AMBIT_NO, "fields" },
	{ "so is one without a part", &reduced, { IN, .structured = true },
	    AMBIT_NO, "fields" },
	{ "a field may be all that is named", &subject_alone,
	    { IN, HAS_SUBJECT }, AMBIT_YES, "item" },
	{ "and may be absent", &subject_alone, { IN, HAS_TEXT }, AMBIT_NO,
	    "fields" },
	{ "a row leaves whatever the message holds", &reduced_and_row,
	    { IN, HAS_OTHER }, AMBIT_YES, "item" },
	{ "parts that are not known yet put nothing out", &reduced,
	    { IN, .n_fields = 0 }, AMBIT_UNSURE, "parts" },
	{ "nor do parts in a header in doubt", &reduced,
	    { IN, HAS_OTHER, .flaws = AMBIT_FLAW_HEADER }, AMBIT_UNSURE,
	    "whole" },
	{ "S2: parts that cannot be told apart", &reduced,
	    { IN, .structured = true, .flaws = AMBIT_FLAW_STRUCTURE },
	    AMBIT_UNSURE, "parts" },
	{ "S4: a multipart never closed", &reduced,
	    { IN, .structured = true, .flaws = AMBIT_FLAW_UNCLOSED },
	    AMBIT_UNSURE, "parts" },
	{ "S5: parts too deep", &reduced,
	    { IN, .structured = true, .flaws = AMBIT_FLAW_TOO_DEEP },
	    AMBIT_UNSURE, "parts" },
	{ "S1: text outside the parts", &reduced,
	    { IN, .structured = true, .flaws = AMBIT_FLAW_STRAY }, AMBIT_UNSURE,
	    "parts" },
	{ "an entry of a calendar leaves whole, whatever parts it has",
	    &reduced_mail,
	    { .kind = AMBIT_KIND_CALENDAR,
		.holds = AMBIT_HOLDS_MAIL | AMBIT_HOLDS_CALENDAR,
		.account = 1,
		.read = true,
		HAS_OTHER,
		AT(1500, 1500) },
	    AMBIT_YES, "item" },
	{ "what is no mail has no parts", &reduced,
	    { .holds = AMBIT_HOLDS_MAIL,
		.account = 1,
		.read = true,
		AT(1500, 1500) },
	    AMBIT_UNSURE, "class" },
	/* whole */
	{ "B1: doubtful framing is for a person", &plain,
	    { IN, .flaws = AMBIT_FLAW_FRAMING }, AMBIT_UNSURE, "whole" },
	{ "B9: a cut end is for a person", &plain,
	    { IN, .flaws = AMBIT_FLAW_TRUNCATED }, AMBIT_UNSURE, "whole" },
	{ "H2: a doubtful header is for a person", &plain,
	    { IN, .flaws = AMBIT_FLAW_HEADER }, AMBIT_UNSURE, "whole" },
	{ "F2: a link is for a person", &plain,
	    { IN, .flaws = AMBIT_FLAW_LINK }, AMBIT_UNSURE, "whole" },
	{ "what was not read is not known", &plain,
	    { UNREAD, .account = 1, AT(1500, 1500) }, AMBIT_UNSURE, "whole" },
	/* complete */
	{ "K12: what its folder does not know is for a person", &plain,
	    { IN, .flaws = AMBIT_FLAW_ORPHAN }, AMBIT_UNSURE, "complete" },
	{ "K13: attachments that are not those told are for a person", &plain,
	    { IN, .flaws = AMBIT_FLAW_ATTACHMENTS }, AMBIT_UNSURE, "complete" },
	{ "K14: a property of the wrong type is for a person", &plain,
	    { IN, .flaws = AMBIT_FLAW_PROPERTY }, AMBIT_UNSURE, "complete" },
	{ "K12: and what is known to be outside is out", &plain,
	    { OWN, AT(2500, 2500), .flaws = AMBIT_FLAW_ORPHAN }, AMBIT_NO,
	    "range" },
	{ "flaws that decide nothing decide nothing", &plain,
	    { IN,
		.flaws = AMBIT_FLAW_BAD_ADDRESS | AMBIT_FLAW_LENGTH |
		    AMBIT_FLAW_REPEATED | AMBIT_FLAW_SKEW |
		    AMBIT_FLAW_HARD_LINK | AMBIT_FLAW_ENCODING |
		    AMBIT_FLAW_REFERENCE | AMBIT_FLAW_ENCRYPTED |
		    AMBIT_FLAW_RECURRENCE },
	    AMBIT_YES, "item" },
	{ "a clear no is stronger than a doubt", &plain,
	    { OWN, AT(2500, 2500), .flaws = AMBIT_FLAW_FRAMING }, AMBIT_NO,
	    "range" },
};

static void
the_smallest_answer_is_the_answer(void **state)
{
	(void)state;
	judge_all(rows, COUNT(rows));
}

/* Nobody filled in a task, an account, an item: nothing leaves. */
static void
nothing_asked_of_nobody_is_no(void **state)
{
	static const struct ambit_scope zero;
	static const struct ambit_item item;
	struct ambit_verdict v = ambit_scope_decide(&zero, &item);

	(void)state;
	assert_int_equal(v.answer, AMBIT_NO);
	assert_string_equal(v.by->name, "account");
}

static void
a_rule_that_there_is_not_has_no_words(void **state)
{
	(void)state;
	assert_null(ambit_scope_rule(AMBIT_LIT("rang")));
	assert_null(ambit_scope_rule(AMBIT_LIT("")));
	assert_string_equal(ambit_scope_rule(AMBIT_LIT("range"))->says,
	    "it happened within the dates of the order");
}

/* Asked alone, the range says nothing without a reading. */
static void
the_range_needs_a_reading_too(void **state)
{
	const struct ambit_rule *range = ambit_scope_rule(AMBIT_LIT("range"));
	struct ambit_item item = { OWN };

	(void)state;
	assert_int_equal(range->ask(&plain, &item), AMBIT_UNSURE);
	assert_int_equal(range->ask(&always, &item), AMBIT_YES);
}

struct fate {
	const char *name;
	enum ambit_answer answer;
	unsigned flaws;
	const char *outcome;
};

static const struct fate fates[] = {
	{ "yes is produced", AMBIT_YES, 0, "produced" },
	{ "unsure is held", AMBIT_UNSURE, 0, "held" },
	{ "no is outside", AMBIT_NO, 0, "outside" },
	{ "B5: unframed bytes are damaged", AMBIT_NO, AMBIT_FLAW_UNFRAMED,
	    "damaged" },
	{ "what is too large is damaged", AMBIT_UNSURE, AMBIT_FLAW_TOO_LARGE,
	    "damaged" },
	{ "not even a yes lets damage out", AMBIT_YES, AMBIT_FLAW_TOO_LARGE,
	    "damaged" },
	{ "F1: what is not of the store is outside", AMBIT_NO,
	    AMBIT_FLAW_FOREIGN, "outside" },
	{ "F1: however large", AMBIT_YES,
	    AMBIT_FLAW_FOREIGN | AMBIT_FLAW_TOO_LARGE, "outside" },
	{ "K6: what cannot be read whole is damaged", AMBIT_YES,
	    AMBIT_FLAW_LOST, "damaged" },
	{ "K6: so is what may be within", AMBIT_UNSURE, AMBIT_FLAW_LOST,
	    "damaged" },
	{ "K6: what is known to be outside is outside", AMBIT_NO,
	    AMBIT_FLAW_LOST, "outside" },
	{ "another flaw is no damage", AMBIT_UNSURE, AMBIT_FLAW_FRAMING,
	    "held" },
};

static void
becomes(void **state)
{
	const struct fate *fate = *state;
	struct ambit_verdict verdict = { .answer = fate->answer };
	struct ambit_item item = { .flaws = fate->flaws };

	assert_string_equal(ambit_outcome_name(
				ambit_scope_outcome(verdict, &item)),
	    fate->outcome);
}

#define ALONE 4

int
main(void)
{
	static struct CMUnitTest tests[COUNT(rows) + COUNT(fates) + ALONE] = {
		cmocka_unit_test(the_smallest_answer_is_the_answer),
		cmocka_unit_test(nothing_asked_of_nobody_is_no),
		cmocka_unit_test(a_rule_that_there_is_not_has_no_words),
		cmocka_unit_test(the_range_needs_a_reading_too),
	};
	struct CMUnitTest *test = tests + ALONE;

	for (size_t i = 0; i < COUNT(rows); i++)
		*test++ = (struct CMUnitTest){ rows[i].name, judge, NULL, NULL,
			(void *)(uintptr_t)&rows[i] };
	for (size_t i = 0; i < COUNT(fates); i++)
		*test++ = (struct CMUnitTest){ fates[i].name, becomes, NULL,
			NULL, (void *)(uintptr_t)&fates[i] };
	return cmocka_run_group_tests_name("scope", tests, NULL, NULL);
}
