#!/usr/bin/env python3
"""Break the filters one token at a time; every break must fail a unit test.
usage: mutate.py SOURCE_DIR [FILE...]     (gcc and cmocka must be installed)
       AMBIT_MUTANTS=N: about N of them, spread over all files evenly

In a table each column of each row takes the value that it has in another row,
and each row is left out once. The filters are a shared library here, so that a
mutant costs one object, one link, and the tests as they were built before."""
import concurrent.futures
import glob
import os
import queue
import re
import subprocess
import sys
import tempfile

ROOT = os.path.abspath(sys.argv[1])
TESTS = ["narrow", "scope", "resolve", "split", "law", "law_rows", "validity",
         "validity_date", "validity_form", "validity_target",
         "notice", "notice_record", "notice_days"]
FLAGS = ["-std=c11", "-O0", "-w", "-fPIC", "-fsanitize=address,undefined",
         "-fno-sanitize-recover=all", "-D_DEFAULT_SOURCE",
         "-D_POSIX_C_SOURCE=200809L", "-I" + ROOT + "/include",
         "-I" + ROOT + "/filters", "-I" + ROOT + "/tests/support",
         "-I" + ROOT + "/src", '-DAMBIT_CORPUS="%s/corpus"' % ROOT]

# What is replaced by what; \1 keeps a group.
SWAPS = [(r"<=", "<"), (r">=", ">"), (r"(?<![<>\-=])<(?![<=])", "<="),
         (r"(?<![\->=])>(?![>=])", ">="), (r"==", "!="), (r"!=", "=="),
         (r"&&", "||"), (r"\|\|", "&&"), (r"!(?=[\w(])", ""),
         (r" & ", " | "), (r" \| ", " & "), (r"\|=", "="), (r" \+ ", " - "),
         (r" - ", " + "), (r"\bcontinue;", ";"),
         (r"\bAMBIT_YES\b", "AMBIT_NO"), (r"\bAMBIT_YES\b", "AMBIT_UNSURE"),
         (r"\bAMBIT_UNSURE\b", "AMBIT_YES"), (r"\bAMBIT_UNSURE\b", "AMBIT_NO"),
         (r"\bAMBIT_NO\b", "AMBIT_YES"), (r"\bAMBIT_NO\b", "AMBIT_UNSURE"),
         (r"\btrue\b", "false"), (r"\bfalse\b", "true"),
         (r"\bNULL\b", "(void *)1"),
         # a statement dropped: an assignment, a call, a return but the last
         (r"(?<=\t)[\w.>\[\]-]+ \|?= [^;{}]*;", ";"),
         (r"(?<=\t)(?!return\b)\w+\([^;{}]*\);", ";"),
         (r"(?<=\t)[\w.>-]+\+\+;", ";"), (r"\breturn [^;]*;(?!\s*\n})", ";"),
         # the two sides of a choice
         (r"\? ([\w.>-]+) : ([\w.>-]+)", r"? \2 : \1")]

# Not different: at equality both sides of a smaller-of are the same.
SAME = re.compile(r"([\w.]+) [<>] ([\w.]+) \? (\1 : \2|\2 : \1)|"
                  r"(?<=[ (])([\w.\[\]>-]+) [<>] ([\w.\[\]>-]+)\)\s*\5 = \4;")


# A table: rows in braces or of a macro.
TABLE = re.compile(r"^\t*(?:static )?const struct(?: \w+)?(?: \{[^}]*\})?"
                   r" \w+\[[^\]]*\] = \{\n(.*?)^\t*\};", re.S | re.M)
PART = re.compile(r'"(?:\\.|[^"\\])*"|/\*.*?\*/|[{(]|[)}]|,', re.S)
SPACE = re.compile(r"(?:\s|/\*.*?\*/)*", re.S)


def blank(match):
    return re.sub(r"[^\n]", " ", match.group())


def code_of(text):
    """The text with all but code blanked out."""
    text = re.sub(r'/\*.*?\*/|"(\\.|[^"])*"|\'(\\.|[^\'])\'', blank, text,
                  flags=re.S)
    text = TABLE.sub(blank, text)
    text = re.sub(r"^#.*?(?<!\\)$", blank, text, flags=re.S | re.M)
    return re.sub(r"^\t*static const [^;({]*= \{.*?^\t*\};|"
                  r"static const [^;({]*= \{[^;]*\};", blank, text,
                  flags=re.S | re.M)


def mutants(path):
    text = open(path).read()
    code = code_of(text)
    same = [m.span() for m in SAME.finditer(code)]

    def whole(start, end, new):
        return text[:start] + new + text[end:]

    for old, new in SWAPS:
        for m in re.finditer(old, code):
            if m.group() in "<>" and any(a <= m.start() < b for a, b in same):
                continue
            yield m, m.expand(new), whole(m.start(), m.end(), m.expand(new))
    for m in re.finditer(r"(?<!\[)\b(\d+)(?=u?\b)", code):
        for by in (1, -1):
            n = int(m.group()) + by
            if n >= 0:
                yield m, str(n), whole(m.start(), m.end(), str(n))
    # two arguments of one type, swapped where order matters
    for m in re.finditer(r"\b(\w+)\(([\w&.>\[\]-]+), ([\w&.>\[\]-]+)\)", code):
        if not re.match(r"ambit_span_equal|ambit_answer_|same_|overlap|if|"
                        r"ambit_validity_same|cut$", m.group(1)):
            new = "%s(%s, %s)" % m.group(1, 3, 2)
            yield m, new, whole(m.start(), m.end(), new)


def parts(text, start, end):
    """Where the parts between commas are; what nests in them is theirs."""
    depth, at, found = 0, start, []
    for m in PART.finditer(text, start, end):
        depth += m.group() in "{("
        depth -= m.group() in ")}"
        if m.group() == "," and depth == 0:
            found.append((at, m.start()))
            at = m.end()
    found.append((at, end))
    starts = ((SPACE.match(text, a, b).end(), b) for a, b in found)
    return [(a, b) for a, b in starts if a < b]


def columns(text, row):
    """The name of each column of a row, and where its value is."""
    form = re.compile(r"\w*[{(]").match(text, *row)
    for n, (a, b) in enumerate(parts(text, form.end(), row[1] - 1)):
        designated = re.compile(r"\.(\w+) = ").match(text, a, b)
        if designated:
            yield designated[1], designated.end(), b
        else:
            yield form.group() + str(n), a, b


# A field that is a column: OPEN, and then the zero of what it does not say.
ALIKE = {"OPEN", "COLUMN"}


def table_mutants(path):
    """A match, what stands in its place, and the whole text; as mutants."""
    text = open(path).read()
    for table in TABLE.finditer(text):
        rows = parts(text, *table.span(1))
        cells = [list(columns(text, row)) for row in rows]
        for n, (a, b) in enumerate(rows):
            yield (re.compile(r"[^,]*").match(text, a, b), "no row",
                   text[:a] + text[b + 1:])
            for name, low, high in cells[n]:
                value = text[low:high].strip()
                others = (text[x:y].strip()
                          for row in cells[n + 1:] + cells[:n]
                          for other, x, y in row if other == name)
                other = next((o for o in others
                              if {o, value} not in ({value}, ALIKE)),
                             None)
                if other is not None:
                    yield (re.compile(".*", re.S).match(text, low, high),
                           other, text[:low] + other + " " + text[high:])


def run(*args, **kw):
    return subprocess.run(args, stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, **kw)


def must(*args):
    done = run(*args)
    if done.returncode:
        sys.exit(done.stderr.decode())


class Bench:
    """Objects and test programs built once; a library a worker."""

    def __init__(self, tmp):
        self.tmp = tmp
        self.objects = {}
        for path in FILTERS + [ROOT + "/src/base/%s.c" % name
                               for name in ("span", "instant", "text",
                                            "words")]:
            self.objects[path] = "%s/%s.o" % (tmp, os.path.basename(path))
            must("gcc", *FLAGS, "-c", path, "-o", self.objects[path])
        os.mkdir(tmp + "/0")
        self.link(tmp + "/0", None)
        for name in TESTS:
            must("gcc", *FLAGS, "-o", tmp + "/" + name,
                 "%s/tests/unit/test_%s.c" % (ROOT, name), "-L" + tmp + "/0",
                 "-lfilters", "-lcmocka")
        self.folders = queue.Queue()
        for i in range(os.cpu_count()):
            os.mkdir("%s/w%d" % (tmp, i))
            self.folders.put("%s/w%d" % (tmp, i))

    def link(self, folder, path):
        objects = [o for p, o in self.objects.items() if p != path]
        if path:
            objects.append(folder + "/bad.o")
        must("gcc", *FLAGS, "-shared", "-o", folder + "/libfilters.so",
             *objects)

    def passes(self, folder, name):
        env = dict(os.environ, LD_LIBRARY_PATH=folder,
                   ASAN_OPTIONS="detect_leaks=0")
        try:
            return run(self.tmp + "/" + name, env=env,
                       timeout=10).returncode == 0
        except subprocess.TimeoutExpired:
            return False

    def survives(self, path, text, table=False):
        folder = self.folders.get()
        try:
            with open(folder + "/bad.c", "w") as f:
                f.write(text)
            flags = [f for f in FLAGS if not table or "sanitize" not in f]
            if run("gcc", *flags, "-c", folder + "/bad.c", "-o",
                   folder + "/bad.o").returncode:
                return None
            self.link(folder, path)
            # most likely to see it
            first = "validity" in path or "notice" in path
            tests = TESTS[::-1] if first else TESTS
            return all(self.passes(folder, name)
                       for name in ["law_rows"] * table + tests)
        finally:
            self.folders.put(folder)


FILTERS = sorted(glob.glob(ROOT + "/filters/*.c"))
chosen = sys.argv[2:]
tried, refused, alive = 0, 0, []
with tempfile.TemporaryDirectory() as tmp:
    bench = Bench(tmp)
    for name in TESTS:
        if not bench.passes(tmp + "/0", name):
            sys.exit("test_%s fails before anything is broken" % name)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs, all_of_them = [], []
        for path in FILTERS:
            if chosen and os.path.basename(path) not in chosen:
                continue
            text = open(path).read()
            tables = [(True, *t) for t in table_mutants(path)]
            for table, m, new, broken in tables + [
                    (False, *m) for m in mutants(path)]:
                line = text.count("\n", 0, m.start()) + 1
                what = "%s:%d %s -> %s" % (os.path.basename(path), line,
                                           m.group().strip(), new)
                all_of_them.append((what, path, broken, table))
        most = int(os.environ.get("AMBIT_MUTANTS", len(all_of_them)))
        for what, *mutant in all_of_them[::-(-len(all_of_them) // most)]:
            jobs.append((what, pool.submit(bench.survives, *mutant)))
        for what, job in jobs:
            tried += 1
            if job.result() is None:
                refused += 1
            elif job.result():
                alive.append(what)
print("%d mutants, %d do not compile, %d survive" %
      (tried, refused, len(alive)))
print("\n".join(alive))
sys.exit(bool(alive) or tried == 0)
