#ifndef AMBIT_PACK_SIGN_DER_H
#define AMBIT_PACK_SIGN_DER_H

#include <openssl/cms.h>

#include "ambit/span.h"

/* CMS SignedData of version 1 in DER, and nothing behind it; NULL otherwise.
 * The caller frees. */
CMS_ContentInfo *sign_der_read(struct ambit_span p7s);

#endif
