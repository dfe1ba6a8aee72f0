/*
 * What the path of a file within a bag may look like.
 */

/* Floor 6. */
#include "bag_path.h"

bool
bag_path(struct ambit_span path)
{
	unsigned char last = '/';

	for (size_t i = 0; i < path.len; i++) {
		unsigned char c = path.ptr[i];
		bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
		    (c >= '0' && c <= '9') || c == '_' || c == '-';

		/* A name does not begin with a dot, so none is "..". */
		if (!plain && ((c != '.' && c != '/') || last == '/'))
			return false;
		last = c;
	}
	return last != '/';
}
