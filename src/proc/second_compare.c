/*
 * Two opinions on one item, side by side. Knows how libpst errs (pst.md 16),
 * so that a person need not look where the bytes have answered. A message id
 * is equal or different, never told.
 */

/* System. */
#include <stdio.h>
#include <string.h>

/* Floor 6 and below. */
#include "ambit/instant.h"

/* Floor 7. */
#include "ambit/second.h"

/* What our reader could not read, or doubts, is no ground to stand on. */
#define SHAKY (AMBIT_FLAW_LOST | AMBIT_FLAW_ATTACHMENTS | AMBIT_FLAW_PROPERTY)

/* The last second of the year 9999. */
#define FAR INT64_C(253402300799)

struct comparing {
	const struct ambit_second_item *ours, *theirs;
	ambit_second_give *give;
	void *ctx;
	size_t n;
};

static void
tell(struct comparing *c, const char *fact, const char *ours,
    const char *theirs, const char *why, enum ambit_second_right right)
{
	struct ambit_second_line line = {
		.nid = c->ours != NULL ? c->ours->nid : c->theirs->nid,
		.fact = fact,
		.ours = ours,
		.theirs = theirs,
		.right = right,
		.why = why,
	};

	c->n++;
	c->give(c->ctx, &line);
}

static bool
is_shaky(const struct comparing *c)
{
	return (c->ours->flaws & SHAKY) != 0;
}

static const char *
no_cause(const struct comparing *c)
{
	return is_shaky(c) ? "the item is damaged" : "no cause is known";
}

/* ---- times and message ids ---- */

/* One of the facts that libpst takes from attachments as well. */
struct fact {
	bool has;
	int64_t at;                /* of a time */
	const unsigned char *text; /* of a message id */
};

typedef struct fact pick(const struct ambit_second_facts *facts);

static struct fact
submitted(const struct ambit_second_facts *facts)
{
	return (struct fact){ facts->has_submitted, facts->submitted, NULL };
}

static struct fact
delivered(const struct ambit_second_facts *facts)
{
	return (struct fact){ facts->has_delivered, facts->delivered, NULL };
}

static struct fact
message_id(const struct ambit_second_facts *facts)
{
	return (struct fact){ facts->has_id, 0, facts->id };
}

static bool
is_equal(struct fact a, struct fact b)
{
	if (a.has != b.has || !a.has)
		return a.has == b.has;
	return a.text != NULL ? memcmp(a.text, b.text, AMBIT_DIGEST_LEN) == 0
			      : a.at == b.at;
}

static const char *
show(struct fact fact, char room[AMBIT_INSTANT_LEN])
{
	if (!fact.has)
		return "none";
	if (fact.text != NULL)
		return "another";
	if (fact.at > FAR)
		return "behind the year 9999";
	ambit_instant_format(fact.at * AMBIT_SECOND, room);
	return room;
}

/* Where of the message libpst found it, as it takes what attachments and
 * recipients have for the message's own. */
static bool
is_taken(const struct ambit_second_item *ours, pick *of, struct fact theirs,
    char why[80])
{
	for (uint32_t i = 0; i < ambit_second_told(ours->n_files); i++) {
		struct fact own = of(&ours->files[i].facts);

		(void)snprintf(why, 80, "libpst takes it from attachment %u",
		    i + 1);
		if (own.has && is_equal(own, theirs))
			return true;
	}
	(void)snprintf(why, 80, "libpst takes it from a recipient");
	for (uint32_t i = 0; i < ours->n_rows; i++) {
		struct fact own = of(&ours->rows[i]);

		if (own.has && is_equal(own, theirs))
			return true;
	}
	return false;
}

static void
compare_fact(struct comparing *c, const char *name, pick *of)
{
	struct fact ours = of(&c->ours->facts), theirs = of(&c->theirs->facts);
	char room[2][AMBIT_INSTANT_LEN], why[80];
	bool taken;

	if (is_equal(ours, theirs))
		return;
	taken = is_taken(c->ours, of, theirs, why);
	if (!taken)
		(void)snprintf(why, sizeof(why), "%s", no_cause(c));
	tell(c, name, show(ours, room[0]), show(theirs, room[1]), why,
	    taken ? AMBIT_SECOND_OURS : AMBIT_SECOND_OPEN);
}

/* ---- attachments ---- */

static const char *
show_number(uint64_t number, char room[24])
{
	(void)snprintf(room, 24, "%ju", (uintmax_t)number);
	return room;
}

/* "1,024 bytes" of this digest: its first digits tell two of a length apart. */
static const char *
show_file(const struct ambit_second_file *file, char room[80])
{
	const unsigned char *d = file->sha256;

	if (!file->has_bytes)
		(void)snprintf(room, 80, "method %u", file->method);
	else
		(void)snprintf(room, 80,
		    "method %u, %ju bytes, SHA-256 %02x%02x%02x%02x...",
		    file->method, (uintmax_t)file->len, d[0], d[1], d[2], d[3]);
	return room;
}

static void
compare_file(struct comparing *c, uint32_t i)
{
	const struct ambit_second_file *ours = &c->ours->files[i];
	const struct ambit_second_file *theirs = &c->theirs->files[i];
	char room[2][80], name[32];
	bool less;

	if (ours->method == theirs->method &&
	    ours->has_bytes == theirs->has_bytes && ours->len == theirs->len &&
	    memcmp(ours->sha256, theirs->sha256, AMBIT_DIGEST_LEN) == 0)
		return;
	(void)snprintf(name, sizeof(name), "attachment %u", i + 1);
	less = !is_shaky(c) && ours->method == theirs->method &&
	    ours->has_bytes && theirs->len < ours->len;
	tell(c, name, show_file(ours, room[0]), show_file(theirs, room[1]),
	    less ? "libpst lacks bytes; each block of ours keeps its CRC"
		 : no_cause(c),
	    less ? AMBIT_SECOND_OURS : AMBIT_SECOND_OPEN);
}

static void
compare_files(struct comparing *c)
{
	uint32_t n = ambit_second_told(c->ours->n_files);
	uint64_t phantoms = c->ours->recipients;
	char room[2][24];

	if (c->ours->n_files != c->theirs->n_files)
		tell(c, "attachments", show_number(c->ours->n_files, room[0]),
		    show_number(c->theirs->n_files, room[1]), no_cause(c),
		    AMBIT_SECOND_OPEN);
	else
		for (uint32_t i = 0; i < n; i++)
			compare_file(c, i);
	if (c->theirs->bare != c->ours->bare &&
	    c->theirs->bare != c->ours->bare + phantoms)
		tell(c, "attachments without a method",
		    show_number(c->ours->bare, room[0]),
		    show_number(c->theirs->bare, room[1]), no_cause(c),
		    AMBIT_SECOND_OPEN);
}

/* ---- the item as a whole ---- */

static void
compare_lost(struct comparing *c)
{
	if (c->ours == NULL)
		tell(c, "item", "none", "a message",
		    "ambit has none of this number, or not another",
		    AMBIT_SECOND_OPEN);
	else if (is_shaky(c))
		tell(c, "item", "a damaged message", "none",
		    "the item is damaged", AMBIT_SECOND_OPEN);
	else if (c->ours->flaws & AMBIT_FLAW_ORPHAN)
		tell(c, "item", "a message", "none",
		    "the node index has it, its folder does not",
		    AMBIT_SECOND_OURS);
	else
		tell(c, "item", "a message", "none",
		    "the node index and the table of its folder have it",
		    AMBIT_SECOND_OURS);
}

size_t
ambit_second_compare(const struct ambit_second_item *ours,
    const struct ambit_second_item *theirs, ambit_second_give *give, void *ctx)
{
	struct comparing c = { ours, theirs, give, ctx, 0 };

	if (ours == NULL || theirs == NULL) {
		compare_lost(&c);
		return c.n;
	}
	if (ours->flaws & AMBIT_FLAW_LOST) {
		tell(&c, "item", "a damaged message", "a message",
		    "the item is damaged, and nothing of it is compared",
		    AMBIT_SECOND_OPEN);
		return c.n;
	}
	compare_fact(&c, "0039", submitted);
	compare_fact(&c, "0E06", delivered);
	compare_fact(&c, "message id", message_id);
	compare_files(&c);
	return c.n;
}
