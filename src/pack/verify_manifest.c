/*
 * The manifests of a volume (RFC 8493 2.1.3, package.md 3): the short one of
 * the tag files, and the one of the payload, line by line. A line that ambit
 * would not have written is a defect, even where sha256sum would take it.
 */

/* System. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Floor 6. */
#include "bag_path.h"
#include "verify_state.h"

#define HEX ((size_t)2 * AMBIT_DIGEST_LEN)

/* A digest, two blanks, a path, LF. */
#define LINE_MAX_ (HEX + 2 + VERIFY_PATH + 1)

static int
digit(unsigned char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool
verify_manifest_line(struct ambit_span line,
    unsigned char sha256_r[AMBIT_DIGEST_LEN], struct ambit_span *path_r)
{
	if (line.len <= HEX + 2 || line.ptr[HEX] != ' ' ||
	    line.ptr[HEX + 1] != ' ')
		return false;
	for (size_t i = 0; i < AMBIT_DIGEST_LEN; i++) {
		int high = digit(line.ptr[2 * i]);
		int low = digit(line.ptr[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		sha256_r[i] = (unsigned char)(high << 4 | low);
	}
	*path_r = ambit_span_sub(line, HEX + 2, line.len);
	return path_r->len <= VERIFY_PATH && bag_path(*path_r);
}

/* A line with its LF, and nothing else counts as an end. */
static bool
cut_line(struct ambit_span *rest, struct ambit_span *line_r)
{
	const unsigned char *end = NULL;

	if (rest->len > 0)
		end = memchr(rest->ptr, '\n', rest->len);
	if (end == NULL)
		return false;
	*line_r = ambit_span_sub(*rest, 0, (size_t)(end - rest->ptr));
	*rest = ambit_span_sub(*rest, line_r->len + 1, rest->len);
	return true;
}

/* ---- the tag files ---- */

static int
digest_of(struct verify *v, const char *path,
    unsigned char sha256_r[AMBIT_DIGEST_LEN], struct ambit_err *err_r)
{
	struct verify_file file;
	uint64_t bytes;
	int got = verify_open(v, path, &file, err_r);

	if (got != 1)
		return got;
	if (verify_digest(v, &file, sha256_r, &bytes, err_r) < 0)
		got = -1;
	verify_close(&file);
	return got;
}

static int
check_tag(struct verify *v, const char *path, struct ambit_span *rest,
    struct ambit_err *err_r)
{
	unsigned char said[AMBIT_DIGEST_LEN], is[AMBIT_DIGEST_LEN];
	struct ambit_span line, named;
	int got;

	if (!cut_line(rest, &line) ||
	    !verify_manifest_line(line, said, &named) ||
	    !ambit_span_equal(named, ambit_span_str(path)))
		return verify_defect(v, "V_MANIFEST",
		    AMBIT_LIT("tagmanifest-sha256.txt"),
		    "no line for %s where it belongs", path);
	got = digest_of(v, path, is, err_r);
	if (got == 1 && memcmp(said, is, sizeof(is)) != 0)
		return verify_defect(v, "V_DIGEST", ambit_span_str(path),
		    "it is not what the tag manifest says");
	return got < 0 ? -1 : 0;
}

static int
check_bagit(struct verify *v, struct ambit_err *err_r)
{
	static const struct ambit_span want =
	    AMBIT_LIT_INIT("BagIt-Version: 1.0\n"
			   "Tag-File-Character-Encoding: UTF-8\n");
	struct ambit_span is;
	int got = verify_read(v, "bagit.txt", &is, err_r);

	if (got == 1 && !ambit_span_equal(is, want))
		return verify_defect(v, "V_LAYOUT", AMBIT_LIT("bagit.txt"),
		    "it is not the two lines of BagIt 1.0");
	return got < 0 ? -1 : 0;
}

int
verify_tags(struct verify *v, struct ambit_err *err_r)
{
	static const char *const paths[] = { "ambit/production.xml",
		"ambit/rules.csv", "bag-info.txt", "bagit.txt",
		"manifest-sha256.txt" };
	struct ambit_span rest;
	int got;

	ambit_arena_reset(v->item);
	if (check_bagit(v, err_r) < 0)
		return -1;
	got = verify_read(v, "tagmanifest-sha256.txt", &rest, err_r);
	if (got != 1)
		return got;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		if (check_tag(v, paths[i], &rest, err_r) < 0)
			return -1;
	}
	if (rest.len > 0)
		return verify_defect(v, "V_MANIFEST",
		    AMBIT_LIT("tagmanifest-sha256.txt"),
		    "it has more than its five lines");
	return 0;
}

/* ---- the payload ---- */

/* A manifest that is read from the front, and its last path. */
struct listing {
	uint64_t off;
	unsigned char last[VERIFY_PATH];
	size_t last_len;
};

static int
refuse(struct verify *v, const char *what)
{
	return verify_defect(v, "V_MANIFEST", AMBIT_LIT("manifest-sha256.txt"),
	    "%s", what);
}

/* One line: 1; 0 at the end or where reading on has no sense; -1. */
static int
next_line(struct verify *v, struct listing *l, struct ambit_err *err_r)
{
	unsigned char sha256[AMBIT_DIGEST_LEN];
	struct ambit_span win, line, path, last = { l->last, l->last_len };

	if (ambit_source_lend(v->source, l->off, LINE_MAX_, &win, err_r) < 0)
		return -1;
	if (win.len == 0)
		return 0;
	win = ambit_span_sub(win, 0, LINE_MAX_);
	if (!cut_line(&win, &line) ||
	    !verify_manifest_line(line, sha256, &path) ||
	    !ambit_span_begins(path, AMBIT_LIT("data/")))
		return refuse(v, "a line that ambit does not write");
	if (ambit_span_compare(last, path) >= 0)
		return refuse(v, "its lines are not in order, or one is twice");
	memcpy(l->last, path.ptr, path.len);
	l->last_len = path.len;
	l->off += line.len + 1;
	return verify_enter(v, path, VERIFY_IN_MANIFEST,
		   (struct ambit_span){ sha256, sizeof(sha256) }, err_r) < 0
	    ? -1
	    : 1;
}

int
verify_manifest(struct verify *v, struct ambit_err *err_r)
{
	struct listing listing = { .off = 0 };
	struct verify_file file;
	int got = verify_open(v, "manifest-sha256.txt", &file, err_r);

	if (got != 1)
		return got;
	got = verify_aim(v, &file, err_r);
	if (got == 0) {
		while ((got = next_line(v, &listing, err_r)) == 1)
			continue;
	}
	verify_close(&file);
	return got;
}

/* ---- bag-info.txt ---- */

int
verify_info(struct verify *v, struct ambit_err *err_r)
{
	const struct ambit_order *order = &v->facts.order;
	char room[4096], id[AMBIT_PRODUCTION_ID_LEN];
	struct ambit_text want = AMBIT_TEXT(room);
	struct ambit_span is;
	int got;

	ambit_arena_reset(v->item);
	got = verify_read(v, "bag-info.txt", &is, err_r);
	if (got != 1 || !v->known)
		return got < 0 ? -1 : 0;
	ambit_production_id(order, id);
	ambit_text_str(&want, "Source-Organization: ");
	ambit_text_put(&want, order->addressee);
	ambit_text_print(&want, "\nExternal-Identifier: %s\n", id);
	ambit_text_str(&want, "Bag-Group-Identifier: ");
	ambit_text_hex(&want,
	    (struct ambit_span){ order->sha256, AMBIT_DIGEST_LEN });
	ambit_text_print(&want, "\nBag-Count: %u of %u\n",
	    (unsigned)v->facts.volume, (unsigned)v->facts.volumes);
	ambit_text_print(&want, "Payload-Oxum: %" PRIu64 ".%" PRIu64 "\n",
	    v->payload_bytes, v->payload_files);
	if (want.full || !ambit_span_equal(is, ambit_text_span(&want)))
		return verify_defect(v, "V_LAYOUT", AMBIT_LIT("bag-info.txt"),
		    "it does not say what production.xml and payload say");
	return 0;
}
