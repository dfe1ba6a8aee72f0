/*
 * Where every entry of the archives will lie (package.md 2).
 *
 * Nothing is written here: how long the documents in front of the content will
 * be follows from what is known of each item, so that content can be poured
 * into its place while they are still to be written (archive.c).
 */

/* System. */
#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Floor 1. */
#include "ambit/linux.h"

/* Floor 6. */
#include "archive.h"

/* A volume as it will be. */
struct lain {
	struct manifest_sums sums; /* of all but its README.txt */
	uint64_t items;            /* bytes of them in production.xml */
	uint64_t lines;            /* bytes of them in the manifest */
	uint64_t payload;          /* bytes of the entries of its tasks */
	uint64_t directory;        /* bytes of their headers at the end */
};

/* What an item under the task at hand takes, whichever it is. */
struct lay_task {
	uint32_t number; /* 0: none yet */
	char path[BAG_PATH_LEN];
	uint64_t line;       /* bytes of it in the manifest */
	uint64_t item[3][2]; /* bytes in production.xml but the digits of its
				own, by native and has_instant; 0: unknown */
};

struct archive_lay {
	struct bag *bag;
	struct lay_task task;
	size_t n_tables; /* that have their places */
	struct lain volumes[BAG_VOLUMES_MAX];
};

int
archive_lay_new(struct bag *bag)
{
	bag->lay = calloc(1, sizeof(*bag->lay));
	if (bag->lay == NULL)
		return ambit_err_set(bag->err_r, AMBIT_E_MEMORY, "archives");
	bag->lay->bag = bag;
	return 0;
}

/* ---- lengths ---- */

/* What is put next is counted, and goes nowhere. */
static struct pack_out *
counting(const struct archive_lay *lay)
{
	pack_out_init(&lay->bag->out, NULL, lay->bag->err_r);
	return &lay->bag->out;
}

static uint64_t
digits(uint64_t number)
{
	uint64_t n = 1;

	while (number >= 10) {
		number /= 10;
		n++;
	}
	return n;
}

static uint64_t
measure_item(const struct archive_lay *lay)
{
	const struct bag *bag = lay->bag;
	struct pack_out *out = counting(lay);

	production_xml_item(bag->p->terms.order, bag->number, &bag->item,
	    lay->task.path, out);
	return pack_out_bytes(out);
}

/* Numbers, digests and instants are as long in every item; what a folder is
 * called is not. */
static uint64_t
item_len(struct archive_lay *lay)
{
	const struct pack_item *item = &lay->bag->item;
	uint64_t *known = &lay->task.item[item->native][item->has_instant];

	if (item->folder.len > 0)
		return measure_item(lay);
	if (*known == 0)
		*known = measure_item(lay) - digits(item->bytes);
	return *known + digits(item->bytes);
}

static uint64_t
line_len(const struct archive_lay *lay, const char *path)
{
	static const unsigned char any[AMBIT_DIGEST_LEN];
	struct pack_out *out = counting(lay);

	manifest_line(out, any, path);
	return pack_out_bytes(out);
}

/* ---- entries, in the order of the archive ---- */

static struct ambit_zip_entry
entry_of(const struct archive_lay *lay, const char *path, uint64_t size,
    char name_r[AMBIT_ZIP_NAME_MAX + 1])
{
	/* The name of a volume is as long as that of another. */
	archive_name(lay->bag->p->id, 1, path, name_r);
	return (struct ambit_zip_entry){ .name = ambit_span_str(name_r),
		.size = size };
}

/* The next file of the payload; where its entry begins, from the first one
 * of the tasks on. */
static uint64_t
lay_file(struct archive_lay *lay, struct lain *volume, const char *path,
    uint64_t size)
{
	char name[AMBIT_ZIP_NAME_MAX + 1];
	struct ambit_zip_entry entry = entry_of(lay, path, size, name);
	uint64_t at = entry.off = volume->payload;

	volume->payload += ambit_zip_local_len(&entry) + size;
	volume->directory += ambit_zip_central_len(&entry);
	volume->sums.files++;
	volume->sums.bytes += size;
	return at;
}

/* All tables lie in volume 1, each behind the content of its task. */
static void
lay_tables(struct archive_lay *lay, uint32_t task)
{
	const struct bag *bag = lay->bag;
	struct lain *first = &lay->volumes[0];
	char path[BAG_PATH_LEN];

	for (; lay->n_tables < bag->n_tables &&
	     bag->tables[lay->n_tables].task < task;
	     lay->n_tables++) {
		const struct production_table *t = &bag->tables[lay->n_tables];

		(void)snprintf(path, sizeof(path),
		    "data/task-%03u/messages.csv", (unsigned)t->task);
		(void)lay_file(lay, first, path, t->bytes);
		first->lines += line_len(lay, path);
	}
}

static void
begin_task(struct archive_lay *lay, uint32_t task)
{
	if (lay->task.number == task)
		return;
	lay->task = (struct lay_task){ .number = task };
	bag_content_path(lay->bag->p->terms.order, task, lay->bag->number,
	    lay->task.path);
	lay->task.line = line_len(lay, lay->task.path);
}

int
archive_lay_item(struct archive_lay *lay)
{
	const struct bag *bag = lay->bag;
	struct lain *volume = &lay->volumes[bag->walk.volume - 1];

	if (bag->walk.volume == 1)
		lay_tables(lay, bag->item.task);
	begin_task(lay, bag->item.task);
	volume->items += item_len(lay);
	volume->lines += lay->task.line;
	return places_put(lay->bag, bag->walk.volume,
	    lay_file(lay, volume, lay->task.path, bag->item.bytes));
}

/* ---- a volume ---- */

/* Bytes of the documents that come before the tasks: production.xml first, and
 * README.txt last. */
static void
measure_documents(const struct archive_lay *lay,
    const struct production_volume *volume, uint64_t sizes_r[])
{
	const struct lain *lain = &lay->volumes[volume->number - 1];
	const struct bag *bag = lay->bag;
	struct manifest_sums sums = lain->sums;
	struct pack_out *out = counting(lay);

	production_xml_begin(volume, bag->tables,
	    volume->number == 1 ? bag->n_tables : 0, out);
	production_xml_end(out);
	sizes_r[0] = pack_out_bytes(out) + lain->items;
	production_rules(bag->p, counting(lay));
	sizes_r[1] = pack_out_bytes(out);
	sums.files++;
	sums.bytes += bag->start.readme;
	manifest_info(volume, &sums, counting(lay));
	sizes_r[2] = pack_out_bytes(out);
	manifest_bagit(counting(lay));
	sizes_r[3] = pack_out_bytes(out);
	sizes_r[4] = bag->start.readme;
}

static uint64_t
documents_len(const struct archive_lay *lay,
    const struct production_volume *volume)
{
	uint64_t sizes[ARCHIVE_BEFORE], len = 0;
	char name[AMBIT_ZIP_NAME_MAX + 1];

	measure_documents(lay, volume, sizes);
	for (size_t i = 0; i < ARCHIVE_BEFORE; i++) {
		struct ambit_zip_entry entry =
		    entry_of(lay, archive_before[i], sizes[i], name);

		if (sizes[i] > 0)
			len += ambit_zip_local_len(&entry) + sizes[i];
	}
	return len;
}

/* Room for all that is to come is taken now, but for the little that is as
 * long whatever the volume holds: a disk that is too small says so before a
 * byte is poured. */
static int
make_volume(const struct archive_lay *lay, unsigned volume, int bagfd)
{
	const struct production_open *open = &lay->bag->p->open[volume - 1];
	const struct lain *lain = &lay->volumes[volume - 1];
	uint64_t len =
	    open->tasks + open->payload + lain->lines + lain->directory;
	char name[ARCHIVE_FILE_LEN];
	int fd, rc = 0;

	archive_file(lay->bag->p->id, volume, name);
	fd = openat(bagfd, name,
	    O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (fd == -1)
		return ambit_err_set(lay->bag->err_r, AMBIT_E_IO, "make %s",
		    name);
	if (ambit_linux_reserve(fd, len) == -1)
		rc = ambit_err_set(lay->bag->err_r, AMBIT_E_IO,
		    "reserve %ju bytes for volume %u", (uintmax_t)len, volume);
	pack_dir_drop(&fd);
	return rc;
}

static int
make_volumes(struct archive_lay *lay, int bagfd)
{
	struct ambit_production *p = lay->bag->p;

	for (unsigned i = 1; i <= p->volumes; i++) {
		const struct production_volume volume = { p, i, p->volumes };

		p->open[i - 1] = (struct production_open){
			.tasks = documents_len(lay, &volume),
			.payload = lay->volumes[i - 1].payload,
		};
		if (make_volume(lay, i, bagfd) < 0)
			return -1;
	}
	return 0;
}

int
archive_lay_end(struct archive_lay *lay, uint64_t *bytes_r)
{
	struct ambit_production *p = lay->bag->p;
	int bagfd = -1, rc;

	assert(p->volumes > 0);
	lay_tables(lay, UINT32_MAX);
	*bytes_r = 0;
	for (unsigned i = 0; i < p->volumes; i++)
		*bytes_r += lay->volumes[i].sums.bytes + lay->bag->start.readme;
	p->open = calloc(p->volumes, sizeof(*p->open));
	if (p->open == NULL)
		return ambit_err_set(lay->bag->err_r, AMBIT_E_MEMORY,
		    "archives");
	rc =
	    pack_dir_make(p->terms.fd, PRODUCTION_BAG, &bagfd, lay->bag->err_r);
	if (rc == 0)
		rc = make_volumes(lay, bagfd);
	pack_dir_drop(&bagfd);
	return rc;
}
