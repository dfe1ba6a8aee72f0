#ifndef AMBIT_REGISTRY_H
#define AMBIT_REGISTRY_H

#include <stddef.h>
#include <stdint.h>

#include "ambit/instant.h"
#include "ambit/span.h"

/*
 * The registry as parsed: what the provider knows before any order comes
 * (registry.xsd). Flat, immutable, all in one arena; every index is checked
 * when it is made. An interval without end has until = INT64_MAX.
 */

/* Data/@store of an order, Store/@holds of the registry. */
enum ambit_holds {
	AMBIT_HOLDS_MAIL = 1 << 0,
	AMBIT_HOLDS_CALENDAR = 1 << 1,
	AMBIT_HOLDS_CONTACTS = 1 << 2,
	AMBIT_HOLDS_FILES = 1 << 3,
	AMBIT_HOLDS_ACCOUNT = 1 << 4,
	AMBIT_HOLDS_CONNECTIONS = 1 << 5,
};

/* Target/@format of an order, Alias/@format of the registry. */
enum ambit_name_format {
	AMBIT_NAME_EMAIL,
	AMBIT_NAME_USER_ID,
	AMBIT_NAME_PHONE,
	AMBIT_NAME_IPV4, /* orders only */
	AMBIT_NAME_IPV6, /* orders only */
};

enum ambit_approver_role {
	AMBIT_APPROVER_ENTRY, /* typed it in */
	AMBIT_APPROVER_APPROVER,
	AMBIT_APPROVER_COUNSEL,
};

enum ambit_store_format {
	AMBIT_STORE_MBOX,
	AMBIT_STORE_MAILDIR,
	AMBIT_STORE_EML,
	AMBIT_STORE_MSG,
	AMBIT_STORE_PST,
	AMBIT_STORE_OST,
	AMBIT_STORE_FILES,
	AMBIT_STORE_ZIP,
	AMBIT_STORE_TAR,
	AMBIT_STORE_RECORDS,
};

/* Where a clock of a store is read (law.md 5.2). NONE: it has no such clock. */
enum ambit_clock_source {
	AMBIT_SOURCE_NONE,
	AMBIT_SOURCE_FROM_LINE,
	AMBIT_SOURCE_FILE_NAME,
	AMBIT_SOURCE_RECEIVED,
	AMBIT_SOURCE_DATE_HEADER,
	AMBIT_SOURCE_DELIVERY_TIME,
	AMBIT_SOURCE_PROVIDER_SUBMIT_TIME,
	AMBIT_SOURCE_CLIENT_SUBMIT_TIME,
	AMBIT_SOURCE_EVENT_LOG,
	AMBIT_SOURCE_COLUMN,
};

struct ambit_entity {
	struct ambit_span id, name, country;
};

struct ambit_served {
	struct ambit_span country;
	uint32_t entity; /* index */
	const struct ambit_span *legal_types;
	size_t n_legal_types;
};

struct ambit_treaty {
	struct ambit_span name, legal_type;
	uint32_t addressee, holder; /* indices of entities */
};

struct ambit_approver {
	struct ambit_span id, person, certificate; /* path below the root */
	enum ambit_approver_role role;
	unsigned char sha256[32]; /* of the certificate's DER */
	struct ambit_range valid;
};

struct ambit_recipient {
	struct ambit_span id, name, country, certificate;
	unsigned char sha256[32];
	bool has_sha256;
	struct ambit_range valid;
};

struct ambit_signer {
	struct ambit_span id, certificate;
	unsigned char sha256[32];
};

/* Tables of the law that somebody has approved (ambit/law_tables.h). */
struct ambit_law_approval {
	unsigned char sha256[32];
	uint32_t approver; /* index */
	int64_t on;
};

struct ambit_customer {
	struct ambit_span id, name, country, contact;
	uint64_t seats;
};

/* A name, and when it was the account's. names[0] is the identifier. */
struct ambit_name {
	enum ambit_name_format format;
	struct ambit_span space, identifier;
	struct ambit_span local, domain; /* email only, else empty */
	struct ambit_range held;
};

struct ambit_account {
	struct ambit_span id, country, region;
	uint32_t entity;
	uint32_t customer; /* index + 1; 0: a consumer */
	const struct ambit_name *names;
	size_t n_names;
};

struct ambit_store_clock {
	enum ambit_clock_source source;
	bool has_zone;
	int zone; /* minutes east */
	struct ambit_span column, log;
};

struct ambit_store {
	struct ambit_span id, path;
	uint32_t number;  /* from 1, in the order of the registry */
	uint32_t account; /* index + 1; 0: shared */
	struct ambit_span account_column, envelope_field;
	enum ambit_store_format format;
	unsigned holds; /* AMBIT_HOLDS_ bits */
	bool gzip;
	struct ambit_store_clock clocks[AMBIT_N_CLOCKS];
	const struct ambit_span *received_hosts;
	size_t n_received_hosts;
	struct ambit_span encoding, table; /* records only */
};

struct ambit_limits {
	uint64_t tasks, emergency_hours, approval_days, volume_bytes;
	uint64_t header_bytes, item_bytes, depth;
	/* From notice to release; from service to the end of objections; from
	 * the end of a bar to the notice (Monday to Friday). */
	uint64_t civil_notice_days, civil_objection_days;
	uint64_t delayed_notice_working_days;
	uint64_t span_days[4]; /* by class bit: subscriber .. content */
	const struct ambit_max_age {
		struct ambit_span legal_type;
		uint64_t days;
	} * ages;
	size_t n_ages;
};

/* Without a MaxAge row of the registry, for all but the warrant. */
#define AMBIT_MAX_AGE_DAYS  180
#define AMBIT_MAX_SPAN_DAYS 731

struct ambit_registry {
	const struct ambit_entity *entities;
	const struct ambit_served *served;
	const struct ambit_treaty *treaties;
	const struct ambit_approver *approvers;
	const struct ambit_recipient *recipients;
	const struct ambit_signer *signers;
	const struct ambit_law_approval *laws;
	const struct ambit_customer *customers;
	const struct ambit_account *accounts;
	const struct ambit_store *stores;
	size_t n_entities, n_served, n_treaties, n_approvers, n_recipients;
	size_t n_signers, n_laws, n_customers, n_accounts, n_stores;
	struct ambit_limits limits;
	struct ambit_span ledger; /* path below the root; empty: not given */
	int64_t as_of;
	unsigned char sha256[32]; /* of the bytes of registry.xml */
	struct ambit_span bytes;  /* they themselves, for the custody record */
};

/* "mbox", "fromLine", ... as the registry writes them. */
const char *ambit_store_format_name(enum ambit_store_format format);
const char *ambit_clock_source_name(enum ambit_clock_source source);

/* Do its items have no bytes of their own, but properties, sent as a stream
 * (ambit/mapi.h): pst, ost, msg? */
bool ambit_store_streams(enum ambit_store_format format);

/* "mail", ...: the word of one AMBIT_HOLDS_ bit. */
const char *ambit_holds_name(enum ambit_holds one);

/* The word of a name format: "email", "userId", ... */
const char *ambit_name_format_name(enum ambit_name_format format);

#endif
