/*
 * Code pages: the one place that asks iconv(3).
 *
 * Knows the pages that Windows has had for text, and no other: UTF-7 and the
 * ISO 2022 family, whose meaning hangs on what came before, are not decoded.
 */

/* System. */
#include <assert.h>
#include <errno.h>
#include <iconv.h>

/* Floor 0. */
#include "ambit/text.h"

/* Floor 2. */
#include "ambit/codepage.h"

static const struct page {
	uint32_t number;
	const char *name; /* as glibc has it */
} pages[] = {
	{ 437, "CP437" },
	{ 850, "CP850" },
	{ 852, "CP852" },
	{ 866, "CP866" },
	{ 874, "WINDOWS-874" },
	{ 932, "CP932" },
	{ 936, "CP936" },
	{ 949, "CP949" },
	{ 950, "CP950" },
	{ 1250, "CP1250" },
	{ 1251, "CP1251" },
	{ 1252, "CP1252" },
	{ 1253, "CP1253" },
	{ 1254, "CP1254" },
	{ 1255, "CP1255" },
	{ 1256, "CP1256" },
	{ 1257, "CP1257" },
	{ 1258, "CP1258" },
	{ 1361, "JOHAB" },
	{ 10000, "MACINTOSH" },
	{ 20127, "US-ASCII" },
	{ 20866, "KOI8-R" },
	{ 21866, "KOI8-U" },
	{ 28591, "ISO-8859-1" },
	{ 28592, "ISO-8859-2" },
	{ 28595, "ISO-8859-5" },
	{ 28597, "ISO-8859-7" },
	{ 28599, "ISO-8859-9" },
	{ 28605, "ISO-8859-15" },
	{ 51932, "EUC-JP" },
	{ 51949, "EUC-KR" },
	{ 54936, "GB18030" },
	{ 65001, "UTF-8" },
};

#define N_PAGES (sizeof(pages) / sizeof(pages[0]))

/* NULL: not yet asked for. As long as the process lives. */
static iconv_t open_pages[N_PAGES];

static size_t
find(uint32_t number)
{
	size_t i = 0;

	while (i < N_PAGES && pages[i].number != number)
		i++;
	return i;
}

static bool
opens(size_t i)
{
	if (open_pages[i] == NULL)
		open_pages[i] = iconv_open("UTF-8", pages[i].name);
	return open_pages[i] != (iconv_t)-1;
}

int
ambit_codepage_warm(struct ambit_err *err_r)
{
	for (size_t i = 0; i < N_PAGES; i++) {
		if (!opens(i))
			return ambit_err_set(err_r, AMBIT_E_IO,
			    "open code page %u", (unsigned)pages[i].number);
	}
	return 0;
}

/* iconv(3) knows a UTF-8 of old, beyond U+10FFFF. */
static bool
is_utf8(const char *ptr, size_t len)
{
	struct ambit_span left = { (const unsigned char *)ptr, len };

	while (left.len > 0) {
		if (ambit_text_cut_utf8(&left) < 0)
			return false;
	}
	return len > 0;
}

/*
 * iconv(3) takes what it reads for writable, and does not write to it: it gets
 * a copy. The second call brings out what a page keeps back in case that an
 * accent follows, and forgets what an incomplete character began.
 */
int
ambit_codepage_decode(uint32_t page, struct ambit_span bytes,
    char utf8_r[AMBIT_CODEPAGE_UTF8], size_t *len_r)
{
	char copy[AMBIT_CODEPAGE_CHAR], *in = copy, *out = utf8_r;
	size_t n_in = bytes.len, n_out = AMBIT_CODEPAGE_UTF8, i = find(page);
	size_t got;
	int why;

	assert(bytes.len > 0 && bytes.len <= sizeof(copy));
	if (i == N_PAGES || !opens(i))
		return -1;
	/* Also in the pages of Korea, where some show a won for a backslash. */
	if (bytes.len == 1 && bytes.ptr[0] < 0x80) {
		utf8_r[0] = (char)bytes.ptr[0];
		*len_r = 1;
		return 1;
	}
	for (size_t k = 0; k < sizeof(copy) && k < bytes.len; k++)
		copy[k] = (char)bytes.ptr[k];
	got = iconv(open_pages[i], &in, &n_in, &out, &n_out);
	why = got == (size_t)-1 ? errno : 0;
	if (iconv(open_pages[i], NULL, NULL, &out, &n_out) == (size_t)-1)
		return -1;
	*len_r = AMBIT_CODEPAGE_UTF8 - n_out;
	if (why == EINVAL && bytes.len < AMBIT_CODEPAGE_CHAR)
		return 0;
	return why == 0 && is_utf8(utf8_r, *len_r) ? 1 : -1;
}
