"""Every file of the mail set, read by ambit inspect.

Each Maildir as one, each suite of .eml as a folder of them, and every other
file by itself: as an mbox where it begins like one, else as one message. No
run may crash, hang or say more than one line; every file must be an item, or
be refused for a reason that can be seen in its bytes; every byte must be in an
item or in the framing around it. What a header is flawed for, doubts.py must
find too, and nothing else.
"""

import collections
import concurrent.futures
import gzip
import hashlib
import os
import re
import subprocess
import zlib

import doubts
from real import Corpora

SETS = ("eml", "maildir", "mbox")
SECONDS = 60  # one store may take that long; none takes one
ROW = re.compile(r" *(\d+) +(\d+) +(\d+) +(\d+) +(\d+) +(\d+) +(\d+)"
                 r" ([0-9a-f]{64})  (.+)")
SUM = re.compile(r"(\d+) items, (\d+) with flaws, (\d+) bytes as (\w+)")
NOTHING = hashlib.sha256(b"").hexdigest()
HEADLESS = {"unframed", "link", "foreign"}  # no header of theirs is read


class Item:
    """A line of the outline."""

    def __init__(self, line):
        found = ROW.fullmatch(line)
        if not found:
            raise ValueError(line)
        (self.number, self.at, self.framed, self.off, self.len, self.fields,
         self.parts) = map(int, found.groups()[:7])
        self.sha256, flaws = found.groups()[7:]
        self.flaws = set(flaws.split()) - {"-"}


class Outline:
    """What ambit inspect said of one store."""

    def __init__(self, ambit, path):
        self.path, self.items, self.form = path, [], None
        try:
            done = subprocess.run([ambit, "inspect", path], text=True,
                                  capture_output=True, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            self.exit, self.stderr = "timeout", ""
            return
        self.exit, self.stderr = done.returncode, done.stderr
        if self.exit == 0:
            _, *lines, last = done.stdout.splitlines()
            self.sum = SUM.fullmatch(last).groups()
            self.form = self.sum[3]
            # Of files of Outlook corpora.msg looks at each property.
            if self.form != "msg":
                self.items = [Item(line) for line in lines]

    def is_clean(self):
        """It ended well, or with one line that says why not."""
        if self.exit == 0:
            return self.stderr == ""
        return self.exit == 1 and re.fullmatch(r"ambit: [^\n]+\n",
                                               self.stderr)

    def closes(self, size):
        """Every byte is an item's; of an mbox without any, framing."""
        framed = sum(i.framed for i in self.items)
        if self.form == "mbox" and not self.items:
            framed = size
        flawed = sum(1 for i in self.items if i.flaws)
        return (str(len(self.items)), str(flawed), str(framed)) == \
            self.sum[:3] and framed == size


class Everything:
    def __init__(self, test):
        self.test = test
        self.seen = collections.defaultdict(set)  # how: files
        self.flaws = collections.Counter()
        self.count = collections.Counter()
        self.refused = collections.Counter()

    def message(self, name, item, data):
        """The bytes that it is said to be, and a header as they say."""
        self.count["items"] += 1
        self.flaws.update(item.flaws)
        raw = data[item.off:item.off + item.len]
        wanted = NOTHING if "link" in item.flaws else \
            hashlib.sha256(raw).hexdigest()
        self.test.check(item.sha256 == wanted, f"{name}: its bytes")
        if item.flaws & HEADLESS:
            return
        fields, why = doubts.header(raw)
        self.test.check(bool(why) == ("header" in item.flaws),
                        f"{name}: a flaw of its header", item.flaws, why)
        if not why:
            self.test.equal(item.fields, len(fields), f"{name}: its fields")

    # ---- a folder as a store ----

    def folder(self, path, entries):
        """entries: the files and folders in it that are one item each."""
        outline = Outline(self.test.ambit, path)
        name = path.relative_to(self.test.root)
        if not self.test.check(outline.exit == 0 and outline.is_clean(),
                               f"{name}: read", outline.exit, outline.stderr):
            return
        self.test.check(outline.closes(sum(size(p) for p in entries)),
                        f"{name}: the sums", outline.sum)
        self.test.equal(len(outline.items), len(entries), f"{name}: items")
        order = sorted(entries, key=lambda p: os.fsencode(p))
        for item, entry in zip(outline.items, order):
            self.test.equal(item.framed, size(entry), f"{entry}: size")
            if entry.is_dir():
                continue
            if "foreign" in item.flaws:
                self.seen["foreign"].add(entry)
                continue
            self.seen[outline.form].add(entry)
            self.message(entry, item, entry.read_bytes())

    # ---- a file as a store ----

    def file(self, path, outline):
        name = path.relative_to(self.test.root)
        data = path.read_bytes()
        if not self.test.check(outline.is_clean(), f"{name}: read",
                               outline.exit, outline.stderr):
            return
        if outline.exit == 1:
            self.seen["refused"].add(path)
            self.refused[outline.stderr.strip().rsplit(": ", 1)[1]] += 1
            self.test.check(is_no_mbox(data), f"{name}: refused",
                            outline.stderr)
            return
        self.seen[f"file as {outline.form}"].add(path)
        if outline.form == "msg":
            return
        if data.startswith(b"\x1f\x8b"):
            data = gzip.decompress(data)
        self.test.check(outline.closes(len(data)), f"{name}: the sums",
                        outline.sum)
        at = 0
        for item in outline.items:
            self.test.check(item.at == at and item.off >= at and
                            item.off + item.len <= at + item.framed,
                            f"{name}: item {item.number} follows the last")
            at += item.framed
            self.message(f"{name}: item {item.number}", item, data)


def is_no_mbox(data):
    """Why it may be refused: it is no whole gzip, or has no separator, or is a
    compound file without the properties of a message."""
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "__properties_version1.0".encode("utf-16-le") not in data
    if data.startswith(b"\x1f\x8b"):
        try:
            data = gzip.decompress(data)
        except (OSError, EOFError, zlib.error):
            return True
    elif not data.startswith((b"From ", b"\n", b"\r")):
        return False
    return not doubts.frame(data)


def size(path):
    return path.lstat().st_size if path.is_file() else 0


def is_maildir(folder):
    return (folder / "cur").is_dir() or (folder / "new").is_dir()


def below(folder):
    """Every file in any folder below."""
    return [p for p in folder.rglob("*") if not p.is_dir()]


def in_maildir(folder):
    """What a Maildir lists: files of its three folders; the rest as it is."""
    boxes = [b for b in ("cur", "new", "tmp") if (folder / b).is_dir()]
    return [p for p in folder.iterdir() if p.name not in boxes] + \
        [p for b in boxes for p in (folder / b).iterdir()]


def main():
    test = Corpora()
    everything = Everything(test)
    files = {p for name in SETS for p in below(test.root / name)}
    maildirs = [p for p in sorted((test.root / "maildir").rglob("*"))
                if p.is_dir() and is_maildir(p)]
    for path in maildirs:
        everything.folder(path, in_maildir(path))
    for path in sorted((test.root / "eml").iterdir()):
        everything.folder(path, below(path))
    seen = everything.seen
    left = sorted(files - seen["maildir"] - seen["eml"])
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for path, outline in zip(left, pool.map(
                lambda p: Outline(test.ambit, p), left)):
            everything.file(path, outline)
    test.check(seen["foreign"] <= set(left), "what is foreign is read too")
    told = set().union(*seen.values())
    test.equal(told, files, "every file is accounted for")
    for how in sorted(seen):
        print(f"{len(seen[how]):6} {how}")
    for what, n in everything.refused.most_common():
        print(f"{n:6} refused: {what}")
    for what, n in everything.flaws.most_common():
        print(f"{n:6} items with flaw {what}")
    print(f"{len(files)} files: {len(told)} accounted for,"
          f" {everything.count['items']} items read")
    test.end()


if __name__ == "__main__":
    main()
