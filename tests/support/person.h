#ifndef AMBIT_TESTS_PERSON_H
#define AMBIT_TESTS_PERSON_H

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

/* A key and a certificate that it signed itself, made for one test. */
struct person {
	EVP_PKEY *key;
	X509 *cert;
};

/* type: "P-256", "RSA" or "ED25519". Aborts where it cannot be made. */
static inline struct person
person_new(const char *name, const char *type)
{
	static long serial;
	struct person p = { .cert = X509_new() };
	X509_NAME *subject = X509_get_subject_name(p.cert);

	if (type[0] == 'P')
		p.key = EVP_EC_gen("P-256");
	else if (type[0] == 'R')
		p.key = EVP_RSA_gen(2048);
	else
		p.key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	if (p.key == NULL ||
	    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
		(const unsigned char *)name, -1, -1, 0) != 1 ||
	    X509_set_version(p.cert, X509_VERSION_3) != 1 ||
	    ASN1_INTEGER_set(X509_get_serialNumber(p.cert), ++serial) != 1 ||
	    X509_set_issuer_name(p.cert, subject) != 1 ||
	    X509_set_pubkey(p.cert, p.key) != 1 ||
	    /* Long gone by: its own dates are not judged. */
	    ASN1_TIME_set_string_X509(X509_getm_notBefore(p.cert),
		"20000101000000Z") != 1 ||
	    ASN1_TIME_set_string_X509(X509_getm_notAfter(p.cert),
		"20010101000000Z") != 1 ||
	    X509_sign(p.cert, p.key, type[0] == 'E' ? NULL : EVP_sha256()) == 0)
		abort();
	return p;
}

static inline void
person_free(struct person *p)
{
	EVP_PKEY_free(p->key);
	X509_free(p->cert);
}

static inline FILE *
person_file(int dirfd, const char *name, mode_t mode)
{
	int fd = openat(dirfd, name, O_CREAT | O_WRONLY | O_TRUNC, mode);
	FILE *f = fd == -1 ? NULL : fdopen(fd, "w");

	if (f == NULL || fchmod(fd, mode) == -1)
		abort();
	return f;
}

static inline void
person_write_cert(const struct person *p, int dirfd, const char *name)
{
	FILE *f = person_file(dirfd, name, 0644);

	if (PEM_write_X509(f, p->cert) != 1 || fclose(f) != 0)
		abort();
}

static inline void
person_write_key(const struct person *p, int dirfd, const char *name,
    mode_t mode)
{
	FILE *f = person_file(dirfd, name, mode);

	if (PEM_write_PrivateKey(f, p->key, NULL, NULL, 0, NULL, NULL) != 1 ||
	    fclose(f) != 0)
		abort();
}

#endif
