"""Packages from a store of Outlook: every item has the outcome that the truth
has, what leaves holds its own canaries and no other's, and neither the number
of workers, nor the form of the volumes, nor anything that the order does not
name changes a byte. verify calls each of them valid."""

import email
import pathlib
import re
import shutil
import subprocess

from canary import is_named, search
from common import ORDERS, SOURCE, Test, tokens, truth
from outcomes import compare
from pst_bytes import Pst, crc
from zipped import zip_bag

STORE = "alice/mail.pst"

# Places of a message that Outlook does not store.
UNSTORED = {"boundary", "preamble", "epilogue"}


def verify(test, run, provider, order, name):
    """With all that can be asked."""
    done = subprocess.run([test.ambit, "verify", run.package,
                           "--order", provider / f"order-{order}.xml",
                           "--registry", provider / "registry.xml",
                           "--cert", test.pki / "ca.pem"],
                          capture_output=True, text=True)
    test.check(done.returncode == 0 and done.stdout.endswith("VALID\n"),
               f"{name}: valid", done.stdout, done.stderr)


# ---- what leaves ----

def canaries(test, name, run, rows, order):
    known = {t.encode(): f"{r['store']} {r['locator']} {r['trap']}: {place}"
             for r in rows for place, t in tokens(r).items()}
    mine = [r for r in rows if not r[order].startswith("unopened")]
    named = {t.encode() for r in mine if r[order].startswith("produced")
             for place, t in tokens(r).items() if is_named(order, place)}
    found = search(run.stdout + run.stderr)
    test.check(not found, f"{name}: nothing of the evidence is printed", found)
    for path, data in run.files().items():
        found |= search(data) | search(path.encode())
    kept = {t.encode() for r in mine for place, t in tokens(r).items()
            if place not in UNSTORED}
    test.check(not found - named, f"{name}: no canary that is not named",
               *(known.get(t, t) for t in found - named))
    lost = named & kept - found
    test.check(not lost, f"{name}: every canary that is named",
               *(known[t] for t in lost))


def numbered(run):
    """Bates number to locators, as the custody record has them."""
    items = {}
    for item in run.items():
        if item["bates"]:
            items.setdefault(item["bates"], []).append(item["locator"])
    return items


def whole(test, name, run, rows):
    """Each file is the message whose node the record names."""
    by = {r["locator"]: r for r in rows if r["store"] == "alice-pst"}
    items = numbered(run)
    for path, data in run.contents().items():
        bates = path.rsplit("/", 1)[1].removesuffix(".eml")
        mail = email.message_from_bytes(data)
        row = by.get(items[bates][0])
        if row is None:
            continue
        test.equal((mail["Message-ID"] or "-").strip(), row["message_id"],
                   f"{name}: {bates} is {row['locator']}")
        test.check(mail["X-Ambit"] == "rebuilt" and mail.defects == [],
                   f"{name}: {bates} is rebuilt", mail.defects)
        test.check(max(map(len, data.split(b"\r\n"))) <= 998 and
                   data.isascii() and b"\n" not in
                   data.replace(b"\r\n", b""), f"{name}: {bates}: its lines")
        own = {t.encode() for t in tokens(row).values()}
        test.check(search(data) <= own, f"{name}: {bates} is one item",
                   *search(data) - own)


def rows_of(test, name, run, rows):
    """messages.csv: the ids of the rows themselves, and no other's."""
    wanted = sorted(r["message_id"] for r in rows
                    if r["traffic"].startswith("produced")
                    and r["message_id"] != "-")
    got = sorted(r["msgid"] for r in run.table() if r["msgid"])
    test.equal(got, wanted, f"{name}: message ids")
    test.check(all(r["date_delivered"] for r in run.table()),
               f"{name}: each has its date")


def production(test, provider, order, rows):
    name = f"{provider.name}, order {order}"
    run = test.produce(provider / f"order-{order}.xml")
    if not test.check(run.made(), f"{name}: a package", run.exit, run.stderr):
        return
    compare(test, name, rows, run.items(), order)
    canaries(test, name, run, rows, order)
    if order in ("content", "narrow", "slice", "all"):
        whole(test, name, run, rows)
    if order == "traffic":
        rows_of(test, name, run, rows)
    verify(test, run, provider, order, name)
    run.forget()


# ---- what does not matter ----

def produce(test, provider, order, *more):
    """Exit and files of one run, with options."""
    out = pathlib.Path(test.dir / "runs" / str(test.passed + test.failed))
    out.mkdir(parents=True)
    done = subprocess.run([test.ambit, "produce",
                           provider / f"order-{order}.xml", "--out", out,
                           "--key", test.pki / "signer1.key", *more],
                          capture_output=True)
    test.check(done.returncode in (0, 6), f"{order} {more}: a package",
               done.stderr)
    return next(out.glob("ambit-*"))


def files(package):
    return {str(p.relative_to(package)): p.read_bytes()
            for p in sorted(package.rglob("*"))
            if p.is_file() and p.suffix != ".p7s"}


def workers(test, provider):
    for order in ("content", "headers", "traffic", "all"):
        wanted = files(produce(test, provider, order, "-j", "1"))
        for n in ("2", "7"):
            got = files(produce(test, provider, order, "-j", n))
            test.check(got == wanted, f"{order}: -j {n} gives the same bytes")


def archives(test, provider):
    """--as zip is --as folder, zipped; its signature is another."""
    for order in ("content", "headers", "all"):
        folder = produce(test, provider, order)
        zips = produce(test, provider, order, "--as", "zip")
        for bag in sorted(folder.iterdir()):
            archive = zips / f"{bag.name}.zip"
            out = test.dir / "unpacked"
            subprocess.run(["python3", "-m", "zipfile", "-e", archive, out],
                           check=True)
            test.check(files(out / bag.name) == files(bag),
                       f"{order}: the archive of {bag.name} holds the folder")
            # With one signature in both they are one in every byte.
            for p7s in (out / bag.name).glob("*.p7s"):
                shutil.copyfile(p7s, bag / p7s.name)
            zip_bag(bag, test.dir / "zipped.zip")
            test.check((test.dir / "zipped.zip").read_bytes() ==
                       archive.read_bytes(),
                       f"{order}: {archive.name} is the folder, zipped")
            shutil.rmtree(out)


def units(test, provider):
    """Unit by unit, and assembled; and made again of what is there."""
    order = provider / "order-all.xml"
    wanted = files(produce(test, provider, "all"))
    out = test.dir / "units"
    out.mkdir()
    key = test.pki / "signer1.key"
    plan = subprocess.run([test.ambit, "plan", order], capture_output=True,
                          text=True).stdout
    for unit in range(1, 3):
        done = subprocess.run([test.ambit, "produce", order, "--out", out,
                               "--unit", str(unit)],
                              capture_output=True)
        test.check(done.returncode == 0, f"unit {unit}", plan, done.stderr)
    done = subprocess.run([test.ambit, "assemble", order, "--out", out,
                           "--key", key], capture_output=True)
    test.check(done.returncode in (0, 6), "assembled", done.stderr)
    test.check(files(next(out.glob("ambit-*"))) == wanted,
               "assembled of units, the same bytes")


def killed(test, provider):
    """Killed again and again, ever later, then let go on: the same bytes."""
    wanted = files(produce(test, provider, "all"))
    out = test.dir / "killed"
    out.mkdir()
    command = [test.ambit, "produce", provider / "order-all.xml", "--out",
               out, "--key", test.pki / "signer1.key"]
    deaths = 0
    while not list(out.glob("ambit-*")):
        try:
            subprocess.run(command, capture_output=True,
                           timeout=0.004 * (deaths + 1))
        except subprocess.TimeoutExpired:
            deaths += 1
    test.check(deaths > 0, "killed, and made in the end", deaths)
    test.check(files(next(out.glob("ambit-*"))) == wanted,
               "killed and resumed, the same bytes")


# ---- twins ----

TABLE = re.compile(r"0x([0-9a-f]{2})")


def permutation():
    """[MS-PST] 5.1, mpbbR, and its inverse."""
    text = (SOURCE / "corpus/pst/crypt.c").read_text()
    r = bytes(int(x, 16) for x in TABLE.findall(text)[:256])
    return r, bytes(r.index(n) for n in range(256))


def leaves(pst, bid):
    if bid not in pst.blocks:
        return
    if not bid & 2:
        yield bid
        return
    for below in pst.entries(bid, 8)[1]:
        yield from leaves(pst, below)


def under(pst, data, sub):
    """The blocks of data of a node and its subnodes."""
    yield from leaves(pst, data)
    if sub not in pst.blocks:
        return
    ib = pst.blocks[sub][0]
    for at in range(ib + 8, ib + 8 + 24 * pst.u16(ib + 2), 24):
        yield from under(pst, pst.u64(at + 8), pst.u64(at + 16))


def other(token):
    return token[:2] + token[:1:-1]


def change(pst, data, bid, row, tables):
    """The tokens of an item become others, wherever they stand in a block."""
    ib, length = pst.blocks[bid][:2]
    plain = bytes(data[ib:ib + length]).translate(tables[1])
    turned = plain
    for place, token in tokens(row).items():
        if place == "address":
            continue
        for code in ("ascii", "utf-16-le"):
            turned = turned.replace(token.encode(code),
                                    other(token).encode(code))
    if turned == plain:
        return 0
    stored = turned.translate(tables[0])
    data[ib:ib + length] = stored
    end = ib + (length + 16 + 63) // 64 * 64 - 16
    data[end + 4:end + 8] = crc(stored).to_bytes(4, "little")
    return 1


def twins(test, provider, rows):
    """What the order does not reach holds other words: the same package."""
    store = provider / STORE
    before = store.read_bytes()
    tables = permutation()
    for order in ("content", "headers", "traffic", "narrow"):
        wanted = files(produce(test, provider, order))
        pst, data, changed = Pst(before), bytearray(before), 0
        for row in rows:
            if row["store"] != "alice-pst" or \
                    not row[order].startswith("outside"):
                continue
            node = pst.nodes[int(row["locator"][4:])]
            for bid in under(pst, node[0], node[1]):
                changed += change(pst, data, bid, row, tables)
        test.check(changed > 10, f"{order}: a twin", changed)
        test.equal(Pst(bytes(data)).faults, [], f"{order}: it is sound")
        store.write_bytes(data)
        got = files(produce(test, provider, order))
        store.write_bytes(before)
        test.check(got == wanted, f"{order}: the twin's package is the same",
                   *(p for p in got if got[p] != wanted.get(p)))


# ---- size ----

FAR = 1 << 32  # 4 GiB: of a place, the signatures of pages have the low half


def put(data, at, value, width=8):
    data[at:at + width] = value.to_bytes(width, "little")


def sink_page(pst, data, ib):
    """Whatever a page and those below it name lies so much further."""
    count, size, level = data[ib + 488], data[ib + 490], data[ib + 491]
    for at in range(ib, ib + count * size, size):
        if level > 0:
            sink_page(pst, data, pst.u64(at + 16))
            put(data, at + 16, pst.u64(at + 16) + FAR)
        elif data[ib + 496] == 0x80:
            put(data, at + 8, pst.u64(at + 8) + FAR)
    put(data, ib + 500, crc(data[ib:ib + 496]), 4)


def sink(before):
    """The store with all of it but the header behind 4 GiB: its header, and
    the bytes that lie so much further."""
    pst, data = Pst(before), bytearray(before)
    for at in (224, 240):
        sink_page(pst, data, pst.u64(at))
        put(data, at, pst.u64(at) + FAR)
    put(data, 184, len(before) + FAR)
    put(data, 4, crc(data[8:479]), 4)
    put(data, 524, crc(data[8:524]), 4)
    return data[:564], data


def far(test, provider):
    """A store of more than 4 GiB, most of it a hole, gives the same package;
    and all that lies there is read."""
    store = provider / STORE
    before = store.read_bytes()
    wanted = files(produce(test, provider, "all"))
    header, data = sink(before)
    with open(store, "wb") as f:
        f.write(header)
        f.seek(FAR)
        f.write(data)
    test.equal(store.stat().st_size, FAR + len(before), "it is that long")
    got = files(produce(test, provider, "all"))
    at = FAR + Pst(before).u64(240)
    with open(store, "r+b") as f:
        f.seek(at)
        f.write(b"\xff")
    run = test.produce(provider / "order-all.xml")
    store.write_bytes(before)
    test.check(got == wanted, "behind 4 GiB, the same package",
               *(p for p in got if got[p] != wanted.get(p)))
    test.check(run.exit == 1 and f"K3 at offset {at}:".encode() in run.stderr,
               "what is wrong there is told with its place", run.stderr)


# ---- harm ----

HARMS = ("overlap", "length", "lost-block", "lost-node", "cycle",
         "subnode-cycle", "sum")


def harms(test):
    """A structure that is broken costs the store, or the items it is of:
    these are held or damaged, and the others are as before."""
    args = ("--seed", 63, "--bytes", "2M", "--format", "pst")
    wanted = {}
    for harm in (None, *HARMS):
        more = ("--harm", harm) if harm else ()
        provider = test.make(f"harm-{harm}", *args, *more)
        run = test.produce(provider / "order-all.xml")
        if run.exit == 1:
            test.check(harm is not None and run.package is None and
                       b"alice-pst" in run.stderr, f"{harm}: refused",
                       run.stderr)
            continue
        got = {(i["store"], i["locator"]): i["outcome"] for i in run.items()}
        if harm is None:
            wanted = got
            test.check("damaged" not in got.values(), "no harm", got)
            continue
        worse = {k: v for k, v in got.items() if v != wanted.get(k)}
        gone = set(wanted) - set(got)
        test.check(worse and set(worse.values()) <= {"held", "damaged"} and
                   not gone, f"{harm}: costs what it is of", worse, gone)
        test.equal(run.exit, 6, f"{harm}: a person must look")


def main():
    test = Test()
    provider = test.make("pst", "--seed", 71, "--bytes", "2M",
                         "--format", "pst", "--traps", 300)
    rows = truth(provider)
    for order in ORDERS:
        production(test, provider, order, rows)
    small = test.make("small", "--seed", 72, "--bytes", "500K",
                      "--format", "pst", "--traps", 200)
    workers(test, small)
    archives(test, small)
    units(test, small)
    killed(test, small)
    twins(test, small, truth(small))
    far(test, small)
    harms(test)
    test.end()


if __name__ == "__main__":
    main()
