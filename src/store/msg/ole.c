/*
 * An OLE object as bytes: a tar archive. Knows no application and no stream of
 * one; an object leaves as it was stored, stream by stream.
 */

/* System. */
#include <assert.h>
#include <string.h>

/* Floor 0. */
#include "ambit/text.h"

/* Floor 4. */
#include "stream.h"

#define BLOCK ((uint64_t)512)

/* Where the fields of a header are. */
enum {
	NAME = 0,
	NAME_LEN = 100,
	MODE = 100,
	SIZE = 124,
	SUM = 148,
	TYPE = 156,
	MAGIC = 257,
};

/* The path of the longest: 31 characters a storage, of three bytes each. */
#define PATH_MAX_LEN ((size_t)(AMBIT_CFB_DEPTH_MAX + 2) * 96)

static const unsigned char zeros[BLOCK];

struct tar {
	const struct ambit_cfb *cfb;
	struct ambit_sink *sink;
	unsigned char path[PATH_MAX_LEN];
};

/* ---- how long it is ---- */

static uint64_t
padded(uint64_t len)
{
	return (len + BLOCK - 1) / BLOCK * BLOCK;
}

/* A header, and a long name before it. */
static uint64_t
head_len(size_t path_len)
{
	return path_len <= NAME_LEN ? BLOCK : 2 * BLOCK + padded(path_len + 1);
}

/* Of what is in a storage, whose path, with its slash, has this length. At most
 * AMBIT_CFB_DEPTH_MAX within each other. */
static uint64_t
len_within(const struct ambit_cfb_entry *storage, size_t path_len)
{
	uint64_t len = 0;

	for (size_t i = 0; i < storage->n_entries; i++) {
		const struct ambit_cfb_entry *entry = &storage->entries[i];
		size_t own = path_len + entry->name.len + entry->is_storage;

		len += head_len(own);
		len += entry->is_storage ? len_within(entry, own)
					 : padded(entry->size);
	}
	return len;
}

uint64_t
msg_ole_len(const struct ambit_cfb_entry *storage)
{
	return len_within(storage, 0) + 2 * BLOCK;
}

/* ---- its bytes ---- */

static int
put(struct tar *tar, const void *bytes, size_t len, struct ambit_err *err_r)
{
	return ambit_sink_write(tar->sink, (struct ambit_span){ bytes, len },
	    err_r);
}

/* What is missing to a whole block. */
static int
pad(struct tar *tar, uint64_t len, struct ambit_err *err_r)
{
	return put(tar, zeros, (size_t)(padded(len) - len), err_r);
}

static void
put_octal(unsigned char *to, uint64_t number, size_t digits)
{
	for (size_t i = digits; i > 0; i--, number >>= 3)
		to[i - 1] = (unsigned char)('0' + (number & 7));
}

static int
put_header(struct tar *tar, struct ambit_span name, char type, uint64_t size,
    struct ambit_err *err_r)
{
	unsigned char header[BLOCK] = { 0 };
	unsigned sum = 0;

	memcpy(header + NAME, name.ptr,
	    name.len < NAME_LEN ? name.len : NAME_LEN);
	put_octal(header + MODE, type == '5' ? 0755 : 0644, 7);
	put_octal(header + MODE + 8, 0, 7);
	put_octal(header + MODE + 16, 0, 7);
	put_octal(header + SIZE, size, 11);
	put_octal(header + SIZE + 12, 0, 11);
	memset(header + SUM, ' ', 8);
	header[TYPE] = (unsigned char)type;
	memcpy(header + MAGIC, "ustar\00000", 8);
	for (size_t i = 0; i < sizeof(header); i++)
		sum += header[i];
	put_octal(header + SUM, sum, 6);
	header[SUM + 6] = 0;
	return put(tar, header, sizeof(header), err_r);
}

static int
put_head(struct tar *tar, struct ambit_span path, char type, uint64_t size,
    struct ambit_err *err_r)
{
	if (path.len > NAME_LEN &&
	    (put_header(tar, AMBIT_LIT("././@LongLink"), 'L', path.len + 1,
		 err_r) < 0 ||
		put(tar, path.ptr, path.len, err_r) < 0 ||
		put(tar, zeros, 1, err_r) < 0 ||
		pad(tar, path.len + 1, err_r) < 0))
		return -1;
	return put_header(tar, path, type, size, err_r);
}

/* Nobody who unpacks it is led out of where they are. */
static void
copy_name(unsigned char *to, struct ambit_span name)
{
	bool dots = ambit_span_equal(name, AMBIT_LIT(".")) ||
	    ambit_span_equal(name, AMBIT_LIT(".."));

	for (size_t i = 0; i < name.len; i++) {
		bool leads = dots || name.ptr[i] == '/';

		to[i] = leads ? '_' : name.ptr[i];
	}
}

static int put_within(struct tar *tar, const struct ambit_cfb_entry *storage,
    size_t path_len, struct ambit_err *err_r);

static int
put_entry(struct tar *tar, const struct ambit_cfb_entry *entry, size_t path_len,
    struct ambit_err *err_r)
{
	struct ambit_span path = { tar->path, path_len + entry->name.len };

	assert(path.len + 1 < sizeof(tar->path));
	copy_name(tar->path + path_len, entry->name);
	if (entry->is_storage) {
		tar->path[path.len++] = '/';
		return put_head(tar, path, '5', 0, err_r) < 0
		    ? -1
		    : put_within(tar, entry, path.len, err_r);
	}
	if (put_head(tar, path, '0', entry->size, err_r) < 0 ||
	    ambit_cfb_pour(tar->cfb, entry, tar->sink, err_r) < 0)
		return -1;
	return pad(tar, entry->size, err_r);
}

/* At most AMBIT_CFB_DEPTH_MAX within each other. */
static int
put_within(struct tar *tar, const struct ambit_cfb_entry *storage,
    size_t path_len, struct ambit_err *err_r)
{
	for (size_t i = 0; i < storage->n_entries; i++) {
		if (put_entry(tar, &storage->entries[i], path_len, err_r) < 0)
			return -1;
	}
	return 0;
}

int
msg_ole_pour(const struct ambit_cfb *cfb, const struct ambit_cfb_entry *storage,
    struct ambit_sink *sink, struct ambit_err *err_r)
{
	struct tar tar = { .cfb = cfb, .sink = sink };

	if (put_within(&tar, storage, 0, err_r) < 0 ||
	    put(&tar, zeros, sizeof(zeros), err_r) < 0)
		return -1;
	return put(&tar, zeros, sizeof(zeros), err_r);
}
