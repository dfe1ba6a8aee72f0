#ifndef AMBIT_ORDER_XML_LISTEN_H
#define AMBIT_ORDER_XML_LISTEN_H

#include <libxml/tree.h>
#include <libxml/xmlerror.h>

#include "xml.h"

/*
 * Who hears what libxml2 has to say, and makes complaints of it. While one
 * listens, nothing of this thread reaches the terminal.
 */
struct xml_listener {
	const struct xml_kind *kind;
	struct ambit_complaints *complaints;
	size_t before;     /* how many there were when it began */
	const xmlDoc *doc; /* once there is one */
	bool skipped;      /* the schema gave up on some elements */
	bool no_memory;

	/* Whoever listened before. */
	xmlStructuredErrorFunc structured;
	xmlGenericErrorFunc generic;
	void *structured_ctx, *generic_ctx;
};

void xml_listen(struct xml_listener *l);
void xml_deafen(struct xml_listener *l);

#endif
