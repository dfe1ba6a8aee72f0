#ifndef AMBIT_DATE_H
#define AMBIT_DATE_H

#include "ambit/instant.h"
#include "ambit/span.h"

/*
 * A date-time of a mail header as readings (mail.md 4, RFC 5322 3.3): none
 * where it cannot be read, intervals where it leaves something open. Never
 * guesses. The same parser serves Date, Received and Resent-Date. text is the
 * raw value, folds and all.
 */
struct ambit_when ambit_date_parse(struct ambit_span text);

/*
 * The asctime form of a separator line (mail.md 4, fromLine): "Thu Nov  9
 * 22:33:52 2023", perhaps with a zone before the year and anything behind the
 * year. zone, in minutes east, is the registry's, has_zone false where it
 * names none. Own zone and the registry's both and different: two readings.
 */
struct ambit_when
ambit_date_parse_from_line(struct ambit_span text, bool has_zone, int zone);

/* The seconds in front of the first dot of a Maildir name (F3): exact. */
struct ambit_when ambit_date_parse_file_name(struct ambit_span name);

/* "Mon, 1 Mar 2021 10:00:00 +0100" and a NUL; for at within D16. */
#define AMBIT_DATE_LEN 40
void ambit_date_format(int64_t at, int zone, char text_r[AMBIT_DATE_LEN]);

#endif
