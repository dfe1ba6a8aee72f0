#ifndef AMBIT_ORDER_XML_TEXT_H
#define AMBIT_ORDER_XML_TEXT_H

#include "ambit/span.h"

/*
 * What is wrong with text of an order or a registry (law.md 4); NULL:
 * nothing. It is well-formed UTF-8.
 */
const char *xml_text_wrong(struct ambit_span text);

/* The same of an identifier, which two people must not read differently. */
const char *xml_identifier_wrong(struct ambit_span text);

#endif
