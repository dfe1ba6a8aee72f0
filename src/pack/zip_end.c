/*
 * The records that end an archive, and with them the place of its directory.
 * They are asked for where they must be and nowhere else; what a search could
 * find in another place lies within an entry.
 */

/* System. */
#include <string.h>

/* Floor 6. */
#include "zip_form.h"

uint64_t
zip_get(const unsigned char *p, size_t len)
{
	uint64_t value = 0;

	for (size_t i = len; i > 0; i--)
		value = value << 8 | p[i - 1];
	return value;
}

/* The end of the file: the longest that end records can be, if there is. */
struct tail {
	struct ambit_span bytes;
	const unsigned char *end; /* the last ZIP_END of them */
};

/* From the ZIP64 record where the other has no room for one of them. */
static struct zip_end
get(const struct tail *tail)
{
	const unsigned char *wide = tail->bytes.ptr;
	struct zip_end end = { .n = zip_get(tail->end + 10, 2),
		.len = zip_get(tail->end + 12, 4),
		.off = zip_get(tail->end + 16, 4) };
	bool fits =
	    end.n < ZIP_COUNT_MARK && end.len < ZIP_MARK && end.off < ZIP_MARK;

	if (fits || tail->bytes.len < ZIP_WIDE + ZIP_LOCATOR + ZIP_END ||
	    zip_get(wide, 4) != ZIP_WIDE_SIGN)
		return end;
	return (struct zip_end){ .n = zip_get(wide + 32, 8),
		.len = zip_get(wide + 40, 8),
		.off = zip_get(wide + 48, 8) };
}

static const char *
check(const struct zip_end *end, const struct tail *tail, uint64_t size)
{
	char room[AMBIT_ZIP_END_MAX];
	struct ambit_text want = AMBIT_TEXT(room);
	const char *why;

	ambit_zip_put_end(&want, end->n, end->off, end->len);
	why = zip_differs_end(tail->end, room + want.len - ZIP_END);
	if (why != NULL)
		return why;
	if (want.len > tail->bytes.len ||
	    memcmp(tail->end + ZIP_END - want.len, room, want.len) != 0)
		return "it has not the ZIP64 end records that it needs";
	if (end->off > size - want.len ||
	    end->len != size - want.len - end->off)
		return "its directory does not reach to its end records";
	return NULL;
}

int
zip_end_read(struct ambit_source *source, struct zip_end *end_r,
    const char **why_r, struct ambit_err *err_r)
{
	uint64_t size = ambit_source_stored(source);
	size_t most = ZIP_WIDE + ZIP_LOCATOR + ZIP_END;
	struct tail tail;

	*why_r = "it is too short to be an archive";
	if (size < ZIP_END)
		return 0;
	if (size < most)
		most = (size_t)size;
	if (ambit_source_lend(source, size - most, most, &tail.bytes, err_r) <
	    0)
		return -1;
	if (tail.bytes.len != most)
		return 0;
	tail.end = tail.bytes.ptr + most - ZIP_END;
	*end_r = get(&tail);
	*why_r = check(end_r, &tail, size);
	return *why_r == NULL;
}
