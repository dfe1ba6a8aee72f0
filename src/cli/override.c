/*
 * ambit override: record that counsel lets an order stand although it is
 * broad, and why (law.md 6). From then on it is judged without that rule.
 */

/* System. */
#include <stdio.h>

/* Floor 8. */
#include "record.h"
#include "say.h"

/* What is said, in the ledger's body. */
#define REASON_MAX  2000
#define REASON_ROOM (6 * REASON_MAX + 512)

static bool
is_usage(const struct cli *cli)
{
	const char *reason = cli->reason;

	if (cli->code != NULL && cli->notice.approver != NULL &&
	    reason != NULL && *reason != '\0' &&
	    ambit_span_str(reason).len <= REASON_MAX)
		return true;
	(void)fprintf(stderr,
	    "ambit: override needs --code RULE, --approver ID of counsel and "
	    "--reason TEXT of at most %d bytes\n",
	    REASON_MAX);
	return false;
}

/* Those alone that law.md 6 leaves to counsel. */
static bool
is_overridable(const struct cli *cli)
{
	const struct ambit_check *rule =
	    ambit_law_check(ambit_span_str(cli->code));

	if (rule != NULL && ambit_law_lifts(rule, true))
		return true;
	(void)fprintf(stderr,
	    "ambit: override: --code %s: %s; see ambit rules\n", cli->code,
	    rule == NULL ? "there is no such rule"
			 : "counsel cannot override it");
	return false;
}

static bool
is_counsel(const struct cli_case *c)
{
	const struct ambit_approver *by =
	    case_approver(c, c->cli->notice.approver);

	if (by != NULL && by->role == AMBIT_APPROVER_COUNSEL)
		return true;
	say_note(c->cli, "error",
	    "--approver %s: the registry has no such counsel at this instant",
	    c->cli->notice.approver);
	return false;
}

static enum cli_exit
override(struct cli_case *c)
{
	char room[REASON_ROOM];
	struct ambit_text body = AMBIT_TEXT(room);
	struct ambit_json json = { .text = &body };
	struct ambit_err err = { .code = AMBIT_E_NONE };

	ambit_json_object(&json, NULL);
	ambit_json_string(&json, "approver",
	    ambit_span_str(c->cli->notice.approver));
	ambit_json_string(&json, "code", ambit_span_str(c->cli->code));
	ambit_json_string(&json, "reason", ambit_span_str(c->cli->reason));
	ambit_json_end(&json);
	if (record_append(c, AMBIT_LEDGER_OVERRIDDEN, &body, &err) < 0)
		return say_err(c->cli, &err, "nothing was recorded");
	say_result(c->cli, "overridden",
	    "%s: %s is overridden by %s; ambit check says what is left",
	    c->order_name, c->cli->code, c->cli->notice.approver);
	return CLI_COMPLETE;
}

static enum cli_exit
run(const struct cli *cli)
{
	struct cli_case c;
	enum cli_exit status;

	if (!is_usage(cli) || !is_overridable(cli))
		return CLI_USAGE;
	status = case_open(cli, &c);
	if (status == CLI_COMPLETE && !is_counsel(&c))
		status = CLI_USAGE;
	if (status == CLI_COMPLETE)
		status = record_open(&c);
	if (status == CLI_COMPLETE)
		status = override(&c);
	case_close(&c);
	return status;
}

const struct cli_command cli_override = {
	.name = "override",
	.usage = "ORDER --code RULE --approver ID --reason TEXT\n"
		 "           [--registry FILE] [--root DIR] [--as-of INSTANT]\n"
		 "           [--operator NAME] [--json] [--quiet]",
	.says = "record that counsel lets a broad order stand, and why",
	.takes = "rRtpdPejq",
	.min = 1,
	.max = 1,
	.run = run,
};
