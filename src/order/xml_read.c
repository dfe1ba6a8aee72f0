/*
 * Reading: values out of a tree that the schema allows, into an arena.
 *
 * What the schema has promised is asked again where a wrong answer would be
 * kept: a word that is in no list, a number out of bounds, an instant that
 * does not exist are complaints here, never a guess.
 */

/* System. */
#include <string.h>

/* Floor 0. */
#include "ambit/instant.h"

/* Here. */
#include "xml.h"
#include "xml_text.h"

/* ---- elements ---- */

static const xmlNode *
named(const xmlNode *node, const xmlChar *name)
{
	while (node != NULL &&
	    (node->type != XML_ELEMENT_NODE || !xmlStrEqual(node->name, name)))
		node = node->next;
	return node;
}

const xmlNode *
xml_child(const xmlNode *parent, const char *name)
{
	return named(parent->children, (const xmlChar *)name);
}

const xmlNode *
xml_next(const xmlNode *node)
{
	return named(node->next, node->name);
}

size_t
xml_count(const xmlNode *parent, const char *name)
{
	size_t n = 0;

	for (const xmlNode *at = xml_child(parent, name); at != NULL;
	     at = xml_next(at))
		n++;
	return n;
}

void *
xml_array(struct xml_reading *r, size_t n, size_t size, size_t align)
{
	void *p = ambit_arena_get(r->arena, n, size, align);

	if (p == NULL)
		r->full = true;
	return p;
}

int
xml_finish(const struct xml_reading *r, size_t before, struct ambit_err *err_r)
{
	if (r->full) {
		r->complaints->n = before;
		return ambit_err_set(err_r, AMBIT_E_MEMORY,
		    "no memory for the document");
	}
	return r->complaints->n > before ? -1 : 0;
}

struct ambit_span
xml_copy(struct xml_reading *r, struct ambit_span bytes)
{
	unsigned char *copy = XML_ARRAY(r, unsigned char, bytes.len);

	if (copy == NULL)
		return (struct ambit_span){ 0 };
	memcpy(copy, bytes.ptr, bytes.len);
	return (struct ambit_span){ copy, bytes.len };
}

/* ---- text ---- */

static const xmlNode *
text_nodes(const xmlNode *node, const char *attr)
{
	if (attr == NULL)
		return node->children;
	for (const xmlAttr *at = node->properties; at != NULL; at = at->next) {
		if (at->ns == NULL && strcmp((const char *)at->name, attr) == 0)
			return at->children;
	}
	return NULL;
}

bool
xml_has(const xmlNode *node, const char *attr)
{
	for (const xmlAttr *at = node->properties; at != NULL; at = at->next) {
		if (at->ns == NULL && strcmp((const char *)at->name, attr) == 0)
			return true;
	}
	return false;
}

static bool
is_text(const xmlNode *node)
{
	return (node->type == XML_TEXT_NODE ||
		   node->type == XML_CDATA_SECTION_NODE) &&
	    node->content != NULL;
}

static size_t
text_len(const xmlNode *node)
{
	size_t len = 0;

	for (; node != NULL; node = node->next)
		len += is_text(node) ? strlen((const char *)node->content) : 0;
	return len;
}

static bool
is_space(unsigned char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/*
 * XML Schema Part 2, 4.3.6, collapse: a run of white space is one space, and
 * none is left at the ends.
 */
static size_t
put_folded(unsigned char *to, size_t len, const unsigned char *text)
{
	for (; *text != '\0'; text++) {
		if (!is_space(*text))
			to[len++] = *text;
		else if (len > 0 && to[len - 1] != ' ')
			to[len++] = ' ';
	}
	return len;
}

static size_t
put_exact(unsigned char *to, size_t len, const unsigned char *text)
{
	size_t n = strlen((const char *)text);

	memcpy(to + len, text, n);
	return len + n;
}

/* All text of the nodes; a comment between two runs joins them. */
static struct ambit_span
copy_text(struct xml_reading *r, const xmlNode *node, bool fold)
{
	unsigned char *to = XML_ARRAY(r, unsigned char, text_len(node));
	size_t len = 0;

	if (to == NULL)
		return (struct ambit_span){ 0 };
	for (; node != NULL; node = node->next) {
		if (is_text(node))
			len = fold ? put_folded(to, len, node->content)
				   : put_exact(to, len, node->content);
	}
	if (fold && len > 0 && to[len - 1] == ' ')
		len--;
	return (struct ambit_span){ to, len };
}

static void
complain(struct xml_reading *r, const xmlNode *node, const char *attr,
    const char *wrong)
{
	if (wrong != NULL)
		xml_complain(r->kind, r->complaints, node, attr, r->kind->code,
		    ambit_span_str(wrong));
}

struct ambit_span
xml_value(struct xml_reading *r, const xmlNode *node, const char *attr)
{
	struct ambit_span text = copy_text(r, text_nodes(node, attr), true);

	complain(r, node, attr, xml_text_wrong(text));
	return text;
}

struct ambit_span
xml_identifier(struct xml_reading *r, const xmlNode *node, const char *attr)
{
	struct ambit_span text = copy_text(r, text_nodes(node, attr), true);

	complain(r, node, attr, xml_identifier_wrong(text));
	return text;
}

struct ambit_span
xml_exact(struct xml_reading *r, const xmlNode *node, const char *attr)
{
	struct ambit_span text = copy_text(r, text_nodes(node, attr), false);

	complain(r, node, attr, xml_identifier_wrong(text));
	return text;
}

const struct ambit_span *
xml_values(struct xml_reading *r, const xmlNode *parent, const char *name,
    size_t *n_r)
{
	size_t n = xml_count(parent, name), i = 0;
	struct ambit_span *values = XML_ARRAY(r, struct ambit_span, n);

	*n_r = values != NULL ? n : 0;
	for (const xmlNode *at = xml_child(parent, name);
	     values != NULL && at != NULL; at = xml_next(at))
		values[i++] = xml_identifier(r, at, NULL);
	return values;
}

/* ---- values with a meaning ---- */

int
xml_word(struct xml_reading *r, const xmlNode *node, const char *attr,
    const struct xml_word *words, size_t n)
{
	struct ambit_span text = xml_value(r, node, attr);

	for (size_t i = 0; i < n; i++) {
		if (ambit_span_equal(text, ambit_span_str(words[i].word)))
			return words[i].value;
	}
	complain(r, node, attr, "it is none of the words allowed here");
	return 0;
}

bool
xml_bool(struct xml_reading *r, const xmlNode *node, const char *attr)
{
	struct ambit_span text = xml_value(r, node, attr);

	return ambit_span_equal(text, AMBIT_LIT("true")) ||
	    ambit_span_equal(text, AMBIT_LIT("1"));
}

/* XML Schema Part 2, 3.3.13: digits, a plus before them if need be. */
static bool
to_number(struct ambit_span text, uint64_t max, uint64_t *n_r)
{
	*n_r = 0;
	if (ambit_span_begins(text, AMBIT_LIT("+")))
		text = ambit_span_sub(text, 1, text.len);
	for (size_t i = 0; i < text.len; i++) {
		uint64_t digit = (uint64_t)text.ptr[i] - '0';

		if (digit > 9 || digit > max || *n_r > (max - digit) / 10)
			return false;
		*n_r = *n_r * 10 + digit;
	}
	return text.len > 0;
}

uint64_t
xml_number(struct xml_reading *r, const xmlNode *node, const char *attr,
    uint64_t max, uint64_t otherwise)
{
	uint64_t n;

	if (!xml_has(node, attr))
		return otherwise;
	if (to_number(xml_value(r, node, attr), max, &n))
		return n;
	complain(r, node, attr, "the number is too large");
	return otherwise;
}

static int
hex_digit(unsigned char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
to_digest(struct ambit_span text, unsigned char sha256_r[32])
{
	if (text.len != 64)
		return false;
	for (size_t i = 0; i < 32; i++) {
		int high = hex_digit(text.ptr[2 * i]);
		int low = hex_digit(text.ptr[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		sha256_r[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}

bool
xml_sha256(struct xml_reading *r, const xmlNode *node, const char *attr,
    unsigned char sha256_r[32])
{
	if (!xml_has(node, attr))
		return false;
	if (to_digest(xml_value(r, node, attr), sha256_r))
		return true;
	complain(r, node, attr, "it is no SHA-256 digest");
	return false;
}

struct ambit_stamp
xml_stamp(struct xml_reading *r, const xmlNode *node, const char *attr)
{
	struct ambit_stamp stamp = { .given = xml_has(node, attr) };

	if (stamp.given &&
	    !ambit_instant_parse(xml_value(r, node, attr), &stamp.at,
		&stamp.zone)) {
		complain(r, node, attr, "there is no such instant");
		stamp = (struct ambit_stamp){ 0 };
	}
	return stamp;
}

void
xml_cut_address(struct ambit_span text, struct ambit_span *local_r,
    struct ambit_span *domain_r)
{
	size_t at = text.len;

	*local_r = *domain_r = (struct ambit_span){ 0 };
	while (at > 0 && text.ptr[at - 1] != '@')
		at--;
	if (at == 0)
		return;
	*local_r = ambit_span_sub(text, 0, at - 1);
	*domain_r = ambit_span_sub(text, at, text.len);
}
