#ifndef AMBIT_PROVIDER_STANDING_READ_H
#define AMBIT_PROVIDER_STANDING_READ_H

#include "ambit/standing.h"

#include "ledger_state.h"

/* A statement on the ledger's tables; the caller finalizes it. NULL and
 * *err_r. */
sqlite3_stmt *standing_prepare(struct ambit_ledger *ledger, const char *sql,
    struct ambit_err *err_r);

/* What was recorded of the case, into standing_r. */
int standing_read_events(struct ambit_ledger *ledger, struct ambit_span case_id,
    struct ambit_arena *arena, struct ambit_standing *standing_r,
    struct ambit_err *err_r);

/* A copy that stands as long as the arena; NULL ptr: no memory. */
struct ambit_span
standing_keep(struct ambit_arena *arena, struct ambit_span bytes);

#endif
