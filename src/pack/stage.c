/*
 * A unit in the making: what its gate lets out, and what it says of the rest.
 *
 * Asks no filter and judges nothing: the caller brings what was judged. Order
 * and numbers come when the last unit is in (number.c).
 */

/* System. */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Floor 6. */
#include "ambit/table.h"
#include "stage_state.h"

const char *const stage_log_name[STAGE_LOGS] = {
	[STAGE_ITEMS] = "items",
	[STAGE_HELD] = "held",
	[STAGE_DAMAGE] = "damage",
	[STAGE_RECORDS] = "records",
};

void
stage_file_name(uint64_t file, char name_r[STAGE_NAME_LEN])
{
	(void)snprintf(name_r, STAGE_NAME_LEN, "%08" PRIu64, file);
}

static int
let_out(void *stage, unsigned log, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	struct ambit_stage *s = stage;

	return ambit_sink_write(pack_file_sink(&s->logs[log]), bytes, err_r);
}

static int
open_all(struct ambit_stage *s, struct ambit_err *err_r)
{
	for (size_t i = 0; i < STAGE_LOGS; i++) {
		if (pack_file_init(&s->logs[i], s->buf[i], STAGE_BUFFER,
			err_r) < 0 ||
		    pack_file_open(&s->logs[i], s->fd, stage_log_name[i],
			err_r) < 0)
			return -1;
	}
	ambit_sink_file_init(&s->file, s->buf[STAGE_LOGS], STAGE_BUFFER, NULL);
	ambit_sink_file_init(&s->cuts, s->cuts_buf, sizeof(s->cuts_buf), NULL);
	if (ambit_sink_file_open(&s->cuts, s->fd, AMBIT_STAGE_CUTS, err_r) < 0)
		return -1;
	if (later_init(&s->later, let_out, s, err_r) < 0)
		return -1;
	return ambit_sink_hash_init(&s->hash, NULL, err_r);
}

static void
init_raw(struct stage_raw *raw, const char *name, int dirfd)
{
	*raw = (struct stage_raw){ .name = name,
		.dirfd = dirfd,
		.fd = -1,
		.readfd = -1 };
}

int
ambit_stage_begin(const struct ambit_stage_terms *terms, int fd,
    struct ambit_stage **stage_r, struct ambit_err *err_r)
{
	size_t n = terms->order->n_tasks;
	struct ambit_stage *s = malloc(sizeof(*s));

	*stage_r = NULL;
	if (s == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "unit");
	/* The large buffers are left alone: untouched they cost nothing. */
	memset(s, 0, offsetof(struct ambit_stage, row));
	memset(&s->later, 0, offsetof(struct stage_later, room));
	s->terms = terms;
	s->fd = fd;
	s->file.fd = s->cuts.fd = -1;
	init_raw(&s->raw, "raw", fd);
	init_raw(&s->native, "native", fd);
	s->raw.held = s->held[0];
	s->native.held = s->held[1];
	for (size_t i = 0; i < STAGE_LOGS; i++)
		s->logs[i].file.fd = -1;
	s->tallies = calloc(n > 0 ? n : 1, sizeof(*s->tallies));
	if (s->tallies == NULL)
		(void)ambit_err_set(err_r, AMBIT_E_MEMORY, "unit");
	if (s->tallies == NULL || open_all(s, err_r) < 0) {
		ambit_stage_free(&s);
		return -1;
	}
	*stage_r = s;
	return 0;
}

void
ambit_stage_free(struct ambit_stage **stage)
{
	struct ambit_stage *s = *stage;

	if (s == NULL)
		return;
	for (size_t i = 0; i < STAGE_LOGS; i++)
		pack_file_clear(&s->logs[i]);
	ambit_sink_file_clear(&s->file);
	ambit_sink_file_clear(&s->cuts);
	ambit_sink_hash_clear(&s->hash);
	later_clear(&s->later);
	pack_dir_drop(&s->raw.fd);
	pack_dir_drop(&s->raw.readfd);
	pack_dir_drop(&s->native.fd);
	pack_dir_drop(&s->native.readfd);
	free(s->tallies);
	free(s);
	*stage = NULL;
}

int
stage_put(struct ambit_stage *stage, enum stage_log log,
    struct ambit_span bytes, const struct later_hole *hole,
    struct ambit_err *err_r)
{
	return later_put(&stage->later, log, bytes, hole, err_r);
}

uint64_t
stage_log_bytes(const struct ambit_stage *stage, enum stage_log log)
{
	return pack_file_bytes(&stage->logs[log]) +
	    later_waits(&stage->later, log);
}

int
stage_record(struct ambit_stage *stage, enum stage_kind kind,
    struct ambit_span record, const struct later_hole *hole,
    struct ambit_err *err_r)
{
	unsigned char head[STAGE_HEAD] = { (unsigned char)kind,
		(unsigned char)(record.len >> 24),
		(unsigned char)(record.len >> 16),
		(unsigned char)(record.len >> 8), (unsigned char)record.len };

	if (stage_put(stage, STAGE_RECORDS,
		(struct ambit_span){ head, sizeof(head) }, NULL, err_r) < 0)
		return -1;
	return stage_put(stage, STAGE_RECORDS, record, hole, err_r);
}

int
ambit_stage_row(struct ambit_stage *stage,
    const struct ambit_produced *produced, struct ambit_span row,
    struct ambit_err *err_r)
{
	struct ambit_text text = { .ptr = (char *)stage->record,
		.cap = sizeof(stage->record) };

	assert(produced->task >= 1 &&
	    produced->task <= stage->terms->order->n_tasks);
	if (row.len > AMBIT_TABLE_ROW_MAX - PACK_ROW_KEY)
		return ambit_err_set(err_r, AMBIT_E_LIMIT, "row of a table");
	if (pack_row_put(produced, row, &text, err_r) < 0)
		return -1;
	assert(!text.full);
	return stage_record(stage, STAGE_ROW, ambit_text_span(&text), NULL,
	    err_r);
}

/* ---- the bytes of an item ---- */

static int
open_file(struct ambit_stage *s, struct ambit_err *err_r)
{
	char name[STAGE_NAME_LEN];

	stage_file_name(++s->n_files, name);
	return ambit_sink_file_open(&s->file, s->fd, name, err_r);
}

/* What becomes of the bytes, and their digests. */
static struct ambit_sink *
chain(struct ambit_stage *s)
{
	struct ambit_sink *const into[] = {
		[AMBIT_STAGE_DIGEST] = NULL,
		[AMBIT_STAGE_FILE] = &s->file.sink,
		[AMBIT_STAGE_RAW] = &s->raw.sink,
	};

	/* Few are asked for their digest, and can be asked later. */
	if (s->place == AMBIT_STAGE_NATIVE)
		return &s->native.sink;
	s->later.sink.next = s->hash.sink.next = into[s->place];
	if (!s->terms->poured)
		return &s->hash.sink;
	pack_crc_init(&s->crc, &s->later.sink);
	return &s->crc.sink;
}

int
ambit_stage_open(struct ambit_stage *stage, enum ambit_stage_place place,
    struct ambit_sink **sink_r, struct ambit_err *err_r)
{
	assert(!stage->opened && !stage->waiting.any);
	/* It is poured again, into its own place. */
	if (place == AMBIT_STAGE_FILE && stage->terms->poured)
		place = AMBIT_STAGE_DIGEST;
	stage->gathers = place != AMBIT_STAGE_NATIVE && stage->terms->poured;
	if (stage->gathers ? later_open(&stage->later, err_r) < 0
			   : ambit_sink_hash_reset(&stage->hash, err_r) < 0)
		return -1;
	if (place == AMBIT_STAGE_FILE && open_file(stage, err_r) < 0)
		return -1;
	if (place == AMBIT_STAGE_RAW || place == AMBIT_STAGE_NATIVE)
		stage_raw_begin(
		    place == AMBIT_STAGE_RAW ? &stage->raw : &stage->native);
	stage->place = place;
	stage->opened = true;
	stage->used = false;
	*sink_r = chain(stage);
	return 0;
}

static int
unstage(struct ambit_stage *s, struct ambit_err *err_r)
{
	char name[STAGE_NAME_LEN];

	stage_file_name(s->n_files--, name);
	if (unlinkat(s->fd, name, 0) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "remove staged file");
	return 0;
}

static int
close_digest(struct ambit_stage *s, struct ambit_err *err_r)
{
	s->sha256 = s->hash.digest;
	if (!s->gathers)
		return ambit_sink_finish(&s->hash.sink, err_r);
	return later_close(&s->later, &s->sha256, err_r);
}

int
ambit_stage_close(struct ambit_stage *stage, uint64_t *bytes_r,
    const unsigned char **sha256_r, struct ambit_err *err_r)
{
	assert(stage->opened && stage->place != AMBIT_STAGE_NATIVE);
	stage->opened = false;
	stage->bytes =
	    stage->gathers ? stage->later.sink.count : stage->hash.sink.count;
	if (close_digest(stage, err_r) < 0)
		return -1;
	*bytes_r = stage->bytes;
	*sha256_r = stage->sha256;
	if (*bytes_r == 0 && stage->place == AMBIT_STAGE_FILE)
		return unstage(stage, err_r);
	return 0;
}

int
ambit_stage_raw(struct ambit_stage *stage, struct ambit_staged_bytes *bytes_r,
    struct ambit_err *err_r)
{
	assert(!stage->opened);
	return stage_raw_lies(&stage->raw, bytes_r, err_r);
}

int
ambit_stage_native(struct ambit_stage *stage,
    struct ambit_staged_bytes *bytes_r, struct ambit_err *err_r)
{
	assert(!stage->opened);
	return stage_raw_lies(&stage->native, bytes_r, err_r);
}

/* ---- under a task ---- */

/* Its record is written with the line of its item. */
int
stage_await(struct ambit_stage *s, const struct ambit_produced *produced,
    struct pack_item item, struct ambit_err *err_r)
{
	assert(!s->waiting.any);
	assert(
	    produced->task >= 1 && produced->task <= s->terms->order->n_tasks);
	if (produced->folder.len > PACK_FOLDER_MAX)
		return ambit_err_set(err_r, AMBIT_E_LIMIT,
		    "a folder's name is too long to be produced");
	item.task = produced->task;
	item.has_instant = produced->has_instant;
	item.native = produced->native;
	item.folder = produced->folder;
	item.unit = s->terms->unit->number;
	if (item.has_instant)
		item.second = pack_second_of(produced->instant);
	s->waiting.item = item;
	s->waiting.cut = false;
	s->waiting.any = true;
	return 0;
}

/* The bytes lie in a file already: once more, somewhere else. */
static int
copy(struct ambit_stage *s, int fromfd, uint64_t left, struct ambit_sink *to,
    struct ambit_err *err_r)
{
	unsigned char *buf = s->record;
	uint64_t off = 0;

	while (left > 0) {
		ssize_t n = pread(fromfd, buf,
		    left < sizeof(s->record) ? (size_t)left : sizeof(s->record),
		    (off_t)off);

		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			return ambit_err_set(err_r, AMBIT_E_IO,
			    "read staged bytes");
		if (ambit_sink_write(to, (struct ambit_span){ buf, (size_t)n },
			err_r) < 0)
			return -1;
		off += (uint64_t)n;
		left -= (uint64_t)n;
	}
	return 0;
}

static int
copy_raw(struct ambit_stage *s, struct stage_raw *raw, struct ambit_sink *to,
    struct ambit_err *err_r)
{
	struct ambit_staged_bytes bytes;

	if (stage_raw_lies(raw, &bytes, err_r) < 0)
		return -1;
	return bytes.fd == -1 ? ambit_sink_write(to, bytes.held, err_r)
			      : copy(s, bytes.fd, raw->written, to, err_r);
}

uint64_t
ambit_stage_native_close(struct ambit_stage *stage)
{
	assert(stage->opened && stage->place == AMBIT_STAGE_NATIVE);
	stage->opened = false;
	return stage->native.sink.count;
}

int
ambit_stage_native_digest(struct ambit_stage *stage,
    unsigned char sha256_r[AMBIT_DIGEST_LEN], struct ambit_err *err_r)
{
	struct ambit_sink_hash hash;
	int rc = ambit_sink_hash_init(&hash, NULL, err_r);

	assert(!stage->opened);
	if (rc == 0)
		rc = copy_raw(stage, &stage->native, &hash.sink, err_r);
	if (rc == 0)
		rc = ambit_sink_finish(&hash.sink, err_r);
	memcpy(sha256_r, hash.digest, AMBIT_DIGEST_LEN);
	ambit_sink_hash_clear(&hash);
	return rc;
}

static int
copy_named(struct ambit_stage *s, int fromfd, struct ambit_err *err_r)
{
	if (open_file(s, err_r) < 0 ||
	    copy(s, fromfd, s->bytes, &s->file.sink, err_r) < 0)
		return -1;
	return ambit_sink_finish(&s->file.sink, err_r);
}

static int
copy_last(struct ambit_stage *s, struct ambit_err *err_r)
{
	char name[STAGE_NAME_LEN];
	int fd, rc;

	if (s->place == AMBIT_STAGE_RAW) {
		if (open_file(s, err_r) < 0 ||
		    copy_raw(s, &s->raw, &s->file.sink, err_r) < 0)
			return -1;
		return ambit_sink_finish(&s->file.sink, err_r);
	}
	stage_file_name(s->n_files, name);
	fd = openat(s->fd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "open staged file");
	rc = copy_named(s, fd, err_r);
	(void)close(fd);
	return rc;
}

/* Poured from the store when its place is known; but what was rebuilt is
 * nowhere in the store. */
static int
keep_place(struct ambit_stage *s, const struct ambit_produced *produced,
    uint64_t off, struct ambit_span path, struct pack_item *item_r,
    struct ambit_err *err_r)
{
	struct ambit_sink *cuts = &s->cuts.sink;

	item_r->crc = s->crc.crc;
	if (produced->native == AMBIT_NATIVE_REBUILT) {
		item_r->from = PACK_FROM_CUTS;
		item_r->off = cuts->count;
		return copy_raw(s, &s->raw, cuts, err_r);
	}
	item_r->from =
	    s->terms->unit->store->gzip ? PACK_FROM_STREAM : PACK_FROM_STORE;
	item_r->off = off;
	item_r->path = path;
	return 0;
}

/* Of a folder: in a file of its own for each task. */
static int
keep_file(struct ambit_stage *s, struct pack_item *item_r,
    struct ambit_err *err_r)
{
	if ((s->used || s->place == AMBIT_STAGE_RAW) && copy_last(s, err_r) < 0)
		return -1;
	s->used = s->place == AMBIT_STAGE_FILE;
	item_r->from = PACK_FROM_FILE;
	item_r->file = s->n_files;
	return 0;
}

int
ambit_stage_keep(struct ambit_stage *stage,
    const struct ambit_produced *produced, uint64_t off, struct ambit_span path,
    struct ambit_err *err_r)
{
	struct pack_item item = { .bytes = stage->bytes };

	assert(!stage->opened && stage->place != AMBIT_STAGE_NATIVE);
	if (item.bytes == 0)
		return 0;
	memcpy(item.sha256, stage->sha256, sizeof(item.sha256));
	if (path.len > PACK_PATH_MAX)
		return ambit_err_set(err_r, AMBIT_E_LIMIT, "path of an item");
	if (stage->terms->poured
		? keep_place(stage, produced, off, path, &item, err_r) < 0
		: keep_file(stage, &item, err_r) < 0)
		return -1;
	return stage_await(stage, produced, item, err_r);
}
