"""What is done about redirect and notice, from day to day on one ledger: a
release waits for it, and what may not be done is refused and not recorded.
No letter and no package holds a word of a secrecy order (package.md L21)."""

import glob
import hashlib
import os
import re
import shutil
import signal
import subprocess
import time

from common import Test

PLAIN = "2705-sealed-4711"  # only the secrecy order has it
SECRET = (PLAIN, "2705", "sealed", "4711", "disclos", "secre")

test = Test()
BASE = test.generate("base", "--seed", 7, "--bytes", "64K", "--traps", 0)


class Case:
    """An order of the corpus, changed, in a provider of its own."""

    def __init__(self, name, order="slice", seats=None, until=None,
                 secret=True, changes=(), paper=0):
        self.name = name
        self.dir = test.dir / name
        shutil.copytree(BASE, self.dir, symlinks=True)
        self.order = self.dir / f"order-{order}.xml"
        self.edit(self.order, changes)
        self.secrecy(secret, until)
        self.lengthen(paper)
        if seats:
            self.customer(seats)
        else:
            self.edit(self.dir / "registry.xml", [LITIGANTS])
        test.approve(self.order)

    @staticmethod
    def edit(path, changes):
        text = path.read_text()
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new)
        path.write_text(text)

    def secrecy(self, secret, until):
        lines = self.order.read_text().split("\n")
        at = next(i for i, one in enumerate(lines) if "<NonDisc" in one)
        if not secret:
            del lines[at]
        else:
            lines[at] = lines[at].replace('" from', f' {PLAIN}" from', 1)
            if until:
                lines[at] = lines[at].replace('indefinite="true"',
                                              f'until="{until}"')
        self.order.write_text("\n".join(lines))

    def lengthen(self, size):
        """The first document, if it is shorter: it takes longer to read."""
        text = self.order.read_text()
        name, digest = re.search(
            r'<Document [^>]*name="([^"]*)" sha256="([^"]*)"', text).groups()
        self.paper = self.dir / name
        if size > self.paper.stat().st_size:
            os.truncate(self.paper, size)
            new = hashlib.sha256(self.paper.read_bytes()).hexdigest()
            self.edit(self.order, [(digest, new)])

    def customer(self, seats):
        self.edit(self.dir / "registry.xml", [LITIGANTS, (
            '<Account id="alice"',
            '<Customer id="works" name="Specimen Works" country="US"'
            f' seats="{seats}" contact="counsel@works.test"/>\n'
            '  <Account id="alice" customer="works"')])

    def run(self, *words, at, **how):
        """Exit status and what was said; at: the day it is, or today."""
        command = [test.ambit, words[0]]
        if "--due" not in words:
            command.append(self.order)
        done = subprocess.run(
            [*command, *words[1:], "--registry", self.dir / "registry.xml",
             *(("--as-of", f"{at}T12:00:00Z") if at else ())],
            capture_output=True, text=True, **how)
        self.said = done.stdout + done.stderr
        self.stdout = done.stdout
        return done.returncode

    def expect(self, status, *words, at, says=""):
        got = self.run(*words, at=at)
        what = f"{self.name}, {at}: {' '.join(map(str, words))}"
        test.check(got == status and says in self.said, what,
                   f"exit {got}, not {status}; {says!r} in:", self.said)

    def held(self, at, *codes):
        """Nothing is produced, or written at all."""
        out = self.dir / "out-held"
        self.expect(4, "produce", "--out", out, "--key",
                    test.pki / "signer1.key", at=at)
        found = [code for code in ("H_REDIRECT", "H_NOTICE", "H_EPOC_EA",
                                   "H_OBJECTION") if code in self.said]
        test.equal(found, list(codes), f"{self.name}, {at}: the gates")
        test.check(not out.exists(), f"{self.name}, {at}: nothing is made")
        self.expect(4, "check", at=at)

    def released(self, at):
        out = self.dir / f"out-{at}"
        got = self.run("produce", "--out", out, "--key",
                       test.pki / "signer1.key", at=at)
        packages = [p for p in out.glob("ambit-*") if p.is_dir()]
        test.check(got in (0, 6) and len(packages) == 1,
                   f"{self.name}, {at}: it is released", f"exit {got}",
                   self.said)
        for path in (p for package in packages for p in package.rglob("*")):
            data = path.read_bytes() if path.is_file() else b""
            test.check(PLAIN.encode() not in data and
                       PLAIN.encode("utf-16-le") not in data,
                       f"{self.name}: {path.name} holds no secret")
        self.sound()

    def letters(self, at, n):
        self.expect(0, "notice", "--letter", at=at)
        test.equal(self.stdout.count("NOTICE OF A LEGAL DEMAND"), n,
                   f"{self.name}: so many letters")
        for word in SECRET:
            test.check(word not in self.stdout.lower(),
                       f"{self.name}: a letter holds {word!r}", self.stdout)
        return self.stdout

    def due(self, at):
        """The calendar: tell by, state."""
        self.expect(0, "notice", "--due", at=at)
        rows = [line.split() for line in self.stdout.split("\n")[1:] if line]
        return [(row[0], "late" in row[:4]) for row in rows]

    def sound(self):
        done = subprocess.run(
            [test.ambit, "ledger", "verify", "--registry",
             self.dir / "registry.xml"], capture_output=True, text=True)
        test.check(done.returncode == 0, f"{self.name}: the ledger is sound",
                   done.stdout + done.stderr)


LITIGANTS = ("<LegalType>US_2703_D_ORDER</LegalType>",
             "<LegalType>US_2703_D_ORDER</LegalType>\n"
             "    <LegalType>US_CIVIL_ORDER</LegalType>")
CIVIL = (("US_2703_D_ORDER", "US_CIVIL_ORDER"),
         (">criminal<", ">civil<"))


def a_consumer():
    case = Case("consumer", secret=False)
    case.held("2025-01-10", "H_NOTICE")
    test.equal(case.due("2025-01-10"), [("-", False)], "it is due, undated")
    case.letters("2025-01-10", 1)
    case.held("2025-01-10", "H_NOTICE")  # a letter that is not sent
    for who, status in (("entry1", 2), ("nobody", 2), ("approver1", 0)):
        case.expect(status, "notice", "--except", "dangerToPerson",
                    "--approver", who, at="2025-01-11")
    case.held("2025-01-10", "H_NOTICE")  # the day before
    case.released("2025-01-11")
    test.equal(case.due("2025-01-11"), [], "nothing is due")


def words_that_are_none():
    case = Case("words", secret=False)
    for words in (("notice", "--except", "inconvenience", "--approver",
                   "counsel1"), ("notice", "--except", "dangerToPerson"),
                  ("notice", "--given", "--challenge"),
                  ("notice", "--objection", "perhaps"),
                  ("notice", "--letter", "--json"),
                  ("redirect", "--to", ""), ("redirect",),
                  ("redirect", "--to", "x", "--answer", "maybe")):
        case.expect(2, *words, at="2025-01-10")
    case.held("2025-01-10", "H_NOTICE")


def a_bar_that_ends():
    """On Friday, 31 January 2025, at noon."""
    case = Case("bar", until="2025-01-31T12:00:00Z")
    for words in (("--given",), ("--letter",), ("--except", "dangerToPerson",
                                                "--approver", "counsel1")):
        case.expect(4, "notice", *words, at="2025-01-30", says="nothing was"
                    if words != ("--letter",) else "no letter")
    test.equal(case.due("2025-01-30"), [("2025-02-07", False)],
               "the delayed notice is foreseen")
    case.held("2025-01-31", "H_NOTICE")
    case.letters("2025-01-31", 1)
    test.equal(case.due("2025-02-07"), [("2025-02-07", False)], "in time")
    test.equal(case.due("2025-02-08"), [("2025-02-07", True)], "too late")
    case.expect(0, "notice", "--given", at="2025-02-03", says="GIVEN")
    test.equal(case.due("2025-02-08"), [], "told")
    case.released("2025-02-03")


def a_bar_that_holds():
    case = Case("barred", until="2025-01-31T12:00:00Z")
    case.released("2025-01-30")
    test.equal(case.due("2025-02-08"), [("2025-02-07", True)],
               "what was released is told of later all the same")


def a_letter_after_the_release():
    """It would say that nothing was handed over."""
    case = Case("expired", secret=False, changes=(
        (' served="', ' expires="2025-01-20T00:00:00Z" served="'),))
    case.expect(0, "notice", "--given", at="2025-01-10")
    case.expect(3, "check", "--letter", at="2025-01-21")
    test.check("REJECTION" in case.stdout and "No data" in case.stdout,
               "an order that expired is rejected", case.stdout)
    case.released("2025-01-11")
    case.expect(3, "check", "--letter", at="2025-01-21", says="was released")
    test.equal(case.stdout, "", "what was carried out is not")


def an_enterprise():
    case = Case("enterprise", seats=51, secret=False)
    case.held("2025-01-10", "H_REDIRECT", "H_NOTICE")
    test.check("Specimen Works, counsel@works.test" in
               case.letters("2025-01-10", 1), "to the customer's contact")
    case.expect(4, "notice", "--except", "dangerToPerson", "--approver",
                "counsel1", at="2025-01-10", says="always told")
    case.expect(4, "notice", "--challenge", at="2025-01-10",
                says="no non-disclosure order holds")
    case.expect(0, "redirect", "--to", "Agent A. Specimen", at="2025-01-10")
    case.expect(0, "notice", "--given", at="2025-01-11")
    case.held("2025-01-12", "H_REDIRECT")
    case.expect(0, "redirect", "--to", "Agent A. Specimen", "--answer",
                "agreed", at="2025-01-12")
    case.held("2025-01-13", "H_REDIRECT")
    case.expect(0, "redirect", "--to", "Agent A. Specimen", "--answer",
                "refused", at="2025-01-14")
    case.released("2025-01-15")


def a_barred_enterprise():
    case = Case("leave", seats=51)
    case.held("2025-01-10", "H_REDIRECT")
    case.expect(0, "notice", "--challenge", at="2025-01-11")
    case.released("2025-01-11")


def fifty_seats():
    case = Case("fifty", seats=50, secret=False)
    case.expect(4, "redirect", "--to", "Agent A. Specimen", at="2025-01-10",
                says="no customer of more than 50 seats")
    case.held("2025-01-10", "H_NOTICE")
    case.expect(0, "notice", "--except", "counterproductive", "--approver",
                "counsel1", at="2025-01-10")
    case.released("2025-01-10")


def a_litigant():
    """Served on 3 January: objections until the 17th."""
    case = Case("civil", order="traffic", secret=False, changes=CIVIL)
    case.held("2025-01-10", "H_NOTICE", "H_OBJECTION")
    case.expect(4, "notice", "--except", "counterproductive", "--approver",
                "counsel1", at="2025-01-10", says="always told")
    case.expect(0, "notice", "--given", at="2025-01-12")
    case.held("2025-01-16", "H_NOTICE", "H_OBJECTION")
    case.held("2025-01-18", "H_NOTICE")
    case.expect(0, "notice", "--objection", "raised", at="2025-01-18")
    case.held("2025-01-20", "H_OBJECTION")
    case.expect(0, "notice", "--objection", "none", at="2025-01-21")
    case.released("2025-01-21")


def an_objection_since():
    """Going back to the day before does not unsay it, nor does it open what
    only the day after has opened."""
    case = Case("since", order="traffic", secret=False, changes=CIVIL)
    case.expect(0, "notice", "--given", at="2025-01-05")
    case.expect(0, "check", at="2025-01-19")
    case.expect(0, "notice", "--objection", "raised", at="2025-01-20")
    case.held("2025-01-19", "H_OBJECTION")
    case.expect(0, "notice", "--objection", "none", at="2025-01-22")
    case.held("2025-01-21", "H_OBJECTION")
    case.released("2025-01-22")


def an_agreement_since():
    """The authority turns to the customer, whatever day is named."""
    case = Case("turned", seats=51)
    case.expect(0, "notice", "--challenge", at="2025-01-11")
    case.expect(0, "check", at="2025-01-11")
    case.expect(0, "redirect", "--to", "Agent A. Specimen", at="2025-01-12")
    case.expect(0, "redirect", "--to", "Agent A. Specimen", "--answer",
                "agreed", at="2025-01-13")
    case.held("2025-01-11", "H_REDIRECT")


def halted(case, out, at):
    """A production that has begun to write and goes no further; None: it was
    too quick."""
    run = subprocess.Popen(
        [test.ambit, "produce", case.order, "--out", out, "--key",
         test.pki / "signer1.key", "--as-of", f"{at}T12:00:00Z"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while not list(out.glob(".ambit-*.tmp")):
        if run.poll() is not None:
            return None
        time.sleep(0)
    os.kill(run.pid, signal.SIGSTOP)
    if list(out.glob("ambit-*")):
        os.kill(run.pid, signal.SIGCONT)
        run.communicate()
        return None
    return run


def an_objection_meanwhile():
    """G10: what was open at the start is asked again at the release."""
    case = Case("meanwhile", order="traffic", secret=False, changes=CIVIL)
    case.expect(0, "notice", "--given", at="2025-01-05")
    run = None
    for n in range(9):
        out = case.dir / f"out{n}"
        run = halted(case, out, "2025-01-20")
        if run:
            break
    if not test.check(run is not None, "a production is caught"):
        return
    case.expect(0, "notice", "--objection", "raised", at="2025-01-20")
    os.kill(run.pid, signal.SIGCONT)
    said = run.communicate()[1]
    test.check(run.returncode == 4 and "H_OBJECTION" in said,
               "what was objected to meanwhile is not released", said)
    test.equal(list(out.glob("ambit-*")), [], "and there is no package")
    case.sound()


def reads_at_release(pid, case, out):
    """Is the order judged again, in this very moment?"""
    links = []
    for fd in glob.glob(f"/proc/{pid}/fd/*"):
        try:
            links.append(os.readlink(fd))
        except OSError:
            pass  # closed meanwhile
    return bool(list(out.glob(".ambit-*.tmp"))) and all(
        any(link.endswith(name) for link in links)
        for name in ("/ledger.db", f"/{case.paper.name}"))


def caught(case, out):
    """A production that is stopped while it is judged again; None: it was too
    quick."""
    run = subprocess.Popen(
        [test.ambit, "produce", case.order, "--out", out, "--key",
         test.pki / "signer1.key"], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True)
    while run.poll() is None:
        if not reads_at_release(run.pid, case, out):
            continue
        os.kill(run.pid, signal.SIGSTOP)
        if reads_at_release(run.pid, case, out):
            return run
        os.kill(run.pid, signal.SIGCONT)
    run.communicate()
    return None


def an_objection_in_the_last_moment():
    """What comes while the order is judged again is not after now."""
    case = Case("moment", order="traffic", secret=False, changes=CIVIL,
                paper=128 << 20)
    case.expect(0, "notice", "--given", at="2025-01-05")
    run = None
    for n in range(9):
        out = case.dir / f"out{n}"
        run = caught(case, out)
        if run:
            break
    if not test.check(run is not None, "a production is caught"):
        return
    case.expect(0, "notice", "--objection", "raised", at=None)
    os.kill(run.pid, signal.SIGCONT)
    said = run.communicate()[1]
    test.check(run.returncode == 4 and "H_OBJECTION" in said,
               "what is objected to before the release is not released", said)
    test.equal(list(out.glob("ambit-*")), [], "and there is no package")
    case.sound()


for one in (a_consumer, words_that_are_none, a_bar_that_ends,
            a_bar_that_holds, a_letter_after_the_release, an_enterprise,
            a_barred_enterprise, fifty_seats, a_litigant,
            an_objection_since, an_agreement_since, an_objection_meanwhile, an_objection_in_the_last_moment):
    one()
test.end()
