#!/usr/bin/env python3
"""Runs the cases of this folder: what leaves must be what each says.

usage: run.py AMBIT [WORD]      only cases whose file or title has the word

Each case becomes a small provider, for which ambit produce is run. It is run
once more on the same provider without the messages of the case: what leaves
must be the difference, and where nothing leaves there must be none at all.
"""

import collections
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parents[1]
sys.path.append(str(SOURCE / "tests/prop"))

from common import Run  # noqa: E402
from markdown import Bad, read  # noqa: E402
from world import CLOCK, Store, World  # noqa: E402

AT_ONCE = 2

NOTHING = re.compile(r"nothing: (?:(?P<what>outside|held) by (?P<rule>\w+)"
                     r"(?: \((?P<why>.+)\))?|(?P<damaged>damaged))")
STORED = re.compile(r"the message as it is stored"
                    r"(?:, from the folder (?P<folder>.+))?")
UNOPENED = "nothing: the store is not opened\n"
REFUSED = re.compile(r"no package: (.+)")


class Leaves:
    """A ```leaves block, item by item."""

    def __init__(self, text):
        self.outcomes = []  # (what, rule, why) of each item
        self.bytes = []     # what leaves of the item; None: all of it
        self.rows, self.folders, self.refused = [], [], None
        self.traffic_only = True
        for line in text.splitlines() if text != UNOPENED else ():
            self.understand(line)

    def understand(self, line):
        nothing, stored, refused = (f.fullmatch(line) for f in (
            NOTHING, STORED, REFUSED))
        if line.startswith("    ") or not line:
            if not self.bytes or self.bytes[-1] is None:
                raise Bad(f"the leaves block says {line!r}")
            self.bytes[-1] += line[4:] + "\n"
        elif line in ("a reduced message:", "the message:"):
            self.produced("")
        elif stored:
            self.produced(None)
            if stored["folder"]:
                self.folders.append(stored["folder"])
        elif line.startswith("row: "):
            self.row(line[5:])
        elif refused:
            self.refused = refused[1]
        elif nothing:
            self.outcomes.append((nothing["what"] or "damaged",
                                  nothing["rule"], nothing["why"]))
            self.bytes.append("")
        else:
            raise Bad(f"the leaves block says {line!r}")

    def produced(self, data):
        self.traffic_only = False
        self.outcomes.append(("produced", None, None))
        self.bytes.append(data)

    def row(self, text):
        """"a=b; c=d; e": a value may hold what parts two of a list."""
        row = {} if text == "without values" else dict(
            p.split("=", 1) for p in re.split(r"; (?=[a-z_]+=)", text))
        self.rows.append(row)
        if self.traffic_only:
            self.outcomes.append(("produced", None, None))
            self.bytes.append("")

    def contents(self, messages, eol):
        """The files that leave; two alike leave once."""
        if None in self.bytes and len(messages) != len(self.bytes):
            raise Bad("\"as it is stored\" of what the case does not show")
        given = (messages[n] if text is None else
                 text.encode().replace(b"\n", eol)
                 for n, text in enumerate(self.bytes))
        return {data for (what, _, _), data in zip(self.outcomes, given)
                if what == "produced" and not self.traffic_only}

    def held(self):
        return any(o[0] == "held" for o in self.outcomes)


def rows_of(run):
    """Rows of messages.csv without their number, and without what is empty."""
    return collections.Counter(
        tuple((k, v) for k, v in sorted(row.items())
              if v and k not in ("row", "account")) for row in run.table())


def heads(run, empty):
    """The columns do not depend on the messages, and rows run from 1."""
    wrong = []
    for path, data in run.files().items():
        if not path.endswith("/messages.csv"):
            continue
        if data.split(b"\r\n")[0] != empty.files()[path].split(b"\r\n")[0]:
            wrong.append("the columns depend on the messages")
    if [r["row"] for r in run.table()] != [
            str(n + 1) for n in range(len(run.table()))]:
        wrong.append("the rows do not run from 1")
    return wrong


def folders_of(run):
    return sorted(folder for path, data in run.files().items()
                  if path.endswith("/ambit/production.xml")
                  for folder in re.findall("<Folder>(.*?)</Folder>",
                                           data.decode()))


class Runner:
    """Carries cases out and compares."""

    def __init__(self, ambit, folder):
        self.ambit = ambit
        self.world = World(ambit, SOURCE, folder)
        self.empty, self.lock = {}, threading.Lock()

    def produce(self, case, items):
        """Run, messages, registry."""
        folder = self.world.folder()
        order = self.world.order(case.task)
        registry = self.world.registry(case, folder)
        messages = self.world.store(case, folder, items)
        done = subprocess.run(
            [self.ambit, "produce", order, "--out", folder / "out", "--key",
             self.world.dir / "pki/signer1.key", "--registry", registry,
             "--root", self.world.dir, "--as-of", CLOCK],
            capture_output=True, check=False)
        return Run(done, folder / "out"), messages, registry

    def without(self, case):
        """The package of the world in which the messages do not exist."""
        key = case.task, case.account, case.store
        with self.lock:
            if key not in self.empty:
                self.empty[key] = self.produce(case, [])[0]
            return self.empty[key]

    def run(self, case):
        """What is wrong with the case; nothing if it passes."""
        try:
            return self.compare(case)
        except Bad as bad:
            return [str(bad)]

    def compare(self, case):
        want = Leaves(case.leaves)
        got, messages, registry = self.produce(case, case.items)
        if want.refused:
            return refused(got, want)
        wrong = outcomes(got, want)
        if wrong:
            return wrong
        wrong = self.contents(case, got, want.contents(
            messages, Store(case.store).eol), want)
        wrong += self.words(got, want) + self.verify(case, got, registry)
        wrong += [f"in the package: {word}" for word in case.never
                  if any(word.encode() in d for d in got.files().values())]
        if any(item.twin for item in case.items):
            wrong += self.twin(case, got)
        return wrong

    def contents(self, case, got, wanted, want):
        """Files, rows and folders beyond those of the other mailbox."""
        empty = self.without(case)
        if not any(o[0] == "produced" for o in want.outcomes):
            return differ(got, empty, "the package without it")
        wrong = []
        files = list(got.contents().values())
        if sorted(files) != sorted(wanted | set(empty.contents().values())):
            wrong.append(f"files that leave: {set(files) - wanted}"
                         f" and not {wanted - set(files)}")
        rows = collections.Counter(
            tuple(sorted(row.items())) for row in want.rows)
        if rows_of(got) != rows_of(empty) + rows:
            wrong.append(f"rows that leave: {rows_of(got) - rows_of(empty)}")
        wrong += heads(got, empty)
        if folders_of(got) != sorted(want.folders):
            wrong.append(f"folders that leave: {folders_of(got)}")
        return wrong

    def words(self, got, want):
        """The reason, in the words of ambit explain."""
        wrong = []
        items = [i for i in got.items() if i["store"] == "s"]
        for item, (_, _, why) in zip(items, want.outcomes):
            if why is None:
                continue
            said = subprocess.run(
                [self.ambit, "explain", got.custody, "s:" + item["locator"]],
                capture_output=True, check=False).stdout.decode()
            if why not in re.sub(r"\s+", " ", said):
                wrong.append(f"ambit explain does not say {why!r}: {said}")
        return wrong

    def verify(self, case, got, registry):
        done = subprocess.run(
            [self.ambit, "verify", got.package, "--cert",
             self.world.dir / "pki/ca.pem", "--order",
             self.world.order(case.task), "--registry", registry],
            capture_output=True, check=False)
        return [] if done.returncode == 0 else [
            f"ambit verify says {done.returncode}: {done.stdout}"
            f" {done.stderr}"]

    def twin(self, case, got):
        """The same with every twin in the place of what stands before it."""
        other = self.produce(case, [i.twin or i for i in case.items])[0]
        wrong = outcomes(other, Leaves(case.leaves))
        wrong = wrong or differ(got, other, "that of the twin")
        return [f"twin: {w}" for w in wrong]


def refused(got, want):
    said = got.stderr.decode(errors="replace")
    if got.package is not None:
        return ["there is a package"]
    if got.exit not in (1, 3, 4, 5) or want.refused not in said:
        return [f"exit {got.exit}: {said}"]
    return []


def outcomes(got, want):
    """Is each item what the case says, and does the exit say so too?"""
    if not got.made():
        return [f"no package, exit {got.exit}: {got.stderr.decode()}"]
    seen = [(i["outcome"], i["rule"]) for i in got.items()
            if i["store"] == "s"]
    wanted = [(what, rule) for what, rule, _ in want.outcomes]
    alike = len(seen) == len(wanted) and all(
        s[0] == w[0] and w[1] in (None, s[1]) for s, w in zip(seen, wanted))
    if not alike:
        return [f"got {seen}, wanted {wanted}"]
    open_ends = any(w[0] in ("held", "damaged") for w in wanted)
    return [] if got.exit == (6 if open_ends else 0) else [f"exit {got.exit}"]


def differ(one, other, what):
    a, b = one.files(), other.files()
    return [f"the package is not {what}: {path}"
            for path in sorted(set(a) | set(b)) if a.get(path) != b.get(path)]


def lonely(cases):
    """Held cases with neither a twin nor another held row beside them."""
    held = [c for c in cases if Leaves(c.leaves).held()]
    rows = collections.Counter(id(c.alike) for c in held if c.alike)
    return [c for c in held if not any(i.twin for i in c.items) and
            rows[id(c.alike)] < 2]


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    word = sys.argv[2] if len(sys.argv) == 3 else ""
    cases = [c for path in sorted(HERE.glob("*.md"))
             if path.name != "README.md" for c in read(path)
             if word in path.name or word in c.title]
    place = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    folder = pathlib.Path(tempfile.mkdtemp(
        prefix="ambit-cases.", dir=os.environ.get("TMPDIR") or place))
    try:
        failed = run_all(cases, Runner(os.path.abspath(sys.argv[1]), folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{len(cases) - failed} passed, {failed} failed")
    sys.exit(1 if failed or not cases else 0)


def run_all(cases, runner):
    alone = {id(c) for c in lonely(cases)}
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        for case, wrong in zip(cases, pool.map(runner.run, cases)):
            if id(case) in alone:
                wrong.append("held, and no twin says that it stays so")
            if not wrong:
                continue
            failed += 1
            print(f"FAILED: {case.path}: {case.title}")
            for line in wrong:
                print("   ", line)
    return failed


if __name__ == "__main__":
    main()
