/*
 * Walking a tree of folders. Names are bytes: they may hold anything but a
 * slash and a NUL, and are never printed.
 */

/* System. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

/* Floor 4. */
#include "tree.h"

struct listing {
	struct tree *t;
	struct ambit_spool *spool; /* may be NULL */
	struct tree_sum *sum;
};

/* A folder being walked. */
struct folder {
	DIR *dir;
	size_t len; /* of its path in t->name, with the slash */
	unsigned depth;
};

static int
changed(struct ambit_err *err_r)
{
	return ambit_err_set(err_r, AMBIT_E_CHANGED,
	    "the store changed while it was read");
}

/* What a listing meets may be gone a moment later, or be another thing. */
static int
failed(const char *what, struct ambit_err *err_r)
{
	if (errno == ENOENT || errno == ENOTDIR || errno == ELOOP)
		return changed(err_r);
	return ambit_err_set(err_r, AMBIT_E_IO, "%s", what);
}

static struct tree_mark
mark_of(const struct stat *st, unsigned flaws)
{
	bool counts = S_ISREG(st->st_mode);

	if (counts && st->st_nlink > 1 && !(flaws & AMBIT_FLAW_FOREIGN))
		flaws |= AMBIT_FLAW_HARD_LINK;
	return (struct tree_mark){
		.size = counts ? (uint64_t)st->st_size : 0,
		.ino = (uint64_t)st->st_ino,
		.mtime_sec = st->st_mtim.tv_sec,
		.mtime_nsec = st->st_mtim.tv_nsec,
		.ctime_sec = st->st_ctim.tv_sec,
		.ctime_nsec = st->st_ctim.tv_nsec,
		.flaws = flaws,
	};
}

/* FNV-1a, 64 bits: against accidents. Sums do not depend on the order. */
static void
add_sum(struct tree_sum *sum, struct ambit_span record)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < record.len; i++)
		hash = (hash ^ record.ptr[i]) * UINT64_C(0x100000001b3);
	sum->n++;
	sum->sum += hash;
}

/* Add what t->name names, of len bytes. */
static int
add(const struct listing *l, size_t len, const struct stat *st, unsigned flaws,
    struct ambit_err *err_r)
{
	unsigned char bytes[TREE_PATH_MAX + 1 + sizeof(struct tree_mark)];
	struct tree_mark mark = mark_of(st, flaws);
	struct ambit_span record = { bytes, len + 1 + sizeof(mark) };

	memcpy(bytes, l->t->name, len);
	bytes[len] = '\0';
	memcpy(bytes + len + 1, &mark, sizeof(mark));
	add_sum(l->sum, record);
	return l->spool == NULL ? 0 : ambit_spool_put(l->spool, record, err_r);
}

/* The flaws of what cannot or must not be opened. */
static unsigned
flaws_of(const struct stat *st, enum tree_place place, size_t len)
{
	if (!S_ISREG(st->st_mode) && !S_ISDIR(st->st_mode))
		return AMBIT_FLAW_LINK;
	if (place == TREE_FOREIGN)
		return AMBIT_FLAW_FOREIGN;
	/* Too deep, or too long a path to be opened: a person looks. */
	if (place == TREE_FOLDER || len >= PATH_MAX)
		return AMBIT_FLAW_LINK;
	return 0;
}

static int walk(const struct listing *l, int fd, size_t len, unsigned depth,
    struct ambit_err *err_r);

static int
descend(const struct listing *l, const struct folder *folder, const char *name,
    size_t len, struct ambit_err *err_r)
{
	int fd = openat(dirfd(folder->dir), name,
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd == -1)
		return failed("open folder of store", err_r);
	l->t->name[len] = '/';
	return walk(l, fd, len + 1, folder->depth + 1, err_r);
}

static int
step(const struct listing *l, const struct folder *folder, const char *name,
    struct ambit_err *err_r)
{
	unsigned char *path = l->t->name;
	struct ambit_span last = ambit_span_str(name);
	size_t len = folder->len + last.len;
	enum tree_place place;
	struct stat st;

	if (last.len == 0 || len >= TREE_PATH_MAX)
		return ambit_err_set(err_r, AMBIT_E_LIMIT,
		    "a path in the store is too long");
	if (fstatat(dirfd(folder->dir), name, &st, AT_SYMLINK_NOFOLLOW) == -1)
		return failed("stat file of store", err_r);
	memcpy(path + folder->len, last.ptr, last.len);
	place = l->t->rules->place((struct ambit_span){ path,
				       folder->len - (folder->len > 0) },
	    last, S_ISDIR(st.st_mode));
	if (place == TREE_FOLDER && S_ISDIR(st.st_mode) &&
	    folder->depth < TREE_DEPTH_MAX)
		return descend(l, folder, name, len, err_r);
	return add(l, len, &st, flaws_of(&st, place, len), err_r);
}

static int
walk_names(const struct listing *l, const struct folder *folder,
    struct ambit_err *err_r)
{
	const struct dirent *entry;

	for (;;) {
		errno = 0;
		entry = readdir(folder->dir);
		if (entry == NULL && errno != 0)
			return ambit_err_set(err_r, AMBIT_E_IO,
			    "read folder of store");
		if (entry == NULL)
			return 0;
		if (strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		if (step(l, folder, entry->d_name, err_r) < 0)
			return -1;
	}
}

/* Walk a folder and those in it; fd is taken and closed. */
static int
walk(const struct listing *l, int fd, size_t len, unsigned depth,
    struct ambit_err *err_r)
{
	struct folder folder = { fdopendir(fd), len, depth };
	int rc;

	if (folder.dir == NULL) {
		(void)ambit_err_set(err_r, AMBIT_E_IO, "read folder of store");
		(void)close(fd);
		return -1;
	}
	rc = walk_names(l, &folder, err_r);
	(void)closedir(folder.dir);
	return rc;
}

int
tree_list(struct tree *t, int fd, struct ambit_spool *spool,
    struct tree_sum *sum_r, struct ambit_err *err_r)
{
	struct listing l = { t, spool, sum_r };
	/* Not dup(2): that would share the place in the folder. */
	int own = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	*sum_r = (struct tree_sum){ 0 };
	if (own == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "open store");
	return walk(&l, own, 0, 0, err_r);
}
