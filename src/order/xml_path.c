/*
 * Paths: where in a document something stands, and a complaint about it.
 */

/* System. */
#include <string.h>

/* Floor 0. */
#include "ambit/limits.h"

/* Here. */
#include "xml.h"

/* Of a value that is quoted; a complaint is one line of a person's screen. */
#define QUOTE_MAX 120

static struct ambit_span
span_of(const xmlChar *str)
{
	return ambit_span_str((const char *)str);
}

bool
xml_listed(const char *const *names, const char *name)
{
	for (; *names != NULL; names++) {
		if (strcmp(*names, name) == 0)
			return true;
	}
	return false;
}

static unsigned
position(const xmlNode *node)
{
	unsigned n = 1;

	for (const xmlNode *at = node->prev; at != NULL; at = at->prev) {
		if (at->type == XML_ELEMENT_NODE &&
		    xmlStrEqual(at->name, node->name))
			n++;
	}
	return n;
}

static void
put_step(const struct xml_kind *kind, const xmlNode *node,
    struct ambit_text *text)
{
	ambit_text_escaped(text, span_of(node->name));
	if (xml_listed(kind->several, (const char *)node->name))
		ambit_text_print(text, "[%u]", position(node));
}

void
xml_path(const struct xml_kind *kind, const xmlNode *node, const char *attr,
    struct ambit_text *text)
{
	const xmlNode *up[AMBIT_XML_DEPTH];
	size_t n = 0;

	for (; node != NULL && node->type == XML_ELEMENT_NODE &&
	     n < AMBIT_XML_DEPTH;
	     node = node->parent)
		up[n++] = node;
	while (n > 0) {
		put_step(kind, up[--n], text);
		if (n > 0)
			ambit_text_str(text, "/");
	}
	if (attr != NULL) {
		ambit_text_str(text, "/@");
		ambit_text_escaped(text, ambit_span_str(attr));
	}
}

/* Quoted, and no longer than a person wants to read. */
static void
put_value(struct ambit_text *text, struct ambit_span value)
{
	struct ambit_span left = value;

	while (left.len > 0 && value.len - left.len < QUOTE_MAX)
		(void)ambit_text_cut_utf8(&left);
	ambit_text_str(text, ": \"");
	ambit_text_escaped(text,
	    (struct ambit_span){ value.ptr, value.len - left.len });
	ambit_text_str(text, left.len > 0 ? "...\"" : "\"");
}

/* What stands there; NULL for an element that holds elements or nothing. */
static xmlChar *
value_at(const xmlNode *node, const char *attr)
{
	if (attr != NULL)
		return xmlGetNoNsProp(node, (const xmlChar *)attr);
	for (const xmlNode *at = node->children; at != NULL; at = at->next) {
		if (at->type == XML_ELEMENT_NODE)
			return NULL;
	}
	return node->children == NULL ? NULL : xmlNodeGetContent(node);
}

void
xml_complain(const struct xml_kind *kind, struct ambit_complaints *complaints,
    const xmlNode *node, const char *attr, const char *code,
    struct ambit_span wrong)
{
	char line[sizeof(complaints->v[0].text)];
	struct ambit_text text = AMBIT_TEXT(line);
	xmlChar *value;

	/* What is not kept need not be written. */
	if (complaints->n >= AMBIT_COMPLAINTS_MAX) {
		complaints->n++;
		return;
	}
	value = value_at(node, attr);
	xml_path(kind, node, attr, &text);
	if (value != NULL)
		put_value(&text, span_of(value));
	xmlFree(value);
	ambit_text_str(&text, ": ");
	ambit_text_put(&text, wrong);
	ambit_complain(complaints, code, xml_line(node), "%.*s", (int)text.len,
	    line);
}
