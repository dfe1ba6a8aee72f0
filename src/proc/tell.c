/*
 * What a reader says of its unit, frame by frame. Numbers and bytes as they
 * are: it weighs nothing, and nothing of it is believed.
 */

/* System. */
#include <assert.h>

/* Floor 0. */
#include "ambit/limits.h"

/* Floor 7. */
#include "tell.h"

int
proc_tell_hello(struct proc_tell *tell, const struct ambit_unit *unit,
    struct ambit_err *err_r)
{
	struct ambit_text *text = &tell->out.text;

	proc_frame_begin(&tell->out, PROC_HELLO);
	ambit_wire_put32(text, PROC_VERSION);
	ambit_wire_put32(text, unit->store->number);
	ambit_wire_put32(text, unit->number);
	ambit_wire_put32(text, unit->part);
	ambit_wire_put32(text, unit->parts);
	ambit_wire_put64(text, unit->bytes);
	ambit_wire_put64(text, unit->from);
	ambit_wire_put64(text, unit->until);
	ambit_wire_put_string(text, unit->first);
	ambit_wire_put_string(text, unit->end);
	return proc_frame_end(&tell->out, err_r);
}

static void
put_extent(struct ambit_text *text, struct ambit_extent extent)
{
	ambit_wire_put64(text, extent.off);
	ambit_wire_put64(text, extent.len);
}

static void
put_when(struct ambit_text *text, const struct ambit_when *when)
{
	ambit_wire_put8(text, (uint8_t)when->n);
	for (unsigned i = 0; i < when->n; i++) {
		ambit_wire_put64(text, (uint64_t)when->at[i].lo);
		ambit_wire_put64(text, (uint64_t)when->at[i].hi);
	}
}

/* Which clock before this one was read from the very same bytes? From 1; 0:
 * none. A field that fills a header would else be told three times. */
static unsigned
same_as(const struct ambit_span *raw_when, unsigned clock)
{
	for (unsigned i = 0; i < clock; i++) {
		if (raw_when[i].len > 0 &&
		    raw_when[i].len == raw_when[clock].len &&
		    raw_when[i].ptr == raw_when[clock].ptr)
			return i + 1;
	}
	return 0;
}

static void
put_clocks(struct ambit_text *text, const struct ambit_item *item)
{
	for (unsigned i = 0; i < AMBIT_N_CLOCKS; i++) {
		unsigned same = same_as(item->raw_when, i);

		put_when(text, &item->when[i]);
		ambit_wire_put8(text, (uint8_t)same);
		if (same == 0)
			ambit_wire_put_string(text, item->raw_when[i]);
	}
}

int
proc_tell_item(struct proc_tell *tell, const struct ambit_item *item,
    struct ambit_err *err_r)
{
	struct ambit_text *text = &tell->out.text;

	tell->sent = 0;
	tell->flaws = 0;
	proc_frame_begin(&tell->out, PROC_ITEM);
	ambit_wire_put32(text, item->at.item);
	ambit_wire_put64(text, item->at.off);
	put_extent(text, item->framed);
	put_extent(text, item->raw);
	ambit_wire_put8(text, (uint8_t)item->kind);
	ambit_wire_put32(text, item->flaws);
	ambit_wire_put_string(text, item->path);
	ambit_wire_put_string(text, item->folder);
	put_clocks(text, item);
	return proc_frame_end(&tell->out, err_r);
}

static int
tell_parties(struct proc_tell *tell, const struct ambit_item *item,
    struct ambit_err *err_r)
{
	struct ambit_text *text = &tell->out.text;

	for (size_t i = 0; i < item->n_parties; i++) {
		const struct ambit_party *party = &item->parties[i];

		proc_frame_begin(&tell->out, PROC_PARTY);
		ambit_wire_put8(text, (uint8_t)party->role);
		ambit_wire_put32(text, party->instance);
		ambit_wire_put8(text, party->addr.quoted);
		ambit_wire_put_string(text, party->addr.local);
		ambit_wire_put_string(text, party->addr.domain);
		if (proc_frame_end(&tell->out, err_r) < 0)
			return -1;
	}
	return 0;
}

static int
tell_nets(struct proc_tell *tell, const struct ambit_item *item,
    struct ambit_err *err_r)
{
	struct ambit_text *text = &tell->out.text;

	for (size_t i = 0; i < item->n_nets; i++) {
		const struct ambit_net *net = &item->nets[i];

		proc_frame_begin(&tell->out, PROC_NET);
		ambit_wire_put8(text, (uint8_t)net->role);
		ambit_wire_put32(text, net->instance);
		ambit_wire_put8(text, net->strict);
		ambit_wire_put_string(text, net->text);
		if (proc_frame_end(&tell->out, err_r) < 0)
			return -1;
	}
	return 0;
}

static int
tell_fields(struct proc_tell *tell, const struct ambit_item *item,
    struct ambit_err *err_r)
{
	struct ambit_text *text = &tell->out.text;

	for (size_t i = 0; i < item->n_fields; i++) {
		const struct ambit_header_field *field = &item->fields[i];

		proc_frame_begin(&tell->out, PROC_FIELD);
		put_extent(text, field->at);
		ambit_wire_put_string(text,
		    ambit_span_sub(field->name, 0, PROC_NAME_MAX));
		if (proc_frame_end(&tell->out, err_r) < 0)
			return -1;
	}
	return 0;
}

int
proc_tell_head(struct proc_tell *tell, const struct ambit_item *item,
    bool with_fields, struct ambit_err *err_r)
{
	struct ambit_text *text = &tell->out.text;

	assert(item->read);
	proc_frame_begin(&tell->out, PROC_HEAD);
	put_extent(text, item->raw);
	ambit_wire_put32(text, item->flaws);
	ambit_wire_put64(text, item->body);
	ambit_wire_put32(text, item->doubted);
	ambit_wire_put32(text, (uint32_t)item->n_parties);
	ambit_wire_put32(text, (uint32_t)item->n_nets);
	ambit_wire_put32(text, with_fields ? (uint32_t)item->n_fields : 0);
	put_clocks(text, item);
	if (proc_frame_end(&tell->out, err_r) < 0 ||
	    tell_parties(tell, item, err_r) < 0 ||
	    tell_nets(tell, item, err_r) < 0)
		return -1;
	return with_fields ? tell_fields(tell, item, err_r) : 0;
}

int
proc_tell_column(struct proc_tell *tell, uint32_t task, unsigned column,
    struct ambit_span value, struct ambit_err *err_r)
{
	struct ambit_text *text = &tell->out.text;

	assert(value.len <= PROC_VALUE_MAX);
	proc_frame_begin(&tell->out, PROC_COLUMN);
	ambit_wire_put32(text, task);
	ambit_wire_put8(text, (uint8_t)column);
	ambit_wire_put_string(text, value);
	return proc_frame_end(&tell->out, err_r);
}

int
proc_tell_body(struct proc_tell *tell, struct ambit_sink **sink_r,
    struct ambit_err *err_r)
{
	tell->sink.count = 0;
	*sink_r = &tell->sink;
	proc_frame_begin(&tell->out, PROC_BODY);
	return proc_frame_end(&tell->out, err_r);
}

int
proc_tell_file(struct proc_tell *tell, int fd, struct ambit_extent bytes,
    struct ambit_err *err_r)
{
	struct ambit_sink *unused;

	if (proc_tell_body(tell, &unused, err_r) < 0)
		return -1;
	tell->sent += bytes.len;
	return proc_frame_file(&tell->out, fd, bytes.off, bytes.len, err_r);
}

/* What lies on the tray, and was not told of. */
static int
tell_laid(struct proc_tell *tell, struct ambit_err *err_r)
{
	uint64_t n = tell->laid - tell->told;

	if (n == 0)
		return 0;
	tell->told = tell->laid;
	proc_frame_begin(&tell->out, PROC_LENT);
	ambit_wire_put32(&tell->out.text, (uint32_t)n);
	return proc_frame_end(&tell->out, err_r);
}

static int
sink_write(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	struct proc_tell *tell = (struct proc_tell *)sink;
	size_t n = 0;

	tell->sent += bytes.len;
	if (tell->tray != NULL)
		n = proc_tray_lay(tell->tray, &tell->laid, bytes);
	if (n == bytes.len)
		return 0;
	if (tell_laid(tell, err_r) < 0)
		return -1;
	return proc_frame_data(&tell->out, ambit_span_sub(bytes, n, bytes.len),
	    err_r);
}

/* END says how many they were. */
static int
sink_finish(struct ambit_sink *sink, struct ambit_err *err_r)
{
	(void)sink;
	(void)err_r;
	return 0;
}

static const struct ambit_sink_ops tell_ops = {
	.name = "tell",
	.write = sink_write,
	.finish = sink_finish,
};

void
proc_tell_init(struct proc_tell *tell, int fd)
{
	tell->sink = (struct ambit_sink){ .ops = &tell_ops };
	tell->sent = 0;
	tell->flaws = 0;
	tell->tray = NULL;
	tell->laid = tell->told = 0;
	proc_frame_init(&tell->out, fd);
}

void
proc_tell_by_tray(struct proc_tell *tell, struct proc_tray *tray)
{
	tell->tray = tray;
}

int
proc_tell_end(struct proc_tell *tell, struct ambit_err *err_r)
{
	if (tell_laid(tell, err_r) < 0)
		return -1;
	proc_frame_begin(&tell->out, PROC_END);
	ambit_wire_put64(&tell->out.text, tell->sent);
	ambit_wire_put32(&tell->out.text, tell->flaws);
	return proc_frame_end(&tell->out, err_r);
}

int
proc_tell_last(struct proc_tell *tell, const struct proc_last *last,
    struct ambit_err *err_r)
{
	struct ambit_text *text = &tell->out.text;

	assert(last->claims.len <= AMBIT_UNIT_CLAIMS_MAX);
	proc_frame_begin(&tell->out, PROC_LAST);
	ambit_wire_put64(text, last->items);
	ambit_wire_put64(text, last->bytes);
	ambit_wire_put64(text, last->end);
	ambit_wire_put_string(text, last->claims);
	ambit_text_put(text,
	    (struct ambit_span){ last->state, sizeof(last->state) });
	if (proc_frame_end(&tell->out, err_r) < 0)
		return -1;
	return proc_frame_flush(&tell->out, err_r);
}
