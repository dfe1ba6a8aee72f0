/*
 * A file of the volume at hand. Whether it lies in a folder or in an archive
 * is known here, and no check has to ask.
 */

/* System. */
#include <errno.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Floor 1. */
#include "ambit/linux.h"

/* Floor 6. */
#include "verify_state.h"

static int
refuse_kind(struct verify *v, const char *path)
{
	return verify_defect(v, "V_LAYOUT", ambit_span_str(path),
	    "it is a link, or no file that can be read");
}

static int
refuse_absent(struct verify *v, const char *path)
{
	return verify_defect(v, "V_MISSING", ambit_span_str(path),
	    "it is not there");
}

/* ---- in a folder ---- */

static int
refuse_open(struct verify *v, const char *path, struct ambit_err *err_r)
{
	if (verify_is_closed(errno))
		return refuse_kind(v, path);
	if (!verify_is_absent(errno))
		return ambit_err_set(err_r, AMBIT_E_IO, "open %.200s", path);
	return refuse_absent(v, path);
}

static int
open_plain(struct verify *v, struct verify_file *file, struct ambit_err *err_r)
{
	struct stat st;
	int done;

	file->fd = ambit_linux_open_beneath(v->fd, file->path, false);
	if (file->fd == -1)
		return refuse_open(v, file->path, err_r);
	if (fstat(file->fd, &st) == -1)
		done =
		    ambit_err_set(err_r, AMBIT_E_IO, "stat %.200s", file->path);
	else
		done = S_ISREG(st.st_mode) ? 1 : refuse_kind(v, file->path);
	if (done != 1)
		verify_close(file);
	else
		file->len = (uint64_t)st.st_size;
	return done;
}

static bool
is_in_folder(const struct verify *v, const char *path)
{
	struct stat st;

	return fstatat(v->fd, path, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

/* ---- in an archive ---- */

/* 1 and the entry's bytes, 0 where it has no such entry, -1. */
static int
find_packed(struct verify *v, struct verify_file *file, struct ambit_err *err_r)
{
	char room[sizeof(v->top) + VERIFY_PATH];
	struct ambit_text name = AMBIT_TEXT(room);
	struct ambit_zip_entry entry;
	int got;

	ambit_text_str(&name, v->top);
	ambit_text_str(&name, file->path);
	if (name.full)
		return 0;
	got = ambit_zip_find(v->zip, ambit_text_span(&name), &entry, &file->off,
	    err_r);
	if (got != 1)
		return got;
	file->fd = v->fd;
	file->len = entry.size;
	file->crc = entry.crc;
	file->packed = true;
	return 1;
}

/* ---- either ---- */

int
verify_open(struct verify *v, const char *path, struct verify_file *file_r,
    struct ambit_err *err_r)
{
	int got;

	*file_r = (struct verify_file){ .path = path, .fd = -1 };
	if (v->zip == NULL)
		return open_plain(v, file_r, err_r);
	got = find_packed(v, file_r, err_r);
	return got == 0 ? refuse_absent(v, path) : got;
}

void
verify_close(struct verify_file *file)
{
	if (!file->packed)
		(void)close(file->fd);
	file->fd = -1;
}

int
verify_aim(struct verify *v, const struct verify_file *file,
    struct ambit_err *err_r)
{
	return ambit_source_aim_part(v->source, file->fd, file->off, file->len,
	    err_r);
}

int
verify_has(struct verify *v, const char *path, struct ambit_err *err_r)
{
	struct verify_file file = { .path = path };

	if (v->zip == NULL)
		return is_in_folder(v, path);
	return find_packed(v, &file, err_r);
}

/* ---- its bytes ---- */

/* The file that source is aimed at, copied whole. */
static int
copy(struct verify *v, const char *path, struct ambit_span *bytes_r,
    struct ambit_err *err_r)
{
	uint64_t size = ambit_source_stored(v->source);
	struct ambit_span win;
	unsigned char *room;

	if (size > VERIFY_TAG)
		return verify_defect(v, "V_LAYOUT", ambit_span_str(path),
		    "it is not such a file as ambit writes");
	if (ambit_source_lend(v->source, 0, (size_t)size, &win, err_r) < 0)
		return -1;
	room = AMBIT_ARENA_GET(v->item, unsigned char, win.len + 1);
	if (room == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "verify");
	if (win.len > 0)
		memcpy(room, win.ptr, win.len);
	*bytes_r = (struct ambit_span){ room, win.len };
	return 1;
}

int
verify_read(struct verify *v, const char *path, struct ambit_span *bytes_r,
    struct ambit_err *err_r)
{
	struct verify_file file;
	int done = verify_open(v, path, &file, err_r);

	if (done != 1)
		return done;
	done = verify_aim(v, &file, err_r);
	if (done == 0)
		done = copy(v, path, bytes_r, err_r);
	verify_close(&file);
	return done;
}

static int
check_crc(struct verify *v, const struct verify_file *file, uint32_t crc)
{
	if (!file->packed || crc == file->crc)
		return 0;
	return verify_defect(v, "V_ZIP", ambit_span_str(file->path),
	    "its bytes have another CRC than the archive says");
}

int
verify_digest(struct verify *v, const struct verify_file *file,
    unsigned char sha256_r[AMBIT_DIGEST_LEN], uint64_t *bytes_r,
    struct ambit_err *err_r)
{
	uint32_t crc = 0;
	struct ambit_span win;

	*bytes_r = 0;
	if (verify_aim(v, file, err_r) < 0 ||
	    ambit_sink_hash_reset(&v->hash, err_r) < 0)
		return -1;
	for (;;) {
		if (ambit_source_lend(v->source, *bytes_r, 1, &win, err_r) < 0)
			return -1;
		if (win.len == 0)
			break;
		if (ambit_sink_write(&v->hash.sink, win, err_r) < 0)
			return -1;
		if (file->packed)
			crc = libdeflate_crc32(crc, win.ptr, win.len);
		*bytes_r += win.len;
	}
	if (ambit_sink_finish(&v->hash.sink, err_r) < 0)
		return -1;
	memcpy(sha256_r, v->hash.digest, AMBIT_DIGEST_LEN);
	return check_crc(v, file, crc);
}
