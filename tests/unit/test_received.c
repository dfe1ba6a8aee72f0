#include "check.h"
#include "guard.h"

#include <stdio.h>

#include "ambit/mail.h"
#include "ambit/text.h"

struct row {
	const char *name;
	struct ambit_span value;
	const char *outcome; /* "IP by host at seconds", "-" for nothing */
};

#define ROW(name, value, outcome)                    \
	{                                            \
		name, AMBIT_LIT_INIT(value), outcome \
	}

#define DATE "Mon, 1 Mar 2021 10:00:00 +0100"
#define AT   "1614589200"

static const struct row rows[] = {
	ROW("a hop of Postfix",
	    " from helo.example (rdns.example [192.0.2.1])\r\n"
	    "\tby mx.example.com (Postfix) with ESMTPS id 4F00B\r\n"
	    "\tfor <bob@example.com>; " DATE " (CET)",
	    "192.0.2.1 mx.example.com " AT),
	ROW("a hop of Sendmail",
	    "from a (may@b.example [192.0.2.1] (may be forged)) "
	    "by mx.example.com (8.9.3/8.9.3) with ESMTP id X; " DATE,
	    "192.0.2.1 mx.example.com " AT),
	ROW("a hop of Exim with a name",
	    "from b.example ([192.0.2.1] helo=a) by mx.example.com "
	    "with esmtp (Exim 4.94) (envelope-from <a@b>) id 1; " DATE,
	    "192.0.2.1 mx.example.com " AT),
	ROW("a hop of Exim without a name",
	    "from [192.0.2.1] (helo=a) by mx.example.com with esmtp; " DATE,
	    "192.0.2.1 mx.example.com " AT),
	ROW("a literal for a name and nothing else",
	    "from [192.0.2.1] by mx.example.com; " DATE,
	    "192.0.2.1 mx.example.com " AT),
	ROW("a hop within a host",
	    "by mx.example.com (Postfix, from userid 1000) id 1; " DATE,
	    "- mx.example.com " AT),
	ROW("a hop of qmail without a host",
	    "(qmail 1 invoked by uid 0); " DATE, "- - " AT),
	ROW("version 6 with its tag",
	    "from a (b [IPv6:2001:DB8:0:0::0001]) by c; " DATE,
	    "2001:db8::1 c " AT),
	ROW("version 6 without its tag", "from a (b [2001:db8::1]) by c; " DATE,
	    "2001:db8::1 c " AT),
	ROW("clauses in capitals", "FROM a (b [192.0.2.1]) BY c; " DATE,
	    "192.0.2.1 c " AT),
	ROW("nothing between host and comment",
	    "from a(b [192.0.2.1])by c(x);" DATE, "192.0.2.1 c " AT),
	ROW("a comment before the host", "from a by (x) c; " DATE, "- c " AT),
	ROW("by in a comment", "from a (by forged.example) by c; " DATE,
	    "- c " AT),
	ROW("by in a comment alone",
	    "from a (x) with SMTP (by forged.example); " DATE, "- - " AT),
	ROW("by in quotes", "from \"a by forged.example\" by c; " DATE,
	    "- c " AT),
	ROW("a client that calls itself by",
	    "from by (x [192.0.2.1]) by c; " DATE, "- - " AT),
	ROW("a client that forges a host",
	    "from a by forged.example (x [192.0.2.1]) by c; " DATE, "- - " AT),
	ROW("a client that forges its address",
	    "from a (b [198.51.100.1]) (c [192.0.2.1]) by d; " DATE, "- d " AT),
	ROW("one address twice",
	    "from a (b [192.0.2.1]) (c [192.0.2.1]) by d; " DATE,
	    "192.0.2.1 d " AT),
	ROW("a client that calls itself a literal",
	    "from [198.51.100.1] (b [192.0.2.1]) by c; " DATE,
	    "192.0.2.1 c " AT),
	ROW("a literal that only the client said",
	    "from [198.51.100.1] (192.0.2.1) by c; " DATE, "- c " AT),
	ROW("a literal in the name that the client said",
	    "from b (HELO [198.51.100.1]) (192.0.2.1) by c; " DATE, "- c " AT),
	ROW("a literal in the helo of Exim",
	    "from [192.0.2.1] (helo=[198.51.100.1]) by c; " DATE, "- c " AT),
	ROW("a literal behind another word", "from a [192.0.2.1] by c; " DATE,
	    "- c " AT),
	ROW("a literal behind the host", "from a by c (d [192.0.2.1]); " DATE,
	    "- c " AT),
	ROW("an address without brackets", "from a (b 192.0.2.1) by c; " DATE,
	    "- c " AT),
	ROW("no address in the brackets",
	    "from a (unknown [unknown]) by c; " DATE, "- c " AT),
	ROW("an address of five numbers",
	    "from a (b [192.0.2.1.5]) by c; " DATE, "- c " AT),
	ROW("an address with a zero in front",
	    "from a (b [192.0.2.010]) by c; " DATE, "- c " AT),
	ROW("a tag of version 6 and an address of 4",
	    "from a (b [IPv6:192.0.2.1]) by c; " DATE, "- c " AT),
	ROW("a host that is a literal", "from a by [192.0.2.1]; " DATE,
	    "- - " AT),
	ROW("a host in quotes", "from a by \"c\"; " DATE, "- - " AT),
	ROW("a host that is an address of mail", "from a by c@d; " DATE,
	    "- - " AT),
	ROW("a host in UTF-8", "from a by \xc3\xa4.example; " DATE, "- - " AT),
	ROW("no host behind by", "from a by ; " DATE, "- - " AT),
	ROW("by at the end", "from a by", "- - -"),
	ROW("by behind the semicolon", "from a; by c", "- - -"),
	ROW("no from in front",
	    "(x) with SMTP from a (b [192.0.2.1]) by c; " DATE, "- c " AT),
	ROW("no date", "from a (b [192.0.2.1]) by c", "192.0.2.1 c -"),
	ROW("an empty date", "from a (b [192.0.2.1]) by c;", "192.0.2.1 c -"),
	ROW("a date that does not read",
	    "from a (b [192.0.2.1]) by c; yesterday", "192.0.2.1 c -"),
	ROW("a date behind the last semicolon",
	    "from a by c; Mon, 1 Mar 2021 09:00:00 +0100; " DATE, "- c " AT),
	ROW("text behind the last semicolon", "from a by c; " DATE "; x",
	    "- c -"),
	ROW("a semicolon in a comment",
	    "from a by c (x; Mon, 1 Mar 2021 09:00:00 +0100); " DATE,
	    "- c " AT),
	ROW("a semicolon in a comment behind the date",
	    "from a by c; " DATE " (x; y)", "- c " AT),
	ROW("a semicolon in quotes", "from \"a; x\" by c; " DATE, "- c " AT),
	ROW("a semicolon in a comment alone", "from a by c (; " DATE ")",
	    "- c -"),
	ROW("a comment that never ends", "from a (b by c; " DATE, "- - -"),
	ROW("a bracket too many", "from a (b)) by c; " DATE, "- - -"),
	ROW("a quote that never ends", "from \"a by c; " DATE, "- - -"),
	ROW("a control", "from a\x01 by c; " DATE, "- - -"),
	ROW("NUL", "from a by c\0; " DATE, "- - -"),
	ROW("a bare CR", "from a\r by c; " DATE, "- - -"),
	ROW("empty", "", "- - -"),
	ROW("blanks", " \r\n ", "- - -"),
};

static void
put_piece(struct ambit_text *out, struct ambit_span piece)
{
	ambit_text_put(out, piece.len > 0 ? piece : AMBIT_LIT("-"));
	ambit_text_str(out, " ");
}

static const char *
outline(const struct ambit_hop *hop, char *buf, size_t size)
{
	struct ambit_text out = { .ptr = buf, .cap = size };

	put_piece(&out, hop->from_ip);
	put_piece(&out, hop->by);
	assert_in_range(hop->when.n, 0, 1);
	if (hop->when.n == 0)
		ambit_text_str(&out, "-");
	else
		ambit_text_print(&out, "%jd",
		    (intmax_t)(hop->when.at[0].lo / AMBIT_SECOND));
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
	struct ambit_hop hop;
	char got[256];

	assert_int_equal(ambit_mail_hop(guarded(row->value), arena, &hop), 0);
	assert_string_equal(outline(&hop, got, sizeof(got)), row->outcome);
	ambit_arena_free(&arena);
}

static void
every_cut_is_read_within_its_bytes(void **state)
{
	struct ambit_arena *arena = ambit_arena_new(4096);

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		for (size_t n = 0; n < rows[i].value.len; n++) {
			struct ambit_span cut = { rows[i].value.ptr, n };
			struct ambit_hop hop;

			ambit_arena_reset(arena);
			assert_int_equal(ambit_mail_hop(guarded(cut), arena,
					     &hop),
			    0);
			assert_true(hop.by.len <= n);
		}
	}
	ambit_arena_free(&arena);
}

static void
addresses_are_written_as_the_standard_says(void **state)
{
	static const char *const pairs[][2] = {
		{ "192.0.2.1", "192.0.2.1" },
		{ "[192.0.2.1]", "192.0.2.1" },
		{ " [192.0.2.1]\t", "192.0.2.1" },
		{ "2001:DB8:0:0:0:0:0:1", "2001:db8::1" },
		{ "[IPv6:2001:db8::1]", "2001:db8::1" },
		{ "[ipv6:2001:0db8::0001]", "2001:db8::1" },
		{ "::ffff:192.0.2.1", "::ffff:192.0.2.1" },
		/* RFC 5952 4.2.2, 4.2.3. */
		{ "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1" },
		{ "2001:0:0:1:0:0:0:1", "2001:0:0:1::1" },
		{ "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1" },
		{ "", "" },
		{ "[]", "" },
		{ "[192.0.2.1", "" },
		{ "192.0.2.1]", "" },
		{ "[[192.0.2.1]]", "" },
		{ "192.0.2.1 x", "" },
		{ "192.0.2", "" },
		{ "192.0.2.256", "" },
		{ "192.0.2.01", "" },
		{ "0xC0000201", "" },
		{ "fe80::1%eth0", "" },
		{ "2001:db8::1::2", "" },
		{ "2001:db8::12345", "" },
		{ "IPv6:192.0.2.1", "" },
		{ "example.com", "" },
		{ "1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb:"
		  "cccc:dddd",
		    "" },
	};
	struct ambit_arena *arena = ambit_arena_new(4096);
	char zeros[256];

	(void)state;
	for (size_t i = 0; i < COUNT(pairs); i++) {
		struct ambit_span ip =
		    ambit_mail_ip(guarded(ambit_span_str(pairs[i][0])), arena);

		assert_true(ambit_span_equal(ip, ambit_span_str(pairs[i][1])));
	}
	assert_int_equal(ambit_mail_ip(AMBIT_LIT("192.0.2.1\0"), arena).len, 0);
	memset(zeros, '0', sizeof(zeros));
	for (size_t n = 0; n < sizeof(zeros); n++) {
		assert_int_equal(ambit_mail_ip(guarded((struct ambit_span){
						   (const unsigned char *)zeros,
						   n }),
				     arena)
				     .len,
		    0);
	}
	ambit_arena_free(&arena);
}

static void
a_full_arena_is_said(void **state)
{
	struct ambit_arena *arena = ambit_arena_new(4);
	struct ambit_hop hop;

	(void)state;
	assert_int_equal(ambit_mail_hop(AMBIT_LIT(
					    "from a ([192.0.2.1]) by c; x"),
			     arena, &hop),
	    -1);
	assert_int_equal(ambit_mail_hop(AMBIT_LIT("from a\n by c"), arena,
			     &hop),
	    -1);
	assert_int_equal(ambit_mail_hop(AMBIT_LIT("from a by c; x"), arena,
			     &hop),
	    0);
	assert_int_equal(ambit_mail_ip(AMBIT_LIT("192.0.2.1"), arena).len, 0);
	ambit_arena_free(&arena);
}

#define OTHERS 3

int
main(void)
{
	struct CMUnitTest tests[OTHERS + COUNT(rows)] = {
		cmocka_unit_test(every_cut_is_read_within_its_bytes),
		cmocka_unit_test(addresses_are_written_as_the_standard_says),
		cmocka_unit_test(a_full_arena_is_said),
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[OTHERS + i] = (struct CMUnitTest){ rows[i].name, judge,
			NULL, NULL, (void *)(uintptr_t)&rows[i] };
	return cmocka_run_group_tests_name("received", tests, NULL, NULL);
}
