#include "caught.h"
#include "check.h"
#include "guard.h"

#include "ambit/rtf.h"
#include "ambit/text.h"

#define S(s) AMBIT_LIT_INIT(s)

/* HTML in a document of code page 1252; text likewise. */
#define HTML(s) "{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 \\deff0" s "}"
#define TEXT(s) "{\\rtf1\\ansi\\ansicpg1252\\fromtext \\deff0" s "}"
#define FONTS                                                            \
	"{\\fonttbl{\\f0\\fswiss\\fcharset0 Arial;}{\\f1\\fcharset204 "  \
	"Arial;}{\\f2\\fcharset128 MS Mincho;}{\\f3\\fcharset2 Symbol;}" \
	"{\\f4\\fnil\\cpg1253 Other;}{\\f5\\fcharset1 Any;}}"
#define FFFD "\xef\xbf\xbd"

struct row {
	const char *name;
	struct ambit_span rtf;
	/* What it is: native, text or html, what comes out, doubt as ?, and
	 * what is wrong, if anything, behind a !. */
	const char *outcome;
};

static const struct row rows[] = {
	/* What it is. */
	{ "RTF of its own right", S("{\\rtf1\\ansi hello\\par}"), "native:" },
	{ "HTML is told by a word", S(HTML("")), "html:" },
	{ "text is told by a word", S(TEXT("a\\par ")), "text:a\r\n" },
	{ "fromhtml0 is none", S("{\\rtf1\\fromhtml0 a}"), "native:" },
	{ "the tenth token still tells",
	    S("{\\rtf1\\a\\b\\c\\d\\e\\g\\h\\fromtext a}"), "text:a" },
	{ "the eleventh does not",
	    S("{\\rtf1\\a\\b\\c\\d\\e\\g\\h\\i\\fromtext a}"), "native:" },
	{ "behind text it tells no more", S("{\\rtf1 b\\fromtext a}"),
	    "native:" },
	{ "groups count, their ends do not",
	    S("{\\rtf1{\\a}{\\b}{\\c}\\d\\fromtext a}"), "text:a" },
	{ "the first word that tells decides",
	    S("{\\rtf1\\fromtext\\fromhtml1 {\\*\\htmltag a}b}"), "text:b" },
	{ "no RTF at all", S("hello"), "native:!it is no RTF" },
	{ "nothing at all", S(""), "native:!it is no RTF" },
	{ "a brace is not enough", S("{hello}"), "native:!it is no RTF" },
	{ "another first word", S("{\\rft1 a}"), "native:!it is no RTF" },

	/* HTML: tags, and text that is not hidden. */
	{ "what a tag holds is HTML",
	    S(HTML("{\\*\\htmltag18 <html>}{\\*\\htmltag84 &lt;}")),
	    "html:<html>&lt;" },
	{ "text outside is HTML too",
	    S(HTML("{\\*\\htmltag64 <p>}hello{\\*\\htmltag72 </p>}")),
	    "html:<p>hello</p>" },
	{ "what stands for other readers is hidden",
	    S(HTML("\\htmlrtf{\\b bold\\htmlrtf0 b\\htmlrtf }\\htmlrtf0 c")),
	    "html:bc" },
	{ "htmlrtf ends with its group", S(HTML("{\\htmlrtf a}b")), "html:b" },
	{ "htmlrtf1 is htmlrtf", S(HTML("\\htmlrtf1 a\\htmlrtf0 b")),
	    "html:b" },
	{ "a tag within what is hidden is HTML",
	    S(HTML("\\htmlrtf{\\*\\htmltag0 <b>}a\\htmlrtf0 b")), "html:<b>b" },
	{ "hidden within a tag", S(HTML("{\\*\\htmltag0 <\\htmlrtf x}")),
	    "html:<" },
	{ "mhtmltag is for others",
	    S(HTML("{\\*\\mhtmltag84 a}{\\*\\htmltag84 b}")), "html:b" },
	{ "a tag without its star is none", S(HTML("{\\htmltag84 a}")),
	    "html:a" },
	{ "groups within a tag are of it", S(HTML("{\\*\\htmltag0 a{b}c}")),
	    "html:abc" },
	{ "line ends of the file are none", S(HTML("a\r\nb\nc")), "html:abc" },
	{ "line ends of the text", S(HTML("a\\par b\\line c\\tab d\\\ne\\\rf")),
	    "html:a\r\nb\r\nc\td\r\ne\r\nf" },
	{ "words that are characters, in HTML",
	    S(HTML("\\lquote\\rquote\\ldblquote\\rdblquote\\bullet\\endash"
		   "\\emdash\\~\\_\\-x")),
	    "html:&lsquo;&rsquo;&ldquo;&rdquo;&bull;&ndash;&mdash;&nbsp;&shy;"
	    "x" },
	{ "words that are characters, in text",
	    S(TEXT("\\lquote\\rquote\\ldblquote\\rdblquote\\bullet\\endash"
		   "\\emdash\\~\\_\\-x")),
	    "text:\xe2\x80\x98\xe2\x80\x99\xe2\x80\x9c\xe2\x80\x9d\xe2\x80"
	    "\xa2\xe2\x80\x93\xe2\x80\x94\xc2\xa0\xc2\xadx" },
	{ "braces and backslashes", S(HTML("\\{a\\}\\\\")), "html:{a}\\" },
	{ "words are case-sensitive", S(HTML("a\\PAR b")), "html:ab" },
	{ "a word of 40 letters is none that we know",
	    S(HTML("a\\parparparparparparparparparparparparparp b")),
	    "html:ab" },
	{ "one blank belongs to a word", S(HTML("a\\b  b\\b0 c\\i-2d\\i;e")),
	    "html:a bcd;e" },
	{ "in text a tag is not for us", S(TEXT("a{\\*\\htmltag0 b}c")),
	    "text:ac" },

	/* Destinations. */
	{ "what has a star and is not known is no text",
	    S(HTML("{\\*\\generator x;}{\\*\\bkmkstart a}b")), "html:b" },
	{ "a star without a word", S(HTML("{\\*a\\b c}")), "html:ac" },
	{ "tables, styles and pictures are no text",
	    S(HTML(FONTS "{\\colortbl;\\red0;}{\\stylesheet{\\s0 Normal;}}"
			 "{\\info{\\title x}}{\\pict 00ff}"
			 "{\\pntext\\f3\\'b7\\tab}a")),
	    "html:a" },
	{ "of a field its result is text",
	    S(HTML("{\\field{\\*\\fldinst x}{\\fldrslt y}}")), "html:y" },
	{ "in a destination no group is text",
	    S(HTML("{\\info a{b\\par{\\*\\htmltag0 c}}}d")), "html:d" },
	{ "binary is passed by",
	    S(HTML("{\\pict\\bin4 {{}}}a\\bin3 }}}b\\bin0 c\\bin-2 d"
		   "\\bin2}}e\\bin1}f")),
	    "html:abcdef" },

	/* Code pages. */
	{ "a byte of the document's page", S(HTML("\\'80")),
	    "html:\xe2\x82\xac" },
	{ "a byte as it is", S(HTML("caf\xe9")), "html:caf\xc3\xa9" },
	{ "a byte of the font's page", S(HTML(FONTS "\\f1\\'cf\\f0\\'cf")),
	    "html:\xd0\x9f\xc3\x8f" },
	{ "the default font counts from the first byte",
	    S("{\\rtf1\\fromtext\\deff1" FONTS "\\'cf\\f0\\'cf\\plain\\'cf}"),
	    "text:\xd0\x9f\xc3\x8f\xd0\x9f" },
	{ "a font ends with its group", S(HTML(FONTS "{\\f1\\'cf}\\'cf")),
	    "html:\xd0\x9f\xc3\x8f" },
	{ "a font set where all is hidden counts",
	    S(HTML(FONTS "\\htmlrtf\\f1\\htmlrtf0\\'cf")), "html:\xd0\x9f" },
	{ "in a tag no font counts",
	    S(HTML(FONTS "\\f1{\\*\\htmltag0\\'cf\\f1\\'cf}\\'cf")),
	    "html:\xc3\x8f\xc3\x8f\xd0\x9f" },
	{ "a font of a code page", S(HTML(FONTS "\\f4\\'e1")),
	    "html:\xce\xb1" },
	{ "a font of any charset, and one not in the table",
	    S(HTML(FONTS "\\f5\\'80\\f99\\'80\\f99999\\'80\\f-1\\'80")),
	    "html:\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac" },
	{ "a font of symbols is not for guessing", S(HTML(FONTS "\\f3\\'b7 a")),
	    "html:\xef\x82\xb7 a" },
	{ "two bytes, escaped", S(HTML(FONTS "\\f2\\'83\\'41\\'b1")),
	    "html:\xe3\x82\xa2\xef\xbd\xb1" },
	{ "two bytes, the second as it is", S(HTML(FONTS "\\f2\\'83Ab")),
	    "html:\xe3\x82\xa2"
	    "b" },
	{ "two bytes, the second a backslash", S(HTML(FONTS "\\f2\\'83\\\\x")),
	    "html:\xe3\x82\xbdx" },
	{ "half of two, and then a word", S(HTML(FONTS "\\f2\\'83\\par b")),
	    "html:" FFFD "\r\nb?" },
	{ "half of two, and then the end", S(HTML(FONTS "\\f2\\'83")),
	    "html:" FFFD "?" },
	{ "half of two, and what cannot follow", S(HTML(FONTS "\\f2\\'83!b")),
	    "html:" FFFD "!b?" },
	{ "a byte that is nothing", S(HTML("a\\'81b")), "html:a" FFFD "b?" },
	{ "a page that is not known",
	    S("{\\rtf1\\ansicpg65000\\fromtext a\\'e9}"), "text:a" FFFD "?" },
	{ "the page of the Macintosh", S("{\\rtf1\\mac\\fromtext\\'8e}"),
	    "text:\xc3\xa9" },
	{ "the page of old PCs", S("{\\rtf1\\pc\\fromtext\\'82}"),
	    "text:\xc3\xa9" },
	{ "UTF-8 as a page",
	    S("{\\rtf1\\ansicpg65001\\fromtext\\'c3\\'a9\xc3\xa9}"),
	    "text:\xc3\xa9\xc3\xa9" },
	{ "an escape without digits", S(HTML("a\\'4gb")), "html:a" FFFD "gb?" },
	{ "an escape that a group ends", S(HTML("{a\\'}b")),
	    "html:a" FFFD "b?" },

	/* \u and \uc. */
	{ "a character, and a byte in its stead", S(HTML("\\u8364?a")),
	    "html:\xe2\x82\xac"
	    "a" },
	{ "a negative one", S(HTML("\\u-4094?")), "html:\xef\x80\x82" },
	{ "no byte in its stead", S(HTML("\\uc0\\u233 a")),
	    "html:\xc3\xa9"
	    "a" },
	{ "two bytes in its stead", S(HTML("\\uc2\\u233\\'ab\\'cdb")),
	    "html:\xc3\xa9"
	    "b" },
	{ "a brace in its stead", S(HTML("\\u233\\{b")),
	    "html:\xc3\xa9"
	    "b" },
	{ "uc ends with its group", S(HTML("{\\uc0\\u233 a}\\u233?b")),
	    "html:\xc3\xa9"
	    "a\xc3\xa9"
	    "b" },
	{ "a word ends what stands in its stead",
	    S(HTML("\\uc2\\u233\\htmlrtf x\\htmlrtf0 a")),
	    "html:\xc3\xa9"
	    "a" },
	{ "a group ends it too", S(HTML("{\\uc5\\u233 a}b")),
	    "html:\xc3\xa9"
	    "b" },
	{ "two surrogates", S(HTML("\\u-10179?\\u-8704?")),
	    "html:\xf0\x9f\x98\x80" },
	{ "the first alone", S(HTML("\\u-10179?a")), "html:" FFFD "a?" },
	{ "the first at the end", S(HTML("\\u-10179?")), "html:" FFFD "?" },
	{ "the first twice", S(HTML("\\u-10179?\\u-10179?\\u-8704?")),
	    "html:" FFFD "\xf0\x9f\x98\x80?" },
	{ "the second alone", S(HTML("\\u-8704?a")), "html:" FFFD "a?" },
	{ "a number that is no character", S(HTML("\\u70000?a")),
	    "html:" FFFD "a?" },
	{ "a number without end", S(HTML("\\u99999999999999999999?a")),
	    "html:" FFFD "a?" },
	{ "u without a number is a word", S(HTML("\\u a")), "html:a" },
	{ "a hidden one is not there", S(HTML("\\htmlrtf\\u233?\\htmlrtf0 a")),
	    "html:a" },

	/* Where it ends. */
	{ "line ends and NULs behind the last brace",
	    S("{\\rtf1\\fromtext a}\r\n \0"), "text:a" },
	{ "text behind the last brace", S("{\\rtf1\\fromtext a}\r\nb}"),
	    "text:a!there is more behind its last brace" },
	{ "a group that is not closed", S("{\\rtf1\\fromtext a{b}"),
	    "text:ab!it ends within a group" },
	{ "it ends within a word", S("{\\rtf1\\fromtext a\\pa"),
	    "text:a!it ends within a group" },
};

static void
outline(const struct ambit_rtf *rtf, const struct caught *out,
    struct ambit_text *text)
{
	static const char *const kinds[] = { "native", "text", "html" };

	ambit_text_print(text, "%s:%s%s", kinds[rtf->kind], caught_text(out),
	    rtf->doubtful ? "?" : "");
	if (rtf->why != NULL)
		ambit_text_print(text, "!%s", rtf->why);
}

/* Give it in pieces of n bytes, and compare all that came of it. */
static void
compare(struct ambit_span whole, size_t n, const char *outcome)
{
	static struct ambit_rtf rtf;
	struct caught out = caught_new();
	char got[1024];
	struct ambit_text text = AMBIT_TEXT(got);

	ambit_rtf_init(&rtf, &out.sink);
	for (size_t off = 0; off < whole.len; off += n)
		assert_int_equal(ambit_sink_write(&rtf.sink,
				     ambit_span_sub(whole, off, n), NULL),
		    0);
	assert_int_equal(ambit_sink_finish(&rtf.sink, NULL), 0);
	assert_false(out.finished);
	outline(&rtf, &out, &text);
	assert_string_equal(ambit_text_end(&text), outcome);
	caught_free(&out);
}

static void
in_pieces_of_any_size_it_gives(void **state)
{
	const struct row *row = *state;
	struct ambit_span whole = guarded(row->rtf);

	for (size_t n = 1; n <= whole.len + 1; n++)
		compare(whole, n, row->outcome);
}

/* A document cut anywhere is told so, but for those that say nothing. */
static void
cut_anywhere_it_is_told(void **state)
{
	static struct ambit_rtf rtf;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *end = strstr(rows[i].outcome, "native");
		size_t len = rows[i].rtf.len;

		/* Of one with bytes behind it, from its own end on. */
		while (len > 0 && rows[i].rtf.ptr[len - 1] != '}')
			len--;
		if (end != NULL || strchr(rows[i].outcome, '!') != NULL ||
		    len < rows[i].rtf.len)
			continue;
		for (size_t n = 0; n < len; n++) {
			struct caught out = caught_new();
			struct ambit_span cut =
			    guarded(ambit_span_sub(rows[i].rtf, 0, n));

			ambit_rtf_init(&rtf, &out.sink);
			assert_int_equal(ambit_sink_write(&rtf.sink, cut, NULL),
			    0);
			assert_int_equal(ambit_sink_finish(&rtf.sink, NULL), 0);
			assert_non_null(rtf.why);
			caught_free(&out);
		}
	}
}

/* depth groups in all; the innermost says a. */
static void
nest(size_t depth, const char *outcome)
{
	char room[512];
	struct ambit_text text = AMBIT_TEXT(room);

	ambit_text_str(&text, "{\\rtf1\\fromtext ");
	for (size_t i = 1; i < depth; i++)
		ambit_text_str(&text, "{");
	ambit_text_str(&text, "a");
	for (size_t i = 0; i < depth; i++)
		ambit_text_str(&text, "}");
	assert_false(text.full);
	compare(ambit_text_span(&text), 7, outcome);
}

static void
groups_are_nested_a_hundred_deep_and_no_deeper(void **state)
{
	(void)state;
	nest(AMBIT_RTF_DEPTH_MAX, "text:a");
	nest(AMBIT_RTF_DEPTH_MAX + 1, "text:!its groups are nested too deeply");
}

/* More than what is gathered before it goes out. */
static void
a_long_text_comes_out_whole(void **state)
{
	static char room[20000], want[20000];
	struct ambit_text text = AMBIT_TEXT(room), wanted = AMBIT_TEXT(want);
	static struct ambit_rtf rtf;
	struct caught out = caught_new();

	(void)state;
	ambit_text_str(&text, "{\\rtf1\\fromtext ");
	for (size_t i = 0; i < 1200; i++) {
		ambit_text_print(&text, "line %zu\\par\r\n", i);
		ambit_text_print(&wanted, "line %zu\r\n", i);
	}
	ambit_text_str(&text, "}");
	assert_false(text.full || wanted.full);
	ambit_rtf_init(&rtf, &out.sink);
	assert_int_equal(ambit_sink_write(&rtf.sink, ambit_text_span(&text),
			     NULL),
	    0);
	assert_int_equal(ambit_sink_finish(&rtf.sink, NULL), 0);
	assert_string_equal(caught_text(&out), ambit_text_end(&wanted));
	caught_free(&out);
}

static void
a_sink_that_fails_ends_it(void **state)
{
	static struct ambit_rtf rtf;
	struct caught out = caught_new();
	struct ambit_err err = { .code = AMBIT_E_NONE };

	(void)state;
	out.fails = true;
	ambit_rtf_init(&rtf, &out.sink);
	assert_int_equal(ambit_sink_write(&rtf.sink, AMBIT_LIT(TEXT("a")),
			     &err),
	    0);
	assert_int_equal(ambit_sink_finish(&rtf.sink, &err), -1);
	assert_int_equal(err.code, AMBIT_E_MEMORY);
}

int
main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(cut_anywhere_it_is_told),
		cmocka_unit_test(
		    groups_are_nested_a_hundred_deep_and_no_deeper),
		cmocka_unit_test(a_long_text_comes_out_whole),
		cmocka_unit_test(a_sink_that_fails_ends_it),
	};
	struct CMUnitTest tests[COUNT(rows) + COUNT(others)];

	memcpy(tests, others, sizeof(others));
	for (size_t i = 0; i < COUNT(rows); i++)
		tests[COUNT(others) + i] = (struct CMUnitTest){ rows[i].name,
			in_pieces_of_any_size_it_gives, NULL, NULL,
			(void *)(uintptr_t)&rows[i] };
	return cmocka_run_group_tests_name("rtf", tests, NULL, NULL);
}
