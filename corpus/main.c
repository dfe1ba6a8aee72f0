/*
 * ambit-corpus: writes a provider of the size asked, from a seed, with the
 * truth beside it. Reads nothing but its arguments and the certificates.
 */

/* System. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Ours. */
#include "corpus.h"
#include "pst/file.h"

#define ROOM      ((size_t)16 << 20)
#define BYTES_MAX (UINT64_C(1) << 46)

static const char usage[] =
    "usage: ambit-corpus --seed N --bytes SIZE --out DIR\n"
    "           [--format FORMAT,...] [--from DATE --until DATE]\n"
    "           [--traps PER_MILLE] [--pki DIR] [--harm WORD]\n"
    "SIZE is that of alice's mailbox: 200K, 5M, 1G. DATE is YYYY-MM-DD, UTC,\n"
    "or an instant with an offset. FORMAT is mbox, maildir, eml or pst;\n"
    "several hold the same mail, and all is the first three of them.\n"
    "WORD breaks one structure of the PST and keeps its sums right: overlap,\n"
    "length, lost-block, lost-node, cycle, subnode-cycle, sum. The truth is\n"
    "that of the store before.\n"
    "DIR must not exist, or be empty but for pki/.\n";

void
die(const char *what)
{
	(void)fprintf(stderr, "ambit-corpus: %s%s%s\n", what,
	    errno != 0 ? ": " : "", errno != 0 ? strerror(errno) : "");
	exit(1);
}

static void
refuse(void)
{
	(void)fputs(usage, stderr);
	exit(2);
}

/* ---- arguments ---- */

struct arguments {
	uint64_t seed, bytes, traps;
	const char *out, *pki, *format, *from, *until, *harm;
	bool has_seed;
};

static uint64_t
number(const char *str, bool unit)
{
	char *end;
	uint64_t n;
	unsigned shift = 0;

	errno = 0;
	n = strtoull(str, &end, 10);
	if (errno != 0 || end == str || *str == '-')
		refuse();
	if (unit && *end != '\0') {
		shift = *end == 'K' ? 10 : *end == 'M' ? 20 : 0;
		shift = *end == 'G' ? 30 : shift;
		end += shift > 0;
	}
	if (*end != '\0' || n > UINT64_MAX >> shift)
		refuse();
	return n << shift;
}

/* A day, from its first second in UTC, or an instant with an offset. */
static int64_t
instant(const char *str)
{
	char stamp[64];
	int64_t at;
	int zone;

	if (strlen(str) > 32)
		refuse();
	(void)snprintf(stamp, sizeof(stamp), "%s%s", str,
	    strlen(str) == 10 ? "T00:00:00Z" : "");
	if (!ambit_instant_parse(ambit_span_str(stamp), &at, &zone))
		refuse();
	return at - at % AMBIT_SECOND;
}

static void
parse_one(struct arguments *a, const char *name, const char *value)
{
	if (value == NULL)
		refuse();
	if (strcmp(name, "--seed") == 0) {
		a->seed = number(value, false);
		a->has_seed = true;
	} else if (strcmp(name, "--bytes") == 0) {
		a->bytes = number(value, true);
	} else if (strcmp(name, "--traps") == 0) {
		a->traps = number(value, false);
	} else if (strcmp(name, "--out") == 0) {
		a->out = value;
	} else if (strcmp(name, "--pki") == 0) {
		a->pki = value;
	} else if (strcmp(name, "--harm") == 0) {
		a->harm = value;
	} else if (strcmp(name, "--format") == 0) {
		a->format = value;
	} else if (strcmp(name, "--from") == 0) {
		a->from = value;
	} else if (strcmp(name, "--until") == 0) {
		a->until = value;
	} else {
		refuse();
	}
}

static unsigned
format_of(struct ambit_span word)
{
	static const struct {
		const char *word;
		unsigned formats;
	} rows[] = {
		{ "mbox", FORMAT_MBOX },
		{ "maildir", FORMAT_MAILDIR },
		{ "eml", FORMAT_EML },
		{ "pst", FORMAT_PST },
		{ "all", FORMAT_MBOX | FORMAT_MAILDIR | FORMAT_EML },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (ambit_span_equal(word, ambit_span_str(rows[i].word)))
			return rows[i].formats;
	}
	refuse();
	return 0;
}

/* Words with commas between them. */
static unsigned
formats_of(const char *words)
{
	unsigned formats = 0;
	size_t len;

	for (;; words += len + 1) {
		len = strcspn(words, ",");
		formats |= format_of(
		    (struct ambit_span){ (const unsigned char *)words, len });
		if (words[len] == '\0')
			return formats;
	}
}

static struct arguments
parse(int argc, char **argv)
{
	struct arguments a = { .traps = 20,
		.format = "mbox",
		.from = "2023-01-01",
		.until = "2025-01-01" };

	for (int i = 1; i < argc; i += 2)
		parse_one(&a, argv[i], i + 1 < argc ? argv[i + 1] : NULL);
	if (!a.has_seed || a.out == NULL || a.traps > 1000 || a.bytes == 0 ||
	    a.bytes > BYTES_MAX)
		refuse();
	if (a.harm != NULL &&
	    ((formats_of(a.format) & FORMAT_PST) == 0 ||
		pst_harm_of(a.harm) == PST_UNHARMED))
		refuse();
	return a;
}

/* ---- the provider ---- */

static const struct store own_stores[] = {
	{ .id = "alice-mbox",
	    .account = "alice",
	    .path = "alice/inbox.mbox",
	    .format = FORMAT_MBOX },
	{ .id = "alice-maildir",
	    .account = "alice",
	    .path = "alice/Maildir",
	    .format = FORMAT_MAILDIR },
	{ .id = "alice-eml",
	    .account = "alice",
	    .path = "alice/mail",
	    .format = FORMAT_EML },
	{ .id = "alice-pst",
	    .account = "alice",
	    .path = "alice/mail.pst",
	    .format = FORMAT_PST },
};

static int
open_folder(const char *path, bool make)
{
	int fd;

	if (make && mkdir(path, 0755) == -1 && errno != EEXIST)
		die("cannot make the folder of --out");
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd == -1)
		die("cannot open a folder");
	return fd;
}

static void
open_world(struct world *w, const struct arguments *a)
{
	w->seed = a->seed;
	w->per_mille = (unsigned)a->traps;
	w->formats = formats_of(a->format);
	w->from = instant(a->from);
	w->until = instant(a->until);
	if (w->until - w->from < 100 * AMBIT_HOUR)
		refuse();
	random_seed(&w->random, a->seed);
	w->pki = a->pki == NULL ? -1 : open_folder(a->pki, false);
	w->dirfd = open_folder(a->out, true);
	w->room.cap = ROOM;
	w->room.ptr = malloc(ROOM);
	if (w->room.ptr == NULL)
		die("no memory");
	for (size_t i = 0; i < 4; i++) {
		if (w->formats & own_stores[i].format)
			w->own[w->n_own++] = own_stores[i];
	}
	w->bruno = (struct store){ .id = "bruno-mbox",
		.account = "bruno",
		.path = "bruno/mail.mbox",
		.format = FORMAT_MBOX };
	w->journal = (struct store){ .id = "journal",
		.account = "-",
		.path = "journal/journal.mbox",
		.format = FORMAT_MBOX };
	w->truth = (struct store){ .path = "truth.tsv", .format = FORMAT_MBOX };
}

static void
open_stores(struct world *w, const char *harm)
{
	for (size_t i = 0; i < w->n_own; i++) {
		store_open(&w->own[i], w->dirfd);
		if (w->own[i].format == FORMAT_PST)
			pst_open(&w->own[i], w->seed, harm);
	}
	store_open(&w->bruno, w->dirfd);
	store_open(&w->journal, w->dirfd);
	store_open(&w->truth, w->dirfd);
}

static void
close_stores(struct world *w)
{
	for (size_t i = 0; i < w->n_own; i++)
		store_close(&w->own[i]);
	store_close(&w->bruno);
	store_close(&w->journal);
	store_close(&w->truth);
}

int
main(int argc, char **argv)
{
	static struct world w;
	struct arguments a = parse(argc, argv);

	open_world(&w, &a);
	prose_make(&w.random);
	people_make(&w.random);
	orders_make(&w);
	open_stores(&w, a.harm);
	truth_head(&w);
	mail_write(&w, a.bytes);
	close_stores(&w);
	orders_write(&w);
	registry_write(&w);
	free(w.room.ptr);
	return 0;
}
