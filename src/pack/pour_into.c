/*
 * Into the archives: what a place gets is hashed again, and is what was judged,
 * or the run fails.
 *
 * Places gather until there are enough of them to be hashed side by side; none
 * of their bytes is written before each of them has the digest that it must
 * have. One that is too large to wait for is hashed as it is written.
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
#include "archive.h"

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

struct ambit_pour_into {
	const struct ambit_order *order;
	char id[AMBIT_PRODUCTION_ID_LEN];
	int bagfd;
	struct {
		unsigned volume; /* 0: none */
		int fd;
	} open[OPEN_MAX];

	struct ambit_pour_place place; /* the one being filled */
	size_t begin;                  /* its bytes in buf, if it waits */
	bool large;                    /* it does not */
	uint64_t got;
	struct ambit_sink_hash hash; /* of a large one */

	struct ambit_digests *digests;
	struct gathered gathered[GATHER_MAX];
	struct stretch stretch[GATHER_MAX];
	size_t n_gathered, n_stretches, len;
	unsigned char buf[GATHER];
};

int
ambit_pour_into_begin(const struct ambit_order *order, int bagfd,
    struct ambit_pour_into **into_r, struct ambit_err *err_r)
{
	struct ambit_pour_into *into = calloc(1, sizeof(*into));

	*into_r = into;
	if (into == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "archives");
	into->order = order;
	into->bagfd = bagfd;
	ambit_production_id(order, into->id);
	if (ambit_sink_hash_init(&into->hash, NULL, err_r) == 0 &&
	    ambit_digests_new(&into->digests, err_r) == 0)
		return 0;
	ambit_pour_into_free(into_r);
	return -1;
}

void
ambit_pour_into_free(struct ambit_pour_into **into)
{
	if (*into == NULL)
		return;
	for (size_t i = 0; i < OPEN_MAX; i++) {
		if ((*into)->open[i].volume != 0)
			(void)close((*into)->open[i].fd);
	}
	ambit_sink_hash_clear(&(*into)->hash);
	ambit_digests_free(&(*into)->digests);
	free(*into);
	*into = NULL;
}

/* ---- what has gathered ---- */

static int
changed(struct ambit_err *err_r)
{
	return ambit_err_set(err_r, AMBIT_E_CHANGED,
	    "an item is not what it was when it was judged");
}

static int
write_all(struct ambit_pour_into *into, struct ambit_err *err_r)
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
ambit_pour_into_flush(struct ambit_pour_into *into, struct ambit_err *err_r)
{
	if (ambit_digests_flush(into->digests, err_r) < 0)
		return -1;
	for (size_t i = 0; i < into->n_gathered; i++) {
		const struct gathered *g = &into->gathered[i];

		if (memcmp(g->is, g->must, AMBIT_DIGEST_LEN) != 0)
			return changed(err_r);
	}
	into->n_gathered = 0;
	return write_all(into, err_r);
}

/* ---- a place ---- */

/* Nothing that waits may lose its archive. */
static int
open_volume(struct ambit_pour_into *into, unsigned volume, int *fd_r,
    struct ambit_err *err_r)
{
	size_t i = volume % OPEN_MAX;
	char name[ARCHIVE_FILE_LEN];

	*fd_r = into->open[i].fd;
	if (into->open[i].volume == volume)
		return 0;
	if (ambit_pour_into_flush(into, err_r) < 0)
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
aim(struct ambit_pour_into *into, int fd, uint64_t at)
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
gather(struct ambit_pour_into *into, struct ambit_span bytes)
{
	assert(bytes.len <= GATHER - into->len);
	memcpy(into->buf + into->len, bytes.ptr, bytes.len);
	into->len += bytes.len;
	into->stretch[into->n_stretches - 1].len += bytes.len;
}

/* The header is made anew of the place: it is as long as the assembler has
 * reckoned with. */
static void
begin_entry(struct ambit_pour_into *into)
{
	const struct ambit_pour_place *place = &into->place;
	char path[BAG_PATH_LEN], name[AMBIT_ZIP_NAME_MAX + 1];
	char room[AMBIT_ZIP_HEADER_MAX];
	struct ambit_text text = AMBIT_TEXT(room);
	struct ambit_zip_entry entry = { .size = place->bytes,
		.crc = place->crc,
		.off = place->at };

	bag_content_path(into->order, place->task, place->number, path);
	archive_name(into->id, place->volume, path, name);
	entry.name = ambit_span_str(name);
	ambit_zip_put_local(&text, &entry);
	assert(!text.full);
	gather(into, ambit_text_span(&text));
}

static bool
has_room(const struct ambit_pour_into *into, uint64_t bytes)
{
	return into->n_gathered < GATHER_MAX &&
	    into->n_stretches < GATHER_MAX &&
	    bytes <= GATHER - AMBIT_ZIP_HEADER_MAX &&
	    into->len <= GATHER - AMBIT_ZIP_HEADER_MAX - bytes;
}

int
ambit_pour_into_open(struct ambit_pour_into *into,
    const struct ambit_pour_place *place, struct ambit_err *err_r)
{
	int fd;

	if (!has_room(into, place->bytes) &&
	    ambit_pour_into_flush(into, err_r) < 0)
		return -1;
	if (open_volume(into, place->volume, &fd, err_r) < 0)
		return -1;
	into->place = *place;
	into->large = !has_room(into, place->bytes);
	into->got = 0;
	aim(into, fd, place->at);
	begin_entry(into);
	into->begin = into->len;
	return into->large ? ambit_sink_hash_reset(&into->hash, err_r) : 0;
}

/* What has gathered of a large one is written whenever it is much: where it
 * goes on is known. */
static int
put_large(struct ambit_pour_into *into, struct ambit_span bytes,
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
ambit_pour_into_put(struct ambit_pour_into *into, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	/* Never a byte beyond its own place. */
	if (bytes.len > into->place.bytes - into->got)
		return ambit_err_set(err_r, AMBIT_E_WIRE,
		    "more was poured than the item has");
	into->got += bytes.len;
	if (into->large)
		return put_large(into, bytes, err_r);
	gather(into, bytes);
	return 0;
}

int
ambit_pour_into_end(struct ambit_pour_into *into, struct ambit_err *err_r)
{
	const struct ambit_pour_place *place = &into->place;
	struct gathered *g = &into->gathered[into->n_gathered];
	struct ambit_span bytes = { into->buf + into->begin,
		into->len - into->begin };

	if (into->got != place->bytes)
		return changed(err_r);
	if (!into->large) {
		memcpy(g->must, place->sha256, sizeof(g->must));
		into->n_gathered++;
		return ambit_digests_add(into->digests, bytes, g->is, err_r);
	}
	if (ambit_sink_finish(&into->hash.sink, err_r) < 0)
		return -1;
	if (memcmp(into->hash.digest, place->sha256, AMBIT_DIGEST_LEN) != 0)
		return changed(err_r);
	return write_all(into, err_r);
}
