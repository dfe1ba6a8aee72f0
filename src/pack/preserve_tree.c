/*
 * Trees of files: listing, hashing, removing. Never follows a link.
 */

/* System. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Floor 6. */
#include "preserve_tree.h"

/* ---- names ---- */

static int
by_bytes(const void *a, const void *b)
{
	const char *const *left = a, *const *right = b;

	return strcmp(*left, *right);
}

static int
add(struct preserve_names *names, size_t *cap, const char *name)
{
	if (names->n == *cap) {
		size_t more = *cap == 0 ? 64 : *cap * 2;
		char **v = realloc(names->v, more * sizeof(*v));

		if (v == NULL)
			return -1;
		names->v = v;
		*cap = more;
	}
	names->v[names->n] = strdup(name);
	if (names->v[names->n] == NULL)
		return -1;
	names->n++;
	return 0;
}

static int
read_all(DIR *dir, struct preserve_names *names)
{
	struct dirent *entry;
	size_t cap = 0;

	errno = 0;
	while ((entry = readdir(dir)) != NULL) {
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0 &&
		    add(names, &cap, entry->d_name) == -1)
			return -1;
		errno = 0;
	}
	return errno == 0 ? 0 : -1;
}

int
preserve_names_read(int fd, struct preserve_names *names_r,
    struct ambit_err *err_r)
{
	int own = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = own == -1 ? NULL : fdopendir(own);
	int got;

	*names_r = (struct preserve_names){ .n = 0 };
	if (dir == NULL) {
		(void)ambit_err_set(err_r, AMBIT_E_IO, "list a folder");
		if (own != -1)
			(void)close(own);
		return -1;
	}
	got = read_all(dir, names_r);
	if (got == -1)
		(void)ambit_err_set(err_r, AMBIT_E_IO, "list a folder");
	(void)closedir(dir);
	if (names_r->n > 0)
		qsort(names_r->v, names_r->n, sizeof(*names_r->v), by_bytes);
	return got;
}

void
preserve_names_free(struct preserve_names *names)
{
	for (size_t i = 0; i < names->n; i++)
		free(names->v[i]);
	free(names->v);
	*names = (struct preserve_names){ .n = 0 };
}

/* ---- digests ---- */

int
preserve_hash(int fd, struct ambit_sink_hash *hash, unsigned char *buf,
    size_t cap, uint64_t *bytes_r, struct ambit_err *err_r)
{
	uint64_t off = 0;

	if (ambit_sink_hash_reset(hash, err_r) < 0)
		return -1;
	for (;;) {
		ssize_t n = pread(fd, buf, cap, (off_t)off);

		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return ambit_err_set(err_r, AMBIT_E_IO, "read");
		if (n == 0)
			break;
		if (ambit_sink_write(&hash->sink,
			(struct ambit_span){ buf, (size_t)n }, err_r) < 0)
			return -1;
		off += (uint64_t)n;
	}
	*bytes_r = off;
	return ambit_sink_finish(&hash->sink, err_r);
}

/* ---- paths of a manifest ---- */

static bool
is_encoded(unsigned char c)
{
	return c == '%' || c == '\n' || c == '\r';
}

void
preserve_put_path(struct pack_out *out, struct ambit_span path)
{
	size_t done = 0;

	for (size_t i = 0; i < path.len; i++) {
		if (!is_encoded(path.ptr[i]))
			continue;
		pack_out_put(out, ambit_span_sub(path, done, i - done));
		pack_out_print(out, "%%%02X", path.ptr[i]);
		done = i + 1;
	}
	pack_out_put(out, ambit_span_sub(path, done, path.len));
}

/* The character that is encoded so, or a NUL. */
static char
decoded(const char *code)
{
	static const char *const codes[] = { "%25", "%0A", "%0D" };

	for (size_t i = 0; i < 3; i++) {
		if (strncmp(code, codes[i], 3) == 0)
			return "%\n\r"[i];
	}
	return '\0';
}

void
preserve_decode_path(char *path)
{
	char *to = path;

	while (*path != '\0') {
		char c = decoded(path);

		*to++ = *path;
		if (c != 0)
			to[-1] = c;
		path += c != '\0' ? 3 : 1;
	}
	*to = '\0';
}

/* ---- removing ---- */

static int
remove_inside(int fd, unsigned depth)
{
	struct preserve_names names;
	int got = preserve_names_read(fd, &names, NULL);

	for (size_t i = 0; got == 0 && i < names.n; i++)
		got = preserve_remove(fd, names.v[i], depth);
	preserve_names_free(&names);
	return got;
}

int
preserve_remove(int atfd, const char *name, unsigned depth)
{
	struct stat st;
	int fd, got;

	if (fstatat(atfd, name, &st, AT_SYMLINK_NOFOLLOW) == -1)
		return -1;
	if (!S_ISDIR(st.st_mode))
		return unlinkat(atfd, name, 0);
	if (depth > 2 * PRESERVE_DEPTH) {
		errno = ELOOP;
		return -1;
	}
	fd =
	    openat(atfd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd == -1)
		return -1;
	got = remove_inside(fd, depth + 1);
	(void)close(fd);
	return got == 0 ? unlinkat(atfd, name, AT_REMOVEDIR) : -1;
}
