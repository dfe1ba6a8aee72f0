#ifndef AMBIT_PROC_WORD_H
#define AMBIT_PROC_WORD_H

#include <stdint.h>

#include "ambit/err.h"

/*
 * Words between a gate and the monitor, over a socket that keeps them apart.
 * Each has one form and one length; a descriptor may come with it.
 */
enum proc_word_kind {
	/* Gate to monitor. */
	PROC_WORD_PROGRESS = 1, /* a: items, b: bytes */
	PROC_WORD_DECODER,      /* wants one; with a file that it may read, or
				   with none */
	PROC_WORD_DIED,         /* the decoder died on item a */
	PROC_WORD_HELD,         /* and again: item a is held */
	PROC_WORD_DONE,         /* a: items, b: bytes of the unit */
	PROC_WORD_GONE,         /* the reader ended early */
	PROC_WORD_FAIL,         /* err: the run fails */
	/* Monitor to gate. */
	PROC_WORD_HERE,   /* a decoder: with its two pipes */
	PROC_WORD_SIGNAL, /* a: what killed the last one */
};

#define PROC_WORD_FDS 2

struct proc_word {
	enum proc_word_kind kind;
	uint64_t a, b;
	struct ambit_err err;   /* FAIL */
	int fds[PROC_WORD_FDS]; /* -1: none; the taker's to close */
};

/* Two ends of such a socket. */
int proc_word_pair(int ends_r[2], struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* maybe: where the other side is slow the word is dropped. */
int proc_word_send(int fd, const struct proc_word *word, int maybe,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* 1; 0 where the other side has ended; -1: AMBIT_E_WIRE where it is no word. */
int proc_word_take(int fd, struct proc_word *word_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

#endif
