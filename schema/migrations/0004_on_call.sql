-- compatible-with: 1
-- On call: the files that pages are pinned to, what people changed by hand, who was on call (facts that no later file
-- rewrites), whom a page reached, and heartbeats.

CREATE TABLE oncall_file (
    version         TEXT    PRIMARY KEY,
    body            TEXT    NOT NULL,
    loaded_at       INTEGER NOT NULL
);

-- `kind`: add, remove, replace. Taken back: `removed_at` is set, the row stays.
CREATE TABLE oncall_override (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    schedule        TEXT    NOT NULL,
    layer           TEXT    NOT NULL,
    kind            TEXT    NOT NULL,
    from_at         INTEGER NOT NULL,
    until_at        INTEGER NOT NULL,
    person          TEXT    NOT NULL,
    replaces        TEXT    NOT NULL,
    actor           TEXT    NOT NULL,
    created_at      INTEGER NOT NULL,
    removed_at      INTEGER
);
CREATE INDEX oncall_override_by_schedule ON oncall_override (schedule, until_at) WHERE removed_at IS NULL;

-- A swap that one side has offered and the other has not answered.
CREATE TABLE oncall_swap (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    schedule        TEXT    NOT NULL,
    from_at         INTEGER NOT NULL,
    until_at        INTEGER NOT NULL,
    offered_by      TEXT    NOT NULL,
    offered_to      TEXT    NOT NULL,
    state           TEXT    NOT NULL,
    created_at      INTEGER NOT NULL
);

-- Who was on call: written when it was the present.
CREATE TABLE oncall_shift (
    schedule        TEXT    NOT NULL,
    from_at         INTEGER NOT NULL,
    layer           TEXT    NOT NULL,
    person          TEXT    NOT NULL,
    until_at        INTEGER NOT NULL,
    version         TEXT    NOT NULL,
    PRIMARY KEY (schedule, from_at, layer, person)
);
-- How far each schedule's past is written.
CREATE TABLE oncall_written (
    schedule        TEXT    PRIMARY KEY,
    until_at        INTEGER NOT NULL
);

-- How often a step that takes its people in turn has fired.
CREATE TABLE oncall_turn (
    policy          TEXT    NOT NULL,
    step            INTEGER NOT NULL,
    fired           INTEGER NOT NULL,
    PRIMARY KEY (policy, step)
);

-- Each person whom a page reached, for the load report: `passed`: a later step fired before anybody acknowledged.
CREATE TABLE page_fact (
    incident_number INTEGER NOT NULL,
    page            TEXT    NOT NULL,
    person          TEXT    NOT NULL,
    schedule        TEXT    NOT NULL,
    paged_at        INTEGER NOT NULL,
    acknowledged_at INTEGER,
    acknowledged_by TEXT    NOT NULL DEFAULT '',
    passed          INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (incident_number, page, person, paged_at)
);
CREATE INDEX page_fact_by_time ON page_fact (paged_at);

CREATE TABLE heartbeat (
    name            TEXT    PRIMARY KEY,
    seen_at         INTEGER NOT NULL,
    missing_since   INTEGER,
    incident_number INTEGER NOT NULL DEFAULT 0
);
