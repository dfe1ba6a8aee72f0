/*
 * Adding one person's signature to the approval of an order.
 *
 * The signers before are kept as they are: they are of the same bytes, which
 * is asked, and their signatures are over their own attributes alone. The
 * library's CMS_final would sign again for all of them, so the attributes
 * are written here (RFC 5652 5.3, 11; RFC 5035 for the certificate's digest).
 */

/* System. */
#include <time.h>

#include <openssl/cms.h>
#include <openssl/err.h>

/* Floor 1. */
#include "ambit/sink.h"

/* Floor 5. */
#include "ambit/approval.h"

/* Here. */
#include "approval_cms.h"

#define FLAGS \
	(CMS_PARTIAL | CMS_DETACHED | CMS_BINARY | CMS_NOSMIMECAP | CMS_CADES)

/* ---- what is there already ---- */

static int
ask_signers(CMS_ContentInfo *cms, X509 *cert, const unsigned char sha256[32],
    struct ambit_err *err_r)
{
	STACK_OF(CMS_SignerInfo) *signers = CMS_get0_SignerInfos(cms);

	for (int i = 0; i < sk_CMS_SignerInfo_num(signers); i++) {
		CMS_SignerInfo *one = sk_CMS_SignerInfo_value(signers, i);
		const char *wrong = approval_of(one, sha256);

		if (wrong != NULL)
			return ambit_err_set(err_r, AMBIT_E_CRYPTO,
			    "signature %d of the file: %s", i + 1, wrong);
		if (CMS_SignerInfo_cert_cmp(one, cert) == 0)
			return ambit_err_set(err_r, AMBIT_E_EXISTS,
			    "this certificate signed already");
	}
	if (sk_CMS_SignerInfo_num(signers) >= AMBIT_APPROVED_MAX)
		return ambit_err_set(err_r, AMBIT_E_LIMIT,
		    "the file holds %d signatures already", AMBIT_APPROVED_MAX);
	return 0;
}

/* The file as it is, or a new one; NULL and *err_r. */
static CMS_ContentInfo *
begin(struct ambit_span p7s, struct ambit_err *err_r)
{
	CMS_ContentInfo *cms;
	const char *wrong = NULL;

	if (p7s.len > 0)
		cms = approval_parse(p7s, &wrong);
	else
		cms = CMS_sign(NULL, NULL, NULL, NULL, FLAGS);
	if (cms != NULL)
		return cms;
	if (wrong != NULL)
		(void)ambit_err_set(err_r, AMBIT_E_FORMAT,
		    "the signatures there are: %s", wrong);
	else
		(void)ambit_err_set(err_r, AMBIT_E_MEMORY, "no memory");
	return NULL;
}

/* ---- what is added ---- */

static int
add_time(CMS_SignerInfo *signer, int64_t at)
{
	ASN1_TIME *when = ASN1_TIME_set(NULL, (time_t)(at / AMBIT_SECOND));
	int added = 0;

	if (when != NULL)
		added = CMS_signed_add1_attr_by_NID(signer,
		    NID_pkcs9_signingTime, when->type, when, -1);
	ASN1_TIME_free(when);
	return added;
}

static int
sign(CMS_ContentInfo *cms, X509 *cert, EVP_PKEY *key,
    const unsigned char sha256[32], int64_t at)
{
	CMS_SignerInfo *signer =
	    CMS_add1_signer(cms, cert, key, EVP_sha256(), FLAGS);

	return signer != NULL &&
	    CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_contentType,
		V_ASN1_OBJECT, OBJ_nid2obj(NID_pkcs7_data), -1) == 1 &&
	    CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_messageDigest,
		V_ASN1_OCTET_STRING, sha256, 32) == 1 &&
	    add_time(signer, at) == 1 && CMS_SignerInfo_sign(signer) == 1 &&
	    CMS_SignerInfo_verify(signer) == 1;
}

static int
encode(CMS_ContentInfo *cms, struct ambit_span *der_r, struct ambit_err *err_r)
{
	unsigned char *der = NULL;
	int len = i2d_CMS_ContentInfo(cms, &der);

	if (len <= 0)
		return ambit_err_set(err_r, AMBIT_E_CRYPTO,
		    "cannot write the signature");
	*der_r = (struct ambit_span){ der, (size_t)len };
	return 0;
}

static int
add(CMS_ContentInfo *cms, struct ambit_span bytes, X509 *cert, EVP_PKEY *key,
    int64_t at, struct ambit_span *der_r, struct ambit_err *err_r)
{
	unsigned char sha256[32];
	int good;

	if (ambit_sink_digest(bytes, sha256, err_r) < 0 ||
	    ask_signers(cms, cert, sha256, err_r) < 0)
		return -1;
	good = sign(cms, cert, key, sha256, at);
	ERR_clear_error();
	if (!good)
		return ambit_err_set(err_r, AMBIT_E_CRYPTO,
		    "cannot sign: a P-256 or RSA key is needed");
	return encode(cms, der_r, err_r);
}

int
ambit_approval_add_at(struct ambit_span bytes, struct ambit_span p7s,
    X509 *cert, EVP_PKEY *key, int64_t at, struct ambit_span *der_r,
    struct ambit_err *err_r)
{
	CMS_ContentInfo *cms;
	int fits = X509_check_private_key(cert, key);
	int got;

	*der_r = (struct ambit_span){ 0 };
	ERR_clear_error();
	if (fits != 1)
		return ambit_err_set(err_r, AMBIT_E_CRYPTO,
		    "the key is not that of the certificate");
	cms = begin(p7s, err_r);
	if (cms == NULL)
		return -1;
	got = add(cms, bytes, cert, key, at, der_r, err_r);
	CMS_ContentInfo_free(cms);
	return got;
}

int
ambit_approval_add(struct ambit_span bytes, struct ambit_span p7s, X509 *cert,
    EVP_PKEY *key, struct ambit_span *der_r, struct ambit_err *err_r)
{
	return ambit_approval_add_at(bytes, p7s, cert, key,
	    (int64_t)time(NULL) * AMBIT_SECOND, der_r, err_r);
}
