-- compatible-with: 1
-- The whole record: timelines, the states derived from them, what waits to go out, and the keys of what came in.
-- Times are microseconds since the Unix epoch. An incident number of 0 means "none".

CREATE TABLE incident (
    number         INTEGER PRIMARY KEY,
    title          TEXT    NOT NULL,
    status         TEXT    NOT NULL,
    severity       INTEGER NOT NULL,
    service        TEXT    NOT NULL,
    channel        TEXT    NOT NULL,
    merged_into    INTEGER NOT NULL,
    drill          INTEGER NOT NULL,
    declared_at    INTEGER NOT NULL,
    -- The state after event `snapshot_seq`, as JSON; the events after it are folded in when it is read.
    snapshot       TEXT    NOT NULL,
    snapshot_seq   INTEGER NOT NULL
);
CREATE UNIQUE INDEX incident_by_channel ON incident (channel) WHERE channel <> '';
CREATE INDEX incident_by_status ON incident (status, number);

-- Part of the contract with other programs. Without rowids the events of one incident lie side by side.
CREATE TABLE timeline_event (
    incident_number INTEGER NOT NULL REFERENCES incident (number),
    seq             INTEGER NOT NULL,
    kind            TEXT    NOT NULL,
    occurred_at     INTEGER NOT NULL,
    recorded_at     INTEGER NOT NULL,
    actor           TEXT    NOT NULL,
    source          TEXT    NOT NULL,
    payload         TEXT,
    salt            BLOB,
    prev_hash       BLOB    NOT NULL,
    hash            BLOB    NOT NULL,
    payload_digest  BLOB    NOT NULL,
    PRIMARY KEY (incident_number, seq)
) WITHOUT ROWID;

CREATE TRIGGER timeline_event_is_never_deleted BEFORE DELETE ON timeline_event
BEGIN
    SELECT RAISE(ABORT, 'the timeline is append-only: an event cannot be deleted');
END;
CREATE TRIGGER timeline_event_is_only_ever_erased BEFORE UPDATE ON timeline_event
WHEN NOT (NEW.payload IS NULL AND NEW.salt IS NULL AND NEW.incident_number = OLD.incident_number
          AND NEW.seq = OLD.seq AND NEW.kind = OLD.kind AND NEW.occurred_at = OLD.occurred_at
          AND NEW.recorded_at = OLD.recorded_at AND NEW.actor = OLD.actor AND NEW.source = OLD.source
          AND NEW.prev_hash = OLD.prev_hash AND NEW.hash = OLD.hash AND NEW.payload_digest = OLD.payload_digest)
BEGIN
    SELECT RAISE(ABORT, 'the timeline is append-only: only payload and salt can be erased');
END;

-- Signed heads of the timelines, a hash chain of its own.
CREATE TABLE system_journal (
    seq             INTEGER PRIMARY KEY,
    signed_at       INTEGER NOT NULL,
    incident_number INTEGER NOT NULL,
    head_seq        INTEGER NOT NULL,
    head_hash       BLOB    NOT NULL,
    prev_hash       BLOB    NOT NULL,
    hash            BLOB    NOT NULL,
    signature       BLOB    NOT NULL,
    public_key      BLOB    NOT NULL
);
CREATE INDEX system_journal_by_incident ON system_journal (incident_number, seq);
CREATE TRIGGER system_journal_is_never_deleted BEFORE DELETE ON system_journal
BEGIN
    SELECT RAISE(ABORT, 'the system journal is append-only');
END;
CREATE TRIGGER system_journal_is_never_updated BEFORE UPDATE ON system_journal
BEGIN
    SELECT RAISE(ABORT, 'the system journal is append-only');
END;

-- What waits to go out. `head`: the first row of its lane, the only one that may be sent. `asleep`: its incident has no
-- channel yet. `again`: it was marked dirty once more while it may have been on its way. Ids are never used twice,
-- since Slack keeps them in its messages.
CREATE TABLE outbox (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    incident_number INTEGER NOT NULL,
    lane            TEXT    NOT NULL,
    priority        INTEGER NOT NULL,
    kind            TEXT    NOT NULL,
    payload         TEXT    NOT NULL,
    created_at      INTEGER NOT NULL,
    due_at          INTEGER NOT NULL,
    attempts        INTEGER NOT NULL DEFAULT 0,
    maybe_sent      INTEGER NOT NULL DEFAULT 0,
    last_error      TEXT    NOT NULL DEFAULT '',
    head            INTEGER NOT NULL,
    asleep          INTEGER NOT NULL,
    again           INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX outbox_by_lane ON outbox (lane, id);
CREATE INDEX outbox_ready ON outbox (due_at) WHERE head = 1 AND asleep = 0;
-- Lines are by far the most rows and are never looked for by their incident, only by their lane.
CREATE INDEX outbox_by_incident ON outbox (incident_number, kind) WHERE kind <> 'post_line';
CREATE INDEX outbox_asleep ON outbox (incident_number) WHERE asleep = 1;
CREATE INDEX outbox_retried ON outbox (id) WHERE attempts > 0;

CREATE TABLE failed_delivery (
    outbox_id       INTEGER PRIMARY KEY,
    incident_number INTEGER NOT NULL,
    kind            TEXT    NOT NULL,
    reason          TEXT    NOT NULL,
    failed_at       INTEGER NOT NULL
);

CREATE TABLE timer (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    kind            TEXT    NOT NULL,
    incident_number INTEGER NOT NULL,
    key             TEXT    NOT NULL,
    due             INTEGER NOT NULL,
    detail          TEXT    NOT NULL,
    UNIQUE (kind, incident_number, key)
);
CREATE INDEX timer_by_due ON timer (due);

-- The natural key of each delivery and the answer that it got.
CREATE TABLE delivery_key (
    scope           TEXT    NOT NULL,
    id              TEXT    NOT NULL,
    incident_number INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    reply           TEXT    NOT NULL,
    PRIMARY KEY (scope, id)
) WITHOUT ROWID;
CREATE INDEX delivery_key_by_age ON delivery_key (created_at, incident_number);

CREATE TABLE dead_letter (
    id              INTEGER PRIMARY KEY,
    source          TEXT    NOT NULL,
    reason          TEXT    NOT NULL,
    body            TEXT    NOT NULL,
    received_at     INTEGER NOT NULL
);

CREATE TABLE person (
    id              TEXT    PRIMARY KEY,
    name            TEXT    NOT NULL,
    email           TEXT    NOT NULL,
    email_lower     TEXT    NOT NULL,
    zone            TEXT    NOT NULL,
    guest           INTEGER NOT NULL,
    bot             INTEGER NOT NULL,
    fetched_at      INTEGER NOT NULL
);
CREATE INDEX person_by_email ON person (email_lower);

-- Which Slack message shows what, so that it can be edited in place.
CREATE TABLE slack_message (
    incident_number INTEGER NOT NULL,
    name            TEXT    NOT NULL,
    channel         TEXT    NOT NULL,
    ts              TEXT    NOT NULL,
    PRIMARY KEY (incident_number, name)
);

CREATE TABLE pagerduty_incident (
    id              TEXT    PRIMARY KEY,
    incident_number INTEGER NOT NULL,
    service_id      TEXT    NOT NULL,
    service         TEXT    NOT NULL,
    labels          TEXT    NOT NULL,
    triggered_at    INTEGER NOT NULL
);
CREATE INDEX pagerduty_incident_by_time ON pagerduty_incident (triggered_at);

-- Changes that we are about to cause in PagerDuty, so that their webhooks are not counted twice. The detail is kept as
-- a digest: it may be somebody's note.
CREATE TABLE own_change (
    id              INTEGER PRIMARY KEY,
    pagerduty_id    TEXT    NOT NULL,
    what            TEXT    NOT NULL,
    detail_digest   BLOB    NOT NULL,
    expected_at     INTEGER NOT NULL
);
CREATE INDEX own_change_by_incident ON own_change (pagerduty_id, what);
CREATE INDEX own_change_by_time ON own_change (expected_at);

CREATE TABLE lease (
    name            TEXT    PRIMARY KEY,
    holder          TEXT    NOT NULL,
    expires_at      INTEGER NOT NULL,
    fence           INTEGER NOT NULL
);

-- Written to find out whether a full disk has room again.
CREATE TABLE disk_probe (
    id              INTEGER PRIMARY KEY,
    padding         TEXT    NOT NULL
);
