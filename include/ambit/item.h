#ifndef AMBIT_ITEM_H
#define AMBIT_ITEM_H

#include <stdint.h>

#include "ambit/err.h"
#include "ambit/instant.h"
#include "ambit/span.h"

enum ambit_kind {
	AMBIT_KIND_UNKNOWN, /* zero: what nobody has classified */
	AMBIT_KIND_MAIL,
	AMBIT_KIND_FILE,
	AMBIT_KIND_CONTACT,
	AMBIT_KIND_CALENDAR,
};

/*
 * What was wrong with the item as found. Damage is a fact, not an error. A
 * reader that sets FRAMING or HEADER also takes back the readings and parties
 * that the doubt touches, so that no rule says NO on them.
 */
enum ambit_flaw {
	/* Where it begins or ends is in doubt: mail.md B1 B2 B6 B7 B8 F4. */
	AMBIT_FLAW_FRAMING = 1 << 0,
	/* The store ends within a line of it: B9. */
	AMBIT_FLAW_TRUNCATED = 1 << 1,
	/* Where its header ends is in doubt: H2 H3. */
	AMBIT_FLAW_HEADER = 1 << 2,
	/* An address may be hidden in it; doubted tells the roles. */
	AMBIT_FLAW_BAD_ADDRESS = 1 << 3,
	/* Its parts cannot be told apart: S2 S3, PARTS_MAX, PARAMS_MAX. */
	AMBIT_FLAW_STRUCTURE = 1 << 4,
	/* A multipart that is never closed: S4. */
	AMBIT_FLAW_UNCLOSED = 1 << 5,
	/* Deeper than AMBIT_DEPTH_MAX: opaque from there on: S5. */
	AMBIT_FLAW_TOO_DEEP = 1 << 6,
	/* Text outside its parts, too long or like a delimiter: S1. */
	AMBIT_FLAW_STRAY = 1 << 7,
	/* Content-Length disagrees with the framing: B3. Decides nothing. */
	AMBIT_FLAW_LENGTH = 1 << 8,
	/* A field twice that may stand once: H1. Decides nothing by itself. */
	AMBIT_FLAW_REPEATED = 1 << 9,
	/* The Date lies over 48 h from the deciding clock. Decides nothing. */
	AMBIT_FLAW_SKEW = 1 << 10,
	/* A symbolic link, or no file at all: never followed: F2. */
	AMBIT_FLAW_LINK = 1 << 11,
	/* More than one name leads to the file: F2. Decides nothing. */
	AMBIT_FLAW_HARD_LINK = 1 << 12,
	/* Not an item of this store (an index, tmp/): outside: F1 F2. */
	AMBIT_FLAW_FOREIGN = 1 << 13,
	/* Damaged: bytes that belong to no message: B5. */
	AMBIT_FLAW_UNFRAMED = 1 << 14,
	/* Damaged: larger than AMBIT_ITEM_MAX; not read, counted whole. */
	AMBIT_FLAW_TOO_LARGE = 1 << 15,
	/* Damaged: a reader died of it: cages.md 7. */
	AMBIT_FLAW_CRASH = 1 << 16,
	/* Outlook: something of it cannot be read: pst.md K5 to K11. Damaged,
	 * unless what can be read of it says that it is outside. */
	AMBIT_FLAW_LOST = 1 << 17,
	/* Outlook: its folder and the index do not both have it, once: K12. */
	AMBIT_FLAW_ORPHAN = 1 << 18,
	/* Its attachments are not those that it tells of: K13. */
	AMBIT_FLAW_ATTACHMENTS = 1 << 19,
	/* A property that decides is not of its type, or is there twice: K10,
	 * K14. */
	AMBIT_FLAW_PROPERTY = 1 << 20,
	/* Text that is not in its encoding: pst.md 9. Decides nothing. */
	AMBIT_FLAW_ENCODING = 1 << 21,
	/* An attachment lies elsewhere: never followed. Decides nothing. */
	AMBIT_FLAW_REFERENCE = 1 << 22,
	/* Encrypted: it leaves as it is. Decides nothing. */
	AMBIT_FLAW_ENCRYPTED = 1 << 23,
	/* It recurs in a way that has no other form: pst.md 14.9. The pattern
	 * is attached as it is. Decides nothing. */
	AMBIT_FLAW_RECURRENCE = 1 << 24,
};

#define AMBIT_FLAWS_DAMAGE \
	(AMBIT_FLAW_UNFRAMED | AMBIT_FLAW_TOO_LARGE | AMBIT_FLAW_CRASH)
#define AMBIT_N_FLAWS 25

/* "framing", "truncated", ...: the name of the flaw 1 << bit. */
const char *ambit_flaw_name(unsigned bit);

struct ambit_extent {
	uint64_t off;
	uint64_t len;
};

/* One header field as found: raw bytes, original case, original order. */
struct ambit_header_field {
	struct ambit_span name;
	struct ambit_span value; /* behind the colon, folds and all, without
				    the last line end */
	struct ambit_span line;  /* the whole field with its line ends */
	struct ambit_extent at;  /* of line, relative to raw.off */
};

/* RFC 5322 3.4.1, without its quotes: see quoted. */
struct ambit_addr {
	struct ambit_span local;
	struct ambit_span domain;
	bool quoted; /* local stood in quotes; what they held is in local */
};

/* In which field an address stands (mail.md 5). */
enum ambit_party_role {
	AMBIT_PARTY_FROM,
	AMBIT_PARTY_SENDER,
	AMBIT_PARTY_REPLY_TO,
	AMBIT_PARTY_TO,
	AMBIT_PARTY_CC,
	AMBIT_PARTY_BCC,
	/* The one field that the registry names for a shared store. */
	AMBIT_PARTY_ENVELOPE,
	AMBIT_N_PARTIES,
};

/* A strict addr-spec: a fact. Members of a group are parties like others. */
struct ambit_party {
	enum ambit_party_role role;
	unsigned instance; /* which of several fields of the role, from 0 */
	struct ambit_addr addr;
};

/* A field of a role as a whole, unfolded: the net of mail.md 5. */
struct ambit_net {
	enum ambit_party_role role;
	unsigned instance;
	struct ambit_span text;
	bool strict; /* it kept to the grammar: all of it is in parties */
};

/*
 * A part of a message that no other part contains (mail.md 7), in the order
 * of the bytes. An embedded message is one leaf.
 */
enum ambit_part_kind {
	AMBIT_PART_OTHER, /* zero: attachments, everything that is no text */
	AMBIT_PART_TEXT,  /* text/plain or text/html that is no attachment */
};

struct ambit_part {
	enum ambit_part_kind kind;
	struct ambit_extent header; /* its own fields, relative to raw.off */
	struct ambit_extent body;   /* as stored, without the line end that
				       belongs to the delimiter */
};

/*
 * The view of one message or file that readers give and filters judge. It is
 * flat, format-free and read-only. Every span and array in it is lent by the
 * reader and lives until that reader's next call of next.
 */
struct ambit_item {
	struct ambit_place at;
	struct ambit_extent framed; /* with the store's own framing around it */
	struct ambit_extent raw;    /* what would be produced, as stored */
	enum ambit_kind kind;
	unsigned flaws;         /* AMBIT_FLAW_ bits */
	struct ambit_span path; /* maildir, eml: below the store; else empty */
	struct ambit_span folder; /* maildir: ".Name" without the dot */

	/* Which account's store it lies in; 0: a shared one. From 1. */
	uint32_t account;
	unsigned holds; /* AMBIT_HOLDS_ bits of the store */
	struct ambit_when when[AMBIT_N_CLOCKS];
	struct ambit_span raw_when[AMBIT_N_CLOCKS]; /* what was read as that */

	/* Filled by ambit_mail_read alone; before it, read is false. */
	bool read;
	uint64_t body; /* where the body begins, relative to raw.off */
	const struct ambit_header_field *fields;
	size_t n_fields;
	const struct ambit_party *parties;
	size_t n_parties;
	const struct ambit_net *nets;
	size_t n_nets;
	unsigned doubted; /* 1 << role: an address may hide even from the net */

	/* Filled by ambit_mime_read alone; before it, structured is false. */
	bool structured;
	const struct ambit_part *parts;
	size_t n_parts;
};

#endif
