/*
 * The one form in which an approval may come, and what it is of.
 *
 * Attributes are looked for once each, with one value each: a second one
 * could tell another verifier another story.
 */

/* System. */
#include <string.h>

#include <openssl/err.h>
#include <openssl/objects.h>

/* Here. */
#include "approval_cms.h"

/* For CMS_signed_get0_data_by_OBJ: there once, and with one value. */
#define ONCE (-3)

/* RFC 5652 5.1: of plain data, which lies elsewhere. */
static const char *
form_wrong(CMS_ContentInfo *cms)
{
	if (OBJ_obj2nid(CMS_get0_type(cms)) != NID_pkcs7_signed)
		return "it is not CMS SignedData";
	if (OBJ_obj2nid(CMS_get0_eContentType(cms)) != NID_pkcs7_data)
		return "it signs something else than data";
	if (CMS_is_detached(cms) != 1)
		return "it is not detached: it holds a document of its own";
	return NULL;
}

CMS_ContentInfo *
approval_parse(struct ambit_span p7s, const char **wrong_r)
{
	const unsigned char *at = p7s.ptr;
	CMS_ContentInfo *cms;

	*wrong_r = "it is larger than a signature may be";
	if (p7s.len > APPROVAL_MAX)
		return NULL;
	cms = d2i_CMS_ContentInfo(NULL, &at, (long)p7s.len);
	ERR_clear_error();
	*wrong_r = "it is not CMS in DER";
	if (cms == NULL)
		return NULL;
	*wrong_r = form_wrong(cms);
	if (*wrong_r == NULL && at != p7s.ptr + p7s.len)
		*wrong_r = "bytes follow behind it";
	if (*wrong_r == NULL)
		return cms;
	CMS_ContentInfo_free(cms);
	return NULL;
}

/* The one value of the one attribute of that kind; NULL: not so. */
static const void *
attribute(CMS_SignerInfo *signer, int nid, int type)
{

	return CMS_signed_get0_data_by_OBJ(signer, OBJ_nid2obj(nid), ONCE,
	    type);
}

const char *
approval_of(CMS_SignerInfo *signer, const unsigned char sha256[32])
{
	const ASN1_OBJECT *type =
	    attribute(signer, NID_pkcs9_contentType, V_ASN1_OBJECT);
	const ASN1_OCTET_STRING *digest =
	    attribute(signer, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING);
	X509_ALGOR *algorithm;

	ERR_clear_error();
	CMS_SignerInfo_get0_algs(signer, NULL, NULL, &algorithm, NULL);
	if (OBJ_obj2nid(algorithm->algorithm) != NID_sha256)
		return "its digest is not SHA-256";
	if (type == NULL || OBJ_obj2nid(type) != NID_pkcs7_data)
		return "it does not say that it signs data";
	if (digest == NULL || ASN1_STRING_length(digest) != 32)
		return "it does not say what it signs";
	if (memcmp(ASN1_STRING_get0_data(digest), sha256, 32) != 0)
		return "it is of other bytes than this order";
	return NULL;
}
