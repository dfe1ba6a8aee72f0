/*
 * A store being written: large blocks to one file, or many small files below
 * a folder. Errors of the machine end the run.
 */

/* System. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Ours. */
#include "corpus.h"

#define BLOCK ((size_t)4 << 20)

static void
write_all(int fd, const char *ptr, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, ptr, len);

		if (n < 0 && errno != EINTR)
			die("cannot write");
		if (n > 0) {
			ptr += n;
			len -= (size_t)n;
		}
	}
}

/* Make every folder of the path before its last name. */
static void
make_folders(int dirfd, const char *path)
{
	char part[256];

	for (const char *at = strchr(path, '/'); at != NULL;
	     at = strchr(at + 1, '/')) {
		size_t len = (size_t)(at - path);

		if (len >= sizeof(part))
			die("a path is too long");
		memcpy(part, path, len);
		part[len] = '\0';
		if (mkdirat(dirfd, part, 0755) == -1 && errno != EEXIST)
			die("cannot make a folder");
	}
}

static int
make_file(int dirfd, const char *path)
{
	int fd =
	    openat(dirfd, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);

	if (fd == -1)
		die("cannot make a file; is the folder new?");
	return fd;
}

void
store_open(struct store *s, int dirfd)
{
	make_folders(dirfd, s->path);
	if (s->format == FORMAT_MBOX) {
		s->fd = make_file(dirfd, s->path);
		s->buf = malloc(BLOCK);
		if (s->buf == NULL)
			die("no memory");
		return;
	}
	if (s->format == FORMAT_PST) {
		s->fd = make_file(dirfd, s->path);
		return;
	}
	if (mkdirat(dirfd, s->path, 0755) == -1)
		die("cannot make a store's folder");
	s->fd = openat(dirfd, s->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (s->fd == -1)
		die("cannot open a store's folder");
}

void
store_flush(struct store *s)
{
	write_all(s->fd, s->buf, s->len);
	s->len = 0;
}

void
store_put(struct store *s, struct ambit_span bytes)
{
	s->off += bytes.len;
	if (bytes.len > BLOCK - s->len)
		store_flush(s);
	if (bytes.len > BLOCK) {
		write_all(s->fd, (const char *)bytes.ptr, bytes.len);
		return;
	}
	if (bytes.len > 0)
		memcpy(s->buf + s->len, bytes.ptr, bytes.len);
	s->len += bytes.len;
}

void
store_close(struct store *s)
{
	if (s->format == FORMAT_MBOX)
		store_flush(s);
	if (s->format == FORMAT_PST)
		pst_close(s);
	if (close(s->fd) == -1)
		die("cannot close a store");
	free(s->buf);
	s->buf = NULL;
}

void
write_file(int dirfd, const char *name, struct ambit_span bytes)
{
	int fd;

	make_folders(dirfd, name);
	fd = make_file(dirfd, name);
	write_all(fd, (const char *)bytes.ptr, bytes.len);
	if (close(fd) == -1)
		die("cannot close a file");
}
