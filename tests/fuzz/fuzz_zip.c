/*
 * The reader of archives: what it reads to the end is, byte for byte, what the
 * writer makes of the same entries, so there is one archive for one reading.
 * Every entry is found by its name.
 */

/* System. */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Floor 6. */
#include "ambit/zip.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* One file for all inputs. */
static int
file_of(const uint8_t *bytes, size_t len)
{
	static FILE *file;
	ssize_t put;

	if (file == NULL)
		file = tmpfile();
	if (file == NULL || ftruncate(fileno(file), 0) == -1)
		abort();
	put = pwrite(fileno(file), bytes, len, 0);
	assert(put == (ssize_t)len);
	return fileno(file);
}

/* The archive again: its entries go into one text, its directory into
 * another. */
struct again {
	struct ambit_text front, back;
	uint64_t n;
};

static void
put(struct again *a, const struct ambit_zip_entry *entry, uint64_t begin,
    struct ambit_span all)
{
	assert(entry->off == a->front.len);
	ambit_zip_put_local(&a->front, entry);
	assert(begin == a->front.len);
	ambit_text_put(&a->front,
	    ambit_span_sub(all, (size_t)begin, (size_t)entry->size));
	ambit_zip_put_central(&a->back, entry);
	a->n++;
}

static void
find(struct ambit_zip *zip, const struct ambit_zip_entry *entry, uint64_t begin)
{
	struct ambit_zip_entry found;
	uint64_t at;
	int got = ambit_zip_find(zip, entry->name, &found, &at, NULL);

	assert(got == 1);
	assert(at == begin && found.off == entry->off);
	assert(ambit_span_equal(found.name, entry->name));
}

static bool
read_all(struct ambit_zip *zip, struct again *a, struct ambit_span all)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct ambit_zip_entry entry;
	uint64_t begin;
	int got;

	while ((got = ambit_zip_next(zip, &entry, &begin, &err)) == 1) {
		put(a, &entry, begin, all);
		find(zip, &entry, begin);
	}
	assert(got == 0 || err.code == AMBIT_E_FORMAT);
	return got == 0;
}

static void
compare(struct again *a, struct ambit_span all)
{
	ambit_text_put(&a->front, ambit_text_span(&a->back));
	ambit_zip_put_end(&a->front, a->n, a->front.len - a->back.len,
	    a->back.len);
	assert(!a->front.full);
	assert(ambit_span_equal(ambit_text_span(&a->front), all));
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct ambit_span all = { bytes, len };
	struct again a = { .n = 0 };
	struct ambit_zip *zip;
	const char *why = NULL;
	int got = ambit_zip_open(file_of(bytes, len), &zip, &why, NULL);

	assert(got == 1 || (got == 0 && why != NULL));
	if (got == 0)
		return 0;
	a.front.cap = a.back.cap = len;
	a.front.ptr = malloc(len);
	a.back.ptr = malloc(len);
	assert(a.front.ptr != NULL && a.back.ptr != NULL);
	if (read_all(zip, &a, all))
		compare(&a, all);
	free(a.front.ptr);
	free(a.back.ptr);
	ambit_zip_close(&zip);
	return 0;
}
