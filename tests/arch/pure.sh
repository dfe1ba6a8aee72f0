#!/bin/sh
# usage: pure.sh libambit_filters.a
# The filters may compare spans and nothing else: no allocation, no clock, no
# environment, no file, no print. Ask the linker. (memcpy and memset are the
# compiler's own words for a struct that is assigned.)
set -e
allowed='^(ambit_span_[a-z_]+|memcmp|memcpy|memset|__stack_chk_fail)$'
source=$(cd "$(dirname "$0")/../../filters" && pwd)
bad=0
expect_none() { # expect_none WHAT LIST
	[ -z "$2" ] && return
	echo "filters $1:" $2
	bad=1
}

own=$(nm --defined-only "$1" | awk 'NF == 3 { print $3 }' | sort -u)
calls=$(nm -u "$1" | awk 'NF == 2 { print $2 }' | sort -u |
    grep -vxF "$own" || true)
[ -n "$own" ] && [ -n "$calls" ] || { echo "no filters in $1"; exit 1; }
expect_none "call" "$(printf '%s\n' "$calls" | grep -Ev "$allowed" || true)"

# A filter that remembers is not a filter: no byte it may write to.
expect_none "keep state, bytes" "$(size -A "$1" | awk '
    $1 ~ /^\.t?(data|bss)(\.|$)/ && $1 !~ /^\.data\.rel\.ro/ { n += $2 }
    END { if (n) print n }')"

# What calls itself has no bound that can be read off the page.
expect_none "call themselves" "$(objdump -dr --no-show-raw-insn "$1" | awk '
    /^[0-9a-f]+ <.*>:$/ { f = substr($2, 2, length($2) - 3) }
    /call/ && $NF == "<" f ">" { print f }
    /R_X86_64_P/ && $NF ~ "^" f "[-+]0x" { print f }')"

# One meaning on every machine: no condition for the preprocessor.
expect_none "have conditions in" \
    "$(grep -lE '^[[:blank:]]*#[[:blank:]]*(el)?if' "$source"/*.c || true)"

[ $bad -eq 0 ] || exit 1
echo "pure: $(printf '%s\n' "$calls" | wc -l) outside names, no state"
