#!/usr/bin/env python3
"""No reader can extract a field without a row in the tables of the law.
usage: rows.py AMBIT SOURCE_DIR

What is read is taken from the source: the columns that a table prints, the
header fields that are asked for by name, the properties of Outlook that
decide. Each must have a row, and none a row that never leaves."""
import csv
import io
import pathlib
import re
import subprocess
import sys

AMBIT, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
MESSAGE, RECIPIENT = "property", "recipient"


def law():
    """Where it stands, and the names that have a row there."""
    text = subprocess.run([AMBIT, "fields", "--csv", "--quiet"], check=True,
                          capture_output=True, text=True).stdout
    rows = {}
    for row in csv.DictReader(io.StringIO(text)):
        rows.setdefault(row["stands"], {})[row["id"].lower()] = row["class"]
    return rows


def all_in(names, form):
    for path in sorted(p for name in names for p in SOURCE.glob(name)):
        for found in re.finditer(form, path.read_text(), re.S):
            yield path, found


def columns():
    form = r'\{ "(\w+)", \w+, \w+ \}'
    for path, found in all_in(["src/pack/table_column.c"], form):
        yield path, "column", found[1]


def headers():
    counted = r'ambit_header_count\([^;{]*?AMBIT_LIT\("([\w-]+)"\)'
    listed = r'\[AMBIT_PARTY_\w+\] = AMBIT_LIT_INIT\("([\w-]+)"\)'
    printed = r'\b(?:table_field|unfold)\([\w>-]+,\s*"([\w-]+)"'
    for form in (counted, listed, printed):
        for path, found in all_in(["src/msg/*.c", "src/pack/*.c",
                                   "src/proc/*.c", "src/store/**/*.c"], form):
            yield path, "header", found[1]


def properties():
    want = r'\b0x([0-9a-f]{4}), (?:OUTLOOK_IS_\w+, (?:false|true)|MSGID_BYTES)'
    short = r'\b(?:TEXT|BYTES)\(0x([0-9a-f]{4}), (false|true)\)'
    files = ["src/store/outlook*.c"]
    for path, found in all_in(files, want):
        at = RECIPIENT if found[0].endswith("true") else MESSAGE
        yield path, at, found[1]
    for path, found in all_in(files, short):
        yield path, RECIPIENT if found[2] == "true" else MESSAGE, found[1]


def fits(name, rows):
    """The class of the row of that name; None without one."""
    if name in rows:
        return rows[name]
    begins = [c for n, c in rows.items()
              if n.endswith("*") and name.startswith(n[:-1])]
    return begins[0] if begins else None


def main():
    rows, bad, count = law(), 0, {}
    for path, stands, name in [*columns(), *headers(), *properties()]:
        count[stands] = count.get(stands, 0) + 1
        if fits(name.lower(), rows[stands]) in (None, "N"):
            print(f"{path.relative_to(SOURCE)}: reads the {stands} {name},"
                  " which has no row or never leaves")
            bad += 1
    told = ", ".join(f"{n} {stands}" for stands, n in sorted(count.items()))
    # Forms of the source that are no longer found find nothing.
    least = {"column": 18, "header": 12, MESSAGE: 12, RECIPIENT: 6}
    for stands, n in least.items():
        if count.get(stands, 0) < n:
            print(f"only {count.get(stands, 0)} of {stands} found")
            bad += 1
    print(f"rows: {told}: {'each has a row' if not bad else 'see above'}")
    return bad > 0


sys.exit(main())
