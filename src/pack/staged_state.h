#ifndef AMBIT_PACK_STAGED_STATE_H
#define AMBIT_PACK_STAGED_STATE_H

#include "ambit/source.h"

#include "stage_state.h"

/* Open one of the unit's logs for reading; the caller closes. */
int staged_log(const struct ambit_staged *staged, enum stage_log log, int *fd_r,
    struct ambit_err *err_r);

/* The records of a unit, one after another. */
struct staged_records {
	const struct ambit_staged *staged;
	int fd;
	struct ambit_source *source;
	uint64_t off;
};

/* Close it in any case. */
int staged_records_open(const struct ambit_staged *staged,
    struct staged_records *records_r, struct ambit_err *err_r);
void staged_records_close(struct staged_records *records);

/* 1 and a record lent until the next call; 0 at the end; -1, AMBIT_E_WIRE
 * where it is none that a gate writes. */
int staged_records_next(struct staged_records *records, enum stage_kind *kind_r,
    struct ambit_span *record_r, struct ambit_err *err_r);

#endif
