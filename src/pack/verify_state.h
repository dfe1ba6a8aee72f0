#ifndef AMBIT_PACK_VERIFY_STATE_H
#define AMBIT_PACK_VERIFY_STATE_H

#include "ambit/arena.h"
#include "ambit/production.h"
#include "ambit/source.h"
#include "ambit/spool.h"
#include "ambit/text.h"
#include "ambit/verify.h"
#include "ambit/zip.h"

/* A path within a bag; ours have at most 43 bytes. */
#define VERIFY_PATH ((size_t)255)

/* What a small tag file may have: ours have under 1 KiB, a signature with a
 * chain some 10 KiB. */
#define VERIFY_TAG ((size_t)1 << 20)

/* Facts of production.xml: at most 256 tasks of eight demands. */
#define VERIFY_ARENA ((size_t)16 << 20)

/* What production.xml says of one file. */
struct verify_fact {
	bool table;
	uint32_t task;
	uint32_t number; /* content file: of its Bates number */
	uint64_t amount; /* content file: bytes; table: rows */
	unsigned char sha256[AMBIT_DIGEST_LEN];
	enum ambit_native native;
	bool has_instant;
	int64_t instant; /* microseconds, cut to seconds */
};

/* The head of production.xml: what all volumes say alike. */
struct verify_facts {
	/* As much of an order as production.xml has: reference, legal type,
	 * country, addressee, id, generation, digest, tasks. */
	struct ambit_order order;
	struct ambit_span id;
	struct ambit_span version; /* of the engine, and of its tables */
	unsigned char instruments[AMBIT_DIGEST_LEN], fields[AMBIT_DIGEST_LEN];
	uint32_t volume, volumes;
	unsigned char same[AMBIT_DIGEST_LEN]; /* digest of all but @volume */
};

/* How the items of the tasks are judged again: see verify_judge.c. */
struct verify_judge {
	struct ambit_order order;
	const struct ambit_registry *registry;
	const struct ambit_scope *scopes; /* one a task */
	uint64_t clocks_unseen;  /* items whose clock the package cannot show */
	uint64_t parties_unseen; /* reduced items without their header */
	uint64_t people_unseen;  /* items of Outlook whose header does not tell
				    who took part, or which way they went */
};

/* What the page counts. */
struct verify_counts {
	uint32_t volumes, archives; /* of the volumes, those that are a zip */
	uint64_t files, bytes;      /* payload */
	uint64_t items, tables, rows;
};

struct verify {
	const struct ambit_verify_terms *terms;
	struct ambit_complaints *complaints;
	size_t before;             /* complaints that were there already */
	struct ambit_arena *arena; /* as long as this */
	struct ambit_arena *item;  /* of one item, of one tag file */
	struct ambit_source *source;
	struct ambit_sink_hash hash;
	int tmpfd; /* a folder for files without a name */

	bool known;     /* facts and judge are there */
	bool elsewhere; /* made by another version, or under other tables */
	struct verify_facts facts;
	struct verify_judge judge;
	struct verify_counts counts;
	uint32_t next; /* number of the next content file */
	struct {
		uint32_t task;
		int64_t instant;
		unsigned char sha256[AMBIT_DIGEST_LEN];
	} last; /* content file, for canonical order; task 0: none yet */
	uint32_t tabled; /* the last task with a table */

	bool has_signer;
	unsigned char signer[AMBIT_DIGEST_LEN]; /* of its certificate */
	char signer_name[400];

	/* The volume at hand. */
	int fd;
	struct ambit_zip *zip; /* NULL: it is a folder */
	char top[64];          /* of a zip: the folder it holds, and / */
	char name[64];         /* "" where it is the only one given */
	uint64_t walked;       /* files found in it */
	struct ambit_spool *ledger;
	uint64_t payload_files, payload_bytes;
};

/*
 * A defect, at where (a path of the package or a Bates number, escaped here;
 * may be empty). Always 0, so that a check can end with it.
 */
int verify_defect(struct verify *v, const char *code, struct ambit_span where,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/*
 * Does this errno speak of what lies in the package, and not of the machine? A
 * link, a device, a socket, or what its maker closed to readers.
 */
bool verify_is_closed(int code);
/* Or does it say that there is nothing? */
bool verify_is_absent(int code);

/*
 * A file of the volume, be that a folder or an archive: so many bytes of what
 * is open. path is the caller's.
 */
struct verify_file {
	const char *path;
	int fd;
	uint64_t off, len;
	bool packed;  /* in an archive, whose descriptor it is */
	uint32_t crc; /* then: what the archive says of its bytes */
};

/*
 * Open a file of the volume: 1, or 0 with a defect where it is none, or -1.
 * Only a regular file is one, and only by a path without a link.
 */
int verify_open(struct verify *v, const char *path, struct verify_file *file_r,
    struct ambit_err *err_r);
void verify_close(struct verify_file *file);
int verify_aim(struct verify *v, const struct verify_file *file,
    struct ambit_err *err_r);

/* Is there anything of that name? 1, 0, -1. */
int verify_has(struct verify *v, const char *path, struct ambit_err *err_r);

/* A small one whole, in v->item: 1, 0 with a defect, -1. Aims v->source. */
int verify_read(struct verify *v, const char *path, struct ambit_span *bytes_r,
    struct ambit_err *err_r);

/* The SHA-256 of a file and its length; a defect where its archive says
 * another CRC. Aims v->source. */
int verify_digest(struct verify *v, const struct verify_file *file,
    unsigned char sha256_r[AMBIT_DIGEST_LEN], uint64_t *bytes_r,
    struct ambit_err *err_r);

/* "<64 hex>  <path>" cut from a line of a manifest; false: it is none. */
bool verify_manifest_line(struct ambit_span line,
    unsigned char sha256_r[AMBIT_DIGEST_LEN], struct ambit_span *path_r);

/* ---- the ledger: whatever is said of a path, from three sides ---- */

enum verify_side {
	VERIFY_ON_DISK = 'd',
	VERIFY_IN_MANIFEST = 'm',
	VERIFY_IN_XML = 'x',
};
int verify_enter(struct verify *v, struct ambit_span path,
    enum verify_side side, struct ambit_span said, struct ambit_err *err_r);

/* ---- the checks, in their order; 0, or -1 where the machine failed ---- */

/* What lies in the folder: files and folders, no link, no strange name. */
int verify_layout(struct verify *v, struct ambit_err *err_r);
/* The same of an archive: what it holds, all of it in one reading. 1; 0 where
 * it is none of ours, and nothing more can be asked; -1. */
int verify_archive(struct verify *v, struct ambit_err *err_r);
/* bagit.txt, the tag manifest and its signature. */
int verify_tags(struct verify *v, struct ambit_err *err_r);
int verify_signature(struct verify *v, struct ambit_err *err_r);
int
verify_token(struct verify *v, struct ambit_span p7s, struct ambit_err *err_r);
/* manifest-sha256.txt into the ledger. */
int verify_manifest(struct verify *v, struct ambit_err *err_r);
/* ambit/production.xml: facts, and items and tables into the ledger. */
int verify_xml(struct verify *v, struct ambit_err *err_r);
/* What was written from these facts: README.txt, rules.csv, the head of
 * production.xml itself; if this engine made them. */
int verify_texts(struct verify *v, struct ambit_err *err_r);
/* Every path of the ledger: all sides agree, digest, scope. */
int verify_ledger(struct verify *v, struct ambit_err *err_r);
/* bag-info.txt, when the payload is counted. */
int verify_info(struct verify *v, struct ambit_err *err_r);

/* The facts of the first volume, against the order and the law tables. */
int verify_order(struct verify *v, struct ambit_err *err_r);
int verify_judge_begin(struct verify *v, struct ambit_err *err_r);

/* Content, with v->source aimed at it. */
int verify_item(struct verify *v, const struct verify_fact *fact,
    struct ambit_err *err_r);
int verify_reduced(struct verify *v, const struct verify_fact *fact,
    const struct ambit_scope *scope, const struct ambit_item *item,
    struct ambit_err *err_r);
int verify_table(struct verify *v, const struct verify_fact *fact,
    struct ambit_span path, struct ambit_err *err_r);

/* The volumes, each by itself and as one; all of the above. */
int verify_volumes(struct verify *v, struct ambit_err *err_r);

/* The page, and the verdict. */
int verify_page(struct verify *v, struct ambit_sink *sink,
    enum ambit_validity *validity_r, struct ambit_err *err_r);

#endif
