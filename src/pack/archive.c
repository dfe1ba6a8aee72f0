/*
 * Volumes as archives (package.md 2): all of them but their content.
 *
 * Where every entry lies was said before (archive_lay.c), and content may be
 * poured meanwhile; small files are put around it here, and the directory is
 * gathered. It comes to its place when all is there (archive_end.c).
 */

/* System. */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Floor 1. */
#include "ambit/file.h"
#include "ambit/linux.h"

/* Floor 6. */
#include "ambit/staging.h"
#include "archive.h"

void
archive_name(const char *id, unsigned volume, const char *path,
    char name_r[AMBIT_ZIP_NAME_MAX + 1])
{
	struct ambit_text name =
	    ambit_text_over(name_r, AMBIT_ZIP_NAME_MAX + 1);

	ambit_text_str(&name, id);
	ambit_text_str(&name, "-v");
	ambit_text_decimal(&name, volume, 3);
	ambit_text_str(&name, "/");
	ambit_text_str(&name, path);
	(void)ambit_text_end(&name);
}

int
archive_write(int fd, struct ambit_span bytes, uint64_t off,
    struct ambit_err *err_r)
{
	if (ambit_file_write_at(fd, bytes, off) == 0)
		return 0;
	return ambit_err_set(err_r, AMBIT_E_IO, "write an archive");
}

int
archive_header(int fd, const struct ambit_zip_entry *entry,
    struct ambit_err *err_r)
{
	char room[AMBIT_ZIP_HEADER_MAX];
	struct ambit_text text = AMBIT_TEXT(room);

	ambit_zip_put_local(&text, entry);
	assert(!text.full);
	return archive_write(fd, ambit_text_span(&text), entry->off, err_r);
}

/* An entry that lies where the last one ends. */
static void
place(struct archive *a, struct ambit_zip_entry *entry)
{
	char room[AMBIT_ZIP_HEADER_MAX];
	struct ambit_text text = AMBIT_TEXT(room);

	entry->off = a->off;
	ambit_zip_put_central(&text, entry);
	assert(!text.full);
	pack_out_put(&a->directory, ambit_text_span(&text));
	a->off += ambit_zip_local_len(entry) + entry->size;
	a->n++;
}

/* ---- small files ---- */

static int
open_small(struct archive *a, const char *name, int *fd_r, uint64_t *size_r)
{
	struct stat st;

	*fd_r = openat(a->bag->fd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (*fd_r == -1 && errno == ENOENT)
		return 0;
	if (*fd_r == -1 || fstat(*fd_r, &st) == -1)
		return ambit_err_set(a->bag->err_r, AMBIT_E_IO, "open %s",
		    name);
	*size_r = (uint64_t)st.st_size;
	return 1;
}

static int
copy(struct archive *a, int fd, struct ambit_zip_entry *entry)
{
	uint64_t off = a->off + ambit_zip_local_len(entry), left = entry->size;
	struct pack_crc crc;
	ssize_t n;

	pack_crc_init(&crc, NULL);
	while (left > 0) {
		n = read(fd, a->buf, sizeof(a->buf));
		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0 || (uint64_t)n > left)
			return ambit_err_set(a->bag->err_r, AMBIT_E_IO,
			    "read a small file");
		if (ambit_sink_write(&crc.sink,
			(struct ambit_span){ a->buf, (size_t)n },
			a->bag->err_r) < 0 ||
		    archive_write(a->fd,
			(struct ambit_span){ a->buf, (size_t)n }, off,
			a->bag->err_r) < 0)
			return -1;
		off += (uint64_t)n;
		left -= (uint64_t)n;
	}
	entry->crc = crc.crc;
	return 0;
}

/* A file that was written for the volume; nothing where there is none. */
static int
put_small(struct archive *a, const char *path)
{
	char name[AMBIT_ZIP_NAME_MAX + 1];
	struct ambit_zip_entry entry = { .size = 0 };
	int fd, got;

	archive_name(a->bag->p->id, a->volume, path, name);
	entry.name = ambit_span_str(name);
	got = open_small(a, name, &fd, &entry.size);
	if (got == 1) {
		got = copy(a, fd, &entry);
		(void)close(fd);
	}
	if (got < 0 || entry.size == 0)
		return got;
	place(a, &entry);
	return archive_header(a->fd, &entry, a->bag->err_r);
}

/* ---- content ---- */

static void
put_content(struct archive *a)
{
	const struct pack_item *item = &a->bag->item;
	char path[BAG_PATH_LEN], name[AMBIT_ZIP_NAME_MAX + 1];
	struct ambit_zip_entry entry = { .size = item->bytes,
		.crc = item->crc };

	bag_content_path(a->bag->p->terms.order, item->task, a->bag->number,
	    path);
	archive_name(a->bag->p->id, a->volume, path, name);
	entry.name = ambit_span_str(name);
	place(a, &entry);
}

/* As bag_volume_write has them, and so in the order of their names. */
static int
put_task(struct archive *a, uint32_t task)
{
	struct bag *bag = a->bag;
	char path[BAG_PATH_LEN];

	while (bag->rc == 1 && bag->item.task == task &&
	    bag->walk.volume == a->volume) {
		put_content(a);
		if (bag_advance(bag) < 0)
			return -1;
	}
	(void)snprintf(path, sizeof(path), "data/task-%03u/messages.csv",
	    (unsigned)task);
	return put_small(a, path);
}

/* ---- a volume ---- */

const char *const archive_before[ARCHIVE_BEFORE] = { "ambit/production.xml",
	"ambit/rules.csv", "bag-info.txt", "bagit.txt", "data/README.txt" };

/* Gates pour into places that were reckoned: what is written around them must
 * end where they begin. */
static int
check_place(const struct archive *a, uint64_t off)
{
	if (a->off == off)
		return 0;
	return ambit_err_set(a->bag->err_r, AMBIT_E_WIRE,
	    "a document of volume %u is not as long as it was to be",
	    a->volume);
}

static int
put_all(struct archive *a)
{
	const struct production_open *open = &a->bag->p->open[a->volume - 1];

	for (size_t i = 0; i < ARCHIVE_BEFORE; i++) {
		if (put_small(a, archive_before[i]) < 0)
			return -1;
	}
	if (check_place(a, open->tasks) < 0)
		return -1;
	for (uint32_t i = 1; i <= a->bag->p->terms.order->n_tasks; i++) {
		if (put_task(a, i) < 0)
			return -1;
	}
	if (check_place(a, open->tasks + open->payload) < 0)
		return -1;
	if (put_small(a, "manifest-sha256.txt") < 0)
		return -1;
	return put_small(a, "tagmanifest-sha256.txt");
}

void
archive_file(const char *id, unsigned volume, char name_r[ARCHIVE_FILE_LEN])
{
	(void)snprintf(name_r, ARCHIVE_FILE_LEN, "%s-v%03u.zip", id,
	    volume % 1000);
}

int
archive_open(const struct ambit_production *p, unsigned volume)
{
	char name[ARCHIVE_FILE_LEN], path[ARCHIVE_FILE_LEN + 8];

	archive_file(p->id, volume, name);
	(void)snprintf(path, sizeof(path), "%s/%s", PRODUCTION_BAG, name);
	return openat(p->terms.fd, path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
}

void
archive_directory(unsigned volume, char name_r[ARCHIVE_FILE_LEN])
{
	(void)snprintf(name_r, ARCHIVE_FILE_LEN, "directory-%03u", volume);
}

static int
open_volume(struct archive *a)
{
	char name[ARCHIVE_FILE_LEN];
	struct bag *bag = a->bag;

	archive_file(bag->p->id, a->volume, name);
	a->fd = openat(a->bagfd, name, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
	if (a->fd == -1)
		return ambit_err_set(bag->err_r, AMBIT_E_IO, "open %s", name);
	archive_directory(a->volume, name);
	if (ambit_sink_file_open(&bag->p->file.file, bag->p->terms.fd, name,
		bag->err_r) < 0)
		return -1;
	/* Nobody asks for its digest. */
	pack_out_init(&a->directory, &bag->p->file.file.sink, bag->err_r);
	a->off = a->n = 0;
	return 0;
}

static int
close_volume(struct archive *a)
{
	struct bag *bag = a->bag;
	struct production_open *open = &bag->p->open[a->volume - 1];

	if (pack_out_end(&a->directory) < 0 ||
	    ambit_sink_finish(&bag->p->file.file.sink, bag->err_r) < 0)
		return -1;
	open->off = a->off;
	open->n = a->n;
	open->directory = pack_out_bytes(&a->directory);
	pack_dir_drop(&a->fd);
	return 0;
}

static int
put_volumes(struct archive *a)
{
	struct bag *bag = a->bag;

	if (bag_begin_anew(bag) < 0)
		return -1;
	for (unsigned i = 1; i <= bag->p->volumes; i++) {
		a->volume = i;
		if (open_volume(a) < 0 || put_all(a) < 0 || close_volume(a) < 0)
			return -1;
	}
	return 0;
}

static void
drop(struct archive *a)
{
	pack_dir_drop(&a->fd);
	pack_dir_drop(&a->bagfd);
	free(a);
}

int
bag_archives(struct bag *bag)
{
	struct archive *a = calloc(1, sizeof(*a));
	int rc;

	if (a == NULL)
		return ambit_err_set(bag->err_r, AMBIT_E_MEMORY, "archives");
	a->bag = bag;
	a->fd = -1;
	a->bagfd = openat(bag->p->terms.fd, PRODUCTION_BAG,
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (a->bagfd == -1)
		rc = ambit_err_set(bag->err_r, AMBIT_E_IO, "open the volumes");
	else
		rc = put_volumes(a);
	drop(a);
	return rc;
}
