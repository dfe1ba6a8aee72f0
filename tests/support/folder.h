#ifndef AMBIT_TESTS_FOLDER_H
#define AMBIT_TESTS_FOLDER_H

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A folder of its own for a test, empty; its descriptor. */
static inline int
folder_new(void)
{
	char name[] = "/tmp/ambit-test-XXXXXX";
	int fd;

	if (mkdtemp(name) == NULL)
		abort();
	fd = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd == -1)
		abort();
	return fd;
}

/* How many names lie in the folder. */
static inline unsigned
folder_count(int fd)
{
	int own = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fdopendir(own);
	unsigned n = 0;

	if (dir == NULL)
		abort();
	while (readdir(dir) != NULL)
		n++;
	(void)closedir(dir);
	return n - 2;
}

static inline void
folder_file(int fd, const char *path, const char *text)
{
	int file =
	    openat(fd, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (file == -1 ||
	    write(file, text, strlen(text)) != (ssize_t)strlen(text) ||
	    close(file) == -1)
		abort();
}

static inline void
folder_make(int fd, const char *path)
{
	if (mkdirat(fd, path, 0700) == -1)
		abort();
}

/* Remove all that lies in the folder. */
static inline void
folder_empty(int fd)
{
	int own = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fdopendir(own);
	struct dirent *entry;

	if (dir == NULL)
		abort();
	while ((entry = readdir(dir)) != NULL) {
		const char *name = entry->d_name;
		int sub;

		if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
		    unlinkat(fd, name, 0) == 0)
			continue;
		sub = openat(fd, name,
		    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (sub == -1)
			abort();
		folder_empty(sub);
		(void)close(sub);
		if (unlinkat(fd, name, AT_REMOVEDIR) == -1)
			abort();
	}
	(void)closedir(dir);
}

/* Remove the folder itself. */
static inline void
folder_free(int *fd)
{
	char link[64], path[4096];
	ssize_t len;

	folder_empty(*fd);
	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", *fd);
	len = readlink(link, path, sizeof(path) - 1);
	if (len == -1)
		abort();
	path[len] = '\0';
	if (rmdir(path) == -1)
		abort();
	(void)close(*fd);
	*fd = -1;
}

#endif
