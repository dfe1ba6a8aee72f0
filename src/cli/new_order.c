/*
 * ambit new-order: an order.xml from answers, given as flags or asked for at a
 * terminal. Where stdin is no terminal nobody is asked, and what is missing is
 * said, flag by flag.
 */

/* System. */
#include <errno.h>
#include <getopt.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Floor 8. */
#include "case.h"
#include "law.h"
#include "new_order.h"
#include "say.h"

#define ID_LEN    37
#define ANSWERS   4096 /* flags, lines typed */
#define QUESTIONS 128
#define LINE_LEN  4096

/* An answer given as a flag. */
struct flag {
	const struct ambit_question *question;
	unsigned task; /* whose; from 1 */
	const char *text;
	bool used;
};

struct new_order {
	struct cli cli;
	struct flag *flags;
	char **typed; /* lines of the terminal, in order */
	size_t n_flags, n_typed, n_replayed;
	unsigned n_targets; /* flags of them */

	struct ambit_arena *arena;
	struct ambit_registry registry;
	struct ambit_draft *draft;
	char id[ID_LEN];
	int dirfd;
	unsigned task; /* which is asked about */
	bool terminal; /* somebody can be asked */
	bool wrong;    /* an answer is missing, or none */
	struct asked asked;
};

/* ---- flags ---- */

static const struct option common[] = {
	{ "registry", required_argument, NULL, 'r' },
	{ "root", required_argument, NULL, 'R' },
	{ "as-of", required_argument, NULL, 't' },
	{ "quiet", no_argument, NULL, 'q' },
	{ "help", no_argument, NULL, 'h' },
};
#define N_COMMON (sizeof(common) / sizeof(common[0]))

static bool
is_more(const struct ambit_question *question)
{
	return strcmp(question->flag, "more") == 0;
}

/* The common ones, then a flag for each question, then the end. */
static void
list_flags(struct option options_r[QUESTIONS])
{
	const struct ambit_question *question;
	size_t n = N_COMMON;

	memcpy(options_r, common, sizeof(common));
	for (size_t i = 0; (question = ambit_draft_question(i)) != NULL; i++) {
		if (!is_more(question) && n < QUESTIONS - 1)
			options_r[n++] = (struct option){ question->flag,
				required_argument, NULL, 256 + (int)i };
	}
	options_r[n] = (struct option){ NULL, 0, NULL, 0 };
}

static void
print_usage(FILE *f)
{
	const struct ambit_question *question;

	(void)fprintf(f, "usage: ambit new-order %s\n", cli_new_order.usage);
	for (size_t i = 0; (question = ambit_draft_question(i)) != NULL; i++) {
		if (!is_more(question))
			(void)fprintf(f, "  --%-21s %s\n", question->flag,
			    question->asks);
	}
}

/* A new --target begins the flags of the next task. */
static bool
keep(struct new_order *n, const struct ambit_question *question,
    const char *text)
{
	if (n->n_flags == ANSWERS) {
		(void)fprintf(stderr, "ambit: too many flags\n");
		return false;
	}
	if (strcmp(question->flag, "target") == 0)
		n->n_targets++;
	n->flags[n->n_flags++] = (struct flag){ .question = question,
		.task = n->n_targets > 0 ? n->n_targets : 1,
		.text = text };
	return true;
}

static bool
take(struct new_order *n, int letter)
{
	switch (letter) {
	case 'r':
		n->cli.registry = optarg;
		return true;
	case 'R':
		n->cli.root = optarg;
		return true;
	case 't':
		return cli_take_instant(&n->cli, optarg);
	case 'q':
		return n->cli.quiet = true;
	default:
		return letter >= 256 &&
		    keep(n, ambit_draft_question((size_t)letter - 256), optarg);
	}
}

/* 0: go on; else the exit status plus one. */
static int
parse(struct new_order *n, int argc, char **argv)
{
	struct option options[QUESTIONS];
	int letter;

	list_flags(options);
	while ((letter = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (letter == 'h') {
			print_usage(stdout);
			return CLI_COMPLETE + 1;
		}
		if (!take(n, letter)) {
			(void)fprintf(stderr, "usage: ambit new-order %s\n",
			    cli_new_order.usage);
			return CLI_USAGE + 1;
		}
	}
	if (argc - optind != 1) {
		print_usage(stderr);
		return CLI_USAGE + 1;
	}
	n->cli.operand[0] = argv[optind];
	n->cli.n_operands = 1;
	return 0;
}

/* ---- answers ---- */

/* The flag that answers the question, in the task that is asked about. */
static struct flag *
flag_of(struct new_order *n, const struct ambit_question *question)
{
	for (size_t i = 0; i < n->n_flags; i++) {
		struct flag *flag = &n->flags[i];

		if (flag->question == question && !flag->used &&
		    (!(question->how & AMBIT_ASKED_PER_TASK) ||
			flag->task == n->task))
			return flag;
	}
	return NULL;
}

/* Say what is wrong with an answer that nobody can be asked for again. */
static void
complain(struct new_order *n, const struct ambit_question *question,
    struct ambit_span why)
{
	char buf[1024];
	struct ambit_text safe = AMBIT_TEXT(buf);

	ambit_text_escaped(&safe, why);
	(void)fprintf(stderr, "ambit: --%s%s: %.*s%s\n", question->flag,
	    why.len == 0 ? " is missing" : "",
	    (int)(why.len == 0 ? strlen(question->asks) : safe.len),
	    why.len == 0 ? question->asks : safe.ptr, why.len == 0 ? "?" : "");
	n->wrong = true;
}

/* True: the draft has it. */
static bool
answer(struct new_order *n, const char *text, struct ambit_text *why)
{
	const struct ambit_question *question = ambit_draft_next(n->draft);

	if (!ambit_draft_answer(n->draft, ambit_span_str(text), why))
		return false;
	if (is_more(question) && strcmp(text, "yes") == 0)
		n->task++;
	return true;
}

static bool
answer_flag(struct new_order *n, struct flag *flag)
{
	char buf[1024];
	struct ambit_text why = AMBIT_TEXT(buf);

	flag->used = true;
	if (answer(n, flag->text, &why))
		return true;
	complain(n, flag->question, ambit_text_span(&why));
	return false;
}

static bool
begin(struct new_order *n)
{
	n->task = 1;
	n->n_replayed = 0;
	for (size_t i = 0; i < n->n_flags; i++)
		n->flags[i].used = false;
	n->draft = ambit_draft_new(n->arena, &n->registry, cli_now(&n->cli),
	    n->id, n->dirfd);
	return n->draft != NULL;
}

/* Once more from the beginning, but for the line typed last. */
static bool
go_back(struct new_order *n)
{
	if (n->n_typed > 0)
		free(n->typed[--n->n_typed]);
	return begin(n);
}

/* The line typed for the question, or typed before going back. */
static enum heard
hear(struct new_order *n, const char **text_r)
{
	enum heard heard;

	if (n->n_replayed < n->n_typed) {
		*text_r = n->typed[n->n_replayed++];
		return HEARD_ANSWER;
	}
	heard = n->n_typed == ANSWERS ? HEARD_END
				      : ask(&n->asked, n->draft, n->task);
	if (heard != HEARD_ANSWER)
		return heard;
	n->typed[n->n_typed] = strdup(n->asked.line);
	if (n->typed[n->n_typed] == NULL)
		return HEARD_END;
	*text_r = n->typed[n->n_typed++];
	n->n_replayed = n->n_typed;
	return HEARD_ANSWER;
}

/* False: the terminal is gone. */
static bool
answer_typed(struct new_order *n)
{
	char buf[1024];
	struct ambit_text why = AMBIT_TEXT(buf);
	const char *text;

	switch (hear(n, &text)) {
	case HEARD_END:
		return false;
	case HEARD_BACK:
		return go_back(n);
	case HEARD_ANSWER:
		break;
	}
	if (answer(n, text, &why)) {
		ask_heard(n->draft);
	} else {
		ask_refused(&n->asked, ambit_text_span(&why));
		free(n->typed[--n->n_typed]);
		n->n_replayed = n->n_typed;
	}
	return true;
}

/* Nobody is asked: an empty answer where it is one, else it is missing. */
static void
answer_alone(struct new_order *n, const struct ambit_question *question)
{
	char buf[1024];
	struct ambit_text why = AMBIT_TEXT(buf);
	bool must = !(question->how & AMBIT_ASKED_OPTIONAL) &&
	    ambit_draft_default(n->draft).len == 0;

	if (!must && answer(n, "", &why))
		return;
	complain(n, question, ambit_text_span(&why));
	ambit_draft_skip(n->draft);
}

/* One question. False: it goes no further. */
static bool
step(struct new_order *n, const struct ambit_question *question)
{
	struct flag *flag = flag_of(n, question);
	char buf[64];
	struct ambit_text why = AMBIT_TEXT(buf);

	if (flag != NULL) {
		if (!answer_flag(n, flag) && !n->terminal)
			ambit_draft_skip(n->draft);
		return true;
	}
	if (is_more(question) && n->task < n->n_targets)
		return answer(n, "yes", &why);
	if (n->terminal && !(question->how & AMBIT_ASKED_SELDOM) &&
	    !(is_more(question) && n->n_targets > 0))
		return answer_typed(n);
	answer_alone(n, question);
	return true;
}

static bool
all_flags_used(struct new_order *n)
{
	for (size_t i = 0; i < n->n_flags; i++) {
		if (n->flags[i].used)
			continue;
		(void)fprintf(stderr,
		    "ambit: --%s %s: this order does not ask for it, or has "
		    "its answer\n",
		    n->flags[i].question->flag, n->flags[i].text);
		n->wrong = true;
	}
	return !n->wrong;
}

static enum cli_exit
answer_all(struct new_order *n)
{
	const struct ambit_question *question;

	if (n->terminal)
		(void)fprintf(stderr,
		    "One line is one answer. < goes back; Control-C ends it, "
		    "and nothing is written.\n");
	while ((question = ambit_draft_next(n->draft)) != NULL) {
		if (!step(n, question)) {
			(void)fprintf(stderr, "ambit: nothing was written\n");
			return CLI_FAILED;
		}
		if (n->terminal)
			n->wrong = false; /* it is asked again */
	}
	return all_flags_used(n) ? CLI_COMPLETE : CLI_USAGE;
}

/* ---- the command ---- */

/* RFC 9562 5.4: 122 random bits. */
static bool
new_id(char id_r[ID_LEN])
{
	unsigned char b[16];
	struct ambit_text text = ambit_text_over(id_r, ID_LEN);

	if (RAND_bytes(b, sizeof(b)) != 1)
		return false;
	b[6] = (unsigned char)((b[6] & 0x0f) | 0x40);
	b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
	for (size_t i = 0; i < sizeof(b); i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			ambit_text_str(&text, "-");
		ambit_text_hex(&text, (struct ambit_span){ b + i, 1 });
	}
	(void)ambit_text_end(&text);
	return true;
}

/* Said before the first question rather than behind the last. */
static enum cli_exit
refuse_existing(struct new_order *n)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct stat st;

	if (lstat(n->cli.operand[0], &st) == -1 && errno == ENOENT)
		return CLI_COMPLETE;
	(void)ambit_err_set(&err, AMBIT_E_EXISTS, "%s: there is a file already",
	    n->cli.operand[0]);
	return say_err(&n->cli, &err, "name one that is new");
}

static enum cli_exit
prepare(struct new_order *n)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };
	char path[4096];
	const char *name;
	enum cli_exit status = refuse_existing(n);

	if (status != CLI_COMPLETE)
		return status;
	case_registry_path(&n->cli, path);
	n->arena = case_arena(path);
	if (n->arena == NULL || !new_id(n->id)) {
		(void)fprintf(stderr, "ambit: no memory\n");
		return CLI_FAILED;
	}
	n->dirfd = case_folder_of(n->cli.operand[0], &name);
	if (n->dirfd == -1) {
		(void)ambit_err_set(&err, AMBIT_E_IO, "%s", n->cli.operand[0]);
		return say_err(&n->cli, &err, "make its folder first");
	}
	status = case_registry(&n->cli, path, n->arena, &n->registry);
	if (status == CLI_COMPLETE)
		status =
		    law_approved(&n->cli, path, &n->registry, cli_now(&n->cli));
	if (status == CLI_COMPLETE && !begin(n)) {
		(void)fprintf(stderr, "ambit: no memory\n");
		return CLI_FAILED;
	}
	return status;
}

static enum cli_exit
make(struct new_order *n)
{
	enum cli_exit status = prepare(n);
	struct ambit_order order;

	if (status == CLI_COMPLETE)
		status = answer_all(n);
	if (status != CLI_COMPLETE)
		return status;
	order = ambit_draft_order(n->draft);
	return new_order_write(&n->cli, &order, n->arena);
}

static enum cli_exit
words(int argc, char **argv)
{
	char line[LINE_LEN];
	struct new_order n = { .dirfd = -1,
		.terminal = isatty(STDIN_FILENO) == 1,
		.asked = { .line = line, .size = sizeof(line) } };
	int status;

	n.flags = calloc(ANSWERS, sizeof(*n.flags));
	n.typed = calloc(ANSWERS, sizeof(*n.typed));
	if (n.flags == NULL || n.typed == NULL) {
		(void)fprintf(stderr, "ambit: no memory\n");
		status = CLI_FAILED + 1;
	} else {
		status = parse(&n, argc, argv);
	}
	status = status > 0 ? status - 1 : (int)make(&n);
	for (size_t i = 0; i < n.n_typed; i++)
		free(n.typed[i]);
	free(n.typed);
	free(n.flags);
	ambit_arena_free(&n.arena);
	if (n.dirfd != -1)
		(void)close(n.dirfd);
	return (enum cli_exit)status;
}

const struct cli_command cli_new_order = {
	.name = "new-order",
	.usage = "ORDER [--registry FILE] [--root DIR] [--as-of INSTANT]\n"
		 "           [--quiet] [--QUESTION ANSWER]...",
	.says = "write an order, asking what the signed document says",
	.words = words,
};
