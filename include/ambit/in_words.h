#ifndef AMBIT_IN_WORDS_H
#define AMBIT_IN_WORDS_H

#include "ambit/order.h"
#include "ambit/registry.h"
#include "ambit/scope.h"
#include "ambit/sink.h"
#include "ambit/text.h"
#include "ambit/validity.h"

/*
 * The order read back in plain words, for a person to sign: reference,
 * instrument with its statute, authority, dates; then each task: whose
 * account, since when the account held that name, what may leave, what never
 * does, every bound of the range in the order's zone and in UTC, the clock,
 * the narrowing. English, 78 columns, no value that is not the order's or the
 * registry's.
 */
int ambit_order_in_words(const struct ambit_order *order,
    const struct ambit_registry *registry, struct ambit_sink *sink,
    struct ambit_err *err_r);

/*
 * A finding as one line without line end and without its code: the place, the
 * value, what is wrong: 'Order/Timespan/@served: "2026-…": it was served after
 * now'. Into text. Returns the line of the document, or 0.
 */
unsigned ambit_finding_in_words(const struct ambit_finding *finding,
    struct ambit_text *text);

#endif
