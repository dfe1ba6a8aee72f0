/*
 * PST: a message as Outlook keeps it, made of properties. Its header is that
 * of the other formats, whole, as one of them; text, HTML, attachment and the
 * message within it are those that render.c wrote, out of their encodings.
 */

/* System. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Ours. */
#include "corpus.h"
#include "pst/mail.h"

#define ROOM ((size_t)64 << 20)

void
pst_open(struct store *s, uint64_t seed, const char *harm)
{
	struct random r;
	struct pst_store *pst = calloc(1, sizeof(*pst));

	if (pst == NULL)
		die("no memory");
	pst->room.cap = ROOM;
	pst->room.ptr = malloc(ROOM);
	if (pst->room.ptr == NULL)
		die("no memory");
	random_seed(&r, seed ^ UINT64_C(0x505354));
	for (size_t i = 0; i < 16; i++)
		pst->key[i] = (unsigned char)random_next(&r);
	pst_begin(&pst->file, s->fd);
	pst_folders_begin(pst);
	if (harm != NULL)
		pst->file.harm = pst_harm_of(harm);
	s->pst = pst;
}

void
pst_close(struct store *s)
{
	pst_folders_end(s->pst);
	pst_end(&s->pst->file);
	free(s->pst->room.ptr);
	free(s->pst);
	s->pst = NULL;
}

static struct ambit_span
piece_of(const struct draft *d, enum piece piece, struct ambit_span bytes)
{
	return ambit_span_sub(bytes, d->pieces[piece].at, d->pieces[piece].len);
}

/* ---- who ---- */

/* A stranger is called by the address. */
static struct pst_party
party_of(const char *addr, unsigned type)
{
	const struct person *person = people_named(addr);

	return (struct pst_party){ addr, person != NULL ? person->shown : addr,
		type };
}

static void
set_parties(struct pst_letter *letter, const struct truth *truth)
{
	static const unsigned
	    types[N_ROLES] = { [ROLE_TO] = 1, [ROLE_CC] = 2, [ROLE_BCC] = 3 };

	for (unsigned i = 0; i < truth->n_mentions; i++) {
		const struct mention *m = &truth->mentions[i];

		if (m->role == ROLE_FROM)
			letter->from = party_of(m->addr, 0);
		else if (types[m->role] != 0)
			letter->to[letter->n_to++] =
			    party_of(m->addr, types[m->role]);
	}
}

/* The sender is called as in the header, with the token of the name. */
static void
set_name(struct pst_letter *letter, const struct draft *d, uint64_t seed,
    char *name, size_t cap)
{
	char token[TOKEN_LEN + 1];

	token_write(seed, d->truth.serial, TOKEN_NAME, token);
	(void)snprintf(name, cap, "%s %s", token, letter->from.name);
	letter->from.name = name;
}

/* ---- the message within ---- */

static void
set_inner(struct pst_letter *inner, const struct world *w,
    struct pst_room *room, const struct draft *d, struct ambit_span bytes)
{
	const struct ask *ask = &w->asks[ASK_NARROW];
	int64_t at = ask->from + (ask->until - ask->from) / 2;
	char token[TOKEN_LEN + 1];

	*inner = (struct pst_letter){
		.msgid = "<embedded@partner.example.org>",
		.header = piece_of(d, PIECE_INNER_HEADER, bytes),
		.delivered = at,
		.submitted = at,
		.kept = w->until,
		.from = party_of(BOB, 0),
		.to = { party_of(ALICE, 1) },
		.n_to = 1,
		.size = d->pieces[PIECE_INNER_HEADER].len +
		    d->pieces[PIECE_INNER_TEXT].len,
	};
	token_write(w->seed, d->truth.serial, TOKEN_EMBEDDED, token);
	inner->subject.ptr =
	    memcpy(pst_room(room, TOKEN_LEN), token, TOKEN_LEN);
	inner->subject.len = TOKEN_LEN;
	inner->text =
	    pst_prose(room, PROSE_ASCII, piece_of(d, PIECE_INNER_TEXT, bytes));
}

/* ---- the message ---- */

/* The value of a field as the draft has it, of one line. */
static struct ambit_span
value_of(const char *field)
{
	struct ambit_span line = ambit_span_str(field), rest = line;
	const char *colon = strchr(field, ':');

	(void)ambit_span_cut_line(&rest, &line);
	if (colon == NULL)
		return (struct ambit_span){ NULL, 0 };
	return ambit_span_trim(
	    ambit_span_sub(line, (size_t)(colon + 1 - field), line.len));
}

static void
set_contents(struct pst_letter *letter, const struct draft *d,
    struct pst_room *room, struct ambit_span bytes)
{
	letter->subject = value_of(d->subject);
	letter->header = piece_of(d, PIECE_HEADER, bytes);
	letter->text = pst_prose(room, d->pieces[PIECE_TEXT].prose,
	    piece_of(d, PIECE_TEXT, bytes));
	letter->html = piece_of(d, PIECE_HTML, bytes);
	if (d->pieces[PIECE_FILE].len == 0)
		return;
	letter->name = d->name;
	letter->type = d->name_type;
	letter->bytes = pst_base64(room, piece_of(d, PIECE_FILE, bytes));
}

static enum pst_place
place_of(const struct draft *d, const struct pst_letter *letter)
{
	assert(letter->from.addr != NULL);
	if (strcmp(letter->from.addr, ALICE) == 0)
		return PST_SENT;
	if (d->truth.serial % 16 == 7)
		return PST_DELETED;
	return d->truth.serial % 8 == 5 ? PST_ARCHIVE : PST_INBOX;
}

void
write_pst(struct store *s, const struct world *w, const struct draft *d,
    struct ambit_span bytes, char locator_r[LOCATOR_LEN])
{
	struct pst_store *pst = s->pst;
	char name[ADDR_LEN + TOKEN_LEN + 8];
	struct pst_letter inner,
	    letter = { .msgid = d->truth.msgid,
		    .delivered = d->undated ? 0 : d->delivered,
		    .submitted = d->sent,
		    .kept = w->until,
		    .unsent = d->unsent,
		    .unread = d->truth.serial % 4 == 1,
		    .size = bytes.len };

	pst->room.len = 0;
	set_parties(&letter, &d->truth);
	set_name(&letter, d, w->seed, name, sizeof(name));
	set_contents(&letter, d, &pst->room, bytes);
	if (d->pieces[PIECE_INNER_HEADER].len > 0) {
		set_inner(&inner, w, &pst->room, d, bytes);
		letter.inner = &inner;
	}
	s->ordinal++;
	(void)snprintf(locator_r, LOCATOR_LEN, "nid=%u",
	    (unsigned)pst_folders_put(pst, place_of(d, &letter), &letter));
	s->off = pst_size(&pst->file);
}
