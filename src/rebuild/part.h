#ifndef AMBIT_REBUILD_PART_H
#define AMBIT_REBUILD_PART_H

#include "ambit/mapi.h"
#include "ambit/sink.h"

/*
 * What an .eml is made of: a tree of parts, planned first, then written. Of a
 * part nothing is in memory but where its bytes lie, or a short text: they are
 * read once to be known, and once to be written.
 */

/* Digits of a digest that a boundary has behind its "=_". */
#define REBUILD_DIGITS 32

struct rebuild_transport;

/* What a 7bit part has no line of: a boundary of ours may begin so. */
#define REBUILD_DELIMITER AMBIT_LIT("--=_")

/* A compressed body is taken into memory; there is no longer one. */
#define REBUILD_RTF_MAX ((uint64_t)64 << 20)

/* Where the bytes of a part come from. */
enum rebuild_from {
	REBUILD_NOTHING,
	REBUILD_BYTES,   /* in hand */
	REBUILD_VALUE,   /* of a value, as stored */
	REBUILD_TEXT,    /* of a string, as UTF-8 */
	REBUILD_RTF,     /* of a value, unfolded */
	REBUILD_OUT_OF,  /* the same, and text or HTML taken out of it */
	REBUILD_MESSAGE, /* the message within an attachment: first */
	REBUILD_MULTI,   /* first and those next to it */
	REBUILD_ENTITY,  /* of a value, with its own Content-* fields */
};

struct rebuild_part {
	enum rebuild_from from;
	const char *type; /* NULL: what the attachment says */
	const char *name; /* of the file, ASCII; NULL: the attachment's */
	struct ambit_span bytes;
	const struct ambit_mapi_value *value;
	/* The message that it is part of; of an attachment, that too, and its
	 * place among the attachments, from 1. */
	const struct ambit_mapi_object *message, *attachment;
	unsigned number;
	bool is_inline; /* the HTML shows it */
	struct rebuild_part *first, *next;
	/* Of the part that is a whole message: the header that it came with;
	 * NULL: there is no room for it, and it is read again. */
	const struct rebuild_transport *transport;

	/* Known once it was measured. */
	unsigned char digest[AMBIT_DIGEST_LEN];
	bool base64;
	char boundary[2 + REBUILD_DIGITS + 1]; /* MULTI */
};

/* An item being rebuilt. */
struct rebuild {
	struct ambit_source *stream;
	struct ambit_arena *arena;
	struct ambit_sink_hash hash;
	size_t held; /* of the arena, for what is not to be read twice */
	unsigned flaws;
};

/* ---- planning: NULL or -1, and *err_r (memory, a limit) ---- */

/* A message as a part: its body with all that is attached to it. */
struct rebuild_part *rebuild_plan(struct rebuild *r,
    const struct ambit_mapi_object *message, struct ambit_err *err_r);

struct rebuild_part *rebuild_new(struct rebuild *r, enum rebuild_from from,
    const char *type, struct ambit_err *err_r);

/* Parts in a row. */
struct rebuild_row {
	struct rebuild_part *first, *last;
};
void rebuild_add(struct rebuild_row *row, struct rebuild_part *part);
/* All of more, which is then no row of its own. */
void rebuild_append(struct rebuild_row *row, const struct rebuild_row *more);

/* body.c: text, HTML, and those of a kind of its own, each as good as the
 * others; and what else the body has. */
int rebuild_plan_body(struct rebuild *r,
    const struct ambit_mapi_object *message, struct rebuild_row *alternatives,
    struct rebuild_row *others, struct ambit_err *err_r);

/* attach.c: those that the HTML shows, and those that it does not. */
int rebuild_plan_attachments(struct rebuild *r,
    const struct ambit_mapi_object *message, struct rebuild_row *shown,
    struct rebuild_row *others, struct ambit_err *err_r);

/* signed.c: the attachment that is all of the body; *part_r NULL: none. */
int
rebuild_plan_signed(struct rebuild *r, const struct ambit_mapi_object *message,
    struct rebuild_part **part_r, struct ambit_err *err_r);

/* signed.c: ENCRYPTED where an attachment by value is a body that nobody can
 * read. */
int rebuild_note_encrypted(struct rebuild *r, const struct rebuild_part *part,
    struct ambit_err *err_r);

/* header.c: the stored header, and a part of it where it is not kept
 * (14.1). */
int
rebuild_plan_header(struct rebuild *r, const struct ambit_mapi_object *message,
    const struct rebuild_transport **transport_r, struct rebuild_row *others,
    struct ambit_err *err_r);

/* ---- writing ---- */

/* measure.c: know digest, encoding and boundary of it and of all within. */
int rebuild_measure(struct rebuild *r, struct rebuild_part *part,
    struct ambit_err *err_r);

/* pour.c: the bytes of one that is not MULTI or MESSAGE, decoded. */
int rebuild_pour(struct rebuild *r, const struct rebuild_part *part,
    struct ambit_sink *sink, struct ambit_err *err_r);

/* write.c: a message as it was planned, with its header. */
int rebuild_write(struct rebuild *r, const struct rebuild_part *part,
    struct ambit_sink *sink, struct ambit_err *err_r);

/* header.c: the fields of a message, but for Content-*. */
int rebuild_header(struct rebuild *r, const struct rebuild_part *part,
    struct ambit_sink *sink, struct ambit_err *err_r);

/* address.c: From and Sender, and the recipients of one kind (0C15), each a
 * field where there is one; wanted: 1 << enum rebuild_who. */
enum rebuild_who {
	REBUILD_FROM,
	REBUILD_SENDER,
	REBUILD_TO,
	REBUILD_CC,
	REBUILD_BCC,
};
int
rebuild_addresses(struct rebuild *r, const struct ambit_mapi_object *message,
    unsigned wanted, struct ambit_sink *sink, struct ambit_err *err_r);

/* part_header.c: type, encoding, name of a part, each a line. */
int rebuild_part_header(struct rebuild *r, const struct rebuild_part *part,
    struct ambit_sink *sink, struct ambit_err *err_r);

/* ---- keeping ---- */

/* May more be kept in the arena, only so as not to be read twice? In all some
 * MiB, and where the arena has room for far more. */
bool rebuild_may_hold(const struct rebuild *r);

/* All that was taken of the arena since then is kept. */
void rebuild_hold(struct rebuild *r, size_t mark);

/* ---- asking ---- */

/* A string of an object in a message, as UTF-8 in the arena; empty where there
 * is none. */
int rebuild_ask(struct rebuild *r, const struct ambit_mapi_object *message,
    const struct ambit_mapi_value *value, struct ambit_span *utf8_r,
    struct ambit_err *err_r);

/* The class, as it is compared: pst.md 9. */
int rebuild_class(struct rebuild *r, const struct ambit_mapi_object *message,
    struct ambit_span *class_r, struct ambit_err *err_r);

/* A number; fallback where there is none of that type. */
uint32_t rebuild_number(const struct ambit_mapi_object *object, uint16_t id,
    uint32_t fallback);

#endif
