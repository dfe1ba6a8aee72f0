/*
 * Compressed RTF: what is poured is as long as it says, and never longer. Run
 * once as it comes, and once with length and CRC put right, so that what is
 * within is reached.
 */

/* System. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* Floor 2. */
#include "ambit/lzfu.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static int
count_write(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	(void)sink;
	(void)err_r;
	assert(bytes.len > 0 && bytes.ptr != NULL);
	return 0;
}

static uint32_t
get32(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	    (uint32_t)p[3] << 24;
}

static void
put32(unsigned char *p, uint32_t value)
{
	for (size_t i = 0; i < 4; i++)
		p[i] = (unsigned char)(value >> 8 * i);
}

static void
pour(struct ambit_span value)
{
	static const struct ambit_sink_ops ops = { .name = "count",
		.write = count_write };
	struct ambit_sink sink = { .ops = &ops };
	const char *why = NULL;
	int got = ambit_lzfu_pour(value, &sink, &why, NULL);

	assert(got == (why == NULL));
	if (value.len < 16)
		return;
	if (memcmp(value.ptr + 8, "LZFu", 4) == 0)
		assert(sink.count <= get32(value.ptr + 4));
	if (got == 1 && memcmp(value.ptr + 8, "LZFu", 4) == 0)
		assert(sink.count == get32(value.ptr + 4));
	else if (got == 1)
		assert(sink.count == value.len - 16);
	/* Two bytes give seventeen at most. */
	assert(sink.count <= value.len * 9);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	unsigned char *copy;

	pour((struct ambit_span){ bytes, len });
	if (len < 17 || len > UINT32_MAX)
		return 0;
	copy = malloc(len);
	assert(copy != NULL);
	memcpy(copy, bytes, len);
	put32(copy, (uint32_t)len - 4);
	put32(copy + 12,
	    (uint32_t)crc32_z(0xffffffff, copy + 16, len - 16) ^ 0xffffffff);
	pour((struct ambit_span){ copy, len });
	free(copy);
	return 0;
}
