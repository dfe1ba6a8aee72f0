/*
 * Records in byte order, whatever their number: an external merge sort.
 *
 * Records gather in memory; a full memory is sorted and appended as a run to a
 * file without a name. Runs are merged as many at once as memory has room for,
 * from one file into a second, until few enough are left to be merged while
 * they are taken. Evidence lies in these files: none has a name that outlives
 * the call that makes it.
 */

/* System. */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Floor 1. */
#include "ambit/file.h"
#include "ambit/linux.h"
#include "spool_merge.h"
#include "spool_sort.h"

/* Two records of the largest kind must fit, or nothing could be merged. */
#define MEMORY_MIN (2 * (AMBIT_SPOOL_RECORD + SPOOL_LEN_SIZE))

/* Records lie in memory at offsets of 32 bits. */
#define MEMORY_MAX ((size_t)1 << 30)

/* What is read of a run at least, lest the disk seek for every record. */
#define SLICE_MIN ((size_t)32 << 10)

/* Before there are more, a pass makes one of many. */
#define RUNS_MAX 4096

#define OUT_SIZE ((size_t)64 << 10)

struct spool_file {
	int fd;
	uint64_t end;
};

struct ambit_spool {
	int dirfd;
	uint64_t count;
	size_t longest; /* of all records */
	bool sorted;

	/* Records from the front of memory on, their keys at its end. */
	unsigned char *memory;
	size_t cap, used, n;
	size_t next; /* of those in memory, to be taken */

	struct spool_file file[2]; /* of the runs, of the next pass */
	struct spool_extent runs[RUNS_MAX];
	size_t n_runs;
	struct spool_merge merge;
	unsigned char out[OUT_SIZE];
	size_t out_len;
};

int
ambit_spool_new(int dirfd, size_t memory, struct ambit_spool **spool_r,
    struct ambit_err *err_r)
{
	struct ambit_spool *s = calloc(1, sizeof(*s));
	size_t unit = sizeof(struct spool_key);

	*spool_r = NULL;
	if (memory < MEMORY_MIN)
		memory = MEMORY_MIN;
	if (memory > MEMORY_MAX)
		memory = MEMORY_MAX;
	memory = (memory + unit - 1) / unit * unit;
	if (s == NULL || (s->memory = malloc(memory)) == NULL) {
		free(s);
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "spool");
	}
	s->dirfd = dirfd;
	s->cap = memory;
	s->file[0].fd = s->file[1].fd = -1;
	*spool_r = s;
	return 0;
}

void
ambit_spool_free(struct ambit_spool **spool)
{
	if (*spool == NULL)
		return;
	for (size_t i = 0; i < 2; i++) {
		if ((*spool)->file[i].fd != -1)
			(void)close((*spool)->file[i].fd);
	}
	free((*spool)->memory);
	free(*spool);
	*spool = NULL;
}

uint64_t
ambit_spool_count(const struct ambit_spool *spool)
{
	return spool->count;
}

static struct spool_key *
keys(const struct ambit_spool *s)
{
	return (struct spool_key *)(void *)(s->memory + s->cap) - s->n;
}

/* A file with a name for as long as it takes to unlink it. */
static int
open_unlinked(int dirfd)
{
	char name[64];
	int fd;

	for (unsigned i = 0; i < 100; i++) {
		(void)snprintf(name, sizeof(name), ".ambit-spool-%ld-%u",
		    (long)getpid(), i);
		fd = openat(dirfd, name,
		    O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
		if (fd == -1 && errno == EEXIST)
			continue;
		if (fd != -1 && unlinkat(dirfd, name, 0) == -1) {
			(void)close(fd);
			return -1;
		}
		return fd;
	}
	return -1;
}

static int
open_file(struct ambit_spool *s, struct spool_file *file,
    struct ambit_err *err_r)
{
	if (file->fd != -1)
		return 0;
	file->fd = ambit_linux_open_nameless(s->dirfd);
	/* Some file systems cannot: NFS, overlays on old kernels. */
	if (file->fd == -1)
		file->fd = open_unlinked(s->dirfd);
	if (file->fd == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "make spool");
	return 0;
}

static int
write_at(struct spool_file *file, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	if (ambit_file_write_at(file->fd, bytes, file->end) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "write spool");
	file->end += bytes.len;
	return 0;
}

static int
flush(struct ambit_spool *s, struct spool_file *file, struct ambit_err *err_r)
{
	struct ambit_span held = { s->out, s->out_len };

	s->out_len = 0;
	return write_at(file, held, err_r);
}

static int
emit(struct ambit_spool *s, struct spool_file *file, struct ambit_span record,
    struct ambit_err *err_r)
{
	uint32_t len = (uint32_t)record.len;

	if (OUT_SIZE - s->out_len < SPOOL_LEN_SIZE + record.len &&
	    flush(s, file, err_r) < 0)
		return -1;
	memcpy(s->out + s->out_len, &len, SPOOL_LEN_SIZE);
	s->out_len += SPOOL_LEN_SIZE;
	if (record.len > OUT_SIZE - s->out_len)
		return flush(s, file, err_r) < 0
		    ? -1
		    : write_at(file, record, err_r);
	memcpy(s->out + s->out_len, record.ptr, record.len);
	s->out_len += record.len;
	return 0;
}

/* How many runs can be merged at once. */
static size_t
fan(const struct ambit_spool *s)
{
	size_t slice = s->longest + SPOOL_LEN_SIZE;
	size_t n = s->cap / (slice > SLICE_MIN ? slice : SLICE_MIN);

	return n > SPOOL_FAN_MAX ? SPOOL_FAN_MAX : n;
}

/* Merge runs of the first file into one at the end of the second. */
static int
merge_some(struct ambit_spool *s, struct spool_runs runs,
    struct spool_extent *run_r, struct ambit_err *err_r)
{
	struct spool_file *to = &s->file[1];
	struct ambit_span record;
	uint64_t off = to->end;
	int rc;

	if (spool_merge_open(&s->merge, runs, s->memory, s->cap, err_r) < 0)
		return -1;
	while ((rc = spool_merge_next(&s->merge, &record, err_r)) == 1) {
		if (emit(s, to, record, err_r) < 0)
			return -1;
	}
	if (rc < 0 || flush(s, to, err_r) < 0)
		return -1;
	*run_r = (struct spool_extent){ off, to->end - off };
	return 0;
}

/* Make fewer and longer runs of all; memory must be free. */
static int
pass(struct ambit_spool *s, struct ambit_err *err_r)
{
	struct spool_file was = s->file[0];
	size_t most = fan(s), n_made = 0;

	if (open_file(s, &s->file[1], err_r) < 0)
		return -1;
	for (size_t i = 0; i < s->n_runs; i += most) {
		size_t left = s->n_runs - i;
		struct spool_runs runs = { was.fd, &s->runs[i],
			left < most ? left : most };
		struct spool_extent run;

		if (merge_some(s, runs, &run, err_r) < 0)
			return -1;
		s->runs[n_made++] = run;
	}
	s->n_runs = n_made;
	s->file[0] = s->file[1];
	s->file[1] = (struct spool_file){ .fd = was.fd };
	if (ftruncate(was.fd, 0) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "empty spool");
	return 0;
}

/* What lies in memory becomes a run. */
static int
spill(struct ambit_spool *s, struct ambit_err *err_r)
{
	struct spool_file *to = &s->file[0];
	struct spool_key *key = keys(s);
	uint64_t off = to->end;

	if (open_file(s, to, err_r) < 0)
		return -1;
	spool_sort(key, s->n, s->memory);
	for (size_t i = 0; i < s->n; i++) {
		if (emit(s, to, spool_key_record(&key[i], s->memory), err_r) <
		    0)
			return -1;
	}
	if (flush(s, to, err_r) < 0)
		return -1;
	s->runs[s->n_runs++] = (struct spool_extent){ off, to->end - off };
	s->used = s->n = 0;
	return s->n_runs == RUNS_MAX ? pass(s, err_r) : 0;
}

int
ambit_spool_put(struct ambit_spool *spool, struct ambit_span record,
    struct ambit_err *err_r)
{
	struct ambit_spool *s = spool;
	size_t room = s->cap - s->used - s->n * sizeof(struct spool_key);

	assert(!s->sorted);
	assert(record.len > 0 && record.len <= AMBIT_SPOOL_RECORD);
	if (room < record.len + sizeof(struct spool_key) && spill(s, err_r) < 0)
		return -1;
	memcpy(s->memory + s->used, record.ptr, record.len);
	s->n++;
	keys(s)[0] = spool_key_of(s->memory, s->used, record.len);
	s->used += record.len;
	s->count++;
	if (record.len > s->longest)
		s->longest = record.len;
	return 0;
}

int
ambit_spool_sort(struct ambit_spool *spool, struct ambit_err *err_r)
{
	struct ambit_spool *s = spool;

	s->next = 0;
	if (!s->sorted && s->n_runs == 0)
		spool_sort(keys(s), s->n, s->memory);
	else if (!s->sorted && s->n > 0 && spill(s, err_r) < 0)
		return -1;
	s->sorted = true;
	while (s->n_runs > fan(s)) {
		if (pass(s, err_r) < 0)
			return -1;
	}
	if (s->n_runs == 0)
		return 0;
	return spool_merge_open(&s->merge,
	    (struct spool_runs){ s->file[0].fd, s->runs, s->n_runs }, s->memory,
	    s->cap, err_r);
}

int
ambit_spool_next(struct ambit_spool *spool, struct ambit_span *record_r,
    struct ambit_err *err_r)
{
	struct ambit_spool *s = spool;

	assert(s->sorted);
	if (s->n_runs > 0)
		return spool_merge_next(&s->merge, record_r, err_r);
	if (s->next == s->n)
		return 0;
	*record_r = spool_key_record(&keys(s)[s->next++], s->memory);
	return 1;
}
