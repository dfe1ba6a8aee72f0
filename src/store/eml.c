/*
 * Folders of .eml: every file whose name ends so, in any folder below, is a
 * message. A store that is a file is one message itself.
 */

/* System. */
#include <sys/stat.h>

/* Floor 4. */
#include "single.h"
#include "tree.h"

static enum tree_place
place(struct ambit_span folder, struct ambit_span name, bool is_folder)
{
	(void)folder;
	return tree_place_by_end(name, is_folder, AMBIT_LIT(".eml"));
}

const struct tree_rules tree_rules_eml = { .place = place };

/* A store that is a file. */
static const struct ambit_reader_ops single_ops = {
	.name = "eml",
	.next = single_next,
	.aim = single_aim,
	.check = single_check,
	.state = single_state,
	.close = single_close,
};

static int
eml_open(struct ambit_reader *r, struct ambit_err *err_r)
{
	struct stat st;

	if (fstat(r->fd, &st) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "stat store");
	if (!S_ISREG(st.st_mode))
		return tree_open(r, err_r);
	r->ops = &single_ops;
	return single_open(r, err_r);
}

const struct ambit_reader_ops ambit_reader_eml = {
	.name = "eml",
	.open = eml_open,
	.next = tree_next,
	.aim = tree_aim,
	.check = tree_check,
	.state = tree_state,
	.close = tree_close,
};
