"""An independent check of a bag (RFC 8493) as package.md 3 narrows it.

    python3 bag.py FOLDER ...

Shares no code with ambit. Prints what is wrong, and ends in 1 if anything is.
"""

import hashlib
import os
import re
import sys
import xml.etree.ElementTree as ET

LINE = re.compile(rb"([0-9a-f]{64})  ([A-Za-z0-9._/-]+)\n")
UNLISTED = {"tagmanifest-sha256.txt", "tagmanifest-sha256.txt.p7s"}
TAGS = ["ambit/production.xml", "ambit/rules.csv", "bag-info.txt", "bagit.txt",
        "manifest-sha256.txt"]
NS = "{urn:ambit:production:1}"


def files(top):
    for folder, _, names in os.walk(top):
        for name in names:
            yield os.path.relpath(os.path.join(folder, name), top)


def sha256(path):
    with open(path, "rb") as f:
        return hashlib.sha256(f.read()).hexdigest()


def manifest(top, name):
    with open(os.path.join(top, name), "rb") as f:
        text = f.read()
    lines = LINE.findall(text)
    assert b"".join(d + b"  " + p + b"\n" for d, p in lines) == text, name
    return [(p.decode(), d.decode()) for d, p in lines]


def check(top):
    read = lambda name: open(os.path.join(top, name), "rb").read()
    payload = manifest(top, "manifest-sha256.txt")
    tags = manifest(top, "tagmanifest-sha256.txt")
    assert read("bagit.txt") == (b"BagIt-Version: 1.0\n"
                                 b"Tag-File-Character-Encoding: UTF-8\n")
    paths = [p for p, _ in payload]
    assert paths == sorted(paths, key=str.encode) and len(set(paths)) == len(paths)
    assert [p for p, _ in tags] == TAGS
    assert all(p.startswith("data/") for p in paths)
    assert set(files(top)) == set(paths) | set(TAGS) | UNLISTED, "listed = present"
    for path, digest in payload + tags:
        assert sha256(os.path.join(top, path)) == digest, path
    info = dict(line.split(": ", 1) for line in
                read("bag-info.txt").decode().splitlines())
    assert list(info) == ["Source-Organization", "External-Identifier",
                          "Bag-Group-Identifier", "Bag-Count", "Payload-Oxum"]
    octets = sum(os.path.getsize(os.path.join(top, p)) for p in paths)
    assert info["Payload-Oxum"] == f"{octets}.{len(paths)}"
    facts = ET.fromstring(read("ambit/production.xml"))
    assert facts.get("id") == info["External-Identifier"]
    assert facts.get("orderSha256") == info["Bag-Group-Identifier"]
    assert info["Bag-Count"] == f"{facts.get('volume')} of {facts.get('volumes')}"
    digests = dict(payload)
    listed = {"data/README.txt"}
    for fact in list(facts.iter(NS + "Item")) + list(facts.iter(NS + "Table")):
        path = fact.get("path")
        assert digests[path] == fact.get("sha256"), path
        assert path not in listed
        listed.add(path)
        if fact.tag == NS + "Item":
            assert os.path.getsize(os.path.join(top, path)) == int(fact.get("bytes"))
            assert path.endswith("/" + fact.get("bates") + ".eml")
        else:
            text = read(path)
            assert text.startswith(b"\xef\xbb\xbf") and text.endswith(b"\r\n")
            assert text.count(b"\r\n") == int(fact.get("rows")) + 1
    assert listed == set(paths)


def main():
    bad = 0
    for top in sys.argv[1:]:
        try:
            check(top)
        except (AssertionError, KeyError, OSError, ET.ParseError) as e:
            print(f"{top}: {type(e).__name__}: {e}")
            bad = 1
    return bad


sys.exit(main())
