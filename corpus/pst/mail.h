#ifndef CORPUS_PST_MAIL_H
#define CORPUS_PST_MAIL_H

#include "../chance.h"
#include "lists.h"

/*
 * What a PST holds: messages of properties, folders, the store. ([MS-PST] 2.4;
 * the properties are those of [MS-OXPROPS].)
 */

/* ---- text.c: into UTF-16, and bytes out of what a MIME part says ---- */

/* Where values lie until their message is written. */
struct pst_room {
	unsigned char *ptr;
	size_t cap, len;
};

/* Lent until the room's length is set back. */
unsigned char *pst_room(struct pst_room *room, size_t len);
/* UTF-8 into UTF-16. Lines end in CRLF; what is no character, and NUL, is
 * U+FFFD. */
struct ambit_span pst_utf16(struct pst_room *room, struct ambit_span utf8);
/* Of the charset and the encoding that such prose has. */
struct ambit_span
pst_prose(struct pst_room *room, enum prose prose, struct ambit_span bytes);
struct ambit_span pst_base64(struct pst_room *room, struct ambit_span text);

/* ---- letter.c: a message ---- */

#define PST_PARTIES 24

struct pst_party {
	const char *addr, *name; /* UTF-8 */
	unsigned type;           /* 1 to, 2 cc, 3 bcc */
};

/* Times of 0 are not there. */
struct pst_letter {
	const char *msgid;
	struct ambit_span subject, header;  /* UTF-8 */
	struct ambit_span text, html;       /* UTF-16, bytes */
	int64_t delivered, submitted, kept; /* kept: when it came here */
	struct pst_party from, to[PST_PARTIES];
	size_t n_to;
	bool unsent, unread;
	uint64_t size;
	/* One attachment: a message, or bytes, if it has a name. */
	const struct pst_letter *inner;
	const char *name, *type;
	struct ambit_span bytes;
};

/* Write it as the node's two trees; its properties for the folder's row. */
struct pst_node pst_letter(struct pst *p, struct pst_room *room,
    const struct pst_letter *letter, struct pst_props *props_r);

/* The columns of its tables, for the templates that a store has of them. */
extern const struct pst_column pst_recipient_columns[];
extern const struct pst_column pst_attachment_columns[];
enum { PST_N_RECIPIENT_COLUMNS = 15, PST_N_ATTACHMENT_COLUMNS = 6 };

/* ---- folders.c: the store and its folders ---- */

enum pst_place {
	PST_DELETED,
	PST_INBOX,
	PST_ARCHIVE,
	PST_SENT,
	PST_N_PLACES,
};

struct pst_store {
	struct pst file;
	struct pst_room room;
	struct pst_table contents[PST_N_PLACES];
	unsigned char key[16];
	uint32_t n_unread[PST_N_PLACES];
	uint32_t next_message;
};

void pst_folders_begin(struct pst_store *s);
uint32_t pst_folders_put(struct pst_store *s, enum pst_place place,
    const struct pst_letter *letter);
void pst_folders_end(struct pst_store *s);

#endif
