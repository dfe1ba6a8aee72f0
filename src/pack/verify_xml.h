#ifndef AMBIT_PACK_VERIFY_XML_H
#define AMBIT_PACK_VERIFY_XML_H

#include "order/xml.h"

#include "verify_state.h"

/* The facts of one volume while its production.xml is read. */
struct verify_xml {
	struct verify *v;
	struct verify_facts facts;
	struct xml_reading r; /* of the head, in v->arena */
	struct ambit_task *tasks;
	size_t n_tasks;
	xmlBuffer *dump; /* the head, as read */
	bool head_done;  /* facts are complete, and taken over */
	bool wrong;      /* the document is not as its schema has it */
};

/* One element below the root, its whole subtree. */
void verify_xml_root(struct verify_xml *x, const xmlNode *node);
void verify_xml_head(struct verify_xml *x, xmlNode *node);
/* 0, or -1 where the machine failed. */
int verify_xml_table(struct verify_xml *x, const xmlNode *node,
    struct ambit_err *err_r);
int verify_xml_item(struct verify_xml *x, const xmlNode *node,
    struct ambit_err *err_r);

/* The head is read: take its facts over, or hold them against those of the
 * first volume. */
int verify_xml_settle(struct verify_xml *x, struct ambit_err *err_r);

/* All is read: is there a table for every task that asks for one? */
int verify_xml_end(struct verify_xml *x);

#endif
