/*
 * Is a frozen copy still what was frozen? The tag manifest lists the manifest,
 * the manifest lists every file, and there is no other.
 */

/* System. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Floor 1. */
#include "ambit/file.h"
#include "ambit/linux.h"

/* Floor 6. */
#include "ambit/sign.h"
#include "pack_file.h"
#include "preserve_tree.h"

#define TAGMANIFEST "tagmanifest-sha256.txt"
#define MANIFEST    "manifest-sha256.txt"
#define LINKS       "links-sha256.txt"
#define BUF_LEN     ((size_t)1 << 20)
#define TAGS_MAX    ((size_t)1 << 20)

/* What a list lists. */
enum listed { TAGS, FILES, LINKED };

struct verifying {
	int fd;
	struct ambit_sink_hash hash;
	unsigned char *buf;
	struct ambit_preserved *preserved;
	struct ambit_err *err_r;
};

static int
differs(struct verifying *v, const char *path, const char *how)
{
	char buf[200];
	struct ambit_text text = AMBIT_TEXT(buf);

	ambit_text_escaped(&text, ambit_span_str(path));
	return ambit_err_set(v->err_r, AMBIT_E_CHANGED,
	    "the frozen copy is not what was frozen: %.*s %s", (int)text.len,
	    buf, how);
}

static int
hash_open(struct verifying *v, int fd, const char *path, const char *hex,
    uint64_t *bytes_r)
{
	char got[PACK_HEX_LEN];
	struct stat st;

	if (fstat(fd, &st) == -1)
		return ambit_err_set(v->err_r, AMBIT_E_IO, "stat");
	if (!S_ISREG(st.st_mode))
		return differs(v, path, "is no file");
	if (preserve_hash(fd, &v->hash, v->buf, BUF_LEN, bytes_r, v->err_r) < 0)
		return -1;
	pack_hex(v->hash.digest, got);
	return strcmp(got, hex) == 0 ? 0
				     : differs(v, path, "has another digest");
}

static int
ask_file(struct verifying *v, const char *path, const char *hex,
    uint64_t *bytes_r)
{
	int fd = ambit_linux_open_beneath(v->fd, path, false);
	int got;

	if (fd == -1)
		return differs(v, path,
		    errno == ENOENT ? "is missing" : "cannot be opened");
	got = hash_open(v, fd, path, hex, bytes_r);
	(void)close(fd);
	return got;
}

static int
ask_link(struct verifying *v, const char *path, const char *hex)
{
	unsigned char sha256[AMBIT_DIGEST_LEN];
	char to[PRESERVE_PATH + 1], got[PACK_HEX_LEN];
	ssize_t len = readlinkat(v->fd, path, to, sizeof(to));

	if (len == -1)
		return differs(v, path, "is no link");
	if (ambit_sink_digest((struct ambit_span){ (unsigned char *)to,
				  (size_t)len },
		sha256, v->err_r) < 0)
		return -1;
	pack_hex(sha256, got);
	v->preserved->links++;
	return strcmp(got, hex) == 0
	    ? 0
	    : differs(v, path, "leads to another place");
}

static int
ask_listed(struct verifying *v, const char *path, const char *hex,
    enum listed what)
{
	uint64_t bytes;

	if (what == LINKED)
		return ask_link(v, path, hex);
	if (ask_file(v, path, hex, &bytes) < 0)
		return -1;
	if (what == FILES) {
		v->preserved->files++;
		v->preserved->bytes += bytes;
	}
	return 0;
}

/* "HEX  PATH\n", cut in two; false: that is no such line. */
static bool
cut_line(char *line, ssize_t len, char **path_r)
{
	if (len < 2 * AMBIT_DIGEST_LEN + 4 || line[len - 1] != '\n' ||
	    strncmp(line + PACK_HEX_LEN - 1, "  ", 2) != 0)
		return false;
	line[len - 1] = '\0';
	line[PACK_HEX_LEN - 1] = '\0';
	*path_r = line + PACK_HEX_LEN + 1;
	preserve_decode_path(*path_r);
	return true;
}

static int
ask_lines(struct verifying *v, FILE *list, const char *name, enum listed what)
{
	char *line = NULL, *path;
	size_t cap = 0;
	ssize_t len;
	int got = 0;

	while (got == 0 && (len = getline(&line, &cap, list)) != -1) {
		if (!cut_line(line, len, &path) ||
		    (what != TAGS) != (strncmp(path, "data/", 5) == 0)) {
			got = differs(v, name, "has a line that is none");
			break;
		}
		got = ask_listed(v, path, line, what);
	}
	free(line);
	if (got == 0 && ferror(list) != 0)
		return ambit_err_set(v->err_r, AMBIT_E_IO, "read %s", name);
	return got;
}

static int
ask_list(struct verifying *v, const char *name, enum listed what)
{
	int fd = ambit_linux_open_beneath(v->fd, name, false);
	FILE *list = fd == -1 ? NULL : fdopen(fd, "r");
	int got;

	if (list == NULL) {
		if (fd != -1)
			(void)close(fd);
		return differs(v, name, "is missing: it is no frozen copy");
	}
	got = ask_lines(v, list, name, what);
	(void)fclose(list);
	return got;
}

/* ---- and no other ---- */

static int count_files(int fd, uint64_t *n, unsigned depth);

static int
count_one(int fd, const char *name, uint64_t *n, unsigned depth)
{
	struct stat st;
	int sub, got;

	if (fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) == -1)
		return -1;
	if (!S_ISDIR(st.st_mode)) {
		*n += 1;
		return 0;
	}
	sub = openat(fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (sub == -1 || depth > 2 * PRESERVE_DEPTH)
		return -1;
	got = count_files(sub, n, depth + 1);
	(void)close(sub);
	return got;
}

static int
count_files(int fd, uint64_t *n, unsigned depth)
{
	struct preserve_names names;
	int got = preserve_names_read(fd, &names, NULL);

	for (size_t i = 0; got == 0 && i < names.n; i++)
		got = count_one(fd, names.v[i], n, depth);
	preserve_names_free(&names);
	return got;
}

static int
ask_no_other(struct verifying *v)
{
	uint64_t n = 0;

	if (count_one(v->fd, "data", &n, 0) == -1)
		return ambit_err_set(v->err_r, AMBIT_E_IO, "list data");
	return n == v->preserved->files + v->preserved->links
	    ? 0
	    : differs(v, "data", "holds files that are not listed");
}

/* ---- the signature ---- */

static int
ask_signature(struct verifying *v, X509 **signer_r)
{
	struct ambit_arena *arena = ambit_arena_new(2 * TAGS_MAX + 4096);
	struct ambit_span content, p7s;
	struct ambit_err err = { .code = AMBIT_E_NONE };
	int got = 1;

	if (arena == NULL)
		return ambit_err_set(v->err_r, AMBIT_E_MEMORY, "no memory");
	if (ambit_file_read(v->fd, TAGMANIFEST ".p7s", TAGS_MAX, arena, &p7s,
		&err) < 0) {
		if (err.sys != ENOENT)
			got = -1;
	} else if (ambit_file_read(v->fd, TAGMANIFEST, TAGS_MAX, arena,
		       &content, &err) < 0) {
		got = -1;
	} else {
		got = ambit_sign_verify(content, p7s, NULL, signer_r, &err);
	}
	ambit_arena_free(&arena);
	if (got == 1)
		return 0;
	if (v->err_r != NULL)
		*v->err_r = err;
	return -1;
}

static int
verify(struct verifying *v, X509 **signer_r)
{
	uint64_t bytes;
	int fd;

	if (ask_list(v, TAGMANIFEST, TAGS) < 0 ||
	    ask_list(v, MANIFEST, FILES) < 0 ||
	    ask_list(v, LINKS, LINKED) < 0 || ask_no_other(v) < 0 ||
	    ask_signature(v, signer_r) < 0)
		return -1;
	fd = ambit_linux_open_beneath(v->fd, TAGMANIFEST, false);
	if (fd == -1)
		return ambit_err_set(v->err_r, AMBIT_E_IO, "open");
	if (preserve_hash(fd, &v->hash, v->buf, BUF_LEN, &bytes, v->err_r) <
	    0) {
		(void)close(fd);
		return -1;
	}
	(void)close(fd);
	memcpy(v->preserved->sha256, v->hash.digest, AMBIT_DIGEST_LEN);
	return 0;
}

int
ambit_preserve_verify(int fd, struct ambit_preserved *preserved_r,
    X509 **signer_r, struct ambit_err *err_r)
{
	struct verifying v = { .fd = fd,
		.preserved = preserved_r,
		.buf = malloc(BUF_LEN),
		.err_r = err_r };
	int got;

	*preserved_r = (struct ambit_preserved){ .files = 0 };
	*signer_r = NULL;
	if (v.buf == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "no memory");
	got = ambit_sink_hash_init(&v.hash, NULL, err_r);
	if (got == 0)
		got = verify(&v, signer_r);
	ambit_sink_hash_clear(&v.hash);
	free(v.buf);
	return got;
}
