#ifndef AMBIT_POUR_H
#define AMBIT_POUR_H

#include "ambit/production.h"
#include "ambit/sink.h"

/*
 * Pouring (cages.md 1): when every byte's place in the archives is known, each
 * unit's items are read again and written there, hashed again on the way. What
 * goes where is in the file "places" of the unit's folder, in the order of the
 * archives, so that they are written in long pieces; a gzip's, which can only
 * be read forwards, in the order of the store.
 */
#define AMBIT_POUR_PLACES "places"

struct ambit_pour_place {
	uint32_t volume;
	uint64_t at; /* of its local header in the archive */
	uint32_t task, number;
	uint64_t bytes;
	uint32_t crc;
	unsigned char sha256[AMBIT_DIGEST_LEN];
	bool cut;               /* off is a place in the unit's cuts */
	uint64_t off;           /* in the store, or in its file named path */
	struct ambit_span path; /* lent until the next call */
};

struct ambit_pour;

/* placesfd: that file, the caller's. */
int ambit_pour_begin(int placesfd, struct ambit_pour **pour_r,
    struct ambit_err *err_r) __attribute__((warn_unused_result));
void ambit_pour_free(struct ambit_pour **pour);
/* 1, 0 at the end, -1; AMBIT_E_WIRE where the file is none that ambit writes.
 */
int ambit_pour_next(struct ambit_pour *pour, struct ambit_pour_place *place_r,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/*
 * The gate's part: the bytes of a place, in order, below bagfd: into the
 * archives there, its header before them; or into a file of its own. End:
 * AMBIT_E_CHANGED where number or digest are not those that were found when it
 * was judged.
 */
struct ambit_pour_into;
int ambit_pour_into_begin(const struct ambit_order *order, bool archive,
    int bagfd, struct ambit_pour_into **into_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));
void ambit_pour_into_free(struct ambit_pour_into **into);
int ambit_pour_into_open(struct ambit_pour_into *into,
    const struct ambit_pour_place *place, struct ambit_err *err_r)
    __attribute__((warn_unused_result));
int ambit_pour_into_put(struct ambit_pour_into *into, struct ambit_span bytes,
    struct ambit_err *err_r) __attribute__((warn_unused_result));
int ambit_pour_into_end(struct ambit_pour_into *into, struct ambit_err *err_r)
    __attribute__((warn_unused_result));
/* After the last place: what was gathered is written. */
int ambit_pour_into_flush(struct ambit_pour_into *into, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

#endif
