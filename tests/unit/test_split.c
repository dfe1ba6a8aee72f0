#include <string.h>

#include "check.h"

#include "ambit/law.h"

/* Rows leave out what is zero. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

#define S AMBIT_CLASS_SUBSCRIBER
#define I AMBIT_CLASS_IDENTIFICATION
#define T AMBIT_CLASS_TRAFFIC
#define C AMBIT_CLASS_CONTENT

#define MAIL        AMBIT_HOLDS_MAIL
#define FILES       AMBIT_HOLDS_FILES
#define ACCOUNT     AMBIT_HOLDS_ACCOUNT
#define CONNECTIONS AMBIT_HOLDS_CONNECTIONS

static struct ambit_span
span(const char *s)
{
	return ambit_span_str(s);
}

/*
 * What leaves under a Data without Field, and what could with one: each list
 * in the order of the columns of its table. A plus says only where named.
 */
struct list {
	const char *name, *legal_type;
	unsigned class, store;
	const char *leaves;
};

#define US_SUBSCRIBER                                                    \
	"acct_name acct_dob acct_postal acct_country acct_zip acct_id "  \
	"acct_alias acct_alt_email acct_phone acct_created acct_closed " \
	"acct_status acct_reg_ip acct_service acct_device_activated "    \
	"pay_means pay_billing_addr "
#define US_LISTED                                              \
	"acct_name acct_postal acct_country acct_zip acct_id " \
	"acct_alias acct_alt_email acct_phone acct_created "   \
	"acct_closed acct_status acct_reg_ip acct_service "    \
	"acct_device_activated pay_means pay_billing_addr "
#define DIALING                                                    \
	"direction date_submitted date_delivered env_from env_to " \
	"from_addr sender_addr reply_to_addr to_addr cc_addr "     \
	"bcc_addr msgid client_ip hops date_header "

static const struct list lists[] = {
	{ "a warrant reaches all of the subscriber", "US_2703_A_WARRANT", S,
	    ACCOUNT, US_SUBSCRIBER },
	{ "2.3: a subpoena reaches A to F", "US_2703_C2_SUBPOENA", S, ACCOUNT,
	    US_LISTED },
	{ "2.3: and sessions, C and E", "US_2703_C2_SUBPOENA", I, CONNECTIONS,
	    "conn_at conn_event conn_ip conn_port " },
	{ "2.3: and not how they were made", "US_2703_C2_SUBPOENA", T,
	    CONNECTIONS, "" },
	{ "2.3: and no header", "US_2703_C2_SUBPOENA", T, MAIL, "" },
	{ "3.6: the address of registration identifies, too", "US_2703_D_ORDER",
	    I, ACCOUNT, "acct_reg_ip " },
	{ "a court order reaches traffic", "US_2703_D_ORDER", T, MAIL,
	    DIALING "read_at deleted_at bytes+ " },
	{ "R9: a size is on no subpoena", "US_CIVIL_SUBPOENA", T, MAIL,
	    DIALING "read_at deleted_at " },
	{ "R9: nor on a warrant", "US_2703_A_WARRANT", T, MAIL,
	    DIALING "read_at deleted_at " },
	{ "a court order reaches no content", "US_2703_D_ORDER", C, MAIL, "" },
	{ "a court order reaches events of files", "US_2703_D_ORDER", T, FILES,
	    "event_at event conn_ip conn_proto " },
	{ "a court order reaches purchases", "US_2703_D_ORDER", T, ACCOUNT,
	    "bought_at amount currency " },
	{ "R9: in the EU the size is traffic", "EU_EPOC", T, MAIL,
	    DIALING "read_at deleted_at bytes+ " },
	{ "traffic of connections", "EU_EPOC", T, CONNECTIONS,
	    "conn_proto conn_agent+ " },
	{ "content of mail", "US_2703_A_WARRANT", C, MAIL,
	    "native folder_name+ headers+ subject+ text+ attachments+ " },
	{ "content of files", "US_2703_A_WARRANT", C, FILES,
	    "native file_name file_path+ folder_name+ " },
	{ "content of a calendar", "US_2703_A_WARRANT", C, AMBIT_HOLDS_CALENDAR,
	    "native " },
	{ "content of contacts", "US_CIVIL_ORDER", C, AMBIT_HOLDS_CONTACTS,
	    "native " },
	{ "content of no account", "US_2703_A_WARRANT", C, ACCOUNT, "" },
	{ "in an emergency only what is named", "US_2702_EMERGENCY", I,
	    CONNECTIONS, "conn_at+ conn_event+ conn_ip+ conn_port+ " },
	{ "preserving produces nothing", "US_2703_F_PRESERVATION", S, ACCOUNT,
	    "" },
	{ "what is switched off produces nothing", "US_NSL_2709", S, ACCOUNT,
	    "" },
	{ "what is switched off produces nothing, however far it reaches",
	    "US_FISA_CONTENT", C, MAIL, "" },
	{ "what is not known produces nothing", "US_2703", S, ACCOUNT, "" },
	{ "what is not asked produces nothing", "US_2703_A_WARRANT", 0, ACCOUNT,
	    "" },
};

static bool
leaves(const struct list *row, const char *id, bool named)
{
	struct ambit_span field = span(id);
	struct ambit_demand demand = { row->class, row->store, &field,
		named ? 1 : 0, 0 };
	struct ambit_task task = { .demands = &demand, .n_demands = 1 };
	struct ambit_order order = { .legal_type = span(row->legal_type) };

	return ambit_split_field(&order, &task, row->store, id);
}

static void
list(void **state)
{
	const struct list *row = *state;
	const struct ambit_law_field *fields;
	char got[1000] = "";
	size_t n;

	fields = ambit_law_fields(&n);
	for (size_t i = 0; i < n; i++) {
		const char *id = fields[i].id;

		/* Once, though regimes may have rows of their own. */
		if (fields[i].store != row->store ||
		    fields[i].regime != AMBIT_REGIME_ANY)
			continue;
		if (!leaves(row, id, true)) {
			assert_false(leaves(row, id, false));
			continue;
		}
		strcat(got, id);
		strcat(got, leaves(row, id, false) ? " " : "+ ");
	}
	assert_string_equal(got, row->leaves);
}

static void
naming_one_field_leaves_the_others(void **state)
{
	struct ambit_span named[] = { span("to_addr"), span("read_at") };
	struct ambit_demand demands[] = { { T, MAIL, named, 2, 0 },
		{ C, FILES, NULL, 0, 0 } };
	struct ambit_task task = { .demands = demands, .n_demands = 2 };
	struct ambit_order order = { .legal_type = span("US_2703_A_WARRANT") };

	(void)state;
	assert_true(ambit_split_field(&order, &task, MAIL, "to_addr"));
	assert_true(ambit_split_field(&order, &task, MAIL, "read_at"));
	assert_false(ambit_split_field(&order, &task, MAIL, "from_addr"));
	assert_false(ambit_split_field(&order, &task, MAIL, "native"));
	assert_true(ambit_split_field(&order, &task, FILES, "native"));
	assert_false(ambit_split_field(&order, &task, FILES, "to_addr"));
	assert_false(ambit_split_field(&order, &task, MAIL, "to_add"));
	task.n_demands = 0;
	assert_false(ambit_split_field(&order, &task, FILES, "native"));
}

/* A row that another regime's stands before does not speak. */
static void
a_row_speaks_under_its_own_regime(void **state)
{
	struct ambit_span named = span("bytes");
	struct ambit_demand demand = { T, MAIL, &named, 1, 0 };
	struct ambit_order order = { .legal_type = span("US_2703_D_ORDER") };
	size_t n;
	const struct ambit_law_field *fields = ambit_law_fields(&n);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		if (strcmp(fields[i].id, "bytes") != 0)
			continue;
		assert_int_equal(ambit_split_leaves(&order, &demand,
				     &fields[i]),
		    fields[i].regime == AMBIT_REGIME_US);
	}
}

static void
a_field_of_another_store_does_not_leave(void **state)
{
	struct ambit_demand demand = { T, FILES, NULL, 0, 0 };
	struct ambit_order order = { .legal_type = span("US_2703_D_ORDER") };
	const struct ambit_law_field *field =
	    ambit_law_field(span("conn_proto"), CONNECTIONS, AMBIT_REGIME_US);

	(void)state;
	assert_non_null(field);
	assert_int_equal(field->store, CONNECTIONS);
	assert_false(ambit_split_leaves(&order, &demand, field));
	field = ambit_law_field(span("conn_proto"), FILES, AMBIT_REGIME_US);
	assert_true(ambit_split_leaves(&order, &demand, field));
}

/* Default deny: whoever asks, with whatever row. */
static void
a_row_that_is_not_in_the_table_does_not_leave(void **state)
{
	struct ambit_law_field soul = { "soul", MAIL, AMBIT_REGIME_ANY, C, "" };
	struct ambit_demand demand = { C, MAIL, NULL, 0, 0 };
	struct ambit_order order = { .legal_type = span("US_2703_A_WARRANT") };

	(void)state;
	assert_false(ambit_split_leaves(&order, &demand, &soul));
	soul.id = "native";
	assert_true(ambit_split_leaves(&order, &demand, &soul));
}

static void
the_most_specific_regime_wins(void **state)
{
	(void)state;
	assert_int_equal(ambit_law_field(span("bytes"), MAIL, AMBIT_REGIME_US)
			     ->regime,
	    AMBIT_REGIME_US);
	assert_int_equal(ambit_law_field(span("bytes"), MAIL, AMBIT_REGIME_EU)
			     ->regime,
	    AMBIT_REGIME_EU);
	assert_int_equal(ambit_law_field(span("bytes"), MAIL, AMBIT_REGIME_GB)
			     ->classes,
	    AMBIT_LAW_WITHHELD);
	assert_int_equal(ambit_law_field(span("bytes"), MAIL, AMBIT_REGIME_ANY)
			     ->classes,
	    AMBIT_LAW_WITHHELD);
	assert_null(ambit_law_field(span("bytes"), FILES, AMBIT_REGIME_US));
	assert_null(ambit_law_field(span("byte"), MAIL, AMBIT_REGIME_US));
	assert_null(ambit_law_field(span(""), MAIL, AMBIT_REGIME_US));
}

/* The lists by themselves; their instruments may be switched off. */
struct reach {
	const char *name, *legal_type, *field;
	unsigned store;
	bool reached;
};

static const struct reach reaches[] = {
	{ "A-F: the name is listed", "US_2703_C2_SUBPOENA", "acct_name",
	    ACCOUNT, true },
	{ "A-F: the date of birth is not", "US_2703_C2_SUBPOENA", "acct_dob",
	    ACCOUNT, false },
	{ "A-F: traffic is not", "US_2703_C2_SUBPOENA", "bought_at", ACCOUNT,
	    false },
	{ "NSL: the name is one of six", "US_NSL_2709", "acct_name", ACCOUNT,
	    true },
	{ "NSL: the end of service is one", "US_NSL_2709", "acct_closed",
	    ACCOUNT, true },
	{ "NSL: the type of service is none", "US_NSL_2709", "acct_service",
	    ACCOUNT, false },
	{ "NSL: sessions are none", "US_NSL_2709", "conn_at", CONNECTIONS,
	    false },
	{ "DRAS: to whom", "US_PRTT_ORDER", "to_addr", MAIL, true },
	{ "DRAS: not when it was read", "US_PRTT_ORDER", "read_at", MAIL,
	    false },
	{ "DRAS: not what the file was called", "US_PRTT_ORDER", "event_at",
	    FILES, false },
	{ "a class that is not reached", "US_2703_D_ORDER", "native", MAIL,
	    false },
	{ "either class suffices", "US_2703_C2_SUBPOENA", "acct_reg_ip",
	    ACCOUNT, true },
	{ "R9: a size is nobody's in general", "COE_2AP_ART8", "bytes", MAIL,
	    false },
	{ "to preserve reaches nothing", "EU_EPOC_PR", "acct_name", ACCOUNT,
	    false },
	{ "the emergency reaches what is named", "US_2702_EMERGENCY", "native",
	    MAIL, true },
};

static void
reach(void **state)
{
	const struct reach *row = *state;
	const struct ambit_instrument *instrument =
	    ambit_law_instrument(span(row->legal_type));

	assert_non_null(instrument);
	assert_int_equal(ambit_law_reaches(instrument,
			     ambit_law_field(span(row->field), row->store,
				 AMBIT_REGIME_ANY)),
	    row->reached);
}

/* Even if a row reached a class, a list of nothing reaches no field. */
static void
a_list_of_nothing_is_nothing(void **state)
{
	struct ambit_instrument none = { .reach = S, .list = AMBIT_LIST_NONE };

	(void)state;
	assert_false(ambit_law_reaches(&none,
	    ambit_law_field(span("acct_name"), ACCOUNT, AMBIT_REGIME_ANY)));
	none.list = (enum ambit_list)99;
	assert_false(ambit_law_reaches(&none,
	    ambit_law_field(span("acct_name"), ACCOUNT, AMBIT_REGIME_ANY)));
}

/* What the code holds of law.md 2.1: reach, in letters; on or off. */
struct power {
	const char *code, *reach;
	bool on;
};

static const struct power powers[] = {
	{ "US_2703_A_WARRANT", "SITC", true },
	{ "US_2703_D_ORDER", "SIT", true },
	{ "US_2703_C2_SUBPOENA", "SI", true },
	{ "US_2702_EMERGENCY", "SITC", true },
	{ "US_2703_F_PRESERVATION", "", true },
	{ "US_2704_BACKUP", "", false },
	{ "US_PRTT_ORDER", "T", false },
	{ "US_TITLE_III", "", false },
	{ "US_NSL_2709", "S", false },
	{ "US_FISA_CONTENT", "SITC", false },
	{ "US_FISA_NONCONTENT", "SIT", false },
	{ "US_CIVIL_SUBPOENA", "SITC", true },
	{ "US_CIVIL_ORDER", "SITC", true },
	{ "US_CONSENT", "SITC", true },
	{ "US_3512_MLAT", "", false },
	{ "EU_EPOC", "SITC", true },
	{ "EU_EPOC_PR", "", true },
	{ "GB_IPA_P3", "SIT", false },
	{ "GB_IPA_TIW", "C", false },
	{ "GB_OPO", "TC", false },
	{ "COE_ART18", "S", false },
	{ "COE_2AP_ART7", "S", false },
	{ "COE_2AP_ART8", "ST", false },
	{ "COE_ART16", "", false },
	{ "EU_NATIONAL", "", false },
	{ "LOCAL_EQUIVALENT", "", false },
};

static void
every_instrument_has_its_row(void **state)
{
	size_t n;
	const struct ambit_instrument *rows = ambit_law_instruments(&n);

	(void)state;
	assert_int_equal(n, COUNT(powers));
	for (size_t i = 0; i < n; i++) {
		char reach_of[AMBIT_N_CLASSES + 1] = "";
		size_t len = 0;

		for (unsigned k = 0; k < AMBIT_N_CLASSES; k++) {
			if (rows[i].reach & 1u << k)
				reach_of[len++] = "SITC"[k];
		}
		assert_string_equal(rows[i].code, powers[i].code);
		assert_string_equal(reach_of, powers[i].reach);
		assert_int_equal(rows[i].on, powers[i].on);
		assert_int_equal(rows[i].list == AMBIT_LIST_NONE,
		    rows[i].reach == 0);
		assert_false(rows[i].confirmed);
		assert_ptr_equal(ambit_law_instrument(span(rows[i].code)),
		    &rows[i]);
	}
	assert_null(ambit_law_instrument(span("")));
	assert_null(ambit_law_instrument(span("us_2703_a_warrant")));
}

/* No field has two rows for one regime, and none is signed. */
static void
every_field_has_one_row(void **state)
{
	size_t n;
	const struct ambit_law_field *rows = ambit_law_fields(&n);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		assert_ptr_equal(ambit_law_field(span(rows[i].id),
				     rows[i].store, rows[i].regime),
		    &rows[i]);
		assert_false(rows[i].confirmed);
	}
}

/* Parts of a message, under Data with these Fields. */
struct piece {
	const char *name;
	const char *fields[3];
	const char *headers; /* of those below, which leave */
	bool text, other;
};

static const char *const header_names[] = { "From", "subject", "X-News",
	"MIME-Version", "Content-Type", "CONTENT-ID", "Content", "Subject-" };

static const struct piece pieces[] = {
	{ "the whole message is not asked in pieces", { NULL }, "", false,
	    false },
	{ "headers are all but structure", { "headers" },
	    "From subject X-News Content Subject- ", false, false },
	{ "the subject is the subject", { "subject" }, "subject ", false,
	    false },
	{ "text is no attachment", { "text" }, "", true, false },
	{ "attachments are no text", { "attachments" }, "", false, true },
	{ "several are several", { "text", "subject", "attachments" },
	    "subject ", true, true },
	{ "the folder is none of them", { "folder_name" }, "", false, false },
};

static void
piece(void **state)
{
	const struct piece *row = *state;
	struct ambit_span fields[3];
	struct ambit_demand demand = { C, MAIL, fields, 0, 0 };
	struct ambit_task task = { .demands = &demand, .n_demands = 1 };
	struct ambit_order order = { .legal_type = span("US_2703_A_WARRANT") };
	char got[200] = "";
	unsigned leave;

	for (size_t i = 0; i < 3 && row->fields[i] != NULL; i++)
		fields[demand.n_fields++] = span(row->fields[i]);
	leave = ambit_split_pieces(&order, &task);
	for (size_t i = 0; i < COUNT(header_names); i++) {
		if (!ambit_split_header(leave, span(header_names[i])))
			continue;
		strcat(got, header_names[i]);
		strcat(got, " ");
	}
	assert_string_equal(got, row->headers);
	assert_int_equal(ambit_split_part(leave, AMBIT_PART_TEXT), row->text);
	assert_int_equal(ambit_split_part(leave, AMBIT_PART_OTHER), row->other);
}

#define ALONE 8

int
main(void)
{
	static struct CMUnitTest tests[COUNT(lists) + COUNT(reaches) +
	    COUNT(pieces) + ALONE] = {
		cmocka_unit_test(naming_one_field_leaves_the_others),
		cmocka_unit_test(a_row_speaks_under_its_own_regime),
		cmocka_unit_test(a_field_of_another_store_does_not_leave),
		cmocka_unit_test(a_row_that_is_not_in_the_table_does_not_leave),
		cmocka_unit_test(the_most_specific_regime_wins),
		cmocka_unit_test(a_list_of_nothing_is_nothing),
		cmocka_unit_test(every_instrument_has_its_row),
		cmocka_unit_test(every_field_has_one_row),
	};
	struct CMUnitTest *test = tests + ALONE;

	for (size_t i = 0; i < COUNT(lists); i++)
		*test++ = (struct CMUnitTest){ lists[i].name, list, NULL, NULL,
			(void *)(uintptr_t)&lists[i] };
	for (size_t i = 0; i < COUNT(reaches); i++)
		*test++ = (struct CMUnitTest){ reaches[i].name, reach, NULL,
			NULL, (void *)(uintptr_t)&reaches[i] };
	for (size_t i = 0; i < COUNT(pieces); i++)
		*test++ = (struct CMUnitTest){ pieces[i].name, piece, NULL,
			NULL, (void *)(uintptr_t)&pieces[i] };
	return cmocka_run_group_tests_name("split", tests, NULL, NULL);
}
