/*
 * Listening: complaints out of what libxml2 reports.
 *
 * A complaint of ours says where, what stands there, and what is wrong. Of
 * libxml2's own text only the names in it are used, and of the parser's, which
 * knows no path, the first line. No name of a file is in either, for libxml2
 * is never told one.
 */

/* System. */
#include <string.h>

#include <libxml/xmlschemas.h>

/* Here. */
#include "xml_listen.h"

/* ---- names within a message of libxml2 ---- */

struct part {
	const char *at;
	size_t len;
};

/* What stands in message behind from, as far as the first of ends. */
static struct part
part_behind(const char *message, const char *from, const char *ends)
{
	const char *at = strstr(message, from);

	if (at == NULL)
		return (struct part){ NULL, 0 };
	at += strlen(from);
	return (struct part){ at, strcspn(at, ends) };
}

/* The local part of "{urn:x}name". */
static struct part
local_of(struct part name)
{
	const char *brace =
	    name.len > 0 ? memchr(name.at, '}', name.len) : NULL;

	if (brace == NULL)
		return name;
	return (
	    struct part){ brace + 1, name.len - (size_t)(brace + 1 - name.at) };
}

/* "Expected is one of ( {urn:x}A, {urn:x}B )." as ", expected: A, B". */
static void
put_expected(struct ambit_text *text, const char *message)
{
	struct part list = part_behind(message, "( ", ")");

	if (list.len == 0 || strstr(message, "Expected is") == NULL)
		return;
	ambit_text_str(text, ", expected: ");
	for (const char *at = list.at; at < list.at + list.len; at++) {
		if (*at == '{')
			at += strcspn(at, "}");
		else if (*at != ' ')
			ambit_text_print(text, *at == ',' ? "%c " : "%c", *at);
	}
}

/* ---- what the schema says ---- */

static const struct {
	int code;
	const char *wrong;
} schema_words[] = {
	{ XML_SCHEMAV_CVC_PATTERN_VALID, "it has not the form asked for" },
	{ XML_SCHEMAV_CVC_ENUMERATION_VALID,
	    "it is none of the words allowed here" },
	{ XML_SCHEMAV_CVC_MINLENGTH_VALID, "it is too short" },
	{ XML_SCHEMAV_CVC_MAXLENGTH_VALID, "it is too long" },
	{ XML_SCHEMAV_CVC_DATATYPE_VALID_1_2_1, "it is no value of its type" },
	{ XML_SCHEMAV_CVC_DATATYPE_VALID_1_2_2, "it is no value of its type" },
	{ XML_SCHEMAV_CVC_COMPLEX_TYPE_2_3, "text is not allowed here" },
	{ XML_SCHEMAV_CVC_COMPLEX_TYPE_3_2_1,
	    "this attribute is not allowed here" },
	{ XML_SCHEMAV_CVC_TYPE_3_1_1, "this attribute is not allowed here" },
	{ XML_SCHEMAV_CVC_TYPE_3_1_2, "an element is not allowed in it" },
	{ XML_SCHEMAV_CVC_COMPLEX_TYPE_4, "this attribute is missing" },
	{ XML_SCHEMAV_CVC_ELT_1, "this is another kind of document" },
};

static const char *
words_of(int code)
{
	for (size_t i = 0; i < sizeof(schema_words) / sizeof(schema_words[0]);
	     i++) {
		if (schema_words[i].code == code)
			return schema_words[i].wrong;
	}
	return "the schema does not allow this";
}

static void
put_wrong(struct ambit_text *text, const xmlError *e)
{
	if (e->code != XML_SCHEMAV_ELEMENT_CONTENT) {
		ambit_text_str(text, words_of(e->code));
		return;
	}
	ambit_text_str(text,
	    strstr(e->message, "Missing child") != NULL
		? "an element is missing in it"
		: "this element does not belong here");
	put_expected(text, e->message);
}

/* An instant that lacks nothing but its offset? */
static bool
lacks_offset(const struct xml_kind *kind, const xmlNode *node, const char *attr)
{
	char whole[64];
	struct ambit_text text = AMBIT_TEXT(whole);
	xmlChar *value;
	int64_t at;
	int zone;

	if (!xml_listed(kind->instants, attr))
		return false;
	value = xmlGetNoNsProp(node, (const xmlChar *)attr);
	ambit_text_put(&text,
	    ambit_span_trim(ambit_span_str((const char *)value)));
	ambit_text_str(&text, "Z");
	xmlFree(value);
	return !text.full &&
	    ambit_instant_parse(ambit_text_span(&text), &at, &zone);
}

/*
 * The attribute that the message is about: "Element 'x', attribute 'y': ..."
 * or "Element 'x': The attribute 'y' ...". Behind that stands what the
 * document says, which is not asked.
 */
static const char *
attr_of(const char *message, char *name_r, size_t size)
{
	struct part element = part_behind(message, "Element '", "'");
	const char *rest = element.at != NULL ? element.at + element.len : "";
	struct part name = { NULL, 0 };

	if (strncmp(rest, "', attribute '", 14) == 0)
		name = (struct part){ rest + 14, strcspn(rest + 14, "'") };
	else if (strncmp(rest, "': The attribute '", 18) == 0)
		name = (struct part){ rest + 18, strcspn(rest + 18, "'") };
	name = local_of(name);
	if (name.len == 0 || name.len >= size)
		return NULL;
	memcpy(name_r, name.at, name.len);
	name_r[name.len] = '\0';
	return name_r;
}

static void
hear_form(struct xml_listener *l, const xmlError *e)
{
	char name[128], wrong[240];
	struct ambit_text text = AMBIT_TEXT(wrong);
	const char *attr = attr_of(e->message, name, sizeof(name));
	const char *code = l->kind->code;

	l->skipped |= e->code == XML_SCHEMAV_ELEMENT_CONTENT;
	if (attr != NULL && lacks_offset(l->kind, e->node, attr)) {
		code = l->kind->zone_code;
		ambit_text_str(&text, "it has no offset from UTC");
	} else {
		put_wrong(&text, e);
	}
	xml_complain(l->kind, l->complaints, e->node, attr, code,
	    ambit_text_span(&text));
}

/* ---- keys and references ---- */

static const xmlNode *
step(const xmlNode *node)
{
	if (node->type == XML_ELEMENT_NODE && node->children != NULL)
		return node->children;
	while (node != NULL && node->next == NULL)
		node = node->parent;
	return node != NULL ? node->next : NULL;
}

/* Which attribute of the element, called name, holds the value? */
static const char *
attr_holding(const xmlNode *node, struct part name, struct part value)
{
	if (node->type != XML_ELEMENT_NODE || name.at == NULL ||
	    value.at == NULL || strlen((const char *)node->name) != name.len ||
	    memcmp(node->name, name.at, name.len) != 0)
		return NULL;
	for (const xmlAttr *at = node->properties; at != NULL; at = at->next) {
		const xmlNode *text = at->children;

		if (text != NULL && text->next == NULL &&
		    text->content != NULL &&
		    strlen((const char *)text->content) == value.len &&
		    memcmp(text->content, value.at, value.len) == 0)
			return (const char *)at->name;
	}
	return NULL;
}

/*
 * The element that the message is about, and its attribute that holds the
 * key. Of a reference libxml2 tells the name, the line and the key alone.
 */
static const xmlNode *
find(const xmlDoc *doc, const xmlError *e, const char **attr_r)
{
	struct part name = local_of(part_behind(e->message, "Element '", "'"));
	struct part key = part_behind(e->message, "['", "'");
	const xmlNode *found = NULL;

	for (const xmlNode *at = xmlDocGetRootElement(doc); at != NULL;
	     at = step(at)) {
		const char *attr = attr_holding(at, name, key);

		if (attr == NULL || (e->node != NULL && e->node != at))
			continue;
		found = at;
		*attr_r = attr;
		if (e->line > 0 && xml_line(at) == (unsigned)e->line)
			break;
	}
	return found;
}

static void
hear_reference(struct xml_listener *l, const xmlError *e)
{
	bool twice = strstr(e->message, "Duplicate key") != NULL;
	const char *wrong =
	    twice ? "it is there twice" : "it names nothing that is there";
	const char *attr = NULL;
	const xmlNode *node = NULL;

	/* Behind an element that does not belong there, none was looked at. */
	if (!twice && l->skipped)
		return;
	if (l->complaints->n < AMBIT_COMPLAINTS_MAX)
		node = find(l->doc, e, &attr);
	if (node != NULL)
		xml_complain(l->kind, l->complaints, node, attr,
		    l->kind->ref_code, ambit_span_str(wrong));
	else
		ambit_complain(l->complaints, l->kind->ref_code,
		    (unsigned)e->line, "a key or a reference: %s", wrong);
}

/* ---- the listener ---- */

/* What the parser says: its first line. */
static void
hear_parser(struct xml_listener *l, const xmlError *e)
{
	char line[300];
	struct ambit_text text = AMBIT_TEXT(line);
	struct ambit_span message = { (const unsigned char *)e->message,
		strcspn(e->message, "\n") };

	ambit_text_str(&text, "it is not well-formed: ");
	ambit_text_escaped(&text, message);
	ambit_complain(l->complaints, l->kind->code, (unsigned)e->line, "%.*s",
	    (int)text.len, line);
}

static void
hear(void *ctx, xmlErrorPtr e)
{
	struct xml_listener *l = ctx;

	if (e->code == XML_ERR_NO_MEMORY || e->message == NULL)
		l->no_memory = true;
	else if (e->domain != XML_FROM_SCHEMASV)
		hear_parser(l, e);
	else if (e->code == XML_SCHEMAV_CVC_IDC)
		hear_reference(l, e);
	else if (e->node != NULL)
		hear_form(l, e);
	else
		ambit_complain(l->complaints, l->kind->code, (unsigned)e->line,
		    "%s", words_of(e->code));
}

static void __attribute__((format(printf, 2, 3)))
hear_nothing(void *ctx, const char *fmt, ...)
{
	(void)ctx;
	(void)fmt;
}

void
xml_listen(struct xml_listener *l)
{
	l->structured = xmlStructuredError;
	l->structured_ctx = xmlStructuredErrorContext;
	l->generic = xmlGenericError;
	l->generic_ctx = xmlGenericErrorContext;
	xmlSetStructuredErrorFunc(l, hear);
	xmlSetGenericErrorFunc(NULL, hear_nothing);
}

void
xml_deafen(struct xml_listener *l)
{
	xmlSetStructuredErrorFunc(l->structured_ctx, l->structured);
	xmlSetGenericErrorFunc(l->generic_ctx, l->generic);
}
