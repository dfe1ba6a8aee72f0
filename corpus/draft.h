#ifndef CORPUS_DRAFT_H
#define CORPUS_DRAFT_H

#include "chance.h"

/*
 * A draft is a message that is not yet bytes, with the truth about it. A trap
 * spoils a draft, and says in its truth what that does to it.
 */

struct world;
struct store;

/* ---- truth: what is so, and what follows from it ---- */

enum mention_role {
	ROLE_FROM,
	ROLE_SENDER,
	ROLE_TO,
	ROLE_CC,
	ROLE_BCC,
	ROLE_ENVELOPE,
	N_ROLES,
};

/* How sure can a reader be that the address stands there? (mail.md 5) */
enum mention_how {
	MENTION_STRICT,
	MENTION_NET,    /* somewhere in the raw field, not as an address */
	MENTION_HIDDEN, /* perhaps not even there */
};

struct mention {
	enum mention_role role;
	enum mention_how how;
	char addr[ADDR_LEN];
};

#define MENTIONS_MAX 24

enum outcome { OUTSIDE, HELD, DAMAGED, PRODUCED, UNOPENED };

struct truth {
	const char *trap; /* "B1", or "-" */
	char msgid[128];
	struct ambit_when delivered, header;
	struct mention mentions[MENTIONS_MAX];
	unsigned n_mentions;
	uint64_t serial; /* of the tokens: twins share it */
	unsigned tokens; /* 1 << place */
	bool framing;    /* where it begins and ends is in doubt */
	bool block;      /* where its header ends is in doubt */
	bool truncated;  /* the store ends within a line of it */
	bool parts;      /* its parts cannot be told apart */
	bool damaged;    /* no message at all */
	bool foreign;    /* no item of this store */
	bool followed;   /* false: a link, which is held */
};

/* ---- draft: a message that is not yet bytes ---- */

enum shape {
	SHAPE_PLAIN,  /* ASCII, no MIME fields at all */
	SHAPE_UTF8,   /* 8bit */
	SHAPE_LATIN1, /* 8bit */
	SHAPE_JIS,    /* 7bit */
	SHAPE_QUOTED,
	SHAPE_BASE64,      /* text in base64 */
	SHAPE_ALTERNATIVE, /* plain and HTML */
	SHAPE_MIXED,       /* text and an attachment */
	SHAPE_NESTED,      /* alternative within mixed, and an attachment */
	SHAPE_FORWARD,     /* text and an embedded message */
	N_SHAPES,
};

/* What Content-Length says (mail.md B3). */
enum length { LENGTH_NONE, LENGTH_RIGHT, LENGTH_OFF, LENGTH_MINUS, LENGTH_TWO };

/* Where things lie in the rendered bytes: for a store that keeps them one by
 * one. Of length 0: not there. */
enum piece {
	PIECE_HEADER,
	PIECE_TEXT,
	PIECE_HTML,
	PIECE_FILE,         /* of the attachment, in base64 */
	PIECE_INNER_HEADER, /* of the message within */
	PIECE_INNER_TEXT,
	N_PIECES,
};

#define EXTRA_ROOM 65536

struct draft {
	struct truth truth;
	enum shape shape;
	size_t text_len, attachment_len;
	int64_t delivered, sent; /* what the provider's clocks say */
	char sender[ADDR_LEN];   /* of the separator */
	const char *eol;         /* of the separator: "\n" but for B6 */
	const char *file_name;   /* of a Maildir; NULL: made from the clock */
	/* Header fields as they stand in the file, folds and line ends too. */
	char first[64]; /* before everything: F4, F5 */
	char envelope[256], received[768], date[256], from[768], to[1536];
	char cc[768], subject[512], id[256], refs[1024];
	char type[512];              /* instead of what the shape says */
	const char *attachment_type; /* the same, of the attachment */
	char boundary[96];           /* as between the delimiters */
	char filename[192];          /* as a parameter: filename="..." */
	char name[64];       /* of the attachment, as a person reads it */
	char name_type[64];  /* its type, without parameters */
	char epilogue[2560]; /* behind the last part, or the text */
	enum length length;
	long length_off;      /* how far LENGTH_OFF is off */
	bool no_body;         /* H3: not even the empty line */
	bool open;            /* B2: the last multipart is left open */
	bool bare;            /* the body is insert alone */
	bool empty;           /* F6: no byte at all */
	bool unsent, undated; /* of a PST: a draft; never delivered */
	struct {
		size_t at, len;
		enum prose prose;
	} pieces[N_PIECES];       /* by render */
	struct ambit_text extra;  /* more header lines, over extra_room */
	struct ambit_text insert; /* lines of the text, over insert_room */
	char extra_room[EXTRA_ROOM], insert_room[4096];
};

/* A new message to or from the account. */
void
draft_make(struct draft *d, struct world *w, const char *account, int64_t when);
void draft_mention(struct draft *d, enum mention_role role,
    enum mention_how how, const char *addr);
/* Forget what was said of a role. */
void draft_forget(struct draft *d, enum mention_role role);
/* The item's token for that place, which it holds from now on. */
const char *draft_token(struct draft *d, const struct world *w,
    enum token_place place, char token_r[TOKEN_LEN + 1]);

/* Bytes of the message, written to text, and the tokens it holds. */
void render(struct draft *d, struct world *w, struct ambit_text *text);

/* ---- traps ---- */

/* An instant on a bound of one of the orders, or a little beside it. */
int64_t trap_instant(struct world *w);

/* Spoil a draft that is to be written in all the formats given (bits): a row
 * of mail.md. trap_date and trap_address are the tables of sections 4 and 5. */
void trap_spoil(struct draft *d, struct world *w, unsigned formats);
void trap_date(struct draft *d, struct world *w);
/* Of a PST alone: a message without a clock. */
void trap_clockless(struct draft *d, struct world *w);
void trap_address(struct draft *d, struct world *w);
/* Of a message of the journal: who it was delivered to. */
void trap_envelope(struct draft *d, struct world *w);

/* Two messages in a row of an mbox whose border is in doubt (B2, B6). */
void trap_pair(struct draft *first, struct draft *second, struct world *w);

/* Put the files into a store of files that are no messages of it (F1, F2). */
void trap_foreign(struct world *w, struct store *s);

#endif
