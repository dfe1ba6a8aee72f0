/*
 * Sums: every store, and what became of its items and bytes.
 *
 * A unit's own count comes from its reader, its tallies from its gate: the two
 * must agree, and the units of a store must cover it without a gap.
 */

/* System. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Floor 6. */
#include "accounting_state.h"

static int
head(struct ambit_accounting *a, struct custody_file *file, const char *name,
    const char *const *names, struct ambit_err *err_r)
{
	if (custody_file_open(file, a->custodyfd, name, err_r) < 0)
		return -1;
	custody_row_begin(&a->row);
	for (; *names != NULL; names++)
		custody_row_str(&a->row, *names);
	return custody_row_write(&a->row, file, err_r);
}

static int
open_files(struct ambit_accounting *a, struct ambit_err *err_r)
{
	static const char *const held[] = { "task", "store", "locator", "rule",
		"reason", "raw_value", NULL };
	static const char *const damage[] = { "task", "store", "locator",
		"offset", "length", "stage", "code", "detail", NULL };
	static const char *const sums[] = { "task", "store", "seen", "produced",
		"outside", "held", "damaged", "seen_bytes", "produced_bytes",
		"outside_bytes", "held_bytes", "damaged_bytes", "closes",
		NULL };
	static const char *const items[] = { "task", "store", "locator",
		"bytes", "sha256", "outcome", "rule", "clock", "clock_source",
		"raw_date", "lo", "hi", "flaws", "bates", "duplicate_of",
		NULL };

	if (head(a, &a->held, "held.csv", held, err_r) < 0 ||
	    head(a, &a->damage, "damage.csv", damage, err_r) < 0 ||
	    head(a, &a->sums_csv, "accounting.csv", sums, err_r) < 0)
		return -1;
	return head(a, &a->items, "items.csv", items, err_r);
}

int
ambit_accounting_begin(int custodyfd, int stagingfd,
    const struct ambit_order *order, struct ambit_accounting **accounting_r,
    struct ambit_err *err_r)
{
	struct ambit_accounting *a = calloc(1, sizeof(*a));

	*accounting_r = NULL;
	if (a == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "custody record");
	a->order = order;
	a->custodyfd = custodyfd;
	a->stagingfd = stagingfd;
	a->held.fd = a->damage.fd = a->sums_csv.fd = a->items.fd = -1;
	a->tallies = calloc(order->n_tasks + 1, sizeof(*a->tallies));
	if (a->tallies == NULL)
		(void)ambit_err_set(err_r, AMBIT_E_MEMORY, "custody record");
	if (a->tallies == NULL || open_files(a, err_r) < 0) {
		ambit_accounting_free(&a);
		return -1;
	}
	*accounting_r = a;
	return 0;
}

void
ambit_accounting_free(struct ambit_accounting **accounting)
{
	struct ambit_accounting *a = *accounting;

	if (a == NULL)
		return;
	custody_file_clear(&a->held);
	custody_file_clear(&a->damage);
	custody_file_clear(&a->sums_csv);
	custody_file_clear(&a->items);
	free(a->units);
	free(a->tallies);
	free(a);
	*accounting = NULL;
}

struct ambit_custody_sums
ambit_accounting_sums(const struct ambit_accounting *accounting)
{
	return accounting->sums;
}

/* ---- a store ---- */

/* The four outcomes as the columns have them. */
static const enum ambit_outcome columns[] = { AMBIT_PRODUCED, AMBIT_OUTSIDE,
	AMBIT_HELD, AMBIT_DAMAGED };

#define N_COLUMNS (sizeof(columns) / sizeof(columns[0]))

static uint64_t
put_sums(struct custody_row *row, uint64_t seen, const uint64_t *sums)
{
	uint64_t total = 0;

	custody_row_number(row, seen);
	for (size_t i = 0; i < N_COLUMNS; i++) {
		custody_row_number(row, sums[columns[i]]);
		total += sums[columns[i]];
	}
	return total;
}

static int
put_task(struct ambit_accounting *a, const struct ambit_task *task,
    bool *closes_r, struct ambit_err *err_r)
{
	const struct ambit_tally *tally = &a->tallies[task->number - 1];
	bool closes = !a->gap && !a->failed;

	custody_row_begin(&a->row);
	if (custody_row_evidence(&a->row, task->id, err_r) < 0 ||
	    custody_row_evidence(&a->row, a->store->id, err_r) < 0)
		return -1;
	closes = put_sums(&a->row, a->seen, tally->items) == a->seen && closes;
	closes =
	    put_sums(&a->row, a->seen_bytes, tally->bytes) == a->seen_bytes &&
	    closes;
	custody_row_str(&a->row, closes ? "yes" : "no");
	*closes_r = *closes_r && closes;
	return custody_row_write(&a->row, &a->sums_csv, err_r);
}

/* B5: a store of empty lines alone is framing, around no item. */
static bool
is_whole(const struct ambit_accounting *a)
{
	bool plain = a->store->format == AMBIT_STORE_MBOX && !a->store->gzip;

	return !plain || a->seen == 0 || a->seen_bytes == a->bytes;
}

static int
close_store(struct ambit_accounting *a, struct ambit_err *err_r)
{
	bool closes = true;

	if (a->store == NULL)
		return 0;
	a->gap = a->gap || !is_whole(a);
	for (size_t i = 0; i < a->order->n_tasks; i++) {
		if (ambit_scope_opens(&a->scopes[i], a->store) &&
		    put_task(a, &a->order->tasks[i], &closes, err_r) < 0)
			return -1;
	}
	if (!closes && a->open == NULL)
		a->open = a->store;
	return 0;
}

static int
begin_store(struct ambit_accounting *a, const struct ambit_store *store,
    const struct ambit_scope *scopes, struct ambit_err *err_r)
{
	if (a->store == store)
		return 0;
	if (close_store(a, err_r) < 0)
		return -1;
	memset(a->tallies, 0, a->order->n_tasks * sizeof(*a->tallies));
	a->store = store;
	a->scopes = scopes;
	a->seen = a->seen_bytes = a->bytes = a->end = 0;
	a->gap = a->failed = false;
	return 0;
}

/* ---- a unit ---- */

static void
add_tally(struct ambit_accounting *a, size_t task,
    const struct ambit_tally *tally)
{
	uint64_t *total[AMBIT_PRODUCED + 1] = {
		[AMBIT_OUTSIDE] = &a->sums.outside,
		[AMBIT_HELD] = &a->sums.held,
		[AMBIT_DAMAGED] = &a->sums.damaged,
		[AMBIT_PRODUCED] = &a->sums.produced,
	};

	for (size_t i = 0; i <= AMBIT_PRODUCED; i++) {
		a->tallies[task].items[i] += tally->items[i];
		a->tallies[task].bytes[i] += tally->bytes[i];
		*total[i] += tally->items[i];
		a->sums.seen += tally->items[i];
	}
}

static void
add_sums(struct ambit_accounting *a, const struct ambit_staged *staged)
{
	const struct ambit_stage_end *end = &staged->end;
	const struct ambit_unit *unit = staged->terms->unit;

	for (size_t i = 0; i < a->order->n_tasks; i++)
		add_tally(a, i, &staged->tallies[i]);
	if (unit->store->format == AMBIT_STORE_MBOX && end->items > 0) {
		a->gap = a->gap || end->begin != a->end ||
		    end->end - end->begin != end->bytes;
		a->end = end->end;
	}
	a->seen += end->items;
	a->seen_bytes += end->bytes;
	a->bytes += unit->bytes;
	a->failed = a->failed || end->failed;
}

int
accounting_copy(struct ambit_source *from, uint64_t off, uint64_t len,
    struct custody_file *to, struct ambit_err *err_r)
{
	struct ambit_span win;

	while (len > 0) {
		if (ambit_source_lend(from, off, 1, &win, err_r) < 0)
			return -1;
		win = ambit_span_sub(win, 0,
		    len < win.len ? (size_t)len : win.len);
		if (win.len == 0)
			return ambit_err_set(err_r, AMBIT_E_IO,
			    "a unit is shorter than it says");
		if (custody_file_put(to, win, err_r) < 0)
			return -1;
		off += win.len;
		len -= win.len;
	}
	return 0;
}

static int
copy_log(const struct ambit_staged *staged, enum stage_log log,
    struct custody_file *to, struct ambit_err *err_r)
{
	struct ambit_source *source = NULL;
	int fd, rc;

	if (staged->done->logs[log].len == 0)
		return 0;
	if (staged_log(staged, log, &fd, err_r) < 0)
		return -1;
	rc = ambit_source_new(fd, AMBIT_SOURCE_WINDOW, &source, err_r);
	if (rc == 0)
		rc = accounting_copy(source, 0, staged->done->logs[log].len, to,
		    err_r);
	ambit_source_free(&source);
	(void)close(fd);
	return rc;
}

static int
remember(struct ambit_accounting *a, uint32_t number, struct ambit_err *err_r)
{
	size_t room = a->room == 0 ? 64 : 2 * a->room;
	uint32_t *units = a->units;

	if (a->n_units == a->room) {
		units = realloc(a->units, room * sizeof(*units));
		if (units == NULL)
			return ambit_err_set(err_r, AMBIT_E_MEMORY, "units");
		a->units = units;
		a->room = room;
	}
	units[a->n_units++] = number;
	return 0;
}

int
ambit_accounting_add(struct ambit_accounting *accounting,
    const struct ambit_staged *staged, const struct ambit_scope *scopes,
    struct ambit_err *err_r)
{
	struct ambit_accounting *a = accounting;
	const struct ambit_unit *unit = staged->terms->unit;

	if (begin_store(a, unit->store, scopes, err_r) < 0 ||
	    remember(a, unit->number, err_r) < 0)
		return -1;
	add_sums(a, staged);
	if (copy_log(staged, STAGE_HELD, &a->held, err_r) < 0)
		return -1;
	return copy_log(staged, STAGE_DAMAGE, &a->damage, err_r);
}

int
ambit_accounting_close(struct ambit_accounting *accounting,
    struct ambit_err *err_r)
{
	int rc = close_store(accounting, err_r);

	accounting->store = NULL;
	if (rc < 0 || accounting->open == NULL)
		return rc;
	(void)ambit_err_set(err_r, AMBIT_E_SUMS,
	    "the sums of the store do not close");
	return ambit_err_in(err_r, accounting->open->id);
}

int
ambit_accounting_miss(struct ambit_accounting *accounting,
    const struct ambit_unit *unit, const struct ambit_scope *scopes,
    struct ambit_err *err_r)
{
	if (begin_store(accounting, unit->store, scopes, err_r) < 0)
		return -1;
	accounting->gap = true;
	return 0;
}
