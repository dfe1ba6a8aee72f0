#ifndef AMBIT_PST_FILE_H
#define AMBIT_PST_FILE_H

#include "block.h"

/*
 * Open the store at fd, which stays the caller's: the header and both indexes.
 * -1 where the machine failed, and where the store is refused: then
 * AMBIT_E_FORMAT names the check, the offset and the reason, and file->damage
 * has them. After either nothing is left to close.
 */
int pst_file_open(struct pst_file *file, int fd, struct ambit_err *err_r);
void pst_file_close(struct pst_file *file);

#endif
