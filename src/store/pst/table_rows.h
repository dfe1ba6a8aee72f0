#ifndef AMBIT_PST_TABLE_ROWS_H
#define AMBIT_PST_TABLE_ROWS_H

#include "table.h"

/* Find the rows of a table whose columns and index are known. */
int
pst_rows_start(struct pst_table *table, uint32_t hnid, struct ambit_err *err_r);

#endif
