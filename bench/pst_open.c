/*
 * How long a PST takes to open, and its items to be known by date: medians of
 * some turns, in milliseconds of the processor.
 * usage: pst-open TURNS STORE ...
 */

/* System. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "ambit/limits.h"
#include "ambit/reader.h"
#include "store/pst/file.h"

#define TURNS_MAX 99

static double
now_ms(void)
{
	struct timespec at;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
	return (double)at.tv_sec * 1e3 + (double)at.tv_nsec / 1e6;
}

static int
compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static double
median(double *v, size_t n)
{
	qsort(v, n, sizeof(*v), compare);
	return v[n / 2];
}

static void
fail(const char *path, const struct ambit_err *err)
{
	(void)fprintf(stderr, "%s: %s\n", path, err->text);
	exit(1);
}

/* Both indexes; how many nodes they have. */
static size_t
open_indexes(const char *path, int fd)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct pst_file file;
	size_t n;

	if (pst_file_open(&file, fd, &err) < 0)
		fail(path, &err);
	n = file.n_nodes;
	pst_file_close(&file);
	return n;
}

/* Every item with its clocks and parties; how many there are. */
static size_t
read_items(const char *path, int fd)
{
	static const struct ambit_limits limits = {
		.header_bytes = AMBIT_HEADER_MAX,
		.item_bytes = AMBIT_ITEM_MAX,
		.depth = AMBIT_DEPTH_MAX,
	};
	static const struct ambit_store store = { .number = 1,
		.format = AMBIT_STORE_PST,
		.holds = AMBIT_HOLDS_MAIL };
	static const struct ambit_span none;
	struct ambit_unit unit = ambit_unit_whole(&store);
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct ambit_reader r;
	struct ambit_item item;
	size_t n = 0;
	int got;

	if (ambit_reader_open(&r, &unit, &limits, fd, none, &err) < 0)
		fail(path, &err);
	while ((got = r.ops->next(&r, &item, &err)) == 1) {
		if (ambit_reader_read(&r, &item, &err) < 0)
			fail(path, &err);
		n++;
	}
	if (got < 0)
		fail(path, &err);
	ambit_reader_close(&r);
	return n;
}

static void
measure(const char *path, size_t turns)
{
	double opened[TURNS_MAX], known[TURNS_MAX];
	size_t nodes = 0, items = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	for (size_t i = 0; i < turns; i++) {
		double begin = now_ms(), end;

		nodes = open_indexes(path, fd);
		end = now_ms();
		opened[i] = end - begin;
		items = read_items(path, fd);
		known[i] = now_ms() - end;
	}
	(void)close(fd);
	(void)printf("%s: %zu nodes open in %.1f ms, %.0f ns a node; %zu items"
		     " known in %.1f ms\n",
	    path, nodes, median(opened, turns),
	    median(opened, turns) * 1e6 / (double)(nodes + (nodes == 0)), items,
	    median(known, turns));
}

int
main(int argc, char **argv)
{
	size_t turns = argc > 1 ? strtoul(argv[1], NULL, 10) : 0;

	if (argc < 3 || turns < 1 || turns > TURNS_MAX) {
		(void)fprintf(stderr, "usage: pst-open TURNS STORE ...\n");
		return 2;
	}
	for (int i = 2; i < argc; i++)
		measure(argv[i], turns);
	return 0;
}
