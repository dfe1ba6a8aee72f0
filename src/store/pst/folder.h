#ifndef AMBIT_PST_FOLDER_H
#define AMBIT_PST_FOLDER_H

#include "contents.h"

/* Folders within each other; Outlook makes far fewer. What lies deeper, or in
 * a circle, stands nowhere. */
#define PST_FOLDER_DEPTH 128

/* Bytes of a folder's path; longer ones are cut. */
#define PST_FOLDER_PATH 1024

/* Paths that are kept, so that messages of few folders are fast. */
#define PST_FOLDER_KEPT 64

struct pst_folder {
	uint32_t nid; /* 0: nothing is kept here */
	/* It and all folders around it up to the root stand where they
	 * should. */
	bool stands;
	size_t len;
	char path[PST_FOLDER_PATH];
};

struct pst_folders {
	const struct pst_contents *contents;
	struct pst_folder *kept;
};

/* In the arena, which lives as long as the store. -1: it is full. */
int pst_folders_init(struct pst_folders *folders,
    const struct pst_contents *contents, struct ambit_arena *arena,
    struct ambit_err *err_r);

/*
 * The folder of a NID: its path for people, names of folders from below the
 * root on with '/' between them, in UTF-8 ('/' in a name stays). What of a name
 * cannot be read is U+FFFD. A NID that is no folder's stands nowhere and has no
 * path. Lent until the next call; scratch is given back.
 */
int pst_folder_get(struct pst_folders *folders, uint32_t nid,
    struct ambit_arena *scratch, const struct pst_folder **folder_r,
    struct ambit_err *err_r);

#endif
