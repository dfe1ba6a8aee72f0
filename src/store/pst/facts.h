#ifndef AMBIT_PST_FACTS_H
#define AMBIT_PST_FACTS_H

#include "../outlook.h"

#include "props.h"
#include "table.h"

/*
 * What the facts of one message are read from (store/outlook.h): its properties
 * and the table of its recipients. Nothing else of it is touched.
 */
struct pst_facts {
	struct pst_file *file;
	const struct pst_node *node;
	struct ambit_arena *arena; /* of the item, for this alone */
	bool sound;                /* props can be asked */
	struct pst_props props;
	/* Recipients, once they were asked for. */
	bool begun, there;
	struct pst_table table;
	struct pst_row row;
};

/* Open the properties of a message: 0, where they are damaged too. */
int pst_facts_open(struct pst_facts *facts, struct pst_file *file,
    const struct pst_node *node, struct ambit_arena *arena,
    struct ambit_err *err_r);

/* It as what facts are read from. */
struct outlook_props pst_facts_props(struct pst_facts *facts);

#endif
