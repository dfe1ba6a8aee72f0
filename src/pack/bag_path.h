#ifndef AMBIT_PACK_BAG_PATH_H
#define AMBIT_PACK_BAG_PATH_H

#include "ambit/span.h"

/*
 * Is it a path that a bag of ours can have? Letters, digits, . _ - and single
 * slashes between, no name with a dot in front: so no way out of the bag.
 */
bool bag_path(struct ambit_span path);

#endif
