#ifndef AMBIT_STORE_TREE_AHEAD_H
#define AMBIT_STORE_TREE_AHEAD_H

#include "tree_list.h"

/* Files open at a time; the cage of a reader of folders allows 64. */
#define TREE_AHEAD_MAX 32

/*
 * Files opened some at a time, in the order in which they most likely lie on
 * the disk, and used in the order of the listing. As many as were wanted of
 * those before: where a caller picks few files, no other is opened.
 */
struct tree_ahead {
	size_t at, n; /* the stretch of the listing that was opened */
	size_t opened, used;
	int fds[TREE_AHEAD_MAX]; /* -1: not opened */
};

/*
 * The descriptor of the file at i of the listing; of each at most once, and
 * never of one before. It is closed by a later call, or by
 * tree_ahead_clear. -1 and errno.
 */
int tree_ahead_open(struct tree_ahead *ahead, const struct tree_list *list,
    int dirfd, size_t i);
void tree_ahead_clear(struct tree_ahead *ahead);

#endif
