#include "staged.h"

#include <libxml/xmlschemas.h>
#include <openssl/pem.h>
#include <stdio.h>

static uint64_t
size_of(const struct output *out, const char *name)
{
	size_t len = 0;
	char *bytes = output_read(out, name, &len);

	assert_non_null(bytes);
	free(bytes);
	return len;
}

/* "1: 3 files" of each volume's manifest, README.txt and tables aside. */
static void
outline(const struct output *out, unsigned volumes, char *text, size_t size)
{
	size_t used = 0, len = 0;
	char name[128];

	for (unsigned i = 1; i <= volumes; i++) {
		char *manifest, *at;
		unsigned n = 0;

		(void)snprintf(name, sizeof(name),
		    WHOLE "/" WHOLE "-v%03u/manifest-sha256.txt", i);
		manifest = at = output_read(out, name, &len);
		assert_non_null(manifest);
		while ((at = strstr(at, ".eml\n")) != NULL) {
			at++;
			n++;
		}
		used += (size_t)snprintf(text + used, size - used, "%u: %u, ",
		    i, n);
		free(manifest);
	}
}

struct split {
	const char *name;
	uint64_t beyond; /* of README.txt and the table: the limit */
	const char *outline;
};

/* Files of 10, 10, 30, 10 and 10 bytes in this order. */
static const struct split splits[] = {
	{ "all in one volume", 70, "1: 5, " },
	{ "one byte less is two volumes", 69, "1: 4, 2: 1, " },
	{ "a file that fills the volume exactly", 20, "1: 2, 2: 3, " },
	{ "a file that would not fit", 19, "1: 1, 2: 4, " },
	{ "the table alone fills the first", 0, "1: 0, 2: 5, " },
};

static void
volumes_are_cut_before_the_limit(void **state)
{
	static const struct stage stages[] = {
		{ 1, 1, 1, "one345678\n", NULL, HOURS(1), NULL },
		{ 1, 1, 2, "two345678\n", NULL, HOURS(2), NULL },
		{ 1, 1, 3, "three678901234567890123456789\n", NULL, HOURS(3),
		    NULL },
		{ 1, 1, 4, "four45678\n", NULL, HOURS(4), NULL },
		{ 3, 1, 5, "five45678\n", NULL, -1, NULL },
	};
	const struct split *row = *state;
	struct output out = output_new(), whole = output_new();
	struct ambit_registry small = registry;
	struct ambit_production_sums sums;
	char text[256];

	staged_make(&whole, NULL, 0, &registry, &sums);
	small.limits.volume_bytes = row->beyond +
	    size_of(&whole, VOL "data/README.txt") +
	    size_of(&whole, VOL "data/task-002/messages.csv");
	staged_make(&out, stages, COUNT(stages), &small, &sums);
	outline(&out, sums.volumes, text, sizeof(text));
	assert_string_equal(text, row->outline);
	assert_int_equal(sums.files, COUNT(stages));
	output_free(&out);
	output_free(&whole);
}

/* One of its own for each: the limit is below any of them. */
static void
a_file_over_the_limit_has_a_volume_of_its_own(void **state)
{
	struct output out = output_new();
	struct ambit_registry tiny = { .limits = { .volume_bytes = 1 } };
	struct ambit_production_sums sums;
	char text[256];

	(void)state;
	staged_make(&out, sample, COUNT(sample), &tiny, &sums);
	outline(&out, sums.volumes, text, sizeof(text));
	assert_string_equal(text, "1: 0, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1, ");
	output_free(&out);
}

/* Where there is no table either, README.txt alone would be a volume. */
static void
the_first_volume_is_never_empty(void **state)
{
	static const struct stage stage = { 1, 1, 1, "one\n", NULL, 0, NULL };
	struct ambit_registry tiny = { .limits = { .volume_bytes = 1 } };
	struct ambit_order short_order = order;
	struct output out = output_new();
	const struct ambit_production_terms terms = { .order = &short_order,
		.registry = &tiny,
		.scopes = scopes };
	struct ambit_production_sums sums;
	struct signer s = signer_new();
	struct making m;

	(void)state;
	short_order.n_tasks = 1;
	staged_begin_with(&m, &out, &terms);
	staged_put(&m, &stage);
	staged_number(&m);
	staged_finish(&m, &s, &sums);
	assert_int_equal(sums.volumes, 1);
	staged_free(&m);
	signer_free(&s);
	output_free(&out);
}

/* ---- with the receiver's own tools ---- */

#define VERIFY                                                            \
	"openssl cms -verify -binary -inform DER "                        \
	"-in tagmanifest-sha256.txt.p7s -content tagmanifest-sha256.txt " \
	"-CAfile ../../ca.pem -out /dev/null"

static void
write_ca(const struct output *out, X509 *ca)
{
	int fd = openat(out->fd, "ca.pem", O_WRONLY | O_CREAT | O_EXCL, 0644);
	FILE *f = fdopen(fd, "w");

	assert_non_null(f);
	assert_int_equal(PEM_write_X509(f, ca), 1);
	(void)fclose(f);
}

static void
assert_receiver_accepts(const struct output *out, const char *volume)
{
	assert_int_equal(output_run(out, volume, VERIFY), 0);
	assert_int_equal(output_run(out, volume,
			     "sha256sum -c tagmanifest-sha256.txt"),
	    0);
	assert_int_equal(output_run(out, volume,
			     "sha256sum -c manifest-sha256.txt"),
	    0);
	if (output_run(out, ".", "python3 -c 'import hashlib'") == 0)
		assert_int_equal(output_run(out, volume,
				     "python3 " AMBIT_CORPUS
				     "/../tests/support/bag.py ."),
		    0);
}

static void
the_receivers_tools_accept_every_volume(void **state)
{
	struct output out = output_new();
	struct ambit_registry small = registry;
	struct ambit_production_sums sums;
	struct signer s = signer_new();
	struct making m;

	(void)state;
	small.limits.volume_bytes = 1;
	staged_begin(&m, &out, &small);
	for (size_t i = 0; i < COUNT(sample); i++)
		staged_put(&m, &sample[i]);
	staged_number(&m);
	staged_finish(&m, &s, &sums);
	staged_free(&m);
	write_ca(&out, s.ca);
	assert_int_equal(sums.volumes, 7);
	for (unsigned i = 1; i <= sums.volumes; i++) {
		char volume[128];

		(void)snprintf(volume, sizeof(volume), WHOLE "/" WHOLE "-v%03u",
		    i);
		assert_receiver_accepts(&out, volume);
	}
	/* And they would not, had one byte changed. */
	assert_int_equal(output_run(&out, VOL "data", "printf x >>README.txt"),
	    0);
	assert_int_not_equal(output_run(&out, VOL,
				 "sha256sum -c manifest-sha256.txt"),
	    0);
	assert_int_equal(output_run(&out, VOL,
			     "printf x >>tagmanifest-sha256.txt"),
	    0);
	assert_int_not_equal(output_run(&out, VOL, VERIFY), 0);
	signer_free(&s);
	output_free(&out);
}

/* All of it but the line of the engine, whose marks change with the tables. */
static void
production_xml_says_what_is_in_it(void **state)
{
	struct output out = output_new();
	struct ambit_production_sums sums;
	size_t len = 0;
	char *xml, *engine, *end;
	char *want = output_read_at(AT_FDCWD,
	    AMBIT_CORPUS "/../tests/gold/production.xml", &len);

	(void)state;
	assert_non_null(want);
	staged_make(&out, sample, COUNT(sample), &registry, &sums);
	xml = output_read(&out, VOL "ambit/production.xml", &len);
	assert_non_null(xml);
	engine = strstr(xml, "  <Engine ");
	assert_non_null(engine);
	end = strchr(engine, '\n') + 1;
	memmove(engine, end, strlen(end) + 1);
	assert_string_equal(xml, want);
	free(xml);
	free(want);
	output_free(&out);
}

static void
quiet(void *ctx, const char *fmt, ...)
{
	(void)ctx;
	(void)fmt;
}

static void
production_xml_keeps_to_its_schema(void **state)
{
	xmlSchemaParserCtxtPtr parser =
	    xmlSchemaNewParserCtxt(AMBIT_CORPUS "/../src/pack/production.xsd");
	xmlSchemaPtr schema = xmlSchemaParse(parser);
	xmlSchemaValidCtxtPtr valid;
	struct output out = output_new();
	struct ambit_production_sums sums;
	char path[2048];

	(void)state;
	assert_non_null(schema);
	valid = xmlSchemaNewValidCtxt(schema);
	xmlSchemaSetValidErrors(valid, quiet, quiet, NULL);
	staged_make(&out, sample, COUNT(sample), &registry, &sums);
	(void)snprintf(path, sizeof(path), "%s/" VOL "ambit/production.xml",
	    out.path);
	assert_int_equal(xmlSchemaValidateFile(valid, path, 0), 0);
	xmlSchemaFreeValidCtxt(valid);
	xmlSchemaFree(schema);
	xmlSchemaFreeParserCtxt(parser);
	output_free(&out);
}

static void
the_other_tag_files_say(void **state)
{
	struct output out = output_new();
	struct ambit_production_sums sums;
	char info[512];

	(void)state;
	staged_make(&out, sample, COUNT(sample), &registry, &sums);
	assert_holds(&out, VOL "bagit.txt",
	    "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
	(void)snprintf(info, sizeof(info),
	    "Source-Organization: Example Mail Corp.\n"
	    "External-Identifier: " WHOLE "\n"
	    "Bag-Group-Identifier: 2f0c1a528d6e4a549b410d9aff"
	    "00000000000000000000000000000000000000\n"
	    "Bag-Count: 1 of 1\n"
	    "Payload-Oxum: %ju.8\n",
	    (uintmax_t)sums.bytes);
	assert_holds(&out, VOL "bag-info.txt", info);
	assert_holds(&out, VOL "ambit/rules.csv",
	    "\xef\xbb\xbfstore,field_id,class,us_list,dras,transform\r\n"
	    "mail,native,content,,no,stored\r\n"
	    "mail,direction,traffic,,yes,word\r\n"
	    "mail,date_submitted,traffic,,yes,instant\r\n"
	    "mail,date_delivered,traffic,,yes,instant\r\n"
	    "mail,env_from,traffic,,yes,address\r\n"
	    "mail,env_to,traffic,,yes,addresses\r\n"
	    "mail,from_addr,traffic,,yes,addresses\r\n"
	    "mail,sender_addr,traffic,,yes,addresses\r\n"
	    "mail,reply_to_addr,traffic,,yes,addresses\r\n"
	    "mail,to_addr,traffic,,yes,addresses\r\n"
	    "mail,cc_addr,traffic,,yes,addresses\r\n"
	    "mail,bcc_addr,traffic,,yes,addresses\r\n"
	    "mail,msgid,traffic,,yes,msgid\r\n"
	    "mail,client_ip,traffic,,yes,ip\r\n"
	    "mail,hops,traffic,,yes,hops\r\n"
	    "mail,date_header,traffic,,yes,instant\r\n"
	    "mail,read_at,traffic,,no,instant\r\n"
	    "mail,deleted_at,traffic,,no,instant\r\n"
	    "mail,folder_name,content,,no,escaped\r\n"
	    "mail,headers,content,,no,stored\r\n"
	    "mail,subject,content,,no,stored\r\n");
	output_free(&out);
}

static void
the_readme_names_what_a_lawyer_must_know(void **state)
{
	static const char *const words[] = {
		"This folder is volume 001 of 001.\n",
		"  Order         26-mj-00417 <D. Example>\n",
		"  Account       a&b@mail.example.com\n",
		"  From          1970-01-01T00:00:00Z on (UTC)\n",
		"  Clock         delivered: when it reached the provider\n",
		("One rule holds for every task:\n"
		 "a table without rows, or a task without files, means: "
		 "no responsive records.\n"),
		"lists every table and every message with its SHA-256,",
		"Take one leading ' away",
		">From",
		"  openssl cms -verify -binary -inform DER \\\n",
		"  sha256sum -c tagmanifest-sha256.txt\n",
		"  sha256sum -c manifest-sha256.txt\n",
	};
	struct output out = output_new();
	struct ambit_production_sums sums;
	size_t len = 0;
	char *readme;

	(void)state;
	staged_make(&out, sample, COUNT(sample), &registry, &sums);
	readme = output_read(&out, VOL "data/README.txt", &len);
	for (size_t i = 0; i < COUNT(words); i++)
		assert_non_null(strstr(readme, words[i]));
	free(readme);
	output_free(&out);
}

/* README.txt of the tasks of a mask (1 << their place) alone, and nothing in
 * them; the caller frees. */
static char *
readme_of(unsigned mask, size_t *len_r)
{
	struct ambit_task some[COUNT(tasks)];
	struct ambit_scope their[COUNT(tasks)];
	struct ambit_order other = order;
	struct output out = output_new();
	const struct ambit_production_terms terms = { .order = &other,
		.registry = &registry,
		.scopes = their };
	struct ambit_production_sums sums;
	struct signer s = signer_new();
	struct making m;
	char *readme;

	other.tasks = some;
	other.n_tasks = 0;
	for (size_t i = 0; i < COUNT(tasks); i++) {
		if (!(mask >> i & 1))
			continue;
		some[other.n_tasks] = tasks[i];
		some[other.n_tasks].number = (uint32_t)other.n_tasks + 1;
		their[other.n_tasks] = scopes[i];
		their[other.n_tasks].task = &some[other.n_tasks];
		other.n_tasks++;
	}
	staged_begin_with(&m, &out, &terms);
	staged_number(&m);
	staged_finish(&m, &s, &sums);
	staged_free(&m);
	readme = output_read(&out, VOL "data/README.txt", len_r);
	assert_non_null(readme);
	signer_free(&s);
	output_free(&out);
	return readme;
}

/* Of the tasks one asks for messages, one for a table, one for parts. */
static const struct {
	const char *name;
	unsigned tasks;
	bool content, whole, parts, table;
} explained[] = {
	{ "whole messages alone are explained", 1, true, true, false, false },
	{ "a table alone is explained", 2, false, false, false, true },
	{ "parts of messages alone are explained", 4, true, false, true,
	    false },
	{ "messages and a table are explained", 3, true, true, false, true },
	{ "parts and a table are explained", 6, true, false, true, true },
	{ "all that is asked for is explained", 7, true, true, true, true },
};

static void
what_is_asked_for_is_explained(void **state)
{
	size_t i = (size_t)(uintptr_t)*state, len = 0;
	char *readme = readme_of(explained[i].tasks, &len);
	const struct {
		bool want;
		const char *words;
	} rows[] = {
		{ true, "no responsive records.\n\nAll instants are in UTC" },
		{ true, "\n\nambit/production.xml lists every table" },
		{ explained[i].content, "\n\ncontent/ holds one file" },
		{ explained[i].content, "control number" },
		{ explained[i].whole, "\"native\"" },
		{ explained[i].whole, ">From" },
		{ explained[i].parts, "nothing but these\nparts is taken" },
		{ explained[i].table, "\n\nmessages.csv is a table" },
		{ explained[i].table, "\\u{3b}" },
		{ false, "\n\n\n" },
	};

	for (size_t k = 0; k < COUNT(rows); k++) {
		bool is = strstr(readme, rows[k].words) != NULL;

		if (is != rows[k].want)
			fail_msg("\"%s\" %s in\n%s", rows[k].words,
			    is ? "stands" : "does not stand", readme);
	}
	free(readme);
}

/* What was found, and how much of it, is not told by a byte. */
static void
the_readme_depends_on_the_order_alone(void **state)
{
	struct output out = output_new();
	struct ambit_production_sums sums;
	size_t len = 0;
	char *empty = readme_of(7, &len);

	(void)state;
	staged_make(&out, sample, COUNT(sample), &registry, &sums);
	assert_holds(&out, VOL "data/README.txt", empty);
	free(empty);
	output_free(&out);
}

/* It is counted before there are volumes. */
static void
the_readme_is_as_long_in_every_volume(void **state)
{
	struct output out = output_new();
	struct ambit_registry tiny = { .limits = { .volume_bytes = 1 } };
	struct ambit_production_sums sums;
	size_t len = 0;
	char *any = readme_of(7, &len), name[128];

	(void)state;
	staged_make(&out, sample, COUNT(sample), &tiny, &sums);
	assert_int_equal(sums.volumes, 7);
	for (unsigned i = 1; i <= sums.volumes; i++) {
		(void)snprintf(name, sizeof(name),
		    WHOLE "/" WHOLE "-v%03u/data/README.txt", i);
		assert_int_equal(size_of(&out, name), len);
	}
	free(any);
	output_free(&out);
}

/* L16. */
static void
the_value_of_a_narrowing_is_nowhere(void **state)
{
	struct output out = output_new();
	struct ambit_production_sums sums;

	(void)state;
	staged_make(&out, sample, COUNT(sample), &registry, &sums);
	assert_int_equal(output_run(&out, WHOLE, "grep -r canary ."), 1);
	output_free(&out);
}

int
main(void)
{
	struct CMUnitTest tests[COUNT(splits) + COUNT(explained) + 10] = {
		cmocka_unit_test(a_file_over_the_limit_has_a_volume_of_its_own),
		cmocka_unit_test(the_first_volume_is_never_empty),
		cmocka_unit_test(the_receivers_tools_accept_every_volume),
		cmocka_unit_test(production_xml_says_what_is_in_it),
		cmocka_unit_test(production_xml_keeps_to_its_schema),
		cmocka_unit_test(the_other_tag_files_say),
		cmocka_unit_test(the_readme_names_what_a_lawyer_must_know),
		cmocka_unit_test(the_value_of_a_narrowing_is_nowhere),
		cmocka_unit_test(the_readme_depends_on_the_order_alone),
		cmocka_unit_test(the_readme_is_as_long_in_every_volume),
	};
	size_t n = 10;

	for (size_t i = 0; i < COUNT(splits); i++)
		tests[n++] = (struct CMUnitTest){ splits[i].name,
			volumes_are_cut_before_the_limit, NULL, NULL,
			(void *)(uintptr_t)&splits[i] };
	for (size_t i = 0; i < COUNT(explained); i++)
		tests[n++] = (struct CMUnitTest){ explained[i].name,
			what_is_asked_for_is_explained, NULL, NULL, (void *)i };
	return cmocka_run_group_tests_name("volume", tests, NULL, NULL);
}
