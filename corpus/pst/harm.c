/*
 * A PST whose sums are all right and one of whose structures is wrong: what no
 * program writes, and an enemy does. Each harm is done once, in the middle of
 * the store or where it can first be done.
 */

/* System. */
#include <string.h>

/* Ours. */
#include "../corpus.h"
#include "file.h"

static const char *const words[PST_N_HARMS] = {
	[PST_UNHARMED] = "",
	[PST_OVERLAP] = "overlap",
	[PST_LENGTH] = "length",
	[PST_LOST_BLOCK] = "lost-block",
	[PST_LOST_NODE] = "lost-node",
	[PST_CYCLE] = "cycle",
	[PST_SUBNODE_CYCLE] = "subnode-cycle",
	[PST_SUM] = "sum",
};

enum pst_harm
pst_harm_of(const char *word)
{
	enum pst_harm harm = PST_N_HARMS - 1;

	while (harm != PST_UNHARMED && strcmp(word, words[harm]) != 0)
		harm = (enum pst_harm)(harm - 1);
	return harm;
}

bool
pst_harm(struct pst *p, enum pst_harm harm)
{
	if (p->harm != harm)
		return false;
	p->harm = PST_UNHARMED;
	return true;
}

/* Blocks and nodes come in the order in which they were written: those in the
 * middle are of messages. */
void
pst_harm_index(struct pst *p)
{
	struct pst_extent *block = &p->blocks[p->n_blocks / 2];
	struct pst_node *node = &p->nodes[p->n_nodes / 2];

	if (pst_harm(p, PST_OVERLAP))
		block->ib = block[-1].ib;
	if (pst_harm(p, PST_LENGTH))
		block->cb = (uint16_t)(block->cb - 1);
	if (pst_harm(p, PST_LOST_BLOCK)) {
		p->n_blocks--;
		memmove(block, block + 1,
		    (size_t)(p->blocks + p->n_blocks - block) * sizeof(*block));
	}
	if (pst_harm(p, PST_LOST_NODE))
		*node = p->nodes[--p->n_nodes];
}
