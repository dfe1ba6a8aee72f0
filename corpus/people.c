/*
 * People: invented names and addresses, in a few hosts and zones. Some names
 * are written as encoded words (RFC 2047) in three charsets. No address is the
 * end of another's, so none is found in another by a search for bytes.
 */

/* System. */
#include <stdio.h>
#include <string.h>

/* Ours. */
#include "corpus.h"

static struct person people[N_PEOPLE];

static const char *const hosts[] = { "lists.example.org", "quay.example.com",
	"depot.test", "bakery.example.net", "ferry.example.org",
	"observatory.test", "tower.example.com", "garden.example.net",
	"mill.example.org", "bridge.test" };
static const int zones[] = { 0, 60, 120, -300, -480, 330, 540, -210, 720, -720,
	840 };

#define N_HOSTS (sizeof(hosts) / sizeof(hosts[0]))
#define N_ZONES (sizeof(zones) / sizeof(zones[0]))

static void
name_plain(struct person *p, const char *first, const char *last)
{
	(void)snprintf(p->name, sizeof(p->name), "%s %s", first, last);
	(void)snprintf(p->shown, sizeof(p->shown), "%s %s", first, last);
}

static void
name_quoted(struct person *p, const char *first, const char *last)
{
	(void)snprintf(p->name, sizeof(p->name), "\"%s, %s\"", last, first);
	(void)snprintf(p->shown, sizeof(p->shown), "%s, %s", last, first);
}

static void
name_utf8(struct person *p, const char *first, const char *last)
{
	(void)snprintf(p->name, sizeof(p->name),
	    "=?utf-8?q?%s_%s=C3=A9n?=", first, last);
	(void)snprintf(p->shown, sizeof(p->shown), "%s %sén", first, last);
}

static void
name_latin1(struct person *p, const char *first, const char *last)
{
	(void)snprintf(p->name, sizeof(p->name),
	    "=?iso-8859-1?Q?%s_M=FCl%s?=", first, last);
	(void)snprintf(p->shown, sizeof(p->shown), "%s Mül%s", first, last);
}

static void
name_jis(struct person *p, const char *first, const char *last)
{
	struct ambit_text text = AMBIT_TEXT(p->name);

	(void)last;
	ambit_text_str(&text, "=?ISO-2022-JP?B?");
	prose_base64(AMBIT_LIT("\033$B$\"$+$5$?\033(B"), false, &text);
	ambit_text_str(&text, "?= ");
	ambit_text_str(&text, first);
	ambit_text_put(&text, AMBIT_LIT("\0"));
	(void)snprintf(p->shown, sizeof(p->shown), "あかさた %s", first);
}

/* Letters of a word, the first a capital. */
static void
name_word(struct random *r, char word_r[24])
{
	struct ambit_span word = prose_word(r);

	memcpy(word_r, word.ptr, word.len);
	word_r[word.len] = '\0';
	word_r[0] = (char)(word_r[0] - 'a' + 'A');
}

static void
make_person(struct random *r, size_t i)
{
	static void (*const write[])(struct person *, const char *,
	    const char *) = { name_plain, name_plain, name_quoted, name_utf8,
		name_latin1, name_jis };
	struct person *p = &people[i];
	char first[24], last[24];
	const char *host;

	name_word(r, first);
	name_word(r, last);
	write[random_below(r, 6)](p, first, last);
	host = hosts[random_below(r, N_HOSTS)];
	(void)snprintf(p->host, sizeof(p->host), "%s", host);
	/* Its number in front: no address ends in another one. */
	(void)snprintf(p->addr, sizeof(p->addr), "%zu.%s@%s", i + 100, last,
	    host);
	p->zone = zones[random_below(r, N_ZONES)];
}

static void
known(size_t i, const char *addr, const char *name, const char *shown, int zone)
{
	(void)snprintf(people[i].addr, ADDR_LEN, "%s", addr);
	(void)snprintf(people[i].name, sizeof(people[i].name), "%s", name);
	(void)snprintf(people[i].shown, sizeof(people[i].shown), "%s", shown);
	(void)snprintf(people[i].host, sizeof(people[i].host), "%s",
	    strchr(addr, '@') + 1);
	people[i].zone = zone;
}

void
people_make(struct random *r)
{
	for (size_t i = 0; i < N_PEOPLE; i++)
		make_person(r, i);
	known(0, BOB, "Bob Specimen", "Bob Specimen", -300);
	known(1, DANA, "\"Specimen, Dana\"", "Specimen, Dana", 60);
}

/* The smaller of three: the first ones write often, the last ones seldom; the
 * two of the narrow order write most. */
const struct person *
people_pick(struct random *r)
{
	uint64_t least = N_PEOPLE;

	if (random_chance(r, 150))
		return &people[random_below(r, 2)];
	for (unsigned i = 0; i < 3; i++) {
		uint64_t n = random_below(r, N_PEOPLE);

		least = n < least ? n : least;
	}
	return &people[least];
}

const struct person *
people_at(size_t i)
{
	return &people[i];
}

const struct person *
people_named(const char *addr)
{
	for (size_t i = 0; i < N_PEOPLE; i++) {
		if (strcmp(people[i].addr, addr) == 0)
			return &people[i];
	}
	return NULL;
}
