"""Every item of every PST and OST of the corpora, as the reader gives it.

The items of a store are the messages of its node index, each in its folder;
their streams load; and each flaw that one has is among those that stand here
with their cause. A password is told by its CRC. What is refused,
tests/corpora/pst.py looks at.
"""

import collections
import csv
import pathlib
import subprocess
import sys
import tempfile

from pst import Check
from real import folder

# Flaws by name, and whether the facts or the stream tell of them: why, and in
# which stores (any, where none is named).
FLAWS = {
    ("address", "facts"): (
        "a sender or recipient whose address is one of Exchange, or none", None),
    ("lost", "stream"): (
        "a writer that gives an int32 of its recipients eight bytes",
        ["pst/aspose-net/Examples/Data/Outlook/Chunks/Test_part1.pst"]),
}

# What the table of passwords lacks: an OST, where -1 stands.
PASSWORDS = {"pst/npm-pst-extractor/pstextractortest@outlook.com.ost":
             "ffffffff"}


def check_note(check, row, note):
    password = PASSWORDS.get(row["path"]) or \
        row["password_crc(0x67FF)"].removeprefix("0x")
    check(note == (f"67FF, the CRC of a password, is {password}: it locks"
                   " nothing" if password else ""), row["path"], note)
    return note != ""


def flaws(check, path, told, where):
    for words in told:
        name, *numbers = words.split()
        got = dict(part.split("=") for part in numbers)
        for how in ("facts", "stream"):
            if got[how] == "0":
                continue
            _, stores = FLAWS.get((name, how), (None, []))
            check(stores is None or path in stores, path, name, how,
                  "first at", got["nid"])
            where[name, how].append((path, int(got[how])))


def main():
    place = folder()
    if place is None:
        print("skipped: no corpora folder beside the project, and"
              " AMBIT_CORPORA names none")
        return 0
    check, count = Check(), collections.Counter()
    where = collections.defaultdict(list)
    with open(place / "PST.tsv", newline="") as f:
        rows = list(csv.DictReader(f, delimiter="\t"))
    with tempfile.TemporaryDirectory() as root:
        subprocess.run(["sh", place / "unpack", root, "pst"], check=True,
                       stdout=subprocess.DEVNULL)
        done = subprocess.run(
            [sys.argv[1], *(pathlib.Path(root) / row["path"] for row in rows)],
            capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    check(len(lines) == len(rows), "one line of each", len(lines))
    for row, line in zip(rows, lines):
        path = row["path"]
        how, said, *told = line.split("\t")
        count[how] += 1
        if how == "refused" or not check(how == "read", path, line):
            continue
        got = {key: int(value) for key, value in
               (part.split("=") for part in said.split())}
        check(got["items"] == got["nodes"], path, said)
        note, *told = told
        count["passwords"] += check_note(check, row, note)
        count.update(got)
        flaws(check, path, told, where)
    check(count["refused"] == 2, "two are broken", count["refused"])
    for (name, how), stores in sorted(where.items()):
        print(f"{sum(n for _, n in stores)} items of {len(stores)} stores:"
              f" {name}: {FLAWS[name, how][0]}")
    print(", ".join(f"{n} {what}" for what, n in count.items()))
    return 1 if check.bad else 0


if __name__ == "__main__":
    sys.exit(main())
