/*
 * The key of the ledger: a file of its own beside it. Whoever has the ledger
 * alone can neither tell whose account a row is about, nor cut off its end.
 */

/* System. */
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Floor 1 and below. */
#include "ambit/file.h"

/* Floor 5. */
#include "ledger_state.h"

#define NAME_MAX_LEN (sizeof(((struct ambit_ledger *)0)->path) + 32)

static int
refuse(const char *name, const char *what, struct ambit_err *err_r)
{
	return ambit_err_set(err_r, AMBIT_E_FORMAT, "key of the ledger %s: %s",
	    name, what);
}

/* 1; 0 where there is none; -1 and *err_r. */
static int
read_key(struct ambit_ledger *ledger, const char *name, struct ambit_err *err_r)
{
	int fd = open(name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC), got;
	struct stat st;

	if (fd == -1 && errno == ENOENT)
		return 0;
	if (fd == -1 || fstat(fd, &st) == -1) {
		(void)ambit_err_set(err_r, AMBIT_E_IO, "key of the ledger %s",
		    name);
		got = -1;
	} else if (!S_ISREG(st.st_mode) || (st.st_mode & 077) != 0) {
		got = refuse(name, "others may read it; chmod 600 it", err_r);
	} else if (st.st_size != LEDGER_HASH_LEN ||
	    ambit_file_read_exactly(fd, ledger->key, LEDGER_HASH_LEN) != 1) {
		got = refuse(name, "it is damaged; restore it from a copy",
		    err_r);
	} else {
		got = 1;
	}
	if (fd != -1)
		(void)close(fd);
	return got;
}

int
ledger_key(struct ambit_ledger *ledger, struct ambit_err *err_r)
{
	char name[NAME_MAX_LEN];
	int got;

	(void)snprintf(name, sizeof(name), "%s.key", ledger->path);
	got = read_key(ledger, name, err_r);
	if (got == 0)
		return refuse(name, "it is missing; restore it from a copy",
		    err_r);
	return got < 0 ? -1 : 0;
}

int
ledger_key_draw(struct ambit_ledger *ledger, struct ambit_err *err_r)
{
	if (RAND_bytes(ledger->key, LEDGER_HASH_LEN) != 1)
		return ambit_err_set(err_r, AMBIT_E_CRYPTO,
		    "key of the ledger: no random bytes");
	return 0;
}

static void
put_length(unsigned char *to, uint64_t number)
{
	for (size_t i = 0; i < 8; i++)
		to[i] = (unsigned char)(number >> (56 - 8 * i));
}

int
ledger_mac(const struct ambit_ledger *ledger, const struct ambit_span *part,
    size_t n, unsigned char mac_r[LEDGER_HASH_LEN], struct ambit_err *err_r)
{
	unsigned char bytes[4096];
	size_t len = 0;

	for (size_t i = 0; i < n; i++) {
		if (part[i].len + 8 > sizeof(bytes) - len)
			return ambit_err_set(err_r, AMBIT_E_LIMIT,
			    "ledger: a name is too long");
		put_length(bytes + len, part[i].len);
		if (part[i].len > 0)
			memcpy(bytes + len + 8, part[i].ptr, part[i].len);
		len += 8 + part[i].len;
	}
	if (HMAC(EVP_sha256(), ledger->key, LEDGER_HASH_LEN, bytes, len, mac_r,
		NULL) == NULL)
		return ambit_err_set(err_r, AMBIT_E_CRYPTO, "ledger: HMAC");
	return 0;
}

int
ledger_mac_head(const struct ambit_ledger *ledger,
    const struct ambit_ledger_head *head, unsigned char mac_r[LEDGER_HASH_LEN],
    struct ambit_err *err_r)
{
	unsigned char seq[8];
	const struct ambit_span parts[] = { AMBIT_LIT("head"), { seq, 8 },
		{ head->hash, LEDGER_HASH_LEN } };

	put_length(seq, head->seq);
	return ledger_mac(ledger, parts, 3, mac_r, err_r);
}
