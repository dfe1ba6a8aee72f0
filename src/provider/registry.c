/*
 * The registry: from registry.xml to flat structs in one arena.
 *
 * References become indices here, so that nobody looks a name up while
 * evidence is read. Elements that other parts of the house will use are
 * checked by the schema and not kept.
 */

/* System. */
#include <stdlib.h>

/* Floor 0. */
#include "ambit/limits.h"

/* Floor 1. */
#include "ambit/sink.h"

/* Floor 5. */
#include "ambit/parse.h"

/* Here. */
#include "registry_read.h"

static const char *const several[] = { "LegalEntity", "Served", "LegalType",
	"Treaty", "Approver", "Recipient", "Signer", "LawTables", "Customer",
	"Account", "Alias", "Store", "Clock", "ReceivedHost", "Column",
	"MaxSpan", "MaxAge", NULL };

static const char *const instants[] = { "asOf", "from", "until", "on", NULL };

void
registry_complain(struct registry_reading *rr, const xmlNode *node,
    const char *attr, const char *code, const char *wrong)
{
	xml_complain(rr->xml->kind, rr->xml->complaints, node, attr, code,
	    ambit_span_str(wrong));
}

/* ---- finding what a reference names ---- */

static int
by_id(const void *a, const void *b)
{
	const struct registry_key *left = a, *right = b;

	return ambit_span_compare(left->id, right->id);
}

struct registry_index
registry_index_new(struct xml_reading *r, const xmlNode *root, const char *name)
{
	struct registry_index index = { 0 };
	size_t n = xml_count(root, name);

	index.v = XML_ARRAY(r, struct registry_key, n);
	for (const xmlNode *at = xml_child(root, name);
	     index.v != NULL && at != NULL; at = xml_next(at)) {
		index.v[index.n] =
		    (struct registry_key){ xml_identifier(r, at, "id"),
			    (uint32_t)index.n };
		index.n++;
	}
	if (index.n > 1)
		qsort(index.v, index.n, sizeof(*index.v), by_id);
	return index;
}

/* The schema has looked every reference up already; here for our own sake. */
uint32_t
registry_find(struct xml_reading *r, const struct registry_index *index,
    const xmlNode *node, const char *attr)
{
	struct registry_key key = { xml_identifier(r, node, attr), 0 };
	const struct registry_key *found = NULL;

	if (!xml_has(node, attr))
		return 0;
	if (index->n > 0)
		found = bsearch(&key, index->v, index->n, sizeof(key), by_id);
	if (found != NULL)
		return found->at + 1;
	xml_complain(r->kind, r->complaints, node, attr, r->kind->ref_code,
	    AMBIT_LIT("it names nothing that is there"));
	return 0;
}

const xmlNode **
registry_nodes(struct xml_reading *r, const xmlNode *root, const char *name)
{
	size_t n = xml_count(root, name), i = 0;
	const xmlNode **nodes = XML_ARRAY(r, const xmlNode *, n);

	for (const xmlNode *at = xml_child(root, name);
	     nodes != NULL && at != NULL; at = xml_next(at))
		nodes[i++] = at;
	return nodes;
}

struct ambit_range
registry_read_range(struct xml_reading *r, const xmlNode *node)
{
	struct ambit_stamp from = xml_stamp(r, node, "from");
	struct ambit_stamp until = xml_stamp(r, node, "until");
	struct ambit_range range = { from.at,
		until.given ? until.at : INT64_MAX };

	if (range.from >= range.until)
		xml_complain(r->kind, r->complaints, node, "until",
		    "P_INTERVAL", AMBIT_LIT("from is not before it"));
	return range;
}

/* ---- the whole ---- */

static struct ambit_span
read_ledger(struct xml_reading *r, const xmlNode *node)
{
	struct ambit_span path = { NULL, 0 };

	if (node == NULL)
		return path;
	path = xml_value(r, node, "path");
	if (registry_has_dots(path))
		xml_complain(r->kind, r->complaints, node, "path", "P_PATH",
		    AMBIT_LIT("it has a part of dots alone"));
	return path;
}

static struct ambit_registry
read_registry(struct xml_reading *r, const xmlNode *root)
{
	struct ambit_registry registry = {
		.ledger = read_ledger(r, xml_child(root, "Ledger")),
		.as_of = xml_stamp(r, root, "asOf").at,
	};
	struct registry_reading rr = {
		.xml = r,
		.out = &registry,
		.entities = registry_index_new(r, root, "LegalEntity"),
		.approvers = registry_index_new(r, root, "Approver"),
		.customers = registry_index_new(r, root, "Customer"),
		.accounts = registry_index_new(r, root, "Account"),
		.stores = registry_index_new(r, root, "Store"),
		.account_nodes = registry_nodes(r, root, "Account"),
		.store_nodes = registry_nodes(r, root, "Store"),
	};

	registry_read_people(&rr, root);
	registry_read_accounts(&rr, root);
	registry_read_stores(&rr, root);
	registry_read_limits(&rr, xml_child(root, "Limits"));
	if (!r->full) {
		registry_check_stores(&rr);
		registry_check_names(&rr);
	}
	return registry;
}

int
ambit_registry_parse(struct ambit_span bytes, struct ambit_arena *arena,
    struct ambit_registry *registry_r, struct ambit_complaints *complaints,
    struct ambit_err *err_r)
{
	const struct xml_kind kind = {
		.code = "P_SCHEMA",
		.ref_code = "P_SCHEMA",
		.zone_code = "P_SCHEMA",
		.schema = ambit_registry_schema(),
		.max = AMBIT_REGISTRY_MAX,
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
	*registry_r = read_registry(&r, xmlDocGetRootElement(doc));
	registry_r->bytes = xml_copy(&r, bytes);
	xmlFreeDoc(doc);
	if (xml_finish(&r, before, err_r) < 0)
		return -1;
	return ambit_sink_digest(bytes, registry_r->sha256, err_r);
}
