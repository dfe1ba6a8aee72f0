/*
 * Copying a store: what was read is what stays, or the copy fails.
 *
 * A file is copied by the kernel, and hashed from its copy: the digest is that
 * of what will be read again. Before and after, device, inode, size and both
 * times must be the same.
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
#include "ambit/linux.h"

/* Floor 6. */
#include "preserve_tree.h"

/* A piece of a file that the kernel copies at once. */
#define PIECE ((size_t)64 << 20)

static bool
same_time(struct timespec a, struct timespec b)
{
	return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

/* -1 and the error where what lies open is no longer what it was. */
static int
ask_unchanged(struct preserve_copy *copy, int fd, const struct stat *was)
{
	struct stat now;

	if (fstat(fd, &now) == -1)
		return ambit_err_set(copy->err_r, AMBIT_E_IO, "stat");
	if (now.st_dev == was->st_dev && now.st_ino == was->st_ino &&
	    now.st_size == was->st_size &&
	    same_time(now.st_mtim, was->st_mtim) &&
	    same_time(now.st_ctim, was->st_ctim))
		return 0;
	return ambit_err_set(copy->err_r, AMBIT_E_CHANGED,
	    "it changed while it was copied");
}

/* ---- a file ---- */

static int
copy_bytes(struct preserve_copy *copy, int fromfd, int tofd, uint64_t len)
{
	uint64_t off = 0;

	while (off < len) {
		size_t piece = len - off < PIECE ? (size_t)(len - off) : PIECE;
		ssize_t n = ambit_linux_copy(fromfd, tofd, off, piece);

		if (n == -1)
			return ambit_err_set(copy->err_r, AMBIT_E_IO, "copy");
		if (n == 0)
			return ambit_err_set(copy->err_r, AMBIT_E_CHANGED,
			    "it became shorter while it was copied");
		off += (uint64_t)n;
	}
	return 0;
}

static void
put_line(struct preserve_copy *copy, struct pack_out *out,
    const unsigned char sha256[AMBIT_DIGEST_LEN])
{
	pack_out_sha256(out, sha256);
	pack_out_str(out, "  ");
	preserve_put_path(out,
	    (struct ambit_span){ (const unsigned char *)copy->path,
		copy->len });
	pack_out_str(out, "\n");
}

/* What is open under name in the folder has a second name, too. */
static int
link_again(struct preserve_copy *copy, int tofd, const char *name)
{
	char second[32];

	(void)snprintf(second, sizeof(second), "linked/%u", ++copy->linked);
	if ((mkdirat(copy->bagfd, "linked", 0700) == -1 && errno != EEXIST) ||
	    linkat(tofd, name, copy->bagfd, second, 0) == -1)
		return ambit_err_set(copy->err_r, AMBIT_E_IO,
		    "make a second name");
	return 0;
}

static int
copy_open_file(struct preserve_copy *copy, int fromfd, int tofd,
    const struct stat *st)
{
	const struct timespec times[2] = { st->st_mtim, st->st_mtim };
	uint64_t bytes;

	if (copy_bytes(copy, fromfd, tofd, (uint64_t)st->st_size) < 0 ||
	    preserve_hash(tofd, &copy->hash, copy->buf, copy->cap, &bytes,
		copy->err_r) < 0 ||
	    ask_unchanged(copy, fromfd, st) < 0)
		return -1;
	if (futimens(tofd, times) == -1)
		return ambit_err_set(copy->err_r, AMBIT_E_IO, "set its time");
	copy->preserved->files++;
	copy->preserved->bytes += bytes;
	put_line(copy, copy->manifest, copy->hash.digest);
	return 0;
}

static int
copy_file(struct preserve_copy *copy, int fromfd, int tofd, const char *name,
    const struct stat *st)
{
	int fd = openat(tofd, name,
	    O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	int got;

	if (fd == -1)
		return ambit_err_set(copy->err_r, AMBIT_E_IO, "make a file");
	got = copy_open_file(copy, fromfd, fd, st);
	if (ambit_file_close(fd) == -1 && got == 0)
		got = ambit_err_set(copy->err_r, AMBIT_E_IO, "write a file");
	if (got == 0 && st->st_nlink > 1)
		got = link_again(copy, tofd, name);
	return got;
}

/* ---- a link ---- */

static int
copy_link(struct preserve_copy *copy, int fromfd, int tofd, const char *name)
{
	unsigned char sha256[AMBIT_DIGEST_LEN];
	char to[PRESERVE_PATH + 1];
	ssize_t len = readlinkat(fromfd, name, to, sizeof(to) - 1);

	if (len == -1)
		return ambit_err_set(copy->err_r, AMBIT_E_IO, "read a link");
	to[len] = '\0';
	if (symlinkat(to, tofd, name) == -1)
		return ambit_err_set(copy->err_r, AMBIT_E_IO, "make a link");
	if (ambit_sink_digest(ambit_span_str(to), sha256, copy->err_r) < 0)
		return -1;
	copy->preserved->links++;
	put_line(copy, copy->links, sha256);
	return 0;
}

/* ---- a folder ---- */

/* Go down to a name; the length to come back to. */
static int
go_down(struct preserve_copy *copy, const char *name, size_t *len_r)
{
	size_t len = strlen(name);

	*len_r = copy->len;
	if (copy->len + len + 2 > sizeof(copy->path))
		return ambit_err_set(copy->err_r, AMBIT_E_LIMIT,
		    "a path is longer than %d bytes", PRESERVE_PATH);
	copy->path[copy->len] = '/';
	memcpy(copy->path + copy->len + 1, name, len);
	copy->len += len + 1;
	return 0;
}

/* A name that is gone since the folder was listed is a change. */
static int
copy_entry(struct preserve_copy *copy, int fromfd, int tofd, const char *name,
    unsigned depth)
{
	struct stat st;
	int fd, got;

	if (fstatat(fromfd, name, &st, AT_SYMLINK_NOFOLLOW) == -1)
		st.st_mode = S_IFREG; /* to be missed where it is opened */
	if (S_ISLNK(st.st_mode))
		return copy_link(copy, fromfd, tofd, name);
	if (!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode)) {
		copy->preserved->left++;
		return 0;
	}
	fd = openat(fromfd, name,
	    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd == -1)
		return errno == ENOENT
		    ? ambit_err_set(copy->err_r, AMBIT_E_CHANGED,
			  "it changed while it was copied")
		    : ambit_err_set(copy->err_r, AMBIT_E_IO, "open");
	got = preserve_copy(copy, fd, tofd, name, depth);
	(void)close(fd);
	return got;
}

static int
copy_entries(struct preserve_copy *copy, int fromfd, int tofd, unsigned depth)
{
	struct preserve_names names;
	int got = preserve_names_read(fromfd, &names, copy->err_r);

	for (size_t i = 0; got == 0 && i < names.n; i++) {
		size_t len;

		got = go_down(copy, names.v[i], &len);
		if (got == 0)
			got = copy_entry(copy, fromfd, tofd, names.v[i], depth);
		copy->len = len;
	}
	preserve_names_free(&names);
	return got;
}

static int
copy_folder(struct preserve_copy *copy, int fromfd, int tofd, const char *name,
    const struct stat *st, unsigned depth)
{
	int fd, got;

	if (depth == PRESERVE_DEPTH)
		return ambit_err_set(copy->err_r, AMBIT_E_LIMIT,
		    "its folders are more than %d deep", PRESERVE_DEPTH);
	if (mkdirat(tofd, name, 0700) == -1)
		return ambit_err_set(copy->err_r, AMBIT_E_IO, "make a folder");
	fd =
	    openat(tofd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd == -1)
		return ambit_err_set(copy->err_r, AMBIT_E_IO, "open a folder");
	got = copy_entries(copy, fromfd, fd, depth + 1);
	(void)close(fd);
	return got == 0 ? ask_unchanged(copy, fromfd, st) : -1;
}

int
preserve_copy(struct preserve_copy *copy, int fromfd, int tofd,
    const char *name, unsigned depth)
{
	struct stat st;

	if (fstat(fromfd, &st) == -1)
		return ambit_err_set(copy->err_r, AMBIT_E_IO, "stat");
	if (S_ISDIR(st.st_mode))
		return copy_folder(copy, fromfd, tofd, name, &st, depth);
	if (S_ISREG(st.st_mode))
		return copy_file(copy, fromfd, tofd, name, &st);
	copy->preserved->left++;
	return 0;
}
