/*
 * Opening files ahead of their use. Whether a file is the one that was listed
 * is asked when it is used, not here.
 */

/* System. */
#include <assert.h>
#include <fcntl.h>
#include <unistd.h>

/* Floor 1. */
#include "ambit/linux.h"

/* Floor 4. */
#include "tree_ahead.h"
#include "tree_sort.h"

/* Of files opened, as many must have been used for more to be opened. */
#define USED_OF_4 3

static bool
is_opened(const struct tree_entry *entry)
{
	return (entry->flaws & (AMBIT_FLAW_FOREIGN | AMBIT_FLAW_LINK)) == 0;
}

static int
open_one(const struct tree_list *list, int dirfd, size_t i)
{
	struct ambit_span path;

	(void)tree_list_at(list, i, &path);
	return ambit_linux_open_beneath(dirfd, (const char *)path.ptr, false);
}

void
tree_ahead_clear(struct tree_ahead *a)
{
	for (size_t i = 0; i < a->n; i++) {
		if (a->fds[i] != -1)
			(void)close(a->fds[i]);
	}
	*a = (struct tree_ahead){ 0 };
}

/* How many to open at once from i on, after what became of those before. */
static size_t
next_size(const struct tree_ahead *a, size_t i)
{
	if (i - a->at > a->n || 4 * a->used < USED_OF_4 * a->opened)
		return 1;
	if (a->n > TREE_AHEAD_MAX / 2)
		return TREE_AHEAD_MAX;
	return a->n == 0 ? 1 : 2 * a->n;
}

static bool
lies_before(const void *ctx, uint32_t a, uint32_t b)
{
	const struct tree_list *list = ctx;
	struct ambit_span path;

	return tree_list_at(list, a, &path)->mark.ino <
	    tree_list_at(list, b, &path)->mark.ino;
}

/* Open the stretch from at on, by inode; one that fails is asked for again
 * when it is used. */
static void
open_stretch(struct tree_ahead *a, const struct tree_list *list, int dirfd)
{
	uint32_t order[2 * TREE_AHEAD_MAX];
	struct ambit_span path;

	for (size_t i = 0; i < a->n; i++)
		order[i] = (uint32_t)(a->at + i);
	tree_sort(order, a->n, lies_before, list);
	for (size_t i = 0; i < a->n; i++) {
		const struct tree_entry *entry =
		    tree_list_at(list, order[i], &path);
		int *fd = &a->fds[order[i] - a->at];

		*fd = is_opened(entry) ? open_one(list, dirfd, order[i]) : -1;
		if (*fd == -1)
			continue;
		a->opened++;
		if (a->n > 1 && entry->mark.size > 0)
			(void)posix_fadvise(*fd, 0, 0, POSIX_FADV_WILLNEED);
	}
}

int
tree_ahead_open(struct tree_ahead *a, const struct tree_list *list, int dirfd,
    size_t i)
{
	size_t n;

	assert(i >= a->at && i < list->n);
	if (i - a->at >= a->n) {
		n = next_size(a, i);
		tree_ahead_clear(a);
		a->at = i;
		a->n = n > list->n - i ? list->n - i : n;
		open_stretch(a, list, dirfd);
	}
	a->used++;
	i -= a->at;
	if (a->fds[i] == -1)
		a->fds[i] = open_one(list, dirfd, a->at + i);
	return a->fds[i];
}
