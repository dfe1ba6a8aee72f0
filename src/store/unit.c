/*
 * Cutting stores into units of work. A unit says where it begins and ends; what
 * lies there, the readers know.
 */

/* System. */
#include <sys/stat.h>

/* Floor 4. */
#include "ambit/unit.h"
#include "file_mark.h"
#include "tree_list.h"
#include "unit_folder.h"

struct ambit_unit
ambit_unit_whole(const struct ambit_store *store)
{
	return (struct ambit_unit){
		.store = store,
		.part = 1,
		.parts = 1,
		.until = UINT64_MAX,
	};
}

/* Into parts that have about as many bytes each; where they are, its reader
 * finds out. */
static int
cut_outlook(const struct ambit_store *store, uint64_t size,
    int (*give)(void *ctx, const struct ambit_unit *unit,
	struct ambit_err *err_r),
    void *ctx, struct ambit_err *err_r)
{
	struct ambit_unit unit = ambit_unit_whole(store);
	uint64_t left = size;
	int rc = 0;

	unit.parts = AMBIT_UNIT_OUTLOOK_PARTS;
	if (size / AMBIT_UNIT_OUTLOOK_BYTES < AMBIT_UNIT_OUTLOOK_PARTS)
		unit.parts = (uint32_t)(size / AMBIT_UNIT_OUTLOOK_BYTES) + 1;
	for (unit.part = 1; rc == 0 && unit.part <= unit.parts; unit.part++) {
		unit.bytes = left / (unit.parts - unit.part + 1);
		left -= unit.bytes;
		rc = give(ctx, &unit, err_r);
	}
	return rc;
}

static bool
is_cut(const struct ambit_store *store)
{
	return store->format == AMBIT_STORE_MBOX && !store->gzip;
}

static int
cut_file(const struct ambit_store *store, uint64_t size,
    int (*give)(void *ctx, const struct ambit_unit *unit,
	struct ambit_err *err_r),
    void *ctx, struct ambit_err *err_r)
{
	struct ambit_unit unit = ambit_unit_whole(store);
	uint64_t parts = size / AMBIT_UNIT_BYTES;
	int rc = 0;

	parts += size % AMBIT_UNIT_BYTES > 0 || size == 0;
	unit.bytes = size;
	if (!is_cut(store))
		return give(ctx, &unit, err_r);
	if (parts > UINT32_MAX)
		return ambit_err_set(err_r, AMBIT_E_LIMIT,
		    "the store is too large");
	unit.parts = (uint32_t)parts;
	unit.whole = size;
	for (unit.part = 1; rc == 0 && unit.part <= unit.parts; unit.part++) {
		unit.until = unit.part == unit.parts
		    ? size
		    : unit.from + AMBIT_UNIT_BYTES;
		unit.bytes = unit.until - unit.from;
		rc = give(ctx, &unit, err_r);
		unit.from = unit.until;
	}
	return rc;
}

int
ambit_unit_cut(const struct ambit_store *store, int fd, int spoolfd,
    int (*give)(void *ctx, const struct ambit_unit *unit,
	struct ambit_err *err_r),
    void *ctx, struct ambit_err *err_r)
{
	static const struct unit_folder_max max = { AMBIT_UNIT_FILES,
		AMBIT_UNIT_PATH_BYTES };
	struct stat st;

	if (fstat(fd, &st) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "stat store");
	if (S_ISREG(st.st_mode) &&
	    (store->format == AMBIT_STORE_PST ||
		store->format == AMBIT_STORE_OST))
		return cut_outlook(store, (uint64_t)st.st_size, give, ctx,
		    err_r);
	if (S_ISREG(st.st_mode) && store->format != AMBIT_STORE_MAILDIR)
		return cut_file(store, (uint64_t)st.st_size, give, ctx, err_r);
	if (S_ISDIR(st.st_mode) && tree_rules_of(store->format) != NULL)
		return unit_folder_cut(store, fd, spoolfd, &max, give, ctx,
		    err_r);
	return ambit_err_set(err_r, AMBIT_E_FORMAT,
	    S_ISDIR(st.st_mode) ? "the store is a folder, and should be a file"
				: "the store is not a folder");
}

static int
folder_state(const struct ambit_unit *unit, int fd, unsigned char sha256_r[32],
    struct ambit_err *err_r)
{
	const struct tree_rules *rules = tree_rules_of(unit->store->format);
	struct tree_list list;
	int rc;

	if (rules == NULL)
		return ambit_err_set(err_r, AMBIT_E_FORMAT,
		    "the store is a folder, and should be a file");
	if (tree_list_init(&list, rules, unit, fd, err_r) < 0)
		return -1;
	rc = tree_list_digest(&list, sha256_r, err_r);
	tree_list_clear(&list);
	return rc;
}

int
ambit_unit_state(const struct ambit_unit *unit, int fd,
    unsigned char sha256_r[32], struct ambit_err *err_r)
{
	struct stat st;

	if (fstat(fd, &st) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "stat store");
	if (S_ISDIR(st.st_mode))
		return folder_state(unit, fd, sha256_r, err_r);
	return file_mark_digest(&st, sha256_r, err_r);
}
