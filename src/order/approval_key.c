/*
 * Certificates and keys of persons: PEM files.
 *
 * A path below a held folder stays below it; with AT_FDCWD it is what the
 * operator typed, and may lead anywhere. A key that others may read is no
 * longer a person's own, and is refused.
 */

/* System. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>

/* Floor 1. */
#include "ambit/linux.h"

/* Floor 5. */
#include "ambit/approval.h"

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

/* Closes fd, now or with the BIO. */
static BIO *
bio_of(int fd, struct ambit_err *err_r)
{
	BIO *bio = BIO_new_fd(fd, BIO_CLOSE);

	if (bio != NULL)
		return bio;
	(void)close(fd);
	(void)ambit_err_set(err_r, AMBIT_E_MEMORY, "no memory");
	return NULL;
}

int
ambit_approval_read_cert(int dirfd, const char *path, X509 **cert_r,
    struct ambit_err *err_r)
{
	struct stat st = { 0 };
	int fd = open_pem(dirfd, path, &st, err_r);
	BIO *bio = fd == -1 ? NULL : bio_of(fd, err_r);

	*cert_r = NULL;
	if (bio == NULL)
		return -1;
	*cert_r = PEM_read_bio_X509(bio, NULL, NULL, NULL);
	BIO_free(bio);
	ERR_clear_error();
	if (*cert_r != NULL)
		return 0;
	return ambit_err_set(err_r, AMBIT_E_FORMAT,
	    "%s holds no certificate in PEM", path);
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
	BIO *bio = bio_of(fd, err_r);

	*key_r = NULL;
	if (bio == NULL)
		return -1;
	/* Asks at the terminal where the key has a passphrase. */
	*key_r = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
	BIO_free(bio);
	ERR_clear_error();
	if (*key_r != NULL)
		return 0;
	return ambit_err_set(err_r, AMBIT_E_CRYPTO,
	    "the key file holds no private key in PEM, or the passphrase is "
	    "wrong");
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
