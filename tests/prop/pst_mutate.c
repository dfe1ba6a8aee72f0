/*
 * One mutation, by its number: what is touched, what is written there, and
 * whether sums are put right. The same number does the same again.
 */

/* System. */
#include <stdlib.h>
#include <string.h>

#include "pst_mutate.h"
#include "store/pst/bytes.h"
#include "store/pst/page.h"

static const char *const names[MUTATE_N_KINDS] = {
	[MUTATE_BIT] = "bit",
	[MUTATE_BYTES] = "bytes",
	[MUTATE_CUT] = "cut",
	[MUTATE_CUT_TOLD] = "cut and told",
	[MUTATE_HEADER] = "header",
	[MUTATE_PAGE] = "page",
	[MUTATE_INNER] = "inner entry",
	[MUTATE_BLOCK_ENTRY] = "block entry",
	[MUTATE_NODE_NUMBER] = "node number",
	[MUTATE_TRAILER] = "trailer",
	[MUTATE_LIST_HEAD] = "list head",
	[MUTATE_HEAP_HEAD] = "heap head",
	[MUTATE_NODE_BLOCKS] = "node blocks",
	[MUTATE_LIST] = "list",
	[MUTATE_DATA] = "data",
};

const char *
mutation_name(enum mutation_kind kind)
{
	return names[kind];
}

/* ---- chance ---- */

/* splitmix64: every number begins a stream of its own. */
static uint64_t
draw(uint64_t *seed)
{
	uint64_t z = *seed += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static size_t
below(uint64_t *seed, size_t n)
{
	return (size_t)(draw(seed) % n);
}

/* ---- sums ---- */

static void
put32(unsigned char *p, uint32_t value)
{
	for (size_t i = 0; i < 4; i++)
		p[i] = (unsigned char)(value >> 8 * i);
}

static uint32_t
sum(const unsigned char *p, size_t len)
{
	return pst_crc((struct ambit_span){ p, len });
}

static void
sum_header(struct victim *v)
{
	put32(v->bytes + 4, sum(v->bytes + 8, 471));
	if (v->file->kind != PST_ANSI)
		put32(v->bytes + 524, sum(v->bytes + 8, 516));
}

static void
sum_page(struct victim *v, uint64_t ib)
{
	const struct pst_form *form = v->file->form;

	put32(v->bytes + ib + form->crc_at, sum(v->bytes + ib, form->crc_len));
}

/* A block with its padding and its trailer. */
static size_t
whole(const struct victim *v, const struct pst_block *block)
{
	const struct pst_form *form = v->file->form;

	return (block->cb + form->trailer + form->align - 1) / form->align *
	    form->align;
}

void
victim_sum_block(struct victim *v, const struct pst_block *block)
{
	const struct pst_form *form = v->file->form;

	put32(v->bytes + block->ib + whole(v, block) - form->trailer +
		form->trailer_crc_at,
	    sum(v->bytes + block->ib, block->cb));
}

/* ---- pages ---- */

static void
find_below(struct victim *v, const struct pst_ref *ref, enum pst_page_type type)
{
	const size_t id = v->file->form->id;
	struct pst_page page;
	struct ambit_err err = { 0 };
	unsigned char entries[4096];

	if (pst_page_read(v->file, type, ref, &page, &err) != 1)
		abort();
	v->pages = realloc(v->pages, (v->n_pages + 1) * sizeof(*v->pages));
	v->pages[v->n_pages++] = ref->ib;
	memcpy(entries, page.entries, page.n * page.size);
	/* At most PST_PAGE_LEVELS deep: the store is sound. */
	for (size_t i = 0; page.level > 0 && i < page.n; i++) {
		const unsigned char *p = entries + i * page.size + id;
		struct pst_ref child = { pst_id(v->file, p),
			pst_id(v->file, p + id) };

		find_below(v, &child, type);
	}
}

/* A heap that we read: its kind, and its client. */
static void
find_heaps(struct victim *v)
{
	v->heap = calloc(v->file->n_blocks, sizeof(*v->heap));
	for (size_t i = 0; i < v->file->n_nodes; i++) {
		const struct pst_block *block =
		    pst_index_block(v->file, v->file->node[i].data);
		struct ambit_span bytes;
		struct ambit_err err;

		if (block == NULL || pst_is_internal(block->bid) ||
		    pst_block_read(v->file, block, &bytes, &err) != 1 ||
		    bytes.len < 4 || bytes.ptr[2] != 0xec)
			continue;
		v->heap[block - v->file->block] =
		    bytes.ptr[3] == 0xbc || bytes.ptr[3] == 0x7c;
	}
}

void
victim_find(struct victim *v)
{
	v->n_pages = 0;
	find_below(v, &v->file->node_root, PST_PAGE_NODES);
	find_below(v, &v->file->block_root, PST_PAGE_BLOCKS);
	find_heaps(v);
}

/* The n-th page, from some one on, of a tree and of leaves or not; 0: none. */
static uint64_t
pick_page(const struct victim *v, uint64_t *seed, unsigned type, bool inner)
{
	const struct pst_form *form = v->file->form;
	size_t from = below(seed, v->n_pages);

	for (size_t i = 0; i < v->n_pages; i++) {
		uint64_t ib = v->pages[(from + i) % v->n_pages];
		const unsigned char *p = v->bytes + ib;

		if ((type == 0 || p[form->type_at] == type) &&
		    (p[form->level_at] > 0) == inner)
			return ib;
	}
	return 0;
}

/* Where some entry of a page lies. */
static uint64_t
pick_entry(const struct victim *v, uint64_t *seed, uint64_t ib)
{
	const struct pst_form *form = v->file->form;
	const unsigned char *p = v->bytes + ib;
	size_t n =
	    v->file->kind == PST_4K ? pst_u16(p + form->area) : p[form->area];

	return ib + below(seed, n) * p[form->size_at];
}

/* ---- what is written ---- */

static void
touch(struct mutation *m, uint64_t off, size_t len)
{
	if (m->touched.to == 0 || off < m->touched.from)
		m->touched.from = off;
	if (off + len > m->touched.to)
		m->touched.to = off + len;
}

/*
 * A field gets another value of those that hurt: a bit, its neighbours, none,
 * all, chance, or what the field of the next entry has. False: it is the same.
 */
static bool
spoil(struct victim *v, struct mutation *m, uint64_t *seed, uint64_t off,
    size_t len, size_t stride)
{
	unsigned char *p = v->bytes + off, old[8];
	uint64_t value = 0;

	memcpy(old, p, len);
	for (size_t i = len; i > 0; i--)
		value = value << 8 | p[i - 1];
	switch (below(seed, 7)) {
	case 0:
		value ^= UINT64_C(1) << below(seed, len * 8);
		break;
	case 1:
		value++;
		break;
	case 2:
		value--;
		break;
	case 3:
		value = 0;
		break;
	case 4:
		value = UINT64_MAX;
		break;
	case 5:
		value = draw(seed);
		break;
	default:
		value += 4;
		if (stride > 0 && off + stride + len <= v->len)
			for (size_t i = len; i > 0; i--)
				value = value << 8 | p[stride + i - 1];
		break;
	}
	for (size_t i = 0; i < len; i++)
		p[i] = (unsigned char)(value >> 8 * i);
	m->off = off;
	touch(m, off, len);
	return memcmp(old, p, len) != 0;
}

/* ---- kinds ---- */

static bool
spoil_anywhere(struct victim *v, struct mutation *m, uint64_t *seed)
{
	size_t n = m->kind == MUTATE_BIT ? 1 : 1 + below(seed, 8);
	uint64_t off = below(seed, v->len - n);

	if (m->kind == MUTATE_BIT)
		v->bytes[off] ^= (unsigned char)(1 << below(seed, 8));
	else
		for (size_t i = 0; i < n; i++)
			v->bytes[off + i] ^=
			    (unsigned char)(1 + below(seed, 255));
	m->off = off;
	touch(m, off, n);
	return true;
}

/* Where the header says how long the file is. */
static bool
cut(struct victim *v, struct mutation *m, uint64_t *seed)
{
	size_t at = v->file->kind == PST_ANSI ? 168 : 184;

	m->len = below(seed, 4) == 0 ? v->len - 1 - below(seed, 600)
				     : below(seed, v->len);
	if (m->kind == MUTATE_CUT_TOLD && m->len >= 528) {
		put32(v->bytes + at, (uint32_t)m->len);
		sum_header(v);
		touch(m, 4, 524);
	}
	return true;
}

static bool
spoil_header(struct victim *v, struct mutation *m, uint64_t *seed)
{
	static const unsigned short ansi[] = { 8, 10, 14, 24, 28, 32, 168, 172,
		176, 184, 188, 192, 196, 200, 460, 461, 464 };
	static const unsigned short wide[] = { 8, 10, 14, 24, 32, 40, 184, 192,
		200, 216, 224, 232, 240, 248, 512, 513, 516 };
	size_t n = sizeof(wide) / sizeof(wide[0]), i = below(seed, n);
	bool changed;

	changed =
	    spoil(v, m, seed, v->file->kind == PST_ANSI ? ansi[i] : wide[i],
		i < 3 || i > 12 ? 1 : v->file->form->id, 0);
	sum_header(v);
	touch(m, 4, 524);
	return changed;
}

static bool
spoil_page(struct victim *v, struct mutation *m, uint64_t *seed)
{
	const struct pst_form *form = v->file->form;
	uint64_t ib = v->pages[below(seed, v->n_pages)];
	size_t first = form->area;
	bool changed;

	/* From the count of entries on, but for the sum. */
	first += below(seed, 2) == 0 ? below(seed, form->type_at - first + 2)
				     : below(seed, form->page - first);
	if (first >= form->crc_at && first < form->crc_at + 4)
		return false;
	changed = spoil(v, m, seed, ib + first, 1, 0);
	sum_page(v, ib);
	touch(m, ib, form->page);
	return changed;
}

static bool
spoil_entry(struct victim *v, struct mutation *m, uint64_t *seed)
{
	const struct pst_form *form = v->file->form;
	bool nodes =
	    m->kind == MUTATE_NODE_NUMBER || m->kind == MUTATE_NODE_BLOCKS;
	unsigned type = nodes               ? PST_PAGE_NODES
	    : m->kind == MUTATE_BLOCK_ENTRY ? PST_PAGE_BLOCKS
					    : 0;
	uint64_t ib = pick_page(v, seed, type, m->kind == MUTATE_INNER);
	size_t id = form->id, at, len = id;
	uint64_t entry;
	bool changed;

	if (ib == 0)
		return false;
	entry = pick_entry(v, seed, ib);
	m->nid = pst_u32(v->bytes + entry);
	if (m->kind == MUTATE_NODE_NUMBER && below(seed, 2) == 0)
		at = 0, len = 4;
	else if (m->kind == MUTATE_NODE_NUMBER)
		at = 3 * id, len = 4;
	else if (m->kind == MUTATE_NODE_BLOCKS)
		at = id * (1 + below(seed, 2));
	else
		at = id * below(seed, 3);
	/* Lengths of a block: what lies there, inflated, how often named. */
	if (m->kind == MUTATE_BLOCK_ENTRY && at == 2 * id)
		len = 2, at += 2 * below(seed, 3);
	changed =
	    spoil(v, m, seed, entry + at, len, v->bytes[ib + form->size_at]);
	sum_page(v, ib);
	touch(m, ib, form->page);
	return changed;
}

/* ---- blocks ---- */

/* Some block of that sort that is as it lies there; n_blocks: there is none.
 * A deflated one cannot be changed in place. */
static size_t
pick_block(const struct victim *v, uint64_t *seed, enum mutation_kind kind)
{
	bool internal = kind == MUTATE_LIST_HEAD || kind == MUTATE_LIST;
	size_t from = below(seed, v->file->n_blocks);

	for (size_t i = 0; i < v->file->n_blocks; i++) {
		size_t at = (from + i) % v->file->n_blocks;
		const struct pst_block *block = &v->file->block[at];

		if (kind == MUTATE_TRAILER ||
		    (pst_is_internal(block->bid) == internal &&
			block->cb == block->len &&
			(kind != MUTATE_HEAP_HEAD || v->heap[at])))
			return at;
	}
	return v->file->n_blocks;
}

/* [MS-PST] 2.2.2.8.3: of a list of blocks, and of subnodes, which in ANSI
 * stores has no filling. */
static size_t
head_of(const struct victim *v, const struct pst_block *block)
{
	return v->file->kind == PST_ANSI && v->bytes[block->ib] == 2 ? 4 : 8;
}

static bool
spoil_block(struct victim *v, struct mutation *m, uint64_t *seed)
{
	size_t i = pick_block(v, seed, m->kind);
	const struct pst_form *form = v->file->form;
	const struct pst_block *block;
	size_t size, off;
	bool changed;

	if (i == v->file->n_blocks)
		return false;
	block = &v->file->block[i];
	size = whole(v, block);
	m->block = i;
	off = below(seed, block->cb);
	if (m->kind == MUTATE_LIST_HEAD)
		off = below(seed, head_of(v, block));
	else if (m->kind == MUTATE_HEAP_HEAD)
		off = below(seed, block->cb < 4 ? block->cb : 4);
	else if (m->kind == MUTATE_TRAILER)
		off = size - form->trailer + below(seed, form->trailer);
	changed = spoil(v, m, seed, block->ib + off, 1, 0);
	if (m->kind != MUTATE_TRAILER)
		victim_sum_block(v, block);
	touch(m, block->ib, size);
	return changed;
}

bool
mutate(struct victim *v, uint64_t number, struct mutation *m_r)
{
	uint64_t seed = number * UINT64_C(0xd1342543de82ef95);

	*m_r = (struct mutation){ .kind = (enum mutation_kind)(
				      number % MUTATE_N_KINDS),
		.len = v->len };
	switch (m_r->kind) {
	case MUTATE_BIT:
	case MUTATE_BYTES:
		return spoil_anywhere(v, m_r, &seed);
	case MUTATE_CUT:
	case MUTATE_CUT_TOLD:
		return cut(v, m_r, &seed);
	case MUTATE_HEADER:
		return spoil_header(v, m_r, &seed);
	case MUTATE_PAGE:
		return spoil_page(v, m_r, &seed);
	case MUTATE_INNER:
	case MUTATE_BLOCK_ENTRY:
	case MUTATE_NODE_NUMBER:
	case MUTATE_NODE_BLOCKS:
		return spoil_entry(v, m_r, &seed);
	case MUTATE_TRAILER:
	case MUTATE_LIST_HEAD:
	case MUTATE_HEAP_HEAD:
	case MUTATE_LIST:
	case MUTATE_DATA:
		return spoil_block(v, m_r, &seed);
	case MUTATE_N_KINDS:
	default:
		abort();
	}
}
