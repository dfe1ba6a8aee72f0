/*
 * Judging: every rule is asked of everything of its level.
 */

/* Filters. */
#include "validity.h"

struct findings {
	struct ambit_finding *v;
	size_t max, n;
};

/* Ask every rule of the level. */
static void
ask(struct findings *findings, enum ambit_level level,
    const struct ambit_subject *subject)
{
	size_t n;
	const struct ambit_check *checks = ambit_law_checks(&n);

	for (size_t i = 0; i < n; i++) {
		if (checks[i].level != level || !checks[i].breaks(subject))
			continue;
		if (findings->n < findings->max)
			findings->v[findings->n] =
			    (struct ambit_finding){ &checks[i], *subject };
		findings->n++;
	}
}

static void
ask_demand(struct findings *findings, struct ambit_subject s)
{
	ask(findings, AMBIT_LEVEL_DEMAND, &s);
	for (size_t i = 0; i < s.demand->n_fields; i++) {
		s.field = &s.demand->fields[i];
		ask(findings, AMBIT_LEVEL_FIELD, &s);
	}
}

static void
ask_task(struct findings *findings, struct ambit_subject s)
{
	ask(findings, AMBIT_LEVEL_TASK, &s);
	for (size_t i = 0; i < s.task->n_demands; i++) {
		s.demand = &s.task->demands[i];
		ask_demand(findings, s);
	}
	s.demand = NULL;
	for (size_t i = 0; i < s.task->n_narrows; i++) {
		s.narrow = &s.task->narrows[i];
		ask(findings, AMBIT_LEVEL_NARROW, &s);
	}
}

static void
ask_signed(struct findings *findings, struct ambit_subject s)
{
	for (size_t i = 0; i < s.order->n_approvals; i++) {
		s.approval = &s.order->approvals[i];
		ask(findings, AMBIT_LEVEL_APPROVAL, &s);
	}
	s.approval = NULL;
	for (size_t i = 0; i < s.order->n_secrecies; i++) {
		s.secrecy = &s.order->secrecies[i];
		ask(findings, AMBIT_LEVEL_SECRECY, &s);
	}
}

size_t
ambit_law_judge(const struct ambit_order *order,
    const struct ambit_registry *registry, int64_t now,
    enum ambit_purpose purpose, struct ambit_finding *findings_r, size_t max)
{
	struct findings findings = { findings_r, max, 0 };
	struct ambit_subject s = { .order = order,
		.registry = registry,
		.now = now,
		.purpose = purpose,
		.instrument = ambit_law_instrument(order->legal_type) };

	ask(&findings, AMBIT_LEVEL_ORDER, &s);
	ask_signed(&findings, s);
	for (size_t i = 0; i < order->n_tasks; i++) {
		s.task = &order->tasks[i];
		ask_task(&findings, s);
	}
	return findings.n;
}

bool
ambit_law_lifts(const struct ambit_check *check, bool overridden)
{
	return overridden && check->overridable;
}

enum ambit_purpose
ambit_law_purpose(const struct ambit_order *order)
{
	const struct ambit_instrument *row =
	    ambit_law_instrument(order->legal_type);

	return row != NULL && row->preserves ? AMBIT_TO_PRESERVE
					     : AMBIT_TO_PRODUCE;
}
