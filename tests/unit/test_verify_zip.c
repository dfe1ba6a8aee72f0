#include "archive_bag.h"
#include "checked.h"

/* ---- a package whose volumes are archives ---- */

/* The last name of a path. */
static const char *
top_of(const char *volume)
{
	return strrchr(volume, '/') + 1;
}

static void
put_archive(const struct checked *f, const char *volume,
    const struct archive *a)
{
	char path[256];

	(void)snprintf(path, sizeof(path), "%s.zip", volume);
	world_put(&f->w, path, archive_bytes(a));
}

/* An archive in the place of a volume; the caller frees. */
static struct archive_bag *
pack(const struct checked *f, const char *volume)
{
	struct archive_bag *bag =
	    archive_bag_new(&f->w, volume, top_of(volume));

	put_archive(f, volume, &bag->a);
	world_remove(f->w.fd, volume);
	return bag;
}

static void
pack_and_forget(const struct checked *f, const char *volume)
{
	archive_bag_free(pack(f, volume));
}

/* The only volume, as an archive. */
static struct archive_bag *
make_packed(struct checked *f)
{
	checked_make(f);
	return pack(f, f->volume);
}

static unsigned
pack_all(const struct checked *f)
{
	unsigned n = 0;
	char path[128];

	for (;;) {
		package_path(&f->w, n + 1, path);
		if (faccessat(f->w.fd, path, F_OK, 0) == -1)
			return n;
		pack_and_forget(f, path);
		n++;
	}
}

/* The page without the line that a package of archives has more. */
static void
take_line(struct checked *f, unsigned archives)
{
	char line[128];
	char *at;

	(void)snprintf(line, sizeof(line),
	    "              zip archives %u: one reading only, CRCs, times, "
	    "modes\n",
	    archives);
	at = strstr(f->page, line);
	assert_non_null(at);
	memmove(at, at + strlen(line), strlen(at + strlen(line)) + 1);
}

static void
assert_valid(struct checked *f)
{
	if (checked_verify(f) != AMBIT_VALID)
		fail_msg("%s", f->page);
}

static void
an_archive_is_as_good_as_its_folder(void **state)
{
	struct checked f;
	char page[4096], path[256];

	(void)state;
	checked_make(&f);
	assert_valid(&f);
	assert_true(f.page_len < sizeof(page));
	memcpy(page, f.page, f.page_len + 1);
	archive_bag_free(pack(&f, f.volume));
	assert_valid(&f);
	take_line(&f, 1);
	assert_string_equal(f.page, page);
	(void)snprintf(path, sizeof(path), "%s.zip", f.volume);
	assert_int_equal(checked_verify_at(&f, path), AMBIT_VALID);
	take_line(&f, 1);
	assert_string_equal(f.page, page);
	f.no_ca = true;
	assert_int_equal(checked_verify(&f), AMBIT_INTACT);
}

static void
volumes_are_as_good_as_archives(void **state)
{
	struct checked f;
	char page[4096], path[128];
	unsigned n;

	(void)state;
	checked_make_volumes(&f);
	assert_valid(&f);
	memcpy(page, f.page, f.page_len + 1);
	package_path(&f.w, 2, path);
	pack_and_forget(&f, path);
	assert_valid(&f);
	take_line(&f, 1);
	assert_string_equal(f.page, page);
	checked_make_volumes(&f);
	n = pack_all(&f);
	assert_true(n > 2);
	assert_valid(&f);
	take_line(&f, n);
	assert_string_equal(f.page, page);
}

static void
a_volume_is_here_once(void **state)
{
	struct checked f;
	struct archive_bag *bag;

	(void)state;
	checked_make(&f);
	bag = archive_bag_new(&f.w, f.volume, top_of(f.volume));
	put_archive(&f, f.volume, &bag->a);
	(void)checked_verify(&f);
	checked_defect(&f, "V_VOLUMES",
	    "volume 1 is here twice, as a folder and as an archive");
	assert_int_equal(f.complaints.n, 1);
	archive_bag_free(bag);
}

static void
archives_have_the_names_of_their_volumes(void **state)
{
	struct checked f;
	char first[128], second[128], a[256], b[256];

	(void)state;
	checked_make_volumes(&f);
	(void)pack_all(&f);
	package_path(&f.w, 1, first);
	package_path(&f.w, 2, second);
	(void)snprintf(a, sizeof(a), "%s.zip", first);
	(void)snprintf(b, sizeof(b), "%s.zip", second);
	(void)checked_verify_at(&f, b);
	checked_defect(&f, "V_VOLUMES", "the others are not here");
	assert_int_equal(f.complaints.n, 1);
	assert_int_equal(renameat(f.w.fd, a, f.w.fd, "out/aside"), 0);
	(void)checked_verify(&f);
	checked_defect(&f, "V_VOLUMES", "volume 1 of");
	assert_int_equal(renameat(f.w.fd, b, f.w.fd, a), 0);
	assert_int_equal(renameat(f.w.fd, "out/aside", f.w.fd, b), 0);
	(void)checked_verify(&f);
	checked_defect(&f, "V_VOLUMES", "it says that it is volume 2");
	checked_defect(&f, "V_VOLUMES", "it says that it is volume 1");
}

/* ---- the same archive by other hands ---- */

static bool
has(const char *command)
{
	char line[256];

	(void)snprintf(line, sizeof(line), "command -v %s >/dev/null", command);
	return system(line) == 0;
}

/* In out/, with the volume's folder and archive as $BAG and $ZIP. */
static void
assert_runs(const struct checked *f, const char *command)
{
	char line[2048];

	(void)snprintf(line, sizeof(line),
	    "cd '%s/out' && BAG='../%s' ZIP='../%s.zip' && { %s; } >log 2>&1",
	    f->w.path, f->volume, f->volume, command);
	if (system(line) != 0)
		fail_msg("%s", line);
}

static void
python_makes_the_same_archive(void **state)
{
	struct checked f;
	struct archive_bag *bag;
	struct ambit_span other;

	(void)state;
	if (!has("python3"))
		skip();
	checked_make(&f);
	bag = archive_bag_new(&f.w, f.volume, top_of(f.volume));
	assert_runs(&f,
	    "python3 '" AMBIT_CORPUS "/../tests/prop/zipped.py' $BAG zip");
	other = world_get(&f.w, "out/zip");
	assert_int_equal(other.len, bag->a.text.len);
	assert_memory_equal(other.ptr, bag->a.text.ptr, other.len);
	world_drop(other);
	archive_bag_free(bag);
}

/* And unpacked by them it is the folder again. */
static const struct tool {
	const char *name, *command, *test, *unpack;
} tools[] = {
	{ "unzip reads the archive", "unzip", "unzip -tq $ZIP",
	    "unzip -q $ZIP -d unpacked" },
	{ "zipinfo reads the archive", "zipinfo",
	    "zipinfo -l $ZIP >list && test 17 = $(grep -c '^-rw-r--r-- "
	    "*2.0 unx .* stor 80-Jan-01 00:00 ' list)",
	    NULL },
	{ "Python's zipfile reads the archive", "python3",
	    "python3 -m zipfile -t $ZIP",
	    "python3 -m zipfile -e $ZIP unpacked" },
	{ "libarchive reads the archive", "bsdtar", "bsdtar -tf $ZIP",
	    "mkdir unpacked && bsdtar -xf $ZIP -C unpacked" },
	{ "libarchive reads the archive from the front", "bsdtar",
	    "bsdtar -tf - <$ZIP",
	    "mkdir unpacked && cat $ZIP | bsdtar -xf - -C unpacked" },
};

static void
another_program_reads_it(void **state)
{
	const struct tool *tool = *state;
	struct archive_bag *bag;
	struct checked f;
	char path[256];

	if (!has(tool->command))
		skip();
	bag = make_packed(&f);
	assert_runs(&f, tool->test);
	if (tool->unpack != NULL) {
		world_remove(f.w.outfd, "unpacked");
		assert_runs(&f, tool->unpack);
		(void)snprintf(path, sizeof(path), "out/unpacked/%s",
		    top_of(f.volume));
		assert_int_equal(checked_verify_at(&f, path), AMBIT_VALID);
	}
	archive_bag_free(bag);
}

/* ---- an archive that was touched ---- */

/* Every byte of headers, directory and end; of the files' bytes, which their
 * digests cover, some. */
static bool
is_header(const struct archive *a, size_t at)
{
	for (size_t i = 0; i < a->n; i++) {
		const struct ambit_zip_entry *entry = &a->entries[i];

		if (at < entry->off)
			return false;
		if (at < entry->off + ambit_zip_local_len(entry))
			return true;
	}
	return at >= a->off;
}

static void
any_changed_byte_of_an_archive_shows(void **state)
{
	struct checked f;
	struct archive_bag *bag = make_packed(&f);
	char path[256];
	int fd;

	(void)state;
	(void)snprintf(path, sizeof(path), "%s.zip", f.volume);
	fd = openat(f.w.fd, path, O_RDWR);
	for (size_t at = 0; at < bag->a.text.len; at++) {
		char is = bag->a.text.ptr[at];
		char other = (char)(is ^ 1 << at % 8);

		if (!is_header(&bag->a, at) && at % 61 != 0)
			continue;
		assert_int_equal(pwrite(fd, &other, 1, (off_t)at), 1);
		if (checked_verify(&f) != AMBIT_NOT_VALID)
			fail_msg("byte %zu", at);
		assert_int_equal(pwrite(fd, &is, 1, (off_t)at), 1);
	}
	(void)close(fd);
	assert_valid(&f);
	archive_bag_free(bag);
}

/* Local header and directory agree on a CRC that is not that of the bytes. */
static void
any_wrong_crc_shows(void **state)
{
	struct checked f;
	struct archive_bag *bag = make_packed(&f);

	(void)state;
	for (size_t i = 0; i < bag->a.n; i++) {
		char *local = bag->a.text.ptr + bag->a.entries[i].off + 14;
		char *central = bag->a.text.ptr + bag->a.central[i] + 16;
		char words[512];

		*local ^= 1;
		*central ^= 1;
		put_archive(&f, f.volume, &bag->a);
		(void)checked_verify(&f);
		(void)snprintf(words, sizeof(words),
		    ".zip/%s: its bytes have "
		    "another CRC than the archive says",
		    strchr(bag->files[i].name, '/') + 1);
		checked_defect(&f, "V_ZIP", words);
		assert_int_equal(f.complaints.n, 1);
		*local ^= 1;
		*central ^= 1;
	}
	put_archive(&f, f.volume, &bag->a);
	assert_valid(&f);
	archive_bag_free(bag);
}

/* A file that is another one, and that the archive speaks true of. */
static void
any_other_file_in_an_archive_shows(void **state)
{
	struct checked f;
	struct archive_bag *bag = make_packed(&f);

	(void)state;
	for (size_t i = 0; i < bag->a.n; i++) {
		struct archive other = archive_new();

		for (size_t k = 0; k < bag->n; k++)
			archive_file(&other, ambit_span_str(bag->files[k].name),
			    k == i ? AMBIT_LIT("x") : bag->files[k].bytes);
		archive_close(&other);
		put_archive(&f, f.volume, &other);
		assert_int_equal(checked_verify(&f), AMBIT_NOT_VALID);
		archive_free(&other);
	}
	archive_bag_free(bag);
}

static void
any_missing_file_in_an_archive_shows(void **state)
{
	struct checked f;
	struct archive_bag *bag = make_packed(&f);

	(void)state;
	for (size_t i = 0; i < bag->a.n; i++) {
		struct archive other = archive_new();

		for (size_t k = 0; k < bag->n; k++) {
			if (k != i)
				archive_file(&other,
				    ambit_span_str(bag->files[k].name),
				    bag->files[k].bytes);
		}
		archive_close(&other);
		put_archive(&f, f.volume, &other);
		(void)checked_verify(&f);
		checked_defect(&f, "V_MISSING",
		    strchr(bag->files[i].name, '/') + 1);
		archive_free(&other);
	}
	archive_bag_free(bag);
}

/* ---- an archive of another shape ---- */

/* With one entry more, whose name is this below the bag's folder. */
static void
put_with(const struct checked *f, const struct archive_bag *bag,
    const char *name)
{
	struct archive a = archive_new();
	bool put = false;

	for (size_t i = 0; i <= bag->n; i++) {
		if (!put &&
		    (i == bag->n || strcmp(bag->files[i].name, name) > 0)) {
			archive_file(&a, ambit_span_str(name), AMBIT_LIT("x"));
			put = true;
		}
		if (i < bag->n)
			archive_file(&a, ambit_span_str(bag->files[i].name),
			    bag->files[i].bytes);
	}
	archive_close(&a);
	put_archive(f, f->volume, &a);
	archive_free(&a);
}

static const struct extra {
	const char *name, *path; /* ~: the folder of the bag */
	const char *code, *words;
} extras[] = {
	{ "a note in an archive shows", "~/data/note.txt", "V_EXTRA",
	    "data/note.txt: a file that is in no manifest" },
	{ "fetch.txt in an archive shows", "~/fetch.txt", "V_EXTRA",
	    "fetch.txt: a file that is in no manifest" },
	{ "a file beside the bag shows", "note.txt", "V_ZIP",
	    "it holds more than one folder" },
	{ "a file before the bag shows", "a.txt", "V_ZIP",
	    "its files lie in no folder" },
	{ "another folder beside the bag shows", "z/note.txt", "V_ZIP",
	    "it holds more than one folder" },
	{ "the bag's folder by another beginning shows", "~x/note.txt", "V_ZIP",
	    "it holds more than one folder" },
	{ "a folder with a long name shows",
	    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
	    "/note.txt",
	    "V_ZIP", "its files lie in no folder" },
	{ "a file above the bag shows", "~/../note.txt", "V_ZIP",
	    ".zip: entry 1: it has a name that no file of a package has" },
	{ "a folder by name shows", "~/data/", "V_ZIP",
	    "it has a name that no file of a package has" },
	{ "a time token that is none shows in an archive",
	    "~/tagmanifest-sha256.txt.p7s.tsr", "V_SIGN",
	    "it is no time token over the signature" },
};

static void
an_added_entry_shows(void **state)
{
	const struct extra *row = *state;
	struct checked f;
	struct archive_bag *bag = make_packed(&f);
	char name[256];

	(void)snprintf(name, sizeof(name), "%s%s",
	    row->path[0] == '~' ? top_of(f.volume) : "",
	    row->path + (row->path[0] == '~'));
	put_with(&f, bag, name);
	(void)checked_verify(&f);
	checked_defect(&f, row->code, row->words);
	assert_int_equal(f.complaints.n, 1);
	archive_bag_free(bag);
}

/* How an entry can look that every program unpacks. */
static const struct field {
	const char *name;
	size_t central, local; /* 0: it is in the directory alone */
	char value;
	const char *words;
} fields[] = {
	{ "another time of an entry shows", 12, 10, 1,
	    "entry 3: its time is not 1980-01-01 00:00:00" },
	{ "another day of an entry shows", 14, 12, 2,
	    "entry 3: its time is not 1980-01-01 00:00:00" },
	{ "another mode of an entry shows", 40, 0, 0x24,
	    "entry 3: its mode is not 0100644" },
	{ "another system shows", 5, 0, 0,
	    "entry 3: another system or version made it" },
	{ "a compressed entry shows", 10, 8, 8, "entry 3: it is compressed" },
	{ "an entry whose length local headers leave open shows", 8, 6, 8,
	    "entry 3: it is encrypted, has a descriptor, or another flag" },
	{ "a local header that says another time shows", 0, 10, 1,
	    "entry 3: its local header has another time" },
};

static void
another_field_of_an_entry_shows(void **state)
{
	const struct field *row = *state;
	struct checked f;
	struct archive_bag *bag = make_packed(&f);

	if (row->central != 0)
		bag->a.text.ptr[bag->a.central[2] + row->central] = row->value;
	if (row->local != 0)
		bag->a.text.ptr[bag->a.entries[2].off + row->local] =
		    row->value;
	put_archive(&f, f.volume, &bag->a);
	(void)checked_verify(&f);
	checked_defect(&f, "V_ZIP", row->words);
	assert_int_equal(f.complaints.n, 1);
	assert_non_null(strstr(f.page, "\nNOT VALID: 1 defect; the first: "));
	archive_bag_free(bag);
}

static void
a_bag_in_a_folder_of_another_name_shows(void **state)
{
	struct checked f;
	struct archive_bag *bag;
	char path[256];

	(void)state;
	checked_make(&f);
	bag = archive_bag_new(&f.w, f.volume, "bag");
	put_archive(&f, f.volume, &bag->a);
	world_remove(f.w.fd, f.volume);
	(void)checked_verify(&f);
	checked_defect(&f, "V_ZIP",
	    "bag/: the order of this production calls it ambit-");
	assert_int_equal(f.complaints.n, 1);
	(void)snprintf(path, sizeof(path), "%s.zip", f.volume);
	(void)checked_verify_at(&f, path);
	assert_int_equal(f.complaints.n, 1);
	archive_bag_free(bag);
}

/* What is no archive is told once, and of the other volumes nothing. */
static void
what_is_no_archive_shows(void **state)
{
	static const struct {
		struct ambit_span bytes;
		const char *words;
	} rows[] = {
		{ AMBIT_LIT_INIT(""), "it is too short to be an archive" },
		{ AMBIT_LIT_INIT("no archive, but longer than an end record"),
		    "it does not end with an end record" },
		{ AMBIT_LIT_INIT("PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
		    "it has no entry" },
	};
	struct checked f;
	char second[128], path[256];

	(void)state;
	checked_make_volumes(&f);
	(void)pack_all(&f);
	package_path(&f.w, 2, second);
	(void)snprintf(path, sizeof(path), "%s.zip", second);
	for (size_t i = 0; i < COUNT(rows); i++) {
		world_put(&f.w, path, rows[i].bytes);
		(void)checked_verify(&f);
		checked_defect(&f, "V_ZIP", rows[i].words);
		assert_non_null(strstr(f.complaints.v[0].text, "-v002.zip: "));
		/* What volume 1 said is not held against it. */
		assert_null(strstr(f.page, "it says that"));
		assert_null(strstr(f.page, "calls it"));
		(void)checked_verify_at(&f, path);
		checked_defect(&f, "V_ZIP", rows[i].words);
		assert_int_equal(f.complaints.n, 1);
	}
}

static void
what_is_no_file_is_no_archive(void **state)
{
	struct checked f;
	struct archive_bag *bag = make_packed(&f);
	char path[256], target[256];

	(void)state;
	(void)snprintf(path, sizeof(path), "%s.zip", f.volume);
	(void)snprintf(target, sizeof(target), "%s/out/aside", f.w.path);
	assert_int_equal(renameat(f.w.fd, path, f.w.outfd, "aside"), 0);
	assert_int_equal(symlinkat(target, f.w.fd, path), 0);
	(void)checked_verify(&f);
	checked_defect(&f, "V_LAYOUT", ".zip: it is no file");
	assert_int_equal(unlinkat(f.w.fd, path, 0), 0);
	assert_int_equal(mkfifoat(f.w.fd, path, 0600), 0);
	(void)checked_verify(&f);
	checked_defect(&f, "V_LAYOUT", ".zip: it is no file");
	assert_int_equal(unlinkat(f.w.fd, path, 0), 0);
	assert_int_equal(mkdirat(f.w.fd, path, 0700), 0);
	(void)checked_verify(&f);
	checked_defect(&f, "V_LAYOUT", ".zip: it is no file");
	assert_int_equal(unlinkat(f.w.fd, path, AT_REMOVEDIR), 0);
	/* And an archive without the name of one is no volume. */
	assert_int_equal(renameat(f.w.outfd, "aside", f.w.fd, f.volume), 0);
	(void)checked_verify(&f);
	checked_defect(&f, "V_LAYOUT", ": it is no folder");
	archive_bag_free(bag);
}

int
main(void)
{
	static const struct CMUnitTest singles[] = {
		cmocka_unit_test(an_archive_is_as_good_as_its_folder),
		cmocka_unit_test(volumes_are_as_good_as_archives),
		cmocka_unit_test(a_volume_is_here_once),
		cmocka_unit_test(archives_have_the_names_of_their_volumes),
		cmocka_unit_test(python_makes_the_same_archive),
		cmocka_unit_test(any_changed_byte_of_an_archive_shows),
		cmocka_unit_test(any_wrong_crc_shows),
		cmocka_unit_test(any_other_file_in_an_archive_shows),
		cmocka_unit_test(any_missing_file_in_an_archive_shows),
		cmocka_unit_test(a_bag_in_a_folder_of_another_name_shows),
		cmocka_unit_test(what_is_no_archive_shows),
		cmocka_unit_test(what_is_no_file_is_no_archive),
	};
	struct CMUnitTest tests[COUNT(singles) + COUNT(tools) + COUNT(extras) +
	    COUNT(fields)];
	size_t n = COUNT(singles);

	memcpy(tests, singles, sizeof(singles));
	for (size_t i = 0; i < COUNT(tools); i++)
		tests[n++] = (struct CMUnitTest){ tools[i].name,
			another_program_reads_it, NULL, NULL,
			(void *)(uintptr_t)&tools[i] };
	for (size_t i = 0; i < COUNT(extras); i++)
		tests[n++] =
		    (struct CMUnitTest){ extras[i].name, an_added_entry_shows,
			    NULL, NULL, (void *)(uintptr_t)&extras[i] };
	for (size_t i = 0; i < COUNT(fields); i++)
		tests[n++] = (struct CMUnitTest){ fields[i].name,
			another_field_of_an_entry_shows, NULL, NULL,
			(void *)(uintptr_t)&fields[i] };
	return cmocka_run_group_tests_name("verify_zip", tests, checked_begin,
	    checked_end);
}
