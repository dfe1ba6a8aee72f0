/*
 * usage: msg_streams FILE...
 * A line for all that a compound file holds: FILE, then the path of a stream,
 * its length and its digest. Where it is compressed RTF, the same of the RTF,
 * and of the HTML or text that is in it. A file that is refused is one line.
 * For tests: it prints no value.
 */

/* System. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Floor 0. */
#include "ambit/text.h"

/* Floor 2. */
#include "ambit/cfb.h"
#include "ambit/lzfu.h"
#include "ambit/rtf.h"

#define WINDOW ((size_t)4096)
#define ROOM   4096

/* Keeps what passes, up to what it has room for. */
struct keep {
	struct ambit_sink sink;
	unsigned char *ptr;
	size_t len, cap;
};

static struct ambit_sink_hash hash;
static struct ambit_rtf rtf;

_Noreturn static void
die(const char *what)
{
	(void)fprintf(stderr, "msg_streams: %s\n", what);
	exit(2);
}

static int
keep_write(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	struct keep *keep = (struct keep *)sink;

	(void)err_r;
	if (bytes.len > keep->cap - keep->len)
		die("a stream longer than it says");
	memcpy(keep->ptr + keep->len, bytes.ptr, bytes.len);
	keep->len += bytes.len;
	return 0;
}

static const struct ambit_sink_ops keep_ops = { .name = "keep",
	.write = keep_write };

static void
begin(void)
{
	if (ambit_sink_hash_reset(&hash, NULL) < 0)
		die("digest");
	hash.sink.count = 0;
}

static void
tell(const char *kind, const char *path, const char *file, const char *why)
{
	char room[65];
	struct ambit_text text = { .ptr = room, .cap = sizeof(room) };

	if (ambit_sink_finish(&hash.sink, NULL) < 0)
		die("digest");
	ambit_text_hex(&text,
	    (struct ambit_span){ hash.digest, AMBIT_DIGEST_LEN });
	(void)printf("%s\t%s\t%s\t%" PRIu64 "\t%s\t%s\n", file, kind, path,
	    hash.sink.count, ambit_text_end(&text), why);
}

/* ---- compressed RTF ---- */

static void
tell_rtf(struct ambit_span value, const char *path, const char *file)
{
	static const char *const kinds[] = { [AMBIT_RTF_NATIVE] = "native",
		[AMBIT_RTF_TEXT] = "text",
		[AMBIT_RTF_HTML] = "html" };
	const char *why = NULL;

	begin();
	if (ambit_lzfu_pour(value, &hash.sink, &why, NULL) < 0)
		die("rtf");
	tell("rtf", path, file, why == NULL ? "" : why);
	if (why != NULL)
		return;
	begin();
	ambit_rtf_init(&rtf, &hash.sink);
	if (ambit_lzfu_pour(value, &rtf.sink, &why, NULL) != 1 ||
	    ambit_sink_finish(&rtf.sink, NULL) < 0)
		die("rtf");
	why = rtf.why != NULL ? rtf.why : rtf.doubtful ? "doubtful" : "";
	tell(kinds[rtf.kind], path, file, why);
}

/* ---- streams ---- */

static void
tell_stream(const struct ambit_cfb *cfb, const struct ambit_cfb_entry *entry,
    const char *path, const char *file)
{
	struct keep keep = { .sink.ops = &keep_ops,
		.cap = (size_t)entry->size };
	struct ambit_err err;

	keep.ptr = malloc(keep.cap + 1);
	if (keep.ptr == NULL)
		die("memory");
	begin();
	hash.sink.next = &keep.sink;
	if (ambit_cfb_pour(cfb, entry, &hash.sink, &err) < 0)
		die(err.text);
	hash.sink.next = NULL;
	if (keep.len != entry->size)
		die("a stream shorter than it says");
	tell("stream", path, file, "");
	if (strstr(path, "__substg1.0_10090102") != NULL)
		tell_rtf((struct ambit_span){ keep.ptr, keep.len }, path, file);
	free(keep.ptr);
}

static void
tell_storage(const struct ambit_cfb *cfb, const struct ambit_cfb_entry *storage,
    const char *path, const char *file)
{
	for (size_t i = 0; i < storage->n_entries; i++) {
		const struct ambit_cfb_entry *entry = &storage->entries[i];
		char room[ROOM];
		struct ambit_text text = { .ptr = room, .cap = sizeof(room) };

		ambit_text_str(&text, path);
		ambit_text_str(&text, path[0] != '\0' ? "/" : "");
		ambit_text_escaped(&text, entry->name);
		if (text.full || text.len == text.cap)
			die("a path too long");
		if (entry->is_storage)
			tell_storage(cfb, entry, ambit_text_end(&text), file);
		else
			tell_stream(cfb, entry, ambit_text_end(&text), file);
	}
}

static void
tell_file(const char *file, struct ambit_arena *arena)
{
	int fd = open(file, O_RDONLY);
	struct ambit_source *source;
	struct ambit_cfb *cfb;
	struct ambit_err err;

	if (fd == -1 || ambit_source_new(fd, WINDOW, &source, NULL) < 0)
		die("cannot read a file");
	ambit_arena_reset(arena);
	if (ambit_cfb_open(source, arena, &cfb, &err) == 0)
		tell_storage(cfb, ambit_cfb_root(cfb), "", file);
	else
		(void)printf("%s\trefused\t%" PRIu64 "\t%s\n", file, err.at.off,
		    err.text);
	ambit_source_free(&source);
	(void)close(fd);
}

int
main(int argc, char **argv)
{
	struct ambit_arena *arena = ambit_arena_new(AMBIT_CFB_ARENA);

	if (argc < 2 || arena == NULL ||
	    ambit_sink_hash_init(&hash, NULL, NULL) < 0)
		die("usage: msg_streams FILE...");
	for (int i = 1; i < argc; i++)
		tell_file(argv[i], arena);
	ambit_sink_hash_clear(&hash);
	ambit_arena_free(&arena);
	return 0;
}
