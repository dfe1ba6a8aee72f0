/*
 * Files of the custody record: who may read them, and that a byte which could
 * not be written is never passed over.
 */

/* System. */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Floor 1. */
#include "ambit/file.h"

/* Floor 6. */
#include "custody_file.h"

int
custody_file_open(struct custody_file *file, int dirfd, const char *name,
    struct ambit_err *err_r)
{
	file->len = 0;
	file->off = 0;
	file->broken = false;
	file->fd = openat(dirfd, name,
	    O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (file->fd == -1)
		return ambit_err_set(err_r, AMBIT_E_IO,
		    "custody record: make %s", name);
	return 0;
}

static int
fail(struct custody_file *file, const char *what, struct ambit_err *err_r)
{
	file->broken = true;
	return ambit_err_set(err_r, AMBIT_E_IO, "custody record: %s", what);
}

int
custody_file_flush(struct custody_file *file, struct ambit_err *err_r)
{
	size_t done = 0;

	if (file->broken) {
		errno = EIO;
		return fail(file, "write", err_r);
	}
	while (done < file->len) {
		ssize_t n = write(file->fd, file->buf + done, file->len - done);

		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return fail(file, "write", err_r);
		done += (size_t)n;
	}
	file->off += file->len;
	file->len = 0;
	return 0;
}

int
custody_file_put(struct custody_file *file, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	while (bytes.len > 0) {
		size_t n = sizeof(file->buf) - file->len;

		if (n > bytes.len)
			n = bytes.len;
		memcpy(file->buf + file->len, bytes.ptr, n);
		file->len += n;
		bytes.ptr += n;
		bytes.len -= n;
		if (file->len == sizeof(file->buf) &&
		    custody_file_flush(file, err_r) < 0)
			return -1;
	}
	return 0;
}

int
custody_file_sync(struct custody_file *file, struct ambit_err *err_r)
{
	if (custody_file_flush(file, err_r) < 0)
		return -1;
	return fsync(file->fd) == -1 ? fail(file, "sync", err_r) : 0;
}

int
custody_file_close(struct custody_file *file, struct ambit_err *err_r)
{
	int synced = custody_file_sync(file, err_r);
	int closed = ambit_file_close(file->fd);

	file->fd = -1;
	if (synced < 0)
		return -1;
	return closed == -1 ? fail(file, "close", err_r) : 0;
}

void
custody_file_clear(struct custody_file *file)
{
	if (file->fd != -1)
		(void)close(file->fd);
	file->fd = -1;
}

static int
write_whole(struct custody_file *file, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	int put = custody_file_put(file, bytes, err_r);

	if (put < 0) {
		custody_file_clear(file);
		return -1;
	}
	return custody_file_close(file, err_r);
}

int
custody_file_write(int dirfd, const char *name, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	struct custody_file *file = malloc(sizeof(*file));
	int done;

	if (file == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "custody record");
	done = custody_file_open(file, dirfd, name, err_r);
	if (done == 0)
		done = write_whole(file, bytes, err_r);
	free(file);
	return done;
}
