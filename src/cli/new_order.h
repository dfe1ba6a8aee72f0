#ifndef AMBIT_CLI_NEW_ORDER_H
#define AMBIT_CLI_NEW_ORDER_H

#include "ambit/draft.h"
#include "cli.h"

/* new_order_ask.c: a question put to the person at the terminal. */
struct asked {
	char *line; /* as typed, without its end; lives until the next */
	size_t size;
	bool again; /* the question stands above already */
};

enum heard {
	HEARD_ANSWER,
	HEARD_BACK, /* to the question before */
	HEARD_END,  /* the terminal is gone */
};

/* The answer, words in the place of the numbers of what is offered. */
enum heard
ask(struct asked *asked, const struct ambit_draft *draft, unsigned task);

/* What is wrong with the answer; how it was understood. */
void ask_refused(struct asked *asked, struct ambit_span why);
void ask_heard(const struct ambit_draft *draft);

/*
 * new_order_write.c: write the order to cli->operand[0], where nothing is, and
 * judge what was written. Nothing is there unless it parses.
 */
enum cli_exit new_order_write(const struct cli *cli,
    const struct ambit_order *order, struct ambit_arena *arena);

#endif
