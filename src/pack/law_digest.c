/*
 * Which law judged: a digest of each table, over every column of every row.
 *
 * The text that is digested is not kept and has no reader; that it changes
 * whenever a row does is all that is asked of it.
 */

/* System. */
#include <string.h>

/* Floor 6. */
#include "ambit/production.h"
#include "pack_out.h"

/* A column that is text: between quotes, which none of them holds. */
static void
put(struct pack_out *out, const char *column)
{
	pack_out_str(out, "\"");
	pack_out_str(out, column);
	pack_out_str(out, "\"\t");
}

static void
put_instruments(struct pack_out *out)
{
	size_t n;
	const struct ambit_instrument *row = ambit_law_instruments(&n);

	for (size_t i = 0; i < n; i++, row++) {
		put(out, row->code);
		put(out, row->title);
		put(out, row->source);
		pack_out_print(out, "%u\t%u\t%u\t%u\t%u\t%u\t",
		    (unsigned)row->regime, row->reach, (unsigned)row->list,
		    row->signs, row->cases, (unsigned)row->document);
		pack_out_print(out, "%u\t%u\t%u\t%d\t%d\t%d\n", row->validates,
		    row->validates_more, row->serve_days, row->consent, row->on,
		    row->confirmed);
	}
}

static void
put_fields(struct pack_out *out)
{
	size_t n;
	const struct ambit_law_field *row = ambit_law_fields(&n);

	for (size_t i = 0; i < n; i++, row++) {
		put(out, row->id);
		pack_out_print(out, "%u\t%u\t%u\t", (unsigned)row->store,
		    (unsigned)row->regime, row->classes);
		put(out, row->letters);
		pack_out_print(out, "%d\t%d\t%d\t", row->nsl, row->dras,
		    row->named);
		put(out, row->eu_box);
		put(out, row->transform);
		pack_out_print(out, "%d\n", row->confirmed);
	}
}

static int
digest(void (*rows)(struct pack_out *out),
    unsigned char sha256_r[AMBIT_DIGEST_LEN], struct ambit_err *err_r)
{
	struct ambit_sink_hash hash;
	struct pack_out out;
	int rc = ambit_sink_hash_init(&hash, NULL, err_r);

	if (rc == 0) {
		pack_out_init(&out, &hash.sink, err_r);
		rows(&out);
		rc = pack_out_end(&out) < 0
		    ? -1
		    : ambit_sink_finish(&hash.sink, err_r);
	}
	memcpy(sha256_r, hash.digest, AMBIT_DIGEST_LEN);
	ambit_sink_hash_clear(&hash);
	return rc;
}

int
ambit_production_law_digests(unsigned char instruments_r[AMBIT_DIGEST_LEN],
    unsigned char fields_r[AMBIT_DIGEST_LEN], struct ambit_err *err_r)
{
	if (digest(put_instruments, instruments_r, err_r) < 0)
		return -1;
	return digest(put_fields, fields_r, err_r);
}
