/*
 * Progress: told by the run, shown to a person. Holds no evidence.
 */

/* System. */
#include <stdio.h>
#include <time.h>
#include <unistd.h>

/* Floor 8. */
#include "progress.h"
#include "say.h"

#define MIB (1024.0 * 1024.0)

static int64_t
clock_now(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * AMBIT_SECOND + now.tv_nsec / 1000;
}

void
progress_begin(struct progress *p, const struct cli *cli)
{
	*p = (struct progress){ .cli = cli,
		.shown = !cli->quiet && (cli->json || isatty(2) == 1) };
}

static void
show(const struct progress *p, const struct ambit_run_tick *t, double seconds)
{
	double rate = seconds > 0 ? (double)t->bytes / seconds : 0;
	double left = t->stored > t->bytes && rate > 0
	    ? (double)(t->stored - t->bytes) / rate
	    : 0;

	if (p->cli->json)
		say_note(p->cli, "progress",
		    "%.*s items=%ju bytes=%ju stored=%ju", //
		    (int)t->store->id.len, (const char *)t->store->id.ptr,
		    (uintmax_t)t->items, (uintmax_t)t->bytes,
		    (uintmax_t)t->stored);
	else
		(void)fprintf(stderr,
		    "\r%.*s: %ju items, %.0f MiB, %.0f MiB/s, %.0f s left   ",
		    (int)t->store->id.len, (const char *)t->store->id.ptr,
		    (uintmax_t)t->items, (double)t->bytes / MIB, rate / MIB,
		    left);
}

void
progress_tick(void *ctx, const struct ambit_run_tick *tick)
{
	struct progress *p = ctx;
	int64_t now;

	if (!p->shown)
		return;
	now = clock_now();
	if (p->store != tick->store) {
		p->store = tick->store;
		p->began = now;
	} else if (now - p->last < AMBIT_SECOND) {
		return;
	}
	p->last = now;
	show(p, tick, (double)(now - p->began) / (double)AMBIT_SECOND);
}

void
progress_end(struct progress *p)
{
	if (p->shown && !p->cli->json && p->store != NULL)
		(void)fprintf(stderr, "\n");
}
