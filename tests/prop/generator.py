"""The generator tells the truth: what ambit-corpus says of the mail that it
wrote is what Python's own mailbox and email packages find in it."""

import email
import email.policy
import email.utils
import mailbox
import datetime

from canary import search
from common import Test, paths, stored, tokens, truth


def tree(folder):
    return {str(p.relative_to(folder)): p.is_symlink() or p.read_bytes()
            for p in sorted(folder.rglob("*")) if p.is_symlink() or
            p.is_file()}


def determined(test):
    """The same bytes for the same seed, wherever and whenever."""
    args = ("--seed", 41, "--bytes", "300K", "--format", "all",
            "--traps", 300)
    one = tree(test.generate("one", *args))
    two = tree(test.generate("two", *args, TZ="Asia/Tokyo",
                             LC_ALL="de_DE.UTF-8"))
    test.check(one == two, "the same seed, the same provider")
    other = tree(test.generate("three", "--seed", 42, *args[2:]))
    test.check(one["alice/inbox.mbox"] != other["alice/inbox.mbox"],
               "another seed, another mailbox")


def utc(text):
    at = email.utils.parsedate_to_datetime(text)
    return at.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def addresses(message, *names):
    fields = [v for name in names for v in message.get_all(name, [])]
    return sorted(a for _, a in email.utils.getaddresses(fields) if a)


def one_message(test, row, data):
    """A message without a trap, as Python reads it."""
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    where = f"{row['store']} {row['locator']}"
    defects = [d for part in message.walk() for d in part.defects]
    test.check(not defects, f"{where}: correct mail", *defects)
    test.equal(message["Message-ID"], row["message_id"], f"{where}: id")
    test.equal(utc(message["Date"].split(" (")[0]), row["header"],
               f"{where}: Date")
    test.equal(utc(message.get_all("Received")[0].rpartition(";")[2]),
               row["delivered"], f"{where}: Received")
    for name in ("from", "to", "cc"):
        test.equal(addresses(message, name),
                   sorted(row[name].split(",")) if row[name] else [],
                   f"{where}: {name}")
    test.check(search(data) >= {t.encode() for t in tokens(row).values()},
               f"{where}: tokens")


def clean(test):
    """Python finds the same messages as the truth lists."""
    for form in ("mbox", "maildir", "eml"):
        provider = test.generate(f"clean-{form}", "--seed", 43, "--bytes",
                                 "700K", "--format", form, "--traps", 0)
        stores = paths(provider, provider / "registry.xml")
        rows = truth(provider)
        for row in rows:
            one_message(test, row, stored(stores[row["store"]],
                                          row["locator"]))
        for store in {r["store"] for r in rows}:
            if not stores[store].is_file():
                continue
            box = mailbox.mbox(stores[store], create=False)
            test.equal([m["Message-ID"] for m in box],
                       [r["message_id"] for r in rows if r["store"] == store],
                       f"{store}: the messages that Python's mailbox finds")
            test.equal([str(m).count("kx") > 0 for m in box].count(False), 0,
                       f"{store}: a token in each")


def alike(test):
    """With all formats the three stores hold the same messages."""
    provider = test.dir / "one"
    found = {}
    for name in ("registry.xml", "registry-maildir.xml", "registry-eml.xml"):
        stores = paths(provider, provider / name)
        mine = next(s for s in stores if s.startswith("alice"))
        found[name] = sorted(
            stored(stores[mine], r["locator"]) for r in truth(provider)
            if r["store"] == mine and r["trap"] not in ("F1", "F2"))
    test.check(found["registry.xml"] == found["registry-maildir.xml"] ==
               found["registry-eml.xml"], "three formats, the same messages",
               *map(len, found.values()))


def sums(test):
    """Every byte of the mboxes is an item's or a separator's."""
    provider = test.generate("sums", "--seed", 44, "--bytes", "2M",
                             "--traps", 600)
    stores = paths(provider, provider / "registry.xml")
    for store, path in stores.items():
        rows = [r for r in truth(provider) if r["store"] == store]
        data, at = path.read_bytes(), 0
        for row in rows:
            off, length = (int(p.split("=")[1])
                           for p in row["locator"].split(","))
            gap = data[at:off]
            test.check(gap.lstrip(b"\n").startswith(b"From ") or not off,
                       f"{store} {row['locator']}: behind a separator")
            at = off + length
        test.check(data[at:] in (b"\n", b""), f"{store}: to its end")
    traps = {r["trap"] for r in truth(provider)}
    test.check(len(traps) > 40, "many kinds of traps", traps)


def main():
    test = Test()
    determined(test)
    alike(test)
    clean(test)
    sums(test)
    test.end()


if __name__ == "__main__":
    main()
