#ifndef AMBIT_MAIL_H
#define AMBIT_MAIL_H

#include "ambit/arena.h"
#include "ambit/item.h"
#include "ambit/registry.h"
#include "ambit/sink.h"
#include "ambit/source.h"

/*
 * The facts of a message: what its header says of when and who, with every
 * doubt (mail.md 3 to 5). Decides nothing.
 */

/*
 * Read the header of item from source: fields, body, parties, nets, doubted,
 * and the clocks that the store reads in a header (received, dateHeader); adds
 * flaws. All copied into arena. header_bytes: the registry's limit. Where the
 * item has the flaw FRAMING, readings and strict facts of every source are
 * taken back, and where its header is in doubt those of the header.
 * 0, or -1 and *err_r.
 */
int
ambit_mail_read(struct ambit_source *source, const struct ambit_store *store,
    uint64_t header_bytes, struct ambit_item *item, struct ambit_arena *arena,
    struct ambit_err *err_r);

/*
 * The facts of item->fields alone, which were read from wherever they stood:
 * parties, nets, doubted, clocks and flaws, as ambit_mail_read. Clocks that no
 * header holds are left as they are. 0, or -1 and *err_r.
 */
int ambit_mail_facts(const struct ambit_store *store, struct ambit_item *item,
    struct ambit_arena *arena, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* One hop of the way a message took, as a Received field tells (law.md 3.3). */
struct ambit_hop {
	struct ambit_span
	    from_ip;            /* canonical (RFC 5952), in arena; or empty */
	struct ambit_span by;   /* host of the by clause; or empty */
	struct ambit_when when; /* the date behind the last semicolon */
};

/* Parse the value of a Received field, folds and all. -1: arena full. What
 * does not parse is empty. */
int ambit_mail_hop(struct ambit_span value, struct ambit_arena *arena,
    struct ambit_hop *hop_r);

/* An IP address as a literal, perhaps in brackets, rewritten canonically
 * (RFC 5952) into arena; empty where text is anything else. */
struct ambit_span
ambit_mail_ip(struct ambit_span text, struct ambit_arena *arena);

/*
 * A reduced message (package.md 2): byte ranges of the original and nothing
 * else, in the order of the bytes. The caller has asked filters/ what may
 * leave.
 */
struct ambit_mail_cut {
	const struct ambit_extent *fields; /* whole header fields, rel. raw */
	size_t n_fields;
	const struct ambit_part *parts;
	size_t n_parts;
};

/*
 * Write it: the fields; for one part its own Content-* fields; for several a
 * multipart/mixed whose boundary comes from the SHA-256 of the ranges
 * produced; an empty line; the bodies. Writes nothing at all where both lists
 * are empty. raw_off: where raw begins in source.
 */
int ambit_mail_reduce(struct ambit_source *source, uint64_t raw_off,
    const struct ambit_mail_cut *cut, struct ambit_arena *arena,
    struct ambit_sink *sink, struct ambit_err *err_r);

#endif
