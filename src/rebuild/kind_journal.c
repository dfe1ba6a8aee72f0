/*
 * Entries of a journal: VJOURNAL (RFC 5545 3.6.3), which has no end and no
 * duration: they stand in lines of our own.
 */

/* Floor 3. */
#include "kind_form.h"

static const struct ambit_mapi_value *
entry(const struct rebuild_kind *kind, uint32_t number)
{
	return kind_named(kind, KIND_LOG, number);
}

void
kind_put_journal(struct rebuild_kind *kind, const struct kind_form *form,
    struct line *line)
{
	int32_t minutes;

	kind_put_calendar(form->method, line);
	line_of(line, "BEGIN:VJOURNAL");
	kind_put_identity(kind, line);
	kind_put_time("DTSTART", entry(kind, 0x8706), line);
	kind_put_time("X-AMBIT-END", entry(kind, 0x8708), line);
	if (kind_number(entry(kind, 0x8707), &minutes) && minutes >= 0) {
		line_str(line, "X-AMBIT-MINUTES:");
		line_number(line, minutes);
		line_end(line);
	}
	kind_put_subject(kind, "SUMMARY", line);
	kind_put_text(kind, "DESCRIPTION", kind_find(kind, 0x1000), line);
	kind_put_text(kind, "X-AMBIT-TYPE", entry(kind, 0x8700), line);
	kind_put_rank(kind, line);
	/* Companies and people it is about: [MS-OXCMSG] 2.2.1.19, 2.2.1.21. */
	kind_put_texts(kind, "CONTACT", kind_named(kind, KIND_COMMON, 0x8539),
	    line);
	kind_put_texts(kind, "CONTACT", kind_named(kind, KIND_COMMON, 0x853a),
	    line);
	line_of(line, "END:VJOURNAL");
	line_of(line, "END:VCALENDAR");
}
