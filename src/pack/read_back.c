/*
 * Reading back: every payload file again, from the disk and not from memory,
 * against the digest that the manifest tells (cages.md 8). Costs as much as
 * the run, and is asked for by --read-back.
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

/* The volume at hand: its manifest, and where its files lie. */
struct reading {
	struct ambit_production *p;
	unsigned volume;
	int manifestfd, archivefd; /* archivefd -1: a folder */
	struct ambit_source *manifest, *source;
	uint64_t off; /* in the manifest */
	uint64_t at;  /* archive: behind the last entry */
	struct ambit_sink_hash hash;
	struct ambit_err *err_r;
};

/* A line of our own manifest: 1, 0 at the end, -1. */
static int
next_line(struct reading *r, char hex_r[PACK_HEX_LEN],
    char path_r[BAG_PATH_LEN])
{
	struct ambit_span win, line, path;

	if (ambit_source_lend(r->manifest, r->off, LINE_LEN, &win, r->err_r) <
	    0)
		return -1;
	if (win.len == 0)
		return 0;
	if (!ambit_span_cut_line(&win, &line) || line.len <= PACK_HEX_LEN + 1 ||
	    line.len - PACK_HEX_LEN - 1 >= BAG_PATH_LEN)
		return ambit_err_set(r->err_r, AMBIT_E_IO,
		    "the manifest is not as it was written");
	path = ambit_span_sub(line, PACK_HEX_LEN + 1, line.len);
	memcpy(hex_r, line.ptr, PACK_HEX_LEN - 1);
	hex_r[PACK_HEX_LEN - 1] = '\0';
	memcpy(path_r, path.ptr, path.len);
	path_r[path.len] = '\0';
	r->off += line.len + 1;
	return 1;
}

static int
digest(struct reading *r, uint64_t off, uint64_t len, const char *hex,
    const char *path)
{
	char is[PACK_HEX_LEN];
	struct ambit_span win;

	if (ambit_sink_hash_reset(&r->hash, r->err_r) < 0)
		return -1;
	while (len > 0) {
		if (ambit_source_lend(r->source, off, 1, &win, r->err_r) < 0)
			return -1;
		if (win.len == 0)
			break;
		win = ambit_span_sub(win, 0,
		    len < win.len ? (size_t)len : win.len);
		if (ambit_sink_write(&r->hash.sink, win, r->err_r) < 0)
			return -1;
		off += win.len;
		len -= win.len;
	}
	if (ambit_sink_finish(&r->hash.sink, r->err_r) < 0)
		return -1;
	pack_hex(r->hash.digest, is);
	if (len == 0 && strcmp(is, hex) == 0)
		return 0;
	return ambit_err_set(r->err_r, AMBIT_E_IO,
	    "%s: the disk does not give back what was written", path);
}

/* What the cache holds is let go first: the disk is asked. */
static int
aim(struct reading *r, int fd)
{
	(void)posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	return ambit_source_aim(r->source, fd, r->err_r);
}

static int
check_file(struct reading *r, const char *hex, const char *path)
{
	char name[192];
	int fd, rc;

	(void)snprintf(name, sizeof(name), "%s/%s-v%03u/%s", PRODUCTION_BAG,
	    r->p->id, r->volume % 1000, path);
	fd = openat(r->p->terms.fd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd == -1)
		return ambit_err_set(r->err_r, AMBIT_E_IO, "open %s", path);
	rc = aim(r, fd);
	if (rc == 0)
		rc = digest(r, 0,
		    (uint64_t)ambit_source_stat(r->source)->st_size, hex, path);
	(void)close(fd);
	return rc;
}

/* Entries come in the order of the manifest, tag files between them. */
static int
check_entry(struct reading *r, struct ambit_zip *zip, const char *hex,
    const char *path)
{
	char name[AMBIT_ZIP_NAME_MAX + 1];
	struct ambit_zip_entry entry;
	uint64_t begin;
	int got;

	archive_name(r->p->id, r->volume, path, name);
	got =
	    ambit_zip_find(zip, ambit_span_str(name), &entry, &begin, r->err_r);
	if (got == 1)
		return digest(r, begin, entry.size, hex, path);
	if (got == 0)
		(void)ambit_err_set(r->err_r, AMBIT_E_IO,
		    "%s: it is not in the archive", path);
	return -1;
}

static int
check_all(struct reading *r, struct ambit_zip *zip)
{
	char hex[PACK_HEX_LEN], path[BAG_PATH_LEN];
	int got, rc = 0;

	while (rc == 0 && (got = next_line(r, hex, path)) != 0)
		rc = got < 0      ? -1
		    : zip != NULL ? check_entry(r, zip, hex, path)
				  : check_file(r, hex, path);
	return rc;
}

static int
check_archive(struct reading *r)
{
	struct ambit_zip *zip = NULL;
	const char *why;
	int rc = aim(r, r->archivefd);

	if (rc == 0 &&
	    (rc = ambit_zip_open(r->archivefd, &zip, &why, r->err_r)) == 0)
		return ambit_err_set(r->err_r, AMBIT_E_IO,
		    "the archive is not as it was written: %s", why);
	if (rc == 1)
		rc = check_all(r, zip);
	ambit_zip_close(&zip);
	return rc;
}

static int
open_one(struct reading *r, const char *path, int *fd_r)
{
	*fd_r = openat(r->p->terms.fd, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (*fd_r == -1)
		return ambit_err_set(r->err_r, AMBIT_E_IO, "open %s", path);
	return 0;
}

static int
open_volume(struct reading *r)
{
	bool archive = r->p->terms.archive;
	char path[192], name[ARCHIVE_FILE_LEN];

	(void)snprintf(path, sizeof(path), "%s/%s-v%03u/manifest-sha256.txt",
	    archive ? PRODUCTION_TAGS : PRODUCTION_BAG, r->p->id,
	    r->volume % 1000);
	if (open_one(r, path, &r->manifestfd) < 0)
		return -1;
	r->off = 0;
	if (ambit_source_aim(r->manifest, r->manifestfd, r->err_r) < 0)
		return -1;
	if (!archive)
		return 0;
	archive_file(r->p->id, r->volume, name);
	(void)snprintf(path, sizeof(path), "%s/%s", PRODUCTION_BAG, name);
	return open_one(r, path, &r->archivefd);
}

static int
read_volume(struct reading *r)
{
	int rc = open_volume(r);

	if (rc == 0)
		rc = r->archivefd == -1 ? check_all(r, NULL) : check_archive(r);
	pack_dir_drop(&r->manifestfd);
	pack_dir_drop(&r->archivefd);
	return rc;
}

int
seal_read_back(struct ambit_production *p, struct ambit_err *err_r)
{
	struct reading r = { .p = p,
		.manifestfd = -1,
		.archivefd = -1,
		.err_r = err_r };
	int rc = ambit_sink_hash_init(&r.hash, NULL, err_r);

	if (rc == 0)
		rc = ambit_source_new(-1, 65536, &r.manifest, err_r);
	if (rc == 0)
		rc =
		    ambit_source_new(-1, AMBIT_SOURCE_WINDOW, &r.source, err_r);
	for (r.volume = 1; rc == 0 && r.volume <= p->volumes; r.volume++)
		rc = read_volume(&r);
	ambit_source_free(&r.source);
	ambit_source_free(&r.manifest);
	ambit_sink_hash_clear(&r.hash);
	return rc;
}
