#ifndef AMBIT_FILTERS_VALIDITY_H
#define AMBIT_FILTERS_VALIDITY_H

#include "ambit/validity.h"

/*
 * The questions of validity.c's table: does the subject break the rule? A rule
 * judges what is there: where what it looks at is missing, it says no, and the
 * rule that asks for it speaks.
 */

/* validity_law.c: authority and signature. */
bool ambit_breaks_type(const struct ambit_subject *s);
bool ambit_breaks_reach(const struct ambit_subject *s);
bool ambit_breaks_attached(const struct ambit_subject *s);
bool ambit_breaks_field(const struct ambit_subject *s);
bool ambit_breaks_role(const struct ambit_subject *s);
bool ambit_breaks_validation(const struct ambit_subject *s);
bool ambit_breaks_countersign(const struct ambit_subject *s);
bool ambit_breaks_consent(const struct ambit_subject *s);
bool ambit_breaks_selection(const struct ambit_subject *s);
bool ambit_breaks_issue(const struct ambit_subject *s);
bool ambit_breaks_document(const struct ambit_subject *s);
bool ambit_breaks_letter(const struct ambit_subject *s);
bool ambit_breaks_letter_signer(const struct ambit_subject *s);
bool ambit_breaks_letter_field(const struct ambit_subject *s);
bool ambit_breaks_letter_time(const struct ambit_subject *s);

/* validity_date.c */
bool ambit_breaks_live(const struct ambit_subject *s);
bool ambit_breaks_recording(const struct ambit_subject *s);
bool ambit_breaks_issued(const struct ambit_subject *s);
bool ambit_breaks_served(const struct ambit_subject *s);
bool ambit_breaks_signed(const struct ambit_subject *s);
bool ambit_breaks_range(const struct ambit_subject *s);
bool ambit_breaks_due(const struct ambit_subject *s);
bool ambit_breaks_future(const struct ambit_subject *s);
bool ambit_breaks_future_signed(const struct ambit_subject *s);
bool ambit_breaks_stale(const struct ambit_subject *s);
bool ambit_breaks_expired(const struct ambit_subject *s);

/* validity_party.c: who is addressed, and who holds the account. */
bool ambit_breaks_country(const struct ambit_subject *s);
bool ambit_breaks_entity(const struct ambit_subject *s);
bool ambit_breaks_arrangement(const struct ambit_subject *s);
bool ambit_breaks_excluded(const struct ambit_subject *s);
bool ambit_breaks_addressee(const struct ambit_subject *s);
bool ambit_breaks_delivery(const struct ambit_subject *s);

/* validity_form.c: material mistakes. */
bool ambit_breaks_case(const struct ambit_subject *s);
bool ambit_breaks_case_emergency(const struct ambit_subject *s);
bool ambit_breaks_pair(const struct ambit_subject *s);
bool ambit_breaks_field_known(const struct ambit_subject *s);
bool ambit_breaks_twin(const struct ambit_subject *s);
bool ambit_breaks_direction(const struct ambit_subject *s);

/* validity_bar.c */
bool ambit_breaks_bar(const struct ambit_subject *s);
bool ambit_breaks_bar_overlap(const struct ambit_subject *s);
bool ambit_breaks_bar_end(const struct ambit_subject *s);
bool ambit_breaks_bar_matter(const struct ambit_subject *s);
bool ambit_breaks_bar_date(const struct ambit_subject *s);

/* validity_target.c: whom it names, and how much of them. */
bool ambit_breaks_format(const struct ambit_subject *s);
bool ambit_breaks_participant(const struct ambit_subject *s);
bool ambit_breaks_ambiguous(const struct ambit_subject *s);
bool ambit_breaks_held(const struct ambit_subject *s);
bool ambit_breaks_unknown(const struct ambit_subject *s);
bool ambit_breaks_no_range(const struct ambit_subject *s);
bool ambit_breaks_span(const struct ambit_subject *s);
bool ambit_breaks_count(const struct ambit_subject *s);
bool ambit_breaks_all_stores(const struct ambit_subject *s);
bool ambit_breaks_no_target(const struct ambit_subject *s);

/* Shared among them. */

/* Is until more than n units behind from? */
bool
ambit_validity_exceeds(int64_t from, int64_t until, uint64_t n, int64_t unit);
/* Does the task, does any task of the order, ask for one of these classes? */
bool ambit_validity_asks(const struct ambit_task *task, unsigned classes);
bool ambit_validity_any_asks(const struct ambit_order *order, unsigned classes);
/* Do both name the same identifier? */
bool ambit_validity_same_target(const struct ambit_task *a,
    const struct ambit_task *b);
/* Is the document there, and of that role? */
bool ambit_validity_has_document(const struct ambit_order *order,
    struct ambit_span id, enum ambit_document_role role);

#endif
