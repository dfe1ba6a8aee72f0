/*
 * What production.xml says: of the whole, as much of an order as it has, held
 * for every volume against what the first one said; of a table or an item, its
 * place, name and turn.
 */

/* System. */
#include <stdalign.h>
#include <stdio.h>
#include <string.h>

/* Floor 6. */
#include "ambit/table.h"
#include "verify_xml.h"

/* Names are all that is asked of the kind: for complaints. */
static const char *const none[] = { NULL };
static const struct xml_kind kind = { .code = "V_XML",
	.ref_code = "V_XML",
	.several = none,
	.instants = none };

/* A word that the schema has let through, found by its name: its bit. */
static unsigned
bit_of(struct ambit_span word, const char *(*name)(unsigned), unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		if (ambit_span_equal(word, ambit_span_str(name(i))))
			return i;
	}
	return 0;
}

static const char *
class_name(unsigned i)
{
	return ambit_class_name((enum ambit_class)(1u << i));
}

static const char *
holds_name(unsigned i)
{
	return ambit_holds_name((enum ambit_holds)(1u << i));
}

static const char *
narrow_name(unsigned i)
{
	return ambit_narrow_name((enum ambit_narrow_by)(1u << i));
}

static const char *
clock_name(unsigned i)
{
	return ambit_clock_name((enum ambit_clock)i);
}

static const char *
format_name(unsigned i)
{
	return ambit_name_format_name((enum ambit_name_format)i);
}

/* ---- the head ---- */

void
verify_xml_root(struct verify_xml *x, const xmlNode *node)
{
	struct verify_facts *facts = &x->facts;

	x->r = (struct xml_reading){ .kind = &kind,
		.arena = x->v->arena,
		.complaints = x->v->complaints };
	facts->id = xml_value(&x->r, node, "id");
	facts->volume =
	    (uint32_t)xml_number(&x->r, node, "volume", UINT32_MAX, 0);
	facts->volumes =
	    (uint32_t)xml_number(&x->r, node, "volumes", UINT32_MAX, 0);
	(void)xml_sha256(&x->r, node, "orderSha256", facts->order.sha256);
}

static void
read_order(struct verify_xml *x, const xmlNode *node)
{
	struct ambit_order *order = &x->facts.order;
	const xmlNode *place = xml_child(node, "Jurisdiction");

	order->id = xml_value(&x->r, node, "id");
	order->generation =
	    (uint32_t)xml_number(&x->r, node, "generation", UINT32_MAX, 0);
	if (xml_child(node, "OrderReference") != NULL)
		order->reference =
		    xml_value(&x->r, xml_child(node, "OrderReference"), NULL);
	if (xml_child(node, "LegalType") != NULL)
		order->legal_type =
		    xml_value(&x->r, xml_child(node, "LegalType"), NULL);
	if (place != NULL)
		order->country = xml_value(&x->r, place, "country");
}

/*
 * Of an order a demand that names no field asks for all of them; here it says
 * that nothing leaves under it.
 */
static void
read_fields(struct verify_xml *x, const xmlNode *node,
    struct ambit_demand *demand)
{
	demand->fields = xml_values(&x->r, node, "Field", &demand->n_fields);
	if (demand->n_fields > 0)
		return;
	demand->fields = XML_ARRAY(&x->r, struct ambit_span, 1);
	demand->n_fields = demand->fields != NULL;
}

static void
read_demands(struct verify_xml *x, const xmlNode *node, struct ambit_task *task)
{
	size_t n = xml_count(node, "Data"), i = 0;
	struct ambit_demand *demands = XML_ARRAY(&x->r, struct ambit_demand, n);

	if (demands == NULL)
		return;
	task->demands = demands;
	task->n_demands = n;
	for (const xmlNode *at = xml_child(node, "Data"); at != NULL;
	     at = xml_next(at), i++) {
		demands[i].class = (enum ambit_class)(
		    1u << bit_of(xml_value(&x->r, at, "class"), class_name,
			AMBIT_N_CLASSES));
		demands[i].store = (enum ambit_holds)(
		    1u << bit_of(xml_value(&x->r, at, "store"), holds_name, 6));
		read_fields(x, at, &demands[i]);
	}
}

static void
read_narrows(struct verify_xml *x, const xmlNode *node, struct ambit_task *task)
{
	size_t n = xml_count(node, "Narrow"), i = 0;
	struct ambit_narrow *narrows = XML_ARRAY(&x->r, struct ambit_narrow, n);

	if (narrows == NULL)
		return;
	task->narrows = narrows;
	task->n_narrows = n;
	for (const xmlNode *at = xml_child(node, "Narrow"); at != NULL;
	     at = xml_next(at), i++)
		narrows[i].by = (enum ambit_narrow_by)(
		    1u << bit_of(xml_value(&x->r, at, "by"), narrow_name, 5));
}

static void
read_target(struct verify_xml *x, const xmlNode *node,
    struct ambit_target *target)
{
	if (node == NULL)
		return;
	target->format =
	    (enum ambit_name_format)bit_of(xml_value(&x->r, node, "format"),
		format_name, 5);
	target->space = xml_identifier(&x->r, node, "namespace");
	target->value = xml_identifier(&x->r, node, NULL);
}

static void
read_range(struct verify_xml *x, const xmlNode *node, struct ambit_task *task)
{
	task->range = AMBIT_RANGE_ALL;
	task->has_range = node != NULL;
	if (node == NULL)
		return;
	task->range.from = xml_stamp(&x->r, node, "from").at;
	task->range.until = xml_stamp(&x->r, node, "until").at;
	task->clock = (enum ambit_clock)bit_of(xml_value(&x->r, node, "clock"),
	    clock_name, AMBIT_N_CLOCKS);
}

/* No order has more than 256 tasks (order.xsd). */
#define TASKS_MAX 256

static void
read_task(struct verify_xml *x, const xmlNode *node)
{
	struct ambit_task *task;
	char folder[16];

	if (x->tasks == NULL)
		x->tasks = XML_ARRAY(&x->r, struct ambit_task, TASKS_MAX);
	if (x->tasks == NULL || x->n_tasks == TASKS_MAX) {
		x->wrong = true;
		return;
	}
	task = &x->tasks[x->n_tasks++];
	task->number =
	    (uint32_t)xml_number(&x->r, node, "number", UINT32_MAX, 0);
	task->id = xml_value(&x->r, node, "id");
	read_target(x, xml_child(node, "Target"), &task->target);
	read_demands(x, node, task);
	read_range(x, xml_child(node, "Range"), task);
	read_narrows(x, node, task);
	(void)snprintf(folder, sizeof(folder), "task-%03zu", x->n_tasks);
	if (task->number != x->n_tasks ||
	    !ambit_span_equal(xml_value(&x->r, node, "folder"),
		ambit_span_str(folder)))
		(void)verify_defect(x->v, "V_XML", task->id,
		    "a task whose number or folder is not its turn");
}

static void
read_engine(struct verify_xml *x, const xmlNode *node)
{
	x->facts.version = xml_value(&x->r, node, "version");
	(void)xml_sha256(&x->r, node, "instrumentsSha256",
	    x->facts.instruments);
	(void)xml_sha256(&x->r, node, "fieldsSha256", x->facts.fields);
}

void
verify_xml_head(struct verify_xml *x, xmlNode *node)
{
	const char *name = (const char *)node->name;

	if (strcmp(name, "Order") == 0)
		read_order(x, node);
	else if (strcmp(name, "Provider") == 0)
		x->facts.order.addressee = xml_value(&x->r, node, NULL);
	else if (strcmp(name, "Engine") == 0)
		read_engine(x, node);
	else if (strcmp(name, "Task") == 0)
		read_task(x, node);
	if (xmlNodeDump(x->dump, node->doc, node, 0, 0) < 0)
		x->r.full = true;
}

/* ---- all volumes say the same ---- */

static int
digest_head(struct verify_xml *x, struct ambit_err *err_r)
{
	struct verify_facts *facts = &x->facts;
	char room[16];
	struct ambit_text volumes = AMBIT_TEXT(room);
	struct ambit_sink_hash *hash = &x->v->hash;
	struct ambit_span dump = { xmlBufferContent(x->dump),
		(size_t)xmlBufferLength(x->dump) };
	struct ambit_span digest = { facts->order.sha256, AMBIT_DIGEST_LEN };

	ambit_text_print(&volumes, "%u", (unsigned)facts->volumes);
	if (ambit_sink_hash_reset(hash, err_r) < 0 ||
	    ambit_sink_write(&hash->sink, facts->id, err_r) < 0 ||
	    ambit_sink_write(&hash->sink, digest, err_r) < 0 ||
	    ambit_sink_write(&hash->sink, ambit_text_span(&volumes), err_r) <
		0 ||
	    ambit_sink_write(&hash->sink, dump, err_r) < 0 ||
	    ambit_sink_finish(&hash->sink, err_r) < 0)
		return -1;
	memcpy(facts->same, hash->digest, AMBIT_DIGEST_LEN);
	return 0;
}

static void
check_numbers(struct verify_xml *x)
{
	const struct verify_facts *facts = &x->facts;
	char id[AMBIT_PRODUCTION_ID_LEN];

	ambit_production_id(&facts->order, id);
	if (!ambit_span_equal(facts->id, ambit_span_str(id)))
		(void)verify_defect(x->v, "V_XML",
		    AMBIT_LIT("ambit/production.xml"),
		    "its id does not follow from the order digest");
	if (facts->volume < 1 || facts->volume > facts->volumes)
		(void)verify_defect(x->v, "V_VOLUMES",
		    AMBIT_LIT("ambit/production.xml"),
		    "it says volume %u of %u", (unsigned)facts->volume,
		    (unsigned)facts->volumes);
}

int
verify_xml_settle(struct verify_xml *x, struct ambit_err *err_r)
{
	struct verify *v = x->v;

	x->head_done = true;
	if (x->r.full)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "production.xml");
	x->facts.order.tasks = x->tasks;
	x->facts.order.n_tasks = x->n_tasks;
	if (digest_head(x, err_r) < 0)
		return -1;
	check_numbers(x);
	if (v->known) {
		if (memcmp(v->facts.same, x->facts.same, AMBIT_DIGEST_LEN) != 0)
			(void)verify_defect(v, "V_VOLUMES",
			    AMBIT_LIT("ambit/production.xml"),
			    "it says other things than the first volume's");
		v->facts.volume = x->facts.volume;
		return 0;
	}
	v->facts = x->facts;
	if (verify_judge_begin(v, err_r) < 0)
		return -1;
	v->known = true;
	return verify_order(v, err_r);
}

/* ---- tables and items ---- */

static const struct ambit_task *
task_of(struct verify_xml *x, uint32_t number)
{
	const struct ambit_order *order = &x->v->facts.order;

	return number >= 1 && number <= order->n_tasks
	    ? &order->tasks[number - 1]
	    : NULL;
}

/* The reading of one item: its values are gone with the next. */
static struct xml_reading
scratch(struct verify_xml *x)
{
	ambit_arena_reset(x->v->item);
	return (struct xml_reading){ .kind = &kind,
		.arena = x->v->item,
		.complaints = x->v->complaints };
}

static int
enter(struct verify_xml *x, struct ambit_span path,
    const struct verify_fact *fact, struct ambit_err *err_r)
{
	struct ambit_span said = { (const unsigned char *)fact, sizeof(*fact) };

	return verify_enter(x->v, path, VERIFY_IN_XML, said, err_r);
}

int
verify_xml_table(struct verify_xml *x, const xmlNode *node,
    struct ambit_err *err_r)
{
	struct xml_reading r = scratch(x);
	struct verify *v = x->v;
	struct verify_fact fact = { .table = true };
	struct ambit_span path = xml_value(&r, node, "path");
	char want[64];

	fact.task = (uint32_t)xml_number(&r, node, "task", UINT32_MAX, 0);
	fact.amount = xml_number(&r, node, "rows", UINT64_MAX, 0);
	(void)xml_sha256(&r, node, "sha256", fact.sha256);
	if (r.full)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "a table");
	(void)snprintf(want, sizeof(want), "data/task-%03u/messages.csv",
	    (unsigned)fact.task);
	if (task_of(x, fact.task) == NULL || fact.task <= v->tabled ||
	    v->facts.volume != 1 ||
	    !ambit_span_equal(path, ambit_span_str(want)))
		return verify_defect(v, "V_TABLE", path,
		    "a table of no task, in the wrong place or order");
	v->tabled = fact.task;
	v->counts.tables++;
	v->counts.rows += fact.amount;
	return enter(x, path, &fact, err_r);
}

int
verify_xml_end(struct verify_xml *x)
{
	const char *columns[AMBIT_TABLE_COLUMNS_MAX];
	const struct ambit_order *order = &x->v->judge.order;
	uint64_t n = 0;

	for (size_t i = 0; i < order->n_tasks; i++)
		n += ambit_table_columns(order, &order->tasks[i], columns,
			 AMBIT_TABLE_COLUMNS_MAX) > 0;
	if (x->v->facts.volume == 1 && x->v->counts.tables != n)
		return verify_defect(x->v, "V_TABLE",
		    AMBIT_LIT("ambit/production.xml"),
		    "it has not one table for each task that asks for one");
	return 0;
}

/* Package.md 2: by task, instant, digest; no two alike. */
static void
check_turn(struct verify *v, const struct verify_fact *fact,
    struct ambit_span path)
{
	int order = 0;

	if (v->last.task != fact->task)
		order = v->last.task < fact->task ? -1 : 1;
	else if (v->last.instant != fact->instant)
		order = v->last.instant < fact->instant ? -1 : 1;
	else
		order = memcmp(v->last.sha256, fact->sha256, AMBIT_DIGEST_LEN);
	if (order >= 0)
		(void)verify_defect(v, "V_ITEM", path,
		    "it does not stand in canonical order");
	v->last.task = fact->task;
	v->last.instant = fact->instant;
	memcpy(v->last.sha256, fact->sha256, AMBIT_DIGEST_LEN);
}

/* Numbers run on from volume to volume; a later volume that came alone begins
 * where it begins. */
static bool
is_next(struct verify *v, struct ambit_span bates)
{
	char want[AMBIT_BATES_LEN];
	uint64_t n = 0;

	if (v->name[0] == '\0' && v->facts.volume > 1 && v->next == 1) {
		for (size_t i = 9; i < bates.len && i < 17; i++)
			n = n * 10 + (bates.ptr[i] - (uint64_t)'0') % 10;
		v->next = (uint32_t)n;
	}
	ambit_production_bates(&v->facts.order, v->next, want);
	return ambit_span_equal(bates, ambit_span_str(want));
}

static enum ambit_native
native_of(struct ambit_span word)
{
	if (ambit_span_equal(word, AMBIT_LIT("stored")))
		return AMBIT_NATIVE_STORED;
	return ambit_span_equal(word, AMBIT_LIT("reduced"))
	    ? AMBIT_NATIVE_REDUCED
	    : AMBIT_NATIVE_REBUILT;
}

/* What the item may have beside its attributes (package.md 7). */
static void
check_names(struct verify_xml *x, const xmlNode *node,
    const struct ambit_task *task, struct ambit_span path)
{
	struct verify *v = x->v;

	if (xml_child(node, "Name") != NULL || xml_child(node, "Path") != NULL)
		(void)verify_defect(v, "V_SCOPE", path,
		    "a message has neither a file name nor a path");
	if (xml_child(node, "Folder") != NULL &&
	    !ambit_split_field(&v->facts.order, task, AMBIT_HOLDS_MAIL,
		"folder_name"))
		(void)verify_defect(v, "V_SCOPE", path,
		    "its folder is named, which no task asks for");
}

static int
check_item(struct verify_xml *x, const xmlNode *node, struct ambit_span bates,
    struct ambit_span path, const struct verify_fact *fact)
{
	struct verify *v = x->v;
	const struct ambit_task *task = task_of(x, fact->task);
	bool next = is_next(v, bates);
	char want[80];

	(void)snprintf(want, sizeof(want), "data/task-%03u/content/%.17s.eml",
	    (unsigned)fact->task, (const char *)bates.ptr);
	if (!next)
		return verify_defect(v, "V_ITEM", bates,
		    "its number is not its turn");
	v->next++;
	v->counts.items++;
	if (task == NULL || !ambit_span_equal(path, ambit_span_str(want)))
		return verify_defect(v, "V_ITEM", bates,
		    "it is of no task, or in the wrong place");
	check_turn(v, fact, bates);
	check_names(x, node, task, bates);
	return 1;
}

int
verify_xml_item(struct verify_xml *x, const xmlNode *node,
    struct ambit_err *err_r)
{
	struct xml_reading r = scratch(x);
	struct verify_fact fact = { .table = false };
	struct ambit_span bates = xml_value(&r, node, "bates");
	struct ambit_span path = xml_value(&r, node, "path");
	struct ambit_stamp stamp = xml_stamp(&r, node, "instant");

	fact.task = (uint32_t)xml_number(&r, node, "task", UINT32_MAX, 0);
	fact.amount = xml_number(&r, node, "bytes", UINT64_MAX, 0);
	fact.native = native_of(xml_value(&r, node, "native"));
	fact.has_instant = stamp.given;
	fact.instant = stamp.at;
	(void)xml_sha256(&r, node, "sha256", fact.sha256);
	if (r.full)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "an item");
	if (bates.len != AMBIT_BATES_LEN - 1)
		return verify_defect(x->v, "V_ITEM", bates,
		    "it is no Bates number");
	fact.number = x->v->next;
	return check_item(x, node, bates, path, &fact) != 1
	    ? 0
	    : enter(x, path, &fact, err_r);
}
