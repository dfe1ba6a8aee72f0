/*
 * A folder whose files are items, given in the order of their paths. What a
 * file of it is, the format's rules say.
 */

/* System. */
#include <assert.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Floor 1. */
#include "ambit/linux.h"

/* Floor 4. */
#include "tree.h"

/* What sorting the names may take of memory. */
#define SPOOL_MEMORY ((size_t)4 << 20)

static int
changed(struct ambit_err *err_r)
{
	return ambit_err_set(err_r, AMBIT_E_CHANGED,
	    "the store changed while it was read");
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

struct tree *
tree_new(struct ambit_reader *r, const struct tree_rules *rules)
{
	struct tree *t = AMBIT_ARENA_GET(r->memory, struct tree, 1);

	if (t == NULL)
		return NULL;
	t->rules = rules;
	t->file = -1;
	r->state = t;
	return t;
}

int
tree_open(struct ambit_reader *r, const struct tree_rules *rules,
    struct ambit_err *err_r)
{
	struct tree *t = tree_new(r, rules);

	if (t == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "folder state");
	if (check_folder(r, err_r) < 0 ||
	    ambit_source_new(-1, r->window, &r->source, err_r) < 0 ||
	    ambit_spool_new(r->spoolfd, SPOOL_MEMORY, &t->spool, err_r) < 0 ||
	    tree_list(t, r->fd, t->spool, &t->sum, err_r) < 0)
		return -1;
	return ambit_spool_sort(t->spool, err_r);
}

/* Cut a record of the listing in two. */
static void
read_record(struct tree *t, struct ambit_span record)
{
	assert(record.len > sizeof(t->mark) + 1);
	t->path = ambit_span_sub(record, 0, record.len - sizeof(t->mark) - 1);
	memcpy(&t->mark, t->path.ptr + t->path.len + 1, sizeof(t->mark));
}

int
tree_next(struct ambit_reader *r, struct ambit_item *item_r,
    struct ambit_err *err_r)
{
	struct tree *t = r->state;
	struct ambit_span record;
	int rc;

	ambit_arena_reset(r->arena);
	rc = ambit_spool_next(t->spool, &record, err_r);
	if (rc != 1)
		return rc;
	read_record(t, record);
	*item_r = (struct ambit_item){
		.at = { .store = r->store->number, .item = ++t->count },
		.framed = { 0, t->mark.size },
		.raw = { 0, t->mark.size },
		.flaws = (unsigned)t->mark.flaws,
		.path = t->path,
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

static void
close_file(struct tree *t)
{
	if (t->file != -1)
		(void)close(t->file);
	t->file = -1;
	t->aimed = 0;
}

/* Is it the file that was listed, with the bytes that it had? */
static bool
is_as_listed(const struct tree_mark *mark, const struct stat *st)
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

	assert(item->at.item == t->count && t->count > 0);
	assert((item->flaws & AMBIT_FLAW_LINK) == 0);
	if (t->aimed == t->count)
		return 0;
	close_file(t);
	t->file =
	    ambit_linux_open_beneath(r->fd, (const char *)t->path.ptr, false);
	if (t->file == -1 &&
	    (errno == ENOENT || errno == ELOOP || errno == ENOTDIR ||
		errno == ENXIO || errno == EXDEV))
		return changed(err_r);
	if (t->file == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "open file of store");
	/* A folder or a pipe has come into its place. */
	if (ambit_source_aim(r->source, t->file, err_r) < 0 ||
	    !is_as_listed(&t->mark, ambit_source_stat(r->source)))
		return changed(err_r);
	t->aimed = t->count;
	return 0;
}

int
tree_check(struct ambit_reader *r, struct ambit_err *err_r)
{
	struct tree *t = r->state;
	struct tree_sum now;

	if (tree_list(t, r->fd, NULL, &now, err_r) < 0)
		return -1;
	if (now.n != t->sum.n || now.sum != t->sum.sum)
		return changed(err_r);
	return 0;
}

void
tree_close(struct ambit_reader *r)
{
	struct tree *t = r->state;

	if (t == NULL)
		return;
	close_file(t);
	ambit_spool_free(&t->spool);
}
