/*
 * When, as a header tells: the one Date field, and the first Received field
 * if the provider's own host wrote it (mail.md 4). No field stands in for
 * another (H4), and a clock that the reader has filled is left alone.
 */

/* Floor 3 and below. */
#include "ambit/date.h"
#include "ambit/header.h"
#include "ambit/mail.h"
#include "mail_facts.h"
#include "msg_raw.h"

/* law.md 5.2: how far the Date may lie from the provider's clock. */
#define SKEW_MAX (48 * AMBIT_HOUR)

struct reading {
	struct ambit_when when;
	struct ambit_span raw;
};

/* H1: of two Date fields none is the Date. */
static struct reading
read_date(const struct ambit_item *item)
{
	const struct ambit_header_field *field;

	if (ambit_header_count(item->fields, item->n_fields, AMBIT_LIT("Date"),
		&field) != 1)
		return (struct reading){ 0 };
	return (struct reading){ ambit_date_parse(field->value),
		msg_raw_trim(field->value) };
}

static bool
is_own_host(const struct ambit_store *store, struct ambit_span host)
{
	for (size_t i = 0; i < store->n_received_hosts; i++) {
		if (ambit_span_equal_nocase(store->received_hosts[i], host))
			return true;
	}
	return false;
}

static struct ambit_span
behind_last_semicolon(struct ambit_span value)
{
	size_t i = value.len;

	while (i > 0 && value.ptr[i - 1] != ';')
		i--;
	return msg_raw_trim(ambit_span_sub(value, i, value.len));
}

/* Only the first: below it anybody may have written anything. */
static int
read_received(const struct ambit_store *store, const struct ambit_item *item,
    struct ambit_arena *arena, struct reading *reading_r)
{
	const struct ambit_header_field *field;
	struct ambit_hop hop;

	*reading_r = (struct reading){ 0 };
	if (ambit_header_count(item->fields, item->n_fields,
		AMBIT_LIT("Received"), &field) == 0)
		return 0;
	if (ambit_mail_hop(field->value, arena, &hop) < 0)
		return -1;
	if (is_own_host(store, hop.by))
		*reading_r = (struct reading){ hop.when,
			behind_last_semicolon(field->value) };
	return 0;
}

/* Is the Date one instant, and every other reading far from it? */
static bool
is_skewed(const struct ambit_when *date, const struct ambit_when *delivered)
{
	int64_t at = date->at[0].lo;

	if (date->n != 1 || date->at[0].hi != at || delivered->n == 0)
		return false;
	for (unsigned i = 0; i < delivered->n; i++) {
		if (delivered->at[i].lo - SKEW_MAX <= at &&
		    delivered->at[i].hi + SKEW_MAX >= at)
			return false;
	}
	return true;
}

/* What was read stays for the record; what it says is taken back. */
static void
take_back(const struct ambit_store *store, struct ambit_item *item)
{
	for (unsigned i = 0; i < AMBIT_N_CLOCKS; i++) {
		enum ambit_clock_source from = store->clocks[i].source;

		if (item->flaws & AMBIT_FLAW_FRAMING ||
		    (item->flaws & AMBIT_FLAW_HEADER &&
			(from == AMBIT_SOURCE_RECEIVED ||
			    from == AMBIT_SOURCE_DATE_HEADER)))
			item->when[i] = (struct ambit_when){ 0 };
	}
}

int
mail_clocks(const struct ambit_store *store, struct ambit_item *item,
    struct ambit_arena *arena)
{
	struct reading date = read_date(item), read;

	for (unsigned i = 0; i < AMBIT_N_CLOCKS; i++) {
		enum ambit_clock_source from = store->clocks[i].source;

		read = date;
		if (from == AMBIT_SOURCE_RECEIVED &&
		    read_received(store, item, arena, &read) < 0)
			return -1;
		if (from == AMBIT_SOURCE_RECEIVED ||
		    from == AMBIT_SOURCE_DATE_HEADER) {
			item->when[i] = read.when;
			item->raw_when[i] = read.raw;
		}
	}
	take_back(store, item);
	if (!(item->flaws & AMBIT_FLAW_HEADER) &&
	    is_skewed(&date.when, &item->when[AMBIT_CLOCK_DELIVERED]))
		item->flaws |= AMBIT_FLAW_SKEW;
	return 0;
}
