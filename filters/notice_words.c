/*
 * The words of notice: as law.md and the ledger write them.
 */

/* Filters. */
#include "notice.h"

static const char *const states[AMBIT_N_STATES] = { "DUE", "DELAYED_DUE",
	"GIVEN", "BARRED", "EXCEPTED", "BY_AUTHORITY", "NOT_APPLICABLE" };

static const char *const exceptions[AMBIT_N_EXCEPTIONS] = { "",
	"dangerToPerson", "childExploitation", "accountCompromised",
	"counterproductive" };

static const char *const deeds[AMBIT_N_DEEDS] = { "", "asked", "agreed",
	"refused", "none", "challenged", "GIVEN", "EXCEPTED", "DANGER_OVER",
	"OBJECTED", "UNOPPOSED" };

const char *
ambit_notice_state_name(enum ambit_notice_state state)
{
	return states[state];
}

const char *
ambit_notice_exception_name(enum ambit_notice_exception exception)
{
	return exceptions[exception];
}

const char *
ambit_notice_deed_name(enum ambit_notice_deed deed)
{
	return deeds[deed];
}

/* The word's index; 0, which stands for none, where it is not among them. */
static unsigned
index_of(const char *const *words, unsigned n, struct ambit_span word)
{
	unsigned i = n - 1;

	while (i > 0 && !ambit_span_equal(ambit_span_str(words[i]), word))
		i--;
	return i;
}

enum ambit_notice_exception
ambit_notice_exception_of(struct ambit_span name)
{
	return (enum ambit_notice_exception)index_of(exceptions,
	    AMBIT_N_EXCEPTIONS, name);
}

enum ambit_notice_deed
ambit_notice_deed_of(struct ambit_span name)
{
	return (enum ambit_notice_deed)index_of(deeds, AMBIT_N_DEEDS, name);
}
