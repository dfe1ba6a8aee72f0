/*
 * What all forms of the report share: writing, and cells in words.
 */

/* System. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

/* Here. */
#include "report_out.h"

void
report_put(struct report_out *out, const char *text)
{
	if (!out->failed)
		out->failed = ambit_sink_write(out->sink, ambit_span_str(text),
				  out->err_r) < 0;
}

void
report_print(struct report_out *out, const char *fmt, ...)
{
	char text[500];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	report_put(out, text);
}

int
report_end(const struct report_out *out)
{
	return out->failed ? -1 : 0;
}

void
report_cell_words(const struct ambit_report_cell *cell, const char *between,
    char count_r[REPORT_CELL_LEN], char percent_r[REPORT_CELL_LEN])
{
	int len = 0;
	unsigned hundredths;

	count_r[0] = percent_r[0] = '\0';
	if (cell->kind != AMBIT_CELL_NONE)
		len = snprintf(count_r, REPORT_CELL_LEN, "%" PRIu64, cell->n);
	if (cell->kind == AMBIT_CELL_BAND)
		(void)snprintf(count_r + len, REPORT_CELL_LEN - (size_t)len,
		    "%s%" PRIu64, between, cell->base);
	if (cell->kind != AMBIT_CELL_SHARE || cell->base == 0)
		return;
	hundredths = ambit_report_hundredths(cell->n, cell->base);
	(void)snprintf(percent_r, REPORT_CELL_LEN, "%u.%02u", hundredths / 100,
	    hundredths % 100);
}

void
report_half_words(struct ambit_half half, char text_r[REPORT_CELL_LEN])
{
	(void)snprintf(text_r, REPORT_CELL_LEN, "%s %d",
	    half.part == 1 ? "January to June" : "July to December", half.year);
}
