/*
 * SHA-256 as registry and order write it: of documents, and of certificates'
 * DER. Without certificates, that of a line that says which one is missing.
 */

/* System. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

/* Ours. */
#include "corpus.h"

static void
hex_of(const unsigned char *digest, size_t len, char hex_r[HEX_LEN + 1])
{
	struct ambit_text text = { .ptr = hex_r, .cap = HEX_LEN };

	ambit_text_hex(&text, (struct ambit_span){ digest, len });
	hex_r[HEX_LEN] = '\0';
}

void
digest_hex(struct ambit_span bytes, char hex_r[HEX_LEN + 1])
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned len = 0;

	if (EVP_Digest(bytes.ptr, bytes.len, digest, &len, EVP_sha256(),
		NULL) != 1)
		die("cannot make a digest");
	hex_of(digest, len, hex_r);
}

static void
digest_pem(FILE *file, char hex_r[HEX_LEN + 1])
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	X509 *cert = PEM_read_X509(file, NULL, NULL, NULL);
	unsigned len = 0;

	if (cert == NULL || X509_digest(cert, EVP_sha256(), digest, &len) != 1)
		die("a file of --pki is no PEM certificate");
	X509_free(cert);
	hex_of(digest, len, hex_r);
}

void
digest_certificate(const struct world *w, const char *name,
    char hex_r[HEX_LEN + 1])
{
	char line[128];
	FILE *file;
	int fd, len;

	if (w->pki == -1) {
		len = snprintf(line, sizeof(line),
		    "ambit specimen certificate %s\n", name);
		digest_hex((struct ambit_span){ (unsigned char *)line,
			       (size_t)len },
		    hex_r);
		return;
	}
	(void)snprintf(line, sizeof(line), "%s.pem", name);
	fd = openat(w->pki, line, O_RDONLY | O_CLOEXEC);
	file = fd == -1 ? NULL : fdopen(fd, "r");
	if (file == NULL)
		die("--pki lacks a certificate");
	digest_pem(file, hex_r);
	(void)fclose(file);
}
