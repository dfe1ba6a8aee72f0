"""The ledger when it is written by many, by one that is killed, and by one who
may not.

Each run of ambit bears a name of its own as its operator. What ended was told
it was done: its events are there, whoever else wrote or died. And in the rows
of the events there is no byte that may be another.

    python3 ledger.py AMBIT AMBIT-CORPUS
"""

import concurrent.futures
import hashlib
import json
import random
import shutil
import sqlite3
import subprocess
import time

from common import Test

ROUNDS, AT_ONCE = 12, 4
KILLS = 100
MEANT = (0, 3)  # judged: fit to be carried out, or not


class Provider:
    """Two orders, and how often they were checked."""

    def __init__(self, test):
        self.test = test
        self.dir = test.make("provider", "--seed", 7, "--bytes", "64K")
        self.ledger = self.dir / "ledger.db"
        self.forget()

    def forget(self):
        for path in self.dir.glob("ledger.db*"):
            path.unlink()

    def start(self, name, order="content"):
        return subprocess.Popen(
            [self.test.ambit, "check", self.dir / f"order-{order}.xml",
             "--operator", name, "--quiet"], stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE)

    def verify(self):
        return subprocess.run(
            [self.test.ambit, "ledger", "verify", "--registry",
             self.dir / "registry.xml"], capture_output=True, text=True)

    def ask(self, sql):
        ledger = sqlite3.connect(self.ledger)
        rows = ledger.execute(sql).fetchall()
        ledger.close()
        return rows

    def is_good(self, what):
        done = self.verify()
        self.test.check(done.returncode == 0, f"{what}: the ledger is good",
                        done.stderr)


# ---- many at once ----

def at_once(provider, number):
    """No ledger yet, and four that make it."""
    test = provider.test
    provider.forget()
    names = [f"run-{number}-{i}" for i in range(AT_ONCE)]
    orders = ("content", "traffic", "content", "traffic")
    runs = [provider.start(*pair) for pair in zip(names, orders)]
    said = [run.communicate()[1] for run in runs]
    for run, words in zip(runs, said):
        test.check(run.returncode in MEANT, "one of four at once ends",
                   run.returncode, words)
    done = {by for by, in provider.ask(
        "SELECT by FROM events WHERE kind = 'checked'")}
    test.equal(done, set(names), "each of four at once is in the ledger")
    test.equal(provider.ask("SELECT count(*) FROM cases"), [(2,)],
               "four at once receive two orders once each")
    provider.is_good("four at once")


def two_writers(provider):
    """Two that never wait for each other."""
    test = provider.test

    def work(writer):
        return [name for i in range(ROUNDS) if provider.start(
            name := f"writer-{writer}-{i}").wait() in MEANT]

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        told = [name for names in pool.map(work, range(2)) for name in names]
    found = provider.ask("SELECT by FROM events WHERE kind = 'checked' AND "
                         "by LIKE 'writer-%'")
    test.equal(len(told), 2 * ROUNDS, "no writer fails")
    test.equal(sorted(by for by, in found), sorted(told),
               "two writers lose nothing, and say nothing twice")
    provider.is_good("two writers")


# ---- what left ----

def says_what_left(provider):
    """Of two kinds that are asked for, one has no store: it did not leave."""
    test, now = provider.test, ["--as-of", "2026-02-02T00:00:00Z"]
    provider.forget()
    (provider.dir / "paper.pdf").write_text("so ordered")
    order = provider.dir / "two-kinds.xml"
    for command in (
            ["new-order", order, *now, "--type=US_2703_D_ORDER",
             "--case=criminal", "--reference=two 1", "--zone=Z",
             "--issued=2026-01-31", "--served=2026-02-01",
             "--target=alice@mail.example.com",
             "--data=subscriber/account traffic/mail",
             "--range=from 2023-01-01 through 2023-12-31",
             "--agency=Example Court", "--signer=Judge A", "--role=judge",
             "--signed=2026-01-31", "--signature=electronic",
             "--document=paper.pdf", "--secrecy=US_2705_B",
             "--secrecy-from=2026-01-31", "--secrecy-until=indefinite",
             "--secrecy-document=paper.pdf"],
            *(["approve", order, "--cert", test.pki / f"{who}.pem", "--key",
               test.pki / f"{who}.key", *now]
              for who in ("approver1", "counsel1")),
            ["produce", order, "--out", test.dir / "two-kinds", "--key",
             test.pki / "signer1.key", *now]):
        done = subprocess.run([test.ambit, *map(str, command)],
                              stdin=subprocess.DEVNULL, capture_output=True,
                              text=True)
        test.check(done.returncode in (0, 6), command[0], done.returncode,
                   done.stderr)
    test.equal(provider.ask("SELECT classes_requested, classes_disclosed, "
                            "outcome FROM cases"),
               [("subscriber traffic", "traffic", "nonContent")],
               "what left is said, and no more")


def does_not_appear(provider, order, out, name):
    """Another's folder lies where the package would, once the bag is begun: a
    run that is only beginning refuses it, and releases nothing."""
    test = provider.test
    out.mkdir()
    run = subprocess.Popen(
        [test.ambit, "produce", order, "--out", out, "--key",
         test.pki / "signer1.key"], stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE)
    while run.poll() is None:
        if any(out.glob(".*/bag")) and not (out / name).exists():
            (out / name).mkdir()
        time.sleep(0.001)
    test.check(run.returncode == 1, "it does not appear", run.returncode,
               run.communicate()[1])


def stands(provider):
    """A release that does not come true takes back itself, and no other."""
    test, order = provider.test, provider.dir / "order-content.xml"
    ask = ("SELECT outcome, disclosed_at IS NOT NULL FROM cases JOIN events "
           "USING (case_id) WHERE kind = 'released'")
    provider.forget()
    name = test.produce(order).package.name
    provider.forget()
    does_not_appear(provider, order, test.dir / "first", name)
    test.equal(provider.ask(ask), [("pending", 0)] * 2,
               "what did not appear is taken back")
    test.check(test.produce(order).made(), "it appears")
    does_not_appear(provider, order, test.dir / "third", name)
    test.equal(provider.ask(ask), [("content", 1)] * 5,
               "and what left before stands")
    provider.is_good("released and taken back")


# ---- no order ----

def is_no_order(provider):
    """What cannot be read as an order is refused, and that is an event too,
    of no case."""
    test, order = provider.test, provider.dir / "no-order.xml"
    text = (provider.dir / "order-content.xml").read_text()
    served = text[text.index(' served="'):].split('"')[1]
    provider.forget()
    for name, codes, data in (
            ("no XML", ["E_FORM_SCHEMA"], "to whom it may concern"),
            ("nothing", ["E_FORM_SCHEMA"], ""),
            ("an element too many", ["E_FORM_SCHEMA"],
             text.replace("</Order>", "<More/></Order>")),
            ("an instant without a zone", ["E_DATE_ZONE"],
             text.replace(served, served[:19])),
            ("too long", ["E_FORM_SCHEMA"], text + (1 << 20) * " ")):
        order.write_text(data)
        body = {"exit": 3,
                "findings": [{"code": code, "severity": "R"}
                             for code in codes]}
        if name != "too long":
            body["order_digest"] = hashlib.sha256(data.encode()).hexdigest()
        for command in (
                ["check", order], ["produce", order, "--out",
                                   test.dir / "none", "--key",
                                   test.pki / "signer1.key"],
                ["preserve", order, "--out", test.dir / "none"]):
            done = subprocess.run(
                [test.ambit, *command, "--operator", name],
                capture_output=True, text=True)
            test.check(done.returncode == 3 and codes[0] in done.stderr,
                       f"{command[0]}: {name} is no order", done.returncode,
                       done.stderr)
        rows = provider.ask("SELECT kind, case_id, body FROM events WHERE "
                            f"by = '{name}'")
        test.equal([(kind, case, json.loads(text))
                    for kind, case, text in rows], 3 * [("checked", "", body)],
                   f"{name}: each judgement is in the ledger")
    test.equal(provider.ask("SELECT count(*) FROM cases"), [(0,)],
               "and none is of a case")
    test.check(not (test.dir / "none").exists(), "nothing is made of it")
    provider.is_good("no orders")


# ---- killed ----

def kills(provider):
    """At instants of a check, from its first to behind its last."""
    test, dice = provider.test, random.Random(7)
    begun = time.monotonic()
    provider.start("measure").wait()
    whole = time.monotonic() - begun
    told, died = set(), 0
    for i in range(KILLS):
        run = provider.start(f"killed-{i}")
        time.sleep(dice.uniform(0, 1.2 * whole))
        run.kill()
        run.communicate()
        if run.returncode in MEANT:
            told.add(f"killed-{i}")
        elif test.check(run.returncode == -9, "nothing but death",
                        run.returncode):
            died += 1
        if i % 10 == 0:
            provider.is_good("killed")
    found = {by for by, in provider.ask(
        "SELECT by FROM events WHERE kind = 'checked'")}
    test.check(told <= found, "what was told is there", told - found)
    test.check(died > KILLS // 10, "enough were killed", died)
    provider.is_good("killed")


# ---- changed ----

def varint(data, at):
    """sqlite.org/fileformat2.html 1.6: the number, and where it ends."""
    value = 0
    for i in range(8):
        value = value << 7 | data[at + i] & 0x7f
        if data[at + i] < 0x80:
            return value, at + i + 1
    return value << 8 | data[at + 8], at + 9


def u(data, at, size):
    return int.from_bytes(data[at:at + size], "big")


def cells(data, page, size):
    """(from, to) of each row in a table b-tree; none overflows its page."""
    base = (page - 1) * size
    head = base + (100 if page == 1 else 0)
    kind, n = data[head], u(data, head + 3, 2)
    for i in range(n):
        at = base + u(data, head + (12 if kind == 5 else 8) + 2 * i, 2)
        if kind == 5:
            yield from cells(data, u(data, at, 4), size)
            continue
        length, end = varint(data, at)
        end = varint(data, end)[1]
        assert length <= size - 35, "the row has pages of its own"
        yield at, end + length
    if kind == 5:
        yield from cells(data, u(data, head + 8, 4), size)


def flips(provider):
    """Each byte of each event is another, once."""
    test = provider.test
    provider.forget()
    test.check(provider.start("clerk").wait() in MEANT, "a check")
    whole = provider.ledger.read_bytes()
    (root,), = provider.ask(
        "SELECT rootpage FROM sqlite_schema WHERE name = 'events'")
    rows = list(cells(whole, root, u(whole, 16, 2)))
    n = 0
    test.check(len(rows) >= 4, "rows of events", len(rows))
    for first, end in rows:
        for at in range(first, end):
            data = bytearray(whole)
            data[at] ^= 1 << n % 8
            n += 1
            provider.ledger.write_bytes(data)
            done = provider.verify()
            if done.returncode != 1 or len(done.stderr.splitlines()) != 1:
                test.check(False, f"byte {at} of {first} to {end} is found",
                           done.returncode, done.stdout, done.stderr)
    test.check(n > 500, "bytes of events", n)
    provider.ledger.write_bytes(whole)
    provider.is_good("put back")


def bad(provider):
    """The run does not start, nothing is made, and one line says why."""
    test, order = provider.test, provider.dir / "order-content.xml"
    ledger, key = provider.ledger, provider.dir / "ledger.db.key"
    real = ledger.with_name("real.db")
    whole = ledger.read_bytes()

    def newer():
        db = sqlite3.connect(ledger)
        db.execute("PRAGMA user_version = 2")
        db.close()

    def link():
        ledger.rename(real)
        ledger.symlink_to(real.name)

    def bytes_of():
        return {path: path.read_bytes()
                for path in provider.dir.glob("ledger.db*")}

    for what, word, spoil in (
            ("gone", "its key is there", ledger.unlink),
            ("no database", "damaged", lambda: ledger.write_bytes(b"x" * 200)),
            ("cut short", "damaged",
             lambda: ledger.write_bytes(whole[:len(whole) // 3])),
            ("newer", "newer version", newer),
            ("a link", "symbolic link", link),
            ("without its key", "missing", key.unlink)):
        keep = key.read_bytes()
        spoil()
        before = bytes_of()
        for name, command in (
                ("check", ["check", order]),
                ("produce", ["produce", order, "--out", test.dir / "none",
                             "--key", test.pki / "signer1.key"]),
                ("approve", ["approve", order, "--cert",
                             test.pki / "counsel1.pem", "--key",
                             test.pki / "counsel1.key"])):
            done = subprocess.run([test.ambit, *command, "--quiet"],
                                  capture_output=True, text=True)
            test.check(done.returncode == 1 and word in done.stderr and
                       len(done.stderr.splitlines()) == 1,
                       f"{name} with a ledger that is {what}",
                       done.returncode, done.stderr)
        test.check(not (test.dir / "none").exists(), f"{what}: nothing made")
        test.check(bytes_of() == before, f"{what}: nothing written")
        for path in [real, *provider.dir.glob("ledger.db*")]:
            path.unlink(missing_ok=True)
        ledger.write_bytes(whole)
        key.write_bytes(keep)
        key.chmod(0o600)
    provider.is_good("put back")


def locked(provider):
    """Somebody else writes, and goes on writing."""
    test = provider.test
    other = sqlite3.connect(provider.ledger, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    run = provider.start("waits")
    words = run.communicate()[1].decode()
    test.check(run.returncode == 1 and "locked" in words and
               len(words.splitlines()) == 1, "locked", run.returncode, words)
    other.execute("ROLLBACK")
    other.close()
    test.check(provider.start("goes on").wait() in MEANT, "unlocked")
    provider.is_good("locked")


def main():
    test = Test()
    provider = Provider(test)
    for number in range(ROUNDS):
        at_once(provider, number)
    two_writers(provider)
    says_what_left(provider)
    stands(provider)
    is_no_order(provider)
    kills(provider)
    flips(provider)
    bad(provider)
    locked(provider)
    shutil.rmtree(provider.dir)
    test.end()


if __name__ == "__main__":
    main()
