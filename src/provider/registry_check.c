/*
 * Checks of stores that the schema cannot say: P_CLOCK, P_HOSTS, P_RECORDS
 * and P_SHARED of registry.xsd.
 *
 * What a format can hold, and where it can have a clock, is a table.
 */

/* Floor 0. */
#include "ambit/law.h"

/* Here. */
#include "registry_read.h"

#define BIT(x)   (1U << (x))
#define NO_CLOCK 0

/* What Outlook's three formats hold, and the clocks that are in them. */
#define OUTLOOK_HOLDS \
	(AMBIT_HOLDS_MAIL | AMBIT_HOLDS_CALENDAR | AMBIT_HOLDS_CONTACTS)
#define OUTLOOK_SUBMITTED                         \
	(BIT(AMBIT_SOURCE_PROVIDER_SUBMIT_TIME) | \
	    BIT(AMBIT_SOURCE_CLIENT_SUBMIT_TIME))
#define OUTLOOK_CLOCKS                                      \
	BIT(AMBIT_SOURCE_DELIVERY_TIME), OUTLOOK_SUBMITTED, \
	    BIT(AMBIT_SOURCE_DATE_HEADER)

/* law.md 5.2: the sources a clock may have, by format; and what it holds. */
static const struct {
	unsigned holds;
	unsigned sources[AMBIT_N_CLOCKS]; /* delivered, submitted, header */
} formats[] = {
	[AMBIT_STORE_MBOX] = { AMBIT_HOLDS_MAIL,
	    { BIT(AMBIT_SOURCE_FROM_LINE) | BIT(AMBIT_SOURCE_RECEIVED),
		NO_CLOCK, BIT(AMBIT_SOURCE_DATE_HEADER) } },
	[AMBIT_STORE_MAILDIR] = { AMBIT_HOLDS_MAIL,
	    { BIT(AMBIT_SOURCE_FILE_NAME) | BIT(AMBIT_SOURCE_RECEIVED),
		NO_CLOCK, BIT(AMBIT_SOURCE_DATE_HEADER) } },
	[AMBIT_STORE_EML] = { AMBIT_HOLDS_MAIL,
	    { BIT(AMBIT_SOURCE_RECEIVED), NO_CLOCK,
		BIT(AMBIT_SOURCE_DATE_HEADER) } },
	[AMBIT_STORE_MSG] = { OUTLOOK_HOLDS, { OUTLOOK_CLOCKS } },
	[AMBIT_STORE_PST] = { OUTLOOK_HOLDS, { OUTLOOK_CLOCKS } },
	[AMBIT_STORE_OST] = { OUTLOOK_HOLDS, { OUTLOOK_CLOCKS } },
	[AMBIT_STORE_FILES] = { AMBIT_HOLDS_FILES,
	    { BIT(AMBIT_SOURCE_EVENT_LOG), NO_CLOCK, NO_CLOCK } },
	[AMBIT_STORE_ZIP] = { AMBIT_HOLDS_FILES,
	    { BIT(AMBIT_SOURCE_EVENT_LOG), NO_CLOCK, NO_CLOCK } },
	[AMBIT_STORE_TAR] = { AMBIT_HOLDS_FILES,
	    { BIT(AMBIT_SOURCE_EVENT_LOG), NO_CLOCK, NO_CLOCK } },
	[AMBIT_STORE_RECORDS] = { 0,
	    { BIT(AMBIT_SOURCE_COLUMN), BIT(AMBIT_SOURCE_COLUMN),
		BIT(AMBIT_SOURCE_COLUMN) } },
};

/* What the rows of a table are, in the words of an order. */
static const struct {
	const char *table;
	unsigned holds;
} tables[] = {
	{ "subscriber", AMBIT_HOLDS_ACCOUNT },
	{ "connections", AMBIT_HOLDS_CONNECTIONS },
	{ "messages", AMBIT_HOLDS_MAIL },
	{ "file_events", AMBIT_HOLDS_FILES },
	{ "purchases", AMBIT_HOLDS_ACCOUNT },
};

static unsigned
can_hold(const struct ambit_store *store)
{
	if (store->format != AMBIT_STORE_RECORDS)
		return formats[store->format].holds;
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		if (ambit_span_equal(store->table,
			ambit_span_str(tables[i].table)))
			return tables[i].holds;
	}
	return 0;
}

/* ---- P_CLOCK, P_HOSTS ---- */

static bool
has_log(struct registry_reading *rr, const struct ambit_store *store,
    const xmlNode *node)
{
	uint32_t found = registry_find(rr->xml, &rr->stores, node, "log");
	const struct ambit_store *log;

	if (found == 0)
		return false;
	log = &rr->out->stores[found - 1];
	return log->account == store->account &&
	    ambit_span_equal(log->table, AMBIT_LIT("file_events"));
}

/* An attribute goes with one source, which needs it or may have it. */
static void
check_attributes(struct registry_reading *rr, const xmlNode *node,
    const struct ambit_store_clock *clock)
{
	bool has_column = xml_has(node, "column");

	if (clock->has_zone && clock->source != AMBIT_SOURCE_FROM_LINE)
		registry_complain(rr, node, "zone", "P_CLOCK",
		    "only the source fromLine has a zone");
	if (has_column != (clock->source == AMBIT_SOURCE_COLUMN))
		registry_complain(rr, node, has_column ? "column" : "source",
		    "P_CLOCK", "column and the source column go together");
	if (xml_has(node, "log") && clock->source != AMBIT_SOURCE_EVENT_LOG)
		registry_complain(rr, node, "log", "P_CLOCK",
		    "only the source eventLog has a log");
}

static void
check_clock(struct registry_reading *rr, const struct ambit_store *store,
    const xmlNode *node, enum ambit_clock which)
{
	const struct ambit_store_clock *clock = &store->clocks[which];

	if (!(formats[store->format].sources[which] & BIT(clock->source)))
		registry_complain(rr, node, "source", "P_CLOCK",
		    "a store of this format has no such clock");
	check_attributes(rr, node, clock);
	if (clock->source == AMBIT_SOURCE_EVENT_LOG &&
	    !has_log(rr, store, node))
		registry_complain(rr, node,
		    xml_has(node, "log") ? "log" : "source", "P_CLOCK",
		    "its log is not a file_events store of the same account");
	if (clock->source == AMBIT_SOURCE_RECEIVED &&
	    store->n_received_hosts == 0)
		registry_complain(rr, node, "source", "P_HOSTS",
		    "no ReceivedHost says whose Received lines count");
}

static void
check_clocks(struct registry_reading *rr, const struct ambit_store *store,
    const xmlNode *node)
{
	for (const xmlNode *at = xml_child(node, "Clock"); at != NULL;
	     at = xml_next(at))
		check_clock(rr, store, at, registry_clock(rr->xml, at));
}

/* ---- P_RECORDS, P_SHARED ---- */

static void
check_records(struct registry_reading *rr, const struct ambit_store *store,
    const xmlNode *node)
{
	bool is_records = store->format == AMBIT_STORE_RECORDS;

	if (is_records != xml_has(node, "encoding"))
		registry_complain(rr, node, "encoding", "P_RECORDS",
		    "records have an encoding, and nothing else has");
	if (is_records != xml_has(node, "table"))
		registry_complain(rr, node, "table", "P_RECORDS",
		    "records are a table, and nothing else is");
	else if ((store->holds & ~can_hold(store)) != 0)
		registry_complain(rr, node, "holds", "P_RECORDS",
		    "a store of this format or table cannot hold that");
}

/* Has the law a row for such a column of what the store holds? */
static bool
is_known(struct ambit_span field, unsigned holds)
{
	size_t n;
	const struct ambit_law_field *row = ambit_law_fields(&n);

	for (size_t i = 0; i < n; i++, row++) {
		if (row->store & holds &&
		    ambit_span_equal(ambit_span_str(row->id), field))
			return true;
	}
	return false;
}

/* What the law does not know is not read (law.md 3.7). */
static void
check_columns(struct registry_reading *rr, const struct ambit_store *store,
    const xmlNode *node)
{
	for (const xmlNode *at = xml_child(node, "Column"); at != NULL;
	     at = xml_next(at)) {
		if (!is_known(xml_identifier(rr->xml, at, "field"),
			store->holds))
			registry_complain(rr, at, "field", "P_RECORDS",
			    "the law has no such field of what it holds");
	}
}

/* Whose an item of a shared store is, the item itself must say. */
static void
check_shared(struct registry_reading *rr, const struct ambit_store *store,
    const xmlNode *node)
{
	if (xml_has(node, "account"))
		return;
	if (store->format == AMBIT_STORE_RECORDS) {
		if (!xml_has(node, "accountColumn"))
			registry_complain(rr, node, "accountColumn", "P_SHARED",
			    "shared records need the column of the account");
	} else if (store->format != AMBIT_STORE_MBOX &&
	    store->format != AMBIT_STORE_MAILDIR &&
	    store->format != AMBIT_STORE_EML) {
		registry_complain(rr, node, "format", "P_SHARED",
		    "a store of this format cannot be shared");
	}
}

void
registry_check_stores(struct registry_reading *rr)
{
	for (size_t i = 0; i < rr->out->n_stores; i++) {
		const struct ambit_store *store = &rr->out->stores[i];
		const xmlNode *node = rr->store_nodes[i];

		check_clocks(rr, store, node);
		check_records(rr, store, node);
		check_columns(rr, store, node);
		check_shared(rr, store, node);
	}
}
