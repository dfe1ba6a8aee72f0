/*
 * ambit notice --due: the calendar of notices, over all cases of the ledger.
 */

/* System. */
#include <stdio.h>

/* Floor 8. */
#include "notice.h"
#include "record.h"
#include "say.h"

/* Cases by the hundred thousand. */
#define CALENDAR_ARENA ((size_t)1 << 28)

/* "2026-11-09": the day of the last instant before at; "-": there is none. */
#define DAY_LEN 11
static void
day_before(int64_t at, char text_r[DAY_LEN])
{
	char text[AMBIT_INSTANT_LEN] = "-";

	if (at != INT64_MAX)
		ambit_instant_format(at - 1, text);
	(void)snprintf(text_r, DAY_LEN, "%.10s", text);
}

static const char *
is_late(const struct ambit_standing_line *line, int64_t now)
{
	return line->deadline <= now || line->review <= now ? "late" : "";
}

static void
say_row(const struct cli *cli, const struct ambit_standing_line *line,
    int64_t now)
{
	char tell[DAY_LEN], review[DAY_LEN], received[DAY_LEN];
	char room[1024];
	struct ambit_text agency = AMBIT_TEXT(room);

	day_before(line->deadline, tell);
	day_before(line->review, review);
	day_before(line->received_at + 1, received);
	ambit_text_escaped(&agency, line->agency);
	say_result(cli, "due",
	    "%-10s  %-10s  %-4s  %-11s  %-3s  %-10s  %-22.*s"
	    "  %.*s  %.*s",
	    tell, review, is_late(line, now),
	    ambit_notice_state_name(line->guard->state),
	    line->released ? "yes" : "no", received, (int)line->legal_type.len,
	    (const char *)line->legal_type.ptr, (int)line->case_id.len,
	    (const char *)line->case_id.ptr, (int)agency.len, agency.ptr);
}

static void
put_instant(struct ambit_json *json, const char *key, int64_t at)
{
	char text[AMBIT_INSTANT_LEN];

	if (at == INT64_MAX) {
		ambit_json_null(json, key);
		return;
	}
	ambit_instant_format(at, text);
	ambit_json_string(json, key, ambit_span_str(text));
}

static int
put_row(const struct ambit_standing_line *line, int64_t now,
    struct ambit_err *err_r)
{
	char room[8192];
	struct ambit_text text = AMBIT_TEXT(room);
	struct ambit_json json = { .text = &text };

	ambit_json_object(&json, NULL);
	ambit_json_string(&json, "agency", line->agency);
	ambit_json_string(&json, "case", line->case_id);
	put_instant(&json, "deadline", line->deadline);
	ambit_json_string(&json, "event", AMBIT_LIT("due"));
	ambit_json_string(&json, "guard", ambit_span_str(line->guard->name));
	ambit_json_bool(&json, "late",
	    line->deadline <= now || line->review <= now);
	ambit_json_string(&json, "legal_type", line->legal_type);
	put_instant(&json, "received", line->received_at);
	ambit_json_bool(&json, "released", line->released);
	put_instant(&json, "review", line->review);
	ambit_json_string(&json, "state",
	    ambit_span_str(ambit_notice_state_name(line->guard->state)));
	ambit_json_end(&json);
	ambit_text_str(&text, "\n");
	return ambit_sink_write(&say_stdout, ambit_text_span(&text), err_r);
}

static int
say_all(const struct cli *cli, const struct ambit_standing_line *lines,
    size_t n, int64_t now, struct ambit_err *err_r)
{
	if (!cli->json)
		say_result(cli, "head",
		    "%-10s  %-10s  %-4s  %-11s  %-3s  %-10s  %-22s  %-32s  %s",
		    "tell by", "review by", "", "state", "out", "received",
		    "legal type", "case", "from");
	for (size_t i = 0; i < n; i++) {
		if (!cli->json)
			say_row(cli, &lines[i], now);
		else if (put_row(&lines[i], now, err_r) < 0)
			return -1;
	}
	return 0;
}

static enum cli_exit
calendar(const struct cli *cli, const char *path, struct ambit_arena *arena,
    const struct ambit_limits *limits)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };
	struct ambit_standing_line *lines;
	struct ambit_ledger *ledger;
	int64_t now = cli_now(cli);
	size_t n;
	int got;

	if (ambit_ledger_open(path, AMBIT_LEDGER_READ, &ledger, &err) < 0)
		return say_err(cli, &err, "");
	got = ambit_standing_calendar(ledger, limits, now, arena, &lines, &n,
	    &err);
	ambit_ledger_close(&ledger);
	if (got < 0 || say_all(cli, lines, n, now, &err) < 0)
		return say_err(cli, &err, "");
	return CLI_COMPLETE;
}

enum cli_exit
notice_calendar(const struct cli *cli)
{
	const char *registry_path =
	    cli->registry != NULL ? cli->registry : "registry.xml";
	struct ambit_arena *arena = case_arena(registry_path);
	struct ambit_arena *room = ambit_arena_new(CALENDAR_ARENA);
	struct ambit_registry registry;
	enum cli_exit status = CLI_FAILED;
	char path[4096];

	if (arena == NULL || room == NULL)
		(void)fprintf(stderr, "ambit: no memory\n");
	else
		status = case_registry(cli, registry_path, arena, &registry);
	if (status == CLI_COMPLETE)
		status = record_path(cli, &registry, registry_path, path);
	if (status == CLI_COMPLETE)
		status = calendar(cli, path, room, &registry.limits);
	ambit_arena_free(&room);
	ambit_arena_free(&arena);
	return status;
}
