"""A store without a message is no failure, and tells nothing: whatever it is
that holds none, the package is the same, with no file and no row."""

import shutil

from common import Test

EMPTY = {"no byte": b"", "a line": b"\n", "lines": b"\n\r\n\n"}
FOLDERS = {"maildir": ("cur", "new", "tmp", ".Old/cur"), "eml": ("a/b",)}


def stores(provider):
    """Each way to hold nothing, made in turn: its name and its registry."""
    inbox = provider / "alice/inbox.mbox"
    for name, data in EMPTY.items():
        inbox.write_bytes(data)
        yield f"an mbox of {name}", provider / "registry.xml"
    for form, folders in FOLDERS.items():
        registry = provider / f"registry-{form}.xml"
        root, = (p for p in (provider / "alice").iterdir()
                 if p.is_dir() and f'"alice/{p.name}"' in registry.read_text())
        shutil.rmtree(root)
        for folder in folders:
            (root / folder).mkdir(parents=True)
        yield f"an empty {form}", registry


def main():
    test = Test()
    provider = test.make("provider", "--seed", 51, "--bytes", "20K",
                         "--format", "all")
    for order in ("content", "traffic"):
        packages = {}
        for name, registry in stores(provider):
            run = test.produce(provider / f"order-{order}.xml", registry)
            if test.check(run.exit == 0 and run.made(),
                          f"{name}, order {order}: complete", run.exit,
                          run.stderr):
                packages[name] = run.files()
                test.equal((run.contents(), run.table()), ({}, []),
                           f"{name}, order {order}: nothing")
        first = packages["an mbox of no byte"]
        for name, files in packages.items():
            test.check(files == first, f"{name}, order {order}: the package")
    test.end()


if __name__ == "__main__":
    main()
