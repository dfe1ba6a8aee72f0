#ifndef AMBIT_TESTS_CHECKED_H
#define AMBIT_TESTS_CHECKED_H

#include "check.h"
#include "reseal.h"

#include "ambit/verify.h"

/*
 * Packages to verify, and what verify answers: one of one volume, and the same
 * in several. A group of tests begins with checked_begin and ends with
 * checked_end.
 */

#define CHECKED_TASK(id, data, clock, narrow)                              \
	"<Task id=\"" id "\">" WORLD_TARGET data WORLD_RANGE(clock) narrow \
	    "</Task>"

#define CHECKED_XML "ambit/production.xml"
#define CHECKED_TSR "tagmanifest-sha256.txt.p7s.tsr"

#define CHECKED_WHOLE "<Data class=\"content\" store=\"mail\"/>"

static const char checked_order[] = WORLD_ORDER(
    /* Task 1: whole messages with bob, by the sender's clock. */
    CHECKED_TASK("t1", CHECKED_WHOLE, "header",
	"<Narrow by=\"participant\" value=\"bob@example.org\"/>")
    /* Task 2: a table of what was received. */
    CHECKED_TASK("t2",
	"<Data class=\"traffic\" store=\"mail\"><Field>direction</Field>"
	"<Field>date_delivered</Field><Field>from_addr</Field>"
	"<Field>to_addr</Field></Data>",
	"delivered", "<Narrow by=\"direction\" value=\"received\"/>")
    /* Task 3: subjects and texts. */
    CHECKED_TASK("t3",
	"<Data class=\"content\" store=\"mail\"><Field>subject</Field>"
	"<Field>text</Field></Data>",
	"header", "")
    /* Task 4: whole messages, by the provider's clock. */
    CHECKED_TASK("t4", CHECKED_WHOLE, "delivered", ""));

#define CHECKED_STORES                                                      \
	"<Store id=\"drop\" account=\"alice\" format=\"eml\" path=\"drop\"" \
	" holds=\"mail\"><Clock name=\"delivered\" source=\"received\"/>"   \
	"<Clock name=\"header\" source=\"dateHeader\"/>"                    \
	"<ReceivedHost>mx1.mail.example.com</ReceivedHost></Store>"

#define CHECKED_RECEIVED(date) \
	"Received: from a.example.org by mx1.mail.example.com; " date "\n"

static const char checked_one[] =
    CHECKED_RECEIVED("Mon, 2 Feb 2026 10:00:05 +0000") //
    "From: bob@example.org\n"
    "To: alice@mail.example.com\n"
    "Date: Mon, 2 Feb 2026 10:00:00 +0000\n"
    "Subject: one\n"
    "\n"
    "hello\n";

static const char checked_two[] =
    CHECKED_RECEIVED("Tue, 3 Feb 2026 10:00:05 +0000") //
    "From: al@mail.example.com\n"
    "To: Bob <bob@example.org>\n"
    "Date: Tue, 3 Feb 2026 10:00:00 +0000\n"
    "Subject: two\n"
    "MIME-Version: 1.0\n"
    "Content-Type: multipart/mixed; boundary=x\n"
    "\n"
    "--x\n"
    "Content-Type: text/plain\n"
    "\n"
    "world\n"
    "--x\n"
    "Content-Type: text/html\n"
    "\n"
    "<p>\n"
    "--x\n"
    "Content-Type: image/png\n"
    "\n"
    "PNG\n"
    "--x--\n";

static const char checked_three[] =
    CHECKED_RECEIVED("Wed, 4 Feb 2026 10:00:05 +0000") //
    "From: carol@example.org\n"
    "To: alice@mail.example.com\n"
    "Date: Wed, 4 Feb 2026 10:00:00 +0000\n"
    "Subject: three\n"
    "\n"
    "bye\n";

struct checked {
	struct world w;
	struct signer signer;
	char package[128], volume[128]; /* paths below the world */
	/* What verify is told. */
	bool no_ca, no_order, no_registry;
	STACK_OF(X509) * ca;
	/* What it answers. */
	enum ambit_validity validity;
	struct ambit_complaints complaints;
	char page[1 << 16];
	size_t page_len;
};

/*
 * Making one takes the disk's time, so it is made once for each limit on
 * volumes, and put back as it was after every test.
 */
struct checked_file {
	char path[200];
	struct ambit_span bytes;
};

static struct checked_master {
	const char *limits;
	struct checked f;
	struct checked_file files[128];
	size_t n;
} checked_masters[] = {
	{ .limits = WORLD_LIMITS("1000000") },
	{ .limits = WORLD_LIMITS("4500") }, /* one or two messages a volume */
};

static inline void
checked_save(struct checked_master *m, int dirfd, const char *name,
    const char *path)
{
	int fd = openat(dirfd, name, O_RDONLY | O_DIRECTORY);
	DIR *dir = fd == -1 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	char below[200];

	if (dir == NULL) {
		assert_true(m->n < COUNT(m->files));
		(void)snprintf(m->files[m->n].path, 200, "%s", path);
		m->files[m->n++].bytes = world_get(&m->f.w, path);
		return;
	}
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		assert_true((size_t)snprintf(below, sizeof(below), "%s/%s",
				path, entry->d_name) < sizeof(below));
		checked_save(m, fd, entry->d_name, below);
	}
	(void)closedir(dir);
}

static inline void
checked_make_master(struct checked_master *m)
{
	struct checked *f = &m->f;
	char registry[8192];

	(void)snprintf(registry, sizeof(registry), "%s%s",
	    WORLD_REGISTRY(CHECKED_STORES), m->limits);
	f->w = world_new(checked_order, registry);
	f->signer = signer_new();
	f->ca = sk_X509_new_null();
	signer_need(f->ca != NULL && sk_X509_push(f->ca, f->signer.ca) > 0);
	world_put(&f->w, "drop/1.eml", ambit_span_str(checked_one));
	world_put(&f->w, "drop/2.eml", ambit_span_str(checked_two));
	world_put(&f->w, "drop/3.eml", ambit_span_str(checked_three));
	package_make(&f->w, &f->signer);
	package_path(&f->w, 0, f->package);
	package_path(&f->w, 1, f->volume);
	checked_save(m, f->w.fd, f->package, f->package);
}

static inline int
checked_begin(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(checked_masters); i++)
		checked_make_master(&checked_masters[i]);
	return 0;
}

static inline int
checked_end(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(checked_masters); i++) {
		struct checked *f = &checked_masters[i].f;

		for (size_t k = 0; k < checked_masters[i].n; k++)
			world_drop(checked_masters[i].files[k].bytes);
		sk_X509_free(f->ca);
		signer_free(&f->signer);
		world_free(&f->w);
	}
	return 0;
}

static inline void
checked_put_back(const struct checked_master *m)
{
	world_remove(m->f.w.fd, m->f.package);
	for (size_t i = 0; i < m->n; i++)
		world_put(&m->f.w, m->files[i].path, m->files[i].bytes);
}

/* A package in one volume, and one in several. */
static inline void
checked_make(struct checked *f)
{
	checked_put_back(&checked_masters[0]);
	*f = checked_masters[0].f;
}

static inline void
checked_make_volumes(struct checked *f)
{
	checked_put_back(&checked_masters[1]);
	*f = checked_masters[1].f;
}

/* ---- verify, and what it says ---- */

struct checked_paper {
	struct ambit_sink sink;
	struct checked *f;
};

static inline int
checked_write(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	struct checked *f = ((struct checked_paper *)sink)->f;

	(void)err_r;
	assert_true(bytes.len < sizeof(f->page) - f->page_len);
	memcpy(f->page + f->page_len, bytes.ptr, bytes.len);
	f->page_len += bytes.len;
	f->page[f->page_len] = '\0';
	return 0;
}

static const struct ambit_sink_ops checked_paper_ops = { .name = "paper",
	.write = checked_write };

static inline enum ambit_validity
checked_verify_at(struct checked *f, const char *path)
{
	struct ambit_verify_terms terms = {
		.fd = openat(f->w.fd, path, O_RDONLY),
		.ca = f->no_ca ? NULL : f->ca,
		.order = f->no_order ? NULL : &f->w.order,
		.registry = f->no_registry ? NULL : &f->w.registry,
	};
	struct checked_paper paper = { .sink = { .ops = &checked_paper_ops },
		.f = f };
	struct ambit_err err = { .text = "" };

	f->complaints.n = 0;
	f->page_len = 0;
	assert_int_not_equal(terms.fd, -1);
	if (ambit_verify(&terms, &paper.sink, &f->complaints, &f->validity,
		&err) < 0)
		fail_msg("%s", err.text);
	(void)close(terms.fd);
	return f->validity;
}

static inline enum ambit_validity
checked_verify(struct checked *f)
{
	return checked_verify_at(f, f->package);
}

/* Is one of the defects the one that was looked for? */
static inline void
checked_defect(struct checked *f, const char *code, const char *words)
{
	assert_int_equal(f->validity, AMBIT_NOT_VALID);
	for (size_t i = 0; i < f->complaints.n; i++) {
		const struct ambit_complaint *c = &f->complaints.v[i];

		if (strcmp(c->code, code) == 0 &&
		    strstr(c->text, words) != NULL)
			return;
	}
	fail_msg("no %s with \"%s\" in\n%s", code, words, f->page);
}

/* Every file of the package, from the manifests themselves and beside them. */
static inline size_t
checked_files(const struct checked *f, char names_r[32][128])
{
	static const char *const manifests[] = { "manifest-sha256.txt",
		"tagmanifest-sha256.txt" };
	size_t n = 0;

	for (size_t i = 0; i < COUNT(manifests); i++) {
		struct ambit_span is =
		    reseal_get(&f->w, f->volume, manifests[i]);
		struct ambit_span rest = is, line;

		while (ambit_span_cut_line(&rest, &line))
			(void)snprintf(names_r[n++], 128, "%.*s",
			    (int)line.len - 66, (const char *)line.ptr + 66);
		world_drop(is);
	}
	(void)snprintf(names_r[n++], 128, "tagmanifest-sha256.txt");
	(void)snprintf(names_r[n++], 128, "tagmanifest-sha256.txt.p7s");
	return n;
}

/* "out/<id>/<volume>/name" */
static inline void
checked_place(const struct checked *f, const char *name, char path_r[512])
{
	(void)snprintf(path_r, 512, "%s/%s", f->volume, name);
}

#endif
