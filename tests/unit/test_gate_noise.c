#include "gated.h"

/*
 * Readers that were taken over and say anything at all: the gate fails its
 * unit or ends it, by itself, and what it lets out is what it was sent.
 */

#define SEEDS 48

#define ONE                             \
	"From: Bob <bob@example.org>\n" \
	"Subject: one\n"                \
	"\n"                            \
	"hello\n"
#define TWO "Subject: two\n\nbye\n"

static uint64_t seed;

/* xorshift64: the same on every machine. */
static uint64_t
chance(uint64_t below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed % below;
}

/* What a reader says that lies nowhere, in bytes; the caller frees. */
static struct ambit_span
conversation(struct gated *g)
{
	FILE *file = tmpfile();
	struct stat st;
	unsigned char *bytes;
	int fd;

	assert_non_null(file);
	fd = fileno(file);
	proc_tell_init(g->tell, fd);
	g->item.at.item = 0;
	g->last = (struct proc_last){ .items = 0 };
	gated_hello(g);
	gated_honest(g, ONE, GATED_IN);
	gated_honest(g, TWO, GATED_OUT);
	gated_honest(g, TWO, GATED_IN);
	gated_last(g);
	assert_int_equal(fstat(fd, &st), 0);
	bytes = malloc((size_t)st.st_size);
	assert_non_null(bytes);
	assert_int_equal(pread(fd, bytes, (size_t)st.st_size, 0), st.st_size);
	(void)fclose(file);
	return (struct ambit_span){ bytes, (size_t)st.st_size };
}

/* Files are named from the first on, and each holds what was sent. */
static void
assert_files(const struct gated *g, struct ambit_span said)
{
	char name[16];
	size_t len = 1;
	char *file = NULL;

	for (unsigned n = 1; n == 1 || file != NULL; n++) {
		(void)snprintf(name, sizeof(name), "%08u", n);
		file = output_read(&g->out, name, &len);
		assert_true(len > 0 && len <= said.len);
		assert_true(file == NULL || n <= 2);
		free(file);
	}
}

/* Say it to a gate: true where it takes it for a unit. */
static bool
is_believed(struct gated *g, struct ambit_span said)
{
	struct ambit_staged staged;
	const char *why;
	bool done;

	gated_start(g, 0);
	gated_raw(g, said.ptr, said.len);
	gated_watch(g, NULL);
	done = g->end.kind == PROC_WORD_DONE;
	if (!done) {
		assert_true(g->end.kind == PROC_WORD_GONE ||
		    g->end.kind == PROC_WORD_FAIL);
		assert_true(g->end.err.code != AMBIT_E_IO);
	}
	/* Whatever it was told, what it leaves is whole. */
	if (ambit_staged_open(&g->pair.stage, g->out.fd, &staged, &why,
		&g->err) == 1) {
		assert_int_equal(staged.end.failed, !done);
		assert_int_equal(ambit_staged_check(&staged, true, &g->err), 1);
		ambit_staged_close(&staged);
	}
	if (done)
		assert_files(g, said);
	output_free(&g->out);
	return done;
}

static void
random_bytes_are_no_unit(void **state)
{
	unsigned char noise[512];
	struct gated g;

	(void)state;
	gated_prepare(&g, gated_whole);
	for (unsigned i = 1; i <= SEEDS; i++) {
		size_t len = 0;

		seed = i * 0x9e3779b97f4a7c15u;
		for (; len < 1 + chance(sizeof(noise)); len++)
			noise[len] = (unsigned char)chance(256);
		/* Every other time a frame as long as it says. */
		if (i % 2 == 0 && len > 9) {
			noise[0] = noise[1] = 0;
			noise[2] = (unsigned char)((len - 4) >> 8);
			noise[3] = (unsigned char)(len - 4);
			noise[4] = (unsigned char)(1 + chance(PROC_FAIL));
			noise[5] = noise[6] = noise[7] = 0;
			noise[8] = 1;
		}
		if (is_believed(&g, (struct ambit_span){ noise, len }))
			fail_msg("seed %u", i);
	}
	gated_clear(&g);
}

/* One byte other, a piece gone, a piece twice, an end too soon. */
static struct ambit_span
spoilt(struct ambit_span is)
{
	unsigned char *room = malloc(2 * is.len);
	size_t at = (size_t)chance(is.len), n = (size_t)chance(is.len - at) + 1;
	size_t len = is.len;

	assert_non_null(room);
	memcpy(room, is.ptr, is.len);
	switch (chance(4)) {
	case 0:
		room[at] ^= (unsigned char)(1 + chance(255));
		break;
	case 1:
		memmove(room + at, room + at + n, is.len - at - n);
		len -= n;
		break;
	case 2:
		memcpy(room + at + n, is.ptr + at, is.len - at);
		len += n;
		break;
	default:
		len = at;
	}
	return (struct ambit_span){ room, len };
}

static void
a_conversation_that_was_spoilt_is_a_unit_or_none(void **state)
{
	struct gated g;
	struct ambit_span honest, lie;
	unsigned believed = 0;

	(void)state;
	gated_prepare(&g, gated_whole);
	honest = conversation(&g);
	assert_true(is_believed(&g, honest));
	for (unsigned i = 1; i <= SEEDS; i++) {
		seed = i * 0x9e3779b97f4a7c15u;
		lie = spoilt(honest);
		believed += is_believed(&g, lie);
		free((void *)(uintptr_t)lie.ptr);
	}
	/* A letter of a message, a minute of a clock: some may change. */
	assert_in_range(believed, 1, SEEDS / 2);
	free((void *)(uintptr_t)honest.ptr);
	gated_clear(&g);
}

/* Wherever it ends, it is never taken for the whole. */
static void
a_conversation_that_is_cut_is_none(void **state)
{
	struct gated g;
	struct ambit_span honest;

	(void)state;
	gated_prepare(&g, gated_whole);
	honest = conversation(&g);
	for (size_t n = 0; n < honest.len; n += 23)
		assert_false(is_believed(&g, ambit_span_sub(honest, 0, n)));
	assert_false(
	    is_believed(&g, ambit_span_sub(honest, 0, honest.len - 1)));
	free((void *)(uintptr_t)honest.ptr);
	gated_clear(&g);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_bytes_are_no_unit),
		cmocka_unit_test(
		    a_conversation_that_was_spoilt_is_a_unit_or_none),
		cmocka_unit_test(a_conversation_that_is_cut_is_none),
	};

	return cmocka_run_group_tests_name("gate noise", tests, NULL, NULL);
}
