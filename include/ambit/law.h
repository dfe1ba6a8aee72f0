#ifndef AMBIT_LAW_H
#define AMBIT_LAW_H

#include "ambit/order.h"
#include "ambit/registry.h"
#include "ambit/scope.h"

/*
 * The law as tables: instruments (law.md 2), fields (law.md 3, package.md 4)
 * and validity rules (law.md 6). Constant rows that counsel can read; every
 * row says whether counsel has confirmed it.
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

struct ambit_instrument {
	const char *code; /* LegalType */
	const char *title;
	const char *source; /* the statute */
	enum ambit_regime regime;
	unsigned reach; /* AMBIT_CLASS_ bits */
	enum ambit_list list;
	unsigned signs; /* AMBIT_ROLE_ bits of who may issue */
	unsigned cases; /* AMBIT_CASE_ bits */
	enum ambit_document_role document; /* what the issuer signed */
	/* Who issues alone, and validates what others issue; 0: nobody need.
	 * The second is for orders that ask for traffic or content. */
	unsigned validates, validates_more;
	unsigned serve_days; /* to serve it in; 0: as the registry says */
	bool consent; /* content leaves only with the account owner's consent */
	bool on;      /* switched on by counsel */
	bool confirmed;
};

const struct ambit_instrument *ambit_law_instruments(size_t *n_r);
/* NULL: no such row. */
const struct ambit_instrument *
ambit_law_instrument(struct ambit_span legal_type);

/* One row per (store, field, regime); the most specific regime wins. */
struct ambit_law_field {
	const char *id;
	enum ambit_holds store;
	enum ambit_regime regime;
	unsigned classes; /* AMBIT_CLASS_ bits; either suffices. 0: withheld */
	const char *letters; /* of 2703(c)(2), "" for none */
	bool nsl, dras;
	bool named; /* leaves only where the order names it */
	const char *eu_box;
	const char *transform; /* how it is printed */
	bool confirmed;
};

const struct ambit_law_field *ambit_law_fields(size_t *n_r);

/* The row of that field in that store under that regime; NULL: none. */
const struct ambit_law_field *ambit_law_field(struct ambit_span id,
    enum ambit_holds store, enum ambit_regime regime);

/* Does the instrument's list reach the field? */
bool ambit_law_reaches(const struct ambit_instrument *instrument,
    const struct ambit_law_field *field);

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

/* ---- validity ---- */

enum ambit_severity {
	AMBIT_REFUSE,    /* exit 3 */
	AMBIT_NARROW_IT, /* exit 5: needs narrowing or clarification */
	AMBIT_HOLD,      /* exit 4 */
};

/* What a validity rule is asked about. */
struct ambit_subject {
	const struct ambit_order *order;
	const struct ambit_registry *registry;
	int64_t now;
	const struct ambit_instrument *instrument; /* NULL: unknown type */
	/* Set as far as the rule's level needs them. */
	const struct ambit_task *task;
	const struct ambit_demand *demand;
	const struct ambit_span *field;
	const struct ambit_narrow *narrow;
	const struct ambit_approval *approval;
	const struct ambit_secrecy *secrecy;
};

enum ambit_level {
	AMBIT_LEVEL_ORDER,
	AMBIT_LEVEL_APPROVAL,
	AMBIT_LEVEL_SECRECY,
	AMBIT_LEVEL_TASK,
	AMBIT_LEVEL_DEMAND,
	AMBIT_LEVEL_FIELD,
	AMBIT_LEVEL_NARROW,
};

struct ambit_check {
	const char *code; /* E_... of law.md 6 */
	enum ambit_severity severity;
	enum ambit_level level;
	const char *says; /* what is wrong, as a clause */
	bool (*breaks)(const struct ambit_subject *subject);
	bool confirmed;
};

const struct ambit_check *ambit_law_checks(size_t *n_r);

struct ambit_finding {
	const struct ambit_check *check;
	struct ambit_subject subject;
};

/*
 * Every rule against every subject, in a fixed order. Writes at most max
 * findings to findings_r and returns how many there are in all.
 */
size_t ambit_law_judge(const struct ambit_order *order,
    const struct ambit_registry *registry, int64_t now,
    struct ambit_finding *findings_r, size_t max);

#endif
