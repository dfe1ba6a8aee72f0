/*
 * The report as plain tables, for a terminal.
 */

/* System. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

/* Floor 0. */
#include "ambit/text.h"

/* Here. */
#include "report_out.h"

#define LINE     78
#define NAME_MIN 20
#define NAME_MAX 60
#define ROOM_MAX 1024
#define COLUMNS  8

/* A table being printed: how wide its names and columns are, and the line that
 * is gathered, so that none ends in blanks. */
struct page {
	struct report_out *out;
	const struct ambit_report_table *table;
	size_t name, width[COLUMNS];
	struct ambit_text line;
	char room[ROOM_MAX];
};

/* Characters, not bytes: the width on a terminal of what names hold. */
static size_t
width_of(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

/* The most of text that fits into width, cut at a blank; at least one word. */
static size_t
fit(const char *text, size_t width)
{
	size_t len = strlen(text), best = 0;

	if (len <= width)
		return len;
	for (size_t i = 1; i < len; i++) {
		if (text[i] == ' ' && (best == 0 || i <= width))
			best = i;
	}
	return best > 0 ? best : len;
}

static void
put_paragraph(struct report_out *out, const char *text)
{
	while (*text != '\0') {
		size_t n = fit(text, LINE);

		report_print(out, "%.*s\n", (int)n, text);
		text += n + (text[n] == ' ');
	}
}

/* ---- lines of a table ---- */

static void
put_line(struct page *page)
{
	while (page->line.len > 0 && page->room[page->line.len - 1] == ' ')
		page->line.len--;
	report_print(page->out, "%.*s\n", (int)page->line.len, page->room);
	page->line = AMBIT_TEXT(page->room);
}

/* The first len bytes of text at the right end of a column. */
static void
put_right(struct page *page, const char *text, int len, size_t width)
{
	ambit_text_print(&page->line, "  %*.*s", (int)width, len, text);
}

static void
put_name(struct page *page, const char *name)
{
	size_t width = width_of(name);

	ambit_text_str(&page->line, name);
	if (width > page->name) {
		put_line(page);
		width = 0;
	}
	ambit_text_print(&page->line, "%*s", (int)(page->name - width), "");
}

/* "12 (33.33%)", "0-249". */
static void
cell_in_words(const struct ambit_report_cell *cell, char text_r[160])
{
	char count[REPORT_CELL_LEN], percent[REPORT_CELL_LEN];

	report_cell_words(cell, "-", count, percent);
	(void)snprintf(text_r, 160, "%s%s%s%s", count,
	    percent[0] != '\0' ? " (" : "", percent,
	    percent[0] != '\0' ? "%)" : "");
}

/* ---- how wide ---- */

static size_t
longest_word(const char *title)
{
	size_t most = 0;

	while (*title != '\0') {
		size_t n = strcspn(title, " ");

		most = n > most ? n : most;
		title += n + strspn(title + n, " ");
	}
	return most;
}

static size_t
column_width(const struct ambit_report_table *t, size_t column)
{
	size_t width = longest_word(t->columns[column].title);

	for (size_t i = 0; i < t->n_rows; i++) {
		char text[160];
		size_t n;

		cell_in_words(&t->rows[i].cells[column], text);
		n = strlen(text);
		width = n > width ? n : width;
	}
	return width;
}

/* A name that is longer than most has a line of its own. */
static size_t
name_width(const struct ambit_report_table *t)
{
	size_t width = NAME_MIN;

	for (size_t i = 0; i < t->n_rows; i++) {
		size_t n = width_of(t->rows[i].name);

		if (n > width && n <= NAME_MAX)
			width = n;
	}
	return width;
}

/* ---- titles ---- */

/* The n-th line of a title; empty behind its last. */
static int
line_of(const char **title, size_t n, size_t width)
{
	size_t len = fit(*title, width);

	for (; n > 0; n--) {
		*title += len + ((*title)[len] == ' ');
		len = fit(*title, width);
	}
	return (int)len;
}

static size_t
title_lines(const struct page *page)
{
	size_t n = 1;

	for (size_t i = 0; i < page->table->n_columns; i++) {
		const char *title = page->table->columns[i].title;

		while (line_of(&title, n, page->width[i]) > 0) {
			n++;
			title = page->table->columns[i].title;
		}
	}
	return n;
}

static void
put_titles(struct page *page)
{
	size_t n_lines = title_lines(page);

	for (size_t n = 0; n < n_lines; n++) {
		put_name(page, n + 1 == n_lines ? page->table->head : "");
		for (size_t i = 0; i < page->table->n_columns; i++) {
			const char *title = page->table->columns[i].title;
			int len = line_of(&title, n, page->width[i]);

			put_right(page, title, len, page->width[i]);
		}
		put_line(page);
	}
}

/* ---- tables ---- */

static void
put_rows(struct page *page)
{
	for (size_t i = 0; i < page->table->n_rows; i++) {
		const struct ambit_report_row *row = &page->table->rows[i];

		put_name(page, row->name);
		for (size_t k = 0; k < page->table->n_columns; k++) {
			char text[160];

			cell_in_words(&row->cells[k], text);
			put_right(page, text, (int)strlen(text),
			    page->width[k]);
		}
		put_line(page);
	}
}

static void
put_table(struct report_out *out, const struct ambit_report_table *t)
{
	struct page page = { .out = out, .table = t, .name = name_width(t) };
	char until[AMBIT_INSTANT_LEN];

	assert(t->n_columns <= COLUMNS);
	page.line = AMBIT_TEXT(page.room);
	report_print(out, "\n%s\n\n", t->title);
	if (t->withheld) {
		ambit_instant_format(t->until, until);
		report_print(out, "Not to be published before %.10s.\n", until);
		return;
	}
	for (size_t i = 0; i < t->n_columns; i++)
		page.width[i] = column_width(t, i);
	put_titles(&page);
	put_rows(&page);
	report_put(out, "\n");
	put_paragraph(out, t->note);
}

int
ambit_report_text(const struct ambit_report *report, struct ambit_sink *sink,
    struct ambit_err *err_r)
{
	struct report_out out = { .sink = sink, .err_r = err_r };
	char half[REPORT_CELL_LEN], as_of[AMBIT_INSTANT_LEN];

	report_half_words(report->half, half);
	ambit_instant_format(report->as_of, as_of);
	report_print(&out, "%.*s\nRequests for customer data, %s\n",
	    (int)report->publisher.len, (const char *)report->publisher.ptr,
	    half);
	report_print(&out, "As of %s%s\n", as_of,
	    report->over ? "" : ": the half-year is not over");
	for (size_t i = 0; i < report->n_tables; i++)
		put_table(&out, &report->tables[i]);
	return report_end(&out);
}
