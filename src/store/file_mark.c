/*
 * What stat(2) says of a file, as far as it tells whether its bytes are the
 * same.
 */

/* Floor 1. */
#include "ambit/sink.h"

/* Floor 4. */
#include "file_mark.h"

struct file_mark
file_mark_of(const struct stat *st)
{
	return (struct file_mark){
		.ino = (uint64_t)st->st_ino,
		.size = S_ISREG(st->st_mode) ? (uint64_t)st->st_size : 0,
		.mtime_sec = st->st_mtim.tv_sec,
		.mtime_nsec = st->st_mtim.tv_nsec,
		.ctime_sec = st->st_ctim.tv_sec,
		.ctime_nsec = st->st_ctim.tv_nsec,
	};
}

void
file_mark_put(const struct file_mark *mark, unsigned char out_r[FILE_MARK_LEN])
{
	const uint64_t numbers[] = { mark->ino, mark->size,
		(uint64_t)mark->mtime_sec, (uint64_t)mark->mtime_nsec,
		(uint64_t)mark->ctime_sec, (uint64_t)mark->ctime_nsec };

	for (size_t i = 0; i < FILE_MARK_LEN; i++)
		out_r[i] = (unsigned char)(numbers[i / 8] >> (56 - i % 8 * 8));
}

int
file_mark_digest(const struct stat *st, unsigned char sha256_r[32],
    struct ambit_err *err_r)
{
	struct file_mark mark = file_mark_of(st);
	unsigned char bytes[FILE_MARK_LEN];

	file_mark_put(&mark, bytes);
	return ambit_sink_digest((struct ambit_span){ bytes, sizeof(bytes) },
	    sha256_r, err_r);
}
