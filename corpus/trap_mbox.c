/*
 * Borders of an mbox that are in doubt on both sides (B2, B6), and files in a
 * folder that are no messages (F1, F2).
 */

/* System. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Ours. */
#include "corpus.h"

/* A separator like any other: each is a message by the format. */
static void
pair_plain(struct draft *first, struct draft *second)
{
	first->truth.trap = second->truth.trap = "B2";
}

static void
doubt(struct draft *first, struct draft *second, const char *id)
{
	first->truth.trap = second->truth.trap = id;
	first->truth.framing = second->truth.framing = true;
	second->shape = SHAPE_PLAIN;
}

/* The second message lies within the open multipart of the first. */
static void
pair_multipart(struct draft *first, struct draft *second)
{
	doubt(first, second, "B2");
	first->shape = SHAPE_ALTERNATIVE;
	first->open = true;
	(void)snprintf(first->boundary, sizeof(first->boundary), "=_open%llu",
	    (unsigned long long)first->truth.serial);
	(void)snprintf(second->epilogue, sizeof(second->epilogue), "\n--%s--\n",
	    first->boundary);
}

static void
pair_base64(struct draft *first, struct draft *second)
{
	doubt(first, second, "B2");
	first->shape = SHAPE_BASE64;
	first->open = true;
	second->bare = true;
	second->truth.tokens &= ~(1U << TOKEN_TEXT);
	ambit_text_str(&second->insert,
	    "YW5kIHNvIG9uLCBvbmUgYm9keSwgYSBzZXBhcmF0b3IgYW5kIGEgaGVhZGVy\n"
	    "RW5kLg==\n");
}

static void
pair_length(struct draft *first, struct draft *second)
{
	doubt(first, second, "B2");
	first->length = LENGTH_OFF;
	first->length_off = 700;
}

static void
pair_ends(struct draft *first, struct draft *second)
{
	doubt(first, second, "B6");
	second->eol = "\r\n";
}

void
trap_pair(struct draft *first, struct draft *second, struct world *w)
{
	static void (*const pairs[])(struct draft *,
	    struct draft *) = { pair_plain, pair_multipart, pair_base64,
		pair_length, pair_ends };

	pairs[random_below(&w->random, 5)](first, second);
}

static void
note(struct world *w, struct store *s, const char *id, const char *path,
    bool link)
{
	struct truth truth = { .trap = id,
		.foreign = !link,
		.followed = !link };

	truth_line(w, s, &truth, path);
}

static void
foreign(struct world *w, struct store *s, const char *id, const char *path)
{
	write_file(s->fd, path,
	    AMBIT_LIT("Subject: not an item\n\nkeep out\n"));
	note(w, s, id, path, false);
}

void
trap_foreign(struct world *w, struct store *s)
{
	const char *link =
	    s->format == FORMAT_MAILDIR ? "cur/link" : "link.eml";

	if (s->format == FORMAT_MAILDIR) {
		foreign(w, s, "F1", "tmp/1700000000.M1P1.mx1");
		foreign(w, s, "F2", "dovecot.index");
		foreign(w, s, "F2", "subscriptions");
		if (mkdirat(s->fd, "new", 0755) == -1 &&
		    faccessat(s->fd, "new", F_OK, 0) == -1)
			die("cannot make new/");
	} else {
		foreign(w, s, "F2", "index.dat");
	}
	if (symlinkat("../../bruno/mail.mbox", s->fd, link) == -1)
		die("cannot make a link");
	note(w, s, "F2", link, true);
}
