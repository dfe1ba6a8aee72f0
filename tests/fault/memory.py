"""Requests for memory fail in turn, once and for ever, in every process.

In the signer and the monitor most requests are those of libraries, tens of
thousands, and what a library makes of it is its own: libxml2 falls over a NULL
of its own while it reads a schema, OpenSSL takes a signature that it could not
check for one that does not hold. Nothing was begun then, or nothing is made.
"""

import shutil
import struct

from small import (Judge, Small, Undone, assembler, packages, points, roles,
                   spread, worth)

PROCESSES = 512
MOST = {"monitor": 150, "signer": 60}
OTHERS = 40


def requests(small, form):
    """Process to how often it asks for memory."""
    path = small.dir / f"counts-{form}"
    path.write_bytes(bytes(4 * PROCESSES))
    out = small.folder()
    small.run(small.command(out, form), starve={"STARVE_COUNTS": str(path)})
    shutil.rmtree(out)
    counts = struct.unpack(f"{PROCESSES}I", path.read_bytes())
    return {process: n for process, n in enumerate(counts) if n}


def cases(small, form):
    calls = points(small, form)
    of, some = roles(calls), {process for process, _ in worth(calls)}
    for process, n in requests(small, form).items():
        if process not in some:
            continue
        role = of[process]
        for at in spread(1, n, MOST.get(role, OTHERS)):
            for forever in (False, True):
                yield form, role, process, at, forever


def libraries_failed(run, out):
    """No package, and no word of ours."""
    if packages(out):
        return False
    begun = any(out.iterdir())
    return run.exit == 3 or (run.exit == -11 and not begun) or (
        run.exit == 1 and not begun and
        any(" P_SCHEMA " in line for line in run.lines()))


def main():
    small = Small()
    judge = Judge(small)

    def one(case):
        form, role, process, at, forever = case
        out = small.folder()
        starve = {"STARVE_PROCESS": str(process), "STARVE_AT": str(at)}
        if forever:
            starve["STARVE_FOREVER"] = "1"
        run = small.run(small.command(out, form), trip=["-c", "0"],
                        starve=starve)
        label = f"no memory{' any more' if forever else ''} for the {role}" \
            f" (process {process}) at request {at}:"
        small.count("faults of memory")
        small.count(f"faults of memory in the {role}")
        if role == "monitor" and libraries_failed(run, out):
            small.count("libraries that failed")
        else:
            judge.judge(run, out, form, label)
        shutil.rmtree(out)

    first = assembler(roles(points(small, "zip")))
    todo = [*cases(small, "folder"),
            *(c for c in cases(small, "zip") if c[2] >= first)]
    small.each(one, todo)
    small.end({"faults of memory": 500})


if __name__ == "__main__":
    try:
        main()
    except Undone as why:
        print(f"skipped: {why}")
