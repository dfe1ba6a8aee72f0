/*
 * One page of a B-tree. Knows its trailer and how many entries fit; what an
 * entry means, and how pages hang together, the index knows.
 */

/* Floor 4. */
#include "page.h"
#include "bytes.h"

static int
bad(struct pst_file *file, const char *why, uint64_t off)
{
	return pst_damaged(file, "K3", why, off);
}

static int
check_trailer(struct pst_file *file, enum pst_page_type type,
    const struct pst_ref *ref, struct ambit_span page)
{
	const struct pst_form *form = file->form;
	const unsigned char *p = page.ptr;

	if (pst_crc(ambit_span_sub(page, 0, form->crc_len)) !=
	    pst_u32(p + form->crc_at))
		return bad(file, "the CRC of a page is wrong", ref->ib);
	if (p[form->type_at] != type || p[form->type_at + 1] != type)
		return bad(file, "a page of another type", ref->ib);
	if (pst_id(file, p + form->bid_at) != ref->bid)
		return bad(file, "a page of another number", ref->ib);
	if (pst_u16(p + form->sig_at) != pst_sig(ref->ib, ref->bid))
		return bad(file, "a page of another place", ref->ib);
	return 1;
}

static int
read_counts(struct pst_file *file, enum pst_page_type type, uint64_t ib,
    const unsigned char *p, struct pst_page *page)
{
	const struct pst_form *form = file->form;
	bool wide = file->kind == PST_4K;
	size_t max = wide ? pst_u16(p + form->area + 2) : p[form->area + 1];
	size_t least = 3 * form->id;

	page->entries = p;
	page->n = wide ? pst_u16(p + form->area) : p[form->area];
	page->size = p[form->size_at];
	page->level = p[form->level_at];
	if (page->level == 0)
		least = type == PST_PAGE_NODES ? form->node : form->block;
	if (page->level > PST_PAGE_LEVELS)
		return bad(file, "a page that lies too high", ib);
	if (page->size < least)
		return bad(file, "entries of a page are too short", ib);
	/* A tree of nothing would be a store of nothing: of every other there
	 * are nodes that all stores have. */
	if (page->n == 0)
		return bad(file, "a page has no entries", ib);
	if (page->n > max || page->n * page->size > form->area)
		return bad(file, "a page has more entries than fit", ib);
	return 1;
}

int
pst_page_read(struct pst_file *file, enum pst_page_type type,
    const struct pst_ref *ref, struct pst_page *page_r, struct ambit_err *err_r)
{
	const struct pst_form *form = file->form;
	struct ambit_span win;
	int rc;

	if (ref->ib % form->page != 0)
		return bad(file, "a page that is not aligned", ref->ib);
	if (file->size < form->page || ref->ib > file->size - form->page)
		return bad(file, "a page that is not in the file", ref->ib);
	rc = pst_lend(file, ref->ib, form->page, &win, err_r);
	if (rc == 1)
		rc = check_trailer(file, type, ref, win);
	if (rc == 1)
		rc = read_counts(file, type, ref->ib, win.ptr, page_r);
	return rc;
}
