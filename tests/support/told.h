#ifndef AMBIT_TESTS_TOLD_H
#define AMBIT_TESTS_TOLD_H

#include <inttypes.h>
#include <string.h>

#include "proc/hear.h"

/*
 * An item as one line of text, all that the wire carries of it: two that are
 * alike in every fact give the same line, and no others do.
 */

static inline void
told_span(struct ambit_text *text, const char *name, struct ambit_span value)
{
	ambit_text_print(text, " %s=", name);
	ambit_text_escaped(text, value);
}

static inline void
told_clocks(struct ambit_text *text, const struct ambit_item *item)
{
	for (unsigned i = 0; i < AMBIT_N_CLOCKS; i++) {
		const struct ambit_when *when = &item->when[i];

		ambit_text_print(text, " clock%u", i);
		for (unsigned k = 0; k < when->n; k++)
			ambit_text_print(text, " %" PRId64 "..%" PRId64,
			    when->at[k].lo, when->at[k].hi);
		told_span(text, "raw", item->raw_when[i]);
	}
}

static inline void
told_head(struct ambit_text *text, const struct ambit_item *item)
{
	ambit_text_print(text, " body %" PRIu64 " doubted %x", item->body,
	    item->doubted);
	for (size_t i = 0; i < item->n_parties; i++) {
		const struct ambit_party *party = &item->parties[i];

		ambit_text_print(text, " party %u.%u%s", party->role,
		    party->instance, party->addr.quoted ? " quoted" : "");
		told_span(text, "local", party->addr.local);
		told_span(text, "domain", party->addr.domain);
	}
	for (size_t i = 0; i < item->n_nets; i++) {
		const struct ambit_net *net = &item->nets[i];

		ambit_text_print(text, " net %u.%u%s", net->role, net->instance,
		    net->strict ? " strict" : "");
		told_span(text, "text", net->text);
	}
	for (size_t i = 0; i < item->n_fields; i++) {
		const struct ambit_header_field *field = &item->fields[i];

		ambit_text_print(text, " field %" PRIu64 "+%" PRIu64,
		    field->at.off, field->at.len);
		told_span(text, "name",
		    ambit_span_sub(field->name, 0, PROC_NAME_MAX));
	}
}

static inline void
told_item(struct ambit_text *text, const struct ambit_item *item)
{
	ambit_text_print(text,
	    "item %u.%u at %" PRIu64 " framed %" PRIu64 "+%" PRIu64
	    " raw %" PRIu64 "+%" PRIu64 " kind %u flaws %x account %u holds %x",
	    item->at.store, item->at.item, item->at.off, item->framed.off,
	    item->framed.len, item->raw.off, item->raw.len, item->kind,
	    item->flaws, item->account, item->holds);
	told_span(text, "path", item->path);
	told_span(text, "folder", item->folder);
	told_clocks(text, item);
	if (item->read)
		told_head(text, item);
}

static inline void
told_columns(struct ambit_text *text, const struct proc_hear *hear)
{
	size_t n;
	const struct proc_column *columns = proc_hear_columns(hear, &n);

	for (size_t i = 0; i < n; i++) {
		ambit_text_print(text, " column %u.%u", columns[i].task,
		    columns[i].column);
		told_span(text, "value", columns[i].value);
	}
}

#endif
