/*
 * A signature as bytes: DER, wholly read, of the one version there is.
 *
 * The library takes any BER and drops what it does not know, so two files
 * could be one signature. Here each is written in one way.
 */

/* System. */
#include <limits.h>
#include <openssl/asn1.h>
#include <openssl/crypto.h>

/* Floor 6. */
#include "sign_der.h"

/* Written anew it is the same, so nothing is in it that was not read. */
static bool
is_der(CMS_ContentInfo *cms, struct ambit_span p7s)
{
	unsigned char *again = NULL;
	int len = i2d_CMS_ContentInfo(cms, &again);
	bool same = len > 0 &&
	    ambit_span_equal((struct ambit_span){ again, (size_t)len }, p7s);

	OPENSSL_free(again);
	return same;
}

/* Cut one element of DER off the front: its tag, its value. False: none. */
static bool
cut_element(struct ambit_span *rest, int *tag_r, struct ambit_span *value_r)
{
	const unsigned char *p = rest->ptr;
	int class;
	long len = 0;

	if (rest->len == 0 || rest->len > INT_MAX ||
	    ASN1_get_object(&p, &len, tag_r, &class, (long)rest->len) & 0x80)
		return false;
	*value_r = (struct ambit_span){ p, (size_t)len };
	rest->len -= (size_t)(p - rest->ptr) + (size_t)len;
	rest->ptr = p + len;
	return true;
}

/* The value of what stands first in an element. */
static struct ambit_span
enter(struct ambit_span in)
{
	struct ambit_span value = { 0 };
	int tag;

	return cut_element(&in, &tag, &value) ? value
					      : (struct ambit_span){ 0 };
}

/* The value of what stands last in an element. */
static struct ambit_span
enter_last(struct ambit_span in)
{
	struct ambit_span value = { 0 };
	int tag;

	while (cut_element(&in, &tag, &value))
		;
	return value;
}

/*
 * RFC 5652 5.1, 5.3: with plain certificates and a signer named by issuer both
 * versions are 1. The library has no word for them.
 */
static bool
is_version_1(struct ambit_span p7s)
{
	static const struct ambit_span one = AMBIT_LIT_INIT("\1");
	struct ambit_span data = enter(enter_last(enter(p7s)));
	struct ambit_span signer = enter(enter_last(data));

	return ambit_span_equal(enter(data), one) &&
	    ambit_span_equal(enter(signer), one);
}

CMS_ContentInfo *
sign_der_read(struct ambit_span p7s)
{
	const unsigned char *p = p7s.ptr;
	CMS_ContentInfo *cms;

	if (p7s.len == 0 || p7s.len > INT_MAX)
		return NULL;
	cms = d2i_CMS_ContentInfo(NULL, &p, (long)p7s.len);
	if (cms != NULL && (!is_der(cms, p7s) || !is_version_1(p7s))) {
		CMS_ContentInfo_free(cms);
		cms = NULL;
	}
	return cms;
}
