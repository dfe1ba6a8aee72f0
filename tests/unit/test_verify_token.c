#include "checked.h"

#include <openssl/ts.h>

/* ---- time tokens ---- */

static ASN1_INTEGER *
serial(TS_RESP_CTX *ctx, void *data)
{
	ASN1_INTEGER *number = ASN1_INTEGER_new();

	(void)ctx;
	(void)data;
	signer_need(number != NULL && ASN1_INTEGER_set(number, 1));
	return number;
}

/* RFC 3161 2.4.1: the digest of the signature, and no nonce. */
static BIO *
request_of(struct ambit_span p7s)
{
	TS_REQ *req = TS_REQ_new();
	TS_MSG_IMPRINT *imprint = TS_MSG_IMPRINT_new();
	X509_ALGOR *algorithm = X509_ALGOR_new();
	BIO *bio = BIO_new(BIO_s_mem());
	unsigned char sha256[AMBIT_DIGEST_LEN];

	assert_int_equal(ambit_sink_digest(p7s, sha256, NULL), 0);
	X509_ALGOR_set_md(algorithm, EVP_sha256());
	signer_need(TS_MSG_IMPRINT_set_algo(imprint, algorithm));
	signer_need(TS_MSG_IMPRINT_set_msg(imprint, sha256, sizeof(sha256)));
	signer_need(TS_REQ_set_version(req, 1));
	signer_need(TS_REQ_set_msg_imprint(req, imprint));
	signer_need(TS_REQ_set_cert_req(req, 1));
	signer_need(i2d_TS_REQ_bio(bio, req));
	TS_MSG_IMPRINT_free(imprint);
	X509_ALGOR_free(algorithm);
	TS_REQ_free(req);
	return bio;
}

/* What a time authority answers, in DER; the caller frees. */
static struct ambit_span
token_over(struct ambit_span p7s)
{
	static const struct signer_traits stamps = {
		.usage = "critical,digitalSignature",
		.extended_usage = "critical,timeStamping",
	};
	struct signer authority = signer_with(EVP_EC_gen("P-256"), &stamps);
	TS_RESP_CTX *ctx = TS_RESP_CTX_new();
	ASN1_OBJECT *policy = OBJ_txt2obj("1.2.3.4", 1);
	BIO *bio = request_of(p7s);
	unsigned char *der = NULL;
	TS_RESP *resp;
	int len;

	TS_RESP_CTX_set_serial_cb(ctx, serial, NULL);
	signer_need(TS_RESP_CTX_set_signer_cert(ctx, authority.cert));
	signer_need(TS_RESP_CTX_set_signer_key(ctx, authority.key));
	signer_need(TS_RESP_CTX_set_signer_digest(ctx, EVP_sha256()));
	signer_need(TS_RESP_CTX_set_def_policy(ctx, policy));
	signer_need(TS_RESP_CTX_add_md(ctx, EVP_sha256()));
	resp = TS_RESP_create_response(ctx, bio);
	len = i2d_TS_RESP(resp, &der);
	signer_need(len > 0);
	TS_RESP_free(resp);
	BIO_free(bio);
	ASN1_OBJECT_free(policy);
	TS_RESP_CTX_free(ctx);
	signer_free(&authority);
	return (struct ambit_span){ der, (size_t)len };
}

static void
a_time_token_is_over_the_signature(void **state)
{
	struct checked f;
	struct ambit_span p7s, token, other;
	unsigned char *bytes;

	(void)state;
	checked_make(&f);
	p7s = reseal_get(&f.w, f.volume, "tagmanifest-sha256.txt.p7s");
	token = token_over(p7s);
	other = token_over(AMBIT_LIT("another signature"));
	reseal_put(&f.w, f.volume, CHECKED_TSR, token);
	if (checked_verify(&f) != AMBIT_VALID)
		fail_msg("%s", f.page);
	reseal_put(&f.w, f.volume, CHECKED_TSR, other);
	(void)checked_verify(&f);
	checked_defect(&f, "V_SIGN", "no time token over the signature");
	bytes = (unsigned char *)(uintptr_t)token.ptr;
	for (size_t i = 0; i < token.len; i += 3) {
		bytes[i] ^= (unsigned char)(1u << i % 8);
		reseal_put(&f.w, f.volume, CHECKED_TSR, token);
		if (checked_verify(&f) != AMBIT_NOT_VALID)
			fail_msg("byte %zu", i);
		bytes[i] ^= (unsigned char)(1u << i % 8);
	}
	OPENSSL_free(bytes);
	OPENSSL_free((void *)(uintptr_t)other.ptr);
	world_drop(p7s);
}

int
main(void)
{
	static const struct CMUnitTest singles[] = {
		cmocka_unit_test(a_time_token_is_over_the_signature),
	};

	return cmocka_run_group_tests_name("verify_token", singles,
	    checked_begin, checked_end);
}
