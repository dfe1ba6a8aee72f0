/*
 * Asking at a terminal: the question, what may be answered, a line back.
 *
 * Speaks on stderr, so that what is written of the order on stdout can go
 * elsewhere. What is offered may be answered by its number.
 */

/* System. */
#include <stdio.h>
#include <string.h>

/* Floor 8. */
#include "new_order.h"

#define OFFERS 128
#define WORDS  64 /* numbers in one answer */

static void
show(struct ambit_span text)
{
	char buf[1024];
	struct ambit_text safe = AMBIT_TEXT(buf);

	ambit_text_escaped(&safe, text);
	(void)fprintf(stderr, "%.*s", (int)safe.len, safe.ptr);
}

static void
show_offers(const struct ambit_offer *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		(void)fprintf(stderr, "  %2zu  ", i + 1);
		show(v[i].word);
		if (v[i].says.len > 0) {
			(void)fprintf(stderr, "%*s",
			    v[i].word.len < 24 ? 24 - (int)v[i].word.len : 1,
			    "");
			show(v[i].says);
		}
		(void)fputc('\n', stderr);
	}
}

static void
show_question(const struct ambit_draft *draft, unsigned task,
    const struct ambit_offer *v, size_t n)
{
	const struct ambit_question *question = ambit_draft_next(draft);

	(void)fputc('\n', stderr);
	if (question->how & AMBIT_ASKED_PER_TASK)
		(void)fprintf(stderr, "Task %u. ", task);
	(void)fprintf(stderr, "%s?\n  (%s)\n", question->asks, question->help);
	show_offers(v, n);
}

static void
show_prompt(const struct ambit_draft *draft)
{
	struct ambit_span otherwise = ambit_draft_default(draft);

	if (otherwise.len > 0) {
		(void)fputc('[', stderr);
		show(otherwise);
		(void)fputc(']', stderr);
	}
	(void)fprintf(stderr, "> ");
	(void)fflush(stderr);
}

/* A number from 1 to n; 0: it is none. */
static size_t
number(const char *word, size_t len, size_t n)
{
	size_t value = 0;

	if (len == 0 || len > 3)
		return 0;
	for (size_t i = 0; i < len; i++) {
		if (word[i] < '0' || word[i] > '9')
			return 0;
		value = value * 10 + (size_t)(word[i] - '0');
	}
	return value <= n ? value : 0;
}

/* "1 3:from_addr" becomes "content/mail traffic/mail:from_addr". */
static void
put_words(struct asked *asked, const struct ambit_offer *v, size_t n)
{
	char buf[4096];
	struct ambit_text text = AMBIT_TEXT(buf);
	const char *at = asked->line;

	while (*at != '\0') {
		size_t len = strcspn(at, " :");
		size_t which = number(at, len, n);

		if (which > 0)
			ambit_text_put(&text, v[which - 1].word);
		else
			ambit_text_put(&text,
			    (struct ambit_span){ (const unsigned char *)at,
				len });
		at += len;
		len = strcspn(at, " ") + strspn(at + strcspn(at, " "), " ");
		ambit_text_put(&text,
		    (struct ambit_span){ (const unsigned char *)at, len });
		at += len;
	}
	if (!text.full && text.len < asked->size) {
		memcpy(asked->line, buf, text.len);
		asked->line[text.len] = '\0';
	}
}

enum heard
ask(struct asked *asked, const struct ambit_draft *draft, unsigned task)
{
	struct ambit_offer v[OFFERS];
	size_t n = ambit_draft_offers(draft, v, OFFERS);
	size_t len;

	n = n < OFFERS ? n : OFFERS;
	if (!asked->again)
		show_question(draft, task, v, n);
	show_prompt(draft);
	asked->again = false;
	if (fgets(asked->line, (int)asked->size, stdin) == NULL) {
		(void)fputc('\n', stderr);
		return HEARD_END;
	}
	len = strcspn(asked->line, "\n");
	asked->line[len] = '\0';
	if (strcmp(asked->line, "<") == 0)
		return HEARD_BACK;
	put_words(asked, v, n);
	return HEARD_ANSWER;
}

void
ask_refused(struct asked *asked, struct ambit_span why)
{
	asked->again = true;
	(void)fprintf(stderr, "No: ");
	show(why);
	(void)fprintf(stderr, ".\n");
}

void
ask_heard(const struct ambit_draft *draft)
{
	struct ambit_span heard = ambit_draft_heard(draft);

	if (heard.len == 0)
		return;
	(void)fprintf(stderr, "  = ");
	show(heard);
	(void)fputc('\n', stderr);
}
