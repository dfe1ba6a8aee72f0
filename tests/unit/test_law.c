#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "check.h"

#include "ambit/law.h"
#include "ambit/validity.h"

/* Rows leave out what is zero. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

/* ---- instruments ---- */

/* The machine columns of law.md 2.2, read back in words. */
static const char *const channels[] = { "none", "law", "emergency", "civil",
	"security" };
static const char *const notices[] = { "due", "excepted", "barred",
	"barredIfCertified", "byAuthority", "notApplicable" };

static const char *
flag(bool is, const char *word)
{
	return is ? word : "";
}

static void
outline(const struct ambit_instrument *row, char *got, size_t size)
{
	(void)snprintf(got, size, "%s %s %u %u %u %u%s%s%s%s%s%s%s",
	    channels[row->channel], notices[row->notice], row->serve_days,
	    row->answer_days, row->lasts_days, row->renews_days,
	    flag(row->countersigns != 0, " countersign"),
	    flag(row->attached, " attached"),
	    flag(row->arrangement, " arrangement"),
	    flag(row->prospective, " prospective"),
	    flag(row->preserves, " preserves"),
	    flag(row->billable, " billable"), flag(row->on, " on"));
}

struct instrument {
	const char *code; /* also the name of the test */
	const char *outline;
};

/* channel notice serve answer lasts renews flags */
static const struct instrument instruments[] = {
	{ "US_2703_A_WARRANT", "law due 14 0 0 0 billable on" },
	{ "US_2703_D_ORDER", "law due 0 0 0 0 billable on" },
	{ "US_2703_C2_SUBPOENA", "law due 0 0 0 0 billable on" },
	{ "US_2702_EMERGENCY", "emergency excepted 0 0 0 0 on" },
	{ "US_2703_F_PRESERVATION",
	    "none notApplicable 0 0 90 90 preserves on" },
	{ "US_2704_BACKUP", "none notApplicable 0 0 0 0 preserves" },
	{ "US_PRTT_ORDER", "law barred 0 0 60 60 prospective billable" },
	{ "US_TITLE_III", "law due 0 0 30 0" },
	{ "US_NSL_2709", "security barredIfCertified 0 0 0 0" },
	{ "US_FISA_CONTENT", "security barred 0 0 0 0" },
	{ "US_FISA_NONCONTENT", "security barred 0 0 0 0" },
	{ "US_CIVIL_SUBPOENA", "civil due 0 0 0 0 on" },
	{ "US_CIVIL_ORDER", "civil due 0 0 0 0 on" },
	{ "US_CONSENT", "civil notApplicable 0 0 0 0 on" },
	{ "US_3512_MLAT", "law due 0 0 0 0" },
	{ "EU_EPOC", "law byAuthority 0 10 60 0 on" },
	{ "EU_EPOC_PR", "none notApplicable 0 0 60 30 preserves on" },
	{ "GB_IPA_P3", "law barred 28 0 0 0 countersign" },
	{ "GB_IPA_TIW", "law barred 181 0 0 0 countersign" },
	{ "GB_OPO", "law due 89 7 0 0 attached arrangement" },
	{ "COE_ART18", "law due 0 0 0 0 countersign" },
	{ "COE_2AP_ART7", "law due 0 30 0 0" },
	{ "COE_2AP_ART8", "law due 0 20 0 0" },
	{ "COE_ART16", "none notApplicable 0 0 90 90 preserves" },
	{ "EU_NATIONAL", "law due 0 0 0 0 countersign" },
	{ "LOCAL_EQUIVALENT", "law due 0 0 0 0 countersign" },
};

static void
instrument(void **state)
{
	const struct instrument *want = *state;
	const struct ambit_instrument *row =
	    ambit_law_instrument(ambit_span_str(want->code));
	char got[200];

	assert_non_null(row);
	outline(row, got, sizeof(got));
	assert_string_equal(got, want->outline);
	assert_true(strlen(row->title) > 0 && strlen(row->source) > 0);
	assert_int_not_equal(row->cases, 0);
	assert_false(row->confirmed);
	/* What preserves produces nothing. */
	assert_false(row->preserves && row->reach != 0);
}

static void
every_instrument_is_looked_at(void **state)
{
	size_t n;

	(void)state;
	(void)ambit_law_instruments(&n);
	assert_int_equal(n, COUNT(instruments));
}

static void
an_emergency_has_a_channel_of_its_own(void **state)
{
	struct ambit_order order = { .legal_type = AMBIT_LIT("EU_EPOC"),
		.case_type = AMBIT_CASE_CRIMINAL };

	(void)state;
	assert_int_equal(ambit_law_channel(&order),
	    AMBIT_CHANNEL_LAW_ENFORCEMENT);
	order.case_type = AMBIT_CASE_EMERGENCY;
	assert_int_equal(ambit_law_channel(&order), AMBIT_CHANNEL_EMERGENCY);
	order.legal_type = AMBIT_LIT("US_CIVIL_ORDER");
	assert_int_equal(ambit_law_channel(&order), AMBIT_CHANNEL_CIVIL);
	order.legal_type = AMBIT_LIT("LETTER_OF_MARQUE");
	assert_int_equal(ambit_law_channel(&order), AMBIT_CHANNEL_NONE);
}

static void
what_preserves_is_to_be_preserved(void **state)
{
	struct ambit_order order = { .legal_type = AMBIT_LIT("EU_EPOC_PR") };

	(void)state;
	assert_int_equal(ambit_law_purpose(&order), AMBIT_TO_PRESERVE);
	order.legal_type = AMBIT_LIT("EU_EPOC");
	assert_int_equal(ambit_law_purpose(&order), AMBIT_TO_PRODUCE);
	order.legal_type = AMBIT_LIT("LETTER_OF_MARQUE");
	assert_int_equal(ambit_law_purpose(&order), AMBIT_TO_PRODUCE);
}

/* ---- what is no column ---- */

struct source {
	const char *name;
	enum ambit_stands stands;
	const char *id;
	enum ambit_regime regime;
	const char *says; /* classes, flags, column; "" withheld without row */
};

#define HEADER     AMBIT_STANDS_HEADER
#define PROPERTY   AMBIT_STANDS_PROPERTY
#define RECIPIENT  AMBIT_STANDS_RECIPIENT
#define ATTACHMENT AMBIT_STANDS_ATTACHMENT
#define FOLDER     AMBIT_STANDS_FOLDER
#define RECORD     AMBIT_STANDS_RECORD
#define US         AMBIT_REGIME_US
#define EU         AMBIT_REGIME_EU
#define GB         AMBIT_REGIME_GB

static const struct source sources[] = {
	{ "a_sender_leaves_as_an_address", HEADER, "From", US,
	    "T dras from_addr" },
	{ "letter_case_does_not_matter", HEADER, "frOM", US,
	    "T dras from_addr" },
	{ "a_name_is_taken_whole", HEADER, "Fro", US, "no row" },
	{ "a_name_ends_where_it_ends", HEADER, "From2", US, "no row" },
	{ "a_subject_is_content", HEADER, "Subject", EU, "C -" },
	{ "a_signature_is_content", HEADER, "DKIM-Signature", US, "C -" },
	{ "a_thread_is_withheld", HEADER, "Thread-Index", US, "W -" },
	{ "references_are_withheld", HEADER, "References", US, "W -" },
	{ "a_verdict_is_content", HEADER, "X-Spam-Status", US, "C -" },
	{ "a_verdict_without_name_is_content", HEADER, "x-spam-", US, "C -" },
	{ "a_pattern_needs_its_whole_beginning", HEADER, "X-Spam", US,
	    "no row" },
	{ "a_star_stands_for_itself_too", HEADER, "X-Spam-*", US, "C -" },
	{ "a_header_nobody_knows_is_withheld", HEADER, "X-Soul", US, "no row" },
	{ "a_header_without_name_is_withheld", HEADER, "", US, "no row" },
	{ "a_type_is_withheld", HEADER, "Content-Type", US, "W -" },
	{ "a_type_may_be_named_in_the_union", HEADER, "Content-Type", EU,
	    "T named -" },
	{ "a_client_leaves_only_if_named", HEADER, "User-Agent", US,
	    "T named -" },
	{ "an_originating_ip_may_identify", HEADER, "X-Originating-IP", US,
	    "IT dras client_ip" },
	{ "a_delivery_time_is_a_date", PROPERTY, "0e06", US,
	    "T dras date_delivered" },
	{ "a_topic_is_content", PROPERTY, "0070", US, "C -" },
	{ "a_named_property_is_content", PROPERTY, "8005", US, "C -" },
	{ "a_property_nobody_knows_is_withheld", PROPERTY, "6fff", US,
	    "no row" },
	{ "a_header_is_no_property", PROPERTY, "Subject", US, "no row" },
	{ "a_name_of_a_recipient_is_withheld", RECIPIENT, "3001", US, "W -" },
	{ "a_name_of_a_folder_is_content", FOLDER, "3001", US, "C -" },
	{ "a_file_name_of_an_attachment_is_content", ATTACHMENT, "3707", US,
	    "C -" },
	{ "a_size_of_an_attachment_is_withheld", ATTACHMENT, "0E20", US,
	    "W -" },
	{ "a_hash_of_a_file_is_content", RECORD, "file_hash", US, "C -" },
	{ "a_link_to_a_file_never_leaves", RECORD, "share_link", US, "N -" },
	{ "a_password_never_leaves", RECORD, "password_hash", EU, "N -" },
	{ "a_photo_is_content", RECORD, "profile_photo", GB, "C -" },
	{ "a_photo_is_of_the_subscriber_in_the_union", RECORD, "profile_photo",
	    EU, "S -" },
	{ "abuse_flags_are_withheld", RECORD, "abuse_flags", US, "W -" },
};

static void
describe(const struct ambit_law_field *row, char *got, size_t size)
{
	char classes[8] = "", *p = classes;

	for (unsigned i = 0; i < AMBIT_N_CLASSES; i++) {
		if (row->classes & 1U << i)
			*p++ = "SITC"[i];
	}
	if (row->classes & AMBIT_LAW_NEVER)
		*p++ = 'N';
	if (p == classes)
		*p++ = 'W';
	*p = '\0';
	(void)snprintf(got, size, "%s%s%s %s", classes,
	    flag(row->dras, " dras"), flag(row->named, " named"),
	    row->column == NULL ? "-" : row->column);
}

static void
source(void **state)
{
	const struct source *want = *state;
	const struct ambit_law_field *row = ambit_law_source(want->stands,
	    ambit_span_str(want->id), want->regime);
	char got[100] = "no row";

	if (row != NULL)
		describe(row, got, sizeof(got));
	assert_string_equal(got, want->says);
}

/* Is it the row that its own id finds? Else another hides it. */
static void
no_row_hides_another(void **state)
{
	(void)state;
	for (unsigned stands = HEADER; stands < AMBIT_N_STANDS; stands++) {
		size_t n;
		const struct ambit_law_field *rows =
		    ambit_law_sources(stands, &n);

		for (size_t i = 0; i < n; i++) {
			assert_int_equal(rows[i].stands, stands);
			assert_ptr_equal(ambit_law_source(stands,
					     ambit_span_str(rows[i].id),
					     rows[i].regime),
			    &rows[i]);
		}
	}
}

/* A value leaves as a column of its own class or of one that reaches less. */
static void
what_leaves_as_a_column_has_the_law_of_the_column(void **state)
{
	(void)state;
	for (unsigned stands = HEADER; stands < AMBIT_N_STANDS; stands++) {
		size_t n;
		const struct ambit_law_field *row =
		    ambit_law_sources(stands, &n);

		for (size_t i = 0; i < n; i++, row++) {
			const struct ambit_law_field *column;

			assert_false(row->confirmed);
			if (row->column == NULL)
				continue;
			column = ambit_law_field(ambit_span_str(row->column),
			    row->store, row->regime);
			assert_non_null(column);
			assert_int_equal(column->classes & ~row->classes, 0);
			assert_true(row->dras || !column->dras);
		}
	}
}

static void
no_column_is_withheld_from_all_or_confirmed(void **state)
{
	size_t n;
	const struct ambit_law_field *rows =
	    ambit_law_sources(AMBIT_STANDS_COLUMN, &n);

	(void)state;
	assert_ptr_equal(rows, ambit_law_fields(&n));
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(rows[i].stands, AMBIT_STANDS_COLUMN);
		assert_null(rows[i].column);
		assert_false(rows[i].confirmed);
		assert_int_equal(rows[i].classes & AMBIT_LAW_NEVER, 0);
		for (const char *p = rows[i].id; *p != '\0'; p++)
			assert_true(islower((unsigned char)*p) || *p == '_');
	}
}

/* ---- rules ---- */

static void
a_rule_is_found_by_its_code(void **state)
{
	(void)state;
	assert_string_equal(ambit_law_check(AMBIT_LIT("E_DATE_ZONE"))->code,
	    "E_DATE_ZONE");
	assert_string_equal(ambit_law_check(AMBIT_LIT("E_AUTHORITY_TYPE"))
				->code,
	    "E_AUTHORITY_TYPE");
	assert_null(ambit_law_check(AMBIT_LIT("E_DATE")));
	assert_null(ambit_law_check(AMBIT_LIT("")));
}

/* Rows of one code speak of one reason with one weight. */
static void
a_code_has_one_reason_and_one_severity(void **state)
{
	size_t n;
	const struct ambit_check *rows = ambit_law_checks(&n);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		const struct ambit_check *first =
		    ambit_law_check(ambit_span_str(rows[i].code));

		assert_int_equal(rows[i].reason, first->reason);
		assert_int_equal(rows[i].severity, first->severity);
		assert_true(rows[i].reason < AMBIT_REASON_GATE);
		if (i > 0)
			assert_true(rows[i].reason >= rows[i - 1].reason);
	}
}

#define ALONE 8

int
main(void)
{
	static struct CMUnitTest tests[ALONE + COUNT(instruments) +
	    COUNT(sources)] = {
		cmocka_unit_test(every_instrument_is_looked_at),
		cmocka_unit_test(an_emergency_has_a_channel_of_its_own),
		cmocka_unit_test(what_preserves_is_to_be_preserved),
		cmocka_unit_test(no_row_hides_another),
		cmocka_unit_test(
		    what_leaves_as_a_column_has_the_law_of_the_column),
		cmocka_unit_test(no_column_is_withheld_from_all_or_confirmed),
		cmocka_unit_test(a_rule_is_found_by_its_code),
		cmocka_unit_test(a_code_has_one_reason_and_one_severity),
	};
	struct CMUnitTest *test = &tests[ALONE];

	for (size_t i = 0; i < COUNT(instruments); i++)
		*test++ = (struct CMUnitTest){ instruments[i].code, instrument,
			NULL, NULL, (void *)(uintptr_t)&instruments[i] };
	for (size_t i = 0; i < COUNT(sources); i++)
		*test++ = (struct CMUnitTest){ sources[i].name, source, NULL,
			NULL, (void *)(uintptr_t)&sources[i] };
	return cmocka_run_group_tests_name("law", tests, NULL, NULL);
}
