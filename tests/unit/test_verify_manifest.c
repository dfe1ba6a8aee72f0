#include "checked.h"

/* ---- manifests that their maker changed ---- */

static const struct {
	const char *name, *file, *old, *new, *words;
} lines[] = {
	{ "one blank for two shows", "manifest-sha256.txt", "  data/README",
	    " data/README", "a line that ambit does not write" },
	{ "the mark of a binary file shows", "manifest-sha256.txt",
	    "  data/README", " *data/README",
	    "a line that ambit does not write" },
	{ "a line end of DOS shows", "manifest-sha256.txt", "README.txt\n",
	    "README.txt\r\n", "a line that ambit does not write" },
	{ "a way out of the bag shows", "manifest-sha256.txt",
	    "data/README.txt", "data/../bagit.txt",
	    "a line that ambit does not write" },
	{ "an absolute path shows", "manifest-sha256.txt", "data/README.txt",
	    "/etc/passwd", "a line that ambit does not write" },
	{ "a path from home shows", "manifest-sha256.txt", "data/README.txt",
	    "~/README.txt", "a line that ambit does not write" },
	{ "a drive letter shows", "manifest-sha256.txt", "data/README.txt",
	    "C:/README.txt", "a line that ambit does not write" },
	{ "a tag file in the payload's manifest shows", "manifest-sha256.txt",
	    "data/README.txt", "bagit.txt",
	    "a line that ambit does not write" },
	{ "lines out of order show", "manifest-sha256.txt", "data/README.txt",
	    "data/zzz.txt", "not in order" },
	{ "a last line without its end shows", "manifest-sha256.txt",
	    "messages.csv\n", "messages.csv",
	    "a line that ambit does not write" },
	{ "an empty line shows", "manifest-sha256.txt", "README.txt\n",
	    "README.txt\n\n", "a line that ambit does not write" },
	{ "a sixth tag file shows", "tagmanifest-sha256.txt",
	    "  manifest-sha256.txt\n",
	    "  manifest-sha256.txt\n"
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	    "  note.txt\n",
	    "more than its five lines" },
	{ "a tag file left out shows", "tagmanifest-sha256.txt",
	    "  ambit/rules.csv", "  ambit/rulez.csv", "no line for" },
};

static void
a_manifest_in_another_form_shows(void **state)
{
	size_t i = (size_t)(uintptr_t)*state;
	struct checked f;

	checked_make(&f);
	reseal_edit(&f.w, f.volume, lines[i].file, lines[i].old, lines[i].new);
	if (strcmp(lines[i].file, "manifest-sha256.txt") == 0)
		reseal_tags(&f.w, f.volume, &f.signer);
	else
		reseal_signature(&f.w, f.volume, &f.signer);
	(void)checked_verify(&f);
	checked_defect(&f, "V_MANIFEST", lines[i].words);
}

static void
digits_in_capitals_show(void **state)
{
	struct checked f;
	struct ambit_span is;
	unsigned char *bytes;
	size_t at;

	(void)state;
	checked_make(&f);
	is = reseal_get(&f.w, f.volume, "manifest-sha256.txt");
	bytes = (unsigned char *)(uintptr_t)is.ptr;
	at = strcspn((const char *)bytes, "abcdef");
	bytes[at] = (unsigned char)(bytes[at] - 'a' + 'A');
	reseal_put(&f.w, f.volume, "manifest-sha256.txt", is);
	reseal_tags(&f.w, f.volume, &f.signer);
	(void)checked_verify(&f);
	checked_defect(&f, "V_MANIFEST", "a line that ambit does not write");
	world_drop(is);
}

/* A file that is listed, digest and all, and that nobody ordered. */
static void
a_listed_file_of_nobody_shows(void **state)
{
	struct checked f;

	(void)state;
	checked_make(&f);
	reseal_put(&f.w, f.volume, "data/note.txt", AMBIT_LIT("x"));
	reseal_edit(&f.w, f.volume, "manifest-sha256.txt", "data/README.txt\n",
	    "data/README.txt\n"
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	    "  data/note.txt\n");
	reseal(&f.w, f.volume, &f.signer);
	(void)checked_verify(&f);
	checked_defect(&f, "V_EXTRA", "production.xml does not name");
}

int
main(void)
{
	static const struct CMUnitTest singles[] = {
		cmocka_unit_test(digits_in_capitals_show),
		cmocka_unit_test(a_listed_file_of_nobody_shows),
	};
	struct CMUnitTest tests[COUNT(singles) + COUNT(lines)];
	size_t n = COUNT(singles);

	memcpy(tests, singles, sizeof(singles));
	for (size_t i = 0; i < COUNT(lines); i++)
		tests[n++] = (struct CMUnitTest){ lines[i].name,
			a_manifest_in_another_form_shows, NULL, NULL,
			(void *)i };
	return cmocka_run_group_tests_name("verify_manifest", tests,
	    checked_begin, checked_end);
}
