/*
 * ambit redirect: record that the authority was asked to turn to the customer,
 * and what it answered.
 */

/* System. */
#include <stdio.h>

/* Floor 8. */
#include "notice.h"
#include "record.h"

/* AMBIT_DEED_NONE: no such answer. */
static enum ambit_notice_deed
answered(const char *word)
{
	enum ambit_notice_deed deed;

	if (word == NULL)
		return AMBIT_DEED_ASKED;
	deed = ambit_notice_deed_of(ambit_span_str(word));
	return deed == AMBIT_DEED_AGREED || deed == AMBIT_DEED_REFUSED ||
		deed == AMBIT_DEED_UNANSWERED
	    ? deed
	    : AMBIT_DEED_NONE;
}

static enum cli_exit
redirect(struct cli_case *c, enum ambit_notice_deed answer)
{
	const struct ambit_standing_deed deed = {
		.event = { .deed = answer, .at = c->now },
		.by = record_by(c->cli),
		.addressee = ambit_span_str(c->cli->notice.to),
	};
	enum cli_exit status = notice_record(c, &deed);

	return status == CLI_COMPLETE ? notice_recorded(c) : status;
}

static enum cli_exit
run(const struct cli *cli)
{
	const char *to = cli->notice.to, *answer = cli->notice.answer;
	enum ambit_notice_deed deed = answered(answer);
	struct cli_case c;
	enum cli_exit status;

	if (to == NULL || *to == '\0' || deed == AMBIT_DEED_NONE) {
		(void)fprintf(stderr,
		    "ambit: redirect needs --to WHOM, the authority that was "
		    "asked; its --answer is agreed, refused or none\n");
		return CLI_USAGE;
	}
	status = case_open(cli, &c);
	if (status == CLI_COMPLETE)
		status = record_open(&c);
	if (status == CLI_COMPLETE)
		status = redirect(&c, deed);
	case_close(&c);
	return status;
}

const struct cli_command cli_redirect = {
	.name = "redirect",
	.usage = "ORDER --to WHOM [--answer agreed|refused|none]\n"
		 "           [--registry FILE] [--root DIR] [--as-of INSTANT]\n"
		 "           [--operator NAME] [--json] [--quiet]",
	.says = "record that the authority was asked to turn to the customer",
	.takes = "rRtpTAjq",
	.min = 1,
	.max = 1,
	.run = run,
};
