/*
 * The names of an archive's entries: files in one order, each once, and none
 * that two systems would put in two places.
 */

/* System. */
#include <string.h>

/* Floor 6. */
#include "bag_path.h"
#include "zip_form.h"

static size_t
common(struct ambit_span a, struct ambit_span b)
{
	size_t i = 0;

	while (i < a.len && i < b.len && a.ptr[i] == b.ptr[i])
		i++;
	return i;
}

/*
 * A name of which another one is the folder stands, in this order, behind all
 * that begin with it: so what is known of the last name's beginnings is all
 * that can matter.
 */
const char *
zip_names_check(const struct zip_names *names, struct ambit_span name)
{
	struct ambit_span last = { names->last, names->len };
	size_t same = common(last, name);

	if (!bag_path(name))
		return "it has a name that no file of a package has";
	if (ambit_span_equal(last, name))
		return "it has the name of the entry before it";
	if (ambit_span_compare(last, name) > 0)
		return "it does not stand in the order of names";
	if (name.ptr[same] == '/' && (same == last.len || names->is_file[same]))
		return "it lies below an entry that is a file";
	return NULL;
}

void
zip_names_take(struct zip_names *names, struct ambit_span name)
{
	struct ambit_span last = { names->last, names->len };
	size_t same = common(last, name);

	if (same == last.len)
		names->is_file[same] = true;
	memset(names->is_file + same + 1, 0, sizeof(names->is_file) - same - 1);
	memcpy(names->last, name.ptr, name.len);
	names->len = name.len;
}
