/*
 * run.csv: what ran, when, with which tables and limits, and how it ended. One
 * name and one value a row.
 */

/* System. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Floor 5 and below. */
#include "ambit/law_tables.h"
#include "ambit/version.h"

/* Floor 6. */
#include "custody_state.h"

/* A row under construction and where it goes; after a failure, nowhere. */
struct pen {
	struct ambit_custody *custody;
	struct custody_file *file;
	struct ambit_err *err_r;
	int failed; /* -1 once something has */
};

static void
put(struct pen *pen, const char *name, struct ambit_span value)
{
	struct custody_row *row = &pen->custody->row;

	if (pen->failed < 0)
		return;
	custody_row_begin(row);
	custody_row_str(row, name);
	pen->failed = custody_row_evidence(row, value, pen->err_r);
	if (pen->failed == 0)
		pen->failed = custody_row_write(row, pen->file, pen->err_r);
}

static void
put_str(struct pen *pen, const char *name, const char *value)
{
	put(pen, name, ambit_span_str(value));
}

static void
put_number(struct pen *pen, const char *name, uint64_t value)
{
	char digits[24];

	(void)snprintf(digits, sizeof(digits), "%" PRIu64, value);
	put_str(pen, name, digits);
}

static void
put_instant(struct pen *pen, const char *name, int64_t at)
{
	char text[CUSTODY_INSTANT_LEN];

	custody_instant(at, text);
	put_str(pen, name, text);
}

static void
put_digest(struct pen *pen, const char *name, const unsigned char *digest)
{
	char hex[2 * AMBIT_DIGEST_LEN];
	struct ambit_text text = AMBIT_TEXT(hex);

	ambit_text_hex(&text, (struct ambit_span){ digest, AMBIT_DIGEST_LEN });
	put(pen, name, ambit_text_span(&text));
}

static void
put_engine(struct pen *pen)
{
	const struct ambit_custody *custody = pen->custody;
	unsigned char instruments[AMBIT_DIGEST_LEN], fields[AMBIT_DIGEST_LEN];
	unsigned char law[AMBIT_DIGEST_LEN];
	char host[256] = "";

	if (pen->failed == 0)
		pen->failed = ambit_production_law_digests(instruments, fields,
		    pen->err_r);
	if (pen->failed == 0)
		pen->failed = ambit_law_digest(law, pen->err_r);
	if (pen->failed < 0)
		return;
	put_str(pen, "engine", AMBIT_VERSION);
	put_digest(pen, "instruments", instruments);
	put_digest(pen, "fields", fields);
	put_digest(pen, "law_tables", law);
	put_digest(pen, "order", custody->order->sha256);
	put_digest(pen, "registry", custody->registry->sha256);
	put_str(pen, "production", custody->id);
	(void)gethostname(host, sizeof(host) - 1);
	put_str(pen, "host", host);
}

static bool
leaves(const struct ambit_order *order, const struct ambit_law_field *field)
{
	for (size_t t = 0; t < order->n_tasks; t++) {
		const struct ambit_task *task = &order->tasks[t];

		for (size_t d = 0; d < task->n_demands; d++) {
			if (ambit_split_leaves(order, &task->demands[d], field))
				return true;
		}
	}
	return false;
}

/* Which rows of the law tables were used that counsel has not confirmed yet,
 * and which it has. */
static void
put_confirmed(struct pen *pen)
{
	const struct ambit_order *order = pen->custody->order;
	const struct ambit_instrument *instrument =
	    ambit_law_instrument(order->legal_type);
	const struct ambit_law_field *fields;
	char name[160];
	size_t n;

	if (instrument != NULL) {
		(void)snprintf(name, sizeof(name), "confirmed %s",
		    instrument->code);
		put_str(pen, name, instrument->confirmed ? "yes" : "no");
	}
	fields = ambit_law_fields(&n);
	for (size_t i = 0; i < n; i++) {
		if (!leaves(order, &fields[i]))
			continue;
		(void)snprintf(name, sizeof(name), "confirmed %s %s",
		    ambit_holds_name(fields[i].store), fields[i].id);
		put_str(pen, name, fields[i].confirmed ? "yes" : "no");
	}
}

static void
put_limits(struct pen *pen)
{
	const struct ambit_limits *limits = &pen->custody->registry->limits;

	put_number(pen, "limit tasks", limits->tasks);
	put_number(pen, "limit emergencyHours", limits->emergency_hours);
	put_number(pen, "limit approvalDays", limits->approval_days);
	put_number(pen, "limit civilNoticeDays", limits->civil_notice_days);
	put_number(pen, "limit civilObjectionDays",
	    limits->civil_objection_days);
	put_number(pen, "limit delayedNoticeWorkingDays",
	    limits->delayed_notice_working_days);
	put_number(pen, "limit volumeBytes", limits->volume_bytes);
	put_number(pen, "limit headerBytes", limits->header_bytes);
	put_number(pen, "limit itemBytes", limits->item_bytes);
	put_number(pen, "limit depth", limits->depth);
}

/* A store of Outlook may hold more than anybody can find in it. */
static void
put_unread(struct pen *pen)
{
	if (pen->custody->outlook)
		put_str(pen, "not read in pst, ost",
		    "free space, allocation maps, deleted items without a "
		    "node");
}

static void
put_end(struct pen *pen, const struct ambit_custody_end *end, int64_t ended)
{
	const struct ambit_custody *custody = pen->custody;

	put_instant(pen, "started", custody->started);
	put_instant(pen, "ended", ended);
	if (custody->as_of != INT64_MIN)
		put_instant(pen, "asOf", custody->as_of);
	put_number(pen, "workers", end->workers);
	put_number(pen, "exit", (uint64_t)end->exit_code);
	if (end->err != NULL)
		put_str(pen, "error", end->err->text);
	if (end->sums == NULL)
		return;
	put_number(pen, "volumes", end->sums->volumes);
	put_number(pen, "files", end->sums->files);
	put_number(pen, "rows", end->sums->rows);
	put_number(pen, "bytes", end->sums->bytes);
	put_digest(pen, "tagmanifest", end->sums->tagmanifest);
}

static int
write_run(struct ambit_custody *custody, struct custody_file *file,
    const struct ambit_custody_end *end, int64_t ended, struct ambit_err *err_r)
{
	static const char *const names[] = { "name", "value", NULL };
	struct pen pen = { .custody = custody, .file = file, .err_r = err_r };

	(void)unlinkat(custody->dirfd, "run.csv", 0);
	if (custody_file_open(file, custody->dirfd, "run.csv", err_r) < 0)
		return -1;
	pen.failed = custody_head(custody, file, names, err_r);
	put_engine(&pen);
	put_confirmed(&pen);
	put_limits(&pen);
	put_unread(&pen);
	put_end(&pen, end, ended);
	if (pen.failed == 0)
		pen.failed = custody_file_close(file, err_r);
	custody_file_clear(file);
	return pen.failed;
}

int
custody_write_run(struct ambit_custody *custody,
    const struct ambit_custody_end *end, int64_t ended, struct ambit_err *err_r)
{
	struct custody_file *file = calloc(1, sizeof(*file));
	int done;

	if (file == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "custody record");
	done = write_run(custody, file, end, ended, err_r);
	free(file);
	return done;
}
