/*
 * ambit ledger verify: has anything in the provider's ledger been changed?
 */

/* System. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Floor 8. */
#include "record.h"
#include "say.h"

#define HEAD_LEN (2 * (int)sizeof(((struct ambit_ledger_head *)0)->hash))

static int
nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "12:a9b3...": as verify has printed it. */
static bool
parse_head(const char *text, struct ambit_ledger_head *head_r)
{
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	head_r->seq = strtoull(text, &end, 10);
	if (*end != ':' || strlen(end + 1) != (size_t)HEAD_LEN)
		return false;
	for (size_t i = 0; i < sizeof(head_r->hash); i++) {
		int high = nibble(end[1 + 2 * i]), low = nibble(end[2 + 2 * i]);

		if (high < 0 || low < 0)
			return false;
		head_r->hash[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}

/* ---- the answer ---- */

static void
head_in_hex(const struct ambit_ledger_head *head, char hex_r[65])
{
	for (size_t i = 0; i < sizeof(head->hash); i++)
		(void)snprintf(hex_r + 2 * i, 3, "%02x", head->hash[i]);
}

static enum cli_exit
say_json(const struct cli *cli, const struct ambit_ledger_verdict *verdict)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };
	char line[1024], hex[65];
	struct ambit_text text = AMBIT_TEXT(line);
	struct ambit_json json = { .text = &text };

	head_in_hex(&verdict->head, hex);
	ambit_json_object(&json, NULL);
	ambit_json_string(&json, "event", AMBIT_LIT("ledger"));
	ambit_json_number(&json, "events", (int64_t)verdict->head.seq);
	ambit_json_bool(&json, "good", verdict->good);
	ambit_json_string(&json, "hash", ambit_span_str(hex));
	if (!verdict->good) {
		ambit_json_number(&json, "seq", (int64_t)verdict->seq);
		ambit_json_string(&json, "what", ambit_span_str(verdict->what));
	}
	ambit_json_end(&json);
	ambit_text_str(&text, "\n");
	if (ambit_sink_write(&say_stdout, ambit_text_span(&text), &err) < 0)
		return say_err(cli, &err, "");
	return verdict->good ? CLI_COMPLETE : CLI_FAILED;
}

static enum cli_exit
say_verdict(const struct cli *cli, const char *path,
    const struct ambit_ledger_verdict *verdict)
{
	char hex[65];

	if (cli->json)
		return say_json(cli, verdict);
	if (!verdict->good && verdict->seq > 0)
		(void)fprintf(stderr, "ambit: ledger %s: event %ju: %s\n", path,
		    (uintmax_t)verdict->seq, verdict->what);
	else if (!verdict->good)
		(void)fprintf(stderr, "ambit: ledger %s: %s\n", path,
		    verdict->what);
	if (!verdict->good)
		return CLI_FAILED;
	head_in_hex(&verdict->head, hex);
	say_result(cli, "ledger", "%s: %ju events, none changed; head %ju:%s",
	    path, (uintmax_t)verdict->head.seq, (uintmax_t)verdict->head.seq,
	    hex);
	return CLI_COMPLETE;
}

static enum cli_exit
verify(const struct cli *cli, const char *path,
    const struct ambit_ledger_head *known)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct ambit_ledger_verdict verdict;
	struct ambit_ledger *ledger;
	int got;

	if (ambit_ledger_open(path, AMBIT_LEDGER_READ, &ledger, &err) < 0)
		return say_err(cli, &err, "");
	got = ambit_ledger_verify(ledger, known, &verdict, &err);
	ambit_ledger_close(&ledger);
	return got < 0 ? say_err(cli, &err, "")
		       : say_verdict(cli, path, &verdict);
}

static enum cli_exit
run(const struct cli *cli)
{
	const char *registry_path =
	    cli->registry != NULL ? cli->registry : "registry.xml";
	struct ambit_ledger_head known;
	struct ambit_registry registry;
	struct ambit_arena *arena;
	enum cli_exit status;
	char path[4096];

	if (strcmp(cli->operand[0], "verify") != 0) {
		(void)fprintf(stderr, "ambit: ledger: it is verify\n");
		return CLI_USAGE;
	}
	if (cli->head != NULL && !parse_head(cli->head, &known)) {
		(void)fprintf(stderr,
		    "ambit: --head: it is a number, a colon and 64 "
		    "hexadecimal digits\n");
		return CLI_USAGE;
	}
	arena = case_arena(registry_path);
	if (arena == NULL) {
		(void)fprintf(stderr, "ambit: no memory\n");
		return CLI_FAILED;
	}
	status = case_registry(cli, registry_path, arena, &registry);
	if (status == CLI_COMPLETE)
		status = record_path(cli, &registry, registry_path, path);
	if (status == CLI_COMPLETE)
		status = verify(cli, path, cli->head != NULL ? &known : NULL);
	ambit_arena_free(&arena);
	return status;
}

const struct cli_command cli_ledger = {
	.name = "ledger",
	.usage = "verify [--registry FILE] [--root DIR] [--head SEQ:HASH] "
		 "[--json]",
	.says = "has anything in the provider's ledger been changed",
	.takes = "rRHjq",
	.min = 1,
	.max = 1,
	.run = run,
};
