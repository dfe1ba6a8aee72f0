/*
 * XML: from bytes to a tree that the schema compiled into the program allows.
 *
 * libxml2 reads from memory, with XML_PARSE_NONET and no other option: it
 * opens no file and no connection, and expands no entity of the document's
 * own. Other encodings are refused before it begins. A guard stands before
 * each handler that builds the tree, so that a document type, a processing
 * instruction or a deep nest ends the reading before anything of it is kept.
 * What libxml2 has to say is caught and never printed.
 */

/* System. */
#include <limits.h>
#include <string.h>

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/xmlschemas.h>

/* Floor 0. */
#include "ambit/limits.h"

/* Here. */
#include "xml.h"
#include "xml_listen.h"

/* ---- the guards ---- */

static void
refuse(void *ctx, const char *wrong)
{
	xmlParserCtxt *parser = ctx;
	struct xml_listener *l = parser->_private;

	ambit_complain(l->complaints, l->kind->code,
	    (unsigned)parser->input->line, "%s", wrong);
	xmlStopParser(parser);
}

static void
guard_doctype(void *ctx, const xmlChar *name, const xmlChar *external,
    const xmlChar *system)
{
	(void)name;
	(void)external;
	(void)system;
	refuse(ctx, "a document type (DTD) is not allowed");
}

static void
guard_instruction(void *ctx, const xmlChar *target, const xmlChar *text)
{
	(void)target;
	(void)text;
	refuse(ctx, "a processing instruction is not allowed");
}

static void
guard_element(void *ctx, const xmlChar *name, const xmlChar *prefix,
    const xmlChar *uri, int n_spaces, const xmlChar **spaces, int n_attrs,
    int n_defaulted, const xmlChar **attrs)
{
	xmlParserCtxt *parser = ctx;

	if (parser->nameNr >= AMBIT_XML_DEPTH) {
		refuse(ctx, "elements are nested too deep");
		return;
	}
	xmlSAX2StartElementNs(ctx, name, prefix, uri, n_spaces, spaces, n_attrs,
	    n_defaulted, attrs);
	/* The line that libxml2 keeps ends at 65,535. */
	if (parser->node != NULL)
		parser->node->_private = (void *)(uintptr_t)parser->input->line;
}

static void
set_guards(xmlSAXHandler *sax)
{
	sax->internalSubset = guard_doctype;
	sax->processingInstruction = guard_instruction;
	sax->startElementNs = guard_element;
}

unsigned
xml_line(const xmlNode *node)
{
	return (unsigned)(uintptr_t)node->_private;
}

/* ---- bytes ---- */

static bool
is_utf8(struct ambit_span bytes)
{
	while (bytes.len > 0) {
		if (bytes.ptr[0] < 0x80) {
			if (bytes.ptr[0] == '\0')
				return false;
			bytes.ptr++;
			bytes.len--;
		} else if (ambit_text_cut_utf8(&bytes) < 0) {
			return false;
		}
	}
	return true;
}

static struct ambit_span
skip(struct ambit_span s, size_t n)
{
	s = ambit_span_sub(s, n, s.len);
	while (s.len > 0 && strchr(" \t\r\n", s.ptr[0]) != NULL)
		s = ambit_span_sub(s, 1, s.len);
	return s;
}

/* Does s, which begins with "encoding", go on to say that it is UTF-8? */
static bool
says_utf8(struct ambit_span s)
{
	s = skip(s, AMBIT_LIT("encoding").len);
	if (!ambit_span_begins(s, AMBIT_LIT("=")))
		return false;
	s = skip(s, 1);
	return ambit_span_begins_nocase(s, AMBIT_LIT("\"UTF-8\"")) ||
	    ambit_span_begins_nocase(s, AMBIT_LIT("'UTF-8'"));
}

/*
 * Does the XML declaration (XML 1.0 2.8) name another encoding? Asked before
 * libxml2 would begin to convert.
 */
static bool
names_other(struct ambit_span s)
{
	if (ambit_span_begins(s, AMBIT_LIT("\xef\xbb\xbf")))
		s = ambit_span_sub(s, 3, s.len);
	if (!ambit_span_begins(s, AMBIT_LIT("<?xml")))
		return false;
	for (; s.len > 0 && s.ptr[0] != '>'; s = ambit_span_sub(s, 1, s.len)) {
		if (ambit_span_begins(s, AMBIT_LIT("encoding")))
			return !says_utf8(s);
	}
	return false;
}

/*
 * Without a NUL and well-formed, they are no UTF-16, UTF-32 or EBCDIC: those
 * cannot write "<" so.
 */
static bool
bytes_allow(const struct xml_listener *l, struct ambit_span bytes)
{
	if (bytes.len > l->kind->max || bytes.len > INT_MAX)
		ambit_complain(l->complaints, l->kind->code, 0,
		    "the document is larger than %zu bytes", l->kind->max);
	else if (!is_utf8(bytes) || names_other(bytes))
		ambit_complain(l->complaints, l->kind->code, 0,
		    "the document is not in UTF-8");
	else
		return true;
	return false;
}

/* ---- tree and schema ---- */

static int
parse(struct xml_listener *l, struct ambit_span bytes, xmlDoc **doc_r,
    struct ambit_err *err_r)
{
	xmlParserCtxt *parser = xmlNewParserCtxt();

	*doc_r = NULL;
	if (parser == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "no memory");
	parser->_private = l;
	set_guards(parser->sax);
	*doc_r = xmlCtxtReadMemory(parser, (const char *)bytes.ptr,
	    (int)bytes.len, NULL, NULL, XML_PARSE_NONET);
	xmlFreeParserCtxt(parser);
	return 0;
}

static xmlSchema *
compile(struct ambit_span bytes)
{
	xmlSchemaParserCtxt *parser =
	    xmlSchemaNewMemParserCtxt((const char *)bytes.ptr, (int)bytes.len);
	xmlSchema *schema;

	if (parser == NULL)
		return NULL;
	schema = xmlSchemaParse(parser);
	xmlSchemaFreeParserCtxt(parser);
	return schema;
}

/* 0 it fits or was complained of, -1 it could not be asked. */
static int
ask_schema(struct xml_listener *l, xmlDoc *doc, struct ambit_err *err_r)
{
	xmlSchema *schema = compile(l->kind->schema);
	xmlSchemaValidCtxt *valid = NULL;
	int answer = -1;

	if (schema != NULL)
		valid = xmlSchemaNewValidCtxt(schema);
	if (valid != NULL) {
		l->doc = doc;
		answer = xmlSchemaValidateDoc(valid, doc);
	}
	xmlSchemaFreeValidCtxt(valid);
	xmlSchemaFree(schema);
	if (answer < 0)
		return ambit_err_set(err_r, AMBIT_E_MEMORY,
		    "cannot ask the schema");
	if (answer > 0 && l->complaints->n == l->before)
		ambit_complain(l->complaints, l->kind->code, 0,
		    "the schema does not allow this document");
	return 0;
}

/* A tree, and nothing to complain of; or none. */
static int
load(struct xml_listener *l, struct ambit_span bytes, xmlDoc **doc_r,
    struct ambit_err *err_r)
{
	if (parse(l, bytes, doc_r, err_r) < 0)
		return -1;
	if (*doc_r == NULL && l->complaints->n == l->before)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "no memory");
	if (l->complaints->n == l->before)
		return ask_schema(l, *doc_r, err_r);
	return 0;
}

int
xml_load(const struct xml_kind *kind, struct ambit_span bytes, xmlDoc **doc_r,
    struct ambit_complaints *complaints, struct ambit_err *err_r)
{
	struct xml_listener l = { .kind = kind,
		.complaints = complaints,
		.before = complaints->n };
	int got;

	*doc_r = NULL;
	if (!bytes_allow(&l, bytes))
		return -1;
	xml_listen(&l);
	got = load(&l, bytes, doc_r, err_r);
	xml_deafen(&l);
	if (got == 0 && l.no_memory)
		got = ambit_err_set(err_r, AMBIT_E_MEMORY, "no memory");
	if (got < 0)
		complaints->n = l.before;
	if (got == 0 && complaints->n == l.before)
		return 0;
	xmlFreeDoc(*doc_r);
	*doc_r = NULL;
	return -1;
}
