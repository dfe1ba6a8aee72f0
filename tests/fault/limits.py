"""The world as it is: reads and writes that move less than was asked for,
files that may not grow, a disk that fills, stores that change while they are
read. What is short is no fault; the rest fails the run, and leaves nothing.
"""

import resource
import shutil
import subprocess

from small import (CALLS, NAMES, Judge, Small, Undone, before_main, label_of,
                   package, packages, points, roles, spread)

MOVES = ("read", "write", "pread64", "pwrite64", "splice")
FILE_SIZES = (0, 1, 100, 400, 800, 1200, 2000, 3000, 4096, 6000, 8192, 12000)
DISK_KIB = (4, 8, 16, 24, 32, 48, 64, 80, 96, 112, 128, 160, 192, 224, 256)


# ---- short reads and writes ----

def short(small, judge, form, todo):
    process, name, how, first = todo
    out = small.folder()
    run = small.run(small.command(out, form), trip=[
        "-c", str(CALLS[name]), "-p", str(process), "-s", str(first),
        "-a", how])
    label = f"every {name} of process {process} moves {how}:"
    small.count("short reads and writes")
    if judge.judge(run, out, form, label) and run.exit != 6:
        small.complain(run, label, "what is short is no fault")
    shutil.rmtree(out)


def short_cases(small, form):
    loader = before_main(small)
    for (process, nr), n in sorted(points(small, form).items()):
        name = NAMES.get(nr)
        first = 1 + (loader.get(nr, 0) if process == 0 else 0)
        for how in ("half", "one") if name in MOVES and first <= n else ():
            yield process, name, how, first


# ---- limits ----

def file_size(small, judge, form, size):
    out = small.folder()

    def limits():
        resource.setrlimit(resource.RLIMIT_FSIZE,
                           (size, resource.RLIM_INFINITY))

    run = small.run(small.command(out, form), limits=limits)
    label = f"no file of more than {size} bytes, {form}:"
    small.count("limits of a file")
    wrong = judge.why_wrong(run, out, form)
    if wrong:
        small.complain(run, label, wrong)
    elif run.exit == 1:
        judge.resume(out, form, label)
    shutil.rmtree(out)


def mount(place, kib, *more):
    done = subprocess.run(["mount", "-t", "tmpfs", "-o",
                           ",".join([f"size={kib}k,mode=755", *more]), "none",
                           place], capture_output=True, text=True)
    if done.returncode != 0:
        raise Undone(f"no disk that fills: {done.stderr.strip()}")


def full_disk(small, judge, form, kib):
    out = small.folder()
    mount(out, kib)
    try:
        run = small.run(small.command(out, form))
        label = f"a disk of {kib} KiB, {form}:"
        small.count("disks that fill")
        wrong = judge.why_wrong(run, out, form)
        if wrong:
            small.complain(run, label, wrong)
        elif run.exit == 1:
            small.count("disks that were too small")
            mount(out, 4096, "remount")
            judge.resume(out, form, label)
    finally:
        subprocess.run(["umount", "-l", out], check=False)
    shutil.rmtree(out)


def full_stdout(small, judge, form):
    out = small.folder()
    command = [word for word in small.command(out, form) if word != "--quiet"]
    with open("/dev/full", "wb") as full:
        run = small.run(command, stdout=full)
    small.count("limits of stdout")
    wrong = judge.why_wrong(run, out, form)
    if wrong or run.exit != 6:
        small.complain(run, "stdout is full:", wrong or f"exit {run.exit}")
    shutil.rmtree(out)


# ---- stores that change ----

MBOX, MAILDIR = "others.mbox", "mail.dir"
LETTER = f"{MAILDIR}/cur/1768478400.0.mx1:2,S"
CHANGES = {
    "append": f"echo more >>{MBOX}",
    "cut": f"truncate -s 100 {MBOX}",
    "cut to nothing": f": >{MBOX}",
    "replace": f"cp {MBOX} new && mv new {MBOX}",
    "overwrite": f"printf X | dd of={MBOX} bs=1 seek=300 conv=notrunc"
                 " status=none",
    "add a letter": f"cp {LETTER} {MAILDIR}/cur/new",
    "remove a letter": f"rm {LETTER}",
    "rename a letter": f"mv {LETTER} {LETTER}T",
    "change a letter": f"echo more >>{LETTER}",
}
# Calls before which a store changes: begin and end of what a process does.
SEES = ("pread64", "splice", "read", "getdents64", "close", "mkdirat")


def new_root(small):
    root = small.folder()
    small.write_stores(root)
    shutil.copytree(small.dir / "pki", root / "pki")
    return root


def changed_before(small, form):
    """A store that changes before it is read is another store, and the run
    is right to take it so: of a Maildir, whose letters are listed when it is
    its turn. What was opened before is seen to change."""
    made = {}
    for what, command in CHANGES.items():
        if "letter" in what:
            out, root = small.folder(), new_root(small)
            subprocess.run(["sh", "-c", command], cwd=root, check=True)
            small.run(small.command(out, form, root))
            made[what] = [package(packages(out)[0])]
            shutil.rmtree(out)
            shutil.rmtree(root)
    return made


def change(small, judge, form, also, todo):
    what, role, process, name, at = todo
    out, root = small.folder(), new_root(small)
    run = small.run(small.command(out, form, root), trip=[
        "-c", str(CALLS[name]), "-p", str(process), "-n", str(at),
        "-a", f"run:cd {root} && {CHANGES[what]}"])
    label = f"{what}, before the {label_of(role, process, name, at)}"
    if run.struck:
        small.count("stores that changed")
        wrong = judge.why_wrong(run, out, form, also.get(what, ()))
        if not wrong and run.exit != 1 and "letter" not in what and \
                role != "assembler":
            wrong = "an open store changed, and nobody saw it"
        if wrong:
            small.complain(run, label, wrong)
        elif run.exit == 1:
            small.count("changes that were seen")
        elif judge.same(out, form):
            small.count("changes that came too late")
        else:
            small.count("changes that came before")
    shutil.rmtree(out)
    shutil.rmtree(root)


def change_cases(small, form):
    calls = points(small, form)
    of = roles(calls)
    for (process, nr), n in sorted(calls.items()):
        name, role = NAMES.get(nr), of[process]
        if name not in SEES or role in ("monitor", "signer", "decoder"):
            continue
        for at in sorted({1, n}):
            for what in CHANGES:
                yield what, role, process, name, at


def main():
    small = Small()
    judge = Judge(small)
    for form in ("folder", "zip"):
        small.each(lambda c: short(small, judge, form, c),
                   list(short_cases(small, form)))
        small.each(lambda c: file_size(small, judge, form, c), FILE_SIZES)
        full_stdout(small, judge, form)
        also = changed_before(small, form)
        small.each(lambda c: change(small, judge, form, also, c),
                   list(change_cases(small, form)))
    try:
        for form in ("folder", "zip"):
            for kib in DISK_KIB:
                full_disk(small, judge, form, kib)
    except Undone as why:
        print(f"skipped: {why}")
    small.end({"short reads and writes": 60, "limits of a file": 20,
               "changes that were seen": 100})


if __name__ == "__main__":
    try:
        main()
    except Undone as why:
        print(f"skipped: {why}")
