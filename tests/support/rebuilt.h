#ifndef AMBIT_TESTS_REBUILT_H
#define AMBIT_TESTS_REBUILT_H

#include "ambit/rebuild.h"
#include "mapi.h"

#define REBUILT_ARENA ((size_t)256 << 20)

/* Rebuild a stream: its flaws, or -1 and *err_r. */
static inline int
rebuilt_stream(struct ambit_span stream, size_t window, struct caught *eml,
    struct ambit_err *err_r)
{
	struct ambit_arena *arena = ambit_arena_new(REBUILT_ARENA);
	struct mapi_file file = mapi_file(stream, window);
	unsigned flaws = 0;
	int got;

	if (arena == NULL)
		abort();
	got = ambit_rebuild(file.source, arena, &eml->sink, &flaws, err_r);
	mapi_file_free(&file);
	ambit_arena_free(&arena);
	return got < 0 ? -1 : (int)flaws;
}

/* An item of a script (mapi.h), rebuilt. */
static inline int
rebuilt_script(const char *script, size_t window, struct caught *eml,
    struct ambit_err *err_r)
{
	struct caught stream = caught_new();
	int got;

	mapi_script(&stream.sink, script);
	got = rebuilt_stream((struct ambit_span){ stream.ptr, stream.len },
	    window, eml, err_r);
	caught_free(&stream);
	return got;
}

/* The letter of a boundary, by the order that they come in. */
static inline char
rebuilt_letter(const char *hex)
{
	static char seen[26][33];
	static unsigned n;
	unsigned i = 0;

	if (hex == NULL) {
		n = 0;
		return '\0';
	}
	while (i < n && strncmp(seen[i], hex, 32) != 0)
		i++;
	if (i == n && n < 26)
		memcpy(seen[n++], hex, 32);
	return (char)('A' + i);
}

/*
 * An .eml for a person: without CR, boundaries =_A, =_B, ..., and in front of
 * it the flaws, a line each.
 */
static inline const char *
rebuilt_shown(const char *script, size_t window)
{
	static char buf[1 << 20];
	struct ambit_text text = AMBIT_TEXT(buf);
	struct caught eml = caught_new();
	struct ambit_err err = { .code = AMBIT_E_NONE };
	int flaws = rebuilt_script(script, window, &eml, &err);
	const char *p = caught_text(&eml);

	(void)rebuilt_letter(NULL);
	for (unsigned bit = 0; flaws > 0 && bit < AMBIT_N_FLAWS; bit++) {
		if (flaws >> bit & 1)
			ambit_text_print(&text, "flaw %s\n",
			    ambit_flaw_name(bit));
	}
	if (flaws < 0)
		ambit_text_print(&text, "refused: %s\n", err.text);
	for (; flaws >= 0 && *p != '\0'; p++) {
		char letter[1];

		if (*p == '\r')
			continue;
		ambit_text_put(&text,
		    (struct ambit_span){ (const unsigned char *)p, 1 });
		if (strncmp(p, "=_", 2) != 0 ||
		    strspn(p + 2, "0123456789abcdef") < 32)
			continue;
		letter[0] = rebuilt_letter(p + 2);
		ambit_text_str(&text, "_");
		ambit_text_put(&text,
		    (struct ambit_span){ (const unsigned char *)letter, 1 });
		p += 33;
	}
	caught_free(&eml);
	return ambit_text_end(&text);
}

/* What stands in front of all that is rebuilt from properties alone. */
#define REBUILT "X-Ambit: rebuilt\nMIME-Version: 1.0\n"

/* What a part says of itself. */
#define TYPE     "Content-Type: "
#define BIT7     "Content-Transfer-Encoding: 7bit\n"
#define BASE64   "Content-Transfer-Encoding: base64\n"
#define ATTACHED "Content-Disposition: attachment;\n\tfilename"
#define NUMBER_1 BIT7 ATTACHED "=\"attachment-1\"\n\n"

/* A message of mail, and its text; and that as the first of several parts. */
#define MAIL      "001a u IPM.Note\n"
#define MAIL_TEXT MAIL "1000 u m\n"
#define EMPTY     TYPE "text/plain; charset=us-ascii\n" BIT7 "\n"
#define TEXT      TYPE "text/plain; charset=utf-8\n" BIT7 "\n"
#define MIXED     TYPE "multipart/mixed;\n\tboundary=\"=_A\"\n" BIT7 "\n"
#define BEGUN     REBUILT MIXED "--=_A\n" TEXT "m\n--=_A\n"

#endif
