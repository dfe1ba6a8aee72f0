/*
 * The columns of `ambit instruments` (law.md 2.1, 2.2).
 */

/* Floor 0. */
#include "ambit/law.h"

/* Here. */
#include "law_table.h"

static const char *const roles[] = { "judge", "court", "investigatingJudge",
	"courtClerk", "prosecutor", "agencyOfficial", "supervisoryOfficial",
	"attorneyForParty", "accountOwner" };

#define ROW(r) ((const struct ambit_instrument *)(r))

#define TEXT(column)                                                       \
	static void put_##column(struct ambit_text *text, const void *row) \
	{                                                                  \
		ambit_text_str(text, ROW(row)->column);                    \
	}
#define NUMBER(column)                                                     \
	static void put_##column(struct ambit_text *text, const void *row) \
	{                                                                  \
		if (ROW(row)->column != 0)                                 \
			ambit_text_print(text, "%u", ROW(row)->column);    \
	}
#define YES(column)                                                        \
	static void put_##column(struct ambit_text *text, const void *row) \
	{                                                                  \
		law_yes(text, ROW(row)->column);                           \
	}
#define ROLES(column)                                                      \
	static void put_##column(struct ambit_text *text, const void *row) \
	{                                                                  \
		law_bits(text, ROW(row)->column, roles);                   \
	}

TEXT(code)
TEXT(title)
TEXT(source)
TEXT(particularity)
TEXT(times)
ROLES(signs)
ROLES(validates)
ROLES(validates_more)
ROLES(countersigns)
NUMBER(serve_days)
NUMBER(answer_days)
NUMBER(lasts_days)
NUMBER(renews_days)
YES(face)
YES(consent)
YES(attached)
YES(arrangement)
YES(prospective)
YES(preserves)
YES(billable)
YES(on)
YES(confirmed)

static void
put_regime(struct ambit_text *text, const void *row)
{
	law_regime(text, ROW(row)->regime);
}

static void
put_reach(struct ambit_text *text, const void *row)
{
	if (ROW(row)->reach != 0)
		law_classes(text, ROW(row)->reach);
}

static void
put_list(struct ambit_text *text, const void *row)
{
	static const char *const words[] = { "nothing", "all", "named", "A-F",
		"NSL", "DRAS" };

	ambit_text_str(text, words[ROW(row)->list]);
}

static void
put_cases(struct ambit_text *text, const void *row)
{
	static const char *const words[] = { "criminal", "nationalSecurity",
		"civil", "administrative", "emergency" };

	law_bits(text, ROW(row)->cases, words);
}

static void
put_document(struct ambit_text *text, const void *row)
{
	static const char *const words[] = { "order", "nonDisclosure",
		"consent", "emergencyLetter", "certification" };

	ambit_text_str(text, words[ROW(row)->document]);
}

static void
put_channel(struct ambit_text *text, const void *row)
{
	static const char *const words[] = { "none", "lawEnforcement",
		"emergency", "civil", "nationalSecurity" };

	ambit_text_str(text, words[ROW(row)->channel]);
}

static void
put_notice(struct ambit_text *text, const void *row)
{
	static const char *const words[] = { "due", "excepted", "barred",
		"barredIfCertified", "byAuthority", "notApplicable" };

	ambit_text_str(text, words[ROW(row)->notice]);
}

static const struct law_column columns[] = {
	{ "code", put_code, true },
	{ "title", put_title, false },
	{ "source", put_source, false },
	{ "regime", put_regime, false },
	{ "reach", put_reach, true },
	{ "fields", put_list, true },
	{ "signs", put_signs, false },
	{ "validates", put_validates, false },
	{ "validates_more", put_validates_more, false },
	{ "countersigns", put_countersigns, false },
	{ "case_types", put_cases, false },
	{ "document", put_document, false },
	{ "channel", put_channel, true },
	{ "notice", put_notice, true },
	{ "particularity", put_particularity, false },
	{ "times", put_times, false },
	{ "serve_days", put_serve_days, false },
	{ "answer_days", put_answer_days, false },
	{ "lasts_days", put_lasts_days, false },
	{ "renews_days", put_renews_days, false },
	{ "face", put_face, false },
	{ "consent", put_consent, false },
	{ "attached", put_attached, false },
	{ "arrangement", put_arrangement, false },
	{ "prospective", put_prospective, false },
	{ "preserves", put_preserves, false },
	{ "billable", put_billable, true },
	{ "on", put_on, true },
	{ "confirmed", put_confirmed, true },
};

static const void *
row(size_t nth)
{
	size_t n;
	const struct ambit_instrument *rows = ambit_law_instruments(&n);

	return nth < n ? &rows[nth] : NULL;
}

const struct law_table law_instruments = { columns,
	sizeof(columns) / sizeof(columns[0]), row };
