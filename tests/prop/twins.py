"""Pairs of worlds that the order cannot tell apart give the same package.

The same messages as mbox, Maildir and EML folder, in another order, under
other names, for another user in another place: byte for byte the same, the
signature aside. So are worlds that differ only in what the order does not
name. The ids are those of the metamorphic relations in proof.md 3.
"""

import gzip
import hashlib
import os
import random
import re
import shutil

from common import ORDERS, Test, stored, tokens, truth

HEADER = {"subject", "name", "header", "comment", "route", "address"}
INBOX = "alice/inbox.mbox"


class World:
    """A provider of one mailbox, taken apart so that it can be laid again."""

    def __init__(self, test, name, *args):
        self.test, self.name = test, name
        self.base = test.make(name, *args)
        self.registry = self.base / "registry.xml"
        self.rows = [r for r in truth(self.base)
                     if r["store"] == "alice-mbox"]
        self.data = (self.base / INBOX).read_bytes()
        self.separators = []
        at = 0
        for row in self.rows:
            off = int(re.match(r"off=(\d+)", row["locator"])[1])
            line = self.data.rindex(b"\nFrom ", at, off) + 1 if off and \
                b"\nFrom " in self.data[at:off] else at
            self.separators.append(self.data[line:off])
            at = max(off - 1, 0)
        self.items = [stored(self.base / INBOX, r["locator"])
                      for r in self.rows]

    def mbox(self, items):
        """items: (separator, bytes)."""
        return b"".join(s + data + b"\n" for s, data in items)

    def pairs(self):
        return list(zip(self.separators, self.items))

    def run(self, order, data=None, registry=None, **how):
        """Produce with another mailbox, or another registry."""
        if data is not None:
            (self.base / INBOX).write_bytes(data)
        run = self.test.produce(self.base / f"order-{order}.xml",
                                registry or self.registry, **how)
        if data is not None:
            (self.base / INBOX).write_bytes(self.data)
        self.test.check(run.made(), f"{self.name}, {order}: a package",
                        run.exit, run.stderr)
        return run

    def same(self, order, what, data=None, registry=None, **how):
        """The package is that of the world as it was made."""
        wanted = self.package(order)
        run = self.run(order, data, registry, **how)
        got = run.files() or {}
        differ = [p for p in sorted(set(got) | set(wanted))
                  if got.get(p) != wanted.get(p)]
        self.test.check(not differ, f"{self.name}, {order}: {what}", *differ)
        run.forget()

    def package(self, order):
        """Of the world as it was made; made once."""
        self.packages = getattr(self, "packages", {})
        if order not in self.packages:
            run = self.run(order)
            self.packages[order] = run.files() or {}
            run.forget()
        return self.packages[order]

    def in_scope(self, order):
        """May a message leave, or be held? The rest is nobody's business."""
        return [not r[order].startswith("outside") for r in self.rows]


# ---- formats, places, times ----

def formats(test):
    """M6: mbox, Maildir, EML; and mail of other people beside it."""
    world = World(test, "twin", "--seed", 31, "--bytes", "600K",
                  "--format", "all", "--traps", 200)
    for order in ORDERS:
        for form in ("maildir", "eml"):
            world.same(order, f"M6: the same as {form}",
                       registry=world.base / f"registry-{form}.xml")
    return world


def rename_maildir(world, rng):
    """M4: other folders, other names behind the clock, other flags."""
    path = world.base / "alice/Maildir"
    other = world.base / "alice/Maildir.other"
    shutil.move(path, other)
    for folder in ("cur", "new", "tmp", ".Elsewhere/cur", ".Elsewhere.x/new"):
        (path / folder).mkdir(parents=True)
    files = [p for p in sorted(other.rglob("*"))
             if p.is_file() and p.parent.name in ("cur", "new")
             and not p.is_symlink()]
    rng.shuffle(files)
    for n, p in enumerate(files):
        seconds = p.name.split(".")[0]
        folder = rng.choice(("cur", "new", ".Elsewhere/cur",
                             ".Elsewhere.x/new"))
        p.rename(path / folder / f"{seconds}.{n}_x.other:2,{'FRST'[n % 4]}")
    (path / "new-index.cache").write_bytes(b"kept by a mail server")


def rename_eml(world, rng):
    path = world.base / "alice/mail"
    other = world.base / "alice/mail.other"
    shutil.move(path, other)
    files = [p for p in sorted(other.rglob("*.eml")) if not p.is_symlink()]
    rng.shuffle(files)
    for n, p in enumerate(files):
        folder = path / f"box {n % 3}"
        folder.mkdir(parents=True, exist_ok=True)
        os.utime(p, (n * 1000, n * 1000))
        p.rename(folder / f"mail-{n:05}.eml")


def names(test, world):
    rng = random.Random(32)
    rename_maildir(world, rng)
    rename_eml(world, rng)
    for order in ("content", "headers", "traffic", "all"):
        for form in ("maildir", "eml"):
            world.same(order, f"M4: other names of {form}",
                       registry=world.base / f"registry-{form}.xml")


def surroundings(test, world):
    """M13, M14: who runs it, where, when, and how often."""
    quiet = {"MALLOC_PERTURB_": "165", "HOME": "/nonexistent"}
    for order in ("content", "headers", "traffic"):
        world.same(order, "M14: the same again")
        for zone in ("America/New_York", "Asia/Kolkata", "XYZ-13"):
            world.same(order, f"M13: TZ={zone}", env={"TZ": zone})
        for lang in ("C", "C.UTF-8", "de_DE.UTF-8", "tr_TR.UTF-8"):
            world.same(order, f"M13: LANG={lang}",
                       env={"LANG": lang, "LC_ALL": lang})
        world.same(order, "M13: environment", env=quiet)
        world.same(order, "M13: another folder", cwd="/")
        for umask in (0, 0o22, 0o77):
            world.same(order, f"M13: umask {umask:o}", umask=umask)
        modes(test, world, order)


def modes(test, world, order):
    """package.md 2: times and modes of what leaves are constants."""
    run = world.run(order, umask=0o77)
    bad = []
    for path in run.package.rglob("*"):
        status = path.stat()
        mode = 0o755 if path.is_dir() else 0o644
        if status.st_mode & 0o7777 != mode or status.st_mtime != 315532800:
            bad.append(f"{path.name} {status.st_mode:o} {status.st_mtime}")
    test.check(not bad, f"{order}: times and modes of the package", *bad)
    run.forget()


# ---- what the order does not name ----

def changed(data, rng, row=None, places=None):
    """The bytes with tokens, in places, replaced by others of their length."""
    for place, token in tokens(row).items():
        if places is None or place in places:
            other = "".join(rng.choice("abcdefgh") for _ in token)
            data = data.replace(token.encode(), other.encode())
    return data


def outside(test, world):
    """M1, M2, M3: what lies outside changes, goes, doubles, moves."""
    rng = random.Random(33)
    for order in ("content", "headers", "traffic", "narrow", "slice"):
        inside = world.in_scope(order)
        pairs = world.pairs()
        mutated = [(s, d if i else changed(d, rng, r)) for (s, d), i, r in
                   zip(pairs, inside, world.rows)]
        test.check(mutated != pairs, f"{order}: M1 changes something")
        world.same(order, "M1: other bytes outside", world.mbox(mutated))
        gone = [p for p, i in zip(pairs, inside) if i]
        test.check(len(gone) < len(pairs), f"{order}: M2 removes something")
        if gone:
            world.same(order, "M2: nothing outside", world.mbox(gone))
        doubled = [p for p, i in zip(pairs, inside)
                   for _ in range(1 if i else 2)]
        world.same(order, "M2: twice as much outside", world.mbox(doubled))
        rng.shuffle(pairs)
        world.same(order, "M3: another order", world.mbox(pairs))


def copies(test, world):
    """M7: copies of what leaves, and forgeries, in messages outside. A
    separator without an empty line before it would be held, not forged."""
    forged = b"\n>From a@b.test Thu Jan  6 10:00:00 2022\nFrom: <forged@b.c>\n"
    for order in ("content", "narrow", "slice"):
        inside = world.in_scope(order)
        leaving = [d for d, i in zip(world.items, inside) if i]
        others = [s for s, i in zip(world.separators, inside) if not i]
        ask = "From copy@elsewhere.test Mon Jan  3 10:00:00 2011\n".encode()
        more = [(ask, d) for d in leaving] + \
            [(s, b"Subject: forged\n\n" + forged + b"> " + d.replace(
                b"\nFrom ", b"\n>From ").split(b"\n\n", 1)[0] + b"\n")
             for s, d in zip(others, leaving)]
        world.same(order, "M7: copies and forgeries outside",
                   world.mbox(more + world.pairs()))


def bodies(test, world):
    """M10: without content, no byte of a body or an unnamed field counts."""
    rng = random.Random(34)
    unnamed = set(tokens(world.rows[0])) | {"text", "html", "attachment",
                                            "filename", "preamble", "epilogue",
                                            "boundary", "embedded"}
    mutated = [(s, changed(d, rng, r, unnamed - {"address"}))
               for (s, d), r in zip(world.pairs(), world.rows)]
    test.check(mutated != world.pairs(), "M10 changes something")
    world.same("traffic", "M10: other bodies and subjects",
               world.mbox(mutated))
    hidden = {"attachment", "filename", "preamble", "epilogue", "boundary",
              "embedded"}
    mutated = [(s, changed(d, rng, r, hidden))
               for (s, d), r in zip(world.pairs(), world.rows)]
    world.same("headers", "M10: other parts than those named",
               world.mbox(mutated))
    # A header that claims a structure would cast doubt on what is behind it.
    claims = re.compile(rb"\nContent-(Type: multipart|Length|Transfer)", re.I)
    flipped = [(s, d if claims.search(d) or b"\n\n" not in d else
                d.partition(b"\n\n")[0] + b"\n\nall gone\n")
               for s, d in world.pairs()]
    test.check(flipped != world.pairs(), "M10 takes bodies away")
    world.same("traffic", "M10: no bodies at all", world.mbox(flipped))


# ---- the store in other forms ----

def forms(test, world):
    """M5, M6: line ends, two stores for one, gzip."""
    text = world.registry.read_text()
    store = re.search(r"  <Store id=\"alice-mbox\".*?</Store>\n", text,
                      re.S)[0]
    half = len(world.items) // 2
    (world.base / "alice/first.mbox").write_bytes(
        world.mbox(world.pairs()[half:]))
    (world.base / "alice/second.mbox").write_bytes(
        world.mbox(world.pairs()[:half]))
    two = "".join(store.replace("alice-mbox", n).replace("inbox", n)
                  for n in ("first", "second"))
    split = world.base / "registry-two.xml"
    split.write_text(text.replace(store, two))
    (world.base / "alice/inbox.mbox.gz").write_bytes(gzip.compress(world.data))
    packed = world.base / "registry-gzip.xml"
    packed.write_text(text.replace(store, store.replace(
        'inbox.mbox"', 'inbox.mbox.gz" compression="gzip"')))
    for order in ORDERS:
        world.same(order, "M6: one mbox as two", registry=split)
        world.same(order, "M6: gzip", registry=packed)


def line_ends(test, world):
    """M5: LF to CR LF; what leaves is what is stored, verdicts are equal."""
    (world.base / INBOX).write_bytes(world.data.replace(b"\n", b"\r\n"))
    for order in ("content", "slice", "all"):
        wanted = {hashlib.sha256(d.replace(b"\n", b"\r\n")).hexdigest()
                  for d, r in zip(world.items, world.rows)
                  if r[order].startswith("produced")}
        run = world.run(order)
        mine = {i["sha256"] for i in run.items()
                if i["store"] == "alice-mbox" and i["outcome"] == "produced"}
        test.check(mine == wanted, f"{world.name}, {order}: M5: CR LF",
                   len(mine), len(wanted))
        run.forget()
    (world.base / INBOX).write_bytes(world.data)


# ---- other orders ----

def retimed(world, order, since, until, name):
    """The same order with another range."""
    text = (world.base / f"order-{order}.xml").read_text()
    text = re.sub(r'<Range from="[^"]*" until="[^"]*"',
                  f'<Range from="{since}" until="{until}"', text)
    path = world.base / f"order-{name}.xml"
    path.write_text(text)
    world.test.approve(path)
    return path


def ranges(test, world):
    """M8, M9: narrower, wider, two for one; a bound moved by a second."""
    whole = world.base / "order-content.xml"
    since, until = re.search(r'<Range from="([^"]*)" until="([^"]*)"',
                             whole.read_text()).groups()
    middle = sorted(r["delivered"] for r in world.rows
                    if r["content"].startswith("produced"))
    middle = middle[len(middle) // 2]
    retimed(world, "content", since, middle, "first")
    retimed(world, "content", middle, until, "second")
    runs = {n: world.run(n) for n in ("content", "first", "second")}
    sets = {n: run.digests() for n, run in runs.items()}
    test.check(sets["first"] and sets["second"], "M8: both halves have items")
    test.check(sets["first"] < sets["content"], "M8: narrower is less")
    test.check(sets["first"] | sets["second"] == sets["content"],
               "M8: two ranges that meet are the whole")
    at_bound = {i["sha256"] for i in runs["second"].items()
                if i["lo"].startswith(middle[:-1])
                and i["outcome"] == "produced"}
    test.check(at_bound, "M9: an item stands on the bound")
    later = middle[:-1] + ".000001Z"
    retimed(world, "content", later, until, "later")
    run = world.run("later")
    test.check(sets["second"] - run.digests() == at_bound - run.digests()
               and not run.digests() - sets["second"],
               "M9: a bound moved by a microsecond flips exactly that item")
    for one in [*runs.values(), run]:
        one.forget()


def main():
    test = Test()
    world = formats(test)
    surroundings(test, world)
    outside(test, world)
    copies(test, world)
    bodies(test, world)
    forms(test, world)
    names(test, world)
    clean = World(test, "clean", "--seed", 35, "--bytes", "600K",
                  "--traps", 0)
    line_ends(test, clean)
    ranges(test, clean)
    test.end()


if __name__ == "__main__":
    main()
