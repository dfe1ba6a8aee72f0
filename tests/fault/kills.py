"""Processes of a run are killed, and the same command runs again.

Kill points are calls of every process, some of each kind in each. Where the
monitor was killed, its children go with it; where another, the monitor ends as
FC says. In the end the package is what it would have been. One run is killed
and resumed twenty times in a row. And a provider's first run is killed at each
call while it makes the ledger.
"""

import bisect
import csv
import pathlib
import shutil
import tempfile

from small import (CALLS, NAMES, REGISTRY, Judge, Small, Undone, assembler,
                   before_main, label_of, package, packages, points, roles,
                   spread, worth)

TIMES = 20
# Most of one call in a process; the monitor has the most to lose.
MOST = {"monitor": 9, "assembler": 4}
OTHERS = 2
# Between two of these nothing changes that another run sees.
DULL = ("rt_sigprocmask", "prlimit64", "fcntl", "getpid", "futex", "lseek",
        "mprotect", "umask")


def cases(small, form):
    calls, loader = points(small, form), before_main(small)
    of = roles(calls)
    for (process, nr), n in sorted(worth(calls).items()):
        name, role = NAMES.get(nr), of[process]
        first = 1 + (loader.get(nr, 0) if process == 0 else 0)
        if name is None or name in DULL or first > n:
            continue
        for at in spread(first, n, MOST.get(role, OTHERS)):
            yield form, role, process, name, at


def kill(process, name, at):
    return ["-c", str(CALLS[name]), "-p", str(process), "-n", str(at),
            "-a", "kill"]


def finish(small, judge, out, form, label):
    """Once more, with nothing in the way, where there is no package yet."""
    if judge.same(out, form):
        return
    run = small.run(small.command(out, form))
    wrong = judge.why_wrong(run, out, form)
    if wrong or run.exit == 1:
        small.complain(run, label, "then resumed:", wrong or "exit 1")
    small.count("resumed")


def one_kill(small, judge, case):
    form, role, process, name, at = case
    out = small.folder()
    run = small.run(small.command(out, form), trip=kill(process, name, at))
    if not run.struck:
        small.count("not reached")
    else:
        small.count("kills")
        small.count(f"kills of the {role}")
        label = f"killed the {label_of(role, process, name, at)}"
        wrong = judge.why_wrong(run, out, form, killed=role == "monitor")
        if wrong or not small.ledger_is_good():
            small.complain(run, label, wrong or "the ledger is not good")
        else:
            finish(small, judge, out, form, label)
    shutil.rmtree(out)


def many_kills(small, judge, form):
    """Twenty times, each time a little later; a run that goes on does less
    than one from the start, so that the last are near the end of it."""
    whole = sum(n for (process, _), n in points(small, form).items()
                if process == 0)
    out = small.folder()
    for n in range(TIMES):
        at = int(whole * (0.3 + 0.4 * n / TIMES))
        run = small.run(small.command(out, form), trip=[
            "-p", "0", "-w", str(at), "-a", "kill"])
        wrong = judge.why_wrong(run, out, form, killed=True)
        if wrong or run.exit != -9 or packages(out):
            small.complain(run, f"kill {n + 1} of {TIMES} in a row:",
                           wrong or f"exit {run.exit} before it was killed")
    small.count("kills in a row", TIMES)
    finish(small, judge, out, form, f"killed {TIMES} times")
    shutil.rmtree(out)


def leaves(made):
    """What leaves of items: path to bytes."""
    return {path: data for path, (_, _, data) in made.items()
            if "/task-" in path and data is not None}


def twice(small, judge):
    """A decoder and the one that follows it: their item is held, and only
    where what it would have told is needed."""
    out = small.folder()
    of = roles(points(small, "folder"))
    first = min(p for p, role in of.items() if role == "decoder")
    run = small.run(small.command(out), trip=[
        "-c", str(CALLS["write"]), "-p", str(first), "-p", str(first + 1),
        "-n", "2", "-a", "kill"])
    made, whole = (leaves(one) for one in (
        package(packages(out)[0]) if packages(out) else {},
        judge.made["folder"]))
    lost = {path for path in whole if whole[path] not in made.values()}
    added = [path for path in made if made[path] not in whole.values()]
    if run.exit != 6 or added or len(lost) != 1 or "/task-003/" not in \
            "".join(lost):
        small.complain(run, f"two decoders died: exit {run.exit}, lost "
                       f"{sorted(lost)}, added {added}")
    small.count("items held")
    shutil.rmtree(out)


def both_readers(small, out, name, at):
    """A run in which the folder's reader dies, and the one that follows."""
    of = roles(points(small, "folder"))
    first = max(p for p, role in of.items()
                if role == "reader" and p < assembler(of))
    return small.run(small.command(out), trip=[
        "-c", str(CALLS[name]), "-p", str(first), "-p", str(first + 2),
        "-n", str(at), "-a", "kill"])


def of_an_item(small, judge):
    """Two readers die of one message: it is damaged, and the rest leaves."""
    out = small.folder()
    run = both_readers(small, out, "pread64", 1)
    made, whole = (leaves(one) for one in (
        package(packages(out)[0]) if packages(out) else {},
        judge.made["folder"]))
    lost = {path for path in whole if whole[path] not in made.values()
            and not path.endswith(".csv")}
    damage = "".join(p.read_text() for p in out.glob("custody/*/damage.csv"))
    rows = [row for row in csv.reader(damage.splitlines()) if "crash" in row]
    items = {(store, locator) for _, store, locator, *_ in rows}
    if run.exit != 6 or len(rows) != 3 or len(items) != 1 or len(lost) != 2:
        small.complain(run, f"two readers died: exit {run.exit}, lost "
                       f"{sorted(lost)}, damage {damage}")
    small.count("items damaged")
    shutil.rmtree(out)


def before_an_item(small):
    """Two readers die before any message: what lies behind is unknown."""
    out = small.folder()
    run = both_readers(small, out, "getdents64", 1)
    said = " ".join(run.lines())
    if run.exit != 1 or packages(out) or \
            "the reader died twice behind item 0" not in said:
        small.complain(run, f"two readers died before any item: {said}")
    small.count("runs that readers end")
    shutil.rmtree(out)


class Beginner:
    """A provider without a ledger, and its first check."""

    def __init__(self, small, at=None):
        self.small = small
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="first.",
                                                 dir=small.dir))
        shutil.copy(small.dir / REGISTRY, self.dir)
        if at:
            self.check(trip=["-p", "0", "-w", str(at), "-a", "kill"])

    def ambit(self, *words, trip=()):
        return self.small.run([self.small.ambit, *map(str, words),
                               "--registry", str(self.dir / REGISTRY)],
                              trip=trip)

    def check(self, trip=()):
        return self.ambit("check", self.small.order, "--quiet", "--root",
                          self.small.dir, trip=trip)

    def names(self):
        return sorted(p.name for p in self.dir.glob("ledger.db*"))

    def forget(self):
        names = self.names()
        shutil.rmtree(self.dir)
        return names


def one_making(small, at):
    """The next run ends what one has begun, whatever that has left."""
    provider = Beginner(small, at)
    left = provider.names()
    run = provider.check()
    wrong = run.exit != 0 or provider.ambit("ledger", "verify").exit != 0
    names = provider.forget()
    if wrong or names != ["ledger.db", "ledger.db.key"]:
        small.complain(run, f"killed at call {at} of the first check, which "
                       f"left {left}: exit {run.exit}, {names}")
    small.count("makings killed")


def makings(small):
    """From before the first file of a ledger appears until it is there."""
    calls = Beginner(small).check(trip=["-a", "none"]).calls
    whole = range(sum(n for (process, _), n in calls.items() if process == 0))
    first = bisect.bisect_left(whole, True, lo=1, key=lambda at: bool(
        Beginner(small, at).forget()))
    last = bisect.bisect_left(whole, True, lo=first, key=lambda at:
                              "ledger.db" in Beginner(small, at).forget())
    small.each(lambda at: one_making(small, at), range(first - 1, last + 2))


def main():
    small = Small()
    judge = Judge(small)
    first = assembler(roles(points(small, "zip")))
    todo = [*cases(small, "folder"),
            *(c for c in cases(small, "zip")
              if c[1] == "monitor" or c[2] >= first)]
    small.each(lambda case: one_kill(small, judge, case), todo)
    small.each(lambda form: many_kills(small, judge, form),
               ("folder", "zip"))
    twice(small, judge)
    of_an_item(small, judge)
    before_an_item(small)
    makings(small)
    small.end({"kills": 400, "kills in a row": 2 * TIMES, "items held": 1,
               "items damaged": 1, "runs that readers end": 1,
               "makings killed": 50})


if __name__ == "__main__":
    try:
        main()
    except Undone as why:
        print(f"skipped: {why}")
