#include "record.h"

static const unsigned char digest[AMBIT_DIGEST_LEN] = { 0xab, 0xcd };
#define DIGEST \
	"abcd000000000000000000000000000000000000000000000000000000000000"

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
	{ "an item that a reader died of is damaged", 0, 0, NULL, "", NULL,
	    AMBIT_FLAW_CRASH, { 0 }, AMBIT_DAMAGED, "item",
	    "t1,inbox,\"off=44,len=100\",146,,damaged,item,delivered,"
	    "fromLine,,,,crash,,\r\n",
	    "",
	    "t1,inbox,\"off=44,len=100\",0,146,reader,crash,\"a process died "
	    "of reading it; it is counted, not read\"\r\n" },
	{ "a message of Outlook stands with its node", 0, 2, NULL,
	    "2026-02-01T10:00:00.0000000Z", NULL, AMBIT_FLAW_REFERENCE,
	    ONE(FEBRUARY, FEBRUARY), AMBIT_PRODUCED, "item",
	    "t1,pst,nid=36,146," DIGEST ",produced,item,delivered,deliveryTime,"
	    "2026-02-01T10:00:00.0000000Z,2026-02-01T10:00:00.000000Z,"
	    "2026-02-01T10:00:00.000000Z,reference,,\r\n",
	    "", "" },
	{ "K12: an orphan is told with its meaning", 0, 2, NULL, "", NULL,
	    AMBIT_FLAW_ORPHAN, { 0 }, AMBIT_HELD, "complete",
	    "t1,pst,nid=36,146," DIGEST
	    ",held,complete,delivered,deliveryTime,,,,orphan,,\r\n",
	    "t1,pst,nid=36,complete,\"it is not certain that the store holds "
	    "it once, with all that it tells of; its folder and the index of "
	    "the store do not agree that it is there, once\",\r\n",
	    "" },
	{ "K6: what is lost is damaged", 0, 2, NULL, "", NULL, AMBIT_FLAW_LOST,
	    { 0 }, AMBIT_DAMAGED, "item",
	    "t1,pst,nid=36,146,,damaged,item,delivered,deliveryTime,,,,lost,,"
	    "\r\n",
	    "",
	    "t1,pst,nid=36,0,146,reader,lost,something that belongs to it "
	    "cannot be read\r\n" },
	{ "a path is escaped like all evidence", 0, 1, "cur/a\nb\"\xff", "",
	    NULL, AMBIT_FLAW_FOREIGN, { 0 }, AMBIT_OUTSIDE, "item",
	    "t1,drop,\"cur/a\\u{a}b\"\"\\x{ff}\",146,,outside,item,delivered,"
	    "fileName,,,,foreign,,\r\n",
	    "", "" },
};

/* One item of a store, under one of its tasks. */
static int
put_row(struct fixture *f, const struct row *row, const char *crash)
{
	const struct ambit_task *task = &f->w.order.tasks[row->task];
	const struct ambit_net from = { .role = AMBIT_PARTY_FROM,
		.text = ambit_span_str(row->raw_from) };
	struct ambit_item item = { .at = { .item = 1, .off = 36 },
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
		    ambit_scope_rule(ambit_span_str(row->rule)) },
		.crash = crash };

	item.when[task->clock] = row->when;
	item.raw_when[task->clock] = ambit_span_str(row->raw_date);
	if (row->outcome == AMBIT_PRODUCED || row->outcome == AMBIT_HELD)
		entry.sha256 = digest;
	return ambit_stage_item(record_unit_begin(f, row->store)->stage, &entry,
	    &f->err);
}

static void
a_row_tells_all(void **state)
{
	const struct row *row = *state;
	struct fixture f;

	begin(&f);
	assert_int_equal(put_row(&f, row, NULL), 0);
	assert_int_equal(record_unit_of(&f, 1, 146), 0);
	finish(&f);
	assert_rows(&f, "items.csv", row->items);
	assert_rows(&f, "held.csv", row->held);
	assert_rows(&f, "damage.csv", row->damage);
	world_free(&f.w);
}

/* cages.md 7: its decoder died of it, twice. */
static void
an_item_whose_decoder_died_says_how(void **state)
{
	static const struct row row = { "", 0, 0, NULL, "x", NULL, 0,
		ONE(FEBRUARY, FEBRUARY), AMBIT_HELD, "item", NULL, NULL, NULL };
	struct fixture f;

	(void)state;
	begin(&f);
	assert_int_equal(put_row(&f, &row, "its decoder died of signal 11"), 0);
	assert_int_equal(record_unit_of(&f, 1, 146), 0);
	finish(&f);
	assert_rows(&f, "items.csv",
	    "t1,inbox,\"off=44,len=100\",146," DIGEST
	    ",held,item,delivered,fromLine,x,2026-02-01T10:00:00.000000Z,"
	    "2026-02-01T10:00:00.000000Z,,,\r\n");
	assert_rows(&f, "held.csv",
	    "t1,inbox,\"off=44,len=100\",crash,it is not certain that it is an "
	    "item of this store; its decoder died of signal 11,\r\n");
	world_free(&f.w);
}

int
main(void)
{
	struct CMUnitTest tests[COUNT(rows) + 1] = {
		cmocka_unit_test(an_item_whose_decoder_died_says_how),
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[i + 1] =
		    (struct CMUnitTest){ rows[i].name, a_row_tells_all, NULL,
			    NULL, (void *)(uintptr_t)&rows[i] };
	return cmocka_run_group_tests_name("custody row", tests, NULL, NULL);
}
