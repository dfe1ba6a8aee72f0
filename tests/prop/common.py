"""What the property tests share: running ambit, and reading what it wrote.

Nothing here knows a rule of ambit. Paths of the two programs come from the
command line; everything is made in one temporary folder and removed.
"""

import atexit
import csv
import hashlib
import io
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(__file__).resolve().parents[2]
ORDERS = ("content", "headers", "traffic", "narrow", "slice", "all")


class Test:
    """Counts checks, and ends as ctest wants it."""

    def __init__(self):
        if len(sys.argv) != 3:
            sys.exit(f"usage: {sys.argv[0]} AMBIT AMBIT-CORPUS")
        self.ambit, self.corpus = (os.path.abspath(a) for a in sys.argv[1:])
        self.passed = self.failed = 0
        # Thousands of small synced files: in memory, where there is a place.
        place = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self.dir = pathlib.Path(tempfile.mkdtemp(
            prefix="ambit-prop.", dir=os.environ.get("TMPDIR") or place))
        atexit.register(shutil.rmtree, self.dir, ignore_errors=True)
        self.pki = self.dir / "pki"
        subprocess.run(["sh", SOURCE / "corpus/pki.sh", self.pki], check=True)

    def check(self, good, what, *details):
        if good:
            self.passed += 1
            return True
        self.failed += 1
        print("FAILED:", what)
        for detail in details[:20]:
            print("   ", detail)
        return False

    def equal(self, got, wanted, what):
        return self.check(got == wanted, what, f"got    {got}",
                          f"wanted {wanted}")

    def end(self):
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(1 if self.failed or not self.passed else 0)

    def generate(self, name, *args, **env):
        """A provider from ambit-corpus."""
        out = self.dir / name
        subprocess.run([self.corpus, "--pki", self.pki, "--out", out,
                        *map(str, args)], check=True, env=env or None)
        return out

    def make(self, name, *args):
        """The same, with every order approved."""
        out = self.generate(name, *args)
        for order in ORDERS:
            self.approve(out / f"order-{order}.xml")
        return out

    def approve(self, order, registry=None):
        beside = ["--registry", registry] if registry else []
        for who in ("approver1", "counsel1"):
            subprocess.run([self.ambit, "approve", order, "--quiet", *beside,
                            "--cert", self.pki / f"{who}.pem",
                            "--key", self.pki / f"{who}.key"], check=True)

    def produce(self, order, registry=None, **how):
        """Run one production; how: env, cwd, umask, out."""
        out = how.get("out") or tempfile.mkdtemp(prefix="out.", dir=self.dir)
        command = [self.ambit, "produce", os.path.abspath(order),
                   "--out", str(out), "--key", str(self.pki / "signer1.key")]
        if registry:
            command += ["--registry", os.path.abspath(registry)]
        env = {"PATH": os.environ["PATH"], **how.get("env", {})}
        done = subprocess.run(command, capture_output=True, env=env,
                              cwd=how.get("cwd"), umask=how.get("umask", -1))
        return Run(done, pathlib.Path(out))


class Run:
    """One run of ambit produce and what lies in its output folder."""

    def __init__(self, done, out):
        self.exit, self.stdout, self.stderr = (
            done.returncode, done.stdout, done.stderr)
        self.out = out
        packages = sorted(out.glob("ambit-*"))
        self.package = packages[0] if packages else None
        custody = sorted((out / "custody").glob("ambit-*"))
        self.custody = custody[0] if custody else None

    def made(self):
        return self.exit in (0, 6) and self.package is not None

    def files(self):
        """Path to bytes, the signature aside: it holds a time."""
        if self.package is None:
            return None
        return {str(p.relative_to(self.package)): p.read_bytes()
                for p in sorted(self.package.rglob("*"))
                if p.is_file() and p.suffix != ".p7s"}

    def contents(self):
        """The bytes of every content file."""
        return {path: data for path, data in self.files().items()
                if "/content/" in path}

    def digests(self):
        return {hashlib.sha256(data).hexdigest()
                for data in self.contents().values()}

    def table(self):
        """Rows of every messages.csv, without the apostrophe of the guard."""
        rows = []
        for path, data in self.files().items():
            if path.endswith("/messages.csv"):
                text = io.StringIO(data.decode("utf-8-sig"), newline="")
                rows += list(csv.DictReader(text))
        return rows

    def items(self):
        """items.csv of the custody record."""
        path = self.custody / "items.csv"
        with open(path, newline="", encoding="utf-8-sig") as f:
            return list(csv.DictReader(f))

    def forget(self):
        shutil.rmtree(self.out)


def truth(provider):
    """The lines of truth.tsv. It is bytes: evidence has no charset."""
    with open(provider / "truth.tsv", newline="", encoding="latin-1") as f:
        return list(csv.DictReader(f, delimiter="\t",
                                   quoting=csv.QUOTE_NONE))


def tokens(row):
    """Place to token."""
    return dict(one.split("=") for one in row["tokens"].split(";") if one)


def paths(provider, registry):
    """Store to path, as the registry has them."""
    import xml.etree.ElementTree as tree
    name = "{urn:ambit:registry:1}Store"
    return {s.get("id"): provider / s.get("path")
            for s in tree.parse(registry).iter(name)}


def stored(path, locator):
    """The bytes of one item of a store."""
    if path.is_dir():
        return (path / locator).read_bytes()
    off, length = (int(part.split("=")[1]) for part in locator.split(","))
    with open(path, "rb") as f:
        f.seek(off)
        return f.read(length)
