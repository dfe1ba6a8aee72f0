#ifndef AMBIT_PROC_RUN_H
#define AMBIT_PROC_RUN_H

#include "assembly.h"
#include "slots.h"

/* What the monitor has in hand. */
struct run {
	const struct ambit_run_terms *terms;
	bool joining; /* units that others made */
	struct ambit_staging staging;
	struct ambit_custody *custody;
	struct proc_plan plan;
	struct ambit_stage_terms *stages; /* one a unit */
	bool stores_closed;
	unsigned char tagmanifest[AMBIT_DIGEST_LEN]; /* of volume 1 */

	struct proc_child signer;
	int signfd, signedfd; /* to it, from it */
	unsigned char der[1 << 16];
};

/* Have every unit that is to do made; where one claims what lies in the next,
 * that one again (mail.md B2). */
int run_make_units(struct run *run, struct ambit_err *err_r);
int run_units(struct run *run, struct ambit_err *err_r);

/* ---- units that are there (resume.c) ---- */

/* Which units need not be made again? */
int run_resume(struct run *run, unsigned *reused_r, struct ambit_err *err_r);
/* All of them are there and fit, or -1 and which does not. */
int run_join(struct run *run, struct ambit_err *err_r);

/* ---- the machine (run_machine.c) ---- */

/* Record what of it matters to whoever reads the record. */
int run_machine(struct run *run, struct ambit_err *err_r);
/* Where the disk is full: say how many bytes are missing. */
void run_tell_room(const struct run *run, struct ambit_err *err);

/* ---- the signer (run_signer.c) ---- */

int run_signer_start(struct run *run, struct ambit_err *err_r);
int run_signer_count(struct run *run, unsigned n, struct ambit_err *err_r);
/* told: what the assembler says is to be signed; it must be what the monitor
 * finds on the disk itself. *der_r is lent until the next call. */
int run_signer_sign(struct run *run, unsigned volume,
    const unsigned char told[AMBIT_DIGEST_LEN], struct ambit_span *der_r,
    struct ambit_err *err_r);
void run_signer_stop(struct run *run);

/* ---- the package (run.c) ---- */

int run_assemble(struct run *run, struct ambit_run_result *result_r,
    struct ambit_err *err_r);
void run_fail(struct run *run, const struct ambit_err *err);

#endif
