/*
 * mbox: messages laid end to end, each behind a separator line.
 *
 * A message starts behind a line that mbox_from.c knows for a separator and
 * that stands first in the store or follows an empty line. Any other line that
 * begins with "From " may be one too, to another reader: the message around it
 * is flawed, and nobody guesses. The rule looks back MBOX_BACK bytes and ahead
 * AMBIT_MBOX_LOOK, so a large mbox can be cut anywhere and given to several
 * readers: a message belongs to the reader in whose part it starts.
 */

/* System. */
#include <string.h>

/* Floor 4 and below. */
#include "ambit/reader.h"
#include "file_mark.h"
#include "from_line.h"
#include "mbox_doubt.h"
#include "mbox_walk.h"

struct mbox {
	uint64_t done; /* all bytes before it belong to an item */
	uint64_t off;  /* of the next separator, or of bytes before the first */
	size_t from;   /* length of that separator; 0: such bytes */
	bool ended;    /* the unit has no more */
	bool last;     /* the store has none: off is its end */
	bool mixed;    /* B6 of that separator: its message is doubtful */
	uint32_t count;
	uint64_t first; /* of bytes before the first separator: where it is */
	struct mbox_claim claim;
	struct mbox_doubt doubt;
};

/*
 * B5: a store may begin with bytes of nobody, but one without any separator is
 * no mbox at all. Empty lines alone are an mbox without messages.
 */
static int
find_first(struct ambit_reader *r, struct mbox *m, struct ambit_err *err_r)
{
	struct mbox_walk w = { .limit = UINT64_MAX };
	struct ambit_span win;

	if (mbox_walk_blank(r->source, &m->off, err_r) < 0 ||
	    ambit_source_lend(r->source, m->off, 1, &win, err_r) < 0)
		return -1;
	if (win.len == 0) {
		r->seen = m->off;
		m->ended = m->last = true;
		return 0;
	}
	w.off = m->off;
	if (mbox_walk_judge(r->source, &w, err_r) < 0)
		return -1;
	m->from = w.from;
	m->mixed = w.mixed;
	m->ended = m->from > 0 && m->off >= r->unit->until;
	if (m->from > 0)
		return 0;
	w.off++;
	if (mbox_walk_next(r->source, &w, err_r) < 0)
		return -1;
	m->first = w.off;
	if (w.from == 0)
		return ambit_err_set(err_r, AMBIT_E_FORMAT,
		    "no mbox: it has no separator line");
	return 0;
}

/* The first separator of a later unit. Empty lines that the store begins with
 * belong to its first message, wherever that is. */
static int
find_own(struct ambit_reader *r, struct mbox *m, struct ambit_err *err_r)
{
	struct mbox_walk w = { .off = r->unit->from, .limit = r->unit->until };
	bool first;

	if (mbox_walk_next(r->source, &w, err_r) < 0)
		return -1;
	m->from = w.from;
	m->mixed = w.mixed;
	m->ended = w.from == 0;
	m->last = m->ended && r->unit->until >= ambit_source_stored(r->source);
	m->off = m->ended ? r->unit->until : w.off;
	if (m->ended)
		return 0;
	if (mbox_walk_is_first(r->source, m->off, &first, err_r) < 0)
		return -1;
	m->done = first ? 0 : m->off;
	return 0;
}

/* What was cut is what is there: B9. */
static int
check_unit(const struct ambit_reader *r, struct ambit_err *err_r)
{
	const struct ambit_unit *unit = r->unit;

	if (r->store->gzip || unit->part < unit->parts ||
	    unit->until >= ambit_source_stored(r->source))
		return 0;
	return ambit_err_set(err_r, AMBIT_E_CHANGED,
	    "the store has grown since it was cut");
}

static int
mbox_open(struct ambit_reader *r, struct ambit_err *err_r)
{
	struct mbox *m = AMBIT_ARENA_GET(r->memory, struct mbox, 1);
	int rc;

	if (m == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "mbox state");
	r->state = m;
	rc = r->store->gzip
	    ? ambit_source_new_gzip(r->fd, r->window, &r->source, err_r)
	    : ambit_source_new(r->fd, r->window, &r->source, err_r);
	if (rc < 0 || check_unit(r, err_r) < 0 ||
	    mbox_doubt_get(&m->doubt, r->claims, r->unit->from, err_r) < 0)
		return -1;
	return r->unit->from == 0 ? find_first(r, m, err_r)
				  : find_own(r, m, err_r);
}

/* Flaws of framing of the message from its separator to the end of w. */
static int
doubt(struct ambit_reader *r, struct mbox *m, struct mbox_walk *w,
    struct ambit_err *err_r)
{
	struct mbox_message message = {
		.start = m->off,
		.bytes = { r->source, m->off + m->from, w->off },
		.blank = w->blank,
		.last = w->from == 0,
		.claim = &m->claim,
	};
	unsigned flaws;

	/* A store that changes under us may show a longer header. */
	if (m->claim.has_body && m->claim.body > w->off)
		return ambit_err_set(err_r, AMBIT_E_CHANGED,
		    "the store changed while it was read");
	if (mbox_doubt_ask(&m->doubt, &message, &flaws, err_r) < 0)
		return -1;
	w->flaws |= flaws;
	if (m->mixed)
		w->flaws |= AMBIT_FLAW_FRAMING;
	return 0;
}

/* Walk over the message, or the bytes of nobody, that begins at m->off. */
static int
walk_over(struct ambit_reader *r, struct mbox *m, struct mbox_walk *w,
    struct ambit_err *err_r)
{
	*w = (struct mbox_walk){ .off = m->off + m->from, .limit = UINT64_MAX };
	if (m->from == 0) {
		/* Found when the store was opened; judged again, for B6. */
		w->off = m->first;
		if (mbox_walk_judge(r->source, w, err_r) < 0)
			return -1;
		w->flaws |= AMBIT_FLAW_UNFRAMED;
		return 0;
	}
	if (mbox_claim_read(r->source, w->off, r->arena, &m->claim, err_r) <
		0 ||
	    mbox_walk_next(r->source, w, err_r) < 0)
		return -1;
	return doubt(r, m, w, err_r);
}

static int
clocks(struct ambit_reader *r, const struct mbox *m, struct ambit_item *item,
    struct ambit_err *err_r)
{
	struct ambit_span line;

	if (m->from == 0)
		return 0;
	if (ambit_source_lend(r->source, m->off, m->from, &line, err_r) < 0)
		return -1;
	return from_line_clocks(r, ambit_span_sub(line, 0, m->from), item,
	    err_r);
}

static void
tell(const struct ambit_reader *r, struct mbox *m, const struct mbox_walk *w,
    struct ambit_item *item_r)
{
	uint64_t begin = m->off + m->from;

	*item_r = (struct ambit_item){
		.at = { r->store->number, ++m->count, m->off },
		.framed = { m->done, w->off - m->done },
		.raw = { begin, w->off - w->blank - begin },
		.kind = m->from == 0 ? AMBIT_KIND_UNKNOWN : AMBIT_KIND_MAIL,
		.flaws = w->flaws,
		.account = r->store->account,
		.holds = r->store->holds,
	};
	if (item_r->raw.len > r->limits->item_bytes)
		item_r->flaws |= AMBIT_FLAW_TOO_LARGE;
}

static int
mbox_next(struct ambit_reader *r, struct ambit_item *item_r,
    struct ambit_err *err_r)
{
	struct mbox *m = r->state;
	struct mbox_walk w;

	ambit_arena_reset(r->arena);
	if (m->ended)
		return 0;
	ambit_source_keep(r->source, m->off);
	if (walk_over(r, m, &w, err_r) < 0)
		return -1;
	tell(r, m, &w, item_r);
	if (clocks(r, m, item_r, err_r) < 0)
		return -1;
	r->seen += item_r->framed.len;
	m->off = m->done = w.off;
	m->from = w.from;
	m->mixed = w.mixed;
	m->last = w.from == 0;
	m->ended = m->last || w.off >= r->unit->until;
	return 1;
}

/* Where the store goes on, and a message claims what lies there: B2. */
static int
mbox_claims(struct ambit_reader *r, struct ambit_span *claims_r,
    struct ambit_err *err_r)
{
	struct mbox *m = r->state;

	if (m->last)
		return 0;
	return mbox_doubt_put(&m->doubt, m->off, r->memory, claims_r, err_r);
}

/* The source lends the whole store. */
static int
mbox_aim(struct ambit_reader *r, const struct ambit_item *item,
    struct ambit_err *err_r)
{
	(void)r;
	(void)item;
	(void)err_r;
	return 0;
}

static int
mbox_state(struct ambit_reader *r, unsigned char sha256_r[32],
    struct ambit_err *err_r)
{
	return file_mark_digest(ambit_source_stat(r->source), sha256_r, err_r);
}

static int
mbox_check(struct ambit_reader *r, struct ambit_err *err_r)
{
	return ambit_source_check(r->source, NULL, err_r);
}

static void
mbox_close(struct ambit_reader *r)
{
	ambit_source_free(&r->source);
}

const struct ambit_reader_ops ambit_reader_mbox = {
	.name = "mbox",
	.open = mbox_open,
	.next = mbox_next,
	.aim = mbox_aim,
	.check = mbox_check,
	.claims = mbox_claims,
	.state = mbox_state,
	.close = mbox_close,
};
