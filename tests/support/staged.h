#ifndef AMBIT_TESTS_STAGED_H
#define AMBIT_TESTS_STAGED_H

#include "check.h"
#include "output.h"
#include "signer.h"

#include <openssl/crypto.h>

#include "ambit/production.h"
#include "ambit/sign.h"
#include "ambit/stage.h"
#include "ambit/staging.h"

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

/* ---- a production in the making: one unit for every store ---- */

#define STAGED_UNITS 16

struct staged_unit {
	struct ambit_store store;
	struct ambit_unit unit;
	struct ambit_stage_terms terms;
	struct ambit_stage *stage; /* NULL: nothing is in it yet */
	int fd;
};

/* Points into itself: it stays where it is. */
struct making {
	struct ambit_production_terms terms;
	struct ambit_staging staging;
	struct ambit_production *production;    /* once it is numbered */
	struct staged_unit units[STAGED_UNITS]; /* by store */
};

static inline void
staged_need(int rc, const struct ambit_err *err)
{
	if (rc < 0)
		fail_msg("%s", err->text);
}

static inline void
staged_begin_with(struct making *m, const struct output *out,
    const struct ambit_production_terms *terms)
{
	struct ambit_err err;

	*m = (struct making){ .terms = *terms };
	staged_need(ambit_staging_enter(&m->staging, out->fd, terms->order,
			false, &err),
	    &err);
	m->terms.fd = m->staging.fd;
}

static inline void
staged_begin(struct making *m, const struct output *out,
    const struct ambit_registry *reg)
{
	const struct ambit_production_terms terms = { .order = &order,
		.registry = reg,
		.scopes = scopes };

	staged_begin_with(m, out, &terms);
}

/* The folder of a unit, if it has none yet. */
static inline void
staged_folder(const struct making *m, uint32_t unit)
{
	struct ambit_err err;
	int fd;

	staged_need(ambit_staging_unit(&m->staging, unit, false, false, &fd,
			&err),
	    &err);
	if (fd == -1)
		staged_need(ambit_staging_unit(&m->staging, unit, true, false,
				&fd, &err),
		    &err);
	(void)close(fd);
}

static inline struct ambit_stage *
staged_unit(struct making *m, uint32_t store)
{
	struct staged_unit *u = &m->units[store];
	struct ambit_err err;

	assert_in_range(store, 1, STAGED_UNITS - 1);
	if (u->stage != NULL)
		return u->stage;
	u->store = (struct ambit_store){ .id = S("box"),
		.number = store,
		.format = AMBIT_STORE_MBOX };
	u->unit = ambit_unit_whole(&u->store);
	u->unit.number = store;
	u->terms = (struct ambit_stage_terms){ .order = m->terms.order,
		.unit = &u->unit,
		.archive = m->terms.archive,
		.poured = m->terms.archive };
	/* Those before it too: every unit of a run has its folder. */
	for (uint32_t n = 1; n < store; n++)
		staged_folder(m, n);
	staged_need(ambit_staging_unit(&m->staging, store, true, false, &u->fd,
			&err),
	    &err);
	staged_need(ambit_stage_begin(&u->terms, u->fd, &u->stage, &err), &err);
	return u->stage;
}

/* Its bytes. Their digest may come later (test_stage_later.c). */
static inline void
staged_bytes(struct ambit_stage *stage, const char *text)
{
	struct ambit_span bytes = ambit_span_str(text);
	const unsigned char *sha256;
	struct ambit_sink *sink;
	struct ambit_err err;
	uint64_t n;

	staged_need(ambit_stage_open(stage, AMBIT_STAGE_FILE, &sink, &err),
	    &err);
	assert_int_equal(ambit_sink_write(sink, bytes, &err), 0);
	staged_need(ambit_stage_close(stage, &n, &sha256, &err), &err);
	assert_int_equal(n, bytes.len);
}

static inline void
staged_put(struct making *m, const struct stage *s)
{
	static const unsigned char any[AMBIT_DIGEST_LEN];
	struct ambit_stage *stage = staged_unit(m, s->store);
	const struct ambit_produced produced = { .task = s->task,
		.store = s->store,
		.item = s->item,
		.native =
		    s->task == 3 ? AMBIT_NATIVE_REDUCED : AMBIT_NATIVE_STORED,
		.has_instant = s->instant >= 0,
		.instant = s->instant,
		.folder = ambit_span_str(s->folder) };
	const struct ambit_item item = { .at = { .item = s->item } };
	const struct ambit_custody_entry entry = {
		.task = &m->terms.order->tasks[s->task - 1],
		.store = &m->units[s->store].store,
		.item = &item,
		.outcome = AMBIT_PRODUCED,
		.verdict = { AMBIT_YES, ambit_scope_rule(AMBIT_LIT("item")) },
		.sha256 = s->row == NULL ? any : NULL,
	};
	struct ambit_span none = { 0 };
	struct ambit_err err;

	if (s->row != NULL) {
		staged_need(ambit_stage_row(stage, &produced,
				ambit_span_str(s->row), &err),
		    &err);
	} else {
		staged_bytes(stage, s->bytes);
		staged_need(ambit_stage_keep(stage, &produced, 0, none, &err),
		    &err);
	}
	staged_need(ambit_stage_item(stage, &entry, &err), &err);
}

static inline void
staged_add(struct making *m, struct staged_unit *u)
{
	const struct ambit_stage_end end = { 0 };
	struct ambit_staged staged;
	struct ambit_err err;
	const char *why;

	staged_need(ambit_stage_end(u->stage, &end, &err), &err);
	assert_int_equal(ambit_staged_open(&u->terms, u->fd, &staged, &why,
			     &err),
	    1);
	assert_int_equal(ambit_staged_check(&staged, true, &err), 1);
	staged_need(ambit_production_add(m->production, &staged, &err), &err);
	ambit_staged_close(&staged);
}

/* No more is put. */
static inline void
staged_number(struct making *m)
{
	struct ambit_err err;

	staged_need(ambit_production_begin(&m->terms, &m->production, &err),
	    &err);
	for (size_t i = 0; i < STAGED_UNITS; i++) {
		if (m->units[i].stage != NULL)
			staged_add(m, &m->units[i]);
	}
	staged_need(ambit_production_number(m->production, &err), &err);
}

/* Sign one volume as the signer would. -1: it cannot. */
static inline int
staged_seal(struct making *m, unsigned volume, const struct signer *s,
    struct ambit_err *err_r)
{
	struct ambit_arena *arena = ambit_arena_new((size_t)1 << 20);
	unsigned char sha256[AMBIT_DIGEST_LEN];
	struct ambit_span tags, der;
	int rc;

	staged_need(ambit_production_tags(m->staging.fd, m->staging.id, volume,
			m->terms.archive, arena, &tags, sha256, err_r),
	    err_r);
	ambit_arena_free(&arena);
	rc = ambit_sign_digest(sha256, s->cert, s->key, NULL, &der, err_r);
	if (rc < 0)
		return -1;
	rc = ambit_production_seal(m->production, volume, der, err_r);
	OPENSSL_free((void *)(uintptr_t)der.ptr);
	return rc;
}

/* All but the last rename. */
static inline void
staged_write(struct making *m, const struct signer *s,
    struct ambit_production_sums *sums_r)
{
	struct ambit_err err;

	staged_need(ambit_production_lay(m->production, sums_r, &err), &err);
	staged_need(ambit_production_write(m->production, &err), &err);
	staged_need(ambit_production_sync(m->production, false, &err), &err);
	for (unsigned i = 1; i <= sums_r->volumes; i++)
		staged_need(staged_seal(m, i, s, &err), &err);
	staged_need(ambit_production_end(m->production, &err), &err);
}

static inline void
staged_finish(struct making *m, const struct signer *s,
    struct ambit_production_sums *sums_r)
{
	struct ambit_err err;

	staged_write(m, s, sums_r);
	staged_need(ambit_staging_publish(&m->staging, &err), &err);
}

/* Nothing of it stays but what was published. */
static inline void
staged_free(struct making *m)
{
	ambit_production_free(&m->production);
	assert_null(m->production);
	for (size_t i = 0; i < STAGED_UNITS; i++) {
		if (m->units[i].stage == NULL)
			continue;
		ambit_stage_free(&m->units[i].stage);
		(void)close(m->units[i].fd);
	}
	ambit_staging_clear(&m->staging);
}

/* Stage, number, finish. */
static inline void
staged_make(const struct output *out, const struct stage *stages, size_t n,
    const struct ambit_registry *reg, struct ambit_production_sums *sums_r)
{
	struct signer s = signer_new();
	struct making m;

	staged_begin(&m, out, reg);
	for (size_t i = 0; i < n; i++)
		staged_put(&m, &stages[i]);
	staged_number(&m);
	staged_finish(&m, &s, sums_r);
	staged_free(&m);
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
