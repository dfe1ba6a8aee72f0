"""A year of legal process, as events of the ledger.

usage: year.py SEED CASES     events on stdout

One event a line: at, operator, case, kind and body with a tab between, in the
order in which they happened. The same seed gives the same bytes. Cases come
from three weeks before 2026 to three weeks after it, some of them at the very
borders of its halves. A life of a case is a walk through the states that a
case can be in, with those that are seldom: rejected and then overridden,
released and the release undone, released again with less, withdrawn after the
data had left.
"""

import hashlib
import json
import random
import sys

SECOND = 1_000_000
DAY = 86_400 * SECOND
BEGIN = 1_767_225_600 * SECOND      # 2026-01-01T00:00:00Z
MIDDLE = 1_782_864_000 * SECOND     # 2026-07-01T00:00:00Z
END = 1_798_761_600 * SECOND        # 2027-01-01T00:00:00Z
BORDERS = [at + d for at in (BEGIN, MIDDLE, END) for d in (-1, 0, 1)]

COUNTRIES = ["US"] * 46 + ["DE"] * 14 + ["FR"] * 9 + ["GB"] * 8 + \
    ["BR"] * 5 + ["IN"] * 4 + ["IE"] * 3 + ["ES", "IT", "PL", "AU", "CA",
    "SE", "NL", "CH", "JP", "TR", "MX", "AR", "CI", "NO", "FI", "AT"]
ALL = "subscriber identification traffic content"

# Country, channel, type, classes asked, weight.
KINDS = {
    "US": [
        ("lawEnforcement", "US_2703_A_WARRANT", ALL, 30),
        ("lawEnforcement", "US_2703_A_WARRANT", "subscriber traffic", 2),
        ("lawEnforcement", "US_2703_D_ORDER",
         "subscriber identification traffic", 20),
        ("lawEnforcement", "US_2703_C2_SUBPOENA",
         "subscriber identification", 40),
        ("emergency", "US_2702_EMERGENCY", "subscriber content", 4),
        ("civil", "US_CIVIL_SUBPOENA", "subscriber", 5),
        ("civil", "US_CIVIL_ORDER", "subscriber content", 2),
        ("civil", "US_CONSENT", "content", 1),
        ("none", "US_2703_F_PRESERVATION", ALL, 9),
        ("nationalSecurity", "US_NSL_2709", "subscriber", 2),
        ("nationalSecurity", "US_FISA_CONTENT", ALL, 2),
        ("nationalSecurity", "US_FISA_NONCONTENT", "subscriber traffic", 1),
    ],
    "": [
        ("lawEnforcement", "EU_EPOC", "subscriber", 20),
        ("lawEnforcement", "EU_EPOC", ALL, 9),
        ("emergency", "EU_EPOC", "subscriber identification", 2),
        ("none", "EU_EPOC_PR", "content", 2),
        ("lawEnforcement", "LOCAL_EQUIVALENT", "subscriber", 1),
    ],
}


def canonical(body):
    return json.dumps(body, sort_keys=True, separators=(",", ":"),
                      ensure_ascii=False)


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


class Case:
    """Its events, each somewhat later than the one before."""

    def __init__(self, seed, number):
        self.random = random.Random(f"{seed}/{number}")
        self.id = digest(f"case {seed}/{number}")[:32]
        self.number, self.seed = number, seed
        self.events = []

    def chance(self, percent):
        return self.random.random() * 100 < percent

    def later(self, days):
        self.at += int(self.random.random() * days * DAY) + 1

    def say(self, kind, **body):
        by = self.random.choice(("ada", "grace", "Jürgen M."))
        self.events.append((self.at, by, self.id, kind, canonical(body)))

    def live(self):
        self.at = self.random.choice(BORDERS) if self.chance(2) else \
            self.random.randrange(BEGIN - 21 * DAY, END + 21 * DAY)
        self.receive()
        self.walk()
        if self.country == "US" and self.chance(30):
            self.cost()
        return self.events

    def account(self, number):
        """One of some people, some of whom are customers of others."""
        person = self.random.randrange(5000)
        chance = random.Random(f"{self.seed}/person/{person}")
        self.services = self.random.choice((["mail"], ["mail", "files"],
                                            ["account"]))
        segment = chance.choices(
            ("consumer", "enterprise>50", "enterprise\u226450"),
            (80, 14, 6))[0]
        known = chance.random() < .95
        home = chance.choice(COUNTRIES) if known else None
        place = chance.choice(("US", "US", "IE", "NL")) if known else None
        return [{"account_key": digest(f"account {self.seed}/{person}"),
                 "customer_country": home, "data_region": place,
                 "from": None, "segment": segment, "service": service,
                 "task": number, "until": None}
                for service in self.services]

    def secrecy(self, n):
        return {"authority": "District Court", "from": self.at - DAY,
                "indefinite": n == 1, "reference": f"NDO {self.number}-{n}",
                "until": None if n == 1 else self.at + 365 * DAY}

    def receive(self):
        self.country = self.random.choice(COUNTRIES)
        case_types = {"emergency": "emergency", "civil": "civil",
                      "nationalSecurity": "nationalSecurity"}
        kinds = KINDS.get(self.country, KINDS[""])
        self.channel, kind, self.asked, _ = self.random.choices(
            kinds, [k[3] for k in kinds])[0]
        self.accounts = [a for n in range(self.random.choice((1, 1, 1, 2, 4)))
                         for a in self.account(n + 1)]
        level = self.random.choice(("federal", "state", "local")) \
            if self.country == "US" else "foreign"
        secrecies = self.random.choice((0, 0, 1, 1, 2)) \
            if self.country == "US" else 0
        active = self.at + self.random.randrange(-40, 2) * DAY
        self.say("received", accounts=self.accounts, active_from=active,
                 active_until=self.random.choice(
                     (None, active + 90 * DAY, active + 1)),
                 agency="Police of somewhere", authority_notified=False,
                 case_type=case_types.get(self.channel, "criminal"),
                 certified=False, channel=self.channel,
                 child_exploitation=self.chance(5),
                 classes_requested=self.asked, country=self.country,
                 due=None, generation=1, issuer_level=level, legal_type=kind,
                 order_digest=digest(f"order {self.seed}/{self.number}"),
                 received_at=self.at, subdivision=None,
                 secrecy=[self.secrecy(n) for n in range(secrecies)])

    def refuse(self):
        self.later(2)
        self.say("checked", exit=3, findings=[
            {"code": "E_BROAD_SPAN", "severity": "R"}])
        self.say("rejected")

    def walk(self):
        """One step after the other until nothing more happens."""
        if self.chance(12):
            self.refuse()
            self.later(3)
            if self.chance(30):
                self.say("overridden", approver="counsel1",
                         code="E_BROAD_SPAN",
                         reason="counsel has looked at it")
            elif self.chance(20):
                self.say("checked", exit=self.random.choice((0, 4)),
                         findings=[])
            elif self.chance(80):
                return
        else:
            self.later(1)
            self.say("checked", exit=0, findings=[])
        if self.chance(3):
            self.say("narrowing")
        if any(a["segment"] == "enterprise>50" for a in self.accounts):
            self.redirect()
        if self.chance(3):
            self.later(3)
            self.say("withdrawn")
            if self.chance(70):
                return
        if self.chance(8):
            return
        self.produce()

    def redirect(self):
        agreed = self.chance(50)
        self.answer("agreed" if agreed else "refused")
        if agreed and self.chance(6):
            self.refuse()
        elif agreed and self.chance(20):
            self.answer("refused")

    def answer(self, result):
        self.later(1)
        self.say("redirect", addressee="customer", answered_at=self.at,
                 result=result, tried_at=self.at - 1)

    def release_again(self):
        """Of the same order, with less: what left before has left."""
        self.later(3)
        self.say("released", accounts=[], outcome="noData", undone=False,
                 classes_disclosed="", production_id="ambit-" + self.id[:24],
                 tagmanifest_sha256=digest(self.id))

    def release(self, undone):
        left = self.random.choice(("content", "nonContent", "noData")) \
            if "content" in self.asked else \
            self.random.choice(("nonContent", "nonContent", "noData"))
        accounts = [{"account_key": key, "service": service,
                     "disclosed": "noData" if left == "noData" else
                     self.random.choice((left, left, "noData"))}
                    for key, service in sorted({
                        (a["account_key"], a["service"])
                        for a in self.accounts})]
        self.say("released", accounts=accounts, outcome=left, undone=undone,
                 classes_disclosed={"content": "content",
                                    "nonContent": "subscriber",
                                    "noData": ""}[left],
                 production_id="ambit-" + self.id[:24],
                 tagmanifest_sha256=digest(self.id))

    def produce(self):
        self.later(9)
        self.say("approved", certificate_sha256=digest("one"),
                 signed_at=self.at)
        self.say("notice", approved_by=None, exception=None, state="GIVEN")
        self.say("produced", counts=[
            {"damaged": 0, "held": 1, "outside": 5, "produced": 2, "seen": 8,
             "store": "box", "task": 1}],
            bytes_read=self.random.randrange(10**9),
            bytes_written=self.random.randrange(10**7),
            cpu_seconds=self.random.randrange(900),
            production_id="ambit-" + self.id[:24],
            tagmanifest_sha256=digest(self.id))
        if self.channel == "none" or self.chance(2):
            return
        undone = self.chance(2)
        self.release(False)
        if undone:
            self.later(1)
            self.release(True)
            if self.chance(50):
                self.release(False)
        if self.chance(2):
            self.release_again()
        if self.chance(2):
            self.later(5)
            self.say("withdrawn")

    def cost(self):
        self.later(3)
        self.say("cost", amount=None, claimed=False, cpu_seconds=0, media=0,
                 minutes={"search": self.random.randrange(1, 90)},
                 waiver_reason=None)


def year(seed, cases):
    events = [e for n in range(cases) for e in Case(seed, n).live()]
    # A case's own events keep their order: the sort is stable.
    return sorted(events, key=lambda event: event[0])


def main():
    for event in year(sys.argv[1], int(sys.argv[2])):
        print(*event, sep="\t")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main()
