#ifndef CORPUS_CHANCE_H
#define CORPUS_CHANCE_H

#include <stdbool.h>
#include <stdint.h>

#include "ambit/instant.h"
#include "ambit/span.h"
#include "ambit/text.h"

/*
 * What messages are made of: chance, canaries, prose, people and dates. None
 * of it knows what a message is.
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
	char name[96];  /* as it stands in a field: plain, quoted or encoded */
	char shown[96]; /* as a person reads it, in UTF-8 */
	char host[64];
	int zone; /* minutes east */
};

#define N_PEOPLE 240

void people_make(struct random *r);
/* A few of them write most of the mail. */
const struct person *people_pick(struct random *r);
const struct person *people_at(size_t i);
/* NULL for a stranger. */
const struct person *people_named(const char *addr);

/* The three accounts, and the two whom order-narrow.xml names. */
#define ALICE       "alice@mail.example.com"
#define ALICE_ALIAS "sales@mail.example.com"
#define BRUNO       "bruno@mail.example.net"
#define BOB         "bob@partner.example.org"
#define DANA        "dana@harbour.example.net"
#define OWN_HOST    "mx1.mail.example.com"

/* ---- date.c ---- */

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

#endif
