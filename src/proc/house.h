#ifndef AMBIT_PROC_HOUSE_H
#define AMBIT_PROC_HOUSE_H

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "ambit/run.h"
#include "ambit/stage.h"

#include "slate.h"
#include "tray.h"
#include "whereabouts.h"

/*
 * The processes of the house (DESIGN 2, cages.md 1), each a function that runs
 * in its cage and is given all it may know. None returns an error to its
 * caller: each says it on its way out.
 */

/* An item of a unit that is not read again, since a reader died of it. */
#define PROC_SKIP_MAX 32

/* One life of a reader and its gate: one unit. */
struct proc_pair {
	const struct ambit_run_terms *terms;
	const struct ambit_unit *unit;
	struct ambit_stage_terms stage;
	struct ambit_span claims; /* of the unit before */
	uint32_t skip[PROC_SKIP_MAX];
	size_t n_skip;
	struct proc_whereabouts *at; /* of the reader; the monitor's */
	struct proc_slate *slate; /* of the gate and its decoders; the same */
	struct proc_tray *tray;   /* of the two; the same */
	int storefd;              /* the reader's */
	int tellfd;               /* from reader to gate: its end of the pipe */
	int hearfd;               /* the gate's end */
	int wordfd;               /* between gate and monitor: the gate's end */
	int unitfd;               /* the gate's folder */
	/* Pouring (ambit/pour.h): each has the list of places. */
	int placesfd, cutsfd, bagfd;
};

void proc_reader(void *pair);
void proc_gate(void *pair);

/* The same unit poured into the archives. */
void proc_reader_pour(void *pair);
void proc_gate_pour(void *pair);

/* A decoder: tells the parts of one item after another. */
struct proc_decoder_job {
	const struct ambit_run_terms *terms;
	const struct ambit_store *store;
	struct proc_slate *slate; /* shared with the gate */
	int itemfd;               /* of items that it cannot hold; -1: none */
	int infd, outfd;          /* from the gate, to the gate */
};
void proc_decoder(void *job);

/* What a gate may want of a decoder, about the item on its slate, or in the one
 * file that it may read. */
enum proc_want {
	PROC_WANT_PARTS,   /* PART*, of mail whose fields are known */
	PROC_WANT_FIELDS,  /* HEAD FIELD* PART*, of mail */
	PROC_WANT_REBUILT, /* LENT? DATA*: mail made of a stream (ambit/mapi.h)
			    */
};

/* How many bytes may be made of a stream of so many. */
uint64_t proc_rebuilt_most(uint64_t len);

/* Items that one decoder serves, at most (cages.md 1). */
#define AMBIT_DECODER_BATCH 64

/* The signer: loads the key before its cage, signs as often as it is told
 * there are volumes, and ends. */
struct proc_signer_job {
	X509 *const *certs; /* of the registry's Signers */
	size_t n_certs;
	int keyfd; /* taken */
	int infd, outfd;
	EVP_PKEY *key; /* its own */
	X509 *cert;    /* that of the key */
};
int proc_signer_warm(void *job, struct ambit_err *err_r);
void proc_signer(void *job);

/* The assembler. */
struct proc_assembler_job {
	const struct ambit_run_terms *terms;
	const struct ambit_stage_terms *units; /* of every unit, in order */
	size_t n_units;
	bool record; /* the run has failed: the custody record alone */
	int stagingfd, custodyfd;
	int infd, outfd;
};
void proc_assembler(void *job);

/* Of units that are there already: which are whole? A byte each, 1 or 0, to
 * outfd. */
void proc_auditor(void *job);

#endif
