/*
 * What every reader does alike: open and close, read a header, read parts,
 * pour bytes. Knows no format but through its ops; decides nothing.
 */

/* System. */
#include <assert.h>

/* Floor 0. */
#include "ambit/limits.h"

/* Floor 3. */
#include "ambit/mail.h"
#include "ambit/mime.h"

/* Floor 4. */
#include "ambit/reader.h"
#include "from_line.h"

/* What a format remembers of a store; the same for 1 MB and 100 GB. */
#define STORE_ARENA ((size_t)1 << 20)

/*
 * What is read of a store at once. Four times AMBIT_SOURCE_WINDOW: the kernel
 * copies a large mbox a fifth faster so, and all is still in the cache when it
 * is searched.
 */
#define WINDOW ((size_t)1 << 20)

/* An item with one of these is counted, and never looked into. */
#define UNREADABLE (AMBIT_FLAWS_DAMAGE | AMBIT_FLAW_FOREIGN | AMBIT_FLAW_LINK)

const struct ambit_reader_ops *
ambit_reader_of(enum ambit_store_format format)
{
	switch (format) {
	case AMBIT_STORE_MBOX:
		return &ambit_reader_mbox;
	case AMBIT_STORE_MAILDIR:
		return &ambit_reader_maildir;
	case AMBIT_STORE_EML:
		return &ambit_reader_eml;
	case AMBIT_STORE_PST:
	case AMBIT_STORE_OST:
		return &ambit_reader_pst;
	case AMBIT_STORE_MSG:
		return &ambit_reader_msg;
	case AMBIT_STORE_FILES:
	case AMBIT_STORE_ZIP:
	case AMBIT_STORE_TAR:
	case AMBIT_STORE_RECORDS:
		break;
	}
	return NULL;
}

int
ambit_reader_open(struct ambit_reader *r, const struct ambit_unit *unit,
    const struct ambit_limits *limits, int fd, struct ambit_span claims,
    struct ambit_err *err_r)
{
	const struct ambit_store *store = unit->store;

	*r = (struct ambit_reader){
		.ops = ambit_reader_of(store->format),
		.fd = fd,
		.store = store,
		.unit = unit,
		.claims = claims,
		.limits = limits,
		.window = WINDOW,
	};
	if (r->ops == NULL)
		return ambit_err_set(err_r, AMBIT_E_FORMAT,
		    "no reader for stores of format %s",
		    ambit_store_format_name(store->format));
	r->memory = ambit_arena_new(STORE_ARENA);
	r->arena = ambit_arena_new(AMBIT_ITEM_ARENA);
	if (r->memory == NULL || r->arena == NULL)
		(void)ambit_err_set(err_r, AMBIT_E_MEMORY, "reader");
	else if (claims.len > 0 && r->ops->claims == NULL)
		(void)ambit_err_set(err_r, AMBIT_E_WIRE,
		    "claims on a unit of a store of format %s", r->ops->name);
	else if (r->ops->open(r, err_r) == 0) {
		r->claims = (struct ambit_span){ 0 };
		return 0;
	}
	ambit_reader_close(r);
	return ambit_err_at(err_r,
	    (struct ambit_place){ .store = store->number });
}

void
ambit_reader_close(struct ambit_reader *r)
{
	if (r->ops != NULL)
		r->ops->close(r);
	ambit_source_free(&r->source);
	ambit_arena_free(&r->arena);
	ambit_arena_free(&r->memory);
	*r = (struct ambit_reader){ .fd = -1 };
}

int
ambit_reader_claims(struct ambit_reader *r, struct ambit_span *claims_r,
    struct ambit_err *err_r)
{
	*claims_r = (struct ambit_span){ 0 };
	return r->ops->claims == NULL ? 0 : r->ops->claims(r, claims_r, err_r);
}

int
ambit_reader_note(struct ambit_reader *r, struct ambit_text *text,
    struct ambit_err *err_r)
{
	return r->ops->note == NULL ? 0 : r->ops->note(r, text, err_r);
}

int
ambit_reader_state(struct ambit_reader *r, unsigned char sha256_r[32],
    struct ambit_err *err_r)
{
	return r->ops->state(r, sha256_r, err_r);
}

bool
ambit_reader_streams(const struct ambit_reader *r)
{
	return r->ops->stream != NULL;
}

/* Of a format whose items have bytes, only mail has a header. */
static bool
is_unreadable(const struct ambit_reader *r, const struct ambit_item *item)
{
	return (item->kind != AMBIT_KIND_MAIL && !ambit_reader_streams(r)) ||
	    (item->flaws & UNREADABLE) != 0;
}

static int
read_header(struct ambit_reader *r, struct ambit_item *item,
    struct ambit_err *err_r)
{
	if (r->ops->aim(r, item, err_r) < 0 ||
	    from_line_of_file(r, item, err_r) < 0)
		return -1;
	return ambit_mail_read(r->source, r->store, r->limits->header_bytes,
	    item, r->arena, err_r);
}

int
ambit_reader_read(struct ambit_reader *r, struct ambit_item *item,
    struct ambit_err *err_r)
{
	int rc;

	if (item->read || is_unreadable(r, item))
		return 0;
	if (r->ops->read != NULL)
		rc = r->ops->read(r, item, err_r);
	else
		rc = read_header(r, item, err_r);
	return rc < 0 ? ambit_err_at(err_r, item->at) : 0;
}

int
ambit_reader_stream(struct ambit_reader *r, const struct ambit_item *item,
    struct ambit_sink *sink, unsigned *flaws_r, struct ambit_err *err_r)
{
	assert(ambit_reader_streams(r) && !is_unreadable(r, item));
	*flaws_r = 0;
	if (r->ops->stream(r, item, sink, flaws_r, err_r) < 0)
		return ambit_err_at(err_r, item->at);
	return 0;
}

int
ambit_reader_parts(struct ambit_reader *r, struct ambit_item *item,
    struct ambit_err *err_r)
{
	uint64_t depth = r->limits->depth;

	if (is_unreadable(r, item) || ambit_reader_streams(r))
		return 0;
	assert(item->read);
	if (depth > AMBIT_DEPTH_MAX)
		depth = AMBIT_DEPTH_MAX;
	if (r->ops->aim(r, item, err_r) < 0 ||
	    ambit_mime_read(r->source, item, (unsigned)depth, r->arena, err_r) <
		0)
		return ambit_err_at(err_r, item->at);
	return 0;
}

static int
pour_bytes(struct ambit_source *source, uint64_t off, uint64_t len,
    struct ambit_sink *sink, struct ambit_err *err_r)
{
	struct ambit_span win;

	while (len > 0) {
		if (ambit_source_lend(source, off, 1, &win, err_r) < 0)
			return -1;
		if (win.len == 0)
			return ambit_err_set(err_r, AMBIT_E_CHANGED,
			    "the store shrank while it was read");
		if (win.len > len)
			win.len = (size_t)len;
		if (ambit_sink_write(sink, win, err_r) < 0)
			return -1;
		off += win.len;
		len -= win.len;
	}
	return 0;
}

int
ambit_reader_pour(struct ambit_reader *r, const struct ambit_item *item,
    struct ambit_extent part, struct ambit_sink *sink, struct ambit_err *err_r)
{
	assert(!ambit_reader_streams(r));
	assert(part.off <= item->raw.len);
	assert(part.len <= item->raw.len - part.off);
	if (part.len == 0)
		return 0;
	if (r->ops->aim(r, item, err_r) < 0 ||
	    pour_bytes(r->source, item->raw.off + part.off, part.len, sink,
		err_r) < 0)
		return ambit_err_at(err_r, item->at);
	return 0;
}
