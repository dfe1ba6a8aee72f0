#ifndef AMBIT_TESTS_RUNS_H
#define AMBIT_TESTS_RUNS_H

#include <signal.h>
#include <sys/wait.h>

#include "check.h"
#include "output.h"
#include "package.h"

#include "ambit/staging.h"

/*
 * A provider of three stores, three units in all, and an order that asks for
 * whole messages, a table and parts: what any run makes of it is the same
 * package.
 */

#define RUNS_TASK(id, data, clock) \
	"<Task id=\"" id "\">" WORLD_TARGET data WORLD_RANGE(clock) "</Task>"

static const char runs_order[] = WORLD_ORDER(RUNS_TASK("t1",
    "<Data class=\"content\" store=\"mail\"/>", "header") RUNS_TASK("t2",
    "<Data class=\"traffic\" store=\"mail\"><Field>from_addr</Field>"
    "<Field>date_header</Field></Data>",
    "header") RUNS_TASK("t3",
    "<Data class=\"content\" store=\"mail\"><Field>subject</Field>"
    "<Field>text</Field></Data>",
    "header"));

#define RUNS_CLOCK "<Clock name=\"header\" source=\"dateHeader\"/></Store>"
#define RUNS_STORE(id, format)                                    \
	"<Store id=\"" id "\" account=\"alice\" format=\"" format \
	"\" path=\"" id "\" holds=\"mail\">" RUNS_CLOCK

static const char runs_registry[] =
    WORLD_REGISTRY(RUNS_STORE("inbox", "mbox") RUNS_STORE("drop", "eml")
	    RUNS_STORE("old", "maildir")) WORLD_LIMITS("1000000");

#define RUNS_FROM "From a@example.com Sun Feb  1 10:00:00 2026\n"
#define RUNS_MAIL(day, year, text)                    \
	"From: Bob <bob@example.org>\n"               \
	"Date: " day " Feb " year " 10:00:00 +0000\n" \
	"Subject: " text "\n\n" text "\n"

struct runs {
	struct world w;
	struct signer signer;
	struct ambit_run_result result;
	struct ambit_err err;
};

static inline void
runs_put_all(const struct runs *r)
{
	world_put(&r->w, "warrant.pdf", AMBIT_LIT("a scan\n"));
	world_put(&r->w, "inbox",
	    AMBIT_LIT(RUNS_FROM RUNS_MAIL("1", "2026", "one") "\n" //
		RUNS_FROM RUNS_MAIL("2", "2025", "canary") "\n"    //
		RUNS_FROM RUNS_MAIL("3", "2026", "two") "\n"));
	world_put(&r->w, "drop/a.eml",
	    AMBIT_LIT(RUNS_MAIL("1", "2026", "one")));
	world_put(&r->w, "drop/b.eml",
	    AMBIT_LIT(RUNS_MAIL("4", "2026", "three")));
	world_put(&r->w, "old/cur/1.x",
	    AMBIT_LIT(RUNS_MAIL("5", "2026", "four")));
	world_put(&r->w, "old/new/2.x", AMBIT_LIT("Date: nobody knows\n\n"));
	world_put(&r->w, "old/tmp/3.x", AMBIT_LIT("not yet\n"));
}

static inline void
runs_begin(struct runs *r)
{
	(void)alarm(120);
	*r = (struct runs){ .w = world_new(runs_order, runs_registry),
		.signer = signer_new() };
	runs_put_all(r);
}

static inline void
runs_free(struct runs *r)
{
	signer_free(&r->signer);
	world_free(&r->w);
}

static inline struct ambit_run_terms
runs_terms(const struct runs *r)
{
	return package_terms(&r->w, &r->signer);
}

static inline int
runs_run(struct runs *r, const struct ambit_run_terms *terms)
{
	r->err = (struct ambit_err){ .text = "" };
	return ambit_run(terms, &r->result, &r->err);
}

static inline void
runs_must(struct runs *r, int rc)
{
	if (rc < 0)
		fail_msg("%s", r->err.text);
}

/* ---- what lies in out/ ---- */

static inline void
runs_id(const struct runs *r, char id_r[AMBIT_PRODUCTION_ID_LEN])
{
	ambit_production_id(&r->w.order, id_r);
}

/* ".ambit-<id>.tmp/name" below out/. */
static inline void
runs_hidden(const struct runs *r, const char *name, char path_r[256])
{
	char id[AMBIT_PRODUCTION_ID_LEN];

	runs_id(r, id);
	(void)snprintf(path_r, 256, ".ambit-%s.tmp%s%s", id,
	    name[0] != '\0' ? "/" : "", name);
}

static inline bool
runs_has_hidden(const struct runs *r, const char *name)
{
	char path[256];

	runs_hidden(r, name, path);
	return faccessat(r->w.outfd, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static inline bool
runs_has_package(const struct runs *r)
{
	char id[AMBIT_PRODUCTION_ID_LEN];

	runs_id(r, id);
	return faccessat(r->w.outfd, id, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

/* Every file of the package with mode, time and digest, but for signatures.
 * The caller frees. */
static inline char *
runs_package(const struct runs *r)
{
	char id[AMBIT_PRODUCTION_ID_LEN];
	struct output out;
	char *text;

	runs_id(r, id);
	out.fd = openat(r->w.outfd, id, O_RDONLY | O_DIRECTORY);
	assert_int_not_equal(out.fd, -1);
	text = strdup(output_tree(&out, true));
	(void)close(out.fd);
	assert_non_null(strstr(text, "tagmanifest-sha256.txt.p7s"));
	return text;
}

/* The package is there, it is that one, and nothing else is. */
static inline void
runs_assert_package(const struct runs *r, const char *want)
{
	char *is = runs_package(r);

	assert_string_equal(is, want);
	free(is);
	assert_false(runs_has_hidden(r, ""));
}

/* As if no run had ever been. */
static inline void
runs_clear(const struct runs *r)
{
	char id[AMBIT_PRODUCTION_ID_LEN], path[256];

	runs_id(r, id);
	world_remove(r->w.outfd, id);
	runs_hidden(r, "", path);
	world_remove(r->w.outfd, path);
	world_remove(r->w.outfd, "custody");
}

/* A file of the run's custody record; the caller drops it. */
static inline struct ambit_span
runs_record(const struct runs *r, const char *name)
{
	char id[AMBIT_PRODUCTION_ID_LEN], path[256];

	runs_id(r, id);
	(void)snprintf(path, sizeof(path), "out/custody/%s/%s", id, name);
	return world_get(&r->w, path);
}

static inline void
runs_assert_recorded(const struct runs *r, const char *name, const char *words)
{
	struct ambit_span is = runs_record(r, name);

	if (strstr((const char *)is.ptr, words) == NULL)
		fail_msg("%s: %s", name, (const char *)is.ptr);
	world_drop(is);
}

/* What an undisturbed run makes; the caller frees. */
static inline char *
runs_undisturbed(struct runs *r)
{
	struct ambit_run_terms terms = runs_terms(r);
	char *package;

	runs_must(r, runs_run(r, &terms));
	package = runs_package(r);
	runs_clear(r);
	return package;
}

#endif
