/*
 * The texts of a volume that follow from the facts of production.xml alone:
 * written again, they must be the same, byte for byte. So no sentence stands
 * in a production that its order and its tables do not give.
 *
 * Only the version that made them writes them so; of another one's package
 * they are not judged, and the page says so.
 */

/* System. */
#include <stdlib.h>
#include <string.h>

/* Floor 1 and below. */
#include "ambit/version.h"

/* Floor 6. */
#include "production_state.h"
#include "verify_state.h"

static int
is_ours(struct verify *v, bool *ours_r, struct ambit_err *err_r)
{
	unsigned char instruments[AMBIT_DIGEST_LEN], fields[AMBIT_DIGEST_LEN];
	const struct verify_facts *facts = &v->facts;

	if (ambit_production_law_digests(instruments, fields, err_r) < 0)
		return -1;
	*ours_r = ambit_span_equal(facts->version, AMBIT_LIT(AMBIT_VERSION)) &&
	    memcmp(instruments, facts->instruments, AMBIT_DIGEST_LEN) == 0 &&
	    memcmp(fields, facts->fields, AMBIT_DIGEST_LEN) == 0;
	return 0;
}

/*
 * A production that has the facts for its order. Without an account a scope
 * has the range of its task, which production.xml has cut already.
 */
static struct ambit_production *
production_of(struct verify *v)
{
	const struct ambit_order *order = &v->facts.order;
	struct ambit_production *p = calloc(1, sizeof(*p));
	struct ambit_scope *scopes =
	    AMBIT_ARENA_GET(v->arena, struct ambit_scope, order->n_tasks);

	if (p == NULL || scopes == NULL) {
		free(p);
		return NULL;
	}
	for (size_t i = 0; i < order->n_tasks; i++) {
		scopes[i].task = &order->tasks[i];
		scopes[i].reduced = v->judge.scopes[i].reduced;
	}
	p->terms.order = order;
	p->terms.scopes = scopes;
	memcpy(p->instruments, v->facts.instruments, AMBIT_DIGEST_LEN);
	memcpy(p->fields, v->facts.fields, AMBIT_DIGEST_LEN);
	ambit_production_id(order, p->id);
	return p;
}

/* One text: its file, and how it is written. */
struct text {
	const char *path;
	void (*write)(const struct production_volume *volume,
	    struct pack_out *out);
	bool whole; /* nothing follows it */
};

static void
write_rules(const struct production_volume *volume, struct pack_out *out)
{
	production_rules(volume->production, out);
}

static void
write_head(const struct production_volume *volume, struct pack_out *out)
{
	production_xml_begin(volume, NULL, 0, out);
}

static const struct text texts[] = {
	{ "data/README.txt", production_readme, true },
	{ "ambit/rules.csv", write_rules, true },
	{ "ambit/production.xml", write_head, false },
};

static int
write_again(struct verify *v, const struct text *text,
    const struct production_volume *volume,
    unsigned char sha256_r[AMBIT_DIGEST_LEN], uint64_t *bytes_r,
    struct ambit_err *err_r)
{
	struct pack_out out;

	if (ambit_sink_hash_reset(&v->hash, err_r) < 0)
		return -1;
	pack_out_init(&out, &v->hash.sink, err_r);
	text->write(volume, &out);
	if (pack_out_end(&out) < 0 ||
	    ambit_sink_finish(&v->hash.sink, err_r) < 0)
		return -1;
	*bytes_r = v->hash.sink.count;
	memcpy(sha256_r, v->hash.digest, AMBIT_DIGEST_LEN);
	return 0;
}

/* The digest of the first bytes of the file that source is aimed at. */
static int
digest_front(struct verify *v, uint64_t bytes,
    unsigned char sha256_r[AMBIT_DIGEST_LEN], struct ambit_err *err_r)
{
	struct ambit_span win;

	if (ambit_sink_hash_reset(&v->hash, err_r) < 0)
		return -1;
	for (uint64_t off = 0; off < bytes; off += win.len) {
		if (ambit_source_lend(v->source, off, 1, &win, err_r) < 0)
			return -1;
		if (win.len == 0)
			break;
		if (win.len > bytes - off)
			win.len = (size_t)(bytes - off);
		if (ambit_sink_write(&v->hash.sink, win, err_r) < 0)
			return -1;
	}
	if (ambit_sink_finish(&v->hash.sink, err_r) < 0)
		return -1;
	memcpy(sha256_r, v->hash.digest, AMBIT_DIGEST_LEN);
	return 0;
}

/* source is aimed at the text. */
static int
compare(struct verify *v, const struct text *text, uint64_t bytes,
    const unsigned char want[AMBIT_DIGEST_LEN], struct ambit_err *err_r)
{
	unsigned char is[AMBIT_DIGEST_LEN];
	uint64_t stored;

	if (digest_front(v, bytes, is, err_r) < 0)
		return -1;
	stored = ambit_source_stored(v->source);
	if (memcmp(is, want, sizeof(is)) != 0 ||
	    (text->whole && stored != bytes))
		return verify_defect(v, "V_TEXT", ambit_span_str(text->path),
		    "it is not what ambit writes for such a production");
	return 0;
}

static int
check(struct verify *v, const struct text *text,
    const struct production_volume *volume, struct ambit_err *err_r)
{
	unsigned char want[AMBIT_DIGEST_LEN];
	struct verify_file file;
	uint64_t bytes;
	int done;

	if (write_again(v, text, volume, want, &bytes, err_r) < 0)
		return -1;
	done = verify_open(v, text->path, &file, err_r);
	if (done != 1)
		return done;
	done = verify_aim(v, &file, err_r);
	if (done == 0)
		done = compare(v, text, bytes, want, err_r);
	verify_close(&file);
	return done;
}

int
verify_texts(struct verify *v, struct ambit_err *err_r)
{
	struct production_volume volume = { .number = v->facts.volume,
		.of = v->facts.volumes };
	struct ambit_production *p;
	bool ours;
	int done = 0;

	if (!v->known)
		return 0;
	if (is_ours(v, &ours, err_r) < 0)
		return -1;
	v->elsewhere = !ours;
	if (!ours)
		return 0;
	volume.production = p = production_of(v);
	if (p == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "verify");
	for (size_t i = 0; done == 0 && i < sizeof(texts) / sizeof(texts[0]);
	     i++)
		done = check(v, &texts[i], &volume, err_r);
	free(p);
	return done;
}
