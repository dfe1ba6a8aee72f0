/*
 * Fields: what is each field of a store in law, and who may have it?
 *
 * One row a field, store and regime (law.md 3, package.md 4), in the order of
 * the tables' columns. A field without a row, and a row without a class, leave
 * nowhere. OPEN: counsel has not signed the row (law.md 10).
 */

/* Filters. */
#include "rules.h"

#define ACCOUNT     AMBIT_HOLDS_ACCOUNT
#define CONNECTIONS AMBIT_HOLDS_CONNECTIONS
#define MAIL        AMBIT_HOLDS_MAIL
#define FILES       AMBIT_HOLDS_FILES
#define CALENDAR    AMBIT_HOLDS_CALENDAR
#define CONTACTS    AMBIT_HOLDS_CONTACTS

#define ANY AMBIT_REGIME_ANY

#define S AMBIT_CLASS_SUBSCRIBER
#define I AMBIT_CLASS_IDENTIFICATION
#define T AMBIT_CLASS_TRAFFIC
#define C AMBIT_CLASS_CONTENT
#define W AMBIT_LAW_WITHHELD

/* The columns nsl, dras and named. */
#define NSL   true, false, false
#define DRAS  false, true, false
#define NAMED false, false, true
#define NONE  false, false, false

#define OPEN false

/* id, store, regime, classes, letters, nsl, dras, named, box, transform */
static const struct ambit_law_field rows[] = {
	/* subscriber.csv */
	{ "acct_name", ACCOUNT, ANY, S, "A", NSL, "user information", "text",
	    OPEN },
	{ "acct_dob", ACCOUNT, ANY, S, "", NONE, "user information", "text",
	    OPEN },
	{ "acct_postal", ACCOUNT, ANY, S, "B", NSL, "user information", "text",
	    OPEN },
	{ "acct_country", ACCOUNT, ANY, S, "B", NSL, "user information", "text",
	    OPEN },
	{ "acct_zip", ACCOUNT, ANY, S, "B", NSL, "user information", "text",
	    OPEN },
	{ "acct_id", ACCOUNT, ANY, S, "E", NONE, "user information", "text",
	    OPEN },
	{ "acct_alias", ACCOUNT, ANY, S, "E", NONE, "profile", "text", OPEN },
	{ "acct_alt_email", ACCOUNT, ANY, S, "BE", NONE, "validation of use",
	    "address", OPEN },
	{ "acct_phone", ACCOUNT, ANY, S, "E", NONE, "validation of use", "text",
	    OPEN },
	{ "acct_created", ACCOUNT, ANY, S, "D", NSL, "registration", "instant",
	    OPEN },
	{ "acct_closed", ACCOUNT, ANY, S, "D", NSL, "registration", "instant",
	    OPEN },
	{ "acct_status", ACCOUNT, ANY, S, "D", NONE, "registration", "text",
	    OPEN },
	{ "acct_reg_ip", ACCOUNT, ANY, S | I, "E", NONE, "registration", "ip",
	    OPEN },
	{ "acct_service", ACCOUNT, ANY, S, "D", NONE, "type of service", "text",
	    OPEN },
	{ "acct_device_activated", ACCOUNT, ANY, S, "E", NONE,
	    "type of service", "text", OPEN },
	{ "pay_means", ACCOUNT, ANY, S, "F", NONE, "debit or credit card",
	    "text", OPEN },
	{ "pay_billing_addr", ACCOUNT, ANY, S, "F", NONE,
	    "debit or credit card", "text", OPEN },
	/* purchases.csv */
	{ "bought_at", ACCOUNT, ANY, T, "", NONE, "purchase history", "instant",
	    OPEN },
	{ "amount", ACCOUNT, ANY, T, "", NONE, "purchase history", "text",
	    OPEN },
	{ "currency", ACCOUNT, ANY, T, "", NONE, "purchase history", "text",
	    OPEN },
	/* connections.csv */
	{ "conn_at", CONNECTIONS, ANY, I, "C", NONE, "IP connection records",
	    "instant", OPEN },
	{ "conn_event", CONNECTIONS, ANY, I, "C", NONE, "IP connection records",
	    "word", OPEN },
	{ "conn_ip", CONNECTIONS, ANY, I, "E", NONE, "IP connection records",
	    "ip", OPEN },
	{ "conn_port", CONNECTIONS, ANY, I, "E", NONE, "IP connection records",
	    "number", OPEN },
	{ "conn_proto", CONNECTIONS, ANY, T, "", NONE, "log files", "word",
	    OPEN },
	{ "conn_agent", CONNECTIONS, ANY, T, "", NAMED, "log files", "text",
	    OPEN },
	/* messages.csv */
	{ "direction", MAIL, ANY, T, "", DRAS, "routing", "word", OPEN },
	{ "date_submitted", MAIL, ANY, T, "", DRAS, "date, time, duration",
	    "instant", OPEN },
	{ "date_delivered", MAIL, ANY, T, "", DRAS, "date, time, duration",
	    "instant", OPEN },
	{ "env_from", MAIL, ANY, T, "", DRAS, "routing", "address", OPEN },
	{ "env_to", MAIL, ANY, T, "", DRAS, "routing", "addresses", OPEN },
	{ "from_addr", MAIL, ANY, T, "", DRAS, "routing", "addresses", OPEN },
	{ "sender_addr", MAIL, ANY, T, "", DRAS, "routing", "addresses", OPEN },
	{ "reply_to_addr", MAIL, ANY, T, "", DRAS, "routing", "addresses",
	    OPEN },
	{ "to_addr", MAIL, ANY, T, "", DRAS, "routing", "addresses", OPEN },
	{ "cc_addr", MAIL, ANY, T, "", DRAS, "routing", "addresses", OPEN },
	{ "bcc_addr", MAIL, ANY, T, "", DRAS, "routing", "addresses", OPEN },
	{ "msgid", MAIL, ANY, T, "", DRAS, "routing", "msgid", OPEN },
	{ "client_ip", MAIL, ANY, T, "", DRAS, "routing", "ip", OPEN },
	{ "hops", MAIL, ANY, T, "", DRAS, "routing", "hops", OPEN },
	{ "date_header", MAIL, ANY, T, "", DRAS, "date, time, duration",
	    "instant", OPEN },
	{ "read_at", MAIL, ANY, T, "", NONE, "log files", "instant", OPEN },
	{ "deleted_at", MAIL, ANY, T, "", NONE, "log files", "instant", OPEN },
	/* R9: size is an exception of two regimes, and must be named. */
	{ "bytes", MAIL, ANY, W, "", NAMED, "", "number", OPEN },
	{ "bytes", MAIL, AMBIT_REGIME_US, T, "", NAMED, "", "number", OPEN },
	{ "bytes", MAIL, AMBIT_REGIME_EU, T, "", NAMED, "volume", "number",
	    OPEN },
	/* file_events.csv */
	{ "event_at", FILES, ANY, T, "", NONE, "log files", "instant", OPEN },
	{ "event", FILES, ANY, T, "", NONE, "log files", "word", OPEN },
	{ "conn_ip", FILES, ANY, T, "", NONE, "log files", "ip", OPEN },
	{ "conn_proto", FILES, ANY, T, "", NONE, "log files", "word", OPEN },
	/* content/ */
	{ "native", MAIL, ANY, C, "", NONE, "mailbox dump", "stored", OPEN },
	{ "folder_name", MAIL, ANY, C, "", NAMED, "mailbox dump", "escaped",
	    OPEN },
	{ "headers", MAIL, ANY, C, "", NAMED, "mailbox dump", "stored", OPEN },
	{ "subject", MAIL, ANY, C, "", NAMED, "mailbox dump", "stored", OPEN },
	{ "text", MAIL, ANY, C, "", NAMED, "mailbox dump", "stored", OPEN },
	{ "attachments", MAIL, ANY, C, "", NAMED, "mailbox dump", "stored",
	    OPEN },
	{ "native", CALENDAR, ANY, C, "", NONE, "mailbox dump", "stored",
	    OPEN },
	{ "native", CONTACTS, ANY, C, "", NONE, "contact list", "stored",
	    OPEN },
	{ "native", FILES, ANY, C, "", NONE, "online storage dump", "stored",
	    OPEN },
	{ "file_name", FILES, ANY, C, "", NONE, "online storage dump",
	    "escaped", OPEN },
	{ "file_path", FILES, ANY, C, "", NAMED, "online storage dump",
	    "escaped", OPEN },
	{ "folder_name", FILES, ANY, C, "", NAMED, "online storage dump",
	    "escaped", OPEN },
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
