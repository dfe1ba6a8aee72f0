/*
 * Approval: did enough persons of the registry sign exactly this order?
 *
 * A signer counts by the certificate that the registry pins by its digest;
 * certificates within the file are not looked at, and no chain is built. The
 * certificate's own dates are not judged: the registry says when a person may
 * approve (law.md 6, E_SIGN_CMS). One signature that does not hold spoils the
 * file, whatever the others are.
 */

/* System. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/cms.h>
#include <openssl/err.h>

/* Floor 0. */
#include "ambit/text.h"

/* Floor 5. */
#include "ambit/approval.h"

/* Here. */
#include "approval_cms.h"

/* What is known while the signatures of one file are judged. */
struct judge {
	const struct ambit_order *order;
	const struct ambit_registry *registry;
	int64_t now;
	X509 **certs; /* of each approver; NULL: not to be had */
	struct ambit_complaints *complaints;
};

/* ---- complaints ---- */

static void
complain(struct judge *j, const char *wrong)
{
	ambit_complain(j->complaints, "E_SIGN_CMS", 0, "the approval: %s",
	    wrong);
}

static void
complain_of(struct judge *j, size_t i, const struct ambit_approver *by,
    const char *wrong)
{
	char line[240];
	struct ambit_text text = AMBIT_TEXT(line);

	ambit_text_print(&text, "signature %zu", i + 1);
	if (by != NULL) {
		ambit_text_str(&text, " by \"");
		ambit_text_escaped(&text, ambit_span_sub(by->person, 0, 80));
		ambit_text_str(&text, "\"");
	}
	ambit_text_print(&text, ": %s", wrong);
	ambit_complain(j->complaints, "E_SIGN_CMS", 0, "%.*s", (int)text.len,
	    line);
}

/* ---- certificates of the registry ---- */

/* A certificate that is not there is the registry's mistake; one that cannot
 * be read may be there, and says nothing of the order. */
static bool
is_absent(const struct ambit_err *err)
{
	return err->code != AMBIT_E_MEMORY &&
	    (err->code != AMBIT_E_IO || err->sys == ENOENT ||
		err->sys == ENOTDIR || err->sys == ELOOP || err->sys == EXDEV);
}

/* As the registry pins it; NULL: not there, or another one. */
static int
read_pinned(const struct ambit_approver *approver, int rootfd, X509 **cert_r,
    struct ambit_err *err_r)
{
	unsigned char sha256[32];
	char path[4096];

	*cert_r = NULL;
	if (approver->certificate.len >= sizeof(path))
		return 0;
	memcpy(path, approver->certificate.ptr, approver->certificate.len);
	path[approver->certificate.len] = '\0';
	if (ambit_approval_read_cert(rootfd, path, cert_r, err_r) < 0)
		return is_absent(err_r) ? 0 : -1;
	if (ambit_approval_fingerprint(*cert_r, sha256, err_r) < 0)
		return -1;
	if (memcmp(sha256, approver->sha256, sizeof(sha256)) == 0)
		return 0;
	X509_free(*cert_r);
	*cert_r = NULL;
	return 0;
}

static void
free_certs(struct judge *j)
{
	for (size_t i = 0; j->certs != NULL && i < j->registry->n_approvers;
	     i++)
		X509_free(j->certs[i]);
	free(j->certs);
}

static int
read_certs(struct judge *j, int rootfd, struct ambit_err *err_r)
{
	size_t n = j->registry->n_approvers;

	j->certs = calloc(n + 1, sizeof(X509 *));
	if (j->certs == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "no memory");
	for (size_t i = 0; i < n; i++) {
		if (read_pinned(&j->registry->approvers[i], rootfd,
			&j->certs[i], err_r) < 0)
			return -1;
	}
	return 0;
}

/* ---- one signature ---- */

/* Index of the approver whose certificate the signer names; n: nobody's. */
static size_t
find(const struct judge *j, CMS_SignerInfo *signer)
{
	size_t i = 0;

	while (i < j->registry->n_approvers &&
	    (j->certs[i] == NULL ||
		CMS_SignerInfo_cert_cmp(signer, j->certs[i]) != 0))
		i++;
	return i;
}

/* signingTime (RFC 5652 11.3): UTCTime until 2049, else GeneralizedTime. */
static int64_t
signing_time(CMS_SignerInfo *signer)
{
	const ASN1_OBJECT *kind = OBJ_nid2obj(NID_pkcs9_signingTime);
	const ASN1_TIME *time =
	    CMS_signed_get0_data_by_OBJ(signer, kind, -3, V_ASN1_UTCTIME);
	struct tm tm;

	if (time == NULL)
		time = CMS_signed_get0_data_by_OBJ(signer, kind, -3,
		    V_ASN1_GENERALIZEDTIME);
	ERR_clear_error();
	if (time == NULL || ASN1_TIME_to_tm(time, &tm) != 1)
		return INT64_MIN;
	return ambit_instant_of(&(struct ambit_civil){ tm.tm_year + 1900,
	    (unsigned)tm.tm_mon + 1, (unsigned)tm.tm_mday, (unsigned)tm.tm_hour,
	    (unsigned)tm.tm_min, (unsigned)tm.tm_sec });
}

static bool
holds(CMS_SignerInfo *signer, X509 *cert)
{
	int good;

	CMS_SignerInfo_set1_signer_cert(signer, cert);
	good = CMS_SignerInfo_verify(signer);
	ERR_clear_error();
	return good == 1;
}

/* May the person approve now, and is the approval still fresh? */
static const char *
lapsed(const struct judge *j, const struct ambit_approved *approved)
{
	int64_t days = (int64_t)j->registry->limits.approval_days;
	const struct ambit_range *valid = &approved->by->valid;

	if (j->now < valid->from || j->now >= valid->until)
		return "the registry does not let this person approve now";
	if (approved->at == INT64_MIN)
		return "it does not say when it was made";
	if (approved->at < j->now - days * AMBIT_DAY)
		return "it has lapsed: it is older than approvalDays";
	return NULL;
}

static void
judge_one(struct judge *j, CMS_SignerInfo *signer, size_t i,
    struct ambit_approved *approved_r)
{
	size_t who = find(j, signer);
	const char *wrong = NULL;

	*approved_r = (struct ambit_approved){ .at = signing_time(signer) };
	if (who == j->registry->n_approvers) {
		complain_of(j, i, NULL, "the signer is not in the registry");
		return;
	}
	approved_r->by = &j->registry->approvers[who];
	wrong = approval_of(signer, j->order->sha256);
	if (wrong == NULL && !holds(signer, j->certs[who]))
		wrong = "it does not hold";
	if (wrong == NULL)
		wrong = lapsed(j, approved_r);
	if (wrong != NULL)
		complain_of(j, i, approved_r->by, wrong);
	approved_r->good = wrong == NULL;
}

/* ---- all of them ---- */

static bool
asks_content(const struct ambit_order *order)
{
	for (size_t i = 0; i < order->n_tasks; i++) {
		const struct ambit_task *task = &order->tasks[i];

		for (size_t k = 0; k < task->n_demands; k++) {
			if (task->demands[k].class == AMBIT_CLASS_CONTENT)
				return true;
		}
	}
	return false;
}

/* Is a good signature before the i-th by the same person? */
static bool
is_counted(const struct ambit_approved *approved, size_t i)
{
	for (size_t k = 0; k < i; k++) {
		if (approved[k].good &&
		    ambit_span_equal(approved[k].by->person,
			approved[i].by->person))
			return true;
	}
	return false;
}

/* law.md 4: two persons; for content, one of them counsel. */
static void
judge_all(struct judge *j, const struct ambit_approved *approved, size_t n)
{
	size_t n_persons = 0, n_counsel = 0;

	for (size_t i = 0; i < n; i++) {
		if (!approved[i].good)
			continue;
		n_persons += !is_counted(approved, i);
		n_counsel += approved[i].by->role == AMBIT_APPROVER_COUNSEL;
	}
	if (n_persons < 2)
		complain(j,
		    n_persons == 0 ? "nobody approved; two persons must"
				   : "one person approved; two must");
	if (n_counsel == 0 && asks_content(j->order))
		complain(j, "content is asked for, and no counsel approved");
}

/* A signer that nobody is may be one whose certificate is not at hand. */
static void
complain_of_certs(struct judge *j, const struct ambit_approved *approved,
    size_t n)
{
	bool strangers = false;

	for (size_t i = 0; i < n; i++)
		strangers |= approved[i].by == NULL;
	for (size_t i = 0; strangers && i < j->registry->n_approvers; i++) {
		char line[200];
		struct ambit_text text = AMBIT_TEXT(line);

		if (j->certs[i] != NULL)
			continue;
		ambit_text_escaped(&text,
		    ambit_span_sub(j->registry->approvers[i].certificate, 0,
			120));
		ambit_complain(j->complaints, "E_SIGN_CMS", 0,
		    "the registry's certificate \"%.*s\" is missing, or "
		    "another one than the registry says",
		    (int)text.len, line);
	}
}

static void
judge_file(struct judge *j, CMS_ContentInfo *cms,
    struct ambit_approved approved_r[AMBIT_APPROVED_MAX], size_t *n_r)
{
	STACK_OF(CMS_SignerInfo) *signers = CMS_get0_SignerInfos(cms);
	int n = sk_CMS_SignerInfo_num(signers);

	if (n > AMBIT_APPROVED_MAX) {
		complain(j, "it holds more signatures than anybody needs");
		return;
	}
	for (; *n_r < (size_t)(n > 0 ? n : 0); (*n_r)++)
		judge_one(j, sk_CMS_SignerInfo_value(signers, (int)*n_r), *n_r,
		    &approved_r[*n_r]);
	judge_all(j, approved_r, *n_r);
	complain_of_certs(j, approved_r, *n_r);
}

/* OpenSSL says of a machine without memory what it says of a bad signature, so
 * what was found wrong is asked about once more: is there any? */
#define ROOM ((size_t)1 << 16)

static int
doubt(struct ambit_err *err_r)
{
	void *room = malloc(ROOM);

	if (room == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY,
		    "no memory to judge the approval");
	free(room);
	return 0;
}

static int
judge_cms(struct judge *j, int rootfd, CMS_ContentInfo *cms,
    struct ambit_approved approved_r[AMBIT_APPROVED_MAX], size_t *n_r,
    struct ambit_err *err_r)
{
	int got = read_certs(j, rootfd, err_r);

	if (got == 0)
		judge_file(j, cms, approved_r, n_r);
	free_certs(j);
	return got;
}

int
ambit_approval_check(const struct ambit_order *order,
    const struct ambit_registry *registry, int rootfd, struct ambit_span p7s,
    int64_t now, struct ambit_approved approved_r[AMBIT_APPROVED_MAX],
    size_t *n_r, struct ambit_complaints *complaints, struct ambit_err *err_r)
{
	struct judge j = { .order = order,
		.registry = registry,
		.now = now,
		.complaints = complaints };
	const char *wrong = "there is none; two persons must approve";
	CMS_ContentInfo *cms = NULL;
	size_t before = complaints->n;
	int got = 0;

	*n_r = 0;
	if (p7s.len > 0)
		cms = approval_parse(p7s, &wrong);
	if (cms == NULL)
		complain(&j, wrong);
	else
		got = judge_cms(&j, rootfd, cms, approved_r, n_r, err_r);
	CMS_ContentInfo_free(cms);
	return got == 0 && complaints->n > before ? doubt(err_r) : got;
}
