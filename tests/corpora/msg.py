"""Every file of the msg set: read, or refused with the precise reason.

Beside a walk of our own over what olefile (python3-olefile) makes of it, as
[MS-OXMSG] has it: every property of every object, its name, type and bytes;
the recipients, attachments and messages within; the times; and who it is from
and for. Every difference must be one of those that are explained below.
"""

import collections
import hashlib
import os
import pathlib
import re
import struct
import subprocess
import sys
import tempfile
import uuid

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path.append("/usr/lib/python3/dist-packages")  # where Debian has olefile

import olefile  # noqa: E402

# What olefile opens and ambit refuses, and why; a fuzzer made both.
REFUSED = {
    # an entry's left sibling has a number behind the end of the directory
    "clusterfuzz-testcase-minimized-POIHSMFFuzzer-5336473854148608.msg":
        "an entry leads out of the directory",
    # the file is cut within the last sector of a stream
    "clusterfuzz-testcase-minimized-POIHSMFFuzzer-4735011465854976.msg":
        "a stream reaches behind the end",
}

# What is read and damaged, and why; the same fuzzer.
LOST = {
    # the list of its properties has 0071 as bytes; there are none
    "clusterfuzz-testcase-minimized-POIHSMFFuzzer-4848576776503296.msg":
        "a property without a stream",
}

# Where this test is stricter than ambit about what may hide, and why.
PLAIN = {
    # its sender's address is "address <address>": no address, and in the net
    # as it is, where nothing hides
    "appointment-draft.msg": {"sender"},
}

PROPERTIES = "__properties_version1.0"
NUMBERS = {0x2: "<H", 0x3: "<I", 0x4: "<I", 0x5: "<Q", 0x6: "<Q", 0x7: "<Q",
           0xa: "<I", 0xb: "<B", 0x14: "<Q", 0x40: "<Q"}
MULTIPLE = 0x1000
PUBLIC = {1: "00020328-0000-0000-c000-000000000046",
          2: "00020329-0000-0000-c000-000000000046"}
ONE_OFF = bytes.fromhex("812b1fa4bea310199d6e00dd010f5402")

ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\x80-\U0010ffff-]+"
SPEC = re.compile(rf"({ATOM}(\.{ATOM})*)@({ATOM}(\.{ATOM})*|\[[^\[\]\\ ]*\])")


def digest(data):
    return f"{len(data)} {hashlib.sha256(data).hexdigest()}"


def escaped(text):
    """As ambit shows text: what has no shape by its number."""
    return "".join(f"\\u{{{ord(c):x}}}" if c == "\\" or not c.isprintable()
                   else c for c in text)


def without_nul(kind, value):
    nul = {0x1e: b"\0", 0x1f: b"\0\0"}.get(kind, b"")
    return value[:-len(nul)] if nul and value.endswith(nul) else value


class Message:
    """What one file says, by olefile alone."""

    def __init__(self, ole):
        self.ole, self.lines, self.streams = ole, [], {}
        self.inside = collections.defaultdict(list)
        for path in ole.listdir(storages=True):
            self.inside["/".join(path[:-1])].append(path[-1])
            if ole.get_type(path) == olefile.STGTY_STREAM:
                self.streams["/".join(path)] = path
        self.top = {}
        self.recipients = []
        self.names = self.read_names()
        self.message("", 32, "m")

    def bytes(self, place, name):
        path = self.streams.get(f"{place}/{name}" if place else name)
        return None if path is None else self.ole.openstream(path).read()

    def read_names(self):
        place = "__nameid_version1.0"
        sets, entries, strings = (
            self.bytes(place, f"__substg1.0_000{n}0102") or b""
            for n in (2, 3, 4))
        names = {}
        for what, kind, index in struct.iter_unpack("<IHH", entries):
            number = kind >> 1
            if number == 0 or 0x8000 + index in names:
                continue
            guid = uuid.UUID(PUBLIC[number]).bytes_le if number in PUBLIC \
                else sets[16 * (number - 3):16 * (number - 2)]
            name = ""
            if kind & 1:
                length, = struct.unpack_from("<I", strings, what)
                name = strings[what + 4:what + 4 + length].decode("utf-16-le")
                what = 0
            names[0x8000 + index] = (guid.hex(), f"{what:x}", escaped(name))
        return names

    def properties(self, place, head):
        """{id: (type, slot)}, and what stands before them."""
        data = self.bytes(place, PROPERTIES)
        found = {}
        for kind, prop, _, slot in struct.iter_unpack("<HHI8s", data[head:]):
            found[prop] = (kind, slot)
        return found, data[:head]

    def several(self, place, prop, kind):
        one = kind & ~MULTIPLE
        tag = f"__substg1.0_{prop:04X}{kind:04X}"
        data = self.bytes(place, tag)
        if one in (0x1e, 0x1f, 0x102):
            width = 8 if one == 0x102 else 4
            return [without_nul(one, self.bytes(place, f"{tag}-{i:08X}"))
                    for i in range(len(data) // width)]
        if one == 0x48:
            return [data[i:i + 16] for i in range(0, len(data), 16)]
        size = struct.calcsize(NUMBERS[one]) if one != 0xb else 2
        return [struct.unpack_from(NUMBERS[one], data, i)[0]
                for i in range(0, len(data), size)]

    def value(self, place, prop, kind, slot):
        if kind & MULTIPLE:
            return self.several(place, prop, kind)
        if kind in NUMBERS:
            number, = struct.unpack_from(NUMBERS[kind], slot)
            return [int(number != 0) if kind == 0xb else number]
        tag = f"__substg1.0_{prop:04X}{kind:04X}"
        data = self.bytes(place, tag)
        if data is None and kind == 0xd:
            return [self.tar(f"{place}/{tag}")]
        return [without_nul(kind, data)]

    def tar(self, place):
        """{path: bytes} of a storage; folders end in a slash."""
        made = {}
        for name in sorted(self.inside[place],
                           key=lambda n: (len(n), n.upper())):
            data = self.bytes(place, name)
            if data is not None:
                made[name] = data
                continue
            made[name + "/"] = b""
            for below, data in self.tar(f"{place}/{name}").items():
                made[f"{name}/{below}"] = data
        return made

    def put(self, place, path, properties, without=()):
        """A line for each value of an object; {id: (type, values)}."""
        said = {}
        self.lines.append(f"object\t{path}")
        for prop, (kind, slot) in sorted(properties.items()):
            if prop in without:
                continue
            values = self.value(place, prop, kind, slot)
            said[prop] = (kind, values)
            names = self.names.get(prop, ("00" * 16, "0", "")) \
                if prop >= 0x8000 else ("00" * 16, "0", "")
            for i, value in enumerate(values):
                shown = value if isinstance(value, dict) else \
                    f"{value:x}" if isinstance(value, int) else digest(value)
                self.lines.append(("prop", path, f"{prop:04x}", f"{kind:04x}",
                                   str(i), *names, shown))
        return said

    def parts(self, place, prefix):
        names = [n for n in self.inside[place] if n.startswith(prefix)]
        return sorted(names, key=lambda n: int(n[-8:], 16))

    def message(self, place, head, path):
        slash = f"{place}/" if place else ""
        properties, before = self.properties(place, head)
        said = self.put(place, path, properties)
        recipients = self.parts(place, "__recip_version1.0_#")
        attachments = self.parts(place, "__attach_version1.0_#")
        assert struct.unpack_from("<II", before, 16) == \
            (len(recipients), len(attachments))
        if path == "m":
            self.top = said
        for i, name in enumerate(recipients):
            row = self.put(slash + name, f"{path}/r{i}",
                           self.properties(slash + name, 8)[0])
            if path == "m":
                self.recipients.append(row)
        for i, name in enumerate(attachments):
            self.attachment(slash + name, f"{path}/a{i}")

    def attachment(self, place, path):
        properties, _ = self.properties(place, 8)
        method = properties.get(0x3705)
        inner = method and struct.unpack_from("<I", method[1])[0] == 5
        self.put(place, path, properties, (0x3701,) if inner else ())
        if inner:
            self.message(f"{place}/__substg1.0_3701000D", 24, f"{path}/m")

    # ---- facts, as pst.md 10 has them ----

    def text(self, said, prop):
        """A string, with what a code page leaves open as U+FFFD."""
        if prop not in said:
            return ""
        kind, values = said[prop]
        return values[0].decode("utf-16-le" if kind == 0x1f else "ascii",
                                "replace")

    def one_off(self, said, prop):
        if prop not in said:
            return "", ""
        data = said[prop][1][0]
        if data[4:20] != ONE_OFF:
            return "", ""
        wide = struct.unpack_from("<H", data, 22)[0] & 0x8000
        text = data[24:].decode("utf-16-le" if wide else "ascii", "replace")
        return tuple(text.split("\0")[1:3])

    def address(self, said, smtp, kind, address, entry):
        """The one that counts, or None."""
        if self.text(said, smtp):
            return self.text(said, smtp)
        if self.text(said, kind).upper() == "SMTP" and self.text(said, address):
            return self.text(said, address)
        type_off, off = self.one_off(said, entry)
        return off if type_off.upper() == "SMTP" and off else None

    def people(self):
        """Facts as (role, address) and the roles without an address."""
        facts, doubted, loose = [], set(), set()
        top = [("from", self.top, (0x5d02, 0x64, 0x65, 0), (0x42,)),
               ("sender", self.top, (0x5d01, 0xc1e, 0xc1f, 0xc19), (0xc1a,))]
        rows = [({1: "to", 2: "cc", 3: "bcc"}.get(row[0xc15][1][0] & 15), row,
                 (0x39fe, 0x3002, 0x3003, 0xfff), (0x3001, 0x5ff6))
                for row in self.recipients]
        for role, said, ids, names in top + rows:
            if said is self.top and not any(
                    p in said and (p == 0xc19 or self.text(said, p))
                    for p in ids + names if p):
                continue
            address = self.address(said, *ids)
            if role is None:
                doubted |= {"to", "cc", "bcc"}
                role = "to"
            shown = [self.text(said, p) for p in names]
            if address is None or any(
                    "=?" in n or ("\ufffd" in n and "@" in n) for n in shown):
                doubted.add(role)
            if any("\ufffd" in self.text(said, p) for p in ids[::2]):
                doubted.add(role)
            if address is None:
                continue
            if SPEC.fullmatch(address) and "\ufffd" not in address:
                facts.append((role, address))
            elif "\ufffd" not in address:
                loose.add(role)
                if not re.fullmatch(r"[^ @]+@[^ @]+", address):
                    doubted.add(role)
        return [f for f in facts if f[0] not in loose], doubted

    def clock(self, prop):
        """In microseconds, or "" where it says nothing."""
        kind, values = self.top.get(prop, (0, [0]))
        flags = self.top.get(0xe07, (0, [8]))[1][0]
        if kind != 0x40 or flags & 8 or not \
                0 <= values[0] - 116444736000000000 < 41340672000000000:
            return ""
        return str((values[0] - 116444736000000000) // 10)


class Test:
    def __init__(self, program):
        self.program, self.wrong = program, []
        self.count = collections.Counter()

    def check(self, good, *what):
        if not good:
            self.wrong.append(" ".join(map(str, what)))
        return good

    def ours(self, path):
        done = subprocess.run([self.program, path], capture_output=True,
                              text=True, timeout=60)
        self.check(done.returncode == 0, path, done.stderr)
        return [line.split("\t") for line in done.stdout.split("\n") if line]

    def file(self, path):
        ours = self.ours(path)
        if not olefile.isOleFile(str(path)):
            self.count["no compound file"] += 1
            self.check(ours == [["refused", "it is no compound file"]], path)
            return
        if ours[0][0] == "refused" and path.name in REFUSED:
            self.count["refused"] += 1
            self.check(REFUSED[path.name] == ours[0][1], path, ours)
            return
        with olefile.OleFileIO(str(path)) as ole:
            if not ole.exists(PROPERTIES):
                self.count["no message"] += 1
                self.check(ours == [["refused", "it holds no message"]], path)
                return
            if path.name in LOST:
                self.count["lost"] += 1
                self.check("lost" in ours[0][1].split(), path, ours[0])
                return
            self.message(path, ours, Message(ole))

    def message(self, path, ours, theirs):
        self.count["messages"] += 1
        self.check("lost" not in ours[0][1].split(), path, ours[0])
        self.stream(path, [line for line in ours
                           if line[0] in ("object", "prop")], theirs.lines)
        clocks = {line[1]: line[2] for line in ours if line[0] == "clock"}
        self.check((clocks["delivered"], clocks["submitted"]) ==
                   (theirs.clock(0xe06), theirs.clock(0x39)), path, clocks)
        self.count["clocks"] += sum(clocks[c] != "" for c in clocks)
        facts, doubted = theirs.people()
        order = ["from", "sender", "to", "cc", "bcc"]
        mine = [(line[1], line[2]) for line in ours if line[0] == "party" and
                line[1] in order]
        self.check(mine == sorted(facts, key=lambda f: order.index(f[0])),
                   path, mine, facts)
        self.count["addresses"] += len(mine)
        mine = {line[1] for line in ours if line[0] == "doubt"} & set(order)
        doubted -= PLAIN.get(path.name, set())
        self.check(mine == doubted, path, "doubt", mine, doubted)
        self.count["roles in doubt"] += len(mine)

    def stream(self, path, ours, theirs):
        self.check(len(ours) == len(theirs), path, len(ours), len(theirs))
        for mine, line in zip(ours, theirs):
            if isinstance(line, str):
                self.count[line.split("\t")[1].split("/")[-1][0]] += 1
                self.check("\t".join(mine) == line, path, mine, line)
                continue
            self.count["properties"] += 1
            if isinstance(line[-1], dict):
                self.count["OLE objects"] += 1
                self.check(mine[:-1] == list(line[:-1]), path, mine)
                self.check(self.tar(line[-1]) == mine[-1], path, mine)
            else:
                self.check(mine == list(line), path, mine, line)

    def tar(self, made):
        """The archive of these, as POSIX.1-1988 has it."""
        out = b""
        for name, data in made.items():
            folder = name.endswith("/")
            self.check(len(name.encode()) <= 100, "a name of", len(name))
            head = struct.pack(
                "100s8s8s8s12s12s8sc100s8s", name.encode(),
                b"0000755" if folder else b"0000644", b"0000000", b"0000000",
                b"%011o" % len(data), b"00000000000", b" " * 8,
                b"5" if folder else b"0", b"", b"ustar\00000").ljust(512, b"\0")
            head = head[:148] + b"%06o\0 " % sum(head) + head[156:]
            out += head + data + b"\0" * (-len(data) % 512)
        return digest(out + b"\0" * 1024)

    def run(self, root):
        paths = sorted(p for p in root.rglob("*") if p.is_file())
        self.check(len(paths) == 360, len(paths), "files")
        for path in paths:
            self.file(path)


def folder():
    named = os.environ.get("AMBIT_CORPORA")
    place = pathlib.Path(named) if named else SOURCE.parent / "shared/corpora"
    return place if (place / "unpack").is_file() else None


def main():
    if len(sys.argv) != 2:
        sys.exit(f"usage: {sys.argv[0]} MSG-WALK")
    place = folder()
    if place is None:
        print("skipped: no corpora folder beside the project, and"
              " AMBIT_CORPORA names none")
        return
    test = Test(sys.argv[1])
    with tempfile.TemporaryDirectory() as temporary:
        subprocess.run(["sh", place / "unpack", temporary, "msg"], check=True,
                       stdout=subprocess.DEVNULL)
        test.run(pathlib.Path(temporary) / "msg")
    print(", ".join(f"{n} {what}" for what, n in test.count.items()))
    print(*test.wrong, sep="\n", end="\n" if test.wrong else "")
    sys.exit(1 if test.wrong else 0)


main()
