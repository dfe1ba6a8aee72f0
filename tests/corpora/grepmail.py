"""grepmail's cases of selecting by date.

The ranges are those of its tests, and what each must find lies beside its
mailboxes; where grepmail is installed, more ranges and more mailboxes are put
to it. ambit must produce the same messages, byte for byte. Each difference is
printed, with the reason that doubts.py finds in the raw bytes or the way in
which grepmail is known to guess; a difference without one fails.
"""

import collections
import datetime
import gzip
import os
import re
import shutil
import subprocess

import doubts
from real import Ask, Corpora, Store, in_orders

BOXES = ("mbox/grepmail/mailboxes", "mbox/mail-mbox-messageparser")
HOST = "hub.media.mit.edu"  # where the mail of its mailboxes came in
BEGIN, END = 0, int(datetime.datetime(
    2020, 1, 1, tzinfo=datetime.timezone.utc).timestamp())


def est(year, month, day):
    """Midnight where grepmail's tests are run."""
    zone = datetime.timezone(datetime.timedelta(hours=-5))
    return int(datetime.datetime(year, month, day, tzinfo=zone).timestamp())


# Its tests: result, mailbox, range, clock, pattern.
CASES = (
    ("date_1", "mailarc-1.txt", BEGIN, est(1998, 7, 15), "header", b""),
    ("date_1", "mailarc-1.txt", BEGIN, est(1998, 7, 15), "delivered", b""),
    ("date_2", "mailarc-1.txt", BEGIN, est(1998, 7, 9), "header", b"Handy"),
    ("date_3", "mailarc-2.txt", BEGIN, est(1998, 7, 15), "header", b""),
    ("date_august", "mailarc-1.txt", est(1998, 8, 1), est(1998, 9, 1),
     "header", b""),
    ("date_manip", "mailarc-1.txt", BEGIN, est(1998, 7, 7), "header", b""),
    ("sep_7_1998", "mailarc-1.txt", est(1998, 7, 7), est(1998, 7, 8),
     "header", b""),
    ("date_invalid", "invalid_date.txt", BEGIN, END, "header", b""),
)

# Put to the program itself, on every mailbox: -d, range.
LIVE = (
    ("before 7/9/1998", BEGIN, est(1998, 7, 9)),
    ("before 7/15/1998", BEGIN, est(1998, 7, 15)),
    ("between 7/1/1998 and 7/11/1998", est(1998, 7, 1), est(1998, 7, 11)),
    ("July 1998", est(1998, 7, 1), est(1998, 8, 1)),
    ("Aug 1998", est(1998, 8, 1), est(1998, 9, 1)),
    ("after 8/1/1998", est(1998, 8, 1), END),
    ("9/13/2001", est(2001, 9, 13), est(2001, 9, 14)),
)


class Box:
    """A mailbox that ambit reads, as doubts.py frames it."""

    def __init__(self, number, root, path):
        self.account, self.path = f"box{number}", path
        self.name = path.rpartition("/")[2]
        data = (root / path).read_bytes()
        self.packed = data.startswith(b"\x1f\x8b")
        self.store = gzip.decompress(data) if self.packed else data
        self.messages = doubts.frame(self.store)
        self.by_data = {m.data: m for m in self.messages}

    def row(self):
        return Store(self.account, "mbox", self.path, "received",
                     "gzip" if self.packed else "none", HOST)

    def why(self, data, clock):
        """What speaks for holding one of its messages."""
        message = self.by_data[data]
        if message.why:
            return message.why[0]
        if clock == "header":
            return doubts.header_date(data)[1]
        fields, why = doubts.header(data)
        first = doubts.values(fields, b"received")[:1]
        if not first or HOST.encode() not in first[0]:
            return "its first Received is another host's (mail.md 4)"
        return why[0] if why else doubts.date(first[0].rpartition(b";")[2])[1]

    def outcome(self, data, ask):
        if self.by_data[data].why:
            return "held"
        return doubts.outcome(doubts.header_date(data)[0], ask.since,
                              ask.until)


def boxes(test):
    """Every mailbox that ambit knows for one; of two alike, the first."""
    found, known = [], set()
    for folder in BOXES:
        for path in sorted((test.root / folder).iterdir()):
            if not path.is_file() or path.read_bytes() in known:
                continue
            known.add(path.read_bytes())
            done = subprocess.run([test.ambit, "inspect", path],
                                  capture_output=True, text=True)
            name = str(path.relative_to(test.root))
            if done.returncode == 0 and done.stdout.endswith("as mbox\n"):
                found.append(Box(len(found), test.root, name))
            else:
                print(f"{name}: no mailbox:", done.stderr.strip() or
                      "it does not begin with a From line")
    return found


def pieces(output):
    """What grepmail printed, message by message."""
    return collections.Counter(m.data for m in doubts.frame(output))


class Trial:
    """One range put to both."""

    def __init__(self, name, box, ask, theirs, pattern=b""):
        self.name, self.box, self.ask = name, box, ask
        self.theirs, self.pattern = theirs, pattern

    def judge(self, test, items):
        """items: of this task. Returns lines that tell the differences."""
        box, ours, told = self.box, collections.Counter(), []
        for item in items:
            off, length = (int(part.split("=")[1])
                           for part in item["locator"].split(","))
            data = box.store[off:off + length]
            if item["outcome"] == "damaged":
                continue
            test.check(data in box.by_data, f"{self.name}: {item['locator']}"
                       " is framed as doubts.py does")
            wanted = box.outcome(data, self.ask) if data in box.by_data \
                else None
            if self.ask.clock == "header":
                test.equal(item["outcome"], wanted,
                           f"{self.name}: {item['locator']} as the bytes say")
            if item["outcome"] == "produced" and \
                    self.pattern in data:
                ours[data] += 1
        for data in (self.theirs - ours) + (ours - self.theirs):
            told.append(self.difference(test, data, data in self.theirs))
        test.passed += 1
        return told

    def difference(self, test, data, theirs):
        whose = "grepmail has it" if theirs else "ambit alone has it"
        if data in self.box.by_data:
            why = self.box.why(data, self.ask.clock)
            where = f"off={self.box.by_data[data].off}"
        else:
            why, where = self.cut_elsewhere(data), "cut otherwise"
        test.check(why, f"{self.name}: {where}: {whose}", data[:400])
        return f"{self.name}: {where}: {whose}: {why}"

    def cut_elsewhere(self, data):
        """grepmail looks at a From line only: part of a doubtful message."""
        for message in self.box.messages:
            if data.strip() in message.data and message.why:
                return f"part of a message that is held: {message.why[0]}"
        return ""


def recorded(test, found):
    """The cases of its tests, with the results that came with them."""
    by_name = {box.path: box for box in found}
    for n, (result, name, since, until, clock, pattern) in enumerate(CASES):
        box = by_name[f"{BOXES[0]}/{name}"]
        output = (test.root / "mbox/grepmail/results" / result).read_bytes()
        yield Trial(f"{result}, {clock}", box,
                    Ask(f"c{n}", box.account, since, until, clock),
                    pieces(output), pattern)


def live(test, found):
    """Every range on every mailbox, by the program that is installed."""
    program = shutil.which("grepmail")
    if program is None:
        print("grepmail is not installed: its recorded results alone")
        return
    env = {**os.environ, "TZ": "EST5", "HOME": str(test.dir)}
    for box in found:
        for n, (words, since, until) in enumerate(LIVE):
            done = subprocess.run([program, "-d", words, test.root / box.path],
                                  capture_output=True, env=env)
            yield Trial(f"grepmail -d '{words}' {box.name}", box,
                        Ask(f"{box.account}-{n}", box.account, since, until),
                        pieces(done.stdout))


def main():
    test = Corpora()
    found = boxes(test)
    registry = test.registry([box.row() for box in found])
    trials = [*recorded(test, found), *live(test, found)]
    count, told = collections.Counter(), []
    for number, some in enumerate(in_orders(trials)):
        order = test.order(f"grepmail-{number}", "content",
                           [t.ask for t in some])
        run = test.carry_out(order, registry)
        if not test.check(run.made(), "a package", run.exit, run.stderr):
            continue
        items = collections.defaultdict(list)
        for item in run.items():
            items[item["task"]].append(item)
            count[item["outcome"]] += 1
        for trial in some:
            told += trial.judge(test, items[trial.ask.name])
        run.forget()
    print(*told, sep="\n")
    print(f"{len(found)} mailboxes of {sum(len(b.messages) for b in found)}"
          f" messages, {len(trials)} ranges: {count['produced']} produced,"
          f" {count['outside']} outside, {count['held']} held,"
          f" {count['damaged']} damaged; {len(told)} differences to grepmail")
    test.end()


if __name__ == "__main__":
    main()
