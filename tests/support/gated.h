#ifndef AMBIT_TESTS_GATED_H
#define AMBIT_TESTS_GATED_H

/* The size of pipes is a word of Linux. */
#define _GNU_SOURCE

#include <fcntl.h>
#include <signal.h>

#include "check.h"
#include "output.h"
#include "world.h"

#include "ambit/csv.h"

#include "proc/child.h"
#include "proc/house.h"
#include "proc/lent.h"
#include "proc/tell.h"
#include "proc/word.h"

/*
 * A gate at work in its cage, and the test at the other ends of its pipes: as
 * its reader, and as the monitor.
 */

#define GATED_TASK(id, data) \
	"<Task id=\"" id     \
	"\">" WORLD_TARGET data WORLD_RANGE("delivered") "</Task>"

/* Whole messages, and a table of who sent them. */
static const char gated_whole[] = WORLD_ORDER(GATED_TASK("t1",
    "<Data class=\"content\" store=\"mail\"/>") GATED_TASK("t2",
    "<Data class=\"traffic\" store=\"mail\"><Field>from_addr</Field>"
    "</Data>"));

/* Subjects and texts. */
static const char gated_parts[] = WORLD_ORDER(GATED_TASK("t1",
    "<Data class=\"content\" store=\"mail\"><Field>subject</Field>"
    "<Field>text</Field></Data>"));

/* Subjects alone. */
static const char gated_subject[] = WORLD_ORDER(GATED_TASK("t1",
    "<Data class=\"content\" store=\"mail\"><Field>subject</Field></Data>"));

static const char gated_registry[] = WORLD_REGISTRY(
    "<Store id=\"inbox\" account=\"alice\" format=\"mbox\" path=\"inbox\""
    " holds=\"mail\"><Clock name=\"delivered\" source=\"fromLine\""
    " zone=\"Z\"/></Store>") WORLD_LIMITS("1000000");

/* Within the dates of the orders, and a year before. */
#define GATED_IN  INT64_C(1769940000000000)
#define GATED_OUT INT64_C(1738404000000000)

#define GATED_STORE ((size_t)1 << 20)
#define GATED_FROM  44 /* bytes of the separator */

struct gated {
	struct world w;
	struct ambit_run_terms terms;
	struct ambit_unit unit;
	struct proc_pair pair;
	struct proc_slate *slate;
	struct proc_tray *tray;
	struct output out; /* the unit's folder */
	struct proc_child gate;
	struct proc_tell *tell;
	int tellfd, wordfd;

	struct ambit_item item; /* told last */
	struct proc_last last;  /* what an honest reader says at the end */

	struct proc_word end; /* the gate's last word; kind 0: none */
	unsigned decoders;    /* that it asked for */
	struct ambit_err err;
};

static inline int
gated_take_unit(void *ctx, const struct ambit_unit *unit,
    struct ambit_err *err_r)
{
	struct gated *g = ctx;

	(void)err_r;
	g->unit = *unit;
	g->unit.number = 1;
	return 0;
}

static inline void
gated_cut(struct gated *g)
{
	unsigned char *bytes = calloc(1, GATED_STORE);
	int fd;

	assert_non_null(bytes);
	world_put(&g->w, "inbox", (struct ambit_span){ bytes, GATED_STORE });
	free(bytes);
	fd = openat(g->w.fd, "inbox", O_RDONLY);
	assert_int_equal(ambit_unit_cut(&g->w.registry.stores[0], fd, g->w.fd,
			     gated_take_unit, g, &g->err),
	    0);
	(void)close(fd);
}

static inline void
gated_fork(struct gated *g)
{
	const int keep[] = { g->pair.hearfd, g->pair.wordfd, g->pair.unitfd };
	const struct proc_part part = { .role = &ambit_role_gate,
		.folders = { .read = -1,
		    .write = g->pair.unitfd,
		    .write2 = -1 },
		.keep = keep,
		.n_keep = 3,
		.without_landlock = ambit_role_landlock() == 0,
		.work = proc_gate,
		.job = &g->pair };

	if (proc_child_start(&g->gate, &part, &g->err) < 0 ||
	    proc_child_ready(&g->gate, "gate", &g->err) < 0)
		fail_msg("%s", g->err.text);
}

static inline void
gated_prepare_in(struct gated *g, const char *order, const char *registry)
{
	*g = (struct gated){ .w = world_new(order, registry),
		.tell = malloc(sizeof(*g->tell)),
		.slate = proc_lent_new(sizeof(*g->slate)),
		.tray = proc_lent_new(sizeof(*g->tray)) };
	assert_non_null(g->tell);
	assert_non_null(g->slate);
	assert_non_null(g->tray);
	assert_int_equal(proc_lent_let(g->tray, sizeof(*g->tray), true,
			     &g->err),
	    0);
	assert_int_equal(proc_lent_let(g->slate, sizeof(*g->slate), true,
			     &g->err),
	    0);
	gated_cut(g);
	g->terms = (struct ambit_run_terms){ .order = &g->w.order,
		.registry = &g->w.registry,
		.scopes = g->w.scopes,
		.frozenfd = -1 };
}

static inline void
gated_prepare(struct gated *g, const char *order)
{
	gated_prepare_in(g, order, gated_registry);
}

/* A gate whose reader has not spoken yet. skip: an item that is not read again;
 * 0: none is. */
static inline void
gated_start(struct gated *g, uint32_t skip)
{
	int pipe[2], word[2];

	(void)signal(SIGPIPE, SIG_IGN);
	(void)alarm(60);
	g->out = output_new();
	g->item.at.item = 0;
	g->last = (struct proc_last){ .items = 0 };
	g->end = (struct proc_word){ .err.text = "" };
	g->decoders = 0;
	assert_int_equal(proc_pipe(pipe, &g->err), 0);
	assert_int_equal(proc_word_pair(word, &g->err), 0);
	/* All of it is told before the monitor's part begins. */
	(void)fcntl(pipe[0], F_SETPIPE_SZ, 1 << 20);
	g->tellfd = pipe[1];
	g->wordfd = word[0];
	g->pair = (struct proc_pair){ .terms = &g->terms,
		.unit = &g->unit,
		.stage = { .order = &g->w.order,
		    .unit = &g->unit,
		    .archive = g->terms.archive,
		    .poured = g->terms.archive },
		.skip = { skip },
		.n_skip = skip > 0,
		.slate = g->slate,
		.tray = g->tray,
		.hearfd = pipe[0],
		.wordfd = word[1],
		.unitfd = g->out.fd };
	assert_int_equal(proc_lent_wipe(g->tray, sizeof(*g->tray), &g->err), 0);
	gated_fork(g);
	(void)close(pipe[0]);
	(void)close(word[1]);
	proc_tell_init(g->tell, g->tellfd);
}

static inline void
gated_begin(struct gated *g, const char *order)
{
	gated_prepare(g, order);
	gated_start(g, 0);
}

static inline void
gated_clear(struct gated *g)
{
	free(g->tell);
	proc_lent_free(g->slate, sizeof(*g->slate));
	proc_lent_free(g->tray, sizeof(*g->tray));
	world_free(&g->w);
}

static inline void
gated_free(struct gated *g)
{
	output_free(&g->out);
	gated_clear(g);
}

/* ---- as its reader: what fails is heard as the gate's last word ---- */

static inline void
gated_hello(struct gated *g)
{
	(void)!proc_tell_hello(g->tell, &g->unit, &g->err);
}

/* The next item of the store, of this text, delivered then. */
static inline void
gated_item(struct gated *g, const char *text, int64_t at)
{
	static const char raw[] = "Sun Feb  1 10:00:00 2026";

	g->item = (struct ambit_item){ .at = { .store = 1,
					   .item = g->item.at.item + 1,
					   .off = g->last.end },
		.framed = { g->last.end, GATED_FROM + strlen(text) },
		.raw = { g->last.end + GATED_FROM, strlen(text) },
		.kind = AMBIT_KIND_MAIL };
	g->item.when[AMBIT_CLOCK_DELIVERED] =
	    (struct ambit_when){ 1, { { at, at } } };
	g->item.raw_when[AMBIT_CLOCK_DELIVERED] = ambit_span_str(raw);
	g->last.items++;
	g->last.bytes += g->item.framed.len;
	g->last.end += g->item.framed.len;
	(void)!proc_tell_item(g->tell, &g->item, &g->err);
}

/* Its header: the fields that stand in text, without folds. */
static inline void
gated_head(struct gated *g, const char *text)
{
	struct ambit_header_field fields[8];
	const char *line = text, *end;

	g->item.fields = fields;
	for (g->item.n_fields = 0; *line != '\n'; line = end + 1) {
		struct ambit_header_field *f = &fields[g->item.n_fields++];

		end = strchr(line, '\n');
		f->name = (struct ambit_span){ (const unsigned char *)line,
			(size_t)(strchr(line, ':') - line) };
		f->at.off = (uint64_t)(line - text);
		f->at.len = (uint64_t)(end + 1 - line);
	}
	g->item.read = true;
	g->item.body = (uint64_t)(line + 1 - text);
	(void)!proc_tell_head(g->tell, &g->item, true, &g->err);
	g->item.fields = NULL;
	g->item.n_fields = 0;
}

static inline void
gated_body(struct gated *g, struct ambit_span bytes)
{
	struct ambit_sink *sink;

	if (proc_tell_body(g->tell, &sink, &g->err) == 0)
		(void)!ambit_sink_write(sink, bytes, &g->err);
}

static inline void
gated_item_end(struct gated *g)
{
	(void)!proc_tell_end(g->tell, &g->err);
}

/* One item as an honest reader tells it; its bytes only if they are wanted. */
static inline void
gated_honest(struct gated *g, const char *text, int64_t at)
{
	gated_item(g, text, at);
	if (at == GATED_IN) {
		gated_head(g, text);
		gated_body(g, ambit_span_str(text));
	}
	gated_item_end(g);
}

static inline void
gated_last(struct gated *g)
{
	(void)!proc_tell_last(g->tell, &g->last, &g->err);
}

/* Bytes that no teller would tell. */
static inline void
gated_raw(struct gated *g, const void *bytes, size_t len)
{
	(void)!proc_frame_flush(&g->tell->out, &g->err);
	(void)!write(g->tellfd, bytes, len);
}

/* ---- as the monitor ---- */

/* Until the gate's end. serve: gives it a decoder, or tells how one died;
 * NULL: it may want none. */
static inline void
gated_watch(struct gated *g,
    void (*serve)(struct gated *g, struct proc_word *word))
{
	struct proc_word word;
	int got, sig;

	(void)!proc_frame_flush(&g->tell->out, &g->err);
	proc_close(&g->tellfd);
	while ((got = proc_word_take(g->wordfd, &word, &g->err)) == 1) {
		if (word.kind == PROC_WORD_DONE ||
		    word.kind == PROC_WORD_FAIL || word.kind == PROC_WORD_GONE)
			g->end = word;
		else if (serve != NULL && word.kind != PROC_WORD_PROGRESS)
			serve(g, &word);
		for (size_t i = 0; i < PROC_WORD_FDS; i++)
			proc_close(&word.fds[i]);
	}
	assert_int_equal(got, 0);
	proc_close(&g->wordfd);
	/* It ends by itself, well or not, and dies of nothing. */
	assert_int_equal(proc_child_wait(&g->gate, &sig),
	    g->end.kind == PROC_WORD_DONE);
	assert_int_equal(sig, 0);
}

/* ---- what it leaves ---- */

static inline void
gated_open(struct gated *g, struct ambit_staged *staged_r)
{
	const char *why;

	assert_int_equal(ambit_staged_open(&g->pair.stage, g->out.fd, staged_r,
			     &why, &g->err),
	    1);
	assert_int_equal(ambit_staged_check(staged_r, true, &g->err), 1);
}

/* Of every item and task what became of it, in a word, and by which rule; "="
 * where its bytes have a digest. Lent until the next call. */
static inline const char *
gated_outcomes(const struct gated *g)
{
	static char out[8192];
	static char room[4096];
	struct ambit_span rest = { 0 }, cells[15];
	size_t used = 0;
	char *items = output_read(&g->out, "items", &rest.len);

	assert_non_null(items);
	rest.ptr = (const unsigned char *)items;
	out[0] = '\0';
	while (rest.len > 0) {
		struct ambit_text text = AMBIT_TEXT(room);

		assert_int_equal(ambit_csv_cut(&rest, false, &text, cells, 15),
		    15);
		used += (size_t)snprintf(out + used, sizeof(out) - used,
		    "%.*s %.*s%s by %.*s\n", (int)cells[0].len,
		    (const char *)cells[0].ptr, (int)cells[5].len,
		    (const char *)cells[5].ptr, cells[4].len > 0 ? "=" : "",
		    (int)cells[6].len, (const char *)cells[6].ptr);
		assert_true(used < sizeof(out));
	}
	free(items);
	return out;
}

/* Is that text in any of its files? */
static inline bool
gated_holds(const struct gated *g, const char *text)
{
	char line[128];

	(void)snprintf(line, sizeof(line), "grep -rq '%s' .", text);
	return output_run(&g->out, ".", line) == 0;
}

#endif
