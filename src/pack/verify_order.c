/*
 * The head of production.xml against the order that it claims to carry out,
 * and against the law tables: nothing in it may go beyond either.
 */

/* System. */
#include <string.h>

/* Floor 6. */
#include "production_state.h"
#include "verify_state.h"

static void
differs(struct verify *v, struct ambit_span where, const char *what)
{
	(void)verify_defect(v, "V_ORDER", where,
	    "production.xml has another %s than the order", what);
}

static void
check_head(struct verify *v, const struct ambit_order *order)
{
	const struct ambit_order *said = &v->facts.order;
	const struct {
		struct ambit_span said, is;
		const char *what;
	} same[] = {
		{ said->id, order->id, "id" },
		{ said->reference, order->reference, "reference" },
		{ said->legal_type, order->legal_type, "legal type" },
		{ said->country, order->country, "country" },
		{ said->addressee, order->addressee, "addressee" },
	};
	struct ambit_span nowhere = { 0 };

	if (memcmp(said->sha256, order->sha256, AMBIT_DIGEST_LEN) != 0)
		(void)verify_defect(v, "V_ORDER", nowhere,
		    "it is the production of another order: the digests "
		    "differ");
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		if (!ambit_span_equal(same[i].said, same[i].is))
			differs(v, nowhere, same[i].what);
	}
	if (said->generation != order->generation)
		differs(v, nowhere, "generation");
	if (said->n_tasks != order->n_tasks)
		differs(v, nowhere, "number of tasks");
}

/* The same, in whole seconds that leave none of it out. */
static bool
is_same_range(const struct ambit_task *said, const struct ambit_task *task)
{
	if (said->has_range != task->has_range)
		return false;
	if (!task->has_range)
		return true;
	return said->range.from <= task->range.from &&
	    said->range.from > task->range.from - AMBIT_SECOND &&
	    said->range.until >= task->range.until &&
	    said->range.until < task->range.until + AMBIT_SECOND &&
	    said->clock == task->clock;
}

static bool
is_same_narrowing(const struct ambit_task *said, const struct ambit_task *task)
{
	if (said->n_narrows != task->n_narrows)
		return false;
	for (size_t i = 0; i < task->n_narrows; i++) {
		if (said->narrows[i].by != task->narrows[i].by)
			return false;
	}
	return true;
}

/* A demand under which nothing leaves names one field that there is not. */
static size_t
count(const struct ambit_demand *said)
{
	return said->n_fields == 1 && said->fields[0].len == 0 ? 0
							       : said->n_fields;
}

/* The fields named are those that leave under the demand, in their order. */
static bool
is_exact(const struct ambit_order *order, const struct ambit_demand *demand,
    const struct ambit_demand *said)
{
	const struct ambit_law_field *fields[PRODUCTION_FIELDS];
	size_t n = production_fields(order, demand, fields, PRODUCTION_FIELDS);

	if (n != count(said) || demand->class != said->class ||
	    demand->store != said->store)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!ambit_span_equal(said->fields[i],
			ambit_span_str(fields[i]->id)))
			return false;
	}
	return true;
}

static void
check_demands(struct verify *v, const struct ambit_task *said,
    const struct ambit_task *task)
{
	if (said->n_demands != task->n_demands) {
		differs(v, task->id, "number of demands");
		return;
	}
	for (size_t i = 0; i < task->n_demands; i++) {
		if (!is_exact(&v->judge.order, &task->demands[i],
			&said->demands[i]))
			(void)verify_defect(v, "V_ORDER", task->id,
			    "the fields that production.xml names are not "
			    "those that may leave");
	}
}

static void
check_task(struct verify *v, const struct ambit_task *said,
    const struct ambit_task *task)
{
	if (!ambit_span_equal(said->id, task->id))
		differs(v, task->id, "task");
	if (said->target.format != task->target.format ||
	    !ambit_span_equal(said->target.space, task->target.space) ||
	    !ambit_span_equal(said->target.value, task->target.value))
		differs(v, task->id, "account");
	if (!is_same_range(said, task))
		differs(v, task->id, "range");
	if (!is_same_narrowing(said, task))
		differs(v, task->id, "narrowing");
}

int
verify_order(struct verify *v, struct ambit_err *err_r)
{
	const struct ambit_order *order = v->terms->order;
	const struct ambit_order *said = &v->facts.order;
	const struct ambit_order *judged = &v->judge.order;

	(void)err_r;
	if (order != NULL)
		check_head(v, order);
	/* Without the order these are the fields that production.xml names, of
	 * which each must be one that the instrument reaches. */
	for (size_t i = 0; i < judged->n_tasks; i++) {
		if (order != NULL && order->n_tasks == said->n_tasks)
			check_task(v, &said->tasks[i], &order->tasks[i]);
		check_demands(v, &said->tasks[i], &judged->tasks[i]);
	}
	return 0;
}
