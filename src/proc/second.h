#ifndef AMBIT_PROC_SECOND_H
#define AMBIT_PROC_SECOND_H

#include "ambit/err.h"

/*
 * The process that gives the second opinion. In frames: HEAD (nid) before it
 * reads a message, ITEM (a record of ambit/second.h) when it has, LAST at the
 * end (nodes that it takes for folders, and for messages); FAIL where it does
 * not open the store.
 */
struct proc_second_job {
	int storefd, outfd;
	int keep[2]; /* its pipe, and the file that libpst has opened */
	void (*work)(int outfd); /* instead of libpst */
};

/* Before the cage: libpst opens the store; digests are warm. */
int proc_second_warm(void *job, struct ambit_err *err_r);
void proc_second(void *job);

#endif
