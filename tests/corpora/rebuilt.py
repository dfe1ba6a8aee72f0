"""Every item of every PST and OST of the corpora, rebuilt, beside libpff.

Python's email opens each .eml without a defect; its subject, date, recipients,
bodies and attachments are those that libpff has of the same node, digest by
digest, in messages within messages too. Where they differ, the cause stands
here, and in how many. mblaze's list of parts has as many as Python's.
"""

import collections
import csv
import datetime
import email
import email.policy
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile

from pst import Check
from real import folder

HERE = pathlib.Path(__file__).parent
OURS = {"body.rtf", "headers.txt", "properties.txt", "recurrence.bin",
        "colour.txt"}

# Why ours and libpff's are not one, by what differs.
CAUSES = {
    "unnamed": "libpff gives no subject of one third-party writer's contacts",
    "cut": "libpff ends a text at its first NUL",
    "tables": "a third-party writer's, of which libpff finds neither recipients"
              " nor attachments; libpst has the same attachments",
}


def digest(data):
    return hashlib.sha256(data).hexdigest()


def parts(m):
    """Leaves and messages, which are not gone into."""
    if m.get_content_type() == "message/rfc822" or not m.is_multipart():
        yield m
    else:
        for part in m.get_payload():
            yield from parts(part)


def is_file(part):
    """An attachment as it was stored, and nothing that we add."""
    return part.get_content_disposition() is not None and \
        part.get_filename() not in OURS and \
        not (part.get_content_type() == "text/vcard")


def view(m):
    """What libpff's line says, of what was rebuilt."""
    got = {"files": [], "inner": [], "text": None, "html": None, "rtf": None}
    for part in parts(m):
        if part.get_content_type() == "message/rfc822":
            got["inner"].append(view(part.get_payload()[0]))
            continue
        data = part.get_payload(decode=True)
        if part.get_filename() in OURS:
            if part.get_filename() == "body.rtf":
                got["rtf"] = digest(data.rstrip(b"\0"))
        elif is_file(part):
            got["files"].append(digest(data))
        elif part.get_content_type() == "text/html":
            got["html"] = digest(data.rstrip(b"\0"))
        elif part.get_content_type() == "text/plain":
            got["text"] = data.decode("utf-8", "replace").rstrip("\0")
    got["subject"] = m["subject"]
    got["people"] = sum(len(m[name].addresses) + sum(
        not group.addresses for group in m[name].groups
        if group.display_name) for name in ("to", "cc", "bcc")
        if m[name] is not None)
    return got


def plain(subject):
    if subject and subject[0] == "\1":
        subject = subject[2:]
    return " ".join((subject or "").split())


def compare_text(differs, where, ours, theirs):
    if theirs is None or ours == theirs:
        return
    if ours is not None and ours.split("\0")[0].startswith(theirs):
        differs("cut", where, len(ours), len(theirs))
    else:
        differs("text", where, ours, theirs)


def compare(differs, where, ours, theirs):
    compare_text(differs, where, ours["text"], theirs["text"])
    for key in ("html", "rtf"):
        if theirs[key] and ours[key] != theirs[key]:
            differs(key, where, ours[key], theirs[key])
    if not theirs["files"] + theirs["inner"] + theirs["people"] and \
            ours["people"] and ours["files"]:
        differs("tables", where, ours["people"], len(ours["files"]))
        return
    if plain(ours["subject"]) != plain(theirs["subject"]) and \
            not theirs["headers"]:
        differs("subject" if theirs["subject"] else "unnamed", where,
                ours["subject"], theirs["subject"])
    if sorted(ours["files"]) != sorted(theirs["files"]):
        differs("files", where, len(ours["files"]), len(theirs["files"]))
    if len(ours["inner"]) != len(theirs["inner"]):
        differs("inner", where, len(ours["inner"]), len(theirs["inner"]))
    people = [p for p in theirs["people"] if any(p)]
    if not theirs["headers"] and ours["people"] != len(people):
        differs("people", where, ours["people"], people)
    for a, b in zip(ours["inner"], theirs["inner"]):
        compare(differs, where + "/", a, b)


def leaves(m):
    """Of it and of messages within it, as gmime's line has them."""
    if m.is_multipart():
        return [leaf for part in m.get_payload() for leaf in leaves(part)]
    return [f"{m.get_content_type()} {digest(m.get_payload(decode=True))}"]


def read_by_gmime(check, count, program, messages):
    done = subprocess.run([program], text=True, check=True,
                          input="".join(f"{path}\n" for path in messages),
                          stdout=subprocess.PIPE)
    lines = done.stdout.splitlines()
    check(len(lines) == len(messages), "gmime reads", len(lines))
    for (path, m), line in zip(messages.items(), lines):
        got = line.split("\t")[:-1]
        count["read alike by gmime"] += check(
            [leaf.lower() for leaf in got] == leaves(m), path, "gmime:", got)


def read_by_mblaze(check, count, path, m):
    done = subprocess.run(["mshow", "-t", path], capture_output=True)
    lines = [line.split(b": ", 1)[1].split()[0].decode()
             for line in done.stdout.splitlines()[1:] if b": " in line]
    types = [part.get_content_type() for part in m.walk()]
    count["read alike by mblaze"] += check(lines == types, path, "mblaze:",
                                           lines, types)


def opened(check, path, words):
    raw = path.read_bytes()
    check(raw.isascii(), words, "is ASCII")
    m = email.message_from_bytes(raw, policy=email.policy.default)
    check(not [d for part in m.walk() for d in part.defects], words,
          "has no defect")
    return m


def store(check, count, differs, messages, path, out):
    program = sys.argv[1]
    done = subprocess.run([program, "pst", path, out], capture_output=True,
                          text=True)
    if done.returncode != 0:
        count["refused"] += 1
        return
    pff = subprocess.run([sys.executable, HERE / "rebuilt_pff.py", path],
                         capture_output=True, text=True)
    theirs = {line["nid"]: line for line in
              map(json.loads, pff.stdout.splitlines())}
    for line in done.stdout.splitlines():
        nid, flaws, refused, _ = line.split("\t")
        words = f"{path.name} {nid}"
        count["items"] += 1
        if "lost" in flaws.split():
            count["lost"] += 1
            continue
        if not check(refused == "", words, refused):
            continue
        m = opened(check, out / f"{nid}.eml", words)
        messages[out / f"{nid}.eml"] = m
        read_by_mblaze(check, count, out / f"{nid}.eml", m)
        if int(nid, 16) in theirs:
            count["compared"] += 1
            compare(differs, words, view(m), theirs[int(nid, 16)])


def main():
    place = folder()
    if place is None:
        print("skipped: no corpora folder beside the project, and"
              " AMBIT_CORPORA names none")
        return 0
    check, count = Check(), collections.Counter()
    found, messages = collections.defaultdict(list), {}

    def differs(what, where, ours, theirs):
        found[what].append((where, ours, theirs))

    with open(place / "PST.tsv", newline="") as f:
        rows = [row["path"] for row in csv.DictReader(f, delimiter="\t")]
    with tempfile.TemporaryDirectory() as root:
        subprocess.run(["sh", place / "unpack", root, "pst"], check=True,
                       stdout=subprocess.DEVNULL)
        for i, path in enumerate(rows):
            out = pathlib.Path(root) / f"out{i}"
            out.mkdir()
            store(check, count, differs, messages,
                  pathlib.Path(root) / path, out)
        if len(sys.argv) > 2:
            read_by_gmime(check, count, sys.argv[2], messages)
        else:
            print("gmime is not installed, and reads nothing")
    for what, where in sorted(found.items()):
        cause = CAUSES.get(what)
        if check(cause is not None, what, "differs in", len(where), where[:4]):
            print(f"{len(where)} {what}: {cause}")
    print(", ".join(f"{n} {what}" for what, n in count.items()))
    return 1 if check.bad else 0


if __name__ == "__main__":
    sys.exit(main())
