"""An order that is not for content cannot carry a byte of it.

A small world holds a word of its own in every place of a message that is
content or withheld. Every instrument that is on is tried with every field of
the catalogue under every class but content, in every kind of store, signed by
whoever may sign it. Each order is refused, or its package holds none of the
words; an order for content, which must hold them, shows that they can be found.
"""

import base64
import concurrent.futures
import csv
import hashlib
import io
import json
import random
import shutil
import subprocess
import uuid
from xml.sax.saxutils import escape

from canary import search, search_itself
from common import Run, Test

AT_ONCE = 2
AS_OF = "2026-11-02T12:00:00Z"
CLASSES = ("subscriber", "identification", "traffic")
STORES = ("account", "connections", "mail", "files", "calendar", "contacts")
ROLES = ("judge", "court", "investigatingJudge", "courtClerk", "prosecutor",
         "agencyOfficial", "supervisoryOfficial", "attorneyForParty",
         "accountOwner")
CASES = ("criminal", "civil", "administrative", "emergency",
         "nationalSecurity")
PAPERS = ("order", "emergencyLetter", "consent")
PAPER = b"the signed paper\n"

# {place}: the word of that place. What leaves under an order for traffic has
# none: addresses, Message-ID, Date, and what Received says of hosts and times.
MESSAGE = """\
Return-Path: <bob@example.org>
Delivered-To: alice@example.com
Received: from {helo} ([192.0.2.1]) by mx1.example.com with ESMTP id {queue}
 for <{for_}@example.com> ({remark}); Thu, 15 Jan 2026 12:00:00 +0000
DKIM-Signature: v=1; d=example.org; s={selector}; h=from; bh={bh}; b={b}
From: {from_name} <bob@example.org>
Sender: "{sender_name}" <secretary@example.org>
To: {group}: alice@example.com;, {to_name} <dana@example.net>
Cc: =?utf-8?b?{encoded:b64}?= <cc@example.net>
Date: Thu, 15 Jan 2026 12:00:00 +0000 ({date_comment})
Message-ID: <1.shown@example.org>
In-Reply-To: <{reply}@example.org>
References: <{first}@example.org> <{second}@example.org>
Subject: {subject}
Thread-Topic: {topic}
Thread-Index: {index:b64}
Keywords: {keywords}
Comments: {comments}
List-Id: {list_name} <{list}.example.org>
List-Unsubscribe: <https://example.org/{unsubscribe}>
Organization: {organization}
X-Mailer: {mailer}
X-Spam-Report: {spam}
X-Gmail-Labels: {label}
X-Unknown: {unknown}
Autocrypt: addr=bob@example.org; keydata={key}
MIME-Version: 1.0
Content-Language: {language}
Content-Type: multipart/mixed; boundary="{boundary}"

{preamble}
--{boundary}
Content-Type: text/plain; charset=utf-8; name="{text_name}"

{text}
--{boundary}
Content-Type: text/html
Content-Transfer-Encoding: quoted-printable

<p title=3D"{title}">{html}</p>
--{boundary}
Content-Type: application/pdf; name="{name}.pdf"
Content-Disposition: attachment; filename="{filename}.pdf"
Content-ID: <{cid}@example.org>
Content-Description: {description}
Content-Transfer-Encoding: base64

{attachment:b64}
--{boundary}
Content-Type: message/rfc822

From: {inner_name} <{inner_from}@example.org>
Message-ID: <{inner_id}@example.org>
Subject: {inner_subject}

{inner_text}
--{boundary}--
{epilogue}
"""

REGISTRY = """\
<?xml version="1.0" encoding="UTF-8"?>
<Registry xmlns="urn:ambit:registry:1" asOf="2026-11-02T00:00:00Z">
  <LegalEntity id="corp" name="Example Mail Corp." country="US"/>
  <Served country="US" entity="corp">{served}</Served>
  {approvers}
  <Recipient id="bureau" name="Example Bureau" country="US"
    from="2015-01-01T00:00:00Z"/>
  <Signer id="signer1" {signer1}/>
  {law_tables}
  <Account id="alice" namespace="example.com" format="email"
    identifier="alice@example.com" from="2015-03-02T09:30:00Z" entity="corp"
    country="US" region="US"/>
  {stores}
  <Limits approvalDays="36500"/>
</Registry>
"""

STORE = """\
<Store id="{form}" account="alice" format="{form}" path="{path}" holds="mail">
  <Clock name="header" source="dateHeader"/></Store>
"""

ORDER = """\
<?xml version="1.0" encoding="UTF-8"?>
<Order xmlns="urn:ambit:order:1" id="{id}" generation="1">
<OrderReference>26-mj-00417</OrderReference>
<LegalType>{legal}</LegalType>
<Jurisdiction country="US"/>
<CaseType>{case}</CaseType>
<Addressee>Example Mail Corp.</Addressee>
<Timespan issued="2026-11-01T09:00:00Z" served="2026-11-02T10:00:00Z"/>
<Approval type="issuing" role="{role}" signed="2026-11-01T09:00:00Z"
 signature="wetInk" document="d1"><Authority>An authority</Authority>
<Name>A. Specimen</Name></Approval>
<Emergency letterhead="true"><Summary>Danger.</Summary>
<HowDataHelps>It tells where.</HowDataHelps></Emergency>
<Consent task="t1" givenBy="accountOwner" signed="2026-10-01T00:00:00Z"
 document="d2"/>
<NonDisclosure authority="US_2705_B" reference="26-mj-00417"
 from="2026-11-01T09:00:00Z" until="2027-11-01T00:00:00Z" document="d3"/>
<Task id="t1"><Target format="email" namespace="example.com">\
alice@example.com</Target>{data}<Range from="2026-01-01T00:00:00Z"
 until="2026-07-01T00:00:00Z" clock="header"/>{narrow}</Task>
<Delivery recipient="Example Bureau" format="bag"/>
<Document id="d1" role="{paper}" name="d1.pdf" sha256="{digest}"/>
<Document id="d2" role="consent" name="d1.pdf" sha256="{digest}"/>
<Document id="d3" role="nonDisclosure" name="d1.pdf" sha256="{digest}"/>
</Order>
"""

NARROWS = tuple(f'<Narrow by="{by}" value="{{}}"/>'
                for by in ("keyword", "filename", "folderRole"))


class Word:
    """The word of a place, as the form of the place wants it."""

    def __init__(self, rng):
        self.text = "kx" + "".join(
            rng.choice("abcdefghijkmnpqrstuvwxyz23456789")
            for _ in range(26))

    def __format__(self, form):
        if form != "b64":
            return self.text
        return base64.b64encode(f"of {self.text}, in it".encode()).decode()


class Words(dict):
    """A word for each place that is asked for."""

    def __init__(self):
        super().__init__()
        self.rng = random.Random("content")

    def __missing__(self, place):
        self[place] = Word(self.rng)
        return self[place]


class World:
    def __init__(self, test):
        self.test, self.dir = test, test.dir / "world"
        self.dir.mkdir()
        shutil.copytree(test.pki, self.dir / "pki")
        (self.dir / "d1.pdf").write_bytes(PAPER)
        self.words = Words()
        rows = self.rows("instruments")
        self.legal = [r["code"] for r in rows if r["on"] == "yes"]
        self.keeps = {r["code"] for r in rows if r["preserves"] == "yes"}
        self.fields = sorted({(r["stands"], r["store"], r["id"])
                              for r in self.rows("fields")})
        self.stores()
        self.registry()

    def rows(self, command):
        done = subprocess.run([self.test.ambit, command, "--csv", "--quiet"],
                              capture_output=True, check=True)
        return list(csv.DictReader(io.StringIO(done.stdout.decode())))

    def law(self):
        done = subprocess.run([self.test.ambit, "rules", "--digest"],
                              capture_output=True, check=True)
        return f'<LawTables sha256="{done.stdout.decode().strip()}"' \
            ' approvedBy="counsel1" on="2015-01-01T00:00:00Z"/>'

    def stores(self):
        message = MESSAGE.format_map(self.words)
        mbox = self.dir / "mail.mbox"
        mbox.write_text("From bob@example.org Thu Jan 15 12:00:00 2026\n"
                        f"{message}\n")
        for folder in ("cur", "new", "tmp"):
            (self.dir / f"Maildir/.{self.words['folder']}/{folder}").mkdir(
                parents=True)
            (self.dir / f"Maildir/{folder}").mkdir()
        (self.dir / f"Maildir/.{self.words['folder']}/cur/1768478400."
         f"{self.words['mark']}.mx1:2,S").write_text(message)
        eml = self.dir / f"eml/{self.words['kept in']}"
        eml.mkdir(parents=True)
        (eml / f"{self.words['kept as']}.eml").write_text(message)

    def pinned(self, who):
        pem = (self.dir / f"pki/{who}.pem").read_text()
        der = base64.b64decode("".join(pem.split("\n")[1:-2]))
        return f'certificate="pki/{who}.pem"' \
            f' certificateSha256="{hashlib.sha256(der).hexdigest()}"'

    def registry(self):
        approvers = "".join(
            f'<Approver id="{who}" person="{who}" role="{role}"'
            f' {self.pinned(who)} from="2015-01-01T00:00:00Z"/>'
            for who, role in (("approver1", "approver"),
                              ("counsel1", "counsel")))
        (self.dir / "registry.xml").write_text(REGISTRY.format(
            served="".join(f"<LegalType>{c}</LegalType>" for c in self.legal),
            approvers=approvers, signer1=self.pinned("signer1"),
            law_tables=self.law(), stores="".join(
                STORE.format(form=form, path=path) for form, path in (
                    ("mbox", "mail.mbox"), ("maildir", "Maildir"),
                    ("eml", "eml")))))

    def order(self, signed, data, narrow=""):
        legal, role, case, paper = signed
        text = ORDER.format(
            id=uuid.uuid5(uuid.NAMESPACE_OID, repr((signed, data, narrow))),
            legal=legal, role=role, case=case, paper=paper, data=data,
            narrow=narrow, digest=hashlib.sha256(PAPER).hexdigest())
        path = self.dir / f"{hashlib.sha256(text.encode()).hexdigest()}.xml"
        path.write_text(text)
        return path

    def codes(self, order):
        """The rules E_ that it breaks; it is not approved yet."""
        done = subprocess.run(
            [self.test.ambit, "check", order, "--registry",
             self.dir / "registry.xml", "--json", "--as-of", AS_OF],
            capture_output=True, check=False)
        if done.returncode != 3:  # nobody has signed it
            raise AssertionError(f"{order}: {done}")
        events = map(json.loads, done.stdout.splitlines())
        return {e["code"] for e in events if e["event"] == "finding"
                and e["code"].startswith("E_")}

    def is_clean(self, order):
        return self.codes(order) == {"E_SIGN_CMS"}

    def produce(self, order):
        self.test.approve(order, self.dir / "registry.xml")
        # Where somebody may object, nobody does.
        subprocess.run(
            [self.test.ambit, "notice", order, "--registry",
             self.dir / "registry.xml", "--objection", "none", "--as-of",
             AS_OF], capture_output=True, check=False)
        out = order.with_suffix(".out")
        done = subprocess.run(
            [self.test.ambit, "produce", order, "--registry",
             self.dir / "registry.xml", "--out", out, "--key",
             self.dir / "pki/signer1.key", "--as-of", AS_OF],
            capture_output=True, check=False)
        return Run(done, out)

    def found(self, run):
        """Every word that stands in what left, or was printed."""
        found = search(run.stdout + run.stderr)
        for path, data in run.files().items():
            found |= search(data) | search(path.encode())
        for p7s in run.package.rglob("*.p7s"):
            found |= search(p7s.read_bytes())
        return {place for place, word in self.words.items()
                if word.text.encode() in found}


def data_xml(kind, store, *fields):
    named = "".join(f"<Field>{field}</Field>" for field in fields)
    return f'<Data class="{kind}" store="{store}">{named}</Data>'


def signers(world, legal):
    """The first role, case and paper with which an order of it is clean."""
    data = data_xml("subscriber", "account", "acct_name")
    for role in ROLES:
        for case in CASES:
            for paper in PAPERS:
                signed = legal, role, case, paper
                if world.is_clean(world.order(signed, data)):
                    return signed
    return None


def attempts(world):
    """Every class but content, with every field, and with none; as traffic,
    which alone goes with mail, what is no column too."""
    for kind in CLASSES:
        for store in STORES:
            yield kind, store, data_xml(kind, store)
        for stands, store, field in world.fields:
            if stands == "column" or kind == "traffic":
                yield kind, store, data_xml(kind, store, escape(field))


def smuggle(test, world, signed):
    """One instrument: all attempts; then all that were let through in one."""
    def attempt(one):
        order = world.order(signed, one[2])
        return one if world.is_clean(order) else None

    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        clean = list(filter(None, pool.map(attempt, attempts(world))))
    test.check(clean, f"{signed}: something can be asked")
    whole = [data_xml(kind, store, *(d.split("<Field>")[1].split("<")[0]
                                     for k, s, d in clean
                                     if (k, s) == (kind, store)
                                     and "<Field>" in d))
             for kind, store in sorted({(k, s) for k, s, _ in clean})]
    orders = [one[2] for one in clean if one[1] == "mail"] + ["".join(whole)]
    made = 0
    for data in orders:
        made += holds_none(test, world, world.order(signed, data))
    for narrow in NARROWS:
        order = world.order(signed, data_xml("traffic", "mail"),
                            narrow.format(world.words["text"].text))
        test.check(not world.is_clean(order), f"{signed}: {narrow} selects")
    return made


def holds_none(test, world, order):
    """Is a package made? Then it must hold no word."""
    run = world.produce(order)
    made = run.package is not None
    if made:
        found = world.found(run)
        test.check(not found, f"{order.read_text()}\nleaves", *found)
        run.forget()
    else:
        test.check(run.exit in (3, 4), "refused", run.exit, run.stderr)
    return made


def content_is_found(test, world):
    """A search that finds nothing proves nothing."""
    signed = "US_2703_A_WARRANT", "judge", "criminal", "order"
    run = world.produce(world.order(signed, data_xml("content", "mail")))
    places = set(world.words) - {"folder", "mark", "kept in", "kept as"}
    if test.check(run.made(), "content leaves", run.exit, run.stderr):
        test.equal(world.found(run), places, "every place is content")


def main():
    test = Test()
    search_itself(test)
    world = World(test)
    content_is_found(test, world)
    made = {}
    for legal in world.legal:
        signed = signers(world, legal)
        if test.check(signed, f"{legal}: somebody may issue it"):
            made[legal] = smuggle(test, world, signed)
    test.equal({legal for legal, n in made.items() if n == 0}, world.keeps &
               set(world.legal), "all make packages but what preserves")
    test.end()


if __name__ == "__main__":
    main()
