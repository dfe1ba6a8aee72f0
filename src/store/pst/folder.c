/*
 * Folders: whether they hang on the root, and how people call them. What a
 * folder is for its name does not say, so nothing is decided by it.
 */

/* System. */
#include <string.h>

/* Floor 4. */
#include "folder.h"
#include "props.h"
#include "utf16.h"

#define DISPLAY_NAME 0x3001
#define NAME_MAX     4096

#define UNREADABLE AMBIT_LIT("\xef\xbf\xbd")

int
pst_folders_init(struct pst_folders *folders,
    const struct pst_contents *contents, struct ambit_arena *arena,
    struct ambit_err *err_r)
{
	folders->contents = contents;
	folders->kept =
	    AMBIT_ARENA_GET(arena, struct pst_folder, PST_FOLDER_KEPT);
	if (folders->kept == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY,
		    "folders of the store");
	return 0;
}

/* Bytes of one whole character of UTF-8 that is known to be sound. */
static size_t
character(unsigned char first)
{
	return first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/* Add what has room, in whole characters. */
static void
append(struct pst_folder *folder, struct ambit_span utf8)
{
	size_t n = 0, room = PST_FOLDER_PATH - folder->len;

	while (n < utf8.len && character(utf8.ptr[n]) <= room - n)
		n += character(utf8.ptr[n]);
	if (n > 0)
		memcpy(folder->path + folder->len, utf8.ptr, n);
	folder->len += n;
}

/* In which code page folders are named nothing says: ASCII alone is sure. */
static void
append_string8(struct pst_folder *folder, struct ambit_span bytes)
{
	for (size_t i = 0; i < bytes.len; i++) {
		if (bytes.ptr[i] < 0x80)
			append(folder, ambit_span_sub(bytes, i, 1));
		else
			append(folder, UNREADABLE);
	}
}

static void
append_name(struct pst_folder *folder, const struct pst_value *value,
    struct ambit_span bytes, struct ambit_arena *scratch)
{
	struct ambit_span utf8;
	bool bad;

	if (value->type == PST_STRING8)
		append_string8(folder, bytes);
	else if (pst_utf16(bytes, scratch, &utf8, &bad))
		append(folder, utf8);
}

/* The display name of one folder. */
static int
add_name(struct pst_file *file, const struct pst_node *node,
    struct ambit_arena *scratch, struct pst_folder *folder,
    struct ambit_err *err_r)
{
	struct ambit_span bytes = { 0 };
	struct pst_props props;
	struct pst_value value = { 0 };
	int rc = pst_props_open(&props, file, node, scratch, err_r);

	if (rc == 1)
		rc = pst_props_find(&props, DISPLAY_NAME, &value, err_r);
	if (rc == 1 && (value.type == PST_STRING || value.type == PST_STRING8))
		rc = pst_value_bytes(&props.holder, &value, NAME_MAX, &bytes,
		    err_r);
	else if (rc == 1)
		rc = 0;
	if (folder->len > 0)
		append(folder, AMBIT_LIT("/"));
	if (rc == 1)
		append_name(folder, &value, bytes, scratch);
	else
		append(folder, UNREADABLE);
	return rc < 0 ? -1 : 0;
}

static const struct pst_node *
folder_node(const struct pst_file *file, uint32_t nid)
{
	if ((nid & 0x1f) != PST_NID_FOLDER)
		return NULL;
	return pst_index_node(file, nid);
}

/* The folder and those around it below the root, the folder first; *stands_r:
 * they lead to the root, each by its row. */
static size_t
climb(const struct pst_contents *contents, uint32_t nid,
    const struct pst_node *way[PST_FOLDER_DEPTH], bool *stands_r)
{
	const struct pst_node *node = folder_node(contents->file, nid);
	size_t n = 0;

	*stands_r = true;
	while (
	    node != NULL && node->nid != PST_NID_ROOT && n < PST_FOLDER_DEPTH) {
		*stands_r &= pst_contents_has(contents, node);
		way[n++] = node;
		node = folder_node(contents->file, node->parent);
	}
	*stands_r &= node != NULL && node->nid == PST_NID_ROOT;
	return n;
}

static int
fill(struct pst_folders *folders, struct pst_folder *folder, uint32_t nid,
    struct ambit_arena *scratch, struct ambit_err *err_r)
{
	const struct pst_node *way[PST_FOLDER_DEPTH];
	struct pst_file *file = folders->contents->file;
	size_t n = climb(folders->contents, nid, way, &folder->stands);
	size_t mark = ambit_arena_mark(scratch);
	int rc = 0;

	folder->nid = 0;
	folder->len = 0;
	while (n > 0 && rc == 0) {
		rc = add_name(file, way[--n], scratch, folder, err_r);
		ambit_arena_release(scratch, mark);
	}
	if (rc == 0)
		folder->nid = nid;
	return rc;
}

int
pst_folder_get(struct pst_folders *folders, uint32_t nid,
    struct ambit_arena *scratch, const struct pst_folder **folder_r,
    struct ambit_err *err_r)
{
	/* The type is the same of all; the index tells them apart. */
	struct pst_folder *folder =
	    &folders->kept[(nid >> 5) % PST_FOLDER_KEPT];

	*folder_r = folder;
	if (folder->nid == nid && nid != 0)
		return 0;
	return fill(folders, folder, nid, scratch, err_r);
}
