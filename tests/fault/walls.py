"""Walls that the kernel refuses to build, and the one around an output folder.

Without a wall nothing starts, and what is missing is named. What a process
calls behind its wall is what the table of its role has (src/proc/role.c), as
strace(1) sees it. Of two runs on one folder the second is refused.
"""

import errno
import re
import shutil
import subprocess

from small import (CALLS, SOURCE, Judge, Small, Undone, assembler, points,
                   roles, spread)

# Call to what the reason must say of it.
WALLS = {
    "seccomp": "seccomp",
    "prctl": "prctl",
    "close_range": "close_range",
    "landlock_create_ruleset": "Landlock",
    "landlock_restrict_self": "Landlock",
    "openat2": "open",
    "prlimit64": "limit",
}


# ---- walls that cannot be built ----

def missing_cases(small):
    """In the kernel at large, and in one process alone."""
    calls = points(small, "folder")
    of = roles(calls)
    for name in WALLS:
        for error in ("ENOSYS", "EPERM"):
            yield None, name, error
            for process in of:
                if process > 0 and (process, CALLS[name]) in calls:
                    yield process, name, error


def missing(small, judge, case):
    process, name, error = case
    out = small.folder()
    trip = ["-c", str(CALLS[name]), "-a",
            f"error:{getattr(errno, error)}"]
    if process is not None:
        trip += ["-p", str(process)]
    elif name == "prlimit64":
        trip += ["-s", "2"]  # the first is the loader's
    run = small.run(small.command(out), trip=trip)
    where = "the kernel" if process is None else f"process {process}"
    label = f"no {name} ({error}) in {where}:"
    small.count("walls that are missing")
    wrong = judge.why_wrong(run, out, "folder")
    lines = " ".join(run.lines())
    if not wrong and may_do_without(name, error, process, run, judge, out):
        small.count("walls not needed")
    elif wrong or run.exit != 1:
        small.complain(run, label, wrong or "it goes on")
    elif WALLS[name] not in lines:
        small.complain(run, label, "what is missing is not named")
    shutil.rmtree(out)


def may_do_without(name, error, process, run, judge, out):
    """Landlock, in a role that no folder is for."""
    return name == "landlock_create_ruleset" and error == "ENOSYS" and \
        process is not None and run.exit == 6 and judge.same(out, "folder")


def accepted(small, judge):
    """No Landlock, and the operator goes on: the same, and it is told."""
    out = small.folder()
    run = small.run(small.command(out, more=["--accept-no-landlock"]), trip=[
        "-c", str(CALLS["landlock_create_ruleset"]), "-a",
        f"error:{errno.ENOSYS}"])
    wrong = judge.why_wrong(run, out, "folder")
    events = "".join(p.read_text() for p in out.glob("custody/*/events.ndjson"))
    if wrong or run.exit != 6 or "no process is held" not in events:
        small.complain(run, "--accept-no-landlock:", wrong or "it is not told")
    small.count("walls that are missing")
    shutil.rmtree(out)


# ---- what is called behind them ----

def tables():
    """Name of a role to the calls that its table has, read as counsel would
    read it: from the text."""
    text = (SOURCE / "src/proc/role.c").read_text()
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    parts = {name: set(re.findall(r"\{ SYS_(\w+),", rows)) for name, rows in
             re.findall(r"role_call (\w+)\[\] = \{(.*?)\n\};", text, re.S)}
    found = {}
    for body in re.findall(r"struct ambit_role ambit_role_\w+ = \{(.*?)\n\};",
                           text, re.S):
        name = re.search(r'\.name = "([^"]+)"', body)[1]
        found[name] = set().union(*(
            parts[part] for part in re.findall(r"\{ (\w+), COUNT", body)))
    return found


LINE = re.compile(r"(\d+) +(?:<\.\.\. )?(\w+)(?: resumed>|\()(.*)")


def behind_walls(log):
    """Processes in the order of their forks: what each calls behind its
    filter, and whether it has one."""
    pids, caged, behind = [log.split(maxsplit=1)[0]], set(), {}
    for line in log.splitlines():
        found = LINE.match(line)
        if not found:
            continue
        pid, name, rest = found.groups()
        if pid in caged:
            behind.setdefault(pid, set()).add(name)
        if name == "seccomp" and "= 0" in rest:
            caged.add(pid)
        child = re.search(r" = (\d+)$", rest)
        if name in ("clone", "clone3", "fork", "vfork") and child:
            pids.append(child[1])
    return [(behind.get(pid, set()), pid in caged) for pid in pids]


def role_tables(small, form):
    out = small.folder()
    log = small.dir / f"strace-{form}"
    command = small.command(out, form)
    strace = ["strace", "-f", "-qq", "-o", str(log), *command]
    try:
        done = subprocess.run(strace, capture_output=True, text=True)
    except FileNotFoundError as none:
        raise Undone("there is no strace") from none
    if done.returncode != 6:
        raise Undone(f"strace: {done.stderr.strip()[-200:]}")
    known, of = tables(), roles(points(small, form))
    seen = behind_walls(log.read_text())
    readers = 0
    run = small.run(["true"])
    run.command = strace
    if len(seen) != len(of):
        small.complain(run, f"{len(seen)} processes, not {len(of)}")
    for number, (behind, is_caged) in enumerate(seen[1:], 1):
        role = of[number]
        if role == "reader":  # the second store is a folder
            readers += 1
            role = "reader" if readers % 2 == 1 else "folder reader"
        beyond = behind - known[role]
        if not is_caged or beyond:
            small.complain(run, f"process {number}, a {role}:",
                           f"calls {sorted(beyond)}" if beyond
                           else "is not caged")
        small.count("processes whose calls are in their table")
    shutil.rmtree(out)


# ---- two runs on one folder ----

def second(small, judge, form, process, at, unit):
    """While a run stands still before one of its calls, another comes."""
    out, told = small.folder(), small.folder()
    other = small.command(out, form)
    if unit:
        where = other.index("--key")
        other[where:where + 2] = ["--unit", "1"]
    words = " ".join(f"'{word}'" for word in other)
    run = small.run(small.command(out, form), trip=[
        "-p", str(process), "-c", str(CALLS["openat"]), "-n", str(at), "-a",
        f"run:{words} 2>{told}/words; echo $? >{told}/exit"])
    label = f"a second {'unit' if unit else 'run'} at openat {at}:"
    wrong = judge.why_wrong(run, out, form)
    if wrong or run.exit != 6:
        small.complain(run, label, wrong or "the first one failed")
    elif (told / "exit").read_text() != "1\n" or \
            "locked" not in (told / "words").read_text():
        small.complain(run, label, (told / "words").read_text())
    small.count("second runs")
    shutil.rmtree(out)
    shutil.rmtree(told)


def main():
    small = Small()
    judge = Judge(small)
    small.each(lambda c: missing(small, judge, c), list(missing_cases(small)))
    accepted(small, judge)
    calls = points(small, "folder")
    one = assembler(roles(calls))
    last = calls[one, CALLS["openat"]]
    for form, unit in (("folder", False), ("zip", False), ("folder", True)):
        small.each(lambda at: second(small, judge, form, one, at, unit),
                   spread(3, last, 4))
    try:
        for form in ("folder", "zip"):
            role_tables(small, form)
    except Undone as why:
        print(f"skipped: {why}")
    small.end({"walls that are missing": 50, "second runs": 12})


if __name__ == "__main__":
    try:
        main()
    except Undone as why:
        print(f"skipped: {why}")
