#ifndef AMBIT_CODEC_MAPI_FORM_H
#define AMBIT_CODEC_MAPI_FORM_H

#include "ambit/mapi.h"

/* What writing and reading the stream share (ambit/mapi.h). */
#define MAPI_MAGIC    AMBIT_LIT("ambit mapi 1\n")
#define MAPI_BEGIN    'B'
#define MAPI_PROPERTY 'P'
#define MAPI_END      'E'

/* A property up to its name, with the letter; and behind its name. */
#define MAPI_BEFORE ((size_t)29)
#define MAPI_BEHIND ((size_t)12)

/* From here on an id means what its name says. */
#define MAPI_NAMED 0x8000

/* May an object of that kind begin in the object level, the n-th of it? */
bool
mapi_may_hold(const struct ambit_mapi_level *level, enum ambit_mapi_kind kind);

/* Is the property such as the form has them, and behind the last one? */
bool mapi_may_have(const struct ambit_mapi_level *level,
    const struct ambit_mapi_prop *prop);

/* It was one more. */
void mapi_held(struct ambit_mapi_level *level, enum ambit_mapi_kind kind);
void
mapi_had(struct ambit_mapi_level *level, const struct ambit_mapi_prop *prop);

/* ---- a stream as tokens (mapi_in.c) ---- */

enum mapi_token {
	MAPI_IS_BEGIN,
	MAPI_IS_PROPERTY,
	MAPI_IS_END,
	MAPI_IS_WHOLE, /* the outermost object has ended, and so the stream */
};

struct mapi_in {
	struct ambit_source *source;
	uint64_t off; /* of the next token */
	unsigned depth;
	bool ended;
	uint32_t n_values;
	struct ambit_mapi_level levels[AMBIT_MAPI_OPEN];

	/* Of the token that was read last. */
	enum mapi_token token;
	enum ambit_mapi_kind kind;     /* BEGIN */
	struct ambit_mapi_value value; /* PROPERTY; its name lent */
};

/* Begin to read, from the first byte on. */
int mapi_open(struct mapi_in *in, struct ambit_source *source,
    struct ambit_err *err_r);

/* Read a token into in, up to MAPI_IS_WHOLE. The name of a property is lent
 * until the next. */
int mapi_next(struct mapi_in *in, struct ambit_err *err_r);

#endif
