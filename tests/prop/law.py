"""Nothing is done under law tables that counsel of the registry has not
approved, and what is approved is what ambit prints. What breaks the rules is
said at once, reason by reason, with what would mend it."""

import hashlib
import json
import re
import subprocess

from common import Test

TABLES = ("instruments", "fields", "rules", "guards")
REASONS = ("exceeds authority", "exceeds jurisdiction", "not signed",
           "not appropriately authorized", "wrong dates",
           "not properly addressed", "material mistakes", "overly broad")
LAW = r"  <LawTables [^>]*/>\n"

# Old text, new text, the code that it breaks, the reason: one of each.
SPOILT = (
    (r"<CaseType>criminal", "<CaseType>civil", "E_FORM_CONFLICT",
     "material mistakes"),
    (r'role="judge"', 'role="courtClerk"', "E_AUTHORITY_ROLE",
     "exceeds authority"),
    (r'country="US"/>', 'country="FR"/>', "E_JURIS_COUNTRY",
     "exceeds jurisdiction"),
    (r'recipient="', 'recipient="Another ', "E_ADDR_DELIVERY",
     "not properly addressed"),
    (r'served="20', 'served="21', "E_DATE_STALE", "wrong dates"),
    (r"<Range [^>]*>", "", "E_BROAD_NORANGE", "overly broad"),
)


def ambit(test, *args, **how):
    return subprocess.run([test.ambit, *map(str, args)], capture_output=True,
                          text=True, **how)


def printed(test):
    """The tables, and the digest that counsel approves."""
    bytes_ = b"".join(
        subprocess.run([test.ambit, name, "--csv", "--quiet"], check=True,
                       capture_output=True).stdout for name in TABLES)
    digest = hashlib.sha256(bytes_).hexdigest()
    for name in TABLES:
        run = ambit(test, name, "--digest")
        test.equal((run.returncode, run.stdout), (0, digest + "\n"),
                   f"{name} --digest")
        last = ambit(test, name).stdout.splitlines()[-1]
        test.equal(last, f"law tables sha256 {digest}", f"{name}: last line")
        rows = [json.loads(line) for line in
                ambit(test, name, "--json").stdout.splitlines()]
        test.check(rows[-1]["text"].endswith(digest) and
                   all(r["event"] == name[:-1] for r in rows[:-1]),
                   f"{name} --json")
    return digest


def unapproved(test, provider, digest):
    """Every command that an order is named to stops, with one line."""
    order, registry = provider / "order-traffic.xml", provider / "registry.xml"
    good = registry.read_text()
    row = re.search(LAW, good)[0]
    keys = ("--cert", test.pki / "counsel1.pem",
            "--key", test.pki / "counsel1.key")
    out = ("--out", test.dir / "out", "--key", test.pki / "signer1.key")
    commands = (("check", order), ("approve", order, *keys), ("plan", order),
                ("produce", order, *out), ("assemble", order, *out))
    spoilt = {"none": "", "another": row.replace(digest, "0" * 64),
              "an approver's": row.replace("counsel1", "approver1"),
              "one of the future": row.replace("2015-", "2115-")}
    before = (provider / "order-traffic.xml.p7s").read_bytes()
    for name, law in spoilt.items():
        registry.write_text(good.replace(row, law))
        for command in commands:
            run = ambit(test, *command)
            what = f"{command[0]} with {name}"
            test.equal(run.returncode, 3, what)
            test.check(run.stderr.count("\n") == 1 and digest in run.stderr,
                       f"{what}: one line with the digest", run.stderr)
    test.check(not (test.dir / "out").exists(), "nothing is made")
    test.equal((provider / "order-traffic.xml.p7s").read_bytes(), before,
               "nothing is signed")
    registry.write_text(good.replace(row, spoilt["another"] + row))
    test.equal(ambit(test, "check", order, "--quiet").returncode, 0,
               "one of two approvals will do")
    registry.write_text(good)


def spoil(text):
    for old, new, _, _ in SPOILT:
        text, n = re.subn(old, new, text, count=1)
        assert n == 1, old
    return text


def findings(test, provider):
    """Broken in every way at once: all is said, in the order of reasons."""
    order = provider / "order-spoilt.xml"
    order.write_text(spoil((provider / "order-content.xml").read_text()))
    now = ("--as-of", "2200-01-01T00:00:00Z")
    run = ambit(test, "check", order, "--json", *now)
    test.equal(run.returncode, 3, "refusing outranks narrowing")
    said = [e for e in map(json.loads, run.stdout.splitlines())
            if e["event"] == "finding"]
    for _, _, code, reason in SPOILT:
        test.check(any((e["code"], e["reason"]) == (code, reason)
                       for e in said), f"{code} is said", said)
    for e in said:
        test.check(e["reason"] in REASONS and e["cure"] and
                   e["text"].startswith(("Order/", "the ")),
                   f"{e['code']}: place, reason and cure", e)
    order_of = [REASONS.index(e["reason"]) for e in said
                if e["code"][:6] not in ("E_SIGN", "E_BROA")]
    test.equal(order_of, sorted(order_of), "reason by reason")
    text = ambit(test, "check", order, "--quiet", *now).stderr
    for e in said:
        test.check(f"[{e['reason']}; cure: {e['cure']}]" in text,
                   f"{e['code']}: the same in words", text)


def main():
    test = Test()
    digest = printed(test)
    provider = test.make("provider", "--seed", 7, "--bytes", "20K")
    unapproved(test, provider, digest)
    findings(test, provider)
    test.end()


if __name__ == "__main__":
    main()
