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
		.shown = !cli->quiet && (cli->json || isatty(2) == 1),
		.began = clock_now() };
}

static void
show(const struct progress *p, const struct ambit_run_tick *t, double seconds)
{
	double rate = seconds > 0 ? (double)t->bytes / seconds : 0;
	double left = t->whole > t->bytes && rate > 0
	    ? (double)(t->whole - t->bytes) / rate
	    : 0;

	if (p->cli->json)
		say_note(p->cli, "progress",
		    "items=%ju bytes=%ju whole=%ju units=%u of=%u",
		    (uintmax_t)t->items, (uintmax_t)t->bytes,
		    (uintmax_t)t->whole, t->units_done, t->units);
	else
		(void)fprintf(stderr,
		    "\r%u of %u units: %ju items, %.0f MiB, %.0f MiB/s, "
		    "%.0f s left   ",
		    t->units_done, t->units, (uintmax_t)t->items,
		    (double)t->bytes / MIB, rate / MIB, left);
}

void
progress_tick(void *ctx, const struct ambit_run_tick *tick)
{
	struct progress *p = ctx;
	int64_t now = p->shown ? clock_now() : 0;

	if (!p->shown || (p->last != 0 && now - p->last < AMBIT_SECOND))
		return;
	p->last = now;
	show(p, tick, (double)(now - p->began) / (double)AMBIT_SECOND);
}

void
progress_end(struct progress *p)
{
	if (p->shown && !p->cli->json && p->last != 0)
		(void)fprintf(stderr, "\n");
}
