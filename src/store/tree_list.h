#ifndef AMBIT_STORE_TREE_LIST_H
#define AMBIT_STORE_TREE_LIST_H

#include "file_mark.h"
#include "tree.h"

/*
 * The files of one unit of a folder: their paths in byte order, and what
 * stat(2) says of each. It lies in memory, which a unit bounds; nothing is
 * written anywhere.
 */

/* Twice what a unit is cut to: the folder may have grown since. */
#define TREE_LIST_FILES ((size_t)2 * AMBIT_UNIT_FILES)
#define TREE_LIST_PATHS (2 * AMBIT_UNIT_PATH_BYTES)

/* A file, or what must not be opened. */
struct tree_entry {
	uint32_t off, len; /* of its path in paths; NUL behind it */
	uint32_t flaws;
	struct file_mark mark;
};

/* A listing as one number and a sum: two that are alike agree in both. */
struct tree_sum {
	uint64_t n, sum;
};

struct tree_list {
	unsigned char *paths;
	size_t paths_len, paths_cap;
	struct tree_entry *entries; /* as they were met */
	size_t n, cap;
	uint32_t *order; /* of entries, by path */
	struct tree_sum sum;
};

/* List and sort them. On -1 nothing needs clearing. */
int tree_list_init(struct tree_list *list, const struct tree_rules *rules,
    const struct ambit_unit *unit, int fd, struct ambit_err *err_r);
void tree_list_clear(struct tree_list *list);

/* The i-th of n by path, from 0; lent until the listing is cleared. */
const struct tree_entry *
tree_list_at(const struct tree_list *list, size_t i, struct ambit_span *path_r);

/* As one digest: what is told of each, in order. */
int tree_list_digest(const struct tree_list *list, unsigned char sha256_r[32],
    struct ambit_err *err_r);

/* List again, and keep but the sum. */
int tree_list_sum(const struct tree_rules *rules, const struct ambit_unit *unit,
    int fd, struct tree_sum *sum_r, struct ambit_err *err_r);

#endif
