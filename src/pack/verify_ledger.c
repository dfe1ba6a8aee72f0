/*
 * The ledger: for every path, whether it is on the disk, in the manifest, and
 * in production.xml; all three must say the same. In memory that does not grow
 * with the package.
 */

/* System. */
#include <assert.h>
#include <string.h>

/* Floor 6. */
#include "verify_state.h"

/* A record is path, NUL, side, and what that side says. */
int
verify_enter(struct verify *v, struct ambit_span path, enum verify_side side,
    struct ambit_span said, struct ambit_err *err_r)
{
	char room[VERIFY_PATH + 2 + sizeof(struct verify_fact)];
	struct ambit_text record = AMBIT_TEXT(room);
	const unsigned char mark[2] = { '\0', (unsigned char)side };

	ambit_text_put(&record, path);
	ambit_text_put(&record, (struct ambit_span){ mark, sizeof(mark) });
	ambit_text_put(&record, said);
	assert(!record.full);
	return ambit_spool_put(v->ledger, ambit_text_span(&record), err_r);
}

/* All that is said of one path. */
struct entry {
	unsigned char path[VERIFY_PATH + 1]; /* and a NUL */
	size_t len;
	bool on_disk, in_manifest;
	unsigned n_facts; /* what production.xml says, how often */
	unsigned char sha256[AMBIT_DIGEST_LEN];
	struct verify_fact fact;
};

static struct ambit_span
path_of(const struct entry *entry)
{
	return (struct ambit_span){ entry->path, entry->len };
}

/* The files that are not payload: those of the tag manifest, and what cannot
 * be in it. */
static bool
is_tag(const struct entry *entry)
{
	static const char *const tags[] = { "bagit.txt", "bag-info.txt",
		"manifest-sha256.txt", "tagmanifest-sha256.txt",
		"tagmanifest-sha256.txt.p7s", "tagmanifest-sha256.txt.p7s.tsr",
		"ambit/production.xml", "ambit/rules.csv" };

	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
		if (strcmp((const char *)entry->path, tags[i]) == 0)
			return true;
	}
	return false;
}

static bool
is_readme(const struct entry *entry)
{
	return strcmp((const char *)entry->path, "data/README.txt") == 0;
}

static int
check_fact(struct verify *v, const struct entry *entry, uint64_t bytes,
    struct ambit_err *err_r)
{
	const struct verify_fact *fact = &entry->fact;

	if (memcmp(fact->sha256, entry->sha256, AMBIT_DIGEST_LEN) != 0)
		return verify_defect(v, "V_ITEM", path_of(entry),
		    "production.xml has another digest than the manifest");
	if (fact->table)
		return verify_table(v, fact, path_of(entry), err_r);
	if (fact->amount != bytes)
		return verify_defect(v, "V_ITEM", path_of(entry),
		    "production.xml has another length");
	return verify_item(v, fact, err_r);
}

/* A file that is where the manifest has it: are these its bytes? */
static int
check_bytes(struct verify *v, const struct entry *entry,
    const struct verify_file *file, struct ambit_err *err_r)
{
	unsigned char is[AMBIT_DIGEST_LEN];
	uint64_t bytes;

	if (verify_digest(v, file, is, &bytes, err_r) < 0)
		return -1;
	v->payload_files++;
	v->payload_bytes += bytes;
	v->counts.files++;
	v->counts.bytes += bytes;
	if (memcmp(is, entry->sha256, sizeof(is)) != 0)
		return verify_defect(v, "V_DIGEST", path_of(entry),
		    "it is not what the manifest says");
	if (entry->n_facts != 1 || !v->known)
		return 0;
	return check_fact(v, entry, bytes, err_r);
}

static int
check_file(struct verify *v, const struct entry *entry, struct ambit_err *err_r)
{
	struct verify_file file;
	int done = verify_open(v, (const char *)entry->path, &file, err_r);

	if (done != 1)
		return done;
	done = check_bytes(v, entry, &file, err_r);
	verify_close(&file);
	return done;
}

/* All sides of one path are in. */
static int
judge(struct verify *v, const struct entry *entry, struct ambit_err *err_r)
{
	struct ambit_span path = path_of(entry);

	if (entry->n_facts > 1)
		(void)verify_defect(v, "V_ITEM", path,
		    "production.xml names it more than once");
	if (entry->n_facts > 0 && !entry->in_manifest)
		(void)verify_defect(v, "V_MANIFEST", path,
		    "production.xml names it, and the manifest does not");
	if (!entry->in_manifest)
		return !entry->on_disk || is_tag(entry)
		    ? 0
		    : verify_defect(v, "V_EXTRA", path,
			  "a file that is in no manifest");
	if (!entry->on_disk)
		return verify_defect(v, "V_MISSING", path,
		    "the manifest has it, and it is not there");
	if (entry->n_facts == 0 && !is_readme(entry))
		(void)verify_defect(v, "V_EXTRA", path,
		    "a payload file that production.xml does not name");
	return check_file(v, entry, err_r);
}

/* Cut a record open: where its path ends. */
static size_t
path_len(struct ambit_span record)
{
	const unsigned char *end = memchr(record.ptr, '\0', record.len);

	assert(end != NULL && record.len - (size_t)(end - record.ptr) >= 2);
	return (size_t)(end - record.ptr);
}

static void
note(struct entry *entry, struct ambit_span record)
{
	enum verify_side side = (enum verify_side)record.ptr[entry->len + 1];
	struct ambit_span said =
	    ambit_span_sub(record, entry->len + 2, record.len);

	switch (side) {
	case VERIFY_ON_DISK:
		entry->on_disk = true;
		break;
	case VERIFY_IN_MANIFEST:
		entry->in_manifest = true;
		memcpy(entry->sha256, said.ptr, AMBIT_DIGEST_LEN);
		break;
	case VERIFY_IN_XML:
		entry->n_facts++;
		memcpy(&entry->fact, said.ptr, sizeof(entry->fact));
		break;
	}
}

static bool
is_of(const struct entry *entry, struct ambit_span record, size_t len)
{
	return entry->len == len && memcmp(entry->path, record.ptr, len) == 0;
}

int
verify_ledger(struct verify *v, struct ambit_err *err_r)
{
	struct entry entry = { .len = 0 };
	struct ambit_span record;
	int got;

	if (ambit_spool_sort(v->ledger, err_r) < 0)
		return -1;
	while ((got = ambit_spool_next(v->ledger, &record, err_r)) == 1) {
		size_t len = path_len(record);

		if (!is_of(&entry, record, len)) {
			if (entry.len > 0 && judge(v, &entry, err_r) < 0)
				return -1;
			entry = (struct entry){ .len = len };
			memcpy(entry.path, record.ptr, len);
		}
		note(&entry, record);
	}
	if (got < 0)
		return -1;
	return entry.len > 0 ? judge(v, &entry, err_r) : 0;
}
