/*
 * Reduced messages: an .eml of named fields and parts, made of byte ranges of
 * the original and of a frame that depends on these ranges alone. Re-encodes
 * nothing, and refuses to tell how much was left out.
 *
 * BUGS: a member of a multipart/digest that names no type is a message where
 * it stood; where it leaves it still names none, and a reader shows it as
 * text. A type of our own would be a byte that was never there.
 */

/* System. */
#include <assert.h>
#include <string.h>

/* Floor 3 and below. */
#include "ambit/header.h"
#include "ambit/limits.h"
#include "ambit/mail.h"
#include "ambit/text.h"
#include "msg_raw.h"

/* "ambit-" and 32 hex digits of a SHA-256. */
#define BOUNDARY_LEN 38

/* Sees the bytes pass, and remembers how the first of their lines ends. */
struct ends {
	struct ambit_sink sink;
	bool seen; /* a line end has passed */
	bool dos;  /* it was CR LF */
	bool cr;   /* the last byte was CR */
};

struct job {
	struct ambit_source *source;
	uint64_t raw_off;
	const struct ambit_mail_cut *cut;
	struct ambit_arena *arena;
	struct ambit_sink *sink;
	const struct ends *until; /* stop once it has seen one; or NULL */
	struct ambit_span end;    /* of the lines that we add */
	char boundary[BOUNDARY_LEN + 1]; /* where there are several parts */
};

static int
ends_write(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	struct ends *ends = (struct ends *)sink;
	const unsigned char *lf;

	(void)err_r;
	if (ends->seen || bytes.len == 0)
		return 0;
	lf = memchr(bytes.ptr, '\n', bytes.len);
	ends->seen = lf != NULL;
	if (lf != NULL)
		ends->dos = lf == bytes.ptr ? ends->cr : lf[-1] == '\r';
	ends->cr = bytes.ptr[bytes.len - 1] == '\r';
	return 0;
}

static const struct ambit_sink_ops ends_ops = { .name = "ends",
	.write = ends_write };

/* The source up to the end of a range; no caller names more than 2^63. */
static struct ambit_extent
up_to(const struct job *job, struct ambit_extent range)
{
	assert(range.off <= INT64_MAX && range.len <= INT64_MAX);
	return (struct ambit_extent){ job->raw_off, range.off + range.len };
}

/* A line of ours: up to three texts, and the line end. */
static int
add(const struct job *job, const char *a, const char *b, const char *c,
    struct ambit_err *err_r)
{
	char line[128];
	struct ambit_text text = AMBIT_TEXT(line);

	ambit_text_str(&text, a);
	ambit_text_str(&text, b);
	ambit_text_str(&text, c);
	ambit_text_put(&text, job->end);
	return ambit_sink_write(job->sink, ambit_text_span(&text), err_r);
}

static int
pour_fields(const struct job *job, const struct ambit_header *header,
    bool version, struct ambit_err *err_r)
{
	for (size_t i = 0; i < header->n_fields; i++) {
		if (!ambit_span_begins_nocase(header->fields[i].name,
			AMBIT_LIT("Content-")))
			continue;
		if (version && add(job, "MIME-Version: 1.0", "", "", err_r) < 0)
			return -1;
		version = false;
		if (ambit_sink_write(job->sink, header->fields[i].line, err_r) <
		    0)
			return -1;
	}
	return 0;
}

/*
 * The part's own Content-* fields, as stored; with version, a MIME-Version in
 * front of the first.
 */
static int
pour_header(const struct job *job, struct ambit_extent range, bool version,
    struct ambit_err *err_r)
{
	size_t mark = ambit_arena_mark(job->arena);
	struct ambit_header header;
	struct ambit_span block;
	int ret;

	if (range.len > AMBIT_HEADER_MAX)
		return ambit_err_set(err_r, AMBIT_E_LIMIT, "header of a part");
	if (msg_raw_lend(job->source, up_to(job, range), range.off,
		(size_t)range.len, &block, err_r) < 0)
		return -1;
	if (ambit_header_read(block, true, AMBIT_HEADER_MAX, job->arena,
		&header) < 0)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "part header");
	ret = pour_fields(job, &header, version, err_r);
	ambit_arena_release(job->arena, mark);
	return ret;
}

static bool
is_done(const struct job *job)
{
	return job->until != NULL && job->until->seen;
}

static int
pour(const struct job *job, struct ambit_extent range, struct ambit_err *err_r)
{
	struct ambit_extent raw = up_to(job, range);
	struct ambit_span win;

	for (uint64_t off = range.off; off < raw.len && !is_done(job);
	     off += win.len) {
		if (msg_raw_lend(job->source, raw, off, 1, &win, err_r) < 0 ||
		    ambit_sink_write(job->sink, win, err_r) < 0)
			return -1;
	}
	return 0;
}

/* The ranges and nothing else, in their order. */
static int
pour_ranges(const struct job *job, struct ambit_err *err_r)
{
	const struct ambit_mail_cut *cut = job->cut;

	for (size_t i = 0; i < cut->n_fields && !is_done(job); i++) {
		if (pour(job, cut->fields[i], err_r) < 0)
			return -1;
	}
	for (size_t i = 0; i < cut->n_parts && !is_done(job); i++) {
		if (pour_header(job, cut->parts[i].header, false, err_r) < 0 ||
		    pour(job, cut->parts[i].body, err_r) < 0)
			return -1;
	}
	return 0;
}

/* The first line end of the ranges is that of the lines that we add. */
static int
find_end(struct job *job, struct ambit_err *err_r)
{
	struct ends ends = { .sink.ops = &ends_ops };
	struct job look = *job;

	look.sink = &ends.sink;
	look.until = &ends;
	if (pour_ranges(&look, err_r) < 0)
		return -1;
	job->end = ends.dos ? AMBIT_LIT("\r\n") : AMBIT_LIT("\n");
	return 0;
}

/* From what is produced alone: what was left out must leave no trace. */
static int
make_boundary(struct job *job, struct ambit_err *err_r)
{
	struct ambit_sink_hash hash;
	struct job look = *job;
	struct ambit_text text = { .ptr = job->boundary, .cap = BOUNDARY_LEN };
	int ret = -1;

	if (ambit_sink_hash_init(&hash, NULL, err_r) == 0) {
		look.sink = &hash.sink;
		if (pour_ranges(&look, err_r) == 0)
			ret = ambit_sink_finish(&hash.sink, err_r);
	}
	ambit_sink_hash_clear(&hash);
	if (ret < 0)
		return ret;
	ambit_text_str(&text, "ambit-");
	ambit_text_hex(&text, (struct ambit_span){ hash.digest, 16 });
	return 0;
}

/* One part is the body itself, as it would be in a message of its own. */
static int
write_one(const struct job *job, struct ambit_err *err_r)
{
	const struct ambit_part *part = job->cut->parts;

	if (pour_header(job, part->header, true, err_r) < 0 ||
	    add(job, "", "", "", err_r) < 0)
		return -1;
	return pour(job, part->body, err_r);
}

static int
write_several(const struct job *job, struct ambit_err *err_r)
{
	if (add(job, "MIME-Version: 1.0", "", "", err_r) < 0 ||
	    add(job, "Content-Type: multipart/mixed; boundary=\"",
		job->boundary, "\"", err_r) < 0 ||
	    add(job, "", "", "", err_r) < 0)
		return -1;
	for (size_t i = 0; i < job->cut->n_parts; i++) {
		const struct ambit_part *part = &job->cut->parts[i];

		if (add(job, "--", job->boundary, "", err_r) < 0 ||
		    pour_header(job, part->header, false, err_r) < 0 ||
		    add(job, "", "", "", err_r) < 0 ||
		    pour(job, part->body, err_r) < 0 ||
		    add(job, "", "", "", err_r) < 0)
			return -1;
	}
	return add(job, "--", job->boundary, "--", err_r);
}

static int
write_fields(const struct job *job, struct ambit_err *err_r)
{
	for (size_t i = 0; i < job->cut->n_fields; i++) {
		if (pour(job, job->cut->fields[i], err_r) < 0)
			return -1;
	}
	return 0;
}

int
ambit_mail_reduce(struct ambit_source *source, uint64_t raw_off,
    const struct ambit_mail_cut *cut, struct ambit_arena *arena,
    struct ambit_sink *sink, struct ambit_err *err_r)
{
	struct job job = { .source = source,
		.raw_off = raw_off,
		.cut = cut,
		.arena = arena,
		.sink = sink };

	if (cut->n_fields == 0 && cut->n_parts == 0)
		return 0;
	if (find_end(&job, err_r) < 0 ||
	    (cut->n_parts > 1 && make_boundary(&job, err_r) < 0) ||
	    write_fields(&job, err_r) < 0)
		return -1;
	if (cut->n_parts == 0)
		return add(&job, "", "", "", err_r);
	if (cut->n_parts == 1)
		return write_one(&job, err_r);
	return write_several(&job, err_r);
}
