/*
 * Into the archives: what a place gets is hashed again, and is what was judged,
 * or the run fails.
 */

/* System. */
#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Floor 6. */
#include "archive.h"

/* Archives open at once; the store's order jumps between them. */
#define OPEN_MAX 16

/* Bytes gathered before they are written. Items that lie side by side in the
 * store often do in an archive too: they go there in one, and gates that fill
 * one archive wait less for each other. */
#define GATHER ((size_t)1 << 20)

struct ambit_pour_into {
	const struct ambit_order *order;
	char id[AMBIT_PRODUCTION_ID_LEN];
	int bagfd;
	struct {
		unsigned volume; /* 0: none */
		int fd;
	} open[OPEN_MAX];

	struct ambit_pour_place place; /* the one being filled */
	int fd;
	uint64_t off; /* where buf goes */
	struct ambit_sink_hash hash;
	size_t len;
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
	if (ambit_sink_hash_init(&into->hash, NULL, err_r) == 0)
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
	free(*into);
	*into = NULL;
}

static int
open_volume(struct ambit_pour_into *into, unsigned volume,
    struct ambit_err *err_r)
{
	size_t i = volume % OPEN_MAX;
	char name[ARCHIVE_FILE_LEN];

	into->fd = into->open[i].fd;
	if (into->open[i].volume == volume)
		return 0;
	if (into->open[i].volume != 0)
		(void)close(into->open[i].fd);
	into->open[i].volume = 0;
	archive_file(into->id, volume, name);
	into->fd = openat(into->bagfd, name, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
	if (into->fd == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "open %s", name);
	into->open[i].volume = volume;
	into->open[i].fd = into->fd;
	return 0;
}

/* The header is made anew of the place: it is as long as the assembler has
 * reckoned with. */
static void
begin_entry(struct ambit_pour_into *into)
{
	const struct ambit_pour_place *place = &into->place;
	struct ambit_text text = { .ptr = (char *)into->buf,
		.cap = GATHER,
		.len = into->len };
	char path[BAG_PATH_LEN], name[AMBIT_ZIP_NAME_MAX + 1];
	struct ambit_zip_entry entry = { .size = place->bytes,
		.crc = place->crc,
		.off = place->at };

	bag_content_path(into->order, place->task, place->number, path);
	archive_name(into->id, place->volume, path, name);
	entry.name = ambit_span_str(name);
	ambit_zip_put_local(&text, &entry);
	assert(!text.full);
	into->len = text.len;
}

static int
flush(struct ambit_pour_into *into, struct ambit_err *err_r)
{
	struct ambit_span all = { into->buf, into->len };

	if (archive_write(into->fd, all, into->off, err_r) < 0)
		return -1;
	into->off += into->len;
	into->len = 0;
	return 0;
}

/* Does the place begin where the gathered bytes end, and fit behind them? */
static bool
goes_on(const struct ambit_pour_into *into,
    const struct ambit_pour_place *place)
{
	return into->len > 0 && into->place.volume == place->volume &&
	    into->off + into->len == place->at &&
	    GATHER - into->len >= AMBIT_ZIP_HEADER_MAX;
}

int
ambit_pour_into_open(struct ambit_pour_into *into,
    const struct ambit_pour_place *place, struct ambit_err *err_r)
{
	bool on = goes_on(into, place);

	if (!on && into->len > 0 && flush(into, err_r) < 0)
		return -1;
	into->place = *place;
	if (!on) {
		if (open_volume(into, place->volume, err_r) < 0)
			return -1;
		into->off = place->at;
	}
	begin_entry(into);
	return ambit_sink_hash_reset(&into->hash, err_r);
}

int
ambit_pour_into_put(struct ambit_pour_into *into, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	/* Never a byte beyond its own place. */
	if (bytes.len > into->place.bytes - into->hash.sink.count)
		return ambit_err_set(err_r, AMBIT_E_WIRE,
		    "more was poured than the item has");
	if (ambit_sink_write(&into->hash.sink, bytes, err_r) < 0)
		return -1;
	while (bytes.len > 0) {
		struct ambit_span fits =
		    ambit_span_sub(bytes, 0, GATHER - into->len);

		memcpy(into->buf + into->len, fits.ptr, fits.len);
		into->len += fits.len;
		bytes = ambit_span_sub(bytes, fits.len, bytes.len);
		if (into->len == GATHER && flush(into, err_r) < 0)
			return -1;
	}
	return 0;
}

int
ambit_pour_into_end(struct ambit_pour_into *into, struct ambit_err *err_r)
{
	if (ambit_sink_finish(&into->hash.sink, err_r) < 0)
		return -1;
	if (into->hash.sink.count == into->place.bytes &&
	    memcmp(into->hash.digest, into->place.sha256, AMBIT_DIGEST_LEN) ==
		0)
		return 0;
	return ambit_err_set(err_r, AMBIT_E_CHANGED,
	    "an item is not what it was when it was judged");
}

int
ambit_pour_into_flush(struct ambit_pour_into *into, struct ambit_err *err_r)
{
	return into->len > 0 ? flush(into, err_r) : 0;
}
