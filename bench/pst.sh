#!/usr/bin/env bash
# PSTs, side by side in one run, medians: ambit against readpst and pffexport,
# each on one core; and what a store takes to open at several sizes.
# usage: bench/pst.sh [BYTES] [ROUNDS]     default 2G, 3
#
# As bench/run.sh: made below $AMBIT_BENCH (default: a fresh folder in /var/tmp,
# removed at the end). Before each turn the page cache is dropped, where one may,
# and the store read again: a memory that is full of what was written before is
# taken back while one measures. Nothing is removed before the end, nor should 115,000
# files have been removed there in the five minutes before: ext4 gives no number
# of a file away that was freed so lately, and looks for another for long. 2G
# takes 25 GB of disk. readpst writes a file for each message, as ambit does,
# and once more a file for each folder, which takes less. pffexport, which takes
# an hour, has one turn, and is stopped in it.
set -euo pipefail
cd "$(dirname "$0")/.."
bytes=${1:-2G}
rounds=${2:-3}
most=600 # seconds of pffexport

sh corpus/install.sh build bench test
cmake --preset release >/dev/null
cmake --build --preset release --target ambit ambit-corpus pst-open >/dev/null
build=$PWD/build/release
ambit=$build/src/ambit

dir=${AMBIT_BENCH:-$(mktemp -d /var/tmp/ambit-bench.XXXXXX)}
mkdir -p "$dir"
[ -n "${AMBIT_BENCH:-}" ] || trap 'rm -rf "$dir"' EXIT
sh corpus/pki.sh "$dir/pki" >/dev/null 2>&1

from=2026-01-01T00:00:00Z
until=2026-07-01T00:00:00Z
provider() { # provider NAME BYTES
	"$build/corpus/ambit-corpus" --seed 7 --bytes "$2" --traps 0 \
	    --format pst --from "$from" --until "$until" --pki "$dir/pki" \
	    --out "$dir/$1"
	cat "$dir/$1/alice/mail.pst" >/dev/null
}
order() { # order NAME FROM UNTIL: the sample order with another range
	sed -e "s|<Range from=\"[^\"]*\" until=\"[^\"]*\"|<Range from=\"$2\" until=\"$3\"|" \
	    -e "s|specimen content|bench $1|" \
	    order-content.xml >"$1.xml"
	"$ambit" approve "$1.xml" --cert pki/approver1.pem --key pki/approver1.key --quiet
	"$ambit" approve "$1.xml" --cert pki/counsel1.pem --key pki/counsel1.key --quiet
}
provider small 128M
provider middle 512M
provider large "$bytes"
cp -r "$dir/pki" "$dir/large/"
# 1.8 of 181 days: one message in a hundred.
(cd "$dir/large" && order narrow 2026-03-01T00:00:00Z 2026-03-02T19:26:24Z &&
    order all "$from" "$until")
store=$dir/large/alice/mail.pst

produce() { # produce ORDER
	echo "'$ambit' produce '$dir/large/$1.xml' --out \$out --key '$dir/pki/signer1.key' --as-of 2026-11-02T12:00:00Z --quiet -j 1 --as zip"
}
declare -A command=(
	["ambit, 1 %"]=$(produce narrow)
	["ambit, all"]=$(produce all)
	["readpst"]="mkdir \$out && readpst -q -j 0 -D -e -8 -o \$out '$store'"
	["readpst, mbox"]="mkdir \$out && readpst -q -j 0 -D -8 -o \$out '$store'"
	["pffexport"]="timeout $most pffexport -q -t \$out '$store'"
)

# Seconds, seconds of the processor, kilobytes of the largest process.
measure() { # measure NAME ROUND
	local begin end status=0
	sync
	{ echo 1 >/proc/sys/vm/drop_caches; } 2>/dev/null || true
	cat "$store" "$ambit" "$(command -v readpst)" >/dev/null
	begin=$EPOCHREALTIME
	out="$dir/out.${1//[^a-zA-Z0-9]/}.$2" /usr/bin/time -q -f '%U %S %M' \
	    -o "$dir/peak" taskset -c 0 bash -c "${command[$1]}" \
	    >/dev/null 2>"$dir/said" || status=$?
	end=$EPOCHREALTIME
	if [ "$1" = pffexport ] && [ "$status" -eq 124 ]; then
		echo "pffexport was stopped after $most s" >&2
	elif [ "$status" -ne 0 ] && [ "$status" -ne 6 ]; then
		echo "$1 ended with $status:" >&2
		cat "$dir/said" >&2
		exit 1
	fi
	tail -n 1 "$dir/peak" | awk -v b="$begin" -v e="$end" \
	    '{ printf "%.3f %.2f %d\n", e - b, $1 + $2, $3 }' >>"$dir/$1.times"
}
median() { # median NAME COLUMN
	sort -n -k"$2,$2" "$dir/$1.times" |
	    awk -v c="$2" '{ v[NR] = $c } END { print v[int((NR + 1) / 2)] }'
}

rm -f "$dir"/*.times
for ((round = 1; round <= rounds; round++)); do
	for name in "ambit, 1 %" "ambit, all" readpst "readpst, mbox"; do
		measure "$name" "$round"
	done
done
measure pffexport 1

printf '\n%s of PST, warm, one core, medians of %d, %s\n\n' "$bytes" "$rounds" \
    "$(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1)"
printf '%-13s %10s %10s %10s\n' tool seconds processor 'peak MiB'
for name in "ambit, 1 %" "ambit, all" readpst "readpst, mbox" pffexport; do
	printf '%-13s %10.2f %10.2f %10.1f\n' "$name" "$(median "$name" 1)" \
	    "$(median "$name" 2)" \
	    "$(awk -v k="$(median "$name" 3)" 'BEGIN { print k / 1024 }')"
done
printf '\n'
taskset -c 0 "$build/bench/pst-open" 5 "$dir"/{small,middle,large}/alice/mail.pst |
    sed "s|$dir/||"

bar() { # bar TEXT SLOW FAST AT-LEAST
	awk -v t="$1" -v s="$(median "$2" 1)" -v f="$(median "$3" 1)" \
	    -v b="$4" 'BEGIN { printf "%-40s %7.2f  at least %5.1f  %s\n", t, s / f, b,
		(s / f >= b ? "met" : "NOT met") }'
}
printf '\n'
bar "1 %: times as fast as readpst" readpst "ambit, 1 %" 20
bar "1 %: times as fast as pffexport" pffexport "ambit, 1 %" 20
bar "all: times as fast as readpst" readpst "ambit, all" 2
awk -v a="$(median "ambit, 1 %" 3)" -v b="$(median "ambit, all" 3)" 'BEGIN {
	most = (a > b ? a : b) / 1024
	printf "%-40s %7.1f  at most  %5.1f  %s\n", "MiB of the largest process",
	    most, 64, (most <= 64 ? "met" : "NOT met") }'
