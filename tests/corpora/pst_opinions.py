"""Every PST and OST of the corpora as three readers have it: ambit, libpff and
libpst. Prints the table of items, store by store, then compares them item by
item: number, recipients, attachments and their digests, times. Each difference
must stand in tests/differential/known.txt, with who is right by which bytes; a
row there that explains nothing is wrong too.

usage: pst_opinions.py PST-OPINIONS"""

import collections
import csv
import ctypes.util
import hashlib
import pathlib
import subprocess
import sys
import tempfile

from pst import Check
from real import folder

HERE = pathlib.Path(__file__).resolve().parent
KNOWN = HERE.parent / "differential/known.txt"
LOST = 1 << 17
KINDS = ("other", "mail", "file", "contact", "calendar")


class Item:
    """One item as one reader has it; flaws are ours alone."""

    def __init__(self, nid, recipients, files, bare, times, digests,
                 flaws=0, within=0):
        self.nid, self.recipients = int(nid), int(recipients)
        self.files, self.bare = int(files), int(bare)
        self.times, self.digests = times, digests
        self.flaws, self.within = int(flaws, 16) if flaws else 0, int(within)


class Store:
    def __init__(self, refused):
        self.refused, self.items = refused, {}
        self.kinds, self.within, self.rows = [0] * len(KINDS), 0, 0
        self.ended, self.others = "1", 0

    def add(self, item):
        self.items[item.nid] = item

    def sum(self, what):
        return sum(getattr(item, what) for item in self.items.values())


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [line.split("\t") for line in done.stdout.splitlines()]


def by_ambit_and_libpst(program, paths):
    ours, theirs = [], []
    for head, *rest in run(program, *paths):
        if head in ("store", "refused"):
            ours.append(Store(rest[1] if head == "refused" else None))
            theirs.append(Store(None))
        elif head == "counts":
            *kinds, within, rows = map(int, rest)
            ours[-1].kinds = kinds
            ours[-1].within, ours[-1].rows = within, rows
        elif head == "end":
            theirs[-1].ended, theirs[-1].others = rest[0], int(rest[1])
        elif head in ("ambit", "libpst"):
            nid, flaws, recipients, files, bare, *times = rest
            (ours if head == "ambit" else theirs)[-1].add(
                Item(nid, recipients, files, bare, times[:2], times[2:],
                     flaws))
    return ours, theirs


def by_libpff(paths):
    stores = []
    for head, *rest in run(sys.executable, HERE / "pst_pff.py", *paths):
        if head in ("store", "refused"):
            stores.append(Store("refused" if head == "refused" else None))
        else:
            nid, _, within, recipients, files, *times = rest
            stores[-1].add(Item(nid, recipients, files, 0, times[:2],
                                times[2:], within=within))
    return stores


def differences(ours, other, name):
    """(fact, nid) of each, nid 0 where it is of the store."""
    if ours.refused or other.refused:
        if not (ours.refused and (other.refused or other.ended != "1")):
            yield "opens", 0
        return
    if other.others:
        yield "other nodes", 0
    for nid in ours.items.keys() ^ other.items.keys():
        yield ("missing" if nid in ours.items else "more"), nid
    for nid in ours.items.keys() & other.items.keys():
        yield from ((fact, nid) for fact in
                    facts(ours.items[nid], other.items[nid], name))


def facts(mine, its, name):
    if mine.flaws & LOST:
        yield "not read by ambit"
    elif mine.times != its.times and not any((its.recipients, its.files,
                                              *its.digests)):
        yield "empty"
    elif name == "libpff" and its.files == its.recipients == 0 < \
            mine.files + mine.recipients:
        yield "empty"
    else:
        if mine.times != its.times:
            yield "times"
        if name == "libpff" and mine.recipients != its.recipients:
            yield "recipients"
        if name == "libpst" and mine.recipients and \
                its.bare == mine.bare + mine.recipients:
            yield "phantom attachments"
        elif name == "libpst" and mine.bare != its.bare:
            yield "attachments without a method"
        if mine.files + (mine.bare if name == "libpff" else 0) != its.files:
            yield "attachments"
        if mine.digests != its.digests:
            yield "digests"


def known(check):
    """(store, reader, fact) to the rest of the row."""
    rows = {}
    for n, line in enumerate(KNOWN.read_text().splitlines(), 1):
        if line and not line.startswith("#"):
            store, reader, fact, right, why = line.split("\t")
            check((store, reader, fact) not in rows, f"row {n} is there twice")
            check(right in ("ambit", "libpff", "libpst") and why,
                  f"row {n} says who is right, and why")
            rows[store, reader, fact] = right
    return rows


def table(paths, ours, pff, pst):
    print("messages, those within them, recipients, attachments: by ambit |"
          " libpff | libpst; kinds; flawed, by ambit")
    for path, a, f, p in zip(paths, ours, pff, pst):
        if a.refused:
            print(f"{path}: refused ({a.refused}) |"
                  f" {'refused' if f.refused else len(f.items)} |"
                  f" {len(p.items) if p.ended == '1' else 'refused'}")
            continue
        kinds = " ".join(f"{n} {kind}" for kind, n in zip(KINDS, a.kinds) if n)
        print(f"{path}: {len(a.items)} {a.within} {a.sum('recipients')}"
              f" {a.sum('files') + a.sum('bare')} | {len(f.items)}"
              f" {f.sum('within')} {f.sum('recipients')} {f.sum('files')} |"
              f" {len(p.items)} - - {p.sum('files')}; {kinds or 'none'};"
              f" {sum(i.flaws != 0 for i in a.items.values())}")


def main():
    place = folder()
    if place is None or ctypes.util.find_library("pff") is None:
        print("skipped: no corpora folder beside the project, and"
              " AMBIT_CORPORA names none; or no libpff")
        return 0
    check, used = Check(), collections.Counter()
    rows = known(check)
    with open(place / "PST.tsv", newline="") as f:
        names = [row["path"] for row in csv.DictReader(f, delimiter="\t")]
    with tempfile.TemporaryDirectory() as root:
        subprocess.run(["sh", place / "unpack", root, "pst"], check=True,
                       stdout=subprocess.DEVNULL)
        paths = [pathlib.Path(root) / name for name in names]
        digests = [hashlib.sha256(p.read_bytes()).hexdigest()[:16]
                   for p in paths]
        ours, pst = by_ambit_and_libpst(sys.argv[1], paths)
        pff = by_libpff(paths)
    check(len(ours) == len(pst) == len(pff) == len(names) == 132,
          "a table of all", len(ours), len(pff), len(names))
    table(names, ours, pff, pst)
    for name, digest, mine, *others in zip(names, digests, ours, pff, pst):
        for reader, other in zip(("libpff", "libpst"), others):
            for fact, nid in differences(mine, other, reader):
                row = next((key for key in ((digest, reader, fact),
                                            ("any", reader, fact))
                            if key in rows), None)
                used[row] += 1
                check(row, name, digest, reader, fact, f"nid={nid}",
                      "is not explained")
    for row, right in rows.items():
        check(used[row], *row, "explains nothing")
        print(f"{used[row]} times {' '.join(row)}: {right} is right")
    return 1 if check.bad else 0


if __name__ == "__main__":
    sys.exit(main())
