#ifndef AMBIT_FILTERS_FIELDS_H
#define AMBIT_FILTERS_FIELDS_H

#include "ambit/law.h"

/* What the tables of fields are written with. */

#define ACCOUNT     AMBIT_HOLDS_ACCOUNT
#define CONNECTIONS AMBIT_HOLDS_CONNECTIONS
#define MAIL        AMBIT_HOLDS_MAIL
#define FILES       AMBIT_HOLDS_FILES
#define CALENDAR    AMBIT_HOLDS_CALENDAR
#define CONTACTS    AMBIT_HOLDS_CONTACTS

#define ANY AMBIT_REGIME_ANY
#define US  AMBIT_REGIME_US
#define EU  AMBIT_REGIME_EU

#define S AMBIT_CLASS_SUBSCRIBER
#define I AMBIT_CLASS_IDENTIFICATION
#define T AMBIT_CLASS_TRAFFIC
#define C AMBIT_CLASS_CONTENT
#define W AMBIT_LAW_WITHHELD
#define N AMBIT_LAW_NEVER

/* The columns nsl, dras and named. */
#define NSL   true, false, false
#define DRAS  false, true, false
#define NAMED false, false, true
#define NONE  false, false, false

#define OPEN false

/* A value that leaves as a column, or in none where column is NULL. */
#define LEAVES(place, id, class, how, box, uk, limit, column)               \
	{                                                                   \
		id, MAIL, ANY, class, "", how, box, uk, limit, OPEN, place, \
		    column, NULL                                            \
	}
/* A value that is content, that is withheld, that never leaves. */
#define STAYS(place, id, class, limit)                                      \
	{                                                                   \
		id, MAIL, ANY, class, "", NONE, "", "", limit, OPEN, place, \
		    NULL, NULL                                              \
	}

extern const struct ambit_law_field ambit_fields_header[];
extern const struct ambit_law_field ambit_fields_property[];
extern const struct ambit_law_field ambit_fields_recipient[];
extern const struct ambit_law_field ambit_fields_attachment[];
extern const struct ambit_law_field ambit_fields_folder[];
extern const struct ambit_law_field ambit_fields_record[];
extern const size_t ambit_fields_n_header, ambit_fields_n_property,
    ambit_fields_n_recipient, ambit_fields_n_attachment, ambit_fields_n_folder,
    ambit_fields_n_record;

#endif
