#!/usr/bin/env bash
# Side by side in one run, medians: ambit against what a user would pick, and
# each bar beside its figure.
# usage: bench/run.sh [BYTES] [ROUNDS]     default 4G, 5
#
# Everything is made below $AMBIT_BENCH (default: a fresh folder in /var/tmp,
# removed at the end) and read once before it is measured, so that the page
# cache is warm; the first round is thrown away. The tools take turns within a
# round, so that a machine that slows down slows all of them. 4G takes 45 GB of
# disk at that place, and most of an hour.
set -euo pipefail
cd "$(dirname "$0")/.."
bytes=${1:-4G}
rounds=${2:-5}

sh corpus/install.sh build bench
cmake --preset release >/dev/null
cmake --build --preset release --target ambit ambit-corpus >/dev/null
ambit=$PWD/build/release/src/ambit
corpus=$PWD/build/release/corpus/ambit-corpus

dir=${AMBIT_BENCH:-$(mktemp -d /var/tmp/ambit-bench.XXXXXX)}
mkdir -p "$dir"
[ -n "${AMBIT_BENCH:-}" ] || trap 'rm -rf "$dir"' EXIT
sh corpus/pki.sh "$dir/pki" >/dev/null 2>&1

# ---- providers of the same messages: as mbox, as Maildir, and of 1 GiB ----

from=2026-01-01T00:00:00Z
until=2026-07-01T00:00:00Z
slice_from=2026-03-01T00:00:00Z   # 1.8 of 181 days: one message in a hundred
slice_until=2026-03-02T19:26:24Z

order() { # order NAME FROM UNTIL: the sample order with another range
	sed -e "s|<Range from=\"[^\"]*\" until=\"[^\"]*\"|<Range from=\"$2\" until=\"$3\"|" \
	    -e "s|specimen content|bench $1|" \
	    order-content.xml >"$1.xml"
	"$ambit" approve "$1.xml" --cert pki/approver1.pem --key pki/approver1.key --quiet
	"$ambit" approve "$1.xml" --cert pki/counsel1.pem --key pki/counsel1.key --quiet
}
provider() { # provider NAME FORMAT BYTES
	"$corpus" --seed 7 --bytes "$3" --traps 0 --format "$2" \
	    --from "$from" --until "$until" --pki "$dir/pki" \
	    --out "$dir/$1"
	cp -r "$dir/pki" "$dir/$1/"
	(cd "$dir/$1" && order narrow "$slice_from" "$slice_until" &&
	    order all "$from" "$until")
}

provider mbox mbox "$bytes"
provider maildir maildir "$bytes"
provider gib mbox 1G
mbox=$dir/mbox/alice/inbox.mbox
maildir=$dir/maildir/alice/Maildir

# ---- the tools ----

names=()
declare -A on command when
tool() { # tool NAME ON COMMAND [once]: a slow one has one turn
	names+=("$1")
	on[$1]=$2
	command[$1]=$3
	when[$1]=${4:-always}
}
produce() { # produce PROVIDER ORDER [OPTION...]
	local provider=$1 order=$2
	shift 2
	echo "'$ambit' produce '$dir/$provider/$order.xml' --out \$out --key '$dir/pki/signer1.key' --as-of 2026-11-02T12:00:00Z --quiet $*"
}
dates='date >= "2026-03-01 00:00:00" && date < "2026-03-02 19:26:24"'

# Those that read before those that write: a disk that is busy with the writes
# of one keeps the next waiting.
tool "cat" mbox "cat '$mbox'"
tool "wc -l" mbox "wc -l '$mbox'"
tool "openssl dgst -sha256" mbox "openssl dgst -sha256 '$mbox'"
tool "ambit, 1 %, zip" mbox "$(produce mbox narrow -j 2 --as zip)"
tool "ambit, 1 %, zip, one core" mbox "exec taskset -c 0 $(produce mbox narrow -j 1 --as zip)"
tool "grepmail, 1 %" mbox "grepmail -d 'between $slice_from and $slice_until' '$mbox'" once
tool "Python mailbox, 1 %" mbox "python3 bench/by_date.py mbox '$mbox' $slice_from $slice_until" once
tool "ambit, 1 %, zip (M)" Maildir "$(produce maildir narrow -j 2 --as zip)"
tool "mblaze, 1 %" Maildir "mlist '$maildir' '$maildir'/.[!.]* | TZ=UTC mpick -t '$dates'"
tool "Python mailbox, 1 % (M)" Maildir "python3 bench/by_date.py maildir '$maildir' $slice_from $slice_until" once
tool "cp, sync, openssl dgst" mbox "cp '$mbox' \$out && sync -f \$out && openssl dgst -sha256 \$out"
tool "ambit, all, zip" mbox "$(produce mbox all -j 2 --as zip)"
tool "cp -r, sync" Maildir "cp -r '$maildir' \$out && sync -f \$out"
tool "ambit, all, folder" mbox "$(produce mbox all -j 2 --as folder)"
tool "ambit, all, folder (M)" Maildir "$(produce maildir all -j 2 --as folder)"
tool "ambit, 1 GiB, 1 %" mbox "$(produce gib narrow -j 2 --as zip)" once
tool "ambit, 1 GiB, all" mbox "$(produce gib all -j 2 --as zip)" once

# ---- measuring ----

# Nothing is removed between two measures: ext4 makes files slowly for some
# seconds after many were removed. What the tool before has written is on the
# disk first: ambit waits for all that is not, and must not pay for others.
# Peak: the largest resident size of any one process among all that it started.
measure() { # measure NAME ROUND: seconds and kilobytes of the largest process
	local begin end status=0
	sync
	begin=$EPOCHREALTIME
	out="$dir/out/$2.${1//[^a-zA-Z0-9]/}" /usr/bin/time -q \
	    -f '%M' -o "$dir/peak" \
	    bash -c "${command[$1]}" >/dev/null 2>"$dir/said" || status=$?
	end=$EPOCHREALTIME
	if [ "$status" -ne 0 ] && [ "$status" -ne 6 ]; then
		echo "$1 ended with $status:" >&2
		cat "$dir/said" >&2
		exit 1
	fi
	awk -v b="$begin" -v e="$end" -v k="$(tail -n 1 "$dir/peak")" \
	    'BEGIN { printf "%.3f %d\n", e - b, k }' >>"$dir/$1.times"
}
median() { # median NAME COLUMN
	sort -n -k"$2,$2" "$dir/$1.times" |
	    awk -v c="$2" '{ v[NR] = $c } END { print v[int((NR + 1) / 2)] }'
}
most() { # most NAME COLUMN
	sort -n -k"$2,$2" "$dir/$1.times" | awk -v c="$2" 'END { print $c }'
}

find "$mbox" "$maildir" "$dir/gib/alice" -type f -print0 | xargs -0 cat >/dev/null
for ((round = 0; round <= rounds; round++)); do
	rm -rf "$dir/out"
	mkdir "$dir/out"
	sync
	sleep 6
	# What the first round has told is not counted.
	[ "$round" -ne 1 ] || rm -f "$dir"/*.times
	for name in "${names[@]}"; do
		[ "${when[$name]}" = always ] || [ "$round" -eq 1 ] || continue
		measure "$name" "$round"
	done
done

# ---- every figure ----

wc=$(median "wc -l" 1)
cpr=$(median "cp -r, sync" 1)
printf '\n%s of mail, %d messages, warm, medians of %d; %d cores, %s\n\n' \
    "$bytes" "$(find "$maildir" -type f | wc -l)" "$rounds" "$(nproc)" \
    "$(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1)"
printf '%-28s %-8s %9s %9s %9s %9s\n' tool on seconds 'x wc -l' 'x cp -r' 'peak MiB'
for name in "${names[@]}"; do
	awk -v n="$name" -v o="${on[$name]}" -v s="$(median "$name" 1)" \
	    -v w="$wc" -v c="$cpr" -v k="$(most "$name" 2)" \
	    'BEGIN { printf "%-28s %-8s %9.2f %9.1f %9.2f %9.1f\n", n, o, s, s / w, s / c, k / 1024 }'
done

# ---- each bar beside its figure ----

ratio() { # ratio NAME NAME: how many times as long the first takes
	awk -v a="$(median "$1" 1)" -v b="$(median "$2" 1)" \
	    'BEGIN { printf "%.2f", a / b }'
}
peak() { # peak NAME...: in MiB
	for name in "$@"; do most "$name" 2; done |
	    awk '$1 > m { m = $1 } END { printf "%.1f", m / 1024 }'
}
bar() { # bar TEXT FIGURE most|least BAR
	awk -v t="$1" -v f="$2" -v how="$3" -v b="$4" 'BEGIN {
		met = how == "most" ? f <= b : f >= b
		printf "%-60s %7.2f  at %-5s %5.1f  %s\n", t, f, how, b,
		    met ? "met" : "NOT met" }'
}
printf '\n'
bar "1 % of an mbox, zip: times wc -l" \
    "$(ratio "ambit, 1 %, zip" "wc -l")" most 2.5
bar "1 % of a Maildir, zip: times mlist | mpick" \
    "$(ratio "ambit, 1 %, zip (M)" "mblaze, 1 %")" most 1.0
bar "all of an mbox, zip: times cp, sync, openssl dgst" \
    "$(ratio "ambit, all, zip" "cp, sync, openssl dgst")" most 1.3
bar "all of an mbox, folder: times cp -r, sync of the Maildir" \
    "$(ratio "ambit, all, folder" "cp -r, sync")" most 1.0
bar "1 % of an mbox: -j 2 on two cores, times as fast as on one" \
    "$(ratio "ambit, 1 %, zip, one core" "ambit, 1 %, zip")" least 1.7
bar "MiB of the largest process, $bytes" \
    "$(peak "ambit, 1 %, zip" "ambit, 1 %, zip (M)" "ambit, all, zip" \
	"ambit, all, folder" "ambit, all, folder (M)")" most 48
bar "MiB of the largest process, 1 GiB" \
    "$(peak "ambit, 1 GiB, 1 %" "ambit, 1 GiB, all")" most 48
