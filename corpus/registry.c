/*
 * The registry of the provider: two legal entities, two accounts, an alias
 * that passed from one to the other, their stores and a shared journal. With
 * several formats each has a registry of its own over the same messages.
 */

/* System. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Floor 5: which law tables counsel is to approve, and nothing else. */
#include "ambit/law_tables.h"

/* Ours. */
#include "corpus.h"

static void
put_instant(struct ambit_text *text, const char *name, int64_t at)
{
	char utc[AMBIT_INSTANT_LEN];

	ambit_instant_format(at, utc);
	ambit_text_print(text, " %s=\"%s\"", name, utc);
}

static void
put_certificate(struct ambit_text *text, const struct world *w,
    const char *name)
{
	char hex[HEX_LEN + 1];

	digest_certificate(w, name, hex);
	ambit_text_print(text,
	    " certificate=\"pki/%s.pem\" certificateSha256=\"%s\"", name, hex);
}

static void
put_approver(struct ambit_text *text, const struct world *w, const char *id,
    const char *person, const char *role)
{
	ambit_text_print(text,
	    "  <Approver id=\"%s\" person=\"%s\" role=\"%s\"", id, person,
	    role);
	put_certificate(text, w, id);
	ambit_text_str(text, " from=\"2015-01-01T00:00:00Z\"/>\n");
}

/* Counsel of this house approves whatever ambit it is made for. */
static void
put_law(struct ambit_text *text)
{
	struct ambit_err err = { .code = AMBIT_E_NONE };
	unsigned char sha256[AMBIT_DIGEST_LEN];

	if (ambit_law_digest(sha256, &err) < 0)
		die(err.text);
	ambit_text_str(text, "  <LawTables sha256=\"");
	ambit_text_hex(text, (struct ambit_span){ sha256, sizeof(sha256) });
	ambit_text_str(text,
	    "\" approvedBy=\"counsel1\" on=\"2015-01-01T00:00:00Z\"/>\n");
}

static void
put_house(struct ambit_text *text, const struct world *w)
{
	ambit_text_str(text,
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<!-- A provider whose people and mail are all invented. -->\n"
	    "<Registry xmlns=\"urn:ambit:registry:1\"");
	put_instant(text, "asOf", w->until);
	ambit_text_str(text,
	    ">\n  <LegalEntity id=\"corp\" name=\"Example Mail Corp.\""
	    " country=\"US\"/>\n"
	    "  <LegalEntity id=\"eire\" name=\"Example Mail Ireland Ltd\""
	    " country=\"IE\"/>\n"
	    "  <Served country=\"US\" entity=\"corp\">\n"
	    "    <LegalType>US_2703_A_WARRANT</LegalType>\n"
	    "    <LegalType>US_2703_D_ORDER</LegalType>\n"
	    "  </Served>\n");
	put_approver(text, w, "entry1", "E. Specimen", "entry");
	put_approver(text, w, "approver1", "F. Specimen", "approver");
	put_approver(text, w, "counsel1", "G. Specimen", "counsel");
	ambit_text_str(text,
	    "  <Recipient id=\"bureau\" name=\"Example Bureau of Inquiry,"
	    " Field Office One\" country=\"US\"");
	put_certificate(text, w, "bureau");
	ambit_text_str(text,
	    " from=\"2015-01-01T00:00:00Z\"/>\n"
	    "  <Signer id=\"signer1\"");
	put_certificate(text, w, "signer1");
	ambit_text_str(text, "/>\n");
	put_law(text);
}

static void
put_account(struct ambit_text *text, const char *id, const char *addr,
    const char *entity, const char *alias, int64_t alias_at)
{
	ambit_text_print(text,
	    "  <Account id=\"%s\" namespace=\"%s\" format=\"email\""
	    " identifier=\"%s\" from=\"2015-03-02T09:30:00Z\" entity=\"%s\""
	    " country=\"US\" region=\"US\">\n"
	    "    <Alias namespace=\"mail.example.com\" format=\"email\""
	    " identifier=\"" ALICE_ALIAS "\"",
	    id, strchr(addr, '@') + 1, addr, entity);
	if (strcmp(alias, "until") == 0)
		ambit_text_str(text, " from=\"2015-06-01T00:00:00Z\"");
	put_instant(text, alias, alias_at);
	ambit_text_str(text, "/>\n  </Account>\n");
}

static const char *const names[] = { [FORMAT_MBOX] = "mbox",
	[FORMAT_MAILDIR] = "maildir",
	[FORMAT_EML] = "eml",
	[FORMAT_PST] = "pst" };

static void
put_store(struct ambit_text *text, const struct store *s)
{
	static const char *const clocks[] = {
		[FORMAT_MBOX] = "source=\"fromLine\" zone=\"Z\"",
		[FORMAT_MAILDIR] = "source=\"fileName\"",
		[FORMAT_EML] = "source=\"received\"",
		[FORMAT_PST] = "source=\"deliveryTime\""
	};

	ambit_text_print(text, "  <Store id=\"%s\"", s->id);
	if (s->account[0] == '-')
		ambit_text_str(text, " envelopeField=\"Delivered-To\"");
	else
		ambit_text_print(text, " account=\"%s\"", s->account);
	ambit_text_print(text,
	    " format=\"%s\" path=\"%s\" holds=\"mail\">\n"
	    "    <Clock name=\"delivered\" %s/>\n"
	    "    <Clock name=\"header\" source=\"dateHeader\"/>\n",
	    names[s->format], s->path, clocks[s->format]);
	if (s->format == FORMAT_EML)
		ambit_text_str(text,
		    "    <ReceivedHost>" OWN_HOST "</ReceivedHost>\n");
	if (s->format == FORMAT_PST)
		ambit_text_str(text,
		    "    <Clock name=\"submitted\""
		    " source=\"clientSubmitTime\"/>\n");
	ambit_text_str(text, "  </Store>\n");
}

static void
write_one(const struct world *w, const struct store *own, const char *name)
{
	char room[16384];
	struct ambit_text text = AMBIT_TEXT(room);

	put_house(&text, w);
	put_account(&text, "alice", ALICE, "corp", "until", w->alias_until);
	put_account(&text, "bruno", BRUNO, "eire", "from", w->alias_from);
	put_store(&text, own);
	put_store(&text, &w->bruno);
	put_store(&text, &w->journal);
	ambit_text_str(&text,
	    "  <Limits>\n"
	    "    <MaxSpan class=\"traffic\" days=\"36600\"/>\n"
	    "    <MaxSpan class=\"content\" days=\"36600\"/>\n"
	    "  </Limits>\n</Registry>\n");
	if (text.full)
		die("the registry is too long");
	write_file(w->dirfd, name, ambit_text_span(&text));
}

/* The certificates that it names, beside it, unless they lie there already. */
static void
copy_certificate(const struct world *w, const char *id)
{
	char name[64], path[72], bytes[65536];
	ssize_t len;
	int fd;

	(void)snprintf(name, sizeof(name), "%s.pem", id);
	(void)snprintf(path, sizeof(path), "pki/%s", name);
	if (faccessat(w->dirfd, path, F_OK, 0) == 0)
		return;
	fd = openat(w->pki, name, O_RDONLY | O_CLOEXEC);
	len = fd == -1 ? -1 : read(fd, bytes, sizeof(bytes));
	if (len <= 0)
		die("cannot read a certificate of --pki");
	write_file(w->dirfd, path,
	    (struct ambit_span){ (unsigned char *)bytes, (size_t)len });
	(void)close(fd);
}

void
registry_write(const struct world *w)
{
	static const char *const ids[] = { "entry1", "approver1", "counsel1",
		"bureau", "signer1" };
	char name[64];

	for (size_t i = 0; w->pki != -1 && i < 5; i++)
		copy_certificate(w, ids[i]);
	write_one(w, &w->own[0], "registry.xml");
	for (size_t i = 1; i < w->n_own; i++) {
		(void)snprintf(name, sizeof(name), "registry-%s.xml",
		    names[w->own[i].format]);
		write_one(w, &w->own[i], name);
	}
}
