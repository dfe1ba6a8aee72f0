#include "check.h"
#include "guard.h"
#include "message.h"
#include "tiles.h"

#include "ambit/header.h"
#include "ambit/text.h"

#define MULTI(b) "Content-Type: multipart/mixed; boundary=" b "\n\n"
#define TEXT     "Content-Type: text/plain\n\n"
#define PDF      "Content-Type: application/pdf\n\n"
#define S70                                                                    \
	"0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuv" \
	"wx"
#define TWO "--B\n" TEXT "hi\n--B\n" PDF "%PDF\n--B--\n"

struct row {
	const char *name;
	const char *message;
	/* Each leaf: T or O, (its header), [its body]; then the flaws. LF is
	 * shown as |, CR as ^. */
	const char *outline;
};

static const struct row rows[] = {
	{ "a message without fields is a text", "\nhi\n", "T(|)[hi|] " },
	{ "a message without a body is an empty text", "To: a\n",
	    "T(To: a|)[] " },
	{ "a plain text keeps its last line end", "To: a\n\nhi\n",
	    "T(To: a||)[hi|] " },
	{ "an HTML text", "Content-Type: TEXT/HTML; charset=x\n\nhi",
	    "T(Content-Type: TEXT/HTML; charset=x||)[hi] " },
	{ "a text that is an attachment is none",
	    "Content-Type: text/plain\nContent-Disposition: attachment\n\nhi",
	    "O(Content-Type: text/plain|Content-Disposition: attachment||)"
	    "[hi] " },
	{ "an inline text is one",
	    "Content-Disposition: Inline; filename=x\n\nhi",
	    "T(Content-Disposition: Inline; filename=x||)[hi] " },
	{ "a calendar is no text", "Content-Type: text/calendar\n\nhi",
	    "O(Content-Type: text/calendar||)[hi] " },
	{ "two parts", MULTI("B") TWO,
	    "T(Content-Type: text/plain||)[hi] "
	    "O(Content-Type: application/pdf||)[%PDF] " },
	{ "the line ends of DOS belong to the delimiters whole",
	    "Content-Type: multipart/mixed; boundary=\"B\"\r\n\r\n--B\r\n\r\n"
	    "hi\r\n\r\n--B\r\nA: b\r\n\r\n\r\n--B--\r\n",
	    "T(^|)[hi^|] T(A: b^|^|)[] " },
	{ "blanks behind a delimiter are padding",
	    MULTI("B") "--B \t\n\nhi\n--B-- \t \n", "T(|)[hi] " },
	{ "the last delimiter needs no line end", MULTI("B") "--B\n\nhi\n--B--",
	    "T(|)[hi] " },
	{ "a part of fields only ends at the delimiter",
	    MULTI("B") "--B\nContent-ID: <a>\n--B--\n",
	    "T(Content-ID: <a>|)[] " },
	{ "S2 two delimiters in a row", MULTI("B") "--B\n--B\n\n--B--\n",
	    "structure " },
	{ "S2 a delimiter, and the last one at once",
	    MULTI("B") "--B\n--B--\n\na\n", "structure " },
	{ "a part of an empty line is empty",
	    MULTI("B") "--B\n\n--B\n\n\n--B--\n", "T(|)[] T(|)[] " },
	{ "a type of text alone is a plain text",
	    "Content-Type: Text; charset=x\n\na",
	    "T(Content-Type: Text; charset=x||)[a] " },
	{ "levels within each other, in the order of the bytes",
	    MULTI("B") "--B\n" MULTI("C") "--C\n\na\n--C\n" PDF
					  "b\n--C--\n\n--B\n\nc\n--B--\n",
	    "T(|)[a] O(Content-Type: application/pdf||)[b] T(|)[c] " },
	{ "a boundary in quotes may hold blanks and signs",
	    MULTI("\"a b'()+_,-./:=?\"") "--a b'()+_,-./:=?\n\nhi\n"
					 "--a b'()+_,-./:=?--\n",
	    "T(|)[hi] " },
	{ "hyphens in a text are text",
	    MULTI("B") "--B\n\n--\n-- \n--A\n-B\n --B\nx--B\n--b\n--B--\n",
	    "T(|)[--|-- |--A|-B| --B|x--B|--b] " },
	{ "a folded type",
	    "Content-Type: multipart/mixed;\n\tboundary=B\n\n" TWO,
	    "T(Content-Type: text/plain||)[hi] "
	    "O(Content-Type: application/pdf||)[%PDF] " },
	{ "an empty parameter is none",
	    "Content-Type: multipart/mixed; boundary=B;\n\n--B\n\na\n--B--\n",
	    "T(|)[a] " },

	{ "S1 a little text around the parts is no flaw",
	    MULTI("B") "look\n\n--B\n\nhi\n--B--\nbye\n", "T(|)[hi] " },
	{ "S1 a delimiter that goes on, in the preamble",
	    MULTI("B") "--Bx\n--B\n\nhi\n--B--\n", "T(|)[hi] stray " },
	{ "S1 a delimiter in the epilogue",
	    MULTI("B") "--B\n\nhi\n--B--\n--B\n\nho\n--B--\n",
	    "T(|)[hi] stray " },
	{ "S1 a delimiter of a level left behind, in the epilogue",
	    MULTI("B") "--B\n" MULTI("C") "--C\n\na\n--C--\n--B--\n--C\n\nb\n",
	    "T(|)[a] stray " },
	{ "S1 hyphens in the epilogue are a signature",
	    MULTI("B") "--B\n\nhi\n--B--\n-- \nme\n------\n", "T(|)[hi] " },

	{ "S2 a boundary that begins with an open one",
	    MULTI("B") "--B\n" MULTI("BB") "--BB\n\na\n--BB--\n--B--\n",
	    "structure " },
	{ "S2 a boundary that an open one begins with",
	    MULTI("BB") "--BB\n" MULTI("B") "--B\n\na\n--B--\n--BB--\n",
	    "structure " },
	{ "S2 the boundary of its parent",
	    MULTI("B") "--B\n" MULTI("B") "--B\n\na\n--B--\n--B--\n",
	    "structure " },
	{ "S2 the boundary of a sibling is no doubt",
	    MULTI("B") "--B\n" MULTI("C") "--C\n\na\n--C--\n--B\n" //
	    MULTI("C") "--C\n\nb\n--C--\n--B--\n",
	    "T(|)[a] T(|)[b] " },
	{ "S2 an empty boundary", MULTI("\"\"") "--\n\na\n----\n",
	    "structure " },
	{ "S2 a boundary that ends in a blank",
	    MULTI("\"B \"") "--B \n\na\n--B --\n", "structure " },
	{ "S2 a boundary of 71 characters",
	    MULTI("a" S70) "--a" S70 "\n\na\n--a" S70 "--\n", "structure " },
	{ "S2 a boundary of 70 characters",
	    MULTI(S70) "--" S70 "\n\na\n--" S70 "--\n", "T(|)[a] " },
	{ "S2 a boundary with an illegal character",
	    MULTI("\"B*\"") "--B*\n\na\n--B*--\n", "structure " },
	{ "S2 a boundary with a quoted character",
	    MULTI("\"\\B\"") "--B\n\na\n--B--\n", "structure " },
	{ "S2 a boundary whose quotes are not closed",
	    MULTI("\"B") "--B\n\na\n--B--\n", "structure " },
	{ "S2 an unquoted boundary that is no token",
	    MULTI("=B") "--=B\n\na\n--=B--\n", "structure " },
	{ "S2 a boundary folded within its quotes",
	    "Content-Type: multipart/mixed; boundary=\"a\n b\"\n\n--a b\n\n"
	    "a\n--a b--\n",
	    "structure " },
	{ "S2 blanks around the equals sign",
	    "Content-Type: multipart/mixed; boundary = B\n\n--B\n\na\n--B--\n",
	    "structure " },
	{ "S2 a line that only begins like a delimiter, in a part",
	    MULTI("B") "--B\n\na\n--Bx\n\nb\n--B--\n", "structure " },
	{ "S2 a last delimiter that goes on", MULTI("B") "--B\n\na\n--B--x\n",
	    "structure " },
	{ "S2 a delimiter behind a bare CR",
	    MULTI("B") "--B\n\na\r--B\n\nb\n--B--\n", "structure " },
	{ "S2 one CR too many before a delimiter",
	    MULTI("B") "--B\n\na\r\r\n--B\n\nb\n--B--\n", "structure " },
	{ "S2 a last delimiter without a part",
	    MULTI("B") "--B--\n\na\n--B--\n", "structure " },

	{ "S2 a quoted character in another parameter of a multipart",
	    "Content-Type: multipart/mixed; a=\"b\\\"c\"; boundary=B\n\n"
	    "--B\n\na\n--B--\n",
	    "structure " },
	{ "a boundary may hold every letter and digit",
	    MULTI("AZaz09") "--AZaz09\n\na\n--AZaz09--\n", "T(|)[a] " },
	{ "a delimiter of a level left behind is text in a later part",
	    MULTI("B") "--B\n" MULTI("C") "--C\n\na\n--C--\n--B\n\n--C\n"
					  "--B--\n",
	    "T(|)[a] T(|)[--C] " },

	{ "S3 two Content-Types, even if equal",
	    "Content-Type: text/plain\nContent-Type: text/plain\n\na",
	    "structure " },
	{ "S3 two Content-Types in a part",
	    MULTI("B") "--B\nContent-Type: text/plain\n" TEXT "a\n--B--\n",
	    "structure " },
	{ "S3 two encodings",
	    "Content-Transfer-Encoding: 7bit\n"
	    "Content-Transfer-Encoding: base64\n\na",
	    "structure " },
	{ "S3 two MIME-Versions", "MIME-Version: 1.0\nmime-version: 1.0\n\na",
	    "structure " },
	{ "H1 two Content-Dispositions",
	    "Content-Disposition: inline\nContent-Disposition: attachment\n\na",
	    "structure " },
	{ "H1 two Content-IDs", "Content-ID: <a>\nContent-ID: <a>\n\na",
	    "structure " },
	{ "H1 two Content-Descriptions",
	    "Content-Description: a\nContent-Description: a\n\na",
	    "structure " },
	{ "S3 a multipart without boundary",
	    "Content-Type: multipart/mixed\n\n--B\n\na\n--B--\n",
	    "structure " },
	{ "S3 a multipart in base64",
	    "Content-Transfer-Encoding: Base64\n" MULTI("B") TWO,
	    "structure " },
	{ "S3 a multipart in quoted-printable",
	    "Content-Transfer-Encoding: quoted-printable\n" MULTI("B") TWO,
	    "structure " },
	{ "S3 a multipart in 8bit is none",
	    "Content-Transfer-Encoding: 8BIT\n" MULTI("B") "--B\n\na\n--B--\n",
	    "T(|)[a] " },
	{ "S3 a comment in the type", "Content-Type: text/plain (x)\n\na",
	    "structure " },
	{ "S3 a comment before the type", "Content-Type: (x) text/plain\n\na",
	    "structure " },
	{ "S3 a comment in the parameters of a multipart",
	    "Content-Type: multipart/mixed; (x) boundary=B\n\n" TWO,
	    "structure " },
	{ "S3 a comment in the encoding",
	    "Content-Transfer-Encoding: 7bit (x)\n\na", "structure " },
	{ "S3 a comment in the disposition",
	    "Content-Disposition: (x) inline\n\na", "structure " },
	{ "S3 a type without a subtype", "Content-Type: image\n\na",
	    "structure " },
	{ "S3 a blank in the type", "Content-Type: text/pl ain\n\na",
	    "structure " },
	{ "S3 a control in the type", "Content-Type: text/pl\001ain\n\na",
	    "structure " },
	{ "S3 a DEL in the type", "Content-Type: text/pl\177ain\n\na",
	    "structure " },
	{ "S3 an empty type", "Content-Type:\n\na", "structure " },
	{ "S3 parameters of a leaf decide nothing",
	    "Content-Type: text/plain; charset = \"x; (y\n\na",
	    "T(Content-Type: text/plain; charset = \"x; (y||)[a] " },
	{ "H6 a boundary in parts",
	    "Content-Type: multipart/mixed; boundary*0=A; boundary*1=B\n\n"
	    "--AB\n\na\n--AB--\n",
	    "structure " },
	{ "H6 an encoded boundary",
	    "Content-Type: multipart/mixed; boundary*=us-ascii''B\n\n" TWO,
	    "structure " },
	{ "H6 a boundary in two forms",
	    "Content-Type: multipart/mixed; boundary=B; boundary*0=B\n\n" TWO,
	    "structure " },
	{ "H6 two boundaries, even if equal",
	    "Content-Type: multipart/mixed; boundary=B; Boundary=B\n\n" TWO,
	    "structure " },
	{ "H6 a file name in parts is only data",
	    "Content-Type: a/b; filename*0*=%2e%2e%2f; filename*1=%00\n\na",
	    "O(Content-Type: a/b; filename*0*=%2e%2e%2f; filename*1=%00||)"
	    "[a] " },
	{ "H2 a message whose header is in doubt", "To: a\nhello\n\na",
	    "header structure " },
	{ "H2 a part whose header is in doubt",
	    MULTI("B") "--B\nhello\n--B--\n", "structure " },

	{ "S4 a multipart never closed", MULTI("B") "--B\n\na\n--B\n\nb\n",
	    "T(|)[a] T(|)[b|] unclosed " },
	{ "S4 a multipart never opened", MULTI("B") "a\n", "unclosed " },
	{ "S4 an inner multipart that its parent's delimiter ends",
	    MULTI("B") "--B\n" MULTI("C") "--C\n\na\n--B\n\nb\n--B--\n",
	    "T(|)[a] T(|)[b] unclosed " },
	{ "S4 a delimiter that ends the store", MULTI("B") "--B",
	    "T()[] unclosed " },

	{ "S5 an embedded message is one leaf",
	    MULTI("B") "--B\nContent-Type: message/rfc822\n\nDate: x\n" //
	    MULTI("C") "--C\n\na\n--C--\n\n--B--\n",
	    "O(Content-Type: message/rfc822||)[Date: x|Content-Type: "
	    "multipart/mixed; boundary=C||--C||a|--C--|] " },
	{ "S5 in a digest a part without a type is a message",
	    "Content-Type: multipart/digest; boundary=B\n\n--B\n\nTo: a\n\nb\n"
	    "--B\n" TEXT "c\n--B--\n",
	    "O(|)[To: a||b] T(Content-Type: text/plain||)[c] " },
	{ "S6 partial and external bodies are opaque",
	    MULTI("B") "--B\nContent-Type: message/partial; id=a\n\nb\n--B\n"
		       "Content-Type: message/external-body;\n"
		       " access-type=local-file; name=\"/etc/passwd\"\n\n"
		       "c\n--B--\n",
	    "O(Content-Type: message/partial; id=a||)[b] "
	    "O(Content-Type: message/external-body;| access-type=local-file; "
	    "name=\"/etc/passwd\"||)[c] " },
	{ "S7 a TNEF is opaque", "Content-Type: application/ms-tnef\n\nx",
	    "O(Content-Type: application/ms-tnef||)[x] " },
	{ "S8 signed text is text, its signature is none",
	    "Content-Type: multipart/signed; boundary=B\n\n--B\n\nhi\n--B\n"
	    "Content-Type: application/pgp-signature\n\nx\n--B--\n",
	    "T(|)[hi] O(Content-Type: application/pgp-signature||)[x] " },
};

static void
put_bytes(struct ambit_text *text, struct ambit_span raw,
    struct ambit_extent part, const char *marks)
{
	struct ambit_span s = ambit_span_sub(raw, part.off, part.len);

	ambit_text_print(text, "%c", marks[0]);
	for (size_t i = 0; i < s.len; i++)
		ambit_text_print(text, "%c",
		    s.ptr[i] == '\n'       ? '|'
			: s.ptr[i] == '\r' ? '^'
					   : s.ptr[i]);
	ambit_text_print(text, "%c", marks[1]);
}

/*
 * Read it, and write down every leaf and flaw: the whole truth. window: of the
 * scan; 0 keeps the one there is.
 */
static void
outline(struct message *m, struct ambit_span raw, unsigned depth, size_t window,
    char *out, size_t size)
{
	static const struct ambit_store store;
	struct ambit_text text = { .ptr = out, .cap = size - 1 };
	struct ambit_item *item = &m->item;
	struct ambit_err err;

	assert_int_equal(ambit_mail_read(m->source, &store, AMBIT_HEADER_MAX,
			     item, m->arena, &err),
	    0);
	item->flaws &= AMBIT_FLAW_HEADER; /* other facts are not ours */
	if (window > 0)
		message_window(m, window);
	else
		message_forget(m);
	assert_int_equal(ambit_mime_read(m->source, item, depth, m->arena,
			     &err),
	    0);
	assert_null(tiles_wrong(raw, item));
	for (size_t i = 0; i < item->n_parts; i++) {
		const struct ambit_part *p = &item->parts[i];

		ambit_text_str(&text, p->kind == AMBIT_PART_TEXT ? "T" : "O");
		put_bytes(&text, raw, p->header, "()");
		put_bytes(&text, raw, p->body, "[]");
		ambit_text_str(&text, " ");
	}
	for (unsigned i = 0; i < AMBIT_N_FLAWS; i++) {
		if (item->flaws & 1u << i)
			ambit_text_print(&text, "%s ", ambit_flaw_name(i));
	}
	assert_false(text.full);
	out[text.len] = '\0';
}

static void
every_window_gives_the_same(void **state)
{
	const struct row *row = *state;
	struct ambit_span raw = ambit_span_str(row->message);
	struct message m = message_open(raw, 512);
	char got[1024];

	for (size_t n = 1; n <= raw.len + 2; n++) {
		message_again(&m, 0);
		outline(&m, raw, AMBIT_DEPTH_MAX, n, got, sizeof(got));
		assert_string_equal(got, row->outline);
	}
	message_close(&m);
}

/* A message cut anywhere still tiles, at any window. */
static void
every_cut_tiles(void **state)
{
	char got[1024], all[1024];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ambit_span raw = ambit_span_str(rows[i].message);
		struct message m = message_open(raw, 7);
		struct message wide = message_open(raw, 4096);

		for (; raw.len > 0; raw.len--) {
			m.item.raw.len = wide.item.raw.len = raw.len;
			message_again(&m, 0);
			outline(&m, raw, AMBIT_DEPTH_MAX, 0, got, sizeof(got));
			message_again(&wide, 0);
			outline(&wide, raw, AMBIT_DEPTH_MAX, 0, all,
			    sizeof(all));
			assert_string_equal(got, all);
		}
		message_close(&m);
		message_close(&wide);
	}
}

/* S4: whatever is missing behind the first delimiter is told. */
static void
a_multipart_cut_at_any_line_is_unclosed(void **state)
{
	static const char text[] = MULTI("B") "hello\n" TWO;
	const char *closing = strstr(text, "--B--");
	char got[1024];

	(void)state;
	for (const char *p = strstr(text, "hello"); p < closing;
	     p = strchr(p, '\n') + 1) {
		struct ambit_span raw = { (const unsigned char *)text,
			(size_t)(p - text) };
		struct message m = message_open(raw, 512);

		outline(&m, raw, AMBIT_DEPTH_MAX, 64, got, sizeof(got));
		assert_non_null(strstr(got, "unclosed"));
		message_close(&m);
	}
}

/* A message that is made at run time: grown piece by piece. */
struct maker {
	char *ptr;
	size_t len;
};

static void
put(struct maker *maker, const char *text, size_t times)
{
	size_t len = strlen(text);

	maker->ptr = realloc(maker->ptr, maker->len + len * times + 1);
	assert_non_null(maker->ptr);
	for (size_t i = 0; i < times; i++, maker->len += len)
		memcpy(maker->ptr + maker->len, text, len);
}

/* What comes of it, without its parts: their number, and the flaws. */
static unsigned
flaws_of(struct maker *maker, unsigned depth, size_t *n_parts_r)
{
	struct ambit_span raw = { (const unsigned char *)maker->ptr,
		maker->len };
	struct message m = message_open(raw, 65536);
	static const struct ambit_store store;
	struct ambit_err err;
	unsigned flaws;

	assert_int_equal(ambit_mail_read(m.source, &store, AMBIT_HEADER_MAX,
			     &m.item, m.arena, &err),
	    0);
	m.item.flaws &= AMBIT_FLAW_HEADER;
	assert_int_equal(ambit_mime_read(m.source, &m.item, depth, m.arena,
			     &err),
	    0);
	assert_null(tiles_wrong(raw, &m.item));
	flaws = m.item.flaws;
	*n_parts_r = m.item.n_parts;
	message_close(&m);
	free(maker->ptr);
	return flaws;
}

static void
parts_are_counted_with_their_multiparts(void **state)
{
	(void)state;
	for (size_t n = AMBIT_PARTS_MAX - 2; n <= AMBIT_PARTS_MAX; n++) {
		struct maker maker = { 0 };
		size_t n_parts;
		unsigned flaws;

		put(&maker, MULTI("B"), 1);
		put(&maker, "--B\n\n", n);
		put(&maker, "--B--\n", 1);
		flaws = flaws_of(&maker, AMBIT_DEPTH_MAX, &n_parts);
		assert_int_equal(flaws,
		    n + 1 > AMBIT_PARTS_MAX ? AMBIT_FLAW_STRUCTURE : 0);
		assert_int_equal(n_parts, n + 1 > AMBIT_PARTS_MAX ? 0 : n);
	}
}

static void
parameters_are_counted(void **state)
{
	static const char *const fields[] = {
		"Content-Type: text/plain",
		"Content-Disposition: inline",
		"Content-Type: multipart/mixed; boundary=B",
	};

	(void)state;
	for (size_t f = 0; f < COUNT(fields); f++) {
		size_t own = strchr(fields[f], ';') != NULL ? 1 : 0;

		for (size_t n = AMBIT_PARAMS_MAX - 1; n <= AMBIT_PARAMS_MAX + 1;
		     n++) {
			struct maker maker = { 0 };
			size_t n_parts;

			put(&maker, fields[f], 1);
			put(&maker, "; a=\"b;\"", n - own);
			put(&maker, "\n\n--B\n\na\n--B--\n", 1);
			assert_int_equal(flaws_of(&maker, AMBIT_DEPTH_MAX,
					     &n_parts),
			    n > AMBIT_PARAMS_MAX ? AMBIT_FLAW_STRUCTURE : 0);
		}
	}
}

static void
levels_are_counted(void **state)
{
	(void)state;
	for (unsigned n = AMBIT_DEPTH_MAX - 1; n <= AMBIT_DEPTH_MAX + 1; n++) {
		struct maker maker = { 0 };
		size_t n_parts;
		char text[128];

		put(&maker, "To: a\n", 1);
		for (unsigned i = 0; i < n; i++) {
			(void)snprintf(text, sizeof(text),
			    MULTI("%02u") "--%02u\n", i, i);
			put(&maker, text, 1);
		}
		put(&maker, "\na\n", 1);
		for (unsigned i = n; i-- > 0;) {
			(void)snprintf(text, sizeof(text), "--%02u--\n", i);
			put(&maker, text, 1);
		}
		assert_int_equal(flaws_of(&maker, AMBIT_DEPTH_MAX, &n_parts),
		    n > AMBIT_DEPTH_MAX ? AMBIT_FLAW_TOO_DEEP : 0);
		assert_int_equal(n_parts, 1);
	}
}

static void
a_multipart_too_deep_is_one_opaque_leaf(void **state)
{
	struct ambit_span raw =
	    AMBIT_LIT(MULTI("B") "--B\n" MULTI("C") "--C\n\na\n--C--\n--B--\n");
	struct message m = message_open(raw, 64);
	char got[1024];

	(void)state;
	outline(&m, raw, 1, 64, got, sizeof(got));
	assert_string_equal(got,
	    "O(Content-Type: multipart/mixed; boundary=C||)"
	    "[--C||a|--C--] depth ");
	message_again(&m, 64);
	outline(&m, raw, 0, 64, got, sizeof(got));
	assert_non_null(strstr(got, "[--B|Content-Type"));
	assert_non_null(strstr(got, "--B--|] depth "));
	message_close(&m);
}

static void
stray_text_is_counted_in_all(void **state)
{
	(void)state;
	for (size_t n = AMBIT_STRAY_MAX - 1; n <= AMBIT_STRAY_MAX + 1; n++) {
		struct maker maker = { 0 };
		size_t n_parts;

		put(&maker, MULTI("B"), 1);
		put(&maker, "a", 500);
		put(&maker, "\n--B\n\na\n--B--\n", 1);
		put(&maker, "a", n - 500);
		assert_int_equal(flaws_of(&maker, AMBIT_DEPTH_MAX, &n_parts),
		    n > AMBIT_STRAY_MAX ? AMBIT_FLAW_STRAY : 0);
		assert_int_equal(n_parts, 1);
	}
}

/* More levels were left behind than are remembered: any line may be one. */
static void
behind_many_levels_two_hyphens_are_stray(void **state)
{
	(void)state;
	for (unsigned n = 31; n <= 33; n++) {
		struct maker maker = { 0 };
		size_t n_parts;
		char text[128];

		put(&maker, MULTI("B"), 1);
		for (unsigned i = 0; i < n; i++) {
			(void)snprintf(text, sizeof(text),
			    "--B\n" MULTI("%02u") "--%02u\n\na\n--%02u--\n", i,
			    i, i);
			put(&maker, text, 1);
		}
		put(&maker, "--B--\n--other\n", 1);
		assert_int_equal(flaws_of(&maker, AMBIT_DEPTH_MAX, &n_parts),
		    n > 32 ? AMBIT_FLAW_STRAY : 0);
		assert_int_equal(n_parts, n);
	}
}

/* A line longer than any window, of hyphens, CRs and text. */
static void
long_lines_are_no_delimiters(void **state)
{
	static const char *const pieces[] = { "-", "\r-", "a", "--B" };

	(void)state;
	for (size_t i = 0; i < COUNT(pieces); i++) {
		struct maker maker = { 0 };
		size_t n_parts;

		put(&maker, MULTI("B") "--B\n\nx", 1);
		put(&maker, pieces[i], 200000);
		put(&maker, "\n--B--\n", 1);
		assert_int_equal(flaws_of(&maker, AMBIT_DEPTH_MAX, &n_parts),
		    0);
		assert_int_equal(n_parts, 1);
	}
}

/*
 * A delimiter, one that is none, and a bare CR before hyphens, moved through
 * windows byte by byte.
 */
static void
every_place_in_a_window_gives_the_same(void **state)
{
	char text[1400], got[1500], pad[700];

	(void)state;
	for (size_t n = 520; n < 660; n++) {
		struct ambit_span raw;
		struct message m;

		memset(pad, 'x', n);
		pad[n] = '\0';
		(void)snprintf(text, sizeof(text),
		    MULTI("B") "--B\r\n\r\n%s\r--\r\n--\r\n--B\r\n\r\n"
			       "%.600s\r\n--B--\r\n",
		    pad, pad);
		raw = ambit_span_str(text);
		m = message_open(raw, 512);
		for (size_t window = 1; window <= 130; window += 43) {
			message_again(&m, 512);
			outline(&m, raw, AMBIT_DEPTH_MAX, window, got,
			    sizeof(got));
			assert_int_equal(m.item.n_parts, 2);
			assert_int_equal(m.item.parts[0].body.len, n + 7);
			assert_int_equal(m.item.flaws, 0);
		}
		message_close(&m);
	}
}

static void
padding_longer_than_the_look_is_odd(void **state)
{
	(void)state;
	for (size_t n = 505; n <= 515; n++) {
		struct maker maker = { 0 };
		size_t n_parts;

		put(&maker, MULTI("B") "--B\n\nx\n--B--", 1);
		put(&maker, " ", n - 5);
		put(&maker, "\n", 1);
		/* The line and its end fit into 512 bytes, or do not. */
		assert_int_equal(flaws_of(&maker, AMBIT_DEPTH_MAX, &n_parts),
		    n + 1 > 512 ? AMBIT_FLAW_STRUCTURE : 0);
	}
}

static void
a_part_header_has_the_limit_of_a_header(void **state)
{
	(void)state;
	for (size_t n = AMBIT_HEADER_MAX - 1; n <= AMBIT_HEADER_MAX + 1; n++) {
		struct maker maker = { 0 };
		size_t n_parts;

		put(&maker, MULTI("B") "--B\nA: ", 1);
		put(&maker, "a", n - 5);
		put(&maker, "\n\nx\n--B--\n", 1);
		assert_int_equal(flaws_of(&maker, AMBIT_DEPTH_MAX, &n_parts),
		    n > AMBIT_HEADER_MAX ? AMBIT_FLAW_STRUCTURE : 0);
	}
}

static void
a_delimiter_is_a_whole_line(void **state)
{
	static const struct {
		const char *line, *boundary;
		int is;
	} cases[] = {
		{ "--B", "B", 1 },
		{ "--B--", "B", 2 },
		{ "--B \t", "B", 1 },
		{ "--B-- ", "B", 2 },
		{ "--B---", "B", 0 },
		{ "--Bx", "B", 0 },
		{ "--B--x", "B", 0 },
		{ "--B -- ", "B", 0 },
		{ "-B", "B", 0 },
		{ "--", "B", 0 },
		{ "", "B", 0 },
		{ "--b", "B", 0 },
		{ " --B", "B", 0 },
		{ "--B\r", "B", 0 },
		{ "--", "", 0 },
		{ "----", "", 0 },
		{ "--B-", "B", 0 },
		{ "--B--", "B--", 1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(ambit_mime_delimiter(guarded(ambit_span_str(
							  cases[i].line)),
				     guarded(
					 ambit_span_str(cases[i].boundary))),
		    cases[i].is);
}

/* As evidence for mail.md B2, what is doubtful is read all the same. */
static void
a_doubtful_type_still_says_what_it_can(void **state)
{
	static const struct {
		const char *fields, *type, *boundary;
		bool base64;
	} cases[] = {
		{ "Content-Type: multipart/mixed (x); boundary = B\n",
		    "multipart", "B", false },
		{ "Content-Type: multipart/mixed; boundary==B\n", "multipart",
		    "=B", false },
		{ "Content-Type: multipart/mixed; boundary=\"a\\\"b\n",
		    "multipart", "a\"b", false },
		{ "Content-Type: multipart/mixed; boundary=\"a\\\n",
		    "multipart", "a\\", false },
		{ "Content-Type: multipart/mixed; boundary*0=A\n", "multipart",
		    "A", false },
		{ "Content-Type: multipart/mixed; boundary=A; boundary=B\n",
		    "multipart", "A", false },
		{ "Content-Transfer-Encoding: \"base64\" (x)\n", "text", "",
		    true },
		{ "Content-Type: multipart/mixed; boundary=" S70 S70 S70
		  "0123456789012345678901234567890123456789\n",
		    "multipart",
		    S70 S70 S70 "0123456789012345678901234567890123456789",
		    false },
		{ "Content-Type: multipart/mixed; boundary=" S70 S70 S70
		  "01234567890123456789012345678901234567890\n",
		    "multipart", "", false },
	};
	struct ambit_arena *arena = ambit_arena_new(65536);

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct ambit_header header;
		struct ambit_mime_type type;

		ambit_arena_reset(arena);
		assert_int_equal(ambit_header_read(guarded(ambit_span_str(
						       cases[i].fields)),
				     true, AMBIT_HEADER_MAX, arena, &header),
		    0);
		assert_int_equal(ambit_mime_type(header.fields, header.n_fields,
				     arena, &type),
		    0);
		assert_true(type.doubtful);
		assert_true(
		    ambit_span_equal(type.type, ambit_span_str(cases[i].type)));
		assert_true(ambit_span_equal(type.boundary,
		    ambit_span_str(cases[i].boundary)));
		assert_int_equal(type.base64, cases[i].base64);
	}
	ambit_arena_free(&arena);
}

static void
what_was_not_read_has_no_parts(void **state)
{
	struct ambit_span raw = AMBIT_LIT("To: a\n\nhi\n");
	struct message m = message_open(raw, 64);

	(void)state;
	assert_int_equal(ambit_mime_read(m.source, &m.item, AMBIT_DEPTH_MAX,
			     m.arena, NULL),
	    0);
	assert_int_equal(m.item.n_parts, 0);
	assert_int_equal(m.item.flaws, 0);
	message_close(&m);
}

/* The store has shrunk: the machine's affair, not the evidence's. */
static void
a_store_that_ends_within_a_message_has_changed(void **state)
{
	static const struct ambit_store store;
	struct ambit_span raw = AMBIT_LIT(MULTI("B") TWO);
	struct message m = message_open(raw, 16);
	struct ambit_err err;

	(void)state;
	assert_int_equal(ambit_mail_read(m.source, &store, AMBIT_HEADER_MAX,
			     &m.item, m.arena, &err),
	    0);
	assert_int_equal(ftruncate(m.fd, (off_t)m.item.body + 8), 0);
	ambit_source_free(&m.source);
	assert_int_equal(ambit_source_new(m.fd, 16, &m.source, &err), 0);
	assert_int_equal(ambit_mime_read(m.source, &m.item, AMBIT_DEPTH_MAX,
			     m.arena, &err),
	    -1);
	assert_int_equal(err.code, AMBIT_E_CHANGED);
	message_close(&m);
}

int
main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(every_cut_tiles),
		cmocka_unit_test(a_multipart_cut_at_any_line_is_unclosed),
		cmocka_unit_test(parts_are_counted_with_their_multiparts),
		cmocka_unit_test(parameters_are_counted),
		cmocka_unit_test(levels_are_counted),
		cmocka_unit_test(a_multipart_too_deep_is_one_opaque_leaf),
		cmocka_unit_test(stray_text_is_counted_in_all),
		cmocka_unit_test(behind_many_levels_two_hyphens_are_stray),
		cmocka_unit_test(long_lines_are_no_delimiters),
		cmocka_unit_test(every_place_in_a_window_gives_the_same),
		cmocka_unit_test(padding_longer_than_the_look_is_odd),
		cmocka_unit_test(a_part_header_has_the_limit_of_a_header),
		cmocka_unit_test(a_delimiter_is_a_whole_line),
		cmocka_unit_test(a_doubtful_type_still_says_what_it_can),
		cmocka_unit_test(what_was_not_read_has_no_parts),
		cmocka_unit_test(
		    a_store_that_ends_within_a_message_has_changed),
	};
	struct CMUnitTest tests[COUNT(rows) + COUNT(others)];

	memcpy(tests, others, sizeof(others));
	for (size_t i = 0; i < COUNT(rows); i++)
		tests[COUNT(others) + i] = (struct CMUnitTest){ rows[i].name,
			every_window_gives_the_same, NULL, NULL,
			(void *)(uintptr_t)&rows[i] };
	return cmocka_run_group_tests_name("mime", tests, NULL, NULL);
}
