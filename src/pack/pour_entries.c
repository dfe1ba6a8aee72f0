/*
 * Into the archives: places gather until there are enough of them to be hashed
 * side by side; none of their bytes is written before each of them has the
 * digest that it must have. One that is too large to wait for is hashed as it
 * is written.
 */

/* System. */
#include <assert.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Floor 1. */
#include "ambit/digests.h"

/* Floor 6. */
#include "pour_into.h"

/* Archives open at once; the store's order jumps between them. */
#define OPEN_MAX 16

/* Bytes that gather, and places of them. */
#define GATHER     ((size_t)1 << 20)
#define GATHER_MAX 256

/* Bytes that lie side by side in an archive: most often several places, for
 * its order is nearly that of the store. */
struct stretch {
	int fd;
	uint64_t at;
	size_t from, len; /* in buf */
};

struct gathered {
	unsigned char must[AMBIT_DIGEST_LEN], is[AMBIT_DIGEST_LEN];
};

struct pour_entries {
	int bagfd;
	const char *id;
	struct {
		unsigned volume; /* 0: none */
		int fd;
	} open[OPEN_MAX];

	size_t begin;                /* of the bytes of the place in buf */
	bool large;                  /* it does not wait */
	struct ambit_sink_hash hash; /* of a large one */

	struct ambit_digests *digests;
	struct gathered gathered[GATHER_MAX];
	struct stretch stretch[GATHER_MAX];
	size_t n_gathered, n_stretches, len;
	unsigned char buf[GATHER];
};

int
pour_entries_new(const char *id, int bagfd, struct pour_entries **entries_r,
    struct ambit_err *err_r)
{
	struct pour_entries *into = calloc(1, sizeof(*into));

	*entries_r = into;
	if (into == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "archives");
	into->id = id;
	into->bagfd = bagfd;
	if (ambit_sink_hash_init(&into->hash, NULL, err_r) == 0 &&
	    ambit_digests_new(&into->digests, err_r) == 0)
		return 0;
	pour_entries_free(entries_r);
	return -1;
}

void
pour_entries_free(struct pour_entries **entries)
{
	if (*entries == NULL)
		return;
	for (size_t i = 0; i < OPEN_MAX; i++) {
		if ((*entries)->open[i].volume != 0)
			(void)close((*entries)->open[i].fd);
	}
	ambit_sink_hash_clear(&(*entries)->hash);
	ambit_digests_free(&(*entries)->digests);
	free(*entries);
	*entries = NULL;
}

/* ---- what has gathered ---- */

static int
write_all(struct pour_entries *into, struct ambit_err *err_r)
{
	for (size_t i = 0; i < into->n_stretches; i++) {
		const struct stretch *s = &into->stretch[i];
		struct ambit_span bytes = { into->buf + s->from, s->len };

		if (archive_write(s->fd, bytes, s->at, err_r) < 0)
			return -1;
	}
	into->len = into->n_stretches = 0;
	return 0;
}

/* All of it has the digests it must have; then it is written. */
int
pour_entries_flush(struct pour_entries *into, struct ambit_err *err_r)
{
	if (ambit_digests_flush(into->digests, err_r) < 0)
		return -1;
	for (size_t i = 0; i < into->n_gathered; i++) {
		const struct gathered *g = &into->gathered[i];

		if (memcmp(g->is, g->must, AMBIT_DIGEST_LEN) != 0)
			return pour_changed(err_r);
	}
	into->n_gathered = 0;
	return write_all(into, err_r);
}

/* ---- a place ---- */

/* Nothing that waits may lose its archive. */
static int
open_volume(struct pour_entries *into, unsigned volume, int *fd_r,
    struct ambit_err *err_r)
{
	size_t i = volume % OPEN_MAX;
	char name[ARCHIVE_FILE_LEN];

	*fd_r = into->open[i].fd;
	if (into->open[i].volume == volume)
		return 0;
	if (pour_entries_flush(into, err_r) < 0)
		return -1;
	if (into->open[i].volume != 0)
		(void)close(into->open[i].fd);
	into->open[i].volume = 0;
	archive_file(into->id, volume, name);
	*fd_r = openat(into->bagfd, name, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
	if (*fd_r == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "open %s", name);
	into->open[i].volume = volume;
	into->open[i].fd = *fd_r;
	return 0;
}

/* Bytes that go to at follow, behind the last ones or elsewhere. */
static void
aim(struct pour_entries *into, int fd, uint64_t at)
{
	const struct stretch *last = &into->stretch[into->n_stretches];

	if (into->n_stretches > 0 && last[-1].fd == fd &&
	    last[-1].at + last[-1].len == at)
		return;
	assert(into->n_stretches < GATHER_MAX);
	into->stretch[into->n_stretches++] =
	    (struct stretch){ .fd = fd, .at = at, .from = into->len };
}

static void
gather(struct pour_entries *into, struct ambit_span bytes)
{
	assert(bytes.len <= GATHER - into->len);
	memcpy(into->buf + into->len, bytes.ptr, bytes.len);
	into->len += bytes.len;
	into->stretch[into->n_stretches - 1].len += bytes.len;
}

/* The header is made anew of the place: it is as long as the assembler has
 * reckoned with. */
static void
begin_entry(struct pour_entries *into, const struct ambit_pour_place *place,
    const char *name)
{
	char room[AMBIT_ZIP_HEADER_MAX];
	struct ambit_text text = AMBIT_TEXT(room);
	struct ambit_zip_entry entry = { .name = ambit_span_str(name),
		.size = place->bytes,
		.crc = place->crc,
		.off = place->at };

	ambit_zip_put_local(&text, &entry);
	assert(!text.full);
	gather(into, ambit_text_span(&text));
}

static bool
has_room(const struct pour_entries *into, uint64_t bytes)
{
	return into->n_gathered < GATHER_MAX &&
	    into->n_stretches < GATHER_MAX &&
	    bytes <= GATHER - AMBIT_ZIP_HEADER_MAX &&
	    into->len <= GATHER - AMBIT_ZIP_HEADER_MAX - bytes;
}

int
pour_entries_open(struct pour_entries *into,
    const struct ambit_pour_place *place, const char *name,
    struct ambit_err *err_r)
{
	int fd;

	if (!has_room(into, place->bytes) &&
	    pour_entries_flush(into, err_r) < 0)
		return -1;
	if (open_volume(into, place->volume, &fd, err_r) < 0)
		return -1;
	into->large = !has_room(into, place->bytes);
	aim(into, fd, place->at);
	begin_entry(into, place, name);
	into->begin = into->len;
	return into->large ? ambit_sink_hash_reset(&into->hash, err_r) : 0;
}

/* What has gathered of a large one is written whenever it is much: where it
 * goes on is known. */
static int
put_large(struct pour_entries *into, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	struct stretch on;

	if (ambit_sink_write(&into->hash.sink, bytes, err_r) < 0)
		return -1;
	while (bytes.len > 0) {
		struct ambit_span fits =
		    ambit_span_sub(bytes, 0, GATHER - into->len);

		gather(into, fits);
		bytes = ambit_span_sub(bytes, fits.len, bytes.len);
		if (into->len < GATHER)
			break;
		on = into->stretch[into->n_stretches - 1];
		if (write_all(into, err_r) < 0)
			return -1;
		aim(into, on.fd, on.at + on.len);
	}
	return 0;
}

int
pour_entries_put(struct pour_entries *into, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	if (into->large)
		return put_large(into, bytes, err_r);
	gather(into, bytes);
	return 0;
}

int
pour_entries_end(struct pour_entries *into,
    const struct ambit_pour_place *place, struct ambit_err *err_r)
{
	struct gathered *g = &into->gathered[into->n_gathered];
	struct ambit_span bytes = { into->buf + into->begin,
		into->len - into->begin };

	if (!into->large) {
		memcpy(g->must, place->sha256, sizeof(g->must));
		into->n_gathered++;
		return ambit_digests_add(into->digests, bytes, g->is, err_r);
	}
	if (ambit_sink_finish(&into->hash.sink, err_r) < 0)
		return -1;
	if (memcmp(into->hash.digest, place->sha256, AMBIT_DIGEST_LEN) != 0)
		return pour_changed(err_r);
	return write_all(into, err_r);
}
