/*
 * Evidence against separators (mail.md B2): a perfect one splits, but where a
 * message before it claims the bytes around it, both sides are in doubt. The
 * state is small and fixed, whatever the store holds; a doubt reaches
 * AMBIT_MBOX_DOUBT bytes at most, so that a part of a large store needs to
 * read no more than that before its cut.
 */

/* System. */
#include <string.h>

/* Floor 0. */
#include "ambit/item.h"

/* Floor 4. */
#include "mbox_doubt.h"
#include "mbox_search.h"

static uint64_t
reach(const struct mbox_message *message)
{
	return message->start + AMBIT_MBOX_DOUBT;
}

/* A region that begins with the message, perhaps with one too many. */
static struct mbox_region *
add_region(struct mbox_doubt *doubt, const struct mbox_message *message)
{
	struct mbox_region *region;

	if (doubt->n == MBOX_REGIONS) {
		doubt->until = reach(message);
		return NULL;
	}
	region = &doubt->open[doubt->n++];
	region->until = reach(message);
	region->boundary_len = 0;
	return region;
}

static void
drop_region(struct mbox_doubt *doubt, size_t i)
{
	doubt->n--;
	if (i < doubt->n)
		doubt->open[i] = doubt->open[doubt->n];
}

/* Is the message claimed by one before it? Regions that end in it are done. */
static int
is_claimed(struct mbox_doubt *doubt, struct ambit_source *source,
    const struct mbox_message *message, bool *claimed_r,
    struct ambit_err *err_r)
{
	*claimed_r = doubt->next || message->start < doubt->until;
	doubt->next = false;
	for (size_t i = doubt->n; i > 0; i--) {
		struct mbox_region *region = &doubt->open[i - 1];
		struct ambit_span boundary = { region->boundary,
			region->boundary_len };
		bool closed = message->start >= region->until;

		if (!closed)
			*claimed_r = true;
		if (!closed && boundary.len > 0 &&
		    mbox_search_closing(source, message->off, message->end,
			boundary, &closed, err_r) < 0)
			return -1;
		if (closed)
			drop_region(doubt, i - 1);
	}
	return 0;
}

/* B2: a multipart that is still open where the message ends. */
static int
ask_boundary(struct mbox_doubt *doubt, struct ambit_source *source,
    const struct mbox_message *message, const struct mbox_claim *claim,
    bool *doubtful, struct ambit_err *err_r)
{
	struct ambit_span boundary = { claim->boundary, claim->boundary_len };
	struct mbox_region *region;
	bool closed;

	if (boundary.len == 0)
		return 0;
	if (mbox_search_closed(source, claim->body, message->end, boundary,
		&closed, err_r) < 0)
		return -1;
	if (closed)
		return 0;
	*doubtful = true;
	region = add_region(doubt, message);
	if (region == NULL)
		return 0;
	region->boundary_len = boundary.len;
	memcpy(region->boundary, boundary.ptr, boundary.len);
	return 0;
}

/* B2: a body of base64 that nothing ended. */
static int
ask_base64(struct mbox_doubt *doubt, struct ambit_source *source,
    const struct mbox_message *message, const struct mbox_claim *claim,
    bool *doubtful, struct ambit_err *err_r)
{
	bool cut;

	if (!claim->base64)
		return 0;
	if (mbox_search_cut_base64(source, claim->body, message->end, &cut,
		err_r) < 0)
		return -1;
	doubt->next = cut;
	*doubtful = *doubtful || cut;
	return 0;
}

/* B2: the span of a Content-Length that reaches over the separator. */
static void
ask_length(struct mbox_doubt *doubt, const struct mbox_message *message,
    uint64_t span_end, bool *doubtful)
{
	struct mbox_region *region;

	if (span_end <= message->end)
		return;
	*doubtful = true;
	region = add_region(doubt, message);
	if (region != NULL && span_end < region->until)
		region->until = span_end;
}

/* B3: does the Content-Length end where the message does? */
static bool
agrees(const struct mbox_message *message, uint64_t span_end)
{
	return span_end == message->end ||
	    span_end == message->end - message->blank;
}

static uint64_t
span_of(const struct mbox_claim *claim)
{
	return claim->length > UINT64_MAX - claim->body
	    ? UINT64_MAX
	    : claim->body + claim->length;
}

int
mbox_doubt_ask(struct mbox_doubt *doubt, struct ambit_source *source,
    const struct mbox_message *message, const struct mbox_claim *claim,
    unsigned *flaws_r, struct ambit_err *err_r)
{
	bool doubtful;

	*flaws_r = 0;
	if (is_claimed(doubt, source, message, &doubtful, err_r) < 0)
		return -1;
	if (claim->bad_length ||
	    (claim->has_length && !agrees(message, span_of(claim))))
		*flaws_r |= AMBIT_FLAW_LENGTH;
	/* Without a separator behind it there is nothing to be claimed. */
	if (!message->last && claim->has_body) {
		if (ask_boundary(doubt, source, message, claim, &doubtful,
			err_r) < 0 ||
		    ask_base64(doubt, source, message, claim, &doubtful,
			err_r) < 0)
			return -1;
		if (claim->has_length)
			ask_length(doubt, message, span_of(claim), &doubtful);
	}
	if (doubtful)
		*flaws_r |= AMBIT_FLAW_FRAMING;
	return 0;
}
