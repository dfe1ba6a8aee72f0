/*
 * Into the volumes: what a place gets is hashed again, and is what was judged,
 * or the run fails.
 */

/* System. */
#include <stdlib.h>

/* Floor 6. */
#include "pour_into.h"

struct ambit_pour_into {
	const struct ambit_order *order;
	char id[AMBIT_PRODUCTION_ID_LEN];
	struct pour_entries *entries; /* of archives; or */
	struct pour_files *files;

	struct ambit_pour_place place; /* the one being filled */
	uint64_t got;
};

int
pour_changed(struct ambit_err *err_r)
{
	return ambit_err_set(err_r, AMBIT_E_CHANGED,
	    "an item is not what it was when it was judged");
}

int
ambit_pour_into_begin(const struct ambit_order *order, bool archive, int bagfd,
    struct ambit_pour_into **into_r, struct ambit_err *err_r)
{
	struct ambit_pour_into *into = calloc(1, sizeof(*into));
	int rc;

	*into_r = into;
	if (into == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "volumes");
	into->order = order;
	ambit_production_id(order, into->id);
	rc = archive ? pour_entries_new(into->id, bagfd, &into->entries, err_r)
		     : pour_files_new(bagfd, &into->files, err_r);
	if (rc < 0)
		ambit_pour_into_free(into_r);
	return rc;
}

void
ambit_pour_into_free(struct ambit_pour_into **into)
{
	if (*into == NULL)
		return;
	pour_entries_free(&(*into)->entries);
	pour_files_free(&(*into)->files);
	free(*into);
	*into = NULL;
}

int
ambit_pour_into_open(struct ambit_pour_into *into,
    const struct ambit_pour_place *place, struct ambit_err *err_r)
{
	char path[BAG_PATH_LEN], name[AMBIT_ZIP_NAME_MAX + 1];

	into->place = *place;
	into->got = 0;
	bag_content_path(into->order, place->task, place->number, path);
	archive_name(into->id, place->volume, path, name);
	return into->entries != NULL
	    ? pour_entries_open(into->entries, place, name, err_r)
	    : pour_files_open(into->files, name, err_r);
}

int
ambit_pour_into_put(struct ambit_pour_into *into, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	/* Never a byte beyond its own place. */
	if (bytes.len > into->place.bytes - into->got)
		return ambit_err_set(err_r, AMBIT_E_WIRE,
		    "more was poured than the item has");
	into->got += bytes.len;
	return into->entries != NULL
	    ? pour_entries_put(into->entries, bytes, err_r)
	    : pour_files_put(into->files, bytes, err_r);
}

int
ambit_pour_into_end(struct ambit_pour_into *into, struct ambit_err *err_r)
{
	if (into->got != into->place.bytes)
		return pour_changed(err_r);
	return into->entries != NULL
	    ? pour_entries_end(into->entries, &into->place, err_r)
	    : pour_files_end(into->files, &into->place, err_r);
}

int
ambit_pour_into_flush(struct ambit_pour_into *into, struct ambit_err *err_r)
{
	return into->entries != NULL ? pour_entries_flush(into->entries, err_r)
				     : 0;
}
