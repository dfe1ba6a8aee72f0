/*
 * Explain: finding an item in a custody record. items.csv is read once from
 * the front, so a record of any length takes no more memory.
 */

/* System. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Floor 5 and below. */
#include "ambit/csv.h"
#include "ambit/file.h"
#include "ambit/limits.h"
#include "ambit/linux.h"
#include "ambit/parse.h"
#include "ambit/source.h"

/* Floor 6. */
#include "ambit/explain.h"
#include "explain_words.h"

/* A row of items.csv is shorter: its longest cells are cut at 200 bytes. */
#define ROW_MAX ((size_t)1 << 16)

/* An order, and what is made of it; of a registry some times its bytes. */
#define ORDER_ARENA    ((size_t)32 << 20)
#define REGISTRY_TIMES 16

struct explaining {
	struct ambit_span name;
	struct ambit_sink *sink;
	struct ambit_arena *arena;
	struct ambit_order order;
	struct ambit_registry registry;
	struct ambit_source *source;

	/* The row at hand, and where the next one begins. */
	struct ambit_span cells[EXPLAIN_COLUMNS];
	uint64_t next;
	char unquoted[ROW_MAX];

	/* The item of that row: rows of one item stand together. */
	uint64_t first;   /* where its first row begins */
	uint64_t ordinal; /* within its store */
	unsigned char store_of[ROW_MAX], locator_of[ROW_MAX];
	struct ambit_span store, locator;
	bool any; /* something was found */
};

static int
is_broken(struct ambit_err *err_r)
{
	return ambit_err_set(err_r, AMBIT_E_FORMAT,
	    "items.csv: not as ambit writes it");
}

/* Read the row at off into cells: 1, 0 at the end, -1. */
static int
read_row(struct explaining *e, uint64_t off, struct ambit_err *err_r)
{
	struct ambit_text text = AMBIT_TEXT(e->unquoted);
	struct ambit_span win, rest;

	if (ambit_source_lend(e->source, off, ROW_MAX, &win, err_r) < 0)
		return -1;
	if (win.len == 0)
		return 0;
	rest = win;
	if (ambit_csv_cut(&rest, false, &text, e->cells, EXPLAIN_COLUMNS) !=
	    EXPLAIN_COLUMNS)
		return is_broken(err_r);
	e->next = off + (win.len - rest.len);
	return 1;
}

static bool
is_same(const struct explaining *e)
{
	return ambit_span_equal(e->store, e->cells[EXPLAIN_STORE]) &&
	    ambit_span_equal(e->locator, e->cells[EXPLAIN_LOCATOR]);
}

static struct ambit_span
keep(unsigned char room[ROW_MAX], struct ambit_span s)
{
	if (s.len > 0)
		memcpy(room, s.ptr, s.len);
	return (struct ambit_span){ room, s.len };
}

/* A row at off of another item than the last. */
static void
turn_to(struct explaining *e, uint64_t off)
{
	bool stays = ambit_span_equal(e->store, e->cells[EXPLAIN_STORE]);

	e->first = off;
	e->ordinal = stays ? e->ordinal + 1 : 1;
	e->store = keep(e->store_of, e->cells[EXPLAIN_STORE]);
	e->locator = keep(e->locator_of, e->cells[EXPLAIN_LOCATOR]);
}

/* Is rest the number n? */
static bool
is_number(struct ambit_span rest, uint64_t n)
{
	char digits[24];
	struct ambit_text text = AMBIT_TEXT(digits);

	ambit_text_print(&text, "%ju", (uintmax_t)n);
	return ambit_span_equal(rest, ambit_text_span(&text));
}

/* Does the row at hand bear the name that was asked for? */
static bool
is_meant(const struct explaining *e)
{
	struct ambit_span store = e->cells[EXPLAIN_STORE];
	struct ambit_span rest = e->name;

	if (ambit_span_equal(e->cells[EXPLAIN_BATES], rest) ||
	    ambit_span_equal(e->cells[EXPLAIN_LOCATOR], rest))
		return rest.len > 0;
	if (!ambit_span_begins(rest, store) || rest.len <= store.len ||
	    rest.ptr[store.len] != ':')
		return false;
	rest = ambit_span_sub(rest, store.len + 1, rest.len);
	return ambit_span_equal(e->cells[EXPLAIN_LOCATOR], rest) ||
	    is_number(rest, e->ordinal);
}

/* Every row of the item at hand, from its first on. */
static int
explain_all(struct explaining *e, uint64_t *off, struct ambit_err *err_r)
{
	int got;

	if (e->any && ambit_sink_write(e->sink, AMBIT_LIT("\n"), err_r) < 0)
		return -1;
	e->any = true;
	*off = e->first;
	while ((got = read_row(e, *off, err_r)) == 1 && is_same(e)) {
		if (*off == e->first &&
		    explain_item(e->cells, e->sink, err_r) < 0)
			return -1;
		if (explain_row(e->cells, &e->order, &e->registry, e->sink,
			err_r) < 0)
			return -1;
		*off = e->next;
	}
	return got < 0 ? -1 : 0;
}

static int
walk(struct explaining *e, struct ambit_err *err_r)
{
	uint64_t off;
	int got = read_row(e, 0, err_r);

	if (got < 0)
		return -1;
	if (got == 0 || !ambit_span_equal(e->cells[0], AMBIT_LIT("task")))
		return is_broken(err_r);
	off = e->next;
	while ((got = read_row(e, off, err_r)) == 1) {
		if (!is_same(e))
			turn_to(e, off);
		if (!is_meant(e))
			off = e->next;
		else if (explain_all(e, &off, err_r) < 0)
			return -1;
	}
	if (got == 0 && !e->any)
		return ambit_err_set(err_r, AMBIT_E_FORMAT,
		    "the custody record has no such item");
	return got;
}

static int
walk_file(struct explaining *e, int fd, struct ambit_err *err_r)
{
	int items = ambit_linux_open_beneath(fd, "items.csv", false);
	int done;

	if (items == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "open items.csv");
	done = ambit_source_new(items, AMBIT_SOURCE_WINDOW, &e->source, err_r);
	if (done == 0)
		done = walk(e, err_r);
	ambit_source_free(&e->source);
	(void)close(items);
	return done;
}

/* The order that was carried out, and what was known of accounts then. */
static int
read_copies(struct explaining *e, int fd, struct ambit_complaints *complaints,
    struct ambit_err *err_r)
{
	struct ambit_span bytes;

	if (ambit_file_read(fd, "order/order.xml", AMBIT_ORDER_MAX, e->arena,
		&bytes, err_r) < 0)
		return -1;
	if (ambit_order_parse(bytes, e->arena, &e->order, complaints, err_r) <
	    0)
		return -1;
	if (ambit_file_read(fd, "order/registry.xml", AMBIT_REGISTRY_MAX,
		e->arena, &bytes, err_r) < 0)
		return -1;
	return ambit_registry_parse(bytes, e->arena, &e->registry, complaints,
	    err_r);
}

static int
read_all(struct explaining *e, int fd, struct ambit_err *err_r)
{
	struct ambit_complaints *complaints = calloc(1, sizeof(*complaints));
	int done;

	if (complaints == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "explain");
	done = read_copies(e, fd, complaints, err_r);
	if (done < 0 && complaints->n > 0)
		(void)ambit_err_set(err_r, AMBIT_E_FORMAT,
		    "the record's copy of order or registry cannot be read");
	free(complaints);
	return done;
}

/* Room for the copies, by their size. */
static struct ambit_arena *
arena_of(int fd)
{
	struct stat st;
	size_t cap = ORDER_ARENA;

	if (fstatat(fd, "order/registry.xml", &st, 0) == 0 &&
	    (uintmax_t)st.st_size <= AMBIT_REGISTRY_MAX)
		cap += REGISTRY_TIMES * (size_t)st.st_size;
	return ambit_arena_new(cap);
}

int
ambit_explain(int fd, struct ambit_span name, struct ambit_sink *sink,
    struct ambit_err *err_r)
{
	struct explaining *e = calloc(1, sizeof(*e));
	int done = -1;

	if (e != NULL)
		e->arena = arena_of(fd);
	if (e == NULL || e->arena == NULL) {
		free(e);
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "explain");
	}
	e->name = name;
	e->sink = sink;
	if (read_all(e, fd, err_r) == 0)
		done = walk_file(e, fd, err_r);
	ambit_arena_free(&e->arena);
	free(e);
	return done;
}
