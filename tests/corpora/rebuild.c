/*
 * Rebuilds streams of items, or every item of stores.
 * usage: rebuild stream STREAM		the .eml to standard output
 *	  rebuild pst|msg STORE FOLDER	FOLDER/NID.eml, and a line for each:
 *					NID, flaws, folder, by tabulators
 */

/* System. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ambit/limits.h"
#include "ambit/reader.h"
#include "ambit/rebuild.h"
#include "ambit/text.h"

#define ARENA ((size_t)256 << 20)

struct to_file {
	struct ambit_sink sink;
	FILE *file;
};

static int
file_write(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	FILE *file = ((struct to_file *)sink)->file;

	if (fwrite(bytes.ptr, 1, bytes.len, file) != bytes.len)
		return ambit_err_set(err_r, AMBIT_E_IO, "write");
	return 0;
}

static const struct ambit_sink_ops file_ops = { .name = "file",
	.write = file_write };

static int
rebuild(int fd, FILE *to, struct ambit_arena *arena, unsigned *flaws_r,
    struct ambit_err *err_r)
{
	struct to_file out = { { .ops = &file_ops }, to };
	struct ambit_source *stream;
	int got;

	ambit_arena_reset(arena);
	if (ambit_source_new(fd, AMBIT_SOURCE_WINDOW, &stream, err_r) < 0)
		return -1;
	got = ambit_rebuild(stream, arena, &out.sink, flaws_r, err_r);
	ambit_source_free(&stream);
	return got;
}

static int
rebuild_stream(const char *path, struct ambit_arena *arena,
    struct ambit_err *err_r)
{
	int fd = open(path, O_RDONLY), got;
	unsigned flaws;

	if (fd == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "open %s", path);
	got = rebuild(fd, stdout, arena, &flaws, err_r);
	(void)close(fd);
	return got;
}

static void
tell(const struct ambit_item *item, unsigned flaws, const char *refused)
{
	const char *before = "";

	printf("%llx\t", (unsigned long long)item->at.off);
	for (unsigned i = 0; i < AMBIT_N_FLAWS; i++) {
		if (flaws >> i & 1) {
			printf("%s%s", before, ambit_flaw_name(i));
			before = " ";
		}
	}
	printf("\t%s\t%.*s\n", refused, (int)item->folder.len,
	    item->folder.len > 0 ? (const char *)item->folder.ptr : "");
}

static int
rebuild_item(struct ambit_reader *r, struct ambit_item *item, int dir,
    struct ambit_arena *arena, struct ambit_err *err_r)
{
	struct to_file spool = { { .ops = &file_ops }, tmpfile() };
	char name[32];
	struct ambit_err why = { .code = AMBIT_E_NONE };
	unsigned lost = 0, flaws = 0;
	FILE *eml;
	int fd;

	(void)snprintf(name, sizeof(name), "%llx.eml",
	    (unsigned long long)item->at.off);
	fd = openat(dir, name, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	eml = fd == -1 ? NULL : fdopen(fd, "w");
	if (spool.file == NULL || eml == NULL ||
	    ambit_reader_read(r, item, err_r) < 0 ||
	    ambit_reader_stream(r, item, &spool.sink, &lost, err_r) < 0 ||
	    fflush(spool.file) == EOF)
		return -1;
	if (!(lost & AMBIT_FLAW_LOST))
		(void)rebuild(fileno(spool.file), eml, arena, &flaws, &why);
	tell(item, item->flaws | lost | flaws, why.text);
	(void)fclose(spool.file);
	return fclose(eml) == EOF ? -1 : 0;
}

static int
rebuild_store(enum ambit_store_format format, const char *path, int dir,
    struct ambit_arena *arena, struct ambit_err *err_r)
{
	const struct ambit_limits limits = { .header_bytes = AMBIT_HEADER_MAX,
		.item_bytes = AMBIT_ITEM_MAX,
		.depth = AMBIT_DEPTH_MAX };
	const struct ambit_store store = { .number = 1,
		.account = 1,
		.format = format,
		.holds = AMBIT_HOLDS_MAIL,
		.clocks = { { .source = AMBIT_SOURCE_DELIVERY_TIME },
		    { .source = AMBIT_SOURCE_CLIENT_SUBMIT_TIME },
		    { .source = AMBIT_SOURCE_DATE_HEADER } } };
	const struct ambit_unit unit = ambit_unit_whole(&store);
	int fd = open(path, O_RDONLY), got;
	struct ambit_reader r;
	struct ambit_item item;

	if (fd == -1 ||
	    ambit_reader_open(&r, &unit, &limits, fd, (struct ambit_span){ 0 },
		err_r) < 0)
		return -1;
	while ((got = r.ops->next(&r, &item, err_r)) == 1) {
		if (rebuild_item(&r, &item, dir, arena, err_r) < 0) {
			got = -1;
			break;
		}
	}
	ambit_reader_close(&r);
	(void)close(fd);
	return got;
}

int
main(int argc, char **argv)
{
	struct ambit_arena *arena = ambit_arena_new(ARENA);
	struct ambit_err err = { .code = AMBIT_E_NONE };
	int got = -1, dir;

	if (arena == NULL || ambit_rebuild_warm(&err) < 0)
		return 1;
	if (argc == 3 && strcmp(argv[1], "stream") == 0) {
		got = rebuild_stream(argv[2], arena, &err);
	} else if (argc == 4) {
		dir = open(argv[3], O_RDONLY | O_DIRECTORY);
		got =
		    rebuild_store(strcmp(argv[1], "msg") == 0 ? AMBIT_STORE_MSG
							      : AMBIT_STORE_PST,
			argv[2], dir, arena, &err);
		(void)close(dir);
	}
	if (got < 0)
		(void)fprintf(stderr, "rebuild: %s\n", err.text);
	ambit_arena_free(&arena);
	return got < 0;
}
