"""The PSTs of ambit-corpus, as libpst, libpff and their bytes have them: each
message, date, recipient, text and attachment is that of the mailbox which was
written from the same mail, and is where the truth says."""

import collections
import email
import hashlib
import pathlib
import re
import shutil
import subprocess

from common import Test, paths, stored, tokens, truth
from pst_bytes import Pst

FOLDERS = {0x8062: "Deleted Items", 0x8082: "Inbox",
           0x80a2: "Inbox/Archive", 0x80c2: "Sent Items"}
TOP = "Top of Outlook data file"
TYPES = {"To": "to", "CC": "cc", "BCC": "bcc"}


def plain(text):
    """What two decoders agree on, of bytes that are no text too. libpff
    20180714 takes 0x3ff off every character beyond the first 65,536."""
    return re.sub("[\0\r\ufffd\U00010000-\U0010ffff]", "", text)


def same(test, got, wanted, what):
    """Long texts, of which the first difference is shown."""
    at = next((i for i, (a, b) in enumerate(zip(got, wanted)) if a != b),
              min(len(got), len(wanted)))
    test.check(got == wanted, what, f"at {at} of {len(got)}, {len(wanted)}",
               repr(got[at:at + 40]), repr(wanted[at:at + 40]))


def digest(data):
    return hashlib.sha256(data).hexdigest()


class Mail:
    """One message of the mailbox, as Python reads it."""

    def __init__(self, data):
        self.header = data.partition(b"\n\n")[0] + b"\n"
        self.text = self.html = None
        self.files, self.inner = [], None
        self.part(email.message_from_bytes(data))

    def part(self, part):
        kind = part.get_content_type()
        if kind == "message/rfc822":
            self.inner = part.get_payload(0)
        elif part.is_multipart():
            for one in part.get_payload():
                self.part(one)
        elif part.get_filename():
            self.files.append((part.get_filename(),
                               digest(part.get_payload(decode=True))))
        elif kind == "text/html":
            self.html = part.get_payload(decode=True)
        else:
            charset = part.get_content_charset() or "us-ascii"
            self.text = plain(part.get_payload(decode=True).decode(
                charset, "replace"))


class Exported:
    """One message of pffexport's."""

    def __init__(self, folder):
        self.folder = folder
        fields = re.findall(r"^([^:\n]+):[ \t]+(.*)$",
                            self.read("OutlookHeaders.txt"), re.M)
        self.fields = dict(fields)
        parties = re.findall(r"Email address:\s+(\S+)\nAddress type:\s+SMTP\n"
                             r"Recipient type:\s+(\S+)",
                             self.read("Recipients.txt"))
        self.parties = {name: [a for a, kind in parties
                               if TYPES[kind] == name]
                        for name in TYPES.values()}
        files = folder / "Attachments"
        self.files = sorted(files.iterdir()) if files.is_dir() else []

    def read(self, name):
        path = self.folder / name
        return path.read_bytes().decode() if path.is_file() else ""

    def when(self, name):
        """As the truth has it."""
        text = self.fields.get(name, "")
        months = "JanFebMarAprMayJunJulAugSepOctNovDec"
        found = re.fullmatch(r"(\w{3}) (\d\d), (\d{4}) (\S+)\.0+ UTC", text)
        if not found:
            return text
        month, day, year, clock = found.groups()
        return f"{year}-{months.index(month) // 3 + 1:02}-{day}T{clock}Z"


def one_file(test, exported, mail, where):
    if mail.inner is not None:
        test.equal(len(exported.files), 1, f"{where}: one attachment")
        inner = Exported(exported.files[0] / "Message00001")
        test.equal(inner.fields.get("Subject"), mail.inner["Subject"],
                   f"{where}: subject of the message within")
        same(test, plain(inner.read("Message.txt")),
                   plain(mail.inner.get_payload()), f"{where}: its text")
        test.equal(inner.parties["to"], ["alice@mail.example.com"],
                   f"{where}: its recipient")
        return
    found = [(re.sub(r"^\d+_", "", f.name), digest(f.read_bytes()))
             for f in exported.files]
    test.equal(found, mail.files, f"{where}: attachments")


def one_message(test, row, exported, mail):
    where = row["locator"]
    same(test, exported.read("InternetHeaders.txt").replace("\r\n", "\n"),
               mail.header.decode(), f"{where}: header")
    same(test, plain(exported.read("Message.txt")), plain(mail.text),
               f"{where}: text")
    same(test, exported.read("Message.html"), (mail.html or b"").decode(),
               f"{where}: HTML")
    if row["delivered"] != "-":
        test.equal(exported.when("Delivery time"), row["delivered"],
                   f"{where}: delivered")
    elif row["trap"] == "undated":
        test.equal(exported.when("Delivery time"), "", f"{where}: never")
    if row["trap"] in ("-", "H7"):
        test.equal(exported.when("Client submit time"), row["header"],
                   f"{where}: submitted")
    for name in ("to", "cc", "bcc"):
        test.equal(exported.parties[name],
                   row[name].split(",") if row[name] else [],
                   f"{where}: {name}")
    for name in ("Sender", "Sent representing"):
        test.equal(exported.fields.get(f"{name} email address"), row["from"],
                   f"{where}: {name}")
        test.check(tokens(row)["name"] in exported.fields[f"{name} name"],
                   f"{where}: token of the name")
    test.check(tokens(row)["subject"] in exported.fields["Subject"],
               f"{where}: token of the subject")
    one_file(test, exported, mail, where)


def by_libpff(test, store, rows, nodes, mails):
    out = test.dir / (store.parent.parent.name + ".pff")
    for command in (["pffinfo", store], ["pffexport", "-q", "-m", "all", "-f",
                                         "all", "-t", out, store]):
        done = subprocess.run(command, capture_output=True)
        test.equal((done.returncode, done.stderr), (0, b""),
                   f"{command[0]} complains")
    lost = [p for kind in ("orphans", "recovered")
            for p in pathlib.Path(f"{out}.{kind}").rglob("*")]
    test.equal(lost, [], "libpff finds nothing that is lost")
    place = {}
    for nid in sorted(n for n in nodes if n & 31 == 4):
        place.setdefault(nodes[nid][2], []).append(nid)
    test.equal(set(place) - set(FOLDERS), set(), "the folders of the mail")
    found = {nid: pathlib.Path(f"{out}.export") / TOP / FOLDERS[folder] /
             f"Message{n + 1:05}"
             for folder, nids in place.items() for n, nid in enumerate(nids)}
    test.equal(sorted(f"nid={n}" for n in found),
               sorted(r["locator"] for r in rows), "nodes and truth")
    folders = [p for p in pathlib.Path(f"{out}.export").rglob("Message?????")
               if p.is_dir() and "Attachments" not in p.parts]
    test.equal(len(folders), len(rows), "messages that libpff finds")
    for row in rows:
        folder = found[int(row["locator"].removeprefix("nid="))]
        one_message(test, row, Exported(folder), mails[row["ordinal"]])


def by_libpst(test, store, rows, mails):
    out = test.dir / (store.parent.parent.name + ".pst")
    out.mkdir()
    listed = subprocess.run(["lspst", store], capture_output=True)
    test.equal((listed.returncode, listed.stderr), (0, b""),
               "lspst complains")
    test.equal(listed.stdout.count(b"\nEmail\t"), len(rows),
               "messages that lspst lists")
    # One job: with more, readpst loses messages, others on every run.
    done = subprocess.run(["readpst", "-q", "-j", "0", "-D", "-e", "-8", "-o",
                           out, store], capture_output=True)
    test.equal((done.returncode, done.stderr), (0, b""), "readpst complains")
    found = collections.Counter()
    for path in out.rglob("*.eml"):
        parsed = email.message_from_bytes(path.read_bytes())
        files = tuple(digest(p.get_payload(decode=True))
                      for p in parsed.walk() if p.get_filename() and
                      p.get_filename().startswith("report "))
        found[parsed["Message-ID"], files] += 1
    wanted = collections.Counter(
        (row["message_id"], tuple(d for _, d in mails[row["ordinal"]].files))
        for row in rows)
    test.equal(found - wanted, collections.Counter(), "more than there is")
    test.equal(wanted - found, collections.Counter(), "less than there is")


def world(test, name, *args):
    """A mailbox and a PST of the same mail."""
    provider = test.generate(name, "--format", "mbox,pst", *args)
    box = paths(provider, provider / "registry.xml")["alice-mbox"]
    store = paths(provider, provider / "registry-pst.xml")["alice-pst"]
    rows = truth(provider)
    mails = {r["ordinal"]: Mail(stored(box, r["locator"]))
             for r in rows if r["store"] == "alice-mbox"}
    mine = [r for r in rows if r["store"] == "alice-pst"]
    test.check(len(mine) > 100 and len(mine) == len(mails),
               "some hundred messages", len(mine))
    check(test, store, mine, mails)


def check(test, store, rows, mails):
    pst = Pst(store.read_bytes())
    pst.trees()
    test.equal(pst.faults[:20], [], "sums, extents, indexes and maps")
    by_libpff(test, store, rows, pst.nodes, mails)
    by_libpst(test, store, rows, mails)


def alone(test):
    """The traps of its own, and the same bytes for the same seed."""
    args = ("--seed", 62, "--bytes", "4M", "--format", "pst", "--traps", 400)
    provider = test.generate("alone", *args)
    store = provider / "alice/mail.pst"
    again = test.generate("again", *args, TZ="Asia/Tokyo") / "alice/mail.pst"
    test.check(store.read_bytes() == again.read_bytes(),
               "the same seed, the same bytes")
    rows = [r for r in truth(provider) if r["store"] == "alice-pst"]
    test.check({"undated", "unsent", "D3", "H1"} <= {r["trap"] for r in rows},
               "its traps", {r["trap"] for r in rows})
    pst = Pst(store.read_bytes())
    test.equal(pst.faults[:20], [], "sums, extents, indexes and maps")
    test.equal(sorted(f"nid={n}" for n in pst.nodes if n & 31 == 4),
               sorted(r["locator"] for r in rows), "nodes and truth")
    bad = bytearray(store.read_bytes())
    bad[0x4400 + SPOILT] ^= 1
    test.check(Pst(bytes(bad)).faults, "a changed bit is seen")


# Behind the two maps at the front of the first section: a block.
SPOILT = 1024 + 5


# Harm to a fault that the bytes are then found to have. A row without a
# message is none of them.
HARMS = {"overlap": "two extents", "length": "block ",
         "lost-block": "map at", "lost-node": None, "cycle": "the page at",
         "subnode-cycle": "subnodes of", "sum": "length of"}


def harms(test):
    """Each breaks what it says, and no sum."""
    args = ("--seed", 63, "--bytes", "2M", "--format", "pst")
    rows = truth(test.generate("whole", *args))
    messages = sum(r["store"] == "alice-pst" for r in rows)
    for harm, said in HARMS.items():
        provider = test.generate(harm, *args, "--harm", harm)
        test.equal(truth(provider), rows, f"{harm}: the truth is as before")
        pst = Pst((provider / "alice/mail.pst").read_bytes())
        pst.trees()
        test.equal(bool(pst.faults), said is not None, f"{harm}: faults")
        test.check(said is None or any(said in f for f in pst.faults),
                   f"{harm}: is done", *pst.faults)
        test.check(not any(f.startswith(("page", "sum of header"))
                           for f in pst.faults), f"{harm}: no sum",
                   *pst.faults)
        found = sum(nid & 31 == 4 for nid in pst.nodes)
        test.check(harm == "cycle" or
                   found == messages - (harm == "lost-node"),
                   f"{harm}: messages", found, messages)
    done = subprocess.run([test.corpus, *map(str, args), "--harm", "none",
                           "--out", test.dir / "none"], capture_output=True)
    test.equal(done.returncode, 2, "another word is refused")


def main():
    test = Test()
    tools = ("pffinfo", "pffexport", "readpst", "lspst")
    if not all(map(shutil.which, tools)):
        print("skipped: pst-utils or pff-tools is not installed")
        return
    # More rows in a folder than one leaf of its index holds: 447.
    world(test, "clean", "--seed", 60, "--bytes", "9M", "--traps", 0)
    world(test, "traps", "--seed", 61, "--bytes", "3M", "--traps", 300)
    alone(test)
    harms(test)
    test.end()


if __name__ == "__main__":
    main()
