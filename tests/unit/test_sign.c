#include "check.h"
#include "signer.h"

#include <openssl/cms.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "ambit/sign.h"
#include "ambit/sink.h"

static const char text[] = "e3b0c442  ambit/production.xml\n";

static struct ambit_span
content(void)
{
	return ambit_span_str(text);
}

/* ---- what may sign ---- */

static EVP_PKEY *
p256(void)
{
	return EVP_EC_gen("P-256");
}

static EVP_PKEY *
p384(void)
{
	return EVP_EC_gen("P-384");
}

static EVP_PKEY *
rsa2048(void)
{
	return EVP_RSA_gen(2048);
}

static EVP_PKEY *
rsa1024(void)
{
	return EVP_RSA_gen(1024);
}

static EVP_PKEY *
ed25519(void)
{
	return EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
}

struct fit {
	const char *name;
	EVP_PKEY *(*key)(void);
	struct signer_traits traits;
	const char *refusal; /* NULL: it fits */
};

static const struct fit fits[] = {
	{ "a P-256 key without any stated usage fits", p256, { 0 }, NULL },
	{ "an RSA key of 2048 bits fits", rsa2048, { 0 }, NULL },
	{ "a usage with digitalSignature fits", p256,
	    { .usage = "digitalSignature,nonRepudiation" }, NULL },
	{ "an extended usage with emailProtection fits", p256,
	    { .extended_usage = "emailProtection" }, NULL },
	{ "an extended usage without emailProtection does not", p256,
	    { .extended_usage = "codeSigning" },
	    "signer's certificate cannot sign: its extended key usage lacks "
	    "emailProtection" },
	{ "any extended usage does not", p256,
	    { .extended_usage = "anyExtendedKeyUsage" },
	    "signer's certificate cannot sign: its extended key usage lacks "
	    "emailProtection" },
	{ "a usage without digitalSignature does not", p256,
	    { .usage = "nonRepudiation" },
	    "signer's certificate cannot sign: its key usage lacks "
	    "digitalSignature" },
	{ "a P-384 key does not", p384, { 0 },
	    "signer's key is neither EC P-256 nor RSA of 2048 bits" },
	{ "an RSA key of 1024 bits does not", rsa1024, { 0 },
	    "signer's key is neither EC P-256 nor RSA of 2048 bits" },
	{ "an Ed25519 key does not", ed25519, { 0 },
	    "signer's key is neither EC P-256 nor RSA of 2048 bits" },
	{ "an expired certificate does not", p256,
	    { .from = -7200, .until = -3600 },
	    "signer's certificate is not valid now" },
	{ "one that is not valid yet does not", p256,
	    { .from = 3600, .until = 7200 },
	    "signer's certificate is not valid now" },
};

/* An Ed25519 root signs nothing here: only the signer's key is of the kind. */
static void
it_fits_or_does_not(void **state)
{
	const struct fit *row = *state;
	struct signer s = signer_with(row->key(), &row->traits);
	struct ambit_err err = { 0 };
	int rc = ambit_sign_fits(s.cert, s.key, &err);

	assert_int_equal(rc, row->refusal == NULL ? 0 : -1);
	assert_string_equal(err.text, row->refusal == NULL ? "" : row->refusal);
	signer_free(&s);
}

static void
a_key_of_another_certificate_does_not_fit(void **state)
{
	struct signer a = signer_new(), b = signer_new();
	struct ambit_err err = { 0 };

	(void)state;
	assert_int_equal(ambit_sign_fits(a.cert, b.key, &err), -1);
	assert_string_equal(err.text,
	    "signer's key and certificate do not belong together");
	signer_free(&a);
	signer_free(&b);
}

static void
what_does_not_fit_is_never_signed_with(void **state)
{
	static const struct signer_traits code = {
		.extended_usage = "codeSigning",
	};
	static const unsigned char digest[32];
	struct signer s = signer_with(p256(), &code);
	struct ambit_span der;
	struct ambit_err err;

	(void)state;
	assert_int_equal(ambit_sign_digest(digest, s.cert, s.key, NULL, &der,
			     &err),
	    -1);
	assert_int_equal(err.code, AMBIT_E_CRYPTO);
	signer_free(&s);
}

/* ---- what holds ---- */

static struct ambit_span
sign(const struct signer *s)
{
	unsigned char digest[32];
	struct ambit_span der;
	struct ambit_err err;

	assert_int_equal(ambit_sink_digest(content(), digest, &err), 0);
	assert_int_equal(ambit_sign_digest(digest, s->cert, s->key, NULL, &der,
			     &err),
	    0);
	return der;
}

static void
drop(struct ambit_span der)
{
	OPENSSL_free((void *)(uintptr_t)der.ptr);
}

/* What verify says: "holds", or why not; "holds for nobody" if it gives no
 * certificate. */
static const char *
verdict(struct ambit_span bytes, struct ambit_span der, X509 *ca)
{
	static struct ambit_err err;
	STACK_OF(X509) *trusted = ca != NULL ? sk_X509_new_null() : NULL;
	X509 *cert = NULL;
	int rc;

	err = (struct ambit_err){ 0 };
	if (ca != NULL)
		assert_int_equal(sk_X509_push(trusted, ca), 1);
	rc = ambit_sign_verify(bytes, der, trusted, &cert, &err);
	sk_X509_free(trusted);
	assert_true(rc == 0 || rc == 1);
	assert_true((rc == 1) == (cert != NULL));
	X509_free(cert);
	return rc == 1 ? "holds" : err.text;
}

static void
a_signature_holds(void **state)
{
	struct signer s = signer_new();
	struct ambit_span der = sign(&s);

	(void)state;
	assert_string_equal(verdict(content(), der, s.ca), "holds");
	assert_string_equal(verdict(content(), der, NULL), "holds");
	drop(der);
	signer_free(&s);
}

static void
an_rsa_signature_holds(void **state)
{
	static const struct signer_traits plain;
	struct signer s = signer_with(rsa2048(), &plain);
	struct ambit_span der = sign(&s);

	(void)state;
	assert_string_equal(verdict(content(), der, s.ca), "holds");
	drop(der);
	signer_free(&s);
}

static void
the_signer_comes_out(void **state)
{
	struct signer s = signer_new();
	struct ambit_span der = sign(&s);
	struct ambit_err err;
	X509 *cert;

	(void)state;
	assert_int_equal(ambit_sign_verify(content(), der, NULL, &cert, &err),
	    1);
	assert_int_equal(X509_cmp(cert, s.cert), 0);
	X509_free(cert);
	drop(der);
	signer_free(&s);
}

static void
other_content_does_not_hold(void **state)
{
	struct signer s = signer_new();
	struct ambit_span der = sign(&s);

	(void)state;
	assert_string_not_equal(verdict(ambit_span_sub(content(), 0,
					    content().len - 1),
				    der, NULL),
	    "holds");
	assert_string_not_equal(verdict(AMBIT_LIT(""), der, s.ca), "holds");
	drop(der);
	signer_free(&s);
}

static void
line_ends_are_content(void **state)
{
	struct signer s = signer_new();
	struct ambit_span der = sign(&s);

	(void)state;
	assert_string_not_equal(
	    verdict(AMBIT_LIT("e3b0c442  ambit/production.xml\r\n"), der, s.ca),
	    "holds");
	drop(der);
	signer_free(&s);
}

static void
another_authority_does_not_vouch(void **state)
{
	struct signer s = signer_new(), other = signer_new();
	struct ambit_span der = sign(&s);

	(void)state;
	assert_non_null(strstr(verdict(content(), der, other.ca),
	    "certificate verify error"));
	drop(der);
	signer_free(&s);
	signer_free(&other);
}

/* A copy with one bit flipped; or, behind the last bit, a byte more. */
static struct ambit_span
flipped(struct ambit_span der, size_t bit, unsigned char *buf)
{
	memcpy(buf, der.ptr, der.len);
	if (bit == 8 * der.len)
		buf[der.len] = 0;
	else
		buf[bit / 8] ^= (unsigned char)(1 << bit % 8);
	return (
	    struct ambit_span){ buf, der.len + (bit == 8 * der.len ? 1 : 0) };
}

static void
every_changed_bit_shows(void **state)
{
	struct signer s = signer_new();
	struct ambit_span der = sign(&s);
	unsigned char *buf = malloc(der.len + 1);
	size_t good = 0;

	(void)state;
	assert_non_null(buf);
	for (size_t i = 0; i <= 8 * der.len; i++) {
		struct ambit_span other = flipped(der, i, buf);

		if (strcmp(verdict(content(), other, s.ca), "holds") == 0) {
			print_message("byte %zu of %zu\n", i / 8, der.len);
			good++;
		}
	}
	assert_int_equal(good, 0);
	free(buf);
	drop(der);
	signer_free(&s);
}

static void
every_cut_shows(void **state)
{
	struct signer s = signer_new();
	struct ambit_span der = sign(&s);

	(void)state;
	for (size_t n = 0; n < der.len; n++)
		assert_string_not_equal(verdict(content(),
					    ambit_span_sub(der, 0, n), NULL),
		    "holds");
	drop(der);
	signer_free(&s);
}

/* ---- signatures of others ---- */

/* By the library's own one call. at: the signing time claimed, 0: now. */
static struct ambit_span
foreign(const struct signer *s, unsigned flags, const EVP_MD *md, time_t at)
{
	BIO *bio = BIO_new_mem_buf(text, -1);
	CMS_ContentInfo *cms;
	CMS_SignerInfo *si;
	struct ambit_span der;
	unsigned char *out = NULL;
	ASN1_TIME *when = at == 0 ? NULL : ASN1_TIME_set(NULL, at);

	flags |= CMS_BINARY | CMS_PARTIAL;
	cms = CMS_sign(NULL, NULL, NULL, NULL, flags);
	assert_non_null(cms);
	si = CMS_add1_signer(cms, s->cert, s->key, md, flags);
	assert_non_null(si);
	if (when != NULL)
		assert_int_equal(CMS_signed_add1_attr_by_NID(si,
				     NID_pkcs9_signingTime, when->type, when,
				     -1),
		    1);
	assert_int_equal(CMS_final(cms, bio, NULL, flags), 1);
	der.len = (size_t)i2d_CMS_ContentInfo(cms, &out);
	der.ptr = out;
	ASN1_TIME_free(when);
	CMS_ContentInfo_free(cms);
	BIO_free(bio);
	return der;
}

static void
assert_foreign(const struct signer *s, unsigned flags, const EVP_MD *md,
    time_t at, const char *want)
{
	struct ambit_span der = foreign(s, flags, md, at);

	assert_non_null(strstr(verdict(content(), der, s->ca), want));
	drop(der);
}

static void
signatures_of_other_shapes(void **state)
{
	struct signer s = signer_new();
	unsigned fine = CMS_DETACHED | CMS_CADES;

	(void)state;
	assert_foreign(&s, fine, EVP_sha256(), 0, "holds");
	assert_foreign(&s, CMS_CADES, EVP_sha256(), 0, "not detached");
	assert_foreign(&s, CMS_DETACHED, EVP_sha256(), 0,
	    "names another signer's certificate");
	assert_foreign(&s, fine, EVP_sha1(), 0, "not over a SHA-256");
	assert_foreign(&s, CMS_DETACHED | CMS_NOATTR, EVP_sha256(), 0,
	    "no signing time");
	assert_foreign(&s, fine | CMS_NOCERTS, EVP_sha256(), 0,
	    "does not hold");
	signer_free(&s);
}

/* The certificate has expired, but it signed while it had not. */
static void
certificates_are_judged_at_the_signing_time(void **state)
{
	static const struct signer_traits past = { .from = -200L * 86400,
		.until = -100L * 86400 };
	struct signer s = signer_with(p256(), &past);
	time_t now = time(NULL);
	unsigned fine = CMS_DETACHED | CMS_CADES;

	(void)state;
	assert_foreign(&s, fine, EVP_sha256(), now - 150L * 86400, "holds");
	assert_foreign(&s, fine, EVP_sha256(), now - 50L * 86400,
	    "does not hold");
	assert_foreign(&s, fine, EVP_sha256(), now - 250L * 86400,
	    "does not hold");
	signer_free(&s);
}

static void
a_weak_key_does_not_hold(void **state)
{
	static const struct signer_traits plain;
	struct signer s = signer_with(p384(), &plain);

	(void)state;
	assert_foreign(&s, CMS_DETACHED | CMS_CADES, EVP_sha256(), 0,
	    "key is weak");
	signer_free(&s);
}

int
main(void)
{
	struct CMUnitTest tests[COUNT(fits) + 13] = {
		cmocka_unit_test(a_key_of_another_certificate_does_not_fit),
		cmocka_unit_test(what_does_not_fit_is_never_signed_with),
		cmocka_unit_test(a_signature_holds),
		cmocka_unit_test(an_rsa_signature_holds),
		cmocka_unit_test(the_signer_comes_out),
		cmocka_unit_test(other_content_does_not_hold),
		cmocka_unit_test(line_ends_are_content),
		cmocka_unit_test(another_authority_does_not_vouch),
		cmocka_unit_test(every_changed_bit_shows),
		cmocka_unit_test(every_cut_shows),
		cmocka_unit_test(signatures_of_other_shapes),
		cmocka_unit_test(certificates_are_judged_at_the_signing_time),
		cmocka_unit_test(a_weak_key_does_not_hold),
	};

	for (size_t i = 0; i < COUNT(fits); i++)
		tests[i + 13] =
		    (struct CMUnitTest){ fits[i].name, it_fits_or_does_not,
			    NULL, NULL, (void *)(uintptr_t)&fits[i] };
	return cmocka_run_group_tests_name("sign", tests, NULL, NULL);
}
