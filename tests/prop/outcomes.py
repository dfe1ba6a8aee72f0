"""Every item of every store stands in the custody record once, with the
outcome and the rule that the generator knows it must have; what is produced
is, byte for byte, what was stored; and the sums close."""

import csv
import hashlib

from common import ORDERS, Test, paths, stored, truth

NATIVE = ("content", "narrow", "slice", "all")


def compare(test, name, rows, items, order):
    """Item by item. Lines of the truth say '-' where any rule will do."""
    wanted = {(r["store"], r["locator"]): r for r in rows
              if not r[order].startswith("unopened")}
    got = {(i["store"], i["locator"]): i for i in items}
    test.equal(len(got), len(items), f"{name}: each item once")
    test.check(set(got) == set(wanted), f"{name}: the items of the stores",
               *(f"unknown {k}" for k in set(got) - set(wanted)),
               *(f"missing {k}" for k in set(wanted) - set(got)))
    for key in sorted(set(got) & set(wanted)):
        row, item = wanted[key], got[key]
        outcome, rule = row[order].split(":")
        test.check(item["outcome"] == outcome and
                   (rule == "-" or item["rule"] == rule),
                   f"{name}: {key} {row['trap']}",
                   f"got    {item['outcome']}:{item['rule']} "
                   f"{item['lo']} {item['hi']} {item['flaws']}",
                   f"wanted {row[order]} {row['delivered']} {row['header']}")


def bytes_of(test, name, run, provider, registry):
    """The digest in the record is that of the stored bytes and of the file."""
    stores = paths(provider, registry)
    produced = {}
    for item in run.items():
        if item["outcome"] != "produced":
            test.check(item["bates"] == "", f"{name}: no number for what stays")
            continue
        path = stores[item["store"]]
        data = stored(path, item["locator"])
        if path.is_dir() and data.startswith(b"From "):
            data = data[data.index(b"\n") + 1:]
        digest = hashlib.sha256(data).hexdigest()
        test.check(item["sha256"] in (digest, ""),
                   f"{name}: {item['locator']} is produced as stored")
        produced.setdefault(item["bates"], set()).add(digest)
    for path, data in run.contents().items():
        bates = path.rsplit("/", 1)[1].removesuffix(".eml")
        test.check(produced.get(bates) == {hashlib.sha256(data).hexdigest()},
                   f"{name}: {bates} is the item that bears its number")
    test.equal(len(run.contents()), len(produced), f"{name}: number of files")


def sums(test, name, run, provider, registry):
    """seen = produced + outside + held + damaged; framed bytes = the store."""
    stores = paths(provider, registry)
    with open(run.custody / "accounting.csv", newline="",
              encoding="utf-8-sig") as f:
        table = list(csv.reader(f))
    for line in table[1:]:
        n = [int(x) for x in line[2:12]]
        test.equal(n[0], sum(n[1:5]), f"{name}: items of {line[1]}")
        test.equal(n[5], sum(n[6:10]), f"{name}: bytes of {line[1]}")
        path = stores[line[1]]
        if path.is_file():
            test.equal(n[5], path.stat().st_size, f"{name}: size of {line[1]}")


def main():
    test = Test()
    for form, size, seed in (("mbox", "6M", 21), ("maildir", "3M", 22),
                             ("eml", "3M", 23)):
        provider = test.make(form, "--seed", seed, "--bytes", size,
                             "--format", form, "--traps", 500)
        registry = provider / "registry.xml"
        rows = truth(provider)
        for order in ORDERS:
            name = f"{form}, order {order}"
            run = test.produce(provider / f"order-{order}.xml")
            if not test.check(run.made(), f"{name}: a package", run.exit,
                              run.stderr):
                continue
            compare(test, name, rows, run.items(), order)
            sums(test, name, run, provider, registry)
            if order in NATIVE:
                bytes_of(test, name, run, provider, registry)
            run.forget()
    test.end()


if __name__ == "__main__":
    main()
