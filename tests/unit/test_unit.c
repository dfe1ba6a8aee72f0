#include <fcntl.h>
#include <sys/stat.h>

#include "check.h"
#include "guard.h"
#include "outline.h"

#include "store/mbox_doubt.h"
#include "store/unit_folder.h"

#define MAIL "A: b\n\nc"

static const struct ambit_store mbox = {
	.number = 1,
	.format = AMBIT_STORE_MBOX,
};

static const struct ambit_store packed = {
	.number = 1,
	.format = AMBIT_STORE_MBOX,
	.gzip = true,
};

static const struct ambit_store maildir = {
	.number = 2,
	.format = AMBIT_STORE_MAILDIR,
};

static const struct ambit_store eml = {
	.number = 3,
	.format = AMBIT_STORE_EML,
};

/* ---- cutting ---- */

/* Write a unit down: "part/parts bytes from-until first-end; ". */
struct cut_text {
	char text[2048];
	const struct ambit_store *store;
	uint32_t stop_at; /* give fails at this part */
};

static int
write_unit(void *ctx, const struct ambit_unit *unit, struct ambit_err *err_r)
{
	struct cut_text *out = ctx;
	size_t used = strlen(out->text);

	assert_ptr_equal(unit->store, out->store);
	assert_int_equal(unit->number, 0);
	if (unit->part == out->stop_at)
		return ambit_err_set(err_r, AMBIT_E_LIMIT, "enough");
	(void)snprintf(out->text + used, sizeof(out->text) - used,
	    "%u/%u %ju %ju-%jd %.*s-%.*s; ", unit->part, unit->parts,
	    (uintmax_t)unit->bytes, (uintmax_t)unit->from,
	    (intmax_t)unit->until, (int)unit->first.len,
	    (const char *)unit->first.ptr, (int)unit->end.len,
	    (const char *)unit->end.ptr);
	return 0;
}

static void
expect_cut(const struct ambit_store *store, int fd, const char *want)
{
	struct cut_text got = { .store = store };
	struct ambit_err err;
	int spool = folder_new();

	if (ambit_unit_cut(store, fd, spool, write_unit, &got, &err) < 0) {
		assert_int_equal(err.code, AMBIT_E_FORMAT);
		(void)snprintf(got.text, sizeof(got.text), "refused");
	}
	assert_string_equal(got.text, want);
	assert_int_equal(folder_count(spool), 0);
	folder_free(&spool);
}

#define U "134217728"
#define V "268435456"

static void
an_mbox_is_cut_at_multiples(void **state)
{
	static const struct {
		uint64_t size;
		const char *want;
	} rows[] = {
		{ 0, "1/1 0 0-0 -; " },
		{ 1, "1/1 1 0-1 -; " },
		{ AMBIT_UNIT_BYTES - 1, "1/1 134217727 0-134217727 -; " },
		{ AMBIT_UNIT_BYTES, "1/1 " U " 0-" U " -; " },
		{ AMBIT_UNIT_BYTES + 1,
		    "1/2 " U " 0-" U " -; 2/2 1 " U "-134217729 -; " },
		{ 2 * AMBIT_UNIT_BYTES + 9,
		    "1/3 " U " 0-" U " -; 2/3 " U " " U "-" V " -; 3/3 9 " V
		    "-268435465 -; " },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int fd = file_of((struct ambit_span){ 0 });

		assert_int_equal(ftruncate(fd, (off_t)rows[i].size), 0);
		expect_cut(&mbox, fd, rows[i].want);
		(void)close(fd);
	}
}

/* Where its parts begin only the reader knows. */
static void
a_store_of_outlook_is_cut_into_equal_parts(void **state)
{
	static const struct ambit_store pst = { .format = AMBIT_STORE_PST };
	static const struct ambit_store ost = { .format = AMBIT_STORE_OST };
	static const struct {
		uint64_t size;
		const char *want;
	} rows[] = {
		{ 1, "1/1 1 0--1 -; " },
		{ AMBIT_UNIT_OUTLOOK_BYTES - 1, "1/1 536870911 0--1 -; " },
		{ 2 * AMBIT_UNIT_OUTLOOK_BYTES + 1,
		    "1/3 357913941 0--1 -; 2/3 357913942 0--1 -;"
		    " 3/3 357913942 0--1 -; " },
		{ 80 * AMBIT_UNIT_OUTLOOK_BYTES,
		    "1/8 5368709120 0--1 -; 2/8 5368709120 0--1 -;"
		    " 3/8 5368709120 0--1 -; 4/8 5368709120 0--1 -;"
		    " 5/8 5368709120 0--1 -; 6/8 5368709120 0--1 -;"
		    " 7/8 5368709120 0--1 -; 8/8 5368709120 0--1 -; " },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int fd = file_of((struct ambit_span){ 0 });

		assert_int_equal(ftruncate(fd, (off_t)rows[i].size), 0);
		expect_cut(&pst, fd, rows[i].want);
		expect_cut(&ost, fd, rows[i].want);
		(void)close(fd);
	}
}

/* A stream cannot be read from the middle; one message is one item. */
static void
other_files_are_one_unit(void **state)
{
	int fd = file_of((struct ambit_span){ 0 });

	(void)state;
	assert_int_equal(ftruncate(fd, (off_t)AMBIT_UNIT_BYTES + 1), 0);
	expect_cut(&packed, fd, "1/1 134217729 0--1 -; ");
	expect_cut(&eml, fd, "1/1 134217729 0--1 -; ");
	(void)close(fd);
}

static void
what_is_not_as_the_format_wants_it_is_refused(void **state)
{
	int dir = folder_new(), fd = file_of((struct ambit_span){ 0 });

	(void)state;
	expect_cut(&mbox, dir, "refused");
	expect_cut(&packed, dir, "refused");
	expect_cut(&maildir, fd, "refused");
	(void)close(fd);
	folder_free(&dir);
}

static void
a_small_folder_is_one_unit_without_bounds(void **state)
{
	int dir = folder_new();

	(void)state;
	expect_cut(&eml, dir, "1/1 0 0--1 -; ");
	folder_file(dir, "1.eml", MAIL);
	folder_file(dir, "2", MAIL);
	expect_cut(&eml, dir, "1/1 0 0--1 -; ");
	folder_free(&dir);
}

/* In the order of their paths: .A/cur/1 a-file cur/1 cur/10 cur/2 new/3. */
static int
new_maildir(void)
{
	int dir = folder_new();

	folder_make(dir, "cur");
	folder_make(dir, "new");
	folder_make(dir, ".A");
	folder_make(dir, ".A/cur");
	folder_file(dir, "new/3", MAIL);
	folder_file(dir, "cur/2", MAIL);
	folder_file(dir, "cur/10", "From me\n" MAIL);
	folder_file(dir, ".A/cur/1", MAIL MAIL);
	folder_file(dir, "a-file", "hi");
	assert_int_equal(symlinkat("2", dir, "cur/1"), 0);
	return dir;
}

static void
expect_folder_cut(int dir, uint64_t files, uint64_t path_bytes,
    const char *want)
{
	const struct unit_folder_max max = { files, path_bytes };
	struct cut_text got = { .store = &maildir };

	assert_int_equal(unit_folder_cut(&maildir, dir, dir, &max, write_unit,
			     &got, NULL),
	    0);
	assert_string_equal(got.text, want);
}

static void
a_folder_is_cut_by_names_in_byte_order(void **state)
{
	int dir = new_maildir();

	(void)state;
	expect_folder_cut(dir, 6, 1000, "1/1 0 0--1 -; ");
	expect_folder_cut(dir, 5, 1000,
	    "1/2 0 0--1 -new/3; 2/2 0 0--1 new/3-; ");
	expect_folder_cut(dir, 2, 1000,
	    "1/3 0 0--1 -cur/1; 2/3 0 0--1 cur/1-cur/2; 3/3 0 0--1 cur/2-; ");
	/* 8 6 5 6 5 5 bytes. */
	expect_folder_cut(dir, 6, 14,
	    "1/3 0 0--1 -cur/1; 2/3 0 0--1 cur/1-cur/2; 3/3 0 0--1 cur/2-; ");
	expect_folder_cut(dir, 6, 19,
	    "1/2 0 0--1 -cur/10; 2/2 0 0--1 cur/10-; ");
	/* One at least. */
	expect_folder_cut(dir, 6, 1,
	    "1/6 0 0--1 -a-file; 2/6 0 0--1 a-file-cur/1; "
	    "3/6 0 0--1 cur/1-cur/10; 4/6 0 0--1 cur/10-cur/2; "
	    "5/6 0 0--1 cur/2-new/3; 6/6 0 0--1 new/3-; ");
	folder_free(&dir);
}

static void
what_the_caller_returns_ends_the_cutting(void **state)
{
	const struct unit_folder_max max = { 2, 1000 };
	struct cut_text got = { .store = &maildir, .stop_at = 2 };
	struct ambit_err err;
	int dir = new_maildir();

	(void)state;
	assert_int_equal(unit_folder_cut(&maildir, dir, dir, &max, write_unit,
			     &got, &err),
	    -1);
	assert_int_equal(err.code, AMBIT_E_LIMIT);
	assert_string_equal(got.text, "1/3 0 0--1 -cur/1; ");
	folder_free(&dir);
}

/* ---- units of a folder ---- */

/* As outline_files, of a unit; appended. */
static void
outline_unit(const struct ambit_unit *unit, int fd, char *out, size_t size)
{
	struct ambit_item item;
	struct ambit_reader r;
	uint32_t n = 0;

	assert_int_equal(open_unit(&r, unit, fd, 4096, (struct ambit_span){ 0 },
			     NULL),
	    0);
	while (r.ops->next(&r, &item, NULL) == 1) {
		size_t used = strlen(out);

		assert_int_equal(item.at.item, ++n);
		assert_int_equal(ambit_reader_read(&r, &item, NULL), 0);
		(void)snprintf(out + used, size - used, "%.*s %ju+%ju",
		    (int)item.path.len, (const char *)item.path.ptr,
		    (uintmax_t)item.raw.off, (uintmax_t)item.raw.len);
		print_flaws(out, size, item.flaws);
		used = strlen(out);
		(void)snprintf(out + used, size - used, "; ");
	}
	assert_int_equal(r.ops->check(&r, NULL), 0);
	ambit_reader_close(&r);
}

static const char *const bounds[] = { "!", ".", ".A", ".A/", ".A/cur",
	".A/cur/1", ".A/cur/1x", ".A/cuu", "a", "cur", "cur/", "cur/1",
	"cur/10", "cur/11", "cur0", "d", "new/3", "new/4", "z" };

/* Wherever it is cut, at names or between them. */
static void
units_of_a_folder_give_each_item_once_in_order(void **state)
{
	static const char want[] =
	    ".A/cur/1 0+14; a-file 0+2 foreign; cur/1 0+0 link; "
	    "cur/10 0+15 framing header address; cur/2 0+7; new/3 0+7; ";
	int dir = new_maildir();
	char got[1024];

	(void)state;
	for (size_t i = 0; i < COUNT(bounds); i++) {
		for (size_t k = i; k < COUNT(bounds); k++) {
			struct ambit_unit unit = ambit_unit_whole(&maildir);

			got[0] = '\0';
			unit.end = ambit_span_str(bounds[i]);
			outline_unit(&unit, dir, got, sizeof(got));
			unit.first = unit.end;
			unit.end = ambit_span_str(bounds[k]);
			outline_unit(&unit, dir, got, sizeof(got));
			unit.first = unit.end;
			unit.end = (struct ambit_span){ 0 };
			outline_unit(&unit, dir, got, sizeof(got));
			assert_string_equal(got, want);
		}
	}
	folder_free(&dir);
}

/* B9, for what lies in the unit alone. */
static void
a_change_is_found_out_by_the_unit_it_lies_in(void **state)
{
	struct ambit_unit unit = ambit_unit_whole(&maildir);
	int dir = new_maildir();
	struct ambit_reader r;
	struct ambit_err err;

	(void)state;
	unit.first = ambit_span_str("cur/10");
	unit.end = ambit_span_str("new");
	assert_int_equal(open_unit(&r, &unit, dir, 4096,
			     (struct ambit_span){ 0 }, &err),
	    0);
	folder_file(dir, "new/3", MAIL MAIL);
	folder_file(dir, "cur/0", MAIL);
	folder_file(dir, "a-file", "other");
	assert_int_equal(r.ops->check(&r, &err), 0);
	folder_file(dir, "cur/10", MAIL MAIL);
	assert_int_equal(r.ops->check(&r, &err), -1);
	assert_int_equal(err.code, AMBIT_E_CHANGED);
	ambit_reader_close(&r);
	folder_free(&dir);
}

/* The real limits: more names than one unit takes. */
static void
a_large_folder_is_more_than_one_unit(void **state)
{
	struct cut_text got = { .store = &eml };
	int dir = folder_new();
	char name[16];

	(void)state;
	folder_make(dir, "a");
	folder_make(dir, "b");
	folder_file(dir, "a/x", "");
	folder_file(dir, "b/x", "");
	for (unsigned i = 0; i < AMBIT_UNIT_FILES - 1; i++) {
		/* A file has 65,000 names at most, on some disks. */
		(void)snprintf(name, sizeof(name), "%c/%05u",
		    i % 2 == 0 ? 'a' : 'b', i);
		assert_int_equal(linkat(dir, i % 2 == 0 ? "a/x" : "b/x", dir,
				     name, 0),
		    0);
	}
	assert_int_equal(ambit_unit_cut(&eml, dir, dir, write_unit, &got, NULL),
	    0);
	assert_string_equal(got.text, "1/2 0 0--1 -b/x; 2/2 0 0--1 b/x-; ");
	folder_free(&dir);
}

/* ---- files opened ahead ---- */

/* How many regular files are open below the folder of this many names. */
static unsigned
n_open(void)
{
	int dir = open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	unsigned n = folder_count(dir);

	(void)close(dir);
	return n;
}

static int
new_folder_of(unsigned n)
{
	int dir = folder_new();
	char name[16];

	for (unsigned i = 0; i < n; i++) {
		(void)snprintf(name, sizeof(name), "%03u.eml", i);
		folder_file(dir, name, i % 10 == 9 ? "" : MAIL);
	}
	return dir;
}

/* F4: what its name puts outside is not looked at. */
static void
where_few_files_are_aimed_at_no_other_is_opened(void **state)
{
	int dir = new_folder_of(100);
	struct ambit_item item;
	struct ambit_reader r;
	unsigned before;

	(void)state;
	assert_int_equal(open_folder(&r, &eml, dir, NULL), 0);
	before = n_open();
	for (unsigned i = 0; r.ops->next(&r, &item, NULL) == 1; i++) {
		if (i % 3 != 0)
			continue;
		assert_int_equal(ambit_reader_read(&r, &item, NULL), 0);
		assert_int_equal(n_open() - before, 1);
	}
	ambit_reader_close(&r);
	folder_free(&dir);
}

static void
where_all_files_are_aimed_at_they_are_opened_ahead(void **state)
{
	int dir = new_folder_of(100);
	struct ambit_item item;
	struct ambit_reader r;
	unsigned before, most = 0;

	(void)state;
	assert_int_equal(open_folder(&r, &eml, dir, NULL), 0);
	before = n_open();
	while (r.ops->next(&r, &item, NULL) == 1) {
		assert_int_equal(ambit_reader_read(&r, &item, NULL), 0);
		assert_int_equal(item.n_fields, item.raw.len > 0);
		if (n_open() - before > most)
			most = n_open() - before;
	}
	assert_int_equal(most, 32);
	assert_int_equal(r.ops->check(&r, NULL), 0);
	assert_int_equal(n_open(), before);
	ambit_reader_close(&r);
	folder_free(&dir);
}

/* One that was opened ahead, and then is another. */
static void
a_file_that_changes_ahead_is_found_out(void **state)
{
	int dir = new_folder_of(8);
	struct ambit_item item;
	struct ambit_reader r;
	struct ambit_err err;

	(void)state;
	assert_int_equal(open_folder(&r, &eml, dir, NULL), 0);
	for (unsigned i = 0; i < 4; i++) {
		assert_int_equal(r.ops->next(&r, &item, NULL), 1);
		assert_int_equal(ambit_reader_read(&r, &item, NULL), 0);
	}
	folder_file(dir, "004.eml", MAIL MAIL);
	assert_int_equal(unlinkat(dir, "007.eml", 0), 0);
	assert_int_equal(r.ops->next(&r, &item, NULL), 1);
	assert_int_equal(ambit_reader_read(&r, &item, &err), -1);
	assert_int_equal(err.code, AMBIT_E_CHANGED);
	for (unsigned i = 5; i < 8; i++)
		assert_int_equal(r.ops->next(&r, &item, NULL), 1);
	assert_int_equal(ambit_reader_read(&r, &item, &err), -1);
	assert_int_equal(err.code, AMBIT_E_CHANGED);
	ambit_reader_close(&r);
	folder_free(&dir);
}

/* ---- the state of a store ---- */

/* What reader and unit say is the same; both are told. */
static void
state_of(const struct ambit_unit *unit, int fd, unsigned char sha256_r[32])
{
	unsigned char other[32];
	struct ambit_reader r;

	assert_int_equal(ambit_reader_open(&r, unit, &store_limits, fd,
			     (struct ambit_span){ 0 }, NULL),
	    0);
	assert_int_equal(ambit_reader_state(&r, sha256_r, NULL), 0);
	ambit_reader_close(&r);
	assert_int_equal(ambit_unit_state(unit, fd, other, NULL), 0);
	assert_memory_equal(sha256_r, other, sizeof(other));
}

static void
expect_state(const struct ambit_unit *unit, int fd, const unsigned char was[32],
    bool same)
{
	unsigned char now[32];

	state_of(unit, fd, now);
	if (same)
		assert_memory_equal(now, was, sizeof(now));
	else
		assert_memory_not_equal(now, was, sizeof(now));
}

static void
age(int fd, long nanoseconds)
{
	const struct timespec times[2] = { { .tv_sec = 7 },
		{ .tv_sec = 7, .tv_nsec = nanoseconds } };

	assert_int_equal(futimens(fd, times), 0);
}

static void
the_state_of_a_file_tells_its_changes(void **state)
{
	static const char text[] = "\n";
	const struct ambit_store *const stores[] = { &mbox, &eml };

	(void)state;
	for (size_t i = 0; i < COUNT(stores); i++) {
		struct ambit_unit unit = ambit_unit_whole(stores[i]);
		int fd = file_of(ambit_span_str(text));
		int twin = file_of(ambit_span_str(text));
		unsigned char was[32];

		age(fd, 1);
		age(twin, 1);
		state_of(&unit, fd, was);
		expect_state(&unit, fd, was, true);
		expect_state(&unit, twin, was, false);
		age(fd, 2);
		expect_state(&unit, fd, was, false);
		state_of(&unit, fd, was);
		assert_int_equal(write(fd, text, 1), 1);
		age(fd, 2);
		expect_state(&unit, fd, was, false);
		(void)close(fd);
		(void)close(twin);
	}
}

static void
the_state_of_a_folder_is_that_of_the_files_of_the_unit(void **state)
{
	struct ambit_unit unit = ambit_unit_whole(&maildir);
	int dir = new_maildir();
	unsigned char all[32], some[32];

	(void)state;
	state_of(&unit, dir, all);
	unit.end = ambit_span_str("d");
	state_of(&unit, dir, some);
	assert_memory_not_equal(all, some, sizeof(all));
	folder_file(dir, "new/3", MAIL MAIL);
	expect_state(&unit, dir, some, true);
	assert_int_equal(renameat(dir, "cur/2", dir, "cur/3"), 0);
	expect_state(&unit, dir, some, false);
	state_of(&unit, dir, some);
	folder_file(dir, "cur/9", "");
	expect_state(&unit, dir, some, false);
	folder_free(&dir);
}

/* ---- claims: what one unit of an mbox tells the next ---- */

/* 44 bytes. */
#define FROM(who) "From " who "@example.com Thu Nov  9 22:33:52 2023\n"
#define MULTI     "Content-Type: multipart/mixed; boundary=\"=x\"\n\n"
#define BASE64    "Content-Transfer-Encoding: base64\n\n"

struct claim {
	const char *name;
	struct ambit_span store;
	uint64_t cut;
	const char *want; /* in hexadecimal */
};

#define CLAIM(name, store, cut, want)                  \
	{                                              \
		name, AMBIT_LIT_INIT(store), cut, want \
	}

static const struct claim claims[] = {
	CLAIM("an honest store leaves no claim",
	    FROM("a") MULTI "--=x--\n\n" FROM("b") "A: b\n", 50, ""),
	CLAIM("the end of the store leaves none", FROM("a") MULTI "--=x\n", 500,
	    ""),
	CLAIM("B2 an open multipart, until the doubt ends",
	    FROM("a") MULTI "--=x\n\n" FROM("b") "A: b\n", 50,
	    "00 0000000000000000 01 0000000001000000 02 3d78"),
	CLAIM("B2 the same, claimed from one unit on to the next",
	    FROM("a") MULTI "--=x\n\n" FROM("b") "A: b\n\n" FROM("c") "A: b\n",
	    97, "00 0000000000000000 01 0000000001000000 02 3d78"),
	CLAIM("B2 base64 that is cut claims the next message",
	    FROM("a") BASE64 "QUI\n\n" FROM("b") "A: b\n", 50,
	    "01 0000000000000000 00"),
	CLAIM("B2 and no more than that",
	    FROM("a") BASE64 "QUI\n\n" FROM("b") "A: b\n\n" FROM("c") "A: b\n",
	    90, ""),
	/* It begins at 64: to 120 it ends in the message that begins at 68. */
	CLAIM("B2 a Content-Length, until it ends",
	    FROM("a") "Content-Length: 56\n\nhi\n\n" FROM("b") "A: b\n\n" FROM(
		"c") "A: b\n",
	    50, "00 0000000000000000 01 0000000000000078 00"),
	CLAIM("B2 a Content-Length that ended leaves none",
	    FROM("a") "Content-Length: 6\n\nhi\n\n" FROM("b") "A: b\n\n" FROM(
		"c") "A: b\n",
	    50, "00 0000000000000000 01 0000000000000045 00"),
	CLAIM("B2 a Content-Length that ends with the unit leaves none",
	    FROM("a") "Content-Length: 56\n\nhi\n\n" FROM(
		"b") "A: b\n\nho\n\n" FROM("c") "A: b\n",
	    120, ""),
	CLAIM("regions are told in order",
	    FROM("a") "Content-Length: 9000\n" MULTI "--=x\n\n" FROM(
		"b") "Content-Length: 8000\n\n\n" FROM("c") "A: b\n",
	    140,
	    "00 0000000000000000 03 0000000000001ff7 00 "
	    "0000000000002397 00 0000000001000000 02 3d78"),
};

static void
hex(struct ambit_span bytes, char *out)
{
	for (size_t i = 0; i < bytes.len; i++)
		(void)snprintf(out + 2 * i, 3, "%02x", bytes.ptr[i]);
	out[2 * bytes.len] = '\0';
}

/* What the unit up to the cut leaves, by a unit in between or without. */
static void
read_claims(const struct claim *row, uint64_t between, char *out)
{
	struct ambit_unit unit = ambit_unit_whole(&mbox);
	unsigned char room[AMBIT_UNIT_CLAIMS_MAX];
	struct ambit_span left = { 0 };
	int fd = file_of(row->store);
	struct ambit_item item;
	struct ambit_reader r;

	unit.parts = 3;
	for (unit.part = 1; unit.from < row->cut; unit.part++) {
		unit.until = unit.from < between ? between : row->cut;
		assert_int_equal(open_unit(&r, &unit, fd, 4096, left, NULL), 0);
		while (r.ops->next(&r, &item, NULL) == 1)
			;
		assert_int_equal(ambit_reader_claims(&r, &left, NULL), 0);
		if (left.len > 0)
			memcpy(room, left.ptr, left.len);
		left.ptr = room;
		ambit_reader_close(&r);
		unit.from = unit.until;
	}
	hex(left, out);
	(void)close(fd);
}

static void
claims_are_told_alike_however_it_is_cut(void **state)
{
	const struct claim *row = *state;
	char want[256], got[256];
	size_t n = 0;

	for (const char *p = row->want; *p != '\0'; p++) {
		if (*p != ' ')
			want[n++] = *p;
	}
	want[n] = '\0';
	for (uint64_t between = 0; between < row->cut; between++) {
		read_claims(row, between, got);
		assert_string_equal(got, want);
	}
}

static size_t
unhex(const char *text, unsigned char *out)
{
	size_t n = 0;
	unsigned byte;

	for (; *text != '\0'; text += *text == ' ' ? 1 : 2) {
		if (*text != ' ' && sscanf(text, "%2x", &byte) == 1)
			out[n++] = (unsigned char)byte;
	}
	return n;
}

#define ZERO "0000000000000000"

static void
claims_that_no_unit_can_leave_are_refused(void **state)
{
	static const struct {
		uint64_t from;
		const char *text;
		bool good;
	} rows[] = {
		{ 50, "01 " ZERO " 00", true },
		{ 50, "00 0000000000000033 00", true },
		{ 50, "00 " ZERO " 01 0000000000000033 02 4141", true },
		{ 50, "00 " ZERO " 01 0000000001000031 00", true },
		{ 0, "01 " ZERO " 00", false },  /* nothing is before it */
		{ 50, "00 " ZERO " 00", false }, /* says nothing */
		{ 50, "02 " ZERO " 00", false },
		{ 50, "01", false },
		{ 50, "01 " ZERO, false },
		{ 50, "01 " ZERO " 00 00", false },
		{ 50, "00 0000000000000032 00", false }, /* ends before */
		{ 50, "00 0000000001000032 00", false }, /* reaches too far */
		{ 50, "00 " ZERO " 01 0000000000000032 00", false },
		{ 50, "00 " ZERO " 01 0000000001000032 00", false },
		{ 50, "00 " ZERO " 01 0000000000000033 02 41", false },
		{ 50, "00 " ZERO " 01 0000000000000033 fb 41", false },
		{ 50, "00 " ZERO " 02 0000000000000034 00 0000000000000033 00",
		    false },
		{ 50,
		    "00 " ZERO " 02 0000000000000033 01 42 0000000000000033 "
		    "01 41",
		    false },
		{ 50, "00 " ZERO " 09", false },
	};
	struct mbox_doubt doubt;
	unsigned char bytes[64];
	struct ambit_err err;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ambit_span said = { bytes, unhex(rows[i].text, bytes) };
		int rc =
		    mbox_doubt_get(&doubt, guarded(said), rows[i].from, &err);

		assert_int_equal(rc, rows[i].good ? 0 : -1);
		if (rc < 0)
			assert_int_equal(err.code, AMBIT_E_WIRE);
	}
}

/* Every bit flipped: refused, or something else is said, in one way. */
static void
claims_are_said_in_one_way(void **state)
{
	struct ambit_arena *arena = ambit_arena_new((size_t)1 << 20);
	unsigned char bytes[64];
	struct ambit_span said = { bytes,
		unhex("00 0000000000000041 02 0000000000000043 02 4141 "
		      "0000000000000043 02 4142",
		    bytes) };

	(void)state;
	for (size_t bit = 0; bit < 8 * said.len; bit++) {
		struct mbox_doubt doubt;
		struct ambit_span again;

		bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
		if (mbox_doubt_get(&doubt, guarded(said), 50, NULL) == 0) {
			assert_int_equal(mbox_doubt_put(&doubt, 50, arena,
					     &again, NULL),
			    0);
			assert_true(ambit_span_equal(said, again));
		}
		bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
	}
	ambit_arena_free(&arena);
}

/* All there can be: as many regions as are kept, with the longest boundaries.
 */
static void
the_largest_claims_fit(void **state)
{
	struct ambit_arena *arena = ambit_arena_new(AMBIT_UNIT_CLAIMS_MAX);
	struct mbox_doubt doubt = { .n = MBOX_REGIONS, .until = 90, .next = 1 };
	struct mbox_doubt back;
	struct ambit_span said;

	(void)state;
	for (size_t i = 0; i < MBOX_REGIONS; i++) {
		doubt.open[i].until = 60 + i;
		doubt.open[i].boundary_len = AMBIT_BOUNDARY_MAX;
		memset(doubt.open[i].boundary, 'x', AMBIT_BOUNDARY_MAX);
	}
	assert_int_equal(mbox_doubt_put(&doubt, 50, arena, &said, NULL), 0);
	assert_int_equal(said.len, 10 + 8 * (9 + 250));
	assert_int_equal(mbox_doubt_get(&back, said, 50, NULL), 0);
	assert_memory_equal(&back, &doubt, sizeof(doubt));
	ambit_arena_free(&arena);
}

/* What ends before the next message claims nothing of it. */
static void
doubts_that_have_ended_are_not_told(void **state)
{
	struct ambit_arena *arena = ambit_arena_new(AMBIT_UNIT_CLAIMS_MAX);
	struct mbox_doubt doubt = { .n = 1, .until = 90 };
	struct ambit_span said;
	char got[64];

	(void)state;
	doubt.open[0].until = 91;
	assert_int_equal(mbox_doubt_put(&doubt, 91, arena, &said, NULL), 0);
	assert_int_equal(said.len, 0);
	assert_int_equal(mbox_doubt_put(&doubt, 90, arena, &said, NULL), 0);
	hex(said, got);
	assert_string_equal(got, "00" ZERO "01000000000000005b00");
	ambit_arena_free(&arena);
}

static void
claims_on_a_folder_are_refused(void **state)
{
	struct ambit_unit unit = ambit_unit_whole(&eml);
	int dir = folder_new();
	struct ambit_reader r;
	struct ambit_err err;

	(void)state;
	assert_int_equal(ambit_reader_open(&r, &unit, &store_limits, dir,
			     AMBIT_LIT("x"), &err),
	    -1);
	assert_int_equal(err.code, AMBIT_E_WIRE);
	folder_free(&dir);
}

/* ---- units of an mbox ---- */

/* Empty lines that a store begins with are framing of its first message,
 * though they fill a unit. */
static void
empty_lines_in_front_belong_to_the_first_message(void **state)
{
	static const char message[] = FROM("a") "A: b\n";
	struct ambit_unit unit = ambit_unit_whole(&mbox);
	char text[10000 + sizeof(message)];
	struct ambit_item item;
	struct ambit_reader r;

	(void)state;
	memset(text, '\n', 10000);
	memcpy(text + 10000, message, sizeof(message));
	for (size_t i = 0; i < 3; i++) {
		int fd;

		/* Empty lines, one more of DOS; and what is none. */
		memcpy(text + 4000, i == 2 ? "\r\r\n" : "\r\n\n", 3);
		if (i == 1)
			memcpy(text + 5903, "\r\n", 2);
		fd = file_of(ambit_span_str(text));
		unit.from = 9000;
		assert_int_equal(open_unit(&r, &unit, fd, 777,
				     (struct ambit_span){ 0 }, NULL),
		    0);
		assert_int_equal(r.ops->next(&r, &item, NULL), 1);
		assert_int_equal(item.framed.off, i == 2 ? 10000 : 0);
		assert_int_equal(r.seen, item.framed.len);
		assert_int_equal(r.ops->next(&r, &item, NULL), 0);
		ambit_reader_close(&r);
		(void)close(fd);
	}
}

/* B9: messages behind what was the end would be nobody's. */
static void
a_store_that_grew_since_it_was_cut_is_found_out(void **state)
{
	static const char text[] = FROM("a") "A: b\n";
	struct ambit_unit unit = ambit_unit_whole(&mbox);
	int fd = file_of(ambit_span_str(text));
	struct ambit_reader r;
	struct ambit_err err;

	(void)state;
	for (uint64_t size = sizeof(text); size >= sizeof(text) - 2; size--) {
		unit.until = size;
		err.code = AMBIT_E_NONE;
		if (open_unit(&r, &unit, fd, 4096, (struct ambit_span){ 0 },
			&err) == 0)
			ambit_reader_close(&r);
		assert_int_equal(err.code,
		    size < sizeof(text) - 1 ? AMBIT_E_CHANGED : AMBIT_E_NONE);
	}
	(void)close(fd);
}

int
main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(an_mbox_is_cut_at_multiples),
		cmocka_unit_test(a_store_of_outlook_is_cut_into_equal_parts),
		cmocka_unit_test(other_files_are_one_unit),
		cmocka_unit_test(what_is_not_as_the_format_wants_it_is_refused),
		cmocka_unit_test(a_small_folder_is_one_unit_without_bounds),
		cmocka_unit_test(a_folder_is_cut_by_names_in_byte_order),
		cmocka_unit_test(what_the_caller_returns_ends_the_cutting),
		cmocka_unit_test(
		    units_of_a_folder_give_each_item_once_in_order),
		cmocka_unit_test(a_change_is_found_out_by_the_unit_it_lies_in),
		cmocka_unit_test(a_large_folder_is_more_than_one_unit),
		cmocka_unit_test(
		    where_few_files_are_aimed_at_no_other_is_opened),
		cmocka_unit_test(
		    where_all_files_are_aimed_at_they_are_opened_ahead),
		cmocka_unit_test(a_file_that_changes_ahead_is_found_out),
		cmocka_unit_test(the_state_of_a_file_tells_its_changes),
		cmocka_unit_test(
		    the_state_of_a_folder_is_that_of_the_files_of_the_unit),
		cmocka_unit_test(claims_that_no_unit_can_leave_are_refused),
		cmocka_unit_test(claims_are_said_in_one_way),
		cmocka_unit_test(the_largest_claims_fit),
		cmocka_unit_test(doubts_that_have_ended_are_not_told),
		cmocka_unit_test(claims_on_a_folder_are_refused),
		cmocka_unit_test(
		    empty_lines_in_front_belong_to_the_first_message),
		cmocka_unit_test(
		    a_store_that_grew_since_it_was_cut_is_found_out),
	};
	struct CMUnitTest tests[COUNT(claims) + COUNT(others)];

	for (size_t i = 0; i < COUNT(claims); i++)
		tests[i] = (struct CMUnitTest){ claims[i].name,
			claims_are_told_alike_however_it_is_cut, NULL, NULL,
			(void *)(uintptr_t)&claims[i] };
	memcpy(tests + COUNT(claims), others, sizeof(others));
	return cmocka_run_group_tests_name("unit", tests, NULL, NULL);
}
