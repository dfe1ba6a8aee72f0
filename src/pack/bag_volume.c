/*
 * One volume: a bag, written from front to end in the order of its manifest.
 *
 * Content files and tables lie staged and their digests are known: they are
 * put in their places by rename. README.txt and the tag files are written here.
 */

/* System. */
#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* Floor 1. */
#include "ambit/linux.h"

/* Floor 6. */
#include "archive.h"
#include "bag.h"

/* Files that are listed before the disk is asked to begin with what gates have
 * poured meanwhile. */
#define AHEAD 32768

void
bag_content_path(const struct ambit_order *order, uint32_t task,
    uint32_t number, char path_r[BAG_PATH_LEN])
{
	char bates[AMBIT_BATES_LEN];
	struct ambit_text path = ambit_text_over(path_r, BAG_PATH_LEN);

	ambit_production_bates(order, number, bates);
	ambit_text_str(&path, "data/task-");
	ambit_text_decimal(&path, task, 3);
	ambit_text_str(&path, "/content/");
	ambit_text_str(&path, bates);
	ambit_text_str(&path, ".eml");
	(void)ambit_text_end(&path);
}

/* ---- the payload of one task ---- */

static void
account(struct bag *bag, uint64_t bytes)
{
	bag->sums.files++;
	bag->sums.bytes += bytes;
}

static int
need_task(struct bag *bag, uint32_t task)
{
	char name[16];

	if (bag->taskfd != -1)
		return 0;
	(void)snprintf(name, sizeof(name), "task-%03u", (unsigned)task);
	return pack_dir_make(bag->datafd, name, &bag->taskfd, bag->err_r);
}

static int
need_content(struct bag *bag, uint32_t task)
{
	if (bag->contentfd != -1)
		return 0;
	if (need_task(bag, task) < 0)
		return -1;
	return pack_dir_make(bag->taskfd, "content", &bag->contentfd,
	    bag->err_r);
}

static int
put_in_place(struct bag *bag, int fromfd, const char *from, int tofd,
    const char *to)
{
	if (ambit_linux_rename(fromfd, from, tofd, to) == -1)
		return ambit_err_set(bag->err_r, AMBIT_E_IO, "put %s in place",
		    to);
	return 0;
}

/* A file, and still as long as it was when it was hashed. */
static int
check_staged(struct bag *bag, const char *name, uint64_t bytes)
{
	struct stat st;

	if (fstatat(bag->p->terms.fd, name, &st, AT_SYMLINK_NOFOLLOW) == -1)
		return ambit_err_set(bag->err_r, AMBIT_E_IO, "stat %s", name);
	if (S_ISREG(st.st_mode) && (uint64_t)st.st_size == bytes)
		return 0;
	return ambit_err_set(bag->err_r, AMBIT_E_WIRE,
	    "%s is not what was staged", name);
}

/* A file of a unit is put in place; else the bytes are poured there later. Of
 * an archive the places are known when it is laid out. */
static int
place_content(struct bag *bag, const char *name)
{
	const struct pack_item *item = &bag->item;
	char staged[PRODUCTION_STAGED_LEN];

	if (bag->p->terms.archive)
		return 0;
	if (need_content(bag, item->task) < 0)
		return -1;
	if (item->from != PACK_FROM_FILE)
		return places_put(bag, bag->volume.number, 0);
	production_staged_name(item, staged);
	if (check_staged(bag, staged, item->bytes) < 0)
		return -1;
	return put_in_place(bag, bag->p->terms.fd, staged, bag->contentfd,
	    name);
}

static int
place_item(struct bag *bag)
{
	const struct ambit_order *order = bag->p->terms.order;
	const struct pack_item *item = &bag->item;
	char path[BAG_PATH_LEN];

	bag_content_path(order, item->task, bag->number, path);
	if (place_content(bag, strrchr(path, '/') + 1) < 0)
		return -1;
	manifest_line(&bag->manifest_out, item->sha256, path);
	production_xml_item(order, bag->number, item, path, &bag->xml_out);
	account(bag, item->bytes);
	return 0;
}

static int
place_table(struct bag *bag, const struct production_table *table)
{
	char staged[PRODUCTION_TABLE_LEN], path[BAG_PATH_LEN];

	production_table_name(table->task, staged);
	(void)snprintf(path, sizeof(path), "data/task-%03u/messages.csv",
	    (unsigned)table->task);
	if (need_task(bag, table->task) < 0 ||
	    put_in_place(bag, bag->p->tablesfd, staged, bag->taskfd,
		"messages.csv") < 0)
		return -1;
	manifest_line(&bag->manifest_out, table->sha256, path);
	account(bag, table->bytes);
	return 0;
}

/* All tables lie in volume 1. */
static int
place_tables(struct bag *bag, uint32_t task)
{
	size_t n = bag->volume.number == 1 ? bag->n_tables : 0;

	for (size_t i = 0; i < n; i++) {
		if (bag->tables[i].task == task &&
		    place_table(bag, &bag->tables[i]) < 0)
			return -1;
	}
	return 0;
}

static int
seal_task(struct bag *bag)
{
	if (bag->contentfd != -1 &&
	    pack_dir_seal(&bag->contentfd, bag->err_r) < 0)
		return -1;
	if (bag->taskfd != -1)
		return pack_dir_seal(&bag->taskfd, bag->err_r);
	return 0;
}

/* The manifest is sorted by path: "content/" comes before "messages.csv". */
static int
write_task(struct bag *bag, uint32_t task)
{
	while (bag->rc == 1 && bag->item.task == task &&
	    bag->walk.volume == bag->volume.number) {
		if (place_item(bag) < 0 || bag_advance(bag) < 0)
			return -1;
		if (bag->number % AHEAD == 0)
			ambit_production_write_ahead(bag->p);
	}
	if (place_tables(bag, task) < 0)
		return -1;
	return seal_task(bag);
}

/* ---- small files ---- */

static int
open_small(struct bag *bag, int dirfd, const char *name)
{
	if (pack_file_open(&bag->p->file, dirfd, name, bag->err_r) < 0)
		return -1;
	pack_out_init(&bag->out, pack_file_sink(&bag->p->file), bag->err_r);
	return 0;
}

static int
close_file(struct bag *bag, struct pack_file *file, struct pack_out *out)
{
	if (pack_out_end(out) < 0)
		return -1;
	return pack_file_close(file, bag->err_r);
}

/* A line of the tag manifest. */
static void
tag(struct bag *bag, const struct pack_file *file, const char *path)
{
	char hex[PACK_HEX_LEN];

	pack_hex(file->hash.digest, hex);
	ambit_text_print(&bag->tags, "%s  %s\n", hex, path);
}

static int
close_small(struct bag *bag, const char *path)
{
	if (close_file(bag, &bag->p->file, &bag->out) < 0)
		return -1;
	tag(bag, &bag->p->file, path);
	return 0;
}

/* ---- the volume ---- */

static int
write_readme(struct bag *bag)
{
	struct pack_file *file = &bag->p->file;

	if (open_small(bag, bag->datafd, "README.txt") < 0)
		return -1;
	production_readme(&bag->volume, &bag->out);
	if (close_file(bag, file, &bag->out) < 0)
		return -1;
	assert(pack_file_bytes(file) == bag->start.readme);
	manifest_line(&bag->manifest_out, file->hash.digest, "data/README.txt");
	account(bag, pack_file_bytes(file));
	return 0;
}

static int
make_folders(struct bag *bag)
{
	char name[BAG_NAME_LEN];

	bag_volume_name(bag->p, bag->volume.number, name);
	if (pack_dir_make(bag->fd, name, &bag->volumefd, bag->err_r) < 0 ||
	    pack_dir_make(bag->volumefd, "data", &bag->datafd, bag->err_r) < 0)
		return -1;
	return pack_dir_make(bag->volumefd, "ambit", &bag->ambitfd, bag->err_r);
}

static int
begin(struct bag *bag)
{
	bool first = bag->volume.number == 1;

	bag->sums = (struct manifest_sums){ 0 };
	bag->tags = AMBIT_TEXT(bag->tags_buf);
	if (make_folders(bag) < 0 ||
	    pack_file_open(&bag->manifest, bag->volumefd, "manifest-sha256.txt",
		bag->err_r) < 0 ||
	    pack_file_open(&bag->xml, bag->ambitfd, "production.xml",
		bag->err_r) < 0)
		return -1;
	pack_out_init(&bag->manifest_out, pack_file_sink(&bag->manifest),
	    bag->err_r);
	pack_out_init(&bag->xml_out, pack_file_sink(&bag->xml), bag->err_r);
	production_xml_begin(&bag->volume, bag->tables,
	    first ? bag->n_tables : 0, &bag->xml_out);
	return write_readme(bag);
}

/* In the order of the tag manifest, which is that of the paths. */
static int
write_tags(struct bag *bag)
{
	production_xml_end(&bag->xml_out);
	if (close_file(bag, &bag->xml, &bag->xml_out) < 0)
		return -1;
	tag(bag, &bag->xml, "ambit/production.xml");
	if (open_small(bag, bag->ambitfd, "rules.csv") < 0)
		return -1;
	production_rules(bag->p, &bag->out);
	if (close_small(bag, "ambit/rules.csv") < 0 ||
	    open_small(bag, bag->volumefd, "bag-info.txt") < 0)
		return -1;
	manifest_info(&bag->volume, &bag->sums, &bag->out);
	if (close_small(bag, "bag-info.txt") < 0 ||
	    open_small(bag, bag->volumefd, "bagit.txt") < 0)
		return -1;
	manifest_bagit(&bag->out);
	if (close_small(bag, "bagit.txt") < 0 ||
	    close_file(bag, &bag->manifest, &bag->manifest_out) < 0)
		return -1;
	tag(bag, &bag->manifest, "manifest-sha256.txt");
	return 0;
}

static int
end(struct bag *bag)
{
	if (write_tags(bag) < 0 ||
	    open_small(bag, bag->volumefd, "tagmanifest-sha256.txt") < 0)
		return -1;
	assert(!bag->tags.full);
	pack_out_put(&bag->out, ambit_text_span(&bag->tags));
	if (close_file(bag, &bag->p->file, &bag->out) < 0 ||
	    pack_dir_seal(&bag->ambitfd, bag->err_r) < 0 ||
	    pack_dir_seal(&bag->datafd, bag->err_r) < 0)
		return -1;
	pack_dir_drop(&bag->volumefd);
	return 0;
}

int
bag_volume_write(struct bag *bag)
{
	if (begin(bag) < 0)
		return -1;
	for (uint32_t i = 1; i <= bag->p->terms.order->n_tasks; i++) {
		if (write_task(bag, i) < 0)
			return -1;
	}
	return end(bag);
}
