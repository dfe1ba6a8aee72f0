/*
 * The columns of messages.csv, in their sequence, and how each is filled.
 *
 * Parse, then print (law.md R2): a value that does not parse is empty, one of
 * several readings is empty, and what an item may not tell is empty too.
 */

/* Floor 3. */
#include "ambit/address.h"
#include "ambit/header.h"
#include "ambit/mail.h"

/* Floor 6. */
#include "table_column.h"

/* Of a messages record store alone; a mail file does not tell. */
static int
unknown(const struct table_message *message, unsigned which,
    struct ambit_span *value_r)
{
	(void)message;
	(void)which;
	(void)value_r;
	return 0;
}

static int
direction(const struct table_message *message, unsigned which,
    struct ambit_span *value_r)
{
	(void)which;
	switch (ambit_scope_direction(message->scope, message->item)) {
	case AMBIT_DIRECTION_SENT:
		*value_r = AMBIT_LIT("sent");
		break;
	case AMBIT_DIRECTION_RECEIVED:
		*value_r = AMBIT_LIT("received");
		break;
	case AMBIT_DIRECTION_UNKNOWN:
		break;
	}
	return 0;
}

/* May the field that the clock was read in be printed? */
static bool
may_show(const struct table_message *message, enum ambit_clock clock)
{
	const struct ambit_header_field *first = NULL;
	const struct ambit_item *item = message->item;

	switch (message->store->clocks[clock].source) {
	case AMBIT_SOURCE_DATE_HEADER:
		return table_field(item, "Date", true) != NULL;
	case AMBIT_SOURCE_RECEIVED:
		return ambit_header_count(item->fields, item->n_fields,
			   AMBIT_LIT("Received"), &first) > 0 &&
		    table_is_sound(first, true);
	case AMBIT_SOURCE_FROM_LINE:
	case AMBIT_SOURCE_FILE_NAME:
	case AMBIT_SOURCE_DELIVERY_TIME:
	case AMBIT_SOURCE_PROVIDER_SUBMIT_TIME:
	case AMBIT_SOURCE_CLIENT_SUBMIT_TIME:
		return true;
	case AMBIT_SOURCE_NONE:
	case AMBIT_SOURCE_EVENT_LOG:
	case AMBIT_SOURCE_COLUMN:
		return false;
	}
	return false;
}

bool
table_date(const struct table_message *message, enum ambit_clock clock,
    int64_t *at_r)
{
	return table_is_instant(&message->item->when[clock], at_r) &&
	    may_show(message, clock);
}

static int
date(const struct table_message *message, unsigned which,
    struct ambit_span *value_r)
{
	enum ambit_clock clock = (enum ambit_clock)which;
	char instant[AMBIT_INSTANT_LEN];
	struct ambit_text text;
	int64_t at;

	if (!table_date(message, clock, &at))
		return 0;
	text = table_text(message, sizeof(instant));
	if (text.ptr == NULL)
		return -1;
	ambit_instant_format(at, instant);
	ambit_text_str(&text, instant);
	*value_r = ambit_text_span(&text);
	return 0;
}

/* The value of the one field of that name, unfolded; empty if there is none
 * that may be printed. */
static int
unfold(const struct table_message *message, const char *name,
    struct ambit_span *value_r)
{
	const struct ambit_header_field *field =
	    table_field(message->item, name, true);

	if (field == NULL)
		return 0;
	*value_r = ambit_header_unfold(field->value, message->arena);
	return value_r->ptr == NULL ? -1 : 0;
}

static int
msgid(const struct table_message *message, unsigned which,
    struct ambit_span *value_r)
{
	struct ambit_span value = { 0 };

	(void)which;
	if (unfold(message, "Message-ID", &value) < 0)
		return -1;
	if (!ambit_address_msgid(value, value_r))
		*value_r = (struct ambit_span){ 0 };
	return 0;
}

static int
client_ip(const struct table_message *message, unsigned which,
    struct ambit_span *value_r)
{
	struct ambit_span value = { 0 };

	(void)which;
	if (unfold(message, "X-Originating-IP", &value) < 0)
		return -1;
	*value_r = ambit_mail_ip(value, message->arena);
	return 0;
}

static int
bytes(const struct table_message *message, unsigned which,
    struct ambit_span *value_r)
{
	struct ambit_text text = table_text(message, 24);

	(void)which;
	if (text.ptr == NULL)
		return -1;
	ambit_text_print(&text, "%ju", (uintmax_t)message->item->raw.len);
	*value_r = ambit_text_span(&text);
	return 0;
}

static const struct table_column columns[] = {
	{ "direction", direction, 0 },
	{ "date_submitted", date, AMBIT_CLOCK_SUBMITTED },
	{ "date_delivered", date, AMBIT_CLOCK_DELIVERED },
	{ "env_from", unknown, 0 },
	{ "env_to", unknown, 0 },
	{ "from_addr", table_addresses, AMBIT_PARTY_FROM },
	{ "sender_addr", table_addresses, AMBIT_PARTY_SENDER },
	{ "reply_to_addr", table_addresses, AMBIT_PARTY_REPLY_TO },
	{ "to_addr", table_addresses, AMBIT_PARTY_TO },
	{ "cc_addr", table_addresses, AMBIT_PARTY_CC },
	{ "bcc_addr", table_addresses, AMBIT_PARTY_BCC },
	{ "msgid", msgid, 0 },
	{ "client_ip", client_ip, 0 },
	{ "hops", table_hops, 0 },
	{ "date_header", date, AMBIT_CLOCK_HEADER },
	{ "read_at", unknown, 0 },
	{ "deleted_at", unknown, 0 },
	{ "bytes", bytes, 0 },
};

const struct table_column *
table_columns(size_t *n_r)
{
	*n_r = sizeof(columns) / sizeof(columns[0]);
	return columns;
}
