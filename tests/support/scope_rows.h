#ifndef AMBIT_TESTS_SCOPE_ROWS_H
#define AMBIT_TESTS_SCOPE_ROWS_H

#include "check.h"
#include "exact.h"

#include "ambit/scope.h"

/* Rows leave out what is zero. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

/*
 * Alice held alice@example.com from 0 until 9000, and a.specimen@ from 1200
 * until 1600; her number is 1. All tasks are about the instants 1000 to 2000
 * of her mail. A row dresses an item with address fields and says how it is
 * judged.
 */
#define NAME(what, at, from, until)                                    \
	{                                                              \
		AMBIT_NAME_EMAIL, AMBIT_LIT_INIT("example.com"),       \
		    AMBIT_LIT_INIT(what "@" at), AMBIT_LIT_INIT(what), \
		    AMBIT_LIT_INIT(at),                                \
		{                                                      \
			from, until                                    \
		}                                                      \
	}

static const struct ambit_name alice_names[] = {
	NAME("alice", "example.com", 0, 9000),
	NAME("a.specimen", "example.com", 1200, 1600),
	/* No address, though it looks like one. */
	{ AMBIT_NAME_USER_ID, AMBIT_LIT_INIT("example.com"),
	    AMBIT_LIT_INIT("user@example.com"), AMBIT_LIT_INIT("user"),
	    AMBIT_LIT_INIT("example.com"), { 0, 9000 } },
};
static const struct ambit_account alice = { .names = alice_names,
	.n_names = COUNT(alice_names) };

static const struct ambit_task plain_task = { .has_range = true };

/* Content of her mail, within the dates, under a task. */
#define SCOPE(which, ...)                                                    \
	{                                                                    \
		.task = &(which), .account = &alice, .account_number = 1,    \
		.range = { 1000, 2000 }, .classes = { AMBIT_CLASS_CONTENT }, \
		__VA_ARGS__                                                  \
	}

/* The same, narrowed. */
#define NARROWED(which, ...)                                                  \
	static const struct ambit_narrow which##_narrows[] = { __VA_ARGS__ }; \
	static const struct ambit_task which##_task = { .has_range = true,    \
		.narrows = which##_narrows,                                   \
		.n_narrows = COUNT(which##_narrows) };                        \
	static const struct ambit_scope which =                               \
	    SCOPE(which##_task, .reduced = false)

#define WITH(what, at)                                                 \
	{                                                              \
		AMBIT_NARROW_PARTICIPANT, AMBIT_LIT_INIT(what "@" at), \
		    AMBIT_LIT_INIT(what), AMBIT_LIT_INIT(at), 0        \
	}
#define BY(how, what)                                      \
	{                                                  \
		.by = (how), .value = AMBIT_LIT_INIT(what) \
	}

/* A field of addresses; without local it holds none that is strict. */
struct field {
	enum ambit_party_role role;
	unsigned instance;
	const char *text, *local, *domain;
	bool quoted;
};

#define N_FIELDS 3

struct row {
	const char *name;
	const struct ambit_scope *scope;
	struct ambit_item item;
	enum ambit_answer answer;
	const char *by;
	struct field fields[N_FIELDS];
};

#define A(what)      .kind = AMBIT_KIND_##what, .account = 1, .read = true
#define AT(lo, hi)   .when = { { 1, { { (lo), (hi) } } } }
#define EITHER(a, b) .when = { { 2, { { (a), (a) }, { (b), (b) } } } }
/* A message as it is before its header is read; then one of a shared store,
 * one of her own, and one of hers within the dates. */
#define UNREAD .kind = AMBIT_KIND_MAIL, .holds = AMBIT_HOLDS_MAIL
#define MAIL   UNREAD, .read = true
#define OWN    MAIL, .account = 1
#define IN     OWN, AT(1500, 1500)

#define FROM     AMBIT_PARTY_FROM
#define SENDER   AMBIT_PARTY_SENDER
#define REPLY_TO AMBIT_PARTY_REPLY_TO
#define TO       AMBIT_PARTY_TO
#define CC       AMBIT_PARTY_CC
#define BCC      AMBIT_PARTY_BCC
#define ENVELOPE AMBIT_PARTY_ENVELOPE

#define BOB      "bob@example.org", "bob", "example.org"
#define DANA     "dana@example.org", "dana", "example.org"
#define EVE      "eve@example.org", "eve", "example.org"
#define ALICE    "alice@example.com", "alice", "example.com"
#define SPECIMEN "a.specimen@example.com", "a.specimen", "example.com"

/* The item of a row, with its fields as parties and nets; exact_free. */
static inline struct ambit_item
dress(const struct row *row)
{
	struct ambit_item item = row->item;
	struct ambit_party parties[N_FIELDS];
	struct ambit_net nets[N_FIELDS];

	for (size_t i = 0; i < N_FIELDS && row->fields[i].text != NULL; i++) {
		const struct field *f = &row->fields[i];

		nets[item.n_nets++] = (struct ambit_net){ f->role, f->instance,
			exact_span(ambit_span_str(f->text)), f->local != NULL };
		if (f->local == NULL)
			continue;
		parties[item.n_parties++] =
		    (struct ambit_party){ f->role, f->instance,
			    { exact_span(ambit_span_str(f->local)),
				exact_span(ambit_span_str(f->domain)),
				f->quoted } };
	}
	item.parties = exact(parties, item.n_parties, sizeof(parties[0]));
	item.nets = exact(nets, item.n_nets, sizeof(nets[0]));
	return item;
}

static inline void
judge(void **state)
{
	const struct row *row = *state;
	struct ambit_item item = dress(row);
	struct ambit_verdict v = ambit_scope_decide(row->scope, &item);

	exact_free();
	assert_string_equal(v.by->name, row->by);
	assert_int_equal(v.answer, row->answer);
}

/* law.md 5.1, with what comes before and behind its list. */
static const char *const order_of_rules[] = { "item", "account", "class",
	"clock", "range", "direction", "participant", "folderRole", "keyword",
	"filename", "fields", "parts", "whole", "complete" };

/* The verdict is the smallest answer, by the first rule that gave it. */
static inline void
judge_rule_by_rule(const struct ambit_scope *scope,
    const struct ambit_item *item)
{
	struct ambit_verdict v = ambit_scope_decide(scope, item);
	enum ambit_answer low = AMBIT_YES;
	const char *by = order_of_rules[0];

	for (size_t i = 0; i < COUNT(order_of_rules); i++) {
		const struct ambit_rule *rule =
		    ambit_scope_rule(ambit_span_str(order_of_rules[i]));
		enum ambit_answer answer = rule->ask(scope, item);

		if (answer >= low)
			continue;
		low = answer;
		by = rule->name;
	}
	assert_int_equal(v.answer, low);
	assert_string_equal(v.by->name, by);
}

/* What is not yet read is never in, and what is out then is out for good. */
static inline void
judge_unread(const struct ambit_scope *scope, struct ambit_item item)
{
	enum ambit_answer answer = ambit_scope_decide(scope, &item).answer;
	enum ambit_answer early;

	item.read = item.structured = false;
	item.n_parties = item.n_nets = 0;
	item.doubted = 0;
	item.flaws &= ~(unsigned)AMBIT_FLAW_HEADER;
	item.when[AMBIT_CLOCK_HEADER].n = 0;
	early = ambit_scope_decide(scope, &item).answer;
	assert_int_not_equal(early, AMBIT_YES);
	if (early == AMBIT_NO)
		assert_int_equal(answer, AMBIT_NO);
}

/* Every row's item under every row's scope. */
static inline void
judge_all(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct ambit_item item = dress(&rows[i]);

		for (size_t k = 0; k < n; k++) {
			judge_rule_by_rule(rows[k].scope, &item);
			judge_unread(rows[k].scope, item);
		}
		exact_free();
	}
}

#endif
