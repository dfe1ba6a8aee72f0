#ifndef AMBIT_CFB_H
#define AMBIT_CFB_H

#include <stdbool.h>
#include <stdint.h>

#include "ambit/arena.h"
#include "ambit/sink.h"
#include "ambit/source.h"

/*
 * OLE compound files ([MS-CFB]): storages, as folders, and streams, as files,
 * in one file of sectors; Outlook's .msg is one. The whole structure is proven
 * when it is opened: every chain is walked, is as long as it needs to be, and
 * shares no sector with another. Bytes of streams are not read before they are
 * poured.
 *
 * What is wrong with the evidence is AMBIT_E_FORMAT, a limit that it reaches
 * AMBIT_E_LIMIT; the text says what, and at.off where: in the file, or, of a
 * small sector, in the mini stream. Every other code is the machine's.
 */
struct ambit_cfb;

/* A file; its entries, and those of one storage ([MS-OXMSG] 2.2 knows 2,048 of
 * a kind); its small streams together; storages within each other, which are
 * two for each message within a message. */
#define AMBIT_CFB_MAX         ((uint64_t)1 << 30)
#define AMBIT_CFB_ENTRIES_MAX ((uint32_t)65536)
#define AMBIT_CFB_STORAGE_MAX ((uint32_t)8192)
#define AMBIT_CFB_MINI_MAX    ((uint64_t)64 << 20)
#define AMBIT_CFB_DEPTH_MAX   64

/* What the largest that is read takes of an arena; a small one takes little. */
#define AMBIT_CFB_ARENA ((size_t)48 << 20)

/* Lent as long as the arena. */
struct ambit_cfb_entry {
	struct ambit_span name; /* UTF-8; not terminated */
	bool is_storage;
	uint64_t size; /* of a stream */
	/* Of a storage: what lies in it, in the order of its tree. */
	const struct ambit_cfb_entry *entries;
	size_t n_entries;
	uint32_t first; /* where the chain of a stream begins */
};

/*
 * Read the structure. Both are borrowed as long as the file is used; a source
 * with a small window reads less that nobody asked for.
 */
int ambit_cfb_open(struct ambit_source *source, struct ambit_arena *arena,
    struct ambit_cfb **cfb_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* The storage that holds all the others. */
const struct ambit_cfb_entry *ambit_cfb_root(const struct ambit_cfb *cfb);

/*
 * The entry of that name in a storage, ASCII letter case aside; NULL: none.
 * No two of a storage have one name.
 */
const struct ambit_cfb_entry *
ambit_cfb_find(const struct ambit_cfb_entry *storage, struct ambit_span name);

/* Pour a stream, all of it, sector by sector. The sink is not finished. */
int ambit_cfb_pour(const struct ambit_cfb *cfb,
    const struct ambit_cfb_entry *stream, struct ambit_sink *sink,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

#endif
