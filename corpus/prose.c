/*
 * Prose in bulk: invented words, in pools by charset and encoding, made once.
 * A message copies whole lines out of them, so that text costs a memcpy. No
 * line of a pool begins like a separator or a delimiter.
 */

/* System. */
#include <stdlib.h>
#include <string.h>

/* Ours. */
#include "corpus.h"

#define N_WORDS   2048
#define POOL_SIZE ((size_t)1 << 20)
#define POOL_ROOM (POOL_SIZE + 512)

static struct word {
	char text[16];
	size_t len;
} words[N_WORDS];
static struct ambit_text pools[N_PROSE];

static void
make_word(struct random *r, struct word *word)
{
	static const char first[] = "bdfghklmnprstvw";
	static const char then[] = "aeiou";
	size_t n = 2 + random_below(r, 4);

	for (size_t i = 0; i < n; i++) {
		word->text[word->len++] =
		    first[random_below(r, sizeof(first) - 1)];
		word->text[word->len++] =
		    then[random_below(r, sizeof(then) - 1)];
	}
}

struct ambit_span
prose_word(struct random *r)
{
	const struct word *word = &words[random_below(r, N_WORDS)];

	return (
	    struct ambit_span){ (const unsigned char *)word->text, word->len };
}

static void
put_letter(enum prose kind, struct random *r, struct ambit_text *text)
{
	static const char *const utf8[] = { "é", "ß", "ø", "ł", "ж", "日", "本",
		"€" };
	static const char *const latin1[] = { "\xe9", "\xdf", "\xf8", "\xfc" };
	static const char *const quoted[] = { "=C3=A9", "=C3=9F", "=E2=82=AC",
		"=3D" };

	if (kind == PROSE_UTF8)
		ambit_text_str(text, utf8[random_below(r, 8)]);
	else if (kind == PROSE_LATIN1)
		ambit_text_str(text, latin1[random_below(r, 4)]);
	else if (kind == PROSE_QUOTED)
		ambit_text_str(text, quoted[random_below(r, 4)]);
}

static void
put_words(enum prose kind, struct random *r, struct ambit_text *text)
{
	size_t start = text->len;

	while (text->len - start < 58) {
		ambit_text_put(text, prose_word(r));
		if (random_chance(r, 120))
			put_letter(kind, r, text);
		ambit_text_str(text, " ");
	}
	ambit_text_put(text, prose_word(r));
}

/* JIS X 0208, the row of hiragana, between the two escape sequences. */
static void
put_kana(struct random *r, struct ambit_text *text)
{
	ambit_text_str(text, "\033$B");
	for (unsigned i = 0; i < 28; i++)
		ambit_text_print(text, "$%c",
		    (int)(0x21 + random_below(r, 0x53)));
	ambit_text_str(text, "\033(B");
}

static void
put_code(struct random *r, struct ambit_text *text)
{
	unsigned char bytes[57];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)random_next(r);
	prose_base64((struct ambit_span){ bytes, sizeof(bytes) }, false, text);
}

/* Empty lines, quotes, and From lines as an mbox writer quotes them (B4). */
static void
put_margin(struct random *r, struct ambit_text *text)
{
	uint64_t n = random_below(r, 256);

	if (n < 32)
		ambit_text_str(text, "\n");
	else if (n < 56)
		ambit_text_str(text, "> ");
	else if (n == 56)
		ambit_text_str(text, ">From ");
	else if (n == 57)
		ambit_text_str(text, ">>From ");
}

static void
put_line(enum prose kind, struct random *r, struct ambit_text *text)
{
	if (kind == PROSE_BASE64) {
		put_code(r, text);
		ambit_text_str(text, "\n");
		return;
	}
	if (kind == PROSE_HTML)
		ambit_text_str(text, "<p>");
	else
		put_margin(r, text);
	if (kind == PROSE_JIS)
		put_kana(r, text);
	else
		put_words(kind, r, text);
	if (kind == PROSE_HTML)
		ambit_text_str(text, "</p>");
	else if (kind == PROSE_QUOTED && random_chance(r, 300))
		ambit_text_str(text, " =");
	ambit_text_str(text, "\n");
}

void
prose_make(struct random *r)
{
	for (size_t i = 0; i < N_WORDS; i++)
		make_word(r, &words[i]);
	for (unsigned kind = 0; kind < N_PROSE; kind++) {
		struct ambit_text *pool = &pools[kind];

		pool->cap = POOL_ROOM;
		pool->ptr = malloc(POOL_ROOM);
		if (pool->ptr == NULL)
			die("no memory");
		while (pool->len < POOL_SIZE)
			put_line((enum prose)kind, r, pool);
	}
}

/* The start of a line somewhere in the pool. */
static size_t
some_line(const struct ambit_text *pool, struct random *r)
{
	size_t off = random_below(r, POOL_SIZE / 2);
	const char *lf = memchr(pool->ptr + off, '\n', pool->len - off);

	return (size_t)(lf - pool->ptr) + 1;
}

void
prose_put(enum prose kind, size_t len, struct random *r,
    struct ambit_text *text)
{
	const struct ambit_text *pool = &pools[kind];
	size_t off = some_line(pool, r), n = 0;

	for (; len > 0; len -= n < len ? n : len) {
		const char *lf = NULL;

		if (len < pool->len - off)
			lf = memchr(pool->ptr + off + len - 1, '\n',
			    pool->len - off - len + 1);
		n = lf == NULL ? pool->len - off
			       : (size_t)(lf - pool->ptr) + 1 - off;
		ambit_text_put(text,
		    (struct ambit_span){ (const unsigned char *)pool->ptr + off,
			n });
		off = 0;
	}
}

void
prose_base64(struct ambit_span bytes, bool lines, struct ambit_text *text)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < bytes.len; i += 3) {
		size_t n = bytes.len - i < 3 ? bytes.len - i : 3;
		unsigned v = (unsigned)bytes.ptr[i] << 16;
		char four[5] = "====";

		if (n > 1)
			v |= (unsigned)bytes.ptr[i + 1] << 8;
		if (n > 2)
			v |= bytes.ptr[i + 2];
		for (size_t k = 0; k <= n; k++)
			four[k] = digits[v >> (18 - 6 * k) & 63];
		ambit_text_str(text, four);
		if (lines && (i % 57 == 54 || i + 3 >= bytes.len))
			ambit_text_str(text, "\n");
	}
}
