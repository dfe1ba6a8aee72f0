/*
 * A folder whose files are items, given in the order of their paths. What a
 * file of it is, the format's rules say.
 */

/* System. */
#include <assert.h>
#include <errno.h>
#include <sys/stat.h>

/* Floor 4. */
#include "tree_ahead.h"
#include "tree_list.h"
#include "tree_walk.h"

struct tree {
	const struct tree_rules *rules;
	struct tree_list list;
	struct tree_ahead ahead;
	uint32_t count; /* of the item given last */
	uint32_t aimed; /* of the item that the source lends, or 0 */
};

const struct tree_rules *
tree_rules_of(enum ambit_store_format format)
{
	if (format == AMBIT_STORE_MAILDIR)
		return &tree_rules_maildir;
	if (format == AMBIT_STORE_MSG)
		return &tree_rules_msg;
	return format == AMBIT_STORE_EML ? &tree_rules_eml : NULL;
}

enum tree_place
tree_place_by_end(struct ambit_span name, bool is_folder, struct ambit_span end)
{
	if (is_folder)
		return TREE_FOLDER;
	if (name.len < end.len)
		return TREE_FOREIGN;
	name = ambit_span_sub(name, name.len - end.len, end.len);
	return ambit_span_equal_nocase(name, end) ? TREE_MESSAGE : TREE_FOREIGN;
}

static int
check_folder(const struct ambit_reader *r, struct ambit_err *err_r)
{
	struct stat st;

	if (fstat(r->fd, &st) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "stat store");
	if (!S_ISDIR(st.st_mode))
		return ambit_err_set(err_r, AMBIT_E_FORMAT,
		    "the store is not a folder");
	return 0;
}

int
tree_open(struct ambit_reader *r, struct ambit_err *err_r)
{
	struct tree *t;

	if (check_folder(r, err_r) < 0 ||
	    ambit_source_new(-1, r->window, &r->source, err_r) < 0)
		return -1;
	t = AMBIT_ARENA_GET(r->memory, struct tree, 1);
	if (t == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "folder state");
	t->rules = tree_rules_of(r->store->format);
	r->state = t;
	return tree_list_init(&t->list, t->rules, r->unit, r->fd, err_r);
}

int
tree_next(struct ambit_reader *r, struct ambit_item *item_r,
    struct ambit_err *err_r)
{
	struct tree *t = r->state;
	const struct tree_entry *entry;
	struct ambit_span path;

	(void)err_r;
	ambit_arena_reset(r->arena);
	if (t->count == t->list.n)
		return 0;
	entry = tree_list_at(&t->list, t->count, &path);
	*item_r = (struct ambit_item){
		.at = { .store = r->store->number, .item = ++t->count },
		.framed = { 0, entry->mark.size },
		.raw = { 0, entry->mark.size },
		.flaws = entry->flaws,
		.path = path,
		.account = r->store->account,
		.holds = r->store->holds,
	};
	if ((item_r->flaws & (AMBIT_FLAW_FOREIGN | AMBIT_FLAW_LINK)) == 0) {
		item_r->kind = AMBIT_KIND_MAIL;
		if (item_r->raw.len > r->limits->item_bytes)
			item_r->flaws |= AMBIT_FLAW_TOO_LARGE;
	}
	r->seen += item_r->framed.len;
	return 1;
}

/* Is it the file that was listed, with the bytes that it had? */
static bool
is_as_listed(const struct file_mark *mark, const struct stat *st)
{
	return (uint64_t)st->st_size == mark->size &&
	    (uint64_t)st->st_ino == mark->ino &&
	    st->st_mtim.tv_sec == mark->mtime_sec &&
	    st->st_mtim.tv_nsec == mark->mtime_nsec;
}

int
tree_aim(struct ambit_reader *r, const struct ambit_item *item,
    struct ambit_err *err_r)
{
	struct tree *t = r->state;
	struct ambit_span path;
	const struct tree_entry *entry;
	int fd;

	assert(item->at.item == t->count && t->count > 0);
	assert((item->flaws & AMBIT_FLAW_LINK) == 0);
	if (t->aimed == t->count)
		return 0;
	t->aimed = 0;
	entry = tree_list_at(&t->list, t->count - 1, &path);
	fd = tree_ahead_open(&t->ahead, &t->list, r->fd, t->count - 1);
	if (fd == -1 && (errno == ENXIO || errno == EXDEV))
		return tree_changed(err_r);
	if (fd == -1)
		return tree_failed("open file of store", err_r);
	/* A folder or a pipe has come into its place. */
	if (ambit_source_aim(r->source, fd, err_r) < 0 ||
	    !is_as_listed(&entry->mark, ambit_source_stat(r->source)))
		return tree_changed(err_r);
	t->aimed = t->count;
	return 0;
}

int
tree_check(struct ambit_reader *r, struct ambit_err *err_r)
{
	struct tree *t = r->state;
	struct tree_sum now;

	/* Descriptors are few, and folders may lie deep. */
	tree_ahead_clear(&t->ahead);
	t->aimed = 0;
	if (tree_list_sum(t->rules, r->unit, r->fd, &now, err_r) < 0)
		return -1;
	if (now.n != t->list.sum.n || now.sum != t->list.sum.sum)
		return tree_changed(err_r);
	return 0;
}

int
tree_state(struct ambit_reader *r, unsigned char sha256_r[32],
    struct ambit_err *err_r)
{
	const struct tree *t = r->state;

	return tree_list_digest(&t->list, sha256_r, err_r);
}

void
tree_close(struct ambit_reader *r)
{
	struct tree *t = r->state;

	if (t == NULL)
		return;
	tree_ahead_clear(&t->ahead);
	tree_list_clear(&t->list);
}
