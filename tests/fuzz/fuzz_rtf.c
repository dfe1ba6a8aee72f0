/*
 * HTML and text out of RTF: what comes out is UTF-8, no longer than it can be,
 * and the same whatever the pieces are that it came in.
 */

/* System. */
#include <assert.h>
#include <stdint.h>

/* Floor 0. */
#include "ambit/text.h"

/* Floor 2. */
#include "ambit/rtf.h"

/* Tests. */
#include "caught.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void
run(struct ambit_rtf *rtf, struct caught *out, struct ambit_span whole,
    size_t piece)
{
	*out = caught_new();
	ambit_rtf_init(rtf, &out->sink);
	for (size_t off = 0; off < whole.len; off += piece) {
		int got = ambit_sink_write(&rtf->sink,
		    ambit_span_sub(whole, off, piece), NULL);

		assert(got == 0);
	}
	if (ambit_sink_finish(&rtf->sink, NULL) < 0)
		abort();
}

static void
check_utf8(struct ambit_span out)
{
	while (out.len > 0) {
		int32_t c = ambit_text_cut_utf8(&out);

		assert(c >= 0);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static struct ambit_rtf a, b;
	struct ambit_span whole = { bytes, len };
	struct caught at_once, in_pieces;

	run(&a, &at_once, whole, len > 0 ? len : 1);
	run(&b, &in_pieces, whole, 1 + len % 3);
	assert(a.kind == b.kind && a.why == b.why && a.doubtful == b.doubtful);
	assert(at_once.len == in_pieces.len);
	assert(at_once.len == 0 ||
	    memcmp(at_once.ptr, in_pieces.ptr, at_once.len) == 0);
	assert(a.kind != AMBIT_RTF_NATIVE || at_once.len == 0);
	/* \~ gives six bytes, a byte that is none three, a brace at the end
	 * what is left. */
	assert(at_once.len <= 3 * len + 16);
	check_utf8((struct ambit_span){ at_once.ptr, at_once.len });
	caught_free(&at_once);
	caught_free(&in_pieces);
	return 0;
}
