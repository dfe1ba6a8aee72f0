/*
 * What of an item is read before anybody asked for its body: its properties,
 * its recipients, the lists of its parts, and values that facts are made of.
 * Every other block of it may be anything: nothing is told otherwise.
 */

#include "pst_world.h"

#define BODY  9000
#define BLOCK 4000

/* Where in the order of writing the blocks are that only a body needs: it and
 * an attachment's value, each in front of its list; and what is attached. */
struct parts {
	size_t body, body_list, value, value_list;
	size_t attachment, table;
	size_t end; /* of the message */
};

static struct parts
build(struct pst_build *b)
{
	static const unsigned char bytes[BODY] = "body";
	static const char headers[] = "Message-ID: <1@example.org>\r\n\r\n";
	static const struct pst_built_row row = { 1, 1, 0, "B\0", 2, false };
	static const struct pst_prop message[] = {
		{ 0x001a, 0x001e, PST_BYTES("IPM.Note") },
		{ 0x007d, 0x001e, 0x807f, NULL, 0 },
		{ 0x0e06, 0x0040, PST_BYTES("\0\x80\x3e\xd5\xde\xb1\x9d\1") },
		{ 0x0e07, 0x0003, 1, NULL, 0 },
		{ 0x1000, 0x0102, 0x801f, NULL, 0 },
		{ 0x5d01, 0x001e, PST_BYTES("a@example.org") },
	};
	static const struct pst_prop attachment[] = {
		{ 0x3701, 0x0102, 0x801f, NULL, 0 },
		{ 0x3705, 0x0003, 1, NULL, 0 },
	};
	struct world_node w = { .n_subs = 0 }, a = { .n_subs = 0 };
	struct parts parts;

	world_value(b, &w, 0x807f, headers, sizeof(headers) - 1, BLOCK);
	parts.body = b->n_blocks;
	world_value(b, &w, 0x801f, bytes, BODY, BLOCK);
	parts.body_list = b->n_blocks - 1;
	parts.value = b->n_blocks;
	world_value(b, &a, 0x801f, bytes, BODY, BLOCK);
	parts.value_list = b->n_blocks - 1;
	parts.attachment = b->n_blocks;
	world_sub(&w, world_end(b, &a, 0x8025, attachment, 2));
	parts.table = b->n_blocks;
	world_sub(&w, world_table(b, 0x671, WORLD_IDS(0x8025)));
	world_sub(&w, pst_build_table(b, 0x692, &row, 1, 0));
	/* Its properties and its subnodes. */
	parts.end = b->n_blocks + 2;
	world_add(b, &w, message, COUNT(message));
	return parts;
}

/* All that is told of the item before its body. */
static void
show_facts(const struct ambit_item *item, struct ambit_text *out)
{
	ambit_text_print(out, "%llu bytes, kind %d, doubted %x, ",
	    (unsigned long long)item->raw.len, (int)item->kind, item->doubted);
	for (size_t i = 0; i < AMBIT_N_CLOCKS; i++) {
		ambit_text_print(out, "%u ", item->when[i].n);
		ambit_text_put(out, item->raw_when[i]);
	}
	for (size_t i = 0; i < item->n_parties; i++) {
		ambit_text_print(out, ", %d ", (int)item->parties[i].role);
		ambit_text_put(out, item->parties[i].addr.local);
	}
	for (size_t i = 0; i < item->n_nets; i++) {
		ambit_text_print(out, ", net %d ", (int)item->nets[i].role);
		ambit_text_put(out, item->nets[i].text);
	}
	for (size_t i = 0; i < item->n_fields; i++) {
		ambit_text_str(out, ", field ");
		ambit_text_put(out, item->fields[i].name);
	}
	world_flaws(out, item->flaws);
}

/* The facts of the store with one wrong block; poured: what its stream says. */
static void
outcome_of(const struct pst_wrong *wrong, char *facts, char *poured,
    size_t size)
{
	struct pst_build *b = pst_build_new(PST_UNICODE, 0);
	struct ambit_text out = ambit_text_over(facts, size);
	struct ambit_text stream = ambit_text_over(poured, size);
	struct ambit_err err = { 0 };
	struct ambit_item item;
	struct ambit_reader r;
	int fd;

	b->wrong = *wrong;
	(void)build(b);
	fd = world_file(b);
	assert_int_equal(world_open(&r, fd, &err), 0);
	assert_int_equal(r.ops->next(&r, &item, &err), 1);
	assert_int_equal(ambit_reader_read(&r, &item, &err), 0);
	assert_int_equal(ambit_reader_parts(&r, &item, &err), 0);
	assert_false(item.structured);
	show_facts(&item, &out);
	world_stream(&r, &item, &stream);
	ambit_reader_close(&r);
	(void)ambit_text_end(&out);
	(void)ambit_text_end(&stream);
	(void)close(fd);
	pst_build_free(b);
}

/* Is a block one of a body, or of what only a body needs? */
static bool
is_of_body(const struct parts *parts, size_t n)
{
	return (n >= parts->body && n < parts->body_list) ||
	    (n >= parts->value && n < parts->value_list) ||
	    n == parts->attachment || n == parts->table;
}

static void
no_block_of_a_body_is_read_for_facts(void **state)
{
	struct pst_wrong wrong = { .where = PST_RIGHT };
	struct pst_build *b = pst_build_new(PST_UNICODE, 0);
	char facts[1000], poured[1000], wrong_facts[1000], wrong_poured[1000];
	const struct parts parts = build(b);
	size_t bodies = 0;

	(void)state;
	pst_build_free(b);
	outcome_of(&wrong, facts, poured, sizeof(facts));
	assert_non_null(strstr(facts, ", 1 a, net 1 <a@example.org>"));
	assert_non_null(strstr(facts, "field Message-ID"));
	assert_non_null(strstr(facts, "kind 1"));
	assert_non_null(strstr(poured, "1000:102=9000 bytes"));
	for (size_t n = 0; n < parts.end; n++) {
		wrong = (struct pst_wrong){ PST_BLOCK_AFTER, (unsigned)n, 1,
			"\xff", 1 };
		outcome_of(&wrong, wrong_facts, wrong_poured, sizeof(facts));
		/* Each block is of the item: whoever pours it finds out. */
		assert_string_not_equal(poured, wrong_poured);
		if (is_of_body(&parts, n))
			assert_string_equal(facts, wrong_facts);
		else
			assert_string_not_equal(facts, wrong_facts);
		bodies += is_of_body(&parts, n);
	}
	assert_int_equal(bodies, 8);
}

/* What is told of it before anybody asks for more. */
static void
times_of(const struct pst_wrong *wrong, struct ambit_text *out)
{
	struct pst_build *b = pst_build_new(PST_UNICODE, 0);
	struct ambit_store store = world_store;
	struct ambit_unit unit = ambit_unit_whole(&store);
	struct ambit_err err = { 0 };
	struct ambit_item item;
	struct ambit_reader r;
	int fd;

	store.clocks[AMBIT_CLOCK_DELIVERED].source = AMBIT_SOURCE_DELIVERY_TIME;
	b->wrong = *wrong;
	(void)build(b);
	fd = world_file(b);
	assert_int_equal(ambit_reader_open(&r, &unit, &store_limits, fd,
			     (struct ambit_span){ 0 }, &err),
	    0);
	assert_int_equal(r.ops->next(&r, &item, &err), 1);
	assert_false(item.read);
	ambit_text_print(out, "kind %d, ", (int)item.kind);
	for (size_t i = 0; i < AMBIT_N_CLOCKS; i++) {
		ambit_text_print(out, "%u ", item.when[i].n);
		ambit_text_put(out, item.raw_when[i]);
	}
	world_flaws(out, item.flaws);
	ambit_reader_close(&r);
	(void)ambit_text_end(out);
	(void)close(fd);
	pst_build_free(b);
}

/* So that one which its time puts outside is not damaged by what is: lists are
 * read for its size, and its properties; recipients and headers are not. */
static void
its_times_are_told_before_its_recipients_are_read(void **state)
{
	struct pst_wrong wrong = { .where = PST_RIGHT };
	struct pst_build *b = pst_build_new(PST_UNICODE, 0);
	char times[500], wrong_times[500];
	struct ambit_text out = AMBIT_TEXT(times);
	const struct parts parts = build(b);
	size_t differ = 0;

	(void)state;
	pst_build_free(b);
	times_of(&wrong, &out);
	assert_non_null(strstr(times, "kind 1, "));
	assert_non_null(strstr(times, "1 19"));
	for (size_t n = 0; n < parts.end; n++) {
		out = AMBIT_TEXT(wrong_times);
		wrong = (struct pst_wrong){ PST_BLOCK_AFTER, (unsigned)n, 1,
			"\xff", 1 };
		times_of(&wrong, &out);
		differ += strcmp(times, wrong_times) != 0;
	}
	/* Two lists of blocks, two of subnodes, and its properties. */
	assert_int_equal(differ, 5);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_block_of_a_body_is_read_for_facts),
		cmocka_unit_test(
		    its_times_are_told_before_its_recipients_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
