/*
 * The time token over the signature of a volume (RFC 3161, package.md 8),
 * where there is one.
 *
 * BUGS: whether its authority is to be trusted is not judged; only that the
 * token speaks of this signature, and that no bit of it was changed.
 */

/* System. */
#include <openssl/err.h>
#include <openssl/pkcs7.h>
#include <openssl/ts.h>
#include <string.h>

/* Floor 6. */
#include "verify_state.h"

#define TSR "tagmanifest-sha256.txt.p7s.tsr"

/* DER of one response, as it would be written again: no byte to spare. */
static TS_RESP *
parse_token(struct ambit_span der)
{
	const unsigned char *p = der.ptr;
	unsigned char *again = NULL;
	TS_RESP *resp = d2i_TS_RESP(NULL, &p, (long)der.len);
	int len = resp != NULL ? i2d_TS_RESP(resp, &again) : -1;
	bool same = len >= 0 && (size_t)len == der.len &&
	    memcmp(again, der.ptr, der.len) == 0;

	OPENSSL_free(again);
	if (same)
		return resp;
	TS_RESP_free(resp);
	return NULL;
}

static bool
is_over(TS_TST_INFO *info, const unsigned char sha256[AMBIT_DIGEST_LEN])
{
	TS_MSG_IMPRINT *imprint = TS_TST_INFO_get_msg_imprint(info);
	X509_ALGOR *algorithm = TS_MSG_IMPRINT_get_algo(imprint);
	ASN1_OCTET_STRING *digest = TS_MSG_IMPRINT_get_msg(imprint);
	const ASN1_OBJECT *oid = NULL;

	X509_ALGOR_get0(&oid, NULL, NULL, algorithm);
	return OBJ_obj2nid(oid) == NID_sha256 &&
	    ASN1_STRING_length(digest) == AMBIT_DIGEST_LEN &&
	    memcmp(ASN1_STRING_get0_data(digest), sha256, AMBIT_DIGEST_LEN) ==
	    0;
}

static bool
is_number(const ASN1_INTEGER *number, int64_t value)
{
	int64_t is;

	return ASN1_INTEGER_get_int64(&is, number) == 1 && is == value;
}

/* RFC 5652 5.1, 5.3: what stands beside the signature without being signed. */
static bool
is_plain_token(PKCS7 *token)
{
	STACK_OF(PKCS7_SIGNER_INFO) * signers;

	if (!PKCS7_type_is_signed(token) ||
	    !is_number(token->d.sign->version, 3) || token->d.sign->crl != NULL)
		return false;
	signers = PKCS7_get_signer_info(token);
	return sk_PKCS7_SIGNER_INFO_num(signers) == 1 &&
	    is_number(sk_PKCS7_SIGNER_INFO_value(signers, 0)->version, 1) &&
	    sk_X509_ALGOR_num(token->d.sign->md_algs) == 1;
}

static int
nid_of(const X509_ALGOR *algorithm, int *type_r)
{
	const ASN1_OBJECT *oid = NULL;

	X509_ALGOR_get0(&oid, type_r, NULL, algorithm);
	return OBJ_obj2nid(oid);
}

/* RSA's own name says nothing of the digest; all others name both. */
static bool
is_algorithm_of(PKCS7_SIGNER_INFO *si, X509 *cert)
{
	int type, key, md;
	int digest = nid_of(si->digest_alg, &type);
	int nid;

	if (type != V_ASN1_NULL && type != V_ASN1_UNDEF)
		return false;
	nid = nid_of(si->digest_enc_alg, &type);
	if (nid == NID_rsaEncryption)
		return type == V_ASN1_NULL;
	return OBJ_find_sigid_algs(nid, &md, &key) == 1 && md == digest &&
	    key == EVP_PKEY_get_base_id(X509_get0_pubkey(cert));
}

/* Byte for byte: the library compares names more kindly. */
static bool
is_issuer_of(PKCS7_SIGNER_INFO *si, X509 *cert)
{
	const unsigned char *a, *b;
	size_t a_len, b_len;

	if (X509_NAME_get0_der(si->issuer_and_serial->issuer, &a, &a_len) !=
		1 ||
	    X509_NAME_get0_der(X509_get_issuer_name(cert), &b, &b_len) != 1)
		return false;
	return a_len == b_len && memcmp(a, b, a_len) == 0 &&
	    ASN1_INTEGER_cmp(si->issuer_and_serial->serial,
		X509_get0_serialNumber(cert)) == 0;
}

static X509_STORE *
trust(STACK_OF(X509) * certs)
{
	X509_STORE *store = X509_STORE_new();
	bool good = store != NULL &&
	    X509_STORE_set_flags(store,
		X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_NO_CHECK_TIME) == 1;

	for (int i = 0; good && i < sk_X509_num(certs); i++)
		good = X509_STORE_add_cert(store, sk_X509_value(certs, i)) == 1;
	if (good)
		return store;
	X509_STORE_free(store);
	return NULL;
}

/*
 * The certificates in the token are taken for granted, whenever they are
 * valid: what is signed names the digest of the signer's.
 */
static bool
is_signed(PKCS7 *token)
{
	PKCS7_SIGNER_INFO *si =
	    sk_PKCS7_SIGNER_INFO_value(PKCS7_get_signer_info(token), 0);
	STACK_OF(X509) *certs = token->d.sign->cert;
	X509_STORE *store = trust(certs);
	X509 *signer = NULL;
	bool good = store != NULL &&
	    TS_RESP_verify_signature(token, certs, store, &signer) == 1 &&
	    is_issuer_of(si, signer) && is_algorithm_of(si, signer);

	X509_free(signer);
	X509_STORE_free(store);
	return good;
}

static bool
token_holds(TS_RESP *resp, const unsigned char sha256[AMBIT_DIGEST_LEN])
{
	const TS_STATUS_INFO *status = TS_RESP_get_status_info(resp);
	TS_TST_INFO *info = TS_RESP_get_tst_info(resp);
	PKCS7 *token = TS_RESP_get_token(resp);

	return is_number(TS_STATUS_INFO_get0_status(status),
		   TS_STATUS_GRANTED) &&
	    info != NULL && token != NULL && is_over(info, sha256) &&
	    is_plain_token(token) && is_signed(token);
}

int
verify_token(struct verify *v, struct ambit_span p7s, struct ambit_err *err_r)
{
	unsigned char sha256[AMBIT_DIGEST_LEN];
	struct ambit_span der;
	TS_RESP *resp;
	bool good;
	int got = verify_has(v, TSR, err_r);

	if (got == 1)
		got = verify_read(v, TSR, &der, err_r);
	if (got != 1)
		return got;
	if (ambit_sink_digest(p7s, sha256, err_r) < 0)
		return -1;
	resp = parse_token(der);
	good = resp != NULL && token_holds(resp, sha256);
	TS_RESP_free(resp);
	ERR_clear_error();
	if (!good)
		return verify_defect(v, "V_SIGN", AMBIT_LIT(TSR),
		    "it is no time token over the signature");
	return 0;
}
