-- compatible-with: 1
-- Runbooks: the texts that runs are pinned to, where each run stands, and what its commands printed.

CREATE TABLE runbook_version (
    hash            TEXT    PRIMARY KEY,
    name            TEXT    NOT NULL,
    body            TEXT    NOT NULL,
    kept_at         INTEGER NOT NULL
);

-- `body`: the folded state, as of the run's newest event. The columns beside it are what is looked for.
CREATE TABLE run (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    incident_number INTEGER NOT NULL,
    runbook         TEXT    NOT NULL,
    phase           TEXT    NOT NULL,
    busy_group      TEXT    NOT NULL,
    cause           TEXT    NOT NULL,
    open            INTEGER NOT NULL,
    body            TEXT    NOT NULL
);
CREATE INDEX run_by_incident ON run (incident_number, id);
CREATE INDEX run_open ON run (busy_group, id) WHERE open = 1;
CREATE INDEX run_by_cause ON run (runbook, cause) WHERE cause <> '';

-- What one attempt of a step printed: head, tail and how much was between them. Secrets are masked before it comes here.
CREATE TABLE run_output (
    run             INTEGER NOT NULL,
    step            TEXT    NOT NULL,
    attempt         INTEGER NOT NULL,
    body            TEXT    NOT NULL,
    recorded_at     INTEGER NOT NULL,
    PRIMARY KEY (run, step, attempt)
);
