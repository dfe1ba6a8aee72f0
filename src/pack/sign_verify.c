/*
 * Checking the signature of a production over the bytes it was made of.
 *
 * Trusts the certificates it is given and nothing of the machine's, and judges
 * them at the signing time. A signature that does not hold is an answer; only
 * the machine fails.
 */

/* System. */
#include <limits.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/ess.h>
#include <openssl/obj_mac.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>
#include <time.h>

/* Floor 6. */
#include "ambit/sign.h"
#include "sign_der.h"
#include "sign_key.h"

/* It does not hold: that is an answer, 0, and why. */
static int
refuse(struct ambit_err *err_r, const char *why)
{
	(void)ambit_err_set(err_r, AMBIT_E_CRYPTO, "%s", why);
	return 0;
}

/* The one signer; NULL: none, or several. */
static CMS_SignerInfo *
signer_of(CMS_ContentInfo *cms)
{
	STACK_OF(CMS_SignerInfo) *all = CMS_get0_SignerInfos(cms);

	return sk_CMS_SignerInfo_num(all) == 1 ? sk_CMS_SignerInfo_value(all, 0)
					       : NULL;
}

/* The one value of the one attribute of that kind; NULL otherwise. */
static void *
attribute(CMS_SignerInfo *si, int nid, int type)
{
	int at = CMS_signed_get_attr_by_NID(si, nid, -1);
	X509_ATTRIBUTE *attr = CMS_signed_get_attr(si, at);

	if (at < 0 || CMS_signed_get_attr_by_NID(si, nid, at) >= 0 ||
	    X509_ATTRIBUTE_count(attr) != 1)
		return NULL;
	return X509_ATTRIBUTE_get0_data(attr, 0, type, NULL);
}

/* RFC 5652 11.3: UTCTime up to 2049, GeneralizedTime from 2050 on. */
static bool
signing_time(CMS_SignerInfo *si, time_t *at_r)
{
	ASN1_TIME *time = attribute(si, NID_pkcs9_signingTime, V_ASN1_UTCTIME);
	struct tm tm = { 0 };

	if (time == NULL)
		time = attribute(si, NID_pkcs9_signingTime,
		    V_ASN1_GENERALIZEDTIME);
	if (time == NULL || ASN1_TIME_to_tm(time, &tm) != 1)
		return false;
	*at_r = timegm(&tm);
	return true;
}

static int
nid_of(const X509_ALGOR *algorithm)
{
	const ASN1_OBJECT *oid = NULL;

	X509_ALGOR_get0(&oid, NULL, NULL, algorithm);
	return OBJ_obj2nid(oid);
}

/* RFC 5754 3: the digest is SHA-256, and the signature is called so. */
static bool
is_sha256(CMS_SignerInfo *si)
{
	X509_ALGOR *digest = NULL, *signature = NULL;
	int nid;

	CMS_SignerInfo_get0_algs(si, NULL, NULL, &digest, &signature);
	nid = nid_of(signature);
	return nid_of(digest) == NID_sha256 &&
	    (nid == NID_ecdsa_with_SHA256 || nid == NID_rsaEncryption ||
		nid == NID_sha256WithRSAEncryption);
}

/* Trusts ca and nothing of the machine's, at the signing time. */
static X509_STORE *
trust(STACK_OF(X509) * ca, time_t at)
{
	X509_STORE *store = X509_STORE_new();

	if (store == NULL)
		return NULL;
	X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store), at);
	for (int i = 0; i < sk_X509_num(ca); i++) {
		if (X509_STORE_add_cert(store, sk_X509_value(ca, i)) != 1) {
			X509_STORE_free(store);
			return NULL;
		}
	}
	return store;
}

/* The library's reason, which is about certificates and never of evidence. */
static int
refuse_for_reason(struct ambit_err *err_r)
{
	unsigned long e = ERR_peek_last_error();
	const char *data = NULL;
	int flags = 0;
	const char *reason = ERR_reason_error_string(e);

	(void)ERR_peek_last_error_data(&data, &flags);
	(void)ambit_err_set(err_r, AMBIT_E_CRYPTO,
	    "the signature does not hold: %s%s%.100s",
	    reason != NULL ? reason : "unknown reason",
	    data != NULL && data[0] != '\0' ? ": " : "",
	    data != NULL ? data : "");
	return 0;
}

/*
 * The content, to be read once. The filter in front does nothing: without it
 * the library would take a copy and, of a signature that it cannot read, lose
 * it.
 */
static BIO *
lend(struct ambit_span content)
{
	const void *bytes = content.len > 0 ? (const void *)content.ptr : "";
	BIO *memory = BIO_new_mem_buf(bytes, (int)content.len);
	BIO *filter = BIO_new(BIO_f_null());

	if (memory != NULL && filter != NULL)
		return BIO_push(filter, memory);
	BIO_free(memory);
	BIO_free(filter);
	return NULL;
}

static int
check_content(CMS_ContentInfo *cms, struct ambit_span content,
    STACK_OF(X509) * ca, time_t at, struct ambit_err *err_r)
{
	unsigned flags = CMS_BINARY | CMS_DETACHED |
	    (ca != NULL ? 0 : CMS_NO_SIGNER_CERT_VERIFY);
	X509_STORE *store = trust(ca, at);
	BIO *bio = lend(content);
	int good = 0;

	if (store == NULL || bio == NULL)
		good = ambit_err_set(err_r, AMBIT_E_MEMORY, "check signature");
	else if (CMS_verify(cms, NULL, store, bio, NULL, flags) == 1)
		good = 1;
	else
		good = refuse_for_reason(err_r);
	BIO_free_all(bio);
	X509_STORE_free(store);
	return good;
}

/* The certificate that the one signature was made with; a reference. */
static X509 *
cert_of(CMS_ContentInfo *cms)
{
	STACK_OF(X509) *signers = CMS_get0_signers(cms);
	X509 *cert =
	    sk_X509_num(signers) == 1 ? sk_X509_value(signers, 0) : NULL;

	if (cert != NULL && X509_up_ref(cert) != 1)
		cert = NULL;
	sk_X509_free(signers);
	return cert;
}

static struct ambit_span
der_of(const X509_NAME *name)
{
	const unsigned char *der = NULL;
	size_t len = 0;

	if (name == NULL || X509_NAME_get0_der(name, &der, &len) != 1)
		return (struct ambit_span){ 0 };
	return (struct ambit_span){ der, len };
}

/* The library takes names that differ in letter case for one. */
static bool
has_issuer(CMS_SignerInfo *si, X509 *cert)
{
	X509_NAME *issuer = NULL;

	return CMS_SignerInfo_get0_signer_id(si, NULL, &issuer, NULL) == 1 &&
	    ambit_span_equal(der_of(issuer),
		der_of(X509_get_issuer_name(cert)));
}

/*
 * Is the certificate the one that was signed with? The key alone does not say:
 * another certificate may bear the same (RFC 5035, signing-certificate-v2).
 */
static bool
names_cert(CMS_SignerInfo *si, X509 *cert)
{
	ASN1_STRING *value = attribute(si, NID_id_smime_aa_signingCertificateV2,
	    V_ASN1_SEQUENCE);
	STACK_OF(X509) *only = sk_X509_new_null();
	ESS_SIGNING_CERT_V2 *named = NULL;
	const unsigned char *p;
	bool good = false;

	if (value != NULL && only != NULL && sk_X509_push(only, cert) > 0) {
		p = ASN1_STRING_get0_data(value);
		named = d2i_ESS_SIGNING_CERT_V2(NULL, &p,
		    ASN1_STRING_length(value));
		good = named != NULL &&
		    OSSL_ESS_check_signing_certs(NULL, named, only, 1) == 1;
	}
	ESS_SIGNING_CERT_V2_free(named);
	sk_X509_free(only);
	return good;
}

static int
check(CMS_ContentInfo *cms, struct ambit_span content, STACK_OF(X509) * ca,
    X509 **cert_r, struct ambit_err *err_r)
{
	CMS_SignerInfo *si;
	time_t at = 0;
	int good;

	if (OBJ_obj2nid(CMS_get0_type(cms)) != NID_pkcs7_signed ||
	    OBJ_obj2nid(CMS_get0_eContentType(cms)) != NID_pkcs7_data)
		return refuse(err_r, "it is no signature of data");
	if (CMS_is_detached(cms) != 1)
		return refuse(err_r, "the signature is not detached");
	si = signer_of(cms);
	if (si == NULL)
		return refuse(err_r, "there is not exactly one signer");
	if (!is_sha256(si))
		return refuse(err_r, "the signature is not over a SHA-256");
	if (!signing_time(si, &at))
		return refuse(err_r, "the signature has no signing time");
	good = check_content(cms, content, ca, at, err_r);
	if (good != 1)
		return good;
	*cert_r = cert_of(cms);
	if (*cert_r == NULL)
		return refuse(err_r, "the signer's certificate is not there");
	if (!has_issuer(si, *cert_r) || !names_cert(si, *cert_r))
		return refuse(err_r, "it names another signer's certificate");
	if (!sign_key_is_strong(X509_get0_pubkey(*cert_r)))
		return refuse(err_r, "the signer's key is weak");
	return 1;
}

int
ambit_sign_verify(struct ambit_span content, struct ambit_span p7s,
    STACK_OF(X509) * ca, X509 **cert_r, struct ambit_err *err_r)
{
	CMS_ContentInfo *cms;
	int good;

	*cert_r = NULL;
	ERR_clear_error();
	if (content.len > INT_MAX)
		return ambit_err_set(err_r, AMBIT_E_LIMIT, "signed content");
	cms = sign_der_read(p7s);
	if (cms == NULL)
		return refuse(err_r,
		    "the signature is no CMS of version 1 in DER");
	good = check(cms, content, ca, cert_r, err_r);
	if (good != 1 && *cert_r != NULL) {
		X509_free(*cert_r);
		*cert_r = NULL;
	}
	CMS_ContentInfo_free(cms);
	ERR_clear_error();
	return good;
}
