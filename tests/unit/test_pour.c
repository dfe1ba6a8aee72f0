#include "staged.h"

#include "ambit/pour.h"
#include "ambit/wire.h"
#include "ambit/zip.h"

#include "pack/archive.h"

/* ---- places ---- */

static const struct ambit_pour_place places[] = {
	{ .volume = 1, .at = 40, .task = 1, .number = 1, .bytes = 6, .crc = 7 },
	{ .volume = 999,
	    .at = (uint64_t)1 << 40,
	    .task = 3,
	    .number = 99999999,
	    .bytes = UINT64_MAX,
	    .crc = UINT32_MAX,
	    .sha256 = { 0xff, 0, 1 },
	    .cut = true,
	    .off = UINT64_MAX },
	{ .volume = 2, .task = 2, .bytes = 1, .path = S("cur/\xff\n") },
};

/* As the assembler writes them; the caller frees. */
static struct ambit_span
written(void)
{
	char *room = malloc(4096), record[512];
	struct ambit_text all = { .ptr = room, .cap = 4096 };

	assert_non_null(room);
	for (size_t i = 0; i < COUNT(places); i++) {
		struct ambit_text text = AMBIT_TEXT(record);

		pour_place_put(&places[i], 7, i, &text);
		assert_int_equal(pour_place_unit(ambit_text_span(&text)), 7);
		ambit_wire_put_string(&all, ambit_text_span(&text));
	}
	assert_false(all.full);
	return ambit_text_span(&all);
}

static void
drop(struct ambit_span bytes)
{
	free((void *)(uintptr_t)bytes.ptr);
}

static int
places_file(const struct output *out, struct ambit_span bytes)
{
	int fd;

	(void)unlinkat(out->fd, AMBIT_POUR_PLACES, 0);
	fd =
	    openat(out->fd, AMBIT_POUR_PLACES, O_RDWR | O_CREAT | O_EXCL, 0600);
	assert_int_equal(write(fd, bytes.ptr, bytes.len), bytes.len);
	return fd;
}

/* How many are read; *got_r: how it ended. */
static size_t
count(const struct output *out, struct ambit_span bytes, int *got_r)
{
	int fd = places_file(out, bytes);
	struct ambit_pour_place place;
	struct ambit_pour *pour;
	struct ambit_err err;
	size_t n = 0;

	assert_int_equal(ambit_pour_begin(fd, &pour, &err), 0);
	while ((*got_r = ambit_pour_next(pour, &place, &err)) == 1)
		n++;
	if (*got_r < 0)
		assert_int_equal(err.code, AMBIT_E_WIRE);
	ambit_pour_free(&pour);
	assert_null(pour);
	(void)close(fd);
	return n;
}

static void
places_are_read_as_they_were_written(void **state)
{
	struct ambit_span bytes = written();
	struct output out = output_new();
	int fd = places_file(&out, bytes);
	struct ambit_pour_place got;
	struct ambit_pour *pour;
	struct ambit_err err;

	(void)state;
	assert_int_equal(ambit_pour_begin(fd, &pour, &err), 0);
	for (size_t i = 0; i < COUNT(places); i++) {
		assert_int_equal(ambit_pour_next(pour, &got, &err), 1);
		assert_int_equal(got.volume, places[i].volume);
		assert_int_equal(got.at, places[i].at);
		assert_int_equal(got.task, places[i].task);
		assert_int_equal(got.number, places[i].number);
		assert_int_equal(got.bytes, places[i].bytes);
		assert_int_equal(got.crc, places[i].crc);
		assert_memory_equal(got.sha256, places[i].sha256, 32);
		assert_int_equal(got.cut, places[i].cut);
		assert_int_equal(got.off, places[i].off);
		assert_true(ambit_span_equal(got.path, places[i].path));
	}
	assert_int_equal(ambit_pour_next(pour, &got, &err), 0);
	ambit_pour_free(&pour);
	(void)close(fd);
	drop(bytes);
	output_free(&out);
}

/* Where the tasks of a volume begin is known when all items have a place. */
static void
a_place_lies_behind_what_comes_before_the_tasks(void **state)
{
	struct output out = output_new();
	char record[512];
	struct ambit_text text = AMBIT_TEXT(record);
	struct ambit_pour_place got;
	struct ambit_pour *pour;
	struct pack_out to;
	struct ambit_err err;
	int fd;

	(void)state;
	pour_place_put(&places[0], 7, 0, &text);
	assert_int_equal(pour_place_volume(ambit_text_span(&text)), 1);
	pack_out_init(&to, NULL, &err);
	pour_place_write(ambit_text_span(&text), (uint64_t)1 << 33, &to);
	fd = places_file(&out,
	    (struct ambit_span){ (unsigned char *)to.buf,
		(size_t)pack_out_bytes(&to) });
	assert_int_equal(ambit_pour_begin(fd, &pour, &err), 0);
	assert_int_equal(ambit_pour_next(pour, &got, &err), 1);
	assert_int_equal(got.at, places[0].at + ((uint64_t)1 << 33));
	assert_int_equal(got.number, places[0].number);
	assert_int_equal(got.crc, places[0].crc);
	assert_int_equal(ambit_pour_next(pour, &got, &err), 0);
	ambit_pour_free(&pour);
	(void)close(fd);
	output_free(&out);
}

/* Only where one ends may they end. */
static void
places_that_are_cut_are_refused(void **state)
{
	struct ambit_span bytes = written();
	struct output out = output_new();
	size_t ends = 0;
	int got;

	(void)state;
	for (size_t n = 0; n <= bytes.len; n++) {
		(void)count(&out, ambit_span_sub(bytes, 0, n), &got);
		ends += got == 0;
	}
	assert_int_equal(ends, COUNT(places) + 1);
	drop(bytes);
	output_free(&out);
}

static void
places_with_any_bit_flipped_are_places_or_none(void **state)
{
	struct ambit_span bytes = written();
	unsigned char *own = (unsigned char *)(uintptr_t)bytes.ptr;
	struct output out = output_new();
	size_t refused = 0;
	int got;

	(void)state;
	for (size_t bit = 0; bit < 8 * bytes.len; bit++) {
		own[bit / 8] ^= (unsigned char)(1u << bit % 8);
		assert_true(count(&out, bytes, &got) <= COUNT(places));
		refused += got < 0;
		own[bit / 8] ^= (unsigned char)(1u << bit % 8);
	}
	/* Two lengths of each at least. */
	assert_in_range(refused, 8 * 8 * COUNT(places) / 2, 8 * bytes.len);
	drop(bytes);
	output_free(&out);
}

/* ---- into the archives ---- */

#define VOLUME_LEN ((size_t)1 << 20)
#define UNTOUCHED  0xee

/* A volume as the assembler leaves it, with every byte known. */
static void
make_volume(const struct output *out, unsigned volume)
{
	unsigned char *bytes = malloc(VOLUME_LEN);
	char name[ARCHIVE_FILE_LEN];
	int fd;

	assert_non_null(bytes);
	memset(bytes, UNTOUCHED, VOLUME_LEN);
	archive_file(WHOLE, volume, name);
	fd = openat(out->fd, name, O_WRONLY | O_CREAT | O_EXCL, 0644);
	assert_int_equal(write(fd, bytes, VOLUME_LEN), VOLUME_LEN);
	(void)close(fd);
	free(bytes);
}

/* A place for these bytes. */
static struct ambit_pour_place
place_for(unsigned volume, uint64_t at, struct ambit_span bytes)
{
	struct ambit_pour_place place = { .volume = volume,
		.at = at,
		.task = 1,
		.number = 12,
		.bytes = bytes.len,
		.crc = 0x12345678 };

	assert_int_equal(ambit_sink_digest(bytes, place.sha256, NULL), 0);
	return place;
}

/* The header that stands in front of it. */
static void
header_of(const struct ambit_pour_place *place, struct ambit_text *text)
{
	char name[128];
	struct ambit_zip_entry entry = { .size = place->bytes,
		.crc = place->crc,
		.off = place->at };

	(void)snprintf(name, sizeof(name),
	    WHOLE "-v%03u/data/task-001/content/A2F0C1A5-%08u.eml",
	    place->volume, place->number);
	entry.name = ambit_span_str(name);
	ambit_zip_put_local(text, &entry);
	assert_int_equal(text->len, ambit_zip_local_len(&entry));
}

/* What is outside the place is as it was; len of bytes are in it, if given. */
static void
assert_poured(const struct output *out, const struct ambit_pour_place *place,
    const unsigned char *bytes)
{
	char name[ARCHIVE_FILE_LEN], room[AMBIT_ZIP_HEADER_MAX];
	struct ambit_text header = AMBIT_TEXT(room);
	size_t len = 0, end;
	const unsigned char *is;
	char *all;

	archive_file(WHOLE, place->volume, name);
	all = output_read(out, name, &len);
	is = (const unsigned char *)all;
	assert_int_equal(len, VOLUME_LEN);
	header_of(place, &header);
	end = (size_t)(place->at + header.len + place->bytes);
	for (size_t i = 0; i < len; i++) {
		if ((i < place->at || i >= end) && is[i] != UNTOUCHED)
			fail_msg("byte %zu is outside %ju to %zu", i,
			    (uintmax_t)place->at, end);
	}
	if (bytes != NULL) {
		assert_memory_equal(is + place->at, room, header.len);
		assert_memory_equal(is + place->at + header.len, bytes,
		    place->bytes);
	}
	free(all);
}

static void
assert_untouched(const struct output *out, unsigned volume)
{
	char name[ARCHIVE_FILE_LEN];
	size_t len = 0;
	char *all;

	archive_file(WHOLE, volume, name);
	all = output_read(out, name, &len);
	for (size_t i = 0; i < len; i++)
		assert_int_equal((unsigned char)all[i], UNTOUCHED);
	free(all);
}

static uint64_t
place_len(const struct ambit_pour_place *place)
{
	char room[AMBIT_ZIP_HEADER_MAX];
	struct ambit_text header = AMBIT_TEXT(room);

	header_of(place, &header);
	return header.len + place->bytes;
}

/* As many_places_are_each_filled has poured them. */
static void
assert_many(const struct output *out, const unsigned char *bytes, size_t n)
{
	char name[ARCHIVE_FILE_LEN];
	size_t len = 0, at = 10;
	char *is;

	archive_file(WHOLE, 1, name);
	is = output_read(out, name, &len);
	for (size_t i = 0; i < n; i++) {
		struct ambit_span all = { bytes, 1 + i * 13 % 1000 };
		struct ambit_pour_place place = place_for(1, at, all);
		size_t gap = i % 5 == 0 ? 3 : 0;

		at += (size_t)place_len(&place);
		assert_memory_equal(is + at - all.len, bytes, all.len);
		for (size_t k = 0; k < gap; k++)
			assert_int_equal((unsigned char)is[at + k], UNTOUCHED);
		at += gap;
	}
	free(is);
}

static struct ambit_pour_into *
into_of(const struct output *out)
{
	struct ambit_pour_into *into;
	struct ambit_err err;

	staged_need(ambit_pour_into_begin(&order, true, out->fd, &into, &err),
	    &err);
	return into;
}

/* Pour bytes, so many at a time: how it ends. */
static enum ambit_code
pour(const struct output *out, const struct ambit_pour_place *place,
    struct ambit_span bytes, size_t step)
{
	struct ambit_pour_into *into = into_of(out);
	struct ambit_err err = { .code = AMBIT_E_NONE };
	int rc = ambit_pour_into_open(into, place, &err);

	for (size_t off = 0; rc == 0 && off < bytes.len; off += step)
		rc = ambit_pour_into_put(into, ambit_span_sub(bytes, off, step),
		    &err);
	if (rc == 0)
		rc = ambit_pour_into_end(into, &err);
	if (rc == 0)
		rc = ambit_pour_into_flush(into, &err);
	ambit_pour_into_free(&into);
	assert_null(into);
	assert_int_equal(rc, err.code == AMBIT_E_NONE ? 0 : -1);
	return err.code;
}

static unsigned char *
some_bytes(size_t len)
{
	unsigned char *bytes = malloc(len + 1);

	assert_non_null(bytes);
	for (size_t i = 0; i <= len; i++)
		bytes[i] = (unsigned char)(i * 7 + i / 251);
	return bytes;
}

/* Whatever the pieces, and however many are gathered before a write. */
static void
what_is_poured_fills_its_place(void **state)
{
	static const struct {
		size_t len, step;
	} rows[] = { { 1, 1 }, { 10, 3 }, { 300, 1 }, { 65536, 65536 },
		{ ((size_t)1 << 18) - 1, 4096 }, { (size_t)1 << 18, 65536 },
		{ 700001, 65521 }, { 700001, 700001 } };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct output out = output_new();
		unsigned char *bytes = some_bytes(rows[i].len);
		struct ambit_span all = { bytes, rows[i].len };
		struct ambit_pour_place place = place_for(1, 5000, all);

		make_volume(&out, 1);
		assert_int_equal(pour(&out, &place, all, rows[i].step),
		    AMBIT_E_NONE);
		assert_poured(&out, &place, bytes);
		free(bytes);
		output_free(&out);
	}
}

static void
one_byte_more_is_refused(void **state)
{
	static const size_t steps[] = { 1, 7, 100, 101 };
	unsigned char *bytes = some_bytes(101);
	struct ambit_span all = { bytes, 100 }, more = { bytes, 101 };
	struct ambit_pour_place place = place_for(1, 5000, all);

	(void)state;
	for (size_t i = 0; i < COUNT(steps); i++) {
		struct output out = output_new();

		make_volume(&out, 1);
		assert_int_equal(pour(&out, &place, more, steps[i]),
		    AMBIT_E_WIRE);
		assert_poured(&out, &place, NULL);
		output_free(&out);
	}
	free(bytes);
}

static void
one_byte_less_is_a_change(void **state)
{
	unsigned char *bytes = some_bytes(100);
	struct ambit_span all = { bytes, 100 }, less = { bytes, 99 };
	struct ambit_pour_place place = place_for(1, 5000, all);
	struct output out = output_new();

	(void)state;
	make_volume(&out, 1);
	assert_int_equal(pour(&out, &place, less, 10), AMBIT_E_CHANGED);
	assert_poured(&out, &place, NULL);
	assert_int_equal(pour(&out, &place, ambit_span_sub(all, 0, 0), 10),
	    AMBIT_E_CHANGED);
	assert_poured(&out, &place, NULL);
	free(bytes);
	output_free(&out);
}

static void
any_other_byte_is_a_change(void **state)
{
	unsigned char *bytes = some_bytes(40);
	struct ambit_span all = { bytes, 40 };
	struct ambit_pour_place place = place_for(1, 5000, all);
	struct output out = output_new();

	(void)state;
	make_volume(&out, 1);
	for (size_t bit = 0; bit < 8 * all.len; bit++) {
		bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
		assert_int_equal(pour(&out, &place, all, 16), AMBIT_E_CHANGED);
		bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
	}
	assert_int_equal(pour(&out, &place, all, 16), AMBIT_E_NONE);
	assert_poured(&out, &place, bytes);
	free(bytes);
	output_free(&out);
}

/* More of them than may be open at once, and back and forth. */
static void
a_unit_pours_into_many_volumes(void **state)
{
	static const unsigned volumes[] = { 1, 17, 33, 2, 1, 18, 17, 40, 2, 3,
		4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 40, 1 };
	unsigned char *bytes = some_bytes(64);
	struct ambit_span all = { bytes, 64 };
	struct output out = output_new();
	struct ambit_pour_into *into = into_of(&out);
	struct ambit_err err;

	(void)state;
	for (unsigned v = 1; v <= 40; v++)
		make_volume(&out, v);
	for (size_t i = 0; i < COUNT(volumes); i++) {
		struct ambit_pour_place place =
		    place_for(volumes[i], 100 * volumes[i], all);

		staged_need(ambit_pour_into_open(into, &place, &err), &err);
		staged_need(ambit_pour_into_put(into, all, &err), &err);
		staged_need(ambit_pour_into_end(into, &err), &err);
		staged_need(ambit_pour_into_flush(into, &err), &err);
		assert_poured(&out, &place, bytes);
	}
	ambit_pour_into_free(&into);
	free(bytes);
	output_free(&out);
}

/* Places wait for each other; the one that is wrong keeps all of them out. */
static void
nothing_that_waits_is_written_before_it_is_proven(void **state)
{
	unsigned char *bytes = some_bytes(64);
	struct ambit_span all = { bytes, 64 };
	struct output out = output_new();
	struct ambit_pour_into *into = into_of(&out);
	struct ambit_pour_place first = place_for(1, 100, all);
	struct ambit_pour_place wrong = place_for(1, 5000, all);
	struct ambit_err err;

	(void)state;
	make_volume(&out, 1);
	wrong.sha256[31] ^= 1;
	staged_need(ambit_pour_into_open(into, &first, &err), &err);
	staged_need(ambit_pour_into_put(into, all, &err), &err);
	staged_need(ambit_pour_into_end(into, &err), &err);
	staged_need(ambit_pour_into_open(into, &wrong, &err), &err);
	staged_need(ambit_pour_into_put(into, all, &err), &err);
	staged_need(ambit_pour_into_end(into, &err), &err);
	assert_int_equal(ambit_pour_into_flush(into, &err), -1);
	assert_int_equal(err.code, AMBIT_E_CHANGED);
	assert_untouched(&out, 1);
	ambit_pour_into_free(&into);
	free(bytes);
	output_free(&out);
}

/* More than can gather, side by side and apart, of all sizes. */
static void
many_places_are_each_filled(void **state)
{
	enum { N = 700 };
	unsigned char *bytes = some_bytes(5000);
	struct output out = output_new();
	struct ambit_pour_into *into = into_of(&out);
	uint64_t at = 10;
	struct ambit_err err;

	(void)state;
	make_volume(&out, 1);
	for (size_t i = 0; i < N; i++) {
		struct ambit_span all = { bytes, 1 + i * 13 % 1000 };
		struct ambit_pour_place place = place_for(1, at, all);

		staged_need(ambit_pour_into_open(into, &place, &err), &err);
		staged_need(ambit_pour_into_put(into, all, &err), &err);
		staged_need(ambit_pour_into_end(into, &err), &err);
		at += place_len(&place) + (i % 5 == 0 ? 3 : 0);
	}
	staged_need(ambit_pour_into_flush(into, &err), &err);
	assert_many(&out, bytes, N);
	ambit_pour_into_free(&into);
	free(bytes);
	output_free(&out);
}

static void
an_archive_that_is_not_there_is_told(void **state)
{
	struct ambit_span all = AMBIT_LIT("some");
	struct ambit_pour_place place = place_for(1, 0, all);
	struct output out = output_new();

	(void)state;
	assert_int_equal(pour(&out, &place, all, 4), AMBIT_E_IO);
	assert_int_equal(output_run(&out, ".",
			     "touch kept && ln -s kept " WHOLE "-v001.zip"),
	    0);
	assert_int_equal(pour(&out, &place, all, 4), AMBIT_E_IO);
	assert_holds(&out, "kept", "");
	output_free(&out);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(places_are_read_as_they_were_written),
		cmocka_unit_test(
		    a_place_lies_behind_what_comes_before_the_tasks),
		cmocka_unit_test(places_that_are_cut_are_refused),
		cmocka_unit_test(
		    places_with_any_bit_flipped_are_places_or_none),
		cmocka_unit_test(what_is_poured_fills_its_place),
		cmocka_unit_test(one_byte_more_is_refused),
		cmocka_unit_test(one_byte_less_is_a_change),
		cmocka_unit_test(any_other_byte_is_a_change),
		cmocka_unit_test(a_unit_pours_into_many_volumes),
		cmocka_unit_test(
		    nothing_that_waits_is_written_before_it_is_proven),
		cmocka_unit_test(many_places_are_each_filled),
		cmocka_unit_test(an_archive_that_is_not_there_is_told),
	};

	return cmocka_run_group_tests_name("pour", tests, NULL, NULL);
}
