#ifndef AMBIT_VALIDITY_H
#define AMBIT_VALIDITY_H

#include "ambit/law.h"

/*
 * Validity: may an order be carried out (law.md 6)? A table of rules, of which
 * every one is asked of everything of its level, and none stops the next.
 */

/* What a broken rule means. A row that forgets to say it refuses. */
enum ambit_severity {
	AMBIT_REFUSE,    /* exit 3 */
	AMBIT_NARROW_IT, /* exit 5: needs narrowing or clarification */
	AMBIT_HOLD,      /* exit 4 */
	AMBIT_NOTE,      /* no refusal: the production will be empty */
};

/* The six reasons of the published policy, two of which are double; and the
 * gates that a release waits at. */
enum ambit_reason {
	AMBIT_REASON_AUTHORITY,
	AMBIT_REASON_JURISDICTION,
	AMBIT_REASON_UNSIGNED,
	AMBIT_REASON_UNAUTHORIZED,
	AMBIT_REASON_DATES,
	AMBIT_REASON_ADDRESS,
	AMBIT_REASON_MISTAKE,
	AMBIT_REASON_BROAD,
	AMBIT_REASON_GATE,
};
#define AMBIT_N_REASONS 9

/* "exceeds authority", ..., "overly broad", "gate at release". */
const char *ambit_reason_name(enum ambit_reason reason);

/* What is to be done with the order that is judged. */
enum ambit_purpose {
	AMBIT_TO_PRODUCE,
	AMBIT_TO_PRESERVE, /* keep a copy, disclose nothing */
};

/* What the ledger knows of the case when it is to be released; the gates are
 * asked about it. Its meaning is notice.c's. */
struct ambit_standing;

/* What a validity rule is asked about. */
struct ambit_subject {
	const struct ambit_order *order;
	const struct ambit_registry *registry;
	int64_t now;
	enum ambit_purpose purpose;
	const struct ambit_instrument *instrument; /* NULL: unknown type */
	/* Set as far as the rule's level needs them. */
	const struct ambit_task *task;
	const struct ambit_demand *demand;
	const struct ambit_span *field;
	const struct ambit_narrow *narrow;
	const struct ambit_approval *approval;
	const struct ambit_secrecy *secrecy;
	const struct ambit_standing *standing;
};

enum ambit_level {
	AMBIT_LEVEL_ORDER,
	AMBIT_LEVEL_APPROVAL,
	AMBIT_LEVEL_SECRECY,
	AMBIT_LEVEL_TASK,
	AMBIT_LEVEL_DEMAND,
	AMBIT_LEVEL_FIELD,
	AMBIT_LEVEL_NARROW,
	AMBIT_LEVEL_FILES,   /* of the bytes: where files are read, not here */
	AMBIT_LEVEL_RELEASE, /* of the case, at the last instant */
};

/* A rule: one row a question; a code with several rows is broken where any of
 * them is. Rows of one code have one reason and one severity. */
struct ambit_check {
	const char *code; /* E_... and H_... of law.md 6 */
	enum ambit_reason reason;
	enum ambit_severity severity;
	enum ambit_level level;
	bool overridable; /* by counsel, who says why */
	const char *says; /* what is wrong, as a clause */
	const char *cure; /* what would mend it, as a command */
	bool (*breaks)(const struct ambit_subject *subject); /* FILES: NULL */
	bool confirmed;
};

/* The rules of law.md 6 but for the gates (validity.c). */
const struct ambit_check *ambit_law_checks(size_t *n_r);

/* The first row of that code, of a rule or a gate; NULL: none. */
const struct ambit_check *ambit_law_check(struct ambit_span code);

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
    enum ambit_purpose purpose, struct ambit_finding *findings_r, size_t max);

/* Is a finding of this rule let stand, where counsel has said so of its code in
 * the case at hand? Of breadth alone (law.md 6). */
bool ambit_law_lifts(const struct ambit_check *check, bool overridden);

/* What an order of this type is for: AMBIT_TO_PRESERVE if its row says so. */
enum ambit_purpose ambit_law_purpose(const struct ambit_order *order);

#endif
