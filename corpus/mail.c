/*
 * The mail of the provider: messages and traps one after another, time going
 * on with the bytes, copies in other places, and the neighbours' mail.
 */

/* Ours. */
#include "corpus.h"

static void
lay_down(struct world *w, struct store *s, const struct draft *d)
{
	char locator[LOCATOR_LEN];
	struct ambit_span bytes = ambit_text_span(&w->room);

	if (s->format == FORMAT_MBOX)
		write_mbox(s, d, bytes, locator);
	else if (s->format == FORMAT_MAILDIR)
		write_maildir(s, d, bytes, locator);
	else if (s->format == FORMAT_EML)
		write_eml(s, d, bytes, locator);
	else
		write_pst(s, w, d, bytes, locator);
	truth_line(w, s, &d->truth, locator);
}

static void
lay_down_own(struct world *w, const struct draft *d)
{
	for (size_t i = 0; i < w->n_own; i++)
		lay_down(w, &w->own[i], d);
}

/* Of bytes, how many parts in 2^16 are written? */
static int64_t
progress(const struct store *s, uint64_t bytes)
{
	uint64_t parts = s->off * 65536 / bytes;

	return parts > 65535 ? 65535 : (int64_t)parts;
}

/* Time goes on with the bytes, days of disorder aside. */
static int64_t
instant_at(struct world *w, uint64_t bytes)
{
	int64_t step = (w->until - w->from) / 65536;
	int64_t at = w->from + step * progress(&w->own[0], bytes);

	at += (int64_t)random_below(&w->random, 2 * AMBIT_DAY) - AMBIT_DAY;
	if (at < w->from)
		at = w->from;
	if (at >= w->until)
		at = w->until - AMBIT_SECOND;
	return at - at % AMBIT_SECOND;
}

/* H7: the same again, one flag apart or none at all. */
static void
write_again(struct world *w, struct draft *d, struct random before)
{
	uint64_t n = random_below(&w->random, 3);

	if (d->truth.trap[0] == '-')
		d->truth.trap = "H7";
	if (n == 0 && d->truth.trap[0] == 'H' && d->truth.trap[1] == '7') {
		struct random after = w->random;

		w->random = before;
		ambit_text_str(&d->extra, "Status: RO\n");
		render(d, w, &w->room);
		w->random = after;
	}
	if (n <= 1)
		lay_down_own(w, d);
	else
		lay_down(w, &w->bruno, d);
}

/* A message in a doubtful place takes its neighbours' certainty: alone. */
static bool
may_repeat(const struct draft *d)
{
	return !d->truth.framing && !d->empty && d->file_name == NULL &&
	    d->length <= LENGTH_RIGHT;
}

static void
write_own(struct world *w, uint64_t bytes, struct draft *d)
{
	bool trap = random_chance(&w->random, w->per_mille);
	int64_t when = trap && random_chance(&w->random, 600)
	    ? trap_instant(w)
	    : instant_at(w, bytes);
	struct random before;

	draft_make(d, w, ALICE, when);
	if (trap && w->formats == FORMAT_PST && random_chance(&w->random, 300))
		trap_clockless(d, w);
	else if (trap)
		trap_spoil(d, w, w->formats);
	before = w->random;
	render(d, w, &w->room);
	lay_down_own(w, d);
	if (may_repeat(d) && random_chance(&w->random, 30))
		write_again(w, d, before);
}

static void
write_pair(struct world *w, struct draft *first, struct draft *second)
{
	draft_make(first, w, ALICE, trap_instant(w));
	draft_make(second, w, ALICE, trap_instant(w));
	trap_pair(first, second, w);
	render(first, w, &w->room);
	lay_down(w, &w->own[0], first);
	render(second, w, &w->room);
	lay_down(w, &w->own[0], second);
}

/* The neighbours: bruno's mail, and the journal of everybody's. */
static void
write_others(struct world *w, uint64_t bytes, struct draft *d)
{
	bool trap = random_chance(&w->random, w->per_mille);
	int64_t when = trap ? trap_instant(w) : instant_at(w, bytes);

	draft_make(d, w, BRUNO, when);
	render(d, w, &w->room);
	lay_down(w, &w->bruno, d);
	draft_make(d, w, random_chance(&w->random, 300) ? ALICE : BRUNO, when);
	if (trap)
		trap_envelope(d, w);
	render(d, w, &w->room);
	lay_down(w, &w->journal, d);
}

/* B5: bytes in front of the first separator belong to nobody. */
static void
write_stray(struct world *w)
{
	struct truth truth = { .trap = "B5",
		.damaged = true,
		.followed = true };

	store_put(&w->own[0], AMBIT_LIT("hello, nobody knows me\n\n"));
	w->own[0].ordinal++;
	truth_line(w, &w->own[0], &truth, "off=0,len=23");
}

/* B9: the store ends within a line. */
static void
write_last(struct world *w, uint64_t bytes, struct draft *d)
{
	draft_make(d, w, ALICE, instant_at(w, bytes));
	d->truth.trap = "B9";
	d->truth.truncated = true;
	render(d, w, &w->room);
	lay_down_own(w, d);
}

void
mail_write(struct world *w, uint64_t bytes)
{
	static struct draft first, second;
	bool mbox = w->formats == FORMAT_MBOX;
	uint64_t others = bytes / 8 < 4 << 20 ? bytes / 8 + 1 : 4 << 20;

	if (mbox && w->per_mille > 0)
		write_stray(w);
	while (w->own[0].off < bytes) {
		write_own(w, bytes, &first);
		if (mbox && random_chance(&w->random, w->per_mille / 20))
			write_pair(w, &first, &second);
		if (progress(&w->journal, others) < progress(&w->own[0], bytes))
			write_others(w, bytes, &first);
	}
	if (mbox && w->per_mille > 0)
		write_last(w, bytes, &first);
	for (size_t i = 0; i < w->n_own && w->per_mille > 0; i++) {
		if (w->own[i].format & (FORMAT_MAILDIR | FORMAT_EML))
			trap_foreign(w, &w->own[i]);
	}
}
