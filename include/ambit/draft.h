#ifndef AMBIT_DRAFT_H
#define AMBIT_DRAFT_H

#include "ambit/arena.h"
#include "ambit/err.h"
#include "ambit/order.h"
#include "ambit/sink.h"
#include "ambit/text.h"

/*
 * An order in the making: questions in the order in which a person has the
 * signed document before her, answers one by one, and at the end a flat order
 * (ambit/order.h) that is written as order.xml. Knows no terminal and no
 * command line. What an answer may be comes from the law tables and from the
 * registry, so that nothing is offered that would be refused.
 */
struct ambit_draft;

enum ambit_asked {
	AMBIT_ASKED_OPTIONAL = 1 << 0, /* an empty answer is one */
	AMBIT_ASKED_SELDOM = 1 << 1,   /* not of people: the default will do */
	AMBIT_ASKED_PER_TASK = 1 << 2, /* for each task anew */
	AMBIT_ASKED_REPEATS = 1 << 3,  /* until the answer is empty */
};

struct ambit_question {
	const char *flag; /* its name on a command line, without dashes */
	const char *asks; /* the question, without its mark */
	const char *help; /* what an answer looks like */
	unsigned how;     /* AMBIT_ASKED_ bits */
};

/* Every question, asked or not, from 0 on, for lists of flags; NULL behind the
 * last. */
const struct ambit_question *ambit_draft_question(size_t i);

/*
 * A draft in arena, for the registry, as of now; id is the new order's, 36
 * characters. dirfd is the folder that the order will lie in, where its
 * documents are looked for. All are lent until the draft is forgotten. NULL:
 * no memory.
 */
struct ambit_draft *ambit_draft_new(struct ambit_arena *arena,
    const struct ambit_registry *registry, int64_t now, const char *id,
    int dirfd);

/* The question to be answered next; NULL: every one was. */
const struct ambit_question *ambit_draft_next(const struct ambit_draft *draft);

/* What may be answered: a word, and what it means, perhaps empty. */
struct ambit_offer {
	struct ambit_span word, says;
};

/* How many words may be answered to the next question; at most max are in
 * v_r, in a fixed order. 0: any text may. */
size_t ambit_draft_offers(const struct ambit_draft *draft,
    struct ambit_offer *v_r, size_t max);

/* What an empty answer stands for; empty where it is none. */
struct ambit_span ambit_draft_default(const struct ambit_draft *draft);

/*
 * Answer the next question. False where that is no answer to it: then why,
 * a clause, is put into why, and the question stays. text is copied.
 */
bool ambit_draft_answer(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why);

/* How the last answer was understood, where that is not plain: an instant in
 * its zone and in UTC, a digest. Lent until the next answer. */
struct ambit_span ambit_draft_heard(const struct ambit_draft *draft);

/* Go on without an answer: to find out what else is missing. */
void ambit_draft_skip(struct ambit_draft *draft);

/* The order as answered, lent with the draft. Its digest and bytes are those
 * of no document yet. */
struct ambit_order ambit_draft_order(struct ambit_draft *draft);

/*
 * Write an order as order.xml: UTF-8, two blanks an indent, attributes and
 * elements in the order of the schema, instants with their offsets. What was
 * parsed is written so that it parses to the same, but for comments and
 * Contact elements, which no order in memory has.
 */
int ambit_order_write(const struct ambit_order *order, struct ambit_sink *sink,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

#endif
