/*
 * CRC-32 on the way through.
 */

/* System. */
#include <libdeflate.h>

/* Floor 6. */
#include "pack_crc.h"

static int
crc_write(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	struct pack_crc *crc = (struct pack_crc *)sink;

	(void)err_r;
	crc->crc = libdeflate_crc32(crc->crc, bytes.ptr, bytes.len);
	return 0;
}

static int
crc_finish(struct ambit_sink *sink, struct ambit_err *err_r)
{
	(void)sink;
	(void)err_r;
	return 0;
}

static const struct ambit_sink_ops crc_ops = {
	.name = "crc",
	.write = crc_write,
	.finish = crc_finish,
};

void
pack_crc_init(struct pack_crc *crc, struct ambit_sink *next)
{
	*crc = (struct pack_crc){
		.sink = { .ops = &crc_ops, .next = next },
	};
}
