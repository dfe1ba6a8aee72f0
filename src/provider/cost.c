/*
 * What a case has cost, and whether it may be claimed.
 */

/* System. */
#include <string.h>

/* Floor 5. */
#include "ambit/cost.h"
#include "ambit/json.h"
#include "ambit/law.h"

/* Here. */
#include "ledger_state.h"

/* The most digits of whole dollars: far from where a number ends. */
#define DOLLAR_DIGITS 12

const char *
ambit_cost_phase_name(enum ambit_cost_phase phase)
{
	static const char *const names[] = { "search", "assemble", "reproduce",
		"provide" };

	return names[phase];
}

const char *
ambit_cost_waiver(const struct ambit_order *order)
{
	const struct ambit_instrument *row =
	    ambit_law_instrument(order->legal_type);

	if (!ambit_span_equal(order->country, AMBIT_LIT("US")))
		return "the order is not of the United States";
	if (order->case_type == AMBIT_CASE_EMERGENCY ||
	    ambit_law_channel(order) == AMBIT_CHANNEL_EMERGENCY)
		return "it is an emergency";
	if (order->flags & AMBIT_ORDER_CHILD_EXPLOITATION)
		return "it is a case of child exploitation";
	if (row == NULL || !row->billable)
		return "costs are not reimbursed for this legal process";
	return NULL;
}

/* ---- what is recorded ---- */

static const char recorded[] =
    "WITH e AS (SELECT seq, kind, body FROM events WHERE case_id = ?1 "
    "AND kind IN ('cost', 'produced')) SELECT "
    "coalesce(sum(json_extract(body, '$.minutes.search')), 0), "
    "coalesce(sum(json_extract(body, '$.minutes.assemble')), 0), "
    "coalesce(sum(json_extract(body, '$.minutes.reproduce')), 0), "
    "coalesce(sum(json_extract(body, '$.minutes.provide')), 0), "
    "coalesce(sum(json_extract(body, '$.media')), 0), "
    /* A cost event repeats what its case had used so far. */
    "coalesce(sum(iif(kind = 'produced', "
    "json_extract(body, '$.cpu_seconds'), 0)), 0), "
    "coalesce(sum(json_extract(body, '$.bytes_read')), 0), "
    "coalesce(sum(json_extract(body, '$.bytes_written')), 0), "
    "(SELECT json_extract(body, '$.amount') FROM e WHERE kind = 'cost' "
    "AND json_extract(body, '$.amount') IS NOT NULL "
    "ORDER BY seq DESC LIMIT 1) FROM e";

static void
take(sqlite3_stmt *stmt, struct ambit_cost *cost_r)
{
	uint64_t n[9];

	for (int i = 0; i < 9; i++) {
		int64_t value = sqlite3_column_int64(stmt, i);

		n[i] = value > 0 ? (uint64_t)value : 0;
	}
	*cost_r = (struct ambit_cost){ .media = n[4],
		.cpu_seconds = n[5],
		.bytes_read = n[6],
		.bytes_written = n[7],
		.agreed = sqlite3_column_type(stmt, 8) == SQLITE_INTEGER,
		.cents = n[8] };
	for (size_t i = 0; i < AMBIT_N_COST_PHASES; i++)
		cost_r->minutes[i] = n[i];
}

int
ambit_cost_read(struct ambit_ledger *ledger, struct ambit_span case_id,
    struct ambit_cost *cost_r, struct ambit_err *err_r)
{
	sqlite3_stmt *stmt;
	int got;

	*cost_r = (struct ambit_cost){ .agreed = false };
	if (sqlite3_prepare_v2(ambit_ledger_db(ledger), recorded, -1, &stmt,
		NULL) != SQLITE_OK)
		return ledger_fail(ledger, err_r);
	ledger_bind(stmt, 1, case_id);
	got = ledger_step(ledger, stmt, err_r);
	if (got == 1)
		take(stmt, cost_r);
	(void)sqlite3_finalize(stmt);
	return got < 0 ? -1 : 0;
}

void
ambit_cost_event(const struct ambit_cost *more, const struct ambit_cost *before,
    const char *waiver, struct ambit_text *text)
{
	/* In the order of their names, as JSON has them. */
	static const enum ambit_cost_phase phases[] = { AMBIT_COST_ASSEMBLE,
		AMBIT_COST_PROVIDE, AMBIT_COST_REPRODUCE, AMBIT_COST_SEARCH };
	struct ambit_json json = { .text = text };

	ambit_json_object(&json, NULL);
	if (more->agreed)
		ambit_json_number(&json, "amount", (int64_t)more->cents);
	else
		ambit_json_null(&json, "amount");
	ambit_json_bool(&json, "claimed",
	    waiver == NULL && (more->agreed || before->agreed));
	ambit_json_number(&json, "cpu_seconds", (int64_t)before->cpu_seconds);
	ambit_json_number(&json, "media", (int64_t)more->media);
	ambit_json_object(&json, "minutes");
	for (size_t i = 0; i < AMBIT_N_COST_PHASES; i++)
		ambit_json_number(&json, ambit_cost_phase_name(phases[i]),
		    (int64_t)more->minutes[phases[i]]);
	ambit_json_end(&json);
	if (waiver != NULL)
		ambit_json_string(&json, "waiver_reason",
		    ambit_span_str(waiver));
	else
		ambit_json_null(&json, "waiver_reason");
	ambit_json_end(&json);
}

/* ---- amounts ---- */

static bool
cut_digits(struct ambit_span *rest, size_t least, size_t most, uint64_t *n_r)
{
	size_t len = 0;

	*n_r = 0;
	while (len < rest->len && rest->ptr[len] >= '0' &&
	    rest->ptr[len] <= '9' && len < most)
		*n_r = *n_r * 10 + (uint64_t)(rest->ptr[len++] - '0');
	*rest = ambit_span_sub(*rest, len, rest->len - len);
	return len >= least;
}

bool
ambit_cost_amount(struct ambit_span text, uint64_t *cents_r)
{
	uint64_t dollars, cents = 0;

	if (!cut_digits(&text, 1, DOLLAR_DIGITS, &dollars))
		return false;
	if (text.len > 0 && text.ptr[0] == '.') {
		text = ambit_span_sub(text, 1, text.len - 1);
		if (!cut_digits(&text, 2, 2, &cents))
			return false;
	}
	*cents_r = dollars * 100 + cents;
	return text.len == 0;
}

uint64_t
ambit_cost_hours(const struct ambit_cost *cost)
{
	uint64_t minutes = 0;

	for (size_t i = 0; i < AMBIT_N_COST_PHASES; i++)
		minutes += cost->minutes[i];
	/* A hundredth of an hour is three fifths of a minute. */
	return (minutes * 10 + 3) / 6;
}

/* ---- the statement ---- */

static void
put_quoted(struct ambit_text *text, struct ambit_span value)
{
	ambit_text_str(text, "\"");
	ambit_text_escaped(text, value);
	ambit_text_str(text, "\"\n");
}

static void
put_claim(struct ambit_text *text, const struct ambit_cost *cost)
{
	uint64_t hours = ambit_cost_hours(cost);

	ambit_text_str(text, "Hours         ");
	ambit_text_decimal(text, hours / 100, 1);
	ambit_text_str(text, ".");
	ambit_text_decimal(text, hours % 100, 2);
	ambit_text_str(text, "\nAmount        ");
	if (!cost->agreed) {
		ambit_text_str(text, "not yet agreed, nor set by the court\n");
		return;
	}
	ambit_text_str(text, "US$ ");
	ambit_text_decimal(text, cost->cents / 100, 1);
	ambit_text_str(text, ".");
	ambit_text_decimal(text, cost->cents % 100, 2);
	ambit_text_str(text, "\n");
}

int
ambit_cost_statement(const struct ambit_order *order,
    const struct ambit_cost *cost, struct ambit_sink *sink,
    struct ambit_err *err_r)
{
	const char *waiver = ambit_cost_waiver(order);
	char room[8192];
	struct ambit_text text = AMBIT_TEXT(room);

	ambit_text_str(&text, "Statement of costs, 18 U.S.C. 2706\n");
	ambit_text_str(&text, "Reference     ");
	put_quoted(&text, order->reference);
	ambit_text_str(&text, "Order         ");
	put_quoted(&text, order->id);
	if (waiver == NULL)
		put_claim(&text, cost);
	else
		ambit_text_print(&text,
		    "Amount        nothing is claimed: %s\n", waiver);
	if (text.full)
		return ambit_err_set(err_r, AMBIT_E_LIMIT,
		    "statement of costs: the order's reference is too long");
	return ambit_sink_write(sink, ambit_text_span(&text), err_r);
}
