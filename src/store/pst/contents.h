#ifndef AMBIT_PST_CONTENTS_H
#define AMBIT_PST_CONTENTS_H

#include "table.h"

/*
 * Which messages and folders stand where they should (K12). The tables of all
 * folders are read once, one after another, and of each node is kept how many
 * rows it has: one byte. So what is held of them is the size of the largest
 * table, which is bounded, and a byte a node, which is a 24th of the index.
 */

#define PST_NID_ROOT 0x122

enum pst_nid_type {
	PST_NID_FOLDER = 0x02,
	PST_NID_MESSAGE = 0x04,
	PST_NID_ATTACHMENT = 0x05,
	PST_NID_HIERARCHY = 0x0d,
	PST_NID_CONTENTS = 0x0e,
};

struct pst_contents {
	struct pst_file *file;
	struct ambit_arena *arena; /* of one table at a time */
	unsigned char *rows;       /* of each node */
	/* Rows of what is not there: how many, and where the next one is. */
	uint64_t n_strays;
	size_t next; /* table: two of each node */
	struct pst_table table;
	uint32_t at;
};

/*
 * Read the tables of all folders. A table that is damaged has no rows, and so
 * its messages stand nowhere. -1 where the machine failed.
 */
int pst_contents_open(struct pst_contents *contents, struct pst_file *file,
    struct ambit_err *err_r);
void pst_contents_close(struct pst_contents *contents);

/* Has the node exactly one row in the tables of its kind, and that in the
 * folder that is its parent? Of messages and folders. */
bool pst_contents_has(const struct pst_contents *contents,
    const struct pst_node *node);

/*
 * The next row of a contents table that is not of a message of the index, or of
 * a hierarchy table that is of a folder and not of one of the index; and whose
 * table it is, by the folders' NIDs, folders before messages, and then by row:
 * 1, or 0 behind the last one. The tables are read again for it, if there are
 * any such rows.
 */
int pst_contents_stray(struct pst_contents *contents, uint32_t *nid_r,
    const struct pst_node **folder_r, struct ambit_err *err_r);

#endif
