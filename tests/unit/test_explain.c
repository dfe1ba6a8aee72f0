#include "check.h"
#include "package.h"

#include "ambit/csv.h"
#include "ambit/explain.h"
#include "ambit/text.h"

#define TASK(id, data, clock, narrow)                                      \
	"<Task id=\"" id "\">" WORLD_TARGET data WORLD_RANGE(clock) narrow \
	    "</Task>"

static const char order_text[] = WORLD_ORDER(TASK("t1",
    "<Data class=\"content\" store=\"mail\"/>", "delivered", "") TASK("t2",
    "<Data class=\"traffic\" store=\"mail\"><Field>from_addr</Field>"
    "</Data>",
    "header", "<Narrow by=\"participant\" value=\"bob@example.org\"/>"));

static const char registry_text[] = WORLD_REGISTRY(
    "<Store id=\"inbox\" account=\"alice\" format=\"mbox\" path=\"inbox\""
    " holds=\"mail\"><Clock name=\"delivered\" source=\"fromLine\""
    " zone=\"Z\"/><Clock name=\"header\" source=\"dateHeader\"/></Store>"
    "<Store id=\"drop\" account=\"alice\" format=\"eml\" path=\"drop\""
    " holds=\"mail\"><Clock name=\"header\" source=\"dateHeader\"/></Store>")
    WORLD_LIMITS("1000000");

#define FROM(date) "From a@example.com " date "\n"

#define BOB                                   \
	"From: bob@example.org\n"             \
	"Date: Mon, 2 Feb 2026 10:00 +0000\n" \
	"\n"                                  \
	"hi\n\n"

static const char inbox[] = FROM("Mon Feb  2 10:00:00 2026") BOB //
    FROM("Sun Feb  2 10:00:00 2025") BOB                         //
	FROM("Tue Feb  3 10:00:00 2026") BOB                     //
	    FROM("Tue Feb  3 11:00:00 2026") "A: b\n\nthe end\nFrom me\n";

struct fixture {
	struct world w;
	struct signer signer;
	int fd; /* of the record */
	char text[16384];
	size_t len;
};

static int
take(struct ambit_sink *sink, struct ambit_span bytes, struct ambit_err *err_r);

static const struct ambit_sink_ops paper_ops = { .name = "paper",
	.write = take };

struct paper {
	struct ambit_sink sink;
	struct fixture *f;
};

static int
take(struct ambit_sink *sink, struct ambit_span bytes, struct ambit_err *err_r)
{
	struct fixture *f = ((struct paper *)sink)->f;

	(void)err_r;
	assert_true(bytes.len < sizeof(f->text) - f->len);
	memcpy(f->text + f->len, bytes.ptr, bytes.len);
	f->len += bytes.len;
	f->text[f->len] = '\0';
	return 0;
}

static struct fixture fixture;

static int
begin(void **state)
{
	struct fixture *f = &fixture;
	char id[AMBIT_PRODUCTION_ID_LEN], path[128];

	*state = f;
	f->w = world_new(order_text, registry_text);
	f->signer = signer_new();
	world_put(&f->w, "inbox", ambit_span_str(inbox));
	world_put(&f->w, "drop/a\x01.eml",
	    AMBIT_LIT("Date: 21 Feb 26 10:00:00\nTo: bob@example.org\n\nx\n"));
	package_make(&f->w, &f->signer);
	ambit_production_id(&f->w.order, id);
	(void)snprintf(path, sizeof(path), "out/custody/%s", id);
	f->fd = openat(f->w.fd, path, O_RDONLY | O_DIRECTORY);
	assert_int_not_equal(f->fd, -1);
	return 0;
}

static int
end(void **state)
{
	struct fixture *f = *state;

	(void)close(f->fd);
	signer_free(&f->signer);
	world_free(&f->w);
	return 0;
}

static int
explain(struct fixture *f, const char *name, struct ambit_err *err_r)
{
	struct paper paper = { .sink = { .ops = &paper_ops }, .f = f };

	f->len = 0;
	f->text[0] = '\0';
	return ambit_explain(f->fd, ambit_span_str(name), &paper.sink, err_r);
}

static void
assert_explained(struct fixture *f, const char *name, const char *page)
{
	struct ambit_err err = { .text = "" };

	if (explain(f, name, &err) < 0)
		fail_msg("%s", err.text);
	assert_string_equal(f->text, page);
}

#define ACCOUNT "  account    alice@mail.example.com\n"

#define RANGE(clock)                                           \
	"  range      from 2026-01-01T00:00:00Z until before " \
	"2026-07-01T00:00:00Z on\n"                            \
	"             the clock \"" clock "\"\n"

#define T2_BOB                                                                 \
	"\n"                                                                   \
	"Task 2, t2: traffic of mail\n" ACCOUNT RANGE(                         \
	    "header") "  happened   between 2026-02-02T10:00:00.000000Z and\n" \
		      "             2026-02-02T10:00:59.000000Z, from "        \
		      "dateHeader: Mon, "                                      \
		      "2 Feb 2026\n"                                           \
		      "             10:00 +0000\n"                             \
		      "  outcome    produced\n"                                \
		      "  because    every rule says yes\n"

static void
a_number_leads_to_the_item_and_its_copies(void **state)
{
	struct fixture *f = *state;
	struct ambit_err err = { .text = "" };
	char bates[AMBIT_BATES_LEN];

	ambit_production_bates(&f->w.order, 1, bates);
	assert_int_equal(explain(f, bates, &err), 0);
	/* The first and the third message are one text. */
	assert_non_null(strstr(f->text, "Item off=44,len="));
	assert_non_null(strstr(f->text, "Item off=254,len="));
	assert_null(strstr(f->text, "Item off=149,len="));
	assert_non_null(strstr(f->text, "  outcome    produced as A"));
	assert_non_null(strstr(f->text,
	    "  outcome    produced, as a copy, equal in every byte, of A"));
	assert_non_null(strstr(f->text, "Task 1, t1: content of mail\n"));
	assert_non_null(strstr(f->text, "Task 2, t2: traffic of mail\n"));
}

static void
an_item_outside_is_explained_for_every_task(void **state)
{
	assert_explained(*state, "inbox:2",
	    "Item off=149,len=60 of store inbox, 105 bytes with its framing\n"
	    "\n"
	    "Task 1, t1: content of mail\n" ACCOUNT RANGE("delivered") //
	    "  happened   2025-02-02T10:00:00.000000Z, from fromLine: Sun Feb  "
	    "2 10:00:00\n"
	    "             2025\n"
	    "  outcome    outside\n"
	    "  because    it is not so that it happened within the dates of "
	    "the order\n"
	    "             (rule \"range\")\n" T2_BOB);
}

static void
a_doubtful_item_is_explained_with_its_flaws(void **state)
{
	struct fixture *f = *state;
	struct ambit_err err = { .text = "" };

	assert_int_equal(explain(f, "inbox:4", &err), 0);
	assert_non_null(strstr(f->text,
	    "  outcome    held: it leaves only by a decision of a person\n"));
	assert_non_null(strstr(f->text,
	    "  flaw       framing: where it begins or ends is in doubt: other "
	    "programs\n"
	    "             would cut the store elsewhere\n"));
	assert_non_null(strstr(f->text, "  happened   not known"));
}

static void
an_item_without_a_clock_is_explained(void **state)
{
	assert_explained(*state, "drop:a\\u{1}.eml",
	    "Item a\\u{1}.eml of store drop, 48 bytes with its framing\n"
	    "SHA-256 "
	    "6a71f68465e96aa21cbb375bbe84e05835ba62278cc193f4e52b213b569cfb39\n"
	    "\n"
	    "Task 1, t1: content of mail\n" ACCOUNT RANGE("delivered") //
	    "  happened   not known: the store has no clock \"delivered\"\n"
	    "  outcome    held: it leaves only by a decision of a person\n"
	    "  because    it is not certain that the clock of the order says "
	    "when it\n"
	    "             happened (rule \"clock\")\n"
	    "\n"
	    "Task 2, t2: traffic of mail\n" ACCOUNT RANGE("header") //
	    "  happened   between 2026-02-20T20:00:00.000000Z and\n"
	    "             2026-02-21T22:00:00.000000Z, from dateHeader: 21 Feb "
	    "26 10:00:00\n"
	    "  outcome    produced\n"
	    "  because    every rule says yes\n");
}

static void
a_locator_alone_is_enough(void **state)
{
	struct fixture *f = *state;
	struct ambit_err err = { .text = "" };
	char first[sizeof(f->text)];

	assert_int_equal(explain(f, "inbox:2", &err), 0);
	memcpy(first, f->text, f->len + 1);
	assert_int_equal(explain(f, "off=149,len=60", &err), 0);
	assert_string_equal(f->text, first);
	assert_int_equal(explain(f, "inbox:off=149,len=60", &err), 0);
	assert_string_equal(f->text, first);
}

static void
what_is_not_there_is_told(void **state)
{
	static const char *const names[] = { "", "inbox", "inbox:", "inbox:0",
		"inbox:5", "drop:2", "outbox:1", "A0000000-00000001", "off=149",
		":1", "task", "inbox:01" };
	struct fixture *f = *state;
	struct ambit_err err;

	for (size_t i = 0; i < COUNT(names); i++) {
		err.text[0] = '\0';
		assert_int_equal(explain(f, names[i], &err), -1);
		assert_int_equal(err.code, AMBIT_E_FORMAT);
		assert_string_equal(err.text,
		    "the custody record has no such item");
		assert_string_equal(f->text, "");
	}
}

static void
a_record_that_was_changed_is_refused(void **state)
{
	struct fixture *f = *state;
	char id[AMBIT_PRODUCTION_ID_LEN], path[128];
	struct ambit_err err;
	struct ambit_span is, bad;

	ambit_production_id(&f->w.order, id);
	(void)snprintf(path, sizeof(path), "out/custody/%s/items.csv", id);
	is = world_get(&f->w, path);
	bad = (struct ambit_span){ is.ptr, is.len - 1 };
	world_put(&f->w, path, bad);
	assert_int_equal(explain(f, "inbox:9", &err), -1);
	assert_string_equal(err.text, "items.csv: not as ambit writes it");
	world_put(&f->w, path, is);
	world_drop(is);
	assert_int_equal(explain(f, "inbox:1", &err), 0);
}

/* ---- re-judging what was recorded ---- */

static void
recorded(const struct ambit_span *cells, struct ambit_when *when_r)
{
	int zone;

	*when_r = (struct ambit_when){ .n = cells[10].len > 0 };
	if (when_r->n == 0)
		return;
	assert_true(ambit_instant_parse(cells[10], &when_r->at[0].lo, &zone));
	assert_true(ambit_instant_parse(cells[11], &when_r->at[0].hi, &zone));
}

/* EX: the facts of the record, asked again, give the verdict of the record:
 * here those of the clock, where it was the clock that decided. */
static void
the_recorded_facts_give_the_recorded_verdict(void **state)
{
	struct fixture *f = *state;
	char id[AMBIT_PRODUCTION_ID_LEN], path[128], room[4096];
	struct ambit_span csv, rest, cells[15];
	struct ambit_text text = AMBIT_TEXT(room);
	size_t rows = 0, by_range = 0;

	ambit_production_id(&f->w.order, id);
	(void)snprintf(path, sizeof(path), "out/custody/%s/items.csv", id);
	csv = rest = world_get(&f->w, path);
	assert_int_equal(ambit_csv_cut(&rest, false, &text, cells, 15), 15);
	while (ambit_csv_cut(&rest, false, &text, cells, 15) == 15) {
		size_t t = cells[0].ptr[1] - (size_t)'1';
		const struct ambit_rule *rule = ambit_scope_rule(cells[6]);
		struct ambit_item item = { .kind = AMBIT_KIND_MAIL,
			.account = 1,
			.holds = AMBIT_HOLDS_MAIL };
		enum ambit_answer answer;

		rows++;
		assert_non_null(rule);
		recorded(cells, &item.when[f->w.order.tasks[t].clock]);
		answer = ambit_scope_rule(AMBIT_LIT("range"))
			     ->ask(&f->w.scopes[t], &item);
		if (ambit_span_equal(cells[5], AMBIT_LIT("produced")))
			assert_int_equal(answer, AMBIT_YES);
		if (!ambit_span_equal(cells[6], AMBIT_LIT("range")))
			continue;
		by_range++;
		assert_int_equal(answer,
		    ambit_span_equal(cells[5], AMBIT_LIT("held")) ? AMBIT_UNSURE
								  : AMBIT_NO);
	}
	/* Every item of every store, once for each task. */
	assert_int_equal(rest.len, 0);
	assert_int_equal(rows, 2 * 5);
	assert_int_equal(by_range, 1);
	world_drop(csv);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_leads_to_the_item_and_its_copies),
		cmocka_unit_test(an_item_outside_is_explained_for_every_task),
		cmocka_unit_test(a_doubtful_item_is_explained_with_its_flaws),
		cmocka_unit_test(an_item_without_a_clock_is_explained),
		cmocka_unit_test(a_locator_alone_is_enough),
		cmocka_unit_test(what_is_not_there_is_told),
		cmocka_unit_test(a_record_that_was_changed_is_refused),
		cmocka_unit_test(the_recorded_facts_give_the_recorded_verdict),
	};

	return cmocka_run_group_tests_name("explain", tests, begin, end);
}
