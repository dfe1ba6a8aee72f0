/*
 * Folders of .eml: every file whose name ends so, in any folder below, is a
 * message. A store that is a file is one message itself.
 */

/* System. */
#include <sys/stat.h>

/* Floor 4. */
#include "file_mark.h"
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

const struct tree_rules tree_rules_eml = { .place = place };

/* A store that is a file. */
struct single {
	bool given; /* its one item */
};

static int
single_next(struct ambit_reader *r, struct ambit_item *item_r,
    struct ambit_err *err_r)
{
	struct single *single = r->state;
	uint64_t size = ambit_source_stored(r->source);

	(void)err_r;
	ambit_arena_reset(r->arena);
	if (single->given)
		return 0;
	single->given = true;
	*item_r = (struct ambit_item){
		.at = { .store = r->store->number, .item = 1 },
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

/* The source lends the file. */
static int
single_aim(struct ambit_reader *r, const struct ambit_item *item,
    struct ambit_err *err_r)
{
	(void)r;
	(void)item;
	(void)err_r;
	return 0;
}

static int
single_check(struct ambit_reader *r, struct ambit_err *err_r)
{
	return ambit_source_check(r->source, NULL, err_r);
}

static int
single_state(struct ambit_reader *r, unsigned char sha256_r[32],
    struct ambit_err *err_r)
{
	return file_mark_digest(ambit_source_stat(r->source), sha256_r, err_r);
}

static void
single_close(struct ambit_reader *r)
{
	(void)r;
}

static const struct ambit_reader_ops single_ops = {
	.name = "eml",
	.next = single_next,
	.aim = single_aim,
	.check = single_check,
	.state = single_state,
	.close = single_close,
};

static int
eml_open(struct ambit_reader *r, struct ambit_err *err_r)
{
	struct stat st;

	if (fstat(r->fd, &st) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "stat store");
	if (!S_ISREG(st.st_mode))
		return tree_open(r, err_r);
	r->ops = &single_ops;
	r->state = AMBIT_ARENA_GET(r->memory, struct single, 1);
	if (r->state == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "file state");
	return ambit_source_new(r->fd, r->window, &r->source, err_r);
}

const struct ambit_reader_ops ambit_reader_eml = {
	.name = "eml",
	.open = eml_open,
	.next = tree_next,
	.aim = tree_aim,
	.check = tree_check,
	.state = tree_state,
	.close = tree_close,
};
