-- compatible-with: 1
-- What the program watches from the inside, one row each: itself (`alive`: when it last was), its outgoing heartbeat,
-- PagerDuty's REST API, webhook subscriptions. `since`: since when `state` holds; `seen_at`: when it was last looked at.

CREATE TABLE watch (
    name            TEXT    PRIMARY KEY,
    state           TEXT    NOT NULL,
    detail          TEXT    NOT NULL,
    since           INTEGER NOT NULL,
    seen_at         INTEGER NOT NULL
);
