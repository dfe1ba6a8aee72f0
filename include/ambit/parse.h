#ifndef AMBIT_PARSE_H
#define AMBIT_PARSE_H

#include "ambit/arena.h"
#include "ambit/complaint.h"
#include "ambit/err.h"
#include "ambit/order.h"
#include "ambit/registry.h"

/*
 * order.xml and registry.xml, from bytes to flat structs: libxml2 from memory
 * with XML_PARSE_NONET alone, no DTD, no processing instruction, UTF-8 only,
 * size and depth limited, against the schemas compiled into the program
 * (law.md 4). Text must be NFC, without C0 and C1 controls and, in
 * identifiers, without bidi controls.
 */

/*
 * 0 and *order_r, all in arena (bytes are copied into it too); or -1 with
 * every reason in complaints: E_FORM_SCHEMA, E_FORM_REF (dangling or doubled
 * reference), E_DATE_ZONE (an instant without offset). *err_r only for what is
 * the machine's fault; then complaints is empty.
 */
int ambit_order_parse(struct ambit_span bytes, struct ambit_arena *arena,
    struct ambit_order *order_r, struct ambit_complaints *complaints,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* The same for a registry: codes P_SCHEMA and the P_ checks that need no
 * look at the disk (all of registry.xsd's head but P_PATH, P_APPROVERS). */
int ambit_registry_parse(struct ambit_span bytes, struct ambit_arena *arena,
    struct ambit_registry *registry_r, struct ambit_complaints *complaints,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* P_APPROVERS at the instant now. */
void ambit_registry_check_approvers(const struct ambit_registry *registry,
    int64_t now, struct ambit_complaints *complaints);

/*
 * P_PATH for the stores that will be opened: missing, outside the root, a
 * link, or one path for two stores. rootfd is the folder that relative paths
 * are read below. opens[i] says whether stores[i] is asked about.
 */
void ambit_registry_check_paths(const struct ambit_registry *registry,
    int rootfd, const bool *opens, struct ambit_complaints *complaints);

/* The schemas as compiled in; the man pages and tests show them. */
struct ambit_span ambit_order_schema(void);
struct ambit_span ambit_registry_schema(void);

#endif
