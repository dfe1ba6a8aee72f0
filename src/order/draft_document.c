/*
 * Documents of a draft: files beside the order, bound by their digest.
 */

/* System. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Floor 1. */
#include "ambit/sink.h"

/* Here. */
#include "draft.h"

/* The last part of a path. */
static struct ambit_span
last_part(struct ambit_span path)
{
	size_t at = path.len;

	while (at > 0 && path.ptr[at - 1] != '/')
		at--;
	return ambit_span_sub(path, at, path.len);
}

static bool
same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* A path that leads elsewhere than beside the order is no name of its file. */
static int
open_beside(const struct ambit_draft *draft, struct ambit_span path,
    struct ambit_span name, struct ambit_text *why)
{
	char text[4096], base[4096];
	struct ambit_text whole = AMBIT_TEXT(text), last = AMBIT_TEXT(base);
	struct stat named, beside;
	int fd;

	ambit_text_put(&whole, path);
	ambit_text_put(&last, name);
	fd = openat(draft->dirfd, ambit_text_end(&last),
	    O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd == -1 || fstat(fd, &beside) == -1 || !S_ISREG(beside.st_mode))
		(void)draft_refuse(why,
		    "there is no such file beside the order: copy it there");
	else if (name.len < path.len &&
	    (stat(ambit_text_end(&whole), &named) == -1 ||
		!same_file(&named, &beside)))
		(void)draft_refuse(why,
		    "it is another file than the one of that name beside the "
		    "order");
	else
		return fd;
	if (fd != -1)
		(void)close(fd);
	return -1;
}

static int
hash_all(int fd, struct ambit_sink_hash *hash)
{
	unsigned char buf[65536];

	for (;;) {
		ssize_t n = read(fd, buf, sizeof(buf));

		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -1
				     : ambit_sink_finish(&hash->sink, NULL);
		if (ambit_sink_write(&hash->sink,
			(struct ambit_span){ buf, (size_t)n }, NULL) < 0)
			return -1;
	}
}

static bool
digest(int fd, unsigned char sha256[32], struct ambit_text *why)
{
	struct ambit_sink_hash hash;
	int got = ambit_sink_hash_init(&hash, NULL, NULL);

	if (got == 0) {
		got = hash_all(fd, &hash);
		memcpy(sha256, hash.digest, sizeof(hash.digest));
		ambit_sink_hash_clear(&hash);
	}
	return got == 0 || draft_refuse(why, "it cannot be read");
}

/* Two documents may be one file: a consent that is the order, too. */
static const struct ambit_document *
known(const struct ambit_draft *draft, struct ambit_span name,
    enum ambit_document_role role)
{
	for (size_t i = 0; i < draft->order.n_documents; i++) {
		if (draft->documents[i].role == role &&
		    ambit_span_equal(draft->documents[i].name, name))
			return &draft->documents[i];
	}
	return NULL;
}

static bool
add(struct ambit_draft *draft, struct ambit_document *document,
    struct ambit_text *why)
{
	char *id = AMBIT_ARENA_GET(draft->arena, char, 8);
	struct ambit_text text = { .ptr = id, .cap = id == NULL ? 0 : 8 };

	if (draft->order.n_documents == DRAFT_DOCUMENTS)
		return draft_refuse(why, "an order has at most 32 documents");
	ambit_text_print(&text, "d%zu", draft->order.n_documents + 1);
	document->id = ambit_text_span(&text);
	draft->documents[draft->order.n_documents++] = *document;
	return true;
}

bool
draft_document(struct ambit_draft *draft, struct ambit_span path,
    enum ambit_document_role role, struct ambit_span *id_r,
    struct ambit_text *why)
{
	struct ambit_document document = { .name = last_part(path),
		.role = role };
	const struct ambit_document *old = known(draft, document.name, role);
	bool good;
	int fd;

	if (old != NULL) {
		*id_r = old->id;
		return true;
	}
	fd = open_beside(draft, path, document.name, why);
	if (fd == -1)
		return false;
	good = digest(fd, document.sha256, why);
	(void)close(fd);
	if (!good || !add(draft, &document, why))
		return false;
	*id_r = document.id;
	ambit_text_str(&draft->heard, "SHA-256 ");
	ambit_text_hex(&draft->heard,
	    (struct ambit_span){ document.sha256, sizeof(document.sha256) });
	return true;
}
