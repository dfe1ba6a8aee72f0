/*
 * Properties of Outlook items: what is each in law (law.md 3.4)?
 *
 * By the tag of [MS-OXPROPS], without its type. A property without a row is
 * withheld.
 */

/* Filters. */
#include "fields.h"

const struct ambit_law_field ambit_fields_property[] = {
	/* The subject and the text. */
	STAYS(AMBIT_STANDS_PROPERTY, "0037", C, "the subject, or a copy of it"),
	STAYS(AMBIT_STANDS_PROPERTY, "003D", C, "the subject, or a copy of it"),
	STAYS(AMBIT_STANDS_PROPERTY, "0E1D", C, "the subject, or a copy of it"),
	STAYS(AMBIT_STANDS_PROPERTY, "0070", C, "the subject, or a copy of it"),
	STAYS(AMBIT_STANDS_PROPERTY, "1000", C, "the text"),
	STAYS(AMBIT_STANDS_PROPERTY, "1013", C, "the text"),
	STAYS(AMBIT_STANDS_PROPERTY, "1009", C, "the text"),
	STAYS(AMBIT_STANDS_PROPERTY, "1016", C, "the text"),
	STAYS(AMBIT_STANDS_PROPERTY, "1015", C, "the text"),
	STAYS(AMBIT_STANDS_PROPERTY, "3FD9", C, "the text"),
	STAYS(AMBIT_STANDS_PROPERTY, "3013", C, "may hash the topic"),
	/* Headers as they came: law.md 3.3 line by line, never copied. */
	STAYS(AMBIT_STANDS_PROPERTY, "007D", W,
	    "its lines have rows of their own"),
	/* Who: addresses of type SMTP; X.500 through the SMTP property. */
	LEAVES(AMBIT_STANDS_PROPERTY, "5D01", T, DRAS, "routing", "events",
	    "addr-spec alone", "sender_addr"),
	LEAVES(AMBIT_STANDS_PROPERTY, "0C1F", T, DRAS, "routing", "events",
	    "of type SMTP", "sender_addr"),
	LEAVES(AMBIT_STANDS_PROPERTY, "5D02", T, DRAS, "routing", "events",
	    "addr-spec alone", "from_addr"),
	LEAVES(AMBIT_STANDS_PROPERTY, "0065", T, DRAS, "routing", "events",
	    "of type SMTP", "from_addr"),
	STAYS(AMBIT_STANDS_PROPERTY, "0C1E", W, "the type of an address"),
	STAYS(AMBIT_STANDS_PROPERTY, "0064", W, "the type of an address"),
	STAYS(AMBIT_STANDS_PROPERTY, "0C19", W, "leads to an address, is none"),
	STAYS(AMBIT_STANDS_PROPERTY, "0C1A", W, "free text"),
	STAYS(AMBIT_STANDS_PROPERTY, "0042", W, "free text"),
	STAYS(AMBIT_STANDS_PROPERTY, "0E04", W, "free text"),
	STAYS(AMBIT_STANDS_PROPERTY, "0E03", W, "free text"),
	STAYS(AMBIT_STANDS_PROPERTY, "0E02", W, "free text"),
	LEAVES(AMBIT_STANDS_PROPERTY, "0076", T, DRAS, "routing", "events",
	    "the target, or what is in env_to", NULL),
	LEAVES(AMBIT_STANDS_PROPERTY, "5D07", T, DRAS, "routing", "events",
	    "the target, or what is in env_to", NULL),
	LEAVES(AMBIT_STANDS_PROPERTY, "0078", T, DRAS, "routing", "events",
	    "the target, or what is in env_to", NULL),
	LEAVES(AMBIT_STANDS_PROPERTY, "5D08", T, DRAS, "routing", "events",
	    "the target, or what is in env_to", NULL),
	STAYS(AMBIT_STANDS_PROPERTY, "0040", W, "free text"),
	STAYS(AMBIT_STANDS_PROPERTY, "0044", W, "free text"),
	/* When: [MS-OXPROPS]; 0 and 4501-01-01 mean unset. */
	LEAVES(AMBIT_STANDS_PROPERTY, "0039", T, DRAS, "date, time, duration",
	    "events", "FILETIME", "date_submitted"),
	LEAVES(AMBIT_STANDS_PROPERTY, "0048", T, DRAS, "date, time, duration",
	    "events", "FILETIME", "date_submitted"),
	LEAVES(AMBIT_STANDS_PROPERTY, "0E06", T, DRAS, "date, time, duration",
	    "events", "FILETIME", "date_delivered"),
	/* Of the flags, read, unsent and from me; attachments are dropped. */
	LEAVES(AMBIT_STANDS_PROPERTY, "0E07", T, DRAS, "routing", "events",
	    "0x1, 0x8, 0x20 alone", "direction"),
	LEAVES(AMBIT_STANDS_PROPERTY, "1035", T, DRAS, "routing", "events",
	    "dot-atom@dot-atom of 250 bytes at most", "msgid"),
	/* Other messages; structure, counts, copies, user activity. */
	STAYS(AMBIT_STANDS_PROPERTY, "1039", W, "names other messages"),
	STAYS(AMBIT_STANDS_PROPERTY, "1042", W, "names other messages"),
	STAYS(AMBIT_STANDS_PROPERTY, "0071", W, "names other messages"),
	STAYS(AMBIT_STANDS_PROPERTY, "3007", W, ""),
	STAYS(AMBIT_STANDS_PROPERTY, "3008", W, ""),
	STAYS(AMBIT_STANDS_PROPERTY, "6709", W, ""),
	STAYS(AMBIT_STANDS_PROPERTY, "0E1B", W, ""),
	STAYS(AMBIT_STANDS_PROPERTY, "0E08", W, ""),
	STAYS(AMBIT_STANDS_PROPERTY, "0017", W, ""),
	STAYS(AMBIT_STANDS_PROPERTY, "0026", W, ""),
	STAYS(AMBIT_STANDS_PROPERTY, "0036", W, ""),
	STAYS(AMBIT_STANDS_PROPERTY, "3FDE", W, ""),
	STAYS(AMBIT_STANDS_PROPERTY, "3FFD", W, ""),
	STAYS(AMBIT_STANDS_PROPERTY, "3FF1", W, ""),
	STAYS(AMBIT_STANDS_PROPERTY, "1081", W, ""),
	STAYS(AMBIT_STANDS_PROPERTY, "1082", W, ""),
	STAYS(AMBIT_STANDS_PROPERTY, "4076", W, ""),
	STAYS(AMBIT_STANDS_PROPERTY, "1080", W, ""),
	STAYS(AMBIT_STANDS_PROPERTY, "001A", W, ""),
	STAYS(AMBIT_STANDS_PROPERTY, "0FFF", W, "opens or links other data"),
	STAYS(AMBIT_STANDS_PROPERTY, "300B", W, "opens or links other data"),
	STAYS(AMBIT_STANDS_PROPERTY, "0FF9", W, "opens or links other data"),
	STAYS(AMBIT_STANDS_PROPERTY, "65E2", W, "opens or links other data"),
	STAYS(AMBIT_STANDS_PROPERTY, "65E0", W, "opens or links other data"),
	STAYS(AMBIT_STANDS_PROPERTY, "0FF8", W, "opens or links other data"),
	/* Named properties: categories, flags, to-do titles, reminders. */
	STAYS(AMBIT_STANDS_PROPERTY, "8*", C, "named; typed by people"),
	STAYS(AMBIT_STANDS_PROPERTY, "9*", C, "named; typed by people"),
	STAYS(AMBIT_STANDS_PROPERTY, "A*", C, "named; typed by people"),
	STAYS(AMBIT_STANDS_PROPERTY, "B*", C, "named; typed by people"),
	STAYS(AMBIT_STANDS_PROPERTY, "C*", C, "named; typed by people"),
	STAYS(AMBIT_STANDS_PROPERTY, "D*", C, "named; typed by people"),
	STAYS(AMBIT_STANDS_PROPERTY, "E*", C, "named; typed by people"),
	STAYS(AMBIT_STANDS_PROPERTY, "F*", C, "named; typed by people"),
};

const size_t ambit_fields_n_property =
    sizeof(ambit_fields_property) / sizeof(ambit_fields_property[0]);

const struct ambit_law_field ambit_fields_recipient[] = {
	LEAVES(AMBIT_STANDS_RECIPIENT, "39FE", T, DRAS, "routing", "events",
	    "addr-spec alone; Bcc of the own copy", "to_addr"),
	LEAVES(AMBIT_STANDS_RECIPIENT, "3003", T, DRAS, "routing", "events",
	    "of type SMTP; Bcc of the own copy", "to_addr"),
	LEAVES(AMBIT_STANDS_RECIPIENT, "0C15", T, DRAS, "routing", "events",
	    "which of to_addr, cc_addr, bcc_addr", NULL),
	STAYS(AMBIT_STANDS_RECIPIENT, "3001", W, "free text"),
	STAYS(AMBIT_STANDS_RECIPIENT, "5FF6", W, "free text"),
	STAYS(AMBIT_STANDS_RECIPIENT, "3002", W, "the type of an address"),
	STAYS(AMBIT_STANDS_RECIPIENT, "0FFF", W,
	    "leads to an address, is none"),
};

const size_t ambit_fields_n_recipient =
    sizeof(ambit_fields_recipient) / sizeof(ambit_fields_recipient[0]);

const struct ambit_law_field ambit_fields_attachment[] = {
	STAYS(AMBIT_STANDS_ATTACHMENT, "3701", C, "bytes and names"),
	STAYS(AMBIT_STANDS_ATTACHMENT, "3704", C, "bytes and names"),
	STAYS(AMBIT_STANDS_ATTACHMENT, "3707", C, "bytes and names"),
	STAYS(AMBIT_STANDS_ATTACHMENT, "3708", C, "bytes and names"),
	STAYS(AMBIT_STANDS_ATTACHMENT, "3703", C, "bytes and names"),
	STAYS(AMBIT_STANDS_ATTACHMENT, "370E", W,
	    "size, type, presence, order"),
	STAYS(AMBIT_STANDS_ATTACHMENT, "0E20", W,
	    "size, type, presence, order"),
	STAYS(AMBIT_STANDS_ATTACHMENT, "3709", W,
	    "size, type, presence, order"),
	STAYS(AMBIT_STANDS_ATTACHMENT, "3712", W,
	    "size, type, presence, order"),
	STAYS(AMBIT_STANDS_ATTACHMENT, "3705", W,
	    "size, type, presence, order"),
	STAYS(AMBIT_STANDS_ATTACHMENT, "3007", W,
	    "size, type, presence, order"),
	STAYS(AMBIT_STANDS_ATTACHMENT, "3008", W,
	    "size, type, presence, order"),
	STAYS(AMBIT_STANDS_ATTACHMENT, "3714", W,
	    "size, type, presence, order"),
	STAYS(AMBIT_STANDS_ATTACHMENT, "7FFE", W,
	    "size, type, presence, order"),
};

const size_t ambit_fields_n_attachment =
    sizeof(ambit_fields_attachment) / sizeof(ambit_fields_attachment[0]);

const struct ambit_law_field ambit_fields_folder[] = {
	STAYS(AMBIT_STANDS_FOLDER, "3001", C, "a name the user chose: R7"),
	STAYS(AMBIT_STANDS_FOLDER, "3602", W,
	    "counts; the role may drive direction"),
	STAYS(AMBIT_STANDS_FOLDER, "3603", W,
	    "counts; the role may drive direction"),
	STAYS(AMBIT_STANDS_FOLDER, "3613", W,
	    "counts; the role may drive direction"),
	STAYS(AMBIT_STANDS_FOLDER, "0E08", W,
	    "counts; the role may drive direction"),
};

const size_t ambit_fields_n_folder =
    sizeof(ambit_fields_folder) / sizeof(ambit_fields_folder[0]);
