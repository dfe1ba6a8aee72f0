/*
 * ambit inspect: the outline of a store for engineers. Offsets, sizes, counts,
 * flaws, digests; never a value.
 */

/* System. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

/* Floor 6 and below. */
#include "ambit/limits.h"
#include "ambit/linux.h"
#include "ambit/reader.h"
#include "ambit/scope.h"
#include "ambit/text.h"

/* Floor 8. */
#include "case.h"
#include "inspect_second.h"
#include "say.h"

struct inspecting {
	const struct cli *cli;
	struct ambit_arena *arena; /* of the registry */
	struct ambit_registry registry;
	struct ambit_store store;
	struct ambit_sink_hash hash;
	int fd, spoolfd;
	uint64_t items, flawed, bytes;
	struct ambit_span claims; /* of the unit before, in room */
	unsigned char room[AMBIT_UNIT_CLAIMS_MAX];
};

static void
name_flaws(unsigned flaws, struct ambit_text *text)
{
	for (unsigned i = 0; i < AMBIT_N_FLAWS; i++) {
		if ((flaws & 1U << i) == 0)
			continue;
		ambit_text_str(text, text->len > 0 ? " " : "");
		ambit_text_str(text, ambit_flaw_name(i));
	}
	ambit_text_str(text, text->len == 0 ? "-" : "");
}

static int
digest(struct inspecting *s, struct ambit_reader *r,
    const struct ambit_item *item, struct ambit_err *err_r)
{
	struct ambit_extent all = { 0, item->raw.len };

	if (ambit_sink_hash_reset(&s->hash, err_r) < 0)
		return -1;
	if (!(item->flaws & AMBIT_FLAW_LINK) &&
	    ambit_reader_pour(r, item, all, &s->hash.sink, err_r) < 0)
		return -1;
	return ambit_sink_finish(&s->hash.sink, err_r);
}

/* The stream of an item of Outlook; what it shows joins the item's flaws. */
static int
digest_stream(struct inspecting *s, struct ambit_reader *r,
    struct ambit_item *item, struct ambit_err *err_r)
{
	unsigned flaws = 0;

	if (ambit_sink_hash_reset(&s->hash, err_r) < 0)
		return -1;
	if (item->read && item->raw.len > 0 &&
	    ambit_reader_stream(r, item, &s->hash.sink, &flaws, err_r) < 0)
		return -1;
	item->flaws |= flaws;
	return ambit_sink_finish(&s->hash.sink, err_r);
}

static int
show_node(struct inspecting *s, struct ambit_reader *r, struct ambit_item *item,
    struct ambit_err *err_r)
{
	unsigned word = ambit_class_word(item->kind);
	char flaws[256], hex[65];
	struct ambit_text flaw_text = AMBIT_TEXT(flaws);
	struct ambit_text hex_text = AMBIT_TEXT(hex);

	if (ambit_reader_read(r, item, err_r) < 0 ||
	    digest_stream(s, r, item, err_r) < 0)
		return -1;
	s->items++;
	s->flawed += item->flaws != 0;
	name_flaws(item->flaws, &flaw_text);
	ambit_text_hex(&hex_text,
	    (struct ambit_span){ s->hash.digest, AMBIT_DIGEST_LEN });
	say_result(s->cli, "item",
	    "%8ju %10ju %-8s %14ju %10ju %14ju %6zu %6zu %.*s  %.*s",
	    (uintmax_t)s->items, (uintmax_t)item->at.off,
	    word != 0 ? ambit_holds_name((enum ambit_holds)word) : "-",
	    (uintmax_t)item->framed.off, (uintmax_t)item->raw.len,
	    (uintmax_t)s->hash.sink.count, item->n_fields, item->n_parties,
	    (int)hex_text.len, hex, (int)flaw_text.len, flaws);
	return 0;
}

static int
show_item(struct inspecting *s, struct ambit_reader *r, struct ambit_item *item,
    struct ambit_err *err_r)
{
	char flaws[256], hex[65];
	struct ambit_text flaw_text = AMBIT_TEXT(flaws);
	struct ambit_text hex_text = AMBIT_TEXT(hex);

	if (ambit_reader_read(r, item, err_r) < 0 ||
	    ambit_reader_parts(r, item, err_r) < 0 ||
	    digest(s, r, item, err_r) < 0)
		return -1;
	s->items++;
	s->flawed += item->flaws != 0;
	name_flaws(item->flaws, &flaw_text);
	ambit_text_hex(&hex_text,
	    (struct ambit_span){ s->hash.digest, AMBIT_DIGEST_LEN });
	say_result(s->cli, "item",
	    "%8ju %14ju %10ju %14ju %10ju %6zu %5zu %.*s  %.*s",
	    (uintmax_t)s->items, (uintmax_t)item->framed.off,
	    (uintmax_t)item->framed.len, (uintmax_t)item->raw.off,
	    (uintmax_t)item->raw.len, item->n_fields, item->n_parts,
	    (int)hex_text.len, hex, (int)flaw_text.len, flaws);
	return 0;
}

static int
show_items(struct inspecting *s, struct ambit_reader *r,
    struct ambit_err *err_r)
{
	bool streams = ambit_reader_streams(r);
	struct ambit_item item;
	int got;

	while ((got = r->ops->next(r, &item, err_r)) == 1) {
		if ((streams ? show_node : show_item)(s, r, &item, err_r) < 0)
			return ambit_err_at(err_r, item.at);
	}
	s->bytes += r->seen;
	return got < 0 ? -1 : r->ops->check(r, err_r);
}

/* What this unit says of the next one outlives its reader. */
static int
keep_claims(struct inspecting *s, struct ambit_reader *r,
    struct ambit_err *err_r)
{
	struct ambit_span claims;

	if (ambit_reader_claims(r, &claims, err_r) < 0)
		return -1;
	if (claims.len > 0)
		memcpy(s->room, claims.ptr, claims.len);
	s->claims = (struct ambit_span){ s->room, claims.len };
	return 0;
}

static int
show_head(struct inspecting *s, struct ambit_reader *r, struct ambit_err *err_r)
{
	char note[128];
	struct ambit_text text = AMBIT_TEXT(note);

	if (ambit_reader_note(r, &text, err_r) < 0)
		return -1;
	if (text.len > 0)
		say_result(s->cli, "note", "%.*s", (int)text.len, note);
	if (ambit_reader_streams(r))
		say_result(s->cli, "head",
		    "%8s %10s %-8s %14s %10s %14s %6s %6s %-64s  %s", "item",
		    "nid", "kind", "at", "bytes", "of stream", "fields",
		    "people", "SHA-256 of its properties as a stream", "flaws");
	else
		say_result(s->cli, "head",
		    "%8s %14s %10s %14s %10s %6s %5s %-64s  %s", "item",
		    "framed at", "bytes", "raw at", "bytes", "fields", "parts",
		    "SHA-256 of the raw bytes", "flaws");
	return 0;
}

static int
show_unit(void *ctx, const struct ambit_unit *unit, struct ambit_err *err_r)
{
	struct inspecting *s = ctx;
	struct ambit_reader r;
	int got;

	if (ambit_reader_open(&r, unit, &s->registry.limits, s->fd, s->claims,
		err_r) < 0)
		return -1;
	got = unit->part == 1 ? show_head(s, &r, err_r) : 0;
	if (got == 0)
		got = show_items(s, &r, err_r);
	if (got == 0)
		got = keep_claims(s, &r, err_r);
	ambit_reader_close(&r);
	return got;
}

static bool
has_entry(int fd, const char *name)
{
	return faccessat(fd, name, F_OK, 0) == 0;
}

static bool
ends_in(const char *path, const char *end)
{
	size_t len = strlen(path), n = strlen(end);

	return len >= n && strcasecmp(path + len - n, end) == 0;
}

/* What bears the name of a store of Outlook and does not begin like one is
 * refused as such, and never taken for mail. */
static enum ambit_store_format
format_of_name(const struct inspecting *s)
{
	const char *path = s->cli->operand[0];

	if (ends_in(path, ".pst"))
		return AMBIT_STORE_PST;
	if (ends_in(path, ".ost"))
		return AMBIT_STORE_OST;
	return !s->store.gzip && ends_in(path, ".eml") ? AMBIT_STORE_EML
						       : AMBIT_STORE_MBOX;
}

/* Of a file, by its first bytes; and where they do not tell, by its name. */
static void
taste_file(struct inspecting *s, struct ambit_span head)
{
	s->store.gzip = ambit_span_begins(head, AMBIT_LIT("\x1f\x8b"));
	if (ambit_span_begins(head, AMBIT_LIT("!BDN")))
		s->store.format = head.len > 9 && head.ptr[9] == 'O'
		    ? AMBIT_STORE_OST
		    : AMBIT_STORE_PST;
	else if (ambit_span_begins(head, AMBIT_LIT("\xd0\xcf\x11\xe0")))
		s->store.format = AMBIT_STORE_MSG;
	else
		s->store.format = format_of_name(s);
}

/* The format of a store that no registry row describes. */
static int
taste(struct inspecting *s, struct ambit_err *err_r)
{
	unsigned char head[10];
	struct stat st;
	ssize_t len;

	if (fstat(s->fd, &st) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "stat");
	s->store = (struct ambit_store){ .number = 1,
		.id = ambit_span_str(s->cli->operand[0]),
		.holds = AMBIT_HOLDS_MAIL,
		.clocks[AMBIT_CLOCK_HEADER].source = AMBIT_SOURCE_DATE_HEADER };
	if (!S_ISDIR(st.st_mode) && !S_ISREG(st.st_mode))
		return ambit_err_set(err_r, AMBIT_E_FORMAT,
		    "%s: neither a file nor a folder", s->cli->operand[0]);
	if (S_ISDIR(st.st_mode)) {
		s->store.format =
		    has_entry(s->fd, "cur") || has_entry(s->fd, "new")
		    ? AMBIT_STORE_MAILDIR
		    : AMBIT_STORE_EML;
		return 0;
	}
	len = pread(s->fd, head, sizeof(head), 0);
	if (len == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "read");
	taste_file(s, (struct ambit_span){ head, (size_t)len });
	return 0;
}

/* A store of the registry by its id. */
static int
look_up(struct inspecting *s, struct ambit_err *err_r)
{
	for (size_t i = 0; i < s->registry.n_stores; i++) {
		if (!ambit_span_equal(s->registry.stores[i].id,
			ambit_span_str(s->cli->operand[0])))
			continue;
		s->store = s->registry.stores[i];
		return 0;
	}
	return ambit_err_set(err_r, AMBIT_E_REGISTRY, "no store %s",
	    s->cli->operand[0]);
}

static int
open_named(struct inspecting *s, struct ambit_err *err_r)
{
	const char *name;
	char path[4096];
	int rootfd;

	if (look_up(s, err_r) < 0)
		return -1;
	rootfd = s->cli->root != NULL
	    ? open(s->cli->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
	    : case_folder_of(s->cli->registry, &name);
	if (rootfd == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "root %s",
		    s->cli->root != NULL ? s->cli->root : s->cli->registry);
	(void)snprintf(path, sizeof(path), "%.*s", (int)s->store.path.len,
	    (const char *)s->store.path.ptr);
	s->fd = ambit_linux_open_beneath(rootfd, path, false);
	if (s->fd == -1)
		(void)ambit_err_set(err_r, AMBIT_E_IO, "open %s", path);
	(void)close(rootfd);
	return s->fd == -1 ? -1 : 0;
}

/* Whatever it is, opening it does not wait; taste() asks what it is. */
static int
open_path(struct inspecting *s, struct ambit_err *err_r)
{
	s->fd = open(s->cli->operand[0],
	    O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
	if (s->fd == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "open %s",
		    s->cli->operand[0]);
	s->registry.limits = (struct ambit_limits){
		.header_bytes = AMBIT_HEADER_MAX,
		.item_bytes = AMBIT_ITEM_MAX,
		.depth = AMBIT_DEPTH_MAX,
	};
	return taste(s, err_r);
}

/* A file without a separator is no mbox; unless a registry says so, it is one
 * message. */
static bool
may_be_message(const struct inspecting *s, const struct ambit_err *err)
{
	return err->code == AMBIT_E_FORMAT && s->cli->registry == NULL &&
	    s->items == 0 && !s->store.gzip &&
	    s->store.format == AMBIT_STORE_MBOX;
}

static int
show_units(struct inspecting *s, struct ambit_err *err_r)
{
	int got =
	    ambit_unit_cut(&s->store, s->fd, s->spoolfd, show_unit, s, err_r);

	if (got < 0 && may_be_message(s, err_r)) {
		s->store.format = AMBIT_STORE_EML;
		got = ambit_unit_cut(&s->store, s->fd, s->spoolfd, show_unit, s,
		    err_r);
	}
	return got;
}

/* An error has room for so much of a name. */
#define NAMED_MAX 80

/* The store as it was called; of a long path, the end. */
static struct ambit_span
name_of(const struct cli *cli)
{
	const char *name = cli->operand[0], *slash;

	while (strlen(name) > NAMED_MAX &&
	    (slash = strchr(name, '/')) != NULL && slash[1] != '\0')
		name = slash + 1;
	return ambit_span_str(name);
}

static int
show(struct inspecting *s, struct ambit_err *err_r)
{
	if (s->cli->second_opinion)
		return inspect_second(s->cli, &s->store, &s->registry.limits,
		    s->fd, s->spoolfd, err_r);
	if (ambit_sink_hash_init(&s->hash, NULL, err_r) < 0 ||
	    show_units(s, err_r) < 0)
		return -1;
	say_result(s->cli, "sum", "%ju items, %ju with flaws, %ju bytes as %s",
	    (uintmax_t)s->items, (uintmax_t)s->flawed, (uintmax_t)s->bytes,
	    ambit_reader_of(s->store.format)->name);
	return 0;
}

static int
inspect(struct inspecting *s, struct ambit_err *err_r)
{
	const char *tmp = getenv("TMPDIR");

	s->spoolfd = open(tmp != NULL ? tmp : "/tmp",
	    O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (s->spoolfd == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "temporary folder");
	if (ambit_reader_of(s->store.format) == NULL)
		return ambit_err_set(err_r, AMBIT_E_FORMAT,
		    "this version does not read the format %s",
		    ambit_store_format_name(s->store.format));
	return show(s, err_r) < 0 ? ambit_err_in(err_r, name_of(s->cli)) : 0;
}

static enum cli_exit
read_registry(struct inspecting *s)
{
	s->arena = case_arena(s->cli->registry);
	if (s->arena == NULL) {
		(void)fprintf(stderr, "ambit: no memory\n");
		return CLI_FAILED;
	}
	return case_registry(s->cli, s->cli->registry, s->arena, &s->registry);
}

static enum cli_exit
run(const struct cli *cli)
{
	struct inspecting s = { .cli = cli, .fd = -1, .spoolfd = -1 };
	struct ambit_err err = { .code = AMBIT_E_NONE };
	enum cli_exit status = CLI_COMPLETE;

	if (cli->registry != NULL)
		status = read_registry(&s);
	if (status == CLI_COMPLETE &&
	    ((cli->registry != NULL ? open_named(&s, &err)
				    : open_path(&s, &err)) < 0 ||
		inspect(&s, &err) < 0))
		status = say_err(cli, &err, "");
	ambit_sink_hash_clear(&s.hash);
	if (s.fd != -1)
		(void)close(s.fd);
	if (s.spoolfd != -1)
		(void)close(s.spoolfd);
	ambit_arena_free(&s.arena);
	return status;
}

const struct cli_command cli_inspect = {
	.name = "inspect",
	.usage = "STORE [--registry FILE [--root DIR]] [--second-opinion] "
		 "[--json]\n"
		 "  STORE is a path; with --registry, the id of one of its "
		 "stores\n"
		 "  --second-opinion: what libpst finds in a PST or OST beside "
		 "what ambit does",
	.says = "outline of a store: offsets, sizes, flaws, digests",
	.takes = "rRSjq",
	.min = 1,
	.max = 1,
	.run = run,
};
