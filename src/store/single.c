/*
 * A store that is a file. Knows nothing of what is in it.
 */

/* Floor 4. */
#include "single.h"
#include "file_mark.h"

struct single {
	bool given; /* its one item */
};

int
single_open(struct ambit_reader *r, struct ambit_err *err_r)
{
	r->state = AMBIT_ARENA_GET(r->memory, struct single, 1);
	if (r->state == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "file state");
	return ambit_source_new(r->fd, r->window, &r->source, err_r);
}

int
single_next(struct ambit_reader *r, struct ambit_item *item_r,
    struct ambit_err *err_r)
{
	struct single *single = r->state;
	uint64_t size = ambit_source_stored(r->source);

	(void)err_r;
	ambit_arena_reset(r->arena);
	if (single->given)
		return 0;
	single->given = true;
	*item_r = (struct ambit_item){
		.at = { .store = r->store->number, .item = 1 },
		.framed = { 0, size },
		.raw = { 0, size },
		.kind = AMBIT_KIND_MAIL,
		.account = r->store->account,
		.holds = r->store->holds,
	};
	if (size > r->limits->item_bytes)
		item_r->flaws |= AMBIT_FLAW_TOO_LARGE;
	if (ambit_source_stat(r->source)->st_nlink > 1)
		item_r->flaws |= AMBIT_FLAW_HARD_LINK;
	r->seen += size;
	return 1;
}

/* The source lends the file. */
int
single_aim(struct ambit_reader *r, const struct ambit_item *item,
    struct ambit_err *err_r)
{
	(void)r;
	(void)item;
	(void)err_r;
	return 0;
}

int
single_check(struct ambit_reader *r, struct ambit_err *err_r)
{
	return ambit_source_check(r->source, NULL, err_r);
}

int
single_state(struct ambit_reader *r, unsigned char sha256_r[32],
    struct ambit_err *err_r)
{
	return file_mark_digest(ambit_source_stat(r->source), sha256_r, err_r);
}

void
single_close(struct ambit_reader *r)
{
	(void)r;
}
