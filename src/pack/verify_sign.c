/*
 * The signature of a volume over its tag manifest, and the time token over the
 * signature where there is one (package.md 8).
 *
 * BUGS: whether the authority of a time token is to be trusted is not judged;
 * only that it speaks of this signature and was not changed.
 */

/* System. */
#include <fcntl.h>
#include <limits.h>
#include <openssl/err.h>
#include <openssl/pkcs7.h>
#include <openssl/ts.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* Floor 6. */
#include "ambit/approval.h"
#include "ambit/sign.h"
#include "verify_state.h"

#define P7S "tagmanifest-sha256.txt.p7s"
#define TSR "tagmanifest-sha256.txt.p7s.tsr"

/* ---- who signed ---- */

/* The subject in one line, made safe for the eyes. */
static int
name_of(X509 *cert, char *name_r, size_t size, struct ambit_err *err_r)
{
	BIO *bio = BIO_new(BIO_s_mem());
	struct ambit_text text = { .ptr = name_r, .cap = size - 1 };
	char *bytes = NULL;
	long len;

	if (bio == NULL ||
	    X509_NAME_print_ex(bio, X509_get_subject_name(cert), 0,
		XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) < 0) {
		BIO_free(bio);
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "signer's name");
	}
	len = BIO_get_mem_data(bio, &bytes);
	if (len > 0)
		ambit_text_escaped(&text,
		    ambit_span_sub((struct ambit_span){ (const unsigned char *)
							    bytes,
				       (size_t)len },
			0, 60));
	name_r[text.len] = '\0';
	BIO_free(bio);
	return 0;
}

/* All volumes have one signer. */
static int
note_signer(struct verify *v, X509 *cert, struct ambit_err *err_r)
{
	unsigned char digest[AMBIT_DIGEST_LEN];

	if (ambit_approval_fingerprint(cert, digest, err_r) < 0)
		return -1;
	if (v->has_signer && memcmp(v->signer, digest, sizeof(digest)) != 0)
		return verify_defect(v, "V_SIGN", AMBIT_LIT(P7S),
		    "another signer than that of the first volume");
	v->has_signer = true;
	memcpy(v->signer, digest, sizeof(digest));
	return name_of(cert, v->signer_name, sizeof(v->signer_name), err_r);
}

/* ---- the time token (RFC 3161) ---- */

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

/* Granted, over these bytes, and signed with the key of a certificate in it. */
static bool
token_holds(TS_RESP *resp, const unsigned char sha256[AMBIT_DIGEST_LEN])
{
	long status = ASN1_INTEGER_get(
	    TS_STATUS_INFO_get0_status(TS_RESP_get_status_info(resp)));
	TS_TST_INFO *info = TS_RESP_get_tst_info(resp);
	PKCS7 *token = TS_RESP_get_token(resp);

	return (status == TS_STATUS_GRANTED ||
		   status == TS_STATUS_GRANTED_WITH_MODS) &&
	    info != NULL && token != NULL && is_over(info, sha256) &&
	    PKCS7_verify(token, NULL, NULL, NULL, NULL, PKCS7_NOVERIFY) == 1;
}

static int
check_token(struct verify *v, struct ambit_span p7s, struct ambit_err *err_r)
{
	unsigned char sha256[AMBIT_DIGEST_LEN];
	struct ambit_span der;
	struct stat st;
	TS_RESP *resp;
	bool good;
	int got;

	if (fstatat(v->fd, TSR, &st, AT_SYMLINK_NOFOLLOW) == -1)
		return 0;
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

/* ---- the signature ---- */

static int
check(struct verify *v, struct ambit_span content, struct ambit_span p7s,
    struct ambit_err *err_r)
{
	X509 *cert = NULL;
	struct ambit_err why = { .code = AMBIT_E_NONE };
	int got = ambit_sign_verify(content, p7s, v->terms->ca, &cert, &why);

	if (got < 0) {
		if (err_r != NULL)
			*err_r = why;
		return -1;
	}
	if (got == 0)
		(void)verify_defect(v, "V_SIGN", AMBIT_LIT(P7S), "%s",
		    why.text);
	else
		got = note_signer(v, cert, err_r);
	X509_free(cert);
	return got < 0 ? -1 : 0;
}

int
verify_signature(struct verify *v, struct ambit_err *err_r)
{
	struct ambit_span content, p7s;
	struct stat st;
	int got;

	ambit_arena_reset(v->item);
	/* Its absence was told already. */
	if (fstatat(v->fd, "tagmanifest-sha256.txt", &st,
		AT_SYMLINK_NOFOLLOW) == -1)
		return 0;
	got = verify_read(v, "tagmanifest-sha256.txt", &content, err_r);
	if (got == 1)
		got = verify_read(v, P7S, &p7s, err_r);
	if (got != 1)
		return got;
	if (check(v, content, p7s, err_r) < 0)
		return -1;
	return check_token(v, p7s, err_r);
}
