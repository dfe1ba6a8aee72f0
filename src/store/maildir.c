/*
 * Maildir: one file a message, in cur/ and new/ of the store and of its
 * folders ".Name" (Maildir++, one level). What lies anywhere else is seen and
 * counted, and is no item of the store: mail in tmp/ was never delivered, and
 * mail servers keep indexes. Flags behind ":2," are ignored; the only clock in
 * a name is the count of seconds it begins with, and never the file's time.
 */

/* System. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

/* Floor 3. */
#include "ambit/date.h"

/* Floor 4. */
#include "tree.h"

static bool
is(struct ambit_span name, const char *word)
{
	return ambit_span_equal(name, ambit_span_str(word));
}

static bool
is_box(struct ambit_span name)
{
	return is(name, "cur") || is(name, "new") || is(name, "tmp");
}

static bool
is_dotted(struct ambit_span name)
{
	return name.len > 1 && name.ptr[0] == '.';
}

/* What follows the last slash; all where there is none. */
static struct ambit_span
last_part(struct ambit_span path)
{
	for (size_t i = path.len; i > 0; i--) {
		if (path.ptr[i - 1] == '/')
			return ambit_span_sub(path, i, path.len);
	}
	return path;
}

static enum tree_place
place(struct ambit_span folder, struct ambit_span name, bool is_folder)
{
	struct ambit_span last = last_part(folder);
	bool at_root = folder.len == 0;
	bool in_box = !at_root && is_box(last);

	if (in_box && !is_folder && !is(last, "tmp"))
		return TREE_MESSAGE;
	if (!in_box && is_folder &&
	    (is_box(name) || (at_root && is_dotted(name))))
		return TREE_FOLDER;
	return TREE_FOREIGN;
}

const struct tree_rules tree_rules_maildir = { .place = place };

static bool
has_folder(int fd, const char *name)
{
	struct stat st;

	return fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISDIR(st.st_mode);
}

static int
maildir_open(struct ambit_reader *r, struct ambit_err *err_r)
{
	if (!has_folder(r->fd, "cur") && !has_folder(r->fd, "new"))
		return ambit_err_set(err_r, AMBIT_E_FORMAT,
		    "no Maildir: it has neither cur nor new");
	return tree_open(r, err_r);
}

/* F3, and F6: an empty file has no clock at all. */
static void
read_name(const struct ambit_store *store, struct ambit_item *item)
{
	struct ambit_span name = last_part(item->path);
	const unsigned char *dot = memchr(name.ptr, '.', name.len);

	for (size_t i = 0; i < AMBIT_N_CLOCKS; i++) {
		if (store->clocks[i].source != AMBIT_SOURCE_FILE_NAME)
			continue;
		if (item->raw.len > 0)
			item->when[i] = ambit_date_parse_file_name(name);
		item->raw_when[i] = ambit_span_sub(name, 0,
		    dot == NULL ? name.len : (size_t)(dot - name.ptr));
	}
}

static struct ambit_span
folder_of(struct ambit_span path)
{
	const unsigned char *slash = memchr(path.ptr, '/', path.len);
	struct ambit_span first = { path.ptr, 0 };

	if (slash == NULL)
		return (struct ambit_span){ 0 };
	first.len = (size_t)(slash - path.ptr);
	return is_dotted(first) ? ambit_span_sub(first, 1, first.len)
				: (struct ambit_span){ 0 };
}

static int
maildir_next(struct ambit_reader *r, struct ambit_item *item_r,
    struct ambit_err *err_r)
{
	int rc = tree_next(r, item_r, err_r);

	if (rc != 1)
		return rc;
	item_r->folder = folder_of(item_r->path);
	if (item_r->kind == AMBIT_KIND_MAIL)
		read_name(r->store, item_r);
	return 1;
}

const struct ambit_reader_ops ambit_reader_maildir = {
	.name = "maildir",
	.open = maildir_open,
	.next = maildir_next,
	.aim = tree_aim,
	.check = tree_check,
	.state = tree_state,
	.close = tree_close,
};
