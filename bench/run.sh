#!/usr/bin/env bash
# Side by side in one run, medians: ambit against what a user would pick.
# usage: bench/run.sh [BYTES] [ROUNDS]     default 1G, 5
#
# Everything is made below $AMBIT_BENCH (default: a fresh folder in /var/tmp,
# removed at the end) and read once before it is measured, so that the page
# cache is warm. The tools take turns within a round, so that a machine that
# slows down slows all of them.
set -euo pipefail
cd "$(dirname "$0")/.."
bytes=${1:-1G}
rounds=${2:-5}

sh corpus/install.sh build bench
cmake --preset release >/dev/null
cmake --build --preset release >/dev/null
ambit=$PWD/build/release/src/ambit
corpus=$PWD/build/release/corpus/ambit-corpus

dir=${AMBIT_BENCH:-$(mktemp -d /var/tmp/ambit-bench.XXXXXX)}
mkdir -p "$dir"
[ -n "${AMBIT_BENCH:-}" ] || trap 'rm -rf "$dir"' EXIT
sh corpus/pki.sh "$dir/pki" >/dev/null 2>&1

# ---- two providers of the same messages: as mbox, as Maildir ----

from=2026-01-01T00:00:00Z
until=2026-07-01T00:00:00Z
slice_from=2026-03-01T00:00:00Z   # 1.8 of 181 days: one message in a hundred
slice_until=2026-03-02T19:26:24Z

order() { # order NAME FROM UNTIL: the sample order with another range
	sed -e "s|<Range from=\"[^\"]*\" until=\"[^\"]*\"|<Range from=\"$2\" until=\"$3\"|" \
	    -e "s|<OrderReference>[^<]*|<OrderReference>bench $1|" \
	    order-content.xml >"$1.xml"
	"$ambit" approve "$1.xml" --cert pki/approver1.pem --key pki/approver1.key --quiet
	"$ambit" approve "$1.xml" --cert pki/counsel1.pem --key pki/counsel1.key --quiet
}

for format in mbox maildir; do
	"$corpus" --seed 7 --bytes "$bytes" --traps 0 --format "$format" \
	    --from "$from" --until "$until" --pki "$dir/pki" \
	    --out "$dir/$format"
	cp -r "$dir/pki" "$dir/$format/"
	(cd "$dir/$format" && order narrow "$slice_from" "$slice_until" &&
	    order all "$from" "$until")
done
mbox=$dir/mbox/alice/inbox.mbox
maildir=$dir/maildir/alice/Maildir

# ---- the tools ----

names=()
declare -A kind command
tool() { # tool NAME KIND COMMAND
	names+=("$1")
	kind[$1]=$2
	command[$1]=$3
}
produce() { # produce PROVIDER ORDER
	echo "'$ambit' produce '$dir/$1/$2.xml' --out \$out --key '$dir/pki/signer1.key' --as-of 2026-11-02T12:00:00Z --quiet"
}
between="between $slice_from and $slice_until"

# Those that read before those that write: a disk that is busy with the writes
# of one keeps the next waiting.
tool "cat" mbox "cat '$mbox'"
tool "wc -l" mbox "wc -l '$mbox'"
tool "openssl dgst -sha256" mbox "openssl dgst -sha256 '$mbox'"
tool "ambit, 1 % by date" mbox "$(produce mbox narrow)"
tool "grepmail, 1 % by date" mbox "grepmail -d '$between' '$mbox'"
tool "Python mailbox, 1 % by date" mbox "python3 bench/by_date.py mbox '$mbox' $slice_from $slice_until"
tool "ambit, 1 % by date (M)" maildir "$(produce maildir narrow)"
tool "mblaze, 1 % by date" maildir "mlist '$maildir' | mpick -t 'date >= \"2026-03-01\" && date < \"2026-03-03\"'"
tool "Python mailbox, 1 % (M)" maildir "python3 bench/by_date.py maildir '$maildir' $slice_from $slice_until"
tool "cp" mbox "cp '$mbox' \$out"
tool "cp -r" maildir "cp -r '$maildir' \$out"
tool "ambit, all" mbox "$(produce mbox all)"
tool "ambit, all (M)" maildir "$(produce maildir all)"

# ---- measuring ----

# Nothing is removed between two measures: ext4 makes files slowly for some
# seconds after many were removed.
# What the tool before has written is on the disk first: ambit waits for all
# that is not, and must not pay for others.
measure() { # measure NAME ROUND: seconds and kilobytes of the largest process
	sync
	out="$dir/out/$2.${1//[^a-z]/}.${kind[$1]}" /usr/bin/time -q \
	    -f '%e %M' -o "$dir/time" \
	    bash -c "exec 2>/dev/null; ${command[$1]}" >/dev/null || true
	tail -n 1 "$dir/time" >>"$dir/$1.times"
}
median() { # median FILE COLUMN
	sort -n -k"$2,$2" "$1" | awk -v c="$2" '{ v[NR] = $c } END { print v[int((NR + 1) / 2)] }'
}

find "$mbox" "$maildir" -type f -print0 | xargs -0 cat >/dev/null
for name in "${names[@]}"; do rm -f "$dir/$name.times"; done
for ((round = 1; round <= rounds; round++)); do
	rm -rf "$dir/out"
	mkdir "$dir/out"
	sync
	sleep 6
	for name in "${names[@]}"; do measure "$name" "$round"; done
done

wc=$(median "$dir/wc -l.times" 1)
cpr=$(median "$dir/cp -r.times" 1)
printf '\n%s of mail, %d messages, warm, medians of %d; %d cores, %s\n\n' \
    "$bytes" "$(find "$maildir" -type f | wc -l)" "$rounds" "$(nproc)" \
    "$(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1)"
printf '%-30s %-8s %9s %9s %9s %9s\n' tool on seconds 'x wc -l' 'x cp -r' MiB
for name in "${names[@]}"; do
	s=$(median "$dir/$name.times" 1)
	k=$(median "$dir/$name.times" 2)
	awk -v n="$name" -v o="${kind[$name]}" -v s="$s" -v w="$wc" -v c="$cpr" -v k="$k" \
	    'BEGIN { printf "%-30s %-8s %9.2f %9.1f %9.2f %9.1f\n", n, o, s, s / (w > 0 ? w : 0.01), s / (c > 0 ? c : 0.01), k / 1024 }'
done
