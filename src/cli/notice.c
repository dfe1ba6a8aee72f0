/*
 * ambit notice: is the user told, and may anything be released? Records what
 * was done about it, prints the letters, and keeps the calendar.
 */

/* System. */
#include <stdio.h>
#include <string.h>

/* Floor 6 and below. */
#include "ambit/letter.h"

/* Floor 8. */
#include "notice.h"
#include "record.h"
#include "release.h"
#include "say.h"

/* ---- recording ---- */

static struct ambit_standing_of
standing_of(struct cli_case *c)
{
	return (struct ambit_standing_of){
		.order = &c->order,
		.registry = &c->registry,
		.scopes = c->scopes,
		.ledger = c->ledger,
		.now = c->now,
	};
}

enum cli_exit
notice_record(struct cli_case *c, const struct ambit_standing_deed *deed)
{
	struct ambit_standing_of of = standing_of(c);
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct ambit_standing standing;
	enum cli_exit status = release_standing(c, &standing);
	const char *why;

	if (status != CLI_COMPLETE)
		return status;
	why = ambit_notice_forbids(&standing, &deed->event);
	if (why != NULL) {
		say_note(c->cli, "error", "%s: %s; nothing was recorded",
		    c->order_name, why);
		return CLI_ON_HOLD;
	}
	if (ambit_standing_record(&of, deed, &err) < 0)
		return say_err(c->cli, &err, "nothing was recorded");
	return CLI_COMPLETE;
}

static enum cli_exit
except(struct cli_case *c, struct ambit_standing_deed *deed)
{
	const struct cli_notice *n = &c->cli->notice;
	const struct ambit_approver *by = case_approver(c, n->approver);

	if (by == NULL) {
		say_note(c->cli, "error",
		    "--approver %s: the registry has no such approver or "
		    "counsel at this instant",
		    n->approver);
		return CLI_USAGE;
	}
	deed->approver = by->id;
	deed->event.approved = true;
	deed->event.exception =
	    ambit_notice_exception_of(ambit_span_str(n->except));
	return notice_record(c, deed);
}

/* ---- telling ---- */

/* State, guard and shut gates, as they are now. */
static enum cli_exit
tell(struct cli_case *c)
{
	const struct ambit_check *gates[CASE_GATES];
	struct ambit_standing standing;
	enum cli_exit status = release_standing(c, &standing);
	const struct ambit_notice_guard *guard;
	size_t n;

	if (status != CLI_COMPLETE)
		return status;
	guard = ambit_notice_state(&standing);
	say_result(c->cli, "notice", "Notice   %s (%s): %s",
	    ambit_notice_state_name(guard->state), guard->name, guard->says);
	n = ambit_notice_judge(&standing, gates, CASE_GATES);
	for (size_t i = 0; i < n && i < CASE_GATES; i++)
		say_result(c->cli, "gate", "Shut     %s: %s; %s",
		    gates[i]->code, gates[i]->says, gates[i]->cure);
	if (n == 0)
		say_result(c->cli, "gate", "Release  no gate is shut");
	return n > 0 ? CLI_ON_HOLD : CLI_COMPLETE;
}

enum cli_exit
notice_recorded(struct cli_case *c)
{
	enum cli_exit status = tell(c);

	return status == CLI_ON_HOLD ? CLI_COMPLETE : status;
}

/* ---- letters ---- */

/* Was the account one of an earlier task? */
static bool
is_repeated(const struct cli_case *c, size_t task)
{
	for (size_t i = 0; i < task; i++) {
		if (c->scopes[i].account == c->scopes[task].account)
			return true;
	}
	return false;
}

static int
write_letter(struct cli_case *c, size_t task, bool first,
    struct ambit_err *err_r)
{
	const struct ambit_letter_notice notice = {
		.order = &c->order,
		.registry = &c->registry,
		.scopes = c->scopes,
		.account = c->scopes[task].account_number - 1,
		.now = c->now,
	};

	/* A letter begins a page. */
	if (!first && ambit_sink_write(&say_stdout, AMBIT_LIT("\f"), err_r) < 0)
		return -1;
	return ambit_letter_notice(&notice, &say_stdout, err_r);
}

/* What the person who sends them must see to. */
static void
say_enclosures(const struct cli_case *c, size_t n_letters)
{
	const struct ambit_instrument *row =
	    ambit_law_instrument(c->order.legal_type);

	for (size_t i = 0; i < c->order.n_documents; i++) {
		const struct ambit_document *d = &c->order.documents[i];

		if (row != NULL && d->role == row->document)
			say_note(c->cli, "note", "enclose a copy of %.*s",
			    (int)d->name.len, (const char *)d->name.ptr);
	}
	if (n_letters > 1)
		say_note(c->cli, "note",
		    "the order names %zu accounts: in each copy the others "
		    "must be struck out",
		    n_letters);
}

static enum cli_exit
letters(struct cli_case *c)
{
	const struct ambit_notice_event given = { .deed = AMBIT_DEED_GIVEN,
		.at = c->now };
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct ambit_standing standing;
	enum cli_exit status = release_standing(c, &standing);
	const char *why;
	size_t n = 0;

	if (status != CLI_COMPLETE)
		return status;
	why = ambit_notice_forbids(&standing, &given);
	if (why != NULL) {
		say_note(c->cli, "error", "%s: %s; there is no letter to send",
		    c->order_name, why);
		return CLI_ON_HOLD;
	}
	for (size_t i = 0; i < c->order.n_tasks; i++) {
		if (c->scopes[i].account == NULL || is_repeated(c, i))
			continue;
		if (write_letter(c, i, n++ == 0, &err) < 0)
			return say_err(c->cli, &err, "");
	}
	say_enclosures(c, n);
	return CLI_COMPLETE;
}

/* ---- the command ---- */

/* What the words of the command line record. */
static struct ambit_standing_deed
deed_of(const struct cli_case *c)
{
	const struct cli_notice *n = &c->cli->notice;
	struct ambit_standing_deed deed = { .event = { .at = c->now },
		.by = record_by(c->cli) };

	if (n->given)
		deed.event.deed = AMBIT_DEED_GIVEN;
	else if (n->except != NULL)
		deed.event.deed = AMBIT_DEED_EXCEPTED;
	else if (n->danger_over)
		deed.event.deed = AMBIT_DEED_DANGER_OVER;
	else if (n->challenge)
		deed.event.deed = AMBIT_DEED_CHALLENGED;
	else if (n->objection != NULL)
		deed.event.deed = strcmp(n->objection, "raised") == 0
		    ? AMBIT_DEED_OBJECTED
		    : AMBIT_DEED_UNOPPOSED;
	return deed;
}

static enum cli_exit
notice(struct cli_case *c)
{
	struct ambit_standing_deed deed = deed_of(c);
	enum cli_exit status;

	if (c->cli->letter)
		return letters(c);
	if (deed.event.deed == AMBIT_DEED_NONE)
		return tell(c);
	status = deed.event.deed == AMBIT_DEED_EXCEPTED
	    ? except(c, &deed)
	    : notice_record(c, &deed);
	return status == CLI_COMPLETE ? notice_recorded(c) : status;
}

/* How many things it is asked to do at once. */
static int
n_asked(const struct cli *cli)
{
	const struct cli_notice *n = &cli->notice;

	return n->given + (n->except != NULL) + n->danger_over + n->challenge +
	    (n->objection != NULL) + cli->letter + cli->due;
}

/* What is wrong with the words of the command line; NULL: nothing. */
static const char *
misused(const struct cli *cli)
{
	const struct cli_notice *n = &cli->notice;

	if (n_asked(cli) > 1)
		return "one thing at a time";
	if (cli->due ? cli->n_operands > 0 : cli->n_operands == 0)
		return "it takes ORDER, or --due alone";
	if ((n->except != NULL) != (n->approver != NULL))
		return "--except REASON and --approver ID go together";
	if (n->except != NULL &&
	    ambit_notice_exception_of(ambit_span_str(n->except)) ==
		AMBIT_EXCEPTION_NONE)
		return "--except is dangerToPerson, childExploitation, "
		       "accountCompromised or counterproductive";
	if (n->objection != NULL && strcmp(n->objection, "raised") != 0 &&
	    strcmp(n->objection, "none") != 0)
		return "--objection is raised or none";
	if (cli->letter && cli->json)
		return "--letter is plain text, not --json";
	return NULL;
}

static enum cli_exit
run(const struct cli *cli)
{
	const char *wrong = misused(cli);
	struct cli_case c;
	enum cli_exit status;

	if (wrong != NULL) {
		(void)fprintf(stderr, "ambit: notice: %s\n", wrong);
		return CLI_USAGE;
	}
	if (cli->due)
		return notice_calendar(cli);
	status = case_open(cli, &c);
	if (status == CLI_COMPLETE)
		status = record_open(&c);
	if (status == CLI_COMPLETE)
		status = notice(&c);
	case_close(&c);
	return status;
}

const struct cli_command cli_notice = {
	.name = "notice",
	.usage = "ORDER [--letter | --given | --except REASON --approver ID |\n"
		 "           --danger-over | --challenge | "
		 "--objection raised|none]\n"
		 "           [--registry FILE] [--root DIR] [--as-of INSTANT]\n"
		 "           [--operator NAME] [--json] [--quiet]\n"
		 "       ambit notice --due [--registry FILE] [...]",
	.says = "is the user told; record it, write the letter, what is due",
	.takes = "rRtpGxPDCblujq",
	.min = 0,
	.max = 1,
	.run = run,
};
