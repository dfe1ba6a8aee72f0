"""The order of a case, from its facts, and the registry it is judged by.

The words are those of README.md, the elements those of order.xsd. Decides
nothing: what is written wrongly in the case is written wrongly in the order.
"""

import hashlib
import re
import uuid
from xml.sax.saxutils import escape, quoteattr

from markdown import Bad

PAPER = b"the signed paper\n"

CASES = {"national security": "nationalSecurity"}
FLAGS = {"child exploitation": "childExploitation",
         "account compromised": "accountCompromised",
         "enforcing authority notified": "enforcingAuthorityNotified",
         "issued without validation": "issuedWithoutValidation",
         "informing the user is delayed": "informingUserDelayed"}
INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d)(:\d\d)?"
                     r"(?: ([-+]\d\d:\d\d))?)?")
NARROW = ((r"(sent|received)", "direction"), (r"with (\S+)", "participant"),
          (r"the word (.+)", "keyword"), (r"files named (.+)", "filename"),
          (r"the folder role (.+)", "folderRole"))
LIMITS = ("tasks", "emergencyHours", "approvalDays", "civilNoticeDays",
          "civilObjectionDays")
ALL_FACTS = {
    "instrument", "case", "marked", "reference", "country", "addressed to",
    "issued", "served", "serve by", "expires", "due", "signed", "validated",
    "paper", "emergency", "consent", "secrecy", "asks", "of", "range", "only",
    "also asks", "delivered to", "certificate", "judged", "command",
    "approved by", "on file", "limits", "treaty", "written", "done", "repeat"}


def instant(words):
    found = INSTANT.fullmatch(words)
    if found is None:
        raise Bad(f"the instant {words!r}")
    day, minute, second, zone = found.groups()
    return f"{day}T{minute or '00:00'}{second or ':00'}{zone or 'Z'}"


def split(words, by="; "):
    return [] if words in (None, "none") else words.split(by)


def at_of(words, default):
    """"judge on 2026-10-20": the word and the instant, or the default."""
    word, _, at = words.partition(" on ")
    return word, instant(at) if at else default


# ---- tasks ----

def data_xml(words):
    """"subscriber of account: acct_name, acct_dob and traffic of mail"."""
    xml = ""
    for one in words.split(" and "):
        name, _, fields = one.partition(": ")
        found = re.fullmatch(r"(\w+) of (\w+)", name)
        if found is None:
            raise Bad(f"it asks {one!r}")
        xml += f'<Data class="{found[1]}" store="{found[2]}">'
        xml += "".join(f"<Field>{f}</Field>" for f in split(
            fields or None, ", "))
        xml += "</Data>"
    return xml


def target_xml(words):
    """An address, "the user 0001", "+1202...", or "the address 192.0.2.1"."""
    form, value = "email", words
    if words.startswith("the user "):
        form, value = "userId", words[9:]
    elif words.startswith("the telephone "):
        form, value = "phoneE164", words[14:]
    elif words.startswith("the address "):
        value = words[12:]
        form = "ipv6" if ":" in value else "ipv4"
    return f'<Target format="{form}" namespace="example.com">' \
        f"{escape(value)}</Target>"


def range_xml(words):
    if words == "none":
        return ""
    found = re.fullmatch(r"(.+?) … (.+?)(?: on (\w+))?", words)
    if found is None:
        raise Bad(f"the range {words!r}")
    clock = f' clock="{found[3]}"' if found[3] else ""
    return f'<Range from="{instant(found[1])}" until="{instant(found[2])}"' \
        f"{clock}/>"


def narrow_xml(words):
    xml = ""
    for one in split(words):
        for form, by in NARROW:
            found = re.fullmatch(form, one)
            if found:
                xml += f'<Narrow by="{by}" value={quoteattr(found[1])}/>'
                break
        else:
            raise Bad(f"only {one!r}")
    return xml


def task_xml(number, facts):
    return f'<Task id="t{number}">{target_xml(facts["of"])}' \
        f'{data_xml(facts["asks"])}{range_xml(facts["range"])}' \
        f'{narrow_xml(facts.get("only"))}</Task>\n'


def tasks_xml(facts):
    """The task, then those of "also asks": "..., of X, A … B"."""
    tasks = [facts]
    for words in split(facts.get("also asks")):
        parts = words.split(" · ")
        other = {**facts, "asks": parts[0]}
        for part in parts[1:]:
            if part.startswith("of "):
                other["of"] = part[3:]
            elif part.startswith("only "):
                other["only"] = part[5:]
            else:
                other["range"] = part
        tasks.append(other)
    tasks += [{**facts, "of": f"u{n}@example.com"}
              for n in range(1, int(facts.get("repeat", 1)))]
    return "".join(task_xml(n, one) for n, one in enumerate(tasks, 1))


# ---- the papers ----

def approvals_xml(facts, issued):
    xml = ""
    for kind, word in (("issuing", "signed"), ("validating", "validated")):
        for one in split(facts.get(word)):
            role, signed = at_of(one, issued)
            xml += f'<Approval type="{kind}" role="{role}"' \
                f' signed="{signed}" signature="wetInk" document="d1">' \
                "<Authority>An authority</Authority>" \
                "<Name>A. Specimen</Name></Approval>\n"
    return xml


def emergency_xml(words):
    if words in (None, "none"):
        return ""
    letterhead = {"on letterhead": "true", "not on letterhead": "false"}
    return f'<Emergency letterhead="{letterhead[words]}"><Summary>A person' \
        " wrote that they would harm themselves.</Summary><HowDataHelps>The" \
        " last sign-in may tell where.</HowDataHelps></Emergency>\n"


def consents_xml(words, issued):
    """"accountOwner on 2026-10-19 to task 2"; "... on the order itself"."""
    xml = ""
    for one in split(words):
        one, itself, _ = one.partition(", on the order itself")
        one, _, task = one.partition(" to task ")
        role, signed = at_of(one, issued)
        document = "d1" if itself else "d2"
        xml += f'<Consent task="t{task or 1}" givenBy="{role}"' \
            f' signed="{signed}" document="{document}"/>\n'
    return xml


def secrecies_xml(words):
    """"US_2705_B, 26-mj-1, 2026-10-20 … 2027-10-20"; "... and indefinite"."""
    xml = ""
    for one in split(words):
        found = re.fullmatch(r"(\w+), (.+?), (.+?) …(?: ([-\d].*?))??"
                             r"( indefinite)?", one)
        if found is None:
            raise Bad(f"the secrecy {one!r}")
        until = f' until="{instant(found[4])}"' if found[4] else ""
        end = ' indefinite="true"' if found[5] else ""
        xml += f'<NonDisclosure authority="{found[1]}"' \
            f' reference={quoteattr(found[2])} from="{instant(found[3])}"' \
            f'{until}{end} document="d3"/>\n'
    return xml


def timespan_xml(facts):
    words = (("issued", "issued"), ("served", "served"),
             ("serve by", "serveBy"), ("expires", "expires"), ("due", "due"))
    given = "".join(f' {name}="{instant(facts[word])}"'
                    for word, name in words if word in facts)
    return f"<Timespan{given}/>\n"


def documents_xml(facts):
    """Of every role that the order may point to."""
    digest = hashlib.sha256(PAPER).hexdigest()
    return "".join(
        f'<Document id="{id_}" role="{role}" name="{id_}.pdf"'
        f' sha256="{digest}"/>\n'
        for id_, role in (("d1", facts.get("paper", "order")),
                          ("d2", "consent"), ("d3", "nonDisclosure")))


def order_xml(facts, number, certificate):
    """The order; certificate: the digest to which it is to be sealed."""
    unknown = set(facts) - ALL_FACTS
    if unknown:
        raise Bad(f"no fact is called {sorted(unknown)}")
    issued = instant(facts["issued"])
    flags = "".join(f"<Flag>{FLAGS[f]}</Flag>\n"
                    for f in split(facts.get("marked"), ", "))
    case = CASES.get(facts["case"], facts["case"])
    sealed = f' certificateSha256="{certificate}"' if certificate else ""
    id_ = uuid.uuid5(uuid.NAMESPACE_OID, f"{number}")
    reference = escape(facts.get("reference", "26-mj-00417"))
    xml = f"""\
<?xml version="1.0" encoding="UTF-8"?>
<Order xmlns="urn:ambit:order:1" id="{id_}" generation="1">
<OrderReference>{reference}</OrderReference>
<LegalType>{facts["instrument"]}</LegalType>
<Jurisdiction country="{facts["country"]}"/>
<CaseType>{case}</CaseType>
{flags}<Addressee>{escape(facts["addressed to"])}</Addressee>
{timespan_xml(facts)}{approvals_xml(facts, issued)}\
{emergency_xml(facts.get("emergency"))}\
{consents_xml(facts.get("consent"), issued)}\
{secrecies_xml(facts.get("secrecy"))}{tasks_xml(facts)}\
<Delivery recipient={quoteattr(facts["delivered to"])}{sealed}\
 format="bag"/>
{documents_xml(facts)}</Order>
"""
    for one in split(facts.get("written")):
        found = re.fullmatch(r"`(.+)` instead of `(.+)`", one)
        if found is None or found[2] not in xml:
            raise Bad(f"it is written {one!r}")
        xml = xml.replace(found[2], found[1], 1)
    return xml


# ---- the registry ----

def limits_xml(words):
    """"tasks 2", "MaxAge US_2703_D_ORDER 30", "MaxSpan content 100"."""
    attributes = inner = ""
    for one in split(words):
        name, value, *days = one.split(" ")
        if name in LIMITS:
            attributes += f' {name}="{value}"'
        elif name in ("MaxAge", "MaxSpan"):
            kind = "legalType" if name == "MaxAge" else "class"
            inner += f'<{name} {kind}="{value}" days="{days[0]}"/>'
        else:
            raise Bad(f"the limit {one!r}")
    if "approvalDays" not in attributes:
        attributes += ' approvalDays="36500"'
    return f"<Limits{attributes}>{inner}</Limits>"


def treaty_xml(words):
    """"UK-US, GB_OPO, corp to corp"."""
    xml = ""
    for one in split(words):
        name, legal, who = one.split(", ")
        addressee, holder = who.split(" to ")
        xml += f'<Treaty name="{name}" legalType="{legal}"' \
            f' addressee="{addressee}" holder="{holder}"/>'
    return xml
