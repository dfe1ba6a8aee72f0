#ifndef AMBIT_TESTS_PACKAGE_H
#define AMBIT_TESTS_PACKAGE_H

#include "ambit/role.h"
#include "ambit/run.h"

#include "signer.h"
#include "world.h"

/* The world's order as a run is told it. The key is open: the run closes it. */
static inline struct ambit_run_terms
package_terms(const struct world *w, const struct signer *signer)
{
	return (struct ambit_run_terms){ .order = &w->order,
		.registry = &w->registry,
		.scopes = w->scopes,
		.p7s = AMBIT_LIT("signatures"),
		.rootfd = w->fd,
		.frozenfd = -1,
		.outfd = w->outfd,
		.orderfd = w->fd,
		.started = 0,
		.as_of = INT64_MIN,
		.certs = &signer->cert,
		.n_certs = 1,
		.keyfd = signer_keyfd(signer),
		.jobs = 2,
		.without_landlock = ambit_role_landlock() == 0 };
}

/* Carry the world's order out: the package and the record lie in out/. */
static inline void
package_make(struct world *w, const struct signer *signer)
{
	struct ambit_run_terms terms = package_terms(w, signer);
	struct ambit_run_result result;
	struct ambit_err err = { .code = AMBIT_E_NONE };

	world_put(w, "warrant.pdf", AMBIT_LIT("a scan\n"));
	if (ambit_run(&terms, &result, &err) == 0)
		return;
	(void)fprintf(stderr, "world: %s\n", err.text);
	abort();
}

/* The production's folder in out/, and one of its volumes. */
static inline void
package_path(const struct world *w, unsigned volume, char path_r[128])
{
	char id[AMBIT_PRODUCTION_ID_LEN];

	ambit_production_id(&w->order, id);
	if (volume == 0)
		(void)snprintf(path_r, 128, "out/%s", id);
	else
		(void)snprintf(path_r, 128, "out/%s/%s-v%03u", id, id, volume);
}

#endif
