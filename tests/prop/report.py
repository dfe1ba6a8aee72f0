"""The report of a generated year of 5,000 cases is the one that a script
counts another way: from the events alone, where ambit asks the tables that the
ledger keeps; in SQL of its own, with exact fractions.

usage: report.py AMBIT AMBIT-CORPUS LEDGER-FILL
"""

import csv
import fractions
import io
import json
import pathlib
import sqlite3
import subprocess
import sys

import year

FILL = pathlib.Path(sys.argv.pop()).resolve()

from common import Test  # noqa: E402  it reads the command line

CASES = 5000
HALVES = {"2025H2": ("2025-07-01", "2026-01-01"),
          "2026H1": ("2026-01-01", "2026-07-01"),
          "2026H2": ("2026-07-01", "2027-01-01"),
          "2027H1": ("2027-01-01", "2027-07-01")}
OUTCOMES = ("content", "nonContent", "noData", "rejected")

# What became of each case, from its events alone. A release stands until it
# is undone, and the most that left counts. Without one, withdrawn is withdrawn;
# else the last refusal or agreement to be redirected decides, unless counsel,
# or a check that finds nothing, or only what to wait for, came after a refusal,
# or the authority went back on its agreement.
VIEWS = """
CREATE TEMP VIEW got AS SELECT case_id, body ->> '$.received_at' AS at,
  body ->> '$.channel' AS channel, body ->> '$.country' AS country,
  body ->> '$.legal_type' AS type, body ->> '$.issuer_level' AS level,
  body ->> '$.classes_requested' AS classes,
  body ->> '$.active_from' AS active_from,
  body ->> '$.active_until' AS active_until, body
  FROM events WHERE kind = 'received';
CREATE TEMP VIEW account AS SELECT DISTINCT g.case_id,
  j.value ->> '$.account_key' AS key, j.value ->> '$.service' AS service,
  j.value ->> '$.segment' AS segment,
  j.value ->> '$.customer_country' AS home,
  j.value ->> '$.data_region' AS region
  FROM got g, json_each(g.body, '$.accounts') j;
CREATE TEMP TABLE undone AS SELECT case_id, max(seq) AS seq FROM events
  WHERE kind = 'released' AND body ->> '$.undone' GROUP BY case_id;
CREATE TEMP TABLE step AS SELECT e.case_id, e.seq, e.kind, e.body FROM events e
  LEFT JOIN undone u USING (case_id) WHERE e.seq > coalesce(u.seq, 0)
  AND (e.kind IN ('rejected', 'overridden', 'withdrawn')
  OR e.kind = 'released' AND NOT e.body ->> '$.undone'
  OR e.kind = 'redirect' AND e.body ->> '$.result' IN ('agreed', 'refused')
  OR e.kind = 'checked' AND e.body ->> '$.exit' IN (0, 4));
CREATE INDEX step_case ON step(case_id);
CREATE TEMP TABLE last AS SELECT case_id,
  max(iif(kind = 'released', seq, 0)) AS left,
  max(iif(kind = 'withdrawn', seq, 0)) AS withdrawn,
  max(iif(kind = 'rejected', seq, 0)) AS rejected,
  max(iif(body ->> '$.result' = 'agreed', seq, 0)) AS redirected,
  max(iif(body ->> '$.result' = 'refused', seq, 0)) AS refused,
  max(iif(kind IN ('overridden', 'checked'), seq, 0)) AS again
  FROM step GROUP BY case_id;
CREATE TEMP TABLE became AS SELECT g.case_id, CASE
  WHEN l.left > 0 THEN (SELECT s.body ->> '$.outcome' FROM step s
    WHERE s.case_id = g.case_id AND s.kind = 'released' ORDER BY
    instr('content nonContent noData', s.body ->> '$.outcome') LIMIT 1)
  WHEN l.withdrawn > 0 THEN 'withdrawn'
  WHEN l.redirected > max(l.rejected, l.refused) THEN 'redirected'
  WHEN l.rejected > max(l.again, l.redirected) THEN 'rejected'
  ELSE 'pending' END AS outcome
  FROM got g LEFT JOIN last l USING (case_id);
CREATE TEMP TABLE disclosed AS SELECT s.case_id,
  j.value ->> '$.account_key' AS key, j.value ->> '$.service' AS service,
  j.value ->> '$.disclosed' AS what
  FROM step s, json_each(s.body, '$.accounts') j WHERE s.kind = 'released';
CREATE TEMP TABLE one AS SELECT g.case_id, g.at, g.channel, g.country, g.type,
  g.level, g.classes, g.active_from, g.active_until, b.outcome,
  (SELECT count(*) FROM account a WHERE a.case_id = g.case_id) AS accounts,
  json_array_length(g.body, '$.secrecy') AS orders
  FROM got g JOIN became b USING (case_id);
CREATE TEMP TABLE holder AS SELECT * FROM account;
CREATE INDEX holder_case ON holder(case_id);
"""


def instant(day):
    return "CAST(strftime('%s', '" + day + "') AS INTEGER) * 1000000"


def percent(count, base):
    """Half up, two decimals, by exact fractions: as JSON writes it."""
    if base == 0:
        return None
    exact = fractions.Fraction(count * 10000, base) + fractions.Fraction(1, 2)
    return float(f"{int(exact) // 100}.{int(exact) % 100:02d}")


class Year:
    """The figures of one half, counted here."""

    def __init__(self, db, half):
        self.db = db
        begin, end = (instant(day) for day in HALVES[half])
        self.within = f"at >= {begin} AND at < {end}"
        self.begin, self.end = begin, end

    def ask(self, sql):
        return self.db.execute(sql).fetchall()

    def one(self, sql):
        return self.ask(sql)[0][0]

    def requests(self, channel):
        rows = self.ask(f"SELECT country, outcome, count(*), sum(accounts) "
                        f"FROM one WHERE {self.within} AND "
                        f"channel = '{channel}' GROUP BY 1, 2")
        table = {}
        for country, outcome, n, accounts in rows:
            if outcome in ("withdrawn", "redirected"):
                outcome = "rejected"
            for code in (country, ""):
                row = table.setdefault(code, dict.fromkeys(
                    (*OUTCOMES, "pending", "accounts"), 0))
                row[outcome] += n
                row["accounts"] += accounts
        table.setdefault("", dict.fromkeys(
            (*OUTCOMES, "pending", "accounts"), 0))
        for row in table.values():
            base = sum(row[o] for o in OUTCOMES)
            row["requests"] = base + row["pending"]
            for o in OUTCOMES:
                row[o] = {"count": row[o], "percent": percent(row[o], base)}
        return table

    def demands(self):
        demand = (f"SELECT count(*) FROM one WHERE {self.within} AND "
                  "channel = 'lawEnforcement' AND country = 'US'")
        held = " AND case_id IN (SELECT case_id FROM holder WHERE "
        big = "segment = 'enterprise>50'"
        return {
            "demands": self.one(demand),
            "consumer": self.one(demand + held + "segment = 'consumer')"),
            "contentAbroad": self.one(
                demand + " AND type = 'US_2703_A_WARRANT' AND "
                "instr(classes, 'content') > 0" + held + "region <> 'US')"),
            "enterprise": self.one(demand + held + big + ")"),
            "enterpriseAbroad": self.one(
                demand + " AND case_id IN (SELECT h.case_id FROM holder h "
                "JOIN disclosed d ON d.case_id = h.case_id AND "
                "d.key = h.key AND d.service = h.service WHERE "
                f"h.{big} AND h.home <> 'US' AND h.region <> 'US' "
                "AND d.what = 'content')")}

    def secrecy(self):
        table = {}
        for level in ("federal", "state", "local", None):
            n, with_order, orders = self.ask(
                "SELECT count(*), coalesce(sum(orders > 0), 0), "
                f"coalesce(sum(orders), 0) FROM one WHERE {self.within} AND "
                "channel = 'lawEnforcement' AND country = 'US'" +
                (f" AND level = '{level}'" if level else ""))[0]
            table[level or "all"] = {
                "demands": n, "orders": orders,
                "withOrder": {"count": with_order,
                              "percent": percent(with_order, n)}}
        return table

    def enterprise(self):
        where = (f"FROM one WHERE {self.within} AND channel IN "
                 "('lawEnforcement', 'emergency', 'civil') AND case_id IN "
                 "(SELECT case_id FROM holder "
                 "WHERE segment = 'enterprise>50')")
        table = dict.fromkeys((*OUTCOMES, "withdrawn", "redirected",
                               "pending"), 0)
        table.update(self.ask(f"SELECT outcome, count(*) {where} GROUP BY 1"))
        table["requests"] = self.one(f"SELECT count(*) {where}")
        table["contentUS"] = self.one(
            f"SELECT count(*) {where} AND outcome = 'content' "
            "AND country = 'US'")
        return table

    def security(self):
        """Letters, and orders with or without content: with what they name."""
        def band(n):
            return {"from": n // 1000 * 1000, "to": n // 1000 * 1000 + 999}

        def count(condition, begin):
            where = (f"channel = 'nationalSecurity' AND {condition} AND "
                     f"(at >= {begin} AND at < {self.end} OR active_from < "
                     f"{self.end} AND (active_until IS NULL OR "
                     f"active_until > {begin}))")
            return (band(self.one(f"SELECT count(*) FROM one WHERE {where}")),
                    band(self.one(
                        "SELECT count(*) FROM (SELECT DISTINCT key, service "
                        "FROM holder WHERE case_id IN "
                        f"(SELECT case_id FROM one WHERE {where}))")))

        days = f"({self.end} - 180 * 86400 * 1000000)"
        content = "instr(classes, 'content') > 0"
        return (count(f"type <> 'US_NSL_2709' AND {content}", days) +
                count(f"type <> 'US_NSL_2709' AND NOT {content}", days),
                count("type = 'US_NSL_2709'", self.begin))


def tables(report):
    return {t["id"]: t for t in report["tables"]}


def rows(table):
    return {r["code"]: {k: v for k, v in r.items()
                        if k not in ("code", "name")}
            for r in table["rows"]}


def counts(table):
    return {r["code"]: r["requests"] for r in table["rows"]}


def compare(test, half, report, counted):
    got = tables(report)
    for name, channel in (("law-enforcement", "lawEnforcement"),
                          ("emergency", "emergency"), ("civil", "civil")):
        test.equal(rows(got[name]), counted.requests(channel),
                   f"{half}: {name}")
    test.equal(counts(got["us-demands"]), counted.demands(),
               f"{half}: demands")
    test.equal(rows(got["secrecy-orders"]), counted.secrecy(),
               f"{half}: secrecy orders")
    test.equal(counts(got["enterprise"]), counted.enterprise(),
               f"{half}: enterprise")
    orders, letters = counted.security()
    test.equal(tuple(rows(got["national-security"])["period"].values()),
               orders, f"{half}: national security orders")
    test.equal(
        tuple(rows(got["national-security-letters"])["period"].values()),
        letters, f"{half}: national security letters")
    merged(test, half, got["instruments"], got)


def merged(test, half, table, got):
    """No cell under five; and all of them are the requests of two tables."""
    cells = counts(table)
    test.check(all(n >= 5 for n in cells.values()),
               f"{half}: no legal process came fewer than five times", cells)
    test.equal(sum(cells.values()),
               sum(rows(got[t])[""]["requests"]
                   for t in ("law-enforcement", "emergency")),
               f"{half}: the sum over legal process")


def sums(test, half, table):
    """What law.md 8.1 says of the sums."""
    world = rows(table).pop("")
    for key in ("requests", "accounts", "pending"):
        test.equal(sum(r[key] for c, r in rows(table).items() if c),
                   world[key], f"{half}: the world's {key}")
    for code, row in rows(table).items():
        n = sum(row[o]["count"] for o in OUTCOMES)
        test.equal(n + row["pending"], row["requests"],
                   f"{half}: outcomes of {code or 'the world'}")
        total = sum(row[o]["percent"] or 0 for o in OUTCOMES)
        test.check(n == 0 or abs(total - 100) < 0.0201,
                   f"{half}: percentages of {code} are about 100", total)


def forms(test, command, report, folder):
    """CSV, on stdout and in a folder, has the figures of the JSON."""
    out = subprocess.run([*command, "--csv"], capture_output=True,
                         check=True).stdout.decode()
    long = list(csv.DictReader(io.StringIO(out, newline="")))
    subprocess.run([*command, "--csv", folder], check=True)
    page = folder / "page.html"
    subprocess.run([*command, "--html", page], check=True)
    text = page.read_text(encoding="utf-8")
    for table in report["tables"]:
        flat = [(table["id"], row["code"], key, value)
                for row in table["rows"]
                for key, value in list(row.items())[2:]]
        wide = (folder / f"{table['id']}.csv").read_bytes()
        test.check(wide.startswith(b"\xef\xbb\xbf"), "a mark for spreadsheets")
        wide = list(csv.reader(io.StringIO(wide.decode("utf-8-sig"),
                                           newline="")))
        test.equal(len(wide), len(table["rows"]) + 1,
                   f"{table['id']}.csv: rows")
        test.equal([(r["table"], r["code"], r["figure"], value_of(r))
                    for r in long if r["table"] == table["id"]], flat,
                   f"{table['id']}: as CSV")
        for row in table["rows"]:
            test.check(f">{row['name']}</th>" in text,
                       f"{table['id']}: {row['name']} is on the page")


def value_of(record):
    value = record["value"]
    if " to " in value:
        first, last = value.split(" to ")
        return {"from": int(first), "to": int(last)}
    if record["figure"] in (*OUTCOMES, "withOrder"):
        return {"count": int(value), "percent":
                float(record["percent"]) if record["percent"] else None}
    return int(value)


REFUSED = (
    (2, "ambit: name the half-year with --half, such as 2026H1", []),
    (2, "ambit: --half 2026: not a half-year, such as 2026H1",
     ["--half", "2026"]),
    (2, "ambit: --choice 5: 50 U.S.C. 1874 has four",
     ["--half", "2026H1", "--choice", "5"]),
    (2, "ambit: --choice 4: it is of a year; report its second half",
     ["--half", "2026H1", "--choice", "4"]),
    (2, "ambit: figures: a folder goes with --csv",
     ["--half", "2026H1", "figures"]),
    (2, "ambit: --html, --csv and --json are one at a time",
     ["--half", "2026H1", "--html", "page", "--csv"]),
    (1, "ambit: ledger ledger.db: No such file or directory; there is "
     "nothing to report from", ["--half", "2026H1"]),
)


# The ledger is there, and the figures have no place to go.
NO_PLACE = (
    (1, "ambit: page/of/none.new: make: Not a directory; name the page with "
     "--html FILE", ["--half", "2026H1", "--html", "page/of/none"]),
    (1, "ambit: page: Not a directory; name a folder behind --csv",
     ["--half", "2026H1", "--csv", "page"]),
)


def refusals(test, provider, rows):
    """One line each: what, where, what to do; and nothing is written."""
    (provider / "page").write_text("not a folder")
    before = sorted(provider.iterdir())
    for status, line, words in rows:
        done = subprocess.run([test.ambit, "report", *words], cwd=provider,
                              capture_output=True, text=True)
        test.equal((done.returncode, done.stderr, done.stdout),
                   (status, line + "\n", ""), f"refused: {words}")
    test.equal(sorted(provider.iterdir()), before, "nothing is written")


def main():
    test = Test()
    provider = test.generate("provider", "--seed", 5, "--bytes", "64K")
    refusals(test, provider, REFUSED)
    events = "".join("\t".join(map(str, e)) + "\n"
                     for e in year.year(5, CASES))
    ledger = provider / "ledger.db"
    subprocess.run([FILL, ledger], input=events.encode(), check=True)
    refusals(test, provider, NO_PLACE)
    before = ledger.read_bytes()
    command = [test.ambit, "report", "--registry", provider / "registry.xml",
               "--as-of", "2029-01-01T00:00:00Z", "--half"]
    db = sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)
    db.executescript(VIEWS)
    test.equal(db.execute("SELECT count(*) FROM one").fetchone()[0], CASES,
               "cases")
    for half in HALVES:
        done = subprocess.run([*command, half, "--json"],
                              capture_output=True, check=True)
        report = json.loads(done.stdout)
        compare(test, half, report, Year(db, half))
        for name in ("law-enforcement", "emergency", "civil"):
            sums(test, half, tables(report)[name])
        forms(test, [*command, half], report, provider / half)
    db.close()
    test.equal(ledger.read_bytes(), before, "the ledger is only read")
    test.end()


if __name__ == "__main__":
    main()
