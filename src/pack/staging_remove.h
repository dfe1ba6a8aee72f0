#ifndef AMBIT_PACK_STAGING_REMOVE_H
#define AMBIT_PACK_STAGING_REMOVE_H

#include <stdbool.h>

/* Remove everything in the folder, but not itself. -1 and errno. */
int staging_empty(int fd);

/* Remove a file, or a folder with all that is in it; gone already is as good.
 * -1 and errno. */
int staging_remove(int atfd, const char *name);

/* "." or ".." */
bool staging_is_dots(const char *name);

#endif
