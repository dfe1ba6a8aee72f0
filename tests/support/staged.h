#ifndef AMBIT_TESTS_STAGED_H
#define AMBIT_TESTS_STAGED_H

#include "check.h"
#include "output.h"
#include "signer.h"

#include "ambit/production.h"

#define S(s) AMBIT_LIT_INIT(s)

#define HOURS(n) ((n)*AMBIT_HOUR)

/* ---- an order: content, traffic, and parts of content ---- */

static const struct ambit_span reduced_fields[] = { S("headers"), S("subject"),
	S("folder_name") };
static const struct ambit_demand demands[] = {
	{ .class = AMBIT_CLASS_CONTENT, .store = AMBIT_HOLDS_MAIL },
	{ .class = AMBIT_CLASS_TRAFFIC, .store = AMBIT_HOLDS_MAIL },
	{ .class = AMBIT_CLASS_CONTENT,
	    .store = AMBIT_HOLDS_MAIL,
	    .fields = reduced_fields,
	    .n_fields = COUNT(reduced_fields) },
};
static const struct ambit_narrow narrows[] = {
	{ .by = AMBIT_NARROW_PARTICIPANT, .value = S("canary@example.org") },
};
static const struct ambit_task tasks[] = {
	{ .number = 1,
	    .id = S("t1"),
	    .target = { AMBIT_NAME_EMAIL, S("mail.example.com"),
		S("alice@mail.example.com") },
	    .demands = &demands[0],
	    .n_demands = 1,
	    .has_range = true,
	    .range = { 0, HOURS(24) },
	    .narrows = narrows,
	    .n_narrows = 1 },
	{ .number = 2,
	    .id = S("t2"),
	    .target = { AMBIT_NAME_EMAIL, S("mail.example.com"),
		S("a&b@mail.example.com") },
	    .demands = &demands[1],
	    .n_demands = 1,
	    .has_range = true,
	    .range = { 0, HOURS(24) },
	    .clock = AMBIT_CLOCK_HEADER },
	{ .number = 3,
	    .id = S("t3"),
	    .target = { AMBIT_NAME_EMAIL, S("mail.example.com"),
		S("alice@mail.example.com") },
	    .demands = &demands[2],
	    .n_demands = 1 },
};
static const struct ambit_order order = {
	.id = S("2f0c1a52-8d6e-4a54-9b41-0d9a1c3e7f10"),
	.reference = S("26-mj-00417 <D. Example>"),
	.legal_type = S("US_2703_A_WARRANT"),
	.country = S("US"),
	.addressee = S("Example Mail Corp."),
	.generation = 2,
	.tasks = tasks,
	.n_tasks = COUNT(tasks),
	.sha256 = { 0x2f, 0x0c, 0x1a, 0x52, 0x8d, 0x6e, 0x4a, 0x54, 0x9b, 0x41,
	    0x0d, 0x9a, 0xff },
};

#define WHOLE "ambit-2f0c1a528d6e4a549b410d9a"
#define VOL   WHOLE "/" WHOLE "-v001/"

static const struct ambit_account account = { .id = S("alice") };
static const struct ambit_scope scopes[] = {
	{ .task = &tasks[0],
	    .account = &account,
	    .account_number = 1,
	    .range = { HOURS(1), HOURS(24) } },
	{ .task = &tasks[1] },
	{ .task = &tasks[2], .account = &account, .reduced = true },
};
static const struct ambit_registry registry = {
	.limits = { .volume_bytes = (uint64_t)1 << 30 },
};

/* ---- what is staged ---- */

struct stage {
	uint32_t task, store, item;
	const char *bytes; /* a file; NULL: none */
	const char *row;   /* a row; NULL: none */
	int64_t instant;   /* -1: not shown */
	const char *folder;
};

static inline void
staged_put(struct ambit_production *p, const struct stage *s)
{
	struct ambit_produced produced = { .task = s->task,
		.store = s->store,
		.item = s->item,
		.native =
		    s->task == 3 ? AMBIT_NATIVE_REDUCED : AMBIT_NATIVE_STORED,
		.has_instant = s->instant >= 0,
		.instant = s->instant,
		.folder = ambit_span_str(s->folder) };
	struct ambit_sink *sink;
	unsigned char sha256[AMBIT_DIGEST_LEN], want[AMBIT_DIGEST_LEN];
	uint64_t bytes;
	struct ambit_err err;

	if (s->row != NULL) {
		assert_int_equal(ambit_production_row(p, &produced,
				     ambit_span_str(s->row), &err),
		    0);
		return;
	}
	assert_int_equal(ambit_production_open(p, &sink, &err), 0);
	assert_int_equal(ambit_sink_write(sink, ambit_span_str(s->bytes), &err),
	    0);
	assert_int_equal(ambit_production_close(p, &produced, &bytes, sha256,
			     &err),
	    0);
	assert_int_equal(bytes, strlen(s->bytes));
	assert_int_equal(ambit_sink_digest(ambit_span_str(s->bytes), want,
			     &err),
	    0);
	assert_memory_equal(sha256, want, sizeof(want));
}

static inline struct ambit_production *
staged_begin(const struct output *out, const struct ambit_registry *reg)
{
	struct ambit_production_terms terms = { &order, reg, scopes, out->fd };
	struct ambit_production *p = NULL;
	struct ambit_err err;

	if (ambit_production_begin(&terms, &p, &err) < 0)
		fail_msg("%s", err.text);
	return p;
}

static inline void
staged_finish(struct ambit_production *p, const struct signer *s,
    struct ambit_production_sums *sums_r)
{
	struct ambit_err err;

	if (ambit_production_finish(p, s->cert, s->key, sums_r, &err) < 0 ||
	    ambit_production_publish(p, &err) < 0)
		fail_msg("%s", err.text);
}

/* Stage, number, finish; *p stays to be asked. */
static inline void
staged_make(const struct output *out, const struct stage *stages, size_t n,
    const struct ambit_registry *reg, struct ambit_production_sums *sums_r)
{
	struct ambit_production *p = staged_begin(out, reg);
	struct signer s = signer_new();
	struct ambit_err err;

	for (size_t i = 0; i < n; i++)
		staged_put(p, &stages[i]);
	assert_int_equal(ambit_production_number(p, &err), 0);
	staged_finish(p, &s, sums_r);
	ambit_production_free(&p);
	assert_null(p);
	signer_free(&s);
}

/*
 * SHA-256, which decides within a second and where no instant is shown: early
 * 19.., two 27.., one 2c.., a third c0.., late f1..
 */
static const struct stage sample[] = {
	{ 1, 1, 1, "late\n", NULL, HOURS(9), NULL },
	{ 1, 1, 2, "early\n", NULL, HOURS(2) + 999999, NULL },
	{ 1, 2, 1, "late\n", NULL, HOURS(8), NULL },
	{ 1, 2, 2, "a third\n", NULL, HOURS(2), NULL },
	{ 2, 1, 1, NULL, "a,9", HOURS(9), NULL },
	{ 2, 1, 2, NULL, "b,2", HOURS(2), NULL },
	{ 2, 2, 1, NULL, "z,none", -1, NULL },
	{ 2, 2, 2, NULL, "c,none", -1, NULL },
	{ 2, 2, 3, NULL, "c,none", -1, NULL },
	{ 3, 1, 1, "one\n", NULL, -1, "Work & <more>" },
	{ 3, 1, 2, "two\n", NULL, -1, NULL },
	{ 3, 2, 9, "late\n", NULL, -1,
	    "\xe2\x80\xae"
	    "drows" },
};

/* Does the file below the folder hold exactly that? */
static inline void
assert_holds(const struct output *out, const char *name, const char *want)
{
	size_t len = 0;
	char *bytes = output_read(out, name, &len);

	assert_non_null(bytes);
	assert_string_equal(bytes, want);
	assert_int_equal(len, strlen(want));
	free(bytes);
}

#endif
