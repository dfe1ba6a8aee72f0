#include "check.h"
#include "document.h"

#include <stdio.h>
#include <string.h>

#include "ambit/arena.h"
#include "ambit/csv.h"
#include "ambit/law_tables.h"
#include "ambit/parse.h"

/* ---- the tables as text ---- */

/* A sink that keeps everything. */
struct keep {
	struct ambit_sink sink;
	unsigned char bytes[1 << 18];
	size_t len;
};

static int
keep_write(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	struct keep *keep = (struct keep *)sink;

	(void)err_r;
	assert_true(bytes.len <= sizeof(keep->bytes) - keep->len);
	memcpy(keep->bytes + keep->len, bytes.ptr, bytes.len);
	keep->len += bytes.len;
	return 0;
}

static int
keep_finish(struct ambit_sink *sink, struct ambit_err *err_r)
{
	(void)sink;
	(void)err_r;
	return 0;
}

static const struct ambit_sink_ops keep_ops = { "keep", keep_write,
	keep_finish };
static struct keep kept;

static struct ambit_span
csv(enum ambit_law_table from, enum ambit_law_table to)
{
	struct ambit_err err = { 0 };

	kept = (struct keep){ .sink = { .ops = &keep_ops } };
	for (enum ambit_law_table i = from; i <= to; i++)
		assert_int_equal(ambit_law_table_csv(i, &kept.sink, &err), 0);
	return (struct ambit_span){ kept.bytes, kept.len };
}

static void
the_digest_is_that_of_the_three_tables_as_they_are_printed(void **state)
{
	unsigned char want[AMBIT_DIGEST_LEN], got[AMBIT_DIGEST_LEN];
	struct ambit_err err = { 0 };

	(void)state;
	assert_int_equal(ambit_sink_digest(csv(AMBIT_LAW_INSTRUMENTS,
					       AMBIT_N_LAW_TABLES - 1),
			     want, &err),
	    0);
	assert_int_equal(ambit_law_digest(got, &err), 0);
	assert_memory_equal(got, want, sizeof(want));
	assert_int_equal(ambit_sink_digest(csv(AMBIT_LAW_FIELDS,
					       AMBIT_LAW_FIELDS),
			     want, &err),
	    0);
	assert_int_equal(ambit_law_table_digest(AMBIT_LAW_FIELDS, got, &err),
	    0);
	assert_memory_equal(got, want, sizeof(want));
}

static size_t
columns_of(enum ambit_law_table table)
{
	size_t n = 0;

	while (ambit_law_table_column(table, n, NULL) != NULL)
		n++;
	assert_in_range(n, 1, AMBIT_LAW_COLUMNS_MAX);
	return n;
}

/* Read back, every cell is what it was. */
static void
a_table_reads_back_cell_by_cell(void **state)
{
	(void)state;
	for (unsigned t = 0; t < AMBIT_N_LAW_TABLES; t++) {
		struct ambit_span rest = csv(t, t);
		size_t n = columns_of(t), rows = ambit_law_table_rows(t);

		for (size_t row = 0; row <= rows; row++) {
			struct ambit_span fields[AMBIT_LAW_COLUMNS_MAX];
			char room[4096];
			struct ambit_text text = AMBIT_TEXT(room);

			assert_int_equal(ambit_csv_cut(&rest, false, &text,
					     fields, AMBIT_LAW_COLUMNS_MAX),
			    n);
			for (size_t i = 0; row > 0 && i < n; i++) {
				char cell[AMBIT_LAW_CELL_MAX];
				struct ambit_text got = AMBIT_TEXT(cell);

				ambit_law_table_cell(t, row - 1, i, &got);
				assert_true(got.len < sizeof(cell));
				assert_true(
				    ambit_span_equal(ambit_text_span(&got),
					fields[i]));
			}
		}
		assert_int_equal(rest.len, 0);
	}
}

struct cell {
	const char *name;
	enum ambit_law_table table;
	const char *id, *column, *value;
};

static const struct cell cells[] = {
	{ "a warrant reaches content", AMBIT_LAW_INSTRUMENTS,
	    "US_2703_A_WARRANT", "reach", "SITC" },
	{ "a warrant is served in fourteen days", AMBIT_LAW_INSTRUMENTS,
	    "US_2703_A_WARRANT", "serve_days", "14" },
	{ "a court order has no such limit", AMBIT_LAW_INSTRUMENTS,
	    "US_2703_D_ORDER", "serve_days", "" },
	{ "a preservation reaches nothing", AMBIT_LAW_INSTRUMENTS,
	    "US_2703_F_PRESERVATION", "reach", "" },
	{ "a preservation preserves", AMBIT_LAW_INSTRUMENTS,
	    "US_2703_F_PRESERVATION", "preserves", "yes" },
	{ "a subpoena has three signers", AMBIT_LAW_INSTRUMENTS,
	    "US_2703_C2_SUBPOENA", "signs",
	    "courtClerk prosecutor agencyOfficial" },
	{ "a subpoena is for two types of case", AMBIT_LAW_INSTRUMENTS,
	    "US_2703_C2_SUBPOENA", "case_types", "criminal administrative" },
	{ "an emergency is signed on a letter", AMBIT_LAW_INSTRUMENTS,
	    "US_2702_EMERGENCY", "document", "emergencyLetter" },
	{ "a letter may be barred if certified", AMBIT_LAW_INSTRUMENTS,
	    "US_NSL_2709", "notice", "barredIfCertified" },
	{ "a letter has a channel", AMBIT_LAW_INSTRUMENTS, "US_NSL_2709",
	    "channel", "nationalSecurity" },
	{ "a certificate is of the Union", AMBIT_LAW_INSTRUMENTS, "EU_EPOC",
	    "regime", "eu" },
	{ "a second stamp is the supervisor's", AMBIT_LAW_INSTRUMENTS,
	    "GB_IPA_P3", "countersigns", "supervisoryOfficial" },
	{ "a name is of the subscriber", AMBIT_LAW_FIELDS, "acct_name", "class",
	    "S" },
	{ "a name is letter A", AMBIT_LAW_FIELDS, "acct_name", "us_list", "A" },
	{ "a sender leaves as a column", AMBIT_LAW_FIELDS, "Sender", "column",
	    "sender_addr" },
	{ "a thread is withheld", AMBIT_LAW_FIELDS, "Thread-Index", "class",
	    "W" },
	{ "a link never leaves", AMBIT_LAW_FIELDS, "share_link", "class", "N" },
	{ "a link is a record", AMBIT_LAW_FIELDS, "share_link", "stands",
	    "record" },
	{ "a live range exceeds authority", AMBIT_LAW_RULES, "E_SCOPE_LIVE",
	    "reason", "exceeds authority" },
	{ "a span may be overridden", AMBIT_LAW_RULES, "E_BROAD_SPAN",
	    "overridable", "yes" },
	{ "a span is narrowed", AMBIT_LAW_RULES, "E_BROAD_SPAN", "severity",
	    "narrow" },
	{ "an unknown target is noted", AMBIT_LAW_RULES, "E_TARGET_UNKNOWN",
	    "severity", "note" },
	{ "a signature is looked at in files", AMBIT_LAW_RULES, "E_SIGN_CMS",
	    "of", "files" },
};

/* Which column is it? */
static size_t
column_of(enum ambit_law_table table, const char *name)
{
	size_t n = columns_of(table);

	for (size_t i = 0; i < n; i++) {
		if (strcmp(ambit_law_table_column(table, i, NULL), name) == 0)
			return i;
	}
	fail_msg("no column %s", name);
	return 0;
}

static bool
has(enum ambit_law_table table, size_t row, size_t column, const char *value)
{
	char room[AMBIT_LAW_CELL_MAX];
	struct ambit_text text = AMBIT_TEXT(room);

	ambit_law_table_cell(table, row, column, &text);
	return ambit_span_equal(ambit_text_span(&text), ambit_span_str(value));
}

static void
a_cell(void **state)
{
	const struct cell *want = *state;
	size_t n = ambit_law_table_rows(want->table), row = 0;
	size_t id = column_of(want->table,
	    want->table == AMBIT_LAW_FIELDS ? "id" : "code");

	while (row < n && !has(want->table, row, id, want->id))
		row++;
	assert_true(row < n);
	assert_true(has(want->table, row, column_of(want->table, want->column),
	    want->value));
}

/* ---- what counsel has approved ---- */

#define APPROVED "  <LawTables sha256=\"%s\" approvedBy=\"%s\" on=\"%s\"/>\n"
#define AT       "<Customer "
#define ONE      "1111111111111111111111111111111111111111111111111111111111111111"
#define TWO      "2222222222222222222222222222222222222222222222222222222222222222"

struct approval {
	const char *name;
	const char *sha256, *by, *on;
	bool good;
};

/* Asked for 11..., at 2026-06-01. counsel1 is counsel from 2024 on. */
static const struct approval approvals[] = {
	{ "counsel has approved it", ONE, "counsel1", "2026-01-01T00:00:00Z",
	    true },
	{ "counsel has approved it this instant", ONE, "counsel1",
	    "2026-06-01T00:00:00Z", true },
	{ "counsel will approve it", ONE, "counsel1",
	    "2026-06-01T00:00:00.000001Z", false },
	{ "counsel has approved another", TWO, "counsel1",
	    "2026-01-01T00:00:00Z", false },
	{ "an approver is no counsel", ONE, "approver1", "2026-01-01T00:00:00Z",
	    false },
	{ "counsel was no counsel yet", ONE, "counsel1", "2023-12-31T23:59:59Z",
	    false },
	{ "counsel was counsel from then on", ONE, "counsel1",
	    "2024-01-01T00:00:00Z", true },
};

#define NOW INT64_C(1780272000000000) /* 2026-06-01 */

static void
parse(const char *laws, struct ambit_arena *arena,
    struct ambit_registry *registry_r, struct ambit_complaints *complaints)
{
	char edit[1024];
	struct ambit_err err = { 0 };
	struct ambit_span bytes;
	int rc;

	(void)snprintf(edit, sizeof(edit), "%s" AT, laws);
	bytes = document_edited("registry.xml", AT, edit);
	complaints->n = 0;
	rc = ambit_registry_parse(bytes, arena, registry_r, complaints, &err);
	assert_int_equal(rc, complaints->n == 0 ? 0 : -1);
	document_free(bytes);
}

static void
an_approval(void **state)
{
	const struct approval *row = *state;
	struct ambit_arena *arena = ambit_arena_new((size_t)1 << 22);
	static struct ambit_complaints complaints;
	struct ambit_registry registry;
	unsigned char sha256[AMBIT_DIGEST_LEN];
	char law[512];

	memset(sha256, 0x11, sizeof(sha256));
	(void)snprintf(law, sizeof(law), APPROVED APPROVED, TWO, "counsel1",
	    "2026-01-01T00:00:00Z", row->sha256, row->by, row->on);
	parse(law, arena, &registry, &complaints);
	assert_int_equal(complaints.n, 0);
	assert_int_equal(registry.n_laws, 2);
	assert_int_equal(ambit_registry_approves(&registry, sha256, NOW),
	    row->good);
	ambit_arena_free(&arena);
}

static void
nobody_has_approved_where_nothing_is_said(void **state)
{
	struct ambit_registry registry = { 0 };
	unsigned char sha256[AMBIT_DIGEST_LEN] = { 0 };

	(void)state;
	assert_false(ambit_registry_approves(&registry, sha256, NOW));
}

static void
a_stranger_approves_nothing(void **state)
{
	struct ambit_arena *arena = ambit_arena_new((size_t)1 << 22);
	static struct ambit_complaints complaints;
	struct ambit_registry registry;
	char law[512];

	(void)state;
	(void)snprintf(law, sizeof(law), APPROVED, ONE, "nobody",
	    "2026-01-01T00:00:00Z");
	parse(law, arena, &registry, &complaints);
	assert_int_equal(complaints.n, 1);
	assert_string_equal(complaints.v[0].text,
	    "Registry/LawTables[1]/@approvedBy: \"nobody\": it names nothing "
	    "that is there");
	ambit_arena_free(&arena);
}

#define ALONE 4

int
main(void)
{
	static struct CMUnitTest tests[ALONE + COUNT(cells) +
	    COUNT(approvals)] = {
		cmocka_unit_test(
		    the_digest_is_that_of_the_three_tables_as_they_are_printed),
		cmocka_unit_test(a_table_reads_back_cell_by_cell),
		cmocka_unit_test(nobody_has_approved_where_nothing_is_said),
		cmocka_unit_test(a_stranger_approves_nothing),
	};
	struct CMUnitTest *test = &tests[ALONE];

	for (size_t i = 0; i < COUNT(cells); i++)
		*test++ = (struct CMUnitTest){ cells[i].name, a_cell, NULL,
			NULL, (void *)(uintptr_t)&cells[i] };
	for (size_t i = 0; i < COUNT(approvals); i++)
		*test++ = (struct CMUnitTest){ approvals[i].name, an_approval,
			NULL, NULL, (void *)(uintptr_t)&approvals[i] };
	return cmocka_run_group_tests_name("law_tables", tests, NULL, NULL);
}
