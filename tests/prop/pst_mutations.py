"""Single mutations of PSTs: whatever is changed, no crash, no hang, no wrong
field. Each item is as before, or held or damaged by a flaw, or the store is
refused; what is asked of which mutation is written in pst_mutate.h.

usage: pst_mutations.py AMBIT-CORPUS PST-MUTATIONS [COUNT]
COUNT of mutations at least; by default few enough for every run of the tests.
Stores are written by ambit-corpus, and taken from the corpora folder where it
is there: ANSI, cyclic, with messages within messages."""

import collections
import os
import pathlib
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "tests/corpora"))

# Small enough to be read some thousand times.
REAL = ("pst/hiraoka-pst-extractor/src/__tests__/testdata/"
        "alpha-beta-gamma-delta.pst",
        "pst/hughbe-pstreader/simiden/pst2john/"
        "2003_high-encryption_quickquick.pst",
        "pst/pstsdk/test/sample2.pst")
FEW = 2000


def written(corpus, pki, root):
    """Two of the generator's: few messages with traps, and more without."""
    for name, args in (("traps", ("200K", "--traps", "300")),
                       ("plain", ("600K", "--traps", "0"))):
        out = root / name
        subprocess.run([corpus, "--seed", "71", "--format", "pst", "--pki",
                        pki, "--out", out, "--bytes", *args], check=True)
        yield out / "alice/mail.pst"


def real(root):
    place = pathlib.Path(os.environ.get("AMBIT_CORPORA") or
                         SOURCE.parent / "shared/corpora")
    if not (place / "unpack").is_file():
        print("no corpora folder: written stores alone")
        return
    subprocess.run(["sh", place / "unpack", root, "pst"], check=True,
                   stdout=subprocess.DEVNULL)
    yield from (root / path for path in REAL)


def run(program, store, first, count):
    return store, subprocess.run([program, store, str(first), str(count)],
                                 capture_output=True, text=True)


def main():
    corpus, program = map(os.path.abspath, sys.argv[1:3])
    count = int(sys.argv[3]) if len(sys.argv) > 3 else FEW
    sums, bad = collections.Counter(), 0
    with tempfile.TemporaryDirectory() as tmp:
        root = pathlib.Path(tmp)
        subprocess.run(["sh", SOURCE / "corpus/pki.sh", root / "pki"],
                       check=True)
        stores = [*written(corpus, root / "pki", root), *real(root)]
        # Some change nothing: a field gets the value that it has.
        half = count * 11 // 10 // len(stores) // 2 + 1
        # Other mutations of each store, and the same ones on every run.
        jobs = [(store, n * 1000000 + part * half)
                for n, store in enumerate(stores) for part in (0, 1)]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            done = list(pool.map(lambda j: run(program, *j, half), jobs))
    for store, one in done:
        lines = one.stdout.splitlines()
        found = re.fullmatch(r"(\d+) mutations of (\d+) items: (\d+) refused;"
                             r" items (\d+) equal, (\d+) held or of another"
                             r" store; (\d+) findings", (lines or [""])[-1])
        if one.returncode != 0 or one.stderr or not found:
            bad += 1
            print(f"FAILED: {store.name}: exit {one.returncode}")
            print("\n".join(lines[:20] + [one.stderr]))
            continue
        for word, n in zip(("mutations", "items", "refused", "equal", "held"),
                           found.groups()):
            sums[word] += int(n)
    if sums["mutations"] < count:
        bad += 1
        print("FAILED: too few mutations")
    # What never refuses, holds or lets pass shows nothing.
    for word in ("refused", "equal", "held"):
        if sums[word] == 0:
            bad += 1
            print(f"FAILED: no {word}")
    print(", ".join(f"{n} {word}" for word, n in sums.items()))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
