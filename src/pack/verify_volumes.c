/*
 * The volumes of a production: each is checked in the same steps, be it a
 * folder or an archive, and what one says of the whole is held against what
 * the others say.
 */

/* System. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Floor 1. */
#include "ambit/linux.h"

/* Floor 6. */
#include "verify_state.h"

/* Records of the ledger held in memory before the disk is asked. */
#define LEDGER_MEMORY ((size_t)16 << 20)

/* Three digits in the name of a volume. */
#define VOLUMES_MAX 999

/* How a volume lies there. */
enum kind {
	ABSENT,
	FOLDER,
	ARCHIVE,
};

/* ---- one volume ---- */

static int
check_steps(struct verify *v, struct ambit_err *err_r)
{
	if (verify_tags(v, err_r) < 0 || verify_signature(v, err_r) < 0 ||
	    verify_manifest(v, err_r) < 0 || verify_xml(v, err_r) < 0 ||
	    verify_texts(v, err_r) < 0 || verify_ledger(v, err_r) < 0)
		return -1;
	return verify_info(v, err_r);
}

/* Did the volume at hand say which one it is? */
static bool
is_told(const struct verify *v)
{
	return v->known && v->facts.volume != 0;
}

/* The folder that the archive holds has the name of the volume. */
static int
check_top(struct verify *v)
{
	char id[AMBIT_PRODUCTION_ID_LEN], want[sizeof(v->top)];

	if (!is_told(v))
		return 0;
	ambit_production_id(&v->facts.order, id);
	(void)snprintf(want, sizeof(want), "%s-v%03u/", id,
	    (unsigned)v->facts.volume);
	if (strcmp(v->top, want) == 0)
		return 0;
	return verify_defect(v, "V_ZIP", ambit_span_str(v->top),
	    "the order of this production calls it %s", want);
}

static int
check_archive(struct verify *v, struct ambit_err *err_r)
{
	int done = verify_archive(v, err_r);

	if (done == 1)
		done = check_steps(v, err_r);
	if (done == 0)
		done = check_top(v);
	ambit_zip_close(&v->zip);
	return done;
}

static int
check_folder(struct verify *v, struct ambit_err *err_r)
{
	return verify_layout(v, err_r) < 0 ? -1 : check_steps(v, err_r);
}

static int
check_volume(struct verify *v, int fd, enum kind kind, struct ambit_err *err_r)
{
	int done;

	v->fd = fd;
	v->facts.volume = 0;
	v->walked = v->payload_files = v->payload_bytes = 0;
	if (ambit_spool_new(v->tmpfd, LEDGER_MEMORY, &v->ledger, err_r) < 0)
		return -1;
	v->counts.volumes++;
	done =
	    kind == ARCHIVE ? check_archive(v, err_r) : check_folder(v, err_r);
	ambit_spool_free(&v->ledger);
	return done;
}

static int
check_alone(struct verify *v, enum kind kind, struct ambit_err *err_r)
{
	v->name[0] = '\0';
	if (check_volume(v, v->terms->fd, kind, err_r) < 0)
		return -1;
	if (v->known && v->facts.volumes != 1)
		return verify_defect(v, "V_VOLUMES", AMBIT_LIT(""),
		    "it is volume %u of %u, and the others are not here",
		    (unsigned)v->facts.volume, (unsigned)v->facts.volumes);
	return 0;
}

/* ---- what lies in the folder of a production ---- */

/* The volumes of a production's folder, and nothing else in it. */
struct volumes {
	char id[AMBIT_PRODUCTION_ID_LEN];
	unsigned n; /* how many there are */
	enum kind here[VOLUMES_MAX + 1];
};

/* "ambit-<24 hex>-v<3 digits>", and ".zip" behind it: the number of the
 * volume; 0: no such name. */
static unsigned
volume_of(const char *name, char id_r[AMBIT_PRODUCTION_ID_LEN],
    enum kind *kind_r)
{
	size_t id = AMBIT_PRODUCTION_ID_LEN - 1;
	const char *behind;
	unsigned n = 0;

	if (strlen(name) < id + 5 || strncmp(name, "ambit-", 6) != 0 ||
	    strspn(name + 6, "0123456789abcdef") != id - 6 ||
	    strncmp(name + id, "-v", 2) != 0 ||
	    strspn(name + id + 2, "0123456789") != 3)
		return 0;
	behind = name + id + 5;
	if (*behind != '\0' && strcmp(behind, ".zip") != 0)
		return 0;
	*kind_r = *behind == '\0' ? FOLDER : ARCHIVE;
	memcpy(id_r, name, id);
	id_r[id] = '\0';
	for (const char *p = name + id + 2; p < behind; p++)
		n = n * 10 + (unsigned)(*p - '0');
	return n;
}

static void
list_volume(struct verify *v, const char *name, struct volumes *all)
{
	char id[AMBIT_PRODUCTION_ID_LEN];
	enum kind kind;
	unsigned n = volume_of(name, id, &kind);

	if (n == 0 || (all->n > 0 && strcmp(id, all->id) != 0)) {
		(void)verify_defect(v, "V_LAYOUT", ambit_span_str(name),
		    "it is no volume of this production");
		return;
	}
	if (all->here[n] != ABSENT) {
		(void)verify_defect(v, "V_VOLUMES", AMBIT_LIT(""),
		    "volume %u is here twice, as a folder and as an archive",
		    n);
		all->here[n] = FOLDER;
		return;
	}
	memcpy(all->id, id, sizeof(all->id));
	all->here[n] = kind;
	all->n++;
}

static int
list_volumes(struct verify *v, struct volumes *all, struct ambit_err *err_r)
{
	int fd = openat(v->terms->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd == -1 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	int done;

	*all = (struct volumes){ .n = 0 };
	v->name[0] = '\0';
	if (dir == NULL)
		return ambit_err_set(err_r, AMBIT_E_IO, "open the package");
	while ((errno = 0, entry = readdir(dir)) != NULL) {
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			list_volume(v, entry->d_name, all);
	}
	done = errno == 0
	    ? 0
	    : ambit_err_set(err_r, AMBIT_E_IO, "list the package");
	(void)closedir(dir);
	return done;
}

/* ---- all volumes ---- */

static int
refuse_volume(struct verify *v, enum kind kind)
{
	return verify_defect(v, "V_LAYOUT", AMBIT_LIT(""), "it is no %s",
	    kind == ARCHIVE ? "file" : "folder");
}

/* 1, 0 with a defect, -1. */
static int
open_volume(struct verify *v, enum kind kind, int *fd_r,
    struct ambit_err *err_r)
{
	struct stat st;

	*fd_r = ambit_linux_open_beneath(v->terms->fd, v->name, kind == FOLDER);
	if (*fd_r == -1 && !verify_is_absent(errno) && !verify_is_closed(errno))
		return ambit_err_set(err_r, AMBIT_E_IO, "open a volume");
	if (*fd_r == -1)
		return refuse_volume(v, kind);
	if (kind == FOLDER || (fstat(*fd_r, &st) == 0 && S_ISREG(st.st_mode)))
		return 1;
	(void)close(*fd_r);
	return refuse_volume(v, kind);
}

static int
check_named(struct verify *v, const struct volumes *all, unsigned number,
    struct ambit_err *err_r)
{
	enum kind kind = all->here[number];
	int fd, done;

	(void)snprintf(v->name, sizeof(v->name), "%s-v%03u%s", all->id, number,
	    kind == ARCHIVE ? ".zip" : "");
	done = open_volume(v, kind, &fd, err_r);
	if (done != 1)
		return done;
	done = check_volume(v, fd, kind, err_r);
	(void)close(fd);
	if (done == 0 && is_told(v) && v->facts.volume != number)
		return verify_defect(v, "V_VOLUMES", AMBIT_LIT(""),
		    "it says that it is volume %u", (unsigned)v->facts.volume);
	return done;
}

/* Does the folder have the name that follows from the order digest? */
static void
check_names(struct verify *v, const struct volumes *all)
{
	char id[AMBIT_PRODUCTION_ID_LEN];

	v->name[0] = '\0';
	if (!v->known)
		return;
	ambit_production_id(&v->facts.order, id);
	if (strcmp(id, all->id) != 0)
		(void)verify_defect(v, "V_VOLUMES", ambit_span_str(all->id),
		    "the order of this production calls it %s", id);
	for (unsigned n = 1; n <= v->facts.volumes && n <= VOLUMES_MAX; n++) {
		if (all->here[n] == ABSENT)
			(void)verify_defect(v, "V_VOLUMES", AMBIT_LIT(""),
			    "volume %u of %u is missing", n,
			    (unsigned)v->facts.volumes);
	}
	if (all->n > v->facts.volumes)
		(void)verify_defect(v, "V_VOLUMES", AMBIT_LIT(""),
		    "%u volumes are here, and it has %u", all->n,
		    (unsigned)v->facts.volumes);
}

static int
check_all(struct verify *v, struct ambit_err *err_r)
{
	struct volumes all;

	if (list_volumes(v, &all, err_r) < 0)
		return -1;
	if (all.n == 0)
		return verify_defect(v, "V_LAYOUT", AMBIT_LIT(""),
		    "there is no volume in this folder");
	for (unsigned n = 1; n <= VOLUMES_MAX; n++) {
		if (all.here[n] != ABSENT && check_named(v, &all, n, err_r) < 0)
			return -1;
	}
	check_names(v, &all);
	return 0;
}

/* A folder that holds bagit.txt is a volume by itself. */
static bool
is_volume(int fd)
{
	return faccessat(fd, "bagit.txt", F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

int
verify_volumes(struct verify *v, struct ambit_err *err_r)
{
	struct stat st;

	if (fstat(v->terms->fd, &st) == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "stat the package");
	if (S_ISREG(st.st_mode))
		return check_alone(v, ARCHIVE, err_r);
	if (!S_ISDIR(st.st_mode))
		return ambit_err_set(err_r, AMBIT_E_FORMAT,
		    "it is neither a folder nor a file");
	if (is_volume(v->terms->fd))
		return check_alone(v, FOLDER, err_r);
	return check_all(v, err_r);
}
