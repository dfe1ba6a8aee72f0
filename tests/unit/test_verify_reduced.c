#include "checked.h"

/* ---- reduced messages of odd shapes ---- */

#define FIELDS(a, b)                                                  \
	"<Data class=\"content\" store=\"mail\"><Field>" a "</Field>" \
	"<Field>" b "</Field></Data>"

static const char pieces_text[] = WORLD_ORDER(
    CHECKED_TASK("t1", FIELDS("headers", "text"), "header",
	"") CHECKED_TASK("t2", FIELDS("headers", "attachments"), "header", "")
	CHECKED_TASK("t3", FIELDS("text", "attachments"), "header", "")
	    CHECKED_TASK("t4", FIELDS("subject", "attachments"), "header", "")
		CHECKED_TASK("t5", FIELDS("subject", "headers"), "header", ""));

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
	struct checked *f = calloc(1, sizeof(*f));
	char registry[8192], name[32];

	(void)state;
	assert_non_null(f);
	(void)snprintf(registry, sizeof(registry), "%s%s",
	    WORLD_REGISTRY(CHECKED_STORES), WORLD_LIMITS("1000000"));
	f->w = world_new(pieces_text, registry);
	f->signer = signer_new();
	f->no_ca = true;
	for (size_t i = 0; i < COUNT(shapes); i++) {
		(void)snprintf(name, sizeof(name), "drop/%zu.eml", i);
		world_put(&f->w, name, ambit_span_str(shapes[i].text));
	}
	package_make(&f->w, &f->signer);
	package_path(&f->w, 0, f->package);
	if (checked_verify(f) != AMBIT_INTACT)
		fail_msg("%s", f->page);
	/* Some of each task left, and some could not be told apart. */
	assert_non_null(strstr(f->page, " messages, tables 0, rows 0\n"));
	assert_null(strstr(f->page, " 0 messages,"));
	signer_free(&f->signer);
	world_free(&f->w);
	free(f);
}

int
main(void)
{
	static const struct CMUnitTest singles[] = {
		cmocka_unit_test(reduced_messages_are_good),
	};

	return cmocka_run_group_tests_name("verify_reduced", singles,
	    checked_begin, checked_end);
}
