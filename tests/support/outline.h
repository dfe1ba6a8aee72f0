#ifndef AMBIT_TESTS_OUTLINE_H
#define AMBIT_TESTS_OUTLINE_H

#include <stdio.h>

#include "folder.h"
#include "store.h"

/* Open a store that is a folder. */
static inline int
open_folder(struct ambit_reader *r, const struct ambit_store *store, int dir,
    struct ambit_err *err_r)
{
	return open_window(r, store, dir, AMBIT_SOURCE_WINDOW, err_r);
}

/*
 * Write down every item of the store, its header read: "path raw flaws; ",
 * and a star where there was no header to be read. Or why there is none.
 */
static inline void
outline_files(const struct ambit_store *store, int fd, char *out, size_t size)
{
	struct ambit_item item;
	struct ambit_reader r;
	struct ambit_err err;
	uint64_t bytes = 0;
	size_t used = 0;
	int rc;

	out[0] = '\0';
	if (open_folder(&r, store, fd, &err) < 0) {
		assert_int_equal(err.code, AMBIT_E_FORMAT);
		(void)snprintf(out, size, "refused");
		return;
	}
	while ((rc = r.ops->next(&r, &item, &err)) == 1) {
		assert_int_equal(item.framed.off, 0);
		bytes += item.framed.len;
		assert_int_equal(r.seen, bytes);
		assert_int_equal(ambit_reader_read(&r, &item, &err), 0);
		(void)snprintf(out + used, size - used, "%.*s%s%.*s %ju+%ju%s",
		    (int)item.path.len, (const char *)item.path.ptr,
		    item.folder.len > 0 ? " in " : "", (int)item.folder.len,
		    item.folder.len > 0 ? (const char *)item.folder.ptr : "",
		    (uintmax_t)item.raw.off, (uintmax_t)item.raw.len,
		    item.read ? "" : " *");
		/* Which addresses a doubtful header hides is not told here. */
		print_flaws(out, size,
		    item.flaws & ~(unsigned)AMBIT_FLAW_BAD_ADDRESS);
		used = strlen(out);
		(void)snprintf(out + used, size - used, "; ");
		used = strlen(out);
	}
	assert_int_equal(rc, 0);
	assert_int_equal(r.ops->check(&r, &err), 0);
	ambit_reader_close(&r);
}

/* Read nothing, change something in between, and see it found out. */
static inline void
expect_changed(const struct ambit_store *store, int fd, void (*change)(int fd))
{
	struct ambit_reader r;
	struct ambit_err err;

	assert_int_equal(open_folder(&r, store, fd, &err), 0);
	assert_int_equal(r.ops->check(&r, &err), 0);
	change(fd);
	assert_int_equal(r.ops->check(&r, &err), -1);
	assert_int_equal(err.code, AMBIT_E_CHANGED);
	ambit_reader_close(&r);
}

#endif
