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

/* A folder being walked. */
struct folder {
	DIR *dir;
	size_t len; /* of its path in t->name, with the slash */
};

struct listing {
	struct tree *t;
	struct ambit_spool *spool; /* may be NULL */
	struct tree_sum *sum;
	struct folder open[TREE_DEPTH_MAX + 1]; /* the root first */
	size_t depth;                           /* how many are open */
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

/* Go into a folder; fd is taken, and closed with it. */
static int
enter(struct listing *l, int fd, size_t len, struct ambit_err *err_r)
{
	DIR *dir = fdopendir(fd);

	if (dir == NULL) {
		(void)ambit_err_set(err_r, AMBIT_E_IO, "read folder of store");
		(void)close(fd);
		return -1;
	}
	l->open[l->depth++] = (struct folder){ dir, len };
	return 0;
}

static void
leave(struct listing *l)
{
	(void)closedir(l->open[--l->depth].dir);
}

static int
descend(struct listing *l, const char *name, size_t len,
    struct ambit_err *err_r)
{
	int fd = openat(dirfd(l->open[l->depth - 1].dir), name,
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd == -1)
		return failed("open folder of store", err_r);
	l->t->name[len] = '/';
	return enter(l, fd, len + 1, err_r);
}

/* A name in the folder that was entered last. */
static int
see(struct listing *l, const char *name, struct ambit_err *err_r)
{
	const struct folder *folder = &l->open[l->depth - 1];
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
	    l->depth <= TREE_DEPTH_MAX)
		return descend(l, name, len, err_r);
	return add(l, len, &st, flaws_of(&st, place, len), err_r);
}

static bool
is_dots(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static int
walk(struct listing *l, struct ambit_err *err_r)
{
	const struct dirent *entry;

	while (l->depth > 0) {
		errno = 0;
		entry = readdir(l->open[l->depth - 1].dir);
		if (entry == NULL && errno != 0)
			return ambit_err_set(err_r, AMBIT_E_IO,
			    "read folder of store");
		if (entry == NULL)
			leave(l);
		else if (!is_dots(entry->d_name) &&
		    see(l, entry->d_name, err_r) < 0)
			return -1;
	}
	return 0;
}

int
tree_list(struct tree *t, int fd, struct ambit_spool *spool,
    struct tree_sum *sum_r, struct ambit_err *err_r)
{
	struct listing l = { .t = t, .spool = spool, .sum = sum_r };
	/* Not dup(2): that would share the place in the folder. */
	int own = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc;

	*sum_r = (struct tree_sum){ 0 };
	if (own == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "open store");
	rc = enter(&l, own, 0, err_r) < 0 ? -1 : walk(&l, err_r);
	while (l.depth > 0)
		leave(&l);
	return rc;
}
