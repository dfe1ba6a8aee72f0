/*
 * Items of the custody record: a line for every item under every task, and
 * another where it was held or damaged.
 *
 * Which number an item bears is known only when all have been read, so lines
 * go to a log first, each behind its key, in the order (store, item, task);
 * the production gives its numbers in the same order, and one pass joins them.
 * BUGS: a store that is read in another order than that of the registry would
 * not join; the run then fails.
 */

/* System. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Floor 6. */
#include "custody_state.h"
#include "custody_words.h"

#define KEY_LEN 17

int
custody_open_items(struct ambit_custody *custody, struct ambit_err *err_r)
{
	static const char *const held[] = { "task", "store", "locator", "rule",
		"reason", "raw_value", NULL };
	static const char *const damage[] = { "task", "store", "locator",
		"offset", "length", "stage", "code", "detail", NULL };

	if (custody_file_open(&custody->log, custody->dirfd, CUSTODY_LOG,
		err_r) < 0 ||
	    custody_file_open(&custody->held, custody->dirfd, "held.csv",
		err_r) < 0 ||
	    custody_file_open(&custody->damage, custody->dirfd, "damage.csv",
		err_r) < 0)
		return -1;
	if (custody_head(custody, &custody->held, held, err_r) < 0)
		return -1;
	return custody_head(custody, &custody->damage, damage, err_r);
}

static void
put32(unsigned char *p, uint32_t v)
{
	for (int i = 3; i >= 0; i--, v >>= 8)
		p[i] = (unsigned char)(v & 0xff);
}

static uint32_t
get32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

static void
put_key(unsigned char p[KEY_LEN], const struct custody_key *key)
{
	put32(p, key->store);
	put32(p + 4, key->item);
	put32(p + 8, key->task);
	put32(p + 12, key->len);
	p[16] = key->outcome;
}

static struct custody_key
get_key(const unsigned char p[KEY_LEN])
{
	return (struct custody_key){ .store = get32(p),
		.item = get32(p + 4),
		.task = get32(p + 8),
		.len = get32(p + 12),
		.outcome = p[16] };
}

/* task, store, locator: how each of the three files begins. */
static int
begin_row(struct custody_row *row, const struct ambit_custody_entry *entry,
    struct ambit_err *err_r)
{
	custody_row_begin(row);
	if (custody_row_evidence(row, entry->task->id, err_r) < 0 ||
	    custody_row_evidence(row, entry->store->id, err_r) < 0)
		return -1;
	return custody_row_locator(row, entry->item, err_r);
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

/* The row of items.csv without its last two cells. */
static int
put_item(struct custody_row *row, const struct ambit_custody_entry *entry,
    struct ambit_err *err_r)
{
	char names[256];
	struct ambit_text flaws = AMBIT_TEXT(names);

	if (begin_row(row, entry, err_r) < 0)
		return -1;
	custody_row_number(row, entry->item->framed.len);
	custody_row_hex(row, entry->sha256);
	custody_row_str(row, ambit_outcome_name(entry->outcome));
	custody_row_str(row, entry->verdict.by->name);
	if (put_clock(row, entry, err_r) < 0)
		return -1;
	custody_flaw_names(&flaws, entry->item->flaws);
	custody_row_cell(row, ambit_text_span(&flaws));
	return 0;
}

static int
log_item(struct ambit_custody *custody, const struct ambit_custody_entry *entry,
    struct ambit_err *err_r)
{
	struct custody_row *row = &custody->row;
	struct custody_key key = { .store = entry->store->number,
		.item = entry->item->at.item,
		.task = entry->task->number,
		.outcome = (uint8_t)entry->outcome };
	unsigned char bytes[KEY_LEN];

	if (put_item(row, entry, err_r) < 0)
		return -1;
	key.len = (uint32_t)custody_row_line(row).len;
	put_key(bytes, &key);
	if (custody_file_put(&custody->log,
		(struct ambit_span){ bytes, KEY_LEN }, err_r) < 0)
		return -1;
	return custody_file_put(&custody->log, custody_row_line(row), err_r);
}

static int
put_held(struct ambit_custody *custody, const struct ambit_custody_entry *entry,
    struct ambit_err *err_r)
{
	const struct ambit_rule *rule = entry->verdict.by;
	struct custody_row *row = &custody->row;
	char words[2048];
	struct ambit_text reason = AMBIT_TEXT(words);
	struct ambit_span raw =
	    custody_raw_value(rule, entry->item, entry->task->clock);

	if (begin_row(row, entry, err_r) < 0)
		return -1;
	custody_row_str(row, rule->name);
	custody_reason(&reason, rule, entry->item->flaws);
	custody_row_cell(row, ambit_text_span(&reason));
	if (custody_row_evidence(row, raw, err_r) < 0)
		return -1;
	return custody_row_write(row, &custody->held, err_r);
}

static int
put_damage(struct ambit_custody *custody,
    const struct ambit_custody_entry *entry, struct ambit_err *err_r)
{
	const struct ambit_item *item = entry->item;
	struct custody_row *row = &custody->row;
	unsigned bit = 0;

	while (bit + 1 < AMBIT_N_FLAWS &&
	    !((item->flaws & AMBIT_FLAWS_DAMAGE) >> bit & 1))
		bit++;
	if (begin_row(row, entry, err_r) < 0)
		return -1;
	custody_row_number(row, item->framed.off);
	custody_row_number(row, item->framed.len);
	custody_row_str(row, "reader");
	custody_row_str(row, ambit_flaw_name(bit));
	custody_row_str(row, custody_flaw_says(bit));
	return custody_row_write(row, &custody->damage, err_r);
}

static void
tally(struct ambit_custody *custody, const struct ambit_custody_entry *entry)
{
	struct custody_tally *sums = &custody->tallies[entry->task->number - 1];
	uint64_t *total[AMBIT_PRODUCED + 1] = {
		[AMBIT_OUTSIDE] = &custody->sums.outside,
		[AMBIT_HELD] = &custody->sums.held,
		[AMBIT_DAMAGED] = &custody->sums.damaged,
		[AMBIT_PRODUCED] = &custody->sums.produced,
	};

	/* One store at a time, closed before the next. */
	assert(custody->store == 0 || custody->store == entry->store->number);
	custody->store = entry->store->number;
	sums->items[entry->outcome]++;
	sums->bytes[entry->outcome] += entry->item->framed.len;
	custody->sums.seen++;
	++*total[entry->outcome];
}

int
ambit_custody_item(struct ambit_custody *custody,
    const struct ambit_custody_entry *entry, struct ambit_err *err_r)
{
	tally(custody, entry);
	if (log_item(custody, entry, err_r) < 0)
		return -1;
	if (entry->outcome == AMBIT_HELD)
		return put_held(custody, entry, err_r);
	if (entry->outcome == AMBIT_DAMAGED)
		return put_damage(custody, entry, err_r);
	return 0;
}

/* ---- the log and the numbers become items.csv ---- */

/* The stream of numbers, with its next one in hand. */
struct numbers {
	struct ambit_production *production; /* NULL: there are none */
	struct ambit_numbered next;
	bool any; /* next is one */
};

static int
advance(struct numbers *numbers, struct ambit_err *err_r)
{
	int got = 0;

	if (numbers->production != NULL)
		got = ambit_production_next(numbers->production, &numbers->next,
		    err_r);
	numbers->any = got == 1;
	return got < 0 ? -1 : 0;
}

static bool
is_of(const struct ambit_numbered *next, const struct custody_key *key)
{
	return next->store == key->store && next->item == key->item &&
	    next->task == key->task;
}

/* The last two cells: its number, and whose copy it is. */
static int
put_number(struct ambit_custody *custody, struct custody_file *file,
    const struct ambit_numbered *number, struct ambit_err *err_r)
{
	char bates[AMBIT_BATES_LEN];
	char cells[2 * AMBIT_BATES_LEN + 8];
	struct ambit_text text = AMBIT_TEXT(cells);

	if (number == NULL)
		return custody_file_put(file, AMBIT_LIT(",,\r\n"), err_r);
	ambit_production_bates(custody->order, number->number, bates);
	ambit_text_print(&text, ",%s,%s\r\n", bates,
	    number->duplicate ? bates : "");
	return custody_file_put(file, ambit_text_span(&text), err_r);
}

/* Copy one line of the log and number it. */
static int
join(struct ambit_custody *custody, struct custody_back *log,
    struct custody_file *file, struct numbers *numbers, struct ambit_err *err_r)
{
	struct custody_key key;
	struct ambit_span bytes;
	bool mine;

	if (custody_back_lend(log, KEY_LEN, &bytes, err_r) < 0)
		return -1;
	key = get_key(bytes.ptr);
	if (custody_back_lend(log, key.len, &bytes, err_r) < 0 ||
	    custody_file_put(file, bytes, err_r) < 0)
		return -1;
	mine = key.outcome == AMBIT_PRODUCED && numbers->any &&
	    is_of(&numbers->next, &key);
	if (put_number(custody, file, mine ? &numbers->next : NULL, err_r) < 0)
		return -1;
	return mine ? advance(numbers, err_r) : 0;
}

static int
join_all(struct ambit_custody *custody, struct ambit_production *production,
    struct custody_back *log, struct custody_file *file,
    struct ambit_err *err_r)
{
	static const char *const names[] = { "task", "store", "locator",
		"bytes", "sha256", "outcome", "rule", "clock", "clock_source",
		"raw_date", "lo", "hi", "flaws", "bates", "duplicate_of",
		NULL };
	struct numbers numbers = { .production = production };

	if (custody_file_flush(&custody->log, err_r) < 0 ||
	    custody_head(custody, file, names, err_r) < 0 ||
	    advance(&numbers, err_r) < 0)
		return -1;
	log->file = &custody->log;
	while (!custody_back_done(log)) {
		if (join(custody, log, file, &numbers, err_r) < 0)
			return -1;
	}
	if (numbers.any)
		return ambit_err_set(err_r, AMBIT_E_SUMS,
		    "a numbered file is no item of the custody record");
	return 0;
}

static int
write_items(struct ambit_custody *custody, struct ambit_production *production,
    struct custody_back *log, struct custody_file *file,
    struct ambit_err *err_r)
{
	int done;

	if (custody_file_open(file, custody->dirfd, "items.csv", err_r) < 0)
		return -1;
	done = join_all(custody, production, log, file, err_r);
	if (done == 0)
		done = custody_file_close(file, err_r);
	custody_file_clear(file);
	return done;
}

int
custody_write_items(struct ambit_custody *custody,
    struct ambit_production *production, struct ambit_err *err_r)
{
	struct custody_file *file = calloc(1, sizeof(*file));
	struct custody_back *log = calloc(1, sizeof(*log));
	int done = -1;

	if (file != NULL && log != NULL)
		done = write_items(custody, production, log, file, err_r);
	else
		(void)ambit_err_set(err_r, AMBIT_E_MEMORY, "custody record");
	free(log);
	free(file);
	if (done < 0)
		return -1;
	if (unlinkat(custody->dirfd, CUSTODY_LOG, 0) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO,
		    "custody record: remove the log");
	return 0;
}
