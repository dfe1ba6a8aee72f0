/*
 * The signature of a volume over its tag manifest, and who made it (package.md
 * 8). Whether it holds is asked of sign_verify.c.
 */

/* System. */
#include <string.h>

/* Floor 6. */
#include "ambit/approval.h"
#include "ambit/sign.h"
#include "verify_state.h"

#define P7S "tagmanifest-sha256.txt.p7s"

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
	int got = verify_has(v, "tagmanifest-sha256.txt", err_r);

	ambit_arena_reset(v->item);
	/* Its absence was told already. */
	if (got != 1)
		return got;
	got = verify_read(v, "tagmanifest-sha256.txt", &content, err_r);
	if (got == 1)
		got = verify_read(v, P7S, &p7s, err_r);
	if (got != 1)
		return got;
	if (check(v, content, p7s, err_r) < 0)
		return -1;
	return verify_token(v, p7s, err_r);
}
