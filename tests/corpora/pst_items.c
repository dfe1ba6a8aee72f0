/*
 * Reads every item of the stores that it is given: its facts, and its stream,
 * which is loaded again. Says in one line of each store how many items and
 * nodes of messages it has, and what there is to note, or why it is refused;
 * and in one of each flaw, and where it was found first, how many items have
 * it.
 * usage: pst_items STORE ...
 */

/* System. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ambit/limits.h"
#include "ambit/mapi.h"
#include "ambit/reader.h"
#include "store/pst/file.h"

#define ARENA ((size_t)256 << 20)

struct met {
	unsigned items, messages, recipients, attachments;
	unsigned facts[AMBIT_N_FLAWS], stream[AMBIT_N_FLAWS];
	uint64_t bytes, first[AMBIT_N_FLAWS];
};

/* A stream in a file without a name. */
struct spool {
	struct ambit_sink sink;
	FILE *file;
};

static int
spool_write(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	struct spool *spool = (struct spool *)(void *)sink;

	if (fwrite(bytes.ptr, 1, bytes.len, spool->file) != bytes.len)
		return ambit_err_set(err_r, AMBIT_E_IO, "write");
	return 0;
}

static const struct ambit_sink_ops spool_ops = { "spool", spool_write, NULL };

static void
count_parts(const struct ambit_mapi_object *object, struct met *met)
{
	for (size_t i = 0; i < object->n_parts; i++) {
		const struct ambit_mapi_object *part = object->parts[i];

		met->recipients += part->kind == AMBIT_MAPI_RECIPIENT;
		met->attachments += part->kind == AMBIT_MAPI_ATTACHMENT;
		count_parts(part, met);
	}
}

static int
load(FILE *file, struct ambit_arena *arena, struct met *met,
    struct ambit_err *err_r)
{
	const struct ambit_mapi_object *message;
	struct ambit_source *stream;
	int rc = -1;

	ambit_arena_reset(arena);
	if (fflush(file) != 0 ||
	    ambit_source_new(fileno(file), 65536, &stream, err_r) < 0)
		return -1;
	if (ambit_mapi_load(stream, arena, &message, err_r) == 0) {
		count_parts(message, met);
		rc = 0;
	}
	ambit_source_free(&stream);
	return rc;
}

static void
count_flaws(const struct ambit_item *item, unsigned flaws, struct met *met)
{
	for (unsigned i = 0; i < AMBIT_N_FLAWS; i++) {
		if (((item->flaws | flaws) >> i & 1) == 0)
			continue;
		if (met->facts[i] + met->stream[i] == 0)
			met->first[i] = item->at.off;
		if (item->flaws >> i & 1)
			met->facts[i]++;
		else
			met->stream[i]++;
	}
}

static int
read_item(struct ambit_reader *r, struct ambit_item *item,
    struct ambit_arena *arena, struct met *met, struct ambit_err *err_r)
{
	struct spool spool = { { &spool_ops, NULL, 0 }, tmpfile() };
	unsigned flaws = 0;
	int rc = -1;

	met->items++;
	met->bytes += item->raw.len;
	if (spool.file != NULL && ambit_reader_read(r, item, err_r) == 0)
		rc = ambit_reader_stream(r, item, &spool.sink, &flaws, err_r);
	if (rc == 0 && !(flaws & AMBIT_FLAW_LOST))
		rc = load(spool.file, arena, met, err_r);
	count_flaws(item, flaws, met);
	if (spool.file != NULL)
		(void)fclose(spool.file);
	return rc;
}

/* Nodes of messages, counted from the index alone. */
static unsigned
count_nodes(int fd)
{
	struct pst_file file;
	struct ambit_err err;
	unsigned n = 0;

	if (pst_file_open(&file, fd, &err) < 0)
		return 0;
	for (size_t i = 0; i < file.n_nodes; i++)
		n += (file.node[i].nid & 0x1f) == 4;
	pst_file_close(&file);
	return n;
}

static void
tell(const struct met *met, unsigned nodes, const char *note)
{
	printf("read\titems=%u nodes=%u recipients=%u attachments=%u"
	       " bytes=%llu\t%s",
	    met->items, nodes, met->recipients, met->attachments,
	    (unsigned long long)met->bytes, note);
	for (unsigned i = 0; i < AMBIT_N_FLAWS; i++) {
		if (met->facts[i] + met->stream[i] > 0)
			printf("\t%s facts=%u stream=%u nid=%llx",
			    ambit_flaw_name(i), met->facts[i], met->stream[i],
			    (unsigned long long)met->first[i]);
	}
	printf("\n");
}

static int
read_store(const char *path, struct ambit_arena *arena)
{
	const struct ambit_limits limits = { .header_bytes = AMBIT_HEADER_MAX,
		.item_bytes = AMBIT_ITEM_MAX,
		.depth = AMBIT_DEPTH_MAX };
	const struct ambit_store store = { .number = 1,
		.account = 1,
		.format = AMBIT_STORE_PST,
		.holds = AMBIT_HOLDS_MAIL,
		.clocks = { { .source = AMBIT_SOURCE_DELIVERY_TIME },
		    { .source = AMBIT_SOURCE_CLIENT_SUBMIT_TIME },
		    { .source = AMBIT_SOURCE_DATE_HEADER } } };
	const struct ambit_unit unit = ambit_unit_whole(&store);
	int fd = open(path, O_RDONLY), got;
	struct ambit_err err = { 0 };
	struct met met = { 0 };
	struct ambit_reader r;
	struct ambit_item item;
	char note[128];
	struct ambit_text text = AMBIT_TEXT(note);

	if (fd == -1)
		return -1;
	if (ambit_reader_open(&r, &unit, &limits, fd, (struct ambit_span){ 0 },
		&err) < 0) {
		printf("refused\t%s\n", err.text);
		return close(fd);
	}
	got = ambit_reader_note(&r, &text, &err);
	while (got >= 0 && (got = r.ops->next(&r, &item, &err)) == 1) {
		if (read_item(&r, &item, arena, &met, &err) < 0) {
			got = -1;
			break;
		}
	}
	if (got < 0 || r.ops->check(&r, &err) < 0)
		printf("failed\t%s\n", err.text);
	else
		tell(&met, count_nodes(fd), ambit_text_end(&text));
	ambit_reader_close(&r);
	return close(fd);
}

int
main(int argc, char **argv)
{
	struct ambit_arena *arena = ambit_arena_new(ARENA);

	if (arena == NULL)
		return 1;
	for (int i = 1; i < argc; i++) {
		if (read_store(argv[i], arena) < 0)
			return 1;
	}
	ambit_arena_free(&arena);
	return 0;
}
