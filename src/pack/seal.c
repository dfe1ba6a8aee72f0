/*
 * Sealing the volumes: each by the signature of its own tag manifest, read from
 * the disk again. Holds no key: what it puts in place was signed by another
 * process, and was checked.
 */

/* System. */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* Floor 1. */
#include "ambit/file.h"
#include "ambit/linux.h"

/* Floor 6. */
#include "archive.h"
#include "bag.h"
#include "seal.h"

/* Five lines of it are some 500 bytes. */
#define TAGMANIFEST_MAX 4096

static void
volume_path(const char *id, unsigned volume, bool archive, const char *file,
    char path_r[128])
{
	(void)snprintf(path_r, 128, "%s/%s-v%03u%s%s",
	    archive ? PRODUCTION_TAGS : PRODUCTION_BAG, id, volume % 1000,
	    file[0] != '\0' ? "/" : "", file);
}

int
ambit_production_tags(int stagingfd, const char *id, unsigned volume,
    bool archive, struct ambit_arena *arena, struct ambit_span *bytes_r,
    unsigned char sha256_r[AMBIT_DIGEST_LEN], struct ambit_err *err_r)
{
	char path[128];

	volume_path(id, volume, archive, "tagmanifest-sha256.txt", path);
	if (ambit_file_read(stagingfd, path, TAGMANIFEST_MAX, arena, bytes_r,
		err_r) < 0)
		return -1;
	return ambit_sink_digest(*bytes_r, sha256_r, err_r);
}

static int
open_folder(const struct ambit_production *p, const char *path, int *fd_r,
    struct ambit_err *err_r)
{
	*fd_r = openat(p->terms.fd, path,
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (*fd_r == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "open %s", path);
	return 0;
}

/* Files came into it by one process, and its time is told by another. */
static int
seal_content(int volumefd, uint32_t task, struct ambit_err *err_r)
{
	char path[32];
	int fd;

	(void)snprintf(path, sizeof(path), "data/task-%03u/content",
	    (unsigned)task);
	fd = openat(volumefd, path,
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd == -1 && errno == ENOENT)
		return 0;
	if (fd == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "open %s", path);
	return pack_dir_seal(&fd, err_r);
}

static int
seal_contents(const struct ambit_production *p, int volumefd,
    struct ambit_err *err_r)
{
	for (uint32_t i = 1; i <= p->terms.order->n_tasks; i++) {
		if (seal_content(volumefd, i, err_r) < 0)
			return -1;
	}
	return 0;
}

static int
seal_folder(struct ambit_production *p, unsigned volume, struct ambit_span p7s,
    struct ambit_err *err_r)
{
	char path[128];
	int fd, rc = -1;

	volume_path(p->id, volume, false, "", path);
	if (open_folder(p, path, &fd, err_r) < 0)
		return -1;
	if (seal_contents(p, fd, err_r) == 0 &&
	    pack_file_open(&p->file, fd, "tagmanifest-sha256.txt.p7s", err_r) ==
		0 &&
	    ambit_sink_write(pack_file_sink(&p->file), p7s, err_r) == 0 &&
	    pack_file_close(&p->file, err_r) == 0)
		rc = pack_dir_seal(&fd, err_r);
	pack_dir_drop(&fd);
	return rc;
}

int
ambit_production_seal(struct ambit_production *production, unsigned volume,
    struct ambit_span p7s, struct ambit_err *err_r)
{
	assert(production->written);
	assert(volume >= 1 && volume <= production->volumes);
	return production->terms.archive
	    ? seal_archive(production, volume, p7s, err_r)
	    : seal_folder(production, volume, p7s, err_r);
}

void
ambit_production_write_ahead(const struct ambit_production *production)
{
	for (unsigned i = 1;
	     production->terms.archive && i <= production->volumes; i++) {
		int fd = archive_open(production, i);

		if (fd == -1)
			return;
		ambit_linux_write_ahead(fd, 0, 0);
		(void)close(fd);
	}
}

static int
sync_archive(const struct ambit_production *p, unsigned volume,
    struct ambit_err *err_r)
{
	int fd = archive_open(p, volume);
	int rc = fd == -1 ? -1 : fsync(fd);

	if (rc == -1)
		rc = ambit_err_set(err_r, AMBIT_E_IO, "sync an archive");
	pack_dir_drop(&fd);
	return rc;
}

/*
 * Archives one by one, and the folder that they lie in: what is staged beside
 * them may be as much again, and no disk need ever have it. Of a folder of many
 * small files everything is synced.
 */
static int
sync_volumes(const struct ambit_production *p, struct ambit_err *err_r)
{
	int fd = p->terms.fd, rc = 0;

	if (!p->terms.archive)
		return ambit_linux_sync(fd) == -1
		    ? ambit_err_set(err_r, AMBIT_E_IO, "sync production")
		    : 0;
	for (unsigned i = 1; rc == 0 && i <= p->volumes; i++)
		rc = sync_archive(p, i, err_r);
	if (rc < 0 || open_folder(p, PRODUCTION_BAG, &fd, err_r) < 0)
		return -1;
	if (fsync(fd) == -1)
		rc = ambit_err_set(err_r, AMBIT_E_IO, "sync production");
	pack_dir_drop(&fd);
	return rc;
}

int
ambit_production_sync(struct ambit_production *production, bool read_back,
    struct ambit_err *err_r)
{
	/* A signature is never of what the disk may still refuse. */
	if (sync_volumes(production, err_r) < 0)
		return -1;
	return read_back ? seal_read_back(production, err_r) : 0;
}

/* Nothing comes into the folder of the volumes any more. */
int
ambit_production_end(struct ambit_production *production,
    struct ambit_err *err_r)
{
	int fd, rc;

	if (open_folder(production, PRODUCTION_BAG, &fd, err_r) < 0)
		return -1;
	rc = pack_dir_seal(&fd, err_r);
	pack_dir_drop(&fd);
	return rc == 0 ? sync_volumes(production, err_r) : -1;
}
