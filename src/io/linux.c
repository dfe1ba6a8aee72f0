/*
 * File calls that Linux alone has, so that the rest of the house is POSIX.
 */
#define _GNU_SOURCE

/* System. */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Floor 1. */
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

int
ambit_linux_rename(int fromfd, const char *from, int tofd, const char *to)
{
	return (int)syscall(SYS_renameat2, fromfd, from, tofd, to,
	    RENAME_NOREPLACE);
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

int
ambit_linux_sync(int fd)
{
	return syncfs(fd);
}
