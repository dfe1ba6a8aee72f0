#include "check.h"
#include "output.h"

#include <stdio.h>
#include <string.h>

#include "ambit/cost.h"
#include "ambit/sink.h"

/* ---- what may be claimed ---- */

static const struct claim {
	const char *name, *country, *type;
	enum ambit_case_type case_type;
	unsigned flags;
	const char *waiver; /* NULL: it may be claimed */
} claims[] = {
	{ "a warrant of the United States is paid for", "US",
	    "US_2703_A_WARRANT", AMBIT_CASE_CRIMINAL, 0, NULL },
	{ "so is a court order", "US", "US_2703_D_ORDER", AMBIT_CASE_CRIMINAL,
	    0, NULL },
	{ "so is a subpoena", "US", "US_2703_C2_SUBPOENA",
	    AMBIT_CASE_ADMINISTRATIVE, 0, NULL },
	{ "a warrant in a case of child exploitation is not", "US",
	    "US_2703_A_WARRANT", AMBIT_CASE_CRIMINAL,
	    AMBIT_ORDER_CHILD_EXPLOITATION,
	    "it is a case of child exploitation" },
	{ "another flag of the order takes nothing away", "US",
	    "US_2703_A_WARRANT", AMBIT_CASE_CRIMINAL,
	    AMBIT_ORDER_ACCOUNT_COMPROMISED, NULL },
	{ "an emergency is not", "US", "US_2702_EMERGENCY",
	    AMBIT_CASE_EMERGENCY, 0, "it is an emergency" },
	{ "nor is a warrant in an emergency", "US", "US_2703_A_WARRANT",
	    AMBIT_CASE_EMERGENCY, 0, "it is an emergency" },
	{ "an order of another country is not", "DE", "EU_EPOC",
	    AMBIT_CASE_CRIMINAL, 0, "the order is not of the United States" },
	{ "nor is the instrument of one that another country uses", "GB",
	    "US_2703_A_WARRANT", AMBIT_CASE_CRIMINAL, 0,
	    "the order is not of the United States" },
	{ "a civil subpoena is not", "US", "US_CIVIL_SUBPOENA",
	    AMBIT_CASE_CIVIL, 0,
	    "costs are not reimbursed for this legal process" },
	{ "nor is a national security letter", "US", "US_NSL_2709",
	    AMBIT_CASE_NATIONAL_SECURITY, 0,
	    "costs are not reimbursed for this legal process" },
	{ "nor is a request to preserve", "US", "US_2703_F_PRESERVATION",
	    AMBIT_CASE_CRIMINAL, 0,
	    "costs are not reimbursed for this legal process" },
	{ "nor is what no table knows", "US", "US_UNHEARD_OF",
	    AMBIT_CASE_CRIMINAL, 0,
	    "costs are not reimbursed for this legal process" },
};

static struct ambit_order
order_of(const struct claim *claim)
{
	return (struct ambit_order){
		.id = AMBIT_LIT("one"),
		.reference = AMBIT_LIT("26-mc-93"),
		.country = ambit_span_str(claim->country),
		.legal_type = ambit_span_str(claim->type),
		.case_type = claim->case_type,
		.flags = claim->flags,
	};
}

static void
a_claim_is_judged_so(void **state)
{
	const struct claim *claim = *state;
	const struct ambit_order order = order_of(claim);
	const char *waiver = ambit_cost_waiver(&order);

	if (claim->waiver == NULL)
		assert_null(waiver);
	else
		assert_string_equal(waiver, claim->waiver);
}

/* ---- hours ---- */

static const struct time {
	const char *name;
	uint64_t minutes;
	uint64_t hundredths;
} times[] = {
	{ "no time is no hours", 0, 0 },
	{ "a minute is two hundredths", 1, 2 },
	{ "three minutes are five", 3, 5 },
	{ "a quarter of an hour", 15, 25 },
	{ "twenty minutes are cut", 20, 33 },
	{ "forty are rounded up", 40, 67 },
	{ "an hour", 60, 100 },
	{ "a day", 1440, 2400 },
};

static void
minutes_are_hours(void **state)
{
	const struct time *time = *state;
	/* Whatever the phase. */
	struct ambit_cost cost = { .minutes = { time->minutes / 2, 0, 0,
				       time->minutes - time->minutes / 2 } };

	assert_int_equal(ambit_cost_hours(&cost), time->hundredths);
}

/* ---- amounts ---- */

static const struct amount {
	const char *name, *text;
	int64_t cents; /* -1: none */
} amounts[] = {
	{ "dollars and cents", "187.50", 18750 },
	{ "dollars alone", "187", 18700 },
	{ "nothing is an amount", "0", 0 },
	{ "cents alone want a nought before them", ".50", -1 },
	{ "one digit of cents is doubtful", "187.5", -1 },
	{ "so are three", "187.500", -1 },
	{ "no cents behind the point", "187.", -1 },
	{ "thousands are not parted", "1,870", -1 },
	{ "there is no sign", "-1", -1 },
	{ "nor a currency", "$187", -1 },
	{ "nor a blank", "187 ", -1 },
	{ "the most there is", "999999999999.99", 99999999999999 },
	{ "more is none", "1000000000000", -1 },
	{ "nothing at all", "", -1 },
};

static void
an_amount_is_read_so(void **state)
{
	const struct amount *amount = *state;
	uint64_t cents = 0;
	bool good = ambit_cost_amount(ambit_span_str(amount->text), &cents);

	assert_int_equal(good, amount->cents >= 0);
	if (good)
		assert_int_equal(cents, amount->cents);
}

/* ---- statements ---- */

struct gathered {
	struct ambit_sink sink;
	struct ambit_text text;
	char room[1024];
};

static int
gather(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	struct gathered *g = (struct gathered *)sink;

	(void)err_r;
	ambit_text_put(&g->text, bytes);
	return 0;
}

static const struct ambit_sink_ops gather_ops = { .name = "gather",
	.write = gather };

#define HEAD                                   \
	"Statement of costs, 18 U.S.C. 2706\n" \
	"Reference     \"26-mc-93\"\n"         \
	"Order         \"one\"\n"

/* Amount and hours, and nothing else of what is recorded. */
static const struct stated {
	const char *name;
	size_t claim;
	struct ambit_cost cost;
	const char *text;
} stated[] = {
	{ "hours and an amount that was agreed", 0,
	    { .minutes = { 30, 0, 0, 15 },
		.cpu_seconds = 11,
		.bytes_read = 222,
		.bytes_written = 333,
		.media = 4,
		.agreed = true,
		.cents = 18705 },
	    HEAD "Hours         0.75\nAmount        US$ 187.05\n" },
	{ "hours alone, before there is an amount", 0,
	    { .minutes = { 600, 0, 0, 3 } },
	    HEAD "Hours         10.05\n"
		 "Amount        not yet agreed, nor set by the court\n" },
	{ "the reason alone, where nothing is claimed", 3,
	    { .minutes = { 30 }, .agreed = true, .cents = 1 },
	    HEAD "Amount        nothing is claimed: it is a case of child "
		 "exploitation\n" },
};

static void
it_is_stated_so(void **state)
{
	const struct stated *row = *state;
	const struct ambit_order order = order_of(&claims[row->claim]);
	struct gathered g = { .sink.ops = &gather_ops };
	struct ambit_err err;

	g.text = AMBIT_TEXT(g.room);
	assert_int_equal(ambit_cost_statement(&order, &row->cost, &g.sink,
			     &err),
	    0);
	assert_string_equal(ambit_text_end(&g.text), row->text);
}

/* ---- the ledger ---- */

#define CASE "0123456789abcdef0123456789abcdef"
#define RECEIVED                                                       \
	"{\"accounts\":[],\"active_from\":0,\"active_until\":null,"    \
	"\"agency\":\"a\",\"authority_notified\":false,"               \
	"\"case_type\":\"criminal\",\"certified\":false,"              \
	"\"channel\":\"lawEnforcement\",\"child_exploitation\":false," \
	"\"classes_requested\":\"content\",\"country\":\"US\","        \
	"\"due\":null,\"generation\":1,\"issuer_level\":\"federal\","  \
	"\"legal_type\":\"US_2703_A_WARRANT\",\"order_digest\":"       \
	"\"" CASE CASE "\",\"received_at\":0,\"secrecy\":[],"          \
	"\"subdivision\":null}"
#define PRODUCED                                                   \
	"{\"bytes_read\":1000,\"bytes_written\":10,\"counts\":[]," \
	"\"cpu_seconds\":7,\"production_id\":\"p\","               \
	"\"tagmanifest_sha256\":\"\"}"

static void
append(struct ambit_ledger *ledger, enum ambit_ledger_kind kind,
    struct ambit_span body)
{
	const struct ambit_ledger_event event = { .by = AMBIT_LIT("ada"),
		.case_id = AMBIT_LIT(CASE),
		.kind = kind,
		.body = body };
	struct ambit_err err;

	if (ambit_ledger_append(ledger, &event, NULL, &err) < 0)
		fail_msg("%s", err.text);
}

/* Append a cost event of the case, with what was there before. */
static void
add(struct ambit_ledger *ledger, const struct ambit_cost *more,
    const char *body)
{
	char room[512];
	struct ambit_text text = AMBIT_TEXT(room);
	struct ambit_cost before;
	struct ambit_err err;

	assert_int_equal(ambit_cost_read(ledger, AMBIT_LIT(CASE), &before,
			     &err),
	    0);
	ambit_cost_event(more, &before, NULL, &text);
	append(ledger, AMBIT_LEDGER_COST, ambit_text_span(&text));
	assert_string_equal(ambit_text_end(&text), body);
}

/* Minutes and media add up; the last amount holds; a production adds what it
 * used, and no cost event repeats that. */
static void
what_is_recorded_adds_up(void **state)
{
	struct output out = output_new();
	const struct ambit_cost first = { .minutes = { 30, 1, 0, 0 },
		.media = 1,
		.agreed = true,
		.cents = 100 };
	const struct ambit_cost second = { .minutes = { 0, 0, 2, 5 } };
	struct ambit_ledger *ledger;
	struct ambit_cost cost;
	struct ambit_err err;
	char path[4096];

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/ledger.db", out.path);
	assert_int_equal(ambit_ledger_open(path, AMBIT_LEDGER_WRITE, &ledger,
			     &err),
	    0);
	append(ledger, AMBIT_LEDGER_RECEIVED, AMBIT_LIT(RECEIVED));
	add(ledger, &first,
	    "{\"amount\":100,\"claimed\":true,\"cpu_seconds\":0,\"media\":1,"
	    "\"minutes\":{\"assemble\":1,\"provide\":0,\"reproduce\":0,"
	    "\"search\":30},\"waiver_reason\":null}");
	append(ledger, AMBIT_LEDGER_PRODUCED, AMBIT_LIT(PRODUCED));
	append(ledger, AMBIT_LEDGER_PRODUCED, AMBIT_LIT(PRODUCED));
	add(ledger, &second,
	    "{\"amount\":null,\"claimed\":true,\"cpu_seconds\":14,"
	    "\"media\":0,\"minutes\":{\"assemble\":0,\"provide\":5,"
	    "\"reproduce\":2,\"search\":0},\"waiver_reason\":null}");
	assert_int_equal(ambit_cost_read(ledger, AMBIT_LIT(CASE), &cost, &err),
	    0);
	assert_int_equal(cost.minutes[AMBIT_COST_SEARCH], 30);
	assert_int_equal(cost.minutes[AMBIT_COST_ASSEMBLE], 1);
	assert_int_equal(cost.minutes[AMBIT_COST_REPRODUCE], 2);
	assert_int_equal(cost.minutes[AMBIT_COST_PROVIDE], 5);
	assert_int_equal(cost.cpu_seconds, 14);
	assert_int_equal(cost.bytes_read, 2000);
	assert_int_equal(cost.bytes_written, 20);
	assert_int_equal(cost.media, 1);
	assert_true(cost.agreed);
	assert_int_equal(cost.cents, 100);
	ambit_ledger_close(&ledger);
	output_free(&out);
}

#define ADD(table, test)                                     \
	for (size_t i = 0; i < COUNT(table); i++)            \
		tests[n++] = (struct CMUnitTest)             \
		{                                            \
			(table)[i].name, test, NULL, NULL,   \
			    (void *)(uintptr_t) & (table)[i] \
		}

int
main(void)
{
	struct CMUnitTest tests[COUNT(claims) + COUNT(times) + COUNT(amounts) +
	    COUNT(stated) + 1] = {
		cmocka_unit_test(what_is_recorded_adds_up),
	};
	size_t n = 1;

	ADD(claims, a_claim_is_judged_so);
	ADD(times, minutes_are_hours);
	ADD(amounts, an_amount_is_read_so);
	ADD(stated, it_is_stated_so);
	return cmocka_run_group_tests_name("cost", tests, NULL, NULL);
}
