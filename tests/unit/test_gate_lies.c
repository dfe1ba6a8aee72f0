#include "gated.h"

#define IN                              \
	"From: Bob <bob@example.org>\n" \
	"Subject: inside\n"             \
	"\n"                            \
	"hello\n"
#define OUT                          \
	"From: canary@example.org\n" \
	"Subject: canary\n"          \
	"\n"                         \
	"canary\n"

static void
send_what_is_outside(struct gated *g)
{
	gated_hello(g);
	gated_honest(g, IN, GATED_IN);
	gated_item(g, OUT, GATED_OUT);
	gated_head(g, OUT);
	gated_body(g, ambit_span_str(OUT));
	gated_item_end(g);
	gated_last(g);
}

static void
send_it_without_its_header(struct gated *g)
{
	gated_hello(g);
	gated_item(g, OUT, GATED_OUT);
	gated_body(g, ambit_span_str(OUT));
	gated_item_end(g);
	gated_last(g);
}

static void
overlap(struct gated *g)
{
	gated_hello(g);
	gated_honest(g, IN, GATED_IN);
	g->last.end--;
	gated_honest(g, IN, GATED_IN);
	gated_last(g);
}

static void
leave_a_gap(struct gated *g)
{
	gated_hello(g);
	gated_honest(g, IN, GATED_IN);
	g->last.end++;
	gated_honest(g, IN, GATED_IN);
	gated_last(g);
}

static void
leave_an_ordinal_out(struct gated *g)
{
	gated_hello(g);
	gated_honest(g, IN, GATED_IN);
	g->item.at.item++;
	gated_honest(g, IN, GATED_IN);
	gated_last(g);
}

static void
tell_an_item_twice(struct gated *g)
{
	gated_hello(g);
	gated_honest(g, IN, GATED_IN);
	g->item.at.item--;
	gated_honest(g, IN, GATED_IN);
	gated_last(g);
}

static void
reach_beyond_the_store(struct gated *g)
{
	gated_hello(g);
	g->last.end = GATED_STORE - 10;
	gated_honest(g, IN, GATED_IN);
	gated_last(g);
}

static void
count_one_item_more(struct gated *g)
{
	gated_hello(g);
	gated_honest(g, IN, GATED_IN);
	g->last.items++;
	gated_last(g);
}

static void
count_one_byte_less(struct gated *g)
{
	gated_hello(g);
	gated_honest(g, IN, GATED_IN);
	g->last.bytes--;
	gated_last(g);
}

static void
end_elsewhere(struct gated *g)
{
	gated_hello(g);
	gated_honest(g, IN, GATED_IN);
	g->last.end++;
	gated_last(g);
}

static void
send_a_byte_more(struct gated *g)
{
	gated_hello(g);
	gated_item(g, IN, GATED_IN);
	gated_head(g, IN);
	gated_body(g, ambit_span_str(IN "!"));
	gated_item_end(g);
	gated_last(g);
}

static void
send_a_byte_less(struct gated *g)
{
	gated_hello(g);
	gated_item(g, IN "!", GATED_IN);
	gated_head(g, IN "!");
	gated_body(g, ambit_span_str(IN));
	gated_item_end(g);
	gated_last(g);
}

static void
greet_with_another_unit(struct gated *g)
{
	struct ambit_unit other = g->unit;

	other.number++;
	(void)!proc_tell_hello(g->tell, &other, &g->err);
	gated_honest(g, IN, GATED_IN);
	gated_last(g);
}

static void
go_on_after_the_end(struct gated *g)
{
	gated_hello(g);
	gated_honest(g, IN, GATED_IN);
	gated_last(g);
	gated_honest(g, IN, GATED_IN);
}

static void
tell_an_unknown_flaw(struct gated *g)
{
	gated_hello(g);
	gated_item(g, IN, GATED_IN);
	g->item.at.item = 2;
	g->item.flaws = 1u << AMBIT_N_FLAWS;
	(void)!proc_tell_item(g->tell, &g->item, &g->err);
}

/* Damage is what its death would be: only the monitor can know. */
static void
take_a_flaw_back(struct gated *g)
{
	gated_hello(g);
	gated_item(g, IN, GATED_IN);
	g->item.flaws = 0;
	gated_item_end(g);
	gated_item(g, IN, GATED_IN);
	g->item.flaws = AMBIT_FLAW_FRAMING;
	gated_head(g, IN);
	gated_last(g);
}

static const struct {
	const char *name;
	void (*tell)(struct gated *g);
	const char *says;
} lies[] = {
	{ "bytes of what is outside fail the unit", send_what_is_outside,
	    "the reader sends what it must not" },
	{ "bytes of what is outside fail it without a header too",
	    send_it_without_its_header, "the reader sends what it must not" },
	{ "extents that overlap fail the unit", overlap,
	    "a gap or an overlap" },
	{ "extents with a gap between fail the unit", leave_a_gap,
	    "a gap or an overlap" },
	{ "an ordinal that is left out fails the unit", leave_an_ordinal_out,
	    "the ordinal is not the next" },
	{ "an item that is told twice fails the unit", tell_an_item_twice,
	    "the ordinal is not the next" },
	{ "framing beyond the store fails the unit", reach_beyond_the_store,
	    "" },
	{ "a sum of items that does not close fails the unit",
	    count_one_item_more, "the number of items is another" },
	{ "a sum of bytes that does not close fails the unit",
	    count_one_byte_less, "the sum of bytes is another" },
	{ "a unit that ends elsewhere fails", end_elsewhere,
	    "the unit ends elsewhere" },
	{ "a byte more than the item has fails the unit", send_a_byte_more,
	    "more bytes than the item has" },
	{ "a byte less than the item has fails the unit", send_a_byte_less,
	    "bytes of the item are missing" },
	{ "a reader of another unit fails the unit", greet_with_another_unit,
	    "it does not greet with its unit" },
	{ "words behind the last one fail the unit", go_on_after_the_end,
	    "follows the last one" },
	{ "an unknown flaw fails the unit", tell_an_unknown_flaw, "" },
	{ "facts of what is in doubt fail the unit", take_a_flaw_back, "" },
};

static void
a_lie_fails_the_unit(void **state)
{
	size_t i = (size_t)(uintptr_t)*state;
	struct ambit_staged staged;
	struct gated g;

	gated_begin(&g, gated_whole);
	lies[i].tell(&g);
	gated_watch(&g, NULL);
	assert_int_equal(g.end.kind, PROC_WORD_FAIL);
	if (strstr(g.end.err.text, lies[i].says) == NULL)
		fail_msg("%s", g.end.err.text);
	assert_int_equal(g.end.err.code, AMBIT_E_WIRE);
	/* What is told of it is for the record alone. */
	gated_open(&g, &staged);
	assert_true(staged.end.failed);
	ambit_staged_close(&staged);
	assert_false(gated_holds(&g, "canary"));
	gated_free(&g);
}

int
main(void)
{
	struct CMUnitTest tests[COUNT(lies)];

	for (size_t i = 0; i < COUNT(lies); i++)
		tests[i] = (struct CMUnitTest){ lies[i].name,
			a_lie_fails_the_unit, NULL, NULL, (void *)i };
	return cmocka_run_group_tests_name("gate lies", tests, NULL, NULL);
}
