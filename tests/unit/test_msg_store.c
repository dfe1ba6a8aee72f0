#include "folder.h"
#include "msg_outline.h"

#include "store/msg/stream.h"

#define R0 M_RECIPIENT("0")
#define A0 M_ATTACHMENT("0")

/* ---- what is told of a message ---- */

static void
fill(struct msg_build *m)
{
	m_text(m, "", 0x001a, "IPM.Contact");
	m_int(m, "", 0x0e07, 1);
	m_entry(m, "", 0x0e06, AMBIT_MAPI_TIME, UINT64_C(132590628000000000));
	m_text(m, "", 0x5d02, "a@b");
	m_bytes(m, "", 0x1000, AMBIT_MAPI_STRING8, "body", 4);
	m_int(m, M_RECIPIENT("1"), 0x0c15, 1);
	m_text(m, M_RECIPIENT("1"), 0x39fe, "y@z");
	m_int(m, R0, 0x0c15, 1);
	m_text(m, R0, 0x3002, "SMTP");
	m_text(m, R0, 0x3003, "x@y");
}

static void
write_file(int dir, const char *path, struct ambit_span file)
{
	int fd = openat(dir, path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	assert_int_equal(write(fd, file.ptr, file.len), file.len);
	assert_int_equal(close(fd), 0);
}

static void
put_facts(struct ambit_text *text, const struct ambit_item *item)
{
	static const char letters[] = "?mfkc";

	ambit_text_put(text, item->path);
	ambit_text_print(text, " %c", letters[item->kind]);
	for (unsigned i = 0; i < AMBIT_N_FLAWS; i++) {
		if (item->flaws >> i & 1)
			ambit_text_print(text, " %s", ambit_flaw_name(i));
	}
	ambit_text_print(text, " ?%x", item->doubted);
	if (item->when[AMBIT_CLOCK_DELIVERED].n > 0)
		ambit_text_print(text, " %jd",
		    (intmax_t)item->when[AMBIT_CLOCK_DELIVERED].at[0].lo);
	for (size_t i = 0; i < item->n_nets; i++) {
		ambit_text_str(text, " ");
		ambit_text_put(text, item->nets[i].text);
	}
	ambit_text_str(text, item->read ? "; " : " *; ");
}

/* Every item of a folder, in order; each can be poured, or is not looked at. */
static void
outline_folder(int dir, char *out, size_t size)
{
	static struct msg_room room;
	struct ambit_text text = ambit_text_over(out, size);
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct ambit_reader r;
	struct ambit_item item;
	unsigned flaws;

	assert_int_equal(open_window(&r, &msg_store, dir, 4096, &err), 0);
	while (r.ops->next(&r, &item, &err) == 1) {
		assert_int_equal(item.framed.off, 0);
		assert_int_equal(item.at.off, 0);
		assert_int_equal(ambit_reader_read(&r, &item, &err), 0);
		put_facts(&text, &item);
		if (!item.read)
			continue;
		room.sink = (struct ambit_sink){ .ops = &msg_room_ops };
		assert_int_equal(ambit_reader_stream(&r, &item, &room.sink,
				     &flaws, &err),
		    0);
		assert_int_equal(flaws, item.flaws & AMBIT_FLAW_LOST);
		assert_true(room.sink.count > 0);
	}
	assert_int_equal(r.ops->check(&r, &err), 0);
	ambit_reader_close(&r);
	(void)ambit_text_end(&text);
}

#define GOOD "?0 1614589200000000 <a@b> <x@y>, <y@z>; "

static void
every_msg_of_every_folder_is_an_item(void **state)
{
	struct msg_build *m = m_new();
	struct ambit_span file;
	char got[2048];
	int dir = folder_new();

	(void)state;
	fill(m);
	file = m_file(m);
	folder_make(dir, "a");
	write_file(dir, "a/2.MSG", file);
	write_file(dir, "1.msg", file);
	write_file(dir, "1.oft", file);
	folder_file(dir, "no.msg", "From: a@b\n\n");
	folder_file(dir, "empty.msg", "");
	write_file(dir, "cut.msg", ambit_span_sub(file, 0, file.len - 1));
	assert_int_equal(symlinkat("1.msg", dir, "link.msg"), 0);
	assert_int_equal(linkat(dir, "1.oft", dir, "hard.msg", 0), 0);
	outline_folder(dir, got, sizeof(got));
	assert_string_equal(got,
	    "1.msg k " GOOD "1.oft ? foreign ?0 *; a/2.MSG k " GOOD
	    "cut.msg ? address lost ?7f; empty.msg ? address lost ?7f; "
	    "hard.msg k hardLink " GOOD "link.msg ? link ?0 *; "
	    "no.msg ? address lost ?7f; ");
	folder_free(&dir);
	m_free(&m);
}

static void
what_is_too_large_is_not_looked_into(void **state)
{
	static const struct ambit_limits small = { .header_bytes = 100,
		.item_bytes = 1000 };
	struct msg_build *m = m_new();
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct ambit_reader r;
	struct ambit_item item;
	int dir = folder_new();

	(void)state;
	fill(m);
	write_file(dir, "1.msg", m_file(m));
	assert_int_equal(open_window(&r, &msg_store, dir, 4096, &err), 0);
	r.limits = &small;
	assert_int_equal(r.ops->next(&r, &item, &err), 1);
	assert_int_equal(item.flaws, AMBIT_FLAW_TOO_LARGE);
	assert_int_equal(item.kind, AMBIT_KIND_UNKNOWN);
	ambit_reader_close(&r);
	folder_free(&dir);
	m_free(&m);
}

static void
b9_a_folder_that_changes_is_found_out(void **state)
{
	struct msg_build *m = m_new();
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct ambit_reader r;
	int dir = folder_new();

	(void)state;
	fill(m);
	write_file(dir, "1.msg", m_file(m));
	assert_int_equal(open_window(&r, &msg_store, dir, 4096, &err), 0);
	assert_int_equal(r.ops->check(&r, &err), 0);
	folder_file(dir, "2.msg", "x");
	assert_int_equal(r.ops->check(&r, &err), -1);
	assert_int_equal(err.code, AMBIT_E_CHANGED);
	ambit_reader_close(&r);
	folder_free(&dir);
	m_free(&m);
}

/* A message that is damaged says all the same what of it can be read. */
static void
damage_takes_no_fact_that_can_be_read(void **state)
{
	struct msg_build *m = m_new();
	char got[1024];
	int dir = folder_new();

	(void)state;
	fill(m);
	m_entry(m, "", 0x0037, AMBIT_MAPI_STRING, 2);
	m_int(m, "", 0x0017, 1);
	m_int(m, "", 0x0017, 2);
	write_file(dir, "1.msg", m_file(m));
	m_free(&m);
	outline_folder(dir, got, sizeof(got));
	assert_string_equal(got, "1.msg k lost " GOOD);
	folder_free(&dir);
}

static void
a_clock_that_stands_twice_is_none(void **state)
{
	struct msg_build *m = m_new();
	char got[1024];
	int dir = folder_new();

	(void)state;
	fill(m);
	m_entry(m, "", 0x0e06, AMBIT_MAPI_TIME, UINT64_C(132590628000000001));
	write_file(dir, "1.msg", m_file(m));
	m_free(&m);
	outline_folder(dir, got, sizeof(got));
	assert_string_equal(got,
	    "1.msg k lost property ?0 <a@b> <x@y>, <y@z>; ");
	folder_free(&dir);
}

/* It is not known who else is one. */
static void
recipients_that_are_not_as_many_are_in_doubt(void **state)
{
	struct msg_build *m = m_new();
	char got[1024];
	int dir = folder_new();

	(void)state;
	m_text(m, "", 0x001a, "IPM.Note");
	m_int(m, R0, 0x0c15, 1);
	m_text(m, R0, 0x39fe, "x@y");
	m_object(m, "")->is_told = true;
	m_object(m, "")->recipients = 2;
	write_file(dir, "1.msg", m_file(m));
	m_free(&m);
	outline_folder(dir, got, sizeof(got));
	assert_string_equal(got, "1.msg m address lost ?38; ");
	folder_free(&dir);
}

/* ---- a store that is a file ---- */

/* Whole it is read; cut anywhere it is refused for a reason. */
static void
a_file_is_read_or_refused_at_every_cut(void **state)
{
	struct msg_build *m = m_new();
	struct ambit_span file;
	char got[4096];

	(void)state;
	fill(m);
	file = m_file(m);
	msg_outline(file, 512, got, sizeof(got));
	assert_memory_equal(got, "M( 001a", 7);
	for (size_t len = 0; len < file.len; len += len < 1024 ? 1 : 61) {
		msg_outline(ambit_span_sub(file, 0, len), 512, got,
		    sizeof(got));
		assert_memory_equal(got, "refused: ", 9);
		assert_true(strlen(got) > 12);
	}
	m_free(&m);
}

/* Any byte: it is read, damaged or refused, and ends. */
static void
a_file_is_read_or_refused_with_any_byte_spoilt(void **state)
{
	struct msg_build *m = m_new();
	struct ambit_span file;
	unsigned char *spoilt;
	char got[1 << 14];

	(void)state;
	fill(m);
	file = m_file(m);
	spoilt = malloc(file.len);
	assert_non_null(spoilt);
	for (size_t i = 0; i < file.len; i += 3) {
		memcpy(spoilt, file.ptr, file.len);
		spoilt[i] ^= (unsigned char)(1 + i % 255);
		msg_outline((struct ambit_span){ spoilt, file.len }, 4096, got,
		    sizeof(got));
		assert_true(strlen(got) > 5);
	}
	free(spoilt);
	m_free(&m);
}

/* ---- objects ---- */

static void
ole(struct msg_build *m, const char *path, const char *text)
{
	char whole[256];

	(void)snprintf(whole, sizeof(whole), "%s%s%s", A0, M_MESSAGE, path);
	if (path[strlen(path) - 1] == '/')
		(void)build_path(m->build, whole);
	else
		build_add(m->build, whole, text, strlen(text));
}

static unsigned
octal(const unsigned char *p)
{
	return (unsigned)strtoul((const char *)p, NULL, 8);
}

/* The archive as "name type mode size text;". */
static void
list_tar(struct ambit_span tar, struct ambit_text *text)
{
	assert_int_equal(tar.len % 512, 0);
	while (tar.len > 0 && tar.ptr[0] != 0) {
		unsigned size = octal(tar.ptr + 124), sum = 0;
		unsigned char head[512];

		memcpy(head, tar.ptr, sizeof(head));
		memset(head + 148, ' ', 8);
		for (size_t i = 0; i < sizeof(head); i++)
			sum += head[i];
		assert_int_equal(octal(tar.ptr + 148), sum);
		assert_memory_equal(tar.ptr + 257, "ustar\00000", 8);
		ambit_text_escaped(text,
		    ambit_span_sub(ambit_span_str((const char *)tar.ptr), 0,
			100));
		ambit_text_print(text, " %c %s %u ", tar.ptr[156],
		    (const char *)tar.ptr + 100, size);
		ambit_text_escaped(text, ambit_span_sub(tar, 512, size));
		ambit_text_str(text, ";");
		tar = ambit_span_sub(tar, 512 + (size + 511) / 512 * 512,
		    tar.len);
	}
	assert_int_equal(tar.len, 1024);
	for (size_t i = 0; i < tar.len; i++)
		assert_int_equal(tar.ptr[i], 0);
}

struct tar_room {
	struct ambit_sink sink;
	unsigned char bytes[1 << 16];
};

static int
tar_write(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	struct tar_room *room = (struct tar_room *)sink;

	(void)err_r;
	assert_true(bytes.len <= sizeof(room->bytes) - sink->count);
	memcpy(room->bytes + sink->count, bytes.ptr, bytes.len);
	return 0;
}

static void
expect_tar(struct msg_build *m, const char *want)
{
	static const struct ambit_sink_ops ops = { .name = "room",
		.write = tar_write };
	static struct tar_room room;
	struct ambit_arena *arena = ambit_arena_new(MSG_ARENA);
	const struct ambit_cfb_entry *storage;
	char got[4096];
	struct ambit_text text = ambit_text_over(got, sizeof(got));
	struct ambit_source *source;
	struct ambit_cfb *cfb;
	int fd = file_of(m_file(m));

	assert_int_equal(ambit_source_new(fd, 4096, &source, NULL), 0);
	assert_int_equal(ambit_cfb_open(source, arena, &cfb, NULL), 0);
	storage = ambit_cfb_find(ambit_cfb_root(cfb),
	    ambit_span_sub(ambit_span_str(A0), 0, strlen(A0) - 1));
	assert_non_null(storage);
	storage = ambit_cfb_find(storage,
	    ambit_span_sub(ambit_span_str(M_MESSAGE), 0,
		strlen(M_MESSAGE) - 1));
	assert_non_null(storage);
	room.sink = (struct ambit_sink){ .ops = &ops };
	assert_int_equal(msg_ole_pour(cfb, storage, &room.sink, NULL), 0);
	assert_int_equal(room.sink.count, msg_ole_len(storage));
	list_tar((struct ambit_span){ room.bytes, (size_t)room.sink.count },
	    &text);
	(void)ambit_text_end(&text);
	assert_string_equal(got, want);
	ambit_source_free(&source);
	ambit_arena_free(&arena);
	(void)close(fd);
	m_free(&m);
}

static void
an_ole_object_is_an_archive_of_its_streams(void **state)
{
	struct msg_build *m = m_new();

	(void)state;
	ole(m, "\1Ole", "one");
	ole(m, "box/in/side", "two");
	ole(m, "box/none", "");
	ole(m, "empty/", "");
	expect_tar(m,
	    "\\u{1}Ole 0 0000644 3 one;box/ 5 0000755 0 ;"
	    "box/in/ 5 0000755 0 ;box/in/side 0 0000644 3 two;"
	    "box/none 0 0000644 0 ;empty/ 5 0000755 0 ;");
}

static void
no_name_leads_out_of_the_archive(void **state)
{
	struct msg_build *m = m_new();

	(void)state;
	ole(m, "../.", "x");
	expect_tar(m, "__/ 5 0000755 0 ;__/_ 0 0000644 1 x;");
}

/* Four storages of thirty characters. */
#define THIRTY "123456789012345678901234567890/"

static void
a_long_name_comes_before_its_entry(void **state)
{
	struct msg_build *m = m_new();

	(void)state;
	ole(m, THIRTY THIRTY THIRTY "s", "x");
	ole(m, THIRTY THIRTY THIRTY "abcdefg", "x");
	ole(m, THIRTY THIRTY THIRTY "abcdefgh", "x");
	expect_tar(m,
	    THIRTY
	    " 5 0000755 0 ;" THIRTY THIRTY " 5 0000755 0 ;" THIRTY THIRTY THIRTY
	    " 5 0000755 0 ;" THIRTY THIRTY THIRTY
	    "s 0 0000644 1 x;" THIRTY THIRTY THIRTY "abcdefg 0 0000644 1 x;"
	    "././@LongLink L 0000644 102 " THIRTY THIRTY THIRTY
	    "abcdefgh\\u{0};" THIRTY THIRTY THIRTY "abcdefg 0 0000644 1 x;");
}

static void
an_object_leaves_whole_in_the_stream(void **state)
{
	struct msg_build *m = m_new();
	static char got[1 << 16];

	(void)state;
	m_int(m, A0, 0x3705, 6);
	m_entry(m, A0, 0x3701, AMBIT_MAPI_OBJECT, UINT64_C(0x4ffffffff));
	ole(m, "CONTENTS", "something");
	msg_outline(m_file(m), 4096, got, sizeof(got));
	m_free(&m);
	assert_memory_equal(got, "M(A( 3701:d=CONTENTS\\u{0}", 25);
	assert_non_null(strstr(got, "something"));
	assert_non_null(strstr(got, " 3705:3=6))"));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_msg_of_every_folder_is_an_item),
		cmocka_unit_test(what_is_too_large_is_not_looked_into),
		cmocka_unit_test(b9_a_folder_that_changes_is_found_out),
		cmocka_unit_test(damage_takes_no_fact_that_can_be_read),
		cmocka_unit_test(a_clock_that_stands_twice_is_none),
		cmocka_unit_test(recipients_that_are_not_as_many_are_in_doubt),
		cmocka_unit_test(a_file_is_read_or_refused_at_every_cut),
		cmocka_unit_test(
		    a_file_is_read_or_refused_with_any_byte_spoilt),
		cmocka_unit_test(an_ole_object_is_an_archive_of_its_streams),
		cmocka_unit_test(no_name_leads_out_of_the_archive),
		cmocka_unit_test(a_long_name_comes_before_its_entry),
		cmocka_unit_test(an_object_leaves_whole_in_the_stream),
	};

	return cmocka_run_group_tests_name("msg_store", tests, NULL, NULL);
}
