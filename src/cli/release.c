/*
 * The gates of a release: asked where a production begins, and again in the
 * last instant before it appears.
 */

/* System. */
#include <stdio.h>

/* Floor 8. */
#include "release.h"
#include "say.h"

enum cli_exit
release_standing(struct cli_case *c, struct ambit_standing *standing_r)
{
	const struct ambit_standing_of of = {
		.order = &c->order,
		.registry = &c->registry,
		.scopes = c->scopes,
		.ledger = c->ledger,
		.now = c->now,
	};
	struct ambit_err err = { .code = AMBIT_E_NONE };

	if (ambit_standing_read(&of, c->arena, standing_r, &err) < 0)
		return say_err(c->cli, &err, "nothing was done");
	return CLI_COMPLETE;
}

/* case_judge has made room for these behind its own. */
static void
keep(struct cli_case *c, const struct ambit_check *gate)
{
	c->found[c->n_found++] =
	    (struct cli_found){ gate->code, gate->severity };
}

/* The same case, knowing all of its events: what was recorded is known by now,
 * whatever instant it bears. false: no memory. */
static bool
know_all(struct cli_case *c, struct ambit_standing *standing)
{
	struct ambit_notice_event *events = AMBIT_ARENA_GET(c->arena,
	    struct ambit_notice_event, standing->n_events + 1);

	if (events == NULL) {
		(void)fprintf(stderr, "ambit: no memory\n");
		return false;
	}
	for (size_t i = 0; i < standing->n_events; i++) {
		events[i] = standing->events[i];
		if (events[i].at > standing->now)
			events[i].at = standing->now;
	}
	standing->events = events;
	return true;
}

enum cli_exit
release_judge(struct cli_case *c, enum cli_exit status)
{
	const struct ambit_check *gates[CASE_GATES];
	struct ambit_complaints complaints = { .n = 0 };
	struct ambit_standing standing;
	size_t n;

	if (status == CLI_FAILED || c->purpose == AMBIT_TO_PRESERVE)
		return status;
	if (release_standing(c, &standing) != CLI_COMPLETE)
		return CLI_FAILED;
	n = ambit_notice_judge(&standing, gates, CASE_GATES);
	/* Going back opens no gate that was shut since. */
	if (n == 0) {
		if (!know_all(c, &standing))
			return CLI_FAILED;
		n = ambit_notice_judge(&standing, gates, CASE_GATES);
	}
	for (size_t i = 0; i < n && i < CASE_GATES; i++) {
		ambit_complain(&complaints, gates[i]->code, 0, "%s",
		    gates[i]->says);
		complaints.v[i].cure = gates[i]->cure;
		keep(c, gates[i]);
	}
	say_complaints(c->cli, c->order_name, &complaints);
	return n > 0 && status == CLI_COMPLETE ? CLI_ON_HOLD : status;
}
