#define _GNU_SOURCE
/* What each role can do in its cage, where it may, and nowhere else. */
#include "cage_world.h"
#include "check.h"
#include "signer.h"

#include <dirent.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>

#include "ambit/linux.h"
#include "ambit/sign.h"
#include "ambit/sink.h"
#include "ambit/spool.h"

/* ---- what a role with a folder can do there, and not elsewhere ---- */

static int
make_and_fill(const void *arg)
{
	static const struct timespec times[2];
	int fd = openat(world.unit, arg, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC,
	    0600);
	struct pollfd out = { .fd = 2, .events = POLLOUT };
	struct stat st;
	char back[4];

	if (fd == -1 || write(fd, "mail", 4) != 4 || fchmod(fd, 0644) == -1 ||
	    pwrite(fd, "M", 1, 0) != 1 || pread(fd, back, 4, 0) != 4 ||
	    futimens(fd, times) == -1 || fsync(fd) == -1 || syncfs(fd) == -1 ||
	    ftruncate(fd, 2) == -1 || fstat(fd, &st) == -1 || st.st_size != 2 ||
	    close(fd) == -1 || poll(&out, 1, 0) != 1 ||
	    memcmp(back, "Mail", 4) != 0)
		return errno;
	return 0;
}

static int
make_a_folder(const void *arg)
{
	int fd;

	if (mkdirat(world.unit, arg, 0700) == -1)
		return errno;
	fd = openat(world.unit, arg, O_RDONLY | O_DIRECTORY);
	if (fd == -1 || open_at(fd, "in", O_WRONLY | O_CREAT) != 0 ||
	    unlinkat(fd, "in", 0) == -1)
		return errno;
	return said(unlinkat(world.unit, arg, AT_REMOVEDIR));
}

static int
remove_mine(const void *arg)
{
	return said(unlinkat(world.unit, arg, 0));
}

static int
write_the_volume(const void *arg)
{
	(void)arg;
	if (pwrite(world.volume, "PK", 2, 4) != 2 ||
	    ftruncate(world.volume, 64) == -1)
		return errno;
	return 0;
}

static int
read_here(const void *arg)
{
	return open_at(world.unit, arg, O_RDONLY);
}

static int
write_here(const void *arg)
{
	return open_at(world.unit, arg, O_WRONLY);
}

static int
empty_here(const void *arg)
{
	return open_at(world.unit, arg, O_RDONLY | O_TRUNC);
}

static int
make_here(const void *arg)
{
	return open_at(world.unit, arg, O_WRONLY | O_CREAT);
}

static int
make_there(const void *arg)
{
	return open_at(world.other, arg, O_WRONLY | O_CREAT);
}

static int
make_folder_here(const void *arg)
{
	return said(mkdirat(world.unit, arg, 0700));
}

static int
remove_here(const void *arg)
{
	return said(unlinkat(world.unit, arg, 0));
}

static int
link_from_outside(const void *arg)
{
	return said(
	    linkat(world.unit, "../outside/secret", world.unit, arg, 0));
}

static int
link_to_outside(const void *arg)
{
	return said(linkat(world.unit, "mine", world.unit, arg, 0));
}

static int
move_here(const void *arg)
{
	return said(
	    syscall(SYS_renameat2, world.unit, arg, world.unit, "moved", 0L));
}

static int
move_from_outside(const void *arg)
{
	return said(
	    syscall(SYS_renameat2, world.unit, arg, world.unit, "got", 0L));
}

static int
move_to_outside(const void *arg)
{
	return said(
	    syscall(SYS_renameat2, world.unit, "mine", world.unit, arg, 0L));
}

/* Into its other folder and back. */
static int
move_between(const void *arg)
{
	if (syscall(SYS_renameat2, world.unit, arg, world.other, "x", 0L) == -1)
		return errno;
	return said(
	    syscall(SYS_renameat2, world.other, "x", world.unit, arg, 0L));
}

static int
link_between(const void *arg)
{
	if (linkat(world.unit, arg, world.other, "y", 0) == -1)
		return errno;
	return said(unlinkat(world.other, "y", 0));
}

static int
list(const void *arg)
{
	int fd = openat(world.unit, arg, O_RDONLY | O_DIRECTORY);
	DIR *dir = fd == -1 ? NULL : fdopendir(fd);
	unsigned n = 0;

	while (dir != NULL && readdir(dir) != NULL)
		n++;
	return dir == NULL || closedir(dir) == -1 ? errno : n > 4 ? 0 : ENOENT;
}

static int
open_beneath(const void *arg)
{
	int fd = ambit_linux_open_beneath(world.unit, arg, false);
	char text[4];

	return fd != -1 && pread(fd, text, 4, 0) == 4 && close(fd) == 0 ? 0
									: errno;
}

static int
sort_in_a_spool(const void *arg)
{
	static const unsigned char record[60000];
	struct ambit_spool *spool;
	struct ambit_span out;
	struct ambit_err err;
	unsigned n = 0;

	(void)arg;
	if (ambit_spool_new(world.unit, 0, &spool, &err) < 0)
		return EINVAL;
	for (unsigned i = 0; i < 500; i++) {
		if (ambit_spool_put(spool,
			(struct ambit_span){ record, sizeof(record) },
			&err) < 0)
			return err.sys;
	}
	if (ambit_spool_sort(spool, &err) < 0)
		return err.sys;
	while (ambit_spool_next(spool, &out, &err) == 1)
		n++;
	return n == 500 ? 0 : EINVAL;
}

static int
copy_into_the_volume(const void *arg)
{
	int fd = openat(world.unit, arg, O_RDONLY);
	loff_t at = 8;

	return fd == -1 ? errno
			: said(syscall(SYS_copy_file_range, fd, NULL,
			      world.volume, &at, 4L, 0L));
}

/* A descriptor comes over the socket that it has. */
static int
get_a_descriptor(const void *arg)
{
	char room[CMSG_SPACE(sizeof(int))], byte;
	struct iovec io = { &byte, 1 };
	struct msghdr msg = { .msg_iov = &io,
		.msg_iovlen = 1,
		.msg_control = room,
		.msg_controllen = sizeof(room) };
	struct stat st;
	int fd;

	(void)arg;
	if (sendmsg(world.socket[0],
		&(struct msghdr){ .msg_iov = &io, .msg_iovlen = 1 }, 0) != 1 ||
	    recvmsg(world.socket[0], &msg, MSG_CMSG_CLOEXEC) != 1 ||
	    CMSG_FIRSTHDR(&msg) == NULL)
		return errno;
	memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&msg)), sizeof(fd));
	return said(fstat(fd, &st));
}

struct deed {
	const char *name;
	const struct ambit_role *role;
	int (*act)(const void *arg);
	const char *arg;
	const char *end;
};

#define ACROSS "errno 18"
#define GATE   &ambit_role_gate
#define ASM    &ambit_role_assembler
#define READ   &ambit_role_folder

static const struct deed deeds[] = {
	{ "a gate makes and fills a file", GATE, make_and_fill, "new", "done" },
	{ "a gate removes its file", GATE, remove_mine, "new", "done" },
	{ "a gate makes and removes a folder", GATE, make_a_folder, "sub",
	    "done" },
	{ "a gate reads its file", GATE, read_here, "mine", "done" },
	{ "a gate writes the volume that it was given", GATE, write_the_volume,
	    "", "done" },
	{ "a gate gets a descriptor from the monitor", GATE, get_a_descriptor,
	    "", "done" },
	{ "a gate makes no file past ..", GATE, make_here, "../outside/new",
	    "EACCES" },
	{ "a gate makes no file in the folder above", GATE, make_here, "../new",
	    "EACCES" },
	{ "a gate writes no file past ..", GATE, write_here,
	    "../outside/secret", "EACCES" },
	{ "a gate reads no file past ..", GATE, read_here, "../outside/secret",
	    "EACCES" },
	{ "a gate empties no file past ..", GATE, empty_here,
	    "../outside/secret", "EACCES" },
	{ "a gate writes no file through a link", GATE, write_here, "link",
	    "EACCES" },
	{ "a gate reads no file through a link", GATE, read_here, "link",
	    "EACCES" },
	{ "a gate makes no file through a link of a folder", GATE, make_here,
	    "way/new", "EACCES" },
	{ "a gate makes no folder outside", GATE, make_folder_here,
	    "../outside/sub", "EACCES" },
	{ "a gate removes no file outside", GATE, remove_here,
	    "../outside/secret", "EACCES" },
	{ "a gate links nothing from outside", GATE, link_from_outside, "hard",
	    "SIGSYS" },
	{ "a gate links nothing to outside", GATE, link_to_outside,
	    "../outside/hard", "SIGSYS" },
	{ "a gate moves nothing outside", GATE, move_to_outside,
	    "../outside/moved", "SIGSYS" },
	{ "a gate lists no folder outside", GATE, read_here, "../outside",
	    "EACCES" },

	{ "an assembler makes and fills a file", ASM, make_and_fill, "whole",
	    "done" },
	{ "an assembler moves it", ASM, move_here, "whole", "done" },
	{ "an assembler removes it", ASM, remove_mine, "moved", "done" },
	{ "an assembler writes in its second folder", ASM, make_there, "events",
	    "done" },
	{ "an assembler moves between its folders", ASM, move_between, "staged",
	    "done" },
	{ "an assembler links between its folders", ASM, link_between, "staged",
	    "done" },
	{ "an assembler lists", ASM, list, ".", "done" },
	{ "an assembler sorts in a file", ASM, sort_in_a_spool, "", "done" },
	{ "an assembler copies into the volume", ASM, copy_into_the_volume,
	    "staged", "done" },
	{ "an assembler makes no file past ..", ASM, make_here,
	    "../outside/new", "EACCES" },
	{ "an assembler reads no file past ..", ASM, read_here,
	    "../outside/secret", "EACCES" },
	{ "an assembler writes no file through a link", ASM, write_here, "link",
	    "EACCES" },
	{ "an assembler links nothing from outside", ASM, link_from_outside,
	    "hard", ACROSS },
	{ "an assembler links nothing to outside", ASM, link_to_outside,
	    "../outside/hard", "EACCES" },
	{ "an assembler moves nothing from outside", ASM, move_from_outside,
	    "../outside/secret", "EACCES" },
	{ "an assembler moves nothing to outside", ASM, move_to_outside,
	    "../outside/moved", "EACCES" },

	{ "a folder reader lists", READ, list, ".", "done" },
	{ "a folder reader opens a file of its store", READ, open_beneath,
	    "mine", "done" },
	{ "a folder reader reads a file of its store", READ, read_here, "mine",
	    "done" },
	{ "a folder reader makes no file", READ, make_here, "new", "EACCES" },
	{ "a folder reader writes no file", READ, write_here, "mine",
	    "EACCES" },
	{ "a folder reader empties no file", READ, empty_here, "mine",
	    "EACCES" },
	{ "a folder reader reads no file past ..", READ, read_here,
	    "../outside/secret", "EACCES" },
	{ "a folder reader reads no file through a link", READ, read_here,
	    "link", "EACCES" },
	{ "a folder reader has no second folder", READ, make_there, "new",
	    "EACCES" },
	{ "a folder reader removes no file", READ, remove_mine, "mine",
	    "SIGSYS" },
};

static void
offer_a_descriptor(void)
{
	char room[CMSG_SPACE(sizeof(int))] = { 0 }, byte = 'd';
	struct iovec io = { &byte, 1 };
	struct msghdr msg = { .msg_iov = &io,
		.msg_iovlen = 1,
		.msg_control = room,
		.msg_controllen = sizeof(room) };
	struct cmsghdr *c = CMSG_FIRSTHDR(&msg);

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(c), &world.store, sizeof(int));
	cage_need(sendmsg(world.socket[1], &msg, 0) == 1, "sendmsg");
}

/* Alone as root: nobody may not do it twice, and TRUNCATE needs ABI 3. */
static void
it_is_done_or_not(void **state)
{
	const struct deed *row = *state;
	struct cage cage = cage_in_world(row->role);

	if (cage_lacks_landlock() && opens_files(row->role) &&
	    (strcmp(row->end, "EACCES") == 0 || strcmp(row->end, ACROSS) == 0))
		skip();
	if (row->act == empty_here && ambit_role_landlock() < 3)
		skip();
	if (row->act == get_a_descriptor)
		offer_a_descriptor();
	cage.act = row->act;
	cage.arg = row->arg;
	assert_string_equal(cage_end(&cage), row->end);
}

/* ---- work without a folder ---- */

/* Open what the library opens when first asked. */
static void
warm(void)
{
	unsigned char digest[32];
	struct ambit_err err;

	cage_need(ambit_sink_digest(AMBIT_LIT("warm"), digest, &err) == 0,
	    "digest");
}

static int
read_the_store(const void *arg)
{
	static const char want[] = "From here on, private.\n";
	char text[sizeof(want) - 1];
	struct stat st;

	(void)arg;
	if (fstat(world.store, &st) == -1 ||
	    pread(world.store, text, sizeof(text), 0) != (ssize_t)sizeof(text))
		return errno;
	return memcmp(text, want, sizeof(text)) == 0 &&
		write(world.pipe[1], "ok", 2) == 2
	    ? 0
	    : EINVAL;
}

static int
take_memory(const void *arg)
{
	unsigned char *p;

	(void)arg;
	for (size_t n = 1; n <= (size_t)64 << 20; n *= 4) {
		p = malloc(n);
		if (p == NULL)
			return ENOMEM;
		memset(p, 1, n);
		p = realloc(p, 2 * n);
		if (p == NULL)
			return ENOMEM;
		free(p);
	}
	return 0;
}

static int
take_too_much(const void *arg)
{
	/* What it was forked with is its own, so a little more than its due. */
	size_t n = ((size_t)1 << 30) + ((size_t)16 << 20);
	void *p = mmap(NULL, n, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	(void)arg;
	return p == MAP_FAILED ? errno : 0;
}

static int
digest(const void *arg)
{
	static const unsigned char abc[4] = { 0xba, 0x78, 0x16, 0xbf };
	unsigned char sum[32];
	struct ambit_err err;

	(void)arg;
	return ambit_sink_digest(AMBIT_LIT("abc"), sum, &err) == 0 &&
		memcmp(sum, abc, sizeof(abc)) == 0
	    ? 0
	    : EINVAL;
}

static int
try_a_socket(const void *arg)
{
	(void)arg;
	return said(socket(AF_UNIX, SOCK_STREAM, 0));
}

static int
look_for_a_file(const void *arg)
{
	(void)arg;
	return said(access("/etc/localtime", R_OK));
}

static int
seek(const void *arg)
{
	(void)arg;
	return said(lseek(world.store, 1, SEEK_SET));
}

static int
ask_the_time(const void *arg)
{
	struct timespec now;

	(void)arg;
	return said(syscall(SYS_clock_gettime, (long)CLOCK_REALTIME, &now));
}

#define WORKS(who, role)                                                       \
	{ who " reads its store", role, read_the_store, NULL, "done" },        \
	    { who " takes memory", role, take_memory, NULL, "done" },          \
	    { who " takes no more than a gigabyte", role, take_too_much, NULL, \
		    "errno 12" },                                              \
	{                                                                      \
		who " makes a digest", role, digest, NULL, "done"              \
	}

static const struct deed works[] = {
	WORKS("a reader", &ambit_role_reader),
	WORKS("a folder reader", &ambit_role_folder),
	WORKS("a decoder", &ambit_role_decoder),
	WORKS("a gate", &ambit_role_gate),
	WORKS("an assembler", &ambit_role_assembler),
	WORKS("a second reader", &ambit_role_second),
	{ "a reader does not seek", &ambit_role_reader, seek, NULL, "SIGSYS" },
	{ "a second reader seeks", &ambit_role_second, seek, NULL, "done" },
	{ "a decoder seeks", &ambit_role_decoder, seek, NULL, "done" },
	{ "a decoder gets no socket", &ambit_role_decoder, try_a_socket, NULL,
	    "EACCES" },
	{ "a decoder finds no file", &ambit_role_decoder, look_for_a_file, NULL,
	    "EACCES" },
	{ "a signer asks the time", &ambit_role_signer, ask_the_time, NULL,
	    "done" },
};

/* ---- the signer ---- */

static const unsigned char content_digest[32] = { 0x9f, 0x86, 0xd0, 0x81, 0x88,
	0x4c, 0x7d, 0x65, 0x9a, 0x2f, 0xea, 0xa0, 0xc5, 0x5a, 0xd0, 0x15, 0xa3,
	0xbf, 0x4f, 0x1b, 0x2b, 0x0b, 0x82, 0x2c, 0xd1, 0x5d, 0x6c, 0x15, 0xb0,
	0xf0, 0x0a, 0x08 };

static struct signer signer;

static void
sign_once(const void *arg)
{
	static const unsigned char zero[32];
	struct ambit_span der;
	struct ambit_err err;

	(void)arg;
	cage_need(ambit_sign_digest(zero, signer.cert, signer.key, NULL, &der,
		      &err) == 0,
	    "sign");
}

static int
sign(const void *arg)
{
	struct ambit_span der;
	struct ambit_err err;

	(void)arg;
	if (ambit_sign_digest(content_digest, signer.cert, signer.key, NULL,
		&der, &err) < 0)
		return EINVAL;
	return write(world.socket[0], der.ptr, der.len) == (ssize_t)der.len
	    ? 0
	    : errno;
}

/* What it sends holds over the content whose digest it was given. */
static void
a_signer_that_signed_before_signs(void **state)
{
	struct cage cage = cage_in_world(&ambit_role_signer);
	unsigned char der[4096];
	X509 *cert = NULL;
	struct ambit_err err;
	ssize_t len;

	(void)state;
	signer = signer_new();
	cage.before = sign_once;
	cage.act = sign;
	assert_string_equal(cage_end(&cage), "done");
	len = recv(world.socket[1], der, sizeof(der), MSG_DONTWAIT);
	assert_true(len > 0);
	assert_int_equal(ambit_sign_verify(AMBIT_LIT("test"),
			     (struct ambit_span){ der, (size_t)len }, NULL,
			     &cert, &err),
	    1);
	X509_free(cert);
	signer_free(&signer);
}

int
main(void)
{
	struct CMUnitTest tests[1 + COUNT(deeds) + COUNT(works)] = {
		cmocka_unit_test(a_signer_that_signed_before_signs),
	};
	size_t n = 1;

	if (cage_lacks_landlock())
		print_message("no Landlock here: what it refuses is skipped\n");
	warm();
	for (size_t i = 0; i < COUNT(deeds); i++)
		tests[n++] =
		    (struct CMUnitTest){ deeds[i].name, it_is_done_or_not, NULL,
			    NULL, (void *)(uintptr_t)&deeds[i] };
	for (size_t i = 0; i < COUNT(works); i++)
		tests[n++] =
		    (struct CMUnitTest){ works[i].name, it_is_done_or_not, NULL,
			    NULL, (void *)(uintptr_t)&works[i] };
	print_message("%zu deeds, %zu works\n", COUNT(deeds), COUNT(works));
	return cmocka_run_group_tests_name("role_work", tests, cage_world_build,
	    cage_world_sweep);
}
