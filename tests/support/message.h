#ifndef AMBIT_TESTS_MESSAGE_H
#define AMBIT_TESTS_MESSAGE_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "ambit/limits.h"
#include "ambit/mail.h"
#include "ambit/mime.h"

/* One message in a store of its own, with a byte before it and behind it. */
struct message {
	int fd;
	struct ambit_source *source;
	struct ambit_arena *arena;
	struct ambit_item item;
};

#define MESSAGE_OFF 1

/* Aborts on any failure: a test that cannot begin is no test. */
static inline struct message
message_open(struct ambit_span bytes, size_t window)
{
	FILE *f = tmpfile();
	struct message m = { .arena = ambit_arena_new(AMBIT_ITEM_ARENA),
		.item = { .kind = AMBIT_KIND_MAIL,
		    .raw = { MESSAGE_OFF, bytes.len } } };

	if (f == NULL || m.arena == NULL || fputc('-', f) == EOF ||
	    fwrite(bytes.ptr, 1, bytes.len, f) != bytes.len ||
	    fputc('-', f) == EOF || fflush(f) == EOF ||
	    (m.fd = dup(fileno(f))) == -1 ||
	    ambit_source_new(m.fd, window, &m.source, NULL) < 0)
		abort();
	(void)fclose(f);
	return m;
}

/* Go on through another window, of which nothing has been lent yet. */
static inline void
message_window(struct message *m, size_t window)
{
	ambit_source_free(&m->source);
	if (ambit_source_new(m->fd, window, &m->source, NULL) < 0)
		abort();
}

/* Forget what was lent, and keep the window. */
static inline void
message_forget(struct message *m)
{
	if (ambit_source_aim(m->source, m->fd, NULL) < 0)
		abort();
}

/* As it was when it was opened, but for the window; 0: that one. */
static inline void
message_again(struct message *m, size_t window)
{
	if (window == 0)
		message_forget(m);
	else
		message_window(m, window);
	ambit_arena_reset(m->arena);
	m->item =
	    (struct ambit_item){ .kind = AMBIT_KIND_MAIL, .raw = m->item.raw };
}

static inline void
message_close(struct message *m)
{
	ambit_source_free(&m->source);
	ambit_arena_free(&m->arena);
	(void)close(m->fd);
}

#endif
