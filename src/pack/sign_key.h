#ifndef AMBIT_PACK_SIGN_KEY_H
#define AMBIT_PACK_SIGN_KEY_H

#include <openssl/evp.h>
#include <stdbool.h>

/* EC P-256, or RSA of 2048 bits or more (package.md 8). */
bool sign_key_is_strong(EVP_PKEY *key);

#endif
