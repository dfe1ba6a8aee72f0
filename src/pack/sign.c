/*
 * The signature of a production, made over a digest of the tag manifest.
 *
 * Knows CMS (RFC 5652) as OpenSSL 3.0 has it, and the traps of package.md 8.
 * Refuses to sign what a receiver could not check with openssl cms -verify.
 * Never sees what it signs.
 */

/* System. */
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/obj_mac.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>
#include <string.h>

/* Floor 6. */
#include "ambit/sign.h"
#include "sign_key.h"

/* package.md 8: CMS_BINARY, or every LF would be hashed as CR LF. */
#define SIGN_FLAGS \
	(CMS_PARTIAL | CMS_DETACHED | CMS_BINARY | CMS_NOSMIMECAP | CMS_CADES)

#define RSA_BITS_MIN 2048

bool
sign_key_is_strong(EVP_PKEY *key)
{
	char group[64];

	if (EVP_PKEY_is_a(key, "RSA"))
		return EVP_PKEY_get_bits(key) >= RSA_BITS_MIN;
	return EVP_PKEY_is_a(key, "EC") &&
	    EVP_PKEY_get_group_name(key, group, sizeof(group), NULL) == 1 &&
	    strcmp(group, SN_X9_62_prime256v1) == 0;
}

/* What of the certificate's stated uses forbids it to sign; NULL: nothing. */
static const char *
forbids(X509 *cert)
{
	uint32_t flags = X509_get_extension_flags(cert);

	if (flags & EXFLAG_INVALID)
		return "its extensions cannot be read";
	if (flags & EXFLAG_XKUSAGE &&
	    !(X509_get_extended_key_usage(cert) & XKU_SMIME))
		return "its extended key usage lacks emailProtection";
	if (flags & EXFLAG_KUSAGE &&
	    !(X509_get_key_usage(cert) & KU_DIGITAL_SIGNATURE))
		return "its key usage lacks digitalSignature";
	if (X509_check_purpose(cert, X509_PURPOSE_SMIME_SIGN, 0) != 1)
		return "it is not for signing messages";
	return NULL;
}

int
ambit_sign_fits(X509 *cert, EVP_PKEY *key, struct ambit_err *err_r)
{
	const char *why = forbids(cert);

	ERR_clear_error();
	if (X509_check_private_key(cert, key) != 1)
		return ambit_err_set(err_r, AMBIT_E_CRYPTO,
		    "signer's key and certificate do not belong together");
	if (!sign_key_is_strong(key))
		return ambit_err_set(err_r, AMBIT_E_CRYPTO,
		    "signer's key is neither EC P-256 nor RSA of %d bits",
		    RSA_BITS_MIN);
	if (why != NULL)
		return ambit_err_set(err_r, AMBIT_E_CRYPTO,
		    "signer's certificate cannot sign: %s", why);
	if (X509_cmp_current_time(X509_get0_notBefore(cert)) >= 0 ||
	    X509_cmp_current_time(X509_get0_notAfter(cert)) <= 0)
		return ambit_err_set(err_r, AMBIT_E_CRYPTO,
		    "signer's certificate is not valid now");
	return 0;
}

static bool
add_chain(CMS_ContentInfo *cms, STACK_OF(X509) * chain)
{
	for (int i = 0; i < sk_X509_num(chain); i++) {
		if (CMS_add1_cert(cms, sk_X509_value(chain, i)) != 1)
			return false;
	}
	return true;
}

/*
 * The signer is told the digest alone, so the two attributes that CMS_final
 * would take from the content are set by hand (RFC 5652 11.1, 11.2).
 */
static bool
add_signer(CMS_ContentInfo *cms, const unsigned char digest[32], X509 *cert,
    EVP_PKEY *key)
{
	CMS_SignerInfo *si =
	    CMS_add1_signer(cms, cert, key, EVP_sha256(), SIGN_FLAGS);

	return si != NULL &&
	    CMS_signed_add1_attr_by_NID(si, NID_pkcs9_contentType,
		V_ASN1_OBJECT, OBJ_nid2obj(NID_pkcs7_data), -1) == 1 &&
	    CMS_signed_add1_attr_by_NID(si, NID_pkcs9_messageDigest,
		V_ASN1_OCTET_STRING, digest, 32) == 1 &&
	    CMS_SignerInfo_sign(si) == 1 && CMS_SignerInfo_verify(si) == 1;
}

int
ambit_sign_digest(const unsigned char digest[32], X509 *cert, EVP_PKEY *key,
    STACK_OF(X509) * chain, struct ambit_span *der_r, struct ambit_err *err_r)
{
	CMS_ContentInfo *cms;
	unsigned char *der = NULL;
	int len = -1;

	if (ambit_sign_fits(cert, key, err_r) < 0)
		return -1;
	cms = CMS_sign(NULL, NULL, NULL, NULL, SIGN_FLAGS);
	if (cms != NULL && add_chain(cms, chain) &&
	    add_signer(cms, digest, cert, key))
		len = i2d_CMS_ContentInfo(cms, &der);
	CMS_ContentInfo_free(cms);
	ERR_clear_error();
	if (len <= 0)
		return ambit_err_set(err_r, AMBIT_E_CRYPTO,
		    "the tag manifest could not be signed");
	*der_r = (struct ambit_span){ der, (size_t)len };
	return 0;
}
