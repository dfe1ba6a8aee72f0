/*
 * The tables of folders. Knows which rows make a message or folder stand where
 * it should; what else is in a row it does not look at.
 */

/* System. */
#include <stdlib.h>

/* Floor 4. */
#include "contents.h"

/*
 * What a table takes to be read: its heap's blocks, the row index turned round,
 * and a block of rows.
 */
#define ARENA (3 * PST_HEAP_MAX)

/* More than one row, or one in a folder that is not the parent. */
#define TOO_MANY 2

static unsigned
type_of(uint32_t nid)
{
	return nid & 0x1f;
}

/*
 * Open a table of a folder and read all its rows, so that each id is proven;
 * none of them is believed if one is damaged. 0: there is no such table, or it
 * is damaged.
 */
static int
open_table(struct pst_contents *contents, const struct pst_node *folder,
    enum pst_nid_type type, struct ambit_err *err_r)
{
	uint32_t nid = (folder->nid & ~UINT32_C(0x1f)) | type;
	const struct pst_node *node = pst_index_node(contents->file, nid);
	struct pst_table *table = &contents->table;
	struct pst_row row;
	int rc;

	ambit_arena_reset(contents->arena);
	if (node == NULL)
		return 0;
	rc =
	    pst_table_open(table, contents->file, node, contents->arena, err_r);
	do {
		if (rc == 1)
			rc = pst_table_next(table, &row, err_r);
	} while (rc == 1 && row.bytes.len > 0);
	return rc;
}

/* What the rows of a folder's table are of. */
static unsigned
type_in(enum pst_nid_type table)
{
	return table == PST_NID_CONTENTS ? PST_NID_MESSAGE : PST_NID_FOLDER;
}

/* The node that a row of a table is of; NULL: it is of none. */
static const struct pst_node *
node_of(const struct pst_contents *contents, uint32_t nid,
    enum pst_nid_type table)
{
	if (type_of(nid) != type_in(table))
		return NULL;
	return pst_index_node(contents->file, nid);
}

/* Beside folders, a folder has searches, of which nothing is missed. */
static bool
is_stray(const struct pst_contents *contents, uint32_t nid,
    enum pst_nid_type table)
{
	if (table == PST_NID_HIERARCHY && type_of(nid) != PST_NID_FOLDER)
		return false;
	return node_of(contents, nid, table) == NULL;
}

static void
count_row(struct pst_contents *contents, const struct pst_node *folder,
    const struct pst_node *node)
{
	unsigned char *rows = &contents->rows[node - contents->file->node];

	*rows = *rows == 0 && node->parent == folder->nid ? 1 : TOO_MANY;
}

/* Count the rows of one table of a folder. */
static int
count_rows(struct pst_contents *contents, const struct pst_node *folder,
    enum pst_nid_type table, struct ambit_err *err_r)
{
	int rc = open_table(contents, folder, table, err_r);

	if (rc != 1)
		return rc;
	for (uint32_t i = 0; i < contents->table.n_rows; i++) {
		uint32_t nid = contents->table.row_id[i];
		const struct pst_node *node = node_of(contents, nid, table);

		if (node != NULL)
			count_row(contents, folder, node);
		contents->n_strays += is_stray(contents, nid, table);
	}
	return 1;
}

static int
count_all(struct pst_contents *contents, struct ambit_err *err_r)
{
	const struct pst_file *file = contents->file;

	for (size_t i = 0; i < file->n_nodes; i++) {
		const struct pst_node *node = &file->node[i];

		if (type_of(node->nid) != PST_NID_FOLDER)
			continue;
		if (count_rows(contents, node, PST_NID_HIERARCHY, err_r) < 0 ||
		    count_rows(contents, node, PST_NID_CONTENTS, err_r) < 0)
			return -1;
	}
	return 0;
}

int
pst_contents_open(struct pst_contents *contents, struct pst_file *file,
    struct ambit_err *err_r)
{
	*contents = (struct pst_contents){ .file = file };
	contents->arena = ambit_arena_new(ARENA);
	contents->rows = calloc(file->n_nodes + 1, 1);
	if (contents->arena == NULL || contents->rows == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY,
		    "folders of the store");
	return count_all(contents, err_r);
}

void
pst_contents_close(struct pst_contents *contents)
{
	ambit_arena_free(&contents->arena);
	free(contents->rows);
	*contents = (struct pst_contents){ 0 };
}

bool
pst_contents_has(const struct pst_contents *contents,
    const struct pst_node *node)
{
	return contents->rows[node - contents->file->node] == 1;
}

/* Of each folder there are two tables: which one is the n-th. */
static enum pst_nid_type
table_at(size_t n)
{
	return n % 2 == 0 ? PST_NID_HIERARCHY : PST_NID_CONTENTS;
}

/* The next table that has rows; contents->next is behind it. */
static int
next_table(struct pst_contents *contents, struct ambit_err *err_r)
{
	const struct pst_file *file = contents->file;
	int rc = 0;

	contents->table.n_rows = contents->at = 0;
	while (rc == 0 && contents->next < 2 * file->n_nodes) {
		size_t n = contents->next++;
		const struct pst_node *node = &file->node[n / 2];

		if (type_of(node->nid) == PST_NID_FOLDER)
			rc = open_table(contents, node, table_at(n), err_r);
	}
	return rc;
}

int
pst_contents_stray(struct pst_contents *contents, uint32_t *nid_r,
    const struct pst_node **folder_r, struct ambit_err *err_r)
{
	const struct pst_table *table = &contents->table;
	int rc = contents->n_strays > 0;

	while (rc == 1 && contents->n_strays > 0) {
		if (contents->next == 0 || contents->at == table->n_rows) {
			rc = next_table(contents, err_r);
			continue;
		}
		*nid_r = table->row_id[contents->at++];
		if (!is_stray(contents, *nid_r, table_at(contents->next - 1)))
			continue;
		contents->n_strays--;
		*folder_r = &contents->file->node[(contents->next - 1) / 2];
		return 1;
	}
	return rc < 0 ? -1 : 0;
}
