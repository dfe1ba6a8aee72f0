/*
 * A message with all that is in it, written. Knows where its recipients and
 * attachments are and which order they have; what a message says it does not
 * look at.
 */

/* Floor 4. */
#include "stream.h"
#include "contents.h"

#define NID_RECIPIENTS  0x692
#define NID_ATTACHMENTS 0x671

#define DATA  0x3701
#define FLAGS 0x0e07

/* [MS-OXCMSG] 2.2.1.6: it has attachments. */
#define HAS_ATTACHMENTS 0x10

static int put_message(struct pst_stream *s, const struct pst_node *node,
    struct ambit_err *err_r);

/* An object begins where there is room for it. */
static int
begin(struct pst_stream *s, enum ambit_mapi_kind kind, struct ambit_err *err_r)
{
	int rc = pst_stream_room(s, 3);

	if (rc == 1 && ambit_mapi_begin(&s->out, kind, err_r) < 0)
		rc = -1;
	return rc;
}

static int
end(struct pst_stream *s, struct ambit_err *err_r)
{
	return ambit_mapi_end(&s->out, err_r) < 0 ? -1 : 1;
}

/* Open a table among a message's subnodes, if it is there. */
static int
open_table(struct pst_stream *s, const struct pst_node *message, uint32_t nid,
    struct pst_table *table, bool *there_r, struct ambit_err *err_r)
{
	struct pst_node node;
	int rc = pst_sub_find(s->file, message->sub, nid, &node, err_r);

	*there_r = rc == 1 && node.nid != 0;
	if (*there_r)
		rc = pst_table_open(table, s->file, &node, s->arena, err_r);
	return rc;
}

/* ---- recipients ---- */

static int
put_recipient(struct pst_stream *s, struct pst_table *table,
    const struct pst_row *row, struct ambit_err *err_r)
{
	int rc = begin(s, AMBIT_MAPI_RECIPIENT, err_r);

	if (rc == 1)
		rc = pst_stream_row(s, table, row, err_r);
	return rc == 1 ? end(s, err_r) : rc;
}

static int
put_recipients(struct pst_stream *s, const struct pst_node *message,
    struct ambit_err *err_r)
{
	size_t mark = ambit_arena_mark(s->arena);
	struct pst_table table;
	struct pst_row row;
	bool there;
	int rc = open_table(s, message, NID_RECIPIENTS, &table, &there, err_r);

	while (rc == 1 && there) {
		rc = pst_table_next(&table, &row, err_r);
		if (rc != 1 || row.bytes.len == 0)
			break;
		rc = put_recipient(s, &table, &row, err_r);
	}
	ambit_arena_release(s->arena, mark);
	return rc;
}

/* ---- attachments ---- */

/* K8: is there room for one more message within the others? */
static bool
is_too_deep(const struct pst_stream *s)
{
	return s->out.depth + 1 >= AMBIT_MAPI_OPEN;
}

static int
put_embedded(struct pst_stream *s, const struct pst_attached *attached,
    struct ambit_err *err_r)
{
	int rc;

	if (attached->message.nid == 0)
		return 1;
	if (is_too_deep(s)) {
		s->flaws |= AMBIT_FLAW_TOO_DEEP;
		return 1;
	}
	rc = begin(s, AMBIT_MAPI_MESSAGE, err_r);
	if (rc == 1)
		rc = put_message(s, &attached->message, err_r);
	return rc == 1 ? end(s, err_r) : rc;
}

static int
put_attachment(struct pst_stream *s, const struct pst_node *node,
    struct ambit_err *err_r)
{
	size_t mark = ambit_arena_mark(s->arena);
	struct pst_attached attached;
	struct pst_props props;
	int rc = pst_props_open(&props, s->file, node, s->arena, err_r);

	if (rc == 1)
		rc = pst_attachment_read(&props, &attached, err_r);
	if (rc == 1)
		rc = begin(s, AMBIT_MAPI_ATTACHMENT, err_r);
	if (rc == 1) {
		s->flaws |= attached.flaws;
		rc = pst_stream_props(s, &props, attached.no_data ? DATA : 0,
		    err_r);
	}
	if (rc == 1)
		rc = put_embedded(s, &attached, err_r);
	ambit_arena_release(s->arena, mark);
	return rc == 1 ? end(s, err_r) : rc;
}

/* K13: as many subnodes of attachments as there are rows. */
static int
compare_count(struct pst_stream *s, const struct pst_node *message,
    uint32_t n_rows, struct ambit_err *err_r)
{
	struct pst_node node = { 0 };
	struct pst_sub sub;
	uint32_t n = 0;
	int rc = 1;

	pst_sub_start(&sub, s->file, message->sub);
	do {
		rc = pst_sub_next(&sub, &node, err_r);
		n += (node.nid & 0x1f) == PST_NID_ATTACHMENT;
	} while (rc == 1 && node.nid != 0);
	if (n != n_rows)
		s->flaws |= AMBIT_FLAW_ATTACHMENTS;
	return rc;
}

/*
 * The subnode of an attachment; NID 0 where there is none. Rows come in the
 * order of their NIDs nearly always: so sub goes on from one to the next, and a
 * list of thousands is not read once for each of them.
 */
static int
find(struct pst_sub *sub, uint32_t nid, struct pst_node *node_r,
    struct ambit_err *err_r)
{
	struct pst_node at;
	int rc;

	*node_r = (struct pst_node){ 0 };
	if ((nid & 0x1f) != PST_NID_ATTACHMENT)
		return 1;
	if (nid < sub->from)
		return pst_sub_find(sub->file, sub->bid, nid, node_r, err_r);
	do {
		rc = pst_sub_next(sub, &at, err_r);
	} while (rc == 1 && at.nid != 0 && at.nid < nid);
	if (at.nid == nid)
		*node_r = at;
	return rc;
}

/* The attachment of a row; ATTACHMENTS where there is none. */
static int
put_row(struct pst_stream *s, struct pst_sub *sub, uint32_t nid,
    struct ambit_err *err_r)
{
	struct pst_node node;
	int rc = find(sub, nid, &node, err_r);

	if (rc == 1 && node.nid == 0) {
		s->flaws |= AMBIT_FLAW_ATTACHMENTS;
		return 1;
	}
	return rc == 1 ? put_attachment(s, &node, err_r) : rc;
}

/* Of which it says that it has some. */
static int
put_attachments(struct pst_stream *s, const struct pst_node *message,
    bool has_some, struct ambit_err *err_r)
{
	size_t mark = ambit_arena_mark(s->arena);
	struct pst_table table = { .n_rows = 0 };
	struct pst_sub sub;
	struct pst_row row;
	bool there;
	int rc = open_table(s, message, NID_ATTACHMENTS, &table, &there, err_r);

	pst_sub_start(&sub, s->file, message->sub);
	if (rc == 1)
		rc = compare_count(s, message, table.n_rows, err_r);
	if (has_some && table.n_rows == 0)
		s->flaws |= AMBIT_FLAW_ATTACHMENTS;
	while (rc == 1 && there) {
		rc = pst_table_next(&table, &row, err_r);
		if (rc != 1 || row.bytes.len == 0)
			break;
		rc = put_row(s, &sub, row.id, err_r);
	}
	ambit_arena_release(s->arena, mark);
	return rc;
}

/* What is in a message, which has begun; ends at AMBIT_MAPI_DEPTH. */
static int
put_message(struct pst_stream *s, const struct pst_node *node,
    struct ambit_err *err_r)
{
	size_t mark = ambit_arena_mark(s->arena);
	struct pst_value flags = { .found = false };
	struct pst_props props;
	int rc = pst_props_open(&props, s->file, node, s->arena, err_r);

	if (rc == 1)
		rc = pst_stream_props(s, &props, 0, err_r);
	if (rc == 1)
		rc = pst_props_find(&props, FLAGS, &flags, err_r);
	ambit_arena_release(s->arena, mark);
	if (rc == 1)
		rc = put_recipients(s, node, err_r);
	if (rc == 1)
		rc = put_attachments(s, node,
		    flags.found && flags.type == PST_INT32 &&
			(flags.number & HAS_ATTACHMENTS) != 0,
		    err_r);
	return rc;
}

int
pst_stream_message(struct pst_stream *s, const struct pst_node *node,
    struct ambit_sink *sink, struct ambit_err *err_r)
{
	int rc;

	if (ambit_mapi_start(&s->out, sink, err_r) < 0)
		return -1;
	rc = put_message(s, node, err_r);
	return rc == 1 ? end(s, err_r) : rc;
}
