#ifndef AMBIT_APPROVAL_H
#define AMBIT_APPROVAL_H

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "ambit/complaint.h"
#include "ambit/err.h"
#include "ambit/order.h"
#include "ambit/registry.h"

/*
 * Approval of an order by persons of the registry: detached CMS SignedData
 * over the exact bytes of order.xml (law.md 4, RFC 5652).
 */

/* One signer of the file and who that is. */
struct ambit_approved {
	const struct ambit_approver *by; /* NULL: nobody of the registry */
	int64_t at; /* signingTime, INT64_MIN without; a claim of the signer */
	bool good;  /* signature and digest hold, and by is valid now */
};

#define AMBIT_APPROVED_MAX 32

/*
 * Judge the signatures in p7s (DER) over order. Every shortcoming is one
 * complaint E_SIGN_CMS: no file (p7s empty), not CMS, not detached, a
 * signature that does not hold, a signer that is not in the registry or not
 * valid at now, an approval older than approvalDays, fewer than two distinct
 * persons, content without counsel. Approved means: none added.
 * rootfd: where the registry's certificate paths are read below; each must
 * have the digest that the registry gives. 0, or -1 and *err_r (machine).
 */
int ambit_approval_check(const struct ambit_order *order,
    const struct ambit_registry *registry, int rootfd, struct ambit_span p7s,
    int64_t now, struct ambit_approved approved_r[AMBIT_APPROVED_MAX],
    size_t *n_r, struct ambit_complaints *complaints, struct ambit_err *err_r);

/*
 * Add one signature over bytes to p7s (empty: begin a new one). The result is
 * DER, malloc'ed; the caller frees it with OPENSSL_free. -1 and *err_r where
 * the key does not fit the certificate, the certificate signed already, p7s
 * is not CMS, or earlier signatures are of other bytes.
 */
int
ambit_approval_add(struct ambit_span bytes, struct ambit_span p7s, X509 *cert,
    EVP_PKEY *key, struct ambit_span *der_r, struct ambit_err *err_r);

/* The same with the signingTime given: what the signer claims. */
int ambit_approval_add_at(struct ambit_span bytes, struct ambit_span p7s,
    X509 *cert, EVP_PKEY *key, int64_t at, struct ambit_span *der_r,
    struct ambit_err *err_r);

/*
 * Read a PEM certificate, a PEM private key (passphrase from the terminal,
 * never from argv; a key file that group or others may read is refused). Below
 * dirfd and nowhere else; with AT_FDCWD, wherever the operator says.
 */
int ambit_approval_read_cert(int dirfd, const char *path, X509 **cert_r,
    struct ambit_err *err_r);
int ambit_approval_read_key(int dirfd, const char *path, EVP_PKEY **key_r,
    struct ambit_err *err_r);

/* The same in two steps, for two processes: open and look at the file; read
 * the key. load takes fd. */
int ambit_approval_open_key(int dirfd, const char *path, int *fd_r,
    struct ambit_err *err_r);
int ambit_approval_load_key(int fd, EVP_PKEY **key_r, struct ambit_err *err_r);

/* SHA-256 of the certificate's DER: what the registry pins. */
int ambit_approval_fingerprint(X509 *cert, unsigned char sha256_r[32],
    struct ambit_err *err_r);

#endif
