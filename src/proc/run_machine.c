/*
 * The machine that a run is on: what of it the custody record must tell, and
 * how much room its disk has.
 */

/* System. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* Floor 7. */
#include "run.h"

/* Lines of /proc/swaps behind its first: areas that memory may be written to
 * (proc(5)). 0 where it cannot be told. */
static unsigned
count_swaps(void)
{
	char text[4096];
	int fd = open("/proc/swaps", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd == -1 ? -1 : read(fd, text, sizeof(text));
	unsigned lines = 0;

	if (fd != -1)
		(void)close(fd);
	for (ssize_t i = 0; i < n; i++)
		lines += text[i] == '\n';
	return lines > 1 ? lines - 1 : 0;
}

/* cages.md 4: what the operator let pass is on the record. */
static int
note_landlock(struct run *run, struct ambit_err *err_r)
{
	if (!run->terms->without_landlock)
		return 0;
	return ambit_custody_event(run->custody, "override",
	    ambit_role_landlock() > 0
		? "--accept-no-landlock: not needed, the kernel has it"
		: "--accept-no-landlock: no process is held to its folders",
	    err_r);
}

int
run_machine(struct run *run, struct ambit_err *err_r)
{
	unsigned swaps = count_swaps();
	char body[160];

	if (note_landlock(run, err_r) < 0)
		return -1;
	if (swaps == 0)
		return 0;
	(void)snprintf(body, sizeof(body),
	    "%u swap areas: evidence may be written to those that are not "
	    "encrypted",
	    swaps);
	return ambit_custody_event(run->custody, "machine", body, err_r);
}

/* At most so many bytes of the stores leave, and at most as many lines about
 * them are written: no store of mail is smaller than what is said of it. */
static uint64_t
needed(const struct run *run)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < run->plan.n_units; i++)
		bytes += run->plan.units[i].unit.bytes;
	return 2 * bytes;
}

void
run_tell_room(const struct run *run, struct ambit_err *err)
{
	size_t len = strlen(err->text);
	uint64_t need = needed(run), room;
	struct statvfs disk;

	if (err->code != AMBIT_E_IO ||
	    (err->sys != ENOSPC && err->sys != EDQUOT) ||
	    fstatvfs(run->terms->outfd, &disk) == -1)
		return;
	room = (uint64_t)disk.f_bavail * disk.f_frsize;
	(void)snprintf(err->text + len, sizeof(err->text) - len,
	    "; %" PRIu64 " bytes are free, up to %" PRIu64
	    " are missing: make room and run it again",
	    room, need > room ? need - room : 1);
}
