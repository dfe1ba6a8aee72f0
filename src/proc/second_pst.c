/*
 * The one file that knows libpst. All of it runs in a process of its own, and
 * all but the opening in a cage: libpst may crash, loop, end the process or
 * say what is not so, and nobody believes it.
 */

/* System. */
#include <libpst/libpst.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Floor 6 and below. */
#include "ambit/sink.h"

/* Floor 7. */
#include "ambit/second.h"
#include "frame.h"
#include "second.h"

/* The type of a node is in its lowest bits ([MS-PST] 2.2.2.1). */
#define NID_TYPE    0x1f
#define NID_MESSAGE 0x04

/* FILETIME counts 100 ns since 1601. */
#define TICKS INT64_C(10000000)
#define SINCE INT64_C(11644473600)

/* Of libpst: by value, and an OLE object. */
#define BY_VALUE 1
#define OLE      6

/* One a process, and larger than a stack. */
static struct second_state {
	pst_file store;
	bool open;
	struct proc_frame_out out;
	struct ambit_sink_hash hash;
	struct ambit_second_file files[AMBIT_SECOND_FILES];
	uint64_t folders, others;
} state;

/* A name that libpst can open: the descriptor's own. */
static bool
open_store(int fd)
{
	char name[40];

	(void)snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	return pst_open(&state.store, name, "utf-8") == 0;
}

/* libpst ends the process where it has no memory. What other libraries do
 * then needs calls that the cage lacks. */
static void
leave(void)
{
	_exit(1);
}

int
proc_second_warm(void *job, struct ambit_err *err_r)
{
	struct proc_second_job *s = job;

	if (atexit(leave) != 0)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "atexit");
	s->keep[0] = s->keep[1] = s->outfd;
	if (s->work != NULL)
		return 0;
	state.open = open_store(s->storefd);
	if (state.open)
		s->keep[1] = fileno(state.store.fp);
	if (ambit_sink_hash_init(&state.hash, NULL, err_r) < 0)
		return -1;
	return ambit_sink_finish(&state.hash.sink, err_r);
}

/* ---- what it has of a message ---- */

static int
digest(struct ambit_span bytes, unsigned char *digest_r,
    struct ambit_err *err_r)
{
	if (ambit_sink_hash_reset(&state.hash, err_r) < 0 ||
	    ambit_sink_write(&state.hash.sink, bytes, err_r) < 0 ||
	    ambit_sink_finish(&state.hash.sink, err_r) < 0)
		return -1;
	memcpy(digest_r, state.hash.digest, AMBIT_DIGEST_LEN);
	return 0;
}

static bool
has_time(const FILETIME *time, int64_t *at_r)
{
	uint64_t ticks;

	if (time == NULL)
		return false;
	ticks = (uint64_t)time->dwHighDateTime << 32 | time->dwLowDateTime;
	*at_r = (int64_t)(ticks / (uint64_t)TICKS) - SINCE;
	return true;
}

static int
take_facts(const pst_item *item, struct ambit_second_facts *facts_r,
    struct ambit_err *err_r)
{
	const char *id;

	if (item->email == NULL)
		return 0;
	facts_r->has_submitted =
	    has_time(item->email->sent_date, &facts_r->submitted);
	facts_r->has_delivered =
	    has_time(item->email->arrival_date, &facts_r->delivered);
	id = item->email->messageid.str;
	facts_r->has_id = id != NULL;
	return id == NULL ? 0 : digest(ambit_span_str(id), facts_r->id, err_r);
}

/* Of an embedded message it gives no bytes that could be compared. */
static int
take_file(pst_item_attach *attach, struct ambit_second_file *file_r,
    struct ambit_err *err_r)
{
	pst_binary data;
	int rc;

	*file_r =
	    (struct ambit_second_file){ .method = (uint32_t)attach->method };
	if (attach->method != BY_VALUE && attach->method != OLE)
		return 0;
	data = pst_attach_to_mem(&state.store, attach);
	if (data.data == NULL)
		data.size = 0;
	file_r->has_bytes = true;
	file_r->len = data.size;
	rc = digest((struct ambit_span){ (const unsigned char *)data.data,
			data.size },
	    file_r->sha256, err_r);
	free(data.data);
	return rc;
}

static void
count_files(const pst_item *item, struct ambit_second_item *told)
{
	for (pst_item_attach *a = item->attach; a != NULL; a = a->next) {
		if (a->method == 0)
			told->bare++;
		else
			told->n_files++;
	}
}

/* The last row of the table is the first of its list. */
static int
take_files(const pst_item *item, struct ambit_second_item *told,
    struct ambit_err *err_r)
{
	uint32_t i;

	count_files(item, told);
	i = told->n_files;
	told->files = state.files;
	for (pst_item_attach *a = item->attach; a != NULL; a = a->next) {
		if (a->method != 0 && --i < AMBIT_SECOND_FILES &&
		    take_file(a, &state.files[i], err_r) < 0)
			return -1;
	}
	return 0;
}

/* ---- telling ---- */

/* Sent at once: if it dies of this message, it is known of which. */
static int
tell_begin(uint32_t nid, struct ambit_err *err_r)
{
	proc_frame_begin(&state.out, PROC_HEAD);
	ambit_wire_put32(&state.out.text, nid);
	return proc_frame_end(&state.out, err_r) < 0
	    ? -1
	    : proc_frame_flush(&state.out, err_r);
}

static int
tell_item(const pst_item *item, uint32_t nid, struct ambit_err *err_r)
{
	struct ambit_second_item told = { .nid = nid, .theirs = true };

	if (take_facts(item, &told.facts, err_r) < 0 ||
	    take_files(item, &told, err_r) < 0)
		return -1;
	proc_frame_begin(&state.out, PROC_ITEM);
	ambit_second_put(&state.out.text, &told);
	return proc_frame_end(&state.out, err_r);
}

static int
tell_message(pst_desc_tree *node, struct ambit_err *err_r)
{
	uint32_t nid = (uint32_t)node->d_id;
	pst_item *item;
	int rc;

	if (tell_begin(nid, err_r) < 0)
		return -1;
	item = pst_parse_item(&state.store, node, NULL);
	if (item == NULL)
		return 0;
	rc = tell_item(item, nid, err_r);
	pst_freeItem(item);
	return rc;
}

/* Programs that use libpst take for a message what has such properties. */
static void
count_other(pst_desc_tree *node)
{
	pst_item *item = pst_parse_item(&state.store, node, NULL);

	if (item == NULL)
		return;
	if (item->folder != NULL)
		state.folders++;
	else if (item->email != NULL && item->message_store == NULL)
		state.others++;
	pst_freeItem(item);
}

static int
tell_all(struct ambit_err *err_r)
{
	if (pst_load_index(&state.store) != 0 ||
	    pst_load_extended_attributes(&state.store) < 0)
		return ambit_err_set(err_r, AMBIT_E_FORMAT,
		    "libpst does not find its way in the store");
	for (pst_desc_tree *node = state.store.d_head; node != NULL;
	     node = pst_getNextDptr(node)) {
		if (node->desc == NULL)
			continue;
		if ((node->d_id & NID_TYPE) != NID_MESSAGE)
			count_other(node);
		else if (tell_message(node, err_r) < 0)
			return -1;
	}
	proc_frame_begin(&state.out, PROC_LAST);
	ambit_wire_put64(&state.out.text, state.folders);
	ambit_wire_put64(&state.out.text, state.others);
	return proc_frame_end(&state.out, err_r);
}

void
proc_second(void *job)
{
	const struct proc_second_job *s = job;
	struct ambit_err err = { .code = AMBIT_E_NONE };

	if (s->work != NULL) {
		s->work(s->outfd);
		return;
	}
	proc_frame_init(&state.out, s->outfd);
	if (!state.open)
		(void)ambit_err_set(&err, AMBIT_E_FORMAT,
		    "libpst does not open the store");
	if (!state.open || tell_all(&err) < 0 ||
	    proc_frame_flush(&state.out, &err) < 0)
		proc_frame_fail(&state.out, &err);
}
