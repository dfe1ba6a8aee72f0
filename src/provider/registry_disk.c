/*
 * Checks that look at the disk or the clock: P_PATH and P_APPROVERS of
 * registry.xsd. Nothing is read here but the names of the stores.
 */

/* System. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Floor 0. */
#include "ambit/text.h"

/* Floor 1. */
#include "ambit/linux.h"

/* Floor 5. */
#include "ambit/parse.h"
#include "registry_read.h"

/* registry.xsd: no path is longer. */
#define PATH_LEN_MAX 4000

/* ---- P_APPROVERS ---- */

static bool
is_valid(const struct ambit_approver *approver, int64_t now)
{
	return approver->valid.from <= now && now < approver->valid.until;
}

/* Is there a valid approver before the i-th who is the same person? */
static bool
is_counted(const struct ambit_registry *registry, size_t i, int64_t now)
{
	for (size_t j = 0; j < i; j++) {
		if (is_valid(&registry->approvers[j], now) &&
		    ambit_span_equal(registry->approvers[j].person,
			registry->approvers[i].person))
			return true;
	}
	return false;
}

void
ambit_registry_check_approvers(const struct ambit_registry *registry,
    int64_t now, struct ambit_complaints *complaints)
{
	char text[AMBIT_INSTANT_LEN];
	size_t n_persons = 0, n_counsel = 0;

	for (size_t i = 0; i < registry->n_approvers; i++) {
		const struct ambit_approver *one = &registry->approvers[i];

		if (!is_valid(one, now))
			continue;
		n_persons += !is_counted(registry, i, now);
		n_counsel += one->role == AMBIT_APPROVER_COUNSEL;
	}
	ambit_instant_format(now, text);
	if (n_persons < 2)
		ambit_complain(complaints, "P_APPROVERS", 0,
		    "Registry/Approver: fewer than two persons are valid at %s",
		    text);
	if (n_counsel == 0)
		ambit_complain(complaints, "P_APPROVERS", 0,
		    "Registry/Approver: no counsel is valid at %s", text);
}

/* ---- P_PATH ---- */

static void
complain(struct ambit_complaints *complaints, const struct ambit_store *store,
    const char *wrong)
{
	char line[300];
	struct ambit_text text = AMBIT_TEXT(line);

	ambit_text_print(&text, "Registry/Store[%u]/@path: \"", store->number);
	ambit_text_escaped(&text, ambit_span_sub(store->path, 0, 120));
	ambit_text_print(&text, "\": %s", wrong);
	ambit_complain(complaints, "P_PATH", 0, "%.*s", (int)text.len, line);
}

/* Two tables of one database are two stores at one path. */
static bool
may_share(const struct ambit_store *a, const struct ambit_store *b)
{
	return ambit_span_equal(a->encoding, AMBIT_LIT("sqlite")) &&
	    ambit_span_equal(b->encoding, AMBIT_LIT("sqlite")) &&
	    !ambit_span_equal(a->table, b->table);
}

static bool
is_folder(const struct ambit_store *store)
{
	return store->format == AMBIT_STORE_MAILDIR ||
	    store->format == AMBIT_STORE_EML ||
	    store->format == AMBIT_STORE_FILES;
}

/* A message of Outlook, or a folder of them. */
static bool
may_be_folder(const struct ambit_store *store)
{
	return store->format == AMBIT_STORE_MSG;
}

static const char *
why_not_opened(int error)
{
	switch (error) {
	case ENOENT:
		return "it is missing";
	case ELOOP:
		return "it is a link, or lies behind one";
	case EXDEV:
		return "it lies outside the root";
	case ENOTDIR:
		return "it is not a folder, or lies in none";
	case EACCES:
		return "it may not be read";
	default:
		return "it cannot be opened";
	}
}

/* NULL: it is there, and of the right kind. */
static const char *
look(int rootfd, const struct ambit_store *store, struct stat *st_r)
{
	char path[PATH_LEN_MAX * 4 + 1];
	bool folder = is_folder(store);
	bool found;
	int fd;

	if (store->path.len >= sizeof(path))
		return "it is too long";
	memcpy(path, store->path.ptr, store->path.len);
	path[store->path.len] = '\0';
	fd = ambit_linux_open_beneath(rootfd, path, folder);
	if (fd == -1)
		return why_not_opened(errno);
	found = fstat(fd, st_r) == 0;
	(void)close(fd);
	if (!found)
		return "it cannot be asked about";
	if (folder || S_ISREG(st_r->st_mode) ||
	    (may_be_folder(store) && S_ISDIR(st_r->st_mode)))
		return NULL;
	return "it is not a file";
}

/* A store by its path and, once looked at, by what lies there. */
struct spot {
	const struct ambit_store *store;
	bool opens, seen;
	dev_t dev;
	ino_t ino;
};

static int
by_path(const void *a, const void *b)
{
	const struct spot *left = a, *right = b;
	int order = ambit_span_compare(left->store->path, right->store->path);

	return order != 0 ? order
			  : (left->store->number > right->store->number) -
		(left->store->number < right->store->number);
}

static int
by_inode(const void *a, const void *b)
{
	const struct spot *left = a, *right = b;

	if (left->seen != right->seen)
		return (int)right->seen - (int)left->seen;
	if (left->dev != right->dev)
		return left->dev < right->dev ? -1 : 1;
	if (left->ino != right->ino)
		return left->ino < right->ino ? -1 : 1;
	return (left->store->number > right->store->number) -
	    (left->store->number < right->store->number);
}

bool
registry_has_dots(struct ambit_span path)
{
	while (path.len > 0) {
		struct ambit_span part = { path.ptr, 0 };

		while (part.len < path.len && path.ptr[part.len] != '/')
			part.len++;
		if (ambit_span_equal(part, AMBIT_LIT(".")) ||
		    ambit_span_equal(part, AMBIT_LIT("..")))
			return true;
		path = ambit_span_sub(path, part.len + 1, path.len);
	}
	return false;
}

static void
look_at(int rootfd, struct spot *spot, struct ambit_complaints *complaints)
{
	struct stat st;
	const char *wrong;

	if (registry_has_dots(spot->store->path))
		wrong = "it has a part of dots alone";
	else
		wrong = look(rootfd, spot->store, &st);
	if (wrong != NULL) {
		complain(complaints, spot->store, wrong);
		return;
	}
	spot->seen = true;
	spot->dev = st.st_dev;
	spot->ino = st.st_ino;
}

/* Of spots that are one place, say which may not be. */
static void
check_one_place(const struct spot *v, size_t n, const char *wrong,
    struct ambit_complaints *complaints)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; v[i].opens && j < n; j++) {
			if (j == i || may_share(v[i].store, v[j].store))
				continue;
			complain(complaints, v[i].store, wrong);
			break;
		}
	}
}

/* Whatever opens it: data of another store would leave in its name. */
static void
check_paths(struct spot *v, size_t n, struct ambit_complaints *complaints)
{
	size_t end;

	qsort(v, n, sizeof(*v), by_path);
	for (size_t at = 0; at < n; at = end) {
		end = at + 1;
		while (end < n &&
		    ambit_span_equal(v[at].store->path, v[end].store->path))
			end++;
		check_one_place(v + at, end - at,
		    "it is the path of another store, too", complaints);
	}
}

/* The same under two names, as far as it was looked at. */
static void
check_inodes(struct spot *v, size_t n, struct ambit_complaints *complaints)
{
	size_t end;

	qsort(v, n, sizeof(*v), by_inode);
	for (size_t at = 0; at < n && v[at].seen; at = end) {
		bool renamed = false;

		for (end = at + 1; end < n && v[end].seen &&
		     v[at].dev == v[end].dev && v[at].ino == v[end].ino;
		     end++)
			renamed |= !ambit_span_equal(v[at].store->path,
			    v[end].store->path);
		if (renamed)
			check_one_place(v + at, end - at,
			    "it is another store under a second name",
			    complaints);
	}
}

void
ambit_registry_check_paths(const struct ambit_registry *registry, int rootfd,
    const bool *opens, struct ambit_complaints *complaints)
{
	size_t n = registry->n_stores;
	struct spot *v = calloc(n + 1, sizeof(*v));

	if (v == NULL) {
		ambit_complain(complaints, "P_PATH", 0,
		    "no memory to compare the paths of all stores");
		return;
	}
	for (size_t i = 0; i < n; i++) {
		v[i] = (struct spot){ .store = &registry->stores[i],
			.opens = opens[i] };
		if (opens[i])
			look_at(rootfd, &v[i], complaints);
	}
	check_paths(v, n, complaints);
	check_inodes(v, n, complaints);
	free(v);
}
