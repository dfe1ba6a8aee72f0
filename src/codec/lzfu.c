/*
 * Compressed RTF ([MS-OXRTFCP]).
 *
 * Knows the two kinds, their header and their window. Refuses whatever another
 * reader could take for something else: a length that lies, a wrong CRC, bytes
 * behind the end. Writes out of the window itself, so no length that the
 * evidence states is ever allocated.
 */

/* System. */
#include <string.h>
#include <zlib.h>

/* Floor 2. */
#include "ambit/lzfu.h"

#define HEADER ((size_t)16)
#define WINDOW ((size_t)4096)
#define PRESET (sizeof(preset) - 1)

/* [MS-OXRTFCP] 2.2.1: the header, of four little-endian numbers. */
struct head {
	uint32_t comp_size; /* of what follows this field */
	uint32_t raw_size;
	uint32_t type;
	uint32_t crc;
};

enum { LZFU = 0x75465a4c, MELA = 0x414c454d };

/* [MS-OXRTFCP] 2.1.3.1.3: what the window begins with. */
static const char preset[] =
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman "
    "\\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New "
    "RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0"
    "\\fs20\\b\\i\\u\\tab\\tx";

struct unfold {
	struct ambit_span in;
	struct ambit_sink *sink;
	size_t at;    /* the window's write position */
	size_t begin; /* of what is in the window and not yet in the sink */
	size_t known; /* bytes of it that were ever written */
	size_t out, raw_size;
	unsigned char window[WINDOW];
};

static uint32_t
get32(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	    (uint32_t)p[3] << 24;
}

/* The CRC of the format: reflected, from 0, and inverted nowhere. For zlib,
 * no bytes at no place are a question of another kind. */
static uint32_t
crc_of(struct ambit_span data)
{
	if (data.len == 0)
		return 0;
	return (uint32_t)crc32_z(0xffffffff, data.ptr, data.len) ^ 0xffffffff;
}

static int
flush(struct unfold *u, struct ambit_err *err_r)
{
	struct ambit_span ready = { u->window + u->begin, u->at - u->begin };

	u->begin = u->at;
	return ready.len > 0 ? ambit_sink_write(u->sink, ready, err_r) : 0;
}

static int
put(struct unfold *u, unsigned char c, struct ambit_err *err_r)
{
	u->window[u->at++] = c;
	u->out++;
	if (u->known < u->at)
		u->known = u->at;
	if (u->at < WINDOW)
		return 0;
	if (flush(u, err_r) < 0)
		return -1;
	u->at = u->begin = 0;
	return 0;
}

static unsigned char
cut(struct unfold *u)
{
	unsigned char c = u->in.ptr[0];

	u->in = ambit_span_sub(u->in, 1, u->in.len - 1);
	return c;
}

/*
 * Two bytes: an offset of 12 bits into the window, and a length less 2 of 4.
 * 1: go on; 0: it was the end, or *why_r says what is wrong.
 */
static int
copy(struct unfold *u, const char **why_r, struct ambit_err *err_r)
{
	size_t word, from, len;

	if (u->in.len < 2) {
		*why_r = "it ends within a reference";
		return 0;
	}
	word = (size_t)cut(u) << 8;
	word |= cut(u);
	from = word >> 4;
	len = (word & 15) + 2;
	if (from == u->at)
		return 0;
	if (len > u->raw_size - u->out) {
		*why_r = "it unfolds to more than it says";
		return 0;
	}
	for (; len > 0; len--) {
		if (from >= u->known) {
			*why_r = "it refers to what was never written";
			return 0;
		}
		if (put(u, u->window[from], err_r) < 0)
			return -1;
		from = (from + 1) % WINDOW;
	}
	return 1;
}

static int
literal(struct unfold *u, const char **why_r, struct ambit_err *err_r)
{
	if (u->in.len == 0) {
		*why_r = "it ends without its end mark";
		return 0;
	}
	if (u->out == u->raw_size) {
		*why_r = "it unfolds to more than it says";
		return 0;
	}
	return put(u, cut(u), err_r) < 0 ? -1 : 1;
}

/* Eight literals or references, the lowest bit first. */
static int
run(struct unfold *u, const char **why_r, struct ambit_err *err_r)
{
	unsigned control;
	int more = 1;

	if (u->in.len == 0) {
		*why_r = "it ends without its end mark";
		return 0;
	}
	control = cut(u);
	for (unsigned bit = 0; bit < 8 && more == 1; bit++)
		more = control >> bit & 1 ? copy(u, why_r, err_r)
					  : literal(u, why_r, err_r);
	return more;
}

static int
unfold(struct ambit_span data, size_t raw_size, struct ambit_sink *sink,
    const char **why_r, struct ambit_err *err_r)
{
	struct unfold u = { .in = data, .sink = sink, .raw_size = raw_size };
	int more;

	memcpy(u.window, preset, PRESET);
	u.at = u.begin = u.known = PRESET;
	do {
		more = run(&u, why_r, err_r);
	} while (more == 1);
	if (more < 0 || flush(&u, err_r) < 0)
		return -1;
	if (*why_r == NULL && u.out != raw_size)
		*why_r = "it unfolds to less than it says";
	if (*why_r == NULL && u.in.len > 0)
		*why_r = "there are bytes behind its end mark";
	return *why_r == NULL;
}

static const char *
check(const struct head *head, struct ambit_span data)
{
	if (head->comp_size != data.len + 12)
		return "its length is not the one that it says";
	if (head->type == MELA)
		return head->crc == 0 ? NULL : "it is stored, and has a CRC";
	if (head->type != LZFU)
		return "it is compressed in no known way";
	if (head->raw_size > AMBIT_LZFU_MAX)
		return "it says that it unfolds to more than the limit";
	if (head->crc != crc_of(data))
		return "its CRC is wrong";
	return NULL;
}

int
ambit_lzfu_pour(struct ambit_span value, struct ambit_sink *sink,
    const char **why_r, struct ambit_err *err_r)
{
	const unsigned char *p = value.ptr;
	struct ambit_span data;
	struct head head;

	*why_r = "it is shorter than its header";
	if (value.len < HEADER)
		return 0;
	head = (struct head){ get32(p), get32(p + 4), get32(p + 8),
		get32(p + 12) };
	data = ambit_span_sub(value, HEADER, value.len - HEADER);
	*why_r = check(&head, data);
	if (*why_r != NULL)
		return 0;
	/* What a stored one says of its raw size is not true everywhere, and
	 * decides nothing. */
	if (head.type == MELA)
		return ambit_sink_write(sink, data, err_r) < 0 ? -1 : 1;
	return unfold(data, head.raw_size, sink, why_r, err_r);
}
