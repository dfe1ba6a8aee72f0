/*
 * A production in the making: what the units let out, gathered.
 *
 * Asks no filter and judges nothing. Order and numbers come when the last unit
 * is in (number.c), the package after that (bag.c, archive.c).
 */

/* System. */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Floor 6. */
#include "ambit/staging.h"
#include "production_state.h"
#include "staged_state.h"

void
ambit_production_id(const struct ambit_order *order,
    char id_r[AMBIT_PRODUCTION_ID_LEN])
{
	char hex[PACK_HEX_LEN];

	pack_hex(order->sha256, hex);
	(void)snprintf(id_r, AMBIT_PRODUCTION_ID_LEN, "ambit-%.24s", hex);
}

void
ambit_production_bates(const struct ambit_order *order, uint32_t number,
    char bates_r[AMBIT_BATES_LEN])
{
	static const char digits[] = "0123456789ABCDEF";
	struct ambit_text text = ambit_text_over(bates_r, AMBIT_BATES_LEN);

	ambit_text_str(&text, "A");
	for (unsigned i = 0; i < 7; i++) {
		unsigned char byte = order->sha256[i / 2];
		char digit[] = { digits[i % 2 == 0 ? byte >> 4 : byte & 15],
			'\0' };

		ambit_text_str(&text, digit);
	}
	ambit_text_str(&text, "-");
	ambit_text_decimal(&text, number % 100000000, 8);
	(void)ambit_text_end(&text);
}

struct ambit_text
production_text(struct ambit_production *production)
{
	return (struct ambit_text){ .ptr = (char *)production->record,
		.cap = sizeof(production->record) };
}

void
production_staged_name(const struct pack_item *item,
    char name_r[PRODUCTION_STAGED_LEN])
{
	char unit[AMBIT_STAGING_UNIT_LEN], file[STAGE_NAME_LEN];

	assert(item->from == PACK_FROM_FILE);
	ambit_staging_unit_name(item->unit, unit);
	stage_file_name(item->file, file);
	(void)snprintf(name_r, PRODUCTION_STAGED_LEN, "%s/%s", unit, file);
}

static int
open_all(struct ambit_production *p, struct ambit_err *err_r)
{
	struct ambit_spool **spools[] = { &p->staged, &p->kept, &p->by_digest,
		&p->rows };

	if (pack_file_init(&p->file, p->buf, sizeof(p->buf), err_r) < 0 ||
	    ambit_production_law_digests(p->instruments, p->fields, err_r) <
		0 ||
	    pack_dir_make(p->terms.fd, PRODUCTION_TABLES, &p->tablesfd, err_r) <
		0)
		return -1;
	for (size_t i = 0; i < sizeof(spools) / sizeof(spools[0]); i++) {
		if (ambit_spool_new(p->terms.fd, PRODUCTION_SPOOL, spools[i],
			err_r) < 0)
			return -1;
	}
	return 0;
}

int
ambit_production_begin(const struct ambit_production_terms *terms,
    struct ambit_production **production_r, struct ambit_err *err_r)
{
	struct ambit_production *p = malloc(sizeof(*p));

	*production_r = NULL;
	if (p == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "production");
	/* The two buffers are left alone: untouched they cost nothing. */
	memset(p, 0, offsetof(struct ambit_production, record));
	p->terms = *terms;
	p->tablesfd = -1;
	ambit_production_id(terms->order, p->id);
	if (open_all(p, err_r) < 0) {
		ambit_production_free(&p);
		return -1;
	}
	*production_r = p;
	return 0;
}

void
ambit_production_free(struct ambit_production **production)
{
	struct ambit_production *p = *production;

	if (p == NULL)
		return;
	ambit_spool_free(&p->rows);
	ambit_spool_free(&p->numbers);
	ambit_spool_free(&p->by_digest);
	ambit_spool_free(&p->kept);
	ambit_spool_free(&p->staged);
	production_bag_free(&p->bag);
	pack_file_clear(&p->file);
	pack_dir_drop(&p->tablesfd);
	free(p->open);
	free(p);
	*production = NULL;
}

/* What the records of a unit came to, task by task. */
struct found {
	uint64_t files, rows;
};

/* Does the task ask for content of mail; of any other kind? */
static bool
asks_for_content(const struct ambit_task *task, bool mail)
{
	for (size_t i = 0; i < task->n_demands; i++) {
		if (task->demands[i].class == AMBIT_CLASS_CONTENT &&
		    (task->demands[i].store == AMBIT_HOLDS_MAIL) == mail)
			return true;
	}
	return false;
}

/* Every item that the unit says is produced has its file, its row, or both;
 * and nothing else has (proof.md 1, CO). Rows are of mail alone, so that where
 * only what is no mail leaves as content each item has one of the two. */
static bool
is_all(const struct ambit_order *order, const struct ambit_task *task,
    const struct found *found, const struct ambit_tally *tally)
{
	uint64_t produced = tally->items[AMBIT_PRODUCED];
	uint64_t kept = produced - tally->empty;
	bool table = production_has_table(order, task);
	bool mail = asks_for_content(task, true);

	if (!table && found->rows > 0)
		return false;
	if (!asks_for_content(task, false))
		return found->rows == (table ? produced : 0) &&
		    found->files == (mail ? kept : 0);
	return mail ? found->files == kept && found->rows <= produced
		    : found->files + found->rows == kept;
}

static int
check_found(const struct ambit_production *p, const struct ambit_staged *staged,
    const struct found *found, struct ambit_err *err_r)
{
	const struct ambit_order *order = p->terms.order;

	for (size_t i = 0; i < order->n_tasks; i++) {
		if (!is_all(order, &order->tasks[i], &found[i],
			&staged->tallies[i]))
			return ambit_err_set(err_r, AMBIT_E_SUMS,
			    "unit %u has not staged what it has produced",
			    (unsigned)staged->terms->unit->number);
	}
	return 0;
}

static int
add_records(struct ambit_production *p, const struct ambit_staged *staged,
    struct found *found, struct ambit_err *err_r)
{
	struct staged_records records;
	struct ambit_span record;
	enum stage_kind kind;
	int got = staged_records_open(staged, &records, err_r);

	while (got >= 0 &&
	    (got = staged_records_next(&records, &kind, &record, err_r)) == 1) {
		bool file = kind == STAGE_FILE;
		uint32_t task = pack_record_task(record);

		*(file ? &found[task - 1].files : &found[task - 1].rows) += 1;
		if (ambit_spool_put(file ? p->staged : p->rows, record, err_r) <
		    0)
			got = -1;
	}
	staged_records_close(&records);
	return got;
}

int
ambit_production_add(struct ambit_production *production,
    const struct ambit_staged *staged, struct ambit_err *err_r)
{
	struct found *found;
	int got;

	assert(!production->numbered);
	if (staged->end.failed)
		return ambit_err_set(err_r, AMBIT_E_WIRE, "a unit that failed");
	if (staged->terms->unit->number > production->units)
		production->units = staged->terms->unit->number;
	found = calloc(production->terms.order->n_tasks + 1, sizeof(*found));
	if (found == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "unit");
	got = add_records(production, staged, found, err_r);
	if (got == 0)
		got = check_found(production, staged, found, err_r);
	free(found);
	return got;
}

int
ambit_production_lay(struct ambit_production *production,
    struct ambit_production_sums *sums_r, struct ambit_err *err_r)
{
	assert(production->numbered && !production->laid);
	*sums_r = (struct ambit_production_sums){ 0 };
	if (production_bag(production, sums_r, err_r) < 0)
		return -1;
	production->laid = true;
	return 0;
}

int
ambit_production_write(struct ambit_production *production,
    struct ambit_err *err_r)
{
	assert(production->laid && !production->written);
	if (production->bag != NULL &&
	    production_bag_end(production, err_r) < 0)
		return -1;
	production->written = true;
	return 0;
}
