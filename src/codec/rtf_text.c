/*
 * The text of RTF on its way out, in UTF-8.
 *
 * Knows how bytes of a code page and UTF-16 units become characters, one by
 * one as they come. What is none becomes U+FFFD and a doubt, never a guess.
 */

/* System. */
#include <string.h>

/* Floor 2. */
#include "ambit/codepage.h"
#include "rtf_state.h"
#include "utf8.h"

#define REPLACEMENT "\xef\xbf\xbd"

bool
rtf_is_shown(struct ambit_rtf *rtf)
{
	const struct ambit_rtf_group *group = rtf_group(rtf);

	return rtf->kind != AMBIT_RTF_NATIVE && !group->hidden &&
	    (group->into == RTF_BODY || group->into == RTF_TAG);
}

static int
flush(struct ambit_rtf *rtf, struct ambit_err *err_r)
{
	struct ambit_span bytes = { (const unsigned char *)rtf->buf,
		rtf->n_buf };

	rtf->n_buf = 0;
	return bytes.len > 0 ? ambit_sink_write(rtf->out, bytes, err_r) : 0;
}

static int
put(struct ambit_rtf *rtf, struct ambit_span bytes, struct ambit_err *err_r)
{
	while (bytes.len > 0) {
		size_t room = sizeof(rtf->buf) - rtf->n_buf;
		size_t n = bytes.len < room ? bytes.len : room;

		memcpy(rtf->buf + rtf->n_buf, bytes.ptr, n);
		rtf->n_buf += n;
		bytes = ambit_span_sub(bytes, n, bytes.len - n);
		if (rtf->n_buf == sizeof(rtf->buf) && flush(rtf, err_r) < 0)
			return -1;
	}
	return 0;
}

/* A surrogate whose second does not follow is none. */
static int
put_high(struct ambit_rtf *rtf, struct ambit_err *err_r)
{
	if (rtf->high == 0)
		return 0;
	rtf->high = 0;
	rtf->doubtful = true;
	return put(rtf, AMBIT_LIT(REPLACEMENT), err_r);
}

static int
put_after(struct ambit_rtf *rtf, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	return put_high(rtf, err_r) < 0 ? -1 : put(rtf, bytes, err_r);
}

int
rtf_text_put(struct ambit_rtf *rtf, const char *utf8, struct ambit_err *err_r)
{
	return rtf_is_shown(rtf) ? put_after(rtf, ambit_span_str(utf8), err_r)
				 : 0;
}

int
rtf_text_doubt(struct ambit_rtf *rtf, struct ambit_err *err_r)
{
	if (!rtf_is_shown(rtf))
		return 0;
	rtf->doubtful = true;
	return put_after(rtf, AMBIT_LIT(REPLACEMENT), err_r);
}

static int
put_char(struct ambit_rtf *rtf, uint32_t c, struct ambit_err *err_r)
{
	unsigned char utf8[UTF8_MAX];
	size_t n = utf8_put(utf8, c);

	return put_after(rtf, (struct ambit_span){ utf8, n }, err_r);
}

/* ---- \u ---- */

int
rtf_text_unit(struct ambit_rtf *rtf, int32_t unit, struct ambit_err *err_r)
{
	uint32_t c = (uint32_t)unit & 0xffff, high = rtf->high;

	if (unit < -32768 || unit > 65535)
		return rtf_text_doubt(rtf, err_r);
	if (!rtf_is_shown(rtf))
		return 0;
	if (c >= 0xdc00 && c < 0xe000 && high != 0) {
		rtf->high = 0;
		c = 0x10000 + ((high - 0xd800) << 10) + (c - 0xdc00);
		return put_char(rtf, c, err_r);
	}
	if (c >= 0xd800 && c < 0xdc00) {
		if (put_high(rtf, err_r) < 0)
			return -1;
		rtf->high = (uint16_t)c;
		return 0;
	}
	if (c >= 0xdc00 && c < 0xe000)
		return rtf_text_doubt(rtf, err_r);
	return put_char(rtf, c, err_r);
}

/* ---- bytes ---- */

/* In the tags of HTML it is the document's ([MS-OXRTFEX] 2.2.3.2), else the
 * font's, if it has one. */
static uint32_t
page_here(struct ambit_rtf *rtf)
{
	int font = rtf_group(rtf)->font;
	uint32_t page = font < 0 ? 0 : rtf->fonts[font];

	return page != 0 ? page : rtf->page;
}

/* The first of the pending bytes is no character: the next one may be. */
static int
drop_first(struct ambit_rtf *rtf, struct ambit_err *err_r)
{
	rtf->n_pending--;
	memmove(rtf->pending, rtf->pending + 1, rtf->n_pending);
	return rtf_text_doubt(rtf, err_r);
}

/*
 * Take characters off the front of what is pending, until nothing is left or
 * only the beginning of one. Each turn makes pending shorter, or tries more of
 * its at most four bytes.
 */
static int
decode(struct ambit_rtf *rtf, struct ambit_err *err_r)
{
	char utf8[AMBIT_CODEPAGE_UTF8];
	size_t n = 1, len;

	while (n <= rtf->n_pending) {
		struct ambit_span bytes = { rtf->pending, n };
		int got =
		    ambit_codepage_decode(page_here(rtf), bytes, utf8, &len);

		if (got == 0) {
			n++;
			continue;
		}
		if (got < 0) {
			if (drop_first(rtf, err_r) < 0)
				return -1;
		} else {
			bytes =
			    (struct ambit_span){ (const unsigned char *)utf8,
				    len };
			rtf->n_pending = (uint8_t)(rtf->n_pending - n);
			memmove(rtf->pending, rtf->pending + n, rtf->n_pending);
			if (put_after(rtf, bytes, err_r) < 0)
				return -1;
		}
		n = 1;
	}
	return 0;
}

int
rtf_text_byte(struct ambit_rtf *rtf, unsigned char c, struct ambit_err *err_r)
{
	if (rtf->skip > 0) {
		rtf->skip--;
		return 0;
	}
	if (!rtf_is_shown(rtf))
		return 0;
	if (page_here(rtf) == RTF_SYMBOL && c >= 0x80)
		return put_char(rtf, 0xf000 + (uint32_t)c, err_r);
	if (c < 0x80 && rtf->n_pending == 0)
		return put_after(rtf, (struct ambit_span){ &c, 1 }, err_r);
	rtf->pending[rtf->n_pending++] = c;
	return decode(rtf, err_r);
}

int
rtf_text_plain(struct ambit_rtf *rtf, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	if (!rtf_is_shown(rtf))
		rtf->skip = 0;
	while (bytes.len > 0 && (rtf->skip > 0 || rtf->n_pending > 0)) {
		if (rtf_text_byte(rtf, bytes.ptr[0], err_r) < 0)
			return -1;
		bytes = ambit_span_sub(bytes, 1, bytes.len - 1);
	}
	return bytes.len > 0 && rtf_is_shown(rtf) ? put_after(rtf, bytes, err_r)
						  : 0;
}

int
rtf_text_settle(struct ambit_rtf *rtf, struct ambit_err *err_r)
{
	while (rtf->n_pending > 0) {
		if (drop_first(rtf, err_r) < 0 || decode(rtf, err_r) < 0)
			return -1;
	}
	return 0;
}

int
rtf_text_end(struct ambit_rtf *rtf, struct ambit_err *err_r)
{
	return put_high(rtf, err_r) < 0 ? -1 : flush(rtf, err_r);
}
