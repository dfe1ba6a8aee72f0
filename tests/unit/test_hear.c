#include "check.h"
#include "talk_rows.h"

#include "store/tree.h"

/* Each check of cages.md 6, and of what a format can give. */
static const struct row rows[] = {
	{ "an mbox", talk_mbox, NULL, { NOTHING } },
	{ "a Maildir", talk_maildir, NULL, { NOTHING } },
	{ "a store that is a file", talk_file, NULL, { NOTHING } },
	{ "a greeting with another store", talk_mbox,
	    "it does not greet with its unit",
	    { POKE(told_store.number, 77) } },
	{ "a greeting with another unit", talk_mbox,
	    "it does not greet with its unit", { POKE(told_unit.number, 77) } },
	{ "a greeting with another part", talk_mbox,
	    "it does not greet with its unit", { POKE(told_unit.part, 77) } },
	{ "a greeting with another number of parts", talk_mbox,
	    "it does not greet with its unit", { POKE(told_unit.parts, 77) } },
	{ "a greeting with another size", talk_mbox,
	    "it does not greet with its unit", { POKE(told_unit.bytes, 77) } },
	{ "a greeting with another beginning", talk_mbox,
	    "it does not greet with its unit", { POKE(told_unit.from, 77) } },
	{ "a greeting with another end", talk_mbox,
	    "it does not greet with its unit", { POKE(told_unit.until, 77) } },
	{ "a greeting with another first path", talk_maildir,
	    "it does not greet with its unit",
	    { SPAN(told_unit.first, ".A/cur/0") } },
	{ "a greeting with another last path", talk_maildir,
	    "it does not greet with its unit", { SPAN(told_unit.end, "") } },
	{ "the ordinal of the first item again", talk_mbox,
	    "the ordinal is not the next", { POKE(items[1].at.item, 1) } },
	{ "an ordinal left out", talk_mbox, "the ordinal is not the next",
	    { POKE(items[1].at.item, 3) } },
	{ "an ordinal of nought", talk_mbox, "the ordinal is not the next",
	    { POKE(items[0].at.item, 0) } },
	{ "an unknown flaw of the framing", talk_mbox, "an unknown flaw",
	    { POKE(items[1].flaws, 1u << AMBIT_N_FLAWS) } },
	{ "an unknown kind", talk_mbox, "the kind does not go with the flaws",
	    { POKE(items[1].kind, AMBIT_KIND_CALENDAR + 1) } },
	{ "a kind that no reader tells", talk_mbox,
	    "the kind does not go with the flaws",
	    { POKE(items[1].kind, AMBIT_KIND_FILE) } },
	{ "mail that is a link", talk_maildir,
	    "the kind does not go with the flaws",
	    { POKE(items[1].kind, AMBIT_KIND_MAIL) } },
	{ "nothing wrong, and no mail", talk_mbox,
	    "the kind does not go with the flaws",
	    { POKE(items[1].kind, AMBIT_KIND_UNKNOWN) } },
	{ "framing that ends behind the store", talk_mbox,
	    "framing beyond the store", { POKE(items[1].framed.len, 821) } },
	{ "framing that begins behind the store", talk_mbox,
	    "framing beyond the store", { POKE(items[1].framed.off, 1001) } },
	{ "framing that wraps around", talk_mbox, "framing beyond the store",
	    { POKE(items[1].framed.len, UINT64_MAX - 100) } },
	{ "framing of a gzip may end anywhere", talk_mbox, NULL,
	    { POKE(store.gzip, 1), POKE(items[1].framed.len, 1821),
		POKE(last.bytes, 1891), POKE(last.end, 2001) } },
	{ "framing of a gzip that wraps around", talk_mbox,
	    "framing beyond the store",
	    { POKE(store.gzip, 1),
		POKE(items[1].framed.len, UINT64_MAX - 100) } },
	{ "a file larger than there can be", talk_maildir,
	    "framing beyond the store",
	    { POKE(items[1].framed.len, (uint64_t)1 << 63) } },
	{ "files of more bytes than there can be", talk_maildir,
	    "more bytes than there can be",
	    { POKE(items[1].framed.len, INT64_MAX) } },
	{ "raw bytes before the framing", talk_mbox,
	    "raw bytes outside the framing", { POKE(items[0].raw.off, 109) } },
	{ "raw bytes behind the framing", talk_mbox,
	    "raw bytes outside the framing",
	    { POKE(items[0].raw.off, 181), POKE(items[0].raw.len, 0) } },
	{ "raw bytes that end behind the framing", talk_mbox,
	    "raw bytes outside the framing", { POKE(items[0].raw.len, 51) } },
	{ "raw bytes that wrap around", talk_mbox,
	    "raw bytes outside the framing",
	    { POKE(items[0].raw.len, UINT64_MAX - 100) } },
	{ "raw bytes less than the file", talk_maildir,
	    "raw bytes are not the file", { POKE(items[0].raw.len, 44) } },
	{ "raw bytes less than the file, in the middle", talk_maildir,
	    "raw bytes are not the file",
	    { POKE(items[0].raw.off, 1), POKE(items[0].raw.len, 43) } },
	{ "a separator before a file that no line can be", talk_maildir,
	    "raw bytes are not the file",
	    { POKE(items[0].framed.len, 800),
		POKE(items[0].raw.off, AMBIT_MBOX_LOOK + 1),
		POKE(items[0].raw.len, 800 - AMBIT_MBOX_LOOK - 1) } },
	{ "a reading that ends before it begins", talk_mbox,
	    "a reading ends before it begins",
	    { POKE(items[0].when[0].at[0].lo, 2) } },
	{ "a reading of framing in doubt", talk_mbox,
	    "a reading of what is in doubt", { POKE(items[1].when[1].n, 1) } },
	{ "a path in an mbox", talk_mbox, "an mbox holds no files",
	    { SPAN(items[1].path, "cur/1") } },
	{ "a folder in an mbox", talk_mbox, "an mbox holds no files",
	    { SPAN(items[1].folder, "A") } },
	{ "a link in an mbox", talk_mbox, "a flaw that only files have",
	    { POKE(items[1].flaws, AMBIT_FLAW_LINK), POKE(items[1].kind, 0) } },
	{ "a foreign file in an mbox", talk_mbox, "a flaw that only files have",
	    { POKE(items[1].flaws, AMBIT_FLAW_FOREIGN),
		POKE(items[1].kind, 0) } },
	{ "a file of two names in an mbox", talk_mbox,
	    "a flaw that only files have",
	    { POKE(items[1].flaws, AMBIT_FLAW_HARD_LINK) } },
	{ "a gap between two messages", talk_mbox, "a gap or an overlap",
	    { POKE(items[1].framed.off, 181),
		POKE(items[1].framed.len, 819) } },
	{ "two messages that overlap", talk_mbox, "a gap or an overlap",
	    { POKE(items[1].framed.off, 179),
		POKE(items[1].framed.len, 821) } },
	{ "a first part that begins late", talk_mbox, "a gap or an overlap",
	    { POKE(unit.part, 1), POKE(told_unit.part, 1) } },
	{ "a later part that begins early", talk_mbox, "a gap or an overlap",
	    { POKE(items[0].framed.off, 99), POKE(items[0].framed.len, 81) } },
	{ "a later part that begins at its beginning", talk_mbox, NULL,
	    { POKE(items[0].framed.off, 100), POKE(items[0].framed.len, 80),
		POKE(last.bytes, 900) } },
	{ "framing of nothing", talk_mbox, "framing of nothing",
	    { POKE(items[1].framed.len, 0), POKE(items[1].raw.off, 180),
		POKE(items[1].raw.len, 0) } },
	{ "a message that begins before its framing", talk_mbox,
	    "the item begins outside its framing",
	    { POKE(items[0].at.off, 109) } },
	{ "a message that begins behind its separator", talk_mbox,
	    "the item begins outside its framing",
	    { POKE(items[0].at.off, 131) } },
	{ "bytes of nobody, first", talk_mbox, NULL,
	    { POKE(items[0].flaws, AMBIT_FLAW_UNFRAMED), POKE(items[0].kind, 0),
		POKE(has_head, 0), POKE(n_columns, 0), POKE(has_body, 0) } },
	{ "bytes of nobody behind a message", talk_mbox,
	    "bytes of nobody behind a message",
	    { POKE(items[1].flaws, AMBIT_FLAW_UNFRAMED),
		POKE(items[1].kind, 0) } },
	{ "a message of the next part", talk_mbox,
	    "the message of another unit",
	    { POKE(items[1].at.off, 199), POKE(unit.until, 199),
		POKE(told_unit.until, 199) } },
	{ "the last message that is ours", talk_mbox, NULL,
	    { POKE(items[1].at.off, 199) } },
	{ "a place within a file", talk_maildir,
	    "a file begins at its first byte", { POKE(items[0].at.off, 1) } },
	{ "bytes of nobody in a folder", talk_maildir,
	    "a flaw that only an mbox has",
	    { POKE(items[1].flaws, AMBIT_FLAW_UNFRAMED) } },
	{ "a folder that the path does not name", talk_maildir,
	    "the folder is not the path's", { SPAN(items[0].folder, "B") } },
	{ "a folder of a path without one", talk_maildir,
	    "the folder is not the path's", { SPAN(items[1].folder, "c") } },
	{ "a folder longer than the path", talk_maildir,
	    "the folder is not the path's",
	    { SPAN(items[1].folder, "cur/2..") } },
	{ "a folder within the folder", talk_maildir,
	    "the folder is not the path's",
	    { SPAN(items[0].folder, "A/cur") } },
	{ "a folder of a format without any", talk_maildir,
	    "the folder is not the path's",
	    { POKE(store.format, AMBIT_STORE_EML) } },
	{ "files of a folder of messages", talk_maildir, NULL,
	    { POKE(store.format, AMBIT_STORE_EML),
		SPAN(items[0].folder, "") } },
	{ "a Maildir file without a path", talk_maildir,
	    "a file without a path",
	    { SPAN(items[0].path, ""), SPAN(items[0].folder, "") } },
	{ "a second file of a store that is one", talk_file,
	    "more than the one file",
	    { POKE(n_items, 2), POKE(items[1].flaws, AMBIT_FLAW_LINK),
		SPAN(items[1].path, "") } },
	{ "another length of a store that is a file", talk_file,
	    "framing is not the file",
	    { POKE(unit.bytes, 46), POKE(told_unit.bytes, 46) } },
	{ "a path of a store that is a file", talk_file,
	    "the path of a store that is a file",
	    { SPAN(items[0].path, "a") } },
	{ "a path with a NUL", talk_maildir, "no path holds a NUL",
	    { SPAN(items[1].path, "cur\0") } },
	{ "a path again", talk_maildir, "paths do not ascend",
	    { SPAN(items[1].path, ".A/cur/1") } },
	{ "a path before the last one", talk_maildir, "paths do not ascend",
	    { SPAN(items[1].path, ".A/cur") } },
	{ "a path before the first of the slice", talk_maildir,
	    "the file of another unit", { SPAN(items[0].path, ".A/cur/0") } },
	{ "a path at the end of the slice", talk_maildir,
	    "the file of another unit", { SPAN(items[1].path, "cur/3") } },
	{ "a path behind the end of the slice", talk_maildir,
	    "the file of another unit", { SPAN(items[1].path, "new/1") } },
	{ "a last slice has no end", talk_maildir, NULL,
	    { SPAN(items[1].path, "new/1"), SPAN(unit.end, ""),
		SPAN(told_unit.end, "") } },
	{ "a path of a whole folder", talk_maildir, NULL,
	    { SPAN(unit.first, ""), SPAN(told_unit.first, ""),
		SPAN(unit.end, ""), SPAN(told_unit.end, "") } },
	{ "the header of an item that is too large", talk_mbox,
	    "the header of what has none",
	    { POKE(items[0].flaws, AMBIT_FLAW_TOO_LARGE),
		POKE(head.flaws, AMBIT_FLAW_TOO_LARGE) } },
	{ "the header of a link", talk_maildir, "the header of what has none",
	    { POKE(items[0].flaws, AMBIT_FLAW_LINK), POKE(items[0].kind, 0),
		SPAN(items[1].path, "cur/2") } },
	{ "the header of a foreign file", talk_maildir,
	    "the header of what has none",
	    { POKE(items[0].flaws, AMBIT_FLAW_FOREIGN),
		POKE(items[0].kind, 0) } },
	{ "damage that only the header tells", talk_mbox,
	    "the header of what has none",
	    { POKE(head.flaws, AMBIT_FLAW_LENGTH | AMBIT_FLAW_TOO_LARGE) } },
	{ "an unknown flaw of the header", talk_mbox, "an unknown flaw",
	    { POKE(head.flaws, AMBIT_FLAW_LENGTH | 1u << AMBIT_N_FLAWS) } },
	{ "a flaw that the header takes back", talk_mbox, "a flaw has gone",
	    { POKE(head.flaws, AMBIT_FLAW_REPEATED) } },
	{ "a header of an mbox that begins later", talk_mbox,
	    "the header begins elsewhere",
	    { POKE(head.raw.off, 131), POKE(head.raw.len, 39) } },
	{ "a header of an mbox with fewer bytes", talk_mbox,
	    "the header begins elsewhere", { POKE(head.raw.len, 39) } },
	{ "a header of a file that begins earlier", talk_maildir,
	    "the header begins elsewhere",
	    { POKE(items[0].raw.off, 5), POKE(items[0].raw.len, 40),
		POKE(head.raw.off, 4) } },
	{ "a header of a file with fewer bytes", talk_maildir,
	    "raw bytes are not the file", { POKE(head.raw.len, 39) } },
	{ "a header of a file that begins in the midst", talk_maildir,
	    "raw bytes are not the file",
	    { POKE(items[0].framed.len, 800), POKE(items[0].raw.len, 800),
		POKE(head.raw.off, AMBIT_MBOX_LOOK + 1),
		POKE(head.raw.len, 800 - AMBIT_MBOX_LOOK - 1) } },
	{ "a body behind the item", talk_mbox,
	    "the body begins behind the item", { POKE(head.body, 41) } },
	{ "a header that is the item", talk_mbox, NULL,
	    { POKE(head.body, 40) } },
	{ "an unknown role in doubt", talk_mbox, "an unknown role in doubt",
	    { POKE(head.doubted, 1u << AMBIT_N_PARTIES) } },
	{ "a header in doubt, and a role that is not", talk_mbox,
	    "a role that is out of doubt",
	    { POKE(head.flaws, AMBIT_FLAW_LENGTH | AMBIT_FLAW_HEADER) } },
	{ "addresses of a header in doubt", talk_mbox,
	    "addresses of what is in doubt",
	    { POKE(head.flaws, AMBIT_FLAW_LENGTH | AMBIT_FLAW_HEADER),
		POKE(head.doubted, (1u << AMBIT_N_PARTIES) - 1) } },
	{ "addresses of framing in doubt", talk_mbox,
	    "addresses of what is in doubt",
	    { POKE(head.flaws, AMBIT_FLAW_LENGTH | AMBIT_FLAW_FRAMING),
		POKE(head.doubted, (1u << AMBIT_N_PARTIES) - 1) } },
	{ "a reading of a header in doubt", talk_mbox,
	    "a reading of what is in doubt",
	    { POKE(head.flaws, AMBIT_FLAW_LENGTH | AMBIT_FLAW_HEADER),
		POKE(head.doubted, (1u << AMBIT_N_PARTIES) - 1),
		POKE(head.n_parties, 0) } },
	{ "a separator is read beside a header in doubt", talk_mbox, NULL,
	    { POKE(head.flaws, AMBIT_FLAW_LENGTH | AMBIT_FLAW_HEADER),
		POKE(head.doubted, (1u << AMBIT_N_PARTIES) - 1),
		POKE(head.n_parties, 0), POKE(head.when[1].n, 0),
		POKE(nets[0].strict, 0) } },
	{ "a reading of framing in doubt, in the header", talk_mbox,
	    "a reading of what is in doubt",
	    { POKE(head.flaws, AMBIT_FLAW_LENGTH | AMBIT_FLAW_FRAMING),
		POKE(head.doubted, (1u << AMBIT_N_PARTIES) - 1),
		POKE(head.n_parties, 0), POKE(head.when[1].n, 0) } },
	{ "a reading of the header that ends early", talk_mbox,
	    "a reading ends before it begins",
	    { POKE(head.when[2].at[1].hi, 7) } },
	{ "an address field out of doubt", talk_mbox,
	    "an address field that is out of doubt",
	    { POKE(head.flaws, AMBIT_FLAW_LENGTH | AMBIT_FLAW_HEADER),
		POKE(head.doubted, (1u << AMBIT_N_PARTIES) - 1),
		POKE(head.n_parties, 0), POKE(head.when[1].n, 0) } },
	{ "an address of no role", talk_mbox, "an address of no field",
	    { POKE(parties[1].role, AMBIT_N_PARTIES) } },
	{ "an address of a field that is too many", talk_mbox,
	    "an address of no field",
	    { POKE(parties[1].instance, AMBIT_FIELDS_MAX) } },
	{ "addresses that do not ascend by role", talk_mbox,
	    "addresses do not ascend",
	    { POKE(parties[0].role, AMBIT_PARTY_CC) } },
	{ "addresses that do not ascend by field", talk_mbox,
	    "addresses do not ascend", { POKE(parties[0].instance, 1) } },
	{ "an address of a field that is not told", talk_mbox,
	    "an address of no field",
	    { POKE(parties[1].role, AMBIT_PARTY_TO) } },
	{ "an address of a field that left the grammar", talk_mbox,
	    "an address of no field", { POKE(nets[0].strict, 0) } },
	{ "an address of another field of its role", talk_mbox,
	    "an address of no field", { POKE(parties[1].instance, 1) } },
	{ "an address field of no role", talk_mbox,
	    "an address field of no role",
	    { POKE(nets[1].role, AMBIT_N_PARTIES) } },
	{ "an address field that is too many", talk_mbox,
	    "an address field of no role",
	    { POKE(nets[1].instance, AMBIT_FIELDS_MAX) } },
	{ "address fields that do not ascend by role", talk_mbox,
	    "address fields do not ascend",
	    { POKE(nets[0].role, AMBIT_PARTY_BCC) } },
	{ "an address field twice", talk_mbox, "address fields do not ascend",
	    { POKE(nets[1].role, AMBIT_PARTY_FROM),
		POKE(nets[1].instance, 0) } },
	{ "fields that overlap", talk_mbox, "fields overlap",
	    { POKE(fields[1].at.off, 9) } },
	{ "a field that reaches into the body", talk_mbox,
	    "a field in the body", { POKE(fields[1].at.len, 21) } },
	{ "a field that wraps around", talk_mbox, "a field in the body",
	    { POKE(fields[1].at.len, UINT64_MAX - 5) } },
	{ "a field behind the header", talk_mbox, "a field in the body",
	    { POKE(fields[1].at.off, 31) } },
	{ "a field without a name", talk_mbox, "a field without a name",
	    { SPAN(fields[1].name, "") } },
	{ "a name with a colon", talk_mbox, "a field without a name",
	    { SPAN(fields[1].name, "a:b") } },
	{ "a name with a blank", talk_mbox, "a field without a name",
	    { SPAN(fields[1].name, "a b") } },
	{ "a name with DEL", talk_mbox, "a field without a name",
	    { SPAN(fields[1].name, "\x7f") } },
	{ "a name with an 8-bit byte", talk_mbox, "a field without a name",
	    { SPAN(fields[1].name, "\xc3") } },
	{ "a name as long as its field", talk_mbox, "a field without a name",
	    { POKE(fields[1].at.len, 2) } },
	{ "no fields where none are wanted", talk_mbox, NULL,
	    { POKE(has_fields, 0) } },
	{ "a column of no task", talk_mbox, "a column of no table",
	    { POKE(columns[0].task, 0) } },
	{ "a column that no table has", talk_mbox, "a column of no table",
	    { POKE(columns[1].column, 32) } },
	{ "a column again", talk_mbox, "columns do not ascend",
	    { POKE(columns[1].task, 1), POKE(columns[1].column, 31) } },
	{ "columns that do not ascend", talk_mbox, "columns do not ascend",
	    { POKE(columns[1].task, 1), POKE(columns[1].column, 30) } },
	{ "tasks that do not ascend", talk_mbox, "columns do not ascend",
	    { POKE(columns[0].task, 3) } },
	{ "columns without a header", talk_mbox, "a fact out of order",
	    { POKE(has_head, 0), POKE(has_body, 0) } },
	{ "the bytes of a link", talk_maildir, "bytes of what is not read",
	    { POKE(items[0].flaws, AMBIT_FLAW_LINK), POKE(items[0].kind, 0),
		POKE(has_head, 0), POKE(n_columns, 0) } },
	{ "the bytes of what is too large", talk_mbox,
	    "bytes of what is not read",
	    { POKE(items[0].flaws, AMBIT_FLAW_TOO_LARGE), POKE(has_head, 0),
		POKE(n_columns, 0) } },
	{ "the bytes of nobody", talk_mbox, "bytes of what is not read",
	    { POKE(items[0].flaws, AMBIT_FLAW_UNFRAMED), POKE(items[0].kind, 0),
		POKE(has_head, 0), POKE(n_columns, 0) } },
	{ "bytes without a header", talk_mbox, NULL,
	    { POKE(has_head, 0), POKE(n_columns, 0) } },
	{ "a byte too few", talk_mbox, "bytes of the item are missing",
	    { POKE(data[1], 6) } },
	{ "no bytes at all", talk_mbox, "bytes of the item are missing",
	    { POKE(n_data, 0) } },
	{ "a byte too many", talk_mbox, "more bytes than the item has",
	    { POKE(data[1], 8) } },
	{ "the bytes of a separator too", talk_maildir,
	    "more bytes than the item has", { POKE(data[1], 12) } },
	{ "DATA of nothing", talk_mbox, "DATA holds none, or too many",
	    { POKE(data[2], 0), POKE(n_data, 3) } },
	{ "END counts a byte more", talk_mbox, "END counts other bytes",
	    { POKE(sent_more, 1) } },
	{ "an item whose bytes do not come", talk_mbox, NULL,
	    { POKE(has_body, 0) } },
	{ "an item of which nothing is told", talk_mbox, NULL,
	    { POKE(has_body, 0), POKE(has_head, 0), POKE(n_columns, 0) } },
	{ "LAST counts an item more", talk_mbox,
	    "the number of items is another", { POKE(last.items, 3) } },
	{ "LAST counts an item less", talk_mbox,
	    "the number of items is another", { POKE(last.items, 1) } },
	{ "LAST counts a byte more", talk_mbox, "the sum of bytes is another",
	    { POKE(last.bytes, 891) } },
	{ "LAST ends elsewhere", talk_mbox, "the unit ends elsewhere",
	    { POKE(last.end, 999) } },
	{ "a unit without items ends where it begins", talk_mbox, NULL,
	    { POKE(n_items, 0), POKE(last.items, 0), POKE(last.bytes, 0),
		POKE(last.end, 100) } },
	{ "a unit without items that ends elsewhere", talk_mbox,
	    "the unit ends elsewhere",
	    { POKE(n_items, 0), POKE(last.items, 0), POKE(last.bytes, 0),
		POKE(last.end, 0) } },
	{ "a folder with claims", talk_maildir, "a folder has no claims",
	    { SPAN(last.claims, "c") } },
};

/* Everything that the wire carries, as one string. */
static void
an_item_is_heard_as_it_was_told(void **state)
{
	void (*const makes[])(struct talk_world *) = { talk_mbox, talk_maildir,
		talk_file, talk_pst };
	static char room[TALK_TEXT], want_room[TALK_TEXT];

	(void)state;
	for (size_t i = 0; i < COUNT(makes); i++) {
		struct ambit_text text = AMBIT_TEXT(room);
		struct ambit_text want = AMBIT_TEXT(want_room);
		struct ambit_span bytes, again;
		struct talk_world w;
		struct ambit_err err;

		makes[i](&w);
		bytes = talk_tell(&w);
		w.head.at.store = w.store.number;
		w.head.account = w.store.account;
		w.head.holds = w.store.holds;
		told_item(&want, &w.head);
		assert_int_equal(talk_hear(bytes, &w.unit, &text, &again, &err),
		    0);
		assert_true(ambit_span_begins(ambit_text_span(&text),
		    ambit_text_span(&want)));
		talk_free(&bytes);
		talk_free(&again);
	}
}

/* Tell a world and hear it; what is wrong, "" where nothing is. */
static const char *
wrong(struct talk_world *w, struct ambit_err *err_r)
{
	static char room[TALK_TEXT];
	struct ambit_text text = AMBIT_TEXT(room);
	struct ambit_span bytes = talk_tell(w), again;

	*err_r = (struct ambit_err){ 0 };
	(void)talk_hear(bytes, &w->unit, &text, &again, err_r);
	talk_free(&bytes);
	talk_free(&again);
	return err_r->text;
}

/* One message with as many facts as are asked for. */
static void
many(struct talk_world *w, size_t parties, size_t nets, size_t fields)
{
	static struct ambit_party party[AMBIT_ADDRESSES_MAX + 1];
	static struct ambit_net net[PROC_NETS_MAX + 1];
	static struct ambit_header_field field[AMBIT_FIELDS_MAX + 1];

	talk_mbox(w);
	for (unsigned i = 0; i < parties; i++)
		party[i].addr =
		    (struct ambit_addr){ AMBIT_LIT("a"), AMBIT_LIT("b"), 0 };
	for (unsigned i = 0; i < nets; i++)
		net[i] = (struct ambit_net){ i / AMBIT_FIELDS_MAX,
			i % AMBIT_FIELDS_MAX, AMBIT_LIT(" a@b"), true };
	for (unsigned i = 0; i < fields; i++)
		field[i] = (struct ambit_header_field){ .name = AMBIT_LIT("A"),
			.at = { 3 * (uint64_t)i, 3 } };
	w->n_items = 1;
	w->items[0].raw.len = w->head.raw.len = 4000;
	w->unit.bytes = w->told_unit.bytes = 10000;
	w->items[0].framed.len = w->last.bytes = 5000;
	w->last.items = 1;
	w->last.end = 5110;
	w->has_body = false;
	w->head.body = 4000;
	w->head.parties = party;
	w->head.n_parties = parties;
	w->head.nets = net;
	w->head.n_nets = nets;
	w->head.fields = field;
	w->head.n_fields = fields;
}

static void
facts_are_counted(void **state)
{
	struct talk_world w;
	struct ambit_err err;

	(void)state;
	many(&w, AMBIT_ADDRESSES_MAX, PROC_NETS_MAX, AMBIT_FIELDS_MAX);
	assert_string_equal(wrong(&w, &err), "");
	many(&w, AMBIT_ADDRESSES_MAX + 1, 1, 0);
	assert_string_equal(wrong(&w, &err),
	    "a reader lies: too many addresses");
	many(&w, 0, PROC_NETS_MAX + 1, 0);
	assert_string_equal(wrong(&w, &err),
	    "a reader lies: too many address fields");
	many(&w, 0, 0, AMBIT_FIELDS_MAX + 1);
	assert_string_equal(wrong(&w, &err), "a reader lies: too many fields");
	for (size_t n = TALK_COLUMNS_MAX; n <= TALK_COLUMNS_MAX + 1; n++) {
		talk_mbox(&w);
		for (unsigned i = 0; i < n; i++)
			w.columns[i] =
			    (struct proc_column){ 1, i, AMBIT_LIT("v") };
		w.n_columns = n;
		assert_string_equal(wrong(&w, &err),
		    n == TALK_COLUMNS_MAX
			? ""
			: "a reader lies: more columns than there are");
	}
}

/* Each at its limit, and one byte longer. */
static void
strings_have_their_limits(void **state)
{
	static unsigned char long_one[PROC_VALUE_MAX + 1];
	struct talk_world w;
	struct ambit_err err;

	(void)state;
	memset(long_one, 'x', sizeof(long_one));
	for (size_t more = 0; more <= 1; more++) {
		struct ambit_span value = { long_one, PROC_VALUE_MAX + more };

		talk_maildir(&w);
		w.items[1].path =
		    (struct ambit_span){ long_one, TREE_PATH_MAX + more };
		w.unit.end = w.told_unit.end = (struct ambit_span){ 0 };
		assert_string_equal(wrong(&w, &err),
		    more ? "a reader lies: ITEM is malformed" : "");
		talk_mbox(&w);
		w.items[1].raw_when[0] = value;
		assert_string_equal(wrong(&w, &err),
		    more ? "a reader lies: ITEM is malformed" : "");
		talk_mbox(&w);
		w.head.raw_when[1] = w.head.raw_when[2] = value;
		assert_string_equal(wrong(&w, &err),
		    more ? "a reader lies: HEAD is malformed" : "");
		talk_mbox(&w);
		w.nets[1].text = value;
		assert_string_equal(wrong(&w, &err),
		    more ? "a reader lies: NET is malformed" : "");
		talk_mbox(&w);
		w.parties[1].addr.domain = value;
		assert_string_equal(wrong(&w, &err),
		    more ? "a reader lies: PARTY is malformed" : "");
	}
}

/* A name is cut, and the place of its field says how long it was. */
static void
a_long_name_of_a_field_is_cut(void **state)
{
	static unsigned char name[PROC_NAME_MAX + 9];
	static char room[TALK_TEXT];
	struct ambit_text text = AMBIT_TEXT(room);
	struct ambit_span bytes, again;
	struct talk_world w;
	struct ambit_err err;

	(void)state;
	memset(name, 'x', sizeof(name));
	many(&w, 0, 0, 1);
	w.head.fields = w.fields;
	w.fields[0] =
	    (struct ambit_header_field){ .name = { name, sizeof(name) },
		    .at = { 0, sizeof(name) + 9 } };
	bytes = talk_tell(&w);
	assert_int_equal(talk_hear(bytes, &w.unit, &text, &again, &err), 0);
	for (size_t more = 0; more <= 1; more++)
		assert_int_equal(ambit_span_contains_nocase(ambit_text_span(
								&text),
				     (struct ambit_span){ name,
					 PROC_NAME_MAX + more }),
		    more == 0);
	talk_free(&bytes);
	talk_free(&again);
}

/* What is heard of one item may fill its arena, and no more. */
static void
an_arena_that_is_full_is_no_lie(void **state)
{
	struct talk_world w;
	struct ambit_span bytes;
	struct ambit_arena *arena = ambit_arena_new(64);
	struct proc_hear *hear;
	struct ambit_item item;
	struct proc_last last;
	struct ambit_err err;
	bool body;

	(void)state;
	talk_mbox(&w);
	bytes = talk_tell(&w);
	assert_int_equal(proc_hear_new_bytes(bytes, &w.unit, arena, 2, &hear,
			     &err),
	    0);
	assert_int_equal(proc_hear_item(hear, &item, &last, &err), 1);
	assert_int_equal(proc_hear_facts(hear, &item, &body, &err), -1);
	assert_int_equal(err.code, AMBIT_E_MEMORY);
	proc_hear_free(&hear);
	ambit_arena_free(&arena);
	talk_free(&bytes);
}

int
main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(an_item_is_heard_as_it_was_told),
		cmocka_unit_test(facts_are_counted),
		cmocka_unit_test(strings_have_their_limits),
		cmocka_unit_test(a_long_name_of_a_field_is_cut),
		cmocka_unit_test(an_arena_that_is_full_is_no_lie),
	};
	struct CMUnitTest tests[COUNT(rows) + COUNT(others)];

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[i] = (struct CMUnitTest){ rows[i].name,
			the_gate_hears_it_or_says_what_is_wrong, NULL, NULL,
			(void *)(uintptr_t)&rows[i] };
	memcpy(tests + COUNT(rows), others, sizeof(others));
	return cmocka_run_group_tests_name("hear", tests, NULL, NULL);
}
