#ifndef AMBIT_MSG_FACTS_H
#define AMBIT_MSG_FACTS_H

#include "../outlook.h"
#include "object.h"

/* A message whose properties are lent to outlook_read. */
struct msg_facts {
	struct msg_object top;
	bool sound;  /* top can be read; else all of it is LOST */
	size_t mark; /* of the arena, behind top */

	struct msg_parts recipients;
	bool begun;
	size_t at;             /* of the next one */
	struct msg_object row; /* the current one */
};

/* Open the message of a file that is sound. -1: the machine failed. */
int msg_facts_open(struct msg_facts *facts, struct msg_file *file,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/* Lends as long as nothing else takes of the file's arena. */
struct outlook_props msg_facts_props(struct msg_facts *facts);

#endif
