-- compatible-with: 1
-- Who was refused for want of a right where there is no incident whose timeline could keep it: `declare` of a guest, an override of somebody
-- who is not on the schedule. Of what was typed the verb alone is kept. AUTOINCREMENT: the newest id says how many there ever were.

CREATE TABLE denial (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    at              INTEGER NOT NULL,
    actor           TEXT    NOT NULL,
    source          TEXT    NOT NULL,
    verb            TEXT    NOT NULL,
    needed          TEXT    NOT NULL
);
CREATE INDEX denial_by_time ON denial (at);
