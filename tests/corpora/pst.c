/*
 * Reads everything in the stores that it is given, one after another, and says
 * in one line of each what was met, or why it is refused.
 * usage: pst STORE ...
 */

/* System. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "pst_walk.h"

#define ARENA ((size_t)256 << 20)

static void
tell(const struct pst_file *file, const struct pst_met *met)
{
	static const char *const kinds[] = { "ansi", "unicode", "4k" };

	printf("read\t%s\tcrypt=%u nodes=%zu blocks=%zu folders=%u messages=%u"
	       " embedded=%u attachments=%u associated=%u contexts=%u"
	       " tables=%u rows=%llu values=%llu bytes=%llu damaged=%u",
	    kinds[file->kind], file->crypt, file->n_nodes, file->n_blocks,
	    met->folders, met->messages, met->embedded, met->attachments,
	    met->associated, met->contexts, met->tables,
	    (unsigned long long)met->rows, (unsigned long long)met->values,
	    (unsigned long long)met->bytes, met->damaged);
	if (met->damaged > 0)
		printf(" nid=%x %s %s at %llu", met->first_nid,
		    met->first.check, met->first.why,
		    (unsigned long long)met->first.off);
	printf("\n");
}

static int
read_store(const char *path, struct ambit_arena *arena)
{
	int fd = open(path, O_RDONLY);
	struct pst_file file;
	struct ambit_err err = { 0 };
	struct pst_walk w = { .file = &file, .arena = arena, .err = &err };
	int rc;

	if (fd == -1 || pst_file_open(&file, fd, &err) < 0) {
		printf("%s\t%s\n",
		    err.code == AMBIT_E_FORMAT ? "refused" : "failed",
		    err.text);
		return fd == -1 ? -1 : close(fd);
	}
	rc = pst_walk_all(&w);
	if (rc < 0)
		printf("failed\t%s\n", err.text);
	else
		tell(&file, &w.met);
	pst_file_close(&file);
	(void)close(fd);
	return 0;
}

int
main(int argc, char **argv)
{
	struct ambit_arena *arena = ambit_arena_new(ARENA);

	if (arena == NULL)
		return 1;
	for (int i = 1; i < argc; i++) {
		if (read_store(argv[i], arena) < 0)
			return 1;
	}
	ambit_arena_free(&arena);
	return 0;
}
