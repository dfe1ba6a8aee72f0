/*
 * The facts of an item of Outlook. Knows which properties decide and of which
 * type they have to be; what they are read from lends them, and what they mean
 * for an order is for the filters to say. No body and no attachment is asked
 * for.
 */

/* System. */
#include <string.h>

/* Floor 4. */
#include "outlook_facts.h"
#include "pst/utf16.h"

/* Bytes of all names and addresses of an item: some 4,000 recipients. */
#define WHO_MAX ((size_t)3 << 19)

/* A code page whose ASCII may stand for anything: "+AEA-" is an at sign. */
#define UTF_7 65000

/* ---- kinds ---- */

/* A class and all below it. */
static const struct {
	struct ambit_span name;
	enum ambit_kind kind;
} kinds[] = {
	{ AMBIT_LIT_INIT("IPM.Note"), AMBIT_KIND_MAIL },
	{ AMBIT_LIT_INIT("IPM.Post"), AMBIT_KIND_MAIL },
	{ AMBIT_LIT_INIT("REPORT"), AMBIT_KIND_MAIL },
	{ AMBIT_LIT_INIT("IPM.Schedule"), AMBIT_KIND_MAIL },
	/* Sent from one to another like any mail: [MS-OXOTASK] 2.2.3,
	 * [MS-OXSHARE] 2.2.1; and the recall of a message, with its report. */
	{ AMBIT_LIT_INIT("IPM.TaskRequest"), AMBIT_KIND_MAIL },
	{ AMBIT_LIT_INIT("IPM.Sharing"), AMBIT_KIND_MAIL },
	{ AMBIT_LIT_INIT("IPM.Outlook.Recall"), AMBIT_KIND_MAIL },
	{ AMBIT_LIT_INIT("IPM.Recall.Report"), AMBIT_KIND_MAIL },
	{ AMBIT_LIT_INIT("IPM.Appointment"), AMBIT_KIND_CALENDAR },
	{ AMBIT_LIT_INIT("IPM.Task"), AMBIT_KIND_CALENDAR },
	{ AMBIT_LIT_INIT("IPM.Activity"), AMBIT_KIND_CALENDAR },
	{ AMBIT_LIT_INIT("IPM.StickyNote"), AMBIT_KIND_CALENDAR },
	{ AMBIT_LIT_INIT("IPM.Contact"), AMBIT_KIND_CONTACT },
	{ AMBIT_LIT_INIT("IPM.DistList"), AMBIT_KIND_CONTACT },
};

/* The class in ASCII; a character beyond it is none of a class we know. */
static struct ambit_span
narrow(const struct outlook_value *value, unsigned char room[OUTLOOK_CLASS_MAX])
{
	size_t width = value->type == AMBIT_MAPI_STRING ? 2 : 1, len = 0;

	for (size_t i = 0; value->bytes.len - i >= width; i += width) {
		const unsigned char *c = value->bytes.ptr + i;

		room[len++] = width == 1 || c[1] == 0 ? c[0] : 0xff;
	}
	while (len > 0 && (room[len - 1] == '\0' || room[len - 1] == ' '))
		len--;
	return (struct ambit_span){ room, len };
}

static bool
is_text(const struct outlook_value *value)
{
	return value->type == AMBIT_MAPI_STRING ||
	    value->type == AMBIT_MAPI_STRING8;
}

static bool
is_below(struct ambit_span class, struct ambit_span name)
{
	return ambit_span_begins_nocase(class, name) &&
	    (class.len == name.len || class.ptr[name.len] == '.');
}

enum ambit_kind
outlook_kind(const struct outlook_value *class_value)
{
	unsigned char room[OUTLOOK_CLASS_MAX];
	struct ambit_span class;

	if (class_value->state != OUTLOOK_FOUND || !is_text(class_value) ||
	    class_value->bytes.len > sizeof(room))
		return AMBIT_KIND_UNKNOWN;
	class = narrow(class_value, room);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (is_below(class, kinds[i].name))
			return kinds[i].kind;
	}
	return AMBIT_KIND_UNKNOWN;
}

/* ---- asking ---- */

static bool
has_form(const struct outlook_value *value, enum outlook_form form)
{
	switch (form) {
	case OUTLOOK_IS_TEXT:
		return is_text(value);
	case OUTLOOK_IS_TIME:
		return value->type == AMBIT_MAPI_TIME;
	case OUTLOOK_IS_INT:
		return value->type == AMBIT_MAPI_INT32;
	case OUTLOOK_IS_BYTES:
		return value->type == AMBIT_MAPI_BINARY;
	}
	return false;
}

/* The flaw of a property that is not as it has to be. */
static unsigned
flaw_of(const struct outlook_value *value, enum outlook_form form)
{
	switch (value->state) {
	case OUTLOOK_NONE:
		return 0;
	case OUTLOOK_FOUND:
	case OUTLOOK_LONG:
		return has_form(value, form) ? 0 : AMBIT_FLAW_PROPERTY;
	case OUTLOOK_TWICE:
		return AMBIT_FLAW_PROPERTY;
	case OUTLOOK_LOST:
		break;
	}
	return AMBIT_FLAW_LOST;
}

int
outlook_ask(struct outlook *o, const struct outlook_want *want, size_t max,
    struct outlook_value *value_r, struct ambit_err *err_r)
{
	const struct outlook_props *props = o->props;
	unsigned flaw;
	int rc = 0;

	*value_r = (struct outlook_value){ .state = OUTLOOK_NONE };
	if (want->id != 0 && want->of_recipient)
		rc = props->cell(props->ctx, want->id, max, value_r, err_r);
	else if (want->id != 0)
		rc = props->find(props->ctx, want->id, max, value_r, err_r);
	flaw = flaw_of(value_r, want->form);
	if (flaw != 0)
		*value_r = (struct outlook_value){ .state = OUTLOOK_LOST };
	o->item->flaws |= flaw;
	return rc;
}

/* ---- text ---- */

/* Does each byte stand for itself? */
static bool
is_certain(struct ambit_span s, uint64_t page)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] > 0x7f || (page == UTF_7 && s.ptr[i] == '+'))
			return false;
	}
	return true;
}

static bool
copy(struct ambit_arena *arena, struct ambit_span bytes,
    struct ambit_span *copy_r)
{
	unsigned char *to = AMBIT_ARENA_GET(arena, unsigned char, bytes.len);

	if (to == NULL)
		return false;
	memcpy(to, bytes.ptr, bytes.len);
	*copy_r = (struct ambit_span){ to, bytes.len };
	return true;
}

int
outlook_take(struct outlook *o, const struct outlook_value *value,
    struct outlook_text *text_r, struct ambit_err *err_r)
{
	bool bad = false, got;

	*text_r = (struct outlook_text){ .found = value->state != OUTLOOK_NONE,
		.whole = value->state == OUTLOOK_FOUND };
	if (value->state != OUTLOOK_FOUND)
		return 0;
	if (value->bytes.len == 0) {
		text_r->found = false;
		return 0;
	}
	if (value->type == AMBIT_MAPI_STRING)
		got = pst_utf16(value->bytes, o->arena, &text_r->text, &bad);
	else
		got = copy(o->arena, value->bytes, &text_r->text);
	if (!got)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "text of an item");
	if (bad)
		o->item->flaws |= AMBIT_FLAW_ENCODING;
	text_r->sure = value->type == AMBIT_MAPI_STRING
	    ? !bad
	    : is_certain(value->bytes, o->page);
	return 0;
}

/* ---- nothing ---- */

void
outlook_unknown(struct ambit_item *item)
{
	item->read = true;
	item->flaws |= AMBIT_FLAW_BAD_ADDRESS;
	item->doubted = (1U << AMBIT_N_PARTIES) - 1;
}

int
outlook_stream_nothing(struct ambit_sink *sink, struct ambit_err *err_r)
{
	struct ambit_mapi_out out;

	if (ambit_mapi_start(&out, sink, err_r) < 0)
		return -1;
	return ambit_mapi_end(&out, err_r);
}

/* ---- all of it ---- */

/* The code page of strings of bytes (pst.md 9). */
static int
read_page(struct outlook *o, struct ambit_err *err_r)
{
	static const struct outlook_want wants[] = {
		{ 0x3fde, OUTLOOK_IS_INT, false },
		{ 0x3ffd, OUTLOOK_IS_INT, false },
	};
	struct outlook_value value;

	/* Both are asked for, whichever decides; the second one does. */
	for (size_t i = 0; i < sizeof(wants) / sizeof(wants[0]); i++) {
		if (outlook_ask(o, &wants[i], 0, &value, err_r) < 0)
			return -1;
		if (value.state == OUTLOOK_FOUND)
			o->page = value.number;
	}
	return 0;
}

/* Its kind is known; whether the class is what it has to be is not. */
static int
check_class(struct outlook *o, struct ambit_err *err_r)
{
	static const struct outlook_want want = { 0x001a, OUTLOOK_IS_TEXT,
		false };
	struct outlook_value value;

	return outlook_ask(o, &want, OUTLOOK_CLASS_MAX, &value, err_r);
}

int
outlook_read(const struct outlook_props *props, const struct ambit_store *store,
    uint64_t header_bytes, struct ambit_item *item, struct ambit_arena *arena,
    struct ambit_err *err_r)
{
	struct outlook o = { .props = props,
		.store = store,
		.item = item,
		.arena = arena,
		.left = WHO_MAX };

	if (check_class(&o, err_r) < 0 || read_page(&o, err_r) < 0 ||
	    outlook_clocks(&o, err_r) < 0 ||
	    outlook_header(&o, header_bytes, err_r) < 0 ||
	    outlook_who(&o, err_r) < 0 || outlook_fields(&o, err_r) < 0)
		return -1;
	item->read = true;
	item->body = 0;
	return 0;
}

int
outlook_when(const struct outlook_props *props, const struct ambit_store *store,
    struct ambit_item *item, struct ambit_arena *arena, struct ambit_err *err_r)
{
	struct outlook o = { .props = props,
		.store = store,
		.item = item,
		.arena = arena };

	return outlook_clocks(&o, err_r);
}
