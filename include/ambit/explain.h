#ifndef AMBIT_EXPLAIN_H
#define AMBIT_EXPLAIN_H

#include "ambit/err.h"
#include "ambit/sink.h"

/*
 * Why an item was produced, held, damaged or left outside: the lines of a
 * custody record about it, in words, for every task that asked for it.
 *
 * fd is the folder of one custody record. name is one of
 *	A2F0C1A5-00000001            a Bates number: the item, and its copies
 *	alice-inbox:off=0,len=512    store and locator, as in items.csv
 *	alice-inbox:3                store and ordinal, from 1
 *	off=0,len=512                a locator, in whatever store
 *
 * 0, or -1 and *err_r: AMBIT_E_FORMAT where the record has no such item, or is
 * not as it was written.
 */
int ambit_explain(int fd, struct ambit_span name, struct ambit_sink *sink,
    struct ambit_err *err_r);

#endif
