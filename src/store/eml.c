/*
 * Folders of .eml: every file whose name ends so, in any folder below, is a
 * message. A store that is a file is one message itself.
 */

/* System. */
#include <sys/stat.h>

/* Floor 4. */
#include "tree.h"

#define EML AMBIT_LIT(".eml")

static enum tree_place
place(struct ambit_span folder, struct ambit_span name, bool is_folder)
{
	struct ambit_span end;

	(void)folder;
	if (is_folder)
		return TREE_FOLDER;
	if (name.len < EML.len)
		return TREE_FOREIGN;
	end = ambit_span_sub(name, name.len - EML.len, EML.len);
	return ambit_span_equal_nocase(end, EML) ? TREE_MESSAGE : TREE_FOREIGN;
}

static const struct tree_rules rules = { .place = place };

static bool
is_single(const struct ambit_reader *r)
{
	return ((const struct tree *)r->state)->single;
}

static int
eml_open(struct ambit_reader *r, struct ambit_err *err_r)
{
	struct tree *t;
	struct stat st;

	if (fstat(r->fd, &st) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "stat store");
	if (!S_ISREG(st.st_mode))
		return tree_open(r, &rules, err_r);
	t = tree_new(r, &rules);
	if (t == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "file state");
	t->single = true;
	return ambit_source_new(r->fd, r->window, &r->source, err_r);
}

/* The one item of a store that is a file. */
static int
next_single(struct ambit_reader *r, struct ambit_item *item_r)
{
	struct tree *t = r->state;
	uint64_t size = ambit_source_stored(r->source);

	ambit_arena_reset(r->arena);
	if (t->count > 0)
		return 0;
	*item_r = (struct ambit_item){
		.at = { .store = r->store->number, .item = ++t->count },
		.framed = { 0, size },
		.raw = { 0, size },
		.kind = AMBIT_KIND_MAIL,
		.account = r->store->account,
		.holds = r->store->holds,
	};
	if (size > r->limits->item_bytes)
		item_r->flaws |= AMBIT_FLAW_TOO_LARGE;
	if (ambit_source_stat(r->source)->st_nlink > 1)
		item_r->flaws |= AMBIT_FLAW_HARD_LINK;
	r->seen += size;
	return 1;
}

static int
eml_next(struct ambit_reader *r, struct ambit_item *item_r,
    struct ambit_err *err_r)
{
	return is_single(r) ? next_single(r, item_r)
			    : tree_next(r, item_r, err_r);
}

static int
eml_aim(struct ambit_reader *r, const struct ambit_item *item,
    struct ambit_err *err_r)
{
	return is_single(r) ? 0 : tree_aim(r, item, err_r);
}

static int
eml_check(struct ambit_reader *r, struct ambit_err *err_r)
{
	return is_single(r) ? ambit_source_check(r->source, NULL, err_r)
			    : tree_check(r, err_r);
}

const struct ambit_reader_ops ambit_reader_eml = {
	.name = "eml",
	.open = eml_open,
	.next = eml_next,
	.aim = eml_aim,
	.check = eml_check,
	.close = tree_close,
};
