#ifndef AMBIT_TESTS_SIGNER_H
#define AMBIT_TESTS_SIGNER_H

#include <openssl/asn1.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/*
 * Keys and certificates that live for one test. Aborts on any failure: a test
 * that cannot begin is no test.
 */
struct signer {
	EVP_PKEY *key, *ca_key;
	X509 *cert, *ca;
};

/* How a certificate differs from one that fits. Zero fits. */
struct signer_traits {
	const char *usage;          /* keyUsage */
	const char *extended_usage; /* extendedKeyUsage */
	long from, until;           /* seconds from now; 0: -1 h, +1 h */
};

static inline void
signer_need(int good)
{
	if (good != 1)
		abort();
}

static inline void
signer_extend(X509 *cert, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX ctx;
	X509_EXTENSION *ext;

	X509V3_set_ctx_nodb(&ctx);
	X509V3_set_ctx(&ctx, issuer, cert, NULL, NULL, 0);
	ext = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
	signer_need(ext != NULL && X509_add_ext(cert, ext, -1) == 1);
	X509_EXTENSION_free(ext);
}

/* issuer NULL: a root. */
static inline X509 *
signer_cert(const char *name, EVP_PKEY *key, X509 *issuer, EVP_PKEY *issuer_key,
    const struct signer_traits *traits)
{
	X509 *cert = X509_new();
	X509_NAME *subject;
	static long serial;

	signer_need(cert != NULL && X509_set_version(cert, 2) == 1);
	subject = X509_get_subject_name(cert);
	signer_need(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
	    (const unsigned char *)name, -1, -1, 0));
	signer_need(X509_set_issuer_name(cert,
	    issuer != NULL ? X509_get_subject_name(issuer) : subject));
	signer_need(ASN1_INTEGER_set(X509_get_serialNumber(cert), ++serial));
	signer_need(X509_gmtime_adj(X509_getm_notBefore(cert),
			traits->from != 0 ? traits->from : -3600) != NULL);
	signer_need(X509_gmtime_adj(X509_getm_notAfter(cert),
			traits->until != 0 ? traits->until : 3600) != NULL);
	signer_need(X509_set_pubkey(cert, key));
	signer_extend(cert, issuer != NULL ? issuer : cert,
	    NID_basic_constraints,
	    issuer != NULL ? "critical,CA:FALSE" : "critical,CA:TRUE");
	if (traits->usage != NULL)
		signer_extend(cert, issuer, NID_key_usage, traits->usage);
	if (traits->extended_usage != NULL)
		signer_extend(cert, issuer, NID_ext_key_usage,
		    traits->extended_usage);
	signer_need(X509_sign(cert, issuer_key != NULL ? issuer_key : key,
			EVP_sha256()) > 0);
	return cert;
}

/* A root that is valid for long, and a certificate of key under it. */
static inline struct signer
signer_with(EVP_PKEY *key, const struct signer_traits *traits)
{
	static const struct signer_traits root = { .from = -400L * 86400,
		.until = 400L * 86400 };
	struct signer s = { .key = key };

	s.ca_key = EVP_EC_gen("P-256");
	signer_need(s.ca_key != NULL && key != NULL);
	s.ca = signer_cert("Specimen Root", s.ca_key, NULL, NULL, &root);
	s.cert = signer_cert("Specimen Signer", key, s.ca, s.ca_key, traits);
	return s;
}

static inline struct signer
signer_new(void)
{
	static const struct signer_traits plain = {
		.usage = "critical,digitalSignature",
	};

	return signer_with(EVP_EC_gen("P-256"), &plain);
}

/* The key as its owner would have it on the disk: a file of PEM without a name,
 * for the taker to close. */
static inline int
signer_keyfd(const struct signer *s)
{
	FILE *f = tmpfile();
	int fd;

	signer_need(f != NULL &&
	    PEM_write_PrivateKey(f, s->key, NULL, NULL, 0, NULL, NULL) == 1 &&
	    fflush(f) == 0);
	fd = dup(fileno(f));
	signer_need(fd != -1 && lseek(fd, 0, SEEK_SET) == 0);
	(void)fclose(f);
	return fd;
}

static inline void
signer_free(struct signer *s)
{
	X509_free(s->cert);
	X509_free(s->ca);
	EVP_PKEY_free(s->key);
	EVP_PKEY_free(s->ca_key);
}

#endif
