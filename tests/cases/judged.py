#!/usr/bin/env python3
"""Runs the cases of law/: is each order decided as the case says?

usage: judged.py AMBIT [WORD]    only cases whose file or title has the word

Each case becomes an order.xml with its papers and its signatures, and is put
before ambit check: the exit, and the set of the codes that it names, must be
those of the case. All together must break every rule of ambit rules, and decide
on every instrument of ambit instruments in two ways.
"""

import base64
import concurrent.futures
import csv
import hashlib
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parents[1]

from facts import read  # noqa: E402
from markdown import Bad  # noqa: E402
from paper import (PAPER, instant, limits_xml, order_xml,  # noqa: E402
                   treaty_xml)

AT_ONCE = 2
PEOPLE = (("approver1", "approver"), ("counsel1", "counsel"))
# What the provider did, and how it is recorded.
ACTS = (("redirect asked", "redirect --to desk"),
        ("redirect (agreed|refused)", r"redirect --to desk --answer \1"),
        ("redirect unanswered", "redirect --to desk --answer none"),
        ("told", "notice --given"),
        ("excepted for (\\w+)",
         r"notice --except \1 --approver approver1"),
        ("the danger is over", "notice --danger-over"),
        ("challenged", "notice --challenge"),
        ("no objection", "notice --objection none"),
        ("objection", "notice --objection raised"))


class Judge:
    """The provider, its people, and ambit."""

    def __init__(self, ambit, folder):
        self.ambit, self.dir = ambit, folder
        self.pki = folder / "pki"
        subprocess.run(["sh", SOURCE / "corpus/pki.sh", self.pki],
                       check=True)
        (folder / "alice.mbox").touch()
        self.provider = (HERE / "law/provider.xml").read_text()
        self.law = subprocess.run(
            [ambit, "rules", "--digest"], check=True, capture_output=True,
            text=True).stdout.strip()

    def digest(self, name):
        pem = (self.pki / f"{name}.pem").read_text()
        der = base64.b64decode("".join(pem.split("\n")[1:-2]))
        return hashlib.sha256(der).hexdigest()

    def pinned(self, name):
        return f'certificate="pki/{name}.pem"' \
            f' certificateSha256="{self.digest(name)}"'

    def registry(self, facts, path):
        approvers = "".join(
            f'<Approver id="{who}" person="{who}" role="{role}"'
            f' {self.pinned(who)} from="2015-01-01T00:00:00Z"/>'
            for who, role in PEOPLE)
        path.write_text(self.provider.format(
            approvers=approvers, bureau=self.pinned("bureau"),
            signer1=self.pinned("signer1"), law=self.law,
            treaties=treaty_xml(facts.get("treaty")),
            limits=limits_xml(facts.get("limits"))), encoding="utf-8")

    def certificate(self, facts):
        """"the bureau's", "another's", or none named."""
        words = facts.get("certificate", "none")
        return {"none": None, "the registered one": self.digest("bureau"),
                "another": self.digest("ca")}[words]

    def approve(self, order, facts):
        """Sign, as far as the order can be signed at all."""
        words = facts.get("approved by", "approver1 and counsel1")
        words, changed, _ = words.partition(", then changed")
        for who in words.split(" and ") if words != "nobody" else ():
            subprocess.run([self.ambit, "approve", order, "--quiet",
                            "--cert", self.pki / f"{who}.pem", "--key",
                            self.pki / f"{who}.key"], capture_output=True,
                           check=False)
        if changed:
            with open(order, "ab") as file:
                file.write(b"\n")

    def papers(self, folder, facts):
        words = facts.get("on file", "the signed paper")
        if words == "no paper":
            return
        data = {"the signed paper": PAPER,
                "another paper": b"another paper\n"}[words]
        for name in ("d1", "d2", "d3"):
            (folder / f"{name}.pdf").write_bytes(data)

    def command(self, order, folder, facts):
        words = ["check", order]
        if facts.get("command", "check") == "produce":
            words = ["produce", order, "--out", folder / "out", "--key",
                     self.pki / "signer1.key"]
        return subprocess.run(
            [self.ambit, *words, "--root", self.dir, "--json", "--as-of",
             instant(facts["judged"])], capture_output=True, check=False)

    def act(self, order, facts):
        """What the provider did; what may not be recorded is refused."""
        for one in facts.get("done", "nothing").split("; "):
            if one == "nothing":
                continue
            words, _, at = one.rpartition(" on ")
            found = [(form, command) for form, command in ACTS
                     if re.fullmatch(form, words)]
            if not found:
                raise Bad(f"it was done {one!r}")
            form, command = found[0]
            words = re.sub(form, command, words).split(" ")
            done = subprocess.run(
                [self.ambit, words[0], order, *words[1:], "--root", self.dir,
                 "--quiet", "--as-of", instant(at)], capture_output=True,
                check=False)
            if done.returncode not in (0, 2, 4):
                raise Bad(f"{one}: exit {done.returncode}: {done.stderr}")

    def judge(self, number, case):
        """What ambit says: exit, codes, and everything it printed."""
        facts = case.facts
        folder = self.dir / f"{number}"
        folder.mkdir()
        order = folder / "order.xml"
        order.write_text(order_xml(facts, number, self.certificate(facts)),
                         encoding="utf-8")
        self.papers(folder, facts)
        self.registry(facts, folder / "registry.xml")
        self.approve(order, facts)
        self.act(order, facts)
        done = self.command(order, folder, facts)
        events = [json.loads(line) for line in done.stdout.splitlines()]
        codes = {e["code"] for e in events if e["event"] == "finding"}
        return done.returncode, codes, (done.stdout + done.stderr).decode()

    def run(self, numbered):
        """What is wrong with the case; nothing if it passes."""
        number, case = numbered
        try:
            exit_, codes, said = self.judge(number, case)
        except (Bad, KeyError) as bad:
            return [repr(bad)]
        if "done" not in case.facts:
            codes = {code for code in codes if code.startswith("E_")}
            exit_ = 0 if exit_ == 4 else exit_
        if (exit_, codes) == (case.exit, case.codes):
            return []
        return [f"wanted exit {case.exit} {sorted(case.codes)},"
                f" got {exit_} {sorted(codes)}", said]


def column(ambit, table, name):
    """A column of a table of law, as ambit prints it."""
    text = subprocess.run([ambit, table, "--csv", "--quiet"], check=True,
                          capture_output=True, text=True).stdout
    return {row[name] for row in csv.DictReader(io.StringIO(text))}


def forgotten(ambit, cases):
    """Rules that no case breaks, instruments not decided in two ways."""
    broken = {code for case in cases for code in case.codes}
    ways = {}
    for case in cases:
        ways.setdefault(case.facts["instrument"], set()).add(
            frozenset(case.codes))
    return sorted(column(ambit, "rules", "code") - broken) + sorted(
        code for code in column(ambit, "instruments", "code")
        if len(ways.get(code, ())) < 2)


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    word = sys.argv[2] if len(sys.argv) == 3 else ""
    cases = [c for path in sorted((HERE / "law").glob("*.md"))
             for c in read(path) if word in path.name or word in c.title]
    place = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    folder = pathlib.Path(tempfile.mkdtemp(
        prefix="ambit-law.", dir=os.environ.get("TMPDIR") or place))
    try:
        judge = Judge(os.path.abspath(sys.argv[1]), folder)
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            answers = list(pool.map(judge.run, enumerate(cases)))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    failed = [(c, wrong) for c, wrong in zip(cases, answers) if wrong]
    for case, wrong in failed:
        print(f"FAILED: {case.path}: {case.title}")
        for line in wrong:
            print("   ", line)
    missing = forgotten(sys.argv[1], cases) if not word else []
    for code in missing:
        print(f"FAILED: {code}: no case shows it both ways")
    print(f"{len(cases) - len(failed)} passed,"
          f" {len(failed) + len(missing)} failed")
    sys.exit(1 if failed or missing or not cases else 0)


if __name__ == "__main__":
    main()
