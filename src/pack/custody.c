/*
 * The custody record: begun before the first store is opened, closed whether
 * the run succeeds or not. It knows where the record lies and in which order
 * it is written; it never removes the record of another run.
 */

/* System. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Floor 1. */
#include "ambit/linux.h"

/* Floor 6. */
#include "custody_state.h"

/* More records of one order that made no package than anybody would keep. */
#define ASIDE_MAX 10000

int64_t
custody_now(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * AMBIT_SECOND + now.tv_nsec / 1000;
}

int
custody_head(struct ambit_custody *custody, struct custody_file *file,
    const char *const *names, struct ambit_err *err_r)
{
	custody_row_begin(&custody->row);
	for (; *names != NULL; names++)
		custody_row_str(&custody->row, *names);
	return custody_row_write(&custody->row, file, err_r);
}

static int
make_folder(int dirfd, const char *name, bool fresh, int *fd_r,
    struct ambit_err *err_r)
{
	if (mkdirat(dirfd, name, 0700) == -1 && (fresh || errno != EEXIST))
		return ambit_err_set(err_r, AMBIT_E_IO,
		    "custody record: make folder %s", name);
	*fd_r = openat(dirfd, name,
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (*fd_r == -1)
		return ambit_err_set(err_r, AMBIT_E_IO,
		    "custody record: open folder %s", name);
	return 0;
}

/* Keep the record of an earlier run under another name. */
static int
set_aside(int dirfd, const char *id, struct ambit_err *err_r)
{
	char aside[AMBIT_PRODUCTION_ID_LEN + 24];

	for (unsigned n = 1; n <= ASIDE_MAX; n++) {
		(void)snprintf(aside, sizeof(aside), "%s.before-%u", id, n);
		if (ambit_linux_rename(dirfd, id, dirfd, aside) == 0 ||
		    errno == ENOENT)
			return 0;
		if (errno != EEXIST)
			break;
	}
	return ambit_err_set(err_r, AMBIT_E_IO,
	    "custody record: set the earlier one aside");
}

/* What was carried out, and what was known then. */
static int
copy_order(struct ambit_custody *custody, struct ambit_span p7s,
    struct ambit_err *err_r)
{
	int fd = -1, done = -1;

	if (make_folder(custody->dirfd, "order", true, &fd, err_r) < 0)
		return -1;
	if (custody_file_write(fd, "order.xml", custody->order->bytes, err_r) ==
		0 &&
	    custody_file_write(fd, "order.xml.p7s", p7s, err_r) == 0 &&
	    custody_file_write(fd, "registry.xml", custody->registry->bytes,
		err_r) == 0)
		done = 0;
	(void)close(fd);
	return done;
}

static ssize_t
read_some(int fd, unsigned char *buf, size_t size)
{
	ssize_t n;

	do {
		n = read(fd, buf, size);
	} while (n == -1 && errno == EINTR);
	return n;
}

/* The whole of one open file, to a new one of that name. */
static int
copy_file(int fromfd, int dirfd, const char *name, struct ambit_err *err_r)
{
	struct custody_file *file = malloc(sizeof(*file));
	unsigned char buf[CUSTODY_FILE_BUFFER];
	ssize_t n = 0;
	int done;

	if (file == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "custody record");
	done = custody_file_open(file, dirfd, name, err_r);
	while (done == 0 && (n = read_some(fromfd, buf, sizeof(buf))) > 0)
		done = custody_file_put(file,
		    (struct ambit_span){ buf, (size_t)n }, err_r);
	if (done == 0 && n == -1)
		done = ambit_err_set(err_r, AMBIT_E_IO, "read a document");
	if (done == 0)
		done = custody_file_close(file, err_r);
	else
		custody_file_clear(file);
	free(file);
	return done;
}

/* Under its own name; where that is taken, by another document or by the order
 * itself, with its place in the order before it. */
static int
copy_document(struct ambit_custody *custody, int orderfd, size_t place,
    struct ambit_err *err_r)
{
	const struct ambit_document *document =
	    &custody->order->documents[place];
	char name[1024], to[1100];
	struct stat st;
	int fd, done;

	(void)snprintf(name, sizeof(name), "%.*s", (int)document->name.len,
	    (const char *)document->name.ptr);
	(void)snprintf(to, sizeof(to), "order/%s", name);
	if (fstatat(custody->dirfd, to, &st, AT_SYMLINK_NOFOLLOW) == 0)
		(void)snprintf(to, sizeof(to), "order/%zu-%s", place + 1, name);
	fd = openat(orderfd, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "open document %s",
		    name);
	done = copy_file(fd, custody->dirfd, to, err_r);
	(void)close(fd);
	return done;
}

int
ambit_custody_documents(struct ambit_custody *custody, int orderfd,
    struct ambit_err *err_r)
{
	const struct ambit_order *order = custody->order;

	for (size_t i = 0; i < order->n_documents; i++) {
		if (copy_document(custody, orderfd, i, err_r) < 0)
			return -1;
	}
	return 0;
}

static int
make_place(struct ambit_custody *custody, int outfd, struct ambit_err *err_r)
{
	struct stat st;
	int fd = -1, done = -1;

	if (fstatat(outfd, custody->id, &st, AT_SYMLINK_NOFOLLOW) == 0)
		return ambit_err_set(err_r, AMBIT_E_EXISTS,
		    "the production %s is there already", custody->id);
	if (make_folder(outfd, "custody", false, &fd, err_r) < 0)
		return -1;
	if (set_aside(fd, custody->id, err_r) == 0)
		done =
		    make_folder(fd, custody->id, true, &custody->dirfd, err_r);
	(void)close(fd);
	return done;
}

static int
begin(struct ambit_custody *custody, int outfd, struct ambit_span p7s,
    struct ambit_err *err_r)
{
	struct ambit_text prev = { .ptr = custody->prev,
		.cap = sizeof(custody->prev) };
	char body[128];

	ambit_text_hex(&prev,
	    (struct ambit_span){ custody->order->sha256, AMBIT_DIGEST_LEN });
	(void)snprintf(body, sizeof(body), "production %s", custody->id);
	if (make_place(custody, outfd, err_r) < 0 ||
	    copy_order(custody, p7s, err_r) < 0 ||
	    custody_open_stores(custody, err_r) < 0 ||
	    custody_file_open(&custody->events, custody->dirfd, "events.ndjson",
		err_r) < 0)
		return -1;
	return ambit_custody_event(custody, "begin", body, err_r);
}

void
ambit_custody_free(struct ambit_custody **custody)
{
	struct ambit_custody *c = *custody;

	if (c == NULL)
		return;
	custody_file_clear(&c->events);
	custody_file_clear(&c->stores);
	if (c->dirfd != -1)
		(void)close(c->dirfd);
	free(c);
	*custody = NULL;
}

int
ambit_custody_begin(int outfd, const struct ambit_order *order,
    struct ambit_span p7s, const struct ambit_registry *registry,
    int64_t started, int64_t as_of, struct ambit_custody **custody_r,
    struct ambit_err *err_r)
{
	struct ambit_custody *c = calloc(1, sizeof(*c));

	if (c == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "custody record");
	c->order = order;
	c->registry = registry;
	c->started = started;
	c->as_of = as_of;
	c->dirfd = c->events.fd = c->stores.fd = -1;
	ambit_production_id(order, c->id);
	if (begin(c, outfd, p7s, err_r) < 0) {
		ambit_custody_free(&c);
		return -1;
	}
	*custody_r = c;
	return 0;
}

static int
last_event(struct ambit_custody *custody, const struct ambit_custody_end *end,
    struct ambit_err *err_r)
{
	char body[512];

	if (end->err != NULL)
		(void)snprintf(body, sizeof(body), "exit %d, no package: %s",
		    end->exit_code, end->err->text);
	else
		(void)snprintf(body, sizeof(body), "exit %d", end->exit_code);
	return ambit_custody_event(custody, "end", body, err_r);
}

/* The names in it. */
static int
sync_folder(int dirfd, const char *name, struct ambit_err *err_r)
{
	int fd = openat(dirfd, name,
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	int rc = fd == -1 ? -1 : fsync(fd);

	if (rc == -1)
		rc = ambit_err_set(err_r, AMBIT_E_IO,
		    "custody record: sync its folders");
	if (fd != -1)
		(void)close(fd);
	return rc;
}

static int
sync_files(struct ambit_custody *custody, struct ambit_err *err_r)
{
	struct custody_file *const files[] = { &custody->stores,
		&custody->events };

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		if (custody_file_sync(files[i], err_r) < 0)
			return -1;
	}
	if (sync_folder(custody->dirfd, "order", err_r) < 0 ||
	    sync_folder(custody->dirfd, ".", err_r) < 0)
		return -1;
	/* Where its own name is. */
	return sync_folder(custody->dirfd, "..", err_r);
}

int
ambit_custody_dirfd(const struct ambit_custody *custody)
{
	return custody->dirfd;
}

/* As much as can be written is; the first failure is the one told. */
int
ambit_custody_close(struct ambit_custody *c,
    const struct ambit_custody_end *end, struct ambit_err *err_r)
{
	struct ambit_err first = { 0 }, later;
	int done = 0;

	if (custody_write_run(c, end, custody_now(), &first) < 0)
		done = -1;
	if (last_event(c, end, done < 0 ? &later : &first) < 0)
		done = -1;
	if (sync_files(c, done < 0 ? &later : &first) < 0)
		done = -1;
	if (done < 0 && err_r != NULL)
		*err_r = first;
	return done;
}
