/*
 * Reading back: every file of a sealed volume again, from the disk and not from
 * memory, against the digest that the manifests tell (cages.md 8). Costs as
 * much as the run, and is asked for by --read-back.
 */

/* System. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Floor 1. */
#include "ambit/source.h"

/* Floor 6. */
#include "archive.h"
#include "seal.h"

/* "<64 hex>  <path>\n" */
#define LINE_LEN ((size_t)2 * AMBIT_DIGEST_LEN + 2 + BAG_PATH_LEN)

#define TAGMANIFEST "tagmanifest-sha256.txt"
#define MANIFEST    "manifest-sha256.txt"

/* A file of the volume, wherever it lies. */
struct published {
	struct ambit_source *source;
	int fd; /* folder: its own; -1: a part of the archive */
	uint64_t len;
	uint32_t crc; /* archive: as its header tells */
};

/* The volume at hand. */
struct reading {
	struct ambit_production *p;
	unsigned volume;
	int archivefd; /* -1: a folder */
	struct ambit_zip *zip;
	struct published list, file; /* a manifest; what it lists */
	struct ambit_sink_hash hash;
	struct pack_crc crc;
	struct ambit_err *err_r;
};

static int
missing(struct reading *r, const char *path)
{
	return ambit_err_set(r->err_r, AMBIT_E_IO,
	    "%s: the disk does not give back what was written", path);
}

static int
open_beneath(struct reading *r, const char *path, int *fd_r)
{
	*fd_r = openat(r->p->terms.fd, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (*fd_r == -1)
		return ambit_err_set(r->err_r, AMBIT_E_IO, "open %s", path);
	/* What the cache holds is let go first: the disk is asked. */
	(void)posix_fadvise(*fd_r, 0, 0, POSIX_FADV_DONTNEED);
	return 0;
}

static int
open_file(struct reading *r, const char *path, struct published *file)
{
	char name[192];

	(void)snprintf(name, sizeof(name), "%s/%s-v%03u/%s", PRODUCTION_BAG,
	    r->p->id, r->volume % 1000, path);
	if (open_beneath(r, name, &file->fd) < 0 ||
	    ambit_source_aim(file->source, file->fd, r->err_r) < 0)
		return -1;
	file->len = ambit_source_stored(file->source);
	return 0;
}

static int
open_entry(struct reading *r, const char *path, struct published *file)
{
	char name[AMBIT_ZIP_NAME_MAX + 1];
	struct ambit_zip_entry entry;
	uint64_t begin;
	int got;

	archive_name(r->p->id, r->volume, path, name);
	got = ambit_zip_find(r->zip, ambit_span_str(name), &entry, &begin,
	    r->err_r);
	if (got == 0)
		return missing(r, path);
	file->len = entry.size;
	file->crc = entry.crc;
	return got < 0 ? -1
		       : ambit_source_aim_part(file->source, r->archivefd,
			     begin, entry.size, r->err_r);
}

static int
open_published(struct reading *r, const char *path, struct published *file)
{
	pack_dir_drop(&file->fd);
	return (r->zip != NULL ? open_entry : open_file)(r, path, file);
}

/* Its digest is in r->hash then; of an entry, its CRC is the right one. */
static int
digest(struct reading *r, struct published *file, const char *path)
{
	uint64_t off = 0;
	struct ambit_span win;

	pack_crc_init(&r->crc, &r->hash.sink);
	if (ambit_sink_hash_reset(&r->hash, r->err_r) < 0)
		return -1;
	for (; off < file->len; off += win.len) {
		if (ambit_source_lend(file->source, off, 1, &win, r->err_r) < 0)
			return -1;
		if (win.len == 0)
			return missing(r, path);
		if (ambit_sink_write(&r->crc.sink, win, r->err_r) < 0)
			return -1;
	}
	if (ambit_sink_finish(&r->crc.sink, r->err_r) < 0)
		return -1;
	return r->zip == NULL || r->crc.crc == file->crc ? 0 : missing(r, path);
}

/* A line of our own manifest: 1, 0 at the end, -1. */
static int
next_line(struct reading *r, uint64_t *off, char hex_r[PACK_HEX_LEN],
    char path_r[BAG_PATH_LEN])
{
	struct ambit_span win, line, path;

	if (ambit_source_lend(r->list.source, *off, LINE_LEN, &win, r->err_r) <
	    0)
		return -1;
	if (win.len == 0)
		return 0;
	if (!ambit_span_cut_line(&win, &line) || line.len <= PACK_HEX_LEN + 1 ||
	    line.len - PACK_HEX_LEN - 1 >= BAG_PATH_LEN)
		return missing(r, MANIFEST);
	path = ambit_span_sub(line, PACK_HEX_LEN + 1, line.len);
	memcpy(hex_r, line.ptr, PACK_HEX_LEN - 1);
	hex_r[PACK_HEX_LEN - 1] = '\0';
	memcpy(path_r, path.ptr, path.len);
	path_r[path.len] = '\0';
	*off += line.len + 1;
	return 1;
}

static int
check_file(struct reading *r, const char *hex, const char *path)
{
	char is[PACK_HEX_LEN];

	if (open_published(r, path, &r->file) < 0 ||
	    digest(r, &r->file, path) < 0)
		return -1;
	pack_hex(r->hash.digest, is);
	return strcmp(is, hex) == 0 ? 0 : missing(r, path);
}

static int
check_list(struct reading *r, const char *list)
{
	char hex[PACK_HEX_LEN], path[BAG_PATH_LEN];
	uint64_t off = 0;
	int got, rc = open_published(r, list, &r->list);

	while (rc == 0 && (got = next_line(r, &off, hex, path)) != 0)
		rc = got < 0 ? -1 : check_file(r, hex, path);
	return rc;
}

/* Is the tag manifest the one that was signed? */
static int
check_signed(struct reading *r)
{
	unsigned char sha256[AMBIT_DIGEST_LEN];
	struct ambit_arena *arena = ambit_arena_new((size_t)1 << 16);
	struct ambit_span bytes;
	int rc;

	if (arena == NULL)
		return ambit_err_set(r->err_r, AMBIT_E_MEMORY, "tag manifest");
	rc = ambit_production_tags(r->p->terms.fd, r->p->id, r->volume,
	    r->p->terms.archive, arena, &bytes, sha256, r->err_r);
	ambit_arena_free(&arena);
	if (rc < 0 || open_published(r, TAGMANIFEST, &r->list) < 0 ||
	    digest(r, &r->list, TAGMANIFEST) < 0)
		return -1;
	return memcmp(r->hash.digest, sha256, sizeof(sha256)) == 0
	    ? 0
	    : missing(r, TAGMANIFEST);
}

static int
open_volume(struct reading *r)
{
	char path[192], name[ARCHIVE_FILE_LEN];
	const char *why;
	int got;

	if (!r->p->terms.archive)
		return 0;
	archive_file(r->p->id, r->volume, name);
	(void)snprintf(path, sizeof(path), "%s/%s", PRODUCTION_BAG, name);
	if (open_beneath(r, path, &r->archivefd) < 0)
		return -1;
	got = ambit_zip_open(r->archivefd, &r->zip, &why, r->err_r);
	if (got == 0)
		return ambit_err_set(r->err_r, AMBIT_E_IO,
		    "%s is not as it was written: %s", name, why);
	return got < 0 ? -1 : 0;
}

static int
read_volume(struct reading *r)
{
	int rc = open_volume(r) < 0 || check_signed(r) < 0 ||
		check_list(r, TAGMANIFEST) < 0 || check_list(r, MANIFEST) < 0
	    ? -1
	    : 0;

	ambit_zip_close(&r->zip);
	pack_dir_drop(&r->list.fd);
	pack_dir_drop(&r->file.fd);
	pack_dir_drop(&r->archivefd);
	return rc;
}

int
seal_read_back(struct ambit_production *p, struct ambit_err *err_r)
{
	struct reading r = { .p = p,
		.archivefd = -1,
		.list = { .fd = -1 },
		.file = { .fd = -1 },
		.err_r = err_r };
	int rc = ambit_sink_hash_init(&r.hash, NULL, err_r);

	if (rc == 0)
		rc = ambit_source_new(-1, 65536, &r.list.source, err_r);
	if (rc == 0)
		rc = ambit_source_new(-1, AMBIT_SOURCE_WINDOW, &r.file.source,
		    err_r);
	for (r.volume = 1; rc == 0 && r.volume <= p->volumes; r.volume++)
		rc = read_volume(&r);
	ambit_source_free(&r.file.source);
	ambit_source_free(&r.list.source);
	ambit_sink_hash_clear(&r.hash);
	return rc;
}
