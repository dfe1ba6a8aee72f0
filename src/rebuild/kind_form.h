#ifndef AMBIT_REBUILD_KIND_FORM_H
#define AMBIT_REBUILD_KIND_FORM_H

#include "kind_value.h"
#include "line.h"

/* What an item of a class becomes. */
struct kind_form {
	const char *class;
	const char *type; /* Content-Type, with its parameters */
	const char *name; /* of a file */
	void (*put)(struct rebuild_kind *kind, const struct kind_form *form,
	    struct line *line);
	const char *method, *answer; /* of meetings: METHOD and PARTSTAT */
};

/* kind_event.c, kind_task.c, kind_journal.c: RFC 5545. */
void kind_put_event(struct rebuild_kind *kind, const struct kind_form *form,
    struct line *line);
void kind_put_task(struct rebuild_kind *kind, const struct kind_form *form,
    struct line *line);
void kind_put_journal(struct rebuild_kind *kind, const struct kind_form *form,
    struct line *line);
/* kind_card.c, kind_list.c: RFC 6350. */
void kind_put_card(struct rebuild_kind *kind, const struct kind_form *form,
    struct line *line);
void kind_put_list(struct rebuild_kind *kind, const struct kind_form *form,
    struct line *line);
/* kind_note.c, kind_properties.c: plain text. */
void kind_put_note(struct rebuild_kind *kind, const struct kind_form *form,
    struct line *line);
void kind_put_properties(struct rebuild_kind *kind,
    const struct kind_form *form, struct line *line);

/* ---- lines that several have (kind_lines.c) ---- */

/* "NAME:" and the string; nothing where it is empty. */
void kind_put_text(struct rebuild_kind *kind, const char *name,
    const struct ambit_mapi_value *value, struct line *line);
/* The same, once for each value of a multiple property. */
void kind_put_texts(struct rebuild_kind *kind, const char *name,
    const struct ambit_mapi_value *value, struct line *line);
/* "NAME:" and the time in UTC. */
void kind_put_time(const char *name, const struct ambit_mapi_value *value,
    struct line *line);
/* The subject, without the mark of its prefix (pst.md 9). */
void kind_put_subject(struct rebuild_kind *kind, const char *name,
    struct line *line);
void kind_put_categories(struct rebuild_kind *kind, struct line *line);

/* BEGIN:VCALENDAR to METHOD, which may be NULL. */
void kind_put_calendar(const char *method, struct line *line);
/* UID: DTSTAMP: CREATED: LAST-MODIFIED: SEQUENCE aside. */
void kind_put_identity(struct rebuild_kind *kind, struct line *line);
/* CLASS: PRIORITY: CATEGORIES: */
void kind_put_rank(struct rebuild_kind *kind, struct line *line);

/* ---- people (kind_people.c) ---- */

/* Where a property of a person is. */
struct kind_person_ids {
	uint16_t name, type, address, smtp;
};

/* "mailto:" and his address, of whatever type; none at all: invalid. */
void kind_put_mailto(struct ambit_span type, struct ambit_span address,
    struct ambit_span smtp, struct line *line);
/* ORGANIZER: and ATTENDEE: of a meeting. */
void kind_put_people(struct rebuild_kind *kind, const struct kind_form *form,
    struct line *line);

#endif
