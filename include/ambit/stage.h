#ifndef AMBIT_STAGE_H
#define AMBIT_STAGE_H

#include "ambit/custody.h"
#include "ambit/mail.h"
#include "ambit/production.h"
#include "ambit/unit.h"

/*
 * What a gate leaves of its unit (cages.md 8), in a folder of the unit's own:
 *
 *	items held damage  lines of the custody record
 *	records            what may leave: files and rows
 *	00000001 ...       the files, where nothing is poured
 *	raw native         an item that pieces are cut from, and one that is
 *	                   rebuilt; come and go
 *	cuts               poured: bytes of items that leave in part or rebuilt
 *	done               whose the unit is, its sums, digests; written last
 *
 * Written from front to end by one process, read by another. Nothing is synced
 * here: a unit is believed only where every byte has the digest that done
 * tells, or the record of its item, and what is made of it is synced before it
 * is signed.
 */
#define AMBIT_STAGE_CUTS "cuts"

/* Whose a unit is: another order, registry, engine, form or store gives
 * another digest, and the unit is not used. */
struct ambit_stage_terms {
	const struct ambit_order *order;
	const struct ambit_unit *unit;
	bool archive; /* the volumes are archives */
	/* Stored items are hashed alone, and poured later (ambit/pour.h); else
	 * each is a file of the unit, for a machine that has no store. Archives
	 * are always poured. */
	bool poured;
	unsigned char whose[AMBIT_DIGEST_LEN];
};

/* What became of the items of a unit under one task, by ambit_outcome. */
struct ambit_tally {
	uint64_t items[AMBIT_PRODUCED + 1];
	uint64_t bytes[AMBIT_PRODUCED + 1];
	uint64_t empty; /* produced as content, and without a byte: no file */
};

/* How the unit ended, by the reader's own count. */
struct ambit_stage_end {
	bool failed; /* the run fails: told for the custody record alone */
	uint64_t items, bytes;    /* framed */
	uint64_t begin, end;      /* mbox: they lie there without a gap */
	struct ambit_span claims; /* ambit/unit.h: left */
	unsigned char found[AMBIT_DIGEST_LEN]; /* digest of those begun with */
	unsigned char state[AMBIT_DIGEST_LEN]; /* ambit_reader_state */
};

/* ---- writing ---- */

struct ambit_stage;

/* fd: the unit's folder, empty; the caller's. terms outlive the stage. */
int ambit_stage_begin(const struct ambit_stage_terms *terms, int fd,
    struct ambit_stage **stage_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));
void ambit_stage_free(struct ambit_stage **stage);

/*
 * The bytes of an item, once, whatever becomes of them: open gives the sink to
 * pour into, close their number and where their digest is, until the next is
 * opened. Of what is poured it may come there only later: nothing but
 * ambit_stage_item is to read it. Then keep and cut say under which tasks they
 * leave.
 */
enum ambit_stage_place {
	AMBIT_STAGE_DIGEST, /* nowhere: they are only described */
	AMBIT_STAGE_FILE,   /* kept as they are by every task that has them */
	AMBIT_STAGE_RAW,    /* a file without a name: pieces are cut from it */
	AMBIT_STAGE_NATIVE, /* another one: what leaves is rebuilt from it, and
			       then opened in its turn */
};
int ambit_stage_open(struct ambit_stage *stage, enum ambit_stage_place place,
    struct ambit_sink **sink_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));
int ambit_stage_close(struct ambit_stage *stage, uint64_t *bytes_r,
    const unsigned char **sha256_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/*
 * They leave as they are. off: where they lie in the store, for an archive,
 * which pours them later; path below it, where the store is a folder. What was
 * rebuilt lies nowhere else than in AMBIT_STAGE_RAW, and is copied from there.
 * What has no byte is not staged.
 */
int ambit_stage_keep(struct ambit_stage *stage,
    const struct ambit_produced *produced, uint64_t off, struct ambit_span path,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* They leave in part, cut from AMBIT_STAGE_RAW. *bytes_r, *sha256_r: of what
 * leaves; arena: for scratch. */
int ambit_stage_cut(struct ambit_stage *stage,
    const struct ambit_produced *produced, const struct ambit_mail_cut *cut,
    struct ambit_arena *arena, uint64_t *bytes_r,
    unsigned char sha256_r[AMBIT_DIGEST_LEN], struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* AMBIT_STAGE_NATIVE is closed so: the number of its bytes. Their digest costs
 * as much as reading them again, and few are asked for it. */
uint64_t ambit_stage_native_close(struct ambit_stage *stage);
int ambit_stage_native_digest(struct ambit_stage *stage,
    unsigned char sha256_r[AMBIT_DIGEST_LEN], struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* AMBIT_STAGE_RAW and AMBIT_STAGE_NATIVE as they lie there, until the next is
 * opened: so few bytes in memory, more in a file that is the stage's own, for
 * reading alone. */
#define AMBIT_STAGED_HELD ((size_t)1 << 19)
struct ambit_staged_bytes {
	struct ambit_span held; /* where fd is -1 */
	int fd;
};
int
ambit_stage_raw(struct ambit_stage *stage, struct ambit_staged_bytes *bytes_r,
    struct ambit_err *err_r) __attribute__((warn_unused_result));
int ambit_stage_native(struct ambit_stage *stage,
    struct ambit_staged_bytes *bytes_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* A row of the task's messages.csv, as ambit_table_compose writes it. */
int ambit_stage_row(struct ambit_stage *stage,
    const struct ambit_produced *produced, struct ambit_span row,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* What became of one item under one task: the number of a file that was kept or
 * cut under it goes into this line. Rows may come between. */
int ambit_stage_item(struct ambit_stage *stage,
    const struct ambit_custody_entry *entry, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* All is in: write done. */
int
ambit_stage_end(struct ambit_stage *stage, const struct ambit_stage_end *end,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* The unit fails: what is known is written down for the custody record alone,
 * as far as it goes. An item on its way is forgotten. */
int ambit_stage_fail(struct ambit_stage *stage,
    const struct ambit_stage_end *end, struct ambit_err *err_r);

/* ---- reading ---- */

struct ambit_staged {
	int fd;
	const struct ambit_stage_terms *terms;
	struct ambit_stage_end end;
	const struct ambit_tally *tallies; /* one a task */
	const struct stage_done *done;     /* all that done tells */
	struct ambit_arena *arena;
};

/*
 * Read done: 1; 0 where the unit is not done, or is another's (*why_r, a
 * static sentence, says which); -1. Does not take fd; close it on 1. terms
 * outlive it.
 */
int ambit_staged_open(const struct ambit_stage_terms *terms, int fd,
    struct ambit_staged *staged_r, const char **why_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));
void ambit_staged_close(struct ambit_staged *staged);

/* Has every byte the digest that was told? items: of what was staged of items
 * too, which is asked again where it leaves. 1, 0, -1. */
int ambit_staged_check(const struct ambit_staged *staged, bool items,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

#endif
