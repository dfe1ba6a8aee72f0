-- The ledger (law.md 9). Events are the truth; the triggers bring the tables
-- of cases up to date with each, from its body alone, so that inserting the
-- same events into an empty ledger gives the same tables. Instants are
-- microseconds of UTC. seq, last in each table: the event that wrote the row.
-- WITHOUT ROWID where the key comes first alone: of other STRICT tables,
-- integrity_check of SQLite 3.40 says what is not so.

CREATE TABLE events(
  seq INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  by TEXT NOT NULL CHECK (by <> ''),
  case_id TEXT NOT NULL, -- '': of no case
  kind TEXT NOT NULL CHECK (kind IN ('received', 'checked', 'rejected',
    'narrowing', 'approved', 'overridden', 'redirect', 'notice', 'secrecy',
    'produced', 'released', 'sealed', 'preserved', 'destroyed', 'withdrawn',
    'cost')),
  body TEXT NOT NULL CHECK (json_type(body) = 'object'),
  prev BLOB NOT NULL CHECK (length(prev) = 32),
  hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE INDEX events_case ON events(case_id, kind);

-- Where the events end, with an HMAC: who has the file alone cannot cut off
-- its end unseen.
CREATE TABLE head(
  one INTEGER PRIMARY KEY CHECK (one = 1),
  seq INTEGER NOT NULL,
  hash BLOB NOT NULL,
  mac BLOB NOT NULL
) STRICT;

-- One of three or more is said with OR: for IN, SQLite makes a table of them in
-- each statement.
CREATE TABLE cases(
  case_id TEXT PRIMARY KEY
    CHECK (length(case_id) = 32 AND case_id NOT GLOB '*[^0-9a-f]*'),
  order_digest TEXT NOT NULL UNIQUE
    CHECK (length(order_digest) = 64 AND order_digest NOT GLOB '*[^0-9a-f]*'),
  generation INTEGER NOT NULL CHECK (generation > 0),
  received_at INTEGER NOT NULL,
  channel TEXT NOT NULL CHECK (channel = 'lawEnforcement' OR
    channel = 'emergency' OR channel = 'civil' OR
    channel = 'nationalSecurity' OR channel = 'none'),
  country TEXT NOT NULL CHECK (length(country) = 2),
  subdivision TEXT,
  issuer_level TEXT NOT NULL CHECK (issuer_level = 'federal' OR
    issuer_level = 'state' OR issuer_level = 'local' OR
    issuer_level = 'foreign'),
  agency TEXT NOT NULL,
  legal_type TEXT NOT NULL,
  classes_requested TEXT NOT NULL,
  accounts INTEGER NOT NULL CHECK (accounts >= 0),
  outcome TEXT NOT NULL CHECK (outcome = 'content' OR outcome = 'nonContent' OR
    outcome = 'noData' OR outcome = 'rejected' OR outcome = 'withdrawn' OR
    outcome = 'redirected' OR outcome = 'pending'),
  classes_disclosed TEXT NOT NULL,
  disclosed_at INTEGER,
  production_id TEXT,
  tagmanifest_sha256 TEXT,
  active_from INTEGER NOT NULL,
  active_until INTEGER,
  narrowed INTEGER NOT NULL CHECK (narrowed IN (0, 1)),
  withdrawn INTEGER NOT NULL CHECK (withdrawn IN (0, 1)),
  child_exploitation INTEGER NOT NULL CHECK (child_exploitation IN (0, 1)),
  case_type TEXT NOT NULL,
  due INTEGER,
  authority_notified INTEGER NOT NULL CHECK (authority_notified IN (0, 1)),
  certified INTEGER NOT NULL CHECK (certified IN (0, 1)),
  seq INTEGER NOT NULL REFERENCES events(seq)
) STRICT;
CREATE INDEX cases_received ON cases(received_at);

CREATE TABLE case_accounts(
  case_id TEXT NOT NULL REFERENCES cases(case_id),
  account_key TEXT NOT NULL CHECK (length(account_key) = 64),
  service TEXT NOT NULL,
  segment TEXT NOT NULL CHECK (segment = 'consumer' OR
    segment = 'enterprise>50' OR segment = 'enterprise≤50'),
  customer_country TEXT,
  data_region TEXT,
  disclosed TEXT NOT NULL CHECK (disclosed = '' OR disclosed = 'content' OR
    disclosed = 'nonContent' OR disclosed = 'noData'),
  seq INTEGER NOT NULL REFERENCES events(seq),
  PRIMARY KEY (case_id, account_key, service)
) STRICT, WITHOUT ROWID;

-- What each task asks for, to find orders that overlap (package.md L27).
CREATE TABLE case_ranges(
  account_key TEXT NOT NULL,
  case_id TEXT NOT NULL REFERENCES cases(case_id),
  task INTEGER NOT NULL,
  from_at INTEGER,  -- NULL: since ever
  until_at INTEGER, -- NULL: for ever
  seq INTEGER NOT NULL REFERENCES events(seq),
  PRIMARY KEY (account_key, case_id, task)
) STRICT, WITHOUT ROWID;

CREATE TABLE secrecy(
  case_id TEXT NOT NULL REFERENCES cases(case_id),
  authority TEXT NOT NULL,
  reference TEXT NOT NULL,
  "from" INTEGER NOT NULL,
  until INTEGER,
  indefinite INTEGER NOT NULL CHECK (indefinite IN (0, 1)),
  challenged_at INTEGER,
  seq INTEGER NOT NULL REFERENCES events(seq),
  PRIMARY KEY (case_id, reference, "from")
) STRICT;

CREATE TABLE findings(
  case_id TEXT NOT NULL REFERENCES cases(case_id),
  at INTEGER NOT NULL,
  code TEXT NOT NULL,
  severity TEXT NOT NULL CHECK (severity = 'R' OR severity = 'N' OR
    severity = 'H' OR severity = 'F'),
  overridden_by TEXT,
  reason TEXT,
  checked INTEGER NOT NULL, -- the event that found it, its nth
  n INTEGER NOT NULL,
  seq INTEGER NOT NULL REFERENCES events(seq),
  PRIMARY KEY (case_id, checked, n)
) STRICT;

CREATE TABLE redirects(
  case_id TEXT NOT NULL REFERENCES cases(case_id),
  tried_at INTEGER NOT NULL,
  addressee TEXT NOT NULL,
  result TEXT NOT NULL,
  answered_at INTEGER,
  seq INTEGER PRIMARY KEY REFERENCES events(seq)
) STRICT;
CREATE INDEX redirects_case ON redirects(case_id);

CREATE TABLE notices(
  case_id TEXT NOT NULL REFERENCES cases(case_id),
  state TEXT NOT NULL,
  at INTEGER NOT NULL,
  exception TEXT,
  approved_by TEXT,
  seq INTEGER PRIMARY KEY REFERENCES events(seq)
) STRICT;
CREATE INDEX notices_case ON notices(case_id);

CREATE TABLE costs(
  case_id TEXT NOT NULL PRIMARY KEY REFERENCES cases(case_id),
  claimed INTEGER NOT NULL CHECK (claimed IN (0, 1)),
  amount INTEGER,
  minutes INTEGER NOT NULL CHECK (minutes >= 0),
  cpu_seconds INTEGER NOT NULL CHECK (cpu_seconds >= 0),
  waiver_reason TEXT,
  seq INTEGER NOT NULL REFERENCES events(seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE counts(
  case_id TEXT NOT NULL REFERENCES cases(case_id),
  task INTEGER NOT NULL,
  store TEXT NOT NULL,
  seen INTEGER NOT NULL,
  produced INTEGER NOT NULL CHECK (produced >= 0),
  outside INTEGER NOT NULL CHECK (outside >= 0),
  held INTEGER NOT NULL CHECK (held >= 0),
  damaged INTEGER NOT NULL CHECK (damaged >= 0),
  seq INTEGER NOT NULL REFERENCES events(seq),
  PRIMARY KEY (case_id, task, store),
  CHECK (seen = produced + outside + held + damaged)
) STRICT, WITHOUT ROWID;

-- ---- append-only ----

CREATE TRIGGER events_no_update BEFORE UPDATE ON events BEGIN
  SELECT raise(ABORT, 'an event is never changed');
END;
CREATE TRIGGER events_no_delete BEFORE DELETE ON events BEGIN
  SELECT raise(ABORT, 'an event is never removed');
END;
CREATE TRIGGER events_in_order BEFORE INSERT ON events
WHEN new.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM events) BEGIN
  SELECT raise(ABORT, 'an event follows the last one');
END;
CREATE TRIGGER events_of_a_case BEFORE INSERT ON events
WHEN new.case_id <> '' AND new.kind <> 'received' AND
  NOT EXISTS (SELECT 1 FROM cases WHERE case_id = new.case_id) BEGIN
  SELECT raise(ABORT, 'an event is of a case that was received');
END;

-- ---- what each kind of event changes ----

CREATE TRIGGER on_received AFTER INSERT ON events
WHEN new.kind = 'received' BEGIN
  INSERT INTO cases SELECT new.case_id,
    json_extract(new.body, '$.order_digest'),
    json_extract(new.body, '$.generation'),
    json_extract(new.body, '$.received_at'),
    json_extract(new.body, '$.channel'),
    json_extract(new.body, '$.country'),
    json_extract(new.body, '$.subdivision'),
    json_extract(new.body, '$.issuer_level'),
    json_extract(new.body, '$.agency'),
    json_extract(new.body, '$.legal_type'),
    json_extract(new.body, '$.classes_requested'),
    0,
    'pending', '', NULL, NULL, NULL,
    json_extract(new.body, '$.active_from'),
    json_extract(new.body, '$.active_until'),
    0, 0, json_extract(new.body, '$.child_exploitation'),
    json_extract(new.body, '$.case_type'), json_extract(new.body, '$.due'),
    json_extract(new.body, '$.authority_notified'),
    json_extract(new.body, '$.certified'), new.seq;
  INSERT INTO case_accounts SELECT new.case_id,
    json_extract(value, '$.account_key'), json_extract(value, '$.service'),
    json_extract(value, '$.segment'),
    json_extract(value, '$.customer_country'),
    json_extract(value, '$.data_region'), '', new.seq
    FROM json_each(new.body, '$.accounts') WHERE true
    ON CONFLICT DO NOTHING;
  UPDATE cases SET accounts =
    (SELECT count(*) FROM case_accounts WHERE case_id = new.case_id)
    WHERE case_id = new.case_id;
  INSERT INTO case_ranges SELECT json_extract(value, '$.account_key'),
    new.case_id, json_extract(value, '$.task'), json_extract(value, '$.from'),
    json_extract(value, '$.until'), new.seq
    FROM json_each(new.body, '$.accounts') WHERE true
    ON CONFLICT DO NOTHING;
  INSERT INTO secrecy SELECT new.case_id, json_extract(value, '$.authority'),
    json_extract(value, '$.reference'), json_extract(value, '$.from'),
    json_extract(value, '$.until'), json_extract(value, '$.indefinite'), NULL,
    new.seq FROM json_each(new.body, '$.secrecy') WHERE true
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER on_checked AFTER INSERT ON events
WHEN new.kind = 'checked' AND new.case_id <> '' BEGIN
  INSERT INTO findings SELECT new.case_id, new.at,
    json_extract(value, '$.code'), json_extract(value, '$.severity'), NULL,
    NULL, new.seq, key, new.seq FROM json_each(new.body, '$.findings');
  UPDATE cases SET outcome = 'pending', seq = new.seq
    WHERE case_id = new.case_id AND outcome = 'rejected' AND
    json_extract(new.body, '$.exit') IN (0, 4);
END;

CREATE TRIGGER on_rejected AFTER INSERT ON events
WHEN new.kind = 'rejected' BEGIN
  UPDATE cases SET outcome = 'rejected', seq = new.seq
    WHERE case_id = new.case_id AND outcome IN ('pending', 'redirected');
END;

CREATE TRIGGER on_narrowing AFTER INSERT ON events
WHEN new.kind = 'narrowing' BEGIN
  UPDATE cases SET narrowed = 1, seq = new.seq WHERE case_id = new.case_id;
END;

CREATE TRIGGER on_overridden AFTER INSERT ON events
WHEN new.kind = 'overridden' BEGIN
  UPDATE findings SET
    overridden_by = json_extract(new.body, '$.approver'),
    reason = json_extract(new.body, '$.reason'), seq = new.seq
    WHERE case_id = new.case_id AND
    code = json_extract(new.body, '$.code');
  UPDATE cases SET outcome = 'pending', seq = new.seq
    WHERE case_id = new.case_id AND outcome = 'rejected';
END;

CREATE TRIGGER on_redirect AFTER INSERT ON events
WHEN new.kind = 'redirect' BEGIN
  INSERT INTO redirects SELECT new.case_id,
    json_extract(new.body, '$.tried_at'),
    json_extract(new.body, '$.addressee'),
    json_extract(new.body, '$.result'),
    json_extract(new.body, '$.answered_at'), new.seq;
  UPDATE cases SET outcome = 'redirected', seq = new.seq
    WHERE case_id = new.case_id AND outcome IN ('pending', 'rejected') AND
    json_extract(new.body, '$.result') = 'agreed';
  UPDATE cases SET outcome = 'pending', seq = new.seq
    WHERE case_id = new.case_id AND outcome = 'redirected' AND
    json_extract(new.body, '$.result') = 'refused';
END;

CREATE TRIGGER on_notice AFTER INSERT ON events
WHEN new.kind = 'notice' BEGIN
  INSERT INTO notices SELECT new.case_id, json_extract(new.body, '$.state'),
    new.at, json_extract(new.body, '$.exception'),
    json_extract(new.body, '$.approved_by'), new.seq;
END;

CREATE TRIGGER on_secrecy AFTER INSERT ON events
WHEN new.kind = 'secrecy' BEGIN
  INSERT INTO secrecy SELECT new.case_id,
    json_extract(new.body, '$.authority'),
    json_extract(new.body, '$.reference'), json_extract(new.body, '$.from'),
    json_extract(new.body, '$.until'),
    json_extract(new.body, '$.indefinite'),
    json_extract(new.body, '$.challenged_at'), new.seq WHERE true
    ON CONFLICT DO UPDATE SET authority = excluded.authority,
    until = excluded.until, indefinite = excluded.indefinite,
    challenged_at = excluded.challenged_at, seq = excluded.seq;
END;

CREATE TRIGGER on_produced AFTER INSERT ON events
WHEN new.kind = 'produced' BEGIN
  DELETE FROM counts WHERE case_id = new.case_id;
  INSERT INTO counts SELECT new.case_id, json_extract(value, '$.task'),
    json_extract(value, '$.store'), json_extract(value, '$.seen'),
    json_extract(value, '$.produced'), json_extract(value, '$.outside'),
    json_extract(value, '$.held'), json_extract(value, '$.damaged'), new.seq
    FROM json_each(new.body, '$.counts');
  UPDATE cases SET
    production_id = json_extract(new.body, '$.production_id'),
    tagmanifest_sha256 = json_extract(new.body, '$.tagmanifest_sha256'),
    seq = new.seq WHERE case_id = new.case_id;
END;

-- What has left has left: a later release with less lowers nothing.
CREATE TRIGGER on_released AFTER INSERT ON events
WHEN new.kind = 'released' AND json_extract(new.body, '$.undone') IS NOT 1 BEGIN
  UPDATE cases SET outcome = json_extract(new.body, '$.outcome'),
    classes_disclosed = json_extract(new.body, '$.classes_disclosed'),
    disclosed_at = new.at, seq = new.seq WHERE case_id = new.case_id AND
    instr('noData nonContent content', outcome) <=
    instr('noData nonContent content', json_extract(new.body, '$.outcome'));
  UPDATE case_accounts SET seq = new.seq,
    disclosed = json_extract(value, '$.disclosed')
    FROM json_each(new.body, '$.accounts')
    WHERE case_id = new.case_id AND
    account_key = json_extract(value, '$.account_key') AND
    service = json_extract(value, '$.service') AND
    instr('noData nonContent content', disclosed) <=
    instr('noData nonContent content', json_extract(value, '$.disclosed'));
END;

CREATE TRIGGER on_released_undone AFTER INSERT ON events
WHEN new.kind = 'released' AND json_extract(new.body, '$.undone') = 1 AND
  json_extract(new.body, '$.stands') IS NOT 1 BEGIN
  UPDATE cases SET outcome = 'pending', classes_disclosed = '',
    disclosed_at = NULL, seq = new.seq WHERE case_id = new.case_id;
  UPDATE case_accounts SET disclosed = '', seq = new.seq
    WHERE case_id = new.case_id;
END;

CREATE TRIGGER on_withdrawn AFTER INSERT ON events
WHEN new.kind = 'withdrawn' BEGIN
  UPDATE cases SET withdrawn = 1, seq = new.seq,
    outcome = CASE WHEN outcome = 'content' OR outcome = 'nonContent' OR
    outcome = 'noData' THEN outcome ELSE 'withdrawn' END
    WHERE case_id = new.case_id;
END;

CREATE TRIGGER on_cost AFTER INSERT ON events
WHEN new.kind = 'cost' BEGIN
  INSERT INTO costs SELECT new.case_id, json_extract(new.body, '$.claimed'),
    json_extract(new.body, '$.amount'),
    (SELECT coalesce(sum(value), 0) FROM json_each(new.body, '$.minutes')),
    json_extract(new.body, '$.cpu_seconds'),
    json_extract(new.body, '$.waiver_reason'), new.seq WHERE true
    ON CONFLICT DO UPDATE SET claimed = excluded.claimed,
    amount = coalesce(excluded.amount, amount),
    minutes = minutes + excluded.minutes,
    cpu_seconds = excluded.cpu_seconds,
    waiver_reason = excluded.waiver_reason, seq = excluded.seq;
END;
