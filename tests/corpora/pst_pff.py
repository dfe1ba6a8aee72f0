"""What libpff finds in the stores that it is given: a line "store PATH", or
"refused PATH", then one line of each message that its folders or its list of
orphans reach, tabs between: "pff", nid, "folder" or "orphan", messages within
it, recipients, attachments, 0039 and 0E06 in seconds or "-", and of each
attachment that is data the SHA-256. A process of its own: libpff, which comes
with pff-tools, is not ours."""

import ctypes
import hashlib
import sys

pff = ctypes.CDLL("libpff.so.1")
SINCE = 11644473600
DATA, ITEM = ord("d"), ord("i")  # types of attachments
DEPTH = 64


class Item:
    """One of libpff's objects, freed with ours."""

    def __init__(self, free):
        self.at, self.free = ctypes.c_void_p(), free

    def __del__(self):
        self.free(ctypes.byref(self.at), None)


def number(call, at, of=ctypes.c_int):
    """What a call gives, or None where it knows none."""
    value = of(0)
    found = getattr(pff, "libpff_" + call)(at, ctypes.byref(value), None)
    return value.value if found == 1 else None


def item(call, at, *args):
    one = Item(pff.libpff_item_free)
    found = getattr(pff, "libpff_" + call)(at, *args, ctypes.byref(one.at),
                                           None)
    return one if found == 1 else None


def time(call, message):
    ticks = number(call, message.at, ctypes.c_uint64)
    return "-" if ticks is None else ticks // 10**7 - SINCE


def recipients(message):
    rows = item("message_get_recipients", message.at)
    return rows and number("item_get_number_of_record_sets", rows.at) or 0


def attachments(message):
    for i in range(number("message_get_number_of_attachments",
                          message.at) or 0):
        one = item("message_get_attachment", message.at, i)
        if one:
            yield one, number("attachment_get_type", one.at)


def within(message, depth=0):
    """Messages in its attachments, and in theirs."""
    found = 0
    for one, kind in attachments(message):
        inner = kind == ITEM and item("attachment_get_item", one.at)
        if inner and depth < DEPTH:
            found += 1 + within(inner, depth + 1)
    return found


def digest(attachment):
    """As far as libpff gives it."""
    data, room = hashlib.sha256(), ctypes.create_string_buffer(1 << 16)
    read = pff.libpff_attachment_data_read_buffer
    read.restype = ctypes.c_ssize_t
    while (n := read(attachment.at, room, ctypes.c_size_t(1 << 16),
                     None)) > 0:
        data.update(room[:n])
    return data.hexdigest()


def nid(one):
    return number("item_get_identifier", one.at, ctypes.c_uint32)


def show(message, where):
    files = list(attachments(message))
    print("pff", nid(message), where, within(message), recipients(message),
          len(files), time("message_get_client_submit_time", message),
          time("message_get_delivery_time", message),
          *[digest(one) for one, kind in files if kind == DATA], sep="\t")


def walk(folder, depth=0):
    for i in range(number("folder_get_number_of_sub_messages",
                          folder.at) or 0):
        message = item("folder_get_sub_message", folder.at, i)
        if message:
            show(message, "folder")
    for i in range(number("folder_get_number_of_sub_folders",
                          folder.at) or 0):
        inner = item("folder_get_sub_folder", folder.at, i)
        if inner and depth < DEPTH:
            walk(inner, depth + 1)


def store(path):
    file = Item(pff.libpff_file_free)
    if pff.libpff_file_initialize(ctypes.byref(file.at), None) != 1 or \
            pff.libpff_file_open(file.at, path.encode(), 1, None) != 1:
        print("refused", path, sep="\t")
        return
    print("store", path, sep="\t")
    root = item("file_get_root_folder", file.at)
    if root:
        walk(root)
    for i in range(number("file_get_number_of_orphan_items", file.at) or 0):
        one = item("file_get_orphan_item_by_index", file.at, i)
        if one and nid(one) & 31 == 4:
            show(one, "orphan")
        del one
    del root
    pff.libpff_file_close(file.at, None)


if __name__ == "__main__":
    for one in sys.argv[1:]:
        store(one)
