"""Small worlds from an abstract list, and a judge who never sees a byte.

A world is one store of a few messages. Three dials make them: dates on the
bound of an order, a second or a day beside it, or so vague that they reach to
it and no further; addresses of the account and of the people whom the order
names, written in every way of mail.md 5; and framing and headers spoilt as in
mail.md 1 to 3. Half of all items lie within a second of a bound. ambit must
say of each item what judge.py says, and produce exactly the bytes written.
"""

import hashlib
import random
import re
import shutil

from common import Test
from judge import Item, Order, Person, Store, judge

SECOND = 10 ** 6
HOUR = 3600 * SECOND
DAY = 24 * HOUR
WORLDS = 400

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep",
          "Oct", "Nov", "Dec")

ALICE, OLD, BRUNO = ("alice@mail.example.com", "sales@mail.example.com",
                     "bruno@mail.example.net")
BOB, DANA = "bob@partner.example.org", "dana@harbour.example.net"
HOST = "mx1.mail.example.com"


# ---- time, without a calendar of ambit's or of the C library ----

def civil(at):
    """Microseconds to (year, month, day, hour, minute, second, weekday)."""
    days, rest = divmod(at, DAY)
    year = 1970
    left = days
    while left >= (length := 366 if leap(year) else 365):
        left -= length
        year += 1
    month = 0
    while left >= (length := month_days(year, month)):
        left -= length
        month += 1
    seconds = rest // SECOND
    return (year, month, left + 1, seconds // 3600, seconds // 60 % 60,
            seconds % 60, DAYS[(days + 3) % 7])


def leap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def month_days(year, month):
    if month == 1:
        return 29 if leap(year) else 28
    return 30 if month in (3, 5, 8, 10) else 31


def instant(year, month, day):
    days = sum(366 if leap(y) else 365 for y in range(1970, year))
    days += sum(month_days(year, m) for m in range(month - 1)) + day - 1
    return days * DAY


def rfc3339(at, zone=0):
    y, mo, d, h, mi, s, _ = civil(at + zone * HOUR)
    part = at % SECOND
    text = f"{y:04}-{mo + 1:02}-{d:02}T{h:02}:{mi:02}:{s:02}"
    if part:
        text += f".{part:06}"
    return text + (f"{'-' if zone < 0 else '+'}{abs(zone):02}:00" if zone
                   else "Z")


FROM, UNTIL = instant(2022, 3, 1) + 5 * HOUR, instant(2022, 9, 1) + 4 * HOUR
ALIAS = instant(2022, 5, 1), instant(2022, 7, 1)
ALWAYS = instant(2015, 3, 2), instant(9999, 12, 31)
NAMES = [(ALICE, *ALWAYS), (OLD, *ALIAS)]


# ---- the first dial: dates ----

def near(rng, order):
    """A whole second on a bound, or beside it."""
    edges = [*order.range, *ALIAS]
    edge = rng.choice(edges[:2] if rng.random() < 0.8 else edges)
    off = rng.choice((0, 0, 0, -SECOND, SECOND, -SECOND, -DAY, DAY,
                      rng.randrange(-90, 90) * DAY))
    return (edge + off) // SECOND * SECOND


def zoned(rng):
    zone = rng.choice((0, 60, -300, 840, -720, 330, -210))
    return zone * 60 * SECOND, f"{'-' if zone < 0 else '+'}" \
        f"{abs(zone) // 60:02}{abs(zone) % 60:02}"


def header_date(rng, order):
    """The text of a Date field and its readings."""
    at = near(rng, order)
    zone, tail = zoned(rng)
    form = rng.randrange(12)
    if form < 5:
        return written(at + zone, tail), [(at, at)]
    if form == 5:
        return written(at, rng.choice(("GMT", "UT", "-0000",
                                       "+0000 (and a comment)"))), [(at, at)]
    if form in (6, 7):  # vague: only just to the bound, or only just not
        local = at + rng.choice((14, -12, 14, -12, 0)) * HOUR
        tail = rng.choice(("", "Z", "CET", "gmt", "+01:00", "x"))
        if tail == "x":
            return None, []
        return written(local, tail), [(local - 14 * HOUR, local + 12 * HOUR)]
    if form == 8:  # without seconds
        at -= at % (60 * SECOND) + rng.choice((0, 60)) * SECOND
        text = written(at + zone, tail)
        return text.replace(":00 ", " ", 1) if ":00:00 " not in text else \
            text.replace(":00:00 ", ":00 ", 1), [(at, at + 59 * SECOND)]
    if form == 9:
        y, mo, d, h, mi, s, day = civil(at)
        return f"{day} {MONTHS[mo]} {d:2} {h:02}:{mi:02}:{s:02} {y}", \
            [(at - 14 * HOUR, at + 12 * HOUR)]
    return rng.choice((
        written(at, "+9999"), written(at, "(PST) +0000"),
        written(at, "+0000 (PST)"), written(at, "+0000 or so"),
        rfc3339(at), "", "yesterday", written(at, "+0060"))), []


def written(local, tail):
    y, mo, d, h, mi, s, day = civil(local)
    return f"{day}, {d} {MONTHS[mo]} {y} {h:02}:{mi:02}:{s:02} {tail}".rstrip()


def separator_date(rng, order, zone):
    """The date of a From line. zone: what the registry says, or None."""
    at = near(rng, order)
    y, mo, d, h, mi, s, day = civil(at)
    form = rng.randrange(8)
    clock, end = f"{h:02}:{mi:02}:{s:02}", at
    if form == 0:
        clock, at, end = f"{h:02}:{mi:02}", at - s * SECOND, \
            at - s * SECOND + 59 * SECOND
    own, tail = zoned(rng)
    if form == 1:
        readings = [(at - own, end - own)]
        if zone is not None and own != zone * HOUR:
            readings.append((at - zone * HOUR, end - zone * HOUR))
        year = f"{tail} {y}"
    elif zone is None:
        readings, year = [(at - 14 * HOUR, end + 12 * HOUR)], y
    else:
        readings, year = [(at - zone * HOUR, end - zone * HOUR)], y
    return f"{day} {MONTHS[mo]} {d:2} {clock} {year}", readings


# ---- the second dial: addresses ----

def spelled(addr):
    """Ways to write an address into a field: text, how, whose."""
    local, domain = addr.split("@")
    return (
        (addr, [("strict", addr)]),
        (f"Somebody <{addr}>", [("strict", addr)]),
        (f"{local}@{domain.upper()}", [("strict", addr)]),
        (f"{local.title()}@{domain}", [("net", addr)]),
        (f'"{addr}" <x@elsewhere.test>', [("net", addr)]),
        (f"{addr} <x@elsewhere.test>", [("net", addr)]),
        (f"x@elsewhere.test ({addr})", [("net", addr)]),
        (f'"{local}"@{domain}', [("net", addr)]),
        (f"{local} @ {domain}", [("hidden", "")]),
        (f"{local}(x)@{domain}", [("hidden", "")]),
        (f"{addr}.", [("net", addr)]),
        (f"<@relay.test:{addr}>", [("hidden", "")]),
        (f"{local}%{domain}@relay.test", [("hidden", "")]),
        (f"Group: {addr}, x@elsewhere.test;", [("strict", addr)]),
        (f"{addr}; x@elsewhere.test", [("net", addr)]),
        (f"=?utf-8?q?{local}?=@{domain}", [("hidden", "")]),
        (f"=?utf-8?q?{local}?= <x@elsewhere.test>", []),
        (f"{local}+tag@{domain}", []),
        (f"x{local}@{domain}", [("net", addr)]),
        (f"{addr}.au", [("net", addr)]),
        (f"{local}@mail.{domain}", []),
        ("undisclosed-recipients:;", []),
    )


def envelope(rng, people):
    """The field that the provider wrote: an address and nothing else."""
    addr = rng.choice((ALICE, ALICE, OLD, BRUNO))
    text, facts = spelled(addr)[rng.choice((0, 0, 1, 2, 3, 7))]
    people.append(Person("envelope", addr, facts[0][0]))
    return f"Delivered-To: {text}\n"


def field_of(rng, role, name, people):
    """One address field, and what can be said of it."""
    plain = ["m.n@elsewhere.test", "o.p@elsewhere.test"]
    if rng.random() < 0.4:
        addr = rng.choice([ALICE, OLD, BOB, DANA, *plain])
        text, facts = addr, [("strict", addr)]
    else:
        text, facts = rng.choice(spelled(rng.choice((ALICE, OLD, BOB, DANA))))
    people += [Person(role, addr, how) for how, addr in facts]
    return f"{name}: {text}\n"


# ---- the third dial: framing and header ----

SPOILT = (
    ("X-Name : value\n", "block"), ("no colon here\n", "block"),
    ("X-A: a\rb\n", "block"), ("X-A: a\fb\n", "block"),
    ("X-A: a\0b\n", "block"), ("X-A: b\n   \n", "block"),
)
FRAMED = ("From me to you\n", "\nFrom me to you\n",
          "\nFrom x@elsewhere.test Thu Jan  6 10:00:00 2022\n\n",
          "From x@elsewhere.test Thu Jan  6 10:00:00 2022\nA: b\n")


def message(rng, order, kind, n):
    """One item and its bytes as a store keeps them."""
    item, lines = Item(), ""
    if kind.source == "received":
        text, item.delivered = header_date(rng, order)
        host = HOST
        if rng.random() < 0.1:
            host, item.delivered = "relay.elsewhere.test", []
        if text is not None:
            lines += f"Received: from x by {host}; {text}\n"
        lines += "Received: from y by relay.test;" \
                 " Thu, 6 Jan 2022 10:00:00 +0000\n"
    if kind.shared and rng.random() < 0.9:
        lines += envelope(rng, item.people)
    text, item.header = header_date(rng, order)
    if text is not None:
        lines += f"Date: {text}\n"
    lines += field_of(rng, "from", "From", item.people)
    if rng.random() < 0.2:
        addr = rng.choice((ALICE, OLD, BOB))
        lines += f"Sender: {addr}\n"
        item.people.append(Person("sender", addr))
    lines += field_of(rng, "to", "To", item.people)
    if rng.random() < 0.3:
        lines += field_of(rng, "cc", "Cc", item.people)
    lines += f"Subject: {n}\n"
    body = f"Text of {n}.\n"
    if rng.random() < 0.08:
        line, flaw = rng.choice(SPOILT)
        lines += line
        setattr(item, flaw, True)
    if rng.random() < 0.05:
        return item, lines.encode()  # H3: fields alone are a message
    if kind.form == "mbox" and rng.random() < 0.05:
        body += rng.choice(FRAMED)
        item.framing = True
    return item, (lines + "\n" + body).encode()


# ---- stores of them ----

class Kind(Store):
    """A store with its row of the registry. zone: of fromLine."""

    def __init__(self, name, shared, form, source, zone=None):
        super().__init__(shared, source)
        self.name, self.form, self.zone = name, form, zone

    def row(self):
        whose = 'envelopeField="Delivered-To"' if self.shared \
            else 'account="alice"'
        zone = ""
        if self.zone is not None:
            zone = f' zone="{"+" if self.zone >= 0 else "-"}' \
                f'{abs(self.zone):02}:00"'
        host = f"<ReceivedHost>{HOST}</ReceivedHost>" \
            if self.source == "received" else ""
        return f'<Store id="s" {whose} format="{self.form}" path="store"' \
            f' holds="mail"><Clock name="delivered" source="{self.source}"' \
            f'{zone}/><Clock name="header" source="dateHeader"/>{host}</Store>'


KINDS = (
    Kind("mbox", False, "mbox", "fromLine", 0),
    Kind("mbox, +02:00", False, "mbox", "fromLine", 2),
    Kind("mbox without zone", False, "mbox", "fromLine"),
    Kind("mbox, received", False, "mbox", "received"),
    Kind("maildir", False, "maildir", "fileName"),
    Kind("maildir, received", False, "maildir", "received"),
    Kind("eml", False, "eml", "received"),
    Kind("journal", True, "mbox", "fromLine", 0),
    Kind("journal, eml", True, "eml", "received"),
)


def write_mbox(rng, order, kind, path, items):
    """Locators follow from where the bytes went."""
    store, truth = b"", {}
    for n, (item, data) in enumerate(items):
        text, readings = separator_date(rng, order, kind.zone)
        if kind.source == "fromLine":
            item.delivered = readings
        store += f"From a@elsewhere.test {text}\n".encode()
        last = n == len(items) - 1
        if last and rng.random() < 0.3:
            item.truncated = True
            item.block |= b"\n\n" not in data  # H3
            data = data[:-1]
        truth[f"off={len(store)},len={len(data)}"] = item, data
        store += data + (b"" if item.truncated else b"\n")
    path.write_bytes(store)
    return truth


def write_maildir(rng, order, kind, path, items):
    truth = {}
    for folder in ("cur", "new", "tmp", ".Old/cur"):
        (path / folder).mkdir(parents=True)
    for n, (item, data) in enumerate(items):
        at = near(rng, order)
        name = f"{rng.choice(('cur', 'new', '.Old/cur'))}/" \
            f"{at // SECOND}.{n}:2,S"
        readings = [(at, at)]
        if rng.random() < 0.1:
            name, readings = f"cur/{n}x.y", []
        if kind.source == "fileName":
            item.delivered = readings
        (path / name).write_bytes(data)
        truth[name] = item, data
    (path / "tmp/1.2.3").write_bytes(items[0][1])
    truth["tmp/1.2.3"] = Item(foreign=True), b""
    return truth


def write_eml(rng, order, kind, path, items):
    path.mkdir()
    truth = {}
    for n, (item, data) in enumerate(items):
        (path / f"{n:03}.eml").write_bytes(data)
        truth[f"{n:03}.eml"] = item, data
    return truth


WRITERS = {"mbox": write_mbox, "maildir": write_maildir, "eml": write_eml}


# ---- orders ----

def orders():
    whole = dict(names=NAMES, target=ALICE, range=(FROM, UNTIL))
    both = (BOB, DANA)
    return {
        "delivered": Order(**whole),
        "header": Order(**whole, clock="header"),
        "people": Order(**whole, participants=both),
        "sent": Order(**whole, directions=("sent",)),
        "received": Order(**whole, clock="header", participants=both,
                          directions=("received",)),
        "either": Order(**whole, directions=("sent", "received"),
                        participants=(BOB,)),
        "fraction": Order(NAMES, ALICE, (FROM + 1, UNTIL + 1)),
        "alias": Order(NAMES, OLD, (FROM, UNTIL)),
        "alias, header": Order(NAMES, OLD, (FROM, ALIAS[0] + 9 * DAY),
                               clock="header"),
    }


def order_xml(base, order, number):
    """The sample order with another target, range, clock and people."""
    xml = base.replace("<OrderReference>", f"<OrderReference>{number} ")
    xml = xml.replace(f">{ALICE}<", f">{order.target}<")
    low, high = order.range
    task = f'<Range from="{rfc3339(low, -5)}" until="{rfc3339(high, -5)}"' \
        f' clock="{order.clock}"/>'
    for by, values in (("participant", order.participants),
                       ("direction", order.directions)):
        for value in values:
            task += f'<Narrow by="{by}" value="{value}"/>'
    return re.sub(r"<Range [^>]*>", task, xml)


def registry_xml(base, kind):
    xml = re.sub(r"<Store .*</Store>", kind.row(), base, flags=re.S)
    alias = f'identifier="{OLD}" from="{rfc3339(ALIAS[0])}"' \
        f' until="{rfc3339(ALIAS[1])}"'
    xml = re.sub(f'identifier="{OLD}" from="[^"]*" until="[^"]*"', alias, xml)
    later = f'identifier="{OLD}" from="{rfc3339(UNTIL + DAY)}"/>'
    return re.sub(f'identifier="{OLD}" from="[^"]*"/>', later, xml)


class Makers:
    """Orders approved once; a folder for each kind of store."""

    def __init__(self, test):
        base = test.make("base", "--seed", 1, "--bytes", "10K",
                         "--from", "2021-01-01", "--until", "2023-01-01")
        self.orders = orders()
        self.folders = {}
        text = (base / "order-content.xml").read_text()
        for number, (name, order) in enumerate(self.orders.items()):
            path = base / f"world-{number}.xml"
            path.write_text(order_xml(text, order, number))
            test.approve(path)
            self.folders[name] = path
        registry = (base / "registry.xml").read_text()
        self.registries = {}
        for number, kind in enumerate(KINDS):
            path = base / f"registry-{number}.xml"
            path.write_text(registry_xml(registry, kind))
            self.registries[kind.name] = path
        self.base = base


def world(test, makers, number):
    rng = random.Random(f"world {number}")
    kind = rng.choice(KINDS)
    name, order = rng.choice(sorted(makers.orders.items()))
    items = [message(rng, order, kind, n)
             for n in range(rng.randrange(4, 14))]
    store = makers.base / "store"
    truth = WRITERS[kind.form](rng, order, kind, store, items)
    run = test.produce(makers.folders[name], makers.registries[kind.name])
    title = f"world {number}: {kind.name}, order {name}"
    if test.check(run.made(), f"{title}: a package", run.exit, run.stderr):
        compare(test, title, order, kind, truth, run)
    run.forget()
    if store.is_dir():
        shutil.rmtree(store)
    else:
        store.unlink()


def compare(test, title, order, kind, truth, run):
    got = {i["locator"]: (i["outcome"], i["rule"]) for i in run.items()}
    bad, produced = [], set()
    for locator, (item, data) in truth.items():
        outcome, rule = judge(order, kind, item)
        seen = got.pop(locator, ("missing", ""))
        if seen[0] != outcome or rule not in (None, seen[1]):
            bad.append(f"{locator}: got {seen}, wanted {outcome} {rule}:"
                       f" {item} {data}")
        if outcome == "produced":
            produced.add(hashlib.sha256(data).hexdigest())
    bad += [f"{locator}: unknown item" for locator in got]
    test.check(not bad, f"{title}: outcomes", *bad)
    test.check(run.digests() == produced, f"{title}: the bytes as stored")


def main():
    test = Test()
    makers = Makers(test)
    for number in range(WORLDS):
        world(test, makers, number)
    test.end()


if __name__ == "__main__":
    main()
