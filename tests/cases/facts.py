"""Cases of law/*.md: Markdown in, facts and a decision out.

README.md says how they are written. Knows nothing of ambit, of orders or of
law; refuses every line of a list or table that it does not understand.
"""

import re

from markdown import Bad, TITLE, cells_of, sections

FACT = re.compile(r"- ([a-z ]+): (.+)")
DECIDED = re.compile(r"(carried out|refused|to be narrowed|on hold)"
                     r"((?:, [EH]_[A-Z_]+)*)")
EXITS = {"carried out": 0, "refused": 3, "on hold": 4, "to be narrowed": 5}
HARMLESS = {"E_TARGET_UNKNOWN"}  # said, and nothing follows from it


class Case:
    """Facts by their word, the exit, the codes, and why."""

    def __init__(self, path, title, facts, decided, because):
        found = DECIDED.fullmatch(decided)
        if found is None:
            raise Bad(f"{title}: decided {decided!r}")
        if not because.strip():
            raise Bad(f"{title}: nobody says why")
        self.path, self.title, self.facts = path, title, facts
        self.exit = EXITS[found[1]]
        self.codes = set(filter(None, found[2].split(", ")))
        if (self.exit == 0) == bool(self.codes - HARMLESS):
            raise Bad(f"{title}: decided {decided!r}")


def joined(lines):
    """The lines, those that are indented put behind the one before them."""
    whole = []
    for line in lines:
        if line.startswith("  ") and whole:
            whole[-1] += " " + line.strip()
        else:
            whole.append(line)
    return whole


def facts_of(lines):
    facts = {}
    for line in joined(lines):
        if not line.startswith("- "):
            continue
        found = FACT.fullmatch(line)
        if found is None or found[1] in facts:
            raise Bad(f"the fact {line!r}")
        facts[found[1]] = found[2]
    return facts


def decision_of(lines):
    """What stands behind "Decided: ", to the end of its paragraph."""
    text = "\n".join(lines) + "\n\n"
    found = re.search(r"^Decided: (.*?)\n\n", text, re.S | re.M)
    if found is None:
        return None
    decided, _, because = found[1].replace("\n", " ").partition(", because ")
    return decided, because


def rows_of(lines):
    """The rows of the table, each as words and values."""
    table = [cells_of(line) for line in lines if line.startswith("|")]
    for cells in table[2:]:
        if len(cells) != len(table[0]):
            raise Bad(f"the row {cells}")
        yield dict(zip(table[0], cells))


def read(path):
    """All cases of a file, those of its tables one by one."""
    parts = sections(path.read_text(encoding="utf-8").split("\n"))
    common = facts_of(next(parts)[1])
    cases = []
    for title, lines in parts:
        if not TITLE.match(title):
            raise Bad(f"{path.name}: {title!r} does not begin with its row")
        facts = {**common, **facts_of(lines)}
        decision = decision_of(lines)
        if decision is not None:
            cases.append(Case(path.name, title, facts, *decision))
        rows = list(rows_of(lines))
        for number, row in enumerate(rows, 1):
            decided, because = row.pop("decided"), row.pop("because")
            said = {word: value for word, value in row.items() if value}
            cases.append(Case(path.name, f"{title} [{number}]",
                              {**facts, **said}, decided, because))
        if (decision is None) == (not rows):
            raise Bad(f"{title}: a decision or a table, and one of them")
    return cases
