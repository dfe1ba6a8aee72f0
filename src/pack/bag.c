/*
 * The volumes of a production: how many there are, and which file lies where.
 *
 * Which volume a file belongs to follows from the bytes of what comes before
 * it, so the files are walked once to count and once to write. Nothing is
 * signed here.
 */

/* System. */
#include <stdio.h>
#include <stdlib.h>

/* Floor 6. */
#include "archive.h"
#include "bag.h"

void
bag_volume_name(const struct ambit_production *production, unsigned number,
    char name_r[BAG_NAME_LEN])
{
	(void)snprintf(name_r, BAG_NAME_LEN, "%s-v%03u", production->id,
	    number % 1000);
}

/* package.md 2: a new volume before the file that would bring the payload over
 * the limit; one that is larger by itself has a volume of its own. */
static void
step(struct bag_walk *walk, uint64_t bytes)
{
	bool fits =
	    walk->bytes < walk->limit && bytes <= walk->limit - walk->bytes;

	if (!fits && walk->holds) {
		walk->volume++;
		walk->bytes = walk->readme;
	}
	walk->bytes += bytes;
	walk->holds = true;
}

int
bag_advance(struct bag *bag)
{
	struct ambit_span record;

	bag->rc = ambit_spool_next(bag->p->kept, &record, bag->err_r);
	if (bag->rc != 1)
		return bag->rc;
	bag->item = pack_item_of_instant(record);
	bag->number++;
	step(&bag->walk, bag->item.bytes);
	return 0;
}

int
bag_begin_anew(struct bag *bag)
{
	bag->walk = bag->start;
	bag->number = 0;
	if (ambit_spool_sort(bag->p->kept, bag->err_r) < 0)
		return -1;
	return bag_advance(bag);
}

/* README.txt is as long in every volume, so any will do. */
static uint64_t
measure_readme(struct bag *bag)
{
	const struct production_volume any = { bag->p, 1, 1 };

	pack_out_init(&bag->out, NULL, bag->err_r);
	production_readme(&any, &bag->out);
	return pack_out_bytes(&bag->out);
}

static void
plan(struct bag *bag)
{
	uint64_t readme = measure_readme(bag);

	bag->start = (struct bag_walk){
		.limit = bag->p->terms.registry->limits.volume_bytes,
		.readme = readme,
		.volume = 1,
		.bytes = readme,
		.holds = bag->n_tables > 0,
	};
	for (size_t i = 0; i < bag->n_tables; i++)
		bag->start.bytes += bag->tables[i].bytes;
}

/* How many volumes there will be: every one of them says so. Of archives each
 * item is laid out on the way. */
static int
count_volumes(struct bag *bag)
{
	plan(bag);
	if (bag_begin_anew(bag) < 0)
		return -1;
	while (bag->rc == 1) {
		if (bag->walk.volume > BAG_VOLUMES_MAX)
			return ambit_err_set(bag->err_r, AMBIT_E_LIMIT,
			    "more than %d volumes: raise volumeBytes",
			    BAG_VOLUMES_MAX);
		if ((bag->lay != NULL && archive_lay_item(bag->lay) < 0) ||
		    bag_advance(bag) < 0)
			return -1;
	}
	bag->p->volumes = bag->walk.volume;
	return 0;
}

static int
write_volumes(struct bag *bag, uint64_t *bytes_r)
{
	unsigned n = bag->p->volumes;

	*bytes_r = 0;
	if (bag_begin_anew(bag) < 0)
		return -1;
	for (unsigned i = 1; i <= n; i++) {
		bag->volume = (struct production_volume){ bag->p, i, n };
		if (bag_volume_write(bag) < 0)
			return -1;
		*bytes_r += bag->sums.bytes;
	}
	return 0;
}

static int
lay_volumes(struct bag *bag, struct ambit_production_sums *sums_r)
{
	if (count_volumes(bag) < 0 ||
	    (bag->lay != NULL ? archive_lay_end(bag->lay, &sums_r->bytes)
			      : write_volumes(bag, &sums_r->bytes)) < 0)
		return -1;
	sums_r->volumes = bag->p->volumes;
	sums_r->files = bag->p->n_kept;
	for (size_t i = 0; i < bag->n_tables; i++)
		sums_r->rows += bag->tables[i].rows;
	return places_write(bag);
}

/* What is needed for laying out alone. */
static void
drop_places(struct bag *bag)
{
	ambit_spool_free(&bag->places);
	free(bag->lay);
	bag->lay = NULL;
}

void
production_bag_free(struct bag **bag_r)
{
	struct bag *bag = *bag_r;

	if (bag == NULL)
		return;
	pack_dir_drop(&bag->contentfd);
	pack_dir_drop(&bag->taskfd);
	pack_dir_drop(&bag->datafd);
	pack_dir_drop(&bag->ambitfd);
	pack_dir_drop(&bag->volumefd);
	pack_dir_drop(&bag->fd);
	pack_file_clear(&bag->manifest);
	pack_file_clear(&bag->xml);
	drop_places(bag);
	free(bag->tables);
	free(bag);
	*bag_r = NULL;
}

static int
prepare(struct bag *bag)
{
	if (pack_file_init(&bag->manifest, bag->manifest_buf,
		sizeof(bag->manifest_buf), bag->err_r) < 0 ||
	    pack_file_init(&bag->xml, bag->xml_buf, sizeof(bag->xml_buf),
		bag->err_r) < 0 ||
	    pack_dir_make(bag->p->terms.fd,
		bag->p->terms.archive ? PRODUCTION_TAGS : PRODUCTION_BAG,
		&bag->fd, bag->err_r) < 0)
		return -1;
	if (ambit_spool_new(bag->p->terms.fd, PRODUCTION_SPOOL, &bag->places,
		bag->err_r) < 0 ||
	    (bag->p->terms.archive && archive_lay_new(bag) < 0))
		return -1;
	return production_tables(bag->p, bag->tables, &bag->n_tables,
	    bag->err_r);
}

int
production_bag(struct ambit_production *production,
    struct ambit_production_sums *sums_r, struct ambit_err *err_r)
{
	struct bag *bag = production->bag = calloc(1, sizeof(*bag));
	size_t n = production->terms.order->n_tasks;

	if (bag == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "volumes");
	bag->p = production;
	bag->err_r = err_r;
	bag->fd = bag->volumefd = bag->ambitfd = bag->datafd = -1;
	bag->taskfd = bag->contentfd = -1;
	bag->manifest.file.fd = bag->xml.file.fd = -1;
	bag->tables = calloc(n > 0 ? n : 1, sizeof(*bag->tables));
	if (bag->tables == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "tables");
	if (prepare(bag) < 0 || lay_volumes(bag, sums_r) < 0)
		return -1;
	drop_places(bag);
	if (!production->terms.archive)
		production_bag_free(&production->bag);
	return 0;
}

int
production_bag_end(struct ambit_production *production, struct ambit_err *err_r)
{
	struct bag *bag = production->bag;
	uint64_t bytes;

	bag->err_r = err_r;
	if (write_volumes(bag, &bytes) < 0 || bag_archives(bag) < 0)
		return -1;
	production_bag_free(&production->bag);
	return 0;
}
