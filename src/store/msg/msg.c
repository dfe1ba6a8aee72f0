/*
 * Files of Outlook, .msg: one that is a store, or all of a folder whose names
 * end so. Each is a message, whichever class it has.
 *
 * A file that is no message, or broken, is an item all the same: seen, counted,
 * and lost. A store that is such a file is refused.
 */

/* System. */
#include <assert.h>
#include <sys/stat.h>

/* Floor 0. */
#include "ambit/limits.h"

/* Floor 4. */
#include "../single.h"
#include "../tree.h"
#include "facts.h"
#include "stream.h"

#define MESSAGE_CLASS 0x001a

/* Sectors lie anywhere: what is read ahead is mostly not asked for. */
#define WINDOW ((size_t)16 << 10)

/* An item with one of these is counted, and never looked into. */
#define UNREADABLE (AMBIT_FLAWS_DAMAGE | AMBIT_FLAW_FOREIGN | AMBIT_FLAW_LINK)

static enum tree_place
place(struct ambit_span folder, struct ambit_span name, bool is_folder)
{
	(void)folder;
	return tree_place_by_end(name, is_folder, AMBIT_LIT(".msg"));
}

const struct tree_rules tree_rules_msg = { .place = place };

/* The store as files, whatever is in them; r->state is theirs meanwhile. */
struct files {
	int (*next)(struct ambit_reader *r, struct ambit_item *item_r,
	    struct ambit_err *err_r);
	int (*aim)(struct ambit_reader *r, const struct ambit_item *item,
	    struct ambit_err *err_r);
	int (*check)(struct ambit_reader *r, struct ambit_err *err_r);
	int (*state)(struct ambit_reader *r, unsigned char sha256_r[32],
	    struct ambit_err *err_r);
	void (*close)(struct ambit_reader *r);
};

static const struct files in_folder = { tree_next, tree_aim, tree_check,
	tree_state, tree_close };
static const struct files alone = { single_next, single_aim, single_check,
	single_state, single_close };

struct msg {
	const struct files *files;
	void *state;                 /* of files */
	struct ambit_arena *scratch; /* of the item */
	uint32_t n_items;
	/* The item given last. */
	bool opened;
	struct msg_file file;
	struct msg_facts facts;
};

/* Let the files have their state, and give it back. */
static struct msg *
lend_state(struct ambit_reader *r)
{
	struct msg *msg = r->state;

	r->state = msg->state;
	return msg;
}

/* ---- opening ---- */

/* A store that is a file has to be a message. */
static int
refuse_other(struct ambit_reader *r, struct ambit_err *err_r)
{
	struct msg *msg = r->state;
	int rc = msg_file_open(&msg->file, r->source, msg->scratch, err_r);

	if (rc == 0)
		return ambit_err_set(err_r, AMBIT_E_FORMAT, "%s",
		    msg->file.why);
	return rc < 0 ? -1 : 0;
}

static int
open_files(struct ambit_reader *r, struct msg *msg, struct ambit_err *err_r)
{
	struct stat st;
	int rc;

	if (fstat(r->fd, &st) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "stat store");
	msg->files = S_ISREG(st.st_mode) ? &alone : &in_folder;
	r->state = NULL;
	rc = msg->files == &alone ? single_open(r, err_r) : tree_open(r, err_r);
	msg->state = r->state;
	r->state = msg;
	return rc;
}

static int
msg_open(struct ambit_reader *r, struct ambit_err *err_r)
{
	struct msg *msg = AMBIT_ARENA_GET(r->memory, struct msg, 1);

	if (msg == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "store state");
	if (r->window > WINDOW)
		r->window = WINDOW;
	r->state = msg;
	msg->scratch = ambit_arena_new(MSG_ARENA);
	if (msg->scratch == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "store state");
	if (open_files(r, msg, err_r) < 0)
		return -1;
	return msg->files == &alone ? refuse_other(r, err_r) : 0;
}

static void
msg_close(struct ambit_reader *r)
{
	struct msg *msg = r->state;

	if (msg == NULL)
		return;
	ambit_arena_free(&msg->scratch);
	if (msg->files == NULL)
		return;
	(void)lend_state(r);
	msg->files->close(r);
	r->state = msg;
}

/* ---- items ---- */

static int
add_kind(struct msg *msg, struct ambit_item *item, struct ambit_err *err_r)
{
	const struct outlook_props props = msg_facts_props(&msg->facts);
	struct outlook_value value;

	if (props.find(props.ctx, MESSAGE_CLASS, OUTLOOK_CLASS_MAX, &value,
		err_r) < 0)
		return -1;
	item->kind = outlook_kind(&value);
	return 0;
}

static int
look_into(struct ambit_reader *r, struct ambit_item *item,
    struct ambit_err *err_r)
{
	struct msg *msg = r->state;
	int rc;

	(void)lend_state(r);
	rc = msg->files->aim(r, item, err_r);
	r->state = msg;
	if (rc == 0)
		rc = msg_file_open(&msg->file, r->source, msg->scratch, err_r);
	if (rc < 0)
		return -1;
	msg->opened = rc == 1;
	if (!msg->opened) {
		item->flaws |= AMBIT_FLAW_LOST;
		return 0;
	}
	if (msg_facts_open(&msg->facts, &msg->file, err_r) < 0 ||
	    add_kind(msg, item, err_r) < 0)
		return -1;
	if (!msg->facts.sound || !msg->facts.top.whole)
		item->flaws |= AMBIT_FLAW_LOST;
	return 0;
}

static int
msg_next(struct ambit_reader *r, struct ambit_item *item_r,
    struct ambit_err *err_r)
{
	struct msg *msg = lend_state(r);
	int rc = msg->files->next(r, item_r, err_r);

	r->state = msg;
	ambit_arena_reset(msg->scratch);
	msg->opened = false;
	if (rc != 1)
		return rc;
	msg->n_items = item_r->at.item;
	item_r->kind = AMBIT_KIND_UNKNOWN;
	if ((item_r->flaws & UNREADABLE) == 0 &&
	    look_into(r, item_r, err_r) < 0)
		return -1;
	return 1;
}

static int
msg_read(struct ambit_reader *r, struct ambit_item *item,
    struct ambit_err *err_r)
{
	struct msg *msg = r->state;
	const struct outlook_props props = msg_facts_props(&msg->facts);

	if (!msg->opened) {
		outlook_unknown(item);
		return 0;
	}
	return outlook_read(&props, r->store, r->limits->header_bytes, item,
	    r->arena, err_r);
}

static int
msg_stream(struct ambit_reader *r, const struct ambit_item *item,
    struct ambit_sink *sink, unsigned *flaws_r, struct ambit_err *err_r)
{
	struct msg *msg = r->state;
	struct msg_stream s = { .file = &msg->file,
		.max = sink->count + r->limits->item_bytes + AMBIT_MAPI_ROOM };
	int rc;

	assert(item->at.item == msg->n_items);
	if (!msg->opened || !msg->facts.sound) {
		*flaws_r = AMBIT_FLAW_LOST;
		return outlook_stream_nothing(sink, err_r);
	}
	rc = msg_stream_message(&s, &msg->facts.top, sink, err_r);
	*flaws_r = s.flaws;
	if (rc == 0)
		*flaws_r |= AMBIT_FLAW_LOST;
	return rc < 0 ? -1 : 0;
}

static int
msg_check(struct ambit_reader *r, struct ambit_err *err_r)
{
	struct msg *msg = lend_state(r);
	int rc = msg->files->check(r, err_r);

	r->state = msg;
	return rc;
}

static int
msg_state(struct ambit_reader *r, unsigned char sha256_r[32],
    struct ambit_err *err_r)
{
	struct msg *msg = lend_state(r);
	int rc = msg->files->state(r, sha256_r, err_r);

	r->state = msg;
	return rc;
}

const struct ambit_reader_ops ambit_reader_msg = {
	.name = "msg",
	.open = msg_open,
	.next = msg_next,
	.read = msg_read,
	.stream = msg_stream,
	.check = msg_check,
	.state = msg_state,
	.close = msg_close,
};
