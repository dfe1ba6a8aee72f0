/*
 * A store as its reader gives it: of each item the kind, the flaws, the clocks,
 * and digests of all its facts and of its stream.
 */
#define _GNU_SOURCE

/* System. */
#include <string.h>

#include "ambit/limits.h"
#include "ambit/reader.h"
#include "pst_seen.h"

static struct ambit_sink_hash hash;

void
seen_begin(void)
{
	struct ambit_err err;

	must(ambit_sink_hash_init(&hash, NULL, &err) == 0, "digest");
}

void
seen_end(void)
{
	ambit_sink_hash_clear(&hash);
}

static void
add(struct ambit_span bytes)
{
	struct ambit_err err;
	unsigned char len[4] = { (unsigned char)bytes.len,
		(unsigned char)(bytes.len >> 8),
		(unsigned char)(bytes.len >> 16),
		(unsigned char)(bytes.len >> 24) };

	must(ambit_sink_write(&hash.sink, (struct ambit_span){ len, 4 },
		 &err) == 0 &&
		ambit_sink_write(&hash.sink, bytes, &err) == 0,
	    "digest");
}

static void
add_number(uint64_t number)
{
	char text[24];

	(void)snprintf(text, sizeof(text), "%ju", (uintmax_t)number);
	add(ambit_span_str(text));
}

static void
add_facts(const struct ambit_item *item)
{
	add_number(item->raw.len);
	add_number(item->kind);
	add_number(item->doubted);
	for (size_t i = 0; i < AMBIT_N_CLOCKS; i++) {
		add_number(item->when[i].n);
		for (unsigned k = 0; k < item->when[i].n; k++) {
			add_number((uint64_t)item->when[i].at[k].lo);
			add_number((uint64_t)item->when[i].at[k].hi);
		}
		add(item->raw_when[i]);
	}
	for (size_t i = 0; i < item->n_parties; i++) {
		add_number(item->parties[i].role);
		add_number(item->parties[i].instance);
		add(item->parties[i].addr.local);
		add(item->parties[i].addr.domain);
	}
	for (size_t i = 0; i < item->n_nets; i++) {
		add_number(item->nets[i].role);
		add_number(item->nets[i].strict);
		add(item->nets[i].text);
	}
	for (size_t i = 0; i < item->n_fields; i++) {
		add(item->fields[i].name);
		add(item->fields[i].value);
	}
}

static int
see(struct ambit_reader *r, struct ambit_item *item, struct seen *seen,
    struct ambit_err *err)
{
	unsigned flaws = 0;

	memset(seen, 0, sizeof(*seen));
	seen->nid = (uint32_t)item->at.off;
	if (ambit_reader_read(r, item, err) < 0 ||
	    ambit_sink_hash_reset(&hash, err) < 0)
		return -1;
	add_facts(item);
	if (ambit_sink_finish(&hash.sink, err) < 0)
		return -1;
	memcpy(seen->facts, hash.digest, AMBIT_DIGEST_LEN);
	seen->unnamed = memmem(item->folder.ptr, item->folder.len,
			    "\xef\xbf\xbd", 3) != NULL;
	if (ambit_sink_digest(item->folder, seen->folder, err) < 0)
		return -1;
	seen->kind = item->kind;
	memcpy(seen->when, item->when, sizeof(seen->when));
	if ((item->flaws & AMBIT_FLAWS_DAMAGE) == 0 &&
	    (ambit_sink_hash_reset(&hash, err) < 0 ||
		ambit_reader_stream(r, item, &hash.sink, &flaws, err) < 0 ||
		ambit_sink_finish(&hash.sink, err) < 0))
		return -1;
	memcpy(seen->stream, hash.digest, AMBIT_DIGEST_LEN);
	seen->flaws = item->flaws | flaws;
	return 0;
}

static int
see_all(struct ambit_reader *r, struct reading *reading, struct ambit_err *err)
{
	struct ambit_item item;
	int rc;

	while ((rc = r->ops->next(r, &item, err)) == 1) {
		must(reading->n < ITEMS_MAX, "too many items");
		if (see(r, &item, &reading->item[reading->n], err) < 0)
			return -1;
		reading->n++;
	}
	return rc < 0 ? -1 : r->ops->check(r, err);
}

void
seen_read(int fd, struct reading *reading)
{
	static const struct ambit_limits limits = {
		.header_bytes = AMBIT_HEADER_MAX,
		.item_bytes = AMBIT_ITEM_MAX,
		.depth = AMBIT_DEPTH_MAX,
	};
	static const struct ambit_store store = { .number = 1,
		.format = AMBIT_STORE_PST,
		.holds = AMBIT_HOLDS_MAIL };
	static const struct ambit_span none;
	struct ambit_unit unit = ambit_unit_whole(&store);
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct ambit_reader r;
	int rc;

	reading->n = 0;
	rc = ambit_reader_open(&r, &unit, &limits, fd, none, &err);
	if (rc == 0) {
		rc = see_all(&r, reading, &err);
		ambit_reader_close(&r);
	}
	/* A limit on work fails the unit, and says so. */
	reading->refused =
	    rc < 0 && (err.code == AMBIT_E_FORMAT || err.code == AMBIT_E_LIMIT);
	reading->failed = rc < 0 && !reading->refused;
	memcpy(reading->why, err.text, sizeof(reading->why));
}
