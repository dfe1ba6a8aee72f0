#include "checked.h"

/* ---- a package that its maker changed, and signed again ---- */

#define MAIL "data/task-001/content/%s1.eml"

struct forgery {
	const char *name;
	const char *file; /* "#3": the content file of number 3 */
	const char *old, *new;
	const char *code, *words;
	/* BOTH: it shows with the order and without. ORDER: it takes the
	 * order. FIRST: without the order another defect shows. ALONE: the
	 * reverse. */
	enum { BOTH, ORDER, FIRST, ALONE } when;
};

static const struct forgery forgeries[] = {
	/* Items: 1, 2 of task 1; 3, 4, 5 of task 3; 6, 7, 8 of task 4. */
	{ "a message out of the range shows", "#1", "Date: Mon, 2 Feb 2026",
	    "Date: Sun, 2 Feb 2025", "V_SCOPE", "rule \"range\"", BOTH },
	{ "a message with a doubtful date shows", "#1", "10:00:00 +0000\nSubj",
	    "25:00:00 +0000\nSubj", "V_SCOPE", "rule \"clock\"", BOTH },
	{ "a message of another instant shows", "#1", "10:00:00 +0000\nSubj",
	    "10:00:01 +0000\nSubj", "V_SCOPE", "tells another instant", BOTH },
	{ "a message of another delivery shows", "#6", "10:00:05 +0000",
	    "10:00:06 +0000", "V_SCOPE", "tells another instant", BOTH },
	{ "a message delivered by another host shows", "#6",
	    "by mx1.mail.example.com", "by mx2.mail.example.com", "V_SCOPE",
	    "rule \"clock\"", BOTH },
	{ "a message with nobody who was named shows", "#1",
	    "From: bob@example.org", "From: eve@example.org", "V_SCOPE",
	    "rule \"participant\"", ORDER },
	{ "a message whose header has no certain end shows", "#1",
	    "Subject: one\n", "Subject: one\nx\n", "V_SCOPE", "rule \"", BOTH },
	{ "a field beyond those named shows", "#3", "Subject: one\n",
	    "Subject: one\nX-Spam: no\n", "V_SCOPE", "more than was ordered",
	    BOTH },
	{ "an address beyond the fields named shows", "#3", "Subject: one\n",
	    "From: bob@example.org\nSubject: one\n", "V_SCOPE",
	    "more than was ordered", BOTH },
	{ "a part beyond those named shows", "#4", "Content-Type: text/html",
	    "Content-Type: image/png", "V_SCOPE", "more than was ordered",
	    BOTH },
	{ "text between the parts shows", "#4", "\n\n--", "\n\nPNG\n--",
	    "V_SCOPE", "no part of what was ordered", BOTH },
	{ "a telling boundary shows", "#4", "boundary=\"ambit-",
	    "boundary=\"alice\"; x=\"ambit-", "V_SCOPE", "", BOTH },
	{ "a row of another account shows", "data/task-002/messages.csv",
	    "1,alice@", "1,bob@", "V_TABLE", "of another account", BOTH },
	{ "a row out of the range shows", "data/task-002/messages.csv",
	    "2026-02-02", "2025-02-02", "V_TABLE",
	    "did not happen within the range", BOTH },
	{ "a row in the other direction shows", "data/task-002/messages.csv",
	    "received", "sent", "V_TABLE", "another direction", ORDER },
	{ "a row of another number shows", "data/task-002/messages.csv", "\n2,",
	    "\n3,", "V_TABLE", "its number is not its turn", BOTH },
	{ "rows in another order show", "data/task-002/messages.csv",
	    "2026-02-02", "2026-02-20", "V_TABLE", "canonical order", BOTH },
	{ "a date in another form shows", "data/task-002/messages.csv",
	    "2026-02-02T10:00:05Z", "2026-02-02T11:00:05+01:00", "V_TABLE",
	    "a date that ambit does not write", BOTH },
	{ "a column beyond the order shows", "data/task-002/messages.csv",
	    "to_addr", "to_addr,bcc_addr", "V_TABLE", "its columns", BOTH },
	{ "a cell beyond the columns shows", "data/task-002/messages.csv",
	    "\r\n2,", ",x\r\n2,", "V_TABLE", "more or fewer cells", BOTH },
	{ "a row too many shows", "data/task-002/messages.csv", "\r\n2,",
	    "\r\n2,alice@mail.example.com,,,,\r\n2,", "V_TABLE",
	    "it has 3 rows", BOTH },
	{ "CSV in another form shows", "data/task-002/messages.csv", "received",
	    "\"received\"", "V_TABLE", "as ambit writes CSV", BOTH },
	{ "an unguarded formula shows", "data/task-002/messages.csv",
	    "bob@example.org", "=bob@example.org", "V_TABLE",
	    "as ambit writes CSV", BOTH },
	/* production.xml */
	{ "a wider range shows", CHECKED_XML, "from=\"2026-01-01T00:00:00Z\"",
	    "from=\"2025-12-31T00:00:00Z\"", "V_ORDER", "range", FIRST },
	{ "another clock shows", CHECKED_XML, "clock=\"header\"",
	    "clock=\"submitted\"", "V_ORDER", "range", FIRST },
	{ "another account shows", CHECKED_XML, ">alice@mail", ">al@mail",
	    "V_ORDER", "another account", FIRST },
	{ "a narrowing left out shows", CHECKED_XML,
	    "    <Narrow by=\"participant\"/>\n", "", "V_ORDER",
	    "another narrowing", FIRST },
	{ "a field too many shows", CHECKED_XML, "<Field>to_addr</Field>",
	    "<Field>to_addr</Field>\n      <Field>cc_addr</Field>", "V_ORDER",
	    "not those that may leave", FIRST },
	{ "a field of another class shows", CHECKED_XML,
	    "<Field>to_addr</Field>", "<Field>subject</Field>", "V_ORDER",
	    "not those that may leave", BOTH },
	{ "a field that no table has shows", CHECKED_XML,
	    "<Field>to_addr</Field>", "<Field>thoughts</Field>", "V_ORDER",
	    "not those that may leave", BOTH },
	{ "another legal type shows", CHECKED_XML, "US_2703_A_WARRANT",
	    "US_2703_C2_SUBPOENA", "V_SCOPE", "asks for no content", ALONE },
	{ "another order digest shows", CHECKED_XML, "orderSha256=\"",
	    "orderSha256=\"0000000000000000000000000000000000000000000000000"
	    "000000000000000\" x=\"",
	    "V_XML", "", BOTH },
	{ "another reference shows", CHECKED_XML, "26-mj-00417", "26-mj-00418",
	    "V_ORDER", "another reference", FIRST },
	{ "an instant that is not ordered shows", CHECKED_XML,
	    "native=\"reduced\"",
	    "native=\"reduced\" instant=\"2026-02-02T10:00:00Z\"", "V_SCOPE",
	    "its instant is told", BOTH },
	{ "an instant left out shows", CHECKED_XML,
	    " instant=\"2026-02-02T10:00:00Z\"", "", "V_SCOPE",
	    "its instant is missing", BOTH },
	{ "a whole message said to be reduced shows", CHECKED_XML,
	    "native=\"stored\"", "native=\"reduced\"", "V_SCOPE",
	    "whole where parts", BOTH },
	{ "a folder that was not ordered shows", CHECKED_XML,
	    " native=\"stored\" instant=\"2026-02-02T10:00:00Z\"/>",
	    " native=\"stored\" instant=\"2026-02-02T10:00:00Z\"><Folder>Work"
	    "</Folder></Item>",
	    "V_SCOPE", "its folder is named", BOTH },
	{ "a file name of a message shows", CHECKED_XML,
	    " native=\"stored\" instant=\"2026-02-02T10:00:00Z\"/>",
	    " native=\"stored\" instant=\"2026-02-02T10:00:00Z\"><Name>x"
	    "</Name></Item>",
	    "V_SCOPE", "neither a file name", BOTH },
	{ "a gap in the numbers shows", CHECKED_XML, "-00000002\"",
	    "-00000022\"", "V_ITEM", "its number is not its turn", BOTH },
	{ "an item of another task shows", CHECKED_XML, "task=\"1\" path",
	    "task=\"4\" path", "V_ITEM", "in the wrong place", BOTH },
	{ "a number of rows that is not shows", CHECKED_XML, "rows=\"2\"",
	    "rows=\"1\"", "V_TABLE", "production.xml says 1", BOTH },
	{ "a table left out shows", CHECKED_XML, "  <Table ", "  <!-- <Table ",
	    "V_XML", "", BOTH },
	{ "an entity shows", CHECKED_XML, "<OrderReference>26",
	    "<OrderReference>&bob;26", "V_XML", "", BOTH },
	{ "a comment shows", CHECKED_XML, "  <Order ", "  <!-- x --><Order ",
	    "V_XML", "what ambit does not write", BOTH },
	{ "an instruction shows", CHECKED_XML, "  <Order ", "  <?x y?><Order ",
	    "V_XML", "what ambit does not write", BOTH },
	{ "an element of nobody shows", CHECKED_XML, "  <Provider>",
	    "  <Secret/><Provider>", "V_XML", "as its schema has it", BOTH },
	{ "a document type shows", CHECKED_XML, "<Production ",
	    "<!DOCTYPE Production [<!ENTITY bob \"x\">]>\n<Production ",
	    "V_XML", "does not begin", BOTH },
	{ "another encoding shows", CHECKED_XML, "UTF-8", "UTF-7", "V_XML",
	    "does not begin", BOTH },
	{ "more than one volume where one is shows", CHECKED_XML,
	    "volumes=\"1\"", "volumes=\"2\"", "V_VOLUMES",
	    "volume 2 of 2 is missing", BOTH },
	{ "another number of volume shows", CHECKED_XML, " volume=\"1\"",
	    " volume=\"2\"", "V_VOLUMES", "", BOTH },
	{ "a category left out shows", CHECKED_XML,
	    "    <NotProduced>secrets</NotProduced>\n", "", "V_TEXT",
	    "not what ambit writes", BOTH },
	{ "another convention shows", CHECKED_XML, ">half-open<", ">closed<",
	    "V_TEXT", "not what ambit writes", BOTH },
	/* The other texts. */
	{ "a sentence more in README.txt shows", "data/README.txt", "What was",
	    "Alice did it. What was", "V_TEXT", "not what ambit writes", BOTH },
	{ "a stored message that is called rebuilt shows", CHECKED_XML,
	    "native=\"stored\" instant=\"2026-02-02T10:00:00Z\"",
	    "native=\"rebuilt\" instant=\"2026-02-02T10:00:00Z\"", "V_SCOPE",
	    "no store of the registry could have held it", BOTH },
	{ "parts that are called rebuilt show", CHECKED_XML,
	    "native=\"reduced\"", "native=\"rebuilt\"", "V_SCOPE", "", BOTH },
	{ "a rule more shows", "ambit/rules.csv", "mail,native",
	    "mail,msgid,content,,no,message id\r\nmail,native", "V_TEXT",
	    "not what ambit writes", BOTH },
	{ "another label shows", "bag-info.txt", "Source-Organization",
	    "Contact-Name", "V_LAYOUT", "it does not say what", BOTH },
	{ "another provider shows", "bag-info.txt", "Example Mail Corp.",
	    "Other Mail Corp.", "V_LAYOUT", "it does not say what", BOTH },
	{ "another version of BagIt shows", "bagit.txt", "1.0", "0.9",
	    "V_LAYOUT", "the two lines of BagIt", BOTH },
};

/* The path of the file that the forgery means. */
static void
name_of(const struct checked *f, const char *file, char name_r[128])
{
	static const unsigned tasks[] = { 1, 1, 3, 3, 3, 4, 4, 4 };
	char bates[AMBIT_BATES_LEN];
	uint32_t number;

	if (file[0] != '#') {
		(void)snprintf(name_r, 128, "%s", file);
		return;
	}
	number = (uint32_t)(file[1] - '0');
	ambit_production_bates(&f->w.order, number, bates);
	(void)snprintf(name_r, 128, "data/task-%03u/content/%s.eml",
	    tasks[number - 1], bates);
}

/* Reduced files are ordered by their digests: find the one that holds it. */
static void
forge(struct checked *f, const struct forgery *row)
{
	char name[128], file[3] = "#0";

	if (row->file[0] != '#' || row->file[1] < '3' || row->file[1] > '5') {
		name_of(f, row->file, name);
		reseal_edit(&f->w, f->volume, name, row->old, row->new);
		return;
	}
	for (file[1] = '3'; file[1] <= '5'; file[1]++) {
		struct ambit_span is;
		bool found;

		name_of(f, file, name);
		is = reseal_get(&f->w, f->volume, name);
		found = strstr((const char *)is.ptr, row->old) != NULL;
		world_drop(is);
		if (!found)
			continue;
		reseal_edit(&f->w, f->volume, name, row->old, row->new);
		return;
	}
	fail_msg("no reduced file holds \"%s\"", row->old);
}

/* Is this the defect that is looked for? */
static bool
shows(const struct forgery *row, bool no_order)
{
	switch (row->when) {
	case BOTH:
		return true;
	case ORDER:
	case FIRST:
		return !no_order;
	case ALONE:
		return no_order;
	}
	return false;
}

static void
a_forgery_shows(void **state)
{
	const struct forgery *row = *state;
	struct checked f;

	checked_make(&f);
	forge(&f, row);
	reseal(&f.w, f.volume, &f.signer);
	/* reseal puts all in order but what was forged. */
	if (strcmp(row->file, "bag-info.txt") == 0 ||
	    strcmp(row->file, "bagit.txt") == 0)
		reseal_tags(&f.w, f.volume, &f.signer);
	for (int alone = 0; alone < 2; alone++) {
		f.no_order = alone == 1;
		(void)checked_verify(&f);
		assert_int_equal(f.validity,
		    alone && row->when == ORDER ? AMBIT_VALID
						: AMBIT_NOT_VALID);
		if (shows(row, f.no_order))
			checked_defect(&f, row->code, row->words);
	}
}

/* Two messages that changed places: digests, lengths and all else fit. */
static void
messages_in_another_order_show(void **state)
{
	struct checked f;
	char a_name[128], b_name[128];
	struct ambit_span a, b;

	(void)state;
	checked_make(&f);
	name_of(&f, "#3", a_name);
	name_of(&f, "#4", b_name);
	a = reseal_get(&f.w, f.volume, a_name);
	b = reseal_get(&f.w, f.volume, b_name);
	reseal_put(&f.w, f.volume, a_name, b);
	reseal_put(&f.w, f.volume, b_name, a);
	reseal(&f.w, f.volume, &f.signer);
	(void)checked_verify(&f);
	checked_defect(&f, "V_ITEM", "canonical order");
	world_drop(a);
	world_drop(b);
}

static void
a_length_that_is_not_shows(void **state)
{
	struct checked f;

	(void)state;
	checked_make(&f);
	reseal_edit(&f.w, f.volume, CHECKED_XML, " bytes=\"", " bytes=\"1");
	reseal_tags(&f.w, f.volume, &f.signer);
	(void)checked_verify(&f);
	checked_defect(&f, "V_ITEM", "another length");
}

static void
a_digest_that_is_not_shows(void **state)
{
	struct checked f;
	char name[128], is[65], not [65];
	struct ambit_span file;

	(void)state;
	checked_make(&f);
	name_of(&f, "#3", name);
	file = reseal_get(&f.w, f.volume, name);
	reseal_hex(file, is);
	memcpy(not, is, sizeof(not ));
	/* The last digit: it stays in its place among the others. */
	not [63] = is[63] == '0' ? '1' : '0';
	reseal_edit(&f.w, f.volume, CHECKED_XML, is, not );
	reseal_tags(&f.w, f.volume, &f.signer);
	(void)checked_verify(&f);
	checked_defect(&f, "V_ITEM", "another digest than the manifest");
	world_drop(file);
}

/* What is signed again without a change is as good as it was. */
static void
resealing_alone_changes_nothing(void **state)
{
	struct checked f;

	(void)state;
	checked_make(&f);
	reseal(&f.w, f.volume, &f.signer);
	if (checked_verify(&f) != AMBIT_VALID)
		fail_msg("%s", f.page);
}

int
main(void)
{
	static const struct CMUnitTest singles[] = {
		cmocka_unit_test(messages_in_another_order_show),
		cmocka_unit_test(a_length_that_is_not_shows),
		cmocka_unit_test(a_digest_that_is_not_shows),
		cmocka_unit_test(resealing_alone_changes_nothing),
	};
	struct CMUnitTest tests[COUNT(singles) + COUNT(forgeries)];
	size_t n = COUNT(singles);

	memcpy(tests, singles, sizeof(singles));
	for (size_t i = 0; i < COUNT(forgeries); i++)
		tests[n++] =
		    (struct CMUnitTest){ forgeries[i].name, a_forgery_shows,
			    NULL, NULL, (void *)(uintptr_t)&forgeries[i] };
	return cmocka_run_group_tests_name("verify_scope", tests, checked_begin,
	    checked_end);
}
