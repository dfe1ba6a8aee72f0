#ifndef AMBIT_CLI_CASE_H
#define AMBIT_CLI_CASE_H

#include "ambit/approval.h"
#include "ambit/arena.h"
#include "ambit/ledger.h"
#include "ambit/order.h"
#include "ambit/registry.h"
#include "ambit/scope.h"
#include "ambit/validity.h"
#include "cli.h"

/* What was found, and room for the gates of release.h behind it. */
#define CASE_GATES 32

struct cli_found {
	const char *code;
	enum ambit_severity severity;
};

/*
 * A case: the order, its signatures and the registry, loaded and judged. What
 * every command that names an order begins with.
 */
struct cli_case {
	const struct cli *cli;
	struct ambit_arena *arena; /* all of it lies here */
	int64_t now;
	enum ambit_purpose purpose; /* to produce, unless said otherwise */
	bool asks; /* nothing is to follow: what refuses nothing is said too */
	int orderfd; /* the folder that the order lies in */
	int rootfd;
	int frozenfd; /* the data of a frozen copy; -1: none is used */
	const char *order_name; /* in that folder */
	char registry_path[4096];
	struct ambit_registry registry;
	struct ambit_order order;
	struct ambit_span p7s; /* empty: nobody has signed */
	/* The order's file itself was refused, for what was found: of the order
	 * there are its bytes, where it is not too long, and their digest. */
	bool refused;
	struct ambit_scope *scopes;
	/* What case_judge has found last: who signed, and the code and severity
	 * of each rule that failed. */
	struct ambit_approved approved[AMBIT_APPROVED_MAX];
	size_t n_approved;
	struct cli_found *found;
	size_t n_found;
	const struct ambit_finding *findings; /* those of the law alone */
	size_t n_findings;
	struct ambit_ledger *ledger;         /* NULL: not open; see record.h */
	char case_id[AMBIT_LEDGER_CASE_LEN]; /* once it was open */
};

/* Open the folders, read and parse registry and order. Says what is wrong. */
enum cli_exit case_open(const struct cli *cli, struct cli_case *c_r);
void case_close(struct cli_case *c);

/* The i-th Signer's certificate, which has the digest that the registry pins;
 * the caller frees it. */
int case_signer(const struct cli_case *c, size_t i, X509 **cert_r,
    struct ambit_err *err_r);

/* Do the stores that would be opened lie where the registry says? Why not is
 * in complaints and is said. */
enum cli_exit
case_paths(struct cli_case *c, struct ambit_complaints *complaints);

/* May it be carried out at c->now? Every failed rule is said. CLI_COMPLETE if
 * so. */
enum cli_exit case_judge(struct cli_case *c);

/* The same of an order that nobody has signed yet. */
enum cli_exit case_judge_unsigned(struct cli_case *c);

/* An approver or counsel of the registry, whose word counts at c->now; whoever
 * only types orders in is none. NULL: nobody. */
const struct ambit_approver *
case_approver(const struct cli_case *c, const char *id);

/* Warn, store by store, where the order's clock does not exist. */
void case_warn(const struct cli_case *c);

/*
 * An arena for an order and, where registry is not NULL, for that registry: as
 * large as parsing the file may need. NULL: no memory.
 */
struct ambit_arena *case_arena(const char *registry);

/* Where the registry lies: beside the order, unless the operator says
 * otherwise. */
void case_registry_path(const struct cli *cli, char path_r[4096]);

/* The registry alone, for commands that name no order: CLI_COMPLETE or what
 * went wrong. path NULL: none was named. */
enum cli_exit case_registry(const struct cli *cli, const char *path,
    struct ambit_arena *arena, struct ambit_registry *registry_r);

/* An order alone, without judging it. */
enum cli_exit case_order(const struct cli *cli, int dirfd, const char *name,
    struct ambit_arena *arena, struct ambit_order *order_r);

/* The last part of a path, and a descriptor of the folder before it; -1. */
int case_folder_of(const char *path, const char **name_r);

#endif
