/*
 * ambit/production.xml: what a volume holds, and under which order (package.md
 * 7). Streamed: the items come as they are put in their places.
 *
 * Prints nothing that is not of the order, of the tables that judged, or of
 * what is produced. Of the order neither a keyword nor a fact of the case
 * (L16).
 */

/* System. */
#include <inttypes.h>

/* Floor 1 and below. */
#include "ambit/version.h"

/* Floor 6. */
#include "production_state.h"

/* The conventions of this version, by name. */
static const char *const conventions[][2] = {
	{ "time", "UTC" },
	{ "range", "half-open" },
	{ "order", "task,second,sha256" },
	{ "duplicates", "once" },
	{ "csvGuard", "apostrophe" },
};

#define N_CONVENTIONS (sizeof(conventions) / sizeof(conventions[0]))

static void
put_attribute(struct pack_out *out, const char *name, struct ambit_span value)
{
	pack_out_str(out, " ");
	pack_out_str(out, name);
	pack_out_str(out, "=\"");
	pack_out_xml(out, value);
	pack_out_str(out, "\"");
}

static void
put_sha256(struct pack_out *out, const char *name,
    const unsigned char sha256[AMBIT_DIGEST_LEN])
{
	pack_out_str(out, " ");
	pack_out_str(out, name);
	pack_out_str(out, "=\"");
	pack_out_sha256(out, sha256);
	pack_out_str(out, "\"");
}

/* name is a constant of ours, blanks in front and all. */
static void
put_element(struct pack_out *out, const char *indent, const char *name,
    struct ambit_span value)
{
	pack_out_print(out, "%s<%s>", indent, name);
	pack_out_xml(out, value);
	pack_out_print(out, "</%s>\n", name);
}

static void
put_order(const struct ambit_order *order, struct pack_out *out)
{
	pack_out_str(out, "  <Order");
	put_attribute(out, "id", order->id);
	pack_out_print(out, " generation=\"%" PRIu32 "\">\n",
	    order->generation);
	put_element(out, "    ", "OrderReference", order->reference);
	put_element(out, "    ", "LegalType", order->legal_type);
	pack_out_str(out, "    <Jurisdiction");
	put_attribute(out, "country", order->country);
	pack_out_str(out, "/>\n  </Order>\n");
	put_element(out, "  ", "Provider", order->addressee);
}

static void
put_engine(const struct ambit_production *p, struct pack_out *out)
{
	pack_out_str(out, "  <Engine version=\"" AMBIT_VERSION "\"");
	put_sha256(out, "instrumentsSha256", p->instruments);
	put_sha256(out, "fieldsSha256", p->fields);
	pack_out_str(out, "/>\n");
	for (size_t i = 0; i < N_CONVENTIONS; i++)
		pack_out_print(out,
		    "  <Convention name=\"%s\">%s</Convention>\n",
		    conventions[i][0], conventions[i][1]);
}

/* ---- a task ---- */

static void
put_target(const struct ambit_target *target, struct pack_out *out)
{
	pack_out_print(out, "    <Target format=\"%s\"",
	    ambit_name_format_name(target->format));
	put_attribute(out, "namespace", target->space);
	pack_out_str(out, ">");
	pack_out_xml(out, target->value);
	pack_out_str(out, "</Target>\n");
}

static void
put_demand(const struct ambit_order *order, const struct ambit_demand *demand,
    struct pack_out *out)
{
	const struct ambit_law_field *fields[PRODUCTION_FIELDS];
	size_t n = production_fields(order, demand, fields, PRODUCTION_FIELDS);

	pack_out_print(out, "    <Data class=\"%s\" store=\"%s\"%s>\n",
	    ambit_class_name(demand->class), ambit_holds_name(demand->store),
	    n == 0 ? "/" : "");
	for (size_t i = 0; i < n; i++)
		pack_out_print(out, "      <Field>%s</Field>\n", fields[i]->id);
	if (n > 0)
		pack_out_str(out, "    </Data>\n");
}

static void
put_range(const struct ambit_scope *scope, struct pack_out *out)
{
	struct ambit_range range = production_range(scope->task);

	pack_out_str(out, "    <Range from=\"");
	pack_out_instant(out, range.from);
	pack_out_str(out, "\" until=\"");
	pack_out_instant(out, range.until);
	pack_out_print(out, "\" clock=\"%s\"/>\n",
	    ambit_clock_name(scope->task->clock));
}

static void
put_task(const struct ambit_order *order, const struct ambit_scope *scope,
    struct pack_out *out)
{
	const struct ambit_task *task = scope->task;
	const char *categories[PRODUCTION_CATEGORIES];
	size_t n = production_not_produced(order, scope, categories);

	pack_out_print(out, "  <Task number=\"%" PRIu32 "\"", task->number);
	put_attribute(out, "id", task->id);
	pack_out_print(out, " folder=\"task-%03" PRIu32 "\">\n", task->number);
	put_target(&task->target, out);
	for (size_t i = 0; i < task->n_demands; i++)
		put_demand(order, &task->demands[i], out);
	if (task->has_range)
		put_range(scope, out);
	for (size_t i = 0; i < task->n_narrows; i++)
		pack_out_print(out, "    <Narrow by=\"%s\"/>\n",
		    ambit_narrow_name(task->narrows[i].by));
	for (size_t i = 0; i < n; i++)
		pack_out_print(out, "    <NotProduced>%s</NotProduced>\n",
		    categories[i]);
	pack_out_str(out, "  </Task>\n");
}

/* ---- what is produced ---- */

static void
put_table(const struct production_table *table, struct pack_out *out)
{
	pack_out_print(out, "  <Table task=\"%" PRIu32 "\"", table->task);
	pack_out_print(out, " path=\"data/task-%03" PRIu32 "/messages.csv\"",
	    table->task);
	pack_out_print(out, " rows=\"%" PRIu64 "\"", table->rows);
	put_sha256(out, "sha256", table->sha256);
	pack_out_str(out, "/>\n");
}

void
production_xml_begin(const struct production_volume *volume,
    const struct production_table *tables, size_t n_tables,
    struct pack_out *out)
{
	const struct ambit_production *p = volume->production;
	const struct ambit_order *order = p->terms.order;

	pack_out_str(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	pack_out_str(out,
	    "<Production xmlns=\"urn:ambit:production:1\" version=\"1\"");
	pack_out_print(out, " id=\"%s\"", p->id);
	put_sha256(out, "orderSha256", order->sha256);
	pack_out_print(out, " volume=\"%u\" volumes=\"%u\">\n", volume->number,
	    volume->of);
	put_order(order, out);
	put_engine(p, out);
	for (size_t i = 0; i < order->n_tasks; i++)
		put_task(order, &p->terms.scopes[i], out);
	for (size_t i = 0; i < n_tables; i++)
		put_table(&tables[i], out);
}

void
production_xml_item(const struct ambit_order *order, uint32_t number,
    const struct pack_item *item, const char *path, struct pack_out *out)
{
	static const char *const natives[] = {
		[AMBIT_NATIVE_STORED] = "stored",
		[AMBIT_NATIVE_REDUCED] = "reduced",
		[AMBIT_NATIVE_REBUILT] = "rebuilt",
	};
	char bates[AMBIT_BATES_LEN];

	ambit_production_bates(order, number, bates);
	pack_out_str(out, "  <Item bates=\"");
	pack_out_str(out, bates);
	pack_out_str(out, "\" task=\"");
	pack_out_decimal(out, item->task);
	pack_out_str(out, "\" path=\"");
	pack_out_str(out, path);
	pack_out_str(out, "\" bytes=\"");
	pack_out_decimal(out, item->bytes);
	pack_out_str(out, "\"");
	put_sha256(out, "sha256", item->sha256);
	pack_out_str(out, " native=\"");
	pack_out_str(out, natives[item->native]);
	pack_out_str(out, "\"");
	if (item->has_instant) {
		pack_out_str(out, " instant=\"");
		pack_out_instant(out, item->second * AMBIT_SECOND);
		pack_out_str(out, "\"");
	}
	if (item->folder.len == 0) {
		pack_out_str(out, "/>\n");
		return;
	}
	pack_out_str(out, ">\n    <Folder>");
	pack_out_escaped_xml(out, item->folder);
	pack_out_str(out, "</Folder>\n  </Item>\n");
}

void
production_xml_end(struct pack_out *out)
{
	pack_out_str(out, "</Production>\n");
}
