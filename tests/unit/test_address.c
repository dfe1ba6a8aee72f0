#include "check.h"
#include "guard.h"

#include <stdio.h>

#include "ambit/address.h"
#include "ambit/limits.h"
#include "ambit/text.h"

struct row {
	const char *name;
	struct ambit_span field;
	const char *outcome; /* "strict [hidden] local@domain ..." */
};

#define ROW(name, field, outcome)                    \
	{                                            \
		name, AMBIT_LIT_INIT(field), outcome \
	}

static const struct row rows[] = {
	ROW("an addr-spec", "alice@example.com", "strict alice@example.com"),
	ROW("blanks around", " alice@example.com\t",
	    "strict alice@example.com"),
	ROW("angle brackets alone", "<alice@example.com>",
	    "strict alice@example.com"),
	ROW("a name before it", "Alice Smith <alice@example.com>",
	    "strict alice@example.com"),
	ROW("a quoted name", "\"Smith, Alice\" <alice@example.com>",
	    "strict alice@example.com"),
	ROW("a quoted name with an address in it",
	    "\"bob@example.org\" <alice@example.com>",
	    "strict alice@example.com"),
	ROW("a quoted name with backslashes",
	    "\"A \\\"l\\\" \\\\\" <alice@example.com>",
	    "strict alice@example.com"),
	ROW("a name with dots", "Alice B. Smith Jr. <alice@example.com>",
	    "strict alice@example.com"),
	ROW("a comment behind", "alice@example.com (Alice)",
	    "strict alice@example.com"),
	ROW("a comment before", "(Alice) alice@example.com",
	    "strict alice@example.com"),
	ROW("comments in comments",
	    "alice@example.com (a (b) \\) bob@example.org)",
	    "strict alice@example.com"),
	ROW("comments around angle brackets",
	    "(a) Alice (b) < (c) alice@example.com (d) > (e)",
	    "strict alice@example.com"),
	ROW("a list", "a@x.org, B <b@x.org>,c@x.org",
	    "strict a@x.org b@x.org c@x.org"),
	ROW("every character of an atom", "a!#$&'*+-/=?^_`{|}~0@x.org",
	    "strict hidden a!#$&'*+-/=?^_`{|}~0@x.org"),
	ROW("letters and digits of an atom", "azAZ09@az.AZ09",
	    "strict azAZ09@az.AZ09"),
	ROW("dots in a local part", "a.b.c@x.y.org", "strict a.b.c@x.y.org"),
	ROW("a domain literal", "a@[192.0.2.1]", "strict a@[192.0.2.1]"),
	ROW("a domain literal of version 6", "a@[IPv6:2001:db8::1]",
	    "strict a@[IPv6:2001:db8::1]"),
	ROW("an empty field", "", "strict"),
	ROW("blanks alone", " \t ", "strict"),
	ROW("a comment alone", "(nobody)", "strict"),
	ROW("a domain of one word", "root@localhost", "strict root@localhost"),
	ROW("no address", "Alice Smith", "loose"),
	ROW("a colon in a name", "Re: Alice <alice@example.com>", "loose"),
	ROW("brackets in a name", "[list] Alice <alice@example.com>", "loose"),
	ROW("a comma in a name", "Smith, Alice <alice@example.com>", "loose"),
	ROW("a dot in front", ".alice@example.com", "loose"),
	ROW("a dot at the end of the local part", "alice.@example.com",
	    "loose"),
	ROW("two dots", "al..ice@example.com", "loose"),
	ROW("two dots in the domain", "alice@example..com", "loose"),
	ROW("an empty element", "a@x.org,,b@x.org", "loose"),
	ROW("a comma at the end", "a@x.org,", "loose"),
	ROW("a comma in front", ",a@x.org", "loose"),
	ROW("a bracket that never closes", "<a@x.org", "loose"),
	ROW("a bracket never opened", "a@x.org>", "loose"),
	ROW("two brackets", "A <<a@x.org>>", "loose"),
	ROW("text behind the bracket", "<a@x.org> Alice", "loose"),
	ROW("two addresses of one name", "A <a@x.org> <b@x.org>", "loose"),
	ROW("a quote that never ends", "\"Alice <a@x.org>", "loose hidden"),
	ROW("a comment that never ends", "a@x.org (Alice", "loose hidden"),
	ROW("a backslash outside quotes", "al\\ice@x.org", "loose hidden"),
	ROW("a backslash at the end of quotes", "\"Alice\\", "loose hidden"),
	ROW("a literal with blanks", "a@[192.0.2.1 ]", "loose hidden"),
	ROW("DEL in a literal", "a@[192.0.2.1\x7f]", "loose hidden"),
	ROW("A1 the account in a name", "alice@example.com <evil@x>",
	    "strict evil@x"),
	ROW("A1 the account in quotes", "\"alice@example.com\" <evil@x>",
	    "strict evil@x"),
	ROW("A1 blanks beside the @ of a name", "alice @ example.com <evil@x>",
	    "strict hidden evil@x"),
	ROW("A1 words beside the address in a name",
	    "Alice alice@example.com <evil@x>", "strict hidden evil@x"),
	ROW("A1 a comment in the address in a name",
	    "alice(x)@example.com <evil@x>", "strict hidden evil@x"),
	ROW("A1 quotes in the address in a name",
	    "\"alice\"@example.com <evil@x>", "strict hidden evil@x"),
	ROW("A2 comment and blanks inside", "alice (x) @ example.com",
	    "loose hidden"),
	ROW("A2 a blank before the @", "alice @example.com", "loose hidden"),
	ROW("A2 a blank behind the @", "alice@ example.com", "loose hidden"),
	ROW("A2 a comment before the @", "alice(x)@example.com",
	    "loose hidden"),
	ROW("A2 a comment behind the @", "alice@(x)example.com",
	    "loose hidden"),
	ROW("A2 a comment in the domain", "alice@example(x).com",
	    "loose hidden"),
	ROW("A2 a blank beside a dot", "alice@example .com", "loose hidden"),
	ROW("A2 a blank behind a dot", "alice@example. com", "loose hidden"),
	ROW("A2 a blank behind a dot, and another @", "al@ex. com@x",
	    "loose hidden"),
	ROW("A2 a dot in front of a word", "al@ex .com@x", "loose hidden"),
	ROW("A2 a blank in the local part", "al ice@example.com",
	    "loose hidden"),
	ROW("A2 a tabulator in the domain", "alice@exam\tple.com",
	    "loose hidden"),
	ROW("A2 inside angle brackets", "Alice <alice @ example.com>",
	    "loose hidden"),
	ROW("A2 blanks within angle brackets", "< alice@example.com >",
	    "strict alice@example.com"),
	ROW("A2 a trailing dot", "alice@example.com.", "loose"),
	ROW("A2 a trailing dot in brackets", "<alice@example.com.>", "loose"),
	ROW("A3 a quoted local part", "\"alice\"@example.com",
	    "strict \"alice\"@example.com"),
	ROW("A3 a backslash in it", "\"al\\ice\"@example.com",
	    "strict \"alice\"@example.com"),
	ROW("A3 a blank in it", "\"a b\"@example.com",
	    "strict \"a b\"@example.com"),
	ROW("A3 quotes and backslashes in it", "<\"a\\\"\\\\\"@x.org>",
	    "strict \"a\"\\u{5c}\"@x.org"),
	ROW("A3 an empty one", "\"\"@example.com", "strict \"\"@example.com"),
	ROW("A3 in a field that leaves the grammar",
	    "\"alice\"@example.com; b@x.org", "loose hidden"),
	ROW("A3 half of it quoted", "\"al\".ice@example.com", "loose hidden"),
	ROW("A4 a route", "<@a,@b:alice@example.com>", "loose hidden"),
	ROW("A4 a route with a blank", "< @a:alice@example.com>",
	    "loose hidden"),
	ROW("A4 the percent hack", "alice%example.com@gate.example",
	    "strict hidden alice%example.com@gate.example"),
	ROW("A4 a path", "host!alice@gate.example",
	    "strict hidden host!alice@gate.example"),
	ROW("A4 a path alone", "gate!example.com!alice", "loose hidden"),
	ROW("A4 the percent hack in quotes", "\"a%b\"@x.org",
	    "strict hidden \"a%b\"@x.org"),
	ROW("A4 marks in a name hide nothing", "100% Yahoo! <a@x.org>",
	    "strict a@x.org"),
	ROW("A5 a group", "Friends: a@x.org, B <b@x.org>;",
	    "strict a@x.org b@x.org"),
	ROW("A5 an empty group", "undisclosed-recipients:;", "strict"),
	ROW("A5 an empty group with blanks and comments",
	    "undisclosed recipients : (none) ; (x)", "strict"),
	ROW("A5 a group among others", "a@x.org, F: b@x.org;, c@x.org",
	    "strict a@x.org b@x.org c@x.org"),
	ROW("A5 a quoted name of a group", "\"a, b\": a@x.org;",
	    "strict a@x.org"),
	ROW("A5 a group that never ends", "Friends: a@x.org", "loose"),
	ROW("A5 a group without a name", ": a@x.org;", "loose"),
	ROW("A5 an address for a name of a group", "a@x.org: b@x.org;",
	    "loose"),
	ROW("A5 a group in a group", "F: G: a@x.org;;", "loose"),
	ROW("A5 an empty element in a group", "F: a@x.org,;", "loose"),
	ROW("A5 a name in a group, and no address", "F: Alice", "loose"),
	ROW("A5 a name in a group, and an address", "F: Alice, b@x.org",
	    "loose"),
	ROW("A5 text behind a group", "F: a@x.org; b@x.org", "loose"),
	ROW("A5 semicolons between addresses", "a@x.org; b@x.org", "loose"),
	ROW("A5 a semicolon at the end", "a@x.org;", "loose"),
	ROW("A5 comma missing", "a@x.org b@x.org", "loose"),
	ROW("A5 comma missing behind brackets", "<a@x.org> <b@x.org>", "loose"),
	ROW("A5 two @", "a@b@x.org", "loose"),
	ROW("A5 two @ together", "a@@x.org", "loose"),
	ROW("A5 nothing in brackets", "<>", "loose"),
	ROW("A5 nothing in brackets, then somebody", "<>, a@x.org", "loose"),
	ROW("A5 no local part", "@x.org", "loose hidden"),
	ROW("A5 no domain", "alice@", "loose hidden"),
	ROW("A6 UTF-8 in an addr-spec",
	    "alice@c\xd0\xbe"
	    "rp.example",
	    "strict alice@c\xd0\xbe"
	    "rp.example"),
	ROW("A6 UTF-8 in a local part", "\xc3\xa4@x.org",
	    "strict \xc3\xa4@x.org"),
	ROW("A6 UTF-8 in a name", "Ren\xc3\xa9 <a@x.org>", "strict a@x.org"),
	ROW("A6 an A-label", "alice@xn--crp-7cd.example",
	    "strict alice@xn--crp-7cd.example"),
	ROW("A6 Latin-1 in a name", "Ren\xe9 <a@x.org>", "loose hidden"),
	ROW("A6 Latin-1 in quotes", "\"Ren\xe9\" <a@x.org>", "loose hidden"),
	ROW("A6 Latin-1 in a comment", "a@x.org (Ren\xe9)", "loose hidden"),
	ROW("A6 UTF-8 that is overlong", "\xc0\xaf@x.org", "loose hidden"),
	ROW("A6 half a surrogate", "\xed\xa0\x80@x.org", "loose hidden"),
	ROW("A7 letter case is kept", "Alice@EXAMPLE.com",
	    "strict Alice@EXAMPLE.com"),
	ROW("A8 a tag", "alice+tag@example.com",
	    "strict alice+tag@example.com"),
	ROW("H5 an encoded word for a local part",
	    "=?utf-8?q?alice?=@example.com",
	    "strict hidden =?utf-8?q?alice?=@example.com"),
	ROW("H5 an encoded word in a name",
	    "=?utf-8?q?alice=40example.com?= <evil@x>", "strict evil@x"),
	ROW("H5 an encoded word in quotes", "\"=?utf-8?q?alice?=\" <evil@x>",
	    "strict hidden evil@x"),
	ROW("H5 an encoded word in a quoted local part",
	    "\"=?utf-8?q?alice?=\"@example.com",
	    "strict hidden \"=?utf-8?q?alice?=\"@example.com"),
	ROW("H5 an encoded word in the quoted name of a group",
	    "\"=?utf-8?q?alice?=\": a@x.org;", "strict hidden a@x.org"),
	ROW("H5 an encoded word for the whole",
	    "=?utf-8?q?alice=40x.org?=", "loose hidden"),
	ROW("NUL", "a@x.org\0", "loose hidden"),
	ROW("NUL in a name", "A\0 <a@x.org>", "loose hidden"),
	ROW("NUL in quotes", "\"A\0\" <a@x.org>", "loose hidden"),
	ROW("a control", "a\x01@x.org", "loose hidden"),
	ROW("DEL", "a\x7f@x.org", "loose hidden"),
	ROW("a bare CR", "a@x.org\r, b@x.org", "loose hidden"),
	ROW("a bare LF", "a@x.org\n", "loose hidden"),
};

static void
put_addr(struct ambit_text *out, const struct ambit_addr *addr)
{
	ambit_text_str(out, addr->quoted ? " \"" : " ");
	ambit_text_escaped(out, addr->local);
	ambit_text_str(out, addr->quoted ? "\"@" : "@");
	ambit_text_escaped(out, addr->domain);
}

static const char *
outline(const struct ambit_address_list *list, char *buf, size_t size)
{
	struct ambit_text out = { .ptr = buf, .cap = size };

	ambit_text_str(&out, list->strict ? "strict" : "loose");
	ambit_text_str(&out, list->hidden ? " hidden" : "");
	for (size_t i = 0; i < list->n_addrs; i++)
		put_addr(&out, &list->addrs[i]);
	ambit_text_put(&out,
	    (struct ambit_span){ (const unsigned char *)"", 1 });
	assert_false(out.full);
	return buf;
}

static void
judge(void **state)
{
	const struct row *row = *state;
	struct ambit_arena *arena = ambit_arena_new(4096);
	struct ambit_address_list list;
	char got[256];

	assert_int_equal(ambit_address_parse(guarded(row->field),
			     AMBIT_ADDRESSES_MAX, arena, &list),
	    0);
	assert_string_equal(outline(&list, got, sizeof(got)), row->outcome);
	ambit_arena_free(&arena);
}

/* A field that is not strict gives nobody; a strict one nobody unnamed. */
static void
every_cut_is_read_within_its_bytes(void **state)
{
	struct ambit_arena *arena = ambit_arena_new(4096);

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		for (size_t n = 0; n < rows[i].field.len; n++) {
			struct ambit_span cut = { rows[i].field.ptr, n };
			struct ambit_address_list list;

			ambit_arena_reset(arena);
			assert_int_equal(ambit_address_parse(guarded(cut),
					     AMBIT_ADDRESSES_MAX, arena, &list),
			    0);
			assert_true(list.strict || list.n_addrs == 0);
		}
	}
	ambit_arena_free(&arena);
}

static void
more_addresses_than_the_limit_are_hidden(void **state)
{
	static const char *const wants[] = { "loose hidden", "loose hidden",
		"strict a@x.org b@x.org", "strict a@x.org b@x.org" };
	struct ambit_arena *arena = ambit_arena_new(4096);
	struct ambit_address_list list;
	char got[256];

	(void)state;
	for (size_t max = 0; max < COUNT(wants); max++) {
		assert_int_equal(ambit_address_parse(AMBIT_LIT("F: a@x.org;, "
							       "b@x.org"),
				     max, arena, &list),
		    0);
		assert_string_equal(outline(&list, got, sizeof(got)),
		    wants[max]);
	}
	assert_int_equal(ambit_address_parse(AMBIT_LIT(""), 0, arena, &list),
	    0);
	assert_string_equal(outline(&list, got, sizeof(got)), "strict");
	ambit_arena_free(&arena);
}

static void
a_message_may_have_as_many_addresses_as_the_limit(void **state)
{
	static char buf[(AMBIT_ADDRESSES_MAX + 1) * 4];
	struct ambit_arena *arena = ambit_arena_new((size_t)1 << 20);

	(void)state;
	for (size_t i = 0; i <= AMBIT_ADDRESSES_MAX; i++)
		memcpy(buf + i * 4, "a@b,", 4);
	for (size_t n = AMBIT_ADDRESSES_MAX - 1; n <= AMBIT_ADDRESSES_MAX + 1;
	     n++) {
		struct ambit_span field = { (const unsigned char *)buf,
			n * 4 - 1 };
		struct ambit_address_list list;
		bool is_over = n > AMBIT_ADDRESSES_MAX;

		ambit_arena_reset(arena);
		assert_int_equal(ambit_address_parse(field, AMBIT_ADDRESSES_MAX,
				     arena, &list),
		    0);
		assert_int_equal(list.strict, !is_over);
		assert_int_equal(list.hidden, is_over);
		assert_int_equal(list.n_addrs, is_over ? 0 : n);
	}
	ambit_arena_free(&arena);
}

static void
a_full_arena_is_said(void **state)
{
	struct ambit_arena *arena = ambit_arena_new(sizeof(struct ambit_addr));
	struct ambit_address_list list;

	(void)state;
	assert_int_equal(ambit_address_parse(AMBIT_LIT("a@b, c@d"), 9, arena,
			     &list),
	    -1);
	assert_int_equal(ambit_address_parse(AMBIT_LIT("\"\\a\"@b"), 9, arena,
			     &list),
	    -1);
	ambit_arena_reset(arena);
	assert_int_equal(ambit_address_parse(AMBIT_LIT("\"a\"@b"), 9, arena,
			     &list),
	    0);
	ambit_arena_free(&arena);
}

static void
deep_comments_cost_no_stack(void **state)
{
	static char buf[1 << 20];
	struct ambit_arena *arena = ambit_arena_new(4096);
	struct ambit_address_list list;

	(void)state;
	memset(buf, '(', sizeof(buf) / 2);
	memset(buf + sizeof(buf) / 2, ')', sizeof(buf) / 2);
	assert_int_equal(
	    ambit_address_parse((struct ambit_span){ (const unsigned char *)buf,
				    sizeof(buf) },
		9, arena, &list),
	    0);
	assert_true(list.strict);
	ambit_arena_free(&arena);
}

static void
an_order_names_plain_addresses_only(void **state)
{
	static const struct ambit_span good[] = { AMBIT_LIT_INIT("a@x.org"),
		AMBIT_LIT_INIT("a.b+c@x"), AMBIT_LIT_INIT("a@[192.0.2.1]"),
		AMBIT_LIT_INIT("\xc3\xa4@x.org") };
	static const struct ambit_span bad[] = { AMBIT_LIT_INIT(""),
		AMBIT_LIT_INIT("a"), AMBIT_LIT_INIT("@"), AMBIT_LIT_INIT("a@"),
		AMBIT_LIT_INIT("@x.org"), AMBIT_LIT_INIT(" a@x.org"),
		AMBIT_LIT_INIT("a@x.org "), AMBIT_LIT_INIT("a@x.org,b@x.org"),
		AMBIT_LIT_INIT("<a@x.org>"), AMBIT_LIT_INIT("\"a\"@x.org"),
		AMBIT_LIT_INIT("a@b@x.org"), AMBIT_LIT_INIT("a@x.org."),
		AMBIT_LIT_INIT("a@x.org\0"), AMBIT_LIT_INIT("a(b)@x.org"),
		AMBIT_LIT_INIT("\xe4@x.org") };
	struct ambit_addr addr;

	(void)state;
	for (size_t i = 0; i < COUNT(good); i++) {
		assert_true(ambit_address_spec(guarded(good[i]), &addr));
		assert_int_equal(addr.local.len + addr.domain.len + 1,
		    good[i].len);
	}
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(ambit_address_spec(guarded(bad[i]), &addr));
}

static void
a_message_id_is_two_dot_atoms_in_brackets(void **state)
{
	static const struct ambit_span good[] = { AMBIT_LIT_INIT("<a@b>"),
		AMBIT_LIT_INIT(" <a.b$c@d.e>\t") };
	static const struct ambit_span bad[] = { AMBIT_LIT_INIT(""),
		AMBIT_LIT_INIT("a@b"), AMBIT_LIT_INIT("<a@b"),
		AMBIT_LIT_INIT("<a>"), AMBIT_LIT_INIT("<a@>"),
		AMBIT_LIT_INIT("<@b>"), AMBIT_LIT_INIT("<a @b>"),
		AMBIT_LIT_INIT("< a@b>"), AMBIT_LIT_INIT("<a@b> <c@d>"),
		AMBIT_LIT_INIT("<a@b> (c)"), AMBIT_LIT_INIT("<a@[b]>"),
		AMBIT_LIT_INIT("<\"a\"@b>"), AMBIT_LIT_INIT("<a.@b>"),
		AMBIT_LIT_INIT("<a@b@c>"), AMBIT_LIT_INIT("<a@b\0>"),
		AMBIT_LIT_INIT("<\xc3\xa4@b>"), AMBIT_LIT_INIT("<a@b>\n") };
	struct ambit_span id;
	char text[300];

	(void)state;
	for (size_t i = 0; i < COUNT(good); i++) {
		assert_true(ambit_address_msgid(guarded(good[i]), &id));
		assert_true(ambit_span_equal(id, ambit_span_trim(good[i])));
	}
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(ambit_address_msgid(guarded(bad[i]), &id));
	memset(text, 'a', sizeof(text));
	text[0] = '<';
	text[100] = '@';
	for (size_t len = 249; len <= 251; len++) {
		text[len - 1] = '>';
		assert_int_equal(ambit_address_msgid(
				     (struct ambit_span){
					 (const unsigned char *)text, len },
				     &id),
		    len <= 250);
		text[len - 1] = 'a';
	}
}

#define OTHERS 7

int
main(void)
{
	struct CMUnitTest tests[OTHERS + COUNT(rows)] = {
		cmocka_unit_test(every_cut_is_read_within_its_bytes),
		cmocka_unit_test(more_addresses_than_the_limit_are_hidden),
		cmocka_unit_test(
		    a_message_may_have_as_many_addresses_as_the_limit),
		cmocka_unit_test(a_full_arena_is_said),
		cmocka_unit_test(deep_comments_cost_no_stack),
		cmocka_unit_test(an_order_names_plain_addresses_only),
		cmocka_unit_test(a_message_id_is_two_dot_atoms_in_brackets),
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[OTHERS + i] = (struct CMUnitTest){ rows[i].name, judge,
			NULL, NULL, (void *)(uintptr_t)&rows[i] };
	return cmocka_run_group_tests_name("address", tests, NULL, NULL);
}
