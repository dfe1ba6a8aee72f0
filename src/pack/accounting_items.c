/*
 * items.csv: the lines of all units, each produced one with its number.
 *
 * The lines are there already; where a number goes the unit's records have
 * told, and the production gives the numbers in the same order. So all but the
 * numbers is copied as it is.
 */

/* System. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* Floor 6. */
#include "accounting_state.h"
#include "ambit/staging.h"

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

/* The last two cells: its number, and whose copy it is. */
static int
put_number(struct ambit_accounting *a, const struct ambit_numbered *number,
    struct ambit_err *err_r)
{
	char bates[AMBIT_BATES_LEN];
	char cells[2 * AMBIT_BATES_LEN + 8];
	struct ambit_text text = AMBIT_TEXT(cells);

	ambit_production_bates(a->order, number->number, bates);
	ambit_text_str(&text, ",");
	ambit_text_str(&text, bates);
	ambit_text_str(&text, ",");
	ambit_text_str(&text, number->duplicate ? bates : "");
	ambit_text_str(&text, "\r\n");
	return custody_file_put(&a->items, ambit_text_span(&text), err_r);
}

/* The lines of one unit, from its front to its end. */
struct lines {
	uint32_t unit;
	struct ambit_source *source;
	uint64_t off, end;
};

static int
copy_to(struct ambit_accounting *a, struct lines *lines, uint64_t off,
    struct ambit_err *err_r)
{
	uint64_t from = lines->off;

	lines->off = off;
	return accounting_copy(lines->source, from, off - from, &a->items,
	    err_r);
}

/* A hole that is none would tear a line: a gate has told of it. 1, 0, -1. */
static int
is_hole(struct lines *lines, uint64_t hole, struct ambit_err *err_r)
{
	struct ambit_span win;

	if (hole < lines->off || hole > lines->end)
		return 0;
	if (ambit_source_lend(lines->source, hole, STAGE_NO_NUMBER_LEN, &win,
		err_r) < 0)
		return -1;
	return ambit_span_begins(win, STAGE_NO_NUMBER);
}

static int
put_lines(struct ambit_accounting *a, struct lines *lines,
    struct numbers *numbers, struct ambit_err *err_r)
{
	while (numbers->any && numbers->next.unit == lines->unit) {
		int hole = is_hole(lines, numbers->next.hole, err_r);

		if (hole < 0)
			return -1;
		if (hole == 0)
			return ambit_err_set(err_r, AMBIT_E_SUMS,
			    "a numbered file is no item of its unit");
		if (copy_to(a, lines, numbers->next.hole, err_r) < 0 ||
		    put_number(a, &numbers->next, err_r) < 0)
			return -1;
		lines->off += STAGE_NO_NUMBER_LEN;
		if (advance(numbers, err_r) < 0)
			return -1;
	}
	return copy_to(a, lines, lines->end, err_r);
}

static int
open_lines(struct ambit_accounting *a, uint32_t unit, int *fd_r,
    struct ambit_err *err_r)
{
	char name[AMBIT_STAGING_UNIT_LEN], path[64];

	ambit_staging_unit_name(unit, name);
	(void)snprintf(path, sizeof(path), "%s/%s", name,
	    stage_log_name[STAGE_ITEMS]);
	*fd_r = openat(a->stagingfd, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (*fd_r == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "open %s", path);
	return 0;
}

static int
put_unit(struct ambit_accounting *a, uint32_t unit, struct numbers *numbers,
    struct ambit_err *err_r)
{
	struct lines lines = { .unit = unit };
	int fd, rc;

	if (open_lines(a, unit, &fd, err_r) < 0)
		return -1;
	rc = ambit_source_new(fd, AMBIT_SOURCE_WINDOW, &lines.source, err_r);
	if (rc == 0) {
		lines.end = ambit_source_stored(lines.source);
		rc = put_lines(a, &lines, numbers, err_r);
	}
	ambit_source_free(&lines.source);
	(void)close(fd);
	return rc;
}

static int
put_all(struct ambit_accounting *a, struct ambit_production *production,
    struct ambit_err *err_r)
{
	struct numbers numbers = { .production = production };

	if (advance(&numbers, err_r) < 0)
		return -1;
	for (size_t i = 0; i < a->n_units; i++) {
		if (put_unit(a, a->units[i], &numbers, err_r) < 0)
			return -1;
		/* Gates pour meanwhile, and the disk should not wait. */
		if (production != NULL)
			ambit_production_write_ahead(production);
	}
	if (numbers.any)
		return ambit_err_set(err_r, AMBIT_E_SUMS,
		    "a numbered file is no item of the custody record");
	return 0;
}

int
ambit_accounting_list(struct ambit_accounting *accounting,
    struct ambit_production *production, struct ambit_err *err_r)
{
	struct custody_file *const files[] = { &accounting->items,
		&accounting->held, &accounting->damage, &accounting->sums_csv };
	int rc = put_all(accounting, production, err_r);

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		if (custody_file_close(files[i], rc == 0 ? err_r : NULL) < 0)
			rc = -1;
	}
	return rc;
}
