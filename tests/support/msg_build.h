#ifndef AMBIT_TESTS_MSG_BUILD_H
#define AMBIT_TESTS_MSG_BUILD_H

#include <stdio.h>

#include "compound_build.h"

#include "ambit/mapi.h"

/*
 * Files of Outlook ([MS-OXMSG]) of any content. An object is where its storage
 * is: "" the message itself, then M_RECIPIENT, M_ATTACHMENT, M_MESSAGE behind
 * each other.
 */
#define M_RECIPIENT(n)  "__recip_version1.0_#0000000" n "/"
#define M_ATTACHMENT(n) "__attach_version1.0_#0000000" n "/"
#define M_MESSAGE       "__substg1.0_3701000D/"

#define M_OBJECTS 40
#define M_LIST    4096

struct msg_build {
	struct build *build;
	struct m_object {
		char place[1024];
		unsigned char list[M_LIST];
		size_t len;
		bool is_told; /* of its parts, as many as are told */
		uint32_t recipients, attachments;
	} objects[M_OBJECTS];
	size_t n;
	bool is_none; /* no message, whatever else */
};

static inline struct msg_build *
m_new(void)
{
	struct msg_build *m = calloc(1, sizeof(*m));

	if (m == NULL)
		abort();
	m->build = build_new();
	return m;
}

static inline void
m_free(struct msg_build **m)
{
	build_free(&(*m)->build);
	free(*m);
	*m = NULL;
}

static inline struct m_object *
m_object(struct msg_build *m, const char *place)
{
	struct m_object *o = m->objects;

	for (; o < m->objects + m->n; o++) {
		if (strcmp(o->place, place) == 0)
			return o;
	}
	build_need(m->n < M_OBJECTS && strlen(place) < sizeof(o->place));
	(void)strcpy(o->place, place);
	m->n++;
	return o;
}

/* An entry of the list of properties. */
static inline void
m_entry(struct msg_build *m, const char *place, uint16_t id, uint16_t type,
    uint64_t slot)
{
	struct m_object *o = m_object(m, place);
	uint64_t words[2] = { (uint64_t)id << 16 | type | UINT64_C(6) << 32,
		slot };

	build_need(o->len + 16 <= sizeof(o->list));
	for (size_t i = 0; i < 16; i++)
		o->list[o->len++] =
		    (unsigned char)(words[i / 8] >> 8 * (i % 8));
}

static inline void
m_int(struct msg_build *m, const char *place, uint16_t id, uint32_t number)
{
	m_entry(m, place, id, AMBIT_MAPI_INT32, number);
}

/* A stream alone, by what it is called behind "__substg1.0_". */
static inline void
m_stream(struct msg_build *m, const char *place, const char *name,
    const void *bytes, size_t len)
{
	char path[1100];

	(void)snprintf(path, sizeof(path), "%s__substg1.0_%s", place, name);
	build_add(m->build, path, bytes, len);
}

static inline void
m_bytes(struct msg_build *m, const char *place, uint16_t id, uint16_t type,
    const void *bytes, size_t len)
{
	char name[9];

	(void)snprintf(name, sizeof(name), "%04X%04X", id, type);
	m_stream(m, place, name, bytes, len);
	m_entry(m, place, id, type,
	    len +
		(type == AMBIT_MAPI_STRING           ? 2
			: type == AMBIT_MAPI_STRING8 ? 1
						     : 0));
}

/* ASCII, stored as UTF-16. */
static inline void
m_text(struct msg_build *m, const char *place, uint16_t id, const char *text)
{
	unsigned char wide[1024] = { 0 };
	size_t len = strlen(text);

	build_need(2 * len <= sizeof(wide));
	for (size_t i = 0; i < len; i++)
		wide[2 * i] = (unsigned char)text[i];
	m_bytes(m, place, id, AMBIT_MAPI_STRING, wide, 2 * len);
}

static inline bool
m_is_child(const char *place, const char *of, const char *kind)
{
	size_t len = strlen(of);
	const char *rest = place + len;

	return strncmp(place, of, len) == 0 &&
	    strncmp(rest, kind, strlen(kind)) == 0 &&
	    strchr(rest, '/') == place + strlen(place) - 1;
}

static inline void
m_put_list(struct msg_build *m, struct m_object *o)
{
	size_t len = strlen(o->place), head = 24;
	unsigned char bytes[32] = { 0 };
	char path[1100];

	if (len == 0)
		head = 32;
	else if (len < strlen(M_MESSAGE) ||
	    strcmp(o->place + len - strlen(M_MESSAGE), M_MESSAGE) != 0)
		head = 8;
	for (size_t i = 0; i < m->n && !o->is_told; i++) {
		o->recipients +=
		    m_is_child(m->objects[i].place, o->place, "__recip");
		o->attachments +=
		    m_is_child(m->objects[i].place, o->place, "__attach");
	}
	bytes[16] = (unsigned char)o->recipients;
	bytes[20] = (unsigned char)o->attachments;
	(void)snprintf(path, sizeof(path), "%s__properties_version1.0",
	    o->place);
	build_add(m->build, path, bytes, head);
	build_add(m->build, path, o->list, o->len);
}

/* The file, lent until it is freed. Once. */
static inline struct ambit_span
m_file(struct msg_build *m)
{
	if (!m->is_none)
		(void)m_object(m, "");
	for (size_t i = 0; i < m->n; i++)
		m_put_list(m, &m->objects[i]);
	return build_file(m->build);
}

#endif
