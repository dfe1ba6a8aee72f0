#ifndef AMBIT_PACK_BAG_H
#define AMBIT_PACK_BAG_H

#include "manifest.h"
#include "production_state.h"

/* "ambit-2f0c1a528d6e4a549b410d9a-v001" and a NUL. */
#define BAG_NAME_LEN (AMBIT_PRODUCTION_ID_LEN + 5)
void bag_volume_name(const struct ambit_production *production, unsigned number,
    char name_r[BAG_NAME_LEN]);

/* "data/task-001/content/A2F0C1A5-00000001.eml" and a NUL: the longest path
 * there is in a volume. */
#define BAG_PATH_LEN 64
void bag_content_path(const struct ambit_order *order, uint32_t task,
    uint32_t number, char path_r[BAG_PATH_LEN]);

/* Three digits in its name and in README.txt. */
#define BAG_VOLUMES_MAX 999

/* Where the next file goes. */
struct bag_walk {
	uint64_t limit;
	uint64_t readme; /* bytes of README.txt, in every volume */
	unsigned volume;
	uint64_t bytes; /* of its payload so far */
	bool holds;     /* something beside README.txt is in it */
};

/* The volumes of a production as they are written. */
struct bag {
	struct ambit_production *p;
	struct ambit_err *err_r;
	int fd; /* where the volumes grow: folders, or an archive's small files
		 */
	struct production_table *tables;
	size_t n_tables;
	struct bag_walk start;

	/* The next content file. */
	int rc; /* 1: there is one */
	struct pack_item item;
	uint32_t number;
	struct bag_walk walk;
	struct ambit_spool *places; /* of what is poured, by unit */
	struct archive_lay *lay;    /* archives: until they are laid out */

	/* The volume being written. */
	struct production_volume volume;
	struct manifest_sums sums;
	int volumefd, ambitfd, datafd, taskfd, contentfd;
	struct pack_file manifest, xml;
	struct pack_out manifest_out, xml_out;
	struct pack_out out; /* small files, one after another */
	struct ambit_text tags;
	char tags_buf[1024];
	unsigned char manifest_buf[65536], xml_buf[65536];
};

/* Go to the next content file, and say in which volume it goes. */
int bag_advance(struct bag *bag) __attribute__((warn_unused_result));

/* Write the volume that bag->volume names, up to its tag manifest. The next
 * content file is one of it, or of a later one. */
int bag_volume_write(struct bag *bag) __attribute__((warn_unused_result));

/* From the first content file again. */
int bag_begin_anew(struct bag *bag) __attribute__((warn_unused_result));

/*
 * The archives: small files and headers in their places, beside those of the
 * content (archive.c). Every volume's small files are written.
 */
int bag_archives(struct bag *bag) __attribute__((warn_unused_result));

#endif
