"""What libpff has of every message of a store, a line of JSON each: node,
subject, submitted, digests of its bodies and attachments, messages within it,
recipients. A process of its own, for libpff (pff-tools) is not ours.

Where libpff gives no bytes for a body, there is none in the line.
"""

import ctypes
import hashlib
import json
import sys

pff = ctypes.CDLL("libpff.so.1")
DATA, ITEM, DEPTH = ord("d"), ord("i"), 20


def digest(data):
    return hashlib.sha256(data).hexdigest()


def give(call, of, *args):
    """The number that a call gives of an object, or None."""
    value = of(0)
    return value.value if getattr(pff, "libpff_" + call)(
        *args, ctypes.byref(value), None) == 1 else None


def item(call, *args):
    at = ctypes.c_void_p()
    return at if getattr(pff, "libpff_" + call)(
        *args, ctypes.byref(at), None) == 1 else None


def body(message, kind):
    size = give(f"message_get_{kind}_body_size", ctypes.c_size_t, message)
    if not size:
        return None
    room = ctypes.create_string_buffer(size)
    got = getattr(pff, f"libpff_message_get_{kind}_body")(
        message, room, ctypes.c_size_t(size), None)
    return room.raw if got == 1 else None


ANY_TYPE = ctypes.c_uint8(1)


def string(one, set, type):
    record, entry = item("item_get_record_set_by_index", one,
                         ctypes.c_int(set)), ctypes.c_void_p()
    size = ctypes.c_size_t(0)
    if not record or pff.libpff_record_set_get_entry_by_type(
            record, ctypes.c_uint32(type), ctypes.c_uint32(0x1F),
            ctypes.byref(entry), ANY_TYPE, None) != 1 or \
            pff.libpff_record_entry_get_data_as_utf8_string_size(
                entry, ctypes.byref(size), None) != 1 or not size.value:
        return None
    room = ctypes.create_string_buffer(size.value)
    if pff.libpff_record_entry_get_data_as_utf8_string(entry, room, size,
                                                       None) != 1:
        return None
    return room.value.decode("utf-8", "replace")


def data(attachment):
    parts, room = [], ctypes.create_string_buffer(1 << 16)
    read = pff.libpff_attachment_data_read_buffer
    read.restype = ctypes.c_ssize_t
    while (n := read(attachment, room, ctypes.c_size_t(1 << 16), None)) > 0:
        parts.append(room.raw[:n])
    return b"".join(parts)


def people(message):
    rows = item("message_get_recipients", message)
    n = give("item_get_number_of_record_sets", ctypes.c_int, rows) or 0 \
        if rows else 0
    return [[string(rows, i, 0x3001), string(rows, i, 0x3003),
             string(rows, i, 0x39FE)] for i in range(n)]


def show(message, depth=0):
    files, inner = [], []
    for i in range(give("message_get_number_of_attachments", ctypes.c_int,
                        message) or 0):
        one = item("message_get_attachment", message, i)
        kind = one and give("attachment_get_type", ctypes.c_int, one)
        if kind == DATA:
            files.append(digest(data(one)))
        elif kind == ITEM and depth < DEPTH:
            within = item("attachment_get_item", one)
            if within:
                inner.append(show(within, depth + 1))
    bodies = {kind: body(message, kind)
              for kind in ("plain_text", "html", "rtf")}
    return {
        "nid": give("item_get_identifier", ctypes.c_uint32, message),
        "subject": string(message, 0, 0x37),
        "class": string(message, 0, 0x1A),
        "headers": string(message, 0, 0x7D),
        "submitted": give("message_get_client_submit_time", ctypes.c_uint64,
                          message),
        "text": bodies["plain_text"] and
        bodies["plain_text"].rstrip(b"\0").decode("utf-8", "replace"),
        "html": bodies["html"] and digest(bodies["html"].rstrip(b"\0")),
        "rtf": bodies["rtf"] and digest(bodies["rtf"].rstrip(b"\0")),
        "files": files, "inner": inner, "people": people(message),
    }


def walk(folder, depth=0):
    for i in range(give("folder_get_number_of_sub_messages", ctypes.c_int,
                        folder) or 0):
        message = item("folder_get_sub_message", folder, i)
        if message:
            print(json.dumps(show(message)))
    for i in range(give("folder_get_number_of_sub_folders", ctypes.c_int,
                        folder) or 0):
        inner = item("folder_get_sub_folder", folder, i)
        if inner and depth < DEPTH:
            walk(inner, depth + 1)


def main():
    file = ctypes.c_void_p()
    if pff.libpff_file_initialize(ctypes.byref(file), None) != 1 or \
            pff.libpff_file_open(file, sys.argv[1].encode(), 1, None) != 1:
        return
    root = item("file_get_root_folder", file)
    if root:
        walk(root)


if __name__ == "__main__":
    main()
