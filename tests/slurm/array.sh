#!/bin/sh
# The units of an order, made by the jobs of a real Slurm and assembled, are
# the package of one go, byte for byte but for the signatures.
# usage: array.sh AMBIT AMBIT-CORPUS
#
# The Slurm is one controller and one node on this machine, without systemd:
# started here, in a folder of its own, and stopped through its pid files. Ends
# with 77 and one line where it cannot be had.
set -e
ambit=$1
corpus=$2
source=$(cd "$(dirname "$0")/../.." && pwd)
AMBIT=$ambit
export AMBIT

skip() {
	echo "skipped: $*"
	exit 77
}
fail() {
	echo "array.sh: $*" >&2
	tail -n 20 "$dir"/*.log "$dir"/jobs/* >&2 2>/dev/null || true
	exit 1
}

PATH=$PATH:/usr/sbin:/sbin
[ "$(id -u)" -eq 0 ] || skip "only root can start a Slurm"
sh "$source/corpus/install.sh" slurm >/dev/null 2>&1 ||
	skip "slurm-wlm and munge cannot be installed"

dir=$(mktemp -d "${TMPDIR:-/tmp}/ambit-slurm.XXXXXX")
chmod 755 "$dir"

# ---- a Slurm ----

is_up() { # is_up PID...: any of them
	for pid in "$@"; do
		! kill -0 "$pid" 2>/dev/null || return 0
	done
	return 1
}
stop() { # stop PIDFILE...: and wait until they have gone
	# shellcheck disable=SC2046 # numbers
	set -- $(cat "$@" 2>/dev/null)
	for pid in "$@"; do kill "$pid" 2>/dev/null || true; done
	for _ in $(seq 100); do
		is_up "$@" || return 0
		sleep 0.1
	done
	for pid in "$@"; do kill -KILL "$pid" 2>/dev/null || true; done
}
clean() {
	stop "$dir/slurmctld.pid" "$dir/slurmd.pid" "$dir/munge/pid"
	rm -rf "$dir"
}
trap clean EXIT
trap 'exit 1' HUP INT PIPE TERM

await() { # await COMMAND...: for at most 20 seconds
	for _ in $(seq 100); do
		"$@" >/dev/null 2>&1 && return 0
		sleep 0.2
	done
	return 1
}

start_munged() {
	mkdir "$dir/munge"
	dd if=/dev/urandom of="$dir/munge/key" bs=1024 count=1 2>/dev/null
	chmod 400 "$dir/munge/key"
	chown -R munge: "$dir/munge"
	runuser -u munge -- munged --num-threads=2 \
	    --key-file="$dir/munge/key" --socket="$dir/munge/socket" \
	    --pid-file="$dir/munge/pid" --log-file="$dir/munge/log" \
	    --seed-file="$dir/munge/seed" >"$dir/munged.log" 2>&1
}

configure() { # configure CONTROLLER-PORT NODE-PORT
	node=$(hostname -s)
	cat >"$dir/slurm.conf" <<-END
	ClusterName=ambit
	SlurmctldHost=$node(127.0.0.1)
	SlurmctldPort=$1
	SlurmdPort=$2
	SlurmUser=root
	AuthType=auth/munge
	AuthInfo=socket=$dir/munge/socket
	CredType=cred/munge
	ProctrackType=proctrack/linuxproc
	TaskPlugin=task/none
	JobAcctGatherType=jobacct_gather/none
	AccountingStorageType=accounting_storage/none
	MpiDefault=none
	SwitchType=switch/none
	SelectType=select/cons_tres
	SelectTypeParameters=CR_Core
	SchedulerParameters=sched_interval=1,batch_sched_delay=0
	StateSaveLocation=$dir/state
	SlurmdSpoolDir=$dir/spool
	SlurmctldPidFile=$dir/slurmctld.pid
	SlurmdPidFile=$dir/slurmd.pid
	SlurmctldLogFile=$dir/slurmctld.log
	SlurmdLogFile=$dir/slurmd.log
	NodeName=$node NodeAddr=127.0.0.1 CPUs=$(nproc) RealMemory=2048 State=UNKNOWN
	PartitionName=all Nodes=$node Default=YES MaxTime=INFINITE State=UP
	END
	mkdir "$dir/state" "$dir/spool" "$dir/jobs"
	SLURM_CONF=$dir/slurm.conf
	export SLURM_CONF
}

is_idle() {
	[ "$(sinfo -h -o %t)" = idle ]
}

start_slurm() {
	start_munged || return 1
	# shellcheck disable=SC2046 # two words
	configure $(python3 -c '
import socket
two = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
print(*[s.getsockname()[1] for s in two])')
	slurmctld -f "$SLURM_CONF" 2>>"$dir/slurmctld.log" &&
		slurmd -f "$SLURM_CONF" 2>>"$dir/slurmd.log" &&
		await is_idle
}

if ! start_slurm; then
	cat "$dir"/*.log >&2
	skip "Slurm does not start on this machine"
fi

# ---- a provider whose mailbox is three units, and an order across a cut ----

# The last message before the second unit claims, by its Content-Length, some
# messages behind the cut; of the third unit there is but the end of a message.
shape() {
	python3 - "$1" <<-'END'
	import sys
	CUT = 128 << 20
	with open(sys.argv[1], "r+b") as f:
	    mail = f.read()
	    header = mail.index(b"\n", mail.rfind(b"\n\nFrom ", 0, CUT - 8192) + 2) + 1
	    body = mail.index(b"\n\n", header) + 2
	    end = mail.index(b"\n\nFrom ", CUT + 32768) + 1
	    claim = b"Content-Length: %d\n" % (end - body)
	    last = mail.index(b"\n\nFrom ", 2 * CUT) + 1
	    f.seek(header)
	    f.write(claim + mail[header:last])
	    f.truncate()
	END
}

cd "$dir"
sh "$source/corpus/pki.sh" pki >/dev/null 2>&1
"$corpus" --seed 31 --bytes 257M --pki pki --out provider
shape provider/alice/inbox.mbox
order=provider/order.xml
sed 's|<Range from="[^"]*" until="[^"]*"|<Range from="2023-12-01T00:00:00Z" until="2024-02-01T00:00:00Z"|' \
    provider/order-content.xml >$order
for who in approver1 counsel1; do
	"$ambit" approve $order --cert pki/$who.pem --key pki/$who.key --quiet
done

# ---- in one go, and by jobs ----

judge() { # judge STATUS: a package, with or without something held
	[ "$1" -eq 0 ] || [ "$1" -eq 6 ] || fail "ambit ended with $1"
}
has_ended() {
	! scontrol show job "$1" | grep -Eq 'JobState=(PENDING|RUNNING|COMPLETING|CONFIGURING)'
}

status=0
"$ambit" produce $order --out one --key pki/signer1.key --quiet || status=$?
judge "$status"

SBATCH_OUTPUT=$dir/jobs/%A.%a sh "$source/bench/slurm/submit.sh" \
    $order many pki/signer1.key >submitted || fail "nothing was submitted"
cat submitted
grep -q '^units 1 to 4: job ' submitted || fail "the array is not of 4 units"
last=$(sed -n 's/^package: job //p' submitted)
for _ in $(seq 10); do
	await has_ended "$last" && break
done
job=$(scontrol show job "$last")
judge "$(echo "$job" | sed -n 's/.* ExitCode=\([0-9]*\):0.*/\1/p')"

grep -h . jobs/*
grep -q 'unit 2 cannot be joined: .*make it again' jobs/"$last".* ||
	fail "the second unit was not claimed by the first"
diff -r -x '*.p7s' one/ambit-* many/ambit-* ||
	fail "the packages differ"
"$ambit" verify many/ambit-* --cert pki/ca.pem --order $order >verified ||
	fail "the package is not valid"
echo "4 units by jobs of Slurm, 1 of them made again: $(find many/ambit-* -type f |
    wc -l) files as in one go"
