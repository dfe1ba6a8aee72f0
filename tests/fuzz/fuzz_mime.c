/*
 * F5: the MIME scanner. The parts and what lies between them tile the body;
 * where a window ends never shows; what is reduced to all of its parts holds
 * as many again, or its structure is unknown.
 */

/* The module and its support. */
#include "message.h"
#include "tiles.h"

static const size_t windows[] = { 1, 7, 512 };

#define N_WINDOWS (sizeof(windows) / sizeof(windows[0]))

/* An assert that no build switches off. */
static void
must(bool holds)
{
	if (!holds)
		abort();
}

/*
 * The bytes in a slot, whose file, window and arena serve every input: new
 * ones each time would be all that is measured.
 */
static struct message *
fill(struct message *slot, struct ambit_span bytes, size_t window)
{
	if (slot->source == NULL)
		*slot = message_open(bytes, window);
	must(ftruncate(slot->fd, 0) == 0);
	must(pwrite(slot->fd, bytes.ptr, bytes.len, MESSAGE_OFF) ==
	    (ssize_t)bytes.len);
	message_forget(slot);
	ambit_arena_reset(slot->arena);
	slot->item = (struct ambit_item){ .kind = AMBIT_KIND_MAIL,
		.raw = { MESSAGE_OFF, bytes.len } };
	return slot;
}

/* A sink that keeps what it is given. */
struct keep {
	struct ambit_sink sink;
	unsigned char *ptr;
	size_t len, cap;
};

static int
keep_write(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	struct keep *keep = (struct keep *)sink;

	(void)err_r;
	must(bytes.len <= keep->cap - keep->len);
	if (bytes.len > 0)
		memcpy(keep->ptr + keep->len, bytes.ptr, bytes.len);
	keep->len += bytes.len;
	return 0;
}

static const struct ambit_sink_ops keep_ops = { .name = "keep",
	.write = keep_write };

static void
scan(struct message *m)
{
	static const struct ambit_store store;
	int ret = ambit_mail_read(m->source, &store, AMBIT_HEADER_MAX, &m->item,
	    m->arena, NULL);

	must(ret == 0 && m->item.read);
	message_forget(m);
	ret = ambit_mime_read(m->source, &m->item, AMBIT_DEPTH_MAX, m->arena,
	    NULL);
	must(ret == 0);
}

static void
same(const struct ambit_item *a, const struct ambit_item *b)
{
	must(a->flaws == b->flaws && a->body == b->body);
	must(a->n_parts == b->n_parts);
	for (size_t i = 0; i < a->n_parts; i++) {
		must(a->parts[i].kind == b->parts[i].kind);
		must(a->parts[i].header.off == b->parts[i].header.off);
		must(a->parts[i].header.len == b->parts[i].header.len);
		must(a->parts[i].body.off == b->parts[i].body.off);
		must(a->parts[i].body.len == b->parts[i].body.len);
	}
}

/* Only parts, no field: a body cannot be taken for more than it was. */
static void
reduce(struct message *m, struct message *other, size_t len)
{
	struct ambit_mail_cut cut = { NULL, 0, m->item.parts, m->item.n_parts };
	struct keep keep = { .sink.ops = &keep_ops,
		.cap = len + 256 + 128 * cut.n_parts };
	struct ambit_item *again = &other->item;
	int ret;

	keep.ptr = malloc(keep.cap);
	must(keep.ptr != NULL);
	ret = ambit_mail_reduce(m->source, m->item.raw.off, &cut, m->arena,
	    &keep.sink, NULL);
	must(ret == 0);
	scan(fill(other, (struct ambit_span){ keep.ptr, keep.len }, 512));
	must(again->flaws & AMBIT_FLAW_STRUCTURE ||
	    again->n_parts == cut.n_parts);
	for (size_t i = 0; i < again->n_parts; i++)
		must(again->parts[i].body.len == cut.parts[i].body.len);
	free(keep.ptr);
}

static const unsigned doubts = AMBIT_FLAW_STRUCTURE | AMBIT_FLAW_UNCLOSED |
    AMBIT_FLAW_TOO_DEEP | AMBIT_FLAW_STRAY;

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static struct message first, others[N_WINDOWS], reduced;
	struct ambit_span raw = { bytes, len };
	struct message *m = fill(&first, raw, 65536);

	scan(m);
	must(tiles_wrong(raw, &m->item) == NULL);
	for (size_t i = 0; i < N_WINDOWS; i++) {
		scan(fill(&others[i], raw, windows[i]));
		same(&m->item, &others[i].item);
	}
	/* What is in doubt is held, and never reduced. */
	if (m->item.n_parts > 0 && !(m->item.flaws & doubts))
		reduce(m, &reduced, len);
	return 0;
}
