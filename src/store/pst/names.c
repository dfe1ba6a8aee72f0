/*
 * Named properties ([MS-PST] 2.4.7). Knows the map; which names matter it does
 * not. The hash buckets beside the map are not believed and not read.
 */

/* System. */
#include <string.h>

/* Floor 4. */
#include "bytes.h"
#include "names.h"
#include "utf16.h"

#define GUIDS   0x0002
#define ENTRIES 0x0003
#define STRINGS 0x0004

#define GUID_LEN  16
#define ENTRY_LEN 8

/* Properties that have names begin here. */
#define FIRST 0x8000

/* The two sets that have a number instead of a GUID in the list. */
enum {
	NO_SET = 0,
	MAPI_SET = 1,
	PUBLIC_SET = 2,
	FIRST_SET = 3,
};

static const unsigned char mapi[GUID_LEN] = { 0x28, 0x03, 0x02, 0x00, 0x00,
	0x00, 0x00, 0x00, 0xc0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x46 };
static const unsigned char public_strings[GUID_LEN] = { 0x29, 0x03, 0x02, 0x00,
	0x00, 0x00, 0x00, 0x00, 0xc0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x46 };

struct entry {
	uint32_t what; /* a number, or where its string lies */
	uint16_t set, index;
	bool is_string;
};

static struct entry
entry_at(const struct pst_names *names, size_t i)
{
	const unsigned char *p = names->entries.ptr + i * ENTRY_LEN;

	return (struct entry){ .what = pst_u32(p),
		.is_string = p[4] & 1,
		.set = pst_u16(p + 4) >> 1,
		.index = pst_u16(p + 6) };
}

static size_t
count(const struct pst_names *names)
{
	return names->entries.len / ENTRY_LEN;
}

static bool
has_string(const struct pst_names *names, uint32_t at)
{
	size_t len = names->strings.len;

	return at <= len && len - at >= 4 &&
	    pst_u32(names->strings.ptr + at) <= len - at - 4;
}

const char *
pst_names_wrong(const struct pst_names *names)
{
	size_t sets = names->guids.len / GUID_LEN;

	if (names->guids.len % GUID_LEN != 0 ||
	    names->entries.len % ENTRY_LEN != 0)
		return "a list of names has a rest";
	for (size_t i = 0; i < count(names); i++) {
		struct entry entry = entry_at(names, i);

		if ((entry.set >= FIRST_SET + sets) || entry.index >= FIRST)
			return "a name of no set or property";
		if (entry.is_string && !has_string(names, entry.what))
			return "a name without its string";
	}
	return NULL;
}

/* From a property to its entry: asked for each property of each item. */
bool
pst_names_index(struct pst_names *names, struct ambit_arena *arena)
{
	names->by_id = AMBIT_ARENA_GET(arena, uint32_t, FIRST);
	if (names->by_id == NULL)
		return false;
	for (size_t i = 0; i < count(names); i++) {
		struct entry entry = entry_at(names, i);

		if (entry.set != NO_SET && names->by_id[entry.index] == 0)
			names->by_id[entry.index] = (uint32_t)i + 1;
	}
	return true;
}

static int
load(struct pst_props *props, uint16_t id, struct ambit_span *bytes_r,
    struct ambit_err *err_r)
{
	struct pst_value value;
	int rc = pst_props_find(props, id, &value, err_r);

	if (rc == 1 && value.found && value.type != PST_BINARY)
		rc = pst_damaged(props->holder.heap.file, "K14",
		    "a list of names is of another type", 0);
	if (rc == 1 && value.found)
		rc = pst_value_bytes(&props->holder, &value, PST_NAMES_MAX,
		    bytes_r, err_r);
	return rc;
}

int
pst_names_open(struct pst_names *names, struct pst_file *file,
    struct ambit_arena *arena, struct ambit_err *err_r)
{
	const struct pst_node *node = pst_index_node(file, PST_NID_NAMES);
	struct pst_props props;
	int rc;

	*names = (struct pst_names){ .file = file };
	if (node == NULL)
		return pst_damaged(file, "K5", "no node has the names", 0);
	rc = pst_props_open(&props, file, node, arena, err_r);
	if (rc == 1)
		rc = load(&props, GUIDS, &names->guids, err_r);
	if (rc == 1)
		rc = load(&props, ENTRIES, &names->entries, err_r);
	if (rc == 1)
		rc = load(&props, STRINGS, &names->strings, err_r);
	if (rc == 1 && pst_names_wrong(names) != NULL)
		rc = pst_damaged(file, "K14", pst_names_wrong(names), 0);
	if (rc == 1 && !pst_names_index(names, arena))
		rc = pst_damaged(file, "K15", "an item is too large", 0);
	return rc;
}

/* The GUID of an entry; NULL: it is of no set. */
static const unsigned char *
set_of(const struct pst_names *names, const struct entry *entry)
{
	switch (entry->set) {
	case NO_SET:
		return NULL;
	case MAPI_SET:
		return mapi;
	case PUBLIC_SET:
		return public_strings;
	default:
		return names->guids.ptr +
		    (size_t)(entry->set - FIRST_SET) * GUID_LEN;
	}
}

static bool
is_of_set(const struct pst_names *names, const struct entry *entry,
    const struct pst_guid *set)
{
	const unsigned char *guid = set_of(names, entry);

	return guid != NULL && memcmp(guid, set->bytes, GUID_LEN) == 0;
}

uint16_t
pst_names_number(const struct pst_names *names, const struct pst_guid *set,
    uint32_t number)
{
	for (size_t i = 0; i < count(names); i++) {
		struct entry entry = entry_at(names, i);

		if (!entry.is_string && entry.what == number &&
		    is_of_set(names, &entry, set))
			return (uint16_t)(FIRST + entry.index);
	}
	return 0;
}

/* UTF-16LE in the store, ASCII in our hands. */
static bool
string_is(const struct pst_names *names, uint32_t at, struct ambit_span name)
{
	const unsigned char *p = names->strings.ptr + at;

	if (pst_u32(p) != 2 * name.len)
		return false;
	for (size_t i = 0; i < name.len; i++) {
		if (pst_u16(p + 4 + 2 * i) != name.ptr[i])
			return false;
	}
	return true;
}

uint16_t
pst_names_string(const struct pst_names *names, const struct pst_guid *set,
    struct ambit_span name)
{
	for (size_t i = 0; i < count(names); i++) {
		struct entry entry = entry_at(names, i);

		if (entry.is_string && is_of_set(names, &entry, set) &&
		    string_is(names, entry.what, name))
			return (uint16_t)(FIRST + entry.index);
	}
	return 0;
}

bool
pst_names_of(const struct pst_names *names, uint16_t id,
    struct pst_name *name_r)
{
	struct entry entry;
	const unsigned char *string;

	*name_r = (struct pst_name){ 0 };
	if (id < FIRST || names->by_id == NULL || names->by_id[id - FIRST] == 0)
		return false;
	entry = entry_at(names, names->by_id[id - FIRST] - 1);
	memcpy(name_r->set.bytes, set_of(names, &entry), GUID_LEN);
	name_r->is_string = entry.is_string;
	if (!entry.is_string) {
		name_r->number = entry.what;
		return true;
	}
	string = names->strings.ptr + entry.what;
	name_r->string = (struct ambit_span){ string + 4, pst_u32(string) };
	return true;
}

bool
pst_names_tell(const struct pst_names *names, struct ambit_arena *arena,
    struct ambit_mapi_prop *prop)
{
	static const struct pst_guid none;
	struct pst_name name;
	bool replaced;

	if (!pst_names_of(names, prop->id, &name) ||
	    memcmp(&name.set, &none, sizeof(none)) == 0)
		return true;
	memcpy(prop->set, name.set.bytes, sizeof(prop->set));
	prop->number = name.number;
	if (!name.is_string)
		return true;
	return name.string.len <= AMBIT_MAPI_NAME &&
	    pst_utf16(name.string, arena, &prop->name, &replaced) &&
	    prop->name.len <= AMBIT_MAPI_NAME;
}
