#ifndef AMBIT_LINUX_H
#define AMBIT_LINUX_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* File calls of Linux. Each returns -1 and errno where it fails. */

/*
 * Open for reading a file or folder below dirfd, and nowhere else: no "..",
 * no absolute path, no symbolic link on the way (openat2(2)). The caller
 * closes. The caller still asks fstat whether it is a regular file.
 */
int ambit_linux_open_beneath(int dirfd, const char *path, bool folder);

/* Rename, and fail with EEXIST rather than replace (renameat2(2)). */
int ambit_linux_rename(int fromfd, const char *from, int tofd, const char *to);

/*
 * Open for reading and writing a new, empty file without a name below dirfd
 * (O_TMPFILE): it is gone when it is closed.
 */
int ambit_linux_open_nameless(int dirfd);

/* Make a file of that length, and take the room on the disk for it now. */
int ambit_linux_reserve(int fd, uint64_t len);

/*
 * Up to len bytes of a file, from off on, into a pipe; uncopied where the file
 * system can (splice(2)). Returns how many, at least one, or 0 at the end of
 * the file.
 */
ssize_t ambit_linux_pipe(int fromfd, uint64_t off, int pipefd, size_t len);

/*
 * Up to len bytes from off on of one file to the same place of another, copied
 * in the kernel, or not at all where the file system shares blocks
 * (copy_file_range(2)). Returns how many, at least one, or 0 at the end.
 */
ssize_t ambit_linux_copy(int fromfd, int tofd, uint64_t off, size_t len);

/*
 * Begin to write these bytes of a file to the disk, and do not wait for it
 * (sync_file_range(2)): a hint, that nothing follows from.
 */
void ambit_linux_write_ahead(int fd, uint64_t off, uint64_t len);

/* Everything written to the file system that fd lies in is on the disk. */
int ambit_linux_sync(int fd);

#endif
