/*
 * F: whatever a store holds, reading all of it ends, within what the arena and
 * the limits on work allow; reading it twice tells the same; and what is
 * refused names its check and a reason. A store whose CRCs are wrong is read
 * again with those of its header and pages put right, so that mutations reach
 * what lies behind them.
 */

/* System. */
#include <stdint.h>
#include <stdlib.h>

#include "pack.h"
#include "pst_repair.h"
#include "pst_walk.h"

#define INPUT_MAX ((size_t)1 << 17)
#define ARENA     ((size_t)16 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* As assert, in builds too that leave asserts out. */
static void
must(bool holds)
{
	if (!holds)
		abort();
}

/* Read all; what is refused has met nothing. */
static struct pst_met
read_all(int fd, struct ambit_arena *arena)
{
	struct pst_file file;
	struct ambit_err err = { 0 };
	struct pst_walk w = { .file = &file, .arena = arena, .err = &err };

	if (pst_file_open(&file, fd, &err) < 0) {
		must(err.code == AMBIT_E_FORMAT);
		must(file.damage.check != NULL && file.damage.why != NULL);
		must(file.source == NULL && file.block == NULL &&
		    file.node == NULL && file.room == NULL);
		w.met.first = file.damage;
		return w.met;
	}
	if (pst_walk_all(&w) < 0)
		must(err.code == AMBIT_E_LIMIT);
	must(w.met.damaged == 0 || w.met.first.check != NULL);
	pst_file_close(&file);
	return w.met;
}

static void
read_twice(struct ambit_span bytes)
{
	struct ambit_arena *arena = ambit_arena_new(ARENA);
	int fd = file_of(bytes);
	struct pst_met one = read_all(fd, arena), two = read_all(fd, arena);

	must(one.values == two.values && one.bytes == two.bytes &&
	    one.rows == two.rows && one.damaged == two.damaged &&
	    one.first.check == two.first.check &&
	    one.first.off == two.first.off);
	(void)close(fd);
	ambit_arena_free(&arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	unsigned char *own;

	if (len > INPUT_MAX)
		return 0;
	read_twice((struct ambit_span){ bytes, len });
	own = malloc(len + 1);
	must(own != NULL);
	if (len > 0)
		memcpy(own, bytes, len);
	pst_repair(own, len);
	read_twice((struct ambit_span){ own, len });
	free(own);
	return 0;
}
