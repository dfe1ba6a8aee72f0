#ifndef AMBIT_CLI_PRESERVE_H
#define AMBIT_CLI_PRESERVE_H

#include "case.h"

/* Do the stores that would be frozen lie where the registry says? */
enum cli_exit preserve_paths(struct cli_case *c);

/* ambit preserve --due. CLI_REVIEW: something is due. */
enum cli_exit preserve_due(const struct cli *cli);

/*
 * Let the accounts' own stores be those of the frozen copy in the folder: it is
 * one that the ledger knows, every file of it is hashed; c->frozenfd is its
 * root. Shared stores are never frozen, and lie where they lay.
 * The ledger is open.
 */
enum cli_exit preserve_stores(struct cli_case *c, const char *folder);

#endif
