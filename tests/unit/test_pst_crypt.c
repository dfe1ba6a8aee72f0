#include <string.h>

#include "check.h"
#include "guard.h"

#include "ambit/sink.h"
#include "ambit/text.h"

#include "store/pst/crypt.h"
#include "store/pst/header.h"

/* The digests of spec and of the published bytes. */
static const struct {
	const char *name;
	const unsigned char *table;
	const char *digest;
} tables[] = {
	{ "R", pst_crypt_r,
	    "9ba99036454c100f42d8c59b7a94fa1af0539f270d92ff49181c310839bf99b"
	    "d" },
	{ "S", pst_crypt_s,
	    "2ae6449a6dfd271c861fc3470e8587463677104331e14a5fbabd628dee89033"
	    "d" },
};

static void
the_tables_are_the_published_ones(void **state)
{
	unsigned char digest[AMBIT_DIGEST_LEN];
	char hex[2 * AMBIT_DIGEST_LEN + 1];

	(void)state;
	for (size_t i = 0; i < COUNT(tables); i++) {
		struct ambit_text text = AMBIT_TEXT(hex);

		assert_int_equal(
		    ambit_sink_digest((struct ambit_span){ tables[i].table,
					  256 },
			digest, NULL),
		    0);
		ambit_text_hex(&text,
		    (struct ambit_span){ digest, sizeof(digest) });
		assert_string_equal(ambit_text_end(&text), tables[i].digest);
	}
}

static void
each_table_is_a_permutation(void **state)
{
	const unsigned char *all[] = { pst_crypt_r, pst_crypt_s, pst_crypt_i };
	bool seen[256];

	(void)state;
	for (size_t i = 0; i < COUNT(all); i++) {
		memset(seen, 0, sizeof(seen));
		for (size_t x = 0; x < 256; x++) {
			assert_false(seen[all[i][x]]);
			seen[all[i][x]] = true;
		}
	}
}

static void
i_undoes_r_and_s_undoes_itself_without_a_fixed_point(void **state)
{
	(void)state;
	for (size_t x = 0; x < 256; x++) {
		assert_int_equal(pst_crypt_i[pst_crypt_r[x]], x);
		assert_int_equal(pst_crypt_s[pst_crypt_s[x]], x);
		assert_int_not_equal(pst_crypt_s[x], x);
	}
}

static void
the_permuting_way_undoes_r(void **state)
{
	unsigned char to[256];

	(void)state;
	pst_crypt_permute((struct ambit_span){ pst_crypt_r, 256 }, to);
	for (size_t x = 0; x < 256; x++)
		assert_int_equal(to[x], x);
}

/* With vectors and without, at every length and in place. */
static void
bytes_are_permuted_one_by_one_however_many_there_are(void **state)
{
	unsigned char from[400], to[400 + 1], plain[400 + 1];

	(void)state;
	for (size_t len = 0; len <= sizeof(from); len++) {
		struct ambit_span span;

		for (size_t i = 0; i < len; i++)
			from[i] = (unsigned char)(i * 151 + len);
		span = guarded((struct ambit_span){ from, len });
		to[len] = plain[len] = 0xee;
		pst_crypt_permute(span, to);
		pst_crypt_permute_plainly(span, plain);
		for (size_t i = 0; i < len; i++)
			assert_int_equal(to[i], pst_crypt_i[from[i]]);
		assert_memory_equal(plain, to, len + 1);
		assert_int_equal(to[len], 0xee);
		pst_crypt_permute((struct ambit_span){ from, len }, from);
		assert_memory_equal(from, to, len);
	}
}

/* Long enough that both bytes of the counter move, and it wraps. */
#define LONG 70000

static void
the_cyclic_way_is_its_own_inverse_for_every_number(void **state)
{
	static const uint64_t bids[] = { 0, 4, 0xfffe, 0x12345678,
		0xabcdef0012345678 };
	static unsigned char plain[LONG], twice[LONG];

	(void)state;
	for (size_t i = 0; i < LONG; i++)
		plain[i] = (unsigned char)(i * 7);
	for (size_t i = 0; i < COUNT(bids); i++) {
		struct ambit_span span = { plain, LONG };

		pst_crypt_cyclic(span, bids[i], twice);
		assert_memory_not_equal(plain, twice, LONG);
		span.ptr = twice;
		pst_crypt_cyclic(span, bids[i], twice);
		assert_memory_equal(plain, twice, LONG);
	}
}

/* Worked out by hand from the formula of [MS-PST] 5.2, byte by byte. */
static void
the_cyclic_way_follows_the_formula(void **state)
{
	unsigned char to[3];
	const unsigned char from[3] = { 0, 1, 2 };
	const uint32_t key = 0x00010203;
	uint16_t w = 0x0202;

	(void)state;
	pst_crypt_cyclic((struct ambit_span){ from, 3 }, key, to);
	for (size_t i = 0; i < 3; i++, w++) {
		unsigned r = pst_crypt_r[(from[i] + (w & 255)) & 255];
		unsigned s = pst_crypt_s[(r + (w >> 8)) & 255];

		assert_int_equal(to[i],
		    (pst_crypt_i[(s - (w >> 8)) & 255] - (w & 255)) & 255);
	}
}

static void
the_crc_starts_at_zero_and_inverts_nothing(void **state)
{
	(void)state;
	assert_int_equal(pst_crc(AMBIT_LIT("\1")), 0x77073096);
	assert_int_equal(pst_crc(AMBIT_LIT("123456789")), 0x2dfd2d88);
	assert_int_equal(pst_crc(AMBIT_LIT("")), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_tables_are_the_published_ones),
		cmocka_unit_test(each_table_is_a_permutation),
		cmocka_unit_test(
		    i_undoes_r_and_s_undoes_itself_without_a_fixed_point),
		cmocka_unit_test(the_permuting_way_undoes_r),
		cmocka_unit_test(
		    bytes_are_permuted_one_by_one_however_many_there_are),
		cmocka_unit_test(
		    the_cyclic_way_is_its_own_inverse_for_every_number),
		cmocka_unit_test(the_cyclic_way_follows_the_formula),
		cmocka_unit_test(the_crc_starts_at_zero_and_inverts_nothing),
	};

	return cmocka_run_group_tests_name("pst_crypt", tests, NULL, NULL);
}
