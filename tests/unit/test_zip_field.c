#include "archive.h"

/* One field of a sound archive that is another. */
static const struct patch {
	const char *name;
	enum { LOCAL, CENTRAL, END } of; /* of the second of three entries */
	size_t off;
	const char *bytes;
	size_t len;
	const char *words;
} patches[] = {
#define BYTES(s) s, sizeof(s) - 1
	/* The directory. */
	{ "a signature that is none is refused", CENTRAL, 0, BYTES("PK\3\4"),
	    "entry 2: it is not in the directory" },
	{ "an entry made by DOS is refused", CENTRAL, 5, BYTES("\0"),
	    "entry 2: another system or version made it" },
	{ "an entry made by another version is refused", CENTRAL, 4,
	    BYTES("\x1e"), "entry 2: another system or version made it" },
	{ "an entry that needs another version is refused", CENTRAL, 6,
	    BYTES("\x0a"), "entry 2: it needs another version" },
	{ "an encrypted entry is refused", CENTRAL, 8, BYTES("\1"),
	    "entry 2: it is encrypted, has a descriptor" },
	{ "an entry with a descriptor is refused", CENTRAL, 8, BYTES("\10"),
	    "entry 2: it is encrypted, has a descriptor" },
	{ "an entry with the flag of UTF-8 is refused", CENTRAL, 9,
	    BYTES("\10"), "or another flag" },
	{ "a deflated entry is refused", CENTRAL, 10, BYTES("\10"),
	    "entry 2: it is compressed" },
	{ "another time is refused", CENTRAL, 12, BYTES("\1"),
	    "entry 2: its time is not 1980-01-01 00:00:00" },
	{ "another day is refused", CENTRAL, 14, BYTES("\x22"),
	    "entry 2: its time is not 1980-01-01 00:00:00" },
	{ "another CRC than that of the local header is refused", CENTRAL, 16,
	    BYTES("\0\0\0\0"), "entry 2: its local header has another CRC" },
	{ "a packed length that is another is refused", CENTRAL, 20,
	    BYTES("\x26"), "entry 2: its two lengths differ" },
	{ "an unpacked length that is another is refused", CENTRAL, 24,
	    BYTES("\x26"), "entry 2: its two lengths differ" },
	{ "another length than that of the local header is refused", CENTRAL,
	    20, BYTES("\x26\0\0\0\x26"),
	    "entry 2: its local header has another length" },
	{ "a length of 4 GiB is refused", CENTRAL, 20,
	    BYTES("\xfe\xff\xff\xff\xfe\xff\xff\xff"),
	    "entry 2: it reaches into the directory" },
	{ "a mark of ZIP64 without its field is refused", CENTRAL, 20,
	    BYTES("\xff\xff\xff\xff\xff\xff\xff\xff"),
	    "entry 2: it has an extra field that nothing needs, or lacks" },
	{ "a shorter name is refused", CENTRAL, 28, BYTES("\6"),
	    "entry 2: its local header has a name of another length" },
	{ "a name of 256 bytes is refused", CENTRAL, 28, BYTES("\0\1"),
	    "entry 2: its name is longer" },
	{ "an extra field is refused", CENTRAL, 30, BYTES("\4"),
	    "entry 2: it has an extra field" },
	{ "a comment of an entry is refused", CENTRAL, 32, BYTES("\1"),
	    "entry 2: it has a comment" },
	{ "another disk is refused", CENTRAL, 34, BYTES("\1"),
	    "entry 2: it lies on another disk" },
	{ "internal attributes are refused", CENTRAL, 36, BYTES("\1"),
	    "entry 2: it has internal attributes" },
	{ "the mode 0755 is refused", CENTRAL, 40, BYTES("\xed"),
	    "entry 2: its mode is not 0100644" },
	{ "a link is refused", CENTRAL, 41, BYTES("\xa1"),
	    "entry 2: its mode is not 0100644" },
	{ "a folder is refused", CENTRAL, 41, BYTES("\x41"),
	    "entry 2: its mode is not 0100644" },
	{ "attributes of DOS are refused", CENTRAL, 38, BYTES("\1"),
	    "entry 2: its mode is not 0100644" },
	{ "a place further on is refused", CENTRAL, 42, BYTES("\x27"),
	    "entry 2: there are bytes before it" },
	{ "a place further back is refused", CENTRAL, 42, BYTES("\x25"),
	    "entry 2: it overlaps" },
	{ "the place of another entry is refused", CENTRAL, 42, BYTES("\0"),
	    "entry 2: it overlaps" },
	{ "another name than in the local header is refused", CENTRAL, 48,
	    BYTES("B"), "entry 2: it does not stand in the order" },
	{ "another letter than in the local header is refused", CENTRAL, 52,
	    BYTES("X"), "entry 2: its local header has another name" },
	/* Local headers. */
	{ "no header where the directory says is refused", LOCAL, 2,
	    BYTES("\1"), "entry 2: it does not begin where" },
	{ "a local header of another version is refused", LOCAL, 4,
	    BYTES("\x0a"), "entry 2: its local header needs another version" },
	{ "a local header that says encrypted is refused", LOCAL, 6,
	    BYTES("\1"), "entry 2: its local header says encrypted" },
	{ "a local header with a descriptor is refused", LOCAL, 6, BYTES("\10"),
	    "entry 2: its local header says encrypted" },
	{ "a local header that says deflated is refused", LOCAL, 8,
	    BYTES("\10"), "entry 2: its local header says that it is comp" },
	{ "a local header of another time is refused", LOCAL, 11, BYTES("\1"),
	    "entry 2: its local header has another time" },
	{ "a local header of another day is refused", LOCAL, 13, BYTES("\1"),
	    "entry 2: its local header has another time" },
	{ "a local header with another CRC is refused", LOCAL, 14, BYTES("x"),
	    "entry 2: its local header has another CRC" },
	{ "a local header with another packed length is refused", LOCAL, 18,
	    BYTES("\0"), "entry 2: its local header has another length" },
	{ "a local header with another length is refused", LOCAL, 22,
	    BYTES("\0"), "entry 2: its local header has another length" },
	{ "a local header with a shorter name is refused", LOCAL, 26,
	    BYTES("\6"), "entry 2: its local header has a name of another" },
	{ "a local header with an extra field is refused", LOCAL, 28,
	    BYTES("\1"), "entry 2: its local header has an extra field" },
	{ "a local header of another name is refused", LOCAL, 32, BYTES("c"),
	    "entry 2: its local header has another name" },
	{ "a local header of a name in capitals is refused", LOCAL, 34,
	    BYTES("T"), "entry 2: its local header has another name" },
	/* The end. */
	{ "an end record that is none is refused", END, 0, BYTES("p"),
	    "it does not end with an end record" },
	{ "one of several disks is refused", END, 4, BYTES("\1"),
	    "it is one of several disks" },
	{ "a directory on another disk is refused", END, 6, BYTES("\1"),
	    "it is one of several disks" },
	{ "fewer entries on this disk are refused", END, 8, BYTES("\2"),
	    "its two counts of entries differ" },
	{ "fewer entries in all are refused", END, 10, BYTES("\2"),
	    "its two counts of entries differ" },
	{ "a count that is too small is refused", END, 8, BYTES("\2\0\2"),
	    "the directory is longer than the entries" },
	{ "a count of none is refused", END, 8, BYTES("\0\0\0"),
	    "the directory is longer than the entries" },
	{ "a count that is too large is refused", END, 8, BYTES("\4\0\4"),
	    "entry 4: the directory has fewer entries" },
	{ "a mark of ZIP64 for a count is refused", END, 8,
	    BYTES("\xff\xff\xff\xff"),
	    "it has not the ZIP64 end records that it needs" },
	{ "a shorter directory is refused", END, 12, BYTES("\x98"),
	    "its directory does not reach to its end records" },
	{ "a longer directory is refused", END, 12, BYTES("\x9a"),
	    "its directory does not reach to its end records" },
	{ "a directory of 4 GiB is refused", END, 12, BYTES("\xfe\xff\xff\xff"),
	    "its directory does not reach to its end records" },
	{ "a mark of ZIP64 for the directory's length is refused", END, 12,
	    BYTES("\xff\xff\xff\xff"),
	    "it has not the ZIP64 end records that it needs" },
	{ "a directory further on is refused", END, 16, BYTES("\x92"),
	    "its directory does not reach to its end records" },
	{ "a directory further back is refused", END, 16, BYTES("\x90"),
	    "its directory does not reach to its end records" },
	{ "a directory that begins an entry late is refused", END, 12,
	    BYTES("\x68\0\0\0\xc2\0\0\0"), "entry 1: there are bytes" },
	{ "a mark of ZIP64 for the directory's place is refused", END, 16,
	    BYTES("\xff\xff\xff\xff"),
	    "it has not the ZIP64 end records that it needs" },
	{ "a comment that is not there is refused", END, 20, BYTES("\1"),
	    "it has a comment" },
};

static void
a_patched_archive_is_refused(void **state)
{
	const struct patch *row = *state;
	struct archive a = archive_three();
	size_t at[3];

	archive_close(&a);
	at[LOCAL] = (size_t)a.entries[1].off;
	at[CENTRAL] = a.central[1];
	at[END] = a.end;
	memcpy(a.text.ptr + at[row->of] + row->off, row->bytes, row->len);
	archive_refused(archive_bytes(&a), row->words);
	archive_free(&a);
}

int
main(void)
{
	struct CMUnitTest tests[COUNT(patches)];

	for (size_t i = 0; i < COUNT(patches); i++)
		tests[i] = (struct CMUnitTest){ patches[i].name,
			a_patched_archive_is_refused, NULL, NULL,
			(void *)(uintptr_t)&patches[i] };
	return cmocka_run_group_tests_name("zip_field", tests, NULL, NULL);
}
