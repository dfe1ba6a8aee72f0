#ifndef AMBIT_PROVIDER_REPORT_OUT_H
#define AMBIT_PROVIDER_REPORT_OUT_H

#include "ambit/report.h"

/*
 * Writing the report, piece by piece, into a sink: what fails is told once, at
 * the end.
 */
struct report_out {
	struct ambit_sink *sink;
	struct ambit_err *err_r;
	bool failed;
};

void report_put(struct report_out *out, const char *text);
/* At most 500 bytes of it. */
void report_print(struct report_out *out, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* 0, or -1 with what failed first in the err_r given. */
int report_end(const struct report_out *out);

/* A cell in words: "12", "33.33", "0-249"; between: what stands in a band.
 * percent_r: of a share, "33.33", or "" where it has none. The counts of bands
 * and shares have room in 64 bytes. */
#define REPORT_CELL_LEN 64
void
report_cell_words(const struct ambit_report_cell *cell, const char *between,
    char count_r[REPORT_CELL_LEN], char percent_r[REPORT_CELL_LEN]);

/* 1234567 as "1,234,567". Room for REPORT_CELL_LEN. */
void report_thousands(uint64_t n, char text_r[REPORT_CELL_LEN]);

/* Text of a page, and of values in it: & < > and quotes as entities. */
void report_put_escaped(struct report_out *out, struct ambit_span text);

/* The bar chart of a table, as inline SVG; nothing where it has none. */
void
report_put_chart(struct report_out *out, const struct ambit_report_table *t);
/* Which colour is which outcome. */
void report_put_legend(struct report_out *out);

/* "January to June 2026". Room for REPORT_CELL_LEN. */
void report_half_words(struct ambit_half half, char text_r[REPORT_CELL_LEN]);

#endif
