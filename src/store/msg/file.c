/*
 * A .msg as a file: that it is a compound file with a message in it, and how
 * its properties are called. What the message says is not looked at.
 */

/* System. */
#include <string.h>

/* Floor 4. */
#include "file.h"

#define NAMES   AMBIT_LIT("__nameid_version1.0")
#define GUIDS   AMBIT_LIT("__substg1.0_00020102")
#define ENTRIES AMBIT_LIT("__substg1.0_00030102")
#define STRINGS AMBIT_LIT("__substg1.0_00040102")

int
msg_damaged(struct msg_file *file, const char *why)
{
	if (file->why == NULL)
		file->why = why;
	return 0;
}

/* ---- bytes ---- */

struct copy {
	struct ambit_sink sink;
	unsigned char *to;
	size_t len;
};

/* As many as the stream has, for which there is room. */
static int
copy_write(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	struct copy *copy = (struct copy *)sink;

	(void)err_r;
	memcpy(copy->to + copy->len, bytes.ptr, bytes.len);
	copy->len += bytes.len;
	return 0;
}

static const struct ambit_sink_ops copy_ops = {
	.name = "copy",
	.write = copy_write,
};

int
msg_load(struct msg_file *file, const struct ambit_cfb_entry *stream,
    size_t max, struct ambit_span *bytes_r, struct ambit_err *err_r)
{
	struct copy copy = { .sink = { .ops = &copy_ops } };

	*bytes_r = (struct ambit_span){ 0 };
	if (stream->is_storage)
		return msg_damaged(file, "a storage where a stream should be");
	if (stream->size > max)
		return msg_damaged(file, "a stream is too long");
	copy.to =
	    AMBIT_ARENA_GET(file->arena, unsigned char, (size_t)stream->size);
	if (copy.to == NULL)
		return msg_damaged(file, "an item is too large");
	if (ambit_cfb_pour(file->cfb, stream, &copy.sink, err_r) < 0)
		return -1;
	*bytes_r = (struct ambit_span){ copy.to, copy.len };
	return 1;
}

/* ---- names ---- */

static int
load_names(struct msg_file *file, const struct ambit_cfb_entry *storage,
    struct ambit_span name, struct ambit_span *list_r, struct ambit_err *err_r)
{
	const struct ambit_cfb_entry *stream = ambit_cfb_find(storage, name);

	return stream == NULL
	    ? 1
	    : msg_load(file, stream, MSG_NAMES_MAX, list_r, err_r);
}

/* They belong to the messages in it too ([MS-OXMSG] 2.2.3). */
static int
open_names(struct msg_file *file, struct ambit_err *err_r)
{
	struct pst_names *names = &file->names;
	const struct ambit_cfb_entry *storage =
	    ambit_cfb_find(ambit_cfb_root(file->cfb), NAMES);
	int rc = 1;

	if (storage == NULL)
		return 1;
	if (!storage->is_storage)
		return msg_damaged(file, "the names are no storage");
	rc = load_names(file, storage, GUIDS, &names->guids, err_r);
	if (rc == 1)
		rc = load_names(file, storage, ENTRIES, &names->entries, err_r);
	if (rc == 1)
		rc = load_names(file, storage, STRINGS, &names->strings, err_r);
	if (rc == 1 && pst_names_wrong(names) != NULL)
		rc = msg_damaged(file, pst_names_wrong(names));
	if (rc == 1 && !pst_names_index(names, file->arena))
		rc = msg_damaged(file, "an item is too large");
	return rc;
}

/* ---- the file ---- */

static bool
is_evidence(enum ambit_code code)
{
	return code == AMBIT_E_FORMAT || code == AMBIT_E_LIMIT;
}

/* What the error says outlives the call in the arena. */
static int
refuse(struct msg_file *file, const struct ambit_err *err)
{
	size_t size = strlen(err->text) + 1;
	char *text = AMBIT_ARENA_GET(file->arena, char, size);

	if (text != NULL)
		memcpy(text, err->text, size);
	return msg_damaged(file, text != NULL ? text : "an item is too large");
}

int
msg_file_open(struct msg_file *file, struct ambit_source *source,
    struct ambit_arena *arena, struct ambit_err *err_r)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };
	const struct ambit_cfb_entry *properties;
	int rc;

	*file = (struct msg_file){ .arena = arena };
	if (ambit_cfb_open(source, arena, &file->cfb, &err) < 0) {
		if (is_evidence(err.code))
			return refuse(file, &err);
		if (err_r != NULL)
			*err_r = err;
		return -1;
	}
	properties = ambit_cfb_find(ambit_cfb_root(file->cfb), MSG_PROPERTIES);
	if (properties == NULL || properties->is_storage)
		return msg_damaged(file, "it holds no message");
	rc = open_names(file, err_r);
	file->named = rc == 1;
	return rc < 0 ? -1 : 1;
}
