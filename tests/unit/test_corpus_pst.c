#include "check.h"
#include "guard.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "corpus.h"
#include "pst/mail.h"

/* The writer of PSTs that ambit-corpus has, structure by structure. */

void
die(const char *what)
{
	fail_msg("%s", what);
	abort();
}

static struct pst pst;
static struct pst_table table;

static void
begin(void)
{
	FILE *file = tmpfile();

	assert_non_null(file);
	pst_begin(&pst, dup(fileno(file)));
	assert_int_equal(fclose(file), 0);
}

static void
end(void)
{
	pst_end(&pst);
	assert_int_equal(close(pst.fd), 0);
}

static uint64_t
get(const unsigned char *at, size_t len)
{
	uint64_t n = 0;

	while (len > 0)
		n = n << 8 | at[--len];
	return n;
}

/* The block of that id as it was before the permutation; lent for a call. */
static const unsigned char *
block(uint64_t bid)
{
	static unsigned char bytes[PST_BLOCK];
	unsigned char back[256], all[256];
	const struct pst_extent *e = &pst.blocks[(bid >> 2) - 1];

	for (size_t i = 0; i < 256; i++)
		all[i] = (unsigned char)i;
	pst_permute(all, 256);
	for (size_t i = 0; i < 256; i++)
		back[all[i]] = (unsigned char)i;
	assert_int_equal(e->bid, bid);
	if (e->ib >= pst.section_at)
		memcpy(bytes, pst.section + (e->ib - pst.section_at), e->cb);
	else
		assert_int_equal(pread(pst.fd, bytes, e->cb, (off_t)e->ib),
		    e->cb);
	for (size_t i = 0; i < e->cb && (bid & 2) == 0; i++)
		bytes[i] = back[bytes[i]];
	return bytes;
}

/* ---- sums ---- */

static void
the_sums_are_those_of_the_specification(void **state)
{
	(void)state;
	assert_int_equal(pst_crc((const unsigned char *)"\1", 1), 0x77073096);
	assert_int_equal(pst_crc((const unsigned char *)"123456789", 9),
	    0x2dfd2d88);
	assert_int_equal(pst_signature(0x4400, 0x4400), 0);
	assert_int_equal(pst_signature(UINT64_C(0x912345600), 8), 0x443c);
}

static void
the_permutation_is_that_of_the_specification(void **state)
{
	static const char wanted[] = "9ba99036454c100f42d8c59b7a94fa1a"
				     "f0539f270d92ff49181c310839bf99bd";
	unsigned char all[256], sum[EVP_MAX_MD_SIZE];
	char hex[65];

	(void)state;
	for (size_t i = 0; i < 256; i++)
		all[i] = (unsigned char)i;
	pst_permute(all, sizeof(all));
	assert_int_equal(EVP_Digest(all, sizeof(all), sum, NULL, EVP_sha256(),
			     NULL),
	    1);
	for (size_t i = 0; i < 32; i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", sum[i]);
	assert_string_equal(hex, wanted);
}

/* ---- data trees ---- */

struct tree_row {
	const char *name;
	size_t len;
	unsigned level; /* of the root: 0 for a block of data */
	size_t entries; /* of it */
};

static const struct tree_row tree_rows[] = {
	{ "nothing has no block", 0, 0, 0 },
	{ "a byte is a block", 1, 0, 0 },
	{ "8,176 bytes are a block", PST_BLOCK, 0, 0 },
	{ "8,177 bytes are an XBLOCK", PST_BLOCK + 1, 1, 2 },
	{ "1,021 blocks are an XBLOCK", (size_t)PST_BLOCK * 1021, 1, 1021 },
	{ "1,022 blocks are an XXBLOCK", (size_t)PST_BLOCK * 1022, 2, 2 },
};

static void
judge_tree(void **state)
{
	const struct tree_row *row = *state;
	unsigned char *bytes = calloc(1, row->len + 1);
	const unsigned char *root;
	uint64_t bid;

	assert_non_null(bytes);
	begin();
	bid = pst_data(&pst, (struct ambit_span){ bytes, row->len });
	assert_int_equal(bid == 0, row->len == 0);
	assert_int_equal(bid & 2, row->level == 0 ? 0 : 2);
	if (row->level > 0) {
		root = block(bid);
		assert_int_equal(root[0], 1);
		assert_int_equal(root[1], row->level);
		assert_int_equal(get(root + 2, 2), row->entries);
		assert_int_equal(get(root + 4, 4), row->len);
	}
	pst_node(&pst, 0x21, 0, bid, 0);
	if (bid == 0)
		(void)pst_data(&pst, AMBIT_LIT("x"));
	end();
	free(bytes);
}

/* ---- tables ---- */

struct table_row {
	const char *name;
	uint32_t n;
	unsigned levels; /* of the row index */
	bool inside;     /* do the rows lie in the heap? */
};

static const struct table_row table_rows[] = {
	{ "no rows", 0, 0, true },
	{ "a row", 1, 0, true },
	{ "rows that just fit the heap", 188, 0, true },
	{ "rows that do not", 189, 0, false },
	{ "a full leaf of the index", 447, 0, false },
	{ "two leaves of the index", 448, 1, false },
	{ "a full level above them", 447 * 447, 1, false },
	{ "two nodes of that level", 447 * 447 + 1, 2, false },
};

/* 19 bytes: two numbers, a string's place, one number of four, two of one and
 * the bits. */
static const struct pst_column columns[] = {
	{ 0x0e1b, PST_BOOL },
	{ 0x0e1f, PST_BOOL },
	{ 0x3001, PST_STRING },
	{ 0x3602, PST_INT32 },
	{ 0x67f2, PST_INT32 },
	{ 0x67f3, PST_INT32 },
};

static void
put_rows(uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		struct pst_props props = { .n = 0 };

		pst_number(&props, 0x3602, PST_INT32, i * 3);
		pst_number(&props, 0x0e1f, PST_BOOL, 1);
		pst_table_row(&table, 0x200004 + i * 32, &props);
	}
}

/* The row id and the number of row i, as they stand in a subnode's blocks. */
static void
check_row(const struct pst_subs *subs, uint32_t i)
{
	size_t per_block = PST_BLOCK / 19;
	uint64_t bid = subs->at[0].data;
	const unsigned char *at;

	for (unsigned level = 2; level-- > 0 && (bid & 2) != 0;) {
		size_t each = level == 1 ? per_block * 1021 : per_block;

		at = block(bid);
		if (at[1] == level + 1)
			bid = get(at + 8 + 8 * (i / each % 1021), 8);
	}
	at = block(bid) + i % per_block * 19;
	assert_int_equal(get(at, 4), 0x200004 + i * 32);
	assert_int_equal(get(at + 4, 4), i + 1);
	assert_int_equal(get(at + 12, 4), i * 3);
	assert_int_equal(at[16], 0);
	assert_int_equal(at[17], 1);
	/* Row id, row version, 0e1f, 3602; no 0e1b, no 3001. */
	assert_int_equal(at[18], 0xd4);
}

static void
judge_table(void **state)
{
	const struct table_row *row = *state;
	struct pst_subs subs = { .n = 0 };
	const unsigned char *at;
	uint64_t bid;

	begin();
	pst_table_begin(&table, &pst, columns, COUNT(columns));
	put_rows(row->n);
	bid = pst_table_end(&table, &subs);
	assert_int_equal(subs.n, row->inside ? 0 : 1);
	at = block(bid);
	if ((bid & 2) != 0) /* the heap's first block */
		at = block(get(at + 8, 8));
	assert_int_equal(at[2], 0xec);
	assert_int_equal(at[3], PST_CLIENT_TABLE);
	assert_int_equal(get(at + 4, 4), 0x20);
	assert_int_equal(get(at + 12 + 8, 2), 19);
	assert_int_equal(at[12 + 22 + 8 * COUNT(columns) + 3], row->levels);
	assert_int_equal(get(at + 12 + 14, 4) & 0x1f,
	    row->inside ? 0 : PST_VALUE);
	for (uint32_t i = 0; i < row->n && !row->inside; i += 97)
		check_row(&subs, i);
	pst_node(&pst, 0x21, 0, bid, 0);
	end();
}

/* ---- properties ---- */

static void
a_value_too_long_for_the_heap_is_a_subnode(void **state)
{
	static unsigned char bytes[PST_ALLOC + 1];
	struct pst_props props = { .n = 0 };
	struct pst_subs subs = { .n = 0 };
	const unsigned char *at;
	uint64_t bid;

	(void)state;
	begin();
	pst_bytes(&props, 0x1013, PST_BINARY,
	    (struct ambit_span){ bytes, PST_ALLOC + 1 });
	pst_bytes(&props, 0x1000, PST_STRING,
	    (struct ambit_span){ bytes, PST_ALLOC });
	pst_bytes(&props, 0x0037, PST_STRING, AMBIT_LIT(""));
	pst_number(&props, 0x0017, PST_INT32, 7);
	bid = pst_props_end(&pst, &props, &subs);
	assert_int_equal(subs.n, 1);
	at = block(bid);
	at += get(at, 2); /* the map: header, value, records */
	assert_int_equal(get(at, 2), 3);
	at = block(bid) + get(at + 8, 2);
	assert_int_equal(get(at, 4), 0x00030017);
	assert_int_equal(get(at + 4, 4), 7);
	assert_int_equal(get(at + 8, 4), 0x001f0037);
	assert_int_equal(get(at + 12, 4), 0);
	assert_int_equal(get(at + 16, 4), 0x001f1000);
	assert_int_equal(get(at + 20, 4), 2 << 5);
	assert_int_equal(get(at + 24, 4), 0x01021013);
	assert_int_equal(get(at + 28, 4), subs.at[0].nid);
	pst_node(&pst, 0x21, 0, bid, pst_subs_end(&pst, &subs));
	end();
}

/* ---- text ---- */

struct text_row {
	const char *name;
	enum prose prose;
	const char *bytes, *units; /* big-endian, in hex */
};

static const struct text_row text_rows[] = {
	{ "letters", PROSE_ASCII, "ab", "0061 0062 " },
	{ "a line end", PROSE_ASCII, "\n", "000d 000a " },
	{ "UTF-8", PROSE_UTF8, "\xc3\xa9", "00e9 " },
	{ "a pair of surrogates", PROSE_UTF8, "\xf3\x82\x99\x9f",
	    "dac9 de5f " },
	{ "no UTF-8", PROSE_UTF8, "\xff", "fffd " },
	{ "ISO 8859-1", PROSE_LATIN1, "\xe9", "00e9 " },
	{ "ISO-2022-JP", PROSE_JIS, "a\033$B$\"$+\033(Bb",
	    "0061 3042 304b 0062 " },
	{ "quoted-printable", PROSE_QUOTED, "=C3=A9=\n=3D", "00e9 003d " },
	{ "base64 of three", PROSE_BASE64, "YWJj\n", "0061 0062 0063 " },
	{ "base64 of two", PROSE_BASE64, "YWI=\n", "0061 0062 " },
	{ "base64 of one", PROSE_BASE64, "YQ==\n", "0061 " },
};

static void
judge_text(void **state)
{
	const struct text_row *row = *state;
	unsigned char bytes[256];
	char units[256] = "";
	struct pst_room room = { bytes, sizeof(bytes), 0 };
	struct ambit_span text =
	    pst_prose(&room, row->prose, ambit_span_str(row->bytes));

	for (size_t i = 0; i < text.len; i += 2)
		(void)snprintf(units + i / 2 * 5, 6, "%04x ",
		    (unsigned)get(text.ptr + i, 2));
	assert_string_equal(units, row->units);
}

#define TESTS_OF(rows, judge)                            \
	for (size_t i = 0; i < COUNT(rows); i++)         \
		tests[n++] = (struct CMUnitTest)         \
		{                                        \
			rows[i].name, judge, NULL, NULL, \
			    (void *)(uintptr_t)&rows[i]  \
		}

int
main(void)
{
	struct CMUnitTest tests[3 + COUNT(tree_rows) + COUNT(table_rows) +
	    COUNT(text_rows)] = {
		cmocka_unit_test(the_sums_are_those_of_the_specification),
		cmocka_unit_test(the_permutation_is_that_of_the_specification),
		cmocka_unit_test(a_value_too_long_for_the_heap_is_a_subnode),
	};
	size_t n = 3;

	TESTS_OF(tree_rows, judge_tree);
	TESTS_OF(table_rows, judge_table);
	TESTS_OF(text_rows, judge_text);
	return cmocka_run_group_tests_name("corpus_pst", tests, NULL, NULL);
}
