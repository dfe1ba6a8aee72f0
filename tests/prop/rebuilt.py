"""What an .eml is rebuilt from and what Python's email finds in it are one.

Streams of items are written here, byte by byte (include/ambit/mapi.h), with
random bodies, attachments and messages within messages; then every string
property in turn is given what an enemy would: line ends, NUL, halves of
characters, 8-bit, far too much. Whatever it is, no field and no part may
appear that should not, and every attachment's bytes must come out as they
went in.
"""

import email
import email.policy
import hashlib
import pathlib
import random
import struct
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))

MESSAGE, RECIPIENT, ATTACHMENT = 1, 2, 3
INT32, STRING8, STRING, TIME, BINARY = 0x03, 0x1E, 0x1F, 0x40, 0x102

FIELDS = {"from", "sender", "to", "cc", "bcc", "subject", "date",
          "message-id", "in-reply-to", "references", "x-ambit",
          "mime-version", "content-type", "content-transfer-encoding",
          "content-disposition", "content-id"}

HOSTILE = [
    "a\r\nBcc: evil@example.org", "a\nBcc: evil@example.org",
    "a\rBcc: evil@example.org", "a\r\n\r\nbody", "a\r\n--=_0\r\n\r\nx",
    "a\x00b", "\x00", "\ud800", "\udc00x", "a\ud83d", "\u2028Bcc: x",
    "\x85Bcc: x", "\x0b\x0c\x1c\x1d\x1e", "\"", "\\", "\"; name=\"x",
    "a\\\r\n b", "<a@b>, <evil@example.org>", "a@b> <evil@example.org",
    "=?utf-8?q?=0d=0aBcc:_evil@example.org?=", "=?x?", "x" * 4000,
    "é" * 600, " ", "\t", "\r\n", "\r\n ", ":", ";", "(", "a" * 998,
    "\ufeff", "\u202e", "/O=A\r\nBcc: x", "text/plain\r\nBcc: x: y",
    "a b", "@", "a@", "@b", "%0d%0a", "\x7f", "'", "''", "*", "..", "/",
]


def prop(id, type, value):
    if type == STRING:
        value = value.encode("utf-16-le", "surrogatepass")
    elif type == STRING8:
        value = value.encode("utf-8", "surrogatepass")
    elif type in (INT32, TIME):
        value = struct.pack(">Q", value)
    return b"P" + struct.pack(">HH16sIIIQ", id, type, bytes(16), 0, 0, 0,
                              len(value)) + value


class Object:
    def __init__(self, kind, **props):
        self.kind, self.parts, self.props = kind, [], {}

    def set(self, id, type, value):
        self.props[id] = (type, value)
        return self

    def add(self, part):
        self.parts.append(part)
        return part

    def bytes(self):
        props = b"".join(prop(id, *self.props[id])
                         for id in sorted(self.props))
        parts = sorted(self.parts, key=lambda part: part.kind)
        return b"B" + bytes([self.kind]) + props + \
            b"".join(part.bytes() for part in parts) + b"E"


def stream(message):
    return b"ambit mapi 1\n" + message.bytes()


def message():
    m = Object(MESSAGE)
    m.set(0x1A, STRING, "IPM.Note").set(0x37, STRING, "Hi")
    m.set(0x39, TIME, 132591744000000000)
    m.set(0x42, STRING, "Ann").set(0x64, STRING, "SMTP")
    m.set(0x65, STRING, "ann@example.org")
    m.set(0xC1A, STRING, "Sue").set(0xC1E, STRING, "SMTP")
    m.set(0xC1F, STRING, "sue@example.org")
    m.set(0x1000, STRING, "text").set(0x1013, BINARY, b"<p>html")
    m.set(0x1035, STRING, "<1@example.org>")
    m.set(0x1039, STRING, "<2@example.org>")
    m.set(0x1042, STRING, "<3@example.org>")
    return m


def recipient(m, kind):
    r = m.add(Object(RECIPIENT))
    r.set(0xC15, INT32, kind).set(0x3001, STRING, "Bo")
    r.set(0x3002, STRING, "SMTP").set(0x3003, STRING, "bo@example.org")
    return r


def attachment(m, data):
    a = m.add(Object(ATTACHMENT))
    a.set(0x3701, BINARY, data).set(0x3705, INT32, 1)
    a.set(0x3704, STRING, "SHORT.TXT").set(0x3707, STRING, "long.txt")
    a.set(0x370E, STRING, "text/csv").set(0x3712, STRING, "id@example.org")
    return a


def within(m):
    a = m.add(Object(ATTACHMENT)).set(0x3705, INT32, 5)
    return a.add(message())


class Rebuilt:
    def __init__(self, program):
        self.program = program
        self.file = tempfile.NamedTemporaryFile()

    def __call__(self, message):
        self.file.seek(0)
        self.file.truncate()
        self.file.write(stream(message))
        self.file.flush()
        return subprocess.run([self.program, "stream", self.file.name],
                              stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE)


def leaves(m):
    """Types and digests of what has no parts, in order."""
    if m.is_multipart():
        return [leaf for part in m.get_payload() for leaf in leaves(part)]
    data = m.get_payload(decode=True)
    return [(m.get_content_type(), hashlib.sha256(data).hexdigest())]


def whole(eml, words):
    """The message, of which nothing is wrong but what stands in a value."""
    assert eml.isascii(), words
    assert b"\0" not in eml, words
    assert max(map(len, eml.split(b"\r\n"))) <= 998, words
    assert b"\n" not in eml.replace(b"\r\n", b""), words
    assert b"\r" not in eml.replace(b"\r\n", b""), words
    m = email.message_from_bytes(eml)
    for part in m.walk():
        assert not part.defects, (words, part.defects)
        for name in part.keys():
            assert name.lower() in FIELDS, (words, name)
            assert len(part.get_all(name)) == 1, (words, name)
    parsed = email.message_from_bytes(eml, policy=email.policy.default)
    for part in parsed.walk():
        for name, value in part.items():
            assert "\r" not in value and "\n" not in value, (words, name)
    return m


def strings(object, path=()):
    for id, (type, _) in object.props.items():
        if type == STRING and id != 0x1A:
            yield object, id
    for part in object.parts:
        yield from strings(part)


def hostile(rebuilt):
    """One property after another, one value after another."""
    n = 0
    probe = attacked()
    for where in range(len(list(strings(probe)))):
        for value in HOSTILE:
            m = attacked()
            object, id = list(strings(m))[where]
            if id == 0x1000:
                continue
            n += 1
            object.set(id, STRING if n % 3 else STRING8, value)
            words = (hex(id), object.kind, value[:40])
            got = rebuilt(m)
            assert got.returncode == 0, (words, got.stderr)
            parts = leaves(whole(got.stdout, words))
            assert len(parts) == 7, (words, parts)
            digest = hashlib.sha256(b"one\xff").hexdigest()
            assert sum(d == digest for _, d in parts) == 2, words
    return n


def attacked():
    m = message()
    for kind in (1, 2, 3):
        recipient(m, kind)
    attachment(m, b"one\xff").set(0x3714, INT32, 4)
    inner = within(m)
    recipient(inner, 1)
    attachment(inner, b"one\xff")
    reference = m.add(Object(ATTACHMENT)).set(0x3705, INT32, 2)
    reference.set(0x3707, STRING, "a.doc").set(0x370D, STRING, "C:\\a.doc")
    return m


def grown(chance, depth, sums):
    """A message of any shape; the digests of its leaves, in order."""
    m = message()
    text = "".join(chance.choice("aä\r\n") for _ in range(chance.randrange(9)))
    m.set(0x1000, STRING, "x" + text)
    sums.append(hashlib.sha256(("x" + text).encode()).hexdigest())
    sums.append(hashlib.sha256(b"<p>html").hexdigest())
    for _ in range(chance.randrange(4)):
        if depth < 15 and chance.random() < 0.4:
            a = m.add(Object(ATTACHMENT)).set(0x3705, INT32, 5)
            a.add(grown(chance, depth + 1, sums))
            continue
        data = chance.randbytes(chance.choice((0, 1, 56, 57, 58, 3000)))
        if chance.random() < 0.3:
            data = chance.choice((b"a\r\n", b"--=_a\r\n", b"x" * 999, b"\r",
                                  b"From a\r\n.\r\n"))
        attachment(m, data)
        sums.append(hashlib.sha256(data).hexdigest())
    return m


def random_shapes(rebuilt, chance):
    for turn in range(60):
        sums = []
        m = grown(chance, 0, sums)
        got = rebuilt(m)
        assert got.returncode == 0, (turn, got.stderr)
        found = [d for _, d in leaves(whole(got.stdout, turn))]
        assert found == sums, (turn, len(found), len(sums))
        assert rebuilt(m).stdout == got.stdout, turn


def main():
    rebuilt = Rebuilt(sys.argv[1])
    chance = random.Random(4)
    random_shapes(rebuilt, chance)
    print(hostile(rebuilt), "hostile values, 60 shapes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
