/*
 * ambit withdraw: record that an order was withdrawn, quashed or annulled:
 * nothing more is done on it (law.md 7.1).
 */

/* System. */
#include <stdio.h>

/* Floor 8. */
#include "record.h"
#include "say.h"

#define REASON_MAX  2000
#define REASON_ROOM (6 * REASON_MAX + 64)

static bool
is_usage(const struct cli *cli)
{
	if (cli->reason != NULL && *cli->reason != '\0' &&
	    ambit_span_str(cli->reason).len <= REASON_MAX)
		return true;
	(void)fprintf(stderr,
	    "ambit: withdraw needs --reason TEXT of at most %d bytes, such as "
	    "who withdrew it\n",
	    REASON_MAX);
	return false;
}

static enum cli_exit
withdraw(struct cli_case *c)
{
	char room[REASON_ROOM];
	struct ambit_text body = AMBIT_TEXT(room);
	struct ambit_json json = { .text = &body };
	struct ambit_err err = { .code = AMBIT_E_NONE };

	ambit_json_object(&json, NULL);
	ambit_json_string(&json, "reason", ambit_span_str(c->cli->reason));
	ambit_json_end(&json);
	if (record_append(c, AMBIT_LEDGER_WITHDRAWN, &body, &err) < 0)
		return say_err(c->cli, &err, "nothing was recorded");
	say_result(c->cli, "withdrawn",
	    "%s: withdrawn; what a stopped run has staged, and copies that "
	    "were preserved for it, are to be destroyed",
	    c->order_name);
	return CLI_COMPLETE;
}

static enum cli_exit
run(const struct cli *cli)
{
	struct cli_case c;
	enum cli_exit status;

	if (!is_usage(cli))
		return CLI_USAGE;
	status = case_open(cli, &c);
	if (status == CLI_COMPLETE)
		status = record_open(&c);
	if (status == CLI_COMPLETE)
		status = withdraw(&c);
	case_close(&c);
	return status;
}

const struct cli_command cli_withdraw = {
	.name = "withdraw",
	.usage = "ORDER --reason TEXT\n"
		 "           [--registry FILE] [--root DIR] [--as-of INSTANT]\n"
		 "           [--operator NAME] [--json] [--quiet]",
	.says = "record that an order was withdrawn or quashed",
	.takes = "rRtpejq",
	.min = 1,
	.max = 1,
	.run = run,
};
