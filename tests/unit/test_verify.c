#include "check.h"
#include "reseal.h"

#include <openssl/ts.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "ambit/verify.h"

/* ---- a provider, an order, a package ---- */

#define TASK(id, data, clock, narrow)                                      \
	"<Task id=\"" id "\">" WORLD_TARGET data WORLD_RANGE(clock) narrow \
	    "</Task>"

#define WHOLE "<Data class=\"content\" store=\"mail\"/>"

static const char order_text[] = WORLD_ORDER(
    /* Task 1: whole messages with bob, by the sender's clock. */
    TASK("t1", WHOLE, "header",
	"<Narrow by=\"participant\" value=\"bob@example.org\"/>")
    /* Task 2: a table of what was received. */
    TASK("t2",
	"<Data class=\"traffic\" store=\"mail\"><Field>direction</Field>"
	"<Field>date_delivered</Field><Field>from_addr</Field>"
	"<Field>to_addr</Field></Data>",
	"delivered", "<Narrow by=\"direction\" value=\"received\"/>")
    /* Task 3: subjects and texts. */
    TASK("t3",
	"<Data class=\"content\" store=\"mail\"><Field>subject</Field>"
	"<Field>text</Field></Data>",
	"header", "")
    /* Task 4: whole messages, by the provider's clock. */
    TASK("t4", WHOLE, "delivered", ""));

#define STORES                                                              \
	"<Store id=\"drop\" account=\"alice\" format=\"eml\" path=\"drop\"" \
	" holds=\"mail\"><Clock name=\"delivered\" source=\"received\"/>"   \
	"<Clock name=\"header\" source=\"dateHeader\"/>"                    \
	"<ReceivedHost>mx1.mail.example.com</ReceivedHost></Store>"

#define RECEIVED(date) \
	"Received: from a.example.org by mx1.mail.example.com; " date "\n"

static const char one[] = RECEIVED("Mon, 2 Feb 2026 10:00:05 +0000") //
    "From: bob@example.org\n"
    "To: alice@mail.example.com\n"
    "Date: Mon, 2 Feb 2026 10:00:00 +0000\n"
    "Subject: one\n"
    "\n"
    "hello\n";

static const char two[] = RECEIVED("Tue, 3 Feb 2026 10:00:05 +0000") //
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

static const char three[] = RECEIVED("Wed, 4 Feb 2026 10:00:05 +0000") //
    "From: carol@example.org\n"
    "To: alice@mail.example.com\n"
    "Date: Wed, 4 Feb 2026 10:00:00 +0000\n"
    "Subject: three\n"
    "\n"
    "bye\n";

struct fixture {
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
struct saved {
	char path[200];
	struct ambit_span bytes;
};

static struct master {
	const char *limits;
	struct fixture f;
	struct saved files[128];
	size_t n;
} masters[] = {
	{ .limits = WORLD_LIMITS("1000000") },
	{ .limits = WORLD_LIMITS("4500") }, /* one or two messages a volume */
};

static void
save(struct master *m, int dirfd, const char *name, const char *path)
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
		save(m, fd, entry->d_name, below);
	}
	(void)closedir(dir);
}

static void
make_master(struct master *m)
{
	struct fixture *f = &m->f;
	char registry[8192];

	(void)snprintf(registry, sizeof(registry), "%s%s",
	    WORLD_REGISTRY(STORES), m->limits);
	f->w = world_new(order_text, registry);
	f->signer = signer_new();
	f->ca = sk_X509_new_null();
	signer_need(f->ca != NULL && sk_X509_push(f->ca, f->signer.ca) > 0);
	world_put(&f->w, "drop/1.eml", ambit_span_str(one));
	world_put(&f->w, "drop/2.eml", ambit_span_str(two));
	world_put(&f->w, "drop/3.eml", ambit_span_str(three));
	package_make(&f->w, &f->signer);
	package_path(&f->w, 0, f->package);
	package_path(&f->w, 1, f->volume);
	save(m, f->w.fd, f->package, f->package);
}

static int
make_masters(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(masters); i++)
		make_master(&masters[i]);
	return 0;
}

static int
drop_masters(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(masters); i++) {
		struct fixture *f = &masters[i].f;

		for (size_t k = 0; k < masters[i].n; k++)
			world_drop(masters[i].files[k].bytes);
		sk_X509_free(f->ca);
		signer_free(&f->signer);
		world_free(&f->w);
	}
	return 0;
}

static void
put_back(const struct master *m)
{
	world_remove(m->f.w.fd, m->f.package);
	for (size_t i = 0; i < m->n; i++)
		world_put(&m->f.w, m->files[i].path, m->files[i].bytes);
}

/* A package in one volume, and one in several. */
static void
make(struct fixture *f)
{
	put_back(&masters[0]);
	*f = masters[0].f;
}

static void
make_volumes(struct fixture *f)
{
	put_back(&masters[1]);
	*f = masters[1].f;
}

/* ---- verify, and what it says ---- */

struct paper {
	struct ambit_sink sink;
	struct fixture *f;
};

static int
paper_write(struct ambit_sink *sink, struct ambit_span bytes,
    struct ambit_err *err_r)
{
	struct fixture *f = ((struct paper *)sink)->f;

	(void)err_r;
	assert_true(bytes.len < sizeof(f->page) - f->page_len);
	memcpy(f->page + f->page_len, bytes.ptr, bytes.len);
	f->page_len += bytes.len;
	f->page[f->page_len] = '\0';
	return 0;
}

static const struct ambit_sink_ops paper_ops = { .name = "paper",
	.write = paper_write };

static enum ambit_validity
verify_folder(struct fixture *f, const char *path)
{
	struct ambit_verify_terms terms = {
		.fd = openat(f->w.fd, path, O_RDONLY | O_DIRECTORY),
		.ca = f->no_ca ? NULL : f->ca,
		.order = f->no_order ? NULL : &f->w.order,
		.registry = f->no_registry ? NULL : &f->w.registry,
	};
	struct paper paper = { .sink = { .ops = &paper_ops }, .f = f };
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

static enum ambit_validity
verify(struct fixture *f)
{
	return verify_folder(f, f->package);
}

/* Is one of the defects the one that was looked for? */
static void
assert_defect(struct fixture *f, const char *code, const char *words)
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

/* ---- a package as it was made ---- */

static const struct {
	const char *name;
	bool no_ca, no_order, no_registry;
	enum ambit_validity validity;
	const char *last, *says;
} asked[] = {
	{ "with certificate, order and registry a package is valid", false,
	    false, false, AMBIT_VALID, "VALID\n",
	    "against the order that was given" },
	{ "without the registry it is valid as far as is known", false, false,
	    true, AMBIT_VALID, "VALID\n",
	    "not checked   the direction that a task is narrowed to" },
	{ "without the order it is held against itself", false, true, true,
	    AMBIT_VALID, "VALID\n", "not checked   whether the order says" },
	{ "with the registry alone it is held against itself", false, true,
	    false, AMBIT_VALID, "VALID\n", "what the tasks are narrowed to" },
	{ "without a certificate it is intact at best", true, false, false,
	    AMBIT_INTACT, "INTACT: signer not checked\n",
	    "not checked: compare both" },
	{ "without anything it is intact at best", true, true, true,
	    AMBIT_INTACT, "INTACT: signer not checked\n",
	    "instants of 3 messages" },
};

static void
an_untouched_package_is_good(void **state)
{
	size_t i = (size_t)(uintptr_t)*state;
	struct fixture f;

	make(&f);
	f.no_ca = asked[i].no_ca;
	f.no_order = asked[i].no_order;
	f.no_registry = asked[i].no_registry;
	if (verify(&f) != asked[i].validity)
		fail_msg("%s", f.page);
	assert_string_equal(f.page + f.page_len - strlen(asked[i].last),
	    asked[i].last);
	assert_non_null(strstr(f.page, asked[i].says));
	assert_non_null(strstr(f.page, "CN=Specimen Signer\n"));
	assert_non_null(strstr(f.page, "8 messages, tables 1, rows 2\n"));
	assert_int_equal(verify_folder(&f, f.volume), asked[i].validity);
}

/* It is one page for a person: at most 78 columns, and no defect. */
static void
the_page_is_a_page(void **state)
{
	struct fixture f;
	size_t lines = 0, column = 0;

	(void)state;
	make(&f);
	f.no_order = f.no_registry = true;
	(void)verify(&f);
	for (size_t i = 0; i < f.page_len; i++) {
		column = f.page[i] == '\n' ? 0 : column + 1;
		lines += f.page[i] == '\n';
		assert_true(column <= 78);
	}
	assert_true(lines < 60);
}

static void
another_root_is_not_trusted(void **state)
{
	struct fixture f;
	struct signer other = signer_new();

	(void)state;
	make(&f);
	f.ca = sk_X509_new_null();
	signer_need(f.ca != NULL && sk_X509_push(f.ca, other.ca) > 0);
	(void)verify(&f);
	assert_defect(&f, "V_SIGN", "the signature does not hold");
	sk_X509_free(f.ca);
	signer_free(&other);
}

static void
another_order_is_not_the_one(void **state)
{
	struct fixture f;
	struct world other =
	    world_new(WORLD_ORDER(TASK("t1", WHOLE, "header", "")),
		WORLD_REGISTRY(STORES) WORLD_LIMITS("1000000"));

	(void)state;
	make(&f);
	f.w.order = other.order;
	(void)verify(&f);
	assert_defect(&f, "V_ORDER", "the digests differ");
	assert_defect(&f, "V_ORDER", "another number of tasks");
	world_free(&other);
}

/* ---- a package that was touched ---- */

/* Every file of the package, from the manifests themselves and beside them. */
static size_t
files_of(const struct fixture *f, char names_r[32][128])
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

/* A digest covers most files: some of their bytes do for all. Of what nothing
 * else covers, every byte is changed. */
static size_t
stride(const char *name)
{
	return strcmp(name, "tagmanifest-sha256.txt.p7s") == 0 ? 1 : 61;
}

static void
any_changed_byte_shows(void **state)
{
	struct fixture f;
	char names[32][128];
	size_t n;

	(void)state;
	make(&f);
	n = files_of(&f, names);
	assert_int_equal(n, 17);
	for (size_t i = 0; i < n; i++) {
		struct ambit_span is = reseal_get(&f.w, f.volume, names[i]);
		unsigned char *bytes = (unsigned char *)(uintptr_t)is.ptr;

		for (size_t at = 0; at < is.len; at += stride(names[i])) {
			bytes[at] ^= (unsigned char)(1u << at % 8);
			reseal_put(&f.w, f.volume, names[i], is);
			if (verify(&f) != AMBIT_NOT_VALID)
				fail_msg("%s, byte %zu", names[i], at);
			bytes[at] ^= (unsigned char)(1u << at % 8);
		}
		reseal_put(&f.w, f.volume, names[i], is);
		world_drop(is);
	}
	assert_int_equal(verify(&f), AMBIT_VALID);
}

static void
any_cut_or_longer_file_shows(void **state)
{
	struct fixture f;
	char names[32][128];
	size_t n;

	(void)state;
	make(&f);
	n = files_of(&f, names);
	for (size_t i = 0; i < n; i++) {
		struct ambit_span is = reseal_get(&f.w, f.volume, names[i]);
		struct ambit_span cut = { is.ptr, is.len - 1 };
		struct ambit_span more = { is.ptr, is.len + 1 };

		reseal_put(&f.w, f.volume, names[i], cut);
		assert_int_equal(verify(&f), AMBIT_NOT_VALID);
		reseal_put(&f.w, f.volume, names[i], more);
		assert_int_equal(verify(&f), AMBIT_NOT_VALID);
		reseal_put(&f.w, f.volume, names[i], AMBIT_LIT(""));
		assert_int_equal(verify(&f), AMBIT_NOT_VALID);
		reseal_put(&f.w, f.volume, names[i], is);
		world_drop(is);
	}
	assert_int_equal(verify(&f), AMBIT_VALID);
}

/* "out/<id>/<volume>/name" */
static void
place(const struct fixture *f, const char *name, char path_r[512])
{
	(void)snprintf(path_r, 512, "%s/%s", f->volume, name);
}

static void
move(const struct fixture *f, const char *from, const char *to)
{
	char a[512], b[512];

	place(f, from, a);
	place(f, to, b);
	assert_int_equal(renameat(f->w.fd, a, f->w.fd, b), 0);
}

static void
any_missing_or_renamed_file_shows(void **state)
{
	struct fixture f;
	char names[32][128], other[256], path[512];
	size_t n;

	(void)state;
	make(&f);
	n = files_of(&f, names);
	for (size_t i = 0; i < n; i++) {
		struct ambit_span is = reseal_get(&f.w, f.volume, names[i]);

		(void)snprintf(other, sizeof(other), "%s.x", names[i]);
		move(&f, names[i], other);
		assert_int_equal(verify(&f), AMBIT_NOT_VALID);
		move(&f, other, names[i]);
		place(&f, names[i], path);
		assert_int_equal(unlinkat(f.w.fd, path, 0), 0);
		assert_int_equal(verify(&f), AMBIT_NOT_VALID);
		/* A link to what it was is not it. */
		reseal_put(&f.w, f.volume, "../../elsewhere", is);
		(void)snprintf(other, sizeof(other), "%s/out/elsewhere",
		    f.w.path);
		assert_int_equal(symlinkat(other, f.w.fd, path), 0);
		assert_int_equal(verify(&f), AMBIT_NOT_VALID);
		assert_int_equal(unlinkat(f.w.fd, path, 0), 0);
		reseal_put(&f.w, f.volume, names[i], is);
		world_drop(is);
	}
	assert_int_equal(verify(&f), AMBIT_VALID);
}

static void
any_two_swapped_files_show(void **state)
{
	struct fixture f;
	char names[32][128];
	size_t n;

	(void)state;
	make(&f);
	n = files_of(&f, names);
	for (size_t i = 0; i < n; i++) {
		for (size_t j = i + 1; j < n; j++) {
			struct ambit_span a =
			    reseal_get(&f.w, f.volume, names[i]);
			struct ambit_span b =
			    reseal_get(&f.w, f.volume, names[j]);

			reseal_put(&f.w, f.volume, names[i], b);
			reseal_put(&f.w, f.volume, names[j], a);
			/* The same message under two tasks is one text. */
			assert_int_equal(verify(&f),
			    ambit_span_equal(a, b) ? AMBIT_VALID
						   : AMBIT_NOT_VALID);
			reseal_put(&f.w, f.volume, names[i], a);
			reseal_put(&f.w, f.volume, names[j], b);
			world_drop(a);
			world_drop(b);
		}
	}
}

static const struct {
	const char *name, *code, *words;
} extras[] = {
	{ "fetch.txt", "V_EXTRA", "in no manifest" },
	{ "note.txt", "V_EXTRA", "in no manifest" },
	{ ".hidden", "V_EXTRA", "in no manifest" },
	{ "manifest-sha512.txt", "V_EXTRA", "in no manifest" },
	{ "ambit/note.txt", "V_EXTRA", "in no manifest" },
	{ "data/note.txt", "V_EXTRA", "in no manifest" },
	{ "data/certificate.txt", "V_EXTRA", "in no manifest" },
	{ "data/task-001/messages.csv", "V_EXTRA", "in no manifest" },
	{ "data/task-001/content/note.eml", "V_EXTRA", "in no manifest" },
	{ "data/task-005/messages.csv", "V_EXTRA", "in no manifest" },
	{ "data/task-001/content/a/b/c.eml", "V_LAYOUT", "a folder deeper" },
	{ "data/task-001/content/\xc3\xa9.eml", "V_LAYOUT", "no package has" },
	{ "tagmanifest-sha256.txt.p7s.tsr", "V_SIGN", "no time token" },
};

static void
an_added_file_shows(void **state)
{
	size_t i = (size_t)(uintptr_t)*state;
	struct fixture f;

	make(&f);
	reseal_put(&f.w, f.volume, extras[i].name, AMBIT_LIT("x"));
	(void)verify(&f);
	assert_defect(&f, extras[i].code, extras[i].words);
}

static void
what_is_no_file_shows(void **state)
{
	struct fixture f;
	char path[512];

	(void)state;
	make(&f);
	place(&f, "data/task-009", path);
	assert_int_equal(mkdirat(f.w.fd, path, 0755), 0);
	(void)verify(&f);
	assert_defect(&f, "V_LAYOUT", "an empty folder");
	assert_int_equal(unlinkat(f.w.fd, path, AT_REMOVEDIR), 0);
	assert_int_equal(mkfifoat(f.w.fd, path, 0644), 0);
	(void)verify(&f);
	assert_defect(&f, "V_LAYOUT", "it is a link or no file at all");
	assert_int_equal(unlinkat(f.w.fd, path, 0), 0);
	place(&f, "../note", path);
	world_put(&f.w, path, AMBIT_LIT("x"));
	(void)verify(&f);
	assert_defect(&f, "V_LAYOUT", "it is no volume of this production");
	assert_int_equal(unlinkat(f.w.fd, path, 0), 0);
	assert_int_equal(verify(&f), AMBIT_VALID);
}

/* ---- something else in the place of a file ---- */

#define TSR "tagmanifest-sha256.txt.p7s.tsr"

static void
put_fifo(const struct fixture *f, const char *path)
{
	assert_int_equal(mkfifoat(f->w.fd, path, 0644), 0);
}

static void
put_folder(const struct fixture *f, const char *path)
{
	assert_int_equal(mkdirat(f->w.fd, path, 0755), 0);
}

/* Its bytes are the right ones, and nobody asks. */
static void
put_link(const struct fixture *f, const char *path)
{
	char target[256];

	(void)snprintf(target, sizeof(target), "%s/out/aside", f->w.path);
	assert_int_equal(symlinkat(target, f->w.fd, path), 0);
}

static void
put_endless_link(const struct fixture *f, const char *path)
{
	assert_int_equal(symlinkat("/dev/zero", f->w.fd, path), 0);
}

static void
put_socket(const struct fixture *f, const char *path)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	/* A short name, for the path of a socket may not be long. */
	(void)snprintf(to.sun_path, sizeof(to.sun_path), "%s/socket",
	    f->w.path);
	assert_int_equal(bind(fd, (struct sockaddr *)&to, sizeof(to)), 0);
	assert_int_equal(renameat(f->w.fd, "socket", f->w.fd, path), 0);
	(void)close(fd);
}

/* To root nothing is closed; the file is then as good as it was. */
static void
put_closed(const struct fixture *f, const char *path)
{
	int from = openat(f->w.fd, "out/aside", O_RDONLY);
	int to = openat(f->w.fd, path, O_WRONLY | O_CREAT | O_EXCL, 0);
	char bytes[8192];
	ssize_t n;

	while ((n = read(from, bytes, sizeof(bytes))) > 0)
		assert_int_equal(write(to, bytes, (size_t)n), n);
	(void)close(from);
	(void)close(to);
}

static const struct kind {
	const char *name;
	void (*put)(const struct fixture *f, const char *path);
	const char *listed; /* what the layout says; NULL: nothing */
	bool not_for_root;
} kinds[] = {
	{ "a FIFO in the place of any file shows", put_fifo,
	    ": it is a link or no file at all", false },
	{ "a folder in the place of any file shows", put_folder,
	    "/: an empty folder", false },
	{ "a link in the place of any file shows", put_link,
	    ": it is a link or no file at all", false },
	{ "a link to an endless device in the place of any file shows",
	    put_endless_link, ": it is a link or no file at all", false },
	{ "a socket in the place of any file shows", put_socket,
	    ": it is a link or no file at all", false },
	{ "a file closed to readers in the place of any file shows", put_closed,
	    NULL, true },
};

static void
assert_layout(struct fixture *f, const char *name, const char *words)
{
	char text[256];

	(void)snprintf(text, sizeof(text), "/%s%s", name, words);
	assert_defect(f, "V_LAYOUT", text);
}

static const char *
listed_as(const struct kind *kind, const char *name)
{
	/* There is no folder below content/. */
	return kind->put == put_folder && strstr(name, "/content/") != NULL
	    ? ": a folder deeper than any of a package"
	    : kind->listed;
}

static void
assert_not_read(struct fixture *f, const struct kind *kind, const char *name)
{
	/* A read that waits would wait for ever. */
	(void)alarm(60);
	(void)verify(f);
	(void)alarm(0);
	if (kind->listed != NULL)
		assert_layout(f, name, listed_as(kind, name));
	/* Payload that was listed as no file is missing, and not opened. */
	if (kind->listed == NULL || strncmp(name, "data/task", 9) != 0)
		assert_layout(f, name,
		    ": it is a link, or no file that can be read");
	assert_non_null(strstr(f->page, "\nNOT VALID: "));
}

static void
what_is_no_file_is_not_read(void **state)
{
	const struct kind *kind = *state;
	struct fixture f;
	char names[32][128], path[512];
	size_t n;

	if (kind->not_for_root && geteuid() == 0)
		skip();
	make(&f);
	n = files_of(&f, names);
	(void)snprintf(names[n], sizeof(names[n]), TSR);
	reseal_put(&f.w, f.volume, names[n++], AMBIT_LIT("x"));
	for (size_t i = 0; i < n; i++) {
		place(&f, names[i], path);
		assert_int_equal(renameat(f.w.fd, path, f.w.fd, "out/aside"),
		    0);
		kind->put(&f, path);
		assert_not_read(&f, kind, names[i]);
		world_remove(f.w.fd, path);
		assert_int_equal(renameat(f.w.fd, "out/aside", f.w.fd, path),
		    0);
	}
}

/* Nor a folder whose files nobody may name. */
static void
a_folder_closed_to_readers_shows(void **state)
{
	struct fixture f;
	char path[512];

	(void)state;
	if (geteuid() == 0)
		skip();
	make(&f);
	for (mode_t mode = 0; mode <= 0400; mode += 0400) {
		place(&f, "data/task-001/content", path);
		assert_int_equal(fchmodat(f.w.fd, path, mode, 0), 0);
		(void)verify(&f);
		assert_int_equal(fchmodat(f.w.fd, path, 0755, 0), 0);
		assert_defect(&f, "V_LAYOUT", "it is closed to readers");
	}
}

/* ---- a package that its maker changed, and signed again ---- */

#define XML  "ambit/production.xml"
#define MAIL "data/task-001/content/%s1.eml"

struct forgery {
	const char *name;
	const char *file; /* "#3": the content file of number 3 */
	const char *old, *new;
	const char *code, *words;
	/* BOTH: it shows with the order and without. ORDER: it takes the
	 * order. FIRST: without the order another defect shows. ALONE: the
	 * reverse. */
	enum { BOTH, ORDER, FIRST, ALONE } when;
};

static const struct forgery forgeries[] = {
	/* Items: 1, 2 of task 1; 3, 4, 5 of task 3; 6, 7, 8 of task 4. */
	{ "a message out of the range shows", "#1", "Date: Mon, 2 Feb 2026",
	    "Date: Sun, 2 Feb 2025", "V_SCOPE", "rule \"range\"", BOTH },
	{ "a message with a doubtful date shows", "#1", "10:00:00 +0000\nSubj",
	    "25:00:00 +0000\nSubj", "V_SCOPE", "rule \"clock\"", BOTH },
	{ "a message of another instant shows", "#1", "10:00:00 +0000\nSubj",
	    "10:00:01 +0000\nSubj", "V_SCOPE", "tells another instant", BOTH },
	{ "a message of another delivery shows", "#6", "10:00:05 +0000",
	    "10:00:06 +0000", "V_SCOPE", "tells another instant", BOTH },
	{ "a message delivered by another host shows", "#6",
	    "by mx1.mail.example.com", "by mx2.mail.example.com", "V_SCOPE",
	    "rule \"clock\"", BOTH },
	{ "a message with nobody who was named shows", "#1",
	    "From: bob@example.org", "From: eve@example.org", "V_SCOPE",
	    "rule \"participant\"", ORDER },
	{ "a message whose header has no certain end shows", "#1",
	    "Subject: one\n", "Subject: one\nx\n", "V_SCOPE", "rule \"", BOTH },
	{ "a field beyond those named shows", "#3", "Subject: one\n",
	    "Subject: one\nX-Spam: no\n", "V_SCOPE", "more than was ordered",
	    BOTH },
	{ "an address beyond the fields named shows", "#3", "Subject: one\n",
	    "From: bob@example.org\nSubject: one\n", "V_SCOPE",
	    "more than was ordered", BOTH },
	{ "a part beyond those named shows", "#4", "Content-Type: text/html",
	    "Content-Type: image/png", "V_SCOPE", "more than was ordered",
	    BOTH },
	{ "text between the parts shows", "#4", "\n\n--", "\n\nPNG\n--",
	    "V_SCOPE", "no part of what was ordered", BOTH },
	{ "a telling boundary shows", "#4", "boundary=\"ambit-",
	    "boundary=\"alice\"; x=\"ambit-", "V_SCOPE", "", BOTH },
	{ "a row of another account shows", "data/task-002/messages.csv",
	    "1,alice@", "1,bob@", "V_TABLE", "of another account", BOTH },
	{ "a row out of the range shows", "data/task-002/messages.csv",
	    "2026-02-02", "2025-02-02", "V_TABLE",
	    "did not happen within the range", BOTH },
	{ "a row in the other direction shows", "data/task-002/messages.csv",
	    "received", "sent", "V_TABLE", "another direction", ORDER },
	{ "a row of another number shows", "data/task-002/messages.csv", "\n2,",
	    "\n3,", "V_TABLE", "its number is not its turn", BOTH },
	{ "rows in another order show", "data/task-002/messages.csv",
	    "2026-02-02", "2026-02-20", "V_TABLE", "canonical order", BOTH },
	{ "a date in another form shows", "data/task-002/messages.csv",
	    "2026-02-02T10:00:05Z", "2026-02-02T11:00:05+01:00", "V_TABLE",
	    "a date that ambit does not write", BOTH },
	{ "a column beyond the order shows", "data/task-002/messages.csv",
	    "to_addr", "to_addr,bcc_addr", "V_TABLE", "its columns", BOTH },
	{ "a cell beyond the columns shows", "data/task-002/messages.csv",
	    "\r\n2,", ",x\r\n2,", "V_TABLE", "more or fewer cells", BOTH },
	{ "a row too many shows", "data/task-002/messages.csv", "\r\n2,",
	    "\r\n2,alice@mail.example.com,,,,\r\n2,", "V_TABLE",
	    "it has 3 rows", BOTH },
	{ "CSV in another form shows", "data/task-002/messages.csv", "received",
	    "\"received\"", "V_TABLE", "as ambit writes CSV", BOTH },
	{ "an unguarded formula shows", "data/task-002/messages.csv",
	    "bob@example.org", "=bob@example.org", "V_TABLE",
	    "as ambit writes CSV", BOTH },
	/* production.xml */
	{ "a wider range shows", XML, "from=\"2026-01-01T00:00:00Z\"",
	    "from=\"2025-12-31T00:00:00Z\"", "V_ORDER", "range", FIRST },
	{ "another clock shows", XML, "clock=\"header\"", "clock=\"submitted\"",
	    "V_ORDER", "range", FIRST },
	{ "another account shows", XML, ">alice@mail", ">al@mail", "V_ORDER",
	    "another account", FIRST },
	{ "a narrowing left out shows", XML,
	    "    <Narrow by=\"participant\"/>\n", "", "V_ORDER",
	    "another narrowing", FIRST },
	{ "a field too many shows", XML, "<Field>to_addr</Field>",
	    "<Field>to_addr</Field>\n      <Field>cc_addr</Field>", "V_ORDER",
	    "not those that may leave", FIRST },
	{ "a field of another class shows", XML, "<Field>to_addr</Field>",
	    "<Field>subject</Field>", "V_ORDER", "not those that may leave",
	    BOTH },
	{ "a field that no table has shows", XML, "<Field>to_addr</Field>",
	    "<Field>thoughts</Field>", "V_ORDER", "not those that may leave",
	    BOTH },
	{ "another legal type shows", XML, "US_2703_A_WARRANT",
	    "US_2703_C2_SUBPOENA", "V_SCOPE", "asks for no content", ALONE },
	{ "another order digest shows", XML, "orderSha256=\"",
	    "orderSha256=\"0000000000000000000000000000000000000000000000000"
	    "000000000000000\" x=\"",
	    "V_XML", "", BOTH },
	{ "another reference shows", XML, "26-mj-00417", "26-mj-00418",
	    "V_ORDER", "another reference", FIRST },
	{ "an instant that is not ordered shows", XML, "native=\"reduced\"",
	    "native=\"reduced\" instant=\"2026-02-02T10:00:00Z\"", "V_SCOPE",
	    "its instant is told", BOTH },
	{ "an instant left out shows", XML, " instant=\"2026-02-02T10:00:00Z\"",
	    "", "V_SCOPE", "its instant is missing", BOTH },
	{ "a whole message said to be reduced shows", XML, "native=\"stored\"",
	    "native=\"reduced\"", "V_SCOPE", "whole where parts", BOTH },
	{ "a folder that was not ordered shows", XML,
	    " native=\"stored\" instant=\"2026-02-02T10:00:00Z\"/>",
	    " native=\"stored\" instant=\"2026-02-02T10:00:00Z\"><Folder>Work"
	    "</Folder></Item>",
	    "V_SCOPE", "its folder is named", BOTH },
	{ "a file name of a message shows", XML,
	    " native=\"stored\" instant=\"2026-02-02T10:00:00Z\"/>",
	    " native=\"stored\" instant=\"2026-02-02T10:00:00Z\"><Name>x"
	    "</Name></Item>",
	    "V_SCOPE", "neither a file name", BOTH },
	{ "a gap in the numbers shows", XML, "-00000002\"", "-00000022\"",
	    "V_ITEM", "its number is not its turn", BOTH },
	{ "an item of another task shows", XML, "task=\"1\" path",
	    "task=\"4\" path", "V_ITEM", "in the wrong place", BOTH },
	{ "a number of rows that is not shows", XML, "rows=\"2\"", "rows=\"1\"",
	    "V_TABLE", "production.xml says 1", BOTH },
	{ "a table left out shows", XML, "  <Table ", "  <!-- <Table ", "V_XML",
	    "", BOTH },
	{ "an entity shows", XML, "<OrderReference>26",
	    "<OrderReference>&bob;26", "V_XML", "", BOTH },
	{ "a comment shows", XML, "  <Order ", "  <!-- x --><Order ", "V_XML",
	    "what ambit does not write", BOTH },
	{ "an instruction shows", XML, "  <Order ", "  <?x y?><Order ", "V_XML",
	    "what ambit does not write", BOTH },
	{ "an element of nobody shows", XML, "  <Provider>",
	    "  <Secret/><Provider>", "V_XML", "as its schema has it", BOTH },
	{ "a document type shows", XML, "<Production ",
	    "<!DOCTYPE Production [<!ENTITY bob \"x\">]>\n<Production ",
	    "V_XML", "does not begin", BOTH },
	{ "another encoding shows", XML, "UTF-8", "UTF-7", "V_XML",
	    "does not begin", BOTH },
	{ "more than one volume where one is shows", XML, "volumes=\"1\"",
	    "volumes=\"2\"", "V_VOLUMES", "volume 2 of 2 is missing", BOTH },
	{ "another number of volume shows", XML, " volume=\"1\"",
	    " volume=\"2\"", "V_VOLUMES", "", BOTH },
	{ "a category left out shows", XML,
	    "    <NotProduced>secrets</NotProduced>\n", "", "V_TEXT",
	    "not what ambit writes", BOTH },
	{ "another convention shows", XML, ">half-open<", ">closed<", "V_TEXT",
	    "not what ambit writes", BOTH },
	/* The other texts. */
	{ "a sentence more in README.txt shows", "data/README.txt", "What was",
	    "Alice did it. What was", "V_TEXT", "not what ambit writes", BOTH },
	{ "a rule more shows", "ambit/rules.csv", "mail,native",
	    "mail,msgid,content,,no,message id\r\nmail,native", "V_TEXT",
	    "not what ambit writes", BOTH },
	{ "another label shows", "bag-info.txt", "Source-Organization",
	    "Contact-Name", "V_LAYOUT", "it does not say what", BOTH },
	{ "another provider shows", "bag-info.txt", "Example Mail Corp.",
	    "Other Mail Corp.", "V_LAYOUT", "it does not say what", BOTH },
	{ "another version of BagIt shows", "bagit.txt", "1.0", "0.9",
	    "V_LAYOUT", "the two lines of BagIt", BOTH },
};

/* The path of the file that the forgery means. */
static void
name_of(const struct fixture *f, const char *file, char name_r[128])
{
	static const unsigned tasks[] = { 1, 1, 3, 3, 3, 4, 4, 4 };
	char bates[AMBIT_BATES_LEN];
	uint32_t number;

	if (file[0] != '#') {
		(void)snprintf(name_r, 128, "%s", file);
		return;
	}
	number = (uint32_t)(file[1] - '0');
	ambit_production_bates(&f->w.order, number, bates);
	(void)snprintf(name_r, 128, "data/task-%03u/content/%s.eml",
	    tasks[number - 1], bates);
}

/* Reduced files are ordered by their digests: find the one that holds it. */
static void
forge(struct fixture *f, const struct forgery *row)
{
	char name[128], file[3] = "#0";

	if (row->file[0] != '#' || row->file[1] < '3' || row->file[1] > '5') {
		name_of(f, row->file, name);
		reseal_edit(&f->w, f->volume, name, row->old, row->new);
		return;
	}
	for (file[1] = '3'; file[1] <= '5'; file[1]++) {
		struct ambit_span is;
		bool found;

		name_of(f, file, name);
		is = reseal_get(&f->w, f->volume, name);
		found = strstr((const char *)is.ptr, row->old) != NULL;
		world_drop(is);
		if (!found)
			continue;
		reseal_edit(&f->w, f->volume, name, row->old, row->new);
		return;
	}
	fail_msg("no reduced file holds \"%s\"", row->old);
}

/* Is this the defect that is looked for? */
static bool
shows(const struct forgery *row, bool no_order)
{
	switch (row->when) {
	case BOTH:
		return true;
	case ORDER:
	case FIRST:
		return !no_order;
	case ALONE:
		return no_order;
	}
	return false;
}

static void
a_forgery_shows(void **state)
{
	const struct forgery *row = *state;
	struct fixture f;

	make(&f);
	forge(&f, row);
	reseal(&f.w, f.volume, &f.signer);
	/* reseal puts all in order but what was forged. */
	if (strcmp(row->file, "bag-info.txt") == 0 ||
	    strcmp(row->file, "bagit.txt") == 0)
		reseal_tags(&f.w, f.volume, &f.signer);
	for (int alone = 0; alone < 2; alone++) {
		f.no_order = alone == 1;
		(void)verify(&f);
		assert_int_equal(f.validity,
		    alone && row->when == ORDER ? AMBIT_VALID
						: AMBIT_NOT_VALID);
		if (shows(row, f.no_order))
			assert_defect(&f, row->code, row->words);
	}
}

/* Two messages that changed places: digests, lengths and all else fit. */
static void
messages_in_another_order_show(void **state)
{
	struct fixture f;
	char a_name[128], b_name[128];
	struct ambit_span a, b;

	(void)state;
	make(&f);
	name_of(&f, "#3", a_name);
	name_of(&f, "#4", b_name);
	a = reseal_get(&f.w, f.volume, a_name);
	b = reseal_get(&f.w, f.volume, b_name);
	reseal_put(&f.w, f.volume, a_name, b);
	reseal_put(&f.w, f.volume, b_name, a);
	reseal(&f.w, f.volume, &f.signer);
	(void)verify(&f);
	assert_defect(&f, "V_ITEM", "canonical order");
	world_drop(a);
	world_drop(b);
}

static void
a_length_that_is_not_shows(void **state)
{
	struct fixture f;

	(void)state;
	make(&f);
	reseal_edit(&f.w, f.volume, XML, " bytes=\"", " bytes=\"1");
	reseal_tags(&f.w, f.volume, &f.signer);
	(void)verify(&f);
	assert_defect(&f, "V_ITEM", "another length");
}

static void
a_digest_that_is_not_shows(void **state)
{
	struct fixture f;
	char name[128], is[65], not [65];
	struct ambit_span file;

	(void)state;
	make(&f);
	name_of(&f, "#3", name);
	file = reseal_get(&f.w, f.volume, name);
	reseal_hex(file, is);
	memcpy(not, is, sizeof(not ));
	/* The last digit: it stays in its place among the others. */
	not [63] = is[63] == '0' ? '1' : '0';
	reseal_edit(&f.w, f.volume, XML, is, not );
	reseal_tags(&f.w, f.volume, &f.signer);
	(void)verify(&f);
	assert_defect(&f, "V_ITEM", "another digest than the manifest");
	world_drop(file);
}

/* What is signed again without a change is as good as it was. */
static void
resealing_alone_changes_nothing(void **state)
{
	struct fixture f;

	(void)state;
	make(&f);
	reseal(&f.w, f.volume, &f.signer);
	if (verify(&f) != AMBIT_VALID)
		fail_msg("%s", f.page);
}

/* ---- manifests that their maker changed ---- */

static const struct {
	const char *name, *file, *old, *new, *words;
} lines[] = {
	{ "one blank for two shows", "manifest-sha256.txt", "  data/README",
	    " data/README", "a line that ambit does not write" },
	{ "the mark of a binary file shows", "manifest-sha256.txt",
	    "  data/README", " *data/README",
	    "a line that ambit does not write" },
	{ "a line end of DOS shows", "manifest-sha256.txt", "README.txt\n",
	    "README.txt\r\n", "a line that ambit does not write" },
	{ "a way out of the bag shows", "manifest-sha256.txt",
	    "data/README.txt", "data/../bagit.txt",
	    "a line that ambit does not write" },
	{ "an absolute path shows", "manifest-sha256.txt", "data/README.txt",
	    "/etc/passwd", "a line that ambit does not write" },
	{ "a path from home shows", "manifest-sha256.txt", "data/README.txt",
	    "~/README.txt", "a line that ambit does not write" },
	{ "a drive letter shows", "manifest-sha256.txt", "data/README.txt",
	    "C:/README.txt", "a line that ambit does not write" },
	{ "a tag file in the payload's manifest shows", "manifest-sha256.txt",
	    "data/README.txt", "bagit.txt",
	    "a line that ambit does not write" },
	{ "lines out of order show", "manifest-sha256.txt", "data/README.txt",
	    "data/zzz.txt", "not in order" },
	{ "a last line without its end shows", "manifest-sha256.txt",
	    "messages.csv\n", "messages.csv",
	    "a line that ambit does not write" },
	{ "an empty line shows", "manifest-sha256.txt", "README.txt\n",
	    "README.txt\n\n", "a line that ambit does not write" },
	{ "a sixth tag file shows", "tagmanifest-sha256.txt",
	    "  manifest-sha256.txt\n",
	    "  manifest-sha256.txt\n"
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	    "  note.txt\n",
	    "more than its five lines" },
	{ "a tag file left out shows", "tagmanifest-sha256.txt",
	    "  ambit/rules.csv", "  ambit/rulez.csv", "no line for" },
};

static void
a_manifest_in_another_form_shows(void **state)
{
	size_t i = (size_t)(uintptr_t)*state;
	struct fixture f;

	make(&f);
	reseal_edit(&f.w, f.volume, lines[i].file, lines[i].old, lines[i].new);
	if (strcmp(lines[i].file, "manifest-sha256.txt") == 0)
		reseal_tags(&f.w, f.volume, &f.signer);
	else
		reseal_signature(&f.w, f.volume, &f.signer);
	(void)verify(&f);
	assert_defect(&f, "V_MANIFEST", lines[i].words);
}

static void
digits_in_capitals_show(void **state)
{
	struct fixture f;
	struct ambit_span is;
	unsigned char *bytes;
	size_t at;

	(void)state;
	make(&f);
	is = reseal_get(&f.w, f.volume, "manifest-sha256.txt");
	bytes = (unsigned char *)(uintptr_t)is.ptr;
	at = strcspn((const char *)bytes, "abcdef");
	bytes[at] = (unsigned char)(bytes[at] - 'a' + 'A');
	reseal_put(&f.w, f.volume, "manifest-sha256.txt", is);
	reseal_tags(&f.w, f.volume, &f.signer);
	(void)verify(&f);
	assert_defect(&f, "V_MANIFEST", "a line that ambit does not write");
	world_drop(is);
}

/* A file that is listed, digest and all, and that nobody ordered. */
static void
a_listed_file_of_nobody_shows(void **state)
{
	struct fixture f;

	(void)state;
	make(&f);
	reseal_put(&f.w, f.volume, "data/note.txt", AMBIT_LIT("x"));
	reseal_edit(&f.w, f.volume, "manifest-sha256.txt", "data/README.txt\n",
	    "data/README.txt\n"
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	    "  data/note.txt\n");
	reseal(&f.w, f.volume, &f.signer);
	(void)verify(&f);
	assert_defect(&f, "V_EXTRA", "production.xml does not name");
}

/* ---- reduced messages of odd shapes ---- */

#define FIELDS(a, b)                                                  \
	"<Data class=\"content\" store=\"mail\"><Field>" a "</Field>" \
	"<Field>" b "</Field></Data>"

static const char pieces_text[] =
    WORLD_ORDER(TASK("t1", FIELDS("headers", "text"), "header", "")
	    TASK("t2", FIELDS("headers", "attachments"), "header", "")
		TASK("t3", FIELDS("text", "attachments"), "header", "")
		    TASK("t4", FIELDS("subject", "attachments"), "header", "")
			TASK("t5", FIELDS("subject", "headers"), "header", ""));

#define HEAD                                     \
	"From: bob@example.org\n"                \
	"Date: Mon, 2 Feb 2026 10:00:00 +0000\n" \
	"Subject: s\n"

#define MULTIPART(type) \
	"MIME-Version: 1.0\nContent-Type: multipart/" type "; boundary=x\n\n"

static const struct {
	const char *name, *text;
} shapes[] = {
	{ "a message without a body", HEAD "\n" },
	{ "a message that ends with its header", HEAD },
	{ "an empty text of a named type",
	    HEAD "Content-Type: text/plain\n\n" },
	{ "an empty attachment", HEAD "Content-Type: image/png\n\n" },
	{ "an attachment alone", HEAD "Content-Type: image/png\n\nPNG\n" },
	{ "lines of DOS",
	    "From: bob@example.org\r\n"
	    "Date: Mon, 2 Feb 2026 10:00:00 +0000\r\n"
	    "Content-Type: multipart/mixed; boundary=x\r\n\r\n"
	    "--x\r\n\r\na\r\n--x\r\nContent-Type: image/png\r\n\r\n"
	    "PNG\r\n--x\r\n\r\nb\r\n--x--\r\n" },
	{ "a digest whose messages name no type",
	    HEAD MULTIPART("digest") "--x\n\nFrom: c\n\n1\n--x\n\nFrom: d\n"
				     "\n2\n--x--\n" },
	{ "a digest of one message",
	    HEAD MULTIPART("digest") "--x\n\nFrom: c\n\n1\n--x--\n" },
	{ "parts within parts",
	    HEAD MULTIPART("mixed") //
	    "--x\nContent-Type: multipart/alternative; boundary=y\n\n"
	    "--y\n\na\n--y\nContent-Type: text/html\n\n<p>\n--y--\n"
	    "--x\nContent-Type: message/rfc822\n\nFrom: e\n\nf\n--x--\n" },
	{ "text around the parts",
	    HEAD MULTIPART("mixed") "before\n--x\n\na\n--x--\nbehind\n" },
	{ "parts without a byte",
	    HEAD MULTIPART("mixed") "--x\n\n\n--x\nContent-Type: image/png\n"
				    "\n\n--x--\n" },
};

static void
reduced_messages_are_good(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	char registry[8192], name[32];

	(void)state;
	assert_non_null(f);
	(void)snprintf(registry, sizeof(registry), "%s%s",
	    WORLD_REGISTRY(STORES), WORLD_LIMITS("1000000"));
	f->w = world_new(pieces_text, registry);
	f->signer = signer_new();
	f->no_ca = true;
	for (size_t i = 0; i < COUNT(shapes); i++) {
		(void)snprintf(name, sizeof(name), "drop/%zu.eml", i);
		world_put(&f->w, name, ambit_span_str(shapes[i].text));
	}
	package_make(&f->w, &f->signer);
	package_path(&f->w, 0, f->package);
	if (verify(f) != AMBIT_INTACT)
		fail_msg("%s", f->page);
	/* Some of each task left, and some could not be told apart. */
	assert_non_null(strstr(f->page, " messages, tables 0, rows 0\n"));
	assert_null(strstr(f->page, " 0 messages,"));
	signer_free(&f->signer);
	world_free(&f->w);
	free(f);
}

/* ---- time tokens ---- */

static ASN1_INTEGER *
serial(TS_RESP_CTX *ctx, void *data)
{
	ASN1_INTEGER *number = ASN1_INTEGER_new();

	(void)ctx;
	(void)data;
	signer_need(number != NULL && ASN1_INTEGER_set(number, 1));
	return number;
}

/* RFC 3161 2.4.1: the digest of the signature, and no nonce. */
static BIO *
request_of(struct ambit_span p7s)
{
	TS_REQ *req = TS_REQ_new();
	TS_MSG_IMPRINT *imprint = TS_MSG_IMPRINT_new();
	X509_ALGOR *algorithm = X509_ALGOR_new();
	BIO *bio = BIO_new(BIO_s_mem());
	unsigned char sha256[AMBIT_DIGEST_LEN];

	assert_int_equal(ambit_sink_digest(p7s, sha256, NULL), 0);
	X509_ALGOR_set_md(algorithm, EVP_sha256());
	signer_need(TS_MSG_IMPRINT_set_algo(imprint, algorithm));
	signer_need(TS_MSG_IMPRINT_set_msg(imprint, sha256, sizeof(sha256)));
	signer_need(TS_REQ_set_version(req, 1));
	signer_need(TS_REQ_set_msg_imprint(req, imprint));
	signer_need(TS_REQ_set_cert_req(req, 1));
	signer_need(i2d_TS_REQ_bio(bio, req));
	TS_MSG_IMPRINT_free(imprint);
	X509_ALGOR_free(algorithm);
	TS_REQ_free(req);
	return bio;
}

/* What a time authority answers, in DER; the caller frees. */
static struct ambit_span
token_over(struct ambit_span p7s)
{
	static const struct signer_traits stamps = {
		.usage = "critical,digitalSignature",
		.extended_usage = "critical,timeStamping",
	};
	struct signer authority = signer_with(EVP_EC_gen("P-256"), &stamps);
	TS_RESP_CTX *ctx = TS_RESP_CTX_new();
	ASN1_OBJECT *policy = OBJ_txt2obj("1.2.3.4", 1);
	BIO *bio = request_of(p7s);
	unsigned char *der = NULL;
	TS_RESP *resp;
	int len;

	TS_RESP_CTX_set_serial_cb(ctx, serial, NULL);
	signer_need(TS_RESP_CTX_set_signer_cert(ctx, authority.cert));
	signer_need(TS_RESP_CTX_set_signer_key(ctx, authority.key));
	signer_need(TS_RESP_CTX_set_signer_digest(ctx, EVP_sha256()));
	signer_need(TS_RESP_CTX_set_def_policy(ctx, policy));
	signer_need(TS_RESP_CTX_add_md(ctx, EVP_sha256()));
	resp = TS_RESP_create_response(ctx, bio);
	len = i2d_TS_RESP(resp, &der);
	signer_need(len > 0);
	TS_RESP_free(resp);
	BIO_free(bio);
	ASN1_OBJECT_free(policy);
	TS_RESP_CTX_free(ctx);
	signer_free(&authority);
	return (struct ambit_span){ der, (size_t)len };
}

static void
a_time_token_is_over_the_signature(void **state)
{
	struct fixture f;
	struct ambit_span p7s, token, other;
	unsigned char *bytes;

	(void)state;
	make(&f);
	p7s = reseal_get(&f.w, f.volume, "tagmanifest-sha256.txt.p7s");
	token = token_over(p7s);
	other = token_over(AMBIT_LIT("another signature"));
	reseal_put(&f.w, f.volume, TSR, token);
	if (verify(&f) != AMBIT_VALID)
		fail_msg("%s", f.page);
	reseal_put(&f.w, f.volume, TSR, other);
	(void)verify(&f);
	assert_defect(&f, "V_SIGN", "no time token over the signature");
	bytes = (unsigned char *)(uintptr_t)token.ptr;
	for (size_t i = 0; i < token.len; i += 3) {
		bytes[i] ^= (unsigned char)(1u << i % 8);
		reseal_put(&f.w, f.volume, TSR, token);
		if (verify(&f) != AMBIT_NOT_VALID)
			fail_msg("byte %zu", i);
		bytes[i] ^= (unsigned char)(1u << i % 8);
	}
	OPENSSL_free(bytes);
	OPENSSL_free((void *)(uintptr_t)other.ptr);
	world_drop(p7s);
}

/* ---- volumes ---- */

static unsigned
volumes_of(struct fixture *f)
{
	unsigned n = 0;
	char path[128];

	do
		package_path(&f->w, n + 1, path);
	while (faccessat(f->w.fd, path, F_OK, 0) == 0 && ++n < 9);
	return n;
}

static void
a_package_of_volumes_is_one(void **state)
{
	struct fixture f;
	char path[128], other[128];
	unsigned n;

	(void)state;
	make_volumes(&f);
	n = volumes_of(&f);
	assert_true(n > 2);
	if (verify(&f) != AMBIT_VALID)
		fail_msg("%s", f.page);
	for (unsigned i = 1; i <= n; i++) {
		package_path(&f.w, i, path);
		(void)verify_folder(&f, path);
		assert_defect(&f, "V_VOLUMES", "the others are not here");
		assert_int_equal(f.complaints.n, 1);
		(void)snprintf(other, sizeof(other), "out/aside");
		assert_int_equal(renameat(f.w.fd, path, f.w.fd, other), 0);
		(void)verify(&f);
		assert_defect(&f, "V_VOLUMES", "is missing");
		assert_int_equal(renameat(f.w.fd, other, f.w.fd, path), 0);
	}
	assert_int_equal(verify(&f), AMBIT_VALID);
}

static void
swapped_volumes_show(void **state)
{
	struct fixture f;
	char first[128], second[128];

	(void)state;
	make_volumes(&f);
	package_path(&f.w, 1, first);
	package_path(&f.w, 2, second);
	assert_int_equal(renameat(f.w.fd, first, f.w.fd, "out/aside"), 0);
	assert_int_equal(renameat(f.w.fd, second, f.w.fd, first), 0);
	assert_int_equal(renameat(f.w.fd, "out/aside", f.w.fd, second), 0);
	(void)verify(&f);
	assert_defect(&f, "V_VOLUMES", "it says that it is volume");
}

static void
volumes_say_the_same(void **state)
{
	struct fixture f;
	char second[128];

	(void)state;
	make_volumes(&f);
	package_path(&f.w, 2, second);
	reseal_edit(&f.w, second, XML, "<Narrow by=\"direction\"/>", "");
	reseal(&f.w, second, &f.signer);
	(void)verify(&f);
	assert_defect(&f, "V_VOLUMES", "other things than the first volume");
}

static void
volumes_have_one_signer(void **state)
{
	static const struct signer_traits plain = { .usage = NULL };
	struct fixture f;
	struct signer other;
	char second[128];

	(void)state;
	make_volumes(&f);
	package_path(&f.w, 2, second);
	other.key = EVP_EC_gen("P-256");
	other.cert = signer_cert("Another Signer", other.key, f.signer.ca,
	    f.signer.ca_key, &plain);
	reseal_signature(&f.w, second, &other);
	(void)verify(&f);
	assert_defect(&f, "V_SIGN", "another signer");
	X509_free(other.cert);
	EVP_PKEY_free(other.key);
}

static void
a_folder_without_a_package_is_none(void **state)
{
	struct fixture f;

	(void)state;
	make(&f);
	world_put(&f.w, "empty/x", AMBIT_LIT(""));
	assert_int_equal(unlinkat(f.w.fd, "empty/x", 0), 0);
	(void)verify_folder(&f, "empty");
	assert_defect(&f, "V_LAYOUT", "there is no volume in this folder");
	assert_non_null(strstr(f.page, "NOT VALID: 1 defect; the first: "));
}

/* More defects than a page holds are counted. */
static void
a_page_of_defects_ends(void **state)
{
	struct fixture f;
	char name[64];

	(void)state;
	make(&f);
	for (unsigned i = 0; i < 200; i++) {
		(void)snprintf(name, sizeof(name), "data/extra-%u", i);
		reseal_put(&f.w, f.volume, name, AMBIT_LIT("x"));
	}
	assert_int_equal(verify(&f), AMBIT_NOT_VALID);
	assert_int_equal(f.complaints.n, 200);
	assert_non_null(strstr(f.page, "and 160 more\n"));
	assert_non_null(strstr(f.page, "NOT VALID: 200 defects; the first: "));
}

int
main(void)
{
	static const struct CMUnitTest singles[] = {
		cmocka_unit_test(the_page_is_a_page),
		cmocka_unit_test(another_root_is_not_trusted),
		cmocka_unit_test(another_order_is_not_the_one),
		cmocka_unit_test(any_changed_byte_shows),
		cmocka_unit_test(any_cut_or_longer_file_shows),
		cmocka_unit_test(any_missing_or_renamed_file_shows),
		cmocka_unit_test(any_two_swapped_files_show),
		cmocka_unit_test(what_is_no_file_shows),
		cmocka_unit_test(a_folder_closed_to_readers_shows),
		cmocka_unit_test(messages_in_another_order_show),
		cmocka_unit_test(a_length_that_is_not_shows),
		cmocka_unit_test(a_digest_that_is_not_shows),
		cmocka_unit_test(resealing_alone_changes_nothing),
		cmocka_unit_test(digits_in_capitals_show),
		cmocka_unit_test(a_listed_file_of_nobody_shows),
		cmocka_unit_test(reduced_messages_are_good),
		cmocka_unit_test(a_time_token_is_over_the_signature),
		cmocka_unit_test(a_package_of_volumes_is_one),
		cmocka_unit_test(swapped_volumes_show),
		cmocka_unit_test(volumes_say_the_same),
		cmocka_unit_test(volumes_have_one_signer),
		cmocka_unit_test(a_folder_without_a_package_is_none),
		cmocka_unit_test(a_page_of_defects_ends),
	};
	struct CMUnitTest tests[COUNT(singles) + COUNT(asked) + COUNT(extras) +
	    COUNT(kinds) + COUNT(forgeries) + COUNT(lines)];
	size_t n = COUNT(singles);

	memcpy(tests, singles, sizeof(singles));
	for (size_t i = 0; i < COUNT(asked); i++)
		tests[n++] = (struct CMUnitTest){ asked[i].name,
			an_untouched_package_is_good, NULL, NULL, (void *)i };
	for (size_t i = 0; i < COUNT(extras); i++)
		tests[n++] = (struct CMUnitTest){ extras[i].name,
			an_added_file_shows, NULL, NULL, (void *)i };
	for (size_t i = 0; i < COUNT(kinds); i++)
		tests[n++] = (struct CMUnitTest){ kinds[i].name,
			what_is_no_file_is_not_read, NULL, NULL,
			(void *)(uintptr_t)&kinds[i] };
	for (size_t i = 0; i < COUNT(forgeries); i++)
		tests[n++] =
		    (struct CMUnitTest){ forgeries[i].name, a_forgery_shows,
			    NULL, NULL, (void *)(uintptr_t)&forgeries[i] };
	for (size_t i = 0; i < COUNT(lines); i++)
		tests[n++] = (struct CMUnitTest){ lines[i].name,
			a_manifest_in_another_form_shows, NULL, NULL,
			(void *)i };
	return cmocka_run_group_tests_name("verify", tests, make_masters,
	    drop_masters);
}
