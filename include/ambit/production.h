#ifndef AMBIT_PRODUCTION_H
#define AMBIT_PRODUCTION_H

#include <stdbool.h>

#include "ambit/arena.h"
#include "ambit/law.h"
#include "ambit/order.h"
#include "ambit/registry.h"
#include "ambit/scope.h"
#include "ambit/sink.h"

/*
 * A production in the making (package.md): what the units of a run let out is
 * put in canonical order, numbered, listed and laid into volumes, folders or
 * archives; then signed. Memory does not grow with their number.
 */
struct ambit_production;

/* "ambit-" and 24 hex digits, and a NUL. */
#define AMBIT_PRODUCTION_ID_LEN 31
/* "A2F0C1A5-00000001" and a NUL. */
#define AMBIT_BATES_LEN 18

/* Stand for the life of the production; scopes[i] belongs to tasks[i]. */
struct ambit_production_terms {
	const struct ambit_order *order;
	const struct ambit_registry *registry;
	const struct ambit_scope *scopes;
	int fd;       /* the staging folder (ambit/staging.h) */
	bool archive; /* volumes are archives */
};

/* Names that follow from the order digest alone. */
void ambit_production_id(const struct ambit_order *order,
    char id_r[AMBIT_PRODUCTION_ID_LEN]);
void ambit_production_bates(const struct ambit_order *order, uint32_t number,
    char bates_r[AMBIT_BATES_LEN]);

int ambit_production_begin(const struct ambit_production_terms *terms,
    struct ambit_production **production_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));
void ambit_production_free(struct ambit_production **production);

/* SHA-256 of `ambit instruments --csv` and of `ambit fields --csv`: which law
 * a production was made under. */
int ambit_production_law_digests(unsigned char instruments_r[AMBIT_DIGEST_LEN],
    unsigned char fields_r[AMBIT_DIGEST_LEN], struct ambit_err *err_r)
    __attribute__((warn_unused_result));

enum ambit_native {
	AMBIT_NATIVE_STORED,
	AMBIT_NATIVE_REDUCED,
	AMBIT_NATIVE_REBUILT
};

/* One item produced under one task. */
struct ambit_produced {
	uint32_t task, store, item; /* numbers from 1 */
	enum ambit_native native;
	bool has_instant; /* the fields of the task show it */
	int64_t instant;  /* begin of the reading that decided, microseconds */
	struct ambit_span folder; /* only where folder_name was ordered */
};

/* Take what a unit has staged; its files stay where they are until the volumes
 * are written. */
struct ambit_staged;
int ambit_production_add(struct ambit_production *production,
    const struct ambit_staged *staged, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* Number everything. No more may be added. */
int ambit_production_number(struct ambit_production *production,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/*
 * After numbering: the numbers of content files in the order of (unit, hole):
 * where in the unit's items the number goes. The first call sorts them: the
 * volumes do not need it, so let those begin. duplicate: byte-identical to
 * another file of that number, and produced once. 1, 0 at the end, -1.
 */
struct ambit_numbered {
	uint32_t unit;
	uint64_t hole;
	uint32_t number;
	bool duplicate;
};
int ambit_production_next(struct ambit_production *production,
    struct ambit_numbered *numbered_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

struct ambit_production_sums {
	uint32_t volumes;
	uint64_t files, rows;
	uint64_t bytes;                              /* of all payload files */
	unsigned char tagmanifest[AMBIT_DIGEST_LEN]; /* of volume 1 */
};

/*
 * Lay out the volumes: which file lies where, and room for it on the disk. What
 * is not a file already is poured: every unit's file "places" (ambit/pour.h)
 * tells what of it goes where.
 */
int ambit_production_lay(struct ambit_production *production,
    struct ambit_production_sums *sums_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* Then write what is in the volumes beside content, all but the signatures;
 * the content of archives may be poured before, meanwhile or after. */
int ambit_production_write(struct ambit_production *production,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/*
 * While the archives are poured: have the disk begin with what is there. A
 * hint, so that less is left to wait for at the end; call it now and then.
 */
void ambit_production_write_ahead(const struct ambit_production *production);

/* What was written is on the disk. read_back: once it is sealed, read all of it
 * from there again and compare every digest (cages.md 8). */
int ambit_production_sync(struct ambit_production *production, bool read_back,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/*
 * The SHA-256 of the tag manifest of a volume, read from the disk, and the
 * bytes it is of, in arena: needs no production, and is asked by two processes.
 */
int ambit_production_tags(int stagingfd, const char *id, unsigned volume,
    bool archive, struct ambit_arena *arena, struct ambit_span *bytes_r,
    unsigned char sha256_r[AMBIT_DIGEST_LEN], struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* Put a volume's signature in its place: nothing more comes into it. Then
 * sync. */
int ambit_production_seal(struct ambit_production *production, unsigned volume,
    struct ambit_span p7s, struct ambit_err *err_r)
    __attribute__((warn_unused_result));
int ambit_production_end(struct ambit_production *production,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

#endif
