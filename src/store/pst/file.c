/*
 * A store from open to close. Knows in what order its parts are read.
 */

/* Floor 4. */
#include "file.h"

/* Blocks lie where they came to lie, but those of one item most often side by
 * side: of a longer window little is used. */
#define WINDOW ((size_t)12288)

int
pst_file_open(struct pst_file *file, int fd, struct ambit_err *err_r)
{
	int rc;

	*file = (struct pst_file){ 0 };
	if (ambit_source_new(fd, WINDOW, &file->source, err_r) < 0)
		return -1;
	rc = pst_header_read(file, err_r);
	if (rc == 1)
		rc = pst_index_load(file, err_r);
	if (rc == 1)
		rc = pst_block_begin(file, err_r);
	if (rc == 1)
		return 0;
	if (rc == 0)
		(void)pst_refuse(file, err_r);
	pst_file_close(file);
	return -1;
}

void
pst_file_close(struct pst_file *file)
{
	pst_block_end(file);
	pst_index_free(file);
	ambit_source_free(&file->source);
}
