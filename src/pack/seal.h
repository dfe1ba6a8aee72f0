#ifndef AMBIT_PACK_SEAL_H
#define AMBIT_PACK_SEAL_H

#include "production_state.h"

/* An archive's signature, directory and end (archive_end.c). */
int seal_archive(struct ambit_production *p, unsigned volume,
    struct ambit_span p7s, struct ambit_err *err_r);

/* Read every volume's payload again, from the disk, against its manifest. */
int seal_read_back(struct ambit_production *p, struct ambit_err *err_r);

#endif
