/*
 * The process that gives the second opinion: whatever becomes of it is told,
 * and nothing of it is ours. libpst itself on a store that is built; in its
 * place processes that die, loop, give up, lie, and never stop.
 */

#include "check.h"
#include "folder.h"
#include "pst_sample.h"

#include "ambit/limits.h"
#include "ambit/second.h"
#include "proc/frame.h"

#include <signal.h>
#include <sys/wait.h>

#define NID 36

/* Long enough for a loaded machine; what is late has less. */
#define PATIENCE 30000
#define SHORT    200

/* ---- in the place of libpst ---- */

static struct proc_frame_out out;

static void
begin(int fd, uint32_t nid)
{
	proc_frame_init(&out, fd);
	proc_frame_begin(&out, PROC_HEAD);
	ambit_wire_put32(&out.text, nid);
	if (proc_frame_end(&out, NULL) < 0 || proc_frame_flush(&out, NULL) < 0)
		_exit(9);
}

static void
tell(struct ambit_second_item item)
{
	proc_frame_begin(&out, PROC_ITEM);
	ambit_second_put(&out.text, &item);
	if (proc_frame_end(&out, NULL) < 0 || proc_frame_flush(&out, NULL) < 0)
		_exit(9);
}

static void
last(void)
{
	proc_frame_begin(&out, PROC_LAST);
	ambit_wire_put64(&out.text, 4);
	ambit_wire_put64(&out.text, 5);
	if (proc_frame_end(&out, NULL) < 0 || proc_frame_flush(&out, NULL) < 0)
		_exit(9);
}

static const struct ambit_second_item item = { .nid = NID,
	.theirs = true,
	.bare = 2 };

static void
work_well(int fd)
{
	begin(fd, NID);
	tell(item);
	last();
}

static void
chat(int fd)
{
	static char much[4096];

	/* What it writes for a person is dropped, however much it is. */
	memset(much, 'x', sizeof(much));
	for (int i = 0; i < 64; i++)
		if (write(2, much, sizeof(much)) == -1)
			_exit(9);
	work_well(fd);
}

static void
skip_one(int fd)
{
	begin(fd, NID - 32);
	proc_frame_begin(&out, PROC_HEAD);
	ambit_wire_put32(&out.text, NID);
	if (proc_frame_end(&out, NULL) < 0)
		_exit(9);
	tell(item);
	last();
}

static void
crash(int fd)
{
	begin(fd, NID);
	__builtin_trap();
}

static void
crash_at_once(int fd)
{
	(void)fd;
	__builtin_trap();
}

static void
give_up(int fd)
{
	begin(fd, NID);
	exit(1);
}

static void
end_early(int fd)
{
	begin(fd, NID);
	tell(item);
}

static void
loop(int fd)
{
	begin(fd, NID);
	for (;;)
		continue;
}

#ifndef AMBIT_TEST_NO_CAGE
/* A call that its role has not. */
static void
reach_out(int fd)
{
	begin(fd, NID);
	(void)!open("/etc/hostname", O_RDONLY);
	last();
}
#endif

static void
half_a_frame(int fd)
{
	begin(fd, NID);
	(void)!write(fd, "\0\0\0\x50\2", 5);
}

static void
no_frame(int fd)
{
	(void)!write(fd, "\xff\xff\xff\xff\2", 5);
}

static void
never_begun(int fd)
{
	proc_frame_init(&out, fd);
	tell(item);
	last();
}

static void
twice(int fd)
{
	begin(fd, NID);
	tell(item);
	tell(item);
	last();
}

static void
another(int fd)
{
	begin(fd, NID + 32);
	tell(item);
	last();
}

/* What is our reader's to say. */
static void
as_ours(int fd)
{
	struct ambit_second_item ours = item;

	ours.theirs = false;
	begin(fd, NID);
	tell(ours);
	last();
}

static void
with_flaws(int fd)
{
	struct ambit_second_item flawed = item;

	flawed.flaws = AMBIT_FLAW_ORPHAN;
	begin(fd, NID);
	tell(flawed);
	last();
}

static void
goes_on(int fd)
{
	work_well(fd);
	last();
}

static void
another_kind(int fd)
{
	begin(fd, NID);
	proc_frame_begin(&out, PROC_PARTY);
	if (proc_frame_end(&out, NULL) < 0 || proc_frame_flush(&out, NULL) < 0)
		_exit(9);
	last();
}

static const char *const hows[] = {
	[AMBIT_SECOND_LIED] = "lied",
	[AMBIT_SECOND_ENDED] = "ended",
	[AMBIT_SECOND_REFUSED] = "refused",
	[AMBIT_SECOND_GAVE_UP] = "gave up",
	[AMBIT_SECOND_DIED] = "died",
	[AMBIT_SECOND_LATE] = "late",
};

static const struct {
	const char *name;
	void (*work)(int fd);
	const char *outcome; /* how, at which nid; items, unread; records */
	int ms;
} rows[] = {
	{ "one that comes to its end", work_well,
	    "ended at 36: 1 item, 0 unread, 2 bare, 4 folders, 5 others", 0 },
	{ "one that talks", chat,
	    "ended at 36: 1 item, 0 unread, 2 bare, 4 folders, 5 others", 0 },
	{ "one that cannot read a message", skip_one,
	    "ended at 36: 1 item, 1 unread, 2 bare, 4 folders, 5 others", 0 },
	{ "one that crashes", crash, "died at 36: 0 item, 1 unread", 0 },
	{ "one that crashes before it says anything", crash_at_once,
	    "died at 0: 0 item, 0 unread", 0 },
	{ "one that ends the process", give_up,
	    "gave up at 36: 0 item, 1 unread", 0 },
	{ "one that says well that it is at its end, and is not", end_early,
	    "lied at 36: 1 item, 0 unread, 2 bare", 0 },
	{ "one that loops is ended", loop, "late at 36: 0 item, 1 unread",
	    SHORT },
#ifndef AMBIT_TEST_NO_CAGE
	{ "one that opens a file dies of it", reach_out,
	    "died at 36: 0 item, 1 unread", 0 },
#endif
	{ "half a frame", half_a_frame, "lied at 36: 0 item, 1 unread", 0 },
	{ "no frame", no_frame, "lied at 0: 0 item, 0 unread", 0 },
	{ "an item that it has not begun", never_begun,
	    "lied at 0: 0 item, 0 unread", 0 },
	{ "an item twice", twice, "lied at 36: 1 item, 0 unread, 2 bare", 0 },
	{ "another item than it has begun", another,
	    "lied at 68: 0 item, 1 unread", 0 },
	{ "an item as if it were ours", as_ours, "lied at 36: 0 item, 1 unread",
	    0 },
	{ "flaws, which are ours to find", with_flaws,
	    "lied at 36: 0 item, 1 unread", 0 },
	{ "more behind the last frame", goes_on,
	    "lied at 36: 1 item, 0 unread, 2 bare, 4 folders, 5 others", 0 },
	{ "a frame of another kind", another_kind,
	    "lied at 36: 0 item, 1 unread", 0 },
};

/* ---- asking ---- */

struct asked {
	int dir, fd;
	struct ambit_spool *spool;
	struct ambit_second_end end;
};

static void
ask(struct asked *a, int fd, void (*work)(int), int ms)
{
	struct ambit_err err = { .text = "" };
	struct ambit_second_terms terms;

	(void)alarm(120);
	a->dir = folder_new();
	a->fd = fd;
	terms = (struct ambit_second_terms){ fd, a->dir, ms, work };
	if (ambit_spool_new(a->dir, 1, &a->spool, &err) < 0 ||
	    ambit_second_ask(&terms, a->spool, &a->end, &err) < 0)
		fail_msg("%s", err.text);
	/* Nothing is left of it. */
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(folder_count(a->dir), 0);
	assert_int_equal(ambit_spool_count(a->spool), a->end.items);
}

static void
done(struct asked *a)
{
	ambit_spool_free(&a->spool);
	folder_free(&a->dir);
	(void)close(a->fd);
}

static const char *
outcome(const struct ambit_second_end *end)
{
	static char buf[200];
	struct ambit_text text = AMBIT_TEXT(buf);

	ambit_text_print(&text, "%s at %u: %ju item, %ju unread",
	    hows[end->how], end->nid, (uintmax_t)end->items,
	    (uintmax_t)end->unread);
	if (end->bare > 0)
		ambit_text_print(&text, ", %ju bare", (uintmax_t)end->bare);
	if (end->folders > 0)
		ambit_text_print(&text, ", %ju folders, %ju others",
		    (uintmax_t)end->folders, (uintmax_t)end->others);
	return ambit_text_end(&text);
}

static void
its_end_is_told(void **state)
{
	size_t i = (size_t)(uintptr_t)*state;
	struct asked a;

	ask(&a, file_of(AMBIT_LIT("!BDN")), rows[i].work,
	    rows[i].ms > 0 ? rows[i].ms : PATIENCE);
	assert_string_equal(outcome(&a.end), rows[i].outcome);
	assert_int_equal(a.end.signal != 0, a.end.how == AMBIT_SECOND_DIED);
	done(&a);
}

/* ---- libpst ---- */

/* Nodes that libpst must have to go on, and one message in a folder. */
static struct ambit_span
build(struct pst_build *b)
{
	static const struct pst_prop store[] = {
		{ 0x0ff9, PST_BINARY, PST_BYTES("0123456789abcdef") },
	};
	static const struct pst_prop folder[] = {
		{ 0x3001, PST_STRING, PST_BYTES("I\0n\0") },
		{ 0x3602, PST_INT32, 1, NULL, 0 },
	};
	static const struct pst_node nodes[] = {
		{ .nid = 0x21 },
		{ .nid = 0x122, .parent = 0x122 },
		{ .nid = 0x8022, .parent = 0x122 },
	};

	b->per_page = 8;
	for (size_t i = 0; i < COUNT(nodes); i++) {
		struct pst_node node = nodes[i];

		node.data = i == 0 ? pst_build_props(b, store, 1, 0)
				   : pst_build_props(b, folder, 2, 0);
		pst_build_node(b, node);
	}
	sample_message(b);
	return pst_build_end(b);
}

static void
write_line(void *ctx, const struct ambit_second_line *line)
{
	ambit_text_print(ctx, "%u %s: %s, %s; %s\n", line->nid, line->fact,
	    line->ours, line->theirs, line->why);
}

/* Ours come first. */
static void
take_both(struct asked *a, struct ambit_arena *arena,
    struct ambit_second_item both_r[2])
{
	struct ambit_span record;
	struct ambit_err err = { .text = "" };

	assert_int_equal(ambit_spool_sort(a->spool, &err), 0);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(ambit_spool_next(a->spool, &record, &err), 1);
		assert_int_equal(ambit_second_get(record, arena, &both_r[i],
				     &err),
		    0);
		assert_int_equal(both_r[i].theirs, i == 1);
	}
	assert_int_equal(ambit_spool_next(a->spool, &record, &err), 0);
}

/*
 * libpst gives the message the time that the rows of its recipients have, and
 * takes those for attachments; what both say of a store is compared as it is
 * told.
 */
static void
both_opinions_on_a_message_differ_as_the_bytes_explain(void **state)
{
	const struct ambit_store store = { .number = 1,
		.format = AMBIT_STORE_PST };
	const struct ambit_limits limits = { .header_bytes = AMBIT_HEADER_MAX,
		.item_bytes = AMBIT_ITEM_MAX,
		.depth = AMBIT_DEPTH_MAX };
	struct ambit_arena *arena = ambit_arena_new((size_t)4 << 20);
	struct pst_build *b = pst_build_new(PST_UNICODE, 1);
	struct ambit_second_item both[2];
	struct ambit_second_own own;
	struct ambit_err err = { .text = "" };
	char buf[400];
	struct ambit_text text = AMBIT_TEXT(buf);
	struct asked a;

	(void)state;
	ask(&a, file_of(build(b)), NULL, PATIENCE);
	assert_string_equal(outcome(&a.end),
	    "ended at 2097188: 1 item, 0 unread, 2 bare, 2 folders, 0 others");
	if (ambit_second_own(&(struct ambit_second_terms){ .storefd = a.fd,
				 .spoolfd = a.dir },
		&store, &limits, a.spool, &own, &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(own.items, 1);
	assert_int_equal(own.recipients, 2);
	take_both(&a, arena, both);
	assert_int_equal(ambit_second_compare(&both[0], &both[1], write_line,
			     &text),
	    1);
	assert_string_equal(ambit_text_end(&text),
	    "2097188 0E06: 3204-10-05T00:31:31Z, 1601-01-01T00:00:00Z; libpst"
	    " takes it from a recipient\n");
	ambit_arena_free(&arena);
	done(&a);
	pst_build_free(b);
}

static const struct {
	const char *name;
	struct ambit_span bytes;
} others[] = {
	{ "libpst does not open an empty file", AMBIT_LIT_INIT("") },
	{ "libpst does not open what is no store",
	    AMBIT_LIT_INIT("From a@example.com Mon Jan  1 00:00:00 2024\n") },
};

static void
libpst_refuses(void **state)
{
	size_t i = (size_t)(uintptr_t)*state;
	struct asked a;

	ask(&a, file_of(others[i].bytes), NULL, PATIENCE);
	assert_string_equal(outcome(&a.end), "refused at 0: 0 item, 0 unread");
	done(&a);
}

int
main(void)
{
	static const struct CMUnitTest singles[] = {
		cmocka_unit_test(
		    both_opinions_on_a_message_differ_as_the_bytes_explain),
	};
	struct CMUnitTest tests[COUNT(singles) + COUNT(rows) + COUNT(others)];
	size_t n = COUNT(singles);

	memcpy(tests, singles, sizeof(singles));
	for (size_t i = 0; i < COUNT(rows); i++)
		tests[n++] = (struct CMUnitTest){ rows[i].name, its_end_is_told,
			NULL, NULL, (void *)i };
	for (size_t i = 0; i < COUNT(others); i++)
		tests[n++] = (struct CMUnitTest){ others[i].name,
			libpst_refuses, NULL, NULL, (void *)i };
	return cmocka_run_group_tests_name("second_ask", tests, NULL, NULL);
}
