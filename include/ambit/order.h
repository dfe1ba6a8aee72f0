#ifndef AMBIT_ORDER_H
#define AMBIT_ORDER_H

#include <stddef.h>
#include <stdint.h>

#include "ambit/instant.h"
#include "ambit/registry.h"
#include "ambit/span.h"

/*
 * The order as parsed (order.xsd): what a legal instrument compels. Flat,
 * immutable, all in one arena, seen by every process. Spans are the text of
 * the document after XML's own unescaping, white space folded by the schema.
 */

/* What a task may compel. Zero compels nothing. */
enum ambit_class {
	AMBIT_CLASS_SUBSCRIBER = 1 << 0,
	AMBIT_CLASS_IDENTIFICATION = 1 << 1,
	AMBIT_CLASS_TRAFFIC = 1 << 2, /* who, when: never content */
	AMBIT_CLASS_CONTENT = 1 << 3,
};
#define AMBIT_N_CLASSES 4

enum ambit_case_type {
	AMBIT_CASE_CRIMINAL = 1 << 0,
	AMBIT_CASE_NATIONAL_SECURITY = 1 << 1,
	AMBIT_CASE_CIVIL = 1 << 2,
	AMBIT_CASE_ADMINISTRATIVE = 1 << 3,
	AMBIT_CASE_EMERGENCY = 1 << 4,
};

enum ambit_order_flag {
	AMBIT_ORDER_CHILD_EXPLOITATION = 1 << 0,
	AMBIT_ORDER_ACCOUNT_COMPROMISED = 1 << 1,
	AMBIT_ORDER_AUTHORITY_NOTIFIED = 1 << 2,
	AMBIT_ORDER_WITHOUT_VALIDATION = 1 << 3,
	AMBIT_ORDER_INFORMING_DELAYED = 1 << 4,
};
#define AMBIT_ORDER_N_FLAGS 5

/* Approval/@role, Consent/@givenBy: bits, so that a row can name several. */
enum ambit_legal_role {
	AMBIT_ROLE_JUDGE = 1 << 0,
	AMBIT_ROLE_COURT = 1 << 1,
	AMBIT_ROLE_INVESTIGATING_JUDGE = 1 << 2,
	AMBIT_ROLE_COURT_CLERK = 1 << 3,
	AMBIT_ROLE_PROSECUTOR = 1 << 4,
	AMBIT_ROLE_AGENCY_OFFICIAL = 1 << 5,
	AMBIT_ROLE_SUPERVISORY_OFFICIAL = 1 << 6,
	AMBIT_ROLE_ATTORNEY_FOR_PARTY = 1 << 7,
	AMBIT_ROLE_ACCOUNT_OWNER = 1 << 8,
};

/* An instant as the document writes it. */
struct ambit_stamp {
	bool given;
	int64_t at;
	int zone; /* minutes east: the court's zone, for printing back */
};

struct ambit_approval {
	bool validates; /* else it issues */
	enum ambit_legal_role role;
	struct ambit_stamp signed_at;
	struct ambit_span signature, document, authority, name;
	unsigned line;
};

struct ambit_consent {
	struct ambit_span task, document;
	enum ambit_legal_role given_by;
	struct ambit_stamp signed_at;
	unsigned line;
};

struct ambit_secrecy {
	struct ambit_span authority, reference, document;
	struct ambit_stamp from, until;
	bool indefinite;
	unsigned line;
};

enum ambit_document_role {
	AMBIT_DOCUMENT_ORDER,
	AMBIT_DOCUMENT_NON_DISCLOSURE,
	AMBIT_DOCUMENT_CONSENT,
	AMBIT_DOCUMENT_EMERGENCY_LETTER,
	AMBIT_DOCUMENT_CERTIFICATION,
};

struct ambit_document {
	struct ambit_span id, name;
	enum ambit_document_role role;
	unsigned char sha256[32];
	unsigned line;
};

/* A Data element: one class of one kind of store. */
struct ambit_demand {
	enum ambit_class class;
	enum ambit_holds store;
	const struct ambit_span *fields; /* none: all that are not "named" */
	size_t n_fields;
	unsigned line;
};

enum ambit_narrow_by {
	AMBIT_NARROW_PARTICIPANT = 1 << 0,
	AMBIT_NARROW_DIRECTION = 1 << 1,
	AMBIT_NARROW_FOLDER_ROLE = 1 << 2,
	AMBIT_NARROW_KEYWORD = 1 << 3,
	AMBIT_NARROW_FILENAME = 1 << 4,
};

struct ambit_narrow {
	enum ambit_narrow_by by;
	struct ambit_span value;
	struct ambit_span local, domain; /* participant: value cut at its last
					    @; else empty */
	unsigned line;
};

struct ambit_target {
	enum ambit_name_format format;
	struct ambit_span space, value;
};

/* One task of an order. */
struct ambit_task {
	uint32_t number; /* position in the order, from 1 */
	struct ambit_span id;
	struct ambit_target target;
	const struct ambit_demand *demands;
	size_t n_demands;
	bool has_range;
	struct ambit_range range; /* as ordered; all of time without Range */
	int from_zone, until_zone;
	enum ambit_clock clock;
	const struct ambit_narrow *narrows;
	size_t n_narrows;
	unsigned line;
};

struct ambit_order {
	struct ambit_span id, reference, legal_type, country, subdivision;
	struct ambit_span addressee;
	uint32_t generation;
	enum ambit_case_type case_type;
	unsigned flags; /* AMBIT_ORDER_ bits */
	struct ambit_stamp issued, served, serve_by, expires, due;
	bool has_emergency, letterhead;
	struct ambit_span emergency_summary, emergency_helps;
	const struct ambit_approval *approvals;
	const struct ambit_consent *consents;
	const struct ambit_secrecy *secrecies;
	const struct ambit_task *tasks;
	const struct ambit_document *documents;
	size_t n_approvals, n_consents, n_secrecies, n_tasks, n_documents;
	struct ambit_span recipient, delivery_format;
	unsigned char recipient_sha256[32];
	bool has_recipient_sha256, split;
	unsigned char sha256[32]; /* the order digest */
	struct ambit_span bytes;  /* of order.xml itself */
};

/* "subscriber", ..., "content"; "participant", ... as the order writes them. */
const char *ambit_class_name(enum ambit_class one);
const char *ambit_narrow_name(enum ambit_narrow_by by);
const char *ambit_case_name(enum ambit_case_type type);
const char *ambit_legal_role_name(enum ambit_legal_role one);
const char *ambit_order_flag_name(unsigned one);
const char *ambit_document_role_name(enum ambit_document_role role);

#endif
