/*
 * Which items a store of Outlook has (K12): each message of the node index, and
 * each row that has none; whether it stands where it should; in which order,
 * how large, and how its folder is called.
 */

#include "pst_world.h"

#define M1 0x200024
#define M2 0x200044

/* Every item as "NID FOLDER FLAWS;". */
static void
show_items(struct ambit_reader *r, struct ambit_text *out)
{
	struct ambit_item item;
	struct ambit_err err = { 0 };
	uint64_t sum = 0;
	uint32_t n = 0;
	int got;

	while ((got = r->ops->next(r, &item, &err)) == 1) {
		assert_int_equal(item.at.item, ++n);
		assert_int_equal(item.raw.off, sum);
		assert_memory_equal(&item.raw, &item.framed, sizeof(item.raw));
		assert_int_equal(item.path.len, 0);
		sum += item.raw.len;
		ambit_text_print(out, "%llx ", (unsigned long long)item.at.off);
		ambit_text_put(out, item.folder);
		world_flaws(out, item.flaws);
		ambit_text_str(out, ";");
	}
	if (got < 0)
		ambit_text_print(out, "failed: %s", err.text);
	assert_int_equal(r->seen, sum);
	assert_int_equal(r->ops->check(r, &err), 0);
}

static void
outcome_of(struct pst_build *b, char *buf, size_t size)
{
	struct ambit_text out = ambit_text_over(buf, size);
	struct ambit_err err = { 0 };
	struct ambit_reader r;
	int fd = world_file(b);

	if (world_open(&r, fd, &err) < 0) {
		ambit_text_print(&out, "refused: %s", err.text);
	} else {
		show_items(&r, &out);
		ambit_reader_close(&r);
	}
	(void)ambit_text_end(&out);
	(void)close(fd);
}

/* ---- K12 ---- */

static void
two_with_rows(struct pst_build *b)
{
	world_inbox(b, WORLD_IDS(M2, M1));
	world_message(b, M2, WORLD_INBOX);
	world_message(b, M1, WORLD_INBOX);
}

static void
one_without_a_row(struct pst_build *b)
{
	world_inbox(b, WORLD_IDS(M1));
	world_message(b, M1, WORLD_INBOX);
	world_message(b, M2, WORLD_INBOX);
}

static void
rows_without_a_node(struct pst_build *b)
{
	world_inbox(b, WORLD_IDS(M2, M1, 0x200064));
	world_message(b, M1, WORLD_INBOX);
}

static void
a_row_of_no_message(struct pst_build *b)
{
	world_inbox(b, WORLD_IDS(M1, WORLD_INBOX));
	world_message(b, M1, WORLD_INBOX);
}

/* Folders A and B below the root, with rows of their own. */
static void
two_folders(struct pst_build *b, const uint32_t *in_a, size_t n_a,
    const uint32_t *in_b, size_t n_b)
{
	world_folder(b,
	    &(struct world_folder){ WORLD_ROOT, WORLD_ROOT, NULL,
		WORLD_IDS(0x8042, 0x8062), WORLD_NONE });
	world_folder(b,
	    &(struct world_folder){ 0x8042, WORLD_ROOT, "A", WORLD_NONE, in_a,
		n_a });
	world_folder(b,
	    &(struct world_folder){ 0x8062, WORLD_ROOT, "B", WORLD_NONE, in_b,
		n_b });
	world_message(b, M1, 0x8042);
}

static void
a_row_elsewhere(struct pst_build *b)
{
	two_folders(b, WORLD_NONE, WORLD_IDS(M1));
}

static void
rows_in_two_folders(struct pst_build *b)
{
	two_folders(b, WORLD_IDS(M1), WORLD_IDS(M1));
}

/* The first row that is met is the wrong one. */
static void
rows_in_two_folders_before(struct pst_build *b)
{
	two_folders(b, WORLD_IDS(M2), WORLD_IDS(M2));
	world_message(b, M2, 0x8062);
}

static void
strays_of_two_folders(struct pst_build *b)
{
	two_folders(b, WORLD_IDS(0x200084, M1), WORLD_IDS(0x200084, M2));
}

/* A search needs no node. */
static void
a_folder_without_a_node(struct pst_build *b)
{
	world_folder(b,
	    &(struct world_folder){ WORLD_ROOT, WORLD_ROOT, NULL,
		WORLD_IDS(WORLD_INBOX, 0x8082, 0x80a3), WORLD_NONE });
	world_folder(b,
	    &(struct world_folder){ WORLD_INBOX, WORLD_ROOT, "Inbox",
		WORLD_NONE, WORLD_IDS(M1) });
	world_message(b, M1, WORLD_INBOX);
}

static void
a_parent_that_is_no_folder(struct pst_build *b)
{
	world_inbox(b, WORLD_IDS(M1));
	world_message(b, M1, 0x21);
}

static void
a_parent_that_is_missing(struct pst_build *b)
{
	world_inbox(b, WORLD_NONE);
	world_message(b, M1, 0x8042);
}

static void
without_a_contents_table(struct pst_build *b)
{
	two_with_rows(b);
	for (size_t i = 0; i < b->n_nodes; i++) {
		if (b->node[i].nid == (WORLD_INBOX & ~0x1fu) + 0x0e)
			b->node[i].nid += 0x1000;
	}
}

static void
without_a_root(struct pst_build *b)
{
	world_folder(b,
	    &(struct world_folder){ WORLD_INBOX, WORLD_ROOT, "Inbox",
		WORLD_NONE, WORLD_IDS(M1) });
	world_message(b, M1, WORLD_INBOX);
}

static void
a_folder_without_a_row(struct pst_build *b)
{
	world_folder(b,
	    &(struct world_folder){ WORLD_ROOT, WORLD_ROOT, NULL, WORLD_NONE,
		WORLD_IDS(M2) });
	world_folder(b,
	    &(struct world_folder){ WORLD_INBOX, WORLD_ROOT, "Inbox",
		WORLD_NONE, WORLD_IDS(M1) });
	world_message(b, M1, WORLD_INBOX);
	world_message(b, M2, WORLD_ROOT);
}

/* Each is in the other; their paths go round until they are cut. */
static void
folders_in_a_circle(struct pst_build *b)
{
	static char name[401];

	memset(name, 'x', 400);
	world_folder(b,
	    &(struct world_folder){ WORLD_ROOT, WORLD_ROOT, NULL, WORLD_NONE,
		WORLD_NONE });
	world_folder(b,
	    &(struct world_folder){ 0x8042, 0x8062, "A", WORLD_IDS(0x8062),
		WORLD_IDS(M1) });
	world_folder(b,
	    &(struct world_folder){ 0x8062, 0x8042, name, WORLD_IDS(0x8042),
		WORLD_NONE });
	world_message(b, M1, 0x8042);
}

static void
folders_within_each_other(struct pst_build *b)
{
	world_folder(b,
	    &(struct world_folder){ WORLD_ROOT, WORLD_ROOT, "Root",
		WORLD_IDS(0x8042), WORLD_NONE });
	world_folder(b,
	    &(struct world_folder){ 0x8042, WORLD_ROOT, "Caf\xe9",
		WORLD_IDS(0x8062, 0x8082), WORLD_NONE });
	world_folder(b,
	    &(struct world_folder){ 0x8062, 0x8042, "a/b", WORLD_NONE,
		WORLD_IDS(M1) });
	world_folder(b,
	    &(struct world_folder){ 0x8082, 0x8042, NULL, WORLD_NONE,
		WORLD_IDS(M2) });
	world_message(b, M1, 0x8062);
	world_message(b, M2, 0x8082);
}

/* Settings (type 8) and what a search found (type 3, and its table) are no
 * items, and make no row. */
static void
settings_and_searches(struct pst_build *b)
{
	two_with_rows(b);
	world_message(b, 0x200068, WORLD_INBOX);
	pst_build_node(b,
	    world_table(b, WORLD_INBOX - 2 + 0x0f, WORLD_IDS(0x200068)));
	world_message(b, 0x8043, WORLD_ROOT);
	pst_build_node(b, world_table(b, 0x8050, WORLD_IDS(M1, M2)));
}

#define FFFD      "\xef\xbf\xbd"
#define TEN_X     "xxxxxxxxxx"
#define HUNDRED_X TEN_X TEN_X TEN_X TEN_X TEN_X TEN_X TEN_X TEN_X TEN_X TEN_X

static const struct row {
	const char *name;
	void (*build)(struct pst_build *b);
	const char *outcome;
} rows[] = {
	{ "K12: messages come by their NIDs", two_with_rows,
	    "200024 Inbox;200044 Inbox;" },
	{ "K12: a message without a row is an orphan", one_without_a_row,
	    "200024 Inbox;200044 Inbox orphan;" },
	{ "K12: a row without a node is an item behind all messages",
	    rows_without_a_node,
	    "200024 Inbox;200044 Inbox orphan;200064 Inbox orphan;" },
	{ "K12: a row of what is no message is an item", a_row_of_no_message,
	    "200024 Inbox;8022 Inbox orphan;" },
	{ "K12: a row in another folder is none", a_row_elsewhere,
	    "200024 A orphan;" },
	{ "K12: rows in two folders are too many", rows_in_two_folders,
	    "200024 A orphan;" },
	{ "K12: in whichever order they come", rows_in_two_folders_before,
	    "200024 A orphan;200044 B orphan;" },
	{ "K12: a row without a node in each of two folders is two items",
	    strays_of_two_folders,
	    "200024 A;200084 A orphan;200084 B orphan;200044 B orphan;" },
	{ "K12: the row of a folder that is missing is an item",
	    a_folder_without_a_node, "200024 Inbox;8082  orphan;" },
	{ "K12: a parent that is no folder", a_parent_that_is_no_folder,
	    "200024  orphan;" },
	{ "K12: a parent that is missing", a_parent_that_is_missing,
	    "200024  orphan;" },
	{ "K12: a folder without a contents table", without_a_contents_table,
	    "200024 Inbox orphan;200044 Inbox orphan;" },
	{ "K12: a store without a root", without_a_root,
	    "200024 Inbox orphan;" },
	{ "K12: a folder that was deleted", a_folder_without_a_row,
	    "200024 Inbox orphan;200044 ;" },
	{ "folders in a circle end, and stand nowhere", folders_in_a_circle,
	    "200024 " HUNDRED_X HUNDRED_X HUNDRED_X HUNDRED_X
	    "/A/" HUNDRED_X HUNDRED_X HUNDRED_X HUNDRED_X
	    "/A/" HUNDRED_X HUNDRED_X TEN_X "xxxxxxxx orphan;" },
	{ "a path is made of names below the root", folders_within_each_other,
	    "200024 Caf" FFFD "/a/b;200044 Caf" FFFD "/" FFFD ";" },
	{ "settings and searches are no items", settings_and_searches,
	    "200024 Inbox;200044 Inbox;" },
};

static void
items_are_those_of_the_index_and_of_rows(void **state)
{
	static const enum pst_kind kinds[] = { PST_ANSI, PST_UNICODE, PST_4K };
	const struct row *row = *state;
	char got[2000];

	for (size_t i = 0; i < COUNT(kinds); i++) {
		struct pst_build *b = pst_build_new(kinds[i], 0);

		row->build(b);
		outcome_of(b, got, sizeof(got));
		assert_string_equal(got, row->outcome);
		pst_build_free(b);
	}
}

/* ---- what is damaged ---- */

/* Blocks of two_with_rows, in the order of writing. */
enum {
	ROOT_PROPS,
	ROOT_HIERARCHY,
	ROOT_CONTENTS,
	INBOX_PROPS,
	INBOX_HIERARCHY,
	INBOX_CONTENTS,
	M2_PROPS,
	M1_PROPS,
};

static const struct damage_row {
	const char *name;
	struct pst_wrong wrong;
	const char *outcome;
} damages[] = {
	{ "K6: a contents table that is damaged has no rows",
	    { PST_BLOCK_STORED, INBOX_CONTENTS, 5, "x", 1 },
	    "200024 Inbox orphan;200044 Inbox orphan;" },
	{ "K11: nor has one whose last row is not of its id",
	    { PST_BLOCK, INBOX_CONTENTS, 12 + 30, "x", 1 },
	    "200024 Inbox orphan;200044 Inbox orphan;" },
	{ "K6: a hierarchy table that is damaged has no rows",
	    { PST_BLOCK_STORED, ROOT_HIERARCHY, 5, "x", 1 },
	    "200024 Inbox orphan;200044 Inbox orphan;" },
	{ "K6: a folder whose name is lost",
	    { PST_BLOCK_AFTER, INBOX_PROPS, 5, "x", 1 },
	    "200024 " FFFD ";200044 " FFFD ";" },
	{ "K6: a message that is lost",
	    { PST_BLOCK_AFTER, M2_PROPS, 5, "x", 1 },
	    "200024 Inbox;200044 Inbox lost;" },
};

static void
what_is_damaged_touches_what_it_must(void **state)
{
	const struct damage_row *row = *state;
	struct pst_build *b = pst_build_new(PST_UNICODE, 0);
	char got[2000];

	b->wrong = row->wrong;
	two_with_rows(b);
	outcome_of(b, got, sizeof(got));
	assert_string_equal(got, row->outcome);
	pst_build_free(b);
}

/* ---- units ---- */

#define MANY 7

/* The items of one part. */
static void
show_part(int fd, uint32_t part, uint32_t parts, struct ambit_text *out)
{
	struct ambit_unit unit = ambit_unit_whole(&world_store);
	struct ambit_err err = { 0 };
	struct ambit_reader r;

	unit.part = part;
	unit.parts = parts;
	assert_int_equal(ambit_reader_open(&r, &unit, &store_limits, fd,
			     (struct ambit_span){ 0 }, &err),
	    0);
	show_items(&r, out);
	ambit_reader_close(&r);
}

/* K12 over units: each item in one of them, and as found in the whole. */
static void
the_parts_of_a_store_have_the_items_of_it(void **state)
{
	struct pst_build *b = pst_build_new(PST_UNICODE, 0);
	uint32_t ids[MANY + 1];
	char whole[500], parted[500];
	int fd;

	(void)state;
	for (uint32_t i = 0; i <= MANY; i++) {
		ids[i] = 0x200024 + 0x40 * i;
		if (i < MANY)
			world_message(b, ids[i], WORLD_INBOX);
	}
	/* The first has no row, and the last row has no message. */
	world_inbox(b, ids + 1, MANY);
	fd = world_file(b);
	for (uint32_t parts = 1; parts <= MANY + 2; parts++) {
		struct ambit_text out = AMBIT_TEXT(parted);

		for (uint32_t part = 1; part <= parts; part++)
			show_part(fd, part, parts, &out);
		(void)ambit_text_end(&out);
		if (parts == 1)
			memcpy(whole, parted, sizeof(whole));
		assert_string_equal(parted, whole);
	}
	assert_string_equal(whole,
	    "200024 Inbox orphan;200064 Inbox;2000a4 Inbox;2000e4 Inbox;"
	    "200124 Inbox;200164 Inbox;2001a4 Inbox;2001e4 Inbox orphan;");
	(void)close(fd);
	pst_build_free(b);
}

/* ---- the store ---- */

static const struct note_row {
	const char *name;
	struct pst_prop prop; /* of the store's node; id 0: it has none */
	struct pst_wrong wrong;
	const char *note;
} notes[] = {
	{ "a store with a password is told to have one",
	    { 0x67ff, 0x0003, 0x0a89da7, NULL, 0 }, { .where = PST_RIGHT },
	    "67FF, the CRC of a password, is 00a89da7: it locks nothing" },
	{ "a store without one", { 0x67ff, 0x0003, 0, NULL, 0 },
	    { .where = PST_RIGHT }, "" },
	{ "what is no number is no password", { 0x67ff, 0x000b, 1, NULL, 0 },
	    { .where = PST_RIGHT }, "" },
	{ "a store without a node of its own", { .id = 0 },
	    { .where = PST_RIGHT }, "" },
	{ "K6: a store whose node is damaged", { 0x67ff, 0x0003, 5, NULL, 0 },
	    { PST_BLOCK_AFTER, 0, 5, "x", 1 }, "" },
};

static void
what_is_to_note_of_a_store_is_told(void **state)
{
	const struct note_row *row = *state;
	struct pst_build *b = pst_build_new(PST_UNICODE, 0);
	struct pst_node node = { .nid = 0x21 };
	struct ambit_err err = { 0 };
	struct ambit_reader r;
	struct ambit_item item;
	char note[100];
	struct ambit_text text = AMBIT_TEXT(note);
	int fd;

	b->wrong = row->wrong;
	node.data = pst_build_props(b, &row->prop, 1, 0);
	if (row->prop.id != 0)
		pst_build_node(b, node);
	two_with_rows(b);
	fd = world_file(b);
	assert_int_equal(world_open(&r, fd, &err), 0);
	assert_int_equal(ambit_reader_note(&r, &text, &err), 0);
	assert_string_equal(ambit_text_end(&text), row->note);
	assert_int_equal(r.ops->next(&r, &item, &err), 1);
	assert_int_equal(item.flaws, 0);
	ambit_reader_close(&r);
	(void)close(fd);
	pst_build_free(b);
}

int
main(void)
{
	struct CMUnitTest
	    tests[COUNT(rows) + COUNT(damages) + COUNT(notes) + 1];
	size_t n = 0;

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[n++] = (struct CMUnitTest){ rows[i].name,
			items_are_those_of_the_index_and_of_rows, NULL, NULL,
			(void *)(uintptr_t)&rows[i] };
	for (size_t i = 0; i < COUNT(damages); i++)
		tests[n++] = (struct CMUnitTest){ damages[i].name,
			what_is_damaged_touches_what_it_must, NULL, NULL,
			(void *)(uintptr_t)&damages[i] };
	for (size_t i = 0; i < COUNT(notes); i++)
		tests[n++] = (struct CMUnitTest){ notes[i].name,
			what_is_to_note_of_a_store_is_told, NULL, NULL,
			(void *)(uintptr_t)&notes[i] };
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(
	    the_parts_of_a_store_have_the_items_of_it);
	return _cmocka_run_group_tests("pst_items", tests, n, NULL, NULL);
}
