#ifndef AMBIT_CUSTODY_H
#define AMBIT_CUSTODY_H

#include <sys/stat.h>

#include "ambit/complaint.h"
#include "ambit/err.h"
#include "ambit/item.h"
#include "ambit/order.h"
#include "ambit/production.h"
#include "ambit/registry.h"
#include "ambit/scope.h"

/*
 * The custody record (package.md 11): what stays with the provider. Written as
 * the run goes, and closed whether the run succeeds or not. No line holds
 * evidence beyond the raw date or address that decided, escaped and cut at
 * 200 bytes.
 */
struct ambit_custody;

/*
 * Make OUT/custody/<id>/ with copies of order, signatures, registry. The
 * record of an earlier run that made no package is moved aside to
 * <id>.before-N first. started: the clock; as_of: INT64_MIN if not given.
 */
int ambit_custody_begin(int outfd, const struct ambit_order *order,
    struct ambit_span p7s, const struct ambit_registry *registry,
    int64_t started, int64_t as_of, struct ambit_custody **custody_r,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* Copy the documents that the order names, from the folder it lies in. */
int ambit_custody_documents(struct ambit_custody *custody, int orderfd,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* A store is opened, and closed again: its state before and after. */
int ambit_custody_store(struct ambit_custody *custody,
    const struct ambit_store *store, const struct ambit_registry *registry,
    const struct stat *before, const struct stat *after,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* What became of one item under one task. */
struct ambit_custody_entry {
	const struct ambit_task *task;
	const struct ambit_store *store;
	const struct ambit_item *item;
	enum ambit_outcome outcome;
	struct ambit_verdict verdict;
	const unsigned char *sha256; /* produced or held; NULL: none */
	bool decoder;                /* damaged: its decoder has found so */
	const char *crash; /* held since its decoder died: how; else NULL */
};

/* One event of events.ndjson: kind is a word, body plain text of ours. */
int ambit_custody_event(struct ambit_custody *custody, const char *kind,
    const char *body, struct ambit_err *err_r)
    __attribute__((warn_unused_result));
/* The same, and the disk need not have it before the next event: of what is
 * done again from the start where the run is interrupted. */
int ambit_custody_note(struct ambit_custody *custody, const char *kind,
    const char *body, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* What became of all items. */
struct ambit_custody_sums {
	uint64_t seen, produced, outside, held, damaged;
};
/* The folder of the record, for those who write its other files: the record's
 * own. */
int ambit_custody_dirfd(const struct ambit_custody *custody);

struct ambit_custody_end {
	const struct ambit_production_sums *sums; /* NULL: no package */
	int exit_code;
	unsigned workers;
	const struct ambit_err *err; /* why it failed; NULL: it did not */
};

/*
 * Write run.csv and the event that ends the run; sync all. May be called once
 * more where what it told did not come true: run.csv is written anew, and the
 * event log goes on.
 */
int ambit_custody_close(struct ambit_custody *custody,
    const struct ambit_custody_end *end, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/*
 * After the close of a run that made a package: it shows. Without this line it
 * may never have shown. That it does is no failure where the line cannot be
 * written, and it is not waited for.
 */
void ambit_custody_published(struct ambit_custody *custody);

/* Lets go of the record as it is on the disk. *custody is NULL then. */
void ambit_custody_free(struct ambit_custody **custody);

#endif
