"""What the tests on real mail share: finding it, and asking ambit for it.

The corpora are other people's mail. They lie in a folder beside the project,
or where AMBIT_CORPORA says, are unpacked once into the build folder, and are
never copied into the project; where they are missing, a test says so in one
line and is done.
"""

import atexit
import datetime
import fcntl
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import uuid
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "tests/prop"))

from common import Run, Test  # noqa: E402

DAY = 86400
DOMAIN = "mail.example.com"

REGISTRY = """<?xml version="1.0" encoding="UTF-8"?>
<Registry xmlns="urn:ambit:registry:1" asOf="2020-01-01T00:00:00Z">
  <LegalEntity id="corp" name="Example Mail Corp." country="US"/>
  <Served country="US" entity="corp">
    <LegalType>US_2703_A_WARRANT</LegalType>
    <LegalType>US_2703_D_ORDER</LegalType>
  </Served>
  <Approver id="approver1" person="F. Specimen" role="approver" {approver1}
            from="2015-01-01T00:00:00Z"/>
  <Approver id="counsel1" person="G. Specimen" role="counsel" {counsel1}
            from="2015-01-01T00:00:00Z"/>
  <Recipient id="bureau" name="Example Bureau" country="US" {bureau}
             from="2015-01-01T00:00:00Z"/>
  <Signer id="signer1" {signer1}/>
  <LawTables sha256="{law}" approvedBy="counsel1" on="2015-01-01T00:00:00Z"/>
{accounts}{stores}  <Limits>
    <MaxSpan class="content" days="36600"/>
    <MaxSpan class="traffic" days="36600"/>
  </Limits>
</Registry>
"""
ACCOUNT = """  <Account id="{0}" namespace="{1}" format="email"
           identifier="{0}@{1}" from="1970-01-01T00:00:00Z" entity="corp"
           country="US" region="US"/>
"""
STORE = """  <Store id="{account}-mail" account="{account}" format="{form}"
         path={path} holds="mail" compression="{packed}">
    <Clock name="delivered" source="{delivered}"/>
    <Clock name="header" source="dateHeader"/>
{host}  </Store>
"""
HOST = "    <ReceivedHost>{}</ReceivedHost>\n"

ORDER = """<?xml version="1.0" encoding="UTF-8"?>
<Order xmlns="urn:ambit:order:1" id="{id}" generation="1">
  <OrderReference>specimen {name}</OrderReference>
  <LegalType>{law}</LegalType>
  <Jurisdiction country="US"/>
  <CaseType>criminal</CaseType>
  <Addressee>Example Mail Corp.</Addressee>
  <Timespan issued="2020-01-02T00:00:00Z" served="2020-01-03T00:00:00Z"/>
  <Approval type="issuing" role="judge" signed="2020-01-02T00:00:00Z"
            signature="wetInk" document="d1">
    <Authority>U.S. District Court, District of Example</Authority>
    <Name>Magistrate Judge A. Specimen</Name>
  </Approval>
  <NonDisclosure authority="US_2705_B" reference="specimen {name}"
                 from="2020-01-02T00:00:00Z" indefinite="true" document="d2"/>
{tasks}  <Delivery recipient="Example Bureau" certificateSha256="{bureau}"
            format="bag"/>
  <Document id="d1" role="order" name="order.pdf" sha256="{document}"/>
  <Document id="d2" role="nonDisclosure" name="order.pdf"
            sha256="{document}"/>
</Order>
"""
TASK = """  <Task id="{id}">
    <Target format="email" namespace="{domain}">{name}@{domain}</Target>
    <Data class="{kind}" store="mail"/>
    <Range from="{since}" until="{until}" clock="{clock}"/>
  </Task>
"""
LAW = {"content": "US_2703_A_WARRANT", "traffic": "US_2703_D_ORDER"}
TASKS = 20  # more in one order are too many (E_BROAD_COUNT)


@dataclass
class Store:
    """A row of the registry; host: of its own Received fields."""
    account: str
    form: str
    path: str
    delivered: str
    packed: str = "none"
    host: str = ""

    def xml(self):
        return STORE.format(
            **{**vars(self), "path": quoteattr(self.path),
               "host": HOST.format(self.host) if self.host else ""})


class Ask:
    """What one task asks of one account; times in seconds of UTC."""

    def __init__(self, name, account, since, until, clock="header"):
        self.name, self.account, self.clock = name, account, clock
        self.since, self.until = since, until

    def xml(self, kind):
        return TASK.format(
            id=self.name, name=self.account, domain=DOMAIN, kind=kind,
            clock=self.clock, since=rfc3339(self.since),
            until=rfc3339(self.until))


def rfc3339(at):
    days, rest = divmod(at, DAY)
    date = datetime.date(1970, 1, 1) + datetime.timedelta(days)
    return f"{date}T{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}Z"


def folder():
    """Where the packed corpora lie, or None."""
    named = os.environ.get("AMBIT_CORPORA")
    place = pathlib.Path(named) if named else SOURCE.parent / "shared/corpora"
    return place if (place / "unpack").is_file() else None


def unpack(place, build):
    """Unpack the mail, once; tests that run side by side wait in turn."""
    build.mkdir(parents=True, exist_ok=True)
    with open(build / ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        subprocess.run(["sh", place / "unpack", build, "mail"], check=True,
                       stdout=subprocess.DEVNULL)


class Corpora(Test):
    """A test on unpacked corpora: self.root is where they lie."""

    def __init__(self):
        if len(sys.argv) != 3:
            sys.exit(f"usage: {sys.argv[0]} AMBIT BUILD-FOLDER")
        place = folder()
        if place is None:
            print("skipped: no corpora folder beside the project, and"
                  " AMBIT_CORPORA names none")
            sys.exit(0)
        self.root = pathlib.Path(sys.argv[2]).resolve() / "corpora"
        unpack(place, self.root)
        super().__init__()
        # Certificates must lie below the root of the registry's paths.
        self.certificates = pathlib.Path(tempfile.mkdtemp(
            prefix="certificates-", dir=self.root))
        atexit.register(shutil.rmtree, self.certificates, ignore_errors=True)
        for pem in self.pki.glob("*.pem"):
            shutil.copy(pem, self.certificates)

    def fingerprint(self, who):
        der = subprocess.run(
            ["openssl", "x509", "-outform", "DER", "-in",
             self.pki / f"{who}.pem"], check=True, capture_output=True)
        return hashlib.sha256(der.stdout).hexdigest()

    def registry(self, stores):
        people = {
            who: f'certificate="{self.certificates.name}/{who}.pem" '
            f'certificateSha256="{self.fingerprint(who)}"'
            for who in ("approver1", "counsel1", "bureau", "signer1")}
        path = self.dir / "registry.xml"
        digest = subprocess.run([self.ambit, "rules", "--digest"], check=True,
                                capture_output=True, text=True).stdout
        path.write_text(REGISTRY.format(
            law=digest.strip(),
            accounts="".join(ACCOUNT.format(s.account, DOMAIN)
                             for s in stores),
            stores="".join(s.xml() for s in stores), **people))
        return path

    def order(self, name, kind, asks):
        """An approved order of these tasks."""
        path = self.dir / name / "order.xml"
        path.parent.mkdir()
        document = f"specimen {name}\n".encode()
        (path.parent / "order.pdf").write_bytes(document)
        path.write_text(ORDER.format(
            id=uuid.uuid5(uuid.NAMESPACE_DNS, name), name=name,
            law=LAW[kind], tasks="".join(a.xml(kind) for a in asks),
            bureau=self.fingerprint("bureau"),
            document=hashlib.sha256(document).hexdigest()))
        self.approve(path, self.dir / "registry.xml")
        return path

    def carry_out(self, order, registry):
        """ambit produce on stores below the root."""
        out = pathlib.Path(tempfile.mkdtemp(prefix="out.", dir=self.dir))
        done = subprocess.run(
            [self.ambit, "produce", order, "--registry", registry,
             "--root", self.root, "--out", out,
             "--key", self.pki / "signer1.key"], capture_output=True)
        return Run(done, out)

    def verify(self, run, order, registry):
        return subprocess.run(
            [self.ambit, "verify", run.package, "--cert",
             self.pki / "ca.pem", "--order", order, "--registry", registry],
            capture_output=True)


def in_orders(asks):
    """Asks in bundles that one order may hold."""
    return [asks[i:i + TASKS] for i in range(0, len(asks), TASKS)]
