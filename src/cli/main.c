/*
 * ambit: takes the command line apart and hands it to one command.
 */

/* System. */
#include <getopt.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Floor 6 and below. */
#include "ambit/cost.h"
#include "ambit/instant.h"
#include "ambit/version.h"

/* Floor 8. */
#include "cli.h"
#include "say.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct cli_command *const commands[] = {
	&cli_check,
	&cli_approve,
	&cli_plan,
	&cli_produce,
	&cli_assemble,
	&cli_verify,
	&cli_explain,
	&cli_inspect,
	&cli_fields,
	&cli_instruments,
	&cli_ledger,
	&cli_redirect,
	&cli_notice,
	&cli_override,
	&cli_withdraw,
	&cli_rules,
	&cli_guards,
	&cli_report,
	&cli_cost,
	&cli_new_order,
	&cli_preserve,
};

/* A letter stands for its option in cli_command.takes. */
static const struct option options[] = {
	{ "registry", required_argument, NULL, 'r' },
	{ "root", required_argument, NULL, 'R' },
	{ "as-of", required_argument, NULL, 't' },
	{ "out", required_argument, NULL, 'o' },
	{ "cert", required_argument, NULL, 'c' },
	{ "key", required_argument, NULL, 'k' },
	{ "order", required_argument, NULL, 'O' },
	{ "as", required_argument, NULL, 'a' },
	{ "operator", required_argument, NULL, 'p' },
	{ "head", required_argument, NULL, 'H' },
	{ "to", required_argument, NULL, 'T' },
	{ "answer", required_argument, NULL, 'A' },
	{ "given", no_argument, NULL, 'G' },
	{ "except", required_argument, NULL, 'x' },
	{ "approver", required_argument, NULL, 'P' },
	{ "danger-over", no_argument, NULL, 'D' },
	{ "challenge", no_argument, NULL, 'C' },
	{ "objection", required_argument, NULL, 'b' },
	{ "code", required_argument, NULL, 'd' },
	{ "reason", required_argument, NULL, 'e' },
	{ "letter", no_argument, NULL, 'l' },
	{ "due", no_argument, NULL, 'u' },
	{ "half", required_argument, NULL, 'y' },
	{ "html", required_argument, NULL, 'W' },
	{ "choice", required_argument, NULL, 'K' },
	{ "minutes", required_argument, NULL, 'M' },
	{ "media", required_argument, NULL, 'm' },
	{ "amount", required_argument, NULL, 'E' },
	{ "jobs", required_argument, NULL, 'J' },
	{ "unit", required_argument, NULL, 'U' },
	{ "from-preserved", required_argument, NULL, 'F' },
	{ "renew", no_argument, NULL, 'N' },
	{ "destroy", no_argument, NULL, 'X' },
	{ "read-back", no_argument, NULL, 'B' },
	{ "accept-no-landlock", no_argument, NULL, 'L' },
	{ "second-opinion", no_argument, NULL, 'S' },
	{ "json", no_argument, NULL, 'j' },
	{ "csv", no_argument, NULL, 'v' },
	{ "digest", no_argument, NULL, 'g' },
	{ "quiet", no_argument, NULL, 'q' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static void
print_usage(FILE *f)
{
	(void)fprintf(f,
	    "ambit " AMBIT_VERSION ": executes a legal order on stored data\n"
	    "usage: ambit COMMAND ...\n");
	for (size_t i = 0; i < COUNT(commands); i++)
		(void)fprintf(f, "  %-12s %s\n", commands[i]->name,
		    commands[i]->says);
	(void)fprintf(f,
	    "ambit COMMAND --help tells more; so does man ambit\n");
}

static int
usage_of(const struct cli_command *command, FILE *f)
{
	(void)fprintf(f, "usage: ambit %s %s\n", command->name, command->usage);
	return CLI_USAGE;
}

static const struct cli_command *
find(const char *name)
{
	for (size_t i = 0; i < COUNT(commands); i++) {
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	}
	return NULL;
}

bool
cli_take_instant(struct cli *cli, const char *text)
{
	int zone;

	cli->has_as_of =
	    ambit_instant_parse(ambit_span_str(text), &cli->as_of, &zone);
	if (!cli->has_as_of)
		(void)fprintf(stderr,
		    "ambit: --as-of %s: not an instant with an offset, such "
		    "as 2026-11-02T12:00:00Z\n",
		    text);
	return cli->has_as_of;
}

static bool
take_number(unsigned *number_r, const char *option, const char *text)
{
	char *end;
	unsigned long number = strtoul(text, &end, 10);

	if (*text >= '1' && *text <= '9' && *end == '\0' &&
	    number <= UINT32_MAX) {
		*number_r = (unsigned)number;
		return true;
	}
	(void)fprintf(stderr, "ambit: %s %s: not a number from 1\n", option,
	    text);
	return false;
}

/* Every event of the ledger has one. */
static bool
take_operator(struct cli *cli, const char *name)
{
	cli->operator= name;
	if (*name != '\0')
		return true;
	(void)fprintf(stderr, "ambit: --operator: it is empty\n");
	return false;
}

/* The options of redirect, notice, override and withdraw, and the letters. */
static bool
take_notice(struct cli *cli, int letter, const char *value)
{
	struct cli_notice *notice = &cli->notice;

	switch (letter) {
	case 'T':
		notice->to = value;
		return true;
	case 'A':
		notice->answer = value;
		return true;
	case 'G':
		return notice->given = true;
	case 'x':
		notice->except = value;
		return true;
	case 'P':
		notice->approver = value;
		return true;
	case 'D':
		return notice->danger_over = true;
	case 'C':
		return notice->challenge = true;
	case 'b':
		notice->objection = value;
		return true;
	case 'l':
		return cli->letter = true;
	case 'u':
		return cli->due = true;
	case 'd':
		cli->code = value;
		return true;
	case 'e':
		cli->reason = value;
		return true;
	default:
		return false;
	}
}

/* "search=30" */
static bool
take_minutes(struct cli *cli, const char *text)
{
	for (size_t i = 0; i < AMBIT_N_COST_PHASES; i++) {
		const char *name =
		    ambit_cost_phase_name((enum ambit_cost_phase)i);
		size_t len = strlen(name);

		if (strncmp(text, name, len) == 0 && text[len] == '=')
			return take_number(&cli->minutes[i], "--minutes",
			    text + len + 1);
	}
	(void)fprintf(stderr,
	    "ambit: --minutes %s: not a phase and its minutes, such as "
	    "search=30; there are search, assemble, reproduce, provide\n",
	    text);
	return false;
}

/* What report and cost take. */
static bool
take_figures(struct cli *cli, int letter, const char *value)
{
	switch (letter) {
	case 'y':
		cli->half = value;
		return true;
	case 'W':
		cli->html = value;
		return true;
	case 'K':
		return take_number(&cli->choice, "--choice", value);
	case 'M':
		return take_minutes(cli, value);
	case 'm':
		return take_number(&cli->media, "--media", value);
	case 'E':
		cli->amount = value;
		return true;
	default:
		return false;
	}
}

static bool
take(struct cli *cli, int letter, const char *value)
{
	switch (letter) {
	case 'r':
		cli->registry = value;
		return true;
	case 'R':
		cli->root = value;
		return true;
	case 't':
		return cli_take_instant(cli, value);
	case 'o':
		cli->out = value;
		return true;
	case 'c':
		cli->cert = value;
		return true;
	case 'k':
		cli->key = value;
		return true;
	case 'O':
		cli->order = value;
		return true;
	case 'a':
		cli->as = value;
		return true;
	case 'p':
		return take_operator(cli, value);
	case 'H':
		cli->head = value;
		return true;
	case 'J':
		return take_number(&cli->jobs, "-j", value);
	case 'U':
		return take_number(&cli->unit, "--unit", value);
	case 'F':
		cli->from_preserved = value;
		return true;
	case 'N':
		return cli->renew = true;
	case 'X':
		return cli->destroy = true;
	case 'B':
		return cli->read_back = true;
	case 'L':
		return cli->without_landlock = true;
	case 'S':
		return cli->second_opinion = true;
	case 'j':
		return cli->json = true;
	case 'v':
		return cli->csv = true;
	case 'g':
		return cli->digest = true;
	case 'q':
		return cli->quiet = true;
	default:
		return take_notice(cli, letter, value) ||
		    take_figures(cli, letter, value);
	}
}

/* 0: go on; else the exit status plus one. */
static int
parse(const struct cli_command *command, int argc, char **argv, struct cli *cli)
{
	int letter;

	while ((letter = getopt_long(argc, argv, "j:", options, NULL)) != -1) {
		/* -j N and --jobs N are one; --json has no short form. */
		if (letter == 'j' && optarg != NULL)
			letter = 'J';
		if (letter == 'h') {
			(void)usage_of(command, stdout);
			return CLI_COMPLETE + 1;
		}
		if (letter == '?')
			return usage_of(command, stderr) + 1;
		if (strchr(command->takes, letter) == NULL) {
			(void)fprintf(stderr,
			    "ambit: %s takes no such option\n", command->name);
			return usage_of(command, stderr) + 1;
		}
		if (!take(cli, letter, optarg))
			return usage_of(command, stderr) + 1;
	}
	cli->n_operands = argc - optind;
	if (cli->n_operands < command->min || cli->n_operands > command->max)
		return usage_of(command, stderr) + 1;
	for (int i = 0; i < cli->n_operands; i++)
		cli->operand[i] = argv[optind + i];
	return 0;
}

int64_t
cli_clock(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * AMBIT_SECOND + now.tv_nsec / 1000;
}

int64_t
cli_now(const struct cli *cli)
{
	return cli->has_as_of ? cli->as_of : cli_clock();
}

int
main(int argc, char **argv)
{
	const struct cli_command *command;
	struct cli cli = { 0 };
	int status;

	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGXFSZ, SIG_IGN); /* a full quota is an error */
	if (argc < 2) {
		print_usage(stderr);
		return CLI_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 ||
	    strcmp(argv[1], "--version") == 0) {
		print_usage(stdout);
		return CLI_COMPLETE;
	}
	command = find(argv[1]);
	if (command == NULL) {
		(void)fprintf(stderr, "ambit: no command %s\n", argv[1]);
		print_usage(stderr);
		return CLI_USAGE;
	}
	if (command->words != NULL)
		return (int)command->words(argc - 1, argv + 1);
	status = parse(command, argc - 1, argv + 1, &cli);
	if (status > 0)
		return status - 1;
	status = (int)command->run(&cli);
	if (!say_done()) {
		(void)fprintf(stderr, "ambit: cannot write to stdout\n");
		/* A package that was made is there all the same. */
		return command == &cli_produce || command == &cli_assemble
		    ? status
		    : CLI_FAILED;
	}
	return status;
}
