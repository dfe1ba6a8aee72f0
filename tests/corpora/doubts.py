"""A second opinion on the bytes of one message.

Why may ambit hold it, or leave a cell empty, where another program is sure?
Everything here is worked out anew from the raw bytes and the paragraphs of
the specification, shares no code with ambit, and names its reason. What has
no reason here is no doubt, and ambit must decide it.
"""

import calendar
import re

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep",
          "oct", "nov", "dec")
NAMED = {"UT": 0, "GMT": 0, "EST": -300, "EDT": -240, "CST": -360,
         "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420}
HOUR = 3600
EAST, WEST = 14 * HOUR, 12 * HOUR  # local clocks, ahead and behind
LAST = calendar.timegm((2101, 1, 1, 0, 0, 0))

TIME = r"(?P<hour>\d\d?):(?P<minute>\d\d)(?::(?P<second>\d\d))?"
MAIL = re.compile(
    r"\s*(?:(?P<day>[a-z]{3})\s*,)?\s*(?P<date>\d\d?)\s+(?P<month>[a-z]{3})"
    rf"\s+(?P<year>\d\d|\d{{4}})\s+{TIME}(?:\s+(?P<zone>[^\s()]+))?"
    r"(?P<comments>(?:\s*\([^()]*\))*)\s*", re.I | re.A)
ASCTIME = re.compile(
    r"\s*(?P<day>[a-z]{3})\s+(?P<month>[a-z]{3})\s+(?P<date>\d\d?)\s+"
    rf"{TIME}(?:\s+(?P<zone>[^\s\d]\S*))?\s+(?P<year>\d{{4}})"
    r"(?P<comments>)\s*", re.I | re.A)


# ---- the header block ----

def header(data):
    """The fields as (name, raw value), and why its end is in doubt: H2, H3."""
    fields, why, ends, at = [], [], set(), 0
    while at < len(data):
        end = data.find(b"\n", at) + 1
        line = data[at:end or len(data)]
        if not end:
            why.append("it ends within a line of its header (H3)")
        at += len(line)
        ends.add(b"\r\n" if line.endswith(b"\r\n") else b"\n")
        text = line.rstrip(b"\n").removesuffix(b"\r")
        if not text and end:
            break
        if b"\r" in text:
            why.append("a CR alone (H2)")
        if re.search(rb"[\0\v\f]", text):
            why.append("NUL, VT or FF in its header (H2)")
        if text[:1] in (b" ", b"\t"):
            if not text.strip(b" \t"):
                why.append("a line of blanks only (H2)")
            if not fields:
                why.append("it begins with a fold (H2)")
            else:
                fields[-1] = (fields[-1][0], fields[-1][1] + line)
            continue
        name, colon, value = line.partition(b":")
        if not colon:
            why.append("a header line without a colon (H2)")
        elif not re.fullmatch(rb"[!-9;-~]+", name):
            why.append("a blank, control or 8-bit byte in a field name (H2)")
        else:
            fields.append((name.lower(), value))
    if len(ends) > 1:
        why.append("two kinds of line ends in its header (H2)")
    if at > 1 << 20:
        why.append("a header of more than 1 MiB (H2)")
    if len(fields) > 1000:
        why.append("more than 1,000 fields (H2)")
    return fields, why


def values(fields, name):
    return [value for key, value in fields if key == name]


def unfolded(value):
    return re.sub(rb"\r?\n(?=[ \t])", b"", value).rstrip(b"\r\n")


# ---- dates ----

def zone_of(word):
    """Minutes east, or None where it may be any; and why."""
    if word is None:
        return None, "no zone (D6)"
    if re.fullmatch(r"[+-]\d{4}", word):
        hours, minutes = int(word[1:3]), int(word[3:])
        east = (hours * 60 + minutes) * (-1 if word[0] == "-" else 1)
        if minutes > 59 or not -720 <= east <= 840:
            raise ValueError(f"no zone is {word} (D3)")
        return east, ""
    if word in NAMED:
        return NAMED[word], ""
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9]*|[+-]\d\d:\d\d|[+-]\d+|"
                    r"(?:GMT|UTC)[+-]\d+", word):
        return None, f"the zone {word} is no fact (D5, D7)"
    raise ValueError(f"no zone looks like {word} (D19, D20)")


def in_year(form, year, east):
    """One reading, or a reason why there is none."""
    month = MONTHS.index(form["month"].lower()) + 1
    date, hour = int(form["date"]), int(form["hour"])
    minute, second = int(form["minute"]), int(form["second"] or 0)
    if not 1970 <= year <= 2100:
        raise ValueError("a year before 1970 or after 2100 (D16)")
    if not 1 <= date <= calendar.monthrange(year, month)[1] or hour > 23 \
            or minute > 59 or second > 59:
        raise ValueError("no such day or time (D11, D13)")
    weekday = DAYS[calendar.weekday(year, month, date)]
    if form["day"] and form["day"].lower() != weekday:
        raise ValueError("it was another day of the week (D17)")
    low = calendar.timegm((year, month, date, hour, minute, second))
    high = low if form["second"] else low + 59
    low, high = (low - EAST, high + WEST) if east is None else \
        (low - east * 60, high - east * 60)
    if low < 0 or high >= LAST:
        raise ValueError("before 1970 or after 2100 (D16)")
    return low, high


def of_form(form):
    month = form["month"].lower()
    if month not in MONTHS or form["day"] and form["day"].lower() not in DAYS:
        raise ValueError("no such month or day of the week (D18)")
    east, why = zone_of(form["zone"])
    for comment in re.findall(r"\(([^()]*)\)", form["comments"]):
        if east is not None and NAMED.get(comment.strip(), east) != east:
            raise ValueError(f"{form['zone']} is not {comment} (D8)")
    if len(form["year"]) == 4:
        return [in_year(form, int(form["year"]), east)], why
    found, reasons = [], []
    for century in (1900, 2000):
        try:
            found.append(in_year(form, century + int(form["year"]), east))
        except ValueError as error:
            reasons.append(str(error))
    if not found:
        raise ValueError(reasons[0])
    return found, "a year of two digits (D14)" if len(found) > 1 else why


def date(value):
    """Readings, first and last second each, and why not one instant."""
    text = unfolded(value).decode("latin-1")
    if re.search(r"[^\t -~]", text):
        return [], "a control or 8-bit byte in it (D21)"
    form = MAIL.fullmatch(text)
    wide = form is None
    form = form or ASCTIME.fullmatch(text)
    if form is None:
        return [], "no form of mail.md 4 (D9, D12, D15, D18-D22)"
    try:
        found, why = of_form(form.groupdict())
    except ValueError as error:
        return [], str(error)
    if not why and not form["second"]:
        why = "no seconds (D10)"
    return found, why or ("asctime (D18)" if wide else "")


def header_date(data):
    """The readings of the header clock, and why they say less than one."""
    fields, why = header(data)
    dates = values(fields, b"date")
    if why:
        return [], why[0]
    if len(dates) != 1:
        return [], "no Date" if not dates else "two fields Date (H1)"
    return date(dates[0])


def outcome(readings, since, until):
    """What becomes of a message whose account and form are in no doubt."""
    answers = {"produced" if since <= low and high < until else
               "outside" if high < since or until <= low else "held"
               for low, high in readings}
    return answers.pop() if len(answers) == 1 else "held"


# ---- addresses ----

ATEXT = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
TOKENS = re.compile(
    rf"(?P<a>(?:{ATEXT}(?:\.{ATEXT})*|\"(?:[^\"\\]|\\.)*\")"
    rf"@(?:{ATEXT}(?:\.{ATEXT})*|\[[^][\\]*\])(?![\w.@-]))"
    rf"|(?P<q>\"(?:[^\"\\]|\\.)*\")|(?P<w>{ATEXT})|(?P<s>\s+)"
    r"|(?P<p>[<>,:;])|(?P<c>\()|(?P<x>.)", re.S)
ONE = r"(?:a|[wq]*<a>)"
LIST = re.compile(rf"(?:{ONE}|[wq]+:(?:{ONE}(?:,{ONE})*)?;)"
                  rf"(?:,(?:{ONE}|[wq]+:(?:{ONE}(?:,{ONE})*)?;))*")


def comment_end(text, at):
    """Behind the comment that begins at at; comments nest."""
    depth = 0
    while at < len(text):
        if text[at] == "\\":
            at += 1
        elif text[at] == "(":
            depth += 1
        elif text[at] == ")":
            depth -= 1
            if depth == 0:
                return at + 1
        at += 1
    return None


def addresses(value):
    """The addr-specs of a field in the strict grammar; None: outside it."""
    letters, found, at = "", [], 0
    try:
        text = unfolded(value).decode("utf-8")
    except UnicodeDecodeError:
        return None
    while at < len(text):
        token = TOKENS.match(text, at)
        kind, at = token.lastgroup, token.end()
        if kind == "c":
            at = comment_end(text, token.start())
            if at is None:
                return None
        elif kind == "a":
            found.append(token["a"])
            letters += "a"
        elif kind != "s":
            letters += token["p"] if kind == "p" else kind
    return found if LIST.fullmatch(letters) else None


# ---- mbox ----

SEPARATOR = re.compile(
    rb"(?:\A(?:\r?\n)*|(?<=\n\n)|(?<=\n\r\n))From [^\s]+ +(?:%s) +(?:%s) +"
    rb"\d\d? +\d\d:\d\d(?::\d\d)?(?: +[^\s\d]\S*)? +\d{4}[^\n]*\n(?=[!-9;-~]+:)"
    % ("|".join(d.title() for d in DAYS).encode(),
       "|".join(m.title() for m in MONTHS).encode()))


class Framed:
    """A message of an mbox, from behind its separator to its end, and what
    speaks against its being one."""

    def __init__(self, separator, data, end):
        self.start, self.off, self.end = *separator.span(), end
        line = b"\r\n" if data.endswith(b"\r\n") else b"\n"
        empty = data.endswith(line * 2) or data == line
        self.data = data[:-len(line)] if empty else data
        self.why = []
        if re.search(rb"(?:^|[\n\r\0])From ", data):
            self.why.append("a From line that is no separator (B1, B6, B7)")
        if not data.endswith(b"\n"):
            self.why.append("the mailbox ends within its last line (B9)")

    def body(self):
        """Where its body begins, in the mailbox."""
        found = re.search(rb"\A\r?\n|\n\r?\n", self.data)
        return self.off + (found.end() if found else len(self.data))

    def boundary(self):
        """What still has to close behind it, or None."""
        fields, _ = header(self.data)
        for value in values(fields, b"content-type"):
            found = re.search(rb'(?i)multipart/.*boundary="?([^";\s]+)',
                              unfolded(value))
            if found and not self.closes(found[1]):
                return found[1]
        return None

    def closes(self, boundary):
        return re.search(rb"(?m)^--" + re.escape(boundary) + rb"--", self.data)

    def length_end(self):
        """Where its Content-Length says that it ends, or 0."""
        fields, _ = header(self.data)
        found = [v.strip() for v in values(fields, b"content-length")]
        if len(found) != 1 or not re.fullmatch(rb"\d{1,12}", found[0]):
            return 0
        return self.body() + int(found[0])


def frame(store):
    """The messages of an mbox, with the evidence against each (B1, B2)."""
    found = list(SEPARATOR.finditer(store))
    ends = [f.start() for f in found[1:]] + [len(store)]
    messages = [Framed(f, store[f.end():end], end)
                for f, end in zip(found, ends)]
    for n, one in enumerate(messages):
        boundary, reach = one.boundary(), one.length_end()
        if reach > one.end:
            for other in messages[n:]:
                if other.start < reach:
                    other.why.append("within a Content-Length (B2)")
        if boundary is None:
            continue
        one.why.append("a multipart is open at its end (B2)")
        for other in messages[n + 1:]:
            other.why.append("within an open multipart (B2)")
            if other.closes(boundary):
                break
    return messages
