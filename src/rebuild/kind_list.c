/*
 * Lists of addresses: vCard 4.0 of the kind group (RFC 6350 6.1.4).
 *
 * Knows the members that stand in the list itself. One that is only a
 * reference to another item stands as it is stored: that item may be outside.
 */

/* System. */
#include <string.h>

/* Floor 3. */
#include "kind_card.h"
#include "kind_form.h"
#include "take.h"

/* An entry id: some hundred bytes. */
#define ENTRY_MAX 65536

/* Its characters are of two bytes (pst.md 9). */
#define IS_WIDE 0x8000

/* [MS-OXCDATA] 2.2.5.1. */
static const unsigned char one_off[] = { 0x81, 0x2b, 0x1f, 0xa4, 0xbe, 0xa3,
	0x10, 0x19, 0x9d, 0x6e, 0x00, 0xdd, 0x01, 0x0f, 0x54, 0x02 };

/* A string up to its NUL, which must be there. */
static struct ambit_span
take_string(struct rebuild_kind *kind, struct take *take, bool wide)
{
	size_t step = wide ? 2 : 1, n = 0;
	struct ambit_span left = take->left, bytes;

	while (left.len - n >= step &&
	    (left.ptr[n] != 0 || (wide && left.ptr[n + 1] != 0)))
		n += step;
	bytes = take_bytes(take, n);
	take_skip(take, step);
	if (take->bad || n == 0)
		return (struct ambit_span){ NULL, 0 };
	return wide ? kind_utf16(kind, bytes) : kind_string8(kind, bytes);
}

/* ";X-AMBIT-NAME="name":mailto:address", if it is a one-off. */
static bool
put_one_off(struct rebuild_kind *kind, struct ambit_span entry,
    struct line *line)
{
	struct take take = { .left = entry };
	struct ambit_span name, type, address, provider;
	bool wide;

	take_skip(&take, 4);
	provider = take_bytes(&take, sizeof(one_off));
	take_skip(&take, 2);
	wide = (take_u16(&take) & IS_WIDE) != 0;
	if (take.bad || memcmp(provider.ptr, one_off, sizeof(one_off)) != 0)
		return false;
	name = take_string(kind, &take, wide);
	type = take_string(kind, &take, wide);
	address = take_string(kind, &take, wide);
	if (take.bad)
		return false;
	line_str(line, "MEMBER");
	if (name.len > 0)
		line_param(line, "X-AMBIT-NAME", name);
	line_str(line, ":");
	kind_put_mailto(type, address, (struct ambit_span){ NULL, 0 }, line);
	line_end(line);
	return true;
}

static void
put_entry(struct ambit_span entry, struct line *line)
{
	static const char digits[] = "0123456789ABCDEF";

	line_str(line, "X-AMBIT-MEMBER:");
	for (size_t i = 0; i < entry.len; i++) {
		const char hex[] = { digits[entry.ptr[i] >> 4],
			digits[entry.ptr[i] & 15], '\0' };

		line_str(line, hex);
	}
	line_end(line);
}

/* 8054 has each member of 8055 with its address, in the same order. */
static void
put_member(struct rebuild_kind *kind, const struct ambit_mapi_value *address,
    const struct ambit_mapi_value *entry, struct line *line)
{
	size_t mark = ambit_arena_mark(kind->arena);
	struct ambit_span bytes = kind_binary(kind, address, ENTRY_MAX);

	if (!put_one_off(kind, bytes, line)) {
		if (entry != NULL)
			bytes = kind_binary(kind, entry, ENTRY_MAX);
		if (!put_one_off(kind, bytes, line) && bytes.len > 0)
			put_entry(bytes, line);
	}
	ambit_arena_release(kind->arena, mark);
}

static const struct ambit_mapi_value *
next(const struct rebuild_kind *kind, const struct ambit_mapi_value *value)
{
	return value == NULL ? NULL : kind_next(kind->message, value);
}

void
kind_put_list(struct rebuild_kind *kind, const struct kind_form *form,
    struct line *line)
{
	const struct ambit_mapi_value *address =
	    kind_named(kind, KIND_ADDRESS, 0x8054);
	const struct ambit_mapi_value *entry =
	    kind_named(kind, KIND_ADDRESS, 0x8055);
	size_t mark = ambit_arena_mark(kind->arena);
	struct ambit_span name =
	    kind_text(kind, kind_named(kind, KIND_ADDRESS, 0x8053));

	(void)form;
	if (name.len == 0)
		name = kind_text(kind, kind_find(kind, 0x3001));
	card_begin(kind, "group", line);
	line_str(line, "FN:");
	line_text(line, name);
	line_end(line);
	for (; (address != NULL || entry != NULL) && !line->out->full;
	     address = next(kind, address), entry = next(kind, entry))
		put_member(kind, address, entry, line);
	card_end(kind, line);
	ambit_arena_release(kind->arena, mark);
}
