/*
 * The report as one page: no script, nothing from outside, for the screen and
 * for paper.
 */

/* System. */
#include <inttypes.h>
#include <stdio.h>

/* Floor 5. */
#include "ambit/version.h"

/* Here. */
#include "report_out.h"

static const char style[] =
    ":root{--ink:#1b2733;--soft:#5b6875;--line:#d9dfe5;--pale:#f5f7f9}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0;color:var(--ink);background:#fff;"
    "font:16px/1.5 system-ui,-apple-system,\"Segoe UI\",Roboto,"
    "\"Liberation Sans\",Arial,sans-serif}\n"
    "main,header>div,footer>div{max-width:62rem;margin:0 auto;"
    "padding:0 1.5rem}\n"
    "header{background:#16324f;color:#fff;padding:2.5rem 0 2rem}\n"
    "header p{margin:0;color:#c9d6e3}\n"
    "h1{margin:.2rem 0;font-size:2.1rem;font-weight:600;line-height:1.2}\n"
    "h2{margin:3rem 0 .6rem;padding-bottom:.35rem;font-size:1.35rem;"
    "font-weight:600;border-bottom:2px solid #16324f}\n"
    "p{margin:.6rem 0;max-width:46rem}\n"
    ".draft{margin:1.5rem 0 0;padding:.7rem 1rem;background:#fff4e0;"
    "border-left:4px solid #c77d1f}\n"
    "dl{display:grid;grid-template-columns:repeat(3,1fr);gap:1px;"
    "margin:2rem 0 0;background:var(--line);border:1px solid var(--line)}\n"
    "dl div{padding:.8rem 1rem;background:#fff;display:flex;"
    "flex-direction:column-reverse}\n"
    "dt{color:var(--soft);font-size:.85rem}\n"
    "dd{margin:0;font-size:1.7rem;font-weight:600;line-height:1.2}\n"
    "dd small{font-size:.85rem;font-weight:400;color:var(--soft)}\n"
    "nav ul{margin:1.5rem 0 0;padding:0;list-style:none;columns:2}\n"
    "nav a{color:#1d5c99;text-decoration:none}\n"
    "nav a:hover{text-decoration:underline}\n"
    "figure{margin:1.2rem 0}\n"
    "figcaption{font-weight:600;font-size:.9rem}\n"
    ".legend{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;"
    "font-size:.85rem;margin:.3rem 0 .5rem;max-width:none}\n"
    ".legend svg{vertical-align:-1px}\n"
    ".chart{display:block;width:100%;height:auto}\n"
    ".chart text{font-size:12px;fill:var(--ink)}\n"
    ".chart .l{text-anchor:end}\n"
    ".c{fill:#16324f}.n{fill:#4b86bd}.d{fill:#b9c7d4}.r{fill:#dd8f3d}\n"
    ".p{fill:#fff;stroke:#8793a0;stroke-width:1}\n"
    "table{width:100%;border-collapse:collapse;margin:1rem 0;"
    "font-size:.88rem;font-variant-numeric:tabular-nums}\n"
    "th,td{padding:.32rem .55rem;text-align:right;vertical-align:bottom;"
    "border-bottom:1px solid var(--line)}\n"
    "thead th{font-weight:600;line-height:1.25;"
    "border-bottom:2px solid #8793a0}\n"
    "th:first-child{text-align:left}\n"
    "tbody th{font-weight:400}.wide tbody th{white-space:nowrap}\n"
    "td.of{color:var(--soft);padding-left:0;white-space:nowrap;"
    "width:1%}\n"
    "td.pc{padding-right:.5rem}\n"
    "tbody tr:nth-child(even){background:var(--pale)}\n"
    "tr.total th,tr.total td{font-weight:600;border-top:2px solid #8793a0;"
    "background:#fff}\n"
    ".slim table{width:auto;min-width:60%}\n"
    ".note{color:var(--soft);font-size:.85rem}\n"
    "footer{margin-top:3rem;padding:1.2rem 0;color:var(--soft);"
    "font-size:.85rem;border-top:1px solid var(--line)}\n"
    "@media(max-width:40rem){dl{grid-template-columns:1fr 1fr}"
    ".wide{overflow-x:auto}}\n"
    "@page{margin:16mm 14mm}\n"
    "@media "
    "print{html{font-size:12px}body{font-size:10pt;print-color-adjust:exact;"
    "-webkit-print-color-adjust:exact}\n"
    "header{background:none;color:var(--ink);padding:0}"
    "header p{color:var(--soft)}nav{display:none}\n"
    "main,header>div,footer>div{padding:0;max-width:none}\n"
    "h2{break-after:avoid;margin-top:2rem}figure,tr,dl{break-inside:avoid}"
    "thead{display:table-header-group}\n"
    "table{font-size:7.5pt}th,td{padding:2px 4px}}\n";

void
report_thousands(uint64_t n, char text_r[REPORT_CELL_LEN])
{
	char digits[24];
	int len = snprintf(digits, sizeof(digits), "%" PRIu64, n);
	char *p = text_r;

	for (int i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			*p++ = ',';
		*p++ = digits[i];
	}
	*p = '\0';
}

void
report_put_escaped(struct report_out *out, struct ambit_span text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = text.ptr[i];

		if (c == '&' || c == '<' || c == '>' || c == '"')
			report_print(out, "&#%u;", c);
		else
			report_print(out, "%c", c);
	}
}

static void
put_str(struct report_out *out, const char *text)
{
	report_put_escaped(out, ambit_span_str(text));
}

/* ---- tables ---- */

static void
put_titles(struct report_out *out, const struct ambit_report_table *t)
{
	report_put(out, "<thead><tr><th scope=\"col\">");
	put_str(out, t->head);
	report_put(out, "</th>");
	for (size_t i = 0; i < t->n_columns; i++) {
		report_put(out,
		    t->columns[i].counted != NULL
			? "<th scope=\"col\" colspan=\"2\">"
			: "<th scope=\"col\">");
		put_str(out, t->columns[i].title);
		report_put(out, "</th>");
	}
	report_put(out, "</tr></thead>\n");
}

/* A share: the percentage, and its count beside it. */
static void
put_cell(struct report_out *out, const struct ambit_report_cell *cell)
{
	char count[REPORT_CELL_LEN], percent[REPORT_CELL_LEN];
	char last[REPORT_CELL_LEN];

	report_cell_words(cell, "", count, percent);
	report_thousands(cell->n, count);
	report_thousands(cell->base, last);
	if (cell->kind == AMBIT_CELL_BAND)
		report_print(out, "<td>%s\xe2\x80\x93%s</td>", count, last);
	else if (cell->kind == AMBIT_CELL_SHARE)
		report_print(out,
		    "<td class=\"pc\">%s%s</td><td class=\"of\">%s</td>",
		    percent[0] != '\0' ? percent : "\xe2\x80\x93",
		    percent[0] != '\0' ? "%" : "", count);
	else
		report_print(out, "<td>%s</td>",
		    cell->kind == AMBIT_CELL_NONE ? "" : count);
}

static void
put_row(struct report_out *out, const struct ambit_report_table *t,
    const struct ambit_report_row *row)
{
	report_put(out, row->total ? "<tr class=\"total\">" : "<tr>");
	report_put(out, "<th scope=\"row\">");
	put_str(out, row->name);
	report_put(out, "</th>");
	for (size_t i = 0; i < t->n_columns; i++)
		put_cell(out, &row->cells[i]);
	report_put(out, "</tr>\n");
}

static void
put_rows(struct report_out *out, const struct ambit_report_table *t)
{
	report_put(out, "<table>\n");
	put_titles(out, t);
	report_put(out, "<tbody>\n");
	for (size_t i = 0; i < t->n_rows; i++)
		put_row(out, t, &t->rows[i]);
	report_put(out, "</tbody></table>\n");
}

static void
put_table(struct report_out *out, const struct ambit_report_table *t)
{
	char until[AMBIT_INSTANT_LEN];

	report_print(out, "<section id=\"%s\" class=\"%s\">\n<h2>", t->id,
	    t->n_columns < 4 ? "slim" : "wide");
	put_str(out, t->title);
	report_put(out, "</h2>\n");
	if (t->withheld) {
		ambit_instant_format(t->until, until);
		report_print(out,
		    "<p>Figures for this period are not published before "
		    "%.10s.</p>\n",
		    until);
	} else {
		report_put_chart(out, t);
		put_rows(out, t);
	}
	report_put(out, "<p class=\"note\">");
	put_str(out, t->note);
	report_put(out, "</p>\n</section>\n");
}

/* ---- the page ---- */

/* What a reader looks for first: the world's figures. */
static void
put_figures(struct report_out *out, const struct ambit_report_table *t)
{
	const struct ambit_report_row *world = &t->rows[t->n_rows - 1];

	report_put(out, "<dl>\n");
	for (size_t i = 0; i <= AMBIT_REQUEST_REJECTED; i++) {
		char count[REPORT_CELL_LEN], percent[REPORT_CELL_LEN];

		report_cell_words(&world->cells[i], "", count, percent);
		report_thousands(world->cells[i].n, count);
		report_print(out, "<div><dt>%s</dt><dd>",
		    i == 0       ? t->title
			: i == 1 ? "Accounts/users specified"
				 : t->columns[i].counted);
		if (percent[0] != '\0')
			report_print(out, "%s%% <small>%s</small>", percent,
			    count);
		else
			report_put(out, count);
		report_put(out, "</dd></div>\n");
	}
	report_put(out, "</dl>\n");
}

static void
put_contents(struct report_out *out, const struct ambit_report *report)
{
	report_put(out, "<nav aria-label=\"Tables\"><ul>\n");
	for (size_t i = 0; i < report->n_tables; i++) {
		report_print(out, "<li><a href=\"#%s\">", report->tables[i].id);
		put_str(out, report->tables[i].title);
		report_put(out, "</a></li>\n");
	}
	report_put(out, "</ul></nav>\n");
}

static void
put_head(struct report_out *out, const struct ambit_report *report)
{
	char half[REPORT_CELL_LEN];

	report_half_words(report->half, half);
	report_put(out,
	    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
	    "<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
	    "content=\"width=device-width,initial-scale=1\">\n<title>");
	report_put_escaped(out, report->publisher);
	report_print(out, ": requests for customer data, %s</title>\n<style>\n",
	    half);
	report_put(out, style);
	report_put(out, "</style>\n</head>\n<body>\n<header><div>\n<p>");
	report_put_escaped(out, report->publisher);
	report_print(out,
	    "</p>\n<h1>Requests for customer data</h1>\n"
	    "<p>Transparency report, %s</p>\n</div></header>\n<main>\n",
	    half);
	if (!report->over)
		report_put(out,
		    "<p class=\"draft\">Draft: the half-year is not over."
		    "</p>\n");
}

int
ambit_report_html(const struct ambit_report *report, struct ambit_sink *sink,
    struct ambit_err *err_r)
{
	struct report_out out = { .sink = sink, .err_r = err_r };
	char as_of[AMBIT_INSTANT_LEN];

	put_head(&out, report);
	put_figures(&out, &report->tables[0]);
	put_contents(&out, report);
	for (size_t i = 0; i < report->n_tables; i++)
		put_table(&out, &report->tables[i]);
	ambit_instant_format(report->as_of, as_of);
	report_print(&out,
	    "</main>\n<footer><div>Counted as of %s, from the ledger of "
	    "legal process, by ambit " AMBIT_VERSION "."
	    "</div></footer>\n</body>\n</html>\n",
	    as_of);
	return report_end(&out);
}
