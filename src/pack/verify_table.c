/*
 * messages.csv: are its columns those that the order and the law allow, and
 * its rows within the task, numbered and in canonical order? A row does not
 * hold the message it is about, so what it leaves empty cannot be judged.
 */

/* System. */
#include <assert.h>
#include <string.h>

/* Floor 2. */
#include "ambit/csv.h"

/* Floor 6. */
#include "ambit/table.h"
#include "verify_state.h"

/* Rows are seldom longer; where one is, more is asked for. */
#define ROW_USUAL ((size_t)4096)

/* row, account, and the columns of the order. */
#define CELLS (AMBIT_TABLE_COLUMNS_MAX + 2)

#define NO_COLUMN SIZE_MAX

/* Where a row goes: rows whose instant is not shown come first, by their
 * bytes; the others by second and digest. */
struct turn {
	bool shown;
	int64_t instant;
	unsigned char sha256[AMBIT_DIGEST_LEN];
};

struct table {
	struct verify *v;
	struct ambit_span path;
	const struct verify_fact *fact;
	const struct ambit_scope *scope;
	const char *columns[AMBIT_TABLE_COLUMNS_MAX];
	size_t n_columns;
	size_t decides, direction; /* cells, or NO_COLUMN */

	struct ambit_text unquoted;
	uint64_t off; /* of the next row */
	uint64_t rows;
	struct turn last;
	unsigned char *bytes; /* of the last row that shows no instant */
	size_t len;
	size_t defects; /* of this table */
};

/* A few lines about one table are enough. */
#define DEFECTS_MAX 8

static int
defect(struct table *t, const char *what)
{
	if (++t->defects > DEFECTS_MAX)
		return 0;
	return verify_defect(t->v, "V_TABLE", t->path, "row %ju: %s",
	    (uintmax_t)t->rows, what);
}

static size_t
column(const struct table *t, const char *name)
{
	for (size_t i = 0; i < t->n_columns; i++) {
		if (strcmp(t->columns[i], name) == 0)
			return i + 2;
	}
	return NO_COLUMN;
}

/* ---- the cells ---- */

/* An instant as ambit prints it, and no other way. */
static bool
is_instant(struct ambit_span cell, int64_t *at_r)
{
	char text[AMBIT_INSTANT_LEN];
	int zone;

	if (!ambit_instant_parse(cell, at_r, &zone))
		return false;
	ambit_instant_format(*at_r, text);
	return ambit_span_equal(cell, ambit_span_str(text));
}

static void
check_dates(struct table *t, const struct ambit_span *cells)
{
	static const char *const names[] = { "date_submitted", "date_delivered",
		"date_header" };
	int64_t at;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		size_t cell = column(t, names[i]);

		if (cell != NO_COLUMN && cells[cell].len > 0 &&
		    !is_instant(cells[cell], &at))
			(void)defect(t, "a date that ambit does not write");
	}
}

/* Some part of the second lies within the range. */
static void
check_range(struct table *t, const struct ambit_span *cells)
{
	const struct ambit_range *range = &t->scope->range;
	int64_t at;

	if (t->decides == NO_COLUMN || !is_instant(cells[t->decides], &at))
		return;
	if (at >= range->until || at + (AMBIT_SECOND - 1) < range->from)
		(void)defect(t, "it did not happen within the range");
}

/* Several values of one kind: any of them may hold. */
static void
check_direction(struct table *t, const struct ambit_span *cells)
{
	const struct ambit_task *task = t->scope->task;
	bool asked = false, holds = false;

	if (t->direction == NO_COLUMN)
		return;
	for (size_t i = 0; i < task->n_narrows; i++) {
		if (task->narrows[i].by != AMBIT_NARROW_DIRECTION)
			continue;
		asked = true;
		holds = holds ||
		    ambit_span_equal(task->narrows[i].value,
			cells[t->direction]);
	}
	if (asked && !holds)
		(void)defect(t, "it went in another direction than ordered");
}

static void
check_cells(struct table *t, const struct ambit_span *cells)
{
	char digits[24];
	struct ambit_text number = AMBIT_TEXT(digits);

	ambit_text_print(&number, "%ju", (uintmax_t)t->rows);
	if (!ambit_span_equal(cells[0], ambit_text_span(&number)))
		(void)defect(t, "its number is not its turn");
	if (!ambit_span_equal(cells[1], t->scope->task->target.value))
		(void)defect(t, "it is of another account");
	check_dates(t, cells);
	check_range(t, cells);
	check_direction(t, cells);
}

/* ---- the order of rows ---- */

/* Is it a turn after the last one? Rows that print alike may be two. */
static bool
is_after(const struct table *t, const struct turn *turn, struct ambit_span row)
{
	struct ambit_span last = { t->bytes, t->len };

	if (t->rows == 1)
		return true;
	if (turn->shown != t->last.shown)
		return turn->shown;
	if (!turn->shown)
		return ambit_span_compare(last, row) <= 0;
	if (turn->instant != t->last.instant)
		return turn->instant > t->last.instant;
	return memcmp(t->last.sha256, turn->sha256, AMBIT_DIGEST_LEN) <= 0;
}

/* line is the row with its number and without its end. */
static int
check_turn(struct table *t, const struct ambit_span *cells,
    struct ambit_span line, struct ambit_err *err_r)
{
	const unsigned char *comma = memchr(line.ptr, ',', line.len);
	struct ambit_span row =
	    ambit_span_sub(line, (size_t)(comma - line.ptr) + 1, line.len);
	struct turn turn = { .shown = false };

	if (t->decides != NO_COLUMN)
		turn.shown = is_instant(cells[t->decides], &turn.instant);
	if (turn.shown && ambit_sink_digest(row, turn.sha256, err_r) < 0)
		return -1;
	if (!is_after(t, &turn, row))
		(void)defect(t, "it does not stand in canonical order");
	t->last = turn;
	t->len = turn.shown ? 0 : row.len;
	if (t->len > 0)
		memcpy(t->bytes, row.ptr, row.len);
	return 0;
}

/* ---- the file ---- */

static int
check_row(struct table *t, const struct ambit_span *cells, int n,
    struct ambit_span line, struct ambit_err *err_r)
{
	t->rows++;
	if ((size_t)n != t->n_columns + 2)
		return defect(t, "it has more or fewer cells than columns");
	check_cells(t, cells);
	return check_turn(t, cells, line, err_r);
}

/*
 * The next row: 1; 0 at the end, or where the rest is no CSV of ours, which is
 * a defect; -1.
 */
static int
next_row(struct table *t, struct ambit_err *err_r)
{
	struct ambit_span cells[CELLS], win, rest;
	size_t min = ROW_USUAL;
	int n;

	for (;;) {
		if (ambit_source_lend(t->v->source, t->off, min, &win, err_r) <
		    0)
			return -1;
		rest = win;
		t->unquoted.len = 0;
		t->unquoted.full = false;
		n = ambit_csv_cut(&rest, true, &t->unquoted, cells, CELLS);
		if (n >= 0 || win.len < min || min == AMBIT_SOURCE_MAX)
			break;
		min = AMBIT_SOURCE_MAX;
	}
	if (n == 0)
		return 0;
	if (n < 0) {
		t->rows++;
		return defect(t, "it is not as ambit writes CSV");
	}
	win.len -= rest.len;
	t->off += win.len;
	win.len -= 2;
	return check_row(t, cells, n, win, err_r) < 0 ? -1 : 1;
}

static int
check_head(struct table *t, struct ambit_err *err_r)
{
	char room[2048];
	struct ambit_text head = AMBIT_TEXT(room);
	struct ambit_span win;

	ambit_table_head(&t->v->judge.order, t->scope->task, &head);
	assert(!head.full);
	if (ambit_source_lend(t->v->source, 0, head.len, &win, err_r) < 0)
		return -1;
	if (!ambit_span_begins(win, ambit_text_span(&head)))
		return verify_defect(t->v, "V_TABLE", t->path,
		    "its columns are not those that the order and the law "
		    "allow");
	t->off = head.len;
	return 1;
}

static int
check_rows(struct table *t, struct ambit_err *err_r)
{
	int got = check_head(t, err_r);

	if (got != 1)
		return got;
	while ((got = next_row(t, err_r)) == 1)
		continue;
	if (got < 0)
		return -1;
	if (t->rows != t->fact->amount)
		return verify_defect(t->v, "V_TABLE", t->path,
		    "it has %ju rows, and production.xml says %ju",
		    (uintmax_t)t->rows, (uintmax_t)t->fact->amount);
	return 0;
}

int
verify_table(struct verify *v, const struct verify_fact *fact,
    struct ambit_span path, struct ambit_err *err_r)
{
	static const char *const clocks[AMBIT_N_CLOCKS] = {
		[AMBIT_CLOCK_DELIVERED] = "date_delivered",
		[AMBIT_CLOCK_SUBMITTED] = "date_submitted",
		[AMBIT_CLOCK_HEADER] = "date_header",
	};
	struct table t = { .v = v,
		.path = path,
		.fact = fact,
		.scope = &v->judge.scopes[fact->task - 1] };
	char *unquoted;

	t.n_columns = ambit_table_columns(&v->judge.order, t.scope->task,
	    t.columns, AMBIT_TABLE_COLUMNS_MAX);
	if (t.n_columns == 0)
		return verify_defect(v, "V_TABLE", path,
		    "its task asks for no table");
	t.decides = column(&t, clocks[t.scope->task->clock]);
	t.direction = column(&t, "direction");
	ambit_arena_reset(v->item);
	unquoted = AMBIT_ARENA_GET(v->item, char, AMBIT_SOURCE_MAX);
	t.bytes = AMBIT_ARENA_GET(v->item, unsigned char, AMBIT_SOURCE_MAX);
	if (unquoted == NULL || t.bytes == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "verify");
	t.unquoted =
	    (struct ambit_text){ .ptr = unquoted, .cap = AMBIT_SOURCE_MAX };
	return check_rows(&t, err_r);
}
