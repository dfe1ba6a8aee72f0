#ifndef AMBIT_REBUILD_TRANSPORT_H
#define AMBIT_REBUILD_TRANSPORT_H

#include "ambit/header.h"
#include "part.h"

/* The header that a message came with, as it is stored (007D). */
struct rebuild_transport {
	const struct ambit_mapi_value *value; /* NULL: none is */
	bool kept;                  /* it can be kept, field by field */
	bool whole;                 /* and has nothing else but its fields */
	struct ambit_header header; /* where it is kept; in the arena */
};

int
rebuild_transport(struct rebuild *r, const struct ambit_mapi_object *message,
    struct rebuild_transport *transport_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

#endif
