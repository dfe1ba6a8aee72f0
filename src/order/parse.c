/*
 * The order: from order.xml to flat structs in one arena.
 *
 * What the schema cannot say of one value alone is asked here; what rules of
 * law say across values is not (see filters/validity.c).
 */

/* System. */
#include <string.h>

/* Floor 0. */
#include "ambit/limits.h"

/* Floor 1. */
#include "ambit/sink.h"

/* Floor 5. */
#include "ambit/parse.h"

/* Here. */
#include "parse.h"

static const char *const several[] = { "Flag", "Approval", "Contact", "Consent",
	"NonDisclosure", "Task", "Data", "Field", "Narrow", "Document", NULL };

static const char *const instants[] = { "issued", "served", "serveBy",
	"expires", "due", "signed", "from", "until", NULL };

static const struct xml_word case_types[] = {
	{ "criminal", AMBIT_CASE_CRIMINAL },
	{ "nationalSecurity", AMBIT_CASE_NATIONAL_SECURITY },
	{ "civil", AMBIT_CASE_CIVIL },
	{ "administrative", AMBIT_CASE_ADMINISTRATIVE },
	{ "emergency", AMBIT_CASE_EMERGENCY },
};

static const struct xml_word flags[] = {
	{ "childExploitation", AMBIT_ORDER_CHILD_EXPLOITATION },
	{ "accountCompromised", AMBIT_ORDER_ACCOUNT_COMPROMISED },
	{ "enforcingAuthorityNotified", AMBIT_ORDER_AUTHORITY_NOTIFIED },
	{ "issuedWithoutValidation", AMBIT_ORDER_WITHOUT_VALIDATION },
	{ "informingUserDelayed", AMBIT_ORDER_INFORMING_DELAYED },
};

static const struct xml_word approval_types[] = {
	{ "issuing", false },
	{ "validating", true },
};

static const struct xml_word roles[] = {
	{ "judge", AMBIT_ROLE_JUDGE },
	{ "court", AMBIT_ROLE_COURT },
	{ "investigatingJudge", AMBIT_ROLE_INVESTIGATING_JUDGE },
	{ "courtClerk", AMBIT_ROLE_COURT_CLERK },
	{ "prosecutor", AMBIT_ROLE_PROSECUTOR },
	{ "agencyOfficial", AMBIT_ROLE_AGENCY_OFFICIAL },
	{ "supervisoryOfficial", AMBIT_ROLE_SUPERVISORY_OFFICIAL },
	{ "attorneyForParty", AMBIT_ROLE_ATTORNEY_FOR_PARTY },
	{ "accountOwner", AMBIT_ROLE_ACCOUNT_OWNER },
};

static const struct xml_word document_roles[] = {
	{ "order", AMBIT_DOCUMENT_ORDER },
	{ "nonDisclosure", AMBIT_DOCUMENT_NON_DISCLOSURE },
	{ "consent", AMBIT_DOCUMENT_CONSENT },
	{ "emergencyLetter", AMBIT_DOCUMENT_EMERGENCY_LETTER },
	{ "certification", AMBIT_DOCUMENT_CERTIFICATION },
};

/* ---- the parts that occur several times ---- */

static struct ambit_approval
parse_approval(struct xml_reading *r, const xmlNode *node)
{
	return (struct ambit_approval){
		.validates = XML_WORD(r, node, "type", approval_types) != 0,
		.role = (enum ambit_legal_role)XML_WORD(r, node, "role", roles),
		.signed_at = xml_stamp(r, node, "signed"),
		.signature = xml_value(r, node, "signature"),
		.document = xml_identifier(r, node, "document"),
		.authority = xml_value(r, xml_child(node, "Authority"), NULL),
		.name = xml_value(r, xml_child(node, "Name"), NULL),
		.line = xml_line(node),
	};
}

static void
parse_approvals(struct xml_reading *r, const xmlNode *root,
    struct ambit_order *order)
{
	size_t n = xml_count(root, "Approval");
	struct ambit_approval *v = XML_ARRAY(r, struct ambit_approval, n);

	order->approvals = v;
	for (const xmlNode *at = xml_child(root, "Approval");
	     v != NULL && at != NULL; at = xml_next(at))
		v[order->n_approvals++] = parse_approval(r, at);
}

static struct ambit_consent
parse_consent(struct xml_reading *r, const xmlNode *node)
{
	return (struct ambit_consent){
		.task = xml_identifier(r, node, "task"),
		.document = xml_identifier(r, node, "document"),
		.given_by =
		    (enum ambit_legal_role)XML_WORD(r, node, "givenBy", roles),
		.signed_at = xml_stamp(r, node, "signed"),
		.line = xml_line(node),
	};
}

static void
parse_consents(struct xml_reading *r, const xmlNode *root,
    struct ambit_order *order)
{
	size_t n = xml_count(root, "Consent");
	struct ambit_consent *v = XML_ARRAY(r, struct ambit_consent, n);

	order->consents = v;
	for (const xmlNode *at = xml_child(root, "Consent");
	     v != NULL && at != NULL; at = xml_next(at))
		v[order->n_consents++] = parse_consent(r, at);
}

static struct ambit_secrecy
parse_secrecy(struct xml_reading *r, const xmlNode *node)
{
	return (struct ambit_secrecy){
		.authority = xml_value(r, node, "authority"),
		.reference = xml_value(r, node, "reference"),
		.document = xml_identifier(r, node, "document"),
		.from = xml_stamp(r, node, "from"),
		.until = xml_stamp(r, node, "until"),
		.indefinite = xml_bool(r, node, "indefinite"),
		.line = xml_line(node),
	};
}

static void
parse_secrecies(struct xml_reading *r, const xmlNode *root,
    struct ambit_order *order)
{
	size_t n = xml_count(root, "NonDisclosure");
	struct ambit_secrecy *v = XML_ARRAY(r, struct ambit_secrecy, n);

	order->secrecies = v;
	for (const xmlNode *at = xml_child(root, "NonDisclosure");
	     v != NULL && at != NULL; at = xml_next(at))
		v[order->n_secrecies++] = parse_secrecy(r, at);
}

/* Documents lie beside the order, so a name that leads elsewhere is none. */
static void
ask_name(struct xml_reading *r, const xmlNode *node, struct ambit_span name)
{
	if (ambit_span_equal(name, AMBIT_LIT(".")) ||
	    ambit_span_equal(name, AMBIT_LIT("..")) ||
	    (name.len > 0 && memchr(name.ptr, '/', name.len) != NULL))
		xml_complain(r->kind, r->complaints, node, "name",
		    r->kind->code,
		    AMBIT_LIT("it is not the name of a file beside the order"));
}

static struct ambit_document
parse_document(struct xml_reading *r, const xmlNode *node)
{
	struct ambit_document document = {
		.id = xml_identifier(r, node, "id"),
		.name = xml_identifier(r, node, "name"),
		.role = (enum ambit_document_role)XML_WORD(r, node, "role",
		    document_roles),
		.line = xml_line(node),
	};

	(void)xml_sha256(r, node, "sha256", document.sha256);
	ask_name(r, node, document.name);
	return document;
}

static void
parse_documents(struct xml_reading *r, const xmlNode *root,
    struct ambit_order *order)
{
	size_t n = xml_count(root, "Document");
	struct ambit_document *v = XML_ARRAY(r, struct ambit_document, n);

	order->documents = v;
	for (const xmlNode *at = xml_child(root, "Document");
	     v != NULL && at != NULL; at = xml_next(at))
		v[order->n_documents++] = parse_document(r, at);
}

/* ---- the parts that occur once ---- */

static void
parse_head(struct xml_reading *r, const xmlNode *root,
    struct ambit_order *order)
{
	const xmlNode *country = xml_child(root, "Jurisdiction");

	order->id = xml_identifier(r, root, "id");
	order->generation =
	    (uint32_t)xml_number(r, root, "generation", UINT32_MAX, 0);
	order->reference =
	    xml_value(r, xml_child(root, "OrderReference"), NULL);
	order->legal_type =
	    xml_identifier(r, xml_child(root, "LegalType"), NULL);
	order->country = xml_identifier(r, country, "country");
	order->subdivision = xml_identifier(r, country, "subdivision");
	order->addressee = xml_value(r, xml_child(root, "Addressee"), NULL);
	order->case_type = (enum ambit_case_type)XML_WORD(r,
	    xml_child(root, "CaseType"), NULL, case_types);
	for (const xmlNode *at = xml_child(root, "Flag"); at != NULL;
	     at = xml_next(at))
		order->flags |= (unsigned)XML_WORD(r, at, NULL, flags);
}

static void
parse_timespan(struct xml_reading *r, const xmlNode *node,
    struct ambit_order *order)
{
	order->issued = xml_stamp(r, node, "issued");
	order->served = xml_stamp(r, node, "served");
	order->serve_by = xml_stamp(r, node, "serveBy");
	order->expires = xml_stamp(r, node, "expires");
	order->due = xml_stamp(r, node, "due");
}

static void
parse_emergency(struct xml_reading *r, const xmlNode *node,
    struct ambit_order *order)
{
	if (node == NULL)
		return;
	order->has_emergency = true;
	order->letterhead = xml_bool(r, node, "letterhead");
	order->emergency_summary =
	    xml_value(r, xml_child(node, "Summary"), NULL);
	order->emergency_helps =
	    xml_value(r, xml_child(node, "HowDataHelps"), NULL);
}

static void
parse_delivery(struct xml_reading *r, const xmlNode *node,
    struct ambit_order *order)
{
	order->recipient = xml_value(r, node, "recipient");
	order->delivery_format = xml_value(r, node, "format");
	order->split = xml_bool(r, node, "split");
	order->has_recipient_sha256 =
	    xml_sha256(r, node, "certificateSha256", order->recipient_sha256);
}

static struct ambit_order
parse_order(struct xml_reading *r, const xmlNode *root)
{
	struct ambit_order order = { 0 };

	parse_head(r, root, &order);
	parse_timespan(r, xml_child(root, "Timespan"), &order);
	parse_emergency(r, xml_child(root, "Emergency"), &order);
	parse_delivery(r, xml_child(root, "Delivery"), &order);
	parse_approvals(r, root, &order);
	parse_consents(r, root, &order);
	parse_secrecies(r, root, &order);
	parse_documents(r, root, &order);
	parse_tasks(r, root, &order);
	return order;
}

int
ambit_order_parse(struct ambit_span bytes, struct ambit_arena *arena,
    struct ambit_order *order_r, struct ambit_complaints *complaints,
    struct ambit_err *err_r)
{
	const struct xml_kind kind = {
		.code = "E_FORM_SCHEMA",
		.ref_code = "E_FORM_REF",
		.zone_code = "E_DATE_ZONE",
		.schema = ambit_order_schema(),
		.max = AMBIT_ORDER_MAX,
		.several = several,
		.instants = instants,
	};
	struct xml_reading r = { .kind = &kind,
		.arena = arena,
		.complaints = complaints };
	size_t before = complaints->n;
	xmlDoc *doc;

	if (xml_load(&kind, bytes, &doc, complaints, err_r) < 0)
		return -1;
	*order_r = parse_order(&r, xmlDocGetRootElement(doc));
	order_r->bytes = xml_copy(&r, bytes);
	xmlFreeDoc(doc);
	if (xml_finish(&r, before, err_r) < 0)
		return -1;
	return ambit_sink_digest(bytes, order_r->sha256, err_r);
}
