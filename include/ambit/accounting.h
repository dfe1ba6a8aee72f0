#ifndef AMBIT_ACCOUNTING_H
#define AMBIT_ACCOUNTING_H

#include "ambit/custody.h"
#include "ambit/stage.h"

/*
 * The items of the custody record (package.md 11), out of what the units say:
 * items.csv, held.csv, damage.csv, accounting.csv. What was seen must be what
 * was accounted for, in items and in bytes, or there is no package.
 */
struct ambit_accounting;

/* custodyfd: the record's folder; stagingfd: where the units lie. */
int ambit_accounting_begin(int custodyfd, int stagingfd,
    const struct ambit_order *order, struct ambit_accounting **accounting_r,
    struct ambit_err *err_r) __attribute__((warn_unused_result));
void ambit_accounting_free(struct ambit_accounting **accounting);

/* A unit, those of one store together and in order. scopes: one a task. */
int ambit_accounting_add(struct ambit_accounting *accounting,
    const struct ambit_staged *staged, const struct ambit_scope *scopes,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* A unit that nothing is known of: the sums of its store do not close. */
int ambit_accounting_miss(struct ambit_accounting *accounting,
    const struct ambit_unit *unit, const struct ambit_scope *scopes,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* After the last one: the sums of every store. AMBIT_E_SUMS where those of one
 * do not close; all are written all the same. */
int ambit_accounting_close(struct ambit_accounting *accounting,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* items.csv, with the numbers of production; NULL: there are none. All four
 * files are on the disk then. */
int ambit_accounting_list(struct ambit_accounting *accounting,
    struct ambit_production *production, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* Over all tasks and stores so far. */
struct ambit_custody_sums
ambit_accounting_sums(const struct ambit_accounting *accounting);

#endif
