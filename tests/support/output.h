#ifndef AMBIT_TESTS_OUTPUT_H
#define AMBIT_TESTS_OUTPUT_H

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ambit/sink.h"
#include "ambit/text.h"

/* A new folder that nobody else has; aborts where there is none to be had. */
struct output {
	char path[1024];
	int fd;
};

static inline struct output
output_new(void)
{
	const char *tmp = getenv("TMPDIR");
	struct output f;

	(void)snprintf(f.path, sizeof(f.path), "%s/ambit-test-XXXXXX",
	    tmp != NULL ? tmp : "/tmp");
	if (mkdtemp(f.path) == NULL)
		abort();
	f.fd = open(f.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (f.fd == -1)
		abort();
	return f;
}

static inline void
output_empty(int fd)
{
	DIR *dir = fdopendir(fd);
	struct dirent *entry;
	int sub;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		if (unlinkat(fd, entry->d_name, 0) == 0)
			continue;
		sub = openat(fd, entry->d_name,
		    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (sub != -1)
			output_empty(sub);
		(void)unlinkat(fd, entry->d_name, AT_REMOVEDIR);
	}
	if (dir != NULL)
		(void)closedir(dir);
}

/* With all that is in it. */
static inline void
output_free(struct output *f)
{
	output_empty(f->fd);
	(void)rmdir(f->path);
}

/* What a file below the folder holds, with a NUL behind; the caller frees.
 * NULL: there is none. */
static inline char *
output_read_at(int dirfd, const char *name, size_t *len_r)
{
	int fd = openat(dirfd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;
	char *bytes;

	if (fd == -1 || fstat(fd, &st) == -1 ||
	    (bytes = malloc((size_t)st.st_size + 1)) == NULL)
		return NULL;
	*len_r = (size_t)st.st_size;
	if (read(fd, bytes, *len_r) != st.st_size)
		abort();
	bytes[*len_r] = '\0';
	(void)close(fd);
	return bytes;
}

static inline char *
output_read(const struct output *f, const char *name, size_t *len_r)
{
	return output_read_at(f->fd, name, len_r);
}

/* A command of the shell in a folder below it: its exit status. */
static inline int
output_run(const struct output *f, const char *sub, const char *command)
{
	char line[4096];
	int status;

	(void)snprintf(line, sizeof(line),
	    "cd '%s/%s' && { %s; } >/dev/null 2>&1", f->path, sub, command);
	status = system(line);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* ---- all that lies in it, as one text ---- */

struct output_tree {
	char text[32768];
	size_t used;
	bool digests; /* of files, but for signatures */
};

static inline int
output_by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static inline void
output_digest(struct output_tree *tree, int fd, const char *name)
{
	struct ambit_text text = { .ptr = tree->text + tree->used,
		.cap = sizeof(tree->text) - tree->used };
	unsigned char sha256[AMBIT_DIGEST_LEN];
	struct ambit_span bytes;
	char *file = output_read_at(fd, name, &bytes.len);

	bytes.ptr = (const unsigned char *)file;
	if (file == NULL || ambit_sink_digest(bytes, sha256, NULL) < 0)
		abort();
	ambit_text_str(&text, " ");
	ambit_text_hex(&text, (struct ambit_span){ sha256, sizeof(sha256) });
	tree->used += text.len;
	free(file);
}

static inline void
output_walk(struct output_tree *tree, int fd, const char *path);

static inline void
output_describe(struct output_tree *tree, int fd, const char *path,
    const char *name)
{
	char below[1024];
	struct stat st;

	if (fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) == -1)
		abort();
	tree->used += (size_t)snprintf(tree->text + tree->used,
	    sizeof(tree->text) - tree->used, "%o %jd %s%s",
	    (unsigned)st.st_mode & 07777, (intmax_t)st.st_mtime, path, name);
	if (tree->digests && S_ISREG(st.st_mode) &&
	    strstr(name, ".p7s") == NULL)
		output_digest(tree, fd, name);
	tree->text[tree->used++] = '\n';
	tree->text[tree->used] = '\0';
	if (!S_ISDIR(st.st_mode))
		return;
	if (snprintf(below, sizeof(below), "%s%s/", path, name) >=
	    (int)sizeof(below))
		abort();
	output_walk(tree, openat(fd, name, O_RDONLY | O_DIRECTORY), below);
}

static inline void
output_walk(struct output_tree *tree, int fd, const char *path)
{
	char *names[64];
	size_t n = 0;
	DIR *dir = fdopendir(fd);
	struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		if (n == 64)
			abort();
		names[n++] = strdup(entry->d_name);
	}
	qsort(names, n, sizeof(names[0]), output_by_name);
	for (size_t i = 0; i < n; i++) {
		output_describe(tree, fd, path, names[i]);
		free(names[i]);
	}
	(void)closedir(dir);
}

/* "MODE MTIME PATH" and, if asked, the digest, a line each; lent until the
 * next call. */
static inline const char *
output_tree(const struct output *f, bool digests)
{
	static struct output_tree tree;

	tree = (struct output_tree){ .digests = digests };
	output_walk(&tree, openat(f->fd, ".", O_RDONLY | O_DIRECTORY), "");
	return tree.text;
}

#endif
