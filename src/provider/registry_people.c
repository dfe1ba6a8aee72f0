/*
 * People: who the provider is, whom it serves, who approves, signs and
 * receives, and whose account is whose and when.
 */

/* Here. */
#include "registry_read.h"

static const struct xml_word approver_roles[] = {
	{ "entry", AMBIT_APPROVER_ENTRY },
	{ "approver", AMBIT_APPROVER_APPROVER },
	{ "counsel", AMBIT_APPROVER_COUNSEL },
};

static const struct xml_word name_formats[] = {
	{ "email", AMBIT_NAME_EMAIL },
	{ "userId", AMBIT_NAME_USER_ID },
	{ "phoneE164", AMBIT_NAME_PHONE },
};

/* ---- the provider ---- */

static void
read_entities(struct registry_reading *rr, const xmlNode *root)
{
	struct xml_reading *r = rr->xml;
	size_t n = xml_count(root, "LegalEntity");
	struct ambit_entity *v = XML_ARRAY(r, struct ambit_entity, n);

	rr->out->entities = v;
	for (const xmlNode *at = xml_child(root, "LegalEntity");
	     v != NULL && at != NULL; at = xml_next(at))
		v[rr->out->n_entities++] = (struct ambit_entity){
			.id = xml_identifier(r, at, "id"),
			.name = xml_value(r, at, "name"),
			.country = xml_identifier(r, at, "country"),
		};
}

/* The index of an entity that the schema requires; 0 stands for a complaint. */
static uint32_t
entity(struct registry_reading *rr, const xmlNode *node, const char *attr)
{
	uint32_t found = registry_find(rr->xml, &rr->entities, node, attr);

	return found > 0 ? found - 1 : 0;
}

static void
read_served(struct registry_reading *rr, const xmlNode *root)
{
	struct xml_reading *r = rr->xml;
	size_t n = xml_count(root, "Served");
	struct ambit_served *v = XML_ARRAY(r, struct ambit_served, n);

	rr->out->served = v;
	for (const xmlNode *at = xml_child(root, "Served");
	     v != NULL && at != NULL; at = xml_next(at)) {
		struct ambit_served *served = &v[rr->out->n_served++];

		served->country = xml_identifier(r, at, "country");
		served->entity = entity(rr, at, "entity");
		served->legal_types =
		    xml_values(r, at, "LegalType", &served->n_legal_types);
	}
}

static void
read_treaties(struct registry_reading *rr, const xmlNode *root)
{
	struct xml_reading *r = rr->xml;
	size_t n = xml_count(root, "Treaty");
	struct ambit_treaty *v = XML_ARRAY(r, struct ambit_treaty, n);

	rr->out->treaties = v;
	for (const xmlNode *at = xml_child(root, "Treaty");
	     v != NULL && at != NULL; at = xml_next(at))
		v[rr->out->n_treaties++] = (struct ambit_treaty){
			.name = xml_value(r, at, "name"),
			.legal_type = xml_identifier(r, at, "legalType"),
			.addressee = entity(rr, at, "addressee"),
			.holder = entity(rr, at, "holder"),
		};
}

/* ---- who approves, receives and signs ---- */

static void
read_approvers(struct registry_reading *rr, const xmlNode *root)
{
	struct xml_reading *r = rr->xml;
	size_t n = xml_count(root, "Approver");
	struct ambit_approver *v = XML_ARRAY(r, struct ambit_approver, n);

	rr->out->approvers = v;
	for (const xmlNode *at = xml_child(root, "Approver");
	     v != NULL && at != NULL; at = xml_next(at)) {
		struct ambit_approver *one = &v[rr->out->n_approvers++];

		one->id = xml_identifier(r, at, "id");
		one->person = xml_identifier(r, at, "person");
		one->role = (enum ambit_approver_role)XML_WORD(r, at, "role",
		    approver_roles);
		one->certificate = xml_exact(r, at, "certificate");
		(void)xml_sha256(r, at, "certificateSha256", one->sha256);
		one->valid = registry_read_range(r, at);
	}
}

static void
read_recipients(struct registry_reading *rr, const xmlNode *root)
{
	struct xml_reading *r = rr->xml;
	size_t n = xml_count(root, "Recipient");
	struct ambit_recipient *v = XML_ARRAY(r, struct ambit_recipient, n);

	rr->out->recipients = v;
	for (const xmlNode *at = xml_child(root, "Recipient");
	     v != NULL && at != NULL; at = xml_next(at)) {
		struct ambit_recipient *one = &v[rr->out->n_recipients++];

		one->id = xml_identifier(r, at, "id");
		one->name = xml_value(r, at, "name");
		one->country = xml_identifier(r, at, "country");
		one->certificate = xml_exact(r, at, "certificate");
		one->has_sha256 =
		    xml_sha256(r, at, "certificateSha256", one->sha256);
		one->valid = registry_read_range(r, at);
	}
}

static void
read_signers(struct registry_reading *rr, const xmlNode *root)
{
	struct xml_reading *r = rr->xml;
	size_t n = xml_count(root, "Signer");
	struct ambit_signer *v = XML_ARRAY(r, struct ambit_signer, n);

	rr->out->signers = v;
	for (const xmlNode *at = xml_child(root, "Signer");
	     v != NULL && at != NULL; at = xml_next(at)) {
		struct ambit_signer *one = &v[rr->out->n_signers++];

		one->id = xml_identifier(r, at, "id");
		one->certificate = xml_exact(r, at, "certificate");
		(void)xml_sha256(r, at, "certificateSha256", one->sha256);
	}
}

/* The schema does not look the approver up. */
static void
read_laws(struct registry_reading *rr, const xmlNode *root)
{
	struct xml_reading *r = rr->xml;
	size_t n = xml_count(root, "LawTables");
	struct ambit_law_approval *v =
	    XML_ARRAY(r, struct ambit_law_approval, n);

	rr->out->laws = v;
	for (const xmlNode *at = xml_child(root, "LawTables");
	     v != NULL && at != NULL; at = xml_next(at)) {
		struct ambit_law_approval *one = &v[rr->out->n_laws];
		uint32_t by =
		    registry_find(r, &rr->approvers, at, "approvedBy");

		(void)xml_sha256(r, at, "sha256", one->sha256);
		one->on = xml_stamp(r, at, "on").at;
		if (by == 0)
			continue;
		one->approver = by - 1;
		rr->out->n_laws++;
	}
}

static void
read_customers(struct registry_reading *rr, const xmlNode *root)
{
	struct xml_reading *r = rr->xml;
	size_t n = xml_count(root, "Customer");
	struct ambit_customer *v = XML_ARRAY(r, struct ambit_customer, n);

	rr->out->customers = v;
	for (const xmlNode *at = xml_child(root, "Customer");
	     v != NULL && at != NULL; at = xml_next(at))
		v[rr->out->n_customers++] = (struct ambit_customer){
			.id = xml_identifier(r, at, "id"),
			.name = xml_value(r, at, "name"),
			.country = xml_identifier(r, at, "country"),
			.seats = xml_number(r, at, "seats", UINT64_MAX, 0),
			.contact = xml_value(r, at, "contact"),
		};
}

void
registry_read_people(struct registry_reading *rr, const xmlNode *root)
{
	read_entities(rr, root);
	read_served(rr, root);
	read_treaties(rr, root);
	read_approvers(rr, root);
	read_recipients(rr, root);
	read_signers(rr, root);
	read_laws(rr, root);
	read_customers(rr, root);
}

/* ---- accounts ---- */

/* Account and Alias name an account in the same words. */
static struct ambit_name
read_name(struct registry_reading *rr, const xmlNode *node)
{
	struct xml_reading *r = rr->xml;
	struct ambit_name name = {
		.format = (enum ambit_name_format)XML_WORD(r, node, "format",
		    name_formats),
		.space = xml_identifier(r, node, "namespace"),
		.identifier = xml_identifier(r, node, "identifier"),
		.held = registry_read_range(r, node),
	};

	if (name.format != AMBIT_NAME_EMAIL)
		return name;
	/* One that cannot be an address would be found by no order. */
	xml_cut_address(name.identifier, &name.local, &name.domain);
	if (name.local.len == 0 || name.domain.len == 0)
		registry_complain(rr, node, "identifier", "P_SCHEMA",
		    "it is no e-mail address");
	return name;
}

static void
read_names(struct registry_reading *rr, const xmlNode *node,
    struct ambit_account *account)
{
	size_t n = xml_count(node, "Alias") + 1;
	struct ambit_name *names = XML_ARRAY(rr->xml, struct ambit_name, n);

	account->names = names;
	if (names == NULL)
		return;
	names[account->n_names++] = read_name(rr, node);
	for (const xmlNode *at = xml_child(node, "Alias"); at != NULL;
	     at = xml_next(at))
		names[account->n_names++] = read_name(rr, at);
}

void
registry_read_accounts(struct registry_reading *rr, const xmlNode *root)
{
	struct xml_reading *r = rr->xml;
	size_t n = xml_count(root, "Account");
	struct ambit_account *v = XML_ARRAY(r, struct ambit_account, n);

	rr->out->accounts = v;
	for (const xmlNode *at = xml_child(root, "Account");
	     v != NULL && at != NULL; at = xml_next(at)) {
		struct ambit_account *account = &v[rr->out->n_accounts++];

		account->id = xml_identifier(r, at, "id");
		account->country = xml_identifier(r, at, "country");
		account->region = xml_identifier(r, at, "region");
		account->entity = entity(rr, at, "entity");
		account->customer =
		    registry_find(r, &rr->customers, at, "customer");
		read_names(rr, at, account);
	}
}
