#ifndef AMBIT_ORDER_XML_H
#define AMBIT_ORDER_XML_H

#include <libxml/tree.h>

#include "ambit/arena.h"
#include "ambit/complaint.h"
#include "ambit/err.h"
#include "ambit/order.h"
#include "ambit/span.h"
#include "ambit/text.h"

/*
 * How the order and the registry are read: one safe way from bytes to a tree
 * that its schema allows, and words for taking values out of the tree. The
 * tree is ours, so names are compared without their namespace.
 */

/* A kind of document. Constant, but for the schema's place in memory. */
struct xml_kind {
	const char *code;     /* of a complaint about its form */
	const char *ref_code; /* of one about a reference */
	struct ambit_span schema;
	size_t max; /* bytes */
	/* Elements of which a parent may have several; NULL at the end. */
	const char *const *several;
	/* Attributes that hold an instant, NULL at the end, and the code of one
	 * that lacks nothing but its offset. */
	const char *const *instants;
	const char *zone_code;
};

/*
 * Parse and check bytes. 0 and a tree that the caller frees with xmlFreeDoc;
 * -1 with complaints; or -1 with *err_r and no complaint more. Every element
 * carries its line, see xml_line.
 */
int xml_load(const struct xml_kind *kind, struct ambit_span bytes,
    xmlDoc **doc_r, struct ambit_complaints *complaints,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* The line in which the start tag of the element ends. */
unsigned xml_line(const xmlNode *node);

/*
 * Complain of attr of node (NULL: of node itself): where it stands, what
 * stands there, and what is wrong with it.
 */
void xml_complain(const struct xml_kind *kind,
    struct ambit_complaints *complaints, const xmlNode *node, const char *attr,
    const char *code, struct ambit_span wrong);

/* "Order/Task[1]/Range/@until": the place of attr of node, or of node. */
void xml_path(const struct xml_kind *kind, const xmlNode *node,
    const char *attr, struct ambit_text *text);

/* Is name one of names, which end in NULL? */
bool xml_listed(const char *const *names, const char *name);

/* ---- taking values out of the tree ---- */

/*
 * Values are copied into the arena. Both kinds of failure are sticky: what
 * is wrong is in complaints, and full says that the arena was. A reader takes
 * every value in a row and asks once.
 */
struct xml_reading {
	const struct xml_kind *kind;
	struct ambit_arena *arena;
	struct ambit_complaints *complaints;
	bool full;
};

/* A word of a list that the schema gives, and what it means to us. */
struct xml_word {
	const char *word;
	int value;
};

/* The first child, or the next sibling, of that name; NULL: none. */
const xmlNode *xml_child(const xmlNode *parent, const char *name);
const xmlNode *xml_next(const xmlNode *node);
size_t xml_count(const xmlNode *parent, const char *name);

bool xml_has(const xmlNode *node, const char *attr);

/*
 * The value of attr, or with NULL the text of node, white space collapsed as
 * xs:token has it; exact: as it stands. Absent: empty. Text that is not NFC
 * or holds controls is complained of; in an identifier (and a path, which is
 * exact), hidden characters and those that turn the line around are, too.
 */
struct ambit_span
xml_value(struct xml_reading *r, const xmlNode *node, const char *attr);
struct ambit_span
xml_identifier(struct xml_reading *r, const xmlNode *node, const char *attr);
struct ambit_span
xml_exact(struct xml_reading *r, const xmlNode *node, const char *attr);

/* The text of every child of that name. */
const struct ambit_span *xml_values(struct xml_reading *r,
    const xmlNode *parent, const char *name, size_t *n_r);

/* The meaning of a word; 0 with a complaint where the list has it not. */
int xml_word(struct xml_reading *r, const xmlNode *node, const char *attr,
    const struct xml_word *words, size_t n);
#define XML_WORD(r, node, attr, words) \
	xml_word((r), (node), (attr), (words), sizeof(words) / sizeof(*(words)))

bool xml_bool(struct xml_reading *r, const xmlNode *node, const char *attr);

/* A decimal number up to max; absent: otherwise. */
uint64_t xml_number(struct xml_reading *r, const xmlNode *node,
    const char *attr, uint64_t max, uint64_t otherwise);

/* 64 digits of hexadecimal into 32 bytes; false where absent. */
bool xml_sha256(struct xml_reading *r, const xmlNode *node, const char *attr,
    unsigned char sha256_r[32]);

/* Absent: not given. */
struct ambit_stamp
xml_stamp(struct xml_reading *r, const xmlNode *node, const char *attr);

/* An address cut at its last @; without one, both are empty. */
void xml_cut_address(struct ambit_span text, struct ambit_span *local_r,
    struct ambit_span *domain_r);

/* The same bytes, in the arena. */
struct ambit_span xml_copy(struct xml_reading *r, struct ambit_span bytes);

/*
 * 0: every value was taken. -1: there are complaints more than the number
 * before, or the arena was full, which is *err_r and no complaint more.
 */
int xml_finish(const struct xml_reading *r, size_t before,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* Zeroed, in the arena; NULL with full set. */
void *xml_array(struct xml_reading *r, size_t n, size_t size, size_t align);
#define XML_ARRAY(r, type, n) \
	((type *)xml_array((r), (n), sizeof(type), alignof(type)))

#endif
