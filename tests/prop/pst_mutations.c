/*
 * Reads a store as it is, then with one mutation after another, and says which
 * of them led to an item that is not what it was, and does not say so. A crash
 * and a hang are findings like others: mutations run in processes of their own,
 * some at a time.
 *
 * An item says so by a flaw that holds or damages it, or by a kind that nobody
 * produces; where it is gone with its folder, the row of the folder says so.
 * Even then what it gives of clocks must be what it was, or nothing. See
 * pst_mutate.h for what is asked of which kind.
 *
 * usage: pst-mutations STORE FROM COUNT
 * A finding is a line "NUMBER KIND at OFFSET: WHAT"; the last line sums up.
 */

/* System. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pst_mutate.h"
#include "pst_seen.h"

/* Of one process; and how long one may take of the processor: on a loaded
 * machine the clock tells nothing. */
#define BATCH   200
#define SECONDS 60

/* What holds an item, or damages it. */
#define SAYS_SO                                                                \
	(AMBIT_FLAWS_DAMAGE | AMBIT_FLAW_LOST | AMBIT_FLAW_ORPHAN |            \
	    AMBIT_FLAW_ATTACHMENTS | AMBIT_FLAW_PROPERTY | AMBIT_FLAW_HEADER | \
	    AMBIT_FLAW_BAD_ADDRESS | AMBIT_FLAW_FRAMING | AMBIT_FLAW_TOO_DEEP)

/* What processes tell each other. */
static struct shared {
	uint64_t number; /* at work on it */
	uint64_t done, refused, equal, held;
	uint64_t findings;
} * shared;

static struct reading clean, got;
static int storefd; /* the store that is read, in memory */

/* ---- the store in memory ---- */

static void
write_store(const unsigned char *bytes, uint64_t from, uint64_t to)
{
	while (from < to) {
		ssize_t n = pwrite(storefd, bytes + from, (size_t)(to - from),
		    (off_t)from);

		must(n > 0, "write the store");
		from += (uint64_t)n;
	}
}

static void
harm(const struct victim *v, const struct mutation *m)
{
	write_store(v->bytes, m->touched.from, m->touched.to);
	if (m->len != v->len)
		must(ftruncate(storefd, (off_t)m->len) == 0, "cut");
}

/* As it was, in both places. */
static void
mend(struct victim *v, const struct mutation *m, const unsigned char *whole)
{
	memcpy(v->bytes + m->touched.from, whole + m->touched.from,
	    (size_t)(m->touched.to - m->touched.from));
	write_store(whole, m->len < m->touched.from ? m->len : m->touched.from,
	    m->len < v->len ? v->len : m->touched.to);
}

/* ---- what reaches what ---- */

/* The folder's name is for people: one that cannot be read shows that. */
static bool
is_equal(const struct seen *was, const struct seen *is)
{
	return was->nid == is->nid && was->flaws == is->flaws &&
	    was->kind == is->kind &&
	    memcmp(was->facts, is->facts, AMBIT_DIGEST_LEN) == 0 &&
	    memcmp(was->stream, is->stream, AMBIT_DIGEST_LEN) == 0 &&
	    (is->unnamed ||
		memcmp(was->folder, is->folder, AMBIT_DIGEST_LEN) == 0);
}

/* Which items a block reaches: those that change when its sum is wrong. */
static bool *
reach_of(struct victim *v, size_t block)
{
	static bool **known;
	const struct pst_block *b = &v->file->block[block];

	if (known == NULL)
		known = calloc(v->file->n_blocks, sizeof(*known));
	must(known != NULL, "memory");
	if (known[block] != NULL)
		return known[block];
	known[block] = calloc(clean.n + 1, sizeof(bool));
	must(known[block] != NULL, "memory");
	v->bytes[b->ib] ^= 1;
	write_store(v->bytes, b->ib, b->ib + 1);
	seen_read(storefd, &got);
	v->bytes[b->ib] ^= 1;
	write_store(v->bytes, b->ib, b->ib + 1);
	for (size_t i = 0; i < clean.n; i++)
		known[block][i] = got.refused || i >= got.n ||
		    got.item[i].unnamed ||
		    !is_equal(&clean.item[i], &got.item[i]);
	return known[block];
}

/* May the item be another, as it has what nothing else in the store says? */
static bool
may_change(struct victim *v, const struct mutation *m, size_t item)
{
	if (m->kind == MUTATE_LIST || m->kind == MUTATE_DATA)
		return reach_of(v, m->block)[item];
	if (m->kind != MUTATE_NODE_BLOCKS)
		return false;
	/* A node that is no message has what belongs to many. */
	return (m->nid & 0x1f) != 4 || m->nid == clean.item[item].nid;
}

/* ---- judging ---- */

static void
find(const struct mutation *m, uint32_t nid, const char *what)
{
	shared->findings++;
	(void)printf("%ju %s at %ju: nid=%u %s\n", (uintmax_t)shared->number,
	    mutation_name(m->kind), (uintmax_t)m->off, nid, what);
	(void)fflush(stdout);
}

static bool
says_so(const struct seen *seen)
{
	return (seen->flaws & SAYS_SO) != 0 || seen->kind == AMBIT_KIND_UNKNOWN;
}

static bool
is_same_time(const struct ambit_when *a, const struct ambit_when *b)
{
	bool same = a->n == b->n;

	for (unsigned i = 0; same && i < a->n; i++)
		same = a->at[i].lo == b->at[i].lo && a->at[i].hi == b->at[i].hi;
	return same;
}

static bool
clocks_hold(const struct seen *was, const struct seen *is)
{
	for (size_t i = 0; i < AMBIT_N_CLOCKS; i++) {
		if (is->when[i].n > 0 &&
		    !is_same_time(&was->when[i], &is->when[i]))
			return false;
	}
	return true;
}

static const struct seen *
search(const struct reading *reading, uint32_t nid, size_t guess)
{
	if (guess < reading->n && reading->item[guess].nid == nid)
		return &reading->item[guess];
	for (size_t i = 0; i < reading->n; i++) {
		if (reading->item[i].nid == nid)
			return &reading->item[i];
	}
	return NULL;
}

/* An item of a folder that is missing stands for all that lay in it. */
static bool
misses_folder(const struct reading *r)
{
	for (size_t i = 0; i < r->n; i++) {
		if ((r->item[i].nid & 0x1f) == 2 &&
		    (r->item[i].flaws & AMBIT_FLAW_ORPHAN))
			return true;
	}
	return false;
}

/* What came of one item that was there. */
static void
judge_item(struct victim *v, const struct mutation *m, const struct reading *r,
    size_t i)
{
	const struct seen *was = &clean.item[i];
	const struct seen *is = search(r, was->nid, i);

	if (is != NULL && is_equal(was, is))
		shared->equal++;
	else if ((is != NULL && says_so(is) && clocks_hold(was, is)) ||
	    (is == NULL && misses_folder(r)) || may_change(v, m, i))
		shared->held++;
	else if (is == NULL)
		find(m, was->nid, "is gone");
	else
		find(m, was->nid,
		    says_so(is) ? "is held, with another clock"
				: "is another, and does not say so");
}

static void
judge(struct victim *v, const struct mutation *m)
{
	/* What is read to know what reaches what goes into the other. */
	static struct reading now;

	now = got;
	if (now.failed)
		find(m, 0, now.why);
	else if (now.refused)
		shared->refused++;
	else
		for (size_t i = 0; i < clean.n; i++)
			judge_item(v, m, &now, i);
	for (size_t i = 0; i < now.n && !now.refused && !now.failed; i++) {
		if (search(&clean, now.item[i].nid, i) == NULL &&
		    !says_so(&now.item[i]))
			find(m, now.item[i].nid, "was not there");
	}
}

static void
run(struct victim *v, const unsigned char *whole, uint64_t from, uint64_t to)
{
	const struct itimerval limit = { .it_value.tv_sec = SECONDS };

	for (uint64_t number = from; number < to; number++) {
		struct mutation m;

		shared->number = number;
		(void)setitimer(ITIMER_PROF, &limit, NULL);
		if (mutate(v, number, &m)) {
			harm(v, &m);
			seen_read(storefd, &got);
			mend(v, &m, whole);
			judge(v, &m);
			shared->done++;
		} else {
			mend(v, &m, whole);
		}
	}
}

/* ---- processes ---- */

/* From one mutation to another, whatever dies of it: where to go on. */
static uint64_t
run_apart(struct victim *v, const unsigned char *whole, uint64_t from,
    uint64_t to)
{
	int status;
	pid_t pid = fork();

	must(pid != -1, "fork");
	if (pid == 0) {
		run(v, whole, from, to);
		_exit(0);
	}
	must(waitpid(pid, &status, 0) == pid, "wait");
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return to;
	shared->findings++;
	(void)printf("%ju: %s %d\n", (uintmax_t)shared->number,
	    WIFSIGNALED(status) ? "signal" : "exit",
	    WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
	/* What it left behind is no store any more. */
	must(ftruncate(storefd, 0) == 0, "cut");
	write_store(whole, 0, v->len);
	return shared->number + 1;
}

static unsigned char *
load(const char *path, size_t *len_r)
{
	FILE *f = fopen(path, "rb");
	unsigned char *bytes;
	long len = 0;

	must(f != NULL && fseek(f, 0, SEEK_END) == 0 && (len = ftell(f)) > 0,
	    path);
	rewind(f);
	bytes = malloc((size_t)len);
	must(bytes != NULL && fread(bytes, 1, (size_t)len, f) == (size_t)len,
	    path);
	(void)fclose(f);
	*len_r = (size_t)len;
	return bytes;
}

static int
mutations(const char *path, uint64_t from, uint64_t count)
{
	struct victim v = { .pages = NULL };
	struct pst_file file;
	struct ambit_err err = { .code = AMBIT_E_NONE };
	unsigned char *whole = load(path, &v.len);
	FILE *f = tmpfile();

	v.bytes = malloc(v.len);
	must(v.bytes != NULL && f != NULL, "memory");
	storefd = fileno(f);
	memcpy(v.bytes, whole, v.len);
	write_store(whole, 0, v.len);
	seen_begin();
	seen_read(storefd, &clean);
	must(!clean.refused && !clean.failed, clean.why);
	must(pst_file_open(&file, storefd, &err) == 0, err.text);
	v.file = &file;
	victim_find(&v);
	for (uint64_t at = from; at < from + count;) {
		uint64_t to = at + BATCH;

		at = run_apart(&v, whole, at,
		    to < from + count ? to : from + count);
	}
	(void)printf("%ju mutations of %zu items: %ju refused; items %ju equal,"
		     " %ju held or of another store; %ju findings\n",
	    (uintmax_t)shared->done, clean.n, (uintmax_t)shared->refused,
	    (uintmax_t)shared->equal, (uintmax_t)shared->held,
	    (uintmax_t)shared->findings);
	pst_file_close(&file);
	(void)fclose(f);
	free(v.pages);
	free(v.heap);
	free(v.bytes);
	free(whole);
	return shared->findings > 0;
}

int
main(int argc, char **argv)
{
	int rc;

	must(argc == 4, "usage: pst-mutations STORE FROM COUNT");
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	must(shared != MAP_FAILED, "memory");
	rc = mutations(argv[1], strtoull(argv[2], NULL, 10),
	    strtoull(argv[3], NULL, 10));
	seen_end();
	return rc;
}
