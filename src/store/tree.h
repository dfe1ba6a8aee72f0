#ifndef AMBIT_STORE_TREE_H
#define AMBIT_STORE_TREE_H

#include "ambit/reader.h"

/*
 * A folder whose files are items: what Maildir and folders of .eml share. One
 * unit of it is listed at once, sorted by the bytes of the path, and then given
 * item by item. No link is ever followed.
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

extern const struct tree_rules tree_rules_maildir;
extern const struct tree_rules tree_rules_eml;
extern const struct tree_rules tree_rules_msg;

/* The rule of a format that knows its files by the end of their names, letter
 * case aside, in whichever folder they lie. */
enum tree_place tree_place_by_end(struct ambit_span name, bool is_folder,
    struct ambit_span end);

/* The rules of a format whose stores are folders; NULL: they are not. */
const struct tree_rules *tree_rules_of(enum ambit_store_format format);

/* As the ops of a reader of files. */
int tree_open(struct ambit_reader *r, struct ambit_err *err_r);
int tree_next(struct ambit_reader *r, struct ambit_item *item_r,
    struct ambit_err *err_r);
int tree_aim(struct ambit_reader *r, const struct ambit_item *item,
    struct ambit_err *err_r);
int tree_check(struct ambit_reader *r, struct ambit_err *err_r);
int tree_state(struct ambit_reader *r, unsigned char sha256_r[32],
    struct ambit_err *err_r);
void tree_close(struct ambit_reader *r);

#endif
