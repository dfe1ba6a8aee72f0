"""A small world, what ambit makes of it undisturbed, and the judgement of a
run that was disturbed: the same package, or none and a reason (FC of the
properties). Whatever was done to a run, it is judged here.

    python3 TEST.py AMBIT TRIP STARVE
"""

import atexit
import concurrent.futures
import contextlib
import hashlib
import os
import pathlib
import shlex
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parents[1]
sys.path[:0] = [str(SOURCE / "tests/cases"), str(SOURCE / "tests/prop")]

from world import ORDER, PDF, World  # noqa: E402

AT_ONCE = 2
SECONDS = 20  # longer than this: it hangs
SKIPPED = 77
LINES = 2  # of a run that fails: a finding of the registry, and the reason
REGISTRY = "registry.xml"
CANARY = "canary-6f1d0a52"

# Linux on x86-64; the only one for which trip.c is built.
CALLS = dict(
    read=0, write=1, close=3, fstat=5, poll=7, lseek=8, mmap=9, mprotect=10,
    munmap=11, brk=12, rt_sigprocmask=14, ioctl=16, pread64=17, pwrite64=18,
    access=21, mremap=25, madvise=28, dup2=33, getpid=39, sendto=44,
    sendmsg=46, recvmsg=47, socketpair=53, clone=56, fork=57, vfork=58,
    wait4=61, kill=62, uname=63, fcntl=72, flock=73, fsync=74, ftruncate=77,
    mkdir=83, umask=95, getppid=110, prctl=157, setrlimit=160, futex=202,
    getdents64=217, clock_gettime=228, exit_group=231, openat=257,
    mkdirat=258, newfstatat=262, unlinkat=263, linkat=265, fchmodat=268,
    faccessat=269, ppoll=271, utimensat=280, fallocate=285, dup3=292,
    pipe2=293, prlimit64=302, syncfs=306, renameat2=316, seccomp=317,
    splice=275, sync_file_range=277, getrandom=318, memfd_create=319, copy_file_range=326, fadvise64=221,
    fchmod=91, getcwd=79, clone3=435, close_range=436, openat2=437,
    faccessat2=439, landlock_create_ruleset=444, landlock_add_rule=445,
    landlock_restrict_self=446, memfd_secret=447, mlock=149, capset=126,
    setgroups=116)
NAMES = {number: name for name, number in CALLS.items()}

TASK = """\
<Task id="{id}">
    <Target format="email" namespace="example.com">alice@example.com</Target>
    {data}
    <Range from="2026-01-01T00:00:00Z" until="2026-07-01T00:00:00Z"
      clock="header"/>
  </Task>
  """
TASKS = (("t1", '<Data class="content" store="mail"/>'),
         ("t2", '<Data class="traffic" store="mail"/>'),
         ("t3", '<Data class="content" store="mail"><Field>text</Field>'
          '<Field>subject</Field></Data>'))

PARTS = """\
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: text/plain

The text {0}.

--b
Content-Type: application/octet-stream; name="{0}.bin"
Content-Transfer-Encoding: base64

AAECAwQ=

--b--
"""


def message(number, date, body="\nA text {0}.\n", size=0):
    """One message that says its canary in every place."""
    who = f"{CANARY}-{number}"
    return (f"From: Bob {who} <bob@example.org>\n"
            f"To: alice@example.com\nDate: {date}\n"
            f"Message-ID: <{number}.{who}@example.org>\n"
            f"Subject: About {who}\n" + body.format(who) + size * "x" +
            ("\n" if size else ""))


WITHIN, OUTSIDE = ("Tue, 10 Feb 2026 08:00:00 +0000",
                   "Mon, 10 Feb 2025 08:00:00 +0000")
DOUBTFUL = "Tue, 30 Jun 2026 20:15:00"  # hours before the bound, somewhere
LIMIT = 5000
MBOX = [message(1, WITHIN), message(2, OUTSIDE), message(3, WITHIN, PARTS),
        message(4, DOUBTFUL), message(5, WITHIN, size=LIMIT),
        message(6, WITHIN, PARTS)]
MAILDIR = [message(7, WITHIN), message(8, OUTSIDE)]


class Undone(Exception):
    """What the tests need cannot be had here."""


class Small:
    """The world, its references, and the counts."""

    def __init__(self):
        if len(sys.argv) != 4:
            sys.exit(f"usage: {sys.argv[0]} AMBIT TRIP STARVE")
        self.ambit, self.trip, self.starve = map(os.path.abspath, sys.argv[1:])
        self.began = time.monotonic()
        self.lock, self.counts, self.wrong = threading.Lock(), {}, 0
        place = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self.dir = pathlib.Path(tempfile.mkdtemp(
            prefix="ambit-fault.", dir=os.environ.get("TMPDIR") or place))
        if "AMBIT_KEEP" not in os.environ:  # to type a command again
            atexit.register(shutil.rmtree, self.dir, ignore_errors=True)
        self.make_world()

    # ---- the world ----

    def make_world(self):
        self.world = World(self.ambit, SOURCE, self.dir)
        self.order = self.dir / "order/order.xml"
        self.order.parent.mkdir()
        (self.order.parent / "order.pdf").write_bytes(PDF)
        one = ORDER[ORDER.index("<Task"):ORDER.index("<Delivery")]
        text = ORDER.replace(one, "".join(
            TASK.format(id=i, data=data) for i, data in TASKS))
        self.order.write_text(text.format(
            id="5a8e2c57-4b6f-5d0e-9a54-0f9f6a7f1c11",
            legal="US_2703_A_WARRANT", bureau=self.world.digest("bureau"),
            document=hashlib.sha256(PDF).hexdigest()))
        self.write_registry()
        for who in ("approver1", "counsel1"):
            subprocess.run([self.ambit, "approve", self.order, "--quiet",
                            "--registry", self.dir / REGISTRY,
                            "--cert", self.dir / f"pki/{who}.pem",
                            "--key", self.dir / f"pki/{who}.key"], check=True)
        self.write_stores(self.dir)
        self.make_ledger()

    def write_registry(self):
        account = '<Account id="alice" namespace="example.com"' \
            ' format="email" identifier="alice@example.com"' \
            ' from="2015-03-02T09:30:00Z" entity="corp" country="US"' \
            ' region="US"/>'
        folder = '<Store id="folder" account="alice" format="maildir"' \
            ' path="mail.dir" holds="mail">' \
            '<Clock name="header" source="dateHeader"/></Store>'
        self.world.write_registry(
            self.dir / REGISTRY, accounts=account, store=folder,
            limits=f' itemBytes="{LIMIT}"')

    def write_stores(self, root):
        line = "From bob@example.org Thu Jan 15 12:00:00 2026\n"
        (root / "others.mbox").write_text(
            "".join(line + text + "\n" for text in MBOX))
        for name in ("cur", "new", "tmp"):
            (root / "mail.dir" / name).mkdir(parents=True, exist_ok=True)
        for n, text in enumerate(MAILDIR):
            (root / f"mail.dir/cur/176847840{n}.{n}.mx1:2,S").write_text(text)

    def make_ledger(self):
        """A provider that has met the order before: two threads of a test
        do not share a ledger, and each run finds the same."""
        subprocess.run([self.ambit, "check", self.order, "--quiet",
                        "--registry", self.dir / REGISTRY, "--root",
                        self.dir], check=True, capture_output=True)
        self.ledger = {name: (self.dir / name).read_bytes()
                       for name in ("ledger.db", "ledger.db.key")}
        self.own = threading.local()

    def registry(self, fresh=False):
        """That of this thread; fresh: with the ledger as it was at first."""
        if not hasattr(self.own, "dir"):
            self.own.dir = pathlib.Path(tempfile.mkdtemp(
                prefix="provider.", dir=self.dir))
            shutil.copy(self.dir / REGISTRY, self.own.dir)
            fresh = True
        if fresh:
            for old in self.own.dir.glob("ledger.db*"):
                old.unlink()
            for name, data in self.ledger.items():
                with open(os.open(self.own.dir / name, os.O_WRONLY |
                                  os.O_CREAT, 0o600), "wb") as file:
                    file.write(data)
        return self.own.dir / REGISTRY

    def is_released(self):
        """Does this thread's ledger say that a package has left?"""
        ledger = sqlite3.connect(self.registry().with_name("ledger.db"))
        with contextlib.closing(ledger):
            at, = ledger.execute("SELECT disclosed_at FROM cases").fetchone()
        return at is not None

    def ledger_is_good(self):
        return self.run([self.ambit, "ledger", "verify", "--registry",
                         str(self.registry())]).exit == 0

    # ---- one run ----

    def command(self, out, form="folder", root=None, more=()):
        return [self.ambit, "produce", str(self.order),
                "--registry", str(self.registry()),
                "--root", str(root or self.dir), "--out", str(out),
                "--key", str(self.dir / "pki/signer1.key"), "--quiet",
                "-j", "1", "--as", form, *more]

    def folder(self):
        """Empty, and the provider has forgotten all runs into another."""
        self.registry(fresh=True)
        return pathlib.Path(tempfile.mkdtemp(prefix="out.", dir=self.dir))

    def run(self, command, trip=(), starve=None, limits=None, **how):
        """Undisturbed, or as trip and starve say."""
        report = None
        if starve:
            command = ["env", f"LD_PRELOAD={self.starve}",
                       *(f"{k}={v}" for k, v in starve.items()), *command]
        if trip:
            fd, report = tempfile.mkstemp(prefix="report.", dir=self.dir)
            os.close(fd)
            command = [self.trip, "-o", report, "-t", str(SECONDS), *trip,
                       *command]
        return Run(command, report, limits, how)

    # ---- many ----

    def each(self, work, cases):
        """Two at a time; what one of them raises ends the test."""
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(work, cases))

    def count(self, kind, n=1):
        with self.lock:
            self.counts[kind] = self.counts.get(kind, 0) + n

    def complain(self, run, *why):
        with self.lock:
            self.wrong += 1
            print("WRONG:", *why)
            print("   ", run.again())
            for line in run.stderr.decode(errors="replace").splitlines()[:5]:
                print("    stderr:", line)
            sys.stdout.flush()

    def end(self, least):
        """Counts of each kind; least: kind to how many there must be."""
        for kind, n in sorted(self.counts.items()):
            print(f"{n:6} {kind}")
        for kind, n in least.items():
            if self.counts.get(kind, 0) < n:
                print(f"WRONG: {kind}: fewer than {n}")
                self.wrong += 1
        print(f"{self.wrong} wrong outcomes, "
              f"{time.monotonic() - self.began:.0f} s")
        sys.exit(1 if self.wrong else 0)


class Run:
    """A run, and what it left."""

    def __init__(self, command, report, limits, how):
        self.command = command
        done = subprocess.run(command, stdin=subprocess.DEVNULL,
                              stdout=how.get("stdout", subprocess.PIPE),
                              stderr=subprocess.PIPE, preexec_fn=limits,
                              timeout=10 * SECONDS)
        self.exit, self.stderr = done.returncode, done.stderr
        self.struck, self.hung, self.calls = True, False, {}
        if report:
            self.read(report)
            os.unlink(report)

    def read(self, report):
        if self.exit == SKIPPED:
            raise Undone(self.stderr.decode().strip())
        for line in pathlib.Path(report).read_text().splitlines():
            word, *rest = line.split()
            if word == "struck":
                self.struck = rest != ["0"]
            elif word == "hung":
                self.hung = rest != ["0"]
            elif word == "exit":
                self.exit = int(rest[0])
            elif word == "signal":
                self.exit = -int(rest[0])
            elif word == "call":
                process, nr, n = map(int, rest)
                self.calls[process, nr] = n

    def again(self):
        """The command to type."""
        return shlex.join(self.command)

    def lines(self):
        """What it said, but for the note to those who run tests as root."""
        return [line for line in self.stderr.decode("latin-1").splitlines()
                if "running as root" not in line]


# ---- packages ----

def entries(archive):
    """Names and bytes in their order; a signature holds a time."""
    with zipfile.ZipFile(archive) as z:
        return [(i.filename, None if i.filename.endswith(".p7s")
                 else z.read(i)) for i in z.infolist()]


def is_der(data):
    """Is it one object of DER from end to end, as far as its length says?"""
    if len(data) < 4 or data[0] != 0x30 or data[1] != 0x82:
        return False
    return len(data) == 4 + int.from_bytes(data[2:4], "big")


def package(path):
    """All of it that may be compared: names, modes, times, bytes."""
    found = {}
    for one in [path, *sorted(path.rglob("*"))]:
        stat = one.lstat()
        if one.is_dir():
            data = None
        elif one.suffix == ".p7s":
            data = is_der(one.read_bytes())
        elif one.suffix == ".zip":
            data = entries(one)
        else:
            data = one.read_bytes()
        found[str(one.relative_to(path.parent))] = (
            stat.st_mode, stat.st_mtime_ns, data)
    return found


def packages(out):
    return sorted(out.glob("ambit-*"))


def custody_is_closed(out, code):
    """Does the record of the run end, and with this exit?"""
    for record in (out / "custody").glob("*"):
        if ".before-" in record.name:
            continue
        rows = (record / "run.csv").read_text().splitlines()
        events = (record / "events.ndjson").read_text().splitlines()
        # The line that a package has shown comes last, if it can be written.
        if '"kind":"published"' in events[-1]:
            events.pop()
        return f"exit,{code}" in rows and f'"body":"exit {code}' in events[-1]
    return False


class Judge:
    """What undisturbed runs make, and whether others made the same."""

    def __init__(self, small, forms=("folder", "zip")):
        self.small, self.made = small, {}
        self.n_failed = self.n_made = 0
        for form in forms:
            out = small.folder()
            run = small.run(small.command(out, form))
            if run.exit != 6 or len(packages(out)) != 1:
                sys.exit(f"no reference: {run.again()}\n"
                         f"{run.stderr.decode()}")
            self.made[form] = package(packages(out)[0])
            shutil.rmtree(out)

    def same(self, out, form, also=()):
        found = [package(p) for p in packages(out)]
        return len(found) == 1 and found[0] in (self.made[form], *also)

    def why_wrong(self, run, out, form, also=(), killed=False):
        """None: it ended as FC says."""
        if run.hung:
            return "it hangs"
        if run.exit < 0 and not killed:
            return f"the monitor died of signal {-run.exit}"
        if CANARY.encode() in run.stderr:
            return "evidence on stderr"
        if packages(out) and not self.same(out, form, also):
            return "another package"
        if packages(out) and not self.small.is_released():
            return "a package that the ledger does not know"
        if run.exit in (0, 6):
            if not packages(out):
                return f"exit {run.exit} without a package"
            if not custody_is_closed(out, run.exit):
                return "a custody record that is not closed"
            return None
        if killed and run.exit < 0:
            return None
        if run.exit != 1:
            return f"exit {run.exit}"
        if packages(out):
            return "exit 1 with a package"
        if not any(line.startswith("ambit: ") for line in run.lines()):
            return "exit 1 without a line that says why"
        if len(run.lines()) > LINES:
            return "exit 1 and many words"
        return None

    def judge(self, run, out, form, label, **how):
        """True: as FC says. Counts what came of it."""
        wrong = self.why_wrong(run, out, form, **how)
        if wrong:
            self.small.complain(run, label, wrong)
            return False
        if run.exit == 1:
            self.n_failed += 1
            if self.n_failed % 10 == 0:
                return self.resume(out, form, label)
        else:
            self.n_made += 1
            if self.n_made % 10 == 0:
                return self.verify(out, label)
        return True

    def resume(self, out, form, label):
        """The same command again, and nothing in its way."""
        run = self.small.run(self.small.command(out, form))
        wrong = self.why_wrong(run, out, form)
        if wrong or run.exit == 1:
            self.small.complain(run, label, "then resumed:",
                                wrong or "exit 1")
            return False
        self.small.count("resumed")
        return True

    def verify(self, out, label):
        """The signature too; where there is a package."""
        for made in packages(out):
            command = [self.small.ambit, "verify", str(made), "--quiet",
                       "--cert", str(self.small.dir / "pki/ca.pem")]
            run = self.small.run(command)
            if run.exit != 0:
                self.small.complain(run, label, "the package is not valid")
                return False
            self.small.count("verified")
        return True


# ---- who is who ----

def roles(calls):
    """Number of a process to what it is, in a run with one slot."""
    of, assembler = {}, None
    for number in sorted({process for process, _ in calls}):
        has = {NAMES.get(nr) for process, nr in calls if process == number}
        if number == 0:
            of[number] = "monitor"
        elif number == 1:
            of[number] = "signer"
        elif assembler is not None:  # archives are poured by pairs
            of[number] = ("gate", "reader")[(number - assembler) % 2]
        elif "recvmsg" in has:
            of[number] = "gate"
            of[number - 1] = "reader"
        elif "mkdirat" in has:
            of[number] = "assembler"
            assembler = number
        else:
            of[number] = "decoder"
    return of


def assembler(of):
    """Its number: those behind it pour archives."""
    return min(p for p, role in of.items() if role == "assembler")


def before_main(small):
    """How often the loader makes each call before ambit begins."""
    run = small.run([small.ambit, "--version"], trip=["-a", "none"])
    return {nr: n for (process, nr), n in run.calls.items()}


def points(small, form):
    """(process, call) to how often, of an undisturbed run."""
    out = small.folder()
    run = small.run(small.command(out, form), trip=["-a", "none"])
    shutil.rmtree(out)
    return run.calls


def worth(calls):
    """Without the third decoder and those behind it: they are all alike."""
    of = roles(calls)
    decoders = sorted(p for p, role in of.items() if role == "decoder")
    return {(p, nr): n for (p, nr), n in calls.items()
            if p not in decoders[2:]}


def spread(first, last, most):
    """At most so many of first to last: both ends, and some between."""
    n = last - first + 1
    if n <= most:
        return list(range(first, last + 1))
    edge = most // 3
    rest = most - 2 * edge
    step = (n - 2 * edge) / rest
    middle = [first + edge + int(i * step) for i in range(rest)]
    return sorted({*range(first, first + edge), *middle,
                   *range(last - edge + 1, last + 1)})


def label_of(role, process, name, at):
    return f"{role} (process {process}), {name} {at}:"
