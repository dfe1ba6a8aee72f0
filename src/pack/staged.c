/*
 * A unit that is done, read again: the digests of its bytes are the only thing
 * about it that is believed.
 */

/* System. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Floor 1. */
#include "ambit/file.h"

/* Floor 6. */
#include "staged_state.h"

/* Two paths, and the sums of all tasks. */
#define STAGED_ARENA ((size_t)8 << 20)

static int
read_done(const struct ambit_stage_terms *terms, int fd,
    struct ambit_staged *staged, const char **why_r, struct ambit_err *err_r)
{
	struct stage_done *done =
	    AMBIT_ARENA_GET(staged->arena, struct stage_done, 1);
	struct ambit_span bytes;

	if (done == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "unit");
	*why_r = "it was never finished";
	/* Whatever cannot be read is made again. */
	if (ambit_file_read(fd, "done", STAGE_DONE_MAX, staged->arena, &bytes,
		err_r) < 0)
		return 0;
	if (!stage_done_get(bytes, terms, staged->arena, done, why_r))
		return 0;
	staged->done = done;
	staged->end = done->end;
	staged->tallies = done->tallies;
	return 1;
}

int
ambit_staged_open(const struct ambit_stage_terms *terms, int fd,
    struct ambit_staged *staged_r, const char **why_r, struct ambit_err *err_r)
{
	struct ambit_err unsaid;
	int got;

	*staged_r = (struct ambit_staged){ .fd = fd, .terms = terms };
	staged_r->arena = ambit_arena_new(STAGED_ARENA);
	if (staged_r->arena == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "unit");
	got = read_done(terms, fd, staged_r, why_r,
	    err_r != NULL ? err_r : &unsaid);
	if (got != 1)
		ambit_staged_close(staged_r);
	return got;
}

void
ambit_staged_close(struct ambit_staged *staged)
{
	if (staged->arena != NULL)
		ambit_arena_free(&staged->arena);
}

int
staged_log(const struct ambit_staged *staged, enum stage_log log, int *fd_r,
    struct ambit_err *err_r)
{
	*fd_r = openat(staged->fd, stage_log_name[log],
	    O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (*fd_r == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "open the %s of a unit",
		    stage_log_name[log]);
	return 0;
}

/* ---- records ---- */

int
staged_records_open(const struct ambit_staged *staged,
    struct staged_records *records_r, struct ambit_err *err_r)
{
	*records_r = (struct staged_records){ .fd = -1, .staged = staged };
	if (staged_log(staged, STAGE_RECORDS, &records_r->fd, err_r) < 0)
		return -1;
	return ambit_source_new(records_r->fd, AMBIT_SOURCE_WINDOW,
	    &records_r->source, err_r);
}

void
staged_records_close(struct staged_records *records)
{
	ambit_source_free(&records->source);
	pack_dir_drop(&records->fd);
}

static int
spoilt(struct ambit_err *err_r)
{
	return ambit_err_set(err_r, AMBIT_E_WIRE,
	    "a unit has a record that no gate writes");
}

static bool
is_sound(const struct staged_records *records, enum stage_kind kind,
    struct ambit_span record)
{
	const struct ambit_stage_terms *terms = records->staged->terms;

	if (kind == STAGE_ROW)
		return pack_row_is_sound(record, terms->order);
	return kind == STAGE_FILE &&
	    pack_item_is_sound(record, terms->order, terms->archive,
		terms->unit->number);
}

int
staged_records_next(struct staged_records *records, enum stage_kind *kind_r,
    struct ambit_span *record_r, struct ambit_err *err_r)
{
	struct ambit_span win;
	size_t len;

	if (ambit_source_lend(records->source, records->off, STAGE_HEAD, &win,
		err_r) < 0)
		return -1;
	if (win.len == 0)
		return 0;
	if (win.len < STAGE_HEAD)
		return spoilt(err_r);
	len = (size_t)win.ptr[1] << 24 | (size_t)win.ptr[2] << 16 |
	    (size_t)win.ptr[3] << 8 | win.ptr[4];
	*kind_r = (enum stage_kind)win.ptr[0];
	if (len > AMBIT_SPOOL_RECORD)
		return spoilt(err_r);
	if (ambit_source_lend(records->source, records->off, STAGE_HEAD + len,
		&win, err_r) < 0)
		return -1;
	*record_r = ambit_span_sub(win, STAGE_HEAD, len);
	if (record_r->len < len || !is_sound(records, *kind_r, *record_r))
		return spoilt(err_r);
	records->off += STAGE_HEAD + len;
	return 1;
}

/* ---- digests ---- */

/* Hash len bytes from off, or as many as there are. */
static int
hash_some(struct ambit_source *source, uint64_t off, uint64_t len,
    struct ambit_sink_hash *hash, struct ambit_err *err_r)
{
	struct ambit_span win;

	while (hash->sink.count < len) {
		if (ambit_source_lend(source, off + hash->sink.count, 1, &win,
			err_r) < 0)
			return -1;
		if (win.len == 0)
			break;
		if (win.len > len - hash->sink.count)
			win.len = (size_t)(len - hash->sink.count);
		if (ambit_sink_write(&hash->sink, win, err_r) < 0)
			return -1;
	}
	return ambit_sink_finish(&hash->sink, err_r);
}

/* Have the bytes that item tells of in what fd leads to its digest? 1, 0, -1.
 */
static int
is_same(int fd, const struct pack_item *item, struct ambit_err *err_r)
{
	struct ambit_sink_hash hash;
	struct ambit_source *source = NULL;
	int rc = ambit_sink_hash_init(&hash, NULL, err_r);

	if (rc == 0)
		rc = ambit_source_new(fd, AMBIT_SOURCE_WINDOW, &source, err_r);
	if (rc == 0)
		rc = hash_some(source, item->off, item->bytes, &hash, err_r);
	if (rc == 0)
		rc = hash.sink.count == item->bytes &&
		    memcmp(hash.digest, item->sha256, AMBIT_DIGEST_LEN) == 0;
	ambit_source_free(&source);
	ambit_sink_hash_clear(&hash);
	return rc;
}

/* And nothing else is in it. */
static int
is_whole(int fd, uint64_t len, const unsigned char *sha256,
    struct ambit_err *err_r)
{
	struct pack_item all = { .bytes = len };
	struct stat st;

	memcpy(all.sha256, sha256, sizeof(all.sha256));
	if (fstat(fd, &st) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "length of a file");
	return (uint64_t)st.st_size == len ? is_same(fd, &all, err_r) : 0;
}

static int
check_log(const struct ambit_staged *staged, enum stage_log log,
    struct ambit_err *err_r)
{
	const struct stage_sum *sum = &staged->done->logs[log];
	int fd, same;

	if (staged_log(staged, log, &fd, err_r) < 0)
		return err_r->sys == ENOENT ? 0 : -1;
	same = is_whole(fd, sum->len, sum->sha256, err_r);
	(void)close(fd);
	return same;
}

static int
check_item(const struct ambit_staged *staged, const struct pack_item *item,
    struct ambit_err *err_r)
{
	bool cut = item->from == PACK_FROM_CUTS;
	char name[STAGE_NAME_LEN] = AMBIT_STAGE_CUTS;
	int fd, same;

	if (!cut && item->from != PACK_FROM_FILE)
		return 1;
	if (!cut)
		stage_file_name(item->file, name);
	fd = openat(staged->fd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	/* The assembler had it already when it was stopped. */
	if (fd == -1 && errno == ENOENT)
		return 0;
	if (fd == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "open staged file");
	same = cut ? is_same(fd, item, err_r)
		   : is_whole(fd, item->bytes, item->sha256, err_r);
	(void)close(fd);
	return same;
}

static int
check_items(const struct ambit_staged *staged, struct ambit_err *err_r)
{
	struct staged_records records;
	struct ambit_span record = { 0 };
	enum stage_kind kind = STAGE_ROW;
	int got, same = 1;

	got = staged_records_open(staged, &records, err_r);
	while (got >= 0 && same == 1 &&
	    (got = staged_records_next(&records, &kind, &record, err_r)) == 1) {
		if (kind == STAGE_FILE) {
			struct pack_item item = pack_item_of_digest(record);

			same = check_item(staged, &item, err_r);
		}
	}
	staged_records_close(&records);
	return got < 0 ? -1 : same;
}

int
ambit_staged_check(const struct ambit_staged *staged, bool items,
    struct ambit_err *err_r)
{
	struct ambit_err unsaid;
	int same = 1;

	if (err_r == NULL)
		err_r = &unsaid;
	for (size_t i = 0; same == 1 && i < STAGE_LOGS; i++)
		same = check_log(staged, (enum stage_log)i, err_r);
	return same == 1 && items ? check_items(staged, err_r) : same;
}
