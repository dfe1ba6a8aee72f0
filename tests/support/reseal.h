#ifndef AMBIT_TESTS_RESEAL_H
#define AMBIT_TESTS_RESEAL_H

#include <openssl/crypto.h>

#include "ambit/sign.h"
#include "ambit/sink.h"
#include "ambit/text.h"

#include "package.h"

/*
 * A package that was changed, made whole again by one who has the key: digests,
 * lengths and signature are those of what now lies there. Only what it says is
 * wrong then. Aborts on any failure.
 */

#define RESEAL_ROOM ((size_t)1 << 18)

static inline void
reseal_hex(struct ambit_span bytes, char hex_r[65])
{
	unsigned char sha256[AMBIT_DIGEST_LEN];
	struct ambit_text text = { .ptr = hex_r, .cap = 64 };

	world_need(ambit_sink_digest(bytes, sha256, NULL) == 0, "digest");
	ambit_text_hex(&text, (struct ambit_span){ sha256, sizeof(sha256) });
	hex_r[64] = '\0';
}

/* A file of the volume, whole. */
static inline struct ambit_span
reseal_get(const struct world *w, const char *volume, const char *name)
{
	char path[8192];

	(void)snprintf(path, sizeof(path), "%s/%s", volume, name);
	return world_get(w, path);
}

static inline void
reseal_put(const struct world *w, const char *volume, const char *name,
    struct ambit_span bytes)
{
	char path[8192];

	(void)snprintf(path, sizeof(path), "%s/%s", volume, name);
	world_put(w, path, bytes);
}

/* The first old in a file becomes new. */
static inline void
reseal_edit(const struct world *w, const char *volume, const char *name,
    const char *old, const char *new)
{
	struct ambit_span is = reseal_get(w, volume, name);
	const char *text = (const char *)is.ptr;
	const char *at = strstr(text, old);
	char *room = malloc(is.len + strlen(new) + 1);
	size_t head;

	world_need(at != NULL && room != NULL, old);
	head = (size_t)(at - text);
	(void)snprintf(room, is.len + strlen(new) + 1, "%.*s%s%s", (int)head,
	    text, new, at + strlen(old));
	reseal_put(w, volume, name, ambit_span_str(room));
	free(room);
	world_drop(is);
}

/* Replace what stands in quotes behind name=" from at on. */
static inline void
reseal_attribute(char *at, const char *name, const char *value)
{
	char *p = strstr(at, name), *end;

	world_need(p != NULL, name);
	p += strlen(name);
	end = strchr(p, '"');
	memmove(p + strlen(value), end, strlen(end) + 1);
	memcpy(p, value, strlen(value));
}

/* production.xml: digest and length of each file that is there. */
static inline void
reseal_xml(const struct world *w, const char *volume)
{
	struct ambit_span xml = reseal_get(w, volume, "ambit/production.xml");
	char *room = malloc(RESEAL_ROOM), name[256], value[65];

	world_need(room != NULL && xml.len + 4096 < RESEAL_ROOM, "room");
	memcpy(room, xml.ptr, xml.len + 1);
	for (char *p = strstr(room, " path=\""); p != NULL;
	     p = strstr(p + 1, " path=\"")) {
		struct ambit_span file;
		char path[512];

		(void)snprintf(name, sizeof(name), "%.*s",
		    (int)strcspn(p + 7, "\""), p + 7);
		(void)snprintf(path, sizeof(path), "%s/%s", volume, name);
		if (faccessat(w->fd, path, F_OK, 0) == -1)
			continue;
		file = world_get(w, path);
		reseal_hex(file, value);
		reseal_attribute(p, " sha256=\"", value);
		(void)snprintf(value, sizeof(value), "%zu", file.len);
		if (strstr(name, ".csv") == NULL)
			reseal_attribute(p, " bytes=\"", value);
		world_drop(file);
	}
	reseal_put(w, volume, "ambit/production.xml", ambit_span_str(room));
	free(room);
	world_drop(xml);
}

/* The lines of a manifest anew, for those of its files that are there. */
static inline void
reseal_manifest(const struct world *w, const char *volume, const char *name,
    uint64_t *files_r, uint64_t *bytes_r)
{
	struct ambit_span old = reseal_get(w, volume, name), rest = old, line;
	char *room = malloc(RESEAL_ROOM), hex[65], path[512];
	struct ambit_text text = { .ptr = room, .cap = RESEAL_ROOM };

	*files_r = *bytes_r = 0;
	while (ambit_span_cut_line(&rest, &line)) {
		struct ambit_span file;

		(void)snprintf(path, sizeof(path), "%s/%.*s", volume,
		    (int)line.len - 66, (const char *)line.ptr + 66);
		if (faccessat(w->fd, path, F_OK, 0) == -1)
			continue;
		file = world_get(w, path);
		reseal_hex(file, hex);
		ambit_text_print(&text, "%s  %s\n", hex,
		    path + strlen(volume) + 1);
		++*files_r;
		*bytes_r += file.len;
		world_drop(file);
	}
	reseal_put(w, volume, name, ambit_text_span(&text));
	free(room);
	world_drop(old);
}

static inline void
reseal_signature(const struct world *w, const char *volume,
    const struct signer *signer)
{
	struct ambit_span content =
	    reseal_get(w, volume, "tagmanifest-sha256.txt");
	unsigned char sha256[AMBIT_DIGEST_LEN];
	struct ambit_span der = { 0 };

	world_need(ambit_sink_digest(content, sha256, NULL) == 0 &&
		ambit_sign_digest(sha256, signer->cert, signer->key, NULL, &der,
		    NULL) == 0,
	    "sign");
	reseal_put(w, volume, "tagmanifest-sha256.txt.p7s", der);
	OPENSSL_free((void *)(uintptr_t)der.ptr);
	world_drop(content);
}

/* From the tag manifest up: for a change of a manifest itself. */
static inline void
reseal_tags(const struct world *w, const char *volume,
    const struct signer *signer)
{
	uint64_t files, bytes;

	reseal_manifest(w, volume, "tagmanifest-sha256.txt", &files, &bytes);
	reseal_signature(w, volume, signer);
}

/* From the files up. */
static inline void
reseal(const struct world *w, const char *volume, const struct signer *signer)
{
	struct ambit_span info;
	uint64_t files, bytes;
	char room[1024];

	reseal_xml(w, volume);
	reseal_manifest(w, volume, "manifest-sha256.txt", &files, &bytes);
	info = reseal_get(w, volume, "bag-info.txt");
	(void)snprintf(room, sizeof(room), "%.*sPayload-Oxum: %ju.%ju\n",
	    (int)(strstr((const char *)info.ptr, "Payload-Oxum") -
		(const char *)info.ptr),
	    (const char *)info.ptr, (uintmax_t)bytes, (uintmax_t)files);
	reseal_put(w, volume, "bag-info.txt", ambit_span_str(room));
	world_drop(info);
	reseal_tags(w, volume, signer);
}

#endif
