"""A small provider for a case: keys, registry, stores, an approved order.

Everything is written as README.md of this folder says, in the words of
package.md, order.xsd and registry.xsd. Decides nothing about any item.
"""

import base64
import gzip
import hashlib
import os
import re
import subprocess
import threading
import uuid
from xml.sax.saxutils import escape

from markdown import Bad

HOST = "mx1.example.com"
CLOCK = "2026-11-02T12:00:00Z"
FROM_LINE = "From bob@example.org Thu Jan 15 12:00:00 2026"
FILE_NAME = "cur/1768478400.{}.mx1:2,S"

# A second mailbox, so that every package has something to get wrong.
OTHERS = """\
From bob@example.org Tue Feb 10 08:00:00 2026
From: Bob <bob@example.org>
To: alice@example.com
Date: Tue, 10 Feb 2026 08:00:00 +0000
Message-ID: <1.neighbour@example.org>
Subject: The first neighbour

A message of which no case speaks.

From alice@example.com Wed Mar 11 09:00:00 2026
From: alice@example.com
To: bob@example.org
Date: Wed, 11 Mar 2026 09:00:00 +0000
Message-ID: <2.neighbour@example.com>
Subject: The second neighbour

Another one.
"""

HOUSE = """\
<?xml version="1.0" encoding="UTF-8"?>
<Registry xmlns="urn:ambit:registry:1" asOf="2026-11-02T00:00:00Z">
  <LegalEntity id="corp" name="Example Mail Corp." country="US"/>
  <Served country="US" entity="corp">
    <LegalType>US_2703_A_WARRANT</LegalType>
    <LegalType>US_2703_D_ORDER</LegalType>
  </Served>
  {approvers}
  <Recipient id="bureau" name="Example Bureau" country="US" {bureau}
    from="2015-01-01T00:00:00Z"/>
  <Signer id="signer1" {signer1}/>
  {law}
  {accounts}
  <Store id="others" account="alice" format="mbox" path="others.mbox"
    holds="mail">
    <Clock name="delivered" source="fromLine" zone="Z"/>
    <Clock name="header" source="dateHeader"/>
  </Store>
  {store}
  <Limits approvalDays="36500"{limits}/>
</Registry>
"""

ORDER = """\
<?xml version="1.0" encoding="UTF-8"?>
<Order xmlns="urn:ambit:order:1" id="{id}" generation="1">
  <OrderReference>26-mj-00417</OrderReference>
  <LegalType>{legal}</LegalType>
  <Jurisdiction country="US"/>
  <CaseType>criminal</CaseType>
  <Addressee>Example Mail Corp.</Addressee>
  <Timespan issued="2026-10-20T09:00:00Z" served="2026-10-22T10:00:00Z"/>
  <Approval type="issuing" role="judge" signed="2026-10-20T09:00:00Z"
    signature="wetInk" document="d1">
    <Authority>U.S. District Court, District of Example</Authority>
    <Name>Magistrate Judge A. Specimen</Name>
  </Approval>
  <NonDisclosure authority="US_2705_B" reference="26-mj-00417"
    from="2026-10-20T09:00:00Z" indefinite="true" document="d2"/>
  <Task id="t1">
    <Target format="email" namespace="example.com">{account}</Target>
    {data}
    <Range from="{low}" until="{high}" clock="{clock}"/>
    {narrow}
  </Task>
  <Delivery recipient="Example Bureau" certificateSha256="{bureau}"
    format="bag"/>
  <Document id="d1" role="order" name="order.pdf" sha256="{document}"/>
  <Document id="d2" role="nonDisclosure" name="order.pdf"
    sha256="{document}"/>
</Order>
"""

PDF = b"the signed order\n"

TASK = re.compile(
    r"account (?P<account>\S+) · (?P<classes>[^·]+) · mail · "
    r"(?P<low>\S+) … (?P<high>\S+) on (?P<clock>\w+)(?P<narrow>( · .+)?)")

NARROW = (
    (r"sent", "direction", "sent"),
    (r"received", "direction", "received"),
    (r"with (\S+@\S+)", "participant", None),
    (r"holding the word (.+)", "keyword", None),
    (r"holding a file named (.+)", "filename", None),
    (r"in the folder role (.+)", "folderRole", None),
)


LIMITS = {"headers": "headerBytes", "messages": "itemBytes",
          "nesting": "depth"}


def quoted(text):
    return escape(text, {'"': "&quot;"})


# ---- the order ----

def narrow_xml(words):
    """"with a@b.example or c@d.example" and its like."""
    xml = ""
    for part in filter(None, words.split(" · ")):
        verb = "with " if part.startswith("with ") else ""
        for one in part.removeprefix("with ").split(" or "):
            one = verb + one
            found = [(by, value or m.group(1)) for form, by, value in NARROW
                     if (m := re.fullmatch(form, one))]
            if not found:
                raise Bad(f"the task says {one!r}")
            xml += '<Narrow by="{}" value="{}"/>'.format(
                found[0][0], quoted(found[0][1]))
    return xml


def data_xml(words):
    """"content: text, subject", "content and traffic"."""
    xml = ""
    for one in words.split(" and "):
        name, _, fields = one.partition(": ")
        xml += f'<Data class="{name}" store="mail">'
        for field in filter(None, fields.split(", ")):
            xml += f"<Field>{field}</Field>"
        xml += "</Data>"
    return xml


# ---- the registry ----

def account_xml(name, words):
    """"bob@x is also old@x from A until B", a line for each alias."""
    xml = f'<Account id="{name}" namespace="example.com" format="email"' \
        f' identifier="{name}@example.com" from="2015-03-02T09:30:00Z"' \
        ' entity="corp" country="US" region="US">'
    for line in words.splitlines():
        m = re.fullmatch(r"(\w+)@example\.com is also (\S+) from (\S+)"
                         r"(?: until (\S+))?", line)
        if m is None:
            raise Bad(f"the account block says {line!r}")
        if m.group(1) == name:
            until = f' until="{m.group(4)}"' if m.group(4) else ""
            xml += '<Alias namespace="example.com" format="email"' \
                f' identifier="{m.group(2)}" from="{m.group(3)}"{until}/>'
    return xml + "</Account>"


class Store:
    """A ```store block: how the provider keeps the messages of a case."""

    def __init__(self, words):
        self.source, self.attributes, self.format = "", "", ""
        self.whose, self.eol = 'account="alice"', b"\n"
        self.gzip, self.said_gzip = False, False
        self.hosts, self.limits = "", ""
        for word in words.strip().split(", "):
            self.understand(word)
        if self.gzip or self.said_gzip:
            self.attributes += ' compression="gzip"'

    def understand(self, word):
        zone = re.fullmatch(r"From lines in (UTC|[-+]\d\d:\d\d)", word)
        host = re.fullmatch(r"delivered as (\S+) says", word)
        field = re.fullmatch(r"shared by account in (\S+)", word)
        limit = re.fullmatch(r"(\w+) limited to (\d+)", word)
        if word in ("mbox", "maildir", "eml"):
            self.format = word
        elif zone:
            at = zone.group(1).replace("UTC", "Z")
            self.source = f'source="fromLine" zone="{at}"'
        elif word == "From lines in an unknown zone":
            self.source = 'source="fromLine"'
        elif word == "delivered as the file name says":
            self.source = 'source="fileName"'
        elif host:
            self.source = 'source="received"'
            self.hosts += f"<ReceivedHost>{host.group(1)}</ReceivedHost>"
        elif field:
            self.whose = f'envelopeField="{field.group(1)}"'
        elif word == "shared":
            self.whose = ""
        elif word == "compressed":
            self.gzip = True
        elif word == "said to be compressed":
            self.said_gzip = True
        elif limit:
            self.limits += f' {LIMITS[limit.group(1)]}="{limit.group(2)}"'
        elif word == "of bruno":
            self.whose = 'account="bruno"'
        elif word == "lines end in CR LF":
            self.eol = b"\r\n"
        else:
            raise Bad(f"the store block says {word!r}")

    def xml(self, path):
        clock = f'<Clock name="delivered" {self.source}/>' if self.source \
            else ""
        return f'<Store id="s" {self.whose} format="{self.format}"' \
            f' path="{path}" holds="mail"{self.attributes}>{clock}' \
            '<Clock name="header" source="dateHeader"/>' \
            f"{self.hosts}</Store>"


# ---- all of it ----

class World:
    """One folder in which every case has its own."""

    def __init__(self, ambit, source, folder):
        self.ambit, self.source, self.dir = ambit, source, folder
        self.orders, self.lock, self.count = {}, threading.Lock(), 0
        subprocess.run(["sh", source / "corpus/pki.sh", folder / "pki"],
                       check=True)
        (folder / "others.mbox").write_text(OTHERS)
        self.write_registry(folder / "registry.xml")

    def digest(self, name):
        pem = (self.dir / f"pki/{name}.pem").read_text()
        der = base64.b64decode("".join(pem.split("\n")[1:-2]))
        return hashlib.sha256(der).hexdigest()

    def pinned(self, name):
        return f'certificate="pki/{name}.pem"' \
            f' certificateSha256="{self.digest(name)}"'

    def folder(self):
        with self.lock:
            self.count += 1
            path = self.dir / f"{self.count}"
        path.mkdir()
        return path

    def order(self, task):
        """The order of the task, approved by two; made once for all cases."""
        with self.lock:
            if task not in self.orders:
                self.orders[task] = self.write_order(task)
            return self.orders[task]

    def write_order(self, task):
        asked = TASK.fullmatch(task.strip())
        if asked is None:
            raise Bad(f"the task says {task!r}")
        folder = self.dir / f"order{len(self.orders)}"
        folder.mkdir()
        (folder / "order.pdf").write_bytes(PDF)
        path = folder / "order.xml"
        path.write_text(ORDER.format(
            id=uuid.uuid5(uuid.NAMESPACE_OID, task),
            legal="US_2703_A_WARRANT" if "content" in asked["classes"]
            else "US_2703_D_ORDER",
            account=quoted(asked["account"]), low=asked["low"],
            high=asked["high"], clock=asked["clock"],
            data=data_xml(asked["classes"]),
            narrow=narrow_xml(asked["narrow"]),
            bureau=self.digest("bureau"),
            document=hashlib.sha256(PDF).hexdigest()), encoding="utf-8")
        for who in ("approver1", "counsel1"):
            subprocess.run([self.ambit, "approve", path, "--quiet",
                            "--registry", self.dir / "registry.xml",
                            "--cert", self.dir / f"pki/{who}.pem",
                            "--key", self.dir / f"pki/{who}.key"], check=True)
        return path

    def law(self):
        """The tables of the law of this ambit, approved by counsel."""
        digest = subprocess.run([self.ambit, "rules", "--digest"], check=True,
                                capture_output=True, text=True).stdout
        return f'<LawTables sha256="{digest.strip()}"' \
            ' approvedBy="counsel1" on="2015-01-01T00:00:00Z"/>'

    def write_registry(self, path, **rest):
        """The house, with what the rest says of accounts and stores."""
        approvers = "".join(
            f'<Approver id="{who}" person="{who}" role="{role}"'
            f' {self.pinned(who)} from="2015-01-01T00:00:00Z"/>'
            for who, role in (("approver1", "approver"),
                              ("counsel1", "counsel")))
        default = {"accounts": account_xml("alice", ""), "store": "",
                   "limits": ""}
        path.write_text(HOUSE.format(
            approvers=approvers, bureau=self.pinned("bureau"),
            signer1=self.pinned("signer1"), law=self.law(),
            **{**default, **rest}), encoding="utf-8")
        return path

    def registry(self, case, folder):
        kept = Store(case.store)
        return self.write_registry(
            folder / "registry.xml",
            accounts=account_xml("alice", case.account) +
            account_xml("bruno", case.account),
            store=kept.xml(f"{folder.name}/store"), limits=kept.limits)

    def bytes_of(self, item, eol):
        if item.kind == "file":
            return (self.source / item.text.strip()).read_bytes()
        return item.text.encode().replace(b"\n", eol)

    def store(self, case, folder, items):
        """Write the store; give the bytes of each of its messages."""
        kept = Store(case.store)
        data = [self.bytes_of(i, kept.eol) for i in items]
        path = folder / "store"
        if kept.format == "mbox":
            whole = b"".join(framed(i, d, kept.eol)
                             for i, d in zip(items, data))
            path.write_bytes(gzip.compress(whole, mtime=0) if kept.gzip
                             else whole)
            return data
        for name in ("cur", "new", "tmp") if kept.format == "maildir" else "":
            (path / name).mkdir(parents=True)
        path.mkdir(exist_ok=True)
        default = FILE_NAME if kept.format == "maildir" else "{}.eml"
        for n, (item, bytes_) in enumerate(zip(items, data), 1):
            file = path / (item.name or default.format(n))
            file.parent.mkdir(parents=True, exist_ok=True)
            if item.kind == "link":
                link(path, file, item.text.strip())
            else:
                file.write_bytes(bytes_)
        return data


def link(store, file, words):
    name, _, target = words.partition(" of ")
    if name == "symbolic link":
        file.symlink_to(os.path.relpath(store / target, file.parent))
    elif name == "another name":
        file.hardlink_to(store / target)
    else:
        raise Bad(f"the link block says {words!r}")


def framed(item, data, eol):
    """A message of an mbox, behind its separator; or a whole mbox."""
    if item.kind == "mbox" or item.text.strip().endswith(".mbox"):
        return data
    if item.name and not item.name.startswith("From "):
        raise Bad(f"a message of an mbox named {item.name!r}")
    return (item.name or FROM_LINE).encode() + eol + data + \
        (eol if data.endswith(b"\n") else b"")
