/*
 * Verify: is a package what it says it is?
 *
 * It trusts nothing in the package and no program that made it. A defect of
 * the package is a line on the page; only the machine can fail here. Each
 * volume is checked in the same steps; what one says of the whole is held
 * against what the others say.
 */

/* System. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Floor 1. */
#include "ambit/limits.h"
#include "ambit/linux.h"

/* Floor 6. */
#include "verify_state.h"

/* Records of the ledger held in memory before the disk is asked. */
#define LEDGER_MEMORY ((size_t)16 << 20)

/* Three digits in the name of a volume. */
#define VOLUMES_MAX 999

int
verify_defect(struct verify *v, const char *code, struct ambit_span where,
    const char *fmt, ...)
{
	char place[1400], what[400];
	struct ambit_text text = AMBIT_TEXT(place);
	va_list ap;

	ambit_text_str(&text, v->name);
	ambit_text_str(&text, v->name[0] != '\0' && where.len > 0 ? "/" : "");
	ambit_text_escaped(&text, ambit_span_sub(where, 0, 200));
	va_start(ap, fmt);
	(void)vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	ambit_complain(v->complaints, code, 0, "%.*s%s%s", (int)text.len, place,
	    text.len > 0 ? ": " : "", what);
	return 0;
}

static bool
is_absence(int code)
{
	return code == ENOENT || code == ENOTDIR || code == ENAMETOOLONG;
}

bool
verify_is_closed(int code)
{
	return code == ELOOP || code == EXDEV || code == EISDIR ||
	    code == ENXIO || code == ENODEV || code == EACCES;
}

static int
refuse_kind(struct verify *v, const char *path)
{
	return verify_defect(v, "V_LAYOUT", ambit_span_str(path),
	    "it is a link, or no file that can be read");
}

static int
refuse_open(struct verify *v, const char *path, struct ambit_err *err_r)
{
	if (verify_is_closed(errno))
		return refuse_kind(v, path);
	if (!is_absence(errno))
		return ambit_err_set(err_r, AMBIT_E_IO, "open %.200s", path);
	return verify_defect(v, "V_MISSING", ambit_span_str(path),
	    "it is not there");
}

int
verify_open(struct verify *v, const char *path, int *fd_r,
    struct ambit_err *err_r)
{
	struct stat st;
	int done;

	*fd_r = ambit_linux_open_beneath(v->fd, path, false);
	if (*fd_r == -1)
		return refuse_open(v, path, err_r);
	if (fstat(*fd_r, &st) == -1)
		done = ambit_err_set(err_r, AMBIT_E_IO, "stat %.200s", path);
	else
		done = S_ISREG(st.st_mode) ? 1 : refuse_kind(v, path);
	if (done != 1)
		(void)close(*fd_r);
	return done;
}

/* The file that source is aimed at, copied whole. */
static int
copy(struct verify *v, const char *path, struct ambit_span *bytes_r,
    struct ambit_err *err_r)
{
	uint64_t size = ambit_source_stored(v->source);
	struct ambit_span win;
	unsigned char *room;

	if (size > VERIFY_TAG)
		return verify_defect(v, "V_LAYOUT", ambit_span_str(path),
		    "it is not such a file as ambit writes");
	if (ambit_source_lend(v->source, 0, (size_t)size, &win, err_r) < 0)
		return -1;
	room = AMBIT_ARENA_GET(v->item, unsigned char, win.len + 1);
	if (room == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "verify");
	if (win.len > 0)
		memcpy(room, win.ptr, win.len);
	*bytes_r = (struct ambit_span){ room, win.len };
	return 1;
}

int
verify_read(struct verify *v, const char *path, struct ambit_span *bytes_r,
    struct ambit_err *err_r)
{
	int fd, done = verify_open(v, path, &fd, err_r);

	if (done != 1)
		return done;
	done = ambit_source_aim(v->source, fd, err_r);
	if (done == 0)
		done = copy(v, path, bytes_r, err_r);
	(void)close(fd);
	return done;
}

int
verify_digest(struct verify *v, unsigned char sha256_r[AMBIT_DIGEST_LEN],
    uint64_t *bytes_r, struct ambit_err *err_r)
{
	struct ambit_span win;

	*bytes_r = 0;
	if (ambit_sink_hash_reset(&v->hash, err_r) < 0)
		return -1;
	for (;;) {
		if (ambit_source_lend(v->source, *bytes_r, 1, &win, err_r) < 0)
			return -1;
		if (win.len == 0)
			break;
		if (ambit_sink_write(&v->hash.sink, win, err_r) < 0)
			return -1;
		*bytes_r += win.len;
	}
	if (ambit_sink_finish(&v->hash.sink, err_r) < 0)
		return -1;
	memcpy(sha256_r, v->hash.digest, AMBIT_DIGEST_LEN);
	return 0;
}

/* ---- one volume ---- */

static int
check_steps(struct verify *v, struct ambit_err *err_r)
{
	if (verify_layout(v, err_r) < 0 || verify_tags(v, err_r) < 0 ||
	    verify_signature(v, err_r) < 0 || verify_manifest(v, err_r) < 0 ||
	    verify_xml(v, err_r) < 0 || verify_texts(v, err_r) < 0 ||
	    verify_ledger(v, err_r) < 0)
		return -1;
	return verify_info(v, err_r);
}

static int
check_volume(struct verify *v, int fd, struct ambit_err *err_r)
{
	int done;

	v->fd = fd;
	v->walked = v->payload_files = v->payload_bytes = 0;
	if (ambit_spool_new(v->tmpfd, LEDGER_MEMORY, &v->ledger, err_r) < 0)
		return -1;
	v->counts.volumes++;
	done = check_steps(v, err_r);
	ambit_spool_free(&v->ledger);
	return done;
}

/* ---- all volumes ---- */

/* A folder that holds bagit.txt is a volume by itself. */
static bool
is_volume(int fd)
{
	return faccessat(fd, "bagit.txt", F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static int
check_alone(struct verify *v, struct ambit_err *err_r)
{
	v->name[0] = '\0';
	if (check_volume(v, v->terms->fd, err_r) < 0)
		return -1;
	if (v->known && v->facts.volumes != 1)
		return verify_defect(v, "V_VOLUMES", AMBIT_LIT(""),
		    "it is volume %u of %u, and the others are not here",
		    (unsigned)v->facts.volume, (unsigned)v->facts.volumes);
	return 0;
}

/* "ambit-<24 hex>-v<3 digits>": the number of the volume; 0: no such name. */
static unsigned
volume_of(const char *name, char id_r[AMBIT_PRODUCTION_ID_LEN])
{
	size_t len = strlen(name), id = AMBIT_PRODUCTION_ID_LEN - 1;
	unsigned n = 0;

	if (len != id + 5 || strncmp(name, "ambit-", 6) != 0 ||
	    strspn(name + 6, "0123456789abcdef") != id - 6 ||
	    strncmp(name + id, "-v", 2) != 0 ||
	    strspn(name + id + 2, "0123456789") != 3)
		return 0;
	memcpy(id_r, name, id);
	id_r[id] = '\0';
	for (const char *p = name + id + 2; *p != '\0'; p++)
		n = n * 10 + (unsigned)(*p - '0');
	return n;
}

/* The volumes of a production's folder, and nothing else in it. */
struct volumes {
	char id[AMBIT_PRODUCTION_ID_LEN];
	unsigned n; /* how many there are */
	bool here[VOLUMES_MAX + 1];
};

static void
list_volume(struct verify *v, const char *name, struct volumes *all)
{
	char id[AMBIT_PRODUCTION_ID_LEN];
	unsigned n = volume_of(name, id);

	if (n == 0 || (all->n > 0 && strcmp(id, all->id) != 0)) {
		(void)verify_defect(v, "V_LAYOUT", ambit_span_str(name),
		    "it is no volume of this production");
		return;
	}
	memcpy(all->id, id, sizeof(all->id));
	all->here[n] = true;
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

static int
check_named(struct verify *v, const char *id, unsigned number,
    struct ambit_err *err_r)
{
	int fd, done;

	(void)snprintf(v->name, sizeof(v->name), "%s-v%03u", id, number);
	fd = ambit_linux_open_beneath(v->terms->fd, v->name, true);
	if (fd == -1 && !is_absence(errno) && !verify_is_closed(errno))
		return ambit_err_set(err_r, AMBIT_E_IO, "open a volume");
	if (fd == -1)
		return verify_defect(v, "V_LAYOUT", AMBIT_LIT(""),
		    "it is no folder");
	done = check_volume(v, fd, err_r);
	(void)close(fd);
	if (done == 0 && v->known && v->facts.volume != number)
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
		if (!all->here[n])
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
	for (unsigned n = 0; n <= VOLUMES_MAX; n++) {
		if (all.here[n] && check_named(v, all.id, n, err_r) < 0)
			return -1;
	}
	check_names(v, &all);
	return 0;
}

/* ---- begin and end ---- */

static int
begin(struct verify *v, struct ambit_err *err_r)
{
	v->next = 1;
	v->fd = -1;
	v->arena = ambit_arena_new(VERIFY_ARENA);
	v->item = ambit_arena_new(AMBIT_ITEM_ARENA + 4 * VERIFY_TAG);
	if (v->arena == NULL || v->item == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "verify");
	v->tmpfd = open(P_tmpdir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (v->tmpfd == -1)
		return ambit_err_set(err_r, AMBIT_E_IO, "open %s", P_tmpdir);
	if (ambit_sink_hash_init(&v->hash, NULL, err_r) < 0)
		return -1;
	return ambit_source_new(-1, AMBIT_SOURCE_WINDOW, &v->source, err_r);
}

static void
end(struct verify *v)
{
	ambit_source_free(&v->source);
	ambit_sink_hash_clear(&v->hash);
	if (v->tmpfd != -1)
		(void)close(v->tmpfd);
	ambit_arena_free(&v->item);
	ambit_arena_free(&v->arena);
}

int
ambit_verify(const struct ambit_verify_terms *terms, struct ambit_sink *page,
    struct ambit_complaints *complaints, enum ambit_validity *validity_r,
    struct ambit_err *err_r)
{
	struct verify *v = calloc(1, sizeof(*v));
	int done = -1;

	*validity_r = AMBIT_NOT_VALID;
	if (v == NULL)
		return ambit_err_set(err_r, AMBIT_E_MEMORY, "verify");
	v->terms = terms;
	v->complaints = complaints;
	v->before = complaints->n;
	v->tmpfd = -1;
	if (begin(v, err_r) == 0)
		done = is_volume(terms->fd) ? check_alone(v, err_r)
					    : check_all(v, err_r);
	if (done == 0)
		done = verify_page(v, page, validity_r, err_r);
	end(v);
	free(v);
	return done;
}
