/*
 * The report as one JSON object (RFC 8259), a row a line.
 */

/* System. */
#include <inttypes.h>

/* Floor 0. */
#include "ambit/text.h"

/* Here. */
#include "report_out.h"

static void
put_string(struct report_out *out, struct ambit_span value)
{
	report_put(out, "\"");
	while (value.len > 0) {
		struct ambit_span at = value;
		int32_t c = ambit_text_cut_utf8(&value);

		if (c == '"' || c == '\\')
			report_print(out, "\\%c", (char)c);
		else if (c < 0)
			report_put(out, "\xef\xbf\xbd");
		else if (c < 0x20 || c == 0x7f)
			report_print(out, "\\u%04x", (unsigned)c);
		else
			report_print(out, "%.*s", (int)(at.len - value.len),
			    (const char *)at.ptr);
	}
	report_put(out, "\"");
}

static void
put_word(struct report_out *out, const char *key, const char *value)
{
	report_print(out, "\"%s\": ", key);
	put_string(out, ambit_span_str(value));
}

static void
put_day(struct report_out *out, const char *key, int64_t at)
{
	char text[AMBIT_INSTANT_LEN];

	ambit_instant_format(at, text);
	put_word(out, key, text);
}

static void
put_cell(struct report_out *out, const struct ambit_report_cell *cell)
{
	char count[REPORT_CELL_LEN], percent[REPORT_CELL_LEN];

	report_cell_words(cell, "", count, percent);
	if (cell->kind == AMBIT_CELL_BAND)
		report_print(out,
		    "{\"from\": %" PRIu64 ", \"to\": %" PRIu64 "}", cell->n,
		    cell->base);
	else if (cell->kind == AMBIT_CELL_SHARE)
		report_print(out, "{\"count\": %s, \"percent\": %s}", count,
		    percent[0] != '\0' ? percent : "null");
	else
		report_put(out, cell->kind == AMBIT_CELL_NONE ? "null" : count);
}

static void
put_row(struct report_out *out, const struct ambit_report_table *t,
    const struct ambit_report_row *row)
{
	report_put(out, "    {");
	put_word(out, "code", row->code);
	report_put(out, ", ");
	put_word(out, "name", row->name);
	for (size_t i = 0; i < t->n_columns; i++) {
		report_print(out, ", \"%s\": ", t->columns[i].key);
		put_cell(out, &row->cells[i]);
	}
	report_put(out, "}");
}

static void
put_table(struct report_out *out, const struct ambit_report_table *t)
{
	report_put(out, "  {");
	put_word(out, "id", t->id);
	report_put(out, ", ");
	put_word(out, "title", t->title);
	report_put(out, ", ");
	put_word(out, "note", t->note);
	if (t->withheld) {
		report_put(out, ",\n   ");
		put_day(out, "notBefore", t->until);
	}
	report_put(out, ",\n   \"rows\": [");
	for (size_t i = 0; i < t->n_rows; i++) {
		report_put(out, i > 0 ? ",\n" : "\n");
		put_row(out, t, &t->rows[i]);
	}
	report_put(out, "]}");
}

int
ambit_report_json(const struct ambit_report *report, struct ambit_sink *sink,
    struct ambit_err *err_r)
{
	struct report_out out = { .sink = sink, .err_r = err_r };

	report_put(&out, "{\"publisher\": ");
	put_string(&out, report->publisher);
	report_print(&out, ",\n \"half\": \"%dH%u\", ", report->half.year,
	    report->half.part);
	put_day(&out, "from", report->range.from);
	report_put(&out, ", ");
	put_day(&out, "until", report->range.until);
	report_put(&out, ", ");
	put_day(&out, "asOf", report->as_of);
	report_print(&out, ", \"over\": %s,\n \"tables\": [",
	    report->over ? "true" : "false");
	for (size_t i = 0; i < report->n_tables; i++) {
		report_put(&out, i > 0 ? ",\n" : "\n");
		put_table(&out, &report->tables[i]);
	}
	report_put(&out, "]}\n");
	return report_end(&out);
}
