/*
 * ambit inspect --second-opinion: two readers of one store, side by side, for
 * a person. Counts, dates, digests; nothing here decides.
 */

/* System. */
#include <stdio.h>

/* Floor 6 and below. */
#include "ambit/limits.h"
#include "ambit/second.h"
#include "ambit/wire.h"

/* Floor 8. */
#include "inspect_second.h"
#include "say.h"

/* Long enough for 100,000 messages: the time that libpst takes for its index
 * grows with the square of it. */
#define PATIENCE_MS (15 * 60 * 1000)

/* Records in memory before they go to a file. */
#define SPOOL_MEMORY ((size_t)16 << 20)

/* Differences that are printed one by one. */
#define LINES_MAX 100000

struct opinions {
	const struct cli *cli;
	struct ambit_spool *spool;
	struct ambit_second_own own;
	struct ambit_second_end end;
	bool read; /* ours is whole */
	uint64_t differences, ours_right;
	/* The item at hand, as each has it: in its arena. */
	struct ambit_arena *arena[2];
	struct ambit_second_item item[2];
	bool has[2];
};

static void
say_line(void *ctx, const struct ambit_second_line *line)
{
	struct opinions *o = ctx;

	o->differences++;
	o->ours_right += line->right == AMBIT_SECOND_OURS;
	if (o->differences <= LINES_MAX)
		say_result(o->cli, "difference",
		    "nid=%u %s: ambit %s, libpst %s; %s: %s", line->nid,
		    line->fact, line->ours, line->theirs,
		    line->right == AMBIT_SECOND_OURS ? "ambit is right"
						     : "look at the bytes",
		    line->why);
}

/* ---- items of the same nid, from the spool ---- */

/* Where libpst did not come to its end, it says nothing of the rest. */
static bool
is_asked(const struct opinions *o)
{
	return o->end.how == AMBIT_SECOND_ENDED || o->has[1];
}

static void
compare(struct opinions *o)
{
	if (o->read && is_asked(o))
		(void)ambit_second_compare(o->has[0] ? &o->item[0] : NULL,
		    o->has[1] ? &o->item[1] : NULL, say_line, o);
	o->has[0] = o->has[1] = false;
}

/* Does a record begin another item than the one at hand? */
static bool
is_next(const struct opinions *o, uint32_t nid, bool theirs)
{
	uint32_t at = o->has[0] ? o->item[0].nid : o->item[1].nid;

	return (o->has[0] || o->has[1]) && (nid != at || o->has[theirs]);
}

static int
take(struct opinions *o, struct ambit_span record, struct ambit_err *err_r)
{
	struct ambit_wire wire = { .left = record };
	uint32_t nid = ambit_wire_u32(&wire);
	bool theirs = ambit_wire_u8(&wire) != 0;

	if (is_next(o, nid, theirs))
		compare(o);
	ambit_arena_reset(o->arena[theirs]);
	o->has[theirs] = true;
	return ambit_second_get(record, o->arena[theirs], &o->item[theirs],
	    err_r);
}

static int
compare_all(struct opinions *o, struct ambit_err *err_r)
{
	struct ambit_span record;
	int got;

	if (ambit_spool_sort(o->spool, err_r) < 0)
		return -1;
	while ((got = ambit_spool_next(o->spool, &record, err_r)) == 1) {
		if (take(o, record, err_r) < 0)
			return -1;
	}
	if (o->has[0] || o->has[1])
		compare(o);
	return got;
}

/* ---- counts ---- */

static void
say_count(const struct opinions *o, const char *what, uint64_t own,
    bool has_own, uint64_t theirs, bool has_theirs)
{
	char ours[24] = "-", other[24] = "-";

	if (has_own && o->read)
		(void)snprintf(ours, sizeof(ours), "%ju", (uintmax_t)own);
	if (has_theirs)
		(void)snprintf(other, sizeof(other), "%ju", (uintmax_t)theirs);
	say_result(o->cli, "count", "%-44s %10s %10s", what, ours, other);
}

static void
say_counts(const struct opinions *o)
{
	const struct ambit_second_own *own = &o->own;
	const struct ambit_second_end *end = &o->end;

	say_result(o->cli, "head", "%-44s %10s %10s", "", "ambit", "libpst");
	say_count(o, "messages", own->items, true, end->items, true);
	say_count(o, "  that cannot be read", own->lost, true, end->unread,
	    true);
	say_count(o, "rows of folders without a node", own->rows, true, 0,
	    false);
	say_count(o, "messages within messages", own->embedded, true, 0, false);
	say_count(o, "recipients", own->recipients, true, 0, false);
	say_count(o, "attachments", own->files, true, end->files, true);
	say_count(o, "attachments without a method", own->bare, true, end->bare,
	    true);
	say_count(o, "other nodes that it takes for messages", 0, false,
	    end->others, end->how == AMBIT_SECOND_ENDED);
}

/* How it ended, where that was not by itself. */
static void
say_end(const struct opinions *o)
{
	static const char *const words[] = {
		[AMBIT_SECOND_LIED] = "said what no reader says, and is not "
				      "believed further",
		[AMBIT_SECOND_ENDED] = "came to the end of the store",
		[AMBIT_SECOND_REFUSED] = "does not open the store",
		[AMBIT_SECOND_GAVE_UP] = "ended itself before the end",
		[AMBIT_SECOND_DIED] = "died",
		[AMBIT_SECOND_LATE] = "was not at its end in time, and was "
				      "ended",
	};
	const struct ambit_second_end *end = &o->end;
	char sig[40] = "", at[40] = "";

	if (end->how == AMBIT_SECOND_DIED)
		(void)snprintf(sig, sizeof(sig), " of signal %d", end->signal);
	if (end->how != AMBIT_SECOND_ENDED && end->nid != 0)
		(void)snprintf(at, sizeof(at), ", at nid=%u", end->nid);
	say_result(o->cli, "end", "libpst %s%s%s", words[end->how], sig, at);
}

static void
say_sum(const struct opinions *o)
{
	if (o->read && o->own.recipients > 0 && o->end.bare > o->own.bare)
		say_result(o->cli, "note",
		    "libpst takes recipients for attachments without a "
		    "method: counted out");
	if (o->differences > LINES_MAX)
		say_result(o->cli, "note",
		    "%ju differences more are not printed",
		    (uintmax_t)(o->differences - LINES_MAX));
	if (o->read)
		say_result(o->cli, "sum",
		    "%ju differences: in %ju ambit is right by the bytes, %ju "
		    "need a look; none decides",
		    (uintmax_t)o->differences, (uintmax_t)o->ours_right,
		    (uintmax_t)(o->differences - o->ours_right));
}

/* ---- both ---- */

static int
ask(struct opinions *o, const struct ambit_second_terms *terms,
    const struct ambit_store *store, const struct ambit_limits *limits,
    struct ambit_err *err_r)
{
	struct ambit_err refused = { .code = AMBIT_E_NONE };

	if (ambit_second_ask(terms, o->spool, &o->end, err_r) < 0)
		return -1;
	o->read = ambit_second_own(terms, store, limits, o->spool, &o->own,
		      &refused) == 0;
	if (compare_all(o, err_r) < 0)
		return -1;
	say_counts(o);
	say_end(o);
	say_sum(o);
	if (!o->read)
		*err_r = refused;
	return o->read ? 0 : -1;
}

int
inspect_second(const struct cli *cli, const struct ambit_store *store,
    const struct ambit_limits *limits, int fd, int spoolfd,
    struct ambit_err *err_r)
{
	const struct ambit_second_terms terms = { .storefd = fd,
		.spoolfd = spoolfd,
		.ms = PATIENCE_MS };
	struct opinions o = { .cli = cli };
	int rc = -1;

	if (store->format != AMBIT_STORE_PST &&
	    store->format != AMBIT_STORE_OST)
		return ambit_err_set(err_r, AMBIT_E_FORMAT,
		    "a second opinion is there on pst and ost alone, not on %s",
		    ambit_store_format_name(store->format));
	o.arena[0] = ambit_arena_new(AMBIT_ITEM_ARENA);
	o.arena[1] = ambit_arena_new(AMBIT_ITEM_ARENA);
	if (o.arena[0] == NULL || o.arena[1] == NULL)
		(void)ambit_err_set(err_r, AMBIT_E_MEMORY, "second opinion");
	else if (ambit_spool_new(spoolfd, SPOOL_MEMORY, &o.spool, err_r) == 0)
		rc = ask(&o, &terms, store, limits, err_r);
	ambit_spool_free(&o.spool);
	ambit_arena_free(&o.arena[0]);
	ambit_arena_free(&o.arena[1]);
	return rc;
}
