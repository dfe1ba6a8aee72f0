#ifndef AMBIT_FILTERS_NOTICE_H
#define AMBIT_FILTERS_NOTICE_H

#include "ambit/notice.h"

/* Questions that several tables of notice ask. */

/* The last event of that deed up to now; NULL: there is none. */
const struct ambit_notice_event *
ambit_notice_last(const struct ambit_standing *c, enum ambit_notice_deed deed);
/* Of two deeds, did the first happen, and is it the last word? */
bool ambit_notice_stands(const struct ambit_standing *c,
    enum ambit_notice_deed deed, enum ambit_notice_deed undone);
/* Does a statute, or a non-disclosure order that is there, bar notice now? */
bool ambit_notice_is_barred(const struct ambit_standing *c);
/* Does such an order, and no statute? */
bool ambit_notice_is_ordered(const struct ambit_standing *c);
/* An emergency that nobody has said is over. */
bool ambit_notice_in_danger(const struct ambit_standing *c);
/* Are fewer than n days gone since from? */
bool
ambit_notice_within(const struct ambit_standing *c, int64_t from, uint64_t n);
bool ambit_notice_is_enterprise(const struct ambit_standing *c);

#endif
