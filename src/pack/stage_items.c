/*
 * Lines of the custody record: one for every item under every task, and
 * another where it was held or damaged (package.md 11).
 *
 * Which number an item bears is known only when all units are in. Its line
 * leaves a place for it, and the record of its file tells where that is.
 */

/* System. */
#include <assert.h>

/* Floor 6. */
#include "custody_words.h"
#include "stage_state.h"

/* task, store, locator: how each of the three files begins. */
static int
begin_row(struct custody_row *row, const struct ambit_custody_entry *entry,
    struct ambit_err *err_r)
{
	custody_row_begin(row);
	if (custody_row_evidence(row, entry->task->id, err_r) < 0 ||
	    custody_row_evidence(row, entry->store->id, err_r) < 0)
		return -1;
	return custody_row_locator(row, entry->store, entry->item, err_r);
}

/* When it happened, on the clock of the order, and who says so. */
static int
put_clock(struct custody_row *row, const struct ambit_custody_entry *entry,
    struct ambit_err *err_r)
{
	enum ambit_clock clock = entry->task->clock;
	const struct ambit_when *when = &entry->item->when[clock];

	custody_row_str(row, ambit_clock_name(clock));
	custody_row_str(row,
	    ambit_clock_source_name(entry->store->clocks[clock].source));
	if (custody_row_evidence(row, entry->item->raw_when[clock], err_r) < 0)
		return -1;
	custody_row_lo(row, when);
	custody_row_hi(row, when);
	return 0;
}

/* The row of items.csv without its last two cells; where in it the digest
 * stands. */
static int
put_item(struct custody_row *row, const struct ambit_custody_entry *entry,
    size_t *digest_at_r, struct ambit_err *err_r)
{
	char names[256];
	struct ambit_text flaws = AMBIT_TEXT(names);

	if (begin_row(row, entry, err_r) < 0)
		return -1;
	custody_row_number(row, entry->item->framed.len);
	custody_row_hex(row, entry->sha256);
	*digest_at_r =
	    custody_row_line(row).len - (size_t)(2 * AMBIT_DIGEST_LEN);
	custody_row_str(row, ambit_outcome_name(entry->outcome));
	custody_row_str(row, entry->verdict.by->name);
	if (put_clock(row, entry, err_r) < 0)
		return -1;
	custody_flaw_names(&flaws, entry->item->flaws);
	custody_row_cell(row, ambit_text_span(&flaws));
	return 0;
}

static int
put_line(struct ambit_stage *s, enum stage_log log, struct ambit_err *err_r)
{
	return stage_put(s, log, custody_row_line(&s->row), NULL, err_r);
}

/* Where the digest of the item stands, if it may still be missing. */
static const struct later_hole *
hole_at(const struct ambit_stage *s, const unsigned char *digest, size_t at,
    bool hex, struct later_hole *room)
{
	*room = (struct later_hole){ .at = at, .digest = digest, .hex = hex };
	return s->gathers && digest != NULL && digest == s->sha256 ? room
								   : NULL;
}

/* The record of its file, which tells where the line leaves a place for a
 * number. */
static int
put_record(struct ambit_stage *s, struct ambit_err *err_r)
{
	struct ambit_text record = { .ptr = (char *)s->record,
		.cap = sizeof(s->record) };
	struct pack_item *item = &s->waiting.item;
	struct later_hole room;
	const struct later_hole *hole = hole_at(s,
	    s->waiting.cut ? NULL : s->sha256, PACK_DIGEST_AT, false, &room);

	s->waiting.any = false;
	item->hole = stage_log_bytes(s, STAGE_ITEMS);
	pack_item_by_digest(item, &record);
	assert(!record.full);
	return stage_record(s, STAGE_FILE, ambit_text_span(&record), hole,
	    err_r);
}

static int
put_items(struct ambit_stage *s, const struct ambit_custody_entry *entry,
    struct ambit_err *err_r)
{
	struct later_hole room;
	size_t at;

	if (put_item(&s->row, entry, &at, err_r) < 0 ||
	    stage_put(s, STAGE_ITEMS, custody_row_line(&s->row),
		hole_at(s, entry->sha256, at, true, &room), err_r) < 0)
		return -1;
	if (s->waiting.any && put_record(s, err_r) < 0)
		return -1;
	return stage_put(s, STAGE_ITEMS, STAGE_NO_NUMBER, NULL, err_r);
}

static int
put_held(struct ambit_stage *s, const struct ambit_custody_entry *entry,
    struct ambit_err *err_r)
{
	const struct ambit_rule *rule = entry->verdict.by;
	char words[2048];
	struct ambit_text reason = AMBIT_TEXT(words);
	struct ambit_span raw =
	    custody_raw_value(rule, entry->item, entry->task->clock);

	if (begin_row(&s->row, entry, err_r) < 0)
		return -1;
	custody_row_str(&s->row, entry->crash != NULL ? "crash" : rule->name);
	custody_reason(&reason, rule, entry->item->flaws);
	if (entry->crash != NULL) {
		ambit_text_str(&reason, "; ");
		ambit_text_str(&reason, entry->crash);
	}
	custody_row_cell(&s->row, ambit_text_span(&reason));
	if (custody_row_evidence(&s->row, raw, err_r) < 0)
		return -1;
	custody_row_end(&s->row);
	return put_line(s, STAGE_HELD, err_r);
}

static int
put_damage(struct ambit_stage *s, const struct ambit_custody_entry *entry,
    struct ambit_err *err_r)
{
	const struct ambit_item *item = entry->item;
	unsigned bit = 0;

	while (bit + 1 < AMBIT_N_FLAWS &&
	    !((item->flaws & (AMBIT_FLAWS_DAMAGE | AMBIT_FLAW_LOST)) >> bit &
		1))
		bit++;
	if (begin_row(&s->row, entry, err_r) < 0)
		return -1;
	custody_row_number(&s->row, item->framed.off);
	custody_row_number(&s->row, item->framed.len);
	custody_row_str(&s->row, entry->decoder ? "decoder" : "reader");
	custody_row_str(&s->row, ambit_flaw_name(bit));
	custody_row_str(&s->row, custody_flaw_says(bit));
	custody_row_end(&s->row);
	return put_line(s, STAGE_DAMAGE, err_r);
}

int
ambit_stage_item(struct ambit_stage *stage,
    const struct ambit_custody_entry *entry, struct ambit_err *err_r)
{
	struct ambit_tally *tally = &stage->tallies[entry->task->number - 1];

	assert(!stage->waiting.any ||
	    stage->waiting.item.task == entry->task->number);
	tally->items[entry->outcome]++;
	tally->bytes[entry->outcome] += entry->item->framed.len;
	tally->empty += entry->outcome == AMBIT_PRODUCED &&
	    entry->sha256 != NULL && !stage->waiting.any;
	if (put_items(stage, entry, err_r) < 0)
		return -1;
	if (entry->outcome == AMBIT_HELD)
		return put_held(stage, entry, err_r);
	if (entry->outcome == AMBIT_DAMAGED)
		return put_damage(stage, entry, err_r);
	return 0;
}
