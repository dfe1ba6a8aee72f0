/*
 * ambit check: may the order be carried out, and what does it say? Judges,
 * and reads the order back in plain words for a person to sign.
 */

/* System. */
#include <stdio.h>

/* Floor 6 and below. */
#include "ambit/in_words.h"
#include "ambit/letter.h"

/* Floor 8. */
#include "case.h"
#include "record.h"
#include "release.h"
#include "say.h"

/* Has anything left under this order? 1, 0, or -1 and *err_r. */
static int
has_left(struct cli_case *c, struct ambit_err *err_r)
{
	struct ambit_ledger_event event;
	int got = ambit_ledger_last(c->ledger, ambit_span_str(c->case_id),
	    AMBIT_LEDGER_RELEASED, c->arena, &event, err_r);

	if (got != 1)
		return got;
	return !ambit_span_contains_nocase(event.body,
		   AMBIT_LIT("\"undone\":true")) ||
	    ambit_span_contains_nocase(event.body,
		AMBIT_LIT("\"stands\":true"));
}

/* The letter to the authority: what it must know of what was found. It says
 * that nothing was handed over. */
static enum cli_exit
write_letter(struct cli_case *c, enum cli_exit status)
{
	const struct ambit_letter_refusal refusal = { .order = &c->order,
		.findings = c->findings,
		.n_findings = c->n_findings,
		.now = c->now };
	struct ambit_err err = { .code = AMBIT_E_NONE };
	int left = has_left(c, &err);

	if (left < 0)
		return say_err(c->cli, &err, "");
	if (left > 0)
		say_note(c->cli, "note",
		    "a production of this order was released: there is no "
		    "letter to send that says that it cannot be carried out");
	else if (!ambit_letter_refuses(&refusal))
		say_note(c->cli, "note",
		    "nothing was found that the authority would have to mend: "
		    "there is no letter to send");
	else if (ambit_letter_refusal(&refusal, &say_stdout, &err) < 0 ||
	    ambit_sink_finish(&say_stdout, &err) < 0)
		return say_err(c->cli, &err, "");
	return status;
}

static enum cli_exit
check(struct cli_case *c)
{
	struct ambit_complaints complaints = { .n = 0 };
	struct ambit_err err = { .code = AMBIT_E_NONE };
	enum cli_exit status;

	if (!c->cli->quiet && !c->cli->json && !c->cli->letter &&
	    (ambit_order_in_words(&c->order, &c->registry, &say_stdout, &err) <
		    0 ||
		ambit_sink_finish(&say_stdout, &err) < 0))
		return say_err(c->cli, &err, "");
	case_warn(c);
	status = case_paths(c, &complaints);
	if (status == CLI_COMPLETE)
		status = record_checked(c, release_judge(c, case_judge(c)));
	if (c->cli->letter && status != CLI_FAILED)
		return write_letter(c, status);
	if (status == CLI_COMPLETE)
		say_result(c->cli, "executable",
		    "The order can be carried out as it is written.");
	return status;
}

static enum cli_exit
run(const struct cli *cli)
{
	struct cli_case c;
	enum cli_exit status;

	if (cli->letter && cli->json) {
		(void)fprintf(stderr,
		    "ambit: check: --letter is plain text, not --json\n");
		return CLI_USAGE;
	}
	status = record_refused(&c, case_open(cli, &c));
	if (status == CLI_COMPLETE)
		status = record_open(&c);
	if (status == CLI_COMPLETE) {
		c.asks = true;
		c.purpose = ambit_law_purpose(&c.order);
		status = check(&c);
	}
	case_close(&c);
	return status;
}

const struct cli_command cli_check = {
	.name = "check",
	.usage = "ORDER [--registry FILE] [--root DIR] [--as-of INSTANT] "
		 "[--operator NAME]\n         [--letter] [--json] [--quiet]",
	.says = "may the order be carried out, and what does it say",
	.takes = "rRtpljq",
	.min = 1,
	.max = 1,
	.run = run,
};
