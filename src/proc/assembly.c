/*
 * The monitor and its assembler: what is told, and what is heard.
 */

/* System. */
#include <stdlib.h>
#include <string.h>

/* Floor 7. */
#include "assembly.h"

static void
put_sums(const struct ambit_custody_sums *sums, struct ambit_text *text)
{
	ambit_wire_put64(text, sums->seen);
	ambit_wire_put64(text, sums->produced);
	ambit_wire_put64(text, sums->outside);
	ambit_wire_put64(text, sums->held);
	ambit_wire_put64(text, sums->damaged);
}

void
proc_assembled_put(const struct proc_assembled *made, struct ambit_text *text)
{
	put_sums(&made->items, text);
	ambit_wire_put32(text, made->package.volumes);
	ambit_wire_put64(text, made->package.files);
	ambit_wire_put64(text, made->package.rows);
	ambit_wire_put64(text, made->package.bytes);
}

bool
proc_assembled_get(struct ambit_span body, struct proc_assembled *made_r)
{
	struct ambit_wire wire = { .left = body };
	struct ambit_custody_sums *items = &made_r->items;

	items->seen = ambit_wire_u64(&wire);
	items->produced = ambit_wire_u64(&wire);
	items->outside = ambit_wire_u64(&wire);
	items->held = ambit_wire_u64(&wire);
	items->damaged = ambit_wire_u64(&wire);
	made_r->package.volumes = ambit_wire_u32(&wire);
	made_r->package.files = ambit_wire_u64(&wire);
	made_r->package.rows = ambit_wire_u64(&wire);
	made_r->package.bytes = ambit_wire_u64(&wire);
	return ambit_wire_done(&wire);
}

static int
start(struct proc_assembly *a, struct proc_assembler_job *job,
    struct ambit_err *err_r)
{
	const int keep[] = { job->infd, job->outfd, job->stagingfd,
		job->custodyfd };
	const struct proc_part part = {
		.role = &ambit_role_assembler,
		.folders = { .read = -1,
		    .write = job->stagingfd,
		    .write2 = job->custodyfd },
		.keep = keep,
		.n_keep = sizeof(keep) / sizeof(keep[0]),
		.without_landlock = job->terms->without_landlock,
		.work = proc_assembler,
		.job = job,
	};

	if (proc_child_start(&a->child, &part, err_r) < 0)
		return -1;
	return proc_child_ready(&a->child, "assembler", err_r);
}

int
proc_assembly_begin(struct proc_assembly *assembly,
    struct proc_assembler_job *job, struct ambit_err *err_r)
{
	int in[2], out[2] = { -1, -1 }, rc;

	*assembly = (struct proc_assembly){
		.child = { .line = -1 },
		.from = malloc(sizeof(*assembly->from)),
		.to = malloc(sizeof(*assembly->to)),
		.fds = { -1, -1 },
	};
	if (assembly->from == NULL || assembly->to == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "assembler");
	if (proc_pipe(in, err_r) < 0)
		return -1;
	rc = proc_pipe(out, err_r);
	job->infd = in[0];
	job->outfd = out[1];
	if (rc == 0)
		rc = start(assembly, job, err_r);
	proc_close(&in[0]);
	proc_close(&out[1]);
	assembly->fds[0] = in[1];
	assembly->fds[1] = out[0];
	proc_frame_init(assembly->to, in[1]);
	proc_frame_from(assembly->from, out[0]);
	return rc;
}

int
proc_assembly_hear(struct proc_assembly *assembly, struct ambit_span *body_r,
    struct ambit_err *err_r)
{
	enum proc_kind kind;
	int sig;

	if (proc_frame_next(assembly->from, &kind, body_r, err_r) < 0) {
		if (err_r->code != AMBIT_E_CRASH)
			return -1;
		/* Where it only closed its pipe, it would not end by itself. */
		(void)proc_child_end(&assembly->child, &sig);
		return ambit_err_set(err_r, AMBIT_E_CRASH,
		    "the assembler died of signal %d", sig);
	}
	return kind == PROC_DONE
	    ? 0
	    : ambit_err_set(err_r, AMBIT_E_WIRE, "the assembler is lost");
}

int
proc_assembly_tell(struct proc_assembly *assembly, struct ambit_span body,
    struct ambit_err *err_r)
{
	struct ambit_err later;

	proc_frame_begin(assembly->to, PROC_TASK);
	ambit_text_put(&assembly->to->text, body);
	if (proc_frame_end(assembly->to, err_r) == 0 &&
	    proc_frame_flush(assembly->to, err_r) == 0)
		return 0;
	/* Where it has gone, its own last word says why; where it has not, it
	 * waits for ours. */
	if (err_r->code == AMBIT_E_CRASH &&
	    proc_assembly_hear(assembly, &body, &later) < 0)
		*err_r = later;
	return -1;
}

int
proc_assembly_end(struct proc_assembly *assembly, struct ambit_err *err_r)
{
	int sig;

	if (proc_child_wait(&assembly->child, &sig))
		return 0;
	return ambit_err_set(err_r, AMBIT_E_CRASH,
	    "the assembler died of signal %d", sig);
}

void
proc_assembly_clear(struct proc_assembly *assembly)
{
	proc_child_kill(&assembly->child);
	proc_close(&assembly->fds[0]);
	proc_close(&assembly->fds[1]);
	free(assembly->from);
	free(assembly->to);
	assembly->from = NULL;
	assembly->to = NULL;
}
