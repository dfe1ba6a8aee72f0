#ifndef AMBIT_CLI_LAW_H
#define AMBIT_CLI_LAW_H

#include "ambit/registry.h"
#include "cli.h"

/* Has counsel of the registry at path approved the law tables of this ambit by
 * now? CLI_REJECTED if not; says which digest is to be approved. */
enum cli_exit law_approved(const struct cli *cli, const char *path,
    const struct ambit_registry *registry, int64_t now);

#endif
