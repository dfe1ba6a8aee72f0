/*
 * Stores: where the data lie, in which format, and which clocks they have;
 * and the limits of the provider.
 */

/* Floor 0. */
#include "ambit/limits.h"

/* Here. */
#include "registry_read.h"

static const struct xml_word formats[] = {
	{ "mbox", AMBIT_STORE_MBOX },
	{ "maildir", AMBIT_STORE_MAILDIR },
	{ "eml", AMBIT_STORE_EML },
	{ "msg", AMBIT_STORE_MSG },
	{ "pst", AMBIT_STORE_PST },
	{ "ost", AMBIT_STORE_OST },
	{ "files", AMBIT_STORE_FILES },
	{ "zip", AMBIT_STORE_ZIP },
	{ "tar", AMBIT_STORE_TAR },
	{ "records", AMBIT_STORE_RECORDS },
};

static const struct xml_word clocks[] = {
	{ "delivered", AMBIT_CLOCK_DELIVERED },
	{ "submitted", AMBIT_CLOCK_SUBMITTED },
	{ "header", AMBIT_CLOCK_HEADER },
};

static const struct xml_word sources[] = {
	{ "fromLine", AMBIT_SOURCE_FROM_LINE },
	{ "fileName", AMBIT_SOURCE_FILE_NAME },
	{ "received", AMBIT_SOURCE_RECEIVED },
	{ "dateHeader", AMBIT_SOURCE_DATE_HEADER },
	{ "deliveryTime", AMBIT_SOURCE_DELIVERY_TIME },
	{ "providerSubmitTime", AMBIT_SOURCE_PROVIDER_SUBMIT_TIME },
	{ "clientSubmitTime", AMBIT_SOURCE_CLIENT_SUBMIT_TIME },
	{ "eventLog", AMBIT_SOURCE_EVENT_LOG },
	{ "column", AMBIT_SOURCE_COLUMN },
};

static const struct xml_word classes[] = {
	{ "subscriber", 0 },
	{ "identification", 1 },
	{ "traffic", 2 },
	{ "content", 3 },
};

static const struct xml_word compressions[] = {
	{ "none", false },
	{ "gzip", true },
};

/* Cut the first word off a list whose white space is collapsed. */
static struct ambit_span
cut_word(struct ambit_span *list)
{
	struct ambit_span word = { list->ptr, 0 };

	while (word.len < list->len && list->ptr[word.len] != ' ')
		word.len++;
	*list = ambit_span_sub(*list, word.len + 1, list->len);
	return word;
}

static unsigned
read_holds(struct xml_reading *r, const xmlNode *node)
{
	struct ambit_span list = xml_value(r, node, "holds");
	unsigned holds = 0;

	while (list.len > 0) {
		struct ambit_span word = cut_word(&list);

		for (unsigned bit = AMBIT_HOLDS_MAIL;
		     bit <= AMBIT_HOLDS_CONNECTIONS; bit <<= 1) {
			if (ambit_span_equal(word,
				ambit_span_str(
				    ambit_holds_name((enum ambit_holds)bit))))
				holds |= bit;
		}
	}
	return holds;
}

/* "Z", "+05:30": an instant of that zone tells how many minutes it is. */
static int
read_zone(struct xml_reading *r, const xmlNode *node)
{
	char instant[40];
	struct ambit_text text = AMBIT_TEXT(instant);
	int64_t at;
	int zone = 0;

	ambit_text_str(&text, "2000-01-01T00:00:00");
	ambit_text_put(&text, xml_value(r, node, "zone"));
	if (text.full ||
	    !ambit_instant_parse(ambit_text_span(&text), &at, &zone))
		xml_complain(r->kind, r->complaints, node, "zone", "P_SCHEMA",
		    AMBIT_LIT("it is no offset from UTC"));
	return zone;
}

enum ambit_clock
registry_clock(struct xml_reading *r, const xmlNode *node)
{
	return (enum ambit_clock)XML_WORD(r, node, "name", clocks);
}

static void
read_clock(struct xml_reading *r, const xmlNode *node,
    struct ambit_store *store)
{
	struct ambit_store_clock *clock =
	    &store->clocks[registry_clock(r, node)];

	clock->source =
	    (enum ambit_clock_source)XML_WORD(r, node, "source", sources);
	clock->has_zone = xml_has(node, "zone");
	if (clock->has_zone)
		clock->zone = read_zone(r, node);
	clock->column = xml_identifier(r, node, "column");
	clock->log = xml_identifier(r, node, "log");
}

static void
read_store(struct registry_reading *rr, const xmlNode *node,
    struct ambit_store *store)
{
	struct xml_reading *r = rr->xml;

	store->id = xml_identifier(r, node, "id");
	store->path = xml_exact(r, node, "path");
	store->account = registry_find(r, &rr->accounts, node, "account");
	store->account_column = xml_value(r, node, "accountColumn");
	store->envelope_field = xml_identifier(r, node, "envelopeField");
	store->format =
	    (enum ambit_store_format)XML_WORD(r, node, "format", formats);
	store->holds = read_holds(r, node);
	store->gzip = xml_has(node, "compression") &&
	    XML_WORD(r, node, "compression", compressions) != 0;
	store->encoding = xml_identifier(r, node, "encoding");
	store->table = xml_identifier(r, node, "table");
	for (const xmlNode *at = xml_child(node, "Clock"); at != NULL;
	     at = xml_next(at))
		read_clock(r, at, store);
	store->received_hosts =
	    xml_values(r, node, "ReceivedHost", &store->n_received_hosts);
}

void
registry_read_stores(struct registry_reading *rr, const xmlNode *root)
{
	size_t n = xml_count(root, "Store");
	struct ambit_store *v = XML_ARRAY(rr->xml, struct ambit_store, n);

	rr->out->stores = v;
	for (const xmlNode *at = xml_child(root, "Store");
	     v != NULL && at != NULL; at = xml_next(at)) {
		struct ambit_store *store = &v[rr->out->n_stores++];

		store->number = (uint32_t)rr->out->n_stores;
		read_store(rr, at, store);
	}
}

/* ---- limits ---- */

/* From the first instant that can be written to the last, so that no sum of
 * an instant and a limit wraps. */
#define DAYS_MAX  UINT64_C(3652059)
#define HOURS_MAX (24 * DAYS_MAX)

static uint64_t
smaller(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* What guards the program itself may be lowered here and never raised. */
static void
read_numbers(struct xml_reading *r, const xmlNode *node,
    struct ambit_limits *limits)
{
	limits->tasks = xml_number(r, node, "tasks", UINT64_MAX, 20);
	limits->emergency_hours =
	    xml_number(r, node, "emergencyHours", HOURS_MAX, 48);
	limits->approval_days =
	    xml_number(r, node, "approvalDays", DAYS_MAX, 30);
	limits->civil_notice_days =
	    xml_number(r, node, "civilNoticeDays", DAYS_MAX, 7);
	limits->civil_objection_days =
	    xml_number(r, node, "civilObjectionDays", DAYS_MAX, 14);
	limits->delayed_notice_working_days =
	    xml_number(r, node, "delayedNoticeWorkingDays", DAYS_MAX, 5);
	limits->volume_bytes =
	    xml_number(r, node, "volumeBytes", UINT64_MAX, (uint64_t)1 << 30);
	limits->header_bytes = smaller(AMBIT_HEADER_MAX,
	    xml_number(r, node, "headerBytes", UINT64_MAX, AMBIT_HEADER_MAX));
	limits->item_bytes = smaller(AMBIT_ITEM_MAX,
	    xml_number(r, node, "itemBytes", UINT64_MAX, AMBIT_ITEM_MAX));
	limits->depth = smaller(AMBIT_DEPTH_MAX,
	    xml_number(r, node, "depth", UINT64_MAX, AMBIT_DEPTH_MAX));
}

static void
read_spans(struct xml_reading *r, const xmlNode *node,
    struct ambit_limits *limits)
{
	for (size_t i = 0; i < AMBIT_N_CLASSES; i++)
		limits->span_days[i] = AMBIT_MAX_SPAN_DAYS;
	for (const xmlNode *at = xml_child(node, "MaxSpan"); at != NULL;
	     at = xml_next(at))
		limits->span_days[XML_WORD(r, at, "class", classes)] =
		    xml_number(r, at, "days", DAYS_MAX, 0);
}

static void
read_ages(struct xml_reading *r, const xmlNode *node,
    struct ambit_limits *limits)
{
	size_t n = xml_count(node, "MaxAge");
	struct ambit_max_age *ages = XML_ARRAY(r, struct ambit_max_age, n);

	limits->ages = ages;
	for (const xmlNode *at = xml_child(node, "MaxAge");
	     ages != NULL && at != NULL; at = xml_next(at))
		ages[limits->n_ages++] = (struct ambit_max_age){
			.legal_type = xml_identifier(r, at, "legalType"),
			.days = xml_number(r, at, "days", DAYS_MAX, 0),
		};
}

void
registry_read_limits(struct registry_reading *rr, const xmlNode *node)
{
	struct ambit_limits *limits = &rr->out->limits;

	read_numbers(rr->xml, node, limits);
	read_spans(rr->xml, node, limits);
	read_ages(rr->xml, node, limits);
}
