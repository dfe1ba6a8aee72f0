/*
 * Compound files: of one that opens every stream is as long as it says, all of
 * them together are no longer than the file, and every entry is found by its
 * name.
 */

/* System. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Floor 2. */
#include "ambit/cfb.h"

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

static int
count_write(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	(void)sink;
	(void)err_r;
	assert(bytes.len > 0 && bytes.ptr != NULL);
	return 0;
}

static uint64_t
pour(const struct ambit_cfb *cfb, const struct ambit_cfb_entry *stream)
{
	static const struct ambit_sink_ops ops = { .name = "count",
		.write = count_write };
	struct ambit_sink sink = { .ops = &ops };

	if (ambit_cfb_pour(cfb, stream, &sink, NULL) < 0)
		abort();
	assert(sink.count == stream->size);
	return sink.count;
}

/* The bytes of all that a storage holds. */
static uint64_t
pour_all(const struct ambit_cfb *cfb, const struct ambit_cfb_entry *storage,
    unsigned depth)
{
	uint64_t sum = 0;

	assert(depth <= AMBIT_CFB_DEPTH_MAX);
	for (size_t i = 0; i < storage->n_entries; i++) {
		const struct ambit_cfb_entry *entry = &storage->entries[i];
		const struct ambit_cfb_entry *found =
		    ambit_cfb_find(storage, entry->name);

		assert(found == entry);
		sum += entry->is_storage ? pour_all(cfb, entry, depth + 1)
					 : pour(cfb, entry);
	}
	return sum;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static struct ambit_arena *arena;
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct ambit_source *source;
	struct ambit_cfb *cfb;

	if (arena == NULL)
		arena = ambit_arena_new(AMBIT_CFB_ARENA);
	if (arena == NULL ||
	    ambit_source_new(file_of(bytes, len), 4096, &source, NULL) < 0)
		abort();
	ambit_arena_reset(arena);
	if (ambit_cfb_open(source, arena, &cfb, &err) == 0) {
		uint64_t sum = pour_all(cfb, ambit_cfb_root(cfb), 0);

		assert(sum <= len);
	} else {
		assert(err.code == AMBIT_E_FORMAT || err.code == AMBIT_E_LIMIT);
		assert(err.text[0] != '\0');
	}
	ambit_source_free(&source);
	return 0;
}
