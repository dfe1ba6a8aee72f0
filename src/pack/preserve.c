/*
 * Freezing: a copy of the stores that an order names, and of no other.
 *
 * Made in a folder that is hidden, under a lock; synced, and only then given
 * its name. What a run that was killed has left is removed by the next.
 */

/* System. */
#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Floor 1. */
#include "ambit/file.h"
#include "ambit/linux.h"

/* Floor 6. */
#include "ambit/sign.h"
#include "pack_file.h"
#include "preserve_tags.h"
#include "preserve_tree.h"

#define BUF_LEN ((size_t)1 << 20)

/* ---- what is frozen ---- */

void
ambit_preserve_id(const struct ambit_order *order,
    char id_r[AMBIT_PRESERVED_LEN])
{
	char hex[PACK_HEX_LEN];

	pack_hex(order->sha256, hex);
	(void)snprintf(id_r, AMBIT_PRESERVED_LEN, "preserved-%.32s", hex);
}

/* What records the future keeps nothing of the past. */
unsigned
ambit_preserve_days(const struct ambit_instrument *row)
{
	return row == NULL || row->prospective ? 0 : row->lasts_days;
}

static bool
asks_for(const struct ambit_task *task, const struct ambit_store *store)
{
	for (size_t i = 0; i < task->n_demands; i++) {
		if (task->demands[i].store & store->holds)
			return true;
	}
	return false;
}

bool
ambit_preserve_names(const struct ambit_order *order,
    const struct ambit_scope *scopes, const struct ambit_store *store,
    bool *shared_r)
{
	bool named = false, shared = false;

	for (size_t i = 0; i < order->n_tasks; i++) {
		if (scopes[i].account == NULL ||
		    !asks_for(&order->tasks[i], store))
			continue;
		named |= store->account == scopes[i].account_number;
		shared |= store->account == 0;
	}
	if (shared_r != NULL)
		*shared_r = shared;
	return named;
}

/* ---- a store ---- */

struct freezing {
	const struct ambit_preserve_terms *terms;
	struct preserve_copy copy;
	int fd, datafd; /* the hidden folder, and data/ in it */
	struct preserve_tags tags;
	struct ambit_err *err_r;
};

/* Two tables of one database lie in one file: it is copied once. */
static bool
is_copied(const struct freezing *f, const struct ambit_store *store)
{
	const struct ambit_preserve_terms *terms = f->terms;

	for (const struct ambit_store *s = terms->registry->stores; s != store;
	     s++) {
		if (ambit_span_equal(s->path, store->path) &&
		    ambit_preserve_names(terms->order, terms->scopes, s, NULL))
			return true;
	}
	return false;
}

static bool
lies_in(const struct ambit_store *inner, const struct ambit_store *outer)
{
	return inner->path.len > outer->path.len &&
	    inner->path.ptr[outer->path.len] == '/' &&
	    ambit_span_begins(inner->path, outer->path);
}

/* With the folder all that lies in it is copied, another's store too. */
static int
ask_alone(struct freezing *f, const struct ambit_store *store)
{
	const struct ambit_preserve_terms *terms = f->terms;
	const struct ambit_store *other = terms->registry->stores;

	for (size_t i = 0; i < terms->registry->n_stores; i++, other++) {
		if (lies_in(other, store) &&
		    !ambit_preserve_names(terms->order, terms->scopes, other,
			NULL))
			return ambit_err_set(f->err_r, AMBIT_E_REGISTRY,
			    "the store %.*s, which the order does not name, "
			    "lies in it",
			    (int)other->id.len, (const char *)other->id.ptr);
	}
	return 0;
}

/* The folders before the last part of the path, made where they are not. */
static int
make_way(struct freezing *f, char *path, int *fd_r)
{
	char *slash;

	*fd_r = fcntl(f->datafd, F_DUPFD_CLOEXEC, 0);
	while (*fd_r != -1 && (slash = strchr(path, '/')) != NULL) {
		int fd = *fd_r;

		*slash = '\0';
		if (mkdirat(fd, path, 0700) == -1 && errno != EEXIST)
			*fd_r = -1;
		else
			*fd_r = openat(fd, path,
			    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		(void)close(fd);
		path = slash + 1;
	}
	return *fd_r == -1
	    ? ambit_err_set(f->err_r, AMBIT_E_IO, "make %s", path)
	    : 0;
}

/* What a database has written and not yet put in its place lies beside it. */
static int
ask_settled(struct freezing *f, const struct ambit_store *store,
    const char *path)
{
	char wal[PRESERVE_PATH + 8];
	struct stat st;

	if (!ambit_span_equal(store->encoding, AMBIT_LIT("sqlite")))
		return 0;
	(void)snprintf(wal, sizeof(wal), "%s-wal", path);
	if (fstatat(f->terms->rootfd, wal, &st, AT_SYMLINK_NOFOLLOW) == -1 ||
	    st.st_size == 0)
		return 0;
	return ambit_err_set(f->err_r, AMBIT_E_CHANGED,
	    "the database is being written: a log lies beside it");
}

static int
copy_opened(struct freezing *f, const struct ambit_store *store, int fd,
    char *path)
{
	char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;
	struct stat st;
	int tofd, got;

	if (fstat(fd, &st) == -1)
		return ambit_err_set(f->err_r, AMBIT_E_IO, "stat");
	preserve_tags_store(&f->tags, f->terms->registry, store, &st);
	if (ask_settled(f, store, path) < 0)
		return -1;
	f->copy.len = (size_t)snprintf(f->copy.path, sizeof(f->copy.path),
	    "data/%s", path);
	if (make_way(f, path, &tofd) < 0)
		return -1;
	got = preserve_copy(&f->copy, fd, tofd, name, 0);
	(void)close(tofd);
	return got;
}

static int
copy_store(struct freezing *f, const struct ambit_store *store)
{
	char path[PRESERVE_PATH - 8];
	int fd, got;

	if (store->path.len >= sizeof(path))
		return ambit_err_set(f->err_r, AMBIT_E_LIMIT,
		    "its path is too long");
	memcpy(path, store->path.ptr, store->path.len);
	path[store->path.len] = '\0';
	if (ask_alone(f, store) < 0)
		return -1;
	fd = ambit_linux_open_beneath(f->terms->rootfd, path, false);
	if (fd == -1)
		return ambit_err_set(f->err_r, AMBIT_E_IO, "open");
	got = copy_opened(f, store, fd, path);
	(void)close(fd);
	f->copy.preserved->stores++;
	return got;
}

static int
copy_stores(struct freezing *f)
{
	const struct ambit_registry *registry = f->terms->registry;

	for (size_t i = 0; i < registry->n_stores; i++) {
		const struct ambit_store *store = &registry->stores[i];
		bool shared;

		if (!ambit_preserve_names(f->terms->order, f->terms->scopes,
			store, &shared)) {
			f->copy.preserved->shared += shared;
			continue;
		}
		if (!is_copied(f, store) && copy_store(f, store) < 0)
			return ambit_err_in(f->err_r, store->id);
	}
	return 0;
}

/* ---- the folder ---- */

static int
make_data(struct freezing *f)
{
	if (mkdirat(f->fd, "data", 0700) == -1)
		return ambit_err_set(f->err_r, AMBIT_E_IO, "make a folder");
	f->datafd = openat(f->fd, "data",
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return f->datafd != -1
	    ? 0
	    : ambit_err_set(f->err_r, AMBIT_E_IO, "open a folder");
}

static int
fill(struct freezing *f)
{
	f->copy.cap = BUF_LEN;
	f->copy.buf = malloc(BUF_LEN);
	if (f->copy.buf == NULL)
		return ambit_err_set(f->err_r, AMBIT_E_MEMORY, "no memory");
	if (ambit_sink_hash_init(&f->copy.hash, NULL, f->err_r) < 0 ||
	    make_data(f) < 0 ||
	    preserve_tags_begin(&f->tags, f->fd, f->err_r) < 0)
		return -1;
	f->copy.manifest = &f->tags.manifest.out;
	f->copy.links = &f->tags.links.out;
	f->copy.bagfd = f->fd;
	if (copy_stores(f) < 0)
		return -1;
	return preserve_tags_end(&f->tags, f->terms, f->copy.preserved->sha256);
}

/* In a folder that is empty and ours. */
static int
freeze(const struct ambit_preserve_terms *terms, int fd,
    struct ambit_preserved *preserved, struct ambit_err *err_r)
{
	struct freezing *f = calloc(1, sizeof(*f));
	int got;

	if (f == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "no memory");
	f->terms = terms;
	f->fd = fd;
	f->datafd = -1;
	f->err_r = err_r;
	f->copy.preserved = preserved;
	f->copy.err_r = err_r;
	got = fill(f);
	preserve_tags_clear(&f->tags);
	ambit_sink_hash_clear(&f->copy.hash);
	if (f->datafd != -1)
		(void)close(f->datafd);
	free(f->copy.buf);
	free(f);
	return got;
}

/* Between opening and locking, another run may have given it its name: then it
 * is a copy, and no longer ours to empty. */
static bool
is_hidden_still(int outfd, const char *hidden, int fd)
{
	struct stat st, named;

	return fstat(fd, &st) == 0 &&
	    fstatat(outfd, hidden, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
	    st.st_dev == named.st_dev && st.st_ino == named.st_ino;
}

/* The hidden folder, locked, and what is in it from before removed. */
static int
begin(int outfd, const char *hidden, int *fd_r, struct ambit_err *err_r)
{
	struct preserve_names names;
	int got;

	if (mkdirat(outfd, hidden, 0700) == -1 && errno != EEXIST)
		return ambit_err_set(err_r, AMBIT_E_IO, "make %s", hidden);
	*fd_r = openat(outfd, hidden,
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (*fd_r == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "open %s", hidden);
	if (flock(*fd_r, LOCK_EX | LOCK_NB) == -1 ||
	    !is_hidden_still(outfd, hidden, *fd_r))
		return ambit_err_set(err_r, AMBIT_E_EXISTS,
		    "another run freezes it now");
	got = preserve_names_read(*fd_r, &names, err_r);
	for (size_t i = 0; got == 0 && i < names.n; i++) {
		if (preserve_remove(*fd_r, names.v[i], 0) == -1)
			got = ambit_err_set(err_r, AMBIT_E_IO,
			    "remove what an earlier run left");
	}
	preserve_names_free(&names);
	return got;
}

/* On the disk, and then under its name. */
static int
publish(int outfd, const char *hidden, const char *id, struct ambit_err *err_r)
{
	if (ambit_linux_sync(outfd) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "sync");
	if (ambit_linux_rename(outfd, hidden, outfd, id) == -1)
		return ambit_err_set(err_r,
		    errno == EEXIST ? AMBIT_E_EXISTS : AMBIT_E_IO, "%s", id);
	if (fsync(outfd) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "sync");
	return 0;
}

int
ambit_preserve(const struct ambit_preserve_terms *terms,
    struct ambit_preserved *preserved_r, struct ambit_err *err_r)
{
	char id[AMBIT_PRESERVED_LEN], hidden[AMBIT_PRESERVED_LEN + 8];
	struct stat st;
	int fd = -1, got;

	*preserved_r = (struct ambit_preserved){ .files = 0 };
	ambit_preserve_id(terms->order, id);
	(void)snprintf(hidden, sizeof(hidden), ".%s.new", id);
	if (fstatat(terms->outfd, id, &st, AT_SYMLINK_NOFOLLOW) == 0)
		return ambit_err_set(err_r, AMBIT_E_EXISTS,
		    "%s: it is frozen already", id);
	got = begin(terms->outfd, hidden, &fd, err_r);
	if (got == 0) {
		got = freeze(terms, fd, preserved_r, err_r);
		if (got == 0)
			got = publish(terms->outfd, hidden, id, err_r);
		if (got < 0)
			(void)preserve_remove(terms->outfd, hidden, 0);
	}
	if (fd != -1)
		(void)close(fd);
	return got;
}

/* ---- its end ---- */

/* 1; 0 where there is none; -1 and *err_r. */
static int
remove_hidden(int outfd, const char *hidden, struct ambit_err *err_r)
{
	if (preserve_remove(outfd, hidden, 0) == 0)
		return 1;
	return errno == ENOENT
	    ? 0
	    : ambit_err_set(err_r, AMBIT_E_IO, "remove %s", hidden);
}

int
ambit_preserve_destroy(int outfd, const char *id, struct ambit_err *err_r)
{
	char hidden[AMBIT_PRESERVED_LEN + 40];
	struct stat st;
	int left, found;

	(void)snprintf(hidden, sizeof(hidden), ".%.64s.destroyed", id);
	/* One that lost its name in a run that was killed is there, too. */
	left = remove_hidden(outfd, hidden, err_r);
	if (left < 0)
		return -1;
	if (fstatat(outfd, id, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    !S_ISDIR(st.st_mode)) {
		errno = ENOTDIR;
		return ambit_err_set(err_r, AMBIT_E_IO, "%s", id);
	}
	if (renameat(outfd, id, outfd, hidden) == -1 && errno != ENOENT)
		return ambit_err_set(err_r, AMBIT_E_IO, "%s", id);
	found = remove_hidden(outfd, hidden, err_r);
	if (found < 0)
		return -1;
	if (ambit_linux_sync(outfd) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "sync");
	return left | found;
}
