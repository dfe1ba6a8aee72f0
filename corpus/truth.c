/*
 * The truth: what must become of an item under each sample order, judged from
 * what the writer knows of it, rule by rule in the order of law.md 5.1, and
 * written down as one line an item. Shares nothing with the filters.
 */

/* System. */
#include <string.h>
#include <strings.h>

/* Ours. */
#include "corpus.h"

enum answer { NO, UNSURE, YES };

/* What a rule looks at: facts that a doubt has not taken away. */
struct facts {
	const struct ask *ask;
	const struct store *store;
	const struct truth *truth;
	struct ambit_when when;
	bool blind;  /* no address can be told */
	bool unread; /* nothing of the header is known yet */
};

static int64_t alias_until;

static bool
is_shared(const struct store *store)
{
	return store->account[0] == '-';
}

static enum answer
within(const struct ambit_interval *at, int64_t from, int64_t until)
{
	if (at->hi < from || at->lo >= until)
		return NO;
	return at->lo >= from && at->hi < until ? YES : UNSURE;
}

static enum answer
all_within(const struct ambit_when *when, int64_t from, int64_t until)
{
	enum answer answer;

	if (when->n == 0)
		return UNSURE;
	answer = within(&when->at[0], from, until);
	if (when->n == 2 && within(&when->at[1], from, until) != answer)
		return UNSURE;
	return answer;
}

/* Byte for byte, but for the letter case of the domain. */
static bool
equal(const char *a, const char *b)
{
	const char *at_a = strrchr(a, '@'), *at_b = strrchr(b, '@');

	return at_a != NULL && at_b != NULL && at_a - a == at_b - b &&
	    memcmp(a, b, (size_t)(at_a - a)) == 0 &&
	    strcasecmp(at_a, at_b) == 0;
}

/* Does the mention name addr? A net, or another case, is a doubt. */
static enum answer
names(const struct mention *m, const char *addr)
{
	if (m->how == MENTION_HIDDEN)
		return UNSURE;
	if (m->how == MENTION_STRICT && equal(m->addr, addr))
		return YES;
	return strcasecmp(m->addr, addr) == 0 ? UNSURE : NO;
}

static enum answer
larger(enum answer a, enum answer b)
{
	return a > b ? a : b;
}

static enum answer
smaller(enum answer a, enum answer b)
{
	return a < b ? a : b;
}

/* Is it an address of alice's, at the instant of the item? */
static enum answer
names_alice(const struct facts *f, const struct mention *m)
{
	return larger(smaller(names(m, ALICE),
			  all_within(&f->when, 0, INT64_MAX)),
	    smaller(names(m, ALICE_ALIAS),
		all_within(&f->when, 0, alias_until)));
}

static enum answer
ask_account(const struct facts *f)
{
	const struct truth *t = f->truth;

	if (!is_shared(f->store))
		return YES;
	if (f->blind)
		return UNSURE;
	for (unsigned i = 0; i < t->n_mentions; i++) {
		if (t->mentions[i].role == ROLE_ENVELOPE)
			return names_alice(f, &t->mentions[i]);
	}
	return UNSURE;
}

static enum answer
ask_clock(const struct facts *f)
{
	return f->when.n == 0 ? UNSURE : YES;
}

static enum answer
ask_range(const struct facts *f)
{
	return all_within(&f->when, f->ask->from, f->ask->until);
}

/* The narrow order asks for what was received: not sent by the account. */
static enum answer
ask_direction(const struct facts *f)
{
	const struct truth *t = f->truth;
	enum answer sent = NO;

	if (!f->ask->narrowed)
		return YES;
	if (f->blind)
		return UNSURE;
	for (unsigned i = 0; i < t->n_mentions; i++) {
		const struct mention *m = &t->mentions[i];

		if (m->role == ROLE_FROM || m->role == ROLE_SENDER)
			sent = larger(sent, names_alice(f, m));
	}
	return sent == YES ? NO : sent == NO ? YES : UNSURE;
}

static enum answer
ask_participant(const struct facts *f)
{
	const struct truth *t = f->truth;
	enum answer answer = NO;

	if (!f->ask->narrowed)
		return YES;
	if (f->blind)
		return UNSURE;
	for (unsigned i = 0; i < t->n_mentions; i++) {
		const struct mention *m = &t->mentions[i];

		if (m->role == ROLE_ENVELOPE && !is_shared(f->store))
			continue;
		answer = larger(answer, names(m, BOB));
		answer = larger(answer, names(m, DANA));
	}
	return answer;
}

static enum answer
ask_whole(const struct facts *f)
{
	const struct truth *t = f->truth;

	return f->unread || t->framing || t->block || t->truncated ? UNSURE
								   : YES;
}

static enum answer
ask_parts(const struct facts *f)
{
	if (f->ask->fields != FIELDS_REDUCED)
		return YES;
	return f->unread || f->truth->parts ? UNSURE : YES;
}

static const struct rule {
	const char *name;
	enum answer (*ask)(const struct facts *f);
} rules[] = {
	{ "account", ask_account },
	{ "clock", ask_clock },
	{ "range", ask_range },
	{ "direction", ask_direction },
	{ "participant", ask_participant },
	{ "parts", ask_parts },
	{ "whole", ask_whole },
};

/* A doubt about framing takes every fact, one about the header those of the
 * header: the delivered clock too where it is a Received field. */
static struct facts
facts_of(const struct ask *ask, const struct store *store,
    const struct truth *truth, bool unread)
{
	struct facts f = { .ask = ask,
		.store = store,
		.truth = truth,
		.unread = unread };
	bool block = truth->block || unread;

	f.when = ask->by_header ? truth->header : truth->delivered;
	if (truth->framing ||
	    (block && (ask->by_header || store->format == FORMAT_EML)))
		f.when.n = 0;
	f.blind = truth->framing || block;
	return f;
}

static enum answer
decide(const struct facts *f, const char **rule_r)
{
	enum answer answer = YES;

	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		enum answer one = rules[i].ask(f);

		if (one < answer) {
			answer = one;
			*rule_r = rules[i].name;
		}
	}
	return answer;
}

/*
 * Asked twice: a no that needs no header is final, and its rule the reason,
 * for then nobody reads the header.
 */
enum outcome
truth_judge(const struct ask *ask, const struct store *store,
    const struct truth *truth, const char **rule_r)
{
	static const enum outcome outcomes[] = { OUTSIDE, HELD, PRODUCED };
	struct facts before = facts_of(ask, store, truth, true);
	struct facts after = facts_of(ask, store, truth, false);

	*rule_r = "-";
	if (strcmp(store->account, "bruno") == 0)
		return UNOPENED;
	if (truth->damaged)
		return DAMAGED;
	if (!truth->followed)
		return HELD;
	if (truth->foreign) {
		*rule_r = "item";
		return OUTSIDE;
	}
	if (decide(&before, rule_r) == NO)
		return OUTSIDE;
	*rule_r = "-";
	return outcomes[decide(&after, rule_r)];
}

/* ---- the lines ---- */

static void
put_when(struct ambit_text *text, const struct ambit_when *when)
{
	char at[AMBIT_INSTANT_LEN];

	if (when->n == 0)
		ambit_text_str(text, "-");
	for (unsigned i = 0; i < when->n; i++) {
		if (i > 0)
			ambit_text_str(text, "|");
		ambit_instant_format(when->at[i].lo, at);
		ambit_text_str(text, at);
		if (when->at[i].hi == when->at[i].lo)
			continue;
		ambit_text_str(text, "/");
		ambit_instant_format(when->at[i].hi, at);
		ambit_text_str(text, at);
	}
	ambit_text_str(text, "\t");
}

/* "addr", "addr?" where only a search for bytes finds it, "!" for hidden. */
static void
put_mentions(struct ambit_text *text, const struct truth *truth,
    enum mention_role role)
{
	static const char *const marks[] = { "", "?", "!" };
	const char *between = "";

	for (unsigned i = 0; i < truth->n_mentions; i++) {
		const struct mention *m = &truth->mentions[i];

		if (m->role != role)
			continue;
		ambit_text_str(text, between);
		ambit_text_str(text, m->addr);
		ambit_text_str(text, marks[m->how]);
		between = ",";
	}
	ambit_text_str(text, "\t");
}

static void
put_tokens(struct ambit_text *text, uint64_t seed, const struct truth *truth)
{
	char token[TOKEN_LEN + 1];
	const char *between = "";

	for (unsigned i = 0; i < N_TOKENS; i++) {
		if ((truth->tokens & 1U << i) == 0)
			continue;
		token_write(seed, truth->serial, (enum token_place)i, token);
		ambit_text_str(text, between);
		ambit_text_str(text, token_place_name((enum token_place)i));
		ambit_text_str(text, "=");
		ambit_text_str(text, token);
		between = ";";
	}
}

void
truth_head(struct world *w)
{
	alias_until = w->alias_until;
	store_put(&w->truth,
	    AMBIT_LIT("store\tordinal\tlocator\ttrap\tmessage_id\tdelivered\t"
		      "header\tfrom\tsender\tto\tcc\tbcc\tenvelope\ttokens"));
	for (size_t i = 0; i < N_ASKS; i++) {
		store_put(&w->truth, AMBIT_LIT("\t"));
		store_put(&w->truth, ambit_span_str(w->asks[i].name));
	}
	store_put(&w->truth, AMBIT_LIT("\n"));
}

static void
put_outcomes(struct ambit_text *text, const struct world *w,
    const struct store *store, const struct truth *truth)
{
	static const char *const words[] = { "outside", "held", "damaged",
		"produced", "unopened" };
	const char *rule;

	for (size_t i = 0; i < N_ASKS; i++) {
		enum outcome outcome =
		    truth_judge(&w->asks[i], store, truth, &rule);

		ambit_text_str(text, "\t");
		ambit_text_str(text, words[outcome]);
		ambit_text_str(text, ":");
		ambit_text_str(text, rule);
	}
	ambit_text_str(text, "\n");
}

void
truth_line(struct world *w, const struct store *store,
    const struct truth *truth, const char *locator)
{
	char line[8192];
	struct ambit_text text = AMBIT_TEXT(line);

	ambit_text_print(&text, "%s\t%llu\t%s\t%s\t%s\t", store->id,
	    (unsigned long long)store->ordinal, locator, truth->trap,
	    truth->msgid[0] == '\0' ? "-" : truth->msgid);
	put_when(&text, &truth->delivered);
	put_when(&text, &truth->header);
	for (unsigned role = 0; role < N_ROLES; role++)
		put_mentions(&text, truth, (enum mention_role)role);
	put_tokens(&text, w->seed, truth);
	put_outcomes(&text, w, store, truth);
	if (text.full)
		die("a line of the truth is too long");
	store_put(&w->truth, ambit_text_span(&text));
}
