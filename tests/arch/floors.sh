#!/bin/sh
# usage: floors.sh SOURCE_DIR
# No file may include a header of a floor above its own, and the filters see
# only the ground floor. The floors are the ones of src/CMakeLists.txt. A
# header or folder that stands on no floor is an error too: put it on one.
set -e
cd "$1"
floor() { # floor HEADER: on which floor its type lives
	case $1 in
	span | err | arena | text | instant | complaint | limits) echo 0 ;;
	wire | json | said) echo 0 ;;
	version | registry | order | item | scope | law | validity) echo 0 ;;
	notice) echo 0 ;;
	source | sink | spool | linux | file | digests) echo 1 ;;
	csv | lzfu | rtf | codepage | cfb | mapi) echo 2 ;;
	header | address | date | mail | mime | rebuild) echo 3 ;;
	reader | unit) echo 4 ;;
	parse | approval | in_words | law_tables | draft) echo 5 ;;
	ledger | letter | standing | report | cost | preserved) echo 5 ;;
	production | table | sign | custody | verify | explain | zip | \
	stage | staging | accounting | pour | preserve) echo 6 ;;
	run | role | second) echo 7 ;;
	*) echo none ;;
	esac
}
limit() { # limit FILE: the highest floor it may include
	case $1 in
	filters/* | src/base/*) echo 0 ;;
	src/io/*) echo 1 ;;
	src/codec/*) echo 2 ;;
	src/msg/* | src/rebuild/*) echo 3 ;;
	src/store/*) echo 4 ;;
	src/order/* | src/provider/*) echo 5 ;;
	src/pack/*) echo 6 ;;
	src/proc/*) echo 7 ;;
	src/cli/*) echo 8 ;;
	include/ambit/*) floor "$(basename "$1" .h)" ;;
	*) echo none ;;
	esac
}
bad=0
complain() {
	echo "$*"
	bad=1
}
n=0
for f in src/*/*.[ch] src/*/*/*.[ch] filters/*.[ch] include/ambit/*.h; do
	top=$(limit "$f")
	[ "$top" != none ] || { complain "$f stands on no floor"; continue; }
	for h in $(sed -n 's|^[ 	]*#[ 	]*include "\(.*\)"$|\1|p' "$f"); do
		n=$((n + 1))
		case $h in
		ambit/*) on=$(floor "$(basename "$h" .h)") ;;
		*/*) # beside it on its own floor, or private to one below
			near=$(realpath -m --relative-to=. \
				"$(dirname "$f")/$h")
			[ -e "$near" ] || near=src/$h
			on=$(limit "$near") ;;
		*) continue ;; # its own floor's, beside it
		esac
		[ "$on" != none ] ||
			{ complain "$f includes $h, of no floor"; continue; }
		[ "$on" -le "$top" ] || complain "$f looks up to $h"
	done
done
[ "$n" -gt 0 ] || complain "no includes found in $1"
exit $bad
