#ifndef AMBIT_PACK_CRC_H
#define AMBIT_PACK_CRC_H

#include "ambit/sink.h"

/* CRC-32 of what passes, as an archive wants it (APPNOTE 4.4.7). */
struct pack_crc {
	struct ambit_sink sink;
	uint32_t crc;
};

void pack_crc_init(struct pack_crc *crc, struct ambit_sink *next);

#endif
