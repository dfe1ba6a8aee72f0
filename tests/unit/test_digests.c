#include "check.h"

#include <stdlib.h>

#include "ambit/digests.h"

#define LONGEST (((size_t)1 << 20) + 65)

static unsigned char *
some_bytes(void)
{
	unsigned char *bytes = malloc(LONGEST);

	assert_non_null(bytes);
	for (size_t i = 0; i < LONGEST; i++)
		bytes[i] = (unsigned char)(i * 7 + i / 251);
	return bytes;
}

static struct ambit_digests *
digests_new(void)
{
	struct ambit_digests *digests;
	struct ambit_err err;

	assert_int_equal(ambit_digests_new(&digests, &err), 0);
	return digests;
}

/* As OpenSSL has it. */
static void
expect(struct ambit_span bytes, const unsigned char *digest)
{
	unsigned char want[AMBIT_DIGEST_LEN];

	assert_int_equal(ambit_sink_digest(bytes, want, NULL), 0);
	assert_memory_equal(digest, want, sizeof(want));
}

/* Take n digests together, of lens[] bytes each, from different places. */
static void
take(const unsigned char *bytes, const size_t *lens, size_t n)
{
	unsigned char(*got)[AMBIT_DIGEST_LEN] = calloc(n, sizeof(*got));
	struct ambit_digests *digests = digests_new();

	assert_non_null(got);
	for (size_t i = 0; i < n; i++) {
		struct ambit_span message = { bytes + i % 64, lens[i] };

		assert_int_equal(ambit_digests_add(digests, message, got[i],
				     NULL),
		    0);
	}
	assert_int_equal(ambit_digests_flush(digests, NULL), 0);
	for (size_t i = 0; i < n; i++)
		expect((struct ambit_span){ bytes + i % 64, lens[i] }, got[i]);
	ambit_digests_free(&digests);
	assert_null(digests);
	free(got);
}

static void
every_short_length_has_its_digest(void **state)
{
	unsigned char *bytes = some_bytes();
	size_t lens[600];

	(void)state;
	for (size_t i = 0; i < COUNT(lens); i++)
		lens[i] = i;
	take(bytes, lens, COUNT(lens));
	free(bytes);
}

static void
long_ones_and_short_ones_keep_company(void **state)
{
	static const size_t lens[] = { 65533, 1, 65534, 65535, 0, 65536, 65537,
		64, 100000, 3, LONGEST - 65, LONGEST - 64, 5, LONGEST - 66,
		11 };
	unsigned char *bytes = some_bytes();

	(void)state;
	for (size_t n = 1; n <= COUNT(lens); n++)
		take(bytes, lens, n);
	free(bytes);
}

static void
after_a_flush_it_begins_anew(void **state)
{
	unsigned char *bytes = some_bytes();
	struct ambit_digests *digests = digests_new();
	unsigned char got[3][AMBIT_DIGEST_LEN];

	(void)state;
	assert_int_equal(ambit_digests_flush(digests, NULL), 0);
	for (size_t round = 0; round < 20; round++) {
		for (size_t i = 0; i <= round % 3; i++) {
			struct ambit_span message = { bytes, 100 * round + i };

			assert_int_equal(ambit_digests_add(digests, message,
					     got[i], NULL),
			    0);
		}
		assert_int_equal(ambit_digests_flush(digests, NULL), 0);
		for (size_t i = 0; i <= round % 3; i++)
			expect((struct ambit_span){ bytes, 100 * round + i },
			    got[i]);
	}
	ambit_digests_free(&digests);
	free(bytes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_short_length_has_its_digest),
		cmocka_unit_test(long_ones_and_short_ones_keep_company),
		cmocka_unit_test(after_a_flush_it_begins_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
