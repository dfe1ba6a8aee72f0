"""The examples of the specification: each bad order breaks exactly its rule.

They lie beside the project, in shared/spec/examples; where they are missing,
the test says so in one line and is done. Their certificates and papers are
named by digest alone, so they are made here, and the digests put in; so is
that of the tables of law.
"""

import base64
import hashlib
import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as tree

from common import SOURCE, Test

EXAMPLES = SOURCE.parent / "shared/spec/examples"
AS_OF = "2026-11-02T12:00:00Z"  # as every example says
# Whose certificate is whose here; the first three must be three persons.
PEOPLE = {"entry1": "entry1", "approver1": "approver1",
          "counsel1": "counsel1", "former1": "ca", "bureau": "bureau",
          "staatsanwalt": "bureau", "justiz": "bureau", "signer1": "signer1"}
STORE = "{urn:ambit:registry:1}Store"


def specimen(who):
    text = f"ambit specimen certificate {who}\n"
    return hashlib.sha256(text.encode()).hexdigest()


class House:
    """The provider of the examples, with certificates that exist."""

    def __init__(self, test):
        self.test, self.dir = test, test.dir / "house"
        (self.dir / "pki").mkdir(parents=True)
        self.digests = {}
        for who, whose in PEOPLE.items():
            pem = (test.pki / f"{whose}.pem").read_text()
            (self.dir / f"pki/{who}.pem").write_text(pem)
            der = base64.b64decode("".join(pem.split("\n")[1:-2]))
            self.digests[specimen(who)] = hashlib.sha256(der).hexdigest()
        text = self.certified((EXAMPLES / "registry.xml").read_text())
        text = text.replace("  <Customer ", f"  {self.law()}\n  <Customer ", 1)
        (self.dir / "registry.xml").write_text(text)
        for store in tree.fromstring(text.encode()).iter(STORE):
            self.store(self.dir / store.get("path"), store.get("format"))

    def law(self):
        digest = subprocess.run(
            [self.test.ambit, "rules", "--digest"], check=True,
            capture_output=True, text=True).stdout.strip()
        return f'<LawTables sha256="{digest}" approvedBy="counsel1"' \
            ' on="2024-01-01T00:00:00Z"/>'

    def certified(self, text):
        for specimen_digest, digest in self.digests.items():
            text = text.replace(specimen_digest, digest)
        return text

    def store(self, path, form):
        if form in ("maildir", "eml", "files"):
            path.mkdir(parents=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()

    def codes(self, example):
        """Exit, and the rules E_ that ambit check finds broken."""
        order = self.dir / example.name
        text = self.certified(example.read_text())
        order.write_text(text)
        for name in re.findall('<Document [^>]*name="([^"]+)"', text):
            (self.dir / name).write_text(f"ambit specimen {name}\n")
        for who in ("approver1", "counsel1"):
            subprocess.run(
                [self.test.ambit, "approve", order, "--quiet", "--cert",
                 self.test.pki / f"{who}.pem", "--key",
                 self.test.pki / f"{who}.key"], capture_output=True,
                check=False)  # what is no order cannot be signed
        done = subprocess.run(
            [self.test.ambit, "check", order, "--registry",
             self.dir / "registry.xml", "--json", "--as-of", AS_OF],
            capture_output=True, check=False)
        events = map(json.loads, done.stdout.splitlines())
        return done.returncode, sorted(
            {e["code"] for e in events if e["event"] == "finding"
             and e["code"].startswith("E_")})


def main():
    if not (EXAMPLES / "registry.xml").is_file():
        print("skipped: no shared/spec/examples beside the project")
        return
    test = Test()
    house = House(test)
    good = sorted(EXAMPLES.glob("order-*.xml"))
    bad = sorted(EXAMPLES.glob("bad/*.xml"))
    test.check(len(good) == 4 and len(bad) == 12, "all examples are there",
               good, bad)
    for example in good:
        exit_, codes = house.codes(example)
        test.check(exit_ in (0, 4) and not codes,
                   f"{example.name} breaks no rule E_", exit_, codes)
    for example in bad:
        narrows = example.stem.startswith("E_BROAD_")
        test.equal(house.codes(example),
                   (5 if narrows else 3, [example.stem]), example.name)
    shutil.rmtree(house.dir)
    test.end()


if __name__ == "__main__":
    main()
