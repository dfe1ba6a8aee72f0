#ifndef CORPUS_H
#define CORPUS_H

#include "chance.h"
#include "draft.h"

/*
 * ambit-corpus: a provider of any size made from a seed, with the truth beside
 * it. It knows mail as a writer does; it reads none, so nothing of what it
 * says can be wrong in the same way as ambit.
 *
 * A person has addresses, a draft is a message that is not yet bytes, a trap
 * spoils a draft and says what that does to its truth, a store lays rendered
 * drafts down in its format, and the truth is judged from the draft.
 */

/* ---- stores ---- */

enum format {
	FORMAT_MBOX = 1,
	FORMAT_MAILDIR = 2,
	FORMAT_EML = 4,
	FORMAT_PST = 8,
};

struct pst_store;

struct store {
	const char *id;
	const char *account; /* "alice", "bruno", "-": shared */
	const char *path;    /* below the provider's folder */
	enum format format;
	int fd; /* of the file, or of the folder */
	char *buf;
	struct pst_store *pst;
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
void write_pst(struct store *s, const struct world *w, const struct draft *d,
    struct ambit_span bytes, char locator_r[LOCATOR_LEN]);
/* Its store, whose file is open; the seed makes its key. harm is what is wrong
 * with it, or NULL. */
void pst_open(struct store *s, uint64_t seed, const char *harm);
void pst_close(struct store *s);
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
	struct store own[4], bruno, journal;
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

/* Fill the stores of the world, as far as alice's mailbox has that size. */
void mail_write(struct world *w, uint64_t bytes);

/* Say why on stderr and end with exit 1. */
void die(const char *what) __attribute__((noreturn));

#endif
