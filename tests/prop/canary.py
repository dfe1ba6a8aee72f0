"""No canary leaves that the order does not name; every one that it names does.

Every file of every package of the sample orders is searched, raw and decoded
again and again, and so is what ambit printed. Where a token is found, it must
be one of an item that the truth calls produced, in a place that the order
asks for; every such token must be found, in a file of its own item.
"""

import base64
import binascii
import gzip
import hashlib
import quopri
import re
import zlib

from common import ORDERS, Test, paths, stored, tokens, truth

TOKEN = re.compile(rb"kx[a-km-np-z2-9]{26}")
BASE64 = re.compile(rb"(?:[A-Za-z0-9+/]{20,}={0,2}\r?\n?)+"
                    rb"(?:[A-Za-z0-9+/]+={0,2})?")
HEX = re.compile(rb"(?:[0-9a-fA-F]{2}){28,}")
PRINTABLE = bytes(range(32, 127)) + b"\t\r\n"
PERCENT = re.compile(rb"%([0-9a-fA-F]{2})")

# What of an item leaves under which order; without a line: all of it.
HEADER = {"subject", "name", "header", "comment", "route", "address"}
LEAVES = {"headers": HEADER | {"text", "html"}, "traffic": {"address"}}


def coded(data):
    """Runs of base64, at each of the alignments that could hide something."""
    for run in BASE64.finditer(data):
        letters = re.sub(rb"[^A-Za-z0-9+/]", b"", run.group())
        for skip in range(4):
            part = letters[skip:]
            yield base64.b64decode(part[:len(part) // 4 * 4])


def unpacked(data):
    """gzip members, wherever they begin."""
    at = data.find(b"\x1f\x8b\x08")
    while at >= 0:
        inflater = zlib.decompressobj(31)
        try:
            yield inflater.decompress(data[at:], 1 << 24)
        except zlib.error:
            pass
        at = data.find(b"\x1f\x8b\x08", at + 1)


def is_text(data):
    """Bytes that no decoder of text would make anything of are let be."""
    return len(data.translate(None, PRINTABLE)) <= len(data) * 0.3


def decoded(data):
    """Every other form in which the bytes may hold text."""
    yield from unpacked(data)
    if data.count(b"\0") > len(data) * 0.3:
        yield data.replace(b"\0", b"")
    if not is_text(data):
        return
    yield from coded(data)
    if b"=" in data:
        yield quopri.decodestring(data)
    for run in HEX.finditer(data):
        yield binascii.unhexlify(run.group()[:len(run.group()) // 2 * 2])
    if PERCENT.search(data):
        yield PERCENT.sub(lambda m: bytes([int(m[1], 16)]), data)


def search(data, depth=4):
    """All tokens in data."""
    found = set(TOKEN.findall(data))
    if depth > 0:
        for form in decoded(data):
            if form != data:
                found |= search(form, depth - 1)
    return found


def search_itself(test):
    """A search that finds nothing proves nothing."""
    token = b"kx" + b"abcdefghijkmnpqrstuvwxyz23"
    word = b"words before " + token + b" and behind"
    forms = {
        "raw": word,
        "base64": base64.encodebytes(word),
        "base64, shifted": base64.encodebytes(b"x" + word),
        "base64, shifted twice": base64.encodebytes(b"xx" + word),
        "base64 of base64": base64.encodebytes(base64.encodebytes(word)),
        "quoted-printable": word.replace(b"kxab", b"kx=\nab"),
        "quoted-printable, all": b"".join(b"=%02X" % c for c in word),
        "gzip": gzip.compress(word * 9),
        "base64 of gzip": base64.encodebytes(gzip.compress(word * 9)),
        "hex": binascii.hexlify(word),
        "percent": b"".join(b"%%%02x" % c for c in word),
        "UTF-16LE": word.decode().encode("utf-16-le"),
        "UTF-16BE": word.decode().encode("utf-16-be"),
    }
    for name, form in forms.items():
        test.check(search(form) == {token}, f"the search finds {name}")


def is_named(order, place):
    return order not in LEAVES or place in LEAVES[order]


def judge(test, provider, rows, order, registry):
    """One production of one order."""
    name = f"{provider.name}, {registry.name}, order {order}"
    run = test.produce(provider / f"order-{order}.xml", registry)
    if not test.check(run.made(), f"{name}: a package", run.exit, run.stderr):
        return
    stores = paths(provider, registry)
    mine = [r for r in rows if r["store"] in stores]
    named = {t.encode() for r in mine if r[order].startswith("produced")
             for place, t in tokens(r).items() if is_named(order, place)}
    found = search(run.stdout + run.stderr)
    test.check(not found, f"{name}: nothing of the evidence is printed", found)
    for path, data in run.files().items():
        found |= search(data) | search(path.encode())
    for p7s in run.package.rglob("*.p7s"):
        found |= search(p7s.read_bytes())
    known = {t.encode(): f"{r['store']} {r['locator']} {r['trap']}: {place}"
             for r in rows for place, t in tokens(r).items()}
    leaked, lost = found - named, named - found
    test.check(not leaked, f"{name}: no canary that is not named",
               *(known.get(t, t) for t in leaked))
    test.check(not lost, f"{name}: every canary that is named",
               *(known[t] for t in lost))
    places(test, name, run, mine, order)
    digests(test, name, run, mine, order, stores)
    if order == "traffic":
        msgids(test, name, run, mine)
    run.forget()


def places(test, name, run, rows, order):
    """A content file holds the tokens of one item, and all of them."""
    owners = {frozenset(t.encode() for place, t in tokens(r).items()
                        if is_named(order, place))
              for r in rows if r[order].startswith("produced")}
    for path, data in run.contents().items():
        found = frozenset(search(data))
        test.check(found in owners, f"{name}: {path} is one item", *found)


def digests(test, name, run, rows, order, stores):
    """package.md L1: no digest of what does not leave, in any form."""
    text = b"".join(data.lower() for path, data in run.files().items()
                    if "/content/" not in path)
    leaving = run.digests()
    bad = []
    for r in rows:
        path = stores[r["store"]]
        if r[order].startswith("produced") or path.is_dir() and \
                (path / r["locator"]).is_symlink():
            continue
        digest = hashlib.sha256(stored(path, r["locator"])).hexdigest()
        if digest not in leaving and digest.encode() in text:
            bad.append(r["locator"])
        for token in tokens(r).values():
            if hashlib.sha256(token.encode()).hexdigest().encode() in text:
                bad.append(token)
    test.check(not bad, f"{name}: no digest of what stays", *bad)


def msgids(test, name, run, rows):
    """package.md L9: the ids of the rows themselves, and no other's."""
    wanted = sorted(r["message_id"] for r in rows
                    if r["traffic"].startswith("produced")
                    and r["message_id"] != "-")
    got = sorted(r["msgid"] for r in run.table() if r["msgid"])
    test.check(got == wanted, f"{name}: message ids",
               *set(got).symmetric_difference(wanted))


def main():
    test = Test()
    search_itself(test)
    for form, size, seed in (("mbox", "900K", 11), ("maildir", "300K", 12),
                             ("eml", "300K", 13)):
        provider = test.make(form, "--seed", seed, "--bytes", size,
                             "--format", form, "--traps", 300)
        rows = truth(provider)
        for order in ORDERS:
            judge(test, provider, rows, order, provider / "registry.xml")
    test.end()


if __name__ == "__main__":
    main()
