#ifndef AMBIT_STORE_OUTLOOK_H
#define AMBIT_STORE_OUTLOOK_H

#include "ambit/arena.h"
#include "ambit/item.h"
#include "ambit/mapi.h"
#include "ambit/registry.h"
#include "ambit/sink.h"

/*
 * The facts of an item of Outlook, which stand in its properties whatever file
 * they lie in (pst.md 9, 10 and 13). Each format that has such properties lends
 * them by the calls below.
 */

enum outlook_state {
	OUTLOOK_NONE, /* zero: it is not there */
	OUTLOOK_FOUND,
	OUTLOOK_LONG,  /* it is there, and has more bytes than were asked for */
	OUTLOOK_TWICE, /* it is there twice, and not equal: K10 */
	OUTLOOK_LOST,  /* it cannot be read: K5 to K9 */
};

/* A property as found. type is set of what is FOUND and LONG. */
struct outlook_value {
	enum outlook_state state;
	uint16_t type;   /* enum ambit_mapi_type */
	uint64_t number; /* of types of fixed size but the GUID */
	/* Of FOUND, of all other types: as stored, of a string without the NUL
	 * at its end; lent until the next call of the same props. */
	struct ambit_span bytes;
};

/*
 * Where properties come from. Each call is 0, or -1 and *err_r where the
 * machine failed; what is wrong with the evidence is a state.
 */
struct outlook_props {
	void *ctx;

	/* The property of the message itself; of bytes max at most are lent. */
	int (*find)(void *ctx, uint16_t id, size_t max,
	    struct outlook_value *value_r, struct ambit_err *err_r);

	/* Go on to the next recipient, the first at first, in the order of the
	 * rows: FOUND, or NONE: there are no more, or LOST: nor can be told
	 * how many more there are. */
	int (*next)(void *ctx, enum outlook_state *state_r,
	    struct ambit_err *err_r);

	/* The property of that recipient. */
	int (*cell)(void *ctx, uint16_t id, size_t max,
	    struct outlook_value *value_r, struct ambit_err *err_r);
};

/* Bytes of a class that are worth looking at. */
#define OUTLOOK_CLASS_MAX ((size_t)512)

/*
 * Of what cannot be looked into, a row without a message or a file that is
 * none: it is read, an address may hide in any role of it, and it streams an
 * empty message.
 */
void outlook_unknown(struct ambit_item *item);
int outlook_stream_nothing(struct ambit_sink *sink, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

/* The kind of an item by its class, 001A; UNKNOWN where that says nothing. */
enum ambit_kind outlook_kind(const struct outlook_value *class_value);

/*
 * Read all facts of item, which has a place, extents and a kind already. Sets
 * read, body (0), when, raw_when, parties, nets and doubted; adds LOST,
 * PROPERTY, BAD_ADDRESS, ENCODING, SKEW, REPEATED to its flaws. All of it lies
 * in arena, which is that of the item.
 *
 * A role has one net at most, of all that its properties say: "name" <address>,
 * and behind it each other address that they have. Its parties are the strict
 * ones. An address of Exchange alone, or none, is no party: the role is
 * doubted. Addresses of the fields of 007D decide nothing: reply-to and the
 * envelope's are the only roles read there.
 *
 * item->fields are the fields of 007D but for From, Sender, To, Cc and Bcc, if
 * it lexes without a flaw and is not longer than header_bytes; else none. In
 * place of those five there is one of that name, without a value, for each such
 * role that has a net; and where 007D has no Message-ID, one with the value
 * of 1035. No place in raw is told of any: at is {0, 0}.
 *
 * raw_when of a time is "2021-03-01T09:00:00.1234567Z", the value whole, also
 * where it is no clock; or the number as stored, where no calendar has it.
 */
int
outlook_read(const struct outlook_props *props, const struct ambit_store *store,
    uint64_t header_bytes, struct ambit_item *item, struct ambit_arena *arena,
    struct ambit_err *err_r) __attribute__((warn_unused_result));

/*
 * The clocks alone, of the message's own properties, before anything else of it
 * is read: where they say that an item is outside, nothing else is. Adds the
 * flaws of these properties.
 */
int
outlook_when(const struct outlook_props *props, const struct ambit_store *store,
    struct ambit_item *item, struct ambit_arena *arena, struct ambit_err *err_r)
    __attribute__((warn_unused_result));

#endif
