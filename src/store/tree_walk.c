/*
 * Walking a tree of folders. Names are bytes: they may hold anything but a
 * slash and a NUL, and are never printed.
 */

/* System. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Floor 4. */
#include "tree_walk.h"

int
tree_changed(struct ambit_err *err_r)
{
	return ambit_err_set(err_r, AMBIT_E_CHANGED,
	    "the store changed while it was read");
}

int
tree_failed(const char *what, struct ambit_err *err_r)
{
	if (errno == ENOENT || errno == ENOTDIR || errno == ELOOP)
		return tree_changed(err_r);
	return ambit_err_set(err_r, AMBIT_E_IO, "%s", what);
}

static bool
is_dots(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* Is it a folder? Few file systems do not tell with the name. */
static int
ask_kind(int dirfd, const struct dirent *entry, bool *is_folder_r,
    struct ambit_err *err_r)
{
	struct stat st;

	*is_folder_r = entry->d_type == DT_DIR;
	if (entry->d_type != DT_UNKNOWN)
		return 0;
	if (fstatat(dirfd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == -1)
		return tree_failed("stat file of store", err_r);
	*is_folder_r = S_ISDIR(st.st_mode);
	return 0;
}

static bool
is_wanted(const struct tree_walk *w, struct ambit_span path)
{
	return ambit_span_compare(path, w->first) >= 0 &&
	    (w->end.len == 0 || ambit_span_compare(path, w->end) < 0);
}

/* Can a path that is wanted begin with this one, which ends in a slash? */
static bool
may_hold(const struct tree_walk *w, struct ambit_span folder)
{
	struct ambit_span first = ambit_span_sub(w->first, 0, folder.len);

	return ambit_span_compare(folder, first) >= 0 &&
	    (w->end.len == 0 || ambit_span_compare(folder, w->end) < 0);
}

/* Go into a folder; fd is taken, and closed with it. */
static int
enter(struct tree_walk *w, int fd, size_t len, struct ambit_err *err_r)
{
	DIR *dir = fdopendir(fd);

	if (dir == NULL) {
		(void)ambit_err_set(err_r, AMBIT_E_IO, "read folder of store");
		(void)close(fd);
		return -1;
	}
	w->open[w->depth++] = (struct tree_folder){ dir, len };
	return 0;
}

static void
leave(struct tree_walk *w)
{
	(void)closedir(w->open[--w->depth].dir);
}

static int
descend(struct tree_walk *w, const struct tree_name *name,
    struct ambit_err *err_r)
{
	size_t len = name->path.len;
	int fd;

	w->path[len++] = '/';
	if (!may_hold(w, (struct ambit_span){ w->path, len }))
		return 0;
	fd = openat(name->dirfd, name->last,
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd == -1)
		return tree_failed("open folder of store", err_r);
	return enter(w, fd, len, err_r);
}

/* A name in the folder that was entered last. */
static int
meet(struct tree_walk *w, const struct dirent *entry, struct ambit_err *err_r)
{
	const struct tree_folder *folder = &w->open[w->depth - 1];
	struct ambit_span last = ambit_span_str(entry->d_name);
	struct tree_name name = {
		.path = { w->path, folder->len + last.len },
		.last = entry->d_name,
		.dirfd = dirfd(folder->dir),
	};

	/* Room for the slash of a folder. */
	if (last.len == 0 || name.path.len >= sizeof(w->path))
		return ambit_err_set(err_r, AMBIT_E_LIMIT,
		    "a path in the store is too long");
	if (ask_kind(name.dirfd, entry, &name.is_folder, err_r) < 0)
		return -1;
	memcpy(w->path + folder->len, last.ptr, last.len);
	name.place = w->rules->place((struct ambit_span){ w->path,
					 folder->len - (folder->len > 0) },
	    last, name.is_folder);
	if (name.place == TREE_FOLDER && name.is_folder &&
	    w->depth <= TREE_DEPTH_MAX)
		return descend(w, &name, err_r);
	return is_wanted(w, name.path) ? w->see(w, &name, err_r) : 0;
}

/* Meet the next name, or leave the folder. */
static int
step(struct tree_walk *w, struct ambit_err *err_r)
{
	const struct dirent *entry;

	errno = 0;
	entry = readdir(w->open[w->depth - 1].dir);
	if (entry == NULL && errno != 0)
		return ambit_err_set(err_r, AMBIT_E_IO, "read folder of store");
	if (entry == NULL)
		leave(w);
	else if (!is_dots(entry->d_name))
		return meet(w, entry, err_r);
	return 0;
}

int
tree_walk(struct tree_walk *w, int fd, struct ambit_err *err_r)
{
	/* Not dup(2): that would share the place in the folder. */
	int own = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc;

	w->depth = 0;
	if (own == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "open store");
	rc = enter(w, own, 0, err_r);
	while (rc == 0 && w->depth > 0)
		rc = step(w, err_r);
	while (w->depth > 0)
		leave(w);
	return rc;
}
