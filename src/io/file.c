/*
 * Small files of our own, read and written whole.
 */

/* System. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Floor 1. */
#include "ambit/file.h"

static int
read_all(int fd, unsigned char *buf, size_t len, size_t *got_r,
    struct ambit_err *err_r)
{
	*got_r = 0;
	while (*got_r < len) {
		ssize_t n = read(fd, buf + *got_r, len - *got_r);

		if (n == 0)
			break;
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return ambit_err_set(err_r, AMBIT_E_IO, "read");
		*got_r += (size_t)n;
	}
	return 0;
}

static int
read_open(int fd, size_t max, struct ambit_arena *arena,
    struct ambit_span *bytes_r, struct ambit_err *err_r)
{
	struct stat st;
	unsigned char *buf;
	size_t got;

	if (fstat(fd, &st) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "stat");
	if (!S_ISREG(st.st_mode))
		return ambit_err_set(err_r, AMBIT_E_FORMAT, "not a file");
	if ((uintmax_t)st.st_size > max)
		return ambit_err_set(err_r, AMBIT_E_LIMIT,
		    "larger than %zu bytes", max);
	buf = AMBIT_ARENA_GET(arena, unsigned char, (size_t)st.st_size + 1);
	if (buf == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "no memory");
	if (read_all(fd, buf, (size_t)st.st_size, &got, err_r) < 0)
		return -1;
	*bytes_r = (struct ambit_span){ buf, got };
	return 0;
}

int
ambit_file_read(int dirfd, const char *path, size_t max,
    struct ambit_arena *arena, struct ambit_span *bytes_r,
    struct ambit_err *err_r)
{
	int fd = openat(dirfd, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int got;

	if (fd == -1) {
		(void)ambit_err_set(err_r, AMBIT_E_IO, "open");
		return ambit_err_in(err_r, ambit_span_str(path));
	}
	got = read_open(fd, max, arena, bytes_r, err_r);
	(void)close(fd);
	return got < 0 ? ambit_err_in(err_r, ambit_span_str(path)) : 0;
}

int
ambit_file_write(int fd, struct ambit_span bytes)
{
	while (bytes.len > 0) {
		ssize_t n = write(fd, bytes.ptr, bytes.len);

		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return -1;
		bytes.ptr += n;
		bytes.len -= (size_t)n;
	}
	return 0;
}

int
ambit_file_write_at(int fd, struct ambit_span bytes, uint64_t off)
{
	while (bytes.len > 0) {
		ssize_t n = pwrite(fd, bytes.ptr, bytes.len, (off_t)off);

		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return -1;
		bytes.ptr += n;
		bytes.len -= (size_t)n;
		off += (uint64_t)n;
	}
	return 0;
}

int
ambit_file_read_exactly(int fd, void *to, size_t len)
{
	char *at = to;

	while (len > 0) {
		ssize_t n = read(fd, at, len);

		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			return (int)n;
		at += n;
		len -= (size_t)n;
	}
	return 1;
}

int
ambit_file_replace(int dirfd, const char *name, struct ambit_span bytes,
    unsigned mode, struct ambit_err *err_r)
{
	char fresh[4096];
	int fd, written;

	if ((size_t)snprintf(fresh, sizeof(fresh), "%s.new", name) >=
	    sizeof(fresh))
		return ambit_err_set(err_r, AMBIT_E_LIMIT, "name too long");
	fd = openat(dirfd, fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
	    mode);
	if (fd == -1) {
		(void)ambit_err_set(err_r, AMBIT_E_IO, "make");
		return ambit_err_in(err_r, ambit_span_str(fresh));
	}
	written = ambit_file_write(fd, bytes) == 0 ? fsync(fd) : -1;
	if (ambit_file_close(fd) == -1 || written == -1 ||
	    renameat(dirfd, fresh, dirfd, name) == -1) {
		(void)ambit_err_set(err_r, AMBIT_E_IO, "write");
		(void)unlinkat(dirfd, fresh, 0);
		return ambit_err_in(err_r, ambit_span_str(name));
	}
	return 0;
}

/* Linux has closed it when a signal interrupts: close(2). */
int
ambit_file_close(int fd)
{
	return close(fd) == -1 && errno != EINTR ? -1 : 0;
}
