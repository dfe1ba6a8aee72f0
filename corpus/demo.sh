#!/bin/sh
# From nothing to a verified production, on a bare Debian 12: installs what is
# missing, builds, invents a provider with a mailbox full of traps, has two
# people approve an order, carries it out, and checks the package with tools
# that every receiver has.
# usage: sh corpus/demo.sh [DIR]     DIR must be new; default: a fresh folder
set -e
source=$(cd "$(dirname "$0")/.." && pwd)
if [ $# -gt 0 ]; then
	mkdir "$1"
	dir=$(cd "$1" && pwd)
else
	dir=$(mktemp -d "${TMPDIR:-/tmp}/ambit-demo.XXXXXX")
fi

step() {
	printf '\n== %s\n' "$*"
}
fail() {
	printf '\ndemo: %s\n' "$*" >&2
	exit 1
}

step "Install what is missing, and build"
cd "$source"
sh corpus/install.sh build
{
	cmake --preset release
	cmake --build --preset release --target ambit ambit-corpus
} >"$dir/build.log" 2>&1 || {
	tail -n 20 "$dir/build.log" >&2
	fail "ambit does not build; all of it is in $dir/build.log"
}
PATH=$source/build/release/src:$source/build/release/corpus:$PATH

step "A provider: two accounts, a shared journal, keys, orders, the truth"
cd "$dir"
sh "$source/corpus/pki.sh" provider/pki
ambit-corpus --seed 2026 --bytes 4M --traps 40 --pki provider/pki --out provider
cd provider
du -ah --exclude=pki . | sort -k 2

step "The order in plain words; nobody has approved it yet"
status=0
ambit check order-content.xml || status=$?
[ "$status" -eq 3 ] || fail "an order without approval must be rejected"

step "Two people approve it, one of them counsel"
for who in approver1 counsel1; do
	ambit approve order-content.xml \
	    --cert "pki/$who.pem" --key "pki/$who.key"
done
ambit check order-content.xml --quiet

step "Carry it out"
status=0
ambit produce order-content.xml --out "$dir/out" --key pki/signer1.key ||
    status=$?
case $status in
0) echo "complete" ;;
6) echo "exit 6, as it must be: some of the traps need a person's eye" ;;
*) fail "ambit produce ended with exit $status" ;;
esac

step "What the receiver does, with nothing of ours installed"
for production in "$dir"/out/ambit-*; do
	for bag in "$production"/*; do
		cd "$bag"
		openssl cms -verify -binary -inform DER \
		    -in tagmanifest-sha256.txt.p7s \
		    -content tagmanifest-sha256.txt \
		    -CAfile "$dir/provider/pki/ca.pem" -out /dev/null
		sha256sum -c --quiet tagmanifest-sha256.txt
		sha256sum -c --quiet manifest-sha256.txt
		echo "$(wc -l <manifest-sha256.txt) files, all digests hold"
	done
done

step "The same, and the scope of every item again, with ambit"
cd "$dir/provider"
ambit verify "$production" --cert pki/ca.pem \
    --order order-content.xml --registry registry.xml

step "Done. Look at"
custody=$dir/out/custody/$(basename "$production")
cat <<END
$production   what leaves: its data/README.txt is for a lawyer
$custody   what stays: every item, its verdict and the rule
$dir/provider/truth.tsv   what had to come of each, from the generator
END
