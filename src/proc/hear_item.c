/*
 * An item as its framing tells it: where it lies, what it is called, when it
 * came. Whatever the store's format can never give is a lie.
 */

/* System. */
#include <string.h>

/* Floor 0. */
#include "ambit/limits.h"

/* Floor 7. */
#include "hear_state.h"

/* An item with one of these is counted, and never looked into. */
#define UNREADABLE (AMBIT_FLAWS_DAMAGE | AMBIT_FLAW_FOREIGN | AMBIT_FLAW_LINK)

/* These are no mail at all. */
#define NO_MAIL (AMBIT_FLAW_UNFRAMED | AMBIT_FLAW_FOREIGN | AMBIT_FLAW_LINK)

/* Files have these, and an mbox has none. */
#define OF_FILES (AMBIT_FLAW_FOREIGN | AMBIT_FLAW_LINK | AMBIT_FLAW_HARD_LINK)

/* Only Outlook has these: what else would tell them can be seen whole. */
#define OF_OUTLOOK                                                             \
	(AMBIT_FLAW_LOST | AMBIT_FLAW_ORPHAN | AMBIT_FLAW_ATTACHMENTS |        \
	    AMBIT_FLAW_PROPERTY | AMBIT_FLAW_ENCODING | AMBIT_FLAW_REFERENCE | \
	    AMBIT_FLAW_ENCRYPTED | AMBIT_FLAW_RECURRENCE)

/* And these no format of Outlook has: nothing lies between its items. */
#define OF_BYTES \
	(AMBIT_FLAW_FRAMING | AMBIT_FLAW_TRUNCATED | AMBIT_FLAW_UNFRAMED)

bool
hear_is_stream(const struct proc_hear *hear)
{
	return ambit_store_streams(hear->unit->store->format);
}

bool
hear_is_readable(const struct proc_hear *hear, const struct ambit_item *item)
{
	if (item->kind != AMBIT_KIND_MAIL && !hear_is_stream(hear))
		return false;
	return (item->flaws & UNREADABLE) == 0;
}

bool
hear_is_mbox(const struct proc_hear *hear)
{
	return hear->unit->store->format == AMBIT_STORE_MBOX;
}

struct ambit_extent
hear_extent(struct ambit_wire *wire)
{
	uint64_t off = ambit_wire_u64(wire);

	return (struct ambit_extent){ off, ambit_wire_u64(wire) };
}

static void
hear_when(struct ambit_wire *wire, struct ambit_when *when_r)
{
	*when_r = (struct ambit_when){ .n = ambit_wire_u8(wire) };
	if (when_r->n > sizeof(when_r->at) / sizeof(when_r->at[0])) {
		when_r->n = 0;
		wire->bad = true;
	}
	for (unsigned i = 0; i < when_r->n; i++) {
		when_r->at[i].lo = (int64_t)ambit_wire_u64(wire);
		when_r->at[i].hi = (int64_t)ambit_wire_u64(wire);
	}
}

/* What a clock was read from: bytes, or those of a clock before it, from 1. */
static int
hear_raw_when(struct proc_hear *hear, struct ambit_wire *wire, unsigned clock,
    struct ambit_span *raw_when, struct ambit_err *err_r)
{
	unsigned same = ambit_wire_u8(wire);

	if (same > 0) {
		if (same > clock || raw_when[same - 1].len == 0)
			wire->bad = true;
		else
			raw_when[clock] = raw_when[same - 1];
		return 0;
	}
	raw_when[clock] = ambit_wire_string(wire, PROC_VALUE_MAX);
	return hear_keep(hear, &raw_when[clock], err_r);
}

int
hear_clocks(struct proc_hear *hear, struct ambit_wire *wire,
    struct ambit_item *item, struct ambit_err *err_r)
{
	for (unsigned i = 0; i < AMBIT_N_CLOCKS; i++) {
		hear_when(wire, &item->when[i]);
		if (hear_raw_when(hear, wire, i, item->raw_when, err_r) < 0)
			return -1;
	}
	return 0;
}

const char *
hear_wrong_clocks(const struct ambit_item *item)
{
	for (unsigned i = 0; i < AMBIT_N_CLOCKS; i++) {
		const struct ambit_when *when = &item->when[i];

		if (when->n > 0 && item->flaws & AMBIT_FLAW_FRAMING)
			return "a reading of what is in doubt";
		for (unsigned k = 0; k < when->n; k++) {
			if (when->at[k].lo > when->at[k].hi)
				return "a reading ends before it begins";
		}
	}
	return NULL;
}

/* How far can framing reach? What is behind a gzip, below a folder, or in
 * Outlook's blocks, only the reader sees; and the last message of a part may
 * end in the next. */
static uint64_t
reach_of(const struct ambit_unit *unit)
{
	if (ambit_store_streams(unit->store->format))
		return INT64_MAX;
	if (unit->whole > 0)
		return unit->whole;
	return unit->bytes > 0 && !unit->store->gzip ? unit->bytes : INT64_MAX;
}

/* F4: of a file, a separator in front is not produced. */
const char *
hear_wrong_raw(const struct proc_hear *hear, const struct ambit_item *item)
{
	struct ambit_extent framed = item->framed, raw = item->raw;

	if (raw.off < framed.off || raw.off - framed.off > framed.len ||
	    raw.len > framed.len - (raw.off - framed.off))
		return "raw bytes outside the framing";
	if (hear_is_mbox(hear))
		return NULL;
	if (hear_is_stream(hear))
		return raw.len == framed.len ? NULL
					     : "raw bytes are not the item";
	if (raw.off > AMBIT_MBOX_LOOK || raw.len != framed.len - raw.off)
		return "raw bytes are not the file";
	return NULL;
}

const char *
hear_wrong_flaws(const struct proc_hear *hear, unsigned flaws)
{
	if (flaws >> AMBIT_N_FLAWS != 0)
		return "an unknown flaw";
	if (flaws & (hear_is_stream(hear) ? OF_BYTES : OF_OUTLOOK))
		return "a flaw that the format does not have";
	return NULL;
}

/* Only Outlook tells other kinds than mail; and of what is none, nothing. */
static bool
is_kind(const struct proc_hear *hear, const struct ambit_item *item)
{
	if (item->flaws & NO_MAIL)
		return item->kind == AMBIT_KIND_UNKNOWN;
	if (!hear_is_stream(hear))
		return item->kind == AMBIT_KIND_MAIL;
	return item->kind <= AMBIT_KIND_CALENDAR &&
	    item->kind != AMBIT_KIND_FILE;
}

/* Each line is a check of cages.md 6, of any format. */
static const char *
wrong_item(const struct proc_hear *hear, const struct ambit_item *item)
{
	uint64_t reach = reach_of(hear->unit);
	const char *wrong;

	if (item->at.item != hear->count)
		return "the ordinal is not the next";
	wrong = hear_wrong_flaws(hear, item->flaws);
	if (wrong != NULL)
		return wrong;
	if (!is_kind(hear, item))
		return "the kind does not go with the flaws";
	if (item->framed.off > reach ||
	    item->framed.len > reach - item->framed.off)
		return "framing beyond the store";
	if (item->framed.len > INT64_MAX - hear->bytes)
		return "more bytes than there can be";
	wrong = hear_wrong_raw(hear, item);
	return wrong != NULL ? wrong : hear_wrong_clocks(item);
}

/* Does the part of the store that the unit is hold the place? */
static bool
is_ours(const struct ambit_unit *unit, uint64_t off)
{
	return unit->parts == 1 || (off >= unit->from && off < unit->until);
}

/* Does the framing begin where the last one ended? Sizes of Outlook's items
 * begin anew with each part of a store. */
static bool
is_next(const struct proc_hear *hear, uint64_t off)
{
	if (hear->count > 1)
		return off == hear->end;
	if (hear_is_stream(hear))
		return off == 0;
	return hear->unit->part > 1 ? off >= hear->unit->from : off == 0;
}

static const char *
wrong_mbox(const struct proc_hear *hear, const struct ambit_item *item)
{
	if (item->path.len > 0 || item->folder.len > 0)
		return "an mbox holds no files";
	if (item->flaws & OF_FILES)
		return "a flaw that only files have";
	if (!is_next(hear, item->framed.off))
		return "a gap or an overlap";
	if (item->framed.len == 0)
		return "framing of nothing";
	if (item->at.off < item->framed.off || item->at.off > item->raw.off)
		return "the item begins outside its framing";
	if (item->flaws & AMBIT_FLAW_UNFRAMED && hear->count > 1)
		return "bytes of nobody behind a message";
	if (!(item->flaws & AMBIT_FLAW_UNFRAMED) &&
	    !is_ours(hear->unit, item->at.off))
		return "the message of another unit";
	return NULL;
}

/* Outlook's one file: a message after another, by their sizes. */
static const char *
wrong_node(const struct proc_hear *hear, const struct ambit_item *item)
{
	if (item->path.len > 0)
		return "a store of Outlook holds no files";
	if (item->flaws & OF_FILES)
		return "a flaw that only files have";
	if (!is_next(hear, item->framed.off))
		return "a gap or an overlap";
	if (item->at.off > UINT32_MAX)
		return "a node that there cannot be";
	return NULL;
}

/* Maildir: ".Name" is the first folder of the path. */
static bool
is_folder_of(struct ambit_span folder, struct ambit_span path)
{
	if (path.len < folder.len + 2 || path.ptr[0] != '.' ||
	    path.ptr[folder.len + 1] != '/')
		return false;
	return memchr(folder.ptr, '/', folder.len) == NULL &&
	    ambit_span_equal(ambit_span_sub(path, 1, folder.len), folder);
}

/* Paths ascend, and lie in the slice of the folder that the unit is. */
static const char *
wrong_path(const struct proc_hear *hear, struct ambit_span path)
{
	const struct ambit_unit *unit = hear->unit;
	struct ambit_span last = { hear->path, hear->path_len };

	if (memchr(path.ptr, '\0', path.len) != NULL)
		return "no path holds a NUL";
	if (hear->count > 1 && ambit_span_compare(last, path) >= 0)
		return "paths do not ascend";
	if (ambit_span_compare(path, unit->first) < 0 ||
	    (unit->end.len > 0 && ambit_span_compare(path, unit->end) >= 0))
		return "the file of another unit";
	return NULL;
}

/* A store that is a file, not a folder. */
static const char *
wrong_single(const struct proc_hear *hear, const struct ambit_item *item)
{
	if (hear->unit->store->format != AMBIT_STORE_EML &&
	    hear->unit->store->format != AMBIT_STORE_MSG)
		return "a file without a path";
	if (hear->count > 1)
		return "more than the one file";
	if (item->framed.len != hear->unit->bytes)
		return "framing is not the file";
	return NULL;
}

static const char *
wrong_file(const struct proc_hear *hear, const struct ambit_item *item)
{
	if (item->framed.off != 0 || item->at.off != 0)
		return "a file begins at its first byte";
	if (item->flaws & AMBIT_FLAW_UNFRAMED)
		return "a flaw that only an mbox has";
	if (item->folder.len > 0 &&
	    (hear->unit->store->format != AMBIT_STORE_MAILDIR ||
		!is_folder_of(item->folder, item->path)))
		return "the folder is not the path's";
	if (item->path.len == 0)
		return wrong_single(hear, item);
	if (hear->unit->bytes > 0)
		return "the path of a store that is a file";
	return wrong_path(hear, item->path);
}

/* Of the format that the store has. */
static const char *
wrong_place(const struct proc_hear *hear, const struct ambit_item *item)
{
	if (hear_is_mbox(hear))
		return wrong_mbox(hear, item);
	if (hear_is_stream(hear) &&
	    hear->unit->store->format != AMBIT_STORE_MSG)
		return wrong_node(hear, item);
	return wrong_file(hear, item);
}

static void
remember(struct proc_hear *hear, const struct ambit_item *item)
{
	hear->bytes += item->framed.len;
	hear->end = item->framed.off + item->framed.len;
	hear->path_len = item->path.len;
	if (item->path.len > 0)
		memcpy(hear->path, item->path.ptr, item->path.len);
}

int
hear_item(struct proc_hear *hear, struct ambit_wire *wire,
    struct ambit_item *item_r, struct ambit_err *err_r)
{
	const struct ambit_store *store = hear->unit->store;
	const char *wrong;

	*item_r = (struct ambit_item){
		.at = { .store = store->number },
		.account = store->account,
		.holds = store->holds,
	};
	item_r->at.item = ambit_wire_u32(wire);
	item_r->at.off = ambit_wire_u64(wire);
	item_r->framed = hear_extent(wire);
	item_r->raw = hear_extent(wire);
	item_r->kind = (enum ambit_kind)ambit_wire_u8(wire);
	item_r->flaws = ambit_wire_u32(wire);
	item_r->path = ambit_wire_string(wire, TREE_PATH_MAX);
	item_r->folder = ambit_wire_string(wire, TREE_PATH_MAX);
	hear->count++;
	if (hear_clocks(hear, wire, item_r, err_r) < 0 ||
	    hear_keep(hear, &item_r->path, err_r) < 0 ||
	    hear_keep(hear, &item_r->folder, err_r) < 0)
		return -1;
	if (!ambit_wire_done(wire))
		return hear_wrong(hear, "ITEM is malformed", err_r);
	wrong = wrong_item(hear, item_r);
	if (wrong == NULL)
		wrong = wrong_place(hear, item_r);
	if (wrong != NULL)
		return hear_wrong(hear, wrong, err_r);
	remember(hear, item_r);
	return 0;
}
