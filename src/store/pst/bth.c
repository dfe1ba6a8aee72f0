/*
 * B-trees on heaps. All leaves are walked: some writers do not sort, so nothing
 * is ever searched by halves that was not sorted here.
 */

/* System. */
#include <assert.h>
#include <string.h>

/* Floor 4. */
#include "bth.h"
#include "bytes.h"
#include "sort.h"

#define BTH_TYPE 0xb5
#define BTH_LEN  8
#define HID_LEN  4

/* The longest record that is loaded: four bytes of key, six of value. */
#define RECORD_MAX 10

static int
bad(const struct pst_heap *heap, const char *why)
{
	return pst_damaged(heap->file, "K10", why, heap->block[0]->ib);
}

static int
too_large(const struct pst_heap *heap)
{
	return pst_damaged(heap->file, "K15", "an item is too large", 0);
}

/* The allocations that make up one level. */
struct level {
	uint32_t *hid;
	size_t n;
};

static bool
hid_is_before(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return *x < *y;
}

/* How many records of size bytes there are on a level. */
static int
count_records(struct pst_heap *heap, const struct level *level, size_t size,
    size_t *n_r, struct ambit_err *err_r)
{
	struct ambit_span bytes;
	int rc;

	*n_r = 0;
	for (size_t i = 0; i < level->n; i++) {
		rc = pst_heap_get(heap, level->hid[i], &bytes, err_r);
		if (rc != 1)
			return rc;
		if (bytes.len % size != 0)
			return bad(heap, "a rest behind the records");
		*n_r += bytes.len / size;
	}
	return 1;
}

/* No allocation stands twice on a level. One may stand on two of them: levels
 * come to an end, and its bytes must be sound as what they are taken for. */
static int
check_unique(struct pst_heap *heap, struct level *level)
{
	pst_sort(level->hid, level->n, sizeof(*level->hid), hid_is_before);
	for (size_t i = 0; i < level->n; i++) {
		if (level->hid[i] == 0 ||
		    (i > 0 && level->hid[i] == level->hid[i - 1]))
			return bad(heap, "a part of a tree is visited twice");
	}
	return 1;
}

/* Replace a level by the one below it. */
static int
descend(struct pst_heap *heap, struct level *level, size_t key,
    struct ambit_err *err_r)
{
	struct level below = { 0 };
	struct ambit_span bytes;
	size_t n;
	int rc = count_records(heap, level, key + HID_LEN, &n, err_r);

	if (rc != 1)
		return rc;
	below.hid = n > PST_BTH_PARTS
	    ? NULL
	    : AMBIT_ARENA_GET(heap->arena, uint32_t, n);
	if (below.hid == NULL)
		return too_large(heap);
	for (size_t i = 0; i < level->n; i++) {
		rc = pst_heap_get(heap, level->hid[i], &bytes, err_r);
		if (rc != 1)
			return rc;
		for (size_t at = 0; at < bytes.len; at += key + HID_LEN)
			below.hid[below.n++] = pst_u32(bytes.ptr + at + key);
	}
	*level = below;
	return check_unique(heap, level);
}

static uint32_t
key_of(const unsigned char *record, size_t key)
{
	return key == 2 ? pst_u16(record) : pst_u32(record);
}

static bool
short_is_before(const void *a, const void *b)
{
	return key_of(a, 2) < key_of(b, 2);
}

static bool
long_is_before(const void *a, const void *b)
{
	return key_of(a, 4) < key_of(b, 4);
}

/* Copy the leaves behind each other. */
static int
gather(struct pst_heap *heap, const struct level *leaves, size_t size,
    unsigned char *to, struct ambit_err *err_r)
{
	struct ambit_span bytes;

	for (size_t i = 0; i < leaves->n; i++) {
		int rc = pst_heap_get(heap, leaves->hid[i], &bytes, err_r);

		if (rc != 1)
			return rc;
		memcpy(to, bytes.ptr, bytes.len);
		to += bytes.len;
		assert(bytes.len % size == 0);
	}
	return 1;
}

/* Sort, and drop a record that says again what another says. */
static int
settle(struct pst_heap *heap, struct pst_bth *bth, unsigned char *records)
{
	size_t key = bth->key, size = key + bth->value, kept = 0;

	for (size_t i = 1; i < bth->n; i++) {
		if (key_of(records + i * size, key) >
		    key_of(records + (i - 1) * size, key))
			continue;
		pst_sort(records, bth->n, size,
		    key == 2 ? short_is_before : long_is_before);
		break;
	}
	for (size_t i = 0; i < bth->n; i++) {
		unsigned char *p = records + i * size, *to = records;

		to += kept * size;
		if (kept == 0 || key_of(p, key) != key_of(to - size, key)) {
			memmove(to, p, size);
			kept++;
		} else if (memcmp(p, to - size, size) != 0) {
			return bad(heap, "a key has two values");
		}
	}
	bth->n = kept;
	bth->records = records;
	return 1;
}

static int
load_leaves(struct pst_heap *heap, const struct level *leaves,
    struct pst_bth *bth, struct ambit_err *err_r)
{
	size_t size = bth->key + bth->value;
	unsigned char *records;
	int rc = count_records(heap, leaves, size, &bth->n, err_r);

	if (rc != 1)
		return rc;
	records = ambit_arena_get(heap->arena, bth->n, size, 1);
	if (records == NULL)
		return too_large(heap);
	rc = gather(heap, leaves, size, records, err_r);
	return rc == 1 ? settle(heap, bth, records) : rc;
}

int
pst_bth_load(struct pst_bth *bth, struct pst_heap *heap, uint32_t hid,
    size_t key, size_t value, struct ambit_err *err_r)
{
	uint32_t root;
	struct level level = { &root, 1 };
	struct ambit_span bytes;
	unsigned levels;
	int rc = pst_heap_get(heap, hid, &bytes, err_r);

	assert((key == 2 || key == 4) && key + value <= RECORD_MAX);
	*bth = (struct pst_bth){ .key = key, .value = value };
	if (rc != 1)
		return rc;
	if (bytes.len != BTH_LEN || bytes.ptr[0] != BTH_TYPE)
		return bad(heap, "a tree that is none");
	if (bytes.ptr[1] != key || bytes.ptr[2] != value)
		return bad(heap, "a tree of other records");
	levels = bytes.ptr[3];
	root = pst_u32(bytes.ptr + 4);
	if (levels > PST_BTH_LEVELS)
		return bad(heap, "a tree that is too high");
	if (root == 0)
		return 1;
	for (; levels > 0 && rc == 1; levels--)
		rc = descend(heap, &level, key, err_r);
	return rc == 1 ? load_leaves(heap, &level, bth, err_r) : rc;
}

const unsigned char *
pst_bth_find(const struct pst_bth *bth, uint32_t key)
{
	size_t lo = 0, hi = bth->n, size = bth->key + bth->value;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		const unsigned char *p = bth->records + mid * size;

		if (key_of(p, bth->key) == key)
			return p + bth->key;
		if (key_of(p, bth->key) < key)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}
