#ifndef AMBIT_TESTS_ARCHIVE_BAG_H
#define AMBIT_TESTS_ARCHIVE_BAG_H

#include "archive.h"
#include "world.h"

/* The folder of a bag as an archive; what lies in it is held in memory. */
struct archive_bag {
	struct archive a;
	struct archive_bagged {
		char name[256]; /* in the archive */
		struct ambit_span bytes;
	} files[ARCHIVE_FILES];
	size_t n;
};

static inline void
archive_bag_walk(struct archive_bag *bag, const struct world *w,
    const char *path, const char *name)
{
	int fd = openat(w->fd, path, O_RDONLY | O_DIRECTORY);
	DIR *dir = fd == -1 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	char below[256], below_name[256];

	if (dir == NULL) {
		world_need(bag->n < ARCHIVE_FILES, "files");
		(void)snprintf(bag->files[bag->n].name, 256, "%s", name);
		bag->files[bag->n++].bytes = world_get(w, path);
		return;
	}
	while ((entry = readdir(dir)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		world_need((size_t)snprintf(below, sizeof(below), "%s/%s", path,
			       entry->d_name) < sizeof(below) &&
			(size_t)snprintf(below_name, sizeof(below_name),
			    "%s/%s", name, entry->d_name) < sizeof(below_name),
		    path);
		archive_bag_walk(bag, w, below, below_name);
	}
	(void)closedir(dir);
}

static inline int
archive_bag_by_name(const void *a, const void *b)
{
	return strcmp(((const struct archive_bagged *)a)->name,
	    ((const struct archive_bagged *)b)->name);
}

/* volume: its path below the world; top: its name in the archive. */
static inline struct archive_bag *
archive_bag_new(const struct world *w, const char *volume, const char *top)
{
	struct archive_bag *bag = calloc(1, sizeof(*bag));

	world_need(bag != NULL, "memory");
	archive_bag_walk(bag, w, volume, top);
	qsort(bag->files, bag->n, sizeof(bag->files[0]), archive_bag_by_name);
	bag->a = archive_new();
	for (size_t i = 0; i < bag->n; i++)
		archive_file(&bag->a, ambit_span_str(bag->files[i].name),
		    bag->files[i].bytes);
	archive_close(&bag->a);
	return bag;
}

static inline void
archive_bag_free(struct archive_bag *bag)
{
	for (size_t i = 0; i < bag->n; i++)
		world_drop(bag->files[i].bytes);
	archive_free(&bag->a);
	free(bag);
}

#endif
