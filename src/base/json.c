/*
 * JSON in its one canonical form. Knows nothing of what it writes.
 */

/* System. */
#include <assert.h>
#include <string.h>

/* Floor 0. */
#include "ambit/json.h"

/* What comes before every value: a comma, a key. */
static void
lead(struct ambit_json *json, const char *key)
{
	size_t at = json->depth;

	if (at == 0) {
		assert(key == NULL);
		return;
	}
	at--;
	assert((key == NULL) == (json->ends[at] == ']'));
	if (json->more[at])
		ambit_text_str(json->text, ",");
	json->more[at] = true;
	if (key == NULL)
		return;
	assert(json->last[at] == NULL || strcmp(json->last[at], key) < 0);
	json->last[at] = key;
	ambit_text_print(json->text, "\"%s\":", key);
}

static void
begin(struct ambit_json *json, const char *key, const char *open, char end)
{
	lead(json, key);
	assert(json->depth < AMBIT_JSON_DEPTH);
	ambit_text_str(json->text, open);
	json->last[json->depth] = NULL;
	json->more[json->depth] = false;
	json->ends[json->depth] = end;
	json->depth++;
}

void
ambit_json_object(struct ambit_json *json, const char *key)
{
	begin(json, key, "{", '}');
}

void
ambit_json_array(struct ambit_json *json, const char *key)
{
	begin(json, key, "[", ']');
}

void
ambit_json_end(struct ambit_json *json)
{
	assert(json->depth > 0);
	json->depth--;
	ambit_text_str(json->text, json->ends[json->depth] == '}' ? "}" : "]");
}

/* RFC 8259 7, with the short escapes alone where there is one. */
static void
put_char(struct ambit_text *text, int32_t c, struct ambit_span as_it_is)
{
	static const char shorts[] = "\b\t\n\f\r\"\\";
	static const char letters[] = "btnfr\"\\";
	const char *found;

	if (c < 0) {
		ambit_text_str(text, "\xef\xbf\xbd");
		return;
	}
	found = c > 0 && c < 0x80 ? strchr(shorts, (int)c) : NULL;
	if (found != NULL)
		ambit_text_print(text, "\\%c", letters[found - shorts]);
	else if (c < 0x20)
		ambit_text_print(text, "\\u%04x", (unsigned)c);
	else
		ambit_text_put(text, as_it_is);
}

void
ambit_json_string(struct ambit_json *json, const char *key,
    struct ambit_span value)
{
	lead(json, key);
	ambit_text_str(json->text, "\"");
	while (value.len > 0) {
		struct ambit_span before = value;
		int32_t c = ambit_text_cut_utf8(&value);

		before.len -= value.len;
		put_char(json->text, c, before);
	}
	ambit_text_str(json->text, "\"");
}

void
ambit_json_hex(struct ambit_json *json, const char *key,
    struct ambit_span bytes)
{
	lead(json, key);
	ambit_text_str(json->text, "\"");
	ambit_text_hex(json->text, bytes);
	ambit_text_str(json->text, "\"");
}

void
ambit_json_number(struct ambit_json *json, const char *key, int64_t value)
{
	lead(json, key);
	ambit_text_print(json->text, "%jd", (intmax_t)value);
}

void
ambit_json_bool(struct ambit_json *json, const char *key, bool value)
{
	lead(json, key);
	ambit_text_str(json->text, value ? "true" : "false");
}

void
ambit_json_null(struct ambit_json *json, const char *key)
{
	lead(json, key);
	ambit_text_str(json->text, "null");
}
