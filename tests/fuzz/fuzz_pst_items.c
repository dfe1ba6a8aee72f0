/*
 * F: whatever a store holds, its items come to an end; their sizes add up; what
 * is told of them is in the bounds of what may be told; a stream that is whole
 * loads; and reading twice tells the same. A store whose CRCs are wrong is read
 * again with those of its header and pages put right.
 */

/* System. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pack.h"
#include "pst_repair.h"

#include "ambit/limits.h"
#include "ambit/mapi.h"
#include "ambit/reader.h"
#include "store/pst/folder.h"

#define INPUT_MAX  ((size_t)1 << 17)
#define STREAM_MAX ((size_t)1 << 22)
#define ARENA      ((size_t)64 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* As assert, in builds too that leave asserts out. */
static void
must(bool holds)
{
	if (!holds)
		abort();
}

/* What was told, as one number, and the bytes of the last stream. */
struct told {
	struct ambit_sink sink;
	uint64_t mix;
	bool full;
	unsigned char *bytes;
	struct ambit_arena *arena; /* of it once loaded */
};

static void
mix(struct told *told, const void *bytes, size_t len)
{
	const unsigned char *p = bytes;

	for (size_t i = 0; i < len; i++)
		told->mix = (told->mix ^ p[i]) * UINT64_C(0x100000001b3);
}

/* Streams may be longer than memory is worth: those are not loaded. */
static int
keep(struct ambit_sink *sink, struct ambit_span bytes, struct ambit_err *err_r)
{
	struct told *told = (struct told *)(void *)sink;

	if (bytes.len > STREAM_MAX - sink->count) {
		told->full = true;
		return ambit_err_set(err_r, AMBIT_E_SUMS, "full");
	}
	if (bytes.len > 0)
		memcpy(told->bytes + sink->count, bytes.ptr, bytes.len);
	mix(told, bytes.ptr, bytes.len);
	return 0;
}

static const struct ambit_sink_ops keep_ops = { "keep", keep, NULL };

static void
load(const struct told *told)
{
	const struct ambit_mapi_object *message;
	struct ambit_source *source;
	int fd = file_of(
	    (struct ambit_span){ told->bytes, (size_t)told->sink.count });

	ambit_arena_reset(told->arena);
	must(ambit_source_new(fd, 4096, &source, NULL) == 0);
	must(ambit_mapi_load(source, told->arena, &message, NULL) == 0);
	ambit_source_free(&source);
	(void)close(fd);
}

static void
check_item(const struct ambit_item *item, uint64_t seen)
{
	must(item->raw.off + item->raw.len == seen);
	must(item->framed.off == item->raw.off);
	must(item->framed.len == item->raw.len);
	must(item->at.off <= UINT32_MAX);
	must(item->folder.len <= PST_FOLDER_PATH && item->path.len == 0);
}

/* -1: the work is spent, or the stream is too long to be kept. */
static int
read_item(struct ambit_reader *r, struct ambit_item *item, struct told *told,
    struct ambit_err *err_r)
{
	unsigned flaws;

	check_item(item, r->seen);
	if (ambit_reader_read(r, item, err_r) < 0)
		return -1;
	must(item->read || (item->flaws & AMBIT_FLAW_TOO_LARGE) != 0);
	mix(told, &item->flaws, sizeof(item->flaws));
	mix(told, item->folder.ptr, item->folder.len);
	if (!item->read)
		return 0;
	told->sink.count = 0;
	if (ambit_reader_stream(r, item, &told->sink, &flaws, err_r) < 0)
		return -1;
	mix(told, &flaws, sizeof(flaws));
	if (!(flaws & AMBIT_FLAW_LOST))
		load(told);
	return 0;
}

/* Read all, and say what was told as one number. */
static uint64_t
read_all(int fd, struct told *told)
{
	static const struct ambit_limits limits = {
		.header_bytes = AMBIT_HEADER_MAX,
		.item_bytes = AMBIT_ITEM_MAX,
	};
	static const struct ambit_store store = { .number = 1,
		.format = AMBIT_STORE_OST,
		.clocks = { { .source = AMBIT_SOURCE_DELIVERY_TIME },
		    { .source = AMBIT_SOURCE_CLIENT_SUBMIT_TIME } } };
	const struct ambit_unit unit = ambit_unit_whole(&store);
	struct ambit_err err = { 0 };
	struct ambit_reader r;
	struct ambit_item item;
	int got;

	told->mix = 1;
	told->full = false;
	if (ambit_reader_open(&r, &unit, &limits, fd, (struct ambit_span){ 0 },
		&err) < 0) {
		must(err.code == AMBIT_E_FORMAT || err.code == AMBIT_E_LIMIT);
		return 0;
	}
	while ((got = r.ops->next(&r, &item, &err)) == 1) {
		if (read_item(&r, &item, told, &err) < 0) {
			got = -1;
			break;
		}
	}
	must(got == 0 || told->full || err.code == AMBIT_E_LIMIT);
	ambit_reader_close(&r);
	return told->mix;
}

static void
read_twice(struct ambit_span bytes)
{
	static unsigned char room[STREAM_MAX];
	static struct ambit_arena *arena;
	struct told told = { .sink.ops = &keep_ops, .bytes = room };
	int fd = file_of(bytes);
	uint64_t first;

	/* Once for all inputs. */
	if (arena == NULL)
		arena = ambit_arena_new(ARENA);
	must(arena != NULL);
	told.arena = arena;
	first = read_all(fd, &told);
	must(read_all(fd, &told) == first);
	(void)close(fd);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	unsigned char *own;

	if (len > INPUT_MAX)
		return 0;
	read_twice((struct ambit_span){ bytes, len });
	own = malloc(len + 1);
	must(own != NULL);
	if (len > 0)
		memcpy(own, bytes, len);
	pst_repair(own, len);
	read_twice((struct ambit_span){ own, len });
	free(own);
	return 0;
}
