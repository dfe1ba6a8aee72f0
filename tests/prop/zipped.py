"""The folder of a bag as the archive that ambit makes of it, by the rules of
ambit-package(5) and with Python's zipfile: shares no code with ambit.

    python3 zipped.py FOLDER ARCHIVE

BUGS: from 3.9 GiB on zipfile gives a file the lengths of ZIP64 too early.
"""

import os
import pathlib
import shutil
import sys
import zipfile

# Only what has no room needs ZIP64; zipfile takes it for half as much.
zipfile.ZIP64_LIMIT = 0xfffffffe
zipfile.ZIP_FILECOUNT_LIMIT = 0xfffe


def names(folder):
    """Name in the archive to path, in the order of the bytes of the names."""
    found = {f"{folder.name}/{p.relative_to(folder).as_posix()}": p
             for p in folder.rglob("*") if not p.is_dir()}
    return sorted(found.items(), key=lambda one: os.fsencode(one[0]))


def zip_bag(folder, archive):
    folder = pathlib.Path(folder).resolve()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as z:
        for name, path in names(folder):
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.create_system = 3
            info.external_attr = 0o100644 << 16
            info.file_size = path.stat().st_size
            with open(path, "rb") as source, z.open(info, "w") as entry:
                shutil.copyfileobj(source, entry)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(f"usage: {sys.argv[0]} FOLDER ARCHIVE")
    zip_bag(*sys.argv[1:])
