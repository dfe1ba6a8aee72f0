#ifndef AMBIT_PROVIDER_REGISTRY_READ_H
#define AMBIT_PROVIDER_REGISTRY_READ_H

#include "ambit/registry.h"

#include "order/xml.h"

/* Where ids are, in byte order of the ids. */
struct registry_index {
	struct registry_key {
		struct ambit_span id;
		uint32_t at;
	} * v;
	size_t n;
};

/* A registry while it is read: its tree is still there to point at. */
struct registry_reading {
	struct xml_reading *xml;
	struct ambit_registry *out;
	struct registry_index entities, approvers, customers, accounts, stores;
	/* The element of each account and each store. */
	const xmlNode **account_nodes, **store_nodes;
};

/* An index of the n elements called name below root, by their ids. */
struct registry_index registry_index_new(struct xml_reading *r,
    const xmlNode *root, const char *name);

/* Index + 1 of what attr of node names; 0 where absent, or, with a
 * complaint, where it names nothing. */
uint32_t registry_find(struct xml_reading *r,
    const struct registry_index *index, const xmlNode *node, const char *attr);

/* Every element of that name below root, in their order. */
const xmlNode **
registry_nodes(struct xml_reading *r, const xmlNode *root, const char *name);

/* The parts: each fills its arrays of rr->out. */
void registry_read_people(struct registry_reading *rr, const xmlNode *root);
void registry_read_accounts(struct registry_reading *rr, const xmlNode *root);
void registry_read_stores(struct registry_reading *rr, const xmlNode *root);
void registry_read_limits(struct registry_reading *rr, const xmlNode *node);

/* [from, until) of an element; without until, for ever. P_INTERVAL. */
struct ambit_range
registry_read_range(struct xml_reading *r, const xmlNode *node);

/* Which clock a Clock element is about. */
enum ambit_clock registry_clock(struct xml_reading *r, const xmlNode *node);

/* Is a part of the path "." or ".."? Nothing else in it can be wrong. */
bool registry_has_dots(struct ambit_span path);

/* Complain of attr of node (NULL: of node) under one of the P_ codes. */
void registry_complain(struct registry_reading *rr, const xmlNode *node,
    const char *attr, const char *code, const char *wrong);

/* P_CLOCK P_HOSTS P_RECORDS P_SHARED of every store; P_NAME of all names. */
void registry_check_stores(struct registry_reading *rr);
void registry_check_names(struct registry_reading *rr);

#endif
