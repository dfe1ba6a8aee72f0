"""Orders from answers: whatever is answered, what is written parses, and is
what was answered; at a terminal and from flags alike; and nothing is written
over a file, or where an answer is missing."""

import os
import pty
import random
import re
import select
import subprocess
import time
import xml.etree.ElementTree as tree

from common import SOURCE, Test

NOW = "2026-11-02T12:00:00Z"
NS = "{urn:ambit:order:1}"
TEXTS = ["26-mj-00417 (D. Example)", "a <b> & \"c\" 'd'", "]]>", "&amp;",
         "é 中 ", "x" * 1000, "--type", "<!-- -->", "a\tb  c", "=1+1"]
ZONES = ["Z", "-05:00", "+05:30", "+14:00", "-14:00"]

# The instrument, its type of case, what it may ask for, and who signs it.
TYPES = [
    ("US_2703_A_WARRANT", "criminal",
     ["content/mail", "traffic/mail:from_addr,to_addr", "content/files",
      "subscriber/account", "identification/connections"], "judge"),
    ("US_2703_D_ORDER", "criminal",
     ["traffic/mail", "traffic/connections:conn_proto"], "judge"),
    ("US_2703_C2_SUBPOENA", "administrative",
     ["subscriber/account:acct_name", "identification/connections"],
     "courtClerk"),
    ("US_2702_EMERGENCY", "emergency",
     ["traffic/mail:from_addr", "content/mail:subject,text"],
     "agencyOfficial"),
    ("US_CIVIL_ORDER", "civil", ["content/mail", "subscriber/account"],
     "judge"),
    ("US_2703_F_PRESERVATION", "criminal",
     ["content/mail", "subscriber/account"], "prosecutor"),
    ("EU_EPOC", "criminal", ["content/mail", "traffic/mail"], "court"),
    ("EU_EPOC_PR", "criminal", ["content/mail"], "prosecutor"),
]


def face(rng, kind, case, zone):
    yield "type", kind
    yield "case", case
    yield "reference", rng.choice(TEXTS)
    yield "zone", zone
    yield "issued", "2026-11-01T09:00:00Z"
    yield "served", "2026-11-01T10:12:00.25Z"
    if rng.random() < 0.5:
        yield "due", "2026-11-30"
    if rng.random() < 0.3:
        yield "mark", "childExploitation informingUserDelayed"


def task(rng, kind, data):
    european = kind.startswith("EU")
    yield "target", ("bruno@mail.example.net" if european else
                     rng.choice(["alice@mail.example.com",
                                 "a.specimen@mail.example.com"]))
    picked = rng.sample(data, rng.randint(1, len(data)))
    yield "data", " ".join(picked)
    day = rng.randint(1, 28)
    word = rng.choice(["through", "until"])
    yield "range", f"from 2026-02-{day:02d} {word} 2026-{rng.randint(3, 9):02d}-01"
    yield "clock", rng.choice(["delivered", "submitted", "header"])
    if any(one.startswith("content") for one in picked):
        if rng.random() < 0.5:
            yield "narrow", "keyword=" + rng.choice(TEXTS[1:4])
        if kind == "US_CIVIL_ORDER":
            yield "consent-document", "consent.pdf"
            yield "consent-signed", "2026-10-01"
    if rng.random() < 0.5:
        yield "narrow", "participant=bob@example.org"


def signed(rng, kind, role, reference):
    yield "agency", rng.choice(TEXTS)
    yield "signer", rng.choice(TEXTS)
    yield "role", role
    yield "signed", "2026-10-25"
    yield "signature", rng.choice(["wetInk", "electronic", "courtSeal"])
    yield "document", "warrant.pdf"
    if kind == "US_2702_EMERGENCY":
        yield "emergency", rng.choice(TEXTS)
        yield "emergency-helps", rng.choice(TEXTS)
        yield "letterhead", "yes"
    if rng.random() < 0.3:
        yield "secrecy", "US_2705_B"
        if rng.random() < 0.5:
            yield "secrecy-reference", reference
        yield "secrecy-from", "2026-11-01T09:00:00Z"
        yield "secrecy-until", rng.choice(["indefinite", "2027-03-31"])
        yield "secrecy-document", "bar.pdf"
    yield "recipient", ("Staatsanwaltschaft Musterstadt"
                        if kind.startswith("EU") else
                        "Sheriff of Example County")


def answers(rng):
    kind, case, data, role = rng.choice(TYPES)
    given = list(face(rng, kind, case, rng.choice(ZONES)))
    seen = []
    for _ in range(rng.randint(1, 3)):
        one = list(task(rng, kind, data))
        if one not in seen:
            seen.append(one)
            given += one
    return given + list(signed(rng, kind, role, dict(given)["reference"]))


def flags(given):
    return [f"--{flag}={text}" for flag, text in given]


def fold(text):
    return " ".join(text.split())


class Orders:
    def __init__(self, test):
        self.test = test
        self.dir = test.dir / "orders"
        self.dir.mkdir()
        registry = (SOURCE / "corpus/orders/registry.xml").read_text()
        digest = self.run("rules", "--digest").stdout.strip()
        self.approved = f'<LawTables sha256="{digest}" ' \
            'approvedBy="counsel1" on="2024-01-01T00:00:00Z"/>'
        (self.dir / "registry.xml").write_text(
            registry.replace("<Customer", self.approved + "<Customer", 1))
        for name in ("warrant", "consent", "bar"):
            (self.dir / f"{name}.pdf").write_text(name)
        self.n = 0

    def name(self):
        self.n += 1
        return self.dir / f"order{self.n}.xml"

    def run(self, *args):
        return subprocess.run([self.test.ambit, *map(str, args)], text=True,
                              capture_output=True, stdin=subprocess.DEVNULL)

    def new(self, path, given):
        return self.run("new-order", path, "--as-of", NOW, *flags(given))


def judge_written(orders, path, given, run):
    """What was written is what was answered, and nothing of its form is
    wrong."""
    test = orders.test
    if not test.check(path.exists(), f"{path.name} is written", given,
                      run.stderr):
        return
    check = orders.run("check", path, "--as-of", NOW)
    words = run.stdout + run.stderr + check.stderr
    test.check(not re.search(r"E_FORM|E_DATE_ZONE|E_TARGET_F", words),
               f"{path.name}: its form", given, words)
    test.check(run.returncode == 0, f"{path.name}: nothing is wrong with it",
               run.returncode, run.stderr)
    root = tree.parse(path).getroot()
    said = dict(given)
    test.equal(root.findtext(NS + "OrderReference"), fold(said["reference"]),
               "the reference")
    test.equal(root.find(f"{NS}Approval/{NS}Name").text, fold(said["signer"]),
               "the signer")
    test.equal([t.text for t in root.iter(NS + "Target")],
               [text for flag, text in given if flag == "target"],
               "the targets")
    test.equal([n.get("value") for n in root.iter(NS + "Narrow")],
               [fold(text.split("=", 1)[1])
                for flag, text in given if flag == "narrow"], "the narrowing")
    pairs = [f"{d.get('class')}/{d.get('store')}" +
             ("" if len(d) == 0 else ":" + ",".join(f.text for f in d))
             for d in root.iter(NS + "Data")]
    test.equal(" ".join(pairs), " ".join(
        text for flag, text in given if flag == "data"), "the data")


def from_flags(orders, seed):
    rng = random.Random(seed)
    for _ in range(60):
        given = answers(rng)
        path = orders.name()
        judge_written(orders, path, given, orders.new(path, given))


def missing_and_wrong(orders):
    test = orders.test
    rng = random.Random(7)
    given = [("id", "2f0c1a52-8d6e-4a54-9b41-0d9a1c3e7f10"), *answers(rng)]
    for needed in ("type", "reference", "issued", "target", "data", "agency",
                   "signer", "document", "signature"):
        path = orders.name()
        run = orders.new(path, [g for g in given if g[0] != needed])
        test.check(run.returncode == 2 and not path.exists() and
                   f"ambit: --{needed} is missing" in run.stderr,
                   f"without --{needed} it is not written", run.returncode,
                   run.stderr)
    for extra in (("nonsense", "x"), ("validator", "x"), ("issued", "2026")):
        path = orders.name()
        run = orders.new(path, given + [extra])
        test.check(run.returncode == 2 and not path.exists() and
                   extra[0] in run.stderr, f"with {extra} it is not written",
                   run.returncode, run.stderr)
    path = orders.name()
    path.write_text("mine")
    run = orders.new(path, given)
    test.check(run.returncode == 1 and path.read_text() == "mine",
               "a file that is there is left", run.stderr)
    registry = orders.dir / "registry.xml"
    approved = registry.read_text()
    registry.write_text(approved.replace(orders.approved, ""))
    path = orders.name()
    run = orders.new(path, given)
    test.check(run.returncode == 3 and not path.exists() and
               "not approved the law tables" in run.stderr,
               "under law that counsel has not approved nothing is written",
               run.returncode, run.stderr)
    registry.write_text(approved)
    first, second = orders.name(), orders.name()
    orders.new(first, given)
    orders.new(second, given)
    test.check(first.read_bytes() == second.read_bytes(),
               "the same answers, the same bytes")
    test.check(not [p for p in orders.dir.iterdir()
                    if p.name.startswith(".")], "nothing is left behind")


class Terminal:
    """A person at a terminal: waits for the prompt, types a line."""

    def __init__(self, command):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execv(command[0], command)
        self.shown = ""

    def read(self, until=None):
        """What is shown until the prompt comes; None: until the end."""
        new, end = "", time.monotonic() + 20
        while time.monotonic() < end:
            if not select.select([self.fd], [], [], 1)[0]:
                continue
            try:
                data = os.read(self.fd, 4096).decode()
            except OSError:
                break
            if not data:
                break
            new += data.replace("\r", "")
            if until and new.endswith(until):
                break
        self.shown += new
        return new

    def type(self, line):
        os.write(self.fd, line.encode() + b"\n")

    def end(self):
        self.read()
        status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        os.close(self.fd)
        return status


DIALOGUE = [
    ("What legal instrument is it?", "US_2703_A_WARRANT"),
    ("Which country's?", ""),
    ("Which state's or land's?", "US-XX"),
    ("entities", "1"),
    ("What type of case?", ""),
    ("What number is printed", ""),
    ("No: it needs an answer.", "26-mj-1 <&>"),
    ("the court's clock", "EST"),
    ("No: a zone is an offset", "-05:00"),
    ("When was it issued?", "2026-10-25"),
    ("  = 2026-10-25T00:00:00-05:00 = 2026-10-25T05:00:00Z", "2026-10-28"),
    ("By when must it be served?", ""),
    ("By when must it be answered?", ""),
    ("When does it expire?", ""),
    ("Is it marked", ""),
    ("Task 1. Whose data?", "alise@mail.example.com"),
    ("What kind of name", "<"),
    ("Task 1. Whose data?", "alice@mail.example.com"),
    ("What kind of name", ""),
    ("In whose namespace?", ""),
    ("Which data?", "7:subject,text 3"),
    ("From when until when?", "from 2026-01-01 to 2026-06-30"),
    ("No: is the last day in?", "from 2026-01-01 through 2026-06-30"),
    ("2026-07-01T00:00:00-05:00 = 2026-07-01T05:00:00Z (out)", ""),
    ("Only which of them?", "participant=bob@example.org"),
    ("Only which of them?", ""),
    ("Is there another task?", ""),
    ("Which court", "Court"),
    ("Who signed it?", "Judge A"),
    ("What is the signer?", ""),
    ("When was it signed?", "2026-10-25"),
    ("How was it signed?", "1"),
    ("Where is the signed document?", "nowhere.pdf"),
    ("No: there is no such file", "warrant.pdf"),
    ("  = SHA-256 ", ""),
    ("Who receives the production?", "2"),
]


def at_a_terminal(orders):
    test = orders.test
    path = orders.name()
    person = Terminal([test.ambit, "new-order", str(path), "--as-of", NOW])
    for wanted, line in DIALOGUE:
        shown = person.read(until="> ")
        test.check(wanted in shown, f"asked: {wanted}", shown)
        person.type(line)
    status = person.end()
    test.check(status == 0 and "Two persons sign it now" in person.shown,
               "the terminal's order is written", status, person.shown)
    given = [("reference", "26-mj-1 <&>"), ("signer", "Judge A"),
             ("target", "alice@mail.example.com"),
             ("narrow", "participant=bob@example.org"),
             ("data", "content/mail:subject,text traffic/mail")]
    test.check('subdivision="US-XX"' in path.read_text(),
               "a state's order says so: the report counts it as a state's")
    run = orders.run("check", path, "--as-of", NOW, "--quiet")
    run.returncode = status
    judge_written(orders, path, given, run)


def a_terminal_that_goes_away(orders):
    test = orders.test
    path = orders.name()
    person = Terminal([test.ambit, "new-order", str(path), "--as-of", NOW])
    person.read(until="> ")
    person.type("US_2703_A_WARRANT")
    person.read(until="> ")
    os.write(person.fd, b"\x04")
    status = person.end()
    test.check(status == 1 and not path.exists() and
               "nothing was written" in person.shown,
               "an answer that never comes writes nothing", person.shown)


def a_file_that_appears(orders):
    """What came to lie there while a person was asked is not replaced."""
    test = orders.test
    path = orders.name()
    person = Terminal([test.ambit, "new-order", str(path), "--as-of", NOW])
    for _, line in DIALOGUE[:-1]:
        person.read(until="> ")
        person.type(line)
    person.read(until="> ")
    path.write_text("another's")
    person.type(DIALOGUE[-1][1])
    status = person.end()
    test.check(status == 1 and path.read_text() == "another's" and
               "nothing was written" in person.shown,
               "a file that appears is left", status, person.shown[-300:])


def a_terminal_with_flags(orders):
    """Flags answer, and only what they leave open is asked."""
    test = orders.test
    rng = random.Random(3)
    given = [g for g in answers(rng) if g[0] not in ("signer", "mark", "due")]
    path = orders.name()
    person = Terminal([test.ambit, "new-order", str(path), "--as-of", NOW,
                       *flags(given)])
    asked, gone_back = [], False
    while True:
        shown = person.read(until="> ")
        if not shown.endswith("> "):
            break
        asked.append(shown)
        line = "Judge A" if "Who signed it?" in shown else ""
        if len(asked) == 2 and not gone_back:
            line, gone_back = "<", True
        person.type(line)
    person.end()
    test.check(len(asked) > 3 and asked[0].split("\n")[-4:] ==
               asked[2].split("\n")[-4:], "going back asks it once more",
               *asked[:3])
    test.check(any("Who signed it?" in shown for shown in asked) and
               not any("What number is printed" in shown for shown in asked),
               "only what is open is asked", *asked)
    test.check(path.exists() and "Judge A" in path.read_text(),
               "flags and a terminal make one order", person.shown)


def main():
    test = Test()
    orders = Orders(test)
    from_flags(orders, 20261102)
    missing_and_wrong(orders)
    at_a_terminal(orders)
    a_terminal_that_goes_away(orders)
    a_file_that_appears(orders)
    a_terminal_with_flags(orders)
    test.end()


if __name__ == "__main__":
    main()
