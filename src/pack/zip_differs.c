/*
 * What is wrong with a record of an archive, in words: the first field, in the
 * order of these tables, that is not as ambit writes it. Only what the same
 * record is made from again is in no table.
 */

/* System. */
#include <string.h>

/* Floor 6. */
#include "zip_form.h"

struct field {
	size_t off, len;
	const char *says;
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const char *
find(const struct field *fields, size_t n, const unsigned char *is,
    const char *want)
{
	for (size_t i = 0; i < n; i++) {
		const struct field *f = &fields[i];

		if (memcmp(is + f->off, want + f->off, f->len) != 0)
			return f->says;
	}
	return NULL;
}

static const struct field local[] = {
	{ 0, 4, "it does not begin where the directory says" },
	{ 26, 2, "its local header has a name of another length" },
	{ 6, 2,
	    "its local header says encrypted, with a descriptor, or "
	    "another flag" },
	{ 8, 2, "its local header says that it is compressed" },
	{ 10, 4, "its local header has another time than 1980-01-01 00:00:00" },
	{ 14, 4, "its local header has another CRC than the directory" },
	{ 28, 2, "its local header has an extra field more or less" },
	{ 18, 8, "its local header has another length than the directory" },
	{ 4, 2, "its local header needs another version" },
};

static const struct field central[] = {
	{ 0, 4, "it is not in the directory, which counts it" },
	{ 8, 2, "it is encrypted, has a descriptor, or another flag" },
	{ 10, 2, "it is compressed" },
	{ 12, 4, "its time is not 1980-01-01 00:00:00" },
	{ 38, 4, "its mode is not 0100644" },
	{ 32, 2, "it has a comment" },
	{ 34, 2, "it lies on another disk" },
	{ 30, 2,
	    "it has an extra field that nothing needs, or lacks the one "
	    "of ZIP64" },
	{ 20, 8, "its two lengths differ" },
	{ 36, 2, "it has internal attributes" },
	{ 4, 2, "another system or version made it" },
	{ 6, 2, "it needs another version" },
	{ 28, 2, "the directory ends within it" },
};

static const struct field end[] = {
	{ 0, 4, "it does not end with an end record" },
	{ 20, 2, "it has a comment" },
	{ 4, 4, "it is one of several disks" },
	{ 8, 4, "its two counts of entries differ" },
	{ 12, 8, "a length or place is marked as one of ZIP64, and is none" },
};

const char *
zip_differs_local(const unsigned char is[ZIP_LOCAL], const char *want)
{
	return find(local, COUNT(local), is, want);
}

const char *
zip_differs_central(const unsigned char is[ZIP_CENTRAL], const char *want)
{
	return find(central, COUNT(central), is, want);
}

const char *
zip_differs_end(const unsigned char is[ZIP_END], const char *want)
{
	return find(end, COUNT(end), is, want);
}
