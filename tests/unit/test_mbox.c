#include "check.h"
#include "guard.h"
#include "store.h"

#include "store/mbox_from.h"
#include "store/mbox_pair.h"
#include "store/mbox_search.h"

/* 44 and 45 bytes. */
#define FROM(who) "From " who "@example.com Thu Nov  9 22:33:52 2023\n"
#define CRLF(who) "From " who "@example.com Thu Nov  9 22:33:52 2023\r\n"
#define BODY      "0123456789012345678901234567890123456789012345678901234\n"
#define MULTI     "Content-Type: multipart/mixed; boundary=\"=x\"\n\n" /* 46 */
#define BASE64    "Content-Transfer-Encoding: base64\n\n"              /* 35 */

#define SPAN(s) \
	((struct ambit_span){ (const unsigned char *)(s), sizeof(s) - 1 })

struct row {
	const char *name;
	struct ambit_span store;
	const char *outline; /* "framed offset+length raw offset+length
				flaws; ", or why it is refused */
};

#define ROW(name, store, outline)                    \
	{                                            \
		name, AMBIT_LIT_INIT(store), outline \
	}

static const struct row rows[] = {
	ROW("two messages",
	    FROM("a") "To: b\n\nhi\n\n" FROM("b") "To: a\n\nho\n",
	    "0+55 44+10; 55+54 99+10; "),
	ROW("line ends of DOS", CRLF("a") "To: b\r\n\r\nhi\r\n\r\n",
	    "0+60 45+13; "),
	ROW("an empty line ends the store", FROM("a") "To: b\n\nhi\n\n\n",
	    "0+56 44+11; "),
	ROW("empty lines in front are framing",
	    "\n\n" FROM("a") "To: b\n\nhi\n", "0+56 46+10; "),
	ROW("a message of fields only",
	    FROM("a") "To: b\n\n" FROM("b") "To: a\n",
	    "0+51 44+6; 51+50 95+6; "),
	ROW("B1 an unquoted From in a paragraph",
	    FROM("a") "To: b\n\nhi\nFrom me\n", "0+62 44+18 framing; "),
	ROW("B1 an unquoted From behind an empty line",
	    FROM("a") "To: b\n\nhi\n\nFrom me to you\n",
	    "0+70 44+26 framing; "),
	ROW("B1 a separator in the middle of a paragraph",
	    FROM("a") "To: b\n\nhi\n" FROM("b") "To: a\n\nho\n",
	    "0+108 44+64 framing; "),
	ROW("B1 the doubt ends at the next separator",
	    FROM("a") "A: b\n\nhi\nFrom me\n\n" FROM("b") "A: b\n\nho\n",
	    "0+62 44+17 framing; 62+53 106+9; "),
	ROW("B1 a From in the middle of a line is none",
	    FROM("a") "To: b\n\nhi From me\n", "0+62 44+18; "),
	ROW("B2 a separator in plain text splits",
	    FROM("a") "A: b\n\nForwarded:\n\n" FROM("f") "A: x\n\nho\n",
	    "0+62 44+17; 62+53 106+9; "),
	ROW("B2 a separator in an open multipart",
	    FROM("a") MULTI "--=x\n\nhi\n\n" FROM(
		"f") "A: x\n\nho\n--=x--\n\n" FROM("b") "A: b\n\nhi\n",
	    "0+100 44+55 framing; 100+61 144+16 framing; 161+53 205+9; "),
	ROW("B2 a multipart that never closes doubts all behind it",
	    FROM("a") MULTI "--=x\n\n" FROM("f") "A: x\n\n" FROM("b") "A: b\n",
	    "0+96 44+51 framing; 96+50 140+5 framing; "
	    "146+49 190+5 framing; "),
	ROW("B2 a multipart that is closed claims nothing",
	    FROM("a") MULTI "--=x\n\nhi\n--=x-- \n\n" FROM("b") "A: b\n",
	    "0+108 44+63; 108+49 152+5; "),
	ROW("B2 a delimiter that only begins the part does not close",
	    FROM("a") MULTI "--=x\n\n--=xy--\n\n" FROM("b") "A: b\n",
	    "0+105 44+60 framing; 105+49 149+5 framing; "),
	ROW("B2 the last message may be open", FROM("a") MULTI "--=x\n\nhi\n",
	    "0+99 44+55; "),
	ROW("B2 without a boundary there is no evidence",
	    FROM("a") "Content-Type: multipart/mixed\n\nhi\n\n" FROM(
		"b") "A: b\n",
	    "0+79 44+34; 79+49 123+5; "),
	ROW("B2 a doubtful type is evidence if its boundary can be read",
	    FROM(
		"a") "Content-Type: multipart/mixed; boundary=x\n"
		     "Content-Type: multipart/mixed; boundary=x\n\nhi\n\n" FROM(
			 "b") "A: b\n",
	    "0+133 44+88 framing; 133+49 177+5 framing; "),
	ROW("B2 a separator in base64 that is cut",
	    FROM("a") BASE64
	    "QUJD\nQUI\n\n" FROM("f") "A: x\n\n" FROM("b") "A: b\n",
	    "0+89 44+44 framing; 89+50 133+5 framing; 139+49 183+5; "),
	ROW("B2 base64 whose last line is as long as its first",
	    FROM("a") BASE64 "QUJD\nQUJD\n\n" FROM("f") "A: x\n",
	    "0+90 44+45 framing; 90+49 134+5 framing; "),
	ROW("B2 base64 that ends in a shorter line, and in padding",
	    FROM("a") BASE64 "QUJDQUJD\nQUJD\n\n" FROM("b") BASE64
	    "QUI=\nQUI=\n\n" FROM("c") "A: b\n",
	    "0+94 44+49; 94+90 138+45; 184+49 228+5; "),
	ROW("B2 a separator within a Content-Length",
	    FROM("a") "Content-Length: 56\n\nhi\n\n" FROM(
		"f") "A: x\n\nho\n\n" FROM("b") "A: b\n",
	    "0+68 44+23 framing length; 68+54 112+9 framing; "
	    "122+49 166+5; "),
	ROW("B2 a Content-Length that ends within a later separator",
	    FROM("a") "Content-Length: 59\n\nhi\n\n" FROM(
		"f") "A: x\n\nho\n\n" FROM("b") "A: b\n",
	    "0+68 44+23 framing length; 68+54 112+9 framing; "
	    "122+49 166+5 framing; "),
	ROW("B2 a Content-Length that ends at a later separator",
	    FROM("a") "Content-Length: 58\n\nhi\n\n" FROM(
		"f") "A: x\n\nho\n\n" FROM("b") "A: b\n",
	    "0+68 44+23 framing length; 68+54 112+9 framing; "
	    "122+49 166+5; "),
	ROW("B3 a Content-Length that ends with the message",
	    FROM("a") "Content-Length: 3\n\nhi\n\n" FROM(
		"b") "Content-Length: 4\n\nhi\n\n" FROM("c") "Content-Length: "
							     "3\n\nhi\n",
	    "0+67 44+22; 67+67 111+22; 134+66 178+22; "),
	ROW("B3 too short", FROM("a") "Content-Length: 1\n\nhi\n",
	    "0+66 44+22 length; "),
	ROW("B3 too long, with nothing behind it",
	    FROM("a") "Content-Length: 99999999999999999999999\n\nhi\n",
	    "0+88 44+44 length; "),
	ROW("B3 too long by all there is",
	    FROM("a") "Content-Length: 99999999999999999999999\n\nhi\n\n" FROM(
		"b") "A: b\n",
	    "0+89 44+44 framing length; 89+49 133+5 framing; "),
	ROW("B3 negative, and no number",
	    FROM("a") "Content-Length: -1\n\nhi\n\n" FROM(
		"b") "Content-Length: 3x\n\nhi\n",
	    "0+68 44+23 length; 68+67 112+23 length; "),
	ROW("B3 two of them",
	    FROM("a") "Content-Length: 3\nContent-Length: 3\n\nhi\n",
	    "0+84 44+40 length; "),
	ROW("B4 a quoted From stays as it is",
	    FROM("a") "To: b\n\nhi\n\n>From me\n>>From me\n", "0+74 44+30; "),
	ROW("B5 bytes before the first separator",
	    "hello\n\n" FROM("a") "To: b\n\nhi\n",
	    "0+7 0+6 unframed; 7+54 51+10; "),
	ROW("B5 bytes and a separator with no empty line before it",
	    "hello\n" FROM("a") "To: b\n\nhi\n\n" FROM("b") "To: b\n",
	    "0+61 0+60 unframed; 61+50 105+6; "),
	ROW("B5 empty lines, bytes, empty lines",
	    "\n\nhello\n\n\n" FROM("a") "To: b\n",
	    "0+10 2+7 unframed; 10+50 54+6; "),
	ROW("B5 a byte order mark",
	    "\xef\xbb\xbf" FROM("a") "To: b\n\nhi\n\n" FROM("b") "To: b\n",
	    "0+58 0+57 unframed; 58+50 102+6; "),
	ROW("B5 a byte order mark alone", "\xef\xbb\xbf" FROM("a") "To: b\n",
	    "refused"),
	ROW("B5 a word", "hello", "refused"),
	ROW("B5 no mailbox at all", BODY BODY BODY, "refused"),
	ROW("B5 a separator with no field behind it", FROM("a") "\n",
	    "refused"),
	ROW("B5 a carriage return alone", "\n\r", "refused"),
	ROW("B5 nothing but empty lines", "\n\r\n\n", "4 bytes seen"),
	ROW("B5 an empty store", "", "0 bytes seen"),
	ROW("B6 a From behind a bare CR", FROM("a") "To: b\n\nhi\rFrom me\n",
	    "0+62 44+18 framing; "),
	ROW("B6 a From behind a NUL", FROM("a") "To: b\n\nhi\0From me\n",
	    "0+62 44+18 framing; "),
	ROW("B6 a NUL in a separator",
	    FROM("a") "To: b\n\n" FROM("b\0") "To: b\n\n" FROM("c") "To: b\n",
	    "0+51 44+6 framing; 51+52 96+6 framing; 103+50 147+6; "),
	ROW("B6 a bare CR in a separator",
	    FROM("a") "To: b\n\n" FROM("b\r") "To: b\n\n" FROM("c") "To: b\n",
	    "0+51 44+6 framing; 51+52 96+6 framing; 103+50 147+6; "),
	ROW("B6 a separator of DOS in a store of Unix",
	    FROM("a") "To: b\n\n" CRLF("b") "To: b\n\n" FROM("c") "To: b\n",
	    "0+51 44+6 framing; 51+52 96+6 framing; 103+50 147+6; "),
	ROW("B6 a first separator of DOS in a store of Unix",
	    CRLF("a") "To: b\n", "0+51 45+6 framing; "),
	ROW("B6 an empty line of DOS",
	    FROM("a") "To: b\n\r\n" FROM("b") "To: b\n",
	    "0+52 44+6 framing; 52+50 96+6 framing; "),
	ROW("B6 a line of DOS before the empty line",
	    FROM("a") "To: b\r\n\n" FROM("b") "To: b\n",
	    "0+52 44+7 framing; 52+50 96+6 framing; "),
	ROW("B6 a field of DOS behind a separator",
	    FROM("a") "To: b\n\n" FROM("b") "To: b\r\n",
	    "0+51 44+6 framing; 51+51 95+7 framing; "),
	ROW("B7 a separator among the fields",
	    FROM("a") "A: b\n" FROM("b") "To: b\n\nhi\n",
	    "0+103 44+59 framing; "),
	ROW("B7 two separators in a row",
	    FROM("a") "A: b\n\n" FROM("b") FROM("c") "To: b\n\nhi\n",
	    "0+148 44+104 framing; "),
	ROW("B8 a separator with no field behind it",
	    FROM("a") "To: b\n\nhi\n\n" FROM("b") "\n\nho\n",
	    "0+104 44+60 framing; "),
	ROW("B9 the store ends within a line", FROM("a") "To: b\n\nhi",
	    "0+53 44+9 truncated; "),
	ROW("B9 the store ends within the header", FROM("a") "To: b",
	    "0+49 44+5 truncated; "),
};

static const struct ambit_store plain = {
	.number = 7,
	.account = 3,
	.holds = AMBIT_HOLDS_MAIL,
	.format = AMBIT_STORE_MBOX,
};

static const struct ambit_store packed = {
	.number = 7,
	.account = 3,
	.holds = AMBIT_HOLDS_MAIL,
	.format = AMBIT_STORE_MBOX,
	.gzip = true,
};

static void
put_item(const struct ambit_item *item, char *out, size_t size)
{
	size_t used = strlen(out);

	(void)snprintf(out + used, size - used, "%ju+%ju %ju+%ju",
	    (uintmax_t)item->framed.off, (uintmax_t)item->framed.len,
	    (uintmax_t)item->raw.off, (uintmax_t)item->raw.len);
	print_flaws(out, size, item->flaws);
	used = strlen(out);
	(void)snprintf(out + used, size - used, "; ");
}

/* Write down every item: the whole truth in one string. */
static void
outline(const struct ambit_store *store, int fd, size_t window, uint64_t len,
    char *out, size_t size)
{
	struct ambit_item item;
	struct ambit_reader r;
	struct ambit_err err;
	uint64_t end = 0;
	uint32_t n = 0;
	int rc;

	out[0] = '\0';
	if (open_window(&r, store, fd, window, &err) < 0) {
		assert_int_equal(err.code, AMBIT_E_FORMAT);
		(void)snprintf(out, size, "refused");
		return;
	}
	while ((rc = r.ops->next(&r, &item, &err)) == 1) {
		assert_int_equal(item.at.store, 7);
		assert_int_equal(item.at.item, ++n);
		assert_int_equal(item.account, 3);
		assert_int_equal(item.framed.off, end);
		end += item.framed.len;
		assert_int_equal(r.seen, end);
		put_item(&item, out, size);
	}
	assert_int_equal(rc, 0);
	assert_int_equal(r.seen, len);
	assert_int_equal(r.ops->check(&r, &err), 0);
	if (n == 0)
		(void)snprintf(out, size, "%ju bytes seen", (uintmax_t)r.seen);
	ambit_reader_close(&r);
}

/* The same, read as units that are cut at the offsets, of which there are two;
 * what one leaves is told the next. */
static void
outline_cut(int fd, const uint64_t cuts[2], char *out, size_t size)
{
	struct ambit_unit unit = ambit_unit_whole(&plain);
	unsigned char claims[AMBIT_UNIT_CLAIMS_MAX];
	struct ambit_span left = { 0 };
	struct ambit_item item;
	struct ambit_reader r;
	struct ambit_err err;
	uint64_t end = 0, seen = 0;

	out[0] = '\0';
	for (unit.part = 1, unit.parts = 3; unit.part <= 3; unit.part++) {
		unit.until = unit.part == 3 ? UINT64_MAX : cuts[unit.part - 1];
		if (open_unit(&r, &unit, fd, 4096, left, &err) < 0) {
			assert_int_equal(err.code, AMBIT_E_FORMAT);
			assert_int_equal(unit.part, 1);
			(void)snprintf(out, size, "refused");
			return;
		}
		for (uint32_t n = 1; r.ops->next(&r, &item, &err) == 1; n++) {
			assert_int_equal(item.at.item, n);
			assert_int_equal(item.framed.off, end);
			end += item.framed.len;
			put_item(&item, out, size);
		}
		seen += r.seen;
		assert_int_equal(ambit_reader_claims(&r, &left, &err), 0);
		if (left.len > 0)
			memcpy(claims, left.ptr, left.len);
		left.ptr = claims;
		ambit_reader_close(&r);
		unit.from = unit.until;
	}
	assert_int_equal(left.len, 0);
	if (end == 0)
		(void)snprintf(out, size, "%ju bytes seen", (uintmax_t)seen);
	else
		assert_int_equal(seen, end);
}

/* F2: where a store happens to be cut must never show. */
static void
every_two_cuts_give_the_same(void **state)
{
	const struct row *row = *state;
	int fd = file_of(row->store);
	size_t len = row->store.len;
	char got[256];

	for (uint64_t first = 1; first <= len + 1; first++) {
		/* Near it and far from it, by turns. */
		const uint64_t cuts[2] = { first,
			first + 1 + first * 37 % 101 };

		outline_cut(fd, cuts, got, sizeof(got));
		assert_string_equal(got, row->outline);
	}
	(void)close(fd);
}

/* Where the window happens to end must never show. */
static void
every_window_gives_the_same(void **state)
{
	const struct row *row = *state;
	int fd = file_of(row->store);
	char got[256];

	for (size_t n = 1; n <= row->store.len + 1; n += 1 + n / 16) {
		outline(&plain, fd, n, row->store.len, got, sizeof(got));
		assert_string_equal(got, row->outline);
	}
	(void)close(fd);
	fd = gzip_file_of(row->store);
	for (size_t n = 1; n <= row->store.len + 1; n = n * 3 + 1) {
		outline(&packed, fd, n, row->store.len, got, sizeof(got));
		assert_string_equal(got, row->outline);
	}
	(void)close(fd);
}

/* A store that is cut anywhere is accounted for to the last byte. */
static void
every_cut_is_accounted_for(void **state)
{
	char got[256];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ambit_span cut = rows[i].store;

		while (cut.len-- > 0) {
			int fd = file_of(cut);

			outline(&plain, fd, 64, cut.len, got, sizeof(got));
			(void)close(fd);
			if (cut.len > 300)
				cut.len -= 50;
		}
	}
}

static void
put(int fd, struct ambit_span text, size_t times)
{
	while (times-- > 0)
		assert_int_equal(write(fd, text.ptr, text.len), text.len);
}

/*
 * Bodies so long that no look at a header lends them as well: windows end at
 * every place of what follows.
 */
static void
every_place_in_a_window_gives_the_same(void **state)
{
	static const char want[] =
	    "0+6227 44+6182 framing; 6227+11036 6271+10991 framing length; "
	    "17263+58 17308+13 framing; ";
	int fd = file_of(SPAN(FROM("a") "To: b\n\n"));
	const size_t len = 17321;
	char got[256];

	(void)state;
	put(fd, SPAN(BODY), 110);
	put(fd, SPAN("\nFrom me\n\nFrom\n\n"), 1);
	put(fd, SPAN(FROM("b") "Content-Length: 9\n" MULTI), 1);
	put(fd, SPAN(BODY), 100);
	put(fd, SPAN("--=x--\n"), 1);
	put(fd, SPAN(BODY), 95);
	put(fd, SPAN("\n" CRLF("c") "To: a\r\n\r\nhi\r\n"), 1);
	for (size_t n = 1; n <= len + 1; n += 1 + n / 50) {
		outline(&plain, fd, n, len, got, sizeof(got));
		assert_string_equal(got, want);
	}
	(void)close(fd);
}

static size_t
from_line(const char *text)
{
	return mbox_from_line(guarded(ambit_span_str(text)));
}

static void
a_separator_is_read_strictly(void **state)
{
	static const char *const good[] = {
		"From a Thu Nov  9 22:33:52 2023\nA:",
		"From - Thu Nov 19 22:33 2023\nX-Mozilla-Status: 0001\n",
		"From a Thu Nov  9 22:33:52 +0100 2023\r\nA:",
		"From a Thu Nov  9 22:33:52 2023 remote from b\nA:",
	};
	static const char *const bad[] = {
		"From a Thu Nov  9 22:33:52 2023\nA",
		"From a Thu Nov  9 22:33:52 2023\n\nA:",
		"From a Thu Nov  9 22:33:52 2023\n A:",
		"From a Thu Nov  9 22:33:52 2023",
		"From a Thu Nov  9 22:33:52 23\nA:",
		"From a Thu Nov  9 22.33.52 2023\nA:",
		"From a Thu Nov 123 22:33:52 2023\nA:",
		"From a Thu Nvo  9 22:33:52 2023\nA:",
		"From a Do Nov  9 22:33:52 2023\nA:",
		"From Thu Nov  9 22:33:52 2023\nA:",
		"From me to you\nA:",
		"From ",
		"",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(good); i++) {
		assert_int_equal(from_line(good[i]),
		    strchr(good[i], '\n') + 1 - good[i]);
		for (size_t n = 0; n < strlen(good[i]); n++) {
			struct ambit_span cut = guarded(
			    ambit_span_sub(ambit_span_str(good[i]), 0, n));

			if (memchr(cut.ptr, ':', n) == NULL ||
			    n < from_line(good[i]))
				assert_int_equal(mbox_from_line(cut), 0);
		}
	}
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_int_equal(from_line(bad[i]), 0);
}

/* AMBIT_MBOX_LOOK: the colon of the field is the last byte, or is not seen. */
static void
a_separator_is_read_no_further_than_its_limit(void **state)
{
	static const char date[] = "From a Thu Nov  9 22:33:52 2023 ";
	char text[AMBIT_MBOX_LOOK + 1];

	(void)state;
	for (size_t n = AMBIT_MBOX_LOOK - 1; n <= AMBIT_MBOX_LOOK + 1; n++) {
		memset(text, 'x', sizeof(text));
		memcpy(text, date, sizeof(date) - 1);
		memcpy(text + n - 3, "\nA:", 3);
		assert_int_equal(mbox_from_line(guarded((struct ambit_span){
				     (const unsigned char *)text, n })),
		    n <= AMBIT_MBOX_LOOK ? n - 2 : 0);
	}
}

static void
the_search_finds_every_from_at_every_place(void **state)
{
	unsigned char text[300];

	(void)state;
	for (size_t len = 0; len <= sizeof(text); len++) {
		struct ambit_span s = { text, len };

		memset(text, 'F', sizeof(text));
		assert_int_equal(mbox_search_from(guarded(s), 0), len);
		memset(text, 'r', sizeof(text));
		for (size_t at = 0; at + 5 <= len; at += 7) {
			memcpy(text + at, "From ", 5);
			assert_int_equal(mbox_search_from(guarded(s), 0), at);
			assert_int_equal(mbox_search_from(guarded(s), at), at);
			assert_int_equal(mbox_search_from(guarded(s), at + 1),
			    len);
			memset(text + at, 'r', 5);
		}
	}
}

/* With vectors and without. */
static void
the_search_for_a_pair_finds_the_first_at_every_place(void **state)
{
	unsigned char text[400];

	(void)state;
	for (size_t len = 0; len <= sizeof(text); len += 1 + len / 150) {
		struct ambit_span s = guarded((struct ambit_span){ text, len });

		memset(text, 'F', sizeof(text));
		assert_int_equal(mbox_pair_find(s, 0), len);
		assert_int_equal(mbox_pair_find_plainly(s, 0), len);
	}
	memset(text, 'F', sizeof(text));
	for (size_t at = 0; at + 2 <= sizeof(text); at++) {
		struct ambit_span s = { text, sizeof(text) };

		memcpy(text + at, "Fr", 2);
		if (at + 150 < sizeof(text))
			memcpy(text + at + 100, "Fr", 2);
		for (size_t off = 0; off <= at; off += 1 + at / 3) {
			assert_int_equal(mbox_pair_find(s, off), at);
			assert_int_equal(mbox_pair_find_plainly(s, off), at);
		}
		memset(text, 'F', sizeof(text));
	}
}

/* Character by character, as the rule is written down. */
static bool
is_cut_naively(struct ambit_span body)
{
	uint64_t count = 0, first = 0, last = 0, line = 0, lines = 0;

	for (size_t i = 0; i <= body.len; i++) {
		unsigned char c = i < body.len ? body.ptr[i] : '\n';

		if (c == '=')
			return false;
		if (c != '\n') {
			line += strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghij"
				       "klmnopqrstuvwxyz0123456789+/",
				    c) != NULL &&
			    c != '\0';
			continue;
		}
		if (line == 0)
			continue;
		first = lines++ == 0 ? line : first;
		last = line;
		count += line;
		line = 0;
	}
	return count % 4 != 0 || (lines >= 2 && last == first);
}

/* Lines of every length, and in the last of them any byte. */
static void
base64_is_counted_by_its_characters(void **state)
{
	unsigned char text[256];

	(void)state;
	for (size_t len = 0; len < 200; len++) {
		for (unsigned c = 0; c < 256; c += len % 40 == 39 ? 1 : 23) {
			struct ambit_span body = { text, len };
			struct mbox_bytes bytes = { .end = len };
			int fd;
			bool cut;

			memset(text, '+', sizeof(text));
			for (size_t i = 70; i < len; i += 70 + len % 3)
				text[i] = '\n';
			if (len > 0)
				text[len - 1] = (unsigned char)c;
			fd = file_of(body);
			assert_int_equal(ambit_source_new(fd, 61, &bytes.source,
					     NULL),
			    0);
			assert_int_equal(mbox_search_cut_base64(bytes, &cut,
					     NULL),
			    0);
			assert_int_equal(cut, is_cut_naively(body));
			ambit_source_free(&bytes.source);
			(void)close(fd);
		}
	}
}

/* Read the item's only clock: "n lo-hi text", in seconds. */
static void
read_clock(struct ambit_span text, const struct ambit_store_clock *clock,
    char *out, size_t size)
{
	struct ambit_store store = plain;
	int fd = file_of(text);
	struct ambit_reader r;
	struct ambit_item item;
	const struct ambit_when *when = &item.when[AMBIT_CLOCK_DELIVERED];
	const struct ambit_span *raw = &item.raw_when[AMBIT_CLOCK_DELIVERED];

	store.clocks[AMBIT_CLOCK_DELIVERED] = *clock;
	assert_int_equal(open_window(&r, &store, fd, 4096, NULL), 0);
	assert_int_equal(r.ops->next(&r, &item, NULL), 1);
	assert_int_equal(item.when[AMBIT_CLOCK_HEADER].n, 0);
	(void)snprintf(out, size, "%u %jd-%jd %.*s", when->n,
	    when->n == 0 ? 0 : (intmax_t)(when->at[0].lo / AMBIT_SECOND),
	    when->n == 0 ? 0 : (intmax_t)(when->at[0].hi / AMBIT_SECOND),
	    (int)raw->len, (const char *)raw->ptr);
	ambit_reader_close(&r);
	(void)close(fd);
}

static void
the_clock_is_in_the_separator(void **state)
{
	static const struct ambit_store_clock none,
	    bare = { .source = AMBIT_SOURCE_FROM_LINE },
	    utc = { .source = AMBIT_SOURCE_FROM_LINE, .has_zone = true };
	struct ambit_span text = AMBIT_LIT(FROM("a") "To: b\n");
	struct ambit_span doubt = AMBIT_LIT(FROM("a") "A: b\n\nFrom me\n");
	char got[128];

	(void)state;
	read_clock(text, &none, got, sizeof(got));
	assert_string_equal(got, "0 0-0 ");
	read_clock(text, &utc, got, sizeof(got));
	assert_string_equal(got,
	    "1 1699569232-1699569232 Thu Nov  9 22:33:52 2023");
	read_clock(text, &bare, got, sizeof(got));
	assert_string_equal(got,
	    "1 1699518832-1699612432 Thu Nov  9 22:33:52 2023");
	read_clock(doubt, &utc, got, sizeof(got));
	assert_string_equal(got, "0 0-0 Thu Nov  9 22:33:52 2023");
}

/* A sink that keeps what passes. */
struct keep {
	struct ambit_sink sink;
	char text[256];
};

static int
keep_write(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	struct keep *keep = (struct keep *)sink;

	(void)err_r;
	assert_true(bytes.len < sizeof(keep->text) - sink->count);
	memcpy(keep->text + sink->count, bytes.ptr, bytes.len);
	return 0;
}

static const struct ambit_sink_ops keep_ops = { .write = keep_write };

static void
pour(struct ambit_reader *r, const struct ambit_item *item, uint64_t off,
    uint64_t len, struct keep *keep)
{
	*keep = (struct keep){ .sink = { .ops = &keep_ops } };
	assert_int_equal(ambit_reader_pour(r, item,
			     (struct ambit_extent){ off, len }, &keep->sink,
			     NULL),
	    0);
}

static void
bytes_are_poured_as_stored(void **state)
{
	static const char text[] =
	    FROM("a") "To: b\n\n>From me\n\n" FROM("b") "To: c\r\n\r\nho";
	int fds[2] = { file_of(SPAN(text)), gzip_file_of(SPAN(text)) };
	const struct ambit_store *stores[2] = { &plain, &packed };
	struct ambit_item item;
	struct ambit_reader r;
	struct keep keep;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(open_window(&r, stores[i], fds[i], 5, NULL),
		    0);
		assert_int_equal(r.ops->next(&r, &item, NULL), 1);
		pour(&r, &item, 0, item.raw.len, &keep);
		assert_string_equal(keep.text, "To: b\n\n>From me\n");
		pour(&r, &item, 4, 1, &keep);
		assert_string_equal(keep.text, "b");
		pour(&r, &item, item.raw.len, 0, &keep);
		assert_string_equal(keep.text, "");
		assert_int_equal(r.ops->next(&r, &item, NULL), 1);
		pour(&r, &item, 0, item.raw.len, &keep);
		assert_string_equal(keep.text, "To: c\r\n\r\nho");
		assert_int_equal(r.ops->next(&r, &item, NULL), 0);
		ambit_reader_close(&r);
		(void)close(fds[i]);
	}
}

static void
a_header_is_read_once_and_its_parts_behind_it(void **state)
{
	static const char text[] = FROM("a") "From: x@y.example\n\nho\n";
	int fd = file_of(SPAN(text));
	struct ambit_item item;
	struct ambit_reader r;

	(void)state;
	assert_int_equal(open_window(&r, &plain, fd, 7, NULL), 0);
	assert_int_equal(r.ops->next(&r, &item, NULL), 1);
	assert_false(item.read);
	assert_int_equal(ambit_reader_read(&r, &item, NULL), 0);
	assert_true(item.read);
	assert_int_equal(item.body, 19);
	assert_int_equal(item.n_parties, 1);
	assert_int_equal(ambit_reader_read(&r, &item, NULL), 0);
	assert_int_equal(ambit_reader_parts(&r, &item, NULL), 0);
	assert_int_equal(item.n_parts, 1);
	ambit_reader_close(&r);
	(void)close(fd);
}

/* AMBIT_ITEM_MAX, lowered: counted whole, not read. */
static void
a_message_over_the_limit_is_damaged(void **state)
{
	static const char text[] = FROM("a") "To: b\n\nhi\n";
	const struct ambit_unit unit = ambit_unit_whole(&plain);
	struct ambit_limits limits = store_limits;
	int fd = file_of(SPAN(text));
	struct ambit_item item;
	struct ambit_reader r;

	(void)state;
	for (uint64_t max = 9; max <= 11; max++) {
		limits.item_bytes = max;
		assert_int_equal(ambit_reader_open(&r, &unit, &limits, fd,
				     (struct ambit_span){ 0 }, NULL),
		    0);
		assert_int_equal(r.ops->next(&r, &item, NULL), 1);
		assert_int_equal(item.raw.len, 10);
		assert_int_equal(item.flaws,
		    max < 10 ? AMBIT_FLAW_TOO_LARGE : 0);
		assert_int_equal(ambit_reader_read(&r, &item, NULL), 0);
		assert_int_equal(item.read, max >= 10);
		assert_int_equal(r.seen, sizeof(text) - 1);
		ambit_reader_close(&r);
	}
	(void)close(fd);
}

/* B9. */
static void
a_store_that_grows_is_found_out(void **state)
{
	static const char text[] = FROM("a") "To: b\n\nhi\n";
	int fd = file_of(SPAN(text));
	struct ambit_item item;
	struct ambit_reader r;
	struct ambit_err err;

	(void)state;
	assert_int_equal(open_window(&r, &plain, fd, 7, NULL), 0);
	assert_int_equal(pwrite(fd, "ho\n", 3, sizeof(text) - 1), 3);
	assert_int_equal(r.ops->next(&r, &item, NULL), 1);
	assert_int_equal(item.raw.len, 10);
	assert_int_equal(r.ops->next(&r, &item, NULL), 0);
	assert_int_equal(r.ops->check(&r, &err), -1);
	assert_int_equal(err.code, AMBIT_E_CHANGED);
	ambit_reader_close(&r);
	(void)close(fd);
}

/* How many items of the store are doubtful, of how many. */
static void
count(int fd, unsigned *doubtful_r, unsigned *n_r)
{
	struct ambit_item item;
	struct ambit_reader r;

	*doubtful_r = *n_r = 0;
	assert_int_equal(open_window(&r, &plain, fd, AMBIT_SOURCE_WINDOW, NULL),
	    0);
	while (r.ops->next(&r, &item, NULL) == 1) {
		*doubtful_r += (item.flaws & AMBIT_FLAW_FRAMING) != 0;
		++*n_r;
	}
	ambit_reader_close(&r);
}

/* B2: a multipart never closed, and 17 messages of 1 MiB behind it. */
static void
a_doubt_ends_at_its_limit(void **state)
{
	static const char first[] = FROM("a") MULTI "--=x\n\nhi\n\n";
	static const char next[] = FROM("b") "A: b\n\n";
	static char mib[1 << 20];
	int fd = file_of(SPAN(first));
	unsigned doubtful, n;

	(void)state;
	memset(mib, 'x', sizeof(mib));
	memcpy(mib, next, sizeof(next) - 1);
	memcpy(mib + sizeof(mib) - 2, "\n\n", 2);
	put(fd, (struct ambit_span){ (unsigned char *)mib, sizeof(mib) }, 18);
	count(fd, &doubtful, &n);
	assert_int_equal(n, 19);
	assert_int_equal(doubtful, 1 + 16);
	(void)close(fd);
}

/* B2: the closing delimiter stands far from the end of the message. */
static void
an_early_end_of_a_multipart_is_found(void **state)
{
	static const char first[] = FROM("a") MULTI "--=x\n\nhi\n";
	static const char next[] = "\n" FROM("b") "A: b\n";
	unsigned doubtful, n;

	(void)state;
	for (unsigned closed = 0; closed <= 1; closed++) {
		int fd = file_of(SPAN(first));

		put(fd, SPAN("--=x--\n"), closed);
		put(fd, SPAN(BODY), 10000);
		put(fd, SPAN(next), 1);
		count(fd, &doubtful, &n);
		assert_int_equal(n, 2);
		assert_int_equal(doubtful, closed ? 0 : 2);
		(void)close(fd);
	}
}

/* B2: more open regions than are kept: everything is in doubt. */
static void
too_many_doubts_are_one_about_everything(void **state)
{
	static const char closing[] =
	    FROM("b") "A: b\n\n--0--\n--1--\n--2--\n--3--\n--4--\n--5--\n"
		      "--6--\n--7--\n--8--\n\n";
	static const char after[] = FROM("b") "A: b\n\n";
	char open[] =
	    FROM("a") "Content-Type: multipart/mixed; boundary=0\n\n\n";
	unsigned doubtful, n;

	(void)state;
	for (unsigned regions = 8; regions <= 9; regions++) {
		int fd = file_of((struct ambit_span){ NULL, 0 });

		for (unsigned i = 0; i < regions; i++) {
			*strrchr(open, '=') = '=';
			strrchr(open, '=')[1] = (char)('0' + i);
			put(fd, SPAN(open), 1);
		}
		put(fd, SPAN(closing), 1);
		put(fd, SPAN(after), 5);
		count(fd, &doubtful, &n);
		assert_int_equal(n, regions + 6);
		assert_int_equal(doubtful, regions + (regions == 8 ? 1 : 6));
		(void)close(fd);
	}
}

int
main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(every_cut_is_accounted_for),
		cmocka_unit_test(every_place_in_a_window_gives_the_same),
		cmocka_unit_test(a_separator_is_read_strictly),
		cmocka_unit_test(a_separator_is_read_no_further_than_its_limit),
		cmocka_unit_test(the_search_finds_every_from_at_every_place),
		cmocka_unit_test(
		    the_search_for_a_pair_finds_the_first_at_every_place),
		cmocka_unit_test(base64_is_counted_by_its_characters),
		cmocka_unit_test(the_clock_is_in_the_separator),
		cmocka_unit_test(bytes_are_poured_as_stored),
		cmocka_unit_test(a_header_is_read_once_and_its_parts_behind_it),
		cmocka_unit_test(a_message_over_the_limit_is_damaged),
		cmocka_unit_test(a_store_that_grows_is_found_out),
		cmocka_unit_test(a_doubt_ends_at_its_limit),
		cmocka_unit_test(an_early_end_of_a_multipart_is_found),
		cmocka_unit_test(too_many_doubts_are_one_about_everything),
	};
	struct CMUnitTest tests[2 * COUNT(rows) + COUNT(others)];
	size_t n = 0;

	for (size_t i = 0; i < COUNT(rows); i++) {
		void *row = (void *)(uintptr_t)&rows[i];

		tests[n++] = (struct CMUnitTest){ rows[i].name,
			every_window_gives_the_same, NULL, NULL, row };
		tests[n++] = (struct CMUnitTest){ rows[i].name,
			every_two_cuts_give_the_same, NULL, NULL, row };
	}
	memcpy(tests + n, others, sizeof(others));
	return cmocka_run_group_tests_name("mbox", tests, NULL, NULL);
}
