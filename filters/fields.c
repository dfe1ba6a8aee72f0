/*
 * Fields: what is each field of a store in law, and who may have it?
 *
 * One row a field, store and regime (law.md 3, package.md 4), in the order of
 * the tables' columns. A field without a row, and a row without a class, leave
 * nowhere. What is no column has its row in fields_header.c and its
 * neighbours. OPEN: counsel has not signed the row (law.md 10).
 */

/* Filters. */
#include "fields.h"
#include "rules.h"

#define COLUMN OPEN, AMBIT_STANDS_COLUMN, NULL, NULL

/* id, store, regime, classes, letters, nsl, dras, named, box, Act, transform */
static const struct ambit_law_field rows[] = {
	/* subscriber.csv */
	{ "acct_name", ACCOUNT, ANY, S, "A", NSL, "user information", "entity",
	    "text", COLUMN },
	{ "acct_dob", ACCOUNT, ANY, S, "", NONE, "user information", "entity",
	    "text", COLUMN },
	{ "acct_postal", ACCOUNT, ANY, S, "B", NSL, "user information",
	    "entity", "text", COLUMN },
	{ "acct_country", ACCOUNT, ANY, S, "B", NSL, "user information",
	    "entity", "text", COLUMN },
	{ "acct_zip", ACCOUNT, ANY, S, "B", NSL, "user information", "entity",
	    "text", COLUMN },
	{ "acct_id", ACCOUNT, ANY, S, "E", NONE, "user information, profile",
	    "entity", "text", COLUMN },
	{ "acct_alias", ACCOUNT, ANY, S, "E", NONE, "profile", "entity", "text",
	    COLUMN },
	{ "acct_alt_email", ACCOUNT, ANY, S, "BE", NONE, "validation of use",
	    "entity", "address", COLUMN },
	{ "acct_phone", ACCOUNT, ANY, S, "E", NONE, "validation of use",
	    "entity", "text", COLUMN },
	{ "acct_created", ACCOUNT, ANY, S, "D", NSL, "registration", "entity",
	    "instant", COLUMN },
	{ "acct_closed", ACCOUNT, ANY, S, "D", NSL, "registration", "entity",
	    "instant", COLUMN },
	{ "acct_status", ACCOUNT, ANY, S, "D", NONE, "registration", "entity",
	    "text", COLUMN },
	{ "acct_reg_ip", ACCOUNT, ANY, S | I, "E", NONE,
	    "registration, IP connection records", "entity, events", "ip",
	    COLUMN },
	{ "acct_service", ACCOUNT, ANY, S, "D", NONE, "type of service",
	    "entity", "text", COLUMN },
	{ "acct_device_activated", ACCOUNT, ANY, S, "E", NONE,
	    "type of service", "entity", "text", COLUMN },
	{ "pay_means", ACCOUNT, ANY, S, "F", NONE, "debit or credit card",
	    "entity", "text", COLUMN },
	{ "pay_billing_addr", ACCOUNT, ANY, S, "F", NONE,
	    "debit or credit card", "entity", "text", COLUMN },
	/* purchases.csv */
	{ "bought_at", ACCOUNT, ANY, T, "", NONE, "purchase history", "events",
	    "instant", COLUMN },
	{ "amount", ACCOUNT, ANY, T, "", NONE, "purchase history", "events",
	    "text", COLUMN },
	{ "currency", ACCOUNT, ANY, T, "", NONE, "purchase history", "events",
	    "text", COLUMN },
	/* connections.csv */
	{ "conn_at", CONNECTIONS, ANY, I, "C", NONE,
	    "IP connection records, log files", "events", "instant", COLUMN },
	{ "conn_event", CONNECTIONS, ANY, I, "C", NONE,
	    "IP connection records, log files", "events", "word", COLUMN },
	{ "conn_ip", CONNECTIONS, ANY, I, "E", NONE,
	    "IP connection records, log files", "events", "ip", COLUMN },
	{ "conn_port", CONNECTIONS, ANY, I, "E", NONE,
	    "IP connection records, log files", "events", "number", COLUMN },
	{ "conn_proto", CONNECTIONS, ANY, T, "", NONE, "log files", "events",
	    "word", COLUMN },
	{ "conn_agent", CONNECTIONS, ANY, T, "", NAMED, "log files", "events",
	    "text", COLUMN },
	/* messages.csv */
	{ "direction", MAIL, ANY, T, "", DRAS, "routing", "events", "word",
	    COLUMN },
	{ "date_submitted", MAIL, ANY, T, "", DRAS, "date, time, duration",
	    "events", "instant", COLUMN },
	{ "date_delivered", MAIL, ANY, T, "", DRAS, "date, time, duration",
	    "events", "instant", COLUMN },
	{ "env_from", MAIL, ANY, T, "", DRAS, "routing", "events", "address",
	    COLUMN },
	{ "env_to", MAIL, ANY, T, "", DRAS, "routing", "events", "addresses",
	    COLUMN },
	{ "from_addr", MAIL, ANY, T, "", DRAS, "routing", "events", "addresses",
	    COLUMN },
	{ "sender_addr", MAIL, ANY, T, "", DRAS, "routing", "events",
	    "addresses", COLUMN },
	{ "reply_to_addr", MAIL, ANY, T, "", DRAS, "routing", "events",
	    "addresses", COLUMN },
	{ "to_addr", MAIL, ANY, T, "", DRAS, "routing", "events", "addresses",
	    COLUMN },
	{ "cc_addr", MAIL, ANY, T, "", DRAS, "routing", "events", "addresses",
	    COLUMN },
	{ "bcc_addr", MAIL, ANY, T, "", DRAS, "routing", "events", "addresses",
	    COLUMN },
	{ "msgid", MAIL, ANY, T, "", DRAS, "routing", "events", "msgid",
	    COLUMN },
	{ "client_ip", MAIL, ANY, T, "", DRAS, "routing", "events", "ip",
	    COLUMN },
	{ "hops", MAIL, ANY, T, "", DRAS, "routing", "events", "hops", COLUMN },
	{ "date_header", MAIL, ANY, T, "", DRAS, "date, time, duration",
	    "events", "instant", COLUMN },
	{ "read_at", MAIL, ANY, T, "", NONE, "log files", "events", "instant",
	    COLUMN },
	{ "deleted_at", MAIL, ANY, T, "", NONE, "log files", "events",
	    "instant", COLUMN },
	/* R9: size is an exception of two regimes, and must be named; in the
	 * U.S. of one instrument. */
	{ "bytes", MAIL, ANY, W, "", NAMED, "", "", "number", COLUMN },
	{ "bytes", MAIL, US, T, "", NAMED, "", "", "number", OPEN,
	    AMBIT_STANDS_COLUMN, NULL, "US_2703_D_ORDER" },
	{ "bytes", MAIL, EU, T, "", NAMED, "volume", "", "number", COLUMN },
	/* file_events.csv */
	{ "event_at", FILES, ANY, T, "", NONE, "log files", "events", "instant",
	    COLUMN },
	{ "event", FILES, ANY, T, "", NONE, "log files", "events", "word",
	    COLUMN },
	{ "conn_ip", FILES, ANY, T, "", NONE, "log files", "events", "ip",
	    COLUMN },
	{ "conn_proto", FILES, ANY, T, "", NONE, "log files", "events", "word",
	    COLUMN },
	/* content/ */
	{ "native", MAIL, ANY, C, "", NONE, "mailbox dump", "content", "stored",
	    COLUMN },
	{ "folder_name", MAIL, ANY, C, "", NAMED, "mailbox dump", "content",
	    "escaped", COLUMN },
	{ "headers", MAIL, ANY, C, "", NAMED, "mailbox dump", "content",
	    "stored", COLUMN },
	{ "subject", MAIL, ANY, C, "", NAMED, "mailbox dump", "content",
	    "stored", COLUMN },
	{ "text", MAIL, ANY, C, "", NAMED, "mailbox dump", "content", "stored",
	    COLUMN },
	{ "attachments", MAIL, ANY, C, "", NAMED, "mailbox dump", "content",
	    "stored", COLUMN },
	{ "native", CALENDAR, ANY, C, "", NONE, "mailbox dump", "content",
	    "stored", COLUMN },
	{ "native", CONTACTS, ANY, C, "", NONE, "contact list", "content",
	    "stored", COLUMN },
	{ "native", FILES, ANY, C, "", NONE, "online storage dump", "content",
	    "stored", COLUMN },
	{ "file_name", FILES, ANY, C, "", NONE, "online storage dump",
	    "content", "escaped", COLUMN },
	{ "file_path", FILES, ANY, C, "", NAMED, "online storage dump",
	    "content", "escaped", COLUMN },
	{ "folder_name", FILES, ANY, C, "", NAMED, "online storage dump",
	    "content", "escaped", COLUMN },
};

#define N_ROWS (sizeof(rows) / sizeof(rows[0]))

const struct ambit_law_field *
ambit_law_fields(size_t *n_r)
{
	*n_r = N_ROWS;
	return rows;
}

const struct ambit_law_field *
ambit_law_field(struct ambit_span id, enum ambit_holds store,
    enum ambit_regime regime)
{
	const struct ambit_law_field *found = NULL;

	for (size_t i = 0; i < N_ROWS; i++) {
		if (rows[i].store != store ||
		    !ambit_span_equal(ambit_span_str(rows[i].id), id))
			continue;
		if (rows[i].regime == regime)
			return &rows[i];
		if (rows[i].regime == AMBIT_REGIME_ANY)
			found = &rows[i];
	}
	return found;
}
