/*
 * Entry ids of people that are in no address book: one-off entry ids
 * ([MS-OXCDATA] 2.2.5.1), which hold a name, a type and an address. Others
 * hold the name of an object of a server, which is no address.
 */

/* Floor 4. */
#include "outlook_facts.h"
#include "pst/bytes.h"

/* Flags, the provider, a version, more flags; then the strings. */
#define PROVIDER ((size_t)4)
#define VERSION  ((size_t)20)
#define FLAGS    ((size_t)22)
#define STRINGS  ((size_t)24)

#define IS_WIDE 0x8000

/* Cut a string and its NUL off the front. */
static bool
cut(struct ambit_span *rest, size_t width, struct ambit_span *string_r)
{
	size_t len = 0;

	while (rest->len >= width && len <= rest->len - width &&
	    (rest->ptr[len] != 0 || rest->ptr[len + width - 1] != 0))
		len += width;
	if (rest->len < width || len > rest->len - width)
		return false;
	*string_r = ambit_span_sub(*rest, 0, len);
	*rest = ambit_span_sub(*rest, len + width, rest->len);
	return true;
}

bool
outlook_entry_cut(struct ambit_span bytes, struct outlook_entry *entry_r)
{
	static const struct ambit_span provider =
	    AMBIT_LIT_INIT("\x81\x2b\x1f\xa4\xbe\xa3\x10\x19"
			   "\x9d\x6e\x00\xdd\x01\x0f\x54\x02");
	struct ambit_span rest = ambit_span_sub(bytes, STRINGS, bytes.len);
	size_t width;

	*entry_r = (struct outlook_entry){ 0 };
	if (bytes.len < STRINGS ||
	    !ambit_span_equal(ambit_span_sub(bytes, PROVIDER, provider.len),
		provider) ||
	    pst_u16(bytes.ptr + VERSION) != 0)
		return false;
	entry_r->wide = (pst_u16(bytes.ptr + FLAGS) & IS_WIDE) != 0;
	width = entry_r->wide ? 2 : 1;
	return cut(&rest, width, &entry_r->name) &&
	    cut(&rest, width, &entry_r->type) &&
	    cut(&rest, width, &entry_r->address);
}
