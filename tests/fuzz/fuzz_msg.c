/*
 * F: whatever a file is, it is refused for a reason, or its one item comes to
 * an end; what is told of it is in the bounds of what may be told; a stream
 * that is whole loads; and reading twice tells the same.
 */

/* System. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pack.h"

#include "ambit/limits.h"
#include "ambit/mapi.h"
#include "ambit/reader.h"

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

/* What was told, as one number, and the bytes of the stream. */
struct told {
	struct ambit_sink sink;
	uint64_t mix;
	bool full;
	unsigned char *bytes;
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
	static struct ambit_arena *arena;
	const struct ambit_mapi_object *message;
	struct ambit_source *source;
	int fd = file_of(
	    (struct ambit_span){ told->bytes, (size_t)told->sink.count });

	if (arena == NULL)
		arena = ambit_arena_new(ARENA);
	must(arena != NULL);
	ambit_arena_reset(arena);
	must(ambit_source_new(fd, 4096, &source, NULL) == 0);
	must(ambit_mapi_load(source, arena, &message, NULL) == 0);
	ambit_source_free(&source);
	(void)close(fd);
}

/* Facts as the wire demands them. */
static void
check_facts(const struct ambit_item *item)
{
	const struct ambit_net *net = item->nets;

	must(item->read && item->body == 0);
	must(item->n_parties <= AMBIT_ADDRESSES_MAX);
	must(item->n_nets <= AMBIT_FIELDS_MAX + 1);
	must(item->n_fields <= AMBIT_FIELDS_MAX);
	must(item->doubted == 0 || item->flaws & AMBIT_FLAW_BAD_ADDRESS);
	for (size_t i = 0; i < item->n_nets; i++) {
		must(item->nets[i].text.len <= AMBIT_HEADER_MAX);
		must(i == 0 || net[i - 1].role < net[i].role ||
		    (net[i - 1].role == net[i].role &&
			net[i - 1].instance < net[i].instance));
	}
	for (size_t i = 0; i < item->n_parties; i++) {
		while (net < item->nets + item->n_nets &&
		    (net->role != item->parties[i].role ||
			net->instance != item->parties[i].instance))
			net++;
		must(net < item->nets + item->n_nets && net->strict);
		must(item->parties[i].addr.domain.len > 0);
	}
}

static void
mix_facts(struct told *told, const struct ambit_item *item)
{
	mix(told, &item->flaws, sizeof(item->flaws));
	mix(told, &item->doubted, sizeof(item->doubted));
	for (size_t i = 0; i < AMBIT_N_CLOCKS; i++)
		mix(told, item->raw_when[i].ptr, item->raw_when[i].len);
	for (size_t i = 0; i < item->n_nets; i++)
		mix(told, item->nets[i].text.ptr, item->nets[i].text.len);
}

/* -1: the stream is too long to be kept. */
static int
read_item(struct ambit_reader *r, struct ambit_item *item, struct told *told,
    struct ambit_err *err_r)
{
	unsigned flaws;

	must(item->raw.len == r->seen && item->framed.len == r->seen);
	must(ambit_reader_read(r, item, err_r) == 0);
	check_facts(item);
	mix_facts(told, item);
	told->sink.count = 0;
	if (ambit_reader_stream(r, item, &told->sink, &flaws, err_r) < 0)
		return -1;
	mix(told, &flaws, sizeof(flaws));
	if (!(flaws & AMBIT_FLAW_LOST))
		load(told);
	return 0;
}

static uint64_t
read_file(int fd)
{
	static const struct ambit_limits limits = {
		.header_bytes = AMBIT_HEADER_MAX,
		.item_bytes = AMBIT_ITEM_MAX,
	};
	static const struct ambit_store store = { .number = 1,
		.format = AMBIT_STORE_MSG,
		.clocks = { { .source = AMBIT_SOURCE_DELIVERY_TIME },
		    { .source = AMBIT_SOURCE_CLIENT_SUBMIT_TIME },
		    { .source = AMBIT_SOURCE_DATE_HEADER } } };
	static unsigned char room[STREAM_MAX];
	const struct ambit_unit unit = ambit_unit_whole(&store);
	struct told told = { { &keep_ops, NULL, 0 }, 1, false, room };
	struct ambit_err err = { 0 };
	struct ambit_reader r;
	struct ambit_item item;

	if (ambit_reader_open(&r, &unit, &limits, fd, (struct ambit_span){ 0 },
		&err) < 0) {
		must(err.code == AMBIT_E_FORMAT && err.text[0] != '\0');
		return 0;
	}
	must(r.ops->next(&r, &item, &err) == 1);
	if (read_item(&r, &item, &told, &err) < 0)
		must(told.full);
	must(r.ops->next(&r, &item, &err) == 0);
	ambit_reader_close(&r);
	return told.mix;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	int fd;

	if (len > INPUT_MAX)
		return 0;
	fd = file_of((struct ambit_span){ bytes, len });
	must(read_file(fd) == read_file(fd));
	(void)close(fd);
	return 0;
}
