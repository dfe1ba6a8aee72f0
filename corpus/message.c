/*
 * A message before it is bytes: who writes to whom, when, in which thread, and
 * what it will consist of. Every draft is correct mail; trap.c spoils some.
 */

/* System. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* Ours. */
#include "corpus.h"

#define THREADS 64

/* The last messages written, which later ones may answer. */
static struct thread {
	char msgid[128];
	char refs[600];
} threads[THREADS];
static size_t n_threads;

void
draft_mention(struct draft *d, enum mention_role role, enum mention_how how,
    const char *addr)
{
	struct mention *m = &d->truth.mentions[d->truth.n_mentions];

	if (d->truth.n_mentions == MENTIONS_MAX)
		die("too many addresses in a draft");
	d->truth.n_mentions++;
	m->role = role;
	m->how = how;
	if (snprintf(m->addr, sizeof(m->addr), "%s", addr) >= ADDR_LEN)
		die("an address is too long");
}

void
draft_forget(struct draft *d, enum mention_role role)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < d->truth.n_mentions; i++) {
		if (d->truth.mentions[i].role != role)
			d->truth.mentions[kept++] = d->truth.mentions[i];
	}
	d->truth.n_mentions = kept;
}

const char *
draft_token(struct draft *d, const struct world *w, enum token_place place,
    char token_r[TOKEN_LEN + 1])
{
	d->truth.tokens |= 1U << place;
	token_write(w->seed, d->truth.serial, place, token_r);
	return token_r;
}

static const char *
own_host(const char *account)
{
	return strcmp(account, BRUNO) == 0 ? "mx1.mail.example.net" : OWN_HOST;
}

/* Two hops: the provider's own line on top, a foreign one below. */
static void
write_route(struct draft *d, struct world *w, const char *account,
    const struct person *from, int64_t sent)
{
	char own[DATE_LEN], foreign[DATE_LEN], token[TOKEN_LEN + 1];
	unsigned near = (unsigned)random_below(&w->random, 255);
	unsigned far = (unsigned)random_below(&w->random, 255);

	date_write(d->delivered, 0, own);
	date_write(sent, from->zone, foreign);
	(void)snprintf(d->envelope, sizeof(d->envelope),
	    "Return-Path: <%s>\nDelivered-To: %s\n", from->addr, account);
	(void)snprintf(d->received, sizeof(d->received),
	    "Received: from %s (%s [192.0.2.%u])\n"
	    "\tby %s with ESMTPS id %08x\n\tfor <%s>; %s\n"
	    "Received: from client (unknown [198.51.100.%u])\n"
	    "\tby %s with ESMTPSA\n\tfor <%s@hidden.example.org>; %s\n",
	    from->host, from->host, near, own_host(account),
	    (unsigned)d->truth.serial, account, own, far, from->host,
	    draft_token(d, w, TOKEN_ROUTE, token), foreign);
	draft_mention(d, ROLE_ENVELOPE, MENTION_STRICT, account);
	(void)snprintf(d->sender, sizeof(d->sender), "%s", from->addr);
}

static void
write_date(struct draft *d, struct world *w, int64_t sent, int zone)
{
	char date[DATE_LEN], token[TOKEN_LEN + 1];

	date_write(sent, zone, date);
	d->truth.header = date_exact(sent);
	if (random_chance(&w->random, 300))
		(void)snprintf(d->date, sizeof(d->date), "Date: %s (%s)\n",
		    date, draft_token(d, w, TOKEN_COMMENT, token));
	else
		(void)snprintf(d->date, sizeof(d->date), "Date: %s\n", date);
}

/* The token is a word of the display name, or a comment behind the address. */
static void
write_from(struct draft *d, struct world *w, const struct person *from)
{
	char token[TOKEN_LEN + 1];

	draft_mention(d, ROLE_FROM, MENTION_STRICT, from->addr);
	(void)draft_token(d, w, TOKEN_NAME, token);
	if (random_chance(&w->random, 500))
		(void)snprintf(d->from, sizeof(d->from), "From: %s %s <%s>\n",
		    token, from->name, from->addr);
	else
		(void)snprintf(d->from, sizeof(d->from),
		    "From: %s\n\t<%s> (%s)\n", from->name, from->addr, token);
}

static void
add_recipient(char *field, size_t cap, const char *name,
    const struct person *to)
{
	size_t len = strlen(field);

	if (len == 0)
		(void)snprintf(field, cap, "%s: %s <%s>", name, to->name,
		    to->addr);
	else
		(void)snprintf(field + len, cap - len, ",\n %s", to->addr);
}

static void
write_to(struct draft *d, struct world *w, const struct person *account)
{
	struct random *r = &w->random;
	uint64_t n = random_below(r, 3);
	size_t len;

	if (account != NULL) {
		add_recipient(d->to, sizeof(d->to), "To", account);
		draft_mention(d, ROLE_TO, MENTION_STRICT, account->addr);
	} else {
		n++;
	}
	for (uint64_t i = 0; i < n; i++) {
		const struct person *to = people_pick(r);

		add_recipient(d->to, sizeof(d->to), "To", to);
		draft_mention(d, ROLE_TO, MENTION_STRICT, to->addr);
	}
	len = strlen(d->to);
	(void)snprintf(d->to + len, sizeof(d->to) - len, "\n");
}

/* A third of the mail has copies; one of the addresses is a token's. */
static void
write_cc(struct draft *d, struct world *w)
{
	char token[TOKEN_LEN + 1], addr[ADDR_LEN];
	const struct person *cc = people_pick(&w->random);

	if (!random_chance(&w->random, 333))
		return;
	(void)snprintf(addr, sizeof(addr), "%s@drop.example.org",
	    draft_token(d, w, TOKEN_ADDRESS, token));
	(void)snprintf(d->cc, sizeof(d->cc), "Cc: %s, Copies: %s <%s>;\n", addr,
	    cc->name, cc->addr);
	draft_mention(d, ROLE_CC, MENTION_STRICT, addr);
	draft_mention(d, ROLE_CC, MENTION_STRICT, cc->addr);
}

/* One of the last messages, or NULL: most begin a thread. */
static const struct thread *
answered(struct random *r)
{
	if (n_threads <= THREADS || !random_chance(r, 450))
		return NULL;
	return &threads[(n_threads - 1 - random_below(r, THREADS - 1)) %
	    THREADS];
}

/* What later messages need to know to answer this one. */
static void
remember(const char *msgid, const struct thread *of)
{
	struct thread *own = &threads[n_threads++ % THREADS];
	struct ambit_text refs = AMBIT_TEXT(own->refs);

	(void)snprintf(own->msgid, sizeof(own->msgid), "%s", msgid);
	if (of != NULL && strlen(of->refs) < 400) {
		ambit_text_str(&refs, of->refs);
		ambit_text_str(&refs, "\n ");
		ambit_text_str(&refs, of->msgid);
	}
	ambit_text_put(&refs, AMBIT_LIT("\0"));
}

static void
write_thread(struct draft *d, struct world *w, const char *host)
{
	struct random *r = &w->random;
	const struct thread *of = answered(r);
	struct ambit_span about = prose_word(r), more = prose_word(r);
	char token[TOKEN_LEN + 1];

	(void)snprintf(d->truth.msgid, sizeof(d->truth.msgid),
	    "<%016llx.%llu@%s>", (unsigned long long)random_next(r),
	    (unsigned long long)d->truth.serial, host);
	(void)snprintf(d->id, sizeof(d->id), "Message-ID: %s\n",
	    d->truth.msgid);
	(void)snprintf(d->subject, sizeof(d->subject),
	    "Subject: %s%.*s %s %.*s\n", of != NULL ? "Re: " : "",
	    (int)about.len, (const char *)about.ptr,
	    draft_token(d, w, TOKEN_SUBJECT, token), (int)more.len,
	    (const char *)more.ptr);
	if (of != NULL)
		(void)snprintf(d->refs, sizeof(d->refs),
		    "In-Reply-To: %s\nReferences:%s\n %s\n", of->msgid,
		    of->refs, of->msgid);
	remember(d->truth.msgid, of);
}

/* Median of the whole message about 4 KB, some 100 KB, a few MB. */
static void
choose_size(struct draft *d, struct random *r)
{
	uint64_t n = random_below(r, 100);

	if (n < 50)
		d->text_len = 300 + random_below(r, 2700);
	else if (n < 85)
		d->text_len = 2000 + random_below(r, 5000);
	else
		d->text_len = 7000 + random_below(r, 13000);
	n = random_below(r, 200);
	if (n < 179)
		d->attachment_len = 5000 + random_below(r, 55000);
	else if (n < 199)
		d->attachment_len = 100000 + random_below(r, 300000);
	else
		d->attachment_len = 1000000 + random_below(r, 3000000);
}

static void
choose_shape(struct draft *d, struct random *r)
{
	static const unsigned char share[N_SHAPES] = { 30, 14, 7, 4, 15, 4, 16,
		5, 2, 3 };
	uint64_t n = random_below(r, 100);

	while (n >= share[d->shape]) {
		n -= share[d->shape];
		d->shape = (enum shape)(d->shape + 1);
	}
}

static void
clear(struct draft *d, struct world *w)
{
	memset(d, 0, offsetof(struct draft, extra_room));
	d->truth.trap = "-";
	d->truth.followed = true;
	d->truth.serial = w->serial++;
	d->eol = "\n";
	d->extra = AMBIT_TEXT(d->extra_room);
	d->insert = AMBIT_TEXT(d->insert_room);
}

void
draft_make(struct draft *d, struct world *w, const char *account, int64_t when)
{
	struct random *r = &w->random;
	const struct person *other = people_pick(r);
	struct person self = { .zone = other->zone };
	bool sent = random_chance(r, 250);
	int64_t delay = (int64_t)random_below(r, 90) * AMBIT_SECOND;

	clear(d, w);
	(void)snprintf(self.addr, sizeof(self.addr), "%s", account);
	(void)snprintf(self.name, sizeof(self.name), "The Account");
	(void)snprintf(self.host, sizeof(self.host), "submit.example.com");
	if (random_chance(r, 30))
		delay = (int64_t)random_below(r, 40000) * AMBIT_SECOND;
	d->delivered = when;
	d->sent = when - delay;
	d->truth.delivered = date_exact(when);
	write_route(d, w, account, sent ? &self : other, when - delay / 2);
	write_date(d, w, when - delay, other->zone);
	write_from(d, w, sent ? &self : other);
	write_to(d, w, sent ? NULL : &self);
	write_cc(d, w);
	write_thread(d, w, sent ? self.host : other->host);
	choose_shape(d, r);
	choose_size(d, r);
	if (random_chance(r, 30))
		d->length = LENGTH_RIGHT;
}
