#ifndef AMBIT_IO_SPOOL_SORT_H
#define AMBIT_IO_SPOOL_SORT_H

#include <stddef.h>
#include <stdint.h>

#include "ambit/span.h"

/* Where a record lies in memory, and its first bytes: most pairs differ, and
 * records of one task and one hour not in the first eight. */
struct spool_key {
	uint64_t prefix[2];
	uint32_t off, len;
};

struct spool_key
spool_key_of(const unsigned char *memory, size_t off, size_t len);

struct ambit_span
spool_key_record(const struct spool_key *key, const unsigned char *memory);

/* Sort in place, in byte order of the records: never worse than n log n. */
void spool_sort(struct spool_key *keys, size_t n, const unsigned char *memory);

#endif
