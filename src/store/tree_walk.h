#ifndef AMBIT_STORE_TREE_WALK_H
#define AMBIT_STORE_TREE_WALK_H

#include <dirent.h>

#include "tree.h"

/*
 * A walk through a tree of folders: every name in it that is no folder to go
 * into, in the order that the file system gives. No link is ever followed, and
 * no file is opened or asked about.
 */

/* A name that was met. All of it is lent until see returns. */
struct tree_name {
	struct ambit_span path; /* below the store */
	const char *last;       /* the name in its folder */
	int dirfd;              /* of that folder */
	enum tree_place place;
	bool is_folder;
};

/* A folder being walked. */
struct tree_folder {
	DIR *dir;
	size_t len; /* of its path in path, with the slash */
};

/* Whoever walks has one of these in front of what see needs. */
struct tree_walk {
	const struct tree_rules *rules;
	/* Paths to be seen: first <= path < end; empty: no bound. A folder
	 * that can hold none of them is not gone into. */
	struct ambit_span first, end;
	int (*see)(struct tree_walk *walk, const struct tree_name *name,
	    struct ambit_err *err_r);

	/* The walk's own. */
	struct tree_folder open[TREE_DEPTH_MAX + 1]; /* the root first */
	size_t depth;                                /* how many are open */
	unsigned char path[TREE_PATH_MAX];
};

/* Walk the folder fd. 0, or -1 and *err_r, or what see returned if not 0. */
int tree_walk(struct tree_walk *walk, int fd, struct ambit_err *err_r);

/* Something that was there a moment ago is not, or is another thing. */
int tree_changed(struct ambit_err *err_r);

/* A call failed on what the walk has met: it may be gone, or be changed. */
int tree_failed(const char *what, struct ambit_err *err_r);

#endif
