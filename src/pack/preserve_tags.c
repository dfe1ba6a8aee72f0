/*
 * The tag files of a frozen copy: what it holds, whence, under which order.
 */

/* System. */
#include <fcntl.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Floor 0. */
#include "ambit/instant.h"
#include "ambit/json.h"

/* Floor 6. */
#include "ambit/sign.h"
#include "preserve_tags.h"

static int
tag_init(struct preserve_tag *tag, struct ambit_err *err_r)
{
	return pack_file_init(&tag->file, tag->buf, sizeof(tag->buf), err_r);
}

static int
tag_open(struct preserve_tag *tag, int dirfd, const char *name,
    struct ambit_err *err_r)
{
	if (pack_file_open(&tag->file, dirfd, name, err_r) < 0)
		return -1;
	pack_out_init(&tag->out, pack_file_sink(&tag->file), err_r);
	return 0;
}

static int
tag_close(struct preserve_tag *tag, struct ambit_err *err_r)
{
	if (pack_out_end(&tag->out) < 0)
		return -1;
	return pack_file_close(&tag->file, err_r);
}

int
preserve_tags_begin(struct preserve_tags *tags, int fd, struct ambit_err *err_r)
{
	struct preserve_tag *const all[] = { &tags->manifest, &tags->links,
		&tags->stores };
	int rc = 0;

	tags->fd = fd;
	tags->err_r = err_r;
	tags->begun = true;
	/* All, before any can fail: what is cleared was begun. */
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (tag_init(all[i], err_r) < 0)
			rc = -1;
	}
	if (rc < 0)
		return -1;
	if (tag_open(&tags->manifest, fd, "manifest-sha256.txt", err_r) < 0 ||
	    tag_open(&tags->links, fd, "links-sha256.txt", err_r) < 0)
		return -1;
	return tag_open(&tags->stores, fd, "stores.ndjson", err_r);
}

void
preserve_tags_clear(struct preserve_tags *tags)
{
	if (!tags->begun)
		return;
	pack_file_clear(&tags->manifest.file);
	pack_file_clear(&tags->links.file);
	pack_file_clear(&tags->stores.file);
}

static int64_t
instant_of(struct timespec at)
{
	return (int64_t)at.tv_sec * AMBIT_SECOND + at.tv_nsec / 1000;
}

void
preserve_tags_store(struct preserve_tags *tags,
    const struct ambit_registry *registry, const struct ambit_store *store,
    const struct stat *st)
{
	char line[16384];
	struct ambit_text text = AMBIT_TEXT(line);
	struct ambit_json json = { .text = &text };

	ambit_json_object(&json, NULL);
	ambit_json_string(&json, "account",
	    registry->accounts[store->account - 1].id);
	ambit_json_number(&json, "bytes", st->st_size);
	ambit_json_number(&json, "ctime", instant_of(st->st_ctim));
	ambit_json_number(&json, "dev", (int64_t)st->st_dev);
	ambit_json_string(&json, "format",
	    ambit_span_str(ambit_store_format_name(store->format)));
	ambit_json_number(&json, "ino", (int64_t)st->st_ino);
	ambit_json_number(&json, "mtime", instant_of(st->st_mtim));
	ambit_json_string(&json, "path", store->path);
	ambit_json_string(&json, "store", store->id);
	ambit_json_end(&json);
	pack_out_put(&tags->stores.out, ambit_text_span(&text));
	pack_out_str(&tags->stores.out, "\n");
}

/* ---- the end ---- */

static void
put_line(struct preserve_tag *list, const struct preserve_tag *of,
    const char *name)
{
	pack_out_sha256(&list->out, of->file.hash.digest);
	pack_out_str(&list->out, "  ");
	pack_out_str(&list->out, name);
	pack_out_str(&list->out, "\n");
}

/* A whole tag file; its line in the list. */
static int
put_file(struct preserve_tags *tags, struct preserve_tag *list,
    const char *name, struct ambit_span bytes)
{
	struct preserve_tag *tag = calloc(1, sizeof(*tag));
	int got;

	if (tag == NULL)
		return ambit_err_set(tags->err_r, AMBIT_E_MEMORY, "no memory");
	got = tag_init(tag, tags->err_r);
	if (got == 0)
		got = tag_open(tag, tags->fd, name, tags->err_r);
	if (got == 0) {
		pack_out_put(&tag->out, bytes);
		got = tag_close(tag, tags->err_r);
	}
	if (got == 0 && list != NULL)
		put_line(list, tag, name);
	pack_file_clear(&tag->file);
	free(tag);
	return got;
}

static int
sign(struct preserve_tags *tags, const struct ambit_preserve_terms *terms,
    const unsigned char sha256[AMBIT_DIGEST_LEN])
{
	struct ambit_span der;
	int got;

	if (terms->key == NULL)
		return 0;
	if (ambit_sign_digest(sha256, terms->cert, terms->key, NULL, &der,
		tags->err_r) < 0)
		return -1;
	got = put_file(tags, NULL, "tagmanifest-sha256.txt.p7s", der);
	OPENSSL_free((void *)(uintptr_t)der.ptr);
	return got;
}

static int
put_all(struct preserve_tags *tags, const struct ambit_preserve_terms *terms,
    struct preserve_tag *list)
{
	int fd;

	if (tag_close(&tags->manifest, tags->err_r) < 0 ||
	    tag_close(&tags->links, tags->err_r) < 0 ||
	    tag_close(&tags->stores, tags->err_r) < 0 ||
	    put_file(tags, list, "bagit.txt",
		AMBIT_LIT("BagIt-Version: 1.0\n"
			  "Tag-File-Character-Encoding: UTF-8\n")) < 0)
		return -1;
	put_line(list, &tags->links, "links-sha256.txt");
	put_line(list, &tags->manifest, "manifest-sha256.txt");
	if (pack_dir_make(tags->fd, "order", &fd, tags->err_r) < 0)
		return -1;
	(void)close(fd);
	if (put_file(tags, list, "order/order.xml", terms->order->bytes) < 0 ||
	    put_file(tags, list, "order/order.xml.p7s", terms->p7s) < 0)
		return -1;
	put_line(list, &tags->stores, "stores.ndjson");
	return tag_close(list, tags->err_r);
}

int
preserve_tags_end(struct preserve_tags *tags,
    const struct ambit_preserve_terms *terms,
    unsigned char sha256_r[AMBIT_DIGEST_LEN])
{
	struct preserve_tag *list = calloc(1, sizeof(*list));
	int got;

	if (list == NULL)
		return ambit_err_set(tags->err_r, AMBIT_E_MEMORY, "no memory");
	got = tag_init(list, tags->err_r);
	if (got == 0)
		got = tag_open(list, tags->fd, "tagmanifest-sha256.txt",
		    tags->err_r);
	if (got == 0)
		got = put_all(tags, terms, list);
	if (got == 0) {
		memcpy(sha256_r, list->file.hash.digest, AMBIT_DIGEST_LEN);
		got = sign(tags, terms, sha256_r);
	}
	pack_file_clear(&list->file);
	free(list);
	return got;
}
