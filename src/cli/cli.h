#ifndef AMBIT_CLI_CLI_H
#define AMBIT_CLI_CLI_H

#include <stdbool.h>
#include <stdint.h>

#include "ambit/err.h"

/* How ambit ends (package.md 11). */
enum cli_exit {
	CLI_COMPLETE = 0,
	CLI_FAILED = 1, /* no package */
	CLI_USAGE = 2,
	CLI_REJECTED = 3,
	CLI_ON_HOLD = 4,
	CLI_NARROWING = 5,
	CLI_REVIEW = 6, /* package made, items held or damaged */
};

/* What ambit redirect and ambit notice are told. */
struct cli_notice {
	const char *to, *answer, *except, *approver, *objection;
	bool given, danger_over, challenge;
};

/* The command line, taken apart. Strings live as long as main. */
struct cli {
	const char *operand[2];
	int n_operands;
	const char *registry, *root, *out, *cert, *key, *order, *as;
	const char *from_preserved; /* folder of a frozen copy */
	const char *operator, * head, *code, *reason;
	struct cli_notice notice;
	bool letter;
	bool has_as_of, json, quiet, csv, digest, read_back, without_landlock,
	    second_opinion, due, renew, destroy;
	unsigned jobs, unit; /* 0: not given */
	const char *half, *html, *amount;
	unsigned choice, media, minutes[4]; /* by phase; 0: not given */
	int64_t as_of;
};

/* One word behind "ambit". */
struct cli_command {
	const char *name;
	const char *usage; /* behind "ambit NAME " */
	const char *says;  /* one line for the list */
	const char *takes; /* letters of the options it takes; see main.c */
	int min, max;      /* operands */
	enum cli_exit (*run)(const struct cli *cli);
	/* Instead of run: takes the words behind its name apart itself. */
	enum cli_exit (*words)(int argc, char **argv);
};

extern const struct cli_command cli_check, cli_approve, cli_plan, cli_produce,
    cli_assemble, cli_verify, cli_explain, cli_inspect, cli_fields,
    cli_instruments, cli_ledger, cli_redirect, cli_notice, cli_rules,
    cli_guards, cli_report, cli_cost, cli_new_order, cli_override, cli_preserve,
    cli_withdraw;

/* An instant as --as-of takes it; says what is wrong with it. */
bool cli_take_instant(struct cli *cli, const char *text);

/* "now" of the judgement: --as-of, or the clock. */
int64_t cli_now(const struct cli *cli);
int64_t cli_clock(void);

#endif
