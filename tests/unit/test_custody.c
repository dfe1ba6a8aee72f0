#include "check.h"
#include "world.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>

#include "ambit/custody.h"
#include "ambit/text.h"

#define TASK(id, clock)                                         \
	"<Task id=\"" id "\">" WORLD_TARGET                     \
	"<Data class=\"content\" store=\"mail\"/>" WORLD_RANGE( \
	    clock) "</Task>"

static const char order_text[] =
    WORLD_ORDER(TASK("t1", "delivered") TASK("t2", "header"));

static const char registry_text[] = WORLD_REGISTRY(
    "<Store id=\"inbox\" account=\"alice\" format=\"mbox\" path=\"inbox\""
    " holds=\"mail\"><Clock name=\"delivered\" source=\"fromLine\""
    " zone=\"Z\"/><Clock name=\"header\" source=\"dateHeader\"/></Store>"
    "<Store id=\"drop\" account=\"alice\" format=\"maildir\" path=\"drop\""
    " holds=\"mail\"><Clock name=\"delivered\" source=\"fileName\"/>"
    "</Store>") WORLD_LIMITS("1000000");

static const unsigned char digest[AMBIT_DIGEST_LEN] = { 0xab, 0xcd };
#define DIGEST \
	"abcd000000000000000000000000000000000000000000000000000000000000"

/* 2026-02-01T10:00:00Z */
#define FEBRUARY INT64_C(1769940000000000)

struct fixture {
	struct world w;
	struct ambit_custody *custody;
	struct ambit_err err;
};

static struct ambit_custody *
custody_of(const struct world *w)
{
	struct ambit_custody *custody = NULL;

	assert_int_equal(ambit_custody_begin(w->outfd, &w->order,
			     AMBIT_LIT("signatures"), &w->registry, FEBRUARY,
			     INT64_MIN, &custody, NULL),
	    0);
	assert_non_null(custody);
	return custody;
}

/* The record points into the fixture, which stays where it is. */
static void
begin(struct fixture *f)
{
	f->w = world_new(order_text, registry_text);
	f->custody = custody_of(&f->w);
}

/* out/custody/<id>/name */
static struct ambit_span
record(const struct fixture *f, const char *name)
{
	char id[AMBIT_PRODUCTION_ID_LEN], path[256];

	ambit_production_id(&f->w.order, id);
	(void)snprintf(path, sizeof(path), "out/custody/%s/%s", id, name);
	return world_get(&f->w, path);
}

static int
close_record(struct fixture *f, const struct ambit_custody_end *end)
{
	int done = ambit_custody_close(f->custody, end, &f->err);

	ambit_custody_free(&f->custody);
	assert_null(f->custody);
	return done;
}

static void
finish(struct fixture *f)
{
	struct ambit_custody_end end = { .exit_code = 0 };

	assert_int_equal(close_record(f, &end), 0);
}

/* The rows of a table behind its first, which is named. */
static void
assert_rows(const struct fixture *f, const char *name, const char *want)
{
	struct ambit_span is = record(f, name);
	const char *rows = strstr((const char *)is.ptr, "\r\n");

	assert_non_null(rows);
	assert_string_equal(rows + 2, want);
	world_drop(is);
}

/* ---- rows of items ---- */

struct row {
	const char *name;
	size_t task, store; /* indices */
	const char *path, *raw_date, *raw_from;
	unsigned flaws;
	struct ambit_when when;
	enum ambit_outcome outcome;
	const char *rule;
	const char *items, *held, *damage;
};

#define ONE(lo, hi)                        \
	{                                  \
		1,                         \
		{                          \
			{                  \
				(lo), (hi) \
			}                  \
		}                          \
	}

#define A50  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define A200 A50 A50 A50 A50

static const struct row rows[] = {
	{ "a produced message of an mbox stands with its extent", 0, 0, NULL,
	    "Sun Feb  1 10:00:00 2026", NULL, 0, ONE(FEBRUARY, FEBRUARY),
	    AMBIT_PRODUCED, "item",
	    "t1,inbox,\"off=44,len=100\",146," DIGEST
	    ",produced,item,delivered,fromLine,Sun Feb  1 10:00:00 2026,"
	    "2026-02-01T10:00:00.000000Z,2026-02-01T10:00:00.000000Z,,,\r\n",
	    "", "" },
	{ "a message of a Maildir stands with its path", 0, 1,
	    "cur/1769940000.x,S=1:2,S", "1769940000", NULL,
	    AMBIT_FLAW_HARD_LINK, ONE(FEBRUARY, FEBRUARY), AMBIT_PRODUCED,
	    "item",
	    "t1,drop,\"cur/1769940000.x,S=1:2,S\",146," DIGEST
	    ",produced,item,delivered,fileName,1769940000,"
	    "2026-02-01T10:00:00.000000Z,2026-02-01T10:00:00.000000Z,"
	    "hardLink,,\r\n",
	    "", "" },
	{ "two readings stand with a semicolon between", 1, 0, NULL, "21 x",
	    NULL, 0,
	    { 2, { { 0, 1 }, { FEBRUARY, FEBRUARY + 59 * AMBIT_SECOND } } },
	    AMBIT_HELD, "range",
	    "t2,inbox,\"off=44,len=100\",146," DIGEST
	    ",held,range,header,dateHeader,21 x,"
	    "1970-01-01T00:00:00.000000Z;2026-02-01T10:00:00.000000Z,"
	    "1970-01-01T00:00:00.000001Z;2026-02-01T10:00:59.000000Z,,,\r\n",
	    "t2,inbox,\"off=44,len=100\",range,it is not certain that it "
	    "happened within the dates of the order,21 x\r\n",
	    "" },
	{ "no reading leaves the bounds empty", 0, 0, NULL, "", NULL, 0, { 0 },
	    AMBIT_HELD, "clock",
	    "t1,inbox,\"off=44,len=100\",146," DIGEST
	    ",held,clock,delivered,fromLine,,,,,,\r\n",
	    "t1,inbox,\"off=44,len=100\",clock,it is not certain that the "
	    "clock of the order says when it happened,\r\n",
	    "" },
	{ "a doubtful address stands in the list of what is held", 0, 0, NULL,
	    "x", "Al\x01 <al@@x>", AMBIT_FLAW_BAD_ADDRESS, { 0 }, AMBIT_HELD,
	    "participant",
	    "t1,inbox,\"off=44,len=100\",146," DIGEST
	    ",held,participant,delivered,fromLine,x,,,address,,\r\n",
	    "t1,inbox,\"off=44,len=100\",participant,it is not certain that "
	    "one of those whom the order names took part; an address may be "
	    "hidden in one of its fields,Al\\u{1} <al@@x>\r\n",
	    "" },
	{ "doubt about framing is told with its meaning", 0, 0, NULL, "", NULL,
	    AMBIT_FLAW_FRAMING | AMBIT_FLAW_TRUNCATED, { 0 }, AMBIT_HELD,
	    "whole",
	    "t1,inbox,\"off=44,len=100\",146," DIGEST
	    ",held,whole,delivered,fromLine,,,,framing truncated,,\r\n",
	    "t1,inbox,\"off=44,len=100\",whole,it is not certain where it "
	    "and its header begin and end; where it begins or ends is in "
	    "doubt: other programs would cut the store elsewhere; the store "
	    "ends within a line of it,\r\n",
	    "" },
	{ "bytes that belong to no message are damage", 0, 0, NULL, "", NULL,
	    AMBIT_FLAW_UNFRAMED, { 0 }, AMBIT_DAMAGED, "clock",
	    "t1,inbox,\"off=44,len=100\",146,,damaged,clock,delivered,"
	    "fromLine,,,,unframed,,\r\n",
	    "",
	    "t1,inbox,\"off=44,len=100\",0,146,reader,unframed,these bytes "
	    "belong to no message\r\n" },
	{ "what lies outside has no digest", 0, 0, NULL, "x", NULL, 0,
	    ONE(0, 0), AMBIT_OUTSIDE, "range",
	    "t1,inbox,\"off=44,len=100\",146,,outside,range,delivered,"
	    "fromLine,x,1970-01-01T00:00:00.000000Z,"
	    "1970-01-01T00:00:00.000000Z,,,\r\n",
	    "", "" },
	{ "evidence of 200 bytes stands whole", 0, 0, NULL, A200, NULL, 0,
	    { 0 }, AMBIT_OUTSIDE, "range",
	    "t1,inbox,\"off=44,len=100\",146,,outside,range,delivered,"
	    "fromLine," A200 ",,,,,\r\n",
	    "", "" },
	{ "evidence of 201 bytes is cut, and its digest tells it", 0, 0, NULL,
	    A200 "\n", NULL, 0, { 0 }, AMBIT_OUTSIDE, "range",
	    "t1,inbox,\"off=44,len=100\",146,,outside,range,delivered,"
	    "fromLine," A200 " sha256="
	    "f2d620d16aed304f112c496df896f9c82e241159a52598fe2460064265404b1a"
	    ",,,,,\r\n",
	    "", "" },
	{ "a path is escaped like all evidence", 0, 1, "cur/a\nb\"\xff", "",
	    NULL, AMBIT_FLAW_FOREIGN, { 0 }, AMBIT_OUTSIDE, "item",
	    "t1,drop,\"cur/a\\u{a}b\"\"\\x{ff}\",146,,outside,item,delivered,"
	    "fileName,,,,foreign,,\r\n",
	    "", "" },
};

static int
put_row(struct fixture *f, const struct row *row)
{
	const struct ambit_task *task = &f->w.order.tasks[row->task];
	const struct ambit_net from = { .role = AMBIT_PARTY_FROM,
		.text = ambit_span_str(row->raw_from) };
	struct ambit_item item = { .at = { .item = 1 },
		.framed = { 0, 146 },
		.raw = { 44, 100 },
		.path = ambit_span_str(row->path),
		.flaws = row->flaws,
		.nets = &from,
		.n_nets = row->raw_from != NULL };
	struct ambit_custody_entry entry = { .task = task,
		.store = &f->w.registry.stores[row->store],
		.item = &item,
		.outcome = row->outcome,
		.verdict = { AMBIT_UNSURE,
		    ambit_scope_rule(ambit_span_str(row->rule)) } };

	item.when[task->clock] = row->when;
	item.raw_when[task->clock] = ambit_span_str(row->raw_date);
	if (row->outcome == AMBIT_PRODUCED || row->outcome == AMBIT_HELD)
		entry.sha256 = digest;
	return ambit_custody_item(f->custody, &entry, &f->err);
}

static void
a_row_tells_all(void **state)
{
	const struct row *row = *state;
	struct fixture f;

	begin(&f);
	assert_int_equal(put_row(&f, row), 0);
	finish(&f);
	assert_rows(&f, "items.csv", row->items);
	assert_rows(&f, "held.csv", row->held);
	assert_rows(&f, "damage.csv", row->damage);
	world_free(&f.w);
}

/* ---- sums ---- */

static int
put(struct fixture *f, size_t task, uint32_t ordinal, uint64_t len,
    enum ambit_outcome outcome)
{
	struct ambit_item item = { .at = { .store = 1, .item = ordinal },
		.framed = { 0, len },
		.raw = { 0, len } };
	struct ambit_custody_entry entry = {
		.task = &f->w.order.tasks[task],
		.store = &f->w.registry.stores[0],
		.item = &item,
		.outcome = outcome,
		.verdict = { AMBIT_NO, ambit_scope_rule(AMBIT_LIT("range")) },
	};

	return ambit_custody_item(f->custody, &entry, &f->err);
}

static int
close_store(struct fixture *f, size_t task, uint64_t items, uint64_t bytes)
{
	return ambit_custody_close_store(f->custody, &f->w.order.tasks[task],
	    &f->w.registry.stores[0], items, bytes, &f->err);
}

static void
sums_close_by_task_in_items_and_bytes(void **state)
{
	struct fixture f;
	struct ambit_custody_sums sums;

	(void)state;
	begin(&f);
	for (uint32_t i = 1; i <= 4; i++) {
		assert_int_equal(put(&f, 0, i, i * 10,
				     (enum ambit_outcome)(i - 1)),
		    0);
		assert_int_equal(put(&f, 1, i, i * 10, AMBIT_OUTSIDE), 0);
	}
	assert_int_equal(close_store(&f, 0, 4, 100), 0);
	assert_int_equal(close_store(&f, 1, 4, 100), 0);
	sums = ambit_custody_sums(f.custody);
	assert_int_equal(sums.seen, 8);
	assert_int_equal(sums.produced, 1);
	assert_int_equal(sums.outside, 5);
	assert_int_equal(sums.held, 1);
	assert_int_equal(sums.damaged, 1);
	finish(&f);
	assert_rows(&f, "accounting.csv",
	    "t1,inbox,4,1,1,1,1,100,40,10,20,30,yes\r\n"
	    "t2,inbox,4,0,4,0,0,100,0,100,0,0,yes\r\n");
	world_free(&f.w);
}

static void
a_second_store_begins_at_nothing(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	assert_int_equal(put(&f, 0, 1, 10, AMBIT_OUTSIDE), 0);
	assert_int_equal(close_store(&f, 0, 1, 10), 0);
	assert_int_equal(close_store(&f, 0, 0, 0), 0);
	finish(&f);
	assert_rows(&f, "accounting.csv",
	    "t1,inbox,1,0,1,0,0,10,0,10,0,0,yes\r\n"
	    "t1,inbox,0,0,0,0,0,0,0,0,0,0,yes\r\n");
	world_free(&f.w);
}

static const struct {
	const char *name;
	uint64_t items, bytes;
	const char *row;
} gaps[] = {
	{ "an item that nobody judged fails the run", 3, 30,
	    "t1,inbox,3,0,2,0,0,30,0,30,0,0,no\r\n" },
	{ "an item judged twice fails the run", 1, 30,
	    "t1,inbox,1,0,2,0,0,30,0,30,0,0,no\r\n" },
	{ "a byte of no item fails the run", 2, 31,
	    "t1,inbox,2,0,2,0,0,31,0,30,0,0,no\r\n" },
	{ "a byte of two items fails the run", 2, 29,
	    "t1,inbox,2,0,2,0,0,29,0,30,0,0,no\r\n" },
};

static void
a_gap_fails_the_run(void **state)
{
	size_t i = (size_t)(uintptr_t)*state;
	struct fixture f;

	begin(&f);
	assert_int_equal(put(&f, 0, 1, 10, AMBIT_OUTSIDE), 0);
	assert_int_equal(put(&f, 0, 2, 20, AMBIT_OUTSIDE), 0);
	assert_int_equal(close_store(&f, 0, gaps[i].items, gaps[i].bytes), -1);
	assert_int_equal(f.err.code, AMBIT_E_SUMS);
	finish(&f);
	assert_rows(&f, "accounting.csv", gaps[i].row);
	world_free(&f.w);
}

/* ---- numbers ---- */

static struct ambit_production *
production_of(struct fixture *f)
{
	struct ambit_production_terms terms = { .order = &f->w.order,
		.registry = &f->w.registry,
		.scopes = f->w.scopes,
		.outfd = f->w.outfd };
	struct ambit_production *p = NULL;

	assert_int_equal(ambit_production_begin(&terms, &p, &f->err), 0);
	return p;
}

static void
stage(struct fixture *f, struct ambit_production *p, uint32_t ordinal,
    const char *text)
{
	struct ambit_produced produced = { .task = 1,
		.store = 1,
		.item = ordinal,
		.has_instant = true,
		.instant = FEBRUARY - ordinal * AMBIT_SECOND };
	unsigned char sha256[AMBIT_DIGEST_LEN];
	struct ambit_sink *sink;
	uint64_t bytes;

	assert_int_equal(ambit_production_open(p, &sink, &f->err), 0);
	assert_int_equal(ambit_sink_write(sink, ambit_span_str(text), &f->err),
	    0);
	assert_int_equal(ambit_production_close(p, &produced, &bytes, sha256,
			     &f->err),
	    0);
}

/* The last three cells of every row: flaws, number, whose copy. */
static void
numbers_of(const struct fixture *f, char *out, size_t size)
{
	struct ambit_span csv = record(f, "items.csv");
	const char *line = strstr((const char *)csv.ptr, "\r\n") + 2;
	size_t used = 0;

	out[0] = '\0';
	while (*line != '\0') {
		const char *end = strstr(line, "\r\n"), *p = end;

		for (int commas = 0; commas < 2;)
			commas += *--p == ',';
		used += (size_t)snprintf(out + used, size - used, "%.*s|",
		    (int)(end - p), p);
		line = end + 2;
	}
	world_drop(csv);
}

static void
a_number_joins_its_item_and_its_copies(void **state)
{
	struct fixture f;
	struct ambit_production *p;
	struct ambit_custody_end end = { .exit_code = 0 };
	char got[400], want[400], one[AMBIT_BATES_LEN], two[AMBIT_BATES_LEN];

	(void)state;
	begin(&f);
	p = production_of(&f);
	for (uint32_t i = 1; i <= 5; i++) {
		bool inside = i != 2;

		if (inside)
			stage(&f, p, i, i == 4 ? "A: b\n\n" : "A: a\n\n");
		assert_int_equal(put(&f, 0, i, 10,
				     inside ? AMBIT_PRODUCED : AMBIT_OUTSIDE),
		    0);
		assert_int_equal(put(&f, 1, i, 10, AMBIT_OUTSIDE), 0);
	}
	assert_int_equal(ambit_production_number(p, &f.err), 0);
	assert_int_equal(ambit_custody_list(f.custody, p, &f.err), 0);
	assert_int_equal(close_record(&f, &end), 0);
	ambit_production_bates(&f.w.order, 1, one);
	ambit_production_bates(&f.w.order, 2, two);
	/* The earliest of the copies is the fifth; it is kept. */
	(void)snprintf(want, sizeof(want),
	    ",%s,%s|,,|,,|,,|,%s,%s|,,|,%s,|,,|"
	    ",%s,|,,|",
	    one, one, one, one, two, one);
	numbers_of(&f, got, sizeof(got));
	assert_string_equal(got, want);
	ambit_production_free(&p);
	world_free(&f.w);
}

static void
a_number_without_an_item_fails_the_run(void **state)
{
	struct fixture f;
	struct ambit_production *p;
	struct ambit_custody_end end = { .exit_code = 0 };

	(void)state;
	begin(&f);
	p = production_of(&f);
	stage(&f, p, 7, "A: b\n\n");
	assert_int_equal(put(&f, 0, 1, 10, AMBIT_OUTSIDE), 0);
	assert_int_equal(ambit_production_number(p, &f.err), 0);
	assert_int_equal(ambit_custody_list(f.custody, p, &f.err), -1);
	assert_int_equal(f.err.code, AMBIT_E_SUMS);
	assert_int_equal(close_record(&f, &end), 0);
	ambit_production_free(&p);
	world_free(&f.w);
}

static void
any_number_of_items_is_kept(void **state)
{
	struct fixture f;
	struct ambit_span csv;
	size_t lines = 0;

	(void)state;
	begin(&f);
	for (uint32_t i = 1; i <= 3000; i++)
		assert_int_equal(put(&f, 0, i, 10, AMBIT_OUTSIDE), 0);
	finish(&f);
	csv = record(&f, "items.csv");
	for (size_t i = 0; i < csv.len; i++)
		lines += csv.ptr[i] == '\n';
	assert_int_equal(lines, 3001);
	world_drop(csv);
	world_free(&f.w);
}

/* ---- events ---- */

/* Is every line chained to the one before, and the first to the order? */
static bool
is_chained(struct ambit_span log, const struct ambit_order *order)
{
	char prev[65];
	struct ambit_text text = AMBIT_TEXT(prev);
	struct ambit_span line;

	ambit_text_hex(&text,
	    (struct ambit_span){ order->sha256, AMBIT_DIGEST_LEN });
	prev[64] = '\0';
	while (ambit_span_cut_line(&log, &line)) {
		char copy[4096], want[80];
		const char *hash;
		unsigned char sha256[AMBIT_DIGEST_LEN];

		(void)snprintf(copy, sizeof(copy), "%.*s", (int)line.len,
		    (const char *)line.ptr);
		(void)snprintf(want, sizeof(want), ",\"prev\":\"%s\"", prev);
		hash = strstr(copy, ",\"hash\"");
		if (hash == NULL || strstr(copy, want) == NULL)
			return false;
		line.len = (size_t)(hash - copy);
		assert_int_equal(ambit_sink_digest(line, sha256, NULL), 0);
		text.len = 0;
		ambit_text_hex(&text,
		    (struct ambit_span){ sha256, sizeof(sha256) });
		(void)snprintf(want, sizeof(want), ",\"hash\":\"%s\"}", prev);
		if (strcmp(hash, want) != 0)
			return false;
	}
	return log.len == 0;
}

static void
events_are_chained_from_the_order_on(void **state)
{
	struct fixture f;
	struct ambit_span log;

	(void)state;
	begin(&f);
	assert_int_equal(ambit_custody_event(f.custody, "open",
			     "a \"store\"\n\\", &f.err),
	    0);
	finish(&f);
	log = record(&f, "events.ndjson");
	assert_non_null(strstr((const char *)log.ptr,
	    "\"kind\":\"open\",\"body\":\"a \\\"store\\\"\\\\u{a}\\\\u{5c}\""));
	assert_non_null(strstr((const char *)log.ptr, "{\"seq\":3,"));
	assert_non_null(strstr((const char *)log.ptr, "\"body\":\"exit 0\""));
	assert_true(is_chained(log, &f.w.order));
	/* The test's own eyes: a changed letter shows. */
	((unsigned char *)(uintptr_t)log.ptr)[20] ^= 1;
	assert_false(is_chained(log, &f.w.order));
	world_drop(log);
	world_free(&f.w);
}

static void
an_event_is_on_the_disk_at_once(void **state)
{
	struct fixture f;
	struct ambit_span log;

	(void)state;
	begin(&f);
	assert_int_equal(ambit_custody_event(f.custody, "open", "inbox",
			     &f.err),
	    0);
	log = record(&f, "events.ndjson");
	assert_non_null(strstr((const char *)log.ptr, "\"body\":\"inbox\""));
	world_drop(log);
	finish(&f);
	world_free(&f.w);
}

/* ---- where it lies ---- */

static void
the_order_is_copied_as_it_was(void **state)
{
	struct fixture f;
	struct ambit_span is;

	(void)state;
	begin(&f);
	is = record(&f, "order/order.xml");
	assert_string_equal((const char *)is.ptr, order_text);
	world_drop(is);
	is = record(&f, "order/order.xml.p7s");
	assert_string_equal((const char *)is.ptr, "signatures");
	world_drop(is);
	is = record(&f, "order/registry.xml");
	assert_string_equal((const char *)is.ptr, registry_text);
	world_drop(is);
	finish(&f);
	world_free(&f.w);
}

static void
nobody_else_may_read_it(void **state)
{
	static const char *const names[] = { "items.csv", "held.csv",
		"damage.csv", "accounting.csv", "stores.csv", "run.csv",
		"events.ndjson", "order/order.xml" };
	struct fixture f;
	char id[AMBIT_PRODUCTION_ID_LEN], path[256];
	struct stat st;

	(void)state;
	begin(&f);
	finish(&f);
	ambit_production_id(&f.w.order, id);
	(void)snprintf(path, sizeof(path), "out/custody/%s", id);
	assert_int_equal(fstatat(f.w.fd, path, &st, 0), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	for (size_t i = 0; i < COUNT(names); i++) {
		(void)snprintf(path, sizeof(path), "out/custody/%s/%s", id,
		    names[i]);
		assert_int_equal(fstatat(f.w.fd, path, &st, 0), 0);
		assert_int_equal(st.st_mode & 07777, 0600);
	}
	(void)snprintf(path, sizeof(path), "out/custody/%s/.items", id);
	assert_int_equal(fstatat(f.w.fd, path, &st, 0), -1);
	world_free(&f.w);
}

static void
an_earlier_record_is_set_aside_and_kept(void **state)
{
	struct fixture f;
	char id[AMBIT_PRODUCTION_ID_LEN], path[256];
	struct ambit_span is;

	(void)state;
	begin(&f);
	assert_int_equal(put(&f, 0, 1, 11, AMBIT_OUTSIDE), 0);
	finish(&f);
	f.custody = custody_of(&f.w);
	finish(&f);
	f.custody = custody_of(&f.w);
	finish(&f);
	ambit_production_id(&f.w.order, id);
	(void)snprintf(path, sizeof(path), "out/custody/%s.before-1/items.csv",
	    id);
	is = world_get(&f.w, path);
	assert_non_null(strstr((const char *)is.ptr, ",11,"));
	world_drop(is);
	(void)snprintf(path, sizeof(path), "out/custody/%s.before-2/items.csv",
	    id);
	is = world_get(&f.w, path);
	assert_null(strstr((const char *)is.ptr, ",11,"));
	world_drop(is);
	assert_rows(&f, "items.csv", "");
	world_free(&f.w);
}

static void
the_record_of_a_package_is_never_begun_again(void **state)
{
	struct fixture f;
	char id[AMBIT_PRODUCTION_ID_LEN];
	struct ambit_custody *custody = NULL;

	(void)state;
	begin(&f);
	finish(&f);
	ambit_production_id(&f.w.order, id);
	assert_int_equal(mkdirat(f.w.outfd, id, 0700), 0);
	assert_int_equal(ambit_custody_begin(f.w.outfd, &f.w.order,
			     AMBIT_LIT(""), &f.w.registry, 0, 0, &custody,
			     &f.err),
	    -1);
	assert_int_equal(f.err.code, AMBIT_E_EXISTS);
	assert_null(custody);
	assert_rows(&f, "items.csv", "");
	world_free(&f.w);
}

/* ---- what ran ---- */

static void
the_run_is_described(void **state)
{
	struct fixture f;
	struct ambit_production_sums sums = { .volumes = 2, .files = 7 };
	struct ambit_custody_end end = { .sums = &sums, .exit_code = 6 };
	struct ambit_span is;
	static const char *const lines[] = {
		"engine,",
		"workers,1\r\n",
		"started,2026-02-01T10:00:00.000000Z\r\n",
		"limit volumeBytes,1000000\r\n",
		"confirmed US_2703_A_WARRANT,",
		"confirmed mail native,",
		"exit,6\r\n",
		"volumes,2\r\n",
		"tagmanifest,0000",
	};

	(void)state;
	begin(&f);
	assert_int_equal(close_record(&f, &end), 0);
	is = record(&f, "run.csv");
	for (size_t i = 0; i < COUNT(lines); i++)
		assert_non_null(strstr((const char *)is.ptr, lines[i]));
	assert_null(strstr((const char *)is.ptr, "asOf"));
	assert_null(strstr((const char *)is.ptr, "confirmed mail from_addr"));
	world_drop(is);
	world_free(&f.w);
}

static void
a_failed_run_says_why(void **state)
{
	struct fixture f;
	struct ambit_err why = { .text = "inbox: no mbox" };
	struct ambit_custody_end end = { .exit_code = 1, .err = &why };
	struct ambit_span is;

	(void)state;
	begin(&f);
	assert_int_equal(put(&f, 0, 1, 10, AMBIT_PRODUCED), 0);
	assert_int_equal(close_record(&f, &end), 0);
	is = record(&f, "run.csv");
	assert_non_null(
	    strstr((const char *)is.ptr, "exit,1\r\nerror,inbox: no mbox\r\n"));
	world_drop(is);
	is = record(&f, "events.ndjson");
	assert_non_null(
	    strstr((const char *)is.ptr, "exit 1, no package: inbox: no mbox"));
	world_drop(is);
	is = record(&f, "items.csv");
	assert_non_null(strstr((const char *)is.ptr, ",produced,range,"));
	assert_non_null(strstr((const char *)is.ptr, ",,\r\n"));
	world_drop(is);
	world_free(&f.w);
}

static void
a_store_stands_as_it_was_and_as_it_is(void **state)
{
	struct fixture f;
	struct stat before = { .st_size = 5, .st_dev = 6, .st_ino = 7 };
	struct stat after = { .st_size = 8, .st_dev = 6, .st_ino = 9 };

	(void)state;
	begin(&f);
	before.st_mtim.tv_nsec = 1999;
	assert_int_equal(ambit_custody_store(f.custody, &f.w.registry.stores[0],
			     &f.w.registry, &before, &after, &f.err),
	    0);
	finish(&f);
	assert_rows(&f, "stores.csv",
	    "inbox,alice,mbox,inbox,5,6,7,1970-01-01T00:00:00.000001Z,"
	    "1970-01-01T00:00:00.000000Z,8,6,9,1970-01-01T00:00:00.000000Z,"
	    "1970-01-01T00:00:00.000000Z\r\n");
	world_free(&f.w);
}

/* ---- the machine ---- */

/* Fill the record until the disk is full: the run must hear of it. */
static void
a_write_that_fails_is_told(void **state)
{
	struct rlimit was, small = { .rlim_cur = 30000 };
	struct fixture f;
	struct ambit_custody_end end = { .exit_code = 0 };
	int got = 0;

	(void)state;
	begin(&f);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
	small.rlim_max = was.rlim_max;
	(void)signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	for (uint32_t i = 1; got == 0 && i <= 3000; i++)
		got = put(&f, 0, i, 10, AMBIT_OUTSIDE);
	assert_int_equal(got, -1);
	assert_int_equal(f.err.code, AMBIT_E_IO);
	assert_int_equal(f.err.sys, EFBIG);
	/* It is not tried again, even where there would be room now. */
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
	assert_int_equal(close_record(&f, &end), -1);
	assert_int_equal(f.err.code, AMBIT_E_IO);
	assert_null(f.custody);
	world_free(&f.w);
}

static void
a_place_that_cannot_be_made_is_told(void **state)
{
	struct world w = world_new(order_text, registry_text);
	struct ambit_custody *custody = NULL;
	struct ambit_err err;

	(void)state;
	world_put(&w, "out/custody", AMBIT_LIT("a file"));
	assert_int_equal(ambit_custody_begin(w.outfd, &w.order, AMBIT_LIT(""),
			     &w.registry, 0, 0, &custody, &err),
	    -1);
	assert_int_equal(err.code, AMBIT_E_IO);
	assert_int_equal(err.sys, ENOTDIR);
	world_free(&w);
}

/* A package whose place was taken at the last moment was not made. */
static void
the_last_end_is_what_the_record_tells(void **state)
{
	struct ambit_err err = { .text = "its place is taken" };
	struct ambit_custody_end well = { .exit_code = 0 };
	struct ambit_custody_end ill = { .exit_code = 1, .err = &err };
	struct fixture f;
	struct ambit_span is;

	(void)state;
	begin(&f);
	assert_int_equal(ambit_custody_close(f.custody, &well, &f.err), 0);
	assert_int_equal(close_record(&f, &ill), 0);
	is = record(&f, "run.csv");
	assert_null(strstr((const char *)is.ptr, "exit,0\r\n"));
	assert_non_null(strstr((const char *)is.ptr,
	    "exit,1\r\nerror,its place is taken\r\n"));
	world_drop(is);
	is = record(&f, "events.ndjson");
	assert_non_null(strstr((const char *)is.ptr, "\"exit 0\""));
	assert_non_null(strstr((const char *)is.ptr,
	    "\"exit 1, no package: its place is taken\""));
	world_drop(is);
	world_free(&f.w);
}

static void
the_documents_are_kept(void **state)
{
	struct fixture f;
	struct ambit_span is;

	(void)state;
	begin(&f);
	assert_int_equal(ambit_custody_documents(f.custody, f.w.fd, &f.err),
	    -1);
	assert_int_equal(f.err.sys, ENOENT);
	world_put(&f.w, "warrant.pdf", AMBIT_LIT("a scan\n"));
	assert_int_equal(ambit_custody_documents(f.custody, f.w.fd, &f.err), 0);
	is = record(&f, "order/warrant.pdf");
	assert_string_equal((const char *)is.ptr, "a scan\n");
	world_drop(is);
	finish(&f);
	world_free(&f.w);
}

int
main(void)
{
	static const struct CMUnitTest singles[] = {
		cmocka_unit_test(sums_close_by_task_in_items_and_bytes),
		cmocka_unit_test(a_second_store_begins_at_nothing),
		cmocka_unit_test(a_number_joins_its_item_and_its_copies),
		cmocka_unit_test(a_number_without_an_item_fails_the_run),
		cmocka_unit_test(any_number_of_items_is_kept),
		cmocka_unit_test(events_are_chained_from_the_order_on),
		cmocka_unit_test(an_event_is_on_the_disk_at_once),
		cmocka_unit_test(the_order_is_copied_as_it_was),
		cmocka_unit_test(nobody_else_may_read_it),
		cmocka_unit_test(an_earlier_record_is_set_aside_and_kept),
		cmocka_unit_test(the_record_of_a_package_is_never_begun_again),
		cmocka_unit_test(the_run_is_described),
		cmocka_unit_test(a_failed_run_says_why),
		cmocka_unit_test(a_store_stands_as_it_was_and_as_it_is),
		cmocka_unit_test(a_write_that_fails_is_told),
		cmocka_unit_test(a_place_that_cannot_be_made_is_told),
		cmocka_unit_test(the_last_end_is_what_the_record_tells),
		cmocka_unit_test(the_documents_are_kept),
	};
	struct CMUnitTest tests[COUNT(singles) + COUNT(rows) + COUNT(gaps)];
	size_t n = COUNT(singles);

	memcpy(tests, singles, sizeof(singles));
	for (size_t i = 0; i < COUNT(rows); i++)
		tests[n++] = (struct CMUnitTest){ rows[i].name, a_row_tells_all,
			NULL, NULL, (void *)(uintptr_t)&rows[i] };
	for (size_t i = 0; i < COUNT(gaps); i++)
		tests[n++] = (struct CMUnitTest){ gaps[i].name,
			a_gap_fails_the_run, NULL, NULL, (void *)i };
	return cmocka_run_group_tests_name("custody", tests, NULL, NULL);
}
