#ifndef AMBIT_SCOPE_H
#define AMBIT_SCOPE_H

#include "ambit/item.h"
#include "ambit/order.h"

/*
 * Three answers, lowest first, so that "and" is the smaller of two answers
 * and "or" the larger. NO is zero: whatever was never decided stays.
 */
enum ambit_answer {
	AMBIT_NO,     /* outside the order */
	AMBIT_UNSURE, /* a person must look; held until one has */
	AMBIT_YES,    /* within the order */
};

/*
 * A task as it meets the registry: which account it names, when, and what it
 * may compel of it. Zero compels nothing of nobody.
 */
struct ambit_scope {
	const struct ambit_task *task;
	/* NULL: nobody ever held the name (law.md 5.1: no error). */
	const struct ambit_account *account;
	uint32_t account_number; /* index + 1; 0 with account NULL */
	/* The order's range, cut to when the account held the name. */
	struct ambit_range range;
	/* Classes of which at least one field may leave, by AMBIT_HOLDS_ word
	 * in the order of its bits: AMBIT_CLASS_ bits. */
	unsigned classes[6];
	/* Content of mail leaves piece by piece, not as stored. */
	bool reduced;
	unsigned pieces; /* AMBIT_PIECE_ bits: which; 0 unless reduced */
};

/* What may be asked of a message instead of all of it (package.md 4). */
enum ambit_piece {
	AMBIT_PIECE_HEADERS = 1 << 0, /* all but MIME-Version and Content-* */
	AMBIT_PIECE_SUBJECT = 1 << 1,
	AMBIT_PIECE_TEXT = 1 << 2,
	AMBIT_PIECE_ATTACHMENTS = 1 << 3,
};

/*
 * Who held the task's name within its range? *n_r says how many accounts did,
 * one that lost the name and got it back counted for each time; the scope has
 * an account only where it is 1. Pure.
 */
struct ambit_scope ambit_scope_resolve(const struct ambit_order *order,
    const struct ambit_task *task, const struct ambit_registry *registry,
    size_t *n_r);

/* Is the store one that the scope may open at all? Shared ones are, where
 * they hold what is asked. */
bool ambit_scope_opens(const struct ambit_scope *scope,
    const struct ambit_store *store);

/* The word of an order for items of the kind, an AMBIT_HOLDS_ bit; 0: nobody
 * has classified it. */
unsigned ambit_class_word(enum ambit_kind kind);

/* The classes that the scope asks of items of this kind, as far as the item's
 * store holds such: AMBIT_CLASS_ bits. */
unsigned ambit_class_asked(const struct ambit_scope *scope,
    const struct ambit_item *item);

/* One condition of the order, with the words that explain it in the record. */
struct ambit_rule {
	const char *name;
	const char *says;
	enum ambit_answer (*ask)(const struct ambit_scope *scope,
	    const struct ambit_item *item);
};

struct ambit_verdict {
	enum ambit_answer answer;
	const struct ambit_rule *by; /* the rule that decided; never NULL */
};

/*
 * The only question in ambit that matters. Pure: same scope and item, same
 * verdict, on any machine, in any process, in any year. May be asked of an
 * item whose header was not read yet: then what the header would tell is
 * UNSURE, and a NO is final.
 */
struct ambit_verdict ambit_scope_decide(const struct ambit_scope *scope,
    const struct ambit_item *item);

/* The rule of that name, for explaining a record; NULL if there is none. */
const struct ambit_rule *ambit_scope_rule(struct ambit_span name);

/*
 * Which way a message went, seen from the account of the scope (mail.md A11).
 * Unknown where a rule on the direction would be unsure.
 */
enum ambit_direction {
	AMBIT_DIRECTION_UNKNOWN,
	AMBIT_DIRECTION_SENT,
	AMBIT_DIRECTION_RECEIVED,
};
enum ambit_direction ambit_scope_direction(const struct ambit_scope *scope,
    const struct ambit_item *item);

/* What becomes of an item: produced if YES, held if UNSURE, outside if NO,
 * damaged if it could not be read, whatever the rules say; where only some of
 * it could not, unless what could be says NO. */
enum ambit_outcome {
	AMBIT_OUTSIDE,
	AMBIT_HELD,
	AMBIT_DAMAGED,
	AMBIT_PRODUCED,
};
enum ambit_outcome ambit_scope_outcome(struct ambit_verdict verdict,
    const struct ambit_item *item);
const char *ambit_outcome_name(enum ambit_outcome outcome);

#endif
