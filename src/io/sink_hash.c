/*
 * A sink that takes the SHA-256 of what passes.
 */

/* System. */
#include <openssl/evp.h>

/* Floor 1. */
#include "ambit/sink.h"

static int
hash_write(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	struct ambit_sink_hash *hash = (struct ambit_sink_hash *)sink;

	if (EVP_DigestUpdate(hash->ctx, bytes.ptr, bytes.len) != 1)
		return ambit_err_set(err_r, AMBIT_E_CRYPTO, "sha256 update");
	return 0;
}

static int
hash_finish(struct ambit_sink *sink, struct ambit_err *err_r)
{
	struct ambit_sink_hash *hash = (struct ambit_sink_hash *)sink;

	if (EVP_DigestFinal_ex(hash->ctx, hash->digest, NULL) != 1)
		return ambit_err_set(err_r, AMBIT_E_CRYPTO, "sha256 final");
	return 0;
}

static const struct ambit_sink_ops hash_ops = {
	.name = "sha256",
	.write = hash_write,
	.finish = hash_finish,
};

int
ambit_sink_hash_init(struct ambit_sink_hash *hash, struct ambit_sink *next,
    struct ambit_err *err_r)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	*hash = (struct ambit_sink_hash){
		.sink = { .ops = &hash_ops, .next = next },
		.ctx = ctx,
	};
	if (ctx == NULL || EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) != 1)
		return ambit_err_set(err_r, AMBIT_E_CRYPTO, "sha256 init");
	return 0;
}

int
ambit_sink_hash_reset(struct ambit_sink_hash *hash, struct ambit_err *err_r)
{
	hash->sink.count = 0;
	/* Without a type it keeps the one it has, and allocates nothing. */
	if (EVP_DigestInit_ex(hash->ctx, NULL, NULL) != 1)
		return ambit_err_set(err_r, AMBIT_E_CRYPTO, "sha256 reset");
	return 0;
}

void
ambit_sink_hash_clear(struct ambit_sink_hash *hash)
{
	EVP_MD_CTX_free(hash->ctx);
	hash->ctx = NULL;
}

int
ambit_sink_digest(struct ambit_span bytes,
    unsigned char digest_r[AMBIT_DIGEST_LEN], struct ambit_err *err_r)
{
	unsigned len;

	if (EVP_Digest(bytes.ptr, bytes.len, digest_r, &len, EVP_sha256(),
		NULL) != 1)
		return ambit_err_set(err_r, AMBIT_E_CRYPTO, "sha256");
	return 0;
}
