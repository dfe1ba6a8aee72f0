#ifndef AMBIT_ORDER_IN_WORDS_H
#define AMBIT_ORDER_IN_WORDS_H

#include "ambit/order.h"
#include "ambit/registry.h"

#include "words_out.h"

/* One task, in words. */
void words_task(struct words_out *out, const struct ambit_order *order,
    const struct ambit_task *task, const struct ambit_registry *registry);

/* Its parts: whose data; which data. */
void words_whose(struct words_out *out, const struct ambit_order *order,
    const struct ambit_task *task, const struct ambit_registry *registry);
void words_data(struct words_out *out, const struct ambit_order *order,
    const struct ambit_task *task);

#endif
