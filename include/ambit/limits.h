#ifndef AMBIT_LIMITS_H
#define AMBIT_LIMITS_H

/*
 * Every limit on what evidence may make us do (mail.md 9). Reaching one is a
 * flaw or a doubt on the item, never a crash and never a silent cut. The
 * first three are defaults that the registry may lower.
 */

/* A header block: the largest real ones are some 100 KiB. */
#define AMBIT_HEADER_MAX ((size_t)1 << 20)

/* A message: what a 32-bit length can say, and no receiver opens more. */
#define AMBIT_ITEM_MAX ((uint64_t)1 << 32)

/* Multiparts and messages within each other. */
#define AMBIT_DEPTH_MAX 32

/* Fields in a header block; real ones have under 200. */
#define AMBIT_FIELDS_MAX 1000

/* A header line; the standard allows 998 bytes, real ones reach 30 KiB. */
#define AMBIT_LINE_MAX ((size_t)1 << 20)

/* Leaves and containers of one message. */
#define AMBIT_PARTS_MAX 10000

/* RFC 2046 5.1.1: 70 characters. More is doubtful, above 250 not read. */
#define AMBIT_BOUNDARY_STRICT 70
#define AMBIT_BOUNDARY_MAX    250

/* Parameters of one field. */
#define AMBIT_PARAMS_MAX 64

/* Addresses of one message, all roles together. */
#define AMBIT_ADDRESSES_MAX 10240

/* How far a separator line of an mbox and the field behind it are read. */
#define AMBIT_MBOX_LOOK 512

/* How far a doubt about framing reaches (mail.md B2). */
#define AMBIT_MBOX_DOUBT ((uint64_t)16 << 20)

/* Text outside all parts of a message that needs no person. */
#define AMBIT_STRAY_MAX 1024

/* order.xml, registry.xml: bytes and nesting (law.md 4). */
#define AMBIT_ORDER_MAX    ((size_t)1 << 20)
#define AMBIT_REGISTRY_MAX ((size_t)256 << 20)
#define AMBIT_XML_DEPTH    32

/* What one item may take of memory: its header block, thrice, and its parts. */
#define AMBIT_ITEM_ARENA ((size_t)16 << 20)

#endif
