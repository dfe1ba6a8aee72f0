"""The second judge: what must become of an item, from an abstract list.

It never sees a byte of mail. An item says what its writer made it of: when, as
the readings that mail.md 4 gives the form that was written; who, by role, and
whether that can be told; and what was spoilt about it. The rules are those of
law.md 5.1, in their order, as a person would work them out on paper. It shares
no code with ambit, and is as simple as it can be, not as fast.

Times are whole microseconds of UTC.
"""

from dataclasses import dataclass, field, replace

NO, UNSURE, YES = 0, 1, 2
OUTCOMES = {NO: "outside", UNSURE: "held", YES: "produced"}


@dataclass
class Person:
    """An address in a field. how: "strict" is a fact; "net" stands somewhere
    in the field's bytes; "hidden" may stand there for all that we know."""
    role: str
    addr: str
    how: str = "strict"


@dataclass
class Item:
    """What the writer of a message knows of it."""
    delivered: list = field(default_factory=list)  # readings: (lo, hi)
    header: list = field(default_factory=list)
    people: list = field(default_factory=list)
    framing: bool = False    # where it begins and ends is in doubt
    block: bool = False      # where its header ends is in doubt
    truncated: bool = False  # its last line has no end
    parts: bool = False      # its parts cannot be told apart
    foreign: bool = False    # a file that is no message
    damaged: bool = False    # bytes of nobody


@dataclass
class Store:
    shared: bool = False
    source: str = "fromLine"  # of the delivered clock


@dataclass
class Order:
    """names: (address, held from, held until), the account's; target is one
    of them, and the range is cut to when that one was held."""
    names: list
    target: str
    range: tuple
    clock: str = "delivered"
    participants: tuple = ()
    directions: tuple = ()
    reduced: bool = False


def bounds(order):
    """The order's range, as far as the account held the target's name."""
    low, high = order.range
    for addr, since, until in order.names:
        if addr == order.target:
            return max(low, since), min(high, until)
    return 0, 0


def inside(readings, low, high):
    """Half-open: low is in, high is out."""
    if not readings:
        return UNSURE
    answers = set()
    for first, last in readings:
        if low <= first and last < high:
            answers.add(YES)
        elif last < low or high <= first:
            answers.add(NO)
        else:
            answers.add(UNSURE)
    return answers.pop() if len(answers) == 1 else UNSURE


def readings(order, store, item):
    """What the clock of the order says, as far as nothing casts doubt on it."""
    if item.framing:
        return []
    in_header = order.clock == "header" or store.source == "received"
    if item.block and in_header:
        return []
    return item.header if order.clock == "header" else item.delivered


def same(a, b):
    """The domain without letter case, the rest byte for byte."""
    local_a, _, domain_a = a.rpartition("@")
    local_b, _, domain_b = b.rpartition("@")
    return local_a == local_b and domain_a.lower() == domain_b.lower()


def is_named(person, addr):
    if person.how == "strict" and same(person.addr, addr):
        return YES
    if person.how == "hidden" or person.addr.lower() == addr.lower():
        return UNSURE
    return NO


def is_account(order, person, when):
    """Is it an address that was the account's when it happened?"""
    best = NO
    for addr, since, until in order.names:
        answer = is_named(person, addr)
        if answer != NO:
            answer = min(answer, inside(when, since, until))
        best = max(best, answer)
    return best


def rule_item(order, store, item, when):
    return NO if item.foreign else YES


def rule_account(order, store, item, when):
    if not store.shared:
        return YES
    envelope = [p for p in item.people if p.role == "envelope"]
    if item.framing or item.block or not envelope:
        return UNSURE
    return is_account(order, envelope[0], when)


def rule_clock(order, store, item, when):
    return YES if when else UNSURE


def rule_range(order, store, item, when):
    return inside(when, *bounds(order))


def rule_direction(order, store, item, when):
    if not order.directions:
        return YES
    authors = [p for p in item.people if p.role in ("from", "sender")]
    sent = max([is_account(order, p, when) for p in authors], default=NO)
    if item.framing or item.block or any(p.how == "hidden" for p in authors):
        sent = UNSURE
    return max(sent if way == "sent" else YES - sent
               for way in order.directions)


def rule_participant(order, store, item, when):
    if not order.participants:
        return YES
    if item.framing or item.block:
        return UNSURE
    roles = {"from", "sender", "to", "cc", "bcc"}
    if store.shared:
        roles.add("envelope")
    return max([is_named(p, addr) for p in item.people if p.role in roles
                for addr in order.participants], default=NO)


def rule_parts(order, store, item, when):
    return UNSURE if order.reduced and item.parts else YES


def rule_whole(order, store, item, when):
    doubt = item.framing or item.block or item.truncated
    return UNSURE if doubt else YES


RULES = (("item", rule_item), ("account", rule_account),
         ("clock", rule_clock), ("range", rule_range),
         ("direction", rule_direction), ("participant", rule_participant),
         ("parts", rule_parts), ("whole", rule_whole))


def verdict(order, store, item):
    """The smallest answer, and the first rule that gave it."""
    when = readings(order, store, item)
    answers = [rule(order, store, item, when) for _, rule in RULES]
    return min(answers), RULES[answers.index(min(answers))][0]


def unread(order, store, item):
    """The item as it is before its header is read: all in doubt but what the
    store itself says. A no is final then, and that rule is the reason."""
    return replace(item, block=True, header=[], people=[])


def judge(order, store, item):
    """Outcome and rule."""
    if item.damaged:
        return "damaged", None
    answer, rule = verdict(order, store, unread(order, store, item))
    if answer != NO:
        answer, rule = verdict(order, store, item)
    return OUTCOMES[answer], rule if answer != YES else None
