#ifndef AMBIT_ORDER_APPROVAL_CMS_H
#define AMBIT_ORDER_APPROVAL_CMS_H

#include <openssl/cms.h>

#include "ambit/span.h"

/* A signature is some 2 KiB; a chain of certificates with it, some more. */
#define APPROVAL_MAX ((size_t)1 << 20)

/*
 * Detached SignedData over plain data, and nothing behind it (RFC 5652 5.1).
 * NULL with the reason in *wrong_r. The caller frees it.
 */
CMS_ContentInfo *approval_parse(struct ambit_span p7s, const char **wrong_r);

/* Does the signer speak of these bytes? NULL: yes; else what is wrong. Asks
 * the signed attributes (RFC 5652 5.3), not yet the signature. */
const char *approval_of(CMS_SignerInfo *signer, const unsigned char sha256[32]);

#endif
