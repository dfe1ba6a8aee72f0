/*
 * A message of which parts were ordered: is there anything else in it? Its
 * fields and parts are found again and asked about, and what is made of them
 * must be the file.
 */

/* System. */
#include <string.h>

/* Floor 3 and below. */
#include "ambit/header.h"
#include "ambit/limits.h"
#include "ambit/mail.h"

/* Floor 6. */
#include "verify_state.h"

/* Where a field lies: the first begins the file. */
static struct ambit_extent
place_of(const struct ambit_item *item, size_t i)
{
	struct ambit_span line = item->fields[i].line;

	return (struct ambit_extent){
		(uint64_t)(line.ptr - item->fields[0].line.ptr), line.len
	};
}

static bool
is_structure(struct ambit_span name)
{
	return ambit_span_equal_nocase(name, AMBIT_LIT("mime-version")) ||
	    ambit_span_begins_nocase(name, AMBIT_LIT("content-"));
}

static size_t
count_content(const struct ambit_header_field *fields, size_t n)
{
	size_t found = 0;

	for (size_t i = 0; i < n; i++)
		found += ambit_span_begins_nocase(fields[i].name,
		    AMBIT_LIT("content-"));
	return found;
}

/*
 * A member of a multipart/digest is a message where it stood and, as it names
 * no type of its own, a text where it leaves (RFC 2046 5.1.5). It begins with
 * a field.
 */
static int
is_digested(struct verify *v, const struct ambit_part *part, bool *digested_r,
    struct ambit_err *err_r)
{
	struct ambit_span win, line;
	const struct ambit_header_field *first;
	struct ambit_header header;

	*digested_r = false;
	if (part->header.len > AMBIT_HEADER_MAX)
		return 0;
	if (ambit_source_lend(v->source, part->header.off,
		(size_t)part->header.len, &win, err_r) < 0)
		return -1;
	win = ambit_span_sub(win, 0, (size_t)part->header.len);
	if (ambit_header_read(win, true, AMBIT_HEADER_MAX, v->item, &header) <
	    0)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "part header");
	if (ambit_header_count(header.fields, header.n_fields,
		AMBIT_LIT("Content-Type"), &first) > 0)
		return 0;
	if (ambit_source_lend(v->source, part->body.off, 1, &win, err_r) < 0)
		return -1;
	*digested_r = part->body.len > 0 &&
	    ambit_header_cut(&win, &line) == AMBIT_HEADER_FIELD;
	return 0;
}

static int
check_parts(struct verify *v, const struct ambit_scope *scope,
    const struct ambit_item *item, bool *whole_r, struct ambit_err *err_r)
{
	unsigned pieces = scope->pieces;
	bool digested;

	for (size_t i = 0; i < item->n_parts; i++) {
		if (ambit_split_part(pieces, item->parts[i].kind))
			continue;
		if (is_digested(v, &item->parts[i], &digested, err_r) < 0)
			return -1;
		if (!digested || !ambit_split_part(pieces, AMBIT_PART_OTHER))
			*whole_r = false;
	}
	return 0;
}

/* Nothing but fields left: there is no body, nor a word of what it would be. */
static bool
has_no_part(const struct ambit_item *item, unsigned pieces)
{
	return item->body == item->raw.len && item->n_parts == 1 &&
	    count_content(item->fields, item->n_fields) == 0 &&
	    !ambit_split_part(pieces, item->parts[0].kind);
}

/* What may leave of it, as was asked when it was produced; all of it may. */
static int
cut(struct verify *v, const struct ambit_scope *scope,
    const struct ambit_item *item, struct ambit_mail_cut *cut_r, bool *whole_r,
    struct ambit_err *err_r)
{
	unsigned pieces = scope->pieces;
	struct ambit_extent *fields =
	    AMBIT_ARENA_GET(v->item, struct ambit_extent, item->n_fields + 1);

	if (fields == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "verify");
	*whole_r = true;
	*cut_r =
	    (struct ambit_mail_cut){ .fields = fields, .parts = item->parts };
	for (size_t i = 0; i < item->n_fields; i++) {
		struct ambit_span name = item->fields[i].name;

		if (ambit_split_header(pieces, name))
			fields[cut_r->n_fields++] = place_of(item, i);
		else if (!is_structure(name))
			*whole_r = false;
	}
	if (has_no_part(item, pieces))
		return 0;
	cut_r->n_parts = item->n_parts;
	return check_parts(v, scope, item, whole_r, err_r);
}

static int
defect(struct verify *v, const struct verify_fact *fact, const char *what)
{
	char bates[AMBIT_BATES_LEN];

	ambit_production_bates(&v->facts.order, fact->number, bates);
	return verify_defect(v, "V_SCOPE", ambit_span_str(bates), "%s", what);
}

/*
 * Cutting it down again must change nothing: so there is no byte in it that is
 * no field and no part which may leave.
 */
int
verify_reduced(struct verify *v, const struct verify_fact *fact,
    const struct ambit_scope *scope, const struct ambit_item *item,
    struct ambit_err *err_r)
{
	struct ambit_mail_cut pieces;
	bool whole = false;

	if (item->flaws & AMBIT_FLAW_HEADER || !item->structured)
		return defect(v, fact, "its fields cannot be told from text");
	if (cut(v, scope, item, &pieces, &whole, err_r) < 0)
		return -1;
	if (!whole)
		return defect(v, fact, "it holds more than was ordered");
	if (ambit_sink_hash_reset(&v->hash, err_r) < 0 ||
	    ambit_mail_reduce(v->source, 0, &pieces, v->item, &v->hash.sink,
		err_r) < 0 ||
	    ambit_sink_finish(&v->hash.sink, err_r) < 0)
		return -1;
	if (memcmp(v->hash.digest, fact->sha256, AMBIT_DIGEST_LEN) != 0)
		return defect(v, fact,
		    "it holds bytes that are no part of what was ordered");
	return 0;
}
