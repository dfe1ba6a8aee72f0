/*
 * A sink that writes a new file below a held folder.
 *
 * Never replaces and never follows a link; mode and time are the constants of
 * package.md 2, whatever the umask and the clock. Does not fsync.
 */

/* System. */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Floor 1. */
#include "ambit/file.h"
#include "ambit/sink.h"

#define FILE_MODE 0644

/* 1980-01-01T00:00:00Z: the earliest that a ZIP entry can tell. */
#define FILE_TIME 315532800

static int
write_whole(int fd, struct ambit_span bytes, struct ambit_err *err_r)
{
	if (ambit_file_write(fd, bytes) == 0)
		return 0;
	return ambit_err_set(err_r, AMBIT_E_IO, "write to the output folder");
}

static int
flush(struct ambit_sink_file *file, struct ambit_err *err_r)
{
	struct ambit_span held = { file->buf, file->len };

	file->len = 0;
	return write_whole(file->fd, held, err_r);
}

static int
keep(struct ambit_sink_file *file, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	memcpy(file->buf + file->len, bytes.ptr, bytes.len);
	file->len += bytes.len;
	return file->len == file->cap ? flush(file, err_r) : 0;
}

/* So many of them that every write begins and ends at a multiple of cap: pages
 * that are written in part cost the kernel twice the time, and whole ones it
 * takes many at once. */
static struct ambit_span
next(const struct ambit_sink_file *file, struct ambit_span bytes)
{
	size_t some = file->cap - file->len;

	if (file->cap == 0)
		return bytes;
	if (file->len == 0 && bytes.len >= file->cap)
		some = bytes.len - bytes.len % file->cap;
	return ambit_span_sub(bytes, 0, some);
}

static int
file_write(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	struct ambit_sink_file *file = (struct ambit_sink_file *)sink;

	assert(file->fd != -1);
	while (bytes.len > 0) {
		struct ambit_span some = next(file, bytes);

		if (some.len >= file->cap) {
			if (write_whole(file->fd, some, err_r) < 0)
				return -1;
		} else if (keep(file, some, err_r) < 0) {
			return -1;
		}
		bytes = ambit_span_sub(bytes, some.len, bytes.len);
	}
	return 0;
}

static int
file_finish(struct ambit_sink *sink, struct ambit_err *err_r)
{
	static const struct timespec times[2] = {
		{ .tv_sec = FILE_TIME },
		{ .tv_sec = FILE_TIME },
	};
	struct ambit_sink_file *file = (struct ambit_sink_file *)sink;
	int fd = file->fd;

	assert(fd != -1);
	if (flush(file, err_r) < 0)
		return -1;
	if (futimens(fd, times) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "set time of file");
	file->fd = -1;
	/* Never closed twice: after an error the descriptor is gone too. */
	if (ambit_file_close(fd) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "close file");
	return 0;
}

static const struct ambit_sink_ops file_ops = {
	.name = "file",
	.write = file_write,
	.finish = file_finish,
};

void
ambit_sink_file_init(struct ambit_sink_file *file, unsigned char *buf,
    size_t cap, struct ambit_sink *next)
{
	*file = (struct ambit_sink_file){
		.sink = { .ops = &file_ops, .next = next },
		.fd = -1,
		.cap = cap,
	};
	file->buf = buf;
}

int
ambit_sink_file_open(struct ambit_sink_file *file, int dirfd, const char *name,
    struct ambit_err *err_r)
{
	int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;

	assert(file->fd == -1);
	file->sink.count = 0;
	file->len = 0;
	file->fd = openat(dirfd, name, flags, FILE_MODE);
	if (file->fd == -1 && errno == EEXIST)
		return ambit_err_set(err_r, AMBIT_E_EXISTS,
		    "a file to be made is there already");
	if (file->fd == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "make file");
	/* What the umask took away. */
	if (fchmod(file->fd, FILE_MODE) == -1) {
		(void)ambit_err_set(err_r, AMBIT_E_IO, "set mode of file");
		ambit_sink_file_clear(file);
		return -1;
	}
	return 0;
}

void
ambit_sink_file_clear(struct ambit_sink_file *file)
{
	if (file->fd != -1)
		(void)close(file->fd);
	file->fd = -1;
	file->len = 0;
}
