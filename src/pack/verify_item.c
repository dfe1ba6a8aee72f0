/*
 * A content file: is it within its task, as far as its own bytes tell? It is
 * read with the same parsers and judged by the same filters as when it was
 * produced; anything but yes is a defect.
 */

/* Floor 3. */
#include "ambit/mail.h"
#include "ambit/mime.h"

/* Floor 6. */
#include "verify_state.h"

/* What is asked about one file. */
struct asked {
	const struct verify_fact *fact;
	const struct ambit_scope *scope;
	char bates[AMBIT_BATES_LEN];
};

static int
defect(struct verify *v, const struct asked *asked, const char *what)
{
	return verify_defect(v, "V_SCOPE", ambit_span_str(asked->bates), "%s",
	    what);
}

/* Is it made of parts of what was found? */
static bool
is_reduced(const struct asked *asked)
{
	return asked->fact->native == AMBIT_NATIVE_REDUCED;
}

/* Do the fields of the task show when the item happened? */
static bool
shows_instant(const struct verify *v, const struct asked *asked)
{
	return !is_reduced(asked) ||
	    ambit_split_field(&v->judge.order, asked->scope->task,
		AMBIT_HOLDS_MAIL, "headers");
}

/* Does the task ask for content of items of the kind, in a store like this? */
static bool
asks_content(const struct asked *asked, enum ambit_kind kind, unsigned holds)
{
	const struct ambit_item item = { .kind = kind, .holds = holds };

	return ambit_class_asked(asked->scope, &item) & AMBIT_CLASS_CONTENT;
}

/* What is rebuilt may be of any kind that Outlook has, and does not say of
 * which; where mail leaves in parts it is none. */
static enum ambit_kind
kind_of(const struct asked *asked, unsigned holds)
{
	static const enum ambit_kind kinds[] = { AMBIT_KIND_MAIL,
		AMBIT_KIND_CALENDAR, AMBIT_KIND_CONTACT };
	bool rebuilt = asked->fact->native == AMBIT_NATIVE_REBUILT;

	for (size_t i = 0; rebuilt && i < sizeof(kinds) / sizeof(kinds[0]);
	     i++) {
		if (kinds[i] == AMBIT_KIND_MAIL && asked->scope->reduced)
			continue;
		if (asks_content(asked, kinds[i], holds))
			return kinds[i];
	}
	return AMBIT_KIND_MAIL;
}

static int
check_attributes(struct verify *v, const struct asked *asked)
{
	const unsigned any = ~0u;
	const struct verify_fact *fact = asked->fact;
	const struct ambit_scope *scope = asked->scope;
	enum ambit_kind kind = kind_of(asked, any);
	bool parts = scope->reduced && kind == AMBIT_KIND_MAIL;

	if (!asks_content(asked, kind, any))
		(void)defect(v, asked, "its task asks for no content of mail");
	if (is_reduced(asked) != parts)
		(void)defect(v, asked,
		    "whole where parts were ordered, or the reverse");
	if (fact->has_instant && !shows_instant(v, asked))
		(void)defect(v, asked, "its instant is told, and not ordered");
	if (!fact->has_instant && shows_instant(v, asked) &&
	    scope->task->has_range)
		(void)defect(v, asked, "its instant is missing");
	return 0;
}

/* ---- the clock ---- */

static bool
is_in_header(enum ambit_clock_source source)
{
	return source == AMBIT_SOURCE_RECEIVED ||
	    source == AMBIT_SOURCE_DATE_HEADER;
}

static int64_t
to_second(int64_t at)
{
	int64_t part = at % AMBIT_SECOND;

	return at - (part < 0 ? part + AMBIT_SECOND : part);
}

/*
 * A clock that is not in the message: the second that production.xml gives,
 * as far as the range reaches into it, for orders may cut a second in two.
 * Where the fields do not show it nothing is known, and it is not doubted.
 */
static struct ambit_when
claim(const struct asked *asked)
{
	const struct ambit_range *range = &asked->scope->range;
	struct ambit_interval at = { asked->fact->instant,
		asked->fact->instant + AMBIT_SECOND - 1 };

	if (!asked->fact->has_instant)
		at.lo = at.hi = range->from;
	else if (at.hi >= range->from && at.lo < range->until) {
		at.lo = at.lo < range->from ? range->from : at.lo;
		at.hi = at.hi >= range->until ? range->until - 1 : at.hi;
	}
	return (struct ambit_when){ .n = 1, .at = { at } };
}

/* Of two readings the earlier begins. */
static bool
is_told(const struct asked *asked, const struct ambit_when *when)
{
	int64_t lo = when->at[0].lo;

	if (!asked->fact->has_instant || when->n == 0)
		return true;
	if (when->n > 1 && when->at[1].lo < lo)
		lo = when->at[1].lo;
	return to_second(lo) == asked->fact->instant;
}

/* ---- the filters ---- */

/* Read the file as an item of that store: 0, or -1. */
static int
read_as(struct verify *v, const struct asked *asked,
    const struct ambit_store *store, struct ambit_item *item_r,
    struct ambit_err *err_r)
{
	const struct ambit_limits *limits = &v->judge.registry->limits;
	enum ambit_clock clock = asked->scope->task->clock;
	struct ambit_store as = *store;
	uint64_t len = asked->fact->amount;

	as.format = AMBIT_STORE_EML;
	ambit_arena_reset(v->item);
	*item_r = (struct ambit_item){ .at = { .store = store->number,
					   .item = asked->fact->number },
		.framed = { 0, len },
		.raw = { 0, len },
		.kind = kind_of(asked, store->holds),
		.account = store->account,
		.holds = store->holds };
	if (!is_in_header(store->clocks[clock].source))
		item_r->when[clock] = claim(asked);
	if (ambit_mail_read(v->source, &as, limits->header_bytes, item_r,
		v->item, err_r) < 0)
		return -1;
	if (!is_reduced(asked))
		return 0;
	return ambit_mime_read(v->source, item_r, (unsigned)limits->depth,
	    v->item, err_r);
}

/* Could the store have held it? Only items of Outlook are rebuilt, and they
 * always are; where the registry is made up, parts are taken for those of
 * stored mail. */
static bool
may_hold(const struct verify *v, const struct asked *asked,
    const struct ambit_store *store)
{
	bool streams = ambit_store_streams(store->format);

	if (!ambit_scope_opens(asked->scope, store))
		return false;
	if (is_reduced(asked))
		return !streams || v->terms->registry != NULL;
	return streams == (asked->fact->native == AMBIT_NATIVE_REBUILT);
}

/* What ambit makes says so in a field of its own (pst.md 14.1). */
static bool
says_rebuilt(const struct ambit_item *item)
{
	for (size_t i = 0; i < item->n_fields; i++) {
		if (ambit_span_equal_nocase(item->fields[i].name,
			AMBIT_LIT("X-Ambit")) &&
		    ambit_span_equal(item->fields[i].value,
			AMBIT_LIT(" rebuilt")))
			return true;
	}
	return false;
}

/*
 * Of an item of Outlook its properties decided, of which the header that was
 * made, or kept, may not tell all: who took part and which way it went is then
 * not asked.
 */
static struct ambit_verdict
decide(const struct asked *asked, const struct ambit_store *store,
    const struct ambit_item *item, bool *unseen_r)
{
	struct ambit_verdict verdict = ambit_scope_decide(asked->scope, item);
	struct ambit_task task = *asked->scope->task;
	struct ambit_scope scope = *asked->scope;

	*unseen_r = false;
	if (verdict.answer == AMBIT_YES || !ambit_store_streams(store->format))
		return verdict;
	task.n_narrows = 0;
	scope.task = &task;
	verdict = ambit_scope_decide(&scope, item);
	*unseen_r = true;
	return verdict;
}

/*
 * Which store it came from the package does not say: one of those that the
 * task opens must answer yes.
 */
static int
judge(struct verify *v, const struct asked *asked, struct ambit_err *err_r)
{
	const struct ambit_registry *registry = v->judge.registry;
	enum ambit_clock clock = asked->scope->task->clock;
	const struct ambit_rule *by = NULL;
	bool untold = false;

	for (size_t i = 0; i < registry->n_stores; i++) {
		const struct ambit_store *store = &registry->stores[i];
		struct ambit_verdict verdict;
		struct ambit_item item;
		bool unseen;

		if (!may_hold(v, asked, store))
			continue;
		if (read_as(v, asked, store, &item, err_r) < 0)
			return -1;
		if (asked->fact->native == AMBIT_NATIVE_REBUILT &&
		    !says_rebuilt(&item))
			return defect(v, asked,
			    "it does not say that it was rebuilt");
		verdict = decide(asked, store, &item, &unseen);
		by = verdict.by;
		untold = verdict.answer == AMBIT_YES &&
		    !is_told(asked, &item.when[clock]);
		if (verdict.answer == AMBIT_YES && !untold) {
			v->judge.clocks_unseen +=
			    !is_in_header(store->clocks[clock].source);
			v->judge.people_unseen += unseen;
			return 0;
		}
	}
	if (untold)
		return defect(v, asked,
		    "its header tells another instant than production.xml");
	if (by == NULL)
		return defect(v, asked,
		    "no store of the registry could have held it");
	return verify_defect(v, "V_SCOPE", ambit_span_str(asked->bates),
	    "it cannot be shown that %s (rule \"%s\")", by->says, by->name);
}

/* 1: its header is there to be judged by; 0: it is not; -1. */
static int
check_reduced(struct verify *v, const struct asked *asked,
    struct ambit_err *err_r)
{
	static const struct ambit_store plain = {
		.format = AMBIT_STORE_EML,
		.holds = AMBIT_HOLDS_MAIL,
	};
	struct ambit_item item;

	if (read_as(v, asked, &plain, &item, err_r) < 0 ||
	    verify_reduced(v, asked->fact, asked->scope, &item, err_r) < 0)
		return -1;
	return ambit_split_field(&v->judge.order, asked->scope->task,
	    AMBIT_HOLDS_MAIL, "headers");
}

int
verify_item(struct verify *v, const struct verify_fact *fact,
    struct ambit_err *err_r)
{
	struct asked asked = { .fact = fact,
		.scope = &v->judge.scopes[fact->task - 1] };
	int header = 1;

	ambit_production_bates(&v->facts.order, fact->number, asked.bates);
	(void)check_attributes(v, &asked);
	if (is_reduced(&asked))
		header = check_reduced(v, &asked, err_r);
	if (header < 0)
		return -1;
	if (header == 0) {
		v->judge.parties_unseen++;
		return 0;
	}
	return judge(v, &asked, err_r);
}
