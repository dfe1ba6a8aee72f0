/*
 * Signing the volumes: each by its own tag manifest, read from the disk again.
 *
 * A signature is checked with the public key, over the bytes as they lie
 * there, before anything appears.
 */

/* System. */
#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <string.h>
#include <unistd.h>

/* Floor 6. */
#include "ambit/sign.h"
#include "bag.h"

/* Five lines of it are some 500 bytes. */
#define TAGMANIFEST_MAX 4096

static int
read_whole(int fd, struct ambit_text *text, struct ambit_err *err_r)
{
	ssize_t got;

	while (text->len < text->cap) {
		got = read(fd, text->ptr + text->len, text->cap - text->len);
		if (got == 0)
			return 0;
		if (got == -1 && errno != EINTR)
			return ambit_err_set(err_r, AMBIT_E_IO,
			    "read the tag manifest again");
		text->len += got > 0 ? (size_t)got : 0;
	}
	return ambit_err_set(err_r, AMBIT_E_LIMIT, "tag manifest");
}

static int
read_tagmanifest(int dirfd, struct ambit_text *text, struct ambit_err *err_r)
{
	int fd = openat(dirfd, "tagmanifest-sha256.txt",
	    O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	int rc;

	if (fd == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "open tag manifest");
	rc = read_whole(fd, text, err_r);
	(void)close(fd);
	return rc;
}

/* Does a receiver who trusts the certificate find that it holds? */
static int
check(struct ambit_span content, struct ambit_span der, X509 *cert,
    struct ambit_err *err_r)
{
	X509 *found = NULL;
	int rc = ambit_sign_verify(content, der, NULL, &found, err_r);
	bool same = rc == 1 && X509_cmp(found, cert) == 0;

	X509_free(found);
	if (rc == 1 && !same)
		return ambit_err_set(err_r, AMBIT_E_CRYPTO,
		    "the signature names another certificate");
	return rc == 1 ? 0 : -1;
}

static int
write_p7s(struct ambit_production *p, int dirfd, struct ambit_span der,
    struct ambit_err *err_r)
{
	if (pack_file_open(&p->file, dirfd, "tagmanifest-sha256.txt.p7s",
		err_r) < 0 ||
	    ambit_sink_write(pack_file_sink(&p->file), der, err_r) < 0)
		return -1;
	return pack_file_close(&p->file, err_r);
}

/* The span was malloc'ed by the library: its const is ours alone. */
static void
drop(struct ambit_span der)
{
	void *owned;

	memcpy(&owned, &der.ptr, sizeof(owned));
	OPENSSL_free(owned);
}

struct sealing {
	struct ambit_production *p;
	X509 *cert;
	EVP_PKEY *key;
	struct ambit_err *err_r;
	unsigned char digest[AMBIT_DIGEST_LEN]; /* the last that was signed */
};

static int
seal(struct sealing *s, int dirfd)
{
	char buf[TAGMANIFEST_MAX];
	struct ambit_text text = AMBIT_TEXT(buf);
	struct ambit_span content, der;
	int rc;

	if (read_tagmanifest(dirfd, &text, s->err_r) < 0)
		return -1;
	content = ambit_text_span(&text);
	if (ambit_sink_digest(content, s->digest, s->err_r) < 0 ||
	    ambit_sign_digest(s->digest, s->cert, s->key, NULL, &der,
		s->err_r) < 0)
		return -1;
	rc = check(content, der, s->cert, s->err_r);
	if (rc == 0)
		rc = write_p7s(s->p, dirfd, der, s->err_r);
	drop(der);
	return rc;
}

static int
open_folder(int atfd, const char *name, int *fd_r, struct ambit_err *err_r)
{
	*fd_r =
	    openat(atfd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (*fd_r == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "open %s", name);
	return 0;
}

/* Nothing comes into the volume's folder after its signature. */
static int
seal_volume(struct sealing *s, int bagfd, unsigned number)
{
	char name[BAG_NAME_LEN];
	int fd, rc;

	bag_volume_name(s->p, number, name);
	if (open_folder(bagfd, name, &fd, s->err_r) < 0)
		return -1;
	rc = seal(s, fd);
	if (rc == 0)
		rc = pack_dir_seal(&fd, s->err_r);
	pack_dir_drop(&fd);
	return rc;
}

int
production_sign(struct ambit_production *production, X509 *cert, EVP_PKEY *key,
    struct ambit_production_sums *sums_r, struct ambit_err *err_r)
{
	struct sealing s = { production, cert, key, err_r, { 0 } };
	int fd, rc = 0;

	if (open_folder(production->hiddenfd, "bag", &fd, err_r) < 0)
		return -1;
	for (unsigned i = 1; rc == 0 && i <= sums_r->volumes; i++) {
		rc = seal_volume(&s, fd, i);
		if (i == 1)
			memcpy(sums_r->tagmanifest, s.digest, sizeof(s.digest));
	}
	if (rc == 0)
		rc = pack_dir_seal(&fd, err_r);
	pack_dir_drop(&fd);
	return rc;
}
