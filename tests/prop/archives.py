"""A production as archives: zipped by the rules of ambit-package(5), it is to
ambit verify what the folders are, and every other program reads the same."""

import os
import shutil
import subprocess
import sys

from common import SOURCE, Test
from zipped import zip_bag

BAG = SOURCE / "tests/support/bag.py"


def verify(test, package):
    done = subprocess.run([test.ambit, "verify", package,
                           "--cert", test.pki / "ca.pem"],
                          capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


def without_archives(page):
    return "".join(line for line in page.splitlines(True)
                   if not line.startswith("              zip archives "))


def ran(test, what, *command):
    done = subprocess.run(command, capture_output=True, text=True)
    return test.check(done.returncode == 0, what, done.stdout, done.stderr)


def read_by_others(test, archive, bag):
    """What a program takes out of it is the bag again, and is one."""
    out = test.dir / "unpacked"
    ways = [(shutil.which("unzip"), "-q", archive, "-d", out),
            (shutil.which("bsdtar"), "-xf", archive, "-C", out),
            (sys.executable, "-m", "zipfile", "-e", archive, out)]
    for way in ways:
        if way[0] is None:
            continue
        name = f"{os.path.basename(way[0])} of {archive.name}"
        out.mkdir()
        if ran(test, name, *way):
            ran(test, f"{name}: the bag", sys.executable, BAG, out / bag.name)
            ran(test, f"{name}: its files", "diff", "-r", bag,
                out / bag.name)
        shutil.rmtree(out)


def one(test, run, name):
    """As folders, as archives, and each archive by itself."""
    folder = verify(test, run.package)
    test.check(folder[0] == 0, f"{name}: the folder is valid", *folder)
    zips = test.dir / "zips" / run.package.name
    zips.mkdir(parents=True)
    volumes = sorted(run.package.iterdir())
    for bag in volumes:
        zip_bag(bag, zips / f"{bag.name}.zip")
        read_by_others(test, zips / f"{bag.name}.zip", bag)
    code, page, errors = verify(test, zips)
    test.equal((code, without_archives(page), errors), folder,
               f"{name}: the archives say the same")
    test.check(f"zip archives {len(volumes)}:" in page,
               f"{name}: the page tells it", page)
    code, page, _ = verify(test, zips / f"{volumes[0].name}.zip")
    test.equal(code, 0 if len(volumes) == 1 else 1,
               f"{name}: an archive alone")
    shutil.rmtree(zips.parent)
    return len(volumes)


def main():
    test = Test()
    provider = test.make("world", "--seed", 51, "--bytes", "400K",
                         "--traps", 100)
    for order in ("content", "headers", "traffic"):
        run = test.produce(provider / f"order-{order}.xml")
        if test.check(run.made(), f"{order}: a package", run.stderr):
            one(test, run, order)
    registry = provider / "registry.xml"
    small = provider / "registry-volumes.xml"
    text = registry.read_text()
    test.check("<Limits>" in text, "a registry")
    small.write_text(text.replace("<Limits>", '<Limits volumeBytes="60000">'))
    run = test.produce(provider / "order-content.xml", small)
    if test.check(run.made(), "volumes: a package", run.stderr):
        test.check(one(test, run, "volumes") > 1, "more than one volume")
    test.end()


if __name__ == "__main__":
    main()
