"""Every file of the msg set: its streams, and the RTF in them.

Beside what others make of them: the streams of olefile (python3-olefile) and,
by name and digest, of libgsf (gsf list, gsf cat); compressed RTF, and the HTML
or text in it, of readers written here, another way than ambit's are. Every
difference must be one of those that are explained below.
"""

import collections
import hashlib
import html
import os
import pathlib
import re
import struct
import subprocess
import sys
import tempfile
import zlib

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path.append("/usr/lib/python3/dist-packages")  # where Debian has olefile

import olefile  # noqa: E402

GSF_FILES = 20  # gsf is a process a stream: so many files are enough

# What olefile opens and ambit refuses, and why; a fuzzer made both.
REFUSED = {
    # an entry's left sibling has a number behind the end of the directory
    "clusterfuzz-testcase-minimized-POIHSMFFuzzer-5336473854148608.msg":
        "an entry leads out of the directory",
    # the file is cut within the last sector of a stream
    "clusterfuzz-testcase-minimized-POIHSMFFuzzer-4735011465854976.msg":
        "a stream reaches behind the end",
}


def digest(data):
    return hashlib.sha256(data).hexdigest()


def escaped(name):
    """As ambit shows names: what has no shape by its number."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\\]",
                  lambda m: f"\\u{{{ord(m[0]):x}}}", name)


# ---- compressed RTF, as [MS-OXRTFCP] 3.1 has it ----

PRESET = (rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman "
          rb"\fswiss \fmodern \fscript \fdecor MS Sans SerifSymbolArialTimes"
          rb" New RomanCourier{\colortbl\red0\green0\blue0" b"\r\n"
          rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx")


def unfolded(value):
    """The RTF, or None where it is not whole."""
    if len(value) < 16:
        return None
    size, raw, kind, crc = struct.unpack("<II4sI", value[:16])
    data = value[16:]
    if size != len(data) + 12:
        return None
    if kind == b"MELA":
        return data if crc == 0 else None
    if kind != b"LZFu" or crc != zlib.crc32(data, 0xffffffff) ^ 0xffffffff:
        return None
    out = bytearray(PRESET)  # place n of the window is out[n], out[n+4096]...
    at = 0
    while True:
        control, at = data[at], at + 1
        for bit in range(8):
            if not control >> bit & 1:
                out.append(data[at])
                at += 1
                continue
            word, at = data[at] << 8 | data[at + 1], at + 2
            back = (len(out) - (word >> 4)) % 4096
            if back == 0:
                rtf = bytes(out[len(PRESET):])
                return rtf if at == len(data) and len(rtf) == raw else None
            for _ in range((word & 15) + 2):
                out.append(out[-back])


# ---- what is in it, as [MS-OXRTFEX] 2.2.3 has it ----

TOKEN = re.compile(rb"\\bin(\d+) ?|\\([a-zA-Z]+)(-?\d+)? ?|\\'([0-9a-fA-F]{2})"
                   rb"|\\(.)|([{}])|([^\\{}\r\n]+)|[\r\n]+", re.S)
WORDS = {b"par": "\r\n", b"line": "\r\n", b"tab": "\t",
         b"lquote": "&lsquo;", b"rquote": "&rsquo;", b"ldblquote": "&ldquo;",
         b"rdblquote": "&rdquo;", b"bullet": "&bull;", b"endash": "&ndash;",
         b"emdash": "&mdash;"}
SYMBOLS = {b"~": "&nbsp;", b"_": "&shy;", b"\r": "\r\n", b"\n": "\r\n"}
NO_TEXT = {b"colortbl", b"stylesheet", b"info", b"pict", b"nonshppict",
           b"pntext", b"listtext", b"fldinst", b"header", b"footer"}
CHARSETS = {0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949",
            134: "cp936", 136: "cp950", 161: "cp1253", 162: "cp1254",
            163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257",
            204: "cp1251", 222: "cp874", 238: "cp1250"}


# Of some writers: "</b>}\htmlrtf }\htmlrtf0" without the "\htmlrtf {" before.
MORE = "there is more behind its last brace"


class Taken:
    """HTML or text taken out of RTF: what it is, and its bytes."""

    def __init__(self, rtf):
        begin = [t for t in TOKEN.finditer(rtf) if t[2] or t[6] == b"{"][:10]
        words = [(t[2], t[3]) for t in begin]
        self.kind = ("html" if (b"fromhtml", b"1") in words else
                     "text" if b"fromtext" in [word for word, _ in words] else
                     "native")
        self.page, self.default, self.fonts = "cp1252", None, {}
        self.out, self.run = [], (None, b"")
        self.stack, self.defined = [], None
        self.into, self.hidden, self.font, self.uc = "body", False, None, 1
        self.skip, self.star, self.why = 0, False, ""
        if self.kind != "native":
            self.walk(rtf)
        self.bytes = "".join(self.out).encode("utf-16-le", "surrogatepass") \
            .decode("utf-16-le", "replace").encode()

    def shown(self):
        return self.into in ("body", "tag") and not self.hidden

    def put_bytes(self, data):
        """Bytes of one code page are decoded together."""
        page = self.page if self.into == "tag" else \
            self.fonts.get(self.font) or self.page
        if self.run[0] != page:
            self.end()
        self.run = (page, self.run[1] + data)

    def end(self):
        page, data = self.run
        if data:
            self.out.append(data.decode(page, "replace"))
        self.run = (None, b"")

    def put(self, text):
        if self.shown():
            self.end()
            self.out.append(text if self.kind == "html" else
                            html.unescape(text))

    def brace(self, which):
        if which == b"{":
            self.stack.append((self.into, self.hidden, self.font, self.uc))
            return
        self.end()
        self.into, self.hidden, self.font, self.uc = self.stack.pop()

    def begin(self, word):
        """A word behind a star."""
        tag = word == b"htmltag" and self.kind == "html"
        self.into, self.hidden = "tag" if tag else "none", False

    def word(self, word, number):
        if word == b"fonttbl":
            self.into = "fonts"
        elif word in NO_TEXT:
            self.into = "none"
        elif word == b"htmlrtf":
            self.hidden = number != 0
        elif word == b"uc":
            self.uc = number
        elif word == b"u":
            self.put(chr(number & 0xffff))
            self.skip = self.uc
        elif word in WORDS:
            self.put(WORDS[word])
        else:
            self.set_page(word, number)

    def set_page(self, word, number):
        """The words that say in which code page bytes are."""
        if word == b"ansicpg" and number:
            self.page = "utf-8" if number == 65001 else f"cp{number}"
        elif word == b"deff":
            self.default = self.font = number
        elif word == b"plain" and self.into == "body":
            self.font = self.default
        elif word == b"f" and self.into == "body":
            self.font = number
        elif word == b"f" and self.into == "fonts":
            self.defined = number
        elif word == b"fcharset" and self.into == "fonts":
            self.fonts[self.defined] = CHARSETS.get(number)

    def text(self, byte, symbol, text):
        """What is text, less what stands behind \\u in its stead; a run of
        it may be that only in part."""
        n = min(self.skip, len(text) if text else 1)
        self.skip -= n
        text = text[n:] if text else text
        if n and not text:
            return
        if symbol in SYMBOLS:
            self.put(SYMBOLS[symbol])
        elif self.shown() and byte:
            self.put_bytes(bytes.fromhex(byte.decode()))
        elif self.shown() and (text or (symbol and symbol in b"\\{}")):
            self.put_bytes(text or symbol)

    def walk(self, rtf):
        at = 0
        while at < len(rtf):
            token = TOKEN.match(rtf, at)
            at = token.end()
            binary, word, number, byte, symbol, brace, text = token.groups()
            if not (brace or word or binary):
                self.star = symbol == b"*"
                if byte or text or (symbol and not self.star):
                    self.text(byte, symbol, text)
                continue
            star, self.star, self.skip = self.star, False, 0
            if binary:
                at += int(binary)
            elif brace:
                self.brace(brace)
                if not self.stack:
                    if rtf[at:].strip(b"\0 \r\n"):
                        self.why = MORE
                    return
            elif star and self.into != "none":
                self.begin(word)
            elif self.into != "none":
                self.word(word, int(number) if number else None)


# ---- the test ----

class Test:
    def __init__(self, program):
        self.program, self.wrong = program, []
        self.count = collections.Counter()

    def check(self, good, *what):
        if not good:
            self.wrong.append(" ".join(map(str, what)))
        return good

    def ours(self, path):
        """What ambit says of one file: {(kind, path): (length, digest, why)},
        or why it is refused."""
        done = subprocess.run([self.program, path], capture_output=True,
                              text=True, timeout=60)
        if not self.check(done.returncode == 0, path, done.stderr):
            return {}
        lines = [line.split("\t")[1:] for line in done.stdout.splitlines()]
        if lines and lines[0][0] == "refused":
            return lines[0][2]
        return {(kind, name): (int(length), sha, why)
                for kind, name, length, sha, why in lines}

    def file(self, path):
        ours = self.ours(path)
        if not olefile.isOleFile(str(path)):
            self.count["no compound file"] += 1
            self.check(ours == "it is no compound file", path, ours)
            return
        if isinstance(ours, str):
            self.count["refused"] += 1
            self.check(REFUSED.get(path.name) == ours, path, ours)
            return
        self.count["compound files"] += 1
        with olefile.OleFileIO(str(path)) as ole:
            theirs = {"/".join(map(escaped, name)): ole.openstream(name).read()
                      for name in ole.listdir()}
        streams = {name: value for (kind, name), value in ours.items()
                   if kind == "stream"}
        self.count["streams"] += len(streams)
        self.check(streams == {n: (len(d), digest(d), "")
                               for n, d in theirs.items()},
                   path, "its streams")
        for name, data in theirs.items():
            if name.endswith("__substg1.0_10090102"):
                self.rtf(path, name, data, ours)

    def rtf(self, path, name, data, ours):
        """A bucket of the names of properties may be called alike; it is
        refused as what it is not."""
        length, sha, why = ours["rtf", name]
        rtf = unfolded(data)
        self.check((rtf is None) == (why != ""), path, name, why)
        if rtf is None:
            self.check(name.startswith("__nameid"), path, name, why)
            return
        self.count["RTF"] += 1
        self.check((length, sha) == (len(rtf), digest(rtf)), path, name)
        taken = Taken(rtf)
        self.count[taken.kind] += 1
        if not self.check((taken.kind, name) in ours, path, name, taken.kind):
            return
        _, sha, why = ours[taken.kind, name]
        self.check((sha, why) == (digest(taken.bytes), taken.why), path, name,
                   taken.kind, why)
        self.count[why or "RTF without a doubt"] += 1

    def gsf(self, path):
        """The same streams by libgsf, which names them the same way."""
        ours = self.ours(path)
        listed = subprocess.run(["gsf", "list", path], capture_output=True)
        names = [line.split(maxsplit=2)[2] for line in
                 listed.stdout.splitlines() if line.startswith(b"f ")]
        streams = {name: value for (kind, name), value in ours.items()
                   if kind == "stream"}
        self.check(len(names) == len(streams), path, "gsf list", len(names),
                   len(streams))
        for name in names:
            cat = subprocess.run(["gsf", "cat", path, name],
                                 capture_output=True)
            mine = streams.get(escaped(name.decode()))
            self.check(mine and mine[1] == digest(cat.stdout), path, name,
                       "by gsf")
            self.count["streams by libgsf"] += 1

    def run(self, root):
        paths = sorted(p for p in root.rglob("*") if p.is_file())
        for path in paths:
            self.file(path)
        few = [p for p in paths if olefile.isOleFile(str(p)) and
               p.name not in REFUSED and p.stat().st_size < 100000]
        for path in few[::max(1, len(few) // GSF_FILES)]:
            self.gsf(path)


def folder():
    named = os.environ.get("AMBIT_CORPORA")
    place = pathlib.Path(named) if named else SOURCE.parent / "shared/corpora"
    return place if (place / "unpack").is_file() else None


def main():
    if len(sys.argv) != 2:
        sys.exit(f"usage: {sys.argv[0]} MSG-STREAMS")
    place = folder()
    if place is None:
        print("skipped: no corpora folder beside the project, and"
              " AMBIT_CORPORA names none")
        return
    test = Test(sys.argv[1])
    with tempfile.TemporaryDirectory() as temporary:
        subprocess.run(["sh", place / "unpack", temporary, "msg"], check=True,
                       stdout=subprocess.DEVNULL)
        test.run(pathlib.Path(temporary))
    print(", ".join(f"{n} {what}" for what, n in test.count.items()))
    print(*test.wrong, sep="\n", end="\n" if test.wrong else "")
    sys.exit(1 if test.wrong else 0)


main()
