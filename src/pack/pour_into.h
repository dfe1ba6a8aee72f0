#ifndef AMBIT_PACK_POUR_INTO_H
#define AMBIT_PACK_POUR_INTO_H

#include "ambit/pour.h"

#include "archive.h"

/*
 * The two ways into a volume, of the calls of ambit/pour.h. name: of the place
 * below the bag, the same in both. As many bytes are put as the place has.
 */

struct pour_entries;
/* id and bagfd are the caller's. */
int pour_entries_new(const char *id, int bagfd, struct pour_entries **entries_r,
    struct ambit_err *err_r);
void pour_entries_free(struct pour_entries **entries);
int pour_entries_open(struct pour_entries *into,
    const struct ambit_pour_place *place, const char *name,
    struct ambit_err *err_r);
int pour_entries_put(struct pour_entries *into, struct ambit_span bytes,
    struct ambit_err *err_r);
int pour_entries_end(struct pour_entries *into,
    const struct ambit_pour_place *place, struct ambit_err *err_r);
int pour_entries_flush(struct pour_entries *into, struct ambit_err *err_r);

struct pour_files;
int
pour_files_new(int bagfd, struct pour_files **files_r, struct ambit_err *err_r);
void pour_files_free(struct pour_files **files);
int pour_files_open(struct pour_files *into, const char *name,
    struct ambit_err *err_r);
int pour_files_put(struct pour_files *into, struct ambit_span bytes,
    struct ambit_err *err_r);
int pour_files_end(struct pour_files *into,
    const struct ambit_pour_place *place, struct ambit_err *err_r);

/* It is not what was judged: -1. */
int pour_changed(struct ambit_err *err_r);

#endif
