/*
 * Numbers: which files are copies, in which order the others stand, and what
 * each is called.
 *
 * Given after the last decision, from the facts of what leaves alone, so that
 * neither gaps nor order tell of anything else (package.md 2, L5, L7, L17).
 */

/* System. */
#include <assert.h>
#include <string.h>
#include <unistd.h>

/* Floor 6. */
#include "production_state.h"

/* Eight digits. */
#define NUMBER_MAX 99999999

/* The files with the bytes of the one before, under the same task. */
struct group {
	bool any;
	unsigned char same[PACK_SAME_LEN];
	uint64_t bytes; /* of the first of them */
};

static bool
is_copy(struct group *group, struct ambit_span record)
{
	bool copy =
	    group->any && memcmp(group->same, record.ptr, PACK_SAME_LEN) == 0;

	group->any = true;
	memcpy(group->same, record.ptr, PACK_SAME_LEN);
	return copy;
}

static int
drop(struct ambit_production *p, const struct pack_item *item,
    struct ambit_err *err_r)
{
	char name[PRODUCTION_STAGED_LEN];

	if (item->from != PACK_FROM_FILE)
		return 0;
	production_staged_name(item, name);
	if (unlinkat(p->terms.fd, name, 0) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "remove a copy");
	return 0;
}

static int
keep(struct ambit_production *p, const struct pack_item *item,
    struct ambit_err *err_r)
{
	struct ambit_text text = production_text(p);

	if (p->n_kept == NUMBER_MAX)
		return ambit_err_set(err_r, AMBIT_E_LIMIT,
		    "more than %d files in one production", NUMBER_MAX);
	p->n_kept++;
	pack_item_by_instant(item, &text);
	assert(!text.full);
	return ambit_spool_put(p->kept, ambit_text_span(&text), err_r);
}

/* Of each group of copies the first is kept. */
static int
part(struct ambit_production *p, struct ambit_err *err_r)
{
	struct group group = { 0 };
	struct ambit_span record;
	int rc = ambit_spool_sort(p->staged, err_r);

	if (rc < 0)
		return -1;
	while ((rc = ambit_spool_next(p->staged, &record, err_r)) == 1) {
		struct pack_item item = pack_item_of_digest(record);
		bool copy = is_copy(&group, record);

		if (copy && item.bytes != group.bytes)
			return ambit_err_set(err_r, AMBIT_E_SUMS,
			    "a file is not as long as what it is a copy of");
		group.bytes = item.bytes;
		if ((copy ? drop : keep)(p, &item, err_r) < 0)
			return -1;
	}
	return rc;
}

/* Count the kept ones in canonical order: by_digest says who got what. */
static int
count(struct ambit_production *p, struct ambit_err *err_r)
{
	struct ambit_span record;
	uint32_t number = 0;
	int rc = ambit_spool_sort(p->kept, err_r);

	if (rc < 0)
		return -1;
	while ((rc = ambit_spool_next(p->kept, &record, err_r)) == 1) {
		struct ambit_text text = production_text(p);
		struct pack_item item = pack_item_of_instant(record);

		pack_number_put(&item, ++number, &text);
		if (ambit_spool_put(p->by_digest, ambit_text_span(&text),
			err_r) < 0)
			return -1;
	}
	return rc;
}

static int
take_number(struct ambit_spool *by_digest, struct ambit_numbered *numbered,
    struct ambit_err *err_r)
{
	struct ambit_span record;
	int rc = ambit_spool_next(by_digest, &record, err_r);

	if (rc < 0)
		return -1;
	assert(rc == 1);
	numbered->number = pack_number_of(record);
	return 0;
}

/* Both spools stand in the order of the digests: every file takes the number
 * of its group. */
static int
join(struct ambit_production *p, struct ambit_err *err_r)
{
	struct ambit_numbered numbered = { 0 };
	struct group group = { 0 };
	struct ambit_span record;
	int rc;

	if (ambit_spool_sort(p->by_digest, err_r) < 0 ||
	    ambit_spool_sort(p->staged, err_r) < 0)
		return -1;
	while ((rc = ambit_spool_next(p->staged, &record, err_r)) == 1) {
		struct ambit_text text = production_text(p);
		struct pack_item item = pack_item_of_digest(record);

		numbered.duplicate = is_copy(&group, record);
		if (!numbered.duplicate &&
		    take_number(p->by_digest, &numbered, err_r) < 0)
			return -1;
		numbered.unit = item.unit;
		numbered.hole = item.hole;
		pack_numbered_put(&numbered, &text);
		if (ambit_spool_put(p->numbers, ambit_text_span(&text), err_r) <
		    0)
			return -1;
	}
	return rc;
}

int
ambit_production_number(struct ambit_production *production,
    struct ambit_err *err_r)
{
	assert(!production->numbered);
	production->numbered = true;
	return part(production, err_r);
}

/* A kept file's number is its place in the canonical order, so that only those
 * who ask for copies too need what is counted here. What was kept for it is
 * needed no more. */
static int
begin_numbers(struct ambit_production *p, struct ambit_err *err_r)
{
	if (ambit_spool_new(p->terms.fd, PRODUCTION_SPOOL, &p->numbers, err_r) <
		0 ||
	    count(p, err_r) < 0 || join(p, err_r) < 0)
		return -1;
	ambit_spool_free(&p->by_digest);
	ambit_spool_free(&p->staged);
	return ambit_spool_sort(p->numbers, err_r);
}

int
ambit_production_next(struct ambit_production *production,
    struct ambit_numbered *numbered_r, struct ambit_err *err_r)
{
	struct ambit_span record;
	int rc;

	assert(production->numbered);
	if (production->numbers == NULL && begin_numbers(production, err_r) < 0)
		return -1;
	rc = ambit_spool_next(production->numbers, &record, err_r);
	if (rc == 1)
		*numbered_r = pack_numbered_of(record);
	return rc;
}
