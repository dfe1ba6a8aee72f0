/*
 * ambit explain: why an item was produced, held, outside or damaged, in the
 * words of the rule that decided.
 */

/* System. */
#include <fcntl.h>
#include <unistd.h>

/* Floor 6 and below. */
#include "ambit/explain.h"

/* Floor 8. */
#include "cli.h"
#include "say.h"

static enum cli_exit
run(const struct cli *cli)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };
	int fd = open(cli->operand[0], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int got;

	if (fd == -1) {
		(void)ambit_err_set(&err, AMBIT_E_IO, "%s", cli->operand[0]);
		return say_err(cli, &err,
		    "name the folder of a custody record");
	}
	got = ambit_explain(fd, ambit_span_str(cli->operand[1]), &say_stdout,
	    &err);
	(void)close(fd);
	return got < 0 ? say_err(cli, &err, "") : CLI_COMPLETE;
}

const struct cli_command cli_explain = {
	.name = "explain",
	.usage = "CUSTODY ITEM\n"
		 "  ITEM is a Bates number, or STORE and a locator of "
		 "items.csv: alice-inbox:off=0,len=512",
	.says = "why an item was produced, held, or outside",
	.takes = "q",
	.min = 2,
	.max = 2,
	.run = run,
};
