/*
 * What ambit and libpst find in the stores that they are given, one after
 * another, item by item. A line "store PATH", or "refused PATH WHY" where ambit
 * refuses it; counts of ours, by kind; how libpst ended, and how many nodes
 * else it takes for messages; then one line of each item and reader:
 * "ambit" or "libpst", nid, flaws, recipients, attachments with a method,
 * without one, 0039 and 0E06 in seconds or "-", and of each attachment by
 * value the SHA-256; and "differs" for each line of the comparison.
 * usage: pst-opinions STORE ...
 */

/* System. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "ambit/limits.h"
#include "ambit/second.h"

#define ARENA    ((size_t)4 << 20)
#define PATIENCE 300000
#define MEMORY   ((size_t)4 << 20)

static void
print_time(bool has, int64_t at)
{
	if (has)
		(void)printf("\t%jd", (intmax_t)at);
	else
		(void)printf("\t-");
}

static void
print_item(const struct ambit_second_item *item)
{
	(void)printf("%s\t%u\t%x\t%u\t%u\t%u",
	    item->theirs ? "libpst" : "ambit", item->nid, item->flaws,
	    item->recipients, item->n_files, item->bare);
	print_time(item->facts.has_submitted, item->facts.submitted);
	print_time(item->facts.has_delivered, item->facts.delivered);
	for (uint32_t i = 0; i < ambit_second_told(item->n_files); i++) {
		if (item->files[i].method != 1)
			continue;
		(void)printf("\t");
		for (size_t k = 0; k < AMBIT_DIGEST_LEN; k++)
			(void)printf("%02x", item->files[i].sha256[k]);
	}
	(void)printf("\n");
}

static void
print_line(void *ctx, const struct ambit_second_line *line)
{
	(void)ctx;
	(void)printf("differs\t%u\t%s\t%s\t%s\t%s\t%s\n", line->nid, line->fact,
	    line->ours, line->theirs,
	    line->right == AMBIT_SECOND_OURS ? "ambit" : "open", line->why);
}

static int
print_items(struct ambit_spool *spool, struct ambit_arena *arena,
    struct ambit_err *err)
{
	struct ambit_second_item item[2];
	struct ambit_span record;
	bool has = false;
	int got = ambit_spool_sort(spool, err);

	/* Pairs: ours comes first, and lives until theirs. */
	while (got >= 0 && (got = ambit_spool_next(spool, &record, err)) == 1) {
		struct ambit_second_item *at = &item[has];

		if (!has)
			ambit_arena_reset(arena);
		if (ambit_second_get(record, arena, at, err) < 0)
			return -1;
		print_item(at);
		if (has && at->theirs && at->nid == item[0].nid) {
			(void)ambit_second_compare(&item[0], at, print_line,
			    NULL);
			has = false;
		} else {
			item[0] = *at;
			has = !at->theirs;
		}
	}
	return got;
}

static void
print_counts(const char *path, const struct ambit_second_own *own)
{
	(void)printf("store\t%s\ncounts", path);
	for (size_t i = 0; i < AMBIT_SECOND_KINDS; i++)
		(void)printf("\t%ju", (uintmax_t)own->kinds[i]);
	(void)printf("\t%ju\t%ju\n", (uintmax_t)own->embedded,
	    (uintmax_t)own->rows);
}

static int
see(int fd, int dirfd, const char *path, struct ambit_err *err)
{
	static const struct ambit_store store = { .number = 1,
		.format = AMBIT_STORE_PST };
	static const struct ambit_limits limits = {
		.header_bytes = AMBIT_HEADER_MAX,
		.item_bytes = AMBIT_ITEM_MAX,
		.depth = AMBIT_DEPTH_MAX,
	};
	const struct ambit_second_terms terms = { .storefd = fd,
		.spoolfd = dirfd,
		.ms = PATIENCE };
	struct ambit_arena *arena = ambit_arena_new(ARENA);
	struct ambit_spool *spool = NULL;
	struct ambit_second_own own;
	struct ambit_second_end end;
	int rc = -1;

	if (arena == NULL || ambit_spool_new(dirfd, MEMORY, &spool, err) < 0)
		return -1;
	rc = ambit_second_own(&terms, &store, &limits, spool, &own, err);
	if (rc < 0 && err->code == AMBIT_E_FORMAT)
		(void)printf("refused\t%s\t%s\n", path, err->text);
	else if (rc == 0)
		print_counts(path, &own);
	if (rc == 0 || err->code == AMBIT_E_FORMAT)
		rc = ambit_second_ask(&terms, spool, &end, err);
	if (rc == 0) {
		(void)printf("end\t%d\t%ju\n", end.how, (uintmax_t)end.others);
		rc = print_items(spool, arena, err);
	}
	ambit_spool_free(&spool);
	ambit_arena_free(&arena);
	return rc;
}

int
main(int argc, char **argv)
{
	int dirfd = open("/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	for (int i = 1; i < argc; i++) {
		int fd = open(argv[i], O_RDONLY | O_CLOEXEC);
		struct ambit_err err = { .code = AMBIT_E_NONE };

		if (fd == -1 || see(fd, dirfd, argv[i], &err) < 0) {
			(void)fprintf(stderr, "%s: %s\n", argv[i], err.text);
			return 1;
		}
		(void)close(fd);
	}
	return 0;
}
