/*
 * The tag files of a bag (RFC 8493, package.md 3), the XML apart.
 *
 * Paths are of our own making, so that nothing in them needs an escape.
 */

/* System. */
#include <inttypes.h>

/* Floor 6. */
#include "manifest.h"

void
manifest_line(struct pack_out *out,
    const unsigned char sha256[AMBIT_DIGEST_LEN], const char *path)
{
	pack_out_sha256(out, sha256);
	pack_out_str(out, "  ");
	pack_out_str(out, path);
	pack_out_str(out, "\n");
}

void
manifest_bagit(struct pack_out *out)
{
	pack_out_str(out,
	    "BagIt-Version: 1.0\n"
	    "Tag-File-Character-Encoding: UTF-8\n");
}

/* No date and no sender: neither follows from the order. */
void
manifest_info(const struct production_volume *volume,
    const struct manifest_sums *sums, struct pack_out *out)
{
	const struct ambit_order *order = volume->production->terms.order;

	pack_out_str(out, "Source-Organization: ");
	pack_out_put(out, order->addressee);
	pack_out_print(out, "\nExternal-Identifier: %s\n",
	    volume->production->id);
	pack_out_str(out, "Bag-Group-Identifier: ");
	pack_out_sha256(out, order->sha256);
	pack_out_print(out, "\nBag-Count: %u of %u\n", volume->number,
	    volume->of);
	pack_out_print(out, "Payload-Oxum: %" PRIu64 ".%" PRIu64 "\n",
	    sums->bytes, sums->files);
}
