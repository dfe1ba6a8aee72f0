#ifndef AMBIT_SIGN_H
#define AMBIT_SIGN_H

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "ambit/err.h"
#include "ambit/span.h"

/*
 * The signature of a production (package.md 8): detached CMS SignedData over
 * the tag manifest, of which the signer sees the SHA-256 alone.
 */

/*
 * Refuse a pair that no receiver could check with plain openssl cms -verify:
 * key and certificate that differ, a key that is not EC P-256 or RSA of 2048
 * bits or more, an extended key usage without emailProtection, a key usage
 * without digitalSignature.
 */
int ambit_sign_fits(X509 *cert, EVP_PKEY *key, struct ambit_err *err_r);

/* DER, to be freed with OPENSSL_free; verified with the public key before it
 * is given out. chain may be NULL. */
int ambit_sign_digest(const unsigned char digest[32], X509 *cert, EVP_PKEY *key,
    STACK_OF(X509) * chain, struct ambit_span *der_r, struct ambit_err *err_r);

/*
 * Check p7s over content. *cert_r: the signer's certificate as in the file,
 * to be freed by the caller. ca: trusted certificates; NULL: only that the
 * signature holds is checked. Certificates are judged at the signing time.
 * 1: holds and chains to ca (or ca is NULL); 0: does not, and err_r->text
 * says why; -1: the machine failed.
 */
int ambit_sign_verify(struct ambit_span content, struct ambit_span p7s,
    STACK_OF(X509) * ca, X509 **cert_r, struct ambit_err *err_r);

#endif
