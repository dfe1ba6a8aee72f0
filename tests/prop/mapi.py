"""Items of Outlook as streams of their properties (include/ambit/mapi.h),
written here from what the header says and nothing else."""

import struct

SETS = {name: bytes.fromhex(f"{low:02x}20060000000000c000000000000046")
        for name, low in (("appointment", 2), ("task", 3), ("address", 4),
                          ("common", 8), ("log", 10), ("note", 14))}
SETS["meeting"] = bytes.fromhex("90dad86e0b451b1098da00aa003f1305")
SETS["public"] = bytes.fromhex("2903020000000000c000000000000046")
MAGIC = b"ambit mapi 1\n"
EPOCH = 11644473600


class Text(str):
    """Kept as UTF-16LE, lone surrogates too."""

    def stored(self):
        return 0x1F, self.encode("utf-16-le", "surrogatepass")


def stored(value):
    """Type and bytes of a value by what it is in Python."""
    if isinstance(value, bool):
        return 0x0B, struct.pack(">Q", value)
    if isinstance(value, int):
        return 3, struct.pack(">Q", value & 0xFFFFFFFF)
    if isinstance(value, float):
        return 5, struct.pack(">d", value)
    if isinstance(value, bytes):
        return 0x102, value
    if isinstance(value, str):
        return Text(value).stored()
    return 0x40, struct.pack(">Q", value.ticks)


class Time:
    def __init__(self, seconds):
        self.ticks = (seconds + EPOCH) * 10 ** 7


def one(prop_id, name, index, kind, data):
    where, number, text = name or (None, 0, "")
    text = text.encode()
    return (b"P" + struct.pack(">HH16sII", prop_id, kind,
                               SETS[where] if where else bytes(16), number,
                               len(text)) + text +
            struct.pack(">IQ", index, len(data)) + data)


def message(kind, tagged, named=(), parts=()):
    """tagged: {id: value}; named: {(set, number or text): value}. A list is
    the values of a multiple property."""
    rows = [(prop_id, None, value) for prop_id, value in tagged.items()]
    for i, ((where, name), value) in enumerate(dict(named).items()):
        by_text = isinstance(name, str)
        rows.append((0x8000 + i, (where, 0 if by_text else name,
                                  name if by_text else ""), value))
    out = b"B" + bytes([kind])
    for prop_id, name, value in sorted(rows, key=lambda row: row[0]):
        many = isinstance(value, list)
        for index, each in enumerate(value if many else [value]):
            form, data = stored(each)
            out += one(prop_id, name, index, form | (0x1000 * many), data)
    return out + b"".join(parts) + b"E"


def stream(tagged, named=(), recipients=()):
    return MAGIC + message(1, tagged, named,
                           [message(2, row) for row in recipients])
