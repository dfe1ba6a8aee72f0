#ifndef AMBIT_TESTS_CAGE_WORLD_H
#define AMBIT_TESTS_CAGE_WORLD_H

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "cage.h"
#include "folder.h"

/*
 * unit/, other/ are folders of the role, outside/ is nobody's. Everything
 * belongs to nobody, so that only the cage refuses it.
 */
struct cage_world {
	int base, unit, other, outside;
	int store, volume; /* open from the start, in outside/ */
	int pipe[2], socket[2];
	char path[64];     /* of base */
	char listener[96]; /* a socket in outside/ */
	int parent;
};

static struct cage_world world;

static inline void
make_folder(const char *name, int *fd_r)
{
	folder_make(world.base, name);
	*fd_r = openat(world.base, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	cage_need(*fd_r != -1, name);
}

static inline void
give_away(int fd, const char *name)
{
	if (cage_is_root())
		cage_need(fchownat(fd, name, NOBODY, NOBODY,
			      AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW) == 0,
		    "chown");
}

static inline void
listen_outside(void)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)snprintf(world.listener, sizeof(world.listener),
	    "%s/outside/listener", world.path);
	memcpy(at.sun_path, world.listener, strlen(world.listener) + 1);
	cage_need(bind(fd, (const struct sockaddr *)&at, sizeof(at)) == 0 &&
		listen(fd, 4) == 0,
	    "listen");
}

static inline int
cage_world_build(void **state)
{
	static const char *const made[] = { "unit/mine", "unit/staged",
		"other/mine", "outside/secret", "outside/key",
		"outside/volume" };

	(void)state;
	memcpy(world.path, "/tmp/ambit-test-XXXXXX", 23);
	cage_need(mkdtemp(world.path) != NULL, "mkdtemp");
	world.base = open(world.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	make_folder("unit", &world.unit);
	make_folder("other", &world.other);
	make_folder("outside", &world.outside);
	for (size_t i = 0; i < sizeof(made) / sizeof(made[0]); i++) {
		folder_file(world.base, made[i], "From here on, private.\n");
		give_away(world.base, made[i]);
	}
	cage_need(symlinkat("../outside/secret", world.unit, "link") == 0 &&
		symlinkat("../outside", world.unit, "way") == 0,
	    "symlink");
	give_away(world.base, "");
	give_away(world.unit, "");
	give_away(world.other, "");
	give_away(world.outside, "");
	world.store = openat(world.outside, "secret", O_RDONLY | O_CLOEXEC);
	world.volume = openat(world.outside, "volume", O_RDWR | O_CLOEXEC);
	listen_outside();
	cage_need(pipe(world.pipe) == 0 &&
		socketpair(AF_UNIX, SOCK_STREAM, 0, world.socket) == 0,
	    "pipe");
	world.parent = getpid();
	return 0;
}

static inline int
cage_world_sweep(void **state)
{
	char line[128];

	(void)state;
	(void)snprintf(line, sizeof(line), "rm -rf %s", world.path);
	return system(line);
}

/* What a call says: 0, or errno. */
static inline int
said(long rc)
{
	return rc == -1 ? errno : 0;
}

static inline int
open_at(int fd, const char *name, int flags)
{
	return said(openat(fd, name, flags | O_CLOEXEC, 0600));
}

static inline struct cage
cage_in_world(const struct ambit_role *role)
{
	return (struct cage){ .role = role,
		.folders = { world.unit, world.unit, world.other },
		.keep = { world.store, world.volume, world.socket[0],
		    world.pipe[1], world.unit, world.other },
		.n_keep = 6,
		.without_landlock = cage_lacks_landlock() };
}

static inline bool
opens_files(const struct ambit_role *role)
{
	return role == &ambit_role_folder || role == &ambit_role_gate ||
	    role == &ambit_role_assembler;
}

#endif
