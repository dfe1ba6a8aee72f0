/*
 * Cutting a folder by the names in it, in byte order. No file is opened or
 * asked about. There may be more names than memory: they are sorted on the
 * disk, and read twice, first to count the units.
 */

/* System. */
#include <string.h>

/* Floor 1. */
#include "ambit/spool.h"

/* Floor 4. */
#include "tree_walk.h"
#include "unit_folder.h"

/* What sorting the names may take of memory. */
#define SPOOL_MEMORY ((size_t)4 << 20)

struct names {
	struct tree_walk walk;
	struct ambit_spool *spool;
};

/* What is in a unit so far. */
struct fill {
	uint64_t files, path_bytes;
};

/* Unlike the names, what is given must outlive the next one that is read. */
struct cut {
	const struct unit_folder_max *max;
	int (*give)(void *ctx, const struct ambit_unit *unit,
	    struct ambit_err *err_r);
	void *ctx;
	struct ambit_unit unit;
	struct fill fill;
	unsigned char first[TREE_PATH_MAX], end[TREE_PATH_MAX];
};

static int
see(struct tree_walk *walk, const struct tree_name *name,
    struct ambit_err *err_r)
{
	return ambit_spool_put(((struct names *)walk)->spool, name->path,
	    err_r);
}

/* Does the path begin another unit? */
static bool
begins_unit(const struct unit_folder_max *max, struct fill *fill,
    struct ambit_span path)
{
	bool begins = fill->files > 0 &&
	    (fill->files >= max->files ||
		fill->path_bytes + path.len > max->path_bytes);

	if (begins)
		*fill = (struct fill){ 0 };
	fill->files++;
	fill->path_bytes += path.len;
	return begins;
}

/* How many units are there? */
static int
count(struct ambit_spool *spool, const struct unit_folder_max *max,
    uint32_t *parts_r, struct ambit_err *err_r)
{
	struct fill fill = { 0 };
	struct ambit_span path;
	int rc;

	*parts_r = 1;
	if (ambit_spool_sort(spool, err_r) < 0)
		return -1;
	while ((rc = ambit_spool_next(spool, &path, err_r)) == 1)
		*parts_r += begins_unit(max, &fill, path);
	return rc;
}

/* End the unit before the path, and begin one with it. */
static int
cut_at(struct cut *cut, struct ambit_span path, struct ambit_err *err_r)
{
	int rc;

	memcpy(cut->end, path.ptr, path.len);
	cut->unit.end = (struct ambit_span){ cut->end, path.len };
	rc = cut->give(cut->ctx, &cut->unit, err_r);
	memcpy(cut->first, path.ptr, path.len);
	cut->unit.first = (struct ambit_span){ cut->first, path.len };
	cut->unit.end = (struct ambit_span){ 0 };
	cut->unit.part++;
	return rc;
}

static int
give_all(struct cut *cut, struct ambit_spool *spool, struct ambit_err *err_r)
{
	struct ambit_span path;
	int rc;

	if (ambit_spool_sort(spool, err_r) < 0)
		return -1;
	while ((rc = ambit_spool_next(spool, &path, err_r)) == 1) {
		if (!begins_unit(cut->max, &cut->fill, path))
			continue;
		rc = cut_at(cut, path, err_r);
		if (rc != 0)
			return rc;
	}
	return rc < 0 ? rc : cut->give(cut->ctx, &cut->unit, err_r);
}

static int
list(const struct ambit_store *store, int fd, struct ambit_spool *spool,
    struct ambit_err *err_r)
{
	struct names names;

	names.walk.rules = tree_rules_of(store->format);
	names.walk.first = names.walk.end = (struct ambit_span){ 0 };
	names.walk.see = see;
	names.spool = spool;
	return tree_walk(&names.walk, fd, err_r);
}

int
unit_folder_cut(const struct ambit_store *store, int fd, int spoolfd,
    const struct unit_folder_max *max,
    int (*give)(void *ctx, const struct ambit_unit *unit,
	struct ambit_err *err_r),
    void *ctx, struct ambit_err *err_r)
{
	struct cut cut = { .max = max,
		.give = give,
		.ctx = ctx,
		.unit = ambit_unit_whole(store) };
	struct ambit_spool *spool;
	int rc;

	if (ambit_spool_new(spoolfd, SPOOL_MEMORY, &spool, err_r) < 0)
		return -1;
	rc = list(store, fd, spool, err_r);
	if (rc == 0)
		rc = count(spool, max, &cut.unit.parts, err_r);
	if (rc == 0)
		rc = give_all(&cut, spool, err_r);
	ambit_spool_free(&spool);
	return rc;
}
