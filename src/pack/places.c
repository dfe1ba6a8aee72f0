/*
 * The places of content that is poured: gathered as the volumes are laid out,
 * and given to each unit in a file of its own.
 */

/* System. */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Floor 6. */
#include "ambit/staging.h"
#include "archive.h"

int
places_put(struct bag *bag, unsigned volume, uint64_t at)
{
	const struct pack_item *item = &bag->item;
	struct ambit_text text = production_text(bag->p);
	struct ambit_pour_place place = { .volume = volume,
		.at = at,
		.task = item->task,
		.number = bag->number,
		.bytes = item->bytes,
		.crc = item->crc,
		.cut = item->from == PACK_FROM_CUTS,
		.off = item->off,
		.path = item->path };

	memcpy(place.sha256, item->sha256, sizeof(place.sha256));
	pour_place_put(&place, item->unit,
	    item->from == PACK_FROM_STREAM ? item->hole : 0, &text);
	assert(!text.full);
	return ambit_spool_put(bag->places, ambit_text_span(&text), bag->err_r);
}

static int
open_places(struct bag *bag, uint32_t unit)
{
	struct ambit_production *p = bag->p;
	char name[AMBIT_STAGING_UNIT_LEN], path[64];

	ambit_staging_unit_name(unit, name);
	(void)snprintf(path, sizeof(path), "%s/%s", name, AMBIT_POUR_PLACES);
	if (unlinkat(p->terms.fd, path, 0) == -1 && errno != ENOENT)
		return ambit_err_set(bag->err_r, AMBIT_E_IO,
		    "remove old places of a unit");
	if (ambit_sink_file_open(&p->file.file, p->terms.fd, path, bag->err_r) <
	    0)
		return -1;
	/* Nobody asks for its digest. */
	pack_out_init(&bag->out, &p->file.file.sink, bag->err_r);
	return 0;
}

static int
close_places(struct bag *bag)
{
	if (pack_out_end(&bag->out) < 0)
		return -1;
	return ambit_sink_finish(&bag->p->file.file.sink, bag->err_r);
}

static void
write_one(struct bag *bag, struct ambit_span record)
{
	const struct production_open *open = bag->p->open;

	pour_place_write(record,
	    open == NULL ? 0 : open[pour_place_volume(record) - 1].tasks,
	    &bag->out);
}

/* Every unit that was added has such a file, if an empty one. */
int
places_write(struct bag *bag)
{
	struct ambit_production *p = bag->p;
	struct ambit_span record;
	int got;

	if (ambit_spool_sort(bag->places, bag->err_r) < 0)
		return -1;
	got = ambit_spool_next(bag->places, &record, bag->err_r);
	for (uint32_t unit = 1; unit <= p->units; unit++) {
		if (open_places(bag, unit) < 0)
			return -1;
		while (got == 1 && pour_place_unit(record) == unit) {
			write_one(bag, record);
			got =
			    ambit_spool_next(bag->places, &record, bag->err_r);
		}
		if (got < 0 || close_places(bag) < 0)
			return -1;
	}
	assert(got == 0);
	return 0;
}
