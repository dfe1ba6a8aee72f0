#!/usr/bin/env bash
# A ledger of a million events: what the report of a half-year and the
# verification of the whole take, and each bar beside its figure.
# usage: bench/ledger.sh [CASES] [ROUNDS]     default 167500, 5
#
# A case has six events. Made below $AMBIT_BENCH (default: a fresh folder in
# /var/tmp, removed at the end), and read once before it is measured; takes
# 2 GB of disk. Medians of the rounds, in seconds.
set -euo pipefail
cd "$(dirname "$0")/.."
cases=${1:-167500}
rounds=${2:-5}

sh corpus/install.sh build test bench
cmake --preset release >/dev/null
cmake --build --preset release --target ambit ambit-corpus ledger-fill \
    >/dev/null
build=$PWD/build/release
ambit=$build/src/ambit

dir=${AMBIT_BENCH:-$(mktemp -d /var/tmp/ambit-bench.XXXXXX)}
mkdir -p "$dir"
[ -n "${AMBIT_BENCH:-}" ] || trap 'rm -rf "$dir"' EXIT
sh corpus/pki.sh "$dir/pki" >/dev/null 2>&1
"$build/corpus/ambit-corpus" --seed 7 --bytes 64K --pki "$dir/pki" \
    --out "$dir/provider"
cd "$dir/provider"
python3 "$OLDPWD/tests/prop/year.py" 7 "$cases" >"$dir/events"
"$build/tests/ledger-fill" ledger.db <"$dir/events"
rm "$dir/events"
cat ledger.db >/dev/null

seconds() { # seconds COMMAND...: the median
	for _ in $(seq "$rounds"); do
		/usr/bin/time -f %e -o "$dir/time" "$@" >/dev/null
		cat "$dir/time"
	done | sort -n | sed -n "$(((rounds + 1) / 2))p"
}
bar() { # bar WHAT SECONDS MOST
	local met=met

	awk "BEGIN { exit !($2 <= $3) }" || met="NOT met"
	printf '%-24s %8s s   at most %2s s: %s\n' "$1" "$2" "$3" "$met"
}
wc -c <ledger.db | sed 's/$/ bytes of ledger/'
bar "report of a half-year" "$(seconds "$ambit" report --half 2026H1)" 5
bar "verification" "$(seconds "$ambit" ledger verify)" 20
