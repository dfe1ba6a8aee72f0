/*
 * The signer: holds the key, sees digests of 32 bytes, and gives signatures.
 * It is forked before any store is opened and ends with its last signature.
 */

/* System. */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <string.h>
#include <unistd.h>

/* Floor 6 and below. */
#include "ambit/approval.h"
#include "ambit/file.h"
#include "ambit/sign.h"
#include "ambit/wire.h"

/* Floor 7. */
#include "house.h"

/* Three digits in a volume's name. */
#define SIGNATURES_MAX 999

/* For the numbers of one key. */
#define SECURE_HEAP  ((size_t)1 << 16)
#define SECURE_LEAST 16

static void
drop(struct ambit_span der)
{
	void *owned;

	memcpy(&owned, &der.ptr, sizeof(owned));
	OPENSSL_free(owned);
}

/* The certificate of the registry's Signer that the key belongs to. */
static int
find_cert(struct proc_signer_job *s, struct ambit_err *err_r)
{
	for (size_t i = 0; i < s->n_certs; i++) {
		s->cert = s->certs[i];
		if (X509_check_private_key(s->cert, s->key) == 1)
			return ambit_sign_fits(s->cert, s->key, err_r);
	}
	ERR_clear_error();
	return ambit_err_set(err_r, AMBIT_E_REGISTRY,
	    "the key belongs to no Signer of the registry");
}

/*
 * The key, read once; and one signature of nothing, so that all that the
 * library opens is open (cages.md 2, 5.3).
 */
int
proc_signer_warm(void *job, struct ambit_err *err_r)
{
	struct proc_signer_job *s = job;
	const unsigned char nothing[AMBIT_DIGEST_LEN] = { 0 };
	struct ambit_span der;

	/* What of it OpenSSL keeps is locked, not dumped, and wiped (cages.md
	 * 10); where the machine refuses, swap is the operator's. */
	(void)CRYPTO_secure_malloc_init(SECURE_HEAP, SECURE_LEAST);
	if (ambit_approval_load_key(s->keyfd, &s->key, err_r) < 0 ||
	    find_cert(s, err_r) < 0 ||
	    ambit_sign_digest(nothing, s->cert, s->key, NULL, &der, err_r) < 0)
		return -1;
	drop(der);
	return 0;
}

static bool
sign_one(const struct proc_signer_job *s)
{
	unsigned char digest[AMBIT_DIGEST_LEN];
	char room[4];
	struct ambit_text len = AMBIT_TEXT(room);
	struct ambit_err unsaid;
	struct ambit_span der;
	bool given;

	if (ambit_file_read_exactly(s->infd, digest, sizeof(digest)) != 1 ||
	    ambit_sign_digest(digest, s->cert, s->key, NULL, &der, &unsaid) < 0)
		return false;
	ambit_wire_put32(&len, (uint32_t)der.len);
	given = ambit_file_write(s->outfd, ambit_text_span(&len)) == 0 &&
	    ambit_file_write(s->outfd, der) == 0;
	drop(der);
	return given;
}

void
proc_signer(void *job)
{
	const struct proc_signer_job *s = job;
	unsigned char told[4];
	struct ambit_wire wire = { .left = { told, sizeof(told) } };
	uint32_t n;

	if (ambit_file_read_exactly(s->infd, told, sizeof(told)) != 1)
		_exit(1); /* nothing is to be signed */
	n = ambit_wire_u32(&wire);
	if (n == 0 || n > SIGNATURES_MAX)
		_exit(1);
	for (uint32_t i = 0; i < n; i++) {
		if (!sign_one(s))
			_exit(1);
	}
}
