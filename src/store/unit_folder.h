#ifndef AMBIT_STORE_UNIT_FOLDER_H
#define AMBIT_STORE_UNIT_FOLDER_H

#include "tree.h"

/* The most a unit of a folder may have: AMBIT_UNIT_FILES and
 * AMBIT_UNIT_PATH_BYTES, less in tests. */
struct unit_folder_max {
	uint64_t files, path_bytes;
};

/*
 * Cut a folder of files, as ambit_unit_cut. A unit holds one file at least.
 */
int unit_folder_cut(const struct ambit_store *store, int fd, int spoolfd,
    const struct unit_folder_max *max,
    int (*give)(void *ctx, const struct ambit_unit *unit,
	struct ambit_err *err_r),
    void *ctx, struct ambit_err *err_r);

#endif
