/*
 * SHA-256 of many short spans, side by side where that is faster.
 *
 * Nothing is believed of the second library unasked: it has to agree with
 * OpenSSL on messages of many lengths before it is used at all.
 */

/* System. */
#include <stdlib.h>
#include <string.h>

/* Its names of before, of which some are OpenSSL's. */
#define NO_COMPAT_IMB_API_053
#include <intel-ipsec-mb.h>

/* Floor 1. */
#include "ambit/digests.h"

/* Those that are longer need no company. */
#define TOGETHER_MAX ((size_t)1 << 20)

struct ambit_digests {
	IMB_MGR *mgr; /* NULL: one after another */
	size_t open;  /* begun with, and not yet at their places */
};

/* Two with SHA's own instructions are faster than sixteen without. */
static IMB_MGR *
manager_new(void)
{
	IMB_MGR *mgr = alloc_mb_mgr(0);

	if (mgr == NULL)
		return NULL;
	if (mgr->features & IMB_FEATURE_SHANI)
		init_mb_mgr_sse(mgr);
	else
		init_mb_mgr_auto(mgr, NULL);
	if (imb_get_errno(mgr) == 0)
		return mgr;
	free_mb_mgr(mgr);
	return NULL;
}

static int
settle(struct ambit_digests *d, const IMB_JOB *job, struct ambit_err *err_r)
{
	if (job == NULL)
		return 0;
	if (d->open == 0 || job->status != IMB_STATUS_COMPLETED)
		return ambit_err_set(err_r, AMBIT_E_CRYPTO, "sha256 of many");
	d->open--;
	return 0;
}

static int
begin(struct ambit_digests *d, struct ambit_span bytes, unsigned char *digest_r,
    struct ambit_err *err_r)
{
	IMB_JOB *job = IMB_GET_NEXT_JOB(d->mgr);

	memset(job, 0, sizeof(*job));
	job->cipher_mode = IMB_CIPHER_NULL;
	job->cipher_direction = IMB_DIR_ENCRYPT;
	job->chain_order = IMB_ORDER_HASH_CIPHER;
	job->hash_alg = IMB_AUTH_SHA_256;
	job->src = bytes.ptr;
	job->msg_len_to_hash_in_bytes = bytes.len;
	job->auth_tag_output = digest_r;
	job->auth_tag_output_len_in_bytes = AMBIT_DIGEST_LEN;
	d->open++;
	/* Its checks are for all that it can do, and refuse what its SHA-256
	 * takes: more than 65,534 bytes. What it takes, prove has seen. */
	return settle(d, IMB_SUBMIT_JOB_NOCHECK(d->mgr), err_r);
}

int
ambit_digests_add(struct ambit_digests *digests, struct ambit_span bytes,
    unsigned char *digest_r, struct ambit_err *err_r)
{
	if (digests->mgr == NULL || bytes.len == 0 || bytes.len > TOGETHER_MAX)
		return ambit_sink_digest(bytes, digest_r, err_r);
	return begin(digests, bytes, digest_r, err_r);
}

int
ambit_digests_flush(struct ambit_digests *digests, struct ambit_err *err_r)
{
	const IMB_JOB *job;

	if (digests->mgr == NULL)
		return 0;
	while ((job = IMB_FLUSH_JOB(digests->mgr)) != NULL) {
		if (settle(digests, job, err_r) < 0)
			return -1;
	}
	return digests->open == 0
	    ? 0
	    : ambit_err_set(err_r, AMBIT_E_CRYPTO, "sha256 of many");
}

/* Messages begin with these bytes. */
#define PROOF ((size_t)100001)

static int
compare(struct ambit_span message, const unsigned char *digest,
    struct ambit_err *err_r)
{
	unsigned char want[AMBIT_DIGEST_LEN];

	if (ambit_sink_digest(message, want, err_r) < 0)
		return -1;
	return memcmp(want, digest, sizeof(want)) == 0
	    ? 0
	    : ambit_err_set(err_r, AMBIT_E_CRYPTO,
		  "two libraries do not agree on a SHA-256");
}

/* The edges of a block and of its padding, some blocks, and many. */
static int
prove(struct ambit_digests *d, const unsigned char *bytes,
    struct ambit_err *err_r)
{
	static const size_t lens[] = { 1, 55, 56, 63, 64, 65, 119, 120, PROOF,
		128, 1000, 3, 65536, 512, 129, 2, 640, 1023 };
	enum { N = sizeof(lens) / sizeof(lens[0]) };
	unsigned char got[N][AMBIT_DIGEST_LEN];

	for (size_t i = 0; i < N; i++) {
		struct ambit_span message = { bytes, lens[i] };

		if (ambit_digests_add(d, message, got[i], err_r) < 0)
			return -1;
	}
	if (ambit_digests_flush(d, err_r) < 0)
		return -1;
	for (size_t i = 0; i < N; i++) {
		struct ambit_span message = { bytes, lens[i] };

		if (compare(message, got[i], err_r) < 0)
			return -1;
	}
	return 0;
}

static int
prove_it(struct ambit_digests *d, struct ambit_err *err_r)
{
	unsigned char *bytes = malloc(PROOF);
	int rc;

	if (bytes == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "digests");
	for (size_t i = 0; i < PROOF; i++)
		bytes[i] = (unsigned char)(i * 31 + i / 256);
	rc = prove(d, bytes, err_r);
	free(bytes);
	return rc;
}

int
ambit_digests_new(struct ambit_digests **digests_r, struct ambit_err *err_r)
{
	struct ambit_digests *d = calloc(1, sizeof(*d));

	*digests_r = d;
	if (d == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "digests");
	d->mgr = manager_new();
	if (prove_it(d, err_r) == 0)
		return 0;
	ambit_digests_free(digests_r);
	return -1;
}

void
ambit_digests_free(struct ambit_digests **digests)
{
	if (*digests == NULL)
		return;
	if ((*digests)->mgr != NULL)
		free_mb_mgr((*digests)->mgr);
	free(*digests);
	*digests = NULL;
}
