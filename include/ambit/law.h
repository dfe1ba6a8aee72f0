#ifndef AMBIT_LAW_H
#define AMBIT_LAW_H

#include "ambit/order.h"
#include "ambit/registry.h"
#include "ambit/scope.h"

/*
 * The law as tables: instruments (law.md 2) and fields (law.md 3, package.md
 * 4); the rules of validity are in ambit/validity.h. Constant rows that
 * counsel can read; every row says whether counsel has confirmed it.
 */

enum ambit_regime {
	AMBIT_REGIME_ANY,
	AMBIT_REGIME_US,
	AMBIT_REGIME_EU,
	AMBIT_REGIME_GB
};

/* Beyond the four classes of an order: in no mask, so they leave nowhere. */
enum ambit_law_class {
	AMBIT_LAW_WITHHELD = 0,
	AMBIT_LAW_NEVER = 1 << 8,
};

/* How far an instrument's list of fields reaches within its classes. */
enum ambit_list {
	AMBIT_LIST_NONE,  /* produces nothing: preservation */
	AMBIT_LIST_ALL,   /* every field of the classes reached */
	AMBIT_LIST_NAMED, /* only fields that the order names */
	AMBIT_LIST_C2,    /* letters A to F of 18 U.S.C. 2703(c)(2) */
	AMBIT_LIST_NSL,   /* the six of 18 U.S.C. 2709 */
	AMBIT_LIST_DRAS,  /* dialing, routing, addressing, signaling */
};

/* In which table of the published figures it is counted (law.md 8). */
enum ambit_channel {
	AMBIT_CHANNEL_NONE, /* in none: preservation */
	AMBIT_CHANNEL_LAW_ENFORCEMENT,
	AMBIT_CHANNEL_EMERGENCY,
	AMBIT_CHANNEL_CIVIL,
	AMBIT_CHANNEL_NATIONAL_SECURITY,
};

/* Who tells the user (law.md 2.2, 7.1). Zero: the provider must, first. */
enum ambit_notice_rule {
	AMBIT_NOTICE_DUE,                 /* unless a court bars it */
	AMBIT_NOTICE_EXCEPTED,            /* while a danger lasts; then due */
	AMBIT_NOTICE_BARRED,              /* by the statute itself */
	AMBIT_NOTICE_BARRED_IF_CERTIFIED, /* else due */
	AMBIT_NOTICE_BY_AUTHORITY,        /* the provider keeps silent */
	AMBIT_NOTICE_NOT_APPLICABLE,
};

/* law.md 2.1 and 2.2. A time of 0: the row has no such limit. */
struct ambit_instrument {
	const char *code; /* LegalType */
	const char *title;
	const char *source; /* the statute */
	/* What it must specify, and in what time, in words for counsel. */
	const char *particularity, *times;
	enum ambit_regime regime;
	unsigned reach; /* AMBIT_CLASS_ bits */
	enum ambit_list list;
	unsigned signs; /* AMBIT_ROLE_ bits of who may issue */
	unsigned cases; /* AMBIT_CASE_ bits */
	enum ambit_document_role document; /* what the issuer signed */
	/* Who issues alone, and validates what others issue; 0: nobody need.
	 * The second is for orders that ask for traffic or content. */
	unsigned validates, validates_more;
	unsigned countersigns; /* whose second stamp it always needs; 0: none */
	enum ambit_channel channel;
	enum ambit_notice_rule notice;
	unsigned serve_days;  /* to serve it in; 0: as the registry says */
	unsigned answer_days; /* to answer it in, from service */
	unsigned lasts_days;  /* a copy is kept, or data are recorded */
	unsigned renews_days; /* and so long again on renewal */
	bool face;    /* the day on its face counts instead of serve_days */
	bool consent; /* content leaves only with the account owner's consent */
	bool attached;    /* traffic leaves only beside content */
	bool arrangement; /* needs an agreement of the states (Treaty) */
	bool prospective; /* may reach what comes after its service */
	bool preserves;   /* its tasks say what to keep, and nothing leaves */
	bool billable;
	bool on; /* switched on by counsel */
	bool confirmed;
};

const struct ambit_instrument *ambit_law_instruments(size_t *n_r);
/* NULL: no such row. */
const struct ambit_instrument *
ambit_law_instrument(struct ambit_span legal_type);

/* The channel of the order: its row's, or that of an emergency. NONE for an
 * unknown type. */
enum ambit_channel ambit_law_channel(const struct ambit_order *order);

/* Where a value stands. A COLUMN is what an order may name; all else is what
 * a store holds, and leaves as the column of its row, or nowhere. */
enum ambit_stands {
	AMBIT_STANDS_COLUMN,
	AMBIT_STANDS_HEADER,     /* RFC 5322, MIME, transport: law.md 3.3 */
	AMBIT_STANDS_PROPERTY,   /* of a message, MAPI: law.md 3.4 */
	AMBIT_STANDS_RECIPIENT,  /* a property of a recipient */
	AMBIT_STANDS_ATTACHMENT, /* a property of an attachment */
	AMBIT_STANDS_FOLDER,     /* a property of a folder */
	AMBIT_STANDS_RECORD,     /* what the provider or the user keeps else */
};
#define AMBIT_N_STANDS 7

/* One row per (place, store, field, regime); the most specific regime wins. */
struct ambit_law_field {
	/* Of a header its name, of a property its tag in hex; with a * at the
	 * end, all that begin so. */
	const char *id;
	enum ambit_holds store;
	enum ambit_regime regime;
	unsigned classes; /* AMBIT_CLASS_ bits; either suffices. 0: withheld */
	const char *letters; /* of 2703(c)(2), "" for none */
	bool nsl, dras;
	bool named;            /* leaves only where the order names it */
	const char *eu_box;    /* Reg. (EU) 2023/1543 Annex I F, "" for none */
	const char *uk;        /* Investigatory Powers Act 2016 s. 261 */
	const char *transform; /* how it is printed, or what limits it */
	bool confirmed;
	enum ambit_stands stands;
	const char *column; /* that it leaves as; NULL: nowhere */
	/* LegalType of the one instrument that reaches it; NULL: all may. */
	const char *only;
};

/* The columns. */
const struct ambit_law_field *ambit_law_fields(size_t *n_r);

/* The row of that column in that store under that regime; NULL: none. */
const struct ambit_law_field *ambit_law_field(struct ambit_span id,
    enum ambit_holds store, enum ambit_regime regime);

/* What is no column, place by place. */
const struct ambit_law_field *
ambit_law_sources(enum ambit_stands stands, size_t *n_r);

/* The row of what stands in that place of a store: the regime's own before that
 * of any, by whole name before by beginning. NULL: none, so it is withheld. */
const struct ambit_law_field *ambit_law_source(enum ambit_stands stands,
    struct ambit_span id, enum ambit_regime regime);

/* Does the instrument's list reach the field? */
bool ambit_law_reaches(const struct ambit_instrument *instrument,
    const struct ambit_law_field *field);

/* Do the demand's class and store go together (law.md 4)? */
bool ambit_validity_pairs(const struct ambit_demand *demand);

/*
 * Does the field leave under this demand of an order? Named in it, or reached
 * by it where it names none and the field needs no naming. Default deny.
 */
bool ambit_split_leaves(const struct ambit_order *order,
    const struct ambit_demand *demand, const struct ambit_law_field *field);

/* The same, asked by name of all demands of a task for one kind of store. */
bool ambit_split_field(const struct ambit_order *order,
    const struct ambit_task *task, enum ambit_holds store, const char *id);

/* Which pieces of a message leave under the task: AMBIT_PIECE_ bits. */
unsigned ambit_split_pieces(const struct ambit_order *order,
    const struct ambit_task *task);

/* Does this header field belong to the pieces, and does this part? */
bool ambit_split_header(unsigned pieces, struct ambit_span name);
bool ambit_split_part(unsigned pieces, enum ambit_part_kind kind);

#endif
