#ifndef AMBIT_RUN_H
#define AMBIT_RUN_H

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "ambit/custody.h"
#include "ambit/err.h"
#include "ambit/order.h"
#include "ambit/production.h"
#include "ambit/registry.h"
#include "ambit/scope.h"

/*
 * Carrying out an approved order: every store that a task opens is read, every
 * item judged by the filters, what may leave staged, and all of it written
 * down; then the production is numbered, signed and put in its place. Either
 * the whole package appears or none.
 */

/* Told now and then, between two items; for progress, decides nothing. */
struct ambit_run_tick {
	const struct ambit_store *store;
	uint64_t items;  /* of the store so far */
	uint64_t bytes;  /* of the store so far */
	uint64_t stored; /* bytes of the store's file; 0 for a folder */
};

struct ambit_run_terms {
	const struct ambit_order *order;
	const struct ambit_registry *registry;
	const struct ambit_scope *scopes; /* one a task */
	struct ambit_span p7s;
	int rootfd, outfd;
	int orderfd; /* the folder of the order and its documents */
	/* Not NULL: why nothing may be read. Recorded, and the run fails. */
	const char *refusal;
	int64_t started, as_of; /* as_of INT64_MIN: not given */
	X509 *cert;
	EVP_PKEY *key;
	void (
	    *tick)(void *ctx, const struct ambit_run_tick *tick); /* or NULL */
	/* Asked last of all: may it still be released? -1 and *err_r: no. NULL:
	 * nobody is asked. */
	int (*release)(void *ctx, struct ambit_err *err_r);
	void *ctx;
};

struct ambit_run_result {
	struct ambit_production_sums package;
	struct ambit_custody_sums items;
};

/*
 * 0: the package is there; held or damaged items are in result_r->items. -1
 * and *err_r: there is none. Refused before anything is read, with
 * AMBIT_E_EXISTS, where the production exists already. The custody record is
 * written either way, from the moment the output folder could be written.
 */
int ambit_run(const struct ambit_run_terms *terms,
    struct ambit_run_result *result_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* Does any scope open the store? */
bool ambit_run_opens(const struct ambit_order *order,
    const struct ambit_scope *scopes, const struct ambit_store *store);

#endif
