/*
 * msg-make FOLDER MINE OTHER: a folder of files of Outlook, of which the order
 * reaches some. Those that are produced have the word MINE in each of their
 * texts, all others the word OTHER; msg_package.py knows which.
 */

/* System. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "msg_build.h"

#define A0 M_ATTACHMENT("0")
#define R0 M_RECIPIENT("0")

/* 2023-12-01T12:00:00Z, and 2001. */
#define WITHIN UINT64_C(133459056000000000)
#define BEFORE UINT64_C(126300000000000000)

struct sample {
	const char *name, *class;
	bool mine;
	uint32_t flags;
	uint64_t delivered; /* 0: not told */
	void (*more)(struct msg_build *m, const char *word);
};

static void
attach(struct msg_build *m, const char *word)
{
	m_int(m, A0, 0x3705, 1);
	m_bytes(m, A0, 0x3701, AMBIT_MAPI_BINARY, word, strlen(word));
	m_text(m, A0, 0x3707, "winmail.dat");
	m_text(m, A0, 0x370e, "application/ms-tnef");
}

/* [MS-OXORMMS]: what is in it nobody here can read. */
static void
manage(struct msg_build *m, const char *word)
{
	m_int(m, A0, 0x3705, 1);
	m_bytes(m, A0, 0x3701, AMBIT_MAPI_BINARY, word, strlen(word));
	m_text(m, A0, 0x3707, "message.rpmsg");
	m_text(m, A0, 0x370e, "application/x-microsoft-rpmsg-message");
}

static void
attach_less(struct msg_build *m, const char *word)
{
	attach(m, word);
	m_int(m, A0, 0x0e20, 1);
}

static void
deliver_twice(struct msg_build *m, const char *word)
{
	(void)word;
	m_entry(m, "", 0x0e06, AMBIT_MAPI_TIME, WITHIN + 10);
}

static void
lose_subject(struct msg_build *m, const char *word)
{
	(void)word;
	m_entry(m, "", 0x0e1d, AMBIT_MAPI_STRING, 8);
}

static void
deliver_in_another_type(struct msg_build *m, const char *word)
{
	(void)word;
	m_entry(m, "", 0x0e06, AMBIT_MAPI_INT64, WITHIN);
}

static const struct sample samples[] = {
	{ "attached", "IPM.Note", true, 1, WITHIN, attach },
	{ "before", "IPM.Note", false, 1, BEFORE, attach },
	{ "before-damaged", "IPM.Note", false, 1, BEFORE, lose_subject },
	{ "clock-of-another-type", "IPM.Note", false, 1, 0,
	    deliver_in_another_type },
	{ "clock-twice", "IPM.Note", false, 1, WITHIN, deliver_twice },
	{ "contact", "IPM.Contact", false, 1, WITHIN, NULL },
	{ "damaged", "IPM.Note", false, 1, WITHIN, lose_subject },
	{ "draft", "IPM.Note", false, 9, WITHIN, NULL },
	{ "larger-than-told", "IPM.Note", false, 1, WITHIN, attach_less },
	{ "managed", "IPM.Note", true, 1, WITHIN, manage },
	{ "no-clock", "IPM.Note", false, 1, 0, NULL },
	{ "other-class", "IPM.Document", false, 1, WITHIN, NULL },
	{ "within", "IPM.Note", true, 1, WITHIN, NULL },
};

static int
write_file(int dir, const char *name, struct ambit_span bytes)
{
	int fd = openat(dir, name, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	if (fd == -1 || write(fd, bytes.ptr, bytes.len) != (ssize_t)bytes.len)
		return -1;
	return close(fd);
}

static int
make(int dir, const struct sample *sample, const char *word)
{
	struct msg_build *m = m_new();
	char name[64];
	int rc;

	m_text(m, "", 0x001a, sample->class);
	m_text(m, "", 0x0037, word);
	m_int(m, "", 0x0e07, sample->flags);
	if (sample->delivered != 0)
		m_entry(m, "", 0x0e06, AMBIT_MAPI_TIME, sample->delivered);
	m_text(m, "", 0x5d02, "bob@other.example.org");
	m_text(m, "", 0x1000, word);
	m_text(m, "", 0x1035, "<within@other.example.org>");
	m_int(m, R0, 0x0c15, 1);
	m_text(m, R0, 0x39fe, "alice@mail.example.com");
	m_text(m, R0, 0x3001, word);
	if (sample->more != NULL)
		sample->more(m, word);
	(void)snprintf(name, sizeof(name), "%s.msg", sample->name);
	rc = write_file(dir, name, m_file(m));
	m_free(&m);
	return rc;
}

int
main(int argc, char **argv)
{
	const size_t n = sizeof(samples) / sizeof(samples[0]);
	struct ambit_span other;
	int dir, rc = 0;

	if (argc != 4)
		return 2;
	dir = open(argv[1], O_RDONLY | O_DIRECTORY);
	other = ambit_span_str(argv[3]);
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc =
		    make(dir, &samples[i], samples[i].mine ? argv[2] : argv[3]);
	if (rc < 0 || write_file(dir, "no-message.msg", other) < 0 ||
	    write_file(dir, "note.txt", other) < 0) {
		perror(argv[1]);
		return 1;
	}
	return 0;
}
