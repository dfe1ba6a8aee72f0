#ifndef AMBIT_PST_PROPS_H
#define AMBIT_PST_PROPS_H

#include "value.h"

/* A property context: what a message, folder or attachment says of itself. */
struct pst_props {
	struct pst_holder holder;
	struct pst_bth list;
};

/* Open that of a node; all that is asked of it lives in the arena. */
int pst_props_open(struct pst_props *props, struct pst_file *file,
    const struct pst_node *node, struct ambit_arena *arena,
    struct ambit_err *err_r);

/* The property of an id; found is false where there is none. */
int pst_props_find(struct pst_props *props, uint16_t id,
    struct pst_value *value_r, struct ambit_err *err_r);

/* The i-th property of props->list.n, by id. */
int pst_props_nth(struct pst_props *props, size_t i, struct pst_value *value_r,
    struct ambit_err *err_r);

#endif
