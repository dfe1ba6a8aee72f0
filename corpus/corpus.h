#ifndef CORPUS_H
#define CORPUS_H

#include <stdbool.h>
#include <stdint.h>

#include "ambit/instant.h"
#include "ambit/span.h"
#include "ambit/text.h"

/*
 * ambit-corpus: a provider of any size made from a seed, with the truth beside
 * it. It knows mail as a writer does; it reads none, so nothing of what it
 * says can be wrong in the same way as ambit.
 *
 * A person has addresses, a draft is a message that is not yet bytes, a trap
 * spoils a draft and says what that does to its truth, a store lays rendered
 * drafts down in its format, and the truth is judged from the draft.
 */

/* ---- random.c: the only source of chance ---- */

struct random {
	uint64_t s[4];
};

void random_seed(struct random *r, uint64_t seed);
uint64_t random_next(struct random *r);
/* 0 to n - 1; n must not be 0. */
uint64_t random_below(struct random *r, uint64_t n);
bool random_chance(struct random *r, unsigned per_mille);

/* ---- token.c: what must never turn up elsewhere ---- */

/* Where in an item a canary sits. A name for each is in token_place_name. */
enum token_place {
	TOKEN_SUBJECT,
	TOKEN_NAME,    /* display name of From */
	TOKEN_HEADER,  /* a field that nobody knows */
	TOKEN_COMMENT, /* behind the zone of Date */
	TOKEN_ROUTE,   /* the "for" of a foreign Received line */
	TOKEN_ADDRESS, /* local part of an address in Cc */
	TOKEN_TEXT,
	TOKEN_HTML,
	TOKEN_ATTACHMENT,
	TOKEN_FILENAME,
	TOKEN_PREAMBLE,
	TOKEN_EPILOGUE,
	TOKEN_BOUNDARY,
	TOKEN_EMBEDDED, /* in a message within the message */
	N_TOKENS,
};

/* "kx" and 26 characters of 5 bits, and a NUL: 128 bits of its own. */
#define TOKEN_LEN 28
void token_write(uint64_t seed, uint64_t serial, enum token_place place,
    char token_r[TOKEN_LEN + 1]);
const char *token_place_name(enum token_place place);

/* ---- prose.c: text in bulk, made once ---- */

enum prose {
	PROSE_ASCII,
	PROSE_UTF8,
	PROSE_LATIN1,
	PROSE_JIS,    /* ISO-2022-JP: escape sequences, seven bits */
	PROSE_QUOTED, /* quoted-printable of UTF-8, with soft line breaks */
	PROSE_HTML,
	PROSE_BASE64, /* lines of 76 characters */
	N_PROSE,
};

void prose_make(struct random *r);
/* Whole lines, len bytes or a little more; none of them is a separator. */
void prose_put(enum prose kind, size_t len, struct random *r,
    struct ambit_text *text);
/* A word of plain letters, lent for ever. */
struct ambit_span prose_word(struct random *r);
/* bytes in base64, in lines of 76 characters where lines says so. */
void prose_base64(struct ambit_span bytes, bool lines, struct ambit_text *text);

/* ---- people.c ---- */

#define ADDR_LEN 96

struct person {
	char addr[ADDR_LEN];
	char name[96]; /* as it stands in a field: plain, quoted or encoded */
	char host[64];
	int zone; /* minutes east */
};

#define N_PEOPLE 240

void people_make(struct random *r);
/* A few of them write most of the mail. */
const struct person *people_pick(struct random *r);
const struct person *people_at(size_t i);

/* The three accounts, and the two whom order-narrow.xml names. */
#define ALICE       "alice@mail.example.com"
#define ALICE_ALIAS "sales@mail.example.com"
#define BRUNO       "bruno@mail.example.net"
#define BOB         "bob@partner.example.org"
#define DANA        "dana@harbour.example.net"
#define OWN_HOST    "mx1.mail.example.com"

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

#define EXTRA_ROOM 65536

struct draft {
	struct truth truth;
	enum shape shape;
	size_t text_len, attachment_len;
	int64_t delivered;     /* what the provider's clocks say */
	char sender[ADDR_LEN]; /* of the separator */
	const char *eol;       /* of the separator: "\n" but for B6 */
	const char *file_name; /* of a Maildir; NULL: made from the clock */
	/* Header fields as they stand in the file, folds and line ends too. */
	char first[64]; /* before everything: F4, F5 */
	char envelope[256], received[768], date[256], from[768], to[1536];
	char cc[768], subject[512], id[256], refs[1024];
	char type[512];              /* instead of what the shape says */
	const char *attachment_type; /* the same, of the attachment */
	char boundary[96];           /* as between the delimiters */
	char filename[192];          /* as a parameter: filename="..." */
	char epilogue[2560];         /* behind the last part, or the text */
	enum length length;
	long length_off;          /* how far LENGTH_OFF is off */
	bool no_body;             /* H3: not even the empty line */
	bool open;                /* B2: the last multipart is left open */
	bool bare;                /* the body is insert alone */
	bool empty;               /* F6: no byte at all */
	struct ambit_text extra;  /* more header lines, over extra_room */
	struct ambit_text insert; /* lines of the text, over insert_room */
	char extra_room[EXTRA_ROOM], insert_room[4096];
};

struct world;

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

extern const char *const date_days[];   /* "Sun" first */
extern const char *const date_months[]; /* "Jan" first */
/* Of an instant as if it were UTC. */
const char *date_weekday(int64_t local);

/* "Thu, 1 Jan 2026 10:00:00 +0100" and a NUL: a clock of that zone. */
#define DATE_LEN 40
void date_write(int64_t at, int zone, char date_r[DATE_LEN]);
/* "Thu Jan  1 10:00:00 2026", UTC. */
void date_separator(int64_t at, char date_r[DATE_LEN]);
/* At exactly that second. */
struct ambit_when date_exact(int64_t at);

/* Bytes of the message, written to text, and the tokens it holds. */
void render(struct draft *d, struct world *w, struct ambit_text *text);

/* ---- stores ---- */

enum format { FORMAT_MBOX = 1, FORMAT_MAILDIR = 2, FORMAT_EML = 4 };

struct store {
	const char *id;
	const char *account; /* "alice", "bruno", "-": shared */
	const char *path;    /* below the provider's folder */
	enum format format;
	int fd; /* of the file, or of the folder */
	char *buf;
	size_t len;
	uint64_t off;
	uint64_t ordinal;
};

void store_open(struct store *s, int dirfd);
/* As it is: no truth. */
void store_put(struct store *s, struct ambit_span bytes);
void store_flush(struct store *s);
void store_close(struct store *s);

/* Lay one message down; locator_r names it in the custody record's words. */
#define LOCATOR_LEN 160
void write_mbox(struct store *s, const struct draft *d, struct ambit_span bytes,
    char locator_r[LOCATOR_LEN]);
void write_maildir(struct store *s, const struct draft *d,
    struct ambit_span bytes, char locator_r[LOCATOR_LEN]);
void write_eml(struct store *s, const struct draft *d, struct ambit_span bytes,
    char locator_r[LOCATOR_LEN]);
/* A new file below a folder, whole. */
void write_file(int dirfd, const char *name, struct ambit_span bytes);

/* ---- the sample orders ---- */

enum ask_number {
	ASK_CONTENT, /* a quarter of the span, as stored */
	ASK_HEADERS, /* headers and text alone, by the sender's clock */
	ASK_TRAFFIC, /* who and when */
	ASK_NARROW,  /* a hundredth of the span, received, of BOB and DANA */
	ASK_SLICE,   /* the same hundredth, everything */
	ASK_ALL,     /* everything */
	N_ASKS,
};

enum ask_fields { FIELDS_NATIVE, FIELDS_REDUCED, FIELDS_TRAFFIC };

struct ask {
	const char *name; /* "content": order-content.xml */
	const char *says;
	const char *uuid;
	enum ask_fields fields;
	int64_t from, until;
	bool by_header; /* on the header clock, else delivered */
	bool narrowed;
};

struct world {
	uint64_t seed, serial;
	struct random random;
	int64_t from, until;
	unsigned per_mille; /* of traps */
	unsigned formats;   /* FORMAT_ bits */
	struct ask asks[N_ASKS];
	struct ambit_text room; /* where messages are rendered */
	int dirfd;
	int pki; /* a folder of certificates, or -1 */
	struct store truth;
	/* The first n_own hold alice's mail, in one format each. */
	struct store own[3], bruno, journal;
	size_t n_own;
	int64_t alias_until; /* when ALICE_ALIAS was taken from alice */
	int64_t alias_from;  /* when bruno got it */
};

void orders_make(struct world *w);
void orders_write(const struct world *w);
void registry_write(const struct world *w);

/* digest.c: SHA-256 as 64 hex digits. */
#define HEX_LEN 64
void digest_hex(struct ambit_span bytes, char hex_r[HEX_LEN + 1]);
/* Of the certificate pki/NAME.pem; of its specimen line where there is none. */
void digest_certificate(const struct world *w, const char *name,
    char hex_r[HEX_LEN + 1]);

/* What must become of the item under the order; *rule_r decided it. */
enum outcome truth_judge(const struct ask *ask, const struct store *store,
    const struct truth *truth, const char **rule_r);
void truth_head(struct world *w);
void truth_line(struct world *w, const struct store *store,
    const struct truth *truth, const char *locator);

/* ---- traps ---- */

/* An instant on a bound of one of the orders, or a little beside it. */
int64_t trap_instant(struct world *w);

/* Spoil a draft that is to be written in all the formats given (bits): a row
 * of mail.md. trap_date and trap_address are the tables of sections 4 and 5. */
void trap_spoil(struct draft *d, struct world *w, unsigned formats);
void trap_date(struct draft *d, struct world *w);
void trap_address(struct draft *d, struct world *w);
/* Of a message of the journal: who it was delivered to. */
void trap_envelope(struct draft *d, struct world *w);

/* Two messages in a row of an mbox whose border is in doubt (B2, B6). */
void trap_pair(struct draft *first, struct draft *second, struct world *w);

/* Put the files into a store of files that are no messages of it (F1, F2). */
void trap_foreign(struct world *w, struct store *s);

/* Say why on stderr and end with exit 1. */
void die(const char *what) __attribute__((noreturn));

#endif
