/*
 * Records of staged files and rows, as bytes whose order is the order wanted.
 *
 * A gate writes them: they are asked whether they are sound before any is read,
 * and after that one that does not read is our mistake.
 */

/* System. */
#include <assert.h>
#include <string.h>

/* Floor 1. */
#include "ambit/spool.h"

/* Floor 6. */
#include "pack_record.h"

/* Seconds before 1970 come before those after it. */
#define BIAS ((uint64_t)1 << 63)

/* From year 0 to year 9999: what can be printed as an instant. */
#define SECOND_MIN (-INT64_C(62167219200))
#define SECOND_MAX INT64_C(253402300799)

static void
put(struct ambit_text *text, uint64_t value, unsigned n)
{
	unsigned char bytes[8];

	for (unsigned i = n; i > 0; i--) {
		bytes[i - 1] = (unsigned char)(value & 255);
		value >>= 8;
	}
	ambit_text_put(text, (struct ambit_span){ bytes, n });
}

static struct ambit_span
get_span(struct ambit_span *rest, size_t n)
{
	struct ambit_span s = { rest->ptr, n };

	assert(rest->len >= n);
	rest->ptr += n;
	rest->len -= n;
	return s;
}

static uint64_t
get(struct ambit_span *rest, unsigned n)
{
	struct ambit_span s = get_span(rest, n);
	uint64_t value = 0;

	for (unsigned i = 0; i < n; i++)
		value = value << 8 | s.ptr[i];
	return value;
}

static void
put_digest(struct ambit_text *text, const unsigned char *sha256)
{
	ambit_text_put(text, (struct ambit_span){ sha256, AMBIT_DIGEST_LEN });
}

static void
get_digest(struct ambit_span *rest, unsigned char *sha256_r)
{
	memcpy(sha256_r, get_span(rest, AMBIT_DIGEST_LEN).ptr,
	    AMBIT_DIGEST_LEN);
}

static uint64_t
biased(int64_t second)
{
	return (uint64_t)second ^ BIAS;
}

static int64_t
unbiased(uint64_t second)
{
	return (int64_t)(second ^ BIAS);
}

/* Cut, never rounded, on either side of 1970. */
int64_t
pack_second_of(int64_t instant)
{
	return instant / AMBIT_SECOND - (instant % AMBIT_SECOND < 0);
}

static void
put_string(struct ambit_text *text, struct ambit_span value)
{
	put(text, value.len, 2);
	ambit_text_put(text, value);
}

static struct ambit_span
get_string(struct ambit_span *rest)
{
	return get_span(rest, (size_t)get(rest, 2));
}

/* What a record ends in: nothing that could decide an order. */
static void
put_origin(struct ambit_text *text, const struct pack_item *item)
{
	put(text, item->unit, 4);
	put(text, item->hole, 8);
	put(text, item->bytes, 8);
	put(text, item->from, 1);
	put(text, item->file, 8);
	put(text, item->off, 8);
	put(text, item->crc, 4);
	put_string(text, item->path);
}

static void
get_origin(struct ambit_span *rest, struct pack_item *item_r)
{
	item_r->unit = (uint32_t)get(rest, 4);
	item_r->hole = get(rest, 8);
	item_r->bytes = get(rest, 8);
	item_r->from = (enum pack_from)get(rest, 1);
	item_r->file = get(rest, 8);
	item_r->off = get(rest, 8);
	item_r->crc = (uint32_t)get(rest, 4);
	item_r->path = get_string(rest);
}

#define ORIGIN_LEN ((size_t)4 + 8 + 8 + 1 + 8 + 8 + 4)

/* A copy with an instant comes before one without: the earliest is printed. */
void
pack_item_by_digest(const struct pack_item *item, struct ambit_text *text)
{
	put(text, item->task, 4);
	put_digest(text, item->sha256);
	put(text, !item->has_instant, 1);
	put(text, biased(item->second), 8);
	put(text, item->native, 1);
	put_string(text, item->folder);
	put_origin(text, item);
}

struct pack_item
pack_item_of_digest(struct ambit_span record)
{
	struct pack_item item = { 0 };

	item.task = (uint32_t)get(&record, 4);
	get_digest(&record, item.sha256);
	item.has_instant = get(&record, 1) == 0;
	item.second = unbiased(get(&record, 8));
	item.native = (enum ambit_native)get(&record, 1);
	item.folder = get_string(&record);
	get_origin(&record, &item);
	assert(record.len == 0);
	return item;
}

/* Cut a string of two bytes of length off the front. */
static bool
skip_string(struct ambit_span *rest)
{
	size_t len;

	if (rest->len < 2)
		return false;
	len = (size_t)get(rest, 2);
	if (rest->len < len)
		return false;
	(void)get_span(rest, len);
	return true;
}

bool
pack_item_is_sound(struct ambit_span record, const struct ambit_order *order,
    bool archive, uint32_t unit)
{
	struct ambit_span rest = record;
	struct pack_item item;

	if (rest.len < 4 + AMBIT_DIGEST_LEN + 1 + 8 + 1)
		return false;
	(void)get_span(&rest, 4 + AMBIT_DIGEST_LEN + 1 + 8 + 1);
	if (!skip_string(&rest) || rest.len < ORIGIN_LEN)
		return false;
	(void)get_span(&rest, ORIGIN_LEN);
	if (!skip_string(&rest) || rest.len > 0)
		return false;
	item = pack_item_of_digest(record);
	return item.unit == unit && item.task >= 1 &&
	    item.task <= order->n_tasks &&
	    item.native <= AMBIT_NATIVE_REBUILT &&
	    item.from <= PACK_FROM_STREAM &&
	    (!archive || item.from != PACK_FROM_FILE) && item.bytes > 0 &&
	    item.bytes <= INT64_MAX && item.second >= SECOND_MIN &&
	    item.second <= SECOND_MAX && item.path.len <= PACK_PATH_MAX &&
	    (item.folder.len == 0 ||
		(item.folder.len <= PACK_FOLDER_MAX &&
		    ambit_split_field(order, &order->tasks[item.task - 1],
			AMBIT_HOLDS_MAIL, "folder_name")));
}

bool
pack_row_is_sound(struct ambit_span record, const struct ambit_order *order)
{
	uint32_t task;

	if (record.len <= PACK_ROW_KEY || record.len > AMBIT_SPOOL_RECORD)
		return false;
	task = pack_record_task(record);
	return task >= 1 && task <= order->n_tasks;
}

void
pack_item_by_instant(const struct pack_item *item, struct ambit_text *text)
{
	put(text, item->task, 4);
	put(text, biased(item->second), 8);
	put_digest(text, item->sha256);
	put(text, item->has_instant, 1);
	put(text, item->native, 1);
	put_string(text, item->folder);
	put_origin(text, item);
}

struct pack_item
pack_item_of_instant(struct ambit_span record)
{
	struct pack_item item = { 0 };

	item.task = (uint32_t)get(&record, 4);
	item.second = unbiased(get(&record, 8));
	get_digest(&record, item.sha256);
	item.has_instant = get(&record, 1) != 0;
	item.native = (enum ambit_native)get(&record, 1);
	item.folder = get_string(&record);
	get_origin(&record, &item);
	assert(record.len == 0);
	return item;
}

void
pack_number_put(const struct pack_item *item, uint32_t number,
    struct ambit_text *text)
{
	put(text, item->task, 4);
	put_digest(text, item->sha256);
	put(text, number, 4);
}

uint32_t
pack_number_of(struct ambit_span record)
{
	(void)get_span(&record, PACK_SAME_LEN);
	return (uint32_t)get(&record, 4);
}

void
pack_numbered_put(const struct ambit_numbered *numbered,
    struct ambit_text *text)
{
	put(text, numbered->unit, 4);
	put(text, numbered->hole, 8);
	put(text, numbered->number, 4);
	put(text, numbered->duplicate, 1);
}

struct ambit_numbered
pack_numbered_of(struct ambit_span record)
{
	struct ambit_numbered numbered = { 0 };

	numbered.unit = (uint32_t)get(&record, 4);
	numbered.hole = get(&record, 8);
	numbered.number = (uint32_t)get(&record, 4);
	numbered.duplicate = get(&record, 1) != 0;
	assert(record.len == 0);
	return numbered;
}

/* Rows without an instant come first and among themselves by their bytes. */
int
pack_row_put(const struct ambit_produced *produced, struct ambit_span row,
    struct ambit_text *text, struct ambit_err *err_r)
{
	unsigned char sha256[AMBIT_DIGEST_LEN] = { 0 };

	if (produced->has_instant && ambit_sink_digest(row, sha256, err_r) < 0)
		return -1;
	put(text, produced->task, 4);
	put(text,
	    produced->has_instant ? biased(pack_second_of(produced->instant))
				  : 0,
	    8);
	put_digest(text, sha256);
	ambit_text_put(text, row);
	return 0;
}

uint32_t
pack_record_task(struct ambit_span record)
{
	return (uint32_t)get(&record, 4);
}

struct ambit_span
pack_row_of(struct ambit_span record)
{
	(void)get_span(&record, PACK_ROW_KEY);
	return record;
}
