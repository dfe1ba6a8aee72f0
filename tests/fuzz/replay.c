/*
 * Runs a fuzz target over files in place of libFuzzer: every seed and every
 * finding of earlier runs, in every build.
 */

/* System. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define FILE_MAX ((size_t)1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static int
replay(const char *dir, const char *name)
{
	char path[4096];
	uint8_t *bytes = malloc(FILE_MAX);
	FILE *f;
	size_t n;

	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "rb");
	if (f == NULL || bytes == NULL) {
		(void)fprintf(stderr, "replay: cannot read %s\n", path);
		free(bytes);
		return -1;
	}
	n = fread(bytes, 1, FILE_MAX, f);
	(void)fclose(f);
	/* Exactly as long as the input, so that a sanitizer sees its end. */
	bytes = realloc(bytes, n > 0 ? n : 1);
	(void)LLVMFuzzerTestOneInput(bytes, n);
	free(bytes);
	return 0;
}

int
main(int argc, char **argv)
{
	DIR *dir = argc == 2 ? opendir(argv[1]) : NULL;
	struct dirent *entry;
	unsigned n = 0;

	if (dir == NULL) {
		(void)fprintf(stderr, "usage: fuzz_NAME FOLDER-OF-SEEDS\n");
		return 2;
	}
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		if (replay(argv[1], entry->d_name) < 0)
			return 1;
		n++;
	}
	(void)closedir(dir);
	printf("%u inputs\n", n);
	return n == 0;
}
