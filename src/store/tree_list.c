/*
 * Listing the files of a unit. What may be opened of them is said here; that
 * it is, and as it was listed, the reader sees to.
 */

/* System. */
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Floor 1. */
#include "ambit/sink.h"

/* Floor 4. */
#include "tree_list.h"
#include "tree_sort.h"
#include "tree_walk.h"

struct listing {
	struct tree_walk walk;
	struct tree_list *list; /* NULL: only summed */
	struct tree_sum *sum;
};

/* The flaws of what cannot or must not be opened. */
static unsigned
flaws_of(const struct stat *st, const struct tree_name *name)
{
	if (!S_ISREG(st->st_mode) && !S_ISDIR(st->st_mode))
		return AMBIT_FLAW_LINK;
	if (name->place == TREE_FOREIGN)
		return AMBIT_FLAW_FOREIGN;
	/* Too deep, or too long a path to be opened: a person looks. */
	if (name->place == TREE_FOLDER || name->path.len >= PATH_MAX)
		return AMBIT_FLAW_LINK;
	return 0;
}

static struct tree_entry
entry_of(const struct stat *st, const struct tree_name *name)
{
	unsigned flaws = flaws_of(st, name);

	if (S_ISREG(st->st_mode) && st->st_nlink > 1 &&
	    name->place != TREE_FOREIGN)
		flaws |= AMBIT_FLAW_HARD_LINK;
	return (struct tree_entry){ .flaws = flaws, .mark = file_mark_of(st) };
}

/* FNV-1a, 64 bits: against accidents. */
static uint64_t
hash(uint64_t hash_so_far, const void *bytes, size_t len)
{
	const unsigned char *p = bytes;

	for (size_t i = 0; i < len; i++)
		hash_so_far = (hash_so_far ^ p[i]) * UINT64_C(0x100000001b3);
	return hash_so_far;
}

/* Sums do not depend on the order. */
static void
add_sum(struct tree_sum *sum, struct ambit_span path,
    const struct tree_entry *entry)
{
	uint64_t own = hash(UINT64_C(0xcbf29ce484222325), path.ptr, path.len);

	own = hash(own, &entry->flaws, sizeof(entry->flaws));
	sum->n++;
	sum->sum += hash(own, &entry->mark, sizeof(entry->mark));
}

/* Room for one more of what is size bytes large; half as much again is
 * reserved, and costs nothing until it is used. */
static int
grow(void **room, size_t *cap, size_t used, size_t more, size_t size)
{
	size_t want = *cap + *cap / 2 + 4096;
	void *moved;

	if (*cap - used >= more)
		return 0;
	if (want < used + more)
		want = used + more;
	moved = realloc(*room, want * size);
	if (moved == NULL)
		return -1;
	*room = moved;
	*cap = want;
	return 0;
}

static int
add(struct tree_list *list, struct ambit_span path, struct tree_entry entry,
    struct ambit_err *err_r)
{
	void *paths = list->paths, *entries = list->entries;
	int rc;

	if (list->n == TREE_LIST_FILES ||
	    path.len >= TREE_LIST_PATHS - list->paths_len)
		return ambit_err_set(err_r, AMBIT_E_LIMIT,
		    "a unit of the store has too many files");
	rc = grow(&paths, &list->paths_cap, list->paths_len, path.len + 1, 1);
	list->paths = paths;
	if (rc == 0)
		rc = grow(&entries, &list->cap, list->n, 1,
		    sizeof(*list->entries));
	list->entries = entries;
	if (rc < 0)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "names of files");
	entry.off = (uint32_t)list->paths_len;
	entry.len = (uint32_t)path.len;
	list->entries[list->n++] = entry;
	memcpy(list->paths + list->paths_len, path.ptr, path.len);
	list->paths[list->paths_len + path.len] = '\0';
	list->paths_len += path.len + 1;
	return 0;
}

static int
see(struct tree_walk *walk, const struct tree_name *name,
    struct ambit_err *err_r)
{
	struct listing *l = (struct listing *)walk;
	struct tree_entry entry;
	struct stat st;

	if (fstatat(name->dirfd, name->last, &st, AT_SYMLINK_NOFOLLOW) == -1)
		return tree_failed("stat file of store", err_r);
	if (S_ISDIR(st.st_mode) != name->is_folder)
		return tree_changed(err_r);
	entry = entry_of(&st, name);
	add_sum(l->sum, name->path, &entry);
	return l->list == NULL ? 0 : add(l->list, name->path, entry, err_r);
}

static int
walk(struct listing *l, const struct tree_rules *rules,
    const struct ambit_unit *unit, int fd, struct ambit_err *err_r)
{
	l->walk.rules = rules;
	l->walk.first = unit->first;
	l->walk.end = unit->end;
	l->walk.see = see;
	*l->sum = (struct tree_sum){ 0 };
	return tree_walk(&l->walk, fd, err_r);
}

int
tree_list_sum(const struct tree_rules *rules, const struct ambit_unit *unit,
    int fd, struct tree_sum *sum_r, struct ambit_err *err_r)
{
	struct listing l;

	l.list = NULL;
	l.sum = sum_r;
	return walk(&l, rules, unit, fd, err_r);
}

static struct ambit_span
path_of(const struct tree_list *list, uint32_t entry)
{
	return (struct ambit_span){ list->paths + list->entries[entry].off,
		list->entries[entry].len };
}

static bool
is_before(const void *ctx, uint32_t a, uint32_t b)
{
	return ambit_span_compare(path_of(ctx, a), path_of(ctx, b)) < 0;
}

static int
sort(struct tree_list *list, struct ambit_err *err_r)
{
	list->order = malloc((2 * list->n + 1) * sizeof(*list->order));
	if (list->order == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "names of files");
	for (size_t i = 0; i < list->n; i++)
		list->order[i] = (uint32_t)i;
	tree_sort(list->order, list->n, is_before, list);
	return 0;
}

int
tree_list_init(struct tree_list *list, const struct tree_rules *rules,
    const struct ambit_unit *unit, int fd, struct ambit_err *err_r)
{
	struct listing l;

	*list = (struct tree_list){ 0 };
	l.list = list;
	l.sum = &list->sum;
	if (walk(&l, rules, unit, fd, err_r) == 0 && sort(list, err_r) == 0)
		return 0;
	tree_list_clear(list);
	return -1;
}

void
tree_list_clear(struct tree_list *list)
{
	free(list->paths);
	free(list->entries);
	free(list->order);
	*list = (struct tree_list){ 0 };
}

const struct tree_entry *
tree_list_at(const struct tree_list *list, size_t i, struct ambit_span *path_r)
{
	*path_r = path_of(list, list->order[i]);
	return &list->entries[list->order[i]];
}

static int
put(const struct tree_list *list, struct ambit_sink *sink,
    struct ambit_err *err_r)
{
	unsigned char mark[FILE_MARK_LEN];

	for (size_t i = 0; i < list->n; i++) {
		struct ambit_span path;
		const struct tree_entry *entry = tree_list_at(list, i, &path);

		path.len++; /* and the NUL */
		file_mark_put(&entry->mark, mark);
		if (ambit_sink_write(sink, path, err_r) < 0 ||
		    ambit_sink_write(sink,
			(struct ambit_span){ mark, sizeof(mark) }, err_r) < 0)
			return -1;
	}
	return ambit_sink_finish(sink, err_r);
}

int
tree_list_digest(const struct tree_list *list, unsigned char sha256_r[32],
    struct ambit_err *err_r)
{
	struct ambit_sink_hash hash;
	int rc = -1;

	if (ambit_sink_hash_init(&hash, NULL, err_r) == 0 &&
	    put(list, &hash.sink, err_r) == 0) {
		memcpy(sha256_r, hash.digest, sizeof(hash.digest));
		rc = 0;
	}
	ambit_sink_hash_clear(&hash);
	return rc;
}
