#ifndef AMBIT_ORDER_PARSE_H
#define AMBIT_ORDER_PARSE_H

#include "ambit/order.h"

#include "xml.h"

/* Every Task element of order, into the arena. */
void parse_tasks(struct xml_reading *r, const xmlNode *order,
    struct ambit_order *order_r);

#endif
