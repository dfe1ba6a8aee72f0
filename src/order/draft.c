/*
 * A draft: which question comes next, and what its answer does to the order.
 *
 * The table of questions stands in draft_rows.c. Here is the walk over it:
 * rows that do not apply are passed by, rows of a task are asked again for the
 * next one, and an answer that is refused leaves everything as it was.
 */

/* System. */
#include <string.h>

/* Here. */
#include "draft.h"
#include "xml_text.h"

struct ambit_task *
draft_task(struct ambit_draft *draft)
{
	return &draft->tasks[draft->order.n_tasks - 1];
}

const struct ambit_task *
draft_its_task(const struct ambit_draft *draft)
{
	return &draft->tasks[draft->order.n_tasks - 1];
}

bool
draft_asks(const struct ambit_task *task, unsigned classes)
{
	for (size_t i = 0; i < task->n_demands; i++) {
		if (task->demands[i].class & classes)
			return true;
	}
	return false;
}

bool
draft_any_asks(const struct ambit_draft *draft, unsigned classes)
{
	for (size_t i = 0; i < draft->order.n_tasks; i++) {
		if (draft_asks(&draft->tasks[i], classes))
			return true;
	}
	return false;
}

bool
draft_refuse(struct ambit_text *why, const char *clause)
{
	ambit_text_str(why, clause);
	return false;
}

void
draft_hear_stamp(struct ambit_draft *draft, const char *before, int64_t at,
    int zone)
{
	char zoned[AMBIT_INSTANT_ZONED_LEN], utc[AMBIT_INSTANT_LEN];

	ambit_instant_format_zoned(at, zone, zoned);
	ambit_instant_format(at, utc);
	ambit_text_print(&draft->heard, "%s%s = %s", before, zoned, utc);
}

/* ---- the walk ---- */

/* A task begins: its id is its number. */
static void
begin_task(struct ambit_draft *draft)
{
	struct ambit_task *task = &draft->tasks[draft->order.n_tasks++];
	char *id = AMBIT_ARENA_GET(draft->arena, char, 16);
	struct ambit_text text = { .ptr = id, .cap = id == NULL ? 0 : 16 };

	ambit_text_print(&text, "t%zu", draft->order.n_tasks);
	*task = (struct ambit_task){
		.number = (uint32_t)draft->order.n_tasks,
		.id = ambit_text_span(&text),
		.range = AMBIT_RANGE_ALL,
	};
	draft->more = false;
}

static size_t
first_of_task(void)
{
	size_t i = 0;

	while (!(draft_rows[i].question.how & AMBIT_ASKED_PER_TASK))
		i++;
	return i;
}

/* To the next row that applies. */
static void
settle(struct ambit_draft *draft)
{
	while (draft->at < draft_n_rows) {
		const struct draft_row *row = &draft_rows[draft->at];

		if (row->question.how & AMBIT_ASKED_PER_TASK &&
		    draft->order.n_tasks == 0)
			begin_task(draft);
		if (row->applies == NULL || row->applies(draft))
			return;
		draft->at++;
	}
}

static void
step(struct ambit_draft *draft)
{
	draft->at++;
	if (draft->more) {
		draft->at = first_of_task();
		begin_task(draft);
	}
	settle(draft);
}

struct ambit_draft *
ambit_draft_new(struct ambit_arena *arena,
    const struct ambit_registry *registry, int64_t now, const char *id,
    int dirfd)
{
	struct ambit_draft *draft =
	    AMBIT_ARENA_GET(arena, struct ambit_draft, 1);

	if (draft == NULL)
		return NULL;
	*draft = (struct ambit_draft){ .arena = arena,
		.registry = registry,
		.now = now,
		.dirfd = dirfd };
	draft->order.id = ambit_span_str(id);
	draft->order.generation = 1;
	draft->order.delivery_format = AMBIT_LIT("bag");
	settle(draft);
	return draft;
}

const struct ambit_question *
ambit_draft_next(const struct ambit_draft *draft)
{
	return draft->at < draft_n_rows ? &draft_rows[draft->at].question
					: NULL;
}

size_t
ambit_draft_offers(const struct ambit_draft *draft, struct ambit_offer *v_r,
    size_t max)
{
	const struct draft_row *row = &draft_rows[draft->at];

	return row->offers == NULL ? 0 : row->offers(draft, v_r, max);
}

struct ambit_span
ambit_draft_default(const struct ambit_draft *draft)
{
	const struct draft_row *row = &draft_rows[draft->at];
	struct ambit_offer only;

	if (row->otherwise != NULL)
		return row->otherwise(draft);
	if (!(row->question.how & AMBIT_ASKED_OPTIONAL) &&
	    row->offers != NULL && row->offers(draft, &only, 1) == 1)
		return only.word;
	return (struct ambit_span){ 0 };
}

/* ---- answers ---- */

/* White space folded as the schema will fold it; NULL: no memory. */
static bool
copy(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_span *copy_r)
{
	unsigned char *to =
	    AMBIT_ARENA_GET(draft->arena, unsigned char, text.len + 1);
	size_t len = 0;

	if (to == NULL)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		bool blank = strchr(" \t\r\n", text.ptr[i]) != NULL &&
		    text.ptr[i] != '\0';

		if (!blank)
			to[len++] = text.ptr[i];
		else if (len > 0 && to[len - 1] != ' ')
			to[len++] = ' ';
	}
	if (len > 0 && to[len - 1] == ' ')
		len--;
	*copy_r = (struct ambit_span){ to, len };
	return true;
}

static bool
is_offered(const struct ambit_draft *draft, const struct draft_row *row,
    struct ambit_span text)
{
	struct ambit_offer v[DRAFT_OFFERS];
	size_t n = row->offers(draft, v, DRAFT_OFFERS);

	for (size_t i = 0; i < n && i < DRAFT_OFFERS; i++) {
		if (ambit_span_equal(v[i].word, text))
			return true;
	}
	return false;
}

/* Of a list of words each is asked by the row itself. */
static bool
is_good(struct ambit_draft *draft, const struct draft_row *row,
    struct ambit_span text, struct ambit_text *why)
{
	const char *wrong = xml_identifier_wrong(text);

	if (text.len > DRAFT_TEXT_MAX)
		return draft_refuse(why, "it is longer than 1000 characters");
	if (wrong != NULL)
		return draft_refuse(why, wrong);
	if (text.len == 0 && !(row->question.how & AMBIT_ASKED_OPTIONAL))
		return draft_refuse(why, "it needs an answer");
	if (text.len > 0 && row->offers != NULL && !row->many &&
	    !is_offered(draft, row, text))
		return draft_refuse(why, "it is none of the words offered");
	return true;
}

bool
ambit_draft_answer(struct ambit_draft *draft, struct ambit_span text,
    struct ambit_text *why)
{
	const struct draft_row *row = &draft_rows[draft->at];
	struct ambit_span answer;

	draft->heard = AMBIT_TEXT(draft->heard_buf);
	if (!copy(draft, text, &answer))
		return draft_refuse(why, "there is no memory");
	if (answer.len == 0)
		answer = ambit_draft_default(draft);
	if (!is_good(draft, row, answer, why) || !row->take(draft, answer, why))
		return false;
	if (row->question.how & AMBIT_ASKED_REPEATS && answer.len > 0)
		return true;
	step(draft);
	return true;
}

struct ambit_span
ambit_draft_heard(const struct ambit_draft *draft)
{
	return ambit_text_span(&draft->heard);
}

void
ambit_draft_skip(struct ambit_draft *draft)
{
	step(draft);
}

struct ambit_order
ambit_draft_order(struct ambit_draft *draft)
{
	struct ambit_order order = draft->order;

	order.approvals = draft->approvals;
	order.consents = draft->consents;
	order.secrecies = &draft->secrecy;
	order.tasks = draft->tasks;
	order.documents = draft->documents;
	order.n_approvals = draft->approvals[1].name.len > 0 ? 2 : 1;
	return order;
}

const struct ambit_question *
ambit_draft_question(size_t i)
{
	return i < draft_n_rows ? &draft_rows[i].question : NULL;
}
