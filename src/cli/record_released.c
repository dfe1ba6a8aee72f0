/*
 * Recording a release. The event is on the disk before the package appears: a
 * program that is killed between the two leaves a release in the ledger and no
 * package, never a package that the ledger does not know. The next run of the
 * order makes the same package and records its release once more; the last one
 * stands. Where the package cannot appear, the release is taken back.
 */

/* System. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

/* Floor 6 and below. */
#include "ambit/csv.h"
#include "ambit/file.h"
#include "ambit/law.h"

/* Floor 8. */
#include "record.h"
#include "say.h"

/* accounting.csv: a row for each task and store. */
#define SUMS_MAX     ((size_t)64 << 20)
#define SUMS_COLUMNS 13

/* A row's numbers with their names; a task's account and what left of it. */
#define ROW_ROOM  256
#define TASK_ROOM ((size_t)8 << 10)

struct release {
	struct cli_case *c;
	const struct ambit_run_result *result;
	uint64_t bytes_read;
	struct ambit_span sums; /* accounting.csv */
	unsigned *left;         /* one a task: classes of what left */
	struct ambit_text body;
};

/* ---- what was made ---- */

static uint64_t
number(struct ambit_span digits)
{
	uint64_t value = 0;

	for (size_t i = 0; i < digits.len; i++)
		value = value * 10 + (uint64_t)(digits.ptr[i] - '0');
	return value;
}

static const struct ambit_task *
task_of(const struct release *r, struct ambit_span id)
{
	const struct ambit_order *order = &r->c->order;

	for (size_t i = 0; i < order->n_tasks; i++) {
		if (ambit_span_equal(order->tasks[i].id, id))
			return &order->tasks[i];
	}
	return NULL;
}

/* The classes that a task demands of a store: those of the kinds it holds. */
static unsigned
classes_in(const struct release *r, const struct ambit_task *task,
    struct ambit_span id)
{
	const struct ambit_registry *registry = &r->c->registry;
	unsigned classes = 0;

	for (size_t i = 0; i < registry->n_stores; i++) {
		if (!ambit_span_equal(registry->stores[i].id, id))
			continue;
		for (size_t k = 0; k < task->n_demands; k++) {
			if (task->demands[k].store & registry->stores[i].holds)
				classes |= task->demands[k].class;
		}
	}
	return classes;
}

/* task, store, then seen, produced, outside, held, damaged in items. */
static int
put_row(struct release *r, struct ambit_json *json,
    const struct ambit_span *fields, struct ambit_err *err_r)
{
	const struct ambit_task *task = task_of(r, fields[0]);

	if (task == NULL)
		return ambit_err_set(err_r, AMBIT_E_SUMS,
		    "accounting.csv names a task that is not in the order");
	ambit_json_object(json, NULL);
	ambit_json_number(json, "damaged", (int64_t)number(fields[6]));
	ambit_json_number(json, "held", (int64_t)number(fields[5]));
	ambit_json_number(json, "outside", (int64_t)number(fields[4]));
	ambit_json_number(json, "produced", (int64_t)number(fields[3]));
	ambit_json_number(json, "seen", (int64_t)number(fields[2]));
	ambit_json_string(json, "store", fields[1]);
	ambit_json_number(json, "task", task->number);
	ambit_json_end(json);
	if (number(fields[3]) > 0)
		r->left[task->number - 1] |= classes_in(r, task, fields[1]);
	return 0;
}

static int
put_counts(struct release *r, struct ambit_json *json, struct ambit_err *err_r)
{
	struct ambit_span rest = r->sums, fields[SUMS_COLUMNS];
	char room[4096];
	bool head = true;
	int n;

	ambit_json_array(json, "counts");
	for (;;) {
		struct ambit_text text = AMBIT_TEXT(room);

		n = ambit_csv_cut(&rest, false, &text, fields, SUMS_COLUMNS);
		if (n != SUMS_COLUMNS)
			break;
		if (!head && put_row(r, json, fields, err_r) < 0)
			return -1;
		head = false;
	}
	ambit_json_end(json);
	return n == 0 ? 0
		      : ambit_err_set(err_r, AMBIT_E_SUMS,
			    "accounting.csv cannot be read again");
}

/* Of all processes of the run that have ended, and of this one. */
static int64_t
cpu_seconds(void)
{
	static const int whose[] = { RUSAGE_SELF, RUSAGE_CHILDREN };
	int64_t seconds = 0;

	for (size_t i = 0; i < sizeof(whose) / sizeof(whose[0]); i++) {
		struct rusage use = { .ru_nswap = 0 };

		(void)getrusage(whose[i], &use);
		seconds += use.ru_utime.tv_sec + use.ru_stime.tv_sec;
	}
	return seconds;
}

static void
put_package(const struct release *r, struct ambit_json *json)
{
	char id[AMBIT_PRODUCTION_ID_LEN];

	ambit_production_id(&r->c->order, id);
	ambit_json_string(json, "production_id", ambit_span_str(id));
	ambit_json_hex(json, "tagmanifest_sha256",
	    (struct ambit_span){ r->result->package.tagmanifest,
		AMBIT_DIGEST_LEN });
}

static int
put_produced(struct release *r, struct ambit_err *err_r)
{
	struct ambit_json json = { .text = &r->body };

	ambit_json_object(&json, NULL);
	ambit_json_number(&json, "bytes_read", (int64_t)r->bytes_read);
	ambit_json_number(&json, "bytes_written",
	    (int64_t)r->result->package.bytes);
	if (put_counts(r, &json, err_r) < 0)
		return -1;
	ambit_json_number(&json, "cpu_seconds", cpu_seconds());
	put_package(r, &json);
	ambit_json_end(&json);
	return 0;
}

/* ---- what leaves ---- */

/* Of a task the classes that did leave: without a file it was no content. */
static unsigned
classes_of(const struct release *r, size_t i)
{
	unsigned classes = r->left[i];

	if (r->result->package.files == 0)
		classes &= ~(unsigned)AMBIT_CLASS_CONTENT;
	if (r->result->package.rows == 0)
		classes &= AMBIT_CLASS_CONTENT;
	return classes;
}

static const char *
outcome_of(unsigned classes)
{
	if (classes & AMBIT_CLASS_CONTENT)
		return "content";
	return classes != 0 ? "nonContent" : "noData";
}

static int
put_accounts(const struct release *r, struct ambit_json *json,
    unsigned *classes_r, struct ambit_err *err_r)
{
	*classes_r = 0;
	ambit_json_array(json, "accounts");
	for (size_t i = 0; i < r->c->order.n_tasks; i++) {
		const struct ambit_scope *scope = &r->c->scopes[i];
		unsigned classes = 0;
		char key[AMBIT_LEDGER_KEY_LEN];

		/* Of an account that several tasks name, all that left. */
		for (size_t k = 0; k < r->c->order.n_tasks; k++) {
			if (r->c->scopes[k].account == scope->account)
				classes |= classes_of(r, k);
		}
		*classes_r |= classes;
		if (ambit_ledger_account_key(r->c->ledger, scope, key, err_r) <
		    0)
			return -1;
		ambit_json_object(json, NULL);
		ambit_json_string(json, "account_key", ambit_span_str(key));
		ambit_json_string(json, "disclosed",
		    ambit_span_str(outcome_of(classes)));
		ambit_json_string(json, "service", scope->task->target.space);
		ambit_json_end(json);
	}
	ambit_json_end(json);
	return 0;
}

static void
put_classes(struct ambit_json *json, unsigned classes)
{
	char words[64];
	struct ambit_text text = AMBIT_TEXT(words);

	for (unsigned i = 0; i < AMBIT_N_CLASSES; i++) {
		if (classes & 1U << i)
			ambit_text_print(&text, "%s%s", text.len > 0 ? " " : "",
			    ambit_class_name((enum ambit_class)(1U << i)));
	}
	ambit_json_string(json, "classes_disclosed", ambit_text_span(&text));
}

static int
put_released(struct release *r, struct ambit_err *err_r)
{
	struct ambit_json json = { .text = &r->body };
	unsigned classes;

	r->body.len = 0;
	ambit_json_object(&json, NULL);
	if (put_accounts(r, &json, &classes, err_r) < 0)
		return -1;
	put_classes(&json, classes);
	ambit_json_string(&json, "outcome",
	    ambit_span_str(outcome_of(classes)));
	put_package(r, &json);
	ambit_json_bool(&json, "undone", false);
	ambit_json_end(&json);
	return 0;
}

/* ---- both ---- */

/* In the transaction in which the gates were asked, and its end. */
static int
record_both(struct release *r, struct ambit_err *err_r)
{
	if (put_produced(r, err_r) < 0 ||
	    record_append(r->c, AMBIT_LEDGER_PRODUCED, &r->body, err_r) < 0 ||
	    put_released(r, err_r) < 0 ||
	    record_append(r->c, AMBIT_LEDGER_RELEASED, &r->body, err_r) < 0 ||
	    ambit_ledger_commit(r->c->ledger, err_r) < 0) {
		ambit_ledger_rollback(r->c->ledger);
		return -1;
	}
	return 0;
}

static int
read_sums(struct release *r, int outfd, struct ambit_arena *arena,
    struct ambit_err *err_r)
{
	char id[AMBIT_PRODUCTION_ID_LEN], path[128];

	ambit_production_id(&r->c->order, id);
	(void)snprintf(path, sizeof(path), "custody/%s/accounting.csv", id);
	return ambit_file_read(outfd, path, SUMS_MAX, arena, &r->sums, err_r);
}

int
record_released(struct cli_case *c, int outfd,
    const struct ambit_run_result *result, uint64_t bytes_read,
    struct ambit_err *err_r)
{
	struct release r = { .c = c,
		.result = result,
		.bytes_read = bytes_read };
	struct ambit_arena *arena = ambit_arena_new(2 * SUMS_MAX);
	size_t room;
	char *bytes = NULL;
	int got = -1;

	r.left = calloc(c->order.n_tasks + 1, sizeof(*r.left));
	if (arena == NULL || r.left == NULL)
		(void)ambit_err_set(err_r, AMBIT_E_MEMORY, "ledger");
	else if (read_sums(&r, outfd, arena, err_r) == 0) {
		/* No row is shorter than a line of it. */
		room = r.sums.len / 20 * ROW_ROOM + r.sums.len +
		    c->order.n_tasks * TASK_ROOM + ROW_ROOM;
		bytes = malloc(room);
		r.body = ambit_text_over(bytes, room);
		got = bytes != NULL
		    ? record_both(&r, err_r)
		    : ambit_err_set(err_r, AMBIT_E_MEMORY, "ledger");
	}
	free(bytes);
	free(r.left);
	ambit_arena_free(&arena);
	return got;
}

/* ---- what did not leave ---- */

/* The releases of a case, less those that were taken back. */
struct releases {
	struct ambit_span case_id;
	int64_t n;
};

static int
add_release(void *ctx, const struct ambit_ledger_event *event,
    struct ambit_err *err_r)
{
	static const struct ambit_span end = AMBIT_LIT_INIT("\"undone\":true}");
	struct releases *releases = ctx;
	struct ambit_span body = event->body;

	(void)err_r;
	if (!ambit_span_equal(event->case_id, releases->case_id))
		return 0;
	/* The last member of the canonical body. */
	if (body.len > end.len)
		body = ambit_span_sub(body, body.len - end.len, end.len);
	releases->n += ambit_span_equal(body, end) ? -1 : 1;
	return 0;
}

enum cli_exit
record_undone(struct cli_case *c)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };
	char bytes[512];
	struct ambit_text body = AMBIT_TEXT(bytes);
	struct ambit_json json = { .text = &body };
	struct releases releases = { .case_id = ambit_span_str(c->case_id) };
	char id[AMBIT_PRODUCTION_ID_LEN];

	if (ambit_ledger_each(c->ledger, AMBIT_LEDGER_RELEASED, add_release,
		&releases, &err) < 0)
		return say_err(c->cli, &err,
		    "the ledger says that it was released");
	ambit_production_id(&c->order, id);
	ambit_json_object(&json, NULL);
	ambit_json_array(&json, "accounts");
	ambit_json_end(&json);
	ambit_json_string(&json, "classes_disclosed", AMBIT_LIT(""));
	ambit_json_string(&json, "outcome", AMBIT_LIT("noData"));
	ambit_json_string(&json, "production_id", ambit_span_str(id));
	/* Of a package that left before, to another place: it is still out. */
	ambit_json_bool(&json, "stands", releases.n > 1);
	ambit_json_string(&json, "tagmanifest_sha256", AMBIT_LIT(""));
	ambit_json_bool(&json, "undone", true);
	ambit_json_end(&json);
	if (record_append(c, AMBIT_LEDGER_RELEASED, &body, &err) < 0)
		return say_err(c->cli, &err,
		    "the ledger says that it was released");
	return CLI_COMPLETE;
}
