#ifndef AMBIT_RUN_H
#define AMBIT_RUN_H

#include <openssl/x509.h>

#include "ambit/custody.h"
#include "ambit/err.h"
#include "ambit/order.h"
#include "ambit/production.h"
#include "ambit/registry.h"
#include "ambit/scope.h"
#include "ambit/unit.h"

/*
 * Carrying out an approved order: every store that a task opens is read, every
 * item judged by the filters, what may leave staged, and all of it written
 * down; then the production is numbered, signed and put in its place. Either
 * the whole package appears or none. The caller's process is the monitor of
 * DESIGN 2: it forks, and must have no threads.
 */

/* Told now and then, while units are read; for progress, decides nothing. */
struct ambit_run_tick {
	uint64_t items, bytes; /* so far */
	uint64_t whole;        /* bytes of all plain mboxes; 0: unknown */
	unsigned units, units_done;
};

struct ambit_run_terms {
	const struct ambit_order *order;
	const struct ambit_registry *registry;
	const struct ambit_scope *scopes; /* one a task */
	struct ambit_span p7s;
	int rootfd, outfd;
	int frozenfd; /* where the accounts' own stores lie in a frozen copy;
			 -1: below rootfd, as the shared ones always do */
	int orderfd;  /* the folder of the order and its documents */
	/* Not NULL: why nothing may be read. Recorded, and the run fails. */
	const char *refusal;
	int64_t started, as_of; /* as_of INT64_MIN: not given */

	X509 *const *certs; /* of the registry's Signers */
	size_t n_certs;
	int keyfd; /* the signer's key; closed here */

	unsigned jobs;  /* units at work at once, from 1 */
	bool archive;   /* volumes are archives */
	bool read_back; /* read all of it again from the disk */
	bool without_landlock;

	void (
	    *tick)(void *ctx, const struct ambit_run_tick *tick); /* or NULL */
	/* Asked last of all, when *result_r of the run is complete and the
	 * custody record tells of all items: may it still be released? -1 and
	 * *err_r: no. NULL: nobody is asked. */
	int (*release)(void *ctx, struct ambit_err *err_r);
	void *ctx;
};

struct ambit_run_result {
	struct ambit_production_sums package;
	struct ambit_custody_sums items;
	unsigned reused; /* units that an earlier run had done */
};

/*
 * 0: the package is there; held or damaged items are in result_r->items. -1
 * and *err_r: there is none. Refused before anything is read, with
 * AMBIT_E_EXISTS, where the production exists already or another run makes it.
 * The custody record is written either way, from the moment the output folder
 * could be written. What a stopped run has done is not done again.
 */
int ambit_run(const struct ambit_run_terms *terms,
    struct ambit_run_result *result_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* The units of the run, in order: the same on every machine. Reads nothing but
 * the names in folders. spoolfd: a folder for files without a name. */
int ambit_run_plan(const struct ambit_run_terms *terms, int spoolfd,
    int (*give)(void *ctx, const struct ambit_unit *unit,
	struct ambit_err *err_r),
    void *ctx, struct ambit_err *err_r) __attribute__((warn_unused_result));

/*
 * One unit of the run alone, into the staging folder; several may be made at
 * once, on several machines that share the folder. AMBIT_E_FORMAT where there
 * is no such unit. *done_r: it was there already.
 */
int ambit_run_unit(const struct ambit_run_terms *terms, uint32_t number,
    bool *done_r, struct ambit_err *err_r) __attribute__((warn_unused_result));

/* As ambit_run, of units that are all there: -1 and *err_r names one that is
 * missing, is another's, or must be done again. */
int ambit_run_assemble(const struct ambit_run_terms *terms,
    struct ambit_run_result *result_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* Does any scope open the store? */
bool ambit_run_opens(const struct ambit_order *order,
    const struct ambit_scope *scopes, const struct ambit_store *store);

#endif
