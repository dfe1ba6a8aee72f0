#include "check.h"
#include "document.h"
#include "person.h"

#include <sys/wait.h>

#include <openssl/cms.h>

#include "ambit/approval.h"
#include "ambit/parse.h"
#include "ambit/sink.h"
#include "ambit/text.h"

/* 2026-11-02T12:00:00Z, when everything here happens. */
#define NOW     (INT64_C(1793620800) * AMBIT_SECOND)
#define DAYS(n) ((n)*AMBIT_DAY)

enum who { ENTRY, APPROVER, COUNSEL, FORMER, TWIN, LOST, STRANGER, N_PEOPLE };

/* Who they are in the registry; the stranger is not there. */
static const struct {
	const char *person, *file;
	enum ambit_approver_role role;
	const char *type;
} people[N_PEOPLE] = {
	[ENTRY] = { "E. Specimen", "entry1.pem", AMBIT_APPROVER_ENTRY,
	    "P-256" },
	[APPROVER] = { "F. Specimen", "approver1.pem", AMBIT_APPROVER_APPROVER,
	    "RSA" },
	[COUNSEL] = { "G. Specimen", "counsel1.pem", AMBIT_APPROVER_COUNSEL,
	    "P-256" },
	[FORMER] = { "H. Specimen", "former1.pem", AMBIT_APPROVER_APPROVER,
	    "P-256" },
	/* One person with a second certificate. */
	[TWIN] = { "E. Specimen", "entry2.pem", AMBIT_APPROVER_APPROVER,
	    "P-256" },
	/* Whose certificate is another one than the registry says. */
	[LOST] = { "I. Specimen", "lost1.pem", AMBIT_APPROVER_APPROVER,
	    "P-256" },
	[STRANGER] = { "J. Specimen", "stranger.pem", AMBIT_APPROVER_APPROVER,
	    "P-256" },
};

static struct world {
	char dir[64];
	int root;
	struct person who[N_PEOPLE];
	struct ambit_approver approvers[STRANGER];
	struct ambit_registry registry;
	struct ambit_arena *arena;
	struct ambit_order order;
	struct ambit_demand demand; /* the one of the one task */
	struct ambit_task task;
	struct ambit_complaints complaints;
} w;

static int
make_world(void **state)
{
	struct ambit_span bytes = document_read("order-content.xml");

	(void)state;
	(void)snprintf(w.dir, sizeof(w.dir), "/tmp/ambit-approval-XXXXXX");
	assert_non_null(mkdtemp(w.dir));
	w.root = open(w.dir, O_RDONLY | O_DIRECTORY);
	for (size_t i = 0; i < N_PEOPLE; i++) {
		w.who[i] = person_new(people[i].person, people[i].type);
		person_write_cert(&w.who[i], w.root, people[i].file);
	}
	for (size_t i = 0; i < STRANGER; i++) {
		struct ambit_approver *one = &w.approvers[i];

		one->person = ambit_span_str(people[i].person);
		one->certificate = ambit_span_str(people[i].file);
		one->role = people[i].role;
		one->valid = (struct ambit_range){ NOW - DAYS(1000),
			i == FORMER ? NOW : INT64_MAX };
		assert_int_equal(ambit_approval_fingerprint(w.who[i].cert,
				     one->sha256, NULL),
		    0);
	}
	w.approvers[LOST].sha256[0] ^= 1;
	w.registry = (struct ambit_registry){ .approvers = w.approvers,
		.n_approvers = STRANGER,
		.limits = { .approval_days = 30 } };
	w.arena = ambit_arena_new((size_t)1 << 22);
	assert_int_equal(ambit_order_parse(bytes, w.arena, &w.order,
			     &w.complaints, NULL),
	    0);
	document_free(bytes);
	return 0;
}

static int
end_world(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_PEOPLE; i++) {
		(void)unlinkat(w.root, people[i].file, 0);
		person_free(&w.who[i]);
	}
	ambit_arena_free(&w.arena);
	(void)close(w.root);
	return rmdir(w.dir);
}

/* ---- who signs, and what comes of it ---- */

static struct ambit_span
sign(struct ambit_span p7s, enum who who, int64_t at)
{
	struct ambit_span der;
	struct ambit_err err;

	assert_int_equal(ambit_approval_add_at(w.order.bytes, p7s,
			     w.who[who].cert, w.who[who].key, at, &der, &err),
	    0);
	OPENSSL_free((void *)(uintptr_t)p7s.ptr);
	return der;
}

static struct ambit_span
signed_by(const enum who *signers, size_t n)
{
	struct ambit_span p7s = { 0 };

	for (size_t i = 0; i < n; i++)
		p7s = sign(p7s, signers[i], NOW - DAYS(1));
	return p7s;
}

static void
free_der(struct ambit_span der)
{
	OPENSSL_free((void *)(uintptr_t)der.ptr);
}

/* Every complaint, and behind them who was found good, in byte order. */
static void
judge(struct ambit_span p7s, int64_t now, char *out, size_t size)
{
	struct ambit_approved approved[AMBIT_APPROVED_MAX];
	struct ambit_err err;
	size_t n, used;

	w.complaints.n = 0;
	assert_int_equal(ambit_approval_check(&w.order, &w.registry, w.root,
			     p7s, now, approved, &n, &w.complaints, &err),
	    0);
	document_complaints(&w.complaints, out, size);
	used = strlen(out);
	for (size_t i = 0; i < STRANGER; i++) {
		for (size_t k = 0; k < n; k++) {
			if (approved[k].by == &w.approvers[i] &&
			    approved[k].good)
				used += (size_t)snprintf(out + used,
				    size - used, "+%s\n", people[i].file);
		}
	}
}

#define E_CMS "E_SIGN_CMS 0: "

struct row {
	const char *name;
	enum ambit_class class;
	enum who signers[3];
	size_t n;
	const char *outcome;
};

#define C AMBIT_CLASS_CONTENT
#define T AMBIT_CLASS_TRAFFIC

static const struct row rows[] = {
	{ "content with two persons, one of them counsel", C,
	    { APPROVER, COUNSEL }, 2, "+approver1.pem\n+counsel1.pem\n" },
	{ "the one who typed it may be one of the two", C, { ENTRY, COUNSEL },
	    2, "+entry1.pem\n+counsel1.pem\n" },
	{ "three are enough, too", C, { ENTRY, APPROVER, COUNSEL }, 3,
	    "+entry1.pem\n+approver1.pem\n+counsel1.pem\n" },
	{ "traffic needs no counsel", T, { ENTRY, APPROVER }, 2,
	    "+entry1.pem\n+approver1.pem\n" },
	{ "content needs counsel", C, { ENTRY, APPROVER }, 2,
	    E_CMS "the approval: content is asked for, and no counsel "
		  "approved\n+entry1.pem\n+approver1.pem\n" },
	{ "one person is not two", T, { ENTRY }, 1,
	    E_CMS "the approval: one person approved; two must\n"
		  "+entry1.pem\n" },
	{ "counsel alone is not two", C, { COUNSEL }, 1,
	    E_CMS "the approval: one person approved; two must\n"
		  "+counsel1.pem\n" },
	{ "one person with two certificates is not two", T, { ENTRY, TWIN }, 2,
	    E_CMS "the approval: one person approved; two must\n"
		  "+entry1.pem\n+entry2.pem\n" },
	{ "a stranger spoils what two others signed", C,
	    { APPROVER, COUNSEL, STRANGER }, 3,
	    E_CMS "signature #: the signer is not in the registry\n" E_CMS
		  "the registry's certificate \"lost1.pem\" is missing, or "
		  "another one than the registry says\n"
		  "+approver1.pem\n+counsel1.pem\n" },
	{ "a certificate that is not the registered one", T,
	    { APPROVER, COUNSEL, LOST }, 3,
	    E_CMS "signature #: the signer is not in the registry\n" E_CMS
		  "the registry's certificate \"lost1.pem\" is missing, or "
		  "another one than the registry says\n"
		  "+approver1.pem\n+counsel1.pem\n" },
	{ "a former approver approves no more", C,
	    { APPROVER, COUNSEL, FORMER }, 3,
	    E_CMS "signature # by \"H. Specimen\": the registry does not let "
		  "this person approve now\n"
		  "+approver1.pem\n+counsel1.pem\n" },
	{ "a former approver is none of the two", C, { COUNSEL, FORMER }, 2,
	    E_CMS "signature # by \"H. Specimen\": the registry does not let "
		  "this person approve now\n" E_CMS
		  "the approval: one person approved; two must\n"
		  "+counsel1.pem\n" },
};

/* A set has its order from its bytes: which signature it was is not told. */
static void
hide_ordinals(char *text)
{
	for (char *at = text; (at = strstr(at, "signature ")) != NULL; at++)
		at[10] = '#';
}

static void
approved_by(void **state)
{
	const struct row *row = *state;
	struct ambit_span p7s = signed_by(row->signers, row->n);
	struct ambit_task task = w.order.tasks[0];
	struct ambit_demand demand = task.demands[0];
	const struct ambit_task *tasks = w.order.tasks;
	char got[2048];

	demand.class = row->class;
	task.demands = &demand;
	w.order.tasks = &task;
	judge(p7s, NOW, got, sizeof(got));
	w.order.tasks = tasks;
	hide_ordinals(got);
	assert_string_equal(got, row->outcome);
	free_der(p7s);
}

/* ---- time ---- */

static void
an_approval_lapses(void **state)
{
	struct ambit_span p7s = { 0 };
	char got[2048];

	(void)state;
	p7s = sign(p7s, APPROVER, NOW - DAYS(30));
	p7s = sign(p7s, COUNSEL, NOW - DAYS(1));
	judge(p7s, NOW, got, sizeof(got));
	assert_string_equal(got, "+approver1.pem\n+counsel1.pem\n");
	judge(p7s, NOW + AMBIT_SECOND, got, sizeof(got));
	hide_ordinals(got);
	assert_string_equal(got,
	    E_CMS "signature # by \"F. Specimen\": it has lapsed: it is "
		  "older than approvalDays\n" E_CMS
		  "the approval: one person approved; two must\n"
		  "+counsel1.pem\n");
	free_der(p7s);
}

static void
a_person_approves_until_and_not_at_the_end(void **state)
{
	static const enum who both[] = { COUNSEL, FORMER };
	struct ambit_span p7s = signed_by(both, 2);
	char got[2048];

	(void)state;
	judge(p7s, NOW - 1, got, sizeof(got));
	assert_string_equal(got, "+counsel1.pem\n+former1.pem\n");
	judge(p7s, NOW, got, sizeof(got));
	assert_null(strstr(got, "+former1.pem"));
	judge(p7s, NOW - DAYS(1000), got, sizeof(got));
	assert_string_equal(got, "+counsel1.pem\n+former1.pem\n");
	judge(p7s, NOW - DAYS(1000) - 1, got, sizeof(got));
	assert_null(strchr(got, '+'));
	free_der(p7s);
}

static void
the_signing_time_is_told(void **state)
{
	struct ambit_approved approved[AMBIT_APPROVED_MAX];
	/* Before and behind 2050, RFC 5652 11.3 writes it in two ways. */
	static const int64_t at[] = { NOW, NOW + DAYS(365 * 30) };

	(void)state;
	for (size_t i = 0; i < COUNT(at); i++) {
		struct ambit_span p7s =
		    sign((struct ambit_span){ 0 }, COUNSEL, at[i]);
		size_t n;

		w.complaints.n = 0;
		assert_int_equal(ambit_approval_check(&w.order, &w.registry,
				     w.root, p7s, NOW, approved, &n,
				     &w.complaints, NULL),
		    0);
		assert_int_equal(n, 1);
		assert_true(approved[0].at == at[i]);
		free_der(p7s);
	}
}

/* ---- files that are no approval ---- */

static void
outcome_of(struct ambit_span p7s, const char *want)
{
	char got[2048];

	judge(p7s, NOW, got, sizeof(got));
	assert_string_equal(got, want);
}

static void
no_file_is_no_approval(void **state)
{
	(void)state;
	outcome_of((struct ambit_span){ 0 },
	    E_CMS "the approval: there is none; two persons must approve\n");
}

static void
what_is_not_cms_is_told(void **state)
{
	static const enum who both[] = { APPROVER, COUNSEL };
	struct ambit_span p7s = signed_by(both, 2);
	unsigned char *longer = malloc(p7s.len + 1);
	struct ambit_span huge = { calloc(1, (1 << 20) + 1), (1 << 20) + 1 };

	(void)state;
	assert_non_null(longer);
	assert_non_null(huge.ptr);
	memcpy(longer, p7s.ptr, p7s.len);
	longer[p7s.len] = '\n';
	outcome_of((struct ambit_span){ longer, p7s.len + 1 },
	    E_CMS "the approval: bytes follow behind it\n");
	outcome_of(ambit_span_sub(p7s, 0, p7s.len - 1),
	    E_CMS "the approval: it is not CMS in DER\n");
	outcome_of(AMBIT_LIT("-----BEGIN CMS-----\n"),
	    E_CMS "the approval: it is not CMS in DER\n");
	outcome_of(huge,
	    E_CMS "the approval: it is larger than a signature may be\n");
	free((void *)(uintptr_t)huge.ptr);
	free(longer);
	free_der(p7s);
}

/* Encode and free. */
static struct ambit_span
der_of(CMS_ContentInfo *cms)
{
	unsigned char *der = NULL;
	int len = i2d_CMS_ContentInfo(cms, &der);

	assert_true(len > 0);
	CMS_ContentInfo_free(cms);
	return (struct ambit_span){ der, (size_t)len };
}

static CMS_ContentInfo *
plainly_signed(struct ambit_span bytes, unsigned flags)
{
	BIO *in = BIO_new_mem_buf(bytes.ptr, (int)bytes.len);
	CMS_ContentInfo *cms =
	    CMS_sign(w.who[COUNSEL].cert, w.who[COUNSEL].key, NULL, in, flags);

	assert_non_null(cms);
	BIO_free(in);
	return cms;
}

static void
a_signature_that_carries_its_own_document_is_none(void **state)
{
	struct ambit_span p7s =
	    der_of(plainly_signed(w.order.bytes, CMS_BINARY));

	(void)state;
	outcome_of(p7s,
	    E_CMS "the approval: it is not detached: it holds a document "
		  "of its own\n");
	free_der(p7s);
}

static void
a_signature_without_signed_attributes_is_none(void **state)
{
	struct ambit_span p7s = der_of(plainly_signed(w.order.bytes,
	    CMS_BINARY | CMS_DETACHED | CMS_NOATTR));

	(void)state;
	outcome_of(p7s,
	    E_CMS "signature 1 by \"G. Specimen\": it does not say that it "
		  "signs data\n" E_CMS
		  "the approval: nobody approved; two persons must\n" E_CMS
		  "the approval: content is asked for, and no counsel "
		  "approved\n");
	free_der(p7s);
}

static void
a_signature_of_text_with_other_line_ends_is_none(void **state)
{
	/* Without CMS_BINARY, LF is signed as CR LF. */
	struct ambit_span p7s =
	    der_of(plainly_signed(w.order.bytes, CMS_DETACHED));

	(void)state;
	outcome_of(p7s,
	    E_CMS "signature 1 by \"G. Specimen\": it is of other bytes than "
		  "this order\n" E_CMS
		  "the approval: nobody approved; two persons must\n" E_CMS
		  "the approval: content is asked for, and no counsel "
		  "approved\n");
	free_der(p7s);
}

static void
data_that_is_encrypted_or_digested_is_no_signature(void **state)
{
	BIO *in = BIO_new_mem_buf("a", 1);
	struct ambit_span p7s =
	    der_of(CMS_digest_create(in, EVP_sha256(), CMS_BINARY));

	(void)state;
	outcome_of(p7s, E_CMS "the approval: it is not CMS SignedData\n");
	BIO_free(in);
	free_der(p7s);
}

/* A digest of another kind would be another promise. */
static void
a_digest_other_than_sha256_is_refused(void **state)
{
	CMS_ContentInfo *cms = CMS_sign(NULL, NULL, NULL, NULL,
	    CMS_PARTIAL | CMS_DETACHED | CMS_BINARY);
	BIO *in = BIO_new_mem_buf(w.order.bytes.ptr, (int)w.order.bytes.len);
	struct ambit_span p7s;

	(void)state;
	assert_non_null(CMS_add1_signer(cms, w.who[COUNSEL].cert,
	    w.who[COUNSEL].key, EVP_sha1(), CMS_BINARY | CMS_DETACHED));
	assert_int_equal(CMS_final(cms, in, NULL, CMS_BINARY | CMS_DETACHED),
	    1);
	p7s = der_of(cms);
	outcome_of(p7s,
	    E_CMS "signature 1 by \"G. Specimen\": its digest is not "
		  "SHA-256\n" E_CMS
		  "the approval: nobody approved; two persons must\n" E_CMS
		  "the approval: content is asked for, and no counsel "
		  "approved\n");
	BIO_free(in);
	free_der(p7s);
}

/* Signers by hand, each with a signingTime that is no time. */
static struct ambit_span
signed_timeless(unsigned n)
{
	const unsigned flags = CMS_PARTIAL | CMS_DETACHED | CMS_BINARY |
	    CMS_NOSMIMECAP | CMS_NOCERTS;
	CMS_ContentInfo *cms = CMS_sign(NULL, NULL, NULL, NULL, flags);

	for (unsigned i = 0; i < n; i++) {
		CMS_SignerInfo *one = CMS_add1_signer(cms, w.who[COUNSEL].cert,
		    w.who[COUNSEL].key, EVP_sha256(), flags);

		assert_non_null(one);
		assert_int_equal(CMS_signed_add1_attr_by_NID(one,
				     NID_pkcs9_contentType, V_ASN1_OBJECT,
				     OBJ_nid2obj(NID_pkcs7_data), -1),
		    1);
		assert_int_equal(CMS_signed_add1_attr_by_NID(one,
				     NID_pkcs9_messageDigest,
				     V_ASN1_OCTET_STRING, w.order.sha256, 32),
		    1);
		assert_int_equal(CMS_signed_add1_attr_by_NID(one,
				     NID_pkcs9_signingTime, V_ASN1_OCTET_STRING,
				     "noon", 4),
		    1);
		assert_int_equal(CMS_SignerInfo_sign(one), 1);
	}
	return der_of(cms);
}

static void
an_approval_of_no_time_is_none(void **state)
{
	struct ambit_span p7s = signed_timeless(1);

	(void)state;
	outcome_of(p7s,
	    E_CMS "signature 1 by \"G. Specimen\": it does not say when it "
		  "was made\n" E_CMS
		  "the approval: nobody approved; two persons must\n" E_CMS
		  "the approval: content is asked for, and no counsel "
		  "approved\n");
	free_der(p7s);
}

static void
a_file_of_many_signatures_is_not_read(void **state)
{
	struct ambit_span p7s = signed_timeless(AMBIT_APPROVED_MAX + 1);

	(void)state;
	outcome_of(p7s,
	    E_CMS "the approval: it holds more signatures than anybody "
		  "needs\n");
	free_der(p7s);
}

/* ---- one bit ---- */

static void
no_approval_holds_for_another_order(void **state)
{
	static const enum who both[] = { APPROVER, COUNSEL };
	struct ambit_span p7s = signed_by(both, 2);
	char got[2048];

	(void)state;
	w.order.sha256[31] ^= 1;
	judge(p7s, NOW, got, sizeof(got));
	w.order.sha256[31] ^= 1;
	hide_ordinals(got);
	assert_non_null(strstr(got,
	    "\"F. Specimen\": it is of other bytes than this order\n"));
	assert_non_null(strstr(got,
	    "\"G. Specimen\": it is of other bytes than this order\n"));
	assert_null(strchr(got, '+'));
	free_der(p7s);
}

/* The signature of the i-th signer, within p7s. */
static size_t
signature_in(struct ambit_span p7s, int i)
{
	const unsigned char *at = p7s.ptr;
	CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &at, (long)p7s.len);
	const ASN1_OCTET_STRING *s = CMS_SignerInfo_get0_signature(
	    sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(cms), i));
	struct ambit_span want = { ASN1_STRING_get0_data(s),
		(size_t)ASN1_STRING_length(s) };
	size_t off = 0;

	while (!ambit_span_equal(ambit_span_sub(p7s, off, want.len), want))
		off++;
	off += want.len - 1;
	CMS_ContentInfo_free(cms);
	return off;
}

static void
a_signature_that_was_changed_does_not_hold(void **state)
{
	static const enum who both[] = { APPROVER, COUNSEL };
	struct ambit_span p7s = signed_by(both, 2);
	unsigned char *bytes = malloc(p7s.len);
	char got[2048];

	(void)state;
	assert_non_null(bytes);
	for (int i = 0; i < 2; i++) {
		memcpy(bytes, p7s.ptr, p7s.len);
		bytes[signature_in(p7s, i)] ^= 1;
		judge((struct ambit_span){ bytes, p7s.len }, NOW, got,
		    sizeof(got));
		assert_non_null(strstr(got, "\": it does not hold\n"));
		assert_non_null(strstr(got, "one person approved; two must"));
	}
	free(bytes);
	free_der(p7s);
}

/* What is signed is the attributes: the claim of when, too. */
static void
a_signing_time_that_was_changed_does_not_hold(void **state)
{
	struct ambit_span p7s =
	    sign((struct ambit_span){ 0 }, COUNSEL, NOW - DAYS(1));
	unsigned char *bytes = malloc(p7s.len);
	size_t off = 0;
	char got[2048];

	(void)state;
	assert_non_null(bytes);
	memcpy(bytes, p7s.ptr, p7s.len);
	while (memcmp(bytes + off, "261101120000Z", 13) != 0)
		off++;
	bytes[off + 5] = '2';
	judge((struct ambit_span){ bytes, p7s.len }, NOW, got, sizeof(got));
	assert_non_null(strstr(got, "\": it does not hold\n"));
	free(bytes);
	free_der(p7s);
}

/*
 * Flip every bit of a file: whatever is accepted still says the same, for
 * the certificates in it count for nothing; and none makes a stranger good.
 */
static void
no_flipped_bit_lets_another_signature_hold(void **state)
{
	static const enum who both[] = { COUNSEL, ENTRY };
	struct ambit_span p7s = signed_by(both, 2);
	unsigned char *bytes = malloc(p7s.len);
	unsigned refused = 0;
	char got[2048];

	(void)state;
	assert_non_null(bytes);
	memcpy(bytes, p7s.ptr, p7s.len);
	for (size_t bit = 0; bit < p7s.len * 8; bit += 41) {
		bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
		judge((struct ambit_span){ bytes, p7s.len }, NOW, got,
		    sizeof(got));
		if (w.complaints.n > 0)
			refused++;
		else
			assert_string_equal(got,
			    "+entry1.pem\n+counsel1.pem\n");
		bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
	}
	/* Two signatures, their attributes and names: half of the file. */
	assert_true(refused > p7s.len * 8 / 41 / 3);
	free(bytes);
	free_der(p7s);
}

/* ---- adding ---- */

static void
adding_fails(enum who cert, enum who key, struct ambit_span bytes,
    struct ambit_span p7s, enum ambit_code code, const char *text)
{
	struct ambit_span der;
	struct ambit_err err = { 0 };

	assert_int_equal(ambit_approval_add_at(bytes, p7s, w.who[cert].cert,
			     w.who[key].key, NOW, &der, &err),
	    -1);
	assert_int_equal(err.code, code);
	assert_string_equal(err.text, text);
	assert_int_equal(der.len, 0);
}

static void
what_cannot_be_added_is_refused(void **state)
{
	static const enum who both[] = { ENTRY, COUNSEL };
	struct ambit_span p7s = signed_by(both, 2), none = { 0 };
	struct person ed = person_new("K. Specimen", "ED25519");
	struct ambit_span der;
	struct ambit_err err;

	(void)state;
	adding_fails(ENTRY, COUNSEL, w.order.bytes, none, AMBIT_E_CRYPTO,
	    "the key is not that of the certificate");
	adding_fails(COUNSEL, COUNSEL, w.order.bytes, p7s, AMBIT_E_EXISTS,
	    "this certificate signed already");
	adding_fails(APPROVER, APPROVER, AMBIT_LIT("another"), p7s,
	    AMBIT_E_CRYPTO,
	    "signature 1 of the file: it is of other bytes than this order");
	adding_fails(APPROVER, APPROVER, w.order.bytes, AMBIT_LIT("no CMS"),
	    AMBIT_E_FORMAT, "the signatures there are: it is not CMS in DER");
	assert_int_equal(ambit_approval_add(w.order.bytes, none, ed.cert,
			     ed.key, &der, &err),
	    -1);
	assert_string_equal(err.text,
	    "cannot sign: a P-256 or RSA key is needed");
	person_free(&ed);
	free_der(p7s);
}

/* A signature that is there already stays, byte for byte. */
static void
a_signature_before_is_kept_as_it_is(void **state)
{
	struct ambit_span one = sign((struct ambit_span){ 0 }, COUNSEL, NOW),
			  two;
	struct ambit_err err;
	const unsigned char *at = one.ptr;
	CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &at, (long)one.len);
	const ASN1_OCTET_STRING *signature = CMS_SignerInfo_get0_signature(
	    sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(cms), 0));
	bool found = false;

	(void)state;
	assert_int_equal(ambit_approval_add(w.order.bytes, one,
			     w.who[ENTRY].cert, w.who[ENTRY].key, &two, &err),
	    0);
	for (size_t off = 0; off < two.len; off++) {
		struct ambit_span here = ambit_span_sub(two, off,
		    (size_t)ASN1_STRING_length(signature));

		found |= ambit_span_equal(here,
		    (struct ambit_span){ ASN1_STRING_get0_data(signature),
			(size_t)ASN1_STRING_length(signature) });
	}
	assert_true(found);
	CMS_ContentInfo_free(cms);
	free_der(one);
	free_der(two);
}

/* ---- the tool that everybody has ---- */

static void
write_file(const char *name, struct ambit_span bytes)
{
	FILE *f = person_file(w.root, name, 0600);

	assert_int_equal(fwrite(bytes.ptr, 1, bytes.len, f), bytes.len);
	assert_int_equal(fclose(f), 0);
}

/* Its exit status, run in the folder of the test; 127: it is not there. */
static int
run(char *const argv[])
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		int null = open("/dev/null", O_RDWR);

		if (fchdir(w.root) == 0 && dup2(null, 1) >= 0 &&
		    dup2(null, 2) >= 0)
			(void)execvp(argv[0], argv);
		_exit(127);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void
openssl_verifies_what_we_sign(void **state)
{
	static const enum who three[] = { ENTRY, APPROVER, COUNSEL };
	char *const there[] = { "openssl", "version", NULL };
	char *const verify[] = { "openssl", "cms", "-verify", "-binary",
		"-inform", "DER", "-in", "order.p7s", "-content", "order.xml",
		"-noverify", NULL };
	struct ambit_span p7s;

	(void)state;
	if (run(there) != 0) {
		print_message("no openssl program: not asked\n");
		skip();
	}
	p7s = signed_by(three, 3);
	write_file("order.xml", w.order.bytes);
	write_file("order.p7s", p7s);
	assert_int_equal(run(verify), 0);
	write_file("order.xml", AMBIT_LIT("another order\n"));
	assert_int_not_equal(run(verify), 0);
	(void)unlinkat(w.root, "order.xml", 0);
	(void)unlinkat(w.root, "order.p7s", 0);
	free_der(p7s);
}

/* ---- keys and certificates ---- */

static void
a_key_that_others_may_read_is_refused(void **state)
{
	static const mode_t modes[] = { 0640, 0604, 0660, 0601 };
	EVP_PKEY *key;
	struct ambit_err err;

	(void)state;
	for (size_t i = 0; i < COUNT(modes); i++) {
		person_write_key(&w.who[ENTRY], w.root, "key.pem", modes[i]);
		assert_int_equal(ambit_approval_read_key(w.root, "key.pem",
				     &key, &err),
		    -1);
		assert_string_equal(err.text,
		    "key key.pem may be read by others: chmod 600 it");
		assert_null(key);
	}
	person_write_key(&w.who[ENTRY], w.root, "key.pem", 0600);
	assert_int_equal(ambit_approval_read_key(w.root, "key.pem", &key, &err),
	    0);
	assert_int_equal(X509_check_private_key(w.who[ENTRY].cert, key), 1);
	EVP_PKEY_free(key);
	(void)unlinkat(w.root, "key.pem", 0);
}

static void
what_is_no_certificate_or_key_is_told(void **state)
{
	struct ambit_err err;
	EVP_PKEY *key;
	X509 *cert;
	char out_and_in[128];

	(void)state;
	(void)snprintf(out_and_in, sizeof(out_and_in), "../%s/entry1.pem",
	    strrchr(w.dir, '/') + 1);
	assert_int_equal(ambit_approval_read_key(w.root, "none.pem", &key,
			     &err),
	    -1);
	assert_int_equal(err.code, AMBIT_E_IO);
	assert_int_equal(ambit_approval_read_cert(w.root, out_and_in, &cert,
			     &err),
	    -1);
	assert_int_equal(err.code, AMBIT_E_IO);
	assert_int_equal(ambit_approval_read_cert(w.root, ".", &cert, &err),
	    -1);
	assert_string_equal(err.text, ". is not a file");
	person_write_key(&w.who[ENTRY], w.root, "key.pem", 0600);
	assert_int_equal(ambit_approval_read_cert(w.root, "key.pem", &cert,
			     &err),
	    -1);
	assert_string_equal(err.text, "key.pem holds no certificate in PEM");
	(void)unlinkat(w.root, "key.pem", 0);
	assert_int_equal(fchmodat(w.root, "entry1.pem", 0600, 0), 0);
	assert_int_equal(ambit_approval_read_key(w.root, "entry1.pem", &key,
			     &err),
	    -1);
	assert_string_equal(err.text,
	    "entry1.pem: the key file holds no private key in PEM, or the "
	    "passphrase is wrong");
}

int
main(void)
{
	static const struct CMUnitTest singles[] = {
		cmocka_unit_test(an_approval_lapses),
		cmocka_unit_test(a_person_approves_until_and_not_at_the_end),
		cmocka_unit_test(the_signing_time_is_told),
		cmocka_unit_test(no_file_is_no_approval),
		cmocka_unit_test(what_is_not_cms_is_told),
		cmocka_unit_test(
		    a_signature_that_carries_its_own_document_is_none),
		cmocka_unit_test(a_signature_without_signed_attributes_is_none),
		cmocka_unit_test(
		    a_signature_of_text_with_other_line_ends_is_none),
		cmocka_unit_test(
		    data_that_is_encrypted_or_digested_is_no_signature),
		cmocka_unit_test(a_digest_other_than_sha256_is_refused),
		cmocka_unit_test(an_approval_of_no_time_is_none),
		cmocka_unit_test(a_file_of_many_signatures_is_not_read),
		cmocka_unit_test(a_signature_that_was_changed_does_not_hold),
		cmocka_unit_test(a_signing_time_that_was_changed_does_not_hold),
		cmocka_unit_test(no_approval_holds_for_another_order),
		cmocka_unit_test(no_flipped_bit_lets_another_signature_hold),
		cmocka_unit_test(what_cannot_be_added_is_refused),
		cmocka_unit_test(a_signature_before_is_kept_as_it_is),
		cmocka_unit_test(openssl_verifies_what_we_sign),
		cmocka_unit_test(a_key_that_others_may_read_is_refused),
		cmocka_unit_test(what_is_no_certificate_or_key_is_told),
	};
	struct CMUnitTest tests[COUNT(singles) + COUNT(rows)];

	memcpy(tests, singles, sizeof(singles));
	for (size_t i = 0; i < COUNT(rows); i++)
		tests[COUNT(singles) + i] = (struct CMUnitTest){ rows[i].name,
			approved_by, NULL, NULL, (void *)(uintptr_t)&rows[i] };
	return cmocka_run_group_tests_name("approval", tests, make_world,
	    end_world);
}
