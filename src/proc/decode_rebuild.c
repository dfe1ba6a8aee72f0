/*
 * Rebuilding in the decoder: what is made of an item's properties lies on the
 * slate, and what has no room there goes over the pipe. A stream that nothing
 * can be made of is lost, and says so: the evidence may be spoilt, and no
 * process need die of that.
 */

/* System. */
#include <string.h>

/* Floor 3. */
#include "ambit/rebuild.h"

/* Floor 7. */
#include "decode.h"

/* What is made, on its way. */
struct making {
	struct ambit_sink sink;
	struct decoding *d;
	uint64_t most;
	size_t n;  /* on the slate */
	bool told; /* how many they are */
};

/* Text grows to base64 of UTF-8, compressed RTF to base64 of what it unfolds
 * to, and of a body that is taken out of it. */
uint64_t
proc_rebuilt_most(uint64_t len)
{
	const uint64_t times = 32, least = (uint64_t)1 << 20;
	uint64_t most = 2 * PROC_STREAM_MAX;

	return len < (most - least) / times ? len * times + least : most;
}

static int
tell_made(struct making *m, struct ambit_err *err_r)
{
	if (m->told || m->n == 0)
		return 0;
	m->told = true;
	proc_frame_begin(&m->d->to, PROC_LENT);
	ambit_wire_put32(&m->d->to.text, (uint32_t)m->n);
	return proc_frame_end(&m->d->to, err_r);
}

static int
sink_write(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	struct making *m = (struct making *)sink;
	struct ambit_span some =
	    ambit_span_sub(bytes, 0, PROC_SLATE_MADE - m->n);

	if (bytes.len > m->most - sink->count)
		return ambit_err_set(err_r, AMBIT_E_LIMIT,
		    "more is made of an item than it can hold");
	memcpy(m->d->job->slate->made + m->n, some.ptr, some.len);
	m->n += some.len;
	if (some.len == bytes.len)
		return 0;
	if (tell_made(m, err_r) < 0)
		return -1;
	return proc_frame_data(&m->d->to,
	    ambit_span_sub(bytes, some.len, bytes.len), err_r);
}

static int
sink_finish(struct ambit_sink *sink, struct ambit_err *err_r)
{
	(void)sink;
	(void)err_r;
	return 0;
}

static const struct ambit_sink_ops making_ops = {
	.name = "making",
	.write = sink_write,
	.finish = sink_finish,
};

/* An item that cannot be rebuilt, and always so. */
static bool
is_lost(const struct ambit_err *err)
{
	return err->code == AMBIT_E_FORMAT || err->code == AMBIT_E_LIMIT ||
	    err->code == AMBIT_E_MEMORY;
}

int
decode_rebuild(struct decoding *d, struct ambit_err *err_r)
{
	struct making m = { .sink = { .ops = &making_ops },
		.d = d,
		.most = proc_rebuilt_most(d->task.len) };
	unsigned flaws = 0;

	if (ambit_rebuild(d->source, d->arena, &m.sink, &flaws, err_r) < 0) {
		if (!is_lost(err_r))
			return -1;
		flaws = AMBIT_FLAW_LOST;
	}
	if (tell_made(&m, err_r) < 0)
		return -1;
	return decode_done(d, m.sink.count, flaws, err_r);
}
