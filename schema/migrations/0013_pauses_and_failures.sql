-- compatible-with: 1
-- Until when a service asked not to be called (`Retry-After`): `slack chat.postMessage`, `pagerduty rest`. What is past is deleted.

CREATE TABLE pause (
    what            TEXT    PRIMARY KEY,
    until           INTEGER NOT NULL
);

-- What was refused for one reason is told once and counted.
CREATE INDEX failed_alike ON failed_delivery (incident_number, kind, reason, failed_at);
