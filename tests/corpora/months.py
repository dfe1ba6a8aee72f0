"""Content and traffic by month, on 3,536 messages of a mailing list.

What is produced for a month must be what Python's email package finds in it.
Each difference is printed, with the reason that doubts.py finds in the raw
bytes; a difference without one fails, and so does a doubt of ambit that
doubts.py does not share.
"""

import calendar
import collections
import csv
import datetime
import email
import email.utils
import re

import doubts
from real import Ask, Corpora, Store, in_orders

PATH = "maildir/linux-mips-1996-1999"
COLUMNS = {"from_addr": b"from", "sender_addr": b"sender",
           "reply_to_addr": b"reply-to", "to_addr": b"to", "cc_addr": b"cc"}
SINGLE = (b"from", b"sender")  # H1: a second one makes both unknown


def begins(year, month):
    return calendar.timegm((year + (month - 1) // 12, (month - 1) % 12 + 1, 1,
                            0, 0, 0))


def months():
    """Every month of the list, and the one that a wrong clock names."""
    names = [(1979, 10)] + [(year, month) for year in range(1996, 2000)
                            for month in range(1, 13)]
    return [Ask(f"m{y}-{m:02}", "list", begins(y, m), begins(y, m + 1))
            for y, m in names]


class Message:
    """One stored file as Python reads it, and as doubts.py does."""

    def __init__(self, data):
        self.data = data
        self.parsed = email.message_from_bytes(data)
        self.fields, self.doubt = doubts.header(data)
        self.readings, self.why = doubts.header_date(data)
        self.at, self.trouble = None, ""
        try:
            at = email.utils.parsedate_to_datetime(str(self.parsed["Date"]))
            if at.tzinfo is None:
                at = at.replace(tzinfo=datetime.timezone.utc)
            self.at = int(at.timestamp())
        except (TypeError, ValueError) as error:
            self.trouble = type(error).__name__

    def says_python(self, ask):
        return self.at is not None and ask.since <= self.at < ask.until

    def addresses(self, name):
        """As Python finds them in the raw fields."""
        raw = [v.decode("latin-1") for v in doubts.values(self.fields, name)]
        return [a for _, a in email.utils.getaddresses(raw) if a]

    def why_empty(self, name):
        """Why ambit may print no addresses of a field that has some."""
        raw = doubts.values(self.fields, name)
        if len(raw) > 1:
            return "the field stands twice (H1)"
        if doubts.addresses(raw[0]) is None:
            return "outside the grammar of RFC 5322 3.4 (A1-A6)"
        return ""


def stored(test):
    folder = test.root / PATH
    return {str(p.relative_to(folder)): Message(p.read_bytes())
            for p in sorted(folder.rglob("*")) if p.is_file()}


def custody(run, name):
    with open(run.custody / name, newline="", encoding="utf-8-sig") as f:
        return list(csv.DictReader(f))


def table(run, task):
    """messages.csv of one task, without the apostrophe of the guard."""
    path, = run.package.glob(f"*/data/task-{task:03}/messages.csv")
    with open(path, newline="", encoding="utf-8-sig") as f:
        return [{k: v.removeprefix("'") for k, v in row.items()}
                for row in csv.DictReader(f)]


def escaped(text):
    """A text as the custody record has it, where it need not be cut."""
    return re.sub(r"[\0-\x1f\x7f]", lambda m: f"\\u{{{ord(m[0]):x}}}", text)


# ---- what is asked of every order ----

class Months:
    def __init__(self, test):
        self.test = test
        self.messages = stored(test)
        self.registry = test.registry(
            [Store("list", "maildir", PATH, "fileName")])
        self.held_in = collections.defaultdict(set)
        self.other = collections.defaultdict(set)
        self.count = collections.Counter()

    def run(self, kind, number, asks):
        test, name = self.test, f"{kind} {number}"
        order = test.order(f"{kind}-{number}", kind, asks)
        run = test.carry_out(order, self.registry)
        if not test.check(run.exit == 6 and run.made(), f"{name}: a package",
                          run.exit, run.stderr):
            return
        verified = test.verify(run, order, self.registry)
        test.check(verified.returncode == 0, f"{name}: it verifies",
                   verified.stdout.decode()[-2000:], verified.stderr)
        items, listed = collections.defaultdict(dict), run.items()
        for item in listed:
            items[item["task"]][item["locator"]] = item
        test.equal(sum(map(len, items.values())), len(listed),
                   f"{name}: each item once under each task")
        self.accounted(name, run, asks, items)
        self.held(name, run, items)
        for task, ask in enumerate(asks, 1):
            self.month(name, ask, items[ask.name])
            if kind == "content":
                self.bytes_of(name, run, task, items[ask.name])
            else:
                self.rows(name, run, task, items[ask.name])
        run.forget()

    def accounted(self, name, run, asks, items):
        """Every file under every task, and sums that close."""
        test, total = self.test, sum(len(m.data)
                                     for m in self.messages.values())
        for row in custody(run, "accounting.csv"):
            mine = items[row["task"]]
            test.check(set(mine) == set(self.messages),
                       f"{name}: {row['task']}: every file is an item")
            count = collections.Counter(i["outcome"] for i in mine.values())
            test.equal({k: int(row[k]) for k in
                        ("seen", "produced", "outside", "held", "damaged")},
                       {"seen": len(self.messages), "damaged": 0,
                        **{k: count[k] for k in
                           ("produced", "outside", "held")}},
                       f"{name}: {row['task']}: sums of items")
            test.equal((int(row["seen_bytes"]), row["closes"]),
                       (total, "yes"), f"{name}: {row['task']}: bytes")
        test.equal(set(items), {a.name for a in asks}, f"{name}: its tasks")

    def held(self, name, run, items):
        """held.csv has what items.csv calls held, and the raw date of each."""
        rows = custody(run, "held.csv")
        got = {(r["task"], r["locator"]): r for r in rows}
        wanted = {(task, locator) for task in items
                  for locator, item in items[task].items()
                  if item["outcome"] == "held"}
        self.test.check(set(got) == wanted and len(rows) == len(wanted),
                        f"{name}: held.csv")
        bad = []
        for (task, locator), row in got.items():
            dates = doubts.values(self.messages[locator].fields, b"date")
            raw = doubts.unfolded(dates[0]).decode("latin-1").strip() \
                if len(dates) == 1 else ""
            if row["rule"] not in ("clock", "range") or \
                    row["raw_value"].strip() != escaped(raw):
                bad.append(row)
        self.test.check(not bad, f"{name}: held for the date that is there",
                        *bad)

    def month(self, name, ask, items):
        """ambit against doubts.py, then both against Python."""
        bad, unexplained = [], []
        for locator, item in items.items():
            message, got = self.messages[locator], item["outcome"]
            self.count[got] += 1
            if got != doubts.outcome(message.readings, ask.since, ask.until):
                bad.append(f"{locator}: {got} {item['raw_date']}: "
                           f"{message.readings} {message.why}")
            python = "produced" if message.says_python(ask) else "outside"
            if got == "held":
                self.held_in[locator].add(ask.name)
            elif got != python:
                self.other[locator].add(f"{got} in {ask.name}")
            if got != python and not message.why:
                unexplained.append(f"{locator}: {got}, Python {python}: "
                                   f"{item['raw_date']}")
        what = f"{name}: {ask.name}"
        self.test.check(not bad, f"{what}: as the bytes say", *bad)
        self.test.check(not unexplained, f"{what}: as Python, or with a"
                        " reason", *unexplained)

    def bytes_of(self, name, run, task, items):
        """Each content file is the file of the store that it says it is."""
        files = {path.stem: path.read_bytes() for path in
                 run.package.glob(f"*/data/task-{task:03}/content/*")}
        produced = {locator: i for locator, i in items.items()
                    if i["outcome"] == "produced"}
        bad = [locator for locator, i in produced.items()
               if files.get(i["bates"]) != self.messages[locator].data]
        self.test.check(not bad, f"{name}: {task}: bytes as stored", *bad)
        self.test.equal({i["bates"] for i in produced.values()}, set(files),
                        f"{name}: {task}: no other file")

    # ---- traffic ----

    def rows(self, name, run, task, items):
        """Each row is one produced message, each message has one row."""
        rows = table(run, task)
        left = [locator for locator, i in items.items()
                if i["outcome"] == "produced"]
        self.test.equal(len(rows), len(left), f"{name}: {task}: rows")
        known = collections.defaultdict(list)
        for locator in left:
            known[self.key(self.messages[locator])].append(locator)
        lost = []
        for row in rows:
            mine = known[row["msgid"], row["date_header"]]
            if not mine:
                lost.append(row)
                continue
            mine.sort(key=lambda locator: self.unlike(row, locator))
            self.row(name, row, mine.pop(0))
        self.test.check(not lost, f"{name}: {task}: each row is a message",
                        *lost)

    @staticmethod
    def key(message):
        """What a row says of which message it is."""
        ids = [doubts.unfolded(v).strip().decode("latin-1")
               for v in doubts.values(message.fields, b"message-id")]
        strict = len(ids) == 1 and re.fullmatch(
            rf"<{doubts.ATEXT}(?:\.{doubts.ATEXT})*@"
            rf"{doubts.ATEXT}(?:\.{doubts.ATEXT})*>", ids[0])
        sure = len(message.readings) == 1 and \
            message.readings[0][0] == message.readings[0][1]
        at = datetime.datetime.fromtimestamp(
            message.readings[0][0], datetime.timezone.utc) if sure else None
        return (ids[0] if strict else "",
                at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else "")

    def unlike(self, row, locator):
        message = self.messages[locator]
        return sum(row[c] != "; ".join(message.addresses(n))
                   for c, n in COLUMNS.items())

    def row(self, name, row, locator):
        """Cell by cell against Python's getaddresses."""
        message = self.messages[locator]
        for column, field in COLUMNS.items():
            got, python = row[column], "; ".join(message.addresses(field))
            self.count["cells"] += 1
            if got == python:
                continue
            why = self.why(message, field, got)
            self.test.check(why, f"{name}: {locator}: {column}", got, python,
                            *doubts.values(message.fields, field))
            self.other[locator].add(f"{column} {got!r}, Python {python!r}:"
                                    f" {why}")

    @staticmethod
    def why(message, field, got):
        """Why it is not what Python says."""
        if not got:
            return message.why_empty(field)
        strict = doubts.addresses(doubts.values(message.fields, field)[0])
        if strict is not None and got == "; ".join(strict):
            return "Python reads it otherwise than RFC 5322 3.4"
        return ""


def summary(all_months, asks):
    """What the differences were, item by item."""
    count, messages = all_months.count, all_months.messages
    for locator, names in sorted(all_months.held_in.items()):
        message = messages[locator]
        told = [a.name for a in asks if message.says_python(a)] or \
            [message.trouble or "in no month"]
        names = "every month" if len(names) == len(asks) else sorted(names)
        print(f"{locator.split('.linux')[0]}: held in {names}, Python"
              f" {told[0]}: {message.parsed['Date']!r}: {message.why}")
    for locator, what in sorted(all_months.other.items()):
        for one in sorted(what):
            print(f"{locator.split('.linux')[0]}: {one}")
    print(f"{len(messages)} messages under {len(asks)} months, twice:"
          f" {count['produced']} produced, {count['outside']} outside,"
          f" {count['held']} held; {count['cells']} cells of addresses;"
          f" {len(all_months.held_in)} messages held,"
          f" {len(all_months.other)} with another difference to Python")


def main():
    test = Corpora()
    all_months, asks = Months(test), months()
    for kind in ("content", "traffic"):
        for number, some in enumerate(in_orders(asks)):
            all_months.run(kind, number, some)
    summary(all_months, asks)
    test.end()


if __name__ == "__main__":
    main()
