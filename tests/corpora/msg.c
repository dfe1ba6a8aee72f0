/*
 * msg-walk FILE: what the reader of .msg makes of one file, line by line, for
 * msg.py to compare with what others make of it.
 *
 *	refused	WHY
 *	flaws	NAME...
 *	clock	NAME	LO	RAW	for each of the three
 *	doubt	ROLE
 *	party	ROLE	ADDRESS
 *	prop	PATH	ID	TYPE	INDEX	SET	NUMBER	NAME	VALUE
 *
 * VALUE is the number, or the length and the SHA-256 of the bytes; PATH is of
 * the object in the stream: "m", "m/r0", "m/a0", "m/a0/m".
 */

/* System. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Floor 4 and below. */
#include "ambit/limits.h"
#include "ambit/mapi.h"
#include "ambit/reader.h"
#include "ambit/text.h"

#define ARENA ((size_t)256 << 20)

static const struct ambit_store store = {
	.number = 1,
	.account = 1,
	.format = AMBIT_STORE_MSG,
	.holds = AMBIT_HOLDS_MAIL,
	.clocks = {
		{ .source = AMBIT_SOURCE_DELIVERY_TIME },
		{ .source = AMBIT_SOURCE_CLIENT_SUBMIT_TIME },
		{ .source = AMBIT_SOURCE_DATE_HEADER },
	},
};

static const char *const roles[AMBIT_N_PARTIES] = { "from", "sender", "replyTo",
	"to", "cc", "bcc", "envelope" };

static int
fail(const struct ambit_err *err)
{
	(void)fprintf(stderr, "%s\n", err->text);
	return 1;
}

static void
print_escaped(struct ambit_span s)
{
	static char room[1 << 21];
	struct ambit_text text = AMBIT_TEXT(room);

	ambit_text_escaped(&text, s);
	(void)fwrite(text.ptr, 1, text.len, stdout);
}

/* ---- facts ---- */

static void
print_facts(const struct ambit_item *item)
{
	printf("flaws\t");
	for (unsigned i = 0; i < AMBIT_N_FLAWS; i++) {
		if (item->flaws >> i & 1)
			printf(" %s", ambit_flaw_name(i));
	}
	printf("\n");
	for (unsigned i = 0; i < AMBIT_N_CLOCKS; i++) {
		printf("clock\t%s\t", ambit_clock_name((enum ambit_clock)i));
		if (item->when[i].n > 0)
			printf("%jd", (intmax_t)item->when[i].at[0].lo);
		printf("\t");
		print_escaped(item->raw_when[i]);
		printf("\n");
	}
	for (unsigned i = 0; i < AMBIT_N_PARTIES; i++) {
		if (item->doubted >> i & 1)
			printf("doubt\t%s\n", roles[i]);
	}
	for (size_t i = 0; i < item->n_parties; i++) {
		printf("party\t%s\t", roles[item->parties[i].role]);
		print_escaped(item->parties[i].addr.local);
		printf("@");
		print_escaped(item->parties[i].addr.domain);
		printf("\n");
	}
}

/* ---- the stream ---- */

struct to_file {
	struct ambit_sink sink;
	FILE *file;
};

static int
write_file(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	FILE *file = ((struct to_file *)sink)->file;

	if (fwrite(bytes.ptr, 1, bytes.len, file) != bytes.len)
		return ambit_err_set(err_r, AMBIT_E_IO, "stream");
	return 0;
}

static const struct ambit_sink_ops file_ops = { .name = "file",
	.write = write_file };

struct dump {
	struct ambit_source *source;
	char path[512];
};

static int
print_bytes(struct dump *dump, const struct ambit_mapi_value *value,
    struct ambit_err *err_r)
{
	struct ambit_sink_hash hash;
	uint64_t off = value->at.off, left = value->at.len;
	struct ambit_span win;
	int rc = ambit_sink_hash_init(&hash, NULL, err_r);

	while (rc == 0 && left > 0) {
		rc = ambit_source_lend(dump->source, off, 1, &win, err_r);
		win = ambit_span_sub(win, 0, (size_t)left);
		if (rc == 0)
			rc = ambit_sink_write(&hash.sink, win, err_r);
		off += win.len;
		left -= win.len;
	}
	if (rc == 0)
		rc = ambit_sink_finish(&hash.sink, err_r);
	printf("%ju ", (uintmax_t)value->at.len);
	for (size_t i = 0; i < sizeof(hash.digest); i++)
		printf("%02x", hash.digest[i]);
	ambit_sink_hash_clear(&hash);
	return rc;
}

static int
print_value(struct dump *dump, const struct ambit_mapi_value *value,
    struct ambit_err *err_r)
{
	const struct ambit_mapi_prop *prop = &value->prop;
	int rc = 0;

	printf("prop\t%s\t%04x\t%04x\t%u\t", dump->path, prop->id, prop->type,
	    prop->index);
	for (size_t i = 0; i < sizeof(prop->set); i++)
		printf("%02x", prop->set[i]);
	printf("\t%x\t", prop->number);
	print_escaped(prop->name);
	printf("\t");
	if (ambit_mapi_is_number(prop->type))
		printf("%jx", (uintmax_t)value->number);
	else
		rc = print_bytes(dump, value, err_r);
	printf("\n");
	return rc;
}

/* At most AMBIT_MAPI_OPEN within each other. */
static int
print_object(struct dump *dump, const struct ambit_mapi_object *object,
    struct ambit_err *err_r)
{
	size_t len = strlen(dump->path), n[4] = { 0 };
	int rc = 0;

	printf("object\t%s\n", dump->path);
	for (size_t i = 0; rc == 0 && i < object->n_values; i++)
		rc = print_value(dump, &object->values[i], err_r);
	for (size_t i = 0; rc == 0 && i < object->n_parts; i++) {
		enum ambit_mapi_kind kind = object->parts[i]->kind;

		if (kind == AMBIT_MAPI_MESSAGE)
			(void)snprintf(dump->path + len,
			    sizeof(dump->path) - len, "/m");
		else
			(void)snprintf(dump->path + len,
			    sizeof(dump->path) - len, "/%c%zu",
			    kind == AMBIT_MAPI_RECIPIENT ? 'r' : 'a',
			    n[kind]++);
		rc = print_object(dump, object->parts[i], err_r);
		dump->path[len] = '\0';
	}
	return rc;
}

static int
print_stream(FILE *file, struct ambit_err *err_r)
{
	struct dump dump = { .path = "m" };
	struct ambit_arena *arena = ambit_arena_new(ARENA);
	const struct ambit_mapi_object *message;
	int rc = ambit_source_new(fileno(file), AMBIT_SOURCE_WINDOW,
	    &dump.source, err_r);

	if (rc == 0)
		rc = ambit_mapi_load(dump.source, arena, &message, err_r);
	if (rc == 0)
		rc = print_object(&dump, message, err_r);
	ambit_source_free(&dump.source);
	ambit_arena_free(&arena);
	return rc;
}

/* ---- the item ---- */

static int
walk_item(struct ambit_reader *r, struct ambit_item *item,
    struct ambit_err *err_r)
{
	struct to_file out = { { .ops = &file_ops }, tmpfile() };
	unsigned flaws = 0;
	int rc;

	if (out.file == NULL)
		return ambit_err_set(err_r, AMBIT_E_IO, "temporary file");
	rc = ambit_reader_read(r, item, err_r);
	if (rc == 0)
		rc = ambit_reader_stream(r, item, &out.sink, &flaws, err_r);
	item->flaws |= flaws;
	if (rc == 0 && fflush(out.file) != 0)
		rc = ambit_err_set(err_r, AMBIT_E_IO, "temporary file");
	if (rc == 0)
		print_facts(item);
	if (rc == 0 && !(item->flaws & AMBIT_FLAW_LOST))
		rc = print_stream(out.file, err_r);
	(void)fclose(out.file);
	return rc;
}

static int
walk(struct ambit_reader *r, struct ambit_err *err_r)
{
	struct ambit_item item;
	int rc;

	while ((rc = r->ops->next(r, &item, err_r)) == 1) {
		if (walk_item(r, &item, err_r) < 0)
			return -1;
	}
	return rc < 0 ? -1 : r->ops->check(r, err_r);
}

int
main(int argc, char **argv)
{
	const struct ambit_limits limits = { .header_bytes = AMBIT_HEADER_MAX,
		.item_bytes = AMBIT_ITEM_MAX,
		.depth = AMBIT_DEPTH_MAX };
	struct ambit_unit unit = ambit_unit_whole(&store);
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct ambit_reader r;
	int fd, rc;

	if (argc != 2)
		return 2;
	fd = open(argv[1], O_RDONLY | O_CLOEXEC);
	if (fd == -1) {
		perror(argv[1]);
		return 1;
	}
	if (ambit_reader_open(&r, &unit, &limits, fd, (struct ambit_span){ 0 },
		&err) < 0) {
		if (err.code != AMBIT_E_FORMAT)
			return fail(&err);
		printf("refused\t%s\n", err.text);
		return 0;
	}
	rc = walk(&r, &err);
	ambit_reader_close(&r);
	return rc < 0 ? fail(&err) : 0;
}
