#include "check.h"
#include "message.h"

#include <string.h>

#include "ambit/text.h"

#define HEAD  "From: a@x.org\nSubject: s\n b\nX-A: x\n"
#define MULTI HEAD "Content-Type: multipart/mixed; boundary=B\n\nstray\n"
#define TEXT  "--B\nContent-Type: text/plain\nX-B: y\nContent-ID: <a>\n\nhi\n\n"
#define HTML  "--B\nContent-Type: text/html\n\n<p>\n"
#define PDF   "--B\nContent-Type: application/pdf\n\n%PDF\n"
#define END   "--B--\nbye\n"

struct row {
	const char *name;
	const char *message;
	const char *fields; /* the names of those that leave */
	const char *kinds;  /* the kinds of the parts that leave: T, O */
	const char *want;   /* @ stands for the boundary */
	const char *ranges; /* what it is made from; several parts only */
};

static const struct row rows[] = {
	{ "nothing named gives nothing", MULTI TEXT PDF END, "", "", "", NULL },
	{ "fields alone end with an empty line", MULTI TEXT PDF END,
	    "Subject From", "", "From: a@x.org\nSubject: s\n b\n\n", NULL },
	{ "one part has its own fields, and none of the message's",
	    MULTI TEXT PDF END, "", "T",
	    "MIME-Version: 1.0\nContent-Type: text/plain\nContent-ID: <a>\n\n"
	    "hi\n",
	    NULL },
	{ "one attachment", MULTI TEXT PDF END, "Subject", "O",
	    "Subject: s\n b\nMIME-Version: 1.0\n"
	    "Content-Type: application/pdf\n\n%PDF",
	    NULL },
	{ "the body of a plain message needs no MIME", HEAD "\nhi\n", "", "T",
	    "\nhi\n", NULL },
	{ "the body of a plain message with its type",
	    HEAD "content-type: text/plain;\n\ta=b\n\nhi\n", "From", "T",
	    "From: a@x.org\nMIME-Version: 1.0\ncontent-type: "
	    "text/plain;\n\ta=b\n"
	    "\nhi\n",
	    NULL },
	{ "an empty body", HEAD "\n", "From", "T", "From: a@x.org\n\n", NULL },
	{ "two parts are a multipart/mixed", MULTI TEXT HTML PDF END, "Subject",
	    "T",
	    "Subject: s\n b\nMIME-Version: 1.0\n"
	    "Content-Type: multipart/mixed; boundary=\"@\"\n\n"
	    "--@\nContent-Type: text/plain\nContent-ID: <a>\n\nhi\n\n"
	    "--@\nContent-Type: text/html\n\n<p>\n--@--\n",
	    "Subject: s\n b\nContent-Type: text/plain\nContent-ID: <a>\nhi\n"
	    "Content-Type: text/html\n<p>" },
	{ "all parts stay in their order", MULTI PDF TEXT END, "", "OT",
	    "MIME-Version: 1.0\n"
	    "Content-Type: multipart/mixed; boundary=\"@\"\n\n"
	    "--@\nContent-Type: application/pdf\n\n%PDF\n"
	    "--@\nContent-Type: text/plain\nContent-ID: <a>\n\nhi\n\n--@--\n",
	    "Content-Type: application/pdf\n%PDF"
	    "Content-Type: text/plain\nContent-ID: <a>\nhi\n" },
	{ "lines of ours end as the first of the ranges does",
	    "From: a\r\nContent-Type: text/plain\r\n\r\nhi\n", "From", "T",
	    "From: a\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n"
	    "hi\n",
	    NULL },
	{ "the line ends of what stays behind do not count",
	    "From: a\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n"
	    "--B\r\n\r\na\nb\r\n--B\r\n\r\nc\r\n--B--\r\n",
	    "", "T",
	    "MIME-Version: 1.0\n"
	    "Content-Type: multipart/mixed; boundary=\"@\"\n\n"
	    "--@\n\na\nb\n--@\n\nc\n--@--\n",
	    "a\nbc" },
	{ "DOS throughout",
	    "From: a\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n"
	    "--B\r\nContent-ID: x\r\n\r\na\r\n--B\r\n\r\nc\r\n--B--\r\n",
	    "From", "T",
	    "From: a\r\nMIME-Version: 1.0\r\n"
	    "Content-Type: multipart/mixed; boundary=\"@\"\r\n\r\n"
	    "--@\r\nContent-ID: x\r\n\r\na\r\n--@\r\n\r\nc\r\n--@--\r\n",
	    "From: a\r\nContent-ID: x\r\nac" },
};

/* A sink that keeps what it is given, or fails at its n-th write. */
struct store {
	struct ambit_sink sink;
	char bytes[4096];
	size_t len;
	size_t fail_at; /* 0: never */
	size_t writes;
};

static int
store_write(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	struct store *s = (struct store *)sink;

	if (++s->writes == s->fail_at)
		return ambit_err_set(err_r, AMBIT_E_LIMIT, "full");
	assert_true(bytes.len < sizeof(s->bytes) - s->len);
	memcpy(s->bytes + s->len, bytes.ptr, bytes.len);
	s->len += bytes.len;
	s->bytes[s->len] = '\0';
	return 0;
}

static const struct ambit_sink_ops store_ops = { .name = "store",
	.write = store_write };

struct cut {
	struct ambit_extent fields[16];
	struct ambit_part parts[16];
	struct ambit_mail_cut cut;
};

static void
read_item(struct message *m)
{
	static const struct ambit_store none;

	assert_int_equal(ambit_mail_read(m->source, &none, AMBIT_HEADER_MAX,
			     &m->item, m->arena, NULL),
	    0);
	assert_int_equal(ambit_mime_read(m->source, &m->item, AMBIT_DEPTH_MAX,
			     m->arena, NULL),
	    0);
	assert_int_equal(m->item.flaws & AMBIT_FLAW_STRUCTURE, 0);
}

/* What the row names, as extents. */
static void
cut_item(const struct ambit_item *item, const char *fields, const char *kinds,
    struct cut *c)
{
	uint64_t off = 0;

	/* What lies behind the lists would be seen. */
	*c = (struct cut){ .cut = { c->fields, 0, c->parts, 0 } };
	for (size_t i = 0; i < COUNT(c->fields); i++) {
		c->fields[i].len = 1;
		c->parts[i].body.len = 1;
	}
	for (size_t i = 0; i < item->n_fields; i++) {
		struct ambit_span line = item->fields[i].line;
		char name[32];

		(void)snprintf(name, sizeof(name), "%.*s",
		    (int)item->fields[i].name.len,
		    (const char *)item->fields[i].name.ptr);
		if (strstr(fields, name) != NULL)
			c->fields[c->cut.n_fields++] =
			    (struct ambit_extent){ off, line.len };
		off += line.len;
	}
	for (size_t i = 0; i < item->n_parts; i++) {
		char kind = item->parts[i].kind == AMBIT_PART_TEXT ? 'T' : 'O';

		if (strchr(kinds, kind) != NULL)
			c->parts[c->cut.n_parts++] = item->parts[i];
	}
}

static int
reduce(struct message *m, const struct cut *c, struct store *got,
    struct ambit_err *err_r)
{
	size_t fail_at = got->fail_at;

	*got = (struct store){ .sink.ops = &store_ops, .fail_at = fail_at };
	return ambit_mail_reduce(m->source, m->item.raw.off, &c->cut, m->arena,
	    &got->sink, err_r);
}

/* The text with "ambit-" and half the digest of ranges for each @. */
static void
expect(const struct row *row, struct ambit_text *text)
{
	unsigned char digest[AMBIT_DIGEST_LEN];

	for (const char *p = row->want; *p != '\0'; p++) {
		if (*p != '@' || row->ranges == NULL) {
			ambit_text_print(text, "%c", *p);
			continue;
		}
		assert_int_equal(ambit_sink_digest(ambit_span_str(row->ranges),
				     digest, NULL),
		    0);
		ambit_text_str(text, "ambit-");
		ambit_text_hex(text, (struct ambit_span){ digest, 16 });
	}
	ambit_text_put(text, (struct ambit_span){ (unsigned char *)"", 1 });
	assert_false(text->full);
}

static void
every_window_gives_the_same(void **state)
{
	const struct row *row = *state;
	struct ambit_span raw = ambit_span_str(row->message);
	struct message m = message_open(raw, 512);
	struct store got = { 0 };
	struct ambit_err err;
	struct cut c;
	char want[4096];
	struct ambit_text text = AMBIT_TEXT(want);

	expect(row, &text);
	for (size_t n = 1; n <= raw.len + 2; n++) {
		message_again(&m, 0);
		read_item(&m);
		cut_item(&m.item, row->fields, row->kinds, &c);
		message_window(&m, n);
		assert_int_equal(reduce(&m, &c, &got, &err), 0);
		assert_string_equal(got.bytes, want);
	}
	message_close(&m);
}

static void
reduce_text(const char *message, const char *fields, const char *kinds,
    struct store *got)
{
	struct message m = message_open(ambit_span_str(message), 64);
	struct ambit_err err;
	struct cut c;

	read_item(&m);
	cut_item(&m.item, fields, kinds, &c);
	assert_int_equal(reduce(&m, &c, got, &err), 0);
	message_close(&m);
}

/* Nobody can tell from what leaves whether there was more. */
static void
what_is_left_out_leaves_no_trace(void **state)
{
	static const char *const twins[][2] = {
		{ MULTI TEXT END, MULTI TEXT PDF END },
		{ MULTI TEXT END, MULTI PDF PDF TEXT PDF "--B--\n" },
		{ MULTI TEXT HTML END, MULTI TEXT PDF HTML PDF END },
		{ MULTI TEXT END,
		    HEAD "Content-Type: multipart/mixed; boundary=C\n\n--C\n"
			 "Content-Type: multipart/mixed; boundary=B\n\n" TEXT
			 "--B--\n\n--C\n"
			 "Content-Type: a/b\n\nx\n--C--\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(twins); i++) {
		struct store a = { 0 }, b = { 0 };

		reduce_text(twins[i][0], "Subject", "T", &a);
		reduce_text(twins[i][1], "Subject", "T", &b);
		assert_true(a.len > 0);
		assert_string_equal(a.bytes, b.bytes);
	}
}

static bool
is_named(const struct cut *c, struct ambit_span raw, uint64_t off)
{
	for (size_t i = 0; i < c->cut.n_fields; i++) {
		if (off - c->fields[i].off < c->fields[i].len)
			return true;
	}
	for (size_t i = 0; i < c->cut.n_parts; i++) {
		const struct ambit_part *p = &c->parts[i];

		if (off - p->body.off < p->body.len)
			return true;
		/* Of its own fields X-B alone is not named. */
		if (off - p->header.off < p->header.len)
			return raw.ptr[off] != 'y' || raw.ptr[off - 1] != ' ';
	}
	return false;
}

/* Change any byte that is not named, and what leaves does not change. */
static void
a_byte_that_is_not_named_changes_nothing(void **state)
{
	static const char text[] = MULTI TEXT HTML PDF END;
	struct ambit_span raw = AMBIT_LIT(text);
	struct message m = message_open(raw, 64);
	struct store want = { 0 }, got = { 0 };
	size_t n_named = 0, n_others = 0;
	struct ambit_err err;
	struct cut c;

	(void)state;
	read_item(&m);
	cut_item(&m.item, "Subject", "T", &c);
	assert_int_equal(reduce(&m, &c, &want, &err), 0);
	for (size_t i = 0; i < raw.len; i++) {
		char changed[sizeof(text)];
		struct message other;

		memcpy(changed, text, sizeof(text));
		changed[i] = changed[i] == 'z' ? 'q' : 'z';
		other = message_open(ambit_span_str(changed), 64);
		assert_int_equal(reduce(&other, &c, &got, &err), 0);
		if (is_named(&c, raw, i)) {
			n_named++;
		} else {
			assert_string_equal(got.bytes, want.bytes);
			n_others++;
		}
		/* A body that leaves is what the boundary comes from. */
		if (i - c.parts[0].body.off < c.parts[0].body.len)
			assert_string_not_equal(got.bytes, want.bytes);
		message_close(&other);
	}
	assert_true(n_named > 60 && n_others > 100);
	message_close(&m);
}

static void
a_sink_that_fails_is_an_error_at_every_write(void **state)
{
	struct message m = message_open(AMBIT_LIT(MULTI TEXT HTML PDF END), 64);
	struct store got = { 0 };
	size_t writes;
	struct cut c;

	(void)state;
	read_item(&m);
	cut_item(&m.item, "Subject", "T", &c);
	assert_int_equal(reduce(&m, &c, &got, NULL), 0);
	writes = got.writes;
	for (size_t i = 1; i <= writes; i++) {
		struct ambit_err err = { 0 };

		got.fail_at = i;
		assert_int_equal(reduce(&m, &c, &got, &err), -1);
		assert_int_equal(err.code, AMBIT_E_LIMIT);
	}
	message_close(&m);
}

static void
a_full_arena_is_an_error(void **state)
{
	struct message m = message_open(AMBIT_LIT(MULTI TEXT END), 64);
	struct ambit_arena *small = ambit_arena_new(16);
	struct store got = { .sink.ops = &store_ops };
	struct ambit_err err = { 0 };
	struct cut c;

	(void)state;
	read_item(&m);
	cut_item(&m.item, "", "T", &c);
	assert_int_equal(ambit_mail_reduce(m.source, m.item.raw.off, &c.cut,
			     small, &got.sink, &err),
	    -1);
	assert_int_equal(err.code, AMBIT_E_MEMORY);
	ambit_arena_free(&small);
	message_close(&m);
}

/* What the wire says of parts is not believed. */
static void
a_header_longer_than_any_is_refused(void **state)
{
	struct message m = message_open(AMBIT_LIT(HEAD "\nhi\n"), 64);
	struct store got = { 0 };
	struct ambit_err err = { 0 };
	struct cut c;

	(void)state;
	read_item(&m);
	cut_item(&m.item, "", "T", &c);
	c.parts[0].header.len = AMBIT_HEADER_MAX + 1;
	assert_int_equal(reduce(&m, &c, &got, &err), -1);
	assert_int_equal(err.code, AMBIT_E_LIMIT);
	assert_int_equal(got.len, 0);
	message_close(&m);
}

static void
a_store_that_ends_within_a_range_has_changed(void **state)
{
	struct message m = message_open(AMBIT_LIT(HEAD "\nhi\n"), 64);
	struct store got = { 0 };
	struct ambit_err err = { 0 };
	struct cut c;

	(void)state;
	read_item(&m);
	cut_item(&m.item, "", "T", &c);
	c.parts[0].body.len += 4096;
	assert_int_equal(reduce(&m, &c, &got, &err), -1);
	assert_int_equal(err.code, AMBIT_E_CHANGED);
	message_close(&m);
}

int
main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(what_is_left_out_leaves_no_trace),
		cmocka_unit_test(a_byte_that_is_not_named_changes_nothing),
		cmocka_unit_test(a_sink_that_fails_is_an_error_at_every_write),
		cmocka_unit_test(a_full_arena_is_an_error),
		cmocka_unit_test(a_header_longer_than_any_is_refused),
		cmocka_unit_test(a_store_that_ends_within_a_range_has_changed),
	};
	struct CMUnitTest tests[COUNT(rows) + COUNT(others)];

	memcpy(tests, others, sizeof(others));
	for (size_t i = 0; i < COUNT(rows); i++)
		tests[COUNT(others) + i] = (struct CMUnitTest){ rows[i].name,
			every_window_gives_the_same, NULL, NULL,
			(void *)(uintptr_t)&rows[i] };
	return cmocka_run_group_tests_name("reduce", tests, NULL, NULL);
}
