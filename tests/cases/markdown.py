"""Cases as counsel reads them: Markdown in, plain objects out.

README.md says what the blocks mean. Knows nothing of ambit, of providers or
of mail; refuses every block and every line that it does not understand.
"""

import copy
import re

ITEMS = ("message", "mbox", "file", "link")
BLOCKS = ITEMS + ("task", "account", "store", "twin", "leaves", "never")
BLANK = "…"
BELOW = "what stands below"
TITLE = re.compile(r"([A-Z]\d+(, [A-Z]\d+)*|(law|mail|package)\.md [\d.]+): .")


class Bad(Exception):
    """A case that is not written as README.md says."""


class Block:
    """What stands between two fences."""

    def __init__(self, kind, name, text):
        self.kind, self.name, self.text = kind, name, text
        self.twin = None

    def filled(self, value):
        """A copy with the value in the place of the blank."""
        if self.kind == "message" and BLANK in self.text:
            return Block(self.kind, self.name,
                         self.text.replace(BLANK, value))
        return self


class Case:
    """A title, what is stored and ordered, and what leaves."""

    def __init__(self, path, title=""):
        self.path, self.title = path, title
        self.task, self.account, self.store = "", "", ""
        self.items, self.leaves, self.never = [], "", []
        self.alike = None  # rows of one table: held ones are each other's twin
        self.pattern = False  # the items are the file's, not its own

    def add(self, block):
        kind = block.kind
        if kind == "twin":
            if not self.items or self.pattern:
                raise Bad(f"{self.title}: a twin of nothing")
            last = self.items[-1]
            if last.twin is not None:
                raise Bad(f"{self.title}: two twins of one")
            last.twin = Block(last.kind, block.name, block.text)
        elif kind in ITEMS:
            if self.pattern:
                self.items, self.pattern = [], False
            self.items.append(block)
        elif kind == "never":
            self.never = block.text.splitlines()
        else:
            setattr(self, kind, block.text)

    def row(self, number, cells):
        """The case that a row of a table makes of this one."""
        case = copy.copy(self)
        written = "\n".join(re.findall(r"`([^`]*)`", cells[0]))
        case.title = f"{self.title} [{number}: {written}]"
        case.leaves = self.leaves.replace(BLANK, written) \
            if cells[1] == BELOW else cells[1].replace("`", "")
        case.alike = self
        if written.startswith("corpus/"):
            case.items = [Block("file", "", written + "\n")]
        else:
            case.items = [i.filled(written) for i in self.items]
            if case.items == self.items:
                raise Bad(f"{case.title}: no message has a blank to fill")
        return case


def cells_of(line):
    """The cells of a line of a table; \\| is a bar within a cell."""
    parts = re.split(r"(?<!\\)\|", line.strip().strip("|"))
    return [p.strip().replace("\\|", "|") for p in parts]


def read_block(lines, info):
    kind, _, name = info.partition(" ")
    if kind not in BLOCKS:
        raise Bad(f"a block of the unknown kind {kind!r}")
    text = ""
    for line in lines:
        if line == "```":
            return Block(kind, name, text)
        text += line + "\n"
    raise Bad("a block that never ends")


def read_section(lines, case):
    """Fill the case; give the rows of its table."""
    rows = []
    for line in lines:
        if line.startswith("```"):
            case.add(read_block(lines, line[3:]))
        elif line.startswith("|"):
            rows.append(cells_of(line))
    return rows[2:]


def sections(lines):
    """The lines before the first title, then those of each title."""
    title, part, fenced = "", [], False
    for line in lines:
        fenced ^= line.startswith("```")
        if line.startswith("## ") and not fenced:
            yield title, part
            title, part = line[3:], []
        else:
            part.append(line)
    yield title, part


def read(path):
    """All cases of a file, those of its tables one by one."""
    parts = sections(path.read_text(encoding="utf-8").split("\n"))
    common = Case(path.name)
    read_section(iter(next(parts)[1]), common)
    common.pattern = True
    cases = []
    for title, lines in parts:
        case = copy.copy(common)
        case.title, case.items = title, list(common.items)
        if not TITLE.match(title):
            raise Bad(f"{path.name}: {title!r} does not begin with its row")
        rows = read_section(iter(lines), case)
        cases += [case.row(n, r) for n, r in enumerate(rows, 1)] or [case]
    return cases
