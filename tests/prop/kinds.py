"""What items of Outlook become beside their mail, as others read it.

Random items with hostile text, and random patterns of recurrence. python3-
icalendar and python3-vobject must read of each calendar and card the very
values that went in, and nothing besides; python3-dateutil must find in each
rule the very days that the pattern falls on, as it is reckoned here too."""

import calendar
import datetime
import pathlib
import random
import re
import struct
import subprocess
import sys

sys.path.append("/usr/lib/python3/dist-packages")  # where Debian has them
try:
    import icalendar
    import vobject
    from dateutil import rrule
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(0)

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from mapi import Text, Time, stream  # noqa: E402

ITEMS, PATTERNS = 100, 400
DAY = datetime.timedelta(days=1)
FIRST = datetime.date(1601, 1, 1)
WALK = 1500  # days that the program walks
WORDS = ["plan", "Müller", "日本", "\U0001f4c5", "a;b", "x,y", "\\n", "\\",
         '"', "^n", ":", "\r\n", "\n", "\r", "\r\nEND:VEVENT",
         "\nBEGIN:VCARD", "\x00", "\x0b", "\x85", "\u2028", "\ud800", "\t",
         " ", "\ufeff", "=0D=0A", "%0d%0a", "mailto:eve@example.com",
         "ATTENDEE:x", "long " * 30, "é" * 80]


class Program:
    def __init__(self, path):
        self.path = path
        self.passed = self.failed = 0

    def check(self, good, *what):
        self.passed += good
        self.failed += not good
        if not good and self.failed < 20:
            print("FAILED:", *what)
        return good

    def equal(self, got, wanted, *what):
        return self.check(got == wanted, *what, "got", repr(got), "wanted",
                          repr(wanted))

    def ask(self, letter, records):
        """The same wherever and in whatever language the machine stands."""
        asked = b"".join(letter + struct.pack(">I", len(r)) + r
                         for r in records)
        self.out, other = (
            subprocess.run([self.path], input=asked, check=True, env=env,
                           stdout=subprocess.PIPE).stdout
            for env in ({"TZ": "America/New_York", "LC_ALL": "C"},
                        {"TZ": "Asia/Tokyo", "LC_ALL": "tr_TR.UTF-8"}))
        self.check(self.out == other, "the zone or language of the machine")

    def number(self):
        n, = struct.unpack(">I", self.out[:4])
        self.out = self.out[4:]
        return n

    def bytes(self):
        n = self.number()
        got, self.out = self.out[:n], self.out[n:]
        return got

    def items(self, records):
        self.ask(b"S", records)
        for _ in records:
            flaws = self.number()
            assert flaws != 0xFFFFFFFF
            yield flaws, [tuple(self.bytes() for _ in range(3))
                          for _ in range(self.number())]


def text(dice, most=4):
    return Text("".join(dice.choice(WORDS)
                        for _ in range(dice.randint(0, most))))


def seen(value):
    """As it must be read again: ends of lines as one, controls replaced."""
    value = str(value).encode("utf-16-le", "surrogatepass").decode(
        "utf-16-le", "replace")
    value = re.sub("\r\n|[\r\n\x85\u2028\u2029]", "\n", value)
    return re.sub("[\x00-\x08\x0b-\x1f\x7f-\x9f]", "\ufffd", value)


# ---- patterns ----

class Pattern:
    """A pattern of 2.2.1.44.1, of which no more is known here than what the
    standard says of it."""

    def __init__(self, dice):
        self.kind = dice.choice("DWMNEwYy")
        self.step = dice.choice((1, 1, 2, 3, 5, 12))
        self.mask = dice.randint(1, 127)
        self.day = dice.randint(1, 31)
        self.nth = dice.randint(1, 5)
        self.first_weekday = dice.randint(0, 6)
        self.start = datetime.date(2000, 1, 1) + DAY * dice.randint(0, 9000)
        while not self.fits(self.start):
            self.start += DAY
        self.count = dice.choice((0, 0, dice.randint(1, 30)))

    def week(self, day):
        return (day - FIRST).days - (day.isoweekday() -
                                     self.first_weekday) % 7

    def fits(self, day):
        weekday = 1 << day.isoweekday() % 7
        length = calendar.monthrange(day.year, day.month)[1]
        if self.kind == "D":
            return True
        if self.kind in "Ww":
            return bool(self.mask & weekday)
        if self.kind in "MY":
            return day.day == min(self.day, length)
        if self.kind == "E":
            return day.day == length
        those = [d for d in range(1, length + 1)
                 if self.mask & 1 << day.replace(day=d).isoweekday() % 7]
        at = self.nth - 1 if self.nth < 5 else len(those) - 1
        return at < len(those) and those[at] == day.day

    def falls(self, day):
        if not self.fits(day):
            return False
        if self.kind == "D":
            return (day - self.start).days % self.step == 0
        if self.kind in "Ww":
            step = 1 if self.kind == "w" else self.step
            return (self.week(day) - self.week(self.start)) // 7 % step == 0
        months = (day.year - self.start.year) * 12 + day.month - \
            self.start.month
        return months % (self.step * (12 if self.kind in "Yy" else 1)) == 0

    def days(self):
        all_days = (self.start + DAY * i for i in range(WALK))
        return [day for day in all_days if self.falls(day)]

    def phase(self):
        """FirstDateTime, in days since 1601."""
        since = (self.start - FIRST).days
        if self.kind == "D":
            return since % self.step
        if self.kind in "Ww":
            step = 1 if self.kind == "w" else self.step
            return self.week(self.start) % (7 * step)
        step = self.step * (12 if self.kind in "Yy" else 1)
        months = ((self.start.year - 1601) * 12 + self.start.month - 1) % step
        return (datetime.date(1601 + months // 12, months % 12 + 1, 1) -
                FIRST).days

    def bytes(self, days):
        kind = {"D": (0x200A, 0), "W": (0x200B, 1), "w": (0x200A, 1),
                "M": (0x200C, 2), "N": (0x200C, 3), "E": (0x200C, 4),
                "Y": (0x200D, 2), "y": (0x200D, 3)}[self.kind]
        step = {"D": 1440, "Y": 12, "y": 12}.get(self.kind, 1) * \
            (1 if self.kind == "w" else self.step)
        specific = {"D": b"", "W": struct.pack("<I", self.mask),
                    "w": struct.pack("<I", self.mask),
                    "N": struct.pack("<II", self.mask, self.nth),
                    "y": struct.pack("<II", self.mask, self.nth)}.get(
                        self.kind, struct.pack("<I", self.day))
        last = days[self.count - 1] if 0 < self.count <= len(days) else None
        return struct.pack("<HHHHHIII", 0x3004, 0x3004, *kind, 0,
                           self.phase() * 1440, step, 0) + specific + \
            struct.pack("<IIIIIIIIIIIHII", 0x2022 if last else 0x2023,
                        self.count if last else 10, self.first_weekday, 0, 0,
                        (self.start - FIRST).days * 1440,
                        (last - FIRST).days * 1440 if last else 0x5AE980DF,
                        0x3006, 0x3009, 600, 630, 0, 0, 0)


def check_patterns(test, dice):
    patterns = [Pattern(dice) for _ in range(PATTERNS)]
    wanted = [pattern.days() for pattern in patterns]
    test.ask(b"R", [p.bytes(days) for p, days in zip(patterns, wanted)])
    for pattern, days in zip(patterns, wanted):
        rule, *walked = test.bytes().decode().split(" ")
        if not test.check(rule.startswith("FREQ="), vars(pattern), rule,
                          *walked):
            continue
        test.equal(walked, [f"{day:%Y%m%d}" for day in days], vars(pattern))
        if 0 < pattern.count <= len(days):
            test.check(f";COUNT={pattern.count}" in rule, rule)
            days = days[:pattern.count]
        start = datetime.datetime.combine(pattern.start, datetime.time())
        last = start + DAY * (WALK - 1)
        test.equal([d.date() for d in rrule.rrulestr(rule, dtstart=start)
                    .between(start, last, inc=True)], days, rule)


def check_broken_patterns(test, dice):
    """A bit turned: not exact, or again days of which the first is the
    pattern's own, and as many as it says."""
    broken = []
    for _ in range(PATTERNS):
        pattern = Pattern(dice)
        data = bytearray(pattern.bytes(pattern.days()))
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        broken.append(bytes(data))
    test.ask(b"R", broken)
    for data in broken:
        rule, *walked = test.bytes().decode().split(" ")
        if not rule.startswith("FREQ="):
            test.check(rule == "not", rule)
            continue
        start = datetime.datetime.strptime(walked[0], "%Y%m%d")
        if start.year > 2200:  # dateutil ends in 9999
            continue
        count = re.search(r";COUNT=(\d+)", rule)
        days = walked[:int(count[1])] if count else walked
        got = rrule.rrulestr(rule, dtstart=start).between(
            start, start + DAY * (WALK - 1), inc=True)
        test.equal([f"{d:%Y%m%d}" for d in got], days, rule, data.hex())


# ---- calendars ----

def some_time(dice):
    return dice.randrange(0, 3 * 10 ** 9)


def utc(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)


def person(dice, i):
    row = {0x0C15: dice.choice((1, 2, 3)), 0x3001: text(dice),
           0x5FFF: dice.randint(0, 5)}
    if dice.random() < .5:
        row[0x39FE] = f"user{i}@example.com"
    elif dice.random() < .5:
        row |= {0x3002: "EX", 0x3003: f'/O=x y/CN="{i}'}
    return row


def only(test, data, outer, inner):
    """The one component in the other, and nothing besides."""
    found = icalendar.Calendar.from_ical(data)
    test.equal(found.name, outer)
    test.equal([part.name for part in found.subcomponents], [inner])
    test.equal(data.count(b"\r\n"), data.count(b"\n"), "ends of lines")
    test.check(all(len(line) <= 75 for line in data.split(b"\r\n")), data)
    return found, found.subcomponents[0]


def unescaped(data, name):
    """The value of a line, by RFC 5545 3.3.11."""
    lines = icalendar.parser.Contentlines.from_ical(data)
    raw = next((line.split(":", 1)[1] for line in lines
                if line.startswith(name + ":")), "")
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], raw)


def same_text(test, data, component, name, value):
    """icalendar takes an escaped backslash with an n behind it for the end of
    a line: of such a value it must have the line alone."""
    got = component.get(name)
    got = "" if got is None else str(got)
    test.equal(unescaped(data, name) if "\\" in value else got, seen(value),
               name)


def check_meetings(test, dice):
    made = []
    for i in range(ITEMS):
        start = some_time(dice)
        tagged = {0x001A: "IPM.Schedule.Meeting.Request",
                  0x0037: text(dice), 0x1000: text(dice, 30),
                  0x0042: text(dice), 0x0064: "SMTP",
                  0x0065: "ann@example.com", 0x3008: Time(some_time(dice))}
        named = {("appointment", 0x820D): Time(start),
                 ("appointment", 0x820E): Time(start + 1 +
                                               dice.randrange(10 ** 6)),
                 ("appointment", 0x8208): text(dice),
                 ("appointment", 0x8205): dice.randint(0, 4),
                 ("meeting", 0x23): dice.randbytes(dice.randint(1, 60)),
                 ("public", "Keywords"): [text(dice) for _ in range(3)]}
        rows = [person(dice, k) for k in range(dice.randint(0, 5))]
        made.append((tagged, named, rows))
    answers = test.items([stream(*item) for item in made])
    for (tagged, named, rows), (_, parts) in zip(made, answers):
        test.equal([part[1] for part in parts], [b"meeting.ics"])
        data = parts[0][2]
        whole, event = only(test, data, "VCALENDAR", "VEVENT")
        test.equal(str(whole["METHOD"]), "REQUEST")
        test.equal(str(event["UID"]), named["meeting", 0x23].hex().upper())
        same_text(test, data, event, "SUMMARY", re.sub(
            "^\x01(.?)", "", tagged[0x0037], flags=re.DOTALL))
        same_text(test, data, event, "DESCRIPTION", tagged[0x1000])
        same_text(test, data, event, "LOCATION", named["appointment", 0x8208])
        for name, number in (("DTSTART", 0x820D), ("DTEND", 0x820E)):
            test.equal(event[name].dt, utc(
                named["appointment", number].ticks // 10 ** 7 - 11644473600),
                name)
        attendees = event.get("ATTENDEE", [])
        if not isinstance(attendees, list):
            attendees = [attendees]
        test.equal(len(attendees), len(rows), "attendees")
        for got, row in zip(attendees, rows):
            check_person(test, got, row)
        check_person(test, event["ORGANIZER"],
                     {0x3001: tagged[0x0042], 0x39FE: "ann@example.com"})


def check_person(test, got, row):
    """icalendar knows nothing of RFC 6868: a name is as it is written."""
    name = seen(row[0x3001])
    wanted = re.sub('[\n"^]', lambda m: {"\n": "^n", '"': "^'",
                                         "^": "^^"}[m[0]], name)
    test.equal(str(got.params.get("CN", "")), wanted, "CN")
    address = row.get(0x39FE)
    test.check(str(got) == (
        f"mailto:{address}" if address else
        "mailto:%22/O=x%20y/CN=%22" + row[0x3003][-1] + "%22@ex.invalid"
        if 0x3003 in row else "invalid:nomail"), str(got))


def check_tasks(test, dice):
    made = []
    for _ in range(ITEMS):
        kind = dice.choice(("IPM.Task", "IPM.Activity"))
        made.append(({0x001A: kind, 0x0037: text(dice),
                      0x1000: text(dice, 30), 0x3008: Time(0)},
                     {("task", 0x8104): Time(86400 * dice.randrange(9999)),
                      ("task", 0x811F): text(dice),
                      ("log", 0x8706): Time(some_time(dice))}))
    answers = test.items([stream(*item) for item in made])
    for (tagged, named), (_, parts) in zip(made, answers):
        task = tagged[0x001A] == "IPM.Task"
        data = parts[0][2]
        _, part = only(test, data, "VCALENDAR",
                       "VTODO" if task else "VJOURNAL")
        same_text(test, data, part, "SUMMARY", re.sub(
            "^\x01(.?)", "", tagged[0x0037], flags=re.DOTALL))
        same_text(test, data, part, "DESCRIPTION", tagged[0x1000])
        at = utc(named[("task", 0x8104) if task else ("log", 0x8706)].ticks
                 // 10 ** 7 - 11644473600)
        test.equal(part["DTSTART"].dt, at.date() if task else at, "DTSTART")
        if task:
            same_text(test, data, part, "CONTACT", named["task", 0x811F])


# ---- cards ----

def check_contacts(test, dice):
    made = []
    for _ in range(ITEMS):
        tagged = {i: text(dice) for i in (0x3001, 0x3A06, 0x3A11, 0x3A44,
                                          0x3A45, 0x3A05, 0x3A16, 0x3A18,
                                          0x3A17, 0x3A08, 0x1000)}
        named = {("address", i): text(dice) for i in range(0x8045, 0x804B)}
        made.append((tagged | {0x001A: "IPM.Contact"}, named))
    answers = test.items([stream(*item) for item in made])
    for (tagged, named), (_, parts) in zip(made, answers):
        data = parts[0][2].decode()
        cards = list(vobject.readComponents(data, validate=False))
        test.equal(len(cards), 1, data)
        check_card(test, cards[0], tagged, named)


def value(card, name):
    """The raw value of the first line of the name, its escapes undone."""
    lines = card.contents.get(name, [])
    return lines[0].value if lines else None


def check_card(test, card, tagged, named):
    for name, prop in (("fn", 0x3001), ("title", 0x3A17), ("tel", 0x3A08),
                       ("note", 0x1000)):
        test.equal(value(card, name) or "", seen(tagged[prop]), name)
    whole = value(card, "n")
    parts = [tagged[i] for i in (0x3A11, 0x3A06, 0x3A44, 0x3A45, 0x3A05)]
    if any(parts):
        test.equal([whole.family, whole.given, whole.additional,
                    whole.prefix, whole.suffix], [seen(p) for p in parts],
                   "n")
    work = [named["address", i] for i in (0x804A, 0x8045, 0x8046, 0x8047,
                                          0x8048, 0x8049)]
    if any(work):
        adr = value(card, "adr")
        test.equal([adr.box, adr.street, adr.city, adr.region, adr.code,
                    adr.country], [seen(p) for p in work], "adr")


def main():
    if len(sys.argv) != 2:
        sys.exit(f"usage: {sys.argv[0]} KINDS")
    test = Program(sys.argv[1])
    dice = random.Random(4)
    for each in (check_patterns, check_broken_patterns, check_meetings,
                 check_tasks, check_contacts):
        each(test, dice)
    print(f"{test.passed} passed, {test.failed} failed")
    sys.exit(test.failed > 0)


if __name__ == "__main__":
    main()
