"""The lower half of a Unicode PST ([MS-PST] 2.2) as its bytes have it: every
sum, every extent, both indexes. Shares nothing with the writer."""

import struct
import zlib

FIRST, SECTION = 0x4400, 253952
TYPES = {0x80: "block", 0x81: "node"}


def crc(data):
    """From 0, and inverted at neither end."""
    return zlib.crc32(data, 0xffffffff) ^ 0xffffffff


def signature(ib, bid):
    x = (ib ^ bid) & 0xffffffff
    return (x >> 16 ^ x) & 0xffff


class Pst:
    """Reads all of it; what is wrong is in faults."""

    def __init__(self, data):
        self.data, self.faults = data, []
        self.extents, self.blocks, self.nodes = [], {}, {}
        head = data[:564]
        self.fault(crc(head[8:479]) == self.u32(4), "partial sum of header")
        self.fault(crc(head[8:524]) == self.u32(524), "sum of header")
        self.fault(head[:4] == b"!BDN" and head[10] == 23, "magic, version")
        self.fault(head[512] == 0x80 and head[513] == 1, "sentinel, crypt")
        self.fault(self.u64(184) == len(data), "length")
        self.walk(0x81, self.u64(216), self.u64(224), None)
        self.walk(0x80, self.u64(232), self.u64(240), None)
        for bid, (ib, length, _) in self.blocks.items():
            self.block(bid, ib, length)
        self.maps()

    def fault(self, good, what):
        if not good:
            self.faults.append(what)

    def u16(self, at):
        return struct.unpack_from("<H", self.data, at)[0]

    def u32(self, at):
        return struct.unpack_from("<I", self.data, at)[0]

    def u64(self, at):
        return struct.unpack_from("<Q", self.data, at)[0]

    def page(self, kind, ib, bid):
        good = (self.data[ib + 496] == self.data[ib + 497] == kind and
                self.u16(ib + 498) == signature(ib, bid) and
                self.u32(ib + 500) == crc(self.data[ib:ib + 496]) and
                self.u64(ib + 504) == bid and ib % 512 == 0)
        self.fault(good, f"page at {ib} of kind {kind:x}")

    def walk(self, kind, bid, ib, level):
        if (ib, 512) in self.extents:
            self.fault(False, f"the page at {ib} is below itself")
            return
        self.page(kind, ib, bid)
        self.extents.append((ib, 512))
        count, most, size, own = self.data[ib + 488:ib + 492]
        self.fault(0 < count <= most and count * size <= 488 and
                   (level is None or own == level - 1),
                   f"entries of the page at {ib}")
        last = -1
        for at in range(ib, ib + count * size, size):
            key = self.u64(at)
            self.fault(key > last, f"order of keys at {at}")
            last = key
            if own > 0:
                below = self.u64(self.u64(at + 16))
                self.fault(below == key, f"first key below {at}")
                self.walk(kind, self.u64(at + 8), self.u64(at + 16), own)
            elif kind == 0x81:
                self.nodes[key] = struct.unpack_from("<QQI", self.data,
                                                     at + 8)
            else:
                self.blocks[key] = struct.unpack_from("<QHH", self.data,
                                                      at + 8)

    def block(self, bid, ib, length):
        size = (length + 16 + 63) // 64 * 64
        end = ib + size - 16
        good = (ib % 64 == 0 and 0 < length <= 8176 and
                self.u16(end) == length and
                self.u16(end + 2) == signature(ib, bid) and
                self.u32(end + 4) == crc(self.data[ib:ib + length]) and
                self.u64(end + 8) == bid)
        self.fault(good, f"block {bid:x} at {ib}")
        self.extents.append((ib, size))

    def entries(self, bid, size):
        """Of an internal block: (type, level, length), and what follows."""
        ib = self.blocks[bid][0]
        head = struct.unpack_from("<BBHI", self.data, ib)
        return head, [self.u64(ib + 8 + n * size) for n in range(head[2])]

    def length(self, bid):
        """Of a data tree, as its leaves have it."""
        if bid not in self.blocks or not bid & 2:
            return self.blocks.get(bid, (0, 0))[1]
        head, below = self.entries(bid, 8)
        total = sum(map(self.length, below))
        self.fault(total == head[3], f"length of the tree {bid:x}")
        return total

    def subnodes(self, bid, above):
        if bid in above or bid not in self.blocks:
            self.fault(bid not in above, f"subnodes of {bid:x} are its own")
            return
        ib = self.blocks[bid][0]
        for at in range(ib + 8, ib + 8 + 24 * self.u16(ib + 2), 24):
            self.length(self.u64(at + 8))
            if self.u64(at + 16):
                self.subnodes(self.u64(at + 16), above + (bid,))

    def trees(self):
        """The data and the subnodes of every node."""
        for data, sub, _ in self.nodes.values():
            self.length(data)
            if sub:
                self.subnodes(sub, ())

    def maps(self):
        """Allocated is what is used, and nothing else."""
        used = bytearray(len(self.data) // 64)
        for n, ib in enumerate(range(FIRST, len(self.data), SECTION)):
            due = [(0, 0x84, True), (1, 0x83, n % 8 == 0),
                   (2, 0x85, n >= 128 and (n - 128) % 496 == 0),
                   (3, 0x82, n >= 8192 and (n - 8192) % 31744 == 0)]
            for page, kind, here in due:
                if here:
                    self.page(kind, ib + page * 512, ib + page * 512)
                    self.extents.append((ib + page * 512, 512))
        for ib, size in self.extents:
            for slot in range(ib // 64, (ib + size) // 64):
                self.fault(not used[slot], f"two extents at {slot * 64}")
                used[slot] = 1
        free = 0
        for ib in range(FIRST, len(self.data), SECTION):
            slots = used[ib // 64:(ib + SECTION) // 64]
            free += 64 * slots.count(0)
            bits = bytes(sum(slots[i + j] << 7 - j for j in range(8))
                         for i in range(0, len(slots), 8))
            self.fault(bits == self.data[ib:ib + 496], f"map at {ib}")
            self.fault(self.u64(192) >= ib, "the last map")
        self.fault(self.u64(200) == free, "sum of what is free")
