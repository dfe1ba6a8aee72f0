/*
 * Tasks: whose data, which of them, when, and only which.
 */

/* Floor 0. */
#include "ambit/item.h"

/* Here. */
#include "parse.h"

static const struct xml_word classes[] = {
	{ "subscriber", AMBIT_CLASS_SUBSCRIBER },
	{ "identification", AMBIT_CLASS_IDENTIFICATION },
	{ "traffic", AMBIT_CLASS_TRAFFIC },
	{ "content", AMBIT_CLASS_CONTENT },
};

static const struct xml_word stores[] = {
	{ "mail", AMBIT_HOLDS_MAIL },
	{ "calendar", AMBIT_HOLDS_CALENDAR },
	{ "contacts", AMBIT_HOLDS_CONTACTS },
	{ "files", AMBIT_HOLDS_FILES },
	{ "account", AMBIT_HOLDS_ACCOUNT },
	{ "connections", AMBIT_HOLDS_CONNECTIONS },
};

static const struct xml_word formats[] = {
	{ "email", AMBIT_NAME_EMAIL },
	{ "userId", AMBIT_NAME_USER_ID },
	{ "phoneE164", AMBIT_NAME_PHONE },
	{ "ipv4", AMBIT_NAME_IPV4 },
	{ "ipv6", AMBIT_NAME_IPV6 },
};

static const struct xml_word clocks[] = {
	{ "delivered", AMBIT_CLOCK_DELIVERED },
	{ "submitted", AMBIT_CLOCK_SUBMITTED },
	{ "header", AMBIT_CLOCK_HEADER },
};

static const struct xml_word narrowings[] = {
	{ "participant", AMBIT_NARROW_PARTICIPANT },
	{ "direction", AMBIT_NARROW_DIRECTION },
	{ "folderRole", AMBIT_NARROW_FOLDER_ROLE },
	{ "keyword", AMBIT_NARROW_KEYWORD },
	{ "filename", AMBIT_NARROW_FILENAME },
};

static struct ambit_target
parse_target(struct xml_reading *r, const xmlNode *node)
{
	return (struct ambit_target){
		.format = (enum ambit_name_format)XML_WORD(r, node, "format",
		    formats),
		.space = xml_identifier(r, node, "namespace"),
		.value = xml_identifier(r, node, NULL),
	};
}

static struct ambit_demand
parse_demand(struct xml_reading *r, const xmlNode *node)
{
	struct ambit_demand demand = {
		.class = (enum ambit_class)XML_WORD(r, node, "class", classes),
		.store = (enum ambit_holds)XML_WORD(r, node, "store", stores),
		.line = xml_line(node),
	};

	demand.fields = xml_values(r, node, "Field", &demand.n_fields);
	return demand;
}

static void
parse_demands(struct xml_reading *r, const xmlNode *node,
    struct ambit_task *task)
{
	size_t n = xml_count(node, "Data");
	struct ambit_demand *demands = XML_ARRAY(r, struct ambit_demand, n);

	task->demands = demands;
	for (const xmlNode *at = xml_child(node, "Data");
	     demands != NULL && at != NULL; at = xml_next(at))
		demands[task->n_demands++] = parse_demand(r, at);
}

/* Without Range: every instant there is, and the clock that is the default. */
static void
parse_range(struct xml_reading *r, const xmlNode *node, struct ambit_task *task)
{
	struct ambit_stamp from, until;

	task->range = AMBIT_RANGE_ALL;
	if (node == NULL)
		return;
	from = xml_stamp(r, node, "from");
	until = xml_stamp(r, node, "until");
	task->has_range = true;
	task->range = (struct ambit_range){ from.at, until.at };
	task->from_zone = from.zone;
	task->until_zone = until.zone;
	if (xml_has(node, "clock"))
		task->clock =
		    (enum ambit_clock)XML_WORD(r, node, "clock", clocks);
}

static struct ambit_narrow
parse_narrow(struct xml_reading *r, const xmlNode *node)
{
	struct ambit_narrow narrow = {
		.by = (enum ambit_narrow_by)XML_WORD(r, node, "by", narrowings),
		.value = xml_identifier(r, node, "value"),
		.line = xml_line(node),
	};

	if (narrow.by == AMBIT_NARROW_PARTICIPANT)
		xml_cut_address(narrow.value, &narrow.local, &narrow.domain);
	return narrow;
}

static void
parse_narrows(struct xml_reading *r, const xmlNode *node,
    struct ambit_task *task)
{
	size_t n = xml_count(node, "Narrow");
	struct ambit_narrow *narrows = XML_ARRAY(r, struct ambit_narrow, n);

	task->narrows = narrows;
	for (const xmlNode *at = xml_child(node, "Narrow");
	     narrows != NULL && at != NULL; at = xml_next(at))
		narrows[task->n_narrows++] = parse_narrow(r, at);
}

static struct ambit_task
parse_task(struct xml_reading *r, const xmlNode *node, uint32_t number)
{
	struct ambit_task task = {
		.number = number,
		.id = xml_identifier(r, node, "id"),
		.line = xml_line(node),
	};

	task.target = parse_target(r, xml_child(node, "Target"));
	parse_demands(r, node, &task);
	parse_range(r, xml_child(node, "Range"), &task);
	parse_narrows(r, node, &task);
	return task;
}

void
parse_tasks(struct xml_reading *r, const xmlNode *order,
    struct ambit_order *order_r)
{
	size_t n = xml_count(order, "Task");
	struct ambit_task *tasks = XML_ARRAY(r, struct ambit_task, n);

	order_r->tasks = tasks;
	for (const xmlNode *at = xml_child(order, "Task");
	     tasks != NULL && at != NULL; at = xml_next(at)) {
		uint32_t number = (uint32_t)order_r->n_tasks + 1;

		tasks[order_r->n_tasks++] = parse_task(r, at, number);
	}
}
