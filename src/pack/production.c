/*
 * A production in the making: what may leave is staged as it is found.
 *
 * Asks no filter and judges nothing: the caller brings what was judged. Order
 * and numbers come when the last item is in (number.c), the package after that
 * (bag.c).
 */

/* System. */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Floor 1. */
#include "ambit/linux.h"

/* Floor 6. */
#include "ambit/table.h"
#include "production_state.h"

void
ambit_production_id(const struct ambit_order *order,
    char id_r[AMBIT_PRODUCTION_ID_LEN])
{
	char hex[PACK_HEX_LEN];

	pack_hex(order->sha256, hex);
	(void)snprintf(id_r, AMBIT_PRODUCTION_ID_LEN, "ambit-%.24s", hex);
}

void
ambit_production_bates(const struct ambit_order *order, uint32_t number,
    char bates_r[AMBIT_BATES_LEN])
{
	const unsigned char *d = order->sha256;

	(void)snprintf(bates_r, AMBIT_BATES_LEN, "A%02X%02X%02X%X-%08u", d[0],
	    d[1], d[2], d[3] >> 4, (unsigned)(number % 100000000));
}

struct ambit_text
production_text(struct ambit_production *production)
{
	return (struct ambit_text){ .ptr = (char *)production->record,
		.cap = sizeof(production->record) };
}

void
production_staged_name(uint64_t file, char name_r[PRODUCTION_STAGED_LEN])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = PRODUCTION_STAGED_LEN - 1; i > 0; i--) {
		name_r[i - 1] = digits[file & 15];
		file >>= 4;
	}
	name_r[PRODUCTION_STAGED_LEN - 1] = '\0';
}

static int
is_new(const struct ambit_production *p, struct ambit_err *err_r)
{
	struct stat st;

	if (fstatat(p->terms.outfd, p->id, &st, AT_SYMLINK_NOFOLLOW) == 0)
		return ambit_err_set(err_r, AMBIT_E_EXISTS,
		    "the production %s is there already", p->id);
	if (errno != ENOENT)
		return ambit_err_set(err_r, AMBIT_E_IO, "look for %s", p->id);
	return 0;
}

static int
open_all(struct ambit_production *p, struct ambit_err *err_r)
{
	struct ambit_spool **spools[] = { &p->staged, &p->kept, &p->numbers,
		&p->rows };

	if (pack_file_init(&p->file, p->buf, sizeof(p->buf), err_r) < 0 ||
	    ambit_production_law_digests(p->instruments, p->fields, err_r) <
		0 ||
	    is_new(p, err_r) < 0 || production_enter(p, err_r) < 0)
		return -1;
	for (size_t i = 0; i < sizeof(spools) / sizeof(spools[0]); i++) {
		if (ambit_spool_new(p->hiddenfd, PRODUCTION_SPOOL, spools[i],
			err_r) < 0)
			return -1;
	}
	/* Asked again under the lock: now nobody else can make it. */
	return is_new(p, err_r);
}

int
ambit_production_begin(const struct ambit_production_terms *terms,
    struct ambit_production **production_r, struct ambit_err *err_r)
{
	struct ambit_production *p = malloc(sizeof(*p));

	*production_r = NULL;
	if (p == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "production");
	/* The two buffers are left alone: untouched they cost nothing. */
	memset(p, 0, offsetof(struct ambit_production, record));
	p->terms = *terms;
	p->hiddenfd = p->itemsfd = -1;
	ambit_production_id(terms->order, p->id);
	(void)snprintf(p->hidden, sizeof(p->hidden), ".ambit-%s.tmp", p->id);
	if (open_all(p, err_r) < 0) {
		ambit_production_free(&p);
		return -1;
	}
	*production_r = p;
	return 0;
}

void
ambit_production_free(struct ambit_production **production)
{
	struct ambit_production *p = *production;

	if (p == NULL)
		return;
	ambit_spool_free(&p->rows);
	ambit_spool_free(&p->numbers);
	ambit_spool_free(&p->kept);
	ambit_spool_free(&p->staged);
	pack_file_clear(&p->file);
	production_leave(p);
	free(p);
	*production = NULL;
}

int
ambit_production_spoolfd(const struct ambit_production *production)
{
	return production->hiddenfd;
}

/* ---- staging ---- */

int
ambit_production_open(struct ambit_production *production,
    struct ambit_sink **sink_r, struct ambit_err *err_r)
{
	char name[PRODUCTION_STAGED_LEN];

	assert(!production->open && !production->numbered);
	production_staged_name(production->n_staged, name);
	if (pack_file_open(&production->file, production->itemsfd, name,
		err_r) < 0)
		return -1;
	production->open = true;
	*sink_r = pack_file_sink(&production->file);
	return 0;
}

static int
unstage(struct ambit_production *p, uint64_t file, struct ambit_err *err_r)
{
	char name[PRODUCTION_STAGED_LEN];

	production_staged_name(file, name);
	if (unlinkat(p->itemsfd, name, 0) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "remove staged file");
	return 0;
}

static int
remember(struct ambit_production *p, const struct ambit_produced *produced,
    struct ambit_err *err_r)
{
	struct ambit_text text = production_text(p);
	struct pack_item item = { .task = produced->task,
		.has_instant = produced->has_instant,
		.native = produced->native,
		.folder = produced->folder,
		.store = produced->store,
		.item = produced->item,
		.bytes = pack_file_bytes(&p->file),
		.file = p->n_staged };

	if (item.folder.len > PACK_FOLDER_MAX)
		return ambit_err_set(err_r, AMBIT_E_LIMIT,
		    "a folder's name is too long to be produced");
	if (item.has_instant)
		item.second = pack_second_of(produced->instant);
	memcpy(item.sha256, p->file.hash.digest, sizeof(item.sha256));
	pack_item_by_digest(&item, &text);
	assert(!text.full);
	return ambit_spool_put(p->staged, ambit_text_span(&text), err_r);
}

int
ambit_production_close(struct ambit_production *production,
    const struct ambit_produced *produced, uint64_t *bytes_r,
    unsigned char sha256_r[AMBIT_DIGEST_LEN], struct ambit_err *err_r)
{
	assert(production->open);
	assert(produced->task >= 1 &&
	    produced->task <= production->terms.order->n_tasks);
	production->open = false;
	if (pack_file_close(&production->file, err_r) < 0)
		return -1;
	*bytes_r = pack_file_bytes(&production->file);
	memcpy(sha256_r, production->file.hash.digest, AMBIT_DIGEST_LEN);
	if (*bytes_r == 0)
		return unstage(production, production->n_staged, err_r);
	if (remember(production, produced, err_r) < 0)
		return -1;
	production->n_staged++;
	return 0;
}

int
ambit_production_row(struct ambit_production *production,
    const struct ambit_produced *produced, struct ambit_span row,
    struct ambit_err *err_r)
{
	struct ambit_text text = production_text(production);

	assert(!production->numbered);
	assert(produced->task >= 1 &&
	    produced->task <= production->terms.order->n_tasks);
	if (row.len > AMBIT_TABLE_ROW_MAX)
		return ambit_err_set(err_r, AMBIT_E_LIMIT, "row of a table");
	if (pack_row_put(produced, row, &text, err_r) < 0)
		return -1;
	assert(!text.full);
	return ambit_spool_put(production->rows, ambit_text_span(&text), err_r);
}

/* ---- the end ---- */

/*
 * One rename, and it is there; where that cannot be made to last it is taken
 * back.
 */
int
ambit_production_publish(struct ambit_production *p, struct ambit_err *err_r)
{
	if (ambit_linux_rename(p->hiddenfd, "bag", p->terms.outfd, p->id) == -1)
		return ambit_err_set(err_r,
		    errno == EEXIST ? AMBIT_E_EXISTS : AMBIT_E_IO,
		    "put production %s in its place", p->id);
	if (fsync(p->terms.outfd) == -1) {
		(void)ambit_err_set(err_r, AMBIT_E_IO, "sync output folder");
		(void)ambit_linux_rename(p->terms.outfd, p->id, p->hiddenfd,
		    "bag");
		return -1;
	}
	p->finished = true;
	return 0;
}

int
ambit_production_finish(struct ambit_production *production, X509 *cert,
    EVP_PKEY *key, struct ambit_production_sums *sums_r,
    struct ambit_err *err_r)
{
	assert(production->numbered && !production->finished);
	*sums_r = (struct ambit_production_sums){ 0 };
	if (production_bag(production, sums_r, err_r) < 0)
		return -1;
	/* A signature is never of what the disk may still refuse. */
	if (ambit_linux_sync(production->hiddenfd) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "sync production");
	if (production_sign(production, cert, key, sums_r, err_r) < 0)
		return -1;
	if (ambit_linux_sync(production->hiddenfd) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "sync production");
	return 0;
}
