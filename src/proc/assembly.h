#ifndef AMBIT_PROC_ASSEMBLY_H
#define AMBIT_PROC_ASSEMBLY_H

#include "child.h"
#include "frame.h"
#include "house.h"

/* What an assembler tells when a step is done. */
struct proc_assembled {
	struct ambit_custody_sums items;
	struct ambit_production_sums package;
};
void
proc_assembled_put(const struct proc_assembled *made, struct ambit_text *text);
bool proc_assembled_get(struct ambit_span body, struct proc_assembled *made_r);

/* The monitor's side of it: told step by step. */
struct proc_assembly {
	struct proc_child child;
	struct proc_frame_in *from;
	struct proc_frame_out *to;
	int fds[2]; /* to it, from it */
};

int proc_assembly_begin(struct proc_assembly *assembly,
    struct proc_assembler_job *job, struct ambit_err *err_r)
    __attribute__((warn_unused_result));
/* Its next answer, lent until the next call. */
int
proc_assembly_hear(struct proc_assembly *assembly, struct ambit_span *body_r,
    struct ambit_err *err_r) __attribute__((warn_unused_result));
int proc_assembly_tell(struct proc_assembly *assembly, struct ambit_span body,
    struct ambit_err *err_r) __attribute__((warn_unused_result));
/* Wait for its end: 0 if it was a good one. */
int proc_assembly_end(struct proc_assembly *assembly, struct ambit_err *err_r)
    __attribute__((warn_unused_result));
/* Whatever state it is in. */
void proc_assembly_clear(struct proc_assembly *assembly);

#endif
