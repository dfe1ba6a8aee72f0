#!/usr/bin/env python3
"""Counsel's word and the authority's: a broad order stands once counsel has
overridden its breadth, and nothing more is done on one that was withdrawn."""

import re
import shutil
import signal
import sqlite3
import subprocess
import time

from common import Test

AS_OF = "2026-11-02T12:00:00Z"


class Case:
    """An order of a provider, and what its ledger says of it."""

    def __init__(self, test, provider, name, edit=lambda text: text):
        self.test, self.dir = test, provider
        self.order = provider / name
        text = (provider / "order-content.xml").read_text()
        self.order.write_text(edit(text.replace("specimen content", name)))
        test.approve(self.order)

    def ambit(self, command, *args):
        return subprocess.run(
            [self.test.ambit, command, str(self.order), *map(str, args),
             "--as-of", AS_OF], capture_output=True, text=True,
            stdin=subprocess.DEVNULL)

    def produce(self, out):
        out.mkdir(exist_ok=True)
        return self.ambit("produce", "--out", out, "--key",
                          self.test.pki / "signer1.key")

    def ask(self, sql):
        with sqlite3.connect(self.dir / "ledger.db") as db:
            return db.execute(sql).fetchall()

    def expect(self, run, status, says, what):
        self.test.check(run.returncode == status and
                        says in run.stdout + run.stderr, what,
                        run.returncode, run.stdout, run.stderr)


def whole(case):
    run = subprocess.run([case.test.ambit, "ledger", "verify", "--registry",
                          str(case.dir / "registry.xml")],
                         capture_output=True, text=True)
    case.test.check(run.returncode == 0, "the ledger is whole", run.stderr)


def four_years(text):
    return re.sub(r'<Range from="[^"]*" until="[^"]*"',
                  '<Range from="2021-01-01T00:00:00Z" '
                  'until="2025-01-01T00:00:00Z"', text)


def counsel_lets_it_stand(test, provider):
    broad = Case(test, provider, "broad.xml", four_years)
    broad.expect(broad.ambit("check"), 5, "E_BROAD_SPAN",
                 "four years are to be narrowed")
    word = ("--reason", "the docket of 2021 says why \"all\"", "--code")
    by = ("--approver", "counsel1")
    for args, says, what in (
            ((*word, "E_BROAD_SPAN"), "--approver", "somebody must say so"),
            ((*word, "E_BROAD_SPAN", "--approver", "approver1"),
             "no such counsel", "an approver is no counsel"),
            ((*word, "E_BROAD_SPAN", "--approver", "nobody"),
             "no such counsel", "nor is nobody"),
            ((*word, "E_SIGN_CMS", *by), "cannot override",
             "a signature cannot be done without"),
            ((*word, "E_BROAD", *by), "no such rule", "a rule has a name"),
            (("--reason", "", "--code", "E_BROAD_SPAN", *by), "--reason",
             "it has a reason")):
        broad.expect(broad.ambit("override", *args), 2, says, what)
    test.equal(broad.ask("SELECT 1 FROM events WHERE kind = 'overridden'"),
               [], "none of them was recorded")
    broad.expect(broad.ambit("override", *word, "E_BROAD_COUNT", *by), 0,
                 "is overridden", "another rule of breadth is overridden")
    broad.expect(broad.ambit("check"), 5, "E_BROAD_SPAN",
                 "which is not the one that is broken")
    broad.expect(broad.ambit("override", *word, "E_BROAD_SPAN", *by), 0,
                 "is overridden", "counsel lets it stand")
    broad.expect(broad.ambit("check"), 0, "overridden by counsel",
                 "then it can be carried out, and that is said")
    rows = broad.ask("SELECT DISTINCT code, overridden_by, reason "
                     "FROM findings WHERE code = 'E_BROAD_SPAN'")
    test.equal(rows, [("E_BROAD_SPAN", "counsel1", word[1])],
               "who and why is in the ledger")
    broad.expect(broad.ambit("plan"), 0, "overridden by counsel",
                 "it can be planned")
    run = broad.produce(test.dir / "broad")
    test.check(run.returncode in (0, 6), "it is produced", run.stderr)
    whole(broad)
    other = Case(test, provider, "other.xml", four_years)
    other.expect(other.ambit("check"), 5, "E_BROAD_SPAN",
                 "another order is not this one")


def the_authority_takes_it_back(test, provider):
    case = Case(test, provider, "quashed.xml")
    case.expect(case.ambit("check"), 0, "", "it could be carried out")
    case.expect(case.ambit("withdraw"), 2, "--reason", "it has a reason")
    case.expect(case.ambit("withdraw", "--reason", "quashed on 2026-10-30"),
                0, "withdrawn", "it is recorded")
    for run, what in ((case.ambit("check"), "a check says so"),
                      (case.ambit("plan"), "nothing is planned"),
                      (case.produce(test.dir / "quashed"),
                       "nothing is produced")):
        case.expect(run, 3, "WITHDRAWN", what)
    test.equal([p.name for p in (test.dir / "quashed").glob("ambit-*")], [],
               "no package is there")
    test.equal(case.ask("SELECT outcome, withdrawn FROM cases "
                        "WHERE withdrawn"), [("withdrawn", 1)],
               "its outcome stays withdrawn")
    whole(case)


def while_it_is_made(test, provider):
    """The run is stopped when it has begun its bag; what is recorded meanwhile
    is asked for before the package appears."""
    case = Case(test, provider, "late.xml")
    out = test.dir / "late"
    out.mkdir()
    run = subprocess.Popen(
        [test.ambit, "produce", case.order, "--out", out, "--key",
         test.pki / "signer1.key", "--as-of", AS_OF],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    while run.poll() is None and not any(out.glob(".*/bag")):
        time.sleep(0.0005)
    run.send_signal(signal.SIGSTOP)
    case.expect(case.ambit("withdraw", "--reason", "annulled"), 0,
                "withdrawn", "it is withdrawn meanwhile")
    run.send_signal(signal.SIGCONT)
    says = run.communicate()[1]
    test.check(run.returncode == 3 and "WITHDRAWN" in says,
               "a run under way ends there", run.returncode, says)
    test.equal([p.name for p in out.glob("ambit-*")], [],
               "its package does not appear")
    test.equal(case.ask("SELECT count(*) FROM events WHERE kind = 'released' "
                        "AND case_id = (SELECT case_id FROM events WHERE "
                        "kind = 'withdrawn' ORDER BY seq DESC LIMIT 1)"),
               [(0,)], "and nothing was released")
    whole(case)


def main():
    test = Test()
    provider = test.generate("provider", "--seed", 31, "--bytes", "64K")
    registry = provider / "registry.xml"
    registry.write_text(re.sub(r'(<MaxSpan[^>]*days=)"\d+"', r'\1"731"',
                               registry.read_text()))
    counsel_lets_it_stand(test, provider)
    the_authority_takes_it_back(test, provider)
    while_it_is_made(test, provider)
    shutil.rmtree(provider)
    test.end()


if __name__ == "__main__":
    main()
