/*
 * The page: one page of plain text for a person, of which the last line is the
 * verdict. What could not be checked is said, not passed over.
 */

/* System. */
#include <inttypes.h>
#include <string.h>

/* Floor 6. */
#include "verify_state.h"

/* More than these nobody mends one by one. */
#define LINES_MAX 40
#define COLUMNS   78

struct page {
	struct ambit_sink *sink; /* NULL: nobody reads it */
	struct ambit_err *err_r;
	bool failed;
};

static void
line(struct page *page, const char *label, const struct ambit_text *text)
{
	char room[2048];
	struct ambit_text out = AMBIT_TEXT(room);

	if (page->failed || page->sink == NULL)
		return;
	ambit_text_print(&out, text->len > 0 ? "%-14s" : "%s", label);
	ambit_text_put(&out, ambit_text_span(text));
	ambit_text_str(&out, "\n");
	page->failed = out.full ||
	    ambit_sink_write(page->sink, ambit_text_span(&out), page->err_r) <
		0;
}

static void
put(struct page *page, const char *label, const char *words)
{
	char room[256];
	struct ambit_text text = AMBIT_TEXT(room);

	ambit_text_str(&text, words);
	line(page, label, &text);
}

static void
put_digest(struct page *page, const char *label, const unsigned char *digest)
{
	char room[2 * AMBIT_DIGEST_LEN];
	struct ambit_text text = AMBIT_TEXT(room);

	ambit_text_hex(&text, (struct ambit_span){ digest, AMBIT_DIGEST_LEN });
	line(page, label, &text);
}

/* A text of the package: escaped, and cut to what the line has room for. */
static void
put_text(struct page *page, const char *label, struct ambit_span text)
{
	char room[512];
	struct ambit_text out = AMBIT_TEXT(room);

	ambit_text_escaped(&out, ambit_span_sub(text, 0, COLUMNS - 14));
	line(page, label, &out);
}

static void
put_what(struct verify *v, struct page *page)
{
	const struct ambit_order *order = &v->facts.order;

	put(page, "ambit verify", "");
	if (!v->known)
		return;
	put_text(page, "production", v->facts.id);
	put_text(page, "reference", order->reference);
	put_text(page, "instrument", order->legal_type);
	put_text(page, "from", order->addressee);
	put_digest(page, "order digest", order->sha256);
}

static void
put_signer(struct verify *v, struct page *page)
{
	if (!v->has_signer) {
		put(page, "signer", "none whose signature holds");
		return;
	}
	put(page, "signer", v->signer_name);
	put_digest(page, "certificate", v->signer);
	put(page, "",
	    v->terms->ca != NULL ? "it chains to a certificate that you trust"
				 : "not checked: compare both with what the "
				   "provider published");
}

static void
put_counts(struct verify *v, struct page *page)
{
	const struct verify_counts *n = &v->counts;
	char room[256];
	struct ambit_text text = AMBIT_TEXT(room);

	ambit_text_print(&text,
	    "%u of %u volumes, %" PRIu64 " payload files, %" PRIu64 " bytes",
	    (unsigned)n->volumes, (unsigned)v->facts.volumes, n->files,
	    n->bytes);
	line(page, "checked", &text);
	text.len = 0;
	ambit_text_print(&text,
	    "%" PRIu64 " messages, tables %" PRIu64 ", rows %" PRIu64, n->items,
	    n->tables, n->rows);
	line(page, "", &text);
	put(page, "", "names, digests, completeness, numbers, order, scope");
	if (n->archives > 0) {
		text.len = 0;
		ambit_text_print(&text,
		    "zip archives %u: one reading only, CRCs, times, modes",
		    (unsigned)n->archives);
		line(page, "", &text);
	}
	put(page, "",
	    v->terms->order != NULL ? "against the order that was given"
				    : "against production.xml alone");
}

static bool
narrows(const struct verify *v)
{
	for (size_t i = 0; i < v->facts.order.n_tasks; i++) {
		if (v->facts.order.tasks[i].n_narrows > 0)
			return true;
	}
	return false;
}

/* What a package alone cannot show. */
static void
put_limits(struct verify *v, struct page *page)
{
	char room[256];
	struct ambit_text text = AMBIT_TEXT(room);

	if (v->terms->order == NULL)
		put(page, "not checked", "whether the order says the same");
	if (v->terms->registry == NULL)
		put(page, "not checked",
		    "other names of the account, the provider's own clocks");
	if (v->known && narrows(v) &&
	    (v->terms->order == NULL || v->terms->registry == NULL))
		put(page, "not checked",
		    v->terms->order == NULL
			? "what the tasks are narrowed to"
			: "the direction that a task is narrowed to");
	if (v->elsewhere)
		put(page, "not checked",
		    "README.txt and rules.csv: another version made them");
	if (v->judge.clocks_unseen > 0) {
		ambit_text_print(&text,
		    "instants of %" PRIu64 " messages: their clock is not in "
		    "them",
		    v->judge.clocks_unseen);
		line(page, "not checked", &text);
	}
	if (v->judge.parties_unseen > 0) {
		text.len = 0;
		ambit_text_print(&text,
		    "range of %" PRIu64 " messages: their header was not "
		    "ordered",
		    v->judge.parties_unseen);
		line(page, "not checked", &text);
	}
	if (v->judge.people_unseen > 0) {
		text.len = 0;
		ambit_text_print(&text,
		    "who took part in %" PRIu64 " rebuilt messages: their "
		    "properties tell",
		    v->judge.people_unseen);
		line(page, "not checked", &text);
	}
}

static size_t
kept(const struct verify *v)
{
	return v->complaints->n < AMBIT_COMPLAINTS_MAX ? v->complaints->n
						       : AMBIT_COMPLAINTS_MAX;
}

static void
put_defects(struct verify *v, struct page *page)
{
	size_t n = v->complaints->n - v->before, shown = 0;
	char room[512];
	struct ambit_text text = AMBIT_TEXT(room);

	for (size_t i = v->before; i < kept(v) && shown < LINES_MAX; i++) {
		text.len = 0;
		ambit_text_str(&text, v->complaints->v[i].text);
		line(page, v->complaints->v[i].code, &text);
		shown++;
	}
	text.len = 0;
	ambit_text_print(&text, "and %zu more", n - shown);
	if (shown < n)
		line(page, "", &text);
}

static void
put_verdict(struct verify *v, struct page *page, enum ambit_validity validity)
{
	size_t n = v->complaints->n - v->before;
	char room[512];
	struct ambit_text text = AMBIT_TEXT(room);

	switch (validity) {
	case AMBIT_VALID:
		ambit_text_str(&text, "VALID\n");
		break;
	case AMBIT_INTACT:
		ambit_text_str(&text, "INTACT: signer not checked\n");
		break;
	case AMBIT_NOT_VALID:
		ambit_text_print(&text, "NOT VALID: %zu defect%s", n,
		    n == 1 ? "" : "s");
		if (v->before < kept(v))
			ambit_text_print(&text, "; the first: %.380s",
			    v->complaints->v[v->before].text);
		ambit_text_str(&text, "\n");
		break;
	}
	if (!page->failed && page->sink != NULL)
		page->failed = ambit_sink_write(page->sink,
				   ambit_text_span(&text), page->err_r) < 0;
}

int
verify_page(struct verify *v, struct ambit_sink *sink,
    enum ambit_validity *validity_r, struct ambit_err *err_r)
{
	struct page page = { .sink = sink, .err_r = err_r };

	if (v->complaints->n > v->before)
		*validity_r = AMBIT_NOT_VALID;
	else
		*validity_r = v->terms->ca != NULL ? AMBIT_VALID : AMBIT_INTACT;
	put_what(v, &page);
	put_signer(v, &page);
	put_counts(v, &page);
	put_limits(v, &page);
	put_defects(v, &page);
	put_verdict(v, &page, *validity_r);
	if (page.failed) {
		*validity_r = AMBIT_NOT_VALID;
		return -1;
	}
	return 0;
}
