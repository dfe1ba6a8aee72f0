/*
 * ambit cost: what an order has cost, and the statement of it.
 */

/* System. */
#include <inttypes.h>
#include <stdio.h>

/* Floor 6 and below. */
#include "ambit/cost.h"

/* Floor 8. */
#include "record.h"
#include "say.h"

/* What was recorded stays with the provider: on stderr, and to a person. */
static void
say_recorded(const struct cli *cli, const struct ambit_cost *cost)
{
	if (cli->quiet)
		return;
	say_note(cli, "recorded",
	    "minutes: search %" PRIu64 ", assemble %" PRIu64
	    ", reproduce %" PRIu64 ", provide %" PRIu64 "; CPU %" PRIu64
	    " s; %" PRIu64 " bytes read, %" PRIu64 " written; media %" PRIu64,
	    cost->minutes[AMBIT_COST_SEARCH],
	    cost->minutes[AMBIT_COST_ASSEMBLE],
	    cost->minutes[AMBIT_COST_REPRODUCE],
	    cost->minutes[AMBIT_COST_PROVIDE], cost->cpu_seconds,
	    cost->bytes_read, cost->bytes_written, cost->media);
}

static enum cli_exit
say_statement(const struct cli_case *c, const struct ambit_cost *cost)
{
	const char *waiver = ambit_cost_waiver(&c->order);
	struct ambit_err err = { .code = AMBIT_E_NONE };
	uint64_t hours = ambit_cost_hours(cost);

	if (!c->cli->json) {
		if (!c->cli->quiet &&
		    ambit_cost_statement(&c->order, cost, &say_stdout, &err) <
			0)
			return say_err(c->cli, &err, "");
		return CLI_COMPLETE;
	}
	if (waiver != NULL)
		say_result(c->cli, "waived", "%s", waiver);
	else if (!cost->agreed)
		say_result(c->cli, "cost", "%" PRIu64 ".%02" PRIu64 " hours",
		    hours / 100, hours % 100);
	else
		say_result(c->cli, "cost",
		    "%" PRIu64 ".%02" PRIu64 " hours, US$ %" PRIu64
		    ".%02" PRIu64,
		    hours / 100, hours % 100, cost->cents / 100,
		    cost->cents % 100);
	return CLI_COMPLETE;
}

/* Record what is new, and state the sum. */
static enum cli_exit
state(struct cli_case *c, const struct ambit_cost *more)
{
	char room[1024];
	struct ambit_text body = AMBIT_TEXT(room);
	struct ambit_span id = ambit_span_str(c->case_id);
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct ambit_cost cost;

	if (ambit_cost_read(c->ledger, id, &cost, &err) < 0)
		return say_err(c->cli, &err, "");
	ambit_cost_event(more, &cost, ambit_cost_waiver(&c->order), &body);
	if (record_append(c, AMBIT_LEDGER_COST, &body, &err) < 0 ||
	    ambit_cost_read(c->ledger, id, &cost, &err) < 0)
		return say_err(c->cli, &err, "");
	say_recorded(c->cli, &cost);
	return say_statement(c, &cost);
}

/* false: it was said why. */
static bool
more_of(const struct cli *cli, struct ambit_cost *more_r)
{
	*more_r = (struct ambit_cost){ .media = cli->media };
	for (size_t i = 0; i < AMBIT_N_COST_PHASES; i++)
		more_r->minutes[i] = cli->minutes[i];
	more_r->agreed = cli->amount != NULL;
	if (cli->amount == NULL ||
	    ambit_cost_amount(ambit_span_str(cli->amount), &more_r->cents))
		return true;
	(void)fprintf(stderr,
	    "ambit: --amount %s: not an amount in US$, such as 187.50\n",
	    cli->amount);
	return false;
}

static enum cli_exit
run(const struct cli *cli)
{
	struct ambit_cost more;
	struct cli_case c;
	enum cli_exit status;

	if (!more_of(cli, &more))
		return CLI_USAGE;
	status = case_open(cli, &c);
	if (status == CLI_COMPLETE && more.agreed &&
	    ambit_cost_waiver(&c.order) != NULL) {
		say_note(cli, "error",
		    "--amount: nothing is claimed for this order: %s",
		    ambit_cost_waiver(&c.order));
		status = CLI_USAGE;
	}
	if (status == CLI_COMPLETE)
		status = record_open(&c);
	if (status == CLI_COMPLETE) {
		status = state(&c, &more);
		record_close(&c);
	}
	case_close(&c);
	return status;
}

const struct cli_command cli_cost = {
	.name = "cost",
	.usage = "ORDER [--minutes PHASE=N]... [--media N] [--amount US$] "
		 "[--registry FILE] [--root DIR] [--as-of INSTANT] "
		 "[--operator NAME] [--json]",
	.says = "record what an order has cost, and state it (18 U.S.C. 2706)",
	.takes = "rRtMmEpjq",
	.min = 1,
	.max = 1,
	.run = run,
};
