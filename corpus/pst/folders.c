/*
 * The store and its folders ([MS-PST] 2.4.3, 2.4.4, 2.7.1): what every PST
 * has, and the four folders that mail lies in. Their tables of contents grow
 * with the mail.
 */

/* System. */
#include <string.h>

/* Ours. */
#include "../corpus.h"
#include "mail.h"

enum { NID_STORE = 0x21, NID_NAMES = 0x61, INDEX_ROOT = 9 };

#define FIRST_MESSAGE 0x10001U

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct pst_column hierarchy_columns[] = {
	{ 0x0e30, PST_BINARY },
	{ 0x0e33, PST_INT64 },
	{ 0x0e34, PST_BINARY },
	{ 0x0e38, PST_INT32 },
	{ 0x3001, PST_STRING },
	{ 0x3602, PST_INT32 },
	{ 0x3603, PST_INT32 },
	{ 0x360a, PST_BOOL },
	{ 0x3613, PST_STRING },
	{ 0x6635, PST_INT32 },
	{ 0x6636, PST_INT32 },
	{ 0x67f2, PST_INT32 },
	{ 0x67f3, PST_INT32 },
};

static const struct pst_column contents_columns[] = {
	{ 0x0017, PST_INT32 },
	{ 0x001a, PST_STRING },
	{ 0x0036, PST_INT32 },
	{ 0x0037, PST_STRING },
	{ 0x0039, PST_TIME },
	{ 0x0042, PST_STRING },
	{ 0x0057, PST_BOOL },
	{ 0x0058, PST_BOOL },
	{ 0x0070, PST_STRING },
	{ 0x0071, PST_BINARY },
	{ 0x0e03, PST_STRING },
	{ 0x0e04, PST_STRING },
	{ 0x0e06, PST_TIME },
	{ 0x0e07, PST_INT32 },
	{ 0x0e08, PST_INT32 },
	{ 0x0e17, PST_INT32 },
	{ 0x0e30, PST_BINARY },
	{ 0x0e33, PST_INT64 },
	{ 0x0e34, PST_BINARY },
	{ 0x0e38, PST_INT32 },
	{ 0x0e3c, PST_BINARY },
	{ 0x0e3d, PST_BINARY },
	{ 0x1097, PST_INT32 },
	{ 0x3008, PST_TIME },
	{ 0x65c6, PST_INT32 },
	{ 0x67f2, PST_INT32 },
	{ 0x67f3, PST_INT32 },
};

static const struct pst_column associated_columns[] = {
	{ 0x001a, PST_STRING },
	{ 0x0e07, PST_INT32 },
	{ 0x3001, PST_STRING },
	{ 0x67f2, PST_INT32 },
	{ 0x67f3, PST_INT32 },
};

/* Node ids are PST_NID(index, PST_FOLDER); a parent stands before its
 * children. */
static const struct folder {
	uint32_t index, parent;
	const char *name;
	int place; /* of the mail in it, or -1 */
} folders[] = {
	{ INDEX_ROOT, INDEX_ROOT, "", -1 },
	{ 0x401, INDEX_ROOT, "Top of Outlook data file", -1 },
	{ 0x402, INDEX_ROOT, "Search Root", -1 },
	{ 0x403, 0x401, "Deleted Items", PST_DELETED },
	{ 0x404, 0x401, "Inbox", PST_INBOX },
	{ 0x405, 0x404, "Archive", PST_ARCHIVE },
	{ 0x406, 0x401, "Sent Items", PST_SENT },
};

static void
put_name(struct pst_store *s, struct pst_props *props, const char *name)
{
	pst_bytes(props, 0x3001, PST_STRING,
	    pst_utf16(&s->room, ambit_span_str(name)));
}

/* ---- folders ---- */

/* What a folder says of itself, and its parent of it. */
static void
describe(struct pst_store *s, const struct folder *f, struct pst_props *props)
{
	bool has_children = false;
	uint32_t n = 0, n_unread = 0;

	for (size_t i = 0; i < COUNT(folders); i++)
		has_children |= folders[i].parent == f->index &&
		    folders[i].index != f->index;
	if (f->place >= 0) {
		n = s->contents[f->place].n_rows;
		n_unread = s->n_unread[f->place];
	}
	put_name(s, props, f->name);
	pst_number(props, 0x3602, PST_INT32, n);
	pst_number(props, 0x3603, PST_INT32, n_unread);
	pst_number(props, 0x360a, PST_BOOL, has_children);
	if (f->place >= 0)
		pst_bytes(props, 0x3613, PST_STRING,
		    pst_utf16(&s->room, AMBIT_LIT("IPF.Note")));
}

static void
end_table(struct pst_store *s, struct pst_table *table, uint32_t nid)
{
	struct pst_subs subs = { .n = 0 };
	uint64_t data = pst_table_end(table, &subs);

	pst_node(&s->file, nid, 0, data, pst_subs_end(&s->file, &subs));
}

static void
put_empty(struct pst_store *s, uint32_t nid, const struct pst_column *columns,
    size_t n_columns)
{
	static struct pst_table table;

	pst_table_begin(&table, &s->file, columns, n_columns);
	end_table(s, &table, nid);
}

static void
put_hierarchy(struct pst_store *s, const struct folder *f)
{
	static struct pst_table table;

	pst_table_begin(&table, &s->file, hierarchy_columns,
	    COUNT(hierarchy_columns));
	for (size_t i = 0; i < COUNT(folders); i++) {
		struct pst_props props = { .n = 0 };

		if (folders[i].parent != f->index || &folders[i] == f)
			continue;
		describe(s, &folders[i], &props);
		pst_table_row(&table, PST_NID(folders[i].index, PST_FOLDER),
		    &props);
	}
	end_table(s, &table, PST_NID(f->index, PST_HIERARCHY));
}

static void
put_folder(struct pst_store *s, const struct folder *f)
{
	uint32_t contents = PST_NID(f->index, PST_CONTENTS);
	struct pst_subs subs = { .n = 0 };
	struct pst_props props = { .n = 0 };

	describe(s, f, &props);
	pst_node(&s->file, PST_NID(f->index, PST_FOLDER),
	    PST_NID(f->parent, PST_FOLDER),
	    pst_props_end(&s->file, &props, &subs), 0);
	put_hierarchy(s, f);
	if (f->place >= 0)
		end_table(s, &s->contents[f->place], contents);
	else
		put_empty(s, contents, contents_columns,
		    COUNT(contents_columns));
	put_empty(s, PST_NID(f->index, PST_ASSOCIATED), associated_columns,
	    COUNT(associated_columns));
}

/* ---- the store ---- */

/* 2.4.3.2: of a folder of this store. */
static void
put_entry(struct pst_store *s, struct pst_props *props, unsigned id,
    uint32_t index)
{
	unsigned char *at = pst_room(&s->room, 24);

	pst_put32(at, 0);
	memcpy(at + 4, s->key, sizeof(s->key));
	pst_put32(at + 20, PST_NID(index, PST_FOLDER));
	pst_bytes(props, id, PST_BINARY, (struct ambit_span){ at, 24 });
}

static void
put_store(struct pst_store *s)
{
	struct pst_subs subs = { .n = 0 };
	struct pst_props props = { .n = 0 };

	pst_bytes(&props, 0x0ff9, PST_BINARY,
	    (struct ambit_span){ s->key, sizeof(s->key) });
	put_name(s, &props, "Mail");
	pst_number(&props, 0x35df, PST_INT32, 0x89);
	put_entry(s, &props, 0x35e0, 0x401);
	put_entry(s, &props, 0x35e3, 0x403);
	put_entry(s, &props, 0x35e4, 0x406);
	put_entry(s, &props, 0x35e7, 0x402);
	pst_number(&props, 0x67ff, PST_INT32, 0);
	pst_node(&s->file, NID_STORE, 0, pst_props_end(&s->file, &props, &subs),
	    0);
}

/* 2.4.7: one name, 8503 of PSETID_Common, is property 8000. A bucket is found
 * by the entry's number and set, modulo 251. */
static void
put_names(struct pst_store *s)
{
	static const unsigned char guid[16] = { 0x08, 0x20, 0x06, 0, 0, 0, 0, 0,
		0xc0, 0, 0, 0, 0, 0, 0, 0x46 };
	static const unsigned char entry[8] = { 0x03, 0x85, 0, 0, 3 << 1 };
	/* A stream of strings with one that no entry names: it is not empty. */
	static const unsigned char strings[8] = { 2, 0, 0, 0, 'x', 0, 0, 0 };
	struct pst_subs subs = { .n = 0 };
	struct pst_props props = { .n = 0 };

	pst_number(&props, 0x0001, PST_INT32, 251);
	pst_bytes(&props, 0x0002, PST_BINARY,
	    (struct ambit_span){ guid, sizeof(guid) });
	pst_bytes(&props, 0x0003, PST_BINARY,
	    (struct ambit_span){ entry, sizeof(entry) });
	pst_bytes(&props, 0x0004, PST_BINARY,
	    (struct ambit_span){ strings, sizeof(strings) });
	pst_bytes(&props, 0x1000 + (0x8503 ^ 3 << 1) % 251, PST_BINARY,
	    (struct ambit_span){ entry, sizeof(entry) });
	pst_node(&s->file, NID_NAMES, 0, pst_props_end(&s->file, &props, &subs),
	    0);
}

/* Empty tables, of which a program makes new ones. */
static void
put_templates(struct pst_store *s)
{
	put_empty(s, 0x60d, hierarchy_columns, COUNT(hierarchy_columns));
	put_empty(s, 0x60e, contents_columns, COUNT(contents_columns));
	put_empty(s, 0x60f, associated_columns, COUNT(associated_columns));
	put_empty(s, 0x610, contents_columns, COUNT(contents_columns));
	put_empty(s, 0x671, pst_attachment_columns, PST_N_ATTACHMENT_COLUMNS);
	put_empty(s, 0x692, pst_recipient_columns, PST_N_RECIPIENT_COLUMNS);
}

void
pst_folders_begin(struct pst_store *s)
{
	s->next_message = FIRST_MESSAGE;
	for (size_t i = 0; i < PST_N_PLACES; i++)
		pst_table_begin(&s->contents[i], &s->file, contents_columns,
		    COUNT(contents_columns));
}

uint32_t
pst_folders_put(struct pst_store *s, enum pst_place place,
    const struct pst_letter *letter)
{
	static struct pst_props props;
	uint32_t nid = PST_NID(s->next_message++, PST_MESSAGE), parent = 0;
	struct pst_node node = pst_letter(&s->file, &s->room, letter, &props);

	for (size_t i = 0; i < COUNT(folders); i++) {
		if (folders[i].place == (int)place)
			parent = PST_NID(folders[i].index, PST_FOLDER);
	}
	pst_node(&s->file, nid, parent, node.data, node.sub);
	pst_table_row(&s->contents[place], nid, &props);
	s->n_unread[place] += letter->unread;
	return nid;
}

void
pst_folders_end(struct pst_store *s)
{
	s->room.len = 0;
	put_store(s);
	put_names(s);
	put_templates(s);
	for (size_t i = 0; i < COUNT(folders); i++)
		put_folder(s, &folders[i]);
}
