#ifndef AMBIT_SECOND_H
#define AMBIT_SECOND_H

#include <stdbool.h>
#include <stdint.h>

#include "ambit/mapi.h"
#include "ambit/registry.h"
#include "ambit/spool.h"
#include "ambit/text.h"

/*
 * A second opinion on a store of Outlook: what libpst finds in it, in a cage
 * of its own, beside what our own reader does. It is told to a person and
 * decides nothing (pst.md 16, 17.4).
 */

/* Attachments of an item that are told one by one; more are counted. */
#define AMBIT_SECOND_FILES 8192

/* Recipients that have what only messages should. */
#define AMBIT_SECOND_ROWS 1024

/* Properties that others take from one object for another's. Times in seconds
 * since 1970: libpst knows no less. */
struct ambit_second_facts {
	bool has_submitted, has_delivered, has_id;
	int64_t submitted;                  /* 0039 */
	int64_t delivered;                  /* 0E06 */
	unsigned char id[AMBIT_DIGEST_LEN]; /* SHA-256 of 1035, as UTF-8 */
};

/* An attachment with a method. */
struct ambit_second_file {
	uint32_t method;
	bool has_bytes; /* by value, or an object: sha256 and len are theirs */
	uint64_t len;
	unsigned char sha256[AMBIT_DIGEST_LEN];
	struct ambit_second_facts facts; /* ours alone */
};

/* One item as one of the two has it. */
struct ambit_second_item {
	uint32_t nid;
	bool theirs;
	struct ambit_second_facts facts;
	unsigned flaws;      /* ours alone */
	uint32_t recipients; /* ours alone */
	uint32_t bare;       /* attachments without a method */
	uint32_t n_files;    /* with one */
	const struct ambit_second_file *files; /* the first of them */
	/* Of recipients, ours alone: the first that have any. */
	uint32_t n_rows;
	const struct ambit_second_facts *rows;
};

/* Of how many of n_files each is told. */
static inline uint32_t
ambit_second_told(uint32_t n_files)
{
	return n_files < AMBIT_SECOND_FILES ? n_files : AMBIT_SECOND_FILES;
}

/* ---- an item as a record: spools sort it by nid, ours first ---- */

#define AMBIT_SECOND_RECORD ((size_t)1 << 20)

void
ambit_second_put(struct ambit_text *text, const struct ambit_second_item *item);
/* Its files are in the arena. AMBIT_E_WIRE where it is no such record. */
int ambit_second_get(struct ambit_span record, struct ambit_arena *arena,
    struct ambit_second_item *item_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/*
 * Our own answer, from an item's stream: *item_r, whose files are in the
 * arena. nid and flaws are the reader's.
 */
int ambit_second_ours(struct ambit_source *stream,
    const struct ambit_mapi_object *message, struct ambit_arena *arena,
    struct ambit_second_item *item_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* ---- theirs ---- */

enum ambit_second_how {
	AMBIT_SECOND_LIED, /* zero: it said what it must not, or too much */
	AMBIT_SECOND_ENDED,
	AMBIT_SECOND_REFUSED, /* it does not open the store */
	AMBIT_SECOND_GAVE_UP, /* it ended itself before the end */
	AMBIT_SECOND_DIED,
	AMBIT_SECOND_LATE, /* it was not at its end in time, and was ended */
};

struct ambit_second_end {
	enum ambit_second_how how;
	int signal;      /* that it died of */
	uint32_t nid;    /* what it read last; 0: it had not begun to */
	uint64_t items;  /* messages that it told */
	uint64_t unread; /* messages that it sees and cannot read */
	uint64_t folders;
	uint64_t others; /* nodes that are no message, and that it takes for
			    one */
	uint64_t files, bare;
};

struct ambit_second_terms {
	int storefd; /* a file; the caller's */
	int spoolfd; /* a folder for files without a name */
	int ms;      /* how long it may take */
	/* In the cage, instead of libpst; NULL but in tests. */
	void (*work)(int outfd);
};

/*
 * Ask libpst: each item that it tells is put into the spool as a record.
 * Whatever becomes of it is in *end_r; -1 and *err_r where the machine or the
 * cage failed.
 */
int ambit_second_ask(const struct ambit_second_terms *terms,
    struct ambit_spool *spool, struct ambit_second_end *end_r,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* ---- ours ---- */

#define AMBIT_SECOND_KINDS (AMBIT_KIND_CALENDAR + 1)

struct ambit_second_own {
	uint64_t items;                     /* messages of the node index */
	uint64_t kinds[AMBIT_SECOND_KINDS]; /* of them, by ambit_kind */
	uint64_t lost;       /* of them, damaged: nothing is compared */
	uint64_t rows;       /* of folders, with no node */
	uint64_t embedded;   /* messages within messages */
	uint64_t recipients; /* of items */
	uint64_t files, bare;
};

/* Read the store of this row of a registry: a record of each item is put into
 * the spool. -1 and *err_r also where the store is refused. */
int ambit_second_own(const struct ambit_second_terms *terms,
    const struct ambit_store *store, const struct ambit_limits *limits,
    struct ambit_spool *spool, struct ambit_second_own *counts_r,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* ---- both ---- */

enum ambit_second_right {
	AMBIT_SECOND_OPEN, /* zero: a person must look */
	AMBIT_SECOND_OURS,
};

/* A difference. Strings live as long as the call that gives it; no value of
 * evidence but dates. */
struct ambit_second_line {
	uint32_t nid;
	const char *fact; /* "0039", "attachment 2", ... */
	const char *ours, *theirs;
	enum ambit_second_right right;
	const char *why;
};

typedef void ambit_second_give(void *ctx, const struct ambit_second_line *line);

/*
 * One item as both have it, of the same nid; either may be NULL: it does not
 * have it. Each difference is given once; how many they are is returned.
 * Attachments without a method that are one for each recipient are libpst's
 * own invention and no difference (pst.md 16). Of an item that ours cannot
 * read nothing is compared, which is told as one difference.
 */
size_t ambit_second_compare(const struct ambit_second_item *ours,
    const struct ambit_second_item *theirs, ambit_second_give *give, void *ctx);

#endif
