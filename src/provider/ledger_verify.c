/*
 * Verifying the ledger: every event is read again, its hash recomputed, and
 * all events told to empty ledgers in memory, whose tables must come out the
 * same. The chain, the file and each shard of cases are parts of their own, on
 * threads of their own, over one state of the ledger.
 */

/* System. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Floor 5. */
#include "ledger_verify.h"

/* Events lie in the order of time, so every part reads all of them: more
 * shards than these read more than they share. */
#define SHARDS_MAX 8

/* Each part begins to read by itself; that nobody wrote in between comes soon,
 * for nobody writes for long. */
#define TRIES 1000

enum { CHAIN, FILE_PART, SHARDS };

struct verification {
	struct ledger_part part[SHARDS + SHARDS_MAX];
	size_t n; /* that are open */
};

/* ---- one state of the ledger, whoever writes meanwhile ---- */

struct state {
	int rc;
	int64_t seq;
	unsigned char hash[LEDGER_HASH_LEN];
};

/* What the head says, or that it cannot be read: then that is the state. */
static struct state
state_of(const struct ambit_ledger *ledger)
{
	struct state state = { .rc = SQLITE_OK };
	sqlite3_stmt *stmt = NULL;

	state.rc = sqlite3_prepare_v2(ledger->db, "SELECT seq, hash FROM head",
	    -1, &stmt, NULL);
	if (state.rc == SQLITE_OK)
		state.rc = sqlite3_step(stmt);
	if (state.rc == SQLITE_ROW) {
		struct ambit_span hash = ledger_bytes(stmt, 1);

		state.seq = sqlite3_column_int64(stmt, 0);
		if (hash.len == sizeof(state.hash))
			memcpy(state.hash, hash.ptr, sizeof(state.hash));
	}
	(void)sqlite3_finalize(stmt);
	return state;
}

static bool
is_same_state(const struct state *a, const struct state *b)
{
	return a->rc == b->rc && a->seq == b->seq &&
	    memcmp(a->hash, b->hash, sizeof(a->hash)) == 0;
}

/* 1: all read one state; 0: somebody wrote in between; -1 and *err_r. */
static int
begin_once(struct verification *v, struct ambit_err *err_r)
{
	struct state first = { .rc = SQLITE_OK };
	bool same = true;

	for (size_t i = 0; i < v->n; i++) {
		struct state state;

		if (ledger_run(v->part[i].ledger, "BEGIN", err_r) < 0)
			return -1;
		state = state_of(v->part[i].ledger);
		if (i == 0)
			first = state;
		same = same && is_same_state(&first, &state);
	}
	return same;
}

static void
end(struct verification *v)
{
	for (size_t i = 0; i < v->n; i++)
		(void)sqlite3_exec(v->part[i].ledger->db, "ROLLBACK", NULL,
		    NULL, NULL);
}

static int
begin(struct verification *v, struct ambit_err *err_r)
{
	for (int i = 0; i < TRIES; i++) {
		int got = begin_once(v, err_r);

		if (got != 0)
			return got < 0 ? -1 : 0;
		end(v);
	}
	return ambit_err_set(err_r, AMBIT_E_IO,
	    "ledger %s: it is written to all the time; try again later",
	    v->part[CHAIN].ledger->path);
}

/* ---- the parts ---- */

static size_t
count_shards(void)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	return cores < 1 ? 1 : cores > SHARDS_MAX ? SHARDS_MAX : (size_t)cores;
}

static int
open_part(struct verification *v,
    int (*verify)(struct ledger_part *part, struct ambit_err *err_r),
    struct ambit_err *err_r)
{
	struct ledger_part *part = &v->part[v->n];

	part->verify = verify;
	if (ambit_ledger_open(v->part[CHAIN].ledger->path, AMBIT_LEDGER_READ,
		&part->ledger, err_r) < 0)
		return -1;
	v->n++;
	return 0;
}

static int
open_parts(struct verification *v, struct ambit_err *err_r)
{
	size_t n = count_shards();

	if (open_part(v, ledger_verify_file, err_r) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (open_part(v, ledger_verify_shard, err_r) < 0)
			return -1;
		if (ledger_replay_open(&v->part[SHARDS + i].replay, i, n) !=
		    SQLITE_OK)
			return ambit_err_set(err_r, AMBIT_E_MEMORY,
			    "ledger: tables in memory");
	}
	return 0;
}

static void
close_parts(struct verification *v)
{
	for (size_t i = CHAIN + 1; i < v->n; i++) {
		ledger_replay_close(&v->part[i].replay);
		ambit_ledger_close(&v->part[i].ledger);
	}
}

static void *
run_part(void *arg)
{
	struct ledger_part *part = arg;

	part->got = part->verify(part, &part->err);
	return NULL;
}

/* Where there are no threads to be had, one after the other. */
static void
run_parts(struct verification *v)
{
	pthread_t thread[SHARDS + SHARDS_MAX];
	bool runs[SHARDS + SHARDS_MAX] = { false };

	for (size_t i = CHAIN + 1; i < v->n; i++)
		runs[i] = pthread_create(&thread[i], NULL, run_part,
			      &v->part[i]) == 0;
	(void)run_part(&v->part[CHAIN]);
	for (size_t i = CHAIN + 1; i < v->n; i++) {
		if (runs[i])
			(void)pthread_join(thread[i], NULL);
		else
			(void)run_part(&v->part[i]);
	}
}

/* ---- the verdict ---- */

static bool
is_before(const struct ledger_part *a, const struct ledger_part *b)
{
	if (a->stage != b->stage)
		return a->stage < b->stage;
	return a->verdict.seq < b->verdict.seq;
}

/* The first that is wrong, of all that the parts have found. */
static int
judge(const struct verification *v, struct ambit_ledger_verdict *verdict_r,
    struct ambit_err *err_r)
{
	const struct ledger_part *first = NULL;

	for (size_t i = 0; i < v->n; i++) {
		const struct ledger_part *part = &v->part[i];

		if (part->got < 0) {
			*err_r = part->err;
			return -1;
		}
		if (part->got == 0 && (first == NULL || is_before(part, first)))
			first = part;
	}
	if (first != NULL)
		*verdict_r = first->verdict;
	verdict_r->head = v->part[CHAIN].verdict.head;
	verdict_r->good = first == NULL;
	return 0;
}

static int
verify(struct verification *v, struct ambit_ledger_verdict *verdict_r,
    struct ambit_err *err_r)
{
	int got = ledger_compare_schema(v->part[CHAIN].ledger,
	    &v->part[SHARDS].replay, verdict_r, err_r);

	if (got != 1)
		return got < 0 ? -1 : 0;
	run_parts(v);
	return judge(v, verdict_r, err_r);
}

int
ambit_ledger_verify(struct ambit_ledger *ledger,
    const struct ambit_ledger_head *known,
    struct ambit_ledger_verdict *verdict_r, struct ambit_err *err_r)
{
	struct verification v = { .n = 1 };
	int got;

	*verdict_r = (struct ambit_ledger_verdict){ .good = false };
	v.part[CHAIN] = (struct ledger_part){ .verify = ledger_verify_chain,
		.ledger = ledger,
		.known = known };
	got = open_parts(&v, err_r);
	if (got == 0)
		got = begin(&v, err_r);
	if (got == 0)
		got = verify(&v, verdict_r, err_r);
	end(&v);
	close_parts(&v);
	return got;
}
