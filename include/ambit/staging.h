#ifndef AMBIT_STAGING_H
#define AMBIT_STAGING_H

#include <stdbool.h>
#include <stdint.h>

#include "ambit/err.h"
#include "ambit/order.h"
#include "ambit/production.h"

/*
 * The hidden folder OUT/.ambit-<id>.tmp in which a production grows (cages.md
 * 8): closed to others, locked, taken up again by the next run where this one
 * is stopped, and gone when the production shows.
 */
struct ambit_staging {
	int outfd; /* the caller's */
	int fd;    /* -1 when left */
	char id[AMBIT_PRODUCTION_ID_LEN];
	char name[AMBIT_PRODUCTION_ID_LEN + 12];
};

/*
 * Make it or take it over. shared: a run of single units, of which several may
 * be at work at once; else nobody else may. AMBIT_E_EXISTS: OUT/<id> is there
 * already, or another run holds the lock. On -1 nothing needs leaving.
 */
int ambit_staging_enter(struct ambit_staging *staging, int outfd,
    const struct ambit_order *order, bool shared, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* Let go. Nothing of it is removed: a later run goes on from it. */
void ambit_staging_leave(struct ambit_staging *staging);

/* Remove all of it, and let go. What cannot be removed stays, closed to
 * others. */
void ambit_staging_clear(struct ambit_staging *staging);

/* Remove what a stopped run left beside its units. */
int ambit_staging_tidy(const struct ambit_staging *staging,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* "unit-0001" and a NUL. */
#define AMBIT_STAGING_UNIT_LEN 16
void
ambit_staging_unit_name(uint32_t number, char name_r[AMBIT_STAGING_UNIT_LEN]);

/*
 * Open the folder of a unit, which the caller closes. fresh: make it, emptied
 * of what is in it. Else *fd_r is -1 where there is none. lock: nobody else is
 * at work on it as long as the folder is open; AMBIT_E_EXISTS where somebody
 * is.
 */
int ambit_staging_unit(const struct ambit_staging *staging, uint32_t number,
    bool fresh, bool lock, int *fd_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* Remove a unit, if it is there. */
int ambit_staging_drop(const struct ambit_staging *staging, uint32_t number,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* The highest number of a unit's folder in it; 0: there is none. */
int ambit_staging_last(const struct ambit_staging *staging, uint32_t *last_r,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* Let OUT/<id> appear, by one rename that never replaces; where that cannot be
 * made to last it is taken back. */
int ambit_staging_publish(const struct ambit_staging *staging,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

#endif
