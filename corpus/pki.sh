#!/bin/sh
# Keys and certificates of invented people, for trying ambit out: two who may
# approve, one who typed the order in, the one who signs productions (under a
# small authority of its own, as receivers will have it), and the recipient.
# usage: pki.sh DIR
set -e
umask 077
mkdir -p "$1"
cd "$1"

config() { # config NAME: what its certificate is for
	cat <<-END
	[req]
	distinguished_name = name
	prompt = no
	[name]
	O = Example Mail Corp.
	CN = $1
	[authority]
	basicConstraints = critical, CA:TRUE
	keyUsage = critical, keyCertSign, cRLSign
	subjectKeyIdentifier = hash
	[person]
	basicConstraints = CA:FALSE
	keyUsage = critical, digitalSignature
	[recipient]
	basicConstraints = CA:FALSE
	keyUsage = critical, keyAgreement
	END
}

key() {
	openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 \
	    -out "$1.key" 2>/dev/null
}

self_signed() { # self_signed NAME KIND
	key "$1"
	config "$1" >"$1.cnf"
	openssl req -x509 -new -sha256 -key "$1.key" -days 3650 \
	    -config "$1.cnf" -extensions "$2" -out "$1.pem"
	rm "$1.cnf"
}

self_signed ca authority
for who in entry1 approver1 counsel1; do
	self_signed "$who" person
done
self_signed bureau recipient

key signer1
config signer1 >signer1.cnf
openssl req -new -sha256 -key signer1.key -config signer1.cnf -out signer1.csr
openssl x509 -req -sha256 -in signer1.csr -CA ca.pem -CAkey ca.key \
    -set_serial 2 -days 3650 -extfile signer1.cnf -extensions person \
    -out signer1.pem 2>/dev/null
rm signer1.cnf signer1.csr
chmod 644 ./*.pem
