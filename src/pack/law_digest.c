/*
 * Which law judged: the digests of the tables that counsel can print.
 */

/* Floor 6 and below. */
#include "ambit/law_tables.h"
#include "ambit/production.h"

int
ambit_production_law_digests(unsigned char instruments_r[AMBIT_DIGEST_LEN],
    unsigned char fields_r[AMBIT_DIGEST_LEN], struct ambit_err *err_r)
{
	if (ambit_law_table_digest(AMBIT_LAW_INSTRUMENTS, instruments_r,
		err_r) < 0)
		return -1;
	return ambit_law_table_digest(AMBIT_LAW_FIELDS, fields_r, err_r);
}
