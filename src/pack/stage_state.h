#ifndef AMBIT_PACK_STAGE_STATE_H
#define AMBIT_PACK_STAGE_STATE_H

#include "ambit/spool.h"
#include "ambit/stage.h"
#include "ambit/table.h"

#include "custody_row.h"
#include "pack_crc.h"
#include "pack_file.h"
#include "pack_record.h"
#include "stage_later.h"

/* A record of a unit: its kind, the length of what follows, a record as the
 * spools have it (pack_record.h). */
enum stage_kind {
	STAGE_FILE = 'f',
	STAGE_ROW = 'r',
};
#define STAGE_HEAD ((size_t)5)

/* Small writes of one file are gathered in this much. */
#define STAGE_BUFFER ((size_t)1 << 16)
/* What is made of items may be most of what a unit writes. */
#define STAGE_CUTS_BUFFER ((size_t)1 << 18)

/* The files of a unit that grow as it is read. */
enum stage_log {
	STAGE_ITEMS,
	STAGE_HELD,
	STAGE_DAMAGE,
	STAGE_RECORDS,
	STAGE_LOGS
};
extern const char *const stage_log_name[STAGE_LOGS];

/* "00000001" and a NUL. */
#define STAGE_NAME_LEN 21
void stage_file_name(uint64_t file, char name_r[STAGE_NAME_LEN]);

/* What awaits the line of its item: where its number goes is known then. */
struct stage_waiting {
	bool any;
	bool cut; /* its digest is its own, and known */
	struct pack_item item;
};

/* Where AMBIT_STAGE_RAW lies, or AMBIT_STAGE_NATIVE: in held, where all of an
 * item has room there; else in one file without a name, for all items. */
struct stage_raw {
	struct ambit_sink sink;
	const char *name; /* that it has for a moment */
	int dirfd;
	int fd, readfd;   /* -1 until it is wanted */
	uint64_t written; /* of the item: behind these come those held */
	uint64_t size;    /* of the file */
	size_t n_held;
	unsigned char *held; /* AMBIT_STAGED_HELD */
};
void stage_raw_begin(struct stage_raw *raw);
/* The bytes of the item, and none else. */
int stage_raw_lies(struct stage_raw *raw, struct ambit_staged_bytes *bytes_r,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

struct ambit_stage {
	const struct ambit_stage_terms *terms;
	int fd;
	struct ambit_tally *tallies; /* one a task */
	struct pack_file logs[STAGE_LOGS];
	struct ambit_sink_file cuts;

	/* The bytes of an item on their way. */
	enum ambit_stage_place place;
	bool opened, used; /* used: the file is one that leaves already */
	bool gathers;      /* its digest comes later */
	uint64_t bytes;    /* of the one that was closed last */
	const unsigned char *sha256; /* and where its digest is, or will be */
	struct pack_crc crc;
	struct ambit_sink_hash hash;
	struct ambit_sink_file file; /* where they go, if anywhere */
	struct stage_raw raw, native;
	uint64_t n_files; /* names given so far */
	struct stage_waiting waiting;

	struct custody_row row;
	unsigned char record[PACK_RECORD_MAX + AMBIT_TABLE_ROW_MAX];
	struct stage_later later;
	unsigned char buf[STAGE_LOGS + 1][STAGE_BUFFER];
	unsigned char cuts_buf[STAGE_CUTS_BUFFER];
	unsigned char held[2][AMBIT_STAGED_HELD];
};

/* Append to one of the logs. hole: where in bytes the digest of the item that
 * was closed last stands; NULL: nowhere. */
int stage_put(struct ambit_stage *stage, enum stage_log log,
    struct ambit_span bytes, const struct later_hole *hole,
    struct ambit_err *err_r);

/* How long the log is, with all that was put. */
uint64_t stage_log_bytes(const struct ambit_stage *stage, enum stage_log log);

/* A record: its head, then what record is. */
int stage_record(struct ambit_stage *stage, enum stage_kind kind,
    struct ambit_span record, const struct later_hole *hole,
    struct ambit_err *err_r);

/* How a line of items ends that bears no number; one that does ends otherwise,
 * and the assembler sees to that. */
#define STAGE_NO_NUMBER     AMBIT_LIT(",,\r\n")
#define STAGE_NO_NUMBER_LEN ((uint64_t)4)

/* A content file as the records will have it: written with the line of its
 * item, which comes next. */
int
stage_await(struct ambit_stage *stage, const struct ambit_produced *produced,
    struct pack_item item, struct ambit_err *err_r);

/* ---- done ---- */

#define STAGE_DONE_MAX ((size_t)1 << 20)

/* A log as done tells of it. */
struct stage_sum {
	uint64_t len;
	unsigned char sha256[AMBIT_DIGEST_LEN];
};

struct stage_done {
	struct ambit_stage_end end;
	struct ambit_tally *tallies;
	struct stage_sum logs[STAGE_LOGS];
};

/* As bytes, and back: false where they are none. Claims are lent by bytes; the
 * tallies lie in arena. */
int stage_done_put(const struct stage_done *done,
    const struct ambit_stage_terms *terms, struct ambit_text *text,
    struct ambit_err *err_r);
bool
stage_done_get(struct ambit_span bytes, const struct ambit_stage_terms *terms,
    struct ambit_arena *arena, struct stage_done *done_r, const char **why_r);

#endif
