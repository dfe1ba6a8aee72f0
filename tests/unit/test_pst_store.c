/*
 * Every check of a store: the sample as it is, in every kind and encoding, and
 * with one field wrong, its CRCs put right. What is refused, or found damaged,
 * is named by its check and its place.
 */

#include "check.h"
#include "pst_sample.h"

#define BYTES(s) s, sizeof(s) - 1

static const struct {
	const char *name;
	enum pst_kind kind;
	unsigned crypt;
} kinds[] = {
	{ "an ANSI store is read", PST_ANSI, 0 },
	{ "an ANSI store, permuted, is read", PST_ANSI, 1 },
	{ "an ANSI store, cyclic, is read", PST_ANSI, 2 },
	{ "a Unicode store is read", PST_UNICODE, 0 },
	{ "a Unicode store, permuted, is read", PST_UNICODE, 1 },
	{ "a Unicode store, cyclic, is read", PST_UNICODE, 2 },
	{ "a 4k store is read", PST_4K, 0 },
};

static const struct row {
	const char *name;
	enum pst_kind kind;
	struct pst_wrong wrong;
	const char *outcome;
} rows[] = {
	{ "K1: a length that is not the file's", PST_UNICODE,
	    { PST_HEADER, 0, 184, BYTES("\1") },
	    "refused: K1 byte 184: the file is not as long as its header "
	    "says" },
	{ "K1: an ANSI length that is not the file's", PST_ANSI,
	    { PST_HEADER, 0, 168, BYTES("\1") },
	    "refused: K1 byte 168: the file is not as long as its header "
	    "says" },
	{ "K2: another magic", PST_UNICODE,
	    { PST_HEADER_AFTER, 0, 0, BYTES("X") },
	    "refused: K2 byte 0: no PST or OST begins so" },
	{ "K2: an address book", PST_UNICODE, { PST_HEADER, 0, 8, BYTES("AB") },
	    "refused: K2 byte 8: neither a PST nor an OST" },
	{ "K2: a client that is none", PST_UNICODE,
	    { PST_HEADER, 0, 8, BYTES("SX") },
	    "refused: K2 byte 8: neither a PST nor an OST" },
	{ "K2: version 21, of another writer", PST_UNICODE,
	    { PST_HEADER, 0, 10, BYTES("\x15") },
	    "refused: K2 byte 10: a version that is not known" },
	{ "K2: version 37, protected", PST_UNICODE,
	    { PST_HEADER, 0, 10, BYTES("\x25") },
	    "refused: K2 byte 10: a version that is not known" },
	{ "K2: a wrong CRC", PST_UNICODE,
	    { PST_HEADER_AFTER, 0, 4, BYTES("XXXX") },
	    "refused: K2 byte 4: the CRC of the header is wrong" },
	{ "K2: a wrong CRC of an ANSI header", PST_ANSI,
	    { PST_HEADER_AFTER, 0, 4, BYTES("XXXX") },
	    "refused: K2 byte 4: the CRC of the header is wrong" },
	{ "K2: a wrong full CRC", PST_UNICODE,
	    { PST_HEADER_AFTER, 0, 524, BYTES("XXXX") },
	    "refused: K2 byte 524: the full CRC of the header is wrong" },
	{ "K2: another sentinel", PST_UNICODE,
	    { PST_HEADER, 0, 512, BYTES("\0") },
	    "refused: K2 byte 512: the sentinel of the header is wrong" },
	{ "K2: another sentinel of an ANSI header", PST_ANSI,
	    { PST_HEADER, 0, 460, BYTES("\0") },
	    "refused: K2 byte 460: the sentinel of the header is wrong" },
	{ "K2: an encoding that is none", PST_UNICODE,
	    { PST_HEADER, 0, 513, BYTES("\3") },
	    "refused: K2 byte 513: an encoding that is not known" },
	{ "K2: an encoding of a 4k store", PST_4K,
	    { PST_HEADER, 0, 513, BYTES("\1") },
	    "refused: K2 byte 513: an encoding that is not known" },
	{ "K3: a root that is not aligned", PST_UNICODE,
	    { PST_HEADER, 0, 224, BYTES("\x40\x10\0") },
	    "refused: K3 byte 4160: a page that is not aligned" },
	{ "K3: a root that is not in the file", PST_UNICODE,
	    { PST_HEADER, 0, 224, BYTES("\0\0\0\x7f") },
	    "refused: K3 byte 2130706432: a page that is not in the file" },
	{ "K3: a page of another first type", PST_UNICODE,
	    { PST_PAGE, SAMPLE_NODE_LEAF, 496, BYTES("\x80") },
	    "refused: K3 page 12: a page of another type" },
	{ "K3: a page of another second type", PST_UNICODE,
	    { PST_PAGE, SAMPLE_NODE_LEAF, 497, BYTES("\x80") },
	    "refused: K3 page 12: a page of another type" },
	{ "K3: a page of another place", PST_UNICODE,
	    { PST_PAGE, SAMPLE_NODE_LEAF, 498, BYTES("XX") },
	    "refused: K3 page 12: a page of another place" },
	{ "K3: a page of another number", PST_UNICODE,
	    { PST_PAGE, SAMPLE_NODE_LEAF, 504, BYTES("X") },
	    "refused: K3 page 12: a page of another number" },
	{ "K3: a page with a wrong CRC", PST_UNICODE,
	    { PST_PAGE_AFTER, SAMPLE_NODE_LEAF, 500, BYTES("XXXX") },
	    "refused: K3 page 12: the CRC of a page is wrong" },
	{ "K3: an ANSI page with a wrong CRC", PST_ANSI,
	    { PST_PAGE_AFTER, SAMPLE_NODE_LEAF, 508, BYTES("XXXX") },
	    "refused: K3 page 12: the CRC of a page is wrong" },
	{ "K3: a 4k page with a wrong CRC", PST_4K,
	    { PST_PAGE_AFTER, SAMPLE_NODE_LEAF, 4076, BYTES("XXXX") },
	    "refused: K3 page 12: the CRC of a page is wrong" },
	{ "K3: a page of no entries", PST_UNICODE,
	    { PST_PAGE, SAMPLE_NODE_ROOT, 488, BYTES("\0") },
	    "refused: K3 page 14: a page has no entries" },
	{ "K3: a 4k page of no entries", PST_4K,
	    { PST_PAGE, SAMPLE_BLOCK_LEAF, 4056, BYTES("\0\0") },
	    "refused: K3 page 0: a page has no entries" },
	{ "K3: more entries than the most", PST_UNICODE,
	    { PST_PAGE, SAMPLE_NODE_LEAF, 489, BYTES("\1") },
	    "refused: K3 page 12: a page has more entries than fit" },
	{ "K3: more entries than the page has room for", PST_UNICODE,
	    { PST_PAGE, SAMPLE_NODE_LEAF, 488, BYTES("\3\x0f\xfa") },
	    "refused: K3 page 12: a page has more entries than fit" },
	{ "K3: entries that are too short", PST_UNICODE,
	    { PST_PAGE, SAMPLE_NODE_LEAF, 490, BYTES("\x1f") },
	    "refused: K3 page 12: entries of a page are too short" },
	{ "K3: inner entries that are too short", PST_UNICODE,
	    { PST_PAGE, SAMPLE_NODE_ROOT, 490, BYTES("\x17") },
	    "refused: K3 page 14: entries of a page are too short" },
	{ "K3: a leaf that says it is none", PST_UNICODE,
	    { PST_PAGE, SAMPLE_NODE_LEAF, 491, BYTES("\1") },
	    "refused: K3 page 12: a page does not lie one below its parent" },
	{ "K3: a root that lies too high", PST_UNICODE,
	    { PST_PAGE, SAMPLE_NODE_ROOT, 491, BYTES("\x09") },
	    "refused: K3 page 14: a page that lies too high" },
	{ "K3: a root that does not lie above its pages", PST_UNICODE,
	    { PST_PAGE, SAMPLE_NODE_ROOT, 491, BYTES("\2") },
	    "refused: K3 page 12: a page does not lie one below its parent" },
	{ "K3: nodes that do not ascend", PST_UNICODE,
	    { PST_PAGE, SAMPLE_NODE_LEAF, 0, BYTES("\x62") },
	    "refused: K3 page 12: the keys of a page do not ascend" },
	{ "K3: two nodes of one number", PST_UNICODE,
	    { PST_PAGE, SAMPLE_NODE_LEAF, 32, BYTES("\x21") },
	    "refused: K3 page 12: the keys of a page do not ascend" },
	{ "K3: a node below what its parent says", PST_UNICODE,
	    { PST_PAGE, SAMPLE_NODE_LEAF + 1, 0, BYTES("\x21\x01") },
	    "refused: K3 page 13: the keys of a page do not ascend" },
	{ "K3: a node behind what its parent says", PST_UNICODE,
	    { PST_PAGE, SAMPLE_NODE_LEAF, 32, BYTES("\0\x90") },
	    "refused: K3 page 12: the keys of a page do not ascend" },
	{ "K3: two blocks of one number", PST_UNICODE,
	    { PST_PAGE, SAMPLE_BLOCK_LEAF, 24, BYTES("\4") },
	    "refused: K3 page 0: the keys of a page do not ascend" },
	{ "K3: two blocks that bit 0 tells apart", PST_UNICODE,
	    { PST_PAGE, SAMPLE_BLOCK_LEAF, 24, BYTES("\5") },
	    "refused: K3 page 0: the keys of a page do not ascend" },
	{ "K3: inner pages that do not ascend", PST_UNICODE,
	    { PST_PAGE, SAMPLE_BLOCK_INNER, 24, BYTES("\1") },
	    "refused: K3 page 6: the keys of a page do not ascend" },
	{ "K4: a block that is not aligned", PST_UNICODE,
	    { PST_PAGE, SAMPLE_BLOCK_LEAF, 8, BYTES("\x20") },
	    "refused: K4 byte 4128: a block is not aligned" },
	{ "K4: a 4k block that is not aligned", PST_4K,
	    { PST_PAGE, SAMPLE_BLOCK_LEAF, 8, BYTES("\x40") },
	    "refused: K4 byte 4160: a block is not aligned" },
	{ "K4: a block of no bytes", PST_UNICODE,
	    { PST_PAGE, SAMPLE_BLOCK_LEAF, 16, BYTES("\0\0") },
	    "refused: K4 block 0: a block of no good length" },
	{ "K4: a 4k block that inflates to nothing", PST_4K,
	    { PST_PAGE, SAMPLE_BLOCK_LEAF, 18, BYTES("\0\0") },
	    "refused: K4 block 0: a block of no good length" },
	{ "K4: a block of 8177 bytes", PST_UNICODE,
	    { PST_PAGE, SAMPLE_BLOCK_LEAF, 16, BYTES("\xf1\x1f") },
	    "refused: K4 block 0: a block of no good length" },
	{ "K4: an ANSI block of 8181 bytes", PST_ANSI,
	    { PST_PAGE, SAMPLE_BLOCK_LEAF, 8, BYTES("\xf5\x1f") },
	    "refused: K4 block 0: a block of no good length" },
	{ "K4: a 4k block of 65513 bytes", PST_4K,
	    { PST_PAGE, SAMPLE_BLOCK_LEAF, 16, BYTES("\xe9\xff") },
	    "refused: K4 block 0: a block of no good length" },
	{ "K4: a block that is not in the file", PST_UNICODE,
	    { PST_PAGE, SAMPLE_BLOCK_LEAF, 8, BYTES("\0\0\0\x40") },
	    "refused: K4 byte 1073741824: a block is not in the file" },
	{ "K4: a block in the place of another", PST_UNICODE,
	    { PST_PAGE, SAMPLE_BLOCK_LEAF, 32, BYTES("\0\x10") },
	    "refused: K4 block 0: two things lie at the same place" },
	{ "K4: a block that reaches into the next", PST_UNICODE,
	    { PST_PAGE, SAMPLE_BLOCK_LEAF, 16, BYTES("\x80\0") },
	    "refused: K4 block 1: two things lie at the same place" },
	{ "K4: a block in the header", PST_UNICODE,
	    { PST_PAGE, SAMPLE_BLOCK_LEAF, 8, BYTES("\0\2") },
	    "refused: K4 byte 512: two things lie at the same place" },
	{ "K5: data that are missing", PST_UNICODE,
	    { PST_PAGE, SAMPLE_NODE_LEAF, 8, BYTES("\xfc\xff") },
	    "21 K5 byte 0: a node's block is missing" },
	{ "K5: data that are subnodes", PST_UNICODE,
	    { PST_PAGE, SAMPLE_NODE_LEAF, 8, BYTES("\x2a") },
	    "21 K5 block 9: a node's data are no data" },
	{ "K5: subnodes that are missing", PST_UNICODE,
	    { PST_PAGE, SAMPLE_NODE_LEAF, 16, BYTES("\xfe\xff") },
	    "21 K5 byte 0: a node's subnodes are missing" },
	{ "K5: subnodes that are data", PST_UNICODE,
	    { PST_PAGE, SAMPLE_NODE_LEAF, 16, BYTES("\4") },
	    "21 K5 byte 0: a node's subnodes are missing" },
	{ "K5: subnodes that are a list of data", PST_UNICODE,
	    { PST_PAGE, SAMPLE_NODE_LEAF, 16, BYTES("\x1a") },
	    "21 K5 block 5: a node's subnodes are none" },
	{ "K6: a byte of a block", PST_UNICODE,
	    { PST_BLOCK_AFTER, SAMPLE_BODY_1, 0, BYTES("X") },
	    "200024 K6 block 3: the CRC of a block is wrong" },
	{ "K6: a byte of an ANSI block", PST_ANSI,
	    { PST_BLOCK_AFTER, SAMPLE_BODY_1, 0, BYTES("X") },
	    "200024 K6 block 3: the CRC of a block is wrong" },
	{ "K6: a byte of a 4k block", PST_4K,
	    { PST_BLOCK_AFTER, SAMPLE_BODY_1, 0, BYTES("X") },
	    "200024 K6 block 3: the CRC of a block is wrong" },
	{ "K6: the length in a trailer", PST_UNICODE,
	    { PST_BLOCK_AFTER, SAMPLE_BODY_1, 4016, BYTES("X") },
	    "200024 K6 block 3: a block of another length" },
	{ "K6: the place in a trailer", PST_UNICODE,
	    { PST_BLOCK_AFTER, SAMPLE_BODY_1, 4018, BYTES("X") },
	    "200024 K6 block 3: a block of another place" },
	{ "K6: the CRC in a trailer", PST_UNICODE,
	    { PST_BLOCK_AFTER, SAMPLE_BODY_1, 4020, BYTES("X") },
	    "200024 K6 block 3: the CRC of a block is wrong" },
	{ "K6: the number in a trailer", PST_UNICODE,
	    { PST_BLOCK_AFTER, SAMPLE_BODY_1, 4024, BYTES("X") },
	    "200024 K6 block 3: a block of another number" },
	{ "K6: the inflated length in a trailer", PST_4K,
	    { PST_BLOCK_AFTER, SAMPLE_BODY_1, 506, BYTES("X") },
	    "200024 K6 block 3: a block of another inflated length" },
	{ "K6: a deflated stream", PST_4K,
	    { PST_BLOCK_STORED, SAMPLE_BODY_1, 0, BYTES("X") },
	    "200024 K6 block 3: a block does not inflate as it says" },
	{ "K6: the sum of a deflated stream", PST_4K,
	    { PST_BLOCK_STORED, SAMPLE_BODY_1, 5, BYTES("\0\0\0\0\0\0\0") },
	    "200024 K6 block 3: a block does not inflate as it says" },
	{ "K7: a list of another type", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_BODY, 0, BYTES("\3") },
	    "200024 K5 block 5: a node's data are no data" },
	{ "K7: a list of lists, of data", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_BODY, 1, BYTES("\2") },
	    "200024 K7 block 5: a block of a list is of another kind" },
	{ "K7: lists three deep", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_BODY, 1, BYTES("\3") },
	    "200024 K7 block 5: lists within lists" },
	{ "K7: a list of no level", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_BODY, 1, BYTES("\0") },
	    "200024 K7 block 5: lists within lists" },
	{ "K7: a list of more than fit", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_BODY, 2, BYTES("\3") },
	    "200024 K7 block 5: a list has more entries than fit" },
	{ "K7: an ANSI list of more than fit", PST_ANSI,
	    { PST_BLOCK, SAMPLE_BODY, 2, BYTES("\3") },
	    "200024 K7 block 5: a list has more entries than fit" },
	{ "K7: a list of a block that is missing", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_BODY, 8, BYTES("\xfc\xff") },
	    "200024 K7 block 5: a block of a list is missing" },
	{ "K7: a list of an internal block", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_BODY, 8, BYTES("\x2a") },
	    "200024 K7 block 5: a block of a list is of another kind" },
	{ "K7: a list that is longer than its parts", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_BODY, 4, BYTES("\x41") },
	    "200024 K7 block 5: a list is longer than its parts" },
	{ "K7: a list that is shorter than its parts", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_BODY, 4, BYTES("\x3f") },
	    "200024 K7 block 5: a list is shorter than its parts" },
	{ "K8: subnodes two lists deep", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_SUBS, 1, BYTES("\2") },
	    "200024 K8 block 9: subnodes in lists of lists" },
	{ "K8: subnodes in data", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_SUBS, 1, BYTES("\1\3") },
	    "200024 K8 block 9: subnodes do not ascend" },
	{ "K8: more subnodes than fit", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_SUBS, 2, BYTES("\3") },
	    "200024 K8 block 9: a list of subnodes is of another length" },
	{ "K8: fewer subnodes than there are", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_SUBS, 2, BYTES("\1") },
	    "200024 K8 block 9: a list of subnodes is of another length" },
	{ "K8: more subnodes than fit, ANSI", PST_ANSI,
	    { PST_BLOCK, SAMPLE_SUBS, 2, BYTES("\3") },
	    "200024 K8 block 9: a list of subnodes is of another length" },
	{ "K8: subnodes that descend", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_SUBS, 32, BYTES("\x11\0") },
	    "200024 K8 block 9: subnodes do not ascend" },
	{ "K8: two subnodes of one number", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_SUBS, 32, BYTES("\x92\x06") },
	    "200024 K8 block 9: subnodes do not ascend" },
	{ "K8: a subnode of no number", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_SUBS, 8, BYTES("\0\0") },
	    "200024 K8 block 9: subnodes do not ascend" },
	{ "K9: a map behind the block", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_STORE, 0, BYTES("\xff\x7f") },
	    "21 K9 block 0: the map of a heap is not in it" },
	{ "K9: a map in the header", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_STORE, 0, BYTES("\4\0") },
	    "21 K9 block 0: the map of a heap is not in it" },
	{ "K9: a heap that is none", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_STORE, 2, BYTES("\xed") },
	    "21 K9 block 0: a heap that is none" },
	{ "K9: a heap of another client", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_STORE, 3, BYTES("\x7c") },
	    "21 K9 block 0: a heap of another client" },
	{ "K9: more allocations than the map has", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_STORE, 44, BYTES("\xff") },
	    "21 K9 block 0: the map of a heap is too short" },
	{ "K9: an allocation in the header", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_STORE, 48, BYTES("\x0b") },
	    "21 K9 block 0: the map of a heap descends" },
	{ "K9: allocations that descend", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_STORE, 50, BYTES("\x25") },
	    "21 K9 block 0: the map of a heap descends" },
	{ "K9: an allocation that reaches into the map", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_STORE, 54, BYTES("\x2e") },
	    "21 K9 block 0: an allocation reaches into the map" },
	{ "K9: a place behind the allocations", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_STORE, 4, BYTES("\x80") },
	    "21 K9 block 0: an allocation that does not exist" },
	{ "K9: a place behind the blocks", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_STORE, 4, BYTES("\x60\0\1") },
	    "21 K9 block 0: a place that is not in the heap" },
	{ "K10: a tree that is none", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_STORE, 36, BYTES("\xb6") },
	    "21 K10 block 0: a tree that is none" },
	{ "K10: a tree of other keys", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_STORE, 37, BYTES("\4") },
	    "21 K10 block 0: a tree of other records" },
	{ "K10: a tree of other values", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_STORE, 38, BYTES("\4") },
	    "21 K10 block 0: a tree of other records" },
	{ "K10: a tree that is too high", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_STORE, 39, BYTES("\x09") },
	    "21 K10 block 0: a tree that is too high" },
	{ "K10: a rest behind the records", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_STORE, 50, BYTES("\x1d") },
	    "21 K10 block 0: a rest behind the records" },
	{ "K10: two values of one key", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_FOLDER, 24, BYTES("\1\x30") },
	    "8022 K10 block 2: a key has two values" },
	{ "K11: a table that is none", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_TABLE, 42, BYTES("\x7d") },
	    "692 K11 block 8: a table that is none" },
	{ "K11: another number of columns", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_TABLE, 43, BYTES("\5") },
	    "692 K11 block 8: a table of another number of columns" },
	{ "K11: parts of a row that descend", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_TABLE, 46, BYTES("\x1b") },
	    "692 K11 block 8: the parts of a row do not ascend" },
	{ "K11: a column that is not in the row", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_TABLE, 76, BYTES("\x1a") },
	    "692 K11 block 8: a column that is not in the row" },
	{ "K11: a bit that is not in the row", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_TABLE, 79, BYTES("\x08") },
	    "692 K11 block 8: the bit of a column is not in the row" },
	{ "K11: two columns of one bit", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_TABLE, 79, BYTES("\0") },
	    "692 K11 block 8: two columns have one bit" },
	{ "K11: no column of ids", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_TABLE, 66, BYTES("\xf1") },
	    "692 K11 block 8: no column repeats the ids of rows" },
	{ "K11: rows that are missing", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_TABLE, 56, BYTES("\xff") },
	    "692 K11 block 8: the rows of a table are missing" },
	{ "K11: rows longer than their block has", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_TABLE, 50, BYTES("\x29") },
	    "692 K11 block 8: a table has fewer rows than its index" },
	{ "K11: a row that repeats another id", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_ROWS, 0, BYTES("\x08") },
	    "692 K11 block 8: a row does not repeat its id" },
	{ "K11: two rows of one number", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_TABLE, 30, BYTES("\0") },
	    "692 K11 block 8: the row index does not number rows" },
	{ "K11: a row of a number far behind all", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_TABLE, 30, BYTES("\1\0\x10") },
	    "692 K11 block 8: the row index does not number rows" },
	{ "K11: an ANSI row of a number behind all", PST_ANSI,
	    { PST_BLOCK, SAMPLE_TABLE, 28, BYTES("\5") },
	    "692 K11 block 8: the row index does not number rows" },
	{ "K11: a cell of another width", PST_UNICODE,
	    { PST_BLOCK, SAMPLE_TABLE, 102, BYTES("\x08") },
	    "692 K11 block 8: a cell of another width than its type" },
};

static void
a_store_is_read_whole(void **state)
{
	size_t i = (size_t)(uintptr_t)*state;
	struct pst_build *b = pst_build_new(kinds[i].kind, kinds[i].crypt);
	char got[256];

	sample_outcome(b, sample_store(b), got, sizeof(got));
	assert_int_equal(b->n_blocks, SAMPLE_N_BLOCKS);
	assert_string_equal(got,
	    "4 nodes, 4 contexts, 1 tables, 2 rows, 22 values, 8090 bytes");
	pst_build_free(b);
}

static void
a_wrong_field_is_found(void **state)
{
	const struct row *row = *state;
	struct pst_build *b = pst_build_new(row->kind, 0);
	char got[256];

	b->wrong = row->wrong;
	sample_outcome(b, sample_store(b), got, sizeof(got));
	assert_string_equal(got, row->outcome);
	pst_build_free(b);
}

/* K1: bytes behind the end are bytes of nobody. */
static void
a_store_that_is_longer_than_it_says_is_refused(void **state)
{
	struct pst_build *b = pst_build_new(PST_UNICODE, 0);
	char got[256];

	(void)state;
	b->longer = 1;
	sample_outcome(b, sample_store(b), got, sizeof(got));
	assert_string_equal(got,
	    "refused: K1 byte 184: the file is not as long as its header"
	    " says");
	pst_build_free(b);
}

/* K6: a stream that ends before its block does leaves bytes of nobody. */
static void
a_rest_behind_a_deflated_stream_is_damaged(void **state)
{
	struct pst_build *b = pst_build_new(PST_4K, 0);
	char got[256];

	(void)state;
	b->rest = 1;
	sample_outcome(b, sample_store(b), got, sizeof(got));
	assert_string_equal(got,
	    "61 K6 block 1: a block does not inflate as it says");
	pst_build_free(b);
}

/* Every cut of a store is refused, the empty one too. */
static void
a_store_that_was_cut_is_refused(void **state)
{
	struct pst_build *b = pst_build_new(PST_UNICODE, 0);
	struct ambit_span store = sample_store(b);
	char got[256];

	(void)state;
	for (size_t len = 0; len < store.len; len += len < 600 ? 1 : 509) {
		sample_outcome(b, (struct ambit_span){ store.ptr, len }, got,
		    sizeof(got));
		assert_memory_equal(got, "refused: K", 10);
	}
	pst_build_free(b);
}

#define N_TESTS (COUNT(kinds) + COUNT(rows) + 3)

int
main(void)
{
	struct CMUnitTest tests[N_TESTS] = {
		cmocka_unit_test(
		    a_store_that_is_longer_than_it_says_is_refused),
		cmocka_unit_test(a_store_that_was_cut_is_refused),
		cmocka_unit_test(a_rest_behind_a_deflated_stream_is_damaged),
	};
	size_t n = 3;

	for (size_t i = 0; i < COUNT(kinds); i++)
		tests[n++] =
		    (struct CMUnitTest){ kinds[i].name, a_store_is_read_whole,
			    NULL, NULL, (void *)(uintptr_t)i };
	for (size_t i = 0; i < COUNT(rows); i++)
		tests[n++] =
		    (struct CMUnitTest){ rows[i].name, a_wrong_field_is_found,
			    NULL, NULL, (void *)(uintptr_t)&rows[i] };
	return cmocka_run_group_tests_name("pst_store", tests, NULL, NULL);
}
