/*
 * stores.csv: every store that was opened, and its state before and after.
 */

/* Floor 6. */
#include "custody_state.h"

int
custody_open_stores(struct ambit_custody *custody, struct ambit_err *err_r)
{
	static const char *const stores[] = { "store", "account", "format",
		"path", "bytes", "dev", "ino", "mtime", "ctime", "bytes_after",
		"dev_after", "ino_after", "mtime_after", "ctime_after", NULL };

	if (custody_file_open(&custody->stores, custody->dirfd, "stores.csv",
		err_r) < 0)
		return -1;
	return custody_head(custody, &custody->stores, stores, err_r);
}

static void
put_time(struct custody_row *row, struct timespec at)
{
	char text[CUSTODY_INSTANT_LEN];

	custody_instant((int64_t)at.tv_sec * AMBIT_SECOND + at.tv_nsec / 1000,
	    text);
	custody_row_str(row, text);
}

static void
put_stat(struct custody_row *row, const struct stat *st)
{
	custody_row_number(row, (uint64_t)st->st_size);
	custody_row_number(row, (uint64_t)st->st_dev);
	custody_row_number(row, (uint64_t)st->st_ino);
	put_time(row, st->st_mtim);
	put_time(row, st->st_ctim);
}

static int
put_name(struct custody_row *row, const struct ambit_store *store,
    const struct ambit_registry *registry, struct ambit_err *err_r)
{
	struct ambit_text path = { .ptr = row->cell, .cap = CUSTODY_CELL };
	struct ambit_span account = { 0 }; /* empty: shared by many */

	custody_row_begin(row);
	if (store->account > 0)
		account = registry->accounts[store->account - 1].id;
	if (custody_row_evidence(row, store->id, err_r) < 0 ||
	    custody_row_evidence(row, account, err_r) < 0)
		return -1;
	custody_row_str(row, ambit_store_format_name(store->format));
	ambit_text_escaped(&path, store->path);
	custody_row_cell(row, ambit_text_span(&path));
	return 0;
}

int
ambit_custody_store(struct ambit_custody *custody,
    const struct ambit_store *store, const struct ambit_registry *registry,
    const struct stat *before, const struct stat *after,
    struct ambit_err *err_r)
{
	struct custody_row *row = &custody->row;

	custody->outlook |= store->format == AMBIT_STORE_PST ||
	    store->format == AMBIT_STORE_OST;
	if (put_name(row, store, registry, err_r) < 0)
		return -1;
	put_stat(row, before);
	put_stat(row, after);
	return custody_row_write(row, &custody->stores, err_r);
}
