#ifndef AMBIT_TESTS_COMPOUND_BUILD_H
#define AMBIT_TESTS_COMPOUND_BUILD_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "compound.h"

/*
 * Compound files of any content ([MS-CFB], version 3): entries are added by
 * their path, and the file is made of them. Siblings hang on each other's
 * right, in the order of adding. Streams of less than 4,096 bytes lie in the
 * mini stream.
 */
#define BUILD_ENTRIES 256
#define BUILD_SECTOR  ((size_t)512)
#define BUILD_MINI    ((size_t)64)
#define BUILD_END     0xfffffffeu
#define BUILD_NONE    0xffffffffu

struct build_entry {
	char name[32];
	size_t parent, last; /* of its children; 0: it has none */
	bool is_storage;
	unsigned char *bytes;
	size_t len;
	uint32_t right, child, first;
};

struct build {
	struct build_entry entries[BUILD_ENTRIES]; /* the root first */
	size_t n;
	struct compound file;
	size_t n_sectors, n_minis;
	uint32_t fat[8192], mini[8192];
	unsigned char *small; /* the mini stream */
};

static inline void
build_need(bool holds)
{
	if (!holds)
		abort();
}

static inline struct build *
build_new(void)
{
	struct build *b = calloc(1, sizeof(*b));

	if (b == NULL)
		abort();
	b->entries[0] = (struct build_entry){ .name = "Root Entry",
		.is_storage = true,
		.right = BUILD_NONE,
		.child = BUILD_NONE };
	b->n = 1;
	return b;
}

static inline void
build_free(struct build **b)
{
	for (size_t i = 0; i < (*b)->n; i++)
		free((*b)->entries[i].bytes);
	free((*b)->small);
	free((*b)->file.ptr);
	free(*b);
	*b = NULL;
}

static inline size_t
build_child(struct build *b, size_t parent, const char *name, size_t len,
    bool is_storage)
{
	struct build_entry *e = &b->entries[b->n];

	for (size_t i = 1; i < b->n; i++) {
		if (b->entries[i].parent == parent &&
		    strlen(b->entries[i].name) == len &&
		    memcmp(b->entries[i].name, name, len) == 0)
			return i;
	}
	build_need(b->n < BUILD_ENTRIES && len < sizeof(e->name));
	*e = (struct build_entry){ .parent = parent,
		.is_storage = is_storage,
		.right = BUILD_NONE,
		.child = BUILD_NONE };
	memcpy(e->name, name, len);
	if (b->entries[parent].last == 0)
		b->entries[parent].child = (uint32_t)b->n;
	else
		b->entries[b->entries[parent].last].right = (uint32_t)b->n;
	b->entries[parent].last = b->n;
	return b->n++;
}

/* The entry of a path, and the storages on the way to it; a path that ends in
 * a slash is a storage. The empty one is the root. */
static inline size_t
build_path(struct build *b, const char *path)
{
	size_t at = 0;

	while (*path != '\0') {
		size_t len = strcspn(path, "/");

		at = build_child(b, at, path, len, path[len] == '/');
		path += len + (path[len] == '/');
	}
	return at;
}

/* Bytes behind those that the stream has. */
static inline void
build_add(struct build *b, const char *path, const void *bytes, size_t len)
{
	struct build_entry *e = &b->entries[build_path(b, path)];

	build_need(!e->is_storage);
	e->bytes = realloc(e->bytes, e->len + len + 1);
	if (e->bytes == NULL)
		abort();
	if (len > 0)
		memcpy(e->bytes + e->len, bytes, len);
	e->len += len;
}

/* ---- the file ---- */

/* Sectors behind the last, for len bytes; the first of them. */
static inline uint32_t
build_sectors(struct build *b, const void *bytes, size_t len)
{
	size_t n = (len + BUILD_SECTOR - 1) / BUILD_SECTOR;
	size_t first = b->n_sectors, at;

	if (n == 0)
		return BUILD_END;
	b->n_sectors += n;
	build_need(b->n_sectors <= sizeof(b->fat) / sizeof(b->fat[0]));
	at = (first + 1) * BUILD_SECTOR;
	b->file.len = (b->n_sectors + 1) * BUILD_SECTOR;
	b->file.ptr = realloc(b->file.ptr, b->file.len);
	if (b->file.ptr == NULL)
		abort();
	memset(b->file.ptr + at, 0, n * BUILD_SECTOR);
	if (bytes != NULL)
		memcpy(b->file.ptr + at, bytes, len);
	for (size_t i = first; i < b->n_sectors; i++)
		b->fat[i] = i + 1 < b->n_sectors ? (uint32_t)i + 1 : BUILD_END;
	return (uint32_t)first;
}

static inline uint32_t
build_minis(struct build *b, const void *bytes, size_t len)
{
	size_t n = (len + BUILD_MINI - 1) / BUILD_MINI, first = b->n_minis;

	b->n_minis += n;
	build_need(b->n_minis <= sizeof(b->mini) / sizeof(b->mini[0]));
	b->small = realloc(b->small, b->n_minis * BUILD_MINI);
	if (b->small == NULL)
		abort();
	memset(b->small + first * BUILD_MINI, 0, n * BUILD_MINI);
	memcpy(b->small + first * BUILD_MINI, bytes, len);
	for (size_t i = first; i < b->n_minis; i++)
		b->mini[i] = i + 1 < b->n_minis ? (uint32_t)i + 1 : BUILD_END;
	return (uint32_t)first;
}

static inline void
build_streams(struct build *b)
{
	for (size_t i = 1; i < b->n; i++) {
		struct build_entry *e = &b->entries[i];

		if (e->is_storage || e->len == 0)
			continue;
		e->first = e->len < 4096 ? build_minis(b, e->bytes, e->len)
					 : build_sectors(b, e->bytes, e->len);
	}
	b->entries[0].len = b->n_minis * BUILD_MINI;
	b->entries[0].first = build_sectors(b, b->small, b->entries[0].len);
}

/* A table of numbers, filled up to whole sectors. */
static inline uint32_t
build_table(struct build *b, const uint32_t *table, size_t n, size_t *used_r)
{
	size_t per = BUILD_SECTOR / 4;
	uint32_t first;

	*used_r = (n + per - 1) / per;
	first = build_sectors(b, NULL, *used_r * BUILD_SECTOR);
	for (size_t i = 0; i < *used_r * per; i++)
		compound_put(&b->file, (first + 1) * BUILD_SECTOR + 4 * i,
		    i < n ? table[i] : BUILD_NONE, 4);
	return first;
}

static inline uint32_t
build_directory(struct build *b)
{
	size_t n = (b->n + 3) / 4 * 4;
	uint32_t first = build_sectors(b, NULL, 128 * n);

	for (size_t i = 0; i < b->n; i++) {
		const struct build_entry *e = &b->entries[i];
		const struct compound_entry entry = { e->name,
			i == 0              ? 5
			    : e->is_storage ? 1
					    : 2,
			BUILD_NONE, e->right, e->child, e->first, e->len };
		struct compound at = b->file;

		at.sector = BUILD_SECTOR;
		at.ptr += ((size_t)first - 1) * BUILD_SECTOR;
		compound_put_entry(&at, i, &entry);
	}
	return first;
}

/* Where a FAT of so many sectors, behind all else, would lie. */
static inline void
build_fat(struct build *b)
{
	size_t first = b->n_sectors, n = 1;

	while ((first + n) * 4 > n * BUILD_SECTOR)
		n++;
	build_need(n <= 109);
	(void)build_sectors(b, NULL, n * BUILD_SECTOR);
	for (size_t i = 0; i < n; i++)
		b->fat[first + i] = 0xfffffffd;
	for (size_t i = 0; i < n * BUILD_SECTOR / 4; i++)
		compound_put(&b->file, (first + 1) * BUILD_SECTOR + 4 * i,
		    i < b->n_sectors ? b->fat[i] : BUILD_NONE, 4);
	compound_put(&b->file, 44, n, 4);
	for (size_t i = 0; i < n; i++)
		compound_put(&b->file, 76 + 4 * i, first + i, 4);
}

/* All of it, lent until the build is freed. Once. */
static inline struct ambit_span
build_file(struct build *b)
{
	uint32_t directory, mini;
	size_t n_mini;

	b->file.ptr = calloc(1, BUILD_SECTOR);
	b->file.len = BUILD_SECTOR;
	if (b->file.ptr == NULL)
		abort();
	compound_put_header(&b->file, 3, 9);
	build_streams(b);
	mini = build_table(b, b->mini, b->n_minis, &n_mini);
	directory = build_directory(b);
	compound_put(&b->file, 48, directory, 4);
	compound_put(&b->file, 60, mini, 4);
	compound_put(&b->file, 64, n_mini, 4);
	build_fat(b);
	return (struct ambit_span){ b->file.ptr, b->file.len };
}

#endif
