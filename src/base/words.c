/*
 * Words: what the order, the registry and the record call things. The tables
 * stand in the order of their enums.
 */

/* Floor 0. */
#include "ambit/item.h"
#include "ambit/order.h"
#include "ambit/registry.h"
#include "ambit/validity.h"

/* The word of a single bit of a set. */
static const char *
of_bit(const char *const *words, unsigned bit)
{
	size_t i = 0;

	for (; bit > 1; bit >>= 1)
		i++;
	return words[i];
}

const char *
ambit_flaw_name(unsigned bit)
{
	static const char *const words[AMBIT_N_FLAWS] = { "framing",
		"truncated", "header", "address", "structure", "unclosed",
		"depth", "stray", "length", "repeated", "skew", "link",
		"hardLink", "foreign", "unframed", "tooLarge", "crash", "lost",
		"orphan", "attachments", "property", "encoding", "reference",
		"encrypted", "recurrence" };

	return words[bit];
}

const char *
ambit_store_format_name(enum ambit_store_format format)
{
	static const char *const words[] = { "mbox", "maildir", "eml", "msg",
		"pst", "ost", "files", "zip", "tar", "records" };

	return words[format];
}

bool
ambit_store_streams(enum ambit_store_format format)
{
	return format == AMBIT_STORE_MSG || format == AMBIT_STORE_PST ||
	    format == AMBIT_STORE_OST;
}

const char *
ambit_clock_source_name(enum ambit_clock_source source)
{
	static const char *const words[] = { "none", "fromLine", "fileName",
		"received", "dateHeader", "deliveryTime", "providerSubmitTime",
		"clientSubmitTime", "eventLog", "column" };

	return words[source];
}

const char *
ambit_holds_name(enum ambit_holds one)
{
	static const char *const words[] = { "mail", "calendar", "contacts",
		"files", "account", "connections" };

	return of_bit(words, one);
}

const char *
ambit_name_format_name(enum ambit_name_format format)
{
	static const char *const words[] = { "email", "userId", "phoneE164",
		"ipv4", "ipv6" };

	return words[format];
}

const char *
ambit_class_name(enum ambit_class one)
{
	static const char *const words[] = { "subscriber", "identification",
		"traffic", "content" };

	return of_bit(words, one);
}

const char *
ambit_narrow_name(enum ambit_narrow_by by)
{
	static const char *const words[] = { "participant", "direction",
		"folderRole", "keyword", "filename" };

	return of_bit(words, by);
}

const char *
ambit_case_name(enum ambit_case_type type)
{
	static const char *const words[] = { "criminal", "nationalSecurity",
		"civil", "administrative", "emergency" };

	return of_bit(words, type);
}

const char *
ambit_legal_role_name(enum ambit_legal_role one)
{
	static const char *const words[] = { "judge", "court",
		"investigatingJudge", "courtClerk", "prosecutor",
		"agencyOfficial", "supervisoryOfficial", "attorneyForParty",
		"accountOwner" };

	return of_bit(words, one);
}

const char *
ambit_order_flag_name(unsigned one)
{
	static const char *const words[AMBIT_ORDER_N_FLAGS] = {
		"childExploitation", "accountCompromised",
		"enforcingAuthorityNotified", "issuedWithoutValidation",
		"informingUserDelayed"
	};

	return of_bit(words, one);
}

const char *
ambit_document_role_name(enum ambit_document_role role)
{
	static const char *const words[] = { "order", "nonDisclosure",
		"consent", "emergencyLetter", "certification" };

	return words[role];
}

const char *
ambit_reason_name(enum ambit_reason reason)
{
	static const char *const words[AMBIT_N_REASONS] = { "exceeds authority",
		"exceeds jurisdiction", "not signed",
		"not appropriately authorized", "wrong dates",
		"not properly addressed", "material mistakes", "overly broad",
		"gate at release" };

	return words[reason];
}
