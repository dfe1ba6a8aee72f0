/*
 * ambit check: may the order be carried out, and what does it say? Judges,
 * and reads the order back in plain words for a person to sign.
 */

/* Floor 6 and below. */
#include "ambit/in_words.h"

/* Floor 8. */
#include "case.h"
#include "record.h"
#include "say.h"

static enum cli_exit
check(struct cli_case *c)
{
	struct ambit_complaints complaints = { .n = 0 };
	struct ambit_err err = { .code = AMBIT_E_NONE };
	enum cli_exit status;

	if (!c->cli->quiet && !c->cli->json &&
	    (ambit_order_in_words(&c->order, &c->registry, &say_stdout, &err) <
		    0 ||
		ambit_sink_finish(&say_stdout, &err) < 0))
		return say_err(c->cli, &err, "");
	case_warn(c);
	status = case_paths(c, &complaints);
	if (status == CLI_COMPLETE)
		status = record_checked(c, case_judge(c));
	if (status == CLI_COMPLETE)
		say_result(c->cli, "executable",
		    "The order can be carried out as it is written.");
	return status;
}

static enum cli_exit
run(const struct cli *cli)
{
	struct cli_case c;
	enum cli_exit status = case_open(cli, &c);

	if (status == CLI_COMPLETE)
		status = record_open(&c);
	if (status == CLI_COMPLETE)
		status = check(&c);
	}
	case_close(&c);
	return status;
}

const struct cli_command cli_check = {
	.name = "check",
	.usage = "ORDER [--registry FILE] [--root DIR] [--as-of INSTANT] "
		 "[--operator NAME]\n         [--json] [--quiet]",
	.says = "may the order be carried out, and what does it say",
	.takes = "rRtpjq",
	.min = 1,
	.max = 1,
	.run = run,
};
