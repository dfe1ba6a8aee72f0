#ifndef AMBIT_PST_NAMES_H
#define AMBIT_PST_NAMES_H

#include "ambit/mapi.h"

#include "props.h"

/* Most bytes of each of the three lists that names are made of (K15). */
#define PST_NAMES_MAX ((size_t)8 << 20)

#define PST_NID_NAMES 0x61

/* A GUID as it lies in a store. */
struct pst_guid {
	unsigned char bytes[16];
};

/* Which properties of 0x8000 and up have which names in this store. */
struct pst_names {
	struct pst_file *file;
	struct ambit_span guids, entries, strings;
	uint32_t *by_id; /* of each property, from 0x8000 on: its entry + 1 */
};

/* How a property is called: in its set by a number, or by a string. */
struct pst_name {
	struct pst_guid set;
	bool is_string;
	uint32_t number;
	struct ambit_span string; /* UTF-16LE */
};

/*
 * Load the names of the store into the arena; none where there is no node of
 * them. Each entry is checked, so that asking cannot fail.
 */
int pst_names_open(struct pst_names *names, struct pst_file *file,
    struct ambit_arena *arena, struct ambit_err *err_r);

/*
 * The same, of lists that lie elsewhere: what is wrong with guids, entries and
 * strings, or NULL; and by_id, made of them. False: the arena is full.
 */
const char *pst_names_wrong(const struct pst_names *names);
bool pst_names_index(struct pst_names *names, struct ambit_arena *arena);

/* The property that a set calls by this number, or by this name (ASCII, case
 * counts); 0 where none is called so. The first, where several are. */
uint16_t pst_names_number(const struct pst_names *names,
    const struct pst_guid *set, uint32_t number);
uint16_t pst_names_string(const struct pst_names *names,
    const struct pst_guid *set, struct ambit_span name);

/* The name of a property; false where it has none. The first, where it has
 * several. */
bool pst_names_of(const struct pst_names *names, uint16_t id,
    struct pst_name *name_r);

/* The same, into a property of that id that goes into a stream: what has no
 * name is left as it is. False where the name is too long, or the arena full.
 */
bool pst_names_tell(const struct pst_names *names, struct ambit_arena *arena,
    struct ambit_mapi_prop *prop);

#endif
