/*
 * Bar charts as inline SVG. Integer arithmetic, in tenths of a unit, so that
 * the same figures draw the same picture everywhere.
 */

/* System. */
#include <inttypes.h>
#include <stdio.h>

/* Here. */
#include "report_out.h"

/* The picture, in units of its own: labels, bars, numbers behind them. */
#define WIDTH  900
#define BEHIND 60
#define ROW    24
#define BAR    14
#define BASE   11 /* of the text below the top of a bar */

/* A chart is to be taken in at a glance; the table has the rest. */
#define BARS_MAX 10

/* From the most that can be disclosed to the least; then what is undecided. */
static const struct {
	enum ambit_report_request column;
	const char *class, *name;
} outcomes[] = {
	{ AMBIT_REQUEST_CONTENT, "c", "Content" },
	{ AMBIT_REQUEST_NON_CONTENT, "n", "Only non-content data" },
	{ AMBIT_REQUEST_NO_DATA, "d", "No data found" },
	{ AMBIT_REQUEST_REJECTED, "r", "Rejected" },
	{ AMBIT_REQUEST_PENDING, "p", "Pending" },
};
#define N_OUTCOMES (sizeof(outcomes) / sizeof(outcomes[0]))

void
report_put_legend(struct report_out *out)
{
	report_put(out, "<p class=\"legend\">");
	for (size_t i = 0; i < N_OUTCOMES; i++)
		report_print(out,
		    "<span><svg width=\"12\" height=\"12\" "
		    "aria-hidden=\"true\">"
		    "<rect class=\"%s\" x=\".5\" y=\".5\" width=\"11\" "
		    "height=\"11\"/></svg> %s</span>\n",
		    outcomes[i].class, outcomes[i].name);
	report_put(out, "</p>\n");
}

/* How wide the labels are: countries are short, other names are sentences. */
static unsigned
labels_of(const struct ambit_report_table *t)
{
	return t->chart == AMBIT_CHART_OUTCOMES ? 150 : 310;
}

/* How far n of max goes, in tenths. */
static uint64_t
tenths(const struct ambit_report_table *t, uint64_t n, uint64_t max)
{
	return n * (WIDTH - BEHIND - labels_of(t)) * 10 / max;
}

static void
put_rect(struct report_out *out, const char *class, uint64_t from,
    uint64_t until, unsigned y)
{
	if (from == until)
		return;
	report_print(out,
	    "<rect class=\"%s\" x=\"%" PRIu64 ".%" PRIu64 "\" y=\"%u\" "
	    "width=\"%" PRIu64 ".%" PRIu64 "\" height=\"%d\"/>",
	    class, from / 10, from % 10, y, (until - from) / 10,
	    (until - from) % 10, BAR);
}

/* The parts of a bar end where the sum of them does, so no gap is rounded. */
static void
put_parts(struct report_out *out, const struct ambit_report_table *t,
    const struct ambit_report_cell *cells, uint64_t max, unsigned y)
{
	uint64_t begin = UINT64_C(10) * labels_of(t), sum = 0;

	for (size_t i = 0; i < N_OUTCOMES; i++) {
		uint64_t n = cells[outcomes[i].column].n;

		put_rect(out, outcomes[i].class, begin + tenths(t, sum, max),
		    begin + tenths(t, sum + n, max), y);
		sum += n;
	}
}

static void
put_bar(struct report_out *out, const struct ambit_report_table *t,
    const struct ambit_report_row *row, uint64_t max, unsigned y)
{
	uint64_t n = row->cells[0].n, begin = UINT64_C(10) * labels_of(t);
	uint64_t end = begin + tenths(t, n, max);
	char number[REPORT_CELL_LEN];

	report_thousands(n, number);
	report_print(out, "<text class=\"l\" x=\"%u\" y=\"%u\">",
	    labels_of(t) - 8, y + BASE);
	report_put_escaped(out, ambit_span_str(row->name));
	report_put(out, "</text>");
	if (t->chart == AMBIT_CHART_OUTCOMES)
		put_parts(out, t, row->cells, max, y);
	else
		put_rect(out, "n", begin, end, y);
	report_print(out, "<text x=\"%" PRIu64 "\" y=\"%u\">%s</text>\n",
	    end / 10 + 6, y + BASE, number);
}

static bool
is_among(const struct ambit_report_row *row,
    const struct ambit_report_row *const *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (rows[i] == row)
			return true;
	}
	return false;
}

/* The row that comes next in the chart: of countries that with the most, the
 * first of several; of other rows the next as they stand. NULL: none is left.
 */
static const struct ambit_report_row *
next_of(const struct ambit_report_table *t,
    const struct ambit_report_row *const *rows, size_t n)
{
	const struct ambit_report_row *best = NULL;

	for (size_t i = 0; i < t->n_rows; i++) {
		const struct ambit_report_row *row = &t->rows[i];

		if (row->total || is_among(row, rows, n))
			continue;
		if (best == NULL ||
		    (t->chart == AMBIT_CHART_OUTCOMES &&
			row->cells[0].n > best->cells[0].n))
			best = row;
	}
	return best;
}

static size_t
choose(const struct ambit_report_table *t,
    const struct ambit_report_row *rows_r[BARS_MAX])
{
	size_t n = 0;

	while (n < BARS_MAX && (rows_r[n] = next_of(t, rows_r, n)) != NULL)
		n++;
	return n;
}

static uint64_t
most(const struct ambit_report_row *const *rows, size_t n)
{
	uint64_t max = 0;

	for (size_t i = 0; i < n; i++) {
		if (rows[i]->cells[0].n > max)
			max = rows[i]->cells[0].n;
	}
	return max;
}

void
report_put_chart(struct report_out *out, const struct ambit_report_table *t)
{
	const struct ambit_report_row *rows[BARS_MAX];
	size_t n;
	uint64_t max;

	if (t->chart == AMBIT_CHART_NONE)
		return;
	n = choose(t, rows);
	max = most(rows, n);
	if (max == 0)
		return;
	report_put(out, "<figure>");
	if (t->chart == AMBIT_CHART_OUTCOMES) {
		report_put(out,
		    n == BARS_MAX
			? "<figcaption>The ten countries with the most "
			  "requests</figcaption>\n"
			: "<figcaption>Requests by country</figcaption>\n");
		report_put_legend(out);
	}
	report_print(out,
	    "<svg class=\"chart\" viewBox=\"0 0 %d %zu\" role=\"img\" "
	    "aria-label=\"Bar chart of the table below\">\n",
	    WIDTH, n * ROW);
	for (size_t i = 0; i < n; i++)
		put_bar(out, t, rows[i], max,
		    (unsigned)(i * ROW + (ROW - BAR) / 2));
	report_put(out, "</svg></figure>\n");
}
