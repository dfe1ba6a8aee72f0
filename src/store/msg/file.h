#ifndef AMBIT_MSG_FILE_H
#define AMBIT_MSG_FILE_H

#include "ambit/cfb.h"

#include "../pst/names.h"

/*
 * A file of Outlook that holds one message, .msg ([MS-OXMSG]): storages and
 * streams of a compound file. Answers in this folder are 1 sound, 0 damaged,
 * and -1 where the machine failed.
 */

/* What a file takes of an arena: its structure, and the properties of messages
 * within each other while they are read. */
#define MSG_ARENA (AMBIT_CFB_ARENA + ((size_t)32 << 20))

/* Each of the three lists that names are made of (K15). */
#define MSG_NAMES_MAX ((size_t)4 << 20)

struct msg_file {
	struct ambit_cfb *cfb;
	struct ambit_arena *arena; /* the caller's; all of a file is in it */
	struct pst_names names;
	bool named;      /* names are sound */
	const char *why; /* the first damage; static, or in the arena */
};

/*
 * Open the file that source lends: its structure, and the names of its
 * properties. 0: it is none, or no message; file->why says what is wrong.
 */
int msg_file_open(struct msg_file *file, struct ambit_source *source,
    struct ambit_arena *arena, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* Say what is damaged, if nothing was before; 0. */
int msg_damaged(struct msg_file *file, const char *why);

/* The bytes of a stream, at most max of them, in the arena; LIMIT is damage. */
int msg_load(struct msg_file *file, const struct ambit_cfb_entry *stream,
    size_t max, struct ambit_span *bytes_r, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

#define MSG_PROPERTIES AMBIT_LIT("__properties_version1.0")

#endif
