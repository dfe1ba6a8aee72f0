"""Every PST and OST of the corpora, read whole by the native reader.

Each store is read or refused for the reason that stands here; what is damaged
in one that is read is named here with its cause; and the messages, with those
in attachments, are at least those that libpff's export found (its table lies
beside the stores). Where they are more, a line says so: libpff exports what
its folder tree reaches, and the node index has more.
"""

import collections
import csv
import pathlib
import re
import subprocess
import sys
import tempfile

from real import folder

KINDS = {"pst-ansi": "ansi", "pst-unicode": "unicode", "ost-4k": "4k"}

# What libpff exports, each of which is one message in the node index.
MESSAGES = ("Message", "Appointment", "Meeting", "Contact",
            "DistributionList", "Note", "Task", "Journal", "Activity")

# Damage that lies in the files, by the words of the first of a store.
DAMAGE = {
    "nid=730 K9 a heap of another client":
        "a search table with a heap of Outlook's own (0xAC), which is read by"
        " nobody else",
    "nid=692 K11 a cell of another width than its type":
        "a writer that gives an int32 eight bytes",
}


class Check:
    def __init__(self):
        self.bad = 0

    def __call__(self, holds, *words):
        if not holds:
            self.bad += 1
            print("FAILED:", *words)
        return holds


def expected(row):
    """Messages that libpff exported, without those it calls recovered."""
    export = re.search(r"export:([^;]*)", row["libpff_items"] or "")
    counts = dict(part.split("=") for part in export[1].split(",")) \
        if export else {}
    return sum(int(counts.get(kind, 0)) for kind in MESSAGES)


def refused(check, row, said):
    if row["kind"] == "not-pst":
        return check(said.startswith("K2 at offset 0:"), row["path"], said)
    return check("BAD" in (row["crcPartial"], row["crcFull"]) and
                 said.startswith("K2 at offset 4:"), row["path"], said)


def read(check, row, kind, said, damage):
    got = dict(part.split("=") for part in said.split(" nid=")[0].split())
    path = row["path"]
    check(kind == KINDS.get(row["kind"]), path, "is", kind)
    check(got["crypt"] == row["bCryptMethod"], path, "crypt", got["crypt"])
    messages = int(got["messages"]) + int(got["embedded"])
    check(messages >= expected(row), path, messages, "messages of",
          expected(row))
    if messages > expected(row):
        print(f"{path}: {messages} messages, libpff exports {expected(row)}")
    if got["damaged"] != "0":
        words = re.search(r"nid=.*(?= at )", said)[0]
        if check(words in DAMAGE, path, "damaged:", words):
            damage[words].append((path, int(got["damaged"])))
    return got


def main():
    place = folder()
    if place is None:
        print("skipped: no corpora folder beside the project, and"
              " AMBIT_CORPORA names none")
        return 0
    check, count = Check(), collections.Counter()
    damage = collections.defaultdict(list)
    with open(place / "PST.tsv", newline="") as f:
        rows = list(csv.DictReader(f, delimiter="\t"))
    with tempfile.TemporaryDirectory() as root:
        subprocess.run(["sh", place / "unpack", root, "pst"], check=True,
                       stdout=subprocess.DEVNULL)
        paths = [pathlib.Path(root) / row["path"] for row in rows]
        check({p for p in (pathlib.Path(root) / "pst").rglob("*")
               if p.is_file()} == set(paths), "every file has a row")
        done = subprocess.run([sys.argv[1], *paths], capture_output=True,
                              text=True, check=True)
    lines = done.stdout.splitlines()
    check(len(lines) == len(rows), "one line of each", len(lines))
    for row, line in zip(rows, lines):
        how, kind, *said = line.split("\t")
        count[how] += 1
        if how == "refused":
            refused(check, row, kind)
            print(f"{row['path']}: refused: {kind}")
        elif check(how == "read", row["path"], line):
            got = read(check, row, kind, said[0], damage)
            for what in ("messages", "embedded", "attachments", "rows"):
                count[what] += int(got[what])
    for words, where in damage.items():
        print(f"{sum(n for _, n in where)} times in {len(where)} stores:"
              f" {words}: {DAMAGE[words]}")
    print(", ".join(f"{n} {what}" for what, n in count.items()))
    return 1 if check.bad else 0


if __name__ == "__main__":
    sys.exit(main())
