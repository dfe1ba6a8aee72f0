/*
 * The end of an archive: its signature, its directory, its time.
 */

/* System. */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Floor 6. */
#include "archive.h"
#include "seal.h"

/* An archive whose end is being written. */
struct ending {
	int fd;
	uint64_t off;
	struct ambit_err *err_r;
};

static int
append(struct ending *e, struct ambit_span bytes)
{
	if (archive_write(e->fd, bytes, e->off, e->err_r) < 0)
		return -1;
	e->off += bytes.len;
	return 0;
}

static int
append_signature(struct ending *e, const struct ambit_zip_entry *entry,
    struct ambit_span p7s)
{
	if (archive_header(e->fd, entry, e->err_r) < 0)
		return -1;
	e->off += ambit_zip_local_len(entry);
	return append(e, p7s);
}

/* The headers that were gathered when the entries got their places. */
static int
append_directory(struct ending *e, int fromfd, uint64_t len)
{
	unsigned char buf[65536];
	ssize_t n = 1;

	while (len > 0 && n > 0) {
		n = read(fromfd, buf, sizeof(buf));
		if (n == -1 && errno == EINTR) {
			n = 1;
			continue;
		}
		if (n <= 0 || (uint64_t)n > len)
			return ambit_err_set(e->err_r, AMBIT_E_IO,
			    "read the directory of an archive");
		if (append(e, (struct ambit_span){ buf, (size_t)n }) < 0)
			return -1;
		len -= (uint64_t)n;
	}
	return 0;
}

static int
append_end(struct ending *e, const struct ambit_zip_entry *entry, uint64_t n,
    uint64_t begin)
{
	char room[AMBIT_ZIP_HEADER_MAX + AMBIT_ZIP_END_MAX];
	struct ambit_text text = AMBIT_TEXT(room);

	ambit_zip_put_central(&text, entry);
	ambit_zip_put_end(&text, n + 1, begin, e->off + text.len - begin);
	assert(!text.full);
	return append(e, ambit_text_span(&text));
}

static int
write_end(struct ending *e, const struct production_open *open, int fromfd,
    const struct ambit_zip_entry *entry, struct ambit_span p7s)
{
	uint64_t begin;

	if (append_signature(e, entry, p7s) < 0)
		return -1;
	begin = e->off;
	if (append_directory(e, fromfd, open->directory) < 0 ||
	    append_end(e, entry, open->n, begin) < 0)
		return -1;
	if (ftruncate(e->fd, (off_t)e->off) == -1)
		return ambit_err_set(e->err_r, AMBIT_E_IO, "end an archive");
	return 0;
}

/* As every file of a package (package.md 2). */
static int
close_archive(int fd, struct ambit_err *err_r)
{
	static const struct timespec times[2] = { { .tv_sec = PACK_TIME },
		{ .tv_sec = PACK_TIME } };

	if (fchmod(fd, 0644) == -1 || futimens(fd, times) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "time of an archive");
	return 0;
}

static int
open_both(const struct ambit_production *p, unsigned volume, int fds_r[2],
    struct ambit_err *err_r)
{
	char name[ARCHIVE_FILE_LEN];

	fds_r[0] = archive_open(p, volume);
	archive_directory(volume, name);
	fds_r[1] = openat(p->terms.fd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fds_r[0] == -1 || fds_r[1] == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "open an archive");
	return 0;
}

int
seal_archive(struct ambit_production *p, unsigned volume, struct ambit_span p7s,
    struct ambit_err *err_r)
{
	const struct production_open *open = &p->open[volume - 1];
	char name[AMBIT_ZIP_NAME_MAX + 1];
	struct ambit_zip_entry entry = { .size = p7s.len,
		.crc = libdeflate_crc32(0, p7s.ptr, p7s.len),
		.off = open->off };
	int fds[2], rc;

	archive_name(p->id, volume, "tagmanifest-sha256.txt.p7s", name);
	entry.name = ambit_span_str(name);
	rc = open_both(p, volume, fds, err_r);
	if (rc == 0) {
		struct ending e = { fds[0], open->off, err_r };

		rc = write_end(&e, open, fds[1], &entry, p7s) < 0
		    ? -1
		    : close_archive(fds[0], err_r);
	}
	pack_dir_drop(&fds[0]);
	pack_dir_drop(&fds[1]);
	return rc;
}
