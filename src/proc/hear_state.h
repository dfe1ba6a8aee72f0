#ifndef AMBIT_PROC_HEAR_STATE_H
#define AMBIT_PROC_HEAR_STATE_H

#include "hear.h"

#include "store/tree.h"

/* What the gate knows of the conversation; shared by hear*.c alone. */

enum hear_state {
	HEAR_START, /* nothing was said */
	HEAR_ITEMS, /* between items */
	HEAR_FACTS, /* of an item */
	HEAR_BODY,
	HEAR_DONE,
};

struct proc_hear {
	const struct ambit_unit *unit;
	struct ambit_arena *arena;
	enum hear_state state;
	uint32_t count; /* of items */
	uint64_t bytes; /* framed, of all of them */
	uint64_t end;   /* where the last one ends, else the unit begins */

	/* Folders: the path of the last item. */
	size_t path_len;
	unsigned char path[TREE_PATH_MAX];

	/* Of the item: as many as its head tells, in the arena. */
	struct ambit_party *parties;
	struct ambit_net *nets;
	struct ambit_header_field *fields;
	size_t parties_told, nets_told, fields_told;
	struct proc_column *columns; /* room for columns_max of them */
	size_t n_columns, columns_max;

	/* The tray, of streams; what was taken of it, what is given at the
	 * moment, and what was told of behind that. */
	struct proc_tray *tray; /* NULL: there is none */
	uint64_t taken;
	size_t given, lies;

	uint64_t most;  /* bytes that its body may have */
	uint64_t heard; /* that it has */

	struct proc_frame_in in;
};

/* -1: the reader has said what it must not. what: our own words. */
int hear_wrong(const struct proc_hear *hear, const char *what,
    struct ambit_err *err_r);

/* Bytes that outlive their frame: *bytes are copied into the arena. */
int hear_keep(struct proc_hear *hear, struct ambit_span *bytes,
    struct ambit_err *err_r);

/* An ITEM frame: all of *item_r, or -1. */
int hear_item(struct proc_hear *hear, struct ambit_wire *wire,
    struct ambit_item *item_r, struct ambit_err *err_r);

/* Frames that are facts of the item, all of them; *kind_r and *wire_r are the
 * one that follows. */
int hear_facts(struct proc_hear *hear, struct ambit_item *item,
    enum proc_kind *kind_r, struct ambit_wire *wire_r, struct ambit_err *err_r);

bool hear_is_mbox(const struct proc_hear *hear);

/* Are its items streams of properties? */
bool hear_is_stream(const struct proc_hear *hear);

/* Can it have a header, and can its bytes be wanted? */
bool
hear_is_readable(const struct proc_hear *hear, const struct ambit_item *item);

/* What ITEM and HEAD both tell. wrong: NULL, or what is wrong. */
struct ambit_extent hear_extent(struct ambit_wire *wire);
int hear_clocks(struct proc_hear *hear, struct ambit_wire *wire,
    struct ambit_item *item, struct ambit_err *err_r);
const char *hear_wrong_flaws(const struct proc_hear *hear, unsigned flaws);
const char *hear_wrong_clocks(const struct ambit_item *item);
const char *
hear_wrong_raw(const struct proc_hear *hear, const struct ambit_item *item);

#endif
