/*
 * ambit/production.xml, element by element: a production of any length takes
 * the memory of one item. The schema compiled in judges as it is read; a
 * DTD, an entity, a comment or an instruction is none of what ambit writes.
 */

/* System. */
#include <libxml/xmlreader.h>
#include <libxml/xmlschemas.h>
#include <string.h>

/* Floor 6. */
#include "verify_xml.h"

/* More than the head and a few hundred bytes a file is not of ambit. */
#define HEAD_MAX ((uint64_t)16 << 20)
#define ITEM_MAX ((uint64_t)64 << 10)

/* A document or schema that libxml2 does not like; its words are not ours. */
static void
hear(void *ctx, xmlError *error)
{
	struct verify_xml *x = ctx;

	(void)error;
	x->wrong = true;
}

/* Some of its own gaps libxml2 tells the whole program. */
static void
hear_nothing(void *ctx, const char *fmt, ...)
{
	(void)ctx;
	(void)fmt;
}

static int
refuse(struct verify_xml *x, const char *what)
{
	x->wrong = true;
	return verify_defect(x->v, "V_XML", AMBIT_LIT("ambit/production.xml"),
	    "%s", what);
}

/* One element of the second level, and all within it. */
static int
take(struct verify_xml *x, xmlNode *node, struct ambit_err *err_r)
{
	bool table = xmlStrEqual(node->name, (const xmlChar *)"Table");
	bool item = xmlStrEqual(node->name, (const xmlChar *)"Item");

	if (!table && !item) {
		verify_xml_head(x, node);
		return 0;
	}
	if (!x->head_done && verify_xml_settle(x, err_r) < 0)
		return -1;
	return table ? verify_xml_table(x, node, err_r)
		     : verify_xml_item(x, node, err_r);
}

/* What the reader stands on: 0 to read on, 1 to go on behind it, -1. */
static int
step(struct verify_xml *x, xmlTextReader *reader, struct ambit_err *err_r)
{
	xmlNode *node;

	switch (xmlTextReaderNodeType(reader)) {
	case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
	case XML_READER_TYPE_WHITESPACE:
	case XML_READER_TYPE_END_ELEMENT:
		return 0;
	case XML_READER_TYPE_ELEMENT:
		break;
	default:
		return refuse(x, "it holds what ambit does not write");
	}
	if (xmlTextReaderDepth(reader) == 0) {
		verify_xml_root(x, xmlTextReaderCurrentNode(reader));
		return 0;
	}
	node = xmlTextReaderExpand(reader);
	if (node == NULL)
		return refuse(x, "it is no XML");
	return take(x, node, err_r) < 0 ? -1 : 1;
}

static int
walk(struct verify_xml *x, xmlTextReader *reader, struct ambit_err *err_r)
{
	int got = xmlTextReaderRead(reader);

	while (got == 1 && !x->wrong) {
		int next = step(x, reader, err_r);

		if (next < 0)
			return -1;
		got = next == 0 ? xmlTextReaderRead(reader)
				: xmlTextReaderNext(reader);
	}
	if (x->wrong || got != 0 || xmlTextReaderIsValid(reader) != 1)
		return refuse(x, "it is not as its schema has it");
	if (!x->head_done && verify_xml_settle(x, err_r) < 0)
		return -1;
	return verify_xml_end(x);
}

/* What the parser reads from: the file that the source is aimed at. */
struct feed {
	struct ambit_source *source;
	uint64_t off;
	struct ambit_err *err_r;
	bool failed;
};

static int
feed(void *ctx, char *room, int len)
{
	struct feed *f = ctx;
	struct ambit_span win;

	if (ambit_source_lend(f->source, f->off, 1, &win, f->err_r) < 0) {
		f->failed = true;
		return -1;
	}
	win = ambit_span_sub(win, 0, len > 0 ? (size_t)len : 0);
	if (win.len > 0)
		memcpy(room, win.ptr, win.len);
	f->off += win.len;
	return (int)win.len;
}

static int
read_all(struct verify_xml *x, xmlSchema *schema, struct ambit_err *err_r)
{
	struct feed f = { .source = x->v->source, .err_r = err_r };
	xmlTextReader *reader =
	    xmlReaderForIO(feed, NULL, &f, NULL, NULL, XML_PARSE_NONET);
	int done;

	if (reader == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "read XML");
	xmlTextReaderSetStructuredErrorHandler(reader, hear, x);
	if (xmlTextReaderSetSchema(reader, schema) != 0)
		done = ambit_err_set(err_r, AMBIT_E_MEMORY, "schema");
	else
		done = walk(x, reader, err_r);
	xmlFreeTextReader(reader);
	return f.failed ? -1 : done;
}

static xmlSchema *
parse_schema(void)
{
	struct ambit_span bytes = ambit_production_schema();
	xmlSchemaParserCtxt *ctx =
	    xmlSchemaNewMemParserCtxt((const char *)bytes.ptr, (int)bytes.len);
	xmlSchema *schema = ctx != NULL ? xmlSchemaParse(ctx) : NULL;

	xmlSchemaFreeParserCtxt(ctx);
	return schema;
}

/*
 * The declaration, and at once the root: so there is no DTD and no other
 * encoding, whatever a parser would make of them.
 */
static int
check_front(struct verify_xml *x, bool *sound_r, struct ambit_err *err_r)
{
	static const struct ambit_span front = AMBIT_LIT_INIT(
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Production ");
	struct verify *v = x->v;
	struct ambit_span win;

	*sound_r = false;
	if (ambit_source_lend(v->source, 0, front.len, &win, err_r) < 0)
		return -1;
	if (!ambit_span_begins(win, front))
		return refuse(x, "it does not begin as ambit writes it");
	if (ambit_source_stored(v->source) > HEAD_MAX + v->walked * ITEM_MAX)
		return refuse(x, "it is larger than its items make it");
	*sound_r = true;
	return 0;
}

/* source is aimed at it, and stays so until all of it is read. */
static int
read_checked(struct verify_xml *x, struct ambit_err *err_r)
{
	xmlSchema *schema;
	bool sound;
	int done;

	if (check_front(x, &sound, err_r) < 0)
		return -1;
	if (!sound)
		return 0;
	schema = parse_schema();
	x->dump = xmlBufferCreate();
	if (schema == NULL || x->dump == NULL)
		done = ambit_err_set(err_r, AMBIT_E_MEMORY, "schema");
	else
		done = read_all(x, schema, err_r);
	xmlBufferFree(x->dump);
	xmlSchemaFree(schema);
	return done;
}

int
verify_xml(struct verify *v, struct ambit_err *err_r)
{
	struct verify_xml x = { .v = v };
	xmlGenericErrorFunc heard = xmlGenericError;
	void *ctx = xmlGenericErrorContext;
	struct verify_file file;
	int done = verify_open(v, "ambit/production.xml", &file, err_r);

	if (done != 1)
		return done;
	xmlSetGenericErrorFunc(NULL, hear_nothing);
	done = verify_aim(v, &file, err_r);
	if (done == 0)
		done = read_checked(&x, err_r);
	xmlSetGenericErrorFunc(ctx, heard);
	verify_close(&file);
	return done;
}
