/*
 * Contacts: vCard 4.0 (RFC 6350).
 *
 * Knows which property of a contact is which line of a card; what no line
 * holds has one of our own.
 */

/* Floor 0. */
#include "ambit/instant.h"

/* Floor 3. */
#include "kind_card.h"
#include "kind_form.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Properties that are a line of their own. */
static const struct field {
	uint16_t id;
	const char *name;
} fields[] = {
	{ 0x3a4f, "NICKNAME" },
	{ 0x3a17, "TITLE" },
	{ 0x3a46, "ROLE" },
	{ 0x3a08, "TEL;TYPE=work,voice" },
	{ 0x3a1b, "TEL;TYPE=work,voice" },
	{ 0x3a57, "TEL;TYPE=work,voice" },
	{ 0x3a09, "TEL;TYPE=home,voice" },
	{ 0x3a2f, "TEL;TYPE=home,voice" },
	{ 0x3a1c, "TEL;TYPE=cell,voice" },
	{ 0x3a1e, "TEL;TYPE=cell,voice" },
	{ 0x3a1a, "TEL;PREF=1;TYPE=voice" },
	{ 0x3a1f, "TEL;TYPE=voice" },
	{ 0x3a02, "TEL;TYPE=voice" },
	{ 0x3a1d, "TEL;TYPE=voice" },
	{ 0x3a2e, "TEL;TYPE=voice" },
	{ 0x3a2d, "TEL;TYPE=voice" },
	{ 0x3a24, "TEL;TYPE=work,fax" },
	{ 0x3a25, "TEL;TYPE=home,fax" },
	{ 0x3a23, "TEL;TYPE=fax" },
	{ 0x3a21, "TEL;TYPE=pager" },
	{ 0x3a4b, "TEL;TYPE=textphone" },
	{ 0x3a48, "RELATED;TYPE=spouse;VALUE=text" },
	{ 0x3a58, "RELATED;TYPE=child;VALUE=text" },
	{ 0x3a30, "RELATED;TYPE=agent;VALUE=text" },
	{ 0x3a4e, "X-AMBIT-MANAGER" },
	{ 0x3a19, "X-AMBIT-OFFICE" },
	{ 0x3a2c, "X-AMBIT-TELEX" },
};

/* Six parts, in the order of RFC 6350 6.3.1 but for the second, which no
 * contact has: box, street, locality, region, code, country. */
static const struct address {
	const char *name;
	uint16_t named, tagged[6]; /* named: the first of them, or 0 */
} addresses[] = {
	{ "ADR;TYPE=work:", 0x8045, { 0 } },
	{ "ADR;TYPE=home:", 0,
	    { 0x3a5e, 0x3a5d, 0x3a59, 0x3a5c, 0x3a5b, 0x3a5a } },
	{ "ADR:", 0, { 0x3a64, 0x3a63, 0x3a5f, 0x3a62, 0x3a61, 0x3a60 } },
	/* The one for the post, which is often one of those above. */
	{ "ADR;PREF=1:", 0,
	    { 0x3a2b, 0x3a29, 0x3a27, 0x3a28, 0x3a2a, 0x3a26 } },
};

/* 8045 street, 8046 city, 8047 state, 8048 code, 8049 country, 804A box. */
static const uint16_t of_work[] = { 5, 0, 1, 2, 3, 4 };

/* ---- values of several parts ---- */

static struct ambit_span
text(struct rebuild_kind *kind, uint16_t id)
{
	return kind_text(kind, kind_find(kind, id));
}

/* "NAME" a ";" b ..., unless all are empty. */
static void
put_parts(const char *name, const struct ambit_span *parts, size_t n,
    struct line *line)
{
	size_t len = 0;

	for (size_t i = 0; i < n; i++)
		len += parts[i].len;
	if (len == 0)
		return;
	line_str(line, name);
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			line_str(line, ";");
		line_text(line, parts[i]);
	}
	line_end(line);
}

static void
put_address(struct rebuild_kind *kind, const struct address *address,
    struct line *line)
{
	struct ambit_span parts[7] = { { NULL, 0 } };

	for (unsigned i = 0; i < 6; i++)
		parts[i == 0 ? 0 : i + 1] = address->named == 0
		    ? text(kind, address->tagged[i])
		    : kind_text(kind,
			  kind_named(kind, KIND_ADDRESS,
			      (uint32_t)address->named + of_work[i]));
	put_parts(address->name, parts, COUNT(parts), line);
}

/* RFC 6350 6.2.1: there must be one. Nothing is made up for it. */
static void
put_name(struct rebuild_kind *kind, struct line *line)
{
	const struct ambit_span parts[] = { text(kind, 0x3a11),
		text(kind, 0x3a06), text(kind, 0x3a44), text(kind, 0x3a45),
		text(kind, 0x3a05) };
	const struct ambit_span work[] = { text(kind, 0x3a16),
		text(kind, 0x3a18) };
	struct ambit_span name = text(kind, 0x3001);

	if (name.len == 0)
		name = kind_text(kind, kind_named(kind, KIND_ADDRESS, 0x8005));
	line_str(line, "FN:");
	line_text(line, name);
	line_end(line);
	put_parts("N:", parts, COUNT(parts), line);
	put_parts("ORG:", work, COUNT(work), line);
}

/* ---- addresses of mail, and others ---- */

/* RFC 6350 6.4.2: an address as text. Three of them, at every 0x10. */
static void
put_mail(struct rebuild_kind *kind, uint32_t first, struct line *line)
{
	struct ambit_span type =
	    kind_text(kind, kind_named(kind, KIND_ADDRESS, first + 2));
	struct ambit_span address =
	    kind_text(kind, kind_named(kind, KIND_ADDRESS, first + 3));
	bool smtp =
	    type.len == 0 || ambit_span_equal_nocase(type, AMBIT_LIT("SMTP"));

	if (address.len == 0)
		return;
	line_str(line, smtp ? "EMAIL:" : "EMAIL:\"");
	line_text(line, address);
	line_str(line, smtp ? "" : "\"@ex.invalid");
	line_end(line);
}

static void
put_url(struct rebuild_kind *kind, const char *name, uint16_t id,
    struct line *line)
{
	struct ambit_span url = text(kind, id);

	if (url.len == 0)
		return;
	line_str(line, name);
	line_url(line, url);
	line_end(line);
}

/* ---- days ---- */

/* The day itself if it is there (80DE, 80DF), else an instant in UTC, which
 * may be one of the day before. */
static void
put_day(struct rebuild_kind *kind, const char *name, uint32_t day, uint16_t id,
    struct line *line)
{
	int64_t at;

	if (kind_time(kind_named(kind, KIND_ADDRESS, day), &at) &&
	    at % AMBIT_DAY == 0) {
		line_str(line, name);
		line_str(line, ":");
		line_date(line, at);
		line_end(line);
	} else {
		kind_put_time(name, kind_find(kind, id), line);
	}
}

static void
put_gender(const struct rebuild_kind *kind, struct line *line)
{
	int32_t n;

	if (kind_number(kind_find(kind, 0x3a4d), &n) && (n == 1 || n == 2))
		line_of(line, n == 1 ? "GENDER:F" : "GENDER:M");
}

/* ---- cards ---- */

void
card_begin(struct rebuild_kind *kind, const char *of, struct line *line)
{
	line_of(line, "BEGIN:VCARD");
	line_of(line, "VERSION:4.0");
	line_str(line, "KIND:");
	line_of(line, of);
	line_of(line, "PRODID:-//ambit//rebuilt//EN");
	line_str(line, "UID;VALUE=text:");
	line_str(line, kind->digest);
	line_end(line);
	kind_put_time("REV", kind_find(kind, 0x3008), line);
}

void
card_end(struct rebuild_kind *kind, struct line *line)
{
	kind_put_text(kind, "NOTE", kind_find(kind, 0x1000), line);
	kind_put_categories(kind, line);
	line_of(line, "END:VCARD");
}

void
kind_put_card(struct rebuild_kind *kind, const struct kind_form *form,
    struct line *line)
{
	size_t mark = ambit_arena_mark(kind->arena);

	(void)form;
	card_begin(kind, "individual", line);
	put_name(kind, line);
	for (size_t i = 0; i < COUNT(fields); i++)
		kind_put_texts(kind, fields[i].name,
		    kind_find(kind, fields[i].id), line);
	for (uint32_t first = 0x8080; first <= 0x80a0; first += 0x10)
		put_mail(kind, first, line);
	for (size_t i = 0; i < COUNT(addresses); i++)
		put_address(kind, &addresses[i], line);
	put_url(kind, "URL;TYPE=work:", 0x3a51, line);
	put_url(kind, "URL;TYPE=home:", 0x3a50, line);
	put_day(kind, "BDAY", 0x80de, 0x3a42, line);
	put_day(kind, "ANNIVERSARY", 0x80df, 0x3a41, line);
	put_gender(kind, line);
	kind_put_text(kind, "X-AMBIT-IM",
	    kind_named(kind, KIND_ADDRESS, 0x8062), line);
	card_end(kind, line);
	ambit_arena_release(kind->arena, mark);
}
