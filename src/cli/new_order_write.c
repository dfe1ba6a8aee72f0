/*
 * A new order.xml: parsed before anything is on the disk, written beside its
 * place, moved there only where nothing is, read back and judged.
 */

/* System. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Floor 6 and below. */
#include "ambit/file.h"
#include "ambit/in_words.h"
#include "ambit/limits.h"
#include "ambit/linux.h"
#include "ambit/parse.h"

/* Floor 8. */
#include "case.h"
#include "new_order.h"
#include "say.h"

/* A document in memory. */
struct page {
	struct ambit_sink sink;
	unsigned char *bytes;
	size_t len;
};

static int
page_write(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	struct page *page = (struct page *)sink;

	if (bytes.len > AMBIT_ORDER_MAX - page->len)
		return ambit_err_set(err_r, AMBIT_E_LIMIT,
		    "the order is larger than %zu bytes", AMBIT_ORDER_MAX);
	memcpy(page->bytes + page->len, bytes.ptr, bytes.len);
	page->len += bytes.len;
	return 0;
}

static int
page_finish(struct ambit_sink *sink, struct ambit_err *err_r)
{
	(void)sink;
	(void)err_r;
	return 0;
}

static const struct ambit_sink_ops page_ops = {
	.name = "page",
	.write = page_write,
	.finish = page_finish,
};

/* Into a new file, and only then to its name. */
static int
put_file(int dirfd, const char *name, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	char fresh[4096];
	int fd, written;

	(void)snprintf(fresh, sizeof(fresh), ".%.4000s.%ld", name,
	    (long)getpid());
	fd =
	    openat(dirfd, fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "make %s", name);
	written = ambit_file_write(fd, bytes) == 0 ? fsync(fd) : -1;
	if (ambit_file_close(fd) == -1 || written == -1 ||
	    ambit_linux_rename(dirfd, fresh, dirfd, name) == -1) {
		(void)ambit_err_set(err_r, AMBIT_E_IO, "write %s", name);
		(void)unlinkat(dirfd, fresh, 0);
		return -1;
	}
	return fsync(dirfd) == 0
	    ? 0
	    : ambit_err_set(err_r, AMBIT_E_IO, "write %s", name);
}

static enum cli_exit
parse(const struct cli *cli, struct ambit_span bytes, struct ambit_arena *arena)
{
	struct ambit_complaints complaints = { .n = 0 };
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct ambit_order order;

	if (ambit_order_parse(bytes, arena, &order, &complaints, &err) == 0)
		return CLI_COMPLETE;
	if (complaints.n == 0)
		return say_err(cli, &err, "nothing was written");
	say_complaints(cli, cli->operand[0], &complaints);
	say_note(cli, "error", "%s: nothing was written", cli->operand[0]);
	return CLI_REJECTED;
}

static enum cli_exit
put(const struct cli *cli, struct ambit_span bytes)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };
	enum cli_exit status = CLI_COMPLETE;
	const char *name;
	int dirfd = case_folder_of(cli->operand[0], &name);

	if (dirfd == -1) {
		(void)ambit_err_set(&err, AMBIT_E_IO, "%s", cli->operand[0]);
		return say_err(cli, &err, "nothing was written");
	}
	if (put_file(dirfd, name, bytes, &err) < 0)
		status = say_err(cli, &err, "nothing was written");
	(void)close(dirfd);
	return status;
}

/* As ambit check does, but for the signatures, which nobody has given yet. */
static enum cli_exit
judge(const struct cli *cli)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct cli_case c;
	enum cli_exit status = case_open(cli, &c);

	if (status == CLI_COMPLETE && !cli->quiet &&
	    (ambit_order_in_words(&c.order, &c.registry, &say_stdout, &err) <
		    0 ||
		ambit_sink_finish(&say_stdout, &err) < 0))
		status = say_err(cli, &err, "");
	if (status == CLI_COMPLETE) {
		c.asks = true;
		c.purpose = ambit_law_purpose(&c.order);
		case_warn(&c);
		status = case_judge_unsigned(&c);
	}
	case_close(&c);
	return status;
}

enum cli_exit
new_order_write(const struct cli *cli, const struct ambit_order *order,
    struct ambit_arena *arena)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct page page = { .sink = { .ops = &page_ops },
		.bytes =
		    AMBIT_ARENA_GET(arena, unsigned char, AMBIT_ORDER_MAX) };
	enum cli_exit status;

	if (page.bytes == NULL)
		(void)ambit_err_set(&err, AMBIT_E_MEMORY, "no memory");
	if (page.bytes == NULL ||
	    ambit_order_write(order, &page.sink, &err) < 0)
		return say_err(cli, &err, "nothing was written");
	status = parse(cli, (struct ambit_span){ page.bytes, page.len }, arena);
	if (status == CLI_COMPLETE)
		status = put(cli, (struct ambit_span){ page.bytes, page.len });
	if (status != CLI_COMPLETE)
		return status;
	status = judge(cli);
	say_result(cli, "written",
	    status == CLI_COMPLETE
		? "%s is written. Two persons sign it now: ambit approve %s"
		: "%s is written, and cannot be carried out as it stands",
	    cli->operand[0], cli->operand[0]);
	return status;
}
