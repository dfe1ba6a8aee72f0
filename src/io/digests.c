/*
 * SHA-256 of many short spans, one after another: for machines without the
 * library that takes them side by side (digests_mb.c).
 */

/* System. */
#include <stdlib.h>

/* Floor 1. */
#include "ambit/digests.h"

struct ambit_digests {
	char unused;
};

int
ambit_digests_new(struct ambit_digests **digests_r, struct ambit_err *err_r)
{
	*digests_r = calloc(1, sizeof(**digests_r));
	if (*digests_r == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "digests");
	return 0;
}

void
ambit_digests_free(struct ambit_digests **digests)
{
	free(*digests);
	*digests = NULL;
}

int
ambit_digests_add(struct ambit_digests *digests, struct ambit_span bytes,
    unsigned char *digest_r, struct ambit_err *err_r)
{
	(void)digests;
	return ambit_sink_digest(bytes, digest_r, err_r);
}

int
ambit_digests_flush(struct ambit_digests *digests, struct ambit_err *err_r)
{
	(void)digests;
	(void)err_r;
	return 0;
}
