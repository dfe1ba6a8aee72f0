/*
 * File calls that Linux alone has, so that the rest of the house is POSIX.
 */
#define _GNU_SOURCE

/* System. */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Floor 1. */
#include "ambit/file.h"
#include "ambit/linux.h"

int
ambit_linux_open_beneath(int dirfd, const char *path, bool folder)
{
	struct open_how how = {
		.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW |
		    (folder ? O_DIRECTORY : 0),
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS |
		    RESOLVE_NO_MAGICLINKS,
	};

	return (int)syscall(SYS_openat2, dirfd, path, &how, sizeof(how));
}

/* A file by a second name; a folder, which has but one, after a look. */
static int
rename_slowly(int fromfd, const char *from, int tofd, const char *to)
{
	struct stat st;

	if (fstatat(fromfd, from, &st, AT_SYMLINK_NOFOLLOW) == -1)
		return -1;
	if (!S_ISDIR(st.st_mode))
		return linkat(fromfd, from, tofd, to, 0) == -1
		    ? -1
		    : unlinkat(fromfd, from, 0);
	if (fstatat(tofd, to, &st, AT_SYMLINK_NOFOLLOW) == 0)
		errno = EEXIST;
	return errno == ENOENT ? renameat(fromfd, from, tofd, to) : -1;
}

int
ambit_linux_rename(int fromfd, const char *from, int tofd, const char *to)
{
	if (syscall(SYS_renameat2, fromfd, from, tofd, to, RENAME_NOREPLACE) ==
	    0)
		return 0;
	/* File systems of other machines cannot: NFS, Lustre. */
	return errno == EINVAL ? rename_slowly(fromfd, from, tofd, to) : -1;
}

int
ambit_linux_open_nameless(int dirfd)
{
	return openat(dirfd, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
}

int
ambit_linux_reserve(int fd, uint64_t len)
{
	int rc;

	do {
		rc = fallocate(fd, 0, 0, (off_t)len);
	} while (rc == -1 && errno == EINTR);
	if (rc == 0)
		return 0;
	/* Some file systems cannot: there the disk may still fill later. */
	return errno == EOPNOTSUPP ? ftruncate(fd, (off_t)len) : -1;
}

static ssize_t
pipe_slowly(int fromfd, uint64_t off, int pipefd, size_t len)
{
	char buf[16384];
	ssize_t n;

	do {
		n = pread(fromfd, buf, len < sizeof(buf) ? len : sizeof(buf),
		    (off_t)off);
	} while (n == -1 && errno == EINTR);
	if (n <= 0)
		return n;
	return ambit_file_write(pipefd,
		   (struct ambit_span){ (unsigned char *)buf, (size_t)n }) == -1
	    ? -1
	    : n;
}

ssize_t
ambit_linux_pipe(int fromfd, uint64_t off, int pipefd, size_t len)
{
	off_t at = (off_t)off;
	ssize_t n;

	do {
		n = splice(fromfd, &at, pipefd, NULL, len, 0);
	} while (n == -1 && errno == EINTR);
	/* File systems that keep no pages cannot. */
	return n == -1 && errno == EINVAL
	    ? pipe_slowly(fromfd, off, pipefd, len)
	    : n;
}

static ssize_t
copy_slowly(int fromfd, int tofd, uint64_t off, size_t len)
{
	unsigned char buf[65536];
	ssize_t n;

	do {
		n = pread(fromfd, buf, len < sizeof(buf) ? len : sizeof(buf),
		    (off_t)off);
	} while (n == -1 && errno == EINTR);
	if (n <= 0)
		return n;
	return ambit_file_write_at(tofd, (struct ambit_span){ buf, (size_t)n },
		   off) == -1
	    ? -1
	    : n;
}

ssize_t
ambit_linux_copy(int fromfd, int tofd, uint64_t off, size_t len)
{
	off_t from = (off_t)off, to = (off_t)off;
	ssize_t n;

	do {
		n = copy_file_range(fromfd, &from, tofd, &to, len, 0);
	} while (n == -1 && errno == EINTR);
	/* From one file system to another some kernels cannot; and of files
	 * that have no size, such as those of /proc, they copy nothing. */
	if (n == 0 ||
	    (n == -1 &&
		(errno == EXDEV || errno == EINVAL || errno == EOPNOTSUPP ||
		    errno == ENOSYS)))
		return copy_slowly(fromfd, tofd, off, len);
	return n;
}

void
ambit_linux_write_ahead(int fd, uint64_t off, uint64_t len)
{
	(void)sync_file_range(fd, (off_t)off, (off_t)len,
	    SYNC_FILE_RANGE_WRITE);
}

int
ambit_linux_sync(int fd)
{
	return syncfs(fd);
}
