#ifndef AMBIT_TESTS_UNIT_H
#define AMBIT_TESTS_UNIT_H

#include "staged.h"

#include "pack/staged_state.h"

/*
 * One unit of the sample order as a gate would write it, in a folder of its
 * own, and read again as the assembler does.
 */
struct unit {
	struct output out;
	struct ambit_store store;
	struct ambit_unit unit;
	struct ambit_stage_terms terms;
	struct ambit_stage *stage;
	struct ambit_staged staged;
	struct ambit_err err;
};

/* Points into itself. */
static inline void
unit_begin(struct unit *u, bool archive)
{
	*u = (struct unit){ .out = output_new(),
		.store = { .id = S("box"),
		    .number = 3,
		    .format = AMBIT_STORE_MBOX } };
	u->unit = (struct ambit_unit){ .store = &u->store,
		.number = 7,
		.part = 2,
		.parts = 4,
		.bytes = 500,
		.from = 1000,
		.until = 1500,
		.first = S("cur/b"),
		.end = S("cur/k") };
	u->terms = (struct ambit_stage_terms){ .order = &order,
		.unit = &u->unit,
		.archive = archive,
		.poured = archive };
	memset(u->terms.whose, 0x5a, sizeof(u->terms.whose));
	staged_need(ambit_stage_begin(&u->terms, u->out.fd, &u->stage, &u->err),
	    &u->err);
}

static inline void
unit_free(struct unit *u)
{
	ambit_stage_free(&u->stage);
	assert_null(u->stage);
	output_free(&u->out);
}

/* The bytes of an item, whatever becomes of them. */
static inline void
unit_bytes(struct unit *u, enum ambit_stage_place place, const char *text)
{
	unsigned char native[AMBIT_DIGEST_LEN], want[AMBIT_DIGEST_LEN];
	const unsigned char *sha256 = native;
	struct ambit_span bytes = ambit_span_str(text);
	struct ambit_sink *sink;
	uint64_t n;

	staged_need(ambit_stage_open(u->stage, place, &sink, &u->err), &u->err);
	/* In two pieces: nothing hangs on how they come. */
	assert_int_equal(ambit_sink_write(sink,
			     ambit_span_sub(bytes, 0, bytes.len / 2), &u->err),
	    0);
	assert_int_equal(ambit_sink_write(sink,
			     ambit_span_sub(bytes, bytes.len / 2, bytes.len),
			     &u->err),
	    0);
	if (place == AMBIT_STAGE_NATIVE) {
		n = ambit_stage_native_close(u->stage);
		staged_need(ambit_stage_native_digest(u->stage, native,
				&u->err),
		    &u->err);
	} else {
		staged_need(ambit_stage_close(u->stage, &n, &sha256, &u->err),
		    &u->err);
	}
	assert_int_equal(n, bytes.len);
	assert_int_equal(ambit_sink_digest(bytes, want, &u->err), 0);
	/* Of what is poured it comes later (test_stage_later.c). */
	if (!u->terms.poured || place == AMBIT_STAGE_NATIVE)
		assert_memory_equal(sha256, want, sizeof(want));
}

static inline struct ambit_produced
unit_produced(uint32_t task)
{
	return (struct ambit_produced){ .task = task,
		.store = 3,
		.has_instant = task != 3,
		.instant = HOURS(2),
		.native =
		    task == 3 ? AMBIT_NATIVE_REDUCED : AMBIT_NATIVE_STORED };
}

static inline void
unit_keep(struct unit *u, uint32_t task, uint64_t off, const char *path)
{
	struct ambit_produced produced = unit_produced(task);

	staged_need(ambit_stage_keep(u->stage, &produced, off,
			ambit_span_str(path), &u->err),
	    &u->err);
}

/* What became of an item of ten bytes. */
static inline void
unit_item(struct unit *u, uint32_t task, enum ambit_outcome outcome)
{
	const struct ambit_item item = { .framed = { 0, 10 } };
	const struct ambit_custody_entry entry = { .task = &tasks[task - 1],
		.store = &u->store,
		.item = &item,
		.outcome = outcome,
		.verdict = { AMBIT_NO, ambit_scope_rule(AMBIT_LIT("item")) } };

	staged_need(ambit_stage_item(u->stage, &entry, &u->err), &u->err);
}

static const struct ambit_stage_end unit_end = { .items = 6,
	.bytes = 60,
	.begin = 1001,
	.end = 1061,
	.claims = S("claims"),
	.found = { 1, 2, 3 },
	.state = { 4, 5, 6 } };

/* Something of everything. */
static inline void
unit_fill(struct unit *u)
{
	struct ambit_produced row = unit_produced(2);

	unit_bytes(u, AMBIT_STAGE_FILE, "first\n");
	unit_keep(u, 1, 1040, "cur/c");
	unit_item(u, 1, AMBIT_PRODUCED);
	staged_need(ambit_stage_row(u->stage, &row, AMBIT_LIT("a,9"), &u->err),
	    &u->err);
	unit_item(u, 2, AMBIT_PRODUCED);
	unit_item(u, 1, AMBIT_HELD);
	unit_item(u, 2, AMBIT_DAMAGED);
	unit_bytes(u, AMBIT_STAGE_FILE, "second\n");
	unit_keep(u, 1, 1050, "cur/d");
	unit_item(u, 1, AMBIT_PRODUCED);
	unit_item(u, 2, AMBIT_OUTSIDE);
}

static inline void
unit_done(struct unit *u)
{
	staged_need(ambit_stage_end(u->stage, &unit_end, &u->err), &u->err);
}

/* 1: it is open, and to be closed; else why not is told. */
static inline int
unit_open(struct unit *u, const char **why_r)
{
	*why_r = NULL;
	return ambit_staged_open(&u->terms, u->out.fd, &u->staged, why_r,
	    &u->err);
}

static inline void
unit_must_open(struct unit *u)
{
	const char *why;

	if (unit_open(u, &why) != 1)
		fail_msg("%s", why != NULL ? why : u->err.text);
}

/* A file of it anew. */
static inline void
unit_put(const struct unit *u, const char *name, const void *bytes, size_t len)
{
	int fd;

	if (bytes == NULL)
		abort();
	(void)unlinkat(u->out.fd, name, 0);
	fd = openat(u->out.fd, name, O_WRONLY | O_CREAT | O_EXCL, 0600);
	assert_int_not_equal(fd, -1);
	assert_int_equal(write(fd, bytes, len), len);
	assert_int_equal(close(fd), 0);
}

#endif
