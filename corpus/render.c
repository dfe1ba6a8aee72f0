/*
 * From a draft to bytes: the header as the draft has it, and a body of its
 * shape, with a token in every place that the shape has.
 */

/* System. */
#include <stdio.h>
#include <string.h>

/* Ours. */
#include "corpus.h"

struct pen {
	struct draft *d;
	struct world *w;
	struct ambit_text *text;
	size_t length_at; /* of Content-Length; 0: there is none to fill in */
};

static const char *const charsets[N_PROSE] = { "us-ascii", "utf-8",
	"iso-8859-1", "iso-2022-jp", "utf-8", "utf-8", "utf-8" };

static void
put(struct pen *p, const char *str)
{
	ambit_text_str(p->text, str);
}

/* What is written between the two calls is that piece. */
static void
begin(struct pen *p, enum piece piece)
{
	p->d->pieces[piece].at = p->text->len;
}

static void
end(struct pen *p, enum piece piece)
{
	p->d->pieces[piece].len = p->text->len - p->d->pieces[piece].at;
}

static void
put_token(struct pen *p, enum token_place place)
{
	char token[TOKEN_LEN + 1];

	put(p, draft_token(p->d, p->w, place, token));
}

/* A token that only a decoder sees: a soft line break in its middle. */
static void
put_broken(struct pen *p, enum token_place place)
{
	char token[TOKEN_LEN + 1];

	(void)draft_token(p->d, p->w, place, token);
	ambit_text_print(p->text, "%.10s=\n%s", token, token + 10);
}

/*
 * Two lines of base64 around a token, at any of the three alignments. They
 * are whole, so that no padding stands in the middle.
 */
static void
put_coded(struct pen *p, enum token_place place)
{
	char head[115], token[TOKEN_LEN + 1];
	size_t at = random_below(&p->w->random, 114 - TOKEN_LEN);

	memset(head, '.', sizeof(head));
	memcpy(head + at, draft_token(p->d, p->w, place, token), TOKEN_LEN);
	prose_base64((struct ambit_span){ (unsigned char *)head, 114 }, true,
	    p->text);
}

/* Lines of base64 with a token in front and a proper end, but for an open
 * text (B2). */
static void
put_base64(struct pen *p, enum token_place place, size_t len)
{
	put_coded(p, place);
	prose_put(PROSE_BASE64, len, &p->w->random, p->text);
	if (!p->d->open || place != TOKEN_TEXT)
		put(p, "RW5kLg==\n");
}

static enum prose
prose_of(enum shape shape)
{
	switch (shape) {
	case SHAPE_LATIN1:
		return PROSE_LATIN1;
	case SHAPE_JIS:
		return PROSE_JIS;
	case SHAPE_QUOTED:
		return PROSE_QUOTED;
	case SHAPE_UTF8:
	case SHAPE_FORWARD:
		return PROSE_UTF8;
	case SHAPE_BASE64:
		return PROSE_BASE64;
	case SHAPE_PLAIN:
	case SHAPE_ALTERNATIVE:
	case SHAPE_MIXED:
	case SHAPE_NESTED:
	case N_SHAPES:
		break;
	}
	return PROSE_ASCII;
}

static void
put_text_type(struct pen *p, enum prose prose)
{
	static const char *const encodings[N_PROSE] = { "7bit", "8bit", "8bit",
		"7bit", "quoted-printable", "8bit", "base64" };

	ambit_text_print(p->text,
	    "Content-Type: text/%s; charset=%s\n"
	    "Content-Transfer-Encoding: %s\n",
	    prose == PROSE_HTML ? "html" : "plain", charsets[prose],
	    encodings[prose]);
}

static void
put_words(struct pen *p, enum prose prose)
{
	if (prose == PROSE_BASE64) {
		put_base64(p, TOKEN_TEXT, p->d->text_len);
		return;
	}
	put(p, "See ");
	if (prose == PROSE_QUOTED)
		put_broken(p, TOKEN_TEXT);
	else
		put_token(p, TOKEN_TEXT);
	put(p, " below.\n");
	ambit_text_put(p->text, ambit_text_span(&p->d->insert));
	prose_put(prose, p->d->text_len, &p->w->random, p->text);
}

static void
put_text(struct pen *p, enum prose prose)
{
	p->d->pieces[PIECE_TEXT].prose = prose;
	begin(p, PIECE_TEXT);
	put_words(p, prose);
	end(p, PIECE_TEXT);
}

static void
put_html(struct pen *p)
{
	put_text_type(p, PROSE_HTML);
	put(p, "\n");
	begin(p, PIECE_HTML);
	put(p, "<html><body><p title=\"");
	put_token(p, TOKEN_HTML);
	put(p, "\">\n");
	prose_put(PROSE_HTML, p->d->text_len, &p->w->random, p->text);
	put(p, "</body></html>\n");
	end(p, PIECE_HTML);
}

static void
put_delimiter(struct pen *p, const char *boundary, const char *end)
{
	ambit_text_print(p->text, "\n--%s%s\n", boundary, end);
}

static void
put_alternative(struct pen *p, const char *boundary)
{
	put_delimiter(p, boundary, "");
	put_text_type(p, PROSE_ASCII);
	put(p, "\n");
	put_text(p, PROSE_ASCII);
	put_delimiter(p, boundary, "");
	put_html(p);
}

static void
put_attachment(struct pen *p)
{
	static const char *const types[] = { "application/pdf", "image/png",
		"application/zip", "text/plain; charset=us-ascii" };

	const char *type = types[random_below(&p->w->random, 4)];

	if (p->d->attachment_type != NULL)
		type = p->d->attachment_type;
	(void)snprintf(p->d->name_type, sizeof(p->d->name_type), "%.*s",
	    (int)strcspn(type, ";"), type);
	ambit_text_print(p->text,
	    "Content-Type: %s\nContent-Transfer-Encoding: base64\n"
	    "Content-Disposition: attachment;\n %s\n\n",
	    type, p->d->filename);
	begin(p, PIECE_FILE);
	put_base64(p, TOKEN_ATTACHMENT, p->d->attachment_len);
	end(p, PIECE_FILE);
}

/*
 * Other people and another date than the message's own: of the narrow order's
 * people and range, so that who mistakes it for an item produces it.
 */
static void
put_embedded(struct pen *p)
{
	const struct ask *ask = &p->w->asks[ASK_NARROW];
	char date[DATE_LEN];

	date_write(ask->from + (ask->until - ask->from) / 2, 60, date);
	ambit_text_print(p->text,
	    "Content-Type: message/rfc822\n"
	    "Content-Disposition: attachment\n\n");
	begin(p, PIECE_INNER_HEADER);
	ambit_text_print(p->text,
	    "Received: from x by " OWN_HOST "; %s\n"
	    "From: <" BOB ">\nTo: <" ALICE ">\nDate: %s\nSubject: ",
	    date, date);
	put_token(p, TOKEN_EMBEDDED);
	put(p, "\nMessage-ID: <embedded@partner.example.org>\n");
	end(p, PIECE_INNER_HEADER);
	put(p, "\n");
	begin(p, PIECE_INNER_TEXT);
	prose_put(PROSE_ASCII, p->d->text_len, &p->w->random, p->text);
	end(p, PIECE_INNER_TEXT);
}

static void
put_nested(struct pen *p)
{
	char inner[40];

	(void)snprintf(inner, sizeof(inner), "inner-%llx",
	    (unsigned long long)p->d->truth.serial);
	put_delimiter(p, p->d->boundary, "");
	ambit_text_print(p->text,
	    "Content-Type: multipart/alternative; boundary=\"%s\"\n\n", inner);
	put_alternative(p, inner);
	put_delimiter(p, inner, "--");
}

static void
put_parts(struct pen *p)
{
	enum shape shape = p->d->shape;

	if (shape == SHAPE_ALTERNATIVE) {
		put_alternative(p, p->d->boundary);
		return;
	}
	if (shape == SHAPE_NESTED) {
		put_nested(p);
	} else {
		put_delimiter(p, p->d->boundary, "");
		put_text_type(p, prose_of(shape));
		put(p, "\n");
		put_text(p, prose_of(shape));
	}
	put_delimiter(p, p->d->boundary, "");
	if (shape == SHAPE_FORWARD)
		put_embedded(p);
	else
		put_attachment(p);
}

static void
put_multipart(struct pen *p)
{
	if (random_chance(&p->w->random, 400)) {
		put(p, "This is a message in several parts. ");
		put_token(p, TOKEN_PREAMBLE);
		put(p, "\n");
	}
	put_parts(p);
	if (p->d->open)
		return;
	put_delimiter(p, p->d->boundary, "--");
	if (p->d->epilogue[0] != '\0') {
		put(p, p->d->epilogue);
	} else if (random_chance(&p->w->random, 200)) {
		put_token(p, TOKEN_EPILOGUE);
		put(p, "\n");
	}
}

static bool
is_multipart(enum shape shape)
{
	return shape >= SHAPE_ALTERNATIVE;
}

static void
put_type(struct pen *p)
{
	struct draft *d = p->d;

	if (d->type[0] != '\0') {
		put(p, d->type);
	} else if (is_multipart(d->shape)) {
		ambit_text_print(p->text,
		    "MIME-Version: 1.0\n"
		    "Content-Type: multipart/%s;\n\tboundary=\"%s\"\n",
		    d->shape == SHAPE_ALTERNATIVE ? "alternative" : "mixed",
		    d->boundary);
	} else if (d->shape != SHAPE_PLAIN) {
		put(p, "MIME-Version: 1.0\n");
		put_text_type(p, prose_of(d->shape));
	}
}

/* Boundary and file name, where nobody has spoilt them, are tokens. */
static void
complete(struct pen *p)
{
	struct draft *d = p->d;
	char token[TOKEN_LEN + 1];

	if (is_multipart(d->shape) && d->boundary[0] == '\0')
		(void)snprintf(d->boundary, sizeof(d->boundary), "=_%s",
		    draft_token(d, p->w, TOKEN_BOUNDARY, token));
	if ((d->shape == SHAPE_MIXED || d->shape == SHAPE_NESTED) &&
	    d->filename[0] == '\0') {
		(void)snprintf(d->name, sizeof(d->name), "report %s.pdf",
		    draft_token(d, p->w, TOKEN_FILENAME, token));
		(void)snprintf(d->filename, sizeof(d->filename),
		    "filename=\"%s\"", d->name);
	}
}

/* Ten blanks wide, so that the number can be written when it is known. */
#define LENGTH_FIELD "Content-Length:           \n"

static void
put_length(struct pen *p)
{
	if (p->d->length == LENGTH_MINUS)
		put(p, "Content-Length: -1\n");
	else if (p->d->length != LENGTH_NONE) {
		p->length_at = p->text->len;
		put(p, LENGTH_FIELD);
	}
	if (p->d->length == LENGTH_TWO)
		put(p, "Content-Length: 7\n");
}

static void
put_header(struct pen *p)
{
	const struct draft *d = p->d;

	put(p, d->first);
	put(p, d->envelope);
	put(p, d->received);
	put(p, d->date);
	put(p, d->from);
	put(p, d->to);
	put(p, d->cc);
	put(p, d->subject);
	put(p, d->id);
	put(p, d->refs);
	ambit_text_put(p->text, ambit_text_span(&d->extra));
	put(p, "X-Ticket: ");
	put_token(p, TOKEN_HEADER);
	put(p, "\n");
	put_type(p);
	put_length(p);
}

static void
put_body(struct pen *p)
{
	if (p->d->bare) {
		ambit_text_put(p->text, ambit_text_span(&p->d->insert));
	} else if (is_multipart(p->d->shape)) {
		put_multipart(p);
	} else {
		put_text(p, prose_of(p->d->shape));
		put(p, p->d->epilogue);
	}
}

static void
set_length(const struct draft *d, char *field, size_t len)
{
	char digits[24];
	long off = d->length == LENGTH_OFF ? d->length_off : 0;
	int n = snprintf(digits, sizeof(digits), "%ld", (long)len + off);

	memcpy(field + sizeof(LENGTH_FIELD) - 2 - (size_t)n, digits, (size_t)n);
}

void
render(struct draft *d, struct world *w, struct ambit_text *text)
{
	struct pen p = { d, w, text, 0 };
	size_t body;

	text->len = 0;
	if (d->empty)
		return;
	memset(d->pieces, 0, sizeof(d->pieces));
	complete(&p);
	put_header(&p);
	end(&p, PIECE_HEADER);
	if (!d->no_body) {
		put(&p, "\n");
		body = text->len;
		put_body(&p);
		if (p.length_at > 0)
			set_length(d, text->ptr + p.length_at,
			    text->len - body);
	}
	if (text->full || d->extra.full || d->insert.full)
		die("a message is larger than its room");
}
