"""Ten items of the corpora as they are rebuilt, and beside each what libpff has
of it, as one page for a person to look at.
usage: rebuilt_show.py REBUILD PAGE
"""

import csv
import email
import email.policy
import html
import json
import pathlib
import subprocess
import sys
import tempfile

from real import folder

HERE = pathlib.Path(__file__).parent
TEN = 10
TEXT_MAX = 3000


def ours(m):
    """Its header, and each leaf: type, name, bytes, and text as text."""
    yield "".join(f"{name}: {value}\n" for name, value in m.items()
                  if not name.lower().startswith(("received", "x-ms")))
    for part in m.walk():
        if part.is_multipart():
            yield f"[{part.get_content_type()}]"
            continue
        data = part.get_payload(decode=True)
        yield f"[{part.get_content_type()}; {part.get_filename() or ''};" \
              f" {len(data)} bytes]"
        if part.get_content_maintype() == "text":
            charset = part.get_content_charset() or "ascii"
            yield data.decode(charset, "replace")[:TEXT_MAX]


def theirs(line):
    for key, value in line.items():
        if value:
            yield f"{key}: {value}"[:TEXT_MAX]


def cell(words):
    return "<td><pre>" + html.escape("\n".join(words)) + "</pre></td>"


def shape(m):
    return tuple(part.get_content_type() for part in m.walk())


def stores(place, root):
    with open(place / "PST.tsv", newline="") as f:
        for row in csv.DictReader(f, delimiter="\t"):
            yield pathlib.Path(root) / row["path"]


def rows(program, place, root):
    """Of each shape of parts the first item."""
    seen = set()
    for i, path in enumerate(stores(place, root)):
        out = pathlib.Path(root) / f"out{i}"
        out.mkdir()
        subprocess.run([program, "pst", path, out], capture_output=True)
        pff = subprocess.run([sys.executable, HERE / "rebuilt_pff.py", path],
                             capture_output=True, text=True)
        for line in map(json.loads, pff.stdout.splitlines()):
            eml = out / f"{line['nid']:x}.eml"
            if not eml.exists():
                continue
            m = email.message_from_bytes(eml.read_bytes(),
                                         policy=email.policy.default)
            if shape(m) in seen:
                continue
            seen.add(shape(m))
            yield f"<tr><th colspan=2>{path.name} {line['nid']:x}</th></tr>" \
                f"<tr>{cell(ours(m))}{cell(theirs(line))}</tr>"
            if len(seen) == TEN:
                return


def main():
    place = folder()
    if place is None:
        print("skipped: no corpora folder beside the project, and"
              " AMBIT_CORPORA names none")
        return 0
    with tempfile.TemporaryDirectory() as root:
        subprocess.run(["sh", place / "unpack", root, "pst"], check=True,
                       stdout=subprocess.DEVNULL)
        page = "\n".join(rows(sys.argv[1], place, root))
    pathlib.Path(sys.argv[2]).write_text(
        "<!doctype html><meta charset=utf-8><style>td{vertical-align:top;"
        "width:50%}pre{white-space:pre-wrap}table{table-layout:fixed;"
        f"width:100%}}</style><table border=1>{page}</table>\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
