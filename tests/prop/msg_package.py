"""Packages from a folder of files of Outlook: every file has the outcome that
it was made for, what leaves is of those that are produced, and the words of all
others change no byte of it."""

import email
import subprocess
import sys

from common import Test

MAKE = sys.argv.pop()

# By which rule. A clock that stands twice, or a name without its bytes, is
# damage; and what the range leaves out is outside, damaged or not.
WANTED = {
    "attached.msg": ("produced", None),
    "before.msg": ("outside", "range"),
    "before-damaged.msg": ("outside", "range"),
    "clock-of-another-type.msg": ("held", None),
    "clock-twice.msg": ("damaged", None),
    "contact.msg": ("outside", "class"),
    "damaged.msg": ("damaged", None),
    "draft.msg": ("held", "clock"),
    "larger-than-told.msg": ("held", None),
    "managed.msg": ("produced", None),
    "no-clock.msg": ("held", "clock"),
    "no-message.msg": ("damaged", None),
    "note.txt": ("outside", "item"),
    "other-class.msg": ("held", "class"),
    "within.msg": ("produced", None),
}

MINE, OTHER, ANOTHER = "canary-mine", "canary-other", "canary-again"


def fill(folder, mine, other):
    subprocess.run([MAKE, folder, mine, other], check=True)


def outcomes(test, order, run):
    got = {i["locator"]: (i["outcome"], i["rule"]) for i in run.items()
           if i["store"] == "alice-pst"}
    test.equal(sorted(got), sorted(WANTED), f"{order}: all of them are there")
    named = {i["locator"] for i in run.items()
             if "encrypted" in i["flaws"].split()}
    test.equal(named, {"managed.msg"} if order == "content" else set(),
               f"{order}: what is encrypted is named")
    for name, (outcome, rule) in WANTED.items():
        test.check(got[name][0] == outcome and rule in (None, got[name][1]),
                   f"{order}: {name}", got[name], (outcome, rule))


def leaves(test, order, run):
    for path, data in run.files().items():
        test.check(b"canary-other" not in data and
                   "canary-other".encode("utf-16-le") not in data,
                   f"{order}: {path} holds nothing of the others")
    mails = [email.message_from_bytes(d) for d in run.contents().values()]
    mails = [m for m in mails if m["Subject"] == MINE]
    test.equal(len(mails), 3, f"{order}: three leave")
    attached = [part for m in mails for part in m.walk()
                if part.get_filename() == "winmail.dat"]
    test.equal([part.get_payload(decode=True) for part in attached],
               [MINE.encode()], f"{order}: winmail.dat leaves whole")


def rows(test, run):
    """Also of those whose damage lies where traffic is not looked for."""
    mine = [r for r in run.table() if r["msgid"] ==
            "<within@other.example.org>"]
    test.equal([(r["direction"], r["date_delivered"], r["from_addr"],
                 r["to_addr"]) for r in mine],
               [("received", "2023-12-01T12:00:00Z", "bob@other.example.org",
                 "alice@mail.example.com")] * 5, "traffic: five rows")
    test.check(all(b"canary" not in data for data in run.files().values()),
               "traffic: no word of any text")


def main():
    test = Test()
    provider = test.make("msg", "--seed", 73, "--bytes", "200K",
                         "--format", "pst")
    registry = provider / "registry.xml"
    text = registry.read_text()
    registry.write_text(text.replace('format="pst" path="alice/mail.pst"',
                                     'format="msg" path="alice/msg"'))
    store = next(provider.rglob("alice/mail.pst"))
    folder = store.parent / "msg"
    folder.mkdir()
    for order in ("content", "traffic"):
        fill(folder, MINE, OTHER)
        run = test.produce(provider / f"order-{order}.xml")
        if not test.check(run.made(), f"{order}: a package", run.stderr):
            continue
        if order == "content":
            outcomes(test, order, run)
            leaves(test, order, run)
        else:
            rows(test, run)
        fill(folder, MINE, ANOTHER)
        twin = test.produce(provider / f"order-{order}.xml")
        test.check(twin.files() == run.files(),
                   f"{order}: the package of other words is the same")
    test.end()


main()
