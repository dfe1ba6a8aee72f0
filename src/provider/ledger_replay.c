/*
 * The tables again, in memory, of the events alone. The statements are those
 * of the ledger's own triggers, prepared once: for a million events a trigger
 * that is entered to find that it is not meant costs more than its work.
 */

/* System. */
#include <stdio.h>
#include <string.h>

/* Floor 0. */
#include "ambit/text.h"

/* Floor 5. */
#include "ledger_replay.h"

/* The longest trigger is a third of it. */
#define SCRIPT_ROOM 8192

/* Memory that each statement asks for and gives back: from a pool. */
#define SMALL   2048
#define N_SMALL 512

/* ---- from triggers to statements ---- */

/* new.body becomes :body, and so on. */
static void
name_parameters(struct ambit_span sql, struct ambit_text *text)
{
	static const struct ambit_span word = AMBIT_LIT_INIT("new.");

	while (sql.len > 0) {
		bool is = ambit_span_begins(sql, word);

		ambit_text_put(text,
		    is ? AMBIT_LIT(":") : ambit_span_sub(sql, 0, 1));
		sql = ambit_span_sub(sql, is ? word.len : 1, sql.len);
	}
}

static struct ledger_rule *
add_rule(struct ledger_replay *replay, const char *when)
{
	for (size_t kind = 0; kind < AMBIT_LEDGER_N_KINDS; kind++) {
		const char *name =
		    ambit_ledger_kind_name((enum ambit_ledger_kind)kind);
		const char *at =
		    strstr(when, ":kind = '") + strlen(":kind = '");

		if (strncmp(at, name, strlen(name)) != 0 ||
		    at[strlen(name)] != '\'')
			continue;
		for (size_t i = 0; i < LEDGER_RULES; i++) {
			if (replay->rules[kind][i].change[0] == NULL)
				return &replay->rules[kind][i];
		}
	}
	return NULL;
}

static int
prepare(sqlite3 *db, const char *sql, sqlite3_stmt **stmt_r, const char **rest)
{
	return sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT,
	    stmt_r, rest);
}

/* "SELECT <when>", and the statements between BEGIN and END. A rule that asks
 * for the kind alone is found by it, and asks nothing. */
static int
add_trigger(struct ledger_replay *replay, struct ambit_span sql)
{
	char room[SCRIPT_ROOM], when[256];
	struct ambit_text text = ambit_text_over(room, sizeof(room) - 1);
	const char *from, *begin, *at;
	struct ledger_rule *rule;
	int rc = SQLITE_OK;

	name_parameters(sql, &text);
	(void)ambit_text_end(&text);
	from = strstr(room, "WHEN ");
	begin = strstr(room, " BEGIN\n");
	if (text.full || text.len < 3 || from == NULL || begin == NULL)
		return SQLITE_ERROR;
	room[text.len - 3] = '\0'; /* without END */
	(void)snprintf(when, sizeof(when), "SELECT %.*s",
	    (int)(begin - from) - 5, from + 5);
	rule = add_rule(replay, when);
	if (rule == NULL)
		return SQLITE_ERROR;
	if (strstr(when, " AND ") != NULL)
		rc = prepare(replay->db, when, &rule->when, NULL);
	at = begin + strlen(" BEGIN\n");
	for (size_t i = 0; rc == SQLITE_OK && at[strspn(at, " \n")] != '\0';
	     i++)
		rc = i < LEDGER_CHANGES
		    ? prepare(replay->db, at, &rule->change[i], &at)
		    : SQLITE_ERROR;
	return rc;
}

static int
add_triggers(struct ledger_replay *replay)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(replay->db,
	    "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND "
	    "name LIKE 'on!_%' ESCAPE '!'",
	    -1, &stmt, NULL);

	while (rc == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW)
		rc = add_trigger(replay, ledger_bytes(stmt, 0));
	(void)sqlite3_finalize(stmt);
	return rc;
}

int
ledger_replay_open(struct ledger_replay *replay, size_t shard, size_t n_shards)
{
	int rc;

	replay->shard = shard;
	replay->n_shards = n_shards;
	rc = sqlite3_open_v2(":memory:", &replay->db,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY |
		SQLITE_OPEN_NOMUTEX,
	    NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_db_config(replay->db, SQLITE_DBCONFIG_LOOKASIDE,
		    NULL, SMALL, N_SMALL);
	if (rc == SQLITE_OK)
		rc = ledger_script(replay->db, ledger_schema());
	if (rc == SQLITE_OK)
		rc = add_triggers(replay);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(replay->db,
		    "PRAGMA journal_mode = OFF; BEGIN", NULL, NULL, NULL);
	return rc;
}

void
ledger_replay_close(struct ledger_replay *replay)
{
	for (size_t kind = 0; kind < AMBIT_LEDGER_N_KINDS; kind++) {
		for (size_t i = 0; i < LEDGER_RULES; i++) {
			struct ledger_rule *rule = &replay->rules[kind][i];

			(void)sqlite3_finalize(rule->when);
			for (size_t k = 0; k < LEDGER_CHANGES; k++)
				(void)sqlite3_finalize(rule->change[k]);
		}
	}
	(void)sqlite3_close(replay->db);
}

/* ---- an event ---- */

static void
bind(sqlite3_stmt *stmt, const char *name, struct ambit_span text)
{
	int at = sqlite3_bind_parameter_index(stmt, name);

	if (at > 0)
		ledger_bind(stmt, at, text);
}

static void
bind_number(sqlite3_stmt *stmt, const char *name, int64_t number)
{
	int at = sqlite3_bind_parameter_index(stmt, name);

	if (at > 0)
		(void)sqlite3_bind_int64(stmt, at, number);
}

/* SQLITE_ROW with *is_r, SQLITE_DONE, or SQLite's error. */
static int
run(sqlite3_stmt *stmt, const struct ledger_row *row, bool *is_r)
{
	int rc;

	bind_number(stmt, ":seq", row->seq);
	bind_number(stmt, ":at", row->at);
	bind(stmt, ":by", row->by);
	bind(stmt, ":case_id", row->case_id);
	bind(stmt, ":kind", row->kind);
	bind(stmt, ":body", row->body);
	rc = sqlite3_step(stmt);
	if (rc == SQLITE_ROW && is_r != NULL)
		*is_r = sqlite3_column_int(stmt, 0) == 1;
	(void)sqlite3_reset(stmt);
	return rc & 0xff;
}

static int
apply(struct ledger_rule *rule, const struct ledger_row *row)
{
	bool is = true;
	int rc = SQLITE_ROW;

	if (rule->when != NULL)
		rc = run(rule->when, row, &is);
	if (rc != SQLITE_ROW)
		return rc == SQLITE_NOMEM ? -1 : 0;
	for (size_t i = 0; is && i < LEDGER_CHANGES && rule->change[i] != NULL;
	     i++) {
		rc = run(rule->change[i], row, NULL);
		if (rc != SQLITE_DONE)
			return rc == SQLITE_NOMEM ? -1 : 0;
	}
	return 1;
}

static int
apply_all(struct ledger_rule rules[LEDGER_RULES], const struct ledger_row *row)
{
	int got = 1;

	for (size_t i = 0;
	     got == 1 && i < LEDGER_RULES && rules[i].change[0] != NULL; i++)
		got = apply(&rules[i], row);
	return got;
}

/* FNV-1a (Fowler, Noll, Vo). */
static uint32_t
spread(struct ambit_span bytes)
{
	uint32_t hash = 2166136261;

	for (size_t i = 0; i < bytes.len; i++)
		hash = (hash ^ bytes.ptr[i]) * 16777619;
	return hash;
}

bool
ledger_replay_has(const struct ledger_replay *replay, struct ambit_span case_id)
{
	return spread(case_id) % replay->n_shards == replay->shard;
}

int
ledger_replay_event(struct ledger_replay *replay, const struct ledger_row *row)
{
	if (!ledger_replay_has(replay, row->case_id))
		return 1;
	for (size_t kind = 0; kind < AMBIT_LEDGER_N_KINDS; kind++) {
		const char *name =
		    ambit_ledger_kind_name((enum ambit_ledger_kind)kind);

		if (ambit_span_equal(row->kind, ambit_span_str(name)))
			return apply_all(replay->rules[kind], row);
	}
	return 0;
}
