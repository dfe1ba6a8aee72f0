#ifndef AMBIT_PACK_ARCHIVE_H
#define AMBIT_PACK_ARCHIVE_H

#include "ambit/pour.h"
#include "ambit/zip.h"

#include "bag.h"
#include "pack_crc.h"

/* "ambit-2f0c1a528d6e4a549b410d9a-v001.zip" and a NUL, below the bag. */
#define ARCHIVE_FILE_LEN 48
void
archive_file(const char *id, unsigned volume, char name_r[ARCHIVE_FILE_LEN]);

/* Open it to write; the caller closes it. -1 and errno where it cannot. */
int archive_open(const struct ambit_production *p, unsigned volume);

/* "directory-001": its headers, below the staging folder, until the end. */
void archive_directory(unsigned volume, char name_r[ARCHIVE_FILE_LEN]);

/* The name of an entry: "<volume>/<path>". */
void archive_name(const char *id, unsigned volume, const char *path,
    char name_r[AMBIT_ZIP_NAME_MAX + 1]);

/* Write in full at off. */
int archive_write(int fd, struct ambit_span bytes, uint64_t off,
    struct ambit_err *err_r);
/* The entry's local header, at its place. */
int archive_header(int fd, const struct ambit_zip_entry *entry,
    struct ambit_err *err_r);

/* The documents that come before the tasks, as bag_volume_write writes them. */
#define ARCHIVE_BEFORE 5
extern const char *const archive_before[ARCHIVE_BEFORE];

/*
 * Laying out the archives, before anything of them is written: every content
 * file of the bag in turn, then the rest. End makes them, empty, with the room
 * that they will take; bytes_r: of their payload.
 */
struct archive_lay;
int archive_lay_new(struct bag *bag);
int archive_lay_item(struct archive_lay *lay);
int archive_lay_end(struct archive_lay *lay, uint64_t *bytes_r);

/* Archives on their way. */
struct archive {
	struct bag *bag;
	int bagfd, fd; /* their folder; the one at hand */
	unsigned volume;
	uint64_t off, n; /* where the next entry goes; entries so far */
	struct pack_out directory; /* its headers */
	unsigned char buf[65536];
};

/* Where the next content file of the bag goes, in which volume; at: of an
 * archive, its local header, from the first entry of the tasks on. Then all
 * places, into the units, from the front of the archive on. */
int places_put(struct bag *bag, unsigned volume, uint64_t at);
int places_write(struct bag *bag);

/* A place as a record of a spool, by (unit, turn, number), for the archives
 * have their content in the order of the numbers; and into the unit's file of
 * places. */
void pour_place_put(const struct ambit_pour_place *place, uint32_t unit,
    uint64_t turn, struct ambit_text *text);
uint32_t pour_place_unit(struct ambit_span record);
unsigned pour_place_volume(struct ambit_span record);
/* at: how much further behind in its archive it is than the record says. */
void
pour_place_write(struct ambit_span record, uint64_t at, struct pack_out *out);

#endif
