#ifndef AMBIT_PACK_PRODUCTION_STATE_H
#define AMBIT_PACK_PRODUCTION_STATE_H

#include "ambit/production.h"
#include "ambit/spool.h"

#include "pack_file.h"
#include "pack_out.h"
#include "pack_record.h"

/* Small writes of one file are gathered in this much. */
#define PRODUCTION_BUFFER ((size_t)1 << 18)

/* Records held in memory before the disk is asked. */
#define PRODUCTION_SPOOL ((size_t)2 << 20)

struct ambit_production {
	struct ambit_production_terms terms;
	char id[AMBIT_PRODUCTION_ID_LEN];
	int tablesfd; /* staging/tables */
	bool numbered, laid, written;
	uint32_t units;   /* the highest number of those that were added */
	uint32_t n_kept;  /* content files, copies aside */
	unsigned volumes; /* once they are laid out */
	struct bag *bag;  /* archives: until they are written */
	struct production_open *open; /* archives: one a volume */
	/* Of the tables that judged (ambit_production_law_digests). */
	unsigned char instruments[AMBIT_DIGEST_LEN], fields[AMBIT_DIGEST_LEN];
	struct pack_file file;
	struct ambit_spool *staged;    /* every file: pack_item_by_digest */
	struct ambit_spool *kept;      /* one of each: pack_item_by_instant */
	struct ambit_spool *by_digest; /* number of each kept: pack_number */
	struct ambit_spool *numbers;   /* every file: pack_numbered; once asked
					  for */
	struct ambit_spool *rows;
	unsigned char record[AMBIT_SPOOL_RECORD];
	unsigned char buf[PRODUCTION_BUFFER];
};

/* An archive that lacks its signature and its directory. */
struct production_open {
	uint64_t tasks;     /* where the first entry of them begins */
	uint64_t payload;   /* bytes of all theirs, headers and all */
	uint64_t off;       /* where the signature's header will be */
	uint64_t n;         /* entries so far */
	uint64_t directory; /* bytes of their headers, in a file of its own */
};

/* Below the staging folder: the volumes that will show, and, of archives, the
 * small files that go into them. */
#define PRODUCTION_BAG    "bag"
#define PRODUCTION_TAGS   "tags"
#define PRODUCTION_TABLES "tables"

/* "unit-0001/00000001" and a NUL, below the staging folder. */
#define PRODUCTION_STAGED_LEN 40
void production_staged_name(const struct pack_item *item,
    char name_r[PRODUCTION_STAGED_LEN]);

/* An empty text over the production's room for one record. */
struct ambit_text production_text(struct ambit_production *production);

/* A table as it lies among the staged files. */
struct production_table {
	uint32_t task;
	uint64_t rows, bytes;
	unsigned char sha256[AMBIT_DIGEST_LEN];
};

/* "table-001" and a NUL: its name there. */
#define PRODUCTION_TABLE_LEN 20
void production_table_name(uint32_t task, char name_r[PRODUCTION_TABLE_LEN]);

/* Does the task have one? */
bool production_has_table(const struct ambit_order *order,
    const struct ambit_task *task);

/* Write every table that a task asks for, rows or none. tables_r has room for
 * one a task. */
int production_tables(struct ambit_production *production,
    struct production_table *tables_r, size_t *n_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* One volume, as its tag files and its README say. */
struct production_volume {
	const struct ambit_production *production;
	unsigned number, of;
};

/* ambit/production.xml: what comes before the items, one item, the end. */
void production_xml_begin(const struct production_volume *volume,
    const struct production_table *tables, size_t n_tables,
    struct pack_out *out);
void production_xml_item(const struct ambit_order *order, uint32_t number,
    const struct pack_item *item, const char *path, struct pack_out *out);
void production_xml_end(struct pack_out *out);

/* ambit/rules.csv. */
void production_rules(const struct ambit_production *production,
    struct pack_out *out);

/* data/README.txt: as long in every volume. */
void
production_readme(const struct production_volume *volume, struct pack_out *out);

/* More than the law's table has. */
#define PRODUCTION_FIELDS 256

/* The fields that leave under a demand, in the order of the law's table: at
 * most max of them into fields_r. Returns how many there are. */
size_t production_fields(const struct ambit_order *order,
    const struct ambit_demand *demand, const struct ambit_law_field **fields_r,
    size_t max);

/* What a task never produces: package.md 7, category. Fixed by instrument and
 * mask. Static strings; at most PRODUCTION_CATEGORIES. */
#define PRODUCTION_CATEGORIES 8
size_t production_not_produced(const struct ambit_order *order,
    const struct ambit_scope *scope,
    const char *categories_r[PRODUCTION_CATEGORIES]);

/* The range of the order as whole seconds, once they are cut: none of it is
 * left out. */
struct ambit_range production_range(const struct ambit_task *task);

/* Write all volumes, unsigned; of archives, say what lies where in them, and
 * write nothing of them yet. */
int production_bag(struct ambit_production *production,
    struct ambit_production_sums *sums_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));
/* Of archives, the rest: all but content and signatures. */
int production_bag_end(struct ambit_production *production,
    struct ambit_err *err_r) __attribute__((warn_unused_result));
void production_bag_free(struct bag **bag);

#endif
