/*
 * Evidence against separators (mail.md B2): a perfect one splits, but where a
 * message before it claims the bytes around it, both sides are in doubt. The
 * state is small and fixed, whatever the store holds, and is handed on where a
 * store is cut (mbox_doubt_wire.c); a doubt reaches AMBIT_MBOX_DOUBT bytes at
 * most.
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
is_claimed(struct mbox_doubt *doubt, const struct mbox_message *message,
    bool *claimed_r, struct ambit_err *err_r)
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
		    mbox_search_closing(message->bytes, boundary, &closed,
			err_r) < 0)
			return -1;
		if (closed)
			drop_region(doubt, i - 1);
	}
	return 0;
}

static struct mbox_bytes
body_of(const struct mbox_message *message)
{
	struct mbox_bytes bytes = message->bytes;

	bytes.off = message->claim->body;
	return bytes;
}

/* B2: a multipart that is still open where the message ends. */
static int
ask_boundary(struct mbox_doubt *doubt, const struct mbox_message *message,
    bool *doubtful, struct ambit_err *err_r)
{
	const struct mbox_claim *claim = message->claim;
	struct ambit_span boundary = { claim->boundary, claim->boundary_len };
	struct mbox_region *region;
	bool closed;

	if (boundary.len == 0)
		return 0;
	if (mbox_search_closed(body_of(message), boundary, &closed, err_r) < 0)
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
ask_base64(struct mbox_doubt *doubt, const struct mbox_message *message,
    bool *doubtful, struct ambit_err *err_r)
{
	bool cut;

	if (!message->claim->base64)
		return 0;
	if (mbox_search_cut_base64(body_of(message), &cut, err_r) < 0)
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

	if (span_end <= message->bytes.end)
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
	return span_end == message->bytes.end ||
	    span_end == message->bytes.end - message->blank;
}

static uint64_t
span_of(const struct mbox_claim *claim)
{
	return claim->length > UINT64_MAX - claim->body
	    ? UINT64_MAX
	    : claim->body + claim->length;
}

/* What the message says of itself; without a separator behind it there is
 * nothing that it could claim. */
static int
ask(struct mbox_doubt *doubt, const struct mbox_message *message,
    bool *doubtful, struct ambit_err *err_r)
{
	if (message->last || !message->claim->has_body)
		return 0;
	if (ask_boundary(doubt, message, doubtful, err_r) < 0 ||
	    ask_base64(doubt, message, doubtful, err_r) < 0)
		return -1;
	if (message->claim->has_length)
		ask_length(doubt, message, span_of(message->claim), doubtful);
	return 0;
}

int
mbox_doubt_ask(struct mbox_doubt *doubt, const struct mbox_message *message,
    unsigned *flaws_r, struct ambit_err *err_r)
{
	const struct mbox_claim *claim = message->claim;
	bool doubtful;

	*flaws_r = 0;
	if (is_claimed(doubt, message, &doubtful, err_r) < 0 ||
	    ask(doubt, message, &doubtful, err_r) < 0)
		return -1;
	if (doubtful)
		*flaws_r |= AMBIT_FLAW_FRAMING;
	if (claim->bad_length ||
	    (claim->has_length && !agrees(message, span_of(claim))))
		*flaws_r |= AMBIT_FLAW_LENGTH;
	return 0;
}
