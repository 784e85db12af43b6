-- compatible-with: 1
-- Until when a service asked not to be called (`Retry-After`): `slack chat.postMessage`, `pagerduty rest`. What is past is deleted.

CREATE TABLE pause (
    what            TEXT    PRIMARY KEY,
    until           INTEGER NOT NULL
);
