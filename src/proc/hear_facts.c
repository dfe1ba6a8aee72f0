/*
 * What a reader says of an item's header: once, in one order, as much as it
 * said it would, and nothing that doubt has taken back.
 */

/* Floor 0. */
#include "ambit/limits.h"

/* Floor 6. */
#include "ambit/table.h"

/* Floor 7. */
#include "hear_state.h"

#define ALL_ROLES ((1u << AMBIT_N_PARTIES) - 1)

/* With one of these on it an item has no facts, but for its nets. */
#define DOUBT (AMBIT_FLAW_FRAMING | AMBIT_FLAW_HEADER)

/* A byte that is 0 or 1. */
static bool
hear_flag(struct ambit_wire *wire)
{
	uint8_t flag = ambit_wire_u8(wire);

	if (flag > 1)
		wire->bad = true;
	return flag == 1;
}

/* ---- HEAD ---- */

/* F4: in a file, the header may begin behind a separator. */
static bool
is_raw_of(const struct proc_hear *hear, const struct ambit_item *item,
    struct ambit_extent raw)
{
	if (hear_is_mbox(hear) || hear_is_stream(hear))
		return raw.off == item->raw.off && raw.len == item->raw.len;
	return raw.off >= item->raw.off;
}

/* Does a clock read what stands in a header in doubt? */
static bool
reads_doubt(const struct proc_hear *hear, const struct ambit_item *told)
{
	if (!(told->flaws & AMBIT_FLAW_HEADER))
		return false;
	for (unsigned i = 0; i < AMBIT_N_CLOCKS; i++) {
		enum ambit_clock_source from =
		    hear->unit->store->clocks[i].source;

		if (told->when[i].n > 0 &&
		    (from == AMBIT_SOURCE_RECEIVED ||
			from == AMBIT_SOURCE_DATE_HEADER))
			return true;
	}
	return false;
}

/* What stands for a header in Outlook has no place in the item's bytes. */
static const char *
wrong_place(const struct proc_hear *hear, const struct ambit_item *told)
{
	if (told->body > told->raw.len)
		return "the body begins behind the item";
	if (hear_is_stream(hear) && (told->body > 0 || hear->fields_told > 0))
		return "a header of what has none";
	return NULL;
}

/* Each line is a check of cages.md 6. */
static const char *
wrong_head(const struct proc_hear *hear, const struct ambit_item *item,
    const struct ambit_item *told)
{
	const char *wrong;

	if (!hear_is_readable(hear, item) || !hear_is_readable(hear, told))
		return "the header of what has none";
	wrong = hear_wrong_flaws(hear, told->flaws);
	if (wrong != NULL)
		return wrong;
	if ((item->flaws & ~told->flaws) != 0)
		return "a flaw has gone";
	if (!is_raw_of(hear, item, told->raw))
		return "the header begins elsewhere";
	wrong = wrong_place(hear, told);
	if (wrong != NULL)
		return wrong;
	if (told->doubted >> AMBIT_N_PARTIES != 0)
		return "an unknown role in doubt";
	if (told->flaws & DOUBT && told->doubted != ALL_ROLES)
		return "a role that is out of doubt";
	if (told->flaws & DOUBT && hear->parties_told > 0)
		return "addresses of what is in doubt";
	if (reads_doubt(hear, told))
		return "a reading of what is in doubt";
	if (hear->parties_told > AMBIT_ADDRESSES_MAX)
		return "too many addresses";
	if (hear->nets_told > PROC_NETS_MAX)
		return "too many address fields";
	if (hear->fields_told > AMBIT_FIELDS_MAX)
		return "too many fields";
	wrong = hear_wrong_raw(hear, told);
	return wrong != NULL ? wrong : hear_wrong_clocks(told);
}

/* Room for what the head promises. */
static int
make_room(struct proc_hear *hear, struct ambit_item *item,
    struct ambit_err *err_r)
{
	hear->parties = AMBIT_ARENA_GET(hear->arena, struct ambit_party,
	    hear->parties_told);
	hear->nets =
	    AMBIT_ARENA_GET(hear->arena, struct ambit_net, hear->nets_told);
	hear->fields = AMBIT_ARENA_GET(hear->arena, struct ambit_header_field,
	    hear->fields_told);
	if (hear->parties == NULL || hear->nets == NULL || hear->fields == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "facts of an item");
	item->parties = hear->parties;
	item->nets = hear->nets;
	item->fields = hear->fields;
	return 0;
}

static int
hear_head(struct proc_hear *hear, struct ambit_wire *wire,
    struct ambit_item *item, struct ambit_err *err_r)
{
	struct ambit_item told = *item;
	const char *wrong;

	told.read = true;
	told.raw = hear_extent(wire);
	told.flaws = ambit_wire_u32(wire);
	told.body = ambit_wire_u64(wire);
	told.doubted = ambit_wire_u32(wire);
	hear->parties_told = ambit_wire_u32(wire);
	hear->nets_told = ambit_wire_u32(wire);
	hear->fields_told = ambit_wire_u32(wire);
	if (hear_clocks(hear, wire, &told, err_r) < 0)
		return -1;
	if (!ambit_wire_done(wire))
		return hear_wrong(hear, "HEAD is malformed", err_r);
	wrong = wrong_head(hear, item, &told);
	if (wrong != NULL)
		return hear_wrong(hear, wrong, err_r);
	*item = told;
	return make_room(hear, item, err_r);
}

/* ---- what follows it ---- */

/* Where in the header an address field stands: by role, then by instance. */
static uint64_t
order_of(enum ambit_party_role role, unsigned instance)
{
	return (uint64_t)role << 32 | instance;
}

static bool
is_field_of(enum ambit_party_role role, unsigned instance)
{
	return role < AMBIT_N_PARTIES && instance < AMBIT_FIELDS_MAX;
}

static const char *
wrong_party(const struct proc_hear *hear, const struct ambit_item *item,
    const struct ambit_party *party)
{
	const struct ambit_party *last;

	if (item->n_parties == hear->parties_told)
		return "more addresses than were told";
	if (!is_field_of(party->role, party->instance))
		return "an address of no field";
	if (item->n_parties == 0)
		return NULL;
	last = &item->parties[item->n_parties - 1];
	if (order_of(last->role, last->instance) >
	    order_of(party->role, party->instance))
		return "addresses do not ascend";
	return NULL;
}

static int
hear_party(struct proc_hear *hear, struct ambit_wire *wire,
    struct ambit_item *item, struct ambit_err *err_r)
{
	struct ambit_party party;
	const char *wrong;

	party.role = (enum ambit_party_role)ambit_wire_u8(wire);
	party.instance = ambit_wire_u32(wire);
	party.addr.quoted = hear_flag(wire);
	party.addr.local = ambit_wire_string(wire, PROC_VALUE_MAX);
	party.addr.domain = ambit_wire_string(wire, PROC_VALUE_MAX);
	if (!ambit_wire_done(wire))
		return hear_wrong(hear, "PARTY is malformed", err_r);
	wrong = wrong_party(hear, item, &party);
	if (wrong != NULL)
		return hear_wrong(hear, wrong, err_r);
	if (hear_keep(hear, &party.addr.local, err_r) < 0 ||
	    hear_keep(hear, &party.addr.domain, err_r) < 0)
		return -1;
	hear->parties[item->n_parties++] = party;
	return 0;
}

static const char *
wrong_net(const struct proc_hear *hear, const struct ambit_item *item,
    const struct ambit_net *net)
{
	const struct ambit_net *last;

	if (item->n_nets == hear->nets_told)
		return "more address fields than were told";
	if (!is_field_of(net->role, net->instance))
		return "an address field of no role";
	if (net->strict && item->flaws & DOUBT)
		return "an address field that is out of doubt";
	if (item->n_nets == 0)
		return NULL;
	last = &item->nets[item->n_nets - 1];
	if (order_of(last->role, last->instance) >=
	    order_of(net->role, net->instance))
		return "address fields do not ascend";
	return NULL;
}

static int
hear_net(struct proc_hear *hear, struct ambit_wire *wire,
    struct ambit_item *item, struct ambit_err *err_r)
{
	struct ambit_net net;
	const char *wrong;

	net.role = (enum ambit_party_role)ambit_wire_u8(wire);
	net.instance = ambit_wire_u32(wire);
	net.strict = hear_flag(wire);
	net.text = ambit_wire_string(wire, PROC_VALUE_MAX);
	if (!ambit_wire_done(wire))
		return hear_wrong(hear, "NET is malformed", err_r);
	wrong = wrong_net(hear, item, &net);
	if (wrong != NULL)
		return hear_wrong(hear, wrong, err_r);
	if (hear_keep(hear, &net.text, err_r) < 0)
		return -1;
	hear->nets[item->n_nets++] = net;
	return 0;
}

/* RFC 5322 2.2, as the lexer reads it. */
static bool
is_name(struct ambit_span name)
{
	for (size_t i = 0; i < name.len; i++) {
		if (name.ptr[i] <= 32 || name.ptr[i] >= 127 ||
		    name.ptr[i] == ':')
			return false;
	}
	return name.len > 0;
}

static const char *
wrong_field(const struct proc_hear *hear, const struct ambit_item *item,
    const struct ambit_header_field *field)
{
	struct ambit_extent last = { 0, 0 };

	if (item->n_fields == hear->fields_told)
		return "more fields than were told";
	if (item->n_fields > 0)
		last = item->fields[item->n_fields - 1].at;
	if (field->at.off < last.off + last.len)
		return "fields overlap";
	if (field->at.off > item->body ||
	    field->at.len > item->body - field->at.off)
		return "a field in the body";
	if (!is_name(field->name) || field->at.len <= field->name.len)
		return "a field without a name";
	return NULL;
}

static int
hear_field(struct proc_hear *hear, struct ambit_wire *wire,
    struct ambit_item *item, struct ambit_err *err_r)
{
	struct ambit_header_field field = { .at = hear_extent(wire) };
	const char *wrong;

	field.name = ambit_wire_string(wire, PROC_NAME_MAX);
	if (!ambit_wire_done(wire))
		return hear_wrong(hear, "FIELD is malformed", err_r);
	wrong = wrong_field(hear, item, &field);
	if (wrong != NULL)
		return hear_wrong(hear, wrong, err_r);
	if (hear_keep(hear, &field.name, err_r) < 0)
		return -1;
	hear->fields[item->n_fields++] = field;
	return 0;
}

static const char *
wrong_column(const struct proc_hear *hear, const struct proc_column *column)
{
	const struct proc_column *last;

	if (hear->n_columns == hear->columns_max)
		return "more columns than there are";
	if (column->task == 0 || column->column >= AMBIT_TABLE_COLUMNS_MAX)
		return "a column of no table";
	if (hear->n_columns == 0)
		return NULL;
	last = &hear->columns[hear->n_columns - 1];
	if (column->task < last->task ||
	    (column->task == last->task && column->column <= last->column))
		return "columns do not ascend";
	return NULL;
}

static int
hear_column(struct proc_hear *hear, struct ambit_wire *wire,
    struct ambit_item *item, struct ambit_err *err_r)
{
	struct proc_column column;
	const char *wrong;

	(void)item;
	column.task = ambit_wire_u32(wire);
	column.column = ambit_wire_u8(wire);
	column.value = ambit_wire_string(wire, PROC_VALUE_MAX);
	if (!ambit_wire_done(wire))
		return hear_wrong(hear, "COLUMN is malformed", err_r);
	wrong = wrong_column(hear, &column);
	if (wrong != NULL)
		return hear_wrong(hear, wrong, err_r);
	if (hear_keep(hear, &column.value, err_r) < 0)
		return -1;
	hear->columns[hear->n_columns++] = column;
	return 0;
}

/* ---- all of them ---- */

static int
hear_fact(struct proc_hear *hear, enum proc_kind kind, struct ambit_wire *wire,
    struct ambit_item *item, struct ambit_err *err_r)
{
	/* In the order of enum proc_kind, which is that of the wire. */
	static int (*const facts[])(struct proc_hear *, struct ambit_wire *,
	    struct ambit_item *, struct ambit_err *) = {
		hear_head,
		hear_party,
		hear_net,
		hear_field,
		hear_column,
	};

	return facts[kind - PROC_HEAD](hear, wire, item, err_r);
}

/* Every address comes from a field that kept to the grammar. */
static bool
have_fields(const struct ambit_item *item)
{
	size_t k = 0;

	for (size_t i = 0; i < item->n_parties; i++) {
		const struct ambit_party *party = &item->parties[i];

		while (k < item->n_nets &&
		    (item->nets[k].role != party->role ||
			item->nets[k].instance != party->instance))
			k++;
		if (k == item->n_nets || !item->nets[k].strict)
			return false;
	}
	return true;
}

static int
check_all(const struct proc_hear *hear, const struct ambit_item *item,
    struct ambit_err *err_r)
{
	if (item->n_parties < hear->parties_told ||
	    item->n_nets < hear->nets_told ||
	    item->n_fields < hear->fields_told)
		return hear_wrong(hear, "fewer facts than were told", err_r);
	if (!have_fields(item))
		return hear_wrong(hear, "an address of no field", err_r);
	return 0;
}

int
hear_facts(struct proc_hear *hear, struct ambit_item *item,
    enum proc_kind *kind_r, struct ambit_wire *wire_r, struct ambit_err *err_r)
{
	enum proc_kind last = PROC_HEAD;

	hear->parties_told = hear->nets_told = hear->fields_told = 0;
	hear->n_columns = 0;
	for (;; last = *kind_r) {
		wire_r->bad = false;
		if (proc_frame_next(&hear->in, kind_r, &wire_r->left, err_r) <
		    0)
			return -1;
		if (*kind_r < PROC_HEAD || *kind_r > PROC_COLUMN)
			return check_all(hear, item, err_r);
		if (*kind_r < last || (*kind_r == PROC_HEAD) == item->read)
			return hear_wrong(hear, "a fact out of order", err_r);
		if (hear_fact(hear, *kind_r, wire_r, item, err_r) < 0)
			return -1;
	}
}
