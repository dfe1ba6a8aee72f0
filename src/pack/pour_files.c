/*
 * Into folders: each file is made under the name that it keeps, written, and
 * has the digest that was judged, or the run fails.
 */

/* System. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Floor 6. */
#include "pour_into.h"

#define GATHER ((size_t)1 << 18)

struct pour_files {
	int bagfd;
	/* The folder of the last one, which is most often that of the next. */
	char folder[AMBIT_ZIP_NAME_MAX + 1];
	int folderfd;
	struct ambit_sink_hash hash;
	struct ambit_sink_file file;
	unsigned char buf[GATHER];
};

int
pour_files_new(int bagfd, struct pour_files **files_r, struct ambit_err *err_r)
{
	struct pour_files *into = calloc(1, sizeof(*into));

	*files_r = into;
	if (into == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "files");
	into->bagfd = bagfd;
	into->folderfd = -1;
	ambit_sink_file_init(&into->file, into->buf, GATHER, NULL);
	if (ambit_sink_hash_init(&into->hash, &into->file.sink, err_r) == 0)
		return 0;
	pour_files_free(files_r);
	return -1;
}

void
pour_files_free(struct pour_files **files)
{
	if (*files == NULL)
		return;
	pack_dir_drop(&(*files)->folderfd);
	ambit_sink_hash_clear(&(*files)->hash);
	ambit_sink_file_clear(&(*files)->file);
	free(*files);
	*files = NULL;
}

static int
open_folder(struct pour_files *into, const char *name, size_t len,
    struct ambit_err *err_r)
{
	if (into->folderfd != -1 && strncmp(into->folder, name, len) == 0 &&
	    into->folder[len] == '\0')
		return 0;
	pack_dir_drop(&into->folderfd);
	memcpy(into->folder, name, len);
	into->folder[len] = '\0';
	into->folderfd = openat(into->bagfd, into->folder,
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (into->folderfd == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "open %s",
		    into->folder);
	return 0;
}

/* What a unit that was poured before has left of it goes. */
static int
open_file(struct pour_files *into, const char *name, struct ambit_err *err_r)
{
	struct ambit_err first;

	if (ambit_sink_file_open(&into->file, into->folderfd, name, &first) ==
	    0)
		return 0;
	if (first.code == AMBIT_E_EXISTS &&
	    unlinkat(into->folderfd, name, 0) == 0)
		return ambit_sink_file_open(&into->file, into->folderfd, name,
		    err_r);
	*err_r = first;
	return -1;
}

int
pour_files_open(struct pour_files *into, const char *name,
    struct ambit_err *err_r)
{
	const char *last = strrchr(name, '/');
	size_t len = last == NULL ? 0 : (size_t)(last - name);

	if (open_folder(into, name, len, err_r) < 0 ||
	    open_file(into, name + len + 1, err_r) < 0)
		return -1;
	return ambit_sink_hash_reset(&into->hash, err_r);
}

int
pour_files_put(struct pour_files *into, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	return ambit_sink_write(&into->hash.sink, bytes, err_r);
}

int
pour_files_end(struct pour_files *into, const struct ambit_pour_place *place,
    struct ambit_err *err_r)
{
	if (ambit_sink_finish(&into->hash.sink, err_r) < 0)
		return -1;
	return memcmp(into->hash.digest, place->sha256, AMBIT_DIGEST_LEN) == 0
	    ? 0
	    : pour_changed(err_r);
}
