/*
 * usage: ledger-fill LEDGER <EVENTS
 *
 * Appends events to a ledger, in one transaction. One a line: at, operator,
 * case, kind and body with a tab between (year.py writes them so).
 */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ambit/ledger.h"

static int
kind_of(const char *name)
{
	for (int i = 0; i < AMBIT_LEDGER_N_KINDS; i++) {
		if (strcmp(ambit_ledger_kind_name((enum ambit_ledger_kind)i),
			name) == 0)
			return i;
	}
	return -1;
}

static int
fill(struct ambit_ledger *ledger, char *line, struct ambit_err *err_r)
{
	char *part[5], *rest = line;
	struct ambit_ledger_event event;
	int kind;

	for (size_t i = 0; i < 5; i++) {
		part[i] = strsep(&rest, "\t\n");
		if (part[i] == NULL)
			return ambit_err_set(err_r, AMBIT_E_FORMAT,
			    "a line has not five parts");
	}
	kind = kind_of(part[3]);
	if (kind < 0)
		return ambit_err_set(err_r, AMBIT_E_FORMAT, "no kind %s",
		    part[3]);
	event = (struct ambit_ledger_event){ .at = strtoll(part[0], NULL, 10),
		.by = ambit_span_str(part[1]),
		.case_id = ambit_span_str(part[2]),
		.kind = (enum ambit_ledger_kind)kind,
		.body = ambit_span_str(part[4]) };
	return ambit_ledger_append(ledger, &event, NULL, err_r);
}

static int
fill_all(struct ambit_ledger *ledger, struct ambit_err *err_r)
{
	char *line = NULL;
	size_t size = 0;
	int rc = ambit_ledger_begin(ledger, err_r);

	while (rc == 0 && getline(&line, &size, stdin) > 0)
		rc = fill(ledger, line, err_r);
	free(line);
	return rc == 0 ? ambit_ledger_commit(ledger, err_r) : -1;
}

int
main(int argc, char **argv)
{
	struct ambit_ledger *ledger;
	struct ambit_err err = { .code = AMBIT_E_NONE };
	int rc;

	if (argc != 2) {
		(void)fprintf(stderr, "usage: ledger-fill LEDGER <EVENTS\n");
		return 2;
	}
	rc = ambit_ledger_open(argv[1], AMBIT_LEDGER_WRITE, &ledger, &err);
	if (rc == 0) {
		rc = fill_all(ledger, &err);
		ambit_ledger_close(&ledger);
	}
	if (rc < 0)
		(void)fprintf(stderr, "ledger-fill: %s\n", err.text);
	return rc < 0;
}
