#ifndef AMBIT_TESTS_WORLD_H
#define AMBIT_TESTS_WORLD_H

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ambit/parse.h"
#include "ambit/scope.h"

/*
 * A provider of one account, alice@mail.example.com, in a folder that lives as
 * long as a test, and an order about it. Aborts on any failure: a test that
 * cannot begin is no test.
 */
struct world {
	char path[64];
	int fd, outfd; /* the folder; out/ below it */
	struct ambit_arena *arena;
	struct ambit_order order;
	struct ambit_registry registry;
	struct ambit_scope scopes[8]; /* one a task */
};

#define WORLD_ORDER(tasks)                                                     \
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"                         \
	"<Order xmlns=\"urn:ambit:order:1\""                                   \
	" id=\"2f0c1a52-8d6e-4a54-9b41-0d9a1c3e7f10\" generation=\"1\">\n"     \
	"<OrderReference>26-mj-00417</OrderReference>\n"                       \
	"<LegalType>US_2703_A_WARRANT</LegalType>\n"                           \
	"<Jurisdiction country=\"US\"/>\n"                                     \
	"<CaseType>criminal</CaseType>\n"                                      \
	"<Addressee>Example Mail Corp.</Addressee>\n"                          \
	"<Timespan issued=\"2026-10-20T09:00:00-07:00\""                       \
	" served=\"2026-10-22T10:12:00-07:00\"/>\n"                            \
	"<Approval type=\"issuing\" role=\"judge\""                            \
	" signed=\"2026-10-20T09:00:00-07:00\" signature=\"wetInk\""           \
	" document=\"d1\"><Authority>Court</Authority>"                        \
	"<Name>A. Specimen</Name></Approval>\n" tasks                          \
	"<Delivery recipient=\"Bureau\" format=\"bag\"/>\n"                    \
	"<Document id=\"d1\" role=\"order\" name=\"warrant.pdf\""              \
	" sha256=\"7ad01b6ceb31b2408c7ded3f696acfde8c4ded08533db435dc46d19404" \
	"5265c7\"/>\n</Order>\n"

#define WORLD_TARGET                                               \
	"<Target format=\"email\" namespace=\"mail.example.com\">" \
	"alice@mail.example.com</Target>\n"

/* Six months of 2026. */
#define WORLD_RANGE(clock)                       \
	"<Range from=\"2026-01-01T00:00:00Z\""   \
	" until=\"2026-07-01T00:00:00Z\" clock=" \
	"\"" clock "\"/>\n"

#define WORLD_REGISTRY(stores)                                                \
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"                        \
	"<Registry xmlns=\"urn:ambit:registry:1\""                            \
	" asOf=\"2026-11-02T00:00:00Z\">\n"                                   \
	"<LegalEntity id=\"corp\" name=\"Example Mail Corp.\""                \
	" country=\"US\"/>\n"                                                 \
	"<Served country=\"US\" entity=\"corp\">"                             \
	"<LegalType>US_2703_A_WARRANT</LegalType></Served>\n"                 \
	"<Approver id=\"a1\" person=\"F.\" role=\"approver\""                 \
	" certificate=\"pki/a1.pem\" from=\"2024-01-01T00:00:00Z\""           \
	" certificateSha256=\"9c98e33b95cc9c2da515651f4c3a333565d2226fb29c9e" \
	"5fdfbcfca148702f39\"/>\n"                                            \
	"<Approver id=\"c1\" person=\"G.\" role=\"counsel\""                  \
	" certificate=\"pki/c1.pem\" from=\"2024-01-01T00:00:00Z\""           \
	" certificateSha256=\"941f18fc495be668a277499a0b18781c8b7e7d28f2b71f" \
	"f59222dfe21c094b41\"/>\n"                                            \
	"<Recipient id=\"bureau\" name=\"Bureau\" country=\"US\""             \
	" from=\"2024-01-01T00:00:00Z\"/>\n"                                  \
	"<Account id=\"alice\" namespace=\"mail.example.com\""                \
	" format=\"email\" identifier=\"alice@mail.example.com\""             \
	" from=\"2015-03-02T09:30:00Z\" entity=\"corp\" country=\"US\""       \
	" region=\"US\"><Alias namespace=\"mail.example.com\""                \
	" format=\"email\" identifier=\"al@mail.example.com\""                \
	" from=\"2016-01-10T00:00:00Z\"/></Account>\n" stores

/* The end of the registry; bytes of a volume as a string. */
#define WORLD_LIMITS(volume) "<Limits volumeBytes=\"" volume "\"/></Registry>\n"

static inline void
world_need(bool good, const char *what)
{
	if (good)
		return;
	(void)fprintf(stderr, "world: %s\n", what);
	abort();
}

static inline void
world_complain(const struct ambit_complaints *list)
{
	for (size_t i = 0; i < list->n && i < AMBIT_COMPLAINTS_MAX; i++)
		(void)fprintf(stderr, "%s %u: %s\n", list->v[i].code,
		    list->v[i].line, list->v[i].text);
}

static inline struct world
world_new(const char *order, const char *registry)
{
	struct world w = { .path = "/tmp/ambit-world-XXXXXX" };
	static struct ambit_complaints complaints;
	size_t n;

	complaints.n = 0;
	world_need(mkdtemp(w.path) != NULL, "mkdtemp");
	w.fd = open(w.path, O_RDONLY | O_DIRECTORY);
	world_need(w.fd != -1 && mkdirat(w.fd, "out", 0700) == 0, "folders");
	w.outfd = openat(w.fd, "out", O_RDONLY | O_DIRECTORY);
	w.arena = ambit_arena_new((size_t)32 << 20);
	world_need(w.outfd != -1 && w.arena != NULL, "out");
	if (ambit_order_parse(ambit_span_str(order), w.arena, &w.order,
		&complaints, NULL) < 0 ||
	    ambit_registry_parse(ambit_span_str(registry), w.arena, &w.registry,
		&complaints, NULL) < 0) {
		world_complain(&complaints);
		world_need(false, "order or registry");
	}
	world_need(w.order.n_tasks <= 8, "tasks");
	for (size_t i = 0; i < w.order.n_tasks; i++)
		w.scopes[i] = ambit_scope_resolve(&w.order, &w.order.tasks[i],
		    &w.registry, &n);
	return w;
}

/* A file below the folder; folders on the way are made. */
static inline void
world_put(const struct world *w, const char *path, struct ambit_span bytes)
{
	char part[256];
	int fd;

	for (const char *p = strchr(path, '/'); p != NULL;
	     p = strchr(p + 1, '/')) {
		(void)snprintf(part, sizeof(part), "%.*s", (int)(p - path),
		    path);
		(void)mkdirat(w->fd, part, 0700);
	}
	/* A new file: cutting an old one makes some file systems wait. */
	(void)unlinkat(w->fd, path, 0);
	fd = openat(w->fd, path, O_WRONLY | O_CREAT | O_EXCL, 0600);
	world_need(fd != -1 &&
		write(fd, bytes.ptr, bytes.len) == (ssize_t)bytes.len &&
		close(fd) == 0,
	    path);
}

/* The whole of a file below the folder, with a NUL behind; the caller frees. */
static inline struct ambit_span
world_get(const struct world *w, const char *path)
{
	int fd = openat(w->fd, path, O_RDONLY);
	struct stat st;
	unsigned char *bytes;

	world_need(fd != -1 && fstat(fd, &st) == 0, path);
	bytes = malloc((size_t)st.st_size + 1);
	world_need(bytes != NULL &&
		read(fd, bytes, (size_t)st.st_size) == st.st_size &&
		close(fd) == 0,
	    path);
	bytes[st.st_size] = '\0';
	return (struct ambit_span){ bytes, (size_t)st.st_size };
}

static inline void
world_drop(struct ambit_span bytes)
{
	free((void *)(uintptr_t)bytes.ptr);
}

/* Remove a file, or a folder with all that is in it. */
static inline void
world_remove(int dirfd, const char *name)
{
	int fd = openat(dirfd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
	DIR *dir = fd == -1 ? NULL : fdopendir(fd);
	const struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			world_remove(fd, entry->d_name);
	}
	if (dir != NULL)
		(void)closedir(dir);
	(void)unlinkat(dirfd, name, dir != NULL ? AT_REMOVEDIR : 0);
}

static inline void
world_free(struct world *w)
{
	ambit_arena_free(&w->arena);
	(void)close(w->outfd);
	(void)close(w->fd);
	world_remove(AT_FDCWD, w->path);
}

#endif
