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
#include "store/msg/facts.h"
#include "store/msg/stream.h"

#define INPUT_MAX  ((size_t)1 << 17)
#define STREAM_MAX ((size_t)1 << 22)
#define ROOM       (STREAM_MAX + 4096) /* ends of objects are not counted */
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
	unsigned char *bytes;
};

static void
mix(struct told *told, const void *bytes, size_t len)
{
	const unsigned char *p = bytes;

	for (size_t i = 0; i < len; i++)
		told->mix = (told->mix ^ p[i]) * UINT64_C(0x100000001b3);
}

static int
keep(struct ambit_sink *sink, struct ambit_span bytes, struct ambit_err *err_r)
{
	struct told *told = (struct told *)(void *)sink;

	(void)err_r;
	must(bytes.len <= ROOM - sink->count);
	if (bytes.len > 0)
		memcpy(told->bytes + sink->count, bytes.ptr, bytes.len);
	mix(told, bytes.ptr, bytes.len);
	return 0;
}

static const struct ambit_sink_ops keep_ops = { "keep", keep, NULL };

/* One for all inputs: the sanitizer takes its time to make one. */
static void
begin_arena(struct ambit_arena **arena, size_t cap)
{
	if (*arena == NULL)
		*arena = ambit_arena_new(cap);
	must(*arena != NULL);
	ambit_arena_reset(*arena);
}

static void
load(const struct told *told)
{
	static struct ambit_arena *arena;
	const struct ambit_mapi_object *message;
	struct ambit_source *source;
	int fd = file_of(
	    (struct ambit_span){ told->bytes, (size_t)told->sink.count });

	begin_arena(&arena, ARENA);
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

/* What is read of one file; the machine never fails. */
static uint64_t
read_message(struct msg_file *file, struct told *told)
{
	static const struct ambit_store store = { .number = 1,
		.format = AMBIT_STORE_MSG,
		.clocks = { { .source = AMBIT_SOURCE_DELIVERY_TIME },
		    { .source = AMBIT_SOURCE_CLIENT_SUBMIT_TIME },
		    { .source = AMBIT_SOURCE_DATE_HEADER } } };
	static struct ambit_arena *arena;
	struct msg_stream s = { .file = file, .max = STREAM_MAX };
	struct ambit_item item = { .at = { 0 } };
	struct outlook_props props;
	struct msg_facts facts;
	int rc;

	begin_arena(&arena, AMBIT_ITEM_ARENA);
	must(msg_facts_open(&facts, file, NULL) == 0);
	props = msg_facts_props(&facts);
	must(outlook_read(&props, &store, AMBIT_HEADER_MAX, &item, arena,
		 NULL) == 0);
	check_facts(&item);
	mix_facts(told, &item);
	if (!facts.sound)
		return told->mix;
	rc = msg_stream_message(&s, &facts.top, &told->sink, NULL);
	must(rc >= 0 && (rc == 1 || file->why != NULL));
	mix(told, &s.flaws, sizeof(s.flaws));
	if (rc == 1)
		load(told);
	return told->mix;
}

static uint64_t
read_file(int fd)
{
	static unsigned char room[ROOM];
	static struct ambit_arena *arena;
	struct told told = { { &keep_ops, NULL, 0 }, 1, room };
	struct ambit_source *source;
	struct msg_file file;
	uint64_t mixed = 0;
	int rc;

	begin_arena(&arena, MSG_ARENA);
	must(ambit_source_new(fd, 4096, &source, NULL) == 0);
	rc = msg_file_open(&file, source, arena, NULL);
	must(rc == 1 || (rc == 0 && file.why != NULL));
	if (rc == 1)
		mixed = read_message(&file, &told);
	ambit_source_free(&source);
	return mixed;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	uint64_t one, two;
	int fd;

	if (len > INPUT_MAX)
		return 0;
	fd = file_of((struct ambit_span){ bytes, len });
	one = read_file(fd);
	two = read_file(fd);
	must(one == two);
	(void)close(fd);
	return 0;
}
