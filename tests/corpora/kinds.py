"""What real items of Outlook are beside their mail, as others read it.

Every calendar of every store and .msg must be read by python3-icalendar, and every card
by python3-vobject: one item each, of which neither knows more than one. The
rule of a series must have its first day among those that python3-dateutil
finds in it. How many there were of each kind is said at the end.
"""

import collections
import datetime
import email
import pathlib
import subprocess
import sys
import tempfile

sys.path.append("/usr/lib/python3/dist-packages")  # where Debian has them
try:
    import icalendar
    import vobject
    from dateutil import rrule
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(0)

from pst import Check
from real import folder

INSIDE = {"VEVENT", "VTODO", "VJOURNAL"}


def check_rule(check, what, rule, dtstart):
    """UNTIL goes with a start that has a zone; the days are the same."""
    start = dtstart if isinstance(dtstart, datetime.datetime) else \
        datetime.datetime.combine(dtstart, datetime.time())
    days = rrule.rrulestr(";".join(
        part for part in rule.split(";") if not part.startswith("UNTIL=")),
        dtstart=start.replace(tzinfo=None))
    check(days[0] == start.replace(tzinfo=None), what, rule, start, days[0])


def read_calendar(check, what, data, count):
    calendar = icalendar.Calendar.from_ical(data)
    parts = [part for part in calendar.subcomponents if part.name in INSIDE]
    kinds = {part.name for part in parts}
    check(len(kinds) == 1, what, "one kind", kinds)
    check(len({part["UID"] for part in parts}) == 1, what, "one UID")
    check(sum("RECURRENCE-ID" not in part for part in parts) <= 1, what)
    part = parts[0]
    method = calendar.get("METHOD")
    count[f"{part.name} {method}" if method else part.name] += 1
    if "RRULE" in part:
        count["RRULE"] += 1
        check_rule(check, what, part["RRULE"].to_ical().decode(),
                   part["DTSTART"].dt)
    count["RECURRENCE-ID"] += len(parts) - 1


def read_card(check, what, data, count):
    cards = list(vobject.readComponents(data.decode(), validate=False))
    if check(len(cards) == 1, what, "one card", len(cards)):
        count[f"vCard {cards[0].kind.value}"] += 1
        check(len(cards[0].contents["fn"]) == 1, what, "one FN")


def read_part(check, what, part, count):
    data = part.get_payload(decode=True)
    kind = part.get_content_type()
    if kind == "text/calendar":
        read_calendar(check, what, data, count)
    elif kind == "text/vcard":
        read_card(check, what, data, count)
    elif part.get_filename() == "properties.txt":
        count["properties.txt"] += 1
        check(data.count(b"\n") == data.count(b"\r\n"), what, "lines")
    elif part.get_filename() == "recurrence.bin":
        count["recurrence.bin"] += 1


def read_stores(check, root, form):
    count = collections.Counter()
    for store in sorted(root.glob(f"{form}/**/*")):
        if store.is_dir():
            continue
        with tempfile.TemporaryDirectory() as out:
            # What is no store, or broken, other tests look at.
            subprocess.run([sys.argv[1], form, store, out],
                           stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)
            for file in sorted(pathlib.Path(out).iterdir()):
                count["items"] += 1
                for part in email.message_from_bytes(
                        file.read_bytes()).walk():
                    read_part(check, (store.name, file.name), part, count)
    return count


def main():
    place = folder()
    if place is None:
        print("skipped: no corpora folder beside the project, and"
              " AMBIT_CORPORA names none")
        return 0
    check = Check()
    with tempfile.TemporaryDirectory() as root:
        root = pathlib.Path(root)
        subprocess.run(["sh", place / "unpack", root, "pst", "msg"],
                       check=True, stdout=subprocess.DEVNULL)
        for form in ("pst", "msg"):
            count = read_stores(check, root, form)
            check(count["VEVENT PUBLISH"] > 0 and
                  count["vCard individual"] > 0, form, "there are some")
            print(f"{form}:", ", ".join(f"{n} {kind}" for kind, n in
                                        sorted(count.items())))
    return 1 if check.bad else 0


if __name__ == "__main__":
    sys.exit(main())
