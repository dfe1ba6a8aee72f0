#ifndef AMBIT_STORE_TREE_H
#define AMBIT_STORE_TREE_H

#include "ambit/reader.h"
#include "ambit/spool.h"

/*
 * A folder whose files are items: what Maildir and folders of .eml share. It
 * is listed once, sorted by the bytes of the path, and then given item by
 * item, in memory that does not grow with it. No link is ever followed.
 */

/* Folders within folders. No mail store is as deep; a person looks. */
#define TREE_DEPTH_MAX 64

/* Each with a name of at most 255 bytes and a slash, and a file's name. */
#define TREE_PATH_MAX ((size_t)(TREE_DEPTH_MAX + 1) * 256)

enum tree_place {
	TREE_FOREIGN, /* zero: no item of this store */
	TREE_MESSAGE,
	TREE_FOLDER, /* no item itself: what lies in it is */
};

/* What a format says of a name in a folder, whose path is relative to the
 * store and has no slash at its end. */
struct tree_rules {
	enum tree_place (*place)(struct ambit_span folder,
	    struct ambit_span name, bool is_folder);
};

/* What a listing keeps of a file beside its path. */
struct tree_mark {
	uint64_t size, ino;
	int64_t mtime_sec, mtime_nsec, ctime_sec, ctime_nsec;
	uint64_t flaws;
};

/* A listing as one number and a sum: two that are alike agree in both. */
struct tree_sum {
	uint64_t n, sum;
};

struct tree {
	const struct tree_rules *rules;
	bool single; /* the store is one file: all else is unused */
	struct ambit_spool *spool;
	struct tree_sum sum;
	int file;               /* of the item aimed at, or -1 */
	uint32_t count;         /* of the item given last */
	uint32_t aimed;         /* of the item that file is, or 0 */
	struct ambit_span path; /* of the item given last; NUL behind it */
	struct tree_mark mark;
	unsigned char name[TREE_PATH_MAX]; /* while listing */
};

/* The state of a reader of files, ready to be closed; NULL: no memory. */
struct tree *tree_new(struct ambit_reader *r, const struct tree_rules *rules);

/* As the ops of a reader whose state is a tree. */
int tree_open(struct ambit_reader *r, const struct tree_rules *rules,
    struct ambit_err *err_r);
int tree_next(struct ambit_reader *r, struct ambit_item *item_r,
    struct ambit_err *err_r);
int tree_aim(struct ambit_reader *r, const struct ambit_item *item,
    struct ambit_err *err_r);
int tree_check(struct ambit_reader *r, struct ambit_err *err_r);
void tree_close(struct ambit_reader *r);

/*
 * Walk the folder of the tree: add every file to spool, if not NULL, as its
 * path, a NUL and its mark; sum them all.
 */
int tree_list(struct tree *t, int fd, struct ambit_spool *spool,
    struct tree_sum *sum_r, struct ambit_err *err_r);

#endif
