#include "check.h"

#include <string.h>

#include "guard.h"

#include "rebuild/base64.h"

/* RFC 4648 10. */
static const struct {
	struct ambit_span bytes;
	const char *chars;
} published[] = {
	{ AMBIT_LIT_INIT(""), "" },
	{ AMBIT_LIT_INIT("f"), "Zg==" },
	{ AMBIT_LIT_INIT("fo"), "Zm8=" },
	{ AMBIT_LIT_INIT("foo"), "Zm9v" },
	{ AMBIT_LIT_INIT("foob"), "Zm9vYg==" },
	{ AMBIT_LIT_INIT("fooba"), "Zm9vYmE=" },
	{ AMBIT_LIT_INIT("foobar"), "Zm9vYmFy" },
};

static void
what_was_published_comes_out(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(published); i++) {
		unsigned char to[8 + 1];
		size_t n = base64_put(published[i].bytes, to);

		assert_int_equal(n, strlen(published[i].chars));
		assert_memory_equal(to, published[i].chars, n);
	}
}

/* Three bytes have every character at every place of four. */
static void
every_character_stands_at_every_place(void **state)
{
	static const char chars[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz0123456789+/";

	(void)state;
	for (uint32_t c = 0; c < 64; c++) {
		for (unsigned place = 0; place < 4; place++) {
			uint32_t all = c << (18 - 6 * place);
			const unsigned char bytes[] = {
				(unsigned char)(all >> 16),
				(unsigned char)(all >> 8),
				(unsigned char)all,
			};
			unsigned char to[4 + 1], want[4] = "AAAA";

			want[place] = (unsigned char)chars[c];
			assert_int_equal(base64_put((struct ambit_span){ bytes,
							sizeof(bytes) },
					     to),
			    sizeof(want));
			assert_memory_equal(to, want, sizeof(want));
		}
	}
}

/* With vectors and without, at every length; but for the NUL, nothing is
 * written behind them. */
static void
bytes_become_the_same_characters_however_many_there_are(void **state)
{
	unsigned char from[400], to[540 + 1], plain[540 + 1];

	(void)state;
	for (size_t len = 0; len <= sizeof(from); len++) {
		size_t n = BASE64_LEN(len);
		struct ambit_span span;

		for (size_t i = 0; i < len; i++)
			from[i] = (unsigned char)(i * 151 + len * 7 + i / 3);
		span = guarded((struct ambit_span){ from, len });
		memset(to, 0xee, sizeof(to));
		assert_int_equal(base64_put(span, to), n);
		assert_int_equal(base64_put_plainly(span, plain), n);
		assert_memory_equal(to, plain, n);
		assert_true(to[n] == 0xee || to[n] == '\0');
		for (size_t i = n + 1; i < sizeof(to); i++)
			assert_int_equal(to[i], 0xee);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_published_comes_out),
		cmocka_unit_test(every_character_stands_at_every_place),
		cmocka_unit_test(
		    bytes_become_the_same_characters_however_many_there_are),
	};

	return cmocka_run_group_tests_name("base64", tests, NULL, NULL);
}
