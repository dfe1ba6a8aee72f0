/*
 * Files and folders of the package: written, hashed, and given the mode and
 * the time that every one of them has (package.md 2, L8).
 *
 * Knows nothing of what is in them.
 */

/* System. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Floor 6. */
#include "pack_file.h"

void
pack_hex(const unsigned char sha256[AMBIT_DIGEST_LEN], char hex_r[PACK_HEX_LEN])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < AMBIT_DIGEST_LEN; i++) {
		hex_r[2 * i] = digits[sha256[i] >> 4];
		hex_r[2 * i + 1] = digits[sha256[i] & 15];
	}
	hex_r[PACK_HEX_LEN - 1] = '\0';
}

int
pack_file_init(struct pack_file *file, unsigned char *buf, size_t cap,
    struct ambit_err *err_r)
{
	ambit_sink_file_init(&file->file, buf, cap, NULL);
	return ambit_sink_hash_init(&file->hash, &file->file.sink, err_r);
}

void
pack_file_clear(struct pack_file *file)
{
	ambit_sink_file_clear(&file->file);
	ambit_sink_hash_clear(&file->hash);
}

int
pack_file_open(struct pack_file *file, int dirfd, const char *name,
    struct ambit_err *err_r)
{
	if (ambit_sink_hash_reset(&file->hash, err_r) < 0)
		return -1;
	file->hash.sink.count = 0;
	return ambit_sink_file_open(&file->file, dirfd, name, err_r);
}

int
pack_file_close(struct pack_file *file, struct ambit_err *err_r)
{
	return ambit_sink_finish(&file->hash.sink, err_r);
}

struct ambit_sink *
pack_file_sink(struct pack_file *file)
{
	return &file->hash.sink;
}

uint64_t
pack_file_bytes(const struct pack_file *file)
{
	return file->hash.sink.count;
}

int
pack_dir_make(int atfd, const char *name, int *fd_r, struct ambit_err *err_r)
{
	if (mkdirat(atfd, name, 0755) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "make folder %s", name);
	*fd_r =
	    openat(atfd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (*fd_r == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "open folder %s", name);
	if (fchmod(*fd_r, 0755) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "mode of folder %s",
		    name);
	return 0;
}

int
pack_dir_seal(int *fd, struct ambit_err *err_r)
{
	static const struct timespec times[2] = { { .tv_sec = PACK_TIME },
		{ .tv_sec = PACK_TIME } };

	if (futimens(*fd, times) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "time of folder");
	pack_dir_drop(fd);
	return 0;
}

void
pack_dir_drop(int *fd)
{
	if (*fd != -1)
		(void)close(*fd);
	*fd = -1;
}
