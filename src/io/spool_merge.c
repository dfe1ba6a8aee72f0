/*
 * Merging sorted runs of one file: a heap of their first records.
 */

/* System. */
#include <assert.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Floor 1. */
#include "spool_merge.h"

/* Read more of the run into its slice, behind what is left there. */
static int
fill(const struct spool_merge *m, struct spool_head *h, struct ambit_err *err_r)
{
	size_t room;
	ssize_t got;

	memmove(h->slice, h->slice + h->at, h->len);
	h->at = 0;
	while (h->len < h->cap && h->rest.len > 0) {
		room = h->cap - h->len;
		if (room > h->rest.len)
			room = (size_t)h->rest.len;
		got = pread(m->fd, h->slice + h->len, room, (off_t)h->rest.off);
		if (got == -1 && errno == EINTR)
			continue;
		if (got <= 0)
			return ambit_err_set(err_r, AMBIT_E_IO, "read spool");
		h->len += (size_t)got;
		h->rest.off += (uint64_t)got;
		h->rest.len -= (uint64_t)got;
	}
	return 0;
}

/* Make at least n bytes of the run lie in its slice. */
static int
want(const struct spool_merge *m, struct spool_head *h, size_t n,
    struct ambit_err *err_r)
{
	if (h->len < n && fill(m, h, err_r) < 0)
		return -1;
	if (h->len < n)
		return ambit_err_set(err_r, AMBIT_E_IO, "spool is cut short");
	return 0;
}

static int
next_record(const struct spool_merge *m, struct spool_head *h,
    struct ambit_err *err_r)
{
	uint32_t len;

	h->record = (struct ambit_span){ 0 };
	if (h->len == 0 && h->rest.len == 0)
		return 0;
	if (want(m, h, SPOOL_LEN_SIZE, err_r) < 0)
		return -1;
	memcpy(&len, h->slice + h->at, SPOOL_LEN_SIZE);
	if (len == 0 || len > h->cap - SPOOL_LEN_SIZE)
		return ambit_err_set(err_r, AMBIT_E_IO, "spool is damaged");
	if (want(m, h, SPOOL_LEN_SIZE + len, err_r) < 0)
		return -1;
	h->record =
	    (struct ambit_span){ h->slice + h->at + SPOOL_LEN_SIZE, len };
	h->at += SPOOL_LEN_SIZE + len;
	h->len -= SPOOL_LEN_SIZE + len;
	return 0;
}

static bool
is_before(const struct spool_merge *m, size_t a, size_t b)
{
	return ambit_span_compare(m->heads[m->heap[a]].record,
		   m->heads[m->heap[b]].record) < 0;
}

static void
swap(struct spool_merge *m, size_t a, size_t b)
{
	size_t head = m->heap[a];

	m->heap[a] = m->heap[b];
	m->heap[b] = head;
}

static void
sink(struct spool_merge *m, size_t i)
{
	for (size_t child; i < m->n / 2; i = child) {
		child = 2 * i + 1;
		if (child + 1 < m->n && is_before(m, child + 1, child))
			child++;
		if (!is_before(m, child, i))
			return;
		swap(m, i, child);
	}
}

int
spool_merge_open(struct spool_merge *m, struct spool_runs runs,
    unsigned char *memory, size_t cap, struct ambit_err *err_r)
{
	size_t slice;

	assert(runs.n > 0 && runs.n <= SPOOL_FAN_MAX);
	slice = cap / runs.n;
	*m = (struct spool_merge){ .fd = runs.fd };
	for (size_t i = 0; i < runs.n; i++) {
		struct spool_head *head = &m->heads[i];

		head->rest = runs.at[i];
		head->slice = memory + slice * i;
		head->cap = slice;
		if (next_record(m, head, err_r) < 0)
			return -1;
		if (head->record.len > 0)
			m->heap[m->n++] = i;
	}
	for (size_t i = m->n / 2; i > 0; i--)
		sink(m, i - 1);
	return 0;
}

int
spool_merge_next(struct spool_merge *m, struct ambit_span *record_r,
    struct ambit_err *err_r)
{
	struct spool_head *top = &m->heads[m->heap[0]];

	if (m->lent && m->n > 0) {
		if (next_record(m, top, err_r) < 0)
			return -1;
		if (top->record.len == 0)
			swap(m, 0, --m->n);
		sink(m, 0);
	}
	m->lent = true;
	if (m->n == 0)
		return 0;
	*record_r = m->heads[m->heap[0]].record;
	return 1;
}
