"""Preservation: what is frozen is what lay in the named account's stores, and
nothing else; it is kept for its time, changed by nobody unseen, and produced
from as if the stores were still there."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import threading

from common import Test, paths

SERVED = "2025-02-01T00:00:00Z"
NOW = "2025-02-02T00:00:00Z"
DUE = "2025-05-03T00:00:00Z"     # 90 days after NOW
RENEWED = "2025-08-01T00:00:00Z"  # 90 more
FUTURE = "2200-01-01T00:00:00Z"   # by the clock, before which all others lie


class Provider:
    """A provider that serves requests to preserve, and one such request."""

    def __init__(self, test, name, *args):
        self.test = test
        self.dir = test.generate(name, "--seed", 61, "--format", "all", *args)
        # One alone: an order that is approved has come, and a copy waits.
        test.approve(self.dir / "order-content.xml")
        self.registry = self.dir / "registry.xml"
        self.edit("<LegalType>US_2703_D_ORDER</LegalType>",
                  "<LegalType>US_2703_D_ORDER</LegalType>"
                  "<LegalType>US_2703_F_PRESERVATION</LegalType>")
        for form in ("maildir", "eml"):
            other = (self.dir / f"registry-{form}.xml").read_text()
            store = re.search(r'  <Store id="alice.*?</Store>\n', other,
                              re.S)[0]
            self.edit("  <Limits>", store + "  <Limits>")
        (self.dir / "letter.pdf").write_text("please keep it")
        self.order = self.new_order("keep.xml")

    def edit(self, old, new):
        text = self.registry.read_text()
        assert old in text, old
        self.registry.write_text(text.replace(old, new, 1))

    def ambit(self, *args, now=NOW):
        return subprocess.run(
            [self.test.ambit, *map(str, args), "--registry",
             str(self.registry), "--as-of", now], capture_output=True,
            text=True, stdin=subprocess.DEVNULL)

    def new_order(self, name, target="alice@mail.example.com"):
        order = self.dir / name
        run = self.ambit(
            "new-order", order, "--type=US_2703_F_PRESERVATION",
            "--case=criminal", "--reference=keep 1", "--zone=Z",
            "--issued=2025-01-31", f"--served={SERVED}",
            f"--target={target}", "--namespace=mail.example.com",
            "--data=content/mail",
            "--range=from 2023-01-01 through 2023-12-31",
            "--agency=Example Bureau", "--signer=Agent A",
            "--role=agencyOfficial", "--signed=2025-01-31",
            "--signature=electronic", "--document=letter.pdf")
        self.test.check(run.returncode == 0, "the request is written",
                        run.stderr)
        self.test.approve(order)
        return order

    def stores(self, account):
        prefix = f"{account}/"
        return {p.relative_to(self.dir): p
                for p in paths(self.dir, self.registry).values()
                if str(p.relative_to(self.dir)).startswith(prefix)}

    def events(self):
        import sqlite3
        with sqlite3.connect(self.dir / "ledger.db") as db:
            return [(kind, json.loads(body)) for kind, body in db.execute(
                "SELECT kind, body FROM events ORDER BY seq")]


def files(root):
    return {str(p.relative_to(root)): p.read_bytes()
            for p in sorted(root.rglob("*"))
            if p.is_file() and not p.is_symlink()}


def copy_of(out):
    copies = sorted(out.glob("preserved-*"))
    return copies[0] if copies else None


def freezes_what_is_named(test, provider, out):
    """Byte for byte, and no store that no task names is looked at."""
    stores = provider.stores("alice")
    wanted = {}
    for path, place in stores.items():
        if place.is_dir():
            wanted |= {f"{path}/{name}": data
                       for name, data in files(place).items()}
        else:
            wanted[str(path)] = place.read_bytes()
    # Where the others lay nothing lies now: to look would be an error.
    for other in ("bruno", "journal"):
        shutil.move(provider.dir / other, provider.dir / f"no-{other}")
    run = provider.ambit("preserve", provider.order, "--out", out, "--key",
                         test.pki / "signer1.key")
    copy = copy_of(out)
    for other in ("bruno", "journal"):
        shutil.move(provider.dir / f"no-{other}", provider.dir / other)
    test.check(run.returncode in (0, 6) and copy is not None,
               "the stores are frozen", run.returncode, run.stderr)
    test.check(("shared store" in run.stderr) == (run.returncode == 6),
               "what is shared is said", run.stderr)
    test.check(files(copy / "data") == wanted,
               "the copy holds the account's stores, and nothing else",
               sorted(set(wanted) ^ set(files(copy / "data"))))
    folders = {str(p.relative_to(copy / "data"))
               for p in (copy / "data").rglob("*") if p.is_dir()}
    test.check(all(str(p.relative_to(provider.dir)) in folders
                   for s in stores.values() if s.is_dir()
                   for p in s.rglob("*") if p.is_dir()),
               "empty folders are folders of the copy")
    for tags in ("manifest", "tagmanifest"):
        done = subprocess.run(
            ["sha256sum", "-c", "--quiet", "--strict",
             f"{tags}-sha256.txt"], cwd=copy, capture_output=True, text=True)
        test.check(done.returncode == 0, f"sha256sum agrees with the {tags}",
                   done.stdout, done.stderr)
    done = subprocess.run(
        ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in",
         "tagmanifest-sha256.txt.p7s", "-content", "tagmanifest-sha256.txt",
         "-CAfile", test.pki / "signer1.pem", "-partial_chain", "-out",
         "/dev/null"], cwd=copy, capture_output=True, text=True)
    test.check(done.returncode == 0, "openssl agrees with the signature",
               done.stderr)
    mode = copy.stat().st_mode & 0o077
    test.equal(mode, 0, "nobody else may look into the copy")
    kind, body = provider.events()[-1]
    test.equal((kind, body["path"], body["files"], body["sha256"]),
               ("preserved", str(copy.resolve()), len(wanted), hashlib.sha256(
                   (copy / "tagmanifest-sha256.txt").read_bytes())
                   .hexdigest()), "the ledger knows of it")
    again = provider.ambit("preserve", provider.order, "--out", out)
    test.check(again.returncode == 1 and "frozen already" in again.stderr,
               "it is frozen once", again.stderr)
    return copy


def produces_from_it(test, provider, copy):
    """The same package from the copy when the stores are gone."""
    order = provider.dir / "order-content.xml"
    live = test.produce(order, provider.registry)
    moved = provider.dir.parent / "moved"
    shutil.move(provider.dir / "alice", moved)
    out = test.dir / "from-copy"
    command = [test.ambit, "produce", order, "--registry", provider.registry,
               "--out", out, "--key", test.pki / "signer1.key",
               "--from-preserved", copy]
    done = subprocess.run(list(map(str, command)), capture_output=True,
                          text=True)
    package = sorted(out.glob("ambit-*"))
    test.check(live.made() and done.returncode == live.exit and package and
               {n: d for n, d in files(package[0]).items()
                if not n.endswith(".p7s")} == live.files(),
               "the package from the copy is that from the stores",
               live.exit, live.stderr, done.returncode, done.stderr)
    shutil.move(moved, provider.dir / "alice")
    return command


def spoil(copy, how):
    inbox = copy / "data/alice/inbox.mbox"
    manifest = copy / "manifest-sha256.txt"
    if how == "a byte":
        data = bytearray(inbox.read_bytes())
        data[len(data) // 2] ^= 1
        inbox.write_bytes(data)
    elif how == "a file more":
        (copy / "data/alice/more").write_text("x")
    elif how == "a file less":
        inbox.unlink()
    elif how == "a link for a file":
        inbox.rename(copy / "elsewhere")
        inbox.symlink_to(copy / "elsewhere")
    elif how == "a link elsewhere":
        link = copy / "data/alice/mail/link.eml"
        link.unlink()
        link.symlink_to("/etc/shadow")
    elif how == "a line less":
        lines = manifest.read_text().splitlines(True)
        manifest.write_text("".join(lines[1:]))
    elif how == "all of it anew":
        data = inbox.read_bytes()[:-1]
        inbox.write_bytes(data)
        lines = [f"{hashlib.sha256(data).hexdigest()}  data/alice/inbox.mbox\n"
                 if line.endswith("  data/alice/inbox.mbox\n") else line
                 for line in manifest.read_text().splitlines(True)]
        manifest.write_text("".join(lines))
        tags = copy / "tagmanifest-sha256.txt"
        digest = hashlib.sha256(manifest.read_bytes()).hexdigest()
        tags.write_text("".join(
            f"{digest}  manifest-sha256.txt\n" if " manifest-" in line
            else line for line in tags.read_text().splitlines(True)))
        (copy / "tagmanifest-sha256.txt.p7s").unlink()


def sees_every_change(test, copy, command):
    for how in ("a byte", "a file more", "a file less", "a link for a file",
                "a link elsewhere", "a line less", "all of it anew"):
        spoilt = test.dir / "spoilt"
        shutil.copytree(copy, spoilt, symlinks=True)
        spoil(spoilt, how)
        out = test.dir / "from-spoilt"
        changed = list(map(str, command))
        changed[changed.index("--out") + 1] = str(out)
        changed[changed.index("--from-preserved") + 1] = str(spoilt)
        done = subprocess.run(changed, capture_output=True, text=True)
        test.check(done.returncode == 1 and not out.exists() and
                   "frozen copy" in done.stderr,
                   f"{how}: nothing is produced", done.returncode,
                   done.stderr)
        shutil.rmtree(spoilt)


def is_frozen_once(test, provider, copy):
    """Elsewhere neither: the first would be nobody's, and its clock anew."""
    out = test.dir / "second"
    run = provider.ambit("preserve", provider.order, "--out", out, now=DUE)
    test.check(run.returncode == 1 and "frozen already" in run.stderr and
               str(copy) in run.stderr and not out.exists(),
               "an order has one copy", run.returncode, run.stderr)


def is_not_known(test, provider, copy):
    """Made by a run that was killed before the ledger knew of it."""
    out = test.dir / "unknown"
    out.mkdir()
    shutil.copytree(copy, out / copy.name, symlinks=True)
    before = files(out)
    order = provider.new_order("again.xml")
    name = "preserved-" + hashlib.sha256(order.read_bytes()).hexdigest()[:32]
    (out / copy.name).rename(out / name)
    run = provider.ambit("preserve", order, "--out", out)
    test.check(run.returncode == 1 and "does not know of that" in run.stderr
               and len(files(out)) == len(before),
               "a copy that the ledger does not know is told of, and stays",
               run.returncode, run.stderr)
    shutil.rmtree(out)


def waits_for_an_order(test, provider, copy, listed):
    """Process came in time: the copy stays until it is decided."""
    order = provider.dir / "order-traffic.xml"
    test.approve(order)
    test.equal(listed(RENEWED), (0, [["held", RENEWED]]),
               "the copy is not due while it waits for the order")
    run = provider.ambit("preserve", provider.order, "--destroy", now=RENEWED)
    test.check(run.returncode == 4 and copy.exists() and
               "not decided" in run.stderr,
               "what an order waits for is not destroyed", run.returncode,
               run.stderr)
    run = test.produce(order, provider.registry)
    test.check(run.made(), "the order is carried out", run.stderr)
    test.equal(listed(RENEWED), (6, [["due", RENEWED]]),
               "then the copy is due")


def keeps_its_time(test, provider, copy):
    def listed(now):
        run = provider.ambit("preserve", "--due", now=now)
        return run.returncode, [line.split()[:2]
                                for line in run.stdout.splitlines()]

    test.equal(listed(NOW), (0, [["kept", DUE]]), "it is kept")
    test.equal(listed(DUE), (6, [["due", DUE]]), "90 days later it is due")
    run = provider.ambit("preserve", provider.order, "--destroy")
    test.check(run.returncode == 4 and copy.exists(),
               "it is not destroyed before", run.returncode, run.stderr)
    run = provider.ambit("preserve", provider.order, "--destroy", now=FUTURE)
    test.check(run.returncode == 2 and copy.exists() and
               "lies in the future" in run.stderr,
               "nor at an instant that has not come", run.returncode,
               run.stderr)
    run = provider.ambit("preserve", provider.order, "--renew", now=DUE)
    test.check(run.returncode == 3, "what is due is not renewed", run.stderr)
    run = provider.ambit("preserve", provider.order, "--renew")
    test.check(run.returncode == 0 and RENEWED in run.stdout, "it is renewed",
               run.stdout, run.stderr)
    run = provider.ambit("preserve", provider.order, "--renew")
    test.check(run.returncode == 3, "it is renewed once", run.stderr)
    test.equal(listed(DUE), (0, [["kept", RENEWED]]), "it is kept longer")
    waits_for_an_order(test, provider, copy, listed)
    run = provider.ambit("preserve", provider.order, "--destroy", now=RENEWED)
    test.check(run.returncode == 0 and not copy.exists() and
               not list(copy.parent.iterdir()), "what is due is destroyed",
               run.returncode, run.stderr, list(copy.parent.iterdir()))
    test.equal(provider.events()[-1][0], "destroyed", "and recorded")
    test.equal(listed(RENEWED), (0, []), "nothing is due then")
    run = provider.ambit("preserve", provider.order, "--destroy", now=RENEWED)
    test.check(run.returncode == 1 and "no frozen copy" in run.stderr,
               "it is destroyed once", run.stderr)
    run = subprocess.run([test.ambit, "ledger", "verify", "--registry",
                          provider.registry], capture_output=True, text=True)
    test.check(run.returncode == 0, "the ledger is whole", run.stderr)


def discloses_nothing(test, provider):
    out = test.dir / "none"
    run = provider.ambit("produce", provider.order, "--out", out, "--key",
                         test.pki / "signer1.key")
    test.check(run.returncode == 3 and "E_AUTHORITY_REACH" in run.stderr and
               not out.exists(), "a request to preserve produces nothing",
               run.returncode, run.stderr)
    run = provider.ambit("check", provider.order, "--quiet")
    test.check(run.returncode == 0, "and it can be carried out", run.stderr)
    run = provider.ambit("preserve", provider.dir / "order-content.xml",
                         "--out", out)
    test.check(run.returncode == 3 and not out.exists(),
               "a warrant keeps no copy", run.returncode, run.stderr)


def a_change_while_copying(test, provider):
    """The copy fails, and nothing of it stays."""
    inbox = provider.dir / "alice/inbox.mbox"
    before = inbox.read_bytes()
    inbox.write_bytes(before + b"x" * (64 << 20))
    stop = threading.Event()

    def append():
        with open(inbox, "ab", buffering=0) as f:
            while not stop.wait(0.0005):
                f.write(b"y")

    writer = threading.Thread(target=append)
    writer.start()
    out = test.dir / "changing"
    run = provider.ambit("preserve", provider.order, "--out", out)
    stop.set()
    writer.join()
    test.check(run.returncode == 1 and "changed while" in run.stderr and
               not list(out.iterdir()), "a store that changes is not frozen",
               run.returncode, run.stderr, list(out.iterdir()))
    inbox.write_bytes(before)


def an_odd_store(test, provider):
    """Names that need an escape, a link, a folder without a file."""
    mail = provider.dir / "alice/mail"
    (mail / "a\nb%0Ac\rd.eml").write_bytes(b"x")
    (mail / "empty").mkdir()
    os.symlink("/etc/passwd", mail / "odd link.eml")
    os.mkfifo(mail / "pipe")
    (mail / "named twice.eml").write_bytes(b"y")
    os.link(mail / "named twice.eml", provider.dir / "other name")
    # What a run that was killed has left is in nobody's way.
    out = test.dir / "odd"
    digest = hashlib.sha256(provider.order.read_bytes()).hexdigest()[:32]
    stale = out / f".preserved-{digest}.new" / "data/alice"
    stale.mkdir(parents=True)
    (stale / "inbox.mbox").write_text("half")
    run = provider.ambit("preserve", provider.order, "--out", out)
    copy = copy_of(out)
    test.check(run.returncode == 6 and "1 pipes or devices" in run.stderr and
               copy, "pipes are left, and said", run.returncode, run.stderr)
    kept = copy / "data/alice/mail"
    test.equal((kept / "named twice.eml").stat().st_nlink, 2,
               "a file of two names is one of two names in its copy")
    test.equal([p.name for p in out.iterdir()], [copy.name],
               "nothing else lies there")
    test.check((kept / "a\nb%0Ac\rd.eml").exists() and
               (kept / "empty").is_dir() and
               os.readlink(kept / "odd link.eml") == "/etc/passwd",
               "a name with a line end is a name")
    test.check(b"a%0Ab%250Ac%0Dd.eml" in
               (copy / "manifest-sha256.txt").read_bytes(),
               "and one line of the manifest")
    done = subprocess.run(
        [test.ambit, "produce", provider.dir / "order-content.xml",
         "--registry", provider.registry, "--out", test.dir / "odd-out",
         "--key", test.pki / "signer1.key", "--from-preserved", copy],
        capture_output=True, text=True)
    test.check(done.returncode in (0, 6), "and can be produced from",
               done.returncode, done.stderr)
    for name in ("a\nb%0Ac\rd.eml", "odd link.eml", "pipe",
                 "named twice.eml"):
        (mail / name).unlink()
    (mail / "empty").rmdir()
    # One that was killed while it destroyed is ended by the next.
    copy.rename(out / f".{copy.name}.destroyed")
    run = provider.ambit("preserve", provider.order, "--destroy", now=RENEWED)
    test.check(run.returncode == 0 and not list(out.iterdir()),
               "a copy half destroyed is destroyed", run.stderr,
               list(out.iterdir()))


def nobody(test, provider):
    """A name that nobody held leaves an empty copy, not an error."""
    order = provider.new_order("nobody.xml", "nobody@mail.example.com")
    out = test.dir / "nobody"
    run = provider.ambit("preserve", order, "--out", out)
    test.check(run.returncode == 0 and copy_of(out) and
               not files(copy_of(out) / "data"),
               "nobody's stores are none", run.returncode, run.stderr)


def main():
    test = Test()
    provider = Provider(test, "provider", "--bytes", "100K")
    discloses_nothing(test, provider)
    a_change_while_copying(test, provider)
    out = test.dir / "kept"
    copy = freezes_what_is_named(test, provider, out)
    command = produces_from_it(test, provider, copy)
    sees_every_change(test, copy, command)
    is_frozen_once(test, provider, copy)
    is_not_known(test, provider, copy)
    keeps_its_time(test, provider, copy)
    an_odd_store(test, provider)
    nobody(test, provider)
    test.end()


if __name__ == "__main__":
    main()
