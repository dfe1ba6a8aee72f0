#!/bin/sh
# Carry an order out with Slurm: an array that makes its units, each wherever
# there is room, and a job behind it that makes the package of them.
# usage: submit.sh ORDER OUT KEY [--as zip] [--registry FILE] [--root DIR]
#            [--as-of INSTANT] [--accept-no-landlock]
#
# Every machine sees ORDER, OUT and the stores at the same place; KEY only the
# one that assembles. $AMBIT is the program, default: ambit. What sbatch is to
# be told beyond that (partition, account, folder of the logs) is told in its
# own variables, SBATCH_PARTITION and the like. Prints the number of the last
# job. Said again after a failure, it makes only what is missing.
set -e
if [ $# -lt 3 ]; then
	sed -n 's/^# usage: /usage: /p' "$0" >&2
	exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
order=$1 out=$2 key=$3
shift 3

# ---- how many units are there? plan takes fewer options ----

ask() { # ask [OPTION...]: ambit plan, of the options that are its own
	drop=
	for word in "$@"; do
		shift
		case $drop$word in
		value:*) drop= ;;
		--as) drop=value: ;;
		--accept-no-landlock) ;;
		*) set -- "$@" "$word" ;;
		esac
	done
	"${AMBIT:-ambit}" plan "$order" --json "$@"
}
plan=$(ask "$@") || {
	echo "$plan" >&2
	exit 1
}
units=$(echo "$plan" | grep -c '"event":"unit"') || {
	echo "submit.sh: the order opens no store" >&2
	exit 1
}

# ---- an array takes only so many tasks ----

most=$(scontrol show config | sed -n 's/^MaxArraySize *= *//p')
most=$((${most:-1001} - 1))
after=afterok
first=0
while [ "$first" -lt "$units" ]; do
	n=$((units - first))
	[ "$n" -le "$most" ] || n=$most
	job=$(sbatch --parsable --array="1-$n" "$here/produce.sbatch" \
	    "$first" "$order" "$out" "$@")
	echo "units $((first + 1)) to $((first + n)): job ${job%%;*}"
	after=$after:${job%%;*}
	first=$((first + n))
done
job=$(sbatch --parsable --dependency="$after" --kill-on-invalid-dep=yes \
    "$here/assemble.sbatch" "$order" "$out" "$key" "$@")
echo "package: job ${job%%;*}"
