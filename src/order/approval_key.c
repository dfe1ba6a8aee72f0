/*
 * Certificates and keys of persons: PEM files.
 *
 * A path below a held folder stays below it; with AT_FDCWD it is what the
 * operator typed, and may lead anywhere. A key that others may read is no
 * longer a person's own, and is refused.
 */

/* System. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>

/* Floor 1. */
#include "ambit/linux.h"

/* Floor 5. */
#include "ambit/approval.h"

/* A key or a certificate, and what people write around it. */
#define PEM_MAX 65536

static int
open_pem(int dirfd, const char *path, struct stat *st_r,
    struct ambit_err *err_r)
{
	int fd;

	if (dirfd == AT_FDCWD)
		fd = openat(dirfd, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	else
		fd = ambit_linux_open_beneath(dirfd, path, false);
	if (fd == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "open %s", path);
	if (fstat(fd, st_r) == -1)
		(void)ambit_err_set(err_r, AMBIT_E_IO, "stat %s", path);
	else if (!S_ISREG(st_r->st_mode))
		(void)ambit_err_set(err_r, AMBIT_E_FORMAT, "%s is not a file",
		    path);
	else
		return fd;
	(void)close(fd);
	return -1;
}

/* A PEM file in memory, for as long as it is parsed. */
struct pem {
	BIO *bio;
	unsigned char bytes[PEM_MAX];
};

/* Reads all of fd, and closes it. */
static int
read_pem(int fd, struct pem *pem, struct ambit_err *err_r)
{
	size_t len = 0;
	ssize_t n;

	pem->bio = NULL;
	do {
		n = read(fd, pem->bytes + len, sizeof(pem->bytes) - len);
		len += n > 0 ? (size_t)n : 0;
	} while (n > 0 || (n == -1 && errno == EINTR));
	if (n == -1)
		(void)ambit_err_set(err_r, AMBIT_E_IO, "read a PEM file");
	(void)close(fd);
	if (n == -1)
		return -1;
	if (len == sizeof(pem->bytes))
		return ambit_err_set(err_r, AMBIT_E_LIMIT,
		    "a PEM file of more than %d bytes", PEM_MAX);
	pem->bio = BIO_new_mem_buf(pem->bytes, (int)len);
	return pem->bio != NULL
	    ? 0
	    : ambit_err_set(err_r, AMBIT_E_MEMORY, "no memory");
}

/* It may hold a key. */
static void
drop_pem(struct pem *pem)
{
	BIO_free(pem->bio);
	OPENSSL_cleanse(pem->bytes, sizeof(pem->bytes));
	ERR_clear_error();
}

int
ambit_approval_read_cert(int dirfd, const char *path, X509 **cert_r,
    struct ambit_err *err_r)
{
	struct stat st = { 0 };
	struct pem pem;
	int fd = open_pem(dirfd, path, &st, err_r);

	*cert_r = NULL;
	if (fd == -1)
		return -1;
	if (read_pem(fd, &pem, err_r) == 0) {
		*cert_r = PEM_read_bio_X509(pem.bio, NULL, NULL, NULL);
		if (*cert_r == NULL)
			(void)ambit_err_set(err_r, AMBIT_E_FORMAT,
			    "%s holds no certificate in PEM", path);
	}
	drop_pem(&pem);
	return *cert_r != NULL ? 0 : -1;
}

int
ambit_approval_open_key(int dirfd, const char *path, int *fd_r,
    struct ambit_err *err_r)
{
	struct stat st = { 0 };

	*fd_r = open_pem(dirfd, path, &st, err_r);
	if (*fd_r == -1)
		return -1;
	if ((st.st_mode & (S_IRWXG | S_IRWXO)) == 0)
		return 0;
	(void)close(*fd_r);
	*fd_r = -1;
	return ambit_err_set(err_r, AMBIT_E_CRYPTO,
	    "key %s may be read by others: chmod 600 it", path);
}

int
ambit_approval_load_key(int fd, EVP_PKEY **key_r, struct ambit_err *err_r)
{
	struct pem pem;

	*key_r = NULL;
	if (read_pem(fd, &pem, err_r) == 0) {
		/* Asks at the terminal where the key has a passphrase. */
		*key_r = PEM_read_bio_PrivateKey(pem.bio, NULL, NULL, NULL);
		if (*key_r == NULL)
			(void)ambit_err_set(err_r, AMBIT_E_CRYPTO,
			    "the key file holds no private key in PEM, or the "
			    "passphrase is wrong");
	}
	drop_pem(&pem);
	return *key_r != NULL ? 0 : -1;
}

int
ambit_approval_read_key(int dirfd, const char *path, EVP_PKEY **key_r,
    struct ambit_err *err_r)
{
	int fd;

	*key_r = NULL;
	if (ambit_approval_open_key(dirfd, path, &fd, err_r) < 0)
		return -1;
	if (ambit_approval_load_key(fd, key_r, err_r) < 0)
		return ambit_err_in(err_r, ambit_span_str(path));
	return 0;
}

int
ambit_approval_fingerprint(X509 *cert, unsigned char sha256_r[32],
    struct ambit_err *err_r)
{
	unsigned len = 0;

	if (X509_digest(cert, EVP_sha256(), sha256_r, &len) == 1 && len == 32)
		return 0;
	ERR_clear_error();
	return ambit_err_set(err_r, AMBIT_E_CRYPTO,
	    "cannot digest a certificate");
}
